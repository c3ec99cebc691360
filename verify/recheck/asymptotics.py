"""Reads a certificate of the asymptotic prover again, from the claim's text, with arithmetic of its own.

The claim is parsed here; every node of the certificate is computed again as a truncated series with a bound on what is
cut off, and compared term by term; the relation is decided again; for PROVED the cases are shown to cover the side
conditions, for REFUTED the claim is decided at the witness. Nothing of the engine or of the grammar is imported.
The format is docs/certificate.md.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple

from .algebra import MALFORMED, Rejected
from .asymptotics_algebra import Algebra
from .asymptotics_cases import Open, points
from .asymptotics_cover import Cover
from .asymptotics_functions import Evaluator, ends
from .asymptotics_run import Run, continuous
from .asymptotics_series import More, OffDomain, Space, exact_of
from .asymptotics_text import (
    Condition,
    NotCovered,
    Tree,
    condition,
    counts,
    defined,
    directions,
    has_binder,
    minus,
    names,
    parse_statement,
    read,
    split,
    substituted,
)
from .asymptotics_trees import tree_of

MOST_TERMS = 40
MOST_SPLITS = 5
SECONDS = 4.0
MORE_SECONDS = 60.0  # for claims with sums, inverses or thresholds
Json = Any


class Status(StrEnum):
    """What became of a certificate."""

    RECHECKED = "rechecked"
    NOT_COVERED = "not covered"
    REJECTED = "rejected"


@dataclass(frozen=True)
class RecheckResult:
    """The status, what is not covered or why the certificate is rejected, and whether the time was over before."""

    status: Status
    why: str = ""
    over_time: bool = False


def recheck_asymptotic(
    certificate: Mapping[str, Json],
    *,
    claim: str,
    point: str,
    hypotheses: Sequence[str],
    outcome: str,
    seconds: float | None = None,
) -> RecheckResult:
    """Checks the certificate of a claim that is PROVED, REFUTED or VACUOUS, or fails throughout.

    Arguments: `certificate`, the data of the evidence; `claim`, `point`, `hypotheses`, texts that come from the claim
    and not from the certificate; `outcome`, "PROVED", "REFUTED", "VACUOUS", or "FAILS": false for all parameters;
    `seconds` of wall time that it may take, no more than 4 in any case, or 64 with sums, inverses or thresholds.
    RECHECKED says that this module, too, finds the claim true for all parameters that satisfy the hypotheses (false at
    the witness; false for all of them; no such parameters) and every statement of the certificate that it can compute
    right. NOT_COVERED says nothing.
    """
    end = None if seconds is None else time.monotonic() + seconds
    try:
        check = _Check(certificate, claim, point, hypotheses, end)
        end = check.deadline
        check.run(outcome)
    except Rejected as complaint:
        return RecheckResult(Status.REJECTED, str(complaint))
    except (NotCovered, More, RecursionError) as gap:
        over = end is not None and time.monotonic() > end
        why = str(gap) or "an expansion needs more terms than are computed here"
        return RecheckResult(Status.NOT_COVERED, "its re-check takes more time than is left" if over else why, over)
    except MALFORMED as error:
        return RecheckResult(Status.REJECTED, f"the certificate is malformed: {error!r}")
    return RecheckResult(Status.RECHECKED)


class _Case(NamedTuple):
    """A direction, what is put in for parameters, what holds for the others, and whether some values satisfy that."""

    direction: str
    put: Mapping[str, Tree]
    conditions: list[Condition]
    inhabited: bool = False


class _Check:
    def __init__(
        self,
        certificate: Mapping[str, Json],
        claim: str,
        point: str,
        hypotheses: Sequence[str],
        end: float | None,
    ) -> None:
        self.certificate = certificate
        self.deadline = time.monotonic() + SECONDS
        if certificate["version"] != 1:
            raise NotCovered("a certificate of another version")
        for field, given in (("claim", claim), ("point", point), ("hypotheses", list(hypotheses))):
            if certificate[field] != given:
                raise Rejected(f"the certificate belongs to another {field}: {certificate[field]!r}")
        self.statement = parse_statement(claim)
        if any(has_binder(t) for t in (self.statement.left, self.statement.right) if t is not None):
            self.deadline += MORE_SECONDS
        if end is not None:
            self.deadline = min(self.deadline, end)
        self.variable, self.ways = directions(point)
        if (certificate["relation"], certificate["side"]) != (self.statement.relation, self.statement.side):
            raise Rejected("the certificate states another relation")
        self.conditions: list[Condition] = []
        self.integers: frozenset[str] = frozenset()
        sides = [t for t in (self.statement.left, self.statement.right) if t is not None]
        forward = len(self.ways) == 1 and self.ways.get(point) == ("sym", "X")
        self.integer_variable = forward and any(counts(t, self.variable) for t in sides)  # unless declared real
        for h in hypotheses:
            self._hypothesis(h)
        if set(certificate["integers"]) != self.integers or certificate["integer_variable"] != self.integer_variable:
            raise Rejected("the certificate declares other types")

    def _hypothesis(self, text: str) -> None:
        words = text.split()
        if len(words) == 2 and words[1] in ("real", "integer", "natural"):
            if words[0] == self.variable:
                self.integer_variable = words[1] != "real"
                return
            if words[1] != "real":
                self.integers |= {words[0]}
            if words[1] == "natural":
                self.conditions.append((("sym", words[0]), ">="))
            return
        left, relation, right = split(text)
        sides = read(left), read(right)
        self.conditions += [c for side in sides for c in defined(side)]  # it does not hold where it is not defined
        self.conditions.append(condition(sides[0], relation, sides[1]))
        if self.variable in names(self.conditions[-1][0]):
            raise NotCovered("a hypothesis about the variable")

    def run(self, outcome: str) -> None:
        parts = {part["direction"]: part for part in self.certificate["parts"]}
        if len(parts) != len(self.certificate["parts"]) or not set(parts) <= set(self.ways):
            raise Rejected("the directions are not those of the point")
        for direction, part in parts.items():
            if part["variable"] != "X":
                raise NotCovered("a parameter called X")
            ev = Evaluator(Space(Algebra(self.deadline), 2), frozenset())
            gap = exact_of(ev.plain(read(part["substitution"]))) - exact_of(ev.plain(self.ways[direction]))
            if not ev.al.is_zero(gap):
                raise Rejected("the variable is not what the direction says")
        if outcome in ("PROVED", "FAILS"):
            self._throughout(parts, truth=outcome == "PROVED")
        elif outcome == "REFUTED":
            self._refuted(parts)
        elif outcome == "VACUOUS":
            if len(parts) != 1 or any(part["regions"] for part in parts.values()):
                raise Rejected("a case is left")
            for part in parts.values():
                self._cover(part).walk()
        else:
            raise Rejected(f"nothing is known about certificates of {outcome}")

    def _throughout(self, parts: Mapping[str, Json], *, truth: bool) -> None:
        """The claim is true, or false, in every case, and the cases cover the hypotheses."""
        if set(parts) != set(self.ways):
            raise Rejected("a direction is missing")
        if not truth and len(parts) != 1:
            raise NotCovered("a conjunction that fails now for one reason, now for another")
        if truth and self.statement.relation == "has limit" and len(parts) == 2 and self._two_limits(parts):
            raise Rejected("the limits from the two sides differ")
        for direction, part in parts.items():
            self._cover(part).walk()
            for region in part["regions"]:
                if region["answer"] is not truth:
                    raise Rejected(f"a case is not {str(truth).lower()}")
                if "witness" in region:
                    raise Rejected("a witness says nothing about the other points of its case")
                self._region(direction, part, region)

    def _cover(self, part: Mapping[str, Json]) -> Cover:
        return Cover(self.conditions, self.integers, part, self.deadline)

    def _two_limits(self, parts: Mapping[str, Json]) -> int:
        """The sign of the difference of the limits from the two sides, there being no parameters."""
        found: list[Tree] = []
        for direction, part in parts.items():
            region = part["regions"][0]
            if len(part["regions"]) != 1 or region["guards"] or region["solved"] or set(parts) != set(self.ways):
                raise NotCovered("two limits that depend on parameters")
            self._region(direction, part, region)
            run = self._run(_Case(direction, {}, self.conditions), MOST_TERMS // 4)
            run.truth()
            found.append(tree_of(run.al, run.sp.limit(ends(run.values[0])[0])[1]))
        ev = Evaluator(Space(Algebra(self.deadline), 2), frozenset())
        gap = ev.constant(found[0]) - ev.constant(found[1])
        return 0 if ev.al.is_zero(gap) else ev.al.sign(gap)

    def _refuted(self, parts: Mapping[str, Json]) -> None:
        """One false case decides; what is said of the others must not be wrong as far as it is covered."""
        if self.statement.relation == "has limit" and all(r["answer"] for p in parts.values() for r in p["regions"]):
            if not self._two_limits(parts):
                raise Rejected("the limits from the two sides are one")
            return
        refuted = False
        gap: NotCovered | More | None = None
        for direction, part in parts.items():
            with suppress(NotCovered, More):
                self._cover(part).walk()
            for region in part["regions"]:
                if region["answer"] is None:
                    continue
                try:
                    decided = self._region(direction, part, region)
                    refuted = refuted or (decided and region["answer"] is False)
                except (NotCovered, More) as found:
                    gap = found if region["answer"] is False else gap
        if not refuted:
            raise gap or Rejected("no case is false at a witness that says what each parameter is")

    def _region(self, direction: str, part: Mapping[str, Json], region: Mapping[str, Json]) -> bool:
        """Checks the case; whether it is decided at a point: a false one without a witness is not."""
        truth = region["answer"]
        put = {name: read(text) for name, text in region["solved"].items()}
        conditions = [*self.conditions, *self._cover(part).guards(region["guards"], put)]
        trees = [self.statement.left, self.ways[direction], *(tree for tree, _ in self.conditions)]
        trees += [self.statement.right] if self.statement.right is not None else []
        free = frozenset().union(*(names(t) for t in trees)) - {self.variable, "X"}
        if "X" in names(self.statement.left) and self.variable != "X":
            raise NotCovered("a parameter called X")
        root = {region["root"]["name"]} if "root" in region else set()
        witness = not truth and bool(free) and set(region.get("witness", put)) | root == free
        if witness:
            at = {name: read(text) for name, text in region.get("witness", region["solved"]).items()}
            if any(names(t) - root for t in at.values()) or root & set(at):
                raise Rejected("the witness is no point")
            equations = [condition(("sym", name), "=", tree) for name, tree in put.items()]
            conditions, put = conditions + equations, at
        elif "witness" in region:
            raise Rejected("the witness does not say what each parameter is")
        case = _Case(direction, put, conditions)
        try:
            if root:
                case = self._at_root(case, region["root"])
            self._computed(case, region, witness=witness and not root)
        except (NotCovered, More):
            if truth and self._false_somewhere(direction, conditions, put, free - set(put)):
                raise Rejected("the claim is false at a point of a case that is said to be true") from None
            raise
        return witness or not free

    def _at_root(self, case: _Case, root: Mapping[str, str]) -> _Case:
        """The case where a function vanishes that has other signs at two numbers; the conditions must hold there."""
        name, zero, low, high = root["name"], *(read(root[key]) for key in ("zero", "low", "high"))
        if name in self.integers or names(zero) != {name} or names(low) | names(high) or not continuous(zero):
            raise Rejected("the root is not that of a continuous function of one real parameter")
        inside, closed = ([condition(low, r, ("sym", name)), condition(("sym", name), r, high)] for r in ("<", "<="))
        run = self._run(case._replace(conditions=closed), 2)
        if run.empty():
            raise Rejected("nothing lies between the bounds of the root")
        try:
            run.ev.constant(zero)
        except (OffDomain, Open):
            raise Rejected("the function of the root may be undefined between the bounds") from None
        if {run.al.sign(run.ev.constant(substituted(zero, {name: end}))) for end in (low, high)} != {-1, 1}:
            raise Rejected("the function of the root has no other sign at the other bound")
        there = case._replace(conditions=[(zero, "="), *inside], inhabited=True)
        self._run(there, 2).satisfies(case.conditions)
        return there

    def _run(self, case: _Case, most: int) -> Run:
        return Run(
            self.statement,
            {self.variable: substituted(self.ways[case.direction], case.put), **case.put},
            case.conditions,
            integers=self.integers,
            integer_variable=self.integer_variable,
            most=most,
            deadline=self.deadline,
        )

    def _computed(self, case: _Case, region: Mapping[str, Json], *, witness: bool, depth: int = 0) -> None:
        """Checks the run of the region; a sign that is not settled splits the case into three."""
        most = 2
        shown: dict[Tree, tuple[Tree, Tree]] = {}  # what fewer terms have shown already
        while True:
            try:
                run = self._run(case, most)
                run.shown = shown
                run.check(region, region["answer"], witness=witness, inhabited=witness or case.inhabited)
                return
            except More:
                if most >= MOST_TERMS:
                    raise
                most = min(most + 1 + most // 4, MOST_TERMS)
            except Open as question:
                if witness or depth >= MOST_SPLITS:
                    raise
                on = tree_of(run.al, question.value)
                break
        for tree, relation in ((on, ">"), (on, "="), (minus(("num", Fraction(0)), on), ">")):
            narrower = case._replace(conditions=[*case.conditions, (tree, relation)], inhabited=False)
            if self._run(narrower, 2).empty():
                continue
            try:
                self._computed(narrower, region, witness=witness, depth=depth + 1)
            except Rejected as complaint:  # it stands if the case is not empty
                if self._run(narrower, 2).inhabited():
                    raise
                raise NotCovered(f"a case that may be empty, in which {complaint}") from None

    def _false_somewhere(
        self, direction: str, conditions: list[Condition], put: Mapping[str, Tree], left: frozenset[str]
    ) -> bool:
        """Whether the claim fails at one of a few points: no proof comes from them, but an objection may."""
        for values in points(left):
            at: dict[str, Tree] = {n: ("num", v) for n, v in values.items()}
            at |= {n: substituted(t, at) for n, t in put.items()}
            if self._run(_Case(direction, at, conditions), 6).false_at_a_point():
                return True
        return False
