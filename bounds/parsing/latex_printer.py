"""Trees and claims to LaTeX, as they stand.

SymPy's own printer sorts terms, turns exp(-x) into a denominator, and runs into its recursion limit on trees
such as an unevaluated (-1)**(-1); a report has to show what was claimed. What is printed here can be read back
by the grammar, to the same tree wherever the names have a LaTeX form. Documents, which show quantities by the field's
symbols and need MathML as well, have a printer of their own (`reports/formulas.py`).
"""

from __future__ import annotations

import re
from typing import Any

import sympy as sp
from sympy import Add, Expr, Integer, Mul, Pow, Product, Rational, Sum, Symbol

from ..claims import Claim, Point, Relation
from ..implicit import Inverse, Threshold
from .characters import GREEK_NAMES
from .table import FUNCTION_OF_HEAD

_COMMANDS = {
    **{name: name for name in "exp log sin cos tan cot sec csc sinh cosh tanh coth zeta".split()},  # noqa: SIM905
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "gamma": "Gamma",
}
_FENCES = {sp.Abs: ("\\lvert", "\\rvert"), sp.floor: ("\\lfloor", "\\rfloor"), sp.ceiling: ("\\lceil", "\\rceil")}
_CONSTANTS: dict[Any, str] = {
    sp.pi: "\\pi",
    sp.E: "\\mathrm{e}",
    sp.EulerGamma: "\\gamma_{\\mathrm{E}}",
    sp.oo: "\\infty",
    -sp.oo: "-\\infty",
}
_ACCENTS = ("hat", "bar", "tilde", "check", "dot", "vec")
_RELATIONS = {
    Relation.TENDS: "\\to",
    Relation.EQUIVALENT: "\\sim",
    Relation.LE: "\\leq",
    Relation.LT: "<",
    Relation.GE: "\\geq",
    Relation.GT: ">",
    Relation.EQ: "=",
    Relation.NE: "\\neq",
    Relation.LITTLE_O: "o",
    Relation.BIG_O: "O",
    Relation.LITTLE_OMEGA: "\\omega",
    Relation.BIG_OMEGA: "\\Omega",
    Relation.THETA: "\\Theta",
    Relation.SOFT_O: "\\tilde{O}",
    Relation.SOFT_OMEGA: "\\tilde{\\Omega}",
    Relation.SOFT_THETA: "\\tilde{\\Theta}",
}


class _Piece(str):
    """LaTeX with its kind: sum, sign, product, number, letter, fraction, call, group, power (of a letter) or
    figure (power of a number)."""

    kind: str

    def __new__(cls, text: str, kind: str) -> _Piece:
        piece = super().__new__(cls, text)
        piece.kind = kind
        return piece


def to_latex(expr: Expr) -> str:
    """The LaTeX of a tree, in the order and grouping in which it stands.

    Arguments: `expr`; classes beyond the grammar's own are printed by their `_latex`. Returns math-mode LaTeX
    without dollar signs.
    """
    return str(_piece(expr))


def point_latex(point: Point) -> str:
    """The LaTeX of a point."""
    return f"{to_latex(point.variable)} \\to {to_latex(point.value)}{_side(point.side)}"


def claim_latex(claim: Claim) -> str:
    """The LaTeX of a claim's statement, without its point and hypotheses."""
    if claim.relation is Relation.BENIGN:
        return "\\text{benign}"
    left = to_latex(claim.left)
    if claim.right is None:
        return f"{left} \\text{{ has a limit}}"
    right, sign = to_latex(claim.right), _RELATIONS[claim.relation]
    if claim.relation.is_landau:
        return f"{left} = {sign}\\left({right}\\right)"
    return f"{left} {sign} {right}{_side(claim.side)}"


def _side(side: str) -> str:
    return f"^{{{side}}}" if side else ""


def _bracketed(piece: str) -> _Piece:
    return _Piece(f"\\left({piece}\\right)", "group")


