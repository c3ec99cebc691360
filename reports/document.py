"""Results → the one outline that every format prints: numbered theorems and steps, resolved references.

Identifiers in documents are made of numbers only (`t1`, `t1-s3`, `c2`), so that no name from a results file
ever becomes one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..verify.results import Results
from ..verify.verdict import Evidence, Outcome, Recheck, StepVerdict, TheoremVerdict, Verdict
from . import pieces, statements
from .certificates import readable, small
from .graph import PHONE, Graph, graph

ROLES = {
    "step": "Steps",
    "conclusion": "Conclusion",
    "instance": "Instances",
    "sabotage": "False twins, which must not come out proved",
}
WORDS = {"step": "Step", "conclusion": "Conclusion", "instance": "Instance", "sabotage": "False twin", "claim": "Claim"}


@dataclass(frozen=True)
class Use:
    """Something that a step rests on: a step (`anchor`, `number`), a hypothesis (`anchor`), or a lemma by name."""

    name: str
    anchor: str = ""
    number: str = ""


@dataclass(frozen=True)
class Hypothesis:
    """A hypothesis of a theorem, under the name by which steps cite it, if it has one."""

    anchor: str
    name: str
    text: str

    @property
    def label(self) -> str:
        """Its name where that says more than the hypothesis itself does."""
        return "" if self.text == f"`{self.name}`" else self.name


@dataclass(frozen=True)
class Piece:
    """One piece of evidence under its anchor: `tables` for the reader, `rest` for whoever wants the data."""

    anchor: str
    evidence: Evidence

    @property
    def tables(self) -> list[Mapping[str, Any]]:
        """The tables that it carries."""
        single = [self.evidence.data["table"]] if "table" in self.evidence.data else []
        return [*single, *self.evidence.data.get("tables", ())]

    @property
    def rest(self) -> dict[str, Any]:
        """What it carries besides tables."""
        return {key: value for key, value in self.evidence.data.items() if key not in ("table", "tables")}

    @property
    def fields(self) -> list[tuple[str, str]] | None:
        """What it carries besides tables, where that is a handful of names and values; else None."""
        return small(self.rest)

    @property
    def details(self) -> list[Mapping[str, Any]]:
        """What it carries besides tables, as tables for a person; empty where `fields` says it."""
        return [] if self.fields is not None or not self.rest else readable(self.rest)

    @property
    def only_data(self) -> bool:
        """Whether it carries what no table says, which is in the JSON alone."""
        return bool(self.rest) and self.fields is None and not self.details


@dataclass(frozen=True)
class Item:
    """One verdict in the document: a step of a theorem or a claim by itself."""

    anchor: str
    number: str
    name: str
    title: str
    role: str
    verdict: Verdict
    expected: Outcome | None = None
    note: str = ""
    uses: tuple[Use, ...] = ()

    @property
    def word(self) -> str:
        """What it is called: Step, Conclusion, …"""
        return WORDS[self.role]

    @property
    def quantities(self) -> bool:
        """Whether its text speaks of the field's quantities, as the steps of theorems do."""
        return self.role != "claim"

    @property
    def claim(self) -> pieces.Piece:
        """Its claim, typeset where the grammar reads it."""
        verdict = self.verdict
        return statements.claim(verdict.claim, verdict.point, tuple(verdict.hypotheses), quantities=self.quantities)

    @property
    def as_expected(self) -> bool:
        """Whether nothing else was declared."""
        return self.expected is None or self.verdict.outcome is self.expected

    @property
    def sense(self) -> str:
        """The sense of a claim on random quantities; empty for any other, which has no other."""
        return "" if self.verdict.mode == "deterministic" else self.verdict.mode

    @property
    def recheck(self) -> str:
        """Whether an independent checker has read its certificate, for a table."""
        return "—" if self.verdict.recheck is Recheck.NONE else self.verdict.recheck.value

    @property
    def kinds(self) -> str:
        """What kinds of evidence it has, and who has read its certificate, for a table."""
        kinds = list(dict.fromkeys(part.kind for part in self.verdict.evidence))
        return ", ".join([*kinds, *([] if self.recheck == "—" else [self.recheck])]) or "—"

    @property
    def evidence(self) -> list[Piece]:
        """Its evidence, numbered."""
        return [Piece(f"{self.anchor}-e{at}", part) for at, part in enumerate(self.verdict.evidence, 1)]

    @property
    def tables(self) -> list[Mapping[str, Any]]:
        """The tables of its evidence, in order."""
        return [table for piece in self.evidence for table in piece.tables]


@dataclass(frozen=True)
class Drawing:
    """One figure: its series, anchor and number, and the file name that a TeX document includes."""

    anchor: str
    number: int
    series: Mapping[str, Any]
    file: str


