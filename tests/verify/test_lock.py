"""The lock file: what is kept of verdicts, what counts as the same, and what a change says."""

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp
from boundproof.bounds.errors import InputError
from boundproof.verify.lock import Change, Lock, compare, entries_of, theorem_entries
from boundproof.verify.verdict import Evidence, Outcome, Recheck, StepVerdict, TheoremVerdict, Verdict
from hypothesis import given
from hypothesis import strategies as st

TABLE = {
    "columns": ["n", "k*", "ratio", "mean"],
    "rows": [["100", "29", {"value": "5e-1", "low": "4999e-4", "high": "5001e-4"}, 0.25]],
}
STEP = Verdict(
    Outcome.PROVED, "x >= 1", "so it is", "lemmas", given=("jensen",), recheck=Recheck.RECHECKED,
    evidence=(Evidence("enclosure", "", {"table": TABLE}),), seconds=1.5,
)  # fmt: skip
THEOREM = TheoremVerdict("t", "T", Outcome.PROVED, "why", given=("jensen",), steps=(StepVerdict("s", STEP),))


def changed(verdict: Verdict) -> list[Change]:
    return compare(theorem_entries(THEOREM), theorem_entries(replace(THEOREM, steps=(StepVerdict("s", verdict),))))


def with_row(row: list) -> Verdict:
    return replace(STEP, evidence=(Evidence("enclosure", "", {"table": {**TABLE, "rows": [row]}}),))


def test_entries_of_a_theorem_have_no_times():
    found = theorem_entries(THEOREM)
    assert found == {
        "t": {"outcome": "PROVED", "given": ["jensen"]},
        "t::s": {"outcome": "PROVED", "recheck": "rechecked", "given": ["jensen"]},
        "t::s | k* at n = 100": {"text": "29"},
        "t::s | ratio at n = 100": {"low": "4999e-4", "high": "5001e-4"},
        "t::s | mean at n = 100": {"number": 0.25, "tolerance": 1e-9},
    }
    assert theorem_entries(replace(THEOREM, seconds=9.0)) == found
    assert compare(found, found) == []


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.PROVED])
def test_a_step_that_is_no_longer_proved_is_a_regression(outcome):
    assert changed(replace(STEP, outcome=outcome)) == [
        Change("t::s", "PROVED given jensen", f"{outcome.value} given jensen", "REGRESSION: weaker than it was")
    ]


def test_what_a_change_says():
    assert [item.why for item in changed(replace(STEP, given=("jensen", "markov")))] == ["it rests on other lemmas"]
    assert [item.why for item in changed(replace(STEP, recheck=Recheck.ENGINE_ONLY))] == [
        "engine only, it was rechecked"
    ]
    ratio = TABLE["rows"][0][2]
    assert changed(with_row(["100", "30", ratio, 0.25])) == [
        Change("t::s | k* at n = 100", "29", "30", "it reads differently")
    ]
    meets = {"value": "5e-1", "low": "50005e-5", "high": "6e-1"}
    apart = {"value": "5e-1", "low": "500101e-6", "high": "oo"}
    assert changed(with_row(["100", "29", meets, 0.25])) == []
    assert [item.why for item in changed(with_row(["100", "29", apart, 0.25]))] == ["the intervals do not meet"]
    assert changed(with_row(["100", "29", ratio, 0.25 * (1 + 5e-10)])) == []
    assert [item.why for item in changed(with_row(["100", "29", ratio, 0.26]))] == [
        "relative change 0.04, tolerance 1e-09"
    ]
    assert [(item.key, item.why) for item in changed(replace(STEP, evidence=()))] == [
        (f"t::s | {what} at n = 100", "no longer there") for what in ("k*", "mean", "ratio")
    ]


def test_values_that_can_be_kept():
    x = sp.Symbol("x")
    for value, shown in (
        (3, "3"),
        (Fraction(1, 3), "1/3"),
        ("n/log(n)", "n/log(n)"),
        (sp.Add(x, 1, evaluate=False), "x + 1"),
    ):
        assert entries_of(value, "k") == {"k": {"text": shown}}
    assert entries_of(1.5, "k", tolerance=0.1) == {"k": {"number": 1.5, "tolerance": 0.1}}
    assert entries_of((1, 2), "k") == {"k": {"low": "1", "high": "2"}}
    assert entries_of(Outcome.GAP, "k") == {"k": {"outcome": "GAP"}}
    for value in (float("nan"), None, object()):
        with pytest.raises(InputError, match=r"k: .* cannot be locked: give a verdict, a text"):
            entries_of(value, "k")
    with pytest.raises(InputError, match=r"k: tolerance 2 is not in \[0, 1\)"):
        entries_of(1.5, "k", tolerance=2)


def test_a_file_is_one_entry_a_line_and_comes_back(tmp_path):
    lock = Lock(theorem_entries(THEOREM), entries_of(0.5, "test_a.py::test_b | c"))
    path = tmp_path / "boundproof.lock"
    lock.write(path)
    assert Lock.read(path) == lock
    assert ' "t::s | k* at n = 100": {"text": "29"},\n' in path.read_text()
    assert len(path.read_text().splitlines()) == 9 + 5
    assert Lock.read(tmp_path / "none.lock") == Lock({}, {})


@given(st.dictionaries(st.text(), st.text().map(lambda text: {"text": text})))
def test_any_text_comes_back(tmp_path_factory, entries):
    path = tmp_path_factory.mktemp("lock") / "a.lock"
    Lock(entries, {}).write(path)
    assert Lock.read(path).theorems == entries


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "cannot be read as a lock file"),
        ('{"format": "other"}', "not a lock file of version 1: write it with `boundproof lock`"),
        (
            '{"format": "boundproof-lock", "version": 1, "theorems": {"t": {"outcome": "FINE"}}, "tests": {}}',
            "its section 'theorems' is damaged",
        ),
        (
            '{"format": "boundproof-lock", "version": 1, "theorems": {}, "tests": {"t": {"low": "2", "high": "1"}}}',
            "its section 'tests' is damaged",
        ),
        *(
            (
                f'{{"format": "boundproof-lock", "version": 1, "theorems": {{}}, "tests": {{"t": {entry}}}}}',
                "is damaged",
            )
            for entry in (
                '{"low": "1e9999999999", "high": "2e9999999999"}',  # would not fit into memory
                '{"number": 1' + "0" * 400 + ', "tolerance": 0}',  # beyond every float
                '{"number": 1, "tolerance": 5}',  # everything would agree
                '{"number": true, "tolerance": 0}',
            )
        ),
        (
            '{"format": "boundproof-lock", "version": 1, "theorems": {}, "tests": {"t": {"text": "1"}, "t": {}}}',
            "'t' stands there twice: keep one of the lines",
        ),
    ],
)
def test_files_that_are_no_locks_are_refused(tmp_path, text, message):
    path = tmp_path / "boundproof.lock"
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        Lock.read(path)
