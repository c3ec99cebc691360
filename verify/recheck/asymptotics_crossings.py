"""Inverses and thresholds for re-checking: bounds that the certificate proposes, proved here.

For explicit bounds F₋ <= F <= F₊ whose derivatives are positive near infinity, and l, u tending to infinity with
F₊(l) < G <= F₋(u), the solution of F(k) = G lies in [l, u], the least natural k with F(k) >= G in [l, u + 1].
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from .asymptotics_balance import Balance
from .asymptotics_cases import Open
from .asymptotics_functions import Evaluator, Wide, ends
from .asymptotics_passage import Passage
from .asymptotics_sums import Bounds, Sums, added
from .asymptotics_text import BINDERS, INFINITY, SERIES, NotCovered, Tree, has_binder
from .asymptotics_trees import NOTHING, NUMBER_ONE, X, at, derivative, flat, minus, moves, plus, put, times
from .asymptotics_twoscale import TwoScales


class Binders:
    """Values of sums, inverses and thresholds in one evaluator, with what the certificate proposes for them."""

    def __init__(
        self, ev: Evaluator, proposed: Mapping[str, Any], read: Callable[[str], Tree], *, counting: bool
    ) -> None:
        self.ev, self.sp, self.al, self.counting = ev, ev.sp, ev.al, counting
        self.sums = Sums(ev, proposed, read, counting=counting)
        self.sums.two_scales = TwoScales(self.sums).enclose
        pairs = [(p["kind"], read(p["low"]), read(p["high"])) for p in proposed.get("bounds", [])]
        self.pairs = [p for p in pairs if p[0] not in ("passage", "balance")]
        self.balance = Balance(self.sums, [p[1:] for p in pairs if p[0] == "balance"], self._explicit)
        self.shown: dict[Tree, Bounds] = {}  # bounds of inverses and thresholds, in terms of X and parameters alone
        self.passage = Passage(self.sums, [p[1:] for p in pairs if p[0] == "passage"])

    def value(self, tree: Tree) -> Any:
        """The value, or bounds of it."""
        if tree[1] == SERIES:
            return self.sums.named(tree)
        if not moves(tree):
            if tree[1] != "Sum":
                raise NotCovered(f"{tree[1]} at a level that does not move")
            return self.sums.constant(tree)
        low, high = self.enclose(tree)
        if low is high:
            return self.ev.value(low)
        return Wide(ends(self.ev.value(low))[0], ends(self.ev.value(high))[1])

    def enclose(self, tree: Tree) -> Bounds:
        """Trees without this sum, inverse or threshold that bound it near the point."""
        if tree[1] == "Sum":
            return self.sums.enclose(tree)
        found = self.shown.get(tree)
        if found is None:
            found = self.shown[tree] = self._crossing(tree)
        return found

    def _crossing(self, tree: Tree) -> Bounds:
        _, kind, body, index, level = tree
        if kind == "inverse" and self.balance.covers(body, index):
            return self.balance.enclose(body, index, level)
        if moves(body):
            if kind != "threshold":
                raise NotCovered("an inverse of a function of index and variable")
            return self.passage.enclose(body, index, level)
        f = put(body, index, X)
        if has_binder(f) and not (kind == "threshold" and self.counting):
            raise NotCovered("an inverse of a function with a sum")
        low_f, high_f = self._explicit(f)
        levels = self._explicit(level)
        if kind == "threshold":
            infinite, c = self.sp.limit(self.ev.plain(high_f))
            if infinite:
                if infinite != 1 or self.sp.limit(self.ev.plain(levels[0]))[0] != 1:
                    raise NotCovered("a threshold whose level does not tend to infinity")
            elif not (self.al.is_zero(c) and self._negative(f)):
                raise NotCovered("a threshold of a function that may reach its limit")
        for g in (low_f, high_f):
            if self.sums.sign(derivative(g)) <= 0:
                raise NotCovered("a function that is not shown to increase")
        pairs = [p[1:] for p in self.pairs if p[0] == kind]
        found = self._bracket(pairs, low_f, high_f, levels)
        if found is None and levels[0] != levels[1]:  # the solution grows with the level
            each = [self._bracket(pairs, low_f, high_f, (level, level)) for level in levels]
            found = None if each[0] is None or each[1] is None else (each[0][0], each[1][1])
        if found is None:
            raise NotCovered("an inverse for which the certificate proposes no bounds that hold")
        return (found[0], plus(found[1], NUMBER_ONE)) if kind == "threshold" else found

    def _bracket(self, pairs: list[Bounds], low_f: Tree, high_f: Tree, levels: Bounds) -> Bounds | None:
        """The first of the pairs that holds; a sign that is open is told where none does."""
        unsettled: Open | None = None
        for low, high in pairs:
            try:
                if self._brackets(low, high, low_f, high_f, levels):
                    return low, high
            except Open as question:
                unsettled = unsettled or question
        if unsettled is not None:
            raise unsettled
        return None

    def _brackets(self, low: Tree, high: Tree, low_f: Tree, high_f: Tree, levels: Bounds) -> bool:
        if any(self.sp.limit(self.ev.plain(end))[0] != 1 for end in (low, high)):
            return False
        below = self.sums.sign(plus(levels[0], minus(at(high_f, low))))
        if below < 0:
            return False
        above = self.sums.sign(plus(at(low_f, high), minus(levels[1])))
        exact = low == high and low_f == high_f and levels[0] == levels[1] and below == above == 0
        return (below > 0 or exact) and above >= 0

    def _negative(self, f: Tree) -> bool:
        """Whether F(k) < 0 for every natural k: minus a product of positive factors, such as tail sums."""
        factors = flat(f, "mul")
        signs = [a for a in factors if a == ("num", -1)]
        return len(signs) % 2 == 1 and all(self._positive(a) for a in factors if a not in signs)

    def _positive(self, f: Tree) -> bool:
        if f[:2] != ("fn", "Sum"):
            return not has_binder(f) and self.sums.domain.positive(f, Fraction(0))
        _, _, body, index, low, high = f
        first = self.ev.constant(at(low, NOTHING))
        gap = self.sp.sub(self.ev.plain(low), self.ev.plain(X))
        one_step = self.sp.lead(self.sp.sub(gap, first)) is None
        if high != INFINITY or moves(body) or not isinstance(first, Fraction) or not one_step:
            return False
        return self.sums.domain.positive(put(body, index, X), first)

    def _explicit(self, tree: Tree) -> Bounds:
        """Bounds free of sums."""
        if not has_binder(tree) or not moves(tree):
            return tree, tree
        if tree[0] == "fn" and tree[1] in BINDERS:
            low, high = self.enclose(tree)
            return low, high
        if tree[0] == "add":
            return added([self._explicit(a) for a in tree[1:]])
        if tree[0] == "mul":
            out: Bounds = (NUMBER_ONE, NUMBER_ONE)
            for a in tree[1:]:
                out = self._product(out, self._explicit(a))
            return out
        if tree[0] == "pow" and not moves(tree[2]):
            low, high = self._explicit(tree[1])
            if self.sums.sign(low) <= 0:
                raise NotCovered("a power of what may not be positive")
            pair = ("pow", low, tree[2]), ("pow", high, tree[2])
            return pair if self.al.sign(self.ev.constant(tree[2])) > 0 else pair[::-1]
        raise NotCovered("a sum inside this function")

    def _product(self, a: Bounds, b: Bounds) -> Bounds:
        if a[0] is a[1]:
            return self.sums.scaled(a[0], b)
        if b[0] is b[1]:
            return self.sums.scaled(b[0], a)
        if self.sums.sign(a[0]) < 0 or self.sums.sign(b[0]) < 0:
            raise NotCovered("a product of sums that may be negative")
        return times(a[0], b[0]), times(a[1], b[1])
