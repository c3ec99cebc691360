"""Finite statements about the min-norm interpolator: ratios along n, the explicit bound, the sharp form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from .base import FigureData, FiniteCheck

if TYPE_CHECKING:
    from ..spectra import Signal, Spectrum


@dataclass(frozen=True)
class ShrinksAlong(FiniteCheck):
    """The three benign ratios r_0/n, k*/n, n/R_k* of a spectrum, each smaller at the last n than at the first.

    A finite statement about the listed n; that the ratios tend to 0 is another claim.
    """

    spectrum: Spectrum
    n_values: tuple[int, ...]
    rank_constant: Fraction = Fraction(1)


@dataclass(frozen=True)
class NeverInterpolates(FiniteCheck):
    """A spectrum of fixed finite dimension p: for n > p no k has r_k ≥ n, so that it is not benign and the Gram
    matrix is singular."""

    spectrum: Spectrum


@dataclass(frozen=True)
class ExplicitBound(FiniteCheck):
    """The noise part of E‖θ̂‖² is ≥ factor · σ² n / tr Σ for the min-norm interpolator, simulated for one design.

    `noisy_beyond`: for the noise "long-rows", the squared length from which on a row is noisy. `delta` bounds the
    probability of calling it SUPPORTED where it is false, or CONTRADICTED where it is true.
    """

    spectrum: Spectrum
    n: int
    design: str
    draws: int
    noise: str = "gaussian"
    noisy_beyond: int | None = None
    factor: Fraction = Fraction(1)
    delta: Fraction = Fraction(1, 10**6)

    def mutants(self) -> tuple[tuple[str, FiniteCheck], ...]:
        """Twice the bound."""
        return (("bound times 2", replace(self, factor=2 * self.factor)),)


@dataclass(frozen=True)
class IsotropicBound(FiniteCheck):
    """E‖θ̂‖² ≥ factor · σ² n / tr Σ at Σ = I_p, Gaussian x and θ* = 0, where E‖θ̂‖² = σ² n/(p − n − 1) exactly."""

    n: int
    p: int
    factor: Fraction = Fraction(1)

    def mutants(self) -> tuple[tuple[str, FiniteCheck], ...]:
        """Twice the bound."""
        return (("bound times 2", replace(self, factor=2 * self.factor)),)


@dataclass(frozen=True)
class SharpForm(FiniteCheck):
    """The noise part of E‖θ̂‖² against σ²/κ_0 along n: the relative gap is smaller at the last n than at the first."""

    spectrum: Spectrum
    n_values: tuple[int, ...]
    draws: tuple[int, ...]
    delta: Fraction = Fraction(1, 10**4)


@dataclass(frozen=True)
class RiskCurves(FigureData):
    """What to plot of a theorem along n: R_std and R_adv/R_adv(θ*), predicted, bounded and simulated."""

    spectrum: Spectrum
    signal: Signal
    n_values: tuple[int, ...]
    simulated: tuple[int, ...]
    truncation: int
    draws: int
    radius: Fraction = Fraction(1)
    level: Fraction = Fraction(95, 100)
