"""erf, the exponential integral, Lambert's W and the incomplete gamma function on series, for re-checking limits.

Source: DLMF 7.6.1 and 7.12.1 (erf), 6.6.1 and 6.12.2 (Ei), 4.13 (W: (W e^W)' = 1), 8.11 (incomplete gamma).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import factorial

from .asymptotics_algebra import ONE, ZERO, Algebra, Const
from .asymptotics_series import Bound, Series, Space, Value, exact_of
from .asymptotics_text import NotCovered


class Integrals:
    """Each `f_name` takes a value with an expansion and returns that of the function."""

    sp: Space
    al: Algebra

    def tail(self, name: str, coefficients: Callable[[int], list[Const]], t: Value, *more: Const) -> Value:
        """A function of t, and of constants, that has this series at t = 0+."""

        def family(c: Const, count: int) -> list[Const]:
            if c:
                raise NotCovered(f"the expansion of {name} away from its point")
            return coefficients(count)

        return self.sp.taylor(name, family, t, exact=lambda x, j: self.al.function(f"{name}~{j}", *more, x))

    def f_erf(self, v: Value) -> Value:
        infinite, _ = self.sp.limit(v)
        if infinite < 0:
            return self.sp.neg(self.f_erf(self.sp.neg(v)))
        return self.sp.sub(ONE, self.f_erfc(v)) if infinite else self.sp.taylor("erf", self._erf, v)

    def f_erfc(self, v: Value) -> Value:
        """exp(-v**2)/(v sqrt(pi)) * Σ (-1)**k (2k-1)!!/(2 v**2)**k at infinity."""
        if self.sp.limit(v)[0] <= 0:
            return self.sp.sub(ONE, self.f_erf(v))
        square = self.sp.mul(v, v)
        tail = self.tail("erfc", _erfc_tail, self.sp.power(square, -ONE))
        size = self.sp.mul(self.sp.exp(self.sp.neg(square)), self.sp.power(v, -ONE))
        return self.sp.mul(self.sp.mul(size, tail), self._root_of_pi(-1))

    def _root_of_pi(self, sign: int) -> Const:
        return self.al.power(self.al.function("pi", positive=True), Fraction(sign, 2))

    def _erf(self, c: Const, count: int) -> list[Const]:
        """The derivatives of exp(-c**2) by g_(n+1) = -2c g_n - 2n g_(n-1)."""
        before: Const = ZERO
        now: Const = self.al.exp(-c * c) * self._root_of_pi(-1) * Fraction(2)
        out = [self._erf_of(c)]
        while len(out) < count:
            k = len(out)
            out.append(now * Fraction(1, factorial(k)))
            before, now = now, now * c * Fraction(-2) - before * Fraction(2 * (k - 1))
        return out

    def _erf_of(self, c: Const) -> Const:
        if not c:
            return ZERO
        return -self._erf_of(-c) if self.al.factors(c)[0] < 0 else self.al.function("erf", c)

    def f_ei(self, v: Value) -> Value:
        """exp(v)/v * Σ k!/v**k at ±infinity, EulerGamma + log|v| + Σ v**k/(k k!) at zero."""
        infinite, c = self.sp.limit(v)
        if infinite:
            t = self.sp.power(v, -ONE)
            return self.sp.mul(self.sp.mul(self.sp.exp(v), t), self.tail("ei", _ei_tail, t))
        if self.sp.lead(c) is not None or self.sp.lead(v) is None:
            raise NotCovered("ei away from zero and infinity")
        size = self.sp.neg(v) if self.sp.sign(v) < 0 else v
        start = self.sp.add(self.al.function("EulerGamma", positive=True), self.sp.log(size))
        return self.sp.add(start, self.tail("ein", _ein, v))

    def f_lambertw(self, v: Value) -> Value:
        """The principal branch, where its argument is not negative in the limit."""
        infinite, c = self.sp.limit(v)
        if infinite < 0 or self.al.sign(c) < 0:
            raise NotCovered("lambertw of a negative argument")
        return self._lambertw_at_infinity(v) if infinite else self.sp.taylor("lambertw", self._lambertw, v)

    def _lambertw_at_infinity(self, v: Value) -> Value:
        """L - log L + u, L = log v, where u = -log(1 + (u - log L)/L): each step gains a factor 1/L."""
        first = self.sp.log(v)
        second, t = self.sp.log(first), self.sp.power(first, -ONE)
        assert isinstance(t, Series)
        u: Value = ZERO
        for _ in range(self.sp.most):
            u = self.sp.neg(self.sp.log(self.sp.add(ONE, self.sp.mul(t, self.sp.sub(u, second)))))
        u = self.sp.lift(u, t.top)
        bounds = [u.bound, Bound(t.terms[0][0] * Fraction(self.sp.most + 1))]
        whole = lambda: self.al.function("lambertw", exact_of(v), positive=True)  # noqa: E731
        main = self.sp.sub(first, second)
        u = self.sp.cut(t.top, u.terms, bounds, lambda: whole() - exact_of(main))
        out = self.sp.add(main, u)
        return out.known_as(whole) if isinstance(out, Series) else out

    def f_uppergamma(self, a: Value, v: Value) -> Value:
        """v**(a - 1) exp(-v) * Σ (a - 1)…(a - k)/v**k at infinity, DLMF 8.11.2."""
        if isinstance(a, Series) or self.sp.limit(v)[0] <= 0:
            raise NotCovered("the incomplete gamma function here")

        def falling(count: int) -> list[Const]:
            out: list[Const] = [ONE]
            for k in range(1, count):
                out.append(out[-1] * (a - k))
            return out

        size = self.sp.mul(self.sp.power(v, a - 1), self.sp.exp(self.sp.neg(v)))
        if isinstance(a, Fraction) and a.denominator == 1 and a > 0:  # by the recurrence: the sum ends
            return self.sp.add(self.sp.mul(self.f_uppergamma(a - 1, v), a - 1), size) if a > 1 else size
        return self.sp.mul(size, self.tail("uppergamma", falling, self.sp.power(v, -ONE), a))

    def _lambertw(self, c: Const, count: int) -> list[Const]:
        """With E = exp(W) = x/W: E'(1 + W) = 1 and E W' = E', coefficient by coefficient."""
        first = self.al.function("lambertw", c, positive=True) if c else ZERO
        w, e = [first], [c * self.al.power(first, -ONE) if c else ONE]
        slope, scale = self.al.power(ONE + first, -ONE), self.al.power(e[0], -ONE)
        for n in range(count - 1):
            top = Fraction(not n) - sum(((e[k + 1] * w[n - k]) * Fraction(k + 1) for k in range(n)), ZERO)
            e.append(top * slope * Fraction(1, n + 1))
            rest = sum(((w[k + 1] * e[n - k]) * Fraction(k + 1) for k in range(n)), ZERO)
            w.append((e[n + 1] * Fraction(n + 1) - rest) * scale * Fraction(1, n + 1))
        return w[:count]


def _erfc_tail(count: int) -> list[Const]:
    out = [ONE]
    for k in range(1, count):
        out.append(out[-1] * Fraction(1 - 2 * k, 2))
    return list(out)


def _ei_tail(count: int) -> list[Const]:
    return [Fraction(factorial(k)) for k in range(count)]


def _ein(count: int) -> list[Const]:
    return [Fraction(1, k * factorial(k)) if k else ZERO for k in range(count)]
