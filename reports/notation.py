"""The field's notation inside prose: R_std, κ_0, k*, λ_i, ℓ_q and i^-2, written as in a text, read as on a blackboard.

Only single letters with a mark are taken, so that a name such as min_norm stays the name it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..bounds.errors import BoundproofError
from .boxes import Accent, Box, Digits, Ident, Row, Script, Sign
from .escape import tex
from .names import GREEK, name, word

_GLYPHS: dict[str, Box] = {
    **{ident.glyph: ident for ident in GREEK.values()},
    "ℓ": Ident("ℓ", r"\ell"),
    "ϵ": GREEK["epsilon"],
    "∞": Ident("∞", r"\infty"),
    "∇": Sign("∇", r"\nabla ", "mark"),
    "‖": Sign("‖", r"\Vert ", "mark"),
}
_LETTER = "(?:[A-Za-zα-ωΑ-Ωℓ‖∇]\u0302?|df)"
_INDEX = r"(?:\{[A-Za-z0-9*+,− -]{1,12}\}|(?:std|adv|opt|eff|min|max|[A-Za-zα-ω]|[0-9]{1,3})\*?|∞)"
_RAISED = (
    r"(?P<sup>-?[0-9]{1,3}(?!/)|[a-z](?![A-Za-z0-9])|\((?P<group>[A-Za-z0-9α-ωΑ-Ω^*/+,. −-]{1,24})\)"
    r"|\{-?[A-Za-z0-9]{1,6}\})"
)
_LOWERED = rf"(?P<raised>[²³])?_(?P<sub>{_INDEX})(?P<square>[²³])?"
MARKED = re.compile(
    r"(?:(?<![A-Za-z0-9_\\^.])|(?<=\b[a-z])(?=[α-ω])|(?=‖))(?P<over>[a-z]/)?"
    rf"(?:(?P<base>{_LETTER})(?:{_LOWERED}|\^{_RAISED})|(?P<star>[kθ])\*|(?P<hat>[A-Za-zα-ω]\u0302))"
    r"(?P<under>/[a-z](?![\w*^_(\[{]))?(?![A-Za-z0-9*^_(\[{])"
)
"""One piece of notation: a letter with an index or a power, k*, θ*, or a letter under a hat."""
CALLED = re.compile(rf"(?<![\w\\^.])(?P<base>[RrTAbv]|df)_(?P<sub>{_INDEX})(?=\()")
"""A risk or a rank of something: the bracket stays in the text."""


def box(match: re.Match[str]) -> Box:
    """The piece of notation that was found."""
    found = match.groupdict()
    inner = _marked(found)
    over, under = (found.get(part) or "" for part in ("over", "under"))
    before = (name(over[0]), _SLASH) if over else ()
    after = (_SLASH, name(under[1])) if under else ()
    return Row((*before, inner, *after)) if over or under else inner


_SLASH = Sign("/", "/", "product")


def _marked(found: Mapping[str, str | None]) -> Box:
    if found.get("star"):
        return Script(_letter(str(found["star"])), sup=Sign("∗", "*", "mark"))
    if found.get("hat"):
        return _letter(str(found["hat"]))
    base = _letter(str(found["base"]))
    if found.get("sub"):
        square = found.get("square") or found.get("raised")
        return Script(base, sub=_index(str(found["sub"])), sup=Digits({"²": "2", "³": "3"}[square]) if square else None)
    if found.get("group"):
        return Script(base, sup=_group(str(found["group"])))
    return Script(base, sup=_signed(str(found["sup"]).strip("{}")))


def _letter(text: str) -> Box:
    bare = text.removesuffix("\u0302")
    if bare == "df":
        return word("df")
    letter = _GLYPHS.get(bare) or Ident(bare, bare)
    return Accent(letter, "^", r"\hat") if text != bare else letter


def _index(text: str) -> Box:
    inner = text.strip("{}")
    parts: list[Box] = []
    for piece in re.findall(r"[A-Za-z]+\*?|[0-9]+|.", inner):
        stem = piece.removesuffix("*")
        if stem.isdigit():
            part: Box = Digits(stem)
        elif stem.isascii() and stem.isalpha():
            part = name(stem)
        else:
            part = _GLYPHS.get(piece) or _MARKS[piece]
        parts.append(Script(part, sup=Sign("∗", "*", "mark")) if piece != stem and stem else part)
    return parts[0] if len(parts) == 1 else Row(tuple(parts))


def _group(text: str) -> Box:
    """What stands in brackets after ^, as the grammar reads it, else as it is: e^(−i/5), n^(−3/2)."""
    from ..bounds.parsing import parse_expression
    from .formulas import Untypeset, boxes

    try:
        return boxes(parse_expression(text.replace("−", "-"), declared=("e",)))
    except (BoundproofError, Untypeset):
        return Ident(f"({text})", rf"\text{{({tex(text)})}}", upright=True)


def _signed(text: str) -> Box:
    digits = text.removeprefix("-")
    inner: Box = Digits(digits) if digits.isdigit() else name(digits)
    return Row((Sign("−", "-", "prefix"), inner)) if digits != text else inner


_MARKS = {
    "-": Sign("−", "-", "binary"),
    "−": Sign("−", "-", "binary"),
    "+": Sign("+", "+", "binary"),
    ",": Sign(",", ",", "separator"),
    " ": Sign(" ", r"\ ", "separator"),
    "*": Sign("∗", "*", "mark"),
}


_PARENTHESES = r"\((?:[^()`]|\((?:[^()`]|\([^()`]*\))*\))*\)"
_POWERS = rf"(?:[*/^]{{1,2}}(?:{_PARENTHESES}|\w+)(?:{_PARENTHESES})?)*"
_TERM = rf"(?:[A-Za-z_]\w*|[0-9]+)(?:{_PARENTHESES}|\[[^\[\]`]*\])?{_POWERS}"
_SIDE = rf"{_TERM}(?: [-+] {_TERM})*"
EQUATION = re.compile(rf"(?<![\w.=*/(\[`])(?=[A-Za-z_])(?P<sides>{_SIDE}(?: = -?{_SIDE})+)(?![\w*/(\[=`]|\.\d)")
"""Values of names, as checkers list them: sigma = largest = 1, kstar(1) = n**(1/2)."""
_FAMILIES = "power_log|power_law|exponential_floor|exponential|flat_tail|isotropic"
FAMILY = re.compile(rf"(?<![\w`])(?P<family>{_FAMILIES})(?P<given>{_PARENTHESES})")
"""A spectrum as it was built: power_log(a=1, beta=2)."""

SIGNAL = re.compile(r"(?<![\w`])(?P<kind>power_signal|supported_signal)\((?:t=)?(?P<values>[0-9a-z/*., -]+)\)")
"""A signal as it was built: power_signal(t=3/4), supported_signal(1)."""


def arguments(text: str) -> list[str]:
    """What stands between the brackets of a call, split at its own commas: names and values as equations."""
    parts, depth, part = [], 0, ""
    for character in text[1:-1]:
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 0:
            parts.append(part)
            part = ""
        else:
            part += character
    named = [re.sub(r"^\s*(\w+)=(?!=)", r"\1 = ", item).strip() for item in [*parts, part]]
    return [item.replace("'", "").strip("[]") if "(" not in item else item.replace("'", "") for item in named if item]
