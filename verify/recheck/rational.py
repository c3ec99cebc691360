"""Reads identities between rational functions again: by values at a grid that is large enough, in fractions.

A polynomial whose degree in each variable is below the number of values that the variable takes on a product grid is
zero if it vanishes on the grid. Degrees are bounded from the texts; slopes are those of dual numbers. A divisor is
taken only where it is built of positive parts, or is named as equal to such a text.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from .formulas import number, parse

MOST_POINTS = 40_000


@dataclass(frozen=True)
class _Dual:
    """A value and its slope along the curve."""

    value: Fraction
    slope: Fraction


class _Unreadable(Exception):
    """A text that is no rational function of the names before it."""


def recheck_identities(certificate: Mapping[str, Any]) -> str:
    """The complaint about a certificate of identities, empty if every one holds; texts are read here anew."""
    try:
        degrees = _bounds(certificate)
        _require_positive(certificate)
        pairs = [*certificate["positive"], *certificate["identities"]]
        for left, right in pairs:
            complaint = _compare(certificate, degrees, left, right)
            if complaint:
                return complaint
    except (_Unreadable, SyntaxError, KeyError, ZeroDivisionError) as error:
        return f"{type(error).__name__}: {error}"
    return ""


def recheck_difference(certificate: Mapping[str, Any]) -> str:
    """The complaint about a point at which two sides are said to differ, empty if they do."""
    try:
        point = {name: Fraction(value) for name, value in certificate["point"].items()}
        if set(point) != set(certificate["variables"]) or min(point.values()) <= 0:
            return f"{certificate['point']} is no point of positive variables"
        names = _evaluate(certificate, point)
        if any(names[name].value <= 0 for name in certificate["domain"]):
            return f"{certificate['point']} is outside the domain"
        left, right = (_value(parse(text), names) for text in certificate["differ"])
    except (_Unreadable, SyntaxError, KeyError, ZeroDivisionError) as error:
        return f"{type(error).__name__}: {error}"
    if tuple(certificate["differ"]) not in {tuple(pair) for pair in certificate["identities"]}:
        return "the two sides are no identity of the claim"
    return f"both sides are {left.value} there" if left.value == right.value else ""


def _compare(certificate: Mapping[str, Any], degrees: Mapping[str, Any], left: str, right: str) -> str:
    """Whether both sides agree on the grid that their degrees ask for."""
    variables = certificate["variables"]
    (top, below), (other_top, other_below) = (_degree(parse(text), degrees, variables) for text in (left, right))
    need = [max(a + d, c + b) + 1 for a, b, c, d in zip(top, below, other_top, other_below, strict=True)]
    total = 1
    for count in need:
        total *= count
    if total > MOST_POINTS:
        return f"{left} = {right} asks for {total} points: more than {MOST_POINTS}"
    first, second = parse(left), parse(right)
    for values in product(*(range(1, count + 1) for count in need)):
        names = _evaluate(certificate, dict(zip(variables, map(Fraction, values), strict=True)))
        if _value(first, names).value != _value(second, names).value:
            return f"{left} and {right} differ at {dict(zip(variables, values, strict=True))}"
    return ""


def _evaluate(certificate: Mapping[str, Any], point: Mapping[str, Fraction]) -> dict[str, _Dual]:
    """Every name at a point, with its slope."""
    rates = {name: Fraction(rate) for name, rate in certificate["rates"]}
    names = {name: _Dual(value, rates.get(name, Fraction(0))) for name, value in point.items()}
    second: dict[str, Any] = {}
    for name, text in certificate["definitions"]:
        if name in names:
            raise _Unreadable(f"{name} is defined twice")
        of = _slope_of(text)
        names[name] = _value(parse(text), names) if of is None else _Dual(names[of].slope, Fraction(0))
        if of is not None:
            second[name] = of
    for _, text in certificate["definitions"]:
        of = _slope_of(text)
        if of is not None and (of in second or _uses(certificate, of, second)):
            raise _Unreadable(f"the slope of {of}, which is made of slopes")
    return names


def _uses(certificate: Mapping[str, Any], name: str, slopes: Mapping[str, Any]) -> bool:
    """Whether a name is made of slopes, whose own slopes are not known here."""
    text = dict(map(tuple, certificate["definitions"])).get(name)
    if text is None:
        return False
    inside = {node.id for node in ast.walk(parse(text)) if isinstance(node, ast.Name)}
    return bool(inside & set(slopes)) or any(_uses(certificate, other, slopes) for other in inside - {name})


def _slope_of(text: str) -> str | None:
    tree = parse(text)
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id == "slope":
        (argument,) = tree.args
        if isinstance(argument, ast.Name):
            return argument.id
    return None


def _value(node: ast.expr, names: Mapping[str, _Dual]) -> _Dual:
    constant = number(node)
    if constant is not None:
        return _Dual(constant, Fraction(0))
    if isinstance(node, ast.Name):
        return names[node.id]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _value(node.operand, names)
        return _Dual(-inner.value, -inner.slope)
    if not isinstance(node, ast.BinOp):
        raise _Unreadable(ast.unparse(node))
    left = _value(node.left, names)
    if isinstance(node.op, ast.Pow):
        power = _exponent(node)
        return _Dual(left.value**power, power * left.value ** (power - 1) * left.slope)
    right = _value(node.right, names)
    if isinstance(node.op, ast.Add):
        return _Dual(left.value + right.value, left.slope + right.slope)
    if isinstance(node.op, ast.Sub):
        return _Dual(left.value - right.value, left.slope - right.slope)
    if isinstance(node.op, ast.Mult):
        return _Dual(left.value * right.value, left.slope * right.value + left.value * right.slope)
    if isinstance(node.op, ast.Div):
        slope = (left.slope * right.value - left.value * right.slope) / right.value**2
        return _Dual(left.value / right.value, slope)
    raise _Unreadable(ast.unparse(node))


def _exponent(node: ast.BinOp) -> int:
    power = number(node.right)
    if power is None or power.denominator != 1 or not 1 <= power <= 12:
        raise _Unreadable(ast.unparse(node))
    return int(power)


# -- degrees

_Degrees = tuple[tuple[int, ...], tuple[int, ...]]


def _bounds(certificate: Mapping[str, Any]) -> dict[str, _Degrees]:
    """Bounds on the degrees of numerator and denominator of every name, one number a variable."""
    variables = certificate["variables"]
    zero = (0,) * len(variables)
    found: dict[str, _Degrees] = {name: (tuple(int(other == name) for other in variables), zero) for name in variables}
    for name, text in certificate["definitions"]:
        of = _slope_of(text)
        if of is None:
            found[name] = _degree(parse(text), found, variables)
        else:  # (N′D − ND′)/D², with no more degree than ND, as rates are constants
            top, below = found[of]
            found[name] = (_plus(top, below), _plus(below, below))
    return found


def _degree(node: ast.expr, known: Mapping[str, _Degrees], variables: Any) -> _Degrees:
    zero = (0,) * len(variables)
    if number(node) is not None:
        return zero, zero
    if isinstance(node, ast.Name):
        return known[node.id]
    if isinstance(node, ast.UnaryOp):
        return _degree(node.operand, known, variables)
    if not isinstance(node, ast.BinOp):
        raise _Unreadable(ast.unparse(node))
    top, below = _degree(node.left, known, variables)
    if isinstance(node.op, ast.Pow):
        power = _exponent(node)
        return tuple(power * d for d in top), tuple(power * d for d in below)
    other_top, other_below = _degree(node.right, known, variables)
    if isinstance(node.op, ast.Mult):
        return _plus(top, other_top), _plus(below, other_below)
    if isinstance(node.op, ast.Div):
        return _plus(top, other_below), _plus(below, other_top)
    if below == other_below == zero:
        return tuple(map(max, top, other_top)), zero
    return tuple(map(max, _plus(top, other_below), _plus(other_top, below))), _plus(below, other_below)


def _plus(left: tuple[int, ...], right: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(a + b for a, b in zip(left, right, strict=True))


# -- positive divisors


def _require_positive(certificate: Mapping[str, Any]) -> None:
    """Every divisor is built of positive parts, or is a name that is equal to such a text."""
    plain = set(certificate["variables"])
    named = dict(map(tuple, certificate["positive"]))
    for name, text in certificate["definitions"]:
        for divisor in _divisors(parse(text)):
            if not _plainly_positive(divisor, plain):
                raise _Unreadable(f"the divisor {ast.unparse(divisor)} is not seen to be positive")
        if _slope_of(text) is None and _plainly_positive(parse(text), plain):
            plain.add(name)
        elif name in named:
            if not _plainly_positive(parse(named[name]), plain):
                raise _Unreadable(f"{named[name]} is not seen to be positive")
            plain.add(name)
    for pair in (*certificate["positive"], *certificate["identities"]):
        for text in pair:
            for divisor in _divisors(parse(text)):
                if not _plainly_positive(divisor, plain):
                    raise _Unreadable(f"the divisor {ast.unparse(divisor)} is not seen to be positive")


def _divisors(node: ast.expr) -> list[ast.expr]:
    return [n.right for n in ast.walk(node) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Div)]


def _plainly_positive(node: ast.expr, plain: set[str]) -> bool:
    constant = number(node)
    if constant is not None:
        return constant > 0
    if isinstance(node, ast.Name):
        return node.id in plain
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        return _plainly_positive(node.left, plain)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mult | ast.Div):
        return _plainly_positive(node.left, plain) and _plainly_positive(node.right, plain)
    return False
