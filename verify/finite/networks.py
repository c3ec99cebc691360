"""Trained networks beside their kernels: rates in width, attacks side by side, and where the theory is silent."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from ...bounds.checks.networks import (
    AttackStronger,
    DeepNoise,
    LazyRate,
    LazyRisk,
    NetworkTask,
    WidthSweep,
)
from ...bounds.kernels import TangentKernel
from .. import series
from ..networks.backend import float64
from ..networks.deep import train_classifiers, train_narrow
from ..networks.lazy import ATTACKS, Comparison, compare
from ..simulation.intervals import Interval, relative_gap, student
from ..simulation.rates import power_misfit, power_rate
from ..verdict import Json, Outcome, Verdict
from .compared import compared, near
from .dispatch import Workload, checker
from .tables import error_cell, finite_verdict, interval_cell, mean_cell, table

Array = NDArray[np.float64]
_UNTRAINED = 1e-4
"""A network whose largest training residual is above this did not interpolate; it was trained down to 1e-6."""


def _comparisons(
    kernel: TangentKernel, task: NetworkTask, width: int, draws: Sequence[int], workload: Workload
) -> list[Comparison]:
    with float64():
        return [compare(kernel, task, width, seed=workload.seed, draw=draw) for draw in draws]


def _untrained(found: Sequence[Comparison]) -> str:
    """A reason where some network did not interpolate, else ""."""
    worst = max(item.residual for item in found)
    return (
        "" if worst <= _UNTRAINED else f"a network stopped at a training residual of {worst:.2g}: it needs more steps"
    )


@checker.register
def _lazy_rate(claim: LazyRate, workload: Workload) -> Verdict:
    level = 1 - float(claim.delta)
    text = (
        f"the {claim.distance} of the trained network is off its {claim.kernel}'s by about m^{claim.exponent}, "
        f"m = {claim.widths[0]} ... {claim.widths[-1]}, to {claim.slack} in the exponent"
    )
    rows, means, errors, reasons = _distances(claim.kernel, claim.task, claim.widths, claim.draws, workload)
    place = 0 if claim.distance == "prediction" else 1
    sizes = np.array(claim.widths, dtype=np.float64)
    rate = power_rate(sizes, means[place], errors[place], level=level)
    misfit = power_misfit(sizes, means[place], errors[place])
    shown = table(
        ["m", "prediction, relative", "gradient, relative", "movement of the weights", "steps", "draws"],
        rows,
        f"Distance of trained networks from the {claim.kernel}, n = {claim.task.samples}, p = {claim.task.dimension}; "
        f"root mean squares ± two standard errors; fitted exponent of the {claim.distance} in "
        f"[{rate.low:.4f}, {rate.high:.4f}] at level {level} ({rate.method}), p-value of the power law {misfit:.2g}",
    )
    if misfit < float(claim.delta):
        reasons.append("no power law fits the draws")
    if reasons:
        return finite_verdict(Outcome.UNDECIDED, text, reasons[0], "simulation", shown)
    target, slack = float(claim.exponent), float(claim.slack)
    drawn = _rate_figure(claim, means[place], errors[place], rate, workload)
    shown = {**shown, "series": [drawn]}
    return near(text, (rate.low, rate.high), (target - slack, target + slack), shown, claim.delta)


def _distances(
    kernel: TangentKernel, task: NetworkTask, widths: Sequence[int], draws: Sequence[int], workload: Workload
) -> tuple[list[list[Json]], tuple[Array, Array], tuple[Array, Array], list[str]]:
    """Rows of a table, root mean squares and their standard errors for prediction and gradient, and what went wrong."""
    rows: list[list[Json]] = []
    means, errors = ((np.empty(len(widths)), np.empty(len(widths))) for _ in range(2))
    reasons: list[str] = []
    first = 0
    for place, (width, count) in enumerate(zip(widths, draws, strict=True)):
        found = _comparisons(kernel, task, width, range(first, first + count), workload)
        first += count  # new samples at every width: the widths are independent
        cells: list[Json] = []
        for kind, values in enumerate(([item.prediction for item in found], [item.gradient for item in found])):
            squares = np.array(values)
            root = sqrt(squares.mean())
            error = squares.std(ddof=1) / sqrt(count) / (2 * root)  # delta method for the root
            means[kind][place], errors[kind][place] = root, error
            cells.append(error_cell(root, error))
        movement = float(np.mean([item.movement for item in found]))
        rows.append([str(width), *cells, movement, max(item.steps for item in found), str(count)])
        reason = _untrained(found)
        if reason:
            reasons.append(f"m = {width}: {reason}")
    return rows, means, errors, reasons


@checker.register
def _lazy_risk(claim: LazyRisk, workload: Workload) -> Verdict:
    level = 1 - float(claim.delta) / len(claim.widths)
    rows: list[list[Json]] = []
    gaps: list[tuple[float, float]] = []
    for width in claim.widths:
        found = _comparisons(claim.kernel, claim.task, width, range(claim.draws), workload)
        reason = _untrained(found)
        ours, theirs = (
            np.array([risks[claim.attack] for risks in side])
            for side in ([item.network for item in found], [item.kernel for item in found])
        )
        gap = relative_gap(ours, theirs, level=level)
        gaps.append(gap.sizes)
        distance = interval_cell(float(ours.mean() / theirs.mean() - 1), gap)
        rows.append([f"network, m = {width}", *_means([item.network for item in found], level), distance])
        if reason:
            break
    rows.append([repr(claim.kernel), *_means([item.kernel for item in found], level), None])
    rows.append(["linear ridge", *_means([item.linear for item in found], level), None])
    text = (
        f"the risk under {claim.attack} of the trained network is relatively closer to that of its {claim.kernel} at "
        f"m = {claim.widths[-1]} than at m = {claim.widths[0]}"
    )
    shown = table(
        ["predictor", *ATTACKS, f"{claim.attack}: relative gap to the kernel"],
        rows,
        f"Mean of (f(x + δ) − f*(x))² by attack, {claim.task.norm}, radius {claim.task.radius}, n = "
        f"{claim.task.samples}, p = {claim.task.dimension}, {claim.draws} draws; transfer: the kernel's perturbation "
        f"on networks, that of the widest network on the others; gaps are between predictors of one sample; Student "
        f"intervals, jointly at level {1 - float(claim.delta)} over the widths",
    )
    if reason:
        return finite_verdict(Outcome.UNDECIDED, text, reason, "simulation", shown)
    return compared(text, gaps[-1], gaps[0], shown, claim.delta)


def _means(risks: Sequence[dict[str, float]], level: float) -> list[Json]:
    columns = (np.array([item[name] for item in risks]) for name in ATTACKS)
    return [mean_cell(values, level=level) for values in columns]


@checker.register
def _attack_stronger(claim: AttackStronger, workload: Workload) -> Verdict:
    level = 1 - float(claim.delta)
    found = _comparisons(claim.kernel, claim.task, claim.width, range(claim.draws), workload)
    what = f"{claim.stronger} raises the risk more than {claim.weaker}"
    text = f"on trained networks, {claim.kernel}, m = {claim.width}, {what}"
    rows: list[list[Json]] = [[f"network, m = {claim.width}", *_means([item.network for item in found], level)]]
    caption = f"{claim.draws} draws; Student intervals at level {level}, each by itself"
    shown = table(["predictor", *ATTACKS], rows, caption)
    reason = _untrained(found)
    if reason:
        return finite_verdict(Outcome.UNDECIDED, text, reason, "simulation", shown)
    difference = np.array([item.network[claim.stronger] - item.network[claim.weaker] for item in found])
    interval = student(difference, level=level)
    return compared(text, (0.0, 0.0), (interval.low, interval.high), shown, claim.delta)


@checker.register
def _width_sweep(claim: WidthSweep, workload: Workload) -> Verdict:
    level = 1 - float(claim.delta) / 2
    rows: list[list[Json]] = []
    cells: dict[str, list[Json]] = {"clean": [], "pgd": []}
    ends: dict[int, tuple[float, float]] = {}
    for width in claim.widths:
        with float64():
            found = [
                train_narrow(claim.task, width, claim.steps, seed=workload.seed, draw=draw)
                for draw in range(claim.draws)
            ]
        for name, column in cells.items():
            values = np.array([item.risks[name] for item in found])
            interval = student(values, level=level)
            column.append({"value": float(values.mean()), "low": max(interval.low, 0.0), "high": interval.high})
            if name == "pgd":
                ends[width] = (interval.low, interval.high)
        residual = float(np.median([item.residual for item in found]))
        last = [column[-1] for column in cells.values()]
        rows.append([str(width), str(found[0].parameters), residual, *last, str(claim.draws)])
    text = (
        f"R_adv of the trained two-layer network under PGD is smaller at m = {claim.widths[-1]} than at "
        f"m = {claim.middle}, n = {claim.task.samples}, p = {claim.task.dimension}"
    )
    caption = (
        f"Width from {rows[0][1]} parameters to {rows[-1][1]}, n = {claim.task.samples} noisy labels, at most "
        f"{claim.steps} steps; residual: median of the largest one; Student intervals at level {level}, each by "
        "itself. The theory is silent on networks that are not lazy."
    )
    shown = table(["m", "parameters", "residual", "R_std", "R_adv under PGD", "draws"], rows, caption)
    drawn = series.figure(
        "width-sweep",
        title="From under- to over-parameterised networks",
        caption=caption,
        x=series.axis("neurons m", "log"),
        y=series.axis("risk", "log"),
        curves=[
            series.of_cells("R_std", "simulation", claim.widths, cells["clean"]),
            series.of_cells("R_adv under PGD", "simulation", claim.widths, cells["pgd"]),
        ],
    )
    return compared(text, ends[claim.widths[-1]], ends[claim.middle], {**shown, "series": [drawn]}, claim.delta)


@checker.register
def _deep_noise(claim: DeepNoise, workload: Workload) -> Verdict:
    level = 1 - float(claim.delta)
    with float64():
        pairs = [
            train_classifiers(
                claim.task, claim.depth, claim.width, float(claim.flips), claim.steps, seed=workload.seed, draw=draw
            )
            for draw in range(claim.draws)
        ]
    rows: list[list[Json]] = []
    for place, name in enumerate(("clean labels", f"{claim.flips} of the labels flipped")):
        row: list[Json] = [name]
        for measure in ("fitted", "clean", "pgd"):
            values = np.array([getattr(pair[place], measure) for pair in pairs])
            row.append(mean_cell(values, level=level))
        rows.append([*row, str(claim.draws)])
    text = (
        f"a network of {claim.depth} layers of weights, width {claim.width}, that fits flipped labels is right less "
        f"often under PGD than one trained on clean labels, n = {claim.task.samples}, p = {claim.task.dimension}"
    )
    shown = table(
        ["trained on", "right on its own labels", "right on new points", "right under PGD", "draws"],
        rows,
        f"Squared loss on ±1, {claim.task.norm} attack of radius {claim.task.radius}; Student intervals at level "
        f"{level}, each by itself. The theory is silent on classes and on three and more layers.",
    )
    unfitted = min(pair[1].fitted for pair in pairs)
    if unfitted < 1:
        why = f"a network fits only {unfitted:.0%} of its labels: it needs more steps"
        return finite_verdict(Outcome.UNDECIDED, text, why, "simulation", shown)
    difference = np.array([pair[0].pgd - pair[1].pgd for pair in pairs])
    interval = student(difference, level=level)
    return compared(text, (0.0, 0.0), (interval.low, interval.high), shown, claim.delta)


def _rate_figure(claim: LazyRate, mean: Array, error: Array, rate: Interval, workload: Workload) -> dict[str, Json]:
    """The distance along m on logarithmic axes, with the fitted power and the interval of its exponent."""
    sizes = np.array(claim.widths, dtype=np.float64)
    shape = (sizes / sizes[0]) ** rate.middle
    constant = float((shape / error) @ (mean / error)) / float((shape / error) @ (shape / error))
    cells = [error_cell(value, slack) for value, slack in zip(mean, error, strict=True)]
    return series.figure(
        f"network-{claim.distance}-{claim.kernel.name}-to-{claim.widths[-1]}",
        title=f"The trained network approaches its tangent kernel: {claim.distance}",
        caption=(
            f"Two-layer ReLU network, {claim.kernel}, trained to interpolation in float64, n = {claim.task.samples}, "
            f"p = {claim.task.dimension}; relative root mean square distance from min-norm kernel regression at new "
            f"points, ± two standard errors; {', '.join(map(str, claim.draws))} draws. Fitted exponent of m in "
            f"[{rate.low:.3f}, {rate.high:.3f}] at level {rate.level}. Seed {workload.seed}."
        ),
        x=series.axis("neurons m", "log"),
        y=series.axis("relative distance", "log"),
        curves=[
            series.curve("fitted power", "prediction", claim.widths, list(constant * shape)),
            series.of_cells(claim.distance, "simulation", claim.widths, cells),
        ],
    )
