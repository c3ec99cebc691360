"""Simulated figures beside those that deterministic equivalents predict, and the gap between them along n."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf, isfinite, sqrt

import numpy as np

from ...bounds.errors import InputError
from ...bounds.filters import Filter, MinNorm, Ridge
from ...bounds.spectra import Signal, Spectrum
from ..enclosures.growth import Undecided
from ..enclosures.predictions import predict
from ..enclosures.spectral import SpectralSums
from ..verdict import Json
from .attacks import Attack
from .measure import exact_formula_applies
from .moments import a_priori_bound, missing_moment
from .rates import power_misfit, power_rate
from .setting import Setting
from .simulation import METHODS, Estimate, Simulation

_DIGITS = 12
QUANTITIES = {
    "R_std": "standard_risk",
    "  bias": "bias",
    "  variance": "variance",
    "E‖θ̂‖²": "norm_squared",
    "R_adv": "adversarial_risk",
}
"""The rows of a comparison: how they are printed, and their names in a simulation."""


@dataclass(frozen=True)
class Row:
    """One quantity: its estimate, its prediction as [low, high] or None, the mean's standard error or
    None.
    """

    label: str
    estimate: Estimate
    predicted: tuple[float, float] | None
    error: float | None

    @property
    def gap(self) -> tuple[float, float, float] | None:
        """simulated/predicted − 1 with the ends of its interval, where the prediction is one positive
        number.
        """
        if self.predicted is None or not isfinite(self.predicted[1]) or self.predicted[0] <= 0:
            return None
        low, high = self.predicted
        if high - low > 1e-9 * high:
            return None
        found = self.estimate
        return found.value / high - 1, found.low / high - 1, found.high / low - 1


@dataclass(frozen=True)
class Comparison:
    """One filter at one n."""

    simulation: Simulation
    filter_: int
    spectrum: Spectrum
    signal: Signal
    rows: tuple[Row, ...]
    unpredicted: str

    @property
    def item(self) -> Filter:
        """The filter."""
        return self.simulation.plan.filters[self.filter_]

    def table(self) -> dict[str, Json]:
        """The comparison as a table of the results file."""
        attack, setting = self.simulation.plan.attack, self.simulation.setting
        rows: list[list[Json]] = [
            [row.label, _cell(row.estimate), row.estimate.method, _predicted(row), _gap(row)] for row in self.rows
        ]
        sigma = setting.noise.sigma
        if not attack.noisy or setting.noise.gaussian:
            truth = attack.of_truth(setting.signal, sigma)
            rows.append(["R_adv(θ*)", truth, "exact", None, None])
            adversarial = self.rows[-1].estimate
            if truth > 0:
                ends = [_number(end / truth) for end in (adversarial.value, adversarial.low, adversarial.high)]
                ratio = dict(zip(("value", "low", "high"), ends, strict=True))
                rows.append(["R_adv/R_adv(θ*)", ratio, adversarial.method, None, None])
        columns = ["quantity", "simulated", "interval", "predicted", "relative gap"]
        if all(row.predicted is None for row in self.rows):  # no equivalent is known: no columns without a number
            columns, rows = columns[:3], [row[:3] for row in rows]
        return {"columns": columns, "rows": rows, "caption": "; ".join([self.title(), *self.notes()])}

    def title(self) -> str:
        """Which filter on which spectrum, n and p."""
        samples = self.simulation.setting.samples
        return f"{self.item!r} on {self.spectrum}, n = {samples}, p = {self.spectrum.dimension}"

    def notes(self) -> list[str]:
        """How it was simulated, and what its intervals and predictions rest on."""
        simulation, setting = self.simulation, self.simulation.setting
        attack, tail, noise = simulation.plan.attack, setting.tail, setting.noise
        exponent = "∞" if attack.exponent == inf else f"{attack.exponent:g}"
        target = "y, less σ²" if attack.noisy else "xᵀθ*"
        statistics = " and ".join(sorted({row.estimate.statistic for row in self.rows}))
        level = self.rows[0].estimate.level
        notes = [
            f"{setting.design.name} design; {noise.name} noise, σ = {noise.sigma:g}; θ* = {self.signal}; attack "
            f"‖δ‖_q ≤ {attack.radius:g}, q = {exponent}, against {target}",
            f"{simulation.draws} draws of X, seed {simulation.seed}; {statistics} over X, with intervals of level "
            f"{level:g}, each by itself",
            *dict.fromkeys(f"{row.estimate.method}: {row.estimate.assumption}" for row in self.rows),
        ]
        if tail.trace > 0:
            spread = tail.fluctuation(setting.samples, setting.design.fourth_moment) / tail.trace
            notes.append(
                f"n = {setting.samples}: cut off after {setting.dimension} coordinates; the rest, of trace "
                f"{tail.trace:.6g}, enters the Gram matrix by its mean, which leaves out an error of root mean "
                f"square {spread:.2g} of that trace in Frobenius norm; θ* is cut there"
            )
        if not noise.homoscedastic:
            notes.append("Var(ε|x) is not σ²: theorems that assume it do not apply")
        return [
            *notes,
            self.unpredicted or "predictions are deterministic equivalents, which approximate the means",
        ]


def check_method(method: str, setting: Setting, attack: Attack, filters: Sequence[Filter]) -> None:
    """Raise InputError, before any draw, where a method is unknown or not one for what `compare` shows."""
    if method not in METHODS:
        raise InputError(f"interval method {method!r} is unknown: give one of {', '.join(METHODS)}")
    for item in filters:
        bounded = attack.exponent == 2 and a_priori_bound(setting, attack, item, "adversarial_upper") is not None
        if method == "empirical-bernstein" and not bounded:
            raise InputError(f"R_std or R_adv of {item} has no a-priori bound: use the method student or median")
        problem = missing_moment(setting, item, "standard_risk")
        if method == "student" and problem:
            raise InputError(f"R_std of {item} {problem}: use the method median")


def compare(
    spectrum: Spectrum, signal: Signal, simulation: Simulation, *, level: float = 0.95, method: str = "auto"
) -> list[Comparison]:
    """Each filter's simulated figures beside their predictions.

    Arguments: `spectrum` and `signal`, of which the simulation's setting was made; `simulation`; `level` and
    `method` of the intervals. Predictions exist for min-norm and ridge, homoscedastic noise and designs of
    independent entries; elsewhere the rows stand without. Raises what `Simulation.estimate` and `predict`
    raise.
    """
    return [
        Comparison(
            simulation, place, spectrum, signal, *_rows(spectrum, signal, simulation, place, level=level, method=method)
        )
        for place in range(len(simulation.plan.filters))
    ]


def _rows(
    spectrum: Spectrum, signal: Signal, simulation: Simulation, place: int, *, level: float, method: str
) -> tuple[tuple[Row, ...], str]:
    predicted, reason = _predictions(spectrum, signal, simulation, simulation.plan.filters[place])
    rows = []
    for label, name in QUANTITIES.items():
        estimate = simulation.estimate(name, place, level=level, method=method)
        error = None
        if name in simulation.values and estimate.statistic == "mean" and simulation.draws > 1:
            error = float(simulation.column(name, place).std(ddof=1)) / sqrt(simulation.draws)
        rows.append(Row(label, estimate, predicted.get(name), error))
    return tuple(rows), reason


def _predictions(
    spectrum: Spectrum, signal: Signal, simulation: Simulation, item: Filter
) -> tuple[dict[str, tuple[float, float]], str]:
    """The equivalents by quantity, as [low, high], and why there are none."""
    setting, attack = simulation.setting, simulation.plan.attack
    if not isinstance(item, MinNorm | Ridge):
        return {}, f"no deterministic equivalent is known here for {type(item).__name__}"
    if not setting.noise.homoscedastic or not setting.design.independent:
        return {}, "no prediction: the equivalents assume independent entries and Var(ε|x) = σ²"
    ridge = Fraction(item.ridge) if isinstance(item, Ridge) else Fraction(0)
    names = {2.0: "l2", inf: "linf", 1.0: "l1"}
    try:
        found = predict(
            SpectralSums(spectrum.at(n=setting.samples)),
            setting.samples,
            signal,
            sigma=Fraction(setting.noise.sigma),
            radius=Fraction(attack.radius),
            ridge=ridge,
            attack=names.get(attack.exponent, "l2"),
            digits=_DIGITS,
        )
    except Undecided as error:
        return {}, f"no prediction: {error}"
    result = {
        name: (float(ball.lower()), float(ball.upper()))
        for name, ball in (
            ("standard_risk", found.standard_risk),
            ("bias", found.bias),
            ("variance", found.variance),
            ("norm_squared", found.norm_squared),
        )
    }
    if exact_formula_applies(setting, attack) and not attack.noisy and attack.exponent in names:
        result["adversarial_risk"] = (float(found.adversarial_low.lower()), float(found.adversarial_high.upper()))
    return result, ""


def gap_table(comparisons: Sequence[Comparison]) -> list[dict[str, Json]]:
    """For each filter met at three sizes or more: the relative gaps along n and the power of n they
    follow.
    """
    tables = []
    for item in dict.fromkeys(comparison.item for comparison in comparisons):
        along = [comparison for comparison in comparisons if comparison.item == item]
        series = {
            label: [(comparison.simulation.setting.samples, row) for comparison in along for row in comparison.rows
                    if row.label == label and row.gap is not None and row.error is not None]
            for label in QUANTITIES if label in ("R_std", "E‖θ̂‖²")
        }  # fmt: skip
        series = {label: points for label, points in series.items() if len({n for n, _ in points}) >= 3}
        if not series:
            continue
        rows: list[list[Json]] = []
        for comparison in along:
            line: list[Json] = [str(comparison.simulation.setting.samples)]
            for label in series:
                row = next(row for row in comparison.rows if row.label == label)
                line.append(_gap(row))
            rows.append(line)
        rates: list[Json] = ["exponent"]
        notes = []
        for label, points in series.items():
            sizes, gaps, errors = _fit(points)
            rate = power_rate(sizes, gaps, errors)
            rates.append({"value": None, "low": _number(rate.low), "high": _number(rate.high)})
            notes.append(f"{label}: p-value of the power law {power_misfit(sizes, gaps, errors):.2g}")
        rows.append(rates)
        caption = (
            f"{item!r}: relative gap simulated/predicted − 1 along n, and the exponent r of gap = c·n^r, weighted "
            f"least squares, level 0.95, asymptotic in the draws; {'; '.join(notes)}"
        )
        tables.append({"columns": ["n", *series], "rows": rows, "caption": caption})
    return tables


def _fit(points: Sequence[tuple[int, Row]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    sizes = np.array([float(n) for n, _ in points])
    gaps = np.array([row.gap[0] for _, row in points if row.gap is not None])
    errors = np.array(
        [row.error / row.predicted[1] for _, row in points if row.error is not None and row.predicted is not None]
    )
    return sizes, gaps, errors


def _number(value: float) -> Json:
    """A number of the results file: infinity is text there."""
    return value if isfinite(value) else "oo" if value > 0 else "-oo"


def _cell(estimate: Estimate) -> Json:
    return {"value": estimate.value, "low": _number(estimate.low), "high": _number(estimate.high)}


def _predicted(row: Row) -> Json:
    if row.predicted is None:
        return None
    low, high = row.predicted
    if not isfinite(low):
        return "oo"
    middle = None if high - low > 1e-9 * abs(high) else (low + high) / 2
    return {"value": middle, "low": _number(low), "high": _number(high)}


def _gap(row: Row) -> Json:
    if row.gap is None:
        return None
    return dict(zip(("value", "low", "high"), map(_number, row.gap), strict=True))
