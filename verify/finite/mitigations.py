"""Mitigations: both risks along n by simulation and by equivalents, and what each mitigation amounts to."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from math import ceil, log
from typing import Any

import numpy as np
from flint import arb
from numpy.typing import NDArray
from scipy import optimize

from ...bounds.checks import (
    BeatsOptimalRidge,
    BootstrapActsLikeRidge,
    FlowBelowRidge,
    KeepsBothSmall,
    MitigationFrontiers,
    MitigationStudy,
    RidgeEquivalentsKeepBothSmall,
)
from ...bounds.errors import InputError
from ...bounds.mitigations import METHODS, Mitigation
from .. import series
from ..enclosures.precision import ball, bits_for, precision
from ..enclosures.predictions import Prediction, predict
from ..enclosures.roots import smallest_ridge
from ..enclosures.spectral import SpectralSums
from ..recheck.exact import recheck_flow
from ..simulation.attacks import Attack
from ..simulation.float_equivalents import FloatEquivalents
from ..simulation.intervals import Interval, order_statistics, student
from ..simulation.mitigations import BAGS, Level, equivalents_of, level_of, run_mitigations
from ..simulation.spectra import spectral_setting
from ..verdict import Evidence, Json, Outcome, Verdict
from .compared import simulated
from .dispatch import Workload, checker, figure
from .tables import cell, confirmed, finite_verdict, interval_cell, mean_cell, table

Array = NDArray[np.float64]

_DIGITS = 12
_LISTED = 40


@lru_cache(maxsize=8)
def _studied(study: MitigationStudy, seed: int) -> dict[int, tuple[tuple[Level, ...], Mapping[str, Array], float]]:
    """Levels, figures and R_adv(θ*) of a study by n; kept, for every one of its mitigations has a check of its own."""
    found = {}
    for n, draws in zip(study.n_values, study.draws, strict=True):
        setting = spectral_setting(study.spectrum, n, signal=study.signal)
        equivalents = equivalents_of(setting)
        smallest = equivalents.smallest_ridge() if _any_negative(study) else None
        levels = tuple(level_of(item, equivalents, smallest_ridge=smallest) for item in study.mitigations)
        attack = Attack(float(study.radius))
        figures = run_mitigations(setting, levels, attack=attack, draws=draws, noise_draws=study.noise_draws, seed=seed)
        found[n] = (levels, figures, attack.of_truth(setting.signal, 1.0))
    return found


def _any_negative(study: MitigationStudy) -> bool:
    return any(item.method == "negative ridge" for item in study.mitigations)


def _interval(values: Array, level: float, *, median: bool) -> tuple[float, Interval]:
    if median:
        return float(np.median(values)), order_statistics(values, level=level)
    return float(values.mean()), student(values, level=level)


@checker.register
def _keeps(claim: KeepsBothSmall, workload: Workload) -> Verdict:
    study = claim.study
    if claim.mitigation not in study.mitigations:
        raise InputError(f"{claim.mitigation} is not among the mitigations of the study")
    place = study.mitigations.index(claim.mitigation)
    median = claim.mitigation.method == "negative ridge"
    found = _studied(study, workload.seed)
    level = 1 - float(study.delta) / (len(study.n_values) + 2)
    rows: list[list[Json]] = []
    standard: list[Interval] = []
    ratios: list[Interval] = []
    for n, draws in zip(study.n_values, study.draws, strict=True):
        levels, figures, truth = found[n]
        risk, risk_interval = _interval(figures["standard_risk"][:, place], level, median=median)
        ratio, ratio_interval = _interval(figures["adversarial_risk"][:, place] / truth, level, median=median)
        standard.append(risk_interval)
        ratios.append(ratio_interval)
        shown = f"{levels[place].value:.6g}" if claim.mitigation.method != "min-norm" else "none"
        rows.append(
            [str(n), shown, interval_cell(risk, risk_interval), interval_cell(ratio, ratio_interval), str(draws)]
        )
    first, last = study.n_values[0], study.n_values[-1]
    statistic = "medians over X" if median else "means"
    text = (
        f"{claim.mitigation} on {study.spectrum}, {statistic}: R_std is smaller at n = {last} than at n = {first}, and "
        f"R_adv/R_adv(θ*) <= {claim.ratio} at n = {', '.join(map(str, study.n_values))}"
    )
    how = "medians over X, order statistics" if median else "Student, asymptotic in the draws"
    shown_table = table(
        ["n", "level", "R_std", "R_adv/R_adv(θ*)", "draws"],
        rows,
        f"{claim.mitigation}: {statistic}, jointly at level {1 - float(study.delta)} ({how}); signal {study.signal}, "
        f"attack of radius {study.radius} in ℓ_2",
    )
    falls, grows = standard[-1].high < standard[0].low, standard[-1].low > standard[0].high
    above = [n for n, interval in zip(study.n_values, ratios, strict=True) if interval.low > claim.ratio]
    below = all(interval.high <= claim.ratio for interval in ratios)
    note = f"({how}; delta = {study.delta})"
    if above or grows:
        reasons = [f"R_adv/R_adv(θ*) is above {claim.ratio} at n = {', '.join(map(str, above))}"] if above else []
        reasons += ["R_std grows"] if grows else []
        return simulated(Outcome.CONTRADICTED, text, f"{'; '.join(reasons)} {note}", shown_table, study.delta)
    if falls and below:
        return simulated(Outcome.SUPPORTED, text, f"both hold with intervals apart {note}", shown_table, study.delta)
    return simulated(
        Outcome.UNDECIDED, text, f"intervals overlap: more draws would decide {note}", shown_table, study.delta
    )


@checker.register
def _beats(claim: BeatsOptimalRidge, workload: Workload) -> Verdict:
    study, best = claim.study, Mitigation("ridge", "optimal")
    for item in (claim.mitigation, best):
        if item not in study.mitigations:
            raise InputError(f"{item} is not among the mitigations of the study")
    n = study.n_values[-1]
    levels, figures, _ = _studied(study, workload.seed)[n]
    place, other = study.mitigations.index(claim.mitigation), study.mitigations.index(best)
    level, factor = 1 - float(study.delta) / 2, float(claim.factor)
    rows: list[list[Json]] = []
    apart: list[Interval] = []
    for name, title in (("standard_risk", "R_std"), ("adversarial_risk", "R_adv")):
        mine, ridge = figures[name][:, place], figures[name][:, other]
        apart.append(student(mine - factor * ridge, level=level))
        means = [mean_cell(item, level=level) for item in (mine, ridge)]
        rows.append([title, *means, interval_cell(float((mine - factor * ridge).mean()), apart[-1])])
    text = (
        f"{claim.mitigation} on {study.spectrum}, n = {n}: mean R_std and mean R_adv at most {claim.factor} times "
        "those of the ridge that is best for R_std"
    )
    shown = table(
        ["risk", str(claim.mitigation), f"ridge {levels[other].value:.4g}", "difference"],
        rows,
        f"The same {study.draws[-1]} draws for both, Student intervals, jointly at level {1 - float(study.delta)}; "
        f"signal {study.signal}, attack of radius {study.radius} in ℓ_2",
    )
    how = f"(Student, asymptotic in the draws; delta = {study.delta})"
    if all(item.high <= 0 for item in apart):
        return simulated(Outcome.SUPPORTED, text, f"both differences are below 0 {how}", shown, study.delta)
    if any(item.low > 0 for item in apart):
        return simulated(Outcome.CONTRADICTED, text, f"a difference is above 0 {how}", shown, study.delta)
    return simulated(Outcome.UNDECIDED, text, "an interval contains 0: more draws would decide", shown, study.delta)


@checker.register
def _equivalents(claim: RidgeEquivalentsKeepBothSmall, workload: Workload) -> Verdict:
    rows: list[list[Json]] = []
    risks: list[Any] = []
    ratios: list[Any] = []
    for n in claim.n_values:
        sums = SpectralSums(claim.spectrum.at(n=n))
        ridge = _ridge(claim, sums, n)
        found = _at(claim, sums, n, ridge)
        with precision(bits_for(_DIGITS)):
            truth = sums.weighted(claim.signal, arb(1), "size")
            ratio = found.adversarial_low / (truth * ball(claim.radius) ** 2)
            risks.append(found.standard_risk)
            ratios.append(ratio)
            rows.append([str(n), str(ridge), cell(found.standard_risk), cell(found.norm_squared), cell(ratio)])
    first, last = claim.n_values[0], claim.n_values[-1]
    text = (
        f"equivalents of ridge, λ by the rule '{claim.rule}', on {claim.spectrum}: R_std is smaller at n = {last} than "
        f"at n = {first}, and R_adv/R_adv(θ*) <= {claim.ratio} at every listed n"
    )
    shown = table(
        ["n", "λ", "R_std", "E‖θ̂‖²", "R_adv/R_adv(θ*)"],
        rows,
        f"Deterministic equivalents, enclosed; attack of radius {claim.radius} in ℓ_2, signal {claim.signal}, σ = 1",
    )
    with precision(bits_for(_DIGITS)):
        bound = ball(claim.ratio)
        above = [n for n, ratio in zip(claim.n_values, ratios, strict=True) if ratio > bound]
        below = all(ratio <= bound for ratio in ratios)
        grows, falls = bool(risks[-1] >= risks[0]), bool(risks[-1] < risks[0])
    if above or grows:
        why = f"R_adv/R_adv(θ*) is above {claim.ratio} at n = {', '.join(map(str, above))}" if above else "R_std grows"
        return finite_verdict(Outcome.REFUTED, text, f"{why}; of the equivalents, at these λ", "enclosures", shown)
    if below and falls:
        why = "both hold of the equivalents, which are not the risks; what they tend to is another claim"
        return finite_verdict(Outcome.ENCLOSED, text, why, "enclosures", shown)
    return finite_verdict(Outcome.UNDECIDED, text, "the balls overlap: more digits", "enclosures", shown)


def _ridge(claim: RidgeEquivalentsKeepBothSmall, sums: SpectralSums, n: int) -> Fraction:
    """A rational λ with few digits near what the rule asks for; nothing rests on how near."""
    window = (float(sums.tail(0).mid()) / n) ** 0.25
    if claim.rule == "window":
        return Fraction(f"{window:.4g}")
    if claim.rule == "negative":
        return Fraction(f"{float(smallest_ridge(sums, n).mid()) / 2:.4g}")

    def risk(exponent: float) -> float:
        return float(_at(claim, sums, n, Fraction(f"{10**exponent:.8g}"), digits=8).standard_risk.mid())

    grid = np.linspace(np.log10(window) - 6, np.log10(window) + 1, 15)
    best = float(grid[int(np.argmin([risk(float(point)) for point in grid]))])
    found = optimize.minimize_scalar(risk, bounds=(best - 0.5, best + 0.5), method="bounded", options={"xatol": 1e-3})
    return Fraction(f"{10 ** float(found.x):.4g}")


def _at(
    claim: RidgeEquivalentsKeepBothSmall, sums: SpectralSums, n: int, ridge: Fraction, *, digits: int = _DIGITS
) -> Prediction:
    return predict(sums, n, claim.signal, radius=claim.radius, ridge=ridge, digits=digits)


@checker.register
def _flow(claim: FlowBelowRidge, workload: Workload) -> Verdict:
    factor = claim.factor
    text = f"`1 - exp(-u) <= {factor}*u/(1 + u)` for every `u > 0`"
    if not factor > 1:
        raise InputError(f"factor {factor}: the two sides have ratio 1 as u -> 0, give a factor above 1")
    low, high = factor - 1, 1 / (factor - 1)  # 1 - exp(-u) <= min(u, 1): below and above these nothing is left to show
    waiting, done, deepest = [(low, high)], 0, 0
    with precision(bits_for(_DIGITS)):
        bound = ball(factor)
        while waiting:
            left, right = waiting.pop()
            middle = (left + right) / 2
            at = ball(middle)
            if _flow_ratio(at) > bound:
                why = f"at u = {middle} the ratio of the two sides is {_flow_ratio(at).str(8)}"
                data = {"u": str(middle), "factor": str(factor)}
                evidence = (Evidence("witness", why, data),)
                return confirmed(
                    Verdict(Outcome.REFUTED, text, why, "enclosures", evidence=evidence), recheck_flow(data)
                )
            if _flow_ratio(ball(left).union(ball(right))) <= bound:
                done += 1
            elif right - left < Fraction(1, 2**30):
                return Verdict(Outcome.UNDECIDED, text, f"too close to call near u = {float(middle):.9g}", "enclosures")
            else:
                waiting += [(left, middle), (middle, right)]
                deepest = max(deepest, len(waiting))
    why = (
        f"on [{low}, {high}] in {done} boxes; below it 1 - exp(-u) <= u gives a ratio of at most 1 + u, above it "
        "1 - exp(-u) <= 1 gives at most 1 + 1/u"
    )
    shown = table(["from", "to", "boxes"], [[str(low), str(high), str(done)]], "Boxes on which balls decide")
    return finite_verdict(Outcome.ENCLOSED, text, why, "enclosures", shown)


def _flow_ratio(u: Any) -> Any:
    return (1 - (-u).exp()) * (1 + u) / u


@checker.register
def _bootstrap(claim: BootstrapActsLikeRidge, workload: Workload) -> Verdict:
    setting = spectral_setting(claim.spectrum, claim.n, signal=claim.signal)
    full = equivalents_of(setting)
    distinct = claim.n * (1 - (1 - 1 / claim.n) ** claim.n) if claim.share is None else claim.n * float(claim.share)
    kept = min(ceil(distinct - 0.5), claim.n)
    single = FloatEquivalents(full.eigenvalues, full.energies, kept, full.sigma).predict(0.0)
    predicted = full.at(single.kappa).norm_squared * (1 - 1 / BAGS) + single.norm_squared / BAGS
    level = Level(Mitigation("bootstrap average"), 1.0)
    figures = run_mitigations(
        setting, [level], attack=Attack(1.0), draws=claim.draws, noise_draws=1, seed=workload.seed
    )
    values = figures["norm_squared"][:, 0] / predicted - 1
    interval = student(values, level=1 - float(claim.delta))
    text = (
        f"E‖θ̂‖² of the average over bootstrap samples of {claim.spectrum}, n = {claim.n}, is within {claim.tolerance} "
        f"of that of ridge with κ = κ_0 at {kept} samples, relatively"
    )
    mean = float(values.mean())
    shown = table(
        ["n", "κ", "equivalent", "simulated", "relative gap", "draws"],
        [
            [
                str(claim.n),
                f"{single.kappa:.6g}",
                f"{predicted:.6g}",
                f"{predicted * (1 + mean):.6g}",
                interval_cell(mean, interval),
                str(claim.draws),
            ]
        ],
        f"Average over {BAGS} bootstrap samples against the equivalents; Student interval of level "
        f"{1 - float(claim.delta)}",
    )
    tolerance = float(claim.tolerance)
    how = f"(Student, asymptotic in the draws; delta = {claim.delta})"
    if -tolerance <= interval.low and interval.high <= tolerance:
        return simulated(
            Outcome.SUPPORTED, text, f"the interval of the gap is within the tolerance {how}", shown, claim.delta
        )
    if interval.low > tolerance or interval.high < -tolerance:
        return simulated(Outcome.CONTRADICTED, text, f"the interval of the gap is outside {how}", shown, claim.delta)
    return simulated(Outcome.UNDECIDED, text, "the interval meets the tolerance: more draws", shown, claim.delta)


@figure.register
def _frontiers(data: MitigationFrontiers, workload: Workload) -> dict[str, Json]:
    setting = spectral_setting(data.spectrum, data.n, signal=data.signal)
    equivalents, attack = equivalents_of(setting), Attack(float(data.radius))
    truth = attack.of_truth(setting.signal, 1.0)
    smallest = equivalents.smallest_ridge()
    levels: list[Level] = []
    spans: dict[str, slice] = {}
    for method, values in data.levels:
        known = next(name for name in METHODS if name == method)
        items = [Mitigation(known, value=value) for value in values]
        spans[method] = slice(len(levels), len(levels) + len(items))
        levels += [level_of(item, equivalents, smallest_ridge=smallest) for item in items]
    figures = run_mitigations(
        setting, levels, attack=attack, draws=data.draws, noise_draws=data.noise_draws, seed=workload.seed
    )
    curves = [_ridge_frontier(equivalents, attack, truth)]
    for method, span in spans.items():
        estimate = order_statistics if method == "negative ridge" else student
        x = [estimate(values, level=float(data.level)) for values in figures["standard_risk"][:, span].T]
        y = [estimate(values, level=float(data.level)) for values in figures["adversarial_risk"][:, span].T / truth]
        curves.append(
            series.curve(
                method,
                "simulation",
                [item.middle for item in x],
                [item.middle for item in y],
                low=[item.low for item in y],
                high=[item.high for item in y],
                x_low=[item.low for item in x],
                x_high=[item.high for item in x],
            )
        )
    return series.figure(
        f"frontier-{data.name}",
        title=f"Frontiers of the mitigations: {data.name}",
        caption=(
            f"`standard_risk(theta)` against adversarial risk over that of the truth, as each level varies; spectrum "
            f"{data.spectrum}, n = {data.n}, signal {data.signal}, noise of variance 1, ℓ_2 attack of radius "
            f"{data.radius}; {data.draws} draws, {float(data.level):.0%} Student intervals (order statistics of "
            f"the median for negative ridges, whose means are infinite), seed {workload.seed}; "
            "ridge by deterministic equivalents"
        ),
        x=series.axis("R_std", "log"),
        y=series.axis("R_adv/R_adv(θ*)", "log"),
        curves=curves,
    )


def _ridge_frontier(equivalents: FloatEquivalents, attack: Attack, truth: float) -> dict[str, Json]:
    start = equivalents.kappa(0.0)
    kappas = np.exp(np.linspace(log(start), log(start) + 8, 60))
    found = [equivalents.at(float(kappa)) for kappa in kappas]
    return series.curve(
        "ridge",
        "prediction",
        [item.standard_risk for item in found],
        [item.adversarial_risk(attack, equivalents.sigma) / truth for item in found],
    )
