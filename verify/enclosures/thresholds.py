"""k* = min{k ≥ 0 : r_k ≥ b n}, the exact first passage, although r_k need not be monotone.

Write T(k) = Σ_{i>k} λ_i. As λ does not increase, every k with k_1 ≤ k < k_2 has r_k = T(k)/λ_{k+1} ≤
T(k_1)/λ_{k_2}. So from k_1 on, all k below k_2 = #{i : b n λ_i > T(k_1)} are skipped at once, with a
certificate, and the search goes on from k_2; it ends at the first k_1 with b n λ_{k_1+1} ≤ T(k_1), which is
r_{k_1} ≥ b n itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy
from flint import arb, fmpq

from ...bounds.errors import InputError
from ...bounds.spectra import Block
from ...bounds.spectra.forms import Geometric
from ..evaluate import BALLS, Program, evaluate
from .growth import Undecided, growth_on
from .precision import ball, bits_for, precision
from .spectral import SpectralSums

_MOST_STEPS = 1500
_PRECISIONS = 4
_LOOK_EVERY = 50
"""How often a long search asks whether the ranks can still reach the level at all."""


@dataclass(frozen=True)
class Threshold:
    """k* with its witnesses: r_{k*−1} < b n ≤ r_{k*} as balls; k is None where no k qualifies (k* = ∞)."""

    k: int | None
    before: Any | None
    at: Any | None
    level: Fraction
    steps: int

    def _repr_latex_(self) -> str:
        found = r"\infty" if self.k is None else str(self.k)
        return rf"$k^* = \min\{{k \ge 0 : r_k \ge {self.level}\}} = {found}$"


def effective_rank(sums: SpectralSums, k: int) -> Any:
    """r_k = Σ_{i>k} λ_i / λ_{k+1} as a ball."""
    return sums.tail(k) / sums.eigenvalue(k + 1)


def squared_rank(sums: SpectralSums, k: int) -> Any:
    """R_k = (Σ_{i>k} λ_i)² / Σ_{i>k} λ_i² as a ball."""
    return sums.tail(k) ** 2 / sums.tail(k, 2)


def first_passage(sums: SpectralSums, n: int, *, rank_constant: Fraction = Fraction(1), digits: int = 15) -> Threshold:
    """k* = min{k ≥ 0 : r_k ≥ b n}, certified.

    Arguments: `sums`; `n`, the sample size; `rank_constant`, b > 0; `digits`, the precision of the balls.
    Returns a Threshold; its k is proved in balls (ties of rational spectra by exact arithmetic). Raises
    Undecided when a comparison stays open at four precisions or the search is too long. `k = None` proves
    that no k qualifies.
    """
    if rank_constant <= 0:
        raise InputError(f"b = {rank_constant}: the constant of k* is positive")
    level = rank_constant * n
    if _bounded_below(sums, level):
        return Threshold(None, None, None, level, 0)
    k = steps = 0
    while sums.dimension is None or k < sums.dimension:
        steps += 1
        if steps % _LOOK_EVERY == 0 and _bounded_from(sums, k, level):
            return Threshold(None, None, None, level, steps)
        if steps > _MOST_STEPS:
            raise Undecided(f"k* was not reached after {_MOST_STEPS} blocks: r_k < {level} for k < {k}")
        following = _skip(sums, k, level, digits)
        if following == k:
            with precision(bits_for(digits)):
                before = effective_rank(sums, k - 1) if k else None
                return Threshold(k, before, effective_rank(sums, k), level, steps)
        k = following
    return Threshold(None, None, None, level, steps)


def _skip(sums: SpectralSums, k: int, level: Fraction, digits: int) -> int:
    """k itself if r_k ≥ level, else some k_2 > k such that r_j < level for all k ≤ j < k_2."""
    for attempt in range(_PRECISIONS):
        with precision(bits_for(digits) << attempt):
            cut = sums.tail(k) / fmpq(level.numerator, level.denominator)
            following = sums.eigenvalue(k + 1)
            if following > cut:
                return _last_above(sums, k + 1, cut)
            if following <= cut:
                return k
        exactly = _exact_order(sums, k, level)
        if exactly is not None:
            return k if exactly else k + 1
    raise Undecided(f"r_{k} and b n = {level} agree to {(digits << _PRECISIONS)} digits: neither larger nor smaller")


def _exact_order(sums: SpectralSums, k: int, level: Fraction) -> bool | None:
    """r_k ≥ level decided in rational arithmetic; None for spectra that are not rational."""
    tail, following = sums.spectrum.tail(k), sums.spectrum.eigenvalue(k + 1)
    if isinstance(tail, sympy.Rational) and isinstance(following, sympy.Rational):
        return bool(tail >= following * sympy.Rational(level))
    return None


def _last_above(sums: SpectralSums, known: int, cut: Any) -> int:
    """A large j ≥ known with λ_j > cut, certified; doubling, then bisection."""
    good, step = known, 1
    while True:
        candidate = good + step
        if sums.dimension is not None and candidate > sums.dimension:
            candidate = sums.dimension
        if candidate == good or not sums.eigenvalue(candidate) > cut:
            break
        good, step = candidate, 2 * step
    bad = candidate
    while bad - good > 1:
        middle = (good + bad) // 2
        if sums.eigenvalue(middle) > cut:
            good = middle
        else:
            bad = middle
    return good


def _bounded_from(sums: SpectralSums, k: int, level: Fraction) -> bool:
    """Whether r_j < level is certain for every j ≥ k, as λ_{i+1}/λ_i ≤ q < 1 − 1/level for i > k: e^(−i²)."""
    segment = sums.spectrum.segments[-1]
    if sums.dimension is not None or not isinstance(segment, Block) or k < max(16, int(segment.first)):
        return False
    with precision(128):
        try:
            _, growth = growth_on(Program(segment.formula), arb(k).log(), {})
        except Undecided:
            return False
        if growth.rapid != -1 or not growth.linear or not growth.bound > 0:
            return False
        # λ_{i+1}/λ_i = exp ∫_i^{i+1} E dx/x ≤ exp(−bound/k), as E ≤ −bound·x/k
        ratio = (-growth.bound / k).exp()
        return bool(1 / (1 - ratio) < ball(level))


def _bounded_below(sums: SpectralSums, level: Fraction) -> bool:
    """Whether r_k = 1/(1 − e^(−1/τ)) < level for every k: a pure geometric spectrum in infinite dimension."""
    segments = sums.spectrum.segments
    form = getattr(segments[0], "form", None)
    if sums.dimension is not None or len(segments) > 1 or not isinstance(form, Geometric) or form.floor != 0:
        return False
    with precision(128):
        ratio = (-1 / evaluate(form.time, BALLS, {})).exp()
        return bool(1 / (1 - ratio) < ball(level))
