"""Min-norm interpolation under noise of several laws, beside what each law offers the library's theorems."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ...bounds.checks.noise_laws import BoundUnderNoise, MedianAlong
from ...bounds.errors import InputError
from ...bounds.filters import MinNorm
from ...bounds.noise_laws import DEMANDS, NoiseLaw, demands
from ...bounds.spectra import Signal, Spectrum
from ..simulation.designs import design_named
from ..simulation.gains import gains
from ..simulation.intervals import Interval, order_statistics, student, truncated_lower
from ..simulation.labels import label_law
from ..simulation.reduction import reduce_draw
from ..simulation.spectra import spectral_setting
from ..simulation.streams import Purpose, stream
from ..verdict import Evidence, Json, Outcome, Verdict
from .compared import simulated
from .dispatch import Workload, checker
from .tables import interval_cell, table

Array = NDArray[np.float64]

_CAP = 8  # draws are cut off at this multiple of the bound, which keeps a lower bound of the mean valid


@dataclass(frozen=True)
class _Case:
    """What is drawn, whatever the law of the noise; no truncation, n ≤ p."""

    spectrum: Spectrum
    signal: Signal | None
    n: int
    draws: int
    design: str = "gaussian"


def applicable(law: NoiseLaw) -> list[tuple[str, str, str]]:
    """For each conclusion of the library that asks anything of the noise: theorem, conclusion, and what is not met."""
    from ...bounds.theorems import builtin_theorems

    met = label_law(law).meets
    rows = []
    for theorem in builtin_theorems().values():
        for conclusion in theorem.conclusions:
            asked = demands(theorem, conclusion)
            if asked:
                missing = [demand for demand in DEMANDS if demand in asked and demand not in met]
                rows.append((theorem.name, conclusion, "; ".join(missing)))
    return rows


def _applicability(law: NoiseLaw) -> Evidence:
    """The demands that the law meets, as a table."""
    rows: list[list[Json]] = [
        [theorem, conclusion, "holds" if not missing else f"fails: {missing}"]
        for theorem, conclusion, missing in applicable(law)
    ]
    met = label_law(law).meets
    caption = f"{law} noise: meets {', '.join(item for item in DEMANDS if item in met) or 'none of the demands'}"
    shown = table(["theorem", "conclusion", "hypotheses on the noise"], rows, caption)
    return Evidence("hypotheses", caption, shown)


@dataclass(frozen=True, eq=False)
class _Draw:
    """One draw of X as the min-norm interpolator sees it: R_std = vᵀKv − 2lᵀv + e, ‖θ̂‖² = Σ s_j v_j²."""

    spectrum: Array
    left: Array
    coefficients: Array
    squared_lengths: Array
    quadratic: Array
    linear: Array
    energy: float


@lru_cache(maxsize=4)
def _draws(case: _Case, seed: int) -> tuple[_Draw, ...]:
    """The draws of a case; kept, for every law has a check of its own on the same ones."""
    setting = spectral_setting(case.spectrum, case.n, signal=case.signal, design=design_named(case.design))
    found = []
    for draw in range(case.draws):
        reduction = reduce_draw(setting, seed=seed, draw=draw)
        form = reduction.covariance_form()
        energy = float(reduction.standard_risk(np.zeros((case.n, 1)))[0])
        linear = (form.diagonal() + energy - reduction.standard_risk(np.eye(case.n))) / 2
        found.append(
            _Draw(
                reduction.spectrum,
                reduction.left,
                reduction.coefficients,
                reduction.squared_lengths,
                form,
                linear,
                energy,
            )
        )
    return tuple(found)


def _min_norm(case: _Case, law: NoiseLaw, seed: int) -> dict[str, Array]:
    """R_std and ‖θ̂‖² of the min-norm interpolator, one noise vector a draw."""
    source = label_law(law)
    found: dict[str, list[float]] = {"standard risk": [], "squared norm": []}
    for number, draw in enumerate(_draws(case, seed)):
        clean = draw.left @ draw.coefficients
        noise = source.draw(stream(seed, number, Purpose.NOISE), clean, draw.squared_lengths)
        gain = gains(MinNorm(), draw.spectrum, case.n).values
        v = gain * (draw.coefficients + draw.left.T @ noise)
        found["standard risk"].append(float(v @ draw.quadratic @ v - 2 * draw.linear @ v + draw.energy))
        found["squared norm"].append(float(draw.spectrum @ v**2))
    return {name: np.array(values) for name, values in found.items()}


@checker.register
def _bound(claim: BoundUnderNoise, workload: Workload) -> Verdict:
    if claim.law.name == "label flips" or (
        claim.law.name == "student" and claim.law.parameter is not None and claim.law.parameter <= 2
    ):
        raise InputError(f"{claim.law} noise has no variance 1 at θ* = 0: ask for a median along n instead")
    case = _Case(claim.spectrum, None, claim.n, claim.draws, claim.design)
    bound = float(claim.factor) * claim.n / spectral_setting(claim.spectrum, claim.n).trace
    values = _min_norm(case, claim.law, workload.seed)["squared norm"]
    level = 1 - float(claim.delta)
    low, high = truncated_lower(values, _CAP * bound, level=level), student(values, level=level)
    times = "" if claim.factor == 1 else f"{claim.factor}*"
    text = (
        f"E‖θ̂‖² >= `{times}sigma**2*n/trace(Sigma)` for {claim.spectrum}, n = {claim.n}, {claim.design} design, "
        f"{claim.law} noise, theta = 0"
    )
    mean = {"value": float(values.mean()), "low": low.low, "high": high.high}
    shown = table(
        ["noise", "E‖θ̂‖²", "bound", "draws"],
        [[str(claim.law), mean, bound, str(claim.draws)]],
        f"Low end: {low.method}, non-asymptotic; high end: Student, asymptotic; both at level {level}",
    )
    outcome, why = Outcome.UNDECIDED, "the interval contains the bound: more draws would decide"
    if low.low >= bound:
        outcome, why = Outcome.SUPPORTED, f"the draws put it above the bound (delta = {claim.delta})"
    elif high.high < bound:
        outcome = Outcome.CONTRADICTED
        why = f"the draws put it below the bound (Student, asymptotic in the draws; delta = {claim.delta})"
    return _with_table(simulated(outcome, text, why, shown, claim.delta), claim.law)


def _with_table(verdict: Verdict, law: NoiseLaw) -> Verdict:
    return replace(verdict, evidence=(*verdict.evidence, _applicability(law)))


@checker.register
def _median(claim: MedianAlong, workload: Workload) -> Verdict:
    level = 1 - float(claim.delta) / 2
    rows: list[list[Json]] = []
    found: list[Interval] = []
    for n in claim.n_values:
        case = _Case(claim.spectrum, claim.signal, n, claim.draws)
        values = _min_norm(case, claim.law, workload.seed)[claim.quantity]
        interval = order_statistics(values, level=level)
        found.append(interval)
        shown = interval_cell(float(np.median(values)), interval)
        rows.append([str(n), shown, str(claim.draws)])
    first, last, factor = found[0], found[-1], float(claim.factor)
    text = (
        f"the median {claim.quantity} of the min-norm interpolator on {claim.spectrum} under {claim.law} noise at "
        f"n = {claim.n_values[-1]} is {claim.direction} {claim.factor} times that at n = {claim.n_values[0]}"
    )
    shown_table = table(
        ["n", f"median {claim.quantity}", "draws"],
        rows,
        f"Order statistics, exact for every law, each at level {level}; signal {claim.signal}, seed {workload.seed}",
    )
    below, above = last.high <= factor * first.low, last.low >= factor * first.high
    holds, fails = (
        (below, last.low > factor * first.high)
        if claim.direction == "at most"
        else (above, last.high < factor * first.low)
    )
    outcome, why = Outcome.UNDECIDED, "the intervals overlap: more draws would decide"
    if holds:
        outcome, why = Outcome.SUPPORTED, f"the intervals are apart (delta = {claim.delta})"
    elif fails:
        outcome, why = Outcome.CONTRADICTED, f"the intervals are apart the other way round (delta = {claim.delta})"
    return _with_table(simulated(outcome, text, why, shown_table, claim.delta), claim.law)
