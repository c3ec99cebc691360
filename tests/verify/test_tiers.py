"""Quick, standard and full runs: what each checks, and that no run leaves out a part of a proof."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from boundproof.bounds.checks import FiniteCheck, NeverInterpolates
from boundproof.bounds.errors import InputError
from boundproof.bounds.statements import Source, Step, Theorem
from boundproof.verify.finite import Workload, check_finite
from boundproof.verify.results import Results

from boundproof import builtin_theorem, check_theorem, isotropic

INSTANCES = tuple(
    Step(tier, NeverInterpolates(isotropic(100)), expected="VACUOUS", role="instance", tier=tier)
    for tier in ("quick", "standard", "full")
)


def theorem() -> Theorem:
    return Theorem("t", "title", Source("A. Uthor", 2024), "statement", (), INSTANCES, ("quick",))


@pytest.mark.parametrize(
    ("tier", "checked", "left"),
    [
        ("quick", ["quick"], ("standard", "full")),
        ("standard", ["quick", "standard"], ("full",)),
        ("full", ["quick", "standard", "full"], ()),
    ],
)
def test_a_run_checks_its_tier_and_names_the_rest(tier: str, checked: list[str], left: tuple[str, ...]) -> None:
    verdict = check_theorem(theorem(), tier=tier)
    assert [step.name for step in verdict.steps] == checked
    assert verdict.left_out == left
    results = Results("check", theorems=(verdict,))
    assert Results.loads(results.dumps()).theorems[0].left_out == left


def test_no_step_of_a_proof_may_wait() -> None:
    built_in = builtin_theorem("hao-zhang-2024/min-norm")
    waiting = tuple(replace(step, tier="full") if step.name == "harm" else step for step in built_in.steps)
    with pytest.raises(InputError, match="step 'harm' is of tier 'full', but it belongs to the proof"):
        replace(built_in, steps=waiting)


def test_a_kind_without_a_checker_says_how_to_add_one() -> None:
    @dataclass(frozen=True)
    class Mine(FiniteCheck):
        number: int

    with pytest.raises(TypeError, match=r"no checker for Mine: register one with verify\.finite\.checker\.register"):
        check_finite(Mine(1), Workload())


def test_a_theorem_concludes_something() -> None:
    with pytest.raises(InputError, match="theorem t concludes nothing: name its conclusions among its steps"):
        replace(theorem(), conclusions=())
