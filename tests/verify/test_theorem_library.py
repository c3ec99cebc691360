"""The built-in theorems: their proofs in the suite that runs all day, everything they claim in the long tier."""

from __future__ import annotations

from dataclasses import replace

import pytest
from boundproof.bounds.claims import Claim
from boundproof.bounds.errors import InputError
from boundproof.bounds.setting import statement
from boundproof.bounds.statements import Fact, Source, Step, Theorem
from boundproof.bounds.theorems import builtin_theorem, builtin_theorems
from boundproof.verify.results import Results
from boundproof.verify.run import check_theorem
from boundproof.verify.verdict import Outcome, Recheck, TheoremVerdict

NAMES = tuple(builtin_theorems())
MIN_NORM = "hao-zhang-2024/min-norm"


def symbolic_part(theorem: Theorem) -> Theorem:
    """The theorem without what takes draws or balls along n; its last step stands for conclusions that do."""
    steps = tuple(s for s in theorem.steps if isinstance(s.claim, Claim))
    kept = [name for name in theorem.conclusions if name in {s.name for s in steps}]
    proof = [s.name for s in steps if s.role != "sabotage"]
    return replace(theorem, steps=steps, conclusions=tuple(kept or proof[-1:]), figures=())


SYMBOLIC = tuple(
    name
    for name, theorem in builtin_theorems().items()
    if any(isinstance(s.claim, Claim) and s.role != "sabotage" for s in theorem.steps)
)


def assert_as_declared(verdict: TheoremVerdict) -> None:
    wrong = [
        f"{step.name}: {step.verdict.outcome.value}, declared {step.expected.value}: {step.verdict.why}"
        for step in verdict.steps
        if not step.as_expected
    ]
    assert not wrong, "\n".join(wrong)
    assert verdict.as_expected


@pytest.mark.parametrize("name", SYMBOLIC)
def test_proofs_come_out_as_declared_and_rechecked(name: str) -> None:
    verdict = check_theorem(symbolic_part(builtin_theorem(name)))
    assert_as_declared(verdict)
    for step in verdict.steps:
        if step.verdict.outcome in (Outcome.PROVED, Outcome.REFUTED):
            assert step.verdict.recheck is Recheck.RECHECKED, step.name


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_everything_comes_out_as_declared(name: str) -> None:
    verdict = check_theorem(builtin_theorem(name))
    assert_as_declared(verdict)
    results = Results("check", theorems=(verdict,))
    assert Results.loads(results.dumps()) == results


@pytest.mark.slow
def test_a_theorems_numbers_do_not_depend_on_the_number_of_processes() -> None:
    theorem = builtin_theorem(MIN_NORM)
    simulated = replace(
        theorem,
        steps=tuple(step for step in theorem.steps if step.name in ("bound-gaussian", "bound-sparse")),
        conclusions=("bound-gaussian",),
        figures=(),
    )
    one, two = (check_theorem(simulated, seed=5, jobs=jobs) for jobs in (1, 2))
    assert [step.verdict.evidence for step in one.steps] == [step.verdict.evidence for step in two.steps]


def test_every_theorem_has_a_twin_that_must_not_be_proved() -> None:
    for theorem in builtin_theorems().values():
        twins = [step for step in theorem.steps if step.role == "sabotage"]
        assert twins, theorem.name
        assert all(step.expected != "PROVED" for step in twins)


def test_a_step_can_cite_only_what_stands_before_it() -> None:
    later = Step("later", statement("a >= 0"), by=())
    first = Step("first", statement("a >= 0"), by=("later",))
    with pytest.raises(InputError, match="step 'first' cites 'later', which is neither a hypothesis"):
        Theorem("t", "t", Source("a", 2026), "t", given=(), steps=(first, later), conclusions=("first",))


def test_names_are_given_once() -> None:
    fact = Fact("jensen", statement("a >= 0"))
    with pytest.raises(InputError, match="the name 'jensen' is taken"):
        Theorem("t", "t", Source("a", 2026), "t", given=(fact,), steps=(), conclusions=())


def test_conclusions_are_steps() -> None:
    with pytest.raises(InputError, match="the conclusion 'no' is not one of its steps"):
        Theorem("t", "t", Source("a", 2026), "t", given=(), steps=(), conclusions=("no",))
