"""Filters as formulas, their numeric twins, and the parameters they refuse."""

import numpy as np
import pytest
import sympy as sp
from boundproof.bounds.errors import DomainError, InputError
from boundproof.bounds.filters import GradientFlow, MinNorm, PrincipalComponents, Ridge
from boundproof.verify.simulation.gains import gains, noise_gain_bound
from hypothesis import given
from hypothesis import strategies as st

S, N = sp.symbols("s n", positive=True)


def test_ridge_zero_is_the_inverse_and_min_norm_vanishes_on_the_kernel():
    assert Ridge(0).gain(S, N) == 1 / S
    assert MinNorm().gain(S, N).subs(S, sp.Rational(3, 7)) == sp.Rational(7, 3)
    assert MinNorm().gain(sp.Integer(0), N) == 0


def test_gradient_flow_at_zero_is_its_limit():
    flow = GradientFlow(sp.Integer(6))
    assert flow.gain(sp.Integer(0), sp.Integer(3)) == 2
    # the series of (1 − e^{−2s})/s starts 2 − 2s: an exact identity of coefficients
    assert sp.series(flow.gain(S, sp.Integer(3)), S, 0, 2).removeO() == 2 - 2 * S


def test_admissible_ridge_is_a_strict_inequality_left_unevaluated():
    condition = Ridge(sp.Rational(-1, 4)).admissible(sp.Integer(1), sp.Integer(4))
    assert isinstance(condition, sp.StrictGreaterThan)
    assert condition.doit() is sp.false
    assert Ridge(sp.Rational(-1, 5)).admissible(sp.Integer(1), sp.Integer(4)).doit() is sp.true


def test_a_parameter_may_be_a_formula():
    lam = sp.Symbol("lambda", positive=True)
    assert Ridge(lam).gain(S, N) == 1 / (S + N * lam)
    with pytest.raises(InputError, match="ridge lambda still has symbols: give a number to simulate"):
        gains(Ridge(lam), np.ones(1), 1)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (
            lambda: Ridge(0.1),
            r"ridge 0.1 is a binary float: write it as an exact rational, Rational\(1, 10\)",
        ),
        (lambda: Ridge("1"), "ridge '1' is not a number or a formula"),
        (lambda: GradientFlow(0), "time 0 of gradient flow is not positive"),
        (lambda: GradientFlow(sp.Rational(-1, 2)), "time -1/2 of gradient flow is not positive"),
        (lambda: PrincipalComponents(0), "threshold 0 of principal components is not positive"),
    ],
)
def test_refused_parameters(build, message):
    with pytest.raises(DomainError, match=message):
        build()


@given(
    st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=6),
    st.integers(1, 50),
    st.sampled_from(
        [
            MinNorm(),
            Ridge(sp.Rational(1, 7)),
            Ridge(sp.Rational(-1, 10**5)),
            GradientFlow(sp.Rational(5, 2)),
            PrincipalComponents(sp.Rational(1, 4)),  # a binary number: both codes see the same τ
        ]
    ),
)
def test_float_gains_are_the_formulas(spectrum, samples, filter_):
    """One statement, two codes: float64 against 40-digit evaluation of the symbolic g at the same binary
    numbers.
    """
    s = np.sort(np.array(spectrum))
    found = gains(filter_, s, samples)
    expected = [float(filter_.gain(sp.Rational(value), sp.Integer(samples)).evalf(40)) for value in s]
    # a sum, an exponential and a quotient; the sum s + nλ loses at most a factor s/(s + nλ) ≤ 2
    np.testing.assert_allclose(found.values, expected, rtol=1e-14)
    bound = noise_gain_bound(filter_, samples)
    assert bound is None or (s * found.values**2 <= bound * (1 + 1e-12)).all()


def test_gains_bound_is_reached_by_ridge():
    # s/(s + nλ)² is largest at s = nλ, where it is 1/(4nλ)
    assert gains(Ridge(1), np.array([4.0]), 4).values[0] ** 2 * 4 == noise_gain_bound(Ridge(1), 4)


def test_min_norm_on_zero_eigenvalues_needs_leave():
    spectrum = np.array([0.0, 1.0, 2.0])
    with pytest.raises(DomainError, match="singular in float64"):
        gains(MinNorm(), spectrum, 3)
    assert gains(MinNorm(), spectrum, 3, pseudo_inverse=True).values.tolist() == [0.0, 1.0, 0.5]
