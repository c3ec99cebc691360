"""Refutation along sequences: where sin(u) takes a fixed value again and again.

For a continuous u tending to infinity and a real variable, (sin u, cos u) takes each of the listed values along
some sequence tending to the point, by the intermediate value theorem; along it the function agrees with the one in
which sin u and cos u are that constant. So does frac(u) take 0 and 1/2, and for an integer variable (-1)**n takes 1
and -1. If the claim fails along one such sequence, it fails; if a function tends to different values along two, it
has no limit.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...bounds.claims import Relation
from . import cases
from .compose import limit_of
from .evaluate import Evaluator
from .field import Element
from .integers import PARITY
from .intervals import Interval, ends
from .problem import Problem
from .signals import Restart, Signal
from .trees import Tree, neg, number, text

_CIRCLE = ((0, 1), (1, 0), (0, -1), (-1, 0))
Phase = dict[Tree, Tree]


def refute_along_sequences(region: cases.Region, deadline: float) -> None:
    """Sets the region's answer to False when sequences refute the claim; leaves it alone otherwise."""
    problem = region.problem
    limits: list[tuple[str, Element | int]] = []
    for phase in _phases(problem, deadline):
        along = _along(problem, phase, deadline)
        if along is None:
            continue
        evaluator, truth = along
        if problem.relation is Relation.HAS_LIMIT:
            limits.append(_limit(evaluator))
            refuted = any(_differ(limits[0], other, evaluator) for other in limits[1:])
        else:
            refuted = truth is False
        if refuted:
            region.answer = False
            region.phases = {text(k, problem.variable()): text(v) for k, v in phase.items()}
            shown = ", ".join(f"{text(k, problem.back_text())} = {text(v)}" for k, v in phase.items())
            region.why = f"false along a sequence on which {shown}"
            region.evaluator = evaluator
            return


def _phases(problem: Problem, deadline: float) -> Iterator[Phase]:
    """The values that the oscillations of the claim take again and again."""
    try:
        first = cases.prepared(problem, deadline)
        first.value(problem.left)
        if problem.right is not None:
            first.value(problem.right)
    except Signal:
        return
    atoms = list(first.oscillations)
    if atoms == [PARITY]:
        yield from ({PARITY: number(s)} for s in (1, -1))
        return
    arguments = {a[2] for a in atoms}
    if problem.integer_variable or problem.counting or len(arguments) != 1:
        return
    argument = next(iter(arguments))[0]
    if not _continuous(argument) or isinstance(first.value(argument), Interval):
        return
    rounding = {a[1] == "frac" for a in atoms}
    if rounding == {True}:
        yield from ({("fn", "frac", (argument,)): number(*v)} for v in ((0, 1), (1, 2)))
    elif rounding == {False}:
        for s, c in _CIRCLE:
            yield {("fn", "sin", (argument,)): number(s), ("fn", "cos", (argument,)): number(c)}


def _continuous(tree: Tree) -> bool:
    """Whether the tree is built from functions continuous where defined."""
    if tree[0] in ("add", "mul"):
        return all(_continuous(a) for a in tree[1])
    if tree[0] == "pow":
        return _continuous(tree[1]) and _continuous(tree[2])
    if tree[0] == "fn":
        return tree[1] not in ("floor", "ceiling", "frac", "mod", "sign") and all(_continuous(a) for a in tree[2])
    return True


def _along(problem: Problem, phase: Phase, deadline: float) -> tuple[Evaluator, bool | None] | None:
    """The run along the sequence, and the claim's truth there (None for the existence of a limit)."""
    registry: dict[str, int] = {}
    for _ in range(cases.MOST_RESTARTS):
        try:
            base = cases.prepare(problem, deadline, registry)
            along = Evaluator(
                base.space, phases=phase, integer_variable=problem.integer_variable, counting=problem.counting
            )
            if problem.relation is Relation.HAS_LIMIT:
                along.trees, along.roots = [problem.left], [along.value(problem.left)]
                if isinstance(along.roots[0], Interval):
                    return None
                cases.keep_record(problem, along)
                return along, None
            answer = cases.truth(problem, along)
            cases.keep_record(problem, along)
            return along, answer
        except Restart:
            continue
        except Signal:
            return None
    return None


def _limit(evaluator: Evaluator) -> tuple[str, Element | int]:
    value = evaluator.roots[0]
    assert not isinstance(value, Interval)
    return limit_of(value)


def one_limit(explorations: list[tuple[Problem, cases.Exploration]]) -> bool:
    """Whether the limits in all directions are proved to be one; only without parameters."""
    found: list[Element] = []
    for problem, exploration in explorations:
        if problem.parameters() or len(exploration.regions) != 1:
            return False
        evaluator = exploration.regions[0].evaluator
        if evaluator is None:
            return False
        kind, value = limit_of(ends(evaluator.roots[0])[0])
        if kind == "infinite" or not isinstance(value, Element):
            return False
        found.append(value)
        try:
            if not evaluator.element(("add", (found[0].tree(), neg(value.tree())))).is_zero():
                return False
        except Signal:
            return False
    return True


def _differ(a: tuple[str, Element | int], b: tuple[str, Element | int], evaluator: Evaluator) -> bool:
    """Whether two limits are certainly different; the difference is made anew, for they come from two fields."""
    if a[0] != b[0]:
        return True
    if isinstance(a[1], int) or isinstance(b[1], int):
        return a[1] != b[1]
    try:
        difference = evaluator.element(("add", (a[1].tree(), neg(b[1].tree()))))
        return evaluator.space.oracle.known(difference) in (1, -1)
    except Signal:
        return False
