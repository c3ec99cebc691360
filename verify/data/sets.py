"""scikit-learn's bundled sets as finite populations of linear models in random features.

The rows of a set are a population: its second moments are Σ, its least-squares fit is θ*, and what that leaves is the
misfit. Rows drawn from it, with noise added to their labels, are a sample of which everything that the equivalents ask
for is known, the law of the features apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ...bounds.errors import InputError
from ..simulation.attacks import Attack
from ..simulation.float_equivalents import FloatEquivalents, Predicted

Array = NDArray[np.float64]

_RELATIVE_ZERO = 1e-9
"""Eigenvalues of the population's covariance below this share of the largest are left out."""


def _load(name: str) -> tuple[Array, Array]:
    try:
        from sklearn import datasets
    except ImportError as error:
        raise InputError(f"{name} needs scikit-learn: pip install 'boundproof[data]'") from error
    loaders: dict[str, Callable[[], tuple[object, object]]] = {
        "diabetes": lambda: datasets.load_diabetes(return_X_y=True),
        "breast cancer": lambda: datasets.load_breast_cancer(return_X_y=True),
        "digits": lambda: datasets.load_digits(return_X_y=True),
    }
    if name not in loaders:
        raise InputError(f"data set {name!r} is unknown: give one of {', '.join(loaders)}")
    x, y = (np.asarray(part, dtype=np.float64) for part in loaders[name]())
    return x, y % 2 if name == "digits" else y  # digits: odd against even


def fourier_features(x: Array, count: int, generator: np.random.Generator) -> Array:
    """√(2/count)·cos(wᵀx + b), w ~ N(0, I/d), b uniform (Rahimi & Recht 2007), of standardised columns."""
    x = x[:, np.ptp(x, axis=0) > 0]
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    frequencies = generator.standard_normal((x.shape[1], count)) / np.sqrt(x.shape[1])
    phases = generator.uniform(0, 2 * np.pi, count)
    features: Array = np.sqrt(2 / count) * np.cos(x @ frequencies + phases)
    return features


@dataclass(frozen=True, eq=False)
class Population:
    """A finite population in the eigenbasis of its covariance.

    `rows` (m, r), of second moments diag `eigenvalues`; `basis` (P, r), from these coordinates to the features;
    `labels` (m,), of mean 0 and variance 1; `signal` θ* (r,), their least-squares fit; `misfit`, the variance that
    it leaves.
    """

    name: str
    rows: Array
    eigenvalues: Array
    basis: Array
    labels: Array
    signal: Array
    misfit: float

    @property
    def trace(self) -> float:
        """tr Σ."""
        return float(self.eigenvalues.sum())

    def equivalents(self, samples: int, sigma: float) -> FloatEquivalents:
        """The equivalents of a sample: the misfit counts as noise, as if it were independent of the features."""
        return FloatEquivalents(self.eigenvalues, self.signal**2, samples, float(np.hypot(sigma, self.misfit**0.5)))

    def predicted_loss(self, found: Predicted) -> float:
        """The mean squared loss against clean labels of rows outside the sample."""
        return found.standard_risk + self.misfit

    def predicted_dual_norm(self, found: Predicted, equivalents: FloatEquivalents, attack: Attack) -> float:
        """‖θ̂‖_2, or E‖θ̂‖_1 of the features' coefficients under ℓ_∞ attacks.

        The latter from the Gaussian sequence model that belongs to the equivalents: θ̂_i normal with mean
        θ_iλ_i/(λ_i+κ) and variance (b + σ²)λ_i/(λ_i+κ)²/(n(1 − df_2/n)), turned into the features' coordinates.
        """
        if attack.exponent == 2:
            return float(np.sqrt(found.norm_squared))
        if attack.exponent != np.inf:
            raise InputError(f"attack norm {attack.exponent:g}: predictions exist for 2 and oo")
        n, left = equivalents.samples, 1 - found.second_degrees / equivalents.samples
        shrink = self.eigenvalues / (self.eigenvalues + found.kappa)
        level = found.bias * left + equivalents.sigma**2  # b + σ²
        spread = level * shrink / (self.eigenvalues + found.kappa) / (n * left)
        mean = self.basis @ (self.signal * shrink)
        deviation = np.sqrt(self.basis**2 @ spread)
        folded = deviation * np.sqrt(2 / np.pi) * np.exp(-((mean / deviation) ** 2) / 2)
        return float(np.sum(folded + mean * special.erf(mean / deviation / np.sqrt(2))))


def population(name: str, features: int, seed: int) -> Population:
    """One of scikit-learn's sets, "diabetes", "breast cancer" or "digits" (odd against even), in random features."""
    x, y = _load(name)
    generator = np.random.Generator(np.random.Philox(seed))
    phi = fourier_features(x, features, generator)
    phi = phi - phi.mean(axis=0)
    labels = (y - y.mean()) / y.std()
    values, vectors = np.linalg.eigh(phi.T @ phi / len(phi))
    kept = values > _RELATIVE_ZERO * values[-1]
    values, vectors = values[kept][::-1], vectors[:, kept][:, ::-1]
    rows = phi @ vectors
    signal = rows.T @ labels / len(rows) / values
    misfit = float(np.mean((labels - rows @ signal) ** 2))
    return Population(name, rows, values, vectors, labels, signal, misfit)
