"""Deterministic equivalents: the isotropic closed forms, floats from the definition, least squares, attacks."""

from fractions import Fraction

import numpy as np
import pytest
from boundproof.bounds import equivalents
from boundproof.bounds.errors import InputError
from boundproof.bounds.spectra import (
    explicit,
    flat_tail,
    isotropic,
    power_law,
    power_log,
    power_signal,
    supported_signal,
)
from boundproof.verify.enclosures.precision import bits_for, precision
from boundproof.verify.enclosures.predictions import predict
from boundproof.verify.enclosures.spectral import SpectralSums
from boundproof.verify.evaluate import FLOATS, evaluate
from flint import arb
from scipy.optimize import brentq


@pytest.mark.parametrize(("p", "n"), [(200, 100), (50, 100), (100, 100)])
@pytest.mark.parametrize("ridge", ["1/10", "2"])
def test_isotropic_ridge_agrees_with_the_resolvent_formulas(p, n, ridge):
    # m(−λ) = [−(1−γ+λ) + √((1−γ+λ)² + 4γλ)]/(2γλ), B = r²λ²m′(−λ), V = σ²γ(m − λm′),
    # E‖θ̂‖² = r²(1 − 2λm + λ²m′) + σ²γ(m − λm′)  (Hastie, Montanari, Rosset, Tibshirani 2022).
    value, sigma, signal = Fraction(ridge), Fraction(3, 2), supported_signal(2, 1)
    found = predict(SpectralSums(isotropic(p)), n, signal, sigma=sigma, ridge=value, digits=25)
    with precision(bits_for(30)):
        lam, gamma = arb(value.numerator) / value.denominator, arb(p) / n
        root = ((1 - gamma + lam) ** 2 + 4 * gamma * lam).sqrt()
        m = (-(1 - gamma + lam) + root) / (2 * gamma * lam)
        # λm solves γλm² + (1−γ+λ)m = 1; differentiate in λ, and m′(−λ) = −dm/dλ.
        slope = (gamma * m**2 + m) / (2 * gamma * lam * m + 1 - gamma + lam)
        square, noise = arb(5), arb(9) / 4
        variance = noise * gamma * (m - lam * slope)
        assert found.bias.overlaps(square * lam**2 * slope)
        assert found.variance.overlaps(variance)
        assert found.norm_squared.overlaps(square * (1 - 2 * lam * m + lam**2 * slope) + variance)
        for ball in (found.bias, found.variance, found.norm_squared):
            assert ball.rad() < ball * arb(10) ** -20


def test_optimal_isotropic_ridge_has_risk_sigma_gamma_m():
    # λ = σ²γ/r² gives σ²γm; here γ = 2, r² = 1, σ = 1, so that λ = 2 and m = (√17 − 1)/8.
    found = predict(SpectralSums(isotropic(200)), 100, supported_signal(1), ridge=Fraction(2), digits=25)
    with precision(bits_for(30)):
        assert found.standard_risk.overlaps(2 * (arb(17).sqrt() - 1) / 8)


def test_noise_part_at_ridge_zero_is_noise_over_kappa():
    sums = SpectralSums(power_log(1, 2))
    found = predict(sums, 10**4, supported_signal(1), digits=20)
    with precision(bits_for(20)):
        noiseless = predict(sums, 10**4, supported_signal(1), sigma=Fraction(0), digits=20)
        assert (found.norm_squared - noiseless.norm_squared).overlaps(1 / found.kappa)


@pytest.mark.parametrize("signal", [supported_signal(1, 0, "1/2"), power_signal(1), power_signal("3/4")])
@pytest.mark.parametrize(
    "spectrum", [power_log(1, "3/2", p=1000), power_law("1.2", p=900), flat_tail([3, 2, 1], p=700, level="1/50")]
)
@pytest.mark.parametrize("ridge", ["0", "1/20"])
def test_predictions_agree_with_floats_from_the_definition(spectrum, signal, ridge):
    n, p = 50, int(spectrum.dimension)
    lam = np.array([float(evaluate(spectrum.eigenvalue(i), FLOATS, {})) for i in range(1, p + 1)])
    theta = np.array([float(evaluate(signal.coefficient(i), FLOATS, {})) for i in range(1, p + 1)])

    def excess(kappa):
        return kappa * (1 - (lam / (lam + kappa)).sum() / n) - float(Fraction(ridge))

    start = brentq(lambda k: (lam / (lam + k)).sum() - n, 1e-12, 1e3, rtol=1e-14)
    kappa = brentq(excess, start * (1 - 1e-9), 1e3, rtol=1e-14)
    found = predict(SpectralSums(spectrum), n, signal, ridge=Fraction(ridge))
    df2 = ((lam / (lam + kappa)) ** 2).sum()
    b = kappa**2 * (theta**2 * lam / (lam + kappa) ** 2).sum()
    v = (lam / (lam + kappa) ** 2).sum() / n
    shrunk = (theta**2 * (lam / (lam + kappa)) ** 2).sum()
    expected = {
        "kappa": kappa,
        "bias": b / (1 - df2 / n),
        "variance": df2 / n / (1 - df2 / n),
        "norm_squared": shrunk + (b + 1) * v / (1 - df2 / n),
    }
    for name, value in expected.items():
        # float64 sums of a thousand terms, and a root to 1e-14: ten digits are safe.
        assert abs(float(getattr(found, name).mid()) - value) <= 1e-10 * value


