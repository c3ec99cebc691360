"""Each function of one argument on series, for re-checking limits: its domain and its Taylor coefficients.

Source: DLMF 4 (elementary functions), 5.4, 5.11, 5.15 (gamma and its kin), 25.11 (zeta).
"""

from __future__ import annotations

from fractions import Fraction
from math import comb, factorial

from .asymptotics_algebra import ONE, ZERO, Const
from .asymptotics_integrals import Integrals
from .asymptotics_series import Bound, Family, Series, Space, Value
from .asymptotics_text import NotCovered

HALF = Fraction(1, 2)


class Functions(Integrals):
    """Each `f_name` takes a value with an expansion and returns that of the function."""

    def __init__(self, sp: Space) -> None:
        self.sp, self.al = sp, sp.al

    def pi(self) -> Const:
        return self.al.function("pi", positive=True)

    def f_exp(self, v: Value) -> Value:
        return self.sp.exp(v)

    def f_log(self, v: Value) -> Value:
        return self.sp.log(v)

    def f_sqrt(self, v: Value) -> Value:
        return self.sp.power(v, HALF)

    def f_abs(self, v: Value) -> Value:
        return self.sp.neg(v) if self.sp.sign(v) < 0 else v

    def f_sign(self, v: Value) -> Value:
        return Fraction(self.sp.sign(v))

    def f_sin(self, v: Value) -> Value:
        return self._circular(v, "sin", 0)

    def f_cos(self, v: Value) -> Value:
        return self._circular(v, "cos", 1)

    def _circular(self, v: Value, name: str, turn: int) -> Value:
        def family(c: Const, count: int) -> list[Const]:
            s, k = self.al.sin_cos(c)
            cycle = (s, k, -s, -k)
            return [cycle[(j + turn) % 4] * Fraction(1, factorial(j)) for j in range(count)]

        return self.sp.taylor(name, family, v, exact=lambda x, j: family(x, j + 1)[j])

    def f_atan(self, v: Value) -> Value:
        infinite, _ = self.sp.limit(v)
        if infinite:
            inner = self.sp.taylor("atan", self._atan, self.sp.power(v, -ONE))
            return self.sp.sub(self.pi() * Fraction(infinite, 2), inner)
        return self.sp.taylor("atan", self._atan, v)

    def _atan(self, c: Const, count: int) -> list[Const]:
        out = [self._atan_of(c)]
        scale = self.al.power(1 + c * c, -ONE)
        before: Const = ZERO
        now = scale
        while len(out) < count:
            out.append(now * Fraction(1, len(out)))
            before, now = now, (now * c * Fraction(-2) - before) * scale
        return out

    def _atan_of(self, c: Const) -> Const:
        if not c:
            return ZERO
        if self.al.factors(c)[0] < 0:
            return -self._atan_of(-c)
        for square, value in ((ONE, 4), (Fraction(3), 3), (Fraction(1, 3), 6)):
            if c * c == square:
                return self.pi() * Fraction(1, value)
        return self.al.function("atan", c)

    def f_loggamma(self, v: Value) -> Value:
        """Stirling's series at infinity, Taylor's at a positive constant; one step of the recurrence at zero."""
        infinite, c = self.sp.limit(v)
        if self.sp.sign(v) <= 0:
            raise NotCovered("log gamma where it is not positive")
        if infinite:
            log2pi = self.al.log(self.pi() * Fraction(2)) * HALF
            main = self.sp.sub(self.sp.mul(self.sp.add(v, -HALF), self.sp.log(v)), self.sp.add(v, -log2pi))
            return self.sp.add(main, self.tail("stirling", _stirling, self.sp.power(v, -ONE)))
        if not self.al.sign(c):
            return self.sp.sub(self.f_loggamma(self.sp.add(v, ONE)), self.sp.log(v))
        return self.sp.taylor("loggamma", self._loggamma, v)

    def _loggamma(self, c: Const, count: int) -> list[Const]:
        psi = self._psi(0)(c, count)
        return [self.al.log(self._gamma(c)), *(psi[k] * Fraction(1, k + 1) for k in range(count - 1))]

    def f_gamma(self, v: Value) -> Value:
        """exp(log gamma v), or gamma(v + 1)/v where v is not positive."""
        if self.sp.sign(v) > 0:
            return self.sp.exp(self.f_loggamma(v))
        if self.sp.limit(v)[0]:
            raise NotCovered("gamma at minus infinity")
        return self.sp.mul(self.f_gamma(self.sp.add(v, ONE)), self.sp.power(v, -ONE))

    def _gamma(self, at: Const) -> Const:
        if not isinstance(at, Fraction):
            return self.al.function("gamma", at, positive=True)
        c: Fraction = at
        out: Const = ONE
        while c > 1:
            c = c - ONE
            out = out * c
        if c == 1:
            return out
        return out * (self.al.power(self.pi(), HALF) if c == HALF else self.al.function("gamma", c, positive=True))

    def f_polygamma(self, order: Value, v: Value) -> Value:
        """DLMF 5.11.2 and 25.11.12 at infinity, Taylor's series at a positive constant, else the recurrence 5.15.5."""
        infinite, c = self.sp.limit(v)
        if not isinstance(order, Fraction) or order.denominator != 1 or order < 0 or infinite < 0:
            raise NotCovered("a polygamma function of this kind")
        n = int(order)
        sign = Fraction((-1) ** n * factorial(n))
        if infinite and n:
            return self.sp.mul(self.f_zeta(order + 1, v), -sign)
        if infinite:
            return self.sp.sub(self.sp.log(v), self.tail("digamma", _digamma_tail, self.sp.power(v, -ONE)))
        if self.al.sign(c) > 0:
            return self.sp.taylor(f"psi{n}", self._psi(n), v)
        step = self.sp.mul(self.sp.power(v, -order - 1), sign)
        return self.sp.sub(self.f_polygamma(order, self.sp.add(v, ONE)), step)

    def _psi(self, n: int) -> Family:
        return lambda c, count: [self._psi_of(n + k, c) * Fraction(1, factorial(k)) for k in range(count)]

    def _psi_of(self, n: int, c: Const) -> Const:
        """psi(1) = -gamma, psi(1/2) = -gamma - 2 log 2, psi'(1) = pi**2/6, DLMF 5.4."""
        if n == 1 and c == 1:
            return self.pi() * self.pi() * Fraction(1, 6)
        if n or not isinstance(c, Fraction) or c.denominator > 2:
            return self.al.function("psi", Fraction(n), c)
        steps = sum((1 / (c - i) for i in range(1, int(c + HALF))), ZERO)
        two = self.al.log(Fraction(2)) * Fraction(2) if c.denominator == 2 else ZERO
        return steps - self.al.function("EulerGamma", positive=True) - two

    def f_zeta(self, s: Value, v: Value = ONE) -> Value:
        """At infinity in one of the arguments: v**(1 - s) times a series in 1/v, DLMF 25.11.43, or 1 + 2**-s + …"""
        if isinstance(s, Series) and v == ONE and self.sp.limit(s)[0] > 0:
            return self._many_powers(s)
        if isinstance(s, Series) or self.sp.limit(v)[0] <= 0 or self.al.sign(s - 1) <= 0:
            raise NotCovered("the function zeta here")

        def hurwitz(count: int) -> list[Const]:
            out: list[Const] = [self.al.power(s - 1, -ONE), HALF]
            numbers, rising = _bernoulli(count), s
            for k in range(2, count, 2):
                out += [rising * (numbers[k] / factorial(k)), ZERO]
                rising = rising * (s + (k - 1)) * (s + k)
            return out[:count]

        tail = self.tail("hurwitz", hurwitz, self.sp.power(v, -ONE), s)
        return self.sp.mul(self.sp.power(v, 1 - s), tail)

    def _many_powers(self, s: Series) -> Value:
        """Σ k**-s; all terms but the first are powers of 2**-s times what is 1 or slower."""
        out: Value = ONE
        for k in range(2, self.sp.most + 3):
            term = self.sp.exp(self.sp.mul(s, -self.al.log(Fraction(k))))
            out = self.sp.add(out, term)
        assert isinstance(out, Series)
        assert isinstance(term, Series)
        exact = lambda: self.al.function("zeta", s.exact())  # noqa: E731
        return self.sp.cut(out.top, out.terms, [out.bound, Bound(self.sp.lift(term, out.top).terms[0][0])], exact)


def _digamma_tail(count: int) -> list[Const]:
    """t/2 + Σ B_2k/(2k) t**2k, asymptotic at t = 0+."""
    numbers = _bernoulli(count)
    return [HALF if j == 1 else numbers[j] / j if j and not j % 2 else ZERO for j in range(count)]


def _bernoulli(count: int) -> list[Fraction]:
    numbers = [ONE]
    for n in range(1, count + 1):
        numbers.append(-sum((comb(n + 1, k) * b for k, b in enumerate(numbers)), ZERO) / (n + 1))
    return numbers


def _stirling(count: int) -> list[Const]:
    """Σ B_2k/(2k (2k-1)) t**(2k-1), asymptotic at t = 0+."""
    numbers = _bernoulli(count)
    return [numbers[j + 1] / (j * (j + 1)) if j % 2 else ZERO for j in range(count)]
