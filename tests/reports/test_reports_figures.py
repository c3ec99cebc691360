"""Figures and graphs: labelled, with their intervals, inert, and drawn whatever the numbers are."""

import copy
import itertools
import re
import warnings
from dataclasses import replace

import pytest
from boundproof.reports.document import Use, outline
from boundproof.reports.figures import _legend_columns, _looks, describe, draw
from boundproof.reports.graph import MOST, PAGE, PHONE, graph, lines
from boundproof.reports.sketch import sketch
from boundproof.verify.results import Results
from boundproof.verify.verdict import Outcome, StepVerdict, TheoremVerdict, Verdict


@pytest.fixture
def series(results):
    return copy.deepcopy(results.theorems[0].series[0])


@pytest.fixture(autouse=True)
def no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def test_intervals_are_drawn(series):
    with_intervals = draw(series, kind="svg")
    for curve in series["curves"]:
        curve["low"] = curve["high"] = None
    series["curves"][2]["kind"] = "truth"
    assert with_intervals.count(b"<use") > draw(series, kind="svg").count(b"<use")


def test_numbers_that_no_axis_shows_do_not_stop_the_drawing(series):
    curve = series["curves"][2]
    curve["y"] = ["oo", 0, -1, "0.35", "1e-400"]
    curve["low"] = [0, "-oo", -2, 0, 0]
    curve["high"] = ["oo", "oo", 1, "oo", 1]
    series["marks"] = [
        {"axis": axis, "value": value, "label": "$x$ `n**2`"} for axis in "xy" for value in ("oo", 0, 0.3)
    ]
    for kind in ("svg", "pdf"):
        assert draw(series, kind=kind)
    for scale in ("linear", "log"):
        empty = {**series, "curves": [], "y": {"label": "", "scale": scale}}
        assert draw(empty, kind="svg")


def test_a_phase_diagram_tells_its_classes_apart_without_colour():
    cells = {"x": [1, 2], "y": [1, 1], "low": None, "high": None}
    classes = [{"label": label, "kind": "points", **cells} for label in ("benign", "not benign")]
    diagram = {
        "name": "phase",
        "title": "Benign or not",
        "caption": "",
        "x": {"label": "`q`", "scale": "linear"},
        "y": {"label": "`s`", "scale": "linear"},
        "curves": [*classes, {"label": "`s = q - 1`", "kind": "truth", **cells}],
    }
    Results.from_json(Results("check", series=(diagram,)).to_json())
    picture = draw(diagram, kind="svg").decode()
    # One drawn shape for each class, used by its points and once in the legend.
    shapes = re.findall(r'<path id="(m[0-9a-f]+)" d="([^"]*)" style="stroke: #(0072b2|d55e00)', picture)
    assert len({path for _, path, _ in shapes}) == 2


def test_hostile_labels_are_inert(hostile):
    picture = draw(hostile.theorems[0].series[0], kind="svg").decode()
    assert "<script" not in picture
    assert "<image" not in picture


def test_the_alternative_text_says_what_is_drawn(series):
    text = describe(series)
    for part in ("sample size", "excess risk", "log", "Gaussian design", "simulation with intervals", "0.503 at 50"):
        assert part in text


def of_steps(uses: dict[str, tuple[str, ...]]):
    verdict = Verdict(Outcome.PROVED, "n > 0", "", "orders")
    steps = tuple(StepVerdict(name, verdict, by=by) for name, by in uses.items())
    theorem = TheoremVerdict("t", "t", Outcome.PROVED, "", steps=steps)
    return outline(Results("check", (theorem,))).chapters[0].items


def test_each_step_stands_below_what_it_uses():
    uses = {"a": (), "b": ("a",), "c": ("a", "b"), "d": ("a", "c", "lemma"), "alone": ()}
    drawn = graph(of_steps(uses))
    height = {node.item.name: node.y for node in drawn.nodes}
    assert set(height) == {"a", "b", "c", "d"}
    assert {(name, below) for name, names in uses.items() for below in names if below != "lemma"} == {
        (drawn_name(drawn, arrow.end), drawn_name(drawn, arrow.start)) for arrow in drawn.arrows
    }
    for name, names in uses.items():
        assert all(height[name] > height[below] for below in names if below != "lemma")
    places = [(node.x, node.y) for node in drawn.nodes]
    assert len(set(places)) == len(places)
    assert all(0 < x < drawn.width and 0 < y < drawn.height for x, y in places)


def drawn_name(drawn, anchor):
    return next(node.item.name for node in drawn.nodes if node.item.anchor == anchor)


def test_a_circle_of_steps_is_cut_and_nothing_is_drawn_for_nothing():
    drawn = graph(of_steps({"a": ("b",), "b": ("a",), "self": ("self",)}))
    assert len(drawn.arrows) == 1
    assert graph(of_steps({"a": (), "b": ("lemma",)})) is None
    assert graph(of_steps({str(i): (str(i - 1),) for i in range(MOST + 1)})) is None


