"""The envelope of a run: it round-trips, its schema is strict, and what it cannot read it refuses in one line."""

import copy
import json
from pathlib import Path

import pytest
from boundproof.bounds.errors import InputError
from boundproof.verify import results as module
from boundproof.verify.results import Reproduction, Results
from boundproof.verify.verdict import Case, Evidence, Outcome, Recheck, StepVerdict, TheoremVerdict, Verdict
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
TEXTS = st.lists(TEXT, max_size=2).map(tuple)
OUTCOMES = st.sampled_from(Outcome)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
SECONDS = st.floats(min_value=0, max_value=1e9)
NUMBER = FINITE | st.integers() | st.sampled_from(["oo", "-oo", "0.1234567890123456789", "-3", "1.5e-300"])
INTERVAL = st.fixed_dictionaries({"value": NUMBER | st.none(), "low": NUMBER, "high": NUMBER})
CELL = TEXT | NUMBER | st.none() | INTERVAL
FREE = st.recursive(
    st.none() | st.booleans() | NUMBER | TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=4,
)


@st.composite
def tables(draw):
    width = draw(st.integers(0, 3))
    row = st.lists(CELL, min_size=width, max_size=width)
    columns = draw(st.lists(TEXT, min_size=width, max_size=width))
    return {"columns": columns, "rows": draw(st.lists(row, max_size=2)), "caption": draw(TEXT)}


@st.composite
def curves(draw):
    numbers = st.lists(NUMBER, min_size=(length := draw(st.integers(0, 3))), max_size=length)
    kind = draw(st.sampled_from(["prediction", "bound", "simulation", "enclosure", "truth", "points"]))
    ends = numbers if kind in ("simulation", "enclosure") else numbers | st.none()
    parts = {"x": numbers, "y": numbers, "low": ends, "high": ends, "label": TEXT}
    return {"kind": kind, **{name: draw(part) for name, part in parts.items()}}


AXIS = st.fixed_dictionaries({"label": TEXT, "scale": st.sampled_from(["linear", "log"])})
MARK = st.fixed_dictionaries({"axis": st.sampled_from(["x", "y"]), "value": NUMBER, "label": TEXT})
SERIES = st.fixed_dictionaries(
    {"name": TEXT, "title": TEXT, "caption": TEXT, "x": AXIS, "y": AXIS, "curves": st.lists(curves(), max_size=2)},
    optional={"marks": st.lists(MARK, max_size=1)},
)
DATA = st.fixed_dictionaries({"free": FREE}, optional={"table": tables(), "tables": st.lists(tables(), max_size=1)})
EVIDENCE = st.builds(Evidence, kind=TEXT, summary=TEXT, data=DATA)
VERDICTS = st.builds(
    Verdict,
    outcome=OUTCOMES,
    claim=TEXT,
    why=TEXT,
    checker=TEXT,
    point=TEXT,
    mode=TEXT,
    hypotheses=TEXTS,
    given=TEXTS,
    unused=TEXTS,
    cases=st.lists(st.builds(Case, region=TEXT, outcome=OUTCOMES, why=TEXT), max_size=1).map(tuple),
    evidence=st.lists(EVIDENCE, max_size=1).map(tuple),
    recheck=st.sampled_from(Recheck),
    seconds=SECONDS,
)
STEPS = st.builds(
    StepVerdict,
    name=TEXT,
    verdict=VERDICTS,
    by=TEXTS,
    expected=OUTCOMES,
    role=st.sampled_from(["step", "conclusion", "instance", "sabotage"]),
    title=TEXT,
    note=TEXT,
)
THEOREMS = st.builds(
    TheoremVerdict,
    name=TEXT,
    title=TEXT,
    outcome=OUTCOMES,
    why=TEXT,
    statement=TEXT,
    hypotheses=TEXTS,
    given=TEXTS,
    steps=st.lists(STEPS, max_size=2).map(tuple),
    series=st.lists(SERIES, max_size=1).map(tuple),
    source=st.dictionaries(TEXT, TEXT, max_size=2),
    expected=OUTCOMES,
    limitations=TEXTS,
    seconds=SECONDS,
)
REPRODUCTION = st.builds(
    Reproduction,
    versions=st.dictionaries(TEXT, TEXT, max_size=2),
    command=TEXT,
    seed=st.none() | st.integers(),
    budget=st.none() | SECONDS,
    started=TEXT,
    seconds=SECONDS,
)
RESULTS = st.builds(
    Results,
    kind=TEXT,
    theorems=st.lists(THEOREMS, max_size=1).map(tuple),
    claims=st.lists(st.tuples(TEXT, VERDICTS), max_size=1).map(tuple),
    tables=st.lists(tables(), max_size=1).map(tuple),
    series=st.lists(SERIES, max_size=1).map(tuple),
    reproduction=REPRODUCTION,
)


@settings(max_examples=60)
@given(RESULTS)
def test_any_results_round_trip_through_valid_json(results):
    text = results.dumps()
    validator = Draft202012Validator(module.schema())
    assert [error.message for error in validator.iter_errors(json.loads(text))] == []
    again = Results.loads(text)
    assert again == results
    assert again.dumps() == text


def test_the_schema_is_a_valid_schema_without_loose_objects():
    schema = module.schema()
    Draft202012Validator.check_schema(schema)
    loose = [
        name
        for name, part in [("results", schema), *schema["$defs"].items()]
        if part.get("type") == "object" and part.get("additionalProperties") is not False
    ]
    assert loose == []
    assert schema["$defs"]["outcome"]["enum"] == [outcome.value for outcome in Outcome]
    assert schema["$defs"]["verdict"]["properties"]["recheck"]["enum"] == [state.value for state in Recheck]


