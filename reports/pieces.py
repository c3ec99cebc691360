"""Parts of a line on the page, and how a text becomes one: by the grammar, with the names that it may know.

A text that the grammar does not read is shown as the text it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import sympy as sp

from ..bounds.errors import BoundproofError
from .boxes import Box, latex, mathml
from .formulas import Untypeset

if TYPE_CHECKING:
    from ..bounds.parsing import Vocabulary

MAX_TYPESET = 4000
"""Characters beyond which a formula is shown as text: nobody reads it as a picture."""


@dataclass(frozen=True)
class Piece:
    """Part of a line: plain `text`, `math` (with its box), or `code`, a formula that is shown as it was written.

    `typed` is mathematics that stood in the sentence as such, without being marked as a formula.
    """

    kind: Literal["text", "math", "code"]
    text: str
    box: Box | None = None
    typed: bool = False

    def latex(self) -> str:
        """LaTeX for math mode; only of math."""
        return latex(self.box) if self.box is not None else ""

    def mathml(self, *, display: bool = False) -> str:
        """A `<math>` element; only of math."""
        return mathml(self.box, display=display, alttext=self.text) if self.box is not None else ""


def as_read(text: str, read: Callable[[Vocabulary], Box], *, quantities: bool = False) -> Piece:
    """What the reader makes of the text; with the field's quantities first, or only where nothing else reads it."""
    from ..bounds.parsing.table import EMPTY
    from ..bounds.setting import VOCABULARY

    if len(text) <= MAX_TYPESET:
        for vocabulary in (*((VOCABULARY, EMPTY) if quantities else (EMPTY, VOCABULARY)), _spectral()):
            try:
                return Piece("math", text, read(vocabulary))
            except (BoundproofError, Untypeset):
                continue
    return Piece("code", text)


class slope(sp.Function):
    """The derivative of what stands in it, which identities of rational functions call slope."""

    nargs = 1
    grammar_name = "slope"


class squared_tail(sp.Function):
    """Σ_{i>k} λ_i², which claims about one spectrum call tail2."""

    nargs = 1
    grammar_name = "tail2"


@lru_cache(maxsize=1)
def _spectral() -> Vocabulary:
    """The names of claims about one spectrum, in which κ is a variable."""
    from ..bounds.parsing import Vocabulary
    from ..bounds.setting import VOCABULARY

    names = ("eigenvalue", "tail", "r", "R", "kstar", "df1", "df2")
    added = Vocabulary.of({"tail2": (1, squared_tail), "slope": (1, slope)})
    return Vocabulary({name: VOCABULARY.entries[name] for name in names}) | added


def plain(pieces: Sequence[Piece]) -> str:
    """The pieces as the text they came from, without backticks."""
    return "".join(piece.text for piece in pieces)
