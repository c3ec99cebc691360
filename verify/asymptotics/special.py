"""Special functions on multiseries: erf, Ei, gamma and its kin, zeta, Lambert's W, incomplete gamma.

Identities used: DLMF chapters 4.13 (W), 5 (gamma), 6 (Ei), 7 (erf), 8 (incomplete gamma), 25 (zeta).
"""

from __future__ import annotations

from flint import acb, fmpq

from . import analytic as an
from . import compose, constants, kernels, tails
from . import exact as ex
from .compose import inverse, limit_of, log, power
from .field import Element
from .functions import absolute, divide, exp, rat, shifted, square
from .intervals import sign_of
from .series import Series, Space, Value, add, exact_of, multiply, negate, scale_by, subtract
from .signals import DomainFault, Undecided

MOST_STEPS = 200
"""How far on the negative axis the recurrences of gamma and its kin are followed."""


def error_function(space: Space, v: Value) -> Value:
    kind, c = limit_of(v)
    if kind == "finite":
        return an.taylor(space, an.ERROR, v)
    if c == -1:
        return negate(error_function(space, negate(v)))
    return subtract(space.field.one, _erfc_at_infinity(space, v))


def _erfc_at_infinity(space: Space, v: Value) -> Value:
    u = inverse(v)
    front = multiply(
        exp(space, negate(square(v))), scale_by(u, kernels.power(kernels.pi(space.field), rat(space, -1, 2)))
    )
    return multiply(front, an.taylor(space, tails.ERFC_TAIL, u))


def complementary_error(space: Space, v: Value) -> Value:
    if limit_of(v) == ("infinite", 1):
        return _erfc_at_infinity(space, v)
    return subtract(space.field.one, error_function(space, v))


def exponential_integral(space: Space, v: Value) -> Value:
    kind, c = limit_of(v)
    if kind == "infinite":
        u = inverse(v)
        return multiply(multiply(exp(space, v), u), an.taylor(space, tails.EI_TAIL, u))
    assert isinstance(c, Element)
    if not c.is_zero():
        return an.taylor(space, an.EI, v)
    return add(add(kernels.euler_gamma(space.field), log(absolute(space, v))), an.taylor(space, an.EIN, v))


def log_integral(space: Space, v: Value) -> Value:
    return exponential_integral(space, log(v))


def log_gamma(space: Space, v: Value) -> Value:
    """log gamma for an eventually positive argument."""
    if sign_of(v) <= 0:
        raise DomainFault("loggamma of a value that is not positive")
    kind, c = limit_of(v)
    if kind == "infinite":
        half = add(v, rat(space, -1, 2))
        constant = scale_by(add(log(rat(space, 2)), kernels.log(kernels.pi(space.field))), rat(space, 1, 2))
        main = add(subtract(multiply(half, log(v)), v), constant)
        out = add(main, an.taylor(space, tails.STIRLING_TAIL, inverse(v)))
        if isinstance(out, Series):
            out.exact = ex.log(ex.Thunk(constants.gamma_exact, (exact_of(v),)))
        return out
    assert isinstance(c, Element)
    if c.is_zero():
        return subtract(log_gamma(space, shifted(space, v, 1)), log(v))
    return an.taylor(space, an.LOG_GAMMA, v)


