"""Families along their parameters: the cells of a phase diagram and thresholds against their expansions, in balls."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flint import arb

from ...bounds.checks import BenignCells, PhaseDiagram, ThresholdOffset
from ...bounds.checks.families import Cell
from ...bounds.spectra import SIZE
from ..enclosures.precision import ball, bits_for, precision
from ..enclosures.spectral import SpectralSums
from ..enclosures.thresholds import effective_rank, first_passage, squared_rank
from ..evaluate import BALLS, evaluate
from ..recheck.ranks import NOT_COVERED
from ..series import axis, curve
from ..series import figure as series_of
from ..verdict import Json, Outcome, Verdict
from .dispatch import Workload, checker, figure
from .tables import cell, confirmed, finite_verdict, size_text, spectrum_text, table

DIGITS = 12


@dataclass(frozen=True)
class _Decided:
    """A cell: whether its ratios are all below the level (None where balls overlap it), and what they are."""

    small: bool | None
    k: int | None
    ratios: tuple[Any, ...]


@lru_cache(maxsize=512)
def _decided(item: Cell, n: int, level: Any, constant: Any) -> _Decided:
    with precision(bits_for(DIGITS)):
        sums = SpectralSums(item.spectrum.at(n=n))
        k = first_passage(sums, n, rank_constant=constant, digits=DIGITS).k
        first = effective_rank(sums, 0) / n
        if k is None:
            return _Decided(False, None, (first,))
        ratios = (first, arb(k) / n, n / squared_rank(sums, k))
        bound = ball(level)
        if all(ratio < bound for ratio in ratios):
            return _Decided(True, k, ratios)
        return _Decided(False if any(ratio >= bound for ratio in ratios) else None, k, ratios)


@checker.register
def _cells(claim: BenignCells, workload: Workload) -> Verdict:
    found = [_decided(item, claim.n, claim.level, claim.rank_constant) for item in claim.cells]
    rows: list[list[Json]] = []
    for item, at in zip(claim.cells, found, strict=True):
        shown = [cell(ratio) for ratio in at.ratios] + [None] * (3 - len(at.ratios))
        side = "benign" if item.benign else "not benign"
        rows.append([str(item.x), str(item.y), side, "oo" if at.k is None else str(at.k), *shown])
    small = sum(item.benign for item in claim.cells)
    text = (
        f"at {size_text('n', claim.n)}, r_0/n, k*/n and n/R_k* are all below {claim.level} at the {small} benign cells "
        f"of the grid and not at the {len(claim.cells) - small} others"
    )
    made = table(
        [*claim.parameters, "derived", "k*", "r_0/n", "k*/n", "n/R_k*"],
        rows,
        f"The benign ratios at {size_text('n', claim.n)}, enclosed, b = {claim.rank_constant}",
    )
    wrong = [
        item
        for item, at in zip(claim.cells, found, strict=True)
        if at.small is not None and at.small is not item.benign
    ]
    if wrong:
        why = f"it is the other way round at ({wrong[0].x}, {wrong[0].y})"
        return confirmed(finite_verdict(Outcome.REFUTED, text, why, "enclosures", made), NOT_COVERED)
    if any(at.small is None for at in found):
        return finite_verdict(
            Outcome.UNDECIDED, text, "a ball overlaps the level: more digits would decide", "enclosures", made
        )
    why = "at one n; what the ratios tend to is derived, not seen"
    return finite_verdict(Outcome.ENCLOSED, text, why, "enclosures", made)


@checker.register
def _offset(claim: ThresholdOffset, workload: Workload) -> Verdict:
    digits = DIGITS + len(str(claim.n))
    sums = SpectralSums(claim.spectrum.at(n=claim.n))
    passage = first_passage(sums, claim.n, rank_constant=claim.rank_constant, digits=digits)
    text = (
        f"k* is off its expansion `{claim.expansion}` by a factor between {1 + claim.low} and {1 + claim.high} at "
        f"{size_text('n', claim.n)}, for {spectrum_text(claim.spectrum)}"
    )
    if passage.k is None:
        made = table(["n"], [[str(claim.n)]], "k* is infinite")
        return finite_verdict(Outcome.UNDECIDED, text, "k* is infinite there", "enclosures", made)
    with precision(bits_for(digits)):
        offset = arb(passage.k) / evaluate(claim.expansion, BALLS, {SIZE.name: arb(claim.n)}) - 1
        low, high = (ball(end) for end in (claim.low, claim.high))
        made = table(
            ["n", "k*", "k*/expansion − 1"],
            [[str(claim.n), str(passage.k), cell(offset)]],
            f"k* against its leading term, enclosed, b = {claim.rank_constant}",
        )
        inside, outside = offset >= low and offset <= high, offset < low or offset > high
        shown = offset.str(4, radius=False)
    if outside:
        found = finite_verdict(Outcome.REFUTED, text, f"the offset is {shown}", "enclosures", made)
        return confirmed(found, NOT_COVERED)
    if not inside:
        return finite_verdict(Outcome.UNDECIDED, text, "the ball overlaps an end", "enclosures", made)
    return finite_verdict(Outcome.ENCLOSED, text, f"the offset is {shown}", "enclosures", made)


@figure.register
def _phases(data: PhaseDiagram, workload: Workload) -> dict[str, Json]:
    cells = data.cells
    found = [_decided(item, cells.n, cells.level, cells.rank_constant) for item in cells.cells]
    classes = {True: "all three ratios below the level", False: "not below it", None: "not told"}
    curves = []
    for small, label in classes.items():
        at = [item for item, decided in zip(cells.cells, found, strict=True) if decided.small is small]
        if at:
            curves.append(curve(label, "points", [float(item.x) for item in at], [float(item.y) for item in at]))
    if data.outside:
        x, y = ([float(point[axis_]) for point in data.outside] for axis_ in (0, 1))
        curves.append(curve("Σλ_i = ∞", "points", x, y))
    for label, line in data.boundaries:
        x, y = ([float(point[axis_]) for point in line] for axis_ in (0, 1))
        curves.append(curve(label, "boundary", x, y))
    return series_of(
        data.name,
        title=data.title,
        caption=(
            f"Benign covariance sequences: the derived boundary, and the three benign ratios at "
            f"{size_text('n', cells.n)} against the level {cells.level}, enclosed at each point."
        ),
        x=axis(data.axes[0]),
        y=axis(data.axes[1]),
        curves=curves,
    )
