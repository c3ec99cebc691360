"""Equivalents against simulation: relative gaps with their intervals, and exact means at finite n."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import sqrt

import numpy as np
import sympy
from numpy.typing import NDArray

from ...bounds.checks import AspectCurves, EquivalentGap, InverseWishart, RidgeCurves
from ...bounds.errors import DomainError, InputError
from ...bounds.filters import Filter, MinNorm, Ridge
from ...bounds.spectra import SIZE, Signal, Spectrum, isotropic, supported_signal
from ..enclosures.predictions import Prediction, predict
from ..enclosures.spectral import SpectralSums
from ..series import axis, curve, of_cells
from ..series import figure as series_of
from ..simulation import Interval, design_named, student
from ..simulation.spectra import spectral_setting
from ..verdict import Json, Outcome, Verdict
from .compared import simulated
from .dispatch import Workload, checker, figure
from .draws import drawn
from .tables import chance_text, interval_cell, mean_cell, size_text, spectrum_text, table

_NAMES = {"bias": "B", "variance": "V", "norm_squared": "E‖θ̂‖²"}
_DIGITS = 10


def ridge_filter(ridge: Fraction) -> Filter:
    """The estimator of a ridge λ of theory, 0 for min-norm."""
    return MinNorm() if ridge == 0 else Ridge(sympy.Rational(ridge))


def _ridge_at(ridge: sympy.Expr, n: int) -> Fraction:
    value = ridge.xreplace({SIZE: sympy.Integer(n)}).doit()
    if not (value.is_Rational and value >= 0):
        raise InputError(f"ridge {ridge} is {value} at n = {n}: expected a rational number >= 0")
    return Fraction(value)


def _predicted(found: Prediction, quantity: str) -> float:
    return float(getattr(found, quantity).mid())


# -- gaps along n


@dataclass(frozen=True)
class Drawn:
    """What is drawn at one n; the parts of the risk come from the same draws."""

    spectrum: Spectrum
    n: int
    signal: Signal
    ridge: Fraction
    draws: int
    design: str


@lru_cache(maxsize=64)
def _means(what: Drawn, workload: Workload) -> dict[str, NDArray[np.float64]]:
    """Each part of the risk, averaged over the noise, draw by draw; kept for the checks of the other parts."""
    setting = spectral_setting(what.spectrum, what.n, signal=what.signal, design=design_named(what.design))
    found = drawn(setting, [ridge_filter(what.ridge)], what.draws, workload)
    return {quantity: found.column(quantity) for quantity in _NAMES}


@checker.register
def _gap(claim: EquivalentGap, workload: Workload) -> Verdict:
    level = 1 - float(claim.delta) / len(claim.n_values)
    rows: list[list[Json]] = []
    gaps: list[Interval] = []
    scales: list[float] = []
    for n, draws in zip(claim.n_values, claim.draws, strict=True):
        ridge = _ridge_at(claim.ridge, n)
        at = claim.spectrum.at(n=n)
        found = predict(SpectralSums(at), n, claim.signal, ridge=ridge, digits=_DIGITS)
        equivalent, left = _predicted(found, claim.quantity), n - float(found.second_degrees.mid())
        means = _means(Drawn(at, n, claim.signal, ridge, draws, claim.design), workload)
        values = means[claim.quantity] / equivalent - 1
        interval = student(values, level=level)
        gaps.append(interval)
        scales.append(left)
        gap = interval_cell(float(values.mean()), interval)
        scaled = {key: value * left for key, value in gap.items()}
        rows.append([str(n), f"{equivalent:.6g}", gap, f"{left:.4g}", scaled, str(draws)])
    said = _said(claim)
    text = (
        f"the relative gap of the mean of {_NAMES[claim.quantity]} to its equivalent {said}, at n = "
        f"{', '.join(map(str, claim.n_values))}, ridge `{claim.ridge}`, {claim.design} design, for "
        f"{spectrum_text(claim.spectrum)}, {claim.signal}"
    )
    shown = table(
        ["n", "equivalent", "relative gap", "n − df_2", "gap·(n − df_2)", "draws"],
        rows,
        f"{_NAMES[claim.quantity]} against its equivalent; Student intervals (asymptotic in the draws), jointly at "
        f"level {1 - float(claim.delta)}",
    )
    how = f" (Student, asymptotic in the draws; δ = {chance_text(claim.delta)})"
    decisions = list(_decisions(claim, gaps, scales))
    if all(decision is True for _, decision in decisions):
        return simulated(Outcome.SUPPORTED, text, f"it {said}{how}", shown, claim.delta)
    against = [what for what, decision in decisions if decision is False]
    if against:
        return simulated(Outcome.CONTRADICTED, text, f"{against[0]}{how}", shown, claim.delta)
    why = "an interval reaches over an end: more draws would decide"
    return simulated(Outcome.UNDECIDED, text, why, shown, claim.delta)


def _said(claim: EquivalentGap) -> str:
    parts = [] if claim.at_most is None else [f"is at most {claim.at_most}/(n − df_2)"]
    parts += [] if claim.at_least is None else [f"is at least {claim.at_least}"]
    parts += ["shrinks from the first n to the last"] if claim.shrinks else []
    if not parts:
        raise InputError("a gap of which nothing is said: give at_most, at_least or shrinks")
    return " and ".join(parts)


def _decisions(claim: EquivalentGap, gaps: list[Interval], scales: list[float]) -> list[tuple[str, bool | None]]:
    """What is said, each part with True, False or None where the intervals leave it open."""
    found: list[tuple[str, bool | None]] = []
    for n, gap, scale in zip(claim.n_values, gaps, scales, strict=True):
        least, most = gap.sizes
        if claim.at_most is not None:
            bound = float(claim.at_most) / scale
            found.append((f"the gap at n = {n} is above {bound:.3g}", _told(below=most <= bound, above=least > bound)))
        if claim.at_least is not None:
            bound = float(claim.at_least)
            found.append((f"the gap at n = {n} is below {bound:.3g}", _told(below=least >= bound, above=most < bound)))
    if claim.shrinks:
        first, last = gaps[0].sizes, gaps[-1].sizes
        found.append(("the gap does not shrink", _told(below=last[1] < first[0], above=last[0] >= first[1])))
    return found


def _told(*, below: bool, above: bool) -> bool | None:
    return True if below else False if above else None


# -- exact means


@checker.register
def _wishart(claim: InverseWishart, workload: Workload) -> Verdict:
    n, p = claim.n, claim.p
    if not 1 <= n < p - 1:
        raise DomainError(f"n = {n}, p = {p}: the mean of the inverse Wishart matrix needs n < p - 1")
    exact = claim.factor * Fraction(n, p - n - 1)
    values = drawn(spectral_setting(isotropic(p), n), [MinNorm()], claim.draws, workload).column("variance")
    interval = student(values, level=1 - float(claim.delta))
    low, high = float(exact * (1 - claim.tolerance)), float(exact * (1 + claim.tolerance))
    text = (
        f"the mean variance of min-norm regression at Σ = I_p, `p = {p}`, {size_text('n', n)}, is {exact} to within "
        f"{claim.tolerance} of it"
    )
    limit = n / (p - n)
    row: list[Json] = [
        interval_cell(float(values.mean()), interval),
        str(exact),
        f"{limit:.6g}",
        str(claim.draws),
    ]
    shown = table(
        ["simulated", "exact", "limit n/(p − n)", "draws"],
        [row],
        f"The inverse Wishart mean; Student interval (asymptotic in the draws) at level {1 - float(claim.delta)}",
    )
    how = f" (Student, asymptotic in the draws; δ = {chance_text(claim.delta)})"
    if low <= interval.low and interval.high <= high:
        beside = "" if interval.low <= limit <= interval.high else ", and excludes the limit n/(p − n)"
        why = f"the interval lies within the tolerance{beside}{how}"
        return simulated(Outcome.SUPPORTED, text, why, shown, claim.delta)
    if interval.high < low or interval.low > high:
        why = f"the interval lies outside{how}"
        return simulated(Outcome.CONTRADICTED, text, why, shown, claim.delta)
    why = "the interval reaches over an end: more draws would decide"
    return simulated(Outcome.UNDECIDED, text, why, shown, claim.delta)


# -- figures


@figure.register
def _along_ridge(data: RidgeCurves, workload: Workload) -> dict[str, Json]:
    sums = SpectralSums(data.spectrum.at(n=data.n))
    found = [predict(sums, data.n, data.signal, ridge=ridge, digits=6) for ridge in data.ridges]
    setting = spectral_setting(data.spectrum, data.n, signal=data.signal)
    simulated = drawn(setting, [ridge_filter(ridge) for ridge in data.simulated], data.draws, workload)
    x, points = [float(ridge) for ridge in data.ridges], [float(ridge) for ridge in data.simulated]
    curves = []
    for quantity, name in _NAMES.items():
        curves.append(curve(f"{name}, equivalent", "prediction", x, [_predicted(item, quantity) for item in found]))
        cells = [mean_cell(simulated.column(quantity, at), level=float(data.level)) for at in range(len(points))]
        curves.append(of_cells(f"{name}, simulated", "simulation", points, cells))
    return series_of(
        data.name,
        title=data.title,
        caption=(
            f"Deterministic equivalents and simulated means along the ridge λ, {size_text('n', data.n)}, σ = 1, for "
            f"{spectrum_text(data.spectrum)}, {data.signal}; {data.draws} draws, {float(data.level):.0%} Student "
            f"intervals, seed {workload.seed}."
        ),
        x=axis("ridge λ", "log"),
        y=axis("mean", "log"),
        curves=curves,
    )


@figure.register
def _along_aspect(data: AspectCurves, workload: Workload) -> dict[str, Json]:
    strength, n = float(data.strength), data.n
    ridgeless, best = [], []
    for p in data.dimensions:
        aspect = p / n
        ridgeless.append(aspect / (1 - aspect) if aspect < 1 else strength * (1 - 1 / aspect) + 1 / (aspect - 1))
        ridge = aspect / strength
        edge = 1 - aspect + ridge
        best.append((-edge + sqrt(edge**2 + 4 * aspect * ridge)) / (2 * ridge))  # σ²γm at λ = σ²γ/r²
    columns: dict[str, list[dict[str, Json]]] = {"ridgeless": [], "best": []}
    for p in data.simulated:
        signal = _signal_of(strength)
        setting = spectral_setting(isotropic(p), n, signal=signal)
        best_ridge = ridge_filter(Fraction(p, n) / data.strength)
        found = drawn(setting, [MinNorm(), best_ridge], data.draws, workload)
        for at, name in enumerate(columns):
            columns[name].append(mean_cell(found.column("standard_risk", at), level=float(data.level)))
    x, points = [p / n for p in data.dimensions], [p / n for p in data.simulated]
    return series_of(
        data.name,
        title=data.title,
        caption=(
            f"Standard risk for Σ = I along γ = p/n, ‖θ*‖² = {data.strength}, σ = 1: limits, and simulated means at "
            f"{size_text('n', n)}, {data.draws} draws, {float(data.level):.0%} Student intervals, seed "
            f"{workload.seed}. At γ = 1 the risk without ridge is infinite."
        ),
        x=axis("γ = p/n", "log"),
        y=axis("standard risk", "log"),
        curves=[
            curve("without ridge, limit", "prediction", x, ridgeless),
            of_cells("without ridge, simulated", "simulation", points, columns["ridgeless"]),
            curve("best ridge, limit", "prediction", x, best),
            of_cells("best ridge, simulated", "simulation", points, columns["best"]),
        ],
    )


def _signal_of(strength: float) -> Signal:
    """θ* = (‖θ*‖, 0, …); Σ = I does not tell directions apart."""
    return supported_signal(sympy.sqrt(sympy.nsimplify(strength)))
