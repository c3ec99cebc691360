"""Implied constants: a risk over its bound, with equivalents in balls along n, and by simulation where it reaches.

Every ratio is a ball around equivalent/bound, both enclosed; [low, high] is compared with the whole ball.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import sympy

from ...bounds.checks import (
    ConstantsAlong,
    ImpliedConstants,
    LeastConstants,
    NoIndexBelow,
    SimulatedConstants,
)
from ...bounds.checks.constants import BOUNDS, Regression
from ...bounds.filters import MinNorm, Ridge
from ...bounds.spectra import Listing
from ..enclosures.precision import ball, bits_for, precision
from ..enclosures.spectral import SpectralSums
from ..enclosures.thresholds import first_passage
from ..recheck.constants import recheck_constant
from ..recheck.ranks import NOT_COVERED
from ..series import axis, of_cells
from ..series import figure as series_of
from ..simulation import design_named, student
from ..simulation.spectra import spectral_setting
from ..verdict import Json, Outcome, Verdict
from .bound_ratios import DIGITS, Ratio, bound_at, equivalent_ratio, index_of, ridge_at
from .compared import simulated
from .dispatch import Workload, checker, figure
from .draws import drawn
from .tables import cell, chance_text, confirmed, finite_verdict, size_text, spectrum_text, table


def _model_text(model: Regression) -> str:
    ridge = "" if model.ridge == 0 else f", ridge `{model.ridge}`"
    signal = "" if model.signal is None else f", {model.signal}"
    return f"{spectrum_text(model.spectrum)}{signal}{ridge}"


# -- equivalents


@checker.register
def _implied(claim: ImpliedConstants, workload: Workload) -> Verdict:
    found = [equivalent_ratio(claim.bound, claim.model, n) for n in claim.n_values]
    with precision(bits_for(DIGITS)):
        low, high = ball(claim.low), ball(claim.high)
        outside = [r for r in found if r.ratio < low or r.ratio > high]
        inside = [r for r in found if r.ratio >= low and r.ratio <= high]
        closer = claim.limit is None or _shrinking([abs(r.ratio - ball(claim.limit)) for r in found])
        away = claim.limit is not None and _growing([abs(r.ratio - ball(claim.limit)) for r in found])
        rows = [[str(r.n), str(r.k), cell(r.bound), cell(r.ratio)] for r in found]
        least = _ends(found)
    text = (
        f"the equivalent of {BOUNDS[claim.bound]} lies in [{claim.low}, {claim.high}]"
        + ("" if claim.limit is None else f", closer to {claim.limit} at each n than at the one before,")
        + f" at n = {_listed(claim.n_values)}, for {_model_text(claim.model)}"
    )
    shown = table(
        ["n", "k", "bound", "implied constant"],
        rows,
        f"Equivalents over the bound, enclosed: {BOUNDS[claim.bound]}; b = {claim.model.rank_constant}",
    )
    if outside or away:
        worst = outside[0] if outside else found[-1]
        why = f"at {size_text('n', worst.n)} it is {worst.ratio.str(6, radius=False)}"
        why += "" if outside else f", which is no closer to {claim.limit}"
        certificate = _certificate(claim, outside[0]) if outside else None
        extra = {"certificate": certificate} if certificate else None
        found_false = finite_verdict(Outcome.REFUTED, text, why, "enclosures", shown, extra=extra)
        return confirmed(found_false, recheck_constant(certificate) if certificate else NOT_COVERED)
    if len(inside) < len(found) or not closer:
        why = "the balls overlap the ends: more digits would decide"
        return finite_verdict(Outcome.UNDECIDED, text, why, "enclosures", shown)
    why = (
        f"implied constants between {least[0]} and {least[1]} at {len(found)} sample sizes; "
        "an equivalent, and no word on a limit"
    )
    return finite_verdict(Outcome.ENCLOSED, text, why, "enclosures", shown)


def _certificate(claim: ImpliedConstants, at: Ratio) -> dict[str, Json]:
    """What the re-checker needs to compute one ratio from the texts of the spectrum."""
    segments: list[dict[str, Json]] = []
    for segment in claim.model.spectrum.at(n=at.n).segments:
        if isinstance(segment, Listing):
            segments += [{"text": str(value), "count": "1"} for value in segment.values]
        else:
            finite = segment.last != sympy.oo
            count = str(int(segment.last) - int(segment.first) + 1) if finite else None
            segments.append({"text": str(segment.formula), "count": count})
    signal = claim.model.signal
    listed = signal is not None and signal.weight is None
    return {
        "bound": claim.bound,
        "segments": segments,
        "signal": [str(theta) for theta in signal.values] if signal is not None and listed else None,
        "n": str(at.n),
        "k": str(at.k),
        "ridge": str(ridge_at(claim.model, at.n)),
        "rank_constant": str(claim.model.rank_constant),
        "low": str(claim.low),
        "high": str(claim.high),
    }


def _shrinking(gaps: Sequence[Any]) -> bool:
    return all(after < before for before, after in pairwise(gaps))


def _growing(gaps: Sequence[Any]) -> bool:
    return any(after >= before for before, after in pairwise(gaps))


def _ends(found: Sequence[Ratio]) -> tuple[str, str]:
    """The smallest and the largest ratio, rounded outwards."""
    lows = [r.ratio.lower() for r in found]
    highs = [r.ratio.upper() for r in found]
    small, large = lows[0], highs[0]
    for low, high in zip(lows, highs, strict=True):
        small, large = small.min(low), large.max(high)
    return small.str(5, radius=False), large.str(5, radius=False)


def _listed(values: Sequence[int]) -> str:
    """`10**2`, …, `10**12`."""
    first, last = (size_text("n", value).removeprefix("`n = ").removesuffix("`") for value in (values[0], values[-1]))
    return f"`{first}`" if len(values) == 1 else f"`{first}`, …, `{last}`"


@checker.register
def _least(claim: LeastConstants, workload: Workload) -> Verdict:
    rows: list[list[Json]] = []
    needs: list[tuple[str, Any, Any]] = []
    with precision(bits_for(DIGITS)):
        for case in claim.cases:
            found = [equivalent_ratio(case.bound, case.model, n) for n in case.n_values]
            inverse, largest = 1 / found[0].ratio, found[0].ratio
            for r in found[1:]:
                inverse, largest = inverse.max(1 / r.ratio), largest.max(r.ratio)
            needs.append((case.model.label, inverse, largest))
            rows.append([case.model.label, cell(inverse), cell(largest), str(len(found))])
        at_least, at_most = ball(claim.at_least), ball(claim.at_most)
        too_much = [label for label, inverse, largest in needs if inverse > at_least or largest > at_most]
        enough = all(inverse <= at_least and largest <= at_most for _, inverse, largest in needs)
    what = BOUNDS[claim.cases[0].bound]
    text = (
        f"of the equivalents of {what}, none needs more than c = {claim.at_least} for bound/c ≤ risk, "
        f"or more than c = {claim.at_most} for risk ≤ c·bound"
    )
    shown = table(
        ["family", "least c of the lower bound", "least c of the upper bound", "sample sizes"],
        rows,
        f"The least constants that the enclosed equivalents allow: {what}",
    )
    if too_much:
        why = f"{', '.join(too_much)} needs more"
        return confirmed(finite_verdict(Outcome.REFUTED, text, why, "enclosures", shown), NOT_COVERED)
    if not enough:
        return finite_verdict(
            Outcome.UNDECIDED, text, "the balls overlap: more digits would decide", "enclosures", shown
        )
    why = "at every listed point; a larger c is no contradiction, a smaller one than in the table is"
    return finite_verdict(Outcome.ENCLOSED, text, why, "enclosures", shown)


@checker.register
def _no_index(claim: NoIndexBelow, workload: Workload) -> Verdict:
    rows: list[list[Json]] = []
    below: list[int] = []
    for n in claim.n_values:
        found = first_passage(SpectralSums(claim.spectrum.at(n=n)), n, rank_constant=claim.rank_constant)
        rows.append([str(n), "oo" if found.k is None else str(found.k), f"{float(n / claim.divisor):.6g}"])
        if found.k is not None and found.k * claim.divisor < n:
            below.append(n)
    text = (
        f"no k < n/({claim.divisor}) has r_k ≥ {claim.rank_constant}·n at n = {_listed(claim.n_values)}, "
        f"for {spectrum_text(claim.spectrum)}"
    )
    shown = table(["n", "k*", f"n/({claim.divisor})"], rows, "The first index with r_k ≥ b·n, certified")
    if below:
        why = f"k* is below n/({claim.divisor}) at n = {below[0]}"
        return confirmed(finite_verdict(Outcome.REFUTED, text, why, "enclosures", shown), NOT_COVERED)
    why = "k* is the first such index and lies above: the theorem's condition on k has no solution there"
    return finite_verdict(Outcome.ENCLOSED, text, why, "enclosures", shown)


# -- simulation


@lru_cache(maxsize=256)
def simulated_ratio(claim: SimulatedConstants, at: int, workload: Workload) -> tuple[float, float, float, int]:
    """Mean of the risk's part over the bound at the n of that place, the ends of its interval, and k."""
    n, draws = claim.n_values[at], claim.draws[at]
    model = claim.model
    with precision(bits_for(DIGITS)):
        sums = SpectralSums(model.spectrum.at(n=n))
        ridge = ridge_at(model, n)
        k = index_of(sums, n, ridge, model.rank_constant)
        below = float(bound_at(claim.bound, sums, n, k, ridge=ridge, signal=model.signal).mid())
    setting = spectral_setting(model.spectrum, n, signal=model.signal, design=design_named(claim.design))
    item = MinNorm() if ridge == 0 else Ridge(sympy.Rational(ridge.numerator, ridge.denominator * n))
    values = drawn(setting, [item], draws, workload).column("bias" if "bias" in claim.bound else "variance") / below
    interval = student(values, level=1 - float(claim.delta) / len(claim.n_values))
    return float(values.mean()), interval.low, interval.high, k


