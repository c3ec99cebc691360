"""Deterministic equivalents of ridge and min-norm regression: κ, df_1, df_2 and the risks they predict, as formulas.

κ is the largest root of λ = κ(1 − df_1(κ)/n), with df_1 = Σ λ_i/(λ_i+κ), df_2 = Σ λ_i²/(λ_i+κ)² < n; for λ = 0
(min-norm) it is κ_0: df_1(κ_0) = n. With b(κ) = κ² Σ θ_i²λ_i/(λ_i+κ)² and v(κ) = (1/n) Σ λ_i/(λ_i+κ)²,

    bias      ≈ b/(1 − df_2/n)
    variance  ≈ σ² (df_2/n)/(1 − df_2/n)
    E‖θ̂‖²    ≈ Σ θ_i²λ_i²/(λ_i+κ)² + (b + σ²) v/(1 − df_2/n).

These are statements about the equivalents; passing to the risks themselves is a theorem with conditions. Sources:
Hastie, Montanari, Rosset, Tibshirani 2022; Cheng, Montanari 2022 (non-asymptotic forms); Bach 2024.
"""

from __future__ import annotations

import sympy

from .errors import InputError
from .spectra import INDEX, SIZE, Signal, Spectrum

KAPPA = sympy.Symbol("kappa", positive=True)
RIDGE = sympy.Symbol("ridge", real=True)
SIGMA = sympy.Symbol("sigma", nonnegative=True)


def _total(spectrum: Spectrum, summand: sympy.Expr) -> sympy.Expr:
    return sympy.Sum(summand, (INDEX, 1, spectrum.dimension))


def degrees_of_freedom(spectrum: Spectrum, order: int, kappa: sympy.Expr = KAPPA) -> sympy.Expr:
    """df_order(κ) = Σ (λ_i/(λ_i+κ))^order as an unevaluated sum; `order` is 1 or 2."""
    if order not in (1, 2):
        raise InputError(f"df_{order}: only df_1 and df_2 are used")
    eigenvalue = spectrum.eigenvalue(INDEX)
    return _total(spectrum, (eigenvalue / (eigenvalue + kappa)) ** order)


def ridge_of_kappa(spectrum: Spectrum, *, n: sympy.Expr = SIZE, kappa: sympy.Expr = KAPPA) -> sympy.Expr:
    """ψ(κ) = κ(1 − df_1(κ)/n), the ridge that belongs to κ; convex in κ, its minimum where df_2 = n."""
    return kappa * (1 - degrees_of_freedom(spectrum, 1, kappa) / n)


def kappa_equation(
    spectrum: Spectrum, *, n: sympy.Expr = SIZE, ridge: sympy.Expr = RIDGE, kappa: sympy.Expr = KAPPA
) -> sympy.Eq:
    """The equation ridge = κ(1 − df_1(κ)/n), unevaluated; κ is its largest root."""
    return sympy.Eq(ridge, ridge_of_kappa(spectrum, n=n, kappa=kappa), evaluate=False)


def equivalent_bias(spectrum: Spectrum, signal: Signal, *, kappa: sympy.Expr = KAPPA) -> sympy.Expr:
    """b(κ) = κ² Σ θ_i² λ_i/(λ_i+κ)²."""
    return kappa**2 * _signal_sum(spectrum, signal, lambda value: value / (value + kappa) ** 2)


def equivalent_variance(spectrum: Spectrum, *, n: sympy.Expr = SIZE, kappa: sympy.Expr = KAPPA) -> sympy.Expr:
    """v(κ) = (1/n) Σ λ_i/(λ_i+κ)²."""
    eigenvalue = spectrum.eigenvalue(INDEX)
    return _total(spectrum, eigenvalue / (eigenvalue + kappa) ** 2) / n


def shrunk_signal(spectrum: Spectrum, signal: Signal, *, kappa: sympy.Expr = KAPPA) -> sympy.Expr:
    """Σ θ_i² λ_i²/(λ_i+κ)²: what is left of ‖θ*‖²."""
    return _signal_sum(spectrum, signal, lambda value: (value / (value + kappa)) ** 2)


def _signal_sum(spectrum: Spectrum, signal: Signal, shape: object) -> sympy.Expr:
    assert callable(shape)
    if signal.weight is not None:
        return _total(spectrum, signal.weight * shape(spectrum.eigenvalue(INDEX)))
    terms = [theta**2 * shape(spectrum.eigenvalue(i)) for i, theta in enumerate(signal.values, start=1) if theta != 0]
    return sympy.Add(*terms)


def standard_bias(b: sympy.Expr, second_degrees: sympy.Expr, n: sympy.Expr) -> sympy.Expr:
    """The bias part b/(1 − df_2/n) of R_std."""
    return b / (1 - second_degrees / n)


def standard_variance(second_degrees: sympy.Expr, n: sympy.Expr, sigma: sympy.Expr) -> sympy.Expr:
    """The variance part σ²(df_2/n)/(1 − df_2/n) of R_std."""
    return sigma**2 * (second_degrees / n) / (1 - second_degrees / n)


def mean_norm_squared(
    *,
    shrunk: sympy.Expr,
    b: sympy.Expr,
    v: sympy.Expr,
    second_degrees: sympy.Expr,
    n: sympy.Expr,
    sigma: sympy.Expr,
) -> sympy.Expr:
    """E‖θ̂‖² ≈ Σ θ_i²λ_i²/(λ_i+κ)² + (b + σ²) v/(1 − df_2/n)."""
    return shrunk + (b + sigma**2) * v / (1 - second_degrees / n)


def noise_norm_squared(
    first_degrees: sympy.Expr,
    second_degrees: sympy.Expr,
    n: sympy.Expr,
    sigma: sympy.Expr,
    *,
    kappa: sympy.Expr = KAPPA,
) -> sympy.Expr:
    """The noise part σ²(df_1 − df_2)/(κ(n − df_2)) of E‖θ̂‖²; at ridge 0 it is σ²/κ_0."""
    return sigma**2 * (first_degrees - second_degrees) / (kappa * (n - second_degrees))
