"""Streams, jobs, executors, interruption: a simulation is a function of its arguments."""

import signal
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest
import sympy as sp
from boundproof.bounds.errors import DomainError, InputError
from boundproof.bounds.filters import MinNorm, Ridge
from boundproof.verify.simulation import Attack, Given, Setting, Tail, simulate
from boundproof.verify.simulation.runner import _pool
from boundproof.verify.simulation.streams import BLOCK, Purpose, stream

FILTERS = [MinNorm(), Ridge(sp.Rational(1, 10))]


def setting_of(p=60):
    return Setting(8, p, Given(1 / np.arange(1.0, p + 1)), signal=np.ones(1))


def same(one, other):
    return one.values.keys() == other.values.keys() and all(
        np.array_equal(one.values[name], other.values[name]) for name in one.values
    )


def test_jobs_and_executors_do_not_change_a_bit():
    arguments = {"draws": 9, "seed": 7, "attack": Attack(1.0), "noise_draws": 2}
    alone = simulate(setting_of(), FILTERS, **arguments)
    assert same(alone, simulate(setting_of(), FILTERS, jobs=2, **arguments))
    with ThreadPoolExecutor(2) as pool:
        assert same(alone, simulate(setting_of(), FILTERS, executor=pool, **arguments))


def test_a_draw_does_not_depend_on_how_many_there_are_and_seeds_differ():
    few, many = (simulate(setting_of(), FILTERS, draws=count, seed=7) for count in (2, 5))
    assert np.array_equal(few.values["variance"], many.values["variance"][:2])
    other = simulate(setting_of(), FILTERS, draws=2, seed=8)
    assert not np.isin(few.values["variance"], other.values["variance"]).any()


def test_streams_of_different_purpose_and_block_differ():
    first = {
        float(stream(seed, draw, purpose, block).random())
        for seed in (0, 1)
        for draw in (0, 1)
        for purpose in Purpose
        for block in (0, 1)
    }
    assert len(first) == 2 * 2 * len(Purpose) * 2


def test_features_can_be_drawn_again_and_a_smaller_dimension_is_a_prefix():
    small, large = setting_of(BLOCK + 5), setting_of(2 * BLOCK)
    once, again = ([columns for *_, columns in small.features(3, 1)] for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(once, again, strict=True))
    wide = np.concatenate([columns for *_, columns in large.features(3, 1)])
    assert np.array_equal(np.concatenate(once), wide[: BLOCK + 5])


def test_interruption_keeps_what_was_done():
    def stop_after_three(progress):
        if progress.done == 3:
            raise KeyboardInterrupt

    partial = simulate(setting_of(), FILTERS, draws=10, seed=7, progress=stop_after_three)
    assert (partial.interrupted, partial.draws, partial.wanted) == (True, 3, 10)
    assert same(partial, simulate(setting_of(), FILTERS, draws=3, seed=7))
    assert partial.estimate("bias").draws == 3

    def stop_at_once(progress):
        if progress.done:
            raise KeyboardInterrupt

    with ThreadPoolExecutor(1) as pool:
        partial = simulate(setting_of(), FILTERS, draws=10, seed=7, progress=stop_at_once, executor=pool)
        assert partial.interrupted
        assert 1 <= partial.draws < 10


def test_eigenvalues_that_cannot_be_sent_are_refused():
    setting = Setting(3, 5, lambda start, stop: np.ones(stop - start))
    assert simulate(setting, FILTERS, draws=1).draws == 1
    with pytest.raises(InputError, match=r"cannot be sent to worker processes .* or use jobs=1"):
        simulate(setting, FILTERS, draws=1, jobs=2)


def test_progress_counts_up_to_the_total():
    seen = []
    simulate(setting_of(), FILTERS, draws=3, progress=seen.append)
    assert [(item.done, item.total) for item in seen] == [(1, 3), (2, 3), (3, 3)]
    assert seen[-1].remaining == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"draws": 0}, "draws 0 is not an integer ≥ 1: give one"),
        ({"jobs": 0}, "jobs 0 is not an integer ≥ 1: give one"),
        ({"seed": -1}, r"seed -1 is not an integer in \[0, 2\*\*64\): give one, such as 0"),
        ({"noise_draws": -1}, "noise_draws -1 is negative: give 0 for exact averages only"),
    ],
)
def test_bad_arguments(change, message):
    with pytest.raises(InputError, match=message):
        simulate(setting_of(), FILTERS, **({"draws": 1} | change))


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (0.0, "eigenvalue 2 is 0.0"),
        (-1.0, "eigenvalue 2 is -1.0"),
        (np.nan, "eigenvalue 2 is nan"),
        (np.inf, "is inf"),
    ],
)
def test_bad_eigenvalues(value, message):
    with pytest.raises(DomainError, match=message + ".*every λ_i must be positive and finite"):
        Setting(3, 3, Given(np.array([1.0, value, 1.0])))


def test_bad_settings():
    with pytest.raises(InputError, match="n = 0 is not an integer ≥ 1"):
        Setting(0, 3, Given(np.ones(3)))
    with pytest.raises(InputError, match="radius -1 of the attack is not a finite number ≥ 0: give α ≥ 0"):
        Attack(-1)
    with pytest.raises(InputError, match="no filter given"):
        simulate(setting_of(), [], draws=1)
    with pytest.raises(DomainError, match="truncation at p = 3 is below n = 4"):
        Setting(4, 3, Given(np.ones(3)), tail=Tail(1.0, 0.1))
    with pytest.raises(InputError, match="at most 3 entries"):
        Setting(4, 3, Given(np.ones(3)), signal=np.ones(4))


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="no signal masks here")
def test_a_second_ctrl_c_does_not_leave_workers_behind(monkeypatch):
    held = []

    def shutdown(self, wait=True, *, cancel_futures=False):
        held.append(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()))
        return original(self, wait=wait, cancel_futures=cancel_futures)

    original = ProcessPoolExecutor.shutdown
    monkeypatch.setattr(ProcessPoolExecutor, "shutdown", shutdown)
    with pytest.raises(KeyboardInterrupt), _pool(None, 1):
        raise KeyboardInterrupt
    assert held == [True]
