"""Claims on means: what comes out, what a failure says, and what is spent of the error budget."""

import json
import re
from math import pi

import numpy as np
import pytest
from boundproof.bounds.errors import InputError
from boundproof.bounds.filters import MinNorm, Ridge
from boundproof.bounds.spectra import isotropic
from boundproof.verify.simulation import spectral_setting
from boundproof.verify.statistics import (
    Bounded,
    ClaimFailed,
    ItemBudget,
    MonteCarlo,
    RunBudget,
    SubExponential,
    assert_at_least,
    assert_at_most,
    assert_between,
    assert_close,
    at_most,
    between,
    close,
    nonnegative,
    simulated,
    spending,
)
from boundproof.verify.verdict import Outcome, Verdict

UNIFORM = MonteCarlo(lambda generator, count: generator.random(count), Bounded(0, 1), name="E U")
EXPONENTIAL = MonteCarlo(lambda generator, count: generator.exponential(size=count), nonnegative(), name="E W")


@pytest.fixture(autouse=True)
def outside_any_item():
    """The plugin opens a budget around every test of this suite as well: these start without one."""
    with spending(None):
        yield


def draws(verdict: Verdict) -> int:
    return verdict.evidence[0].data["draws"]


def test_a_true_bound_is_supported_and_stops_early():
    verdict = at_most(UNIFORM, 0.6)
    assert verdict.outcome is Outcome.SUPPORTED
    assert verdict.claim == "E U <= 0.6"
    # gap .1 at standard deviation .29: about (log 1e6 + log 16)/(.1²/(2/12)) = 277 draws
    assert 150 < draws(verdict) < 1000
    assert verdict.why.endswith("were the claim false, this would have probability at most 1e-06")
    assert Verdict.from_json(json.loads(json.dumps(verdict.to_json()))) == verdict


def test_a_false_bound_is_contradicted():
    verdict = at_most(UNIFORM, 0.45)
    assert verdict.outcome is Outcome.CONTRADICTED
    with pytest.raises(ClaimFailed, match=r"CONTRADICTED: E U <= 0.45: mean 0\.5\d* of \d+ draws; were the claim"):
        assert_at_most(UNIFORM, 0.45)


def test_undecided_says_how_many_draws_it_would_take():
    with pytest.raises(ClaimFailed) as caught:
        assert_at_most(UNIFORM, 0.52, draws=3000)
    text = str(caught.value)
    needed = float(re.search(r"about (\S+) draws would support it", text).group(1))
    # gap .02: (log 1e6 + log 16)/(.02²·12/2) = 6900, for an exactly known gap
    assert 3000 < needed < 20_000
    assert "E U <= 0.52: mean 0." in text
    assert at_most(UNIFORM, 0.52, draws=int(4 * needed)).outcome is Outcome.SUPPORTED


def test_an_assumption_that_cannot_support_says_so():
    verdict = at_most(EXPONENTIAL, 2, draws=1000)
    assert verdict.outcome is Outcome.UNDECIDED
    assert "no number of draws could support the claim assuming only every draw in [0, inf]" in verdict.why
    assert at_most(EXPONENTIAL, 0.5).outcome is Outcome.CONTRADICTED


def test_between_needs_both_sides_and_close_is_between():
    assert between(UNIFORM, 0.4, 0.6).outcome is Outcome.SUPPORTED
    assert between(UNIFORM, 0.55, 0.6).outcome is Outcome.CONTRADICTED
    assert between(UNIFORM, 0.3, 0.45).outcome is Outcome.CONTRADICTED
    assert close(UNIFORM, 0.5, tolerance=0.1) == between(UNIFORM, 0.4, 0.6)
    assert_close(UNIFORM, 0.5, tolerance=0.1)
    assert_between(UNIFORM, 0.4, 0.6)
    assert_at_least(UNIFORM, 0.4)


def test_the_range_decides_without_a_draw():
    verdict = at_most(UNIFORM, 1.5)
    assert (verdict.outcome, draws(verdict)) == (Outcome.SUPPORTED, 0)
    assert at_most(UNIFORM, -0.5).outcome is Outcome.CONTRADICTED


