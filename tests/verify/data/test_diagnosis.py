"""Ridge paths against direct fits, predictions against known answers, signatures on data made to show them."""

from __future__ import annotations

import numpy as np
import pytest
from boundproof.bounds.errors import InputError
from boundproof.verify.data.diagnosis import diagnose
from boundproof.verify.data.paths import (
    cross_validate,
    decompose,
    fold_rows,
    generalised_cross_validation,
    ridge_grid,
)
from boundproof.verify.simulation.attacks import Attack


def spiked(n: int, p: int, *, noise: float, trace: float = 4.0, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    scale = np.full(p, np.sqrt(trace / p))
    scale[0] = 2.0
    x = generator.standard_normal((n, p)) * scale
    return x, x[:, 0] + noise * generator.standard_normal(n)


@pytest.mark.parametrize(("n", "p"), [(30, 50), (60, 7)])
@pytest.mark.parametrize("exponent", [2.0, float("inf")])
def test_losses_on_the_path_are_those_of_direct_fits(n: int, p: int, exponent: float) -> None:
    x, y = spiked(n, p, noise=1.0)
    ridges, attack = np.array([0.0, 0.1, 3.0]), Attack(0.2, exponent)
    path = cross_validate(x, y, ridges, {"attacked": attack}, folds=5, seed=2)
    for train, test in fold_rows(n, 5, 2):
        assert not set(train) & set(test)
        means, level = x[train].mean(axis=0), y[train].mean()
        centred, labels = x[train] - means, y[train] - level
        for place, ridge in enumerate(ridges):
            penalty = len(train) * ridge * np.eye(p)
            theta = (
                np.linalg.pinv(centred) @ labels
                if ridge == 0
                else np.linalg.solve(centred.T @ centred + penalty, centred.T @ labels)
            )
            error = np.abs((x[test] - means) @ theta + level - y[test])
            np.testing.assert_allclose(path.losses["standard"][test, place], error**2, rtol=1e-6, atol=1e-10)
            worst = (error + 0.2 * np.linalg.norm(theta, attack.dual_exponent)) ** 2
            np.testing.assert_allclose(path.losses["attacked"][test, place], worst, rtol=1e-6, atol=1e-10)


def test_every_row_is_tested_once() -> None:
    tested = np.concatenate([test for _, test in fold_rows(23, 10, 0)])
    assert sorted(tested) == list(range(23))


def test_predictions_without_held_out_rows_are_the_formula_and_continuous_at_zero() -> None:
    x, y = spiked(25, 60, noise=1.0)
    fit = decompose(x, y)
    found = generalised_cross_validation(fit, np.array([0.0, 1e-9, 0.3]))
    assert found[0] == pytest.approx(found[1], rel=1e-5)
    centred, labels = x - x.mean(axis=0), y - y.mean()
    hat = centred @ np.linalg.solve(centred.T @ centred + 25 * 0.3 * np.eye(60), centred.T)
    residual = labels - hat @ labels
    assert found[2] == pytest.approx((residual @ residual / 24) / (1 - np.trace(hat) / 24) ** 2, rel=1e-9)
    tall_x, tall_y = spiked(60, 5, noise=1.0)
    tall = generalised_cross_validation(decompose(tall_x, tall_y), np.array([0.0]))
    _, rest, _, _ = np.linalg.lstsq(tall_x - tall_x.mean(axis=0), tall_y - tall_y.mean(), rcond=None)
    assert tall[0] == pytest.approx(rest[0] / 59 / (1 - 5 / 59) ** 2, rel=1e-9)


def test_the_spectrum_predicts_what_cross_validation_measures() -> None:
    """Gaussian rows, n = 300, p = 900: the whole path within the 95 % intervals over rows, widened by a half.

    The intervals leave out that ten folds fit to 270 rows, and the prediction is for 300.
    """
    x, y = spiked(300, 900, noise=1.0)
    found = diagnose(x, y)
    for place in range(len(found.path.ridges)):
        value, interval = found.path.mean("standard", place)
        assert abs(found.predicted[place] - value) <= 1.5 * (interval.high - value)


def states(x: np.ndarray, y: np.ndarray, **options: float) -> list[str]:
    return [item.state for item in diagnose(x, y, **options).signatures]


def test_fitted_noise_alone_shows_a_perfect_fit_that_does_not_generalise() -> None:
    generator = np.random.default_rng(1)
    x, y = generator.standard_normal((80, 200)), generator.standard_normal(80)
    assert states(x, y)[:2] == ["absent", "present"]


def test_a_spike_with_a_flat_tail_is_accurate_but_not_robust() -> None:
    x, y = spiked(200, 2000, noise=0.5)
    assert states(x, y, radius=1.0) == ["present", "absent", "present", "present"]


def test_a_good_ridge_without_attack_shows_nothing() -> None:
    x, y = spiked(200, 5, noise=0.5)
    assert states(x, y, ridge=0.01, radius=0.01) == ["absent"] * 4


def test_the_compromise_is_no_worse_than_either_optimum_in_the_larger_loss() -> None:
    x, y = spiked(100, 400, noise=1.0)
    path = diagnose(x, y, radius=0.5).path
    standard, under = path.means("standard"), path.means("attacked")
    larger = np.maximum(standard / standard.min(), under / under.min())
    chosen = larger[path.compromise("attacked")]
    assert chosen <= larger[path.best("standard")]
    assert chosen <= larger[path.best("attacked")]
    assert path.ridges[0] == 0
    assert len(ridge_grid(x, count=7)) == 7


def test_constant_columns_are_left_out_and_change_nothing() -> None:
    x, y = spiked(40, 10, noise=1.0)
    wide = np.concatenate([x, np.ones((40, 3))], axis=1)
    plain, padded = diagnose(x, y), diagnose(wide, y)
    assert (plain.dropped, padded.dropped) == (0, 3)
    np.testing.assert_array_equal(plain.path.means("standard"), padded.path.means("standard"))


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (np.ones((5, 2, 2)), np.arange(5.0), r"data of shape \(5, 2, 2\)"),
        (np.eye(5), np.eye(5), r"target of shape \(5, 5\)"),
        (np.eye(5), np.arange(4.0), "5 rows of data but 4 targets"),
        (np.array([[1.0], [np.nan], [2.0], [3.0]]), np.arange(4.0), "data: row 2 has an entry"),
        (np.eye(4), np.array([0, 1, 2, np.inf]), "target: row 4 has an entry"),
        (np.eye(1), np.array([1.0]), "1 rows are too few"),
        (np.eye(5), np.ones(5), "the target is constant"),
        (np.ones((5, 2)), np.arange(5.0), "every column of the data is constant"),
    ],
)
def test_data_that_cannot_be_used_are_refused(x: np.ndarray, y: np.ndarray, message: str) -> None:
    with pytest.raises(InputError, match=message):
        diagnose(x, y)


def test_a_negative_ridge_is_refused() -> None:
    with pytest.raises(InputError, match="ridge -1: give a finite number"):
        diagnose(np.eye(5), np.arange(5.0), ridge=-1.0)


def test_the_smallest_data_work() -> None:
    found = diagnose(np.arange(4.0)[:, None], np.array([0.0, 1.0, 1.0, 3.0]))
    assert len(found.signatures) == 4
