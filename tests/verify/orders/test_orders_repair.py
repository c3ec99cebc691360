"""The missing hypothesis: what is dropped is found again; nothing is suggested that does not help."""

from __future__ import annotations

import pytest
from boundproof.bounds.proofs import read_fact
from boundproof.bounds.statements import Fact, Theorem
from boundproof.bounds.theorems import builtin_theorem
from boundproof.verify.orders import decide_orders, repair
from boundproof.verify.steps import visible
from boundproof.verify.verdict import Outcome


def theorem() -> Theorem:
    """Not a constant of the module: pytest would collect it and check it whole."""
    return builtin_theorem("hao-zhang-2024/min-norm")


def facts(*texts: str) -> list[Fact]:
    return [Fact(text, read_fact(text)) for text in texts]


def suggested(claim: str, *given: str) -> list[str]:
    found = repair(read_fact(claim), facts(*given))
    assert found.complete
    return [suggestion.claim.text for suggestion in found.suggestions]


def test_the_conclusions_of_the_theorem_are_proved_as_its_steps_cite():
    for name in ("harm", "harm-in-probability", "benign"):
        step = theorem().step(name)
        given, _, schemas = visible(theorem(), step)
        assert decide_orders(step.claim, given, schemas=schemas).outcome is Outcome.PROVED
    given, _, _ = visible(theorem(), theorem().step("harm"))
    assert decide_orders(theorem().step("harm").claim, given).unused == ("benign-kstar", "benign-R")


# What a dropped hypothesis is worth as one fact X = O(Y) or X = o(Y); of Theta(1) only one half is needed.
HARM = {
    "benign-r0": "effective_rank(0) = o(n)",
    "noise-level": "1 = O(sigma)",
    "operator-norm": "largest = O(1)",
    "bounded-truth": "dual_norm(theta) = O(1)",
}
BENIGN = {
    "benign-r0": "effective_rank(0) = o(n)",
    "benign-kstar": "kstar(1) = o(n)",
    "benign-R": "n = o(squared_rank(kstar(1)))",
    "sub-gaussian": "sigma_y = O(1)",
}


@pytest.mark.parametrize(
    ("name", "dropped"), [*(("harm", name) for name in HARM), *(("benign", name) for name in BENIGN)]
)
def test_a_dropped_hypothesis_leaves_a_gap_and_is_found_again(name, dropped):
    step = theorem().step(name)
    given, _, schemas = visible(theorem(), step)
    kept = [fact for fact in given if fact.name != dropped]
    assert len(kept) == len(given) - 1
    found = repair(step.claim, kept, schemas=schemas)
    assert found.verdict.outcome is Outcome.GAP
    texts = [suggestion.claim.text for suggestion in found.suggestions]
    assert (HARM if name == "harm" else BENIGN)[dropped] in texts
    assert all(suggestion.verdict.outcome is Outcome.PROVED for suggestion in found.suggestions)


def test_weaker_facts_are_preferred():
    # y = O(1) and y = o(n**(1/2)) would do as well, but y = o(n) is weaker.
    assert suggested("x = o(n)", "x = O(y)") == ["y = o(n)"]
    assert suggested("x = O(n)", "x = O(y)") == ["y = O(n)"]


def test_the_claim_itself_and_what_implies_it_alone_are_no_repair():
    assert suggested("x = o(n)") == []
    assert suggested("x*y = o(z)", "x > 0") == []


def test_facts_that_contradict_the_hypotheses_are_left_out():
    # With n = O(y) neither y = o(n) nor y = O(1) can be true; they would "close" the gap by contradiction.
    texts = suggested("x = o(n)", "x = O(y)", "n = O(y)", "z = O(1)")
    assert not [text for text in texts if text.startswith("y = ")]


def test_a_proved_claim_needs_no_repair():
    found = repair(read_fact("x = o(n)"), facts("x = O(1)"))
    assert found.suggestions == ()
    assert found.why == "there is no gap to close: the verdict is PROVED"
