"""Finite statements about attacks: what FGSM, PGD and chance reach of the supremum, and what transfers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from .base import FiniteCheck

if TYPE_CHECKING:
    from ..spectra import Signal, Spectrum

AttackMethod = Literal["FGSM", "PGD", "random", "FGSM of another norm"]


@dataclass(frozen=True)
class AttackReaches(FiniteCheck):
    """On a drawn min-norm interpolator an attack gains at least `at_least`, at most `at_most`, of what is possible.

    The gain is (|f(x+δ) − t| − |f(x) − t|)/(α‖θ̂‖_{q*}) with t = xᵀθ*; Hölder's inequality makes it ≤ 1 for every δ with
    ‖δ‖_q ≤ α. At each of the `points` the gain and ‖δ‖_q ≤ α are decided in balls for the θ̂, x, δ that were drawn,
    for every norm in `exponents` (None is ∞). "FGSM of another norm" takes the steepest direction for ℓ_2, scaled.
    """

    spectrum: Spectrum
    signal: Signal
    n: int
    method: AttackMethod
    exponents: tuple[Fraction | None, ...]
    points: int
    at_least: Fraction = Fraction(-1)
    at_most: Fraction = Fraction(1)
    radius: Fraction = Fraction(1, 10)

    def mutants(self) -> tuple[tuple[str, FiniteCheck], ...]:
        """Half of the most that was claimed, or more than is possible."""
        if self.at_most < 1:
            return (("at most a tenth of that", replace(self, at_most=self.at_most / 10)),)
        return (("at least 5 % more than is possible", replace(self, at_least=Fraction(21, 20))),)


@dataclass(frozen=True)
class AttacksOrdered(FiniteCheck):
    """Mean losses under attack of min-norm regression on random ReLU features: each of `order` below the next.

    Names: "clean"; "random", the best of 20 directions; "FGSM"; "PGD"; PGD against another model: "transfer, other
    data" (other weights, other data of the same law), "transfer, same data" (other weights), "transfer, linear" (the
    linear min-norm interpolator of the same data); "first order", (|f − t| + α‖∇f‖_{q*})², which is no attack. Means
    over draws of data, weights and `points` test points each; compared pairwise, draw by draw, jointly at 1 − `delta`.
    """

    spectrum: Spectrum
    signal: Signal
    n: int
    width: int
    order: tuple[str, ...]
    draws: int
    points: int = 40
    exponent: Fraction | None = Fraction(2)
    radius: Fraction = Fraction(1, 2)
    delta: Fraction = Fraction(1, 10**4)

    def mutants(self) -> tuple[tuple[str, FiniteCheck], ...]:
        """The first two exchanged."""
        first, second, *rest = self.order
        return (("the first two exchanged", replace(self, order=(second, first, *rest))),)
