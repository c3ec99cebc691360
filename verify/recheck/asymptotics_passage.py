"""Thresholds of functions of index and variable for re-checking: threshold(k, F(k, X) >= G(X)) by first passage.

F = N/D; sums in N and D are written out by exact antidifferences, so that N <= a0 + a1 y and D = d0 + d1 y > 0 with one
y = g(k) that falls exponentially to zero. Then F(k) <= M(g(k)), M(y) = (a0 + a1 y)/(d0 + d1 y), and where M rises as y
falls, M(g(l)) < G excludes every k <= l at once; F(u) >= G at one index u bounds the threshold from above; F(0) >= G
makes it zero; a0 <= G d0 makes it infinite.
"""

from __future__ import annotations

from fractions import Fraction

from .asymptotics_functions import Wide
from .asymptotics_sums import Bounds, Sums
from .asymptotics_text import INFINITY, NotCovered, Tree, has_binder, mentions
from .asymptotics_trees import (
    NOTHING,
    NUMBER_ONE,
    X,
    at,
    derivative,
    flat,
    minus,
    moves,
    over,
    plus,
    put,
    taken_apart,
    times,
)

Line = tuple[Tree, Tree]  # constant and slope in y


class Infinite(NotCovered):
    """No natural number reaches the level, near the point."""


