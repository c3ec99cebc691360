"""Arc-cosine kernels and the tangent kernel of the two-layer ReLU network, as formulas in the correlation ρ.

The network is f(x; W) = m^{−1/2} Σ_j u_j relu(w_jᵀx), w_j ~ N(0, I), u_j = ±1. With cos φ = ρ = xᵀx′/(‖x‖‖x′‖), the
gradient with respect to the first layer has the kernel xᵀx′ E[1{wᵀx>0}1{wᵀx′>0}] = xᵀx′(π − φ)/(2π), that of the second
E[relu(wᵀx)relu(wᵀx′)] = ‖x‖‖x′‖(sin φ + (π − φ)cos φ)/(2π); training both layers adds them. Each is
K = ‖x‖‖x′‖g(ρ), and g, the profile, is all that is kept here. Source: Cho & Saul, "Kernel methods for deep learning",
NIPS 2009.

Nothing here decides: the coefficients at ρ = 0 are derivatives, and the steps of the theorem prove that they are the
expansion's.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from .errors import InputError

CORRELATION = sp.Symbol("rho")
"""ρ, the cosine of the angle between two inputs."""

_SECTOR = sp.pi - sp.acos(CORRELATION)
_ANGLE = sp.Symbol("theta")


@dataclass(frozen=True)
class TangentKernel:
    """A kernel ‖x‖‖x′‖g(ρ).

    Arguments: `name`; `profile`, g as a SymPy expression in `CORRELATION`, differentiable at 0; `layers`, which layers
    of the network are trained to get it.
    """

    name: str
    profile: sp.Expr
    layers: tuple[int, ...]

    def __post_init__(self) -> None:
        free = self.profile.free_symbols - {CORRELATION}
        if free:
            raise InputError(f"the profile of a kernel is a function of rho alone, not of {min(map(str, free))}")

    @property
    def slope(self) -> sp.Expr:
        """g′(ρ), as SymPy differentiates it."""
        return sp.diff(self.profile, CORRELATION)

    def coefficient(self, order: int) -> sp.Expr:
        """The derivative of that order of g at ρ = 0, exact."""
        if order < 0:
            raise InputError(f"a derivative of order {order} does not exist: give 0, 1, 2, ...")
        return sp.expand(sp.diff(self.profile, CORRELATION, order).subs(CORRELATION, 0))

    @property
    def diagonal(self) -> sp.Expr:
        """g(1): K(x, x) = g(1)‖x‖²."""
        return self.profile.subs(CORRELATION, 1)

    @property
    def remainder(self) -> sp.Expr:
        """g(1) − g(0) − g′(0): what the linearisation leaves on the diagonal, in units of tr Σ."""
        return sp.expand(self.diagonal - self.coefficient(0) - self.coefficient(1))

    @property
    def effective_ridge(self) -> sp.Expr:
        """nλ_eff/tr Σ = (g(1) − g(0) − g′(0))/g′(0): the ridge of the linear model that the kernel behaves like."""
        return sp.expand(self.remainder / self.coefficient(1))

    @property
    def gradient_constant(self) -> sp.Expr:
        """(g′(0)/(g(1) − g(0)))²: the limit of E‖∇f̂‖²·tr Σ/(σ²n), noise part of min-norm regression."""
        return sp.together((self.coefficient(1) / (self.diagonal - self.coefficient(0))) ** 2)

    def ridged_gradient_constant(self, ridge: sp.Expr) -> sp.Expr:
        """The same limit for kernel ridge regression, (K + ridge·tr Σ·I)⁻¹: g′(0)²/(g(1) − g(0) + ridge)²."""
        return (self.coefficient(1) / (self.diagonal - self.coefficient(0) + ridge)) ** 2

    def tail_gradient_constant(self, share: sp.Expr) -> sp.Expr:
        """The same limit where a tail of trace `share`·tr Σ is all that the noise sees: τ/(τ + nλ_eff/tr Σ)²."""
        return share / (share + self.effective_ridge) ** 2

    def __repr__(self) -> str:
        return f"{self.name} kernel"


FIRST_LAYER = TangentKernel("first-layer", CORRELATION * _SECTOR / (2 * sp.pi), (1,))
SECOND_LAYER = TangentKernel("second-layer", (sp.sqrt(1 - CORRELATION**2) + CORRELATION * _SECTOR) / (2 * sp.pi), (2,))
BOTH_LAYERS = TangentKernel("both-layer", FIRST_LAYER.profile + SECOND_LAYER.profile, (1, 2))
KERNELS = {kernel.name: kernel for kernel in (FIRST_LAYER, SECOND_LAYER, BOTH_LAYERS)}


def kernel_named(name: str) -> TangentKernel:
    """The kernel of that name; an InputError lists the known ones."""
    if name not in KERNELS:
        raise InputError(f"kernel {name!r} is unknown: give one of {', '.join(KERNELS)}")
    return KERNELS[name]


def weight_integral(layer: int) -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """The mean over the weights that defines g, as an integral over the direction of w in the plane of x and x′.

    With w = r(cos θ, sin θ), x at angle 0 and x′ at φ, both neurons are active for φ − π/2 < θ < π/2; the mean of 1
    over the radius is 1 and that of r² is 2. Argument: `layer`, 1 or 2. Returns the integrand in θ and ρ, and the ends.
    """
    angle = sp.acos(CORRELATION)
    ends = (angle - sp.pi / 2, sp.pi / 2)
    if layer == 1:
        return CORRELATION / (2 * sp.pi), *ends
    if layer == 2:
        return sp.cos(_ANGLE) * sp.cos(_ANGLE - angle) / sp.pi, *ends
    raise InputError(f"the network has layers 1 and 2, not {layer}")


def input_gradient(kernel: TangentKernel) -> tuple[sp.Expr, sp.Expr]:
    """∇_x K(x, x′)/‖x′‖ = a·x/‖x‖ + b·x′/‖x′‖: the pair (a, b) = (g − ρg′, g′)."""
    return kernel.profile - CORRELATION * kernel.slope, kernel.slope


def kink_share() -> sp.Expr:
    """The length of the first layer's kink term, relative to the rest of ∇_x K: ρ/(π − acos ρ).

    The almost-everywhere gradient of relu features is x′(π − φ)/(2π) in the mean; what ∇_x K has beyond it comes from
    the neurons whose kink passes through x, −xᵀx′∇φ/(2π), of length ‖x′‖ρ/(2π) because ‖∇φ‖ = 1/‖x‖.
    """
    return CORRELATION / _SECTOR
