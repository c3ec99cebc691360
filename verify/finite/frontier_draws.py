"""The frontier of ridge regression by simulation, beside its equivalents in balls; figures of both."""

from __future__ import annotations

from fractions import Fraction
from math import log
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from ...bounds.checks import FrontierCurve, FrontierDrawn, TradeOffCurves, TradeOffDrawn
from ...bounds.errors import DomainError
from ...bounds.filters import Ridge
from ...bounds.spectra import Block, Listing, Signal, Spectrum
from ...bounds.spectra.forms import Flat
from ..enclosures.frontier import Frontier, least_norm, optimal_adversarial, optimal_standard
from ..enclosures.precision import bits_for, precision
from ..evaluate import FLOATS, evaluate
from ..series import axis, curve, of_cells
from ..series import figure as series_of
from ..simulation import Attack, student
from ..simulation.spectra import signal_vector, spectral_setting
from ..simulation.spiked import Spiked, spiked_risks
from ..verdict import Json, Outcome, Verdict
from .dispatch import Workload, checker, figure
from .draws import drawn
from .frontier import DIGITS, best_standard, exponent_of, frontier_of, minimum_cell, worst_ratio
from .tables import cell, chance_text, finite_verdict, interval_cell, size_text, spectrum_text, table

Array = NDArray[np.float64]
_REACH = log(8) / log(2)
_TOLERANCE = Fraction(1, 400)


def exact_ridge(frontier: Frontier, exponent: Fraction) -> Fraction:
    """λ of κ = 2^exponent as a rational near its ball: the simulation takes it as the ridge."""
    return Fraction(float(frontier.ridge(exponent).mid())).limit_denominator(10**30)


@checker.register
def _frontier_drawn(check: FrontierDrawn, workload: Workload) -> Verdict:
    frontier = frontier_of(check.spectrum, check.signal, check.n, Fraction(1))
    exponents = [exponent_of(check.n, power) for power in check.exponents]
    ridges = [exact_ridge(frontier, exponent) for exponent in exponents]
    setting = spectral_setting(check.spectrum, check.n, signal=check.signal)
    found = drawn(setting, [Ridge(sympy.Rational(r)) for r in ridges], check.draws, workload)
    level = 1 - float(check.delta) / (2 * len(ridges))
    margin = float(check.margin)
    rows: list[list[Json]] = []
    within, outside = [], []
    for k, exponent in enumerate(exponents):
        risks = frontier.risks(exponent)
        if risks is None:
            raise DomainError(f"kappa = n**(-{check.exponents[k]}) belongs to no ridge at n = {check.n}")
        row: list[Json] = [f"κ = `n**(-{check.exponents[k]})`", f"{float(ridges[k]):.4g}"]
        for name, ball in (("standard_risk", risks.standard), ("norm_squared", risks.norm_squared)):
            values = found.column(name, k)
            interval, predicted = student(values, level=level), float(ball.mid())
            row += [interval_cell(float(values.mean()), interval), _cell(ball)]
            within.append(abs(interval.low / predicted - 1) <= margin and abs(interval.high / predicted - 1) <= margin)
            outside.append(interval.low > predicted * (1 + margin) or interval.high < predicted * (1 - margin))
        rows.append(row)
    text = (
        f"R_std and E‖θ̂‖² lie within {check.margin} of their equivalents at {len(ridges)} ridges: "
        f"{spectrum_text(check.spectrum)}, {size_text('n', check.n)}"
    )
    caption = (
        f"Simulated and by equivalents, {check.draws} draws; Student intervals, jointly at level {1 - check.delta}"
    )
    shown = table(["where", "λ", "R_std", "equivalent", "E‖θ̂‖²", "equivalent"], rows, caption)
    return _drawn_verdict(text, shown, check.delta, holds=all(within), fails=any(outside))


def _drawn_verdict(text: str, shown: dict[str, Json], delta: Fraction, *, holds: bool, fails: bool) -> Verdict:
    extra = {"delta": str(delta)}
    how = f"Student, asymptotic in the draws; δ = {chance_text(delta)}"
    if holds:
        return finite_verdict(Outcome.SUPPORTED, text, f"all intervals agree ({how})", "simulation", shown, extra=extra)
    if fails:
        return finite_verdict(
            Outcome.CONTRADICTED, text, f"an interval lies apart ({how})", "simulation", shown, extra=extra
        )
    return finite_verdict(
        Outcome.UNDECIDED, text, "the intervals are too wide: more draws would decide", "simulation", shown
    )


def _cell(ball: Any) -> Json:
    with precision(bits_for(DIGITS)):
        return cell(ball)


