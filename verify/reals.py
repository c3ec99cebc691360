"""Formulas as the solver z3 reads them, over the reals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

_HIGHEST_POWER = 8


def real_term(tree: sp.Expr, other: Callable[[sp.Expr], Any]) -> Any:
    """A formula as a term of z3: rationals, sums, products and whole powers up to the eighth are read.

    Arguments: `tree`; `other`, the term of whatever else stands in it (a name, a function), which may raise.
    """
    import z3

    if isinstance(tree, sp.Rational):
        return z3.Q(int(tree.p), int(tree.q))
    if isinstance(tree, sp.Add | sp.Mul):
        total, *rest = (real_term(part, other) for part in tree.args)
        for part in rest:
            total = total + part if isinstance(tree, sp.Add) else total * part
        return total
    if isinstance(tree, sp.Pow) and tree.exp.is_Integer and 0 < tree.exp <= _HIGHEST_POWER:
        return real_term(tree.base, other) ** int(tree.exp)
    return other(tree)
