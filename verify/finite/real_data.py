"""Data sets: measured ridge paths against predictions, and controls that take one cause of discrepancy away."""

from __future__ import annotations

from functools import lru_cache
from math import inf, sqrt

import numpy as np
from numpy.typing import NDArray

from ...bounds.checks.real_data import CauseShown, DataStudy, Loss, PredictionWithin
from ...bounds.errors import InputError
from .. import series
from ..data.sets import Population, population
from ..data.splits import Control, measured
from ..simulation.attacks import GAUSSIAN_SHARE, Attack
from ..simulation.intervals import Interval, student
from ..verdict import Json, Outcome, Verdict
from .compared import simulated
from .dispatch import Workload, checker
from .tables import finite_verdict, interval_cell, mean_cell, table

Array = NDArray[np.float64]

_ATTACKS: dict[Loss, float] = {"under ℓ_2 attack": 2.0, "under ℓ_∞ attack": inf}
LOSSES: tuple[Loss, ...] = ("loss", "under ℓ_2 attack", "under ℓ_∞ attack")


@lru_cache(maxsize=8)
def _population(study: DataStudy, seed: int) -> Population:
    return population(study.dataset, study.features, seed)


@lru_cache(maxsize=16)
def _measured(study: DataStudy, control: Control, seed: int) -> dict[str, Array]:
    """The losses of a study; kept, for they serve every quantity and ridge."""
    found = _population(study, seed)
    return measured(
        found,
        [float(item) * found.trace / study.samples for item in study.ridges],
        _attacks(study, found),
        samples=study.samples,
        sigma=float(study.sigma),
        draws=study.draws,
        seed=seed,
        control=control,
    )


def _attacks(study: DataStudy, found: Population) -> dict[str, Attack]:
    length = float(study.radius) * sqrt(found.trace)
    return {
        name: Attack(length if exponent == 2 else length / sqrt(study.features), exponent)
        for name, exponent in _ATTACKS.items()
    }


@lru_cache(maxsize=8)
def _predicted(study: DataStudy, seed: int) -> dict[str, tuple[float, ...]]:
    """The predicted losses along the ridges."""
    found = _population(study, seed)
    equivalents = found.equivalents(study.samples, float(study.sigma))
    result: dict[str, list[float]] = {name: [] for name in LOSSES}
    for item in study.ridges:
        at = equivalents.predict(float(item) * found.trace / study.samples)
        loss = found.predicted_loss(at)
        result["loss"].append(loss)
        for name, attack in _attacks(study, found).items():
            reach = attack.radius * found.predicted_dual_norm(at, equivalents, attack)
            result[name].append(loss + 2 * reach * GAUSSIAN_SHARE * sqrt(loss) + reach**2)
    return {name: tuple(values) for name, values in result.items()}


def _gap(study: DataStudy, quantity: Loss, place: int, control: Control, *, level: float, seed: int) -> Interval:
    """measured/predicted − 1."""
    values = _measured(study, control, seed)[quantity][:, place]
    return student(values / _predicted(study, seed)[quantity][place] - 1, level=level)


def _said(study: DataStudy, found: Population) -> str:
    return (
        f"{study.dataset}: {len(found.rows)} rows, {study.features} random Fourier features, {study.samples} rows to "
        f"fit with label noise {study.sigma} added, {study.draws} splits; misfit of the linear model "
        f"{found.misfit:.3g} of the labels' variance; attack of {study.radius}·√tr Σ"
    )


