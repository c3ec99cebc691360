"""Parts of a report for an author's own paper: one file a theorem, and a command for every number.

A paper loads `boundproof.sty`, says `\\input{numbers}` in its preamble, writes `\\minNormExplicitBound` where the
number belongs, and stays in step with the run. Names are made of letters: digits are spelled, words run together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from .document import Document, Item
from .escape import clean, slug
from .latex import chapter as render_chapter
from .numbers import show
from .tabular import number

_WORDS = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
_DIGITS = {str(digit): word for digit, word in enumerate(_WORDS)}
_SIGNS = {
    "/": " over ",
    "*": " star ",
    "^": " to ",
    "<": " below ",
    ">": " above ",
    "²": " squared ",
    "∞": " infinity ",
    "−": " minus ",
    ".": " point ",
}


def render(document: Document) -> dict[str, str]:
    """File names and texts: `theorem-NAME.tex` for each theorem, and `numbers.tex`."""
    files: dict[str, str] = {}
    for chapter in document.chapters:
        name = f"theorem-{slug(chapter.theorem.name, fallback=str(chapter.number))}"
        if f"{name}.tex" in files:
            name += f"-{chapter.number}"
        files[f"{name}.tex"] = render_chapter(document, chapter)
    files["numbers.tex"] = numbers(document)
    return files


def numbers(document: Document) -> str:
    r"""One `\newcommand` for each number in the tables of the run, with what it is in a comment."""
    lines = ["% Made by boundproof: every number of a run under a name. Needs boundproof.sty."]
    taken: set[str] = set()
    for where, row, column, cell in _cells(document):
        shown = show(cell)
        if not shown.numeric:
            continue
        name = command(*where, row, column)
        while name in taken:
            name += "Again"
        taken.add(name)
        comment = clean(f"{' / '.join(where)}: {column}, {row}: {shown.full}")
        lines += [f"% {comment}", rf"\newcommand{{\{name}}}{{\ensuremath{{{number(shown).strip('$')}}}}}"]
    return "\n".join(lines) + "\n"


def _cells(document: Document) -> Iterator[tuple[tuple[str, ...], str, str, Any]]:
    """Where each cell of a table stands, the heading of its row and column, and the cell."""
    for chapter in document.chapters:
        theorem = chapter.theorem.name.rsplit("/", 1)[-1]
        for item in chapter.items:
            yield from _item((theorem, item.name), item)
    for item in document.claims:
        yield from _item((item.name,), item)
    for position, table in enumerate(document.results.tables, 1):
        yield from _table((document.results.kind, "table", str(position)), table)


def _item(where: tuple[str, ...], item: Item) -> Iterator[tuple[tuple[str, ...], str, str, Any]]:
    for table in item.tables:
        yield from _table(where, table)


def _table(where: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str, str, Any]]:
    for row in table["rows"]:
        heading = str(show(row[0])) if row else ""
        single = len(table["rows"]) == 1
        for column, cell in zip(table["columns"][1:], row[1:], strict=True):
            yield where, "" if single else f"{table['columns'][0]} {heading}", column, cell


def command(*parts: str) -> str:
    """A name that TeX takes for a command, from any texts: "min-norm", "n 10" and "k*" make `minNormNOneZeroKStar`."""
    text = " ".join(parts)
    for sign, word in _SIGNS.items():
        text = text.replace(sign, word)
    text = unicodedata.normalize("NFKD", "".join(_letter_name(character) for character in text))
    text = "".join(f" {_DIGITS[part]} " if part in _DIGITS else part for part in text)
    words = re.findall(r"[A-Za-z]+", text)
    name = "".join(word[0].upper() + word[1:] for word in words)
    return f"bp{name}" if not name else name[0].lower() + name[1:]


def _letter_name(character: str) -> str:
    """Greek letters by name; everything else as it is."""
    full = unicodedata.name(character, "")
    match = re.match(r"GREEK (?:SMALL|CAPITAL) LETTER (?:FINAL )?([A-Z]+)", full)
    return f" {match[1].lower()} " if match else character
