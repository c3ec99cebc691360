"""LaTeX commands to the tokens of the grammar: operators, letters, functions, accents, raised signs."""

from __future__ import annotations

import difflib

from ..errors import GrammarError
from .table import GRAMMAR
from .tokens import Token, greek_command, tokenize

_OPERATORS = {
    "cdot": "*",
    "times": "*",
    "ast": "*",
    "div": "/",
    "le": "<=",
    "leq": "<=",
    "leqslant": "<=",
    "ge": ">=",
    "geq": ">=",
    "geqslant": ">=",
    "lt": "<",
    "gt": ">",
    "ne": "!=",
    "neq": "!=",
    "to": "->",
    "rightarrow": "->",
    "longrightarrow": "->",
    "sim": "~",
    "in": "∈",
    "infty": "∞",
    "sum": "∑",
    "prod": "∏",
    "lbrace": "\\{",
    "rbrace": "\\}",
    "{": "\\{",
    "}": "\\}",
    "lvert": "lvert",
    "rvert": "rvert",
    "vert": "|",
    "mid": "|",
    "star": "star",
    "lfloor": "lfloor",
    "rfloor": "rfloor",
    "lceil": "lceil",
    "rceil": "rceil",
    "lVert": "lVert",
    "rVert": "rVert",
    "|": "Vert",
    "Vert": "Vert",
}
_ACCENTS = {
    "hat": "hat",
    "widehat": "hat",
    "bar": "bar",
    "overline": "bar",
    "tilde": "tilde",
    "widetilde": "tilde",
    "check": "check",
    "dot": "dot",
    "vec": "vec",
}
_STRUCTURES = ("frac", "dfrac", "tfrac", "sqrt", "binom", "lim")
_HINTS = {
    "ldots": "write the sum with its general term, \\sum_{i=1}^{n}",
    "dots": "write the sum with its general term, \\sum_{i=1}^{n}",
    "cdots": "write the sum with its general term, \\sum_{i=1}^{n}",
    "pm": "state the two cases as two claims",
    "approx": "write \\sim for asymptotic equality",
    "asymp": "write F = \\Theta(G)",
    "ll": "write F = o(G)",
    "gg": "write F = \\omega(G)",
    "lesssim": "write F = O(G)",
    "gtrsim": "write F = \\Omega(G)",
    "int": "integrals are not part of the grammar",
    "partial": "derivatives are not part of the grammar",
}


def latex_tokens(text: str) -> list[Token]:
    """The tokens, commands replaced by what they stand for and accents joined to their letters."""
    found: list[Token] = []
    tokens = tokenize(text, latex=True)
    position = 0
    while position < len(tokens):
        token, used = tokens[position], 1
        if token.kind == "command" and token.text in _ACCENTS:
            token, used = _accented(text, tokens, position)
        elif token.kind == "prime" and found and found[-1].kind == "name":
            letter = found.pop()
            token = Token("name", letter.text + "_prime" * len(token.text), letter.column, token.end, True)
        elif token.kind == "op" and token.text == "^":
            token, used = _side(tokens, position)
        else:
            token = _translated(text, token)
        found.append(token)
        position += used
    return found


def _side(tokens: list[Token], position: int) -> tuple[Token, int]:
    """A raised sign, 0^+ or 0^{+}, as one token; any other raised thing is left alone."""
    signs = [token.text for token in tokens[position + 1 : position + 4]]
    token = tokens[position]
    if signs[:1] in (["+"], ["-"]):
        return Token("super", signs[0], token.column, tokens[position + 1].end), 2
    if len(signs) == 3 and signs[0] == "{" and signs[1] in ("+", "-") and signs[2] == "}":
        return Token("super", signs[1], token.column, tokens[position + 3].end), 4
    return token, 1


def _translated(text: str, token: Token) -> Token:
    if token.kind == "prime":
        raise GrammarError(text, token.column, "quoted text is not part of the grammar")
    if token.kind == "op" and token.text == "~":
        raise GrammarError(text, token.column, "in LaTeX ~ is a space: write \\sim for asymptotic equality")
    if token.kind != "command" or token.text in _STRUCTURES:
        return token
    name = token.text
    if name in _ACCENTS:
        raise GrammarError(text, token.column, f"\\{name} takes one letter; only one accent on a letter")
    if name in _OPERATORS:
        return Token("op", _OPERATORS[name], token.column, token.end)
    entry = GRAMMAR.get(name)
    if entry is not None and name not in ("gamma", "E"):
        return Token("name", name, token.column, token.end, upright=True)
    letter = greek_command(name)
    if letter is not None:
        return Token("name", letter, token.column, token.end, upright=True)
    known = [*_OPERATORS, *_ACCENTS, *_STRUCTURES, *GRAMMAR.functions()]
    close = difflib.get_close_matches(name, known, n=1)
    hint = _HINTS.get(name) or (f"did you mean \\{close[0]}?" if close else "it is not part of the grammar")
    raise GrammarError(text, token.column, f"unknown command \\{name}: {hint}")


def _accented(text: str, tokens: list[Token], position: int) -> tuple[Token, int]:
    """An accent and its letter as one name, and how many tokens it takes."""
    accent = tokens[position]
    braced = tokens[position + 1].text == "{"
    letter = _translated(text, tokens[min(position + 1 + braced, len(tokens) - 1)])
    if braced and tokens[min(position + 3, len(tokens) - 1)].text != "}":
        raise GrammarError(text, letter.column, f"\\{accent.text} takes one letter")
    if letter.kind != "name" or (len(letter.text) > 1 and not letter.upright):
        raise GrammarError(text, letter.column, f"expected one letter after \\{accent.text}, found {letter.shown()}")
    mark = _ACCENTS[accent.text]
    landau = mark == "tilde" and letter.text in ("O", "Omega", "Theta")
    text = letter.text + mark if landau else f"{letter.text}_{mark}"
    end = tokens[position + 1 + 2 * braced].end
    return Token("name", text, accent.column, end, upright=True), 2 + 2 * braced
