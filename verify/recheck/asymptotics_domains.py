"""Where the terms of a sum are defined, and between which numbers they stay, on a half-line, for re-checking sums.

The rules are structural: a logarithm or a general power needs a base shown positive, a division a divisor shown not
to vanish; what the rules do not cover is refused.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import mpmath

from .asymptotics_algebra import ONE, ZERO
from .asymptotics_text import NotCovered, Tree
from .asymptotics_trees import X, moves

GRID = 10**18
FAR = 60


class Range(NamedTuple):
    """low <= value <= high, None for no bound; `strict`: low is not attained."""

    low: Fraction | None = None
    high: Fraction | None = None
    strict: bool = False

    @property
    def positive(self) -> bool:
        return self.low is not None and (self.low > 0 or (self.low == 0 and self.strict))

    @property
    def nonnegative(self) -> bool:
        return self.low is not None and self.low >= 0


ANY = Range()
POSITIVE = Range(ZERO, None, True)


class Domain:
    """Ranges of trees in X over all real X >= `first`, with the constants of one evaluator."""

    def __init__(self, ev: Any) -> None:
        self.ev, self.al = ev, ev.al

    def over(self, tree: Tree, first: Fraction) -> Range:
        """The range; raises NotCovered where the tree may be undefined."""
        if not moves(tree):
            return self._constant(tree)
        if tree == X:
            return Range(first)
        kind = tree[0]
        if kind == "pow":
            return self._power(tree, first)
        parts = [self.over(a, first) for a in tree[1:] if isinstance(a, tuple)]
        if kind == "add":
            return _total(parts)
        if kind == "mul":
            out = Range(ONE, ONE)
            for p in parts:
                out = _times(out, p)
            return out
        if len(parts) == 1:
            return self._function(tree[1].lower(), parts[0])
        raise NotCovered("a term of a sum that may be undefined")

    def positive(self, tree: Tree, first: Fraction) -> bool:
        """Whether a tree, which must be defined there, is positive."""
        return self.over(tree, first).positive

    def _constant(self, tree: Tree) -> Range:
        value = self.ev.constant(tree)
        if isinstance(value, Fraction):
            return Range(value, value)
        if not value.free:
            return _around(self.al.number_value(value, 40)[0])
        try:
            s = self.al.sign(value)
        except NotCovered:
            return ANY
        if s < 0:
            return Range(None, ZERO)
        try:
            if s and self.al.sign(value - 1) >= 0:
                return Range(ONE)
        except NotCovered:
            pass
        return Range(ZERO, None, s > 0)

    def _power(self, tree: Tree, first: Fraction) -> Range:
        base, exponent = self.over(tree[1], first), self.over(tree[2], first)
        n = tree[2][1] if tree[2][0] == "num" else None
        if n is not None and n.denominator == 1:
            if n >= 0:
                if base.nonnegative:
                    return Range(_to(base.low, int(n)), _to(base.high, int(n)), base.strict and n > 0)
                return Range(ZERO) if n % 2 == 0 else ANY
            if base.positive:
                low = ZERO if base.high is None else _to(base.high, int(n))
                return Range(low, _to(base.low, int(n)) if base.low else None, base.high is None)
            if base.high is not None and base.high < 0:
                return POSITIVE if n % 2 == 0 else Range(None, ZERO)
            raise NotCovered("a term of a sum that may divide by zero")
        if base.positive:
            assert base.low is not None
            return Range(ONE) if base.low >= 1 and exponent.nonnegative else POSITIVE
        if base.nonnegative and exponent.positive:
            return Range(ZERO)
        raise NotCovered("a term of a sum that may be undefined")

    def _function(self, name: str, x: Range) -> Range:
        if name == "sqrt":
            if not x.nonnegative:
                raise NotCovered("a term of a sum that may be undefined")
            return Range(ONE if (x.low or ZERO) >= 1 else ZERO, None, x.strict or (x.low or ZERO) > 0)
        if name in ("log", "loggamma", "digamma"):
            if not x.positive:
                raise NotCovered("a term of a sum that may be undefined")
            if name != "log":
                return ANY
            low = _around(mpmath.log(_mp(x.low))).low if x.low else None
            high = None if x.high is None else _around(mpmath.log(_mp(x.high))).high
            return Range(ZERO if x.low == 1 else low, high, x.strict)
        if name == "exp":
            low = None if x.low is None or abs(x.low) > FAR else _around(mpmath.exp(_mp(x.low))).low
            high = None if x.high is None or abs(x.high) > FAR else _around(mpmath.exp(_mp(x.high))).high
            return Range(max(low or ZERO, ZERO), high, True)
        if name == "abs":
            return x if x.nonnegative else Range(ZERO)
        if name in ("sin", "cos", "tanh"):
            return Range(-ONE, ONE)
        if name == "atan":
            return Range(Fraction(-2), Fraction(2))
        raise NotCovered("a term of a sum that may be undefined")


def _mp(q: Fraction | None) -> Any:
    assert q is not None
    with mpmath.workdps(40):
        return mpmath.mpf(q.numerator) / q.denominator


def _around(value: Any) -> Range:
    """An interval that surely contains what the number was computed for: about fifteen digits."""
    with mpmath.workdps(40):
        low = Fraction(int(mpmath.floor(value * GRID)), GRID)
    margin = (abs(low) + 1) / 10**12
    return Range(low - margin, low + margin)


def _to(q: Fraction | None, n: int) -> Fraction | None:
    return None if q is None else q**n


def _total(parts: list[Range]) -> Range:
    lows, highs = [p.low for p in parts], [p.high for p in parts]
    return Range(
        None if None in lows else sum((q for q in lows if q is not None), ZERO),
        None if None in highs else sum((q for q in highs if q is not None), ZERO),
        any(p.strict for p in parts),
    )


def _times(a: Range, b: Range) -> Range:
    if a.low is not None and b.low is not None and a.nonnegative and b.nonnegative:
        high = None if a.high is None or b.high is None else a.high * b.high
        return Range(a.low * b.low, high, a.positive and b.positive and (a.strict or b.strict or not a.low * b.low))
    for x, y in ((a, b), (b, a)):
        if x.low is not None and x.low == x.high and x.low < 0:
            c = x.low
            return Range(None if y.high is None else y.high * c, None if y.low is None else y.low * c)
    return ANY
