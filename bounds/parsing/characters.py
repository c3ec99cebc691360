"""Unicode letters and signs, and what each of them is in ASCII."""

from __future__ import annotations

import unicodedata

_GREEK_NAMES = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lamda",
    "mu",
    "nu",
    "xi",
    "omicron",
    "pi",
    "rho",
    "sigma",
    "tau",
    "upsilon",
    "phi",
    "chi",
    "psi",
    "omega",
]
_LOWER = "αβγδεζηθικλμνξοπρστυφχψω"
_UPPER = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ"

GREEK: dict[str, str] = {
    **dict(zip(_LOWER, _GREEK_NAMES, strict=True)),
    **{letter: name.capitalize() for letter, name in zip(_UPPER, _GREEK_NAMES, strict=True)},
    "ς": "sigma",
    "ϵ": "epsilon",
    "ϑ": "theta",
    "ϕ": "phi",
    "ϖ": "pi",
    "ϱ": "rho",
    "ϰ": "kappa",
    "\u00b5": "mu",  # the micro sign
    "\u2126": "Omega",  # the ohm sign
    "Λ": "Lambda",
}
"""Greek letter to name; lambda is written lamda, as SymPy does, since Python reserves the word."""

GREEK_NAMES: frozenset[str] = frozenset(GREEK.values()) | {"lambda", "Lambda"}

SUPERSCRIPTS: dict[str, str] = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱᵏ", "0123456789+-nik", strict=True))
SUBSCRIPTS: dict[str, str] = dict(zip("₀₁₂₃₄₅₆₇₈₉ₙᵢₖⱼₘₚ", "0123456789nikjmp", strict=True))

SIGNS: dict[str, str] = {
    "−": "-",
    "–": "-",
    "·": "*",
    "⋅": "*",
    "∙": "*",
    "×": "*",
    "∗": "*",
    "∕": "/",
    "⁄": "/",
    "÷": "/",
    "≤": "<=",
    "⩽": "<=",
    "≦": "<=",
    "≥": ">=",
    "⩾": ">=",
    "≧": ">=",
    "≠": "!=",
    "→": "->",
    "⟶": "->",
    "∼": "~",
    "∈": "∈",
    "∣": "|",
    "√": "√",
    "∞": "∞",
    "∑": "∑",
    "∏": "∏",
}
"""Signs to their ASCII spelling; the last ones are operators of their own."""

COMBINING: dict[str, str] = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0305": "bar"}
"""Marks over a letter to the suffix of its name."""


def describe(character: str) -> str:
    """A character as a message shows it: by its name where it cannot be seen."""
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "unnamed")
    if character.isascii() and character.isprintable():
        return repr(character)
    visible = character.isprintable() and not unicodedata.combining(character)
    return f"{character!r} ({code} {name})" if visible else f"{code} ({name})"
