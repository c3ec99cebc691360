"""Refutation along sequences: where sin(u) takes a fixed value again and again.

For a continuous u tending to infinity and a real variable, (sin u, cos u) takes each of the listed values along
some sequence tending to the point, by the intermediate value theorem; along it the function agrees with the one in
which sin u and cos u are that constant. So does frac(u) take 0 and 1/2. If the claim fails along one such sequence,
it fails.
"""

from __future__ import annotations

from . import cases
from .evaluate import Evaluator
from .intervals import Interval
from .signals import Restart, Signal
from .trees import Tree, number, text

_CIRCLE = ((0, 1), (1, 0), (0, -1), (-1, 0))
_LIMITS = ("->", "~", "o", "O", "Theta", "Omega", "omega", "<", "<=", ">", ">=")


def refute_along_sequences(region: cases.Region, deadline: float) -> None:
    """Sets the region's answer to False when a sequence refutes the claim; leaves it alone otherwise."""
    problem = region.problem
    if problem.integer_variable or problem.relation.value not in _LIMITS:
        return
    try:
        first = cases.prepare(problem, deadline, {})
        first.value(problem.left)
        if problem.right is not None:
            first.value(problem.right)
    except Signal:
        return
    atoms = list(first.oscillations)
    arguments = {a[2] for a in atoms}
    if len(arguments) != 1 or not _continuous(next(iter(arguments))[0]):
        return
    argument = next(iter(arguments))[0]
    if isinstance(first.value(argument), Interval):
        return
    rounding = any(a[1] == "frac" for a in atoms)
    if rounding and any(a[1] != "frac" for a in atoms):
        return
    for phase in (
        ({("fn", "frac", (argument,)): number(0)}, {("fn", "frac", (argument,)): number(1, 2)})
        if rounding
        else ({("fn", "sin", (argument,)): number(s), ("fn", "cos", (argument,)): number(c)} for s, c in _CIRCLE)
    ):
        if _false_along(region, phase, deadline):
            region.answer = False
            region.phases = {text(k): text(v) for k, v in phase.items()}
            shown = ", ".join(f"{k} = {v}" for k, v in region.phases.items()).replace("X", problem.back_text())
            region.why = f"false along a sequence on which {shown}"
            return


def _continuous(tree: Tree) -> bool:
    """Whether the tree is built from functions continuous where defined."""
    if tree[0] in ("add", "mul"):
        return all(_continuous(a) for a in tree[1])
    if tree[0] == "pow":
        return _continuous(tree[1]) and _continuous(tree[2])
    if tree[0] == "fn":
        return tree[1] not in ("floor", "ceiling", "frac", "mod", "sign") and all(_continuous(a) for a in tree[2])
    return True


def _false_along(region: cases.Region, phase: dict[Tree, Tree], deadline: float) -> bool:
    problem = region.problem
    registry: dict[str, int] = {}
    for _ in range(cases.MOST_RESTARTS):
        try:
            base = cases.prepare(problem, deadline, registry)
            along = Evaluator(base.space, phases=phase)
            false = cases.truth(problem, along) is False
            if false:
                region.evaluator = along
            return false
        except Restart:
            continue
        except Signal:
            return False
    return False
