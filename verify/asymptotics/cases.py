"""Case splits over the parameters: regions, each with what became of the claim there.

A region is explored under the facts assumed so far; when a sign turns out to depend on the parameters, the region
is split into < 0, = 0, > 0 and each part is explored from the start. A part is dropped only when z3 proves it
empty. In a part with an equation that is linear in a parameter, the parameter is eliminated.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from flint import fmpq

from ...bounds.claims import Relation
from . import record
from .conjunction import refuting_part
from .evaluate import Evaluator
from .field import Element, Field
from .kernels import exp
from .oracle import Oracle, agrees
from .problem import Fact, Problem
from .relations import Target, holds
from .series import Space
from .signals import USED_UP, Divergent, DomainFault, Excluded, Restart, Signal, Split, Undecided
from .trees import Tree, neg, number, symbols, text

MOST_RESTARTS = 12
MOST_REGIONS = 81


@dataclass
class Region:
    """One case: its guards, and the answer: True, False, or None with the reason.

    `evaluator` holds the run that gave the answer, `phases` the values on a refuting sequence (`against`: on
    another, where the limit is another), `witness` a point,
    of which `root` isolates one parameter;
    `rewritten`: the run is about an equal or stronger claim, so that it is no certificate of this one; `meaningless`:
    a sum in the claim diverges.
    """

    problem: Problem
    guards: tuple[str, ...]
    answer: bool | None
    why: str = ""
    evaluator: Evaluator | None = None
    phases: dict[str, str] = field(default_factory=dict)
    against: dict[str, str] = field(default_factory=dict)
    rewritten: bool = False
    meaningless: bool = False
    witness: dict[str, str] = field(default_factory=dict)
    root: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SplitNode:
    """An inner node of the tree of cases: under `guards`, the sign of left - right was open between `signs`."""

    guards: tuple[str, ...]
    left: str
    right: str
    signs: tuple[int, ...]


@dataclass
class Exploration:
    """Everything found about one problem: the regions that may be inhabited, those proved empty, and the splits."""

    regions: list[Region] = field(default_factory=list)
    dropped: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    splits: list[SplitNode] = field(default_factory=list)


def prepare(problem: Problem, deadline: float, registry: dict[str, int]) -> Evaluator:
    """A fresh space in which the problem's facts are assumed."""
    new = Field(registry=registry, deadline=deadline, variable=problem.variable())
    oracle = Oracle(new, problem.integers)
    evaluator = Evaluator(Space(new, oracle), integer_variable=problem.integer_variable, counting=problem.counting)
    waiting = list(problem.facts)
    while waiting:  # a fact such as c < 1/(a + d) may need others first
        later: list[Fact] = []
        for tree, relation in waiting:
            try:
                oracle.assume(evaluator.element(tree), relation)
            except Split:
                later.append((tree, relation))
            except DomainFault as reason:
                raise Excluded(f"a hypothesis is not defined: {reason}") from reason
        if len(later) == len(waiting):
            for tree, relation in later:
                oracle.assume(evaluator.element(tree), relation)
        waiting = later
    for name in sorted(problem.integers & problem.parameters()):
        _sharpen(oracle, evaluator.element(("sym", name)))
    return evaluator


def _sharpen(oracle: Oracle, n: Element) -> None:
    """For an integer parameter n > 0 also n >= 1, and the like: bounds of n by facts are rounded inwards."""
    lows, highs, apart = [], [], set()
    for fact, relation in oracle.facts:
        line = _line(fact, n)
        if line is None:
            continue
        slope, root = line
        if relation == "!=":
            apart.add(root)
        elif relation in (">", ">="):
            strict = relation == ">"
            if slope > 0:
                lows.append(root.floor() + 1 if strict or root.q != 1 else root)
            else:
                highs.append(root.ceil() - 1 if strict or root.q != 1 else root)
    if oracle.known(n) == 1:
        lows.append(fmpq(1))
    for ends, pick, step in ((lows, max, 1), (highs, min, -1)):
        if ends:
            end = pick(ends)
            while end in apart:
                end += step
            oracle.assume((n - n.field.rational(end)) * n.field.rational(step), ">=")


def _line(fact: Element, n: Element) -> tuple[Any, Any] | None:
    """The slope and the root of a fact that is linear in n alone."""
    num, den = fact.polys()
    if not den.is_one() or num.total_degree() != 1 or [k.text for k in fact.kernels()] != [n.text()]:
        return None
    slope = num.derivative(fact.kernels()[0].index).leading_coefficient()
    root = n - fact / n.field.rational(slope)
    return slope, root.num


