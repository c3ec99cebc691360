"""Whether an inequality on random quantities follows from facts and lemma schemas, with a certificate.

A claim L ≥ R is derived by writing L − R as Σ c_j (L_j − R_j) + rest, where every L_j ≥ R_j is a cited fact or an
instance of a cited schema, every factor c_j is a monomial known to be ≥ 0, and every monomial of the rest is known
to be ≥ 0. `combination` searches for one; what it finds is kept as text, and
`verify.recheck.derivation` reads that text again with arithmetic of its own. Finding nothing proves nothing:
the outcome is then UNDECIDED.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy as sp

from ...bounds.claims import Claim, Mode, Relation
from ...bounds.lemmas import SCHEMAS
from ...bounds.parsing import to_text
from ...bounds.quantities import Applied, Dependence, Quantity, dependence, mean, noise_mean
from ...bounds.statements import Fact, Property
from ..recheck.derivation import recheck_derivation
from ..statement_data import statement_data
from ..verdict import Evidence, Outcome, Recheck, Verdict
from .combination import Found, combination
from .draws import counter_model, words
from .instances import instances, may_be_infinite
from .normal import Signs, monomials, normal, too_long
from .scene import Known, Scene


def derive(
    claim: Claim,
    facts: Sequence[Fact],
    properties: Sequence[Property],
    schemas: Sequence[str],
    *,
    counter_models: bool = True,
) -> Verdict:
    """Decides an inequality or equation from cited facts and schemas.

    Arguments: `claim`, with its mode; `facts`, hypotheses and earlier steps that it may use; `properties`,
    hypotheses that are no formulas; `schemas`, names from `bounds.lemmas`; `counter_models`, whether to look for a
    finite model of what the step may use that breaks the claim where nothing derives it: this takes longest.
    Returns PROVED with a certificate that has been re-checked, GAP with such a model, or UNDECIDED with what was
    missing. Success proves the claim from the facts as they stand, for almost every draw where it is meant pointwise;
    it does not prove the facts.
    """
    problem = _unfit(claim) or _unknown_draw(claim, facts) or _unwieldy([claim, *(fact.claim for fact in facts)])
    if problem:
        return _undecided(claim, problem)
    unusable = [(fact.name, why) for fact in facts if (why := _meant_otherwise(fact.claim))]
    cited, facts = facts, [fact for fact in facts if not _meant_otherwise(fact.claim)]

    def underived(why: str) -> Verdict:
        model = counter_model(claim, facts, properties, schemas) if counter_models else None
        return _undecided(claim, why) if model is None else _gap(claim, facts, schemas, model)

    signs = _signs(facts)
    rewrites = _rewrites(claim, facts, schemas, signs, properties)
    left, right = (claim.right, claim.left) if claim.relation is Relation.LE else (claim.left, claim.right)
    assert right is not None
    if any(_subtracts(side, rewrites, signs, properties) for side in (left, right)):
        return underived(
            "it subtracts an expectation or a trace_inverse, which may be infinite: put that on the other side"
        )
    goal = monomials(normal(left - right, rewrites=rewrites))
    premises = tuple(_premise(fact) for fact in facts if fact.claim.relation in (Relation.GE, Relation.LE))
    scene = Scene(left - right, claim.delta, premises, tuple(properties), signs, rewrites)
    known = _available(scene, premises, schemas)
    if claim.relation is Relation.EQ:
        found = Found((), {}) if not goal else None
    else:
        union = "union-bound" in schemas
        found = combination(
            goal, known, signs, rewrites=rewrites, properties=properties, delta=claim.delta, union=union
        )
    if found is None:
        missing = "; ".join(dict.fromkeys(scene.misses)) or "no combination of them with nonnegative factors gives it"
        missing = "; ".join([missing, *(f"{name} was not used: {why}" for name, why in unusable)])
        return underived(f"it was not derived from {_listing(cited, schemas)}: {missing}")
    certificate = _certificate(claim, found, facts, properties, rewrites)
    complaint = recheck_derivation(certificate)
    if complaint:
        return _undecided(claim, f"a derivation was found, but the re-checker rejects it: {complaint}")
    return Verdict(
        Outcome.PROVED,
        claim.text,
        _words(found, rewrites),
        "lemmas",
        mode=claim.mode.value,
        hypotheses=tuple(str(fact.claim) for fact in facts),
        unused=(*_unused(certificate), *(name for name, _ in unusable)),
        evidence=(Evidence("certificate", "derivation by lemma schemas", certificate),),
        recheck=Recheck.RECHECKED,
    )


def _gap(claim: Claim, facts: Sequence[Fact], schemas: Sequence[str], model: dict[str, Any]) -> Verdict:
    return Verdict(
        Outcome.GAP,
        claim.text,
        f"it does not follow from {_listing(facts, schemas)}, which all hold while it fails at {words(model)}",
        "lemmas",
        mode=claim.mode.value,
        hypotheses=tuple(str(fact.claim) for fact in facts),
        evidence=(Evidence("counter-model", "a finite model: every fact holds and the claim fails", model),),
        recheck=Recheck.RECHECKED,
    )


def _unfit(claim: Claim) -> str:
    """Why a claim is not of the kind decided here; empty if it is."""
    if claim.relation not in (Relation.GE, Relation.LE, Relation.EQ):
        return f"claims with {claim.relation.value!r} about random quantities are not derived from lemma schemas"
    if claim.point is not None:
        return "a limit claim is not derived from lemma schemas"
    varies = max(dependence(claim.left), dependence(claim.right))
    if claim.mode in (Mode.MEAN, Mode.DETERMINISTIC) and varies is not Dependence.NOTHING:
        return (
            f"the claim varies with the draw, so that the mode {claim.mode.value!r} gives it no meaning: say "
            "mode=Mode.POINTWISE, '(pointwise)' in a proof script, if it holds for every draw"
        )
    if claim.mode is Mode.NOISE_MEAN and varies is Dependence.NOISE:
        return "the claim varies with the noise: write noise_mean(...) around what is averaged"
    if claim.mode is Mode.IN_PROBABILITY:
        return "a claim in probability is a limit; lemma schemas give claims with a stated probability"
    return ""


def _subtracts(
    side: sp.Expr, rewrites: Mapping[sp.Expr, sp.Expr], signs: Signs, properties: Sequence[Property]
) -> bool:
    """Whether what may be infinite stands in a side with a factor that is not known to be ≥ 0: ∞ − ∞ is nothing."""
    for monomial, value in monomials(normal(side, rewrites=rewrites)).items():
        factors = sp.Mul.make_args(monomial)
        outside = sp.Mul(*(factor for factor in factors if not may_be_infinite(factor, properties)))
        if outside != monomial and not (value > 0 and signs.is_nonnegative(outside)):
            return True
    return False


def _meant_otherwise(claim: Claim) -> str:
    """Why a fact cannot stand in a sum of inequalities that hold for almost every draw; empty if it can.

    A fact without a mode holds as it stands, whatever is drawn.
    """
    varies = max(dependence(side) for side in (claim.left, claim.right) if side is not None)
    if claim.mode is Mode.IN_PROBABILITY:
        return "it is meant in probability, in a limit"
    if claim.mode is Mode.WITH_PROBABILITY and claim.delta is None:
        return "the probability with which it holds is not said"
    if claim.mode is Mode.NOISE_MEAN and varies is Dependence.NOISE:
        return "it is meant in mean over the noise, and nothing in it is averaged"
    if claim.mode is Mode.MEAN and varies is not Dependence.NOTHING:
        return "it varies with the draw, so that the mode 'mean' gives it no meaning"
    return ""


def _unknown_draw(claim: Claim, facts: Sequence[Fact]) -> str:
    """Why an expectation in a claim is of nothing known to be random; empty if there is none.

    A name of the reader's own is a constant here, so that E[X] would be X: an E around it alone, or a fact about it
    that holds for each draw, says that something else is meant.
    """
    random: set[sp.Symbol] = set()
    for fact in facts:
        sides = [side for side in (fact.claim.left, fact.claim.right) if side is not None]
        per_draw = fact.claim.mode not in (Mode.DETERMINISTIC, Mode.MEAN)
        if per_draw and max(map(dependence, sides)) is Dependence.NOTHING and fact.claim.right != 0:
            random |= {name for side in sides for name in _own(side)}
    for side in (claim.left, claim.right):
        for expectation in sorted(side.atoms(mean, noise_mean), key=str) if side is not None else ():
            inner = expectation.args[0]
            names = _own(inner)
            if names and (dependence(inner) is Dependence.NOTHING or names & random):
                which = ", ".join(sorted(str(name) for name in names))
                return f"nothing says how {which} in {to_text(expectation)} varies with the draw"
    return ""


def _unwieldy(claims: Sequence[Claim]) -> str:
    """Why statements cannot be multiplied out; empty if they can."""
    for claim in claims:
        if any(side is not None and too_long(side) for side in (claim.left, claim.right)):
            return f"{claim.text} has too many terms when multiplied out: name a part of it"
    return ""


def _own(expression: sp.Expr) -> set[sp.Symbol]:
    """The names in an expression that are no known quantity."""
    return {name for name in expression.free_symbols if not isinstance(name, Quantity)}


def _signs(facts: Sequence[Fact]) -> Signs:
    """The atoms whose sign a hypothesis `atom > 0` or `atom >= 0` gives."""
    positive: dict[sp.Expr, str] = {}
    nonnegative: dict[sp.Expr, str] = {}
    for fact in facts:
        claim = fact.claim
        if claim.right == 0 and claim.delta is None and isinstance(claim.left, sp.Symbol | Applied):
            if claim.relation is Relation.GT:
                positive[claim.left] = fact.name
            elif claim.relation is Relation.GE:
                nonnegative[claim.left] = fact.name
    return Signs(positive, nonnegative)


def _rewrites(
    claim: Claim, facts: Sequence[Fact], schemas: Sequence[str], signs: Signs, properties: Sequence[Property]
) -> dict[sp.Expr, sp.Expr]:
    """Equations with a single atom on the left, read as definitions; the first one for an atom counts."""
    found: dict[sp.Expr, sp.Expr] = {}
    equations = [
        (fact.claim.left, fact.claim.right)
        for fact in facts
        if fact.claim.relation is Relation.EQ and fact.claim.right is not None
    ]
    premises = tuple(
        Known(fact.name, fact.claim.left, fact.claim.right) for fact in facts if fact.claim.right is not None
    )
    scene = Scene(claim.left - claim.right, None, premises, tuple(properties), signs, {})
    for schema in schemas:
        if SCHEMAS[schema].conclusion and "=" in SCHEMAS[schema].conclusion.replace(">=", "").replace("<=", ""):
            equations += [(known.left, known.right) for known in instances(schema, scene)]
    for left, right in equations:
        atom = normal(left)
        if isinstance(atom, Applied | Quantity | sp.Symbol) and not right.has(atom):
            found.setdefault(atom, right)
    return found


def _premise(fact: Fact) -> Known:
    claim = fact.claim
    left, right = (claim.right, claim.left) if claim.relation is Relation.LE else (claim.left, claim.right)
    return Known(fact.name, left, right, delta=claim.delta)


def _available(scene: Scene, premises: tuple[Known, ...], schemas: Sequence[str]) -> list[Known]:
    """Premises and instances, in the order in which the step cites them.

    Two rounds: what one schema brings in (the dual norm, by `attack`) another may be about.
    """
    ordered = sorted(schemas, key=lambda name: not name.startswith("monotone"))
    made: dict[tuple[str, str, str], Known] = {}
    for _ in range(2):
        scene.premises = (*premises, *made.values())
        for name in ordered:
            if name.startswith("monotone"):
                scene.premises = premises  # a lemma is averaged as a step of its own
            for known in instances(name, scene):
                if known.relation is Relation.GE:
                    made.setdefault((name, str(known.binding), known.premise), known)
            scene.premises = (*premises, *made.values())
    return [*premises, *made.values()]


def _undecided(claim: Claim, why: str) -> Verdict:
    return Verdict(Outcome.UNDECIDED, claim.text, why, "lemmas", mode=claim.mode.value)


def _listing(facts: Sequence[Fact], schemas: Sequence[str]) -> str:
    names = [*(fact.name for fact in facts), *schemas]
    return ", ".join(names) if names else "nothing (the step cites nothing)"


def _unused(certificate: Mapping[str, Any]) -> tuple[str, ...]:
    """The facts without which the certificate still holds, each taken away by itself."""
    facts = certificate["facts"]
    return tuple(
        name
        for name in facts
        if not recheck_derivation({**certificate, "facts": {key: facts[key] for key in facts if key != name}})
    )


def _words(found: Found, rewrites: Mapping[sp.Expr, sp.Expr]) -> str:
    parts = []
    for term in found.terms:
        name = term.known.name + (f" of {term.known.premise}" if term.known.premise else "")
        parts.append(name if term.factor == 1 else f"{name} times `{to_text(term.factor)}`")
    if rewrites:
        parts.append("the definitions of " + ", ".join(f"`{to_text(atom)}`" for atom in rewrites))
    if found.rest:
        parts.append("dropping what is not negative: " + ", ".join(f"`{to_text(m)}`" for m in found.rest))
    return "by " + "; ".join(parts) if parts else "both sides are the same expression"


def _certificate(
    claim: Claim,
    found: Found,
    facts: Sequence[Fact],
    properties: Sequence[Property],
    rewrites: Mapping[sp.Expr, sp.Expr],
) -> dict[str, Any]:
    """The derivation as text, for a reader that shares nothing with this module."""
    assert claim.right is not None
    return {
        "format": "derivation/1",
        "claim": {
            "left": to_text(claim.left),
            "relation": claim.relation.value,
            "right": to_text(claim.right),
            "delta": None if claim.delta is None else to_text(claim.delta),
        },
        "facts": {fact.name: statement_data(fact.claim) for fact in facts},
        "properties": [{"kind": item.kind, "subject": item.subject} for item in properties],
        "rewrites": [{"atom": to_text(atom), "by": to_text(value)} for atom, value in rewrites.items()],
        "terms": [
            {
                "factor": to_text(term.factor),
                "left": to_text(term.known.left),
                "right": to_text(term.known.right),
                "schema": term.known.schema,
                "binding": {key: to_text(value) for key, value in term.known.binding.items()},
                "fact": term.known.premise if term.known.schema else term.known.name,
                "delta": None if term.known.delta is None else to_text(term.known.delta),
                "proof": dict(term.known.proof),
            }
            for term in found.terms
        ],
        "rest": [to_text(value * monomial) for monomial, value in found.rest.items()],
    }
