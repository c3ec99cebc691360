"""Sums and thresholds for re-checking: the certificate proposes, this module proves with its own arithmetic.

A certificate lists, for each function that is summed, an antidifference H and a remainder E, and for each inverse or
threshold two bounds l and u. Here it is proved again, by expansions computed here, that

* |f(X) - (H(X+1) - H(X))| <= |E(X+1) - E(X)| near infinity with E of one sign, monotone (or E = 0 and equality): then
  Σ_{a <= i < b} f(i) - (H(b) - H(a)) is at most E(a) in size when E falls to zero;
* F₊(l) < G <= F₋(u) for explicit bounds F₋ <= F <= F₊ whose derivatives are positive near infinity, l and u tending to
  infinity: then the solution of F(k) = G lies in [l, u], the least natural k with F(k) >= G in [l, u + 1].

The sum is taken apart, its terms are shown to be defined, and its bounds are put in, by rules that are written out
here. Nothing of the engine is imported. Sums of two scales and functions F(k, X) of both are not covered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from .algebra import Rejected
from .asymptotics_algebra import ONE, ZERO, Const
from .asymptotics_text import BINDERS, INFINITY, SERIES, NotCovered, Tree, has_binder, names
from .asymptotics_trees import (
    HALF,
    NOTHING,
    NUMBER_ONE,
    X,
    at,
    derivative,
    minus,
    moves,
    over,
    plus,
    put,
    step,
    taken_apart,
    times,
)

INDEX: Tree = ("idx", "#")
Bounds = tuple[Tree, Tree]
DIRECT, LATEST_START = 60, 20


# --- the proofs -------------------------------------------------------------------------------------------------------
class Binders:
    """Values of sums, inverses and thresholds in one evaluator, with what the certificate proposes for them."""

    def __init__(self, ev: Any, proposed: Mapping[str, Any], read: Callable[[str], Tree], *, counting: bool) -> None:
        self.ev, self.sp, self.al, self.counting = ev, ev.sp, ev.al, counting
        self.sums = [
            (read(a["summand"]), read(a["h"]), None if a["e"] is None else read(a["e"]))
            for a in proposed.get("antidifferences", [])
        ]
        self.pairs = [(p["kind"], read(p["low"]), read(p["high"])) for p in proposed.get("bounds", [])]
        self.proved: dict[Tree, tuple[Tree, Tree | None, bool]] = {}

    def value(self, tree: Tree) -> Any:
        """The value, or bounds of it."""
        from .asymptotics_functions import Wide, ends

        if tree[1] == SERIES:
            return self.named(tree)
        if not moves(tree):
            return self._constant(tree)
        low, high = self.enclose(tree)
        if low is high:
            return self.ev.value(low)
        return Wide(ends(self.ev.value(low))[0], ends(self.ev.value(high))[1])

    def enclose(self, tree: Tree) -> Bounds:
        if tree[1] == "Sum":
            return self._sum(tree)
        return self._crossing(tree)

    # --- sums ---------------------------------------------------------------------------------------------------------
    def _sum(self, tree: Tree) -> Bounds:
        _, _, body, index, low, high = tree
        if not self._whole(low):
            raise NotCovered("a sum from a bound that is not known to be an integer")
        if high != INFINITY:
            if not self._whole(high):
                high = ("fn", "floor", high)
            if self._sign(plus(high, minus(low), NUMBER_ONE)) < 0:
                raise NotCovered("a sum whose range may be empty")
        parts = [self._scaled(a, self._one(put(f, index, X), low, high)) for a, f in taken_apart(body, index)]
        return self._added(parts)

    @staticmethod
    def _added(parts: list[Bounds]) -> Bounds:
        low = plus(*(p[0] for p in parts))
        return (low, low) if all(p[0] is p[1] for p in parts) else (low, plus(*(p[1] for p in parts)))

    def _scaled(self, factor: Tree, pair: Bounds) -> Bounds:
        if pair[0] is pair[1]:
            whole = times(factor, pair[0])
            return whole, whole
        ends = times(factor, pair[0]), times(factor, pair[1])
        return ends if factor == NUMBER_ONE or self._sign(factor) >= 0 else ends[::-1]

    def _sign(self, tree: Tree) -> int:
        """The sign near the point; 0 also where it is nonnegative and no more is known."""
        from .asymptotics_functions import Wide

        v = self.ev.value(tree)
        if not isinstance(v, Wide):
            return self.sp.sign(v)
        low = self.sp.sign(v.low)
        if low >= 0:
            return low
        if self.sp.sign(v.high) < 0:
            return -1
        raise NotCovered("a sign that bounds do not show")

    def _whole(self, tree: Tree) -> bool:
        if tree[0] == "num":
            return bool(tree[1].denominator == 1)
        if tree[0] == "sym":
            return self.counting if tree == X else tree[1] in self.ev.integers
        if tree[0] in ("add", "mul"):
            return all(self._whole(a) for a in tree[1:])
        if tree[0] == "pow":
            return self._whole(tree[1]) and tree[2][0] == "num" and tree[2][1].denominator == 1 and tree[2][1] >= 0
        return tree[0] == "fn" and tree[1] in ("floor", "ceiling", "threshold")

    def _one(self, f: Tree, low: Tree, high: Tree) -> Bounds:
        """Σ of a function of the index alone."""
        if f == NUMBER_ONE and high != INFINITY:
            whole = plus(high, minus(low), NUMBER_ONE)
            return whole, whole
        start = self._number(low)
        if high == INFINITY:
            h, e, growing = self._antidifference(f)
            limit = self._limit(h, growing)
            if start is not None:
                whole = self._all(f, start)
                return whole, whole
            self._far(low)
            return self._around(plus(limit, minus(at(h, low))), None if e is None else at(e, low))
        stop = self._number(high)
        if start is not None and stop is not None:
            if stop - start > DIRECT:
                raise NotCovered("a long sum of constants")
            whole = plus(*(at(f, ("num", Fraction(i))) for i in range(start, stop + 1)))
            return whole, whole
        self._far(high)
        h, e, growing = self._antidifference(f)
        top = at(h, plus(high, NUMBER_ONE))
        after = None if e is None else at(e, plus(high, NUMBER_ONE))
        if start is None:
            self._far(low)
            main = plus(top, minus(at(h, low)))
            return self._around(main, None if e is None else after if growing else at(e, low))
        self._defined(f, Fraction(start))
        if growing:
            assert after is not None
            return self._around(top, times(("num", Fraction(2)), after))
        return self._around(plus(top, self._rest(f, h, e, start)), after)

    @staticmethod
    def _around(main: Tree, slack: Tree | None) -> Bounds:
        return (main, main) if slack is None else (plus(main, minus(slack)), plus(main, slack))

    def _number(self, tree: Tree) -> int | None:
        if moves(tree):
            return None
        value = self.ev.constant(tree)
        if not isinstance(value, Fraction) or value.denominator != 1:
            raise NotCovered("a bound of a sum that is no known integer")
        return int(value)

    def _far(self, tree: Tree) -> None:
        from .asymptotics_functions import ends

        if self.sp.limit(ends(self.ev.value(tree))[0])[0] != 1:
            raise NotCovered("a bound of a sum that does not tend to infinity")

    def _antidifference(self, f: Tree) -> tuple[Tree, Tree | None, bool]:
        """H, E and whether E grows, proved for f; the certificate's proposals are tried one after the other."""
        found = self.proved.get(f)
        if found is None:
            value = self.ev.plain(f)
            for summand, h, e in self.sums:
                if self.sp.lead(self.sp.sub(self.ev.plain(summand), value)) is None:
                    found = self.proved[f] = (h, e, self._remainder(value, h, e))
                    break
            else:
                raise NotCovered("a function that is summed, for which the certificate proposes nothing")
        return found

    def _remainder(self, f: Any, h: Tree, e: Tree | None) -> bool:
        """Proves the inequality; returns whether E grows."""
        rest = self.sp.sub(f, self.ev.plain(step(h)))
        if e is None:
            if self.sp.lead(rest) is not None:
                raise Rejected("an antidifference that the certificate calls exact is not")
            return False
        size = self.ev.plain(e)
        if self.sp.sign(size) < 0:
            raise Rejected("a remainder of a sum is negative")
        infinite, c = self.sp.limit(size)
        falls = not infinite and self.al.is_zero(c)
        if not falls and infinite != 1:
            raise Rejected("a remainder of a sum neither falls to zero nor grows")
        change = self.ev.plain(minus(step(e)) if falls else step(e))
        if self.sp.sign(self.sp.sub(change, rest)) < 0 or self.sp.sign(self.sp.add(change, rest)) < 0:
            raise Rejected("the remainder of a sum is larger than the certificate says")
        return not falls

    def _limit(self, h: Tree, growing: bool) -> Tree:
        infinite, c = self.sp.limit(self.ev.plain(h))
        if growing or infinite:
            raise NotCovered("an infinite sum that is not shown to converge")
        self.ev.memo.setdefault(("known", id(c)), c)
        return ("known", id(c))

    # --- constants ----------------------------------------------------------------------------------------------------
    def _rest(self, f: Tree, h: Tree, e: Tree | None, start: int) -> Tree:
        """The constant C of Σ_{start}^{k} f = H(k+1) + C + what is below E."""
        infinite, c = self.sp.limit(self.ev.plain(h))
        if e is not None and not infinite:
            self.ev.memo.setdefault(("known", id(c)), c)
            return plus(self._all(f, start), minus(("known", id(c))))
        harmonic = self._harmonic(f, h, start)
        if harmonic is not None:
            return harmonic
        known = self._known(f, start)
        if known is not None:
            gap = self.sp.limit(self.sp.sub(self.ev.plain(known), self.ev.plain(h)))
            if not gap[0]:
                self.ev.memo.setdefault(("known", id(gap[1])), gap[1])
                return plus(("known", id(gap[1])), minus(at(known, ("num", Fraction(start)))))
        for begin in range(start, start + LATEST_START):
            first: Tree = ("num", Fraction(begin))
            try:
                self._defined(h, Fraction(begin))
            except NotCovered:
                continue
            head = plus(*(at(f, ("num", Fraction(i))) for i in range(start, begin)), minus(at(h, first)))
            if e is None:
                return head
            return plus(head, ("fn", SERIES, put(plus(f, minus(step(h))), X, INDEX), first))
        raise NotCovered("an antidifference that is not defined near the first index")

    def _harmonic(self, f: Tree, h: Tree, start: int) -> Tree | None:
        """For f = 1/X: Σ_{1}^{k} 1/i - log(k+1) tends to Euler's constant."""
        if self.sp.lead(self.sp.sub(self.ev.plain(f), self.ev.plain(over(X)))) is not None:
            return None
        infinite, c = self.sp.limit(self.ev.plain(plus(("fn", "log", X), minus(h))))
        if infinite:
            return None
        self.ev.memo.setdefault(("known", id(c)), c)
        before = [minus(("num", Fraction(1, i))) for i in range(1, start)]
        return plus(("fn", "EulerGamma"), ("known", id(c)), *before)

    def _all(self, f: Tree, start: int) -> Tree:
        """Σ_{i >= start} f(i), a constant; its convergence was shown."""
        return ("fn", SERIES, put(f, X, INDEX), ("num", Fraction(start)))

    def named(self, tree: Tree) -> Const:
        """The constant ("fn", SERIES, f, start): closed for powers, else an atom."""
        _, _, f, first = tree
        f = put(f, INDEX, X)
        positive = self._defined(f, first[1])
        if first[1] == 1:
            for n, q in ((2, 6), (4, 90)):
                gap = self.sp.sub(self.ev.plain(f), self.ev.plain(("pow", X, ("num", Fraction(-n)))))
                if self.sp.lead(gap) is None:
                    closed = times(("num", Fraction(1, q)), ("pow", ("fn", "pi"), ("num", Fraction(n))))
                    return self.ev.constant(closed)
        key = tuple(sorted(names(f) - {"X"}))
        arguments = tuple(self.ev.constant(("sym", n)) for n in key)
        return self.al.atom("fn", f"series {f!r} from {first[1]}", arguments, positive)

    def _constant(self, tree: Tree) -> Const:
        if tree[1] != "Sum":
            raise NotCovered(f"{tree[1]} at a level that does not move")
        _, _, body, index, low, high = tree
        start = self._number(low)
        assert start is not None
        f = put(body, index, X)
        self._defined(f, Fraction(start))
        if high == INFINITY:
            h, e, growing = self._antidifference(f)
            limit = self._limit(h, growing)
            if e is None:
                self._defined(h, Fraction(start))
                return self.ev.constant(plus(limit, minus(at(h, ("num", Fraction(start))))))
            return self.named(self._all(f, start))
        whole, _ = self._one(f, low, high)
        return self.ev.constant(whole)

    def _known(self, f: Tree, start: int) -> Tree | None:
        """W with W(x+1) - W(x) = f(x) for x >= start: loggamma for logarithms of x + c."""
        if not moves(f):
            return times(f, X)
        if f[0] in ("add", "mul"):
            if f[0] == "add":
                parts = [self._known(a, start) for a in f[1:]]
                return None if None in parts else plus(*(p for p in parts if p is not None))
            fixed, rest = [a for a in f[1:] if not moves(a)], [a for a in f[1:] if moves(a)]
            inner = self._known(rest[0], start) if fixed and len(rest) == 1 else None
            return None if inner is None else times(*fixed, inner)
        inside = f[2] if f[:2] == ("fn", "log") else None
        if inside is None or not (inside == X or (inside[0] == "add" and X in inside[1:])):
            return None
        shift = [a for a in inside[1:] if a != X] if inside != X else []
        if any(moves(a) for a in shift) or not self._defined(inside, Fraction(start)):
            return None
        return ("fn", "loggamma", inside)

    # --- domains ------------------------------------------------------------------------------------------------------
    def _defined(self, tree: Tree, first: Fraction) -> bool:
        """Shows that a tree is defined for all X >= first; whether it is positive there."""
        low, strict = self._least(tree, first)
        return low is not None and (low > 0 or (low == 0 and strict))

    def _least(self, tree: Tree, first: Fraction) -> tuple[Fraction | None, bool]:
        """A lower bound on [first, oo), and whether it is not attained; raises where the tree may be undefined."""
        if not moves(tree):
            value = self.ev.constant(tree)
            if isinstance(value, Fraction):
                return value, False
            try:
                s = self.al.sign(value)
            except NotCovered:
                return None, False
            return (None, False) if s < 0 else (ZERO, s > 0)
        if tree == X:
            return first, False
        kind = tree[0]
        if kind in ("add", "mul"):
            parts = [self._least(a, first) for a in tree[1:]]
            if kind == "mul" and len(tree) == 3 and tree[1][0] == "num" and tree[1][1] < 0:
                most = self._most(tree[2], first)
                return (None if most is None else most * tree[1][1]), False
            if any(low is None or (kind == "mul" and low < 0) for low, _ in parts):
                return None, False
            total = ZERO if kind == "add" else ONE
            for low, _ in parts:
                assert low is not None
                total = total + low if kind == "add" else total * low
            if kind == "add":
                return total, any(strict for _, strict in parts)
            return total, all(strict or (low or ZERO) > 0 for low, strict in parts)
        if kind == "pow":
            low, strict = self._least(tree[1], first)
            self._least(tree[2], first)
            positive = low is not None and (low > 0 or (low == 0 and strict))
            if tree[2][0] == "num" and tree[2][1].denominator == 1 and tree[2][1] >= 0:
                return (low ** int(tree[2][1]), strict) if low is not None and low >= 0 else (None, False)
            if not positive:
                raise NotCovered("a term of a sum that may be undefined")
            return ZERO, True
        if kind == "fn" and tree[1] == "log":
            low, strict = self._least(tree[2], first)
            if low is None or low < 0 or (low == 0 and not strict):
                raise NotCovered("a term of a sum that may be undefined")
            return (ZERO, strict or low > 1) if low >= 1 else (None, False)
        if kind == "fn" and tree[1] == "exp":
            self._least(tree[2], first)
            return ZERO, True
        if kind == "fn" and tree[1] == "sqrt":
            return self._least(("pow", tree[2], ("num", HALF)), first)
        raise NotCovered("a term of a sum that may be undefined")

    def _most(self, tree: Tree, first: Fraction) -> Fraction | None:
        """An upper bound on [first, oo) of a constant or a negative power, if it is one."""
        if tree[0] == "num":
            return tree[1]
        if tree[0] == "mul":
            parts = [self._most(a, first) for a in tree[1:]]
            out = ONE
            for p in parts:
                if p is None or p < 0:
                    return None
                out *= p
            return out
        if tree[0] == "pow" and tree[2][0] == "num" and tree[2][1].denominator == 1 and tree[2][1] < 0:
            low, _ = self._least(tree[1], first)
            return None if low is None or low <= 0 else low ** int(tree[2][1])
        return None

    # --- inverses and thresholds --------------------------------------------------------------------------------------
    def _crossing(self, tree: Tree) -> Bounds:
        _, kind, body, index, level = tree
        if moves(body):
            raise NotCovered("a threshold of a function of index and variable")
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
            if self._sign(derivative(g)) <= 0:
                raise NotCovered("a function that is not shown to increase")
        for name, low, high in self.pairs:
            if name == kind and self._brackets(low, high, low_f, high_f, levels):
                return (low, plus(high, NUMBER_ONE)) if kind == "threshold" else (low, high)
        raise NotCovered("an inverse for which the certificate proposes no bounds that hold")

    def _brackets(self, low: Tree, high: Tree, low_f: Tree, high_f: Tree, levels: Bounds) -> bool:
        if any(self.sp.limit(self.ev.plain(end))[0] != 1 for end in (low, high)):
            return False
        below = self._sign(plus(levels[0], minus(at(high_f, low))))
        above = self._sign(plus(at(low_f, high), minus(levels[1])))
        exact = low == high and low_f == high_f and levels[0] == levels[1] and below == above == 0
        return (below > 0 or exact) and above >= 0

    def _negative(self, f: Tree) -> bool:
        """Whether F(k) < 0 for every natural k: minus a tail sum of positive terms."""
        while f[0] == "mul" and len(f) == 3 and f[1] == ("num", -ONE) and f[2][0] == "mul" and f[2][1] == ("num", -ONE):
            f = f[2][2]
        if not (f[0] == "mul" and len(f) == 3 and f[1] == ("num", -ONE) and f[2][:2] == ("fn", "Sum")):
            return False
        _, _, body, index, low, high = f[2]
        first = self.ev.constant(at(low, NOTHING))
        gap = self.sp.sub(self.ev.plain(low), self.ev.plain(X))
        one_step = self.sp.lead(self.sp.sub(gap, first)) is None
        if high != INFINITY or moves(body) or not isinstance(first, Fraction) or not one_step:
            return False
        return self._defined(put(body, index, X), first)

    def _explicit(self, tree: Tree) -> Bounds:
        """Bounds free of sums."""
        if not has_binder(tree) or not moves(tree):
            return tree, tree
        if tree[0] == "fn" and tree[1] in BINDERS:
            low, high = self.enclose(tree)
            return low, high
        if tree[0] == "add":
            return self._added([self._explicit(a) for a in tree[1:]])
        if tree[0] == "mul":
            out: Bounds = (NUMBER_ONE, NUMBER_ONE)
            for a in tree[1:]:
                out = self._product(out, self._explicit(a))
            return out
        if tree[0] == "pow" and not moves(tree[2]):
            low, high = self._explicit(tree[1])
            if self._sign(low) <= 0:
                raise NotCovered("a power of what may not be positive")
            ends = ("pow", low, tree[2]), ("pow", high, tree[2])
            return ends if self.al.sign(self.ev.constant(tree[2])) > 0 else ends[::-1]
        raise NotCovered("a sum inside this function")

    def _product(self, a: Bounds, b: Bounds) -> Bounds:
        if a[0] is a[1]:
            return self._scaled(a[0], b)
        if b[0] is b[1]:
            return self._scaled(b[0], a)
        if self._sign(a[0]) < 0 or self._sign(b[0]) < 0:
            raise NotCovered("a product of sums that may be negative")
        return times(a[0], b[0]), times(a[1], b[1])
