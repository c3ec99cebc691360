"""Refutation along sequences: where sin(u) takes a fixed value again and again.

For a continuous u tending to infinity and a real variable, (sin u, cos u) takes each of the listed values along
some sequence tending to the point, by the intermediate value theorem; along it the function agrees with the one in
which sin u and cos u are that constant. So does frac(u) take every value in [0, 1), and for an integer variable
(-1)**n takes 1 and -1, frac(pn/q + r) each of its q values, several of them what they are together at one n. For a
polynomial u in an integer n with rational coefficients, not constant, u is equidistributed modulo 2*pi (Weyl; pi is
irrational), so that (sin u, cos u) is in each arc of the circle again and again: there sin u and cos u are held in
ranges. If the claim fails along one such sequence, it fails; if a function tends to different values along two, it has
no limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import lcm

from ...bounds.claims import Relation
from . import cases
from .compose import limit_of
from .evaluate import Evaluator
from .field import Element
from .integers import PARITY, rational_polynomial, residues
from .intervals import Interval, ends
from .problem import Problem
from .signals import Restart, Signal
from .trees import Tree, neg, number, text

_CIRCLE = ((0, 1), (1, 0), (0, -1), (-1, 0))
_WIDE: Tree = ("range", number(-1, 2), number(1, 2))
_ARCS: tuple[tuple[Tree, Tree], ...] = (  # sin and cos where the one that is not small is at least 7/8 in size
    (_WIDE, ("range", number(7, 8), number(1))),
    (("range", number(7, 8), number(1)), _WIDE),
    (_WIDE, ("range", number(-1), number(-7, 8))),
    (("range", number(-1), number(-7, 8)), _WIDE),
)
_PARTS = ((0, 1), (1, 2), (99, 100), (1, 100))
MOST_TOGETHER = 60
Phase = dict[Tree, Tree]
Limit = tuple[str, Element | int]
Limits = tuple[Limit, Limit]


def refute_along_sequences(region: cases.Region, deadline: float) -> None:
    """Sets the region's answer to False when sequences refute the claim; leaves it alone otherwise."""
    problem = region.problem
    limits: list[tuple[Phase, Limits]] = []
    for phase in _phases(problem, deadline):
        along = _along(problem, phase, deadline)
        if along is None:
            continue
        evaluator, truth = along
        if problem.relation is Relation.HAS_LIMIT:
            limits.append((phase, _limits(evaluator)))
            refuted = _differ(limits[0][1], limits[-1][1], evaluator)
            if refuted:
                region.against = {text(k, problem.variable()): text(v) for k, v in limits[0][0].items()}
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
    if problem.integer_variable and all(a == PARITY or a[1] == "frac" for a in atoms):
        yield from _periodic(first, atoms)
        return
    arguments = {a[2] for a in atoms}
    if problem.counting or len(arguments) != 1:
        return
    argument = next(iter(arguments))[0]
    if problem.integer_variable:
        yield from _at_integers(first, {a[1] for a in atoms}, argument)
        return
    if not _continuous(argument) or isinstance(first.value(argument), Interval):
        return
    rounding = {a[1] == "frac" for a in atoms}
    if rounding == {True}:
        yield from ({("fn", "frac", (argument,)): number(*v)} for v in _PARTS)
    elif rounding == {False}:
        for s, c in _CIRCLE:
            yield {("fn", "sin", (argument,)): number(s), ("fn", "cos", (argument,)): number(c)}


def _at_integers(ev: Evaluator, names: set[str], argument: Tree) -> Iterator[Phase]:
    """The phases of one argument that is a polynomial in the integer variable with rational coefficients."""
    value = ev.value(argument)
    terms = None if isinstance(value, Interval) else rational_polynomial(value)
    if isinstance(value, Interval) or terms is None or not any(terms):
        return
    if names <= {"sin", "cos"}:
        for s, c in _ARCS:
            yield {("fn", "sin", (argument,)): s, ("fn", "cos", (argument,)): c}


def _periodic(ev: Evaluator, atoms: list[Tree]) -> Iterator[Phase]:
    """What the oscillations are together at n = 0, 1, … over a common period."""
    taken: dict[Tree, list[Tree]] = {}
    for atom in atoms:
        value = ev.value(atom[2][0])
        found = [] if isinstance(value, Interval) else residues(value)
        taken[atom] = [number(1), number(-1)] if atom == PARITY else [("num", q) for q in found]
    if not all(taken.values()):
        return
    common = lcm(*map(len, taken.values()))
    known: list[Phase] = []
    for n in range(min(common, MOST_TOGETHER)):
        phase = {atom: values[n % len(values)] for atom, values in taken.items()}
        if phase not in known:
            known.append(phase)
            yield phase


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


def _limits(evaluator: Evaluator) -> Limits:
    """The limits of a lower and an upper bound along the sequence."""
    low, high = ends(evaluator.roots[0])
    return limit_of(low), limit_of(high)


def one_limit(explorations: list[tuple[Problem, cases.Exploration]]) -> bool | None:
    """Whether the limits in all directions are one, None where that is open; only without parameters."""
    found: list[Element] = []
    for problem, exploration in explorations:
        if problem.parameters() or len(exploration.regions) != 1:
            return None
        evaluator = exploration.regions[0].evaluator
        if evaluator is None:
            return None
        kind, value = limit_of(ends(evaluator.roots[0])[0])
        if kind == "infinite" or not isinstance(value, Element):
            return None
        found.append(value)
        try:
            gap = evaluator.element(("add", (found[0].tree(), neg(value.tree()))))
            if not gap.is_zero():
                return False if evaluator.space.oracle.known(gap) in (1, -1) else None
        except Signal:
            return None
    return True


def _differ(a: Limits, b: Limits, evaluator: Evaluator) -> bool:
    """Whether the ranges of two limits are certainly apart."""
    return _less(a[1], b[0], evaluator) or _less(b[1], a[0], evaluator)


def _less(a: Limit, b: Limit, evaluator: Evaluator) -> bool:
    """Whether a < b for two limits, proved; the difference is made anew, for they come from two fields."""
    if isinstance(a[1], int) or isinstance(b[1], int):
        return (a[1] if isinstance(a[1], int) else 0) < (b[1] if isinstance(b[1], int) else 0)
    try:
        return evaluator.space.oracle.known(evaluator.element(("add", (b[1].tree(), neg(a[1].tree()))))) == 1
    except Signal:
        return False
