"""Regression with a kernel ‖x‖‖x′‖g(ρ), the noise averaged out exactly given the inputs.

With K the kernel matrix, a = (K + μI)⁻¹y and f̂(x) = Σ a_i K(x, x_i). The predictor is linear in y, so that means over
the noise are traces; inputs enter through their inner products alone. ∇f̂(x) = Σ a_i ∇_x K(x, x_i), where
∇_x K(x, x′) = ‖x′‖(g − ρg′)·x/‖x‖ + g′·x′: the gradient of the limiting predictor, kink term included.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from ...bounds.errors import InputError
from ...bounds.kernels import CORRELATION, TangentKernel, input_gradient
from ..evaluate import FLOATS, Program
from .rows import Rows

Array = NDArray[np.float64]
_NAME = CORRELATION.name


@cache
def _programs(kernel: TangentKernel) -> tuple[Program, Program, Program]:
    radial, along = input_gradient(kernel)
    return Program(kernel.profile), Program(radial), Program(along)


def _value(program: Program, correlation: Array) -> Array:
    return np.asarray(program.run(FLOATS, {_NAME: correlation}), dtype=np.float64) * np.ones_like(correlation)


def correlations(gram: Array, lengths: Array, others: Array | None = None) -> Array:
    """ρ from inner products (m, m′) and lengths (m,), (m′,); rounding is cut off at ±1."""
    columns = lengths if others is None else others
    return np.clip(gram / lengths[:, None] / columns[None, :], -1.0, 1.0)


def kernel_matrix(kernel: TangentKernel, gram: Array) -> Array:
    """K from the Gram matrix of its points, (m, m) both."""
    lengths = np.sqrt(gram.diagonal())
    rho = correlations(gram, lengths)
    np.fill_diagonal(rho, 1.0)
    return np.outer(lengths, lengths) * _value(_programs(kernel)[0], rho)


@dataclass(frozen=True)
class Linear:
    """Linear ridge (XXᵀ + μI)⁻¹ on the same rows, given `gram`, (n, n), and `penalty` μ = nλ."""

    gram: Array
    penalty: float

    def noise_norm(self) -> float:
        """E‖θ̂‖² from noise of variance 1: tr G(G + μI)⁻²."""
        eigenvalues = np.linalg.eigvalsh(self.gram)
        return float(np.sum(eigenvalues / (eigenvalues + self.penalty) ** 2))

    def coefficients(self, labels: Array) -> Array:
        """The dual coefficients (n, k) for labels (n, k)."""
        return np.asarray(np.linalg.solve(self.gram + self.penalty * np.eye(len(self.gram)), labels))

    def predictions(self, coefficients: Array, cross: Array) -> Array:
        """xᵀθ̂, (tests, k), from inner products (n, tests) of samples and tests."""
        return cross.T @ coefficients

    def norms(self, coefficients: Array) -> Array:
        """‖θ̂‖, (k,)."""
        return np.sqrt(np.einsum("ik,ij,jk->k", coefficients, self.gram, coefficients))


class KernelFit:
    """Kernel regression on the first `samples` rows of a draw; the rows after them are test points.

    Arguments: `rows`; `samples`; `kernel`; `ridge`, μ ≥ 0 in (K + μI)⁻¹. Raises InputError where no row is left to test
    on, or for a negative ridge.
    """

    def __init__(self, rows: Rows, samples: int, kernel: TangentKernel, *, ridge: float = 0.0) -> None:
        if not 1 <= samples < len(rows.gram):
            raise InputError(f"{samples} samples of {len(rows.gram)} rows leave no test point: draw more rows")
        if ridge < 0:
            raise InputError(f"ridge {ridge} of a kernel regression is negative: give mu >= 0")
        n, lengths = samples, rows.lengths
        self.rows, self.samples, self.kernel = rows, samples, kernel
        self.gram = rows.gram[:n, :n]
        self.matrix = kernel_matrix(kernel, self.gram)
        self.inverse = np.asarray(np.linalg.inv(self.matrix + ridge * np.eye(n)))
        self._lengths = lengths[:n, None]
        self._rho = correlations(rows.gram[:n, n:], lengths[:n], lengths[n:])
        self._cross = self._lengths * lengths[n:] * _value(_programs(kernel)[0], self._rho)  # K(x_i, x)

    @cached_property
    def _parts(self) -> tuple[Array, Array, Array]:
        """∇_x K(x, x_i) = radial·x/‖x‖ + along·x_i: radial, along, along·x_iᵀx/‖x‖; infinite for x on a ray of x_i."""
        _, radial, along = _programs(self.kernel)
        slope = _value(along, self._rho)
        return self._lengths * _value(radial, self._rho), slope, slope * self._lengths * self._rho

    def linear(self, penalty: float) -> Linear:
        """Linear ridge on the same samples."""
        return Linear(self.gram, penalty)

    def noise_gradient(self) -> Array:
        """E‖∇f̂(x)‖² at the test points, (tests,), from noise of variance 1, averaged out exactly."""
        square = self.inverse @ self.inverse
        radial, along, mixed = self._parts
        own = np.einsum("it,it->t", along, (square * self.gram) @ along)
        return np.asarray(own + np.einsum("it,it->t", square @ radial, radial + 2 * mixed))

    def variance(self) -> Array:
        """E f̂(x)² at the test points, (tests,), from noise of variance 1, averaged out exactly."""
        return np.asarray(np.sum((self.inverse @ self._cross) ** 2, axis=0))

    def predictions(self, labels: Array) -> Array:
        """f̂(x), (tests, k), for labels (n, k)."""
        return self._cross.T @ (self.inverse @ labels)

    def gradient_norms(self, labels: Array) -> Array:
        """‖∇f̂(x)‖, (tests, k), for labels (n, k)."""
        radial, along, mixed = self._parts
        dual = self.inverse @ labels
        towards = radial.T @ dual
        square = towards**2 + 2 * towards * (mixed.T @ dual)
        for test, slope in enumerate(along.T):
            weights = dual * slope[:, None]
            square[test] += np.einsum("ik,ik->k", weights, self.gram @ weights)
        return np.sqrt(np.maximum(square, 0.0))
