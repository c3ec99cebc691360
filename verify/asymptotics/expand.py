"""Asymptotic expansions for a reader: the first terms of a function, with the order of what is left out."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp

from ...bounds.claims import Claim, Hypothesis, Point, Relation
from ...bounds.errors import DomainError
from ...bounds.parsing import parse_expression, to_latex
from . import cases
from .conditions import shortest
from .field import Element
from .intervals import Interval
from .problem import Problem, problems
from .series import Scale, Value, lead_of
from .signals import Restart, Signal, Split, Undecided

MOST_CASES = 24
Monomial = tuple[tuple[Scale, Element], ...]


@dataclass(frozen=True)
class Expansion:
    """The leading terms of a function in one direction, largest first, as text in the claim's variable.

    `terms`: what was asked for, or fewer when the expansion ends; `exact`: whether the terms are the whole function.
    """

    direction: str
    terms: tuple[str, ...]
    exact: bool

    def __str__(self) -> str:
        if not self.terms:
            return "0"
        body = self.terms[0]
        for term in self.terms[1:]:
            body += f" - {term[1:]}" if term.startswith("-") else f" + {term}"
        return body if self.exact else body + " + …"

    def _repr_latex_(self) -> str:
        shown = [to_latex(parse_expression(term, declared=("e",))) for term in self.terms] or ["0"]
        body = shown[0] + "".join(f" - {term[1:]}" if term.startswith("-") else f" + {term}" for term in shown[1:])
        rest = "" if self.exact else r" + \cdots"
        return rf"$\displaystyle {body}{rest}$"


def expand(
    expr: sp.Expr, point: Point, *, terms: int = 4, given: Sequence[Hypothesis] = (), budget: float = 10.0
) -> Expansion:
    """The first `terms` terms of the expansion of `expr` at `point`.

    Arguments: `expr`, a SymPy tree; `point`, one-sided or at infinity; `terms` >= 1; `given`, side conditions on the
    parameters; `budget` in seconds.
    Returns an Expansion.  Raises DomainError where the function has no expansion that the engine finds, or where the
    terms depend on a sign that the side conditions leave open: the message names it.
    What success proves: the difference between the function and the terms is of lower order than the last one.
    """
    deadline = time.monotonic() + budget
    try:
        return _expansion(_problem(expr, point, given, deadline), point, terms, deadline)
    except Split as split:
        raise DomainError(
            f"the expansion depends on how {split.left} compares with {split.right}: add a hypothesis on it"
        ) from split
    except Signal as reason:
        raise DomainError(f"no expansion found: {reason}") from reason


def expand_by_case(
    expr: sp.Expr, point: Point, *, terms: int = 4, given: Sequence[Hypothesis] = (), budget: float = 10.0
) -> tuple[tuple[str, Expansion], ...]:
    """The first `terms` terms of the expansion of `expr` at `point`, case by case where they depend on the parameters.

    Arguments and errors are those of `expand`.  Returns pairs of a condition as text, "always" or such as "a < b or
    a = 2", and the Expansion under it; the conditions cover what the hypotheses allow.
    """
    deadline = time.monotonic() + budget
    found: list[tuple[tuple[str, ...], Expansion]] = []
    try:
        todo: list[tuple[Problem, tuple[str, ...]]] = [(_problem(expr, point, given, deadline), ())]
        while todo:
            problem, guards = todo.pop(0)
            if len(found) + len(todo) > MOST_CASES:
                raise Undecided("too many cases: add hypotheses on the parameters")
            try:
                found.append((guards, _expansion(problem, point, terms, deadline)))
            except Split as split:
                for sign in split.signs:
                    part, label = cases.branch(problem, split, sign, deadline)
                    if not cases.why_empty(part, deadline):
                        todo.append((part, (*guards, label)))
    except Signal as reason:
        raise DomainError(f"no expansion found: {reason}") from reason
    groups = {e: [g for g, other in found if other == e] for _, e in found}
    hypotheses = [h.text for h in given]
    out = []
    for expansion, inside in groups.items():
        outside = [g for g, other in found if other != expansion]
        said = shortest(inside, outside, hypotheses) or tuple(inside)
        out.append((" or ".join(" and ".join(region) for region in said) or "always", expansion))
    return tuple(out)


def _problem(expr: sp.Expr, point: Point, given: Sequence[Hypothesis], deadline: float) -> Problem:
    problem = problems(Claim(left=expr, relation=Relation.HAS_LIMIT, point=point, given=tuple(given)))[0]
    if not cases.consistent(problem, deadline):
        raise DomainError(
            "the hypotheses are vacuous, no real point satisfies them: an expansion under them would say nothing"
        )
    return problem


def _expansion(problem: Problem, point: Point, terms: int, deadline: float) -> Expansion:
    """The expansion in one case; raises a Signal."""
    registry: dict[str, int] = {}
    for _ in range(cases.MOST_RESTARTS):
        try:
            value = cases.prepare(problem, deadline, registry).value(problem.left)
            found, exact = _common(value, terms) if isinstance(value, Interval) else leading(value, terms)
            name = _names(point)
            return Expansion(problem.direction, tuple(_term(c, m, name) for c, m in found), exact)
        except Restart:
            continue
    raise Undecided("too many roots of different order")


def leading(value: Value, count: int) -> tuple[list[tuple[Element, Monomial]], bool]:
    """The first terms in the order of growth, and whether nothing is left."""
    if isinstance(value, Element):
        return ([(value, ())], True) if lead_of(value) is not None else ([], True)
    found: list[tuple[Element, Monomial]] = []
    trimmed = value.trimmed()
    index = 0
    while trimmed is not None:
        term = trimmed.get(index)
        if term is None:
            return found, True
        inner, complete = leading(term.coefficient, count - len(found))
        found += [(c, ((trimmed.top, term.exponent), *m)) for c, m in inner]
        if len(found) >= count:
            return found, complete and trimmed.finite() and index + 1 == len(trimmed.terms)
        if not complete:
            return found, False
        index += 1
    return found, True


def _common(value: Interval, count: int) -> tuple[list[tuple[Element, Monomial]], bool]:
    """The leading terms in which both ends of an enclosure agree; the function has them too."""
    found = []
    ends = ([(c, _moving(m)) for c, m in leading(v, count)[0]] for v in (value.low, value.high))
    for (c, m), (d, n) in zip(*ends, strict=False):
        if not (
            c.same(d) and len(m) == len(n) and all(a is b and x.same(y) for (a, x), (b, y) in zip(m, n, strict=True))
        ):
            break
        found.append((c, m))
    if not found:
        raise Undecided("the function oscillates")
    return found, False


def _moving(monomial: Monomial) -> Monomial:
    return tuple((s, e) for s, e in monomial if not e.is_zero())


def _names(point: Point) -> tuple[str, bool]:
    """What X stands for in the claim's variable: a formula, and whether X is one over it."""
    x = point.variable.name
    if point.value == sp.oo:
        return x, False
    if point.value == -sp.oo:
        return f"(-{x})", False
    shift = x if point.value == 0 else f"{x} + {-point.value}" if point.value.is_negative else f"{x} - {point.value}"
    if point.side == "-":
        return (f"(-{x})" if point.value == 0 else f"({point.value} - {x})"), True
    return (shift if point.value == 0 else f"({shift})"), True


