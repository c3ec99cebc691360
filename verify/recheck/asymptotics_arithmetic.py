"""Truncated series over a scale, for re-checking limits: at most `most` terms a level, and a bound on what was cut off.

A scale is a list of functions of X tending to infinity, every power of each below the next. A series in the element b
is Σ c_i b**e_i with decreasing constant exponents and coefficients that are series in slower elements or constants;
`bound` None says that the sum is the function exactly, otherwise what is missing is a series in b with exponents at
most `bound`. Where the terms at hand do not settle a question, More asks for a run with more of them.
Source: Richardson, Salvy, Shackell, van der Hoeven, "Asymptotic expansions of exp-log functions", ISSAC 1996.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from .asymptotics_algebra import ONE, ZERO, Algebra, Const, El
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


class Lead(NamedTuple):
    """constant * Π element**exponent, fastest first, the constant proved nonzero."""

    monomial: tuple[tuple[Scale, Const], ...]
    constant: Const


class Series:
    """See the module. `exact` gives the function itself, when a zero test needs it."""

    __slots__ = ("_exact", "_lead", "bound", "sp", "terms", "top")

    def __init__(
        self, sp: Arithmetic, top: Scale, terms: list[tuple[Const, Value]], bound: Const | None, exact: Exact
    ) -> None:
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
            raise More
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

    # --- arithmetic ---------------------------------------------------------------------------------------------------
    def vanishes(self, v: Value) -> bool:
        """Cheap; False proves nothing."""
        return not v.terms and v.bound is None if isinstance(v, Series) else not v

    def cut(
        self, top: Scale, terms: list[tuple[Const, Value]], bound: Const | None, exact: Exact, most: int = 0
    ) -> Series:
        """Keeps what lies above the bound, and at most so many terms."""
        kept: list[tuple[Const, Value]] = []
        for e, c in terms:
            if bound is not None and self.al.sign(e - bound) <= 0:
                break
            if len(kept) >= (most or self.most):
                bound = e
                break
            kept.append((e, c))
        return Series(self, top, kept, bound, exact)

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
        return self.cut(
            top, self._merge(x.terms, y.terms), self.higher(x.bound, y.bound), lambda: exact_of(a) + exact_of(b)
        )

    def higher(self, a: Const | None, b: Const | None) -> Const | None:
        if a is None or b is None:
            return b if a is None else a
        return a if self.al.sign(a - b) >= 0 else b

    def _merge(self, a: list[tuple[Const, Value]], b: list[tuple[Const, Value]]) -> list[tuple[Const, Value]]:
        out: list[tuple[Const, Value]] = []
        i = j = 0
        while i < len(a) and j < len(b):
            order = self.al.sign(a[i][0] - b[j][0])
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
        return out + a[i:] + b[j:]

    def neg(self, a: Value) -> Value:
        return self.mul(a, -ONE)

    def sub(self, a: Value, b: Value) -> Value:
        return ZERO if a is b else self.add(a, self.neg(b))

    def mul(self, a: Value, b: Value, floor: Const | None = None) -> Value:
        """The product; of series in one element only the terms above the exponent `floor` are wanted."""
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
        bound = floor
        for one, other in ((x, y), (y, x)):
            if one.bound is not None:
                reach = other.terms[0][0] if other.terms else other.bound
                assert reach is not None
                bound = self.higher(bound, one.bound + reach)
        total: list[tuple[Const, Value]] = []
        for e, c in x.terms:
            above = [(f, d) for f, d in y.terms if bound is None or self.al.sign(e + f - bound) > 0]
            total = self._merge(total, [(e + f, self.mul(c, d)) for f, d in above])
        return self.cut(top, total, bound, exact)

    def monomial(self, s: Scale, e: Const) -> Value:
        return Series(self, s, [(e, ONE)], None, lambda: self.al.power(s.exact, e)) if e else ONE
