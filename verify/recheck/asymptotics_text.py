"""The language of claims for the re-checker: formulas, statements, conditions and points, from canonical text to trees.

A tree is ("num", q), ("sym", name), ("add", …), ("mul", …), ("pow", base, exponent) or ("fn", name, …); Python's own
parser reads it, and nothing is executed.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .algebra import Rejected

Tree = tuple[Any, ...]
Condition = tuple[Tree, str]  # a tree and its relation to 0: one of > >= = !=
ONE = Fraction(1)
BINDERS = ("Sum", "Product", "inverse", "threshold")
INFINITY: Tree = ("oo",)
SERIES = "_series"  # a constant that is an infinite sum; no claim has this name
RELATIONS = ("->", "~", "<=", ">=", "!=", "<", ">", "=")
LANDAU = ("o", "O", "omega", "Omega", "Theta", "Otilde", "Omegatilde", "Thetatilde")


class NotCovered(Exception):
    """The certificate uses something that is not re-checked here."""


@dataclass(frozen=True)
class Statement:
    """A claim in one variable X tending to infinity; `right` is None for infinite values and `has limit`."""

    relation: str
    left: Tree
    right: Tree | None
    side: str
    infinite: int


def read(text: str) -> Tree:
    """The tree of a formula in Python-like text; nothing is executed."""
    if len(text) > 20_000:
        raise NotCovered("a formula of more than 20000 characters")
    try:
        return _tree(ast.parse(text.strip().replace(" = ", " == "), mode="eval").body)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Rejected(f"{text[:80]!r} is unreadable") from error


def _tree(node: ast.expr) -> Tree:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return ("num", Fraction(node.value))
    if isinstance(node, ast.Name):
        if node.id == "E":
            return ("fn", "exp", ("num", ONE))
        return ("fn", node.id) if node.id in ("pi", "EulerGamma") else ("sym", node.id)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return ("mul", ("num", -ONE), _tree(node.operand))
    if isinstance(node, ast.BinOp):
        left, right = _tree(node.left), _tree(node.right)
        if isinstance(node.op, ast.Add):
            return ("add", left, right)
        if isinstance(node.op, ast.Sub):
            return ("add", left, ("mul", ("num", -ONE), right))
        if isinstance(node.op, ast.Mult):
            return ("mul", left, right)
        if isinstance(node.op, ast.Div):
            return ("mul", left, ("pow", right, ("num", -ONE)))
        if isinstance(node.op, ast.Pow):
            return ("pow", left, right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        if node.func.id == SERIES:
            raise Rejected(f"{SERIES} in a formula")
        if node.func.id in BINDERS:
            return _binder(node.func.id, node.args)
        return ("fn", node.func.id, *(_tree(a) for a in node.args))
    raise NotCovered(f"{type(node).__name__} in a formula")


def _binder(name: str, arguments: list[ast.expr]) -> Tree:
    """Sum(f, (i, a, b)), Product, inverse(k, F = G) and threshold(k, F >= G), with indices as leaves of their own."""
    if name in ("Sum", "Product"):
        body, limits = arguments
        if not (isinstance(limits, ast.Tuple) and len(limits.elts) == 3 and isinstance(limits.elts[0], ast.Name)):
            raise Rejected("a sum without index and bounds")
        inside, index = _bound(_tree(body), limits.elts[0].id)
        low, high = _tree(limits.elts[1]), _tree(limits.elts[2])
        if high == ("sym", "oo"):
            high = INFINITY
        if name == "Product":
            return ("fn", "exp", ("fn", "Sum", ("fn", "log", inside), index, low, high))
        return ("fn", "Sum", inside, index, low, high)
    unknown, relation = arguments
    kind = ast.GtE if name == "threshold" else ast.Eq
    if not (isinstance(unknown, ast.Name) and isinstance(relation, ast.Compare) and len(relation.ops) == 1):
        raise Rejected(f"{name} without its relation")
    if not isinstance(relation.ops[0], kind):
        raise Rejected(f"{name} with another relation")
    inside, index = _bound(_tree(relation.left), unknown.id)
    return ("fn", name, inside, index, _tree(relation.comparators[0]))


def _bound(body: Tree, name: str) -> tuple[Tree, Tree]:
    """The body with the index in place of the name, and the index: one that does not occur in the body yet."""
    index = ("idx", name)
    while mentions(body, index):
        index = ("idx", index[1] + "_")
    return replace(body, name, index), index


def mentions(tree: Tree, leaf: Tree) -> bool:
    return tree == leaf or any(mentions(a, leaf) for a in tree if isinstance(a, tuple))


def has_binder(tree: Tree) -> bool:
    """Whether a sum, a product, an inverse or a threshold occurs."""
    return (tree[0] == "fn" and tree[1] in BINDERS) or any(has_binder(a) for a in tree if isinstance(a, tuple))


def counts(tree: Tree, variable: str) -> bool:
    """Whether the variable bounds a sum, or a threshold is one of sums: then it runs through the integers."""
    if tree[:2] == ("fn", "Sum") and any(variable in names(end) for end in tree[4:]):
        return True
    if tree[:2] == ("fn", "threshold") and has_binder(tree[2]):
        return True
    return any(counts(a, variable) for a in tree if isinstance(a, tuple))


def replace(tree: Tree, name: str, by: Tree) -> Tree:
    """The tree with the symbol replaced."""
    if tree[0] == "sym":
        return by if tree[1] == name else tree
    return tuple(replace(a, name, by) if isinstance(a, tuple) else a for a in tree)


def names(tree: Tree) -> frozenset[str]:
    """The symbols of a tree."""
    if tree[0] == "sym":
        return frozenset({tree[1]})
    return frozenset().union(*(names(a) for a in tree if isinstance(a, tuple)))


def substituted(tree: Tree, put: Mapping[str, Tree]) -> Tree:
    for name, by in put.items():
        tree = replace(tree, name, by)
    return tree


def minus(left: Tree, right: Tree) -> Tree:
    """left - right."""
    return ("add", left, ("mul", ("num", -ONE), right))


def condition(left: Tree, relation: str, right: Tree) -> Condition:
    """The comparison as a tree and its relation to zero."""
    if relation in ("<", "<="):
        left, relation, right = right, ">" + relation[1:], left
    if relation not in (">", ">=", "=", "!="):
        raise NotCovered(f"a condition with {relation}")
    return minus(left, right), relation


def defined(tree: Tree) -> list[Condition]:
    """What must hold for the logarithms and roots of a formula to be real, for those that are easy to see."""
    out = [c for a in tree[1:] if isinstance(a, tuple) for c in defined(a)]
    if tree[:2] == ("fn", "log"):
        out.append((tree[2], ">"))
    elif tree[:2] == ("fn", "sqrt") or (tree[0] == "pow" and tree[2][0] == "num" and tree[2][1].denominator % 2 == 0):
        out.append((tree[2] if tree[0] == "fn" else tree[1], ">="))
    return out


def canonical(tree: Tree) -> Tree:
    """The tree with nested sums and products in one, numbers worked out, and names in lower case."""
    if tree[0] in ("num", "sym"):
        return tree
    parts = [canonical(a) for a in tree if isinstance(a, tuple)]
    if tree[0] == "fn":
        return ("pow", *parts, ("num", Fraction(1, 2))) if tree[1] == "sqrt" else ("fn", tree[1].lower(), *parts)
    if tree[0] == "pow":
        base, e = parts
        whole = base[0] == e[0] == "num" and e[1].denominator == 1 and abs(e[1]) < 9 and (base[1] or e[1] > 0)
        return ("num", base[1] ** int(e[1])) if whole else ("pow", base, e)
    flat = [b for a in parts for b in (a[1:] if a[0] == tree[0] else [a])]
    number = Fraction(tree[0] == "mul")
    for a in flat:
        if a[0] == "num":
            number = number * a[1] if tree[0] == "mul" else number + a[1]
    rest = [a for a in flat if a[0] != "num"]
    kept = [] if number == (tree[0] == "mul") and rest else [("num", number)]
    return (tree[0], *kept, *rest) if len(kept + rest) > 1 else (kept + rest)[0]


def parts_of(tree: Tree) -> set[Tree]:
    """The canonical forms of all subexpressions."""
    return {canonical(tree)}.union(*(parts_of(a) for a in tree if isinstance(a, tuple)))


def split(text: str) -> tuple[str, str, str]:
    """The relation that stands outside brackets, with what is left and right of it."""
    depth = 0
    for k, c in enumerate(text):
        depth += (c in "([") - (c in ")]")
        if depth == 0 and text[k - 1 : k] == " ":
            for r in RELATIONS:
                if text.startswith(r + " ", k):
                    return text[: k - 1], r, text[k + len(r) + 1 :]
    raise NotCovered(f"the statement {text[:60]!r}")


def parse_statement(text: str) -> Statement:
    """The claim's canonical text."""
    if text.endswith(" has limit"):
        return Statement("has limit", read(text[: -len(" has limit")]), None, "", 0)
    left, relation, right = split(text)
    if relation == "->":
        if right in ("oo", "-oo"):
            return Statement("->", read(left), None, "", 1 if right == "oo" else -1)
        side = right[-1] if right[-1] in "+-" else ""
        return Statement("->", read(left), read(right[: len(right) - len(side)]), side, 0)
    head = right.split("(")[0]
    if relation == "=" and head in LANDAU and right.endswith(")"):
        return Statement(head, read(left), read(right[len(head) :]), "", 0)
    return Statement(relation, read(left), read(right), "", 0)


def directions(point: str) -> tuple[str, dict[str, Tree]]:
    """The variable, and what it is in X for each direction in which it tends to the point."""
    variable, _, target = point.partition(" -> ")
    x: Tree = ("sym", "X")
    if target in ("oo", "-oo"):
        return variable, {point: x if target == "oo" else ("mul", ("num", -ONE), x)}
    side = target[-1] if target[-1] in "+-" else ""
    at = read(target[: len(target) - len(side)])
    out = {}
    for way, sign in (("+", ONE), ("-", -ONE)):
        if side in ("", way):
            step = ("mul", ("num", sign), ("pow", x, ("num", -ONE)))
            out[point[: len(point) - len(side)] + way] = ("add", at, step)
    return variable, out
