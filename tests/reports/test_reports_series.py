"""The kinds of figures: frontier, implied constants, spectrum, phase diagram; each written, validated, drawn, told."""

import re
import warnings

import pytest
from boundproof.bounds.errors import InputError
from boundproof.reports.figures import _looks, describe, draw, entry
from boundproof.verify import series
from boundproof.verify.results import Results

STAR = "M 0 -6"  # how matplotlib's five-pointed star of size 12 begins


def frontier():
    ridges, risk, norm = ["0.001", "0.01", "0.1", "1"], [0.4, 0.2, 0.1, 0.3], [9, 4, 2, 1]
    return series.figure(
        "frontier",
        title="The frontier of ridge regression",
        caption="Equivalents, enclosed; simulation with 99 % intervals in both directions.",
        x=series.axis("`standard_risk(ridge_estimator)`", "log"),
        y=series.axis("R_adv/R_adv(θ*)", "log"),
        curves=[
            series.curve("frontier", "prediction", risk, norm, notes=[f"λ = {ridge}" for ridge in ridges]),
            series.curve(
                "frontier, simulated", "simulation", [0.21], [4.1], low=[3.9], high=[4.3], x_low=[0.19], x_high=[0.23]
            ),
            series.curve("least R_std", "optimum", [0.1], [2]),
        ],
    )


def constants():
    cells = [{"value": "0.51", "low": "0.509", "high": "0.511"}, {"value": "0.61", "low": "0.60", "high": "0.62"}]
    return series.figure(
        "constants",
        title="The implied constant along n",
        caption="V/(σ²(k*/n + n/R_k*)), enclosed.",
        x=series.axis("n", "log"),
        y=series.axis("implied constant", low=0, high=1),
        curves=[
            series.of_cells("power-log, enclosed", "enclosure", [100, 10**6], cells),
            series.curve("largest allowed", "bound", [100, 10**6], [0.9, 0.9]),
        ],
    )


def spectrum():
    index = [1, 10, 100, 1000]
    return series.figure(
        "spectrum",
        title="Eigenvalues",
        caption="λ_i, exact; k* and κ enclosed.",
        x=series.axis("i", "log"),
        y=series.axis("λ_i", "log"),
        curves=[series.curve("λ_i", "points", index, [1 / i**2 for i in index])],
        marks=[series.mark("x", 29, "k* = 29"), series.mark("y", "3.4e-3", "κ = 0.0034")],
    )


def phase():
    square = [1, 1.5, 2]
    return series.figure(
        "phase",
        title="Benign or not",
        caption="Enclosed at each point; the line and the region are derived.",
        x=series.axis("`q`", low=0.5, high=2.5),
        y=series.axis("`s`", low=0, high=2),
        curves=[
            series.curve("benign: s > q − 1", "region", square, [0, 0.5, 1], low=[0, 0.5, 1], high=["oo"] * 3),
            series.curve("s = q − 1", "boundary", square, [0, 0.5, 1]),
            series.curve("ratios shrink, enclosed", "points", [1.5, 2], [1, 1.5]),
            series.curve("a ratio grows, enclosed", "points", [1.5, 2], [0.2, 0.5]),
        ],
    )


FIGURES = {made["name"]: made for made in (frontier(), constants(), spectrum(), phase())}


@pytest.mark.parametrize("name", FIGURES)
def test_each_kind_is_valid_and_drawn(name, tmp_path):
    data = Results.loads(Results("check", series=(FIGURES[name],)).dumps()).series[0]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert draw(data, kind="pdf").startswith(b"%PDF")
        picture = draw(data, kind="svg").decode()
    assert picture.count('id="legend_1"') == 1
    text = describe(data)
    assert all(curve["label"] in text for curve in data["curves"])
    assert data["x"]["label"].replace("`", "") in text


def shapes(picture):
    """The outlines of the markers in a picture."""
    return re.findall(r'<path id="m[0-9a-f]+" d="([^"]*)"', picture)


def test_optima_are_stars_and_intervals_go_both_ways():
    picture = draw(FIGURES["frontier"], kind="svg").decode()
    assert any(path.startswith(STAR) for path in shapes(picture))
    bare = frontier()
    del bare["curves"][1]["x_low"], bare["curves"][1]["x_high"]
    assert picture.count("<use") > draw(bare, kind="svg").decode().count("<use")
    assert picture.count("LineCollection") > draw(bare, kind="svg").decode().count("LineCollection")


def test_marks_are_drawn_and_told():
    text = describe(FIGURES["spectrum"])
    assert "k* = 29 at x = 29" in text
    assert "κ = 0.0034 at y = 3.4e-3" in text
    bare = {**FIGURES["spectrum"], "marks": []}
    assert len(draw(FIGURES["spectrum"], kind="svg")) > len(draw(bare, kind="svg"))


def test_a_region_is_hatched_and_ends_with_the_drawing():
    picture = draw(FIGURES["phase"], kind="svg").decode()
    assert picture.count("<pattern") >= 1
    assert not any("pattern" in draw(FIGURES[name], kind="svg").decode() for name in ("frontier", "spectrum"))


def test_the_legend_says_each_kind_once():
    assert [entry(curve) for curve in FIGURES["phase"]["curves"]] == [
        "benign: s > q − 1",
        "s = q − 1 (derived boundary)",
        "ratios shrink, enclosed",
        "a ratio grows, enclosed",
    ]
    assert entry({"label": "R_std, predicted", "kind": "prediction"}) == "R_std, predicted"
    assert entry({"label": "R_std", "kind": "prediction"}) == "R_std (prediction)"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("a", "prediction", [1, 2], [1]), "the curve 'a' has 2 abscissae but 1 values of y"),
        (("a", "simulation", [1], [1]), "the curve 'a' of kind simulation has no intervals; give it low and high"),
        (("a", "region", [1], [1]), "the curve 'a' of kind region has no intervals; give it low and high"),
    ],
)
def test_curves_that_cannot_be_drawn_are_refused(arguments, complaint):
    with pytest.raises(InputError) as caught:
        series.curve(*arguments)
    assert str(caught.value) == complaint


def test_one_end_of_an_interval_is_refused_by_builder_and_schema():
    with pytest.raises(InputError, match="one end of its intervals of x"):
        series.curve("a", "points", [1], [1], x_low=[0])
    data = Results("check", series=(frontier(),)).to_json()
    del data["series"][0]["curves"][1]["x_high"]
    with pytest.raises(InputError, match="x_high"):
        Results.from_json(data)
    data = Results("check", series=(frontier(),)).to_json()
    data["series"][0]["curves"][0]["notes"].append("one too many")
    with pytest.raises(InputError, match="different lengths"):
        Results.from_json(data)


def test_curves_of_one_kind_have_colours_of_their_own():
    shared = [{"label": f"R, {kind}", "kind": kind} for kind in ("prediction", "simulation")]
    same = [{"label": f"floor, {at}", "kind": "enclosure"} for at in "ab"]
    first, second, third, fourth = (look["color"] for look in _looks([*shared, *same]))
    assert first == second
    assert len({first, third, fourth}) == 3
