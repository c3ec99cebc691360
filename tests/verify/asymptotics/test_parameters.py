"""Claims with parameters: cases, conditions, witnesses, and what SymPy gets wrong silently."""

import pytest
from boundproof.bounds.parsing import parse_claim
from boundproof.verify.asymptotics import decide, when
from boundproof.verify.verdict import Outcome, Verdict


def prove(claim: str, *given: str, point: str = "n -> oo") -> Verdict:
    return decide(parse_claim(claim, as_=point, given=list(given)))


TRUE = [
    ("log(n)**k = o(n**eps)", ["k real", "eps > 0"]),
    ("n**k = o(b**n)", ["k real", "b > 1"]),
    ("b**n -> 0", ["0 < b < 1"]),
    ("n**a*b**n -> 0", ["a real", "0 < b < 1"]),
    ("(1 + a/n)**(b*n) -> exp(a*b)", ["a real", "b real"]),
    ("((n + a)/(n + b))**n -> exp(a - b)", ["a real", "b real"]),
    ("(n + a)**c - n**c ~ a*c*n**(c - 1)", ["a > 0", "c > 0"]),
    ("n**a + n**b = Theta(n**Max(a, b))", ["a real", "b real"]),
    ("n**a + n**b = Theta(n**b)", ["a < b"]),
    ("log(n**a + n**b)/log(n) -> b", ["a < b"]),
    ("(a**n + b**n)**(1/n) -> b", ["0 < a < b"]),
    ("a**n = O(b**n)", ["0 < a <= b"]),
    ("n*(a**(1/n) - 1) -> log(a)", ["a > 0"]),
    ("n*(a**(1/n) - 1) -> log(a)", ["a > 0", "a != 1"]),
    ("gamma(n + a)/gamma(n) ~ n**a", ["a real"]),
    ("binomial(n, k) ~ n**k/factorial(k)", ["k natural"]),
    ("sqrt(n + a) - sqrt(n) -> 0", ["a real"]),
    ("n**(-2*s/(2*s + d)) -> 0", ["s > 0", "d natural"]),
    ("n**(-2*s/(2*s + d)) = omega(n**(-1))", ["s > 0", "d > 0"]),
    ("(log(n)/n)**(s/(2*s + 1)) = o(n**(-t))", ["s > 0", "0 < t < s/(2*s + 1)"]),
    ("sin(a/n)*n -> a", ["a real"]),
    ("exp(-c*n)*n**k -> 0+", ["c > 0", "k real"]),
    ("cos(a + 1/n) -> cos(a)", ["a real"]),
    ("n**2 + a*n + b >= 0", ["a real", "b real"]),
    ("n**k/log(n) -> oo", ["k natural", "k >= 1"]),
    ("(n**2)**k/n**(2*k) -> 1", ["k real"]),
]
FALSE = [
    ("n**a = o(n**b)", ["a real", "b real"]),
    ("b**n -> 0", ["b > 0"]),
    ("n**a*log(n)**b -> 0", ["a <= 0", "b real"]),  # a = 0, b = 0 is a counterexample
    ("(1 + a/n)**(b*n) -> exp(a + b)", ["a > 0", "b > 0"]),
    ("n**a + n**b = Theta(n**b)", ["a real", "b real"]),
    ("(a**n + b**n)**(1/n) -> b", ["a > 0", "b > 0"]),
    ("n**(-2*s/(2*s + d)) = O(n**(-1))", ["s > 0", "d > 0"]),
    ("n**k/log(n) -> oo", ["k natural"]),  # k = 0
    ("n**2 + a*n**2 >= 0", ["a real"]),
    ("gamma(n + a)/gamma(n) = o(n**a)", ["a > 0"]),
    ("log(n)**k = o(n**eps)", ["k real", "eps >= 0"]),
]


@pytest.mark.parametrize(("claim", "given"), TRUE)
def test_true(claim: str, given: list[str]) -> None:
    verdict = prove(claim, *given)
    assert verdict.outcome is Outcome.PROVED, (verdict.why, verdict.cases)


@pytest.mark.parametrize(("claim", "given"), FALSE)
def test_false_with_a_witness(claim: str, given: list[str]) -> None:
    verdict = prove(claim, *given)
    assert verdict.outcome is Outcome.REFUTED, (verdict.why, verdict.cases)
    regions = [r for part in verdict.evidence[0].data["parts"] for r in part["regions"] if r["answer"] is False]
    assert any(r.get("witness") or r["solved"] or not r["guards"] for r in regions)


