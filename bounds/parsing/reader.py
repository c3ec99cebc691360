"""A text and its tokens, read one by one, with errors that point at a column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sympy import Symbol

from ..errors import GrammarError
from .limits import MAX_DEPTH, MAX_NESTING
from .table import EMPTY, Vocabulary
from .tokens import Token, tokenize


@dataclass
class Reader:
    """The state of one text on its way through the grammar.

    Arguments: `text`; `vocabulary`, names beside the grammar's own; `symbols`, the symbols to use for names
    (a name that is missing becomes a plain Symbol); `euler`, whether `e` names a parameter here;
    `declaring`, whether a word may follow a formula, as in `k integer`. While reading: `valued`, whether a
    sign may end the text and say from which side a value is approached; `nesting`, `brackets` and
    `bars` count what is open, `indices` are those of LaTeX sums, `bound` and `first_use` are the columns of names.
    """

    text: str
    vocabulary: Vocabulary = EMPTY
    symbols: Mapping[str, Symbol] = field(default_factory=dict)
    euler: bool = False
    declaring: bool = False
    valued: bool = field(default=False, init=False)
    tokens: list[Token] = field(init=False)
    position: int = field(default=0, init=False)
    nesting: int = field(default=0, init=False)
    bars: int = field(default=0, init=False)
    brackets: int = field(default=0, init=False)
    indices: list[str] = field(default_factory=list, init=False)
    bound: dict[str, int] = field(default_factory=dict, init=False)
    first_use: dict[str, int] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.tokens = self.prepare()

    def prepare(self) -> list[Token]:
        """The tokens of the text."""
        return tokenize(self.text, latex=False)

    @property
    def token(self) -> Token:
        """The token to be read next."""
        return self.tokens[self.position]

    def ahead(self, distance: int = 1) -> Token:
        """A later token (the last one beyond the end)."""
        return self.tokens[min(self.position + distance, len(self.tokens) - 1)]

    def advance(self) -> Token:
        """Read one token."""
        token = self.token
        if token.kind != "end":
            self.position += 1
        return token

    def at(self, *operators: str) -> bool:
        """Whether the next token is one of these operators."""
        return self.token.kind == "op" and self.token.text in operators

    def error(self, problem: str, column: int | None = None) -> GrammarError:
        """An error at the column, by default that of the next token."""
        return GrammarError(self.text, self.token.column if column is None else column, problem)

    def too_deep(self) -> GrammarError:
        """An error: too much is open at once."""
        return self.error(f"nested more than {MAX_DEPTH} deep; name the inner parts as formulas of their own")

    def enter(self) -> None:
        """Go one level down, which the caller leaves by `nesting -= 1`."""
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise self.too_deep()

    def expected(self, what: str) -> GrammarError:
        """An error: this was expected, and that was found."""
        return self.error(f"expected {what}, found {self.token.shown()}")

    def expect(self, operator: str, what: str | None = None) -> Token:
        """Read this operator."""
        if not self.at(operator):
            raise self.expected(what or repr(operator))
        return self.advance()
