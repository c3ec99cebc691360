"""Exact algebra for constants and exact functions: fractions of polynomials over named kernels.

A *kernel* is a parameter, the variable, or a transcendental or algebraic atom such as pi, log(2), 3**(1/2),
exp(a*log(2)). An `Element` is a fraction of two polynomials over kernels with rational coefficients, held by
python-flint. Kernels are normalised on creation (see `kernels`) so that equal numbers get equal fractions as far as
that can be proved: log(6) = log(2) + log(3), 8**(1/2) = 2*2**(1/2).

What success proves: a numerator that is the zero polynomial proves that the constant, or the function, is
identically zero wherever it is defined. What failure proves: nothing; a numerator that is not the zero polynomial
may still vanish because of a relation between kernels that is not known here. Signs are settled in `signs`, by
balls.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from .signals import USED_UP, OutOfTime, Undecided

SIZE = 40
_CTX = fmpq_mpoly_ctx.get([f"k{i}" for i in range(SIZE)], Ordering.lex)
_GENS = _CTX.gens()
_ONE_POLY = _CTX.constant(1)
MAX_TERMS = 4000


class Kernel:
    """One generator of the field: its text, its tree, and how to enclose it.

    `kind` is one of par, var, const, log, exp, root, abs, unit, fun; `args` are the Elements it is made of; `ball` maps
    the balls of the arguments to a ball of the kernel.
    """

    __slots__ = ("args", "ball", "index", "kind", "order", "params", "poly", "positive", "text", "tree", "var")

    def __init__(
        self,
        kind: str,
        text: str,
        tree: Any,
        args: tuple[Element, ...],
        order: int,
        *,
        ball: Callable[..., Any] | None,
        positive: bool,
    ) -> None:
        self.kind, self.text, self.tree, self.args, self.order = kind, text, tree, args, order
        self.ball, self.positive = ball, positive
        self.index = 0
        self.poly: Any = None
        self.params: frozenset[str] = frozenset()
        self.var = False


class Field:
    """The kernels of one computation, created on demand; later kernels are lexicographically larger.

    `registry` survives restarts: the common denominator of the roots taken of each kernel; `variable` is the name of
    the variable, which no parameter may have.
    """

    def __init__(
        self, *, registry: dict[str, int] | None = None, deadline: float | None = None, variable: str = "X"
    ) -> None:
        self.kernels: list[Kernel] = []
        self.by_text: dict[str, Kernel] = {}
        self.relations: list[tuple[int, int, Any]] = []
        self.registry: dict[str, int] = {} if registry is None else registry
        self.deadline = deadline
        self.memo: dict[Any, Any] = {}
        self._ticks = 0
        self.variable = variable
        self.zero = Element(self, fmpq(0), None)
        self.one = Element(self, fmpq(1), None)

    def tick(self) -> None:
        """Raises OutOfTime when the budget is used up; called from every loop."""
        self._ticks += 1
        if self._ticks & 31 == 0 and self.deadline is not None and time.monotonic() > self.deadline:
            raise OutOfTime(USED_UP)

    def check_time(self) -> float | None:
        """The seconds left, None without a deadline; raises OutOfTime when there are none.  Before every long call."""
        if self.deadline is None:
            return None
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise OutOfTime(USED_UP)
        return left

    def rational(self, value: Any) -> Element:
        return Element(self, fmpq(value), None)

    def kernel(
        self,
        kind: str,
        text: str,
        tree: Any,
        args: tuple[Element, ...] = (),
        *,
        ball: Callable[..., Any] | None = None,
        positive: bool = False,
    ) -> Element:
        """The element that is the named kernel, created unless it exists."""
        found = self.by_text.get(text)
        if found is None:
            order = len(self.kernels)
            if order >= SIZE:
                raise Undecided(f"more than {SIZE} independent constants and functions")
            found = Kernel(kind, text, tree, args, order, ball=ball, positive=positive)
            found.index = SIZE - 1 - order
            found.poly = _GENS[found.index]
            found.var = kind == "var" or any(a.depends_on_variable() for a in args)
            found.params = frozenset({text}) if kind == "par" else frozenset().union(*(a.params() for a in args))
            self.kernels.append(found)
            self.by_text[text] = found
        return Element(self, found.poly, _ONE_POLY)

    def relation(self, kernel: Kernel, degree: int, value: Any) -> None:
        """Declares kernel**degree = value (a polynomial in older kernels), used to reduce every polynomial."""
        self.relations.append((kernel.index, degree, kernel.poly**degree - value))

    def reduce(self, poly: Any) -> Any:
        for index, degree, divisor in reversed(self.relations):
            if poly.degrees()[index] >= degree:
                poly = divmod(poly, divisor)[1]
        return poly

    def make(self, num: Any, den: Any) -> Element:
        """The normalised fraction num/den of polynomials (or a rational when both are constants)."""
        if self.relations:
            num, den = self.reduce(num), self.reduce(den)
        if den.is_constant():
            if den.is_zero():
                raise Undecided("division by a constant that is identically zero")
            if not den.is_one():
                num = num / den.leading_coefficient()
            if num.is_constant():
                return Element(self, num.leading_coefficient() if not num.is_zero() else fmpq(0), None)
            if len(num) > MAX_TERMS:
                raise Undecided("an exact coefficient grows too large")
            return Element(self, num, _ONE_POLY)
        if num.is_zero():
            return self.zero
        if len(num) + len(den) > MAX_TERMS:
            raise Undecided("an exact coefficient grows too large")
        common = num.gcd(den)
        if not common.is_one():
            num, den = num / common, den / common
        lead = den.leading_coefficient()
        if lead != 1:
            num, den = num / lead, den / lead
        if den.is_constant() and num.is_constant():
            return Element(self, num.leading_coefficient(), None)
        return Element(self, num, _ONE_POLY if den.is_one() else den)


class Element:
    """An element of a Field: a rational (`den` is None, `num` an fmpq) or a reduced fraction of polynomials."""

    __slots__ = ("_text", "den", "field", "num")

    def __init__(self, field: Field, num: Any, den: Any) -> None:
        self.field, self.num, self.den = field, num, den
        self._text: str | None = None

    # --- arithmetic -----------------------------------------------------------------------------------------------
    def polys(self) -> tuple[Any, Any]:
        if self.den is None:
            return _CTX.constant(self.num), _ONE_POLY
        return self.num, self.den

    def __add__(self, other: Element) -> Element:
        if self.den is None and other.den is None:
            return Element(self.field, self.num + other.num, None)
        a, b = self.polys()
        c, d = other.polys()
        if b is _ONE_POLY and d is _ONE_POLY:
            return self.field.make(a + c, b)
        return self.field.make(a * d + c * b, b * d)

    def __neg__(self) -> Element:
        return Element(self.field, -self.num, self.den)

    def __sub__(self, other: Element) -> Element:
        return self + (-other)

    def __mul__(self, other: Element) -> Element:
        if self.den is None:
            if other.den is None:
                return Element(self.field, self.num * other.num, None)
            if self.num == 0:
                return self.field.zero
            return Element(self.field, other.num * self.num, other.den)
        if other.den is None:
            return other * self
        return self.field.make(self.num * other.num, self.den * other.den)

    def inverse(self) -> Element:
        if self.den is None:
            if self.num == 0:
                raise Undecided("division by zero")
            return Element(self.field, 1 / self.num, None)
        return self.field.make(self.den, self.num)

    def __truediv__(self, other: Element) -> Element:
        return self * other.inverse()

    def power(self, exponent: int) -> Element:
        """The integer power."""
        if exponent < 0:
            return self.inverse().power(-exponent)
        if self.den is None:
            return Element(self.field, self.num**exponent, None)
        if (len(self.num) > 1 or len(self.den) > 1) and exponent * max(len(self.num), len(self.den)) > MAX_TERMS:
            raise Undecided("an exact power grows too large")
        return self.field.make(self.num**exponent, self.den**exponent)

    # --- questions that need no sign ------------------------------------------------------------------------------
    def is_rational(self) -> bool:
        return self.den is None

    def is_zero(self) -> bool:
        """True proves that the element is identically zero; False proves nothing unless the element is rational."""
        return bool(self.num == 0) if self.den is None else bool(self.num.is_zero())

    def is_one(self) -> bool:
        return self.den is None and bool(self.num == 1)

    def integer(self) -> int | None:
        """The value when it is an integer literal."""
        return int(self.num.p) if self.den is None and self.num.q == 1 else None

    def same(self, other: Element) -> bool:
        """True proves equality."""
        return (self - other).is_zero()

    def kernels(self) -> list[Kernel]:
        """The kernels that occur, in order of creation."""
        if self.den is None:
            return []
        degrees = [max(a, b) for a, b in zip(self.num.degrees(), self.den.degrees(), strict=True)]
        return [k for k in self.field.kernels if degrees[k.index]]

    def params(self) -> frozenset[str]:
        return frozenset().union(*(k.params for k in self.kernels()))

    def depends_on_variable(self) -> bool:
        return any(k.var for k in self.kernels())

    def terms(self) -> list[tuple[Any, list[tuple[Kernel, int]]]]:
        """The numerator's terms: rational coefficient and (kernel, degree) pairs."""
        return poly_terms(self.field, self.polys()[0])

    # --- printing -------------------------------------------------------------------------------------------------
    def text(self) -> str:
        """Python-like text that the grammar of claims reads back."""
        if self._text is None:
            if self.den is None:
                self._text = rational_text(self.num)
            else:
                num = poly_text(self.field, self.num)
                if self.den is _ONE_POLY:
                    self._text = num
                else:
                    den = poly_text(self.field, self.den)
                    self._text = f"({num})/({den})"
        return self._text

    __repr__ = text

    def sides(self) -> tuple[str, str]:
        """Texts p and q without minus signs, where feasible, such that self = p - q up to the denominator."""
        field, poly = self.field, self.polys()[0]
        positive = _CTX.from_dict({m: c for m, c in poly.to_dict().items() if c > 0})
        negative = positive - poly
        return poly_text(field, positive), poly_text(field, negative)

    def tree(self) -> Any:
        """The same as a tree of `trees`."""
        num, den = self.polys()
        top = poly_tree(self.field, num)
        return top if den.is_one() else ("mul", (top, ("pow", poly_tree(self.field, den), ("num", fmpq(-1)))))


