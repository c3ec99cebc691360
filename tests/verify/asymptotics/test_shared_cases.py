"""The file of limits and orders with known truth that stands beside a checkout: every case, with its figures."""

from __future__ import annotations

import json
import statistics
from pathlib import Path

import pytest
from boundproof.verify.batch import run_batch

from boundproof.commands.prove import decide_case

FILE = Path(__file__).resolve().parents[4] / "shared" / "asymptotics.json"


@pytest.mark.slow
def test_the_whole_file() -> None:
    """No wrong answer, at least 95 % decided, half of them within 0.1 s each and all within 10 s."""
    if not FILE.exists():
        pytest.skip("the file of cases is not beside this checkout")
    cases = json.loads(FILE.read_text(encoding="utf-8"))
    answers = run_batch(cases, decide_case, jobs=2, budget=10)
    assert [a["id"] for a in answers] == [c["id"] for c in cases]
    wrong = [
        a["id"]
        for a, c in zip(answers, cases, strict=True)
        if a["outcome"] == ("REFUTED" if c["expected"] else "PROVED")
    ]
    assert wrong == []
    decided = [a for a in answers if a["outcome"] in ("PROVED", "REFUTED")]
    assert len(decided) >= 0.95 * len(cases)
    assert max(a["seconds"] for a in decided) < 10
    assert statistics.median(a["seconds"] for a in answers) < 0.1
