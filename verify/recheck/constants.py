"""Computes a refuted implied constant again: spectra of a list and a flat block, with mpmath, from their texts.

κ by bisection, k by its definition, every sum by counting equal eigenvalues: nothing of the enclosures is used. It is a
second opinion at 50 digits, not a proof.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from mpmath import mp, mpf, sqrt

from .formulas import parse
from .ranks import NOT_COVERED

_DIGITS = 50
_STEPS = 400  # halvings of κ: beyond any double, also far below it


def recheck_constant(certificate: Mapping[str, Any]) -> str:
    """The complaint about a ratio that is said to lie outside [low, high]; NOT_COVERED for spectra that vary with i."""
    with mp.workdps(_DIGITS):
        groups = _groups(certificate["segments"])
        if groups is None or (certificate["signal"] is None and "bias" in certificate["bound"]):
            return NOT_COVERED
        n, ridge = int(certificate["n"]), _number(parse(certificate["ridge"]))
        level = _number(parse(certificate["rank_constant"])) * n
        k = int(certificate["k"])
        if not _reached(groups, k, ridge, level) or (k > 0 and _reached(groups, k - 1, ridge, level)):
            return f"k = {k} is not the first index with its condition"
        ratio = _ratio(certificate["bound"], groups, n, k, ridge=ridge, signal=certificate["signal"])
        low, high = (_number(parse(certificate[end])) for end in ("low", "high"))
        return f"the ratio is {mp.nstr(ratio, 8)}, inside" if low <= ratio <= high else ""


def _groups(segments: Any) -> list[tuple[Any, int]] | None:
    """Eigenvalues with their numbers, the largest first; None where a formula has the index in it."""
    found: list[tuple[Any, int]] = []
    for segment in segments:
        names = {node.id for node in ast.walk(parse(segment["text"])) if isinstance(node, ast.Name)} - {"sqrt"}
        if names or segment["count"] is None:
            return None
        found.append((_number(parse(segment["text"])), int(segment["count"])))
    return found


def _number(node: ast.expr) -> Any:
    """A constant with + − * / ** and sqrt."""
    match node:
        case ast.Constant(value=int() as value):
            return mpf(value)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_number(inner)
        case ast.Call(func=ast.Name(id="sqrt"), args=[inner]):
            return sqrt(_number(inner))
        case ast.BinOp(left=left, op=operation, right=right):
            a, b = _number(left), _number(right)
            match operation:
                case ast.Add():
                    return a + b
                case ast.Sub():
                    return a - b
                case ast.Mult():
                    return a * b
                case ast.Div():
                    return a / b
                case ast.Pow():
                    return a**b
    raise ValueError(f"no constant: {ast.unparse(node)}")


def _beyond(groups: list[tuple[Any, int]], k: int) -> list[tuple[Any, int]]:
    """The groups without their first k eigenvalues."""
    left = []
    for value, count in groups:
        skipped = min(k, count)
        k -= skipped
        if count > skipped:
            left.append((value, count - skipped))
    return left


def _reached(groups: list[tuple[Any, int]], k: int, ridge: Any, level: Any) -> bool:
    rest = _beyond(groups, k)
    return bool(rest) and bool(ridge + sum(value * count for value, count in rest) >= level * rest[0][0])


def _ratio(bound: str, groups: list[tuple[Any, int]], n: int, k: int, *, ridge: Any, signal: Any) -> Any:
    def degrees(kappa: Any, order: int) -> Any:
        return sum(count * (value / (value + kappa)) ** order for value, count in groups)

    low, high = mpf(0), (ridge + sum(value * count for value, count in groups)) / n + 1
    for _ in range(_STEPS):  # κ(1 − df_1/n) − λ/n is convex and not positive at 0: its one positive root
        middle = (low + high) / 2
        low, high = (middle, high) if middle * (1 - degrees(middle, 1) / n) * n < ridge else (low, middle)
    kappa, second = high, degrees(high, 2)
    rest = _beyond(groups, k)
    tail, squares = (sum(count * value**power for value, count in rest) for power in (1, 2))
    if "variance" in bound:
        below = {
            "min-norm variance": mpf(k) / n + n * squares / tail**2,
            "min-norm variance, rank left out": mpf(k) / n,
            "min-norm variance, rank squared": mpf(k) / n + (n * squares / tail**2) ** 2,
            "ridge variance": mpf(k) / n + n * squares / (ridge + tail) ** 2,
            "ridge variance, ridge left out": mpf(k) / n + n * squares / tail**2,
        }[bound]
        return second / (n - second) / below
    listed = [value for value, count in groups for _ in range(min(count, len(signal)))][: len(signal)]
    pairs = [(_number(parse(theta)) ** 2, value) for theta, value in zip(signal, listed, strict=True)]
    part = kappa**2 * sum(theta * value / (value + kappa) ** 2 for theta, value in pairs) * n / (n - second)
    if bound == "min-norm bias":
        rank = sum(value * count for value, count in groups) / groups[0][0] / n
        return part / (sum(theta for theta, _ in pairs) * groups[0][0] * max(rank, sqrt(rank)))
    shrinking = (ridge + tail) / n
    power = 1 if bound == "ridge bias, square left out" else 2
    below = sum(theta * value for theta, value in pairs[k:])
    return part / (below + sum(theta / value for theta, value in pairs[:k]) * shrinking**power)
