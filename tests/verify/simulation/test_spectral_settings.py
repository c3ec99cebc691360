"""Settings made of spectra as formulas; p = ∞ by truncation with its tail's mean."""

import numpy as np
import pytest
import sympy as sp
from boundproof.bounds.errors import DomainError, InputError
from boundproof.bounds.filters import MinNorm, Ridge
from boundproof.bounds.spectra import (
    explicit,
    exponential_floor,
    flat_tail,
    isotropic,
    power_law,
    power_log,
    power_signal,
    supported_signal,
)
from boundproof.verify.simulation import Plan, measure, simulate, spectral_setting

N = sp.Symbol("n", integer=True, positive=True)


@pytest.mark.parametrize(
    "spectrum",
    [
        power_log(1, 2, p=3000),
        flat_tail([3, 2], p=2500, trace=5),
        explicit([sp.Rational(1, 3), 2, 1]),
        exponential_floor(5, floor=sp.Rational(1, 1000), p=2000),
    ],
    ids=repr,
)
def test_float_eigenvalues_are_the_formulas(spectrum):
    setting = spectral_setting(spectrum, 2)
    values = np.concatenate([lam for _, lam in setting.blocks()])
    assert len(values) == spectrum.dimension
    for i in (1, 2, 3, len(values) // 2, 1024, 1025, len(values)):
        if 1 <= i <= len(values):
            # a few float operations on numbers of moderate size
            assert values[i - 1] == pytest.approx(float(spectrum.eigenvalue(i).evalf(30)), rel=1e-13)


def test_n_in_the_formula_is_the_sample_size():
    spectrum = exponential_floor(5, floor=N ** sp.Rational(-3, 2), p=N**2)
    setting = spectral_setting(spectrum, 16)
    assert setting.dimension == 256
    assert setting.eigenvalues(255, 256)[0] == pytest.approx(np.exp(-256 / 5) + 1 / 64, rel=1e-14)


def test_signals():
    setting = spectral_setting(power_law(2, p=10), 3, signal=power_signal(1))
    assert setting.signal.tolist() == [1 / i for i in range(1, 11)]
    assert spectral_setting(power_law(2, p=10), 3, signal=supported_signal(0, -2)).signal.tolist() == [0.0, -2.0]
    with pytest.raises(InputError, match="has more than p = 2 coefficients: give fewer"):
        spectral_setting(power_law(2, p=2), 1, signal=supported_signal(1, 1, 1))


def test_infinite_dimension_needs_a_truncation():
    with pytest.raises(DomainError, match="has p = ∞, which can only be simulated cut off"):
        spectral_setting(power_log(1, 2), 10)
    with pytest.raises(InputError, match="truncation 11 is above p = 10"):
        spectral_setting(power_law(2, p=10), 3, truncation=11)
    with pytest.raises(InputError, match="n = 0 is not an integer ≥ 1"):
        spectral_setting(power_law(2, p=10), 0)


def test_tail_sums_are_those_of_the_coordinates_left_out():
    whole, cut = (spectral_setting(power_log(1, 2, p=3000), 10, truncation=size) for size in (None, 500))
    lam = np.concatenate([piece for _, piece in whole.blocks()])
    # float64 sums of 2500 terms: 2500 eps relative at worst
    assert cut.tail.trace == pytest.approx(lam[500:].sum(), rel=1e-12)
    assert cut.tail.square == pytest.approx((lam[500:] ** 2).sum(), rel=1e-12)
    assert cut.trace == pytest.approx(whole.trace, rel=1e-12)


def test_truncation_error_is_the_fluctuation_that_is_stated():
    """Draw by draw, since a smaller dimension is a prefix: G = G_cut + E with E‖E‖_F² = fluctuation².

    If ‖E‖ < s_min(G_cut), then tr G⁻¹ lies within the factor 1/(1 ∓ ‖E‖/s_min) of the truncated one (Weyl,
    eigenvalue by eigenvalue): an inequality, tested at each draw.
    """
    n, draws = 30, 40
    whole, cut = (spectral_setting(power_log(1, 2, p=20000), n, truncation=size) for size in (None, 1024))
    squares = []
    for draw in range(draws):
        columns = np.concatenate([piece for start, _, piece in whole.features(1, draw) if start >= 1024])
        error = columns.T @ columns - cut.tail.trace * np.eye(n)
        squares.append((error**2).sum())
        one, other = (measure(item, Plan((MinNorm(),)), seed=1, draw=draw) for item in (whole, cut))
        size = np.linalg.norm(error, 2) / cut.tail.trace  # ≥ ‖E‖/s_min, since G_cut ≥ trace·I
        assert size < 1
        ratio = one["inverse_trace"][0] / other["inverse_trace"][0]
        assert 1 / (1 + size) - 1e-9 <= ratio <= 1 / (1 - size) + 1e-9
    # a mean of 40 sums of 900 nearly independent squares: relative deviation √(2/(40·450)) ~ 1 %; six of them
    assert np.mean(squares) == pytest.approx(cut.tail.fluctuation(n, 3.0) ** 2, rel=0.08)


def test_the_tail_has_its_part_in_the_variance():
    """Σ = I with p = 20000 cut at 1024: V = n/(p − n − 1), of which the drawn columns alone carry a twentieth.

    The replacement is off by the fluctuation, relative to the tail's trace, through two inverses; four times that.
    """
    setting = spectral_setting(isotropic(20000), 10, truncation=1024)
    found = simulate(setting, [MinNorm()], draws=20, seed=4).column("variance").mean()
    off = 4 * 2 * setting.tail.fluctuation(10, 3.0) / setting.tail.trace
    assert off < 0.65
    assert found == pytest.approx(10 / (20000 - 11), rel=off)


def test_a_quantity_of_infinite_dimension_does_not_depend_on_where_it_is_cut():
    """Same streams, cut at 1024 and 8192: the gap is below what the fluctuation of the shorter cut allows."""
    figures = [
        simulate(
            spectral_setting(power_log(1, 2), 40, truncation=size, signal=supported_signal(1)),
            [MinNorm(), Ridge(sp.Rational(1, 100))],
            draws=10,
            seed=3,
        )
        for size in (1024, 8192)
    ]
    short = figures[0].setting
    bound = short.tail.fluctuation(40, 3.0) / short.tail.trace  # ‖E‖_F/s_min in mean square
    for name in ("norm_squared", "standard_risk"):
        one, other = (item.values[name].mean(axis=0) for item in figures)
        # G enters these figures through at most two inverses; 4 root mean squares of the error's Frobenius
        # norm
        assert (np.abs(one / other - 1) < 4 * 2 * bound).all()
