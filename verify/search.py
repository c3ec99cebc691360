"""Search for a counterexample to an inequality with parameters: the worst point of a box, as small rationals, enclosed.

Hypothesis draws points and drives the violation up (`target`), a simplex method goes on from the best of them, and the
point that it ends at is rounded to the smallest denominators that keep most of the violation. What is reported has been
decided there: in ball arithmetic, and a second time by mpmath from the claim's text.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import inf, isfinite
from typing import Any

import mpmath
import numpy as np
import sympy as sp
from flint import arb

from ..bounds.claims import Claim, Hypothesis, Kind, Mode, Relation
from ..bounds.errors import BoundproofError, InputError
from ..bounds.parsing import claim_text, parse_claim
from ..bounds.spectra.numbers import Given, exact
from .enclosures.precision import ball, precision
from .evaluate import BALLS, FLOATS, MPMATH, evaluate
from .verdict import Evidence, Outcome, Recheck, Verdict

DEFAULT_EXAMPLES = 300
_BITS = 192
_DIGITS = 60
_DENOMINATORS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 32, 64, 128, 1000, 10**6)
_LARGEST = 10**100  # beyond it floats overflow soon, and a search led by them sees nothing
_KEPT = 0.9
"""The share of the worst violation that a rounder point must keep to be preferred."""
_STARTS = 4
_SPARE = 20
Point = dict[str, Fraction]


@dataclass
class _Worst:
    """The points with the largest violations so far, the worst first, and the first few at which the claim fails."""

    points: list[tuple[float, dict[str, float]]] = field(default_factory=list)
    failing: list[tuple[float, dict[str, float]]] = field(default_factory=list)
    tried: int = 0

    def add(self, violation: float, point: dict[str, float]) -> None:
        self.tried += 1
        if isfinite(violation):
            self.points.append((violation, point))
            self.points.sort(key=lambda item: -item[0])
            del self.points[_STARTS:]
        if 0 < violation < inf and len(self.failing) < _SPARE:
            self.failing.append((violation, point))


def search(
    claim: Claim, box: Mapping[str, tuple[Given, Given]], *, examples: int = DEFAULT_EXAMPLES, seed: int = 0
) -> Verdict:
    """Looks for the point of a box at which an inequality fails by most.

    Arguments: `claim`, `left <= right` (or <, >=, >) at every value of its symbols, with hypotheses that are strict or
    weak inequalities or declarations; `box`, for each symbol its least and greatest value, exact; `examples`, points to
    draw; `seed`. Returns REFUTED with a witness, a rational point at which every hypothesis holds and the claim fails,
    both decided in balls, and its margin; else UNDECIDED with the point that came closest, which says nothing about
    other points. Raises InputError for other claims and for boxes that do not fit; needs Hypothesis.
    """
    if claim.relation not in (Relation.LE, Relation.LT, Relation.GE, Relation.GT) or claim.point is not None:
        raise InputError(f"{claim}: a search is for an inequality at every value of its symbols, not for a limit")
    if claim.mode is not Mode.DETERMINISTIC:
        raise InputError(f"{claim}: a search is for numbers, not for random quantities")
    assert claim.right is not None
    unfit = [h.text for h in claim.given if h.kind is None and (h.relation is None or not h.relation.is_inequality)]
    if unfit:
        raise InputError(
            f"the hypothesis {unfit[0]} leaves no room to search in: solve it for one of its symbols first"
        )
    bounds = _checked_box(claim, box)
    worst = _Worst()
    violation = _violation(claim, bounds)
    _drawn(violation, claim, bounds, worst, examples=examples, seed=seed)
    _climbed(violation, bounds, worst)
    text = claim.text or claim_text(claim)
    if not worst.points:
        why = f"none of {worst.tried} points satisfies the hypotheses with both sides defined"
        return Verdict(Outcome.UNDECIDED, text, why, "search")
    found = _rounded(claim, bounds, *worst.points[0])
    if found is None:  # at a pole, say, the worst points cannot be rounded: any other witness will do
        spare = [made for near in worst.failing if (made := _rounded(claim, bounds, *near)) is not None]
        found = max(spare, key=lambda made: float(made[1].mid()), default=None)
    if found is None:
        margin, near = worst.points[0]
        at = ", ".join(f"{name} = {value:.6g}" for name, value in sorted(near.items()))
        if margin > 0:
            seen = f"in floats the claim fails at {at}, which balls do not confirm at any rational point near it"
        else:
            seen = f"the claim holds at all of them; nearest to failing at {at}, by {-margin:.6g}"
        why = f"{worst.tried} points tried: {seen}"
        return Verdict(Outcome.UNDECIDED, text, why, "search", hypotheses=tuple(h.text for h in claim.given))
    point, margin = found
    return _refuted(claim, text, point, margin, worst.tried)


def _checked_box(claim: Claim, box: Mapping[str, tuple[Given, Given]]) -> dict[str, tuple[Fraction, Fraction]]:
    names = {symbol.name for symbol in claim.symbols}
    if names != set(box):
        wrong = sorted(names ^ set(box))[0]
        raise InputError(
            f"the box and the claim disagree on {wrong!r}: give a range for each of {', '.join(sorted(names))}"
        )
    found = {}
    for name in sorted(box):
        ends = []
        for end in box[name]:
            value = exact(end, name)
            if not value.is_Rational:
                raise InputError(f"{name} = {value}: an end of a box is a rational number")
            ends.append(Fraction(value))
        if max(map(abs, ends)) > _LARGEST:
            raise InputError(f"the box of {name} is too large to search: its ends are at most 1e100")
        if not ends[0] < ends[1]:
            raise InputError(f"{name} in [{ends[0]}, {ends[1]}]: expected the smaller end first")
        found[name] = (ends[0], ends[1])
    return found


def _whole(claim: Claim, name: str) -> bool:
    """Whether a symbol is declared to be a whole number."""
    return any(h.kind in (Kind.INTEGER, Kind.NATURAL) and str(h.left) == name for h in claim.given)


def _sides(claim: Claim) -> tuple[sp.Expr, sp.Expr]:
    """(less, greater) as the claim has them."""
    assert claim.right is not None
    turned = claim.relation in (Relation.GE, Relation.GT)
    return (claim.right, claim.left) if turned else (claim.left, claim.right)


def _violation(claim: Claim, bounds: Mapping[str, tuple[Fraction, Fraction]]) -> Callable[[Mapping[str, float]], float]:
    """By how much the claim fails at a point, in floats; −∞ where a hypothesis fails or a side is not defined."""
    less, greater = _sides(claim)

    def violation(point: Mapping[str, float]) -> float:
        values = {name: np.float64(round(x) if _whole(claim, name) else x) for name, x in point.items()}
        if any(not low <= Fraction(float(values[name])) <= high for name, (low, high) in bounds.items()):
            return -inf
        with np.errstate(all="ignore"):
            if not all(_holds_in_floats(hypothesis, values) for hypothesis in claim.given):
                return -inf
            gap = float(evaluate(less, FLOATS, values) - evaluate(greater, FLOATS, values))
        return gap if isfinite(gap) else -inf

    return violation


def _holds_in_floats(hypothesis: Hypothesis, values: Mapping[str, Any]) -> bool:
    if hypothesis.kind is not None:
        return hypothesis.kind is not Kind.NATURAL or bool(values[str(hypothesis.left)] >= 0)
    assert hypothesis.relation is not None
    left, right = (evaluate(side, FLOATS, values) for side in (hypothesis.left, hypothesis.right))
    return bool(hypothesis.relation.between(left, right))


def _drawn(
    violation: Callable[[Mapping[str, float]], float],
    claim: Claim,
    bounds: Mapping[str, tuple[Fraction, Fraction]],
    worst: _Worst,
    *,
    examples: int,
    seed: int,
) -> None:
    """Hypothesis draws points, led by the violation."""
    try:
        import hypothesis
        from hypothesis import strategies as st
    except ImportError as error:
        raise InputError("a search needs Hypothesis: pip install hypothesis") from error

    def coordinate(name: str) -> st.SearchStrategy[float]:
        low, high = bounds[name]
        if _whole(claim, name):
            return st.integers(-(-low // 1), high // 1).map(float)
        return st.floats(float(low), float(high))

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate, hypothesis.Phase.target],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(st.fixed_dictionaries({name: coordinate(name) for name in bounds}))
    def run(point: dict[str, float]) -> None:
        found = violation(point)
        worst.add(found, point)
        if isfinite(found):
            hypothesis.target(found)

    run()


def _climbed(
    violation: Callable[[Mapping[str, float]], float],
    bounds: Mapping[str, tuple[Fraction, Fraction]],
    worst: _Worst,
) -> None:
    """Nelder–Mead from the best points, inside the box."""
    from scipy import optimize

    names = list(bounds)
    ends = [(float(low), float(high)) for low, high in bounds.values()]

    def downhill(x: Any) -> float:
        point = dict(zip(names, map(float, x), strict=True))
        found = violation(point)
        worst.add(found, point)
        return -found if isfinite(found) else 1e300

    for _, start in tuple(worst.points):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a start on the boundary of the box is as good as any
            optimize.minimize(
                downhill,
                [start[name] for name in names],
                method="Nelder-Mead",
                bounds=ends,
                options={"maxfev": 200 * len(names)},
            )


def _rounded(
    claim: Claim, bounds: Mapping[str, tuple[Fraction, Fraction]], most: float, near: Mapping[str, float]
) -> tuple[Point, Any] | None:
    """The witness of the smallest denominators that keeps most of the violation, with its enclosed margin."""
    kept: tuple[Point, Any] | None = None
    for denominator in _DENOMINATORS:
        point = {}
        for name, (low, high) in bounds.items():
            value = Fraction(near[name]).limit_denominator(1 if _whole(claim, name) else denominator)
            point[name] = min(max(value, low), high)
        margin = _margin(claim, point)
        if margin is None:
            continue
        size = float(margin.mid())
        if size >= _KEPT * most:
            return point, margin
        if kept is None or size > float(kept[1].mid()):
            kept = point, margin
    return kept


def _margin(claim: Claim, point: Point) -> Any | None:
    """By how much the claim fails at a point, as a ball, if balls decide that it does and every hypothesis holds."""
    with precision(_BITS):
        values = {name: ball(x) for name, x in point.items()}
        try:
            for hypothesis in claim.given:
                if not _holds(hypothesis, point, values):
                    return None
            less, greater = (evaluate(side, BALLS, values) for side in _sides(claim))
        except BoundproofError:
            return None
        if not isinstance(less, arb) or not isinstance(greater, arb):
            return None
        margin = less - greater
        if not margin.is_finite():
            return None
        strict = claim.relation in (Relation.LT, Relation.GT)
        return margin if (margin >= 0 if strict else margin > 0) else None


def _holds(hypothesis: Hypothesis, point: Point, values: Mapping[str, Any]) -> bool:
    """Whether a hypothesis certainly holds at a rational point."""
    if hypothesis.kind is not None:
        value = point[str(hypothesis.left)]
        whole = value.denominator == 1
        return hypothesis.kind is Kind.REAL or (whole and (hypothesis.kind is Kind.INTEGER or value >= 0))
    left, right = (evaluate(side, BALLS, values) for side in (hypothesis.left, hypothesis.right))
    if not isinstance(left, arb) or not isinstance(right, arb):
        return False
    if hypothesis.relation is Relation.LE:
        return bool(left <= right)
    if hypothesis.relation is Relation.LT:
        return bool(left < right)
    return bool(left >= right) if hypothesis.relation is Relation.GE else bool(left > right)


def _refuted(claim: Claim, text: str, point: Point, margin: Any, tried: int) -> Verdict:
    at = ", ".join(f"{name} = {value}" for name, value in sorted(point.items()))
    with precision(_BITS):
        middle, radius, exponent = margin.mid_rad_10exp(12)
    ends = (f"{middle - radius}e{exponent}", f"{middle + radius}e{exponent}")
    with mpmath.workdps(20):
        found = mpmath.nstr(mpmath.mpf(ends[0]), 6, min_fixed=-5, max_fixed=6).removesuffix(".0")
    recheck = _again(claim, text, point)
    if recheck is None:
        why = f"balls say that it fails at {at}, mpmath that it does not: please report this claim"
        return Verdict(Outcome.UNDECIDED, text, why, "search", hypotheses=tuple(h.text for h in claim.given))
    data = {
        "point": {name: str(value) for name, value in sorted(point.items())},
        "margin": {"low": ends[0], "high": ends[1]},
        "tried": tried,
    }
    why = f"at {at} it fails by {found}, the most that balls confirm of {tried} points"
    return Verdict(
        Outcome.REFUTED,
        text,
        why,
        "search",
        hypotheses=tuple(h.text for h in claim.given),
        evidence=(Evidence("witness", why, data),),
        recheck=recheck,
    )


def _again(claim: Claim, text: str, point: Point) -> Recheck | None:
    """What mpmath, from the texts of claim and hypotheses, says of the point.

    Returns RECHECKED if the hypotheses hold and the claim fails by more than rounding could have made, ENGINE_ONLY if
    that cannot be told, None if the contrary is seen.
    """
    try:
        parsed = parse_claim(text, given=[h.text for h in claim.given], known=None, everywhere=True)
        with mpmath.workdps(_DIGITS):
            values = {name: mpmath.mpf(x.numerator) / x.denominator for name, x in point.items()}
            for hypothesis in parsed.given:
                if hypothesis.kind is None:
                    smaller, larger = hypothesis.left, hypothesis.right
                    if hypothesis.relation in (Relation.GE, Relation.GT):
                        smaller, larger = larger, smaller
                    if _sign(smaller, larger, values) == 1:
                        return None
            sign = _sign(*_sides(parsed), values)
    except BoundproofError:
        return Recheck.ENGINE_ONLY
    return {1: Recheck.RECHECKED, -1: None}.get(sign, Recheck.ENGINE_ONLY)


def _sign(first: sp.Expr, second: sp.Expr, values: Mapping[str, Any]) -> int:
    """The sign of first − second in mpmath; 0 where it is not real or rounding could have made it."""
    left, right = (evaluate(side, MPMATH, values) for side in (first, second))
    if isinstance(left, mpmath.mpc) or isinstance(right, mpmath.mpc):
        return 0
    gap, noise = left - right, mpmath.mpf(10) ** (-_DIGITS // 2) * (abs(left) + abs(right))
    return 1 if gap > noise else -1 if gap < -noise else 0
