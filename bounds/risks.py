"""Standard and adversarial risk of linear regression, as formulas.

Setting: x = Σ^{1/2} z, y = xᵀθ* + ε with E[ε|x] = 0 and Var(ε|x) = σ²; risks are excess over the noise floor.
An attack moves x by δ with ‖δ‖_q ≤ α, and reaches a linear function through the dual norm N = ‖θ‖_{q*}:

* R_std(θ) = ‖θ − θ*‖²_Σ;
* clean target: R_adv(θ) = E[(|xᵀ(θ − θ*)| + αN)²];
* noisy target: E[(|xᵀ(θ − θ*) − ε| + αN)²] − σ².

Everything here takes SymPy and gives SymPy. Source: Hao & Zhang 2024, formalised from the published summary;
the Gaussian formula is E|N(0, R)| = √(2R/π) put into the square.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from .errors import DomainError

EUCLIDEAN = sp.Integer(2)
"""The exponent of the attack's norm unless another is said."""


def dual_exponent(exponent: sp.Expr) -> sp.Expr:
    """The exponent q* with 1/q + 1/q* = 1 of the norm dual to ‖·‖_q, for a number q in [1, ∞]."""
    q = sp.Integer(exponent) if isinstance(exponent, int) else exponent
    if q is sp.oo:
        return sp.S.One
    if not (isinstance(q, sp.Rational) and q >= 1):
        raise DomainError(f"attack exponent {exponent} is not an exact number in [1, oo]: give 1, 2, oo, …")
    return sp.oo if q == 1 else q / (q - 1)


def norm(vector: Sequence[sp.Expr], exponent: sp.Expr = EUCLIDEAN) -> sp.Expr:
    """The norm ‖θ‖_q of an explicit vector, for q in [1, ∞]."""
    if exponent is sp.oo:
        return sp.Max(*[sp.Abs(entry) for entry in vector])
    if exponent == 1:
        return sp.Add(*[sp.Abs(entry) for entry in vector])
    if exponent == 2:
        return sp.sqrt(sp.Add(*[sp.Abs(entry) ** 2 for entry in vector]))
    return sp.Add(*[sp.Abs(entry) ** exponent for entry in vector]) ** (1 / sp.S(exponent))


def attack_norm(vector: Sequence[sp.Expr], exponent: sp.Expr = EUCLIDEAN) -> sp.Expr:
    """The norm N = ‖θ‖_{q*} through which an attack with ‖δ‖_q ≤ α acts on θ: sup δᵀθ = αN."""
    return norm(vector, dual_exponent(exponent))


def standard_risk(estimate: Sequence[sp.Expr], truth: Sequence[sp.Expr], eigenvalues: Sequence[sp.Expr]) -> sp.Expr:
    """The standard risk R_std = Σ λ_i(θ_i − θ*_i)², vectors given in the eigenbasis of Σ."""
    return sp.Add(*[lam * (a - b) ** 2 for lam, a, b in zip(eigenvalues, estimate, truth, strict=True)])


# -- adversarial risk from R_std and N
# -------------------------------------------------------------------------


def adversarial_risk_gaussian(risk: sp.Expr, dual: sp.Expr, radius: sp.Expr) -> sp.Expr:
    """The adversarial risk for Gaussian x and clean target, exactly: R + 2αN√(2R/π) + α²N²."""
    return risk + 2 * radius * dual * sp.sqrt(2 * risk / sp.pi) + radius**2 * dual**2


def adversarial_risk_gaussian_noisy(risk: sp.Expr, dual: sp.Expr, radius: sp.Expr, variance: sp.Expr) -> sp.Expr:
    """The same for the noisy target, ε Gaussian of variance σ² and independent of x, less σ²."""
    return risk + 2 * radius * dual * sp.sqrt(2 * (risk + variance) / sp.pi) + radius**2 * dual**2


def adversarial_risk_lower(risk: sp.Expr, dual: sp.Expr, radius: sp.Expr) -> sp.Expr:
    """A lower bound for every law of x, clean and noisy target: R + α²N²."""
    return risk + radius**2 * dual**2


def adversarial_risk_upper(risk: sp.Expr, dual: sp.Expr, radius: sp.Expr) -> sp.Expr:
    """An upper bound for every law of x and the clean target: (√R + αN)²."""
    return (sp.sqrt(risk) + radius * dual) ** 2


def adversarial_risk_upper_loose(risk: sp.Expr, dual: sp.Expr, radius: sp.Expr) -> sp.Expr:
    """Twice the lower bound, which is an upper bound for the clean target: 2(R + α²N²)."""
    return 2 * (risk + radius**2 * dual**2)


def adversarial_risk_upper_noisy(risk: sp.Expr, dual: sp.Expr, radius: sp.Expr, variance: sp.Expr) -> sp.Expr:
    """An upper bound for every law of x and the noisy target: (√(R + σ²) + αN)² − σ²."""
    return (sp.sqrt(risk + variance) + radius * dual) ** 2 - variance


def truth_adversarial_risk(dual: sp.Expr, radius: sp.Expr) -> sp.Expr:
    """The adversarial risk of the truth, clean target: α²‖θ*‖²_{q*}."""
    return radius**2 * dual**2


def truth_adversarial_risk_noisy(dual: sp.Expr, radius: sp.Expr, variance: sp.Expr) -> sp.Expr:
    """The adversarial risk of the truth, noisy target with Gaussian noise: α²N² + 2αNσ√(2/π)."""
    return radius**2 * dual**2 + 2 * radius * dual * sp.sqrt(variance) * sp.sqrt(2 / sp.pi)


# -- averages over the noise, given X
# --------------------------------------------------------------------------


def bias(operator: sp.Matrix, design: sp.Matrix, truth: sp.Matrix, covariance: sp.Matrix) -> sp.Expr:
    """The bias B = ‖(HX − I)θ*‖²_Σ of the linear estimator θ̂ = Hy, given X.

    Arguments: `operator` H (p×n), `design` X (n×p), `truth` θ* (p×1), `covariance` Σ (p×p).
    """
    error = operator * design * truth - truth
    return (error.T * covariance * error)[0, 0]


def variance(operator: sp.Matrix, covariance: sp.Matrix, noise: sp.Matrix) -> sp.Expr:
    """The variance V = tr(Σ H D Hᵀ) of θ̂ = Hy given X, where D = E[εεᵀ|X] (n×n; σ²I under the
    assumptions).
    """
    return (covariance * operator * noise * operator.T).trace()


def mean_norm_squared(operator: sp.Matrix, design: sp.Matrix, truth: sp.Matrix, noise: sp.Matrix) -> sp.Expr:
    """The mean E[‖θ̂‖₂²|X] = ‖HXθ*‖² + tr(H D Hᵀ) over the noise, D = E[εεᵀ|X]."""
    fitted = operator * design * truth
    return (fitted.T * fitted)[0, 0] + (operator * noise * operator.T).trace()


def noise_norm_squared(
    gains: sp.Indexed, eigenvalues: sp.Indexed, index: sp.Symbol, rank: sp.Expr, sigma: sp.Expr
) -> sp.Expr:
    """The noise part σ² Σ_j s_j g_j² of E[‖θ̂‖₂²|X] from the Gram matrix's eigenvalues s_j and gains g_j."""
    return sigma**2 * sp.Sum(eigenvalues * gains**2, (index, 1, rank))
