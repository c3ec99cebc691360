"""Steps of proofs in this field, each with a false variant that must come out a gap with a confirmed counter-model."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from boundproof.verify.recheck.models import recheck_model
from boundproof.verify.recheck.orders import recheck_orders
from boundproof.verify.verdict import Outcome


@dataclass(frozen=True)
class Case:
    """A true claim from facts; `false` and `weaker` replace the claim or some of the facts in the false variant."""

    claim: str
    facts: str = ""
    false: str = ""
    weaker: tuple[str, str] = ("", "")
    positive: str = ""

    def given(self, *, weakened: bool = False) -> list[str]:
        """The facts, as texts."""
        facts = [fact.strip() for fact in self.facts.split(";") if fact.strip()]
        if weakened and self.weaker[0]:
            assert self.weaker[0] in facts
            facts = [self.weaker[1] if fact == self.weaker[0] else fact for fact in facts]
        return [*(fact for fact in facts if fact), *(f"{name} > 0" for name in self.positive.split())]


CASES = {
    "cauchy-schwarz": Case(
        "E[x*y] = O(sqrt(E[x**2]*E[y**2]))",
        "E[x*y]**2 <= E[x**2]*E[y**2]",
        false="E[x*y] = O(E[x**2]*E[y**2])",
        positive="x y",
    ),
    "am-gm": Case("sqrt(x*y) = O(x + y)", false="x + y = O(sqrt(x*y))", positive="x y"),
    "young": Case("x*y = O(x**3 + y**(3/2))", false="x*y = O(x**3 + y**(4/3))", positive="x y"),
    "young with a weight": Case("x*y = O(h*x**2 + y**2/h)", false="x*y = O(h*x**2 + h*y**2)", positive="x y h"),
    "hoelder for three": Case("x*y*z = O(x**3 + y**3 + z**3)", false="x*y*z = O(x**2 + y**2 + z**2)", positive="x y z"),
    "maximum and sum": Case(
        "Max(x, y, z) = Theta(x + y + z)", false="Min(x, y, z) = Theta(x + y + z)", positive="x y z"
    ),
    "minimum and harmonic mean": Case(
        "1/(1/x + 1/y) = Theta(Min(x, y))", false="1/(1/x + 1/y) = Theta(Max(x, y))", positive="x y"
    ),
    "power of a sum": Case("(x + y)**3 = Theta(x**3 + y**3)", false="(x + y)**3 = Theta(x**3 + y**2)", positive="x y"),
    "square of a sum of roots": Case(
        "(sqrt(x) + y)**2 = Theta(x + y**2)", false="(sqrt(x) + y)**2 = Theta(x + y)", positive="x y"
    ),
    "root of a sum": Case("sqrt(x + y) = O(sqrt(x) + sqrt(y))", false="x + y = O(sqrt(x) + sqrt(y))", positive="x y"),
    "union bound": Case("m*q = O(d)", "q <= d/m", weaker=("q <= d/m", "q <= d"), positive="m q d"),
    "price of a union bound": Case("s -> 0", "s <= sqrt(log(n)/n)", false="s = O(1/sqrt(n))", positive="s"),
    "threshold below a fraction": Case(
        "kstar(1) = O(n)", "kstar(1) <= n/c; c = Theta(1)", false="kstar(1) = o(n)", positive="c"
    ),
    "trading k for the ridge": Case(
        "eigenvalue(k + 1) = O((ridge + tail(k))/n)",
        "ridge + tail(k) >= c*n*eigenvalue(k + 1); c = Theta(1)",
        false="eigenvalue(k + 1) = O(ridge/n)",
        positive="c ridge",
    ),
    "the smaller rank suffices": Case(
        "n = o(R(k))", "n = o(r(k)); r(k) <= R(k)", weaker=("n = o(r(k))", "n = o(r(k)**2)")
    ),
    "ranks and their square": Case("sqrt(R(k)) = O(r(k))", "R(k) <= r(k)**2", false="R(k) = O(r(k))"),
    "variance of a benign sequence": Case(
        "k/n + n/R(k) -> 0", "k = o(n); n = o(R(k))", weaker=("k = o(n)", "k = O(n)"), positive="k"
    ),
    "bias and variance": Case(
        "risk -> 0", "risk <= 2*b + 2*v; b -> 0; v -> 0", weaker=("v -> 0", "v = O(1)"), positive="risk b v"
    ),
    "sandwich": Case("x = Theta(y)", "y <= x; x <= 2*y", weaker=("x <= 2*y", ""), positive="x y"),
    "small o and large O": Case("x = o(z)", "x = O(y); y = o(z)", weaker=("y = o(z)", "y = O(z)")),
    "squeeze": Case("x -> 0", "x <= y; y -> 0", weaker=("y -> 0", "y = O(1)"), positive="x y"),
    "reciprocal": Case("1/y = O(1/x)", "x = O(y)", false="1/x = O(1/y)", positive="x y"),
    "interpolation": Case("x = O(Max(y, z))", "x <= y**(1/3)*z**(2/3)", false="x = O(Min(y, z))", positive="x y z"),
    "small times bounded": Case("x*y -> 0", "x -> 0; y = O(1)", weaker=("y = O(1)", "y = O(n)"), positive="x y"),
    "large times bounded below": Case(
        "x*y -> oo", "x -> oo; y = Omega(1)", weaker=("y = Omega(1)", "y = omega(1/n)"), positive="x y"
    ),
    "signal to noise": Case(
        "snr -> oo", "snr = b/v; b = Theta(1); v -> 0", weaker=("v -> 0", "v = O(1)"), positive="snr b v"
    ),
    "the balancing ridge": Case(
        "h + 1/(n*h) = Theta(n**(-1/2))", "h = n**(-1/2)", false="h + 1/(n*h) = o(n**(-1/2))", positive="h"
    ),
    "no ridge beats the balance": Case("n**(-1/2) = O(h + 1/(n*h))", false="n**(-1/3) = O(h + 1/(n*h))", positive="h"),
    "logarithms below powers": Case("x = o(n**(1/10))", "x = O(log(n)**3)", false="x = o(log(n)**3)"),
    "iterated logarithm": Case(
        "x*log(log(n)) = o(log(n))", "x = O(1)", weaker=("x = O(1)", "x = O(log(n)/log(log(n)))")
    ),
    "logarithmic factors": Case("d*log(n) = o(n)", "d = O(n**(1/2))", weaker=("d = O(n**(1/2))", "d = O(n)")),
    "exponents that add up": Case(
        "x*y = o(n)", "x = O(n**a); y = O(n**b); a + b < 1", weaker=("a + b < 1", "a + b <= 1")
    ),
    "norm of the interpolator": Case(
        "n/trace(Sigma) -> oo",
        "trace(Sigma) = largest*r(0); r(0) = o(n); largest = O(1)",
        weaker=("largest = O(1)", "largest = O(n)"),
    ),
    "product law": Case(
        "v -> oo",
        "b*v >= A*T/(16*n); n = O(A*T); b -> 0",
        weaker=("n = O(A*T)", "sqrt(n) = O(A*T)"),
        positive="v b A T",
    ),
    "window of ridges": Case(
        "v -> 0", "v <= t/(n*h**2); sqrt(t/n) = o(h)", weaker=("sqrt(t/n) = o(h)", "sqrt(t/n) = O(h)"), positive="v t h"
    ),
    "sandwich of the adversarial risk": Case(
        "a = Theta(s + alpha**2*N**2)",
        "s + alpha**2*N**2 <= a; a <= 2*(s + alpha**2*N**2)",
        false="a = Theta(s)",
        positive="a s alpha N",
    ),
    "an exploding norm under attack": Case(
        "adversarial_risk(theta) -> oo",
        "adversarial_risk(theta) >= alpha**2*N**2; N -> oo; alpha = Theta(1)",
        weaker=("alpha = Theta(1)", "alpha = O(1)"),
    ),
    "degrees of freedom": Case(
        "df1(h) = o(n)",
        "df1(h) <= k + tail(k)/h; k = o(n); tail(k) = o(n*h)",
        weaker=("tail(k) = o(n*h)", "tail(k) = O(n*h)"),
        positive="h k",
    ),
    "width of a network": Case(
        "rest = O(1)",
        "rest <= n/sqrt(m); m = Omega(n**2)",
        weaker=("m = Omega(n**2)", "m = Omega(n)"),
        positive="rest m",
    ),
    "a dominated term": Case("x = O(y)", "x = O(y + z); z = O(y)", weaker=("z = O(y)", "z = O(y**2)"), positive="y z"),
    "absorbing a small part of itself": Case(
        "x = O(y)", "x = O(y + z); z = o(x)", weaker=("z = o(x)", "z = O(x)"), positive="x y z"
    ),
    "two bounds and their better one": Case(
        "x = O(Min(y, z))", "x = O(y); x = O(z)", weaker=("x = O(z)", "x = O(z**2)"), positive="y z"
    ),
    "a sum on either side": Case(
        "x + y = O(u + v)", "x = O(u); y = O(v)", weaker=("y = O(v)", "y = O(u*v)"), positive="x y u v"
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_true_step_is_proved(follows, name):
    case = CASES[name]
    verdict = follows(case.claim, *case.given())
    assert verdict.outcome is Outcome.PROVED, verdict.why
    assert recheck_orders(verdict.evidence[0].data) == ""


@pytest.mark.parametrize("name", CASES)
def test_its_false_variant_is_a_gap(follows, name):
    case = CASES[name]
    verdict = follows(case.false or case.claim, *case.given(weakened=True))
    assert verdict.outcome is Outcome.GAP, verdict.why
    assert recheck_model(verdict.evidence[0].data) == ""


def test_there_are_enough_of_them():
    assert len(CASES) >= 40
