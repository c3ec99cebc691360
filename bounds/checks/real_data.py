"""Finite statements about measured ridge paths on data sets, beside what the spectrum predicts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from .base import FiniteCheck

Loss = Literal["loss", "under ℓ_2 attack", "under ℓ_∞ attack"]


@dataclass(frozen=True)
class DataStudy:
    """One set of scikit-learn's, as a population of random Fourier features, and how its ridge path is measured.

    `ridges` in units of tr Σ/n; `samples` rows to fit, the others to test, `draws` times; `sigma`, the label noise
    added (labels have variance 1); the attack moves features by `radius`·√tr Σ in ℓ_2, by that over √P in ℓ_∞.
    """

    dataset: Literal["diabetes", "breast cancer", "digits"]
    ridges: tuple[Fraction, ...]
    draws: int
    features: int = 300
    samples: int = 100
    sigma: Fraction = Fraction(1, 2)
    radius: Fraction = Fraction(1, 20)
    delta: Fraction = Fraction(1, 10**3)


@dataclass(frozen=True)
class PredictionWithin(FiniteCheck):
    """At each ridge from `least` on, the mean loss over splits is within `tolerance` of the prediction, relatively.

    Means are over random splits and drawn noise, a well-defined number for a finite population; intervals are
    Student's, asymptotic in the splits. `drawn`: with the figure of the whole path.
    """

    study: DataStudy
    quantity: Loss
    tolerance: Fraction
    least: Fraction = Fraction(0)
    drawn: bool = False

    def mutants(self) -> tuple[tuple[str, FiniteCheck], ...]:
        """A twentieth of the tolerance."""
        return (("a twentieth of the tolerance", replace(self, tolerance=self.tolerance / 20)),)


@dataclass(frozen=True)
class CauseShown(FiniteCheck):
    """At one ridge the relative gap to the prediction under a control is at most `share` of that on the data.

    "linear labels" takes away that labels are no linear function plus independent noise; "gaussian features" takes away
    besides that features are not Gaussian, with the same Σ. What makes the gap go is its cause.
    """

    study: DataStudy
    quantity: Loss
    ridge: Fraction
    control: Literal["linear labels", "gaussian features"]
    share: Fraction = Fraction(1, 3)

    def mutants(self) -> tuple[tuple[str, FiniteCheck], ...]:
        """The other control."""
        other: Literal["linear labels", "gaussian features"]
        other = "gaussian features" if self.control == "linear labels" else "linear labels"
        return ((f"{other} instead", replace(self, control=other)),)
