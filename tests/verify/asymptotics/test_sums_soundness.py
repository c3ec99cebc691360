"""Where a sum, an inverse or a threshold could be expanded wrongly, and is not."""

from __future__ import annotations

import pytest
from boundproof.bounds.parsing import parse_claim
from boundproof.verify.asymptotics import decide
from boundproof.verify.asymptotics.antidifference import X, _prove
from boundproof.verify.asymptotics.cases import prepare
from boundproof.verify.asymptotics.problem import problems
from boundproof.verify.asymptotics.signals import Undecided
from boundproof.verify.asymptotics.trees import number
from boundproof.verify.verdict import Outcome


def outcome(text: str, given: str = "", as_: str = "n -> oo") -> Outcome:
    return decide(parse_claim(text, as_=as_, given=given or ())).outcome


# What SymPy 1.14's `limit` gets wrong silently.
@pytest.mark.parametrize("text", ["k*zeta(2, k) -> 1", "LambertW(k)/log(k) -> 1", "k*Sum(1/i**2, (i, k + 1, oo)) -> 1"])
def test_limits_that_are_missed_silently_elsewhere(text: str) -> None:
    assert outcome(text, as_="k -> oo") is Outcome.PROVED


# A sum that diverges, or has a term that is not defined, has no value: nothing is proved of it.
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("0*Sum(1/i, (i, 1, oo)) -> 0", "diverges"),
        ("Sum(1/i, (i, n, oo)) = o(n)", "diverges"),
        ("Sum(1/(i*log(i + 1)), (i, n, oo)) -> 0", "diverges"),
        ("Sum(1, (i, n, oo))/n -> oo", "diverges"),
        ("Sum(2**i, (i, n, oo)) -> oo", "diverges"),
        ("Sum(1/log(i), (i, 1, n)) ~ n/log(n)", "divide by zero"),
        ("Sum(1/(i - 5), (i, 1, n)) ~ log(n)", "divide by zero"),
        ("Sum(log(i - 3), (i, 1, n)) ~ n*log(n)", "logarithm"),
        ("Sum(sqrt(i - 3), (i, 1, n)) = O(n**2)", "not positive"),
        ("Sum(1/i, (i, 2*n, n)) -> 0", "backwards"),
    ],
)
def test_undefined_sums_are_undecided_with_the_reason(text: str, why: str) -> None:
    verdict = decide(parse_claim(text, as_="n -> oo"))
    assert verdict.outcome is Outcome.UNDECIDED
    assert why in verdict.why


# Termwise the exponent tends to 1 and the sum would be log n; it is (1 - exp(-1)) log n.
def test_terms_are_not_expanded_without_uniformity() -> None:
    assert outcome("Sum(i**-(1 + 1/log(n)), (i, 1, n)) ~ log(n)") is Outcome.UNDECIDED
    assert outcome("Sum(exp(-i/n), (i, 1, n)) ~ n") is Outcome.UNDECIDED  # (1 - 1/e) n


# Termwise each λ/(λ + κ) tends to 1 as κ -> 0.
def test_two_scales_are_not_summed_termwise() -> None:
    assert outcome("Sum(i**-2/(i**-2 + 1/n), (i, 1, n)) ~ n") is Outcome.REFUTED


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("Sum(i**-a, (i, 1, n)) ~ n**(1 - a)/(1 - a)", "a real"),
        ("Sum(i**-a, (i, n, oo)) -> 0", "a real"),
        ("Sum(i**-1*log(i + 1)**-b, (i, n, oo)) -> 0", "b >= 1"),
    ],
)
def test_a_boundary_of_convergence_is_a_case_of_its_own(text: str, given: str) -> None:
    assert outcome(text, given) is not Outcome.PROVED


def test_the_remainder_of_an_antidifference_is_proved_and_not_believed() -> None:
    claim = parse_claim("1/n -> 0", as_="n -> oo")
    ev = prepare(problems(claim)[0], 1e12, {})
    rest = ev.value(("pow", X, number(-2)))
    _prove(ev, rest, ("mul", (number(2), ("pow", X, number(-1)))), falls=True)
    with pytest.raises(Undecided):
        _prove(ev, rest, ("mul", (number(1, 2), ("pow", X, number(-1)))), falls=True)
    with pytest.raises(Undecided):
        _prove(ev, rest, ("pow", X, number(-2)), falls=True)


# The least natural k with 2**k >= n is log2(n) rounded up: 2**k/n swings in [1, 2).
def test_the_rounding_of_a_threshold_is_kept() -> None:
    assert outcome("2**threshold(k, 2**k >= n)/n <= 2 + 1/n") is not Outcome.REFUTED
    assert outcome("2**threshold(k, 2**k >= n) ~ n") is not Outcome.PROVED
    assert outcome("threshold(k, k >= n/3) - n/3 -> 0") is not Outcome.PROVED
    assert outcome("threshold(k, k >= n/3) - n/3 = O(1)") is Outcome.PROVED


# First passage: r_k rises, then falls, then rises; a level that small indices reach is met there.
def test_a_level_that_bounded_indices_may_reach_is_undecided() -> None:
    assert outcome("threshold(k, 10 - k + k**2/100 >= 5 + 1/n) -> oo") is Outcome.UNDECIDED
    assert outcome("threshold(k, 1 - 1/(k + 1) >= 1 - 1/n) ~ n") is not Outcome.REFUTED


def test_a_decreasing_function_has_no_threshold() -> None:
    assert outcome("threshold(k, -k >= n) ~ n") is Outcome.UNDECIDED


def test_a_threshold_that_is_never_reached_is_infinite() -> None:
    """r_k is at most the number of eigenvalues: below n for p = sqrt(n)."""
    rank = "Sum(exp(-i) + 1/n, (i, k + 1, sqrt(n)))/(exp(-(k + 1)) + 1/n)"
    text = f"threshold(k, {rank} >= n)/n + 1/n -> 0"
    assert outcome(text) is Outcome.REFUTED


def test_bounds_that_are_no_integers_are_rounded_inwards() -> None:
    assert outcome("Sum(2**i, (i, 1, n/2)) ~ 2*2**(n/2)") is not Outcome.PROVED  # for odd n it is smaller
    assert outcome("Sum(2**i, (i, 1, n/2)) = Theta(2**(n/2))") is Outcome.PROVED
    assert outcome("Sum(1/i**2, (i, n + 1, oo)) - 1/n ~ -1/(2*n**2)", "n real") is not Outcome.PROVED


def test_an_index_named_as_the_variable_is_another_thing() -> None:
    assert outcome("Sum(1/j**2, (j, n, oo)) + Sum(1/i**2, (i, n, oo)) ~ 2/n") is Outcome.PROVED
    assert outcome("Sum(Sum(1/i**2, (i, j, oo)), (j, 1, n)) ~ log(n)") is not Outcome.REFUTED


def test_only_what_bounds_a_sum_is_an_integer() -> None:
    """sin(pi*x) vanishes at integers only; a sum or inverse beside it does not make x one."""
    assert outcome("sin(pi*x) + Sum(1/i**2, (i, 1, oo))/x -> 0", as_="x -> oo") is not Outcome.PROVED
    assert outcome("sin(pi*x)*inverse(k, k*log(k) = x) -> 0", as_="x -> oo") is not Outcome.PROVED


def test_an_identity_of_large_indices_is_not_used_for_small_ones() -> None:
    """|i - 5| is i - 5 for large i only."""
    assert outcome("Sum(Abs(i - 5), (i, 1, n)) - n*(n - 9)/2 -> 0") is not Outcome.PROVED  # it tends to 20
