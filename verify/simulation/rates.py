"""How fast a gap falls along n: the exponent of a power law, with its interval."""

from __future__ import annotations

from math import inf

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from ...bounds.errors import InputError
from .intervals import Interval, checked_level

Array = NDArray[np.float64]

_SEARCH = 12.0
"""Exponents are looked for in [−12, 12]; an interval that reaches further is unbounded on that side."""


def power_rate(sizes: Array, gaps: Array, errors: Array, *, level: float = 0.95) -> Interval:
    """The exponent r of gap ≈ c·size^r by weighted least squares, c eliminated.

    Arguments: `sizes` (m,), at least three different; `gaps` (m,), estimates, and `errors` (m,), their
    standard errors, independent; `level`. Returns the exponents whose weighted sum of squares is within the
    χ² quantile of the least one (a profile-likelihood interval): asymptotic in the draws behind each gap,
    and conditional on the power law, which `power_misfit` tests. A gap that is not resolved from 0 does no
    harm; if none is, the interval is unbounded.
    """
    checked_level(level)
    if len(np.unique(sizes)) < 3:
        raise InputError(f"a rate needs at least three sizes, not {len(np.unique(sizes))}")
    grid = np.linspace(-_SEARCH, _SEARCH, 961)
    profile = np.array([_misfit(r, sizes, gaps, errors) for r in grid])
    limit = float(profile.min()) + float(stats.chi2.isf(1 - level, 1))
    inside = np.flatnonzero(profile <= limit)
    first, last = int(inside[0]), int(inside[-1])

    def crossing(r: float) -> float:
        return _misfit(r, sizes, gaps, errors) - limit

    low = -inf if first == 0 else float(optimize.brentq(crossing, grid[first - 1], grid[first]))
    high = inf if last == len(grid) - 1 else float(optimize.brentq(crossing, grid[last], grid[last + 1]))
    return Interval(low, high, level, "profile of weighted least squares", "gap = c·size^r, asymptotic in the draws")


def power_misfit(sizes: Array, gaps: Array, errors: Array) -> float:
    """The p-value of the power law's χ² test with m − 2 degrees of freedom: small where no power law fits."""
    found = optimize.minimize_scalar(_misfit, bounds=(-_SEARCH, _SEARCH), args=(sizes, gaps, errors), method="bounded")
    return float(stats.chi2.sf(float(found.fun), len(sizes) - 2))


def _misfit(exponent: float, sizes: Array, gaps: Array, errors: Array) -> float:
    """The weighted sum of squares at an exponent, at its best constant."""
    shape = (sizes / sizes[0]) ** exponent / errors
    scaled = gaps / errors
    constant = float(shape @ scaled) / float(shape @ shape)
    return float(np.sum((scaled - constant * shape) ** 2))
