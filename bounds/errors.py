"""What can go wrong, said in one line: the offending value, why, and what to do."""

from __future__ import annotations


class BoundproofError(Exception):
    """Base of every error that a user can cause; its text is one line and needs no traceback."""


class InputError(BoundproofError):
    """A value, file or option that cannot be used."""


class DomainError(BoundproofError):
    """A mathematical object outside the domain where the question makes sense (a divergent sum, λ < 0)."""


class GrammarError(InputError):
    """A text that the grammar does not read.

    Arguments: `text`, the offending text; `column`, counted from 1; `problem`, what was found and what is expected.
    """

    def __init__(self, text: str, column: int, problem: str) -> None:
        self.text = text
        self.column = column
        self.problem = problem
        super().__init__(f"{problem} (column {column} of {_excerpt(text, column)})")


def _excerpt(text: str, column: int, width: int = 60) -> str:
    """The text around a column, on one line, short enough to show."""
    start = max(0, min(column - 1 - width // 2, len(text) - width))
    piece = text[start : start + width]
    return repr(("…" if start else "") + piece + ("…" if start + width < len(text) else ""))
