"""κ: the largest root of ψ(κ) = ridge, ψ(κ) = κ (1 − df_1(κ)/n), enclosed.

ψ' = 1 − df_2/n, and df_2 falls as κ grows, so ψ is convex. If d = 1 − df_2(a)/n > 0 at some a > 0, ψ rises
with slope at least d on [a, ∞); hence |κ − m| ≤ |ψ(m) − ridge|/d for the largest root κ, as soon as m minus
that bound is ≥ a. Only this last step is the proof; the m it starts from may come from anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb

from ...bounds.errors import DomainError, InputError
from .growth import Undecided
from .precision import ball, bits_for, precision
from .spectral import SpectralSums

_ROUGH_BITS = 64
_COARSE_BITS = 32
_MOST_STEPS = 400


@dataclass(frozen=True)
class EffectiveRidge:
    """κ as a ball that contains the largest root, and how the root was pinned down."""

    kappa: Any
    ridge: Fraction
    n: int
    steps: int

    def _repr_latex_(self) -> str:
        return rf"$\kappa({self.ridge}) \in {self.kappa.str(12)}$".replace("+/-", r"\pm")


def effective_ridge(
    sums: SpectralSums, n: int, *, ridge: Fraction = Fraction(0), digits: int = 15
) -> EffectiveRidge | None:
    """The largest root κ of ridge = κ(1 − df_1(κ)/n), to about `digits` digits; κ_0 for ridge = 0.

    Arguments: `sums`; `n`, the sample size; `ridge`, λ of theory, possibly negative; `digits`. Returns None
    where there is no positive root: ridge ≤ 0 and n ≥ p. Raises DomainError when `ridge` is not above the
    smallest admissible value min ψ, Undecided when balls cannot tell. Success proves that the ball contains
    the largest root.
    """
    if n < 1:
        raise InputError(f"n = {n}: a sample size is a positive whole number")
    if ridge <= 0 and sums.dimension is not None and n >= sums.dimension:
        if ridge < 0:
            raise DomainError(f"ridge = {ridge} < 0 with n = {n} >= p = {sums.dimension}: no positive root κ exists")
        return None
    with precision(_ROUGH_BITS):
        middle, steps = _rough(sums, n, ridge)
    with precision(bits_for(digits)):
        return EffectiveRidge(_certified(sums, n, ridge, middle, digits), ridge, n, steps)


def smallest_ridge(sums: SpectralSums, n: int, *, digits: int = 15) -> Any:
    """λ_min = min ψ, reached where df_2(κ) = n, as a ball; needs n < p. A ridge is admissible above it."""
    if sums.dimension is not None and n >= sums.dimension:
        raise DomainError(f"n = {n} >= p = {sums.dimension}: df_2 = n has no root")
    with precision(_ROUGH_BITS):
        low, high = _bracket_turning_point(sums, n)
    with precision(bits_for(digits)):
        for _ in range(_MOST_STEPS):
            middle = arb(((low.log() + high.log()) / 2).exp().mid())
            excess = sums.degrees(middle, 2) - n
            if excess > 0:
                low = middle
            elif excess < 0:
                high = middle
            else:
                break
            if (high - low) / high < arb(10) ** (-(digits // 2) - 2):
                break
        # Convexity: ψ lies above its tangent at `low` and the minimum is below every value.
        at_low, at_high = _psi(sums, n, low), _psi(sums, n, high)
        slope = 1 - sums.degrees(low, 2) / n
        bottom = at_low + slope.min(arb(0)) * (high - low)
        return bottom.lower().union(at_low.min(at_high).upper())


def _psi(sums: SpectralSums, n: int, kappa: Any) -> Any:
    return kappa * (1 - sums.degrees(kappa, 1) / n)


def _exactly(value: Any) -> Any:
    """The middle of a ball, as an exact number."""
    return arb(value.mid())


def _rough(sums: SpectralSums, n: int, ridge: Fraction) -> tuple[Any, int]:
    """A good guess at the largest root; nothing rests on its being right."""
    above = _exactly(sums.tail(0)) / n
    if ridge > 0 and sums.dimension is not None and n >= sums.dimension:
        return _newton(sums, n, ridge, _exactly(ball(ridge) + above))
    kappa, steps = _min_norm_guess(sums, n, above)
    if ridge == 0:
        return kappa, steps
    slope = _exactly(1 - sums.degrees(kappa, 2) / n)
    if ridge > 0:
        start = (kappa + ball(ridge) / slope).min(ball(ridge) + above) if slope > 0 else ball(ridge) + above
        return _newton(sums, n, ridge, _exactly(start))
    floor = smallest_ridge(sums, n, digits=10)
    if ball(ridge) < floor:
        raise DomainError(
            f"ridge = {float(ridge):.6g} is below the smallest admissible value {floor.str(8, radius=False)} at n = {n}"
        )
    if not ball(ridge) > floor:
        raise Undecided(f"ridge = {float(ridge):.6g} cannot be told from the smallest admissible value {floor.str(8)}")
    return _newton(sums, n, ridge, kappa)


def _min_norm_guess(sums: SpectralSums, n: int, above: Any) -> tuple[Any, int]:
    """κ_0 by Newton's method for log df_1 as a function of log κ; far from it, coarse sums will do."""
    try:
        with precision(_COARSE_BITS):
            kappa, coarse = _log_newton(sums, n, above, above, arb(2) ** (-12))
    except Undecided:  # so few bits need not suffice: begin at the upper bound instead
        kappa, coarse = above, 0
    kappa, fine = _log_newton(sums, n, kappa, above, arb(2) ** (-44))
    return kappa, coarse + fine


