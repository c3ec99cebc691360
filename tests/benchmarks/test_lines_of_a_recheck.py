"""How much code has to be right for one verdict to be: the lines of the re-checker that run for one certificate."""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from boundproof.bounds.parsing import parse_claim
from boundproof.verify.asymptotics import decide
from boundproof.verify.recheck.asymptotics import RecheckResult, Status, recheck_asymptotic
from boundproof.verify.verdict import Recheck

CASES = Path(__file__).parents[1] / "verify" / "asymptotics" / "fresh_cases.json"
Line = tuple[str, int]


def lines_of(call: Callable[[], RecheckResult]) -> tuple[set[Line], RecheckResult]:
    """The lines of the re-checker that a call runs, and what it returns."""
    ran: set[Line] = set()

    def line(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            ran.add((frame.f_code.co_filename, frame.f_lineno))
        return line

    def entered(frame: FrameType, event: str, argument: Any) -> Any:
        return line if Path(frame.f_code.co_filename).parent.name == "recheck" else None

    before = sys.gettrace()
    sys.settrace(entered)
    try:
        return ran, call()
    finally:
        sys.settrace(before)


@pytest.mark.benchmark
@pytest.mark.slow
def test_lines_that_one_verdict_rests_on(note: Callable[[str], None]) -> None:
    counts, every = [], set[Line]()
    for case in json.loads(CASES.read_text(encoding="utf-8")):
        claim = parse_claim(case["claim"], as_=case["as"], given=case.get("given", ()))
        verdict = decide(claim, budget=30.0)
        if verdict.recheck is not Recheck.RECHECKED:
            continue
        data = verdict.evidence[0].data
        ran, result = lines_of(
            lambda data=data, verdict=verdict: recheck_asymptotic(  # type: ignore[misc]
                data, claim=data["claim"], point=data["point"], hypotheses=data["hypotheses"], outcome=verdict.outcome
            )
        )
        assert result.status is Status.RECHECKED or result.over_time  # it is slower when its lines are counted
        counts.append(len(ran))
        every |= ran
    most = statistics.quantiles(counts, n=10)[-1]
    note(
        f"lines of the re-checker that run for one certificate: median {statistics.median(counts):.0f}, nine of ten at "
        f"most {most:.0f}; for all {len(counts)} together {len(every)}"
    )
