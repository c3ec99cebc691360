"""Deterministic equivalents against simulation: close, converging, and not equal at finite n.

The equivalents here are summed in float64 straight from their definition: a slow oracle, good to 1e-12.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest
from boundproof.bounds.filters import MinNorm
from boundproof.bounds.spectra import power_log, power_signal
from boundproof.verify.enclosures.predictions import predict
from boundproof.verify.enclosures.spectral import SpectralSums
from boundproof.verify.simulation import Given, Setting, power_misfit, power_rate, simulate, student
from scipy import optimize

DELTA = 1e-7  # for each interval; fewer than 20 of them


@dataclass
class Case:
    """The setting λ_i = 1/(i log^{1.5}(i+1)), θ*_i ∝ 1/i, ‖θ*‖ = 1, σ = 1, p = 20 n, and its equivalents."""

    n: int
    normalised: bool = True

    def __post_init__(self):
        index = np.arange(1.0, 20 * self.n + 1)
        lam = 1 / (index * np.log(index + 1) ** 1.5)
        theta = 1 / index / (np.linalg.norm(1 / index) if self.normalised else 1)
        self.setting = Setting(self.n, len(lam), Given(lam), signal=theta)
        n = self.n
        kappa = np.exp(optimize.brentq(lambda x: np.log((lam / (lam + np.exp(x))).sum() / n), -40, 10, xtol=1e-14))
        self.df2 = (lam**2 / (lam + kappa) ** 2).sum()
        bias = kappa**2 * (theta**2 * lam / (lam + kappa) ** 2).sum()
        self.variance = self.df2 / (n - self.df2)
        spread = (lam / (lam + kappa) ** 2).sum() / n
        self.norm_squared = (theta**2 * lam**2 / (lam + kappa) ** 2).sum() + (bias + 1) * spread / (1 - self.df2 / n)

    def gaps(self, draws, *, level, executor=None):
        """For V and E‖θ̂‖²: relative gap simulated/predicted − 1 with its interval and its standard error."""
        found = simulate(self.setting, [MinNorm()], draws=draws, seed=self.n, executor=executor)
        for name in ("variance", "norm_squared"):
            ratio = found.column(name) / getattr(self, name) - 1
            yield ratio.mean(), student(ratio, level=level), ratio.std(ddof=1) / np.sqrt(draws)


def test_equivalents_of_the_printed_setting():
    case = Case(50)
    # the printed figures, to their last digit
    assert (round(case.variance, 5), round(case.norm_squared, 2)) == (0.50318, 111.00)


@pytest.mark.parametrize("n", [10, 50])
def test_float_equivalents_lie_in_the_enclosures(n):
    """Ball arithmetic on the same spectrum with θ*_i = 1/i, not normalised: both oracles, one formula each."""
    case = Case(n, normalised=False)
    spectrum = power_log(1, Fraction(3, 2), p=20 * n)
    found = predict(SpectralSums(spectrum), n, power_signal(1), digits=15)
    # the float sums are good to 1e-12
    assert case.variance == pytest.approx(float(found.variance.mid()), rel=1e-11)
    assert case.norm_squared == pytest.approx(float(found.norm_squared.mid()), rel=1e-11)


def test_the_gap_shrinks_from_n_10_to_80():
    """V and E‖θ̂‖²: the interval at n = 80 lies below the one at n = 10, and the rate is negative.

    δ = 1e-7 each. The draws are at least 300 and near normal there, so that Student's tails are good to a
    factor; the intervals are some seven standard errors wide and sixteen apart.
    """
    cases = [(Case(n), draws) for n, draws in ((10, 4000), (20, 1500), (40, 600), (80, 300))]
    found = [list(case.gaps(draws, level=1 - DELTA)) for case, draws in cases]
    room = np.array([case.n - case.df2 for case, _ in cases])
    for quantity in range(2):
        means, intervals, errors = zip(*(row[quantity] for row in found), strict=True)
        assert intervals[-1].high < intervals[0].low
        assert 0 not in intervals[0]  # the equivalent is not the mean: no interval test may ask it to be
        rate = power_rate(room, np.array(means), np.array(errors), level=0.999)
        assert -1 in rate  # the order is 1/(n − df_2)
        assert rate.high < -0.5


@pytest.mark.slow
def test_printed_simulation_is_reproduced():
    """n = 50, p = 1000, 3000 draws: V .50635 ± .00029 and E‖θ̂‖² 111.63 ± .03 (standard errors), .6 % above
    the equivalents.
    """
    case = Case(50)
    found = simulate(case.setting, [MinNorm()], draws=3000, seed=0)
    for name, printed, error in (("variance", 0.50635, 0.00029), ("norm_squared", 111.63, 0.03)):
        values = found.column(name)
        own = values.std(ddof=1) / np.sqrt(3000)
        # two independent runs of 3000 draws: normal at 1e-7 is 5.33 standard errors of the difference
        assert abs(values.mean() - printed) < 5.33 * np.hypot(own, error)
        assert own == pytest.approx(error, rel=0.15)  # both are standard deviations of 3000 draws: good to 1.3 %,
        # and the printed ones are rounded to one or two digits
        interval = student(values, level=1 - DELTA)
        assert getattr(case, name) < interval.low  # outside a tight interval, as it must be
        assert getattr(case, name) > values.mean() * 0.99


@pytest.mark.slow
def test_the_gap_along_n_from_50_to_800():
    """The relative gap of E‖θ̂‖² along n = 50 … 800 falls like a power of n near −1 (its order is 1/(n −
    df_2)).
    """
    plan = ((50, 3000), (100, 1000), (200, 400), (400, 150), (800, 40))
    cases = [(Case(n), draws) for n, draws in plan]
    with ThreadPoolExecutor(2) as pool:
        found = [list(case.gaps(draws, level=1 - DELTA, executor=pool)) for case, draws in cases]
    room = np.array([case.n - case.df2 for case, _ in cases])
    for quantity in range(2):
        means, intervals, errors = (np.array(item) for item in zip(*(row[quantity] for row in found), strict=True))
        assert intervals[-1].high < intervals[0].low
        rate = power_rate(room, means, errors, level=0.999)
        assert -1 in rate
        assert rate.high < -0.5
        assert power_misfit(room, means, errors) > 1e-6
