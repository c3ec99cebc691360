"""Constants for counter-models, where inequalities bind between quantities of one order.

Leading coefficients are bounded in terms of the quantities' constants 2**k, from above on the small side and from below
on the large side, which gives linear inequalities in the k. They are solved with as much slack as there is, and the
constants are rational numbers close by. What is found is only a proposal: the model is confirmed afterwards as every
other is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp
import z3

from ...bounds.claims import Relation
from ...bounds.parsing import to_text
from ...bounds.quantities import Applied
from .linear import Clock, Sizes
from .problem import Problem
from .reading import Refused

Logarithm = tuple[dict[str, Fraction], Fraction]  # Σ exponent · k_atom + constant
MOST = 64
LARGEST = 40
MARGIN = 10**9
SLACKS = (Fraction(1), Fraction(1, 2), Fraction(1, 4), Fraction(1, 16), Fraction(0))


class _Unbounded(Exception):
    """A coefficient that is not bounded here."""


@dataclass(frozen=True)
class _Bounds:
    """Bounds of leading coefficients, as logarithms to base 2.

    `upper` returns logarithms whose largest bounds the coefficient from above; `lower` some that all bound it from
    below.
    """

    problem: Problem
    point: Sizes
    definitions: Mapping[str, sp.Expr]

    def bound(self, expression: sp.Expr, *, upper: bool) -> list[Logarithm]:
        if self.problem.reader.scale(expression):
            return [({}, Fraction(0))]
        if isinstance(expression, sp.Rational):
            return [({}, _log2(expression, upper=upper))]
        if isinstance(expression, sp.Symbol | Applied):
            return self._atom(to_text(expression), upper=upper)
        if isinstance(expression, sp.Mul):
            parts = [self.bound(argument, upper=upper) for argument in expression.args]
            if math.prod(len(part) for part in parts) > MOST:
                raise _Unbounded
            return [_sum(choice) for choice in product(*parts)]
        if isinstance(expression, sp.Pow):
            return self._power(expression, upper=upper)
        if isinstance(expression, sp.Add | sp.Max | sp.Min):
            return self._terms(expression, upper=upper)
        raise _Unbounded

    def _atom(self, name: str, *, upper: bool) -> list[Logarithm]:
        if name in self.point.parameters:
            value = self.point.parameters[name]
            return [({}, _log2(sp.Rational(value), upper=upper))]
        if name in self.definitions:
            return self.bound(self.definitions[name], upper=upper)
        return [({name: Fraction(1)}, Fraction(0))]

    def _power(self, expression: sp.Expr, *, upper: bool) -> list[Logarithm]:
        base, exponent = expression.args
        factor = self._exponent(exponent)
        if factor >= 0:
            return [_times(item, factor) for item in self.bound(base, upper=upper)]
        inner = self.bound(base, upper=not upper)
        if upper:
            return [_times(inner[0], factor)]
        if len(inner) > 1:
            raise _Unbounded
        return [_times(inner[0], factor)]

    def _exponent(self, exponent: sp.Expr) -> Fraction:
        total = Fraction(0)
        for powers, value in self.problem.reader.polynomial(exponent).items():
            for name, power in powers:
                value *= self.point.parameters[name] ** power
            total += value
        return total

    def _terms(self, expression: sp.Expr, *, upper: bool) -> list[Logarithm]:
        terms = [argument for argument in expression.args if argument != 0]
        sizes = [self.point.value(self.problem.reader.order(term)) for term in terms]
        extreme = min(sizes) if isinstance(expression, sp.Min) else max(sizes)
        rivals = [term for term, size in zip(terms, sizes, strict=True) if size == extreme]
        if isinstance(expression, sp.Min):
            if len(rivals) > 1 and not upper:
                raise _Unbounded
            return self.bound(rivals[0], upper=upper)
        found = [item for term in rivals for item in self.bound(term, upper=upper)]
        if isinstance(expression, sp.Add) and upper:
            found = [_sum((item, ({}, Fraction(math.ceil(math.log2(len(rivals))))))) for item in found]
        return found


def find_constants(
    problem: Problem, point: Sizes, definitions: Mapping[str, sp.Expr], clock: Clock
) -> dict[str, Fraction] | None:
    """A constant for every quantity, so that the inequalities among the facts hold; None if none were found."""
    bounds = _Bounds(problem, point, definitions)
    for slack in SLACKS:
        solver = z3.Solver()
        variables: dict[str, Any] = {}
        try:
            for small, large in _binding(problem, point):
                below = [_term(item, variables) for item in bounds.bound(small, upper=True)]
                above = [_term(item, variables) for item in bounds.bound(large, upper=False)]
                gap = z3.Q(slack.numerator, slack.denominator)
                solver.add(z3.Or([z3.And([one + gap <= two for one in below]) for two in above]))
        except (_Unbounded, Refused):
            return None
        solver.add([z3.And(variable <= LARGEST, variable >= -LARGEST) for variable in variables.values()])
        if clock.check(solver):
            model = solver.model()
            found = {name: model.eval(k, model_completion=True).as_fraction() for name, k in variables.items()}
            return {name: _near(Fraction(str(value)), slack) for name, value in found.items()}
    return None


def _near(k: Fraction, slack: Fraction) -> Fraction:
    """2**k, or a rational number whose logarithm is close to k compared with the slack."""
    if k.denominator == 1:
        return Fraction(2) ** int(k)
    value = 2.0 ** float(k)
    for digits in (2, 4, 8, 16, 64, 1024):
        near = Fraction(value).limit_denominator(digits)
        if near > 0 and abs(math.log2(near) - k) < slack / 4:
            return near
    return Fraction(value)


def _binding(problem: Problem, point: Sizes) -> Iterator[tuple[sp.Expr, sp.Expr]]:
    """The inequalities whose sides are of one order at the point, small side first."""
    for fact in [*problem.facts, *problem.lemmas]:
        relation, small, large = fact.claim.relation, fact.claim.left, fact.claim.right
        if not relation.is_inequality or large is None:
            continue
        if relation in (Relation.GE, Relation.GT):
            small, large = large, small
        if small == 0 or (small.free_symbols | large.free_symbols) <= problem.reader.parameters:
            continue
        reader = problem.reader
        if point.value(reader.order(small)) == point.value(reader.order(large)):
            yield small, large


def _log2(value: sp.Rational, *, upper: bool) -> Fraction:
    """A bound of log2 of a positive rational, exact for powers of two."""
    if value <= 0:
        raise _Unbounded
    close = Fraction(math.log2(value.p) - math.log2(value.q))
    if close.denominator == 1 and Fraction(2) ** int(close) == Fraction(value):
        return close
    return close.limit_denominator(MARGIN) + Fraction(2 if upper else -2, MARGIN)


def _sum(items: tuple[Logarithm, ...]) -> Logarithm:
    total: dict[str, Fraction] = {}
    constant = Fraction(0)
    for exponents, value in items:
        constant += value
        for name, exponent in exponents.items():
            total[name] = total.get(name, Fraction(0)) + exponent
    return total, constant


def _times(item: Logarithm, factor: Fraction) -> Logarithm:
    return {name: value * factor for name, value in item[0].items()}, item[1] * factor


def _term(item: Logarithm, variables: dict[str, Any]) -> Any:
    parts = [z3.Q(item[1].numerator, item[1].denominator)]
    for name, exponent in item[0].items():
        variable = variables.setdefault(name, z3.Real(f"k{len(variables)}"))
        parts.append(z3.Q(exponent.numerator, exponent.denominator) * variable)
    return z3.Sum(parts)