@dataclass(frozen=True)
class Chapter:
    """One theorem in the document."""

    anchor: str
    number: int
    theorem: TheoremVerdict
    hypotheses: tuple[Hypothesis, ...]
    items: tuple[Item, ...]
    drawings: tuple[Drawing, ...]
    citation: str = ""

    @property
    def graph(self) -> Graph | None:
        """What rests on what, as wide as a page, where there is something to draw."""
        return graph(self.items)

    @property
    def phone_graph(self) -> Graph | None:
        """The same, as wide as a phone."""
        return graph(self.items, most=PHONE)

    @property
    def expected_steps(self) -> int:
        """How many steps came out as declared."""
        return sum(item.as_expected for item in self.items)

    def by_role(self) -> Iterator[tuple[str, list[Item]]]:
        """The steps in groups, in the order steps, conclusion, instances, false twins."""
        for role, heading in ROLES.items():
            members = [item for item in self.items if item.role == role]
            if members:
                yield heading, members


@dataclass(frozen=True)
class Reference:
    """One entry of the bibliography."""

    key: str
    number: int
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Document:
    """Everything that a report says, in order."""

    results: Results
    chapters: tuple[Chapter, ...]
    claims: tuple[Item, ...]
    drawings: tuple[Drawing, ...]
    references: tuple[Reference, ...] = field(default_factory=tuple)

    @property
    def items(self) -> tuple[Item, ...]:
        """Every verdict on a claim, once."""
        return tuple(item for chapter in self.chapters for item in chapter.items) + self.claims

    @property
    def certificates(self) -> list[tuple[Item, Piece]]:
        """Every piece of evidence with data that do not stand beside its verdict, and that verdict."""
        return [(item, piece) for item in self.items for piece in item.evidence if piece.details]

    @property
    def all_drawings(self) -> tuple[Drawing, ...]:
        """Every figure, once."""
        return tuple(drawing for chapter in self.chapters for drawing in chapter.drawings) + self.drawings

    @property
    def counts(self) -> list[tuple[Outcome, int, int]]:
        """For each outcome: how many verdicts, and how many of these only the engine has read."""
        every = Counter(item.verdict.outcome for item in self.items)
        unread = Counter(item.verdict.outcome for item in self.items if item.verdict.recheck is Recheck.ENGINE_ONLY)
        return [(outcome, every[outcome], unread[outcome]) for outcome in Outcome]

    @property
    def unexpected(self) -> int:
        """How many theorems and steps did not come out as declared."""
        steps = sum(not item.as_expected for item in self.items)
        return steps + sum(chapter.theorem.outcome is not chapter.theorem.expected for chapter in self.chapters)


def outline(results: Results) -> Document:
    """The document of a run."""
    references: dict[tuple[tuple[str, str], ...], Reference] = {}
    counter = iter(range(1, 10**9))
    chapters = tuple(
        _chapter(number, theorem, references, counter) for number, theorem in enumerate(results.theorems, 1)
    )
    claims = tuple(
        Item(f"c{number}", f"C{number}", name, "", "claim", verdict)
        for number, (name, verdict) in enumerate(results.claims, 1)
    )
    drawings = tuple(_drawing(series, next(counter)) for series in results.series)
    return Document(results, chapters, claims, drawings, tuple(references.values()))


_NAMED = re.compile(r"([A-Za-z][A-Za-z0-9_-]{0,40}|[^`:\n]{1,60}(?=: `)): (.+)", re.DOTALL)


def _hypothesis(anchor: str, text: str) -> Hypothesis:
    """A hypothesis as the runner writes it, `name: statement`, or any text."""
    match = _NAMED.fullmatch(text)
    return Hypothesis(anchor, match[1], match[2]) if match else Hypothesis(anchor, "", text)


def _drawing(series: Mapping[str, Any], number: int) -> Drawing:
    return Drawing(f"f{number}", number, series, f"report-figure-{number}.pdf")


def _chapter(
    number: int,
    theorem: TheoremVerdict,
    references: dict[tuple[tuple[str, str], ...], Reference],
    counter: Iterator[int],
) -> Chapter:
    names = {step.name: position for position, step in enumerate(theorem.steps, 1)}
    hypotheses = tuple(_hypothesis(f"t{number}-h{at}", text) for at, text in enumerate(theorem.hypotheses, 1))
    facts = {hypothesis.name: hypothesis.anchor for hypothesis in hypotheses}

    def use(name: str) -> Use:
        if name in names:
            return Use(name, f"t{number}-s{names[name]}", f"{number}.{names[name]}")
        return Use(name, facts.get(name, "")) if name else Use(name)

    def item(position: int, step: StepVerdict) -> Item:
        role = step.role if step.role in ROLES else "step"
        return Item(
            f"t{number}-s{position}",
            f"{number}.{position}",
            step.name,
            step.title,
            role,
            step.verdict,
            step.expected,
            step.note,
            tuple(use(name) for name in step.by if name not in step.verdict.unused),
        )

    citation = ""
    fields = {key: value for key, value in theorem.source.items() if value}
    if fields:
        key = tuple(sorted((name, value) for name, value in fields.items() if name not in ("number", "note")))
        reference = references.setdefault(
            key, Reference(f"boundproof-{len(references) + 1}", len(references) + 1, fields)
        )
        citation = reference.key
    return Chapter(
        f"t{number}",
        number,
        theorem,
        hypotheses,
        tuple(item(position, step) for position, step in enumerate(theorem.steps, 1)),
        tuple(_drawing(series, next(counter)) for series in theorem.series),
        citation,
    )
