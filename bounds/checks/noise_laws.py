"""Finite statements about min-norm interpolation under noise of several laws."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from .base import FiniteCheck

if TYPE_CHECKING:
    from ..noise_laws import NoiseLaw
    from ..spectra import Signal, Spectrum


@dataclass(frozen=True)
class BoundUnderNoise(FiniteCheck):
    """E‖θ̂‖² ≥ `factor`·σ²n/tr Σ for the min-norm interpolator, θ* = 0, under a law of variance 1; simulated.

    Beside the verdict stands which demands of the library's conclusions the law meets. `design` is one of the
    simulation's.
    """

    spectrum: Spectrum
    n: int
    law: NoiseLaw
    draws: int
    design: str = "gaussian"
    factor: Fraction = Fraction(1)
    delta: Fraction = Fraction(1, 10**4)

    def mutants(self) -> tuple[tuple[str, FiniteCheck], ...]:
        """Twice the bound."""
        return (("bound times 2", replace(self, factor=2 * self.factor)),)


@dataclass(frozen=True)
class MedianAlong(FiniteCheck):
    """A median over draws at the last n is at most (or at least) `factor` times that at the first n, under one law.

    `quantity`: R_std or ‖θ̂‖² of the min-norm interpolator, with drawn noise. Medians exist for every law, and their
    intervals, from order statistics, hold for every law and number of draws.
    """

    spectrum: Spectrum
    signal: Signal
    law: NoiseLaw
    n_values: tuple[int, ...]
    draws: int
    quantity: Literal["standard risk", "squared norm"]
    direction: Literal["at most", "at least"]
    factor: Fraction
    delta: Fraction = Fraction(1, 10**3)

    def mutants(self) -> tuple[tuple[str, FiniteCheck], ...]:
        """The other direction."""
        other: Literal["at most", "at least"] = "at least" if self.direction == "at most" else "at most"
        return (("the other direction", replace(self, direction=other)),)
