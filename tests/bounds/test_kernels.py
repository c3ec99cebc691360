"""Arc-cosine kernels: the table of coefficients, the shape of the gradient, what is refused."""

from __future__ import annotations

import pytest
import sympy as sp
from boundproof.bounds.errors import InputError
from boundproof.bounds.kernels import (
    BOTH_LAYERS,
    CORRELATION,
    FIRST_LAYER,
    SECOND_LAYER,
    TangentKernel,
    input_gradient,
    kernel_named,
    kink_share,
    weight_integral,
)

PI = sp.pi


# g(0), g′(0), g″(0), g(1), nλ_eff/tr Σ, the limit of E‖∇f̂‖²·tr Σ/(σ²n)
TABLE = {
    FIRST_LAYER: (0, sp.Rational(1, 4), 1 / PI, sp.Rational(1, 2), 1, sp.Rational(1, 4)),
    SECOND_LAYER: (
        1 / (2 * PI),
        sp.Rational(1, 4),
        1 / (2 * PI),
        sp.Rational(1, 2),
        1 - 2 / PI,
        (PI / (2 * (PI - 1))) ** 2,
    ),
    BOTH_LAYERS: (1 / (2 * PI), sp.Rational(1, 2), 3 / (2 * PI), 1, 1 - 1 / PI, (PI / (2 * PI - 1)) ** 2),
}


@pytest.mark.parametrize("kernel", list(TABLE), ids=repr)
def test_coefficients_are_those_of_the_published_table(kernel: TangentKernel) -> None:
    *coefficients, ridge, constant = TABLE[kernel]
    assert [*(kernel.coefficient(order) for order in range(3)), kernel.diagonal] == coefficients
    assert sp.expand(kernel.effective_ridge - ridge) == 0
    assert sp.cancel(kernel.gradient_constant - constant) == 0


def test_a_ridge_lowers_the_gradient_and_none_changes_nothing() -> None:
    for kernel in (FIRST_LAYER, SECOND_LAYER, BOTH_LAYERS):
        assert sp.cancel(kernel.ridged_gradient_constant(sp.S.Zero) - kernel.gradient_constant) == 0
    assert FIRST_LAYER.ridged_gradient_constant(sp.Rational(1, 2)) == sp.Rational(1, 16)


def test_a_tail_with_the_whole_trace_has_the_constant_of_the_whole() -> None:
    for kernel in (FIRST_LAYER, SECOND_LAYER, BOTH_LAYERS):
        assert sp.cancel(kernel.tail_gradient_constant(sp.S.One) - kernel.gradient_constant) == 0
    share = sp.Symbol("tau")
    assert sp.cancel(FIRST_LAYER.tail_gradient_constant(share) - share / (1 + share) ** 2) == 0


def test_the_gradient_of_the_second_layer_has_the_first_kernels_share_along_the_other_input() -> None:
    """g′ of the second layer is (π − acos ρ)/(2π), Euler's relation for a kernel that is homogeneous of degree 1."""
    radial, along = input_gradient(SECOND_LAYER)
    assert sp.simplify(along - FIRST_LAYER.profile / CORRELATION) == 0
    assert sp.simplify(radial - sp.sqrt(1 - CORRELATION**2) / (2 * PI)) == 0


def test_the_kink_is_what_the_gradient_has_beyond_the_mean_over_active_neurons() -> None:
    """Its length is ρ/(2π) on the sphere: (g − ρg′)² + (g′ − a)² + 2ρ(g − ρg′)(g′ − a) with a = (π − acos ρ)/(2π)."""
    radial, along = input_gradient(FIRST_LAYER)
    active = FIRST_LAYER.profile / CORRELATION
    extra = along - active
    squared = radial**2 + extra**2 + 2 * CORRELATION * radial * extra
    assert sp.simplify(squared - (active * kink_share()) ** 2) == 0


def test_what_is_no_kernel_is_refused() -> None:
    with pytest.raises(InputError, match="the profile of a kernel is a function of rho alone, not of x"):
        TangentKernel("mine", sp.Symbol("x"), (1,))
    with pytest.raises(InputError, match="kernel 'third' is unknown: give one of first-layer, second-layer, both"):
        kernel_named("third")
    with pytest.raises(InputError, match="the network has layers 1 and 2, not 3"):
        weight_integral(3)
    with pytest.raises(InputError, match="a derivative of order -1 does not exist"):
        FIRST_LAYER.coefficient(-1)
    assert kernel_named("first-layer") is FIRST_LAYER
