"""Arc-cosine kernels against their defining means, and their linearisation in operator norm."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt
from typing import Any

import numpy as np
from flint import acb, arb
from numpy.typing import NDArray

from ...bounds.checks.kernels import InitialGradient, KinkShare, Linearisation, WeightDraws, WeightIntegral
from ...bounds.errors import DomainError, InputError
from ...bounds.kernels import CORRELATION, FIRST_LAYER, TangentKernel, input_gradient, weight_integral
from ..enclosures.integrals import integrate
from ..enclosures.precision import ball, bits_for, precision
from ..enclosures.spectral import SpectralSums
from ..evaluate import BALLS, FLOATS, evaluate
from ..recheck.kernels import recheck_weight_integral
from ..simulation.intervals import student
from ..simulation.kernel_regression import kernel_matrix
from ..simulation.rates import power_misfit, power_rate
from ..simulation.rows import row_sampler
from ..simulation.streams import Purpose, stream
from ..verdict import Json, Outcome, Verdict
from . import kernel_gradients  # noqa: F401  (its kinds are in the same file of bounds.checks)
from .compared import compared, near
from .dispatch import Workload, checker
from .tables import cell, confirmed, error_cell, finite_verdict, interval_cell, table

Array = NDArray[np.float64]
_DIGITS = 40
_SHOWN = 30


@checker.register
def _weight_integral(claim: WeightIntegral, workload: Workload) -> Verdict:
    """Formula and integral in balls; the integrand is a trigonometric polynomial, analytic everywhere."""
    times = "" if claim.factor == 1 else f"{claim.factor} "
    text = f"{times}g(ρ) is the mean over Gaussian weights, {claim.kernel}, to {float(claim.tolerance):.0e}"
    rows: list[list[Json]] = []
    wrong: dict[str, Json] | None = None
    close, certificate = True, None
    with precision(bits_for(_DIGITS)):
        allowed, factor = ball(claim.tolerance), ball(claim.factor)
        for rho in claim.correlations:
            if not -1 < rho < 1:
                raise DomainError(f"rho = {rho} is not in (-1, 1): the integral is over a proper sector")
            values = {CORRELATION.name: ball(rho)}
            formula = factor * evaluate(claim.kernel.profile, BALLS, values)
            integral = sum((_integral(layer, rho) for layer in claim.kernel.layers), start=arb(0))
            gap = abs(formula - integral)
            rows.append([str(rho), cell(formula), cell(integral), cell(gap)])
            certificate = {
                "layers": list(claim.kernel.layers),
                "correlation": str(rho),
                "integral": integral.mid().str(_SHOWN, radius=False),
                "digits": _SHOWN,
            }
            if gap > allowed and wrong is None:
                wrong = certificate | {"formula": formula.mid().str(_SHOWN, radius=False)}
            close = close and bool(gap < allowed)  # a ball is compared, never used as a bool
    shown = table(["ρ", "formula", "integral", "difference"], rows, "Kernel profile and mean over weights, enclosed")
    if wrong is not None:
        why = f"at rho = {wrong['correlation']} the two balls are further apart than that"
        verdict = finite_verdict(Outcome.REFUTED, text, why, "enclosures", shown, extra={"certificate": wrong})
        return confirmed(verdict, recheck_weight_integral(wrong))
    if not close:
        return finite_verdict(Outcome.UNDECIDED, text, "the balls are wider than that", "enclosures", shown)
    assert certificate is not None
    why = "formula and integral agree at every ρ listed"
    verdict = finite_verdict(Outcome.ENCLOSED, text, why, "enclosures", shown, extra={"certificate": certificate})
    return confirmed(verdict, recheck_weight_integral(certificate))


def _integral(layer: int, rho: Fraction) -> Any:
    integrand, low, high = weight_integral(layer)
    at = acb(ball(rho))
    ends = [acb(evaluate(end, BALLS, {CORRELATION.name: ball(rho)})) for end in (low, high)]

    def value(angle: Any, _analytic: bool) -> Any:
        return acb(evaluate(integrand, BALLS, {CORRELATION.name: at, "theta": angle}))

    return integrate(value, *ends).real


@checker.register
def _weight_draws(claim: WeightDraws, workload: Workload) -> Verdict:
    """E‖K_m − K‖_F² is c/m exactly; what is fitted is the exponent of its root, from independent draws."""
    widths = np.array(claim.widths, dtype=np.float64)
    inputs = stream(workload.seed, 0, Purpose.FEATURES).standard_normal((claim.points, claim.dimension))
    exact = kernel_matrix(claim.kernel, inputs @ inputs.T)
    size = float(np.linalg.norm(exact))
    means, errors = np.empty(len(widths)), np.empty(len(widths))
    for place, width in enumerate(claim.widths):
        squares = np.empty(claim.draws)
        for draw in range(claim.draws):
            generator = stream(workload.seed, draw, Purpose.NOISE, place)
            weights = generator.standard_normal((claim.dimension, width))
            squares[draw] = np.sum((_drawn_kernel(claim.kernel, inputs, weights) - exact) ** 2) / size**2
        means[place] = sqrt(squares.mean())
        errors[place] = squares.std(ddof=1) / sqrt(claim.draws) / (2 * means[place])  # delta method for the root
    level = 1 - float(claim.delta)
    rate, misfit = power_rate(widths, means, errors, level=level), power_misfit(widths, means, errors)
    text = (
        f"the {claim.kernel} of m neurons is off by about `m**({claim.exponent})` in relative Frobenius norm, m = "
        f"{claim.widths[0]} ... {claim.widths[-1]}, to {claim.slack} in the exponent"
    )
    rows: list[list[Json]] = [
        [str(width), error_cell(mean, error)] for width, mean, error in zip(claim.widths, means, errors, strict=True)
    ]
    rows.append(["exponent", interval_cell(rate.middle, rate)])
    shown = table(
        ["m", "‖K_m − K‖/‖K‖"],
        rows,
        f"Root mean square over {claim.draws} draws, ± two standard errors; exponent at level {level} ({rate.method})",
    )
    extra: dict[str, Json] = {"delta": str(claim.delta), "misfit p-value": misfit}
    target, slack = float(claim.exponent), float(claim.slack)
    if misfit < float(claim.delta):
        return finite_verdict(Outcome.UNDECIDED, text, "no power law fits the draws", "simulation", shown, extra=extra)
    where = f"[{rate.low:.4f}, {rate.high:.4f}]"
    how = f"the fitted exponent is in {where} (asymptotic in the draws; delta = {claim.delta})"
    if target - slack <= rate.low and rate.high <= target + slack:
        return finite_verdict(Outcome.SUPPORTED, text, how, "simulation", shown, extra=extra)
    if rate.high < target - slack or rate.low > target + slack:
        return finite_verdict(Outcome.CONTRADICTED, text, how, "simulation", shown, extra=extra)
    return finite_verdict(Outcome.UNDECIDED, text, f"{how}: more draws would decide", "simulation", shown, extra=extra)


def _drawn_kernel(kernel: TangentKernel, inputs: Array, weights: Array) -> Array:
    """K_m of drawn neurons (p, m) at the inputs (points, p)."""
    before = inputs @ weights
    total = np.zeros((len(inputs), len(inputs)))
    if 1 in kernel.layers:
        active = (before > 0).astype(np.float64)
        total += (inputs @ inputs.T) * (active @ active.T)
    if 2 in kernel.layers:
        positive = np.maximum(before, 0.0)
        total += positive @ positive.T
    return total / weights.shape[1]


@checker.register
def _initial_gradient(claim: InitialGradient, workload: Workload) -> Verdict:
    """‖m^{−1/2} Σ u_j 1{w_jᵀx>0} w_j‖² at x = e_1, which by rotation is every x."""
    p, m = claim.dimension, claim.width
    squares = np.empty(claim.draws)
    for draw in range(claim.draws):
        generator = stream(workload.seed, draw, Purpose.NOISE)
        weights = generator.standard_normal((m, p))
        signs = 2.0 * generator.integers(0, 2, m) - 1.0
        gradient = (signs * (weights[:, 0] > 0)) @ weights / sqrt(m)
        squares[draw] = gradient @ gradient / p
    interval = student(squares, level=1 - float(claim.delta))
    share, within = float(claim.share), float(claim.within)
    times = "" if claim.share == 1 else f"{claim.share}*"
    text = f"E‖∇f_0‖² at initialisation is `{times}p` to {claim.within}, p = {p}, m = {m}, without pairing"
    row: list[Json] = [str(p), str(m), interval_cell(float(squares.mean()), interval)]
    caption = f"Gradient at initialisation, {claim.draws} draws, Student at level {interval.level}"
    shown = table(["p", "m", "E‖∇f_0‖²/p"], [row], caption)
    return near(text, (interval.low, interval.high), (share * (1 - within), share * (1 + within)), shown, claim.delta)


@checker.register
def _kink_share(claim: KinkShare, workload: Workload) -> Verdict:
    """In the plane of unit vectors x = (1, 0) and x′ = (ρ, √(1 − ρ²)), which is all that neurons see of them."""
    if not 0 < claim.correlation < 1:
        raise DomainError(f"rho = {claim.correlation} is not in (0, 1): the share is a ratio of positive lengths")
    rho = float(claim.correlation)
    at = {CORRELATION.name: rho}
    pair = np.array([[1.0, 0.0], [rho, sqrt(1 - rho**2)]])
    radial, along = (float(evaluate(part, FLOATS, at)) for part in input_gradient(FIRST_LAYER))
    exact = radial * pair[0] + along * pair[1]
    shares = np.empty(claim.draws)
    for draw in range(claim.draws):
        weights = stream(workload.seed, draw, Purpose.NOISE).standard_normal((2, claim.width))
        active = np.all(pair @ weights > 0, axis=0).mean() * pair[1]
        shares[draw] = np.linalg.norm(exact - active) / np.linalg.norm(active)
    interval = student(shares, level=1 - float(claim.delta))
    predicted = float(evaluate(claim.share, FLOATS, at))
    text = (
        f"the kink term is `{claim.share}` of the mean a.e. gradient at ρ = {claim.correlation}, to a relative "
        f"{claim.within}"
    )
    row: list[Json] = [
        str(claim.correlation),
        interval_cell(float(shares.mean()), interval),
        predicted,
        str(claim.draws),
    ]
    caption = f"Kink term over a.e. gradient, {claim.width} neurons a draw; Student at level {interval.level}"
    shown = table(["ρ", "drawn", "formula", "draws"], [row], caption)
    within = float(claim.within)
    return near(
        text, (interval.low / predicted - 1, interval.high / predicted - 1), (-within, within), shown, claim.delta
    )


@checker.register
def _linearisation(claim: Linearisation, workload: Workload) -> Verdict:
    """The remainder in operator norm, from eigenvalues of the symmetric difference."""
    level = 1 - float(claim.delta) / len(claim.n_values)
    rows: list[list[Json]] = []
    ends: list[tuple[float, float]] = []
    for n in claim.n_values:
        at = claim.spectrum.at(n=n)
        sampler = row_sampler(at, n, n=n, truncation=claim.truncation)
        with precision(bits_for(15)):
            square = float(SpectralSums(at).tail(0, 2).mid())
        values = np.empty(claim.draws)
        for draw in range(claim.draws):
            gram = sampler.draw(workload.seed, draw).gram
            rest = kernel_matrix(claim.kernel, gram) - _linear_part(claim, gram, sampler.trace, square)
            values[draw] = np.abs(np.linalg.eigvalsh(rest)[[0, -1]]).max() / sampler.trace
        interval = student(values, level=level)
        ends.append((max(interval.low, 0.0), interval.high))
        ranks = [sampler.trace**2 / square, sampler.trace]
        rows.append(
            [str(n), *ranks, {"value": float(values.mean()), "low": ends[-1][0], "high": interval.high}, claim.draws]
        )
    first, last, factor = ends[0], ends[-1], float(claim.shrinks)
    text = (
        f"the {claim.kernel}, linearised ({claim.form}), of {claim.spectrum}: the remainder over tr Σ in operator "
        f"norm at n = {claim.n_values[-1]} is below {claim.shrinks} times that at n = {claim.n_values[0]}"
    )
    caption = f"Remainder of the linearisation; Student intervals, jointly at level {1 - float(claim.delta)}"
    shown = table(["n", "R_0", "tr Σ", "‖K − linear‖/tr Σ", "draws"], rows, caption)
    return compared(text, last, (first[0] * factor, first[1] * factor), shown, claim.delta)


def _linear_part(claim: Linearisation, gram: Array, trace: float, square: float) -> Array:
    """constant + g′(0)XXᵀ + (g(1) − g(0) − g′(0))T·I."""
    kernel = claim.kernel
    constant, slope, curvature = (float(evaluate(kernel.coefficient(k), FLOATS, {})) for k in range(3))
    lengths = np.sqrt(gram.diagonal())
    if claim.form not in ("outer", "ones", "corrected"):
        raise InputError(f"form {claim.form!r} of a linearisation is unknown: give outer, ones or corrected")
    shape = np.full_like(gram, trace) if claim.form == "ones" else np.outer(lengths, lengths)
    linear = constant * shape + slope * gram
    if claim.form == "corrected":
        linear = linear + curvature * square / (2 * trace)
    linear[np.diag_indices(len(gram))] += float(evaluate(kernel.remainder, FLOATS, {})) * trace
    return np.asarray(linear)