def _term(constant: Element, monomial: Monomial, name: tuple[str, bool]) -> str:
    factors = [_factor(s, e, name) for s, e in monomial if not e.is_zero()]
    sign, size = ("-", -constant) if constant.is_rational() and constant.num < 0 else ("", constant)
    text = size.text()
    if not factors:
        return sign + text
    if size.is_one():
        return sign + "*".join(factors)
    if not size.is_rational() and (" " in text or "/" in text or text.startswith("-")):
        text = f"({text})"
    return sign + "*".join([text, *factors])


def _factor(scale: Scale, exponent: Element, name: tuple[str, bool]) -> str:
    inner, inverted = name
    if scale.order == 0:
        return _power(inner, -exponent if inverted else exponent)
    return _power(_in_variable(scale.exact.value().text(), name, exponent.field.variable), exponent)


def _in_variable(text: str, name: tuple[str, bool], variable: str) -> str:
    inner, inverted = name
    return re.sub(rf"\b{variable}\b", f"(1/{inner})" if inverted else inner, text)


def _power(base: str, exponent: Element) -> str:
    if exponent.is_one():
        return base
    name = base.split("(", maxsplit=1)[0]
    if not base.isidentifier() and not (base.endswith(")") and (not name or name.isidentifier())):
        base = f"({base})"
    n = exponent.integer()
    text = exponent.text()
    if (n is not None and n >= 0) or text.isidentifier() or (text.startswith("(") and exponent.is_rational()):
        return f"{base}**{text}"
    return f"{base}**({text})"
