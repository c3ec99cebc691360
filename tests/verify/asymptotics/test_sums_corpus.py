"""Sums, products, inverses and thresholds: hand-derived truth, numbers at two arguments, and the engine's verdicts.

The numbers are computed straight from the definitions: terms added one by one, infinite sums by enclosures, inverses
and thresholds by bisection. They guard the truth written in the file; the verdicts are held against that truth.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import mpmath
import pytest
import sympy as sp
from boundproof.bounds.claims import Claim, Relation
from boundproof.bounds.parsing import parse_claim
from boundproof.verify.asymptotics import decide
from boundproof.verify.enclosures.precision import precision
from boundproof.verify.enclosures.summation import enclose_sum
from boundproof.verify.verdict import Recheck
from flint import arb

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "sums_and_thresholds.json").read_text(encoding="utf-8")
)
SHARE = 0.9
"""The least part of the cases that must be decided."""


def claim_of(case: dict[str, Any]) -> Claim:
    return parse_claim(case["claim"], as_=case["as"], given=case.get("given", ()))


# --- numbers from the definitions -------------------------------------------------------------------------------------
def number(expr: Any, at: dict[str, Any]) -> Any:
    """The value of a formula in mpmath, term by term."""
    if expr.is_Symbol:
        return at[expr.name]
    if expr.is_Rational:
        return mpmath.mpf(int(expr.p)) / int(expr.q)
    if expr is sp.E:
        return +mpmath.e
    if expr is sp.pi:
        return +mpmath.pi
    if expr is sp.EulerGamma:
        return +mpmath.euler
    kind = type(expr).__name__
    if kind in ("Sum", "Product"):
        return total(expr, at)
    if kind in ("Inverse", "Threshold"):
        return crossing(expr, at, whole=kind == "Threshold")
    values = [number(a, at) for a in expr.args]
    if expr.is_Add:
        return mpmath.fsum(values)
    if expr.is_Mul:
        return mpmath.fprod(values)
    if expr.is_Pow:
        return mpmath.power(*values)
    return getattr(mpmath, kind)(*values)


def total(expr: Any, at: dict[str, Any]) -> Any:
    body, (index, low, high) = expr.args
    start = int(mpmath.ceil(number(low, at)))
    if high.is_infinite:
        assert type(expr).__name__ == "Sum" or body.is_Add
        if type(expr).__name__ == "Product":
            return mpmath.exp(infinite(sp.log(body, evaluate=False), index, start, at))
        return infinite(body, index, start, at)
    stop = int(mpmath.floor(number(high, at)))
    terms = (number(body, {**at, index.name: mpmath.mpf(i)}) for i in range(start, stop + 1))
    return mpmath.fsum(terms) if type(expr).__name__ == "Sum" else mpmath.fprod(terms)


def infinite(body: Any, index: Any, start: int, at: dict[str, Any]) -> Any:
    """Terms that fall fast are added; the others are enclosed, and the middle of a ball narrower than 1e-9 is taken."""
    first = number(body, {**at, index.name: mpmath.mpf(start)})
    far = number(body, {**at, index.name: mpmath.mpf(start + 3000)})
    if abs(far) < abs(first) * mpmath.mpf(10) ** -40:
        return mpmath.fsum(number(body, {**at, index.name: mpmath.mpf(start + j)}) for j in range(3000))
    values = {name: arb(str(value)) for name, value in at.items() if name != index.name}
    tree = body.xreplace({index: sp.Symbol("i")})
    with precision(90):
        ball = enclose_sum(tree, start, None, values)
        assert ball.rad() < abs(ball) * arb("1e-9")
        return mpmath.mpf(ball.mid().str(20, radius=False))


def crossing(expr: Any, at: dict[str, Any], *, whole: bool) -> Any:
    """The least k with F(k) >= G, natural or real (then F is increasing from k = 1.1 on)."""
    level = number(expr.right, at)

    def reached(k: Any) -> bool:
        return bool(number(expr.left, {**at, expr.unknown.name: mpmath.mpf(k)}) >= level)

    low, high = (mpmath.mpf(0), mpmath.mpf(1)) if whole else (mpmath.mpf("1.1"), mpmath.mpf(3))
    while not reached(high):
        low, high = high, high * 2
    while high - low > (1 if whole else high * mpmath.mpf(10) ** -25):
        middle = mpmath.floor((low + high) / 2) if whole else (low + high) / 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high


def gap(claim: Claim, at: dict[str, Any]) -> Any:
    """How far the claim is from holding at one n: |f/g - 1|, |f - c|, or the ratio |f/g|."""
    left = number(claim.left, at)
    if claim.relation is Relation.TENDS:
        if claim.right.is_infinite:
            return 1 / left if left > 0 else mpmath.mpf(1)
        return abs(left - number(claim.right, at))
    right = number(claim.right, at)
    if claim.relation is Relation.EQUIVALENT:
        return abs(left / right - 1)
    return abs(left / right)


@pytest.mark.parametrize("case", [c for c in CASES if "n" in c], ids=lambda c: c["id"])
def test_numbers_agree_with_the_truth_in_the_file(case: dict[str, Any]) -> None:
    claim = claim_of(case)
    with mpmath.workdps(50):
        fixed = {k: mpmath.mpf(sp.Rational(v).p) / sp.Rational(v).q for k, v in case.get("at", {}).items()}
        near, far = (gap(claim, {**fixed, "n": mpmath.mpf(n)}) for n in case["n"])
    true = case["expected"]
    tiny = mpmath.mpf(10) ** -12
    if claim.relation in (Relation.TENDS, Relation.EQUIVALENT):
        # A gap that tends to zero shrinks from the one n to the other; one that does not stays above 1/100.
        assert (far < near or far < tiny) if true else far > mpmath.mpf("0.01")
    elif claim.relation is Relation.LITTLE_O:
        assert far < near if true else far > near * mpmath.mpf("0.9")
    elif claim.relation is Relation.BIG_O:
        assert far < 2 * near if true else far > near
    elif claim.relation is Relation.THETA:
        assert (near / 2 < far < 2 * near) if true else not near * mpmath.mpf("0.75") < far < near * mpmath.mpf("1.3")
    else:
        assert claim.relation is Relation.LT
        assert far < 1


# --- the engine -------------------------------------------------------------------------------------------------------
def test_the_file_is_large_and_its_claims_differ() -> None:
    assert sum(c["expected"] for c in CASES) >= 120
    assert sum(not c["expected"] for c in CASES) >= 60
    assert len({(c["claim"], *c.get("given", ())) for c in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES[3::5], ids=lambda c: c["id"])
def test_some_cases_each(case: dict[str, Any]) -> None:
    verdict = decide(claim_of(case), budget=10)
    assert verdict.outcome.value == ("PROVED" if case["expected"] else "REFUTED")
    assert verdict.recheck is Recheck.RECHECKED


@pytest.mark.slow
def test_no_wrong_answer_and_nine_in_ten_decided() -> None:
    verdicts = [(case, decide(claim_of(case), budget=10)) for case in CASES]
    wrong = [c["id"] for c, v in verdicts if v.outcome.value == ("REFUTED" if c["expected"] else "PROVED")]
    decided = [(c["id"], v) for c, v in verdicts if v.outcome.value in ("PROVED", "REFUTED")]
    assert wrong == []
    assert len(decided) >= SHARE * len(CASES)
    assert [name for name, v in decided if v.recheck is not Recheck.RECHECKED] == []
    assert all(v.why for _, v in verdicts if v.outcome.value == "UNDECIDED")
