"""Constants that a bound leaves as "c", implied by data: a risk over its bound along n, by equivalents or draws."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from sympy import Expr, S

from .base import FigureData, FiniteCheck

if TYPE_CHECKING:
    from ..spectra import Signal, Spectrum

Bound = Literal[
    "min-norm variance",
    "min-norm bias",
    "ridge variance",
    "ridge bias",
    "min-norm variance, rank left out",
    "min-norm variance, rank squared",
    "ridge variance, ridge left out",
    "ridge bias, square left out",
]
"""What stands below the line, in the words of `BOUNDS`; the four last are false twins of the others."""

BOUNDS: dict[Bound, str] = {
    "min-norm variance": "V/σ² over k*/n + n/R_k*",
    "min-norm bias": "B over ‖θ*‖²‖Σ‖ max(√(r_0/n), r_0/n)",
    "ridge variance": "V/σ² over k/n + n Σ_{i>k}λ_i²/(λ + Σ_{i>k}λ_i)²",
    "ridge bias": "B over ‖θ_{>k}‖²_Σ + ‖θ_{≤k}‖²_{Σ⁻¹} ((λ + Σ_{i>k}λ_i)/n)²",
    "min-norm variance, rank left out": "V/σ² over k*/n",
    "min-norm variance, rank squared": "V/σ² over k*/n + (n/R_k*)²",
    "ridge variance, ridge left out": "V/σ² over k/n + n Σ_{i>k}λ_i²/(Σ_{i>k}λ_i)²",
    "ridge bias, square left out": "B over ‖θ_{>k}‖²_Σ + ‖θ_{≤k}‖²_{Σ⁻¹} (λ + Σ_{i>k}λ_i)/n",
}


@dataclass(frozen=True)
class Regression:
    """The model at each n: `spectrum`, `signal` θ* (None where no bias is looked at), `ridge` λ of XXᵀ + λI as a
    formula in n, 0 for min-norm; `label`, its entry in figures.

    k is the first index with (λ + Σ_{i>k} λ_i)/λ_{k+1} ≥ rank_constant · n: k* where λ = 0.
    """

    label: str
    spectrum: Spectrum
    signal: Signal | None = None
    ridge: Expr = S.Zero
    rank_constant: Fraction = Fraction(1)


@dataclass(frozen=True)
class ImpliedConstants(FiniteCheck):
    """The deterministic equivalent of a part of the risk over its bound lies in [low, high] at every n listed.

    With `limit`, also: it is closer to it at each n than at the one before. A statement about equivalents, which reach
    where no simulation does, at the points listed; neither about the risk nor about a limit.
    """

    bound: Bound
    model: Regression
    n_values: tuple[int, ...]
    low: Fraction
    high: Fraction
    limit: Fraction | None = None

    def mutants(self) -> tuple[tuple[str, FiniteCheck], ...]:
        """The interval moved up and down by its own width and more."""
        return (
            ("interval times 3", replace(self, low=3 * self.high, high=9 * self.high, limit=None)),
            ("interval over 3", replace(self, low=self.low / 9, high=self.low / 3, limit=None)),
        )


@dataclass(frozen=True)
class SimulatedConstants(FiniteCheck):
    """The mean of a part of the risk over its bound lies in [low, high] at every n listed, by simulation.

    Arguments: `draws`, one number for each n; `design`; `delta` bounds the probability of calling it SUPPORTED where
    it is false (Student intervals, asymptotic in the draws). The spectrum has a finite dimension.
    """

    bound: Bound
    model: Regression
    n_values: tuple[int, ...]
    draws: tuple[int, ...]
    low: Fraction
    high: Fraction
    design: str = "gaussian"
    delta: Fraction = Fraction(1, 10**4)

    def mutants(self) -> tuple[tuple[str, FiniteCheck], ...]:
        """The interval moved up."""
        return (("interval times 3", replace(self, low=3 * self.high, high=9 * self.high)),)


@dataclass(frozen=True)
class LeastConstants(FiniteCheck):
    """The least c that the equivalents of all `cases` allow is at most `at_least` in bound/c ≤ risk, and at most
    `at_most` in risk ≤ c · bound.

    The table has the least c of each case. REFUTED where a case needs more.
    """

    cases: tuple[ImpliedConstants, ...]
    at_least: Fraction
    at_most: Fraction

    def mutants(self) -> tuple[tuple[str, FiniteCheck], ...]:
        """Half the constants."""
        return (("constants over 2", replace(self, at_least=self.at_least / 2, at_most=self.at_most / 2)),)


@dataclass(frozen=True)
class NoIndexBelow(FiniteCheck):
    """No k < n/divisor has r_k ≥ rank_constant · n, at every n listed: k* is proved to be at least n/divisor."""

    spectrum: Spectrum
    n_values: tuple[int, ...]
    divisor: Fraction
    rank_constant: Fraction = Fraction(1)


@dataclass(frozen=True)
class ConstantsAlong(FigureData):
    """The figure of implied constants along n: enclosed equivalents, and simulated means with their intervals."""

    name: str
    title: str
    enclosed: tuple[ImpliedConstants, ...]
    simulated: tuple[SimulatedConstants, ...] = ()
