"""Missing hypotheses: the weakest single facts X = O(Y) or X = o(Y) that make a claim follow.

X and Y range over the quantities at hand, the variable and 1, and over the products, quotients and powers of up to
three of them that stand in the claim and the facts. A fact is suggested if the claim is PROVED with it; left out are
facts that exclude the hypotheses, facts that are the claim or more by themselves, and facts that imply a weaker
suggestion about as many quantities. Facts about derived quantities (random ones, expectations, those that an equation
defines or an inequality bounds by others) are suggested only where nothing else is. Points that satisfy the facts and
break the claim are kept: a candidate that holds at one of them cannot help, so that most candidates cost no solver.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, groupby

import sympy as sp

from ...bounds.claims import Claim, Mode, Relation
from ...bounds.parsing import build, claim_text, to_text
from ...bounds.quantities import Dependence, dependence, mean, min_norm, ridge_estimator
from ...bounds.statements import Fact
from ..verdict import Outcome, Verdict
from .decide import BUDGET, decide_orders
from .linear import Clock, Points, Sizes, Unsolved
from .problem import Problem, problem_of
from .reading import Form, Key
from .system import Constraint, Goal, System, compare

MAX_QUANTITIES = 24
MAX_FACTORS = 8  # parts of a product of more factors are not looked at
MAX_PRODUCTS = 200
MAX_NAMED = 3


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
    kind: tuple[bool, int]  # whether it speaks of a derived quantity; of how many it speaks


def repair(claim: Claim, facts: Sequence[Fact], *, schemas: Sequence[str] = (), budget: float = 3 * BUDGET) -> Repair:
    """The weakest single facts that close a gap.

    Arguments as for `decide_orders`; `budget`, seconds for all of it. Returns suggestions only for a claim that is a
    GAP; each is a fact with which the claim is PROVED. Where nothing else does, a fact that says the same as the claim
    in fewer quantities is one. That no other fact helps is not claimed.
    """
    deadline = time.monotonic() + budget
    verdict = decide_orders(claim, facts, schemas=schemas, budget=budget)
    if verdict.outcome is not Outcome.GAP:
        return Repair(verdict, why=f"there is no gap to close: the verdict is {verdict.outcome.value}")
    problem = problem_of(claim, facts, schemas)
    if len(problem.reader.atoms) > MAX_QUANTITIES:
        return Repair(verdict, complete=False, why=f"more than {MAX_QUANTITIES} quantities are at hand")
    try:
        closing, same = _closing(problem, _candidates(problem), Clock(budget))
        weakest = _weakest(problem.system, closing, Clock(budget)) or same[:1]
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
    """X = O(Y) and X = o(Y), bounds of one quantity first, products last."""
    point = problem.claim.point
    assert point is not None
    one: Form = {}
    variable: Form = {((), point.variable.name): Fraction(1)}
    single: list[Form] = [one, variable]
    for name in problem.reader.atoms:
        single.append({((), name): Fraction(1)})
    pairs: list[tuple[Form, Form]] = [(small, large) for large in single for small in single if small != large]
    for product in _products(problem):
        up = {key: value for key, value in product.items() if value > 0}
        down = {key: -value for key, value in product.items() if value < 0}
        pairs += [(up, down), (down, up)]
    derived = _derived(problem)
    made: dict[tuple[frozenset[tuple[Key, Fraction]], bool], _Candidate] = {}
    for small, large in pairs:
        named = {name for _, name in (*small, *large)} & set(problem.reader.atoms)
        if not 0 < len(named) <= MAX_NAMED:
            continue
        for strict in (False, True):
            constraint = compare(small, large, strict=strict, origin=("candidate",))
            claim = _claim(problem, small, large, Relation.LITTLE_O if strict else Relation.BIG_O)
            kind = (bool(named & derived), len(named))
            key = (frozenset(constraint.form.items()), strict)
            made.setdefault(key, _Candidate(claim, constraint, Goal(small, large, strict), kind))
    return sorted(made.values(), key=lambda item: (item.kind, item.constraint.strict))


def _claim(problem: Problem, small: Form, large: Form, relation: Relation) -> Claim:
    """A comparison of products as a statement, in the mode of the claim where something in it varies with the draw."""
    mode = problem.claim.mode
    sides = [_expression(problem, form) for form in (small, large)]
    varies = max(dependence(side) for side in sides) is not Dependence.NOTHING
    has_mean = any(side.has(mean) for side in sides)
    number = Mode.MEAN if mode is Mode.MEAN and has_mean else Mode.DETERMINISTIC
    claim = Claim(sides[0], relation, sides[1], point=problem.claim.point, mode=mode if varies else number)
    return replace(claim, text=claim_text(claim))


def _expression(problem: Problem, form: Form) -> sp.Expr:
    factors = []
    for (_, name), power in form.items():
        base = problem.reader.atoms.get(name)
        base = _scale(problem, name) if base is None else base
        factors.append(base if power == 1 else build.power(base, sp.Rational(power)))
    return build.mul(factors) if factors else sp.S.One


def _scale(problem: Problem, name: str) -> sp.Expr:
    assert problem.claim.point is not None
    value = problem.claim.point.variable
    for _ in range(name.count("log(")):
        value = build.logarithm(value)
    return value


def _products(problem: Problem) -> list[Form]:
    """The products of powers in the claim and the facts, and what is left of them where factors are left out."""
    every = [*problem.system.constraints, *(goal.negated for goal in problem.goals)]
    forms = [constraint.form for constraint in every]
    for node in problem.system.nodes.values():
        forms += [child for _, child in node.children]
    known = set(problem.reader.atoms) | set(problem.system.scale)
    parts: dict[frozenset[tuple[Key, Fraction]], Form] = {}
    for form in forms:
        items = [(key, value) for key, value in form.items() if key[0] == () and key[1] in known]
        if len(items) > MAX_FACTORS:
            continue
        for size in range(2, len(items) + 1):
            for chosen in combinations(items, size):
                parts.setdefault(frozenset(chosen), dict(chosen))
    found = [form for form in parts.values() if any(name in problem.reader.atoms for _, name in form)]
    return sorted(found, key=len)[:MAX_PRODUCTS]


def _derived(problem: Problem) -> set[str]:
    """Quantities that are random, expectations, or bounded or defined by others: a hypothesis is seldom about them."""
    found = {
        name
        for name, atom in problem.reader.atoms.items()
        if dependence(atom) is not Dependence.NOTHING or isinstance(atom, mean) or atom.has(min_norm, ridge_estimator)
    }
    for fact in problem.facts:
        relation, right = fact.claim.relation, fact.claim.right
        if (relation.is_inequality or relation is Relation.EQ) and right is not None and right.free_symbols:
            found.add(to_text(fact.claim.left))
    return found & set(problem.reader.atoms)


def _closing(
    problem: Problem, candidates: Sequence[_Candidate], clock: Clock
) -> tuple[list[_Candidate], list[_Candidate]]:
    """The candidates that agree with the facts and make the claim follow with them; and those that say the same.

    The first do not imply the claim without the facts; of the others those that the claim implies as well, in fewer
    quantities than it has.
    """
    system = problem.system
    points = Points(system, clock)
    breaking = [point for goal in problem.goals if (point := points.find(goal.negated)) is not None]
    agreeing: list[Sizes] = []
    bare = Points(replace(system, constraints=()), clock)
    kept, same = [], []
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
        elif len(problem.goals) == 1 and _shorter(candidate, problem):
            goal = problem.goals[0]
            claimed = compare(goal.small, goal.large, strict=goal.strict, origin=("claim",))
            if bare.find(claimed, candidate.goal.negated) is None:
                same.append(candidate)
    return kept, same


def _shorter(candidate: _Candidate, problem: Problem) -> bool:
    """Whether a candidate is a shorter text than the claim, which compares two sides."""
    both = problem.claim.right is not None and problem.claim.right not in (0, sp.oo)
    return both and len(candidate.claim.text) < len(claim_text(problem.claim))


def _weakest(system: System, closing: Sequence[_Candidate], clock: Clock) -> list[_Candidate]:
    """Without those that imply another one of their kind; of those that imply each other the first."""
    points = Points(system, clock)

    def implies(one: _Candidate, two: _Candidate) -> bool:
        return points.find(one.constraint, two.goal.negated) is None

    found: list[_Candidate] = []
    for _, group in groupby(closing, key=lambda item: item.kind):
        kept: list[_Candidate] = []
        for candidate in group:
            if any(implies(candidate, other) for other in kept):
                continue
            kept = [other for other in kept if not implies(other, candidate)]
            kept.append(candidate)
        if found and found[-1].kind[0] is not kept[0].kind[0]:
            return found
        found += [item for item in kept if not any(implies(item, o) and implies(o, item) for o in found)]
    return found


def _holds(constraint: Constraint, point: Sizes) -> bool:
    """Whether a constraint holds at a point; where a quantity is free there, it may."""
    if any(name not in point.atoms for _, name in constraint.form):
        return False
    value = point.value(constraint.form)
    nothing = tuple(Fraction(0) for _ in value)
    return value < nothing if constraint.strict else value <= nothing
