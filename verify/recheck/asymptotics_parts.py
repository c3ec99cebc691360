"""A sum of nonnegative quantities that does not tend to zero because one of them does not, for re-checking.

The other parts must be nonnegative by structure, with convergent sums. A threshold that is infinite makes its part
infinite, whatever becomes of the others.
"""

from __future__ import annotations

from .asymptotics_crossings import Binders
from .asymptotics_functions import ends
from .asymptotics_passage import Infinite
from .asymptotics_series import More
from .asymptotics_text import INFINITY, NotCovered, Tree
from .asymptotics_trees import X, flat, moves, put


def refuted(binders: Binders, tree: Tree) -> bool:
    """Whether one summand of the tree stays away from zero while all others are nonnegative."""
    parts = flat(tree, "add")
    short: More | None = None
    for part in parts:
        try:
            away = _away(binders, part)
        except More as found:
            short = found
            continue
        if away and all(_least(binders, other) is not None for other in parts if other is not part):
            return True
    if short is not None:
        raise short
    return False


def _away(binders: Binders, part: Tree) -> bool:
    try:
        way, c = binders.sp.limit(ends(binders.ev.value(part))[0])
        return way > 0 if way else binders.al.sign(c) > 0
    except Infinite:
        return _infinite(binders, part)
    except NotCovered:
        return False


def _infinite(binders: Binders, part: Tree) -> bool:
    """Whether a factor is an infinite threshold and the others are positive."""
    found = False
    for factor in flat(part, "mul"):
        try:
            if binders.sums.sign(factor) <= 0:
                return False
        except Infinite:
            if factor[:2] != ("fn", "threshold"):
                return False
            found = True
    return found


def _least(binders: Binders, tree: Tree) -> int | None:
    """A lower bound, 1 or 0, where X is large, indices are at least 0 and everything is defined; None if not known."""
    kind = tree[0]
    if kind == "num":
        return None if tree[1] < 0 else int(tree[1] >= 1)
    if kind in ("sym", "idx"):
        return 1 if tree == X else 0 if kind == "idx" else None
    if kind == "fn" and tree[1] in ("threshold", "exp"):
        return 0
    if kind == "fn" and tree[1] == "Sum":
        _, _, body, index, _, high = tree
        if high == INFINITY:
            if moves(body):
                return None
            h, _, growing = binders.sums.antidifference(put(body, index, X))
            binders.sums.limit(h, growing)
        return None if _least(binders, body) is None else 0
    parts = [_least(binders, a) for a in tree[1:] if isinstance(a, tuple)]
    if kind == "fn":
        return 0 if tree[1] == "log" and parts == [1] else None
    if kind == "pow":
        base, exponent = parts
        return None if base is None else int(base == 1 and exponent is not None)
    if None in parts:
        return None
    return int(any(parts) if kind == "add" else all(parts))
