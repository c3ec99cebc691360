"""Special functions at their singular points and at infinity (DLMF 4.13, 5.11, 6.12, 7.12, 8.11, 25.11)."""

import pytest
from boundproof.bounds.parsing import parse_claim
from boundproof.verify.asymptotics import decide
from boundproof.verify.verdict import Outcome

TRUE = [
    ("gamma(x + 1/2)/(gamma(x)*sqrt(x)) -> 1-", "x -> oo"),  # 1 - 1/(8x) + …
    ("gamma(x + 1)/gamma(x) - x -> 0", "x -> oo"),
    ("log(gamma(x))/(x*log(x)) -> 1-", "x -> oo"),
    ("x*gamma(x) -> 1", "x -> 0"),
    ("(gamma(x) - 1/x) -> -EulerGamma", "x -> 0"),
    ("(x + 1)*gamma(x) -> -1", "x -> -1"),
    ("binomial(2*x, x)*sqrt(pi*x)/4**x -> 1-", "x -> oo"),
    ("binomial(x, 3)/x**3 -> 1/6", "x -> oo"),
    ("factorial(2*x)/factorial(x)**2 = Theta(4**x/sqrt(x))", "x -> oo"),
    ("polygamma(0, x) - log(x) ~ -1/(2*x)", "x -> oo"),
    ("x*polygamma(1, x) -> 1+", "x -> oo"),
    ("polygamma(2, x) ~ -1/x**2", "x -> oo"),
    ("x*polygamma(0, x) -> -1", "x -> 0"),
    ("(x + 2)**2*polygamma(1, x) -> 1", "x -> -2"),
    ("digamma(2*x) - digamma(x) -> log(2)+", "x -> oo"),  # 1/(4x)
    ("harmonic(x) - log(x) -> EulerGamma+", "x -> oo"),
    ("zeta(x) - 1 ~ 2**(-x)", "x -> oo"),
    ("x**2*zeta(3, x) -> 1/2+", "x -> oo"),
    ("LambertW(x) - log(x) + log(log(x)) ~ log(log(x))/log(x)", "x -> oo"),
    ("LambertW(x)*exp(LambertW(x))/x -> 1", "x -> 0+"),
    ("(LambertW(x) - x)/x**2 -> -1", "x -> 0"),
    ("(LambertW(exp(1) + x) - 1)/x -> exp(-1)/2", "x -> 0"),  # W' = W/(z(1 + W))
    ("Ei(x)*x*exp(-x) -> 1+", "x -> oo"),
    ("Ei(x) - log(x) -> EulerGamma+", "x -> 0+"),
    ("erfc(x)*x*exp(x**2) -> (1/sqrt(pi))-", "x -> oo"),
    ("erf(x)/x -> 2/sqrt(pi)", "x -> 0"),
    ("erf(x) -> -1+", "x -> -oo"),
    ("(erf(1 + x) - erf(1))/x -> 2*exp(-1)/sqrt(pi)", "x -> 0"),
    ("uppergamma(1/2, x)*sqrt(x)*exp(x) -> 1-", "x -> oo"),
    ("tanh(x) -> 1-", "x -> oo"),
    ("coth(x) - 1/x -> 0", "x -> 0"),
    ("asinh(x) - log(2*x) ~ 1/(4*x**2)", "x -> oo"),
    ("acosh(x) - log(2*x) ~ -1/(4*x**2)", "x -> oo"),
    ("atanh(1 - x) + log(x)/2 -> log(2)/2", "x -> 0+"),
    ("acos(1 - x)/sqrt(x) -> sqrt(2)", "x -> 0+"),
    ("acot(x)*x -> 1", "x -> oo"),
    ("asec(x) -> pi/2-", "x -> oo"),
    ("acsc(x)*x -> 1", "x -> oo"),
    ("exp(x)/cosh(x) -> 2", "x -> oo"),
    ("sin(pi/12 + x)/sin(pi/12) -> 1", "x -> 0"),
    ("(sin(1 + x) - sin(1))/x -> cos(1)", "x -> 0"),
    ("cos(1)**2 + sin(1)**2 - exp(-x) -> 1-", "x -> oo"),
]
FALSE = [
    ("gamma(x + 1/2)/(gamma(x)*sqrt(x)) -> 1+", "x -> oo"),
    ("binomial(2*x, x)*sqrt(pi*x)/4**x -> 2", "x -> oo"),
    ("gamma(x) - 1/x -> EulerGamma", "x -> 0"),
    ("zeta(x) - 1 = o(2**(-x))", "x -> oo"),
    ("LambertW(x) ~ log(x)/2", "x -> oo"),
    ("erfc(x)*exp(x**2) -> 1", "x -> oo"),
    ("acos(1 - x)/sqrt(x) -> 1", "x -> 0+"),
    ("polygamma(0, x) - log(x) -> 1", "x -> oo"),
    ("(sin(1 + x) - sin(1))/x -> sin(1)", "x -> 0"),
    ("x*polygamma(0, x) -> 1", "x -> 0"),
    ("harmonic(x) - log(x) -> EulerGamma-", "x -> oo"),
]


@pytest.mark.parametrize(("claim", "point"), TRUE)
def test_true(claim: str, point: str) -> None:
    verdict = decide(parse_claim(claim, as_=point))
    assert verdict.outcome is Outcome.PROVED, verdict.why


@pytest.mark.parametrize(("claim", "point"), FALSE)
def test_false(claim: str, point: str) -> None:
    verdict = decide(parse_claim(claim, as_=point))
    assert verdict.outcome is Outcome.REFUTED, verdict.why
