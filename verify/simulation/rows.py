"""Gram matrices of Gaussian rows, drawn without their columns where the spectrum is flat.

The kernels of a two-layer network see inputs only through xᵀx′. A flat block of q ≥ rows eigenvalues of height h adds
h·W to the Gram matrix, W Wishart with q degrees of freedom, whose Cholesky factor has independent entries: N(0, 1)
below the diagonal and √χ²_{q−i+1} on it (Bartlett 1933). That is the same law for rows² numbers instead of rows·q, so
that p = n³ costs what p = n costs. All other coordinates are drawn as they are for linear models.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from ...bounds.errors import DomainError, InputError
from ...bounds.spectra import INDEX, Block, Signal, Spectrum
from ..evaluate import FLOATS, evaluate
from .setting import Setting
from .spectra import spectral_setting
from .streams import BLOCK, Purpose, stream

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Rows:
    """One draw of rows x_1, …, x_m: `gram`, (m, m), the inner products, and `truth`, (m,), xᵀθ*."""

    gram: Array
    truth: Array

    @property
    def lengths(self) -> Array:
        """The norms ‖x_i‖."""
        return np.sqrt(self.gram.diagonal())


@dataclass(frozen=True)
class RowSampler:
    """Draws Gaussian rows of one spectrum.

    `rows`, how many; `explicit`, the coordinates that are drawn one by one; `level` and `count`, height and size of the
    flat block that is drawn through its Gram matrix; `trace`, tr Σ. Made by `row_sampler`.
    """

    rows: int
    explicit: Setting | None
    level: float
    count: int
    trace: float

    def draw(self, seed: int, draw: int) -> Rows:
        """One draw; equal arguments give equal rows."""
        gram, truth, used = np.zeros((self.rows, self.rows)), np.zeros(self.rows), 0
        if self.explicit is not None:
            signal = self.explicit.signal
            for start, _, columns in self.explicit.features(seed, draw):
                gram += columns.T @ columns
                part = signal[start : start + len(columns)]
                truth += part @ columns[: len(part)]
            used = -(-self.explicit.dimension // BLOCK)
            gram[np.diag_indices(self.rows)] += self.explicit.tail.trace
        if self.count:
            generator = stream(seed, draw, Purpose.FEATURES, used)
            factor = np.tril(generator.standard_normal((self.rows, self.rows)), -1)
            degrees = self.count - np.arange(self.rows, dtype=np.float64)
            factor[np.diag_indices(self.rows)] = np.sqrt(generator.chisquare(degrees))
            gram += self.level * (factor @ factor.T)
        return Rows(gram, truth)


def row_sampler(
    spectrum: Spectrum, rows: int, *, n: int, signal: Signal | None = None, truncation: int | None = None
) -> RowSampler:
    """What draws `rows` Gaussian rows of a spectrum at sample size n.

    Arguments: `spectrum`, parameters fixed; `rows` ≥ 1; `n`; `signal`, θ*, supported where coordinates are drawn one by
    one; `truncation`, needed where p = ∞: the coordinates beyond it enter the Gram matrix by their mean, on its
    diagonal. Raises DomainError for p = ∞ without it and InputError for a signal inside the flat block.
    """
    if rows < 1:
        raise InputError(f"rows = {rows}: draw at least one row")
    at = spectrum.at(n=n)
    *before, last = at.segments
    flat = isinstance(last, Block) and INDEX not in last.formula.free_symbols and last.last != sp.oo
    count = int(last.last - last.first + 1) if flat else 0
    if count < rows:
        setting = spectral_setting(at, rows, signal=signal, truncation=truncation)
        return RowSampler(rows, setting, 0.0, 0, setting.trace)
    assert isinstance(last, Block)
    level = float(evaluate(last.formula, FLOATS, {}))
    if not level > 0:
        raise DomainError(f"{spectrum} has a flat block of height {level}: every λ_i must be positive")
    if not before and signal is not None:
        raise InputError(f"{signal} lies inside the flat block of {spectrum}: give it a spike to lie on")
    if not before:
        return RowSampler(rows, None, level, count, level * count)
    head = spectral_setting(Spectrum(tuple(before), f"the head of {spectrum}"), rows, signal=signal)
    return RowSampler(rows, head, level, count, head.trace + level * count)
