"""erf, the exponential integral and Lambert's W on series, for re-checking limits.

Source: DLMF 7.6.1 and 7.12.1 (erf), 6.6.1 and 6.12.2 (Ei), 4.13 (W: (W e^W)' = 1).
"""

from __future__ import annotations

from fractions import Fraction
from math import factorial

from .asymptotics_algebra import ONE, ZERO, Algebra, Const
from .asymptotics_series import Space, Value
from .asymptotics_text import NotCovered


class Integrals:
    """Each `f_name` takes a value with an expansion and returns that of the function."""

    sp: Space
    al: Algebra

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
        tail = self.sp.taylor("erfc tail", _erfc_tail, self.sp.power(square, -ONE))
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
            return self.sp.mul(self.sp.mul(self.sp.exp(v), t), self.sp.taylor("ei tail", _ei_tail, t))
        if self.sp.lead(c) is not None or self.sp.lead(v) is None:
            raise NotCovered("ei away from zero and infinity")
        size = self.sp.neg(v) if self.sp.sign(v) < 0 else v
        start = self.sp.add(self.al.function("EulerGamma", positive=True), self.sp.log(size))
        return self.sp.add(start, self.sp.taylor("ein", _ein, v))

    def f_lambertw(self, v: Value) -> Value:
        """The principal branch, where its argument is not negative in the limit."""
        infinite, c = self.sp.limit(v)
        if infinite or self.al.sign(c) < 0:
            raise NotCovered("lambertw of a negative or infinite argument")
        return self.sp.taylor("lambertw", self._lambertw, v)

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


def _erfc_tail(c: Const, count: int) -> list[Const]:
    if c:
        raise NotCovered("the expansion of erfc away from infinity")
    out = [ONE]
    for k in range(1, count):
        out.append(out[-1] * Fraction(1 - 2 * k, 2))
    return list(out)


def _ei_tail(c: Const, count: int) -> list[Const]:
    if c:
        raise NotCovered("the expansion of ei away from infinity")
    return [Fraction(factorial(k)) for k in range(count)]


def _ein(c: Const, count: int) -> list[Const]:
    if c:
        raise NotCovered("ei away from zero and infinity")
    return [Fraction(1, k * factorial(k)) if k else ZERO for k in range(count)]
