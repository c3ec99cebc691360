"""The lines of a proof script: comments dropped, continuations joined, and where each character stood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from .errors import InputError

MAX_LINES = 5_000


class ProofError(InputError):
    """A proof script that cannot be read; the message begins with file:line:column."""

    def __init__(self, path: str, line: int, column: int, problem: str) -> None:
        self.path, self.line, self.column, self.problem = path, line, column, problem
        super().__init__(f"{path}:{line}:{column}: {problem}")


@dataclass
class Line:
    """A logical line: its text, comments dropped and continuations joined, and where each character stood."""

    path: str
    text: str = ""
    places: list[tuple[int, int]] = field(default_factory=list)

    def extend(self, line: int, column: int, piece: str) -> None:
        """Joins what stands at a place of the file, after a space."""
        if self.text:
            self.text += " "
            self.places.append((line, column))
        self.text += piece
        self.places += [(line, column + offset) for offset in range(len(piece))]

    def fail(self, position: int, problem: str) -> NoReturn:
        """Raises ProofError for a position of the text, at its place in the file."""
        line, column = self.places[min(position, len(self.places) - 1)]
        if position >= len(self.places):
            column += 1
        raise ProofError(self.path, line, column, problem)


def logical_lines(text: str, path: str) -> Iterator[Line]:
    """Lines without comments, each with the indented ones below it."""
    current: Line | None = None
    lines = text.split("\n")
    if len(lines) > MAX_LINES:
        raise ProofError(path, MAX_LINES, 1, f"a proof script has at most {MAX_LINES} lines")
    for number, raw in enumerate(lines, 1):
        bare = raw.split("#", 1)[0].rstrip()
        piece = bare.lstrip()
        if not piece:
            continue
        column = len(bare) - len(piece) + 1
        if column > 1 and current is not None:
            current.extend(number, column, piece)
            continue
        if column > 1:
            raise ProofError(path, number, column, "an indented line continues the one above, and there is none")
        if current is not None:
            yield current
        current = Line(path)
        current.extend(number, column, piece)
    if current is not None:
        yield current
