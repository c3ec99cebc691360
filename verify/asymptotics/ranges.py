"""Where a summand is defined, and in which range it stays, for every real index >= a given number.

The rules are structural: logarithms and powers need a base proved positive, divisions a divisor proved nonzero. A
summand that the rules do not cover is refused, so that no term of a sum is ever undefined unnoticed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import arb, ctx, fmpq

from .signals import OutOfTime, Restart, Signal, Undecided
from .trees import has_variable

Tree = Any
BITS = 80


@dataclass(frozen=True)
class Range:
    """low <= value <= high; `open`: low is not attained; `negative`: high is not attained; None: infinity."""

    low: Any
    high: Any
    open: bool = False
    negative: bool = False

    @property
    def positive(self) -> bool:
        return self.low is not None and (self.low > 0 or (self.low == 0 and self.open))

    @property
    def nonnegative(self) -> bool:
        return self.low is not None and self.low >= 0


ANY = Range(None, None)
POSITIVE = Range(fmpq(0), None, open=True)


def over(ev: Any, tree: Tree, low: Any) -> Range:
    """The range of a tree in ("var",) over all real values >= low; raises Undecided where it may be undefined."""
    kind = tree[0]
    if kind == "num":
        return Range(tree[1], tree[1])
    if kind == "var":
        return Range(fmpq(low), None)
    if not has_variable(tree):
        return _constant(ev, tree)
    if kind == "add":
        out = Range(fmpq(0), fmpq(0))
        for a in tree[1]:
            out = _plus(out, over(ev, a, low))
        return out
    if kind == "mul":
        out = Range(fmpq(1), fmpq(1))
        for a in tree[1]:
            out = _times(out, over(ev, a, low))
        return out
    if kind == "pow":
        return _power(over(ev, tree[1], low), tree[2], over(ev, tree[2], low))
    if kind == "fn" and tree[1] == "polygamma" and over(ev, tree[2][1], low).positive:
        return ANY
    if kind == "fn" and tree[1] in ("exp", "log", "abs", "sin", "cos", "loggamma", "atan", "tanh"):
        return _function(tree[1], over(ev, tree[2][0], low))
    raise Undecided("the terms of the sum are not known to be defined from its first index on")


def _constant(ev: Any, tree: Tree) -> Range:
    element = ev.element(tree)
    if element.is_rational():
        return Range(element.num, element.num)
    oracle = ev.space.oracle
    try:
        signs = oracle.possible(element)
        if signs == {1}:
            if oracle.known(element - element.field.one) in (0, 1):
                return Range(fmpq(1), None)
            return POSITIVE
        if signs <= {0, 1}:
            return Range(fmpq(0), None)
        if signs == {-1}:
            return Range(None, fmpq(0), negative=True)
    except (OutOfTime, Restart):
        raise
    except Signal:
        pass
    return ANY


def _plus(a: Range, b: Range) -> Range:
    low = None if a.low is None or b.low is None else a.low + b.low
    high = None if a.high is None or b.high is None else a.high + b.high
    return Range(low, high, a.open or b.open)


def _times(a: Range, b: Range) -> Range:
    if a.nonnegative and b.nonnegative:
        high = None if a.high is None or b.high is None else a.high * b.high
        low = a.low * b.low
        return Range(low, high, low == 0 and a.positive and b.positive)
    for x, y in ((a, b), (b, a)):
        if x.low is not None and x.low == x.high and x.low < 0:
            low = None if y.high is None else y.high * x.low
            high = None if y.low is None else y.low * x.low
            return Range(low, high)
    return ANY


def _power(base: Range, tree: Tree, exponent: Range) -> Range:
    if tree[0] == "num" and tree[1].q == 1:
        n = int(tree[1].p)
        if n >= 0:
            if base.nonnegative:
                return Range(base.low**n, None if base.high is None else base.high**n, base.open and n > 0)
            return Range(fmpq(0), None) if n % 2 == 0 else ANY
        if base.positive:
            low = fmpq(0) if base.high is None else 1 / base.high ** (-n)
            high = None if base.low == 0 else 1 / base.low ** (-n)
            return Range(low, high, low == 0)
        if base.negative or (base.high is not None and base.high < 0):
            return POSITIVE if n % 2 == 0 else Range(None, fmpq(0))
        raise Undecided("a term of the sum may divide by zero")
    if base.positive:
        if base.low >= 1 and exponent.nonnegative:
            return Range(fmpq(1), None)
        return POSITIVE
    if base.nonnegative and exponent.positive:
        return Range(fmpq(0), None)
    raise Undecided("a term of the sum may raise a number that is not positive to a power")


def _function(name: str, x: Range) -> Range:
    if name == "log":
        if not x.positive:
            raise Undecided("a term of the sum may take the logarithm of a number that is not positive")
        low = None if x.low == 0 else _down(x.low, "log")
        return Range(low, None if x.high is None else _up(x.high, "log"), x.open)
    if name == "exp":
        low = fmpq(0) if x.low is None or x.low < -60 else _down(x.low, "exp")
        high = None if x.high is None or x.high > 60 else _up(x.high, "exp")
        return Range(low, high, low == 0)
    if name == "abs":
        return x if x.nonnegative else Range(fmpq(0), None)
    if name == "loggamma":
        if not x.positive:
            raise Undecided("a term of the sum may take loggamma of a number that is not positive")
        return ANY
    if name in ("sin", "cos", "tanh"):
        return Range(fmpq(-1), fmpq(1))
    return Range(fmpq(-2), fmpq(2))


def _down(x: Any, name: str) -> Any:
    if name == "log" and x == 1:
        return fmpq(0)
    with ctx.workprec(BITS):
        return getattr(arb(x), name)().lower().fmpq()


def _up(x: Any, name: str) -> Any:
    if name == "log" and x == 1:
        return fmpq(0)
    with ctx.workprec(BITS):
        return getattr(arb(x), name)().upper().fmpq()
