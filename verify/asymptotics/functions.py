"""The functions of the grammar on multiseries: each handler takes values near the point and returns the value of f.

Every handler establishes that its argument stays in the real domain of f near the point, or raises DomainFault.
Identities used: DLMF chapters 4 (elementary), 5 (gamma), 6 (Ei), 7 (erf), 8 (incomplete gamma), 25 (zeta), 4.13
(W).
"""

from __future__ import annotations

from collections.abc import Callable

from flint import fmpq

from . import analytic as an
from . import compose, kernels
from .compose import inverse, limit_of, log, power
from .field import Element
from .intervals import sign_of
from .series import Space, Value, add, lead_of, multiply, negate, scale_by, subtract
from .signals import DomainFault, Undecided

Handler = Callable[[Space, Value], Value]


class Oscillates(Exception):
    """The function has no expansion at this argument; it stays between `low` and `high`."""

    def __init__(self, low: int, high: int) -> None:
        super().__init__()
        self.low, self.high = low, high


def rat(space: Space, p: int, q: int = 1) -> Element:
    return space.field.rational(fmpq(p, q))


def exp(space: Space, v: Value) -> Value:
    return compose.exp(v, space)


def sqrt(space: Space, v: Value) -> Value:
    return power(v, rat(space, 1, 2))


def square(v: Value) -> Value:
    return multiply(v, v)


def shifted(space: Space, v: Value, n: int) -> Value:
    return add(v, rat(space, n))


def divide(a: Value, b: Value) -> Value:
    return multiply(a, inverse(b))


def half_pi(space: Space) -> Element:
    return kernels.pi(space.field) * rat(space, 1, 2)


# --- sign and size ----------------------------------------------------------------------------------------------------
def absolute(space: Space, v: Value) -> Value:
    return negate(v) if sign_of(v) < 0 else v


def signum(space: Space, v: Value) -> Value:
    return rat(space, sign_of(v))


def floor(space: Space, v: Value) -> Value:
    """At a finite limit: the limit's floor, less one when an integer is approached from below."""
    kind, c = limit_of(v)
    if kind == "infinite":
        raise Undecided("floor at infinity")
    assert isinstance(c, Element)
    n = _integer_part(space, c)
    if not c.same(n):
        return n
    return n - space.field.one if sign_of(subtract(v, n)) < 0 else n


