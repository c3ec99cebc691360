"""Whether a sequence can be a covariance's spectrum: λ_1 ≥ λ_2 ≥ … > 0 and Σ λ_i < ∞, proved or refused."""

from __future__ import annotations

from typing import Any

import sympy
from flint import arb

from ...bounds.errors import DomainError
from ...bounds.spectra import INDEX, Listing, Spectrum
from ..evaluate import BALLS, Program, evaluate
from .growth import Undecided, growth_on
from .precision import precision
from .shape import trend_on
from .summand import Summand
from .tails import prove_convergent

_BITS = 160
_CHECKED_TERMS = 40
_LONGEST_CHECK = 17
"""Single terms are compared up to i = 2^17 where the structure does not show the order."""


def check_eigenvalues(spectrum: Spectrum) -> None:
    """Prove that a concrete spectrum is positive, non-increasing and, with infinitely many terms, summable.

    Raises DomainError where one of them fails, Undecided where balls cannot tell.
    """
    with precision(_BITS):
        previous: tuple[int, Any, Any] | None = None
        for segment in spectrum.segments:
            if isinstance(segment, Listing):
                previous = _check_listing(segment)
                continue
            first = int(segment.first)
            last = None if segment.last == sympy.oo else int(segment.last)
            if INDEX not in segment.formula.free_symbols:
                start = evaluate(segment.formula, BALLS, {})
                _require_positive(first, start, segment.formula)
            else:
                start = _check_formula(segment.formula, first, last)
            if previous is not None:
                i, before, tree = previous
                _require_order(i, before, start, exact=tree == segment.formula)
            if last is None:
                prove_convergent(Summand(Program(segment.formula), {}))
            else:
                previous = (last, evaluate(segment.formula, BALLS, {"i": arb(last)}), segment.formula)


def _check_listing(segment: Listing) -> tuple[int, Any, Any]:
    values, balls = segment.values, [evaluate(value, BALLS, {}) for value in segment.values]
    for i, ball in enumerate(balls, start=1):
        _require_positive(i, ball, values[i - 1])
        if i > 1:
            _require_order(i - 1, balls[i - 2], ball, exact=values[i - 2] == values[i - 1])
    return len(balls), balls[-1], values[-1]


def _require_positive(i: int, ball: Any, shown: Any) -> None:
    if not ball.is_finite():
        raise DomainError(f"eigenvalue {i}, {shown}, is not a finite real number: eigenvalues are positive numbers")
    if ball > 0:
        return
    if ball < 0 or ball.is_zero():
        raise DomainError(f"eigenvalue {i} is {ball.str(6, radius=False)}: eigenvalues are positive numbers")
    raise Undecided(f"eigenvalue {i}, {shown}, cannot be told from 0: it must be positive")


def _require_order(i: int, here: Any, following: Any, *, exact: bool = False) -> None:
    if exact or here >= following:
        return
    if here < following:
        raise DomainError(
            f"eigenvalue {i + 1} ({following.str(6, radius=False)}) is larger than eigenvalue {i} "
            f"({here.str(6, radius=False)}): eigenvalues must not increase; sort them or change the formula"
        )
    raise Undecided(f"eigenvalues {i} and {i + 1} cannot be told apart: their order is not proved")


def _check_formula(formula: sympy.Expr, first: int, last: int | None) -> Any:
    """Prove that a formula is positive and non-increasing on its range; returns the first value."""
    start = _check_terms(formula, first, first + 1)
    try:
        trend = trend_on(formula, first, last)
        if trend.direction <= 0 and trend.sign == 1:
            return start
    except Undecided:
        pass  # the structure does not show it: single terms and growth may
    stop = first + _CHECKED_TERMS if last is None else min(last + 1, first + _CHECKED_TERMS)
    _check_terms(formula, first, stop)
    checked = stop
    for bits in range(max(6, stop.bit_length() + 1), max(_LONGEST_CHECK, stop.bit_length() + 2)):
        edge = 2**bits
        if last is not None and edge >= last:
            _check_terms(formula, checked - 1, last + 1)
            return start
        try:
            algebra, growth = growth_on(Program(formula), arb(2).log() * bits, {})
            falls = (growth.rapid == -1 and growth.bound > 0) or (growth.rapid == 0 and algebra.elasticity(growth) <= 0)
        except Undecided:
            falls = False
        if falls and growth.sign == 1:
            _check_terms(formula, checked - 1, edge + 2)
            return start
    raise Undecided(
        f"λ_i = {formula}: it could not be proved that the eigenvalues stay positive and never increase; "
        "use a named family or a finite list"
    )


def _check_terms(formula: sympy.Expr, first: int, stop: int) -> Any:
    """Positivity and order of single terms first … stop − 1; returns the first one."""
    start = before = None
    for i in range(first, stop):
        value = evaluate(formula, BALLS, {"i": arb(i)})
        _require_positive(i, value, formula)
        if before is None:
            start = value
        else:
            _require_order(i - 1, before, value)
        before = value
    return start
