"""A spectrum as a figure: its eigenvalues with k* and κ_0 marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy

from ...bounds.spectra import Spectrum
from ..series import axis, curve, figure, mark
from ..verdict import Json
from .precision import bits_for, precision
from .spectral import SpectralSums
from .summary import Summary

_POINTS = 60
_BEYOND = 10
_DIGITS = 10


def eigenvalue_figure(spectrum: Spectrum, summaries: Sequence[Summary], *, caption: str) -> dict[str, Json]:
    """The eigenvalues λ_i against i, each enclosed, on logarithmic axes.

    Arguments: `spectrum`, its parameters all known; `summaries` at the sample sizes whose k* and κ_0 are marked, at
    least one; `caption`, how these were computed. Returns a series of `verify/series.py`: one class of points, or one
    for each n where the eigenvalues depend on it; of many indices, some spread evenly on the logarithmic axis.
    """
    moving = spectrum.depends_on_size
    curves, marks = [], []
    for summary in summaries if moving else summaries[-1:]:
        at = spectrum.at(n=summary.n)
        index = _indices(at, max(_reach(item) for item in summaries))
        label = f"λ_i at n = {summary.n}" if moving else "λ_i"
        with precision(bits_for(_DIGITS)):
            sums = SpectralSums(at)
            values = [_text(sums.eigenvalue(i)) for i in index]
        curves.append(curve(label, "points", [str(i) for i in index], values))
    for summary in summaries:
        if summary.threshold.k:
            marks.append(mark("x", str(summary.threshold.k), f"k*, n = {summary.n}"))
        if summary.kappa_zero is not None:
            marks.append(mark("y", _text(summary.kappa_zero), f"κ_0, n = {summary.n}"))
    return figure(
        "eigenvalues",
        title="Eigenvalues with k* and κ_0",
        caption=caption,
        x=axis("index i", "log"),
        y=axis("eigenvalue λ_i", "log"),
        curves=curves,
        marks=marks,
    )


def _reach(summary: Summary) -> int:
    """The index up to which the figure reaches for the sake of one n."""
    return _BEYOND * max(summary.threshold.k or 0, summary.n)


def _indices(spectrum: Spectrum, reach: int) -> list[int]:
    """At most so many indices, evenly spread on a logarithmic axis, the first and the last among them."""
    last = reach if spectrum.dimension == sympy.oo else min(reach, int(spectrum.dimension))
    return sorted({1, last, *(round(last ** (at / _POINTS)) for at in range(_POINTS))})


def _text(ball: Any) -> str:
    shown: str = ball.mid().str(_DIGITS, radius=False)
    return shown
