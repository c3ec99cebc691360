"""Claims, points and hypotheses: what stands around formulas."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from sympy import Expr, Symbol, oo

from ..claims import Claim, Hypothesis, Kind, Mode, Point, Relation
from ..errors import GrammarError, InputError
from .pratt import Parser
from .printer import to_text
from .table import EMPTY, LANDAU, Vocabulary

Symbols = Mapping[str, Symbol]
_COMPARISONS = {relation.value: relation for relation in Relation if relation.is_inequality}
_RELATIONS = {
    **_COMPARISONS,
    "->": Relation.TENDS,
    "~": Relation.EQUIVALENT,
    "=": Relation.EQ,
    "!=": Relation.NE,
}
_CLAIM_FORMS = "a relation: ->, = o(...), O, Omega, omega, Theta, ~, <=, <, >=, >, = or 'has limit'"


def _parser(
    text: str, vocabulary: Vocabulary, symbols: Symbols | None, *, euler: bool = False, declaring: bool = False
) -> Parser:
    return Parser(text, vocabulary, symbols or {}, euler, declaring)


def parse_expression(
    text: str, *, vocabulary: Vocabulary = EMPTY, symbols: Symbols | None = None, declared: Collection[str] = ()
) -> Expr:
    """The SymPy tree of a formula, exactly as written.

    Arguments: `text`; `vocabulary`, names beside the grammar's own; `symbols`, name to Symbol for names that
    are to be particular symbols (others become plain symbols); `declared`, names of parameters, which matters
    for `e` alone.
    Raises GrammarError with the column for anything that is not one formula.
    """
    parser = _parser(text, vocabulary, symbols, euler="e" in declared)
    node = parser.formula()
    _at_end(parser)
    return node.tree()


def _at_end(parser: Parser) -> None:
    token = parser.token
    if token.kind == "end":
        return
    if token.kind == "op" and token.text in (")", "]", "}"):
        raise parser.error(f"{token.shown()} closes no bracket")
    if token.kind == "op" and token.text in (*_RELATIONS, "∈"):
        raise parser.error(f"unexpected relation {token.shown()}: one relation at most, and none inside a formula")
    raise parser.expected("an operator or the end of the text")


# -- points -------------------------------------------------------------------------------------------------


def parse_point(
    text: str, *, vocabulary: Vocabulary = EMPTY, symbols: Symbols | None = None, declared: Collection[str] = ()
) -> Point:
    """Where a claim is made: `n -> oo`, `x -> 0+`, `x -> c*n-`.

    Arguments as for `parse_expression`. Raises GrammarError.
    """
    parser = _parser(text, vocabulary, symbols, euler="e" in declared)
    point = _point(parser)
    _at_end(parser)
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
    target = parser.formula()
    side = _side(parser)
    try:
        return Point(variable, target.tree(), side)
    except InputError as error:
        raise parser.error(str(error), target.column) from None


def _side(parser: Parser) -> str:
    """The sign at the end that says from which side a value is approached."""
    token = parser.token
    if parser.sided() or (token.kind == "super" and token.text in ("+", "-")):
        return parser.advance().text
    return ""


# -- hypotheses ---------------------------------------------------------------------------------------------


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
            parser = _parser(item, vocabulary, symbols, euler=True, declaring=True)
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
    _at_end(parser)
    return found


def _condition(parser: Parser) -> list[Hypothesis]:
    left = parser.formula()
    token = parser.token
    if token.kind == "name":
        return [_declaration(parser, left.tree())]
    if not (token.kind == "op" and token.text in _RELATIONS):
        raise parser.expected("a comparison (a > 0, a != b, 0 < e < 1) or a type (k integer, k natural, y real)")
    chain: list[tuple[Expr, Relation, Expr]] = []
    before = left.tree()
    while parser.token.kind == "op" and parser.token.text in _RELATIONS:
        sign = parser.advance()
        relation = _RELATIONS[sign.text]
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
    `n`, if it is one of these; and it tends to infinity. An identity `F = G` without a point holds at every
    value of its symbols and has no variable.

    Raises GrammarError, for an undeclared parameter and for a variable that cannot be told as well.
    """
    hypotheses = parse_given(given, vocabulary=vocabulary, symbols=symbols)
    parser = _parser(text, vocabulary, symbols, euler=declares_euler(hypotheses))
    left, relation, right, side = _statement(parser)
    point = None
    if parser.token.kind == "name" and parser.token.text == "as":
        parser.advance()
        point = _point(parser)
    _at_end(parser)
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
    if known is not None and point is not None:
        _check_declared(parser, claim, known)
    return replace(claim, text=claim_text(claim))


