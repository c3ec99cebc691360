"""SymPy trees exactly as written: nothing here evaluates, sorts, flattens or cancels.

Most SymPy classes honour `evaluate=False`. Min and Max sort and drop arguments, Sum and Product multiply by
an orientation and merge with an inner sum, whatever they are told; these are therefore put together below
their constructors.
"""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Abs, Add, Expr, Integer, Max, Min, Mul, Pow, Product, Rational, Sum, Symbol, Tuple, log
from sympy.core.basic import Basic


def add(parts: Sequence[Expr]) -> Expr:
    """The sum of the parts, in their order."""
    return parts[0] if len(parts) == 1 else Add(*parts, evaluate=False)


def mul(parts: Sequence[Expr]) -> Expr:
    """The product of the parts, in their order."""
    return parts[0] if len(parts) == 1 else Mul(*parts, evaluate=False)


def power(base: Expr, exponent: Expr) -> Expr:
    """The power, as it stands."""
    return Pow(base, exponent, evaluate=False)


def reciprocal(base: Expr) -> Expr:
    """One over the base, as a power."""
    return Pow(base, Integer(-1), evaluate=False)


def sqrt(radicand: Expr) -> Expr:
    """The square root, as a power of one half."""
    return Pow(radicand, Rational(1, 2), evaluate=False)


def root(radicand: Expr, degree: Expr) -> Expr:
    """The root of the given degree, as a power."""
    if isinstance(degree, Integer) and degree.p > 0:
        return Pow(radicand, Rational(1, degree.p), evaluate=False)
    return Pow(radicand, reciprocal(degree), evaluate=False)


def logarithm(argument: Expr, base: Expr | None = None) -> Expr:
    """The natural logarithm, or the quotient of two of them."""
    if base is None:
        return log(argument, evaluate=False)
    return mul((log(argument, evaluate=False), reciprocal(log(base, evaluate=False))))


def absolute(argument: Expr) -> Expr:
    """The absolute value, as it stands."""
    return Abs(argument, evaluate=False)


def _extremum(head: type[Expr], arguments: tuple[Expr, ...]) -> Expr:
    result = Basic.__new__(head, *arguments)
    result._argset = frozenset(arguments)  # what MinMaxBase.__new__ stores beside the arguments
    return result


def minimum(*arguments: Expr) -> Expr:
    """Min of the arguments, kept in their order with repetitions."""
    return _extremum(Min, arguments)


def maximum(*arguments: Expr) -> Expr:
    """Max of the arguments, kept in their order with repetitions."""
    return _extremum(Max, arguments)


def _with_limits(head: type[Expr], body: Expr, limits: Sequence[tuple[Symbol, Expr, Expr]]) -> Expr:
    result = Basic.__new__(head, body, *(Tuple(*limit) for limit in limits))
    result.is_commutative = True  # an instance attribute, set by ExprWithLimits.__new__
    return result


def summation(body: Expr, *limits: tuple[Symbol, Expr, Expr]) -> Expr:
    """Sum of the body over each (index, from, to), both ends included."""
    return _with_limits(Sum, body, limits)


def product(body: Expr, *limits: tuple[Symbol, Expr, Expr]) -> Expr:
    """Product of the body over each (index, from, to), both ends included."""
    return _with_limits(Product, body, limits)
