"""The re-checker of limits reads what the engine writes, and turns down what it never wrote."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest
from boundproof.bounds.parsing import parse_claim
from boundproof.verify.asymptotics.decide import decide
from boundproof.verify.recheck.asymptotics import Status, recheck_asymptotic
from boundproof.verify.recheck.asymptotics_algebra import Algebra
from boundproof.verify.recheck.asymptotics_functions import Evaluator, ends
from boundproof.verify.recheck.asymptotics_series import Space
from boundproof.verify.recheck.asymptotics_text import read
from boundproof.verify.verdict import Outcome, Recheck

COVERED = [
    ("exp(x)*(exp(1/x - exp(-x)) - exp(1/x)) -> -1", "x -> oo", [], Outcome.PROVED),
    ("(3**x + 5**x)**(1/x) -> 5", "x -> oo", [], Outcome.PROVED),
    ("exp(exp(exp(x + exp(-x))))/exp(exp(exp(x))) -> oo", "x -> oo", [], Outcome.PROVED),
    ("1/sin(1/x)**2 + 1/tan(1/x)**2 - 2*x**2 -> -1/3", "x -> oo", [], Outcome.PROVED),
    ("log(x)**k = o(x**e)", "x -> oo", ["k > 0", "e > 0"], Outcome.PROVED),
    ("x**k = o(c**x)", "x -> oo", ["c > 1", "k natural", "k > 0"], Outcome.PROVED),
    ("(1 + y/x)**x -> exp(y)", "x -> oo", ["y real"], Outcome.PROVED),
    ("(c**x - 1)/x -> log(c)", "x -> 0", ["c > 0"], Outcome.PROVED),
    ("x*(2 + sin(x)) = Theta(x)", "x -> oo", [], Outcome.PROVED),
    ("x/(x**a + x) -> 1", "x -> oo", ["a > 0"], Outcome.REFUTED),
    ("log(x)**k = o(x**e)", "x -> oo", ["k > 0", "e real"], Outcome.REFUTED),
    ("2**(2*x) = O(2**x)", "x -> oo", [], Outcome.REFUTED),
    ("x*(2 + sin(x)) ~ 2*x", "x -> oo", [], Outcome.REFUTED),
    ("x**x -> 1+", "x -> 0+", [], Outcome.REFUTED),
    ("a**x = o(b**x)", "x -> oo", ["0 < a < b"], Outcome.PROVED),  # log(a) < log(b)
    ("a**x = o(b**x)", "x -> oo", ["0 < a <= b"], Outcome.REFUTED),
    ("(a**x - b**x)/x -> log(a/b)", "x -> 0", ["a > 0", "b > 0"], Outcome.PROVED),  # log(a) = log(b) where a = b
    ("(-1)**n/n -> 0", "n -> oo", ["n integer"], Outcome.PROVED),
    ("(-1)**(n**2 + n) -> 1", "n -> oo", ["n integer"], Outcome.PROVED),
    ("cos(pi*n) has limit", "n -> oo", ["n integer"], Outcome.REFUTED),
    ("sin(1/x) has limit", "x -> 0+", [], Outcome.REFUTED),
    ("Mod(n, 5) <= 4", "n -> oo", ["n integer"], Outcome.PROVED),
    ("x**b = Theta(1)", "x -> oo", ["-1 < b < 1", "b integer"], Outcome.PROVED),
]


@pytest.mark.parametrize(("claim", "point", "given", "outcome"), COVERED)
def test_what_is_covered_is_decided_twice(claim: str, point: str, given: list[str], outcome: Outcome) -> None:
    verdict = decide(parse_claim(claim, as_=point, given=given))
    assert (verdict.outcome, verdict.recheck) == (outcome, Recheck.RECHECKED)


def test_the_case_where_an_equation_for_a_logarithm_holds_is_not_lost() -> None:
    # log(a) + 1 vanishes at a = exp(-1), where the left side is 0.
    verdict = decide(parse_claim("x*(log(a) + 1) = Theta(x)", as_="x -> oo", given=["a > 0"]))
    assert verdict.outcome is not Outcome.PROVED


def test_a_function_without_second_opinion_is_flagged() -> None:
    verdict = decide(parse_claim("sin(x)**2 + cos(x)**2 -> 1", as_="x -> oo"))
    assert (verdict.outcome, verdict.recheck) == (Outcome.PROVED, Recheck.ENGINE_ONLY)
    assert "not re-checked" in verdict.evidence[0].summary


@pytest.mark.parametrize("n", [-3, -2, -1, 1, 2, 3, 4])
@pytest.mark.parametrize("shift", [-2, 2])
def test_powers_of_an_oscillation_lie_between_those_of_its_bounds(n: int, shift: int) -> None:
    # sin(X) + shift keeps one sign, so that its powers are monotone between shift - 1 and shift + 1.
    evaluator = Evaluator(Space(Algebra(time.monotonic() + 60), 4), frozenset())
    low, high = ends(evaluator.value(read(f"(sin(X) + ({shift}))**({n})")))
    corners = sorted(Fraction(shift + s) ** n for s in (-1, 1))
    assert isinstance(low, Fraction)
    assert isinstance(high, Fraction)
    assert low <= corners[0] <= corners[1] <= high
    if n not in (2, 3, 4):  # products forget that both factors move together
        assert [low, high] == corners


VACUOUS = [
    ["a > b", "b > a"],
    ["a > 1", "a**2 < 1"],  # by a Sturm sequence
    ["a**2 + a*b + b**2 < 0"],  # by squares of a + b and a - b
    ["k integer", "0 < k < 1"],
    ["sqrt(a) < -1"],
    ["exp(a) < 1", "a > 0"],
    ["a**3 - a > 10", "a < 2"],
]


@pytest.mark.parametrize("given", VACUOUS)
def test_contradictions_are_found_twice(given: list[str]) -> None:
    verdict = decide(parse_claim("n**2 -> oo", as_="n -> oo", given=given))
    assert (verdict.outcome, verdict.recheck) == (Outcome.VACUOUS, Recheck.RECHECKED)


def test_hypotheses_that_hold_somewhere_are_not_called_contradictory() -> None:
    verdict = decide(parse_claim("n**2 -> oo", as_="n -> oo", given=VACUOUS[0]))
    data = {**verdict.evidence[0].data, "hypotheses": ["a > b", "b < a"]}
    claim = {"claim": "n**2 -> oo", "point": "n -> oo", "outcome": "VACUOUS"}
    found = recheck_asymptotic(data, hypotheses=["a > b", "b < a"], **claim)
    assert found.status is Status.NOT_COVERED
    part = data["parts"][0]
    data = {**data, "parts": [{**part, "dropped": []}]}
    assert recheck_asymptotic(data, hypotheses=["a > b", "b < a"], **claim).status is Status.REJECTED
