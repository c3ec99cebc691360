"""SymPy trees as they stand → boxes. Nothing is sorted, merged or cancelled.

SymPy's own printers are made for evaluated trees: its MathML prints −(n + 1) as −n + 1 and n − (k − 1) as
n − k − 1. Here brackets are set by one rule, tightness against place, and a node that is not known raises
`Untypeset`, so that the reader sees the text instead of a guess.

`bounds.parsing.latex_printer` is another thing: what it writes the grammar can read back, to the same tree, and so it
names quantities as the grammar does. Here they have the field's symbols (λ_i, ‖Σ‖, R_std), which nothing reads, and
one tree gives LaTeX and MathML alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sympy as sp

from ..bounds.implicit import Inverse, Threshold
from .boxes import (
    APPLY,
    DOT,
    MINUS,
    NEGATIVE,
    PLUS,
    TIMES,
    Box,
    Digits,
    Fence,
    Fraction,
    Ident,
    Limits,
    Root,
    Row,
    Script,
    Sign,
)
from .names import APPLIED, GREEK, QUANTITIES, call, listing, name, operator

# How tightly a piece holds together: it stands without brackets where a looser one may.
SUM, LARGE, PRODUCT, FRACTION, CALL, POWER, ATOM = 1, 2, 3, 4, 5, 6, 7
MAX_DEPTH = 200


class Untypeset(Exception):
    """A tree with a node that has no form on the page."""


def boxes(expr: sp.Basic) -> Box:
    """The tree as boxes; raises Untypeset for a node without a form."""
    return _box(expr, 0)[0]


def _box(expr: sp.Basic, depth: int) -> tuple[Box, int]:
    """The box, and how tightly it holds together."""
    if depth > MAX_DEPTH:
        raise Untypeset(f"nested more than {MAX_DEPTH} deep")
    depth += 1
    for head, build in _HEADS:
        if isinstance(expr, head):
            return build(expr, depth)
    simple = _FUNCTIONS.get(type(expr))
    if simple is not None:
        box = simple([_box(argument, depth)[0] for argument in expr.args])
        return box, ATOM if isinstance(box, Fence) else CALL
    grammar_name = getattr(type(expr), "grammar_name", None)
    if isinstance(grammar_name, str):
        arguments = [_box(argument, depth)[0] for argument in expr.args]
        shape = APPLIED.get(grammar_name)
        box = shape(arguments) if shape is not None else call(operator(grammar_name), arguments)
        if grammar_name in ("tail", "tail2") or grammar_name.startswith("spectral_sum"):
            return box, LARGE
        return box, ATOM if isinstance(_head(box), Fence) or (isinstance(box, Script) and box.sup is None) else CALL
    raise Untypeset(type(expr).__name__)


def _at(expr: sp.Basic, level: int, depth: int) -> Box:
    """The box, in round brackets where it holds together less tightly than its place asks."""
    box, tightness = _box(expr, depth)
    return box if tightness >= level else Fence("(", box, ")")


def _rational(expr: sp.Rational, depth: int) -> tuple[Box, int]:
    size = abs(expr.p)
    box: Box = Digits(str(size)) if expr.q == 1 else Fraction(Digits(str(size)), Digits(str(expr.q)))
    if expr.p < 0:
        return Row((NEGATIVE, box)), SUM
    return box, ATOM if expr.q == 1 else FRACTION


def _infinity(expr: sp.Expr, depth: int) -> tuple[Box, int]:
    box = Ident("∞", r"\infty")
    return (box, ATOM) if expr is sp.oo else (Row((NEGATIVE, box)), SUM)


def _constant(expr: sp.Expr, depth: int) -> tuple[Box, int]:
    known = {sp.pi: GREEK["pi"], sp.E: Ident("e", r"\mathrm{e}", upright=True), sp.EulerGamma: GREEK["gamma"]}
    if expr not in known:
        raise Untypeset(str(expr))
    return known[expr], ATOM


def _symbol(expr: sp.Symbol, depth: int) -> tuple[Box, int]:
    if hasattr(expr, "dependence") and expr.name in QUANTITIES:
        box = QUANTITIES[expr.name]
        # A superscript of its own, as in θ*, would run into an exponent.
        return box, POWER if isinstance(box, Script) and box.sup is not None else ATOM
    return name(expr.name), POWER if expr.name.endswith("_star") else ATOM


def _sum(expr: sp.Add, depth: int) -> tuple[Box, int]:
    parts: list[Box] = []
    for position, term in enumerate(expr.args):
        # What follows a large operator would be read as under it: only the last term may stand without brackets.
        level = LARGE if position == len(expr.args) - 1 else PRODUCT
        positive = _without_sign(term)
        if positive is None:
            parts += [PLUS] if position else []
            parts.append(_at(term, level, depth))
        else:
            parts += [MINUS if position else NEGATIVE, _unsigned(positive, depth, level)]
    return Row(tuple(parts)), SUM


def _without_sign(term: sp.Expr) -> Sequence[sp.Expr] | None:
    """The factors of the term after its minus sign, or None where it has none."""
    if isinstance(term, sp.Rational) and term.p < 0:
        return (-term,)
    if isinstance(term, sp.Mul) and isinstance(term.args[0], sp.Rational) and term.args[0].p < 0:
        first, *rest = term.args
        return tuple(rest) if first == -1 else (-first, *rest)
    return None


def _unsigned(factors: Sequence[sp.Expr], depth: int, level: int = LARGE) -> Box:
    """A product after a minus sign."""
    box, tightness = _factors(factors, depth)
    return box if tightness >= level else Fence("(", box, ")")


def _product(expr: sp.Mul, depth: int) -> tuple[Box, int]:
    positive = _without_sign(expr)
    if positive is not None:
        return Row((NEGATIVE, _unsigned(positive, depth))), SUM
    return _factors(expr.args, depth)


def _factors(factors: Sequence[sp.Expr], depth: int) -> tuple[Box, int]:
    """A product: what it divides by goes below the line, the rest above, in the order written."""
    above: list[sp.Expr] = []
    below: list[sp.Expr] = []
    for factor in factors:
        divisor = _divisor(factor)
        if divisor is None:
            above.append(factor)
        else:
            below.append(divisor)
    if not below:
        return _line(above, depth)
    return Fraction(_line(above, depth)[0], _line(below, depth)[0]), FRACTION


def _divisor(factor: sp.Expr) -> sp.Expr | None:
    """What the factor divides by, if it is a power with a negative number above."""
    if isinstance(factor, sp.Pow) and isinstance(factor.args[1], sp.Rational) and factor.args[1].p < 0:
        base, exponent = factor.args
        return base if exponent == -1 else sp.Pow(base, -exponent, evaluate=False)
    return None


def _line(factors: Sequence[sp.Expr], depth: int) -> tuple[Box, int]:
    """Factors side by side, with a dot where juxtaposition would read as something else."""
    if not factors:
        return Digits("1"), ATOM
    if len(factors) == 1:
        return _box(factors[0], depth)
    parts: list[Box] = []
    for position, factor in enumerate(factors):
        box, tightness = _box(factor, depth)
        last = position == len(factors) - 1
        if tightness < (LARGE if last else PRODUCT):
            box = Fence("(", box, ")")
        if parts:
            parts.append(_between(parts[-1], box))
        parts.append(box)
    return Row(tuple(parts)), LARGE if tightness == LARGE else PRODUCT


def _between(left: Box, right: Box) -> Box:
    """A dot before numbers and fractions, and between a name and a round bracket, which would look like a call."""
    if isinstance(_head(right), Digits | Fraction):
        return DOT
    opening = _head(right)
    if isinstance(opening, Fence) and opening.left == "(" and not isinstance(left, Digits | Fraction | Fence):
        return DOT
    return TIMES


def _head(box: Box) -> Box:
    """The leftmost piece."""
    while True:
        match box:
            case Row(items):
                box = items[0]
            case Script(base):
                box = base
            case _:
                return box


_NAMED_POWERS = (sp.log, sp.sin, sp.cos, sp.tan, sp.cot, sp.sinh, sp.cosh, sp.tanh)


def _power(expr: sp.Pow, depth: int) -> tuple[Box, int]:
    base, exponent = expr.args
    if base == sp.Integer(10) and isinstance(exponent, sp.Integer) and exponent.p < 0:
        return Script(Digits("10"), sup=Row((NEGATIVE, Digits(str(-exponent.p))))), POWER
    if isinstance(exponent, sp.Rational) and exponent.p < 0:
        divisor = _divisor(expr)
        return Fraction(Digits("1"), _box(divisor, depth)[0]), FRACTION
    if isinstance(exponent, sp.Rational) and exponent.p == 1 and exponent.q > 1:
        degree = None if exponent.q == 2 else Digits(str(exponent.q))
        return Root(_box(base, depth)[0], degree), ATOM
    above = _slanted(exponent, depth)
    if isinstance(base, _NAMED_POWERS) and isinstance(exponent, sp.Integer):
        argument = _box(base.args[0], depth)[0]
        head = Script(operator(type(base).__name__), sup=above)
        return Row((head, APPLY, Fence("(", argument, ")"))), CALL
    return Script(_at(base, ATOM, depth), sup=above), POWER


def _slanted(exponent: sp.Expr, depth: int) -> Box:
    """An exponent; a numeric fraction on one line, where it stays readable."""
    if isinstance(exponent, sp.Rational) and exponent.q > 1 and exponent.p > 0:
        return Row((Digits(str(exponent.p)), Sign("/", "/", "product"), Digits(str(exponent.q))))
    return _box(exponent, depth)[0]


def _exponential(expr: sp.exp, depth: int) -> tuple[Box, int]:
    argument = _box(expr.args[0], depth)[0]
    return call(operator("exp"), [argument]), CALL


def _large(glyph: str, tex: str) -> Callable[[Any, int], tuple[Box, int]]:
    def build(expr: Any, depth: int) -> tuple[Box, int]:
        body = _at(expr.args[0], LARGE, depth)
        heads: list[Box] = []
        for index, low, high in reversed(expr.args[1:]):
            start = Row((_box(index, depth)[0], Sign("=", "=", "relation"), _box(low, depth)[0]))
            heads.append(Limits(Sign(glyph, tex, "large"), start, _box(high, depth)[0]))
        return Row((*heads, body)), LARGE

    return build


def _threshold(expr: Threshold, depth: int) -> tuple[Box, int]:
    return _set_of(operator("min"), expr, Sign("≥", r"\ge ", "relation"), depth)


def _inverse(expr: Inverse, depth: int) -> tuple[Box, int]:
    return _set_of(operator("inv"), expr, Sign("=", "=", "relation"), depth)


def _set_of(head: Box, expr: Any, relation: Box, depth: int) -> tuple[Box, int]:
    left, right = _box(expr.left, depth)[0], _box(expr.right, depth)[0]
    unknown = _box(expr.unknown, depth)[0]
    inner = Row((unknown, Sign(":", r"\mathrel{:}", "relation"), left, relation, right))
    return Row((head, APPLY, Fence("{", inner, "}"))), ATOM


def _factorial(expr: sp.factorial, depth: int) -> tuple[Box, int]:
    return Row((_at(expr.args[0], ATOM, depth), Sign("!", "!", "mark"))), POWER


def _zeta(expr: sp.zeta, depth: int) -> tuple[Box, int]:
    return call(GREEK["zeta"], [_box(argument, depth)[0] for argument in expr.args]), CALL


def _fence(left: str, right: str) -> Callable[[Sequence[Box]], Box]:
    return lambda arguments: Fence(left, listing(arguments), right)


def _called(text: str) -> Callable[[Sequence[Box]], Box]:
    return lambda arguments: call(operator(text), arguments)


_HEADS: tuple[tuple[Any, Callable[[Any, int], tuple[Box, int]]], ...] = (
    (sp.Rational, _rational),
    ((sp.core.numbers.Infinity, sp.core.numbers.NegativeInfinity), _infinity),
    (sp.NumberSymbol, _constant),
    (sp.Symbol, _symbol),
    (sp.Add, _sum),
    (sp.Mul, _product),
    (sp.Pow, _power),
    (sp.exp, _exponential),
    (sp.Sum, _large("∑", r"\sum")),
    (sp.Product, _large("∏", r"\prod")),
    (Threshold, _threshold),
    (Inverse, _inverse),
    (sp.factorial, _factorial),
    (sp.zeta, _zeta),
)

_PLAIN = (
    "log sin cos tan cot sec csc acot asec acsc sinh cosh tanh coth sech csch asinh acosh atanh acoth asech acsch "
    "erf erfc digamma Ei li harmonic polygamma uppergamma lowergamma binomial sign frac Mod Min Max"
)
_FUNCTIONS: dict[Any, Callable[[Sequence[Box]], Box]] = {
    **{getattr(sp, text): _called(text.lower() if text in ("Min", "Max", "Mod") else text) for text in _PLAIN.split()},
    sp.asin: _called("arcsin"),
    sp.acos: _called("arccos"),
    sp.atan: _called("arctan"),
    sp.LambertW: _called("W"),
    sp.gamma: lambda arguments: call(GREEK["Gamma"], arguments),
    sp.loggamma: lambda arguments: Row((operator("log"), APPLY, call(GREEK["Gamma"], arguments))),
    sp.Abs: _fence("|", "|"),
    sp.floor: _fence("⌊", "⌋"),
    sp.ceiling: _fence("⌈", "⌉"),
}
