"""Trees that bind an index: sums, inverses and thresholds, beside the plain trees of `trees`.

    ("fn", "sum", (f, ("idx", i), low, high))           Σ over the integers i with low <= i <= high; high may be ("oo",)
    ("fn", "inverse", (F, ("idx", k), G))               the k with F(k) = G
    ("fn", "threshold", (F, ("idx", k), G))             the least natural k with F(k) >= G

A product is exp of the sum of the logarithms. The index is a leaf of its own kind, so that it is no parameter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .signals import Undecided

Tree = Any
NAMES = ("sum", "inverse", "threshold")
INFINITY: Tree = ("oo",)


def is_binder(expr: Any) -> bool:
    """Whether a SymPy node binds an index."""
    return type(expr).__name__ in ("Sum", "Product", "Inverse", "Threshold")


def from_sympy(expr: Any, variable: Any, read: Callable[[Any, Any], Tree]) -> Tree:
    """The tree of a Sum, Product, Inverse or Threshold; `read` reads what is inside."""
    kind = type(expr).__name__
    if kind in ("Sum", "Product"):
        if len(expr.args) != 2:
            raise Undecided("a sum over several indices at once: write it as nested sums")
        body, (index, low, high) = expr.args
        name, inside = _bind(body, index, variable, read)
        ends = (read(low, variable), INFINITY if high.is_infinite else read(high, variable))
        if kind == "Product":
            return ("fn", "exp", (("fn", "sum", (("fn", "log", (inside,)), name, *ends)),))
        return ("fn", "sum", (inside, name, *ends))
    name, inside = _bind(expr.left, expr.unknown, variable, read)
    return ("fn", kind.lower(), (inside, name, read(expr.right, variable)))


def _bind(body: Any, index: Any, variable: Any, read: Callable[[Any, Any], Tree]) -> tuple[Tree, Tree]:
    if index == variable:
        raise Undecided(f"{index} is bound by a sum and also the variable of the limit")
    inside = read(body, variable)
    name = index.name
    while _mentions(inside, ("idx", name)):
        name += "_"
    return ("idx", name), replace(inside, ("sym", index.name), ("idx", name))


def replace(tree: Tree, leaf: Tree, by: Tree) -> Tree:
    """The tree with one leaf replaced everywhere; names of indices are unique, so nothing is captured."""
    if tree == leaf:
        return by
    kind = tree[0]
    if kind in ("add", "mul"):
        return (kind, tuple(replace(a, leaf, by) for a in tree[1]))
    if kind == "pow":
        return ("pow", replace(tree[1], leaf, by), replace(tree[2], leaf, by))
    if kind == "fn":
        if tree[1] in NAMES and tree[2][1] == leaf:
            return ("fn", tree[1], (*tree[2][:2], *(replace(a, leaf, by) for a in tree[2][2:])))
        return ("fn", tree[1], tuple(replace(a, leaf, by) for a in tree[2]))
    return tree


def _mentions(tree: Tree, leaf: Tree) -> bool:
    return mentions(tree, leaf)


def mentions(tree: Tree, leaf: Tree) -> bool:
    """Whether the leaf occurs."""
    if tree == leaf:
        return True
    kind = tree[0]
    if kind in ("add", "mul"):
        return any(mentions(a, leaf) for a in tree[1])
    if kind == "pow":
        return mentions(tree[1], leaf) or mentions(tree[2], leaf)
    return kind == "fn" and any(mentions(a, leaf) for a in tree[2])


def contains_binder(tree: Tree) -> bool:
    """Whether a sum, an inverse or a threshold occurs."""
    kind = tree[0]
    if kind in ("add", "mul"):
        return any(contains_binder(a) for a in tree[1])
    if kind == "pow":
        return contains_binder(tree[1]) or contains_binder(tree[2])
    return kind == "fn" and (tree[1] in NAMES or any(contains_binder(a) for a in tree[2]))


def counts(tree: Tree) -> bool:
    """Whether the variable bounds a sum, or a threshold is one of sums: then it runs through the integers."""
    kind = tree[0]
    if kind in ("add", "mul"):
        return any(counts(a) for a in tree[1])
    if kind == "pow":
        return counts(tree[1]) or counts(tree[2])
    if kind != "fn":
        return False
    if tree[1] == "sum" and any(mentions(end, ("var",)) for end in tree[2][2:]):
        return True
    if tree[1] == "threshold" and contains_binder(tree[2][0]):
        return True
    return any(counts(a) for a in tree[2])


def contains(tree: Tree, names: tuple[str, ...]) -> bool:
    """Whether a function of one of these names occurs."""
    kind = tree[0]
    if kind in ("add", "mul"):
        return any(contains(a, names) for a in tree[1])
    if kind == "pow":
        return contains(tree[1], names) or contains(tree[2], names)
    return kind == "fn" and (tree[1] in names or any(contains(a, names) for a in tree[2]))


def text(tree: Tree, show: Callable[[Tree], str]) -> str:
    """The text of a binder; `show` prints what is inside."""
    body, index = show(tree[2][0]), tree[2][1][1]
    if tree[1] == "sum":
        return f"Sum({body}, ({index}, {show(tree[2][2])}, {show(tree[2][3])}))"
    sign = "=" if tree[1] == "inverse" else ">="
    return f"{tree[1]}({index}, {body} {sign} {show(tree[2][2])})"
