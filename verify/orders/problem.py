"""A claim and its facts as one system: what each says of orders, and what could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp

from ...bounds.claims import Claim, Hypothesis, Relation
from ...bounds.parsing import claim_text, hypothesis_text
from ...bounds.quantities import mean, noise_mean, trace_inverse
from ...bounds.statements import Fact
from .modes import Lemma, admitted, unfit
from .reading import Form, Polynomial, Reader, Refused, exponents_of, reader_of, sum_of
from .system import Condition, Constraint, Goal, System, compare

ONE: Form = {}
_LANDAU = {
    Relation.BIG_O: "O",
    Relation.LITTLE_O: "o",
    Relation.BIG_OMEGA: "Omega",
    Relation.LITTLE_OMEGA: "omega",
    Relation.THETA: "Theta",
}


@dataclass(frozen=True)
class Problem:
    """A claim ready to be decided.

    `facts`: those that were read, by name; `unread`: those that were not, with the reason; `lemmas`: what schemas
    added; `obstacle`: why the claim cannot be PROVED although it may follow (it divides by what may be zero).
    """

    claim: Claim
    reader: Reader
    system: System
    goals: tuple[Goal, ...]
    facts: tuple[Fact, ...]
    lemmas: tuple[Lemma, ...]
    unread: tuple[tuple[str, str], ...]
    obstacle: str
    facts_cited: tuple[Fact, ...] = ()


def facts_of(given: Sequence[Hypothesis]) -> list[Fact]:
    """The side conditions of a claim as facts, named by their text."""
    found = []
    for hypothesis in given:
        if hypothesis.relation is not None:
            text = hypothesis_text(hypothesis)
            found.append(Fact(text, Claim(hypothesis.left, hypothesis.relation, hypothesis.right, text=text)))
    return found


def problem_of(claim: Claim, facts: Sequence[Fact], schemas: Sequence[str]) -> Problem:
    """The system of a claim. Raises Refused if the claim is none about orders."""
    complaint = unfit(claim) or _WHY.get(claim.relation, "")
    if complaint:
        raise Refused(complaint)
    point = claim.point
    if point is None or point.value != sp.oo:
        raise Refused("orders of magnitude compare sequences as n -> oo; the claim is made elsewhere")
    every = [*facts_of(claim.given), *facts]
    unread = [(h.text, "a type says nothing of orders") for h in claim.given if h.kind is not None]
    listed, lemmas, left_out = admitted(claim, every, schemas)
    unread += left_out
    both = [side for side in (claim.left, claim.right) if side is not None]
    candidates: list[Fact] = [*listed, *lemmas]
    while True:  # what a refused fact says of signs and parameters does not count, so that others may be refused too
        sides = [side for fact in candidates for side in (fact.claim.left, fact.claim.right) if side is not None]
        parameters = exponents_of([*sides, *both]) - {point.variable}
        constants = frozenset().union(*(fact.constants for fact in candidates if isinstance(fact, Lemma)))
        reader = reader_of(candidates, point.variable, parameters, constants)
        constraints: list[Constraint] = []
        conditions: list[Condition] = []
        nonzero: set[str] = set()
        read: list[Fact] = []
        for fact in candidates:
            try:
                found = _conditions(fact, parameters, reader)
                conditions += found
                constraints += [] if found else _constraints(fact, reader, point.variable)
                if fact.claim.relation is Relation.NE and fact.claim.right == 0:
                    nonzero |= {name for _, name in reader.order(fact.claim.left)}
            except Refused as reason:
                unread.append((fact.name, str(reason)))
            else:
                read.append(fact)
        if len(read) == len(candidates):
            break
        candidates = read
    lemmas = [fact for fact in read if isinstance(fact, Lemma)]
    read = [fact for fact in read if not isinstance(fact, Lemma)]
    nonzero |= reader.divisors
    reader.divisors.clear()
    reader.doubtful.clear()
    goals = _goals(claim, reader)
    nonzero |= {name for name, atom in reader.atoms.items() if reader.positive(atom)}
    scale = _scale([*constraints, *(goal.negated for goal in goals)], reader, point.variable)
    system = System(tuple(constraints), reader.nodes, scale, tuple(conditions), frozenset(nonzero))
    zero = sorted((reader.divisors | reader.doubtful) - system.not_zero(()))
    obstacle = f"the claim divides by {zero[0]}, which may be zero: add the hypothesis {zero[0]} > 0" if zero else ""
    return Problem(claim, reader, system, goals, tuple(read), tuple(lemmas), tuple(unread), obstacle, tuple(every))


def _scale(constraints: Sequence[Constraint], reader: Reader, variable: sp.Symbol) -> tuple[str, ...]:
    name = variable.name
    met = frozenset().union(*(c.mentioned for c in constraints))
    for node in reader.nodes.values():
        met |= {part for _, child in node.children for _, part in child}
    logs = [text for text in (f"log({name})", f"log(log({name}))") if text in met]
    return (name, *logs)


def _conditions(fact: Fact, parameters: frozenset[sp.Symbol], reader: Reader) -> list[Condition]:
    """A fact about the parameters in exponents alone."""
    claim = fact.claim
    if claim.right is None or not (claim.left.free_symbols | claim.right.free_symbols) or not parameters:
        return []
    if not (claim.left.free_symbols | claim.right.free_symbols) <= parameters:
        return []
    if not (claim.relation.is_inequality or claim.relation is Relation.EQ):
        return []
    left, right = reader.polynomial(claim.left), reader.polynomial(claim.right)
    if claim.relation in (Relation.LE, Relation.LT):
        left, right = right, left
    difference = sum_of(left, right, Fraction(-1))
    if claim.relation is Relation.EQ:
        opposite: Polynomial = sum_of({}, difference, Fraction(-1))
        return [Condition(difference, False, fact.name), Condition(opposite, False, f"{fact.name} (reversed)")]
    return [Condition(difference, claim.relation in (Relation.GT, Relation.LT), fact.name)]


def _constraints(fact: Fact, reader: Reader, variable: sp.Symbol) -> list[Constraint]:
    """What a fact says of orders. Raises Refused where it cannot be read."""
    claim = fact.claim
    if claim.given:
        raise Refused("it holds under conditions of its own: make them hypotheses")
    if claim.point is not None and (claim.point.variable != variable or claim.point.value != sp.oo):
        raise Refused(f"it is made in another limit than {variable} -> oo")
    relation, left, right = claim.relation, claim.left, claim.right
    origin = ("lemma" if isinstance(fact, Lemma) else "fact", fact.name)
    if right is None or (right == 0 and relation is Relation.NE):
        if right is None:
            raise Refused(f"the relation {relation.value!r} says nothing of orders")
        return []
    if relation is Relation.TENDS:
        return _limit(left, right, reader, origin)
    if relation.is_inequality:
        if relation in (Relation.GE, Relation.GT):
            left, right = right, left
        if left == 0:
            reader.order(right)
            return []
        if not reader.nonnegative(left):
            raise Refused("the sign of its smaller side is not known, so that it bounds no order")
        infinite = left.atoms(mean, noise_mean, trace_inverse) & right.atoms(mean, noise_mean, trace_inverse)
        if infinite:
            raise Refused("an expectation, which may be infinite, stands on both sides of it")
        return [compare(reader.order(left), reader.order(right), strict=False, origin=(*origin, 0), exact=True)]
    if relation in (Relation.EQ, Relation.EQUIVALENT) or relation in _LANDAU:
        one, two = reader.order(left), reader.order(right)
        kind = _LANDAU.get(relation, "Theta")
        made = []
        if kind in ("O", "o", "Theta"):
            made.append(compare(one, two, strict=kind == "o", origin=(*origin, 0)))
        if kind in ("Omega", "omega", "Theta"):
            made.append(compare(two, one, strict=kind == "omega", origin=(*origin, 1)))
        return made
    raise Refused(f"the relation {relation.value!r} is not read here")


def _limit(left: sp.Expr, right: sp.Expr, reader: Reader, origin: tuple[str, ...]) -> list[Constraint]:
    form = reader.order(left)
    if right == 0:
        return [compare(form, ONE, strict=True, origin=(*origin, 0))]
    if right == sp.oo:
        return [compare(ONE, form, strict=True, origin=(*origin, 1))]
    if isinstance(right, sp.Rational):
        return [
            compare(form, ONE, strict=False, origin=(*origin, 0)),
            compare(ONE, form, strict=False, origin=(*origin, 1)),
        ]
    raise Refused("its limit is neither 0, nor oo, nor a rational number")


def _goals(claim: Claim, reader: Reader) -> tuple[Goal, ...]:
    """The comparisons that a claim consists of. Raises Refused."""
    relation, left, right = claim.relation, claim.left, claim.right
    if claim.side:
        raise Refused("from which side a limit is approached is not decided by orders of magnitude")
    if relation is Relation.TENDS and right == 0:
        return (Goal(reader.order(left), ONE, True),)
    if relation is Relation.TENDS and right == sp.oo:
        if not reader.nonnegative(left):
            raise Refused("the sign of the left side is not known, so that it may tend to -oo")
        return (Goal(ONE, reader.order(left), True),)
    kind = _LANDAU.get(relation)
    if kind is None or right is None:
        what = claim_text(claim)
        if relation is Relation.TENDS:
            raise Refused(f"{what}: a limit other than 0 or oo is not decided by orders of magnitude")
        raise Refused(f"{what} is no comparison of orders of magnitude")
    one, two = reader.order(left), reader.order(right)
    goals = []
    if kind in ("O", "o", "Theta"):
        goals.append(Goal(one, two, kind == "o"))
    if kind in ("Omega", "omega", "Theta"):
        goals.append(Goal(two, one, kind == "omega"))
    return tuple(goals)


_WHY = {
    Relation.EQUIVALENT: "~ is not decided by orders of magnitude: they know no constants",
    **dict.fromkeys(
        (Relation.LE, Relation.LT, Relation.GE, Relation.GT, Relation.EQ),
        "an inequality with its constant is not decided by orders of magnitude: claim O or o, or cite lemmas",
    ),
}
