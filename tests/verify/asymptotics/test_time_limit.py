"""The time limit: what is not finished is UNDECIDED or "engine only", and says what budget to give."""

from __future__ import annotations

import sys

import pytest
from boundproof.bounds.parsing import parse_claim
from boundproof.verify.asymptotics import decide
from boundproof.verify.asymptotics.spectra import spectral_vocabulary
from boundproof.verify.recheck.asymptotics import Status, recheck_asymptotic
from boundproof.verify.verdict import Outcome, Recheck

LOG = spectral_vocabulary("i**-1*log(i+1)**-beta")
CLAIM = parse_claim("R(n) ~ n*log(n)**2/(beta-1)**2", as_="n -> oo", given="beta > 1", vocabulary=LOG)
NO_TIME = 1e-6  # seconds: over before anything is done


def test_a_search_that_runs_out_of_time_names_a_budget() -> None:
    verdict = decide(CLAIM, budget=NO_TIME)
    assert verdict.outcome is Outcome.UNDECIDED
    assert verdict.why == "the time budget is used up (1e-06 s: give a larger one, such as 4e-06)"


def test_a_recheck_without_time_says_nothing() -> None:
    verdict = decide(CLAIM, budget=60)
    assert (verdict.outcome, verdict.recheck) == (Outcome.PROVED, Recheck.RECHECKED)
    found = recheck_asymptotic(
        verdict.evidence[0].data,
        claim=CLAIM.text,
        point="n -> oo",
        hypotheses=verdict.hypotheses,
        outcome="PROVED",
        seconds=0,
    )
    assert (found.status, found.over_time) == (Status.NOT_COVERED, True)


def test_a_recheck_that_runs_out_of_time_leaves_the_verdict_engine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search is given time, the budget is over when the re-check begins."""
    module = sys.modules[decide.__module__]
    monkeypatch.setattr(module, "SEARCH", 60 / NO_TIME)
    monkeypatch.setattr(module, "LEAST_RECHECK", 0.0)
    verdict = decide(CLAIM, budget=NO_TIME)
    assert (verdict.outcome, verdict.recheck) == (Outcome.PROVED, Recheck.ENGINE_ONLY)
    assert verdict.evidence[0].summary.endswith(
        "not re-checked: its re-check takes more time than is left of the budget"
        " (1e-06 s: give a larger one, such as 4e-06)"
    )
