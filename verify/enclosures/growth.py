"""How a tree grows on a whole half-line [X, ∞), proved in balls.

The elasticity of g is E(x) = x g'(x)/g(x). Each node carries its value at X and an enclosure of E on all of
[X, ∞), as E(x) = e0 + e1(x)/log x with an exact e0 and a ball that contains every e1(x). From it follow sign,
monotonicity, summability, divergence and the tail integral:

    E ≤ −c < −1 on [X, ∞)            ⟹  ∫_X^∞ g = X g(X) · [1/(−1 − min E), 1/(−1 − max E)]
    e0 = −1 and e1 ≤ −c < −1         ⟹  the same for G(u) = e^u g(e^u), whose elasticity in u = log x is e1

A node that the rules do not cover raises Undecided: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flint import acb, arb, fmpq

from ...bounds.errors import BoundproofError
from ..evaluate import Algebra, Program
from .germs import Germ, GermAlgebra


class Undecided(BoundproofError):
    """Balls could not decide; the text says what could not be told."""


@dataclass(frozen=True, slots=True)
class Growth:
    """A node on [X, ∞): its constant sign, |value| at X as a germ, and its elasticity.

    Regular: E = e0 + e1/log x. With `rapid` = −1: E ≤ −bound, and nothing more (e^(−x)); +1: E ≥ bound.
    """

    sign: int
    size: Germ
    e0: Any
    e1: Any
    rapid: int = 0
    bound: Any = None

    @property
    def is_constant(self) -> bool:
        """Whether the node is free of x."""
        return self.rapid == 0 and self.size.s == 0 and _exact_zero(self.e0) and self.e1.is_zero()


class GrowthAlgebra(Algebra[Growth]):
    """Growth on [e^U, ∞); U ≥ 1."""

    name = "growth analysis at infinity"

    def __init__(self, log_start: Any) -> None:
        self.u = log_start
        self.germs = GermAlgebra(log_start, analytic=False)
        self.inverse_log = arb(0).union(1 / log_start)

    def index(self) -> Growth:
        """x itself."""
        return Growth(1, Germ(arb(1), fmpq(1)), fmpq(1), arb(0))

    def ball(self, value: Any) -> Growth:
        """A constant; raises Undecided where the ball contains 0."""
        if value > 0:
            return Growth(1, Germ(value, fmpq(0)), fmpq(0), arb(0))
        if value < 0:
            return Growth(-1, Germ(-value, fmpq(0)), fmpq(0), arb(0))
        raise Undecided(f"a constant enclosed by {value} may be zero")

    def elasticity(self, node: Growth) -> Any:
        """A ball that contains E(x) for every x ≥ X."""
        if node.rapid:
            raise Undecided("a rapidly varying term has unbounded elasticity")
        return GermAlgebra._ball(node.e0) + node.e1 * self.inverse_log

    def number(self, value: fmpq) -> Growth:
        return self.ball(GermAlgebra._ball(value))

    def constant(self, name: str) -> Growth:
        return self.ball(self.germs.constant(name).m.real)

    def multiply(self, factors: Sequence[Growth]) -> Growth:
        result = factors[0]
        for factor in factors[1:]:
            result = self._times(result, factor)
        return result

    def _times(self, left: Growth, right: Growth) -> Growth:
        sign = left.sign * right.sign
        size = self.germs.multiply([left.size, right.size])
        size = Germ(_real(size.m), size.s)
        if left.rapid == 0 and right.rapid == 0:
            return Growth(sign, size, _plus(left.e0, right.e0), left.e1 + right.e1)
        if left.rapid and right.rapid:
            if left.rapid != right.rapid:
                raise Undecided("a product of a rapidly growing and a rapidly decaying factor")
            return Growth(sign, size, fmpq(0), arb(0), left.rapid, left.bound + right.bound)
        fast, slow = (left, right) if left.rapid else (right, left)
        return Growth(sign, size, fmpq(0), arb(0), fast.rapid, fast.bound + fast.rapid * self.elasticity(slow))

    def rational_power(self, base: Growth, exponent: fmpq) -> Growth:
        if base.sign < 0:
            if exponent.q != 1:
                raise Undecided("a root of a negative term")
            positive = self.rational_power(replace(base, sign=1), exponent)
            return replace(positive, sign=-1 if exponent.p % 2 else 1)
        if exponent == 0:
            return self.number(fmpq(1))
        size = self.germs.rational_power(Germ(_complex(base.size.m), base.size.s), exponent)
        return self._raised(base, Germ(_real(size.m), size.s), exponent)

    def power(self, base: Growth, exponent: Growth) -> Growth:
        if exponent.is_constant and base.sign > 0:
            value = exponent.sign * exponent.size.m
            size = self.germs.power(Germ(_complex(base.size.m), base.size.s), Germ(_complex(value), fmpq(0)))
            return self._raised(base, Germ(_real(size.m), size.s), value)
        return self.call("exp", [self.multiply([exponent, self.call("log", [base])])])

    def _raised(self, base: Growth, size: Germ, exponent: Any) -> Growth:
        ball = GermAlgebra._ball(exponent)
        if base.rapid:
            if not (ball > 0 or ball < 0):
                raise Undecided("an exponent that may be zero")
            direction = base.rapid if ball > 0 else -base.rapid
            return Growth(1, size, fmpq(0), arb(0), direction, base.bound * abs(ball))
        exactly = isinstance(exponent, fmpq) and isinstance(base.e0, fmpq)
        if exactly:
            e0: Any = base.e0 * exponent
        else:
            e0 = fmpq(0) if _exact_zero(base.e0) else GermAlgebra._ball(base.e0) * ball
        return Growth(1, size, e0, base.e1 * ball)

    def call(self, name: str, arguments: Sequence[Growth]) -> Growth:
        if len(arguments) == 1 and name == "log":
            return self._log(arguments[0])
        if len(arguments) == 1 and name == "exp":
            return self._exp(arguments[0])
        if all(argument.is_constant for argument in arguments):
            value = self.germs.call(name, [Germ(_complex(a.sign * a.size.m), fmpq(0)) for a in arguments])
            return self.ball(value.m.real)
        raise Undecided(f"no rule for the growth of {name}")

    def _log(self, inner: Growth) -> Growth:
        if inner.sign < 0:
            raise Undecided("a logarithm of a negative term")
        at_start = self.germs.call("log", [Germ(_complex(inner.size.m), inner.size.s)]).m.real
        if inner.is_constant:
            return self.ball(at_start)
        slope = self.elasticity(inner)
        rising = at_start > 0 and slope >= 0
        if not rising and not (at_start < 0 and slope <= 0):
            raise Undecided("a logarithm that may change sign")
        # log g(x) = log g(X) + ∫ E dt/t, hence log g(x)/log x is a weighted mean of log g(X)/log X and of
        # values of E.
        if _exact_zero(inner.e0):
            e1 = inner.e1 * arb(0).union(1 / at_start)
        else:
            e1 = slope / (at_start / self.u).union(slope)
        if not e1.is_finite():
            raise Undecided("a logarithm whose growth could not be bounded")
        return Growth(1 if rising else -1, Germ(abs(at_start), fmpq(0)), fmpq(0), e1)

    def _exp(self, inner: Growth) -> Growth:
        value = inner.sign * _real(self.germs.value(inner.size))
        size = Germ(value.exp(), fmpq(0))
        if inner.is_constant:
            return self.ball(size.m)
        slope = self.elasticity(inner)
        if slope > 0:  # |inner| grows: E = inner · slope is at least |inner(X)| · min slope in size
            return Growth(1, size, fmpq(0), arb(0), inner.sign, (abs(value) * slope).lower())
        raise Undecided("an exponential of a bounded term")

    def add(self, terms: Sequence[Growth]) -> Growth:
        constants = [term for term in terms if term.is_constant]
        others = [term for term in terms if not term.is_constant]
        if len(constants) > 1 or not others:
            total = sum((term.sign * term.size.m for term in constants), start=arb(0))
            constants = [] if total.is_zero() else [self.ball(total)]
        stack = others + constants
        if not stack:
            raise Undecided("a sum that is zero")
        result = stack[0]
        for term in stack[1:]:
            result = self._plus(result, term)
        return result

    def _plus(self, left: Growth, right: Growth) -> Growth:
        for first, second in ((left, right), (right, left)):
            if self._falls(first, second):
                return self._dominated(first, second)
        if left.sign == right.sign and not (left.rapid or right.rapid) and left.e0 == right.e0:
            total = self.germs.add([left.size, right.size])
            return Growth(left.sign, Germ(_real(total.m), total.s), left.e0, left.e1.union(right.e1))
        raise Undecided("a sum in which no term dominates")

    def _falls(self, lead: Growth, other: Growth) -> bool:
        """Whether other/lead is certainly non-increasing on [X, ∞)."""
        if lead.rapid or other.rapid:
            if other.rapid == 0:
                return lead.rapid == 1 and bool(lead.bound > self.elasticity(other))
            return lead.rapid == 0 and other.rapid == -1 and bool(-other.bound < self.elasticity(lead))
        e0, e1 = _minus(other.e0, lead.e0), other.e1 - lead.e1
        return bool(GermAlgebra._ball(e0) + e1 * self.inverse_log < 0) or (_exact_zero(e0) and bool(e1 <= 0))

    def _dominated(self, lead: Growth, other: Growth) -> Growth:
        """lead + other, where q = |other/lead| falls from its value at X."""
        inverse = Germ(1 / lead.size.m, -lead.size.s)
        ratio = _real(self.germs.value(self.germs.multiply([other.size, inverse])))
        same = lead.sign == other.sign
        if not same and not ratio < 1:
            raise Undecided("a difference that may change sign")
        total = self.germs.add([lead.size, other.size if same else Germ(-other.size.m, other.size.s)])
        size = Germ(_real(total.m), total.s)
        share = arb(0).union(ratio / (1 + ratio) if same else -ratio / (1 - ratio))
        if lead.rapid:
            if not same:
                raise Undecided("a difference with a rapidly growing term")
            bound = lead.bound * (1 - share) + self.elasticity(other) * share
            return Growth(lead.sign, size, fmpq(0), arb(0), 1, bound.lower())
        if other.rapid:
            raise Undecided("a rapidly decaying term beside a slower one")
        e0, e1 = _minus(other.e0, lead.e0), other.e1 - lead.e1
        if _exact_zero(e0):
            return Growth(lead.sign, size, lead.e0, lead.e1 + e1 * share)
        gap = GermAlgebra._ball(e0) + e1 * self.inverse_log
        if not gap + 1 / self.u < 0:
            raise Undecided("a sum whose terms are too close in growth: start further out")
        # q·log x falls too, so that its largest value is the one at X, and q/(1 ± q) ≤ q/(1 − q(X)).
        share_log = arb(0).union(ratio * self.u if same else -ratio * self.u / (1 - ratio))
        return Growth(lead.sign, size, lead.e0, lead.e1 + gap * share_log)


def growth_on(tree: Program, log_start: Any, constants: Mapping[str, Any]) -> tuple[GrowthAlgebra, Growth]:
    """The growth of a tree in i on [e^log_start, ∞); raises Undecided where the rules do not reach."""
    algebra = GrowthAlgebra(log_start)
    values = {name: algebra.ball(value) for name, value in constants.items()}
    values["i"] = algebra.index()
    return algebra, tree.run(algebra, values)


def _exact_zero(value: Any) -> bool:
    return isinstance(value, fmpq) and value == 0


def _plus(left: Any, right: Any) -> Any:
    if isinstance(left, fmpq) and isinstance(right, fmpq):
        return left + right
    return GermAlgebra._ball(left) + GermAlgebra._ball(right)


def _minus(left: Any, right: Any) -> Any:
    if isinstance(left, fmpq) and isinstance(right, fmpq):
        return left - right
    return GermAlgebra._ball(left) - GermAlgebra._ball(right)


def _complex(value: Any) -> Any:
    return value if isinstance(value, acb) else acb(value)


def _real(value: Any) -> Any:
    return value.real if isinstance(value, acb) else value
