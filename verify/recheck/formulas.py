"""Formulas as text for re-checking: trees without SymPy, names, exact constants, and the algebra of orders.

A form maps atoms, each with a monomial in the parameters, to fractions.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from .algebra import MAX_LENGTH, Monomial, Rejected, Sum, depends, merge

Form = dict[tuple[Monomial, str], Fraction]
NUMBERS = ("pi", "E", "EulerGamma")  # positive real numbers
EXPECTATIONS = ("E", "noise_mean", "trace_inverse")
CACHED = 4096  # formulas whose trees are kept: those of a theorem come up again and again


@lru_cache(maxsize=CACHED)
def parse(text: str) -> ast.expr:
    """A formula as a tree."""
    if len(text) > MAX_LENGTH:
        raise Rejected("a formula of the certificate is longer than any that was ever written")
    return ast.parse(text, mode="eval").body


def text_of(node: ast.expr) -> str:
    """The text of a tree, kept beside it."""
    known: str | None = getattr(node, "known_text", None)
    if known is None:
        known = ast.unparse(node)
        node.known_text = known  # type: ignore[attr-defined]
    return known


@lru_cache(maxsize=CACHED)
def canonical(text: str) -> str:
    """The text by which a formula is known here."""
    return text_of(parse(text))


def number(node: ast.expr) -> Fraction | None:
    """The value of a rational constant."""
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return Fraction(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = number(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.BinOp):
        left, right = number(node.left), number(node.right)
        if left is None or right is None:
            return None
        return combined(node.op, left, right)
    return None


def combined(operation: ast.operator, left: Fraction, right: Fraction) -> Fraction | None:
    """The exact result of an operation on two numbers; None where it has none, or a power is out of all proportion."""
    if isinstance(operation, ast.Add):
        return left + right
    if isinstance(operation, ast.Sub):
        return left - right
    if isinstance(operation, ast.Mult):
        return left * right
    if isinstance(operation, ast.Div) and right:
        return left / right
    if isinstance(operation, ast.Pow) and right.denominator == 1 and abs(right) <= 64 and (left or right > 0):
        return Fraction(left ** int(right))
    return None


def is_constant(node: ast.expr) -> bool:
    """Whether a formula is a number, with no quantity in it."""
    known = (*NUMBERS, "sqrt", "log", "Max", "Min", "Abs")
    return all(item.id in known for item in ast.walk(node) if isinstance(item, ast.Name))


def called(node: ast.expr) -> tuple[str, list[ast.expr]]:
    """The name that is called and its arguments; empty for anything else."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id, list(node.args)
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        return node.value.id, [node.slice]
    return "", []


def terms(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from terms(node.left)
        yield from terms(node.right)
    else:
        yield node


@lru_cache(maxsize=CACHED)
def names_in(text: str) -> frozenset[str]:
    """Every name of a formula, functions excepted."""
    if text in ("oo", ""):
        return frozenset()
    nodes = list(ast.walk(parse(text)))
    heads = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    heads |= {id(node.value) for node in nodes if isinstance(node, ast.Subscript)}
    return frozenset(node.id for node in nodes if isinstance(node, ast.Name) and id(node) not in heads)


@lru_cache(maxsize=CACHED)
def in_exponents(text: str) -> frozenset[str]:
    """The names that occur in exponents."""
    if text in ("oo", ""):
        return frozenset()
    powers = [n.right for n in ast.walk(parse(text)) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Pow)]
    return frozenset().union(*(names_in(text_of(power)) for power in powers))


@lru_cache(maxsize=CACHED)
def inside(text: str) -> frozenset[str]:
    """The names that occur in exponents or inside quantities, plain functions excepted."""
    found = in_exponents(text)
    for node in ast.walk(parse(text)):
        head, arguments = called(node) if isinstance(node, ast.expr) else ("", [])
        if head not in ("", "sqrt", "log", "Max", "Min", "Abs"):
            found = found.union(*(names_in(text_of(argument)) for argument in arguments))
    return found


@lru_cache(maxsize=CACHED)
def varies(text: str) -> bool:
    """Whether a formula varies with the draw."""
    return text not in ("oo", "") and depends(text) > 0


@lru_cache(maxsize=CACHED)
def expectations(text: str) -> frozenset[str]:
    """The expectations in a formula, which may be infinite."""
    return frozenset(
        text_of(node)
        for node in ast.walk(parse(text))
        if isinstance(node, ast.expr) and called(node)[0] in EXPECTATIONS
    )


# --- arithmetic ---


def plus(left: Form, right: Form, factor: Fraction = Fraction(1)) -> Form:
    """left + factor · right."""
    total = dict(left)
    for key, value in right.items():
        total[key] = total.get(key, Fraction(0)) + factor * value
    return {key: value for key, value in total.items() if value}


def scaled(form: Form, factor: Sum) -> Form:
    """A form times a polynomial in the parameters."""
    total: Form = {}
    for (powers, name), value in form.items():
        for other, amount in factor.items():
            key = (merge(powers, other), name)
            total[key] = total.get(key, Fraction(0)) + value * amount
    return {key: value for key, value in total.items() if value}
