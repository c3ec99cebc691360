"""A finite probability space with numbers for every quantity: what a statement on random quantities is worth in it.

A space has a few designs, each known by the eigenvalues of its Gram matrix, and for each a few noises, under which the
estimators have norms and risks; all other quantities are numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import isqrt

import sympy as sp

from ...bounds.claims import Claim, Mode
from ...bounds.quantities import (
    Dependence,
    dependence,
    gram,
    mean,
    noise_mean,
    rows,
    trace,
    trace_inverse,
)

_LARGEST_EXPONENT = 16
OF_MATRICES = (rows, trace, trace_inverse)


class Undefined(Exception):
    """A value that does not exist or is not rational: this try says nothing."""


@dataclass
class Design:
    """One design, its Gram matrix's eigenvalues, and the values of noise-dependent quantities for each noise."""

    weight: Fraction
    eigenvalues: tuple[Fraction, ...]
    noises: list[dict[sp.Basic, Fraction]] = field(default_factory=list)


@dataclass
class FiniteSpace:
    """Constants, which vary with nothing, and designs with their noises."""

    constants: dict[sp.Basic, Fraction]
    designs: list[Design]

    def value(self, tree: sp.Basic, design: int | None = None, noise: int | None = None) -> Fraction:
        """The value of a tree, at one design and noise where it varies with them."""
        if isinstance(tree, sp.Rational):
            return Fraction(tree)
        if isinstance(tree, mean):
            return sum(
                (d.weight * self._over_noise(tree.args[0], j) for j, d in enumerate(self.designs)), start=Fraction(0)
            )
        if isinstance(tree, noise_mean):
            return self._over_noise(tree.args[0], design)
        if isinstance(tree, sp.Add):
            return sum((self.value(arg, design, noise) for arg in tree.args), start=Fraction(0))
        if isinstance(tree, sp.Mul):
            product = Fraction(1)
            for arg in tree.args:
                product *= self.value(arg, design, noise)
            return product
        if isinstance(tree, sp.Pow):
            return power(self.value(tree.base, design, noise), self.value(tree.exp, design, noise))
        if isinstance(tree, sp.Max | sp.Min):
            values = [self.value(arg, design, noise) for arg in tree.args]
            return max(values) if isinstance(tree, sp.Max) else min(values)
        return self._atom(tree, design, noise)

    def _over_noise(self, tree: sp.Basic, design: int | None) -> Fraction:
        if design is None:
            if dependence(tree) is not Dependence.NOTHING:
                raise Undefined
            return self.value(tree)
        count = len(self.designs[design].noises)
        return sum((self.value(tree, design, k) for k in range(count)), start=Fraction(0)) / count

    def _atom(self, tree: sp.Basic, design: int | None, noise: int | None) -> Fraction:
        if tree in self.constants:
            return self.constants[tree]
        if design is not None and isinstance(tree, OF_MATRICES) and tree.args[0] == gram:
            eigenvalues = self.designs[design].eigenvalues
            if isinstance(tree, rows):
                return Fraction(len(eigenvalues))
            return sum(eigenvalues if isinstance(tree, trace) else (1 / g for g in eigenvalues), start=Fraction(0))
        if isinstance(tree, rows) and tree.args[0] == gram:
            return Fraction(len(self.designs[0].eigenvalues))  # every design has as many rows
        if design is not None and noise is not None and tree in self.designs[design].noises[noise]:
            return self.designs[design].noises[noise][tree]
        raise Undefined

    def holds(self, claim: Claim) -> bool:
        """Whether a statement holds in the sense of its mode."""
        pairs = [(j, k) for j, d in enumerate(self.designs) for k in range(len(d.noises))]
        if claim.mode in (Mode.MEAN, Mode.DETERMINISTIC) and steady(claim):
            return self._compare(claim, None, None)
        failed = sum(
            (self.designs[j].weight / len(self.designs[j].noises) for j, k in pairs if not self._compare(claim, j, k)),
            start=Fraction(0),
        )
        if claim.mode is Mode.WITH_PROBABILITY:
            if claim.delta is None:
                raise Undefined
            return failed <= self.value(claim.delta)
        return failed == 0

    def _compare(self, claim: Claim, design: int | None, noise: int | None) -> bool:
        assert claim.right is not None
        left, right = self.value(claim.left, design, noise), self.value(claim.right, design, noise)
        return bool(claim.relation.between(left, right))


def steady(claim: Claim) -> bool:
    """Whether both sides of a statement vary with nothing."""
    return all(dependence(side) is Dependence.NOTHING for side in (claim.left, claim.right) if side is not None)


def power(base: Fraction, exponent: Fraction) -> Fraction:
    """A power that is rational; others are not looked at."""
    if (base == 0 and exponent <= 0) or abs(exponent) > _LARGEST_EXPONENT or exponent.denominator > 2:
        raise Undefined
    if exponent.denominator == 2:
        numerator, denominator = isqrt(max(base.numerator, 0)), isqrt(base.denominator)
        if base != Fraction(numerator**2, denominator**2):
            raise Undefined
        base, exponent = Fraction(numerator, denominator), exponent * 2
    return Fraction(base ** int(exponent))
