"""Mitigations at work on drawn data: R_std, E‖θ̂‖² and R_adv of each, on the same draws of X and the same noise.

Estimators linear in the labels have R_std and E‖θ̂‖² averaged over the noise exactly, given X; adversarial training is
not linear, so that its figures are means over drawn noise. R_adv is the exact formula for Gaussian x.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from ...bounds.errors import DomainError, InputError
from ...bounds.filters import Filter, GradientFlow, MinNorm, PrincipalComponents, Ridge
from ...bounds.mitigations import Mitigation
from .attacks import GAUSSIAN_SHARE, Attack
from .float_equivalents import FloatEquivalents
from .gains import gains
from .measure import cross_mean, exact_formula_applies
from .reduction import Reduction, reduce_draw
from .setting import Setting
from .streams import Purpose, stream
from .training import train

Array = NDArray[np.float64]

FIGURES = ("standard_risk", "norm_squared", "adversarial_risk", "degrees", "gap")
"""The figures of a draw: `degrees` is tr of the hat matrix (NaN if not linear), `gap` the duality gap (0 if linear)."""
BAGS = 40
"""Bootstrap samples averaged; a finite number leaves a share of about 1/BAGS of a single one's noise."""
_BAG_BLOCK = 1 << 20
"""The block of the noise stream from which bootstrap samples are drawn: far from those of any setting's columns."""


@dataclass(frozen=True)
class Level:
    """A mitigation at one n: the number that its rule gives, as the estimator takes it."""

    mitigation: Mitigation
    value: float


def equivalents_of(setting: Setting) -> FloatEquivalents:
    """The equivalents of a setting without a tail."""
    if setting.tail.trace > 0:
        raise InputError("the setting is a truncation: give a spectrum of finite dimension")
    return FloatEquivalents(setting.spectrum(), setting.truth() ** 2, setting.samples, setting.noise.sigma)


def level_of(mitigation: Mitigation, equivalents: FloatEquivalents, *, smallest_ridge: float | None = None) -> Level:
    """The level of a mitigation at one n.

    Arguments: the mitigation; `equivalents` of the model at that n; `smallest_ridge`, the smallest admissible ridge
    λ_min < 0, of which a negative ridge takes its share.
    """
    value = float(mitigation.value)
    if mitigation.rule == "window":
        value *= equivalents.window()
    elif mitigation.rule == "optimal":
        value *= equivalents.best().ridge
    elif mitigation.method == "negative ridge":
        if smallest_ridge is None:
            raise InputError("a negative ridge is a share of the smallest admissible one: give smallest_ridge")
        value *= smallest_ridge
    return Level(mitigation, value)


def filter_at(level: Level, samples: int) -> Filter | None:
    """The spectral filter of a mitigation at its level; None for those that are none."""
    method, value = level.mitigation.method, level.value
    if method == "min-norm":
        return MinNorm()
    if method in ("ridge", "negative ridge"):
        return Ridge(sp.Rational(value))
    if method == "gradient flow":
        return GradientFlow(1 / sp.Rational(value))
    if method == "principal components":
        return PrincipalComponents(samples * sp.Rational(value))
    return None


def run_mitigations(
    setting: Setting, levels: Sequence[Level], *, attack: Attack, draws: int, noise_draws: int, seed: int
) -> Mapping[str, Array]:
    """The figures of each mitigation, arrays (draws, mitigations).

    Arguments: `setting` with a Gaussian design and n ≤ p; `levels`; an ℓ_2 `attack`; `draws` of X; `noise_draws` noise
    vectors for each; `seed`. They depend on these alone. Raises InputError for another setting, DomainError for an
    inadmissible level and for an adversarial training that was not solved.
    """
    if not exact_formula_applies(setting, attack) or attack.exponent != 2:
        raise InputError("mitigations are compared for Gaussian x and ℓ_2 attacks, whose R_adv is known exactly")
    if setting.samples > setting.dimension:
        raise InputError(f"n = {setting.samples} > p = {setting.dimension}: mitigations are compared for n ≤ p")
    found: dict[str, list[list[float]]] = {name: [] for name in FIGURES}
    with threadpool_limits(1):
        for draw in range(draws):
            reduction = reduce_draw(setting, seed=seed, draw=draw)
            unit = setting.noise.unit(stream(seed, draw, Purpose.NOISE), (noise_draws, setting.samples))
            noise = reduction.left.T @ (unit * setting.noise.sigma).T
            rows = [_one(setting, reduction, noise, level, attack, seed=seed, draw=draw) for level in levels]
            for name in FIGURES:
                found[name].append([row[name] for row in rows])
    return {name: np.array(values) for name, values in found.items()}