class Passage:
    """Bounds of such thresholds; `pairs` are those that the certificate proposes."""

    def __init__(self, sums: Sums, pairs: list[Bounds]) -> None:
        self.sums, self.ev, self.sp, self.al = sums, sums.ev, sums.ev.sp, sums.ev.al
        self.pairs = pairs

    def enclose(self, body: Tree, index: Tree, level: Tree) -> Bounds:
        """Bounds of the threshold; raises Infinite where it is proved that there is none."""
        top, bottom = (self._written_out(t, index) for t in _quotient(body))
        gap = plus(top, minus(times(level, bottom)))
        if self._reaches(gap, bottom, index, NOTHING):
            return NOTHING, NOTHING
        g = self._falling(top, index) or self._falling(bottom, index)
        if g is None:
            raise NotCovered("a threshold of a function that does not depend on its index")
        (a, b), (c, d) = self._line(top, index, g, exact=False), self._line(bottom, index, g, exact=True)
        if self.sums.sign(c) < 0 or self.sums.sign(d) < 0 or not self.sums.sign(plus(c, d)) > 0:
            raise NotCovered("a threshold of a quotient whose denominator may vanish")
        if self.sums.sign(plus(times(b, c), minus(times(a, d)))) >= 0:
            raise NotCovered("a threshold of a quotient that is not shown to grow with its index")
        if self.sums.sign(plus(times(level, c), minus(a))) >= 0:
            raise Infinite("a threshold that is infinite")
        for low, high in self.pairs:
            y = at(g, low)
            below = plus(times(level, plus(c, times(d, y))), minus(plus(a, times(b, y))))
            up: Tree = ("fn", "ceiling", high)
            if self.sums.sign(below) > 0 and self._reaches(gap, bottom, index, up):
                return low, plus(high, NUMBER_ONE)
        raise NotCovered("a threshold for which the certificate proposes no bounds that hold")

    def _reaches(self, gap: Tree, bottom: Tree, index: Tree, k: Tree) -> bool:
        """Whether F(k) >= G at the one index, which must be a natural number."""
        try:
            return (
                (k == NOTHING or self.sums.sign(k) >= 0)
                and self.sums.sign(put(bottom, index, k)) > 0
                and self.sums.sign(put(gap, index, k)) >= 0
            )
        except Infinite:
            raise
        except NotCovered:
            return False

    def _written_out(self, tree: Tree, index: Tree) -> Tree:
        """Sums from k + 1, or a later shift, as exact functions of k, for every k >= 0."""
        if not (has_binder(tree) and mentions(tree, index)):
            return tree
        if tree[0] in ("add", "mul"):
            return (tree[0], *(self._written_out(a, index) for a in tree[1:]))
        if tree[:2] != ("fn", "Sum"):
            raise NotCovered("a threshold of a sum of this form")
        _, _, body, inner, low, high = tree
        shift = plus(low, minus(index))
        first = self.sums.number(put(shift, index, NOTHING))
        one_step = self.sp.lead(self.ev.plain(plus(put(shift, index, X), minus(put(shift, index, NOTHING))))) is None
        if first is None or first < 1 or not one_step or mentions(body, index) or mentions(high, index):
            raise NotCovered("a threshold of a sum of this form")
        if high != INFINITY and not self.sums.whole(high):
            high = ("fn", "floor", high)
        parts = []
        for factor, f in taken_apart(body, inner):
            if moves(f):
                raise NotCovered("a threshold of a sum of this form")
            f = put(f, inner, X)
            if f == NUMBER_ONE and high != INFINITY:
                parts.append(times(factor, plus(high, NUMBER_ONE, minus(low))))
                continue
            h, e, growing = self.sums.antidifference(f)
            if e is not None:
                raise NotCovered("a threshold of a sum that has no exact antidifference")
            self.sums.domain.over(plus(f, h), Fraction(first))
            end = self.sums.limit(h, growing) if high == INFINITY else at(h, plus(high, NUMBER_ONE))
            parts.append(times(factor, plus(end, minus(at(h, low)))))
        return plus(*parts)

    # --- what is affine in one falling function -----------------------------------------------------------------------
    def _terms(self, tree: Tree, index: Tree) -> list[tuple[Tree, Tree]]:
        """Pairs (factor without the index, function of the index alone)."""
        return [(p, q) for p, q in _apart(tree, index) if p != NOTHING]

    def _falling(self, tree: Tree, index: Tree) -> Tree | None:
        """The first function of the index but the index itself, in X: it must be a falling exponential."""
        for _, f in self._terms(tree, index):
            if f in (NUMBER_ONE, index):
                continue
            if moves(f):
                raise NotCovered("a threshold of a quotient that mixes index and variable")
            g = put(f, index, X)
            slope = self.ev.value(derivative(("fn", "log", g)))
            if isinstance(slope, Wide) or self.sp.limit(slope)[0]:
                raise NotCovered("a threshold in a function of the index that is no falling exponential")
            c = self.sp.limit(slope)[1]
            if self.sp.lead(self.sp.sub(slope, c)) is not None or self.al.sign(c) >= 0:
                raise NotCovered("a threshold in a function of the index that is no falling exponential")
            if not self.sums.domain.positive(g, Fraction(0)):
                raise NotCovered("a threshold in a function of the index that may be negative")
            return g
        return None

    def _line(self, tree: Tree, index: Tree, g: Tree, *, exact: bool) -> Line:
        """tree = constant + slope*g; unless `exact`, at most that: terms -c*k with c >= 0 are left out."""
        constant, slope = NOTHING, NOTHING
        for factor, f in self._terms(tree, index):
            if f == NUMBER_ONE:
                constant = plus(constant, factor)
            elif f == index:
                if exact or self.sums.sign(factor) > 0:
                    raise NotCovered("a threshold of a quotient that grows with its index by itself")
            else:
                ratio = self.ev.plain(times(put(f, index, X), over(g)))
                infinite, c = self.sp.limit(ratio)
                if infinite or self.sp.lead(self.sp.sub(ratio, c)) is not None:
                    raise NotCovered("a threshold of a quotient with two functions of its index")
                self.ev.memo.setdefault(("known", id(c)), c)
                slope = plus(slope, times(factor, ("known", id(c))))
        return constant, slope


def _quotient(body: Tree) -> tuple[Tree, Tree]:
    top, bottom = [], []
    for factor in flat(body, "mul"):
        if factor[0] == "pow" and factor[2] == ("num", Fraction(-1)):
            bottom.append(factor[1])
        else:
            top.append(factor)
    return times(*top), times(*bottom)


def _apart(tree: Tree, index: Tree) -> list[tuple[Tree, Tree]]:
    if not mentions(tree, index):
        return [(tree, NUMBER_ONE)]
    if tree[0] == "add":
        return [t for a in tree[1:] for t in _apart(a, index)]
    if tree[0] == "mul":
        out = [(NUMBER_ONE, NUMBER_ONE)]
        for a in tree[1:]:
            out = [(times(p, r), times(q, s)) for p, q in out for r, s in _apart(a, index)]
        return out
    return taken_apart(tree, index)
