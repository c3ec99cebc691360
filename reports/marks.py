"""The signs that mathematics in prose is made of: letters, relations, operations, and how a text falls into tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .boxes import NEGATIVE, TIMES, Accent, Box, Digits, Fence, Ident, Limits, Row, Sign, row
from .names import GREEK, operator

LONGEST_INDEX = 3
"""Letters of a word below the line, as in R_std; n_values is a name."""
GLYPHS = {box.glyph: box for box in GREEK.values()} | {
    "ϵ": GREEK["epsilon"],
    "ℓ": Ident("ℓ", r"\ell"),
    "∞": Ident("∞", r"\infty"),
    "∇": Ident("∇", r"\nabla"),
    "∂": Ident("∂", r"\partial"),
    "𝔼": Ident("𝔼", r"\mathbb{E}", upright=True),
    "ℝ": Ident("ℝ", r"\mathbb{R}", upright=True),
}
CALLS = {"max", "min", "sup", "inf", "lim"}
"""Words of English as well: mathematics only before a bracket or an index."""
FUNCTIONS = {"log", "loglog", "exp", "tr", "limsup", "liminf", "Var", "acos", "arccos", "rank", "df"}
RELATIONS = {
    "=": Sign("=", "=", "relation"),
    "<": Sign("<", "<", "relation"),
    ">": Sign(">", ">", "relation"),
    "<=": Sign("≤", r"\le ", "relation"),
    "≤": Sign("≤", r"\le ", "relation"),
    ">=": Sign("≥", r"\ge ", "relation"),
    "≥": Sign("≥", r"\ge ", "relation"),
    "≠": Sign("≠", r"\ne ", "relation"),
    "≈": Sign("≈", r"\approx ", "relation"),
    "∼": Sign("∼", r"\sim ", "relation"),
    "~": Sign("∼", r"\sim ", "relation"),
    "≫": Sign("≫", r"\gg ", "relation"),
    "≪": Sign("≪", r"\ll ", "relation"),
    "→": Sign("→", r"\to ", "relation"),
    "->": Sign("→", r"\to ", "relation"),
    "∈": Sign("∈", r"\in ", "relation"),
}
OPERATIONS = {
    "+": Sign("+", "+", "binary"),
    "−": Sign("−", "-", "binary"),
    "-": Sign("−", "-", "binary"),
    "·": Sign("⋅", r"\cdot ", "binary"),
    "⋅": Sign("⋅", r"\cdot ", "binary"),
    "×": Sign("×", r"\times ", "binary"),
    "±": Sign("±", r"\pm ", "binary"),
    "+/-": Sign("±", r"\pm ", "binary"),
    "/": Sign("/", "/", "product"),
    "*": TIMES,
}
POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ᵀⁿ", "0123456789-+Tn")
STAR = Sign("∗", "*", "mark")
SUM = Sign("∑", r"\sum", "large")
CLOSING = {"(": ")", "[": "]", "{": "}", "‖": "‖", "|": "|"}

TOKENS = re.compile(
    r"(?P<space>[ \u00a0]+)"
    r"|(?P<number>(?<![\w.])[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]+(?![\w.])|[0-9]+(?:\.[0-9]+)?|(?<![\w.])\.[0-9]+)"
    r"|(?P<word>[A-Za-zÀ-ÖØ-öø-ſ]+\u0302?)"
    r"|(?P<letter>[α-ωΑ-Ωϵℓ∞∇∂𝔼ℝ]\u0302?)"
    r"|(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ᵀⁿ]+)"
    r"|(?P<sign>\+/-|->|<=|>=|\*\*|[-=<>≤≥≠≈∼~≫≪→∈+−·⋅×±/*^_(){}\[\]‖|,:√∑′″'…])"
    r"|(?P<other>.)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    kind: str
    text: str
    start: int
    end: int


CONDITIONED = (Ident("E", "E"), Ident("P", "P"), GLYPHS["𝔼"], operator("Var"))


def letter(text: str) -> Box:
    bare = text.removesuffix("\u0302")
    letter = GLYPHS.get(bare) or Ident(bare, bare)
    return Accent(letter, "^", r"\hat") if bare != text else letter


def signed(digits: str) -> Box:
    return row([NEGATIVE, Digits(digits[1:])]) if digits.startswith("-") else Digits(digits)


def raised(text: str) -> Box:
    plain = text.translate(POWERS)
    if plain == "T":
        return Ident("ᵀ", r"\mathsf{T}", upright=True)
    return signed(plain) if plain.lstrip("-").isdigit() else Ident(plain, plain)


def callable(base: Box) -> bool:
    """Whether brackets right behind it hold its argument."""
    return not isinstance(base, Sign | Limits)


def small(boxes: list[Box]) -> bool:
    """Whether it ends with 1/1000 or the like after a relation: a chance, which is read as a power of ten."""
    match boxes[-4:]:
        case [Sign(_, _, "relation"), Digits("1"), slash, Digits(below)]:
            return slash == OPERATIONS["/"] and bool(re.fullmatch("10{3,4}", below))
    return False


def bare(box: Box) -> Box:
    """A number without brackets around it: what checkers write as s = (3/2)."""
    inner = unfenced(box)
    ratio = isinstance(inner, Row) and all(isinstance(item, Digits) or item == OPERATIONS["/"] for item in inner.items)
    return inner if ratio else box


def unfenced(box: Box) -> Box:
    return box.inner if isinstance(box, Fence) and box.left == "(" else box


def numbers(box: Box) -> bool:
    """Whether it is an interval: square brackets around numbers."""
    return isinstance(box, Fence) and box.left == "["
