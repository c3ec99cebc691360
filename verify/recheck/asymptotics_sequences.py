"""Sequences of integers along which an oscillation is known, for re-checking refutations.

For a polynomial u(n) with rational coefficients, not constant: frac(u(n)) is periodic and takes each of its values for
infinitely many n; u(n) is equidistributed modulo 2*pi (Weyl, pi being irrational), so that (sin u, cos u) lies in every
arc of the circle for infinitely many n. On the arc on which one of them is at least 7/8 in size the other is at most
sqrt(15)/8 < 1/2.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor, lcm

from .algebra import Rejected
from .asymptotics_algebra import ONE, El
from .asymptotics_functions import PARITY, Any_, Wide
from .asymptotics_series import Value, exact_of
from .asymptotics_text import NotCovered, Tree

LONGEST = 1000
LARGE, SMALL = Fraction(7, 8), Fraction(1, 2)


def coefficients(value: Value) -> dict[int, Fraction]:
    """The coefficients of a polynomial in X with rational coefficients that is not constant; raises for all else."""
    exact = exact_of(value)
    out: dict[int, Fraction] = {}
    if not isinstance(exact, El):
        raise Rejected("the values along a sequence need an argument that moves")
    for m, c in exact.d.items():
        (i, e), *rest = m or ((0, Fraction(0)),)
        if rest or (e and exact.al.atoms[i].kind != "var") or e.denominator != 1 or e < 0:
            raise Rejected("a sequence of integers for an argument that is no rational polynomial")
        out[int(e)] = c
    if not any(out):
        raise Rejected("the values along a sequence need an argument that moves")
    return out


def residues(value: Value) -> list[Fraction]:
    """frac(u(n)) over a period in n, for a polynomial u with rational coefficients that moves; else nothing."""
    try:
        polynomial = coefficients(value)
    except Rejected:
        return []
    period = lcm(*(c.denominator for c in polynomial.values()))
    taken = (sum((c * n**k for k, c in polynomial.items()), Fraction(0)) for n in range(period))
    return [q - floor(q) for q in taken] if period <= LONGEST else []


def check_integers(values: Mapping[Tree, Any_], arguments: Mapping[Tree, Value]) -> None:
    """Raises unless the oscillations take the values together for infinitely many integers."""
    kinds = {key[1]: value for key, value in values.items()}
    if all(key == PARITY or key[1] == "frac" for key in values):
        taken = {key: [ONE, -ONE] if key == PARITY else residues(u) for key, u in arguments.items()}
        period = lcm(*map(len, taken.values()))
        together = range(period if period <= LONGEST else 0)
        if not any(all(values[k] == q[n % len(q)] for k, q in taken.items()) for n in together):
            raise Rejected("there is no integer at which these values are taken")
        return
    if len({key[2] for key in values}) != 1:
        raise Rejected("a sequence of reals refutes nothing about integers")
    coefficients(next(iter(arguments.values())))
    if set(kinds) != {"sin", "cos"} or not all(isinstance(v, Wide) for v in kinds.values()):
        raise NotCovered("a refutation along sequences of this kind")
    for one, other in (("sin", "cos"), ("cos", "sin")):
        low, high = _ends(kinds[one])
        if (low <= LARGE and high >= 1) or (low <= -1 and high >= -LARGE):
            low, high = _ends(kinds[other])
            if low <= -SMALL and high >= SMALL:
                return
    raise Rejected("sin and cos do not take these values together")


def _ends(value: Any_) -> tuple[Fraction, Fraction]:
    if not isinstance(value, Wide) or not isinstance(value.low, Fraction) or not isinstance(value.high, Fraction):
        raise Rejected("a range along a sequence has no rational ends")
    return value.low, value.high
