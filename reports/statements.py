"""Claims, hypotheses and prose as text → what stands on the page.

Whatever the grammar reads is typeset from its tree; whatever it does not read is shown as the text it is. In
prose, a piece between backticks is a formula of the grammar.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from ..bounds.claims import Claim, Hypothesis, Kind, Point, Relation
from ..bounds.errors import BoundproofError
from . import inline, names, notation
from .boxes import NEGATIVE, Accent, Box, Digits, Fence, Ident, Row, Script, Sign, Words
from .formulas import Untypeset, boxes
from .pieces import Piece, as_read

if TYPE_CHECKING:
    from ..bounds.parsing import Vocabulary

_SIGNS = {
    Relation.TENDS: Sign("→", r"\to ", "relation"),
    Relation.EQUIVALENT: Sign("∼", r"\sim ", "relation"),
    Relation.LE: Sign("≤", r"\le ", "relation"),
    Relation.LT: Sign("<", "<", "relation"),
    Relation.GE: Sign("≥", r"\ge ", "relation"),
    Relation.GT: Sign(">", ">", "relation"),
    Relation.EQ: Sign("=", "=", "relation"),
    Relation.NE: Sign("≠", r"\ne ", "relation"),
}
_LETTER_O, _LETTER_SMALL_O = Ident("O", "O"), Ident("o", "o")
_OMEGA, _SMALL_OMEGA, _THETA = Ident("Ω", r"\Omega"), Ident("ω", r"\omega"), Ident("Θ", r"\Theta")
_LANDAU: dict[Relation, Box] = {
    Relation.LITTLE_O: _LETTER_SMALL_O,
    Relation.BIG_O: _LETTER_O,
    Relation.LITTLE_OMEGA: _SMALL_OMEGA,
    Relation.BIG_OMEGA: _OMEGA,
    Relation.THETA: _THETA,
    Relation.SOFT_O: Accent(_LETTER_O, "~", r"\tilde"),
    Relation.SOFT_OMEGA: Accent(_OMEGA, "~", r"\tilde"),
    Relation.SOFT_THETA: Accent(_THETA, "~", r"\tilde"),
}
_SETS = {
    Kind.REAL: Ident("ℝ", r"\mathbb{R}", upright=True),
    Kind.INTEGER: Ident("ℤ", r"\mathbb{Z}", upright=True),
    Kind.NATURAL: Ident("ℕ", r"\mathbb{N}", upright=True),
}


def claim_box(claim: Claim) -> Box:
    """A claim without its point and hypotheses."""
    left = boxes(claim.left)
    if claim.relation is Relation.HAS_LIMIT:
        return Row((left, Words("has a limit")))
    if claim.relation is Relation.BENIGN:
        return Row((left, Words("is benign")))
    right = boxes(claim.right)
    if claim.relation in _LANDAU:
        return Row((left, _SIGNS[Relation.EQ], _LANDAU[claim.relation], Fence("(", right, ")")))
    return Row((left, _SIGNS[claim.relation], _sided(right, claim.side)))


def _sided(box: Box, side: str) -> Box:
    return Script(box, sup=Sign("−" if side == "-" else "+", side, "mark")) if side else box


def point_box(point: Point) -> Box:
    """Where a claim is made, n → ∞."""
    return Row((boxes(point.variable), _SIGNS[Relation.TENDS], _sided(boxes(point.value), point.side)))


def hypothesis_box(hypothesis: Hypothesis) -> Row:
    """A comparison, or a type as membership."""
    left = boxes(hypothesis.left)
    if hypothesis.kind is not None:
        return Row((left, Sign("∈", r"\in ", "relation"), _SETS[hypothesis.kind]))
    if hypothesis.relation is None or hypothesis.right is None or hypothesis.relation not in _SIGNS:
        raise Untypeset(hypothesis.text)
    return Row((left, _SIGNS[hypothesis.relation], boxes(hypothesis.right)))


@lru_cache(maxsize=4096)
def claim(text: str, point: str = "", given: tuple[str, ...] = (), *, quantities: bool = False) -> Piece:
    """A claim's text as math, or as code where the grammar does not read it.

    Arguments: `text`; `point` and `given`, read with it because they decide what `e` is, but not shown;
    `quantities`, whether `theta` and `G` are the field's θ* and Gram matrix, as in a theorem, or parameters of those
    names, as in a claim by itself (where only what is no parameter, `trace(G)` say, is looked up).
    """

    def read(vocabulary: Vocabulary) -> Box:
        try:
            return claim_box(_parsed(text, point, given, vocabulary))
        except BoundproofError:
            if not given:
                raise
            return claim_box(_parsed(text, point, (), vocabulary))

    return as_read(text, read, quantities=quantities)


def _parsed(text: str, point: str, given: tuple[str, ...], vocabulary: Vocabulary) -> Claim:
    from ..bounds.parsing import parse_claim

    if not point:
        try:
            return parse_claim(text, given=given, vocabulary=vocabulary, known=None, everywhere=True)
        except BoundproofError:
            point = "n -> oo"  # a limit whose point stands elsewhere: any will do, because it is not shown
    return parse_claim(text, as_=point, given=given, vocabulary=vocabulary, known=None)


def claims(text: str, at: str = "", given: tuple[str, ...] = (), *, quantities: bool = False) -> tuple[Piece, ...]:
    """A claim's text as it stands on the page: math, several joined by semicolons, prose, or code."""
    whole = claim(text, at, given, quantities=quantities)
    if whole.kind == "math":
        return (whole,)
    parts = [claim(part, at, given, quantities=quantities) for part in text.split("; ")]
    if len(parts) > 1 and all(part.kind == "math" for part in parts):
        return tuple(piece for part in parts for piece in (Piece("text", "; "), part))[1:]
    return prose(text) if "`" in text or wordy(text) else (whole,)


