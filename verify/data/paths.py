"""The whole ridge path of a linear fit with intercept, cross-validated, without and under attack.

One decomposition a fold serves every ridge. With intercept, means are subtracted within the training rows of each fold.
For a linear fit the loss under attack is known at every row, (|y − f(x)| + α‖θ̂‖_{q*})², no search needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...bounds.errors import DomainError, InputError
from ..simulation.attacks import Attack
from ..simulation.intervals import Interval, student

Array = NDArray[np.float64]
Rows = NDArray[np.int64]

RELATIVE_ZERO = 1e-10
"""Eigenvalues below this share of the largest count as 0: the pseudo-inverse leaves them out."""


@dataclass(frozen=True, eq=False)
class Centred:
    """Training rows, decomposed: X_c = U √S Vᵀ with S > 0; `means` of the columns and of the labels."""

    spectrum: Array  # (r,), largest first
    left: Array  # (n, r)
    right: Array  # (p, r)
    labels: Array  # Uᵀ(y − ȳ), (r,)
    means: Array
    label_mean: float
    residual: float  # ‖y − ȳ‖² beyond the span of U

    def coefficients(self, ridges: Sequence[float]) -> Array:
        """θ̂ (p, k) for each λ in λ‖θ‖² + ‖y − Xθ‖²/n; 0 is min-norm."""
        shift = len(self.left) * np.asarray(ridges, dtype=np.float64)
        gain = np.sqrt(self.spectrum)[:, None] / (self.spectrum[:, None] + shift)
        coefficients: Array = self.right @ (gain * self.labels[:, None])
        return coefficients

    def training(self, ridges: Sequence[float]) -> Array:
        """The mean squared residual on the training rows (k,)."""
        shift = len(self.left) * np.asarray(ridges, dtype=np.float64)
        left_over = (shift / (self.spectrum[:, None] + shift)) * self.labels[:, None]
        losses: Array = ((left_over**2).sum(axis=0) + self.residual) / len(self.left)
        return losses


def decompose(x: Array, y: Array) -> Centred:
    """Rows and labels with their means taken off, decomposed. DomainError where the rows do not vary."""
    means, label_mean = x.mean(axis=0), float(y.mean())
    centred, labels = x - means, y - label_mean
    if len(x) <= x.shape[1]:
        values, left = np.linalg.eigh(centred @ centred.T)
        kept = values > RELATIVE_ZERO * max(values[-1], 0.0)
        spectrum, left = values[kept][::-1], left[:, kept][:, ::-1]
        right = centred.T @ (left / np.sqrt(spectrum))
    else:
        values, right = np.linalg.eigh(centred.T @ centred)
        kept = values > RELATIVE_ZERO * max(values[-1], 0.0)
        spectrum, right = values[kept][::-1], right[:, kept][:, ::-1]
        left = centred @ (right / np.sqrt(spectrum))
    if not len(spectrum):
        raise DomainError("the training rows do not vary: give rows that differ")
    inner = left.T @ labels
    return Centred(spectrum, left, right, inner, means, label_mean, max(float(labels @ labels - inner @ inner), 0.0))


@dataclass(frozen=True, eq=False)
class RidgePath:
    """A cross-validated path: `losses[name]` (rows, ridges) on rows that a fit has not seen, "standard" and by attack.

    `training` (ridges,), mean over folds; `norms` (ridges,), the mean of ‖θ̂‖_2 over folds.
    """

    ridges: Array
    attacks: dict[str, Attack]
    losses: dict[str, Array]
    training: Array
    norms: Array
    folds: int

    def mean(self, name: str, place: int, *, level: float = 0.95) -> tuple[float, Interval]:
        """A mean loss and its Student interval over the rows, the fits of the folds taken as they are."""
        values = self.losses[name][:, place]
        return float(values.mean()), student(values, level=level)

    def means(self, name: str) -> Array:
        """Mean losses along the path."""
        values: Array = self.losses[name].mean(axis=0)
        return values

    def best(self, name: str) -> int:
        """The place of the ridge of least mean loss."""
        return int(np.argmin(self.means(name)))

    def compromise(self, attack: str) -> int:
        """The place where the larger of the two losses, each over its least on the path, is smallest."""
        standard, under = self.means("standard"), self.means(attack)
        return int(np.argmin(np.maximum(standard / standard.min(), under / under.min())))


def fold_rows(rows: int, folds: int, seed: int) -> Iterator[tuple[Rows, Rows]]:
    """Training and test rows of each fold, after one random permutation."""
    order = np.random.Generator(np.random.Philox(seed)).permutation(rows)
    for part in np.array_split(order, folds):
        yield np.setdiff1d(order, part), part


def ridge_grid(x: Array, *, count: int = 25) -> Array:
    """0 and ridges from 10⁻⁴ to 10³ times the mean eigenvalue of the Gram matrix over n."""
    variance = float(((x - x.mean(axis=0)) ** 2).sum()) / len(x) / min(x.shape)
    return np.concatenate([[0.0], variance * np.logspace(-4, 3, count - 1)])


def cross_validate(
    x: Array, y: Array, ridges: Array, attacks: dict[str, Attack], *, folds: int = 10, seed: int = 0
) -> RidgePath:
    """The ridge path on folds.

    Arguments: `x` (n, p) and `y` (n,), finite; `ridges` ≥ 0; `attacks` by name; `folds` ≤ n; `seed` of the partition.
    Raises InputError for fewer than four rows, which leave no fold with two rows to train on and one to test.
    """
    rows = len(x)
    if rows < 4:
        raise InputError(f"{rows} rows are too few to train on some and test on others: give at least 4")
    folds = min(folds, rows)
    losses = {name: np.zeros((rows, len(ridges))) for name in ("standard", *attacks)}
    training, norms = np.zeros(len(ridges)), np.zeros(len(ridges))
    for train, test in fold_rows(rows, folds, seed):
        fit = decompose(x[train], y[train])
        theta = fit.coefficients(list(ridges))
        error = np.abs((x[test] - fit.means) @ theta + fit.label_mean - y[test][:, None])
        losses["standard"][test] = error**2
        for name, attack in attacks.items():
            dual = np.linalg.norm(theta, attack.dual_exponent, axis=0)
            losses[name][test] = (error + attack.radius * dual) ** 2
        training += fit.training(list(ridges)) / folds
        norms += np.linalg.norm(theta, axis=0) / folds
    return RidgePath(ridges, attacks, losses, training, norms, folds)


def generalised_cross_validation(fit: Centred, ridges: Array) -> Array:
    """The loss on new rows (k,) that the empirical spectrum predicts, from the training rows alone.

    RSS/m·(1 − df/m)^{−2} with m = n − 1, one row being spent on the intercept; where everything is interpolated its
    limit, m·yᵀG⁻²y/(tr G⁻¹)². It estimates the equivalent of R_std + σ²: 1 − df/m estimates λ/κ.
    """
    count, samples = len(fit.left) - 1, len(fit.left)
    found = np.empty(len(ridges))
    for place, ridge in enumerate(ridges):
        shift = samples * float(ridge)
        if shift == 0 and len(fit.spectrum) >= count:
            found[place] = (
                count * float(np.sum((fit.labels / fit.spectrum) ** 2)) / float((1 / fit.spectrum).sum()) ** 2
            )
            continue
        rest = shift / (fit.spectrum + shift)
        squares = float(np.sum((rest * fit.labels) ** 2)) + fit.residual
        left_over = float(rest.sum()) + count - len(fit.spectrum)
        found[place] = squares * count / left_over**2
    return found
