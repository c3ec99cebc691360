"""Identities of rational functions: true ones, false ones, and certificates that were tampered with."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
from boundproof.bounds.checks import RationalIdentities
from boundproof.bounds.errors import InputError
from boundproof.verify.finite import Workload, check_finite
from boundproof.verify.recheck.rational import recheck_difference, recheck_identities
from boundproof.verify.verdict import Outcome, Recheck

# along t: y = t²/(1 + t), dy/dt = (t² + 2t)/(1 + t)²
CLAIM = RationalIdentities(
    variables=("t", "s"),
    definitions=(("y", "t**2/(1 + t)"), ("dy", "slope(y)"), ("z", "s/dy")),
    positive=(("dy", "(t**2 + 2*t)/(1 + t)**2"),),
    identities=(("z*dy", "s"), ("dy*(1 + t)**2 - t**2", "2*t")),
    rates=(("t", 1),),
)


def check(claim: RationalIdentities):
    return check_finite(claim, Workload())


def test_true_identities_are_proved_and_read_again() -> None:
    found = check(CLAIM)
    assert (found.outcome, found.recheck) == (Outcome.PROVED, Recheck.RECHECKED)
    assert "y = t**2/(1 + t)" in found.hypotheses


@pytest.mark.parametrize(
    "changed",
    [
        {"identities": (("z*dy", "2*s"),)},
        {"identities": (("dy*(1 + t)**2 - t**2", "2*t + 1"),)},
        {"definitions": (("y", "t**3/(1 + t)"), *CLAIM.definitions[1:])},
        {"rates": (("t", 2),)},
    ],
)
def test_what_is_changed_is_refuted(changed: dict[str, object]) -> None:
    found = check(replace(CLAIM, **changed))
    assert (found.outcome, found.recheck) == (Outcome.REFUTED, Recheck.RECHECKED)


def test_a_divisor_that_is_zero_is_an_error() -> None:
    with pytest.raises(InputError, match="a divisor of the identities is zero"):
        check(replace(CLAIM, rates=(("s", 1),)))  # dy = 0


def test_a_false_reason_for_a_positive_divisor_decides_nothing() -> None:
    found = check(replace(CLAIM, positive=(("dy", "(t**2 + 3*t)/(1 + t)**2"),)))
    assert found.outcome is Outcome.UNDECIDED
    assert "rests on `dy = (t**2 + 3*t)/(1 + t)**2`, which is no identity" in found.why


def test_a_divisor_that_may_vanish_decides_nothing() -> None:
    found = check(replace(CLAIM, positive=()))
    assert found.outcome is Outcome.UNDECIDED
    assert "the divisor dy is not seen to be positive" in found.why
    bare = RationalIdentities(("t", "s"), (), (("t/(t - s)*(t - s)", "t"),))
    assert "the divisor t - s is not seen to be positive" in check(bare).why


def test_names_that_are_not_there_are_errors() -> None:
    with pytest.raises(InputError, match="the identities use r, which is neither a variable nor defined before"):
        check(replace(CLAIM, identities=(("r", "s"),)))
    with pytest.raises(InputError, match="no rational function"):
        check(replace(CLAIM, identities=(("sqrt(t)", "t"),)))


def test_every_mutant_of_a_certificate_is_rejected() -> None:
    certificate = check(CLAIM).evidence[0].data["identities"]
    assert recheck_identities(certificate) == ""
    mutants = []
    for path, text in (
        (("definitions", 0, 1), "t**2/(2 + t)"),
        (("definitions", 0, 0), "x"),
        (("definitions", 1, 1), "slope(z)"),
        (("definitions", 1, 1), "y"),
        (("definitions", 2, 1), "s*dy"),
        (("positive", 0, 1), "(t**2 + t)/(1 + t)**2"),
        (("positive", 0, 1), "((1 + t)**2 - 1)/(1 + t)**2"),  # equal, but not plainly positive
        (("positive", 0, 0), "y"),
        (("identities", 0, 1), "s + t - 1"),
        (("identities", 1, 0), "dy*(1 + t)**2 - t"),
        (("identities", 1, 1), "2*t**2"),
        (("identities", 1, 1), "exp(t)"),
        (("rates", 0, 1), "3"),
    ):
        mutant = copy.deepcopy(certificate)
        target = mutant
        for key in path[:-1]:
            target = target[key]
        target[path[-1]] = text
        mutants.append(mutant)
    mutants.append({**certificate, "positive": []})
    assert all(recheck_identities(mutant) for mutant in mutants)


def test_slopes_of_slopes_are_not_read_again() -> None:
    claim = RationalIdentities(
        ("t",), (("y", "t**2"), ("dy", "slope(y)"), ("ddy", "slope(dy)")), (("ddy", "2"),), rates=(("t", 1),)
    )
    assert check(claim).outcome is Outcome.UNDECIDED
    assert "the slope of dy, which is made of slopes" in check(claim).why


def test_every_mutant_of_a_witness_is_rejected() -> None:
    certificate = check(replace(CLAIM, identities=(("z*dy", "2*s"),))).evidence[0].data["identities"]
    assert recheck_difference(certificate) == ""
    for changed in (
        {"point": {"t": "1", "s": "-1"}},
        {"point": {"t": "1"}},
        {"differ": ["z*dy", "s"]},
        {"identities": []},
        {"domain": ["negative"], "definitions": [*certificate["definitions"], ["negative", "-t"]]},
    ):
        assert recheck_difference({**certificate, **changed})
