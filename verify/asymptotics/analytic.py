"""Taylor and asymptotic coefficients of the special functions, as sequences of constants.

A `Family` gives f^(k)(c)/k! for all k at a centre c. The *tails* (names ending in `_tail`) are functions of v = 1/x
that are smooth at v = 0+ with the listed asymptotic expansion, which may be differentiated term by term (Watson's
lemma, or Stirling's series): DLMF 5.11.1, 5.11.2, 5.15.8, 6.12.2, 7.12.1, 8.11.2, 25.11.43.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import comb

from flint import arb, fmpq

from . import exact as ex
from . import kernels
from .compose import head_and_tail, power_series, trim
from .field import Element, Field
from .series import Series, Space, Value, scale_by
from .signals import Undecided

MOST_SHIFT = 60
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
        return known[k]  # type: ignore[no-any-return]


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


def atan_constant(c: Element) -> Element:
    """atan(c), with the values that are rational multiples of pi known."""
    field = c.field
    r, pi = field.rational, kernels.pi(field)
    if c.is_zero():
        return field.zero
    if c.is_rational() and c.num < 0:
        return -atan_constant(-c)
    if c.is_one():
        return pi * r(fmpq(1, 4))
    square = c * c
    if square.is_rational():
        for q, value in ((fmpq(3), fmpq(1, 3)), (fmpq(1, 3), fmpq(1, 6))):
            if square.num == q:
                return pi * r(value) * r(field.memo["oracle"].sign(c))
    return kernels.fun(field, "atan", (c,), lambda x: x.atan())


def _arctangent(c: Element) -> Iterator[Element]:
    field = c.field
    yield atan_constant(c)
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


def digamma_constant(order: int, c: Element) -> Element:
    field = c.field
    if order == 0 and c.is_one():
        return -kernels.euler_gamma(field)
    if order == 1 and c.is_one():
        return kernels.pi(field).power(2) * field.rational(fmpq(1, 6))

    def box(x: arb) -> arb:
        from flint import acb

        if order == 0:
            return acb(x).digamma().real
        value = acb(order + 1).zeta(acb(x)).real * arb(order).fac()
        return value if order % 2 else -value

    return kernels.fun(field, f"polygamma{order}", (c,), box)


def _log_gamma(c: Element) -> Iterator[Element]:
    field = c.field
    yield kernels.log(gamma_constant(c))
    factorial, k = fmpq(1), 1
    while True:
        factorial *= k
        yield digamma_constant(k - 1, c) * field.rational(1 / factorial)
        k += 1


def gamma_constant(c: Element) -> Element:
    """gamma(c) for c that is no pole, reduced to 0 < c <= 1 when rational."""
    field = c.field
    if c.is_rational() and abs(c.num) < 400:
        q = c.num
        out = field.one
        while q > 1:
            q -= 1
            out = out * field.rational(q)
        while q <= 0:
            if q == 0:
                raise Undecided("gamma at a pole")
            out = out / field.rational(q)
            q += 1
        if q == 1:
            return out
        if q == fmpq(1, 2):
            return out * kernels.power(kernels.pi(field), field.rational(fmpq(1, 2)))
        return out * kernels.fun(field, "gamma", (field.rational(q),), lambda x: x.gamma(), positive=True)
    return kernels.fun(field, "gamma", (c,), lambda x: x.gamma(), positive=field.memo["oracle"].known(c) == 1)


def gamma_exact(value: Element) -> Element:
    """gamma(value) with an integer constant term shifted away, so that gamma(x + 1) = x*gamma(x)."""
    field = value.field
    den = value.polys()[1]
    shift = 0
    if den.is_one() and not value.is_rational():
        for coefficient, factors in value.terms():
            if not factors and abs(coefficient) <= MOST_SHIFT:
                shift = int(coefficient.p) // int(coefficient.q)
    base = value - field.rational(shift)
    out = kernels.fun(field, "gamma", (base,), None)
    for i in range(abs(shift)):
        out = out * (base + field.rational(i)) if shift > 0 else out / (base - field.rational(i + 1))
    return out


def _polygamma(order: int) -> Sequence:
    def sequence(c: Element) -> Iterator[Element]:
        factorial, k = fmpq(1), 0
        while True:
            yield digamma_constant(order + k, c) * c.field.rational(1 / factorial)
            k += 1
            factorial *= k

    return sequence


def _stirling_exact(k: int, t: ex.Thunk) -> ex.Thunk:
    """The tail itself as log gamma(x) less its main part, at x = 1/v."""
    if k:
        return ex.opaque("stirling_tail", k, t)

    def op(v: Element) -> Element:
        x = v.inverse()
        half = v.field.rational(fmpq(1, 2))
        main = (
            (x - half) * kernels.log(x)
            - x
            + half * (kernels.log(v.field.rational(2)) + kernels.log(kernels.pi(v.field)))
        )
        return kernels.log(gamma_exact(x)) - main

    return ex.Thunk(op, (t,))


def _tail(
    name: str,
    coefficients: Callable[[Field], Iterator[Element]],
    exact: Callable[[int, ex.Thunk], ex.Thunk] | None = None,
) -> Family:
    def sequence(c: Element) -> Iterator[Element]:
        if not c.is_zero():
            raise Undecided(f"{name} is expanded at infinity only")
        return coefficients(c.field)

    return Family(name, sequence, exact)


def bernoulli(n: int) -> fmpq:
    return fmpq.bernoulli(n)


def _stirling(field: Field) -> Iterator[Element]:
    yield field.zero
    k = 1
    while True:
        yield field.rational(bernoulli(2 * k) / (2 * k * (2 * k - 1)))
        yield field.zero
        k += 1


def _digamma_tail(field: Field) -> Iterator[Element]:
    yield field.zero
    yield field.rational(fmpq(-1, 2))
    k = 1
    while True:
        yield field.rational(-bernoulli(2 * k) / (2 * k))
        yield field.zero
        k += 1


def polygamma_tail(order: int) -> Family:
    """(-1)**(m+1) polygamma(m, x) as a function of v = 1/x, for m >= 1."""

    def coefficients(field: Field) -> Iterator[Element]:
        factorial = fmpq(1)
        for i in range(2, order):
            factorial *= i
        for _ in range(order):
            yield field.zero
        yield field.rational(factorial)
        yield field.rational(factorial * order / 2)
        k = 1
        while True:
            rising = fmpq(1)
            for i in range(2 * k + 1, 2 * k + order):
                rising *= i
            yield field.rational(bernoulli(2 * k) * rising)
            yield field.zero
            k += 1

    return _tail(f"polygamma{order}_tail", coefficients)


def hurwitz_tail(s: Element) -> Family:
    """x**(s-1) zeta(s, x) as a function of v = 1/x."""

    def coefficients(field: Field) -> Iterator[Element]:
        yield (s - field.one).inverse()
        yield field.rational(fmpq(1, 2))
        k, rising, factorial = 1, s, fmpq(2)
        while True:
            yield rising * field.rational(bernoulli(2 * k) / factorial)
            yield field.zero
            rising = rising * (s + field.rational(2 * k - 1)) * (s + field.rational(2 * k))
            factorial *= (2 * k + 1) * (2 * k + 2)
            k += 1

    return _tail(f"zeta_tail[{s.text()}]", coefficients)


def incomplete_gamma_tail(a: Element) -> Family:
    """x**(1-a) exp(x) Γ(a, x) as a function of v = 1/x."""

    def coefficients(field: Field) -> Iterator[Element]:
        now, k = field.one, 1
        while True:
            yield now
            now = now * (a - field.rational(k))
            k += 1

    return _tail(f"uppergamma_tail[{a.text()}]", coefficients)


def _erfc_tail(field: Field) -> Iterator[Element]:
    now, k = fmpq(1), 1
    while True:
        yield field.rational(now)
        yield field.zero
        now = -now * (2 * k - 1) / 2
        k += 1


def _ei_tail(field: Field) -> Iterator[Element]:
    now, k = fmpq(1), 1
    while True:
        yield field.rational(now)
        now *= k
        k += 1


SINE = Family("sin", _sine, _exact_trig(0))
COSINE = Family("cos", _cosine, _exact_trig(1))
ARCTANGENT = Family("atan", _arctangent)
ARCSINE = Family("asin", _arcsine)
ERROR = Family("erf", _error_function)
LAMBERT = Family("lambertw", _lambert)
EI = Family("ei", _exponential_integral)
EIN = Family("ein", _entire_exponential_integral)
LOG_GAMMA = Family("loggamma", _log_gamma)
STIRLING_TAIL = _tail("stirling_tail", _stirling, _stirling_exact)
DIGAMMA_TAIL = _tail("digamma_tail", _digamma_tail)
ERFC_TAIL = _tail("erfc_tail", _erfc_tail)
EI_TAIL = _tail("ei_tail", _ei_tail)


def polygamma(order: int) -> Family:
    return Family(f"polygamma{order}", _polygamma(order))
