"""Normalised transcendental constants: exp, log, powers, sin, cos and special values, as elements of a Field.

Every identity used here is exact: log of a positive product is the sum of the logs of the absolute values of its
irreducible factors; exp of a sum is the product of the exps; roots of rationals go to roots of primes, which are
linearly independent over the rationals (Besicovitch), so that a reduced numerator vanishes only identically. That
the base of a power or the argument of a log is positive is the caller's duty (`functions` asks the sign oracle
first).
"""

from __future__ import annotations

from collections.abc import Callable
from math import lcm
from typing import Any

from flint import arb, fmpq, fmpz

from .field import _CTX, _ONE_POLY, Element, Field, Kernel, element_of_poly, poly_text
from .signals import Restart, Undecided

MAX_FACTOR_BITS = 96
MAX_POWER = 4000
MOST_BITS = 10**6


def pi(field: Field) -> Element:
    return field.kernel("const", "pi", ("const", "pi"), ball=arb.pi, positive=True)


def euler_gamma(field: Field) -> Element:
    return field.kernel("const", "EulerGamma", ("const", "EulerGamma"), ball=arb.const_euler, positive=True)


def parameter(field: Field, name: str) -> Element:
    return field.kernel("par", name, ("sym", name))


def variable(field: Field) -> Element:
    return field.kernel("var", field.variable, ("var",), positive=True)


def fun(
    field: Field, name: str, args: tuple[Element, ...], ball: Callable[..., Any] | None, *, positive: bool = False
) -> Element:
    """An opaque kernel name(args)."""
    text = f"{name}({', '.join(a.text() for a in args)})"
    return field.kernel("fun", text, ("fn", name, tuple(a.tree() for a in args)), args, ball=ball, positive=positive)


# --- logarithms -------------------------------------------------------------------------------------------------------
def log(value: Element) -> Element:
    """log|value|, as a combination of logs of irreducible factors; `value` must not be zero."""
    field = value.field
    if value.is_rational():
        if value.num == 0:
            raise Undecided("log(0)")
        return _log_rational(field, value.num)
    cached = field.memo.get(("log", value.text()))
    if cached is None:
        cached = _log_poly(field, value.num)
        if value.den is not _ONE_POLY:
            cached = cached - _log_poly(field, value.den)
        field.memo["log", value.text()] = cached
    return cached


def _log_rational(field: Field, q: Any) -> Element:
    out = field.zero
    for part, sign in ((abs(q.p), 1), (q.q, -1)):
        if part == 1:
            continue
        primes = fmpz(part).factor() if int(part).bit_length() <= MAX_FACTOR_BITS else [(part, 1)]
        for prime, exponent in primes:
            p = field.rational(prime)
            kernel = field.kernel(
                "log",
                f"log({prime})",
                ("fn", "log", (("num", fmpq(prime)),)),
                (p,),
                ball=lambda x: x.log(),
                positive=True,
            )
            out = out + kernel * field.rational(sign * exponent)
    return out


def _log_poly(field: Field, poly: Any) -> Element:
    content, factors = factored(field, poly)
    out = _log_rational(field, fmpq(content))
    for factor, exponent in factors:
        if factor.leading_coefficient() < 0:
            factor = -factor
        single = single_kernel(field, factor)
        if single is not None and single.kind == "exp":
            part = single.args[0]
        elif single is not None and single.kind == "root":
            part = log(single.args[0]) * single.args[1]
        else:
            part = _log_kernel(element_of_poly(field, factor))
        out = out + part * field.rational(exponent)
    return out


def factored(field: Field, poly: Any) -> tuple[Any, list[tuple[Any, int]]]:
    """Content and irreducible factors, seen in roots: x + 2*x**(1/2) + 1 is the square of x**(1/2) + 1."""
    degrees = poly.degrees()
    for k in field.kernels:
        if k.kind != "root" or not degrees[k.index]:
            continue
        atom = single_kernel(field, k.args[0].polys()[0]) if k.args[0].polys()[1].is_one() else None
        if atom is not None and degrees[atom.index]:
            poly = _in_root(poly, atom.index, k.index, int(k.args[1].num.q))
    return poly.factor()


def _in_root(poly: Any, atom: int, root: int, order: int) -> Any:
    """The polynomial with the atom written as root**order."""
    out: dict[tuple[int, ...], Any] = {}
    for exponents, coefficient in poly.to_dict().items():
        new = list(exponents)
        new[root] += order * new[atom]
        new[atom] = 0
        key = tuple(new)
        out[key] = out.get(key, 0) + coefficient
    return _CTX.from_dict(out)


