"""Certificates: what an independent checker needs to recompute a verdict; the format is docs/certificate.md."""

from __future__ import annotations

import time
from typing import Any

from ...bounds.claims import Claim, Relation
from ..verdict import Evidence
from . import compose
from .cases import Exploration, Region
from .evaluate import Evaluator
from .field import Element
from .intervals import Interval, Wide, add_wide, multiply_wide, negate_wide
from .problem import Problem
from .series import Series, Value, lead_of, structurally_zero
from .signals import Signal
from .trees import text

VERSION = 1
SECONDS = 2.0
MOST_TERMS = 12
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
        "integer_variable": first.integer_variable,
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
    if region.phases:
        out["phases"] = region.phases
    if region.evaluator is not None:
        out["run"] = _run(region.problem, region.evaluator)
    return out


def _run(problem: Problem, evaluator: Evaluator) -> Json:
    field = evaluator.space.field
    if field.deadline is not None:
        field.deadline = max(field.deadline, time.monotonic() + SECONDS)
    nodes = [{"expr": text(tree, problem.variable()), **_value(value)} for tree, value in evaluator.memo.items()]
    oracle = evaluator.space.oracle
    signs = [
        {"constant": key, "sign": next(iter(s)), "by": oracle.ground(key)}
        for key, s in oracle.memo.items()
        if len(s) == 1 and not key.startswith("factor ")
    ]
    scale = [{"name": s.name, "function": s.exact.value().text(), "log": _exact(s.log)} for s in evaluator.space.scales]
    return {"scale": scale, "nodes": nodes, "signs": signs, "final": _final(problem, evaluator)}


def _exact(value: Value | None) -> str | None:
    if value is None:
        return None
    return (value.exact.value() if isinstance(value, Series) else value).text()


def _value(value: Wide) -> Json:
    if isinstance(value, Interval):
        return {"low": _value(value.low), "high": _value(value.high)}
    out: dict[str, Json] = {"series": series_json(value)}
    if not isinstance(value, Series) or value.lead_known():
        out["lead"] = lead_json(value)
    return out


def lead_json(value: Value) -> Json:
    """The lead; null for zero, an empty object where it was not settled."""
    try:
        lead = lead_of(value)
        if lead is None:
            return None
        return {
            "constant": lead.constant.text(),
            "sign": value_sign(lead.constant),
            "monomial": [[s.name, e.text()] for s, e in lead.monomial if not e.is_zero()],
        }
    except Signal:
        return {}


def value_sign(constant: Element) -> int | None:
    """The sign when it is known without a case split."""
    return constant.field.memo["oracle"].known(constant)  # type: ignore[no-any-return]


def series_json(value: Value) -> Json:
    """The terms that the engine needed."""
    if isinstance(value, Element):
        return value.text()
    if structurally_zero(value):
        return "0"
    terms = [[t.exponent.text(), series_json(t.coefficient)] for t in value.terms[:MOST_TERMS]]
    return {"top": value.top.name, "terms": terms, "complete": value.finite() and len(value.terms) <= MOST_TERMS}


def _final(problem: Problem, evaluator: Evaluator) -> Json:
    at: dict[str, Json] = {}
    left, right = _sides(evaluator)
    at["left"] = _leads(left)
    minus = evaluator.space.field.rational(-1)
    if problem.relation is Relation.TENDS:
        at["value"] = {1: "oo", -1: "-oo"}.get(problem.infinite) or (
            right.text() if isinstance(right, Element) else None
        )
        if problem.side and isinstance(right, Element):
            at["difference"] = _leads(add_wide(left, -right))
    elif right is not None:
        at["right"] = _leads(right)
        if problem.relation.is_inequality:
            at["difference"] = _leads(add_wide(right, negate_wide(left)))
        if problem.relation is Relation.EQUIVALENT and not isinstance(right, Interval):
            at["quotient"] = _leads(multiply_wide(left, compose.power(right, minus)))
    return at


def _sides(evaluator: Evaluator) -> tuple[Wide, Wide | None]:
    values = list(evaluator.roots)
    return values[0], (values[1] if len(values) > 1 else None)


def _leads(value: Wide) -> Json:
    if isinstance(value, Interval):
        return {"low": lead_json(value.low), "high": lead_json(value.high)}
    return lead_json(value)
