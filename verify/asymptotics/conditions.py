"""Regions of parameters said in as few comparisons as were found, without a point more or less.

The regions of an exploration cover all that the hypotheses allow. A conjunction is a condition for one answer if no
region of another answer meets it, and a set of conditions says all of that answer if its regions lie in their union.
Both are asked of z3, in which whatever is no polynomial in the parameters is a real number of its own; what it does not
prove is not said. The comparisons tried are those of the regions, their sides apart or together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp

from ...bounds.claims import Relation
from ...bounds.errors import BoundproofError
from ...bounds.parsing import parse_hypothesis, to_text
from ..reals import real_term

Guard = tuple[sp.Expr, str]
"""A comparison `expression REL 0`."""

_STEPS = 200_000
_MOST_REGIONS = 60
_WEAKER = {"<": ("<=",), ">": (">=",), "=": ("<=", ">=")}
_STRONGER = {"<=": ("=", "<"), ">=": ("=", ">")}
_KEPT = ("!=", ">=", "<=", ">", "<", "=")
"""The comparisons of one side that are given up first come first."""
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}


def shortest(
    wanted: Sequence[Sequence[str]], others: Sequence[Sequence[str]], hypotheses: Sequence[str]
) -> tuple[tuple[str, ...], ...] | None:
    """Conjunctions whose union is that of the wanted regions, as far as the hypotheses reach; None if none was found.

    Arguments: `wanted` and `others`, regions as conjunctions of comparisons, which together cover all that the
    hypotheses allow; `hypotheses`, as text. An empty conjunction stands for "always".
    """
    if not wanted or len(wanted) + len(others) > _MOST_REGIONS:
        return None
    try:
        comparisons = [text for text in hypotheses if not _is_declaration(text)]  # without the types: more than enough
        solver = _Solver([_guard(text) for text in comparisons])
        inside = [[_guard(text) for text in region] for region in wanted]
        outside = [[_guard(text) for text in region] for region in others]
    except (BoundproofError, _NoComparison):
        return None
    found = _one(inside, outside, solver) or _several(inside, outside, solver)
    return None if found is None else tuple(tuple(_text(guard) for guard in region) for region in found)


def _one(inside: list[list[Guard]], outside: list[list[Guard]], solver: _Solver) -> list[list[Guard]] | None:
    """The wanted set as one conjunction, where it is one."""
    known = {guard: None for region in (*inside, *outside) for guard in region}
    variants = {(side, sign): None for side, _ in known for sign in ("=", "<", ">", "<=", ">=", "!=")}
    implied = [guard for guard in variants if all(solver.implies(region, guard) for region in inside)]
    if any(solver.meet(implied, region) for region in outside):
        return None
    return [_thinned(implied, outside, solver)]


def _several(inside: list[list[Guard]], outside: list[list[Guard]], solver: _Solver) -> list[list[Guard]] | None:
    """Every region made as large as it can be, then those dropped that the rest covers."""
    grown = []
    for region in inside:
        if any(solver.meet(region, other) for other in outside):
            return None  # the solver cannot tell the regions apart
        grown.append(_thinned(_weakened(region, outside, solver), outside, solver))
    kept = list({tuple(region): region for region in grown}.values())
    for region in sorted(kept, key=len, reverse=True):
        rest = [other for other in kept if other is not region]
        if rest and solver.covered(region, rest):
            kept = rest
    for place, region in enumerate(kept):
        kept[place] = _tightened(region, [*kept[:place], *kept[place + 1 :]], solver)
    return kept if all(solver.covered(region, kept) for region in inside) else None


def _tightened(region: list[Guard], rest: list[list[Guard]], solver: _Solver) -> list[Guard]:
    """Comparisons that were opened in vain closed again: the other regions cover what is lost."""
    found = list(region)
    for place, (side, sign) in enumerate(region):
        for stronger in _STRONGER.get(sign, ()):
            tried = [*found[:place], (side, stronger), *found[place + 1 :]]
            if solver.covered(found, [*rest, tried]):
                found = tried
                break
    return found


def _weakened(region: list[Guard], outside: list[list[Guard]], solver: _Solver) -> list[Guard]:
    """Strict comparisons and equations opened to what is beside them, where no other region is met."""
    found = list(region)
    for place, (side, sign) in enumerate(region):
        for weaker in _WEAKER.get(sign, ()):
            tried = [*found[:place], (side, weaker), *found[place + 1 :]]
            if not any(solver.meet(tried, other) for other in outside):
                found = tried
                break
    return found


def _thinned(region: list[Guard], outside: list[list[Guard]], solver: _Solver) -> list[Guard]:
    """Without the comparisons that keep no other region away."""
    found = list(region)
    for guard in sorted(region, key=lambda item: (_KEPT.index(item[1]), -len(str(item[0])))):
        rest = [other for other in found if other is not guard]
        if not any(solver.meet(rest, other) for other in outside):
            found = rest
    return found


class _NoComparison(Exception):
    """A guard that is no comparison, such as a declaration that a name is a whole number."""


class _Solver:
    """z3 over the reals with the hypotheses; terms that are no polynomials are reals of their own."""

    def __init__(self, hypotheses: Sequence[Guard]) -> None:
        import z3

        self._z3 = z3
        self._names: dict[sp.Expr, Any] = {}
        self._solver = z3.Solver()
        self._solver.set("rlimit", _STEPS)
        for guard in hypotheses:
            self._solver.add(self._formula(guard))

    def meet(self, region: Sequence[Guard], other: Sequence[Guard]) -> bool:
        """Whether two regions may have a point in common."""
        return self._possible([self._formula(guard) for guard in (*region, *other)])

    def implies(self, region: Sequence[Guard], guard: Guard) -> bool:
        """Whether a comparison holds throughout a region."""
        return not self._possible([*map(self._formula, region), self._z3.Not(self._formula(guard))])

    def covered(self, region: Sequence[Guard], others: Sequence[Sequence[Guard]]) -> bool:
        """Whether a region lies in the union of others."""
        beyond = [self._z3.Not(self._z3.And([self._formula(guard) for guard in other])) for other in others]
        return not self._possible([*map(self._formula, region), *beyond])

    def _possible(self, formulas: Sequence[Any]) -> bool:
        self._solver.push()
        self._solver.add(*formulas)
        answer = self._solver.check()
        self._solver.pop()
        return bool(answer != self._z3.unsat)

    def _formula(self, guard: Guard) -> Any:
        return Relation(guard[1]).between(real_term(guard[0], self._name), 0)

    def _name(self, tree: sp.Expr) -> Any:
        return self._names.setdefault(tree, self._z3.Real(f"x{len(self._names)}"))


def _is_declaration(text: str) -> bool:
    return all(found.relation is None for found in parse_hypothesis(text))


def _guard(text: str) -> Guard:
    """A comparison from its text, with everything on one side, linear ones with coefficient 1 in front."""
    parsed = list(parse_hypothesis(text))
    if len(parsed) != 1 or parsed[0].relation is None or parsed[0].right is None:
        raise _NoComparison
    side, sign = sp.expand(parsed[0].left - parsed[0].right), parsed[0].relation.value
    if sign not in _TURNED:
        raise _NoComparison
    names = sorted(side.free_symbols, key=str)
    leading = side.coeff(names[0]) if names else sp.S.Zero
    if leading.is_Rational and leading != 0 and side.is_polynomial(*names) and sp.Poly(side, *names).is_linear:
        return sp.expand(side / leading), sign if leading > 0 else _TURNED[sign]
    return side, sign


def _text(guard: Guard) -> str:
    """A comparison as it is written: a name alone on the left where it is alone, positive terms on both sides."""
    side, sign = guard
    names = side.free_symbols
    if len(names) == 1:
        (name,) = names
        rest = sp.expand(name - side)
        if rest.is_Rational:
            return f"{name} {sign} {to_text(rest)}"
    terms = sp.Add.make_args(side)
    left = [term for term in terms if not term.could_extract_minus_sign() and not term.is_Number]
    right = [-term for term in terms if term not in left]
    if not left:
        left, right, sign = right, [sp.S.Zero], _TURNED[sign]
        constant = [term for term in left if term.is_Number]
        left, right = [term for term in left if term not in constant], [-term for term in constant] or [sp.S.Zero]
    return f"{_sum(left)} {sign} {_sum(right)}"


def _sum(terms: Sequence[sp.Expr]) -> str:
    return to_text(sp.Add(*terms)) if terms else "0"
