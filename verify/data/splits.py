"""The ridge path on random splits of a population, and on controls from which one cause of discrepancy is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special
from threadpoolctl import threadpool_limits

from ...bounds.errors import InputError
from ..simulation.attacks import GAUSSIAN_SHARE, Attack
from .sets import Population

Array = NDArray[np.float64]
Control = Literal["none", "linear labels", "gaussian features"]

_CONTROLS = ("none", "linear labels", "gaussian features")


def measured(
    population: Population,
    ridges: Sequence[float],
    attacks: Mapping[str, Attack],
    *,
    samples: int,
    sigma: float,
    draws: int,
    seed: int,
    control: Control = "none",
) -> dict[str, Array]:
    """Mean losses against clean labels on rows outside the sample, (draws, ridges), "loss" and by attack.

    Each draw takes `samples` rows at random to fit, with normal noise of level `sigma` on their labels, and the others
    to test. Controls: "linear labels" replaces what the labels have beyond xᵀθ* by normal noise of the same variance,
    and the test labels by xᵀθ* and such noise; "gaussian features" draws rows from N(0, Σ) besides, to fit and,
    exactly, to test.
    """
    if control not in _CONTROLS:
        raise InputError(f"control {control!r} is unknown: give one of {', '.join(_CONTROLS)}")
    if not 2 <= samples < len(population.rows):
        raise InputError(f"{samples} samples of {len(population.rows)} rows: give 2 to {len(population.rows) - 1}")
    generator = np.random.Generator(np.random.Philox([seed, _CONTROLS.index(control)]))
    found: dict[str, list[Array]] = {name: [] for name in ("loss", *attacks)}
    with threadpool_limits(1):
        for _ in range(draws):
            order = generator.permutation(len(population.rows))
            train, test = order[:samples], order[samples:]
            x = population.rows[train]
            if control == "gaussian features":
                x = generator.standard_normal(x.shape) * np.sqrt(population.eigenvalues)
            labels = population.labels[train]
            if control != "none":
                labels = x @ population.signal + np.sqrt(population.misfit) * generator.standard_normal(samples)
            labels = labels + sigma * generator.standard_normal(samples)
            theta = _path(x, labels, ridges)
            duals = {name: _dual(population, theta, attack) for name, attack in attacks.items()}
            for name, losses in _losses(population, theta, test, control=control, attacks=attacks, duals=duals).items():
                found[name].append(losses)
    return {name: np.array(values) for name, values in found.items()}


def _path(x: Array, labels: Array, ridges: Sequence[float]) -> Array:
    """θ̂ (r, k) along the ridges."""
    s, u = np.linalg.eigh(x @ x.T)
    gain = 1 / (np.maximum(s, 0.0)[:, None] + len(x) * np.asarray(ridges))
    theta: Array = x.T @ (u @ (gain * (u.T @ labels)[:, None]))
    return theta


def _dual(population: Population, theta: Array, attack: Attack) -> Array:
    """‖θ̂‖_{q*} of the features' coefficients, (k,)."""
    coefficients = theta if attack.exponent == 2 else population.basis @ theta
    norms: Array = np.linalg.norm(coefficients, attack.dual_exponent, axis=0)
    return norms


def _losses(
    population: Population,
    theta: Array,
    test: NDArray[np.int64],
    *,
    control: Control,
    attacks: Mapping[str, Attack],
    duals: Mapping[str, Array],
) -> dict[str, Array]:
    if control == "gaussian features":  # the mean over x is known
        risk = population.eigenvalues @ (theta - population.signal[:, None]) ** 2 + population.misfit
        found = {"loss": risk}
        for name, attack in attacks.items():
            reach = attack.radius * duals[name]
            found[name] = risk + 2 * reach * GAUSSIAN_SHARE * np.sqrt(risk) + reach**2
        return found
    rows = population.rows[test]
    if control == "none":
        error = np.abs(rows @ theta - population.labels[test][:, None])
        found = {"loss": (error**2).mean(axis=0)}
        for name, attack in attacks.items():
            found[name] = ((error + attack.radius * duals[name]) ** 2).mean(axis=0)
        return found
    # labels with normal noise about xᵀθ*: the mean over that noise is known at every row
    off = rows @ (theta - population.signal[:, None])
    square = off**2 + population.misfit
    size = _folded(off, population.misfit**0.5)
    found = {"loss": square.mean(axis=0)}
    for name, attack in attacks.items():
        reach = attack.radius * duals[name]
        found[name] = (square + 2 * reach * size + reach**2).mean(axis=0)
    return found


def _folded(mean: Array, deviation: float) -> Array:
    """E|N(mean, deviation²)|."""
    if deviation == 0:
        return np.abs(mean)
    folded: Array = deviation * np.sqrt(2 / np.pi) * np.exp(-((mean / deviation) ** 2) / 2)
    folded += mean * special.erf(mean / deviation / np.sqrt(2))
    return folded
