"""Claims about means, decided by as many draws as it takes: as verdicts, and as assertions for tests.

SUPPORTED: if the claim were false, this would come out with probability at most δ. CONTRADICTED: if it were true, with
probability at most δ. UNDECIDED: the draw limit was reached. A claim that holds with equality cannot be decided by any
number of draws: leave room, or state a tolerance.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isfinite
from numbers import Real

import numpy as np
from numpy.typing import NDArray

from ...bounds.claims import Mode
from ...bounds.errors import InputError
from ..budget import DEFAULT_DELTA, DEFAULT_DRAWS, current_budget
from ..verdict import Evidence, Outcome, Verdict
from .quantities import MonteCarlo
from .sequential import MeanTest, checked_delta, confidence_sequence

Array = NDArray[np.float64]
_LARGEST_BATCH = 8192


class ClaimFailed(AssertionError):
    """An assertion about a mean that did not come out SUPPORTED; `verdict` says what did."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        super().__init__(f"{verdict.outcome.value}: {verdict.claim}: {verdict.why}")


def at_most(
    estimate: MonteCarlo, bound: float, *, delta: float = DEFAULT_DELTA, draws: int = DEFAULT_DRAWS, seed: int = 0
) -> Verdict:
    """Whether the mean of a quantity is at most `bound`.

    Arguments: the quantity; the bound; `delta`, the probability allowed for either wrong answer; `draws`, the limit;
    `seed`. Returns SUPPORTED, CONTRADICTED or UNDECIDED with draws, δ and what was assumed. SUPPORTED proves nothing.
    """
    return between(estimate, -inf, bound, delta=delta, draws=draws, seed=seed)


def at_least(
    estimate: MonteCarlo, bound: float, *, delta: float = DEFAULT_DELTA, draws: int = DEFAULT_DRAWS, seed: int = 0
) -> Verdict:
    """Whether the mean of a quantity is at least `bound`; see `at_most`."""
    return between(estimate, bound, inf, delta=delta, draws=draws, seed=seed)


def close(
    estimate: MonteCarlo,
    value: float,
    *,
    tolerance: float,
    delta: float = DEFAULT_DELTA,
    draws: int = DEFAULT_DRAWS,
    seed: int = 0,
) -> Verdict:
    """Whether the mean of a quantity is within `tolerance` > 0 of `value`; see `at_most`."""
    if not tolerance > 0:
        raise InputError(f"tolerance {tolerance}: expected a positive number; equality cannot be simulated")
    return between(estimate, value - tolerance, value + tolerance, delta=delta, draws=draws, seed=seed)


def between(
    estimate: MonteCarlo,
    low: float,
    high: float,
    *,
    delta: float = DEFAULT_DELTA,
    draws: int = DEFAULT_DRAWS,
    seed: int = 0,
) -> Verdict:
    """Whether the mean of a quantity lies in [low, high], an end of which may be infinite; see `at_most`.

    SUPPORTED needs both sides, each tested at δ: the claim is false on one side only. CONTRADICTED needs one of them,
    each tested at δ/2.
    """
    if not all(isinstance(end, Real) for end in (low, high)):
        raise InputError(f"[{low!r}, {high!r}]: expected numbers")
    if not (low < high and (isfinite(low) or isfinite(high))):
        raise InputError(f"[{low}, {high}]: expected low < high, at least one of them finite")
    if draws < 1:
        raise InputError(f"draws {draws}: expected a whole number of at least 1")
    ends = [(end, side) for end, side in ((low, True), (high, False)) if isfinite(end)]
    supporting = [MeanTest(estimate.assumption, end, above, delta) for end, above in ends]
    contrary = [MeanTest(estimate.assumption, end, not above, delta / len(ends)) for end, above in ends]
    claim = _text(estimate.name, low, high)
    values, outcome, used = _draw(estimate, supporting, contrary, draws, seed)
    average = float(values[:, :used].mean()) if used else None
    mean = "no draw was needed" if average is None else f"mean {average:.6g} of {used} draws"
    if outcome is Outcome.SUPPORTED:
        why = f"{mean}; were the claim false, this would have probability at most {delta:g}"
    elif outcome is Outcome.CONTRADICTED:
        why = f"{mean}; were the claim true, this would have probability at most {delta:g}"
    else:
        why = f"{mean}, {_undecided(estimate, values, supporting, contrary, delta)}"
    data = {
        "draws": used,
        "seed": seed,
        "delta": delta,
        "assumption": str(estimate.assumption),
        "mean": average,
        "low": low if isfinite(low) else "-oo",
        "high": high if isfinite(high) else "oo",
    }
    evidence = Evidence("simulation", f"{used} draws, δ = {delta:g}, assuming {estimate.assumption}", data)
    return Verdict(outcome, claim, why, "simulation", mode=Mode.MEAN.value, evidence=(evidence,))


