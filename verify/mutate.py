"""Mutation of theorems: every step is spoilt a little, and its checks are asked what they make of it.

Mutants of a step: its right side (for a limit, its left side) twice as large, exponents of that side's factors half a
power up and down, its relation turned round, and each hypothesis that it cites dropped, all else as before. A mutant is
*still true* where the original implies it, where an unspecified constant absorbs it, or where the proof never used what
was dropped; of the others none may come out PROVED, and of those still true none REFUTED. What is neither refuted,
contradicted nor a gap has survived: the checks are blind to that change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import sympy as sp

from ..bounds.checks import FiniteCheck
from ..bounds.claims import Claim, Relation
from ..bounds.parsing import claim_text, to_text
from ..bounds.statements import Fact, Property, Step, Theorem
from .asymptotics import decide
from .derivation import derive
from .orders import decide_orders
from .run import check_step
from .steps import is_formula, visible
from .verdict import Outcome, StepVerdict, Verdict

DEFAULT_BUDGET = 30.0
_WITHOUT = "without "
_AFFIRMED = ("PROVED", "ENCLOSED", "SUPPORTED")
_HALF = sp.Rational(1, 2)
_REVERSED = {
    **{relation: relation.reversed for relation in Relation if relation.is_inequality},
    Relation.LITTLE_O: Relation.LITTLE_OMEGA,
    Relation.LITTLE_OMEGA: Relation.LITTLE_O,
    Relation.BIG_O: Relation.BIG_OMEGA,
    Relation.BIG_OMEGA: Relation.BIG_O,
}


@dataclass(frozen=True)
class Mutant:
    """One change to one step: what was changed, why it is still true (empty: it is not known to be), the verdict."""

    step: str
    change: str
    claim: str
    still_true: str
    verdict: Verdict

    @property
    def killed(self) -> bool:
        """Whether a check speaks against it."""
        return self.verdict.outcome.fails

    @property
    def alarm(self) -> str:
        """What is wrong with the theorem or with the checks, or nothing."""
        if self.still_true and self.verdict.outcome in (Outcome.REFUTED, Outcome.CONTRADICTED):
            return f"{self.verdict.outcome.value} although it is still true"
        if not self.still_true and self.verdict.outcome is Outcome.PROVED:
            if self.change.startswith(_WITHOUT):
                return "PROVED: the hypothesis is not needed after all, or a proof is wrong"
            return "PROVED: the step is weaker than what its proof gives, or the proof is wrong"
        return ""

    @property
    def survived(self) -> bool:
        """Whether no check speaks against a change that may have made the step false."""
        return not (self.killed or self.still_true or self.alarm)


@dataclass(frozen=True)
class Mutation:
    """What became of the mutants of a theorem; `skipped` are steps that do not hold themselves, with the outcome."""

    theorem: str
    mutants: tuple[Mutant, ...]
    skipped: tuple[tuple[str, Outcome], ...]

    @property
    def survivors(self) -> tuple[Mutant, ...]:
        """Those that survived."""
        return tuple(mutant for mutant in self.mutants if mutant.survived)

    @property
    def share(self) -> float:
        """The share of survivors among the mutants that are not still true."""
        spoilt = [mutant for mutant in self.mutants if not mutant.still_true]
        return len(self.survivors) / len(spoilt) if spoilt else 0.0


def mutate(theorem: Theorem, *, budget: float = DEFAULT_BUDGET, seed: int = 0) -> Mutation:
    """Makes and checks the mutants of every step and conclusion, and of every finite check that has any.

    Arguments: `budget`, seconds for each mutant; `seed` of simulations. Twins that the theorem declares itself are left
    alone. Success (no alarm) proves nothing about the theorem; survivors show what its checks cannot tell apart.
    """
    done: dict[str, StepVerdict] = {}
    mutants: list[Mutant] = []
    skipped: list[tuple[str, Outcome]] = []
    for step in theorem.steps_of("standard"):
        if step.role == "sabotage":
            continue
        if isinstance(step.claim, Claim):
            original = check_step(theorem, step.name, done, budget=budget, seed=seed)
            if original.verdict.outcome is not Outcome.PROVED:
                skipped.append((step.name, original.verdict.outcome))
                continue
            mutants += _of_claim(theorem, step, original.verdict, done, budget)
        elif step.expected in _AFFIRMED:
            mutants += _of_instance(theorem, step, budget, seed)
    return Mutation(theorem.name, tuple(mutants), tuple(skipped))


def _of_claim(
    theorem: Theorem, step: Step, original: Verdict, done: dict[str, StepVerdict], budget: float
) -> Iterator[Mutant]:
    assert isinstance(step.claim, Claim)
    for change, claim in _claims(step.claim):
        text = claim_text(claim)
        spoilt = replace(step, claim=replace(claim, text=text, source=""))
        yield Mutant(
            step.name, change, text, _implied(theorem, step, spoilt, budget), _verdict(theorem, spoilt, done, budget)
        )
    hypotheses = {item.name for item in theorem.given if isinstance(item, Fact | Property)}
    signs = {item.name for item in theorem.given if isinstance(item, Fact) and _is_sign(item)}
    for name in step.by:
        if name in hypotheses:
            spoilt = replace(step, by=tuple(other for other in step.by if other != name))
            reason = "the proof does not use it" if name in original.unused else ""
            verdict = _verdict(theorem, spoilt, done, budget)
            if not reason and verdict.outcome is Outcome.PROVED and name in signs:
                reason = "another derivation does without this sign"
            yield Mutant(step.name, _WITHOUT + name, step.claim.text, reason, verdict)


def _of_instance(theorem: Theorem, step: Step, budget: float, seed: int) -> Iterator[Mutant]:
    """A finite check spoilt in its own ways: where that holds as well, exactly, it says nothing of other instances."""
    assert isinstance(step.claim, FiniteCheck)
    for change, spoilt in step.claim.mutants():
        verdict = _verdict(theorem, replace(step, claim=spoilt), {}, budget, seed)
        exact = "true at this instance, exactly" if verdict.outcome in (Outcome.PROVED, Outcome.ENCLOSED) else ""
        yield Mutant(step.name, change, verdict.claim, exact, verdict)


def _verdict(theorem: Theorem, spoilt: Step, done: dict[str, StepVerdict], budget: float, seed: int = 0) -> Verdict:
    """What the theorem's own way of checking makes of the spoilt step, from steps that are as they were."""
    earlier = tuple(theorem.steps[: [other.name for other in theorem.steps].index(spoilt.name)])
    twin = replace(theorem, steps=(*earlier, spoilt), conclusions=(spoilt.name,), figures=())
    known = {name: verdict for name, verdict in done.items() if name != spoilt.name}
    return check_step(twin, spoilt.name, known, budget=budget, seed=seed).verdict