def attempt(problem: Problem, deadline: float, *, recorded: bool = True) -> tuple[bool, Evaluator]:
    """One run without splitting: the truth of the claim, and the run with its record; raises a Signal."""
    registry: dict[str, int] = {}
    for _ in range(MOST_RESTARTS):
        try:
            evaluator = prepare(problem, deadline, registry)
            answer = truth(problem, evaluator)
            if recorded:
                keep_record(problem, evaluator)
            return answer, evaluator
        except Restart:
            continue
    raise Undecided("too many roots of different order")


def keep_record(problem: Problem, evaluator: Evaluator) -> None:
    """Writes the run down; a record that cannot be written leaves the reason.  Raises Restart."""
    try:
        evaluator.record = record.run(problem, evaluator)
    except Undecided as reason:
        evaluator.unrecorded = str(reason)


def prepared(problem: Problem, deadline: float) -> Evaluator:
    """A space in which the facts are assumed, roots of all orders in the facts included."""
    registry: dict[str, int] = {}
    for _ in range(MOST_RESTARTS):
        try:
            return prepare(problem, deadline, registry)
        except Restart:
            continue
    raise Undecided("too many roots of different order")


def consistent(problem: Problem, deadline: float) -> bool:
    """Whether the facts may hold together; False proves that no real point satisfies them."""
    if not problem.facts:
        return True
    try:
        return prepared(problem, deadline).space.oracle.consistent()
    except (Split, Excluded):
        return True  # a hypothesis is defined in some cases only: the exploration finds them


def truth(problem: Problem, evaluator: Evaluator) -> bool:
    """The truth of the claim in this evaluator; `roots` keeps the values of both sides."""
    evaluator.part = _refuting_part(problem, evaluator)
    if evaluator.part is not None:
        return False
    evaluator.trees = [problem.left] if problem.right is None else [problem.left, problem.right]
    evaluator.roots = [evaluator.value(problem.left)]
    target = None
    if problem.relation is Relation.TENDS:
        value = None
        if not problem.infinite:
            assert problem.right is not None
            value = evaluator.element(problem.right)
            evaluator.roots.append(value)
        target = Target(value, problem.infinite, problem.side)
    elif problem.right is not None:
        evaluator.roots.append(evaluator.value(problem.right))
    right = evaluator.roots[1] if len(evaluator.roots) > 1 else None
    return holds(evaluator.space, problem.relation, evaluator.roots[0], right, target)


def _refuting_part(problem: Problem, evaluator: Evaluator) -> Tree | None:
    """A part that refutes the claim that a sum of nonnegative quantities tends to zero."""
    if problem.relation is not Relation.TENDS or problem.infinite or problem.side or problem.right != number(0):
        return None
    return refuting_part(evaluator, problem.left)


def explore(problem: Problem, deadline: float) -> Exploration:
    """All regions of the problem."""
    found = Exploration()
    todo: list[tuple[Problem, tuple[str, ...]]] = [(problem, ())]
    while todo:
        now, guards = todo.pop(0)
        equation = equation_case(now, deadline)
        if equation is not None:
            on, solved, label = equation
            found.splits.append(SplitNode(guards, on, "0", (0,)))
            todo.insert(0, (solved, (*guards, label)))
            continue
        if len(found.regions) + len(todo) > MOST_REGIONS:
            found.regions.append(Region(now, guards, None, "too many cases"))
            continue
        try:
            answer, evaluator = attempt(now, deadline)
            found.regions.append(Region(now, guards, answer, "", evaluator))
        except Split as split:
            found.splits.append(SplitNode(guards, split.left, split.right, split.signs))
            for sign in split.signs:
                part, label = branch(now, split, sign, deadline)
                empty = why_empty(part, deadline)
                if empty:
                    found.dropped.append(((*guards, label), empty))
                else:
                    todo.append((part, (*guards, label)))
        except Excluded as reason:
            found.dropped.append((guards, str(reason)))
        except Undecided as reason:
            meaningless = isinstance(reason, Divergent)
            found.regions.append(Region(now, guards, None, str(reason), meaningless=meaningless))
        if time.monotonic() > deadline:
            found.regions += [Region(p, g, None, USED_UP) for p, g in todo]
            break
    return found


