"""Numbers out of SymPy trees: one walk over the tree, many arithmetics.

SymPy states a formula; what it is worth at a point is asked of an *algebra*: float64 arrays (NumPy), real or
complex balls (Arb), truncated Taylor series with ball coefficients (Arb), or mpmath. No text is compiled and
no code is generated, so nothing in a formula can be executed; a node that an algebra does not know is an
error, never a guess.

    evaluate(expr, FLOATS, {"i": np.arange(1, 10)})
    evaluate(expr, BALLS, {"i": arb(10)})             # at the precision of the caller's context
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from math import prod
from typing import Any, Generic, TypeVar

import mpmath
import numpy as np
import sympy
from flint import acb, arb, arb_series, fmpq

from ..bounds.errors import InputError

V = TypeVar("V")

_SUM_TERMS = 1_000_000
"""The longest finite Sum that is added up term by term."""


class Algebra(ABC, Generic[V]):
    """An arithmetic in which a tree can be evaluated."""

    name: str = "algebra"

    @abstractmethod
    def number(self, value: fmpq) -> V:
        """The exact rational, or the tightest value of the algebra that stands for it."""

    @abstractmethod
    def constant(self, name: str) -> V:
        """`pi`, `E`, `EulerGamma` or `oo`."""

    @abstractmethod
    def add(self, terms: Sequence[V]) -> V:
        """The sum of at least one term."""

    @abstractmethod
    def multiply(self, factors: Sequence[V]) -> V:
        """The product of at least one factor."""

    @abstractmethod
    def rational_power(self, base: V, exponent: fmpq) -> V:
        """The principal power with an exact exponent."""

    @abstractmethod
    def power(self, base: V, exponent: V) -> V:
        """The principal power, exp(exponent · log base)."""

    @abstractmethod
    def call(self, name: str, arguments: Sequence[V]) -> V:
        """A named function of SymPy (`log`, `exp`, `gamma`, …); raises InputError for one it does not
        know.
        """

    def unknown(self, name: str) -> InputError:
        """The error for a function outside the algebra."""
        return InputError(f"{name} has no evaluation in {self.name}: rewrite the formula without it")


def evaluate(expr: sympy.Expr, algebra: Algebra[V], values: Mapping[str, V]) -> V:
    """The value of a tree in an algebra.

    Arguments: `expr`, a SymPy expression, also one built unevaluated; `algebra`; `values`, the value of each symbol,
    by the symbol's name. Raises InputError for a symbol without a value, a float literal (decimals are exact
    rationals here) and a node the algebra does not know. What the result proves is what the algebra promises: with
    balls, that the exact value lies inside; with floats, nothing.
    """
    return Program(expr).run(algebra, values)


class Program:
    """A tree laid out as a list of steps, for evaluating it many times; equal subtrees are computed once.

    Arguments: `expr`, the tree. Raises InputError for a float literal or a node that is no formula.
    """

    def __init__(self, expr: sympy.Expr) -> None:
        self.expr = expr
        self._steps: list[tuple[str, Any, tuple[int, ...]]] = []
        self._places: dict[sympy.Basic, int] = {}
        self._last = self._place(expr)

    def run(self, algebra: Algebra[V], values: Mapping[str, V]) -> V:
        """The value of the tree; arguments and errors as for `evaluate`."""
        done: list[Any] = []
        for kind, payload, places in self._steps:
            if kind == "number":
                result: Any = algebra.number(payload)
            elif kind == "symbol":
                if payload not in values:
                    raise InputError(f"the symbol {payload} has no value: give it one, or leave it out of the formula")
                result = values[payload]
            elif kind == "multiply":
                result = algebra.multiply([done[place] for place in places])
            elif kind == "add":
                result = algebra.add([done[place] for place in places])
            elif kind == "rational_power":
                result = algebra.rational_power(done[places[0]], payload)
            elif kind == "power":
                result = algebra.power(done[places[0]], done[places[1]])
            elif kind == "call":
                result = algebra.call(payload, [done[place] for place in places])
            elif kind == "constant":
                result = algebra.constant(payload)
            else:
                result = _finite_sum(payload, algebra, values)
            done.append(result)
        return done[self._last]

    def _place(self, expr: sympy.Expr) -> int:
        if expr not in self._places:
            step = self._step(expr)
            self._places[expr] = len(self._steps)
            self._steps.append(step)
        return self._places[expr]

    def _step(self, expr: sympy.Expr) -> tuple[str, Any, tuple[int, ...]]:
        if isinstance(expr, sympy.Symbol):
            return "symbol", expr.name, ()
        if isinstance(expr, sympy.Rational):
            return "number", fmpq(int(expr.p), int(expr.q)), ()
        if isinstance(expr, sympy.Float):
            raise InputError(f"the float {expr} is not an exact number: write it as a decimal text or a Rational")
        if isinstance(expr, sympy.NumberSymbol) or expr in (sympy.oo, -sympy.oo):
            return "constant", str(expr), ()
        if isinstance(expr, sympy.Sum):
            return "sum", expr, ()
        if isinstance(expr, sympy.Pow):
            base, exponent = expr.args
            if base == sympy.E:
                return "call", "exp", (self._place(exponent),)
            if isinstance(exponent, sympy.Rational):
                return "rational_power", fmpq(int(exponent.p), int(exponent.q)), (self._place(base),)
            return "power", None, (self._place(base), self._place(exponent))
        kinds = {sympy.Add: "add", sympy.Mul: "multiply"}
        for head, kind in kinds.items():
            if isinstance(expr, head):
                return kind, None, tuple(self._place(argument) for argument in expr.args)
        if isinstance(expr, sympy.Function | sympy.Max | sympy.Min):
            return "call", type(expr).__name__, tuple(self._place(argument) for argument in expr.args)
        raise InputError(f"{expr} ({type(expr).__name__}) is no formula of numbers, symbols and known functions")


def _finite_sum(expr: sympy.Sum, algebra: Algebra[V], values: Mapping[str, V]) -> V:
    body, *limits = expr.args
    if len(limits) != 1:
        raise InputError(f"{expr} sums over several indices: write nested sums")
    index, first, last = limits[0].args
    if not (isinstance(first, sympy.Integer) and isinstance(last, sympy.Integer)):
        raise InputError(f"{expr} has limits that are not integers: only a finite sum can be added up")
    if last - first >= _SUM_TERMS:
        raise InputError(f"{expr} has more than {_SUM_TERMS} terms: enclose it as a spectrum's tail sum instead")
    program = Program(body)
    terms = [
        program.run(algebra, {**values, index.name: algebra.number(fmpq(j))}) for j in range(int(first), int(last) + 1)
    ]
    return algebra.add(terms) if terms else algebra.number(fmpq(0))


class FloatAlgebra(Algebra[Any]):
    """Float64 numbers and arrays of any common shape: fast, and no evidence."""

    name = "float64 arithmetic"

    def number(self, value: fmpq) -> Any:
        try:
            return int(value.p) / int(value.q)
        except OverflowError:
            return np.inf if value > 0 else -np.inf

    def constant(self, name: str) -> Any:
        return {"pi": np.pi, "E": np.e, "EulerGamma": np.euler_gamma, "oo": np.inf, "-oo": -np.inf}[name]

    def add(self, terms: Sequence[Any]) -> Any:
        return sum(terms[1:], start=terms[0])

    def multiply(self, factors: Sequence[Any]) -> Any:
        return prod(factors[1:], start=factors[0])

    def rational_power(self, base: Any, exponent: fmpq) -> Any:
        return np.power(np.asarray(base, dtype=float), self.number(exponent))[()]

    def power(self, base: Any, exponent: Any) -> Any:
        return np.power(np.asarray(base, dtype=float), exponent)[()]

    def call(self, name: str, arguments: Sequence[Any]) -> Any:
        plain = {
            "log": np.log, "exp": np.exp, "Abs": np.abs, "sign": np.sign, "floor": np.floor, "ceiling": np.ceil,
            "sin": np.sin, "cos": np.cos, "tan": np.tan, "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh,
            "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan,
        }  # fmt: skip
        if name in plain and len(arguments) == 1:
            return plain[name](arguments[0])
        if name in ("Max", "Min"):
            reduce = np.maximum if name == "Max" else np.minimum
            result = arguments[0]
            for argument in arguments[1:]:
                result = reduce(result, argument)
            return result
        from scipy import special  # only the functions below need SciPy, and its import is slow

        if name == "LambertW" and len(arguments) <= 2:
            branch = int(arguments[1]) if len(arguments) == 2 else 0
            return np.real_if_close(special.lambertw(arguments[0], branch))[()]
        rarer = {"gamma": special.gamma, "loggamma": special.gammaln, "erf": special.erf, "erfc": special.erfc,
                 "zeta": special.zeta, "factorial": lambda x: special.gamma(x + 1.0)}  # fmt: skip
        if name in rarer:
            return rarer[name](*arguments)
        raise self.unknown(name)


class BallAlgebra(Algebra[Any]):
    """Arb balls, real or complex, and power series of balls: the exact value lies inside the result.

    Success proves the enclosure at the precision of the caller's context. A non-finite ball proves nothing:
    it says that the tree was not defined on the whole input, or that the enclosure was too wide to tell.
    """

    name = "ball arithmetic"

    def number(self, value: fmpq) -> Any:
        return arb(value)

    def constant(self, name: str) -> Any:
        makers = {
            "pi": arb.pi,
            "E": arb.const_e,
            "EulerGamma": arb.const_euler,
            "oo": arb.pos_inf,
            "-oo": arb.neg_inf,
        }
        if name not in makers:
            raise self.unknown(name)
        return makers[name]()

    def add(self, terms: Sequence[Any]) -> Any:
        return sum(terms[1:], start=terms[0])

    def multiply(self, factors: Sequence[Any]) -> Any:
        return prod(factors[1:], start=factors[0])

    def rational_power(self, base: Any, exponent: fmpq) -> Any:
        if isinstance(base, arb_series):
            return _series_power(base, exponent)
        if exponent.q == 1:
            return base ** int(exponent.p)
        if exponent.q == 2:
            return base.sqrt() ** int(exponent.p)
        return base ** type(base)(exponent)

    def power(self, base: Any, exponent: Any) -> Any:
        if isinstance(base, arb_series) or isinstance(exponent, arb_series):
            base = base if isinstance(base, arb_series) else arb_series([base])
            return (base.log() * exponent).exp()
        return base**exponent

    def call(self, name: str, arguments: Sequence[Any]) -> Any:
        argument = arguments[0]
        series = isinstance(argument, arb_series)
        plain = {
            "log": "log", "exp": "exp", "sin": "sin", "cos": "cos", "tan": "tan", "atan": "atan", "gamma": "gamma",
            "loggamma": "lgamma", "erf": "erf", "erfc": "erfc",
        }  # fmt: skip
        if name in plain and len(arguments) == 1:
            return getattr(argument, plain[name])()
        scalar = {
            "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "asin": "asin", "acos": "acos",
            "floor": "floor", "ceiling": "ceil", "sign": "sgn", "factorial": "fac",
        }  # fmt: skip
        if not series and name in scalar and len(arguments) == 1 and hasattr(argument, scalar[name]):
            return getattr(argument, scalar[name])()
        if name == "Abs" and not series:
            return abs(argument)
        if name == "zeta" and not series:
            return argument.zeta(*arguments[1:])
        if name == "LambertW" and len(arguments) == 1 and not series:
            return argument.lambertw()
        if name in ("Max", "Min") and not series:
            result = argument
            for other in arguments[1:]:
                result = result.max(other) if name == "Max" else result.min(other)
            return result
        raise self.unknown(name)


def _series_power(base: Any, exponent: fmpq) -> Any:
    """A power of a series: repeated squaring for a whole exponent, else exp(exponent · log)."""
    if exponent.q != 1:
        return base**exponent
    count = abs(int(exponent.p))
    result, square = arb_series([1]), base
    while count:
        if count & 1:
            result = result * square
        square = square * square
        count >>= 1
    return result if exponent >= 0 else 1 / result


class MpmathAlgebra(Algebra[Any]):
    """mpmath numbers at mpmath's current precision: the independent second opinion, and no evidence by
    itself.
    """

    name = "mpmath"

    def number(self, value: fmpq) -> Any:
        return mpmath.mpf(int(value.p)) / int(value.q)

    def constant(self, name: str) -> Any:
        makers = {
            "pi": mpmath.pi,
            "E": mpmath.e,
            "EulerGamma": mpmath.euler,
            "oo": mpmath.inf,
            "-oo": -mpmath.inf,
        }
        if name not in makers:
            raise self.unknown(name)
        return +makers[name]

    def add(self, terms: Sequence[Any]) -> Any:
        return mpmath.fsum(terms)

    def multiply(self, factors: Sequence[Any]) -> Any:
        return mpmath.fprod(factors)

    def rational_power(self, base: Any, exponent: fmpq) -> Any:
        return mpmath.power(base, self.number(exponent))

    def power(self, base: Any, exponent: Any) -> Any:
        return mpmath.power(base, exponent)

    def call(self, name: str, arguments: Sequence[Any]) -> Any:
        names = {
            "log": "log", "exp": "exp", "Abs": "fabs", "sign": "sign", "floor": "floor", "ceiling": "ceil",
            "sin": "sin", "cos": "cos", "tan": "tan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "asin": "asin",
            "acos": "acos", "atan": "atan", "gamma": "gamma", "loggamma": "loggamma", "erf": "erf", "erfc": "erfc",
            "zeta": "zeta", "factorial": "factorial",
        }  # fmt: skip
        if name in names:
            return getattr(mpmath, names[name])(*arguments)
        if name == "LambertW":
            return mpmath.lambertw(arguments[0], int(arguments[1]) if len(arguments) == 2 else 0)
        if name in ("Max", "Min"):
            return (max if name == "Max" else min)(arguments)
        raise self.unknown(name)


FLOATS = FloatAlgebra()
BALLS = BallAlgebra()
MPMATH = MpmathAlgebra()


def complex_ball(value: Any) -> Any:
    """A ball as a complex one, so that a tree can be evaluated off the real line."""
    return value if isinstance(value, acb) else acb(value)
