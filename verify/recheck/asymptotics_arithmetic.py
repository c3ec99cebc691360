"""Truncated series over a scale, for re-checking limits: at most `most` terms a level, and a bound on what was cut off.

A scale is a list of functions of X tending to infinity, every power of each below the next. A series in the element b
is Σ c_i b**e_i with decreasing constant exponents and coefficients that are series in slower elements or constants;
`bound` None says that the sum is the function exactly, otherwise what is missing is a series in b with exponents at
most `bound`. Where the terms at hand do not settle a question, More asks for a run with more of them.
Source: Richardson, Salvy, Shackell, van der Hoeven, "Asymptotic expansions of exp-log functions", ISSAC 1996.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from .asymptotics_algebra import ONE, ZERO, Algebra, Const, El
from .asymptotics_cases import Open
from .asymptotics_text import NotCovered

Exact = Callable[[], Const]


class More(Exception):
    """The terms at hand do not settle the question."""


class OffDomain(NotCovered):
    """A function leaves the reals, or a denominator vanishes, near the point."""


class Scale:
    """One element: its exact function and its logarithm (None: not asked for yet)."""

    __slots__ = ("exact", "log")

    def __init__(self, exact: Const, log: Value | None) -> None:
        self.exact, self.log = exact, log


class Bound(NamedTuple):
    """What is missing has exponents up to this one, below it if `strict`; the sign of `question` would show more."""

    exponent: Const
    strict: bool = False
    question: El | None = None

    def shifted(self, by: Const, strict: bool = False) -> Bound:
        return self._replace(exponent=self.exponent + by, strict=self.strict or strict)

    def short(self) -> Exception:
        """What to raise where the terms at hand do not settle a question."""
        return More() if self.question is None else Open(self.question)


class Lead(NamedTuple):
    """constant * Π element**exponent, fastest first, the constant proved nonzero."""

    monomial: tuple[tuple[Scale, Const], ...]
    constant: Const


class Series:
    """See the module. `exact` gives the function itself, when a zero test needs it."""

    __slots__ = ("_exact", "_lead", "bound", "sp", "terms", "top")

    def __init__(self, sp: Arithmetic, top: Scale, terms: list[Term], bound: Bound | None, exact: Exact) -> None:
        self.sp, self.top, self.terms, self.bound = sp, top, terms, bound
        self._exact: Exact | Const = exact
        self._lead: Lead | None = None

    def exact(self) -> Const:
        if not isinstance(self._exact, Fraction | El):
            self._exact = self._exact()
        return self._exact

    def known_as(self, exact: Exact) -> Series:
        return Series(self.sp, self.top, self.terms, self.bound, exact)


Value = Fraction | El | Series
Term = tuple[Const, Value]


def exact_of(v: Value) -> Const:
    return v.exact() if isinstance(v, Series) else v


class Arithmetic:
    """One run: the algebra, the number of terms kept, and the scale, slowest first."""

    def __init__(self, al: Algebra, most: int) -> None:
        self.al, self.most = al, most
        base = Scale(al.atom("var", "X", (), True), None)
        self.scales, self.base = [base], base
        self.x = Series(self, base, [(ONE, ONE)], None, lambda: base.exact)

    def rank(self, s: Scale) -> int:
        return self.scales.index(s)

    # --- leads --------------------------------------------------------------------------------------------------------
    def lead(self, v: Value) -> Lead | None:
        """The leading monomial; None proves that v vanishes identically."""
        if not isinstance(v, Series):
            return None if self.al.vanishes(v) else Lead((), v)
        if v._lead is None:
            for e, c in v.terms:
                inner = self.lead(c)
                if inner is not None:
                    v._lead = Lead(((v.top, e), *inner.monomial), inner.constant)
                    return v._lead
            if v.bound is None or self.al.is_zero(v.exact()):
                v.terms, v.bound = [], None
                return None
            raise v.bound.short()
        return v._lead

    def sign(self, v: Value) -> int:
        lead = self.lead(v)
        return self.al.sign(lead.constant) if lead else 0

    def order(self, a: Lead, b: Lead) -> int:
        """The sign of the order of growth of a/b."""
        exponents: dict[Scale, Const] = dict(a.monomial)
        for s, e in b.monomial:
            exponents[s] = exponents.get(s, ZERO) - e
        for s in sorted(exponents, key=self.rank, reverse=True):
            sign = self.al.sign(exponents[s])
            if sign:
                return sign
        return 0

    def limit(self, v: Value) -> tuple[int, Const]:
        """(±1, 0) for ±infinity, else (0, the limit)."""
        lead = self.lead(v)
        if lead is None:
            return 0, ZERO
        grows = self.order(lead, Lead((), ONE))
        return (self.sign(v), ZERO) if grows > 0 else (0, ZERO if grows < 0 else lead.constant)

    def part(self, v: Value) -> Series | None:
        """The terms of positive order of a series in X."""
        if not isinstance(v, Series) or v.top is not self.base:
            return None
        if v.bound is not None and self.al.sign(v.bound.exponent) > 0:
            raise v.bound.short()
        terms = [(e, c) for e, c in v.terms if self.al.sign(e) > 0]
        whole = lambda: sum((exact_of(c) * self.al.power(v.top.exact, e) for e, c in terms), ZERO)  # noqa: E731
        return Series(self, v.top, terms, None, whole)

    # --- arithmetic ---------------------------------------------------------------------------------------------------
    def vanishes(self, v: Value) -> bool:
        """Cheap; False proves nothing."""
        return not v.terms and v.bound is None if isinstance(v, Series) else not v

    def cut(self, top: Scale, terms: list[Term], bounds: Sequence[Bound | None], exact: Exact) -> Series:
        """Keeps what lies above the bounds, at most so many terms, and none after an order that is not settled."""
        limits = [b for b in bounds if b is not None]
        kept: list[Term] = []
        try:
            for e, c in terms:
                if not self.clear(e, limits):
                    break
                if len(kept) >= self.most:
                    return Series(self, top, kept, Bound(e), exact)
                kept.append((e, c))
            bound = self.highest(limits)
        except Open as found:
            bound = _stopped(kept, found)
        return Series(self, top, kept, bound, exact)

    def clear(self, e: Const, limits: Sequence[Bound]) -> bool:
        """Whether terms of this exponent are known, what is missing being below the limits."""
        signs = [(self.al.sign(e - b.exponent), b.strict) for b in limits]
        return all(s > 0 or (not s and strict) for s, strict in signs)

    def highest(self, limits: Sequence[Bound]) -> Bound | None:
        best: Bound | None = None
        for b in limits:
            s = 1 if best is None else self.al.sign(b.exponent - best.exponent)
            if best is None or s > 0 or (not s and best.strict and not b.strict):
                best = b
        return best

    def lift(self, v: Value, top: Scale) -> Series:
        if isinstance(v, Series) and v.top is top:
            return v
        return Series(self, top, [] if self.vanishes(v) else [(ZERO, v)], None, lambda: exact_of(v))

    def top(self, a: Value, b: Value) -> Scale | None:
        tops = [v.top for v in (a, b) if isinstance(v, Series)]
        return max(tops, key=self.rank) if tops else None

    def add(self, a: Value, b: Value) -> Value:
        top = self.top(a, b)
        if top is None:
            return a + b  # type: ignore[operator, arg-type]
        if self.vanishes(a) or self.vanishes(b):
            return b if self.vanishes(a) else a
        x, y = self.lift(a, top), self.lift(b, top)
        terms, stop = self._merge(x.terms, y.terms)
        return self.cut(top, terms, [x.bound, y.bound, stop], lambda: exact_of(a) + exact_of(b))

    def _merge(self, a: list[Term], b: list[Term]) -> tuple[list[Term], Bound | None]:
        """The terms of a sum, and where they end because an order is not settled."""
        out: list[Term] = []
        i = j = 0
        while i < len(a) and j < len(b):
            try:
                order = self.al.sign(a[i][0] - b[j][0])
            except Open as found:
                return out, _stopped(out, found)
            if order > 0:
                out.append(a[i])
                i += 1
            elif order < 0:
                out.append(b[j])
                j += 1
            else:
                both = self.add(a[i][1], b[j][1])
                if isinstance(both, Series) and not both.terms and both.bound is not None:
                    both = ZERO if self.al.is_zero(both.exact()) else both
                if not self.vanishes(both):
                    out.append((a[i][0], both))
                i, j = i + 1, j + 1
        return out + a[i:] + b[j:], None

    def neg(self, a: Value) -> Value:
        return self.mul(a, -ONE)

    def sub(self, a: Value, b: Value) -> Value:
        return ZERO if a is b else self.add(a, self.neg(b))

    def mul(self, a: Value, b: Value, floor: Bound | None = None) -> Value:
        """The product; of series in one element only the terms above `floor` are wanted."""
        top = self.top(a, b)
        if top is None:
            return a * b  # type: ignore[operator, arg-type]
        if self.vanishes(a) or self.vanishes(b):
            return ZERO
        if ONE in (a, b):
            return b if a == ONE else a
        self.al.tick()
        x, y = self.lift(a, top), self.lift(b, top)
        exact = lambda: exact_of(a) * exact_of(b)  # noqa: E731
        limits = [floor] if floor is not None else []
        for one, other in ((x, y), (y, x)):
            if one.bound is not None:
                reach = (other.terms[0][0], False) if other.terms else other.bound
                assert reach is not None
                limits.append(one.bound.shifted(reach[0], reach[1]))
        total: list[Term] = []
        for e, c in x.terms:
            row = [(e + f, self.mul(c, d)) for f, d in y.terms if self._wanted(e + f, limits)]
            total, stop = self._merge(total, row)
            limits += [stop] if stop is not None else []
        return self.cut(top, total, limits, exact)

    def _wanted(self, e: Const, limits: Sequence[Bound]) -> bool:
        try:
            return self.clear(e, limits)
        except Open:
            return True

    def monomial(self, s: Scale, e: Const) -> Value:
        return Series(self, s, [(e, ONE)], None, lambda: self.al.power(s.exact, e)) if e else ONE


def _stopped(kept: list[Term], found: Open) -> Bound:
    """The bound after terms whose successor is not known."""
    if not kept:
        raise found
    return Bound(kept[-1][0], True, found.value)
