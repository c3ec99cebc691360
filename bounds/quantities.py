"""The quantities that theorems of this field speak of, as SymPy objects that stay as they are written.

`eigenvalue(i)` is λ_i, `trace(covariance)` is tr Σ, `effective_rank(k)` is r_k, `squared_rank(k)` is R_k,
`kstar(b)` is k*, `kappa(ridge)` is κ, `standard_risk(f)` and `adversarial_risk(f)` are R_std and R_adv,
`mean(X)` is E[X], `noise_mean(X)` is E[X | design], `trace(gram)` and `trace_inverse(gram)` are tr G and tr G⁻¹,
`min_norm` is θ̂ and `theta` is θ*. Each says what it depends on, whether it is positive, and how it is printed.

Nothing evaluates: `mean(2*X)` is not `2*mean(X)` until a checker uses that expectation is linear.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import Any

import sympy as sp


class Dependence(IntEnum):
    """What a quantity varies with; the later includes the earlier."""

    NOTHING = 0
    DESIGN = 1
    NOISE = 2


class Quantity(sp.Symbol):
    """A quantity without arguments, such as tr Σ; a symbol that knows its meaning."""

    __slots__ = ("dependence", "shown")
    dependence: Dependence
    shown: str

    def __new__(
        cls, name: str, *, shown: str, dependence: Dependence = Dependence.NOTHING, **assumptions: bool
    ) -> Quantity:
        quantity: Quantity = sp.Symbol.__xnew__(cls, name, real=True, **assumptions)
        quantity.dependence = dependence
        quantity.shown = shown
        return quantity

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        kept = {key: value for key, value in self.assumptions0.items() if key in ("positive", "nonnegative")}
        return (self.name,), {"shown": self.shown, "dependence": self.dependence, **kept}

    def _latex(self, printer: Any, **_: Any) -> str:
        return self.shown


class Applied(sp.Function):
    """A quantity with arguments; it never evaluates."""

    shown = ""
    nargs = 1

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.grammar_name = cls.__dict__.get("grammar_name", cls.__name__)

    @property
    def dependence(self) -> Dependence:
        """What it varies with: by default whatever its arguments vary with."""
        return max((dependence(arg) for arg in self.args), default=Dependence.NOTHING)

    def _latex(self, printer: Any, exp: str | None = None, **_: Any) -> str:
        inner = ", ".join(printer.doprint(arg) for arg in self.args)
        text = self.shown.replace("#", inner) if "#" in self.shown else rf"{self.shown}\left({inner}\right)"
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"


# --- the spectrum -------------------------------------------------------------------------------------------

largest = Quantity("largest", shown=r"\lVert\Sigma\rVert", positive=True)


class eigenvalue(Applied):
    """λ_i, the i-th eigenvalue of Σ, counted from 1."""

    shown = r"\lambda_{#}"
    is_positive = True


class tail(Applied):
    """Σ_{i>k} λ_i."""

    shown = r"\textstyle\sum_{i>#}\lambda_i"
    is_positive = True


class effective_rank(Applied):
    """r_k = Σ_{i>k} λ_i / λ_{k+1}."""

    shown = r"r_{#}"
    is_positive = True


class squared_rank(Applied):
    """R_k = (Σ_{i>k} λ_i)² / Σ_{i>k} λ_i²."""

    shown = r"R_{#}"
    is_positive = True


class kstar(Applied):
    """k* = min{k ≥ 0 : r_k ≥ b n} for the rank constant b."""

    shown = r"k^{*}_{#}"
    is_nonnegative = True


class kappa(Applied):
    """κ, the largest root of λ = κ(1 − df_1(κ)/n) for the ridge λ."""

    shown = r"\kappa"
    is_positive = True


class df1(Applied):
    """df_1(κ) = Σ λ_i/(λ_i + κ)."""

    shown = r"\operatorname{df}_1"
    is_positive = True


class df2(Applied):
    """df_2(κ) = Σ λ_i²/(λ_i + κ)²."""

    shown = r"\operatorname{df}_2"
    is_positive = True


# --- the sample ---------------------------------------------------------------------------------------------


class Matrix(Quantity):
    """A symmetric positive semi-definite matrix, known by its traces only."""

    __slots__ = ()


covariance = Matrix("Sigma", shown=r"\Sigma")
gram = Matrix("G", shown="G", dependence=Dependence.DESIGN)


class rows(Applied):
    """The number of rows of a matrix."""

    shown = r"\operatorname{rows}#"
    is_positive = True


class trace(Applied):
    """tr M, the sum of the eigenvalues of a matrix."""

    shown = r"\operatorname{tr}#"
    is_nonnegative = True


class trace_inverse(Applied):
    """tr M⁻¹, the sum of the reciprocals of the eigenvalues; +∞ for a singular M."""

    shown = r"\operatorname{tr}#^{-1}"
    is_positive = True


# --- estimators and their risks -----------------------------------------------------------------------------


class Estimator(Quantity):
    """A coefficient vector: θ* or a spectral filter of the sample."""

    __slots__ = ()


theta = Estimator("theta", shown=r"\theta^{*}")
min_norm = Estimator("min_norm", shown=r"\hat\theta", dependence=Dependence.NOISE)
ridge_estimator = Estimator("ridge_estimator", shown=r"\hat\theta_\lambda", dependence=Dependence.NOISE)
linear_estimator = Estimator("linear_estimator", shown=r"\hat\theta_H", dependence=Dependence.NOISE)
"""Any θ̂ = H(X) y: linear in the labels, with a matrix that may depend on the design in any way."""
shrinkage_estimator = Estimator("shrinkage_estimator", shown=r"\hat\theta_g", dependence=Dependence.NOISE)
"""Any spectral filter θ̂ = XᵀU g(S) Uᵀy with 0 ≤ s g(s) ≤ 1, or an average of such."""


class hat_trace(Applied):
    """tr XH, the trace of the hat matrix of a linear estimator θ̂ = H(X) y: its degrees of freedom."""

    shown = r"\operatorname{df}\left(#\right)"

    @property
    def dependence(self) -> Dependence:
        """The labels do not enter."""
        return Dependence.DESIGN


class gain_bound(Applied):
    """sup_s g(s), the largest gain of a spectral filter: 1/(nλ) for ridge, t/n for gradient flow stopped at t."""

    shown = r"\sup g_{#}"
    is_nonnegative = True

    @property
    def dependence(self) -> Dependence:
        """A number that belongs to the filter."""
        return Dependence.NOTHING


class norm(Applied):
    """‖θ‖, the Euclidean norm."""

    shown = r"\lVert #\rVert"
    is_nonnegative = True


class dual_norm(Applied):
    """‖θ‖_{q*}, the norm dual to the attack's: the Euclidean one for an ℓ_2 attack, ℓ_1 for ℓ_∞."""

    shown = r"\lVert #\rVert_{q^*}"
    is_nonnegative = True


