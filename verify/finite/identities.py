"""Identities between rational functions: exact polynomial arithmetic here, values at a grid in the re-checker."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

import sympy
from flint import Ordering, fmpq, fmpq_mpoly_ctx

from ...bounds.checks import RationalIdentities
from ...bounds.errors import InputError
from ...bounds.parsing import parse_expression
from ..recheck.rational import recheck_difference, recheck_identities
from ..verdict import Evidence, Json, Outcome, Verdict
from .dispatch import Workload, checker
from .tables import confirmed

_MOST_VALUES = 6


@dataclass(frozen=True)
class Quotient:
    """numerator/denominator without common factors, over the rationals."""

    numerator: Any
    denominator: Any

    @classmethod
    def of(cls, numerator: Any, denominator: Any) -> Quotient:
        """The quotient in lowest terms; InputError for a divisor that is zero."""
        if denominator.is_zero():
            raise InputError("a divisor of the identities is zero")
        common = numerator.gcd(denominator)
        return cls(numerator // common, denominator // common) if not common.is_zero() else cls(numerator, denominator)


@checker.register
def _identities(claim: RationalIdentities, workload: Workload) -> Verdict:
    context = fmpq_mpoly_ctx.get(claim.variables, Ordering.lex)
    one = context.constant(1)
    names: dict[str, Quotient] = {
        name: Quotient(generator, one) for name, generator in zip(claim.variables, context.gens(), strict=True)
    }
    rates = dict(claim.rates)
    for name, text in claim.definitions:
        of = text.removeprefix("slope(").removesuffix(")") if text.startswith("slope(") else None
        names[name] = (
            _value(parse_expression(text), names, context) if of is None else _slope(names[of], rates, context)
        )
    differ, not_positive = (
        [
            (left, right)
            for left, right in pairs
            if not _equal(*(_value(parse_expression(side), names, context) for side in (left, right)))
        ]
        for pairs in (claim.identities, claim.positive)
    )
    text = "; ".join(f"{left} = {right}" for left, right in claim.identities)
    where = ", ".join(f"{name} > 0" for name in (*claim.variables, *claim.domain))
    certificate = _certificate(claim)
    if differ:
        return _refuted(claim, text, differ[0], names, context)
    if not_positive:
        why = f"that a divisor is positive rests on `{' = '.join(not_positive[0])}`, which is no identity"
        return Verdict(Outcome.UNDECIDED, text, why, "exact")
    many = f"{len(claim.identities)} identities" if len(claim.identities) > 1 else "an identity"
    summary = f"{many} of rational functions in {', '.join(f'`{name}`' for name in claim.variables)}"
    verdict = Verdict(
        Outcome.PROVED,
        text,
        "the two sides of each are one rational function, in lowest terms, and no divisor vanishes",
        "exact",
        hypotheses=(where, *(_said(name, text) for name, text in claim.definitions)),
        evidence=(Evidence("certificate", summary, {"identities": certificate}),),
    )
    return confirmed(verdict, recheck_identities(certificate))


def _said(name: str, text: str) -> str:
    """What a name stands for; `slope(x)` is the derivative of x along the curve."""
    if not text.startswith("slope("):
        return f"{name} = {text}"
    return f"`{name}` is the derivative of `{text.removeprefix('slope(').removesuffix(')')}`"


def _refuted(
    claim: RationalIdentities, text: str, pair: tuple[str, str], names: dict[str, Quotient], context: Any
) -> Verdict:
    """A point of positive rationals, inside the domain, at which two sides differ; UNDECIDED if none is near."""
    sides = [_value(parse_expression(side), names, context) for side in pair]
    for values in product(range(1, _MOST_VALUES), repeat=len(claim.variables)):
        numbers = [fmpq(value, 2) for value in values]
        inside = all(_at(names[name], numbers) > 0 for name in claim.domain)
        if not inside or any(side.denominator(*numbers) == 0 for side in sides):
            continue
        if _at(sides[0], numbers) != _at(sides[1], numbers):
            point = {name: str(Fraction(value, 2)) for name, value in zip(claim.variables, values, strict=True)}
            certificate = {**_certificate(claim), "point": point, "differ": list(pair)}
            shown = ", ".join(f"{name} = {value}" for name, value in point.items())
            found = [_at(side, numbers) for side in sides]
            why = f"at {shown} the left side of `{pair[0]} = {pair[1]}` is {found[0]}, the right side {found[1]}"
            evidence = (Evidence("witness", why, {"identities": certificate}),)
            return confirmed(
                Verdict(Outcome.REFUTED, text, why, "exact", evidence=evidence), recheck_difference(certificate)
            )
    why = (
        f"{pair[0]} and {pair[1]} are different rational functions, but no point of the domain that shows it was found"
    )
    return Verdict(Outcome.UNDECIDED, text, why, "exact")


def _certificate(claim: RationalIdentities) -> dict[str, Json]:
    return {
        "variables": list(claim.variables),
        "definitions": [list(pair) for pair in claim.definitions],
        "positive": [list(pair) for pair in claim.positive],
        "identities": [list(pair) for pair in claim.identities],
        "rates": [[name, str(rate)] for name, rate in claim.rates],
        "domain": list(claim.domain),
    }


def _at(quotient: Quotient, numbers: list[Any]) -> Any:
    return quotient.numerator(*numbers) / quotient.denominator(*numbers)


def _equal(left: Quotient, right: Quotient) -> bool:
    return bool((left.numerator * right.denominator - right.numerator * left.denominator).is_zero())


def _slope(of: Quotient, rates: dict[str, int], context: Any) -> Quotient:
    """The derivative along the curve on which each variable moves at its rate."""
    top = context.constant(0)
    for name, rate in rates.items():
        index = context.variable_to_index(name)
        change = of.numerator.derivative(index) * of.denominator - of.numerator * of.denominator.derivative(index)
        top += change * rate
    return Quotient.of(top, of.denominator**2)


def _value(tree: sympy.Expr, names: dict[str, Quotient], context: Any) -> Quotient:
    if isinstance(tree, sympy.Rational):
        return Quotient(context.constant(fmpq(int(tree.p), int(tree.q))), context.constant(1))
    if isinstance(tree, sympy.Symbol):
        if tree.name not in names:
            raise InputError(f"the identities use {tree.name}, which is neither a variable nor defined before")
        return names[tree.name]
    parts = [_value(part, names, context) for part in tree.args[: 1 if isinstance(tree, sympy.Pow) else None]]
    if isinstance(tree, sympy.Add):
        total = parts[0]
        for part in parts[1:]:
            top = total.numerator * part.denominator + part.numerator * total.denominator
            total = Quotient.of(top, total.denominator * part.denominator)
        return total
    if isinstance(tree, sympy.Mul):
        total = parts[0]
        for part in parts[1:]:
            total = Quotient.of(total.numerator * part.numerator, total.denominator * part.denominator)
        return total
    if isinstance(tree, sympy.Pow) and isinstance(tree.exp, sympy.Integer):
        power, (base,) = int(tree.exp), parts
        if power < 0:
            return Quotient.of(base.denominator**-power, base.numerator**-power)
        return Quotient(base.numerator**power, base.denominator**power)
    raise InputError(f"{tree} is no rational function")