def test_five_hundred_steps_make_one_page_each_once(results):
    from boundproof.reports import html, latex

    steps = tuple(copy.copy(results.theorems[0].steps[at % 8]) for at in range(500))
    named = tuple(StepVerdict(f"s{at}", step.verdict, by=(f"s{at - 1}",)) for at, step in enumerate(steps))
    document = outline(Results("check", (TheoremVerdict("t", "t", Outcome.PROVED, "", steps=named),)))
    assert html.render(document).count("<article") == 500
    assert len(re.findall(r"\\begin\{bpitem\}", latex.render(document))) == 500


def test_the_legend_is_as_wide_as_its_entries_allow() -> None:
    short = [{"label": "risk", "kind": "bound"}] * 4
    long = [*short, {"label": "R_adv(θ̂)/R_adv(θ*), design of signs", "kind": "simulation"}]
    assert _legend_columns(short) == 2
    assert _legend_columns(short[:3]) == 1
    assert _legend_columns(long) == 1


def test_hypotheses_stand_within_the_step_that_uses_them() -> None:
    facts = (Use("first-fact", "t1-h1"), Use("second-fact", "t1-h2"), Use("lemma"))
    first, last = of_steps({"first": (), "last": ("first",)})
    drawn = graph([replace(first, uses=facts), last])
    assert drawn is not None
    assert {node.anchor: node.hypotheses for node in drawn.nodes} == {
        first.anchor: ("first-fact", "second-fact"),
        last.anchor: (),
    }
    assert drawn.nodes[0].lines == ("first-fact, second-fact",)


def test_many_hypotheses_are_counted() -> None:
    shown = lines([f"hypothesis-{k}" for k in range(20)])
    assert len(shown) == 4
    assert shown[-1] == f"and {20 - sum(line.count('hypothesis-') for line in shown)} more"


def wide_theorem() -> tuple:
    """Eleven steps that use nothing, nine that use two of these, and one that uses all: wider than any page."""
    uses = {f"first-{k}": () for k in range(11)}
    uses |= {f"second-{k}": (f"first-{k}", f"first-{k + 2}") for k in range(9)}
    return of_steps({**uses, "a-conclusion-with-a-long-name": tuple(uses)})


@pytest.mark.parametrize("phone", [False, True])
def test_a_wide_graph_stays_as_wide_as_the_page_and_nothing_crosses_a_box(phone) -> None:
    drawn = graph(wide_theorem(), most=PHONE if phone else PAGE)
    rows: dict[float, int] = {}
    for node in drawn.nodes:
        rows[node.y] = rows.get(node.y, 0) + 1
    assert max(rows.values()) == (PHONE if phone else PAGE)
    seen = sketch(drawn, phone=phone)
    boxes = [(box.left, box.top, box.left + box.width, box.top + box.height) for box in seen.blocks]
    for left, top, right, bottom in boxes:
        assert left >= 0 <= top
        assert right <= seen.width
        assert bottom <= seen.height
    for (left, top, right, bottom), (other_left, other_top, other_right, other_bottom) in itertools.combinations(
        boxes, 2
    ):
        assert right <= other_left or other_right <= left or bottom <= other_top or other_bottom <= top
    for path in seen.paths:  # within a layer an arrow is a vertical line: L x y after a curve that ended at that x
        for x, y, to_x, to_y in re.findall(r" (\S+) (\S+) L(\S+) (\S+)", path):
            assert x == to_x
            inside = [box for box in boxes if box[0] < float(x) < box[2] and box[1] < float(to_y) and float(y) < box[3]]
            assert inside == []
    assert any("a-conclusion-with-" in line.text for box in seen.blocks for line in box.lines)
    assert all(len(line.text) <= 19 for box in seen.blocks for line in box.lines if line.kind == "name")


def test_hypotheses_in_a_graph_are_read_as_mathematics() -> None:
    first, last = of_steps({"first": (), "last": ("first",)})
    use = (Use("kappa_mid > 0", "t1-h1"), Use("<b>", "t1-h2"))
    seen = sketch(graph([replace(first, uses=use), last]))
    texts = [line.text for box in seen.blocks for line in box.lines if line.kind == "given"]
    assert texts == ["κ_mid\u00a0>\u00a00, <b>"]


def test_curves_of_a_kind_differ_without_colour():
    curves = [{"label": label, "kind": kind} for kind in ("simulation", "enclosure") for label in ("a", "b", "c")]
    looks = [(curve["kind"], look["marker"]) for curve, look in zip(curves, _looks(curves), strict=True)]
    assert len(set(looks)) == len(looks)
