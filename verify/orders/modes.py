"""Which facts a claim may use: its mode, and the lemmas that pass from one mode to another.

Numbers (deterministic quantities and expectations) may be used everywhere. A claim on random quantities uses facts of
its own mode; a fact of another mode only by a cited lemma:

* `markov`: X = O_P(E[X]) for X ≥ 0, since P(X > C E[X]) ≤ 1/C;
* `monotone-mean`, `monotone-noise-mean`: a pointwise inequality holds for the expectations of its sides;
* `almost-sure`: what holds for almost every draw holds in probability;
* `tightness`: an inequality that holds with probability ≥ 1 − δ for every fixed δ (or 1 − 1/C for every C) is one
  in probability, its δ being a constant. δ (or C) may then occur in factors only: for another δ, kstar(C) or n**C are
  other quantities.

Claims in probability chain as those on numbers do: products and positive powers of O_P are O_P, one factor o_P makes
the product o_P, and finitely many cases are as good as one. Landau facts that hold pointwise have constants that
depend on the draw, so they have no expectation; nothing passes from "in probability" to means.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import sympy as sp

from ...bounds.claims import Claim, Mode, Relation
from ...bounds.parsing import to_text
from ...bounds.quantities import Applied, Dependence, dependence, mean, noise_mean
from ...bounds.statements import Fact
from ..derivation.normal import normal

_NUMBERS = (Mode.DETERMINISTIC, Mode.MEAN)


@dataclass(frozen=True)
class Lemma(Fact):
    """An instance of a lemma: `schema`, the fact or quantity it is of, and what it makes constant."""

    schema: str = ""
    of: str = ""
    constants: frozenset[sp.Symbol] = field(default_factory=frozenset)


def unfit(claim: Claim) -> str:
    """Why the mode of a claim gives it no meaning here; empty if it does."""
    varies = max(dependence(side) for side in (claim.left, claim.right) if side is not None)
    if claim.mode is Mode.WITH_PROBABILITY:
        return "a claim with a stated probability is not one about orders: claim it in probability"
    if claim.mode in _NUMBERS and varies is not Dependence.NOTHING:
        return f"the claim varies with the draw, so that the mode {claim.mode.value!r} gives it no meaning"
    if claim.mode is Mode.MEAN and not _has_mean(claim):
        return "a claim in mean is one about expectations: write E[...] around what is averaged"
    if claim.mode is Mode.NOISE_MEAN and varies is Dependence.NOISE:
        return "the claim varies with the noise: write noise_mean(...) around what is averaged"
    return ""


def _has_mean(claim: Claim) -> bool:
    return any(side is not None and side.has(mean) for side in (claim.left, claim.right))


def is_number(claim: Claim) -> bool:
    """Whether a statement is about numbers: nothing in it varies with the draw, and its mode says so."""
    varies = max(dependence(side) for side in (claim.left, claim.right) if side is not None)
    if claim.mode not in _NUMBERS or varies is not Dependence.NOTHING:
        return False
    return claim.mode is Mode.DETERMINISTIC or _has_mean(claim)


def admitted(
    claim: Claim, facts: Sequence[Fact], schemas: Sequence[str]
) -> tuple[list[Fact], list[Lemma], list[tuple[str, str]]]:
    """The facts that a claim may use as they are, the instances of lemmas, and the facts left out with the reason."""
    own: list[Fact] = []
    lemmas: list[Lemma] = []
    left_out: list[tuple[str, str]] = []
    for fact in facts:
        same = fact.claim.mode is claim.mode and not unfit(fact.claim)
        if is_number(fact.claim) or same or _is_sign(fact.claim):
            own.append(fact)
            continue
        made = list(_passed(claim, fact, schemas, facts))
        lemmas += made
        if not made:
            left_out.append((fact.name, f"it is meant {_sense(fact.claim)}, and no cited lemma passes on from there"))
    if claim.mode is Mode.IN_PROBABILITY and "markov" in schemas:
        lemmas += _markov([*own, *lemmas])
    return own, lemmas, left_out


def _sense(claim: Claim) -> str:
    if claim.mode in _NUMBERS:
        return "in no clear sense: it varies with the draw, or speaks of no expectation"
    return claim.mode.value


def _is_sign(claim: Claim) -> bool:
    """Whether a statement only says that something is positive, for almost every draw."""
    return (
        claim.right == 0
        and claim.relation in (Relation.GT, Relation.GE, Relation.NE)
        and (claim.mode in (Mode.DETERMINISTIC, Mode.POINTWISE) or (claim.mode is Mode.MEAN and not _varies(claim)))
    )


def _varies(claim: Claim) -> bool:
    return any(dependence(side) is not Dependence.NOTHING for side in (claim.left, claim.right) if side is not None)


def _passed(claim: Claim, fact: Fact, schemas: Sequence[str], facts: Sequence[Fact]) -> Iterator[Lemma]:
    source = fact.claim
    pointwise = source.mode is Mode.POINTWISE and source.delta is None
    if claim.mode is Mode.IN_PROBABILITY:
        if (pointwise or source.mode is Mode.NOISE_MEAN) and "almost-sure" in schemas:
            yield Lemma(f"almost-sure of {fact.name}", source, schema="almost-sure", of=fact.name)
        if source.mode is Mode.WITH_PROBABILITY and "tightness" in schemas:
            constant = failing_constant(source)
            assert source.delta is not None
            others = [other.claim for other in facts if other is not fact]
            others = [other for other in others if not _leaves_free(other, source.delta)]
            free = constant is not None and not _occurs(constant, [*others, claim]) and _is_factor(constant, source)
            if constant is not None and free and source.relation.is_inequality:
                name = f"tightness of {fact.name}"
                yield Lemma(name, source, schema="tightness", of=fact.name, constants=frozenset({constant}))
        return
    for mode, schema, expectation in (
        (Mode.MEAN, "monotone-mean", mean),
        (Mode.DETERMINISTIC, "monotone-mean", mean),
        (Mode.NOISE_MEAN, "monotone-noise-mean", noise_mean),
    ):
        if claim.mode is mode and pointwise and schema in schemas and source.relation.is_inequality:
            assert source.right is not None
            averaged = Claim(normal(expectation(source.left)), source.relation, normal(expectation(source.right)))
            yield Lemma(f"{schema} of {fact.name}", averaged, schema=schema, of=fact.name)


def _leaves_free(claim: Claim, delta: sp.Expr) -> bool:
    """Whether a statement only says that δ is in (0, 1), or C large: all small δ remain."""
    if isinstance(delta, sp.Symbol):
        upper = claim.relation in (Relation.LT, Relation.LE) and claim.left == delta and claim.right == 1
        lower = claim.relation in (Relation.GT, Relation.GE) and claim.right == 0
        return upper or (lower and to_text(claim.left) in (delta.name, f"log(1/{delta.name})"))
    lower = claim.relation in (Relation.GT, Relation.GE) and claim.right in (0, 1)
    return lower and isinstance(claim.left, sp.Symbol)


def tied(fact: Fact, others: Sequence[Fact]) -> str:
    """The name of a hypothesis that leaves the δ (or C) of a fact no longer free, "" if none does.

    A fact that fails with probability δ for a δ that depends on n, or has a size, is tight in no sense.
    """
    constant = failing_constant(fact.claim)
    if constant is None or fact.claim.delta is None:
        return ""
    for other in others:
        same = other.claim.mode is Mode.WITH_PROBABILITY and other.claim.delta == fact.claim.delta
        free = same or _leaves_free(other.claim, fact.claim.delta)
        if other.name != fact.name and not free and _occurs(constant, [other.claim]):
            return other.name
    return ""


def _occurs(symbol: sp.Symbol, claims: Sequence[Claim]) -> bool:
    return any(side is not None and side.has(symbol) for claim in claims for side in (claim.left, claim.right))


def _is_factor(symbol: sp.Symbol, claim: Claim) -> bool:
    """Whether a symbol only changes constants: it is inside no quantity, such as kstar(C), and no exponent."""
    inside: list[sp.Expr] = []
    for side in (claim.left, claim.right):
        if side is not None:
            inside += side.atoms(Applied)
            inside += [power.args[1] for power in side.atoms(sp.Pow)]
    return not any(part.has(symbol) for part in inside)


def failing_constant(claim: Claim) -> sp.Symbol | None:
    """The symbol of which the probability of failure is a function that takes all small values: δ, or C in 1/C."""
    delta = claim.delta
    if isinstance(delta, sp.Symbol):
        return delta
    if isinstance(delta, sp.Pow) and isinstance(delta.args[0], sp.Symbol) and delta.args[1] == -1:
        return delta.args[0]
    return None


def _markov(facts: Sequence[Fact]) -> list[Lemma]:
    found: dict[str, Lemma] = {}
    for fact in facts:
        for side in (fact.claim.left, fact.claim.right):
            for expectation in sorted(side.atoms(mean), key=str) if side is not None else ():
                inner = expectation.args[0]
                text = to_text(inner)
                found.setdefault(
                    text,
                    Lemma(f"markov of {text}", Claim(inner, Relation.LE, expectation), schema="markov", of=text),
                )
    return list(found.values())
