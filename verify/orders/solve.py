"""Excludes the points of a system by a tree of Farkas multipliers.

A sum on the large side of a fact is a choice of its largest term. The tree splits on a sum only where a point of the
relaxed system exceeds all its terms, and a branch that did not need its choice stands for the whole node; so k terms on
both sides of a claim cost k linear programs, not k². In the worst case, many facts each with several terms on the
large side, the number of leaves is the product of their numbers of terms: the problem contains satisfiability.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .linear import Clock, Multiple, Point, Relaxation, Unsolved
from .reading import Form, Node
from .system import Constraint, System, children_of, choice

MAX_LEAVES = 4_000


@dataclass(frozen=True)
class Leaf:
    """Multiples that add up to 0 < 0."""

    multiples: tuple[Multiple, ...]


@dataclass(frozen=True)
class Split:
    """One tree for each term of a sum that may be the largest."""

    node: Node
    branches: tuple[Tree, ...]


Tree = Leaf | Split


def used(tree: Tree) -> list[Constraint]:
    """Every constraint that a tree of derivations uses."""
    if isinstance(tree, Leaf):
        return [multiple.constraint for multiple in tree.multiples]
    return [constraint for branch in tree.branches for constraint in used(branch)]


def exclude(system: System, known: Iterable[str], clock: Clock) -> Tree:
    """A tree of derivations of 0 < 0. `known`: names that are not zero. Raises Unsolved."""
    return _exclude(system, frozenset(known), Relaxation(system.scale, clock), clock)


def _exclude(system: System, known: frozenset[str], relaxation: Relaxation, clock: Clock) -> Tree:
    usable = system.safe(known)
    multiples, point = relaxation.refute(usable.expanded())
    if multiples is not None:
        clock.leaves += 1
        if clock.leaves > MAX_LEAVES:
            raise Unsolved(f"the case distinction over largest terms has more than {MAX_LEAVES} leaves")
        return Leaf(multiples)
    free = _sorted_nodes(usable)
    split = next((node for node in free if point is None or _exceeds(node, point)), None)
    if split is None:  # the largest term of a sum that is not zero is not zero
        split = next((node for node in free if not children_of(node) <= (usable.usable or frozenset())), None)
    if split is None:
        if system.conditions:
            raise Unsolved("no derivation was found that multiplies facts by at most two conditions on the parameters")
        raise Unsolved("the claim follows for positive quantities only")
    split = _outermost(split, free)
    branches = []
    for index in range(len(split.children)):
        chosen = choice(split, index)
        narrower = system.with_(chosen)
        branch = _exclude(narrower, known, relaxation, clock)
        needed = any(constraint.origin == chosen.origin for constraint in used(branch))
        if not needed and narrower.not_zero(known) == usable.usable:  # nor did it need that the largest term is not 0
            return branch
        branches.append(branch)
    return Split(split, tuple(branches))


def _outermost(node: Node, free: Sequence[Node]) -> Node:
    """The largest sum not yet split around a node: which of its terms counts may settle the inner one."""
    around = next((other for other in free if node.name in children_of(other)), None)
    return node if around is None else _outermost(around, free)


def _sorted_nodes(system: System) -> list[Node]:
    """The sums not yet split, outer ones first: a reader met their terms first."""
    decided = {c.origin[1] for c in system.constraints if c.origin[0] == "choice"}
    return [node for node in reversed(list(system.nodes.values())) if node.name not in decided]


def _exceeds(node: Node, point: Point) -> bool:
    """Whether no term of a sum is as large as the sum at a point of the relaxed system."""

    def value(form: Form) -> tuple[Fraction, ...]:
        total: tuple[Fraction, ...] = ()
        for key, coefficient in form.items():
            part = tuple(coefficient * item for item in point.get(key, ()))
            total = tuple(a + b for a, b in zip(total, part, strict=True)) if total and part else total or part
        return total

    whole = point.get(((), node.name), ())
    return all(value(child) != whole for _, child in node.children)
