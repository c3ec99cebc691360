"""Adversarial risk from R_std and the dual norm in float64: the same formulas as bounds.risks, on arrays."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from ...bounds.errors import InputError

Array = NDArray[np.float64]

MOST = 1e100
"""The largest radius: α²‖θ̂‖² is a number in float64 for every ‖θ̂‖ up to 10^50."""
GAUSSIAN_SHARE = sqrt(2 / pi)
"""E|u|/√(E u²) for a centred normal u."""


@dataclass(frozen=True)
class Attack:
    """An attack with ‖δ‖_q ≤ α on the features.

    Arguments: `radius` α ≥ 0; `exponent` q in [1, ∞]; `noisy`: the target is y (less σ²) and not xᵀθ*.
    """

    radius: float = 0.0
    exponent: float = 2.0
    noisy: bool = False

    def __post_init__(self) -> None:
        if not (isfinite(self.radius) and self.radius >= 0):
            raise InputError(f"radius {self.radius} of the attack is not a finite number ≥ 0: give α ≥ 0")
        if self.radius > MOST:
            raise InputError(f"radius {self.radius:g} of the attack is above {MOST:g}: float64 may not hold its square")
        if not self.exponent >= 1:
            raise InputError(f"attack norm {self.exponent} is not in [1, oo]: give 1, 2 or oo")

    @property
    def dual_exponent(self) -> float:
        """The exponent q* of the dual norm."""
        if self.exponent == inf:
            return 1.0
        return inf if self.exponent == 1 else self.exponent / (self.exponent - 1)

    def lower(self, risk: Array, squared_norm: Array) -> Array:
        """R + α²N², below the adversarial risk for every law of x."""
        return risk + self.radius**2 * squared_norm

    def cross(self, risk: Array, squared_norm: Array, sigma: float) -> Array:
        """2αN√R, or 2αN√(R + σ²) for the noisy target: what the upper bound adds to the lower one."""
        result: Array = 2 * self.radius * np.sqrt((risk + self.floor(sigma)) * squared_norm)
        return result

    def upper(self, risk: Array, squared_norm: Array, sigma: float) -> Array:
        """(√R + αN)², or (√(R + σ²) + αN)² − σ² for the noisy target: above it for every law of x."""
        return self.lower(risk, squared_norm) + self.cross(risk, squared_norm, sigma)

    def gaussian(self, risk: Array, squared_norm: Array, sigma: float) -> Array:
        """R + 2αN√(2(R [+ σ²])/π) + α²N²: exact for Gaussian x (and, for the noisy target, Gaussian ε)."""
        return self.lower(risk, squared_norm) + GAUSSIAN_SHARE * self.cross(risk, squared_norm, sigma)

    def floor(self, sigma: float) -> float:
        """What the noise adds to R under the root: σ² for the noisy target, else 0."""
        return sigma**2 if self.noisy else 0.0

    def of_truth(self, signal: Array, sigma: float) -> float:
        """R_adv(θ*) = α²‖θ*‖²_{q*}; for the noisy target and Gaussian ε, + 2α‖θ*‖_{q*}σ√(2/π)."""
        dual = float(np.linalg.norm(signal, self.dual_exponent)) if len(signal) else 0.0
        noise = 2 * self.radius * dual * sigma * GAUSSIAN_SHARE if self.noisy else 0.0
        return self.radius**2 * dual**2 + noise