def verdict(**changes):
    fields = {"outcome": Outcome.PROVED, "claim": "n = O(n**2)", "why": "orders", "checker": "orders"}
    return Verdict(**{**fields, **changes})


def sample(**changes) -> dict:
    step = StepVerdict("first", verdict(evidence=(Evidence("enclosure", "two points", {"table": TABLE}),)))
    theorem = TheoremVerdict("t", "T", Outcome.PROVED, "all steps", steps=(step,), series=(SERIES_ONE,))
    data = Results("check", (theorem,), (("c", verdict(recheck=Recheck.ENGINE_ONLY)),)).to_json()
    return {**data, **changes}


TABLE = {"columns": ["n", "value"], "rows": [[100, {"value": "1.5", "low": "1.4", "high": "oo"}]], "caption": "k"}
SERIES_ONE = {
    "name": "risk",
    "title": "Risk",
    "caption": "as computed",
    "x": {"label": "n", "scale": "log"},
    "y": {"label": "risk", "scale": "log"},
    "curves": [{"label": "s", "kind": "simulation", "x": [1, 2], "y": [3, 4], "low": [2, 3], "high": [4, 5]}],
}


def test_counts_cover_steps_and_claims():
    results = Results.from_json(sample())
    assert {outcome: count for outcome, count in results.counts().items() if count} == {Outcome.PROVED: 2}
    assert list(results.counts()) == list(Outcome)
    assert results.engine_only == 1


def edited(edit) -> dict:
    data = copy.deepcopy(sample())
    edit(data)
    return data


BROKEN = {
    "a missing field": (lambda d: d["theorems"][0].pop("why"), "r: theorems[0]: 'why' is a required property"),
    "an unknown field": (
        lambda d: d["claims"][0].update(extra=1),
        "r: claims[0]: Additional properties are not allowed ('extra' was unexpected)",
    ),
    "text for a list": (
        lambda d: d["theorems"][0].update(steps="abc"),
        "r: theorems[0].steps: 'abc' is not of type 'array'",
    ),
    "a ragged table": (
        lambda d: d["theorems"][0]["steps"][0]["verdict"]["evidence"][0]["data"]["table"]["rows"].append([1]),
        "r: a row of 1 cells in the table k of 2 columns",
    ),
    "a ragged curve": (
        lambda d: d["theorems"][0]["series"][0]["curves"][0]["y"].append(5),
        "r: the curve s of risk has lists of different lengths (2, 3)",
    ),
    "a simulation without intervals": (
        lambda d: d["theorems"][0]["series"][0]["curves"][0].update(low=None),
        "r: theorems[0].series[0].curves[0].low: None is not of type 'array'",
    ),
    "another version": (
        lambda d: d.update(version=2),
        "r: version 2 of the format, but this boundproof reads version 1; write the file again with this version",
    ),
    "another format": (
        lambda d: d.update(format="zip"),
        "r: not a results file of boundproof (format is not 'boundproof'); write one with --json",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_data_is_refused_in_one_line(name):
    edit, message = BROKEN[name]
    with pytest.raises(InputError) as caught:
        Results.from_json(edited(edit), origin="r")
    assert str(caught.value) == message


@pytest.mark.parametrize("outcome", ["proved", "TRUE", "", None])
def test_an_unknown_outcome_is_refused(outcome):
    with pytest.raises(InputError, match=r"^r: theorems\[0\]\.outcome: .*is not one of"):
        Results.from_json(edited(lambda d: d["theorems"][0].update(outcome=outcome)), origin="r")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "not JSON (Expecting property name enclosed in double quotes"),
        ("[1, NaN]", "not JSON (NaN is not a JSON number; infinity is the string 'oo')"),
        ("[-Infinity]", "not JSON (-Infinity is not a JSON number; infinity is the string 'oo')"),
        ("[1e999]", "not JSON (1e999 is out of the range of a double; write it as text)"),
        ('["\\ud800"]', "not JSON ('utf-8' codec can't encode"),
        ("[" * 100_000, "nested too deeply to be results of boundproof"),
        ("[]", "not a results file of boundproof (format is not 'boundproof'); write one with --json"),
    ],
)
def test_text_that_is_no_results_file_is_refused(text, reason):
    with pytest.raises(InputError) as caught:
        Results.loads(text, origin="r")
    assert str(caught.value).startswith(f"r: {reason}")
    assert "\n" not in str(caught.value)


def test_numbers_without_a_json_form_are_refused_when_writing():
    with pytest.raises(InputError, match="cannot be written as JSON"):
        Results("check", claims=(("c", verdict(seconds=float("nan"))),)).dumps()


def test_files_are_named_in_errors(tmp_path: Path):
    missing = tmp_path / "no.json"
    with pytest.raises(InputError) as caught:
        Results.load(missing)
    assert str(caught.value) == f"{missing}: cannot be read: No such file or directory"
    binary = tmp_path / "binary.json"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError) as caught:
        Results.load(binary)
    assert str(caught.value) == f"{binary}: cannot be read: it is not UTF-8 text"
    good = tmp_path / "good.json"
    good.write_text(Results.from_json(sample()).dumps(), encoding="utf-8")
    assert Results.load(good) == Results.from_json(sample())


def test_the_reproduction_block_names_what_decides():
    block = Reproduction.of_this_run(argv=["boundproof", "check", "my paper.py"], seed=7, seconds=1.5)
    assert block.command == "boundproof check 'my paper.py'"
    assert {"python", "boundproof", "sympy", "mpmath", "python-flint", "numpy"} <= set(block.versions)
    assert (block.seed, block.budget, block.started) == (7, None, "")