def _piece(expr: Expr) -> _Piece:
    head = type(expr)
    if expr in _CONSTANTS:
        return _Piece(_CONSTANTS[expr], "sign" if expr == -sp.oo else "letter")
    if isinstance(expr, Rational):
        return _rational(expr)
    if head is Symbol:
        return _Piece(symbol_latex(expr.name), "letter")
    if head is Add:
        return _add(expr)
    if head is Mul:
        return _mul(expr)
    if head is Pow:
        return _pow(expr)
    if head in (Sum, Product):
        return _big(expr)
    if head in (Inverse, Threshold):
        unknown, left, right = (to_latex(part) for part in expr.args)
        text = f"\\min\\left\\{{{unknown} : {left} \\geq {right}\\right\\}}"
        if head is Inverse:
            text = f"\\left[{unknown} : {left} = {right}\\right]"
        return _Piece(text, "group")
    return _call(expr)


def _rational(value: Rational) -> _Piece:
    if value.q == 1:
        return _Piece(str(value.p), "number" if value.p >= 0 else "sign")
    text = f"\\frac{{{abs(value.p)}}}{{{value.q}}}"
    return _Piece(text, "fraction") if value.p > 0 else _Piece("-" + text, "sign")


def symbol_latex(name: str) -> str:
    """The LaTeX of a name: Greek letters, accents, stars, primes, subscripts."""
    stem, *labels = name.split("_")
    digits = re.fullmatch(r"([A-Za-z]+?)([0-9]+)", stem)
    if digits:
        stem, labels = digits.group(1), [digits.group(2), *labels]
    text = _word(stem)
    raised = ""
    subscripts: list[str] = []
    for label in labels:
        if label in _ACCENTS:
            text = f"\\{label}{{{text}}}"
        elif label == "star":
            raised += "*"
        elif label == "prime":
            raised += "\\prime"
        elif label:
            subscripts.append(label if label.isdigit() or len(label) == 1 else _word(label))
    return text + (f"_{{{', '.join(subscripts)}}}" if subscripts else "") + (f"^{{{raised}}}" if raised else "")


def _word(word: str) -> str:
    greek = {"lamda": "lambda", "Lamda": "Lambda"}.get(word, word)
    if greek in GREEK_NAMES:
        return f"\\{greek}" if greek != "omicron" else "o"
    return word if len(word) == 1 else f"\\mathrm{{{word}}}"


def _call(expr: Expr) -> _Piece:
    head = type(expr)
    arguments = [to_latex(part) for part in expr.args]
    if head in _FENCES:
        opening, closing = _FENCES[head]
        return _Piece(f"{opening} {arguments[0]} {closing}", "group")
    if head is sp.factorial:
        inner = _piece(expr.args[0])
        bare = inner.kind in ("number", "letter")
        return _Piece((inner if bare else _bracketed(inner)) + "!", _kind_over(inner) if bare else "group")
    if head is sp.binomial:
        return _Piece(f"\\binom{{{arguments[0]}}}{{{arguments[1]}}}", "fraction")
    if head in (sp.Min, sp.Max):
        return _Piece(f"\\{head.__name__.lower()}\\left\\{{{', '.join(arguments)}\\right\\}}", "call")
    name = FUNCTION_OF_HEAD.get(head)
    if name is None:
        return _Piece(sp.latex(expr), "call")
    return _Piece(f"{_command(name)}\\left({', '.join(arguments)}\\right)", "call")


def _command(name: str) -> str:
    return f"\\{_COMMANDS[name]}" if name in _COMMANDS else f"\\operatorname{{{name}}}"


def _is_digits(expr: Expr) -> bool:
    return isinstance(expr, Integer) and expr.p >= 0


