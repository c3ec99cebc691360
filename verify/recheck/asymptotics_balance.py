"""Solutions of F(κ) = G for an F that falls in κ > 0, for re-checking: F(l) >= G >= F(u) at the proposed bounds.

F is a sum of products of what is nonnegative with negative powers of κ + (what is nonnegative), shown by structure, so
that every solution κ > 0 lies in [l, u]. κ(c - T(κ)) = λ with T = S/N is S(κ) + λN/κ = cN for κ > 0 and λ >= 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .asymptotics_algebra import ONE
from .asymptotics_cases import Open
from .asymptotics_functions import ends
from .asymptotics_sums import Bounds, Sums
from .asymptotics_text import NotCovered, Tree
from .asymptotics_trees import NOTHING, flat, minus, over, plus, put, times


class Balance:
    """Bounds of such solutions, `pairs` being what the certificate proposes; `explicit` bounds trees free of sums."""

    def __init__(self, sums: Sums, pairs: Sequence[Bounds], explicit: Callable[[Tree], Bounds]) -> None:
        self.sums, self.ev, self.pairs, self.explicit = sums, sums.ev, pairs, explicit

    def covers(self, body: Tree, index: Tree) -> bool:
        """Whether bounds are proposed, and the equation is of the form above."""
        return bool(self.pairs) and all(
            self._falls(t, index) for t in flat(self._ridge(body, index, NOTHING)[0], "add")
        )

    def enclose(self, body: Tree, index: Tree, level: Tree) -> Bounds:
        body, level = self._ridge(body, index, level)
        if not all(self._falls(t, index) for t in flat(body, "add")):
            raise NotCovered("a function that is not shown to fall")
        unsettled: Open | None = None
        for low, high in self.pairs:
            try:
                if self._holds(body, index, level, (low, high)):
                    return self._refined(body, index, level, (low, high))
            except Open as question:  # another pair may hold without it
                unsettled = unsettled or question
        raise unsettled or NotCovered("an inverse for which the certificate proposes no bounds that hold")

    def _holds(self, body: Tree, index: Tree, level: Tree, pair: Bounds) -> bool:
        """Whether 0 < l, 0 < u and F(l) >= G >= F(u)."""
        if not all(self._positive(end) for end in pair):
            return False
        low, high = pair
        terms = flat(body, "add")
        above = [plus(put(t, index, low), minus(level)) for t in (body, *terms)]  # one term of F may be enough
        below = [plus(level, minus(put(body, index, high)))]
        parts = flat(high, "add")
        if len(parts) == len(terms) > 1 and all(self._positive(p) for p in parts):  # F_j(u_1 + u_2) <= F_j(u_j)
            each = (put(t, index, p) for t, p in zip(terms, parts, strict=True))
            below.insert(0, plus(level, minus(plus(*each))))
        return self._one_of(above) and self._one_of(below)

    def _one_of(self, gaps: Sequence[Tree]) -> bool:
        """Whether one of them is nonnegative; raises Open where none is, and one may be."""
        unsettled: Open | None = None
        for gap in gaps:
            try:
                if self.sums.sign(gap) >= 0:
                    return True
            except Open as question:  # the next may not need it
                unsettled = unsettled or question
            except NotCovered:
                continue
        if unsettled is not None:
            raise unsettled
        return False

    def _refined(self, body: Tree, index: Tree, level: Tree, pair: Bounds) -> Bounds:
        """κ = B/(G - S(κ)), between its values at S(u) and S(l), where F = B/κ + S and S(l) is small against G."""
        terms = flat(body, "add")
        simple = [t for t in terms if over(index) in flat(t, "mul")]
        rest = [t for t in terms if t not in simple]
        size = [f for t in simple for f in flat(t, "mul") if f != over(index)]
        if len(simple) != 1 or not rest or any(mentions(f, index) for f in size):
            return pair
        try:
            most = self.explicit(plus(*(put(t, index, pair[0]) for t in rest)))[1]
            least = self.explicit(plus(*(put(t, index, pair[1]) for t in rest)))[0]
            infinite, c = self.ev.sp.limit(ends(self.ev.value(times(most, over(level))))[1])
            if infinite or self.ev.sp.lead(c) is not None or not self._positive(times(*size)):
                return pair
        except NotCovered:
            return pair
        low, high = (times(*size, over(plus(level, minus(s)))) for s in (least, most))
        return low, high

    def _sign(self, tree: Tree) -> bool:
        try:
            return self.sums.sign(tree) >= 0
        except NotCovered:
            return False

    def _positive(self, tree: Tree) -> bool:
        try:
            return self.sums.sign(tree) > 0
        except NotCovered:
            return False

    def _ridge(self, body: Tree, index: Tree, level: Tree) -> tuple[Tree, Tree]:
        factors = flat(body, "mul")
        inside = [f for f in factors if f != index and mentions(f, index)]
        if factors.count(index) != 1 or len(inside) != 1 or inside[0][0] != "add":
            return body, level
        rest = times(*(f for f in factors if f != index and f is not inside[0]))
        parts = flat(inside[0], "add")
        constant = plus(*(p for p in parts if not mentions(p, index)))
        moving = [flat(p, "mul") for p in parts if mentions(p, index)]
        if len(moving) != 1:
            raise NotCovered("an inverse of κ times a sum of several functions of κ")
        still = [f for f in moving[0] if not mentions(f, index)]
        size = -ONE
        for f in still:
            size = size * f[1] if f[0] == "num" else size
        outer = times(("num", size), *(f for f in still if f[0] != "num"))
        inner = times(*(f for f in moving[0] if mentions(f, index)))
        if not self._positive(outer) or not self._positive(rest) or self.sums.sign(level) < 0:
            raise NotCovered("an inverse of κ times a function that is not shown to grow")
        ridge = times(level, over(times(outer, rest)), over(index))
        return (inner if level == NOTHING else plus(inner, ridge)), times(constant, over(outer))

    # --- by structure -------------------------------------------------------------------------------------------------
    def _falls(self, tree: Tree, index: Tree) -> bool:
        """Nonnegative, and not growing in κ > 0."""
        if not mentions(tree, index):
            return self._least(tree) is not None
        if tree[0] in ("add", "mul"):
            return all(self._falls(a, index) for a in tree[1:])
        if tree[0] == "pow":
            exponent = self._number(tree[2])
            if exponent is None:
                return False
            return self._rises(tree[1], index) if exponent < 0 else self._falls(tree[1], index)
        if tree[:2] == ("fn", "Sum"):
            return not any(mentions(end, index) for end in tree[4:]) and self._falls(tree[2], index)
        return False

    def _rises(self, tree: Tree, index: Tree) -> bool:
        """Positive, and growing in κ > 0."""
        if tree == index:
            return True
        if tree[0] == "add":
            moving = [a for a in tree[1:] if mentions(a, index)]
            still = [a for a in tree[1:] if not mentions(a, index)]
            return (
                bool(moving)
                and all(self._rises(a, index) for a in moving)
                and all(self._falls(a, index) for a in still)
            )
        if tree[0] == "pow":
            exponent = self._number(tree[2])
            return exponent is not None and exponent > 0 and self._rises(tree[1], index)
        return False

    def _number(self, tree: Tree) -> Any:
        if tree[0] == "num":
            return tree[1]
        if tree[0] == "mul" and all(a[0] == "num" for a in tree[1:]):
            out = tree[1][1]
            for a in tree[2:]:
                out = out * a[1]
            return out
        return None

    def _least(self, tree: Tree) -> int | None:
        """A lower bound, 1 or 0, where indices stand for numbers >= 0 and X is large; None where there may be none."""
        kind = tree[0]
        if kind == "num":
            return None if tree[1] < 0 else int(tree[1] >= 1)
        if kind == "idx":
            return 0
        if kind == "sym":
            return 1 if tree[1] == "X" else 0 if self._sign(tree) else None
        if kind in ("add", "mul"):
            parts = [self._least(a) for a in tree[1:]]
            if any(p is None for p in parts):
                return None
            return int(any(parts) if kind == "add" else all(parts))
        if kind == "pow":
            return None if self._least(tree[1]) is None else 0
        if tree[:2] == ("fn", "exp"):
            return 0
        if tree[:2] == ("fn", "log"):
            return 0 if self._least(tree[2]) == 1 else None
        return None


def mentions(tree: Tree, leaf: Tree) -> bool:
    """Whether the leaf occurs."""
    return bool(tree == leaf) or any(mentions(a, leaf) for a in tree if isinstance(a, tuple))
