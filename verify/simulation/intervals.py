"""Confidence intervals for a mean or a median of independent, identically distributed draws.

Each function says under which assumption its level holds. Only `student` is asymptotic.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf, log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from ...bounds.errors import InputError

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    """An interval [low, high] that covers its target with probability ≥ level, by a named method under an
    assumption.
    """

    low: float
    high: float
    level: float
    method: str
    assumption: str

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    @property
    def middle(self) -> float:
        """Halfway between its ends."""
        return (self.low + self.high) / 2

    @property
    def sizes(self) -> tuple[float, float]:
        """The smallest and the largest absolute value in it."""
        ends = abs(self.low), abs(self.high)
        return 0.0 if 0 in self else min(ends), max(ends)


def checked_level(level: float) -> float:
    """The level, if it is in (0, 1); else an InputError."""
    if not 0 < level < 1:
        raise InputError(f"level {level} is outside (0, 1): give, say, 0.95")
    return level


def empirical_bernstein(values: Array, low: float, high: float, *, level: float) -> Interval:
    """An interval for the mean of draws that lie in [low, high], valid at every stopping time.

    The predictable plug-in empirical-Bernstein confidence sequence of Waudby-Smith & Ramdas (2023, theorem
    2), at the last draw: since it covers at all sample sizes at once, stopping early, for whatever reason,
    keeps its level. Arguments: `values` (draws,), in the order drawn; the a-priori range; `level`. Raises
    InputError for a value outside the range.
    """
    checked_level(level)
    width = high - low
    if len(values) == 0 or width <= 0:
        return Interval(low, high, level, "a-priori range", f"values in [{low:.6g}, {high:.6g}]")
    slack = 1e-9 * width
    if values.min() < low - slack or values.max() > high + slack:
        raise InputError(f"value {values.min():.6g} or {values.max():.6g} is outside the range [{low:.6g}, {high:.6g}]")
    unit = np.clip((values - low) / width, 0.0, 1.0)
    count = np.arange(1, len(unit) + 1)
    mean = (0.5 + np.cumsum(unit)) / (count + 1)
    spread = (0.25 + np.cumsum((unit - mean) ** 2)) / (count + 1)
    mean_before = np.concatenate([[0.5], mean[:-1]])
    spread_before = np.concatenate([[0.25], spread[:-1]])
    penalty = log(2 / (1 - level))
    bets = np.minimum(np.sqrt(2 * penalty / (spread_before * count * np.log1p(count))), 0.5)
    cost = 4 * (unit - mean_before) ** 2 * (-np.log1p(-bets) - bets) / 4
    centre = float(bets @ unit / bets.sum())
    radius = float((penalty + cost.sum()) / bets.sum())
    return Interval(
        low + width * max(centre - radius, 0.0),
        low + width * min(centre + radius, 1.0),
        level,
        "empirical-Bernstein confidence sequence",
        f"values in [{low:.6g}, {high:.6g}] by construction, valid at any stopping time",
    )


def truncated_lower(values: Array, cap: float, *, level: float) -> Interval:
    """A one-sided interval [low, ∞) for the mean of draws ≥ 0 with no other assumption.

    E W ≥ E min(W, cap), and the latter is bounded: `empirical_bernstein` at [0, cap]. `cap` is to be fixed
    before the draws are seen.
    """
    inner = empirical_bernstein(np.minimum(values, cap), 0.0, cap, level=level)
    return Interval(inner.low, inf, level, "truncation + " + inner.method, f"values ≥ 0; truncated at {cap:.6g}")


def catoni(values: Array, variance: float, *, level: float) -> Interval:
    """An interval for the mean of draws whose variance is at most `variance`, without further assumption.

    Inverts Catoni's test (2012): with ψ(x) = sign(x) log(1 + |x| + x²/2), E exp(±ψ(a(W − m))) ≤ 1 + a²v/2 at
    the mean m, so that |Σ ψ(a(W_i − m))| ≤ N a² v/2 + log(2/δ) with probability ≥ 1 − δ; the sum decreases
    in m.
    """
    checked_level(level)
    if not variance > 0 or len(values) == 0:
        raise InputError(f"Catoni's interval needs draws and a variance > 0, not {len(values)} and {variance}")
    count = len(values)
    penalty = log(2 / (1 - level))
    scale = sqrt(2 * penalty / (count * variance))
    limit = count * scale**2 * variance / 2 + penalty

    def excess(centre: float, sign: float) -> float:
        x = scale * (values - centre)
        return float(np.sum(np.sign(x) * np.log1p(np.abs(x) + x**2 / 2))) - sign * limit

    def root(sign: float) -> float:
        step = sqrt(variance) + float(np.ptp(values))
        low, high = float(values.min()) - step, float(values.max()) + step
        while excess(low, sign) < 0:
            low -= step
            step *= 2
        while excess(high, sign) > 0:
            high += step
            step *= 2
        return float(
            optimize.brentq(excess, low, high, args=(sign,), xtol=1e-12 * max(abs(low), abs(high)), rtol=1e-12)
        )

    return Interval(root(1.0), root(-1.0), level, "Catoni", f"variance at most {variance:.6g}")


def student(values: Array, *, level: float) -> Interval:
    """Student's interval for the mean: asymptotic, for draws of finite variance; needs two draws."""
    checked_level(level)
    count = len(values)
    if count < 2:
        return Interval(-inf, inf, level, "none", "one draw gives no interval")
    mean, error = float(values.mean()), float(values.std(ddof=1)) / sqrt(count)
    radius = float(stats.t.ppf((1 + level) / 2, count - 1)) * error
    return Interval(mean - radius, mean + radius, level, "Student", "asymptotic in the draws, of finite variance")


def relative_gap(values: Array, reference: Array, *, level: float) -> Interval:
    """An interval for E V/E W − 1 from pairs (V, W) of one draw each: asymptotic, by the delta method.

    With r the ratio of the means, r − 1 errs by the mean of (V − rW)/E W to first order, in which the draws of the
    reference count as well: leaving them out is right for r = 1 only.
    """
    mean = float(reference.mean())
    ratio = float(values.mean()) / mean
    found = student((values - ratio * reference) / mean + (ratio - 1), level=level)
    return replace(found, method="Student, of a ratio")


def order_statistics(values: Array, *, level: float) -> Interval:
    """An interval for the median from two order statistics: exact for every law, by the binomial
    distribution.
    """
    checked_level(level)
    count = len(values)
    rank = int(stats.binom.ppf((1 - level) / 2, count, 0.5))
    while rank > 0 and 2 * stats.binom.cdf(rank - 1, count, 0.5) > 1 - level:
        rank -= 1
    if count == 0 or rank == 0:
        return Interval(-inf, inf, level, "order statistics", "too few draws for a bounded interval at this level")
    ordered = np.sort(values)
    return Interval(
        float(ordered[rank - 1]),
        float(ordered[count - rank]),
        level,
        "order statistics",
        "none, for the median",
    )
