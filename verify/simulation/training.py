"""Adversarial training of the linear model under ℓ_2 attacks, as a second-order cone program with a checked gap.

min_θ Σ_i (|y_i − x_iᵀθ| + ε‖θ‖_2)² is convex, and its minimiser lies in the span of the rows: with G = XXᵀ = U S Uᵀ,
θ = XᵀU S^{−1/2} w has ‖θ‖ = ‖w‖ and Xθ = U S^{1/2} w, so that n unknowns do. Clarabel solves it; its answer is not
taken on trust. For |d_i| ≤ c_i and ‖Xᵀd‖ ≤ ε Σ c_i, a² ≥ 2ca − c² gives

    Σ (|y_i − x_iᵀθ| + ε‖θ‖)² ≥ 2dᵀy − ‖c‖²   for every θ,

at the best multiple of (c, d) equal to (dᵀy)²/‖c‖²; c and d are read off the solver's multipliers, made feasible and
put in. What is reported is the difference between the two sides. Source of the problem: Xing, Song, Cheng 2021;
Ribeiro, Zachariah, Bach, Schön 2023, who show that for small ε the min-norm interpolator solves it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ...bounds.errors import DomainError, InputError

Array = NDArray[np.float64]

GAP_LIMIT = 1e-6
"""The largest relative duality gap of a solution that is used; the solver's own aim is 1e-8."""


@dataclass(frozen=True, eq=False)
class Trained:
    """A solution: `weights` v (r,), θ = XᵀU v; its `value`, a `bound` that no θ can fall below, and their gap."""

    weights: Array
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """(value − bound)/value: 0 for an exact solution."""
        return (self.value - self.bound) / self.value if self.value > 0 else 0.0

    def accepted(self, radius: float, status: object) -> Trained:
        """Itself; raises DomainError, which names the radius and the solver's status, if the gap is too wide."""
        if not self.gap <= GAP_LIMIT:
            raise DomainError(
                f"adversarial training at radius {radius:g}: the solution's duality gap is {self.gap:.2g}, above "
                f"{GAP_LIMIT:g} (solver: {status}); rescale the data or change the radius"
            )
        return self


def train(spectrum: Array, left: Array, labels: Array, radius: float) -> Trained:
    """The adversarially trained coefficients.

    Arguments: `spectrum` s (r,) > 0 and `left` U (n, r) of XXᵀ = U S Uᵀ; `labels` y (n,); `radius` ε > 0. Returns the
    solution with its gap. Raises InputError for a radius ≤ 0, DomainError where the gap is above `GAP_LIMIT`: success
    proves, to rounding, that no θ does better than value·(1 − gap).
    """
    import clarabel

    if not radius > 0:
        raise InputError(f"radius {radius:g} of adversarial training is not positive: at 0 it is least squares")
    if not (spectrum > 0).all():
        raise DomainError("the Gram matrix is singular in float64: adversarial training is solved for n ≤ p only")
    samples, rank = left.shape
    factor = left * np.sqrt(spectrum)
    scale = float(np.sqrt(np.mean(labels**2)))
    if scale == 0:
        return Trained(np.zeros(rank), 0.0, 0.0)
    # unknowns w (r), a (n), t: minimise ‖a‖² with ±(y − Fw)_i + εt ≤ a_i, ‖w‖ ≤ t
    size = rank + samples + 1
    quadratic = sparse.diags(np.concatenate([np.zeros(rank), np.full(samples, 2.0), [0.0]])).tocsc()
    dense = sparse.csc_matrix(factor)
    identity, slope = sparse.identity(samples), sparse.csc_matrix(np.full((samples, 1), radius))
    cone = sparse.csc_matrix((np.full(rank + 1, -1.0), (range(rank + 1), [size - 1, *range(rank)])), (rank + 1, size))
    rows = sparse.vstack(
        [sparse.hstack([-dense, -identity, slope]), sparse.hstack([dense, -identity, slope]), cone]
    ).tocsc()
    offset = np.concatenate([-labels / scale, labels / scale, np.zeros(rank + 1)])
    settings = solver_settings()
    cones = [clarabel.NonnegativeConeT(2 * samples), clarabel.SecondOrderConeT(rank + 1)]
    found: Any = clarabel.DefaultSolver(quadratic, np.zeros(size), rows, offset, cones, settings).solve()
    solution, dual = np.array(found.x), np.array(found.z)
    w = scale * solution[:rank]
    above, below = dual[:samples], dual[samples : 2 * samples]
    bound = dual_bound(factor, labels, above - below, above + below, radius)
    return Trained(w / np.sqrt(spectrum), objective(factor, labels, w, radius), bound).accepted(radius, found.status)


def solver_settings() -> Any:
    """Silent, and without an absolute tolerance of the gap: objectives are small where training interpolates."""
    import clarabel

    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = 1e-14
    settings.tol_gap_rel = 1e-9
    return settings


def objective(factor: Array, labels: Array, w: Array, radius: float) -> float:
    """Σ (|y − Fw| + ε‖w‖)²."""
    return float(np.sum((np.abs(labels - factor @ w) + radius * np.linalg.norm(w)) ** 2))


def dual_bound(factor: Array, labels: Array, multipliers: Array, sizes: Array, radius: float) -> float:
    """The lower bound (dᵀy)²/‖c‖² of the objective, after `multipliers` d and `sizes` c are made feasible."""
    d = np.asarray(multipliers, dtype=np.float64)
    c = np.maximum(sizes, np.abs(d))
    reach, allowed = float(np.linalg.norm(factor.T @ d)), radius * float(c.sum())
    if reach > allowed:
        d = d * (allowed / reach)
    along = float(d @ labels)
    return along**2 / float(c @ c) if along > 0 else 0.0


def interpolation_threshold(spectrum: Array, left: Array, labels: Array) -> float:
    """The largest radius ε at which the min-norm interpolator solves adversarial training: ‖θ̂‖/(n‖G⁻¹y‖_∞).

    There the residuals vanish, and 0 is a subgradient iff Xᵀs = nε θ̂/‖θ̂‖ for some |s_i| ≤ 1; since X has full rank
    and θ̂ = XᵀG⁻¹y, s = nε G⁻¹y/‖θ̂‖.
    """
    weights = left @ ((left.T @ labels) / spectrum)
    size = float(np.sqrt(np.sum((left.T @ labels) ** 2 / spectrum)))
    return size / (len(labels) * float(np.abs(weights).max()))
