"""The fitted rate of a power law."""

import numpy as np
import pytest
from boundproof.bounds.errors import InputError
from boundproof.verify.simulation import power_misfit, power_rate
from scipy import stats

SIZES = np.array([10.0, 20.0, 40.0, 80.0])


def test_an_exact_power_law_is_found_between_narrow_limits():
    rate = power_rate(SIZES, 3 / SIZES, 1e-6 / SIZES, level=0.95)
    # the errors are 3e-7 relative: the exponent is known to about 3e-7·1.96/√(Σ centred log²) < 1e-6
    assert rate.low < -1 < rate.high
    assert rate.high - rate.low < 1e-6


def test_limits_cover_as_often_as_they_say():
    generator = np.random.Generator(np.random.Philox(3))
    errors = 0.05 / SIZES
    missed = sum(
        -1.0 not in power_rate(SIZES, 1 / SIZES + errors * generator.standard_normal(4), errors, level=0.9)
        for _ in range(150)
    )
    # Binomial(150, .1) beyond this has probability below 1e-7; curvature of the model is negligible at 5 %
    # errors
    assert missed <= stats.binom.isf(1e-7, 150, 0.1)


def test_pure_noise_gives_no_rate_and_a_wrong_law_is_noticed():
    rate = power_rate(SIZES, np.array([0.1, -0.2, 0.1, 0.0]), np.ones(4), level=0.95)
    assert (rate.low, rate.high) == (-np.inf, np.inf)
    assert power_misfit(SIZES, np.array([1.0, 0.1, 1.0, 0.1]), np.full(4, 0.01)) < 1e-9
    assert power_misfit(SIZES, 1 / SIZES, np.full(4, 0.01)) > 0.99
    with pytest.raises(InputError, match="a rate needs at least three sizes, not 2"):
        power_rate(SIZES[:2], SIZES[:2], SIZES[:2])
