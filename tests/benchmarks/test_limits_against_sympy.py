"""Limits side by side with SymPy's `limit`, in one run on the same true cases: right, wrong, unanswered, times.

Each case runs in a worker process with ten seconds.  Times are compared on the cases that both answer; ours include the
certificate.  SymPy is handed the parameters as real or positive symbols, as its users would.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from boundproof.verify.batch import run_batch

from boundproof.commands.prove import decide_case

FILE = Path(__file__).resolve().parents[3] / "shared" / "asymptotics.json"
SECONDS = 10


def sympy_limit(case: Mapping[str, Any], budget: float) -> dict[str, Any]:
    """SymPy's answer to a limit claim: whether its `limit` is the claimed value."""
    import sympy as sp
    from boundproof.bounds.claims import Kind, Relation
    from boundproof.bounds.parsing import parse_claim

    claim = parse_claim(case["claim"], as_=case["as"], given=case["given"])
    symbols: dict[sp.Symbol, sp.Symbol] = {}
    for h in claim.given:
        for s in h.left.free_symbols | (h.right.free_symbols if h.right is not None else set()):
            symbols.setdefault(s, sp.Symbol(s.name, real=True))
        if h.kind in (Kind.INTEGER, Kind.NATURAL):
            symbols[h.left] = sp.Symbol(h.left.name, integer=True)
        if h.relation is Relation.GT and h.right == 0 and h.left.is_Symbol:
            symbols[h.left] = sp.Symbol(h.left.name, positive=True)
    start = time.perf_counter()
    try:
        f = claim.left.xreplace(symbols).doit()
        point = claim.point.value.xreplace(symbols)
        found = sp.limit(f, symbols.get(claim.point.variable, claim.point.variable), point, claim.point.side or "+")
        target = claim.right.xreplace(symbols).doit()
        same = found == target or bool(sp.simplify(found - target) == 0)
        outcome = "right" if same else ("unanswered" if found.has(sp.Limit, sp.AccumBounds) else "wrong")
    except Exception as error:  # SymPy's own failures are its answer here
        return {"id": case["id"], "outcome": "unanswered", "seconds": time.perf_counter() - start, "why": repr(error)}
    return {"id": case["id"], "outcome": outcome, "seconds": time.perf_counter() - start, "why": str(found)}


@pytest.mark.benchmark
@pytest.mark.slow
def test_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    """No more wrong answers than none, more right ones than SymPy, and half its time or less (median ratio)."""
    if not FILE.exists():
        pytest.skip("the file of cases is not beside this checkout")
    cases = [c for c in json.loads(FILE.read_text(encoding="utf-8")) if c["expected"] and " -> " in c["claim"]]
    ours = run_batch(cases, decide_case, jobs=2, budget=SECONDS)
    theirs = run_batch(cases, sympy_limit, jobs=2, budget=SECONDS)
    both = [
        (a["seconds"], b["seconds"])
        for a, b in zip(ours, theirs, strict=True)
        if a["outcome"] == "PROVED" and b["outcome"] == "right"
    ]
    ratio = statistics.median(a / b for a, b in both)
    counts = {name: sum(b["outcome"] == name for b in theirs) for name in ("right", "wrong", "unanswered", "UNDECIDED")}
    proved = sum(a["outcome"] == "PROVED" for a in ours)
    with capsys.disabled():
        print(f"\n{len(cases)} limits: ours {proved} right, 0 wrong; SymPy {counts}; median time ratio {ratio:.3f}")
        for a, b in zip(ours, theirs, strict=True):
            if b["outcome"] == "wrong":
                print(f"  SymPy differs on {a['id']}: {b['why']}")
    assert not any(a["outcome"] == "REFUTED" for a in ours)
    assert proved > counts["right"]
    assert ratio <= 0.5
