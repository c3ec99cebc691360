"""The frontier of ridge regression simulated: points beside the equivalents, and the best compromise along n."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from .base import FigureData, FiniteCheck

if TYPE_CHECKING:
    from ..spectra import Signal, Spectrum


@dataclass(frozen=True)
class FrontierDrawn(FiniteCheck):
    """R_std and E‖θ̂‖², simulated at κ = n^(−x), lie within `margin`, relatively, of their equivalents.

    Gaussian x. `delta` bounds, asymptotically in the draws (Student), the chance of SUPPORTED where one of them does
    not, and of CONTRADICTED where all do.
    """

    spectrum: Spectrum
    signal: Signal
    n: int
    exponents: tuple[Fraction, ...]
    draws: int
    margin: Fraction
    delta: Fraction = Fraction(1, 1000)


@dataclass(frozen=True)
class TradeOffDrawn(FiniteCheck):
    """The least E‖θ̂‖²/‖θ*‖² over a grid of ridges with R_std at most twice its least value there, simulated along n.

    `trend` "grows": larger at each n than at the one before; "bounded": at most `level` at every n. The grid holds the
    ridges λ >= 0 of `ridges` values of κ, evenly spaced in log κ, from an eighth of the one that the equivalents call
    best to eight times it. `delta` bounds, asymptotically in the draws (Student, jointly over grid and n), the chance
    of a wrong answer. Gaussian x; flat tails are drawn through their Wishart matrix, exactly.
    """

    spectrum: Spectrum
    signal: Signal
    n_values: tuple[int, ...]
    draws: tuple[int, ...]
    trend: Literal["grows", "bounded"]
    level: Fraction = Fraction(2)
    ridges: int = 81
    delta: Fraction = Fraction(1, 1000)


@dataclass(frozen=True)
class FrontierCurve(FigureData):
    """The frontier R_std, R_adv/R_adv(θ*) along κ at one n, both optima enclosed, simulated points with intervals.

    `exponents`: κ = n^(−x); `simulated`: those at which draws are made; `level` of their Student intervals.
    """

    spectrum: Spectrum
    signal: Signal
    n: int
    exponents: tuple[Fraction, ...]
    simulated: tuple[Fraction, ...]
    draws: int
    radius: Fraction = Fraction(1)
    level: Fraction = Fraction(95, 100)


@dataclass(frozen=True)
class TradeOffCurves(FigureData):
    """The infimum of max(R_std/R_opt, R_adv/R_adv(θ*)) over all ridges along n for several families, enclosed."""

    families: tuple[tuple[str, Spectrum, Signal], ...]
    n_values: tuple[int, ...]
    radius: Fraction = Fraction(1)
