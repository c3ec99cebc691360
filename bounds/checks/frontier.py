"""Finite statements about the frontier of ridge regression, by deterministic equivalents, at listed n and κ."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from .base import FiniteCheck

if TYPE_CHECKING:
    from ..spectra import Signal, Spectrum


@dataclass(frozen=True)
class BestRidges(FiniteCheck):
    """At one n the ridge that is best for R_adv is larger than the one that is best for R_std (equivalents).

    Both minima are over all admissible ridges, negative ones included. `radius`, α of an ℓ_2 attack; `exponents`, the
    κ = n^(−x) at which the frontier is tabulated; `tolerance`, the relative width of the minima.
    """

    spectrum: Spectrum
    signal: Signal
    n: int
    exponents: tuple[Fraction, ...]
    radius: Fraction = Fraction(1)
    tolerance: Fraction = Fraction(1, 400)


@dataclass(frozen=True)
class TradeOffAlong(FiniteCheck):
    """How good the best compromise of one family is along n, by equivalents, over all admissible ridges.

    Tabulated: R_opt; the infimum of E‖θ̂‖²/‖θ*‖² over the ridges with R_std ≤ 2 R_opt; the infimum of
    max(R_std/R_opt, R_adv/R_adv(θ*)). `trend` "grows": the last two are, at the last n, at least `level` times what
    they are at the first; "bounded": at most `level` at every n listed. `radius`, α of an ℓ_2 attack.
    """

    spectrum: Spectrum
    signal: Signal
    n_values: tuple[int, ...]
    trend: Literal["grows", "bounded"]
    level: Fraction
    radius: Fraction = Fraction(1)
    tolerance: Fraction = Fraction(1, 200)


@dataclass(frozen=True)
class ProductLawAlong(FiniteCheck):
    """n·b(κ)·v(κ) ≥ factor·A_κ·T_κ at κ = √(λ_m λ_{m+1}) for each m listed, or at κ = λ_1 = … = λ_p for m = 0.

    Then A_κ = Σ_{i≤m} θ_i²/λ_i and T_κ = Σ_{i>m} λ_i; for m = 0 both sums run over the whole spectrum.
    """

    spectrum: Spectrum
    signal: Signal
    indices: tuple[int, ...]
    factor: Fraction = Fraction(1, 16)


@dataclass(frozen=True)
class SlopesAlong(FiniteCheck):
    """At κ = n^(−x) the equivalents follow the powers of n that were derived for them.

    `slopes`: of b, v, df_2/n and R_std, by these names; from each n listed to the next, log(ratio)/log(n'/n) must lie
    within `margin` of it. `given`: where the slopes come from, in words.
    """

    spectrum: Spectrum
    signal: Signal
    exponent: Fraction
    n_values: tuple[int, ...]
    slopes: tuple[tuple[str, Fraction], ...]
    margin: Fraction = Fraction(1, 50)


@dataclass(frozen=True)
class GainBelowNorm(FiniteCheck):
    """E‖θ̂‖² ≥ σ²v(κ) for n = p = 1, Gaussian x, θ* = 0, σ = 1, Σ = 1 and this ridge: exact mean against equivalent."""

    ridge: Fraction