@checker.register
def _tradeoff_drawn(check: TradeOffDrawn, workload: Workload) -> Verdict:
    rows: list[list[Json]] = []
    lows, highs = [], []
    for n, draws in zip(check.n_values, check.draws, strict=True):
        ridges = ridge_grid(check.spectrum, check.signal, n, check.ridges)
        standard, norm = _draws(check, n, ridges, draws, workload)
        level = 1 - float(check.delta) / (len(check.n_values) * 2 * len(ridges))
        low, high, value = _least(standard, norm, level)
        best = best_standard(check.spectrum, check.signal, n, _TOLERANCE)
        frontier = frontier_of(check.spectrum, check.signal, n, Fraction(1))
        predicted = least_norm(frontier, best, tolerance=_TOLERANCE)
        size = float(frontier.size.mid())
        lows.append(low / size)
        highs.append(high / size)
        rows.append(
            [
                str(n),
                {"value": value / size, "low": low / size, "high": high / size},
                minimum_cell(predicted),
                str(len(ridges)),
                str(draws),
            ]
        )
    if check.trend == "grows":
        pairs = list(zip(range(len(lows) - 1), range(1, len(lows)), strict=True))
        holds = all(lows[b] > highs[a] for a, b in pairs)
        fails = any(highs[b] < lows[a] for a, b in pairs)
        what = "grows from each n to the next"
    else:
        level_ = float(check.level)
        holds, fails = all(h <= level_ for h in highs), any(low > level_ for low in lows)
        what = f"is at most {check.level} at every n"
    text = (
        f"over a grid of ridges λ >= 0 around the best, the least E‖θ̂‖²/‖θ*‖² where R_std is at most twice its least "
        f"value there {what}, n = "
        f"{', '.join(map(str, check.n_values))}: {spectrum_text(check.spectrum)}, {check.signal}"
    )
    joint = f"Student intervals, jointly at level {1 - check.delta}"
    caption = f"Simulated over a grid of ridges, by equivalents over all; {joint}"
    shown = table(["n", "simulated", "equivalent", "ridges", "draws"], rows, caption)
    return _drawn_verdict(text, shown, check.delta, holds=holds, fails=fails)


def ridge_grid(spectrum: Spectrum, signal: Signal, n: int, count: int) -> Array:
    """The ridges λ >= 0 that belong to `count` values of κ around the best one."""
    frontier = frontier_of(spectrum, signal, n, Fraction(1))
    best = best_standard(spectrum, signal, n, _TOLERANCE)
    centre = log(float(best.kappa.mid())) / log(2)
    found = []
    for k in range(count):
        exponent = Fraction(round((centre + _REACH * (2 * k / (count - 1) - 1)) * 2**20), 2**20)
        ridge = float(frontier.ridge(exponent).mid())
        if ridge >= 0:
            found.append(ridge)
    return np.array(found)


def _draws(check: TradeOffDrawn, n: int, ridges: Array, draws: int, workload: Workload) -> tuple[Array, Array]:
    """R_std and E‖θ̂‖² of each draw at each ridge; a flat tail is drawn by its Wishart matrix."""
    spectrum, signal = check.spectrum, check.signal
    spiked = _spiked(spectrum.at(n=n), signal, n)
    if spiked is not None:
        with threadpool_limits(1):  # two BLAS threads beside a busy neighbour are many times slower
            found = [spiked_risks(spiked, ridges, seed=workload.seed, draw=draw) for draw in range(draws)]
        return np.stack([item["standard_risk"] for item in found]), np.stack([item["norm_squared"] for item in found])
    setting = spectral_setting(spectrum, n, signal=signal)
    filters = [Ridge(sympy.Rational(*float(ridge).as_integer_ratio())) for ridge in ridges]
    simulation = drawn(setting, filters, draws, workload)
    columns = range(len(filters))
    return (
        np.stack([simulation.column("standard_risk", k) for k in columns], axis=1),
        np.stack([simulation.column("norm_squared", k) for k in columns], axis=1),
    )


def _spiked(spectrum: Spectrum, signal: Signal, n: int) -> Spiked | None:
    """The spectrum as spikes and a flat tail; None for any other, or where the signal leaves the spikes."""
    if len(spectrum.segments) != 2:
        return None
    heads, tail = spectrum.segments
    if not (isinstance(heads, Listing) and isinstance(tail, Block) and isinstance(tail.form, Flat)):
        return None
    count = len(heads.values)
    if signal.decay is not None or len(signal.values) > count:
        return None
    spikes = tuple(float(evaluate(value, FLOATS, {})) for value in heads.values)
    level = float(evaluate(tail.form.level, FLOATS, {}))
    theta = tuple(float(x) for x in signal_vector(signal, count)) + (0.0,) * (count - len(signal.values))
    return Spiked(n, spikes, level, int(tail.last) - count, theta)


