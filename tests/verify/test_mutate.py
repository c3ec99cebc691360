"""Mutants of theorems: which are made, which are still true, and that no check is fooled."""

import pytest
from boundproof.bounds.proofs import parse_proof
from boundproof.bounds.theorems import builtin_theorems
from boundproof.verify.mutate import mutate
from boundproof.verify.verdict import Outcome

from boundproof.cli import main

SCRIPT = """theorem small: a ratio and a bound
positive rank, ratio, x, y
given explicit: ratio >= n/rank
given few: rank = o(n)
given spare: x = O(1)
given above: x <= 3*y
step bound: x <= 4*y
    by above
step order: rank = O(n)
    by few
conclude harm: ratio -> oo
    by explicit, few, spare
"""


@pytest.fixture(scope="module")
def small():
    return mutate(parse_proof(SCRIPT))


def of_a_sign(mutant) -> bool:
    return mutant.change.startswith("without ") and mutant.change.endswith(" > 0")


def outcomes(found, step: str) -> dict[str, tuple[str, str]]:
    """Outcome and why still true, by change; the signs, which every step sees, are dropped in another test."""
    mutants = [mutant for mutant in found.mutants if mutant.step == step and not of_a_sign(mutant)]
    return {mutant.change: (mutant.verdict.outcome.value, mutant.still_true) for mutant in mutants}


def test_mutants_of_an_inequality(small):
    found = outcomes(small, "bound")
    assert found["4*y times 2"] == ("PROVED", "the original implies it")
    assert found["without above"][0] != "PROVED"
    # x <= 4 sqrt(y), x <= 4 y^(3/2) and x >= 4 y follow from nothing here
    for change in ("y to y**(3/2)", "y to sqrt(y)", "<= to >="):
        assert found[change][0] in ("UNDECIDED", "GAP")
        assert found[change][1] == ""


def test_mutants_of_limits_and_landau_claims(small):
    absorbed = ("PROVED", "an unspecified constant absorbs it")
    assert outcomes(small, "order") == {
        "n times 2": absorbed,
        "n to n**(3/2)": absorbed,
        "n to sqrt(n)": ("GAP", ""),
        "O to Omega": ("GAP", ""),
        "without few": ("GAP", ""),
    }
    assert outcomes(small, "harm") == {
        "ratio times 2": absorbed,
        "ratio to ratio**(3/2)": absorbed,
        "ratio to sqrt(ratio)": absorbed,
        "-> oo to -> 0": ("GAP", ""),
        "without explicit": ("GAP", ""),
        "without few": ("GAP", ""),
        "without spare": ("PROVED", "the proof does not use it"),
    }


def test_no_alarm_and_the_share_of_survivors(small):
    assert not [mutant for mutant in small.mutants if mutant.alarm]
    spoilt = [mutant for mutant in small.mutants if not mutant.still_true]
    assert small.share == len(small.survivors) / len(spoilt)
    assert all(mutant.step == "bound" or of_a_sign(mutant) for mutant in small.survivors)


def test_a_sign_that_is_needed_is_missed(small):
    found = {mutant.change: mutant for mutant in small.mutants if mutant.step == "harm"}
    # 1/rank could be anything, so that ratio >= n/rank says nothing
    assert found["without rank > 0"].verdict.outcome is not Outcome.PROVED
    assert found["without y > 0"].still_true == "the proof does not use it"


def test_a_claim_weaker_than_its_proof_raises_an_alarm(tmp_path, capsys):
    # ratio >= n/(4 rank), doubled, still follows from ratio >= n/rank, though not from the claim itself
    path = tmp_path / "loose.proof"
    path.write_text(
        "theorem loose: a bound with room\npositive rank, ratio\ngiven size: n >= 1\ngiven explicit: ratio >= n/rank\n"
        "conclude bound: ratio >= n/(4*rank)\n    by explicit, size\n"
    )
    assert main(["mutate", str(path)]) == 1
    printed = " ".join(capsys.readouterr().out.split())
    assert "ALARM: bound: n/(4*rank) times 2: PROVED: the step is weaker than what its proof gives" in printed


def test_steps_that_do_not_hold_are_not_mutated(tmp_path, capsys):
    path = tmp_path / "gap.proof"
    path.write_text(
        "theorem gap: nothing follows\npositive rank, ratio\ngiven explicit: ratio >= n/rank\n"
        "conclude harm: ratio -> oo\n    by explicit\n"
    )
    assert main(["mutate", str(path)]) == 0
    assert capsys.readouterr().out == (
        "gap: 0 mutants: 0 refuted, contradicted or a gap, 0 still true, 0 survived (0% of those not still true), "
        "0 alarms\n  not mutated: harm, itself GAP\n"
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", builtin_theorems())
def test_no_mutant_of_a_built_in_theorem_fools_its_checks(name):
    found = mutate(builtin_theorems()[name])
    assert found.mutants
    for mutant in found.mutants:
        if mutant.still_true:
            assert mutant.verdict.outcome is not Outcome.REFUTED
        else:
            assert mutant.verdict.outcome is not Outcome.PROVED
    for mutant in found.survivors:
        assert mutant.verdict.why
