"""Quantities that bind an index, on multiseries: sums, inverses, thresholds.

Each is enclosed by explicit functions (trees without it), with inequalities proved by the engine itself; its value is
the interval between theirs.
"""

from __future__ import annotations

from typing import Any

from . import implicit, sums
from .intervals import Interval, Wide, ends
from .signals import Undecided
from .trees import Tree, has_variable


def value(ev: Any, tree: Tree) -> Wide:
    """The value of a sum, an inverse or a threshold; raises a Signal."""
    if not has_variable(tree):
        if tree[1] == "sum":
            return sums.constant(ev, tree)
        raise Undecided(f"{tree[1]} at a level that does not move")
    low, high = enclose(ev, tree)
    return hull(ev, low, high)


def enclose(ev: Any, tree: Tree) -> tuple[Tree, Tree]:
    """Trees without this sum, inverse or threshold that bound it near the point; one tree twice when exact."""
    found: tuple[Tree, Tree] | None = ev.enclosures.get(tree)
    if found is None:
        found = ev.enclosures[tree] = sums.enclose(ev, tree) if tree[1] == "sum" else implicit.enclose(ev, tree)
    return found


def hull(ev: Any, low: Tree, high: Tree) -> Wide:
    """The interval from the value of one tree to that of another."""
    bottom = ev.value(low)
    if low is high:
        return bottom
    return Interval(ends(bottom)[0], ends(ev.value(high))[1])
