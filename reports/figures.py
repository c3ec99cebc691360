"""Series → pictures: one style, every axis labelled, intervals always drawn. SVG for HTML, PDF for TeX.

Colours are those of Okabe and Ito (2008), which colour-blind readers can tell apart; the kind of a curve shows in
its line and marker as well, so that no figure depends on colour.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from .escape import clean
from .numbers import decimal
from .statements import plain, prose

_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
_STYLES: dict[str, dict[str, Any]] = {
    "prediction": {"linestyle": "-", "linewidth": 1.6},
    "bound": {"linestyle": "--", "linewidth": 1.6},
    "simulation": {"linestyle": "none", "marker": "o", "markersize": 4.5, "capsize": 3, "elinewidth": 1.2},
    "enclosure": {"linestyle": "-", "linewidth": 0.8, "marker": "|", "markersize": 7, "capsize": 2},
    "truth": {"linestyle": ":", "linewidth": 1.8},
    "points": {"linestyle": "none", "markersize": 5.5},
}
_KINDS = {
    "prediction": "prediction",
    "bound": "bound",
    "simulation": "simulation with intervals",
    "enclosure": "enclosure",
    "truth": "exact value",
    "points": "points",
}
_SETTINGS: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.labelsize": 9,
    "axes.titlesize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.linewidth": 0.4,
    "grid.color": "#cccccc",
    "legend.fontsize": 8,
    "legend.frameon": False,
    "mathtext.fontset": "dejavusans",
    "svg.hashsalt": "boundproof",
    "pdf.fonttype": 42,
    "text.usetex": False,
    "axes.unicode_minus": True,
}
_MARKERS = "os^Dvx*P"
_LONGEST = 90
_HALF_WIDTH = 42  # characters of the legend's size that half the drawing holds
SIZE = (6.0, 3.7)


def draw(series: Mapping[str, Any], *, kind: str) -> bytes:
    """One figure as `svg` or `pdf`.

    Arguments: `series` as the schema of results describes it. Points that an axis cannot show (infinite, or not
    positive on a logarithmic one) are left out of the drawing; the data stay in the JSON.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({**mpl.rcParamsDefault, "backend": "agg", **_SETTINGS}):
        figure = Figure(figsize=SIZE, layout="constrained")
        axes = figure.add_subplot()
        axes.set_axisbelow(True)
        for index, curve in enumerate(series["curves"]):
            marker = {"marker": _MARKERS[index % len(_MARKERS)]} if curve["kind"] == "points" else {}
            _curve(axes, curve, {"color": _COLOURS[index % len(_COLOURS)], **marker}, series)
        for side in ("x", "y"):
            axis = series[side]
            getattr(axes, f"set_{side}scale")(axis["scale"])
            if axis["scale"] == "log":
                _decimal_ticks(getattr(axes, f"{side}axis"))
            scale = " (log scale)" if axis["scale"] == "log" else ""
            getattr(axes, f"set_{side}label")(_label(axis["label"]) + scale)
        for mark in series.get("marks", ()):
            _mark(axes, mark, series)
        if series["curves"]:
            figure.legend(loc="outside lower center", ncols=_legend_columns(series["curves"]))
        stream = io.BytesIO()
        metadata = {"Date": None} if kind == "svg" else {"CreationDate": None}
        figure.savefig(stream, format=kind, metadata=metadata)
        return stream.getvalue()


def _legend_columns(curves: Sequence[Mapping[str, Any]]) -> int:
    """Two columns where there are many curves and half the width holds the longest entry."""
    longest = max(len(f"{curve['label']} ({_KINDS[curve['kind']]})") for curve in curves)
    return 2 if len(curves) >= 4 and longest <= _HALF_WIDTH else 1


def describe(series: Mapping[str, Any]) -> str:
    """What the figure shows, for those who cannot see it."""
    curves = "; ".join(f"{curve['label']} ({_KINDS[curve['kind']]}, {_range(curve)})" for curve in series["curves"])
    scales = f"{series['x']['label']} ({series['x']['scale']}) against {series['y']['label']} ({series['y']['scale']})"
    return clean(f"{series['title']}: {scales}. Curves: {curves or 'none'}.")


def _range(curve: Mapping[str, Any]) -> str:
    if not curve["x"]:
        return "no points"
    ends = [f"{curve['y'][at]} at {curve['x'][at]}" for at in (0, -1)]
    return f"from {ends[0]} to {ends[1]}"


