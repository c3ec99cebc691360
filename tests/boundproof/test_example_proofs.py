"""The proof scripts among the documents: every step comes out as it declares."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from boundproof.verify.orders import repair
from boundproof.verify.run import check_step, check_theorem
from boundproof.verify.steps import visible
from boundproof.verify.verdict import Outcome, Recheck

from boundproof.proofs import read_proof

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.proof"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_step_is_as_declared(path):
    verdict = check_theorem(read_proof(path))
    assert verdict.outcome is Outcome.PROVED, verdict.why
    assert [step.name for step in verdict.steps if not step.as_expected] == []
    assert all(step.verdict.recheck is Recheck.RECHECKED for step in verdict.steps)


def by_name(stem):
    return next(path for path in EXAMPLES if path.stem == stem)


@pytest.mark.parametrize(
    ("stem", "step", "lemma"), [("benign_bound", "sufficient", "upper"), ("benign_needed", "rank", "lower")]
)
def test_either_direction_of_the_benign_bound_rests_on_what_is_cited(stem, step, lemma):
    assert check_step(read_proof(by_name(stem)), step, {}).verdict.given == (lemma,)


@pytest.mark.parametrize(
    ("stem", "step", "dropped", "outcome", "fact"),
    [  # without a hypothesis: GAP with a counter-model, REFUTED where a design realises it; `repair` finds it again
        ("benign_bound", "sufficient", "benign.r0", Outcome.REFUTED, "effective_rank(0) = o(n)"),
        ("benign_bound", "sufficient", "benign.kstar", Outcome.REFUTED, "kstar(b) = o(n)"),
        ("benign_bound", "sufficient", "benign.rank", Outcome.REFUTED, "n = o(squared_rank(kstar(b)))"),
        ("benign_bound", "sufficient", "noise", Outcome.REFUTED, "sigma_y = O(1)"),
        ("benign_bound", "sufficient", "top", Outcome.REFUTED, "largest = O(1)"),
        ("benign_bound", "sufficient", "truth", Outcome.REFUTED, "norm(theta) = O(1)"),
        ("benign_bound", "sufficient", "constant", Outcome.GAP, "c = O(1)"),
        ("benign_needed", "rank", "noise", Outcome.REFUTED, "1 = O(sigma)"),
        ("benign_needed", "rank", "vanishing", Outcome.REFUTED, None),  # needed is a fact about the risk itself
        ("benign_needed", "threshold", "noise", Outcome.GAP, "1 = O(sigma)"),
    ],
)
def test_without_a_hypothesis(stem, step, dropped, outcome, fact):
    whole = read_proof(by_name(stem))
    assert dropped in whole.step(step).by
    theorem = replace(
        whole,
        given=tuple(item for item in whole.given if item.name != dropped),
        steps=tuple(replace(s, by=tuple(name for name in s.by if name != dropped)) for s in whole.steps),
    )
    verdict = check_step(theorem, step, {}).verdict
    assert verdict.outcome is outcome, verdict.why
    assert verdict.recheck is Recheck.RECHECKED
    facts, _, schemas = visible(theorem, theorem.step(step))
    texts = [item.claim.text for item in repair(theorem.step(step).claim, facts, schemas=schemas).suggestions]
    assert fact is None or fact in texts