def _one(
    setting: Setting, reduction: Reduction, noise: Array, level: Level, attack: Attack, *, seed: int, draw: int
) -> dict[str, float]:
    if level.mitigation.method == "adversarial training":
        return _trained(setting, reduction, noise, level.value, attack)
    item = filter_at(level, setting.samples)
    if item is None:
        share = ceil(level.value * setting.samples)
        generator = stream(seed, draw, Purpose.NOISE, _BAG_BLOCK)
        return _linear(setting, reduction, bootstrap_map(reduction, share, generator), noise, attack)
    gain = gains(item, reduction.spectrum, setting.samples).values
    return _linear(setting, reduction, gain, noise, attack)


def bootstrap_map(reduction: Reduction, size: int, generator: np.random.Generator) -> Array:
    """The matrix M (n, n) with θ̂ = Xᵀ U M Uᵀ y for the average of min-norm interpolators over bootstrap samples.

    A sample drawn with replacement is interpolated at its distinct rows S: XᵀS(SᵀGS)⁻¹Sᵀy.
    """
    samples = len(reduction.left)
    gram = (reduction.left * reduction.spectrum) @ reduction.left.T
    total = np.zeros((samples, samples))
    for _ in range(BAGS):
        chosen = np.unique(generator.integers(0, samples, size))
        place = np.ix_(chosen, chosen)
        total[place] += np.linalg.inv(gram[place])
    result: Array = reduction.left.T @ (total / BAGS) @ reduction.left
    return result


def _linear(setting: Setting, reduction: Reduction, m: Array, noise: Array, attack: Attack) -> dict[str, float]:
    """The figures of v = M Uᵀy; `m` is M, or its diagonal."""
    s, sigma2 = reduction.spectrum, setting.noise.sigma**2
    diagonal = m.ndim == 1

    def apply(values: Array) -> Array:
        result: Array = m[:, None] * values if diagonal else m @ values
        return result

    signal = apply(reduction.coefficients[:, None])
    bias, signal_norm = float(reduction.standard_risk(signal)[0]), float(s @ signal[:, 0] ** 2)
    if diagonal:
        variance = sigma2 * float(reduction.covariance_diagonal() @ m**2)
        noise_norm, degrees = sigma2 * float(s @ m**2), float(s @ m)
    else:
        variance = sigma2 * float(np.einsum("ij,ij->", m, reduction.covariance_form() @ m))
        noise_norm, degrees = sigma2 * float(s @ (m**2).sum(axis=1)), float(s @ m.diagonal())
    risk, norm = bias + variance, signal_norm + noise_norm
    drawn = apply(reduction.coefficients[:, None] + noise)
    risks, norms = reduction.standard_risk(drawn)[None, :], (s @ drawn**2)[None, :]
    mean_risk, mean_norm = np.array([risk]), np.array([norm])
    cross = cross_mean(attack, risks, norms, mean_risk, mean_norm, sigma=setting.noise.sigma)
    adversarial = float((attack.lower(mean_risk, mean_norm) + GAUSSIAN_SHARE * cross)[0])
    return {
        "standard_risk": risk,
        "norm_squared": norm,
        "adversarial_risk": adversarial,
        "degrees": degrees,
        "gap": 0.0,
    }


def _trained(setting: Setting, reduction: Reduction, noise: Array, radius: float, attack: Attack) -> dict[str, float]:
    labels = reduction.left @ (reduction.coefficients[:, None] + noise)
    if not (reduction.spectrum > 0).all():
        raise DomainError("the Gram matrix is singular in float64: adversarial training is solved for n ≤ p only")
    fits = [train(reduction.spectrum, reduction.left, column, radius) for column in labels.T]
    weights = np.stack([fit.weights for fit in fits], axis=1)
    risk, norm = reduction.standard_risk(weights), reduction.spectrum @ weights**2
    return {
        "standard_risk": float(risk.mean()),
        "norm_squared": float(norm.mean()),
        "adversarial_risk": float(attack.gaussian(risk, norm, setting.noise.sigma).mean()),
        "degrees": float("nan"),
        "gap": max(fit.gap for fit in fits),
    }
