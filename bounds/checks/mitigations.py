"""Finite statements about mitigations: whether each keeps both risks small along n, and what each amounts to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from .base import FigureData, FiniteCheck

if TYPE_CHECKING:
    from ..mitigations import Mitigation
    from ..spectra import Signal, Spectrum


@dataclass(frozen=True)
class MitigationStudy:
    """One simulation that serves a check for each of its mitigations: the same draws of X and of the noise.

    `spectrum` of finite dimension, n allowed; `draws` of X for every n, `noise_draws` noise vectors for each; the
    attack is ‖δ‖_2 ≤ `radius`, the noise Gaussian with σ = 1.
    """

    spectrum: Spectrum
    signal: Signal
    mitigations: tuple[Mitigation, ...]
    n_values: tuple[int, ...]
    draws: tuple[int, ...]
    noise_draws: int = 2
    radius: Fraction = Fraction(1)
    delta: Fraction = Fraction(1, 10**3)


@dataclass(frozen=True)
class KeepsBothSmall(FiniteCheck):
    """R_std is smaller at the last n than at the first, and R_adv/R_adv(θ*) at most `ratio` at every n; simulated.

    Means over X and noise; medians over X for a negative ridge, whose means are infinite. A finite statement about
    the listed n: what the risks tend to is another claim.
    """

    study: MitigationStudy
    mitigation: Mitigation
    ratio: Fraction


@dataclass(frozen=True)
class BeatsOptimalRidge(FiniteCheck):
    """At the last n of a study both mean risks are at most `factor` times those of the ridge that is best for R_std.

    On the same draws, by intervals of the paired differences; the study has that ridge among its mitigations.
    """

    study: MitigationStudy
    mitigation: Mitigation
    factor: Fraction = Fraction(1)

    def mutants(self) -> tuple[tuple[str, FiniteCheck], ...]:
        """A tenth of the factor."""
        return (("a tenth of the factor", replace(self, factor=self.factor / 10)),)


@dataclass(frozen=True)
class RidgeEquivalentsKeepBothSmall(FiniteCheck):
    """The same of the deterministic equivalents of ridge regression, enclosed, at n beyond all simulation.

    `rule`: "window", λ = (tr Σ/n)^{1/4}; "optimal", the λ that minimises the equivalent of R_std to a relative 10⁻³;
    "negative", half of the smallest admissible λ_min < 0.
    The statement is about the equivalents at these λ, which are in the table, and not about the risks.
    """

    spectrum: Spectrum
    signal: Signal
    rule: Literal["window", "optimal", "negative"]
    n_values: tuple[int, ...]
    ratio: Fraction
    radius: Fraction = Fraction(1)


@dataclass(frozen=True)
class FlowBelowRidge(FiniteCheck):
    """(1 − e^{−u}) ≤ `factor`·u/(1 + u) for every u > 0.

    With u = ts/n this compares s g(s) of gradient flow stopped at t with that of ridge λ = 1/t: between the latter
    (as e^u ≥ 1 + u) and `factor` times it, so that V and the noise part of E‖θ̂‖² of the flow lie, for every X, between
    those of that ridge and `factor`² times them. Source: Ali, Kolter, Tibshirani 2019, who have 1.2985.
    """

    factor: Fraction

    def mutants(self) -> tuple[tuple[str, FiniteCheck], ...]:
        """A factor halfway to 1."""
        return (("factor halfway to 1", replace(self, factor=(1 + self.factor) / 2)),)


@dataclass(frozen=True)
class BootstrapActsLikeRidge(FiniteCheck):
    """E‖θ̂‖² of the average over bootstrap samples is that of a ridge with κ = κ_0 at (1 − 1/e)n samples.

    To a relative `tolerance`, simulated against the equivalents; the finite number of samples averaged adds its share
    of a single one's norm. Source of the equivalence for subsamples: Patil, Du, Kuchibhotla 2023.
    """

    spectrum: Spectrum
    signal: Signal
    n: int
    draws: int
    tolerance: Fraction
    share: Fraction | None = None
    delta: Fraction = Fraction(1, 10**4)

    def mutants(self) -> tuple[tuple[str, FiniteCheck], ...]:
        """The min-norm interpolator of all rows instead."""
        return (("κ_0 at n samples", replace(self, share=Fraction(1))),)


@dataclass(frozen=True)
class MitigationFrontiers(FigureData):
    """(R_std, R_adv/R_adv(θ*)) of each mitigation as its level varies, beside the equivalents' ridge frontier."""

    name: str
    spectrum: Spectrum
    signal: Signal
    n: int
    levels: tuple[tuple[str, tuple[Fraction, ...]], ...]
    draws: int
    noise_draws: int = 2
    radius: Fraction = Fraction(1)
    level: Fraction = Fraction(95, 100)
