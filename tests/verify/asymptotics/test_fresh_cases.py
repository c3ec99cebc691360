"""Claims of every kind with hand-derived truth, each with its reason: none decided wrongly, nearly all decided.

The file holds limits, orders of magnitude, comparisons and existence; at infinity, at a point, from one side and along
integers; with parameters whose hypotheses just suffice or just fail; near misses beside each true claim.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from boundproof.bounds.parsing import parse_claim
from boundproof.verify.asymptotics import decide
from boundproof.verify.verdict import Outcome, Recheck

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "fresh_cases.json").read_text(encoding="utf-8"))
SHARE, CHECKED = 0.95, 0.9
"""The least parts that must be decided, and of these be re-checked independently."""


def answer(case: dict[str, Any]) -> tuple[str, Recheck]:
    verdict = decide(parse_claim(case["claim"], as_=case["as"], given=case.get("given", ())))
    return verdict.outcome.value, verdict.recheck


def test_the_file_is_large_and_every_truth_has_its_reason() -> None:
    assert len(CASES) >= 900
    assert sum(c["expected"] for c in CASES) >= 200 <= sum(not c["expected"] for c in CASES)
    assert len({(c["claim"], c["as"], *c.get("given", ())) for c in CASES}) == len(CASES)
    assert all(c["why"] for c in CASES)


@pytest.mark.parametrize("case", CASES[5::17], ids=lambda c: c["id"])
def test_some_cases_each(case: dict[str, Any]) -> None:
    assert answer(case)[0] in ("PROVED" if case["expected"] else "REFUTED", "UNDECIDED")


@pytest.mark.slow
def test_no_wrong_answer_and_nearly_all_decided() -> None:
    answers = [(case, *answer(case)) for case in CASES]
    false_of = {True: Outcome.REFUTED.value, False: Outcome.PROVED.value}
    assert [c["id"] for c, outcome, _ in answers if outcome in (false_of[c["expected"]], "VACUOUS")] == []
    decided = [recheck for _, outcome, recheck in answers if outcome in ("PROVED", "REFUTED")]
    assert len(decided) >= SHARE * len(CASES)
    assert sum(recheck is Recheck.RECHECKED for recheck in decided) >= CHECKED * len(decided)
