"""What is assumed of a quantity's draws, and the test supermartingales that the assumption allows.

Each assumption turns draws into increments of log L_j, where L_j is a non-negative supermartingale that starts at 1
under the hypothesis "the mean is at most m" (evidence that it is *above*), or "at least m" (that it is *below*). Each
has its own bet λ_j from a geometric grid: which bet is good depends on the unknown gap, and an average of the L_j is
a supermartingale as well ("diversified" betting in Waudby-Smith & Ramdas 2023).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite, isnan, sqrt
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ...bounds.errors import InputError

Array = NDArray[np.float64]

_HALVINGS: Array = np.ldexp(1.0, -np.arange(16)).astype(np.float64)
"""The grid of bets, relative to the largest: the best bet is met within a factor 2 down to 1/32768 of the largest."""
_LARGEST_FRACTION = 0.9
"""The largest share of its wealth that a bet may lose on one draw; at 1 a single draw could end the game."""
_LARGEST_EFFECT = 2.0
"""The largest gap, in standard deviations, to which the bets on unbounded quantities are matched."""


class Assumption(Protocol):
    """What is known of the draws' law beforehand; says which evidence is possible and how it accumulates."""

    def bets(self, mean: float, *, above: bool) -> Array | None:
        """The bets (J,) against "mean ≤ m" (`above`) or "mean ≥ m"; None where no draws can ever speak against it."""

    def increments(self, values: Array, mean: float, bets: Array, *, above: bool) -> Array:
        """The increments of log L_j, (J, draws). Raises InputError for a draw that the assumption excludes."""

    def excluded(self, mean: float, *, above: bool) -> bool:
        """Whether the assumption alone excludes the hypothesis, without any draw."""


def _finite(values: Array) -> None:
    if not np.isfinite(values).all():
        raise InputError(f"a draw is {values[~np.isfinite(values)][0]}: the quantity must be a finite number")


def _number(value: Any, what: str, *, least: float) -> float:
    number = float(value)
    if not (isfinite(number) and number > least):
        raise InputError(f"{what} {number:g}: expected a finite number above {least:g}")
    return number


@dataclass(frozen=True)
class Bounded:
    """Every draw lies in [low, high]; one end may be infinite.

    L = Π (1 + λ(X_i − m)) with 0 ≤ λ < 1/(m − low), and its mirror image with 1/(high − m): Waudby-Smith & Ramdas 2023,
    "Estimating means of bounded random variables by betting", section 4. With an infinite `high` there is evidence
    that the mean is above a number, and never that it is below one: a rare large draw may be yet to come.
    """

    low: float = 0.0
    high: float = 1.0

    def __post_init__(self) -> None:
        if isnan(self.low) or isnan(self.high) or not self.low < self.high:
            raise InputError(f"Bounded({self.low:g}, {self.high:g}): expected low < high")
        if self.low == -inf and self.high == inf:
            raise InputError("Bounded(-inf, inf) assumes nothing: state FiniteVariance or SubExponential")

    def room(self, mean: float, *, above: bool) -> float:
        """How far below (above: False, beyond) m a draw may fall."""
        return mean - self.low if above else self.high - mean

    def excluded(self, mean: float, *, above: bool) -> bool:
        """Whether m is outside the range on the side in question."""
        return self.room(mean, above=above) < 0

    def bets(self, mean: float, *, above: bool) -> Array | None:
        """Shares of 1/(m − low), or of 1/(high − m)."""
        room = self.room(mean, above=above)
        if room == inf:
            return None
        if room <= 0:  # m is the end of the range: no draw can lose, whatever is bet
            width = self.high - self.low
            return _HALVINGS / (width if isfinite(width) else 1.0) * 2.0**8
        bets: Array = _LARGEST_FRACTION * _HALVINGS / room
        return bets

    def increments(self, values: Array, mean: float, bets: Array, *, above: bool) -> Array:
        """log(1 ± λ_j(X_i − m))."""
        _finite(values)
        width = self.high - self.low
        slack = 1e-9 * (width if isfinite(width) else 1.0)  # rounding of what computes the draws
        outside = values[(values < self.low - slack) | (values > self.high + slack)]
        if len(outside):
            raise InputError(f"a draw is {outside[0]:g}, outside the stated range [{self.low:g}, {self.high:g}]")
        gap = np.clip(values, self.low, self.high) - mean
        increments: Array = np.log1p(np.multiply.outer(bets if above else -bets, gap))
        return increments

    def __str__(self) -> str:
        return f"every draw in [{self.low:g}, {self.high:g}]"


