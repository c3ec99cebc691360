"""One draw of X, streamed once and reduced to what every filter and every ridge needs.

With X = U √S Vᵀ of rank r = min(n, p), an estimator is θ̂ = Xᵀ U v, v = g(S)·(c + Uᵀε), c = UᵀXθ*. Then
‖θ̂‖² = Σ s_j v_j², and ‖θ̂ − θ*‖²_Σ is a quadratic polynomial in v whose coefficients are sums over feature
columns: one pass over the columns and one eigendecomposition serve all filters. Memory is O(n² + n·block).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .setting import Setting

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Reduction(ABC):
    """One draw, reduced: `spectrum` s (r,), ascending; `coefficients` c (r,); `left` U (n, r)."""

    spectrum: Array
    coefficients: Array
    left: Array
    squared_lengths: Array

    @abstractmethod
    def standard_risk(self, weights: Array) -> Array:
        """‖θ̂ − θ*‖²_Σ for each column of `weights` v (r, m)."""

    @abstractmethod
    def covariance_form(self) -> Array:
        """The matrix K (r, r) with ‖Xᵀ U v‖²_Σ = vᵀKv."""

    @abstractmethod
    def covariance_diagonal(self) -> Array:
        """The diagonal of K (r,)."""


@dataclass(frozen=True, eq=False)
class RowReduction(Reduction):
    """For n ≤ p: the eigendecomposition of G = XXᵀ.

    The first block of columns, which has the large eigenvalues and most of the signal, is kept: its part of
    the risk is a sum of squares Σ λ_i(θ*_i − θ̂_i)², free of cancellation.
    """

    head: Array  # columns of X, as rows (b, n)
    head_eigenvalues: Array
    head_signal: Array
    rest: Array  # XΣXᵀ over the other columns (n, n)
    rest_cross: Array  # XΣθ* over them (n,)
    rest_energy: float  # ‖θ*‖²_Σ over them

    def standard_risk(self, weights: Array) -> Array:
        dual = self.left @ weights
        error = self.head_signal[:, None] - self.head @ dual
        head = self.head_eigenvalues @ error**2
        rest = np.einsum("im,im->m", dual, self.rest @ dual) - 2 * self.rest_cross @ dual + self.rest_energy
        return head + np.maximum(rest, 0.0)

    def _dual_form(self) -> Array:
        scaled = self.head * np.sqrt(self.head_eigenvalues)[:, None]
        return self.rest + scaled.T @ scaled

    def covariance_form(self) -> Array:
        return self.left.T @ self._dual_form() @ self.left

    def covariance_diagonal(self) -> Array:
        return np.einsum("ij,ij->j", self.left, self._dual_form() @ self.left)


@dataclass(frozen=True, eq=False)
class ColumnReduction(Reduction):
    """For n > p: the eigendecomposition of XᵀX = W S Wᵀ, in which the error θ̂ − θ* is a vector without
    cancellation.
    """

    signal: Array  # Wᵀθ*
    covariance: Array  # WᵀΣW

    def standard_risk(self, weights: Array) -> Array:
        error = np.sqrt(self.spectrum)[:, None] * weights - self.signal[:, None]
        return np.einsum("im,im->m", error, self.covariance @ error)

    def covariance_form(self) -> Array:
        root = np.sqrt(self.spectrum)
        return root[:, None] * self.covariance * root[None, :]

    def covariance_diagonal(self) -> Array:
        return self.spectrum * np.diagonal(self.covariance)


def reduce_draw(setting: Setting, *, seed: int, draw: int) -> Reduction:
    """Draw X once and reduce it; the result depends on (setting, seed, draw) alone."""
    if setting.dimension < setting.samples:
        return reduce_columns(setting, seed, draw)
    return reduce_rows(setting, seed, draw)


def _padded(setting: Setting, start: int, size: int) -> Array:
    theta = setting.signal[start : start + size]
    return np.concatenate([theta, np.zeros(size - len(theta))])


def reduce_rows(setting: Setting, seed: int, draw: int) -> RowReduction:
    """Reduce a draw with n ≤ p."""
    n = setting.samples
    gram, rest = np.zeros((n, n)), np.zeros((n, n))
    fitted, cross = np.zeros(n), np.zeros(n)
    energy = 0.0
    head = head_eigenvalues = head_signal = np.zeros(0)
    for start, lam, columns in setting.features(seed, draw):
        gram += columns.T @ columns
        theta = _padded(setting, start, len(lam))
        if theta.any():
            fitted += columns.T @ theta
        if start == 0:
            head, head_eigenvalues, head_signal = columns, lam, theta
            continue
        if theta.any():
            cross += columns.T @ (lam * theta)
            energy += float(lam @ theta**2)
        columns *= np.sqrt(lam)[:, None]
        rest += columns.T @ columns
    if setting.tail.trace > 0:
        radii = setting.radii(seed, draw)
        lengths = np.ones(n) if radii is None else radii
        gram[np.diag_indices(n)] += setting.tail.trace * lengths
        rest[np.diag_indices(n)] += setting.tail.square * lengths
    lengths = gram.diagonal().copy()
    spectrum, left = np.linalg.eigh(gram)
    return RowReduction(
        spectrum=np.maximum(spectrum, 0.0), coefficients=left.T @ fitted, left=left, squared_lengths=lengths,
        head=head, head_eigenvalues=head_eigenvalues, head_signal=head_signal,
        rest=rest, rest_cross=cross, rest_energy=energy,
    )  # fmt: skip


def reduce_columns(setting: Setting, seed: int, draw: int) -> ColumnReduction:
    """Reduce a draw with n > p."""
    pieces = list(setting.features(seed, draw))  # p < n, so that X is no larger than the Gram matrix
    transposed = np.concatenate([columns for _, _, columns in pieces])
    lam = np.concatenate([piece for _, piece, _ in pieces])
    spectrum, right = np.linalg.eigh(transposed @ transposed.T)
    spectrum = np.maximum(spectrum, 0.0)
    signal = right.T @ _padded(setting, 0, setting.dimension)
    root = np.sqrt(spectrum)
    left = np.divide(transposed.T @ right, root, out=np.zeros((setting.samples, len(root))), where=root > 0)
    return ColumnReduction(
        spectrum=spectrum, coefficients=root * signal, left=left,
        squared_lengths=np.einsum("ij,ij->j", transposed, transposed),
        signal=signal, covariance=(right.T * lam) @ right,
    )  # fmt: skip
