"""Sequential tests of a mean, valid at every stopping time, and the confidence sequence that they invert to.

A test multiplies up evidence (see `assumptions`); by Ville's inequality the average L of its supermartingales ever
reaches 1/δ with probability at most δ if the hypothesis is true, however long one looks and whenever one stops.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, inf, log, sqrt
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ...bounds.errors import InputError
from .assumptions import Assumption

if TYPE_CHECKING:
    from ..simulation.intervals import Interval

Array = NDArray[np.float64]
_NEWEST_BLOCK = 8192
"""Draws worked on at once: bounds the memory of long runs."""


def checked_delta(delta: float) -> float:
    """The error probability, if it is in (0, 1); else an InputError."""
    if not 0 < delta < 1:
        raise InputError(f"delta {delta} is outside (0, 1): give, say, 1e-6")
    return float(delta)


@dataclass
class MeanTest:
    """A running test of "the mean is ≤ m" (`above`: evidence that it is above m), or of "the mean is ≥ m".

    `crossed` is the number of draws after which the hypothesis was rejected at level `delta`, or None so far.
    """

    assumption: Assumption
    mean: float
    above: bool
    delta: float
    crossed: int | None = field(default=None, init=False)
    _bets: Array | None = field(init=False, repr=False)
    _logs: Array = field(init=False, repr=False)
    _seen: int = field(default=0, init=False, repr=False)

    def __post_init__(self) -> None:
        checked_delta(self.delta)
        self._bets = self.assumption.bets(self.mean, above=self.above)
        self._logs = np.zeros(0 if self._bets is None else len(self._bets))
        if self.assumption.excluded(self.mean, above=self.above):
            self.crossed = 0

    @property
    def possible(self) -> bool:
        """Whether any draws could ever reject the hypothesis under this assumption."""
        return self._bets is not None or self.crossed is not None

    @property
    def threshold(self) -> float:
        """What the logarithm of the averaged evidence has to reach."""
        return -log(self.delta)

    def update(self, values: Array) -> None:
        """Takes the next draws, in order; once the hypothesis is rejected nothing changes any more."""
        for start in range(0, len(values), _NEWEST_BLOCK):
            self._take(values[start : start + _NEWEST_BLOCK])

    def _take(self, values: Array) -> None:
        if self.crossed is not None or self._bets is None or len(values) == 0:
            return
        increments = self.assumption.increments(values, self.mean, self._bets, above=self.above)
        paths = self._logs[:, None] + np.cumsum(increments, axis=1)
        reached = np.flatnonzero(_log_average(paths) >= self.threshold)
        if len(reached):
            self.crossed = self._seen + int(reached[0]) + 1
        self._seen += len(values)
        self._logs = paths[:, -1]

    def draws_needed(self, values: Array) -> float:
        """About how many draws would reject the hypothesis, if those to come are like these; ∞ if none would.

        The best bet's mean growth on a draw, where the sample mean is on the right side of m; else ∞. A gap within two
        standard errors is counted as two of them, so that the answer is then a lower limit. No guarantee.
        """
        if self._bets is None or len(values) < 2:
            return inf
        error = float(values.std(ddof=1)) / sqrt(len(values))
        gap = float(values.mean()) - self.mean if self.above else self.mean - float(values.mean())
        shift = max(0.0, 2 * error - gap)
        if gap < -2 * error:
            return inf
        shifted = self.mean - shift if self.above else self.mean + shift
        if self.assumption.excluded(shifted, above=self.above):
            shifted = self.mean
        sample = values[:_NEWEST_BLOCK]
        growth = self.assumption.increments(sample, shifted, self._bets, above=self.above).mean(axis=1).max()
        return inf if growth <= 0 else float(ceil((self.threshold + log(len(self._bets))) / growth))


def _log_average(logs: Array) -> Array:
    """log of the average of exp over the first axis."""
    top = logs.max(axis=0)
    average: Array = top + np.log(np.exp(logs - top).mean(axis=0))
    return average


def rejects(values: Array, assumption: Assumption, mean: float, *, above: bool, delta: float) -> bool:
    """Whether the draws, looked at one after the other, ever reject the hypothesis."""
    test = MeanTest(assumption, mean, above, delta)
    for start in range(0, len(values), _NEWEST_BLOCK):
        test.update(values[start : start + _NEWEST_BLOCK])
        if test.crossed is not None:
            return True
    return test.crossed is not None


def confidence_sequence(values: Array, assumption: Assumption, *, delta: float) -> Interval:
    """The interval of all means that neither one-sided test rejects at δ/2, by the evidence at the last draw.

    Arguments: `values` (draws,), in the order drawn; what is assumed of them; `delta`. Returns an interval that covers
    the mean at all sample sizes at once with probability ≥ 1 − δ, so that one may stop whenever one likes; an end is
    infinite where the assumption allows no limit on that side. Ends are found by bisection, outwards, to a tenth of the
    standard error of the mean. Raises InputError for a draw that the assumption excludes.
    """
    from ..simulation.intervals import Interval

    checked_delta(delta)
    values = np.asarray(values, dtype=np.float64)
    low = _end(values, assumption, above=True, delta=delta / 2)
    high = _end(values, assumption, above=False, delta=delta / 2)
    return Interval(low, high, 1 - delta, "confidence sequence, by betting", f"{assumption}; any stopping time")


def _end(values: Array, assumption: Assumption, *, above: bool, delta: float) -> float:
    """The limit on one side: rejection is monotone in m, since every increment is."""
    away = -1.0 if above else 1.0
    if len(values) == 0:
        return away * inf
    centre = float(values.mean())
    error = max(float(values.std()) / sqrt(len(values)), 1e-9 * abs(centre), 1e-15)
    step = 4 * error
    inside, outside = centre, centre + away * step
    while not _rejected_at_last(values, assumption, outside, above=above, delta=delta):
        if assumption.bets(outside, above=above) is None or step > 1e9 * error:
            return away * inf
        step *= 2
        inside, outside = outside, outside + away * step
    while abs(outside - inside) > error / 10:
        middle = (inside + outside) / 2
        if _rejected_at_last(values, assumption, middle, above=above, delta=delta):
            outside = middle
        else:
            inside = middle
    return outside


def _rejected_at_last(values: Array, assumption: Assumption, mean: float, *, above: bool, delta: float) -> bool:
    """Whether the evidence after the last draw rejects the hypothesis, whatever it was before."""
    if assumption.excluded(mean, above=above):
        return True
    bets = assumption.bets(mean, above=above)
    if bets is None:
        return False
    logs = np.zeros(len(bets))
    for start in range(0, len(values), _NEWEST_BLOCK):
        block = values[start : start + _NEWEST_BLOCK]
        logs += assumption.increments(block, mean, bets, above=above).sum(axis=1)
    return bool(_log_average(logs) >= -log(delta))
