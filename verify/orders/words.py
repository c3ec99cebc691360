"""A derivation in words: which fact is multiplied by what."""

from __future__ import annotations

from collections.abc import Sequence

from .linear import Multiple
from .solve import Leaf, Tree


def describe(trees: Sequence[Tree]) -> list[str]:
    """One line for each leaf: the facts with their multipliers, under the terms that are largest there."""
    lines: list[str] = []
    for tree in trees:
        _walk(tree, [], lines)
    return lines


def _walk(tree: Tree, cases: list[str], lines: list[str]) -> None:
    if isinstance(tree, Leaf):
        named = [_multiple(item) for item in tree.multiples if item.constraint.origin[0] not in ("negated", "choice")]
        said = "multiply " + ", ".join(named) if named else "both sides are of one order"
        lines.append((f"where {' and '.join(cases)}: " if cases else "") + said)
        return
    extreme = "largest" if tree.node.most else "smallest"
    for (term, _), branch in zip(tree.node.children, tree.branches, strict=True):
        _walk(branch, [*cases, f"{term} is the {extreme} term"], lines)


def _multiple(item: Multiple) -> str:
    kind, *where = item.constraint.origin
    factor = "*".join(_amounts(item))
    if kind in ("fact", "lemma"):
        return f"{where[0]} by {factor}"
    if kind == "scale":
        below = f"{item.over}**{item.power}" if item.over and item.power != 1 else item.over or "1"
        return f"{below} = o({where[0]}) by {factor}"
    return f"that no term exceeds `{where[0]}` by {factor}"


def _amounts(item: Multiple) -> list[str]:
    amounts = [] if item.factor == 1 and item.constraint.raised else [str(item.factor)]
    return amounts + [f"({name})" for name in item.constraint.raised]
