"""Mathematics on the page as a small tree, printed alike as LaTeX and as MathML.

One tree with two printers, so that a formula cannot read differently in the two documents. Brackets are boxes
of their own: whoever builds the tree decides where they stand, and no printer drops one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

MATHML = "http://www.w3.org/1998/Math/MathML"


@dataclass(frozen=True)
class Ident:
    """A name: `glyph` is the character or word shown, `tex` its command; words stand upright."""

    glyph: str
    tex: str
    upright: bool = False


@dataclass(frozen=True)
class Digits:
    """An unsigned number, as typed."""

    text: str


@dataclass(frozen=True)
class Sign:
    """An operator, relation or punctuation mark. `role`: binary, relation, prefix, separator, product, application."""

    glyph: str
    tex: str
    role: str


@dataclass(frozen=True)
class Words:
    """Plain words between formulas."""

    text: str


@dataclass(frozen=True)
class Row:
    """Boxes side by side."""

    items: tuple[Box, ...]


@dataclass(frozen=True)
class Fraction:
    """One box over another."""

    over: Box
    under: Box


@dataclass(frozen=True)
class Script:
    """A base with a subscript, a superscript or both."""

    base: Box
    sub: Box | None = None
    sup: Box | None = None


@dataclass(frozen=True)
class Root:
    """A root; `degree` is None for the square root."""

    radicand: Box
    degree: Box | None = None


@dataclass(frozen=True)
class Fence:
    """A box between two brackets, given by their glyphs."""

    left: str
    inner: Box
    right: str


@dataclass(frozen=True)
class Accent:
    """A box under a hat or tilde."""

    base: Box
    glyph: str
    tex: str


@dataclass(frozen=True)
class Limits:
    """A large operator or a named one with something below and above."""

    head: Box
    below: Box
    above: Box | None = None


Box = Ident | Digits | Sign | Words | Row | Fraction | Script | Root | Fence | Accent | Limits

PLUS = Sign("+", "+", "binary")
MINUS = Sign("−", "-", "binary")
NEGATIVE = Sign("−", "-", "prefix")
DOT = Sign("⋅", r"\cdot ", "binary")
TIMES = Sign("\u2062", r"\,", "product")
APPLY = Sign("\u2061", "", "application")
COMMA = Sign(",", ", ", "separator")

_BRACKETS = {
    "(": "(",
    ")": ")",
    "[": "[",
    "]": "]",
    "{": r"\{",
    "}": r"\}",
    "|": "|",
    "‖": r"\Vert ",
    "⌊": r"\lfloor ",
    "⌋": r"\rfloor ",
    "⌈": r"\lceil ",
    "⌉": r"\rceil ",
}


def row(items: Sequence[Box]) -> Box:
    """The boxes side by side; a single one stands for itself."""
    return items[0] if len(items) == 1 else Row(tuple(items))


def tall(box: Box) -> bool:
    """Whether brackets around the box must grow."""
    match box:
        case Fraction() | Limits():
            return True
        case Row(items):
            return any(tall(item) for item in items)
        case Script(base, sub, sup):
            return tall(base) or any(tall(part) for part in (sub, sup) if part is not None)
        case Root(radicand) | Accent(radicand):
            return tall(radicand)
        case Fence(_, inner):
            return tall(inner)
        case _:
            return False


def latex(box: Box) -> str:
    """The box as LaTeX for math mode (amsmath)."""
    match box:
        case Ident(_, tex) | Sign(_, tex):
            return tex if not tex.startswith("\\") or tex.endswith((" ", "}", r"\,")) else tex + " "
        case Digits(text):
            return text
        case Words(text):
            return rf"\text{{ {text} }}"
        case Row(items):
            return "".join(_grouped_sign(item) for item in items)
        case Fraction(over, under):
            return rf"\frac{{{latex(over)}}}{{{latex(under)}}}"
        case Script(base, sub, sup):
            low = "" if sub is None else f"_{{{latex(sub)}}}"
            high = "" if sup is None else f"^{{{latex(sup)}}}"
            return f"{latex(base).rstrip()}{low}{high}"
        case Root(radicand, degree):
            index = "" if degree is None else f"[{latex(degree)}]"
            return rf"\sqrt{index}{{{latex(radicand)}}}"
        case Fence(left, inner, right):
            opening, closing = _BRACKETS[left], _BRACKETS[right]
            if tall(inner):
                return rf"\left{opening}{latex(inner)}\right{closing}"
            if left == right:
                return rf"\mathopen{{{opening}}}{latex(inner)}\mathclose{{{closing}}}"
            return f"{opening}{latex(inner)}{closing}"
        case Accent(base, _, tex):
            return rf"{tex}{{{latex(base)}}}"
        case Limits(head, below, above):
            top = "" if above is None else f"^{{{latex(above)}}}"
            return f"{latex(head).rstrip()}_{{{latex(below)}}}{top} "


def _grouped_sign(box: Box) -> str:
    # A sign at the head of a factor is unary: without braces TeX would space it as a binary one.
    return f"{{{latex(box)}}}" if isinstance(box, Sign) and box.role == "prefix" else latex(box)


def mathml(box: Box, *, display: bool = False, alttext: str = "") -> str:
    """The box as a `<math>` element of presentation MathML.

    Arguments: `display`, whether fractions and sums have their full size, as in a formula on a line of its own;
    `alttext`, its source, for those who cannot see it.
    """
    mode = ' displaystyle="true"' if display else ""
    alt = f' alttext="{escape(alttext)}"' if alttext else ""
    return f'<math xmlns="{MATHML}"{mode}{alt}>{_element(box)}</math>'


# Without its form an operator at the end of a piece of a formula would lose the space before it.
_FORMS = {
    "prefix": ' form="prefix"',
    "binary": ' form="infix"',
    "relation": ' form="infix"',
    "product": ' lspace="0.17em" rspace="0"',
}
_LONG = 30


def breakable(box: Box) -> list[Box]:
    """A formula in pieces between which a line may end: after relations and sums, and within long products.

    No piece is cut out of brackets, fractions or roots; together they are the formula.
    """
    pieces: list[list[Box]] = [[]]
    for item in _flat(box):
        pieces[-1].append(item)
        if isinstance(item, Words) or (
            isinstance(item, Sign) and (item.role in ("relation", "separator") or item in (PLUS, MINUS))
        ):
            pieces.append([])
    out: list[Box] = []
    for piece in pieces:
        out += _factors(piece) if sum(map(length, piece)) > _LONG else [row(piece)] if piece else []
    return out


def _flat(box: Box) -> list[Box]:
    return [part for item in box.items for part in _flat(item)] if isinstance(box, Row) else [box]


def _factors(items: Sequence[Box]) -> list[Box]:
    """A long product in pieces, cut where factors meet."""
    pieces: list[list[Box]] = [[]]
    for item in items:
        pieces[-1].append(item)
        if item in (TIMES, DOT) and sum(map(length, pieces[-1])) > _LONG // 2:
            pieces.append([])
    return [row(piece) for piece in pieces if piece]


def length(box: Box) -> int:
    """About how many characters stand side by side."""
    match box:
        case Ident(glyph) | Sign(glyph):
            return len(glyph)
        case Digits(text) | Words(text):
            return len(text)
        case Row(items):
            return sum(map(length, items))
        case Fraction(over, under):
            return max(length(over), length(under))
        case Script(base, sub, sup):
            return length(base) + max(length(part) if part is not None else 0 for part in (sub, sup))
        case Root(inner) | Accent(inner):
            return 1 + length(inner)
        case Fence(_, inner):
            return 2 + length(inner)
        case Limits(head, below):
            return max(length(head), length(below) // 2)


def _element(box: Box) -> str:
    match box:
        case Ident(glyph, _, upright):
            variant = ' mathvariant="normal"' if upright else ""
            return f"<mi{variant}>{escape(glyph)}</mi>"
        case Digits(text):
            return f"<mn>{escape(text)}</mn>"
        case Sign(glyph, _, role):
            form = _FORMS.get(role, "")
            return f"<mo{form}>{escape(glyph)}</mo>"
        case Words(text):
            return f"<mtext>&#160;{escape(text)}&#160;</mtext>"
        case Row(items):
            return f"<mrow>{''.join(map(_element, items))}</mrow>"
        case Fraction(over, under):
            return f"<mfrac>{_element(over)}{_element(under)}</mfrac>"
        case Script(base, sub, sup):
            parts = [part for part in (sub, sup) if part is not None]
            tag = "msubsup" if len(parts) == 2 else "msub" if sub is not None else "msup"
            return f"<{tag}>{_element(base)}{''.join(map(_element, parts))}</{tag}>"
        case Root(radicand, None):
            return f"<msqrt>{_element(radicand)}</msqrt>"
        case Root(radicand, degree) if degree is not None:
            return f"<mroot>{_element(radicand)}{_element(degree)}</mroot>"
        case Fence(left, inner, right):
            grow = ' fence="true"' if tall(inner) else ' fence="true" stretchy="false"'
            space = ' lspace="0" rspace="0"'
            return (
                f'<mrow><mo form="prefix"{grow}{space}>{escape(left)}</mo>{_element(inner)}'
                f'<mo form="postfix"{grow}{space}>{escape(right)}</mo></mrow>'
            )
        case Accent(base, glyph):
            return f'<mover accent="true">{_element(base)}<mo stretchy="false">{escape(glyph)}</mo></mover>'
        case Limits(head, below, above):
            if above is None:
                return f"<munder>{_element(head)}{_element(below)}</munder>"
            return f"<munderover>{_element(head)}{_element(below)}{_element(above)}</munderover>"
    raise AssertionError(box)
