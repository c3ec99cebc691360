"""The engine's own expression trees, made once from SymPy's.

A tree is a nested tuple: ("num", fmpq), ("sym", name), ("var",), ("const", name), ("add", (…)), ("mul", (…)),
("pow", base, exponent), ("fn", name, (…)). SymPy's objects are read structurally; nothing of SymPy evaluates here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp
from flint import fmpq

from . import binders
from .signals import Undecided

Tree = Any

ONE: Tree = ("num", fmpq(1))
MINUS_ONE: Tree = ("num", fmpq(-1))
_CONSTANTS = {
    sp.pi: ("const", "pi"),
    sp.E: ("fn", "exp", (ONE,)),
    sp.EulerGamma: ("const", "EulerGamma"),
    sp.GoldenRatio: ("mul", (("num", fmpq(1, 2)), ("add", (ONE, ("pow", ("num", fmpq(5)), ("num", fmpq(1, 2))))))),
}
_PRINTED = {
    "abs": "Abs",
    "max": "Max",
    "min": "Min",
    "mod": "Mod",
    "lambertw": "LambertW",
    "ei": "Ei",
}
_NAMES = {"Abs": "abs", "Max": "max", "Min": "min", "Mod": "mod", "loggamma": "loggamma", "LambertW": "lambertw"}


def number(value: int, of: int = 1) -> Tree:
    return ("num", fmpq(value, of))


def from_sympy(expr: Any, variable: Any) -> Tree:
    """The tree of a SymPy expression; `variable` becomes ("var",).  Raises Undecided on what is not known."""
    if expr.is_Symbol:
        return ("var",) if expr == variable else ("sym", expr.name)
    if expr.is_Rational:
        return ("num", fmpq(int(expr.p), int(expr.q)))
    if expr in _CONSTANTS:
        return _CONSTANTS[expr]
    if expr.is_Add or expr.is_Mul:
        return ("add" if expr.is_Add else "mul", tuple(from_sympy(a, variable) for a in expr.args))
    if expr.is_Pow:
        base, exponent = expr.args
        if base is sp.E:
            return ("fn", "exp", (from_sympy(exponent, variable),))
        return ("pow", from_sympy(base, variable), from_sympy(exponent, variable))
    if binders.is_binder(expr):
        return binders.from_sympy(expr, variable, from_sympy)
    if expr.is_Function or type(expr).__name__ in ("Max", "Min"):
        name = type(expr).__name__
        return ("fn", _NAMES.get(name, name.lower()), tuple(from_sympy(a, variable) for a in expr.args))
    raise Undecided(f"{type(expr).__name__} is not a function this engine expands")


def substitute(tree: Tree, put: Callable[[Tree], Tree | None]) -> Tree:
    """The tree with every symbol or variable leaf for which `put` returns a tree replaced by it."""
    kind = tree[0]
    if kind in ("sym", "var"):
        new = put(tree)
        return tree if new is None else new
    if kind in ("add", "mul"):
        return (kind, tuple(substitute(a, put) for a in tree[1]))
    if kind == "pow":
        return ("pow", substitute(tree[1], put), substitute(tree[2], put))
    if kind == "fn":
        return ("fn", tree[1], tuple(substitute(a, put) for a in tree[2]))
    return tree


def symbols(tree: Tree) -> frozenset[str]:
    """The parameters of a tree."""
    kind = tree[0]
    if kind == "sym":
        return frozenset({tree[1]})
    if kind in ("add", "mul"):
        return frozenset().union(*(symbols(a) for a in tree[1]))
    if kind == "pow":
        return symbols(tree[1]) | symbols(tree[2])
    if kind == "fn":
        return frozenset().union(*(symbols(a) for a in tree[2]))
    return frozenset()


def has_variable(tree: Tree) -> bool:
    kind = tree[0]
    if kind == "var":
        return True
    if kind in ("add", "mul"):
        return any(has_variable(a) for a in tree[1])
    if kind == "pow":
        return has_variable(tree[1]) or has_variable(tree[2])
    return kind == "fn" and any(has_variable(a) for a in tree[2])


def neg(tree: Tree) -> Tree:
    return ("mul", (MINUS_ONE, tree))


def sub(a: Tree, b: Tree) -> Tree:
    return ("add", (a, neg(b)))


def div(a: Tree, b: Tree) -> Tree:
    return ("mul", (a, ("pow", b, MINUS_ONE)))


def text(tree: Tree, variable: str = "X") -> str:
    """Python-like text that the grammar reads back."""
    return _text(tree, variable, 0)


def _text(tree: Tree, v: str, level: int) -> str:
    kind = tree[0]
    if kind == "num":
        q = tree[1]
        if q.q != 1:
            return f"({q.p}/{q.q})"
        return str(q.p) if q >= 0 or level == 0 else f"({q.p})"
    if kind in ("sym", "const", "idx"):
        return str(tree[1])
    if kind == "oo":
        return "oo"
    if kind == "range":
        return f"range({_text(tree[1], v, 0)}, {_text(tree[2], v, 0)})"
    if kind == "var":
        return v
    if kind == "add":
        body = " + ".join(_text(a, v, 1) for a in tree[1]).replace("+ -", "- ")
        return body if level == 0 else f"({body})"
    if kind == "mul":
        body = "*".join(_text(a, v, 2) for a in tree[1])
        return body if level <= 1 else f"({body})"
    if kind == "pow":
        body = f"{_text(tree[1], v, 3)}**{_text(tree[2], v, 3)}"
        return body if level <= 2 else f"({body})"
    if tree[1] in binders.NAMES:
        return binders.text(tree, lambda t: _text(t, v, 0))
    return f"{_PRINTED.get(tree[1], tree[1])}({', '.join(_text(a, v, 0) for a in tree[2])})"