@checker.register
def _within(claim: PredictionWithin, workload: Workload) -> Verdict:
    study, seed = claim.study, workload.seed
    places = [place for place, ridge in enumerate(study.ridges) if ridge >= claim.least]
    if not places:
        raise InputError(f"no ridge of the study is at least {claim.least}: it has {', '.join(map(str, study.ridges))}")
    level, tolerance = 1 - float(study.delta) / len(places), float(claim.tolerance)
    found = _population(study, seed)
    rows: list[list[Json]] = []
    gaps = []
    for place in places:
        values = _measured(study, "none", seed)[claim.quantity][:, place]
        gap = _gap(study, claim.quantity, place, "none", level=level, seed=seed)
        gaps.append(gap)
        rows.append(
            [
                str(study.ridges[place]),
                mean_cell(values, level=level),
                _predicted(study, seed)[claim.quantity][place],
                interval_cell(gap.middle, gap),
            ]
        )
    text = (
        f"{study.dataset}, {claim.quantity}: measured by cross-validation within {claim.tolerance} of the "
        f"prediction from the spectrum, relatively, at ridges "
        f"{', '.join(str(study.ridges[place]) for place in places)} tr(Sigma)/n"
    )
    shown = table(
        ["ridge/(tr Σ/n)", claim.quantity, "predicted", "relative gap"],
        rows,
        f"{_said(study, found)}; Student intervals over splits, jointly at level {1 - float(study.delta)}",
    )
    extra: dict[str, Json] = {"delta": str(study.delta)}
    if claim.drawn:
        extra["series"] = [_figure(study, seed)]
    how = f"(Student, asymptotic in the splits; delta = {study.delta})"
    if all(-tolerance <= gap.low and gap.high <= tolerance for gap in gaps):
        why = f"every interval of the gap lies within the tolerance {how}"
        return finite_verdict(Outcome.SUPPORTED, text, why, "simulation", shown, extra=extra)
    out = [p for p, gap in zip(places, gaps, strict=True) if gap.low > tolerance or gap.high < -tolerance]
    if out:
        why = f"outside at ridges {', '.join(str(study.ridges[place]) for place in out)} {how}"
        return finite_verdict(Outcome.CONTRADICTED, text, why, "simulation", shown, extra=extra)
    why = "an interval of the gap meets the tolerance: more splits would decide"
    return finite_verdict(Outcome.UNDECIDED, text, why, "simulation", shown, extra=extra)


@checker.register
def _cause(claim: CauseShown, workload: Workload) -> Verdict:
    study, seed = claim.study, workload.seed
    if claim.ridge not in study.ridges:
        raise InputError(f"ridge {claim.ridge} is not one of the study's: {', '.join(map(str, study.ridges))}")
    place, level = study.ridges.index(claim.ridge), 1 - float(study.delta) / 2
    found = _population(study, seed)
    controls: tuple[Control, ...] = ("none", "linear labels", "gaussian features")
    gaps = {item: _gap(study, claim.quantity, place, item, level=level, seed=seed) for item in controls}
    rows: list[list[Json]] = [
        ["the data" if item == "none" else item, interval_cell(gap.middle, gap)] for item, gap in gaps.items()
    ]
    text = (
        f"{study.dataset}, {claim.quantity} at ridge {claim.ridge} tr(Sigma)/n: with {claim.control} the relative gap "
        f"between measured and predicted is at most {claim.share} of that on the data"
    )
    shown = table(
        ["features and labels", "relative gap"],
        rows,
        f"{_said(study, found)}; Student intervals over splits, each at level {level}",
    )
    (least, most), (least_left, most_left) = gaps["none"].sizes, gaps[claim.control].sizes
    share = float(claim.share)
    how = f"(Student, asymptotic in the splits; delta = {study.delta})"
    if most_left <= share * least:
        return simulated(Outcome.SUPPORTED, text, f"the gap goes {how}", shown, study.delta)
    if least_left > share * most:
        return simulated(Outcome.CONTRADICTED, text, f"the gap stays {how}", shown, study.delta)
    why = "the intervals do not tell: more splits would decide"
    return simulated(Outcome.UNDECIDED, text, why, shown, study.delta)


def _figure(study: DataStudy, seed: int) -> dict[str, Json]:
    """Losses along the ridge, predicted and measured."""
    ridges = [float(item) for item in study.ridges]
    curves = []
    for name in LOSSES:
        values = _measured(study, "none", seed)[name]
        intervals = [student(column, level=0.95) for column in values.T]
        curves += [
            series.curve(f"{name}, predicted", "prediction", ridges, list(_predicted(study, seed)[name])),
            series.curve(
                f"{name}, simulated splits",
                "simulation",
                ridges,
                [float(value) for value in values.mean(axis=0)],
                low=[item.low for item in intervals],
                high=[item.high for item in intervals],
            ),
        ]
    return series.figure(
        f"ridge-path-{study.dataset.replace(' ', '-')}",
        title=f"Ridge path on {study.dataset}",
        caption=(
            f"{_said(study, _population(study, seed))}; labels of variance 1; 95 % Student intervals over splits, "
            f"seed {seed}"
        ),
        x=series.axis("ridge over tr Σ/n", "log"),
        y=series.axis("mean squared loss", "log"),
        curves=curves,
    )
