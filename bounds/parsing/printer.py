"""Trees and claims to canonical Python-like text, which the grammar reads back to the same tree.

The tree is printed as it stands: nothing is sorted, signs and quotients are shown only where the grammar would
build the very same node from them. The text of a formula is also a Python expression, so that a reader built
on another parser can check it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import sympy as sp
from sympy import Add, Expr, Integer, Mul, Pow, Product, Rational, Sum, Symbol

from ..claims import Claim, Hypothesis, Point, Relation
from ..errors import InputError
from ..implicit import Inverse, Threshold
from .limits import MAX_DEPTH
from .table import BINDERS, FUNCTION_OF_HEAD, GRAMMAR, RESERVED

_NAME = re.compile(r"(?!lambda(?![A-Za-z]))[A-Za-z](?:_?[A-Za-z0-9])*_?")
_HALF = Rational(1, 2)
_CONSTANTS: dict[Any, str] = {
    sp.pi: "pi",
    sp.E: "E",
    sp.EulerGamma: "EulerGamma",
    sp.oo: "oo",
    -sp.oo: "-oo",
}
# How tightly a piece of text holds together; each level may stand, without brackets, where a looser one may.
_SUM, _PRODUCT, _POWER, _ATOM = 1, 2, 3, 4


def to_text(expr: Expr) -> str:
    """The canonical text of a tree.

    Arguments: `expr`, a tree of the grammar's own functions, or of classes with a `grammar_name` (printed as
    that name with their arguments; with `grammar_brackets` "[]" as E[...]).
    Returns a text that `parse_expression` reads back to a structurally identical tree (given the same symbols
    and vocabulary) and that is a Python expression.
    Raises InputError for a tree that the grammar cannot spell: floats, complex or undefined values, unknown
    functions, nesting beyond the grammar's limit.
    """
    return _text(expr, 0)[0]


def _text(expr: Expr, depth: int) -> tuple[str, int]:
    """The text, and how tightly it holds together."""
    if depth >= MAX_DEPTH:
        raise InputError(f"the formula is nested more than {MAX_DEPTH} deep and has no text: name its inner parts")
    head = type(expr)
    printer = _PRINTERS.get(head)
    if printer is not None:
        return printer(expr, depth + 1)
    constant = _CONSTANTS.get(expr)
    if constant is not None:
        return constant, _ATOM if constant != "-oo" else _PRODUCT
    if isinstance(expr, Rational):
        return _rational(expr), _ATOM if expr.q == 1 and expr.p >= 0 else _PRODUCT
    if isinstance(expr, Symbol):
        return _symbol(expr), _ATOM
    name = FUNCTION_OF_HEAD.get(head) or getattr(head, "grammar_name", None)
    if not isinstance(name, str):
        raise InputError(f"{head.__name__} has no spelling in the grammar: {_shown(expr)}")
    if not expr.args and not isinstance(expr, sp.Function):
        return name, _ATOM
    opening, closing = tuple(getattr(head, "grammar_brackets", "()"))
    inner = ", ".join(_text(argument, depth + 1)[0] for argument in expr.args)
    return f"{name}{opening}{inner}{closing}", _ATOM


def _symbol(symbol: Symbol) -> str:
    name = symbol.name
    if isinstance(symbol, sp.Dummy | sp.Wild) or not readable(name):
        raise InputError(
            f"the symbol {name!r} has no spelling in the grammar: a name is letters, digits and underscores, "
            "begins with a letter and is none of the grammar's own"
        )
    return name


def readable(name: str) -> bool:
    """Whether the grammar reads the name as the symbol of that very name."""
    taken = name in GRAMMAR.entries or name in BINDERS or name in RESERVED or name in ("o", "O")
    return bool(_NAME.fullmatch(name)) and not taken


def _shown(expr: Any) -> str:
    text = str(type(expr).__name__) if expr is None else repr(expr)
    return text if len(text) < 60 else text[:57] + "..."


def _rational(value: Rational) -> str:
    return str(value.p) if value.q == 1 else f"{value.p}/{value.q}"


def _wrapped(expr: Expr, level: int, depth: int) -> str:
    """The text, in brackets where it holds together less tightly than asked."""
    text, tightness = _text(expr, depth)
    return text if tightness >= level else f"({text})"


def _is_digits(expr: Expr) -> bool:
    """Whether the tree is a natural number, which the grammar reads as a number as typed."""
    return isinstance(expr, Integer) and expr.p >= 0


def _pow(expr: Pow, depth: int) -> tuple[str, int]:
    base, exponent = expr.args
    if exponent == _HALF:
        return f"sqrt({_text(base, depth)[0]})", _ATOM
    if exponent == -1 and not _is_digits(base):
        return f"1/{_wrapped(base, _POWER, depth)}", _PRODUCT
    return f"{_wrapped(base, _ATOM, depth)}**{_wrapped(exponent, _ATOM, depth)}", _POWER


def _divisor(expr: Expr) -> Expr | None:
    """What the factor divides by, if it is a reciprocal."""
    return expr.args[0] if type(expr) is Pow and expr.args[1] == -1 else None


def _mul(expr: Mul, depth: int) -> tuple[str, int]:
    factors = list(expr.args)
    sign = ""
    first, second = factors[0], factors[1]
    if first == -1 and not isinstance(second, Rational):
        sign, factors = "-", factors[1:]
        text = _factor(factors[0], depth)
    elif isinstance(first, Rational):
        text = _rational(first)
    else:
        text = _factor(first, depth)
    for index, factor in enumerate(factors[1:], 1):
        divisor = _divisor(factor)
        number_before = index == 1 and _first_is_number(factors[0], sign)
        if divisor is None or (number_before and _merges(factors[0], divisor)):
            text += "*" + _factor(factor, depth, spelled=divisor is not None)
        else:
            text += "/" + _wrapped(divisor, _POWER, depth)
    return sign + text, _PRODUCT


def _first_is_number(first: Expr, sign: str) -> bool:
    return not sign and isinstance(first, Integer)


def _merges(first: Expr, divisor: Expr) -> bool:
    """Whether number/divisor would be read as something other than a product of the two."""
    return _is_digits(divisor) or abs(first) == 1


def _factor(factor: Expr, depth: int, spelled: bool = False) -> str:
    """A member of a product; `spelled` writes a reciprocal as a power."""
    if spelled:
        return f"{_wrapped(factor.args[0], _ATOM, depth)}**(-1)"
    if type(factor) is Pow and factor.args[1] == -1 and not _is_digits(factor.args[0]):
        return f"1/{_wrapped(factor.args[0], _POWER, depth)}"
    return _wrapped(factor, _POWER, depth)


def _add(expr: Add, depth: int) -> tuple[str, int]:
    text = _wrapped(expr.args[0], _PRODUCT, depth)
    for term in expr.args[1:]:
        piece = _wrapped(term, _PRODUCT, depth)
        text += f" - {piece[1:]}" if piece.startswith("-") else f" + {piece}"
    return text, _SUM


def _with_limits(expr: Expr, depth: int) -> tuple[str, int]:
    pieces = [_text(expr.args[0], depth)[0]]
    for limit in expr.args[1:]:
        if len(limit.args) != 3:
            raise InputError(f"a sum without both ends of its range has no text: {_shown(expr)}")
        pieces.append("(" + ", ".join(_text(part, depth)[0] for part in limit.args) + ")")
    return f"{type(expr).__name__}({', '.join(pieces)})", _ATOM


def _implicit(expr: Expr, depth: int) -> tuple[str, int]:
    name, relation = ("inverse", "==") if type(expr) is Inverse else ("threshold", ">=")
    parts = [_text(part, depth)[0] for part in expr.args]
    return f"{name}({parts[0]}, {parts[1]} {relation} {parts[2]})", _ATOM


_PRINTERS: dict[Any, Callable[[Any, int], tuple[str, int]]] = {
    Add: _add,
    Mul: _mul,
    Pow: _pow,
    Sum: _with_limits,
    Product: _with_limits,
    Inverse: _implicit,
    Threshold: _implicit,
}


def claim_text(claim: Claim) -> str:
    """The canonical text of a claim's statement, without its point and hypotheses."""
    left = to_text(claim.left)
    if claim.relation is Relation.BENIGN:
        return claim.relation.value
    if claim.right is None:
        return f"{left} {claim.relation.value}"
    right = to_text(claim.right)
    if claim.relation.is_landau:
        return f"{left} = {claim.relation.value}({right})"
    return f"{left} {claim.relation.value} {right}{claim.side}"


def point_text(point: Point) -> str:
    """The canonical text of a point."""
    return f"{point.variable.name} -> {to_text(point.value)}{point.side}"


def hypothesis_text(hypothesis: Hypothesis) -> str:
    """The canonical text of a hypothesis."""
    if hypothesis.relation is None or hypothesis.right is None:
        return f"{to_text(hypothesis.left)} {hypothesis.kind}"
    return f"{to_text(hypothesis.left)} {hypothesis.relation.value} {to_text(hypothesis.right)}"
