"""Intervals from draws, compared with a range or with one another: SUPPORTED, CONTRADICTED or UNDECIDED."""

from __future__ import annotations

from fractions import Fraction

from ..verdict import Json, Outcome, Verdict
from .tables import finite_verdict

Ends = tuple[float, float]


def near(text: str, found: Ends, allowed: Ends, shown: dict[str, Json], delta: Fraction) -> Verdict:
    """SUPPORTED if the interval `found` lies inside the range `allowed`, CONTRADICTED if it is apart from it."""
    (low, high), (least, most) = found, allowed
    how = f"the interval [{low:.6g}, {high:.6g}] {_level(delta)}"
    if least <= low and high <= most:
        return simulated(Outcome.SUPPORTED, text, f"{how} lies inside", shown, delta)
    if high < least or low > most:
        return simulated(Outcome.CONTRADICTED, text, f"{how} lies outside", shown, delta)
    return simulated(Outcome.UNDECIDED, text, f"{how} crosses the boundary: more draws would decide", shown, delta)


def compared(text: str, smaller: Ends, larger: Ends, shown: dict[str, Json], delta: Fraction) -> Verdict:
    """SUPPORTED if the first interval lies below the second, CONTRADICTED if above, else UNDECIDED."""
    if smaller[1] < larger[0]:
        return simulated(Outcome.SUPPORTED, text, f"the intervals are apart {_level(delta)}", shown, delta)
    if smaller[0] > larger[1]:
        why = f"the intervals are the other way round {_level(delta)}"
        return simulated(Outcome.CONTRADICTED, text, why, shown, delta)
    return simulated(Outcome.UNDECIDED, text, "the intervals overlap: more draws would decide", shown, delta)


def _level(delta: Fraction) -> str:
    return f"(Student, asymptotic in the draws; delta = {delta})"


def simulated(outcome: Outcome, text: str, why: str, shown: dict[str, Json], delta: Fraction | str) -> Verdict:
    """A verdict by draws, with its table and the chance of saying so when it is false."""
    return finite_verdict(outcome, text, why, "simulation", shown, extra={"delta": str(delta)})
