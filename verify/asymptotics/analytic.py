"""Taylor coefficients of analytic functions, as sequences of constants, and Taylor's theorem on multiseries.

A `Family` gives f^(k)(c)/k! for all k at a centre c. The recurrences come from the differential equations of the
functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import comb

from flint import fmpq

from . import constants, kernels
from . import exact as ex
from .compose import head_and_tail, power_series, trim
from .field import Element, Field
from .series import Series, Space, Value, scale_by
from .signals import Undecided

Sequence = Callable[[Element], Iterator[Element]]


class Family:
    """A function known by its Taylor coefficients at every centre that `sequence` accepts."""

    def __init__(self, name: str, sequence: Sequence, exact: Callable[[int, ex.Thunk], ex.Thunk] | None = None) -> None:
        self.name, self.sequence = name, sequence
        self.exact = exact or (lambda k, t: ex.opaque(name, k, t))

    def coefficient(self, k: int, centre: Element) -> Element:
        """f^(k)(centre)/k!."""
        memo = centre.field.memo
        key = ("taylor", self.name, centre.text())
        if key not in memo:
            memo[key] = (self.sequence(centre), [])
        stream, known = memo[key]
        while len(known) <= k:
            centre.field.tick()
            known.append(next(stream))
        return known[k]


def taylor(space: Space, family: Family, value: Value, k: int = 0) -> Value:
    """f^(k)(value)/k! for a value with a finite limit, by Taylor's theorem at each level of the scale."""
    trimmed = trim(value)
    if trimmed is None:
        return family.coefficient(k, space.field.zero)
    if isinstance(trimmed, Element):
        return family.coefficient(k, trimmed)
    first = trimmed.get(0)
    assert first is not None
    sign = space.oracle.sign(first.exponent)
    if sign > 0:
        raise Undecided(f"{family.name} is not expanded at an infinite argument here")
    centre: Value = space.field.zero
    u: Series | None = trimmed
    if sign == 0:
        _, centre, u = head_and_tail(trimmed)
    if u is None:
        return taylor(space, family, centre, k)

    def coefficient(j: int) -> Value:
        return scale_by(taylor(space, family, centre, k + j), space.field.rational(comb(k + j, k)))

    return power_series(space, coefficient, u, family.exact(k, trimmed.exact))


# --- sequences --------------------------------------------------------------------------------------------------------
def _factorials(field: Field) -> Iterator[Element]:
    value, k = fmpq(1), 0
    while True:
        yield field.rational(1 / value)
        k += 1
        value *= k


def _sine(c: Element) -> Iterator[Element]:
    s, cos = kernels.sin_cos(c)
    cycle = (s, cos, -s, -cos)
    for k, f in enumerate(_factorials(c.field)):
        yield cycle[k % 4] * f


def _cosine(c: Element) -> Iterator[Element]:
    s, cos = kernels.sin_cos(c)
    cycle = (cos, -s, -cos, s)
    for k, f in enumerate(_factorials(c.field)):
        yield cycle[k % 4] * f


def _exact_trig(shift: int) -> Callable[[int, ex.Thunk], ex.Thunk]:
    def make(k: int, t: ex.Thunk) -> ex.Thunk:
        def op(x: Element) -> Element:
            s, c = kernels.sin_cos(x)
            return (s, c, -s, -c)[(k + shift) % 4] * _one_over_factorial(x.field, k)

        return ex.Thunk(op, (t,))

    return make


def _one_over_factorial(field: Field, k: int) -> Element:
    value = fmpq(1)
    for i in range(2, k + 1):
        value *= i
    return field.rational(1 / value)


def _arctangent(c: Element) -> Iterator[Element]:
    field = c.field
    yield constants.atan_constant(c)
    scale = (field.one + c * c).inverse()
    before, now, n = field.zero, scale, 1
    while True:
        yield now * field.rational(fmpq(1, n))
        before, now = now, -(c * field.rational(2) * now + before) * scale
        n += 1


