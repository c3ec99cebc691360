"""Missing hypotheses: the weakest single facts X = O(Y) or X = o(Y) that make a claim follow.

X and Y range over the quantities at hand, the variable and 1. A fact is suggested if the claim is PROVED with it; left
out are facts that exclude the hypotheses, facts that are the claim or more by themselves, and facts that imply a weaker
suggestion: among bounds of one quantity by a constant or by the variable, and among comparisons of two. Points that
satisfy the facts and break the claim are kept: a candidate that holds at one of them cannot help, so that most
candidates cost no solver at all.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import sympy as sp

from ...bounds.claims import Claim, Relation
from ...bounds.parsing import claim_text
from ...bounds.statements import Fact
from ..verdict import Outcome, Verdict
from .decide import BUDGET, decide_orders
from .linear import Clock, Points, Sizes, Unsolved
from .problem import Problem, problem_of
from .reading import Form
from .system import Constraint, Goal, System, compare

MAX_QUANTITIES = 24


@dataclass(frozen=True)
class Suggestion:
    """A fact that closes a gap, and the verdict on the claim with it."""

    claim: Claim
    verdict: Verdict


@dataclass(frozen=True)
class Repair:
    """What `repair` found: the verdict as it stands, suggestions, weakest first; `complete` unless time ran out."""

    verdict: Verdict
    suggestions: tuple[Suggestion, ...] = ()
    complete: bool = True
    why: str = ""


@dataclass(frozen=True)
class _Candidate:
    claim: Claim
    constraint: Constraint
    goal: Goal
    single: bool  # a bound by 1 or by the variable


def repair(claim: Claim, facts: Sequence[Fact], *, schemas: Sequence[str] = (), budget: float = 3 * BUDGET) -> Repair:
    """The weakest single facts that close a gap.

    Arguments as for `decide_orders`; `budget`, seconds for all of it. Returns suggestions only for a claim that is a
    GAP; each is a fact with which the claim is PROVED. That no other fact helps is not claimed: products of quantities
    are not tried.
    """
    deadline = time.monotonic() + budget
    verdict = decide_orders(claim, facts, schemas=schemas, budget=budget)
    if verdict.outcome is not Outcome.GAP:
        return Repair(verdict, why=f"there is no gap to close: the verdict is {verdict.outcome.value}")
    problem = problem_of(claim, facts, schemas)
    candidates = _candidates(problem)
    if not candidates:
        return Repair(verdict, complete=False, why=f"more than {MAX_QUANTITIES} quantities are at hand")
    try:
        closing = _closing(problem, candidates, Clock(budget))
        weakest = _weakest(problem.system, closing, Clock(budget))
    except Unsolved as reason:
        return Repair(verdict, complete=False, why=str(reason))
    found: list[Suggestion] = []
    for candidate in weakest:
        left = deadline - time.monotonic()
        if left <= 0:
            return Repair(verdict, tuple(found), complete=False, why="the time ran out")
        fact = Fact(candidate.claim.text, candidate.claim)
        closed = decide_orders(claim, [*facts, fact], schemas=schemas, budget=left)
        if closed.outcome is Outcome.PROVED:
            found.append(Suggestion(candidate.claim, closed))
    return Repair(verdict, tuple(found))


def _candidates(problem: Problem) -> list[_Candidate]:
    """X = O(Y) and X = o(Y), bounds by 1 and by the variable first."""
    point = problem.claim.point
    assert point is not None
    quantities: list[tuple[sp.Expr, Form]] = [
        (sp.S.One, {}),
        (point.variable, {((), point.variable.name): Fraction(1)}),
    ]
    quantities += [(atom, {((), name): Fraction(1)}) for name, atom in problem.reader.atoms.items()]
    if len(quantities) > MAX_QUANTITIES + 2:
        return []
    scale = {sp.S.One, point.variable}
    made = []
    for strict in (False, True):
        for large, below in quantities:
            for small, above in quantities:
                if small == large or {small, large} <= scale:
                    continue
                relation = Relation.LITTLE_O if strict else Relation.BIG_O
                claim = Claim(small, relation, large, point=point)
                claim = replace(claim, text=claim_text(claim))
                constraint = compare(above, below, strict=strict, origin=("candidate",))
                made.append(_Candidate(claim, constraint, Goal(above, below, strict), bool({small, large} & scale)))
    return made


def _closing(problem: Problem, candidates: Sequence[_Candidate], clock: Clock) -> list[_Candidate]:
    """The candidates that make the claim follow with the facts, and not without them, and that agree with the facts."""
    system = problem.system
    points = Points(system, clock)
    breaking = [point for goal in problem.goals if (point := points.find(goal.negated)) is not None]
    agreeing: list[Sizes] = []
    bare = Points(replace(system, constraints=()), clock)
    kept = []
    for candidate in candidates:
        if any(_holds(candidate.constraint, point) for point in breaking):
            continue
        point = next(
            (point for goal in problem.goals if (point := points.find(goal.negated, candidate.constraint)) is not None),
            None,
        )
        if point is not None:
            breaking.append(point)
            continue
        if not any(_holds(candidate.constraint, point) for point in agreeing):
            point = points.find(candidate.constraint)
            if point is None:
                continue
            agreeing.append(point)
        if any(bare.find(candidate.constraint, goal.negated) is not None for goal in problem.goals):
            kept.append(candidate)
    return kept


def _weakest(system: System, closing: Sequence[_Candidate], clock: Clock) -> list[_Candidate]:
    """Without those that imply another one of their kind; of those that imply each other the first."""
    points = Points(system, clock)

    def implies(one: _Candidate, two: _Candidate) -> bool:
        return points.find(one.constraint, two.goal.negated) is None

    found: list[_Candidate] = []
    for single in (True, False):
        kept: list[_Candidate] = []
        for candidate in closing:
            if candidate.single is not single or any(implies(candidate, other) for other in kept):
                continue
            kept = [other for other in kept if not implies(other, candidate)]
            kept.append(candidate)
        found += kept
    return found


def _holds(constraint: Constraint, point: Sizes) -> bool:
    """Whether a constraint holds at a point; where a quantity is free there, it may."""
    if any(name not in point.atoms for _, name in constraint.form):
        return False
    value = point.value(constraint.form)
    nothing = tuple(Fraction(0) for _ in value)
    return value < nothing if constraint.strict else value <= nothing
