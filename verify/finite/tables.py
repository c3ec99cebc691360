"""How finite checks show their numbers: cells, tables, verdicts and curves, all plain JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import oo

from ...bounds.spectra import Listing, Spectrum
from ..recheck.ranks import NOT_COVERED
from ..simulation.intervals import Interval, student
from ..verdict import Evidence, Json, Outcome, Recheck, Verdict

_SHOWN_DIGITS = 10
_LISTED = 6  # eigenvalues of a list that are shown
_POWER = 4  # the power of ten from which it is shown as one


def confirmed(verdict: Verdict, complaint: str) -> Verdict:
    """The verdict as the re-checker leaves it: confirmed, with the engine alone, or, rejected, UNDECIDED."""
    if complaint == NOT_COVERED:
        return replace(verdict, recheck=Recheck.ENGINE_ONLY)
    if complaint:
        return replace(verdict, outcome=Outcome.UNDECIDED, why=f"the re-checker disagrees: {complaint}")
    return replace(verdict, recheck=Recheck.RECHECKED)


def spectrum_text(spectrum: Spectrum) -> str:
    """The eigenvalues for a reader, formulas between backticks: "λ_i = `1/(i*log(i + 1)**2)`, `i >= 1`"."""
    pieces = []
    for segment in spectrum.segments:
        if isinstance(segment, Listing):
            shown = ", ".join(f"`{value}`" for value in segment.values[:_LISTED])
            dots = ", …" if len(segment.values) > _LISTED else ""
            names = "λ_1" if len(segment.values) == 1 else f"λ_1, …, λ_{len(segment.values)}"
            pieces.append(f"{names} = {shown}{dots}")
        elif segment.last == oo:
            pieces.append(f"λ_i = `{segment.formula}`, `i >= {segment.first}`")
        else:
            pieces.append(f"λ_i = `{segment.formula}`, `{segment.first} <= i <= {segment.last}`")
    return " and ".join(pieces)


def size_text(name: str, value: int) -> str:
    """A whole number for a reader, a large power of ten as one: "`n = 10**12`"."""
    power = len(str(value)) - 1
    return f"`{name} = 10**{power}`" if power >= _POWER and value == 10**power else f"`{name} = {value}`"


def chance_text(chance: Fraction) -> str:
    """A small probability for a reader: "`10**(-6)`"."""
    power = len(str(chance.denominator)) - 1
    whole = chance.numerator == 1 and chance.denominator == 10**power
    return f"`10**(-{power})`" if whole else f"`{chance}`"


def cell(ball: Any) -> Json:
    """A ball as text, with decimal numbers on both sides of it."""
    middle, radius, exponent = ball.mid_rad_10exp(_SHOWN_DIGITS)  # rounded outwards: whole numbers times a power of ten
    ends = {"low": middle - radius, "high": middle + radius}
    value = ball.mid().str(_SHOWN_DIGITS, radius=False)
    return {"value": value, **{key: f"{end}e{exponent}" for key, end in ends.items()}}


def interval_cell(value: float, interval: Interval) -> dict[str, Json]:
    """A value with the ends of its interval."""
    return {"value": value, "low": interval.low, "high": interval.high}


def mean_cell(values: NDArray[np.float64], *, level: float) -> dict[str, Json]:
    """The mean of draws with its Student interval, which is asymptotic in the draws."""
    return interval_cell(float(values.mean()), student(values, level=level))


def error_cell(value: float, error: float) -> dict[str, Json]:
    """An estimate with two standard errors to either side."""
    return {"value": float(value), "low": float(value - 2 * error), "high": float(value + 2 * error)}


def table(columns: list[str], rows: list[list[Json]], caption: str) -> dict[str, Json]:
    return {"table": {"columns": columns, "rows": rows, "caption": caption}}


def finite_verdict(
    outcome: Outcome,
    text: str,
    why: str,
    checker: str,
    table: dict[str, Json],
    *,
    extra: Mapping[str, Json] | None = None,
) -> Verdict:
    """A verdict with its table; one that balls refute is the engine's alone until `confirmed` says otherwise."""
    kind = "enclosure" if checker == "enclosures" else "simulation"
    summary = str(table["table"]["caption"])
    alone = checker == "enclosures" and outcome is Outcome.REFUTED
    return Verdict(
        outcome,
        text,
        why,
        checker,
        evidence=(Evidence(kind, summary, {**table, **(extra or {})}),),
        recheck=Recheck.ENGINE_ONLY if alone else Recheck.NONE,
    )


def counted(number: int, what: str) -> str:
    """`1 case`, `2 cases`: how many of what, in words that a sentence can hold."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