def _pow(expr: Pow, *, spelled: bool = False) -> _Piece:
    base, exponent = expr.args
    if exponent == Rational(1, 2):
        return _Piece(f"\\sqrt{{{to_latex(base)}}}", "group")
    if exponent == -1 and not _is_digits(base) and not spelled:
        return _Piece(f"\\frac{{1}}{{{to_latex(base)}}}", "fraction")
    name = FUNCTION_OF_HEAD.get(type(base))
    if name in _COMMANDS and isinstance(exponent, Integer) and exponent.p > 1:
        inner = ", ".join(to_latex(part) for part in base.args)
        return _Piece(f"{_command(str(name))}^{{{exponent}}}\\left({inner}\\right)", "call")
    foot = _piece(base)
    starred = isinstance(base, Symbol) and foot.endswith("}") and "^" in foot
    if foot.kind not in ("number", "letter") or starred:
        foot = _bracketed(foot)
    return _Piece(f"{foot}^{{{to_latex(exponent)}}}", _kind_over(foot))


def _kind_over(foot: _Piece) -> str:
    """The kind of a power or factorial: what it begins with decides what may stand before it."""
    return {"letter": "power", "number": "figure"}.get(foot.kind, "group")


def _factor(expr: Expr) -> _Piece:
    piece = _piece(expr)
    return _bracketed(piece) if piece.kind in ("sum", "sign", "product") or _is_power_call(expr) else piece


def _is_power_call(expr: Expr) -> bool:
    return type(expr) in (Sum, Product)


_BESIDE = {
    "number": ("letter", "power", "call", "group"),
    "letter": ("letter", "power", "call", "fraction"),
    "power": ("letter", "power", "call", "fraction"),
    "fraction": ("letter", "power", "call", "group", "fraction"),
    "group": ("letter", "power", "call", "fraction"),
    "figure": ("letter", "power", "call"),
    "call": ("call",),
}


def _mul(expr: Mul) -> _Piece:
    factors = list(expr.args)
    sign = ""
    if factors[0] == -1 and not isinstance(factors[1], Rational):
        sign, factors = "-", factors[1:]
    elif isinstance(factors[0], Rational) and factors[0].p < 0:
        sign, factors = "-", [-factors[0], *factors[1:]]
    first = factors[0]
    text: _Piece = _piece(first) if isinstance(first, Rational) else _factor(first)
    last = text.kind
    for index, factor in enumerate(factors[1:], 1):
        if type(factor) is Pow and factor.args[1] == -1:
            merges = (
                index == 1
                and isinstance(first, Integer)
                and (_is_digits(factor.args[0]) or (first == 1 and not _negated(sign, expr)))
            )
            if not merges:
                above = to_latex(first) if index == 1 else text
                text = _Piece(f"\\frac{{{above}}}{{{to_latex(factor.args[0])}}}", "fraction")
                last = "fraction"
                continue
            piece = _pow(factor, spelled=True)
        else:
            piece = _factor(factor)
        between = " " if piece.kind in _BESIDE.get(last, ()) else " \\cdot "
        text = _Piece(text + between + piece, "product")
        last = piece.kind
    return _Piece(sign + text, "sign" if sign else ("product" if text.kind != "fraction" else "fraction"))


def _negated(sign: str, expr: Mul) -> bool:
    """Whether the leading number was -1 itself, so that nothing stands for it but the sign."""
    return bool(sign) and expr.args[0] == -1


def _add(expr: Add) -> _Piece:
    text = ""
    for index, term in enumerate(expr.args):
        piece = _piece(term)
        if piece.kind == "sum" or (type(term) in (Sum, Product) and index < len(expr.args) - 1):
            piece = _bracketed(piece)
        if not text:
            text = str(piece)
        elif piece.startswith("-"):
            text += f" - {piece[1:]}"
        else:
            text += f" + {piece}"
    return _Piece(text, "sum")


def _big(expr: Expr) -> _Piece:
    sign = "\\sum" if type(expr) is Sum else "\\prod"
    ranges = "".join(
        f"{sign}_{{{to_latex(index)}={to_latex(low)}}}^{{{to_latex(high)}}} "
        for index, low, high in reversed([limit.args for limit in expr.args[1:]])
    )
    body = _piece(expr.args[0])
    if body.kind in ("sum", "sign") or (sign == "\\prod" and body.kind == "product"):
        body = _bracketed(body)
    return _Piece(ranges + body, "product")
