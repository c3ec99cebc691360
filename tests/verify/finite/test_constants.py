"""Implied constants: known ratios, both sides of an interval, and what a bound's twins come to."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp
from boundproof.bounds.checks import ImpliedConstants, LeastConstants, NoIndexBelow, SimulatedConstants
from boundproof.bounds.checks.constants import Regression
from boundproof.bounds.errors import DomainError, InputError
from boundproof.bounds.spectra import flat_tail, isotropic, power_law, power_signal, supported_signal
from boundproof.verify.enclosures.precision import precision
from boundproof.verify.enclosures.spectral import SpectralSums
from boundproof.verify.finite import Workload, check_finite
from boundproof.verify.finite.bound_ratios import bound_at, equivalent_ratio, index_of
from boundproof.verify.recheck.constants import recheck_constant
from boundproof.verify.verdict import Outcome, Recheck
from flint import arb

n = sp.Symbol("n", integer=True, positive=True)
FLAT = Regression("flat", isotropic(1000))
SPIKE = Regression("spike", flat_tail([1], p=n**2, trace=1), supported_signal(1))


def outcome(check) -> Outcome:
    return check_finite(check, Workload(seed=1)).outcome


def test_isotropic_ratio_is_p_over_p_minus_n() -> None:
    found = equivalent_ratio("min-norm variance", FLAT, 100)
    assert found.k == 0
    with precision(60):  # V = n/(p − n), k* = 0, R_0 = p
        assert found.bound.overlaps(arb(1) / 10)
        assert found.ratio.overlaps(arb(10) / 9)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (Fraction(11, 10), Fraction(112, 100), Outcome.ENCLOSED),
        (Fraction(1, 2), Fraction(11, 10), Outcome.REFUTED),
        (Fraction(10, 9), Fraction(2), Outcome.UNDECIDED),  # the ratio is 10/9 itself: no ball tells
    ],
)
def test_an_interval_is_enclosed_refuted_or_open(low: Fraction, high: Fraction, expected: Outcome) -> None:
    assert outcome(ImpliedConstants("min-norm variance", FLAT, (100,), low, high)) is expected


def test_the_approach_to_a_limit_is_part_of_the_claim() -> None:
    check = ImpliedConstants(
        "min-norm variance", SPIKE, (10**2, 10**4, 10**6), Fraction(1, 2), Fraction(2), limit=Fraction(1)
    )
    assert outcome(check) is Outcome.ENCLOSED
    assert outcome(replace(check, limit=Fraction(1, 2))) is Outcome.REFUTED
    assert [outcome(spoilt) for _, spoilt in check.mutants()] == [Outcome.REFUTED, Outcome.REFUTED]


def test_least_constants_name_who_needs_more() -> None:
    case = ImpliedConstants("min-norm variance", FLAT, (100,), Fraction(1), Fraction(2))
    enough = LeastConstants((case,), Fraction(1), Fraction(10, 9) + Fraction(1, 1000))
    assert outcome(enough) is Outcome.ENCLOSED
    found = check_finite(replace(enough, at_most=Fraction(11, 10)), Workload())
    assert (found.outcome, found.why) == (Outcome.REFUTED, "flat needs more")


def test_k_with_a_ridge_has_its_condition_and_k_minus_one_has_not() -> None:
    sums = SpectralSums(power_law(2))
    with precision(60):
        k = index_of(sums, 100, Fraction(1), Fraction(1))
        ranks = [(1 + sums.tail(j)) / sums.eigenvalue(j + 1) for j in (k - 1, k)]
        assert ranks[0] < 100
        assert ranks[1] >= 100
    assert index_of(sums, 100, Fraction(1000), Fraction(1)) == 0


def test_the_bound_on_the_bias_with_a_ridge() -> None:
    with precision(60):
        listed = SpectralSums(flat_tail([2, 1], p=10, level=sp.Rational(1, 10)))
        # k = 2: θ_3² λ_3 + (θ_1²/λ_1 + θ_2²/λ_2)((λ + Σ_{i>2} λ_i)/n)²
        found = bound_at("ridge bias", listed, 4, 2, ridge=Fraction(3), signal=supported_signal(1, 2, 3))
        assert found.overlaps(arb(9) / 10 + (arb(1) / 2 + 4) * (arb("3.8") / 4) ** 2)
        power = bound_at("ridge bias", SpectralSums(power_law(2, p=5)), 4, 2, ridge=Fraction(0), signal=power_signal(1))
        beyond = sum(arb(i) ** -4 for i in (3, 4, 5))
        tail = sum(arb(i) ** -2 for i in (3, 4, 5))
        assert isinstance(power, arb)  # a SymPy number in the sum would have made it a float
        assert power.overlaps(beyond + 2 * (tail / 4) ** 2)  # θ_i²/λ_i = 1


def test_no_index_below_for_the_square_power() -> None:
    check = NoIndexBelow(power_law(2), (10**2, 10**6), divisor=Fraction(2))
    assert outcome(check) is Outcome.ENCLOSED
    assert outcome(replace(check, divisor=Fraction(1))) is Outcome.REFUTED  # k* = n − 1


def test_simulation_supports_and_contradicts() -> None:
    # V = n/(p − n − 1) = 20/79 exactly, over n/R_0 = 1/5: 1.2658; 200 draws leave about 0.02
    check = SimulatedConstants(
        "min-norm variance", Regression("flat", isotropic(100)), (20,), (200,), Fraction(11, 10), Fraction(7, 5)
    )
    assert outcome(check) is Outcome.SUPPORTED
    assert [outcome(spoilt) for _, spoilt in check.mutants()] == [Outcome.CONTRADICTED]
    edge = replace(check, high=Fraction(100, 79))
    assert outcome(edge) is Outcome.UNDECIDED


def test_what_does_not_exist_is_an_error() -> None:
    with pytest.raises(DomainError, match=r"no k has r_k >= 1\*2000: k\* is infinite"):
        equivalent_ratio("min-norm variance", FLAT, 2000)
    with pytest.raises(InputError, match="a bias needs a signal: give one to the model"):
        equivalent_ratio("min-norm bias", FLAT, 100)
    with pytest.raises(InputError, match=r"ridge sqrt\(n\) is sqrt\(10\) at n = 10: expected a rational number >= 0"):
        equivalent_ratio("ridge variance", replace(FLAT, ridge=sp.sqrt(n)), 10)


def test_a_refuted_ratio_is_computed_again_and_mutants_are_rejected() -> None:
    for bound in (
        "min-norm variance, rank left out",
        "min-norm variance, rank squared",
        "min-norm variance",
        "min-norm bias",
        "ridge variance",
        "ridge variance, ridge left out",
        "ridge bias",
        "ridge bias, square left out",
    ):
        model = replace(SPIKE, ridge=sp.Integer(20)) if bound.startswith("ridge") else SPIKE
        ratio = float(equivalent_ratio(bound, model, 10**4).ratio.mid())
        low, high = Fraction(2 * ratio).limit_denominator(10**9), Fraction(9 * ratio + 1).limit_denominator(10**9)
        found = check_finite(ImpliedConstants(bound, model, (10**4,), low, high), Workload())
        assert (found.outcome, found.recheck) == (Outcome.REFUTED, Recheck.RECHECKED), bound
        certificate = found.evidence[0].data["certificate"]
        # the engine's ratio lies inside ends drawn tightly around it: the two computations agree to nine digits
        tight = {"low": str(Fraction(ratio * (1 - 1e-8))), "high": str(Fraction(ratio * (1 + 1e-8)))}
        assert recheck_constant({**certificate, **tight}).endswith(", inside")
        for changed in ({"k": "2"}, {"k": "0"}, {"low": "0"}, {"rank_constant": "1000000000000"}):
            assert recheck_constant({**certificate, **changed}), changed


def test_spectra_that_vary_with_the_index_are_left_to_the_engine() -> None:
    found = check_finite(
        ImpliedConstants("min-norm variance", Regression("power", power_law(2)), (100,), Fraction(2), Fraction(3)),
        Workload(),
    )
    assert (found.outcome, found.recheck) == (Outcome.REFUTED, Recheck.ENGINE_ONLY)