def place(text: str) -> tuple[Piece, ...]:
    """Where a claim is made, with what is said of it after a comma."""
    first, comma, rest = text.partition(", ")
    return (point(first), *((Piece("text", comma), *prose(rest)) if comma else ()))


def region(text: str) -> tuple[Piece, ...]:
    """A region of parameters, after the direction of the limit if there are several."""
    direction, colon, rest = text.partition(": ")
    piece = point(direction) if colon else None
    if piece is None or piece.kind != "math":
        return hypothesis(text)
    return (piece, Piece("text", "" if rest == "all" else ": "), *(() if rest == "all" else hypothesis(rest)))


@lru_cache(maxsize=4096)
def point(text: str) -> Piece:
    """A point's text as math or code."""
    from ..bounds.parsing import parse_point

    return as_read(text, lambda vocabulary: point_box(parse_point(text, vocabulary=vocabulary)))


@lru_cache(maxsize=4096)
def hypothesis(text: str, *, quantities: bool = False) -> tuple[Piece, ...]:
    """A hypothesis: math where the grammar reads it, else prose."""
    piece = as_read(text, _listed(text), quantities=quantities)
    if piece.kind != "math" and "`" not in text:
        piece = claim(text, quantities=quantities)
    return (piece,) if piece.kind == "math" else prose(text)


def _listed(text: str) -> Callable[[Vocabulary], Box]:
    """A reader of hypotheses, which may be chains as in 1 <= i <= n."""
    from ..bounds.parsing import parse_hypothesis

    def read(vocabulary: Vocabulary) -> Box:
        for word in ("or", "and"):
            sides = _split(text, f" {word} ")
            if len(sides) > 1:
                joined: list[Box] = []
                for side in sides:
                    joined += [Words(word)] if joined else []
                    inner = side[1:-1] if _enclosed(side) else side
                    box = _listed(inner)(vocabulary)
                    joined.append(box if inner == side else Fence("(", box, ")"))
                return Row(tuple(joined))
        parts: list[Box] = []
        before: Hypothesis | None = None
        for item in parse_hypothesis(text, vocabulary=vocabulary):
            if before is not None and _chained(before, item):
                parts += hypothesis_box(item).items[1:]
            else:
                parts += [Sign(",", r",\ ", "separator")] if parts else []
                parts.append(hypothesis_box(item))
            before = item
        return Row(tuple(parts))

    return read


