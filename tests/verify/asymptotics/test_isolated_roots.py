"""Witnesses that are no number written down: roots between two rational numbers, algebraic of any degree or not."""

import copy
from typing import Any

import pytest
from boundproof.bounds.parsing import parse_claim
from boundproof.verify.asymptotics import decide
from boundproof.verify.recheck.asymptotics import Status, recheck_asymptotic
from boundproof.verify.verdict import Outcome, Recheck, Verdict

FALSE = [
    ("(a**3 - 3*a + 1)*x = Theta(x)", ["a > 1"]),  # 2*cos(2*pi/9), three real roots
    ("(a**5 - a - 1)*x = Omega(x)", ["a > 1"]),  # not solvable by radicals
    ("(a**7 - 3*a + 1)*x = Theta(x)", ["1 < a < 2"]),  # z3 between push and pop runs on for minutes here
    ("x*(a - log(a) - 2) = Theta(x)", ["a > 1"]),  # not algebraic
    ("x*(a**3 - a - b) = Theta(x)", ["a > 1", "b = a**2 + 1"]),  # b is a formula in the root
    ("x*(a**3 - a - b**3 - b) = Theta(x)", ["1 < b < a"]),  # one parameter is put at a number
]
TRUE = [
    ("x*(a**3 - a - 1) = Theta(x)", ["a > 4/3"]),  # the one real root is 1.3247
    ("x*(a**3 - 3*a + 1) = O(x)", ["a real"]),
    ("x*(a**3 - 3*a + 1) = Theta(x)", ["a < -2"]),
    ("x*(a - log(a) - 2) = Theta(x)", ["1 < a < 3"]),
    ("x**(n**3 - n - 1) = Omega(x**-1)", ["n natural"]),  # -1, -1, 5, …
]


def verdict_of(claim: str, given: list[str]) -> Verdict:
    return decide(parse_claim(claim, as_="x -> oo", given=given))


@pytest.mark.parametrize(("claim", "given"), FALSE)
def test_a_claim_that_fails_at_a_root_only_is_refuted_there(claim: str, given: list[str]) -> None:
    verdict = verdict_of(claim, given)
    assert (verdict.outcome, verdict.recheck) == (Outcome.REFUTED, Recheck.RECHECKED), verdict.why


@pytest.mark.parametrize(("claim", "given"), TRUE)
def test_a_root_that_the_hypotheses_exclude_refutes_nothing(claim: str, given: list[str]) -> None:
    assert verdict_of(claim, given).outcome is not Outcome.REFUTED


def test_a_root_of_a_whole_number_is_none() -> None:
    assert verdict_of("x*(n**3 - n - 1) = Theta(x)", ["n integer"]).outcome is not Outcome.REFUTED


def test_the_reader_is_told_where_the_root_lies() -> None:
    verdict = verdict_of("(a**5 - a - 1)*x = Omega(x)", ["a > 1"])
    assert verdict.why == "false at a between 1 and 5/4 with -a**5 + a + 1 = 0"


@pytest.mark.parametrize(
    "forged",
    [
        {"low": "-2", "high": "-1"},  # another root, which a > 1 excludes
        {"low": "7/4", "high": "2"},  # no root in between
        {"low": "7/4", "high": "3/2"},
        {"zero": "a - 7/4"},  # a root at which the claim is true
        {"zero": "1/(a - 5/3)"},  # other signs, no zero
        {"zero": "floor(a*4/7) - 1/2"},
        {"zero": "(a - 5/3)*b"},
        {"name": "b"},
        {"low": "a"},
    ],
)
def test_a_forged_root_is_turned_down(forged: dict[str, str]) -> None:
    claim = parse_claim("(a**3 - 3*a + 1)*x = Theta(x)", as_="x -> oo", given=["a > 1"])
    verdict = decide(claim)
    data: Any = copy.deepcopy(dict(verdict.evidence[0].data))
    region = next(r for r in data["parts"][0]["regions"] if "root" in r)

    def again() -> Status:
        return recheck_asymptotic(
            data, claim=claim.text, point=verdict.point, hypotheses=verdict.hypotheses, outcome="REFUTED"
        ).status

    assert again() is Status.RECHECKED
    region["root"] |= forged
    assert again() is Status.REJECTED
