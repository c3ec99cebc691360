"""The deterministic equivalents of section `bounds.equivalents` in float64, on explicit eigenvalues.

For tuning and for empirical spectra, where eigenvalues are numbers with errors of their own and nothing is to be
certified; what is certified is `verify.enclosures.predictions`. The two are compared in the tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from ...bounds.errors import DomainError, InputError
from .attacks import Attack

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Predicted:
    """What the equivalents say at one κ > 0: the ridge that belongs to it, R_std = `bias` + `variance`, E‖θ̂‖²."""

    kappa: float
    ridge: float
    first_degrees: float
    second_degrees: float
    bias: float
    variance: float
    norm_squared: float

    @property
    def standard_risk(self) -> float:
        """R_std."""
        return self.bias + self.variance

    def adversarial_risk(self, attack: Attack, sigma: float) -> float:
        """R_adv for Gaussian x, N² replaced by E‖θ̂‖² (ℓ_2 attacks only)."""
        if attack.exponent != 2:
            raise InputError(f"attack norm {attack.exponent:g}: the equivalents know ‖θ̂‖_2 only, give exponent 2")
        return float(attack.gaussian(np.array([self.standard_risk]), np.array([self.norm_squared]), sigma)[0])


@dataclass(frozen=True, eq=False)
class FloatEquivalents:
    """The equivalents of one linear model.

    Arguments: `eigenvalues` λ_i > 0 (p,); `energies` θ_i² ≥ 0 (p,); `samples` n; `sigma`; `tail`, Σλ_i over further
    eigenvalues too small to list, each far below every κ in question: they add tail/κ to df_1, nothing to df_2.
    """

    eigenvalues: Array
    energies: Array
    samples: int
    sigma: float = 1.0
    tail: float = 0.0

    def at(self, kappa: float) -> Predicted:
        """The equivalents at κ; DomainError where df_2 ≥ n, at which no ridge has this κ as its largest root."""
        n = self.samples
        share = self.eigenvalues / (self.eigenvalues + kappa)
        first, second = float(share.sum()) + self.tail / kappa, float((share**2).sum())
        if second >= n:
            raise DomainError(f"df_2 = {second:.6g} ≥ n = {n} at κ = {kappa:.6g}: below the smallest admissible ridge")
        left = 1 - second / n
        b = float(self.energies @ (self.eigenvalues * (kappa / (self.eigenvalues + kappa)) ** 2))
        shrunk = float(self.energies @ share**2)
        noise = self.sigma**2
        v = (first - second) / (n * kappa)
        return Predicted(
            kappa=kappa,
            ridge=kappa * (1 - first / n),
            first_degrees=first,
            second_degrees=second,
            bias=b / left,
            variance=noise * second / n / left,
            norm_squared=shrunk + (b + noise) * v / left,
        )

    def kappa(self, ridge: float) -> float:
        """κ of a ridge λ ≥ 0: the largest root of λ = κ(1 − df_1(κ)/n). DomainError for λ = 0 and n ≥ p."""
        if ridge < 0:
            raise InputError(f"ridge {ridge:g} is negative: these equivalents take λ ≥ 0")
        total = float(self.eigenvalues.sum()) + self.tail
        if ridge == 0 and self.tail == 0 and self.samples >= len(self.eigenvalues):
            raise DomainError(f"n = {self.samples} ≥ p = {len(self.eigenvalues)}: least squares, κ = 0")

        def excess(log_kappa: float) -> float:
            kappa = float(np.exp(log_kappa))
            first = float((self.eigenvalues / (self.eigenvalues + kappa)).sum()) + self.tail / kappa
            return 1 - first / self.samples - ridge / kappa  # increases in κ

        high = float(np.log(ridge + total / self.samples)) + 1e-9  # κ ≤ λ + tr Σ/n
        low = high - 1.0
        while excess(low) > 0:
            low -= 2.0
        return float(np.exp(optimize.brentq(excess, low, high, xtol=1e-13)))

    def predict(self, ridge: float) -> Predicted:
        """The equivalents at a ridge λ ≥ 0."""
        return self.at(self.kappa(ridge))

    def best(self, attack: Attack | None = None) -> Predicted:
        """The equivalents where R_std (or, with an attack, R_adv) is least over λ ≥ 0."""

        def objective(log_kappa: float) -> float:
            found = self.at(float(np.exp(log_kappa)))
            return found.standard_risk if attack is None else found.adversarial_risk(attack, self.sigma)

        total = float(self.eigenvalues.sum()) + self.tail
        least = self.samples < len(self.eigenvalues) or self.tail > 0
        low = float(np.log(self.kappa(0.0 if least else 1e-9 * total / self.samples)))
        high = float(np.log(1e3 * (total / self.samples + self.eigenvalues.max())))
        grid = np.linspace(low, high, 60)
        values = [objective(point) for point in grid]
        place = int(np.argmin(values))
        around = grid[max(place - 1, 0)], grid[min(place + 1, len(grid) - 1)]
        found = optimize.minimize_scalar(objective, bounds=around, method="bounded", options={"xatol": 1e-6})
        return self.at(float(np.exp(found.x if found.fun < values[place] else grid[place])))

    def smallest_ridge(self) -> float:
        """λ_min < 0, reached where df_2(κ) = n: every ridge above it is admissible. DomainError for n ≥ p."""
        if self.samples >= len(self.eigenvalues):
            raise DomainError(f"n = {self.samples} ≥ p = {len(self.eigenvalues)}: no negative ridge is admissible")

        def excess(log_kappa: float) -> float:
            return float(((self.eigenvalues / (self.eigenvalues + np.exp(log_kappa))) ** 2).sum()) - self.samples

        high = float(np.log(self.kappa(0.0)))  # df_2 < df_1 = n there
        low = high - 1.0
        while excess(low) <= 0:
            low -= 1.0
        kappa = float(np.exp(optimize.brentq(excess, low, high, xtol=1e-13)))
        first = float((self.eigenvalues / (self.eigenvalues + kappa)).sum()) + self.tail / kappa
        return kappa * (1 - first / self.samples)

    def window(self) -> float:
        """The ridge (tr Σ/n)^{1/4}, the middle of the window √(tr Σ/n) ≪ λ ≪ 1."""
        return sqrt(sqrt((float(self.eigenvalues.sum()) + self.tail) / self.samples))
