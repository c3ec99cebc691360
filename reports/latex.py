"""The report as LaTeX: `report.tex` with its figures, `boundproof.sty`, and a `.bib` for the author's own paper.

Templates have delimiters of their own, and everything they print is escaped unless it is already `Tex`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from ..verify.verdict import Case, Outcome, Recheck
from . import names, statements
from .boxes import Box, latex
from .document import Chapter, Document, Hypothesis, Item, Piece, Reference, Use
from .escape import clean, tex, tex_code
from .figures import describe
from .html import seconds
from .numbers import show
from .pieces import plain
from .tabular import Tex, laid_out, number, pieces, prose


def render(document: Document) -> str:
    """The text of `report.tex`; it needs `boundproof.sty` and the figures beside it."""
    return (
        _environment()
        .get_template("report.tex.j2")
        .render(
            document=document,
            results=document.results,
            fragment=False,
            outcomes=list(Outcome),
            engine_only=Recheck.ENGINE_ONLY,
        )
    )


def chapter(document: Document, part: Chapter) -> str:
    """One theorem for an author to `\\input`; its figures and `boundproof.sty` lie beside it."""
    return _environment().get_template("theorem.tex.j2").render(document=document, chapter=part, fragment=True)


def style() -> str:
    """The text of `boundproof.sty`."""
    return resources.files(__package__).joinpath("templates", "boundproof.sty").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=False,  # not HTML; `_finalize` escapes
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<#",
        comment_end_string="#>",
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_finalize,
    )
    environment.filters.update(
        ready=Tex,
        code=lambda text: Tex(tex_code(text)),
        narrow=lambda text: Tex(tex_code(text, longest=9)),
        prose=prose,
        braced=lambda value: Tex(f"{{{value}}}"),  # a bracket inside would end the optional argument
        sentence=lambda text: pieces(statements.sentence(text)),
        claim=claim,
        point=lambda text: pieces(statements.place(text)),
        hypothesis=lambda text, quantities=False: pieces(statements.hypothesis(text, quantities=quantities)),
        badge=lambda outcome: Tex(rf"\bpoutcome{{{outcome.value}}}"),
        lines=statements.lines,
        laid_out=laid_out,
        case_table=case_table,
        everywhere=everywhere,
        bare=bare,
        region=lambda text: pieces(statements.region(text)),
        summary=summary,
        sense=sense,
        named=named,
        fact=fact,
        hypotheses=hypotheses,
        in_box=in_box,
        value=lambda text: number(show(text)),
        seconds=seconds,
        describe=describe,
        uses=uses,
        joined=lambda parts: Tex(", ".join(parts)),
        bookmark=lambda text: Tex(tex(plain(statements.prose(text)))),
    )
    return environment


def _finalize(value: Any) -> str:
    return value if isinstance(value, Tex) else tex(str(value))


def claim(item: Item) -> Tex:
    """The claim of a verdict, on lines of its own."""
    verdict = item.verdict
    parts = [item.claim]
    if parts[0].kind != "math" and "; " in verdict.claim and "`" not in verdict.claim:
        parts = [statements.claim(text) for text in verdict.claim.split("; ")]
    if all(part.kind == "math" for part in parts):
        return Tex("".join(rf"\bpformula{{{part.latex()}}}{{{tex_code(part.text)}}}" for part in parts))
    inner = prose(verdict.claim) if "`" in verdict.claim or statements.wordy(verdict.claim) else pieces(parts[:1])
    return Tex(rf"\bpclaim{{{inner}}}")


def uses(item: Item, narrow: bool = False) -> Tex:
    """What a step rests on, with references to steps; their names too, where the line is not `narrow`."""
    return Tex(", ".join(_use(use, narrow=narrow) for use in item.uses))


def _use(use: Use, *, narrow: bool) -> str:
    if use.number:
        return rf"\ref{{{use.anchor}}}" + ("" if narrow else rf" \bpname{{{tex_code(use.name)}}}")
    return rf"\hyperref[{use.anchor}]{{{named(use.name)}}}" if use.anchor else named(use.name)


_SYMBOL = re.compile(r"[A-Za-z]|[A-Za-z]+[0-9]*(_[A-Za-z0-9]+)+|[A-Za-z]{1,6}[0-9]")


def named(text: str) -> Tex:
    """The name of a fact as it is cited: one that is a formula or a symbol as mathematics, a word as the name it is."""
    found = _symbol(text)
    if found is not None:
        return Tex(f"${latex(found)}$")
    if "`" in text:
        return prose(text)
    piece = statements.hypothesis(text, quantities=True)
    if re.search("[<>=]", text) and len(piece) == 1 and piece[0].kind == "math":
        return pieces(piece)
    return Tex(rf"\bpname{{{tex_code(text)}}}")


def _symbol(text: str) -> Box | None:
    """The box of a name that stands for a quantity: sigma, n, kappa_1, truth2."""
    stem = re.match("[A-Za-z]+", text)
    if text in names.GREEK or (_SYMBOL.fullmatch(text) and stem is not None):
        return names.name(text)
    return None


def fact(hypothesis: Hypothesis) -> Tex:
    """A hypothesis with its name, where that says more than the hypothesis itself does."""
    said = pieces(statements.hypothesis(hypothesis.text, quantities=True))
    if not hypothesis.label or _SIGNED.fullmatch(hypothesis.text) or _symbol(hypothesis.label) is not None:
        return said
    return Tex(rf"{named(hypothesis.label)}: {said}")


def hypotheses(chapter: Chapter) -> Iterator[list[Hypothesis]]:
    """The hypotheses of a theorem, a paragraph each; those that only say a sign stand together in the first."""
    short = [each for each in chapter.hypotheses if _SIGNED.fullmatch(each.text)]
    if short:
        yield short
    yield from ([each] for each in chapter.hypotheses if each not in short)


_SIGNED = re.compile(r"`?[A-Za-z0-9_]+ (>|>=|!=) [0-9]+`?")


def summary(piece: Piece) -> Tex:
    """What a piece of evidence says, with the few values that belong to it."""
    fields = piece.fields or []
    values = ", ".join(
        f"{prose(key)} = {number(show(_rounded(value)))}"
        for key, value in fields
        if f"{key} = " not in piece.evidence.summary
    )
    return Tex(prose(piece.evidence.summary) + (f" ({values})" if values else ""))


def _rounded(value: str) -> str | float:
    """A float with more digits than anybody reads is shown as a float is."""
    if re.fullmatch(r"`10\*\*\(-[0-9]+\)`", value):
        return f"10^(−{value[7:-2]})"
    return float(value) if re.fullmatch(r"-?[0-9]+\.[0-9]{7,}(e-?[0-9]+)?", value) else value


def sense(text: str) -> Tex:
    """In what sense a claim holds."""
    return prose(text.replace("1 - delta", "`1 - delta`"))


def case_table(cases: Sequence[Case]) -> dict[str, Any]:
    """Verdicts by region of parameters as a table."""
    rows = [[_region(case.region), case.outcome.value, case.why] for case in cases]
    keep = [0, 1, *([2] if any(case.why for case in cases) else [])]
    headings = ["region of parameters", "outcome", "why"]
    return {"columns": [headings[at] for at in keep], "rows": [[row[at] for at in keep] for row in rows], "caption": ""}


def everywhere(cases: Sequence[Case]) -> bool:
    """Whether there is one case and no region to tell apart."""
    return len(cases) == 1 and cases[0].region in ("always", "all")


def bare(cases: Sequence[Case]) -> bool:
    """Whether the cases are a few regions with their outcomes and no reasons, which a line can hold."""
    return 1 < len(cases) <= _IN_LINE and not any(case.why for case in cases)


_IN_LINE = 4


def _region(text: str) -> str:
    """A region as a formula; `x -> 0+: all` is a direction and, after it, a region."""
    direction, colon, region = text.partition(": ")
    if colon and "->" in direction:
        return f"`{direction}`" if region == "all" else f"`{direction}`, {_region(region)}"
    return text if text.strip().isalpha() or "`" in text else f"`{text}`"


def in_box(text: str) -> Tex:
    """A name in the box of a graph, its lines broken at hyphens."""
    lines = [""]
    for part in re.findall("[^-]+-?", text) or [text]:
        if lines[-1] and len(lines[-1]) + len(part) > _IN_BOX:
            lines.append("")
        lines[-1] += part
    shown = [line if len(line) <= _IN_BOX + 2 else line[: _IN_BOX + 1] + "…" for line in lines]
    kept = shown if len(shown) <= 3 else [*shown[:2], shown[2] + "…"]
    return Tex(r"\\[-2pt]".join(rf"\bpfit{{{tex(line)}}}" for line in kept))


_IN_BOX = 17


def bibliography(references: Iterable[Reference]) -> str:
    """A BibTeX file with the sources of the theorems."""
    entries = []
    for reference in references:
        source = {key: clean(value) for key, value in reference.fields.items()}
        arxiv = source.get("arxiv", "")
        fields = {
            "author": f"{{{tex(source.get('authors', ''))}}}",
            "title": f"{{{tex(source.get('title') or 'arXiv:' + arxiv)}}}",
            "year": tex(source.get("year", "")),
            "eprint": tex(arxiv),
            "archiveprefix": "arXiv" if arxiv else "",
            "note": tex(source.get("note", "")),
        }
        lines = [f"  {key} = {{{value}}}" for key, value in fields.items() if value.strip("{}")]
        entries.append(f"@misc{{{reference.key},\n" + ",\n".join(lines) + "\n}\n")
    return "\n".join(entries)
