"""The regression coefficients θ* in the eigenbasis of Σ: finitely many, or θ_i = i^(−t)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import sympy

from ..errors import InputError
from .numbers import exact
from .spectrum import INDEX


@dataclass(frozen=True)
class Signal:
    """θ*: either `values` = (θ_1, …, θ_d), zero beyond, or θ_i = i^(−decay) for every i (then `values` is
    empty).
    """

    values: tuple[sympy.Expr, ...]
    decay: sympy.Expr | None
    made_by: str

    def __repr__(self) -> str:
        return self.made_by

    def _repr_latex_(self) -> str:
        if self.decay is not None:
            return f"$\\theta_i = i^{{-{sympy.latex(self.decay)}}}$"
        return f"$\\theta = ({', '.join(sympy.latex(value) for value in self.values)}, 0, \\ldots)$"

    def coefficient(self, i: sympy.Expr | int) -> sympy.Expr:
        """θ_i, for a whole number i, or a symbol where θ_i = i^(−t)."""
        i = sympy.sympify(i, strict=True)
        if self.decay is not None:
            return i ** (-self.decay)
        if not i.is_Integer:
            raise InputError("a signal given by a list has no formula in i: ask for one coefficient at a time")
        return self.values[int(i) - 1] if 1 <= i <= len(self.values) else sympy.S.Zero

    @property
    def weight(self) -> sympy.Expr | None:
        """θ_i² as a formula in i, or None for a finite list."""
        return None if self.decay is None else INDEX ** (-2 * self.decay)


def supported_signal(*values: int | str | float | Fraction | sympy.Expr) -> Signal:
    """θ* = (values, 0, 0, …) in the eigenbasis of Σ, at least one of them not zero."""
    exactly = tuple(exact(value, "a coefficient of θ*") for value in values)
    if not exactly or all(value == 0 for value in exactly):
        raise InputError("θ* = 0: give at least one coefficient that is not zero")
    return Signal(exactly, None, f"supported_signal({', '.join(str(value) for value in exactly)})")


def power_signal(t: int | str | float | Fraction | sympy.Expr) -> Signal:
    """θ_i = i^(−t); ‖θ*‖ is finite in infinite dimension only if t > 1/2."""
    decay = exact(t, "t")
    return Signal((), decay, f"power_signal(t={decay})")


def signal_of(values: Sequence[sympy.Expr]) -> Signal:
    """The signal of a list of coefficients."""
    return supported_signal(*values)
