"""Enclosing bounds: a function that oscillates is held between two multiseries.

`Interval(low, high)` means low <= f <= high on a neighbourhood of the point. Arithmetic keeps that true; it forgets
that two occurrences of one oscillation move together, so it may fail to decide, but never decides wrongly.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import compose
from .field import Element
from .series import Series, Value, add, lead_of, multiply, negate, subtract
from .signals import DomainFault, Undecided


@dataclass(frozen=True)
class Interval:
    """low <= f <= high near the point; `size`, where it is known, is |f| itself."""

    low: Value
    high: Value
    size: Value | None = None


Wide = Element | Series | Interval


def ends(value: Wide) -> tuple[Value, Value]:
    return (value.low, value.high) if isinstance(value, Interval) else (value, value)


def sign_of(value: Value) -> int:
    """The eventual sign."""
    lead = lead_of(value)
    return 0 if lead is None else lead.sign


def below(a: Value, b: Value) -> bool:
    """Whether a <= b eventually."""
    return sign_of(subtract(b, a)) >= 0


def least(values: list[Value]) -> Value:
    out = values[0]
    for v in values[1:]:
        out = out if out is v or below(out, v) else v
    return out


def greatest(values: list[Value]) -> Value:
    out = values[0]
    for v in values[1:]:
        out = v if out is not v and below(out, v) else out
    return out


def add_wide(a: Wide, b: Wide) -> Wide:
    if not isinstance(a, Interval) and not isinstance(b, Interval):
        return add(a, b)
    (p, q), (r, s) = ends(a), ends(b)
    return Interval(add(p, r), add(q, s))


def multiply_wide(a: Wide, b: Wide) -> Wide:
    if not isinstance(a, Interval) and not isinstance(b, Interval):
        return multiply(a, b)
    if not isinstance(a, Interval):
        a, b = b, a
    if not isinstance(b, Interval):
        assert isinstance(a, Interval)
        s = sign_of(b)
        if s == 0:
            return b if isinstance(b, Element) else Interval(b, b)
        low, high = multiply(a.low, b), multiply(a.high, b)
        size = None if a.size is None else multiply(a.size, b if s > 0 else negate(b))
        return Interval(low, high, size) if s > 0 else Interval(high, low, size)
    assert isinstance(a, Interval)
    (p, q), (r, s2) = ends(a), ends(b)
    if sign_of(p) >= 0 and sign_of(r) >= 0:  # no comparison of products, which would expand their differences
        size = None if a.size is None or b.size is None else multiply(a.size, b.size)
        return Interval(multiply(p, r), multiply(q, s2), size)
    products = [multiply(x, y) for x in (p, q) for y in (r, s2)]
    size = None if a.size is None or b.size is None else multiply(a.size, b.size)
    return Interval(least(products), greatest(products), size)


def negate_wide(a: Wide) -> Wide:
    return Interval(negate(a.high), negate(a.low), a.size) if isinstance(a, Interval) else negate(a)


def constant_sign(a: Interval) -> int:
    """1 or -1 when the interval keeps away from zero on one side, else 0."""
    if sign_of(a.low) > 0:
        return 1
    return -1 if sign_of(a.high) < 0 else 0


def power_wide(a: Interval, exponent: Element) -> Wide:
    """a**exponent for a constant exponent."""
    oracle = exponent.field.memo["oracle"]
    s, e = constant_sign(a), oracle.sign(exponent)
    n = exponent.integer()
    if e == 0:
        return exponent.field.one
    if s > 0 or (s == 0 and e > 0 and sign_of(a.low) >= 0):
        low, high = compose.power(a.low, exponent), compose.power(a.high, exponent)
        return Interval(low, high) if e > 0 else Interval(high, low)
    if n is None:
        raise DomainFault("a power of a function that is not known to stay positive")
    if s < 0:
        inner = power_wide(Interval(negate(a.high), negate(a.low)), exponent)
        return inner if n % 2 == 0 else negate_wide(inner)
    if n < 0:
        raise DomainFault("division by a function that may vanish near the point")
    low, high = compose.power(a.low, exponent), compose.power(a.high, exponent)
    return Interval(low, high) if n % 2 else Interval(exponent.field.zero, greatest([low, high]))


def absolute(a: Interval) -> Wide:
    if a.size is not None:
        return a.size
    s = constant_sign(a)
    if s:
        return a if s > 0 else negate_wide(a)
    return Interval(least([compose.field_of(a.low).zero]), greatest([negate(a.low), a.high]))


def need_value(a: Wide, name: str) -> Value:
    if isinstance(a, Interval):
        raise Undecided(f"{name} of an oscillating argument is not bounded here")
    return a
