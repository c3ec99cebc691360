"""Parameters that are whole numbers, solve equations, or stand in functions: no certificate is turned down for it."""

import pytest
from boundproof.bounds.parsing import parse_claim
from boundproof.verify.asymptotics import decide, when
from boundproof.verify.verdict import Outcome, Recheck

WHOLE = [
    ("n**Min(a, 1) -> oo", ["a integer"], "a split at 0 below 1 leaves nothing between them"),
    ("exp((a - 1)*sqrt(n))*exp((a + b)*n**b) -> 1+", ["a natural", "b real"], "a < 1 cannot be"),
    ("a**2*n**Abs(a)*log(n)**b = Thetatilde(a**2*exp((a**2 + b**2 - 1)*log(n)**2))", ["a integer", "b integer"],
     "-1 < b < 1 leaves b = 0"),
    ("log(1 + n**Min(a, 1))/Abs(a*b)**n -> 1+", ["a integer", "b integer"], "|a*b| >= 1 unless it is zero"),
]  # fmt: skip
SOLVED = [
    ("Abs(a**2 - b) -> a*b", ["a real", "b = 1 - a"], "the witness has sqrt(5) in it"),
    ("exp(n) + Abs(a)**n -> 1+", ["a real", "b = 1 - a"], "a witness by way of an equation"),
    ("n**(2*a)*(a**2 + b**2 - 1)*n**2 = Thetatilde(Max(a, b)*n**-a)", ["a >= 0", "b >= 0"], "sqrt(1/2)"),
    ("6*n**(a + b + 1) + Max(a*b - 1, (a**2 + b**2 - 1)*n**(a**2 - b)) = Thetatilde(exp((a - b)*n**b))",
     ["a natural", "b real"], "0**2 in the claim at the witness"),
]  # fmt: skip
CANCELLED = [
    ("0 <= (b + 1)*n**(a**2) + a*b*n**(a + b)", ["a integer", "b integer"], "a coefficient is zero by a condition"),
    ("(a**2 + b**2 - 1)*exp((a**2 - b)*sqrt(log(n))) + (a + b)*n**(a*b) = O(n/(2*a**2))", ["a > 0", "b real"],
     "a**2 + b**2 = 1 where b < 0"),
    ("Abs(a**2 + b**2 - 1)**n + a*b*n**(a - b) = Omega(2**n + exp(a*n**a))", ["0 < a < 1", "b real"],
     "a logarithm that is zero by a condition"),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "given", "why"), WHOLE + SOLVED + CANCELLED)
def test_false_claims_are_refuted_and_read_again(claim: str, given: list[str], why: str) -> None:
    verdict = decide(parse_claim(claim, as_="n -> oo", given=given), budget=60.0)
    assert (verdict.outcome, verdict.recheck) == (Outcome.REFUTED, Recheck.RECHECKED), f"{why}: {verdict.why}"


def test_an_eliminated_integer_has_witnesses() -> None:
    """b = 2 - a is a formula in the engine and a whole number at the witness."""
    verdict = decide(parse_claim("n**(a*b) -> 1", as_="n -> oo", given=["a integer", "b integer", "b = 2 - a"]))
    assert (verdict.outcome, verdict.recheck) == (Outcome.REFUTED, Recheck.RECHECKED), verdict.why


def test_an_equation_is_not_solved_for_an_integer_by_what_may_be_none() -> None:
    """a + b = 0 with 0 < a < 1/2 is no point where a is whole, although b = -a is one for all b."""
    claim = "sin(a/n)*(1 + (a + b)/n)**n = O(n**(a**2)*exp((2*a - 1)*log(n)**2))"
    verdict = decide(parse_claim(claim, as_="n -> oo", given=["a natural", "b real"]))
    assert (verdict.outcome, verdict.recheck) == (Outcome.PROVED, Recheck.RECHECKED), verdict.why


def test_a_case_without_points_does_not_turn_a_refutation_down() -> None:
    """exp(a)*log(2) = 1 has no solution a < 0; the claim fails at a = 1, b = 1 all the same."""
    claim = "(1 + Min(a, 1)/n)**n*log(n**Max(a, b) + 2) <= 1"
    verdict = decide(parse_claim(claim, as_="n -> oo", given=["a real", "b real", "a != 0"]))
    assert (verdict.outcome, verdict.recheck) == (Outcome.REFUTED, Recheck.RECHECKED), verdict.why


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("x**(exp(a) + a) -> 0", "holds when a + exp(a) < 0"),
        ("x**(exp(a) + a - b) -> 0", "holds when b > a + exp(a)"),
        ("x**(log(b) + a) -> 0", "not decided when b <= 0"),
        ("x**(1/b + a) -> 0", "not decided when b = 0"),
    ],
)
def test_conditions_with_functions_of_parameters_are_said(claim: str, said: str) -> None:
    """A comparison is linear in a name only if the rest is no function of it."""
    assert said in str(when(parse_claim(claim, as_="x -> oo", given=["a real", "b real"])))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["m integer", "k integer", "2*m = 4*k + 1"], True),  # an even number is no odd one
        (["m integer", "k integer", "2*m = 4*k + 2"], False),
        (["m real", "k real", "2*m = 4*k + 1"], False),
    ],
)
def test_hypotheses_at_which_no_point_was_found_are_told(given: list[str], said: bool) -> None:
    verdict = decide(parse_claim("x*(m - 2*k) = Theta(x)", as_="x -> oo", given=given))
    assert verdict.outcome is Outcome.PROVED
    assert verdict.why.endswith("no point was found at which all hypotheses hold") is said
