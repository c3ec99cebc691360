"""Worker processes with a hard limit: order, overruns, crashes."""

from __future__ import annotations

import os
import time
from typing import Any

import pytest
from boundproof.verify import batch
from boundproof.verify.batch import run_batch


def decider(case: Any, budget: float) -> dict[str, Any]:
    """Sleeps, dies or answers, as the case says."""
    if case["do"] == "sleep":
        time.sleep(60)
    if case["do"] == "die":
        os._exit(3)
    return {"id": case["id"], "outcome": "PROVED", "seconds": 0.0, "cases": [], "why": case["do"]}


def test_order_is_kept_and_overruns_and_crashes_are_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "GRACE", 0.3)
    cases = [{"id": i, "do": do} for i, do in enumerate(["a", "sleep", "b", "die", "c"])]
    answers = run_batch(cases, decider, jobs=2, budget=0.5)
    assert [a["id"] for a in answers] == [0, 1, 2, 3, 4]
    assert [a["outcome"] for a in answers] == ["PROVED", "UNDECIDED", "PROVED", "UNDECIDED", "PROVED"]
    assert answers[1]["why"] == "the time budget is used up"
    assert answers[3]["why"] == "the worker process ended"


def test_no_cases() -> None:
    assert run_batch([], decider, jobs=2) == []
