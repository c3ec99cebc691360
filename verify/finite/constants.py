"""Implied constants: a risk over its bound, with equivalents in balls along n, and by simulation where it reaches.

Every ratio is a ball around equivalent/bound, both enclosed; [low, high] is compared with the whole ball. The k of a
bound with a ridge is any k whose condition is proved in balls and is not fulfilled by k − 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Any

import sympy
from flint import arb, fmpq

from ...bounds.checks import (
    ConstantsAlong,
    ImpliedConstants,
    LeastConstants,
    NoIndexBelow,
    SimulatedConstants,
)
from ...bounds.checks.constants import BOUNDS, Bound, Regression
from ...bounds.errors import DomainError, InputError
from ...bounds.filters import MinNorm, Ridge
from ...bounds.spectra import INDEX, SIZE, Block, Listing, Signal
from ..enclosures.growth import Undecided
from ..enclosures.precision import bits_for, precision
from ..enclosures.roots import effective_ridge
from ..enclosures.spectral import SpectralSums
from ..enclosures.summation import enclose_sum
from ..enclosures.thresholds import effective_rank, first_passage, squared_rank
from ..evaluate import BALLS, evaluate
from ..recheck.ranks import NOT_COVERED
from ..series import axis, of_cells
from ..series import figure as series_of
from ..simulation import design_named, student
from ..simulation.spectra import spectral_setting
from ..verdict import Json, Outcome, Verdict
from .dispatch import Workload, checker, figure
from .draws import drawn
from .tables import cell, chance_text, confirmed, finite_verdict, size_text, spectrum_text, table

DIGITS = 9


@dataclass(frozen=True)
class Ratio:
    """At one n: the index k, the bound, and the part of the risk over the bound, as balls."""

    n: int
    k: int
    bound: Any
    ratio: Any


@dataclass(frozen=True)
class Solved:
    """One model at one n: its sums, the ridge λ, the index k, κ and df_2(κ)."""

    sums: SpectralSums
    ridge: Fraction
    k: int
    kappa: Any
    degrees: Any


@lru_cache(maxsize=1024)
def solved(model: Regression, n: int) -> Solved:
    """What every bound of a model needs at n; DomainError where there is no k, Undecided where balls cannot tell.

    Kept for the checks and figures that come after; balls at a precision of their own, never changed.
    """
    with precision(bits_for(DIGITS)):
        sums = SpectralSums(model.spectrum.at(n=n))
        ridge = ridge_at(model, n)
        k = index_of(sums, n, ridge, model.rank_constant)
        root = effective_ridge(sums, n, ridge=ridge / n, digits=DIGITS)
        if root is None:
            raise DomainError(f"{model.spectrum} at n = {n} has n >= p: there is no kappa")
        degrees = sums.degrees(root.kappa, 2)
        if not degrees < n:
            raise Undecided(f"df_2 cannot be told from n = {n}")
        return Solved(sums, ridge, k, root.kappa, degrees)


@lru_cache(maxsize=1024)
def equivalent_ratio(bound: Bound, model: Regression, n: int) -> Ratio:
    """The deterministic equivalent over the bound; raises what `solved` raises."""
    with precision(bits_for(DIGITS)):
        at = solved(model, n)
        below = bound_at(bound, at.sums, n, at.k, ridge=at.ridge, signal=model.signal)
        if "bias" in bound:
            part = at.kappa**2 * at.sums.weighted(_signal(model), at.kappa, "bias") * n / (n - at.degrees)
        else:
            part = at.degrees / (n - at.degrees)  # not 1/(1 − df_2/n) − 1, which loses what it is about
        return Ratio(n, at.k, below, part / below)


def ridge_at(model: Regression, n: int) -> Fraction:
    """The ridge λ of XXᵀ + λI at one n, exactly; InputError where it is no rational number ≥ 0."""
    value = sympy.Integer(n) if model.ridge == SIZE else model.ridge.xreplace({SIZE: sympy.Integer(n)}).doit()
    if not (value.is_Rational and value >= 0):
        raise InputError(f"ridge {model.ridge} is {value} at n = {n}: expected a rational number >= 0")
    return Fraction(int(value.p), int(value.q))


def index_of(sums: SpectralSums, n: int, ridge: Fraction, constant: Fraction) -> int:
    """k* where ridge = 0, else some k that has (ridge + Σ_{i>k} λ_i)/λ_{k+1} ≥ constant·n while k − 1 has not.

    Doubling, then bisection; both conditions are proved in balls. Raises DomainError where there is none.
    """
    if ridge == 0:
        found = first_passage(sums, n, rank_constant=constant, digits=DIGITS).k
        if found is None:
            raise DomainError(f"no k has r_k >= {constant}*{n}: k* is infinite")
        return found
    level, shift = _ball(constant * n), _ball(ridge)

    def reached(k: int) -> bool:
        left, right = shift + sums.tail(k), level * sums.eigenvalue(k + 1)
        if left >= right:
            return True
        if left < right:
            return False
        raise Undecided(f"(λ + Σ_{{i>k}} λ_i)/λ_{{k+1}} at k = {k} cannot be told from {constant}·{n}")

    if reached(0):
        return 0
    low, high = 0, 1
    while not reached(high):
        low, high = high, 2 * high
        if sums.dimension is not None and high >= sums.dimension:
            high = sums.dimension - 1
            if low == high:
                raise DomainError(f"no k has (λ + Σ_{{i>k}} λ_i)/λ_{{k+1}} >= {constant}*{n}")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high


def bound_at(bound: Bound, sums: SpectralSums, n: int, k: int, *, ridge: Fraction, signal: Signal | None) -> Any:
    """The expression that stands below the line, as a ball; without its constant and without σ²."""
    if bound == "min-norm bias":
        rank = effective_rank(sums, 0) / n
        size = sums.weighted(_required(signal), arb(1), "size") * sums.eigenvalue(1)
        return size * rank.max(rank.sqrt())
    if bound.startswith("ridge bias"):
        shrinking = (_ball(ridge) + sums.tail(k)) / n
        beyond = _signal_sum(sums, _required(signal), lambda value: value, k + 1, None)
        upto = _signal_sum(sums, _required(signal), lambda value: 1 / value, 1, k) if k else arb(0)
        return beyond + upto * (shrinking if bound == "ridge bias, square left out" else shrinking**2)
    if bound == "ridge variance":
        return arb(k) / n + n * sums.tail(k, 2) / (_ball(ridge) + sums.tail(k)) ** 2
    rank = n / squared_rank(sums, k)
    return arb(k) / n + {
        "min-norm variance, rank left out": arb(0),
        "min-norm variance, rank squared": rank**2,
    }.get(bound, rank)


def _signal_sum(sums: SpectralSums, signal: Signal, shape: Any, first: int, last: int | None) -> Any:
    """Σ θ_i² shape(λ_i) over first ≤ i ≤ last (None: all that are left)."""
    total = arb(0)
    if signal.weight is None:
        for i, theta in enumerate(signal.values, start=1):
            if first <= i and (last is None or i <= last):
                total += evaluate(theta, BALLS, {}) ** 2 * shape(sums.eigenvalue(i))
        return total
    for segment in sums.spectrum.segments:
        if isinstance(segment, Listing):
            for i in range(first, min(len(segment.values), last or len(segment.values)) + 1):
                total += evaluate(signal.coefficient(i), BALLS, {}) ** 2 * shape(sums.eigenvalue(i))
            continue
        assert isinstance(segment, Block)
        end = None if segment.last == sympy.oo else int(segment.last)
        stop = last if end is None or (last is not None and last < end) else end
        start = max(first, int(segment.first))
        if stop is None or start <= stop:
            tree = signal.weight * shape(segment.formula)
            if stop is not None and INDEX not in tree.free_symbols:
                total += evaluate(tree, BALLS, {}) * (stop - start + 1)
            else:
                total += enclose_sum(tree, start, stop, {})
    return total


def _signal(model: Regression) -> Signal:
    return _required(model.signal)


def _required(signal: Signal | None) -> Signal:
    if signal is None:
        raise InputError("a bias needs a signal: give one to the model")
    return signal


def _ball(value: Fraction) -> Any:
    return arb(fmpq(value.numerator, value.denominator))


def _model_text(model: Regression) -> str:
    ridge = "" if model.ridge == 0 else f", ridge `{model.ridge}`"
    signal = "" if model.signal is None else f", {model.signal}"
    return f"{spectrum_text(model.spectrum)}{signal}{ridge}"


# -- equivalents


@checker.register
def _implied(claim: ImpliedConstants, workload: Workload) -> Verdict:
    found = [equivalent_ratio(claim.bound, claim.model, n) for n in claim.n_values]
    with precision(bits_for(DIGITS)):
        low, high = _ball(claim.low), _ball(claim.high)
        outside = [r for r in found if r.ratio < low or r.ratio > high]
        inside = [r for r in found if r.ratio >= low and r.ratio <= high]
        closer = claim.limit is None or _shrinking([abs(r.ratio - _ball(claim.limit)) for r in found])
        away = claim.limit is not None and _growing([abs(r.ratio - _ball(claim.limit)) for r in found])
        rows = [[str(r.n), str(r.k), cell(r.bound), cell(r.ratio)] for r in found]
        least = _ends(found)
    text = (
        f"the equivalent of {BOUNDS[claim.bound]} lies in [{claim.low}, {claim.high}]"
        + ("" if claim.limit is None else f", closer to {claim.limit} at each n than at the one before,")
        + f" at n = {_listed(claim.n_values)}, for {_model_text(claim.model)}"
    )
    shown = table(
        ["n", "k", "bound", "implied constant"],
        rows,
        f"Equivalents over the bound, enclosed: {BOUNDS[claim.bound]}; b = {claim.model.rank_constant}",
    )
    if outside or away:
        worst = outside[0] if outside else found[-1]
        why = f"at {size_text('n', worst.n)} it is {worst.ratio.str(6, radius=False)}"
        why += "" if outside else f", which is no closer to {claim.limit}"
        return confirmed(finite_verdict(Outcome.REFUTED, text, why, "enclosures", shown), NOT_COVERED)
    if len(inside) < len(found) or not closer:
        why = "the balls overlap the ends: more digits would decide"
        return finite_verdict(Outcome.UNDECIDED, text, why, "enclosures", shown)
    why = (
        f"implied constants between {least[0]} and {least[1]} at {len(found)} sample sizes; "
        "an equivalent, and no word on a limit"
    )
    return finite_verdict(Outcome.ENCLOSED, text, why, "enclosures", shown)


def _shrinking(gaps: Sequence[Any]) -> bool:
    return all(after < before for before, after in pairwise(gaps))


def _growing(gaps: Sequence[Any]) -> bool:
    return any(after >= before for before, after in pairwise(gaps))


def _ends(found: Sequence[Ratio]) -> tuple[str, str]:
    """The smallest and the largest ratio, rounded outwards."""
    lows = [r.ratio.lower() for r in found]
    highs = [r.ratio.upper() for r in found]
    small, large = lows[0], highs[0]
    for low, high in zip(lows, highs, strict=True):
        small, large = small.min(low), large.max(high)
    return small.str(5, radius=False), large.str(5, radius=False)


def _listed(values: Sequence[int]) -> str:
    """`10**2`, …, `10**12`."""
    first, last = (size_text("n", value).removeprefix("`n = ").removesuffix("`") for value in (values[0], values[-1]))
    return f"`{first}`" if len(values) == 1 else f"`{first}`, …, `{last}`"


@checker.register
def _least(claim: LeastConstants, workload: Workload) -> Verdict:
    rows: list[list[Json]] = []
    needs: list[tuple[str, Any, Any]] = []
    with precision(bits_for(DIGITS)):
        for case in claim.cases:
            found = [equivalent_ratio(case.bound, case.model, n) for n in case.n_values]
            inverse, largest = 1 / found[0].ratio, found[0].ratio
            for r in found[1:]:
                inverse, largest = inverse.max(1 / r.ratio), largest.max(r.ratio)
            needs.append((case.model.label, inverse, largest))
            rows.append([case.model.label, cell(inverse), cell(largest), str(len(found))])
        at_least, at_most = _ball(claim.at_least), _ball(claim.at_most)
        too_much = [label for label, inverse, largest in needs if inverse > at_least or largest > at_most]
        enough = all(inverse <= at_least and largest <= at_most for _, inverse, largest in needs)
    what = BOUNDS[claim.cases[0].bound]
    text = (
        f"of the equivalents of {what}, none needs more than c = {claim.at_least} for bound/c ≤ risk, "
        f"or more than c = {claim.at_most} for risk ≤ c·bound"
    )
    shown = table(
        ["family", "least c of the lower bound", "least c of the upper bound", "sample sizes"],
        rows,
        f"The least constants that the enclosed equivalents allow: {what}",
    )
    if too_much:
        why = f"{', '.join(too_much)} needs more"
        return confirmed(finite_verdict(Outcome.REFUTED, text, why, "enclosures", shown), NOT_COVERED)
    if not enough:
        return finite_verdict(
            Outcome.UNDECIDED, text, "the balls overlap: more digits would decide", "enclosures", shown
        )
    why = "at every listed point; a larger c is no contradiction, a smaller one than in the table is"
    return finite_verdict(Outcome.ENCLOSED, text, why, "enclosures", shown)


@checker.register
def _no_index(claim: NoIndexBelow, workload: Workload) -> Verdict:
    rows: list[list[Json]] = []
    below: list[int] = []
    for n in claim.n_values:
        found = first_passage(SpectralSums(claim.spectrum.at(n=n)), n, rank_constant=claim.rank_constant)
        rows.append([str(n), "oo" if found.k is None else str(found.k), f"{float(n / claim.divisor):.6g}"])
        if found.k is not None and found.k * claim.divisor < n:
            below.append(n)
    text = (
        f"no k < n/({claim.divisor}) has r_k ≥ {claim.rank_constant}·n at n = {_listed(claim.n_values)}, "
        f"for {spectrum_text(claim.spectrum)}"
    )
    shown = table(["n", "k*", f"n/({claim.divisor})"], rows, "The first index with r_k ≥ b·n, certified")
    if below:
        why = f"k* is below n/({claim.divisor}) at n = {below[0]}"
        return confirmed(finite_verdict(Outcome.REFUTED, text, why, "enclosures", shown), NOT_COVERED)
    why = "k* is the first such index and lies above: the theorem's condition on k has no solution there"
    return finite_verdict(Outcome.ENCLOSED, text, why, "enclosures", shown)


# -- simulation


@lru_cache(maxsize=256)
def simulated_ratio(claim: SimulatedConstants, at: int, workload: Workload) -> tuple[float, float, float, int]:
    """Mean of the risk's part over the bound at the n of that place, the ends of its interval, and k."""
    n, draws = claim.n_values[at], claim.draws[at]
    model = claim.model
    with precision(bits_for(DIGITS)):
        sums = SpectralSums(model.spectrum.at(n=n))
        ridge = ridge_at(model, n)
        k = index_of(sums, n, ridge, model.rank_constant)
        below = float(bound_at(claim.bound, sums, n, k, ridge=ridge, signal=model.signal).mid())
    setting = spectral_setting(model.spectrum, n, signal=model.signal, design=design_named(claim.design))
    item = MinNorm() if ridge == 0 else Ridge(sympy.Rational(ridge.numerator, ridge.denominator * n))
    values = drawn(setting, [item], draws, workload).column("bias" if "bias" in claim.bound else "variance") / below
    interval = student(values, level=1 - float(claim.delta) / len(claim.n_values))
    return float(values.mean()), interval.low, interval.high, k


