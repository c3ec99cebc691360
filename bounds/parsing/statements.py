"""Formulas, claims and points from text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from sympy import Expr, Symbol, oo

from ..claims import Claim, Hypothesis, Mode, Point, Relation
from ..errors import InputError
from .hypotheses import (
    RELATIONS,
    Symbols,
    at_end,
    declares_euler,
    hypothesis_symbols,
    parse_given,
    parse_hypothesis,
    parser_of,
)
from .nodes import Node
from .pratt import Parser
from .printer import claim_text, point_text
from .table import EMPTY, LANDAU, Vocabulary

_CLAIM_FORMS = "a relation: ->, = o(...), O, Omega, omega, Theta, ~, <=, <, >=, >, = or 'has limit'"


def parse_expression(
    text: str, *, vocabulary: Vocabulary = EMPTY, symbols: Symbols | None = None, declared: Collection[str] = ()
) -> Expr:
    """The SymPy tree of a formula, exactly as written.

    Arguments: `text`; `vocabulary`, names beside the grammar's own; `symbols`, name to Symbol for names that
    are to be particular symbols (others become plain symbols); `declared`, names of parameters, which matters
    for `e` alone.
    Raises GrammarError with the column for anything that is not one formula.
    """
    parser = parser_of(text, vocabulary, symbols, euler="e" in declared)
    tree = parser.formula().tree()
    at_end(parser)
    parser.check_scopes(tree.free_symbols)
    return tree


# -- points -------------------------------------------------------------------------------------------------


def parse_point(
    text: str, *, vocabulary: Vocabulary = EMPTY, symbols: Symbols | None = None, declared: Collection[str] = ()
) -> Point:
    """Where a claim is made: `n -> oo`, `x -> 0+`, `x -> c*n-`.

    Arguments as for `parse_expression`. Raises GrammarError.
    """
    parser = parser_of(text, vocabulary, symbols, euler="e" in declared)
    point = _point(parser)
    at_end(parser)
    return point


def _point(parser: Parser) -> Point:
    form = "a variable and where it tends, as in n -> oo or x -> 0+"
    start = parser.token
    if start.kind not in ("name", "command"):
        raise parser.expected(form)
    variable = parser.expression(40).tree()
    if not isinstance(variable, Symbol):
        raise parser.error(f"expected {form}, found {start.shown()}", start.column)
    parser.expect("->", f"'->' in {form}")
    target, side = _value(parser)
    try:
        return Point(variable, target.tree(), side)
    except InputError as error:
        raise parser.error(str(error), target.column) from None


def _value(parser: Parser) -> tuple[Node, str]:
    """A value, and the sign at its end that says from which side it is approached."""
    parser.valued = True
    value = parser.formula()
    token = parser.token
    raised = token.kind == "super" and token.text in ("+", "-")
    side = parser.advance().text if raised or parser.sided() else ""
    parser.valued = False
    return value, side


# -- claims -------------------------------------------------------------------------------------------------


def parse_claim(
    text: str,
    *,
    as_: str | Point | None = None,
    given: str | Sequence[str | Hypothesis] = (),
    vocabulary: Vocabulary = EMPTY,
    symbols: Symbols | None = None,
    known: Collection[str] | None = (),
    mode: Mode = Mode.DETERMINISTIC,
    delta: str | None = None,
    everywhere: bool = False,
) -> Claim:
    """A claim from its text, its point and its hypotheses.

    Arguments: `text`, as in `log(n)**k = o(n**eps)`, possibly ended by `as n -> oo`; `as_`, the point; `given`,
    hypotheses; `vocabulary` and `symbols` as for `parse_expression`; `known`, names that need no declaration
    (None: none does); `mode`, the sense for random quantities; `delta`, the probability of failure that the mode
    "with probability at least 1 - delta" needs; `everywhere`, an inequality meant at every value of its symbols.

    Without a point the variable is: the only free symbol; else the only one that no hypothesis mentions; else
    `n`, if it is one of these (or hypotheses mention them all); and it tends to infinity. An identity `F = G`
    without a point holds at every value of its symbols and has no variable.

    Raises GrammarError, for an undeclared parameter and for a variable that cannot be told as well.
    """
    hypotheses = parse_given(given, vocabulary=vocabulary, symbols=symbols)
    parser = parser_of(text, vocabulary, symbols, euler=declares_euler(hypotheses))
    point = _limit_head(parser)
    left, relation, right, side = _statement(parser) if point is None else _limit(parser)
    if point is None and parser.token.kind == "name" and parser.token.text == "as":
        parser.advance()
        point = _point(parser)
    at_end(parser)
    if as_ is not None:
        names = ("e",) if declares_euler(hypotheses) else ()
        outer = (
            as_ if isinstance(as_, Point) else parse_point(as_, vocabulary=vocabulary, symbols=symbols, declared=names)
        )
        if point is not None and point != outer:
            raise parser.error(f"the claim ends with another point than {point_text(outer)}", 1)
        point = outer
    free = left.free_symbols | (right.free_symbols if right is not None else set())
    if point is None and relation is not Relation.EQ and not (everywhere and relation.is_inequality):
        point = Point(_variable(parser, free, hypotheses, relation), oo)
    failing = None if delta is None else parse_expression(delta, vocabulary=vocabulary, symbols=symbols)
    claim = Claim(left, relation, right, side, point, hypotheses, mode, failing, "", text)
    parser.check_scopes(claim.symbols)
    if known is not None and point is not None:
        _check_declared(parser, claim, known)
    return replace(claim, text=_checked_text(claim, vocabulary, symbols))


def _checked_text(claim: Claim, vocabulary: Vocabulary, symbols: Symbols | None) -> str:
    """The canonical text of the claim, read back and compared: certificates start from it."""
    text = claim_text(claim)
    names = {symbol.name: symbol for symbol in claim.symbols}
    again = _statement(parser_of(text, vocabulary, {**names, **(symbols or {})}))
    if again != (claim.left, claim.relation, claim.right, claim.side):
        raise InputError(f"the claim {claim.source!r} has no text that reads back to it: {text!r}")
    return text


def parse_fact(
    text: str, *, vocabulary: Vocabulary = EMPTY, symbols: Symbols | None = None, as_: str | Point | None = None
) -> tuple[Hypothesis, ...] | Claim:
    """A hypothesis, or an asymptotic fact such as `r0 = o(n)` where facts are allowed beside conditions.

    Arguments as for `parse_claim`; parameters need no declaration. Raises GrammarError.
    """
    parser = parser_of(text, vocabulary, symbols, euler=True)
    asymptotic = any(token.kind == "op" and token.text in ("->", "~", "∈") for token in parser.tokens) or any(
        one.text in ("=", "has") and two.text in (*LANDAU, "limit")
        for one, two in zip(parser.tokens, parser.tokens[1:], strict=False)
    )
    if asymptotic or parser.tokens[0].text in vocabulary.claims:
        return parse_claim(text, as_=as_, vocabulary=vocabulary, symbols=symbols, known=None)
    return parse_hypothesis(text, vocabulary=vocabulary, symbols=symbols)


def _limit_head(parser: Parser) -> Point | None:
    r"""The point of a claim that begins with \lim_{n \to \infty}."""
    if not (parser.token.kind == "command" and parser.token.text == "lim"):
        return None
    parser.advance()
    form = r"where the variable tends, as in \lim_{n \to \infty}"
    parser.expect("_", form)
    parser.expect("{", form)
    point = _point(parser)
    parser.expect("}", "an operator or '}'")
    return point


def _limit(parser: Parser) -> tuple[Expr, Relation, Expr | None, str]:
    r"""What stands after \lim_{...}: the expression, `=` and its limit."""
    left = parser.finite()
    if left.form == "sum":
        raise parser.error("the limit may be of the first term or of the sum: put brackets around it", left.column)
    parser.expect("=", "an operator or '=' and the value of the limit")
    right = parser.formula()
    return left.tree(), Relation.TENDS, right.tree(), ""


def _statement(parser: Parser) -> tuple[Expr, Relation, Expr | None, str]:
    """Both sides of a claim, the relation between them, and the side of a limit."""
    token = parser.token
    if token.kind == "name" and token.text in parser.vocabulary.claims and parser.ahead().text in ("", "as"):
        parser.advance()
        return parser.vocabulary.claims[token.text](), Relation(token.text), None, ""
    left = parser.finite().tree()
    token = parser.token
    if token.kind == "name" and token.text == "has":
        parser.advance()
        if not (parser.token.kind == "name" and parser.token.text == "limit"):
            raise parser.expected("'limit' after 'has'")
        parser.advance()
        return left, Relation.HAS_LIMIT, None, ""
    if token.kind != "op" or token.text not in (*RELATIONS, "∈"):
        raise parser.expected(f"an operator or {_CLAIM_FORMS}")
    parser.advance()
    following = parser.token
    if token.text in ("=", "∈") and following.text in LANDAU and parser.ahead().text == "(":
        return left, Relation(following.text), _landau(parser), ""
    if token.text in ("!=", "∈"):
        raise parser.error(f"{token.shown()} makes no claim; expected {_CLAIM_FORMS}", token.column)
    relation = RELATIONS[token.text]
    if relation is not Relation.TENDS:
        return left, relation, parser.finite().tree(), ""
    right, side = _value(parser)
    if side and right.form == "infinite":
        raise parser.error("infinity is approached from one side only: drop the sign", right.column)
    return left, relation, right.tree(), side


def _landau(parser: Parser) -> Expr:
    """The argument of a Landau term, which ends the claim."""
    name = parser.advance().text
    parser.expect("(")
    parser.brackets += 1
    bound = parser.finite().tree()
    parser.expect(")", "an operator or ')'")
    parser.brackets -= 1
    if parser.token.kind != "end" and parser.token.text != "as":
        raise parser.error(f"a claim ends after {name}(...), found {parser.token.shown()}")
    return bound


def _variable(parser: Parser, free: set[Symbol], given: Sequence[Hypothesis], relation: Relation) -> Symbol:
    mentioned = {symbol for hypothesis in given for symbol in hypothesis_symbols(hypothesis)}
    for candidates in (free, free - mentioned):
        if len(candidates) == 1:
            return next(iter(candidates))
    default = parser.symbols.get("n") or Symbol("n")
    candidates = free - mentioned or free
    if default in candidates or not free or relation is Relation.BENIGN:
        return default
    names = ", ".join(sorted(symbol.name for symbol in candidates))
    raise parser.error(f"which of {names} is the variable? say where it tends, as in 'n -> oo'", 1)


def _check_declared(parser: Parser, claim: Claim, known: Collection[str]) -> None:
    """A parameter is declared by a hypothesis that mentions it."""
    assert claim.point is not None
    mentioned = {symbol for hypothesis in claim.given for symbol in hypothesis_symbols(hypothesis)}
    right = claim.right.free_symbols if claim.right is not None else set()
    free = claim.left.free_symbols | right | claim.point.value.free_symbols
    for symbol in sorted(free - mentioned - {claim.point.variable}, key=lambda s: s.name):
        if symbol.name not in known:
            raise parser.error(
                f"{symbol.name} is neither the variable {claim.point.variable.name} nor declared: add "
                f"'{symbol.name} real', or a condition such as '{symbol.name} > 0', to the hypotheses",
                parser.first_use.get(symbol.name, 1),
            )
