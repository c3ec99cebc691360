"""Instances of a step about risks: Gaussian designs with one spike and a flat tail, where risks are bounded exactly.

x ~ N(0, Σ) with eigenvalues L ≥ ε = … = ε (m of them, m ≥ 2n), θ* = t e_1, noise N(0, σ²) independent of x, an ℓ_2
attack of radius α, the min-norm interpolator θ̂, n ≥ 3. Write z_1 for the spike's column, W for the tail's Wishart
matrix, G = L z_1 z_1ᵀ + εW, A = W⁻¹, b = z_1ᵀA z_1. Then

* E‖θ̂‖² ≤ t² + 4σ²n/(εm): the interpolator of the truth is a projection of it, and G ≥ εW, E tr A = n/(m−n−1);
* E R_std ≤ σ²((3/n)(1 + 2n/m) + 4n/m) + t²·min(L, ε(1 + 3m/(4n))): the spike's variance is at most σ² z_1ᵀA²z_1/b², of
  mean (1 + (n−1)/(m−n))/(n−2); the tail's at most σ² tr A; the spike's bias at most t²ε/(4b), E[1/b] = (m−n+1)/(n−2),
  and the tail's at most t²ε;
* E R_adv ≤ 2(E R_std + α² E‖θ̂‖²), and R_adv(θ*) = α²t²;
* with probability ≥ 1/4, R_std ≥ t²L/(1 + 8Ln/(εm))²: the spike's error is −t/(1 + Lb/ε) and a symmetric term, and
  b ≤ 2E b with probability ≥ 1/2;
* with probability ≥ 1/48, R_std ≥ σ²n/(16m): the tail's error has variance ≥ σ²(tr A − ‖A‖) ≥ σ²(n−1)²/tr W, at least
  half of its mean with probability ≥ 1/12 (Paley-Zygmund, Gaussian fourth moments), and a sign that favours it.

A second design has eigenvalues 4**-i for i ≤ d = ⌈n/K⌉ and then n² equal ones ε of sum 4**-d/3, so that r_k = 4/3 for
k < d and k* = d. K ≥ 2 is any constant, larger than those in the conditions (k* < n/c) of cited theorems; the tables
have K = 2, as limits are the same for all. With G_0 the first part and W the Wishart matrix of the last,
λ_i z_iᵀG⁻¹z_i = 1 − δ_i has Σ_{i≤d} δ_i = tr (I + M)⁻¹ ≤ tr M⁻¹, M = Λ^{1/2}Zᵀ(εW)⁻¹ZΛ^{1/2}, of mean at most
ε E‖W‖ Σ 4^i/(n−d−1) ≤ 2 for large n; the variance is at least σ² Σ_{i≤d} (1 − δ_i)²/‖z_i‖² (Cauchy-Schwarz). So at
most 16 of the δ_i exceed 1/2 and at most 4 of the ‖z_i‖² exceed 2n, with probability 1/2, and the variance is at least
σ²(d − 20)/(8n) ≥ σ²/(16K) for n ≥ 40K:

* with probability ≥ 1/48, R_std ≥ σ²/(32K).

A mean that stays bounded excludes convergence to ∞ in probability as well (Markov); a lower bound with a fixed
probability excludes convergence to 0 in probability and in mean. Limits are decided by `verify.asymptotics`, and again,
with the sequences written anew from the family, by `verify.recheck.risk_instances`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import sympy as sp

from ...bounds.claims import Claim, Mode, Point, Relation
from ...bounds.parsing import claim_text, parse_expression, to_text
from ...bounds.quantities import Applied, Dependence, Quantity, dependence
from ...bounds.statements import Fact, Property
from ..asymptotics.decide import decide
from ..recheck.risk_instances import (
    CONSTRUCTED,
    GEOMETRIC,
    GEOMETRIC_LOWER,
    LOWER,
    UPPER,
    VALUES,
    recheck_risk_instance,
)
from ..statement_data import statement_data
from ..verdict import Evidence, Outcome, Recheck, Verdict
from .models import put

SIZE = sp.Symbol("n")
BUDGET = 10.0
STATEMENT_SECONDS = 3.0
_Bounds = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Design:
    """A Gaussian design with one spike, as texts in n.

    Arguments: `spike` L, `tail` ε, `count` m, `noise` σ, `truth` t, `radius` α.
    """

    spike: str = "1"
    tail: str = "n**(-3/2)"
    count: str = "n**2"
    noise: str = "1"
    truth: str = "1"
    radius: str = "1"

    def __str__(self) -> str:
        return (
            f"a Gaussian design with eigenvalues {self.spike} and {self.count} times {self.tail}, "
            f"theta = {self.truth}*e_1, sigma = {self.noise}, alpha = {self.radius}"
        )


@dataclass(frozen=True)
class Geometric:
    """A Gaussian design with 1/K as many large directions as rows: texts in n, as in `Design`."""

    noise: str = "1"
    truth: str = "1"
    radius: str = "1"

    def __str__(self) -> str:
        return (
            "a Gaussian design with eigenvalues 4**-i, i = 1, …, d, and n**2 equal ones of sum 4**-d/3, where d is n/K "
            f"rounded up for any constant K >= 2, theta = {self.truth}*e_1, sigma = {self.noise}, alpha = {self.radius}"
        )


DESIGNS: tuple[Design | Geometric, ...] = (
    Design(noise="n**(-1/2)"),  # the noise vanishes
    Design(tail="1"),  # isotropic: r_0 ~ n**2
    Design(spike="n", tail="n**(-1)"),  # ‖Σ‖ → ∞, and ‖θ̂‖ stays bounded
    Design(spike="n", tail="n**(-1/2)"),  # ‖Σ‖ → ∞, and the bias stays
    Design(truth="n**(1/2)"),  # ‖θ*‖ → ∞
    Design(noise="n**(1/2)"),  # the noise explodes
    Design(tail="n**(-1)", count="2*n"),  # R_{k*} = 2n
    Design(tail="n**(-1)", count="2*n", noise="n**(-1/2)"),
    Design(radius="n**(-1)"),  # the attack vanishes
    Geometric(),  # k* ~ n/K, benign otherwise
)


class _Open(Exception):
    """The design says nothing: the reason."""


def realised_by_risks(
    verdict: Verdict,
    claim: Claim,
    hypotheses: Sequence[Fact | Property],
    *,
    designs: Sequence[Design | Geometric] = DESIGNS,
    budget: float = BUDGET,
) -> Verdict:
    """The verdict on a GAP after a look for a Gaussian design that realises it.

    Arguments: `verdict`, the GAP; `claim`, that a risk or norm of the min-norm interpolator tends to 0 or to oo, or one
    about its spectrum; `hypotheses`, all of the theorem; `designs`, tried in this order; `budget`, seconds.
    Returns REFUTED, given the theorems of the literature among the hypotheses, where every other hypothesis is decided
    and holds for one design and the claim fails there; else the GAP. Raises nothing for well-formed claims.
    What REFUTED proves: that the claim fails for that design, for all large n; nothing of others.
    """
    point = claim.point
    if verdict.outcome is not Outcome.GAP or point is None or point.variable != SIZE or point.value != sp.oo:
        return verdict
    if not any(side.atoms(Applied, Quantity) for side in _sides(claim)):
        return verdict  # about n alone: no design is needed
    deadline = time.monotonic() + budget
    for design in designs:
        for bound in _negations(claim, *_tables(design)[1:]):
            data = _proposal(design, claim, bound, hypotheses)
            if data is None or not _confirmed(_Instance(design, data, deadline), claim, hypotheses):
                continue
            cited = tuple(item.name for item in hypotheses if isinstance(item, Fact) and item.cited)
            why = f"false for {design}: every hypothesis holds there, and the claim fails"
            return replace(
                verdict,
                outcome=Outcome.REFUTED,
                why=why,
                given=tuple(dict.fromkeys([*verdict.given, *cited])),
                evidence=(Evidence("witness", why, data), *verdict.evidence),
                recheck=Recheck.RECHECKED,
            )
    return verdict


def _proposal(
    design: Design | Geometric, claim: Claim, bound: str, hypotheses: Sequence[Fact | Property]
) -> dict[str, Any] | None:
    """The data of a refutation with which the re-checker, which is the faster, agrees; None if there is none."""
    facts = [item for item in hypotheses if isinstance(item, Fact) and not item.cited]
    constructed = [item for item in facts if _by_construction(item.claim)]
    decided = [item for item in facts if item not in constructed]
    statements = [claim, *(fact.claim for fact in decided)]
    ranks = {item for said in statements for side in _sides(said) for item in side.atoms(Applied)}
    thresholds = sorted(to_text(item) for item in ranks if type(item).__name__ == "kstar")
    places = ("1", "0") if isinstance(design, Design) else ("n/2",)
    for place in places if thresholds else ("",):
        data = {
            "format": "risk-instance/1",
            "variable": SIZE.name,
            "kind": "spike" if isinstance(design, Design) else "geometric",
            "family": asdict(design),
            "kstar": dict.fromkeys(thresholds, place),
            "claim": statement_data(claim),
            "bound": bound,
            "facts": {fact.name: statement_data(fact.claim) for fact in decided},
            "constructed": {fact.name: statement_data(fact.claim) for fact in constructed},
            "properties": {item.name: [item.kind, item.subject] for item in hypotheses if isinstance(item, Property)},
            "given": [item.name for item in hypotheses if isinstance(item, Fact) and item.cited],
        }
        if not recheck_risk_instance(data):
            return data
    return None


def _confirmed(instance: _Instance, claim: Claim, hypotheses: Sequence[Fact | Property]) -> bool:
    """Whether `verify.asymptotics` proves every hypothesis on the design and refutes the claim."""
    facts = [item.claim for item in hypotheses if isinstance(item, Fact) and not item.cited]
    try:
        return (
            instance.fails(claim)
            and instance.has_kstar()
            and all(_by_construction(fact) or instance.holds(fact) for fact in facts)
        )
    except _Open:
        return False


def _tables(design: Design | Geometric) -> tuple[Mapping[str, str], _Bounds, _Bounds]:
    """Values, upper and lower bounds on a design."""
    return (VALUES, UPPER, LOWER) if isinstance(design, Design) else (GEOMETRIC, {}, GEOMETRIC_LOWER)


def _negations(claim: Claim, upper: _Bounds, lower: _Bounds) -> Iterator[str]:
    """The bounds with which a claim may be seen to fail; empty text where it is not about what is random."""
    random = sorted({text for side in _sides(claim) for text in _random(side)})
    if not random:
        if claim.mode in (Mode.DETERMINISTIC, Mode.MEAN):
            yield ""
        return
    monotone = claim.relation is Relation.TENDS and len(random) == 1 and _is_factor(claim.left, random[0])
    if not monotone or claim.mode not in (Mode.DETERMINISTIC, Mode.MEAN, Mode.IN_PROBABILITY):
        return
    if claim.right == sp.oo:
        yield from (name for name, table in upper.items() if random[0] in table)
    elif claim.right == 0:
        yield from (name for name, table in lower.items() if random[0] in table)


def _random(side: sp.Expr) -> Iterator[str]:
    """The outermost quantities about the estimator or the sample."""
    if isinstance(side, sp.Symbol | Applied):
        names = {symbol.name for symbol in side.free_symbols}
        if dependence(side) is not Dependence.NOTHING or names & {"min_norm", "ridge_estimator", "G"}:
            yield to_text(side)
        return
    for arg in side.args:
        yield from _random(arg)


def _is_factor(expression: sp.Expr, name: str) -> bool:
    """Whether an expression is a quantity times others, so that it grows with it."""
    if isinstance(expression, sp.Mul):
        with_it = [arg for arg in expression.args if name in set(_random(arg))]
        return len(with_it) == 1 and _is_factor(with_it[0], name)
    if isinstance(expression, sp.Pow) and isinstance(expression.args[1], sp.Rational) and expression.args[1] > 0:
        return _is_factor(expression.args[0], name)
    return isinstance(expression, sp.Symbol | Applied) and to_text(expression) == name


def _sides(claim: Claim) -> list[sp.Expr]:
    return [side for side in (claim.left, claim.right) if side is not None]


class _Instance:
    """One design, and what the names of a theorem are on it."""

    def __init__(self, design: Design | Geometric, data: Mapping[str, Any], deadline: float) -> None:
        self._deadline = deadline
        self._values, self._upper, self._lower = _tables(design)
        self._family: Mapping[str, str] = data["family"]
        self._kstar: Mapping[str, str] = data["kstar"]
        self._bound: str = data["bound"]

    def fails(self, claim: Claim) -> bool:
        """Whether the claim is REFUTED, what is random in it replaced by its bound."""
        return self._decide(claim, self._bound) is Outcome.REFUTED

    def holds(self, claim: Claim) -> bool:
        """Whether a hypothesis is PROVED: as it stands, or with a risk replaced by what bounds it from above."""
        if of_a_constant(claim):
            return True
        random = sorted({text for side in _sides(claim) for text in _random(side)})
        if not random:
            return self._decide(claim, "") is Outcome.PROVED
        if claim.mode not in (Mode.DETERMINISTIC, Mode.MEAN, Mode.IN_PROBABILITY):
            return False
        small = claim.relation is Relation.TENDS and claim.right == 0
        if small and len(random) == 1 and _is_factor(claim.left, random[0]):
            usable = [name for name, table in self._upper.items() if random[0] in table]
            return any(self._decide(claim, name) is Outcome.PROVED for name in usable)
        return False

    def has_kstar(self) -> bool:
        """Whether k* is what the data say: 1 where r_0 < n and r_1 >= n, 0 where r_0 >= n."""
        if "r(1)" not in self._values:
            return set(self._kstar.values()) <= {"n/2"}  # r_k = 4/3 < n for k < d, r_d = n**2 >= n
        first, second = self._value(self._values["r(0)"]), self._value(self._values["r(1)"])
        for place in set(self._kstar.values()):
            said = [Claim(first, Relation.LT, SIZE), Claim(second, Relation.GE, SIZE)]
            wanted = said if place == "1" else [Claim(first, Relation.GE, SIZE)]
            if not all(self._outcome(claim) is Outcome.PROVED for claim in wanted):
                return False
        return True

    def _value(self, template: str) -> sp.Expr:
        """A formula in the family's names as one in n."""
        names = {name: parse_expression(text) for name, text in self._family.items()}
        return put(parse_expression(template), names, {})

    def _sequences(self, bound: str) -> dict[str, sp.Expr]:
        """What every known quantity is on this design; random ones are their bounds."""
        tables = [self._values, self._upper.get(bound, {}), self._lower.get(bound, {})]
        found = {name: self._value(text) for table in tables for name, text in table.items()}
        for short, long in (("r(", "effective_rank("), ("R(", "squared_rank(")):
            for name in [key for key in found if key.startswith(short)]:
                found[long + name.removeprefix(short)] = found[name]
        for text, place in self._kstar.items():
            found[text] = parse_expression(place)
            for head in ("effective_rank", "squared_rank"):
                found[f"{head}({text})"] = (
                    found[f"{head}({place})"] if place in ("0", "1") else parse_expression("n**2")
                )
        return found

    def _decide(self, claim: Claim, bound: str) -> Outcome:
        if claim.given or claim.delta is not None:
            raise _Open("a statement with conditions of its own")
        sequences = self._sequences(bound)
        sides = [put(side, sequences, {}) if side not in (None, sp.oo) else side for side in (claim.left, claim.right)]
        free = set().union(*(side.free_symbols for side in sides if side is not None)) - {SIZE}
        if any(isinstance(name, Quantity) for name in free) or any(s is not None and s.has(Applied) for s in sides):
            raise _Open("a quantity that is not known on a design")
        if free:
            raise _Open("a name of unknown meaning")
        return self._outcome(Claim(sides[0], claim.relation, sides[1], side=claim.side))

    def _outcome(self, claim: Claim) -> Outcome:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise _Open("the time is used up")
        made = replace(claim, point=Point(SIZE, sp.oo))
        return decide(replace(made, text=claim_text(made)), budget=min(left, STATEMENT_SECONDS)).outcome


def of_a_constant(claim: Claim) -> bool:
    """Whether a statement holds of every positive constant: c > 0, c = Theta(1), for a name of no other meaning."""
    plain = isinstance(claim.left, sp.Symbol) and not isinstance(claim.left, Quantity)
    if not plain or claim.left.name in VALUES or claim.left == SIZE or claim.delta is not None:
        return False
    if claim.right == 0:
        return claim.relation in (Relation.GT, Relation.GE, Relation.NE)
    return claim.right == 1 and claim.relation in (Relation.BIG_O, Relation.BIG_OMEGA, Relation.THETA)


def _by_construction(claim: Claim) -> bool:
    """Whether a hypothesis on random quantities holds for every Gaussian design with more columns than rows."""
    if claim.right is None or claim.delta is not None:
        return False
    return (to_text(claim.left), claim.relation.value, to_text(claim.right)) in CONSTRUCTED
