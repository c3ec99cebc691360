"""The frontier κ ↦ (R_std, R_adv, E‖θ̂‖²) of ridge regression by equivalents, and minima over *all* ridges, in balls.

b grows with κ; df_2, v and Σ θ_i²λ_i²/(λ_i+κ)² fall. Hence on κ_1 ≤ κ ≤ κ_2, with b from κ_1 and the others from κ_2,

    R_std ≥ (b + σ²df_2/n)/(1 − df_2/n),   E‖θ̂‖² ≥ Σ θ²λ²/(λ+κ)² + (b + σ²)v/(1 − df_2/n),

and R_adv, which grows with both, is at least its formula there. The same holds on (0, κ_2] with b = 0 and on [κ_1, ∞)
with all but b zero, so that a best-first search over boxes of κ bounds a minimum over every admissible ridge, positive
or not: κ with df_2 ≥ n belong to none. The balls enclose the equivalents, not the risks.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy
from flint import arb

from ...bounds import equivalents, risks
from ...bounds.errors import DomainError, InputError
from ...bounds.spectra import Signal
from ..evaluate import BALLS, evaluate
from .growth import Undecided
from .points import Point, point_at
from .precision import ball, bits_for, precision
from .spectral import SpectralSums

_MOST_BOXES = 4000
_MOST_DOUBLINGS = 200
_NARROWEST = Fraction(1, 2048)  # of an exponent of 2
_SYMBOLS = {
    name: sympy.Symbol(name, nonnegative=True)
    for name in ("b", "v", "shrunk", "df2", "n", "sigma", "risk", "dual", "radius")
}
Objective = Callable[["Risks"], Any]


@dataclass(frozen=True)
class Risks:
    """R_std, E‖θ̂‖² and R_adv (ℓ_2 attack, Gaussian x) at one κ, or lower bounds of them over a box."""

    standard: Any
    norm_squared: Any
    adversarial: Any


@dataclass(frozen=True)
class Minimum:
    """low ≤ the minimum ≤ high, reached at κ in [kappa_low, kappa_high] only; `kappa` has a value ≤ high.

    `kappa_high` is None where arbitrarily large κ could not be excluded.
    """

    low: Any
    high: Any
    kappa: Any
    kappa_low: Any
    kappa_high: Any | None
    boxes: int

    @property
    def ball(self) -> Any:
        """The minimum as a ball."""
        return self.low.union(self.high)


class Frontier:
    """The equivalents of one spectrum, signal and sample size as functions of κ, enclosed.

    Arguments: `sums`; `signal`; `n`; `sigma`, the noise's standard deviation > 0; `radius`, α of an ℓ_2 attack;
    `digits` of the precision in which points are evaluated. Success of its methods proves enclosures of equivalents.
    """

    def __init__(
        self,
        sums: SpectralSums,
        signal: Signal,
        n: int,
        *,
        sigma: Fraction = Fraction(1),
        radius: Fraction = Fraction(1),
        digits: int = 12,
    ) -> None:
        if sigma <= 0:
            raise InputError(f"sigma = {sigma}: without noise there is no trade-off; give a positive number")
        self.sums, self.signal, self.n, self.digits = sums, signal, n, digits
        self.sigma, self.radius = sigma, radius
        self._points: dict[Fraction, Point] = {}
        with precision(bits_for(digits)):
            self.size = sums.weighted(signal, arb(1), "size")

    def kappa(self, exponent: Fraction) -> Any:
        """κ near 2^exponent, exactly: always the same number for the same exponent."""
        with precision(bits_for(self.digits)):
            return arb((ball(exponent) * arb(2).log()).exp().mid())

    def point(self, exponent: Fraction) -> Point:
        """b, df_1, df_2, v and what is left of ‖θ*‖² at that κ."""
        if exponent not in self._points:
            with precision(bits_for(self.digits)):
                self._points[exponent] = point_at(self.sums, self.signal, self.n, self.kappa(exponent))
        return self._points[exponent]

    def risks(self, exponent: Fraction) -> Risks | None:
        """The equivalents at one κ; None where df_2 < n was not shown."""
        with precision(bits_for(self.digits)):
            at = self.point(exponent)
            if not at.second_degrees < self.n:
                return None
            return self._formulas(at, at, shrink=True)

    def ridge(self, exponent: Fraction) -> Any:
        """λ = κ(1 − df_1(κ)/n)."""
        with precision(bits_for(self.digits)):
            return self.kappa(exponent) * (1 - self.point(exponent).first_degrees / self.n)

    @property
    def truth(self) -> Any:
        """R_adv(θ*) = α²‖θ*‖²."""
        with precision(bits_for(self.digits)):
            return ball(self.radius) ** 2 * self.size

    def minimise(
        self,
        objective: Objective,
        *,
        tolerance: Fraction = Fraction(1, 100),
        admissible: Callable[[Risks, bool], bool] | None = None,
    ) -> Minimum:
        """The infimum of an objective over all admissible ridges, enclosed.

        Arguments: `objective`, a function of the risks that grows with each of them; `tolerance`, the relative width
        at which the search stops, unless a constraint keeps it wider; `admissible(risks, certainly)`, a constraint that
        risks satisfy if they are small enough: with True, whether those of a point surely do; with False, whether these
        lower bounds leave it open.
        Raises Undecided when the boxes do not suffice. Success proves the enclosure.
        """
        with precision(bits_for(self.digits)):
            return self._search(objective, tolerance, admissible or (lambda risks, certainly: True))

    def _search(self, objective: Objective, tolerance: Fraction, admissible: Callable[[Risks, bool], bool]) -> Minimum:
        best: Any = arb.pos_inf()
        best_at = Fraction(0)
        heap: list[tuple[float, int, Any, Fraction | None, Fraction | None]] = []
        count = 0

        def visit(exponent: Fraction) -> None:
            nonlocal best, best_at
            found = self.risks(exponent)
            if found is not None and admissible(found, True):
                value = arb(objective(found).upper())
                if value < best:
                    best, best_at = value, exponent

        def push(low: Fraction | None, high: Fraction | None) -> None:
            nonlocal count
            bound = self._over(low, high)
            if bound is None or not admissible(bound, False):
                return
            count += 1
            value = arb(objective(bound).lower())
            heapq.heappush(heap, (float(value), count, value, low, high))

        start = self._start()
        visit(start)
        push(None, start)
        push(start, None)
        steps = {None: Fraction(1), True: Fraction(1)}
        while heap and count < _MOST_BOXES:
            _, _, value, low, high = heap[0]
            if best.is_finite() and value >= best * (1 - ball(tolerance)):
                break
            if low is not None and high is not None and high - low < _NARROWEST:
                break  # a constraint on the edge: the enclosure stays as wide as what is left open
            heapq.heappop(heap)
            if low is None or high is None:
                side = None if low is None else True
                middle = high - steps[side] if low is None and high is not None else (low or Fraction(0)) + steps[side]
                steps[side] *= 2
                if steps[side] > _MOST_DOUBLINGS**2:
                    raise Undecided("the minimum over all ridges could not be bracketed")
            else:
                middle = (low + high) / 2
            visit(middle)
            push(low, middle)
            push(middle, high)
        if not (heap and best.is_finite()) or count >= _MOST_BOXES:
            raise Undecided(f"{count} boxes of kappa did not enclose the minimum to the tolerance {tolerance}")
        least = min((item[2] for item in heap), key=float)
        for item in heap:
            least = min(least, item[2])
        open_boxes = [item for item in heap if not item[2] > best]
        lows = [item[3] for item in open_boxes]
        highs = [item[4] for item in open_boxes]
        return Minimum(
            least,
            best,
            self.kappa(best_at),
            arb(0) if None in lows else self.kappa(min(x for x in lows if x is not None)),
            None if None in highs else self.kappa(max(x for x in highs if x is not None)),
            count,
        )

    def _start(self) -> Fraction:
        """An exponent with df_2 < n/2 from which the search goes both ways; nothing rests on it."""
        exponent = Fraction(0)
        for _ in range(_MOST_DOUBLINGS):
            if self.point(exponent).second_degrees < arb(self.n) / 2:
                return exponent
            exponent += 4
        raise DomainError(f"df_2 stays above n/2 at n = {self.n}")

    def _over(self, low: Fraction | None, high: Fraction | None) -> Risks | None:
        """Lower bounds of the risks over 2^low ≤ κ ≤ 2^high; None where no κ of the box belongs to a ridge."""
        nothing = Point(arb(0), arb(0), arb(0), arb(0), arb(0))
        first = nothing if low is None else self.point(low)
        second = nothing if high is None else self.point(high)
        if second.second_degrees >= self.n:
            return None
        return self._formulas(first, second, shrink=bool(second.second_degrees < self.n))

    def _formulas(self, first: Point, second: Point, *, shrink: bool) -> Risks:
        """The formulas with b from `first` and the rest from `second`; 1 − df_2/n ≤ 1 is left out without `shrink`."""
        s = _SYMBOLS
        values: dict[str, Any] = {
            "b": first.bias,
            "v": second.gain,
            "shrunk": second.shrunk,
            "df2": second.second_degrees if shrink else arb(0),
            "n": arb(self.n),
            "sigma": ball(self.sigma),
            "radius": ball(self.radius),
        }
        bias = _value(equivalents.standard_bias(s["b"], s["df2"], s["n"]), values)
        variance = _value(equivalents.standard_variance(s["df2"], s["n"], s["sigma"]), values)
        if not shrink:
            variance = values["sigma"] ** 2 * second.second_degrees / self.n
        norm = _value(
            equivalents.mean_norm_squared(
                shrunk=s["shrunk"], b=s["b"], v=s["v"], second_degrees=s["df2"], n=s["n"], sigma=s["sigma"]
            ),
            values,
        )
        risk = bias + variance
        tree = risks.adversarial_risk_gaussian(s["risk"], s["dual"], s["radius"])
        return Risks(risk, norm, _value(tree, {**values, "risk": risk, "dual": norm.sqrt()}))


def _value(tree: sympy.Expr, values: Mapping[str, Any]) -> Any:
    return evaluate(tree, BALLS, values)


def optimal_standard(frontier: Frontier, *, tolerance: Fraction = Fraction(1, 100)) -> Minimum:
    """R_opt = inf over all ridges of R_std."""
    return frontier.minimise(lambda risks: risks.standard, tolerance=tolerance)


def optimal_adversarial(frontier: Frontier, *, tolerance: Fraction = Fraction(1, 100)) -> Minimum:
    """The infimum over all ridges of R_adv."""
    return frontier.minimise(lambda risks: risks.adversarial, tolerance=tolerance)


def least_norm(
    frontier: Frontier, best: Minimum, *, factor: Fraction = Fraction(2), tolerance: Fraction = Fraction(1, 100)
) -> Minimum:
    """The infimum of E‖θ̂‖²/‖θ*‖² over the ridges with R_std ≤ factor·R_opt; `best` encloses R_opt."""

    def admissible(found: Risks, certainly: bool) -> bool:
        limit = ball(factor) * (best.low if certainly else best.high)
        return bool(found.standard <= limit) if certainly else not found.standard > limit

    return frontier.minimise(
        lambda risks: risks.norm_squared / frontier.size, tolerance=tolerance, admissible=admissible
    )


def least_worst_ratio(frontier: Frontier, best: Minimum, *, tolerance: Fraction = Fraction(1, 100)) -> Minimum:
    """inf over all ridges of max(R_std/R_opt, R_adv/R_adv(θ*)); `best` encloses R_opt.

    The enclosure of R_opt makes the ends: the larger one for lower bounds.
    """
    truth, high, low = frontier.truth, best.high, best.low
    below = frontier.minimise(lambda r: (r.standard / high).max(r.adversarial / truth), tolerance=tolerance)
    above = frontier.minimise(lambda r: (r.standard / low).max(r.adversarial / truth), tolerance=tolerance)
    return Minimum(below.low, above.high, above.kappa, below.kappa_low, below.kappa_high, below.boxes + above.boxes)