def _log_newton(sums: SpectralSums, n: int, kappa: Any, above: Any, goal: Any) -> tuple[Any, int]:
    """Newton's method kept inside a bracket (0, above], until log(df_1/n) is below `goal` in size."""
    low, high = arb(0), above
    for step in range(1, _MOST_STEPS):
        first = sums.degrees(kappa, 1)
        miss = _exactly((first / n).log())
        if abs(miss) < goal:
            return kappa, step
        if miss > 0:
            low = kappa
        else:
            high = kappa
        move = miss * _exactly(first / (first - sums.degrees(kappa, 2)))
        following = _exactly(kappa * move.max(arb(-200)).min(arb(200)).exp())
        if abs(move) < goal * goal.sqrt():
            return following, step
        if not (following > low and following < high):
            following = _exactly((low * high).sqrt() if low > 0 else high / 1024)
        kappa = following
    raise Undecided(f"κ_0 was not reached after {_MOST_STEPS} steps")


def _bracket_turning_point(sums: SpectralSums, n: int) -> tuple[Any, Any]:
    """κ on both sides of df_2(κ) = n: κ_0 has df_2 < df_1 = n, and df_2 grows as κ falls."""
    high, _ = _min_norm_guess(sums, n, _exactly(sums.tail(0)) / n)
    low = high
    for step in range(_MOST_STEPS):
        low = low / 2 ** (step + 1)
        if sums.degrees(low, 2) > n:
            break
        if sums.degrees(low, 2) < n:
            high = low
    if sums.degrees(low, 2) > n and sums.degrees(high, 2) < n:
        return low, high
    raise Undecided("the turning point df_2(κ) = n could not be bracketed")


def _newton(sums: SpectralSums, n: int, ridge: Fraction, kappa: Any) -> tuple[Any, int]:
    """Newton's method for ψ from the right of the root, where a convex function lets it fall
    monotonically.
    """
    target = ball(ridge)
    for step in range(1, _MOST_STEPS):
        slope = 1 - sums.degrees(kappa, 2) / n
        if not slope > 0:
            raise Undecided("the search for κ left the branch on which ψ rises")
        following = _exactly(kappa - (_psi(sums, n, kappa) - target) / slope)
        if abs(following / kappa - 1) < arb(2) ** (-40):
            return following, step
        kappa = following
    raise Undecided(f"κ was not reached after {_MOST_STEPS} steps")


def _certified(sums: SpectralSums, n: int, ridge: Fraction, middle: Any, digits: int) -> Any:
    """The proof, repeated from better and better middles until the ball is narrow enough."""
    target, goal = ball(ridge), arb(10) ** (-digits - 1)
    for margin in (36, 20, 10):
        start = _exactly(middle * (1 - arb(2) ** (-margin)))
        with precision(_ROUGH_BITS):
            slope = arb((1 - sums.degrees(start, 2) / n).lower())
        miss = _psi(sums, n, middle) - target
        if slope > 0 and middle - abs(miss) / slope > start:
            break
    else:
        raise Undecided(f"κ near {middle.str(8)}: too close to the turning point of κ(1 − df_1/n) to certify")
    best = arb(middle, (abs(miss) / slope).upper())
    while not best.rad() < goal * abs(middle):
        middle = _exactly(middle - miss / slope)
        miss = _psi(sums, n, middle) - target
        reach = arb((abs(miss) / slope).upper())
        if not (middle - reach > start and reach < best.rad() / 8):
            break
        best = arb(middle, reach)
    return best