def _least(standard: Array, norm: Array, level: float) -> tuple[float, float, float]:
    """The least mean norm where the mean risk is at most twice its least mean: both ends, and the plain estimate.

    Joint intervals over the grid; the lower end takes every ridge that may belong, the upper end those that must.
    """
    risk = [student(column, level=level) for column in standard.T]
    size = [student(column, level=level) for column in norm.T]
    least_low, least_high = min(r.low for r in risk), min(r.high for r in risk)
    low = min(s.low for r, s in zip(risk, size, strict=True) if r.low <= 2 * least_high)
    certain = [s.high for r, s in zip(risk, size, strict=True) if r.high <= 2 * least_low]
    mean_risk, mean_norm = standard.mean(axis=0), norm.mean(axis=0)
    value = float(mean_norm[mean_risk <= 2 * mean_risk.min()].min())
    return low, min(certain, default=float("inf")), value


# -- figures ---------------------------------------------------------------------------------------------------


@figure.register
def _frontier_curve(data: FrontierCurve, workload: Workload) -> dict[str, Json]:
    frontier = frontier_of(data.spectrum, data.signal, data.n, data.radius)
    truth = float(frontier.truth.mid())
    line: list[tuple[float, float]] = []
    for power in data.exponents:
        found = frontier.risks(exponent_of(data.n, power))
        if found is not None:
            line.append((float(found.standard.mid()), float(found.adversarial.mid()) / truth))
    best = []
    for minimum in (
        optimal_standard(frontier, tolerance=_TOLERANCE),
        optimal_adversarial(frontier, tolerance=_TOLERANCE),
    ):
        exponent = Fraction(round(log(float(minimum.kappa.mid())) / log(2) * 2**20), 2**20)
        found = frontier.risks(exponent)
        if found is not None:
            best.append((float(found.standard.mid()), float(found.adversarial.mid()) / truth))
    ridges = [exact_ridge(frontier, exponent_of(data.n, power)) for power in data.simulated]
    setting = spectral_setting(data.spectrum, data.n, signal=data.signal)
    filters = [Ridge(sympy.Rational(r)) for r in ridges]
    attack = Attack(radius=float(data.radius))
    simulation = drawn(setting, filters, data.draws, workload, attack=attack, noise_draws=1)
    level = float(data.level)
    drawn_points = []
    for name, unit in (("standard_risk", 1.0), ("adversarial_risk", truth)):
        columns = [simulation.column(name, k) / unit for k in range(len(ridges))]
        drawn_points.append([(float(c.mean()), student(c, level=level)) for c in columns])
    first, second = drawn_points
    return series_of(
        "frontier",
        title="What every ridge pays",
        caption=(
            f"{spectrum_text(data.spectrum)}, {data.signal}, {size_text('n', data.n)}, noise `sigma = 1`, radius "
            f"{data.radius}. Each point is a ridge, from near-interpolation (top) to heavy shrinkage (right). "
            f"Equivalents; both optima over all ridges; {data.draws} draws with {level:.0%} Student intervals, seed "
            f"{workload.seed}."
        ),
        x=axis("R_std", "log"),
        y=axis("R_adv/R_adv(θ*)", "log"),
        curves=[
            curve("along the ridge", "prediction", [p[0] for p in line], [p[1] for p in line]),
            curve("least", "optimum", [p[0] for p in best], [p[1] for p in best], notes=["R_std", "R_adv"]),
            curve(
                "ridges",
                "simulation",
                [value for value, _ in first],
                [value for value, _ in second],
                low=[interval.low for _, interval in second],
                high=[interval.high for _, interval in second],
                x_low=[interval.low for _, interval in first],
                x_high=[interval.high for _, interval in first],
            ),
        ],
    )


@figure.register
def _tradeoff_curves(data: TradeOffCurves, workload: Workload) -> dict[str, Json]:
    curves = []
    for label, spectrum, signal in data.families:
        cells = [minimum_cell(worst_ratio(spectrum, signal, n, data.radius, Fraction(1, 100))) for n in data.n_values]
        curves.append(of_cells(label, "enclosure", list(data.n_values), cells))
    return series_of(
        "trade-off-along-n",
        title="Forced and not forced",
        caption=(
            "The least max(R_std/R_opt, R_adv/R_adv(θ*)) over every ridge, along n, by equivalents, enclosed; "
            f"noise `sigma = 1`, radius {data.radius}."
        ),
        x=axis("sample size n", "log"),
        y=axis("best compromise", "log"),
        curves=curves,
    )
