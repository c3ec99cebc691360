"""Derivatives of exp-log trees, and explicit bounds of trees that contain sums, inverses or thresholds."""

from __future__ import annotations

from typing import Any

from . import binders
from .antidifference import plus, times
from .signals import Undecided
from .trees import ONE, Tree, has_variable, neg, number

Bounds = tuple[Tree, Tree]


def derivative(tree: Tree) -> Tree:
    """d/dX of a tree built from powers, exp, log and arithmetic."""
    if not has_variable(tree):
        return number(0)
    kind = tree[0]
    if kind == "var":
        return ONE
    if kind == "add":
        return plus(*(derivative(a) for a in tree[1]))
    if kind == "mul":
        parts = []
        for j, a in enumerate(tree[1]):
            d = derivative(a)
            if d != number(0):
                parts.append(times(*tree[1][:j], d, *tree[1][j + 1 :]))
        return plus(*parts)
    if kind == "pow":
        base, exponent = tree[1], tree[2]
        if not has_variable(exponent):
            return times(exponent, ("pow", base, plus(exponent, number(-1))), derivative(base))
        log = ("fn", "log", (base,))
        return times(tree, derivative(times(exponent, log)))
    if kind == "fn" and tree[1] == "exp":
        return times(tree, derivative(tree[2][0]))
    if kind == "fn" and tree[1] == "log":
        return times(derivative(tree[2][0]), ("pow", tree[2][0], number(-1)))
    if kind == "fn" and tree[1] == "sqrt":
        return times(number(1, 2), ("pow", tree, number(-1)), derivative(tree[2][0]))
    raise Undecided("a derivative that is not covered")


def explicit(ev: Any, tree: Tree) -> Bounds:
    """Trees free of binders that depend on the variable, which bound the tree near the point."""
    if not binders.contains_binder(tree) or not has_variable(tree):
        return tree, tree
    kind = tree[0]
    if kind == "add":
        return _sum([explicit(ev, a) for a in tree[1]])
    if kind == "mul":
        out: Bounds = (ONE, ONE)
        for a in tree[1]:
            out = _product(ev, out, explicit(ev, a))
        return out
    if kind == "pow":
        return _power(ev, tree)
    if kind == "fn" and tree[1] in binders.NAMES:
        from . import bound

        low, high = bound.enclose(ev, tree)
        if low is high:
            return explicit(ev, low) if low != tree else (tree, tree)
        return explicit(ev, low)[0], explicit(ev, high)[1]
    if kind == "fn" and tree[1] in ("exp", "log", "sqrt"):
        low, high = explicit(ev, tree[2][0])
        return _pair(("fn", tree[1], (low,)), ("fn", tree[1], (high,)), exact=low is high)
    raise Undecided("a sum inside a function that is not covered")


def _pair(low: Tree, high: Tree, *, exact: bool) -> Bounds:
    return (low, low) if exact else (low, high)


def _sum(parts: list[Bounds]) -> Bounds:
    exact = all(low is high for low, high in parts)
    return _pair(plus(*(p[0] for p in parts)), plus(*(p[1] for p in parts)), exact=exact)


def _product(ev: Any, a: Bounds, b: Bounds) -> Bounds:
    from .sums import scale, wide_sign

    if a[0] is a[1]:
        return scale(ev, a[0], b)
    if b[0] is b[1]:
        return scale(ev, b[0], a)
    sign = 1
    flipped = []
    for low, high in (a, b):
        if wide_sign(ev, low) >= 0:
            flipped.append((low, high))
        elif wide_sign(ev, high) <= 0:
            flipped.append((neg(high), neg(low)))
            sign = -sign
        else:
            raise Undecided("a product of quantities whose sign is open")
    (p, q), (r, s) = flipped
    low, high = times(p, r), times(q, s)
    return (low, high) if sign > 0 else (neg(high), neg(low))


def _power(ev: Any, tree: Tree) -> Bounds:
    from .sums import wide_sign

    base, exponent = tree[1], tree[2]
    if has_variable(exponent):
        return explicit(ev, ("fn", "exp", (times(exponent, ("fn", "log", (base,))),)))
    low, high = explicit(ev, base)
    if wide_sign(ev, low) <= 0:
        raise Undecided("a power of a quantity that is not known to be positive")
    ends = (("pow", low, exponent), ("pow", high, exponent))
    if low is high:
        return ends[0], ends[0]
    return ends if ev.space.oracle.sign(ev.element(exponent)) >= 0 else ends[::-1]
