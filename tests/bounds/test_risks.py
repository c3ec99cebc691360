"""The risk formulas: symbolic identities, exact values, and their float64 twins."""

from math import inf

import numpy as np
import pytest
import sympy as sp
from boundproof.bounds import risks
from boundproof.bounds.errors import DomainError
from boundproof.verify.simulation import Attack
from hypothesis import given
from hypothesis import strategies as st

R, N, A, V = sp.symbols("R N alpha v", positive=True)


def test_dual_exponents():
    assert [risks.dual_exponent(q) for q in (1, 2, sp.oo, sp.Rational(3, 2))] == [sp.oo, 2, 1, 3]
    with pytest.raises(DomainError, match="attack exponent 1/2 is not an exact number in"):
        risks.dual_exponent(sp.Rational(1, 2))
    with pytest.raises(DomainError, match="not an exact number"):
        risks.dual_exponent(sp.Float(2))


def test_attack_norms_of_a_vector():
    vector = [sp.Integer(3), sp.Integer(-4)]
    assert risks.attack_norm(vector) == 5
    assert risks.attack_norm(vector, sp.oo) == 7
    assert risks.attack_norm(vector, 1) == 4
    assert risks.attack_norm(vector, sp.Rational(3, 2)) == sp.Integer(91) ** sp.Rational(1, 3)


@given(
    st.lists(st.fractions(-5, 5, max_denominator=9), min_size=2, max_size=4),
    st.lists(st.fractions(-5, 5, max_denominator=9), min_size=4, max_size=4),
    st.sampled_from([1, 2, sp.oo]),
)
def test_the_dual_norm_bounds_every_attack_and_is_reached(theta, delta, q):
    """δᵀθ ≤ ‖δ‖_q ‖θ‖_{q*} in exact arithmetic, with equality at the classical maximiser."""
    theta = [sp.Rational(item.numerator, item.denominator) for item in theta]
    delta = [sp.Rational(item.numerator, item.denominator) for item in delta][: len(theta)]
    product = sum(a * b for a, b in zip(theta, delta, strict=True))
    dual = risks.attack_norm(theta, q)
    size = risks.norm(delta, q)
    # both sides squared are rational: no floating comparison
    assert abs(product) <= 0 or product**2 <= (size * dual) ** 2
    best = {
        1: [sp.sign(x) if abs(x) == max(map(abs, theta)) else sp.S.Zero for x in theta],
        2: theta,
        sp.oo: [sp.sign(x) for x in theta],
    }[q]
    if q == 1:
        first = next((i for i, x in enumerate(best) if x != 0), 0)
        best = [x if i == first else sp.S.Zero for i, x in enumerate(best)]
    reached = sum(a * b for a, b in zip(theta, best, strict=True))
    assert reached**2 == (risks.norm(best, q) * dual) ** 2


def test_gaussian_formula_from_its_moments():
    """E(|u| + αN)² with u ~ N(0, R): E u² = R and E|u| = √(2R/π), integrated symbolically."""
    u = sp.Symbol("u", real=True)
    density = sp.exp(-(u**2) / 2) / sp.sqrt(2 * sp.pi)
    first = 2 * sp.integrate(u * density, (u, 0, sp.oo))
    expanded = R + 2 * A * N * sp.sqrt(R) * first + A**2 * N**2
    assert sp.expand(expanded - risks.adversarial_risk_gaussian(R, N, A)) == 0
    assert risks.adversarial_risk_gaussian_noisy(R, N, A, sp.S.Zero) == risks.adversarial_risk_gaussian(R, N, A)


def test_risk_of_the_truth_is_the_formula_at_zero_error():
    assert risks.adversarial_risk_gaussian(sp.S.Zero, N, A) == risks.truth_adversarial_risk(N, A)
    noisy = risks.adversarial_risk_gaussian_noisy(sp.S.Zero, N, A, V)
    assert sp.expand(noisy - risks.truth_adversarial_risk_noisy(N, A, V)) == 0


def test_sandwich_differences_are_squares_or_products_of_positive_factors():
    """Upper − Gaussian = 2αN√R(1 − √(2/π)), Gaussian − lower = 2αN√(2R/π), loose − upper = (√R − αN)²."""
    gaussian = risks.adversarial_risk_gaussian(R, N, A)
    lower, upper = risks.adversarial_risk_lower(R, N, A), risks.adversarial_risk_upper(R, N, A)
    loose = risks.adversarial_risk_upper_loose(R, N, A)
    assert sp.expand(upper - gaussian - 2 * A * N * sp.sqrt(R) * (1 - sp.sqrt(2 / sp.pi))) == 0
    assert sp.expand(gaussian - lower - 2 * A * N * sp.sqrt(2 * R / sp.pi)) == 0
    assert sp.expand(loose - upper - (sp.sqrt(R) - A * N) ** 2) == 0


def test_standard_risk():
    risk = risks.standard_risk([sp.Integer(1), sp.Integer(2)], [sp.Integer(0), sp.Integer(4)], [R, V])
    assert risk == R + 4 * V


def test_noise_norm_is_a_sum_over_the_gram_spectrum():
    s, g, j, r = (
        sp.IndexedBase("s"),
        sp.IndexedBase("g"),
        sp.Symbol("j", integer=True),
        sp.Symbol("r", integer=True),
    )
    found = risks.noise_norm_squared(g[j], s[j], j, r, A)
    assert found.subs(r, 2).doit() == A**2 * (s[1] * g[1] ** 2 + s[2] * g[2] ** 2)


@given(st.floats(0, 9), st.floats(0, 9), st.floats(0, 3), st.floats(0, 3), st.booleans())
def test_float_formulas_are_the_symbolic_ones(risk, dual, radius, sigma, noisy):
    attack = Attack(radius, inf, noisy=noisy)
    r, d, a, v = (sp.Rational(item) for item in (risk, dual, radius, sigma))
    if noisy:
        exact = risks.adversarial_risk_gaussian_noisy(r, d, a, v**2)
        upper, truth = (
            risks.adversarial_risk_upper_noisy(r, d, a, v**2),
            risks.truth_adversarial_risk_noisy(d, a, v**2),
        )
    else:
        exact, upper = risks.adversarial_risk_gaussian(r, d, a), risks.adversarial_risk_upper(r, d, a)
        truth = risks.truth_adversarial_risk(d, a)
    one, square = np.array(risk), np.array(dual**2)
    # sums of positive terms to a few eps; the noisy upper bound subtracts σ² ≤ 9 from at most 9 + …
    tolerance = {"rel": 1e-13, "abs": 1e-13}
    assert float(attack.gaussian(one, square, sigma)) == pytest.approx(float(exact.evalf(30)), **tolerance)
    assert float(attack.upper(one, square, sigma)) == pytest.approx(float(upper.evalf(30)), **tolerance)
    lower = risks.adversarial_risk_lower(r, d, a)
    assert float(attack.lower(one, square)) == pytest.approx(float(lower.evalf(30)), **tolerance)
    assert attack.of_truth(np.array([dual]), sigma) == pytest.approx(float(truth.evalf(30)), **tolerance)
