"""Finite statements on the frontier, true ones and false ones, in balls and by simulation."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from boundproof.bounds.checks import (
    BestRidges,
    FiniteCheck,
    FrontierDrawn,
    GainBelowNorm,
    ProductLawAlong,
    SlopesAlong,
    TradeOffAlong,
    TradeOffDrawn,
)
from boundproof.bounds.errors import InputError
from boundproof.bounds.filters import Ridge
from boundproof.bounds.spectra import (
    explicit,
    exponential_floor,
    flat_tail,
    power_law,
    power_log,
    power_signal,
    supported_signal,
)
from boundproof.verify.finite import Workload, check_finite
from boundproof.verify.simulation import simulate, student
from boundproof.verify.simulation.spectra import spectral_setting
from boundproof.verify.simulation.spiked import Spiked, spiked_risks
from boundproof.verify.verdict import Outcome, Recheck

N = sp.Symbol("n")
SPIKE = flat_tail([1], p=N**2, trace=sp.sqrt(N))
BOUNDARY = exponential_floor(1, floor=N**-2, p=N**2)
ONE = supported_signal(1)
F = Fraction


@pytest.mark.parametrize(
    ("check", "outcome"),
    [
        (BestRidges(SPIKE, ONE, 10**4, (F(1, 2),)), Outcome.ENCLOSED),
        (TradeOffAlong(SPIKE, ONE, (10**2, 10**6), "grows", F(5)), Outcome.ENCLOSED),
        (TradeOffAlong(SPIKE, ONE, (10**2, 10**6), "bounded", F(10)), Outcome.REFUTED),
        (TradeOffAlong(BOUNDARY, ONE, (10**4, 10**12), "bounded", F(2)), Outcome.ENCLOSED),
        (TradeOffAlong(BOUNDARY, ONE, (10**4, 10**12), "grows", F(1)), Outcome.REFUTED),
        (ProductLawAlong(power_log(1, 2), power_signal(1), (1, 10)), Outcome.ENCLOSED),
        (ProductLawAlong(power_log(1, 2), power_signal(1), (1, 10), F(1)), Outcome.REFUTED),
        (ProductLawAlong(explicit([F(1, 3)]), ONE, (0,)), Outcome.ENCLOSED),
        (ProductLawAlong(explicit([F(1, 3)]), ONE, (0,), F(1001, 16000)), Outcome.REFUTED),
        (SlopesAlong(power_law(2), power_signal(1), F(1, 2), (10**8, 10**10), (("b", F(-3, 4)),)), Outcome.ENCLOSED),
        (SlopesAlong(power_law(2), power_signal(1), F(1, 2), (10**8, 10**10), (("b", F(-1)),)), Outcome.REFUTED),
    ],
)
def test_what_balls_decide(check: FiniteCheck, outcome: Outcome) -> None:
    verdict = check_finite(check, Workload())
    assert verdict.outcome is outcome, verdict.why
    # nothing but balls has read a refutation, and only a statement that names the equivalents can be refuted by them
    assert verdict.recheck is (Recheck.ENGINE_ONLY if outcome is Outcome.REFUTED else Recheck.NONE)
    assert "equivalents" in verdict.claim or "b(κ) v(κ)" in verdict.claim


@pytest.mark.parametrize(("ridge", "outcome"), [(F(10), Outcome.REFUTED), (F(1, 100), Outcome.ENCLOSED)])
def test_the_equivalent_of_the_norm_is_no_bound_for_it(ridge: Fraction, outcome: Outcome) -> None:
    verdict = check_finite(GainBelowNorm(ridge), Workload())
    assert (verdict.outcome, verdict.recheck) == (outcome, Recheck.RECHECKED)


def test_the_exact_mean_at_one_sample_is_the_known_number() -> None:
    """λ = 10: .00643 against v = .00704."""
    verdict = check_finite(GainBelowNorm(F(10)), Workload())
    (row,) = verdict.evidence[0].data["table"]["rows"]
    assert [round(float(cell["value"]), 5) for cell in row[2:]] == [0.00643, 0.00704]


@pytest.mark.parametrize(
    ("check", "outcome"),
    [
        (TradeOffDrawn(SPIKE, ONE, (20, 80), (150, 60), "grows", ridges=21), Outcome.SUPPORTED),
        (TradeOffDrawn(SPIKE, ONE, (20, 80), (150, 60), "bounded", F(1), ridges=21), Outcome.CONTRADICTED),
        (FrontierDrawn(SPIKE, ONE, 40, (F(1, 4), F(1, 2)), 150, F(1, 5)), Outcome.SUPPORTED),
        (FrontierDrawn(SPIKE, ONE, 40, (F(1, 4), F(1, 2)), 150, F(1, 10**6)), Outcome.UNDECIDED),
    ],
)
def test_what_draws_decide(check: FiniteCheck, outcome: Outcome) -> None:
    verdict = check_finite(check, Workload())
    assert verdict.outcome is outcome, verdict.why
    assert isinstance(check, FrontierDrawn) or verdict.claim.startswith("over a grid of ridges")


def test_a_tail_drawn_by_its_wishart_matrix_has_the_means_of_one_drawn_column_by_column() -> None:
    """Two independent samples of the same law: 99.99 % intervals of both means overlap, seeds fixed."""
    n, draws, ridges = 20, 300, np.array([1e-3, 1e-1])
    other = simulate(
        spectral_setting(SPIKE, n, signal=ONE),
        [Ridge(sp.Rational(1, 1000)), Ridge(sp.Rational(1, 10))],
        draws=draws,
        seed=1,
    )
    setting = Spiked(n, (1.0,), np.sqrt(n) / (n**2 - 1), n**2 - 1, (1.0,))
    mine = [spiked_risks(setting, ridges, seed=2, draw=draw) for draw in range(draws)]
    for name in ("standard_risk", "norm_squared"):
        for k in range(2):
            one = student(np.array([item[name][k] for item in mine]), level=0.9999)
            two = student(other.column(name, k), level=0.9999)
            assert one.low <= two.high
            assert two.low <= one.high


def test_what_is_refused() -> None:
    with pytest.raises(InputError, match="a negative ridge: give λ >= 0"):
        spiked_risks(Spiked(2, (1.0,), 0.1, 9, (1.0,)), np.array([-0.1]), seed=0, draw=0)
    with pytest.raises(InputError, match="no slope of 'w': there are b, v, df_2/n, R_std"):
        check_finite(SlopesAlong(power_law(2), ONE, F(1, 2), (100, 1000), (("w", F(0)),)), Workload())
