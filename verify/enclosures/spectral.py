"""A spectrum's sums in balls: Σ_{i>k} λ_i^m, Σ λ_i/(λ_i+κ), Σ λ_i²/(λ_i+κ)² and their forms weighted by
θ_i².
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from flint import arb, ctx

from ...bounds.errors import DomainError, InputError
from ...bounds.spectra import INDEX, Block, Listing, Signal, Spectrum
from ...bounds.spectra.forms import Flat, Power
from ..evaluate import BALLS, Program, evaluate
from .growth import Undecided, growth_on
from .precision import precision
from .shape import trend_on
from .summand import Summand
from .summation import enclose_sum
from .tails import prove_convergent

KAPPA = sympy.Symbol("kappa", positive=True)
"""κ inside the trees of summands."""

Shape = Callable[[sympy.Expr], sympy.Expr]
"""The tree of λ_i to the tree of a summand."""

_CHECK_BITS = 160
_CHECKED_TERMS = 40
_LONGEST_CHECK = 17


class SpectralSums:
    """The sums of one concrete spectrum, enclosed at the precision of the caller's context.

    Arguments: `spectrum`, without n and without parameters. Raises, on construction, InputError for a
    parameter left open, DomainError for eigenvalues that are not positive, not in order, undefined or not
    summable, Undecided where balls cannot tell. Success proves λ_1 ≥ λ_2 ≥ … > 0 (and, for infinitely many, Σ
    λ_i < ∞).
    """

    def __init__(self, spectrum: Spectrum) -> None:
        if spectrum.depends_on_size:
            raise InputError(f"{spectrum} depends on n: fix it first with .at(n=...)")
        if spectrum.parameters:
            names = ", ".join(symbol.name for symbol in spectrum.parameters)
            raise InputError(f"{spectrum} has open parameters ({names}): give them values")
        self.spectrum = spectrum
        self.dimension: int | None = None if spectrum.dimension == sympy.oo else int(spectrum.dimension)
        self._suffixes: dict[tuple[int, int, int], list[Any]] = {}
        self._tails: dict[tuple[int, int, int], Any] = {}
        self._powers: dict[sympy.Expr, Summand] = {}
        with precision(_CHECK_BITS):
            self._check()

    def eigenvalue(self, i: int) -> Any:
        """λ_i as a ball."""
        for segment in self.spectrum.segments:
            if segment.last == sympy.oo or i <= int(segment.last):
                if isinstance(segment, Listing):
                    return evaluate(segment.values[i - 1], BALLS, {})
                return evaluate(segment.formula, BALLS, {"i": arb(i)})
        raise InputError(f"eigenvalue {i}: the spectrum has only {self.dimension}")

    def tail(self, k: int, power: int = 1) -> Any:
        """Σ_{i>k} λ_i^power."""
        key = (k, power, ctx.prec)
        if key not in self._tails:
            self._tails[key] = self._sum_blocks(lambda tree: tree**power, k, power, {})
        return self._tails[key]

    def degrees(self, kappa: Any, order: int) -> Any:
        """df_order(κ) = Σ (λ_i/(λ_i+κ))^order, for a ball κ > 0."""
        total = self._sum_blocks(
            lambda tree: (1 + KAPPA / tree) ** (-order),
            0,
            None,
            {"kappa": _middle(kappa)},
            other=lambda tree: (tree / (tree + KAPPA)) ** order,
        )
        return total * _spread(kappa)

    def over_square(self, kappa: Any) -> Any:
        """Σ λ_i/(λ_i+κ)²."""
        total = self._sum_blocks(
            lambda tree: tree / (tree + KAPPA) ** 2,
            0,
            None,
            {"kappa": _middle(kappa)},
            other=lambda tree: 1 / (tree * (1 + KAPPA / tree) ** 2),
        )
        return total * _spread(kappa)

    def inverses(self) -> Any:
        """Σ 1/λ_i, for finite p."""
        if self.dimension is None:
            raise DomainError("Σ 1/λ_i = ∞ in infinite dimension")
        return self._sum_blocks(lambda tree: 1 / tree, 0, None, {})

    def weighted(self, signal: Signal, kappa: Any, kind: str) -> Any:
        """Σ θ_i² g(λ_i): g = λ/(λ+κ)² for kind "bias", λ²/(λ+κ)² for "norm", 1 for "size"."""
        shapes = {
            "bias": lambda tree: tree / (tree + KAPPA) ** 2,
            "norm": lambda tree: (1 + KAPPA / tree) ** (-2),
            "size": lambda tree: sympy.S.One,
        }
        shape, constants = shapes[kind], {"kappa": _middle(kappa)}
        if signal.decay is None:
            total = arb(0)
            for i, theta in enumerate(signal.values, start=1):
                if self.dimension is not None and i > self.dimension:
                    raise InputError(f"{signal} has more coefficients than the spectrum has eigenvalues")
                weight = evaluate(theta, BALLS, {}) ** 2
                if weight.is_zero():
                    continue
                total += weight * evaluate(shape(_LAMBDA), BALLS, {**constants, "lambda": self.eigenvalue(i)})
            return total * _spread(kappa)
        weight = signal.weight
        others = {
            "bias": lambda tree: weight / (tree * (1 + KAPPA / tree) ** 2),
            "norm": lambda tree: weight * (tree / (tree + KAPPA)) ** 2,
        }
        total = self._sum_blocks(lambda tree: weight * shape(tree), 0, None, constants, other=others.get(kind))
        return total * _spread(kappa)

    def _sum_blocks(
        self, shape: Shape, k: int, power: int | None, constants: dict[str, Any], *, other: Shape | None = None
    ) -> Any:
        total = arb(0)
        for segment in self.spectrum.segments:
            if isinstance(segment, Listing):
                total += self._sum_listing(segment, shape, k, power, constants)
                continue
            first = max(int(segment.first), k + 1)
            last = None if segment.last == sympy.oo else int(segment.last)
            if last is not None and first > last:
                continue
            tree = shape(segment.formula)
            if INDEX not in tree.free_symbols:
                if last is None:
                    raise DomainError(f"Σ {tree} over infinitely many i = ∞")
                total += evaluate(tree, BALLS, constants) * (last - first + 1)
                continue
            closed = None if power is None else _closed(segment, first, power)
            if closed is None:
                if power is None:
                    again = None if other is None else other(segment.formula)
                    closed = enclose_sum(tree, first, last, constants, other=again)
                else:
                    summand = self._powers.setdefault(tree, Summand(Program(tree), {}))
                    closed = enclose_sum(summand, first, last, {})
            total += closed
        return total

    def _sum_listing(self, segment: Listing, shape: Shape, k: int, power: int | None, constants: dict[str, Any]) -> Any:
        if k >= len(segment.values):
            return arb(0)
        if power is None:
            tree, total = shape(_LAMBDA), arb(0)
            for i, value in enumerate(segment.values, start=1):
                at = {**constants, "lambda": evaluate(value, BALLS, {}), "i": arb(i)}
                total += evaluate(tree, BALLS, at)
            return total
        key = (len(segment.values), power, ctx.prec)
        if key not in self._suffixes:
            sums = [arb(0)]
            for value in reversed(segment.values):
                sums.append(sums[-1] + evaluate(value, BALLS, {}) ** power)
            self._suffixes[key] = sums[::-1]
        return self._suffixes[key][k]

    def _check(self) -> None:
        previous: tuple[int, Any] | None = None
        for segment in self.spectrum.segments:
            if isinstance(segment, Listing):
                balls = [evaluate(value, BALLS, {}) for value in segment.values]
                for i, ball in enumerate(balls, start=1):
                    _require_positive(i, ball, segment.values[i - 1])
                    if i > 1:
                        _require_order(i - 1, balls[i - 2], ball, exact=segment.values[i - 2] == segment.values[i - 1])
                previous = (len(balls), balls[-1])
                continue
            first = int(segment.first)
            last = None if segment.last == sympy.oo else int(segment.last)
            if INDEX not in segment.formula.free_symbols:
                start = evaluate(segment.formula, BALLS, {})
                _require_positive(first, start, segment.formula)
            else:
                start = _check_formula(segment.formula, first, last)
            if previous is not None:
                same = isinstance(self.spectrum.segments[0], Listing) and (
                    self.spectrum.segments[0].values[-1] == segment.formula
                )
                _require_order(previous[0], previous[1], start, exact=same)
            if last is None:
                _require_trace(segment, first)
            else:
                previous = (last, evaluate(segment.formula, BALLS, {"i": arb(last)}))


_LAMBDA = sympy.Symbol("lambda", positive=True)


def _middle(kappa: Any) -> Any:
    """The middle of the ball κ, exactly: quadrature cannot be sharper than the constants in its integrand."""
    return arb(kappa.mid())


def _spread(kappa: Any) -> Any:
    """The factor by which a sum over terms λ^a/(λ+κ)^c, c ≤ 2, may change from the middle of the ball κ to its ends.

    Each term changes by at most the factor e^(2|Δ log κ|), since |d log term/d log κ| = cκ/(λ+κ) ≤ 2.
    """
    middle = arb(kappa.mid())
    if kappa.rad().is_zero():
        return arb(1)
    if not kappa > 0:
        raise Undecided(f"κ = {kappa.str(5)} may not be positive")
    change = (middle / arb(kappa.lower())).log().max((arb(kappa.upper()) / middle).log())
    return arb(1, (2 * change).expm1().upper())


def _closed(segment: Block, first: int, power: int) -> Any | None:
    """The closed tail sum as a ball, if there is one and it loses no more than a third of the precision."""
    if segment.form is None or isinstance(segment.form, Flat):
        return None
    decay = segment.form.decay if isinstance(segment.form, Power) and segment.last == sympy.oo else None
    if decay is not None and not evaluate(decay, BALLS, {}) * power > 1:
        return None  # ζ(s, a) continues to s < 1, where the sum it stands for is infinite
    tree = segment.form.total(sympy.Integer(first), segment.last, power)
    if tree is None:
        return None
    value = evaluate(tree, BALLS, {})
    if value.is_finite() and value > 0 and value.rel_accuracy_bits() > 2 * ctx.prec // 3:
        return value
    return None


def _require_trace(segment: Block, first: int) -> None:
    if _closed(segment, first, 1) is None:
        prove_convergent(Summand(Program(segment.formula), {}))


def _require_positive(i: int, ball: Any, shown: Any) -> None:
    if not ball.is_finite():
        raise DomainError(f"eigenvalue {i}, {shown}, is not a finite real number: eigenvalues are positive numbers")
    if ball > 0:
        return
    if ball < 0 or ball.is_zero():
        raise DomainError(f"eigenvalue {i} is {ball.str(6, radius=False)}: eigenvalues are positive numbers")
    raise Undecided(f"eigenvalue {i}, {shown}, cannot be told from 0: it must be positive")


def _require_order(i: int, here: Any, following: Any, *, exact: bool = False) -> None:
    if exact or here >= following:
        return
    if here < following:
        raise DomainError(
            f"eigenvalue {i + 1} ({following.str(6, radius=False)}) is larger than eigenvalue {i} "
            f"({here.str(6, radius=False)}): eigenvalues must not increase; sort them or change the formula"
        )
    raise Undecided(f"eigenvalues {i} and {i + 1} cannot be told apart: their order is not proved")


def _check_formula(formula: sympy.Expr, first: int, last: int | None) -> Any:
    """Prove that a formula is positive and non-increasing on its range; returns the first value."""
    start = _check_terms(formula, first, first + 1)
    try:
        trend = trend_on(formula, first, last)
        if trend.direction <= 0 and trend.sign == 1:
            return start
    except Undecided:
        pass  # the structure does not show it: single terms and growth may
    stop = first + _CHECKED_TERMS if last is None else min(last + 1, first + _CHECKED_TERMS)
    _check_terms(formula, first, stop)
    checked = stop
    for bits in range(max(6, stop.bit_length() + 1), max(_LONGEST_CHECK, stop.bit_length() + 2)):
        edge = 2**bits
        if last is not None and edge >= last:
            _check_terms(formula, checked - 1, last + 1)
            return start
        try:
            algebra, growth = growth_on(Program(formula), arb(2).log() * bits, {})
            falls = (growth.rapid == -1 and growth.bound > 0) or (growth.rapid == 0 and algebra.elasticity(growth) <= 0)
        except Undecided:
            falls = False
        if falls and growth.sign == 1:
            _check_terms(formula, checked - 1, edge + 2)
            return start
    raise Undecided(
        f"λ_i = {formula}: it could not be proved that the eigenvalues stay positive and never increase; "
        "use a named family or a finite list"
    )


def _check_terms(formula: sympy.Expr, first: int, stop: int) -> Any:
    """Positivity and order of single terms first … stop − 1; returns the first one."""
    start = before = None
    for i in range(first, stop):
        value = evaluate(formula, BALLS, {"i": arb(i)})
        _require_positive(i, value, formula)
        if before is None:
            start = value
        else:
            _require_order(i - 1, before, value)
        before = value
    return start
