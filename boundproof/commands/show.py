"""`boundproof show`: one theorem typeset in the terminal, before anything of it is checked."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..bounds.statements import Source, Step, Theorem

SUMMARY = "one theorem typeset in the terminal, with what is expected of each of its steps"
_WIDTH = 100


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """The options of `boundproof show`."""
    parser = subparsers.add_parser(
        "show",
        help=SUMMARY,
        description="Reference, hypotheses, conclusions, kind of bound, steps, instances and false twins with their "
        "declared outcomes, confidence and limitations. Nothing is checked: `boundproof check` does that.",
    )
    parser.add_argument("theorem", metavar="THEOREM", help="a built-in theorem by name, a .proof or a Python file")
    return parser


def run(options: argparse.Namespace) -> int:
    """Prints each theorem of that name or file."""
    from ..reports.escape import clean
    from ..theorem_files import load_theorems

    shown = ["\n".join(clean(line) for line in typeset(theorem)) for theorem in load_theorems([options.theorem])]
    print("\n\n".join(shown))
    return 0


def typeset(theorem: Theorem) -> Iterator[str]:
    """The lines of a theorem as it is stated: mathematics in Unicode, declared outcomes beside the steps."""
    from ..bounds.statements import Fact

    yield theorem.title
    yield f"{theorem.name}  {theorem.kind}".rstrip()
    if theorem.source.known:
        yield from _wrapped(_reference(theorem.source), "  ")
    yield ""
    yield from _wrapped(_prose(theorem.statement), "  ")
    if theorem.given:
        yield from ("", "Hypotheses")
        width = max(len(item.name) for item in theorem.given)
        for item in theorem.given:
            if isinstance(item, Fact):
                text = _claim(item.claim) + (f"; {_prose(item.note)}" if item.note else "")
                text += f" [cited: {item.cited}]" if item.cited else ""
            else:
                text = f"{_prose(f'`{item.subject}`') + ' ' if item.subject else ''}{item.kind}"
                text += f"; {_prose(item.note)}" if item.note else ""
            yield from _wrapped(text, f"  {item.name:<{width}}  ")
    for heading, members in _groups(theorem):
        yield from ("", heading)
        for step in members:
            yield from _step(step, conclusion=step.name in theorem.conclusions)
    yield ""
    yield f"Declared: {theorem.expected}"
    if theorem.confidence:
        yield from _wrapped(_prose(theorem.confidence), "Confidence: ")
    if theorem.limitations:
        yield "Limitations"
        for text in theorem.limitations:
            yield from _wrapped(_prose(text), "  * ")


def _groups(theorem: Theorem) -> Iterator[tuple[str, list[Step]]]:
    """The steps under their headings."""
    proof = [step for step in theorem.steps if step.role in ("step", "conclusion")]
    instances = [step for step in theorem.steps if step.role == "instance"]
    twins = [step for step in theorem.steps if step.role == "sabotage"]
    for heading, members in (("Proof", proof), ("Instances", instances), ("False twins", twins)):
        if members:
            yield heading, members


def _step(step: Step, *, conclusion: bool) -> Iterator[str]:
    """What a step claims, what it may use, and what is expected of it."""
    from ..bounds.claims import Claim

    mark = "∴" if conclusion else "·"
    tier = "" if step.tier == "quick" else f", {step.tier} runs"
    title = f"{_prose(step.title)} " if step.title else ""
    yield from _wrapped(f"{title}({step.expected}{tier})", f"  {mark} {step.name}: ", "      ")
    if isinstance(step.claim, Claim):
        yield from _wrapped(_claim(step.claim), "      ")
    if step.by:
        yield from _wrapped(f"by {', '.join(step.by)}", "      ")
    if step.note:
        yield from _wrapped(_prose(step.note), "      ")


def _claim(claim: object) -> str:
    """A claim with its sense and its limit."""
    from ..bounds.claims import Claim, Mode
    from ..reports.formulas import Untypeset
    from ..reports.statements import claim_box, point_box
    from ..reports.unicode import unicode

    assert isinstance(claim, Claim)
    try:
        text = unicode(claim_box(claim))
        where = [unicode(point_box(claim.point))] if claim.point is not None else []
    except Untypeset:
        return claim.text
    if claim.mode is Mode.WITH_PROBABILITY:
        where.append(f"with probability at least 1 − {claim.delta}")
    elif claim.mode is not Mode.DETERMINISTIC:
        where.append(claim.mode.value)
    return f"{text}  ({', '.join(where)})" if where else text


def _prose(text: str) -> str:
    from ..reports.statements import prose
    from ..reports.unicode import line

    return line(prose(text))


def _reference(source: Source) -> str:
    parts = [f"{source.authors} ({source.year})"]
    parts += [source.title] if source.title else []
    parts += [f"arXiv:{source.arxiv}"] if source.arxiv else []
    parts += [source.number] if source.number else []
    return ", ".join(parts) + "." + (f" {_prose(source.note)}." if source.note else "")


def _wrapped(text: str, first: str, rest: str = "") -> list[str]:
    """A paragraph, its first line led in by `first` and the others as far to the right, or by `rest`."""
    return textwrap.wrap(
        text, _WIDTH, initial_indent=first, subsequent_indent=rest or " " * len(first), break_long_words=False
    )
