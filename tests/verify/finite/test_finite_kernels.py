"""Finite statements on kernels: each outcome reached, its certificate rejected when mutated, numbers reproducible."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import mpmath
import pytest
import sympy as sp
from boundproof.bounds.checks import (
    FiniteCheck,
    GradientGap,
    GradientNear,
    InitialGradient,
    KernelRisks,
    KinkShare,
    Linearisation,
    WeightDraws,
    WeightIntegral,
)
from boundproof.bounds.errors import DomainError
from boundproof.bounds.kernels import BOTH_LAYERS, CORRELATION, FIRST_LAYER, SECOND_LAYER, kink_share
from boundproof.bounds.spectra import flat_tail, isotropic, power_log, supported_signal
from boundproof.bounds.theorems import builtin_theorem
from boundproof.verify.finite import Workload, check_finite
from boundproof.verify.finite.kernel_gradients import equivalent_gradient
from boundproof.verify.recheck.kernels import recheck_weight_integral
from boundproof.verify.results import Results
from boundproof.verify.run import check_theorem
from boundproof.verify.verdict import Outcome, Recheck, Verdict

N = sp.Symbol("n")
TOLERANCE = Fraction(1, 10**30)
HALF = Fraction(1, 2)


def found(claim: FiniteCheck) -> Verdict:
    return check_finite(claim, Workload())


def test_the_theorems_quick_part_comes_out_as_declared() -> None:
    verdict = check_theorem(builtin_theorem("hao-zhang-2024/ntk"), tier="quick")
    wrong = [f"{step.name}: {step.verdict.outcome}" for step in verdict.steps if not step.as_expected]
    assert not wrong
    assert verdict.outcome is Outcome.PROVED
    assert verdict.given == ("linearised-gradient",)
    results = Results("check", theorems=(verdict,))
    assert Results.loads(results.dumps()) == results


def test_a_formula_that_is_off_is_refuted_and_read_again() -> None:
    claim = WeightIntegral(SECOND_LAYER, (HALF,), TOLERANCE)
    right = found(claim)
    wrong = found(replace(claim, factor=1 + Fraction(1, 10**20)))
    assert (right.outcome, right.recheck) == (Outcome.ENCLOSED, Recheck.RECHECKED)
    assert (wrong.outcome, wrong.recheck) == (Outcome.REFUTED, Recheck.RECHECKED)
    assert found(replace(claim, tolerance=Fraction(1, 10**60))).outcome is Outcome.UNDECIDED


@pytest.mark.parametrize(
    "change",
    [
        {"integral": "0.3044988905221146790447287563123"},  # one digit of the thirtieth place and before
        {"correlation": "1/3"},
        {"layers": [1]},
        {"formula": "0.304498890522114679044728756312"},  # the true value: nothing is refuted by it
    ],
)
def test_a_mutated_certificate_of_an_integral_is_rejected(change: dict[str, object]) -> None:
    verdict = found(WeightIntegral(SECOND_LAYER, (HALF,), TOLERANCE))
    certificate = dict(verdict.evidence[0].data["certificate"])
    assert recheck_weight_integral(certificate) == ""
    if "integral" in change:
        change = {"integral": certificate["integral"][:-4] + "0000"}
    if "formula" in change:
        change = {"formula": certificate["integral"]}
    assert recheck_weight_integral(certificate | change) != ""


def test_the_integral_is_over_a_proper_sector() -> None:
    with pytest.raises(DomainError, match=r"rho = 1 is not in \(-1, 1\)"):
        found(WeightIntegral(FIRST_LAYER, (Fraction(1),), TOLERANCE))


def test_the_rate_in_width_is_told_from_other_rates() -> None:
    claim = WeightDraws(BOTH_LAYERS, (32, 128, 512), 200)
    assert found(claim).outcome is Outcome.SUPPORTED
    assert found(replace(claim, exponent=Fraction(-1))).outcome is Outcome.CONTRADICTED
    assert found(replace(claim, draws=20, slack=Fraction(1, 100))).outcome is Outcome.UNDECIDED


def test_the_gradient_at_initialisation_is_half_the_dimension() -> None:
    claim = InitialGradient(dimension=20, width=100, draws=800, within=Fraction(1, 10))
    assert found(claim).outcome is Outcome.SUPPORTED
    assert found(replace(claim, share=Fraction(1))).outcome is Outcome.CONTRADICTED


def test_the_kink_term_is_what_drawn_neurons_lack() -> None:
    claim = KinkShare(kink_share(), HALF, width=20000, draws=60)
    assert found(claim).outcome is Outcome.SUPPORTED
    assert found(replace(claim, share=CORRELATION)).outcome is Outcome.CONTRADICTED
    with pytest.raises(DomainError, match=r"rho = 2 is not in \(0, 1\)"):
        found(replace(claim, correlation=Fraction(2)))


def test_the_linearisation_holds_where_the_ranks_are_large_and_not_where_they_are_bounded() -> None:
    wide = isotropic(N**2, variance=N**-2)
    assert found(Linearisation(BOTH_LAYERS, wide, (25, 100), 10)).outcome is Outcome.SUPPORTED
    bounded = Linearisation(BOTH_LAYERS, power_log(1, 2), (25, 100), 10, truncation=500)
    assert found(bounded).outcome is Outcome.CONTRADICTED


def test_gradients_near_a_prediction_and_away_from_it() -> None:
    """For n ≪ p flat the first layer's constant is 1/4; at n/p = 1/400 corrections are below one percent."""
    claim = GradientNear(FIRST_LAYER, isotropic(20000), 50, sp.Rational(50, 4 * 20000), Fraction(1, 50), draws=20)
    verdict = found(claim)
    assert verdict.outcome is Outcome.SUPPORTED
    assert verdict.evidence == found(claim).evidence
    assert found(replace(claim, prediction=sp.Rational(50, 20000))).outcome is Outcome.CONTRADICTED


