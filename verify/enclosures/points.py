"""b, df_1, df_2, v and what is left of ‖θ*‖² at one κ, in balls; quickly for an exponential spectrum with a floor.

For λ_i = s·e^(−i/τ) + floor the terms up to an index from which the exponential is below 2^(−prec) times the floor are
added one by one; beyond it every λ_i is floor·(1 + δ) with δ in a ball, and the terms are counted, or their weights
summed by Hurwitz zeta values. Every other spectrum goes through `SpectralSums`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import arb, ctx

from ...bounds.spectra import Block, Signal
from ...bounds.spectra.forms import Geometric
from ..evaluate import BALLS, evaluate
from .spectral import SpectralSums

_MOST_TERMS = 3000


@dataclass(frozen=True)
class Point:
    """b(κ), Σ θ_i²λ_i²/(λ_i+κ)², v(κ), df_1(κ), df_2(κ) as balls."""

    bias: Any
    shrunk: Any
    gain: Any
    first_degrees: Any
    second_degrees: Any


def point_at(sums: SpectralSums, signal: Signal, n: int, kappa: Any) -> Point:
    """The five sums at an exact κ > 0, at the precision of the context. Success proves that the balls contain them."""
    quick = _with_floor(sums, signal, n, kappa)
    if quick is not None:
        return quick
    return Point(
        kappa**2 * sums.weighted(signal, kappa, "bias"),
        sums.weighted(signal, kappa, "norm"),
        sums.over_square(kappa) / n,
        sums.degrees(kappa, 1),
        sums.degrees(kappa, 2),
    )


def _with_floor(sums: SpectralSums, signal: Signal, n: int, kappa: Any) -> Point | None:
    """The sums for one block e^(−i/τ) + floor, floor > 0; None for any other spectrum."""
    segments = sums.spectrum.segments
    if len(segments) != 1 or not isinstance(segments[0], Block) or not isinstance(segments[0].form, Geometric):
        return None
    form, dimension = segments[0].form, sums.dimension
    floor = evaluate(form.floor, BALLS, {})
    if dimension is None or not floor > 0 or int(segments[0].first) != 1:
        return None
    scale, time = evaluate(form.scale, BALLS, {}), evaluate(form.time, BALLS, {})
    reach = (scale.abs_upper() / floor.abs_lower()).log() + ctx.prec * arb(2).log()
    terms = min(dimension, int(float((time * reach.max(arb(1))).upper())) + 2)
    if terms > _MOST_TERMS:
        return None
    values = [scale * (-arb(i) / time).exp() + floor for i in range(1, terms + 1)]
    rest = arb(0)
    if terms < dimension:  # λ_i − floor lies between 0 and its value at the first index left out
        rest = floor + arb(0).union(scale * (-arb(terms + 1) / time).exp())
    count = dimension - terms
    first, second, square, bias, norm = (arb(0) for _ in range(5))
    weights = _weights(signal, terms)
    for i, value in enumerate([*values, rest] if count else values):
        ratio = value / (value + kappa)
        over = ratio / (value + kappa)
        times = count if i == terms else 1
        weight = _rest_weight(signal, terms, dimension) if i == terms else weights[i]
        first += times * ratio
        second += times * ratio**2
        square += times * over
        bias += weight * over
        norm += weight * ratio**2
    return Point(kappa**2 * bias, norm, square / n, first, second)


def _weights(signal: Signal, terms: int) -> list[Any]:
    """θ_i² for i ≤ terms."""
    if signal.decay is not None:
        power = -2 * evaluate(signal.decay, BALLS, {})
        return [arb(i) ** power for i in range(1, terms + 1)]
    listed = [evaluate(value, BALLS, {}) ** 2 for value in signal.values[:terms]]
    return listed + [arb(0)] * (terms - len(listed))


def _rest_weight(signal: Signal, terms: int, dimension: int) -> Any:
    """Σ θ_i² over terms < i ≤ dimension."""
    if signal.decay is None:
        return sum((evaluate(value, BALLS, {}) ** 2 for value in signal.values[terms:]), arb(0))
    power = 2 * evaluate(signal.decay, BALLS, {})
    return power.zeta(arb(terms + 1)) - power.zeta(arb(dimension + 1))
