"""The functions of the grammar on multiseries: each handler takes values near the point and returns the value of f.

Every handler establishes that its argument stays in the real domain of f near the point, or raises DomainFault.
Identities used: DLMF chapters 4 (elementary), 5 (gamma), 6 (Ei), 7 (erf), 8 (incomplete gamma), 25 (zeta), 4.13
(W).
"""

from __future__ import annotations

from collections.abc import Callable

from flint import fmpq

from . import analytic as an
from . import compose, kernels
from . import exact as ex
from .compose import inverse, limit_of, log, power
from .field import Element
from .intervals import sign_of
from .series import Series, Space, Value, add, exact_of, lead_of, multiply, negate, scale_by, subtract
from .signals import DomainFault, Undecided

Handler = Callable[[Space, Value], Value]


class Oscillates(Exception):
    """The function has no expansion at this argument; it stays between `low` and `high`."""

    def __init__(self, low: int, high: int) -> None:
        super().__init__()
        self.low, self.high = low, high


def rat(space: Space, p: int, q: int = 1) -> Element:
    return space.field.rational(fmpq(p, q))


def exp(space: Space, v: Value) -> Value:
    return compose.exp(v, space)


def sqrt(space: Space, v: Value) -> Value:
    return power(v, rat(space, 1, 2))


def square(v: Value) -> Value:
    return multiply(v, v)


def shifted(space: Space, v: Value, n: int) -> Value:
    return add(v, rat(space, n))


def divide(a: Value, b: Value) -> Value:
    return multiply(a, inverse(b))


def half_pi(space: Space) -> Element:
    return kernels.pi(space.field) * rat(space, 1, 2)


# --- sign and size ----------------------------------------------------------------------------------------------------
def absolute(space: Space, v: Value) -> Value:
    return negate(v) if sign_of(v) < 0 else v


def signum(space: Space, v: Value) -> Value:
    return rat(space, sign_of(v))


def floor(space: Space, v: Value) -> Value:
    """At a finite limit: the limit's floor, less one when an integer is approached from below."""
    kind, c = limit_of(v)
    if kind == "infinite":
        raise Undecided("floor at infinity")
    assert isinstance(c, Element)
    n = _integer_part(space, c)
    if not c.same(n):
        return n
    return n - space.field.one if sign_of(subtract(v, n)) < 0 else n


