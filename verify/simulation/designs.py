"""Laws of the feature vector x = √τ Σ^{1/2} z: independent entries z of mean 0 and variance 1, and E τ = 1.

For all but the mixture τ = 1, as the theory's setting has it; the mixture keeps E‖x‖² = tr Σ, which is all
that the explicit bound on E‖θ̂‖² asks of the law of X, but its entries are only uncorrelated.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from math import sqrt
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from ...bounds.errors import InputError

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Design(ABC):
    """A law for the rows of X.

    `continuous` says that z has a density, so that X has full rank almost surely; `gaussian` that x is
    Gaussian, so that the exact formula for the adversarial risk applies; `fourth_moment` is E z⁴.
    """

    name: ClassVar[str]
    continuous: ClassVar[bool] = False
    gaussian: ClassVar[bool] = False
    independent: ClassVar[bool] = True

    @property
    @abstractmethod
    def fourth_moment(self) -> float: ...

    @abstractmethod
    def entries(self, generator: np.random.Generator, columns: int, samples: int) -> Array:
        """Independent entries z of mean 0 and variance 1, an array (columns, samples)."""

    def radii(self, generator: np.random.Generator, samples: int) -> Array | None:
        """The squared radii τ of the rows (samples,), or None where all are 1."""
        return None


@dataclass(frozen=True)
class Gaussian(Design):
    """Standard normal entries."""

    name: ClassVar[str] = "gaussian"
    continuous: ClassVar[bool] = True
    gaussian: ClassVar[bool] = True

    @property
    def fourth_moment(self) -> float:
        return 3.0

    def entries(self, generator: np.random.Generator, columns: int, samples: int) -> Array:
        return generator.standard_normal((columns, samples))


@dataclass(frozen=True)
class Rademacher(Design):
    """Fair signs ±1."""

    name: ClassVar[str] = "rademacher"

    @property
    def fourth_moment(self) -> float:
        return 1.0

    def entries(self, generator: np.random.Generator, columns: int, samples: int) -> Array:
        signs: Array = generator.integers(0, 2, (columns, samples), dtype=np.int8).astype(np.float64)
        signs *= 2
        signs -= 1
        return signs


@dataclass(frozen=True)
class Uniform(Design):
    """Uniform entries on [−√3, √3]."""

    name: ClassVar[str] = "uniform"
    continuous: ClassVar[bool] = True

    @property
    def fourth_moment(self) -> float:
        return 9.0 / 5.0

    def entries(self, generator: np.random.Generator, columns: int, samples: int) -> Array:
        return sqrt(12.0) * (generator.random((columns, samples)) - 0.5)


@dataclass(frozen=True)
class Sparse(Design):
    """Entries that are 0 with probability 1 − s and ±1/√s with probability s/2 each; `density` is s in (0,
    1].
    """

    name: ClassVar[str] = "sparse"
    density: float = 0.1

    def __post_init__(self) -> None:
        if not 0 < self.density <= 1:
            raise InputError(f"density {self.density} of a sparse design is outside (0, 1]: give, say, 0.1")

    @property
    def fourth_moment(self) -> float:
        return 1.0 / self.density

    def entries(self, generator: np.random.Generator, columns: int, samples: int) -> Array:
        uniform = generator.random((columns, samples))
        signs = (uniform < self.density / 2).astype(np.float64)
        signs -= uniform >= 1 - self.density / 2
        signs /= sqrt(self.density)
        return signs


@dataclass(frozen=True)
class Mixture(Design):
    """Gaussian rows of two lengths: τ = `long` with probability `share`, else the value that makes E τ =
    1.
    """

    name: ClassVar[str] = "mixture"
    continuous: ClassVar[bool] = True
    independent: ClassVar[bool] = False
    share: float = 0.05
    long: float = 19.05

    def __post_init__(self) -> None:
        if not 0 < self.share < 1 or not 0 < self.long * self.share < 1:
            raise InputError(
                f"mixture with share {self.share} and long {self.long} has no E τ = 1: "
                "give share and long·share in (0, 1)"
            )

    @property
    def short(self) -> float:
        """The other value of τ."""
        return (1 - self.share * self.long) / (1 - self.share)

    @property
    def fourth_moment(self) -> float:
        return 3.0 * (self.share * self.long**2 + (1 - self.share) * self.short**2)

    def entries(self, generator: np.random.Generator, columns: int, samples: int) -> Array:
        return generator.standard_normal((columns, samples))

    def radii(self, generator: np.random.Generator, samples: int) -> Array:
        return np.where(generator.random(samples) < self.share, self.long, self.short)


DESIGNS: dict[str, type[Design]] = {kind.name: kind for kind in (Gaussian, Rademacher, Uniform, Sparse, Mixture)}


def design_named(name: str) -> Design:
    """The design of that name with its default parameters; an unknown name is an InputError that lists the
    known.
    """
    if name not in DESIGNS:
        raise InputError(f"design {name!r} is unknown: give one of {', '.join(DESIGNS)}")
    return DESIGNS[name]()
