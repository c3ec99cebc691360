"""Certificates: what an independent checker needs to recompute a verdict; the format is docs/certificate.md."""

from __future__ import annotations

from typing import Any

from ...bounds.claims import Claim
from ..verdict import Evidence
from .cases import Exploration, Region
from .problem import Problem
from .signals import Undecided
from .trees import text

VERSION = 1
Json = Any


def evidence(claim: Claim, point: str, explorations: list[tuple[Problem, Exploration]]) -> Evidence:
    """The evidence for a PROVED or REFUTED."""
    first = explorations[0][0]
    data = {
        "version": VERSION,
        "claim": claim.text,
        "relation": claim.relation.value,
        "side": claim.side,
        "point": point,
        "hypotheses": [h.text for h in claim.given],
        "integers": sorted(first.integers),
        "integer_variable": first.integer_variable or first.counting,
        "parts": [_part(problem, found) for problem, found in explorations],
    }
    return Evidence("multiseries", "leading terms of both sides, case by case", data)


def _part(problem: Problem, found: Exploration) -> Json:
    return {
        "direction": problem.direction,
        "variable": problem.variable(),
        "substitution": text(problem.back, problem.variable()),
        "regions": [_region(r) for r in found.regions],
        "dropped": [{"guards": list(guards), "reason": reason} for guards, reason in found.dropped],
        "splits": [
            {"guards": list(s.guards), "on": f"{s.left} - ({s.right})", "signs": list(s.signs)} for s in found.splits
        ],
    }


def _region(region: Region) -> Json:
    solved = {name: text(tree) for name, tree in region.problem.solved}
    out: dict[str, Json] = {"guards": list(region.guards), "solved": solved, "answer": region.answer}
    if region.witness:
        out["witness"] = region.witness
    if region.root:
        out["witness"], out["root"] = region.witness, region.root
    if region.phases:
        out["phases"] = region.phases
    if region.against:
        out["against"] = region.against
    if region.evaluator is not None:
        if region.evaluator.record is None:
            raise Undecided(region.evaluator.unrecorded)
        out["run"] = region.evaluator.record
    return out