def _log_kernel(base: Element) -> Element:
    """log|base| as a kernel: log(base) or log(-base) where the sign is known."""
    field = base.field
    plain = _plainly_positive(base)
    if not plain and not base.depends_on_variable():
        sign = field.memo["oracle"].known(base)
        if sign == -1:
            base = -base
        plain = sign in (1, -1)
    tree, text = base.tree(), base.text()
    if not plain:
        tree = ("fn", "abs", (tree,))
        text = text if base.depends_on_variable() else f"Abs({text})"
    return field.kernel("log", f"log({text})", ("fn", "log", (tree,)), (base,), ball=lambda x: abs(x).log())


def _plainly_positive(value: Element) -> bool:
    """Whether all terms are positive at sight."""
    return value.polys()[1].is_one() and all(c > 0 and all(k.positive for k, _ in f) for c, f in value.terms())


def single_kernel(field: Field, poly: Any) -> Kernel | None:
    """The kernel when the polynomial is one generator to the first power with coefficient one."""
    if len(poly) != 1 or poly.leading_coefficient() != 1 or poly.total_degree() != 1:
        return None
    degrees = poly.degrees()
    return next(k for k in field.kernels if degrees[k.index])


# --- exponentials and powers ------------------------------------------------------------------------------------------
def exp(value: Element) -> Element:
    """exp(value), as a product over the terms of its numerator."""
    field = value.field
    if value.is_zero():
        return field.one
    out = field.one
    den = value.polys()[1]
    for coefficient, factors in value.terms():
        unit = field.make(_monomial(factors), den)
        single = single_kernel(field, unit.polys()[0]) if unit.polys()[1].is_one() else None
        if single is not None and single.kind == "log":
            out = out * root_power(positive(single.args[0]), coefficient)
            continue
        out = out * _exp_unit(field, unit, coefficient)
    return out


def positive(value: Element) -> Element:
    """|value|: the value or its negative when the sign is known, else a kernel with kernel**2 = value**2."""
    field = value.field
    if value.is_rational():
        return field.rational(abs(value.num))
    if _plainly_positive(value):
        return value
    sign = field.memo["oracle"].sign(value) if not value.depends_on_variable() else field.memo["eventually"](value)
    if sign:
        return value if sign > 0 else -value
    text = f"Abs({value.text()})"
    new = text not in field.by_text
    size = field.kernel("abs", text, ("fn", "abs", (value.tree(),)), (value,), ball=abs, positive=True)
    if new:
        field.relation(field.by_text[text], 2, (value * value).polys()[0])
    return size


def _monomial(factors: list[tuple[Kernel, int]]) -> Any:
    out = _CTX.constant(1)
    for k, e in factors:
        out = out * k.poly**e
    return out


def _exp_unit(field: Field, unit: Element, q: Any) -> Element:
    """exp(q*unit) as an integer power of exp(unit/m), m the common denominator met so far."""
    m = _denominator(field, "exp " + unit.text(), q)
    base = unit * field.rational(fmpq(1, m))
    argument = base.text()
    kernel = field.kernel(
        "exp", f"exp({argument})", ("fn", "exp", (base.tree(),)), (base,), ball=lambda x: x.exp(), positive=True
    )
    return kernel.power(_power_size(q * m))


def _power_size(q: Any) -> int:
    n = int(q.p)
    if abs(n) > MAX_POWER:
        raise Undecided(f"the exponent {n} is too large for exact algebra")
    return n


def _denominator(field: Field, key: str, q: Any) -> int:
    known = field.registry.get(key)
    if known is None:
        known = field.registry[key] = int(q.q)
    elif known % int(q.q):
        field.registry[key] = lcm(known, int(q.q))
        raise Restart(key)
    return known


def root_power(base: Element, q: Any) -> Element:
    """base**q for a positive, irreducible base (a prime or an irreducible polynomial) and rational q."""
    field = base.field
    if q.q == 1 and f"root {base.text()}" not in field.registry:
        return base.power(_power_size(q))
    if q.q == 1:
        return base.power(_power_size(q))
    m = _denominator(field, f"root {base.text()}", q)
    text = f"({base.text()})**(1/{m})"
    new = text not in field.by_text
    root = field.kernel(
        "root",
        text,
        ("pow", base.tree(), ("num", fmpq(1, m))),
        (base, field.rational(fmpq(1, m))),
        ball=lambda x, y: x**y,
        positive=True,
    )
    if new:
        field.relation(field.by_text[text], m, base.polys()[0])
    return root.power(_power_size(q * m))


def power(base: Element, exponent: Element) -> Element:
    """base**exponent for a base that is positive, or for an integer exponent."""
    field = base.field
    n = exponent.integer()
    if base.is_one():
        return field.one
    if n is not None:
        if base.is_rational() and abs(n) * (int(base.num.p).bit_length() + int(base.num.q).bit_length()) <= MOST_BITS:
            return base.power(n)
        return base.power(_power_size(fmpq(n)))
    return exp(exponent * log(base))


