"""What became of a claim: one frozen record for every kind of evidence, one JSON for every reader.

Nothing here decides, prints or draws. A `Verdict` says what holds of one claim and on what that rests; a
`TheoremVerdict` gathers those of a theorem's steps. Both turn into plain JSON (see `verdicts.schema.json`)
and back without loss.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Json = Any  # whatever `json.dumps(…, allow_nan=False)` takes


class Outcome(StrEnum):
    """The eight things that can become of a claim."""

    PROVED = "PROVED"
    ENCLOSED = "ENCLOSED"
    SUPPORTED = "SUPPORTED"
    REFUTED = "REFUTED"
    CONTRADICTED = "CONTRADICTED"
    GAP = "GAP"
    VACUOUS = "VACUOUS"
    UNDECIDED = "UNDECIDED"

    @property
    def meaning(self) -> str:
        """What the outcome says, in one sentence."""
        return _MEANING[self]

    @property
    def holds(self) -> bool:
        """Whether it speaks for the claim; how strongly is another matter."""
        return self in (Outcome.PROVED, Outcome.ENCLOSED, Outcome.SUPPORTED)

    @property
    def fails(self) -> bool:
        """Whether it speaks against the claim or its proof."""
        return self in (Outcome.REFUTED, Outcome.CONTRADICTED, Outcome.GAP)


_MEANING = {
    Outcome.PROVED: "a symbolic or exact argument, kept as a certificate that an independent checker has re-checked",
    Outcome.ENCLOSED: "a finite statement, true in ball arithmetic at every listed point; nothing is said beyond them",
    Outcome.SUPPORTED: "a finite statement with which simulation agrees, at the stated error probability",
    Outcome.REFUTED: "an instance at which every hypothesis holds and the claim fails, both decided again",
    Outcome.CONTRADICTED: "simulation disagrees, at the stated error probability",
    Outcome.GAP: "the step does not follow from the facts listed; the claim may still be true",
    Outcome.VACUOUS: "the hypotheses exclude one another",
    Outcome.UNDECIDED: "not decided, for the reason given",
}


class Recheck(StrEnum):
    """Whether code that did not make a certificate has read it."""

    RECHECKED = "rechecked"
    ENGINE_ONLY = "engine only"
    NONE = "nothing to re-check"


@dataclass(frozen=True)
class Evidence:
    """One piece of what a verdict rests on: a certificate, an enclosure, a simulation, a witness, a counter-model.

    `kind` names it, `summary` says it in one line, `data` is JSON that a re-checker or a report reads.
    """

    kind: str
    summary: str
    data: Mapping[str, Json] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        """Plain JSON."""
        return {"kind": self.kind, "summary": self.summary, "data": dict(self.data)}

    @classmethod
    def from_json(cls, data: Mapping[str, Json]) -> Evidence:
        """Back from plain JSON."""
        return cls(kind=data["kind"], summary=data["summary"], data=dict(data["data"]))


@dataclass(frozen=True)
class Case:
    """One region of the parameters, in claim grammar, and what became of the claim there."""

    region: str
    outcome: Outcome
    why: str = ""

    def to_json(self) -> dict[str, Json]:
        """Plain JSON."""
        return {"region": self.region, "outcome": self.outcome.value, "why": self.why}

    @classmethod
    def from_json(cls, data: Mapping[str, Json]) -> Case:
        """Back from plain JSON."""
        return cls(region=data["region"], outcome=Outcome(data["outcome"]), why=data["why"])


@dataclass(frozen=True)
class Verdict:
    """What became of one claim.

    * `claim`: its text; `point` and `hypotheses`: the limit and the side conditions, as text; `mode`: its sense.
    * `why`: one or two sentences for a reader; for UNDECIDED, which fact or budget would decide it.
    * `checker`: which room decided (`asymptotics`, `lemmas`, `enclosures`, `simulation`, …).
    * `given`: lemmas that are cited and assumed, not proved here; `unused`: hypotheses that nothing needed.
    * `cases`: regions of parameters, boundaries apart, where the answer depends on them.
    """

    outcome: Outcome
    claim: str
    why: str
    checker: str
    point: str = ""
    mode: str = "deterministic"
    hypotheses: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    recheck: Recheck = Recheck.NONE
    seconds: float = 0.0

    def to_json(self) -> dict[str, Json]:
        """Plain JSON, as `verdicts.schema.json` describes it."""
        return {
            "outcome": self.outcome.value,
            "claim": self.claim,
            "point": self.point,
            "mode": self.mode,
            "hypotheses": list(self.hypotheses),
            "why": self.why,
            "checker": self.checker,
            "given": list(self.given),
            "unused": list(self.unused),
            "cases": [case.to_json() for case in self.cases],
            "evidence": [item.to_json() for item in self.evidence],
            "recheck": self.recheck.value,
            "seconds": self.seconds,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Json]) -> Verdict:
        """Back from plain JSON."""
        return cls(
            outcome=Outcome(data["outcome"]),
            claim=data["claim"],
            point=data["point"],
            mode=data["mode"],
            hypotheses=tuple(data["hypotheses"]),
            why=data["why"],
            checker=data["checker"],
            given=tuple(data["given"]),
            unused=tuple(data["unused"]),
            cases=tuple(Case.from_json(case) for case in data["cases"]),
            evidence=tuple(Evidence.from_json(item) for item in data["evidence"]),
            recheck=Recheck(data["recheck"]),
            seconds=data["seconds"],
        )

    def _repr_latex_(self) -> str:
        from ..bounds.typeset import lines_latex, text_latex

        return lines_latex([rf"\text{{{self.outcome.value}}}\quad {text_latex(self.claim)}"])

    def __str__(self) -> str:
        given = f" given {', '.join(self.given)}" if self.given else ""
        return f"{self.outcome.value}{given}: {self.claim}"


@dataclass(frozen=True)
class StepVerdict:
    """The verdict on one named step of a theorem, beside what the theorem's author expects of it."""

    name: str
    verdict: Verdict
    by: tuple[str, ...] = ()
    expected: Outcome = Outcome.PROVED
    role: str = "step"  # step | conclusion | instance | sabotage
    title: str = ""
    note: str = ""

    @property
    def as_expected(self) -> bool:
        """Whether the outcome is the declared one."""
        return self.verdict.outcome is self.expected

    def to_json(self) -> dict[str, Json]:
        """Plain JSON."""
        return {
            "name": self.name,
            "title": self.title,
            "role": self.role,
            "by": list(self.by),
            "expected": self.expected.value,
            "note": self.note,
            "verdict": self.verdict.to_json(),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Json]) -> StepVerdict:
        """Back from plain JSON."""
        return cls(
            name=data["name"],
            title=data["title"],
            role=data["role"],
            by=tuple(data["by"]),
            expected=Outcome(data["expected"]),
            note=data["note"],
            verdict=Verdict.from_json(data["verdict"]),
        )


