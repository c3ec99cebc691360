"""One symbolic step of a theorem: what it may use, and which checker its claim goes to.

A step sees the facts, properties, lemmas and earlier steps that its `by` names, and nothing else. Hypotheses that it
does not cite still count in two ways: they say which names are no fixed exponents, and a family refutes the claim only
where all of them hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sympy as sp

from ..bounds.claims import Claim, Mode
from ..bounds.lemmas import SCHEMAS
from ..bounds.quantities import Applied
from ..bounds.statements import Fact, Property, Step, Theorem
from .asymptotics import decide
from .derivation import derive, failing_model
from .orders import decide_orders, realised, realised_by_risks, tied
from .verdict import Outcome, Verdict

STEP_BUDGET = 20.0  # seconds for one comparison of orders; those of the field take a fraction of one


def decide_symbolic(theorem: Theorem, step: Step, left: float) -> Verdict:
    """A symbolic claim: inequalities on random quantities by lemma schemas, limits by orders of magnitude.

    What rests on a cited theorem is proved given it.
    """
    claim = step.claim
    assert isinstance(claim, Claim)
    facts, properties, schemas = visible(theorem, step)
    if claim.point is None:
        others = [item for item in theorem.given if isinstance(item, Fact) and item not in facts]
        verdict = derive(claim, facts, properties, schemas)
        if not any(isinstance(item, Property) for item in theorem.given):
            verdict = failing_model(verdict, claim, facts, others)
    else:
        moving = moving_exponents(theorem, [claim, *(fact.claim for fact in facts)])
        if moving:
            return undecided(
                step,
                f"{', '.join(moving)} stands in an exponent, where it is fixed, but a hypothesis lets it vary with n: "
                "use another name for one of the two",
            )
        tying = _tying(theorem, facts) if "tightness" in schemas else ""
        if tying:
            return undecided(step, tying)
        verdict = decide_orders(claim, facts, schemas=schemas, budget=min(left, STEP_BUDGET))
        if verdict.outcome is Outcome.UNDECIDED and is_formula(claim):
            return decide(claim, budget=min(left, STEP_BUDGET))
        if verdict.outcome is Outcome.GAP:
            return realise(theorem, verdict, facts, claim, budget=left - verdict.seconds)
    if verdict.outcome is not Outcome.PROVED:
        return verdict
    return replace(verdict, given=tuple(f.name for f in facts if f.cited and f.name not in verdict.unused))


def _tying(theorem: Theorem, facts: Sequence[Fact]) -> str:
    """Why the lemma `tightness` is not for a fact: a hypothesis, cited or not, says how large its delta is."""
    hypotheses = [item for item in theorem.given if isinstance(item, Fact)]
    for fact in facts:
        if other := tied(fact, hypotheses):
            return f"tightness is for every fixed delta, and {other} ties the delta of {fact.name}"
    return ""


def moving_exponents(theorem: Theorem, claims: Sequence[Claim]) -> list[str]:
    """Names in exponents of these claims that some hypothesis of the theorem may let vary, cited or not.

    In an exponent a name is a fixed real (n**q -> oo for q > 0), which is false of a q that tends to 0, of q = 1/log(n)
    and of q = x where x varies.
    """
    fixed = {name for claim in claims for name in in_exponents(claim)}
    hypotheses = [item.claim for item in theorem.given if isinstance(item, Fact)]
    variables = {claim.point.variable for claim in [*claims, *hypotheses] if claim.point is not None}
    fixed -= variables
    stated = [{name for side in _sides(claim) for name in _outside_exponents(side)} for claim in hypotheses]
    linked = set(fixed)  # with what hypotheses tie to them: q = x, x <= y
    while new := {name for names in stated if names & linked for name in names} - variables - linked:
        linked |= new
    moving: set[sp.Symbol] = set()
    for claim, names in zip(hypotheses, stated, strict=True):
        varies = claim.point is not None or names & variables or any(side.has(Applied) for side in _sides(claim))
        if names & linked and varies:
            moving |= (names & fixed) or fixed
    return sorted(str(name) for name in moving)


def _sides(claim: Claim) -> list[sp.Expr]:
    return [side for side in (claim.left, claim.right) if side is not None]


def in_exponents(claim: Claim) -> set[sp.Symbol]:
    """The names in exponents of a claim."""
    return {name for side in _sides(claim) for power in side.atoms(sp.Pow) for name in power.exp.free_symbols}


def _outside_exponents(expression: sp.Expr) -> set[sp.Symbol]:
    """The names that stand anywhere but in an exponent."""
    if isinstance(expression, sp.Pow):
        return _outside_exponents(expression.base)
    if isinstance(expression, sp.Symbol):
        return {expression}
    return {name for part in expression.args for name in _outside_exponents(part)}


def realise(theorem: Theorem, gap: Verdict, facts: Sequence[Fact], claim: Claim, *, budget: float) -> Verdict:
    """A GAP after a look for a family of spectra and a Gaussian design on which the claim fails.

    Arguments: `facts`, those that the step cites; `budget`, seconds. Returns REFUTED where all hypotheses of the
    theorem, cited or not, hold on one; else the GAP.
    """
    cited = {fact.name for fact in facts}
    others = [item for item in theorem.given if isinstance(item, Fact) and item.name not in cited]
    unformal = [item.name for item in theorem.given if isinstance(item, Property)]
    if is_formula(claim) and not others and not unformal:  # the counter-model has every hypothesis, and n is n
        alone = decide(claim, budget=min(budget, STEP_BUDGET))
        return alone if alone.outcome is Outcome.REFUTED else gap
    found = realised(gap, claim, facts, others, unformal=unformal, budget=min(budget, STEP_BUDGET))
    return realised_by_risks(found, claim, theorem.given, budget=min(budget, STEP_BUDGET))


def is_formula(claim: Claim) -> bool:
    """Whether a limit claim is about a function of its variable and nothing else, for the asymptotic prover."""
    sides = [side for side in (claim.left, claim.right) if side is not None]
    known = claim.point is not None and all(side.free_symbols <= {claim.point.variable} for side in sides)
    return known and claim.mode is Mode.DETERMINISTIC and not any(side.has(Applied) for side in sides)


def visible(theorem: Theorem, step: Step) -> tuple[list[Fact], list[Property], list[str]]:
    """What the `by` of a step makes visible: facts and earlier steps, properties, names of lemmas."""
    by = set(step.by)
    facts = [item for item in theorem.given if isinstance(item, Fact) and item.name in by]
    properties = [item for item in theorem.given if isinstance(item, Property) and item.name in by]
    earlier = [
        Fact(other.name, other.claim) for other in theorem.steps if other.name in by and isinstance(other.claim, Claim)
    ]
    return [*facts, *earlier], properties, [name for name in step.by if name in SCHEMAS]


def undecided(step: Step, why: str) -> Verdict:
    """The verdict on a step that no checker came to."""
    text = step.claim.text if isinstance(step.claim, Claim) else repr(step.claim)
    return Verdict(Outcome.UNDECIDED, text, why, "none")
