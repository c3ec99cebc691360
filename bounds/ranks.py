"""Effective ranks of a spectrum and the benign ratios, as formulas.

r_k = Σ_{i>k} λ_i / λ_{k+1}, R_k = (Σ_{i>k} λ_i)² / Σ_{i>k} λ_i², k* = min{k ≥ 0 : r_k ≥ b n}. Source: Bartlett, Long,
Lugosi, Tsigler 2020, "Benign overfitting in linear regression".
"""

from __future__ import annotations

import sympy

from .implicit import Threshold
from .spectra import SIZE, Spectrum

COUNT = sympy.Symbol("k", integer=True, nonnegative=True)
"""The index k of r_k and R_k."""


def effective_rank(spectrum: Spectrum, k: sympy.Expr | int = COUNT) -> sympy.Expr:
    """r_k = Σ_{i>k} λ_i / λ_{k+1}, for 0 ≤ k < p."""
    return spectrum.tail(k) / spectrum.eigenvalue(k + 1)


def squared_rank(spectrum: Spectrum, k: sympy.Expr | int = COUNT) -> sympy.Expr:
    """R_k = (Σ_{i>k} λ_i)² / Σ_{i>k} λ_i², for 0 ≤ k < p."""
    return spectrum.tail(k) ** 2 / spectrum.tail(k, 2)


def threshold(spectrum: Spectrum, *, n: sympy.Expr = SIZE, rank_constant: sympy.Expr = sympy.S.One) -> Threshold:
    """k* = min{k ≥ 0 : r_k ≥ b n}, as an implicit quantity; b is `rank_constant`."""
    return Threshold(COUNT, effective_rank(spectrum, COUNT), rank_constant * n)


def benign_ratios(
    spectrum: Spectrum, k_star: sympy.Expr, *, n: sympy.Expr = SIZE
) -> tuple[sympy.Expr, sympy.Expr, sympy.Expr]:
    """(r_0/n, k*/n, n/R_{k*}): the sequence is benign iff all three tend to 0 (with ‖Σ‖ = 1)."""
    return effective_rank(spectrum, 0) / n, k_star / n, n / squared_rank(spectrum, k_star)