class standard_risk(Applied):
    """R_std(θ) = ‖θ − θ*‖²_Σ, the excess risk on clean inputs."""

    shown = r"R_{\mathrm{std}}(#)"
    is_nonnegative = True


class adversarial_risk(Applied):
    """R_adv(θ) = E sup_{‖δ‖ ≤ α} ((x + δ)ᵀθ − xᵀθ*)², the risk under attack with the clean target."""

    shown = r"R_{\mathrm{adv}}(#)"
    is_nonnegative = True


# --- expectations -------------------------------------------------------------------------------------------


class mean(Applied):
    """E[X] over design and noise."""

    shown = r"\mathbb{E}\left[#\right]"
    grammar_name = "E"
    grammar_brackets = "[]"

    @property
    def dependence(self) -> Dependence:
        """A mean varies with nothing."""
        return Dependence.NOTHING


class noise_mean(Applied):
    """E[X | design], the mean over the noise."""

    shown = r"\mathbb{E}_{\varepsilon}\left[#\right]"

    @property
    def dependence(self) -> Dependence:
        """What is left is at most the design."""
        return min(Dependence.DESIGN, dependence(self.args[0]))


QUANTITIES: tuple[Quantity, ...] = (
    largest,
    covariance,
    gram,
    theta,
    min_norm,
    ridge_estimator,
    linear_estimator,
    shrinkage_estimator,
)
APPLIED: tuple[type[Applied], ...] = (
    eigenvalue,
    tail,
    effective_rank,
    squared_rank,
    kstar,
    kappa,
    df1,
    df2,
    rows,
    trace,
    trace_inverse,
    hat_trace,
    gain_bound,
    norm,
    dual_norm,
    standard_risk,
    adversarial_risk,
    mean,
    noise_mean,
)


def dependence(expression: sp.Basic) -> Dependence:
    """What an expression varies with: nothing, the design, or the noise as well."""
    if isinstance(expression, Quantity | Applied):
        return expression.dependence
    return max((dependence(arg) for arg in expression.args), default=Dependence.NOTHING)


def atoms(expression: sp.Basic) -> Iterator[sp.Basic]:
    """The outermost quantities and symbols of an expression, as often as they occur."""
    if isinstance(expression, sp.Symbol | Applied):
        yield expression
        return
    for arg in expression.args:
        yield from atoms(arg)