@checker.register
def _simulated(claim: SimulatedConstants, workload: Workload) -> Verdict:
    found = [simulated_ratio(claim, at, workload) for at in range(len(claim.n_values))]
    low, high = float(claim.low), float(claim.high)
    rows: list[list[Json]] = [
        [str(n), str(k), {"value": mean, "low": least, "high": most}, str(draws)]
        for n, draws, (mean, least, most, k) in zip(claim.n_values, claim.draws, found, strict=True)
    ]
    text = (
        f"the mean of {BOUNDS[claim.bound]} lies in [{claim.low}, {claim.high}] at n = {_listed(claim.n_values)}, "
        f"for {_model_text(claim.model)}, {claim.design} design"
    )
    shown = table(
        ["n", "k", "implied constant", "draws"],
        rows,
        f"Simulated means over the bound; Student intervals (asymptotic in the draws), jointly at level "
        f"{1 - float(claim.delta)}",
    )
    how = f" (Student, asymptotic in the draws; δ = {chance_text(claim.delta)})"
    if all(low <= least and most <= high for _, least, most, _ in found):
        why = f"every interval lies inside{how}"
        return simulated(Outcome.SUPPORTED, text, why, shown, claim.delta)
    if any(most < low or least > high for _, least, most, _ in found):
        why = f"an interval lies outside{how}"
        return simulated(Outcome.CONTRADICTED, text, why, shown, claim.delta)
    why = "an interval reaches over an end: more draws would decide"
    return simulated(Outcome.UNDECIDED, text, why, shown, claim.delta)


@figure.register
def _along(data: ConstantsAlong, workload: Workload) -> dict[str, Json]:
    curves = []
    for case in data.enclosed:
        with precision(bits_for(DIGITS)):
            cells = [cell(equivalent_ratio(case.bound, case.model, n).ratio) for n in case.n_values]
        curves.append(of_cells(f"{case.model.label}, equivalent", "enclosure", list(case.n_values), cells))
    for check in data.simulated:
        found = [simulated_ratio(check, at, workload) for at in range(len(check.n_values))]
        cells = [{"value": mean, "low": low, "high": high} for mean, low, high, _ in found]
        curves.append(of_cells(f"{check.model.label}, simulated", "simulation", list(check.n_values), cells))
    bounds = [case.bound for case in data.enclosed] + [check.bound for check in data.simulated]
    what = BOUNDS[bounds[0]]
    levels = {float(check.delta) for check in data.simulated}
    drawn_text = f" Simulated means with Student intervals, jointly at level {1 - max(levels)}." if levels else ""
    return series_of(
        data.name,
        title=data.title,
        caption=f"Implied constants along n: {what}. Deterministic equivalents are enclosed in balls.{drawn_text}",
        x=axis("sample size n", "log"),
        y=axis("implied constant"),
        curves=curves,
    )
