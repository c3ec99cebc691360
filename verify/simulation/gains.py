"""A filter's g(s) in float64, with what float64 cannot decide refused."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from ...bounds.errors import DomainError, InputError
from ...bounds.filters import Filter, GradientFlow, MinNorm, PrincipalComponents, Ridge

Array = NDArray[np.float64]

ROUNDING_LIMIT = 1e-3
"""Largest relative rounding error of a gain that is still reported; beyond it the draw is refused."""


@dataclass(frozen=True)
class Gains:
    """The gains g(s_j) of one filter (r,), and a bound on their relative rounding error (of the order of
    n·eps·cond).
    """

    values: Array
    rounding: float


def parameter(value: sp.Expr, what: str) -> float:
    """A filter's parameter as a float; one that still holds symbols is an InputError."""
    if not value.is_number:
        raise InputError(f"{what} {value} still has symbols: give a number to simulate")
    return float(value)


def gains(filter_: Filter, spectrum: Array, samples: int, *, pseudo_inverse: bool = False) -> Gains:
    """The gains of a filter on one draw's eigenvalues.

    Arguments: `spectrum`, the min(n, p) eigenvalues of XXᵀ that need not vanish, ascending; `samples` n;
    `pseudo_inverse`: let min-norm take g = 0 on eigenvalues that are zero to rounding (discrete designs can
    have exact zeros). Raises DomainError where the ridge is inadmissible or the matrix to invert is singular
    in float64.
    """
    resolution = eigenvalue_resolution(spectrum)
    if isinstance(filter_, Ridge):
        shift = samples * parameter(filter_.ridge, "ridge")
        smallest = float(spectrum[0]) + shift
        if smallest <= 0 and shift < 0:
            raise DomainError(
                f"ridge {filter_.ridge} is not admissible: the smallest eigenvalue of the sample covariance "
                f"is {spectrum[0] / samples:.6g}; give a ridge above minus that"
            )
        _refuse_singular(smallest, resolution, float(spectrum[-1]))
        return Gains(1 / (spectrum + shift), resolution / smallest)
    if isinstance(filter_, MinNorm):
        if pseudo_inverse:
            kept = spectrum > resolution
            smallest = float(spectrum[kept][0]) if kept.any() else np.inf
        else:
            kept, smallest = np.ones(len(spectrum), dtype=bool), float(spectrum[0])
        _refuse_singular(smallest, resolution, float(spectrum[-1]))
        return Gains(np.divide(1.0, spectrum, out=np.zeros_like(spectrum), where=kept), resolution / smallest)
    if isinstance(filter_, GradientFlow):
        rate = parameter(filter_.time, "time") / samples
        small = spectrum * rate < 1e-300  # 0/0 and underflow: the limit t/n is exact to rounding
        return Gains(
            np.where(small, rate, -np.expm1(-rate * spectrum) / np.where(small, 1.0, spectrum)),
            resolution * rate,
        )
    if isinstance(filter_, PrincipalComponents):
        threshold = parameter(filter_.threshold, "threshold")
        kept = spectrum >= threshold
        return Gains(np.divide(1.0, spectrum, out=np.zeros_like(spectrum), where=kept), resolution / threshold)
    raise InputError(f"filter {type(filter_).__name__} is not one that can be simulated")


def eigenvalue_resolution(spectrum: Array) -> float:
    """The size below which an eigenvalue of a computed Gram matrix is rounding: r·eps·s_max, of r eigenvalues."""
    return float(len(spectrum) * np.finfo(np.float64).eps * spectrum[-1])


def _refuse_singular(smallest: float, resolution: float, largest: float) -> None:
    if resolution >= ROUNDING_LIMIT * smallest:  # both are 0 where X = 0
        raise DomainError(
            f"the Gram matrix is singular in float64: smallest eigenvalue (with ridge) {smallest:.3g} "
            f"against largest {largest:.3g}; add a ridge, take fewer samples, or allow the pseudo-inverse"
        )


def noise_gain_bound(filter_: Filter, samples: int) -> float | None:
    """An upper bound for s·g(s)² over all s ≥ 0, or None where there is none (min-norm, ridge ≤ 0)."""
    if isinstance(filter_, Ridge):
        ridge = parameter(filter_.ridge, "ridge")
        return 1 / (4 * samples * ridge) if ridge > 0 else None  # s/(s + a)² ≤ 1/(4a)
    if isinstance(filter_, GradientFlow):
        return 0.41 * parameter(filter_.time, "time") / samples  # (1 − e^{−u})²/u ≤ .4073 at u = 1.2564
    if isinstance(filter_, PrincipalComponents):
        return 1 / parameter(filter_.threshold, "threshold")
    return None