def poly_terms(field: Field, poly: Any) -> list[tuple[Any, list[tuple[Kernel, int]]]]:
    out = []
    for exponents, coefficient in poly.terms():
        out.append((coefficient, [(k, exponents[k.index]) for k in field.kernels if exponents[k.index]]))
    return out


def element_of_poly(field: Field, poly: Any) -> Element:
    return field.make(poly, _ONE_POLY)


def rational_text(q: Any) -> str:
    return str(q.p) if q.q == 1 else f"({q.p}/{q.q})"


def poly_text(field: Field, poly: Any) -> str:
    pieces = []
    for coefficient, factors in poly_terms(field, poly):
        parts = [] if coefficient in (1, -1) and factors else [rational_text(abs(coefficient))]
        parts += [kernel_text(k, e) for k, e in factors]
        pieces.append(("-" if coefficient < 0 else "+", "*".join(parts)))
    text = " ".join(f"{s} {p}" for s, p in pieces) or "0"
    return text[2:] if text.startswith("+ ") else ("-" + text[2:] if text.startswith("- ") else text)


def kernel_text(kernel: Kernel, degree: int) -> str:
    """The power of a kernel."""
    if kernel.kind == "root":
        base = kernel.args[0].text()
        base = base if base.isalnum() else f"({base})"
        exponent = kernel.args[1].num * degree
        return f"{base}**({exponent})" if exponent != 1 else base
    if degree == 1:
        return kernel.text
    return f"({kernel.text})**{degree}" if kernel.kind == "unit" else f"{kernel.text}**{degree}"


def poly_tree(field: Field, poly: Any) -> Any:
    terms = []
    for coefficient, factors in poly_terms(field, poly):
        parts: list[Any] = [("num", coefficient)]
        parts += [k.tree if e == 1 else ("pow", k.tree, ("num", fmpq(e))) for k, e in factors]
        terms.append(("mul", tuple(parts)) if len(parts) > 1 else parts[0])
    if not terms:
        return ("num", fmpq(0))
    return ("add", tuple(terms)) if len(terms) > 1 else terms[0]
