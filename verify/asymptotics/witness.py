"""Witness points: a rational point of a region at which a false claim is decided again with no parameter left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from flint import fmpq

from .cases import Region, attempt, prepared
from .evaluate import Evaluator
from .problem import Problem
from .signals import Signal

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
    names = sorted(region.problem.parameters())
    for values in islice(_points(region, names, deadline), tries):
        at = region.problem
        for name, value in zip(names, values, strict=True):
            at = at.put(name, ("num", value))
        if _satisfied(at, deadline) and _original(at, problem, deadline):
            yield at


def samples(
    region: Region, problem: Problem, deadline: float, tries: int, *, recorded: bool = False
) -> Iterator[Sample]:
    """Points of the region, of the declared types, at which the claim is decided with no parameter left."""
    names = sorted(region.problem.parameters())
    for values in islice(_points(region, names, deadline), tries):
        at = region.problem
        for name, value in zip(names, values, strict=True):
            at = at.put(name, ("num", value))
        if not _satisfied(at, deadline):
            continue
        try:
            truth, evaluator = attempt(at, deadline, recorded=recorded)
        except Signal:
            continue
        if _original(at, problem, deadline):
            yield Sample({n: evaluator.element(tree).text() for n, tree in at.solved}, truth, evaluator)


def _points(region: Region, names: list[str], deadline: float) -> Iterator[tuple[Any, ...]]:
    """z3's point first, then small rationals."""
    model = _model(region, names, deadline)
    if model is not None:
        yield model
    for values in product(_VALUES, repeat=len(names)):
        if all(fmpq(v).q == 1 for n, v in zip(names, values, strict=True) if n in region.problem.integers):
            yield tuple(fmpq(v) for v in values)


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
        if not {">": sign > 0, ">=": sign >= 0, "!=": sign != 0, "=": sign == 0}[relation]:
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