def _arcsine(c: Element) -> Iterator[Element]:
    """At zero only."""
    field = c.field
    if not c.is_zero():
        raise Undecided("asin is expanded at 0 only")
    value = fmpq(1)
    k = 0
    while True:
        yield field.zero
        yield field.rational(value / (2 * k + 1))
        k += 1
        value = value * (2 * k - 1) / (2 * k)


def _error_function(c: Element) -> Iterator[Element]:
    field = c.field
    yield field.zero if c.is_zero() else kernels.fun(field, "erf", (c,), lambda x: x.erf())
    front = field.rational(2) / kernels.power(kernels.pi(field), field.rational(fmpq(1, 2)))
    before, now, n = field.zero, front * kernels.exp(-(c * c)), 0
    while True:
        yield now * field.rational(fmpq(1, n + 1))
        before, now = now, (c * now + before) * field.rational(fmpq(-2, n + 1))
        n += 1


def _lambert(c: Element) -> Iterator[Element]:
    field = c.field
    if c.is_zero():
        yield field.zero
        factorial, n = fmpq(1), 1
        while True:
            factorial *= n
            yield field.rational(fmpq(-n) ** (n - 1) / factorial)
            n += 1
    if c.same(kernels.exp(field.one)):
        w: Element = field.one
    else:
        w = kernels.fun(field, "lambertw", (c,), lambda x: x.lambertw(), positive=field.memo["oracle"].known(c) == 1)
    known = [w]
    yield w
    n = 0
    scale = (c * (field.one + w)).inverse()
    while True:  # (c + h) w' (1 + w) = w, coefficient of h**n
        right = known[n]
        for i in range(n):  # c * (i+1) w_{i+1} * [1+w]_{n-i}
            right = right - c * field.rational(i + 1) * known[i + 1] * known[n - i]
        for i in range(n):  # h * (i+1) w_{i+1} * [1+w]_{n-1-i}
            part = known[n - 1 - i] if n - 1 - i else field.one + w
            right = right - field.rational(i + 1) * known[i + 1] * part
        known.append(right * scale * field.rational(fmpq(1, n + 1)))
        n += 1
        yield known[n]


def _exponential_integral(c: Element) -> Iterator[Element]:
    field = c.field
    yield kernels.fun(field, "ei", (c,), lambda x: x.ei())
    now, n = kernels.exp(c) / c, 0
    grown = kernels.exp(c)
    factorial = fmpq(1)
    while True:  # f' = exp(z)/z: c g_n + g_{n-1} = exp(c)/n!
        yield now * field.rational(fmpq(1, n + 1))
        n += 1
        factorial *= n
        now = (grown * field.rational(1 / factorial) - now) / c


def _entire_exponential_integral(c: Element) -> Iterator[Element]:
    """Ein(x) = Σ_{k>=1} x**k/(k k!), at zero only."""
    field = c.field
    if not c.is_zero():
        raise Undecided("Ein is expanded at 0 only")
    yield field.zero
    factorial, k = fmpq(1), 1
    while True:
        factorial *= k
        yield field.rational(1 / (factorial * k))
        k += 1


def _log_gamma(c: Element) -> Iterator[Element]:
    field = c.field
    yield kernels.log(constants.gamma_constant(c))
    factorial, k = fmpq(1), 1
    while True:
        factorial *= k
        yield constants.digamma_constant(k - 1, c) * field.rational(1 / factorial)
        k += 1


def _polygamma(order: int) -> Sequence:
    def sequence(c: Element) -> Iterator[Element]:
        factorial, k = fmpq(1), 0
        while True:
            yield constants.digamma_constant(order + k, c) * c.field.rational(1 / factorial)
            k += 1
            factorial *= k

    return sequence


SINE = Family("sin", _sine, _exact_trig(0))
COSINE = Family("cos", _cosine, _exact_trig(1))
ARCTANGENT = Family("atan", _arctangent)
ARCSINE = Family("asin", _arcsine)
ERROR = Family("erf", _error_function)
LAMBERT = Family("lambertw", _lambert)
EI = Family("ei", _exponential_integral)
EIN = Family("ein", _entire_exponential_integral)
LOG_GAMMA = Family("loggamma", _log_gamma)


def polygamma(order: int) -> Family:
    return Family(f"polygamma{order}", _polygamma(order))
