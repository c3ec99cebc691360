"""Linear estimators as spectral filters: θ̂ = Xᵀ U g(S) Uᵀ y, one function g of the Gram matrix's
eigenvalues.

With G = XXᵀ = U S Uᵀ, ridge, minimum-norm, gradient flow and principal-component regression differ in g
alone, so that one eigendecomposition serves them all.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

import sympy as sp

from .errors import DomainError

Scalar = sp.Expr | int | str


def _exact(value: object, what: str) -> sp.Expr:
    """An exact SymPy number or formula; floats are refused, for 0.1 is not 1/10."""
    if isinstance(value, float) or (isinstance(value, sp.Expr) and value.has(sp.Float)):
        raise DomainError(f"{what} {value} is a binary float: write it as an exact rational, Rational(1, 10)")
    if isinstance(value, bool) or not isinstance(value, int | sp.Expr):
        raise DomainError(f"{what} {value!r} is not a number or a formula: give an int or a SymPy expression")
    return sp.Integer(value) if isinstance(value, int) else value


@dataclass(frozen=True)
class Filter(ABC):
    """A spectral filter; `gain(s, n)` is the g(s) that defines θ̂ = Xᵀ U g(S) Uᵀ y."""

    @abstractmethod
    def gain(self, s: sp.Expr, n: sp.Expr) -> sp.Expr:
        """The filter's g(s) at an eigenvalue s ≥ 0 of XXᵀ, for n samples, as a SymPy expression."""

    def _repr_latex_(self) -> str:
        s, n = sp.symbols("s n", positive=True)
        return f"$g(s) = {sp.latex(self.gain(s, n))}$"


@dataclass(frozen=True)
class Ridge(Filter):
    """Ridge regression, g(s) = 1/(s + nλ).

    Argument: `ridge`, the λ of λ‖θ‖² + ‖y − Xθ‖²/n. It may be zero, where the Gram matrix (XᵀX if p < n) is
    invertible, and slightly negative, as long as G + nλI (XᵀX + nλI if p < n) is positive definite:
    `admissible`.
    """

    ridge: sp.Expr = field(default=sp.S.Zero)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ridge", _exact(self.ridge, "ridge"))

    def gain(self, s: sp.Expr, n: sp.Expr) -> sp.Expr:
        return 1 / (s + n * self.ridge)

    def admissible(self, smallest: sp.Expr, n: sp.Expr) -> sp.Expr:
        """The condition on the smallest of the min(n, p) eigenvalues under which this ridge is defined."""
        return sp.StrictGreaterThan(smallest + n * self.ridge, 0, evaluate=False)


@dataclass(frozen=True)
class MinNorm(Filter):
    """The minimum-norm interpolator, g(s) = 1/s and g(0) := 0 (pseudo-inverse): for n ≥ p it is least
    squares.
    """

    def gain(self, s: sp.Expr, n: sp.Expr) -> sp.Expr:
        return sp.Piecewise((1 / s, sp.Ne(s, 0)), (sp.S.Zero, True))


@dataclass(frozen=True)
class GradientFlow(Filter):
    """Gradient flow on ‖y − Xθ‖²/(2n) from 0 to time t: g(s) = (1 − e^{−ts/n})/s, and t/n at s = 0."""

    time: sp.Expr

    def __post_init__(self) -> None:
        time = _exact(self.time, "time")
        if time.is_number and not time.is_positive:
            raise DomainError(f"time {time} of gradient flow is not positive: give t > 0")
        object.__setattr__(self, "time", time)

    def gain(self, s: sp.Expr, n: sp.Expr) -> sp.Expr:
        return sp.Piecewise(((1 - sp.exp(-self.time * s / n)) / s, sp.Ne(s, 0)), (self.time / n, True))


@dataclass(frozen=True)
class PrincipalComponents(Filter):
    """Principal-component regression: g(s) = 1/s where s ≥ τ, else 0.

    Argument: `threshold`, τ > 0, in the units of XXᵀ's eigenvalues.
    """

    threshold: sp.Expr

    def __post_init__(self) -> None:
        threshold = _exact(self.threshold, "threshold")
        if threshold.is_number and not threshold.is_positive:
            raise DomainError(f"threshold {threshold} of principal components is not positive: give τ > 0")
        object.__setattr__(self, "threshold", threshold)

    def gain(self, s: sp.Expr, n: sp.Expr) -> sp.Expr:
        return sp.Piecewise((1 / s, sp.Ge(s, self.threshold)), (sp.S.Zero, True))
