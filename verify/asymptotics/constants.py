"""Values of functions at constants, with the closed forms that are known."""

from __future__ import annotations

from flint import acb, arb, fmpq

from . import kernels
from .field import Element
from .signals import Undecided

MOST_SHIFT = 60


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


def digamma_constant(order: int, c: Element) -> Element:
    field = c.field
    if order == 0 and c.is_rational() and 0 < c.num <= MOST_SHIFT and c.num.q <= 2:
        return _digamma_closed(c)
    if order == 1 and c.is_one():
        return kernels.pi(field).power(2) * field.rational(fmpq(1, 6))

    def box(x: arb) -> arb:
        if order == 0:
            return acb(x).digamma().real
        value = acb(order + 1).zeta(acb(x)).real * arb(order).fac()
        return value if order % 2 else -value

    return kernels.fun(field, f"polygamma{order}", (c,), box)


def _digamma_closed(c: Element) -> Element:
    """At integers and halves: psi(1) = -gamma, psi(1/2) = -gamma - 2 log 2, psi(q+1) = psi(q) + 1/q (DLMF 5.4)."""
    field, q = c.field, c.num
    rest = fmpq(0)
    while q > 1:
        q -= 1
        rest += 1 / q
    out = field.rational(rest) - kernels.euler_gamma(field)
    return out if q == 1 else out - kernels.log(field.rational(2)) * field.rational(2)


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