def condition(
    claim: str, *given: str, point: str = "x -> oo"
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    answer = when(parse_claim(claim, as_=point, given=list(given)))
    assert len(answer.conditions) == 1, answer.reason
    only = answer.conditions[0]
    return only.holds, only.fails, only.open


def test_sympy_wrong_1_quotient_of_powers() -> None:
    """x/(x**a + x) tends to 1, 1/2 or 0 as a is below, at or above 1; SymPy says 1 for all a > 0."""
    assert condition("x/(x**a + x) -> 1", "a > 0") == (("a < 1",), ("a >= 1",), ())
    assert condition("x/(x**a + x) -> 1/2", "a > 0") == (("a = 1",), ("a != 1",), ())
    assert condition("x/(x**a + x) -> 0", "a > 0") == (("a > 1",), ("a <= 1",), ())


def test_sympy_wrong_2_powers_and_logarithm() -> None:
    holds, fails, left = condition("(x + x**a)/(x*log(x) + x**b) -> 0", "a > 1", "b > 1")
    assert (holds, left) == (("a < b",), ())
    assert prove("(x + x**a)/(x*log(x) + x**b) -> 0", "a < 1", "b > 1", point="x -> oo").outcome is Outcome.PROVED
    assert prove("(x + x**a)/(x*log(x) + x**b) -> 1", "a = b", "b > 1", point="x -> oo").outcome is Outcome.PROVED
    assert fails == ("a >= b",)


def test_sympy_wrong_3_box_cox() -> None:
    """(x**(1-a) - 1)/((1-a)*x**(1-a)) tends to 1/(1-a) for a < 1 and to oo for a > 1 (both factors are negative)."""
    claim = "(x**(1-a) - 1)/((1-a)*x**(1-a))"
    assert prove(f"{claim} -> 1/(1 - a)", "a < 1", point="x -> oo").outcome is Outcome.PROVED
    assert prove(f"{claim} -> oo", "a > 1", point="x -> oo").outcome is Outcome.PROVED
    assert prove(f"{claim} -> 1/(1 - a)", "a > 1", point="x -> oo").outcome is Outcome.REFUTED


def test_sympy_wrong_4_hurwitz_zeta() -> None:
    assert prove("k*zeta(2, k) -> 1+", point="k -> oo").outcome is Outcome.PROVED
    assert prove("k*zeta(2, k) -> 0", point="k -> oo").outcome is Outcome.REFUTED


def test_sympy_wrong_5_lambert() -> None:
    assert prove("LambertW(x)/log(x) -> 1-", point="x -> oo").outcome is Outcome.PROVED
    assert prove("LambertW(x)/log(x) -> 0", point="x -> oo").outcome is Outcome.REFUTED


def test_boundaries_stand_by_themselves() -> None:
    """Power-log terms: summable order is decided by a, and by b where a = 0."""
    assert condition("x**a*log(x)**b -> 0", "a real", "b real") == (
        ("a < 0", "a = 0 and b < 0"),
        ("a > 0", "a = 0 and b >= 0"),
        (),
    )


def test_each_parameter_is_fixed() -> None:
    """x**a = o(x**b) holds for each a < b, and not for the exponent b - 1/log(x) that moves with x."""
    assert prove("x**a = o(x**b)", "a < b", point="x -> oo").outcome is Outcome.PROVED
    assert prove("x**(b - 1/log(x)) = o(x**b)", "b real", point="x -> oo").outcome is Outcome.REFUTED


def test_contradictory_hypotheses_are_vacuous() -> None:
    assert prove("n**a -> 0", "a > b", "b > a").outcome is Outcome.VACUOUS


def test_irrational_parameters() -> None:
    """a**2 = 2 has no rational point: proved by the hypotheses, not refuted without a witness."""
    assert prove("n**a/n -> oo", "a**2 = 2", "a > 0").outcome is Outcome.PROVED
    assert prove("n**a/n -> 0", "a**2 = 2", "a > 0").outcome is not Outcome.PROVED


def test_hypotheses_about_the_variable_are_refused() -> None:
    verdict = decide(parse_claim("n**a -> 0", as_="n -> oo", given=["a < 0", "n > a"]))
    assert verdict.outcome is Outcome.UNDECIDED
    assert "variable of the limit" in verdict.why


@pytest.mark.parametrize(
    "given", ["a**b = 4, b = 2", "(a - 1)**b >= 0, b = 2", "a**(b**2) > 1, b**2 = 2, b > 0", "a <= (-1)**b, b = 2"]
)
def test_a_power_whose_exponent_may_be_an_integer_excludes_no_negative_base(given: str) -> None:
    """a = -2 satisfies a**b = 4 with b = 2: the exponent is an integer although it is not declared one."""
    assert prove("a*n -> oo", *given.split(", "), point="n -> oo").outcome not in (Outcome.PROVED, Outcome.VACUOUS)


@pytest.mark.parametrize(
    ("given", "unused"),
    [
        ("a > 0", ()),
        ("a > 0, b > 1", ("b > 1",)),
        ("a > c, c > d, d > 0", ()),  # each is one link of the chain that makes a positive
        ("a > 0, b > c, c natural, 2 < 3", ("b > c", "c natural")),
    ],
)
def test_hypotheses_about_other_symbols_are_named_as_unused(given: str, unused: tuple[str, ...]) -> None:
    verdict = decide(parse_claim("log(n) = o(n**a)", as_="n -> oo", given=given))
    assert (verdict.outcome, verdict.unused) == (Outcome.PROVED, unused)


def test_a_claim_that_is_not_proved_names_no_unused_hypothesis() -> None:
    verdict = decide(parse_claim("log(n) = o(n**a)", as_="n -> oo", given="a < 0, b > 1"))
    assert (verdict.outcome, verdict.unused) == (Outcome.REFUTED, ())
