"""Sign and direction of a tree on [first, last], read off its structure: products of positive falling factors
fall.

    i rises; log, exp and sums keep the direction; a negative power of a positive term turns it.

A node that the rules do not cover is Undecided; then `eigenvalues` looks at single terms and at growth
instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from flint import acb, arb, fmpq

from ..evaluate import BALLS, Algebra, evaluate
from .growth import Undecided


@dataclass(frozen=True, slots=True)
class Trend:
    """A node on [first, last]: values at both ends (None at infinity), constant sign (0: not known),
    direction.

    `direction` is +1 for non-decreasing, −1 for non-increasing, 0 for constant.
    """

    start: Any
    end: Any | None
    direction: int
    sign: int = 0


class TrendAlgebra(Algebra[Trend]):
    """Directions on a range of x > 0."""

    name = "the analysis of signs and directions"

    def __init__(self, first: Any, last: Any | None) -> None:
        self.first = first
        self.last = last

    def index(self) -> Trend:
        """x itself."""
        return Trend(self.first, self.last, 1, 1)

    def ball(self, value: Any) -> Trend:
        """A constant."""
        return Trend(value, value, 0, _sign(value))

    def number(self, value: fmpq) -> Trend:
        return self.ball(BALLS.number(value))

    def constant(self, name: str) -> Trend:
        return self.ball(BALLS.constant(name))

    def add(self, terms: Sequence[Trend]) -> Trend:
        directions = {term.direction for term in terms} - {0}
        if len(directions) > 1:
            raise Undecided("a sum of a rising and a falling term")
        direction = directions.pop() if directions else 0
        start = BALLS.add([term.start for term in terms])
        end = BALLS.add([term.end for term in terms]) if all(term.end is not None for term in terms) else None
        signs = {term.sign for term in terms}
        sign = signs.pop() if len(signs) == 1 else 0
        return _settled(start, end, direction, sign)

    def multiply(self, factors: Sequence[Trend]) -> Trend:
        constants = [factor for factor in factors if factor.direction == 0]
        varying = [factor for factor in factors if factor.direction != 0]
        start = BALLS.multiply([factor.start for factor in factors])
        end = BALLS.multiply([f.end for f in factors]) if all(f.end is not None for f in factors) else None
        if not varying:
            return self.ball(start)
        scale = 1
        for factor in constants:
            scale *= factor.sign
        if scale == 0:
            raise Undecided("a constant factor whose sign is not known")
        if len(varying) == 1:
            only = varying[0]
            return Trend(start, end, scale * only.direction, scale * only.sign)
        directions, sign = set(), 1
        for factor in varying:
            if factor.sign == 0:
                raise Undecided("a product with a factor whose sign is not known")
            directions.add(factor.direction * factor.sign)
            sign *= factor.sign
        if len(directions) > 1:
            raise Undecided("a product of a rising and a falling factor")
        return Trend(start, end, directions.pop() * sign * scale, sign * scale)

    def rational_power(self, base: Trend, exponent: fmpq) -> Trend:
        start = BALLS.rational_power(base.start, exponent)
        if base.direction == 0 or exponent == 0:
            return self.ball(start)
        if base.sign != 1:
            raise Undecided("a power of a term that may be negative or zero")
        end = None if base.end is None else BALLS.rational_power(base.end, exponent)
        return Trend(start, end, base.direction if exponent > 0 else -base.direction, 1)

    def power(self, base: Trend, exponent: Trend) -> Trend:
        if base.direction == 0 and exponent.direction == 0:
            return self.ball(BALLS.power(base.start, exponent.start))
        if base.sign == 1:
            return self.call("exp", [self.multiply([exponent, self.call("log", [base])])])
        raise Undecided("a power of a term that may be negative or zero")

    def call(self, name: str, arguments: Sequence[Trend]) -> Trend:
        start = BALLS.call(name, [argument.start for argument in arguments])
        if all(argument.direction == 0 for argument in arguments):
            return self.ball(start)
        if name not in ("log", "exp") or len(arguments) != 1:
            raise Undecided(f"no rule for the direction of {name}")
        inner = arguments[0]
        end = None if inner.end is None else BALLS.call(name, [inner.end])
        if name == "exp":
            return Trend(start, end, inner.direction, 1)
        if inner.sign != 1:
            raise Undecided("a logarithm of a term that may be negative or zero")
        return _settled(start, end, inner.direction, 0)


def trend_on(tree: sympy.Expr, first: int, last: int | None) -> Trend:
    """Sign and direction of a tree in i for every real i in [first, last], or Undecided."""
    algebra = TrendAlgebra(arb(first), None if last is None else arb(last))
    values: Mapping[str, Trend] = {"i": algebra.index()}
    return evaluate(tree, algebra, values)


def _settled(start: Any, end: Any | None, direction: int, sign: int) -> Trend:
    """The sign completed from the end where the node is smallest in size."""
    if sign == 0:
        if direction == 0:
            sign = _sign(start)
        elif _sign(start) == direction:
            sign = direction
        elif end is not None and _sign(end) == -direction:
            sign = -direction
    return Trend(start, end, direction, sign)


def _sign(value: Any) -> int:
    if isinstance(value, acb):
        return 0
    return 1 if value > 0 else -1 if value < 0 else 0
