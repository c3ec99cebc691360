"""Witness points of a region at which a false claim is decided again with no parameter left.

They are small rationals, and where an equation excludes those, its roots: square roots and roots of any order of
rationals, logarithms of those, multiples of pi/2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from flint import fmpq

from .cases import Region, attempt, prepared
from .evaluate import Evaluator
from .field import Element
from .kernels import parameter
from .oracle import agrees
from .problem import Problem
from .signals import Signal
from .trees import neg, number

_VALUES = (1, 2, fmpq(1, 2), 3, -1, fmpq(1, 3), fmpq(3, 2), -2, 0, fmpq(1, 5), fmpq(-1, 2), 5)
MOST_TRIES = 200


@dataclass(frozen=True)
class Sample:
    """A point, as text by parameter, the claim's truth there, and the run that found it."""

    values: dict[str, str]
    truth: bool
    evaluator: Evaluator


def find(region: Region, problem: Problem, deadline: float) -> Sample | None:
    """A point where all facts hold and the claim is false; None when none was found."""
    return next((s for s in samples(region, problem, deadline, MOST_TRIES, recorded=True) if not s.truth), None)


def places(region: Region, problem: Problem, deadline: float, tries: int) -> Iterator[Problem]:
    """The region's problem at points of the declared types that satisfy the hypotheses, no parameter left."""
    return (at for at in _put_in(region, problem, deadline, tries) if _original(at, problem, deadline))


def samples(
    region: Region, problem: Problem, deadline: float, tries: int, *, recorded: bool = False
) -> Iterator[Sample]:
    """Points of the region, of the declared types, at which the claim is decided with no parameter left."""
    for at in _put_in(region, problem, deadline, tries):
        try:
            truth, evaluator = attempt(at, deadline, recorded=recorded)
        except Signal:
            continue
        if _original(at, problem, deadline):
            yield Sample({n: evaluator.element(tree).text() for n, tree in at.solved}, truth, evaluator)


def _put_in(region: Region, problem: Problem, deadline: float, tries: int) -> Iterator[Problem]:
    """The problem at points that satisfy the facts of the region; the original hypotheses are not looked at."""
    names = sorted(region.problem.parameters())
    for values in islice(_points(region, names, deadline), tries):
        at = _put(region.problem, names, values)
        if not _satisfied(at, deadline):
            continue
        try:
            plain = _worked_out(at, problem, deadline)
        except Signal:
            continue
        yield plain


def _worked_out(at: Problem, problem: Problem, deadline: float) -> Problem:
    """The problem at the point, each parameter a number as it is written down, and not a formula in the others."""
    if not problem.parameters() - {name for name, _ in at.solved}:
        evaluator = prepared(at, deadline)
        for name, tree in at.solved:
            problem = problem.put(name, evaluator.element(tree).tree())
        return problem
    return at


def _put(problem: Problem, names: list[str], values: tuple[Any, ...]) -> Problem:
    for name, value in zip(names, values, strict=True):
        problem = problem.put(name, value if isinstance(value, tuple) else ("num", value))
    return problem


def _points(region: Region, names: list[str], deadline: float) -> Iterator[tuple[Any, ...]]:
    """z3's point first, then roots of the region's equations, then small rationals."""
    model = _model(region, names, deadline)
    if model is not None:
        yield model
    special = _roots(region.problem, names, deadline)
    for name, roots in special.items():
        others = [(fmpq(1),) if n == name else _VALUES[:4] for n in names]
        for values in product(*others):
            for root in roots:
                yield tuple(root if n == name else fmpq(v) for n, v in zip(names, values, strict=True))
    for values in product(_VALUES, repeat=len(names)):
        if all(fmpq(v).q == 1 for n, v in zip(names, values, strict=True) if n in region.problem.integers):
            yield tuple(fmpq(v) for v in values)


