"""Adversarial training of the linear model under ℓ_∞ attacks, whose dual norm is ℓ_1: a quadratic program.

min_θ Σ_i (|y_i − x_iᵀθ| + ε‖θ‖_1)². The minimiser need not lie in the span of the rows, so that all p coefficients are
unknowns. The bound that no θ can fall below is that of `training`, with ‖Xᵀd‖_∞ ≤ ε Σ c_i in place of the Euclidean
condition: dᵀ(y − Xθ) ≤ Σ c_i|y_i − x_iᵀθ| and (Xᵀd)ᵀθ ≤ ‖Xᵀd‖_∞‖θ‖_1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ...bounds.errors import InputError
from .training import Trained, solver_settings

Array = NDArray[np.float64]


def train_uniform(x: Array, labels: Array, radius: float) -> Trained:
    """The coefficients trained under ℓ_∞ attacks.

    Arguments: `x` (n, p); `labels` y (n,); `radius` ε > 0. Returns θ itself as `weights`, with the objective, a bound
    that no θ can fall below, and their gap. Raises InputError for a radius ≤ 0, DomainError where the gap is above
    `GAP_LIMIT`.
    """
    import clarabel

    if not radius > 0:
        raise InputError(f"radius {radius:g} of adversarial training is not positive: at 0 it is least squares")
    samples, dimension = x.shape
    scale = float(np.sqrt(np.mean(labels**2)))
    if scale == 0:
        return Trained(np.zeros(dimension), 0.0, 0.0)
    # unknowns θ (p), u (p) ≥ |θ|, a (n): minimise ‖a‖² with ±(y − Xθ)_i + ε Σ u ≤ a_i
    quadratic = sparse.diags(np.concatenate([np.zeros(2 * dimension), np.full(samples, 2.0)])).tocsc()
    design, rows = sparse.csc_matrix(x), sparse.identity(samples)
    columns, slope = sparse.identity(dimension), sparse.csc_matrix(np.full((samples, dimension), radius))
    none = sparse.csc_matrix((dimension, samples))
    constraints = sparse.vstack(
        [
            sparse.hstack([-design, slope, -rows]),
            sparse.hstack([design, slope, -rows]),
            sparse.hstack([columns, -columns, none]),
            sparse.hstack([-columns, -columns, none]),
        ]
    ).tocsc()
    offset = np.concatenate([-labels / scale, labels / scale, np.zeros(2 * dimension)])
    cones = [clarabel.NonnegativeConeT(len(offset))]
    size = 2 * dimension + samples
    found: Any = clarabel.DefaultSolver(
        quadratic, np.zeros(size), constraints, offset, cones, solver_settings()
    ).solve()
    theta = scale * np.array(found.x)[:dimension]
    dual = np.array(found.z)
    above, below = dual[:samples], dual[samples : 2 * samples]
    bound = dual_bound_uniform(x, labels, above - below, above + below, radius)
    return Trained(theta, objective_uniform(x, labels, theta, radius), bound).accepted(radius, found.status)


def objective_uniform(x: Array, labels: Array, theta: Array, radius: float) -> float:
    """Σ (|y − Xθ| + ε‖θ‖_1)²."""
    return float(np.sum((np.abs(labels - x @ theta) + radius * np.abs(theta).sum()) ** 2))


def dual_bound_uniform(x: Array, labels: Array, multipliers: Array, sizes: Array, radius: float) -> float:
    """The lower bound (dᵀy)²/‖c‖² of the objective, after `multipliers` d and `sizes` c are made feasible."""
    d = np.asarray(multipliers, dtype=np.float64)
    c = np.maximum(sizes, np.abs(d))
    reach, allowed = float(np.abs(x.T @ d).max()), radius * float(c.sum())
    if reach > allowed:
        d = d * (allowed / reach)
    along = float(d @ labels)
    return along**2 / float(c @ c) if along > 0 else 0.0
