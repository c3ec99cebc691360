"""How claims, hypotheses and whole theorems look in a notebook: LaTeX from the same grammar that reads them.

For documents see `reports`; these are one-liners for a reader who evaluates an object.
"""

from __future__ import annotations

from collections.abc import Iterable

from .claims import Hypothesis, Kind
from .errors import BoundproofError
from .parsing import claim_latex, parse_claim, to_latex
from .setting import VOCABULARY

_SETS = {Kind.REAL: r"\mathbb{R}", Kind.INTEGER: r"\mathbb{Z}", Kind.NATURAL: r"\mathbb{N}"}
_SIGNS = {"<=": r"\le", "<": "<", ">=": r"\ge", ">": ">", "=": "=", "!=": r"\ne"}
_ESCAPES = {char: rf"\{char}" for char in "#$%&_{}"} | {"\\": r"\backslash ", "^": r"\hat{}", "~": r"\sim "}


def text_latex(text: str) -> str:
    """The LaTeX of a claim's text where the grammar reads it, else the text itself, escaped; without dollar signs."""
    try:
        return claim_latex(parse_claim(text, vocabulary=VOCABULARY, known=None, everywhere=True))
    except BoundproofError:
        return rf"\text{{{''.join(_ESCAPES.get(char, char) for char in text)}}}"


def hypothesis_latex(hypothesis: Hypothesis) -> str:
    """The LaTeX of a side condition, without dollar signs."""
    left = to_latex(hypothesis.left)
    if hypothesis.kind is not None:
        return rf"{left} \in {_SETS[hypothesis.kind]}"
    assert hypothesis.relation is not None
    assert hypothesis.right is not None
    return f"{left} {_SIGNS[hypothesis.relation.value]} {to_latex(hypothesis.right)}"


def lines_latex(lines: Iterable[str]) -> str:
    """Several formulas under one another, in dollar signs."""
    return r"$\displaystyle \begin{aligned}&" + r" \\ &".join(lines) + r"\end{aligned}$"
