"""Sums for re-checking: the certificate proposes, this module proves with its own arithmetic.

A certificate lists, for each function that is summed, an antidifference H and a remainder E. Here it is proved again,
by expansions computed here, that |f(X) - (H(X+1) - H(X))| <= |E(X+1) - E(X)| near infinity with E of one sign, monotone
(or E = 0 and equality): then Σ_{a <= i < b} f(i) - (H(b) - H(a)) is at most E(a) in size when E falls to zero. The sum
is taken apart, its terms are shown to be defined, and its bounds are put in, by rules that are written out here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from . import asymptotics_constants as constants
from .algebra import Rejected
from .asymptotics_algebra import Const, El
from .asymptotics_domains import Domain
from .asymptotics_functions import Evaluator, Wide, ends
from .asymptotics_series import Series, exact_of
from .asymptotics_text import INFINITY, SERIES, NotCovered, Tree, names
from .asymptotics_trees import NOTHING, NUMBER_ONE, X, at, minus, mixed, moves, plus, put, step, taken_apart, times

INDEX: Tree = ("idx", "#")
Bounds = tuple[Tree, Tree]
DIRECT, LATEST_START = 60, 20


class Sums:
    """Values of sums in one evaluator, with the antidifferences that the certificate proposes for them."""

    def __init__(
        self, ev: Evaluator, proposed: Mapping[str, Any], read: Callable[[str], Tree], *, counting: bool
    ) -> None:
        self.ev, self.sp, self.al, self.counting = ev, ev.sp, ev.al, counting
        self.domain = Domain(ev)
        self.proposed = [
            (read(a["summand"]), read(a["h"]), None if a["e"] is None else read(a["e"]))
            for a in proposed.get("antidifferences", [])
        ]
        self.proved: dict[Tree, tuple[Tree, Tree | None, bool]] = {}
        self.two_scales: Callable[..., Bounds] | None = None

    # --- sums that move -----------------------------------------------------------------------------------------------
    def enclose(self, tree: Tree) -> Bounds:
        """Trees without this sum that bound it near the point, one tree twice where it is exact."""
        _, _, body, index, low, high = tree
        if not self.whole(low):
            raise NotCovered("a sum from a bound that is not known to be an integer")
        if high != INFINITY:
            if not self.whole(high):
                high = ("fn", "floor", high)
            if self.sign(plus(high, minus(low), NUMBER_ONE)) < 0:
                raise NotCovered("a sum whose range may be empty")
        parts = []
        for factor, f in taken_apart(body, index):
            if mixed(f, index):
                assert self.two_scales is not None
                parts.append(self.scaled(factor, self.two_scales(f, index, low, high)))
            else:
                parts.append(self.scaled(factor, self._one(put(f, index, X), low, high)))
        return added(parts)

    def scaled(self, factor: Tree, pair: Bounds) -> Bounds:
        """Bounds of a multiple."""
        if pair[0] is pair[1]:
            whole = times(factor, pair[0])
            return whole, whole
        pair = times(factor, pair[0]), times(factor, pair[1])
        return pair if factor == NUMBER_ONE or self.sign(factor) >= 0 else pair[::-1]

    def sign(self, tree: Tree) -> int:
        """The sign near the point; 0 also where it is nonnegative and no more is known."""
        v = self.ev.value(tree)
        if not isinstance(v, Wide):
            return self.sp.sign(v)
        low = self.sp.sign(v.low)
        if low >= 0:
            return low
        if self.sp.sign(v.high) < 0:
            return -1
        raise NotCovered("a sign that bounds do not show")

    def whole(self, tree: Tree) -> bool:
        """Whether a tree is an integer for the values of the variable that are meant."""
        if tree[0] == "num":
            return bool(tree[1].denominator == 1)
        if tree[0] == "sym":
            return self.counting if tree == X else tree[1] in self.ev.integers
        if tree[0] in ("add", "mul"):
            return all(self.whole(a) for a in tree[1:])
        if tree[0] == "pow":
            return self.whole(tree[1]) and tree[2][0] == "num" and tree[2][1].denominator == 1 and tree[2][1] >= 0
        return tree[0] == "fn" and tree[1] in ("floor", "ceiling", "threshold")

    def _one(self, f: Tree, low: Tree, high: Tree) -> Bounds:
        """Σ of a function of the index alone."""
        fixed = self._fixed(f) if high != INFINITY else None
        if fixed is not None:
            whole = times(fixed, plus(high, minus(low), NUMBER_ONE))
            return whole, whole
        start = self.number(low)
        if high == INFINITY:
            h, e, growing = self.antidifference(f)
            limit = self.limit(h, growing)
            if start is not None:
                whole = self._all(f, start)
                return whole, whole
            self.far(low)
            return _around(plus(limit, minus(at(h, low))), None if e is None else at(e, low))
        stop = self.number(high)
        if start is not None and stop is not None:
            if stop - start > DIRECT:
                raise NotCovered("a long sum of constants")
            whole = plus(*(at(f, ("num", Fraction(i))) for i in range(start, stop + 1)))
            return whole, whole
        self.far(high)
        h, e, growing = self.antidifference(f)
        top = at(h, plus(high, NUMBER_ONE))
        after = None if e is None else at(e, plus(high, NUMBER_ONE))
        if start is None:
            self.far(low)
            main = plus(top, minus(at(h, low)))
            return _around(main, None if e is None else after if growing else at(e, low))
        self.domain.over(f, Fraction(start))
        if growing:
            assert after is not None
            return _around(top, times(("num", Fraction(2)), after))
        return _around(plus(top, self._rest(f, h, e, start)), after)

    def _fixed(self, f: Tree) -> Tree | None:
        """The value of a summand that is the same for every index."""
        value = self.ev.plain(f)
        infinite, c = self.sp.limit(value)
        if infinite or (isinstance(value, Series) and self.sp.lead(self.sp.sub(value, c)) is not None):
            return None
        return NUMBER_ONE if c == 1 else self._known(c)

    def number(self, tree: Tree) -> int | None:
        """The bound of a sum when it is constant."""
        if moves(tree):
            return None
        value = self.ev.constant(tree)
        if not isinstance(value, Fraction) or value.denominator != 1:
            raise NotCovered("a bound of a sum that is no known integer")
        return int(value)

    def far(self, tree: Tree) -> None:
        if self.sp.limit(ends(self.ev.value(tree))[0])[0] != 1:
            raise NotCovered("a bound of a sum that does not tend to infinity")

    def antidifference(self, f: Tree) -> tuple[Tree, Tree | None, bool]:
        """H, E and whether E grows, proved for f; the certificate's proposals are tried one after the other."""
        found = self.proved.get(f)
        if found is None:
            value = self.ev.plain(f)
            for summand, h, e in self.proposed:
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

    def limit(self, h: Tree, growing: bool) -> Tree:
        """lim H, which must be finite: then the sum converges."""
        infinite, c = self.sp.limit(self.ev.plain(h))
        if growing or infinite:
            raise NotCovered("an infinite sum that is not shown to converge")
        return self._known(c)

    def _known(self, c: Const) -> Tree:
        """A leaf with this value."""
        self.ev.memo.setdefault(("known", id(c)), c)
        return ("known", id(c))

    # --- constants ----------------------------------------------------------------------------------------------------
    def _rest(self, f: Tree, h: Tree, e: Tree | None, start: int) -> Tree:
        """The constant C of Σ_{start}^{k} f = H(k+1) + C + what is below E."""
        closed = None if e is None else self._closed(f, h, start)
        if closed is not None:
            return closed
        infinite, c = self.sp.limit(self.ev.plain(h))
        if e is not None and not infinite:
            return plus(self._all(f, start), minus(self._known(c)))
        for begin in range(start, start + LATEST_START):
            first: Tree = ("num", Fraction(begin))
            try:
                self.domain.over(h, Fraction(begin))
            except NotCovered:
                continue
            head = plus(*(at(f, ("num", Fraction(i))) for i in range(start, begin)), minus(at(h, first)))
            if e is None:
                return head
            return plus(head, ("fn", SERIES, put(plus(f, minus(step(h))), X, INDEX), first, NOTHING))
        raise NotCovered("an antidifference that is not defined near the first index")

    def _closed(self, f: Tree, h: Tree, start: int) -> Tree | None:
        """The constant by a known W with W(x+1) - W(x) = f(x): lim (W - H) - W(start)."""
        found = constants.antidifference(self.al, exact_of(self.ev.plain(f)), self.sp.base.exact)
        if found is None or not all(self.domain.positive(p, Fraction(start)) for p in found[1]):
            return None
        infinite, c = self.sp.limit(self.sp.sub(self.ev.plain(found[0]), self.ev.plain(h)))
        return None if infinite else plus(self._known(c), minus(at(found[0], ("num", Fraction(start)))))

    def _all(self, f: Tree, start: int) -> Tree:
        """Σ_{i >= start} f(i), a constant; its convergence was shown."""
        return ("fn", SERIES, put(f, X, INDEX), ("num", Fraction(start)))

    def named(self, tree: Tree) -> Const:
        """The constant ("fn", SERIES, f, start): closed for powers, else an atom."""
        _, _, f, first, *defect = tree
        f = put(f, INDEX, X)
        positive = self.domain.positive(f, first[1])
        exact = exact_of(self.ev.plain(f))
        power = self._power(exact)
        if first[1] == 1 and power is not None:
            if power in (2, 4):
                pi = self.al.function("pi", positive=True)
                return self.al.power(pi, Fraction(power)) * Fraction(1, 6 if power == 2 else 90)
            return self.al.function("zeta", power, positive=True)
        key = tuple(sorted(names(f) - {"X"}))
        arguments = tuple(self.ev.constant(("sym", n)) for n in key)
        name = f"series {f!r} from {first[1]}"
        if not key and not defect:  # f - ΔH cancels too much for numbers
            self.al.series[name] = lambda: constants.total(f, int(first[1]))
        return self.al.atom("fn", name, arguments, positive)

    def _power(self, exact: Const) -> Const | None:
        """s when the summand is X**-s."""
        log = self.al.log(exact)
        found = self.al.linear(log, self.al.log(self.sp.base.exact).atoms()[0].number)  # type: ignore[union-attr]
        if found is None or found[1] or (isinstance(found[0], El) and found[0].varies):
            return None
        return -found[0] if self.al.is_zero(exact - self.al.power(self.sp.base.exact, found[0])) else None

    def constant(self, tree: Tree) -> Const:
        """The value of a sum that does not move."""
        _, _, body, index, low, high = tree
        start = self.number(low)
        assert start is not None
        f = put(body, index, X)
        self.domain.over(f, Fraction(start))
        if high == INFINITY:
            h, e, growing = self.antidifference(f)
            limit = self.limit(h, growing)
            if e is None:
                self.domain.over(h, Fraction(start))
                return self.ev.constant(plus(limit, minus(at(h, ("num", Fraction(start))))))
            return self.named(self._all(f, start))
        whole, _ = self._one(f, low, high)
        return self.ev.constant(whole)


def _around(main: Tree, slack: Tree | None) -> Bounds:
    return (main, main) if slack is None else (plus(main, minus(slack)), plus(main, slack))


def added(parts: list[Bounds]) -> Bounds:
    """Bounds of a sum of quantities."""
    low = plus(*(p[0] for p in parts))
    return (low, low) if all(p[0] is p[1] for p in parts) else (low, plus(*(p[1] for p in parts)))
