"""k*: the certified values for 1/(i log²(i+1)), and first passage where r_k is not monotone, against brute force."""

from fractions import Fraction

import numpy as np
import pytest
from boundproof.bounds.errors import InputError
from boundproof.bounds.spectra import (
    exponential,
    exponential_floor,
    flat_tail,
    from_formula,
    isotropic,
    power_law,
    power_log,
)
from boundproof.verify.enclosures.spectral import SpectralSums
from boundproof.verify.enclosures.thresholds import effective_rank, first_passage
from boundproof.verify.evaluate import FLOATS, evaluate


def brute_force(values: np.ndarray, n: float) -> int | None:
    """min{k : r_k ≥ n} straight from the definition, in float64."""
    tails = np.cumsum(values[::-1])[::-1]
    passed = np.flatnonzero(tails / values >= n)
    return int(passed[0]) if len(passed) else None


KNOWN = [
    (10**2, 29, "99.797", "104.184"),
    (10**3, 190, "999.179", "1005.429"),
    (10**4, 1382, "9995.938", "10004.169"),
    (10**6, 87847, "999995.677", "1000008.061"),
]


@pytest.mark.parametrize(("n", "k", "before", "at"), KNOWN)
def test_power_log_thresholds_are_the_certified_ones(n, k, before, at):
    found = first_passage(SpectralSums(power_log(1, 2)), n)
    assert found.k == k
    assert (found.before < n) is True
    assert (found.at >= n) is True
    half_a_unit = Fraction(1, 2000)  # the known values are given to three decimals
    for ball, text in ((found.before, before), (found.at, at)):
        assert abs(float(ball.mid()) - float(text)) <= float(half_a_unit) + float(ball.rad())


def test_rank_rises_then_falls_for_exponential_with_floor():
    spectrum = exponential_floor(5, floor="0.001", p=2000)
    values = evaluate(spectrum.segments[0].formula, FLOATS, {"i": np.arange(1, 2001)})
    sums = SpectralSums(spectrum)
    for n in (1, 8, 10, 57, 100, 999, 1500, 1900, 1931, 1932, 1933, 2500):
        assert first_passage(sums, n).k == brute_force(values, n)
    top = [float(effective_rank(sums, k).mid()) for k in (62, 63, 64)]
    assert max(top) == top[1]
    assert round(top[1]) == 1932


def test_flat_spectrum_has_its_largest_rank_first_and_ties_are_exact():
    third = SpectralSums(isotropic(100, variance="1/3"))
    assert first_passage(third, 100).k == 0
    assert first_passage(third, 101).k is None
    assert first_passage(third, 100, rank_constant=Fraction(101, 100)).k is None


@pytest.mark.parametrize("n", [1, 2, 40, 150, 198, 199, 200])
def test_spikes_with_flat_tail_agree_with_brute_force(n):
    values = np.array([8.0, 4.0] + [0.25] * 198)
    assert first_passage(SpectralSums(flat_tail([8, 4], level="1/4", p=200)), n).k == brute_force(values, n)


def test_power_law_threshold_at_a_trillion():
    # r_k = (k+1)² ζ(2, k+1) lies between k + 1 and k + 2, so that k* is n − 1 or n − 2.
    found = first_passage(SpectralSums(power_law(2)), 10**12, digits=25)
    assert found.k in (10**12 - 2, 10**12 - 1)
    assert (found.before < 10**12) is True


def test_geometric_spectrum_in_infinite_dimension_has_no_threshold():
    assert first_passage(SpectralSums(exponential(5)), 100).k is None
    assert first_passage(SpectralSums(exponential(5)), 5).k == 0  # r_k = 1/(1 − e^(−1/5)) = 5.5…


@pytest.mark.parametrize(
    "text",
    ["2**(-i)", "exp(-i**2)", "exp(-i/3)/i**2", "exp(-(i+2)/5)", "i*exp(-3*i) + exp(-4*i)"],
)
def test_ranks_of_fast_decay_stay_bounded(text):
    # λ_{i+1}/λ_i ≤ q gives r_k ≤ 1/(1 − q); the largest of these ratios is e^(−1/5).
    assert first_passage(SpectralSums(from_formula(text)), 50).k is None


def test_rank_constant_must_be_positive():
    with pytest.raises(InputError, match="the constant of k\\* is positive"):
        first_passage(SpectralSums(isotropic(3)), 2, rank_constant=Fraction(0))