def _implied(theorem: Theorem, step: Step, spoilt: Step, budget: float) -> str:
    """Why the original implies the mutant, or nothing: its derivation from the original and from signs alone."""
    assert isinstance(step.claim, Claim)
    assert isinstance(spoilt.claim, Claim)
    facts, _, _ = visible(theorem, step)
    signs = [fact for fact in facts if _is_sign(fact)]
    original = Fact("original", step.claim)
    if spoilt.claim.point is None:
        found = derive(spoilt.claim, [original, *signs], (), (), counter_models=False)
        return "the original implies it" if found.outcome is Outcome.PROVED else ""
    if is_formula(spoilt.claim):  # about a function and nothing else: what is proved of it is true whatever was claimed
        return "true by itself" if decide(spoilt.claim, budget=budget).outcome is Outcome.PROVED else ""
    levels = [fact for fact in facts if fact.claim.point is None or _is_level(fact)]
    found = decide_orders(spoilt.claim, [original, *levels], budget=budget)
    return "an unspecified constant absorbs it" if found.outcome is Outcome.PROVED else ""


def _is_level(fact: Fact) -> bool:
    """Whether a fact says of a quantity that it stays between constants, or below one."""
    claim = fact.claim
    return claim.relation in (Relation.BIG_O, Relation.THETA) and claim.right is not None and claim.right.is_number


def _is_sign(fact: Fact) -> bool:
    """Whether a fact compares one quantity with a number, at every n."""
    claim = fact.claim
    return claim.point is None and claim.right is not None and bool(claim.right.is_number)


def _claims(claim: Claim) -> Iterator[tuple[str, Claim]]:
    """The changes to a claim itself, each said in words."""
    if claim.right is None:
        return
    on_left = not claim.right.free_symbols and not claim.right.atoms(sp.Function)  # a limit: the left side varies
    side = claim.left if on_left else claim.right

    def put(changed: sp.Expr) -> Claim:
        return replace(claim, left=changed) if on_left else replace(claim, right=changed)

    yield f"{to_text(side)} times 2", put(sp.Mul(2, side, evaluate=False))
    for change, changed in _exponents(side):
        yield change, put(changed)
    if claim.relation in _REVERSED:
        reversed_ = _REVERSED[claim.relation]
        yield f"{claim.relation.value} to {reversed_.value}", replace(claim, relation=reversed_)
    elif claim.relation is Relation.TENDS and claim.right in (sp.S.Zero, sp.oo):
        other = sp.oo if claim.right == 0 else sp.S.Zero
        yield f"-> {to_text(claim.right)} to -> {to_text(other)}", replace(claim, right=other)


def _exponents(tree: sp.Expr) -> Iterator[tuple[str, sp.Expr]]:
    """The tree with the exponent of one of its factors half a power higher or lower."""
    if tree.is_Number or tree.is_NumberSymbol:
        return
    if isinstance(tree, sp.Mul | sp.Add):
        for place, part in enumerate(tree.args):
            for change, changed in _exponents(part):
                parts = [*tree.args[:place], changed, *tree.args[place + 1 :]]
                yield change, tree.func(*parts, evaluate=False)
        return
    base, exponent = tree.args if isinstance(tree, sp.Pow) else (tree, sp.S.One)
    if not exponent.is_Rational:
        return
    for step in (_HALF, -_HALF):
        power = exponent + step
        changed = base if power == 1 else sp.S.One if power == 0 else sp.Pow(base, power, evaluate=False)
        yield f"{to_text(tree)} to {to_text(changed)}", changed
    if isinstance(base, sp.Mul):
        for change, changed in _exponents(base):
            yield change, sp.Pow(changed, exponent, evaluate=False)