def _roots(problem: Problem, names: list[str], deadline: float) -> dict[str, list[Any]]:
    """For each parameter, numbers that solve an equation of the region which is about it alone, as trees."""
    try:
        facts = prepared(problem, deadline).space.oracle.facts
    except Signal:
        return {}
    out: dict[str, list[Any]] = {}
    for element, relation in facts:
        mine = element.params()
        if len(mine) == 1 and next(iter(mine)) not in problem.integers and (relation == "=" or _turns(element)):
            out.setdefault(next(iter(mine)), []).extend(_solved(element))
    return {n: roots for n, roots in out.items() if roots and n in names}


def _turns(element: Element) -> bool:
    return any(k.text.startswith(("sin(", "cos(")) for k in element.kernels())


def _solved(element: Element) -> list[Any]:
    """Candidates for the roots of a constant with one parameter: they are put in, so none need be right."""
    kernels = [k for k in element.kernels() if k.params]
    if any(k.kind == "fun" and k.text.startswith(("sin(", "cos(")) for k in kernels):
        pi = ("const", "pi")
        turns = [("mul", (number(j, 2), pi)) for j in (2, 1, -1, -2, 3, -3, 4)]
        return turns + [("mul", (number(j, 4), pi)) for j in (1, 3, 5, 7, -1, -3)]
    if len(kernels) != 1:
        return []
    kernel = kernels[0]
    roots = [root for part, _ in element.polys()[0].factor()[1] for root in _of_polynomial(part, kernel.index)]
    if kernel.kind == "par":
        return roots
    if kernel.kind == "exp" and [k.kind for k in kernel.args[0].kernels()] == ["par"]:
        inner = kernel.args[0]
        slope = inner / parameter(element.field, inner.kernels()[0].text)
        return [("mul", (slope.inverse().tree(), ("fn", "log", (root,)))) for root in roots if slope.is_rational()]
    return []


def _of_polynomial(part: Any, index: int) -> list[Any]:
    """The real roots of a*t**2 + b*t + c and of a*t**m + c, c and a rational."""
    coefficients = {exponents[index]: c for exponents, c in part.to_dict().items()}
    degree = max(coefficients)
    if len(coefficients) != len(part) or len(part) != sum(1 for _ in coefficients) or degree == 0:
        return []
    a, c = coefficients[degree], coefficients.get(0, fmpq(0))
    if set(coefficients) <= {0, degree}:
        q = -c / a
        if q < 0 and degree % 2 == 0:
            return []
        size: Any = ("pow", ("num", abs(q)), ("num", fmpq(1, degree)))
        negative = neg(size)
        return [negative] if q < 0 else [size] if degree % 2 else [size, negative]
    if degree != 2:
        return []
    b = coefficients.get(1, fmpq(0))
    discriminant = b * b - 4 * a * c
    if discriminant < 0:
        return []
    root = ("mul", (("num", 1 / (2 * a)), ("pow", ("num", discriminant), number(1, 2))))
    middle = ("num", -b / (2 * a))
    return [("add", (middle, root)), ("add", (middle, neg(root)))]


def _model(region: Region, names: list[str], deadline: float) -> tuple[Any, ...] | None:
    """z3's point, when it is rational and of the declared types."""
    try:
        found = prepared(region.problem, deadline).space.oracle.point(names)
    except Signal:
        return None
    if found is None or any(q.q != 1 for n, q in zip(names, found, strict=True) if n in region.problem.integers):
        return None
    return found


def _satisfied(at: Problem, deadline: float) -> bool:
    """Whether every fact holds at a point without parameters, by the oracle."""
    try:
        evaluator = prepared(at, deadline)
    except Signal:
        return False
    for element, relation in evaluator.space.oracle.facts:
        try:
            sign = evaluator.space.oracle.sign(element)
        except Signal:
            return False
        if not agrees(sign, relation):
            return False
    return True


def _original(at: Problem, problem: Problem, deadline: float) -> bool:
    """Whether the original hypotheses and types hold at the point, eliminated parameters included."""
    original = problem
    for name, tree in at.solved:
        original = original.put(name, tree)
        if name in problem.integers and (tree[0] != "num" or tree[1].q != 1):
            return False
    return not original.parameters() and _satisfied(original, deadline)
