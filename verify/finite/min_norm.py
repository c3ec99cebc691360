"""The min-norm interpolator: ratios along n in balls, bounds against simulation, the sharp form along n."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb

from ...bounds.checks import ExplicitBound, IsotropicBound, NeverInterpolates, RiskCurves, SharpForm, ShrinksAlong
from ...bounds.errors import DomainError, InputError
from ...bounds.filters import MinNorm
from ...bounds.parsing import to_text
from ...bounds.spectra import Block
from .. import series
from ..enclosures.precision import bits_for, precision
from ..enclosures.predictions import predict
from ..enclosures.roots import effective_ridge
from ..enclosures.spectral import SpectralSums
from ..enclosures.thresholds import effective_rank, first_passage, squared_rank
from ..recheck.exact import recheck_dimension, recheck_isotropic
from ..recheck.ranks import NOT_COVERED, recheck_growth
from ..simulation import (
    Attack,
    GaussianNoise,
    Interval,
    LongRowsNoise,
    design_named,
    noise_named,
    student,
    truncated_lower,
)
from ..simulation.spectra import spectral_setting
from ..verdict import Evidence, Json, Outcome, Verdict
from .compared import simulated
from .dispatch import Workload, checker, figure
from .draws import drawn
from .tables import (
    cell,
    chance_text,
    confirmed,
    finite_verdict,
    interval_cell,
    mean_cell,
    size_text,
    spectrum_text,
    table,
)

_DIGITS = 20
_CAP = 8  # draws of ‖θ̂‖² are cut off at this multiple of the bound: E min(W, cap) ≤ E W keeps a lower bound valid


@checker.register
def _shrinks(claim: ShrinksAlong, workload: Workload) -> Verdict:
    names = ("r_0/n", "k*/n", "n/R_k*")
    rows: list[list[Json]] = []
    ratios: list[list[Any]] = []
    with precision(bits_for(_DIGITS)):
        for n in claim.n_values:
            sums = SpectralSums(claim.spectrum.at(n=n))
            passage = first_passage(sums, n, rank_constant=claim.rank_constant, digits=_DIGITS)
            if passage.k is None:
                return _never(claim, n, sums)
            values = [effective_rank(sums, 0) / n, arb(passage.k) / n, n / squared_rank(sums, passage.k)]
            ratios.append(values)
            rows.append([str(n), str(passage.k), *(cell(value) for value in values)])
        pairs = list(zip(names, ratios[0], ratios[-1], strict=True))
        smaller = [name for name, first, last in pairs if last < first]
        grown = [name for name, first, last in pairs if last >= first]
    first, last = claim.n_values[0], claim.n_values[-1]
    text = (
        f"{', '.join(names)} are smaller at {size_text('n', last)} than at {size_text('n', first)}, for "
        f"{spectrum_text(claim.spectrum)}"
    )
    shown = table(["n", "k*", *names], rows, f"Benign ratios, enclosed, `b = {claim.rank_constant}`")
    if grown:
        return _grown(claim, text, grown, shown)
    if len(smaller) < len(names):
        return finite_verdict(
            Outcome.UNDECIDED, text, "the balls overlap: more digits would decide", "enclosures", shown
        )
    why = (
        f"all three ratios shrink from {size_text('n', first)} to {size_text('n', last)}; what they tend to is another "
        "claim"
    )
    return finite_verdict(Outcome.ENCLOSED, text, why, "enclosures", shown)


def _grown(claim: ShrinksAlong, text: str, grown: list[str], shown: dict[str, Json]) -> Verdict:
    """A ratio that did not shrink refutes the claim; the re-checker computes it again where it can."""
    segment = claim.spectrum.segments[0]
    certificate = {
        "eigenvalue": to_text(segment.formula) if isinstance(segment, Block) else "a list",
        "dimension": str(claim.spectrum.dimension),
        "rank_constant": str(claim.rank_constant),
        "grown": grown[0],
        "rows": [[row[0], row[1]] for row in shown["table"]["rows"]],
    }
    verdict = finite_verdict(
        Outcome.REFUTED,
        text,
        f"{', '.join(grown)} did not shrink",
        "enclosures",
        shown,
        extra={"certificate": certificate},
    )
    return confirmed(verdict, recheck_growth(certificate) if len(claim.spectrum.segments) == 1 else NOT_COVERED)


def _never(claim: ShrinksAlong, n: int, sums: SpectralSums) -> Verdict:
    """r_k < b n for every k: with k* = ∞ the ratios k*/n and n/R_k* do not exist, let alone shrink."""
    text = (
        f"r_0/n, k*/n and n/R_k* shrink from {size_text('n', claim.n_values[0])} to "
        f"{size_text('n', claim.n_values[-1])}, for {spectrum_text(claim.spectrum)}"
    )
    rank = effective_rank(sums, 0)
    shown = table(
        ["n", "r_0"], [[str(n), cell(rank)]], f"r_k < {claim.rank_constant} n for every k at {size_text('n', n)}"
    )
    return finite_verdict(
        Outcome.REFUTED,
        text,
        f"at {size_text('n', n)} no k has r_k >= {claim.rank_constant} n: k* is infinite",
        "enclosures",
        shown,
    )


@checker.register
def _never_interpolates(claim: NeverInterpolates, workload: Workload) -> Verdict:
    if not claim.spectrum.dimension.is_Integer:
        raise DomainError(f"{claim.spectrum} has p = {claim.spectrum.dimension}: this check is for a fixed finite p")
    p = int(claim.spectrum.dimension)
    text = f"the hypotheses for {spectrum_text(claim.spectrum)}, as `n -> oo`"
    why = (
        f"with `p = {p}` fixed, r_k is at most `p - k`, which is below `n` for every k once `n > {p}`, so that k* is "
        "infinite and k*/n does not tend to 0; and the Gram matrix of `n > p` samples is singular. The hypotheses "
        "exclude such spectra"
    )
    certificate = {"dimension": p, "sample size": p + 1, "largest possible effective rank": p}
    verdict = Verdict(
        Outcome.VACUOUS,
        text,
        why,
        "ranks",
        evidence=(Evidence("certificate", f"r_k is at most `p = {p}`, and `p < n`", certificate),),
    )
    return confirmed(verdict, recheck_dimension(certificate))


@checker.register
def _explicit(claim: ExplicitBound, workload: Workload) -> Verdict:
    if claim.noisy_beyond is None:
        noise = noise_named(claim.noise)
    else:
        noise = LongRowsNoise(squared_length=float(claim.noisy_beyond))
    setting = spectral_setting(claim.spectrum, claim.n, design=design_named(claim.design), noise=noise)
    bound = float(claim.factor) * claim.n / setting.trace
    found = drawn(setting, [MinNorm()], claim.draws, workload)
    values = found.column("noise_norm")
    level = 1 - float(claim.delta)
    interval = truncated_lower(values, _CAP * bound, level=level)
    above = student(values, level=level)
    factor = "" if claim.factor == 1 else f"{claim.factor}*"
    text = (
        f"the noise part of E‖θ̂‖² is at least `{factor}n/trace(Sigma)` for {spectrum_text(claim.spectrum)}, "
        f"{size_text('n', claim.n)}, {claim.design} design, {claim.noise} noise"
    )
    row: list[Json] = [
        claim.design,
        {"value": float(values.mean()), "low": interval.low, "high": above.high},
        bound,
        str(found.draws),
    ]
    shown = table(
        ["design", "noise part of E‖θ̂‖²", "bound", "draws"],
        [row],
        f"Explicit bound at {size_text('n', claim.n)}; low end: {interval.method}, non-asymptotic; high end: "
        f"Student, asymptotic; both at level {level}",
    )
    chance = chance_text(claim.delta)
    if interval.low >= bound:
        why = f"{found.draws} draws put it above the bound; chance of saying so when it is false at most {chance}"
        return simulated(Outcome.SUPPORTED, text, why, shown, claim.delta)
    if above.high < bound:
        why = f"{found.draws} draws put it below the bound (Student, asymptotic in the draws; δ = {chance})"
        return simulated(Outcome.CONTRADICTED, text, why, shown, claim.delta)
    return finite_verdict(
        Outcome.UNDECIDED, text, "the interval contains the bound: more draws would decide", "simulation", shown
    )


@checker.register
def _isotropic(claim: IsotropicBound, workload: Workload) -> Verdict:
    n, p = claim.n, claim.p
    if not 1 <= n < p - 1:
        raise DomainError(f"n = {n}, p = {p}: the mean of the inverse Wishart matrix needs n < p - 1")
    exact, bound = Fraction(n, p - n - 1), claim.factor * Fraction(n, p)
    text = (
        f"E‖θ̂‖² is at least `{claim.factor}*sigma**2*n/trace(Sigma)` at Σ = I_p, {size_text('p', p)}, "
        f"{size_text('n', n)}, θ* = 0, `sigma = 1`"
    )
    data = {"n": n, "p": p, "factor": str(claim.factor), "E‖θ̂‖²": str(exact), "bound": str(bound)}
    holds = exact >= bound
    why = f"E‖θ̂‖² = `n/(p - n - 1)` = `{exact}`; the bound says `{bound}`"
    verdict = Verdict(
        Outcome.PROVED if holds else Outcome.REFUTED,
        text,
        why,
        "exact",
        given=("mean of the inverse Wishart matrix",),
        evidence=(Evidence("witness" if not holds else "certificate", why, data),),
    )
    return confirmed(verdict, recheck_isotropic(data, holds=holds))


@checker.register
def _sharp(claim: SharpForm, workload: Workload) -> Verdict:
    level = 1 - float(claim.delta) / len(claim.n_values)
    rows: list[list[Json]] = []
    gaps: list[Interval] = []
    for n, draws in zip(claim.n_values, claim.draws, strict=True):
        at = claim.spectrum.at(n=n)
        root = effective_ridge(SpectralSums(at), n)
        if root is None:
            raise DomainError(f"{claim.spectrum} at n = {n} has n >= p: there is no kappa_0")
        sharp = float(1 / root.kappa.mid())
        setting = spectral_setting(at, n, noise=GaussianNoise())
        values = drawn(setting, [MinNorm()], draws, workload).column("noise_norm")
        interval = student(values / sharp - 1, level=level)
        gaps.append(interval)
        rows.append(
            [
                str(n),
                {"value": float(values.mean()), "low": sharp * (1 + interval.low), "high": sharp * (1 + interval.high)},
                sharp,
                interval_cell(float(np.mean(values) / sharp - 1), interval),
                str(draws),
            ]
        )
    text = (
        f"the noise part of E‖θ̂‖² is closer to 1/κ_0, relatively, at {size_text('n', claim.n_values[-1])} than at "
        f"{size_text('n', claim.n_values[0])}, for {spectrum_text(claim.spectrum)}"
    )
    shown = table(
        ["n", "noise part of E‖θ̂‖²", "1/κ_0", "relative gap", "draws"],
        rows,
        f"Sharp form along n; Student intervals (asymptotic in the draws), jointly at level {1 - float(claim.delta)}",
    )
    how = f" (Student, asymptotic in the draws; δ = {chance_text(claim.delta)})"
    (smallest_first, largest_first), (smallest_last, largest_last) = gaps[0].sizes, gaps[-1].sizes
    if largest_last < smallest_first:
        return simulated(Outcome.SUPPORTED, text, f"the intervals of the gap are apart{how}", shown, claim.delta)
    if largest_first < smallest_last:
        return simulated(Outcome.CONTRADICTED, text, f"the gap grows{how}", shown, claim.delta)
    return simulated(Outcome.UNDECIDED, text, "the intervals overlap: more draws would decide", shown, claim.delta)


@figure.register
def _risk_curves(curves: RiskCurves, workload: Workload) -> dict[str, Json]:
    """The figure of a theorem: R_std and R_adv(θ̂)/R_adv(θ*) along n, predicted, bounded and simulated."""
    signal = curves.signal
    if signal.decay is not None:
        raise InputError(f"{signal} has no end: the figure needs a signal of finitely many coordinates")
    truth = float(curves.radius) ** 2 * sum(float(value) ** 2 for value in signal.values)
    predicted: dict[str, list[float]] = {"standard": [], "ratio": [], "bound": []}
    for n in curves.n_values:
        at = curves.spectrum.at(n=n)
        sums = SpectralSums(at)
        found = predict(sums, n, signal, radius=curves.radius)
        predicted["standard"].append(float(found.standard_risk.mid()))
        predicted["ratio"].append(float(found.adversarial_low.mid()) / truth)
        with precision(bits_for(_DIGITS)):
            bound = float(curves.radius) ** 2 * n / float(sums.tail(0).mid()) / truth
        predicted["bound"].append(bound)
    simulated: dict[str, list[dict[str, Json]]] = {"standard": [], "ratio": []}
    level = float(curves.level)
    for n in curves.simulated:
        setting = spectral_setting(curves.spectrum, n, signal=signal, truncation=curves.truncation)
        attack = Attack(radius=float(curves.radius))
        found_draws = drawn(setting, [MinNorm()], curves.draws, workload, attack=attack, noise_draws=1)
        for name, quantity, unit in (("standard", "standard_risk", 1.0), ("ratio", "adversarial_risk", truth)):
            simulated[name].append(mean_cell(found_draws.column(quantity) / unit, level=level))
    return series.figure(
        "risks-along-n",
        title="Standard risk falls, adversarial risk explodes",
        caption=(
            f"Min-norm interpolation for {spectrum_text(curves.spectrum)}, signal θ* = "
            f"({', '.join(map(str, signal.values))}, 0, …), noise `sigma = 1`, attack of radius "
            f"{curves.radius} in the Euclidean norm. Predictions by deterministic equivalents, enclosed; the lower "
            f"bound is `alpha**2*sigma**2*n/trace(Sigma)` over `adversarial_risk(theta)`; simulation at "
            f"p = {curves.truncation} (the tail enters by its mean), {curves.draws} draws, {level:.0%} Student "
            f"intervals, seed {workload.seed}."
        ),
        x=series.axis("sample size n", "log"),
        y=series.axis("risk", "log"),
        curves=[
            series.curve("R_std, predicted", "prediction", curves.n_values, predicted["standard"]),
            series.curve("R_adv/R_adv(θ*), predicted", "prediction", curves.n_values, predicted["ratio"]),
            series.curve("R_adv/R_adv(θ*), lower bound", "bound", curves.n_values, predicted["bound"]),
            series.of_cells("R_std, simulated", "simulation", curves.simulated, simulated["standard"]),
            series.of_cells("R_adv/R_adv(θ*), simulated", "simulation", curves.simulated, simulated["ratio"]),
        ],
    )
