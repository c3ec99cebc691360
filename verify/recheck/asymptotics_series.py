"""Powers, logarithms, exponentials and Taylor's theorem for truncated series, for re-checking limits.

Source: Richardson, Salvy, Shackell, van der Hoeven, "Asymptotic expansions of exp-log functions", ISSAC 1996.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from math import comb

from .asymptotics_algebra import ONE, ZERO, Algebra, Const
from .asymptotics_arithmetic import Arithmetic, Bound, Exact, Lead, More, OffDomain, Scale, Series, Value, exact_of
from .asymptotics_cases import Open
from .asymptotics_text import NotCovered, Tree

__all__ = ["Bound", "Lead", "More", "OffDomain", "Scale", "Series", "Space", "Value", "exact_of"]
Family = Callable[[Const, int], list[Const]]  # centre, how many -> Taylor coefficients


class Space(Arithmetic):
    """Arithmetic with composition, where new elements of the scale are made; `hints` are the logarithms of some."""

    def __init__(self, al: Algebra, most: int) -> None:
        super().__init__(al, most)
        self.hints: list[Tree] = []
        self.hinted: Callable[[Tree], Value] | None = None

    # --- composition --------------------------------------------------------------------------------------------------
    def trim(self, v: Series) -> Series:
        """The same function, beginning with its leading term; it must not vanish identically."""
        if self.lead(v) is None:
            raise OffDomain("a function that vanishes identically")
        k = next(k for k, (_, c) in enumerate(v.terms) if self.lead(c) is not None)
        return v if not k else Series(self, v.top, v.terms[k:], v.bound, v.exact)

    def head(self, v: Series) -> tuple[Const, Value, Series | None]:
        """v = top**e * (c + u), the first coefficient proved nonzero, u with negative exponents (None: zero)."""
        terms = self.trim(v).terms
        e, c = terms[0]
        rest = [(f - e, d) for f, d in terms[1:]]
        if not rest and v.bound is None:
            return e, c, None
        exact = lambda: v.exact() * self.al.power(v.top.exact, -e) - exact_of(c)  # noqa: E731
        return e, c, Series(self, v.top, rest, None if v.bound is None else v.bound.shifted(-e), exact)

    def compose(self, coefficient: Callable[[int], Value], u: Series, exact: Exact, degree: int | None = None) -> Value:
        """Σ coefficient(k) u**k for u with negative exponents; `degree` if the sum ends there."""
        begin = Bound(u.terms[0][0]) if u.terms else u.bound
        assert begin is not None
        count = self.most if degree is None else min(self.most, degree)
        beyond: Bound | None = None
        if degree is None or count < degree:
            beyond = Bound(begin.exponent * Fraction(count + 1), begin.strict)
        total: Value = coefficient(0)
        p: Value = u
        floor: Bound | None = None
        with suppress(Open):
            floor = self.highest([b for b in (u.bound, beyond) if b is not None])
        for k in range(1, count + 1):
            total = self.add(total, self.mul(coefficient(k), p))
            if k < count:
                p = self.mul(p, u, floor)
        out = self.lift(total, u.top)
        return self.cut(u.top, out.terms, [out.bound, beyond], exact)

    def power(self, v: Value, e: Const) -> Value:
        """v**e for a constant e: v positive unless e is an integer, and nonzero unless e > 0."""
        n = int(e) if isinstance(e, Fraction) and e.denominator == 1 else None
        if n in {0, 1}:
            return v if n else ONE
        if n is not None and 2 <= n <= 4:
            out = v
            for _ in range(n - 1):
                out = self.mul(out, v)
            return out
        lead = self.lead(v)
        if lead is None:
            if self.al.sign(e) <= 0:
                raise OffDomain("a power of zero")
            return ZERO
        if n is None:
            if self.sign(v) < 0:
                raise OffDomain("a power of a negative base")
            self.al.settle_positive(exact_of(v)) if not isinstance(v, Series) else None
        if not isinstance(v, Series):
            return self.al.power(v, e)
        f, c, u = self.head(v)
        out = self.mul(self.monomial(v.top, f * e), self.power(c, e))
        if u is not None:
            out = self.mul(out, self._binomial(self._over(u, c), e))
        return out.known_as(lambda: self._exact_power(v, e)) if isinstance(out, Series) else out

    def _over(self, u: Series, c: Value) -> Series:
        w = self.mul(u, self.power(c, -ONE))
        assert isinstance(w, Series)
        return w

    def _exact_power(self, v: Series, e: Const) -> Const:
        if not (isinstance(e, Fraction) and e.denominator == 1):
            self.al.settle_positive(v.exact())
        return self.al.power(v.exact(), e)

    def _binomial(self, u: Series, e: Const) -> Value:
        known: list[Const] = [ONE]

        def coefficient(k: int) -> Const:
            while len(known) <= k:
                known.append(known[-1] * (e - (len(known) - 1)) * Fraction(1, len(known)))
            return known[k]

        degree = int(e) if isinstance(e, Fraction) and e.denominator == 1 and e >= 0 else None
        return self.compose(coefficient, u, lambda: self.al.power(1 + u.exact(), e), degree)

    def log(self, v: Value) -> Value:
        """log v for an eventually positive v."""
        if self.sign(v) <= 0:
            raise OffDomain("the logarithm of what is not positive")
        if not isinstance(v, Series):
            self.al.settle_positive(v)
            return self.al.log(v)
        e, c, u = self.head(v)
        out = self.log(c)
        if e:
            out = self.add(self.mul(self.log_of(v.top), e), out)
        if u is not None:
            w = self._over(u, c)
            exact = lambda: self.al.log(1 + w.exact())  # noqa: E731
            out = self.add(out, self.compose(lambda k: Fraction((-1) ** (k + 1), k) if k else ZERO, w, exact))

        def whole() -> Const:
            self.al.settle_positive(v.exact())
            return self.al.log(v.exact())

        return out.known_as(whole) if isinstance(out, Series) else out

    def log_of(self, s: Scale) -> Value:
        if s.log is None:
            new = Scale(self.al.log(s.exact), None)
            self.scales.insert(0, new)
            s.log = self.monomial(new, ONE)
        return s.log

    def exp(self, v: Value) -> Value:
        """exp v, in a new element of the scale where v is infinite and of no known order."""
        if not isinstance(v, Series):
            return self.al.exp(v)
        if self.lead(v) is None:
            return ONE
        e, c, u = self.head(v)
        sign = self.al.sign(e)
        if sign < 0:
            out = self._exp_small(self.trim(v))
        elif not sign:
            out = self.exp(c)
            if u is not None:
                out = self.mul(out, self._exp_small(u))
        else:
            s, factor = self._match(v)
            rest = self.sub(v, self.mul(self.log_of(s), factor))
            if isinstance(rest, Series):
                rest = rest.known_as(lambda: v.exact() - self.al.log(s.exact) * factor)
            out = self.mul(self.monomial(s, factor), self.exp(rest))
        return out.known_as(lambda: self.al.exp(v.exact())) if isinstance(out, Series) else out

    def _exp_small(self, u: Series) -> Value:
        known = [ONE]

        def coefficient(k: int) -> Const:
            while len(known) <= k:
                known.append(known[-1] / len(known))
            return known[k]

        return self.compose(coefficient, u, lambda: self.al.exp(u.exact()))

    def _match(self, v: Series) -> tuple[Scale, Const]:
        """The element b and the constant c with v ~ c log b."""
        found = self._known(v)
        waiting, self.hints = self.hints, []
        while found is None and waiting and self.hinted is not None:
            self._new(self.hinted(waiting.pop(0)))
            found = self._known(v)
        self.hints = waiting
        if found is None:
            self._new(v)
            found = self._known(v)
        if found is None:  # its leading coefficient is zero by the conditions, but not recognised as zero
            raise NotCovered("an exponent whose order of growth is not settled")
        return found

    def _new(self, v: Value) -> None:
        """Puts exp|v|, for an infinite v of new order of growth, into its place."""
        if not isinstance(v, Series) or not self.limit(v)[0] or self._known(v):
            return
        log = v if self.sign(v) > 0 else self.neg(v)
        lead = self.lead(v)
        assert lead is not None
        at = 0
        for k, s in enumerate(self.scales):
            other = self.lead(s.log) if s.log is not None else None
            if other is None or self.order(lead, other) > 0:
                at = k + 1
        self.scales.insert(at, Scale(self.al.exp(exact_of(log)), log))

    def _known(self, v: Series) -> tuple[Scale, Const] | None:
        lead = self.lead(v)
        assert lead is not None
        for s in self.scales:
            other = self.lead(s.log) if s.log is not None else None
            if other is not None and self.order(lead, other) == 0:
                return s, lead.constant * self.al.power(other.constant, -ONE)
        return None

    def taylor(
        self, name: str, family: Family, v: Value, k: int = 0, exact: Callable[[Const, int], Const] | None = None
    ) -> Value:
        """The k-th Taylor coefficient of a function at a value with a finite limit, where it is smooth."""
        if not isinstance(v, Series):
            return family(v, k + 1)[k]
        if self.lead(v) is None:
            return family(ZERO, k + 1)[k]
        e, c, u = self.head(v)
        sign = self.al.sign(e)
        if sign > 0:
            raise NotCovered(f"{name} at an infinite argument")
        centre: Value = ZERO
        if sign < 0:
            u = self.trim(v)
        else:
            centre = c
        if u is None:
            return self.taylor(name, family, centre, k, exact)
        whole = exact or (lambda x, j: self.al.function(f"{name}~{j}", x))
        return self.compose(
            lambda j: self.mul(self.taylor(name, family, centre, k + j, exact), Fraction(comb(k + j, k))),
            u,
            lambda: whole(v.exact(), k),
        )
