"""Text to tokens, each with its exact column; whatever cannot begin a token is refused here.

Two spellings share the token kinds. Python-like text is the default; a backslash, a brace or a dollar sign
makes a text LaTeX, in which letters stand alone (`xy` is no name), words come as commands, and scripts are
written with `^` and `_`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ..errors import GrammarError
from .characters import COMBINING, GREEK, GREEK_NAMES, SIGNS, SUBSCRIPTS, SUPERSCRIPTS, describe
from .limits import MAX_DIGITS, MAX_TEXT, MAX_TOKENS


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text.

    `kind`: number, name, command (LaTeX, without the backslash), super (raised digits), op, end. `text`: the
    canonical spelling. `column`: from 1. `end`: the column after it. `upright`: a name written in roman type.
    """

    kind: str
    text: str
    column: int
    end: int
    upright: bool = False

    def shown(self) -> str:
        """The token as messages show it."""
        if self.kind == "end":
            return "the end of the text"
        return repr("\\" + self.text if self.kind == "command" else self.text)


_GREEK_CLASS = "".join(GREEK)
_SUPER_CLASS = "".join(SUPERSCRIPTS)
_SUB_CLASS = "".join(SUBSCRIPTS)
_MARKS = "".join(COMBINING)
_NUMBER = r"(?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+(?![A-Za-z_]))?|\.[0-9]+)"
_LATEX_NUMBER = r"(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
_OPERATORS = r"(?P<op>\*\*|->|<=|>=|==|!=|[-+*/^!()\[\]{},=<>~|_])"
_PYTHON = re.compile(
    rf"(?P<space>[^\S\x1c-\x1f\x85\x0b\x0c\u2028\u2029]+)|{_NUMBER}"
    rf"|(?P<name>[A-Za-z{_GREEK_CLASS}][{_MARKS}]?[A-Za-z0-9_{_GREEK_CLASS}{_SUB_CLASS}]*['′]*|Õ)"
    rf"|{_OPERATORS}|(?P<super>[{_SUPER_CLASS}]+)|(?P<sign>[{''.join(SIGNS)}])"
)
_ROMAN = r"mathrm|operatorname\*?|text|mathit|mathsf|textrm|mathop|mathcal|mathbb|mathbf"
_LATEX = re.compile(
    r"(?P<space>(?:[^\S\x1c-\x1f\x85\x0b\x0c\u2028\u2029]|\\[,;:! ]|\\(?:q?quad|displaystyle|limits|nolimits"
    r"|left|right|[bB]igg?[lr]?)(?![A-Za-z.]))+)"
    rf"|{_LATEX_NUMBER}"
    rf"|\\(?:{_ROMAN})(?:\s*\{{\s*(?P<roman>[A-Za-z][A-Za-z0-9]*)\s*\}}|\s+(?P<roman1>[A-Za-z])(?![A-Za-z]))"
    rf"|\\(?P<command>[A-Za-z]+|[{{}}|])"
    rf"|(?P<name>[{_GREEK_CLASS}][{_MARKS}]?|[A-Za-z][{_MARKS}]|[A-Za-z]+|Õ)(?P<sub>[{_SUB_CLASS}]*)"
    rf"|{_OPERATORS}|(?P<prime>['′]+)|(?P<super>[{_SUPER_CLASS}]+)|(?P<sign>[{''.join(SIGNS)}])"
)
_LAMBDA = re.compile(r"^lambda(?![A-Za-z])")  # a word that Python reserves: λ, lambda and lamda are one name
_HINTS = {
    ".": "attributes are not part of the grammar, and numbers are written 0.5",
    "'": "quoted text is not part of the grammar",
    '"': "quoted text is not part of the grammar",
    "%": "write Mod(a, b) for a remainder",
    "@": "write * for a product",
    "&": "this is not part of the grammar",
    ":": "this is not part of the grammar",
    ";": "one formula at a time, without a semicolon",
    "\\": "this command is not part of the grammar",
    "$": "put dollar signs around the whole text, or leave them out",
    "≈": "write ~ for asymptotic equality",
    "≪": "write F = o(G)",
    "≫": "write F = omega(G)",
    "≲": "write F = O(G)",
    "≳": "write F = Omega(G)",
    "≍": "write F = Theta(G)",
}


def is_latex(text: str) -> bool:
    """Whether the text is read as LaTeX: it has a backslash, a brace or a dollar sign."""
    return any(sign in text for sign in "\\{}$")


def tokenize(text: str, *, latex: bool | None = None) -> list[Token]:
    """The tokens of a text, ended by one of kind "end".

    Arguments: `text`; `latex`, whether to read it as LaTeX (None: as `is_latex` says).
    Raises GrammarError for a text that is empty or too long, and for a character that begins no token.
    """
    if not isinstance(text, str):
        raise GrammarError(str(text)[:MAX_DIGITS], 1, f"expected a text, found {type(text).__name__}")
    if len(text) > MAX_TEXT:
        raise GrammarError(
            text[:MAX_DIGITS], 1, f"the text has {len(text)} characters, more than {MAX_TEXT}; split it up"
        )
    if not text.strip():
        raise GrammarError(text, 1, "expected a formula, found an empty text")
    latex = is_latex(text) if latex is None else latex
    pattern = _LATEX if latex else _PYTHON
    position, last = _inside_dollars(text) if latex else (0, len(text))
    tokens: list[Token] = []
    while position < last:
        match = pattern.match(text, position, last)
        if match is None:
            raise _refused(text, position)
        kind = match.lastgroup or ""
        if kind != "space":
            tokens.append(_token(text, match, kind, latex))
            if len(tokens) > MAX_TOKENS:
                raise GrammarError(text, position + 1, f"the text has more than {MAX_TOKENS} symbols; split it up")
        position = match.end()
    tokens.append(Token("end", "", last + 1, last + 1))
    return tokens