@dataclass(frozen=True)
class TheoremVerdict:
    """What became of a theorem: its own outcome, derived from its steps, and theirs.

    `source` holds the reference (authors, year, title, arxiv, number, note), all text; `direction`, `constants` and
    `confidence` say what kind of bound it is, in the words of `bounds.statements.Theorem`. `series` are the numbers
    that a report plots: each a mapping with `name`, `title`, `x`, `y` and curves with intervals. `left_out` names the
    instances and twins that the run did not check, because it was a quicker one.
    """

    name: str
    title: str
    outcome: Outcome
    why: str
    statement: str = ""
    hypotheses: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    steps: tuple[StepVerdict, ...] = ()
    series: tuple[Mapping[str, Json], ...] = ()
    source: Mapping[str, str] = field(default_factory=dict)
    expected: Outcome = Outcome.PROVED
    limitations: tuple[str, ...] = ()
    seconds: float = 0.0
    left_out: tuple[str, ...] = ()
    direction: str = ""
    constants: str = ""
    confidence: str = ""

    def _repr_latex_(self) -> str:
        from ..bounds.typeset import lines_latex, text_latex

        steps = [rf"\text{{{s.verdict.outcome.value}}}\quad {text_latex(s.verdict.claim)}" for s in self.steps]
        return lines_latex([rf"\text{{{self.outcome.value}}}\quad {text_latex(self.title)}", *steps])

    @property
    def kind(self) -> str:
        """Direction and constants in words, "" where neither was declared."""
        from ..bounds.statements import bound_in_words

        return bound_in_words(self.direction, self.constants)

    @property
    def as_expected(self) -> bool:
        """Whether the theorem and every step came out as declared."""
        return self.outcome is self.expected and all(step.as_expected for step in self.steps)

    def to_json(self) -> dict[str, Json]:
        """Plain JSON."""
        return {
            "name": self.name,
            "title": self.title,
            "outcome": self.outcome.value,
            "expected": self.expected.value,
            "why": self.why,
            "statement": self.statement,
            "hypotheses": list(self.hypotheses),
            "given": list(self.given),
            "steps": [step.to_json() for step in self.steps],
            "series": [dict(item) for item in self.series],
            "source": dict(self.source),
            "limitations": list(self.limitations),
            "seconds": self.seconds,
            "left_out": list(self.left_out),
            "direction": self.direction,
            "constants": self.constants,
            "confidence": self.confidence,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Json]) -> TheoremVerdict:
        """Back from plain JSON."""
        return cls(
            name=data["name"],
            title=data["title"],
            outcome=Outcome(data["outcome"]),
            expected=Outcome(data["expected"]),
            why=data["why"],
            statement=data["statement"],
            hypotheses=tuple(data["hypotheses"]),
            given=tuple(data["given"]),
            steps=tuple(StepVerdict.from_json(step) for step in data["steps"]),
            series=tuple(dict(item) for item in data["series"]),
            source=dict(data["source"]),
            limitations=tuple(data["limitations"]),
            seconds=data["seconds"],
            left_out=tuple(data.get("left_out", ())),
            direction=data.get("direction", ""),
            constants=data.get("constants", ""),
            confidence=data.get("confidence", ""),
        )


EXIT_AS_EXPECTED = 0
EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_UNDECIDED = 3
EXIT_INTERRUPTED = 130
EXIT_NO_READER = 141  # as a shell says of a program that wrote into a closed pipe


def exit_status(outcomes: Iterable[tuple[Outcome, Outcome]]) -> int:
    """The exit status of a run, from pairs (outcome, expected outcome).

    0 if every outcome is as expected; 3 if those that are not are all UNDECIDED or VACUOUS; else 1. A claim that was
    declared PROVED and is now only SUPPORTED counts as a failure, and so does a false twin that is suddenly PROVED.
    """
    unexpected = [outcome for outcome, expected in outcomes if outcome is not expected]
    if not unexpected:
        return EXIT_AS_EXPECTED
    open_ended = (Outcome.UNDECIDED, Outcome.VACUOUS)
    return EXIT_UNDECIDED if all(outcome in open_ended for outcome in unexpected) else EXIT_FAILED
