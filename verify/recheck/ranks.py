"""Reads again, with mpmath at a precision of its own, that a benign ratio of a power law did not shrink.

Covered: λ_i = i^−a in infinite dimension, a > 1 rational, whose tail sums are Hurwitz zeta values. Everything else is
"not covered", and the verdict stays with the engine.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import mpmath

_DIGITS = 60
NOT_COVERED = "not covered"


def recheck_growth(certificate: Mapping[str, Any]) -> str:
    """The complaint about a certificate that some ratio grew from the first n to the last; empty if it holds.

    The certificate has `eigenvalue` (text in i), `dimension`, `rank_constant`, `grown` (one of "r_0/n", "k*/n",
    "n/R_k*") and `rows`, pairs (n, k*). "not covered" for spectra other than i**(-a).
    """
    exponent = _power(str(certificate["eigenvalue"]))
    if exponent is None or certificate["dimension"] != "oo":
        return NOT_COVERED
    with mpmath.workdps(_DIGITS):
        a = mpmath.mpf(exponent.numerator) / exponent.denominator
        level = Fraction(certificate["rank_constant"])
        values = []
        for n, k in (certificate["rows"][0], certificate["rows"][-1]):
            complaint = _first_passage(a, int(n), int(k), level)
            if complaint:
                return complaint
            values.append(_ratio(str(certificate["grown"]), a, int(n), int(k)))
        margin = mpmath.mpf(10) ** (10 - _DIGITS)
        if values[1] >= values[0] * (1 + margin):
            return ""
        return f"{certificate['grown']} is {mpmath.nstr(values[0], 8)} at first and {mpmath.nstr(values[1], 8)} at last"


def _power(text: str) -> Fraction | None:
    """a of i**(-a), from the text; None for anything else."""
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError:
        return None
    if not (isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Pow)):
        return None
    if not (isinstance(tree.left, ast.Name) and tree.left.id == "i"):
        return None
    value = _number(tree.right)
    return -value if value is not None and value < -1 else None


def _number(node: ast.expr) -> Fraction | None:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return Fraction(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _number(node.operand)
        return None if value is None else -value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        top, bottom = _number(node.left), _number(node.right)
        return None if top is None or not bottom else top / bottom
    return None


def _tail(a: Any, k: int, power: int = 1) -> Any:
    return mpmath.zeta(power * a, k + 1)


def _first_passage(a: Any, n: int, k: int, level: Fraction) -> str:
    """r_k of a power law increases with k, so that two values settle the first passage."""
    wanted = mpmath.mpf(level.numerator * n) / level.denominator
    margin = mpmath.mpf(10) ** (10 - _DIGITS)
    if not _tail(a, k) * mpmath.power(k + 1, a) >= wanted * (1 + margin):
        return f"r_{k} is below {level}*{n}"
    if k and not _tail(a, k - 1) * mpmath.power(k, a) <= wanted * (1 - margin):
        return f"r_{k - 1} is not below {level}*{n}: k* is smaller than {k}"
    return ""


def _ratio(name: str, a: Any, n: int, k: int) -> Any:
    if name == "r_0/n":
        return _tail(a, 0) / n
    if name == "k*/n":
        return mpmath.mpf(k) / n
    return n * _tail(a, k, 2) / _tail(a, k) ** 2
