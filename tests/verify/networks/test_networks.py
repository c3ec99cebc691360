"""Trained networks: attacks with known answers, the kernel predictor, training to interpolation, finite statements."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from boundproof.bounds.checks import (
    AttackStronger,
    DeepNoise,
    FiniteCheck,
    LazyRate,
    LazyRisk,
    NetworkTask,
    WidthSweep,
)
from boundproof.bounds.errors import InputError
from boundproof.bounds.kernels import BOTH_LAYERS, FIRST_LAYER
from boundproof.bounds.statements import Source, Step, Theorem
from boundproof.verify.finite import Workload, check_finite
from boundproof.verify.networks import backend
from boundproof.verify.run import check_theorem
from boundproof.verify.simulation.kernel_regression import KernelFit
from boundproof.verify.simulation.rows import Rows
from boundproof.verify.simulation.streams import Purpose, stream
from boundproof.verify.verdict import Outcome

SMALL = NetworkTask(samples=8, dimension=24, trace=Fraction(6), tests=16, pgd_steps=5)


def found(claim: FiniteCheck) -> Outcome:
    return check_finite(claim, Workload()).outcome


def test_without_the_extra_a_step_is_undecided_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend, "available", lambda: False)
    check = AttackStronger(FIRST_LAYER, 16, 2, "pgd", "clean", SMALL)
    step = Step("network", check, expected="SUPPORTED", role="instance")
    theorem = Theorem("t", "title", Source("A. Uthor", 2024), "statement", (), (step,), ("network",))
    verdict = check_theorem(theorem).steps[0].verdict
    assert verdict.outcome is Outcome.UNDECIDED
    assert verdict.why == "networks are trained with JAX, which is not installed: pip install 'boundproof[nn]'"


class TestWithJax:
    """What needs the extra `[nn]`."""

    @pytest.fixture(autouse=True)
    def _jax(self) -> None:
        pytest.importorskip("jax")

    @pytest.mark.parametrize(("norm", "dual"), [("l2", 2), ("linf", 1)])
    def test_on_a_linear_predictor_every_attack_reaches_the_dual_norm(self, norm: str, dual: int) -> None:
        from boundproof.verify.networks import attacks, models

        generator = np.random.Generator(np.random.Philox(1))
        theta, points, targets = generator.standard_normal(5), generator.standard_normal((4, 5)), np.zeros(4)
        exact = (np.abs(points @ theta) + 0.3 * np.linalg.norm(theta, dual)) ** 2
        with backend.float64():
            item = (models.linear, {"theta": theta}, points, targets)
            steps = {"radius": 0.3, "norm": norm}
            for shifts in (attacks.fgsm(*item, **steps), attacks.pgd(*item, **steps, steps=4)):
                sizes = np.abs(shifts).max(axis=1) if norm == "linf" else np.linalg.norm(shifts, axis=1)
                assert np.all(sizes <= 0.3 * (1 + 1e-12))
                assert np.asarray(attacks.attacked(*item, shifts)) == pytest.approx(exact, rel=1e-12)
            assert np.asarray(attacks.first_order(*item, **steps)) == pytest.approx(exact, rel=1e-12)
        with pytest.raises(InputError, match="attack norm 'l1' on a network is unknown: give one of l2, linf"):
            attacks.checked_norm("l1")

    def test_a_paired_network_starts_at_zero_and_is_trained_to_interpolate(self) -> None:
        from boundproof.verify.networks import attacks, models, training
        from boundproof.verify.networks.lazy import draw_sample

        sample = draw_sample(SMALL, 0, 0)
        with backend.float64():
            start = models.paired_two_layer(stream(0, 0, Purpose.WEIGHTS), 64, SMALL.dimension)
            # sums of 64 terms of order 1, to rounding
            before = np.asarray(attacks.values(models.two_layer, start, sample.inputs))
            assert before == pytest.approx(0, abs=1e-13)
            found = training.train(models.two_layer, start, sample.inputs, sample.labels, layers=("inner",))
            after = np.asarray(attacks.values(models.two_layer, found.params, sample.inputs))
        assert after == pytest.approx(sample.labels, abs=1e-6)
        assert found.residual < 1e-6
        assert 0 < found.movement < 1
        assert found.params["outer"] is start["outer"]
        with pytest.raises(InputError, match="width 3 of a paired network is not an even number"):
            models.paired_two_layer(stream(0, 0, Purpose.WEIGHTS), 3, 2)

    @pytest.mark.slow
    def test_a_wide_network_is_like_its_kernel_and_no_attack_beats_pgd_by_its_own_gradient(self) -> None:
        """At m = 1024 the relative distance is of order m^(−1/2) = .03; .3 leaves tenfold room."""
        from boundproof.verify.networks.lazy import compare

        with backend.float64():
            result = compare(BOTH_LAYERS, SMALL, 1024, seed=0, draw=0)
        assert result.prediction < 0.3**2
        assert result.network["clean"] <= result.network["pgd"]
        assert result.network["fgsm"] <= result.network["pgd"] * (1 + 1e-12)
        assert result.linear["pgd"] == pytest.approx(result.linear["first-order"], rel=1e-9)

    def test_the_kernel_predictor_is_the_one_made_of_inner_products(self) -> None:
        from boundproof.verify.networks import attacks, models
        from boundproof.verify.networks.lazy import draw_sample

        sample = draw_sample(SMALL, 0, 0)
        rows = np.vstack([sample.inputs, sample.points])
        fit = KernelFit(Rows(rows @ rows.T, rows[:, 0]), SMALL.samples, FIRST_LAYER)
        labels = sample.labels[:, None]
        with backend.float64():
            item = (
                models.kernel_predictor(FIRST_LAYER),
                {"inputs": sample.inputs, "dual": fit.inverse @ sample.labels},
                sample.points,
            )
            values, slopes = (np.asarray(measure(*item)) for measure in (attacks.values, attacks.gradients))
        assert values == pytest.approx(fit.predictions(labels)[:, 0], rel=1e-9)
        assert np.linalg.norm(slopes, axis=1) == pytest.approx(fit.gradient_norms(labels)[:, 0], rel=1e-9)

    @pytest.mark.slow
    def test_the_rate_is_found_and_a_wrong_one_is_not(self) -> None:
        claim = LazyRate(FIRST_LAYER, (32, 256, 2048), (40, 40, 40), "prediction", Fraction(-1, 2), task=SMALL)
        right = check_finite(claim, Workload())
        assert right.outcome is Outcome.SUPPORTED
        assert right.evidence[0].data["series"][0]["name"] == "network-prediction-first-layer-to-2048"
        assert check_finite(claim, Workload()).evidence == right.evidence
        assert found(replace(claim, exponent=Fraction(-1))) is Outcome.CONTRADICTED
        assert found(replace(claim, distance="gradient", slack=Fraction(1, 20))) is Outcome.CONTRADICTED

    @pytest.mark.slow
    def test_attacks_and_risks_side_by_side(self) -> None:
        closer = LazyRisk(BOTH_LAYERS, (64, 1024), 12)
        assert found(closer) is Outcome.SUPPORTED
        assert found(replace(closer, widths=(1024, 64))) is Outcome.CONTRADICTED
        assert found(AttackStronger(FIRST_LAYER, 64, 12, "pgd", "random", SMALL)) is Outcome.SUPPORTED
        assert found(AttackStronger(FIRST_LAYER, 64, 12, "random", "pgd", SMALL)) is Outcome.CONTRADICTED

    @pytest.mark.slow
    def test_where_the_theory_is_silent_the_drawn_networks_speak_for_themselves(self) -> None:
        task = NetworkTask(samples=60, dimension=10, trace=Fraction(4))
        sweep = check_finite(WidthSweep((2, 8, 128), 8, 12, task), Workload())
        assert sweep.outcome is Outcome.SUPPORTED
        assert "The theory is silent" in sweep.evidence[0].summary
        deep = DeepNoise(
            3, 32, 16, flips=Fraction(1, 4), task=NetworkTask(samples=40, dimension=20, trace=Fraction(4), pgd_steps=5)
        )
        assert found(deep) is Outcome.SUPPORTED
        assert found(replace(deep, steps=1)) is Outcome.UNDECIDED
