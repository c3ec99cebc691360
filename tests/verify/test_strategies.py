"""Strategies: what they make is what they say, prints as code, shrinks to what can be read, and is found by type."""

import subprocess
import sys
from fractions import Fraction
from math import inf

import numpy as np
import pytest
import sympy as sp
from boundproof.bounds import filters as filter_types
from boundproof.bounds import spectra as spectrum_types
from boundproof.bounds.checks import ShrinksAlong
from boundproof.bounds.spectra import SIZE, Signal, Spectrum
from boundproof.verify import simulation, strategies
from boundproof.verify.asymptotics import decide
from boundproof.verify.finite import Workload, check_finite
from boundproof.verify.simulation import Plan, measure
from boundproof.verify.statistics import simulated
from boundproof.verify.verdict import Outcome
from hypothesis import find, given, settings
from hypothesis import strategies as st

import boundproof

NAMES = {**vars(spectrum_types), **vars(filter_types), **vars(simulation), **vars(strategies)}
NAMES |= {"Fraction": Fraction, "n": SIZE, "sqrt": sp.sqrt, "inf": inf}


def rebuilt(text: str) -> object:
    """What the code of a repr makes; quarters are exact as floats, which are read as the decimals they print as."""
    return eval(text, dict(NAMES))


@settings(max_examples=60)
@given(
    st.one_of(
        strategies.spectra(),
        strategies.finite_spectra(),
        strategies.signals(),
        strategies.noises(),
        strategies.designs(),
        strategies.attacks(),
        strategies.exp_log_functions(),
        strategies.landau_claims(),
    )
)
def test_examples_print_as_code_that_rebuilds_them(example):
    assert rebuilt(repr(example)) == example


def test_examples_shrink_to_readable_ones():
    def simplest(strategy, condition=lambda example: True):
        return repr(find(strategy, condition, settings=settings(database=None, derandomize=True, max_examples=20)))

    assert simplest(strategies.spectra()) == "isotropic(1)"
    assert simplest(strategies.spectra(benign=True)) == "power_log(a=1, beta=2)"
    assert simplest(strategies.signals(), lambda signal: signal.decay is not None) == "power_signal(t=1)"
    assert simplest(strategies.filters(), lambda item: not isinstance(item, boundproof.MinNorm)) == "Ridge(ridge=1)"
    assert simplest(strategies.landau_claims(holds=False)) == "KnownClaim(text='1 = o(1)', holds=False)"


@pytest.mark.slow
@settings(max_examples=15)
@given(strategies.spectra(benign=True))
def test_benign_ratios_shrink(spectrum):
    assert check_finite(ShrinksAlong(spectrum, (10**4, 10**10)), Workload()).outcome is Outcome.ENCLOSED


@pytest.mark.slow
@settings(max_examples=15)
@given(strategies.spectra(benign=False))
def test_of_what_is_not_benign_some_ratio_grows_or_does_not_exist_or_stays(spectrum):
    verdict = check_finite(ShrinksAlong(spectrum, (10**4, 10**10)), Workload())
    if verdict.outcome is Outcome.ENCLOSED:  # at the boundary a ratio falls to a limit that is not 0
        rows = verdict.evidence[0].data["table"]["rows"]
        assert max(float(cell["value"]) for cell in rows[-1][2:]) > 0.05


@settings(max_examples=15)
@given(strategies.landau_claims())
def test_the_prover_agrees_with_what_is_known(known):
    outcome = decide(known.claim).outcome
    assert outcome in ({Outcome.PROVED} if known.holds else {Outcome.REFUTED})


@settings(max_examples=25)
@given(strategies.exp_log_functions())
def test_the_expansion_is_what_it_is_said_to_be(known):
    """Every term by itself: what is left after the terms before it is equivalent to it."""
    for taken in range(len(known.terms)):
        claim = boundproof.parse_claim(f"{known.rest(taken)} ~ {known.following(taken)}", as_="x -> oo")
        assert decide(claim).outcome is Outcome.PROVED


@settings(max_examples=25)
@given(strategies.exp_log_functions())
def test_a_spoilt_expansion_is_not_proved(known):
    """The last coefficient is a third larger than it is."""
    at = len(known.terms) - 1
    claim = boundproof.parse_claim(f"{known.rest(at)} ~ (4/3)*({known.following(at)})", as_="x -> oo")
    assert decide(claim).outcome is Outcome.REFUTED


@settings(max_examples=25)
@given(strategies.problems())
def test_problems_can_be_simulated(problem):
    figures = measure(problem.setting(), Plan((problem.filter,), problem.attack, noise_draws=1), seed=0, draw=0)
    for name in ("standard_risk", "norm_squared", "drawn_lower", "drawn_upper"):
        assert np.isfinite(figures[name]).all()
        assert (figures[name] >= 0).all()


@settings(max_examples=25)
@given(strategies.problems(bounded=True), st.data())
def test_draws_lie_in_the_range_that_is_stated(problem, data):
    quantity = data.draw(st.sampled_from(["bias", "variance", "standard_risk", "norm_squared"]))
    found = simulated(problem.setting(), problem.filter, quantity)
    low, high = found.sample(np.random.Generator(np.random.Philox(1)), 2)
    assert (low >= 0).all()
    assert (high <= found.assumption.high * (1 + 1e-9)).all()


@given(st.from_type(Spectrum), st.from_type(Signal))
@settings(max_examples=3)
def test_types_are_known_to_hypothesis(spectrum, signal):
    assert isinstance(spectrum, Spectrum)
    assert isinstance(signal, Signal)


@pytest.mark.parametrize(
    "code",
    [
        "import hypothesis, sys; assert not {'sympy', 'numpy', 'boundproof.bounds.spectra'} & set(sys.modules)",
        "import boundproof; boundproof.Spectrum\n"
        "from hypothesis import find, strategies as st\n"
        "assert repr(find(st.from_type(boundproof.Spectrum), lambda s: True)) == 'isotropic(1)'",
    ],
    ids=["importing Hypothesis imports nothing of ours", "types imported before Hypothesis"],
)
def test_entry_point(code):
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