def _draw(
    estimate: MonteCarlo, supporting: Sequence[MeanTest], contrary: Sequence[MeanTest], limit: int, seed: int
) -> tuple[Array, Outcome, int]:
    """Draws in growing batches until decided: the draws, the outcome, and after how many it was reached."""
    generator = np.random.Generator(np.random.Philox(key=np.array([seed, 0], dtype=np.uint64)))
    kept: list[Array] = []
    total, batch = 0, estimate.batch
    while True:
        outcome, used = _decided(supporting, contrary)
        if outcome is not None:
            return np.concatenate(kept, axis=1) if kept else np.zeros((2, 0)), outcome, used
        if total >= limit:
            return np.concatenate(kept, axis=1), Outcome.UNDECIDED, total
        values = estimate.sample(generator, min(batch, limit - total))
        for test in (*supporting, *contrary):
            test.update(values[0] if test.above else values[1])
        kept.append(values)
        total += values.shape[1]
        batch = min(2 * batch, max(_LARGEST_BATCH, estimate.batch))


def _decided(supporting: Sequence[MeanTest], contrary: Sequence[MeanTest]) -> tuple[Outcome | None, int]:
    """Whichever comes first: all supporting tests, or one contrary test."""
    against = min((test.crossed for test in contrary if test.crossed is not None), default=inf)
    crossed = [inf if test.crossed is None else test.crossed for test in supporting]
    if max(crossed) < against:
        return Outcome.SUPPORTED, int(max(crossed))
    return (None, 0) if against == inf else (Outcome.CONTRADICTED, int(against))


def _undecided(
    estimate: MonteCarlo, values: Array, supporting: Sequence[MeanTest], contrary: Sequence[MeanTest], delta: float
) -> str:
    """Where the mean may be, and what it would take."""
    low = confidence_sequence(values[0], estimate.assumption, delta=delta).low
    high = confidence_sequence(values[1], estimate.assumption, delta=delta).high
    found = f"in [{low:.6g}, {high:.6g}] at level 1 - {delta:g}"
    if not all(test.possible for test in supporting):
        return f"{found}; no number of draws could support the claim assuming only {estimate.assumption}: state more"
    support = max(test.draws_needed(values[0]) for test in supporting if test.crossed is None)
    against = min(test.draws_needed(values[0]) for test in contrary)
    needed, what = (support, "support") if support <= against else (against, "contradict")
    if needed == inf:
        return f"{found}; the draws do not tell how many more it would take"
    return f"{found}; about {needed:.2g} draws would {what} it, if those to come are like these: raise the draw limit"


def _text(name: str, low: float, high: float) -> str:
    if low == -inf:
        return f"{name} <= {high:.12g}"
    if high == inf:
        return f"{name} >= {low:.12g}"
    return f"{low:.12g} <= {name} <= {high:.12g}"


def assert_at_most(
    estimate: MonteCarlo, bound: float, *, delta: float | None = None, draws: int | None = None
) -> Verdict:
    """Asserts that the mean of a quantity is at most `bound`.

    Arguments: as `at_most`; inside a test item that boundproof's pytest plugin runs, δ is the next share of the item's
    error budget (a given `delta` may only be smaller), the draw limit is that of the run, and the draws are fresh.
    Returns the verdict if it is SUPPORTED; else raises ClaimFailed, an AssertionError, which for UNDECIDED says how
    many draws it would take. SUPPORTED proves nothing: it is wrong with probability at most δ.
    """
    __tracebackhide__ = True
    return _asserted(estimate, -inf, bound, delta, draws)


def assert_at_least(
    estimate: MonteCarlo, bound: float, *, delta: float | None = None, draws: int | None = None
) -> Verdict:
    """Asserts that the mean of a quantity is at least `bound`; see `assert_at_most`."""
    __tracebackhide__ = True
    return _asserted(estimate, bound, inf, delta, draws)


def assert_close(
    estimate: MonteCarlo,
    value: float,
    *,
    tolerance: float,
    delta: float | None = None,
    draws: int | None = None,
) -> Verdict:
    """Asserts that the mean of a quantity is within `tolerance` > 0 of `value`; see `assert_at_most`."""
    __tracebackhide__ = True
    if not tolerance > 0:
        raise InputError(f"tolerance {tolerance}: expected a positive number; equality cannot be simulated")
    return _asserted(estimate, value - tolerance, value + tolerance, delta, draws)


def assert_between(
    estimate: MonteCarlo,
    low: float,
    high: float,
    *,
    delta: float | None = None,
    draws: int | None = None,
) -> Verdict:
    """Asserts that the mean of a quantity lies in [low, high]; see `assert_at_most`."""
    __tracebackhide__ = True
    return _asserted(estimate, low, high, delta, draws)


def _asserted(estimate: MonteCarlo, low: float, high: float, delta: float | None, draws: int | None) -> Verdict:
    __tracebackhide__ = True
    budget = current_budget()
    if budget is None:
        share, seed = DEFAULT_DELTA if delta is None else delta, 0
        limit = DEFAULT_DRAWS if draws is None else draws
    else:
        share, seed = budget.next_assertion()
        share = share if delta is None else min(share, checked_delta(delta))
        limit = budget.draws if draws is None else draws
    verdict = between(estimate, low, high, delta=share, draws=limit, seed=seed)
    if budget is not None:
        budget.record(verdict.outcome.value, int(verdict.evidence[0].data["draws"]))
    if verdict.outcome is not Outcome.SUPPORTED:
        raise ClaimFailed(verdict)
    return verdict
