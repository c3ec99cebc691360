"""Finite counter-models of steps on random quantities: a few designs and noises, with numbers, that break the claim.

A model is a finite probability space. Every design has a positive definite Gram matrix, known by its eigenvalues; every
noise gives the estimators norms and risks; all other quantities are numbers. By construction every lemma schema holds
in it: Jensen, Markov, Cauchy-Schwarz and monotony because it is a probability space, AM-HM because of the eigenvalues,
the others because only such values are drawn. Where all facts that a step may use hold as well and its claim
fails, the claim does not follow from them: a GAP. The quantities of one spectrum are hardly tied to each other here
(1 <= r_k <= R_k <= r_k², ‖Σ‖ <= tr Σ), so that no model says that a theorem is false.

What is found is written down as text and numbers, and `verify.recheck.draws` evaluates it again.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from ...bounds.claims import Claim, Mode, Relation
from ...bounds.parsing import to_text
from ...bounds.quantities import (
    Applied,
    Dependence,
    Estimator,
    Matrix,
    adversarial_risk,
    atoms,
    dependence,
    dual_norm,
    gram,
    mean,
    noise_mean,
    norm,
    rows,
    standard_risk,
    theta,
    trace,
    trace_inverse,
)
from ...bounds.spectral_sums import SUMS, definition
from ...bounds.statements import Fact, Property
from ..recheck.draws import recheck_draws
from ..statement_data import statement_data
from .finite_spaces import OF_MATRICES, Design, FiniteSpace, Undefined, power, steady
from .instances import ALPHA, SIGMA, SIZE

TRIES = 1500
_POSITIVE = tuple(Fraction(*pair) for pair in ((1, 1), (2, 1), (1, 2), (4, 1), (1, 4), (3, 1), (9, 1)))
_ANY = (*_POSITIVE, Fraction(0), Fraction(-1), Fraction(-2), Fraction(-1, 2))
_SIZES = tuple(Fraction(size) for size in (1, 2, 3, 4, 9))
_WEIGHTS = tuple(tuple(Fraction(part, sum(parts)) for part in parts) for parts in ((1,), (1, 1), (1, 3), (1, 1, 2)))
_EIGENVALUES = tuple(Fraction(*pair) for pair in ((1, 1), (4, 1), (1, 4), (9, 1), (2, 1)))
_SQUARES = tuple(Fraction(*pair) for pair in ((0, 1), (1, 1), (1, 4), (4, 1), (9, 1)))
_SCHEMAS = frozenset(
    {
        *("am-hm", "jensen", "cauchy-schwarz", "markov", "monotone-mean", "monotone-noise-mean", "union-bound"),
        *("noise-average", "attack", "dual-norm", "robust-truth", "almost-sure", "tightness"),
    }
)
_OF_ESTIMATORS = (norm, dual_norm, standard_risk, adversarial_risk)


@dataclass(frozen=True)
class _Search:
    """What all tries at one claim have in common.

    * `constants`: what varies with nothing, with the values to choose from, in the order in which they are drawn;
    * `estimators`: those other than θ*, and `truth`, whether θ* is spoken of; `kinds` of properties;
    * `equations`: facts to be solved for a constant, each with the names to solve for, the first choice first.
    """

    constants: tuple[tuple[sp.Basic, tuple[Fraction, ...]], ...]
    estimators: tuple[Any, ...]
    truth: bool
    kinds: frozenset[str]
    equations: tuple[tuple[Claim, tuple[sp.Basic, ...]], ...]


def counter_model(
    claim: Claim, facts: Sequence[Fact], properties: Sequence[Property], schemas: Sequence[str]
) -> dict[str, Any] | None:
    """A finite model in which all facts, properties and lemmas hold and the claim fails, as re-checked data, or None.

    Arguments: what `derive` takes. Success proves that the claim does not follow from what the step may use; it does
    not prove that a spectrum and a law of the noise behave so. None proves nothing.
    """
    usable = [fact for fact in facts if fact.claim.point is None and fact.claim.mode is not Mode.IN_PROBABILITY]
    statements = [claim, *(fact.claim for fact in usable)]
    names = _names(statements)
    if names is None or not set(schemas) <= _SCHEMAS:
        return None
    search = _search(names, usable, properties)
    for seed in range(TRIES):
        try:
            model = _drawn(random.Random(seed), search)
            if all(model.holds(fact.claim) for fact in usable) and not model.holds(claim):
                data = _data(model, claim, usable, properties)
                if not recheck_draws(data):  # what definitions tie is known there
                    return data
        except Undefined:
            continue
    return None


def words(data: dict[str, Any]) -> str:
    """The model in one line: the values of what the statements speak of."""
    texts = [data["claim"], *data["facts"].values()]
    said = " ".join(f"{text['left']} {text['right']} {text['delta'] or ''}" for text in texts)

    def shown(values: dict[str, str]) -> str:
        return ", ".join(f"{name} = {value}" for name, value in sorted(values.items()) if _speaks_of(said, name))

    designs = []
    for draw in data["designs"]:
        parts = [f"eigenvalues of G {', '.join(draw['eigenvalues'])}"] if _speaks_of(said, "G") else []
        noises = [text for text in dict.fromkeys(shown(noise) for noise in draw["noises"]) if text]
        designs.append("; ".join([*parts, " or ".join(noises)] if noises else parts))
    if len(designs) > 1:
        weights = [draw["weight"] for draw in data["designs"]]
        designs = [f"with probability {weight}: {text}" for weight, text in zip(weights, designs, strict=True) if text]
    return "; ".join(part for part in (shown(data["constants"]), *designs) if part)


def _speaks_of(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _names(statements: Sequence[Claim]) -> set[sp.Basic] | None:
    """Everything that needs a value; None where a statement speaks of what has none here."""
    found: set[sp.Basic] = set()
    for claim in statements:
        if claim.right is None or not claim.relation.is_comparison:
            return None
        for side in (claim.left, claim.right, *(() if claim.delta is None else (claim.delta,))):
            for name in _inner(side):
                if isinstance(name, Applied):
                    known = isinstance(name, _OF_ESTIMATORS) and isinstance(name.args[0], Estimator)
                    known |= isinstance(name, OF_MATRICES) and name.args[0] == gram
                    if not known and dependence(name) is not Dependence.NOTHING:
                        return None
                    if isinstance(name, rows | trace_inverse) and name.args[0] != gram:
                        return None
                    if isinstance(name, SUMS) or (definition(name) is not None and not isinstance(name, trace)):
                        return None  # of one spectrum: `finite_models` gives these their values
                elif isinstance(name, Matrix | Estimator):
                    return None
                found.add(name)
    return found


def _inner(tree: sp.Basic) -> Iterator[sp.Basic]:
    """The quantities and symbols of a tree, those inside expectations among them."""
    for name in atoms(tree):
        if isinstance(name, mean | noise_mean):
            yield from _inner(name.args[0])
        else:
            yield name


def _search(names: set[sp.Basic], facts: Sequence[Fact], properties: Sequence[Property]) -> _Search:
    """What the tries need to know, worked out once."""
    constants = [name for name in sorted(names, key=str) if dependence(name) is Dependence.NOTHING]
    of_estimators = {name for name in names if isinstance(name, Applied) and isinstance(name.args[0], Estimator)}
    estimators = {name.args[0] for name in of_estimators}
    solvable = {*constants} - {ALPHA, SIGMA} - of_estimators
    equations = [fact.claim for fact in facts if fact.claim.relation is Relation.EQ and steady(fact.claim)]
    return _Search(
        constants=tuple((name, _candidates(name, _declared_positive(name, facts))) for name in constants),
        estimators=tuple(sorted(estimators - {theta}, key=str)),
        truth=theta in estimators,
        kinds=frozenset(item.kind for item in properties),
        equations=tuple(
            (claim, tuple(sorted(solvable & {*_inner(claim.left), *_inner(claim.right)}, key=str, reverse=True)))
            for claim in equations
        ),
    )


def _drawn(rng: random.Random, search: _Search) -> FiniteSpace:
    """One model, with the lemmas true in it; equations between constants are solved for one of these."""
    size = rng.choice((1, 1, 2, 3, 4))
    tight = rng.random() < 0.5  # inequalities that are equations break most claims
    model = FiniteSpace({name: rng.choice(values) for name, values in search.constants}, [])
    weights = rng.choice(_WEIGHTS)
    if search.truth:
        _truth(model, rng, "attack norm at least 2" in search.kinds)
    for weight in weights:
        first = rng.choice(_EIGENVALUES)
        draw = Design(weight, tuple(first if tight else rng.choice(_EIGENVALUES) for _ in range(size)))
        draw.noises = [{} for _ in range(1 if tight else rng.choice((1, 1, 2)))]
        for estimator in search.estimators:
            _estimator(draw, estimator, rng, model.constants, search.kinds, tight=tight)
        model.designs.append(draw)
    for claim, names in search.equations:
        _solve(model, claim, names)
    return model


def _candidates(name: sp.Basic, positive: bool) -> tuple[Fraction, ...]:
    """Values for a constant of known sign; n is a sample size."""
    if name == SIZE:
        return _SIZES
    if positive or name.is_positive:
        return _POSITIVE
    return _SQUARES if name.is_nonnegative else _ANY


def _declared_positive(name: sp.Basic, facts: Sequence[Fact]) -> bool:
    """Whether a fact says so: a way to draw fewer models in vain, no more."""
    return any(fact.claim.left == name and fact.claim.right == 0 for fact in facts)


def _truth(model: FiniteSpace, rng: random.Random, euclidean: bool) -> None:
    """θ* has no standard risk, and its adversarial risk is α² ‖θ*‖²_{q*} where α ≥ 0."""
    plain = rng.choice(_POSITIVE)
    dual = plain + rng.choice((Fraction(0), Fraction(1))) if euclidean else rng.choice(_POSITIVE)
    alpha = model.constants.setdefault(ALPHA, rng.choice(_POSITIVE))
    risk = alpha**2 * dual**2 if alpha >= 0 else rng.choice(_SQUARES)
    model.constants |= {norm(theta): plain, dual_norm(theta): dual}
    model.constants |= {standard_risk(theta): Fraction(0), adversarial_risk(theta): risk}


def _estimator(
    draw: Design,
    estimator: Any,
    rng: random.Random,
    constants: dict[sp.Basic, Fraction],
    kinds: Set[str],
    *,
    tight: bool,
) -> None:
    """Norms and risks of an estimator for every noise of one design, within what the lemmas say of them."""
    alpha = constants.setdefault(ALPHA, rng.choice(_POSITIVE))
    sigma = constants.setdefault(SIGMA, rng.choice(_POSITIVE))
    least = sigma**2 * sum((1 / g for g in draw.eigenvalues), start=Fraction(0))
    smallest = [_root_above(least)] * len(draw.noises)
    plain = smallest if tight else [rng.choice((*_SQUARES, smallest[0])) for _ in draw.noises]
    noisy = "homoscedastic noise" in kinds and estimator.name == "min_norm"
    if noisy and sum((value**2 for value in plain), start=Fraction(0)) < least * len(plain):
        plain = smallest
    for noise, value in zip(draw.noises, plain, strict=True):
        dual = value + (0 if tight else rng.choice((0, 1)))
        if "attack norm at least 2" not in kinds:
            dual = rng.choice((value, *_POSITIVE))
        root = Fraction(0) if tight else rng.choice(_SQUARES)
        cross = rng.choice((0, 2)) * root * alpha * dual
        risk = root**2 + alpha**2 * dual**2 + cross if alpha >= 0 else rng.choice(_SQUARES)
        noise |= {norm(estimator): value, dual_norm(estimator): dual}
        noise |= {standard_risk(estimator): root**2, adversarial_risk(estimator): risk}


def _root_above(square: Fraction) -> Fraction:
    """The root of a rational square; else a rational a little above it."""
    try:
        return power(square, Fraction(1, 2))
    except Undefined:
        return Fraction(int(square**0.5 * 4) + 1, 4)


def _solve(model: FiniteSpace, claim: Claim, names: Sequence[sp.Basic]) -> None:
    """Makes an equation true by the first of the names in which it is of degree one."""
    assert claim.right is not None
    for name in names:
        kept = model.constants[name]
        gaps = []
        for value in (Fraction(1), Fraction(2), Fraction(3)):
            model.constants[name] = value
            gaps.append(model.value(claim.left) - model.value(claim.right))
        slope = gaps[1] - gaps[0]
        root = 1 - gaps[0] / slope if slope and gaps[2] - gaps[1] == slope else None
        whole = root is not None and (name != SIZE or (root.denominator == 1 and root > 0))
        if root is not None and whole and (root > 0 or not (name.is_positive or name.is_nonnegative)):
            model.constants[name] = root
            return
        model.constants[name] = kept


def _data(model: FiniteSpace, claim: Claim, facts: Sequence[Fact], properties: Sequence[Property]) -> dict[str, Any]:
    """The model as text and numbers."""
    return {
        "format": "draws/1",
        "claim": statement_data(claim),
        "facts": {fact.name: statement_data(fact.claim) for fact in facts},
        "properties": [[item.kind, item.subject] for item in properties],
        "constants": {to_text(name): str(value) for name, value in model.constants.items()},
        "designs": [
            {
                "weight": str(draw.weight),
                "eigenvalues": [str(value) for value in draw.eigenvalues],
                "noises": [{to_text(name): str(value) for name, value in noise.items()} for noise in draw.noises],
            }
            for draw in model.designs
        ],
    }
