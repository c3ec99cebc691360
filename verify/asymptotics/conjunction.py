"""A sum of nonnegative quantities tends to zero exactly when each of them does: one that does not refutes the claim.

So the claim can be refuted by its easiest part, also where another part has no expansion, or a threshold in it is
infinite (then the sum is infinite, and does not tend to zero). The other parts must be nonnegative by structure, with
convergent sums: what stands there must mean something.
"""

from __future__ import annotations

from typing import Any

from . import compose
from .antidifference import X, antidifference
from .binders import INFINITY, contains_binder, replace
from .intervals import Interval
from .passage import Infinite
from .signals import OutOfTime, Restart, Signal, Split, Undecided
from .sums import converges
from .trees import Tree, has_variable

AT_LEAST_ONE, NONNEGATIVE = 1, 0


def refuting_part(ev: Any, tree: Tree) -> Tree | None:
    """A part of the sum that stays away from zero while all others are nonnegative; None where none was found."""
    if tree[0] != "add" or not contains_binder(tree):
        return None
    for part in tree[1]:
        try:
            away = _stays_away(ev, part)
        except (OutOfTime, Restart, Split):
            raise
        except Infinite:
            away = True
        except Signal:
            continue
        if away:
            return part if all(other is part or nonnegative(ev, other) for other in tree[1]) else None
    return None


def _stays_away(ev: Any, part: Tree) -> bool:
    value = ev.value(part)
    low = value.low if isinstance(value, Interval) else value
    kind, c = compose.limit_of(low)
    return bool(c == 1) if kind == "infinite" else bool(ev.space.oracle.sign(c) > 0)


def nonnegative(ev: Any, tree: Tree) -> bool:
    """Whether the tree is defined and nonnegative near the point, by structure."""
    try:
        return _least(ev, tree) is not None
    except (OutOfTime, Restart, Split):
        raise
    except Signal:
        return False


def _least(ev: Any, tree: Tree) -> int | None:
    """A lower bound, 1 or 0, of a tree in which indices stand for numbers >= 0 and X for a large number."""
    kind = tree[0]
    if kind == "num":
        return None if tree[1] < 0 else int(tree[1] >= 1)
    if kind == "var":
        return AT_LEAST_ONE
    if kind == "const":
        return int(tree[1] == "pi")
    if kind == "idx":
        return NONNEGATIVE
    if kind == "sym":
        sign = ev.space.oracle.known(ev.element(tree))
        return None if sign is None or sign < 0 else NONNEGATIVE
    if kind in ("add", "mul"):
        parts = [_least(ev, a) for a in tree[1]]
        if any(p is None for p in parts):
            return None
        return int(any(parts) if kind == "add" else all(parts))
    if kind == "pow":
        base = _least(ev, tree[1])
        if base is None:
            return None
        exponent = _least(ev, tree[2])
        return AT_LEAST_ONE if base == 1 and exponent is not None else NONNEGATIVE
    if kind == "fn" and tree[1] == "exp":
        return NONNEGATIVE
    if kind == "fn" and tree[1] == "log":
        return NONNEGATIVE if _least(ev, tree[2][0]) == AT_LEAST_ONE else None
    if kind == "fn" and tree[1] == "threshold":
        return NONNEGATIVE
    if kind == "fn" and tree[1] == "sum":
        body, index, _, high = tree[2]
        if high == INFINITY and (has_variable(body) or not converges(ev, antidifference(ev, replace(body, index, X)))):
            raise Undecided("a sum that is not known to converge")
        return NONNEGATIVE if _least(ev, body) is not None else None
    return None
