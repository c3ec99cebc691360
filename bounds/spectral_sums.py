"""Sums over the spectrum, and the quantities that are such sums: b(κ), v(κ), A_κ, T_κ.

`spectral_sum(F)` is Σ_i F(λ_i, θ_i), F a formula in `lamda_i` = λ_i, the i-th eigenvalue of Σ, and `theta_i` = θ_i,
the i-th coordinate of θ* in its eigenbasis; `spectral_sum_above(F, k)` is the part where λ_i ≥ k, and
`spectral_sum_below(F, k)` the part where λ_i ≤ k. Eigenvalues are positive, coordinates real. A statement with such a
sum presupposes that the sum converges absolutely, as it does in finite dimension.

The two names are bound: outside of a sum they mean nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp

from .claims import Claim
from .errors import InputError
from .quantities import Applied, Matrix, Quantity, covariance, df1, df2, trace

EIGENVALUE = Quantity("lamda_i", shown=r"\lambda_i", positive=True)
COORDINATE = Quantity("theta_i", shown=r"\theta_i")
BOUND: tuple[Quantity, ...] = (EIGENVALUE, COORDINATE)


class spectral_sum(Applied):
    """Σ_i F(λ_i, θ_i)."""

    shown = r"\bigl(\textstyle\sum_i #\bigr)"


class _Part(Applied):
    nargs = 2
    where = ""

    def _latex(self, printer: Any, exp: str | None = None, **_: Any) -> str:
        summand, level = (printer.doprint(arg) for arg in self.args)
        text = rf"\bigl(\textstyle\sum_{{i : \lambda_i {self.where} {level}}} {summand}\bigr)"
        return text if exp is None else rf"{text}^{{{exp}}}"


class spectral_sum_above(_Part):
    """Σ F(λ_i, θ_i) over the i with λ_i ≥ k."""

    where = r"\ge"


class spectral_sum_below(_Part):
    """Σ F(λ_i, θ_i) over the i with λ_i ≤ k."""

    where = r"\le"


PARTS: tuple[type[Applied], ...] = (spectral_sum_above, spectral_sum_below)
SUMS: tuple[type[Applied], ...] = (spectral_sum, *PARTS)


class equivalent_bias(Applied):
    """b(κ) = κ² Σ θ_i²λ_i/(λ_i + κ)²."""

    shown = "b"
    is_nonnegative = True


class equivalent_gain(Applied):
    """v(κ) = (1/n) Σ λ_i/(λ_i + κ)², what a unit of noise adds to the squared norm, up to 1/(1 − df_2/n)."""

    shown = "v"
    is_nonnegative = True


class signal_above(Applied):
    """A_κ = Σ θ_i²/λ_i over the i with λ_i ≥ κ."""

    shown = "A_{#}"
    is_nonnegative = True


class trace_below(Applied):
    """T_κ = Σ λ_i over the i with λ_i ≤ κ."""

    shown = "T_{#}"
    is_nonnegative = True


NAMED: tuple[type[Applied], ...] = (equivalent_bias, equivalent_gain, signal_above, trace_below)

_SIZE = sp.Symbol("n")


def _definitions() -> Mapping[type[Applied], Callable[[sp.Expr], sp.Expr]]:
    lam, theta = EIGENVALUE, COORDINATE
    return MappingProxyType(
        {
            equivalent_bias: lambda k: k**2 * spectral_sum(theta**2 * lam / (lam + k) ** 2),
            equivalent_gain: lambda k: spectral_sum(lam / (lam + k) ** 2) / _SIZE,
            signal_above: lambda k: spectral_sum_above(theta**2 / lam, k),
            trace_below: lambda k: spectral_sum_below(lam, k),
            df1: lambda k: spectral_sum(lam / (lam + k)),
            df2: lambda k: spectral_sum(lam**2 / (lam + k) ** 2),
        }
    )


DEFINITIONS = _definitions()
"""What a quantity of one argument is as a sum over the spectrum."""


def definition(item: sp.Expr) -> sp.Expr | None:
    """The sum that a quantity stands for; None for anything else."""
    if isinstance(item, trace) and item.args == (covariance,):
        return spectral_sum(EIGENVALUE)
    build = DEFINITIONS.get(type(item))
    return None if build is None else build(item.args[0])


def require_bound(claim: Claim) -> Claim:
    """The claim itself; InputError where λ_i or θ_i stands outside of a sum, or a matrix where a number should."""
    for side in (claim.left, claim.right, claim.delta):
        if side is not None and (matrix := _matrix(side)):
            raise InputError(
                f"{matrix} is a matrix in {claim.text}: write trace({matrix})"
                + (", or largest for its norm" if matrix == covariance.name else "")
            )
        if side is not None and (stray := _stray(side)):
            raise InputError(
                f"{stray} stands outside of a sum in {claim.text}: write spectral_sum(...) around it, "
                "or give the quantity another name"
            )
    return claim


def _matrix(expression: sp.Basic) -> str:
    """A matrix that is not the argument of a quantity such as tr."""
    if isinstance(expression, Matrix):
        return str(expression)
    if isinstance(expression, Applied) and all(isinstance(arg, Quantity) for arg in expression.args):
        return ""
    return next((found for arg in expression.args if (found := _matrix(arg))), "")


def _stray(expression: sp.Basic) -> str:
    if isinstance(expression, spectral_sum):
        return _stray_in(expression.args[0])
    if isinstance(expression, SUMS):
        return _stray_in(expression.args[0]) or _stray(expression.args[1])
    if expression in BOUND:
        return str(expression)
    return next((found for arg in expression.args if (found := _stray(arg))), "")


def _stray_in(summand: sp.Basic) -> str:
    """Within a summand the bound names are at home, but in no other quantity: E[λ_i] and nested sums say nothing."""
    inner = [item for item in summand.atoms(Applied) if item.has(*BOUND)]
    return str(inner[0]) if inner else ""