def test_the_gap_shrinks_inside_the_conditions_and_grows_outside() -> None:
    inside = flat_tail([1], p=N**2, trace=N ** sp.Rational(3, 4))
    assert found(GradientGap(BOTH_LAYERS, inside, (25, 100), (100, 40), tests=5)).outcome is Outcome.SUPPORTED
    outside = GradientGap(FIRST_LAYER, power_log(1, 2), (25, 100), (30, 20), "equivalent", 5, truncation=500)
    assert found(outside).outcome is Outcome.CONTRADICTED


def test_the_standard_risk_falls_while_the_adversarial_grows() -> None:
    spectrum, truth = flat_tail([1], p=N**2, trace=N ** sp.Rational(3, 5)), supported_signal(1)
    falls = KernelRisks(BOTH_LAYERS, spectrum, truth, (25, 200), (60, 10), "standard", "falls")
    grows = replace(falls, quantity="adversarial", claim="grows")
    assert found(falls).outcome is Outcome.SUPPORTED
    assert found(grows).outcome is Outcome.SUPPORTED
    assert found(replace(falls, claim="grows")).outcome is Outcome.CONTRADICTED


def test_the_equivalent_gradient_is_the_closed_form_of_isotropic_ridge() -> None:
    """E‖θ̂‖² = σ²γ(m − λm′) with m(−λ) of Hastie et al. (2022); nλ = tr Σ for the first layer, so that λ = p/n."""
    n, p = 40, 100
    gamma = mpmath.mpf(p) / n

    def stieltjes(ridge: mpmath.mpf) -> mpmath.mpf:
        shifted = 1 - gamma + ridge
        return (-shifted + mpmath.sqrt(shifted**2 + 4 * gamma * ridge)) / (2 * gamma * ridge)

    ridge = gamma
    expected = gamma * (stieltjes(ridge) + ridge * mpmath.diff(stieltjes, ridge))
    # m, m′ to 15 digits, the ridge rounded to a fraction with denominator up to 10^12
    assert equivalent_gradient(FIRST_LAYER, isotropic(p), n) == pytest.approx(float(expected), rel=1e-9)
