"""The figures of one draw of X: averaged over the noise exactly where that is possible, else over drawn
noise.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from ...bounds.errors import DomainError, InputError
from ...bounds.filters import Filter
from .attacks import GAUSSIAN_SHARE, Attack
from .gains import ROUNDING_LIMIT, eigenvalue_resolution, gains
from .reduction import Reduction, reduce_draw
from .setting import Setting
from .streams import Purpose, stream

Array = NDArray[np.float64]


NO_ATTACK = Attack()


@dataclass(frozen=True)
class Plan:
    """What to measure at each draw: filters, attack, `noise_draws` noise vectors (0: only exact averages)."""

    filters: tuple[Filter, ...]
    attack: Attack = NO_ATTACK
    noise_draws: int = 0
    pseudo_inverse: bool = False

    def __post_init__(self) -> None:
        if not self.filters:
            raise InputError("no filter given: give at least one, such as MinNorm()")
        if self.noise_draws < 0:
            raise InputError(f"noise_draws {self.noise_draws} is negative: give 0 for exact averages only")


def measure(setting: Setting, plan: Plan, *, seed: int, draw: int) -> dict[str, Array]:
    """The figures of one draw, each an array over the plan's filters.

    Exact averages over the noise, given X: `bias`, `variance`, `standard_risk` (their sum), `signal_norm`
    (‖E[θ̂|X]‖²), `noise_norm`, `norm_squared` (their sum, E[‖θ̂‖²|X]); for an ℓ_2 attack also
    `adversarial_lower` and `adversarial_upper`, between which E[R_adv|X] lies. Of X alone: `gram_trace`,
    `rank` (of X, to rounding), and if n ≤ p `inverse_trace`, tr G⁻¹ (∞ where G is singular in float64). With
    drawn noise, unbiased for averages over it: `drawn_lower` and `drawn_upper` (sandwich, every design),
    `adversarial_risk` (where the exact formula applies), `drawn_norm_squared` (the attack's dual norm).
    `rounding` is a bound on the relative rounding error of the gains.
    """
    reduction = reduce_draw(setting, seed=seed, draw=draw)
    try:
        found = [
            gains(item, reduction.spectrum, setting.samples, pseudo_inverse=plan.pseudo_inverse)
            for item in plan.filters
        ]
    except DomainError as error:
        raise DomainError(f"draw {draw} of seed {seed}: {error}") from error
    gain = np.stack([item.values for item in found], axis=1)
    exact = _exact_averages(setting, plan.attack, reduction, gain)
    result = dict(exact)
    result["rounding"] = np.array([item.rounding for item in found])
    shape = np.ones(len(plan.filters))
    result["gram_trace"] = shape * reduction.squared_lengths.sum()
    resolution = eigenvalue_resolution(reduction.spectrum)
    result["rank"] = shape * np.count_nonzero(reduction.spectrum > resolution)
    if setting.samples <= setting.dimension:
        singular = resolution >= ROUNDING_LIMIT * reduction.spectrum[0]
        result["inverse_trace"] = shape * (inf if singular else (1 / reduction.spectrum).sum())
    if plan.noise_draws:
        result |= _drawn_averages(setting, plan, reduction, gain, exact, seed=seed, draw=draw)
    return result


def _exact_averages(setting: Setting, attack: Attack, reduction: Reduction, gain: Array) -> dict[str, Array]:
    s, signal_weights = reduction.spectrum, gain * reduction.coefficients[:, None]
    bias = reduction.standard_risk(signal_weights)
    signal_norm = s @ signal_weights**2
    if setting.noise.homoscedastic:
        level = setting.noise.sigma**2
        variance = level * (reduction.covariance_diagonal() @ gain**2)
        noise_norm = level * (s @ gain**2)
    else:
        spread = setting.noise.variances(reduction.squared_lengths)
        noise = reduction.left.T @ (spread[:, None] * reduction.left)
        variance = np.einsum("jm,jm->m", gain, (noise * reduction.covariance_form()) @ gain)
        noise_norm = (s * noise.diagonal()) @ gain**2
    risk, norm = bias + variance, signal_norm + noise_norm
    result = {
        "bias": bias, "variance": variance, "standard_risk": risk,
        "signal_norm": signal_norm, "noise_norm": noise_norm, "norm_squared": norm,
    }  # fmt: skip
    if attack.exponent == 2:
        result["adversarial_lower"] = attack.lower(risk, norm)
        # E√(R N²) ≤ √(E R · E N²) over the noise, and x ↦ √x is concave under the noisy target's + σ²
        result["adversarial_upper"] = attack.upper(risk, norm, setting.noise.sigma)
    return result


def _drawn_averages(
    setting: Setting,
    plan: Plan,
    reduction: Reduction,
    gain: Array,
    exact: dict[str, Array],
    *,
    seed: int,
    draw: int,
) -> dict[str, Array]:
    draws, sigma, attack = plan.noise_draws, setting.noise.sigma, plan.attack
    unit = setting.noise.unit(stream(seed, draw, Purpose.NOISE), (draws, setting.samples))
    noise = (unit * np.sqrt(setting.noise.variances(reduction.squared_lengths))).T
    response = reduction.coefficients[:, None] + reduction.left.T @ noise
    weights = (gain[:, :, None] * response[:, None, :]).reshape(len(gain), -1)
    shape = (len(plan.filters), draws)
    risk = reduction.standard_risk(weights).reshape(shape)
    if attack.exponent == 2:
        norm = (reduction.spectrum @ weights**2).reshape(shape)
        lower = exact["adversarial_lower"]
        cross = cross_mean(attack, risk, norm, exact["standard_risk"], exact["norm_squared"], sigma=sigma)
    else:
        dual = _dual_norms(setting, attack, reduction.left @ weights, seed=seed, draw=draw)
        norm = (dual**2).reshape(shape)
        lower = attack.lower(risk, norm).mean(axis=1)
        cross = attack.cross(risk, norm, sigma).mean(axis=1)
    result = {"drawn_norm_squared": norm.mean(axis=1), "drawn_lower": lower, "drawn_upper": lower + cross}
    if exact_formula_applies(setting, attack):
        result["adversarial_risk"] = lower + GAUSSIAN_SHARE * cross
    return result


def cross_mean(attack: Attack, risk: Array, norm: Array, mean_risk: Array, mean_norm: Array, *, sigma: float) -> Array:
    """The mean over the noise of 2αN√R, from drawn R and N² (filters, draws) whose exact means are known.

    √(R N²) less its tangent plane at the means is averaged over the draws, and the plane's mean is added
    exactly: unbiased, with a small fraction of the variance. The root is concave, so that no draw exceeds the
    bound 2α√(E R · E N²).
    """
    floor = attack.floor(sigma)
    centre = attack.cross(mean_risk, mean_norm, sigma)
    positive = (mean_risk + floor > 0) & (mean_norm > 0)
    scale = np.where(positive, centre / 2, 0.0)[:, None]
    relative_risk = (risk - mean_risk[:, None]) / np.where(positive, mean_risk + floor, 1.0)[:, None]
    relative_norm = (norm - mean_norm[:, None]) / np.where(positive, mean_norm, 1.0)[:, None]
    plane = scale * (relative_risk + relative_norm)
    return (attack.cross(risk, norm, sigma) - plane).mean(axis=1)


def exact_formula_applies(setting: Setting, attack: Attack) -> bool:
    """Whether R_adv given θ̂ is known exactly: Gaussian x, and for the noisy target Gaussian ε independent
    of x.
    """
    noise = setting.noise
    return setting.design.gaussian and (not attack.noisy or (noise.gaussian and noise.homoscedastic))


def _dual_norms(setting: Setting, attack: Attack, dual: Array, *, seed: int, draw: int) -> Array:
    """The norms ‖Xᵀ dual‖_{q*} of each column, from a second pass over the feature columns."""
    exponent = attack.dual_exponent
    total = np.zeros(dual.shape[1])
    for _, _, columns in setting.features(seed, draw):
        size = np.abs(columns @ dual)
        total = np.maximum(total, size.max(axis=0)) if exponent == inf else total + (size**exponent).sum(axis=0)
    return total if exponent == inf else total ** (1 / exponent)
