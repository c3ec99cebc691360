"""Claims on means against simulation: which outcome, with which δ."""

import numpy as np
import pytest
import sympy as sp
from boundproof.bounds.claims import Relation
from boundproof.bounds.errors import InputError
from boundproof.bounds.filters import MinNorm, Ridge
from boundproof.verify.results import Results
from boundproof.verify.simulation import Given, Setting, Tail, confront, simulate
from boundproof.verify.verdict import Outcome

DELTA = 1e-6
CLAIM = "E_norm_squared >= sigma^2 n/tr Sigma"


@pytest.fixture(scope="module")
def simulation():
    setting = Setting(10, 200, Given(1 / np.arange(1.0, 201)), signal=np.ones(1))
    return simulate(setting, [MinNorm(), Ridge(sp.Integer(1))], draws=1500, seed=9)


def test_a_true_lower_bound_is_supported_without_any_moment(simulation):
    bound = 10 / simulation.setting.trace
    verdict = confront(simulation, "norm_squared", Relation.GE, bound, claim=CLAIM, delta=DELTA)
    assert verdict.outcome is Outcome.SUPPORTED
    assert verdict.mode == "mean"
    assert verdict.evidence[0].data["delta"] == DELTA
    # the figure goes into the published schema and back
    results = Results("simulate", claims=(("explicit", verdict),))
    assert Results.loads(results.dumps()) == results


def test_a_false_lower_bound_on_an_unbounded_quantity_stays_undecided(simulation):
    verdict = confront(simulation, "norm_squared", Relation.GE, 1e3, claim=CLAIM, delta=DELTA)
    assert verdict.outcome is Outcome.UNDECIDED


def test_a_false_bound_on_a_bounded_quantity_is_contradicted(simulation):
    # ridge 1 keeps ‖θ̂‖² below ‖θ*‖² + σ²/(4λ) = 1.25
    verdict = confront(simulation, "norm_squared", Relation.GE, 1.2, claim=CLAIM, delta=DELTA, filter_=1)
    assert verdict.outcome is Outcome.CONTRADICTED
    assert "at most 1e-06" in verdict.why
    above = confront(simulation, "norm_squared", Relation.LE, 1.2, claim=CLAIM, delta=DELTA, filter_=1)
    assert above.outcome is Outcome.SUPPORTED


def test_an_upper_bound_on_an_unbounded_quantity_is_never_supported(simulation):
    verdict = confront(simulation, "norm_squared", Relation.LE, 1e9, claim=CLAIM, delta=DELTA)
    assert verdict.outcome is Outcome.UNDECIDED
    false = confront(simulation, "norm_squared", Relation.LE, 1.0, claim=CLAIM, delta=DELTA)
    assert false.outcome is Outcome.UNDECIDED or false.outcome is Outcome.CONTRADICTED


def test_a_truncation_is_not_the_model(simulation):
    setting = Setting(4, 50, Given(np.ones(50)), tail=Tail(1.0, 0.01))
    found = simulate(setting, [MinNorm()], draws=20)
    verdict = confront(found, "norm_squared", Relation.GE, 0.0, claim=CLAIM, delta=DELTA)
    assert verdict.outcome is Outcome.UNDECIDED
    assert "truncation" in verdict.why


def test_refused_relations_bounds_and_levels(simulation):
    with pytest.raises(InputError, match="cannot be confronted with a simulated mean: state >= or <="):
        confront(simulation, "bias", Relation.EQ, 1.0, claim=CLAIM, delta=DELTA)
    with pytest.raises(InputError, match=r"bound -1\.0 is not a finite number ≥ 0"):
        confront(simulation, "bias", Relation.GE, -1.0, claim=CLAIM, delta=DELTA)
    with pytest.raises(InputError, match="level 0 is outside"):
        confront(simulation, "bias", Relation.GE, 1.0, claim=CLAIM, delta=0)
