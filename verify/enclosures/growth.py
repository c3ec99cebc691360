"""How a tree grows on a whole half-line [X, ∞), proved in balls.

The elasticity of g is E(x) = x g'(x)/g(x). Each node carries its value at X and an enclosure of E on all of [X, ∞), as

    E(x) = e0 + e1/L + e2(x)/(L·LL),   L = log x, LL = log log x,

with exact e0 and e1 and a ball that contains every e2(x). From it follow sign, monotonicity, summability, divergence
and the tail integral: with c an upper bound below −1 in each line,

    E ≤ c                           ⟹  ∫_X^∞ g = X g(X) · [1/(−1 − min E), 1/(−1 − max E)]
    e0 = −1, e1 + e2/LL ≤ c         ⟹  the same for G(u) = e^u g(e^u), whose elasticity in u = log x is e1 + e2/LL
    e0 = e1 = −1, e2 ≤ c            ⟹  the same for H(v) = e^v G(e^v), whose elasticity in v = log log x is e2

and divergence where the like expression is ≥ −1. A node that the rules do not cover raises Undecided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flint import acb, arb, fmpq

from ...bounds.errors import BoundproofError
from ..evaluate import Algebra, Program
from .germs import Germ, GermAlgebra

_ZERO = fmpq(0)
_NOTHING = arb(0)
_NEAREST = 8
"""The smallest log X at which logarithms are followed: from e² on, (log u)²/u falls."""


class Undecided(BoundproofError):
    """Balls could not decide; the text says what could not be told."""


@dataclass(frozen=True, slots=True)
class Growth:
    """A node on [X, ∞): its constant sign, |value| at X as a germ, and its elasticity.

    Regular: E = e0 + e1/L + e2/(L·LL). With `rapid` = −1: E ≤ −bound (e^(−x)); +1: E ≥ bound; then
    |E| ≤ S(x) too, for some S with S(X) = `speed` whose own elasticity is at most `rate`. With `linear`, even
    |E| ≥ bound · x/X, so that neighbouring terms keep a ratio.
    """

    sign: int
    size: Germ
    e0: Any = _ZERO
    e1: Any = _ZERO
    e2: Any = _NOTHING
    rapid: int = 0
    bound: Any = None
    speed: Any = None
    rate: Any = None
    linear: bool = False

    @property
    def is_constant(self) -> bool:
        """Whether the node is free of x."""
        return (
            self.rapid == 0
            and self.size.s == 0
            and _exact_zero(self.e0)
            and _exact_zero(self.e1)
            and bool(self.e2.is_zero())
        )


class GrowthAlgebra(Algebra[Growth]):
    """Growth on [e^U, ∞), U > e."""

    name = "growth analysis at infinity"

    def __init__(self, log_start: Any) -> None:
        self.u = log_start
        self.germs = GermAlgebra(log_start, analytic=False)
        self.v = log_start.log()
        if not self.v > 1:
            raise Undecided("growth is looked at from e^e on")
        self.inverse_log = arb(0).union(1 / log_start)
        self.inverse_log_log = arb(0).union(1 / self.v)

    def index(self) -> Growth:
        """x itself."""
        return Growth(1, Germ(arb(1), fmpq(1)), fmpq(1))

    def ball(self, value: Any) -> Growth:
        """A constant; raises Undecided where the ball contains 0."""
        if value > 0:
            return Growth(1, Germ(value, fmpq(0)))
        if value < 0:
            return Growth(-1, Germ(-value, fmpq(0)))
        raise Undecided(f"a constant enclosed by {value} may be zero")

    def elasticity(self, node: Growth) -> Any:
        """A ball that contains E(x) for every x ≥ X."""
        if node.rapid:
            raise Undecided("a rapidly varying term has unbounded elasticity")
        return _ball(node.e0) + self.log_elasticity(node) * self.inverse_log

    def log_elasticity(self, node: Growth) -> Any:
        """A ball that contains e1 + e2(x)/LL for every x ≥ X: the elasticity in log x where e0 = 0."""
        return _ball(node.e1) + node.e2 * self.inverse_log_log

    def direction(self, node: Growth) -> int:
        """+1 if |node| certainly never falls on [X, ∞), −1 if it never rises, 0 if that cannot be told."""
        if node.rapid:
            return node.rapid if node.bound >= 0 else 0
        slopes = [self.elasticity(node)]
        if _exact_zero(node.e0):
            slopes += [self.log_elasticity(node), *([node.e2] if _exact_zero(node.e1) else [])]
        return 1 if any(slope >= 0 for slope in slopes) else -1 if any(slope <= 0 for slope in slopes) else 0

    def number(self, value: fmpq) -> Growth:
        return self.ball(_ball(value))

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
            return Growth(sign, size, _plus(left.e0, right.e0), _plus(left.e1, right.e1), left.e2 + right.e2)
        if left.rapid and right.rapid:
            if left.rapid != right.rapid:
                raise Undecided("a product of a rapidly growing and a rapidly decaying factor")
            return Growth(
                sign,
                size,
                rapid=left.rapid,
                bound=left.bound + right.bound,
                speed=left.speed + right.speed,
                rate=left.rate.max(right.rate),
                linear=left.linear and right.linear,
            )
        fast, slow = (left, right) if left.rapid else (right, left)
        slope = self.elasticity(slow)
        bound, speed = fast.bound + (fast.rapid * slope).min(arb(0)), fast.speed + abs(slope)
        return replace(fast, sign=sign, size=size, bound=bound, speed=speed, rate=fast.rate.max(arb(0)))

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
        ball = _ball(exponent)
        if base.rapid:
            if not (ball > 0 or ball < 0):
                raise Undecided("an exponent that may be zero")
            direction = base.rapid if ball > 0 else -base.rapid
            scale = abs(ball)
            return replace(base, size=size, rapid=direction, bound=base.bound * scale, speed=base.speed * scale)
        return Growth(1, size, _scaled(base.e0, exponent), _scaled(base.e1, exponent), base.e2 * ball)

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
        if not self.u > _NEAREST:
            raise Undecided("a logarithm too close to its start")
        slope = self.elasticity(inner)
        rising = bool(at_start > 0) and self.direction(inner) > 0
        if not rising and not (at_start < 0 and self.direction(inner) < 0):
            raise Undecided("a logarithm that may change sign")
        sign, size = (1 if rising else -1), Germ(abs(at_start), _ZERO)
        if _exact_zero(inner.e0):
            # log g/LL is a weighted mean of its value at X and of values of the elasticity in log x.
            steep = self.log_elasticity(inner)
            e2 = steep / (at_start / self.v).union(steep)
            if not e2.is_finite():
                raise Undecided("an iterated logarithm whose growth could not be bounded")
            return Growth(sign, size, e2=e2)
        # log g = e0·L + c with c(x) = c(X) + ∫ (e1 + e2/LL) d(LL), so that E(log g)·L = (e0·L + e1 + …)/(e0·L + c).
        ratio = (at_start / self.u).union(slope)
        first = abs(self.log_elasticity(inner)).upper()
        offset = abs(at_start - _ball(inner.e0) * self.u).upper()
        reach = ((arb(first) + arb(offset)) * self.v + arb(first) * self.v**2) / self.u / abs(ratio)
        if not reach.is_finite():
            raise Undecided("a logarithm whose growth could not be bounded")
        return Growth(sign, size, e1=fmpq(1), e2=arb(0, reach.upper()))

    def _exp(self, inner: Growth) -> Growth:
        value = inner.sign * _real(self.germs.value(inner.size))
        size = Germ(value.exp(), fmpq(0))
        if inner.is_constant:
            return self.ball(size.m)
        slope = self.elasticity(inner)
        if slope > 0:  # |inner| grows: E = inner · slope is at least |inner(X)| · min slope in size
            speed = abs(value) * slope
            return Growth(
                1,
                size,
                rapid=inner.sign,
                bound=arb(speed.lower()),
                speed=arb(speed.upper()),
                rate=slope,
                linear=bool(slope >= 1),
            )
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
        alike = not (left.rapid or right.rapid) and left.e0 == right.e0 and left.e1 == right.e1
        if left.sign == right.sign and alike:
            total = self.germs.add([left.size, right.size])
            return Growth(left.sign, Germ(_real(total.m), total.s), left.e0, left.e1, left.e2.union(right.e2))
        if left.sign == right.sign and left.rapid == right.rapid == -1:  # the elasticity is a weighted mean
            total = self.germs.add([left.size, right.size])
            return replace(
                left,
                size=Germ(_real(total.m), total.s),
                bound=left.bound.min(right.bound),
                speed=left.speed.max(right.speed),
                rate=left.rate.max(right.rate),
                linear=left.linear and right.linear,
            )
        raise Undecided("a sum in which no term dominates")

    def _falls(self, lead: Growth, other: Growth) -> bool:
        """Whether other/lead is certainly non-increasing on [X, ∞)."""
        if lead.rapid or other.rapid:
            if other.rapid == 0:
                return lead.rapid == 1 and bool(lead.bound > self.elasticity(other))
            return lead.rapid == 0 and other.rapid == -1 and bool(-other.bound < self.elasticity(lead))
        return self.direction(self._gap(lead, other)) < 0

    def _gap(self, lead: Growth, other: Growth) -> Growth:
        """The elasticity of other/lead, both regular."""
        return replace(other, e0=_minus(other.e0, lead.e0), e1=_minus(other.e1, lead.e1), e2=other.e2 - lead.e2)

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
            speed = lead.speed + abs(self.elasticity(other))
            rate = lead.rate.max(arb(0))
            return replace(lead, size=size, bound=arb(bound.lower()), speed=speed, rate=rate, linear=False)
        # The sum's elasticity is lead's plus gap·t, |t| ≤ q·most: what has to be bounded is gap·q times L·LL, or LL.
        most = arb(1) if same else -1 / (1 - ratio)
        if other.rapid:
            slope = self.elasticity(lead)
            if not other.rate.max(arb(0)) - other.bound - slope + 2 / self.u < 0:
                raise Undecided("a rapidly falling term that is not small yet: start further out")
            reach = (other.speed + abs(slope)) * ratio * abs(most) * self.u * self.v  # |gap|·q·L·LL falls
            return Growth(lead.sign, size, lead.e0, lead.e1, lead.e2 + arb(0, reach.upper()))
        gap = self._gap(lead, other)
        if _exact_zero(gap.e0) and _exact_zero(gap.e1):
            return Growth(lead.sign, size, lead.e0, lead.e1, lead.e2 + gap.e2 * share)
        if _exact_zero(gap.e0):
            steep = self.log_elasticity(gap)
            if not steep + 1 / self.v < 0:
                raise Undecided("a sum of logarithms too close in growth: start further out")
            reach = arb(0).union(ratio * most * self.v)  # q·LL falls
            return Growth(lead.sign, size, lead.e0, lead.e1, lead.e2 + steep * reach)
        steep = self.elasticity(gap)
        if not steep + 2 / self.u < 0:
            raise Undecided("a sum whose terms are too close in growth: start further out")
        reach = arb(0).union(ratio * most * self.u * self.v)  # q·L·LL falls
        return Growth(lead.sign, size, lead.e0, lead.e1, lead.e2 + steep * reach)


def growth_on(tree: Program, log_start: Any, constants: Mapping[str, Any]) -> tuple[GrowthAlgebra, Growth]:
    """The growth of a tree in i on [e^log_start, ∞); raises Undecided where the rules do not reach."""
    algebra = GrowthAlgebra(log_start)
    values = {name: algebra.ball(value) for name, value in constants.items()}
    values["i"] = algebra.index()
    return algebra, tree.run(algebra, values)


def _exact_zero(value: Any) -> bool:
    return isinstance(value, fmpq) and bool(value == 0)


def _ball(value: Any) -> Any:
    return arb(value) if isinstance(value, fmpq) else value


def _plus(left: Any, right: Any) -> Any:
    return left + right if isinstance(left, fmpq) and isinstance(right, fmpq) else _ball(left) + _ball(right)


def _minus(left: Any, right: Any) -> Any:
    return left - right if isinstance(left, fmpq) and isinstance(right, fmpq) else _ball(left) - _ball(right)


def _scaled(value: Any, factor: Any) -> Any:
    """The product, exact where both are; nothing stays nothing."""
    if isinstance(value, fmpq) and (isinstance(factor, fmpq) or value == 0):
        return value * factor if isinstance(factor, fmpq) else value
    return _ball(value) * _ball(factor)


def _complex(value: Any) -> Any:
    return value if isinstance(value, acb) else acb(value)


def _real(value: Any) -> Any:
    return value.real if isinstance(value, acb) else value
