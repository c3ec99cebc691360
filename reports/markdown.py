"""The report as Markdown, for a pull request or an issue: verdicts and numbers, without figures and certificates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from .document import Document, Item
from .escape import clean
from .html import seconds
from .numbers import show
from .pieces import Piece
from .statements import prose

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-!|~$&@:^=])")


def text(value: str) -> str:
    """Any text as Markdown that shows it and does nothing."""
    return _SPECIAL.sub(r"\\\1", clean(value)).replace("\\-", "-").replace("\\(", "(").replace("\\)", ")")


def code(value: str) -> str:
    """Any text as a code span, inside a table or not."""
    inner = clean(value).replace("|", "\\|")
    fence = "`" * (max((len(run) for run in re.findall(r"`+", inner)), default=0) + 1)
    pad = " " if inner.startswith("`") or inner.endswith("`") else ""
    return f"{fence}{pad}{inner}{pad}{fence}" if inner.strip() else ""


def line(pieces: Sequence[Piece]) -> str:
    """A line of prose; formulas stand as code."""
    return "".join(text(piece.text) if piece.kind == "text" or piece.typed else code(piece.text) for piece in pieces)


def render(document: Document) -> str:
    """The Markdown of a report."""
    counted = ", ".join(f"{count} {outcome.value}" for outcome, count, _ in document.counts if count)
    facts = [counted or "no verdicts"]
    if document.unexpected:
        facts.append(f"**{document.unexpected} not as declared**")
    elif document.chapters:
        facts.append("everything as declared")
    parts = ["# Bound report", "; ".join([*facts, f"{document.results.engine_only} engine only."])]
    for chapter in document.chapters:
        theorem = chapter.theorem
        parts.append(f"## {chapter.number} {line(prose(theorem.title))}: {theorem.outcome.value}")
        if theorem.statement:
            parts.append(f"> {line(prose(theorem.statement))}")
        parts.append(line(prose(theorem.why)))
        said = [f"{theorem.kind[0].upper()}{theorem.kind[1:]}."] if theorem.kind else []
        said += [f"Confidence: {line(prose(theorem.confidence))}"] if theorem.confidence else []
        parts += [" ".join(said)] if said else []
        parts.append(_verdicts(chapter.items))
        if theorem.left_out:
            parts.append(f"Left out of this run, which was a quicker one: {text(', '.join(theorem.left_out))}.")
        parts += [f"* {line(prose(limit))}" for limit in theorem.limitations]
        parts += [_numbers(item) for item in chapter.items if item.tables]
    if document.claims:
        parts += ["## Claims", _verdicts(document.claims)]
        parts += [_numbers(item) for item in document.claims if item.tables]
    parts += [_table(table) for table in document.results.tables]
    made = document.results.reproduction
    facts = [f"seed {'none' if made.seed is None else made.seed}", text(seconds(made.seconds))]
    facts += [f"{text(name)} {text(version)}" for name, version in sorted(made.versions.items())]
    parts.append("; ".join([f"Command {code(made.command) or 'not recorded'}", *facts]) + ".")
    return "\n\n".join(part for part in parts if part) + "\n"


def _verdicts(items: Sequence[Item]) -> str:
    rows = ["| | name | claim | outcome | re-check | why |", "|---|---|---|---|---|---|"]
    for item in items:
        verdict = item.verdict
        declared = "" if item.as_expected or item.expected is None else f" (declared {item.expected.value})"
        shown = line(prose(verdict.claim)) if "`" in verdict.claim else code(verdict.claim)
        rows.append(
            f"| {item.number} | {text(item.name)} | {shown} | {verdict.outcome.value}{declared} | "
            f"{verdict.recheck.value} | {line(prose(verdict.why))} |"
        )
    return "\n".join(rows)


def _numbers(item: Item) -> str:
    return "\n\n".join([f"### {item.word} {item.number}", *map(_table, item.tables)])


def _table(table: Mapping[str, Any]) -> str:
    rows = ["| " + " | ".join(line(prose(column)) for column in table["columns"]) + " |"]
    rows.append("|" + "---|" * len(table["columns"]))
    for row in table["rows"]:
        cells = [show(cell) for cell in row]
        rows.append("| " + " | ".join(line(prose(c.text)) if c.text is not None else str(c) for c in cells) + " |")
    return "\n\n".join([line(prose(table["caption"])), "\n".join(rows)])
