"""Minima over all ridges: known answers, brute force, constraints, and quick sums beside the general ones."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from boundproof.bounds.errors import InputError
from boundproof.bounds.spectra import exponential_floor, flat_tail, isotropic, power_signal, supported_signal
from boundproof.verify.enclosures.frontier import (
    Frontier,
    Risks,
    least_norm,
    least_worst_ratio,
    optimal_adversarial,
    optimal_standard,
)
from boundproof.verify.enclosures.points import point_at
from boundproof.verify.enclosures.precision import precision
from boundproof.verify.enclosures.spectral import SpectralSums
from flint import arb

N = sp.Symbol("n")
SPIKE = flat_tail([1], p=N**2, trace=sp.sqrt(N))


def frontier(n: int) -> Frontier:
    return Frontier(SpectralSums(SPIKE.at(n=n)), supported_signal(1), n)


def test_the_best_isotropic_ridge_is_the_known_one() -> None:
    """Σ = I, p = 40, n = 20, ‖θ*‖ = 1: λ = σ²γ/r² = 2 with risk σ²γm(−2), m from Hastie et al. 2022."""
    gamma, ridge = 2.0, 2.0
    m = (-(1 - gamma + ridge) + np.sqrt((1 - gamma + ridge) ** 2 + 4 * gamma * ridge)) / (2 * gamma * ridge)
    at = Frontier(SpectralSums(isotropic(40)), supported_signal(1), 20)
    best = optimal_standard(at, tolerance=Fraction(1, 1000))
    assert float(best.low) <= gamma * m <= float(best.high) <= 1.002 * gamma * m
    companion = gamma * m - (gamma - 1) / ridge  # 1/κ, for the n eigenvalues of the Gram matrix
    assert float(best.kappa_low) <= 1 / companion <= float(best.kappa_high)


def brute(n: float) -> tuple[float, float, float]:
    """R_opt, the least norm where R_std <= 2 R_opt, and the least worst ratio, on a fine grid of κ, in floats."""
    kappa, level, count = np.logspace(-7, 2, 200001), np.sqrt(n) / (n**2 - 1), n**2 - 1
    second = 1 / (1 + kappa) ** 2 + count * (level / (level + kappa)) ** 2
    bias = (kappa / (1 + kappa)) ** 2
    gain = (1 / (1 + kappa) ** 2 + count * level / (level + kappa) ** 2) / n
    left = 1 - second / n
    with np.errstate(divide="ignore", invalid="ignore"):
        risk = np.where(left > 0, (bias + second / n) / left, np.inf)
        norm = np.where(left > 0, 1 / (1 + kappa) ** 2 + (bias + 1) * gain / left, np.inf)
        attacked = np.where(left > 0, risk + 2 * np.sqrt(norm) * np.sqrt(2 * risk / np.pi) + norm, np.inf)
    best = risk.min()
    return best, norm[risk <= 2 * best].min(), np.maximum(risk / best, attacked).min()


@pytest.mark.parametrize("n", [10**2, 10**4])
def test_minima_of_a_spike_with_a_flat_tail_agree_with_brute_force(n: int) -> None:
    """Every value on a grid is reached, so the grid's minimum lies above the lower end, and close to the upper one."""
    at = frontier(n)
    best = optimal_standard(at, tolerance=Fraction(1, 1000))
    found = (best, least_norm(at, best), least_worst_ratio(at, best))
    for enclosure, value in zip(found, brute(float(n)), strict=True):
        assert float(enclosure.low) <= value * (1 + 1e-9)
        assert value <= float(enclosure.high) * 1.001
        assert float(enclosure.high) <= float(enclosure.low) * 1.03


def test_the_adversary_wants_a_larger_ridge() -> None:
    at = frontier(10**4)
    assert optimal_adversarial(at).kappa_low > optimal_standard(at).kappa_high


def test_boxes_bound_their_points_from_below() -> None:
    """On boxes of κ, half-lines included, every point's risks are at least the bounds of the box."""
    at = frontier(100)
    for low, high in ((None, -4), (-4, -3), (-3, 0), (0, 2), (2, None)):
        bounds = at._over(*(None if x is None else Fraction(x) for x in (low, high)))
        assert bounds is not None
        inside = range(8 * (-6 if low is None else low), 8 * (6 if high is None else high) + 1)
        for k in inside:
            found = at.risks(Fraction(k, 8))
            if found is not None:
                for name in ("standard", "norm_squared", "adversarial"):
                    assert not getattr(found, name) < getattr(bounds, name)


def test_a_constraint_that_nothing_meets_leaves_no_minimum() -> None:
    def never(risks: Risks, certainly: bool) -> bool:
        return False

    with pytest.raises(Exception, match="boxes of kappa did not enclose the minimum"):
        frontier(100).minimise(lambda risks: risks.standard, admissible=never)


def test_without_noise_there_is_no_trade_off() -> None:
    with pytest.raises(InputError, match="sigma = 0: without noise there is no trade-off; give a positive number"):
        Frontier(SpectralSums(isotropic(4)), supported_signal(1), 2, sigma=Fraction(0))


@pytest.mark.parametrize("signal", [supported_signal(1, 2), power_signal(sp.Rational(3, 4))])
def test_the_quick_sums_of_an_exponential_with_a_floor_are_those_of_the_general_way(signal: object) -> None:
    sums = SpectralSums(exponential_floor(2, floor=sp.Rational(1, 10**6), p=10**6))
    with precision(80):
        kappa = arb(2) ** -9
        quick = point_at(sums, signal, 1000, kappa)  # type: ignore[arg-type]
        general = (
            kappa**2 * sums.weighted(signal, kappa, "bias"),  # type: ignore[arg-type]
            sums.weighted(signal, kappa, "norm"),  # type: ignore[arg-type]
            sums.over_square(kappa) / 1000,
            sums.degrees(kappa, 1),
            sums.degrees(kappa, 2),
        )
    for one, other in zip(
        (quick.bias, quick.shrunk, quick.gain, quick.first_degrees, quick.second_degrees), general, strict=True
    ):
        assert one.overlaps(other)
        assert one.rel_accuracy_bits() > 40