def _split(text: str, mark: str) -> list[str]:
    """The text cut at marks outside of brackets."""
    parts = [""]
    for piece in re.split(f"({re.escape(mark)})", text):
        if piece == mark and parts[-1].count("(") == parts[-1].count(")"):
            parts.append("")
        else:
            parts[-1] += piece
    return [part.strip() for part in parts]


def _enclosed(text: str) -> bool:
    """Whether one pair of brackets holds the whole text."""
    depths = [text[: at + 1].count("(") - text[: at + 1].count(")") for at in range(len(text))]
    return text.startswith("(") and text.endswith(")") and 0 not in depths[:-1]


def _chained(before: Hypothesis, item: Hypothesis) -> bool:
    """Whether 0 < a and a < 1 may stand as 0 < a < 1."""
    upward = (Relation.LE, Relation.LT)
    return before.relation in upward and item.relation in upward and before.right == item.left


_FIELD = re.compile(r"\b(largest|min_norm|ridge_estimator|linear_estimator|shrinkage_estimator)\b")
"""Names that mean a quantity of the field wherever they stand, unlike `theta`."""


@lru_cache(maxsize=4096)
def formula(text: str) -> Piece:
    """A piece between backticks: a formula, else a claim, a point or hypotheses, else code."""
    from ..bounds.parsing import parse_expression

    quantities = bool(_FIELD.search(text))
    piece = as_read(
        text,
        lambda vocabulary: boxes(parse_expression(text, declared=("e",), vocabulary=vocabulary)),
        quantities=quantities,
    )
    if piece.kind == "math":
        return piece
    for piece in (claim(text, quantities=quantities), point(text)):
        if piece.kind == "math":
            return piece
    return as_read(text, _listed(text), quantities=quantities)


_TICKS = re.compile(r"`([^`]+)`")


@lru_cache(maxsize=4096)
def prose(text: str) -> tuple[Piece, ...]:
    """A line of prose; what stands between backticks is a formula, and so is the field's notation."""
    pieces: list[Piece] = []
    end = 0
    for match in _TICKS.finditer(text):
        pieces += _words(text[end : match.start()])
        pieces.append(formula(match[1]))
        end = match.end()
    return (*pieces, *_words(text[end:]))


def _words(text: str) -> list[Piece]:
    """Words, with the field's notation, spectra and listed values in them as mathematics."""
    for pattern, build in ((notation.FAMILY, _family), (notation.SIGNAL, _signal), (notation.EQUATION, _equation)):
        for match in pattern.finditer(text):
            found = build(match)
            if found:
                return [*_words(text[: match.start()]), *found, *_words(text[match.end() :])]
    return _marked(text)


def _family(match: re.Match[str]) -> list[Piece]:
    """A family of spectra by its name, with its parameters."""
    pieces = [Piece("text", f"the {match['family'].replace('_', '-')} spectrum ")]
    for position, part in enumerate(notation.arguments(match["given"])):
        repeated = _REPEATED.fullmatch(part)
        value = [_sides(part)] if " = " in part else [formula(repeated[1] if repeated else part)]
        pieces += [Piece("text", ", " if position else "("), *value]
        pieces += [Piece("text", f", {repeated[2]} times")] if repeated else []
    return [*pieces, Piece("text", ")")]


_REPEATED = re.compile(r"([^\[\]]+)\]\*([0-9]+)")
"""What is left of a list of equal values, [1/15]*60, without its first bracket."""


