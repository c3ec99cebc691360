"""Gradients and risks of kernel regression beside those of the linear ridge that it is said to behave like."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

import numpy as np
import sympy as sp
from flint import arb
from numpy.typing import NDArray

from ...bounds.checks.kernels import GradientCurves, GradientGap, GradientNear, KernelRisks
from ...bounds.kernels import TangentKernel
from ...bounds.spectra import Signal, Spectrum, supported_signal
from .. import series
from ..enclosures.precision import bits_for, precision
from ..enclosures.predictions import Prediction, predict
from ..enclosures.spectral import SpectralSums
from ..evaluate import FLOATS, evaluate
from ..simulation.intervals import relative_gap, student
from ..simulation.kernel_regression import KernelFit
from ..simulation.rates import power_rate
from ..simulation.rows import row_sampler
from ..simulation.streams import Purpose, stream
from ..verdict import Json, Verdict
from .compared import compared, near
from .dispatch import Workload, checker, figure
from .tables import interval_cell, mean_cell, table

Array = NDArray[np.float64]
_DIGITS = 15


@dataclass(frozen=True)
class _Draws:
    """Per-draw means of E‖∇f̂‖² and of the linear ridge's E‖θ̂‖², σ = 1, and tr Σ."""

    kernel: Array
    linear: Array
    trace: float


def _gradients(
    kernel: TangentKernel,
    spectrum: Spectrum,
    n: int,
    workload: Workload,
    *,
    draws: int,
    tests: int,
    ridge: Fraction = Fraction(0),
    truncation: int | None = None,
) -> _Draws:
    sampler = row_sampler(spectrum, n + tests, n=n, truncation=truncation)
    penalty = _effective(kernel, ridge) * sampler.trace
    found, linear = np.empty(draws), np.empty(draws)
    for draw in range(draws):
        rows = sampler.draw(workload.seed, draw)
        fit = KernelFit(rows, n, kernel, ridge=float(ridge) * sampler.trace)
        found[draw] = fit.noise_gradient().mean()
        linear[draw] = fit.linear(penalty).noise_norm()
    return _Draws(found, linear, sampler.trace)


def _number(expression: sp.Expr) -> float:
    return float(evaluate(expression, FLOATS, {}))


def _effective(kernel: TangentKernel, ridge: Fraction) -> float:
    """nλ_eff/tr Σ of the kernel, with a ridge of its own in units of tr Σ."""
    return _number(kernel.effective_ridge) + float(ridge) / _number(kernel.coefficient(1))


def _equivalents(
    kernel: TangentKernel,
    spectrum: Spectrum,
    n: int,
    *,
    signal: Signal,
    ridge: Fraction = Fraction(0),
    radius: Fraction = Fraction(1),
) -> Prediction:
    """The deterministic equivalents of linear ridge with the kernel's effective ridge, σ = 1."""
    sums = SpectralSums(spectrum.at(n=n))
    with precision(bits_for(_DIGITS)):
        trace = float(sums.tail(0).mid())
    penalty = Fraction(_effective(kernel, ridge) * trace / n).limit_denominator(10**12)
    return predict(sums, n, signal, ridge=penalty, radius=radius)


def equivalent_gradient(kernel: TangentKernel, spectrum: Spectrum, n: int) -> float:
    """The deterministic equivalent of the noise part of E‖θ̂‖² for linear ridge with the kernel's effective ridge."""
    found = _equivalents(kernel, spectrum, n, signal=supported_signal(1))
    with precision(bits_for(_DIGITS)):
        noise = (found.first_degrees - found.second_degrees) / (found.kappa * (n - found.second_degrees))
        return float(noise.mid())


def limit_gradient(kernel: TangentKernel, trace: float, n: int) -> float:
    """(g′(0)/(g(1) − g(0)))²·n/tr Σ."""
    return _number(kernel.gradient_constant) * n / trace


