"""What a certificate proposes for sums, inverses and thresholds: antidifferences and bounds, to be proved again.

A run with such quantities is not recorded node by node: the checker computes its own enclosures from the proposals, and
decides the relation from them. The format is docs/certificate.md.
"""

from __future__ import annotations

from typing import Any

from .binders import contains_binder
from .problem import Problem
from .trees import text


def needed(problem: Problem) -> bool:
    """Whether a sum, an inverse or a threshold occurs in the claim."""
    return contains_binder(problem.left) or (problem.right is not None and contains_binder(problem.right))


def of(problem: Problem, evaluator: Any) -> dict[str, Any]:
    """The antidifferences and the bounds that the run used, and the part that refuted the claim, if one did."""
    x = problem.variable()
    found: dict[str, Any] = {
        "antidifferences": [
            {
                "summand": text(a.summand, x),
                "h": text(a.h, x),
                "e": None if a.e is None else text(a.e, x),
            }
            for a in evaluator.antidifferences.values()
        ],
        "bounds": [
            {"kind": kind, "low": text(low, x), "high": text(high, x)} for kind, low, high in evaluator.crossings
        ],
    }
    if evaluator.part is not None:
        found["part"] = text(evaluator.part, x)
    return found
