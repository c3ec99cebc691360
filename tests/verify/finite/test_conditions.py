"""A claim beside the exact condition for it: both sides, boundaries, and conditions that are wrong."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from boundproof.bounds.checks import HoldsExactlyWhen
from boundproof.bounds.parsing import parse_claim
from boundproof.verify.asymptotics.failure import decide_failure
from boundproof.verify.finite import Workload, check_finite
from boundproof.verify.recheck.asymptotics import Status, recheck_asymptotic
from boundproof.verify.recheck.conditions import recheck_paths
from boundproof.verify.verdict import Outcome, Recheck, Verdict

POWERS = {"claim": "n**a*log(n)**b -> 0", "given": ("a real", "b real")}


def verdict_of(**options: Any) -> Verdict:
    return check_finite(HoldsExactlyWhen(**options), Workload())


def test_the_right_condition_is_proved_on_both_sides_and_rechecked() -> None:
    verdict = verdict_of(**POWERS, condition="a < 0 or (a = 0 and b < 0)")
    assert (verdict.outcome, verdict.recheck) == (Outcome.PROVED, Recheck.RECHECKED)
    assert [case.region for case in verdict.cases] == [
        "a < 0",
        "a = 0 and b < 0",
        "a = 0 and b = 0",
        "a = 0 and b > 0",
        "a > 0",
    ]


@pytest.mark.parametrize(
    ("condition", "why"),
    [
        ("a <= 0", "where the condition holds the claim is false: false at a = 0, b = 0"),
        ("a < 0", "where the condition does not hold the claim is true at a = 0, b = -1"),
        ("always", "where the condition holds the claim is false"),
        ("never", "where the condition does not hold the claim is true"),
    ],
)
def test_a_wrong_condition_is_refuted_at_a_point(condition: str, why: str) -> None:
    verdict = verdict_of(**POWERS, condition=condition)
    assert (verdict.outcome, verdict.recheck) == (Outcome.REFUTED, Recheck.RECHECKED)
    assert verdict.why.startswith(why)


def test_what_the_prover_leaves_open_is_undecided_and_named() -> None:
    verdict = verdict_of(claim="sin(n)**2*n**a -> 0", condition="a < 0", given=("a > -1", "n real"))
    assert verdict.outcome is Outcome.UNDECIDED
    assert verdict.why.startswith("not decided where a")


def test_excluded_parameters_are_vacuous() -> None:
    verdict = verdict_of(claim="n**a -> 0", condition="a < 0", given=("a > 1", "a < 0"))
    assert verdict.outcome is Outcome.VACUOUS


@pytest.mark.slow
def test_exponential_with_a_floor_is_benign_exactly_in_its_region() -> None:
    verdict = verdict_of(
        claim="benign",
        condition="q > 1 and s > q - 1",
        given=("q > 0", "s real", "tau > 0"),
        spectrum="exp(-i/tau) + n**-s",
        dimension="n**q",
    )
    assert verdict.outcome is Outcome.PROVED


def test_false_throughout_is_not_false_somewhere() -> None:
    assert decide_failure(parse_claim("n**a -> 0", given="a >= 0")).outcome is Outcome.PROVED
    found = decide_failure(parse_claim("n**a -> 0", given="a > -1"))
    assert (found.outcome, found.point) == (Outcome.REFUTED, (("a", "(-1/2)"),))
    assert decide_failure(parse_claim("1/x -> 0", as_="x -> 0")).outcome is Outcome.UNDECIDED


def mutated(data: Any, change: str) -> Any:
    out = copy.deepcopy(data)
    (part,) = out["parts"]
    if change == "a case is said to be true":
        part["regions"][0]["answer"] = True
    elif change == "a case is left out":
        part["regions"].pop()
    elif change == "a witness":
        part["regions"][0]["witness"] = {"a": "1", "b": "0"}
    elif change == "a lead":
        part["regions"][0]["run"]["final"]["left"]["monomial"] = [["X", "7"]]
    return out


@pytest.mark.parametrize("change", ["none", "a case is said to be true", "a case is left out", "a witness", "a lead"])
def test_the_certificate_of_a_failure_is_read_again(change: str) -> None:
    claim = parse_claim("n**a + n**b -> 0", given="a > 0, b real")
    found = decide_failure(claim)
    assert (found.outcome, found.recheck) == (Outcome.PROVED, Recheck.RECHECKED)
    assert found.evidence is not None
    again = recheck_asymptotic(
        mutated(found.evidence.data, change),
        claim=claim.text,
        point="n -> oo",
        hypotheses=[h.text for h in claim.given],
        outcome="FAILS",
    )
    assert (again.status is Status.RECHECKED) == (change == "none"), again.why


PATHS = {
    "condition": "q > 1 and s < q",
    "among": "always",
    "paths": [
        {"guards": ["q < 1"], "holds": False},
        {"guards": ["q = 1"], "holds": False},
        {"guards": ["q > 1", "s < q"], "holds": True},
        {"guards": ["q > 1", "s = q"], "holds": False},
        {"guards": ["q > 1", "s > q"], "holds": False},
    ],
}


def test_paths_are_read_again() -> None:
    assert recheck_paths(PATHS) == ""
    for k in range(5):
        less = {**PATHS, "paths": [p for j, p in enumerate(PATHS["paths"]) if j != k]}  # type: ignore[arg-type]
        assert recheck_paths(less).startswith("no case where")
        other = copy.deepcopy(PATHS)
        other["paths"][k]["holds"] = not other["paths"][k]["holds"]  # type: ignore[index]
        assert recheck_paths(other).startswith("a case says otherwise than the condition where")
    assert (
        recheck_paths({**PATHS, "condition": "q >= 1 and s < q"})
        == "a case says otherwise than the condition where 1 = q, q > s"
    )
    assert recheck_paths({**PATHS, "condition": "q > 2"}) == "a guard that is no comparison of the condition"
