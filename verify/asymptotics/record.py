"""The straight line of one run, as JSON: scale, nodes, signs, and what the relation was read off from.

The format is docs/certificate.md.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from ...bounds.claims import Relation
from . import compose, proposals
from .evaluate import Evaluator
from .exact import Thunk
from .field import Element
from .intervals import Interval, Wide, add_wide, multiply_wide, negate_wide
from .problem import Problem
from .series import Series, Value, exact_of, lead_of, structurally_zero
from .signals import Restart, Signal, Undecided
from .trees import Tree, text

SECONDS = 1.0
MOST_TERMS = 12
Json = Any


def run(problem: Problem, evaluator: Evaluator) -> Json:
    """The record of a finished run; raises Restart where a text needs a finer root, Undecided where it is too large."""
    field = evaluator.space.field
    if field.deadline is not None:
        field.deadline = max(field.deadline, time.monotonic() + SECONDS)
    if proposals.needed(problem):
        return {"scale": [], "nodes": [], "signs": [], "final": {}, **proposals.of(problem, evaluator)}
    parts = _subtrees(evaluator.trees)
    nodes = [
        {"expr": text(tree, problem.variable()), **_value(value)}
        for tree, value in evaluator.memo.items()
        if tree in parts
    ]
    oracle = evaluator.space.oracle
    signs = [
        {"constant": key, "sign": next(iter(s)), "by": oracle.ground(key)}
        for key, s in oracle.memo.items()
        if len(s) == 1 and not key.startswith("factor ")
    ]
    scale = [
        {"name": x.name, "function": _exact(x.exact), "log": None if x.log is None else _exact(exact_of(x.log))}
        for x in evaluator.space.scales
    ]
    return {"scale": scale, "nodes": nodes, "signs": signs, "final": _final(problem, evaluator)}


def _subtrees(trees: Iterable[Tree]) -> set[Tree]:
    """All subexpressions: what else the engine computed on the way is no part of the claim."""
    found: set[Tree] = set()
    waiting = list(trees)
    while waiting:
        tree = waiting.pop()
        if isinstance(tree, tuple) and tree not in found:
            found.add(tree)
            waiting.extend(tree)
    return found


def _exact(function: Thunk) -> str | None:
    """The function as text, None where it is too large to write."""
    try:
        return function.value().text()
    except Undecided:
        return None


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
    except Restart:
        raise
    except Signal:
        return {}


def value_sign(constant: Element) -> int | None:
    """The sign when it is known without a case split."""
    return constant.field.memo["oracle"].known(constant)


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
    if evaluator.part is not None:
        return {"part": text(evaluator.part, problem.variable())}
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
