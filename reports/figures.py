"""Series → pictures: one style, every axis labelled, intervals always drawn. SVG for HTML, PDF for TeX.

A figure is a series (`verify/series.py` builds one): two axes, each with a label, a scale and, where wanted, its
ends; curves; and marks, lines across the figure at one value. The kinds of curves:

| kind | what its points are | how they look |
|---|---|---|
| `prediction` | deterministic equivalents, in the order in which they are joined | full line |
| `bound` | proved bounds | dashed line |
| `truth` | exact values | dotted line |
| `simulation` | Monte Carlo, with intervals | dots with bars |
| `enclosure` | balls, with intervals | thin line with bars |
| `points` | single points of one class: decided cells, eigenvalues | a marker of their own |
| `optimum` | the best points of a frontier | stars |
| `boundary` | a boundary that was derived | thick black line |
| `region` | all between `low` and `high` | hatched area |

Every curve may carry intervals of y (`low`, `high`) and of x (`x_low`, `x_high`), and a note beside each point. So a
frontier is a prediction or an enclosure along the ridge with an optimum on it; implied constants along n are
enclosures with a bound; a spectrum is points with marks at k* (on x) and κ (on y); a phase diagram is one class of
points for each outcome, a boundary, and a region where a formula says what holds.

What comes before the first comma of a label names the quantity: curves of one quantity have one colour. Colours are
those of Okabe and Ito (2008), which colour-blind readers can tell apart; the kind of a curve shows in its line and
marker as well, so that no figure depends on colour. The legend adds the kind where the label does not say it.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from .escape import clean
from .numbers import decimal
from .pieces import plain
from .statements import prose

_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
_STYLES: dict[str, dict[str, Any]] = {
    "prediction": {"linestyle": "-", "linewidth": 1.6},
    "bound": {"linestyle": "--", "linewidth": 1.6},
    "simulation": {"linestyle": "none", "marker": "o", "markersize": 4.5, "capsize": 3, "elinewidth": 1.2},
    "enclosure": {"linestyle": "-", "linewidth": 0.8, "marker": "|", "markersize": 7, "capsize": 2},
    "truth": {"linestyle": ":", "linewidth": 1.8},
    "points": {"linestyle": "none", "markersize": 5.5},
    "optimum": {"linestyle": "none", "marker": "*", "markersize": 12, "markeredgecolor": "black", "zorder": 4},
    "boundary": {"linestyle": "-", "linewidth": 2.2, "color": "black"},
    "region": {"alpha": 0.22, "hatch": "///", "linewidth": 0},
}
_KINDS = {
    "prediction": "prediction",
    "bound": "bound",
    "simulation": "simulation with intervals",
    "enclosure": "enclosure",
    "truth": "exact value",
    "points": "points",
    "optimum": "optimum",
    "boundary": "derived boundary",
    "region": "region",
}
_SAID = {
    "prediction": "predict",
    "bound": "bound",
    "simulation": "simulat",
    "enclosure": "enclos",
    "truth": "exact",
    "points": "",
    "optimum": "optim",
    "boundary": "boundary",
    "region": "",
}
"""What a label contains that says its kind by itself; points and regions need no word."""
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
_TOLD_APART: dict[str, list[dict[str, Any]]] = {
    "simulation": [{"marker": marker} for marker in _MARKERS],
    "enclosure": [{"marker": "|", "markersize": 7}]
    + [{"marker": marker, "markersize": 4.5, "markerfacecolor": "none"} for marker in "os^Dvx"],
}
"""How several curves of a kind are told apart where colours cannot be seen."""
_LONGEST = 90
_HALF_WIDTH = 42  # characters of the legend's size that half the drawing holds
SIZE = (6.0, 3.7)
"""Inches, with room for a legend of a few rows; a longer one makes the drawing higher."""
_ROWS = 3
_ROW = 0.18


def draw(series: Mapping[str, Any], *, kind: str) -> bytes:
    """One figure as `svg` or `pdf`.

    Arguments: `series` as the schema of results describes it. Points that an axis cannot show (infinite, or not
    positive on a logarithmic one) are left out of the drawing; the data stay in the JSON.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({**mpl.rcParamsDefault, "backend": "agg", **_SETTINGS}):
        width, height = SIZE
        rows = -(-len(series["curves"]) // _legend_columns(series["curves"])) if series["curves"] else 0
        figure = Figure(figsize=(width, height + _ROW * max(0, rows - _ROWS)), layout="constrained")
        axes = figure.add_subplot()
        axes.set_axisbelow(True)
        for curve, look in zip(series["curves"], _looks(series["curves"]), strict=True):
            _curve(axes, curve, look, series)
        for side in ("x", "y"):
            _axis(axes, side, series[side])
        marks = series.get("marks", ())
        for at, mark in enumerate(marks):
            before = sum(other["axis"] == "x" for other in marks[:at])
            _mark(axes, mark, series, before)
        if series["curves"]:
            figure.legend(loc="outside lower center", ncols=_legend_columns(series["curves"]))
        stream = io.BytesIO()
        metadata = {"Date": None} if kind == "svg" else {"CreationDate": None}
        figure.savefig(stream, format=kind, metadata=metadata)
        return stream.getvalue()


def _looks(curves: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Colour and marker of each curve: a colour for each quantity, one more for each class of points."""
    hues: dict[str, str] = {}
    looks: list[dict[str, Any]] = []
    for index, curve in enumerate(curves):
        alone = curve["kind"] in ("points", "optimum", "region")
        named = curve["label"].partition(",")[0].strip()
        again = sum(
            (other["kind"], other["label"].partition(",")[0].strip()) == (curve["kind"], named)
            for other in curves[:index]
        )
        quantity = f"{index}" if alone else f"of {named}, {again}"
        hue = hues.setdefault(quantity, _COLOURS[len(hues) % len(_COLOURS)])
        marker = {"marker": _MARKERS[index % len(_MARKERS)]} if curve["kind"] == "points" else {}
        if curve["kind"] in _TOLD_APART:
            marker = _TOLD_APART[curve["kind"]][_place(curves, index) % len(_TOLD_APART[curve["kind"]])]
        looks.append({"color": hue, **marker})
    return looks


def _place(curves: Sequence[Mapping[str, Any]], index: int) -> int:
    """How many curves of the same kind come before."""
    return sum(other["kind"] == curves[index]["kind"] for other in curves[:index])


def _axis(axes: Any, side: str, axis: Mapping[str, Any]) -> None:
    getattr(axes, f"set_{side}scale")(axis["scale"])
    if axis["scale"] == "log":
        _decimal_ticks(getattr(axes, f"{side}axis"))
    ends: dict[str, float] = {}
    for key, name in (("low", "left" if side == "x" else "bottom"), ("high", "right" if side == "x" else "top")):
        (end,) = _values([axis.get(key, "oo")], axis["scale"])
        ends |= {name: end} if math.isfinite(end) else {}
    if ends and len(set(ends.values())) == len(ends):
        getattr(axes, f"set_{side}lim")(**ends)
    scale = " (log scale)" if axis["scale"] == "log" else ""
    getattr(axes, f"set_{side}label")(_label(axis["label"]) + scale)


def entry(curve: Mapping[str, Any]) -> str:
    """A curve's entry in the legend: its label, and its kind where the label does not say it."""
    said = _SAID[curve["kind"]] in curve["label"].lower()
    return curve["label"] if said else f"{curve['label']} ({_KINDS[curve['kind']]})"


def _legend_columns(curves: Sequence[Mapping[str, Any]]) -> int:
    """Two columns where there are many curves and half the width holds the longest entry."""
    longest = max(len(entry(curve)) for curve in curves)
    return 2 if len(curves) >= 4 and longest <= _HALF_WIDTH else 1


def describe(series: Mapping[str, Any]) -> str:
    """What the figure shows, for those who cannot see it."""
    curves = "; ".join(f"{curve['label']} ({_KINDS[curve['kind']]}, {_range(curve)})" for curve in series["curves"])
    scales = f"{series['x']['label']} ({series['x']['scale']}) against {series['y']['label']} ({series['y']['scale']})"
    marks = "".join(f" {mark['label']} at {mark['axis']} = {mark['value']}." for mark in series.get("marks", ()))
    return clean(f"{series['title']}: {scales}. Curves: {curves or 'none'}.{marks}".replace("`", ""))


def _range(curve: Mapping[str, Any]) -> str:
    if not curve["x"]:
        return "no points"
    if curve["kind"] == "region":
        return f"between {curve['low'][0]} and {curve['high'][0]} at {curve['x'][0]}, and so on to {curve['x'][-1]}"
    ends = [f"{curve['y'][at]} at {curve['x'][at]}" for at in (0, -1)]
    return f"at {ends[0].replace(' at ', ', x = ')}" if len(curve["x"]) == 1 else f"from {ends[0]} to {ends[1]}"


def _curve(axes: Any, curve: Mapping[str, Any], look: Mapping[str, Any], series: Mapping[str, Any]) -> None:
    x, y = _values(curve["x"], series["x"]["scale"]), _values(curve["y"], series["y"]["scale"])
    style = {"label": _label(entry(curve)), **_STYLES[curve["kind"]], **look}
    if curve["kind"] == "boundary":
        style["color"] = _STYLES["boundary"]["color"]
    if curve["kind"] == "region":
        edges = [_clipped(curve[end], series["y"], curve) for end in ("low", "high")]
        axes.fill_between(x, *edges, **style)
        return
    bars = {}
    for side, middle, low, high in (("y", y, "low", "high"), ("x", x, "x_low", "x_high")):
        if curve.get(low) is not None and curve.get(high) is not None:
            bars[side] = _bars(middle, curve[low], curve[high], series[side]["scale"])
    if "x" in bars or (bars and curve["kind"] in ("simulation", "enclosure", "points", "optimum")):
        axes.errorbar(x, y, xerr=bars.get("x"), yerr=bars.get("y"), **style)
    else:
        axes.plot(x, y, **style)
        if bars:
            below, above = bars["y"]
            bottom = [at - part for at, part in zip(y, below, strict=True)]
            top = [at + part for at, part in zip(y, above, strict=True)]
            axes.fill_between(x, bottom, top, color=style["color"], alpha=0.2, linewidth=0)
    for at, note in enumerate(curve.get("notes", ())):
        if note and math.isfinite(x[at]) and math.isfinite(y[at]):
            apart = (8, 6) if curve["kind"] == "optimum" else (4, 4)
            axes.annotate(_label(note), (x[at], y[at]), apart, textcoords="offset points", fontsize=7)


def _bars(middle: Sequence[float], low: Sequence[Any], high: Sequence[Any], scale: str) -> list[list[float]]:
    """How far each interval reaches below and above; an end that the axis cannot show reaches to the edge of the
    drawing, never short of it."""
    lows, highs = _floats(low), _floats(high)
    edge = max((value for value in (*middle, *highs) if math.isfinite(value)), default=1.0)
    floor = min((value for value in (*middle, *lows) if math.isfinite(value) and value > 0), default=1.0) / 10
    least = floor if scale == "log" else -abs(edge)
    below = [max(0.0, at - max(end, least)) for at, end in zip(middle, lows, strict=True)]
    above = [max(0.0, min(end, edge * 10) - at) for at, end in zip(middle, highs, strict=True)]
    return [below, above]


def _clipped(edge: Sequence[Any], axis: Mapping[str, Any], curve: Mapping[str, Any]) -> list[float]:
    """An edge of a region, brought back to the drawing where it is infinite or, on a logarithmic axis, not positive."""
    finite = [value for end in ("low", "high") for value in _floats(curve[end]) if math.isfinite(value)]
    finite = [value for value in finite if value > 0 or axis["scale"] != "log"]
    least, most = min(finite, default=1.0), max(finite, default=1.0)
    low, high = _values([axis.get("low", "oo"), axis.get("high", "oo")], axis["scale"])
    least, most = (low if math.isfinite(low) else least), (high if math.isfinite(high) else most)
    return [min(max(value, least), most) for value in _floats(edge)]


def _mark(axes: Any, mark: Mapping[str, Any], series: Mapping[str, Any], before: int) -> None:
    """A line across the figure; labels of upright ones stand on lines of their own, after those that came before."""
    (value,) = _values([mark["value"]], series[mark["axis"]]["scale"])
    if not math.isfinite(value):
        return
    style = {"color": "#555555", "linewidth": 1.0, "linestyle": (0, (4, 2, 1, 2))}
    if mark["axis"] == "x":
        axes.axvline(value, **style)
        place = {"xy": (value, 1.0), "xycoords": ("data", "axes fraction"), "xytext": (3, -9 - 10 * before)}
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
            formula = "$" + re.sub(r"\\math(open|close)\{", "{", piece.latex()) + "$"  # its parser knows neither
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
