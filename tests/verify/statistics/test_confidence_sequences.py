"""Sequential tests of a mean: coverage at every sample size at once, power, and answers known beforehand."""

from math import ceil, inf, log

import numpy as np
import pytest
from boundproof.bounds.errors import InputError
from boundproof.verify.statistics import (
    Bounded,
    FiniteVariance,
    MeanTest,
    SubExponential,
    confidence_sequence,
    nonnegative,
    rejects,
)
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

DELTA = 0.05
PARETO = 2.5  # variance 2.5/(1.5²·.5) = 20/9, infinite third moment
LAWS = {
    "gaussian, sub-Gaussian": (lambda g, size: g.standard_normal(size), 0.0, SubExponential(1.0)),
    "gaussian, variance": (lambda g, size: g.standard_normal(size), 0.0, FiniteVariance(1.0)),
    "exponential, sub-gamma": (lambda g, size: g.exponential(size=size), 1.0, SubExponential(1.0, 1.0)),
    "exponential, variance": (lambda g, size: g.exponential(size=size), 1.0, FiniteVariance(1.0)),
    "exponential, nonnegative": (lambda g, size: g.exponential(size=size), 1.0, nonnegative()),
    "Pareto, variance": (lambda g, size: 1 + g.pareto(PARETO, size), 5 / 3, FiniteVariance(20 / 9)),
    "Student with 3 degrees, variance": (lambda g, size: g.standard_t(3, size), 0.0, FiniteVariance(3.0)),
    "Bernoulli(1/100), bounded": (lambda g, size: 1.0 * (g.random(size) < 0.01), 0.01, Bounded(0, 1)),
    "uniform, bounded": (lambda g, size: g.random(size), 0.5, Bounded(0, 1)),
}


def false_alarms(name: str, runs: int, draws: int) -> dict[bool, int]:
    """How many of the runs ever reject the true mean, by side; every draw of every run is a place to stop."""
    law, mean, assumption = LAWS[name]
    generator = np.random.Generator(np.random.Philox(7))
    found = {True: 0, False: 0}
    for _ in range(runs):
        values = law(generator, draws)
        for above in found:
            found[above] += rejects(values, assumption, mean, above=above, delta=DELTA)
    return found


@pytest.mark.parametrize("name", LAWS)
def test_false_alarms_are_rare(name):
    # if a run gave a false alarm with probability .05, more than this of 200 would have probability below 1e-7
    most = stats.binom.isf(1e-7, 200, DELTA)
    assert max(false_alarms(name, 200, 400).values()) <= most


@pytest.mark.slow
@pytest.mark.parametrize("name", LAWS)
def test_false_alarm_rate_over_2000_runs_is_at_most_delta(name):
    for count in false_alarms(name, 2000, 1000).values():
        # Clopper–Pearson, one-sided: a rate of .05 or more would give so few alarms with probability at most 1e-3
        assert stats.beta.ppf(1 - 1e-3, count + 1, 2000 - count) <= DELTA


def draws_to_catch(law, assumption, bound: float, *, delta: float, seed: int) -> int:
    """After how many draws "mean ≤ bound" is rejected."""
    test = MeanTest(assumption, bound, True, delta)
    test.update(law(np.random.Generator(np.random.Philox(seed)), 60_000))
    assert test.crossed is not None
    return test.crossed


EFFECTS = {
    # law of mean 1, its assumption, its standard deviation
    "gaussian": (lambda g, size: 1 + 0.5 * g.standard_normal(size), SubExponential(0.25), 0.5),
    "exponential": (lambda g, size: g.exponential(size=size), SubExponential(1.0, 1.0), 1.0),
    "Pareto": (lambda g, size: (1 + g.pareto(PARETO, size)) * 0.6, FiniteVariance(0.36 * 20 / 9), (0.8) ** 0.5),
    "uniform": (lambda g, size: 2 * g.random(size), Bounded(0, 2), 3**-0.5),
}


@pytest.mark.parametrize("name", EFFECTS)
def test_a_bound_violated_by_five_percent_is_caught(name):
    law, assumption, deviation = EFFECTS[name]
    bound, delta = 1 / 1.05, 1e-6
    # a z-test of fixed size with this δ and power .9 takes this many draws
    fixed = ((stats.norm.isf(delta) + stats.norm.isf(0.1)) * deviation / (1 - bound)) ** 2
    taken = [draws_to_catch(law, assumption, bound, delta=delta, seed=seed) for seed in range(20)]
    # stated in docs/testing.md: about as many in the median, over 100 seeds .87 to 1.04 times, never twice as many
    assert np.median(taken) <= 1.2 * fixed
    assert max(taken) <= 2 * fixed


