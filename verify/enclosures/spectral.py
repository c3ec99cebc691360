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
from .growth import Undecided
from .summand import Constants, Summand
from .summation import enclose_sum
from .validity import check_eigenvalues

KAPPA = sympy.Symbol("kappa", positive=True)
"""κ inside the trees of summands."""

Shape = Callable[[Any, Any], Any]
"""(λ_i, κ) to a summand, for trees and for balls alike."""


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
        self._suffixes: dict[tuple[int, int], list[Any]] = {}
        self._listed: dict[int, list[Any]] = {}
        self._tails: dict[tuple[int, int, int], Any] = {}
        self._powers: dict[sympy.Expr, Summand] = {}
        check_eigenvalues(spectrum)

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
            total = arb(0)
            for segment in self.spectrum.segments:
                if isinstance(segment, Listing):
                    total += self._listed_tail(segment, k, power)
                else:
                    total += self._block_tail(segment, k, power)
            self._tails[key] = total
        return self._tails[key]

    def degrees(self, kappa: Any, order: int) -> Any:
        """df_order(κ) = Σ (λ_i/(λ_i+κ))^order, for a ball κ > 0."""
        return self._sum(
            lambda value, k: (1 + k / value) ** (-order), kappa, other=lambda value, k: (value / (value + k)) ** order
        )

    def over_square(self, kappa: Any) -> Any:
        """Σ λ_i/(λ_i+κ)²."""
        return self._sum(_over_square, kappa, other=_over_square_again)

    def inverses(self) -> Any:
        """Σ 1/λ_i, for finite p."""
        if self.dimension is None:
            raise DomainError("Σ 1/λ_i = ∞ in infinite dimension")
        return self._sum(lambda value, k: 1 / value, arb(1))

    def weighted(self, signal: Signal, kappa: Any, kind: str) -> Any:
        """Σ θ_i² g(λ_i): g = λ/(λ+κ)² for kind "bias", λ²/(λ+κ)² for "norm", 1 for "size"."""
        shape, other = {
            "bias": (_over_square, _over_square_again),
            "norm": (lambda value, k: (1 + k / value) ** (-2), lambda value, k: (value / (value + k)) ** 2),
            "size": (lambda value, k: value / value, None),
        }[kind]
        if signal.decay is not None:
            return self._sum(shape, kappa, other=other, weight=signal.weight)
        if self.dimension is not None and any(value != 0 for value in signal.values[self.dimension :]):
            raise InputError(f"{signal} has more coefficients than the spectrum has eigenvalues")
        total, middle = arb(0), _middle(kappa)
        for i, theta in enumerate(signal.values, start=1):
            if theta != 0:
                total += evaluate(theta, BALLS, {}) ** 2 * shape(self.eigenvalue(i), middle)
        return total * _spread(kappa)

    def _sum(self, shape: Shape, kappa: Any, *, other: Shape | None = None, weight: sympy.Expr | None = None) -> Any:
        """Σ weight_i · shape(λ_i, κ) over all i; `other` is the same shape in another writing."""
        total, middle = arb(0), _middle(kappa)
        weights = None if weight is None else Program(weight)
        for segment in self.spectrum.segments:
            if isinstance(segment, Listing):
                for i, value in enumerate(self._balls(segment), start=1):
                    term = shape(value, middle)
                    total += term if weights is None else term * weights.run(BALLS, {"i": arb(i)})
                continue
            tree = shape(segment.formula, KAPPA) * (1 if weight is None else weight)
            again = None if other is None else other(segment.formula, KAPPA) * (1 if weight is None else weight)
            total += self._block_sum(segment, int(segment.first), tree, {"kappa": middle}, again)
        return total * _spread(kappa)

    def _block_sum(
        self, segment: Block, first: int, tree: sympy.Expr, constants: Constants, again: sympy.Expr | None
    ) -> Any:
        last = None if segment.last == sympy.oo else int(segment.last)
        if INDEX in tree.free_symbols:
            return enclose_sum(tree, first, last, constants, other=again)
        if last is None:
            raise DomainError(f"Σ {tree} over infinitely many i = ∞")
        return evaluate(tree, BALLS, constants) * (last - first + 1)

    def _block_tail(self, segment: Block, k: int, power: int) -> Any:
        first = max(int(segment.first), k + 1)
        if segment.last != sympy.oo and first > int(segment.last):
            return arb(0)
        tree = segment.formula**power
        if INDEX not in tree.free_symbols:
            return self._block_sum(segment, first, tree, {}, None)
        closed = _closed(segment, first, power)
        if closed is not None:
            return closed
        summand = self._powers.setdefault(tree, Summand(Program(tree), {}))
        return enclose_sum(summand, first, None if segment.last == sympy.oo else int(segment.last), {})

    def _listed_tail(self, segment: Listing, k: int, power: int) -> Any:
        if k >= len(segment.values):
            return arb(0)
        key = (power, ctx.prec)
        if key not in self._suffixes:
            sums = [arb(0)]
            for value in reversed(self._balls(segment)):
                sums.append(sums[-1] + value**power)
            self._suffixes[key] = sums[::-1]
        return self._suffixes[key][k]

    def _balls(self, segment: Listing) -> list[Any]:
        """The listed eigenvalues at the current precision."""
        if ctx.prec not in self._listed:
            self._listed[ctx.prec] = [evaluate(value, BALLS, {}) for value in segment.values]
        return self._listed[ctx.prec]


def _over_square(value: Any, kappa: Any) -> Any:
    return value / (value + kappa) ** 2


def _over_square_again(value: Any, kappa: Any) -> Any:
    return 1 / (value * (1 + kappa / value) ** 2)


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
