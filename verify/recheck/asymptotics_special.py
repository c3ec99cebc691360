"""Each function of one argument on series, for re-checking limits: its domain and its Taylor coefficients.

Source: DLMF 4 (elementary functions), 5.4, 5.11.1, 5.11.2 (gamma and digamma).
"""

from __future__ import annotations

from fractions import Fraction
from math import comb, factorial

from .asymptotics_algebra import ONE, ZERO, Const
from .asymptotics_integrals import Integrals
from .asymptotics_series import Space, Value
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
            raise NotCovered("gamma where it is not positive")
        if infinite:
            log2pi = self.al.log(self.pi() * Fraction(2)) * HALF
            main = self.sp.sub(self.sp.mul(self.sp.add(v, -HALF), self.sp.log(v)), self.sp.add(v, -log2pi))
            return self.sp.add(main, self.sp.taylor("stirling", _stirling, self.sp.power(v, -ONE)))
        if not self.al.sign(c):
            return self.sp.sub(self.f_loggamma(self.sp.add(v, ONE)), self.sp.log(v))
        return self.sp.taylor("loggamma", self._loggamma, v)

    def _loggamma(self, c: Const, count: int) -> list[Const]:
        def psi(k: int) -> Const:
            return self.al.function("psi", Fraction(k), c) * Fraction(1, factorial(k + 1))

        return [self.al.log(self._gamma(c)), *(psi(k) for k in range(count - 1))]

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

    def f_digamma(self, v: Value) -> Value:
        """log v - 1/(2v) - Σ B_2k/(2k) v**-2k at infinity (DLMF 5.11.2), Taylor's series at a positive constant."""
        infinite, _ = self.sp.limit(v)
        if self.sp.sign(v) <= 0:
            raise NotCovered("digamma where its argument is not positive")
        if infinite:
            return self.sp.sub(self.sp.log(v), self.sp.taylor("digamma", _digamma_tail, self.sp.power(v, -ONE)))
        return self.sp.taylor("psi", self._psi, v)

    def _psi(self, c: Const, count: int) -> list[Const]:
        rest = [self.al.function("psi", Fraction(k), c) * Fraction(1, factorial(k)) for k in range(1, count)]
        if isinstance(c, Fraction) and c.denominator <= 2:  # psi(1) = -gamma, psi(1/2) = -gamma - 2 log 2, DLMF 5.4
            steps = sum((1 / (c - i) for i in range(1, int(c + HALF))), ZERO)
            first = -self.al.function("EulerGamma", positive=True)
            two = self.al.log(Fraction(2)) * Fraction(2) if c.denominator == 2 else ZERO
            return [steps + first - two, *rest]
        return [self.al.function("psi", ZERO, c), *rest]


def _digamma_tail(c: Const, count: int) -> list[Const]:
    """t/2 + Σ B_2k/(2k) t**2k, asymptotic at t = 0+."""
    if c:
        raise NotCovered("the expansion of digamma away from infinity")
    numbers = _bernoulli(count)
    return [HALF if j == 1 else numbers[j] / j if j and not j % 2 else ZERO for j in range(count)]


def _bernoulli(count: int) -> list[Fraction]:
    numbers = [ONE]
    for n in range(1, count + 1):
        numbers.append(-sum((comb(n + 1, k) * b for k, b in enumerate(numbers)), ZERO) / (n + 1))
    return numbers


def _stirling(c: Const, count: int) -> list[Const]:
    """Σ B_2k/(2k (2k-1)) t**(2k-1), asymptotic at t = 0+."""
    if c:
        raise NotCovered("Stirling's series away from infinity")
    numbers = _bernoulli(count)
    return [numbers[j + 1] / (j * (j + 1)) if j % 2 else ZERO for j in range(count)]
