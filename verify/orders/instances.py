"""Instances of a step that does not follow: a family of spectra on which its facts hold and its claim fails.

A counter-model of orders gives every quantity a size of its own, although r_k, R_k, k*, tr Σ and ‖Σ‖ belong to one
spectrum. Here one spectrum gives them all: the names in facts and claim are replaced by its sums, further names by
constants, and `verify.asymptotics` decides each statement from its text. Only where every fact is PROVED and the claim
is REFUTED does the family count; a family on which one statement is undecided says nothing.

θ* is the first unit vector, whose norms are all 1; sigma, alpha and rank constants b in kstar(b) are 1, delta is 1/2.
A name that an equation among the facts defines takes its definition. What any other name stands for is not in the text,
so a value chosen for it (1) refutes nothing: the family is then told, and the verdict stays GAP.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp
from sympy import Expr

from ...bounds.claims import Claim, Mode, Relation
from ...bounds.errors import InputError
from ...bounds.parsing import Vocabulary, claim_text, parse_claim, parse_expression, to_text
from ...bounds.quantities import Applied, Quantity, covariance, kstar, theta
from ...bounds.setting import statement
from ...bounds.statements import Fact
from ..asymptotics.decide import decide
from ..asymptotics.spectra import spectral_vocabulary
from ..statement_data import statement_data
from ..verdict import Evidence, Outcome, Recheck, Verdict

SIZE = "n"
BUDGET = 20.0
STATEMENT_SECONDS = 5.0
DIMENSION = "p"
SETTING = frozenset({"sigma", "sigma_y", "alpha", "delta"})
"""Constants of the setting, free to be chosen by whoever makes an instance: noise, attack, probability."""


@dataclass(frozen=True)
class Family:
    """Eigenvalues as text in i and n, for i = 1, …, `dimension`: positive, not increasing, of finite sum."""

    eigenvalues: str
    dimension: str = "oo"

    def __str__(self) -> str:
        return f"eigenvalues {self.eigenvalues}, i = 1, …, {self.dimension}"


FAMILIES = (
    Family("i**-2"),  # k* is of order n, and so is R_k*
    Family("i**0", "n**2"),  # isotropic: r_0 = n**2
    Family("exp(-i) + n**-1", "2*n"),  # R_k* is of order n; r_0 is bounded, k* of order log(n)
    Family("exp(-i) + exp(-n)", "n**2"),  # k* ~ n; r_0 is bounded, R_k* of order n**2
    Family("exp(-i) + n**(-3/2)", "n**2"),  # benign, of trace sqrt(n)
    Family("i**(-3/2)"),
    Family("1/(i*log(i + 1)**2)"),  # benign, of finite trace; the slowest to decide
)


@dataclass(frozen=True)
class Decided:
    """A statement, what it says of the family, and what became of it there."""

    name: str
    statement: Claim
    text: str
    verdict: Verdict | None  # None where it defines a name, and so holds by construction

    def to_json(self) -> dict[str, Any]:
        """Plain JSON, with the certificate of `verify.asymptotics`."""
        said: dict[str, Any] = {"statement": statement_data(self.statement), "at": self.text}
        if self.verdict is None:
            return {**said, "outcome": "by definition"}
        proofs = [item.to_json() for item in self.verdict.evidence]
        return {
            **said,
            "outcome": self.verdict.outcome.value,
            "recheck": self.verdict.recheck.value,
            "evidence": proofs,
        }


class _Open(Exception):
    """The family says nothing: a statement is not about it, or is not decided on it."""


class _Foreign(_Open):
    """A statement is about something else than spectra: no family will do."""


class _Violated(Exception):
    """A fact fails on the family, or the claim holds there."""


def realised(
    verdict: Verdict,
    claim: Claim,
    facts: Sequence[Fact],
    others: Sequence[Fact] = (),
    *,
    unformal: Sequence[str] = (),
    families: Sequence[Family] = FAMILIES,
    budget: float = BUDGET,
) -> Verdict:
    """The verdict on a GAP after a look for a family of spectra that realises it.

    Arguments: `verdict`, the GAP; `claim` and `facts`, the step's; `others`, hypotheses of the theorem that the step
    does not cite; `unformal`, names of hypotheses that are no formulas; `families`, tried in this order; `budget`,
    seconds.
    Returns REFUTED where on one family every fact and every further hypothesis is PROVED and the claim REFUTED; the GAP
    with the family as evidence where a further hypothesis fails or is open there, or names are of unknown meaning; else
    the GAP, with the families on which something was undecided. Raises nothing for well-formed claims.
    What REFUTED proves: that the claim fails for that family, for all large n; nothing of others.
    """
    if verdict.outcome is not Outcome.GAP or not _spectral(claim, facts):
        return verdict
    deadline = time.monotonic() + budget
    blocked = f"{unformal[0]} is not decided on a family" if unformal else _unknown(claim, [*facts, *others])
    undecided: list[str] = []
    partly: Verdict | None = None
    for family in families:
        try:
            instance = _Instance(family, claim, [*facts, *others], deadline)
            decided = instance.refutes(claim, facts)
        except _Violated:
            continue
        except _Foreign:
            return partly or verdict
        except _Open as reason:
            undecided.append(f"{family} ({reason})")
            continue
        if blocked:
            return _noted(verdict, instance, decided, blocked)
        try:
            return _refuted(verdict, instance, [*decided, *instance.holding(others)])
        except _Foreign as reason:  # no other family will do better
            return _noted(verdict, instance, decided, str(reason))
        except (_Violated, _Open) as reason:
            partly = partly or _noted(verdict, instance, decided, str(reason))
    if partly is not None or not undecided:
        return partly or verdict
    return replace(verdict, why=f"{verdict.why}; whether this is realised is undecided for {'; '.join(undecided)}")


def _unknown(claim: Claim, facts: Sequence[Fact]) -> str:
    """Why values chosen for names refute nothing; empty if all names are of known meaning."""
    defined = {left.name for left, _ in _definitions(facts)}
    loose = sorted(_loose([claim, *(fact.claim for fact in facts)]) - defined)
    return f"what {loose[0]} stands for is not in the text, and 1 is a choice" if loose else ""


def _spectral(claim: Claim, facts: Sequence[Fact]) -> bool:
    """Whether there is something to be realised, and nothing in the way: cheap, before any family is built."""
    if claim.point is None or claim.point.variable.name != SIZE or claim.point.value != sp.oo:
        return False
    if _loose([claim]) - {left.name for left, _ in _definitions(facts)}:
        return False
    return any(_about_spectrum(side) for item in [claim, *(fact.claim for fact in facts)] for side in _sides(item))


def _about_spectrum(side: Expr) -> bool:
    names = ("eigenvalue", "tail", "effective_rank", "squared_rank", "kstar")
    return "largest" in {symbol.name for symbol in side.free_symbols} or any(
        type(item).__name__ in names or (type(item).__name__ == "trace" and item.args == (covariance,))
        for item in side.atoms(Applied)
    )


def _loose(statements: Sequence[Claim]) -> set[str]:
    """The names that are neither of the field nor constants of the setting nor rank constants."""
    names = {symbol.name for item in statements for side in _sides(item) for symbol in _plain(side)}
    return names - SETTING - {SIZE}


def _plain(side: Expr) -> Iterator[sp.Symbol]:
    if isinstance(side, kstar | Quantity):
        return
    if isinstance(side, sp.Symbol):
        yield side
    for arg in side.args:
        yield from _plain(arg)


def _sides(claim: Claim) -> list[Expr]:
    return [side for side in (claim.left, claim.right) if side is not None]


def _definitions(facts: Sequence[Fact]) -> Iterator[tuple[sp.Symbol, Fact]]:
    """Names that are the left side of an equation which does not have them on the right; the first one counts."""
    seen: set[str] = set()
    for fact in facts:
        left, right = fact.claim.left, fact.claim.right
        plain = isinstance(left, sp.Symbol) and not isinstance(left, Quantity) and left.name != SIZE
        if fact.claim.relation is Relation.EQ and plain and right is not None and left.name not in seen:
            if left in right.free_symbols:
                continue
            seen.add(left.name)
            yield left, fact


class _Instance:
    """One family, and what the names of a theorem are on it."""

    def __init__(self, family: Family, claim: Claim, facts: Sequence[Fact], deadline: float) -> None:
        self.family = family
        self.deadline = deadline
        self.values: dict[str, str] = {}
        self.settled: dict[str, Decided] = {}
        self.spectrum = spectral_vocabulary(family.eigenvalues, dimension=family.dimension)
        self.vocabulary = self._quantities()
        definitions = dict(_definitions(facts))
        statements = [claim, *(fact.claim for fact in facts)]
        found = {symbol for item in statements for side in _sides(item) for symbol in side.free_symbols}
        plain = {symbol for symbol in found if not isinstance(symbol, Quantity) and symbol.name != SIZE}
        for symbol in sorted(plain - set(definitions), key=lambda item: item.name):
            self._name(symbol.name, sp.Rational(1, 2) if symbol.name == "delta" else sp.S.One)
        if DIMENSION in {symbol.name for symbol in found}:
            raise _Foreign("the dimension p belongs to the family")
        self.defining = {fact.name for fact in definitions.values()}
        waiting = dict(definitions)
        while waiting:
            ready = [left for left, fact in waiting.items() if not fact.claim.right.free_symbols & set(waiting)]
            if not ready:
                raise _Foreign(f"{next(iter(waiting))} is defined through itself")
            for left in ready:
                self._name(left.name, self._read(to_text(waiting.pop(left).claim.right)), left in found)

    def _name(self, name: str, value: Expr, said: bool = True) -> None:
        self.vocabulary = self.vocabulary | Vocabulary.of({name: (0, lambda: value)})
        if said:
            self.values[name] = to_text(value)

    def _read(self, text: str) -> Expr:
        try:
            return parse_expression(text, vocabulary=self.vocabulary)
        except InputError as error:
            raise _Foreign(str(error)) from error

    def _quantities(self) -> Vocabulary:
        """The names of the field on this spectrum; those that are missing here are refused when they are met."""
        known = self.spectrum.entries

        def of(name: str) -> Callable[[Expr], Expr]:
            return known[name].build

        def about(argument: Quantity, value: Callable[[], Expr], what: str) -> Callable[[Expr], Expr]:
            def build(given: Expr) -> Expr:
                if not given.is_Symbol or given.name != argument.name:
                    raise InputError(f"{what}({to_text(given)}) is not known on a family of spectra")
                if what != "trace":
                    self.values[f"{what}({argument.name})"] = "1"
                return value()

            return build

        def total() -> Expr:
            return of("tail")(sp.S.Zero)

        def unit() -> Expr:
            return sp.S.One

        return Vocabulary.of(
            {
                "eigenvalue": (1, of("eigenvalue")),
                "tail": (1, of("tail")),
                "effective_rank": (1, of("r")),
                "squared_rank": (1, of("R")),
                "kstar": (1, self._kstar),
                "largest": (0, lambda: of("eigenvalue")(sp.S.One)),
                "trace": (1, about(covariance, total, "trace")),
                "norm": (1, about(theta, unit, "norm")),
                "dual_norm": (1, about(theta, unit, "dual_norm")),
            }
        )

    def _kstar(self, b: Expr) -> Expr:
        """k*: 0 where r_0 >= b n is PROVED, which is its definition; else as a threshold."""
        text = f"effective_rank(0) >= ({to_text(b)})*{SIZE}"
        if text not in self.settled:
            self.settled[text] = self._decide(f"kstar({to_text(b)})", statement(text))
        found = self.settled[text].verdict
        if found is not None and found.outcome is Outcome.PROVED:
            self.values[f"kstar({to_text(b)})"] = "0"
            return sp.S.Zero
        return self.spectrum.entries["kstar"].build(b)

    def thresholds(self) -> list[Decided]:
        """What was PROVED of k*."""
        return [item for item in self.settled.values() if item.verdict and item.verdict.outcome is Outcome.PROVED]

    def refutes(self, claim: Claim, facts: Sequence[Fact]) -> list[Decided]:
        """The facts and the claim as decided here; _Violated or _Open unless all hold and the claim fails."""
        decided: list[Decided] = []
        for fact in sorted([Fact("", claim), *facts], key=lambda item: "kstar" in claim_text(item.claim)):
            if fact.claim is not claim:
                decided += self.holding([fact])
                continue
            found = self._decide("claim", claim)
            assert found.verdict is not None
            if found.verdict.outcome is Outcome.PROVED:
                raise _Violated("the claim holds")
            if found.verdict.outcome is not Outcome.REFUTED:
                raise _Open(f"the claim: {found.verdict.why}")
            decided.append(found)
        return decided

    def holding(self, facts: Sequence[Fact]) -> Iterator[Decided]:
        """The facts as decided here, as long as they are PROVED; then _Violated or _Open."""
        for fact in facts:
            if fact.name in self.defining:
                text = f"{to_text(fact.claim.left)} = {self.values.get(to_text(fact.claim.left), '')}"
                yield Decided(fact.name, fact.claim, text, None)
                continue
            found = self._decide(fact.name, fact.claim)
            assert found.verdict is not None
            if found.verdict.outcome is Outcome.REFUTED:
                raise _Violated(f"{fact.name} fails there")
            if found.verdict.outcome is not Outcome.PROVED:
                raise _Open(f"{fact.name} is undecided there: {found.verdict.why}")
            yield found

    def _decide(self, name: str, said: Claim) -> Decided:
        """One statement on the family, decided from its text."""
        if said.mode is not Mode.DETERMINISTIC or said.given:
            raise _Foreign(f"{name} is no statement about numbers")
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise _Open("the time is used up")
        try:
            put = parse_claim(claim_text(said), as_=f"{SIZE} -> oo", vocabulary=self.vocabulary, known=None)
            text = claim_text(put)
            read = parse_claim(text, as_=f"{SIZE} -> oo", given=f"{SIZE} natural", known=None)
        except InputError as error:
            raise _Foreign(f"{name}: {error}") from error
        foreign = {symbol.name for side in _sides(read) for symbol in side.free_symbols} - {SIZE}
        if foreign or any(side.has(Applied) for side in _sides(read)):
            raise _Foreign(f"{name} speaks of {', '.join(sorted(foreign))}, which the family does not say")
        return Decided(name, said, text, decide(read, budget=min(left, STATEMENT_SECONDS)))


def _refuted(verdict: Verdict, instance: _Instance, decided: Sequence[Decided]) -> Verdict:
    evidence = _evidence(instance, decided, "every hypothesis holds and the claim fails")
    return replace(
        verdict,
        outcome=Outcome.REFUTED,
        why=f"false for {_said(instance)}, where every hypothesis holds",
        evidence=(evidence, *verdict.evidence),
        recheck=_weakest([*decided, *instance.thresholds()]),
    )


def _noted(verdict: Verdict, instance: _Instance, decided: Sequence[Decided], reason: str) -> Verdict:
    """The GAP, realised for the facts that the step cites, but not for all hypotheses of the theorem."""
    evidence = _evidence(instance, decided, "every fact cited holds and the claim fails")
    why = f"{verdict.why}; {_said(instance)} realise this, but refute nothing: {reason}"
    return replace(verdict, why=why, evidence=(*verdict.evidence, evidence))


def _said(instance: _Instance) -> str:
    values = "".join(f", {name} = {value}" for name, value in instance.values.items())
    return f"{instance.family}{values}"


def _evidence(instance: _Instance, decided: Sequence[Decided], says: str) -> Evidence:
    data = {
        "format": "instance/1",
        "variable": SIZE,
        "eigenvalues": instance.family.eigenvalues,
        "dimension": instance.family.dimension,
        "values": dict(instance.values),
        "claim": next(item.to_json() for item in decided if item.name == "claim"),
        "facts": {item.name: item.to_json() for item in decided if item.name != "claim"},
        "thresholds": [item.to_json() for item in instance.thresholds()],
    }
    return Evidence("witness", f"{_said(instance)}: {says}", data)


def _weakest(decided: Sequence[Decided]) -> Recheck:
    statuses = {item.verdict.recheck for item in decided if item.verdict is not None}
    return next(status for status in (Recheck.NONE, Recheck.ENGINE_ONLY, Recheck.RECHECKED) if status in statuses)
