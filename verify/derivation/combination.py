"""A difference written as a combination of known inequalities with nonnegative factors, by elimination.

Σ c_j (L_j − R_j) + rest, where every factor c_j is a monomial known to be ≥ 0 and every monomial of the rest as well.
The search is a small backtracking elimination; finding nothing proves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sympy as sp

from ...bounds.quantities import mean, noise_mean
from ...bounds.statements import Property
from .instances import difference
from .normal import Signs, expanded, normal
from .scene import Known

Monomials = dict[sp.Expr, sp.Rational]
MAX_STATES = 2_000  # steps of the field take a few dozen
MAX_TERMS = 40  # a difference with more monomials than this is no step of a proof; the search would not end either


@dataclass(frozen=True)
class Term:
    """One summand c (L − R) of a derivation."""

    known: Known
    factor: sp.Expr


@dataclass(frozen=True)
class Found:
    """A combination, and the monomials that are left over, all of them known to be ≥ 0."""

    terms: tuple[Term, ...]
    rest: Monomials


def combination(
    goal: Monomials,
    known: Sequence[Known],
    signs: Signs,
    *,
    rewrites: Mapping[sp.Expr, sp.Expr],
    properties: Sequence[Property],
    delta: sp.Expr | None,
    union: bool,
) -> Found | None:
    """A combination that gives the goal, by backtracking over facts and monomial factors, or None.

    Arguments: `goal`, the difference of the claim's sides, coefficients by monomial; `known`, premises and instances of
    schemas; `signs` of atoms; `rewrites`, definitions, and `properties` of what may be infinite; `delta`, the
    probability with which the claim may fail, and `union`, whether several probabilities may be added up.
    Each fact is used at most once. A factor may contain only atoms of the claim and, expectations apart, of the
    premises: a proof multiplies an inequality by what it is to appear with. The simplest factors are tried first, and
    at most `MAX_STATES` states.
    """
    allowed = {atom for monomial in goal for atom in _bases(monomial)}
    states = 0
    pool: list[tuple[Known, Monomials]] = []
    for item in known:
        terms = difference(item, rewrites, properties)
        if terms is not None and 0 < len(terms) <= MAX_TERMS:
            pool.append((item, terms))
            if not item.schema:
                bases = {atom for monomial in terms for atom in _bases(monomial)}
                allowed |= {atom for atom in bases if not isinstance(atom, mean | noise_mean)}

    def step(rest: Monomials, used: tuple[Term, ...], left: Sequence[tuple[Known, Monomials]]) -> Found | None:
        if all(value > 0 and signs.is_nonnegative(monomial) for monomial, value in rest.items()):
            return Found(used, rest)
        nonlocal states
        states += 1
        if len(rest) > MAX_TERMS or states > MAX_STATES:
            return None
        # A negative monomial must come from some fact: eliminate the first one, with every fact that has it.
        bad = next(m for m, value in rest.items() if not (value > 0 and signs.is_nonnegative(m)))
        candidates = []
        for position, (_, terms) in enumerate(left):
            for monomial, value in terms.items():
                ratio, factor = rest[bad] / value, expanded(bad / monomial)
                if ratio > 0 and _bases(factor) <= allowed and signs.is_nonnegative(factor):
                    candidates.append((sp.count_ops(factor), position, ratio, factor))
        for _, position, ratio, factor in sorted(candidates, key=lambda candidate: candidate[:2]):
            item, terms = left[position]
            if item.delta is not None and not _probable(item, used, delta, union):
                continue
            remaining = dict(rest)
            for other, amount in terms.items():
                key = expanded(factor * other)
                remaining[key] = remaining.get(key, sp.S.Zero) - ratio * amount
            cleaned = {key: amount for key, amount in remaining.items() if amount != 0}
            result = step(cleaned, (*used, Term(item, ratio * factor)), [*left[:position], *left[position + 1 :]])
            if result is not None:
                return result
        return None

    return step(goal, (), pool)


def _bases(monomial: sp.Expr) -> set[sp.Expr]:
    """The atoms of a monomial, whatever their powers."""
    return {factor.as_base_exp()[0] for factor in sp.Mul.make_args(monomial) if not factor.is_Number}


def _probable(item: Known, used: Sequence[Term], delta: sp.Expr | None, union: bool) -> bool:
    """Whether the probabilities of failure still add up to at most the claim's δ."""
    assert item.delta is not None
    spent = [term.known.delta for term in used if term.known.delta is not None]
    if delta is None or (spent and not union):
        return False
    slack = normal(delta - sum(spent, item.delta))
    return slack.is_Rational and bool(slack >= 0)
