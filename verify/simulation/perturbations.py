"""Attacks as algorithms: FGSM, PGD, random directions, transfer, on any differentiable predictor of one number.

Each returns perturbations δ (points, p) with ‖δ‖_q ≤ α; what they reach is a lower bound on the supremum
sup_{‖δ‖_q ≤ α} (f(x + δ) − t)². For a linear f the supremum is known, (|f(x) − t| + α‖θ‖_{q*})², by Hölder's
inequality and its case of equality. Sources: Goodfellow, Shlens, Szegedy 2015 (FGSM); Madry et al. 2018 (PGD).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ...bounds.errors import InputError
from .attacks import Attack

Array = NDArray[np.float64]


class Predictor(Protocol):
    """A predictor of one number, with its input gradient where it is differentiable."""

    def predict(self, points: Array) -> Array:
        """f(x) (points,) at `points` (points, p)."""

    def gradient(self, points: Array) -> Array:
        """∇f(x) (points, p)."""


@dataclass(frozen=True, eq=False)
class LinearPredictor:
    """f(x) = xᵀθ for `coefficients` θ (p,)."""

    coefficients: Array

    def predict(self, points: Array) -> Array:
        return points @ self.coefficients

    def gradient(self, points: Array) -> Array:
        return np.broadcast_to(self.coefficients, points.shape)

    def worst(self, points: Array, targets: Array, attack: Attack) -> Array:
        """(|f(x) − t| + α‖θ‖_{q*})², the supremum, (points,)."""
        dual = float(np.linalg.norm(self.coefficients, attack.dual_exponent))
        value: Array = (np.abs(self.predict(points) - targets) + attack.radius * dual) ** 2
        return value


@dataclass(frozen=True, eq=False)
class ReluPredictor:
    """f(x) = m^{−1/2} Σ_j v_j relu(w_jᵀx): `weights` W (m, p), `outputs` v (m,)."""

    weights: Array
    outputs: Array

    def features(self, points: Array) -> Array:
        """m^{−1/2} relu(Wx), (points, m)."""
        return np.maximum(points @ self.weights.T, 0.0) / np.sqrt(len(self.weights))

    def predict(self, points: Array) -> Array:
        return self.features(points) @ self.outputs

    def gradient(self, points: Array) -> Array:
        active = (points @ self.weights.T > 0) * self.outputs
        result: Array = active @ self.weights / np.sqrt(len(self.weights))
        return result


def fit_relu_features(points: Array, labels: Array, width: int, generator: np.random.Generator) -> ReluPredictor:
    """The min-norm interpolator of random ReLU features, w_j ~ N(0, I): the second layer fitted, the first as drawn."""
    weights = generator.standard_normal((width, points.shape[1]))
    features = ReluPredictor(weights, np.zeros(width)).features(points)
    outputs, *_ = np.linalg.lstsq(features, labels, rcond=None)
    return ReluPredictor(weights, np.asarray(outputs, dtype=np.float64))


def steepest(gradients: Array, exponent: float) -> Array:
    """The δ with ‖δ‖_q ≤ 1 that maximises gᵀδ, for each row g: there gᵀδ = ‖g‖_{q*}; 0 where g = 0."""
    size = np.abs(gradients)
    if exponent == inf:
        return np.sign(gradients)
    result = np.zeros_like(gradients)
    largest = size.max(axis=1, keepdims=True)
    unit = np.divide(size, largest, out=np.zeros_like(size), where=largest > 0)  # no overflow in the powers below
    if exponent == 1:
        rows = np.arange(len(size))
        place = size.argmax(axis=1)
        result[rows, place] = np.sign(gradients[rows, place])
        return result
    dual = exponent / (exponent - 1)
    powers = unit ** (dual - 1)
    norm = (powers**exponent).sum(axis=1, keepdims=True) ** (1 / exponent)
    return np.sign(gradients) * np.divide(powers, norm, out=result, where=norm > 0)


def project(perturbations: Array, attack: Attack) -> Array:
    """Each row brought into ‖δ‖_q ≤ α: the nearest point for q = 2 and ∞, else scaled down, which is within as well."""
    if attack.exponent == inf:
        return np.clip(perturbations, -attack.radius, attack.radius)
    norms = np.linalg.norm(perturbations, attack.exponent, axis=1, keepdims=True)
    scale = np.minimum(1.0, np.divide(attack.radius, norms, out=np.ones_like(norms), where=norms > 0))
    return perturbations * scale


def fgsm(model: Predictor, points: Array, targets: Array, attack: Attack) -> Array:
    """One step of full length in the steepest direction of (f(x) − t)²."""
    sign = np.where(model.predict(points) >= targets, 1.0, -1.0)
    return attack.radius * steepest(sign[:, None] * model.gradient(points), attack.exponent)


def pgd(
    model: Predictor,
    points: Array,
    targets: Array,
    attack: Attack,
    *,
    steps: int = 20,
    step_share: float = 0.25,
) -> Array:
    """Projected steepest ascent of (f − t)² from both signs of f − t, the better of the two ends kept.

    Arguments: `steps`, `step_share`, the length of a step over α. At any point the path's best δ is returned, never
    worse than δ = 0.
    """
    if steps < 1 or not step_share > 0:
        raise InputError(f"PGD with {steps} steps of share {step_share:g}: give at least one step and a share above 0")
    best = np.zeros_like(points)
    reached = (model.predict(points) - targets) ** 2
    for sign in (1.0, -1.0):
        delta = np.zeros_like(points)
        for _ in range(steps):
            direction = steepest(sign * model.gradient(points + delta), attack.exponent)
            delta = project(delta + step_share * attack.radius * direction, attack)
            loss = (model.predict(points + delta) - targets) ** 2
            better = loss > reached
            reached = np.where(better, loss, reached)
            best[better] = delta[better]
    return best


def random_attack(
    model: Predictor, points: Array, targets: Array, attack: Attack, generator: np.random.Generator, *, tries: int = 20
) -> Array:
    """The best of `tries` random δ of length α: Gaussian directions (random signs for q = ∞)."""
    best = np.zeros_like(points)
    reached = (model.predict(points) - targets) ** 2
    for _ in range(tries):
        direction = generator.standard_normal(points.shape)
        if attack.exponent == inf:
            delta = attack.radius * np.sign(direction)
        else:
            delta = attack.radius * direction / np.linalg.norm(direction, attack.exponent, axis=1, keepdims=True)
        loss = (model.predict(points + delta) - targets) ** 2
        better = loss > reached
        reached = np.where(better, loss, reached)
        best[better] = delta[better]
    return best
