"""How finite checks show their numbers: cells, tables, verdicts and curves, all plain JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..recheck.ranks import NOT_COVERED
from ..verdict import Evidence, Json, Outcome, Recheck, Verdict

_SHOWN_DIGITS = 10


def confirmed(verdict: Verdict, complaint: str) -> Verdict:
    """The verdict as the re-checker leaves it: confirmed, with the engine alone, or, rejected, UNDECIDED."""
    if complaint == NOT_COVERED:
        return replace(verdict, recheck=Recheck.ENGINE_ONLY)
    if complaint:
        return replace(verdict, outcome=Outcome.UNDECIDED, why=f"the re-checker disagrees: {complaint}")
    return replace(verdict, recheck=Recheck.RECHECKED)


def curve(label: str, kind: str, x: list[float], y: list[float]) -> dict[str, Json]:
    return {"label": label, "kind": kind, "x": list(x), "y": list(y), "low": None, "high": None}


def points(label: str, x: tuple[int, ...], found: list[tuple[float, float, float]]) -> dict[str, Json]:
    middle, low, high = (list(column) for column in zip(*found, strict=True))
    return {"label": label, "kind": "simulation", "x": list(x), "y": middle, "low": low, "high": high}


def cell(ball: Any) -> Json:
    """A ball as text, with decimal numbers on both sides of it."""
    middle, radius, exponent = ball.mid_rad_10exp(_SHOWN_DIGITS)  # rounded outwards: whole numbers times a power of ten
    ends = {"low": middle - radius, "high": middle + radius}
    value = ball.mid().str(_SHOWN_DIGITS, radius=False)
    return {"value": value, **{key: f"{end}e{exponent}" for key, end in ends.items()}}


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
    kind = "enclosure" if checker == "enclosures" else "simulation"
    summary = str(table["table"]["caption"])
    return Verdict(outcome, text, why, checker, evidence=(Evidence(kind, summary, {**table, **(extra or {})}),))