def test_symbolic_equivalents_agree_with_the_enclosures():
    spectrum, signal, n = power_law(2, p=100), supported_signal(1, "1/2"), 20
    found = predict(SpectralSums(spectrum), n, signal, ridge=Fraction(1, 4))
    at = {"kappa": float(found.kappa.mid()), "n": float(n)}
    trees = {
        "first_degrees": equivalents.degrees_of_freedom(spectrum, 1),
        "second_degrees": equivalents.degrees_of_freedom(spectrum, 2),
        "bias": equivalents.standard_bias(
            equivalents.equivalent_bias(spectrum, signal), equivalents.degrees_of_freedom(spectrum, 2), equivalents.SIZE
        ),
    }
    for name, tree in trees.items():
        value = float(getattr(found, name).mid())
        assert abs(evaluate(tree, FLOATS, at) - value) <= 1e-12 * value  # a hundred float64 terms
    assert abs(evaluate(equivalents.ridge_of_kappa(spectrum), FLOATS, at) - 0.25) <= 1e-12
    equation = equivalents.kappa_equation(spectrum)
    assert equation.lhs == equivalents.RIDGE
    noise = equivalents.noise_norm_squared(*list(trees.values())[:2], equivalents.SIZE, equivalents.SIGMA)
    silent = predict(SpectralSums(spectrum), n, signal, ridge=Fraction(1, 4), sigma=Fraction(0))
    value = float((found.norm_squared - silent.norm_squared).mid())
    assert abs(evaluate(noise, FLOATS, {**at, "sigma": 1.0}) - value) <= 1e-10 * value


def test_more_samples_than_dimensions_is_least_squares():
    # V = σ²(p/n)/(1 − p/n), no bias, and E‖θ̂‖² = ‖θ*‖² + σ² Σ 1/λ_i /(n(1 − p/n)).
    found = predict(SpectralSums(explicit([4, 2, 1])), 6, supported_signal(1, 1), digits=20)
    with precision(bits_for(20)):
        assert found.kappa is None
        assert found.bias.is_zero()
        assert found.variance.overlaps(arb(1))
        assert found.norm_squared.overlaps(2 + (arb(1) / 4 + arb(1) / 2 + 1) / 3)


def test_as_many_samples_as_dimensions_is_infinite():
    found = predict(SpectralSums(explicit([4, 2, 1])), 3, supported_signal(1))
    assert not found.standard_risk.is_finite()
    assert not found.norm_squared.is_finite()


def test_attacks_through_other_norms_are_sandwiched():
    sums = SpectralSums(isotropic(100))
    plain = predict(sums, 50, supported_signal(1), radius=Fraction(1, 5))
    for attack in ("linf", "l1"):
        found = predict(sums, 50, supported_signal(1), radius=Fraction(1, 5), attack=attack)
        assert (found.adversarial_low < found.adversarial_high) is True
        assert found.standard_risk.overlaps(plain.standard_risk)
    endless = predict(SpectralSums(power_law(2)), 50, supported_signal(1), attack="linf")
    assert not endless.adversarial_high.is_finite()
    unmoved = predict(SpectralSums(power_law(2)), 50, supported_signal(1), attack="linf", radius=Fraction(0))
    assert unmoved.adversarial_high.overlaps(unmoved.standard_risk)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"sigma": Fraction(-1)}, "noise = -1: a standard deviation is not negative"),
        ({"radius": Fraction(-1, 2)}, "radius = -0.5: the attack's radius alpha must be >= 0"),
        ({"attack": "l3"}, "attack = 'l3': expected one of l2, linf, l1"),
    ],
)
def test_values_out_of_range_are_refused(options, message):
    with pytest.raises(InputError, match=message):
        predict(SpectralSums(isotropic(5)), 3, supported_signal(1), **options)
