"""When the trade-off is forced: the program over kappa, certificates of both kinds, and conditions that are wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from boundproof.bounds.checks import NeverForced, TradeOffForced
from boundproof.bounds.tradeoff import Term, TradeOffModel, exponential_floor_model, spikes_model
from boundproof.verify.finite import Workload, check_finite
from boundproof.verify.finite.forced_claims import crossing
from boundproof.verify.finite.packed import unpacked
from boundproof.verify.recheck.asymptotics import Status, recheck_asymptotic
from boundproof.verify.verdict import Outcome


def test_the_crossing_is_where_the_largest_increasing_term_meets_the_largest_decreasing_one() -> None:
    """n = 10^6 and exponents by hand: κ² against 1/n and n^(-1)κ^(-2)n^(-1/2); κ against the same."""
    flat, falling = Term("0"), Term("-2", "-1/2")
    assert crossing([Term("2")], [flat]) == "n**(-1/2)"
    assert crossing([Term("2")], [flat, falling]) == "Max(n**(-1/2), n**(-3/8))"
    assert crossing([Term("2"), Term("1")], [flat]) == "Min(n**(-1/2), n**(-1))"
    assert crossing([Term("1", log="-2*t")], [Term("0", log="1")]) == "n**(-1)*log(n)**(1 + 2*t)"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("model", "condition", "outcome", "why"),
    [
        (exponential_floor_model(decay=False), "s < q", Outcome.PROVED, "3 regions, "),
        (
            exponential_floor_model(decay=False),
            "s <= q",
            Outcome.REFUTED,
            "the trade-off is not forced at q = 2, s = 2, tau = 1",
        ),
        (spikes_model(), "u > w", Outcome.REFUTED, "the trade-off is forced at h = 1, q = 2, u = 0, w = 0"),
    ],
)
def test_conditions_on_both_sides(model: TradeOffModel, condition: str, outcome: Outcome, why: str) -> None:
    verdict = check_finite(TradeOffForced(model, condition), Workload())
    assert verdict.outcome is outcome, verdict.why
    assert verdict.why.startswith(why)


def test_the_certificates_of_its_claims_are_in_the_evidence_and_can_be_read_again() -> None:
    verdict = check_finite(NeverForced("i**(-2)", "i**(-2)", (), ("d > 0", "d < 1")), Workload())
    (evidence,) = verdict.evidence
    proofs = [unpacked(text) for text in evidence.data["certificate"]["proofs"]]
    assert len(proofs) == len(evidence.data["table"]["rows"])
    for proof in proofs:
        again = recheck_asymptotic(
            proof, claim=proof["claim"], point=proof["point"], hypotheses=proof["hypotheses"], outcome="PROVED"
        )
        assert again.status is Status.RECHECKED, again.why


@pytest.mark.parametrize("bound", ["upper", "lower"])
def test_an_order_that_is_wrong_leaves_everything_open(bound: str) -> None:
    """df_2 without its spikes from above, with a square of them from below: refuted, and nothing is concluded."""
    model = spikes_model()
    terms = {"upper": (model.degrees.upper[1],), "lower": (Term("0", "2*w"), model.degrees.upper[1])}[bound]
    wrong = replace(model, degrees=replace(model.degrees, **{bound: terms}))
    verdict = check_finite(TradeOffForced(wrong, "u > w or (u = w and h > 0)"), Workload())
    assert verdict.outcome is Outcome.UNDECIDED
    assert verdict.why.startswith("the orders of the model: df_2 from " + {"upper": "above", "lower": "below"}[bound])


def test_a_model_of_no_parameters_is_vacuous() -> None:
    model = replace(spikes_model(), given=("w >= 0", "w < 1", "u < 1", "u > 1", "h real", "q > 1"))
    assert check_finite(TradeOffForced(model, "u > w"), Workload()).outcome is not Outcome.PROVED


@pytest.mark.parametrize(
    ("weight", "decay", "outcome", "why"),
    [
        ("i**(-2)", ("d > 0", "d < 1"), Outcome.PROVED, "never forced"),
        ("i**(-1)", ("d > 0", "d < 1"), Outcome.UNDECIDED, "the truth is bounded"),
        ("i**(-2)", ("d > 1", "d < 2"), Outcome.UNDECIDED, "b, coordinates beyond m"),
        ("i**(-2)", ("d > 0", "d < 0"), Outcome.UNDECIDED, "z3 does not find a d for all parameters"),
    ],
)
def test_a_fixed_power_law(weight: str, decay: tuple[str, ...], outcome: Outcome, why: str) -> None:
    verdict = check_finite(NeverForced("i**(-2)", weight, (), decay), Workload())
    assert verdict.outcome is outcome
    assert verdict.why.startswith(why)