@checker.register
def _simulated(claim: SimulatedConstants, workload: Workload) -> Verdict:
    found = [simulated_ratio(claim, at, workload) for at in range(len(claim.n_values))]
    low, high = float(claim.low), float(claim.high)
    rows: list[list[Json]] = [
        [str(n), str(k), {"value": mean, "low": least, "high": most}, str(draws)]
        for n, draws, (mean, least, most, k) in zip(claim.n_values, claim.draws, found, strict=True)
    ]
    text = (
        f"the mean of {BOUNDS[claim.bound]} lies in [{claim.low}, {claim.high}] at n = {_listed(claim.n_values)}, "
        f"for {_model_text(claim.model)}, {claim.design} design"
    )
    shown = table(
        ["n", "k", "implied constant", "draws"],
        rows,
        f"Simulated means over the bound; Student intervals (asymptotic in the draws), jointly at level "
        f"{1 - float(claim.delta)}",
    )
    extra = {"delta": str(claim.delta)}
    how = f" (Student, asymptotic in the draws; δ = {chance_text(claim.delta)})"
    if all(low <= least and most <= high for _, least, most, _ in found):
        why = f"every interval lies inside{how}"
        return finite_verdict(Outcome.SUPPORTED, text, why, "simulation", shown, extra=extra)
    if any(most < low or least > high for _, least, most, _ in found):
        why = f"an interval lies outside{how}"
        return finite_verdict(Outcome.CONTRADICTED, text, why, "simulation", shown, extra=extra)
    why = "an interval reaches over an end: more draws would decide"
    return finite_verdict(Outcome.UNDECIDED, text, why, "simulation", shown, extra=extra)


@figure.register
def _along(data: ConstantsAlong, workload: Workload) -> dict[str, Json]:
    curves = []
    for case in data.enclosed:
        with precision(bits_for(DIGITS)):
            cells = [cell(equivalent_ratio(case.bound, case.model, n).ratio) for n in case.n_values]
        curves.append(of_cells(f"{case.model.label}, equivalent", "enclosure", list(case.n_values), cells))
    for check in data.simulated:
        found = [simulated_ratio(check, at, workload) for at in range(len(check.n_values))]
        cells = [{"value": mean, "low": low, "high": high} for mean, low, high, _ in found]
        curves.append(of_cells(f"{check.model.label}, simulated", "simulation", list(check.n_values), cells))
    bounds = [case.bound for case in data.enclosed] + [check.bound for check in data.simulated]
    what = BOUNDS[bounds[0]]
    levels = {float(check.delta) for check in data.simulated}
    drawn_text = f" Simulated means with Student intervals, jointly at level {1 - max(levels)}." if levels else ""
    return series_of(
        data.name,
        title=data.title,
        caption=f"Implied constants along n: {what}. Deterministic equivalents are enclosed in balls.{drawn_text}",
        x=axis("sample size n", "log"),
        y=axis("implied constant"),
        curves=curves,
    )