@dataclass(frozen=True)
class FiniteVariance:
    """Independent draws of one law whose variance is at most `variance`; the law may be heavy-tailed.

    L = Π exp(φ(±λ(X_i − m)) − λ²v/2) with Catoni's φ(x) = sign(x) log(1 + |x| + x²/2), since E exp φ(λ(X − μ)) ≤
    1 + λ²v/2: Wang & Ramdas 2023, "Catoni-style confidence sequences for heavy-tailed mean estimation".
    """

    variance: float

    def __post_init__(self) -> None:
        _number(self.variance, "variance", least=0)

    def excluded(self, mean: float, *, above: bool) -> bool:
        """Never: a variance excludes no mean."""
        return False

    def bets(self, mean: float, *, above: bool) -> Array | None:
        """Multiples of 1/√v."""
        bets: Array = _LARGEST_EFFECT * _HALVINGS / sqrt(self.variance)
        return bets

    def increments(self, values: Array, mean: float, bets: Array, *, above: bool) -> Array:
        """φ(±λ_j(X_i − m)) − λ_j²v/2."""
        _finite(values)
        x = np.multiply.outer(bets if above else -bets, values - mean)
        size = np.abs(x)
        increments: Array = np.sign(x) * np.log1p(size + x**2 / 2) - (bets**2 * self.variance / 2)[:, None]
        return increments

    def __str__(self) -> str:
        return f"independent draws of variance at most {self.variance:g}"


@dataclass(frozen=True)
class SubExponential:
    """Independent draws with log E exp(±λ(X − μ)) ≤ λ²v/(2(1 − cλ)) for 0 ≤ λ < 1/c, v = `variance`, c = `scale`.

    Sub-gamma in the words of Howard, Ramdas, McAuliffe & Sekhon 2021, "Time-uniform, nonparametric, nonasymptotic
    confidence sequences", from whom L = exp(±λ Σ(X_i − m) − N λ²v/(2(1 − cλ))) is; c = 0 is sub-Gaussian with variance
    proxy v. An exponential law of mean μ has v = μ², c = μ; a Gaussian one v = its variance, c = 0.
    """

    variance: float
    scale: float = 0.0

    def __post_init__(self) -> None:
        _number(self.variance, "variance", least=0)
        if not (isfinite(self.scale) and self.scale >= 0):
            raise InputError(f"scale {self.scale:g}: expected a finite number of at least 0")

    def excluded(self, mean: float, *, above: bool) -> bool:
        """Never: the assumption excludes no mean."""
        return False

    def bets(self, mean: float, *, above: bool) -> Array | None:
        """Multiples of 1/√v, kept below 1/c."""
        bets: Array = _HALVINGS / (sqrt(self.variance) / _LARGEST_EFFECT + self.scale)
        return bets

    def increments(self, values: Array, mean: float, bets: Array, *, above: bool) -> Array:
        """±λ_j(X_i − m) − λ_j²v/(2(1 − cλ_j))."""
        _finite(values)
        cost = bets**2 * self.variance / (2 * (1 - self.scale * bets))
        increments: Array = np.multiply.outer(bets if above else -bets, values - mean) - cost[:, None]
        return increments

    def __str__(self) -> str:
        if self.scale == 0:
            return f"independent sub-Gaussian draws, variance proxy {self.variance:g}"
        return f"independent sub-gamma draws, variance {self.variance:g}, scale {self.scale:g}"


def nonnegative() -> Bounded:
    """Draws ≥ 0 and nothing else: the mean can be shown to be above a number, never below one."""
    return Bounded(0.0, inf)
