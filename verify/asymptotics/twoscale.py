"""Sums of two scales, Σ w(i)*g(i)**p*(g(i) + K)**(-q) with K = K(X) -> 0 and g falling to zero, up to a factor.

With t = g/K: t**p/(1+t)**q lies between 2**(-q) and 1 times t**(p-q) where t >= 1, and times t**p where t < 1. Hence

    2**(-q) S <= Σ w g**p (g+K)**(-q) <= S,    S = Σ_{g >= K} w g**(p-q) + K**(-q) Σ_{g < K} w g**p,

and the sum splits at m = #{i : g(i) >= K}, the integer part of the inverse of g at K. That is enough for O, o and
Theta, not for ~. Where g falls faster than every power, p = q and w = 1, the lower bound is sharper:

    Σ g**q (g+K)**(-q) >= Σ_{g >= K} (1 - qK/g).

Source: ½ min(1, t) <= t/(1+t) <= min(1, t).
"""

from __future__ import annotations

from typing import Any

from . import ranges
from .antidifference import X, plus, times
from .binders import INFINITY, mentions, replace
from .calculus import Bounds
from .signals import Undecided
from .trees import ONE, Tree, has_variable, neg, number

REFUSED = "a sum whose terms mix the index and the variable in a way that is not covered"


def enclose(ev: Any, inner: Tree, index: Tree, low: Tree, high: Tree) -> Bounds:
    """Bounds of Σ inner over low <= i <= high; raises Undecided unless the terms have the form above."""
    from . import sums

    shape = _shape(inner, index)
    if shape is None:
        raise Undecided(REFUSED)
    outer, weight, g, k, p, q = shape
    start = sums._integer(ev, low)
    if start is None:
        raise Undecided(REFUSED)
    values = ranges.over(ev, replace(g, index, X), start)
    weights = ranges.over(ev, replace(weight, index, X), start)
    if not (values.positive and weights.nonnegative):
        raise Undecided("a two-scale sum whose terms are not known to be positive")
    _positive(ev, k)
    split = _last(ev, g, index, k)
    top = split if high == INFINITY else ("fn", "min", (split, high))
    if high != INFINITY:
        top = _smaller(ev, split, high)
    large = ("fn", "sum", (times(weight, _power(g, p - q)), index, low, top))
    parts: Tree = large
    if top == split:
        rest = ("fn", "sum", (times(weight, _power(g, p)), index, plus(top, ONE), high))
        parts = plus(large, times(("pow", k, number(-q)), rest))
    whole = times(outer, parts)
    least = times(number(1, 2**q), whole)
    if p == q and weight == ONE and _rapid(ev, replace(g, index, X)):
        lost: Tree = ("fn", "sum", (("pow", g, number(-1)), index, low, top))  # (1 + K/g)**-q >= 1 - qK/g
        least = times(outer, plus(("fn", "sum", (ONE, index, low, top)), neg(times(number(q), k, lost))))
    ends = (least, whole)
    if sums.wide_sign(ev, outer) < 0:
        return ends[::-1]
    return ends


def _rapid(ev: Any, g: Tree) -> bool:
    """Whether g falls faster than every power."""
    from . import compose
    from .antidifference import plain

    log = times(number(-1), ("fn", "log", (g,)), ("pow", ("fn", "log", (X,)), number(-1)))
    return compose.limit_of(plain(ev, log)) == ("infinite", 1)


def _power(g: Tree, exponent: int) -> Tree:
    return ONE if exponent == 0 else g if exponent == 1 else ("pow", g, number(exponent))


def _positive(ev: Any, k: Tree) -> None:
    from . import compose, sums
    from .intervals import ends

    if sums.wide_sign(ev, k) <= 0:
        raise Undecided("the scale of a two-scale sum is not known to be positive")
    for end in ends(ev.value(k)):
        kind, c = compose.limit_of(end)
        if kind != "finite" or isinstance(c, int) or not c.is_zero():
            raise Undecided("the scale of a two-scale sum does not tend to zero")


def _last(ev: Any, g: Tree, index: Tree, k: Tree) -> Tree:
    """m = #{i : g(i) >= K} as floor of the solution of 1/g(x) = 1/K: g falls for large i, and is above K before."""
    body = ("pow", g, number(-1))
    return ("fn", "floor", (("fn", "inverse", (body, index, ("pow", k, number(-1)))),))


def _smaller(ev: Any, split: Tree, high: Tree) -> Tree:
    from . import sums

    return high if sums.wide_sign(ev, plus(split, neg(high))) >= 0 else split


def _shape(tree: Tree, index: Tree) -> tuple[Tree, Tree, Tree, Tree, int, int] | None:
    """(factor of X, weight of i, g, K, p, q) when the tree is their product g**p*(g+K)**(-q)*..., else None."""
    outer: Tree = ONE
    moving: list[tuple[Tree, int]] = []
    mixed: list[tuple[Tree, int]] = []
    merged: dict[Tree, int] = {}
    for factor, exponent in _factors(tree, 1):
        merged[factor] = merged.get(factor, 0) + exponent
    for factor, exponent in merged.items():
        power = _power(factor, exponent)
        if not mentions(factor, index):
            outer = times(outer, power)
        elif not has_variable(factor):
            moving.append((factor, exponent))
        else:
            mixed.append((factor, exponent))
    if len(mixed) != 1 or mixed[0][1] >= 0:
        return None
    base, q = mixed[0][0], -mixed[0][1]
    if base[0] != "add":
        return None
    parts = _flat(base)
    inside = [a for a in parts if mentions(a, index)]
    rest = [a for a in parts if not mentions(a, index)]
    if any(has_variable(a) for a in inside) or not rest:
        return None
    g, k = plus(*inside), plus(*rest)
    p, weight = _exponent(moving, g, index)
    return (outer, weight, g, k, p, q) if 0 <= p <= q else None


def _flat(tree: Tree) -> list[Tree]:
    """The terms of a sum."""
    return [t for a in tree[1] for t in _flat(a)] if tree[0] == "add" else [tree]


def _exponent(moving: list[tuple[Tree, int]], g: Tree, index: Tree) -> tuple[int, Tree]:
    """How often g divides the product of the factors that depend on the index alone, and what is left."""
    wanted = _factors(g, 1)
    have: dict[Tree, int] = {}
    for factor, exponent in moving:
        have[factor] = have.get(factor, 0) + exponent
    p = min(
        (have.get(f, 0) // e if (have.get(f, 0) > 0) == (e > 0) else 0 for f, e in wanted if mentions(f, index)),
        default=0,
    )
    outer = ONE
    for factor, exponent in wanted:
        if mentions(factor, index):
            have[factor] = have.get(factor, 0) - p * exponent
        else:
            outer = times(outer, _power(factor, -p * exponent))
    weight = times(outer, *(_power(f, e) for f, e in have.items() if e))
    return p, weight


def _factors(tree: Tree, exponent: int) -> list[tuple[Tree, int]]:
    """The factors of a product with integer exponents."""
    if tree[0] == "mul":
        return [f for a in tree[1] for f in _factors(a, exponent)]
    if tree[0] == "pow" and tree[2][0] == "num" and tree[2][1].q == 1:
        return _factors(tree[1], exponent * int(tree[2][1].p))
    return [(tree, exponent)]