@checker.register
def _gradient_near(claim: GradientNear, workload: Workload) -> Verdict:
    found = _gradients(
        claim.kernel,
        claim.spectrum,
        claim.n,
        workload,
        draws=claim.draws,
        tests=claim.tests,
        ridge=claim.ridge,
        truncation=claim.truncation,
    )
    level = 1 - float(claim.delta)
    predicted = _number(claim.prediction)
    relative = student(found.kernel / predicted - 1, level=level)
    ridged = f", ridge `{claim.ridge}*trace(Sigma)`" if claim.ridge else ""
    text = (
        f"the noise part of E‖∇f̂‖², {claim.kernel}, {claim.spectrum}, n = {claim.n}{ridged}, is {claim.prediction} "
        f"to a relative {claim.within}"
    )
    row: list[Json] = [
        mean_cell(found.kernel, level=level),
        mean_cell(found.linear, level=level),
        predicted,
        interval_cell(float(found.kernel.mean() / predicted - 1), relative),
        str(claim.draws),
    ]
    caption = f"Noise part for σ = 1, at n = {claim.n}; Student intervals at level {level}, each by itself"
    shown = table(["kernel", "linear ridge", "prediction", "relative gap", "draws"], [row], caption)
    within = float(claim.within)
    return near(text, (relative.low, relative.high), (-within, within), shown, claim.delta)


@checker.register
def _gradient_gap(claim: GradientGap, workload: Workload) -> Verdict:
    level = 1 - float(claim.delta) / len(claim.n_values)
    rows: list[list[Json]] = []
    sizes: list[tuple[float, float]] = []
    gaps, errors = [], []
    for n, draws in zip(claim.n_values, claim.draws, strict=True):
        found = _gradients(
            claim.kernel, claim.spectrum, n, workload, draws=draws, tests=claim.tests, truncation=claim.truncation
        )
        equivalent = equivalent_gradient(claim.kernel, claim.spectrum, n)
        limit = limit_gradient(claim.kernel, found.trace, n)
        predicted = limit if claim.against == "limit" else equivalent
        relative = found.kernel / predicted - 1
        interval = student(relative, level=level)
        sizes.append(interval.sizes)
        gaps.append(abs(float(relative.mean())))
        errors.append(float(relative.std(ddof=1)) / sqrt(draws))
        rows.append(
            [
                str(n),
                mean_cell(found.kernel, level=level),
                equivalent,
                limit,
                interval_cell(float(relative.mean()), interval),
                str(draws),
            ]
        )
    first, last = claim.n_values[0], claim.n_values[-1]
    text = (
        f"the noise part of E‖∇f̂‖², {claim.kernel}, {claim.spectrum}, is relatively closer to its {claim.against} at "
        f"n = {last} than at n = {first}"
    )
    caption = f"Gap to the {claim.against} along n; Student intervals, jointly at level {1 - float(claim.delta)}"
    if len(claim.n_values) > 2:
        rate = power_rate(np.array(claim.n_values, dtype=float), np.array(gaps), np.array(errors), level=level)
        caption += f"; the gap's fitted exponent in n is in [{rate.low:.3g}, {rate.high:.3g}]"
    shown = table(["n", "E‖∇f̂‖²", "equivalent", "limit", "relative gap", "draws"], rows, caption)
    return compared(text, sizes[-1], sizes[0], shown, claim.delta)


@dataclass(frozen=True)
class _Risks:
    """Per-draw means of R_std and first-order R_adv, of the kernel's and of the linear predictor."""

    kernel: dict[str, Array]
    linear: dict[str, Array]


def _risks(claim: KernelRisks, n: int, draws: int, workload: Workload) -> _Risks:
    sampler = row_sampler(claim.spectrum, n + claim.tests, n=n, signal=claim.signal)
    penalty, radius = _effective(claim.kernel, claim.ridge) * sampler.trace, float(claim.radius)
    names = ("standard", "adversarial")
    kernel, linear = ({name: np.empty(draws) for name in names} for _ in range(2))
    for draw in range(draws):
        rows = sampler.draw(workload.seed, draw)
        truth = rows.truth[n:, None]
        noise = stream(workload.seed, draw, Purpose.NOISE).standard_normal((n, claim.noise_draws))
        labels = rows.truth[:n, None] + noise
        fit = KernelFit(rows, n, claim.kernel, ridge=float(claim.ridge) * sampler.trace)
        other = fit.linear(penalty)
        dual = other.coefficients(labels)
        pairs = (
            (kernel, np.abs(fit.predictions(labels) - truth), fit.gradient_norms(labels)),
            (linear, np.abs(other.predictions(dual, rows.gram[:n, n:]) - truth), other.norms(dual)[None, :]),
        )
        for found, error, gradient in pairs:
            found["standard"][draw] = (error**2).mean()
            found["adversarial"][draw] = ((error + radius * gradient) ** 2).mean()
    return _Risks(kernel, linear)


