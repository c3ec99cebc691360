"""First passage of a function of index and variable: threshold(k, F(k, X) >= G(X)).

Covered are ratios F = N/D in which, after sums have been written out exactly, N and D are affine in one function
y = g(k) that falls from g(0) > 0 to 0, up to terms in k itself that only make F smaller. With the majorant
M(y) = (a0 + a1 y)/(d0 + d1 y), D > 0:

* F(k) <= M(g(k)) for every k >= 0;
* M is monotone in y, by the sign of a1 d0 - a0 d1: where M rises with k, M(g(l)) < G gives F(k) < G for all k <= l, one
  bound for the whole block of indices, uniformly;
* F(u) >= G at an explicit integer u bounds the threshold from above; F(0) >= G makes it 0;
* M < G in both limits of y means that the level is never reached: the threshold is infinite.
"""

from __future__ import annotations

from typing import Any

from . import compose, ranges
from .antidifference import X, monomial_tree, plain, plus, tidy, times
from .binders import INFINITY, contains, contains_binder, mentions, replace
from .calculus import Bounds, derivative
from .field import Element
from .intervals import ends
from .series import Value, exact_of, lead_of
from .signals import OutOfTime, Restart, Signal, Split, Undecided
from .trees import ONE, Tree, has_variable, neg, number

STEPS = (1, 2, 4, 8)


class Infinite(Undecided):
    """No natural number reaches the level of a threshold: its value is infinite near the point."""


def enclose(ev: Any, body: Tree, index: Tree, level: Tree) -> Bounds:
    """Bounds of the threshold near the point; raises a Signal, Infinite where it is proved infinite."""
    numerator, denominator = _ratio(ev, body, index)
    gap = plus(numerator, neg(times(level, denominator)))
    if _reaches(ev, gap, denominator, index, number(0)):
        return number(0), number(0)
    top, bottom = _affine(ev, numerator, index), _affine(ev, denominator, index, exact=True)
    g = top.atom or bottom.atom
    if g is None:
        raise Undecided("a threshold of a function that does not depend on its index")
    top, bottom = top.over(ev, g), bottom.over(ev, g)
    _falls(ev, g)
    for part in (bottom.constant, bottom.slope):
        if _sign(ev, part) < 0:
            raise Undecided("a threshold of a ratio whose denominator may vanish")
    rises = _sign(ev, plus(times(top.slope, bottom.constant), neg(times(top.constant, bottom.slope)))) < 0
    if not rises:
        raise Undecided("a threshold of a ratio that is not known to grow with its index")
    excess = plus(top.constant, neg(times(level, bottom.constant)))
    if _sign(ev, excess) <= 0:
        if _sign(ev, excess) == 0:
            raise Undecided("a threshold whose level is the limit of its function")
        raise Infinite("no index reaches the level of the threshold: it is infinite")
    divisor = plus(times(level, bottom.slope), neg(top.slope))
    if _sign(ev, divisor) <= 0:
        raise Undecided("a threshold that is not bracketed")
    (small, large), (low_d, high_d) = (tuple(map(_leading, ends(ev.value(t)))) for t in (excess, divisor))
    first = times(number(2), large, ("pow", low_d, number(-1)))
    majorant = plus(
        times(level, plus(bottom.constant, times(bottom.slope, first))),
        neg(plus(top.constant, times(top.slope, first))),
    )
    if _sign(ev, majorant) <= 0:
        raise Undecided("a threshold that is not bracketed")
    low = _inverse(ev, g, first)
    start = _inverse(ev, g, times(number(1, 2), small, ("pow", high_d, number(-1))))
    for step in STEPS:
        k: Tree = ("fn", "ceiling", (plus(start, number(step)),))
        if _reaches(ev, gap, denominator, index, k):
            ev.crossings.append(("passage", low, plus(start, number(step))))
            return low, plus(start, number(step + 1))
    raise Undecided("no upper bound of a threshold was proved")


def _leading(value: Value) -> Tree:
    """The leading term as a tree."""
    lead = lead_of(value)
    assert lead is not None
    return times(tidy(lead.constant.tree()), monomial_tree(list(lead.monomial)))


def _sign(ev: Any, tree: Tree) -> int:
    from .sums import wide_sign

    return wide_sign(ev, tree)


def _reaches(ev: Any, gap: Tree, denominator: Tree, index: Tree, k: Tree) -> bool:
    """Whether F(k) >= G, that is N - G*D >= 0 with D > 0, is proved at one index near the point."""
    try:
        if k != number(0) and _sign(ev, k) < 0:
            return False
        return _sign(ev, replace(denominator, index, k)) > 0 and _sign(ev, replace(gap, index, k)) >= 0
    except (OutOfTime, Restart, Split):
        raise
    except Signal:
        return False


def _ratio(ev: Any, body: Tree, index: Tree) -> tuple[Tree, Tree]:
    top, bottom = ONE, ONE
    for factor in body[1] if body[0] == "mul" else (body,):
        if factor[0] == "pow" and factor[2] == number(-1):
            bottom = times(bottom, factor[1])
        else:
            top = times(top, factor)
    return _written_out(ev, top, index), _written_out(ev, bottom, index)


