"""Landau relations and eventual inequalities with truth known by hand."""

import pytest
from boundproof.bounds.parsing import parse_claim
from boundproof.verify.asymptotics import decide
from boundproof.verify.verdict import Outcome

TRUE = [
    "log(n)**10 = o(n**(1/10))",
    "n**log(n) = o(2**n)",
    "2**n = o(factorial(n))",
    "factorial(n) = o(n**n)",
    "n*log(n) = omega(n*log(log(n)))",
    "exp(log(n)**(1/2)) = omega(log(n)**100)",
    "n + sqrt(n)*log(n) = Theta(n)",
    "n**2 + 3*n = O(n**3)",
    "5*n**2 = Omega(n**2)",
    "log(n + sqrt(n)) - log(n) ~ n**(-1/2)",
    "log(factorial(n)) ~ n*log(n)",
    "log(factorial(n)) = Theta(n*log(n))",
    "(n + 1)**(1/3) - n**(1/3) ~ n**(-2/3)/3",
    "exp(n + 1/n) ~ exp(n)",
    "sqrt(n)*log(n)**3 = Otilde(sqrt(n))",
    "n*log(log(n)) = Thetatilde(n)",
    "n/log(n)**5 = Omegatilde(n)",
    "log(n)**50 < n**(1/50)",
    "n**2 - 10**9*n >= 0",
    "1/n - 1/(n + 1) <= 1/n**2",
    "(1 + 1/n)**n < exp(1)",
    "(1 + 1/n)**(n + 1) > exp(1)",
    "log(1 + 1/n) < 1/n",
    "exp(-n) = O(0*n + exp(-n/2))",
    "0*n = o(1/n)",
    "0*n = O(0*n)",
    "n - n = O(exp(-n))",
]
FALSE = [
    "n**log(n) = omega(2**n)",
    "n*log(n) = O(n)",
    "exp(n + sqrt(n)) = O(exp(n))",
    "exp(n + 1) ~ exp(n)",
    "n**2 ~ n**2 + n**2/log(log(n))**0",
    "factorial(n) = Theta((n/exp(1))**n)",
    "exp(sqrt(log(n))) = Otilde(1)",  # beyond every power of the logarithm
    "n**(1/100) = Otilde(1)",
    "n = Thetatilde(n**2)",
    "(1 + 1/n)**n >= exp(1)",
    "n**2 <= 10**9*n",
    "1/n = O(0*n)",
    "n*log(log(n)) = o(n)",
    "log(n + 1) - log(n) = omega(1/n)",
]


@pytest.mark.parametrize("claim", TRUE)
def test_true_orders_are_proved(claim: str) -> None:
    verdict = decide(parse_claim(claim, as_="n -> oo"))
    assert verdict.outcome is Outcome.PROVED, verdict.why


@pytest.mark.parametrize("claim", FALSE)
def test_false_orders_are_refuted(claim: str) -> None:
    verdict = decide(parse_claim(claim, as_="n -> oo"))
    assert verdict.outcome is Outcome.REFUTED, verdict.why


def test_equivalence_to_zero_is_not_decided() -> None:
    """f ~ g needs g nonzero eventually."""
    assert decide(parse_claim("0*n ~ n - n", as_="n -> oo")).outcome is Outcome.UNDECIDED
