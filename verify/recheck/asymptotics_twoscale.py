"""Sums of two scales for re-checking: Σ w(i) g(i)**p (g(i) + K)**-q with K = K(X) -> 0, up to the factor 2**q.

With t = g/K, t**p/(1+t)**q is at most t**(p-q), and at least 2**-q times that where t >= 1; it is at most t**p, and at
least 2**-q times that where t <= 1. So the sum lies between 2**-q S and S for

    S = Σ_{i <= m} w g**(p-q) + K**-q Σ_{i > m} w g**p,    g(i) >= K for i <= m, g(i) <= K for i > m,

with m = floor(x), 1/g(x) = 1/K: 1/g is bounded on bounded sets of indices and increases near infinity, 1/K -> oo.
For w = 1 and p = q, the sum is at least Σ_{i <= m} (1 + K/g)**-q >= Σ_{i <= m} (1 - qK/g), which is used where g falls
faster than every power: all but a few of the first m terms are near 1 then.
"""

from __future__ import annotations

from fractions import Fraction

from .asymptotics_functions import ends
from .asymptotics_sums import Bounds, Sums
from .asymptotics_text import INFINITY, NotCovered, Tree, mentions
from .asymptotics_trees import NUMBER_ONE, X, flat, minus, mixed, moves, over, plus, put, times


class TwoScales:
    """Bounds of such sums, by sums of one scale."""

    def __init__(self, sums: Sums) -> None:
        self.sums, self.ev, self.sp = sums, sums.ev, sums.ev.sp

    def enclose(self, f: Tree, index: Tree, low: Tree, high: Tree) -> Bounds:
        """Bounds of Σ f over low <= index <= high."""
        outer, rest, g, k, q = self._shape(f, index)
        start = self.sums.number(low)
        if start is None:
            raise NotCovered("a sum of two scales from a bound that moves")
        first = Fraction(start)
        domain = self.sums.domain
        if not (domain.positive(put(g, index, X), first) and domain.over(put(rest, index, X), first).nonnegative):
            raise NotCovered("a sum of two scales whose terms may be negative")
        ranges = ends(self.ev.value(k))
        if self.sp.sign(ranges[0]) <= 0 or self.sp.limit(ranges[1])[0] or self.sp.lead(self.sp.limit(ranges[1])[1]):
            raise NotCovered("a scale of a sum that does not fall to zero")
        split: Tree = ("fn", "floor", ("fn", "inverse", over(g), index, over(k)))
        ahead = high != INFINITY and self.sums.sign(plus(split, minus(high))) >= 0
        whole: Tree = ("fn", "Sum", times(rest, _power(g, -q)), index, low, high if ahead else split)
        if not ahead:
            after = plus(split, NUMBER_ONE)
            whole = plus(whole, times(_power(k, -q), ("fn", "Sum", rest, index, after, high)))
        whole = times(outer, whole)
        least = times(("num", Fraction(1, 2**q)), whole)
        if rest == _power(g, q) and self._rapid(put(g, index, X)):
            top = high if ahead else split
            lost: Tree = ("fn", "Sum", over(g), index, low, top)
            kept: Tree = ("fn", "Sum", NUMBER_ONE, index, low, top)
            least = times(outer, plus(kept, times(("num", Fraction(-q)), k, lost)))
        pair = least, whole
        return pair if self.sums.sign(outer) >= 0 else pair[::-1]

    def _rapid(self, g: Tree) -> bool:
        """Whether g falls faster than every power."""
        return self.sp.limit(self.ev.plain(times(minus(("fn", "log", g)), over(("fn", "log", X)))))[0] == 1

    @staticmethod
    def _shape(f: Tree, index: Tree) -> tuple[Tree, Tree, Tree, Tree, int]:
        """(factor of X, w g**p, g, K, q); raises NotCovered for other terms."""
        outer, rest, found = [], [], []
        for factor, exponent in _factors(f, 1):
            if not mentions(factor, index):
                outer.append(_power(factor, exponent))
            elif not moves(factor):
                rest.append(_power(factor, exponent))
            else:
                found.append((factor, -exponent))
        bases = {base for base, _ in found}
        q = sum(e for _, e in found)
        if len(bases) != 1 or q < 1:
            raise NotCovered("a sum whose terms mix index and variable")
        summands = flat(bases.pop(), "add")
        g = plus(*(a for a in summands if mentions(a, index)))
        k = plus(*(a for a in summands if not mentions(a, index)))
        if mixed(g, index) or not moves(k):
            raise NotCovered("a sum whose terms mix index and variable")
        return times(*outer), times(*rest), g, k, q


def _factors(tree: Tree, exponent: int) -> list[tuple[Tree, int]]:
    """The factors of a product, with whole exponents."""
    if tree[0] == "mul":
        return [f for a in tree[1:] for f in _factors(a, exponent)]
    if tree[0] == "pow" and tree[2][0] == "num" and tree[2][1].denominator == 1:
        return _factors(tree[1], exponent * int(tree[2][1]))
    return [(tree, exponent)]


def _power(tree: Tree, exponent: int) -> Tree:
    return tree if exponent == 1 else ("pow", tree, ("num", Fraction(exponent)))