def _signal(match: re.Match[str]) -> list[Piece]:
    """A signal by its coefficients."""
    values = match["values"]
    if match["kind"] == "power_signal":
        return [formula(f"theta_i = i**(-({values}))" if "/" in values else f"theta_i = i**(-{values})")]
    return _marked("θ* = e_1" if values == "1" else f"θ* = ({values}, 0, …)")


def _equation(match: re.Match[str]) -> list[Piece]:
    """Values of names, where the grammar reads every side and the sentence does not go on with the formula."""
    before, after = match.string[: match.start()].rstrip(), match.string[match.end() :].lstrip()
    if before.endswith(_GOES_ON) or after.startswith(_GOES_ON) or re.match(r"[-+]\s", after):
        return []
    piece = _sides(match["sides"])
    return [piece] if piece.kind == "math" else []


_GOES_ON = ("+", "−", "·", "/", "*", "^", "=", "<", ">", "≤", "≥", "→", "‖")


@lru_cache(maxsize=4096)
def _sides(text: str) -> Piece:
    from ..bounds.parsing import parse_expression

    def side(part: str, vocabulary: Vocabulary) -> Box:
        if _POWER_OF_TEN.fullmatch(part):
            return Script(Digits("10"), sup=Digits(str(len(part) - 1)))
        if part in _FUNCTIONS:  # the parameter of a spectrum: floor = n**(-3/2)
            return names.name(part)
        if re.fullmatch("1/10{3,}", part):
            return Script(Digits("10"), sup=Row((NEGATIVE, Digits(str(len(part) - 3)))))
        return boxes(parse_expression(part, declared=("e",), vocabulary=vocabulary))

    def read(vocabulary: Vocabulary) -> Box:
        parts: list[Box] = []
        for part in text.split(" = "):
            parts += [_SIGNS[Relation.EQ]] if parts else []
            parts.append(side(part, vocabulary))
        return Row(tuple(parts))

    return as_read(text, read, quantities=True)


_FUNCTIONS = ("floor",)
_POWER_OF_TEN = re.compile("10{5,}")


def _marked(text: str) -> list[Piece]:
    """Words, with what stands in them as mathematics set as such."""
    pieces: list[Piece] = []
    end = 0
    for start, stop, box in inline.runs(text):
        if start > end:
            pieces.append(Piece("text", _signs(text[end:start])))
        pieces.append(Piece("math", text[start:stop], box, typed=True))
        end = stop
    return [*pieces, Piece("text", _signs(text[end:]))] if end < len(text) else pieces


SIGNS_AS_TYPED = {"<=": "≤", ">=": "≥", " -> ": " → "}
"""Comparisons as they are typed, and as they are printed."""


def _signs(text: str) -> str:
    for typed, printed in SIGNS_AS_TYPED.items():
        text = text.replace(typed, printed)
    return _MINUS.sub("−", text)


_MINUS = re.compile(r"(?<![\w)\]}.^-])-(?=[0-9])")


def cited(name: str) -> tuple[Piece, ...]:
    """A name by which a step cites a fact: mathematics where it is the fact itself, as in kappa > 0."""
    return hypothesis(name, quantities=True) if _COMPARED.search(name) else (Piece("text", name),)


_COMPARED = re.compile(r"[<>=]")


def lines(text: str) -> str:
    """Text of several lines as one, its lines told apart."""
    return "; ".join(line.strip().rstrip(";") for line in text.splitlines() if line.strip())


def wordy(text: str) -> bool:
    """Whether a text that the grammar does not read is prose rather than a formula: three words of three letters."""
    return len(re.findall(r"(?<![\w(])[^\W\d_]{3,}(?![\w(])", text)) >= 3


def sentence(text: str) -> tuple[Piece, ...]:
    """Prose that ends with a full stop, so that a sentence may follow."""
    ended = not text.strip() or text.rstrip().endswith((".", "!", "?", ":", ";"))
    return prose(text if ended else text.rstrip() + ".")
