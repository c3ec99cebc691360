"""Tail sums in closed form: geometric, Hurwitz zeta, constant. Each form knows the sum of its own powers."""

from __future__ import annotations

from dataclasses import dataclass

import sympy


@dataclass(frozen=True)
class Flat:
    """λ_i = level."""

    level: sympy.Expr

    def total(self, first: sympy.Expr, last: sympy.Expr, power: int) -> sympy.Expr | None:
        """Σ_{first ≤ i ≤ last} λ_i^power; None where there is no finite closed form."""
        if last == sympy.oo:
            return None
        return self.level**power * (last - first + 1)

    def scaled(self, factor: sympy.Expr) -> Flat:
        """The form of factor · λ_i."""
        return Flat(factor * self.level)


@dataclass(frozen=True)
class Power:
    """λ_i = scale · i^(−decay); its tail sums are Hurwitz zeta values."""

    scale: sympy.Expr
    decay: sympy.Expr

    def total(self, first: sympy.Expr, last: sympy.Expr, power: int) -> sympy.Expr | None:
        """Σ_{first ≤ i ≤ last} λ_i^power; None where there is no finite closed form."""
        exponent = self.decay * power
        if exponent == 1 or (last == sympy.oo and exponent.is_number and not exponent > 1):
            return None
        tail = _hurwitz(exponent, first)
        if last != sympy.oo:
            tail = tail - _hurwitz(exponent, last + 1)
        return self.scale**power * tail

    def scaled(self, factor: sympy.Expr) -> Power:
        """The form of factor · λ_i."""
        return Power(factor * self.scale, self.decay)


@dataclass(frozen=True)
class Geometric:
    """λ_i = scale · e^(−i/time) + floor; its tail sums are geometric."""

    scale: sympy.Expr
    time: sympy.Expr
    floor: sympy.Expr

    def total(self, first: sympy.Expr, last: sympy.Expr, power: int) -> sympy.Expr | None:
        """Σ_{first ≤ i ≤ last} λ_i^power for power 1 or 2; None where there is no finite closed form."""
        if power not in (1, 2) or (last == sympy.oo and self.floor != 0):
            return None
        once = self.scale * _geometric(first, last, 1 / self.time)
        flat = sympy.S.Zero if self.floor == 0 else self.floor**power * (last - first + 1)
        if power == 1:
            return once + flat
        return self.scale**2 * _geometric(first, last, 2 / self.time) + 2 * self.floor * once + flat

    def scaled(self, factor: sympy.Expr) -> Geometric:
        """The form of factor · λ_i."""
        return Geometric(factor * self.scale, self.time, factor * self.floor)


def _hurwitz(exponent: sympy.Expr, first: sympy.Expr) -> sympy.Expr:
    """ζ(exponent, first), unevaluated: SymPy would write ζ(2, 10^15) out term by term."""
    return sympy.zeta(exponent, first, evaluate=False)


def _geometric(first: sympy.Expr, last: sympy.Expr, rate: sympy.Expr) -> sympy.Expr:
    """Σ_{first ≤ i ≤ last} e^(−rate·i), written so that neither numerator nor denominator cancels badly."""
    tail = sympy.exp(-rate * first)
    if last != sympy.oo:
        tail = tail - sympy.exp(-rate * (last + 1))
    return tail / (1 - sympy.exp(-rate))


Form = Flat | Power | Geometric
