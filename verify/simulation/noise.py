"""Laws of the noise ε: independent given X, mean 0, and variances that a simulation can average out
exactly.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from math import sqrt
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from ...bounds.errors import InputError
from .attacks import MOST

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Noise(ABC):
    """A law of ε given X with E[ε|X] = 0 and E[εεᵀ|X] diagonal; `sigma` is the noise level, σ² = Var ε.

    `homoscedastic`: Var(ε|x) = σ²; `sub_gaussian`: given x, with a constant that does not depend on x or n.
    """

    name: ClassVar[str]
    homoscedastic: ClassVar[bool] = True
    gaussian: ClassVar[bool] = False
    sub_gaussian: ClassVar[bool] = True
    sigma: float = 1.0

    def __post_init__(self) -> None:
        if not (np.isfinite(self.sigma) and self.sigma >= 0):
            raise InputError(f"noise level {self.sigma} is not a finite number ≥ 0: give sigma ≥ 0")
        if self.sigma > MOST:
            raise InputError(f"noise level {self.sigma:g} is above {MOST:g}: float64 may not hold its square")

    def variances(self, squared_lengths: Array) -> Array:
        """The variances of ε_1..ε_n given X (samples,), from the squared lengths ‖x_i‖² (samples,)."""
        return np.full_like(squared_lengths, self.sigma**2)

    @abstractmethod
    def unit(self, generator: np.random.Generator, shape: tuple[int, ...]) -> Array:
        """Independent draws of mean 0 and variance 1, to be scaled by the square roots of `variances`."""


@dataclass(frozen=True)
class GaussianNoise(Noise):
    """Normal noise of variance σ²."""

    name: ClassVar[str] = "gaussian"
    gaussian: ClassVar[bool] = True

    def unit(self, generator: np.random.Generator, shape: tuple[int, ...]) -> Array:
        return generator.standard_normal(shape)


@dataclass(frozen=True)
class RademacherNoise(Noise):
    """Noise ±σ with equal chance."""

    name: ClassVar[str] = "rademacher"

    def unit(self, generator: np.random.Generator, shape: tuple[int, ...]) -> Array:
        signs: Array = generator.integers(0, 2, shape, dtype=np.int8).astype(np.float64)
        signs *= 2
        signs -= 1
        return signs


@dataclass(frozen=True)
class StudentNoise(Noise):
    """Student noise scaled to variance σ²; `freedom` > 2 degrees of freedom, for the variance to exist."""

    name: ClassVar[str] = "student"
    sub_gaussian: ClassVar[bool] = False
    freedom: float = 5.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.freedom > 2:
            raise InputError(f"Student noise with {self.freedom} degrees of freedom has no variance: give more than 2")

    def unit(self, generator: np.random.Generator, shape: tuple[int, ...]) -> Array:
        draws: Array = generator.standard_t(self.freedom, shape)
        draws /= sqrt(self.freedom / (self.freedom - 2))
        return draws


@dataclass(frozen=True)
class _RowsNoise(Noise):
    """Normal noise on a `share` of the rows, 0 on the others."""

    homoscedastic: ClassVar[bool] = False
    share: float = 0.05

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 < self.share <= 1:
            raise InputError(f"share {self.share} of noisy rows is outside (0, 1]: give, say, 0.05")

    def unit(self, generator: np.random.Generator, shape: tuple[int, ...]) -> Array:
        return generator.standard_normal(shape)


@dataclass(frozen=True)
class LongestRowsNoise(_RowsNoise):
    """Normal noise on the longest rows only: variance σ²·n/m on the m = ⌈share·n⌉ longest, 0 on the others.

    The variances average to σ² for every X, and so Var ε = σ²; but Var(ε|x) is not σ², and the theorems that
    assume it do not apply.
    """

    name: ClassVar[str] = "longest-rows"

    def variances(self, squared_lengths: Array) -> Array:
        samples = len(squared_lengths)
        noisy = int(np.ceil(self.share * samples))
        result = np.zeros(samples)
        result[np.argsort(squared_lengths, kind="stable")[samples - noisy :]] = self.sigma**2 * samples / noisy
        return result


@dataclass(frozen=True)
class LongRowsNoise(_RowsNoise):
    """Normal noise on rows of at least a given length: variance σ²/share where ‖x‖² ≥ `squared_length`, else
    0.

    `share` is P(‖x‖² ≥ squared_length), known from the design, so that Var ε = σ². Rows are independent,
    unlike under `LongestRowsNoise`, as the setting asks.
    """

    name: ClassVar[str] = "long-rows"
    squared_length: float = 0.0

    def variances(self, squared_lengths: Array) -> Array:
        return np.where(squared_lengths >= self.squared_length, self.sigma**2 / self.share, 0.0)


NOISES: dict[str, type[Noise]] = {
    kind.name: kind for kind in (GaussianNoise, RademacherNoise, StudentNoise, LongestRowsNoise)
}


def noise_named(name: str, *, sigma: float = 1.0) -> Noise:
    """The noise law of that name at a level; an unknown name is an InputError that lists the known."""
    if name not in NOISES:
        raise InputError(f"noise {name!r} is unknown: give one of {', '.join(NOISES)}")
    return NOISES[name](sigma=sigma)
