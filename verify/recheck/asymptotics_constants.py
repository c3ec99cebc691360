"""Constants that are sums, for re-checking: closed where they are known, else names with numerical values.

W(x+1) - W(x) = f(x) for W = log gamma(x+c), f = log(x+c), and W = psi(x+c), f = 1/(x+c) (DLMF 5.5.1, 5.5.2); f is
taken apart by exact algebra. Numbers come from the first terms and Euler–Maclaurin's formula (DLMF 2.10.1) for the
rest, the integral after x = exp(exp(v)); `Numbers` compares two precisions, here two points at which the rest begins.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm, prod
from typing import Any

import mpmath

from .asymptotics_algebra import ONE, ZERO, Algebra, Const, El
from .asymptotics_text import NotCovered, Tree
from .asymptotics_trees import X, plus, times, tree_of

MOST_DEGREE, MOST_DIVISOR = 6, 40


def antidifference(al: Algebra, f: Const, variable: Const) -> tuple[Tree, list[Tree]] | None:
    """W with W(X+1) - W(X) = f, and what must be positive for that; None where it is not known."""
    x = variable.atoms()[0].number if isinstance(variable, El) else -1
    parts: list[Tree] = []
    positive: list[Tree] = []
    for m, c in f.d.items() if isinstance(f, El) else (((), f),):
        moving = [(i, e) for i, e in m if al.atoms[i].varies]
        factor = tree_of(al, al.made({tuple(p for p in m if p not in moving): c}))
        if not moving:
            parts.append(times(factor, X))
            continue
        found = _moving(al, moving, x)
        if found is None:
            return None
        parts.append(times(factor, found[0]))
        positive += found[1]
    return plus(*parts), positive


def _moving(al: Algebra, m: list[tuple[int, Fraction]], x: int) -> tuple[Tree, list[Tree]] | None:
    """For 1/(X + c), a product of such factors, and log of one."""
    (i, e), *rest = m
    log = e == 1 and al.atoms[i].kind == "log"
    at = al.atoms[i].args[0].number if log else i
    inside = _shifted(al, at, x) if (log or e == -1) and not rest else None
    if inside is not None:
        return ("fn", "loggamma" if log else "digamma", inside), [inside]
    if log and not rest:
        factors = [plus(X, ("num", -r)) for r in _roots(al, at, x)]
        return (plus(*(("fn", "loggamma", f) for f in factors)), factors) if factors else None
    roots = [_roots(al, k, x) if d == -1 else [] for k, d in m]
    every = [r for part in roots for r in part]
    if not all(roots) or len(set(every)) < len(every):
        return None
    factors = [plus(X, ("num", -r)) for r in every]
    weights = [prod((1 / (r - s) for s in every if s != r), start=ONE) for r in every]  # residues
    return plus(*(times(("num", w), ("fn", "digamma", f)) for w, f in zip(weights, factors, strict=True))), factors


def _roots(al: Algebra, i: int, x: int) -> list[Fraction]:
    """The roots of a polynomial in X, when it has the leading coefficient one and only rational roots."""
    if i == x:
        return [ZERO]
    atom = al.atoms[i]
    if atom.kind != "sum" or any(a.number != x for a in atom.args[0].atoms()):
        return []
    terms = {dict(m).get(x, ZERO): c for m, c in atom.args[0].d.items()}
    if any(e.denominator != 1 or not 0 <= e <= MOST_DEGREE for e in terms):
        return []
    p = [terms.get(Fraction(k), ZERO) for k in range(int(max(terms)) + 1)]
    scale = lcm(*(c.denominator for c in p))
    found: list[Fraction] = []
    for low in (d for d in range(1, MOST_DIVISOR) if not p[-1] * scale % d):
        for high in range(-MOST_DIVISOR, MOST_DIVISOR):
            r = Fraction(high, low)
            while len(p) > 1 and gcd(high, low) == 1 and not _at(p, r):
                p = _without(p, r)
                found.append(r)
    return found if p == [ONE] else []


def _at(p: list[Fraction], x: Fraction) -> Fraction:
    return sum((c * x**k for k, c in enumerate(p)), ZERO)


def _without(p: list[Fraction], r: Fraction) -> list[Fraction]:
    """p/(X - r)."""
    out: list[Fraction] = []
    for c in reversed(p[1:]):
        out.append(c + r * (out[-1] if out else ZERO))
    return out[::-1]


def _shifted(al: Algebra, i: int, x: int) -> Tree | None:
    """X + c, when the atom is that."""
    if i == x:
        return X
    atom = al.atoms[i]
    parts = al.linear(atom.args[0], x) if atom.kind == "sum" else None
    if parts is None or parts[0] != 1 or (isinstance(parts[1], El) and parts[1].varies):
        return None
    return plus(X, tree_of(al, parts[1]))


# --- numbers ----------------------------------------------------------------------------------------------------------
def total(f: Tree, start: int) -> Any:
    """Σ f(i) over i >= start, to more digits at a higher working precision; it must converge, its terms be smooth."""
    return _total(f, start, 12 + mpmath.mp.dps // 7)


@lru_cache(maxsize=64)
def _total(f: Tree, start: int, digits: int) -> Any:
    first = start + digits
    with mpmath.workdps(2 * digits + 10):
        head = mpmath.fsum(_value(f, mpmath.mpf(i)) for i in range(start, first))
        tail = _integral(f, first) + _value(f, mpmath.mpf(first)) / 2
        slopes = mpmath.taylor(lambda t: _value(f, t), first, 2 * (digits // 3))
        for k in range(1, digits // 3 + 1):
            tail -= mpmath.bernoulli(2 * k) / (2 * k) * slopes[2 * k - 1]
        return head + tail


def _integral(f: Tree, first: int) -> Any:
    def inside(v: Any) -> Any:
        u = mpmath.exp(v)
        return _value(f, mpmath.exp(u)) * mpmath.exp(u) * u

    low = mpmath.log(mpmath.log(first))
    pieces = [low]
    small = mpmath.mpf(10) ** -mpmath.mp.dps
    while pieces[-1] < 1.2 * mpmath.mp.dps and abs(inside(pieces[-1])) > small:  # 1/(x log(x)**2) leaves 10**-dps/2
        pieces.append(pieces[-1] + max(1, pieces[-1] / 4))
    return mpmath.quad(inside, pieces)


def _value(tree: Tree, x: Any) -> Any:
    kind = tree[0]
    if kind == "num":
        return mpmath.mpf(tree[1].numerator) / tree[1].denominator
    if tree == X:
        return x
    values = [_value(a, x) for a in tree[1:] if isinstance(a, tuple)]
    if kind == "add":
        return mpmath.fsum(values)
    if kind == "mul":
        return mpmath.fprod(values)
    if kind == "pow":
        return mpmath.power(*values)
    function: Callable[..., Any] | None = FUNCTIONS.get(tree[1].lower()) if kind == "fn" else None
    if function is None:
        raise NotCovered("no numerical value of the terms of a sum")
    return function(*values)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "exp": mpmath.exp,
    "log": mpmath.log,
    "sqrt": mpmath.sqrt,
    "abs": abs,
    "pi": lambda: +mpmath.pi,
    "eulergamma": lambda: +mpmath.euler,
}