def gamma(space: Space, v: Value) -> Value:
    kind, c = limit_of(v)
    if kind == "infinite":
        if c == -1:
            raise Undecided("gamma has poles on every neighbourhood of minus infinity")
        return exp(space, log_gamma(space, v))
    assert isinstance(c, Element)
    if isinstance(v, Element):
        if not v.is_rational() and space.oracle.sign(v) <= 0:
            raise Undecided("gamma at a negative constant")
        return constants.gamma_constant(v)
    n = c.integer()
    if (n is not None and n <= 0) or (c.is_rational() and c.num < 0):
        steps = 1 - int(c.num.p // c.num.q)
        if steps > MOST_STEPS:
            raise Undecided("gamma far on the negative axis")
        bottom: Value = space.field.one
        for i in range(steps):
            bottom = multiply(bottom, shifted(space, v, i))
        return divide(gamma(space, shifted(space, v, steps)), bottom)
    if space.oracle.sign(c) <= 0:
        raise Undecided("gamma at a negative constant")
    return exp(space, log_gamma(space, v))


def factorial(space: Space, v: Value) -> Value:
    return gamma(space, shifted(space, v, 1))


def binomial(space: Space, n: Value, k: Value) -> Value:
    """Γ(n+1)/(Γ(k+1)Γ(n-k+1))."""
    small = k.integer() if isinstance(k, Element) else None
    if small is not None and 0 <= small <= 60:
        out: Value = space.field.one
        for i in range(small):
            out = multiply(out, scale_by(shifted(space, n, -i), rat(space, 1, i + 1)))
        return out
    return divide(factorial(space, n), multiply(factorial(space, k), factorial(space, subtract(n, k))))


def polygamma(space: Space, order: Value, v: Value) -> Value:
    m = order.integer() if isinstance(order, Element) else None
    if m is None or not 0 <= m <= 40:
        raise Undecided("polygamma of an order that is no small natural number")
    kind, c = limit_of(v)
    if kind == "infinite":
        if c == -1:
            raise Undecided("polygamma has poles on every neighbourhood of minus infinity")
        if m == 0:
            return add(log(v), an.taylor(space, tails.DIGAMMA_TAIL, inverse(v)))
        tail = an.taylor(space, tails.polygamma_tail(m), inverse(v))
        return tail if m % 2 else negate(tail)
    assert isinstance(c, Element)
    if c.is_rational() and -MOST_STEPS < c.num <= 0:  # psi_m(x) = psi_m(x+1) - (-1)**m m! x**(-m-1)
        fact = 1
        for i in range(2, m + 1):
            fact *= i
        back = scale_by(power(v, rat(space, -m - 1)), rat(space, (-1) ** m * fact))
        return subtract(polygamma(space, order, shifted(space, v, 1)), back)
    if space.oracle.sign(c) <= 0:
        raise Undecided("polygamma at a negative constant")
    return an.taylor(space, an.polygamma(m), v)


def digamma(space: Space, v: Value) -> Value:
    return polygamma(space, space.field.zero, v)


def harmonic(space: Space, v: Value) -> Value:
    """psi(v + 1) + EulerGamma."""
    return add(digamma(space, shifted(space, v, 1)), kernels.euler_gamma(space.field))


def zeta(space: Space, s: Value, a: Value | None = None) -> Value:
    if a is not None and not (isinstance(a, Element) and a.is_one()):
        if not isinstance(s, Element) or limit_of(a) != ("infinite", 1):
            raise Undecided("the Hurwitz zeta function is expanded for constant s and a -> oo only")
        if space.oracle.sign(s - space.field.one) <= 0:
            raise DomainFault("the Hurwitz zeta function for s <= 1")
        return multiply(power(a, space.field.one - s), an.taylor(space, tails.hurwitz_tail(s), inverse(a)))
    if isinstance(s, Element):
        n = s.integer()
        if n is not None and n > 1 and n % 2 == 0 and n <= 60:
            b = tails.bernoulli(n)
            factorial_n = fmpq(1)
            for i in range(2, n + 1):
                factorial_n *= i
            return kernels.pi(space.field).power(n) * space.field.rational(abs(b) * fmpq(2) ** (n - 1) / factorial_n)
        if space.oracle.sign(s - space.field.one) <= 0:
            raise Undecided("zeta at or below 1")
        return kernels.fun(space.field, "zeta", (s,), lambda x: acb(x).zeta().real, positive=True)
    if limit_of(s) != ("infinite", 1):
        raise Undecided("zeta is expanded at infinity only")
    return _zeta_at_infinity(space, s)


def _zeta_at_infinity(space: Space, s: Series) -> Value:
    """Σ n**(-s); the orders of growth of its terms decrease strictly."""

    def term(k: int) -> Value:
        return exp(space, scale_by(s, -kernels.log(rat(space, k + 2))))

    first = term(0)
    assert isinstance(first, Series)
    rest = compose.family_sum(space, first.top, term, ex.constant(space.field.zero))
    out = add(space.field.one, rest)
    assert isinstance(out, Series)
    return Series(space, out.top, out.stream(), ex.opaque("zeta", 0, s.exact))


def lambert(space: Space, v: Value) -> Value:
    """The principal branch of W."""
    kind, c = limit_of(v)
    if kind == "finite":
        assert isinstance(c, Element)
        if not c.is_zero() and space.oracle.sign(c + kernels.exp(rat(space, -1))) <= 0:
            raise Undecided("LambertW at or below its branch point -exp(-1)")
        return an.taylor(space, an.LAMBERT, v)
    if c == -1:
        raise DomainFault("LambertW below -exp(-1)")
    first = log(v)
    second = log(first)
    sigma = inverse(first)
    # With tau = L2*sigma, W = L1 - L2 + tau * Σ_{l,m>=0} (-1)**l c(l+m+1, l+1)/(m+1)! sigma**l tau**m   (DLMF 4.13.10)
    assert isinstance(sigma, Series)
    powers: list[Value] = [space.field.one]

    def coefficient(n: int) -> Value:
        while len(powers) <= n:
            powers.append(multiply(powers[-1], second))
        out: Value = space.field.zero
        fact = fmpq(1)
        for m in range(1, n + 1):
            fact *= m
            out = add(
                out,
                scale_by(powers[m], space.field.rational(fmpq((-1) ** (n - m) * _stirling_cycle(n, n - m + 1)) / fact)),
            )
        return out

    if isinstance(second, Element) or second.top.order < sigma.top.order:
        tail = compose.power_series(space, coefficient, sigma, ex.constant(space.field.zero))
    else:
        tail = compose.family_sum(
            space,
            sigma.top,
            lambda k: multiply(power(sigma, rat(space, k + 1)), coefficient(k + 1)),
            ex.constant(space.field.zero),
        )
    out = add(subtract(first, second), tail)
    assert isinstance(out, Series)
    return Series(space, out.top, out.stream(), ex.opaque("lambertw", 0, exact_of(v)))


def _stirling_cycle(n: int, k: int) -> int:
    """Unsigned Stirling numbers of the first kind."""
    row = [1]
    for i in range(n):
        row = (
            [0, *row]
            if i == 0
            else [(row[j - 1] if j else 0) + i * (row[j] if j < len(row) else 0) for j in range(len(row) + 1)]
        )
    return row[k] if 0 <= k < len(row) else 0


def upper_gamma(space: Space, a: Value, v: Value) -> Value:
    if not isinstance(a, Element) or limit_of(v) != ("infinite", 1):
        raise Undecided("the incomplete gamma function is expanded for constant a and x -> oo only")
    front = multiply(power(v, a - space.field.one), exp(space, negate(v)))
    n = a.integer()
    if n is not None and 0 < n <= MOST_STEPS:  # the expansion ends: Γ(a, x) = (a - 1) Γ(a - 1, x) + x**(a - 1) exp(-x)
        below = upper_gamma(space, rat(space, n - 1), v) if n > 1 else space.field.zero
        return add(scale_by(below, rat(space, n - 1)), front)
    return multiply(front, an.taylor(space, tails.incomplete_gamma_tail(a), inverse(v)))


def lower_gamma(space: Space, a: Value, v: Value) -> Value:
    if not isinstance(a, Element) or space.oracle.sign(a) <= 0:
        raise Undecided("lowergamma needs a > 0")
    return subtract(constants.gamma_constant(a), upper_gamma(space, a, v))
