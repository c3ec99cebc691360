"""What is simulated: sample size, spectrum, signal, design, noise, and what becomes of an infinite tail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from ...bounds.errors import DomainError, InputError
from .designs import Design, Gaussian
from .noise import GaussianNoise, Noise
from .streams import BLOCK, Purpose, stream

Array = NDArray[np.float64]
Eigenvalues = Callable[[int, int], Array]
"""λ_{start+1}, …, λ_stop as float64: `eigenvalues(start, stop)`; it must pickle where worker processes are
used.
"""


@dataclass(frozen=True, eq=False)
class Given:
    """An explicit list of eigenvalues, as a callable of blocks."""

    values: Array

    def __call__(self, start: int, stop: int) -> Array:
        return self.values[start:stop]


@dataclass(frozen=True)
class Tail:
    """The coordinates beyond the simulated dimension: Σ λ_i and Σ λ_i² over them.

    In the Gram matrix the tail is replaced by its mean, `trace`·I, and in XΣXᵀ by `square`·I (row i times
    τ_i where the design has radii). The signal has no part in it.
    """

    trace: float = 0.0
    square: float = 0.0

    def __post_init__(self) -> None:
        for what, value in (("Σλ_i", self.trace), ("Σλ_i²", self.square)):
            if not (np.isfinite(value) and value >= 0):
                raise InputError(
                    f"tail {what} = {value} is not a finite number ≥ 0: give the sum beyond the truncation"
                )

    def fluctuation(self, samples: int, fourth_moment: float) -> float:
        """The root mean square of ‖X_T X_Tᵀ − trace·I‖_F: √(n(n − 2 + E z⁴)·Σλ_i²) over the tail.

        It bounds, in mean square, the operator norm of what the replacement leaves out of the Gram matrix.
        """
        return sqrt(samples * (samples - 2 + fourth_moment) * self.square)


@dataclass(frozen=True)
class Setting:
    """The linear model from which X and ε are drawn, in the eigenbasis of Σ.

    Arguments: `samples` n; `dimension` p, finite; `eigenvalues`, a callable (start, stop) → float64 array, or
    `Given(array)`; `signal` θ*, its first coordinates (the others are 0); `design`, `noise`; `tail`, for p =
    ∞, the sums over the coordinates left out. Eigenvalues must be positive and finite; all are looked at
    once. Raises InputError or DomainError for anything else. Worked out: `trace`, tr Σ with the tail;
    `largest`, λ_1; `streamed_energy`, Σ λ_i θ*_i² beyond the first block.
    """

    samples: int
    dimension: int
    eigenvalues: Eigenvalues
    signal: Array = field(default_factory=lambda: np.zeros(0))
    design: Design = field(default_factory=Gaussian)
    noise: Noise = field(default_factory=GaussianNoise)
    tail: Tail = field(default_factory=Tail)
    trace: float = field(init=False)
    largest: float = field(init=False)
    streamed_energy: float = field(init=False)

    def __post_init__(self) -> None:
        for what, value in (("n", self.samples), ("p", self.dimension)):
            if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
                raise InputError(f"{what} = {value!r} is not an integer ≥ 1: give one")
        signal = np.asarray(self.signal, dtype=np.float64)
        if signal.ndim != 1 or len(signal) > self.dimension or not np.isfinite(signal).all():
            raise InputError(
                f"signal of shape {signal.shape} is not a finite vector of at most {self.dimension} entries"
            )
        object.__setattr__(self, "signal", signal)
        total, largest, energy = self.tail.trace, 0.0, 0.0
        for start, lam in self.blocks():
            if lam.dtype != np.float64 or lam.shape != (min(BLOCK, self.dimension - start),):
                raise InputError(f"eigenvalues({start}, …) gave {lam.dtype}{lam.shape}: give a float64 vector")
            bad = ~(np.isfinite(lam) & (lam > 0))
            if bad.any():
                index = int(np.argmax(bad))
                raise DomainError(
                    f"eigenvalue {start + index + 1} is {lam[index]}: every λ_i must be positive and finite"
                )
            total += float(lam.sum())
            largest = max(largest, float(lam.max()))
            theta = signal[start : start + len(lam)]
            if start > 0:
                energy += float(lam[: len(theta)] @ theta**2)
        object.__setattr__(self, "trace", total)
        object.__setattr__(self, "largest", largest)
        object.__setattr__(self, "streamed_energy", energy)
        if self.tail.trace > 0 and self.dimension < self.samples:
            raise DomainError(
                f"truncation at p = {self.dimension} is below n = {self.samples}: keep at least n coordinates"
            )

    def blocks(self) -> Iterator[tuple[int, Array]]:
        """The eigenvalues block by block: (start, λ_{start+1}, …)."""
        for start in range(0, self.dimension, BLOCK):
            yield start, self.eigenvalues(start, min(start + BLOCK, self.dimension))

    def spectrum(self) -> Array:
        """All eigenvalues at once, (p,), for settings that fit into memory."""
        return np.concatenate([lam for _, lam in self.blocks()])

    def truth(self) -> Array:
        """θ* with all its zeros, (p,), for settings that fit into memory."""
        return np.concatenate([self.signal, np.zeros(self.dimension - len(self.signal))])

    def features(self, seed: int, draw: int) -> Iterator[tuple[int, Array, Array]]:
        """The columns of one draw of X, block by block: (start, eigenvalues, columns of X as rows (block,
        n)).

        Memory is that of one block; calling it again gives the same columns.
        """
        radii = self.radii(seed, draw)
        for number, (start, lam) in enumerate(self.blocks()):
            generator = stream(seed, draw, Purpose.FEATURES, number)
            columns = self.design.entries(generator, len(lam), self.samples)
            columns *= np.sqrt(lam)[:, None]
            if radii is not None:
                columns *= np.sqrt(radii)[None, :]
            yield start, lam, columns

    def radii(self, seed: int, draw: int) -> Array | None:
        """The squared radii τ of one draw's rows, or None where all are 1."""
        return self.design.radii(stream(seed, draw, Purpose.RADIUS), self.samples)
