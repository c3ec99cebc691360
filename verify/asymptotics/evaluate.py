"""From trees to values near the point: one recursive walk, each subtree once."""

from __future__ import annotations

from typing import Any

from flint import fmpq

from . import binders, bound, compose, functions, kernels, table
from . import exact as ex
from .field import Element
from .integers import PARITY, integer_polynomial, multiple_of_pi, residues
from .intervals import (
    Interval,
    Wide,
    absolute,
    add_wide,
    constant_sign,
    ends,
    greatest,
    least,
    multiply_wide,
    need_value,
    negate_wide,
    power_wide,
    sign_of,
)
from .series import Scale, Space, Value, lead_of, monomial, multiply, negate, subtract
from .signals import DomainFault, OutOfTime, Restart, Signal, Split, Undecided
from .trees import MINUS_ONE, Tree

INCREASING = frozenset(
    {"exp", "log", "sqrt", "atan", "sinh", "tanh", "asinh", "erf", "floor", "ceiling", "sign", "loggamma_large"}
)


class Evaluator:
    """Values of trees in one Space, as the variable X tends to infinity.

    `phases` replaces sines and cosines of an infinite argument by constants: the value along a sequence.
    """

    def __init__(
        self,
        space: Space,
        *,
        phases: dict[Tree, Tree] | None = None,
        integer_variable: bool = False,
        counting: bool = False,
    ) -> None:
        from fractions import Fraction

        self.space = space
        self.phases = phases or {}
        self.integer_variable = integer_variable
        self.counting = counting
        self.oscillations: dict[Tree, None] = {}
        self.memo: dict[Tree, Wide] = {}
        self.roots: list[Wide] = []
        self.trees: list[Tree] = []
        self.part: Tree | None = None
        self.antidifferences: dict[Tree, Any] = {}
        self.crossings: list[tuple[str, Tree, Tree]] = []
        self.enclosures: dict[Tree, tuple[Tree, Tree]] = {}
        self.record: Any = None
        self.unrecorded = "the run was not recorded"
        if not space.scales:
            space.scales.append(
                Scale(space.field.variable, Fraction(0), ex.constant(kernels.variable(space.field)), None)
            )
        space.field.memo["eventually"] = self.eventual_sign
        self._busy = 0
        self.x = monomial(space, next(s for s in space.scales if s.order == 0), space.field.one)

    def eventual_sign(self, function: Element) -> int:
        """The sign of an exact function near the point, 0 when it is not known."""
        if self._busy > 2:
            return 0
        self._busy += 1
        try:
            return wide_sign(self.value(function.tree()))
        except (OutOfTime, Restart, Split):
            raise
        except Signal:
            return 0
        finally:
            self._busy -= 1

    def value(self, tree: Tree) -> Wide:
        """The value; raises a Signal."""
        found = self.memo.get(tree)
        if found is None:
            found = self.memo[tree] = self._value(tree)
        return found

    def element(self, tree: Tree) -> Element:
        """The value of a tree without the variable."""
        value = self.value(tree)
        if not isinstance(value, Element):
            raise Undecided("a constant was expected")
        return value

    def _value(self, tree: Tree) -> Wide:
        kind = tree[0]
        field = self.space.field
        if kind == "num":
            return field.rational(tree[1])
        if kind == "var":
            return self.x
        if kind == "sym":
            return kernels.parameter(field, tree[1])
        if kind == "const":
            return kernels.pi(field) if tree[1] == "pi" else kernels.euler_gamma(field)
        if kind in ("add", "mul"):
            combine = add_wide if kind == "add" else multiply_wide
            parts = [self.value(a) for a in tree[1]]
            while len(parts) > 1:  # pairwise, so that a long sum makes a shallow tree of streams
                parts = [
                    combine(*parts[i : i + 2]) if i + 1 < len(parts) else parts[i] for i in range(0, len(parts), 2)
                ]
            return parts[0]
        if kind == "pow":
            return self._power(tree)
        return self._function(tree)

    # --- powers ---------------------------------------------------------------------------------------------------
    def _power(self, tree: Tree) -> Wide:
        base, exponent = self.value(tree[1]), self.value(tree[2])
        if isinstance(exponent, Element):
            if isinstance(base, Interval):
                return power_wide(base, exponent)
            if exponent.integer() is None and self._integral(exponent) and sign_of(base) < 0:
                return multiply(kernels.unit_power(exponent), compose.power(negate(base), exponent))
            return compose.power(base, exponent)
        if isinstance(base, Element) and base.is_one():
            return base
        if isinstance(base, Element) and lead_of(base) is None:  # 0**x for x > 0
            if sign_of(ends(exponent)[0]) > 0:
                return self.space.field.zero
            raise DomainFault("zero to a power that is not known to be positive")
        if self.integer_variable and not isinstance(base, Interval) and not isinstance(exponent, Interval):
            parity = integer_polynomial(exponent)
            if parity is not None and sign_of(base) < 0:
                size = self._apply("exp", multiply_wide(exponent, self._apply("log", negate(base))))
                return multiply_wide(size, self._alternating(*parity))
        logarithm = self._apply("log", base)
        return self._apply("exp", multiply_wide(exponent, logarithm))

    def _alternating(self, constant: int, slope: int) -> Wide:
        """(-1)**(constant + slope*X) for an integer X."""
        sign = self.space.field.rational((-1) ** constant)
        if slope == 0:
            return sign
        if PARITY in self.phases:
            return multiply_wide(sign, self.value(self.phases[PARITY]))
        self.oscillations[PARITY] = None
        one = self.space.field.one
        return Interval(-one, one, one)

    def _integral(self, value: Element) -> bool:
        """Whether a constant is known to be an integer: a polynomial in integer parameters."""
        return value.polys()[1].is_one() and all(
            coefficient.q == 1 and all(k.text in self.space.oracle.integers for k, _ in factors)
            for coefficient, factors in value.terms()
        )

    # --- functions ------------------------------------------------------------------------------------------------
    def _function(self, tree: Tree) -> Wide:
        name, arguments = tree[1], tree[2]
        if name in binders.NAMES:
            return bound.value(self, tree)
        values = [self.value(a) for a in arguments]
        if name in ("max", "min"):
            pick = greatest if name == "max" else least
            if all(not isinstance(v, Interval) for v in values):
                return pick([need_value(v, name) for v in values])
            return Interval(pick([ends(v)[0] for v in values]), pick([ends(v)[1] for v in values]))
        if name == "mod":
            ratio = multiply_wide(values[0], self._reciprocal(values[1]))
            quotient: Tree = ("mul", (arguments[0], ("pow", arguments[1], MINUS_ONE)))
            part = self._rounded(("fn", "frac", (quotient,)), ratio, "frac")
            return multiply_wide(part, values[1])
        if len(values) == 2 and name in table.BINARY:
            return table.BINARY[name](self.space, need_value(values[0], name), need_value(values[1], name))
        if len(values) != 1 or name not in table.UNARY:
            raise Undecided(f"{name} is not a function this engine expands")
        if name in ("floor", "ceiling", "frac"):
            return self._rounded(tree, values[0], name)
        if name in ("sin", "cos") and self.integer_variable and not isinstance(values[0], Interval):
            turns = multiple_of_pi(values[0])
            if turns is not None:
                return multiply_wide(self._apply(name, turns[0]), self._alternating(0, turns[1]))
        if name in ("sin", "cos") and tree in self.phases:
            return self._phase(self.phases[tree])
        try:
            return self._apply(name, values[0])
        except functions.Oscillates as bounds:
            self.oscillations[tree] = None
            field = self.space.field
            return Interval(field.rational(bounds.low), field.rational(bounds.high))

    def _phase(self, tree: Tree) -> Wide:
        """The value along a sequence: a constant, or a range of them."""
        if tree[0] == "range":
            return Interval(self.element(tree[1]), self.element(tree[2]))
        return self.value(tree)

    def _reciprocal(self, value: Wide) -> Wide:
        minus = self.space.field.rational(-1)
        return power_wide(value, minus) if isinstance(value, Interval) else compose.power(value, minus)

    def _apply(self, name: str, value: Wide) -> Wide:
        handler = table.UNARY[name]
        if not isinstance(value, Interval):
            return handler(self.space, value)
        if name == "abs":
            return absolute(value)
        if name in INCREASING:
            return Interval(handler(self.space, value.low), handler(self.space, value.high))
        if name in ("sin", "cos"):
            return self._near_constant(name, value)
        if name in ("gamma", "loggamma", "factorial") and compose.limit_of(value.low) == ("infinite", 1):
            return Interval(handler(self.space, value.low), handler(self.space, value.high))
        raise Undecided(f"{name} of an oscillating argument is not bounded here")

    def _near_constant(self, name: str, value: Interval) -> Wide:
        """sin or cos between two values with one limit where the derivative does not vanish; else [-1, 1]."""
        one = self.space.field.one
        low, high = compose.limit_of(value.low), compose.limit_of(value.high)
        if low[0] == "finite" == high[0]:
            assert isinstance(low[1], Element)
            assert isinstance(high[1], Element)
            if low[1].same(high[1]):
                s, c = kernels.sin_cos(low[1])
                slope = self.space.oracle.sign(c if name == "sin" else -s)
                handler = table.UNARY[name]
                if slope:
                    pair = (handler(self.space, value.low), handler(self.space, value.high))
                    return Interval(*(pair if slope > 0 else pair[::-1]))
        return Interval(-one, one)

    def _rounded(self, tree: Tree, value: Wide, name: str) -> Wide:
        """floor, ceiling, frac: exact at a finite limit, else held by x - 1 <= floor(x) <= x."""
        field = self.space.field
        infinite = any(compose.limit_of(v)[0] == "infinite" for v in ends(value))
        if infinite and self.integer_variable and not isinstance(value, Interval):
            parity = integer_polynomial(value)
            if parity is not None:
                return field.zero if name == "frac" else value
        if not infinite:
            if not isinstance(value, Interval):
                return table.UNARY[name](self.space, value)
            if name == "frac":
                return Interval(field.zero, field.one)
            return Interval(*(table.UNARY[name](self.space, v) for v in ends(value)))
        part: Wide = Interval(field.zero, field.one)
        found: list[Any] = []
        key: Tree = ("fn", "frac", tree[2])
        if key in self.phases:
            part = self.value(self.phases[key])
        else:
            self.oscillations[key] = None
            found = residues(value) if self.integer_variable and not isinstance(value, Interval) else []
            if found:
                part = Interval(field.rational(min(found)), field.rational(max(found)))
        if name == "frac":
            return part
        if name == "floor":
            return add_wide(value, negate_wide(part))
        if key in self.phases:  # ceiling(x) = x - frac(x), plus one where x is no integer
            value = add_wide(value, negate_wide(part))
            return value if isinstance(part, Element) and part.is_zero() else add_wide(value, field.one)
        ups = [q.ceil() - q for q in found] or [fmpq(0), fmpq(1)]
        return add_wide(value, Interval(field.rational(min(ups)), field.rational(max(ups))))


def wide_sign(value: Wide) -> int:
    """The eventual sign, zero when it is not constant or zero."""
    return constant_sign(value) if isinstance(value, Interval) else sign_of(value)


def same_value(a: Value, b: Value) -> bool:
    """Whether a - b is identically zero."""
    return lead_of(subtract(a, b)) is None
