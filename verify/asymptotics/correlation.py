"""Claims in which one oscillation occurs several times, which enclosing bounds take for independent ones.

* A common factor: a*h = O(b*h) follows from a = O(b), and so for the other orders of magnitude, zeros of h included;
  nothing follows from the contrary, nor for ~, which needs the right side nonzero.
* An identity: with sin(u) = sin(t), cos(u) = cos(t) for a fixed number t, a side that as an exact function is free of t
  is that function: sin(u)**2 + cos(u)**2 is 1.
"""

from __future__ import annotations

from dataclasses import replace

from ...bounds.claims import Relation
from . import cases
from .antidifference import times
from .evaluate import Evaluator
from .intervals import Interval
from .problem import Problem
from .series import exact_of
from .signals import Restart, Signal
from .trees import Tree

ORDERS = frozenset(
    {
        Relation.BIG_O,
        Relation.LITTLE_O,
        Relation.BIG_OMEGA,
        Relation.LITTLE_OMEGA,
        Relation.THETA,
        Relation.SOFT_O,
        Relation.SOFT_OMEGA,
        Relation.SOFT_THETA,
    }
)


def decide_by_correlation(region: cases.Region, deadline: float) -> None:
    """Sets the region's answer where a common factor or an identity settles it; leaves it alone otherwise."""
    for rewrite, only_true in ((_without_common_factor, True), (_without_phase, False)):
        simpler = rewrite(region.problem, deadline)
        if simpler is None:
            continue
        try:
            answer, evaluator = cases.attempt(simpler, deadline)
        except Signal:
            continue
        if answer or not only_true:
            region.answer, region.evaluator, region.why, region.rewritten = answer, evaluator, "", True
            return


# --- a common factor --------------------------------------------------------------------------------------------------
def _without_common_factor(problem: Problem, deadline: float) -> Problem | None:
    """The claim without the factors that both sides have."""
    if problem.relation not in ORDERS or problem.right is None:
        return None
    left, right = _factors(problem.left, 1), _factors(problem.right, 1)
    common = {t: min(left[t], right[t]) for t in left if t in right and min(left[t], right[t]) > 0}
    if not common:
        return None
    return replace(problem, left=_product(left, common), right=_product(right, common))


def _factors(tree: Tree, exponent: int) -> dict[Tree, int]:
    """The factors with their natural exponents."""
    if tree[0] == "mul":
        out: dict[Tree, int] = {}
        for a in tree[1]:
            for t, e in _factors(a, exponent).items():
                out[t] = out.get(t, 0) + e
        return out
    if tree[0] == "pow" and tree[2][0] == "num" and tree[2][1].q == 1 and tree[2][1] > 0:
        return _factors(tree[1], exponent * int(tree[2][1].p))
    return {tree: exponent}


def _product(factors: dict[Tree, int], without: dict[Tree, int]) -> Tree:
    parts: list[Tree] = []
    for t, e in factors.items():
        parts += [t] * (e - without.get(t, 0))
    return times(*parts)


# --- an identity ------------------------------------------------------------------------------------------------------
def _without_phase(problem: Problem, deadline: float) -> Problem | None:
    """The claim with sides that are free of the oscillation as exact functions."""
    free = "t"
    while free in problem.parameters():
        free += "_"
    for _ in range(cases.MOST_RESTARTS):
        try:
            first = cases.prepared(problem, deadline)
            for side in _sides(problem):
                first.value(side)
            arguments = {a[2] for a in first.oscillations}
            if len(arguments) != 1 or any(a[1] not in ("sin", "cos") for a in first.oscillations):
                return None
            phases = {("fn", f, next(iter(arguments))): ("fn", f, (("sym", free),)) for f in ("sin", "cos")}
            ev = Evaluator(
                cases.prepare(problem, deadline, {}).space, phases=phases, integer_variable=problem.integer_variable
            )
            values = [ev.value(side) for side in _sides(problem)]
            exact = [exact_of(v).value() for v in values if not isinstance(v, Interval)]
            if len(exact) != len(values) or any(free in e.params() for e in exact):
                return None
            trees = [e.tree() for e in exact]
            return replace(problem, left=trees[0], right=trees[1] if len(trees) > 1 else problem.right)
        except Restart:
            continue
        except Signal:
            return None
    return None


def _sides(problem: Problem) -> list[Tree]:
    return [problem.left] if problem.right is None else [problem.left, problem.right]
