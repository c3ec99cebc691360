"""Trees at x = e^u in ball arithmetic, with the powers of x carried exactly.

A value is m · x^s with a ball m and an exact exponent s, so that x·λ(x) loses nothing however large x is, and
a tail that decays like 1/(x log² x) can be integrated in u = log x or in v = log log x up to x =
exp(exp(100)).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flint import acb, arb, fmpq

from ..evaluate import BALLS, Algebra, Program

Exponent = Any
"""An exact rational, or a real ball where the exponent is irrational."""


class Germ(NamedTuple):
    """m · x^s."""

    m: Any
    s: Exponent


class GermAlgebra(Algebra[Germ]):
    """Complex balls on a region of u = log x.

    With `analytic`, a value is finite only if the function continues analytically over the whole box, as
    Arb's quadrature and Cauchy's estimate need it.
    """

    name = "ball arithmetic in log i"

    def __init__(self, u: Any, *, analytic: bool) -> None:
        self.u = u
        self.analytic = analytic

    def index(self) -> Germ:
        """x itself."""
        return Germ(acb(1), fmpq(1))

    def constant_ball(self, value: Any) -> Germ:
        """A given ball, as a constant in x."""
        return Germ(acb(value), fmpq(0))

    def value(self, germ: Germ) -> Any:
        """m · e^(s u)."""
        return germ.m if germ.s == 0 else germ.m * (self._ball(germ.s) * self.u).exp()

    def number(self, value: fmpq) -> Germ:
        return Germ(acb(BALLS.number(value)), fmpq(0))

    def constant(self, name: str) -> Germ:
        return Germ(acb(BALLS.constant(name)), fmpq(0))

    def add(self, terms: Sequence[Germ]) -> Germ:
        lead = terms[0]
        for term in terms[1:]:
            if _larger(term.s, lead.s):
                lead = term
        total = acb(0)
        for term in terms:
            if isinstance(term.s, fmpq) and isinstance(lead.s, fmpq):
                gap: Exponent = term.s - lead.s
            else:
                gap = arb(0) if term.s is lead.s else self._ball(term.s) - self._ball(lead.s)
            total = total + (term.m if isinstance(gap, fmpq) and gap == 0 else self.value(Germ(term.m, gap)))
        return Germ(total, lead.s)

    def multiply(self, factors: Sequence[Germ]) -> Germ:
        m, s = factors[0].m, factors[0].s
        for factor in factors[1:]:
            m = m * factor.m
            s = s + factor.s if isinstance(s, fmpq) and isinstance(factor.s, fmpq) else self._sum(s, factor.s)
        return Germ(m, s)

    def rational_power(self, base: Germ, exponent: fmpq) -> Germ:
        s = base.s * exponent if isinstance(base.s, fmpq) else base.s * self._ball(exponent)
        if exponent.q == 1:
            return Germ(base.m ** int(exponent.p), s)
        return Germ(base.m.pow(acb(self._ball(exponent)), analytic=self.analytic), s)

    def power(self, base: Germ, exponent: Germ) -> Germ:
        if exponent.s == 0 and exponent.m.imag == 0:
            s: Exponent = fmpq(0) if base.s == 0 else self._ball(base.s) * exponent.m.real
            return Germ(base.m.pow(exponent.m, analytic=self.analytic), s)
        return self.call("exp", [self.multiply([exponent, self.call("log", [base])])])

    def call(self, name: str, arguments: Sequence[Germ]) -> Germ:
        if len(arguments) == 1:
            argument = arguments[0]
            if name == "log":
                m = argument.m.log(analytic=self.analytic)
                return Germ(m if argument.s == 0 else m + self._ball(argument.s) * self.u, fmpq(0))
            entire = {"exp": "exp", "sin": "sin", "cos": "cos", "erf": "erf"}
            if name in entire:
                return Germ(getattr(self.value(argument), entire[name])(), fmpq(0))
            if name == "gamma":  # meromorphic: a pole inside gives a non-finite ball
                return Germ(self.value(argument).gamma(), fmpq(0))
        raise self.unknown(name)

    @staticmethod
    def _ball(value: Exponent) -> Any:
        return arb(value) if isinstance(value, fmpq) else value

    def _sum(self, left: Exponent, right: Exponent) -> Any:
        return self._ball(left) + self._ball(right)


def _larger(left: Exponent, right: Exponent) -> bool:
    """Which exponent to factor out: any choice is correct, the larger one is the tighter."""
    if isinstance(left, fmpq) and isinstance(right, fmpq):
        return left > right
    return float(GermAlgebra._ball(left).mid()) > float(GermAlgebra._ball(right).mid())


def germ_at(tree: Program, u: Any, constants: Mapping[str, Any], *, analytic: bool) -> tuple[GermAlgebra, Germ]:
    """The tree's germ over a box of u = log i; `constants` holds the balls of its other symbols, by name."""
    algebra = GermAlgebra(u if isinstance(u, acb) else acb(u), analytic=analytic)
    values = {name: algebra.constant_ball(value) for name, value in constants.items()}
    values["i"] = algebra.index()
    return algebra, tree.run(algebra, values)
