"""Adversarial training: when it interpolates, and what it gains."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

import numpy as np
from numpy.typing import NDArray

from ...bounds.checks.training import ThresholdShrinks, TrainingHelps, TrainingInterpolates
from ...bounds.spectra import Signal, Spectrum
from ..simulation.attacks import Attack
from ..simulation.intervals import Interval, student
from ..simulation.reduction import reduce_draw
from ..simulation.setting import Setting
from ..simulation.spectra import spectral_setting
from ..simulation.streams import Purpose, stream
from ..simulation.training import GAP_LIMIT, dual_bound, interpolation_threshold, objective, train
from ..simulation.training_uniform import train_uniform
from ..verdict import Json, Outcome, Verdict
from .compared import simulated
from .dispatch import Workload, checker
from .tables import interval_cell, mean_cell, table

Array = NDArray[np.float64]

_LISTED = 40


def _fits(
    spectrum: Spectrum, signal: Signal, n: int, draws: int, seed: int
) -> list[tuple[Setting, Array, Array, Array]]:
    """Of each draw: the setting, s, U and y."""
    setting = spectral_setting(spectrum, n, signal=signal)
    found = []
    for draw in range(draws):
        reduction = reduce_draw(setting, seed=seed, draw=draw)
        noise = setting.noise.unit(stream(seed, draw, Purpose.NOISE), (1, n))[0] * setting.noise.sigma
        labels = reduction.left @ reduction.coefficients + noise
        found.append((setting, reduction.spectrum, reduction.left, labels))
    return found


@checker.register
def _interpolates(claim: TrainingInterpolates, workload: Workload) -> Verdict:
    text = (
        f"for {claim.spectrum}, n = {claim.n}, with probability at least {1 - claim.exceptions} the min-norm "
        f"interpolator solves adversarial training at radius {claim.share} of its threshold"
    )
    solved: list[bool | None] = []
    rows: list[list[Json]] = []
    for _, spectrum, left, labels in _fits(claim.spectrum, claim.signal, claim.n, claim.draws, workload.seed):
        radius = float(claim.share) * interpolation_threshold(spectrum, left, labels)
        factor = left * np.sqrt(spectrum)
        w = (left.T @ labels) / np.sqrt(spectrum)
        reached = objective(factor, labels, w, radius)
        # the subgradient that the threshold is made of: d = sizes·s, s = nε G⁻¹y/‖θ̂‖
        direction = left @ ((left.T @ labels) / spectrum)
        sizes = np.full(claim.n, radius * float(np.linalg.norm(w)))
        bound = dual_bound(factor, labels, direction * (claim.n * radius**2), sizes, radius)
        better = train(spectrum, left, labels, radius).value
        if reached <= bound * (1 + GAP_LIMIT):
            solved.append(True)
        else:
            solved.append(False if better < reached * (1 - GAP_LIMIT) else None)
        if len(rows) < _LISTED:
            rows.append([f"{radius:.6g}", f"{reached:.8g}", f"{bound:.8g}", f"{better:.8g}"])
    shown = table(
        ["radius", "objective of min-norm", "no θ is below", "objective of the solver"],
        rows,
        f"Adversarial training at radius {claim.share} of the threshold, {claim.draws} draws, seed {workload.seed}",
    )
    delta = (1 - float(claim.exceptions)) ** claim.draws
    if all(item is True for item in solved):
        why = f"it does for each of {claim.draws} draws, by a duality gap below {GAP_LIMIT:g}; delta = {delta:.2g}"
        return simulated(Outcome.SUPPORTED, text, why, shown, f"{delta:.3g}")
    failures = sum(item is False for item in solved)
    chance = float(claim.exceptions) ** claim.draws
    if failures == claim.draws:
        why = f"a better θ was found for each of {claim.draws} draws; delta = {chance:.2g}"
        return simulated(Outcome.CONTRADICTED, text, why, shown, f"{chance:.3g}")
    why = f"it fails for {failures} of {claim.draws} draws: more draws would decide"
    return simulated(Outcome.UNDECIDED, text, why, shown, f"{delta:.3g}")


@checker.register
def _helps(claim: TrainingHelps, workload: Workload) -> Verdict:
    attack = Attack(float(claim.radius), inf if claim.exponent is None else 2.0)
    found: dict[str, list[float]] = {name: [] for name in ("trained R_std", "R_std", "trained R_adv", "R_adv")}
    gap = 0.0
    for setting, number, left, labels in _numbered(claim, workload.seed):
        x = np.concatenate([columns for _, _, columns in setting.features(workload.seed, number)]).T
        spectrum = np.einsum("ij,ij->j", left, x @ (x.T @ left))
        interpolator = x.T @ (left @ ((left.T @ labels) / spectrum))
        radius = float(claim.trained * claim.radius)
        if claim.exponent is None:
            fit = train_uniform(x, labels, radius)
            theta = fit.weights
        else:
            fit = train(spectrum, left, labels, radius)
            theta = x.T @ (left @ fit.weights)
        gap = max(gap, fit.gap)
        for prefix, estimate in (("trained ", theta), ("", interpolator)):
            risk, adversarial = _risks(setting, estimate, attack)
            found[f"{prefix}R_std"].append(risk)
            found[f"{prefix}R_adv"].append(adversarial)
    values = {name: np.array(column) for name, column in found.items()}
    level, share = 1 - float(claim.delta), float(claim.share)
    norm = "∞" if claim.exponent is None else "2"
    text = (
        f"adversarial training at radius {claim.trained * claim.radius} under ℓ_{norm} attacks of radius "
        f"{claim.radius} on {claim.spectrum}, n = {claim.n}: mean R_adv at most {claim.share} of that of min-norm"
    )
    rows: list[list[Json]] = []
    for name, column in values.items():
        rows.append([name, mean_cell(column, level=level)])
    shown = table(
        ["risk", "mean"],
        rows,
        f"{claim.draws} draws, Student intervals of level {level}; largest duality gap {gap:.2g}; R_adv(θ*) = "
        f"{attack.of_truth(setting.signal, 1.0):.6g}; signal {claim.signal}",
    )
    difference = student(values["trained R_adv"] - share * values["R_adv"], level=level)
    how = f"(Student, asymptotic in the draws; delta = {claim.delta})"
    if difference.high <= 0:
        return simulated(Outcome.SUPPORTED, text, f"it is below {how}", shown, claim.delta)
    if difference.low > 0:
        return simulated(Outcome.CONTRADICTED, text, f"it is above {how}", shown, claim.delta)
    return simulated(Outcome.UNDECIDED, text, "the interval contains 0: more draws would decide", shown, claim.delta)


def _numbered(claim: TrainingHelps, seed: int) -> Iterator[tuple[Setting, int, Array, Array]]:
    """Of each draw: the setting, its number, U and y."""
    for number, (setting, _, left, labels) in enumerate(
        _fits(claim.spectrum, claim.signal, claim.n, claim.draws, seed)
    ):
        yield setting, number, left, labels


def _risks(setting: Setting, estimate: Array, attack: Attack) -> tuple[float, float]:
    """R_std and R_adv of one estimate, exactly for Gaussian x."""
    risk = float(setting.spectrum() @ (estimate - setting.truth()) ** 2)
    squared = float(np.linalg.norm(estimate, attack.dual_exponent)) ** 2
    return risk, float(attack.gaussian(np.array([risk]), np.array([squared]), setting.noise.sigma)[0])


@checker.register
def _threshold(claim: ThresholdShrinks, workload: Workload) -> Verdict:
    level = 1 - float(claim.delta) / 2
    rows: list[list[Json]] = []
    found: list[Interval] = []
    for n in claim.n_values:
        fits = _fits(claim.spectrum, claim.signal, n, claim.draws, workload.seed)
        values = np.array([interpolation_threshold(s, u, y) for _, s, u, y in fits])
        found.append(student(values, level=level))
        rows.append([str(n), interval_cell(float(values.mean()), found[-1]), str(claim.draws)])
    first, last = claim.n_values[0], claim.n_values[-1]
    text = (
        f"the mean radius below which adversarial training interpolates is smaller at n = {last} than at n = {first} "
        f"for {claim.spectrum}"
    )
    shown = table(["n", "threshold", "draws"], rows, f"Thresholds; Student intervals of level {level}")
    how = f"(Student, asymptotic in the draws; delta = {claim.delta})"
    if found[-1].high < found[0].low:
        return simulated(Outcome.SUPPORTED, text, f"the intervals are apart {how}", shown, claim.delta)
    if found[-1].low > found[0].high:
        return simulated(Outcome.CONTRADICTED, text, f"it grows {how}", shown, claim.delta)
    return simulated(Outcome.UNDECIDED, text, "the intervals overlap: more draws would decide", shown, claim.delta)
