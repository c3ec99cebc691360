"""Solutions κ > 0 of F(κ) = G where F falls: the κ that goes with a number of degrees of freedom, Σ λ_i/(λ_i+κ) = n.

F is nonnegative and falls in κ > 0 by structure: sums of products of nonnegative quantities with negative powers of
κ + (what is nonnegative). So F(l) >= G >= F(u) puts every solution into [l, u], and where F is finite there is one,
F being continuous. A ridge λ >= 0 is taken in by the same form: for κ > 0,

    κ(c - T(κ)) = λ  with T = S/N    is    S(κ) + λN/κ = cN,

both terms falling, while κ(c - T(κ)) itself need not be monotone.

l and u are found in two ways. Where a term S(κ) is free of the variable, S(1/Y) as Y -> oo is held between explicit
functions S₋ <= S(1/Y) <= S₊ of Y, and S₋ = G, S₊ = G are solved (`implicit`). Else from the majorant A/κ of F by
κ <- κF(κ)/G, with F(l) > G > F(u) proved at l, u = κ/4, 4κ. A solution with a term B/κ is refined once:
κ = B/(G - S(κ)).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import conjunction
from .antidifference import X, monomial_tree, plus, raw_lead, tidy, times
from .binders import contains_binder, mentions, replace
from .calculus import Bounds, explicit
from .intervals import ends, sign_of
from .series import compare_monomials, lead_of, subtract
from .signals import OutOfTime, Restart, Signal, Split, Undecided
from .sums import wide_sign
from .trees import ONE, Tree, has_variable, neg, number

ROUNDS = 3
SLACK = 4


def enclose(ev: Any, body: Tree, index: Tree, level: Tree) -> Bounds | None:
    """Bounds of the solution near the point; None where F is not of this form; raises a Signal where none are found."""
    body, level = _ridge(ev, body, index, level)
    terms = [part for t in _terms(body) if t != number(0) for part in _spread(t, index)]
    if not terms or not all(falls(ev, t, index) for t in terms):
        return None
    if not all(mentions(t, index) for t in terms):
        moving = [t for t in terms if mentions(t, index)]
        level = plus(level, *(neg(t) for t in terms if not mentions(t, index)))
        terms, body = moving, plus(*moving)
    if wide_sign(ev, level) <= 0:
        raise Undecided("the level of an inverse is not known to be positive")
    if len(terms) == 1 and not has_variable(_split(terms[0], index)[1]):
        outer, inner = _split(terms[0], index)
        low, high = _free(ev, inner, index, _over(level, outer))
    else:
        low, high = _bracket(ev, terms, index, level)
    for point, side in ((low, 1), (high, -1)):  # what a reader of the certificate needs to see that the bounds hold
        _holds(ev, plus(_at(terms, index, point), neg(level)), point, side, [])
    parts = _terms(high)
    if len(parts) == len(terms) > 1:  # F(u_1 + u_2) <= F_1(u_1) + F_2(u_2)
        each = plus(*(_at([t], index, part) for t, part in zip(terms, parts, strict=True)))
        _holds(ev, plus(each, neg(level)), high, -1, [])
    ev.crossings.append(("balance", low, high))
    return _refined(ev, terms, index, level, (low, high))


# --- the form ---------------------------------------------------------------------------------------------------------
def falls(ev: Any, tree: Tree, index: Tree) -> bool:
    """Whether the tree is nonnegative and does not grow in κ > 0, by structure."""
    if not mentions(tree, index):
        return conjunction.nonnegative(ev, tree)
    kind = tree[0]
    if kind in ("add", "mul"):
        return all(falls(ev, a, index) for a in tree[1])
    if kind == "pow" and tree[2][0] == "num":
        return rises(ev, tree[1], index) if tree[2][1] < 0 else falls(ev, tree[1], index)
    if kind == "fn" and tree[1] == "sum":
        return not any(mentions(end, index) for end in tree[2][2:]) and falls(ev, tree[2][0], index)
    return False


def rises(ev: Any, tree: Tree, index: Tree) -> bool:
    """Whether the tree is positive and grows in κ > 0, by structure."""
    if tree == index:
        return True
    kind = tree[0]
    if kind == "add":
        inside = [a for a in tree[1] if mentions(a, index)]
        rest = [a for a in tree[1] if not mentions(a, index)]
        return bool(inside) and all(rises(ev, a, index) for a in inside) and all(falls(ev, a, index) for a in rest)
    return kind == "pow" and tree[2][0] == "num" and tree[2][1] > 0 and rises(ev, tree[1], index)


def _ridge(ev: Any, body: Tree, index: Tree, level: Tree) -> tuple[Tree, Tree]:
    """κ(c - T(κ)) = λ as S(κ) + λN/κ = cN, with T = S/N; every other equation as it is."""
    factors = _factors(body)
    inside = [f for f in factors if f != index and mentions(f, index)]
    if factors.count(index) != 1 or len(inside) != 1 or inside[0][0] != "add":
        return body, level
    rest = times(*(f for f in factors if f != index and f is not inside[0]))
    parts = _terms(inside[0])
    constant = plus(*(p for p in parts if not mentions(p, index)))
    moving = [neg(p) for p in parts if mentions(p, index)]
    if len(moving) != 1:
        raise Undecided("an inverse of κ times a sum of several functions of κ")
    outer, inner = _split(moving[0], index)
    if wide_sign(ev, outer) <= 0 or wide_sign(ev, rest) <= 0:
        raise Undecided("an inverse of κ times a function that is not known to grow")
    if level == number(0):
        return inner, _over(constant, outer)
    if wide_sign(ev, level) < 0:
        raise Undecided("an inverse at a negative level: its function is not known to be monotone")
    return plus(inner, times(_over(level, times(outer, rest)), _power(index, -1))), _over(constant, outer)


def _terms(tree: Tree) -> list[Tree]:
    return [t for a in tree[1] for t in _terms(a)] if tree[0] == "add" else [tree]


def _spread(tree: Tree, index: Tree) -> list[Tree]:
    """Σ (g + h)·F(κ) as Σ g·F(κ) + Σ h·F(κ), which is for h free of the index h·Σ F(κ)."""
    outer, inner = _split(tree, index)
    if inner[0] != "fn" or inner[1] != "sum":
        return [tree]
    body, i, low, high = inner[2]
    factors = _factors(body)
    wide = next((f for f in factors if f[0] == "add" and not mentions(f, index)), None)
    if wide is None:
        return [tree]
    rest = [f for f in factors if f is not wide]
    out = []
    for part in _terms(wide):
        before, inside = _split(times(part, *rest), i)
        out.append(times(outer, before, ("fn", "sum", (inside, i, low, high))))
    return out


def _factors(tree: Tree) -> list[Tree]:
    return [f for a in tree[1] for f in _factors(a)] if tree[0] == "mul" else [tree]


def _split(tree: Tree, index: Tree) -> tuple[Tree, Tree]:
    """(factor without κ, factor with κ)."""
    factors = _factors(tree)
    return times(*(f for f in factors if not mentions(f, index))), times(*(f for f in factors if mentions(f, index)))


def _power(tree: Tree, exponent: int) -> Tree:
    return ("pow", tree, number(exponent))


def _over(a: Tree, b: Tree) -> Tree:
    return a if b == ONE else times(a, _power(b, -1))


# --- terms that are free of the variable ------------------------------------------------------------------------------
def _free(ev: Any, inner: Tree, index: Tree, level: Tree) -> Bounds:
    """l and u with S(l) >= G >= S(u) for an S of κ alone and a level that tends to infinity."""
    from .implicit import MOST_DEPTH, solve

    levels = explicit(ev, level)
    mirrored = replace(inner, index, _power(X, -1))
    if not contains_binder(inner):
        low, high = solve(ev, mirrored, mirrored, levels, MOST_DEPTH)
        return _power(high, -1), _power(low, -1)
    bottom, top = ends(ev.value(mirrored))
    below, above = _explicit(ev, bottom, -1), _explicit(ev, top, 1)
    _, high = solve(ev, below, below, levels, MOST_DEPTH)
    low, _ = solve(ev, above, above, levels, MOST_DEPTH)
    return _scaled(ev, ev.value(_power(high, -1)), -1), _scaled(ev, ev.value(_power(low, -1)), 1)


def _explicit(ev: Any, value: Any, side: int) -> Tree:
    """An explicit function below (side -1) or above (1) the value: its terms that do not vanish less or plus one.

    Where those are too many, a multiple of the leading term.
    """
    from .implicit import truncated

    tree = plus(truncated(value, 1), number(side))
    if sign_of(subtract(ev.value(tree), value)) == side:
        return tree
    return _scaled(ev, value, side)


# --- in general -------------------------------------------------------------------------------------------------------
def _bracket(ev: Any, terms: list[Tree], index: Tree, level: Tree) -> Bounds:
    """l and u with F(l) >= G >= F(u), of one order where such were found.

    F(l) >= G where one term is; F(u) <= G where each of J terms is at most G/J. What is not so by construction is
    proved by a value of F.
    """
    share = _over(level, number(len(terms)))
    lows: list[Tree] = []
    highs: list[Tree] = []
    tried: list[tuple[Tree, Tree]] = []
    for term in terms:
        outer, inner = _split(term, index)
        if inner == _power(index, -1):
            lows.append(_over(outer, level))
            highs.append(_over(outer, share))
        elif contains_binder(inner) and not has_variable(inner):
            lows.append(_free(ev, inner, index, _over(level, outer))[0])
            highs.append(_free(ev, inner, index, _over(share, outer))[1])
        else:
            whole = _majorant(inner, index)
            if whole is None:
                raise Undecided("an inverse of a function of κ that is not covered")
            size = _size(ev, times(whole, _over(outer, level)))
            highs.append(times(size, number(2 * len(terms))))
            tried.append((_over(size, number(SLACK)), times(size, number(SLACK))))
    failed: list[Split] = []
    top = plus(*highs)
    for step in (iter(tried), _iterates(ev, terms, index, level, top)):
        for low, high in step:
            below = _holds(ev, plus(_at(terms, index, low), neg(level)), low, 1, failed)
            if below and _holds(ev, plus(_at(terms, index, high), neg(level)), high, -1, failed):
                return low, high
            lows += [low] if below else []
        for low in lows:
            if _order(ev, low, top) == 0:
                return low, top
    if failed:
        raise failed[0]
    if not lows:
        raise Undecided("no bounds of the solution were proved")
    return lows[0], top


def _order(ev: Any, a: Tree, b: Tree) -> int:
    """The sign of the order of growth of a/b."""
    x, y = (lead_of(ends(ev.value(t))[0]) for t in (a, b))
    if x is None or y is None:
        raise Undecided("a bound of an inverse is zero")
    return compare_monomials(ev.space, x.monomial, y.monomial)


def _try(search: Any) -> Any:
    try:
        return search()
    except (OutOfTime, Restart, Split):
        raise
    except Signal:
        return None


def _majorant(tree: Tree, index: Tree) -> Tree | None:
    """A with F(κ) <= A/κ: for each factor (g+κ)**-q one 1/κ; None for another form."""
    if tree[0] == "fn" and tree[1] == "sum":
        body, i, low, high = tree[2]
        inner = _majorant(body, index)
        return None if inner is None else ("fn", "sum", (inner, i, low, high))
    if tree[0] == "mul":
        moving = [f for f in _factors(tree) if mentions(f, index)]
        inner = _majorant(moving[0], index) if len(moving) == 1 else None
        return None if inner is None else times(*(f for f in _factors(tree) if not mentions(f, index)), inner)
    if tree[0] == "pow" and tree[2] == number(-1):
        return ONE if tree[1] == index or (tree[1][0] == "add" and index in _terms(tree[1])) else None
    return None


def _size(ev: Any, tree: Tree) -> Tree:
    """The leading term of the upper end of a value."""
    lead = raw_lead(ends(ev.value(tree))[1])
    if lead is None:
        raise Undecided("a quantity that is identically zero")
    return times(tidy(lead[0].tree()), monomial_tree(lead[1]))


def _iterates(ev: Any, terms: list[Tree], index: Tree, level: Tree, now: Tree) -> Iterator[Bounds]:
    """κ <- κF(κ)/G from above."""
    for _ in range(ROUNDS):
        ratio = _over(_at(terms, index, now), level)
        try:
            now = _size(ev, times(now, _size(ev, ratio)))
        except (OutOfTime, Restart):
            raise
        except Signal:
            return
        yield _over(now, number(SLACK)), times(now, number(SLACK))


def _at(terms: list[Tree], index: Tree, point: Tree) -> Tree:
    return plus(*(replace(t, index, point) for t in terms))


def _holds(ev: Any, excess: Tree, point: Tree, side: int, failed: list[Split]) -> bool:
    """Whether F(point) - G has the sign `side`, the point being positive; a split is kept, for other points may do."""
    try:
        return wide_sign(ev, point) > 0 and wide_sign(ev, excess) == side
    except (OutOfTime, Restart):
        raise
    except Split as split:
        failed.append(split)
        return False
    except Signal:
        return False


def _refined(ev: Any, terms: list[Tree], index: Tree, level: Tree, pair: Bounds) -> Bounds:
    """κ = B/(G - S(κ)) between its values at S(u) and S(l), where a term is B/κ and G stays above S(l)."""
    simple = [t for t in terms if _split(t, index)[1] == _power(index, -1)]
    rest = [t for t in terms if t not in simple]
    if len(simple) != 1 or not rest:
        return pair
    size = _split(simple[0], index)[0]

    def refine() -> Bounds:
        if _order(ev, _at(rest, index, pair[0]), level) >= 0:
            raise Undecided("no refinement")
        bottom = ends(ev.value(_at(rest, index, pair[1])))[0]
        top = ends(ev.value(_at(rest, index, pair[0])))[1]
        least, most = _scaled(ev, bottom, -1), _scaled(ev, top, 1)
        if wide_sign(ev, plus(level, neg(most))) <= 0 or wide_sign(ev, plus(level, neg(least))) <= 0:
            raise Undecided("no refinement")
        return _over(size, plus(level, neg(least))), _over(size, plus(level, neg(most)))

    return _try(refine) or pair


def _scaled(ev: Any, value: Any, side: int) -> Tree:
    """Half or twice the leading term of a positive value, proved below or above it."""
    lead = raw_lead(value)
    if lead is None:
        return number(0)
    tree = times(number(1, 2) if side < 0 else number(2), tidy(lead[0].tree()), monomial_tree(lead[1]))
    if sign_of(subtract(ev.value(tree), value)) != side:
        raise Undecided("a value that is not positive")
    return tree
