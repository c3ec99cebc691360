"""Counter-models: sequences n**p*log(n)**q that satisfy every listed fact and break the claim, confirmed twice.

The point of the linear system says how large every quantity is; a quantity that a fact defines takes its definition.
Each fact and the claim are then decided as statements about functions of n by `verify.asymptotics`, and evaluated
exactly by the re-checker from their text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sympy as sp

from ...bounds.claims import Claim, Point, Relation
from ...bounds.parsing import build, to_text
from ...bounds.quantities import Applied
from ...bounds.statements import Fact
from ..asymptotics.decide import decide
from ..recheck.models import recheck_model
from ..statement_data import statement_data
from ..verdict import Outcome
from .constants import find_constants
from .linear import Clock, Sizes
from .problem import Problem

DECIDE_SECONDS = 2.0


def counter_model(problem: Problem, point: Sizes, clock: Clock) -> dict[str, Any] | str:
    """The counter-model as data, or why there is none: which statement could not be confirmed on it."""
    sequences = _sequences(problem, point, {})
    data = _data(problem, point, sequences)
    complaint = recheck_model(data)
    if complaint:
        defined = {to_text(f.claim.left): f.claim.right for f in problem.facts if f.claim.relation is Relation.EQ}
        constants = find_constants(problem, point, defined, clock)
        if constants is not None:
            sequences = _sequences(problem, point, constants)
            data = _data(problem, point, sequences)
            complaint = recheck_model(data)
    return complaint or _disagreement(problem, point, sequences) or data


def _sequences(problem: Problem, point: Sizes, constants: Mapping[str, Fraction]) -> dict[str, sp.Expr]:
    """A function of n for every quantity, its constant 1 unless said."""
    assert problem.claim.point is not None
    variable = problem.claim.point.variable
    scale = [variable, build.logarithm(variable), build.logarithm(build.logarithm(variable))]
    known = {to_text(item): item for item in scale}
    found: dict[str, sp.Expr] = {}
    for name in problem.reader.atoms:
        exponents = point.atoms.get(name, ())
        factors = [
            known[base] if exponent == 1 else build.power(known[base], sp.Rational(exponent))
            for base, exponent in zip(problem.system.scale, exponents, strict=False)
            if exponent
        ]
        constant = constants.get(name, Fraction(1))
        if constant != 1:
            factors.insert(0, sp.Rational(constant))
        found[name] = build.mul(factors) if factors else sp.S.One
    for constant in problem.reader.constants:
        found[constant.name] = sp.Rational(1, 2)
    for _ in problem.facts:
        for name, value in _definitions(problem, point, found).items():
            found[name] = value
    return found


def _definitions(problem: Problem, point: Sizes, sequences: Mapping[str, sp.Expr]) -> dict[str, sp.Expr]:
    """What facts X = F and X -> c say that X is; the first fact about X counts."""
    defined: dict[str, sp.Expr] = {}
    for fact in problem.facts:
        claim = fact.claim
        if not isinstance(claim.left, sp.Symbol | Applied) or claim.right is None:
            continue
        name = to_text(claim.left)
        if name not in sequences or name in defined:
            continue
        if claim.relation is Relation.EQ and not claim.right.has(claim.left):
            defined[name] = put(claim.right, sequences, point.parameters)
        elif claim.relation is Relation.TENDS and isinstance(claim.right, sp.Rational) and claim.right != 0:
            defined[name] = claim.right
    return defined


def put(expression: sp.Expr, sequences: Mapping[str, sp.Expr], parameters: Mapping[str, Fraction]) -> sp.Expr:
    """An expression with sequences for quantities and numbers for parameters, otherwise as it stands."""
    if isinstance(expression, sp.Symbol | Applied):
        text = to_text(expression)
        if text in sequences:
            return sequences[text]
        if text in parameters:
            return sp.Rational(parameters[text].numerator, parameters[text].denominator)
        return expression
    if not expression.args:
        return expression
    arguments = [put(argument, sequences, parameters) for argument in expression.args]
    if isinstance(expression, sp.Max):
        return build.maximum(*arguments)
    if isinstance(expression, sp.Min):
        return build.minimum(*arguments)
    if isinstance(expression, sp.Mul):
        arguments = [argument for argument in arguments if argument != 1] or [sp.S.One]
        if len(arguments) == 1:
            return arguments[0]
    if isinstance(expression, sp.Pow):
        exponent = arguments[1]
        return build.power(arguments[0], exponent if exponent.free_symbols else sp.nsimplify(exponent, rational=True))
    return expression.func(*arguments, evaluate=False)


def _data(problem: Problem, point: Sizes, sequences: Mapping[str, sp.Expr]) -> dict[str, Any]:

    assert problem.claim.point is not None
    facts = [*problem.facts, *problem.lemmas]
    return {
        "format": "orders-model/1",
        "variable": problem.claim.point.variable.name,
        "claim": statement_data(problem.claim),
        "facts": {fact.name: statement_data(fact.claim) for fact in facts},
        "sequences": {name: to_text(value) for name, value in sequences.items()},
        "parameters": {name: str(value) for name, value in point.parameters.items()},
    }


def _disagreement(problem: Problem, point: Sizes, sequences: Mapping[str, sp.Expr]) -> str:
    """What `verify.asymptotics` does not confirm; empty if it confirms all."""
    for fact in [*problem.facts, *problem.lemmas]:
        statement = _statement(fact, problem, point, sequences)
        if statement is None:
            continue
        verdict = decide(statement, budget=DECIDE_SECONDS)
        if verdict.outcome is not Outcome.PROVED:
            return f"on the counter-model {fact.name} ({statement.text}) is {verdict.outcome.value}: {verdict.why}"
    statement = _concrete(problem.claim, problem, point, sequences)
    verdict = decide(statement, budget=DECIDE_SECONDS)
    if verdict.outcome is not Outcome.REFUTED:
        return f"on the counter-model the claim ({statement.text}) is {verdict.outcome.value}: {verdict.why}"
    return ""


def _statement(fact: Fact, problem: Problem, point: Sizes, sequences: Mapping[str, sp.Expr]) -> Claim | None:
    """A fact on the counter-model; None for a condition on parameters alone, which is arithmetic."""
    free = fact.claim.left.free_symbols | (fact.claim.right.free_symbols if fact.claim.right is not None else set())
    if free and free <= problem.reader.parameters:
        return None
    return _concrete(fact.claim, problem, point, sequences)


def _concrete(claim: Claim, problem: Problem, point: Sizes, sequences: Mapping[str, sp.Expr]) -> Claim:
    from ...bounds.parsing import claim_text

    assert problem.claim.point is not None
    variable = problem.claim.point.variable
    right = None if claim.right is None else put(claim.right, sequences, point.parameters)
    made = Claim(put(claim.left, sequences, point.parameters), claim.relation, right, point=Point(variable, sp.oo))
    return replace(made, text=claim_text(made))
