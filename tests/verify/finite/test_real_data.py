"""Data sets: populations and predictions against their definitions, and a small study with its controls."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from boundproof.bounds.checks import CauseShown, DataStudy, PredictionWithin
from boundproof.bounds.errors import InputError
from boundproof.bounds.theorems import builtin_theorem
from boundproof.verify.data.sets import Population, population
from boundproof.verify.data.splits import measured
from boundproof.verify.finite import Workload, check_finite
from boundproof.verify.run import check_theorem
from boundproof.verify.simulation.attacks import Attack
from boundproof.verify.verdict import Outcome

pytest.importorskip("sklearn")

RIDGES = (Fraction(1, 1000), Fraction(1))
STUDY = DataStudy("diabetes", RIDGES, draws=60, features=150, samples=60)


@pytest.fixture(scope="module")
def diabetes() -> Population:
    return population("diabetes", 150, 0)


def test_a_population_is_described_exactly(diabetes: Population) -> None:
    assert len(diabetes.rows) == 442
    moments = diabetes.rows.T @ diabetes.rows / 442
    np.testing.assert_allclose(moments, np.diag(diabetes.eigenvalues), atol=1e-12)
    np.testing.assert_allclose(diabetes.basis.T @ diabetes.basis, np.eye(len(diabetes.eigenvalues)), atol=1e-10)
    fitted, *_ = np.linalg.lstsq(diabetes.rows, diabetes.labels, rcond=None)
    np.testing.assert_allclose(diabetes.signal, fitted, rtol=1e-6, atol=1e-8)
    assert diabetes.misfit == pytest.approx(1 - diabetes.eigenvalues @ diabetes.signal**2)  # labels have variance 1


@pytest.mark.parametrize("exponent", [2.0, np.inf])
def test_predicted_norms_are_those_of_gaussian_samples(diabetes: Population, exponent: float) -> None:
    """Means of 200 fits to Gaussian rows: the equivalents' error, of order 1/n, is below 5 % at this ridge."""
    equivalents = diabetes.equivalents(60, 0.5)
    ridge, attack = diabetes.trace / 60, Attack(1.0, exponent)
    predicted = diabetes.predicted_dual_norm(equivalents.predict(ridge), equivalents, attack)
    generator = np.random.default_rng(0)
    norms = []
    for _ in range(200):
        x = generator.standard_normal((60, len(diabetes.eigenvalues))) * np.sqrt(diabetes.eigenvalues)
        y = x @ diabetes.signal + np.hypot(0.5, diabetes.misfit**0.5) * generator.standard_normal(60)
        theta = x.T @ np.linalg.solve(x @ x.T + 60 * ridge * np.eye(60), y)
        norms.append(np.linalg.norm(theta if exponent == 2 else diabetes.basis @ theta, attack.dual_exponent))
    assert np.mean(norms) == pytest.approx(predicted, rel=0.05)


def test_measured_losses_are_those_of_direct_fits(diabetes: Population) -> None:
    attack = Attack(0.1, np.inf)
    found = measured(diabetes, [0.01], {"attacked": attack}, samples=40, sigma=0.0, draws=2, seed=3)
    generator = np.random.Generator(np.random.Philox([3, 0]))
    for draw in range(2):
        order = generator.permutation(442)
        generator.standard_normal(40)
        x, y = diabetes.rows[order[:40]], diabetes.labels[order[:40]]
        theta = np.linalg.solve(x.T @ x + 40 * 0.01 * np.eye(x.shape[1]), x.T @ y)
        error = np.abs(diabetes.rows[order[40:]] @ theta - diabetes.labels[order[40:]])
        assert found["loss"][draw, 0] == pytest.approx(np.mean(error**2), rel=1e-8)
        worst = (error + 0.1 * np.abs(diabetes.basis @ theta).sum()) ** 2
        assert found["attacked"][draw, 0] == pytest.approx(np.mean(worst), rel=1e-8)


def test_a_small_study_and_its_controls() -> None:
    assert check_finite(PredictionWithin(STUDY, "loss", Fraction(1, 5), Fraction(1)), Workload()).outcome.holds
    near = PredictionWithin(STUDY, "loss", Fraction(1, 20), drawn=True)
    verdict = check_finite(near, Workload())
    assert verdict.outcome is Outcome.CONTRADICTED
    assert len(verdict.evidence[0].data["series"][0]["curves"]) == 6
    cause = CauseShown(STUDY, "under ℓ_2 attack", Fraction(1, 1000), "gaussian features", share=Fraction(1, 2))
    assert check_finite(cause, Workload()).outcome is Outcome.SUPPORTED
    assert not check_finite(cause.mutants()[0][1], Workload()).outcome.holds
    assert not check_finite(near.mutants()[0][1], Workload()).outcome.holds


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: population("iris", 10, 0), "data set 'iris' is unknown: give one of diabetes"),
        (
            lambda: check_finite(CauseShown(STUDY, "loss", Fraction(7), "linear labels"), Workload()),
            "ridge 7 is not one",
        ),
        (lambda: check_finite(PredictionWithin(STUDY, "loss", Fraction(1), Fraction(9)), Workload()), "no ridge of"),
    ],
)
def test_what_makes_no_sense_is_refused(make: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        make()  # type: ignore[operator]


def test_the_theorem_comes_out_as_declared_in_its_quick_tier() -> None:
    found = check_theorem(builtin_theorem("real-data"), tier="quick")
    assert found.as_expected
    assert found.outcome is Outcome.PROVED
