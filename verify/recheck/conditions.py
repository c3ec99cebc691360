"""Reads again that cases laid out from a condition leave nothing out, whatever its comparisons mean.

Condition and guards are parsed here, by Python's own parser; both are evaluated for every way in which the sides of
their comparisons may lie to one another.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

_SIGNS = {"Lt": (-1,), "LtE": (-1, 0), "Gt": (1,), "GtE": (0, 1), "Eq": (0,), "NotEq": (-1, 1)}
_MOST = 8
Pair = tuple[str, str]
Atom = tuple[str, str, str]  # left, relation, right


def recheck_paths(certificate: Mapping[str, Any]) -> str:
    """The complaint about the cases, empty if they are right.

    Arguments: `certificate` with `condition`, `among` and `paths`, each with its `guards` and whether it `holds`.
    Success proves: at every point of `among` exactly the guards of paths that hold where the condition does, and that
    fail where it does not, are met, by at least one path.
    """
    try:
        condition, among = _parse(certificate["condition"]), _parse(certificate["among"])
        paths = [([_atom(_parse(g)) for g in path["guards"]], path["holds"]) for path in certificate["paths"]]
    except (SyntaxError, ValueError, KeyError, TypeError) as error:
        return f"unreadable: {error!r}"
    pairs = sorted({_pair(atom)[0] for tree in (condition, among) for atom in _atoms(tree)})
    if len(pairs) > _MOST:
        return f"{len(pairs)} comparisons are too many"
    if any(_pair(guard)[0] not in pairs for guards, _ in paths for guard in guards):
        return "a guard that is no comparison of the condition"
    for signs in product((-1, 0, 1), repeat=len(pairs)):
        at = dict(zip(pairs, signs, strict=True))
        if not _truth(among, at):
            continue
        met = [holds for guards, holds in paths if all(_value(guard, at) for guard in guards)]
        if not met:
            return f"no case where {_shown(at)}"
        if any(holds is not _truth(condition, at) for holds in met):
            return f"a case says otherwise than the condition where {_shown(at)}"
    return ""


def _parse(text: str) -> ast.expr:
    """`=` stands for equality; the words `always` and `never` are names."""
    spaced = text.replace("<=", "≤").replace(">=", "≥").replace("!=", "≠").replace("=", "==")
    return ast.parse(spaced.replace("≤", "<=").replace("≥", ">=").replace("≠", "!="), mode="eval").body


def _atoms(tree: ast.expr) -> list[Atom]:
    if isinstance(tree, ast.BoolOp):
        return [atom for part in tree.values for atom in _atoms(part)]
    return [] if isinstance(tree, ast.Name) else _chain(tree)


def _chain(tree: ast.expr) -> list[Atom]:
    if not isinstance(tree, ast.Compare):
        raise ValueError(ast.dump(tree))
    sides = [tree.left, *tree.comparators]
    return [(ast.unparse(sides[k]), type(op).__name__, ast.unparse(sides[k + 1])) for k, op in enumerate(tree.ops)]


def _atom(tree: ast.expr) -> Atom:
    (atom,) = _chain(tree)
    return atom


def _pair(atom: Atom) -> tuple[Pair, int]:
    """The two sides in order of their texts, and -1 where that turned them round."""
    left, _, right = atom
    return ((left, right), 1) if left <= right else ((right, left), -1)


def _value(atom: Atom, at: Mapping[Pair, int]) -> bool:
    pair, turn = _pair(atom)
    return at[pair] * turn in _SIGNS[atom[1]]


def _truth(tree: ast.expr, at: Mapping[Pair, int]) -> bool:
    if isinstance(tree, ast.BoolOp):
        parts: Sequence[bool] = [_truth(part, at) for part in tree.values]
        return all(parts) if isinstance(tree.op, ast.And) else any(parts)
    if isinstance(tree, ast.Name):
        if tree.id not in ("always", "never"):
            raise ValueError(tree.id)
        return tree.id == "always"
    return all(_value(atom, at) for atom in _chain(tree))


def _shown(at: Mapping[Pair, int]) -> str:
    return ", ".join(f"{left} {'=><'[sign]} {right}" for (left, right), sign in at.items())
