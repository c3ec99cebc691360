"""From a spectrum and a signal, as formulas, to a setting that can be simulated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from ...bounds.errors import DomainError, InputError
from ...bounds.spectra import Listing, Signal, Spectrum
from ..enclosures.precision import precision
from ..enclosures.spectral import SpectralSums
from ..evaluate import FLOATS, evaluate
from .designs import Design, Gaussian
from .noise import GaussianNoise, Noise
from .setting import Setting, Tail

Array = NDArray[np.float64]

LARGEST_DIMENSION = 10**8
"""Beyond this many columns a draw takes minutes and its vectors gigabytes: refused."""

_TAIL_BITS = 80


@dataclass(frozen=True)
class FormulaEigenvalues:
    """The eigenvalues of a spectrum without n and without parameters, in float64, block by block."""

    spectrum: Spectrum

    def __call__(self, start: int, stop: int) -> Array:
        result = np.empty(stop - start)
        for segment in self.spectrum.segments:
            last = stop if segment.last == sp.oo else min(int(segment.last), stop)
            first = max(int(segment.first), start + 1)
            if first > last:
                continue
            place = slice(first - 1 - start, last - start)
            if isinstance(segment, Listing):
                result[place] = [evaluate(value, FLOATS, {}) for value in segment.values[first - 1 : last]]
            else:
                result[place] = evaluate(segment.formula, FLOATS, {"i": np.arange(first, last + 1, dtype=np.float64)})
        return result


def signal_vector(signal: Signal, dimension: int) -> Array:
    """θ*_1, …, θ*_p in float64: a finite list as it is, a power law up to p."""
    if signal.decay is not None:
        index = np.arange(1, dimension + 1, dtype=np.float64)
        return np.asarray(evaluate(sp.Symbol("i") ** (-signal.decay), FLOATS, {"i": index}) * np.ones(dimension))
    if len(signal.values) > dimension:
        raise InputError(f"{signal} has more than p = {dimension} coefficients: give fewer")
    return np.array([float(evaluate(value, FLOATS, {})) for value in signal.values], dtype=np.float64)


def spectral_setting(
    spectrum: Spectrum,
    samples: int,
    *,
    signal: Signal | None = None,
    design: Design | None = None,
    noise: Noise | None = None,
    truncation: int | None = None,
) -> Setting:
    """The setting of a spectrum at n = `samples`.

    Arguments: `spectrum`, parameters fixed, n allowed; `signal` θ* (none: 0), cut at the simulated dimension;
    `design`, `noise`; `truncation`, the number of coordinates that are drawn: needed where p = ∞, allowed
    where it is finite. What the truncation leaves out enters through its enclosed sums Σ λ_i and Σ λ_i², as
    `Tail` says. Raises DomainError for p = ∞ without truncation and for a spectrum that is none.
    """
    if isinstance(samples, bool) or not isinstance(samples, int) or samples < 1:
        raise InputError(f"n = {samples!r} is not an integer ≥ 1: give one")
    at = spectrum.at(n=samples)
    with precision(_TAIL_BITS):
        sums = SpectralSums(at)
        dimension = truncation if truncation is not None else sums.dimension
        if dimension is None:
            raise DomainError(
                f"{spectrum} has p = ∞, which can only be simulated cut off: say after how many coordinates, "
                "by truncation= or --truncate (the tail's sums stand in for the rest)"
            )
        if sums.dimension is not None and dimension > sums.dimension:
            raise InputError(f"truncation {dimension} is above p = {sums.dimension}: give at most p, or none")
        if not 1 <= dimension <= LARGEST_DIMENSION:
            raise InputError(f"dimension {dimension} cannot be simulated: give 1 … {LARGEST_DIMENSION}, or truncate")
        tail = Tail()
        if sums.dimension is None or dimension < sums.dimension:
            tail = Tail(*(float(sums.tail(dimension, power).mid()) for power in (1, 2)))
    return Setting(
        samples,
        dimension,
        FormulaEigenvalues(at),
        signal=np.zeros(0) if signal is None else signal_vector(signal, dimension),
        design=design if design is not None else Gaussian(),
        noise=noise if noise is not None else GaussianNoise(),
        tail=tail,
    )
