"""Finite statements about adversarial training of the linear model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from .base import FiniteCheck

if TYPE_CHECKING:
    from ..spectra import Signal, Spectrum


@dataclass(frozen=True)
class TrainingInterpolates(FiniteCheck):
    """Adversarial training at radius `share`·threshold is solved by the min-norm interpolator, for most draws.

    The threshold is ‖θ̂‖/(n‖G⁻¹y‖_∞). "Most" is with probability at least 1 − `exceptions`: N draws without an
    exception have probability at most (1 − `exceptions`)^N = δ otherwise. Each draw is decided by a duality gap.
    """

    spectrum: Spectrum
    signal: Signal
    n: int
    share: Fraction
    draws: int
    exceptions: Fraction = Fraction(3, 10)

    def mutants(self) -> tuple[tuple[str, FiniteCheck], ...]:
        """A radius above the threshold."""
        return (("radius 5/4 of the threshold", replace(self, share=Fraction(5, 4))),)


@dataclass(frozen=True)
class TrainingHelps(FiniteCheck):
    """Adversarial training lowers the mean R_adv to at most `share` of that of the min-norm interpolator.

    `exponent` of the attack, 2 or None for ∞; `radius`, its α; the training's ε is `trained`·α. Simulated for Gaussian
    x, σ = 1; each fit's optimality by a duality gap.
    """

    spectrum: Spectrum
    signal: Signal
    n: int
    exponent: Literal[2] | None
    radius: Fraction
    draws: int
    share: Fraction
    trained: Fraction = Fraction(1)
    delta: Fraction = Fraction(1, 10**4)

    def mutants(self) -> tuple[tuple[str, FiniteCheck], ...]:
        """Training at a hundredth of the radius."""
        return (("a hundredth of the radius", replace(self, trained=self.trained / 100)),)


@dataclass(frozen=True)
class ThresholdShrinks(FiniteCheck):
    """The mean threshold below which adversarial training interpolates is smaller at the last n than at the first."""

    spectrum: Spectrum
    signal: Signal
    n_values: tuple[int, ...]
    draws: int
    delta: Fraction = Fraction(1, 10**4)