def _written_out(ev: Any, tree: Tree, index: Tree) -> Tree:
    """Sums over ranges that depend on the index, by exact antidifferences: an identity at every index."""
    from . import sums
    from .antidifference import antidifference, at

    if tree[0] == "fn" and tree[1] == "sum" and mentions(tree, index):
        body, inner, low, high = tree[2]
        if mentions(body, index) or mentions(high, index) or not _is_shift(ev, low, index):
            raise Undecided("a threshold of a sum of this form is not covered")
        if high != INFINITY and not sums.integral(ev, high):
            high = ("fn", "floor", (high,))
        parts = []
        for outer, f in sums.split_terms(body, inner):
            if has_variable(f):
                raise Undecided("a threshold of a sum of this form is not covered")
            summand = replace(f, inner, X)
            if f == ONE and high != INFINITY:
                parts.append(times(outer, plus(high, ONE, neg(low))))
                continue
            anti = antidifference(ev, summand)
            if anti.e is not None or contains(summand, sums.ROUGH):
                raise Undecided("a threshold of a sum that has no exact antidifference")
            ranges.over(ev, plus(anti.summand, anti.h), 1)
            end = sums._limit(ev, anti).tree() if high == INFINITY else at(anti.h, plus(high, ONE))
            parts.append(times(outer, plus(end, neg(at(anti.h, low)))))
        return plus(*parts)
    if tree[0] == "mul":
        return times(*(_written_out(ev, a, index) for a in tree[1]))
    if tree[0] == "add":
        return plus(*(_written_out(ev, a, index) for a in tree[1]))
    if contains_binder(tree) and mentions(tree, index):
        raise Undecided("a threshold of a sum of this form is not covered")
    return tree


def _is_shift(ev: Any, low: Tree, index: Tree) -> bool:
    """Whether a bound is the index plus a positive integer."""
    gap = plus(replace(low, index, X), neg(X))
    element = exact_of(plain(ev, gap)).value()
    n = element.integer()
    return n is not None and n >= 1


class Affine:
    """constant + slope*atom, with the atom a tree in ("var",) for the index; None where there is none."""

    def __init__(self, constant: Tree, slope: Tree, atom: Tree | None) -> None:
        self.constant, self.slope, self.atom = constant, slope, atom

    def over(self, ev: Any, atom: Tree) -> Affine:
        """The same in a given atom, proportional to its own."""
        if self.atom is None or self.atom == atom:
            return Affine(self.constant, self.slope, atom)
        return Affine(self.constant, times(_quotient(ev, self.atom, atom), self.slope), atom)


def _quotient(ev: Any, a: Tree, b: Tree) -> Tree:
    element = exact_of(plain(ev, times(a, ("pow", b, number(-1))))).value()
    if element.depends_on_variable():
        raise Undecided("a threshold of a ratio with two different functions of its index")
    return element.tree()


def _affine(ev: Any, tree: Tree, index: Tree, *, exact: bool = False) -> Affine:
    """The affine form of a tree; terms -c*k with c >= 0 are dropped unless it must be exact."""
    out = Affine(number(0), number(0), None)
    for outer, inner in _terms(tree, index):
        if inner == ONE:
            out.constant = plus(out.constant, outer)
            continue
        if inner == index:
            if exact or _sign(ev, outer) > 0:
                raise Undecided("a threshold of a ratio that grows with its index by itself")
            continue
        if has_variable(inner):
            raise Undecided("a threshold of a ratio that mixes index and variable")
        atom = replace(inner, index, X)
        if out.atom is None:
            out.atom, out.slope = atom, outer
        else:
            out.slope = plus(out.slope, times(_quotient(ev, atom, out.atom), outer))
    return out


def _terms(tree: Tree, index: Tree) -> list[tuple[Tree, Tree]]:
    """The tree as a sum of (factor without the index) * (function of the index)."""
    from .sums import split_terms

    if not mentions(tree, index):
        return [(tree, ONE)]
    if tree[0] == "add":
        return [t for a in tree[1] for t in _terms(a, index)]
    if tree[0] == "mul":
        out = [(ONE, ONE)]
        for a in tree[1]:
            more = _terms(a, index)
            out = [(times(p, r), times(q, s)) for p, q in out for r, s in more]
        return out
    return split_terms(tree, index)


def _falls(ev: Any, g: Tree) -> None:
    """g > 0 and falling on [0, oo), with limit zero."""
    slope = times(number(-1), derivative(("fn", "log", (g,))))
    element = exact_of(plain(ev, slope)).value()
    steady = not element.depends_on_variable() and ev.space.oracle.sign(element) > 0
    if not steady or not ranges.over(ev, g, 0).positive:
        raise Undecided("a threshold in terms of a function of the index that is not known to fall")
    kind, c = compose.limit_of(plain(ev, g))
    if kind != "finite" or not isinstance(c, Element) or not c.is_zero():
        raise Undecided("a threshold in terms of a function of the index that does not fall to zero")


def _inverse(ev: Any, g: Tree, y: Tree) -> Tree:
    """The x with g(x) = y, for an exponential g = exp(c*x + d): (log y - d)/c."""
    log = exact_of(plain(ev, ("fn", "log", (g,)))).value()
    slope = exact_of(plain(ev, derivative(("fn", "log", (g,))))).value()
    start = log - slope * exact_of(ev.x).value()
    if slope.depends_on_variable() or start.depends_on_variable():
        raise Undecided("a threshold in terms of a function of the index that is no exponential")
    return times(plus(("fn", "log", (y,)), neg(start.tree())), ("pow", slope.tree(), number(-1)))