def unit_power(exponent: Element) -> Element:
    """(-1)**exponent for an exponent that is a polynomial with integer coefficients in integer parameters."""
    field = exponent.field
    odd = field.zero
    for coefficient, factors in exponent.terms():
        if int(coefficient.p) % 2:
            odd = odd + field.make(_monomial(factors), _ONE_POLY)
    n = odd.integer()
    if n is not None:
        return field.rational((-1) ** n)
    if any(not factors for _, factors in odd.terms()):
        return -unit_power(odd - field.one)
    text = f"(-1)**({odd.text()})"
    new = text not in field.by_text
    unit = field.kernel("unit", text, ("pow", ("num", fmpq(-1)), odd.tree()), (odd,))
    if new:
        field.relation(field.by_text[text], 2, _CTX.constant(1))
    return unit


# --- sine and cosine --------------------------------------------------------------------------------------------------
def _turns(field: Field, value: Element) -> tuple[Any, Element]:
    """value = q*pi + rest, with q the rational coefficient of pi (zero when pi stands in no pure term)."""
    if value.is_rational() or not value.den.is_one():
        return fmpq(0), value
    for coefficient, factors in value.terms():
        if len(factors) == 1 and factors[0][1] == 1 and factors[0][0].text == "pi":
            return coefficient, value - pi(field) * field.rational(coefficient)
    return fmpq(0), value


def sin_cos(value: Element) -> tuple[Element, Element]:
    """sin and cos of a constant: known values at multiples of pi/6 and pi/4, kernels tied by sin² + cos² = 1 else."""
    field = value.field
    q, rest = _turns(field, value)
    if rest.is_zero():
        return _sin_cos_pi(field, q)
    half = fmpz(int((q * 2).p) // int((q * 2).q))
    whole = fmpq(half, 2)
    if whole != 0:
        s, c = sin_cos(value - pi(field) * field.rational(whole))
        ws, wc = _sin_cos_pi(field, whole)
        return s * wc + c * ws, c * wc - s * ws
    if value.polys()[0].leading_coefficient() < 0:
        s, c = sin_cos(-value)
        return -s, c
    argument = value.text()
    cos = field.kernel("fun", f"cos({argument})", ("fn", "cos", (value.tree(),)), (value,), ball=lambda x: x.cos())
    new = f"sin({argument})" not in field.by_text
    sin = field.kernel("fun", f"sin({argument})", ("fn", "sin", (value.tree(),)), (value,), ball=lambda x: x.sin())
    if new:
        field.relation(field.by_text[f"sin({argument})"], 2, (field.one - cos * cos).num)
    return sin, cos


def _sin_cos_pi(field: Field, q: Any) -> tuple[Element, Element]:
    """sin(q pi), cos(q pi) for rational q, reduced to 0 <= q <= 1/4."""
    q = q - 2 * fmpq(int((q / 2).p) // int((q / 2).q))
    if q >= 1:
        s, c = _sin_cos_pi(field, q - 1)
        return -s, -c
    if q >= fmpq(1, 2):
        s, c = _sin_cos_pi(field, q - fmpq(1, 2))
        return c, -s
    if q > fmpq(1, 4):
        s, c = _sin_cos_pi(field, fmpq(1, 2) - q)
        return c, s
    r = field.rational
    if q == 0:
        return field.zero, field.one
    if q == fmpq(1, 4):
        h = root_power(r(2), fmpq(1, 2)) * r(fmpq(1, 2))
        return h, h
    if q == fmpq(1, 6):
        return r(fmpq(1, 2)), root_power(r(3), fmpq(1, 2)) * r(fmpq(1, 2))
    if q == fmpq(1, 12):
        six, two = root_power(r(3), fmpq(1, 2)) * root_power(r(2), fmpq(1, 2)), root_power(r(2), fmpq(1, 2))
        return (six - two) * r(fmpq(1, 4)), (six + two) * r(fmpq(1, 4))
    value = pi(field) * r(q)
    argument = value.text()
    cos = field.kernel(
        "fun", f"cos({argument})", ("fn", "cos", (value.tree(),)), (value,), ball=lambda x: x.cos(), positive=True
    )
    new = f"sin({argument})" not in field.by_text
    sin = field.kernel(
        "fun", f"sin({argument})", ("fn", "sin", (value.tree(),)), (value,), ball=lambda x: x.sin(), positive=True
    )
    if new:
        field.relation(field.by_text[f"sin({argument})"], 2, (field.one - cos * cos).num)
    return sin, cos


def poly_key(field: Field, poly: Any) -> str:
    return poly_text(field, poly)
