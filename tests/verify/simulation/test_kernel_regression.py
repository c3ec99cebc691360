"""Kernel regression from inner products: against finite differences, brute force over noise, and explicit columns."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp
from boundproof.bounds.errors import DomainError, InputError
from boundproof.bounds.kernels import BOTH_LAYERS, FIRST_LAYER, KERNELS, SECOND_LAYER
from boundproof.bounds.spectra import flat_tail, isotropic, power_log, supported_signal
from boundproof.verify.simulation.kernel_regression import KernelFit, kernel_matrix
from boundproof.verify.simulation.rows import Rows, row_sampler

SAMPLES, TESTS, DIMENSION = 12, 3, 30


def points(seed: int = 0) -> np.ndarray:
    return np.random.Generator(np.random.Philox(seed)).standard_normal((SAMPLES + TESTS, DIMENSION))


def fit_of(inputs: np.ndarray, kernel: object = BOTH_LAYERS, ridge: float = 0.0) -> KernelFit:
    return KernelFit(Rows(inputs @ inputs.T, inputs[:, 0]), SAMPLES, kernel, ridge=ridge)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", list(KERNELS))
def test_gradients_are_those_of_the_predictor(name: str) -> None:
    """Central differences of step 1e-5 in float64 are right to about 1e-9 relative; 1e-6 leaves a thousandfold."""
    kernel, inputs, labels, step = KERNELS[name], points(), np.linspace(-1, 1, SAMPLES)[:, None], 1e-5
    expected = np.empty(TESTS)
    for test in range(TESTS):
        parts = np.empty(DIMENSION)
        for axis in range(DIMENSION):
            ends = []
            for sign in (1, -1):
                moved = inputs.copy()
                moved[SAMPLES + test, axis] += sign * step
                ends.append(fit_of(moved, kernel).predictions(labels)[test, 0])
            parts[axis] = (ends[0] - ends[1]) / (2 * step)
        expected[test] = np.linalg.norm(parts)
    assert fit_of(inputs, kernel).gradient_norms(labels)[:, 0] == pytest.approx(expected, rel=1e-6)


def test_means_over_the_noise_are_sums_over_unit_labels() -> None:
    """E over white noise of a quadratic form is its sum over an orthonormal basis: exact, to rounding."""
    fit, basis = fit_of(points()), np.eye(SAMPLES)
    assert fit.noise_gradient() == pytest.approx((fit.gradient_norms(basis) ** 2).sum(axis=1), rel=1e-9)
    assert fit.variance() == pytest.approx((fit.predictions(basis) ** 2).sum(axis=1), rel=1e-9)
    linear = fit.linear(2.0)
    assert linear.noise_norm() == pytest.approx((linear.norms(linear.coefficients(basis)) ** 2).sum(), rel=1e-9)


def test_a_min_norm_fit_interpolates_and_a_ridge_does_not() -> None:
    inputs, labels = points(), np.ones((SAMPLES, 1))
    repeated = inputs.copy()
    repeated[SAMPLES:] = inputs[:TESTS] * (1 + 1e-9)
    assert fit_of(repeated).predictions(labels) == pytest.approx(np.ones((TESTS, 1)), abs=1e-6)
    ridged = fit_of(repeated, ridge=5.0)
    residual = 5.0 * ridged.inverse @ labels  # y − K(K + μI)⁻¹y
    assert labels[:TESTS] - ridged.predictions(labels) == pytest.approx(residual[:TESTS], abs=1e-6)


def test_the_matrix_has_the_kernels_diagonal_and_is_homogeneous() -> None:
    inputs = points()
    matrix = kernel_matrix(SECOND_LAYER, inputs @ inputs.T)
    assert matrix.diagonal() == pytest.approx((inputs**2).sum(axis=1) / 2)
    assert kernel_matrix(SECOND_LAYER, 4 * inputs @ inputs.T) == pytest.approx(4 * matrix)


def test_a_flat_block_drawn_through_its_gram_matrix_has_the_wishart_mean_and_variance() -> None:
    """E G = qhI, Var G_ii = 2qh², Var G_ij = qh²; over 4000 draws six standard errors, in all 21 entries."""
    rows, count, draws = 6, 50, 4000
    sampler = row_sampler(isotropic(count, variance=sp.Rational(1, 10)), rows, n=rows)
    assert sampler.explicit is None
    assert sampler.trace == pytest.approx(5.0)
    grams = np.stack([sampler.draw(1, draw).gram for draw in range(draws)])
    spread = 0.01 * count * (np.ones((rows, rows)) + np.eye(rows))
    assert np.all(np.abs(grams.mean(axis=0) - 5.0 * np.eye(rows)) < 6 * np.sqrt(spread / draws))
    # a variance from 4000 draws of nearly normal entries is right to √(2/4000), heavier for χ²: 6·1.5·√(2/4000) = 20 %
    assert grams.var(axis=0) == pytest.approx(spread, rel=0.2)
    assert np.array_equal(sampler.draw(1, 7).gram, grams[7])


def test_spikes_keep_their_coordinates_and_the_signal_lies_on_them() -> None:
    spectrum = flat_tail([4], p=10**9, trace=1)
    sampler = row_sampler(spectrum, 5, n=3, signal=supported_signal(2))
    drawn = sampler.draw(0, 0)
    assert sampler.trace == pytest.approx(5.0)
    # the tail's rows are orthogonal to within √(1/p) = 3e-5, so that G is x₁x₁ᵀ + I up to that
    outer = np.outer(drawn.truth, drawn.truth) / 4
    assert drawn.gram == pytest.approx(outer + np.eye(5), abs=1e-3)


def test_an_infinite_spectrum_is_cut_off_with_its_tail_on_the_diagonal() -> None:
    whole, cut = (row_sampler(power_log(1, 2), 5, n=3, truncation=size) for size in (200, 100))
    assert whole.trace == pytest.approx(cut.trace)
    with pytest.raises(DomainError, match="p = ∞, which can only be simulated cut off"):
        row_sampler(power_log(1, 2), 5, n=3)


def test_what_cannot_be_drawn_or_fitted_is_refused() -> None:
    inputs = points()
    with pytest.raises(InputError, match="15 samples of 15 rows leave no test point: draw more rows"):
        KernelFit(Rows(inputs @ inputs.T, inputs[:, 0]), 15, FIRST_LAYER)
    with pytest.raises(InputError, match=r"ridge -1\.0 of a kernel regression is negative"):
        fit_of(inputs, ridge=-1.0)
    with pytest.raises(InputError, match="lies inside the flat block"):
        row_sampler(isotropic(100), 5, n=3, signal=supported_signal(1))
    with pytest.raises(InputError, match="rows = 0: draw at least one row"):
        row_sampler(isotropic(100), 0, n=3)
