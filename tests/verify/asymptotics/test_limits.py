"""Limits whose value is known by hand, and the same claims made false."""

import pytest
from boundproof.bounds.parsing import parse_claim
from boundproof.verify.asymptotics import decide
from boundproof.verify.verdict import Outcome

# (claim, point): each follows from the expansion in the comment or is a textbook limit.
TRUE = [
    ("(1 + 2/x)**(3*x) -> exp(6)", "x -> oo"),  # exp(3x log(1 + 2/x))
    ("x*(log(x + 1) - log(x)) -> 1", "x -> oo"),
    ("(log(x + 1)/log(x) - 1)*x*log(x) -> 1", "x -> oo"),
    ("x**2*(sqrt(1 + 1/x**2) - 1) -> 1/2", "x -> oo"),
    ("(x**x)**(1/x) - x -> 0", "x -> oo"),
    ("exp(x + 1/x)/exp(x) -> 1+", "x -> oo"),
    ("exp(x*log(1 + 1/x)) -> exp(1)-", "x -> oo"),
    ("x*(exp(1) - (1 + 1/x)**x) -> exp(1)/2", "x -> oo"),  # (1 + 1/x)**x = e - e/(2x) + …
    ("log(log(x**2)) - log(log(x)) -> log(2)", "x -> oo"),
    ("log(exp(x**2) + exp(x)) - x**2 -> 0+", "x -> oo"),
    ("exp(exp(x))/exp(exp(x - 1/x)) -> oo", "x -> oo"),
    ("x**(1/log(x)) -> exp(1)", "x -> oo"),
    ("x**(1/log(log(x))) -> oo", "x -> oo"),
    ("log(x)**log(log(x))/x -> 0", "x -> oo"),
    ("exp(sqrt(log(x)*log(log(x))))/x**(1/2) -> 0", "x -> oo"),
    ("(sqrt(2)**x + sqrt(3)**x)**(1/x) -> sqrt(3)", "x -> oo"),
    ("(2**x + 3**x + 6**x)/(5**x + 6**x) -> 1", "x -> oo"),
    ("sqrt(x + sqrt(x + sqrt(x))) - sqrt(x) -> 1/2", "x -> oo"),
    ("x**3/(x**2 - 1) - x**3/(x**2 + 1) -> 0+", "x -> oo"),  # 2x**3/(x**4 - 1)
    ("(x**2 + x)**(1/2) - (x**3 + x**2)**(1/3) -> 1/6", "x -> oo"),  # 1/2 - 1/3
    ("(cos(x) - 1 + x**2/2)/x**4 -> 1/24", "x -> 0"),
    ("(tan(x) - x)/(x - sin(x)) -> 2", "x -> 0"),
    ("(asin(x) - x)/x**3 -> 1/6", "x -> 0"),
    ("(1/x - 1/tan(x))/x -> 1/3", "x -> 0"),
    ("(exp(x) - exp(sin(x)))/(x - sin(x)) -> 1", "x -> 0"),
    ("(sinh(x) - x)/x**3 -> 1/6", "x -> 0"),
    ("(atan(2 + x) - atan(2))/x -> 1/5", "x -> 0"),
    ("(sqrt(1 + x) - 1 - x/2)/x**2 -> -1/8", "x -> 0"),
    ("(cos(x))**(1/x**2) -> exp(-1/2)", "x -> 0"),
    ("x*log(x) -> 0-", "x -> 0+"),
    ("x**(x**2) -> 1-", "x -> 0+"),
    ("exp(-1/x)/x**10 -> 0+", "x -> 0+"),
    ("exp(1/x) -> 0+", "x -> 0-"),
    ("(x - 1)/log(x) -> 1", "x -> 1"),
    ("(x**3 - 8)/(x - 2) -> 12", "x -> 2"),
    ("sin(x)/(x - pi) -> -1", "x -> pi"),
    ("(pi/2 - x)*tan(x) -> 1", "x -> pi/2"),
    ("log(-x)/x -> 0-", "x -> -oo"),
    ("sqrt(x**2 + x) + x -> -1/2", "x -> -oo"),
    ("exp(x)*x**5 -> 0", "x -> -oo"),
    ("Abs(x)/x -> -1", "x -> 0-"),
    ("Max(x, 1/x)*Min(x, 1/x) -> 1", "x -> 0+"),
    ("sign(x - 2)*(x - 2) -> 0+", "x -> 2"),
    ("floor(3 - x) -> 2", "x -> 0+"),
    ("ceiling(sqrt(x)) -> 2", "x -> 3"),
    ("Mod(x, 3) -> 3-", "x -> 6-"),
    ("42 -> 42", "x -> oo"),
    ("x - x -> 0", "x -> oo"),
    ("exp(x) - exp(x + log(1 + exp(-x))) -> -1", "x -> oo"),
    ("(exp(1/x - exp(-x)) - exp(1/x))*exp(x) -> -1", "x -> oo"),
]
FALSE = [
    ("(1 + 2/x)**(3*x) -> exp(5)", "x -> oo"),
    ("exp(x*log(1 + 1/x)) -> exp(1)+", "x -> oo"),
    ("log(exp(x**2) + exp(x)) - x**2 -> 0-", "x -> oo"),
    ("x**(1/log(log(x))) -> exp(1)", "x -> oo"),
    ("exp(sqrt(log(x)*log(log(x))))/x**(1/2) -> oo", "x -> oo"),
    ("(sqrt(2)**x + sqrt(3)**x)**(1/x) -> sqrt(2)", "x -> oo"),
    ("sqrt(x + sqrt(x + sqrt(x))) - sqrt(x) -> 0", "x -> oo"),
    ("(cos(x) - 1 + x**2/2)/x**4 -> -1/24", "x -> 0"),
    ("(tan(x) - x)/(x - sin(x)) -> 1", "x -> 0"),
    ("1/x -> oo", "x -> 0"),
    ("exp(1/x) -> 0", "x -> 0"),
    ("Abs(x)/x -> 1", "x -> 0"),
    ("x*log(x) -> 0+", "x -> 0+"),
    ("floor(x) -> 3", "x -> 3"),
    ("(x - 1)/log(x) -> 0", "x -> 1"),
    ("sqrt(x**2 + x) + x -> 1/2", "x -> -oo"),
    ("log(log(x**2)) - log(log(x)) -> 0", "x -> oo"),
    ("(exp(1/x - exp(-x)) - exp(1/x))*exp(x) -> 0", "x -> oo"),
    ("x -> 10**30", "x -> oo"),
    ("x/10**30 -> 0", "x -> oo"),
    ("log(log(log(x))) -> 2", "x -> oo"),
]


@pytest.mark.parametrize(("claim", "point"), TRUE)
def test_true_limits_are_proved(claim: str, point: str) -> None:
    verdict = decide(parse_claim(claim, as_=point))
    assert verdict.outcome is Outcome.PROVED, verdict.why
    assert verdict.evidence[0].kind == "multiseries"


@pytest.mark.parametrize(("claim", "point"), FALSE)
def test_false_limits_are_refuted(claim: str, point: str) -> None:
    verdict = decide(parse_claim(claim, as_=point))
    assert verdict.outcome is Outcome.REFUTED, verdict.why