@checker.register
def _kernel_risks(claim: KernelRisks, workload: Workload) -> Verdict:
    level = 1 - float(claim.delta) / len(claim.n_values)
    label = "R_adv/R_adv(θ*)" if claim.quantity == "adversarial" else "R_std"
    rows: list[list[Json]] = []
    sizes: list[tuple[float, float]] = []
    for n, draws in zip(claim.n_values, claim.draws, strict=True):
        found = _risks(claim, n, draws, workload)
        unit = _truth(claim, n) if claim.quantity == "adversarial" else 1.0
        kernel, linear = (values[claim.quantity] / unit for values in (found.kernel, found.linear))
        relative = relative_gap(kernel, linear, level=level)
        mean = student(kernel, level=level)
        equal = _equivalents(
            claim.kernel, claim.spectrum, n, signal=claim.signal, ridge=claim.ridge, radius=claim.radius
        )
        predicted = equal.adversarial_low if claim.quantity == "adversarial" else equal.standard_risk
        sizes.append(relative.sizes if claim.claim == "gap" else (mean.low, mean.high))
        rows.append(
            [
                str(n),
                interval_cell(float(kernel.mean()), mean),
                float(linear.mean()),
                float(predicted.mid()) / unit,
                interval_cell(float(kernel.mean() / linear.mean() - 1), relative),
                str(draws),
            ]
        )
    first, last = claim.n_values[0], claim.n_values[-1]
    what = f"the relative gap of {label} from linear ridge's" if claim.claim == "gap" else label
    ordered = "larger" if claim.claim == "grows" else "smaller"
    ridged = f", ridge `{claim.ridge}*trace(Sigma)`" if claim.ridge else ""
    where = f"{claim.kernel}{ridged}, {claim.spectrum}, {claim.signal}"
    text = f"{what}, {where}, is {ordered} at n = {last} than at n = {first}"
    caption = (
        f"First-order adversarial risk, radius {claim.radius}, σ = 1, {claim.tests} test points, {claim.noise_draws} "
        f"noise vectors a draw; Student intervals, jointly at level {1 - float(claim.delta)}"
    )
    columns = ["n", f"{label}, kernel", f"{label}, linear ridge", "its equivalent", "relative gap", "draws"]
    shown = table(columns, rows, caption)
    if claim.claim == "grows":
        return compared(text, sizes[0], sizes[-1], shown, claim.delta)
    return compared(text, sizes[-1], sizes[0], shown, claim.delta)


def _truth(claim: KernelRisks, n: int) -> float:
    """R_adv(θ*) = α²‖θ*‖²."""
    with precision(bits_for(_DIGITS)):
        length = SpectralSums(claim.spectrum.at(n=n)).weighted(claim.signal, arb(1), "size")
        return float(claim.radius) ** 2 * float(length.mid())


@figure.register
def _gradient_curves(curves: GradientCurves, workload: Workload) -> dict[str, Json]:
    """The figure of the gradient claims: predicted and simulated along n, inside and outside the conditions."""
    level = float(curves.level)
    drawn = []
    for where, spectrum in (("inside", curves.inside), ("outside", curves.outside)):
        predicted, cells = [], []
        for n in curves.n_values:
            truncation = curves.truncation if spectrum.dimension == sp.oo else None
            found = _gradients(
                curves.kernel, spectrum, n, workload, draws=curves.draws, tests=curves.tests, truncation=truncation
            )
            predicted.append(equivalent_gradient(curves.kernel, spectrum, n))
            cells.append(mean_cell(found.kernel, level=level))
        drawn.append(series.curve(f"{where} the conditions", "prediction", curves.n_values, predicted))
        drawn.append(series.of_cells(f"{where} the conditions", "simulation", curves.n_values, cells))
    return series.figure(
        "gradients-along-n",
        title="Gradients of kernel regression, predicted and simulated",
        caption=(
            f"Noise part of E‖∇f̂‖² for min-norm regression with the {curves.kernel}, σ = 1, Gaussian inputs; inside: "
            f"{curves.inside}; outside: {curves.outside}, where the kernel is not close to its linearisation. "
            f"Predicted: linear ridge with the effective ridge, by its deterministic equivalent. {curves.draws} draws, "
            f"{level:.0%} Student intervals, seed {workload.seed}."
        ),
        x=series.axis("sample size n", "log"),
        y=series.axis("E‖∇f̂‖², noise part", "log"),
        curves=drawn,
    )
