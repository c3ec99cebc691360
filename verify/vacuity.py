"""Whether hypotheses can hold together: a point at which they do, a proof that they cannot, or neither.

The atoms of the hypotheses (symbols, quantities, expectations) are read as free reals, tied only by their signs by
definition and by what the hypotheses say. A point of these reals is no more than that: quantities of one spectrum are
tied more closely. Limit hypotheses and properties that are no formulas are not looked at, and are named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from ..bounds.claims import Relation
from ..bounds.parsing import to_text
from ..bounds.quantities import atoms, df1, df2, effective_rank, squared_rank
from ..bounds.statements import Fact, Property
from .contradictions import find_contradiction
from .derivation.normal import Signs, normal, too_long
from .reals import real_term

_MILLISECONDS = 5_000
_TRIED_FIRST = (1, 2, 10)  # positive, so that the signs that definitions give hold


@dataclass(frozen=True)
class Vacuity:
    """`contradictory`: names of hypotheses that exclude one another; `point`: where all of them hold, as text.

    `words`: how the contradiction comes about; `certificate`: the same for a re-checker, which has read it;
    `checked`: whether the point was confirmed in exact arithmetic; `unseen`: hypotheses that were not looked at;
    `suspected`: names of hypotheses that a solver alone holds to be contradictory.
    """

    contradictory: tuple[str, ...] = ()
    point: str = ""
    checked: bool = False
    unseen: tuple[str, ...] = ()
    words: str = ""
    certificate: Mapping[str, Any] | None = None
    suspected: tuple[str, ...] = ()


def vacuity(given: Sequence[Fact | Property]) -> Vacuity:
    """Looks for a point that satisfies the hypotheses, or for a contradiction among them."""
    import z3

    every = [item for item in given if isinstance(item, Fact)]
    facts = [item for item in every if item.claim.point is None and item.claim.delta is None]
    unseen = tuple(item.name for item in given if item not in facts)
    variables: dict[sp.Expr, Any] = {}
    solver = z3.Solver()
    solver.set("timeout", _MILLISECONDS)
    understood: list[Fact] = []
    signs = Signs({}, {})  # what definitions alone say
    for fact in facts:
        try:
            condition = _condition(fact, variables)
        except _Unreadable:
            unseen += (fact.name,)
            continue
        understood.append(fact)
        solver.assert_and_track(condition, fact.name)
    for atom, variable in variables.items():
        if signs.is_positive(atom):
            solver.add(variable > 0)
        elif signs.is_nonnegative(atom):
            solver.add(variable >= 0)
    unread = len(understood) < len(facts)
    limits = any(item.claim.relation is Relation.TENDS for item in every)
    for everywhere in _TRIED_FIRST:  # a plain point says more to a reader than the solver's
        values = {atom: sp.Rational(everywhere) for atom in variables}
        if all(_holds(fact, values) for fact in understood) and not unread and not limits:
            return Vacuity(point=_shown(values), checked=True, unseen=unseen)
    answer = solver.check()
    core = tuple(sorted(str(item) for item in solver.unsat_core())) if answer == z3.unsat else ()
    found = find_contradiction([f for f in understood if f.name in core]) if core else None
    if found is None and (core or unread or limits or any(_of_ranks(fact) for fact in facts)):
        found = find_contradiction(every)
    if found is not None:
        return Vacuity(
            contradictory=found.names, checked=True, unseen=unseen, words=found.words, certificate=found.certificate
        )
    if core:
        return Vacuity(unseen=unseen, suspected=core)
    for everywhere in _TRIED_FIRST:
        values = {atom: sp.Rational(everywhere) for atom in variables}
        if all(_holds(fact, values) for fact in understood):
            return Vacuity(point=_shown(values), checked=True, unseen=unseen)
    if answer != z3.sat:
        return Vacuity(unseen=unseen)
    model = solver.model()
    values = {}
    for atom, variable in variables.items():
        value = model.eval(variable, model_completion=True)
        if not z3.is_rational_value(value):
            return Vacuity(point=str(model), unseen=unseen)
        values[atom] = sp.Rational(value.numerator_as_long(), value.denominator_as_long())
    shown = ", ".join(
        f"{to_text(atom)} = {value}" for atom, value in sorted(values.items(), key=lambda item: str(item[0]))
    )
    return Vacuity(point=shown, checked=all(_holds(fact, values) for fact in understood), unseen=unseen)


def _of_ranks(fact: Fact) -> bool:
    """Whether a hypothesis speaks of what definitions tie: effective ranks and degrees of freedom."""
    sides = [side for side in (fact.claim.left, fact.claim.right) if side is not None]
    return any(side.atoms(effective_rank, squared_rank, df1, df2) for side in sides)


def _shown(values: dict[sp.Expr, sp.Rational]) -> str:
    return ", ".join(sorted(f"{to_text(atom)} = {value}" for atom, value in values.items()))


class _Unreadable(Exception):
    """A hypothesis that real arithmetic does not read."""


def _condition(fact: Fact, variables: dict[sp.Expr, Any]) -> Any:
    """A hypothesis for z3: sums, products and whole powers, also negative ones, of atoms."""
    import z3

    claim = fact.claim
    assert claim.right is not None
    if too_long(claim.left) or too_long(claim.right):
        raise _Unreadable

    def other(expression: sp.Expr) -> Any:
        base, exponent = expression.as_base_exp()
        if base is not expression:
            if not exponent.is_Integer or not -8 <= exponent < 0:
                raise _Unreadable
            return 1 / real_term(base, other) ** -int(exponent)
        if next(iter(atoms(expression)), None) is not expression:
            raise _Unreadable
        return variables.setdefault(expression, z3.Real(f"v{len(variables)}"))

    return claim.relation.between(*(real_term(normal(side), other) for side in (claim.left, claim.right)))


def _holds(fact: Fact, values: dict[sp.Expr, sp.Rational]) -> bool:
    """The hypothesis at the point, in exact rational arithmetic."""
    claim = fact.claim
    assert claim.right is not None
    gap = normal(claim.left - claim.right).xreplace(values)
    if not gap.is_Rational:
        return False
    return bool(claim.relation.between(Fraction(gap), 0))
