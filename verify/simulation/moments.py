"""What is known of a quantity's law over X before any draw: an upper bound, or that a moment is infinite."""

from __future__ import annotations

from math import sqrt

from ...bounds.filters import Filter, MinNorm, Ridge
from .attacks import Attack
from .gains import noise_gain_bound, parameter
from .setting import Setting


def a_priori_bound(setting: Setting, attack: Attack, item: Filter, quantity: str) -> float | None:
    """An upper bound of a quantity that holds for every X by construction, or None where there is none.

    Arguments: `setting`, `attack`, the filter `item`, and a name of `measure`. The figures are averages over
    the noise, so that its law does not matter. Sources of the bounds: 0 ≤ s g(s) ≤ 1 makes θ* ↦ E[θ̂|X] a contraction;
    s g(s)² ≤ γ bounds the noise part of ‖θ̂‖² by σ² min(n, p) γ, and V by λ_1 times that.
    """
    if _ridge(item) < 0:
        return None
    energy = float(setting.signal @ setting.signal)
    bounds = {"bias": setting.largest * energy, "signal_norm": energy}
    gain = noise_gain_bound(item, setting.samples) if setting.noise.homoscedastic else None
    if gain is not None:
        sigma2 = setting.noise.sigma**2
        noise = gain * min(setting.samples, setting.dimension) * sigma2
        variance = _variance_bound(setting, item, noise)
        risk, norm = setting.largest * energy + variance, energy + noise
        floor = sigma2 if attack.noisy else 0.0
        bounds |= {"variance": variance, "noise_norm": noise, "standard_risk": risk, "norm_squared": norm}
        bounds |= {
            "adversarial_lower": risk + attack.radius**2 * norm,
            "adversarial_upper": (sqrt(risk + floor) + attack.radius * sqrt(norm)) ** 2 - floor,
        }
    return bounds.get(quantity)


def _variance_bound(setting: Setting, item: Filter, noise: float) -> float:
    """An upper bound of V for every X, from that of the noise part of ‖θ̂‖²: V ≤ λ_1·that.

    For ridge λ > 0 also V ≤ σ² tr Σ/(4nλ): feature column x_i adds λ_i x_iᵀ(A + x_i x_iᵀ)^{−2} x_i with
    A ≥ nλ, which by Sherman–Morrison is at most λ_i/(nλ)·t/(1 + t)² ≤ λ_i/(4nλ), t = x_iᵀA^{−1}x_i. The
    mean of a tail acts as n further columns √trace·e_j of eigenvalue square/trace.
    """
    tail, bound = setting.tail, setting.largest * noise
    if isinstance(item, Ridge):
        columns = setting.trace - tail.trace
        if tail.trace > 0:
            columns += setting.samples * tail.square / tail.trace
        bound = min(bound, setting.noise.sigma**2 * columns / (4 * setting.samples * _ridge(item)))
    return bound


def missing_moment(setting: Setting, item: Filter, quantity: str) -> str | None:
    """Why a quantity's mean or variance over X is infinite, or None where that is not known.

    For designs with a density: min-norm inverts a matrix whose smallest eigenvalue has moments of order
    −1 and −2 only for |n − p| ≥ 2 and ≥ 4 (inverse Wishart); a negative ridge has a pole at positive density.
    """
    if not setting.design.continuous or quantity in {"gram_trace", "rank"}:
        return None
    if quantity != "inverse_trace" and _ridge(item) < 0:
        return "has an infinite mean over X for a negative ridge"
    if quantity in {"bias", "signal_norm"} or setting.tail.trace > 0:
        return None
    if quantity == "inverse_trace" or isinstance(item, MinNorm) or (isinstance(item, Ridge) and _ridge(item) == 0):
        distance = abs(setting.dimension - setting.samples)
        if distance <= 1:
            return "has an infinite mean over X for |n − p| ≤ 1"
        if distance <= 3:
            return "has an infinite variance over X for |n − p| ≤ 3"
    return None


def _ridge(item: Filter) -> float:
    """The ridge of a filter; infinite, hence positive, for those that have none."""
    return parameter(item.ridge, "ridge") if isinstance(item, Ridge) else float("inf")
