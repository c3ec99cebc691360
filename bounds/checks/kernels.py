"""Finite statements about arc-cosine kernels, regression with them, and what they predict of gradients."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from .base import FigureData, FiniteCheck

if TYPE_CHECKING:
    import sympy as sp

    from ..kernels import TangentKernel
    from ..spectra import Signal, Spectrum

Form = Literal["outer", "ones", "corrected"]
Prediction = Literal["limit", "equivalent"]
Risk = Literal["standard", "adversarial"]
RiskClaim = Literal["gap", "falls", "grows"]


@dataclass(frozen=True)
class WeightIntegral(FiniteCheck):
    """The kernel is the mean over Gaussian weights: formula and integral differ by at most `tolerance`, enclosed.

    `correlations`, the ρ at which it is checked, exact, in (−1, 1); `factor` multiplies the formula (1, but for twins).
    """

    kernel: TangentKernel
    correlations: tuple[Fraction, ...]
    tolerance: Fraction
    factor: Fraction = Fraction(1)


@dataclass(frozen=True)
class WeightDraws(FiniteCheck):
    """The kernel of m drawn neurons approaches the kernel like m^`exponent`, to within `slack`, fitted over draws.

    `points` inputs in dimension `dimension`; `widths`, the m; `draws` at each; `delta`, the error probability of the
    interval of the fitted exponent.
    """

    kernel: TangentKernel
    widths: tuple[int, ...]
    draws: int
    points: int = 12
    dimension: int = 6
    exponent: Fraction = Fraction(-1, 2)
    slack: Fraction = Fraction(1, 20)
    delta: Fraction = Fraction(1, 100)


@dataclass(frozen=True)
class InitialGradient(FiniteCheck):
    """The mean of ‖∇_x f‖² at initialisation, without a pairing of neurons, is `share`·p, to within `within`."""

    dimension: int
    width: int
    draws: int
    share: Fraction = Fraction(1, 2)
    within: Fraction = Fraction(1, 50)
    delta: Fraction = Fraction(1, 100)


@dataclass(frozen=True)
class KinkShare(FiniteCheck):
    """What the mean a.e. gradient of drawn neurons lacks of ∇_x K has the relative length `share`(ρ), to `within`.

    First layer: the network's a.e. gradient in x of K_m(x, x′) is x′·(share of neurons active at both), which knows
    nothing of the neurons whose kink passes through x. `share` is a formula in ρ, `correlation` the ρ.
    """

    share: sp.Expr
    correlation: Fraction
    width: int
    draws: int
    within: Fraction = Fraction(1, 50)
    delta: Fraction = Fraction(1, 100)


@dataclass(frozen=True)
class Linearisation(FiniteCheck):
    """‖K − (constant + g′(0)XXᵀ + remainder·T·I)‖/T in operator norm is smaller at the last n than at the first.

    `form` is the constant part: "outer", g(0)vvᵀ with v_i = ‖x_i‖; "ones", g(0)T·11ᵀ; "corrected", the outer one plus
    g″(0)tr Σ²/(2T)·11ᵀ. `shrinks` is the factor by which the last mean is at most the first one; the sampled means are
    compared by their intervals, jointly at level 1 − `delta`. Gaussian inputs.
    """

    kernel: TangentKernel
    spectrum: Spectrum
    n_values: tuple[int, ...]
    draws: int
    form: Form = "outer"
    shrinks: Fraction = Fraction(1)
    truncation: int | None = None
    delta: Fraction = Fraction(1, 100)


@dataclass(frozen=True)
class GradientNear(FiniteCheck):
    """The noise part of E‖∇f̂‖² of kernel regression is `prediction` to a relative accuracy of `within`.

    `ridge` in units of tr Σ, added to the kernel matrix (0: min-norm). σ = 1; Gaussian inputs; mean over X and a new x,
    noise averaged out exactly.
    """

    kernel: TangentKernel
    spectrum: Spectrum
    n: int
    prediction: sp.Expr
    within: Fraction
    draws: int
    tests: int = 20
    ridge: Fraction = Fraction(0)
    truncation: int | None = None
    delta: Fraction = Fraction(1, 100)


@dataclass(frozen=True)
class GradientGap(FiniteCheck):
    """The relative gap of the noise part of E‖∇f̂‖² from its prediction is smaller at the last n than at the first.

    `against`: "limit", (g′(0)/(g(1) − g(0)))²n/tr Σ; "equivalent", the deterministic equivalent of E‖θ̂‖² for linear
    ridge with the kernel's effective ridge.
    """

    kernel: TangentKernel
    spectrum: Spectrum
    n_values: tuple[int, ...]
    draws: tuple[int, ...]
    against: Prediction = "limit"
    tests: int = 20
    truncation: int | None = None
    delta: Fraction = Fraction(1, 100)


@dataclass(frozen=True)
class KernelRisks(FiniteCheck):
    """Risks of min-norm kernel regression on a linear truth beside those of linear ridge on the same data, along n.

    `quantity` "standard" is R_std, "adversarial" the first-order risk E(|f̂ − f*| + α‖∇f̂‖)², α = `radius`. With `claim`
    "gap", the relative gap between the two is smaller at the last n than at the first; "falls" or "grows", so does the
    kernel's own risk, the adversarial one over that of the truth, α²‖θ*‖². `ridge` in units of tr Σ. The table has the
    deterministic equivalent of that linear ridge beside both.
    """

    kernel: TangentKernel
    spectrum: Spectrum
    signal: Signal
    n_values: tuple[int, ...]
    draws: tuple[int, ...]
    quantity: Risk
    claim: RiskClaim = "gap"
    radius: Fraction = Fraction(1)
    ridge: Fraction = Fraction(0)
    tests: int = 20
    noise_draws: int = 10
    delta: Fraction = Fraction(1, 100)


@dataclass(frozen=True)
class GradientCurves(FigureData):
    """E‖∇f̂‖² along n, predicted and simulated, for a family inside and one outside the conditions."""

    kernel: TangentKernel
    inside: Spectrum
    outside: Spectrum
    n_values: tuple[int, ...]
    draws: int
    truncation: int
    tests: int = 20
    level: Fraction = Fraction(95, 100)