def _curve(axes: Any, curve: Mapping[str, Any], look: Mapping[str, str], series: Mapping[str, Any]) -> None:
    x, y = _values(curve["x"], series["x"]["scale"]), _values(curve["y"], series["y"]["scale"])
    style = {**look, "label": _label(f"{curve['label']} ({_KINDS[curve['kind']]})"), **_STYLES[curve["kind"]]}
    if curve["low"] is None or curve["high"] is None:
        axes.plot(x, y, **style)
        return
    low, high = (_floats(curve[end]) for end in ("low", "high"))
    # An end that the axis cannot show reaches to the edge of the drawing, never short of it.
    edge = max((value for value in (*y, *high) if math.isfinite(value)), default=1.0)
    floor = min((value for value in (*y, *low) if math.isfinite(value) and value > 0), default=1.0) / 10
    log = series["y"]["scale"] == "log"
    below = [max(0.0, at - (max(end, floor) if log else max(end, -abs(edge)))) for at, end in zip(y, low, strict=True)]
    above = [max(0.0, min(end, edge * 10) - at) for at, end in zip(y, high, strict=True)]
    if curve["kind"] in ("simulation", "enclosure", "points"):
        axes.errorbar(x, y, yerr=[below, above], **style)
        return
    axes.plot(x, y, **style)
    axes.fill_between(
        x,
        [at - part for at, part in zip(y, below, strict=True)],
        [at + part for at, part in zip(y, above, strict=True)],
        color=look["color"],
        alpha=0.2,
        linewidth=0,
    )


def _mark(axes: Any, mark: Mapping[str, Any], series: Mapping[str, Any]) -> None:
    (value,) = _values([mark["value"]], series[mark["axis"]]["scale"])
    if not math.isfinite(value):
        return
    style = {"color": "#555555", "linewidth": 1.0, "linestyle": (0, (4, 2, 1, 2))}
    if mark["axis"] == "x":
        axes.axvline(value, **style)
        place = {"xy": (value, 1.0), "xycoords": ("data", "axes fraction"), "xytext": (3, -9)}
    else:
        axes.axhline(value, **style)
        place = {"xy": (0.0, value), "xycoords": ("axes fraction", "data"), "xytext": (3, 3)}
    axes.annotate(_label(mark["label"]), textcoords="offset points", fontsize=8, **place)


def _decimal_ticks(axis: Any) -> None:
    """Logarithmic ticks as 0.3 or 50 where that is short, as powers of ten elsewhere."""
    from matplotlib.ticker import LogFormatterSciNotation

    class Ticks(LogFormatterSciNotation):
        def __call__(self, x: float, pos: int | None = None) -> str:
            shown = super().__call__(x, pos)
            return f"{x:g}" if shown and 1e-3 <= abs(x) < 1e5 else shown

    axis.set_major_formatter(Ticks())
    axis.set_minor_formatter(Ticks(labelOnlyBase=False, minor_thresholds=(1.2, 0.5)))


def _floats(numbers: Sequence[Any]) -> list[float]:
    return [float(decimal(number)) for number in numbers]


def _values(numbers: Sequence[Any], scale: str) -> list[float]:
    """Floats, with NaN for what the axis cannot show."""
    least = 0 if scale == "log" else -math.inf
    return [value if least < value < math.inf else math.nan for value in _floats(numbers)]


def _label(text: str) -> str:
    """A label for matplotlib: formulas between backticks as mathematics where its parser takes them, all else inert."""
    from matplotlib.mathtext import MathTextParser

    pieces = prose(clean(text))
    whole = plain(pieces)
    if len(whole) > _LONGEST:
        return _inert(whole[: _LONGEST - 1] + "…")
    parts: list[str] = []
    for piece in pieces:
        label = _inert(piece.text)
        if piece.kind == "math":
            formula = f"${piece.latex()}$"
            try:
                MathTextParser("path").parse(formula)
            except ValueError:
                formula = label
            label = formula
        parts.append(label)
    return "".join(parts)


def _inert(text: str) -> str:
    """Plain text: no mathematics, and U+FFFD for what the font cannot show."""
    known = _glyphs()
    return "".join(part if ord(part) in known else "\ufffd" for part in text).replace("$", r"\$")


@cache
def _glyphs() -> frozenset[int]:
    from matplotlib.font_manager import findfont
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(findfont("DejaVu Sans")).get_charmap())
