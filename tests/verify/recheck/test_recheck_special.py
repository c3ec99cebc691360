"""Special functions in the re-checker: coefficients against mpmath's, claims true and forged."""

from __future__ import annotations

import copy
import time
from fractions import Fraction

import mpmath
import pytest
from boundproof.bounds.parsing import parse_claim
from boundproof.verify.asymptotics import decide
from boundproof.verify.recheck.asymptotics import Status, recheck_asymptotic
from boundproof.verify.recheck.asymptotics_algebra import Algebra
from boundproof.verify.recheck.asymptotics_series import Space
from boundproof.verify.recheck.asymptotics_special import Functions
from boundproof.verify.verdict import Outcome, Recheck

CLAIMS = [  # DLMF 7.12.1, 7.6.1, 6.12.2, 6.6.1, 4.13, 5.2, 5.11, 5.15, 25.2, 25.11, 8.11
    ("x*exp(x**2)*(1 - erf(x)) -> 1/sqrt(pi)", "x -> oo", "2/sqrt(pi)"),
    ("erf(x) -> -1", "x -> -oo", "1"),
    ("(erf(x) - 2*x/sqrt(pi))/x**3 -> -2/(3*sqrt(pi))", "x -> 0+", "2/(3*sqrt(pi))"),
    ("x*(x*exp(-x)*Ei(x) - 1) -> 1", "x -> oo", "2"),
    ("(Ei(x) - log(x) - EulerGamma)/x -> 1", "x -> 0+", "-1"),
    ("Ei(-x) - log(x) -> EulerGamma", "x -> 0+", "-EulerGamma"),
    ("(LambertW(x) - x)/x**2 -> -1", "x -> 0", "1"),
    ("(LambertW(x + 2) - LambertW(2))/x -> LambertW(2)/(2 + 2*LambertW(2))", "x -> 0", "LambertW(2)/2"),
    ("(LambertW(x) - log(x) + log(log(x)))*log(x)/log(log(x)) -> 1", "x -> oo", "2"),
    ("LambertW(exp(x)) - x + log(x) -> 0", "x -> oo", "1"),
    ("x*(polygamma(0, x) - log(x)) -> -1/2", "x -> oo", "1/2"),
    ("x**4*(polygamma(2, x) + 1/x**2 + 1/x**3) -> -1/2", "x -> oo", "-1"),
    ("x*polygamma(0, x) -> -1", "x -> 0", "1"),
    ("(x + 2)**2*polygamma(1, x) -> 1", "x -> -2", "-1"),
    ("(polygamma(0, x) + EulerGamma)/(x - 1) -> pi**2/6", "x -> 1", "1"),
    ("x*(harmonic(x) - log(x) - EulerGamma) -> 1/2", "x -> oo", "-1/2"),
    ("(x + 1)*gamma(x) -> -1", "x -> -1", "1"),
    ("gamma(x) - 1/x -> -EulerGamma", "x -> 0", "EulerGamma"),
    ("x**4*(zeta(3, x) - 1/(2*x**2) - 1/(2*x**3)) -> 1/4", "x -> oo", "1/2"),
    ("3**x*(zeta(x) - 1 - 2**(-x)) -> 1", "x -> oo", "2"),
    ("log(x)**2*(li(x)*log(x)/x - 1 - 1/log(x)) -> 2", "x -> oo", "1"),
    ("x*(uppergamma(5/2, x)*exp(x)*x**(-3/2) - 1) -> 3/2", "x -> oo", "1/2"),
    ("exp(x)*x**(-2)*(2 - lowergamma(3, x)) -> 1", "x -> oo", "2"),
]


@pytest.mark.parametrize(("text", "at", "wrong"), CLAIMS)
def test_limits_are_re_checked_and_forged_ones_rejected(text: str, at: str, wrong: str) -> None:
    claim = parse_claim(text, as_=at)
    verdict = decide(claim, budget=60)
    assert (verdict.outcome, verdict.recheck) == (Outcome.PROVED, Recheck.RECHECKED)
    data = copy.deepcopy(dict(verdict.evidence[0].data))
    data["claim"] = forged = parse_claim(f"{text.split(' -> ', maxsplit=1)[0]} -> {wrong}", as_=at).text
    found = recheck_asymptotic(data, claim=forged, point=verdict.point, hypotheses=(), outcome="PROVED")
    assert found.status is Status.REJECTED


@pytest.mark.parametrize("centre", [Fraction(0), Fraction(2), Fraction(1, 3)])
@pytest.mark.parametrize("name", ["_erf", "_lambertw"])
def test_taylor_coefficients_are_those_of_mpmath(name: str, centre: Fraction) -> None:
    """mpmath differentiates numerically at 60 digits: ten orders lose less than half of them."""
    al = Algebra(time.monotonic() + 60)
    ours = getattr(Functions(Space(al, 3)), name)(centre, 10)
    with mpmath.workdps(60):
        f = mpmath.erf if name == "_erf" else lambda x: mpmath.lambertw(x).real
        theirs = mpmath.taylor(f, mpmath.mpf(centre.numerator) / centre.denominator, 9)
        for a, b in zip(ours, theirs, strict=True):
            assert abs(al.number_value(a, 60)[0] - b) < mpmath.mpf(10) ** -20
