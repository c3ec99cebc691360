"""Which function of the grammar has which handler."""

from __future__ import annotations

from collections.abc import Callable

from . import functions as elementary
from . import special
from .compose import inverse, log
from .functions import Handler
from .series import Space, Value


def of_inverse(handler: Handler) -> Handler:
    return lambda space, v: handler(space, inverse(v))


def reciprocal(handler: Handler) -> Handler:
    return lambda space, v: inverse(handler(space, v))


UNARY: dict[str, Handler] = {
    "exp": elementary.exp,
    "log": lambda space, v: log(v),
    "sqrt": elementary.sqrt,
    "abs": elementary.absolute,
    "sign": elementary.signum,
    "floor": elementary.floor,
    "ceiling": elementary.ceiling,
    "frac": elementary.fractional,
    "sin": elementary.sine,
    "cos": elementary.cosine,
    "tan": elementary.tangent,
    "cot": elementary.cotangent,
    "sec": elementary.secant,
    "csc": elementary.cosecant,
    "atan": elementary.arctangent,
    "asin": elementary.arcsine,
    "acos": elementary.arccosine,
    "acot": elementary.arccotangent,
    "asec": of_inverse(elementary.arccosine),
    "acsc": of_inverse(elementary.arcsine),
    "sinh": elementary.hyperbolic_sine,
    "cosh": elementary.hyperbolic_cosine,
    "tanh": elementary.hyperbolic_tangent,
    "coth": reciprocal(elementary.hyperbolic_tangent),
    "sech": reciprocal(elementary.hyperbolic_cosine),
    "csch": reciprocal(elementary.hyperbolic_sine),
    "asinh": elementary.area_sine,
    "acosh": elementary.area_cosine,
    "atanh": elementary.area_tangent,
    "acoth": of_inverse(elementary.area_tangent),
    "asech": of_inverse(elementary.area_cosine),
    "acsch": of_inverse(elementary.area_sine),
    "erf": special.error_function,
    "erfc": special.complementary_error,
    "ei": special.exponential_integral,
    "li": special.log_integral,
    "loggamma": special.log_gamma,
    "digamma": special.digamma,
    "harmonic": special.harmonic,
    "gamma": special.gamma,
    "factorial": special.factorial,
    "zeta": special.zeta,
    "lambertw": special.lambert,
}
BINARY: dict[str, Callable[[Space, Value, Value], Value]] = {
    "binomial": special.binomial,
    "polygamma": special.polygamma,
    "zeta": special.zeta,
    "uppergamma": special.upper_gamma,
    "lowergamma": special.lower_gamma,
}