def test_same_seed_same_verdict_other_seed_other_draws():
    assert at_most(UNIFORM, 0.6, seed=4) == at_most(UNIFORM, 0.6, seed=4)
    assert at_most(UNIFORM, 0.6, seed=4).evidence != at_most(UNIFORM, 0.6, seed=5).evidence


def test_assertions_of_an_item_spend_its_share():
    run = RunBudget(1e-6, items=4, seed=1)
    item = run.item("test_a.py::test_x")
    with spending(item):
        first = assert_at_most(UNIFORM, 0.6)
        second = assert_at_most(UNIFORM, 0.6)
        third = assert_at_most(UNIFORM, 0.6, delta=1e-9)
    found = [verdict.evidence[0].data for verdict in (first, second, third)]
    assert found[0]["delta"] == pytest.approx(1e-6 / 4 * 6 / pi**2, rel=1e-12)
    assert found[1]["delta"] == pytest.approx(found[0]["delta"] / 4, rel=1e-12)
    assert found[2]["delta"] == 1e-9
    assert len({data["seed"] for data in found}) == 3
    assert item.assertions == 3
    assert item.drawn == sum(data["draws"] for data in found)
    assert item.outcomes == {"SUPPORTED": 3}
    # Σ 6/(π²j²) = 1: never more than the share
    assert item.spent == pytest.approx(1e-6 / 4 * 6 / pi**2 * (1 + 1 / 4 + 1 / 9), rel=1e-12)
    again = run.item("test_a.py::test_x")
    with spending(again):
        assert assert_at_most(UNIFORM, 0.6) == first
    assert assert_at_most(UNIFORM, 0.6).evidence[0].data["delta"] == 1e-6


def test_shares_never_exceed_the_budget():
    item = ItemBudget(1e-3, "key")
    for _ in range(5000):
        item.next_assertion()
    assert 0.999 * 1e-3 < item.spent < 1e-3


def test_ridge_is_bounded_for_every_design_and_can_be_supported():
    setting = spectral_setting(isotropic(20), 10)
    quantity = simulated(setting, Ridge(1), "noise_norm")
    # for every X it is below that of the min-norm interpolator, whose mean is n/(p − n − 1) = 10/9
    assert at_most(quantity, 10 / 9, draws=20_000).outcome is Outcome.SUPPORTED
    assert at_most(quantity, 0.01).outcome is Outcome.CONTRADICTED


def test_min_norm_is_only_known_to_be_nonnegative():
    quantity = simulated(spectral_setting(isotropic(60), 10), MinNorm(), "noise_norm")
    # E‖θ̂‖² = n/(p−n−1) = 10/49 > n/p = 1/6, the explicit bound, by a fifth
    found = between(quantity, 1 / 6, np.inf)
    assert found.outcome is Outcome.SUPPORTED
    assert at_most(quantity, 0.25, draws=500).outcome is Outcome.UNDECIDED


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda generator, count: generator.random(count) + 1j, "complex128 instead of real numbers"),
        (lambda generator, count: ["one"] * count, "instead of real numbers"),
        (lambda generator, count: np.stack([np.ones(count), np.zeros(count)]), "lower end 1 .* above its upper end 0"),
    ],
)
def test_draws_that_are_no_numbers_are_refused(draw, message):
    """Ends that are the wrong way round would support and contradict everything."""
    with pytest.raises(InputError, match=message):
        at_most(MonteCarlo(draw, Bounded(0, 3), name="E"), 0.6)


def test_bad_input_is_refused():
    with pytest.raises(InputError, match=r"\[-inf, '1'\]: expected numbers"):
        at_most(MonteCarlo(lambda generator, count: generator.random(count), Bounded()), "1")
    with pytest.raises(InputError, match="expected low < high"):
        between(UNIFORM, 1, 0)
    with pytest.raises(InputError, match="tolerance 0: expected a positive number; equality cannot be simulated"):
        close(UNIFORM, 1, tolerance=0)
    with pytest.raises(InputError, match=r"E: asked for 256 draws and got an array of shape \(\)"):
        at_most(MonteCarlo(lambda generator, count: 1.0, SubExponential(1.0), name="E"), 1)
    with pytest.raises(InputError, match="quantity 'speed' was not measured"):
        at_most(simulated(spectral_setting(isotropic(5), 3), Ridge(1), "speed"), 1)
