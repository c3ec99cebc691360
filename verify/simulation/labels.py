"""Noise on labels that may have no variance, or a mean that depends on x: what `noise.Noise` cannot be.

Every law says which of a theorem's demands it meets, from how it is drawn; `Noise` classes say so themselves.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...bounds.noise_laws import Demand, NoiseLaw
from .noise import GaussianNoise, LongRowsNoise, Noise, RademacherNoise, StudentNoise

Array = NDArray[np.float64]


class LabelLaw(ABC):
    """A law of ε given x and the clean label xᵀθ*."""

    @property
    @abstractmethod
    def meets(self) -> frozenset[Demand]:
        """The demands that hold for it."""

    @abstractmethod
    def draw(self, generator: np.random.Generator, clean: Array, squared_lengths: Array) -> Array:
        """ε (n,) for the clean labels and the squared lengths of the rows, (n,) both."""


@dataclass(frozen=True)
class Centred(LabelLaw):
    """A `Noise`: mean 0 and finite variances given x."""

    noise: Noise

    @property
    def meets(self) -> frozenset[Demand]:
        found: set[Demand] = {"E[ε|x] = 0"}
        if self.noise.homoscedastic:
            found.add("Var(ε|x) = σ² < ∞")
        if self.noise.sub_gaussian:
            found.add("sub-Gaussian given x")
        return frozenset(found)

    def draw(self, generator: np.random.Generator, clean: Array, squared_lengths: Array) -> Array:
        return self.noise.unit(generator, clean.shape) * np.sqrt(self.noise.variances(squared_lengths))


@dataclass(frozen=True)
class InfiniteVariance(LabelLaw):
    """Student noise with `freedom` ≤ 2 degrees of freedom, as it is: no variance, and for ≤ 1 no mean either."""

    freedom: float

    @property
    def meets(self) -> frozenset[Demand]:
        return frozenset({"E[ε|x] = 0"}) if self.freedom > 1 else frozenset()

    def draw(self, generator: np.random.Generator, clean: Array, squared_lengths: Array) -> Array:
        values: Array = generator.standard_t(self.freedom, clean.shape)
        return values


@dataclass(frozen=True)
class LabelFlips(LabelLaw):
    """ε = −2xᵀθ* with probability `share`, else 0: E[ε|x] = −2·share·xᵀθ*, and a variance that depends on x.

    Given x it is bounded, but not about 0, as the demand of a sub-Gaussian constant has it.
    """

    share: float

    @property
    def meets(self) -> frozenset[Demand]:
        return frozenset()

    def draw(self, generator: np.random.Generator, clean: Array, squared_lengths: Array) -> Array:
        return np.where(generator.random(clean.shape) < self.share, -2 * clean, 0.0)


def label_law(law: NoiseLaw) -> LabelLaw:
    """The law of that name."""
    if law.name == "gaussian":
        return Centred(GaussianNoise())
    if law.name == "rademacher":
        return Centred(RademacherNoise())
    assert law.parameter is not None
    value = float(law.parameter)
    if law.name == "long rows":
        return Centred(LongRowsNoise(squared_length=value))
    if law.name == "label flips":
        return LabelFlips(value)
    return Centred(StudentNoise(freedom=value)) if value > 2 else InfiniteVariance(value)
