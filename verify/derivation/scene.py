"""What a lemma schema may look at, and what it brings in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from ...bounds.claims import Relation
from ...bounds.statements import Property
from .normal import Signs


@dataclass(frozen=True)
class Known:
    """An inequality `left ≥ right` that may be used, or an equation; `delta` if it may fail with that probability.

    `origin` says where it is from: a hypothesis or step by name, or a schema with its binding and premise.
    """

    name: str
    left: sp.Expr
    right: sp.Expr
    relation: Relation = Relation.GE
    delta: sp.Expr | None = None
    schema: str = ""
    binding: Mapping[str, sp.Expr] = field(default_factory=dict)
    premise: str = ""
    proof: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Scene:
    """What a schema may look at: the claim's difference, the premises, the signs, the properties, the rewrites."""

    difference: sp.Expr
    delta: sp.Expr | None
    premises: tuple[Known, ...]
    properties: tuple[Property, ...]
    signs: Signs
    rewrites: Mapping[sp.Expr, sp.Expr]
    misses: list[str] = field(default_factory=list)

    def has(self, kind: str, subject: str = "") -> bool:
        """Whether a property is among the cited hypotheses; a missing one is noted."""
        if any(item.kind == kind and item.subject in ("", subject) for item in self.properties):
            return True
        self.misses.append(f"no cited hypothesis says: {subject + ': ' if subject else ''}{kind}")
        return False

    def expressions(self) -> Iterator[sp.Expr]:
        """Everything in sight."""
        yield self.difference
        for known in self.premises:
            yield known.left
            yield known.right

    def find(self, kind: type[sp.Basic]) -> list[sp.Expr]:
        """Every subexpression of a kind in sight, in a fixed order."""
        found = {item for expression in self.expressions() for item in expression.atoms(kind)}
        return sorted(found, key=sp.default_sort_key)
