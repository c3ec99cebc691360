"""Precedence climbing over tokens: a formula becomes the SymPy tree that it spells.

Binding, loosest first: sums, products, signs, powers (from the right), factorials. A chain a + b - c is one
Add of three arguments and a*b/c one Mul of three, in the order written; brackets make a group of their own.
So every tree has one text, and `to_text` finds it. V. Pratt, Top down operator precedence, POPL 1973.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from sympy import Expr, Integer, Rational, Symbol, oo

from ..errors import GrammarError
from ..implicit import Inverse, Threshold
from . import build
from .limits import (
    MAX_ARGUMENT,
    MAX_ARGUMENT_BITS,
    MAX_DEPTH,
    MAX_EXPONENT,
    MAX_EXPONENT_BITS,
    MAX_NUMBER_BITS,
)
from .table import BINDERS, EMPTY, GRAMMAR, LANDAU, RESERVED, Entry, Vocabulary
from .tokens import Token, tokenize

SUM, PRODUCT, SIGN, POWER, POSTFIX = 10, 20, 25, 30, 40
MINUS_ONE, ONE = Integer(-1), Integer(1)


@dataclass(slots=True)
class Node:
    """A parsed piece.

    `form`: integer (digits as typed), number (another literal), product and sum (a chain still open), atom
    (closed), infinite. `parts`: the tree, or the members of the open chain. `depth`: of the tree. `bits`: a
    bound on the size of an exact rational constant, None for anything else. `literal`: whether the first
    member of a product is a number as typed.
    """

    form: str
    parts: list[Expr]
    column: int
    depth: int = 1
    bits: float | None = None
    literal: bool = False

    def tree(self) -> Expr:
        """The SymPy tree."""
        if len(self.parts) == 1:
            return self.parts[0]
        return build.add(self.parts) if self.form == "sum" else build.mul(self.parts)


def number_bits(value: Rational) -> float:
    """The bits that numerator and denominator take."""
    return math.log2(max(abs(value.p), value.q))


@dataclass
class Parser:
    """One text on its way through the grammar.

    Arguments: `text`; `vocabulary`, names beside the grammar's own; `symbols`, the symbols to use for names
    (a name that is missing becomes a plain Symbol); `euler`, whether `e` names a parameter here;
    `declaring`, whether a word may follow a formula, as in `k integer`.
    """

    text: str
    vocabulary: Vocabulary = EMPTY
    symbols: Mapping[str, Symbol] = field(default_factory=dict)
    euler: bool = False
    declaring: bool = False
    tokens: list[Token] = field(init=False)
    position: int = field(default=0, init=False)
    nesting: int = field(default=0, init=False)
    bars: int = field(default=0, init=False)
    brackets: int = field(default=0, init=False)
    first_use: dict[str, int] = field(default_factory=dict, init=False)

    latex = False

    def __post_init__(self) -> None:
        self.tokens = self.prepare()

    def prepare(self) -> list[Token]:
        """The tokens of the text."""
        return tokenize(self.text, latex=False)

    # -- tokens ---------------------------------------------------------------------------------------------

    @property
    def token(self) -> Token:
        """The token to be read next."""
        return self.tokens[self.position]

    def ahead(self, distance: int = 1) -> Token:
        """A later token (the last one beyond the end)."""
        return self.tokens[min(self.position + distance, len(self.tokens) - 1)]

    def advance(self) -> Token:
        """Read one token."""
        token = self.token
        if token.kind != "end":
            self.position += 1
        return token

    def at(self, *operators: str) -> bool:
        """Whether the next token is one of these operators."""
        return self.token.kind == "op" and self.token.text in operators

    def error(self, problem: str, column: int | None = None) -> GrammarError:
        """An error at the column, by default that of the next token."""
        return GrammarError(self.text, self.token.column if column is None else column, problem)

    def expected(self, what: str) -> GrammarError:
        """An error: this was expected, and that was found."""
        return self.error(f"expected {what}, found {self.token.shown()}")

    def expect(self, operator: str, what: str | None = None) -> Token:
        """Read this operator."""
        if not self.at(operator):
            raise self.expected(what or repr(operator))
        return self.advance()

    # -- expressions ----------------------------------------------------------------------------------------

    def formula(self) -> Node:
        """An expression at the loosest level."""
        return self.expression(0)

    def finite(self) -> Node:
        """An expression that is not infinity."""
        return self.operand(self.formula())

    def expression(self, binding: int) -> Node:
        """The longest expression whose operators bind tighter than `binding`."""
        self.nesting += 1
        if self.nesting > MAX_DEPTH:
            raise self.error(f"nested more than {MAX_DEPTH} deep; name the inner parts as formulas of their own")
        left = self.prefix(binding)
        while True:
            following = self.infix(left, binding)
            if following is None:
                break
            left = following
        self.nesting -= 1
        return left

    def prefix(self, binding: int) -> Node:
        """An operand, with its signs."""
        token = self.token
        if token.kind == "number":
            return self.number(self.advance())
        if token.kind == "name":
            return self.named(self.advance())
        if token.kind == "op":
            if token.text in ("-", "+"):
                self.advance()
                operand = self.expression(PRODUCT - 1 if binding < PRODUCT else max(binding, SIGN))
                return self.negative(operand) if token.text == "-" else self.closed(operand)
            if token.text == "(":
                return self.group()
            if token.text == "|":
                return self.absolute()
            if token.text == "√":
                self.advance()
                return self.call(GRAMMAR.entries["sqrt"], [self.operand(self.expression(POSTFIX))], token.column)
            if token.text == "∞":
                self.advance()
                return Node("infinite", [oo], token.column)
        raise self.expected("a formula")

    def group(self) -> Node:
        """A formula in round brackets."""
        self.advance()
        bars, self.bars = self.bars, 0
        self.brackets += 1
        inner = self.formula()
        if self.at(","):
            raise self.error("a formula is expected between the brackets, not a list")
        self.expect(")", "an operator or ')'")
        self.brackets -= 1
        self.bars = bars
        return self.closed(inner)

    def infix(self, left: Node, binding: int) -> Node | None:
        """The expression extended by one operator and its right side; None where it ends."""
        token = self.token
        if token.kind == "super":
            return self.raised(left) if binding < POWER else None
        if token.kind != "op":
            if token.kind == "end":
                return None
            return self.juxtaposed(left, binding)
        operator = token.text
        if operator in ("+", "-"):
            if binding >= SUM or self.sided():
                return None
            self.advance()
            right = self.expression(SUM)
            return self.joined("sum", left, self.negative(right) if operator == "-" else right)
        if operator == "*":
            if binding >= PRODUCT:
                return None
            self.advance()
            return self.joined("product", left, self.expression(PRODUCT))
        if operator == "/":
            if binding >= PRODUCT:
                return None
            self.advance()
            return self.quotient(left, self.expression(PRODUCT), token)
        if operator in ("**", "^"):
            if binding >= POWER:
                return None
            if self.sided(skip=1):
                self.advance()
                return None
            self.advance()
            return self.raise_to(left, self.exponent(), token.column)
        if operator == "!":
            if binding >= POSTFIX:
                return None
            self.advance()
            if self.at("!"):
                raise self.error("a double factorial is not part of the grammar; write factorial(factorial(n))")
            return self.call(GRAMMAR.entries["factorial"], [self.operand(left)], token.column)
        if operator in ("(", "[", "√", "∞") or (operator == "|" and not self.bars):
            return self.juxtaposed(left, binding)
        return None

    def exponent(self) -> Node:
        """What stands after a power sign: towers are read from the right."""
        return self.expression(POWER - 1)

    def sided(self, skip: int = 0) -> bool:
        """Whether a sign here ends the text and says from which side a value is approached."""
        token, following = self.ahead(skip), self.ahead(skip + 1)
        return (
            not self.brackets
            and token.kind == "op"
            and token.text in ("+", "-")
            and (following.kind == "end" or (following.kind == "name" and following.text == "as"))
        )

    def juxtaposed(self, left: Node, binding: int) -> Node | None:
        """Two operands side by side: no product is guessed in Python-like text."""
        token = self.token
        before = self.tokens[self.position - 1]
        if token.kind == "name" and not self.brackets and (self.declaring or token.text in ("as", "has")):
            return None
        source = self.text[before.column - 1 : before.end - 1]
        if token.kind == "op" and token.text in "([":
            if before.kind == "name":
                raise self.not_a_function(before)
            raise self.error(f"expected an operator before {token.shown()}: write * for a product")
        then = self.text[token.column - 1 : token.end - 1]
        raise self.error(f"expected an operator before {token.shown()}: for a product write {source}*{then}")

    def not_a_function(self, token: Token) -> GrammarError:
        """The error for a name before a bracket that no table knows."""
        name = self.text[token.column - 1 : token.end - 1]
        if token.text in LANDAU:
            return self.error(
                f"{token.text}(...) stands alone on the right of =, as in F = {token.text}(G)", token.column
            )
        known = [*GRAMMAR.functions(), *self.vocabulary.functions(), *BINDERS]
        close = difflib.get_close_matches(token.text, known, n=1, cutoff=0.7 if len(token.text) > 2 else 0.9)
        if close:
            return self.error(f"unknown function {name!r}; did you mean {close[0]}?", token.column)
        return self.error(f"{name!r} is not a function of the grammar; for a product write {name}*(...)", token.column)

    # -- literals and names ---------------------------------------------------------------------------------

    def number(self, token: Token) -> Node:
        """A number as typed; decimals are exact."""
        if token.text.isdigit():
            value = Integer(int(token.text))
            return Node("integer", [value], token.column, 1, number_bits(value) if value.p else 0.0, True)
        exact = Rational(token.text)
        return Node("number", [exact], token.column, 1, number_bits(exact) if exact.p else 0.0, True)

    def named(self, token: Token) -> Node:
        """A constant, a call or a symbol."""
        name = token.text
        called = self.at("(")
        entry = self.vocabulary.get(name)
        if entry is not None and entry.brackets and not self.at("["):
            entry = None
        entry = entry or GRAMMAR.get(name)
        if name in BINDERS:
            if not called:
                raise self.error(f"{name} is written {BINDERS[name]}", token.column)
            return self.binder(token)
        if entry is None:
            return self.symbol(token)
        if entry.constant:
            if called:
                raise self.not_a_function(token)
            value = entry.build()
            return Node("infinite" if value is oo else "atom", [value], token.column)
        if not (called or (entry.brackets and self.at("["))):
            return self.function_without_brackets(entry, token)
        return self.call(entry, self.arguments(entry), token.column)

    def function_without_brackets(self, entry: Entry, token: Token) -> Node:
        """The error for a function's name standing alone."""
        name = self.text[token.column - 1 : token.end - 1]
        raise self.error(
            f"{name!r} is the function {entry.usage()} here; a parameter needs another name, {entry.name}0 say",
            token.column,
        )

    def symbol(self, token: Token) -> Node:
        """A parameter or variable."""
        name = token.text
        shown = self.text[token.column - 1 : token.end - 1]
        if name in RESERVED:
            raise self.error(f"unexpected {shown!r}: {RESERVED[name]}", token.column)
        if name == "e" and not self.euler and "e" not in self.symbols:
            raise self.error(
                "e is not declared: write exp(...) or E for Euler's number, or declare e in the hypotheses",
                token.column,
            )
        if self.at("("):
            raise self.not_a_function(token)
        if name in ("o", "O"):
            raise self.error(
                f"{name} is the Landau symbol, as in F = {name}(G); it cannot name a parameter", token.column
            )
        if name in self.vocabulary.claims:
            raise self.error(f"{name} is a claim by itself and cannot stand in a formula", token.column)
        self.first_use.setdefault(name, token.column)
        return Node("atom", [self.symbols.get(name) or Symbol(name)], token.column)

    def arguments(self, entry: Entry) -> list[Node]:
        """The bracketed arguments of a call."""
        opening = self.advance()
        bars, self.bars = self.bars, 0
        self.brackets += 1
        closing = {"(": ")", "[": "]"}[opening.text]
        found: list[Node] = []
        if self.at(closing):
            self.wrong_arity(entry, 0)
        while True:
            found.append(self.finite())
            if self.at(closing):
                break
            if not self.at(","):
                raise self.expected(f"an operator, ',' or {closing!r}")
            if entry.most is not None and len(found) == entry.most:
                self.wrong_arity(entry, len(found) + 1)
            self.advance()
        if len(found) < entry.least:
            self.wrong_arity(entry, len(found))
        self.advance()
        self.brackets -= 1
        self.bars = bars
        return found

    def wrong_arity(self, entry: Entry, found: int) -> None:
        """The error for a wrong number of arguments."""
        if entry.most is None:
            need = f"at least {entry.least}"
        elif entry.least == entry.most:
            need = str(entry.least)
        else:
            need = f"{entry.least} to {entry.most}"
        plural = "" if need == "1" else "s"
        raise self.error(
            f"{entry.name} takes {need} argument{plural}, found {'more' if found > 1 else found or 'none'}"
        )

    def call(self, entry: Entry, arguments: list[Node], column: int) -> Node:
        """The tree of a call, its constant arguments bounded where the value grows as a factorial."""
        bits = None
        if entry.grows:
            known = [argument.bits for argument in arguments if argument.bits is not None]
            if known and max(known) > MAX_ARGUMENT_BITS:
                raise self.error(f"a constant argument of {entry.name} is larger than {MAX_ARGUMENT}", column)
            if known:
                bits = 2 ** max(known) * (max(known) + 1)
        depth = 1 + max((argument.depth for argument in arguments), default=0)
        tree = entry.build(*(argument.tree() for argument in arguments))
        return self.deep_enough(Node("atom", [tree], column, depth, bits))

    def absolute(self) -> Node:
        """An expression between bars."""
        opening = self.advance()
        self.bars += 1
        self.brackets += 1
        inner = self.finite()
        self.expect("|", "an operator or '|'")
        self.bars -= 1
        self.brackets -= 1
        return self.call(GRAMMAR.entries["Abs"], [inner], opening.column)

    # -- binders --------------------------------------------------------------------------------------------

    def binder(self, token: Token) -> Node:
        """Sum, Product, inverse and threshold."""
        self.expect("(")
        self.brackets += 1
        bars, self.bars = self.bars, 0
        try:
            return self.bound_form(token)
        finally:
            self.brackets -= 1
            self.bars = bars

    def bound_form(self, token: Token) -> Node:
        """What stands between the brackets of a binder."""
        if token.text in ("Sum", "Product"):
            return self.big_operator(token)
        bound = self.bound_symbol(BINDERS[token.text])
        self.expect(",", f"',' as in {BINDERS[token.text]}")
        left = self.finite()
        relation = "=" if token.text == "inverse" else ">="
        self.expect(relation, f"{relation!r} as in {BINDERS[token.text]}")
        right = self.finite()
        self.expect(")", "an operator or ')'")
        tree, level = left.tree(), right.tree()
        if bound not in tree.free_symbols:
            raise self.error(f"{bound.name} does not occur on the left of {relation}", token.column)
        if bound in level.free_symbols:
            raise self.error(f"{bound.name} may stand only on the left of {relation}", right.column)
        head = Inverse if token.text == "inverse" else Threshold
        return self.deep_enough(
            Node("atom", [head(bound, tree, level)], token.column, 1 + max(left.depth, right.depth))
        )

    def big_operator(self, token: Token) -> Node:
        """The body and the ranges of a sum or product."""
        body = self.finite()
        depth = body.depth
        limits: list[tuple[Symbol, Expr, Expr]] = []
        self.expect(",", f"',' as in {BINDERS[token.text]}")
        while True:
            self.expect("(", f"'(' as in {BINDERS[token.text]}")
            bound = self.bound_symbol(BINDERS[token.text])
            self.expect(",")
            low = self.formula()
            self.expect(",")
            high = self.formula()
            self.expect(")", "an operator or ')'")
            limits.append(self.range(bound, low, high))
            depth = max(depth, low.depth + 1, high.depth + 1)
            if not self.at(","):
                break
            self.advance()
        self.expect(")", "',' or ')'")
        make = build.summation if token.text == "Sum" else build.product
        return self.deep_enough(Node("atom", [make(body.tree(), *limits)], token.column, depth + 1))

    def range(self, bound: Symbol, low: Node, high: Node) -> tuple[Symbol, Expr, Expr]:
        """The limits of a sum, whose ends do not depend on the index."""
        for end in (low, high):
            if bound in end.tree().free_symbols:
                raise self.error(f"the ends of the range may not depend on its index {bound.name}", end.column)
        return bound, low.tree(), high.tree()

    def bound_symbol(self, form: str) -> Symbol:
        """The symbol that a binder binds."""
        token = self.token
        if token.kind != "name":
            raise self.error(f"expected a symbol as in {form}, found {token.shown()}")
        euler, self.euler = self.euler, True
        node = self.named(self.advance())
        self.euler = euler
        symbol = node.tree()
        if not isinstance(symbol, Symbol):
            raise self.error(f"expected a symbol as in {form}, found {token.shown()}", token.column)
        return symbol

    # -- arithmetic -----------------------------------------------------------------------------------------

    def deep_enough(self, node: Node) -> Node:
        """The node, unless its tree is too deep."""
        if node.depth > 4 * MAX_DEPTH:
            raise self.error(f"nested more than {MAX_DEPTH} deep; name the inner parts as formulas of their own")
        return node

    def operand(self, node: Node) -> Node:
        """The node, which must be finite."""
        if node.form == "infinite":
            raise self.error(
                "infinity is no number: it may only be a whole value, a point or the end of a range", node.column
            )
        return node

    def closed(self, node: Node) -> Node:
        """The node as a group that later operators do not open."""
        if node.form == "infinite":
            return node
        return Node("atom", [node.tree()], node.column, node.depth, node.bits)

    def negative(self, node: Node) -> Node:
        """The node with a minus sign: a number as typed changes sign, anything else is multiplied by -1."""
        column = node.column
        if node.form == "infinite":
            return Node("infinite", [-node.parts[0]], column)
        if node.literal:
            parts = [-node.parts[0], *node.parts[1:]]
        elif node.form == "product":
            parts = [MINUS_ONE, *node.parts]
        else:
            parts = [MINUS_ONE, node.tree()]
        depth = node.depth if node.literal or node.form == "product" else node.depth + 1
        return self.deep_enough(Node("atom", [build.mul(parts)], column, depth, node.bits))

    def joined(self, form: str, left: Node, right: Node) -> Node:
        """The chain extended by one member."""
        self.operand(left), self.operand(right)
        if left.form != form:
            literal = form == "product" and left.form in ("integer", "number")
            left = Node(form, [left.tree()], left.column, left.depth + 1, left.bits, literal)
        left.parts.append(right.tree())
        left.depth = max(left.depth, right.depth + 1)
        left.bits = None if left.bits is None or right.bits is None else left.bits + right.bits + (form == "sum")
        return self.deep_enough(left)

    def quotient(self, left: Node, right: Node, sign: Token) -> Node:
        """A division: of two numbers as typed a rational, else a factor with exponent -1."""
        self.operand(left), self.operand(right)
        divisor = right.tree()
        if right.form in ("integer", "number") and divisor.p == 0:
            raise self.error("division by zero", right.column)
        if left.form == right.form == "integer":
            exact = Rational(left.parts[0].p, divisor.p)
            return Node("number", [exact], left.column, 1, number_bits(exact) if exact.p else 0.0, True)
        inverse = Node("atom", [build.reciprocal(divisor)], right.column, right.depth + 1, right.bits)
        if left.form == "integer" and left.parts[0].p == 1:
            return Node("product", inverse.parts, left.column, inverse.depth, inverse.bits)
        return self.joined("product", left, inverse)

    def raise_to(self, base: Node, exponent: Node, column: int) -> Node:
        """A power, its constant exponent bounded."""
        self.operand(base), self.operand(exponent)
        bits = None
        power = exponent.tree()
        if isinstance(power, Rational):
            size = abs(power)
            if size > MAX_EXPONENT:
                raise self.error(f"an exponent larger than {MAX_EXPONENT}", exponent.column)
            if base.bits is not None:
                bits = max(base.bits, 1.0) * float(size)
        elif exponent.bits is not None and exponent.bits > MAX_EXPONENT_BITS:
            raise self.error(f"an exponent larger than {MAX_EXPONENT}", exponent.column)
        elif exponent.bits is not None and base.bits is not None:
            bits = max(base.bits, 1.0) * 2**exponent.bits
        foot = base.tree()
        if isinstance(foot, Integer) and foot.p == 0 and isinstance(power, Rational) and power.p < 0:
            raise self.error("division by zero", column)
        if bits is not None and bits > MAX_NUMBER_BITS:
            raise self.error(f"a number of more than {MAX_NUMBER_BITS} bits", base.column)
        depth = 1 + max(base.depth, exponent.depth)
        return self.deep_enough(Node("atom", [build.power(foot, power)], base.column, depth, bits))

    def raised(self, left: Node) -> Node | None:
        """A power written with raised digits."""
        token = self.token
        if token.text in ("+", "-"):
            return None
        self.advance()
        sign = -1 if token.text.startswith("-") else 1
        digits = token.text.lstrip("+-") if len(token.text) > 1 else token.text
        if digits.isdigit() and len(digits) <= 10:
            value = Integer(sign * int(digits))
            return self.raise_to(
                left, Node("number", [value], token.column, 1, number_bits(value) if value.p else 0.0), token.column
            )
        if len(digits) == 1 and digits.isalpha():
            node = self.symbol(Token("name", digits, token.column, token.end))
            return self.raise_to(left, self.negative(node) if sign < 0 else node, token.column)
        raise self.error(
            f"cannot read the raised {self.text[token.column - 1 : token.end - 1]!r}; write ^(...)", token.column
        )
