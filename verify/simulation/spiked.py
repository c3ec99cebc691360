"""Ridge regression on a few large eigenvalues and a flat tail, drawn without its many columns.

Ridge regression sees the tail of `count` equal eigenvalues through its Gram matrix alone, level·W with W a Wishart
matrix of `count` degrees of freedom, which Bartlett's decomposition W = LLᵀ draws exactly: L is lower triangular with
independent entries, χ of falling degrees on the diagonal, standard normal below. Source: Bartlett 1933.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...bounds.errors import DomainError, InputError
from .streams import Purpose, stream

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Spiked:
    """Gaussian x with eigenvalues `spikes`, then `count` times `level`; θ* = `signal` on the spikes; noise σ = 1."""

    samples: int
    spikes: tuple[float, ...]
    level: float
    count: int
    signal: tuple[float, ...]

    def __post_init__(self) -> None:
        if self.count < self.samples:
            raise DomainError(
                f"a tail of {self.count} eigenvalues below n = {self.samples}: its Gram matrix is singular"
            )
        if len(self.signal) != len(self.spikes):
            raise InputError(f"{len(self.signal)} coefficients for {len(self.spikes)} spikes: give one for each")


def spiked_risks(setting: Spiked, ridges: Array, *, seed: int, draw: int) -> dict[str, Array]:
    """R_std and E‖θ̂‖² of one draw of X at each ridge λ >= 0, averaged over the noise exactly.

    Returns `standard_risk` and `norm_squared`, arrays over the ridges. Raises InputError for a negative ridge.
    """
    if np.any(ridges < 0):
        raise InputError("a negative ridge: give λ >= 0")
    n, generator = setting.samples, stream(seed, draw, Purpose.FEATURES)
    heads = generator.standard_normal((n, len(setting.spikes))) * np.sqrt(setting.spikes)
    factor = np.tril(generator.standard_normal((n, n)), -1)
    factor[np.diag_indices(n)] = np.sqrt(generator.chisquare(setting.count - np.arange(n)))
    values, vectors = np.linalg.eigh(heads @ heads.T + setting.level * (factor @ factor.T))
    gain = 1 / (values[:, None] + n * ridges[None, :])
    along, theta = vectors.T @ heads, np.asarray(setting.signal)
    label = along @ theta
    fitted = along.T @ (gain * label[:, None])  # E θ̂ on the spikes, one row each
    spread = (along**2).T @ gain**2  # and its variance
    norm = values @ (gain**2 * (label**2 + 1)[:, None])
    tail = norm - (fitted**2 + spread).sum(axis=0)
    error = np.asarray(setting.spikes) @ ((fitted - theta[:, None]) ** 2 + spread)
    return {"standard_risk": error + setting.level * tail, "norm_squared": norm}
