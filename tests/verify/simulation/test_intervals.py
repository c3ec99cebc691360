"""Coverage of the intervals, and their answers where these are known."""

from math import inf, log, sqrt

import numpy as np
import pytest
from boundproof.bounds.errors import InputError
from boundproof.verify.simulation import (
    catoni,
    empirical_bernstein,
    order_statistics,
    student,
    truncated_lower,
)
from boundproof.verify.simulation.intervals import relative_gap
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

REPEATS, LEVEL = 400, 0.9
# an interval of level .9 misses at most Binomial(400, .1) times; more than this has probability below 1e-7
MISSES = int(stats.binom.isf(1e-7, REPEATS, 1 - LEVEL))


def exponential(count: int) -> np.ndarray:
    return np.random.Generator(np.random.Philox(20)).exponential(size=(REPEATS, count))


def test_catoni_covers_a_skewed_mean_with_known_variance():
    missed = sum(1.0 not in catoni(row, 1.0, level=LEVEL) for row in exponential(60))
    assert missed <= MISSES


def test_a_ratio_is_covered_where_it_is_far_from_one():
    """E V/E W − 1 = 9 with a W that varies: taking its mean as known misses far more often than allowed."""
    generator = np.random.Generator(np.random.Philox(22))
    reference = generator.normal(1.0, 0.3, size=(REPEATS, 60))
    values = 10 + generator.normal(0.0, 1.0, size=(REPEATS, 60))
    found = [relative_gap(v, w, level=LEVEL) for v, w in zip(values, reference, strict=True)]
    known = [student((v - w) / w.mean(), level=LEVEL) for v, w in zip(values, reference, strict=True)]
    assert sum(9.0 not in interval for interval in found) <= MISSES
    assert sum(9.0 not in interval for interval in known) > MISSES


def test_empirical_bernstein_covers_a_bounded_mean_at_every_sample_size_at_once():
    draws = np.random.Generator(np.random.Philox(21)).random((60, 120)) < 0.1
    missed = sum(
        any(0.1 not in empirical_bernstein(row[:count], 0.0, 1.0, level=LEVEL) for count in range(1, 121))
        for row in draws.astype(float)
    )
    assert missed <= stats.binom.isf(1e-7, 60, 1 - LEVEL)


def test_empirical_bernstein_is_the_published_formula():
    """Waudby-Smith & Ramdas 2023, theorem 2, draw by draw: λ_t from the past, v_t = 4(X_t − μ̂_{t−1})², ψ_E."""
    row, delta = np.random.Generator(np.random.Philox(23)).beta(2, 5, size=50), 0.05
    bets, weighted, cost = 0.0, 0.0, 0.0
    for t in range(1, 51):
        past = row[: t - 1]
        means = [(0.5 + past[:s].sum()) / (s + 1) for s in range(t)]
        spread = (0.25 + sum((past[s - 1] - means[s]) ** 2 for s in range(1, t))) / t
        bet = min(sqrt(2 * log(2 / delta) / (spread * t * log(1 + t))), 0.5)
        bets += bet
        weighted += bet * row[t - 1]
        cost += 4 * (row[t - 1] - means[-1]) ** 2 * (-log(1 - bet) - bet) / 4
    centre, radius = weighted / bets, (log(2 / delta) + cost) / bets
    found = empirical_bernstein(row, 0.0, 1.0, level=1 - delta)
    # the same sums in another order
    assert (found.low, found.high) == pytest.approx((max(centre - radius, 0), min(centre + radius, 1)), rel=1e-12)


def test_truncated_lower_stays_below_the_mean():
    missed = sum(truncated_lower(row, 3.0, level=LEVEL).low > 1.0 for row in exponential(60))
    assert missed <= MISSES


def test_order_statistics_cover_the_median_of_a_law_without_mean():
    draws = np.random.Generator(np.random.Philox(22)).standard_cauchy((REPEATS, 41))
    missed = sum(0.0 not in order_statistics(row, level=LEVEL) for row in draws)
    assert missed <= MISSES


def test_student_is_scipys():
    row = exponential(30)[0]
    found = student(row, level=0.95)
    expected = stats.t.interval(0.95, 29, loc=row.mean(), scale=stats.sem(row))
    # same formula in another order of operations: a few units in the last place
    assert (found.low, found.high) == pytest.approx(expected, rel=1e-12)
    assert "asymptotic" in found.assumption


def test_order_statistics_of_ten_draws_by_hand():
    # P(Bin(10, 1/2) <= 1) = 11/1024, so [X_(2), X_(9)] covers with probability 1 - 22/1024 = .9785 >= .95,
    # and [X_(3), X_(8)] only with 1 - 112/1024 = .8906
    found = order_statistics(np.arange(1.0, 11.0), level=0.95)
    assert (found.low, found.high) == (2.0, 9.0)
    assert order_statistics(np.arange(1.0, 11.0), level=0.89).low == 3.0


def test_too_few_draws_give_no_interval():
    assert (student(np.array([1.0]), level=0.9).low, student(np.array([1.0]), level=0.9).high) == (-inf, inf)
    assert order_statistics(np.array([1.0, 2.0]), level=0.9).high == inf


def test_catoni_endpoints_are_where_its_test_rejects():
    row, variance, delta = exponential(200)[0], 2.0, 0.01
    found = catoni(row, variance, level=1 - delta)
    scale = sqrt(2 * log(2 / delta) / (200 * variance))
    limit = 200 * scale**2 * variance / 2 + log(2 / delta)
    for end, expected in ((found.low, limit), (found.high, -limit)):
        x = scale * (row - end)
        total = np.sum(np.sign(x) * np.log(1 + np.abs(x) + x**2 / 2))
        # the root is found to 1e-12 and the sum has slope at most 200·scale ~ 50
        assert total == pytest.approx(expected, rel=1e-9)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40), st.floats(0.1, 10), st.floats(-5, 5))
def test_empirical_bernstein_moves_with_shift_and_scale(unit, scale, shift):
    row = np.array(unit)
    base = empirical_bernstein(row, 0.0, 1.0, level=0.9)
    moved = empirical_bernstein(shift + scale * row, shift, shift + scale, level=0.9)
    # an affine map in double precision: relative to the range and the shift, a few hundred rounding errors
    tolerance = 1e-12 * (abs(shift) + scale) / min(1.0, scale)
    assert moved.low == pytest.approx(shift + scale * base.low, abs=tolerance)
    assert moved.high == pytest.approx(shift + scale * base.high, abs=tolerance)


def test_values_outside_the_range_and_bad_levels_are_refused():
    with pytest.raises(InputError, match=r"value -1 or 2 is outside the range \[0, 1\]"):
        empirical_bernstein(np.array([-1.0, 2.0]), 0.0, 1.0, level=0.9)
    with pytest.raises(InputError, match=r"level 1.0 is outside \(0, 1\): give, say, 0.95"):
        student(np.array([1.0, 2.0]), level=1.0)
    with pytest.raises(InputError, match="variance > 0"):
        catoni(np.array([1.0]), 0.0, level=0.9)
