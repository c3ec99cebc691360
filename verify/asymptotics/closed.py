"""Sums known in closed form: logarithms and reciprocals of linear functions, powers of the index.

W(x+1) - W(x) = f(x) for all x > -c: loggamma(x+c) for log(x+c), polygamma(0, x+c) for 1/(x+c) (DLMF 5.5.1, 5.5.2). They
serve to name the constant of a divergent sum (Euler's constant, Stirling's), not to enclose the sum.
"""

from __future__ import annotations

from typing import Any

from flint import fmpq

from . import ranges
from .field import element_of_poly
from .signals import OutOfTime, Restart, Signal
from .trees import ONE, Tree, has_variable, number

X: Tree = ("var",)


def antidifference_of(ev: Any, summand: Tree, start: int) -> Tree | None:
    """A W with W(x+1) - W(x) = f(x) for all x >= start, or None."""
    whole = _known(ev, summand)
    if whole is None:
        return None
    try:
        ranges.over(ev, whole, start)
    except (OutOfTime, Restart):
        raise
    except Signal:
        return None
    return whole


def power_of(tree: Tree) -> Tree | None:
    """The exponent, free of the variable, when the tree is a power of X."""
    if tree == X:
        return ONE
    if tree[0] == "pow" and not has_variable(tree[2]):
        inner = power_of(tree[1])
        if inner is not None:
            return tree[2] if inner == ONE else ("mul", (inner, tree[2]))
    return None


def _known(ev: Any, summand: Tree) -> Tree | None:
    if not has_variable(summand):
        return ("mul", (summand, X))
    kind = summand[0]
    if kind == "add":
        parts = [_known(ev, a) for a in summand[1]]
        return None if any(p is None for p in parts) else ("add", tuple(parts))
    if kind == "mul":
        constants = [a for a in summand[1] if not has_variable(a)]
        moving = [a for a in summand[1] if has_variable(a)]
        if constants and len(moving) == 1:
            inner = _known(ev, moving[0])
            return None if inner is None else ("mul", (*constants, inner))
    if kind == "fn" and summand[1] == "log":
        return _logarithm(ev, summand[2][0])
    if kind == "pow" and summand[2] == number(-1):
        scale, linear = _scaled(summand[1])
        if linear is None:
            return _fractions(ev, summand)
        whole = ("fn", "polygamma", (number(0), linear))
        return whole if scale == ONE else ("mul", (("pow", scale, number(-1)), whole))
    return _fractions(ev, summand)


def _fractions(ev: Any, summand: Tree) -> Tree | None:
    """For a fraction with different linear factors below: Σ r/(X - q) over its poles q, r their residues."""
    element = _exact(ev, summand)
    if element is None or [k.kind for k in element.kernels()] != ["var"]:
        return None
    index = element.kernels()[0].index
    num, den = ({e[index]: c for e, c in p.to_dict().items()} for p in element.polys())
    slope = {e - 1: e * c for e, c in den.items() if e}
    poles = []
    for factor, exponent in element.polys()[1].factor()[1]:
        line = {e[index]: c for e, c in factor.to_dict().items()}
        if exponent > 1 or max(line) > 1:
            return None
        poles.append(-line.get(0, fmpq(0)) / line[1])
    if not poles or max(num) >= max(den):
        return None
    terms = []
    for q in poles:
        residue, under = (sum((c * q**e for e, c in p.items()), fmpq(0)) for p in (num, slope))
        pole: Tree = ("fn", "polygamma", (number(0), X if q == 0 else ("add", (X, ("num", -q)))))
        terms.append(("mul", (("num", residue / under), pole)))
    return terms[0] if len(terms) == 1 else ("add", tuple(terms))


def _exact(ev: Any, tree: Tree) -> Any:
    """The function as a fraction over kernels, None where it has no such form."""
    try:
        return ev.value(tree).exact.value()
    except (OutOfTime, Restart):
        raise
    except (Signal, AttributeError):
        return None


def _logarithm(ev: Any, inside: Tree) -> Tree | None:
    """For log of a rational function with linear factors: a combination of loggamma."""
    linear = _linear(inside)
    if linear is not None:
        return ("fn", "loggamma", (linear,))
    element = _exact(ev, inside)
    if element is None or any(k.kind not in ("var", "par") for k in element.kernels()):
        return None
    num, den = element.polys()
    index = next((k.index for k in element.kernels() if k.kind == "var"), None)
    if index is None:
        return None
    out: list[Tree] = []
    content = ev.space.field.one
    for poly, sign in ((num, 1), (den, -1)):
        unit, factors = poly.factor()
        scale = ev.space.field.rational(unit)
        for factor, exponent in factors:
            slope = factor.derivative(index)
            if not slope.is_constant() or slope.is_zero():
                return None
            slope = slope.leading_coefficient()
            scale = scale * ev.space.field.rational(slope).power(exponent)
            argument = element_of_poly(ev.space.field, factor / slope).tree()
            out.append(("mul", (number(sign * exponent), ("fn", "loggamma", (argument,)))))
        content = content * scale.power(sign)
    if not content.num > 0:
        return None
    out.append(("mul", (("fn", "log", (content.tree(),)), X)))
    return ("add", tuple(out))


def _scaled(tree: Tree) -> tuple[Tree, Tree | None]:
    """(q, X + c) when the tree is q*X + q*c with a number q."""
    plain = _linear(tree)
    if plain is not None or tree[0] != "add":
        return ONE, plain
    moving = [a for a in tree[1] if has_variable(a)]
    if len(moving) != 1 or moving[0][0] != "mul" or len(moving[0][1]) != 2 or moving[0][1][1] != X:
        return ONE, None
    scale = moving[0][1][0]
    if scale[0] != "num":
        return ONE, None
    rest = tuple(("mul", (number(1 / scale[1]), a)) for a in tree[1] if a is not moving[0])
    return scale, ("add", (X, *rest))


def _linear(tree: Tree) -> Tree | None:
    """The tree when it is X + c with c free of X."""
    if tree == X:
        return tree
    if tree[0] == "add" and tree[1].count(X) == 1 and not any(has_variable(a) for a in tree[1] if a != X):
        return tree
    return None
