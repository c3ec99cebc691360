"""The numbers of one figure, built so that a report can draw them: axes, curves with their intervals, marks.

What comes out is the plain JSON that `verdicts.schema.json` describes under `series`; nothing is drawn here. What the
kinds of curves mean and how they look is told at the top of `reports/figures.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from ..bounds.errors import InputError
from .verdict import Json

Scale = Literal["linear", "log"]
CurveKind = Literal[
    "prediction", "bound", "simulation", "enclosure", "truth", "points", "optimum", "boundary", "region"
]
WITH_INTERVALS = ("simulation", "enclosure", "region")


def axis(label: str, scale: Scale = "linear", *, low: Json = None, high: Json = None) -> dict[str, Json]:
    """One axis.

    Arguments: `label`, the quantity with its unit; `scale`; `low` and `high`, where the drawing begins and ends
    (None: where the data do), numbers or decimal text.
    """
    ends = {"low": low, "high": high}
    return {"label": label, "scale": scale, **{key: end for key, end in ends.items() if end is not None}}


def curve(
    label: str,
    kind: CurveKind,
    x: Sequence[Json],
    y: Sequence[Json],
    *,
    low: Sequence[Json] | None = None,
    high: Sequence[Json] | None = None,
    x_low: Sequence[Json] | None = None,
    x_high: Sequence[Json] | None = None,
    notes: Sequence[str] | None = None,
) -> dict[str, Json]:
    """One curve, from floats, integers or decimal text.

    Arguments: `label`, its entry in the legend, without the kind, which the report adds; `kind`; `x` and `y`, equally
    long, in the order in which they are joined; `low` and `high`, the ends of the intervals of y, which simulations
    and enclosures must have, or the edges of a region; `x_low` and `x_high`, those of x; `notes`, a word beside each
    point, "" for none.
    Raises InputError where lengths differ or intervals are missing.
    """
    lists = {"y": y, "low": low, "high": high, "x_low": x_low, "x_high": x_high, "notes": notes}
    for name, values in lists.items():
        if values is not None and len(values) != len(x):
            raise InputError(f"the curve {label!r} has {len(x)} abscissae but {len(values)} values of {name}")
    if kind in WITH_INTERVALS and (low is None or high is None):
        raise InputError(f"the curve {label!r} of kind {kind} has no intervals; give it low and high")
    if (x_low is None) is not (x_high is None):
        raise InputError(f"the curve {label!r} has one end of its intervals of x; give both")
    made: dict[str, Json] = {
        "label": label,
        "kind": kind,
        "x": list(x),
        "y": list(y),
        "low": None if low is None else list(low),
        "high": None if high is None else list(high),
    }
    extra = {"x_low": x_low, "x_high": x_high, "notes": notes}
    return made | {name: list(values) for name, values in extra.items() if values is not None}


def of_cells(label: str, kind: CurveKind, x: Sequence[Json], cells: Sequence[Mapping[str, Json]]) -> dict[str, Json]:
    """One curve from cells of a table, each `{"value", "low", "high"}`; arguments as of `curve`."""
    value, low, high = ([cell[key] for cell in cells] for key in ("value", "low", "high"))
    return curve(label, kind, x, value, low=low, high=high)


def mark(side: Literal["x", "y"], value: Json, label: str) -> dict[str, Json]:
    """A line across the figure at one value of an axis, with its label, such as a threshold."""
    return {"axis": side, "value": value, "label": label}


def figure(
    name: str,
    *,
    title: str,
    caption: str,
    x: Mapping[str, Json],
    y: Mapping[str, Json],
    curves: Sequence[Mapping[str, Json]],
    marks: Sequence[Mapping[str, Json]] = (),
) -> dict[str, Json]:
    """One figure.

    Arguments: `name`, an identifier, unique within its theorem; `title`; `caption`, which says what was computed and
    the level of every interval; `x` and `y` from `axis`; `curves` from `curve`; `marks` from `mark`. In title, caption
    and labels a piece between backticks is a formula.
    """
    made: dict[str, Json] = {"name": name, "title": title, "caption": caption, "x": dict(x), "y": dict(y)}
    return {**made, "curves": [dict(item) for item in curves], "marks": [dict(item) for item in marks]}