def equation_case(problem: Problem, deadline: float) -> tuple[str, Problem, str] | None:
    """A hypothesis that is an equation solved for a parameter: its text, the problem with it put in, the solution.

    It is written down as a split that has one case.
    """
    for tree, relation in problem.facts:
        if relation == "=" and symbols(tree):
            solved = solve(problem, tree, deadline)
            if solved is not None:
                name, value, shown = solved
                return text(tree), problem.put(name, value), f"{name} = {shown}"
    return None


def branch(problem: Problem, split: Split, sign: int, deadline: float) -> tuple[Problem, str]:
    """The problem where what it was split on has this sign, and how that is said."""
    if sign == 0:
        solved = solve(problem, split.tree, deadline)
        if solved is not None:
            name, tree, shown = solved
            return problem.put(name, tree), f"{name} = {shown}"
        return problem.assume((split.tree, "=")), split.guard(0)
    if sign == 2:
        return problem.assume((split.tree, "!=")), split.guard(2)
    return problem.assume((split.tree if sign > 0 else neg(split.tree), ">")), split.guard(sign)


def solve(problem: Problem, tree: Tree, deadline: float) -> tuple[str, Tree, str] | None:
    """A parameter and its value from tree = 0, when that is linear in it with a coefficient known nonzero."""
    try:
        evaluator = prepared(problem, min(time.monotonic() + 5, deadline))
        element = evaluator.element(tree)
    except Signal:
        return None
    element = _without_log(element, evaluator.space.oracle)
    kernels = element.kernels()
    num = element.polys()[0]
    for k in reversed(kernels):
        if k.kind != "par" or num.degrees()[k.index] != 1:
            continue
        if any(k.text in other.params for other in kernels if other is not k):
            continue
        slope = num.derivative(k.index)
        rest = num - slope * k.poly
        a, b = element.field.make(slope, slope**0), element.field.make(rest, slope**0)
        if k.text in problem.integers and not (a - a.field.one).is_zero():
            continue
        if evaluator.space.oracle.known(a) in (1, -1):
            value = -b / a
            return k.text, value.tree(), value.text()
    return None


def _without_log(element: Element, oracle: Oracle) -> Element:
    """p*Σ ±log|f_i| + q = 0, p and q rational, the signs of the f_i known, as an equation of products of the |f_i|."""
    kernels = element.kernels()
    if not kernels or any(k.kind != "log" for k in kernels) or element.polys()[0].total_degree() != 1:
        return element
    field, num = element.field, element.polys()[0]
    slopes = [num.derivative(k.index).leading_coefficient() for k in kernels]
    if not element.polys()[1].is_one() or len({abs(q) for q in slopes}) != 1:
        return element
    rest = num
    above = below = field.one
    for k, slope in zip(kernels, slopes, strict=True):
        sign = oracle.known(k.args[0])
        if sign not in (1, -1):
            return element
        size = k.args[0] * field.rational(sign)
        above, below = (above * size, below) if slope > 0 else (above, below * size)
        rest = rest - k.poly * slope
    constant = field.make(rest, field.one.polys()[1])
    return above - below * exp(-constant / field.rational(abs(slopes[0])))


def why_empty(problem: Problem, deadline: float) -> str:
    """Why the region is empty, or nothing when it may be inhabited."""
    try:
        evaluator = prepared(problem, deadline)
    except Excluded as reason:
        return str(reason)
    except Signal:
        return ""
    oracle = evaluator.space.oracle
    for element, relation in oracle.facts:
        if relation == "=" and _no_integer(element, problem.integers):
            return f"no integer solves {element.text()} = 0"
        if element.is_rational() or not element.params():
            sign = oracle.known(element)
            if sign is not None and not agrees(sign, relation):
                return f"{element.text()} {relation} 0 is false"
    return "" if oracle.consistent() else "the solver finds no real point"


def _no_integer(element: Element, integers: frozenset[str]) -> bool:
    """Whether a polynomial in one integer parameter has no integer root: none of its factors is linear with one."""
    kernels = element.kernels()
    if len(kernels) != 1 or kernels[0].kind != "par" or kernels[0].text not in integers:
        return False
    for factor, _ in element.polys()[0].factor()[1]:
        if factor.total_degree() == 1:
            slope = factor.derivative(kernels[0].index).leading_coefficient()
            rest = factor - kernels[0].poly * slope
            root = fmpq(0) if rest.is_zero() else -rest.leading_coefficient() / slope
            if root.q == 1:
                return False
    return True
