"""Hypotheses: conditions on parameters, and the declarations of their types."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from sympy import Expr, Symbol

from ..claims import Hypothesis, Kind, Relation
from ..errors import GrammarError, InputError
from .latex import LatexParser
from .pratt import Parser
from .printer import to_text
from .table import EMPTY, LANDAU, Vocabulary
from .tokens import is_latex

Symbols = Mapping[str, Symbol]
RELATIONS = {
    **{relation.value: relation for relation in Relation if relation.is_inequality},
    "->": Relation.TENDS,
    "~": Relation.EQUIVALENT,
    "=": Relation.EQ,
    "!=": Relation.NE,
}


def parser_of(
    text: str, vocabulary: Vocabulary, symbols: Symbols | None, *, euler: bool = False, declaring: bool = False
) -> Parser:
    """The parser for a text, Python-like or LaTeX."""
    kind = LatexParser if isinstance(text, str) and is_latex(text) else Parser
    return kind(text, vocabulary, symbols or {}, euler, declaring)


def at_end(parser: Parser) -> None:
    """Nothing may be left to read."""
    token = parser.token
    if token.kind == "end":
        return
    if token.kind == "op" and token.text in (")", "]", "}"):
        raise parser.error(f"{token.shown()} closes no bracket")
    if token.kind == "op" and token.text in (*RELATIONS, "∈"):
        raise parser.error(f"unexpected relation {token.shown()}: one relation at most, and none inside a formula")
    raise parser.expected("an operator or the end of the text")


def parse_hypothesis(
    text: str, *, vocabulary: Vocabulary = EMPTY, symbols: Symbols | None = None
) -> tuple[Hypothesis, ...]:
    """The conditions of one text: `a > 0`, `0 < e < 1` (two), `k natural`, `a != b`, several between commas.

    Arguments as for `parse_expression`. Returns at least one hypothesis, in the order written.
    Raises GrammarError, also where one name is declared to be of two types.
    """
    return parse_given((text,), vocabulary=vocabulary, symbols=symbols)


def parse_given(
    given: str | Iterable[str | Hypothesis], *, vocabulary: Vocabulary = EMPTY, symbols: Symbols | None = None
) -> tuple[Hypothesis, ...]:
    """The hypotheses of a claim, from texts or as they are.

    Arguments: `given`, one text with commas or a sequence; the rest as for `parse_expression`.
    Raises GrammarError, also for conflicting declarations, and for an `e` that no hypothesis declares
    (`0 < e < 1` and `e real` declare it; `a > e` does not say whether Euler's number is meant).
    """
    found: list[Hypothesis] = []
    parsers: list[Parser] = []
    kinds: dict[Symbol, Kind] = {}
    for item in (given,) if isinstance(given, str) else given:
        if isinstance(item, Hypothesis):
            new = [item]
        else:
            parser = parser_of(item, vocabulary, symbols, euler=True, declaring=True)
            new = _hypotheses(parser)
            parsers.append(parser)
        for hypothesis in new:
            if hypothesis.kind is not None and kinds.setdefault(hypothesis.left, hypothesis.kind) != hypothesis.kind:
                message = f"{hypothesis.left} is declared both {kinds[hypothesis.left]} and {hypothesis.kind}"
                if isinstance(item, str):
                    raise GrammarError(item, 1, message)
                raise InputError(message)
        found += new
    if not (symbols and "e" in symbols) and not declares_euler(found):
        for parser in parsers:
            if "e" in parser.first_use:
                raise parser.error(
                    "e is not declared: write exp(1) or E for Euler's number, or say 'e real' for a parameter",
                    parser.first_use["e"],
                )
    return tuple(found)


def declares_euler(given: Iterable[Hypothesis]) -> bool:
    """Whether the hypotheses make `e` a parameter: by its type, or by a bound that is a number."""
    for hypothesis in given:
        if hypothesis.kind is not None and hypothesis.left == Symbol("e"):
            return True
        sides = (hypothesis.left, hypothesis.right)
        for one, other in (sides, sides[::-1]):
            if isinstance(one, Symbol) and one.name == "e" and other is not None and not other.free_symbols:
                return True
    return False


def _hypotheses(parser: Parser) -> list[Hypothesis]:
    found = _condition(parser)
    while parser.at(","):
        parser.advance()
        found += _condition(parser)
    at_end(parser)
    return found


def _condition(parser: Parser) -> list[Hypothesis]:
    left = parser.formula()
    token = parser.token
    if token.kind == "name":
        return [_declaration(parser, left.tree())]
    if not (token.kind == "op" and token.text in RELATIONS):
        raise parser.expected("a comparison (a > 0, a != b, 0 < e < 1) or a type (k integer, k natural, y real)")
    chain: list[tuple[Expr, Relation, Expr]] = []
    before = left.tree()
    while parser.token.kind == "op" and parser.token.text in RELATIONS:
        sign = parser.advance()
        relation = RELATIONS[sign.text]
        if relation in (Relation.TENDS, Relation.EQUIVALENT):
            raise parser.error(f"{sign.text} is no condition on parameters: use <, <=, >, >=, = or !=", sign.column)
        if parser.token.kind == "name" and parser.token.text in LANDAU and parser.ahead().text == "(":
            raise parser.error("an asymptotic fact is no condition on parameters; state it as a claim")
        after = parser.formula().tree()
        chain.append((before, relation, after))
        before = after
    if len(chain) > 1 and any(relation is Relation.NE for _, relation, _ in chain):
        raise parser.error("a chain with != is ambiguous: write the conditions one by one", left.column)
    return [
        Hypothesis(one, relation, other, text=f"{to_text(one)} {relation.value} {to_text(other)}")
        for one, relation, other in chain
    ]


def _declaration(parser: Parser, symbol: Expr) -> Hypothesis:
    token = parser.advance()
    if token.text in ("is", "a", "an"):
        raise parser.error("expected a type right after the name, as in k integer", token.column)
    kinds = [kind.value for kind in Kind]
    if token.text not in kinds:
        close = difflib.get_close_matches(token.text, kinds, n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise parser.error(
            f"expected a comparison or one of {', '.join(kinds)}, found {token.text!r}{hint}", token.column
        )
    if not isinstance(symbol, Symbol):
        raise parser.error(f"only a name can be declared {token.text}, not {to_text(symbol)}", 1)
    return Hypothesis(symbol, None, None, kind=Kind(token.text), text=f"{symbol.name} {token.text}")


def hypothesis_symbols(hypothesis: Hypothesis) -> set[Symbol]:
    """The symbols that a hypothesis mentions."""
    found: set[Symbol] = set(hypothesis.left.free_symbols)
    return found if hypothesis.right is None else found | hypothesis.right.free_symbols
