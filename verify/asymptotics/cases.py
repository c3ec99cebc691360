"""Case splits over the parameters: regions, each with what became of the claim there.

A region is explored under the facts assumed so far; when a sign turns out to depend on the parameters, the region
is split into < 0, = 0, > 0 and each part is explored from the start. A part is dropped only when z3 proves it
empty. In a part with an equation that is linear in a parameter, the parameter is eliminated.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from .evaluate import Evaluator
from .field import Element, Field
from .oracle import Oracle
from .problem import Problem
from .relations import Target, holds
from .series import Space
from .signals import OutOfTime, Restart, Split, Undecided
from .trees import Tree, neg, text

MOST_RESTARTS = 12
MOST_REGIONS = 81


@dataclass
class Region:
    """Guards as (text, tree, relation), and the answer: True, False, or None with the reason."""

    problem: Problem
    guards: tuple[str, ...]
    answer: bool | None
    why: str = ""
    space: Space | None = None
    evaluator: Evaluator | None = None
    witness: dict[str, str] = field(default_factory=dict)


@dataclass
class Exploration:
    """Everything found about one problem: the regions that may be inhabited and those proved empty."""

    regions: list[Region] = field(default_factory=list)
    dropped: list[tuple[tuple[str, ...], str]] = field(default_factory=list)


def prepare(problem: Problem, deadline: float, registry: dict[str, int]) -> Evaluator:
    """A fresh space in which the problem's facts are assumed."""
    new = Field(registry=registry, deadline=deadline)
    oracle = Oracle(new, problem.integers)
    evaluator = Evaluator(Space(new, oracle), integer_variable=problem.integer_variable)
    for tree, relation in problem.facts:
        oracle.assume(evaluator.element(tree), relation)
    for name in sorted(problem.integers & problem.parameters()):
        _sharpen(oracle, evaluator.element(("sym", name)))
    return evaluator


def _sharpen(oracle: Oracle, n: Element) -> None:
    """For an integer parameter n > 0 also n >= 1."""
    if oracle.known(n) == 1:
        oracle.assume(n - n.field.one, ">=")


def attempt(problem: Problem, deadline: float) -> tuple[bool, Evaluator]:
    """One run without splitting: the truth of the claim; raises a Signal."""
    registry: dict[str, int] = {}
    for _ in range(MOST_RESTARTS):
        try:
            evaluator = prepare(problem, deadline, registry)
            return _truth(problem, evaluator), evaluator
        except Restart:
            continue
    raise Undecided("too many roots of different order")


def _truth(problem: Problem, evaluator: Evaluator) -> bool:
    left = evaluator.value(problem.left)
    target, right = None, None
    if problem.relation.value == "->":
        value = None if problem.infinite else evaluator.element(problem.right)
        target = Target(value, problem.infinite, problem.side)
    elif problem.right is not None:
        right = evaluator.value(problem.right)
    return holds(evaluator.space, problem.relation, left, right, target)


def explore(problem: Problem, deadline: float) -> Exploration:
    """All regions of the problem."""
    found = Exploration()
    todo: list[tuple[Problem, tuple[str, ...]]] = [(problem, ())]
    while todo:
        now, guards = todo.pop(0)
        if len(found.regions) + len(todo) > MOST_REGIONS:
            found.regions.append(Region(now, guards, None, "too many cases"))
            continue
        try:
            truth, evaluator = attempt(now, deadline)
            found.regions.append(Region(now, guards, truth, "", evaluator.space, evaluator))
        except Split as split:
            for sign in split.signs:
                part, label = _branch(now, split, sign)
                empty = _empty(part, deadline)
                if empty:
                    found.dropped.append(((*guards, label), empty))
                else:
                    todo.append((part, (*guards, label)))
        except Undecided as reason:
            found.regions.append(Region(now, guards, None, str(reason)))
        if time.monotonic() > deadline:
            found.regions += [Region(p, g, None, "the time budget is used up") for p, g in todo]
            break
    return found


def _branch(problem: Problem, split: Split, sign: int) -> tuple[Problem, str]:
    if sign == 2:
        return problem.assume((split.tree, "!=")), f"{split.text} != 0"
    label = f"{split.text} {'<=>'[sign + 1]} 0"
    if sign:
        return problem.assume((split.tree if sign > 0 else neg(split.tree), ">")), label
    solved = solve(problem, split.tree)
    if solved is None:
        return problem.assume((split.tree, "=")), label
    name, tree = solved
    return problem.put(name, tree), f"{name} = {text(tree)}"


def solve(problem: Problem, tree: Tree) -> tuple[str, Tree] | None:
    """A parameter and its value from tree = 0, when that is linear in it with a coefficient known nonzero."""
    try:
        evaluator = prepare(problem, time.monotonic() + 5, {})
        element = evaluator.element(tree)
    except (Undecided, Restart, Split):
        return None
    kernels = element.kernels()
    if len(kernels) == 1 and kernels[0].kind == "log":
        element = kernels[0].args[0] - element.field.one
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
            return k.text, (-b / a).tree() if not a.is_rational() else (b * a.inverse() * a.field.rational(-1)).tree()
    return None


def _empty(problem: Problem, deadline: float) -> str:
    """Why the region is empty, or nothing when it may be inhabited."""
    try:
        evaluator = prepare(problem, deadline, {})
    except OutOfTime:
        return ""
    except (Undecided, Restart, Split):
        return ""
    oracle = evaluator.space.oracle
    for element, relation in oracle.facts:
        if element.is_rational() or not element.params():
            sign = oracle.known(element)
            if sign is not None and not {">": sign > 0, ">=": sign >= 0, "!=": sign != 0, "=": sign == 0}[relation]:
                return f"{element.text()} {relation} 0 is false"
    return "" if oracle.consistent() else "the solver finds no real point"
