"""Mathematics on one line of Unicode text, for a terminal: the same boxes that LaTeX and MathML are made of.

What MathML shows by position is shown here by characters: raised and lowered ones where Unicode has them all, else
`^(…)` and `_(…)`; a fraction becomes a quotient, with brackets around whatever it would otherwise tear apart.
"""

from __future__ import annotations

from collections.abc import Sequence

from .boxes import Accent, Box, Digits, Fence, Fraction, Ident, Limits, Root, Row, Script, Sign, Words
from .pieces import Piece

_RAISED = dict(zip("0123456789+−=()nikαβγδ∗*", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵏᵅᵝᵞᵟ**", strict=True))
_LOWERED = dict(zip("0123456789+−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))
_COMBINING = {"^": "\u0302", "~": "\u0303", "¯": "\u0304"}
_SPACED = ("binary", "relation")


def unicode(box: Box) -> str:
    """The box on one line; two boxes that differ may read alike only where spaces alone tell them apart."""
    match box:
        case Ident(glyph):
            return glyph
        case Digits(text):
            return text
        case Sign(glyph, _, role):
            return _sign(glyph, role)
        case Words(text):
            return f" {text} "
        case Row(items):
            return _row(items)
        case Fraction(over, under):
            return f"{_bracketed(over, loose=False)}/{_bracketed(under, loose=True)}"
        case Script(base, sub, sup):
            foot = unicode(base) if _whole(base) else f"({unicode(base)})"
            return foot + _script(sub, _LOWERED, "_") + _script(sup, _RAISED, "^")
        case Root(radicand, degree):
            inner = unicode(radicand) if isinstance(radicand, Ident | Digits | Fence) else f"({unicode(radicand)})"
            return (_script(degree, _RAISED, "") if degree is not None else "") + f"√{inner}"
        case Fence(left, inner, right):
            return f"{left}{unicode(inner)}{right}"
        case Accent(base, glyph):
            return unicode(base) + _COMBINING.get(glyph, glyph)
        case Limits(head, below, above):
            return unicode(head) + _script(below, _LOWERED, "_") + _script(above, _RAISED, "^") + " "


def line(pieces: Sequence[Piece]) -> str:
    """A line of prose with its formulas."""
    return "".join(piece.text if piece.box is None else unicode(piece.box) for piece in pieces)


def _sign(glyph: str, role: str) -> str:
    if role in _SPACED:
        return f" {glyph} " if glyph != "⋅" else "·"
    return {"separator": f"{glyph} ", "product": " ", "application": ""}.get(role, glyph)


def _row(items: Sequence[Box]) -> str:
    """Side by side; a quotient that something is multiplied with keeps to itself."""
    multiplied = any(isinstance(item, Sign) and (item.role == "product" or item.glyph == "⋅") for item in items)
    return "".join(
        f"({unicode(item)})" if multiplied and isinstance(item, Fraction) else unicode(item) for item in items
    )


def _whole(box: Box) -> bool:
    """Whether the box reads as one thing, so that a script belongs to all of it."""
    return not isinstance(box, Row | Fraction | Root)


def _bracketed(box: Box, *, loose: bool) -> str:
    """A side of a quotient: sums in brackets, and below the line products and quotients too."""
    text = unicode(box)
    if isinstance(box, Fraction):
        return f"({text})" if loose else text
    if not isinstance(box, Row) or _is_call(box):
        return text
    torn = any(
        isinstance(item, Limits | Fraction) or (isinstance(item, Sign) and item.role in ("binary", "prefix"))
        for item in box.items
    )
    return f"({text})" if loose or torn else text


def _is_call(box: Row) -> bool:
    """Whether it is a function with its argument and nothing else."""
    return len(box.items) == 3 and isinstance(box.items[1], Sign) and box.items[1].role == "application"


def _script(box: Box | None, alphabet: dict[str, str], mark: str) -> str:
    if box is None:
        return ""
    text = unicode(box).strip()
    tight = text.replace(" ", "")
    if all(letter in alphabet for letter in tight):
        return "".join(alphabet[letter] for letter in tight)
    return f"{mark}{text}" if isinstance(box, Ident | Digits) else f"{mark}({text})"
