"""Whether a Landau claim follows from facts: PROVED with multipliers, GAP with sequences, VACUOUS, or why not.

The mathematics is told in `system`, the search in `solve`. A PROVED holds for all sequences of quantities that satisfy
the facts and is re-checked from its text; a GAP says that the facts listed do not imply the claim, by sequences that
satisfy them all and break it, which `verify.asymptotics` and the re-checker both confirm. It does not say that the
claim is false: quantities that are tied by more than the facts may not be able to follow these sequences.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sympy as sp

from ...bounds.claims import Claim, Relation
from ...bounds.parsing import claim_text, point_text
from ...bounds.statements import Fact
from ..recheck.orders import recheck_orders
from ..statement_data import statement_data
from ..verdict import Evidence, Outcome, Recheck, Verdict
from .linear import Clock, Multiple, Points, Sizes, Unsolved
from .models import counter_model
from .problem import Problem, problem_of
from .reading import Refused
from .solve import Leaf, Tree, exclude
from .words import describe

CHECKER = "orders"
BUDGET = 10.0


def decide_orders(
    claim: Claim, facts: Sequence[Fact], *, schemas: Sequence[str] = (), budget: float = BUDGET
) -> Verdict:
    """Decides whether a claim about orders of magnitude follows from facts.

    Arguments: `claim`, one of ->0, ->oo, O, o, Omega, omega, Theta as n -> oo; `facts`, hypotheses and earlier steps
    that it may use (its own side conditions are added); `schemas`, names of lemmas that it may use to pass from one
    mode to another; `budget`, seconds.
    Returns PROVED with Farkas multipliers, GAP with a counter-model, VACUOUS where the facts exclude one another, or
    UNDECIDED with the reason. `unused` lists the facts that the derivation does without. Raises nothing for
    well-formed claims. Success proves the claim from the facts as they stand, not the facts.
    """
    start = time.monotonic()
    verdict = _decide(claim, facts, schemas, budget)
    return replace(verdict, seconds=time.monotonic() - start)


def contradiction(facts: Sequence[Fact], *, budget: float = BUDGET) -> Verdict | None:
    """The VACUOUS verdict on facts that exclude one another as orders of magnitude; None if no contradiction is seen.

    Only facts about numbers in one limit n -> oo are looked at. None does not say that the facts can hold together.
    """
    point = next((fact.claim.point for fact in facts if fact.claim.point is not None), None)
    if point is None:
        return None
    nothing = Claim(sp.S.One, Relation.BIG_O, sp.S.One, point=point)
    verdict = decide_orders(replace(nothing, text=claim_text(nothing)), facts, budget=budget)
    return verdict if verdict.outcome is Outcome.VACUOUS else None


def _decide(claim: Claim, facts: Sequence[Fact], schemas: Sequence[str], budget: float) -> Verdict:
    try:
        problem = problem_of(claim, facts, schemas)
    except Refused as reason:
        return _verdict(claim, facts, Outcome.UNDECIDED, str(reason))
    clock = Clock(budget)
    try:
        points = Points(problem.system, clock)
        if points.find() is None:
            tree = exclude(problem.system, (), clock)
            return _certified(problem, facts, Outcome.VACUOUS, (tree,))
        trees = []
        for goal in problem.goals:
            negated = problem.system.with_(goal.negated)
            point = points.find(goal.negated, simple=True)
            if point is not None:
                return _gap(problem, facts, point, clock)
            if problem.obstacle:
                return _verdict(claim, facts, Outcome.UNDECIDED, problem.obstacle)
            trees.append(exclude(negated, goal.negated.large, clock))
        return _certified(problem, facts, Outcome.PROVED, tuple(trees))
    except Unsolved as reason:
        return _verdict(claim, facts, Outcome.UNDECIDED, _with_zeros(problem, str(reason)))


def _with_zeros(problem: Problem, why: str) -> str:
    doubtful = sorted(set(problem.reader.atoms) - problem.system.not_zero(()))
    return f"{why}; these may be zero: {', '.join(doubtful)}" if doubtful and "positive" in why else why


def _gap(problem: Problem, facts: Sequence[Fact], point: Sizes, clock: Clock) -> Verdict:
    claim = problem.claim
    if problem.unread:
        listed = "; ".join(f"{name}: {why}" for name, why in problem.unread)
        why = f"it does not follow from the facts that were read, but these were not: {listed}"
        return _verdict(claim, facts, Outcome.UNDECIDED, why)
    model = counter_model(problem, point, clock)
    if isinstance(model, str):
        return _verdict(claim, facts, Outcome.UNDECIDED, f"it does not follow by orders alone, but {model}")
    listed = show_model(model)
    return replace(
        _verdict(claim, facts, Outcome.GAP, f"the facts allow {listed}, where the claim fails"),
        evidence=(Evidence("counter-model", f"{listed}: every fact holds and the claim fails", model),),
        recheck=Recheck.RECHECKED,
    )


def show_model(model: Mapping[str, Any]) -> str:
    """The sequences of a counter-model in one line; those that are 1 come last and together."""
    values = {**model["parameters"], **model["sequences"]}
    said = [f"{name} = {value}" for name, value in values.items() if value != "1"]
    rest = [name for name, value in values.items() if value == "1"]
    return ", ".join([*said, *([" = ".join([*rest, "1"])] if rest else [])])


def _certified(problem: Problem, facts: Sequence[Fact], outcome: Outcome, trees: tuple[Tree, ...]) -> Verdict:
    claim = problem.claim
    certificate = certificate_of(problem, trees, vacuous=outcome is Outcome.VACUOUS)
    complaint = recheck_orders(certificate)
    if complaint:
        why = f"a derivation was found, but the re-checker rejects it: {complaint}"
        return _verdict(claim, facts, Outcome.UNDECIDED, why)
    lines = describe(trees)
    why = lines[0] if len(lines) == 1 else f"by comparing orders of magnitude in each of {len(lines)} cases"
    if outcome is Outcome.VACUOUS:
        why = f"the facts exclude one another: {why}"
    return replace(
        _verdict(claim, facts, outcome, why),
        unused=_unused(facts, certificate),
        evidence=(
            Evidence("certificate", "orders of magnitude, by Farkas multipliers", {**certificate, "words": lines}),
        ),
        recheck=Recheck.RECHECKED,
    )


def _unused(facts: Sequence[Fact], certificate: Mapping[str, Any]) -> tuple[str, ...]:
    """Facts without which, all taken away together, the certificate still holds; later facts are taken away first."""
    sources = {lemma["of"] for lemma in certificate["lemmas"]}
    idle = [fact.name for fact in reversed(facts) if fact.name not in sources | _multiplied(certificate["goals"])]
    kept = dict(certificate["facts"])

    def without(names: Sequence[str]) -> dict[str, Any]:
        return {name: value for name, value in kept.items() if name not in names}

    def drop(names: Sequence[str]) -> list[str]:
        """The names that can go; a group that cannot go as a whole is halved."""
        nonlocal kept
        if not recheck_orders({**certificate, "facts": without(names)}):
            kept = without(names)
            return list(names)
        middle = len(names) // 2
        return [*drop(names[:middle]), *drop(names[middle:])] if middle else []

    dropped = set(drop(idle)) if idle else set()
    return tuple(fact.name for fact in facts if fact.name in dropped)


def _multiplied(goals: Sequence[Any]) -> set[str]:
    """The names of the facts that the leaves of derivations use."""
    found: set[str] = set()
    for tree in goals:
        if "branches" in tree:
            found |= _multiplied(tree["branches"])
        else:
            for item in tree["multiples"]:
                found |= {name.removesuffix(" (reversed)") for name in item["raised"]}
                found |= {item["name"]} if item["use"] == "fact" else set()
    return found


def certificate_of(problem: Problem, trees: Sequence[Tree], *, vacuous: bool) -> dict[str, Any]:
    """The derivation as text, for a reader that shares nothing with this package."""
    claim = problem.claim
    point = claim.point
    assert point is not None
    return {
        "format": "orders/1",
        "variable": point.variable.name,
        "mode": claim.mode.value,
        "vacuous": vacuous,
        "claim": statement_data(claim),
        "facts": {fact.name: statement_data(fact.claim) for fact in problem.facts},
        "lemmas": [lemma_of(lemma, problem) for lemma in problem.lemmas],
        "goals": [_tree(tree) for tree in trees],
    }


def lemma_of(lemma: Any, problem: Problem) -> dict[str, Any]:
    """An instance of a lemma as text, with the fact it is of."""
    sources = {fact.name: fact for fact in problem.facts_cited}
    said = {**statement_data(lemma.claim), "name": lemma.name, "schema": lemma.schema, "of": lemma.of}
    said["source"] = statement_data(sources[lemma.of].claim) if lemma.of in sources else None
    said["constant"] = next((symbol.name for symbol in lemma.constants), "")
    return said


def _tree(tree: Tree) -> dict[str, Any]:
    if isinstance(tree, Leaf):
        return {"multiples": [_multiple(item) for item in tree.multiples]}
    return {"split": tree.node.name, "branches": [_tree(branch) for branch in tree.branches]}


def _multiple(item: Multiple) -> dict[str, Any]:
    origin = item.constraint.origin
    said: dict[str, Any] = {"use": origin[0], "times": str(item.factor), "raised": list(item.constraint.raised)}
    if origin[0] in ("fact", "lemma"):
        said |= {"name": origin[1], "part": origin[2]}
    elif origin[0] in ("term", "choice"):
        said |= {"sum": origin[1], "index": origin[2]}
    elif origin[0] == "scale":
        said |= {"name": origin[1], "over": item.over, "power": str(item.power)}
    return said


def _verdict(claim: Claim, facts: Sequence[Fact], outcome: Outcome, why: str) -> Verdict:
    return Verdict(
        outcome,
        claim.text or claim_text(claim),
        why,
        CHECKER,
        point="" if claim.point is None else point_text(claim.point),
        mode=claim.mode.value,
        hypotheses=tuple(str(fact.claim) for fact in facts),
    )
