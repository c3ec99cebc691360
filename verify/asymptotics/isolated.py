"""Witnesses that are isolated roots: a parameter is a zero, between two rational numbers, of a function of it alone.

The function is continuous and its signs at the two numbers differ, so that there is one (intermediate value theorem).
All that is known of it is what follows from the equation and the two bounds; the hypotheses are shown from these, and
under these alone the claim is decided again. An algebraic number of any degree is such a root, and so is a with
a = log(a) + 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, pairwise, product
from typing import Any

from flint import arb, ctx, fmpq

from .balls import ball
from .cases import Region, attempt, prepared
from .evaluate import Evaluator
from .field import Element
from .oracle import agrees
from .problem import Problem
from .signals import Signal, Undecided
from .trees import Tree, neg

_GRID = (-100, -10, *(fmpq(k, 4) for k in range(-20, 21)), 10, 100)
_OTHERS = (1, 2, fmpq(1, 2), -1)
BITS = 128
MOST_TRIES = 8
MOST_HALVES = 24
TIMES = 4
"""Halvings of the interval between two tries at the hypotheses."""


@dataclass(frozen=True)
class Root:
    """`name` is a zero of `zero`, a formula in it alone, between `low` and `high`; `values`: the other parameters."""

    name: str
    zero: str
    low: str
    high: str
    values: dict[str, str]
    evaluator: Evaluator

    def place(self) -> dict[str, str]:
        """As it stands in certificates."""
        return {"name": self.name, "zero": self.zero, "low": self.low, "high": self.high}

    def __str__(self) -> str:
        others = "".join(f", {n} = {v}" for n, v in sorted(self.values.items()))
        return f"{self.name} between {self.low} and {self.high} with {self.zero} = 0{others}"


def find(region: Region, problem: Problem, deadline: float) -> Root | None:
    """A root at which all facts hold and the claim is false; None when none was found."""
    names = sorted(region.problem.parameters())
    for name in (n for n in names if n not in problem.integers):
        others = [n for n in names if n != name]
        for values in islice(product(_OTHERS, repeat=len(others)), MOST_TRIES):
            at = region.problem
            for n, v in zip(others, values, strict=True):
                at = at.put(n, ("num", fmpq(v)))
            if any(n in problem.integers and (t[0] != "num" or t[1].q != 1) for n, t in at.solved):
                continue
            for zero, tree in _equations(at, name, deadline):
                for low, high in _brackets(zero, name):
                    found = _within(at, name, (zero, tree), (low, high), deadline)
                    if found is not None:
                        return found
    return None


def _equations(at: Problem, name: str, deadline: float) -> Iterator[tuple[Element, Tree]]:
    """The equations of the problem that are about the one parameter."""
    try:
        facts = prepared(at, deadline).space.oracle.facts
    except Signal:
        return
    for element, relation in facts:
        if relation == "=" and element.params() == {name} and element.polys()[1].is_one():
            yield element, element.tree()


def _sign(zero: Element, name: str, at: Any) -> int:
    """The sign at a rational number, 0 where it is not clear or the function is not defined."""
    try:
        with ctx.workprec(BITS):
            value = ball(zero, {name: arb(fmpq(at))})
    except (Undecided, ValueError, ZeroDivisionError):
        return 0
    return 1 if value > 0 else -1 if value < 0 else 0


def _brackets(zero: Element, name: str) -> Iterator[tuple[Any, Any]]:
    signs = [(fmpq(q), _sign(zero, name, q)) for q in _GRID]
    for (low, s), (high, t) in pairwise((q, s) for q, s in signs if s):
        if s != t:
            yield low, high


def _within(
    at: Problem, name: str, equation: tuple[Element, Tree], bracket: tuple[Any, Any], deadline: float
) -> Root | None:
    """Halves the interval until it settles the facts and the claim."""
    (zero, tree), (low, high) = equation, bracket
    start = _sign(zero, name, low)
    symbol: Tree = ("sym", name)
    for halved in range(MOST_HALVES):
        if halved % TIMES == 0:
            bounds = ((("add", (symbol, ("num", -low))), ">"), (("add", (("num", high), neg(symbol))), ">"))
            there = replace(at, facts=((tree, "="), *bounds))
            try:
                if not all(_settled(there, at, deadline)):
                    return None
                truth, evaluator = attempt(there, deadline)
                values = {n: evaluator.element(t).text() for n, t in at.solved}
                return None if truth else Root(name, zero.text(), str(low), str(high), values, evaluator)
            except Signal:  # a sign that narrower bounds may settle
                pass
        middle = (low + high) / 2
        s = _sign(zero, name, middle)
        if s == 0:
            return None
        low, high = (middle, high) if s == start else (low, middle)
    return None


def _settled(there: Problem, at: Problem, deadline: float) -> Iterator[bool]:
    """Whether each fact holds at the root; raises a Signal where that is open."""
    evaluator = prepared(there, deadline)
    for tree, relation in at.facts:
        yield agrees(evaluator.space.oracle.sign(evaluator.element(tree)), relation)
