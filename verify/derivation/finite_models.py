"""Finite spectra on which an inequality about sums over the spectrum fails although every hypothesis holds.

A few eigenvalues λ_1 ≥ … ≥ λ_p and coordinates θ_1, …, θ_p, all rational, give every sum over the spectrum an exact
value; further names take small rational values, those that an equation defines their own. What is found is evaluated
again from the text by `verify.recheck.finite_sums`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import islice, product
from typing import Any

import sympy as sp

from ...bounds.claims import Claim, Mode, Relation
from ...bounds.parsing import to_text
from ...bounds.quantities import Applied, Quantity, covariance, largest, norm, theta
from ...bounds.spectral_sums import (
    COORDINATE,
    EIGENVALUE,
    SUMS,
    definition,
    spectral_sum,
    spectral_sum_above,
    spectral_sum_below,
)
from ...bounds.statements import Fact
from ..recheck.finite_sums import recheck_finite_sums
from ..verdict import Evidence, Outcome, Recheck, Verdict

SPECTRA: tuple[tuple[tuple[int, int], ...], ...] = (
    ((1, 1),),  # pairs of an eigenvalue and a coordinate
    ((2, 1), (1, 0)),
    ((1, 1), (1, 1)),
    ((4, 1), (1, 1)),
    ((1, 1), (1, 0), (1, 0), (1, 0)),
    ((1, 0),),
    ((16, 1), (4, 2), (1, 4)),
)
VALUES = (Fraction(1), Fraction(2), Fraction(1, 2), Fraction(4), Fraction(1, 4), Fraction(10), Fraction(1, 10))
SIZES = (Fraction(1), Fraction(2), Fraction(4), Fraction(10))
MOST = 4_000


class _Unknown(Exception):
    """A quantity that a finite spectrum does not give a rational value."""


def failing_model(verdict: Verdict, claim: Claim, facts: Sequence[Fact], others: Sequence[Fact]) -> Verdict:
    """The verdict on an underived inequality after a look for a finite spectrum on which it fails.

    Arguments: `verdict`, UNDECIDED; `claim`, `facts`, the step's; `others`, hypotheses of the theorem that it does not
    cite. Returns REFUTED where every hypothesis of the theorem holds there and every name that was chosen is n or the
    level κ of a sum, for every value of which the claim is made; GAP where names of unknown meaning were chosen, or a
    hypothesis that is not cited fails or is not decided there; else the verdict as it was.
    """
    atoms = [item for side in _sides(claim) for item in side.atoms(Applied)]
    about_sums = any(definition(item) is not None or isinstance(item, SUMS) for item in atoms)
    if verdict.outcome is not Outcome.UNDECIDED or not about_sums or claim.mode is not Mode.DETERMINISTIC:
        return verdict
    if not claim.relation.is_inequality and claim.relation is not Relation.EQ:
        return verdict
    conclusive = _conclusive(claim, [*facts, *others])
    kept: dict[str, Any] | None = None
    for model in islice(_models(claim, [*facts, *others]), MOST):
        try:
            if not all(_holds(fact.claim, model) for fact in facts) or _holds(claim, model):
                continue
        except (_Unknown, ZeroDivisionError):
            continue
        data = _data(claim, facts, model)
        if recheck_finite_sums(data):
            continue
        if not conclusive:
            return _with(verdict, Outcome.GAP, data, "every fact cited holds")
        kept = kept or data
        if all(_is_true(fact.claim, model) for fact in others):
            data = _data(claim, [*facts, *others], model)
            if not recheck_finite_sums(data):
                return _with(verdict, Outcome.REFUTED, data, "every hypothesis holds")
    return verdict if kept is None else _with(verdict, Outcome.GAP, kept, "every fact cited holds")


def _with(verdict: Verdict, outcome: Outcome, data: dict[str, Any], what: str) -> Verdict:

    said = ", ".join(
        [
            f"eigenvalues {', '.join(data['eigenvalues'])}",
            f"coordinates {', '.join(data['coordinates'])}",
            *(f"{name} = {value}" for name, value in data["values"].items()),
        ]
    )
    return replace(
        verdict,
        outcome=outcome,
        why=f"it fails for {said}, where {what}",
        checker="finite spectra",
        evidence=(Evidence("witness", f"{said}: {what} and the claim fails", data),),
        recheck=Recheck.RECHECKED,
    )


def _conclusive(claim: Claim, hypotheses: Sequence[Fact]) -> bool:
    """Whether values may refute: all hypotheses are about numbers at one n, and the names are n, levels or defined."""
    defined = {fact.claim.left for fact in hypotheses if fact.claim.relation is Relation.EQ}
    levels = {
        arg
        for side in _sides(claim)
        for item in side.atoms(Applied)
        if (definition(item) is not None or isinstance(item, SUMS)) and not isinstance(item, spectral_sum)
        for arg in item.args[-1:]
    }
    names = {name for item in [claim, *(fact.claim for fact in hypotheses)] for name in _names(item)}
    chosen = {name for name in names if name not in defined and name.name != "n"}
    return chosen <= levels and all(fact.claim.point is None for fact in hypotheses)


def _is_true(claim: Claim, model: Mapping[str, Any]) -> bool:
    try:
        return _holds(claim, model)
    except (_Unknown, ZeroDivisionError):
        return False


def _sides(claim: Claim) -> list[sp.Expr]:
    return [side for side in (claim.left, claim.right) if side is not None]


def _names(claim: Claim) -> set[sp.Symbol]:
    """The names that are no quantities of the field."""
    return {name for side in _sides(claim) for name in side.free_symbols if not isinstance(name, Quantity)}


def _models(claim: Claim, facts: Sequence[Fact]) -> Iterator[dict[str, Any]]:
    names = sorted({name for item in [claim, *(fact.claim for fact in facts)] for name in _names(item)}, key=str)
    definitions: dict[sp.Expr, sp.Expr] = {}
    for fact in facts:
        left, right = fact.claim.left, fact.claim.right
        if fact.claim.relation is Relation.EQ and left in names and right is not None and not right.has(left):
            definitions.setdefault(left, right)
    free = [name for name in names if name not in definitions]
    choices = [SIZES if name.name == "n" else VALUES for name in free]
    for values in _by_distance(choices):
        for spectrum in SPECTRA:
            model: dict[str, Any] = {
                "spectrum": [(Fraction(lam), Fraction(coordinate)) for lam, coordinate in spectrum],
                "values": dict(zip(free, values, strict=True)),
            }
            try:
                _define(model, dict(definitions))
            except (_Unknown, ZeroDivisionError):
                continue
            yield model


def _by_distance(choices: Sequence[Sequence[Fraction]]) -> Iterator[tuple[Fraction, ...]]:
    """Combinations, those with few values that are not the first before the others."""
    for most in range(max((len(choice) for choice in choices), default=1)):
        for places in product(*(range(min(most + 1, len(choice))) for choice in choices)):
            if max(places, default=0) == most:
                yield tuple(choice[place] for choice, place in zip(choices, places, strict=True))


def _define(model: dict[str, Any], waiting: dict[Any, Any]) -> None:
    while waiting:
        ready = [left for left, right in waiting.items() if not right.free_symbols & set(waiting)]
        if not ready:
            raise _Unknown
        for left in ready:
            model["values"][left] = _value(waiting.pop(left), model)


def _holds(claim: Claim, model: Mapping[str, Any]) -> bool:
    """Whether a statement holds; _Unknown where it is none about numbers that are known here."""
    if claim.point is not None or claim.right is None or claim.delta is not None:
        raise _Unknown
    if claim.mode not in (Mode.DETERMINISTIC, Mode.MEAN) or not claim.relation.is_comparison:
        raise _Unknown
    return bool(claim.relation.between(_value(claim.left, model), _value(claim.right, model)))


def _value(expression: sp.Expr, model: Mapping[str, Any], at: tuple[Fraction, Fraction] | None = None) -> Fraction:
    """The exact value of a formula; `at`: λ_i and θ_i within a sum."""
    if isinstance(expression, sp.Rational):
        return Fraction(expression)
    if expression in (EIGENVALUE, COORDINATE) and at is not None:
        return at[expression == COORDINATE]
    if expression in model["values"]:
        return Fraction(model["values"][expression])
    if isinstance(expression, sp.Add):
        return sum((_value(arg, model, at) for arg in expression.args), Fraction(0))
    if isinstance(expression, sp.Mul):
        total = Fraction(1)
        for arg in expression.args:
            total *= _value(arg, model, at)
        return total
    if isinstance(expression, sp.Pow) and isinstance(expression.args[1], sp.Integer):
        return _value(expression.args[0], model, at) ** int(expression.args[1])
    if isinstance(expression, sp.Max | sp.Min):
        pick = max if isinstance(expression, sp.Max) else min
        return pick(_value(arg, model, at) for arg in expression.args)
    if isinstance(expression, Applied | Quantity):
        return _quantity(expression, model)
    raise _Unknown


def _quantity(item: sp.Expr, model: Mapping[str, Any]) -> Fraction:
    spectrum = model["spectrum"]
    meaning = definition(item)
    if meaning is not None:
        return _value(meaning, model)
    if item == largest:
        return Fraction(max(lam for lam, _ in spectrum))
    if isinstance(item, norm) and item.args == (theta,):
        present = [abs(coordinate) for _, coordinate in spectrum if coordinate]
        if len(present) > 1:
            raise _Unknown
        return Fraction(sum(present))
    if not isinstance(item, SUMS) or item.has(covariance):
        raise _Unknown
    level = None if isinstance(item, spectral_sum) else _value(item.args[1], model)
    total = Fraction(0)
    for lam, coordinate in spectrum:
        left_out = (isinstance(item, spectral_sum_above) and lam < level) or (
            isinstance(item, spectral_sum_below) and lam > level
        )
        if not left_out:
            total += _value(item.args[0], model, (lam, coordinate))
    return total


def _data(claim: Claim, facts: Sequence[Fact], model: Mapping[str, Any]) -> dict[str, Any]:
    def said(item: Claim) -> dict[str, str]:
        assert item.right is not None
        return {"left": to_text(item.left), "relation": item.relation.value, "right": to_text(item.right)}

    return {
        "format": "finite-sums/1",
        "eigenvalues": [str(lam) for lam, _ in model["spectrum"]],
        "coordinates": [str(coordinate) for _, coordinate in model["spectrum"]],
        "values": {name.name: str(value) for name, value in model["values"].items()},
        "claim": said(claim),
        "facts": {fact.name: said(fact.claim) for fact in facts},
    }
