"""The proof scripts among the documents: every step comes out as it declares."""

from __future__ import annotations

from pathlib import Path

import pytest
from boundproof.verify.run import check_theorem
from boundproof.verify.verdict import Outcome, Recheck

from boundproof.proofs import read_proof

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.proof"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_step_is_as_declared(path):
    verdict = check_theorem(read_proof(path))
    assert verdict.outcome is Outcome.PROVED, verdict.why
    assert [step.name for step in verdict.steps if not step.as_expected] == []
    assert all(step.verdict.recheck is Recheck.RECHECKED for step in verdict.steps)


def test_both_directions_of_the_benign_bound_rest_on_what_is_cited():
    (path,) = [path for path in EXAMPLES if path.stem == "benign_bound"]
    verdict = check_theorem(read_proof(path))
    assert set(verdict.given) == {"upper", "lower"}
