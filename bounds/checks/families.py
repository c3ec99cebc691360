"""Families of spectra along their parameters: benign ratios at cells of a grid, thresholds against their expansions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from .base import FigureData, FiniteCheck

if TYPE_CHECKING:
    from sympy import Expr

    from ..spectra import Spectrum


@dataclass(frozen=True)
class Cell:
    """One point (x, y) of a grid of parameters, its spectrum, and whether its ratios are said to be small."""

    x: Fraction
    y: Fraction
    spectrum: Spectrum
    benign: bool


@dataclass(frozen=True)
class BenignCells(FiniteCheck):
    """At sample size n, r_0/n, k*/n and n/R_k* are all below `level` at the benign cells, and not at the others.

    Arguments: `parameters`, what the two coordinates of a cell are called.

    k* = ∞ counts as not below. A finite statement about one n, which exhibits what was derived: of what the ratios
    tend to it says nothing.
    """

    cells: tuple[Cell, ...]
    n: int
    level: Fraction
    rank_constant: Fraction = Fraction(1)
    parameters: tuple[str, str] = ("x", "y")

    def mutants(self) -> tuple[tuple[str, FiniteCheck], ...]:
        """One cell on the wrong side."""
        first, *rest = self.cells
        return (("a cell on the other side", replace(self, cells=(replace(first, benign=not first.benign), *rest))),)


@dataclass(frozen=True)
class ThresholdOffset(FiniteCheck):
    """k*/expansion − 1 lies in [low, high] at sample size n, where `expansion` is a formula in n."""

    spectrum: Spectrum
    expansion: Expr
    n: int
    low: Fraction
    high: Fraction
    rank_constant: Fraction = Fraction(1)

    def mutants(self) -> tuple[tuple[str, FiniteCheck], ...]:
        """No offset at all."""
        return (("an offset of less than a hundredth", replace(self, low=Fraction(-1, 100), high=Fraction(1, 100))),)


@dataclass(frozen=True)
class PhaseDiagram(FigureData):
    """The figure of a grid: cells of both kinds as they are decided at n, and the boundary that was derived.

    Arguments: `boundaries`, lines through points (x, y), each with its label; `axes`, the labels of x and y;
    `outside`, points of the plane where the eigenvalues are those of no covariance.
    """

    name: str
    title: str
    cells: BenignCells
    axes: tuple[str, str]
    boundaries: tuple[tuple[str, tuple[tuple[Fraction, Fraction], ...]], ...]
    outside: tuple[tuple[Fraction, Fraction], ...] = ()
