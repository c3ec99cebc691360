"""Reads again that a rational function of λ_i, θ_i and positive names is not negative, from its text.

A rational function is a pair of polynomials with exact coefficients, multiplied out here; where λ_i ≥ k it is read with
λ_i = k + s, where λ_i ≤ k with k = λ_i + s. Then the certificate's product over its denominator must be the function,
and every sign must show in coefficients. Nothing of the engine or of the grammar is imported.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from .algebra import Rejected, Sum, add, multiply
from .formulas import called, number, parse, text_of

Quotient = tuple[Sum, Sum]

EIGENVALUE, COORDINATE, SLACK = "lamda_i", "theta_i", "s_0"
SUMS = ("spectral_sum", "spectral_sum_above", "spectral_sum_below")
UNIT: Sum = {(): Fraction(1)}


def require_nonnegative(
    summands: list[tuple[Fraction | str, str]],
    side: str,
    level: str,
    proof: Mapping[str, Any],
    positive: Callable[[str], bool],
) -> None:
    """Raises Rejected unless a sum of multiples of rational functions is seen to be ≥ 0 in a region.

    Arguments: `summands`, pairs (factor, text); `side` and `level`, where λ_i is (`all`, `above`, `below`); `proof`,
    the product and its denominator; `positive`, whether a name stands for a positive number by the facts.
    """
    reader = _Reader(side, level, positive)
    whole: Quotient = ({}, UNIT)
    for factor, text in summands:
        times = (_scaled(UNIT, factor), UNIT) if isinstance(factor, Fraction) else reader.read(factor, free=True)
        whole = _plus(whole, _product(times, reader.read(text)))
    numerator, denominator = whole
    _require_signs(denominator, "a denominator", strict=True)
    under = _polynomial(reader.read(proof["denominator"], put=False))
    _require_signs(under, "the denominator of the identity", strict=True)
    product = _scaled(UNIT, Fraction(proof["constant"]))
    if Fraction(proof["constant"]) < 0:
        raise Rejected("the identity has a negative constant")
    for text, power in proof["factors"]:
        if type(power) is not int or not 1 <= power <= 64:
            raise Rejected("a power that is no positive whole number")
        factor_read = _polynomial(reader.read(text, put=False))
        if power % 2:
            _require_signs(factor_read, "a factor to an odd power", strict=False)
        for _ in range(power):
            product = multiply(product, factor_read)
    if multiply(numerator, under) != multiply(product, denominator):
        raise Rejected("the identity that is to show a sign does not hold")


def same_function(left: list[str], right: list[str], positive: Callable[[str], bool]) -> bool:
    """Whether the product of some rational functions is the product of others, as quotients of polynomials."""
    reader = _Reader("all", "", positive)
    one: Quotient = (UNIT, UNIT)
    two: Quotient = (UNIT, UNIT)
    for text in left:
        one = _product(one, reader.read(text))
    for text in right:
        two = _product(two, reader.read(text))
    return multiply(one[0], two[1]) == multiply(two[0], one[1])


def plainly_nonnegative(text: str, positive: Callable[[str], bool]) -> bool:
    """Whether every coefficient of a rational function is positive, so that it is ≥ 0 for every λ_i > 0."""
    try:
        numerator, denominator = _Reader("all", "", positive).read(text)
        _require_signs(denominator, "a denominator", strict=True)
        _require_signs(numerator, "a numerator", strict=False)
    except Rejected:
        return False
    return True


def _require_signs(polynomial: Sum, what: str, *, strict: bool) -> None:
    alone = False
    for monomial, value in polynomial.items():
        powers = dict(monomial)
        if value < 0 or powers.get(COORDINATE, 0) % 2:
            raise Rejected(f"{what} is not seen to be positive")
        alone |= COORDINATE not in powers and SLACK not in powers
    if strict and not alone:
        raise Rejected(f"{what} may be zero")


class _Reader:
    def __init__(self, side: str, level: str, positive: Callable[[str], bool]) -> None:
        if side not in ("all", "above", "below"):
            raise Rejected(f"{side!r} is no part of the spectrum")
        self._side = side
        self._level = text_of(parse(level)) if side != "all" else ""
        self._positive = positive
        if self._level and (self._level in (EIGENVALUE, COORDINATE, SLACK) or not positive(self._level)):
            raise Rejected(f"the level {self._level} is not known to be positive")

    def read(self, text: str, *, put: bool = True, free: bool = False) -> Quotient:
        """A rational function; `put`: with the region's substitution; `free`: without λ_i and θ_i."""
        return self._read(parse(text), put, free)

    def _read(self, node: ast.expr, put: bool, free: bool) -> Quotient:
        value = number(node)
        if value is not None:
            return _scaled(UNIT, value), UNIT
        head, _ = called(node)
        if isinstance(node, ast.Name) or head:
            return self._name(text_of(node), put, free), UNIT
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            inner = self._read(node.operand, put, free)
            return _scaled(inner[0], Fraction(-1)), inner[1]
        if isinstance(node, ast.BinOp):
            return self._operation(node, put, free)
        raise Rejected(f"{text_of(node)[:60]} is no rational function")

    def _operation(self, node: ast.BinOp, put: bool, free: bool) -> Quotient:
        left = self._read(node.left, put, free)
        if isinstance(node.op, ast.Pow):
            power = number(node.right)
            if power is None or power.denominator != 1 or abs(power) > 64:
                raise Rejected(f"{text_of(node)[:60]} is no whole power")
            if power < 0:
                left = _inverse(left)
            result: Quotient = (UNIT, UNIT)
            for _ in range(abs(int(power))):
                result = _product(result, left)
            return result
        right = self._read(node.right, put, free)
        if isinstance(node.op, ast.Add):
            return _plus(left, right)
        if isinstance(node.op, ast.Sub):
            return _plus(left, (_scaled(right[0], Fraction(-1)), right[1]))
        if isinstance(node.op, ast.Mult):
            return _product(left, right)
        if isinstance(node.op, ast.Div):
            return _product(left, _inverse(right))
        raise Rejected(f"{text_of(node)[:60]} is no rational function")

    def _name(self, name: str, put: bool, free: bool) -> Sum:
        if name in (EIGENVALUE, COORDINATE) and free:
            raise Rejected(f"{name} stands outside of its sum")
        if put and name == EIGENVALUE and self._side == "above":
            return {((self._level, 1),): Fraction(1), ((SLACK, 1),): Fraction(1)}
        if put and self._level and name == self._level and self._side == "below":
            return {((EIGENVALUE, 1),): Fraction(1), ((SLACK, 1),): Fraction(1)}
        if put and name == SLACK:
            raise Rejected(f"the name {SLACK} is taken")
        known = (EIGENVALUE, COORDINATE) if put else (EIGENVALUE, COORDINATE, SLACK)
        if name not in known and (name.startswith(SUMS) or not self._positive(name)):
            raise Rejected(f"{name} is not known to be positive")
        return {((name, 1),): Fraction(1)}


def _polynomial(quotient: Quotient) -> Sum:
    if quotient[1] != UNIT:
        raise Rejected("a factor of the identity is no polynomial")
    return quotient[0]


def _scaled(polynomial: Sum, factor: Fraction) -> Sum:
    return add({}, polynomial, factor)


def _product(left: Quotient, right: Quotient) -> Quotient:
    return multiply(left[0], right[0]), multiply(left[1], right[1])


def _plus(left: Quotient, right: Quotient) -> Quotient:
    if left[1] == right[1]:
        return add(left[0], right[0]), left[1]
    return add(multiply(left[0], right[1]), multiply(right[0], left[1])), multiply(left[1], right[1])


def _inverse(quotient: Quotient) -> Quotient:
    if not quotient[0]:
        raise Rejected("a division by zero")
    return quotient[1], quotient[0]
