"""Numbers as users give them, made exact: 0.1 is one tenth, not the double nearest to it."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, TypeAlias

import sympy

from ..errors import InputError

Given: TypeAlias = int | str | float | Fraction | Any
"""A number as a user gives it; `Any` stands for SymPy expressions, which have no types."""


def exact(value: Given, what: str) -> sympy.Expr:
    """The exact value of a number or the expression itself.

    Arguments: `value`, an int, a Fraction, a decimal or fraction as text, a float (read as the decimal it
    prints as) or a SymPy expression without floats; `what`, the name of the quantity for the message. Raises
    InputError for what is not a finite real number.
    """
    if isinstance(value, sympy.Basic):
        if not isinstance(value, sympy.Expr):
            raise InputError(f"{what} = {value}: expected a number or an expression")
        if value.has(sympy.nan, sympy.zoo) or value in (sympy.oo, -sympy.oo):
            raise InputError(f"{what} = {value}: expected a finite number")
        if value.has(sympy.I):
            raise InputError(f"{what} = {value} is complex: expected a real number")
        if value.atoms(sympy.Float):
            raise InputError(f"{what} = {value} contains a float: write decimals as text or as a Rational")
        return value
    if isinstance(value, bool):
        raise InputError(f"{what} = {value}: expected a number")
    if isinstance(value, complex):
        raise InputError(f"{what} = {value} is complex: expected a real number")
    if isinstance(value, int):
        return sympy.Integer(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise InputError(f"{what} = {value}: expected a finite number")
        value = repr(value)
    if isinstance(value, str) and len(value) > 400:
        raise InputError(f"{what} is a number of {len(value)} characters: the limit is 400")
    try:
        fraction = Fraction(_limited(value) if isinstance(value, str) else value)
    except (TypeError, ValueError, ZeroDivisionError) as error:
        raise InputError(f"{what} = {value!r}: expected a finite real number") from error
    return sympy.Rational(fraction)


def _limited(text: str) -> str:
    """The text, unless its exponent would make a number of more than ten thousand digits."""
    _, _, exponent = text.lower().partition("e")
    if exponent and abs(int(exponent)) > 10_000:
        raise ValueError("the exponent is too large")
    return text