def _integer_part(space: Space, c: Element) -> Element:
    """floor(c) for a constant c, proved."""
    if c.is_rational():
        return rat(space, int(c.num.p) // int(c.num.q))
    oracle = space.oracle
    if c.params():
        rest = space.field.zero
        whole = space.field.zero
        num, den = c.polys()
        if den.is_one():
            from .field import poly_terms

            for coefficient, factors in poly_terms(space.field, num):
                term = space.field.rational(coefficient)
                integral = coefficient.q == 1
                for k, e in factors:
                    term = term * space.field.kernel(k.kind, k.text, k.tree, k.args).power(e)
                    integral = integral and k.text in oracle.integers
                if integral:
                    whole = whole + term
                else:
                    rest = rest + term
            if not rest.params():
                return whole + _integer_part(space, rest)
        raise Undecided(f"the integer part of {c.text()} is not known")
    from flint import ctx

    from .balls import ball

    with ctx.workprec(256):
        found = ball(c, {}).floor().unique_fmpz()
    if found is None:
        raise Undecided(f"the integer part of {c.text()} is not known")
    return space.field.rational(found)


def ceiling(space: Space, v: Value) -> Value:
    return negate(floor(space, negate(v)))


def fractional(space: Space, v: Value) -> Value:
    return subtract(v, floor(space, v))


# --- trigonometric ----------------------------------------------------------------------------------------------------
def sine(space: Space, v: Value) -> Value:
    if isinstance(v, Element):
        return kernels.sin_cos(v)[0]
    if limit_of(v)[0] == "infinite":
        raise Oscillates(-1, 1)
    return an.taylor(space, an.SINE, v)


def cosine(space: Space, v: Value) -> Value:
    if isinstance(v, Element):
        return kernels.sin_cos(v)[1]
    if limit_of(v)[0] == "infinite":
        raise Oscillates(-1, 1)
    return an.taylor(space, an.COSINE, v)


def _finite(v: Value, name: str) -> None:
    if limit_of(v)[0] == "infinite":
        raise Undecided(f"{name} at an infinite argument has poles near the point")


def tangent(space: Space, v: Value) -> Value:
    _finite(v, "tan")
    return divide(sine(space, v), cosine(space, v))


def cotangent(space: Space, v: Value) -> Value:
    _finite(v, "cot")
    return divide(cosine(space, v), sine(space, v))


def secant(space: Space, v: Value) -> Value:
    _finite(v, "sec")
    return inverse(cosine(space, v))


def cosecant(space: Space, v: Value) -> Value:
    _finite(v, "csc")
    return inverse(sine(space, v))


def arctangent(space: Space, v: Value) -> Value:
    kind, c = limit_of(v)
    if kind == "finite":
        return an.taylor(space, an.ARCTANGENT, v)
    assert isinstance(c, int)
    return subtract(half_pi(space) * rat(space, c), an.taylor(space, an.ARCTANGENT, inverse(v)))


def arcsine(space: Space, v: Value) -> Value:
    kind, c = limit_of(v)
    if kind == "infinite":
        raise DomainFault("asin outside [-1, 1]")
    assert isinstance(c, Element)
    if c.is_zero():
        return an.taylor(space, an.ARCSINE, v)
    if space.oracle.sign(c) < 0:
        return negate(arcsine(space, negate(v)))
    if c.is_one():
        gap = subtract(space.field.one, v)
        if sign_of(gap) < 0:
            raise DomainFault("asin outside [-1, 1]")
        root = sqrt(space, scale_by(gap, rat(space, 1, 2)))
        return subtract(half_pi(space), scale_by(an.taylor(space, an.ARCSINE, root), rat(space, 2)))
    if space.oracle.sign(space.field.one - c) <= 0:
        raise DomainFault("asin outside [-1, 1]")
    return arctangent(space, divide(v, sqrt(space, subtract(space.field.one, square(v)))))


def arccosine(space: Space, v: Value) -> Value:
    return subtract(half_pi(space), arcsine(space, v))


def arccotangent(space: Space, v: Value) -> Value:
    """atan(1/x), as SymPy has it; pi/2 at 0."""
    if lead_of(v) is None:
        return half_pi(space)
    return arctangent(space, inverse(v))


# --- hyperbolic -------------------------------------------------------------------------------------------------------
def hyperbolic_sine(space: Space, v: Value) -> Value:
    return scale_by(subtract(exp(space, v), exp(space, negate(v))), rat(space, 1, 2))


def hyperbolic_cosine(space: Space, v: Value) -> Value:
    return scale_by(add(exp(space, v), exp(space, negate(v))), rat(space, 1, 2))


def hyperbolic_tangent(space: Space, v: Value) -> Value:
    """1 - 2/(exp(2x) + 1)."""
    return subtract(
        space.field.one, scale_by(inverse(shifted(space, exp(space, scale_by(v, rat(space, 2))), 1)), rat(space, 2))
    )


def area_sine(space: Space, v: Value) -> Value:
    if sign_of(v) < 0:
        return negate(area_sine(space, negate(v)))
    if lead_of(v) is None:
        return space.field.zero
    return log(add(v, sqrt(space, shifted(space, square(v), 1))))


def area_cosine(space: Space, v: Value) -> Value:
    gap = shifted(space, v, -1)
    if sign_of(gap) < 0:
        raise DomainFault("acosh below 1")
    return log(add(v, sqrt(space, multiply(gap, shifted(space, v, 1)))))


def area_tangent(space: Space, v: Value) -> Value:
    one = space.field.one
    return scale_by(log(divide(add(one, v), subtract(one, v))), rat(space, 1, 2))
