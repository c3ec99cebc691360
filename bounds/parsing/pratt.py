"""Precedence climbing over tokens: a formula becomes the SymPy tree that it spells.

Binding, loosest first: sums, products, signs, powers (from the right), factorials. A chain a + b - c is one
Add of three arguments and a*b/c one Mul of three, in the order written; brackets make a group of their own.
So every tree has one text, and `to_text` finds it. V. Pratt, Top down operator precedence, POPL 1973.
"""

from __future__ import annotations

import difflib

from sympy import Integer, Pow, Rational, Symbol, oo

from ..errors import GrammarError
from .binders import Binders
from .limits import MAX_ARGUMENT, MAX_DIGITS
from .nodes import Node, exceeds, literal, value_bits
from .table import BINDERS, GRAMMAR, LANDAU, MEANT, RESERVED, Entry, Growth
from .tokens import Token

SUM, PRODUCT, SIGN, POWER, POSTFIX = 10, 20, 25, 30, 40


class Parser(Binders):
    """Python-like text on its way through the grammar."""

    # -- expressions ----------------------------------------------------------------------------------------

    def formula(self) -> Node:
        """An expression at the loosest level."""
        return self.expression(0)

    def finite(self) -> Node:
        """An expression that is not infinity."""
        return self.operand(self.formula())

    def expression(self, binding: int) -> Node:
        """The longest expression whose operators bind tighter than `binding`."""
        self.enter()
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
                radicand = self.operand(self.expression(POSTFIX))
                self.root_ends()
                return self.call(GRAMMAR.entries["sqrt"], [radicand], token.column)
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
            return self.quotient(left, self.expression(PRODUCT))
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
            if type(left.tree()) is Pow and self.tokens[self.position - 1].text not in (")", "]"):
                raise self.error("this may apply to the power or to its exponent: put brackets around one of them")
            self.advance()
            if self.at("!"):
                raise self.error("a double factorial is not part of the grammar; write factorial(factorial(n))")
            return self.call(GRAMMAR.entries["factorial"], [self.operand(left)], token.column)
        if operator in ("(", "[", "√", "∞") or (operator == "|" and not self.bars):
            return self.juxtaposed(left, binding)
        return None

    def root_ends(self) -> None:
        """Refuse a power or factorial right after a root without brackets or braces around it."""
        if self.at("^", "**", "!") or (self.token.kind == "super" and self.token.text not in ("+", "-")):
            raise self.error("this may apply to the root or to what is under it: put brackets around one of them")

    def exponent(self) -> Node:
        """What stands after a power sign: towers are read from the right."""
        return self.expression(POWER - 1)

    def sided(self, skip: int = 0) -> bool:
        """Whether a sign here ends the text and says from which side a value is approached."""
        token, following = self.ahead(skip), self.ahead(skip + 1)
        return (
            self.valued
            and not self.brackets
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
        meant = MEANT.get(token.text, "")
        close = [meant] if meant in self.vocabulary.entries else []
        close = close or difflib.get_close_matches(token.text, known, n=1, cutoff=0.7 if len(token.text) > 2 else 0.9)
        if close:
            return self.error(f"unknown function {name!r}; did you mean {close[0]}?", token.column)
        return self.error(f"{name!r} is not a function of the grammar; for a product write {name}*(...)", token.column)

    # -- literals and names ---------------------------------------------------------------------------------

    def number(self, token: Token) -> Node:
        """A number as typed; decimals are exact."""
        if token.text.isdigit():
            return literal("integer", Integer(int(token.text)), token.column)
        exact = Rational(token.text)
        if max(abs(exact.p), exact.q) >= 10**MAX_DIGITS:
            raise self.error(f"a number of more than {MAX_DIGITS} digits; write it as a power", token.column)
        return literal("number", exact, token.column)

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
            if value is oo:
                return Node("infinite", [value], token.column)
            return Node("atom", [value], token.column, 1, value_bits(entry.growth, []))
        if not (called or (entry.brackets and self.at("["))):
            return self.function_without_brackets(entry, token)
        return self.call(entry, self.arguments(entry), token.column)

    def function_without_brackets(self, entry: Entry, token: Token) -> Node:
        """The error for a function's name standing alone."""
        name = self.text[token.column - 1 : token.end - 1]
        raise self.error(
            f"{name!r} is the function {entry.usage()} here; a parameter needs another name, "
            f"{name if name.isascii() else entry.name}0 say",
            token.column,
        )

    def symbol(self, token: Token, *, scripts: bool = True) -> Node:
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
        stem, _, index = name.partition("_")
        indexed = self.vocabulary.indexed(stem)
        if indexed is not None and (index.isdigit() or len(index) == 1):
            raise self.error(f"{shown!r} would be one symbol: write {indexed.name}({index})", token.column)
        self.first_use.setdefault(name, token.column)
        return Node("atom", [self.symbols.get(name) or Symbol(name)], token.column)

    def arguments(self, entry: Entry) -> list[Node]:
        """The bracketed arguments of a call."""
        self.enter()
        opening = self.advance()
        bars, self.bars = self.bars, 0
        self.brackets += 1
        closing = {"(": ")", "[": "]", "{": "}", "\\{": "\\}"}[opening.text]
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
        self.nesting -= 1
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
        if entry.growth is Growth.FACTORIAL and any(exceeds(argument, MAX_ARGUMENT) for argument in arguments):
            raise self.error(f"a constant argument of {entry.name} is larger than {MAX_ARGUMENT}", column)
        depth = 1 + max((argument.depth for argument in arguments), default=0)
        tree = entry.build(*(argument.tree() for argument in arguments))
        return self.deep_enough(Node("atom", [tree], column, depth, value_bits(entry.growth, arguments)))

    def absolute(self) -> Node:
        """An expression between bars."""
        self.enter()
        opening = self.advance()
        self.bars += 1
        self.brackets += 1
        inner = self.finite()
        self.expect("|", "an operator or '|'")
        self.bars -= 1
        self.brackets -= 1
        self.nesting -= 1
        return self.call(GRAMMAR.entries["Abs"], [inner], opening.column)

    def raised(self, left: Node) -> Node | None:
        """A power written with raised digits."""
        token = self.token
        if token.text in ("+", "-"):
            return None
        self.advance()
        sign = -1 if token.text.startswith("-") else 1
        digits = token.text.lstrip("+-") if len(token.text) > 1 else token.text
        if digits.isdigit() and len(digits) <= 10:
            exponent = literal("number", Integer(sign * int(digits)), token.column)
            return self.raise_to(left, exponent, token.column)
        if len(digits) == 1 and digits.isalpha():
            node = self.symbol(Token("name", digits, token.column, token.end))
            return self.raise_to(left, self.negative(node) if sign < 0 else node, token.column)
        raise self.error(
            f"cannot read the raised {self.text[token.column - 1 : token.end - 1]!r}; write ^(...)", token.column
        )
