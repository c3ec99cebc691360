"""What stands above and below the line of an implied constant, at one n, in balls.

The k of a bound with a ridge is any k whose condition is proved in balls and is not fulfilled by k − 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy
from flint import arb

from ...bounds.checks.constants import Bound, Regression
from ...bounds.errors import DomainError, InputError
from ...bounds.spectra import INDEX, SIZE, Block, Listing, Signal
from ..enclosures.growth import Undecided
from ..enclosures.precision import ball, bits_for, precision
from ..enclosures.roots import effective_ridge
from ..enclosures.spectral import SpectralSums
from ..enclosures.summation import enclose_sum
from ..enclosures.thresholds import effective_rank, first_passage, squared_rank
from ..evaluate import BALLS, evaluate

DIGITS = 9


@dataclass(frozen=True)
class Ratio:
    """At one n: the index k, the bound, and the part of the risk over the bound, as balls."""

    n: int
    k: int
    bound: Any
    ratio: Any


@dataclass(frozen=True)
class Solved:
    """One model at one n: its sums, the ridge λ, the index k, κ and df_2(κ)."""

    sums: SpectralSums
    ridge: Fraction
    k: int
    kappa: Any
    degrees: Any


@lru_cache(maxsize=1024)
def solved(model: Regression, n: int) -> Solved:
    """What every bound of a model needs at n; DomainError where there is no k, Undecided where balls cannot tell.

    Kept for the checks and figures that come after; balls at a precision of their own, never changed.
    """
    with precision(bits_for(DIGITS)):
        sums = SpectralSums(model.spectrum.at(n=n))
        ridge = ridge_at(model, n)
        k = index_of(sums, n, ridge, model.rank_constant)
        root = effective_ridge(sums, n, ridge=ridge / n, digits=DIGITS)
        if root is None:
            raise DomainError(f"{model.spectrum} at n = {n} has n >= p: there is no kappa")
        degrees = sums.degrees(root.kappa, 2)
        if not degrees < n:
            raise Undecided(f"df_2 cannot be told from n = {n}")
        return Solved(sums, ridge, k, root.kappa, degrees)


@lru_cache(maxsize=1024)
def equivalent_ratio(bound: Bound, model: Regression, n: int) -> Ratio:
    """The deterministic equivalent over the bound; raises what `solved` raises."""
    with precision(bits_for(DIGITS)):
        at = solved(model, n)
        below = bound_at(bound, at.sums, n, at.k, ridge=at.ridge, signal=model.signal)
        if "bias" in bound:
            part = at.kappa**2 * at.sums.weighted(_signal(model), at.kappa, "bias") * n / (n - at.degrees)
        else:
            part = at.degrees / (n - at.degrees)  # not 1/(1 − df_2/n) − 1, which loses what it is about
        return Ratio(n, at.k, below, part / below)


def ridge_at(model: Regression, n: int) -> Fraction:
    """The ridge λ of XXᵀ + λI at one n, exactly; InputError where it is no rational number ≥ 0."""
    value = sympy.Integer(n) if model.ridge == SIZE else model.ridge.xreplace({SIZE: sympy.Integer(n)}).doit()
    if not (value.is_Rational and value >= 0):
        raise InputError(f"ridge {model.ridge} is {value} at n = {n}: expected a rational number >= 0")
    return Fraction(value)


def index_of(sums: SpectralSums, n: int, ridge: Fraction, constant: Fraction) -> int:
    """k* where ridge = 0, else some k that has (ridge + Σ_{i>k} λ_i)/λ_{k+1} ≥ constant·n while k − 1 has not.

    Doubling, then bisection; both conditions are proved in balls. Raises DomainError where there is none.
    """
    if ridge == 0:
        found = first_passage(sums, n, rank_constant=constant, digits=DIGITS).k
        if found is None:
            raise DomainError(f"no k has r_k >= {constant}*{n}: k* is infinite")
        return found
    level, shift = ball(constant * n), ball(ridge)

    def reached(k: int) -> bool:
        left, right = shift + sums.tail(k), level * sums.eigenvalue(k + 1)
        if left >= right:
            return True
        if left < right:
            return False
        raise Undecided(f"(λ + Σ_{{i>k}} λ_i)/λ_{{k+1}} at k = {k} cannot be told from {constant}·{n}")

    if reached(0):
        return 0
    low, high = 0, 1
    while not reached(high):
        low, high = high, 2 * high
        if sums.dimension is not None and high >= sums.dimension:
            high = sums.dimension - 1
            if low == high:
                raise DomainError(f"no k has (λ + Σ_{{i>k}} λ_i)/λ_{{k+1}} >= {constant}*{n}")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high


def bound_at(bound: Bound, sums: SpectralSums, n: int, k: int, *, ridge: Fraction, signal: Signal | None) -> Any:
    """The expression that stands below the line, as a ball; without its constant and without σ²."""
    if bound == "min-norm bias":
        rank = effective_rank(sums, 0) / n
        size = sums.weighted(_required(signal), arb(1), "size") * sums.eigenvalue(1)
        return size * rank.max(rank.sqrt())
    if bound.startswith("ridge bias"):
        shrinking = (ball(ridge) + sums.tail(k)) / n
        beyond = _signal_sum(sums, _required(signal), lambda value: value, k + 1, None)
        upto = _signal_sum(sums, _required(signal), lambda value: 1 / value, 1, k) if k else arb(0)
        return beyond + upto * (shrinking if bound == "ridge bias, square left out" else shrinking**2)
    if bound == "ridge variance":
        return arb(k) / n + n * sums.tail(k, 2) / (ball(ridge) + sums.tail(k)) ** 2
    rank = n / squared_rank(sums, k)
    return arb(k) / n + {
        "min-norm variance, rank left out": arb(0),
        "min-norm variance, rank squared": rank**2,
    }.get(bound, rank)


def _signal_sum(sums: SpectralSums, signal: Signal, shape: Any, first: int, last: int | None) -> Any:
    """Σ θ_i² shape(λ_i) over first ≤ i ≤ last (None: all that are left)."""
    total = arb(0)
    if signal.weight is None:
        for i, theta in enumerate(signal.values, start=1):
            if first <= i and (last is None or i <= last):
                total += evaluate(theta, BALLS, {}) ** 2 * shape(sums.eigenvalue(i))
        return total
    for segment in sums.spectrum.segments:
        if isinstance(segment, Listing):
            for i in range(first, min(len(segment.values), last or len(segment.values)) + 1):
                total += evaluate(signal.coefficient(i), BALLS, {}) ** 2 * shape(sums.eigenvalue(i))
            continue
        assert isinstance(segment, Block)
        end = None if segment.last == sympy.oo else int(segment.last)
        stop = last if end is None or (last is not None and last < end) else end
        start = max(first, int(segment.first))
        if stop is None or start <= stop:
            tree = signal.weight * shape(segment.formula)
            if stop is not None and INDEX not in tree.free_symbols:
                total += evaluate(tree, BALLS, {}) * (stop - start + 1)
            else:
                total += enclose_sum(tree, start, stop, {})
    return total


def _signal(model: Regression) -> Signal:
    return _required(model.signal)


def _required(signal: Signal | None) -> Signal:
    if signal is None:
        raise InputError("a bias needs a signal: give one to the model")
    return signal