def parse_fact(
    text: str, *, vocabulary: Vocabulary = EMPTY, symbols: Symbols | None = None, as_: str | Point | None = None
) -> tuple[Hypothesis, ...] | Claim:
    """A hypothesis, or an asymptotic fact such as `r0 = o(n)` where facts are allowed beside conditions.

    Arguments as for `parse_claim`; parameters need no declaration. Raises GrammarError.
    """
    parser = _parser(text, vocabulary, symbols, euler=True)
    asymptotic = any(token.kind == "op" and token.text in ("->", "~", "∈") for token in parser.tokens) or any(
        one.text in ("=", "has") and two.text in (*LANDAU, "limit")
        for one, two in zip(parser.tokens, parser.tokens[1:], strict=False)
    )
    if asymptotic or parser.tokens[0].text in vocabulary.claims:
        return parse_claim(text, as_=as_, vocabulary=vocabulary, symbols=symbols, known=None)
    return parse_hypothesis(text, vocabulary=vocabulary, symbols=symbols)


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
    if token.kind != "op" or token.text not in (*_RELATIONS, "∈"):
        raise parser.expected(f"an operator or {_CLAIM_FORMS}")
    parser.advance()
    following = parser.token
    if token.text in ("=", "∈") and following.text in LANDAU and parser.ahead().text == "(":
        return left, Relation(following.text), _landau(parser), ""
    if token.text in ("!=", "∈"):
        raise parser.error(f"{token.shown()} makes no claim; expected {_CLAIM_FORMS}", token.column)
    relation = _RELATIONS[token.text]
    right = parser.formula()
    if relation is not Relation.TENDS:
        return left, relation, parser.operand(right).tree(), ""
    side = _side(parser)
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
    if default in free - mentioned or not free or relation is Relation.BENIGN:
        return default
    names = ", ".join(sorted(symbol.name for symbol in free - mentioned or free))
    raise parser.error(f"which of {names} is the variable? say where it tends, as in 'n -> oo'", 1)


def hypothesis_symbols(hypothesis: Hypothesis) -> set[Symbol]:
    """The symbols that a hypothesis mentions."""
    found: set[Symbol] = set(hypothesis.left.free_symbols)
    return found if hypothesis.right is None else found | hypothesis.right.free_symbols


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


# -- canonical text -----------------------------------------------------------------------------------------


def claim_text(claim: Claim) -> str:
    """The canonical text of a claim's statement, without its point and hypotheses."""
    left = to_text(claim.left)
    if claim.relation is Relation.BENIGN:
        return claim.relation.value
    if claim.right is None:
        return f"{left} {claim.relation.value}"
    right = to_text(claim.right)
    if claim.relation.is_landau:
        return f"{left} = {claim.relation.value}({right})"
    return f"{left} {claim.relation.value} {right}{claim.side}"


def point_text(point: Point) -> str:
    """The canonical text of a point."""
    return f"{point.variable.name} -> {to_text(point.value)}{point.side}"


def hypothesis_text(hypothesis: Hypothesis) -> str:
    """The canonical text of a hypothesis."""
    if hypothesis.relation is None or hypothesis.right is None:
        return f"{to_text(hypothesis.left)} {hypothesis.kind}"
    return f"{to_text(hypothesis.left)} {hypothesis.relation.value} {to_text(hypothesis.right)}"
