"""Text into documents as text: whatever it contains, it is shown and does nothing.

HTML is escaped by the templates' autoescape; TeX here, character by character, from a list of what may pass.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_SPECIAL = {
    "[": "{[}",  # after the end of a line of a table a bare bracket or star would be its argument
    "*": "{*}",
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "\u00a0": "~",
    "\u2009": r"\,",
    "\u202f": r"\,",
    "–": r"\textendash{}",
    "—": r"\textemdash{}",
    "…": r"\textellipsis{}",
    "“": r"\textquotedblleft{}",
    "”": r"\textquotedblright{}",
    "‘": r"\textquoteleft{}",
    "’": r"\textquoteright{}",
    "§": r"\S{}",
    "©": r"\textcopyright{}",
    "€": r"\texteuro{}",
}
_GREEK_NAMES = """alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi o pi rho varsigma sigma
tau upsilon varphi chi psi omega"""
_MATH = {
    **{chr(0x3B1 + index): ("o" if name == "o" else f"\\{name}") for index, name in enumerate(_GREEK_NAMES.split())},
    "Γ": r"\Gamma",
    "Δ": r"\Delta",
    "Θ": r"\Theta",
    "Λ": r"\Lambda",
    "Ξ": r"\Xi",
    "Π": r"\Pi",
    "Σ": r"\Sigma",
    "Φ": r"\Phi",
    "Ψ": r"\Psi",
    "Ω": r"\Omega",
    "ϑ": r"\vartheta",
    "ϕ": r"\phi",
    "ϵ": r"\epsilon",
    "≤": r"\le",
    "≥": r"\ge",
    "≠": r"\ne",
    "≈": r"\approx",
    "≍": r"\asymp",
    "∼": r"\sim",
    "≡": r"\equiv",
    "≪": r"\ll",
    "≫": r"\gg",
    "≲": r"\lesssim",
    "≳": r"\gtrsim",
    "→": r"\to",
    "←": r"\leftarrow",
    "↦": r"\mapsto",
    "⇒": r"\Rightarrow",
    "⇔": r"\Leftrightarrow",
    "∞": r"\infty",
    "∑": r"\sum",
    "∏": r"\prod",
    "∫": r"\int",
    "√": r"\surd",
    "∂": r"\partial",
    "∇": r"\nabla",
    "∈": r"\in",
    "∉": r"\notin",
    "∀": r"\forall",
    "∃": r"\exists",
    "∧": r"\wedge",
    "∨": r"\vee",
    "⋁": r"\bigvee",
    "⋀": r"\bigwedge",
    "∪": r"\cup",
    "∩": r"\cap",
    "⊆": r"\subseteq",
    "×": r"\times",
    "·": r"\cdot",
    "⋅": r"\cdot",
    "±": r"\pm",
    "−": "-",
    "÷": r"\div",
    "∗": "*",
    "‖": r"\Vert",
    "∥": r"\Vert",
    "⌊": r"\lfloor",
    "⌋": r"\rfloor",
    "⌈": r"\lceil",
    "⌉": r"\rceil",
    "⟨": r"\langle",
    "⟩": r"\rangle",
    "ℓ": r"\ell",
    "ℝ": r"\mathbb{R}",
    "ℕ": r"\mathbb{N}",
    "ℤ": r"\mathbb{Z}",
    "𝔼": r"\mathbb{E}",
    "ᵀ": r"^{\mathsf{T}}",
    "′": r"'",
    "°": r"^{\circ}",
    "½": r"\tfrac12",
    "¼": r"\tfrac14",
    "¬": r"\neg",
    **{glyph: f"^{{{digit}}}" for digit, glyph in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
    **{glyph: f"_{{{digit}}}" for digit, glyph in enumerate("₀₁₂₃₄₅₆₇₈₉")},
    "⁻": "^{-}",
    "⁺": "^{+}",
    "ⁿ": "^{n}",
    "ₙ": "_{n}",
    "ᵢ": "_{i}",
    "ₖ": "_{k}",
    "ⱼ": "_{j}",
}
_COMBINING = {"\u0302": r"\hat", "\u0303": r"\tilde", "\u0304": r"\bar", "\u0307": r"\dot", "\u0308": r"\ddot"}
_TEXT_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0308": '"', "\u030a": "r", "\u030c": "v",
    "\u0327": "c", "\u0328": "k", "\u0306": "u", "\u0304": "=", "\u0307": ".", "\u030b": "H", "\u0331": "b",
}  # fmt: skip
_LETTERS = {"ß": r"\ss{}", "ø": r"\o{}", "Ø": r"\O{}", "ł": r"\l{}", "Ł": r"\L{}", "æ": r"\ae{}", "Æ": r"\AE{}",
            "œ": r"\oe{}", "Œ": r"\OE{}", "ı": r"\i{}", "đ": r"\dj{}", "Đ": r"\DJ{}", "ð": r"\dh{}", "þ": r"\th{}",
            "¿": r"\textquestiondown{}", "¡": r"\textexclamdown{}", "«": r"\guillemotleft{}",
            "»": r"\guillemotright{}"}  # fmt: skip
_LONGEST_WORD = 28  # characters of a word of prose, beyond which it may break anywhere
_BREAKS = frozenset("_^*+-/=<>,;:|)]}.~&")


def clean(text: str) -> str:
    """The text on one line, without characters that act instead of being seen.

    Line breaks and tabs become spaces; other controls and marks that reverse the reading direction become U+FFFD.
    """
    shown = []
    for character in text:
        if character in "\n\r\t\u2028\u2029\x0b\x0c\x85":
            shown.append(" ")
        elif unicodedata.category(character) in ("Cc", "Cs") or character in _DIRECTIONS:
            shown.append("\ufffd")
        else:
            shown.append(character)
    return "".join(shown)


_DIRECTIONS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@cache
def _glyph(character: str) -> str:
    """One character, possibly with a combining mark, as TeX for text mode."""
    if character in _SPECIAL:
        return _SPECIAL[character]
    if character in _LETTERS:
        return _LETTERS[character]
    if character in _MATH:
        return rf"\ensuremath{{{_MATH[character]}}}"
    if len(character) == 1 and " " <= character <= "~":
        return character
    base, *marks = list(unicodedata.normalize("NFD", character))
    if len(marks) == 1 and base.isascii() and base.isalpha() and marks[0] in _TEXT_ACCENTS:
        return rf"\{_TEXT_ACCENTS[marks[0]]}{{{base}}}"
    if len(marks) == 1 and base in _MATH and marks[0] in _COMBINING:
        return rf"\ensuremath{{{_COMBINING[marks[0]]}{{{_MATH[base]}}}}}"
    return "".join(rf"{{\footnotesize[U+{ord(part):04X}]}}\allowbreak{{}}" for part in character)


def _clusters(text: str) -> list[str]:
    """Characters with the combining marks that follow them."""
    return re.findall(r"[^\u0300-\u036f][\u0300-\u036f]?|[\u0300-\u036f]", unicodedata.normalize("NFC", clean(text)))


def tex(text: str) -> str:
    """Any text as TeX for a paragraph: nothing in it is a command, and no two characters join into another.

    Characters that pdfTeX's fonts lack appear as [U+4E2D].
    """
    shown: list[str] = []
    run = 0
    for cluster in _clusters(text):
        piece = _glyph(cluster)
        # `--`, `''`, `,,`, ?` and !` would be ligatures.
        if shown and cluster in "-'," and shown[-1] == piece:
            shown.append("{}")
        shown.append(piece)
        run = 0 if cluster == " " else run + 1
        if run and run % _LONGEST_WORD == 0:
            shown.append(r"\allowbreak{}")
    return "".join(shown)


def tex_code(text: str, *, longest: int = 14) -> str:
    """Any text as TeX for a line that may break after operators and, without a hyphen, within long words.

    Arguments: `text`; `longest`, the most characters that stand together.
    """
    shown: list[str] = []
    run = 0
    for cluster in _clusters(text):
        if cluster == " ":
            shown.append(r"\ \allowbreak{}" if shown and shown[-1].startswith(r"\ ") else " ")
            run = 0
            continue
        piece = r"\textquotesingle{}" if cluster == "'" else _glyph(cluster)
        shown.append(piece)
        run += 1
        if cluster in "-,'?!":
            shown.append("{}")
        if cluster in _BREAKS or run >= longest:
            shown.append(r"\allowbreak{}")
            run = 0
    return "".join(shown)


def slug(text: str, *, fallback: str = "item") -> str:
    """A file name or TeX label from any text: letters, digits and hyphens."""
    kept = re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode())
    return kept.strip("-")[:60].strip("-") or fallback
