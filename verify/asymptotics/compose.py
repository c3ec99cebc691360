"""Power series, powers, logarithms and exponentials of multiseries, and growth of the scale.

`exp` is where the scale grows (Gruntz; Richardson et al.): exp(h) for an infinite h is a power of an element whose
logarithm is of the order of h, times exp of something smaller, or a new element placed by the order of growth of h.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from . import exact as ex
from . import kernels
from .field import Element, Field
from .series import (
    MOST_CANCELLED,
    Cancellation,
    Lead,
    Scale,
    Series,
    Space,
    Term,
    Value,
    add,
    compare_monomials,
    exact_of,
    lead_of,
    lift,
    monomial,
    multiply,
    negate,
    scale_by,
    structurally_zero,
    subtract,
)
from .signals import DomainFault, Undecided

Coefficients = Callable[[int], Value | None]


def power_series(space: Space, coefficient: Coefficients, u: Series, exact: ex.Thunk) -> Value:
    """Σ coefficient(k) u**k for an infinitesimal u whose top exponents are all negative; None ends the sum."""
    return Series(space, u.top, _power_series_terms(space, coefficient, u, exact), exact)


def _power_series_terms(space: Space, coefficient: Coefficients, u: Series, exact: ex.Thunk) -> Iterator[Term]:
    first = coefficient(0)
    if first is None:
        return
    watch = Cancellation(u.top, exact)
    if not structurally_zero(first):
        yield watch.gives(Term(space.field.zero, first))
    lead = u.get(0)
    if lead is None:
        return
    powers: list[Series] = [u]
    factors: list[Value | None] = [coefficient(1)]
    at: list[int] = [0]
    ended = factors[0] is None
    while True:
        space.field.tick()
        best: Element | None = None
        chosen: list[int] = []
        for k, p in enumerate(powers):
            factor = factors[k]
            if factor is None or structurally_zero(factor):
                continue
            t = p.get(at[k])
            if t is None:
                continue
            order = 1 if best is None else space.compare(t.exponent, best)
            if order > 0:
                best, chosen = t.exponent, [k]
            elif order == 0:
                chosen.append(k)
        bound = lead.exponent * space.field.rational(len(powers) + 1)
        if not ended and (best is None or space.compare(bound, best) >= 0):
            following = multiply(powers[-1], u)
            if not isinstance(following, Series):  # u turned out to be zero
                ended = True
                continue
            powers.append(following)
            factors.append(coefficient(len(powers)))
            at.append(0)
            ended = factors[-1] is None
            continue
        if best is None:
            return
        both: Value = space.field.zero
        for k in chosen:
            t, factor = powers[k].get(at[k]), factors[k]
            assert t is not None
            assert factor is not None
            both = add(both, multiply(t.coefficient, factor))
            at[k] += 1
        if not structurally_zero(both):
            yield watch.gives(Term(best, both))
        elif watch.ends():
            return


def family_sum(space: Space, top: Scale, term: Callable[[int], Value], exact: ex.Thunk) -> Series:
    """Σ_k term(k) for terms whose leading exponents of `top` decrease strictly, without end."""
    return Series(space, top, _family_terms(space, top, term), exact)


def _family_terms(space: Space, top: Scale, term: Callable[[int], Value]) -> Iterator[Term]:
    """Row k is opened when row k - 1 has given its first term."""
    rows: list[Series] = []
    at: list[int] = []
    silent = 0
    while True:
        space.field.tick()
        if not rows or at[-1]:
            row = lift(term(len(rows)), top, space).trimmed()
            if row is None:
                raise Undecided("a term of an infinite sum is zero")
            lead = row.get(0)
            before = rows[-1].get(0) if rows else None
            assert lead is not None
            if before is not None and space.compare(lead.exponent, before.exponent) >= 0:
                raise Undecided("the terms of an infinite sum do not decrease in order")
            rows.append(row)
            at.append(0)
        best: Element | None = None
        chosen: list[int] = []
        for k, row in enumerate(rows):
            t = row.get(at[k])
            if t is None:
                continue
            order = 1 if best is None else space.compare(t.exponent, best)
            if order > 0:
                best, chosen = t.exponent, [k]
            elif order == 0:
                chosen.append(k)
        assert best is not None
        both: Value = space.field.zero
        for k in chosen:
            t = rows[k].get(at[k])
            assert t is not None
            both = add(both, t.coefficient)
            at[k] += 1
        if structurally_zero(both):
            silent += 1
            if silent > MOST_CANCELLED:
                raise Undecided("an infinite sum cancels term after term")
            continue
        silent = 0
        yield Term(best, both)


def head_and_tail(value: Series) -> tuple[Element, Value, Series | None]:
    """value = top**e * (c + u): e, c and u (None when zero); the value must be trimmed."""
    space, first = value.space, value.get(0)
    assert first is not None
    if value.finite() and len(value.terms) == 1:
        return first.exponent, first.coefficient, None
    tail = Series(space, value.top, _shifted(value, first.exponent), ex.constant(space.field.zero))
    tail.exact = ex.total(
        ex.product(value.exact, value.top.exact.to(-first.exponent)),
        ex.product(ex.constant(space.field.rational(-1)), exact_of(first.coefficient)),
    )
    return first.exponent, first.coefficient, tail


def _shifted(value: Series, exponent: Element) -> Iterator[Term]:
    k = 1
    while (term := value.get(k)) is not None:
        k += 1
        yield Term(term.exponent - exponent, term.coefficient)


def trim(value: Value) -> Value | None:
    """The value beginning with its leading term, or None when it is identically zero."""
    if isinstance(value, Series):
        return value.trimmed()
    return None if lead_of(value) is None else value


def field_of(value: Value) -> Field:
    return value.field if isinstance(value, Element) else value.space.field


def inverse(value: Value) -> Value:
    """1/value."""
    return power(value, field_of(value).rational(-1))


def power(value: Value, exponent: Element) -> Value:
    """value**exponent for a constant exponent; the base is eventually positive unless the exponent is an integer."""
    n = exponent.integer()
    if isinstance(value, Element) and n is not None and n > 0:  # whether the base vanishes does not matter
        return kernels.power(value, exponent)
    trimmed = trim(value)
    if isinstance(value, Element):
        return _zero_power(value, exponent) if trimmed is None else _constant_power(value, exponent)
    if trimmed is None:
        return _zero_power(value.space.field.zero, exponent)
    assert isinstance(trimmed, Series)
    space = trimmed.space
    if n == 1:
        return value
    if n == 0:
        return space.field.one
    if n is None:
        lead = trimmed.lead()
        assert lead is not None
        if lead.sign < 0:
            _may_be_an_integer(exponent)
            raise DomainFault("a negative number is raised to a power that is not a known integer")
    if n is not None and 2 <= n <= 3:
        out: Value = value
        for _ in range(n - 1):
            out = multiply(out, value)
        return out
    e, c, u = head_and_tail(trimmed)
    head = multiply(monomial(space, trimmed.top, e * exponent), power(c, exponent))
    if u is not None:
        v = multiply(u, power(c, space.field.rational(-1)))
        assert isinstance(v, Series)
        head = multiply(head, _binomial(space, v, exponent))
    if isinstance(head, Series):
        head.exact = value.exact.to(exponent)
    return head


def _zero_power(zero: Element, exponent: Element) -> Value:
    sign = zero.field.memo["oracle"].sign(exponent)
    if sign > 0:
        return zero.field.zero
    if sign == 0:
        return zero.field.one
    raise DomainFault("division by zero")


def _constant_power(base: Element, exponent: Element) -> Value:
    if exponent.integer() is None and base.field.memo["oracle"].sign(base) < 0:
        _may_be_an_integer(exponent)
        raise DomainFault(f"({base.text()})**({exponent.text()}) is not real")
    return kernels.power(base, exponent)


def _may_be_an_integer(exponent: Element) -> None:
    """Undecided unless the exponent is a rational number: what may be an integer leaves no domain, and no case out."""
    if not exponent.is_rational():
        raise Undecided(f"a negative number to the power {exponent.text()}, which is not known to be an integer")


def _binomial(space: Space, u: Series, c: Element) -> Value:
    """(1 + u)**c."""
    field = space.field
    known: list[Element] = [field.one]

    def coefficient(k: int) -> Value | None:
        while len(known) <= k:
            j = len(known)
            known.append(known[-1] * (c - field.rational(j - 1)) * field.rational(j).inverse())
        return None if k and known[k].is_zero() and c.is_rational() else known[k]

    return power_series(space, coefficient, u, ex.total(ex.constant(field.one), u.exact).to(c))


def log(value: Value) -> Value:
    """log of an eventually positive value."""
    lead = lead_of(value)
    if lead is None:
        raise DomainFault("log(0)")
    if lead.sign < 0:
        raise DomainFault("the argument of log is negative near the point")
    if isinstance(value, Element):
        return kernels.log(value)
    trimmed = value.trimmed()
    assert trimmed is not None
    space = trimmed.space
    e, c, u = head_and_tail(trimmed)
    out: Value = log(c)
    if not e.is_zero():
        out = add(scale_by(log_of_scale(space, trimmed.top), e), out)
    if u is not None:
        v = multiply(u, power(c, space.field.rational(-1)))
        assert isinstance(v, Series)
        field = space.field

        def coefficient(k: int) -> Value:
            return field.rational(0) if k == 0 else field.rational((-1) ** (k + 1)) * field.rational(k).inverse()

        out = add(out, power_series(space, coefficient, v, ex.log(ex.total(ex.constant(field.one), v.exact))))
    if isinstance(out, Series):
        out.exact = ex.log(value.exact)
    return out


def log_of_scale(space: Space, scale: Scale) -> Value:
    """log of a scale element; for the smallest, a new smallest element."""
    if scale.log is None:
        exact = ex.log(scale.exact)
        new = Scale(f"log({scale.name})", space.scales[0].order - 1, exact, None)
        space.scales.insert(0, new)
        scale.log = monomial(space, new, space.field.one)
    return scale.log


def exp(value: Value, space: Space) -> Value:
    """exp(value)."""
    if isinstance(value, Element):
        return kernels.exp(value)
    first = value.get(0)
    bounded = first is not None and first.exponent.is_zero()  # exp(c + u): whether c vanishes does not matter
    trimmed = value if bounded else value.trimmed()
    if trimmed is None:
        return space.field.one
    e = trimmed.get(0)
    assert e is not None
    sign = space.oracle.sign(e.exponent)
    field = space.field
    out: Value
    if sign < 0:
        out = _exp_small(space, trimmed)
    elif sign == 0:
        _, c, u = head_and_tail(trimmed)
        out = exp(c, space)
        if u is not None:
            out = multiply(out, _exp_small(space, u))
    else:
        lead = trimmed.lead()
        assert lead is not None
        scale, factor = _match(space, trimmed, lead)
        assert scale.log is not None
        rest = subtract(trimmed, scale_by(scale.log, factor))
        out = monomial(space, scale, factor)
        if not structurally_zero(rest):
            if isinstance(rest, Series):
                rest.exact = ex.total(value.exact, ex.product(exact_of(negate(scale.log)), ex.constant(factor)))
            out = multiply(out, exp(rest, space))
    if isinstance(out, Series):
        out.exact = ex.exp(value.exact)
    else:
        out = out + field.zero
    return out


def _exp_small(space: Space, u: Series) -> Value:
    field = space.field
    known = [field.one]

    def coefficient(k: int) -> Value:
        while len(known) <= k:
            known.append(known[-1] * field.rational(len(known)).inverse())
        return known[k]

    return power_series(space, coefficient, u, ex.exp(u.exact))


def _match(space: Space, value: Series, lead: Lead) -> tuple[Scale, Element]:
    """The scale element b and the constant c with value ~ c*log(b); b is created when there is none."""
    below: Fraction | None = None
    above: Fraction | None = None
    for scale in space.scales:
        if scale.log is None:  # the smallest element: its logarithm is below every infinite value met so far
            below = scale.order
            continue
        log_lead = lead_of(scale.log)
        assert log_lead is not None
        order = compare_monomials(space, lead.monomial, log_lead.monomial)
        if order == 0:
            return scale, lead.constant / log_lead.constant
        if order < 0:
            above = scale.order
            break
        below = scale.order
    assert below is not None
    if above is None:
        above = below + 2
    kept = _infinite_part(space, value)
    log_value = kept if lead.sign > 0 else negate(kept)
    assert isinstance(log_value, Series)
    scale = Scale(f"b{len(space.scales)}", (below + above) / 2, ex.exp(log_value.exact), log_value)
    at = sum(1 for s in space.scales if s.order < scale.order)
    space.scales.insert(at, scale)
    return scale, space.field.rational(lead.sign)


def _infinite_part(space: Space, value: Series) -> Series:
    """The terms with a positive exponent of the top element: a finite sum, infinite with the value."""
    kept: list[Term] = []
    index = value.start
    exact = ex.constant(space.field.zero)
    while (term := value.get(index)) is not None:
        sign = space.oracle.known(term.exponent) if index > value.start else space.oracle.sign(term.exponent)
        if sign is None:  # how many terms are infinite depends on the parameters: all are kept
            return value
        if sign <= 0:
            break
        index += 1
        if structurally_zero(term.coefficient):
            continue
        kept.append(term)
        exact = ex.total(exact, ex.product(exact_of(term.coefficient), value.top.exact.to(term.exponent)))
    if term is None and len(kept) == len(value.terms):
        return value
    return Series(space, value.top, kept, exact)


def limit_of(value: Value) -> tuple[str, Element | int]:
    """("finite", c), or ("infinite", ±1): the limit of a value whose leading term is known."""
    lead = lead_of(value)
    if lead is None:
        return "finite", (value if isinstance(value, Element) else value.space.field.zero)
    for _, exponent in lead.monomial:
        sign = exponent.field.memo["oracle"].sign(exponent)
        if sign > 0:
            return "infinite", lead.sign
        if sign < 0:
            return "finite", lead.constant.field.zero
    return "finite", lead.constant
