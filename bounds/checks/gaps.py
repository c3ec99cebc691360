"""Deterministic equivalents against simulation: relative gaps along n, exact means at finite n, and curves to plot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from sympy import Expr, S

from .base import FigureData, FiniteCheck

if TYPE_CHECKING:
    from ..spectra import Signal, Spectrum

Quantity = Literal["bias", "variance", "norm_squared"]


@dataclass(frozen=True)
class EquivalentGap(FiniteCheck):
    """The relative gap simulated/equivalent − 1 of a mean, at every n listed, is as said; means by simulation.

    Arguments: `quantity`; `spectrum`, of finite dimension, n allowed; `signal` θ*; `ridge` λ of theory (of
    XᵀX/n + λI), a formula in n; `at_most`, a bound of |gap|·(n − df_2); `at_least`, a bound of |gap| from below;
    `shrinks`, whether |gap| is smaller at the last n than at the first; `design`; `delta` bounds the probability of
    SUPPORTED where it is false, or CONTRADICTED where it is true (Student intervals, asymptotic in the draws).
    """

    quantity: Quantity
    spectrum: Spectrum
    signal: Signal
    n_values: tuple[int, ...]
    draws: tuple[int, ...]
    ridge: Expr = S.Zero
    at_most: Fraction | None = None
    at_least: Fraction | None = None
    shrinks: bool = False
    design: str = "gaussian"
    delta: Fraction = Fraction(1, 10**4)

    def mutants(self) -> tuple[tuple[str, FiniteCheck], ...]:
        """The equivalent of another ridge, in effect: a gap that is at least a half."""
        return (("a gap of a half", replace(self, at_most=None, at_least=Fraction(1, 2), shrinks=False)),)


@dataclass(frozen=True)
class InverseWishart(FiniteCheck):
    """The mean variance of min-norm regression at Σ = I_p is factor · n/(p − n − 1), to within `tolerance` relatively.

    n/(p − n − 1) is exact for Gaussian designs and n < p − 1; by simulation.
    """

    n: int
    p: int
    draws: int
    tolerance: Fraction
    factor: Fraction = Fraction(1)
    delta: Fraction = Fraction(1, 10**4)

    def mutants(self) -> tuple[tuple[str, FiniteCheck], ...]:
        """Twice the value."""
        return (("value times 2", replace(self, factor=2 * self.factor)),)


@dataclass(frozen=True)
class RidgeCurves(FigureData):
    """The figure of B, V and E‖θ̂‖² along the ridge λ of theory: equivalents, and simulated means with intervals."""

    name: str
    title: str
    spectrum: Spectrum
    signal: Signal
    n: int
    ridges: tuple[Fraction, ...]
    simulated: tuple[Fraction, ...]
    draws: int
    level: Fraction = Fraction(95, 100)


@dataclass(frozen=True)
class AspectCurves(FigureData):
    """The figure of the isotropic risk along γ = p/n: limits without ridge and with the best one, and simulation.

    Arguments: `n`; `dimensions`, the p at which the limits are drawn, `simulated`, those that are drawn at random;
    `signal` ‖θ*‖² = `strength`; σ = 1.
    """

    name: str
    title: str
    n: int
    dimensions: tuple[int, ...]
    simulated: tuple[int, ...]
    strength: Fraction
    draws: int
    level: Fraction = Fraction(95, 100)