def _inside_dollars(text: str) -> tuple[int, int]:
    """Where a text wrapped in $ or $$ begins and ends inside its dollar signs."""
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    for fence in ("$$", "$"):
        if text.startswith(fence, first) and text.endswith(fence, first + len(fence), last):
            return first + len(fence), last - len(fence)
    return first, last


def _refused(text: str, position: int) -> GrammarError:
    character = text[position]
    hint = _HINTS.get(character, "")
    if character == "_":
        hint = "a name begins with a letter"
    elif unicodedata.category(character) in ("Cf", "Cc", "Zl", "Zp", "Co", "Cn", "Cs"):
        hint = "an invisible character; delete it"
    elif unicodedata.category(character) == "Nd":
        hint = "write digits as 0-9"
    problem = f"unexpected character {describe(character)}"
    return GrammarError(text, position + 1, problem + (f": {hint}" if hint else ""))


def _token(text: str, match: re.Match[str], kind: str, latex: bool) -> Token:
    column, end = match.start() + 1, match.end() + 1
    value = match.group(kind)
    if kind in ("roman", "roman1"):
        return Token("name", value, column, end, upright=True)
    if kind == "sub":  # the last group of a LaTeX name, possibly empty
        name = match.group("name")
        return Token("name", _latex_name(text, match), column, end, upright=bool(value) or not name.isascii())
    if kind == "name":
        return Token("name", _python_name(text, value, column), column, end)
    if kind == "number":
        _check_digits(text, value, column)
        return Token("number", value, column, end)
    if kind == "super":
        return Token("super", "".join(SUPERSCRIPTS[c] for c in value), column, end)
    if kind == "sign":
        return Token("op", SIGNS[value], column, end)
    if kind == "op" and value == "_" and not latex:
        raise _refused(text, match.start())
    if kind == "op" and value in "{}" and not latex:
        raise _refused(text, match.start())
    return Token("command" if kind == "command" else kind, {"==": "="}.get(value, value), column, end)


def _check_digits(text: str, number: str, column: int) -> None:
    mantissa, _, exponent = number.lower().partition("e")
    digits = sum(character.isdigit() for character in mantissa)
    if len(exponent) > 4 or digits + abs(int(exponent or 0)) > MAX_DIGITS:
        raise GrammarError(text, column, f"a number of more than {MAX_DIGITS} digits; write it as a power")


def _letter(character: str) -> str:
    return GREEK.get(character, character)


def _python_name(text: str, name: str, column: int) -> str:
    """The ASCII name of a Python-like identifier, in which a Greek letter stands apart."""
    stem = name.rstrip("'′")
    suffix = "_prime" * (len(name) - len(stem))
    if stem == "Õ":
        return "Otilde" + suffix
    if len(stem) > 1 and stem[1] in COMBINING:
        mark = COMBINING[stem[1]]
        base = _letter(stem[0])
        accented = base + mark if mark == "tilde" and base in ("O", "Omega", "Theta") else f"{base}_{mark}"
        stem = accented + stem[2:]
    elif not stem.isascii():
        stem = _spell_out(text, stem, column)
    if "__" in stem:
        raise GrammarError(text, column + name.find("__"), "a name may not have two underscores in a row")
    return _LAMBDA.sub("lamda", stem) + suffix


def _spell_out(text: str, stem: str, column: int) -> str:
    pieces: list[str] = []
    for index, character in enumerate(stem):
        if character in SUBSCRIPTS:
            pieces.append(("" if index and stem[index - 1] in SUBSCRIPTS else "_") + SUBSCRIPTS[character])
            continue
        if character not in GREEK:
            pieces.append(character)
            continue
        before, after = stem[index - 1 : index], stem[index + 1 : index + 2]
        if before not in ("", "_") or (after.isalpha() and after not in SUBSCRIPTS):
            raise GrammarError(
                text, column + index, f"{character!r} stands next to another letter: write * between factors"
            )
        pieces.append(GREEK[character])
    return "".join(pieces)


def _latex_name(text: str, match: re.Match[str]) -> str:
    name, subscript = match.group("name"), match.group("sub")
    stem = _python_name(text, name, match.start() + 1) if not name.isascii() else name
    stem = _LAMBDA.sub("lamda", stem)
    return stem + ("_" + "".join(SUBSCRIPTS[c] for c in subscript) if subscript else "")


def greek_command(command: str) -> str | None:
    """The name of the Greek letter that a LaTeX command writes, if it writes one."""
    if command.startswith("var") and command[3:] in GREEK_NAMES:
        command = command[3:]
    if command == "lambda":
        return "lamda"
    return command if command in GREEK_NAMES - {"lamda", "Lamda"} else None