def _integer_part(space: Space, c: Element) -> Element:
    """floor(c) for a constant c, proved."""
    if c.is_rational():
        return rat(space, int(c.num.p) // int(c.num.q))
    oracle = space.oracle
    if c.params():
        rest = space.field.zero
        whole = space.field.zero
        num, den = c.polys()
        if den.is_one():
            from .field import poly_terms

            for coefficient, factors in poly_terms(space.field, num):
                term = space.field.rational(coefficient)
                integral = coefficient.q == 1
                for k, e in factors:
                    term = term * space.field.kernel(k.kind, k.text, k.tree, k.args).power(e)
                    integral = integral and k.text in oracle.integers
                if integral:
                    whole = whole + term
                else:
                    rest = rest + term
            if not rest.params():
                return whole + _integer_part(space, rest)
        raise Undecided(f"the integer part of {c.text()} is not known")
    from flint import ctx

    from .oracle import ball

    with ctx.workprec(256):
        found = ball(c, {}).floor().unique_fmpz()
    if found is None:
        raise Undecided(f"the integer part of {c.text()} is not known")
    return space.field.rational(found)


def ceiling(space: Space, v: Value) -> Value:
    return negate(floor(space, negate(v)))


def fractional(space: Space, v: Value) -> Value:
    return subtract(v, floor(space, v))


# --- trigonometric ----------------------------------------------------------------------------------------------------
def sine(space: Space, v: Value) -> Value:
    if limit_of(v)[0] == "infinite":
        raise Oscillates(-1, 1)
    return an.taylor(space, an.SINE, v)


def cosine(space: Space, v: Value) -> Value:
    if limit_of(v)[0] == "infinite":
        raise Oscillates(-1, 1)
    return an.taylor(space, an.COSINE, v)


def _finite(v: Value, name: str) -> None:
    if limit_of(v)[0] == "infinite":
        raise Undecided(f"{name} at an infinite argument has poles near the point")


def tangent(space: Space, v: Value) -> Value:
    _finite(v, "tan")
    return divide(sine(space, v), cosine(space, v))


def cotangent(space: Space, v: Value) -> Value:
    _finite(v, "cot")
    return divide(cosine(space, v), sine(space, v))


def secant(space: Space, v: Value) -> Value:
    _finite(v, "sec")
    return inverse(cosine(space, v))


def cosecant(space: Space, v: Value) -> Value:
    _finite(v, "csc")
    return inverse(sine(space, v))


def arctangent(space: Space, v: Value) -> Value:
    kind, c = limit_of(v)
    if kind == "finite":
        return an.taylor(space, an.ARCTANGENT, v)
    assert isinstance(c, int)
    return subtract(half_pi(space) * rat(space, c), an.taylor(space, an.ARCTANGENT, inverse(v)))


def arcsine(space: Space, v: Value) -> Value:
    kind, c = limit_of(v)
    if kind == "infinite":
        raise DomainFault("asin outside [-1, 1]")
    assert isinstance(c, Element)
    if c.is_zero():
        return an.taylor(space, an.ARCSINE, v)
    if space.oracle.sign(c) < 0:
        return negate(arcsine(space, negate(v)))
    if c.is_one():
        gap = subtract(space.field.one, v)
        if sign_of(gap) < 0:
            raise DomainFault("asin outside [-1, 1]")
        root = sqrt(space, scale_by(gap, rat(space, 1, 2)))
        return subtract(half_pi(space), scale_by(an.taylor(space, an.ARCSINE, root), rat(space, 2)))
    if space.oracle.sign(space.field.one - c) <= 0:
        raise DomainFault("asin outside [-1, 1]")
    return arctangent(space, divide(v, sqrt(space, subtract(space.field.one, square(v)))))


def arccosine(space: Space, v: Value) -> Value:
    return subtract(half_pi(space), arcsine(space, v))


def arccotangent(space: Space, v: Value) -> Value:
    """atan(1/x), as SymPy has it; pi/2 at 0."""
    if lead_of(v) is None:
        return half_pi(space)
    return arctangent(space, inverse(v))


# --- hyperbolic -------------------------------------------------------------------------------------------------------
def hyperbolic_sine(space: Space, v: Value) -> Value:
    return scale_by(subtract(exp(space, v), exp(space, negate(v))), rat(space, 1, 2))


def hyperbolic_cosine(space: Space, v: Value) -> Value:
    return scale_by(add(exp(space, v), exp(space, negate(v))), rat(space, 1, 2))


def hyperbolic_tangent(space: Space, v: Value) -> Value:
    """1 - 2/(exp(2x) + 1)."""
    return subtract(
        space.field.one, scale_by(inverse(shifted(space, exp(space, scale_by(v, rat(space, 2))), 1)), rat(space, 2))
    )


def area_sine(space: Space, v: Value) -> Value:
    if sign_of(v) < 0:
        return negate(area_sine(space, negate(v)))
    if lead_of(v) is None:
        return space.field.zero
    return log(add(v, sqrt(space, shifted(space, square(v), 1))))


def area_cosine(space: Space, v: Value) -> Value:
    gap = shifted(space, v, -1)
    if sign_of(gap) < 0:
        raise DomainFault("acosh below 1")
    return log(add(v, sqrt(space, multiply(gap, shifted(space, v, 1)))))


def area_tangent(space: Space, v: Value) -> Value:
    one = space.field.one
    return scale_by(log(divide(add(one, v), subtract(one, v))), rat(space, 1, 2))


# --- erf, Ei, gamma, zeta, W ------------------------------------------------------------------------------------------
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
    return multiply(front, an.taylor(space, an.ERFC_TAIL, u))


def complementary_error(space: Space, v: Value) -> Value:
    if limit_of(v) == ("infinite", 1):
        return _erfc_at_infinity(space, v)
    return subtract(space.field.one, error_function(space, v))


def exponential_integral(space: Space, v: Value) -> Value:
    kind, c = limit_of(v)
    if kind == "infinite":
        u = inverse(v)
        return multiply(multiply(exp(space, v), u), an.taylor(space, an.EI_TAIL, u))
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
        out = add(main, an.taylor(space, an.STIRLING_TAIL, inverse(v)))
        if isinstance(out, Series):
            out.exact = ex.log(ex.Thunk(an.gamma_exact, (exact_of(v),)))
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
        return an.gamma_constant(v)
    n = c.integer()
    if (n is not None and n <= 0) or (c.is_rational() and c.num < 0):
        steps = 1 - int(c.num.p // c.num.q)
        if steps > 200:
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
    if sign_of(v) <= 0:
        raise Undecided("polygamma at a value that is not positive")
    kind, c = limit_of(v)
    if kind == "infinite":
        if m == 0:
            return add(log(v), an.taylor(space, an.DIGAMMA_TAIL, inverse(v)))
        tail = an.taylor(space, an.polygamma_tail(m), inverse(v))
        return tail if m % 2 else negate(tail)
    assert isinstance(c, Element)
    if c.is_zero():  # psi_m(x) = psi_m(x+1) - (-1)**m m! x**(-m-1)
        fact = 1
        for i in range(2, m + 1):
            fact *= i
        back = scale_by(power(v, rat(space, -m - 1)), rat(space, (-1) ** m * fact))
        return subtract(polygamma(space, order, shifted(space, v, 1)), back)
    return an.taylor(space, an.polygamma(m), v)


def zeta(space: Space, s: Value, a: Value | None = None) -> Value:
    if a is not None and not (isinstance(a, Element) and a.is_one()):
        if not isinstance(s, Element) or limit_of(a) != ("infinite", 1):
            raise Undecided("the Hurwitz zeta function is expanded for constant s and a -> oo only")
        if space.oracle.sign(s - space.field.one) <= 0:
            raise DomainFault("the Hurwitz zeta function for s <= 1")
        return multiply(power(a, space.field.one - s), an.taylor(space, an.hurwitz_tail(s), inverse(a)))
    if isinstance(s, Element):
        n = s.integer()
        if n is not None and n > 1 and n % 2 == 0 and n <= 60:
            b = an.bernoulli(n)
            factorial_n = fmpq(1)
            for i in range(2, n + 1):
                factorial_n *= i
            return kernels.pi(space.field).power(n) * space.field.rational(abs(b) * fmpq(2) ** (n - 1) / factorial_n)
        if space.oracle.sign(s - space.field.one) <= 0:
            raise Undecided("zeta at or below 1")
        from flint import acb

        return kernels.fun(space.field, "zeta", (s,), lambda x: acb(x).zeta().real, positive=True)
    if limit_of(s) != ("infinite", 1):
        raise Undecided("zeta is expanded at infinity only")
    return _zeta_at_infinity(space, s)


def _zeta_at_infinity(space: Space, s: Series) -> Value:
    """1 + 2**(-s) + u with u = Σ_{n>=3} n**(-s) of order 3**(-s): kept as the series in exp(-s)."""
    from collections.abc import Iterator

    from .series import Term

    two = exp(space, scale_by(s, -kernels.log(rat(space, 2))))
    assert isinstance(two, Series)
    if not (two.finite() and len(two.terms) == 1 and isinstance(two.terms[0].coefficient, Element)):
        raise Undecided("zeta at infinity is expanded for arguments that are monomials only")
    exponent = two.terms[0].exponent
    unit = two.terms[0].coefficient
    if not unit.is_one():
        raise Undecided("zeta at infinity is expanded for arguments without constant term only")
    log2 = kernels.log(rat(space, 2))

    def stream() -> Iterator[Term]:
        n = 1
        while True:
            yield Term(exponent * kernels.log(rat(space, n)) / log2, space.field.one)
            n += 1

    return Series(space, two.top, stream(), ex.opaque("zeta", 0, s.exact))


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
    tau = multiply(second, sigma)
    # W = L1 - L2 + tau * Σ_{l,m>=0} (-1)**l c(l+m+1, l+1)/(m+1)! sigma**l tau**m   (DLMF 4.13.10)
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

    if second_top(second, sigma):
        tail = compose.power_series(space, coefficient, sigma, ex.constant(space.field.zero))
        out = add(subtract(first, second), tail)
        assert isinstance(out, Series)
        out.exact = ex.opaque("lambertw", 0, exact_of(v))
        del tau
        return out
    raise Undecided("LambertW of an argument whose logarithms share a scale element")


def second_top(second: Value, sigma: Series) -> bool:
    """Whether log log v is expanded in smaller elements than log v, as the double series needs."""
    lead = sigma.lead()
    return lead is not None and (isinstance(second, Element) or second.top.order < sigma.top.order)


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
    return multiply(front, an.taylor(space, an.incomplete_gamma_tail(a), inverse(v)))


def lower_gamma(space: Space, a: Value, v: Value) -> Value:
    if not isinstance(a, Element) or space.oracle.sign(a) <= 0:
        raise Undecided("lowergamma needs a > 0")
    return subtract(an.gamma_constant(a), upper_gamma(space, a, v))


def of_inverse(handler: Handler) -> Handler:
    return lambda space, v: handler(space, inverse(v))


def reciprocal(handler: Handler) -> Handler:
    return lambda space, v: inverse(handler(space, v))


UNARY: dict[str, Handler] = {
    "exp": exp,
    "log": lambda space, v: log(v),
    "sqrt": sqrt,
    "abs": absolute,
    "sign": signum,
    "floor": floor,
    "ceiling": ceiling,
    "frac": fractional,
    "sin": sine,
    "cos": cosine,
    "tan": tangent,
    "cot": cotangent,
    "sec": secant,
    "csc": cosecant,
    "atan": arctangent,
    "asin": arcsine,
    "acos": arccosine,
    "acot": arccotangent,
    "asec": of_inverse(arccosine),
    "acsc": of_inverse(arcsine),
    "sinh": hyperbolic_sine,
    "cosh": hyperbolic_cosine,
    "tanh": hyperbolic_tangent,
    "coth": reciprocal(hyperbolic_tangent),
    "sech": reciprocal(hyperbolic_cosine),
    "csch": reciprocal(hyperbolic_sine),
    "asinh": area_sine,
    "acosh": area_cosine,
    "atanh": area_tangent,
    "acoth": of_inverse(area_tangent),
    "asech": of_inverse(area_cosine),
    "acsch": of_inverse(area_sine),
    "erf": error_function,
    "erfc": complementary_error,
    "ei": exponential_integral,
    "li": log_integral,
    "loggamma": log_gamma,
    "gamma": gamma,
    "factorial": factorial,
    "zeta": zeta,
    "lambertw": lambert,
}
BINARY: dict[str, Callable[[Space, Value, Value], Value]] = {
    "binomial": binomial,
    "polygamma": polygamma,
    "zeta": zeta,
    "uppergamma": upper_gamma,
    "lowergamma": lower_gamma,
}