def test_wealth_of_a_bet_by_hand():
    # three draws of 1 against "mean ≤ 1/2" on [0, 1]: bets λ_j = .9·2^(1-j), wealth Π(1 + λ_j/2) = (1 + λ_j/2)³
    bets = 1.8 * 2.0 ** -np.arange(16)
    wealth = np.mean((1 + bets / 2) ** 3)
    assert rejects(np.ones(3), Bounded(0, 1), 0.5, above=True, delta=1 / (wealth * (1 - 1e-12)))
    assert not rejects(np.ones(3), Bounded(0, 1), 0.5, above=True, delta=1 / (wealth * (1 + 1e-12)))


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6), st.floats(-3, 3))
def test_how_draws_are_cut_into_batches_does_not_matter(cuts, mean):
    values = np.random.Generator(np.random.Philox(3)).standard_normal(sum(cuts))
    whole = MeanTest(SubExponential(1.0), mean, True, 0.5)
    whole.update(values)
    parts = MeanTest(SubExponential(1.0), mean, True, 0.5)
    for piece in np.split(values, np.cumsum(cuts)[:-1]):
        parts.update(piece)
    assert parts.crossed == whole.crossed


@pytest.mark.parametrize("name", LAWS)
def test_the_interval_is_what_the_tests_leave(name):
    law, _, assumption = LAWS[name]
    values = law(np.random.Generator(np.random.Philox(11)), 300)
    found = confidence_sequence(values, assumption, delta=0.1)
    assert found.low < values.mean() < found.high
    assert found.level == 0.9
    for end, above in ((found.low, True), (found.high, False)):
        if np.isfinite(end):
            assert rejects(values, assumption, end, above=above, delta=0.05)
    # 300 draws, δ = .05 a side: √(2(log 20 + log 16)) = 3.4 standard errors where the bet is the best one; rare draws
    # and large variances allowed for cost more, but not three times that
    deviation = values.std() if isinstance(assumption, Bounded) else max(values.std(), assumption.variance**0.5)
    assert values.mean() - found.low < 10 * deviation / 300**0.5


def test_nothing_bounds_a_nonnegative_mean_from_above():
    values = np.random.Generator(np.random.Philox(5)).exponential(size=500)
    found = confidence_sequence(values, nonnegative(), delta=0.05)
    assert found.high == inf
    assert 0.7 < found.low < 1
    assert not MeanTest(nonnegative(), 10.0, False, 0.05).possible


def test_the_range_alone_decides_what_lies_outside_it():
    assert MeanTest(Bounded(0, 1), 1.5, False, 1e-6).crossed == 0
    assert MeanTest(Bounded(0, 1), -0.5, True, 1e-6).crossed == 0
    assert MeanTest(Bounded(0, 1), 0.5, True, 1e-6).crossed is None


def test_draws_needed_is_of_the_right_order():
    # uniform on [0, 1] against "mean ≤ .45": growth of the best bet near Δ²/(2σ²) = .015 a draw
    values = np.random.Generator(np.random.Philox(9)).random(4000)
    test = MeanTest(Bounded(0, 1), 0.45, True, 1e-6)
    predicted = test.draws_needed(values)
    test.update(values)
    assert test.crossed is not None
    assert test.crossed / 2 <= predicted <= 2 * test.crossed
    assert predicted >= ceil((log(1e6) + log(16)) / 0.0165)
    assert MeanTest(Bounded(0, 1), 0.6, True, 1e-6).draws_needed(values) == inf


def test_draws_and_assumptions_that_cannot_be_are_refused():
    with pytest.raises(InputError, match=r"a draw is 2, outside the stated range \[0, 1\]"):
        rejects(np.array([0.5, 2.0]), Bounded(0, 1), 0.5, above=True, delta=0.1)
    with pytest.raises(InputError, match="a draw is nan: the quantity must be a finite number"):
        rejects(np.array([np.nan]), FiniteVariance(1.0), 0.5, above=True, delta=0.1)
    with pytest.raises(InputError, match="variance 0: expected a finite number above 0"):
        FiniteVariance(0.0)
    with pytest.raises(InputError, match=r"Bounded\(-inf, inf\) assumes nothing"):
        Bounded(-inf, inf)
    with pytest.raises(InputError, match=r"delta 1.5 is outside \(0, 1\): give, say, 1e-6"):
        confidence_sequence(np.ones(3), Bounded(0, 2), delta=1.5)
