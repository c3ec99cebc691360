"""Attacks as algorithms: inside their balls, exact for linear models, never above the worst case."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from boundproof.bounds.errors import InputError
from boundproof.verify.simulation.attacks import Attack
from boundproof.verify.simulation.perturbations import (
    LinearPredictor,
    ReluPredictor,
    fgsm,
    fit_relu_features,
    pgd,
    random_attack,
    steepest,
)
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

NORMS = (1.0, 1.5, 2.0, 3.0, inf)
VECTORS = hnp.arrays(np.float64, (3, 5), elements=st.integers(-1000, 1000).map(float))


def norms(rows: np.ndarray, exponent: float) -> np.ndarray:
    return np.linalg.norm(rows, exponent, axis=1)


@given(VECTORS, st.sampled_from(NORMS))
def test_the_steepest_direction_is_the_case_of_equality_in_hoelder(gradients: np.ndarray, exponent: float) -> None:
    direction, attack = steepest(gradients, exponent), Attack(1.0, exponent)
    assert (norms(direction, exponent) <= 1 + 1e-12).all()
    reached = np.einsum("ij,ij->i", gradients, direction)
    np.testing.assert_allclose(reached, norms(gradients, attack.dual_exponent), rtol=1e-9)


@pytest.mark.parametrize("exponent", NORMS)
def test_on_a_linear_model_fgsm_and_pgd_reach_the_worst_case_and_chance_does_not(exponent: float) -> None:
    generator = np.random.default_rng(0)
    model, attack = LinearPredictor(generator.standard_normal(200)), Attack(0.3, exponent)
    points, targets = generator.standard_normal((20, 200)), generator.standard_normal(20)
    worst = model.worst(points, targets, attack)
    for delta in (fgsm(model, points, targets, attack), pgd(model, points, targets, attack)):
        assert (norms(delta, exponent) <= 0.3 * (1 + 1e-12)).all()
        np.testing.assert_allclose((model.predict(points + delta) - targets) ** 2, worst, rtol=1e-9)
    delta = random_attack(model, points, targets, attack, generator)
    assert (norms(delta, exponent) <= 0.3 * (1 + 1e-12)).all()
    gains = np.abs(model.predict(points + delta) - targets) - np.abs(model.predict(points) - targets)
    dual = 0.3 * float(np.linalg.norm(model.coefficients, attack.dual_exponent))
    assert gains.max() < dual / 2  # 20 directions in dimension 200


@pytest.mark.parametrize("exponent", [2.0, inf])
def test_no_attack_on_a_network_harms_the_attacker_and_pgd_beats_chance(exponent: float) -> None:
    generator = np.random.default_rng(1)
    model = fit_relu_features(generator.standard_normal((30, 40)), generator.standard_normal(30), 100, generator)
    points, targets = generator.standard_normal((50, 40)), np.zeros(50)
    attack = Attack(0.2, exponent)
    clean = (model.predict(points) - targets) ** 2
    found = {
        "pgd": pgd(model, points, targets, attack),
        "random": random_attack(model, points, targets, attack, generator),
    }
    loss = {name: (model.predict(points + delta) - targets) ** 2 for name, delta in found.items()}
    assert (loss["pgd"] >= clean).all()
    assert (loss["random"] >= clean).all()
    assert loss["pgd"].mean() > loss["random"].mean()


def test_relu_features_interpolate_and_their_gradient_is_the_slope() -> None:
    generator = np.random.default_rng(2)
    points, labels = generator.standard_normal((10, 6)), generator.standard_normal(10)
    model = fit_relu_features(points, labels, 50, generator)
    np.testing.assert_allclose(model.predict(points), labels, atol=1e-9)
    step = 1e-6 * np.eye(6)
    slopes = [(model.predict(points[:1] + row) - model.predict(points[:1] - row))[0] / 2e-6 for row in step]
    np.testing.assert_allclose(model.gradient(points[:1])[0], slopes, atol=1e-6)
    assert isinstance(model, ReluPredictor)


def test_pgd_needs_steps() -> None:
    model = LinearPredictor(np.ones(2))
    with pytest.raises(InputError, match="PGD with 0 steps"):
        pgd(model, np.ones((1, 2)), np.ones(1), Attack(1.0), steps=0)
