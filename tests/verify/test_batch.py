"""Worker processes with a hard limit: order, overruns, crashes."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from boundproof.verify import batch
from boundproof.verify.batch import run_batch

from boundproof.cli import main


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


def test_interruption_keeps_the_answers_so_far(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Ctrl-C while the second claim is given out: the first is reported, the file is written, status 130."""
    given = 0

    def give(worker: Any, index: int, case: Any, budget: float) -> None:
        nonlocal given
        given += 1
        if given == 2:
            raise KeyboardInterrupt
        plain(worker, index, case, budget)

    plain = batch._Worker.give
    monkeypatch.setattr(batch._Worker, "give", give)
    cases, target = tmp_path / "cases.json", tmp_path / "out.json"
    cases.write_text(json.dumps([{"id": name, "claim": "1/n -> 0"} for name in "abc"]))
    assert main(["prove", "--batch", str(cases), "--json", str(target)]) == 130
    answers = json.loads(target.read_text())
    assert [a["outcome"] for a in answers] == ["PROVED", "UNDECIDED", "UNDECIDED"]
    assert {a["why"] for a in answers[1:]} == {"interrupted before this case was done"}
