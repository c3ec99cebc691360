"""The smoke alarm: the leading and the next term against the function itself, at a few large values of X.

No evidence: sampling confirms no claim about log log X. But where the next term is small beside the leading one,
and the function, enclosed in a tight ball, is nowhere near the leading term and does not come nearer as X grows,
something is wrong, and no verdict is given. The values are X = exp(exp(L)) for a few L, the largest two within
reach.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from flint import arb, ctx, fmpq

from .compose import field_of
from .expand import leading
from .series import Value
from .signals import Signal
from .trees import Tree

SECONDS = 0.25
LEVELS = (fmpq(16, 5), fmpq(13, 5), fmpq(2), fmpq(7, 5), fmpq(9, 10))
BITS = 2400
LARGEST_EXPONENT = 10**9
SMALL_STEP = 0.02
FAR = 0.5
NEARER = 0.95


class Alarm(StrEnum):
    """What the samples say."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    OUT_OF_REACH = "out of reach"


class OutOfReach(Exception):
    """A value is too large, undefined or not tightly enclosed at the sample."""


def listen(tree: Tree, value: Value, *, whole: bool = False) -> Alarm:
    """Compares a value with the tree it stands for, both without parameters; at whole numbers if asked."""
    field = field_of(value)
    deadline, now = field.deadline, time.monotonic()
    field.deadline = now + SECONDS if deadline is None else min(deadline, now + SECONDS)
    try:
        found, _ = leading(value, 2)
        terms = [
            [("c", c.tree(), None), *(("s", s.exact.value().tree(), e.tree()) for s, e in m if not e.is_zero())]
            for c, m in found
        ]
    except Signal:
        return Alarm.OUT_OF_REACH
    finally:
        field.deadline = deadline
    if not terms:
        return Alarm.OUT_OF_REACH
    distances: list[tuple[float, float]] = []
    with ctx.workprec(BITS):
        for level in LEVELS:
            try:
                distances.append(_distance(tree, terms, level, whole=whole))
            except OutOfReach:
                continue
            if len(distances) == 2:
                break
    if len(distances) < 2 or distances[0][1] > SMALL_STEP:
        return Alarm.OUT_OF_REACH
    far, before = distances[0][0], distances[1][0]
    if far <= FAR:
        return Alarm.AGREES
    return Alarm.DISAGREES if far >= NEARER * before else Alarm.OUT_OF_REACH


def _distance(tree: Tree, terms: list[list[Any]], level: Any, *, whole: bool) -> tuple[float, float]:
    """|f/lead - 1| and |next/lead| at one X."""
    x = arb(level).exp().exp()
    if whole:
        x = arb(x.mid().floor().unique_fmpz())
    lead = _term(terms[0], x)
    ratio = _small(number(tree, x) / lead)
    step = _small(_term(terms[1], x) / lead) if len(terms) > 1 else 0.0
    return abs(ratio - 1), abs(step)


def _small(ball: Any) -> float:
    if not ball.is_finite() or not ball.rad() < arb("1e-9"):
        raise OutOfReach("no tight enclosure")
    return float(ball.mid())


def _term(factors: list[Any], x: Any) -> Any:
    out = arb(1)
    for _, base, exponent in factors:
        value = number(base, x)
        out = out * (value if exponent is None else _power(value, number(exponent, x)))
    return out


def number(tree: Tree, x: Any) -> Any:
    """A ball around the tree at X = x."""
    kind = tree[0]
    if kind == "num":
        return arb(tree[1])
    if kind == "var":
        return x
    if kind == "const":
        return arb.pi() if tree[1] == "pi" else arb.const_euler()
    if kind == "add":
        return sum((number(a, x) for a in tree[1]), arb(0))
    if kind == "mul":
        out = arb(1)
        for a in tree[1]:
            out = out * number(a, x)
        return out
    if kind == "pow":
        if tree[2][0] == "num" and tree[2][1].q == 1 and abs(tree[2][1]) < 10**5:
            return number(tree[1], x) ** int(tree[2][1].p)
        return _power(number(tree[1], x), number(tree[2], x))
    if kind != "fn":
        raise OutOfReach(str(kind))
    return _call(tree[1], [number(a, x) for a in tree[2]])


def _power(base: Any, exponent: Any) -> Any:
    return _exp(exponent * _log(base))


def _exp(value: Any) -> Any:
    if not abs(value) < LARGEST_EXPONENT:
        raise OutOfReach("exp of a huge number")
    return value.exp()


def _log(value: Any) -> Any:
    if not value > 0:
        raise OutOfReach("log of a value that is not certainly positive")
    return value.log()


_UNARY: dict[str, Callable[[Any], Any]] = {
    "abs": abs,
    "floor": lambda v: v.floor(),
    "ceiling": lambda v: v.ceil(),
    "sin": lambda v: v.sin(),
    "cos": lambda v: v.cos(),
    "tan": lambda v: v.tan(),
    "cot": lambda v: v.cot(),
    "atan": lambda v: v.atan(),
    "asin": lambda v: v.asin(),
    "acos": lambda v: v.acos(),
    "sinh": lambda v: v.sinh(),
    "cosh": lambda v: v.cosh(),
    "tanh": lambda v: v.tanh(),
    "coth": lambda v: v.coth(),
    "asinh": lambda v: v.asinh(),
    "acosh": lambda v: v.acosh(),
    "atanh": lambda v: v.atanh(),
    "erf": lambda v: v.erf(),
    "erfc": lambda v: v.erfc(),
    "sqrt": lambda v: v.sqrt(),
    "gamma": lambda v: v.gamma(),
    "loggamma": lambda v: v.lgamma(),
    "factorial": lambda v: (v + 1).gamma(),
    "lambertw": lambda v: v.lambertw(),
    "ei": lambda v: v.ei(),
}


def _call(name: str, values: list[Any]) -> Any:
    if name == "exp":
        return _exp(values[0])
    if name == "log":
        return _log(values[0])
    if name not in _UNARY or len(values) != 1 or not abs(values[0]) < LARGEST_EXPONENT:
        raise OutOfReach(name)
    return _UNARY[name](values[0])
