"""The frontier of ridge regression in balls: best ridges, the best compromise along n, the product law, slopes."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from math import log2
from typing import Any

import mpmath
from flint import arb

from ...bounds.checks import BestRidges, GainBelowNorm, ProductLawAlong, SlopesAlong, TradeOffAlong
from ...bounds.errors import DomainError, InputError
from ...bounds.spectra import Signal, Spectrum
from ..enclosures.frontier import (
    Frontier,
    Minimum,
    least_norm,
    least_worst_ratio,
    optimal_adversarial,
    optimal_standard,
)
from ..enclosures.precision import ball, bits_for, precision
from ..enclosures.spectral import SpectralSums
from ..evaluate import BALLS, evaluate
from ..verdict import Json, Outcome, Verdict
from .dispatch import Workload, checker
from .tables import cell, confirmed, counted, finite_verdict, size_text, spectrum_text, table

DIGITS = 12
_FINE = 2**20
_MOST_TERMS = 5000
_EQUIVALENTS = "deterministic equivalents, not the risks"


@lru_cache(maxsize=128)
def frontier_of(spectrum: Spectrum, signal: Signal, n: int, radius: Fraction) -> Frontier:
    """The frontier at one n, with the points that were already evaluated."""
    return Frontier(SpectralSums(spectrum.at(n=n)), signal, n, radius=radius, digits=DIGITS)


@lru_cache(maxsize=256)
def best_standard(spectrum: Spectrum, signal: Signal, n: int, tolerance: Fraction) -> Minimum:
    """R_opt, enclosed; it does not depend on the attack."""
    return optimal_standard(frontier_of(spectrum, signal, n, Fraction(1)), tolerance=tolerance)


@lru_cache(maxsize=256)
def worst_ratio(spectrum: Spectrum, signal: Signal, n: int, radius: Fraction, tolerance: Fraction) -> Minimum:
    """inf over all ridges of max(R_std/R_opt, R_adv/R_adv(θ*)), enclosed."""
    best = best_standard(spectrum, signal, n, tolerance)
    return least_worst_ratio(frontier_of(spectrum, signal, n, radius), best, tolerance=tolerance)


def exponent_of(n: int, power: Fraction) -> Fraction:
    """The exponent of 2 of n^(−power), to 2^(−20)."""
    return Fraction(round(-float(power) * log2(n) * _FINE), _FINE)


def minimum_cell(found: Minimum) -> Json:
    """A minimum as a cell: its enclosure, the upper end as the value that is reached."""
    with precision(bits_for(DIGITS)):
        return cell(found.ball)


@checker.register
def _best_ridges(check: BestRidges, workload: Workload) -> Verdict:
    frontier = frontier_of(check.spectrum, check.signal, check.n, check.radius)
    standard = optimal_standard(frontier, tolerance=check.tolerance)
    adversarial = optimal_adversarial(frontier, tolerance=check.tolerance)
    rows: list[list[Json]] = []
    for power in check.exponents:
        exponent = exponent_of(check.n, power)
        found = frontier.risks(exponent)
        if found is None:
            raise DomainError(f"kappa = n**(-{power}) belongs to no ridge at n = {check.n}: df_2 >= n there")
        with precision(bits_for(DIGITS)):
            rows.append(
                [
                    f"κ = `n**(-{power})`",
                    cell(frontier.kappa(exponent)),
                    cell(frontier.ridge(exponent)),
                    cell(found.standard),
                    cell(found.adversarial / frontier.truth),
                    cell(found.norm_squared / frontier.size),
                ]
            )
    columns = ["where", "κ", "λ", "R_std", "R_adv/R_adv(θ*)", "E‖θ̂‖²/‖θ*‖²"]
    for name, best in (("least R_std", standard), ("least R_adv", adversarial)):
        risks: list[Json] = [minimum_cell(best), None] if best is standard else [None, _of(best, frontier)]
        rows.append([name, _interval(best), None, *risks, None])
    text = (
        f"the best ridge for R_adv is larger than the best for R_std: {spectrum_text(check.spectrum)}, "
        f"{size_text('n', check.n)}, radius {check.radius}, equivalents"
    )
    shown = table(
        columns, rows, f"Frontier at {size_text('n', check.n)}, enclosed; minima over every ridge ({_EQUIVALENTS})"
    )
    with precision(bits_for(DIGITS)):
        if standard.kappa_high is not None and adversarial.kappa_low > standard.kappa_high:
            why = "the intervals that contain the two optimal kappa are apart, and the ridge grows with kappa"
            return finite_verdict(Outcome.ENCLOSED, text, why, "enclosures", shown)
        if adversarial.kappa_high is not None and adversarial.kappa_high < standard.kappa_low:
            return finite_verdict(Outcome.REFUTED, text, "the other way round", "enclosures", shown)
    why = "the intervals that contain the optimal kappa overlap: a smaller tolerance would decide"
    return finite_verdict(Outcome.UNDECIDED, text, why, "enclosures", shown)


def _of(found: Minimum, frontier: Frontier) -> Json:
    with precision(bits_for(DIGITS)):
        return cell(found.ball / frontier.truth)


def _interval(found: Minimum) -> Json:
    """Where the minimum lies: the κ that has the upper value, and the ends of what the search left open."""
    high = "oo" if found.kappa_high is None else found.kappa_high.upper().str(10, radius=False)
    return {
        "value": found.kappa.str(10, radius=False),
        "low": found.kappa_low.lower().str(10, radius=False),
        "high": high,
    }


@checker.register
def _tradeoff_along(check: TradeOffAlong, workload: Workload) -> Verdict:
    rows: list[list[Json]] = []
    norms: list[Any] = []
    worst: list[Any] = []
    for n in check.n_values:
        best = best_standard(check.spectrum, check.signal, n, check.tolerance / 4)
        frontier = frontier_of(check.spectrum, check.signal, n, check.radius)
        norm = least_norm(frontier, best, tolerance=check.tolerance)
        ratio = worst_ratio(check.spectrum, check.signal, n, check.radius, check.tolerance)
        norms.append(norm)
        worst.append(ratio)
        rows.append([str(n), *(minimum_cell(found) for found in (best, norm, ratio))])
    columns = ["n", "R_opt", "least E‖θ̂‖²/‖θ*‖² where R_std ≤ 2 R_opt", "least max(R_std/R_opt, R_adv/R_adv(θ*))"]
    family = f"{spectrum_text(check.spectrum)}, {check.signal}, radius {check.radius}, equivalents"
    shown = table(columns, rows, f"The best compromise over every ridge along n, enclosed ({_EQUIVALENTS})")
    with precision(bits_for(DIGITS)):
        level = ball(check.level)
        if check.trend == "grows":
            first, last = check.n_values[0], check.n_values[-1]
            text = (
                f"the best compromise is at least {check.level} times worse at n = {last} than at n = {first}: {family}"
            )
            holds = all(v[-1].low >= level * v[0].high for v in (norms, worst))
            fails = any(v[-1].high < level * v[0].low for v in (norms, worst))
        else:
            text = f"the best compromise costs at most a factor {check.level} at every n listed: {family}"
            holds = all(item.high <= level for item in (*norms, *worst))
            fails = any(item.low > level for item in (*norms, *worst))
    if holds:
        return finite_verdict(Outcome.ENCLOSED, text, "in balls at every n listed", "enclosures", shown)
    if fails:
        return finite_verdict(Outcome.REFUTED, text, "the enclosures say otherwise", "enclosures", shown)
    return finite_verdict(
        Outcome.UNDECIDED, text, "the enclosures are too wide: a smaller tolerance would decide", "enclosures", shown
    )


@checker.register
def _product_law(check: ProductLawAlong, workload: Workload) -> Verdict:
    rows: list[list[Json]] = []
    holds: list[bool] = []
    fails: list[bool] = []
    with precision(bits_for(2 * DIGITS)):
        sums = SpectralSums(check.spectrum)
        factor = ball(check.factor)
        for m in check.indices:
            kappa, above, below = _parts(sums, check.signal, m)
            product = kappa**2 * sums.weighted(check.signal, kappa, "bias") * sums.over_square(kappa)
            bound = factor * above * below
            if m == 0:  # one eigenvalue: the sums are rational where it is, and so is the comparison
                product, bound = _exactly(sums, check.signal, check.factor)
            holds.append(bool(product >= bound))
            fails.append(bool(product < bound))
            rows.append([str(m), cell(kappa), cell(product), cell(bound), cell(product / bound)])
    family = f"{spectrum_text(check.spectrum)}, {check.signal}, equivalents"
    bound = f"signal_above(kappa_m)*trace_below(kappa_m)*({check.factor})"
    text = f"`n*equivalent_bias(kappa_m)*equivalent_gain(kappa_m) >= {bound}` for {family}"
    shown = table(["m", "κ", "`n*b*v`", "bound", "over the bound"], rows, "The product law along κ, enclosed")
    if all(holds):
        return finite_verdict(Outcome.ENCLOSED, text, f"at {counted(len(holds), 'value')} of κ", "enclosures", shown)
    if any(fails):
        at = check.indices[fails.index(True)]
        return finite_verdict(Outcome.REFUTED, text, f"it fails at m = {at}", "enclosures", shown)
    return finite_verdict(Outcome.UNDECIDED, text, "the balls overlap", "enclosures", shown)


def _parts(sums: SpectralSums, signal: Signal, m: int) -> tuple[Any, Any, Any]:
    """κ between λ_m and λ_{m+1}, A_κ and T_κ; for m = 0 κ = λ_1 and both sums over everything."""
    if m == 0:
        return sums.eigenvalue(1), _weight(signal, 1) / sums.eigenvalue(1), sums.tail(0)
    if m > _MOST_TERMS:
        raise InputError(f"m = {m}: A_κ is added term by term, for m <= {_MOST_TERMS}")
    first, second = sums.eigenvalue(m), sums.eigenvalue(m + 1)
    kappa = arb((first * second).sqrt().mid())
    if not (first > kappa > second):
        raise DomainError(f"no kappa lies between eigenvalues {m} and {m + 1}: they are equal")
    above = sum((_weight(signal, i) / sums.eigenvalue(i) for i in range(1, m + 1)), arb(0))
    return kappa, above, sums.tail(m)


def _weight(signal: Signal, i: int) -> Any:
    return evaluate(signal.coefficient(i), BALLS, {}) ** 2


def _exactly(sums: SpectralSums, signal: Signal, factor: Fraction) -> tuple[Any, Any]:
    """n b v and the bound at one rational eigenvalue that equals κ, as whole quotients."""
    if sums.dimension != 1:
        raise InputError("m = 0 is for a spectrum of one eigenvalue, where κ equals it")
    eigenvalue, theta = (Fraction(str(sums.spectrum.eigenvalue(1))), Fraction(str(signal.coefficient(1))))
    bias = eigenvalue**2 * theta**2 * eigenvalue / (2 * eigenvalue) ** 2
    gain = eigenvalue / (2 * eigenvalue) ** 2
    product, bound = bias * gain, factor * (theta**2 / eigenvalue) * eigenvalue
    return tuple(ball(value) for value in (product, bound))


@checker.register
def _slopes(check: SlopesAlong, workload: Workload) -> Verdict:
    values: list[dict[str, Any]] = []
    for n in check.n_values:
        frontier = frontier_of(check.spectrum, check.signal, n, Fraction(1))
        exponent = exponent_of(n, check.exponent)
        with precision(bits_for(DIGITS)):
            point, found = frontier.point(exponent), frontier.risks(exponent)
            if found is None:
                raise DomainError(f"kappa = n**(-{check.exponent}) belongs to no ridge at n = {n}")
            values.append(
                {"b": point.bias, "v": point.gain, "df_2/n": point.second_degrees / n, "R_std": found.standard}
            )
    unknown = [name for name, _ in check.slopes if name not in values[0]]
    if unknown:
        raise InputError(f"no slope of {unknown[0]!r}: there are {', '.join(values[0])}")
    rows: list[list[Json]] = []
    within: list[bool] = []
    outside: list[bool] = []
    with precision(bits_for(DIGITS)):
        margin = ball(check.margin)
        for k in range(len(check.n_values) - 1):
            step = (arb(check.n_values[k + 1]) / check.n_values[k]).log()
            for name, slope in check.slopes:
                measured = (values[k + 1][name] / values[k][name]).log() / step
                gap = abs(measured - ball(slope))
                within.append(bool(gap <= margin))
                outside.append(bool(gap > margin))
                rows.append(
                    [f"{_size(check.n_values[k])} to {_size(check.n_values[k + 1])}", name, cell(measured), str(slope)]
                )
    named = ", ".join(f"{name} as `n**({slope})`" for name, slope in check.slopes)
    curve, family = f"`kappa = n**(-{check.exponent})`", f"{spectrum_text(check.spectrum)}, {check.signal}"
    text = f"slopes at {curve} within {check.margin} of those of {named}: {family}, equivalents"
    shown = table(["n", "of", "slope", "derived"], rows, f"Slopes along n at {curve}, enclosed")
    if all(within):
        return finite_verdict(Outcome.ENCLOSED, text, "every slope between the n listed", "enclosures", shown)
    if any(outside):
        return finite_verdict(Outcome.REFUTED, text, "a slope lies outside", "enclosures", shown)
    return finite_verdict(Outcome.UNDECIDED, text, "the balls are too wide", "enclosures", shown)


def _size(value: int) -> str:
    return size_text("n", value).replace("n = ", "")


@checker.register
def _gain_below_norm(check: GainBelowNorm, workload: Workload) -> Verdict:
    """E[z²/(z² + λ)²] = ((1 + λ) I − 1)/2 with I = E[1/(z² + λ)] = √(π/2λ) e^{λ/2} erfc(√(λ/2))."""
    if check.ridge <= 0:
        raise InputError(f"ridge = {check.ridge}: the mean is finite for positive ridges only")
    with precision(bits_for(2 * DIGITS)):
        ridge = ball(check.ridge)
        inverse = (arb.pi() / (2 * ridge)).sqrt() * (ridge / 2).exp() * (ridge / 2).sqrt().erfc()
        mean = ((1 + ridge) * inverse - 1) / 2
        kappa = (ridge + (ridge**2 + 4 * ridge).sqrt()) / 2  # λ = κ − κ/(1 + κ)
        gain = 1 / (1 + kappa) ** 2
        below, holds = bool(mean < gain), bool(mean >= gain)
        rows: list[list[Json]] = [[str(check.ridge), cell(kappa), cell(mean), cell(gain)]]
    text = f"E‖θ̂‖² is at least σ² v(κ) for n = p = 1, Gaussian x, θ* = 0, σ = 1, ridge {check.ridge}"
    shown = table(["λ", "κ", "E‖θ̂‖²", "v(κ)"], rows, "The exact mean beside its equivalent at n = p = 1")
    if not (below or holds):
        return finite_verdict(Outcome.UNDECIDED, text, "the balls overlap", "enclosures", shown)
    outcome = Outcome.ENCLOSED if holds else Outcome.REFUTED
    why = "the exact mean is not below the equivalent" if holds else "the exact mean lies below the equivalent"
    return confirmed(finite_verdict(outcome, text, why, "enclosures", shown), _second_opinion(check.ridge, holds=holds))


def _second_opinion(ridge: Fraction, *, holds: bool) -> str:
    """The complaint of mpmath's quadrature, which shares neither formula nor library; empty if it agrees."""
    with mpmath.workdps(30):
        level = mpmath.mpf(ridge.numerator) / ridge.denominator
        density: Callable[[Any], Any] = lambda z: z**2 / (z**2 + level) ** 2 * mpmath.npdf(z)  # noqa: E731
        mean = 2 * mpmath.quad(density, [0, 1, 3, 8, 20])
        kappa = mpmath.findroot(lambda k: k * (1 - 1 / (1 + k)) - level, level + 1)
        agrees = (mean >= 1 / (1 + kappa) ** 2) == holds
    return "" if agrees else f"quadrature gives E‖θ̂‖² = {mpmath.nstr(mean, 8)}"
