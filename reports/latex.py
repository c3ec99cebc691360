"""The report as LaTeX: `report.tex` with its figures, `boundproof.sty`, and a `.bib` for the author's own paper.

Templates have delimiters of their own, and everything they print is escaped unless it is already `Tex`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from ..verify.verdict import Outcome, Recheck
from . import statements
from .document import Chapter, Document, Item, Reference, Use
from .escape import clean, tex, tex_code
from .figures import describe
from .html import seconds, short
from .numbers import Figure, Shown, show
from .statements import Piece

WIDEST = 135
"""Characters across a page at the smallest size that can be read."""
LONG = 40
"""Characters of a cell from which its column breaks lines."""
ACROSS = 100
"""Characters across a page at the size of tables."""
ROWS = 38
"""Rows of a table on one page; a longer one is continued."""


class Tex(str):
    """Text that is TeX already."""

    __slots__ = ()


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
        narrow=lambda text: Tex(tex_code(text, longest=8)),
        prose=prose,
        braced=lambda value: Tex(f"{{{value}}}"),  # a bracket inside would end the optional argument
        sentence=lambda text: pieces(statements.sentence(text)),
        claim=claim,
        point=lambda text: pieces([statements.point(text)]),
        hypothesis=lambda text, quantities=False: pieces(statements.hypothesis(text, quantities=quantities)),
        badge=lambda outcome: Tex(rf"\bpoutcome{{{outcome.value}}}"),
        chunks=chunks,
        panels=panels,
        lines=statements.lines,
        columns=columns,
        cells=cells,
        value=lambda text: number(show(text)),
        seconds=seconds,
        describe=describe,
        uses=uses,
        short=short,
        joined=lambda parts: Tex(", ".join(parts)),
        bookmark=lambda text: Tex(tex(statements.plain(statements.prose(text)))),
    )
    return environment


def _finalize(value: Any) -> str:
    return value if isinstance(value, Tex) else tex(str(value))


def pieces(parts: Iterable[Piece]) -> Tex:
    """Text, mathematics and code in a line; mathematics too wide for the line appears as its text."""
    out: list[str] = []
    for piece in parts:
        if piece.kind == "math":
            out.append(rf"\bpinline{{{piece.latex()}}}{{{tex_code(piece.text)}}}")
        elif piece.kind == "code":
            out.append(rf"\bpcode{{{tex_code(piece.text)}}}")
        else:
            out.append(tex(piece.text))
    return Tex("".join(out))


def prose(text: str) -> Tex:
    """Prose with formulas between backticks."""
    return pieces(statements.prose(text))


def claim(item: Item) -> Tex:
    """The claim of a verdict, on lines of its own."""
    verdict = item.verdict
    piece = item.claim
    if piece.kind == "math":
        return Tex(rf"\bpformula{{{piece.latex()}}}{{{tex_code(piece.text)}}}")
    inner = prose(verdict.claim) if "`" in verdict.claim or statements.wordy(verdict.claim) else pieces([piece])
    return Tex(rf"\bpstatement{{{inner}}}")


def uses(item: Item) -> Tex:
    """What a step rests on, with references to steps."""
    return Tex(", ".join(map(_use, item.uses)))


def _use(use: Use) -> str:
    if use.number:
        return rf"\ref{{{use.anchor}}}"
    return rf"\hyperref[{use.anchor}]{{{tex_code(use.name)}}}" if use.anchor else tex_code(use.name)


def chunks(rows: Sequence[Any]) -> list[Sequence[Any]]:
    """Rows in pieces that fit a page; one empty piece for an empty table."""
    return [rows[start : start + ROWS] for start in range(0, max(1, len(rows)), ROWS)]


def panels(table: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """A table in pieces of some of its columns, each with the first, where all together would be too small to read."""
    widths = [len(statements.plain(statements.prose(heading))) for heading in table["columns"]]
    for row in table["rows"]:
        widths = [max(width, min(40, len(str(show(cell))))) for width, cell in zip(widths, row, strict=True)]
    groups: list[list[int]] = []
    for column in range(1, len(widths)):
        if not groups or widths[0] + sum(widths[at] + 2 for at in (*groups[-1], column)) > WIDEST:
            groups.append([])
        groups[-1].append(column)
    if len(groups) < 2:
        return [table]
    return [
        {
            "columns": [table["columns"][at] for at in (0, *group)],
            "rows": [[row[at] for at in (0, *group)] for row in table["rows"]],
        }
        for group in groups
    ]


def columns(table: Mapping[str, Any]) -> Tex:
    """The column types of a table: numbers flush right; long text in columns that break and share what is left."""
    shown = [[show(row[position]) for row in table["rows"]] for position, _ in enumerate(table["columns"])]
    widths = [max((len(statements.plain(statements.prose(str(cell)))) for cell in cells), default=0) for cells in shown]
    heads = [len(statements.plain(statements.prose(heading))) for heading in table["columns"]]
    numeric = [any(cell.numeric for cell in cells) for cells in shown]
    long = [not number and width > LONG for number, width in zip(numeric, widths, strict=True)]
    taken = sum(max(width, head) + 3 for width, head, breaks in zip(widths, heads, long, strict=True) if not breaks)
    each = max(0.2, (0.94 - taken / ACROSS) / max(1, sum(long)))
    types = {
        position: rf">{{\raggedright\arraybackslash}}p{{{each:.2f}\linewidth}}" if breaks else "r" if number else "l"
        for position, (breaks, number) in enumerate(zip(long, numeric, strict=True))
    }
    return Tex("".join(types.values()) or "l")


def cells(row: Sequence[Any]) -> Tex:
    """One row of a table."""
    return Tex(" & ".join(number(show(cell)) for cell in row))


def number(shown: Shown) -> Tex:
    """A number with its interval, by siunitx."""
    if shown.text is not None:
        return prose(shown.text)
    parts = [] if shown.value is None else [_figure(shown.value)]
    if shown.radius is not None:
        parts.append(rf"\pm {_figure(shown.radius)}")
    if shown.low is not None and shown.high is not None:
        parts.append(rf"[{_figure(shown.low)}, {_figure(shown.high)}]")
    return Tex("$" + r"\;".join(parts) + "$")


def _figure(figure: Figure) -> str:
    digits = figure.digits.replace("−", "-")
    if "∞" in digits:
        return digits.replace("∞", r"\infty")
    return rf"\num{{{digits}}}" if figure.exponent is None else rf"\num{{{digits}e{figure.exponent}}}"


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
