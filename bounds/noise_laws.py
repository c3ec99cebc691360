"""Laws of the noise by name, and what a theorem asks of the noise, read off its proof.

A theorem's hypotheses on the noise are the property "homoscedastic noise", which says E[ε|X] = 0 and
E[εεᵀ|X] = σ²I, and facts on σ_y, the noise's conditional sub-Gaussian constant. What a conclusion asks is what the
steps that lead to it cite.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import sympy as sp

from .errors import InputError
from .statements import Fact, Property, Theorem

LawName = Literal["gaussian", "rademacher", "student", "long rows", "label flips"]
Demand = Literal["E[ε|x] = 0", "Var(ε|x) = σ² < ∞", "sub-Gaussian given x"]

DEMANDS: tuple[Demand, ...] = ("E[ε|x] = 0", "Var(ε|x) = σ² < ∞", "sub-Gaussian given x")
_SUB_GAUSSIAN_CONSTANT = sp.Symbol("sigma_y")


@dataclass(frozen=True)
class NoiseLaw:
    """A law of the noise.

    `parameter`: for "student" the degrees of freedom > 0; for "label flips", under which the sign of a label changes by
    chance, the share of labels flipped, in (0, 1/2); for "long rows", normal noise on the rows of at least that squared
    length alone, which are a share of 5 %, that squared length.
    """

    name: LawName
    parameter: Fraction | None = None

    def __post_init__(self) -> None:
        value = self.parameter
        if self.name == "student" and (value is None or not value > 0):
            raise InputError(f"Student noise with {value} degrees of freedom: give a number above 0")
        if self.name == "long rows" and (value is None or not value > 0):
            raise InputError(f"noise on rows of squared length {value} or more: give a number above 0")
        if self.name == "label flips" and (value is None or not 0 < value < Fraction(1, 2)):
            raise InputError(f"a share {value} of flipped labels: give a number between 0 and 1/2")

    def __str__(self) -> str:
        if self.name == "student":
            return f"Student({self.parameter})"
        return self.name if self.parameter is None else f"{self.name} ({self.parameter})"


def demands(theorem: Theorem, conclusion: str) -> frozenset[Demand]:
    """What a conclusion asks of the noise: the demands of every hypothesis that its proof cites."""
    needed = {conclusion}
    for step in reversed(theorem.steps):
        if step.name in needed:
            needed |= set(step.by)
    found: set[Demand] = set()
    for item in theorem.given:
        if item.name not in needed:
            continue
        if isinstance(item, Property) and item.kind == "homoscedastic noise":
            found |= {"E[ε|x] = 0", "Var(ε|x) = σ² < ∞"}
        if isinstance(item, Fact) and _SUB_GAUSSIAN_CONSTANT in _names(item):
            found |= {"E[ε|x] = 0", "sub-Gaussian given x"}
    return frozenset(found)


def _names(fact: Fact) -> set[sp.Symbol]:
    sides = (fact.claim.left, fact.claim.right)
    return {symbol for side in sides if side is not None for symbol in side.free_symbols}
