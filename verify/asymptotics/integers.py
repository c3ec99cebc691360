"""What an integer variable adds: (-1)**n, sin(pi*n), cos(pi*n).

For a polynomial T with integer coefficients, T(n) is even or odd with n (or constantly), since n**k and n have one
parity. `PARITY` is the tree cos(pi*X) = (-1)**X, which oscillates between its values -1 (odd X) and 1 (even X).
"""

from __future__ import annotations

from math import lcm
from typing import Any

from flint import fmpq

from . import kernels
from .compose import limit_of
from .field import Element
from .series import Series, Value, monomial, scale_by, subtract
from .trees import Tree

MOST_TERMS = 40
MOST_RESIDUES = 60
PARITY: Tree = ("fn", "cos", (("mul", (("const", "pi"), ("var",))),))


def integer_polynomial(value: Value) -> tuple[int, int] | None:
    """(parity of the constant term, parity of the sum of the others) of an integer polynomial in X, else None."""
    found = _coefficients(value)
    if found is None:
        return None
    constant, others = found
    parts = [_integer(c) for c in [constant, *others]]
    if any(p is None for p in parts):
        return None
    whole = [p for p in parts if p is not None]
    return whole[0] % 2, sum(whole[1:]) % 2


def multiple_of_pi(value: Value) -> tuple[Value, int] | None:
    """(rest, s): value = pi*T(X) + rest, T an integer polynomial of the parity of s*X, rest with a finite limit."""
    if not isinstance(value, Series) or value.top.order != 0:
        return None
    pi = kernels.pi(value.space.field)
    index, slope = value.start, 0
    rest: Value = value
    while (term := value.get(index)) is not None and value.space.oracle.sign(term.exponent) > 0:
        degree = term.exponent.integer()
        if degree is None or not isinstance(term.coefficient, Element):
            return None
        turns = _integer(term.coefficient / pi)
        if turns is None:
            return None
        slope += turns
        rest = subtract(rest, scale_by(monomial(value.space, value.top, term.exponent), term.coefficient))
        index += 1
    if index == value.start or limit_of(rest)[0] == "infinite":
        return None
    return rest, slope % 2


def rational_polynomial(value: Value) -> dict[int, Any] | None:
    """The coefficients by degree of a polynomial in X with rational coefficients, else None."""
    if not isinstance(value, Series) or value.top.order != 0 or value.get(MOST_TERMS) is not None:
        return None
    out: dict[int, Any] = {}
    for term in value.terms:
        degree = term.exponent.integer()
        if degree is None or degree < 0 or not isinstance(term.coefficient, Element):
            return None
        if not term.coefficient.is_rational():
            return None
        out[degree] = out.get(degree, 0) + term.coefficient.num
    return {k: q for k, q in out.items() if q}


def residues(value: Value) -> list[Any]:
    """frac(u(n)) over a period in n, for a polynomial u with rational coefficients that moves; else nothing."""
    terms = rational_polynomial(value)
    if terms is None or not any(terms):
        return []
    period = min(lcm(*(int(q.q) for q in terms.values())), MOST_RESIDUES + 1)
    taken = (sum((q * n**k for k, q in terms.items()), fmpq(0)) for n in range(period))
    return [q - q.floor() for q in taken] if period <= MOST_RESIDUES else []


def _coefficients(value: Value) -> tuple[Element, list[Element]] | None:
    """The constant term and the other coefficients of a polynomial in X."""
    if isinstance(value, Element):
        return value, []
    if not isinstance(value, Series) or value.top.order != 0 or value.get(MOST_TERMS) is not None:
        return None
    constant = value.space.field.zero
    others: list[Element] = []
    for term in value.terms:
        degree = term.exponent.integer()
        if degree is None or degree < 0 or not isinstance(term.coefficient, Element):
            return None
        if degree == 0:
            constant = constant + term.coefficient
        else:
            others.append(term.coefficient)
    return constant, others


def _integer(value: Any) -> int | None:
    found: int | None = value.integer()
    return found
