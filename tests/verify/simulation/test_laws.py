"""Designs and noises: the moments they promise, and a-priori bounds that hold for every X."""

import numpy as np
import pytest
import sympy as sp
from boundproof.bounds.filters import GradientFlow, MinNorm, PrincipalComponents, Ridge
from boundproof.verify.simulation import (
    DESIGNS,
    NOISES,
    Attack,
    Given,
    LongestRowsNoise,
    LongRowsNoise,
    Mixture,
    Plan,
    Rademacher,
    Setting,
    measure,
)
from boundproof.verify.simulation.moments import a_priori_bound
from boundproof.verify.simulation.streams import Purpose, stream
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

COUNT = 200_000
LIMIT = stats.norm.isf(0.5e-7)  # each of fewer than 30 z-tests at 1e-7


@pytest.mark.parametrize("kind", DESIGNS.values(), ids=DESIGNS)
def test_entries_have_mean_0_variance_1_and_the_stated_fourth_moment(kind):
    """E z, E z² and E z⁴ (with radii) of 200000 entries against their values, by the sample's standard errors."""
    design = kind()
    values = design.entries(stream(1, 0, Purpose.FEATURES), 1, COUNT)[0]
    radii = design.radii(stream(1, 0, Purpose.RADIUS), COUNT)
    if radii is not None:
        values *= np.sqrt(radii)
    for power, expected in ((1, 0.0), (2, 1.0), (4, design.fourth_moment)):
        sample = values**power
        error = sample.std(ddof=1) / np.sqrt(COUNT)
        assert abs(sample.mean() - expected) <= LIMIT * error + 1e-12, power


@pytest.mark.parametrize("kind", NOISES.values(), ids=NOISES)
def test_unit_noise_has_mean_0_and_variance_1(kind):
    values = kind().unit(stream(2, 0, Purpose.NOISE), (COUNT,))
    for power, expected in ((1, 0.0), (2, 1.0)):
        sample = values**power
        assert abs(sample.mean() - expected) <= LIMIT * sample.std(ddof=1) / np.sqrt(COUNT) + 1e-12


def test_mixture_keeps_the_mean_length():
    design = Mixture(share=0.2, long=3.0)
    # 0.2·3 + 0.8·0.5 = 1, to rounding
    assert design.short == pytest.approx(0.5, rel=1e-15)
    assert set(design.radii(stream(0, 0, Purpose.RADIUS), 100)) == {design.long, design.short}


@given(st.lists(st.floats(0.1, 100), min_size=1, max_size=30), st.floats(0, 3), st.floats(0.01, 1))
def test_longest_rows_carry_all_noise_and_its_mean_is_sigma_squared(lengths, sigma, share):
    lengths = np.array(lengths)
    variances = LongestRowsNoise(sigma, share=share).variances(lengths)
    assert variances.mean() == pytest.approx(sigma**2, rel=1e-12)
    if sigma > 1e-3:
        assert lengths[variances > 0].min() >= lengths[variances == 0].max(initial=0)


def test_long_rows_carry_the_noise():
    variances = LongRowsNoise(2.0, share=0.25, squared_length=5.0).variances(np.array([1.0, 5.0, 6.0]))
    assert variances.tolist() == [0.0, 16.0, 16.0]


FILTERS = (MinNorm(), Ridge(sp.Rational(1, 20)), GradientFlow(sp.Integer(3)), PrincipalComponents(sp.Rational(1, 2)))


CASES = st.tuples(
    st.sampled_from(list(DESIGNS.values())),
    st.integers(1, 12),
    st.integers(1, 12),
    st.integers(0, 2**32),
    st.booleans(),
)


@given(CASES)
def test_a_priori_bounds_hold_for_every_x(case):
    kind, n, p, seed, noisy = case
    setting = Setting(n, p, Given(1 / np.arange(1.0, p + 1)), signal=np.ones(p), design=kind())
    attack = Attack(0.7, noisy=noisy)
    found = measure(setting, Plan(FILTERS, attack, pseudo_inverse=True), seed=seed, draw=0)
    checked = 0
    for place, item in enumerate(FILTERS):
        for name, values in found.items():
            bound = a_priori_bound(setting, attack, item, name)
            if bound is not None:
                checked += 1
                # rounding, as the draw itself reports it
                assert values[place] <= bound * (1 + 1e-9 + 2 * found["rounding"][place]), (item, name)
    assert checked >= 2 + 3 * 8


def test_the_bounds_are_reached():
    """n = p = 1, x² = λ_1 (a sign), λ = λ_1, no signal: V = tr Σ/(4nλ) = 1/4 and E‖θ̂‖² = 1/(4λ); R_adv from them."""
    setting = Setting(1, 1, Given(np.array([3.0])), design=Rademacher())
    item = Ridge(3)
    for attack in (Attack(2.0), Attack(2.0, noisy=True)):
        found = measure(setting, Plan((item,), attack), seed=0, draw=0)
        assert found["variance"][0] == pytest.approx(0.25, rel=1e-15)
        for name in ("variance", "standard_risk", "norm_squared", "adversarial_lower", "adversarial_upper"):
            assert a_priori_bound(setting, attack, item, name) == pytest.approx(found[name][0], rel=1e-14)
