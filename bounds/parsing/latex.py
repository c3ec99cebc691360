"""LaTeX spellings: the same grammar, with scripts, fractions, juxtaposed factors and commands.

What mathematicians read from context is refused here, with the spelling that is not ambiguous: `n(k+l)` may be a
call or a product, `\\log n k` and `1/2 n` may bind either way, `xy` may be one name or two.
"""

from __future__ import annotations

from sympy import Integer, Symbol

from ..errors import GrammarError
from . import build
from .characters import GREEK_NAMES
from .latex_tokens import latex_tokens
from .nodes import Node
from .pratt import POSTFIX, PRODUCT, SUM, Parser
from .table import BINDERS, GRAMMAR, LANDAU, RESERVED, Entry
from .tokens import Token

_FENCES = {"lvert": ("rvert", "Abs"), "lfloor": ("rfloor", "floor"), "lceil": ("rceil", "ceiling")}
_BRACKETS = {"(": ")", "[": "]", "{": "}", "\\{": "\\}"}
_CLOSERS = (")", "]", "}", "\\}", "rvert", "rfloor", "rceil", "rVert", "Vert")


class LatexParser(Parser):
    """A text in LaTeX on its way through the grammar."""

    def prepare(self) -> list[Token]:
        """The tokens, commands replaced by what they stand for."""
        return latex_tokens(self.text)

    # -- expressions ----------------------------------------------------------------------------------------

    def prefix(self, binding: int) -> Node:
        """An operand, with its signs."""
        token = self.token
        if token.kind == "command":
            return self.structure(self.advance())
        if token.kind == "op":
            if token.text in ("{", "["):
                return self.bracketed(token.text, {"{": "}", "[": "]"}[token.text])
            if token.text in _FENCES:
                closing, name = _FENCES[token.text]
                return self.call(GRAMMAR.entries[name], [self.bracketed(token.text, closing)], token.column)
            if token.text in ("lVert", "Vert"):
                return self.norm(token)
            if token.text in ("∑", "∏"):
                return self.big_sum(self.advance())
            if token.text == "\\{":
                raise self.error("braces are for the arguments of \\min, \\max and the like: write (...)")
        return super().prefix(binding)

    def infix(self, left: Node, binding: int) -> Node | None:
        """The expression extended by one operator and its right side; None where it ends."""
        token = self.token
        if token.kind == "op" and token.text == "_":
            raise self.error("a subscript belongs right after a letter, before any power")
        if token.kind == "op" and token.text in _CLOSERS:
            return None
        begins = token.kind == "command" or (
            token.kind == "op" and token.text in ("{", "∑", "∏", "\\{", "lVert", "Vert", *_FENCES)
        )
        if begins:
            return self.juxtaposed(left, binding)
        letter = isinstance(left.parts[0], Symbol) and left.form == "atom"
        following = super().infix(left, binding)
        if following is not None and token.kind in ("op", "super"):
            following.slash = token.text == "/"
            if letter and self.at("(") and (token.text == "^" or token.kind == "super"):
                raise self.error("a power of a letter before a bracket may be a call or a product: write \\cdot")
        return following

    def exponent(self) -> Node:
        """After `^` one letter or digit or a group in braces; after `**` as in Python-like text."""
        if self.tokens[self.position - 1].text == "**":
            return super().exponent()
        found = self.script("^")
        if self.at("^", "**"):
            raise self.error("two scripts in a row: put braces or brackets around the base")
        return found

    def script(self, sign: str) -> Node:
        """What a script sign applies to."""
        token = self.token
        if token.kind == "op" and token.text == "{":
            return self.bracketed("{", "}")
        if token.kind == "number":
            if len(token.text) > 1:
                raise self.error(f"TeX reads only {token.text[0]} after {sign}: write {sign}{{{token.text}}}")
            return self.number(self.advance())
        if token.kind == "name" and (len(token.text) == 1 or token.upright) and GRAMMAR.get(token.text) is None:
            return self.symbol(self.advance(), scripts=False)
        if token.kind == "name" and token.text == "pi":
            return self.named(self.advance())
        if token.kind == "command" and token.text in ("frac", "dfrac", "tfrac"):
            return self.structure(self.advance())
        if self.at("∞"):
            return super().prefix(0)
        raise self.error(f"expected one letter or digit or {{...}} after {sign}, found {token.shown()}")

    def bracketed(self, opening: str, closing: str) -> Node:
        """A formula between these two."""
        self.enter()
        self.expect(opening, repr(opening))
        bars, self.bars = self.bars, 0
        self.brackets += 1
        inner = self.formula()
        self.expect(closing, f"an operator or {closing!r}")
        self.nesting -= 1
        self.brackets -= 1
        self.bars = bars
        return self.closed(inner)

    def juxtaposed(self, left: Node, binding: int) -> Node | None:
        """A product without a sign, where it can only be one."""
        token, before = self.token, self.tokens[self.position - 1]
        if token.kind == "name" and not self.brackets and (self.declaring or token.text in ("as", "has")):
            return None
        if binding >= PRODUCT:
            return None
        if token.kind == "number":
            raise self.error("a number may not follow a factor: write \\cdot, or x_1 and x^{10} for scripts")
        if left.slash:
            raise self.error("a/b c may be (a/b)c or a/(bc): write \\frac{a}{b} c, or put brackets")
        if token.text == "|" and before.text == "|":
            raise self.error("|| is ambiguous: write \\lVert x \\rVert, or |x| \\cdot |y|")
        if before.text == "|" and token.text != ")":
            raise self.error("a factor after |x| is ambiguous: write \\cdot between them, or \\lvert x \\rvert")
        return self.joined("product", left, self.expression(PRODUCT))

    # -- names ----------------------------------------------------------------------------------------------

    def named(self, token: Token) -> Node:
        """A constant, a call or a symbol."""
        source = self.text[token.column - 1 : token.end - 1]
        if token.upright and token.text == "e":
            return super().named(Token("name", "E", token.column, token.end))
        if self.at("_") and token.text not in ("log", "ln", "min", "max"):
            return self.symbol(token)
        entry = self.vocabulary.get(token.text)
        if token.text == "E" and "mathrm" not in source and not (entry is not None and self.at("[")):
            raise self.error(
                "E is ambiguous in LaTeX: write \\exp(1) for Euler's number; an expectation is \\mathbb{E}[...] and "
                "needs a setting that defines it",
                token.column,
            )
        if source in ("γ", "\\gamma"):
            raise self.error(
                "γ may be a parameter or Euler's constant: write \\gamma_0, say, for a parameter and \\Gamma(x) "
                "for the gamma function",
                token.column,
            )
        entry = entry or GRAMMAR.get(token.text)
        if entry is None or entry.constant or entry.brackets or token.text in BINDERS:
            return super().named(token)
        return self.apply(entry, token)

    def symbol(self, token: Token, *, scripts: bool = True) -> Node:
        """A letter with its subscript, or a name in roman type."""
        name = token.text
        if len(name) > 1 and not token.upright and name not in RESERVED:
            hint = (
                f"\\{name}"
                if name in GREEK_NAMES
                else f"{' '.join(name)} for a product, \\mathrm{{{name}}} for one name"
            )
            raise self.error(f"{name!r} is several letters in LaTeX: write {hint}", token.column)
        if scripts and self.at("_"):
            indexed = self.vocabulary.indexed(name)
            if indexed is not None and not self._labelled():
                self.advance()
                return self.call(indexed, [self.operand(self.script("_"))], token.column)
            name += "_" + self.label(name)
        if scripts and self.at("^") and self._starred():
            name += "_star"
        return super().symbol(Token("name", name, token.column, self.tokens[self.position - 1].end))

    def not_a_function(self, token: Token) -> GrammarError:
        """The error for a name before a bracket."""
        if token.text in LANDAU or token.text in GRAMMAR.entries:
            return super().not_a_function(token)
        name = self.text[token.column - 1 : token.end - 1]
        return self.error(
            f"{name}(...) may be a call or a product: no function is called {name}; for a product write "
            f"{name} \\cdot (...)",
            token.column,
        )

    def _labelled(self) -> bool:
        """Whether the subscript is a word, such as min."""
        script = self.ahead(2) if self.ahead().text == "{" else self.ahead()
        return script.kind == "name" and len(script.text) > 1 and script.text not in self.indices

    def _starred(self) -> bool:
        """Read a raised star, if there is one."""
        if self.ahead().text in ("*", "star"):
            self.position += 2
            return True
        if self.ahead().text == "{" and self.ahead(2).text in ("*", "star") and self.ahead(3).text == "}":
            self.position += 4
            return True
        return False

    def label(self, name: str) -> str:
        """The subscript of a name, which is a label and not a formula."""
        self.advance()
        pieces: list[Token] = []
        if self.at("{"):
            self.advance()
            while not self.at("}"):
                token = self.advance()
                if token.kind == "op" and token.text in ("*", "star"):
                    token = Token("name", "star", token.column, token.end)
                if token.kind == "op" and token.text == ",":
                    continue
                if token.kind not in ("name", "number") or "." in token.text:
                    raise self.error(
                        f"a subscript is a label of letters and digits, found {token.shown()}", token.column
                    )
                pieces.append(token)
            self.advance()
            if not pieces:
                raise self.error("expected a subscript, found nothing", self.tokens[self.position - 1].column)
        else:
            token = self.advance()
            whole = token.kind in ("name", "number") and (len(token.text) == 1 or token.upright)
            if not whole:
                raise self.error(
                    f"expected one letter or digit or {{...}} after _, found {token.shown()}", token.column
                )
            pieces.append(token)
        for piece in pieces:
            for index in self.indices:
                if piece.text == index or (index in piece.text and not piece.upright):
                    raise self.error(
                        f"{name}_{piece.text} would be a function of the index {index}, which nothing defines here: "
                        f"write the term as a formula in {index}",
                        piece.column,
                    )
        return "_".join(piece.text for piece in pieces)

    # -- functions ------------------------------------------------------------------------------------------

    def apply(self, entry: Entry, token: Token) -> Node:
        """A function with or without brackets: `\\log^2(n)`, `\\log n`, `\\min\\{a, b\\}`."""
        self.enter()
        base, power = self._function_scripts(entry)
        bracketed = self.at(*_BRACKETS)
        arguments = self.arguments(entry) if bracketed else [self.bare_argument(entry)]
        if base is not None:
            if len(arguments) != 1:
                self.wrong_arity(entry, 3)
            arguments.append(base)
        node = self.call(entry, arguments, token.column)
        if power is not None:
            node = self.raise_to(node, power, token.column)
        self._after_application(entry, bracketed)
        self.nesting -= 1
        return node

    def _function_scripts(self, entry: Entry) -> tuple[Node | None, Node | None]:
        base = power = None
        if self.at("_"):
            if entry.name != "log":
                raise self.error(f"write \\{entry.name.lower()}\\{{a, b\\}} with the arguments listed")
            self.advance()
            base = self.operand(self.script("_"))
        if self.token.kind == "super":
            raise self.error(f"write \\{entry.name}^2(...) for a power of a function")
        if self.at("^"):
            column = self.advance().column
            power = self.script("^")
            tree = power.tree()
            if isinstance(tree, Integer) and tree.p < 0:
                raise self.error(
                    f"\\{entry.name}^{{{tree}}} may be an inverse function or a reciprocal: write \\arcsin and the "
                    "like, or 1/...",
                    column,
                )
        return base, power

    def bare_argument(self, entry: Entry) -> Node:
        """The argument of a function without brackets: one factor, with its own scripts."""
        if entry.least > 1:
            raise self.expected(f"the arguments of {entry.name} in brackets")
        if self.token.kind == "end" or self.at("+", "-", "*", "/", "=", ",", *_CLOSERS):
            raise self.expected(f"the argument of {entry.name}, as in \\{entry.name}(n)")
        argument = self.expression(POSTFIX)
        if self.at("^"):
            column = self.advance().column
            argument = self.raise_to(argument, self.exponent(), column)
        elif self.token.kind == "super":
            argument = self.raised(argument) or argument
        if self.at("!"):
            raise self.error(f"put the argument of {entry.name} in brackets")
        return self.operand(argument)

    def _after_application(self, entry: Entry, bracketed: bool) -> None:
        """Refuse what could belong to the argument as well as stand beside the function."""
        name = entry.name
        if bracketed and (self.at("^", "!") or self.token.kind == "super"):
            if self.token.text in ("+", "-"):
                return
            raise self.error(f"this may apply to the argument or to the value: write \\{name}^2(x) or \\{name}(x^2)")
        doubtful = self._begins_factor(self.token)
        if not bracketed and self.at("/"):
            doubtful = True
        if not bracketed and self.at("*"):
            doubtful = self._begins_factor(self.ahead())
        if doubtful:
            if bracketed:
                remedy = f"write \\cdot between them, or put it before \\{name}"
                raise self.error(f"a factor after {name}(...) is ambiguous: {remedy}")
            remedy = f"put the argument in brackets and this factor before \\{name}, or write \\frac"
            raise self.error(f"what follows may belong to the argument of {name}: {remedy}")

    def _begins_factor(self, token: Token) -> bool:
        """Whether a token begins a factor that is no function itself."""
        if token.kind == "name":
            if not self.brackets and (self.declaring or token.text in ("as", "has")):
                return False
            entry = self.vocabulary.get(token.text) or GRAMMAR.get(token.text)
            return entry is None or entry.constant
        if token.kind == "op":
            opens = ("(", "[", "{", "\\{", "√", "∞", *_FENCES, "lVert")
            return token.text in opens or (token.text == "|" and not self.bars)
        return token.kind in ("number", "command")

    def structure(self, token: Token) -> Node:
        """Fractions, roots and binomial coefficients."""
        name = token.text
        if name == "lim":
            raise self.error("\\lim stands at the start of a claim, as in \\lim_{n \\to \\infty} F = c", token.column)
        if name == "sqrt":
            degree = self.bracketed("[", "]") if self.at("[") else None
            braced = self.at("{")
            radicand = self.operand(self.script("\\sqrt"))
            if not braced:
                self.root_ends()
            if degree is None:
                return self.call(GRAMMAR.entries["sqrt"], [radicand], token.column)
            return self.call(GRAMMAR.entries["root"], [radicand, self.operand(degree)], token.column)
        above, below = self._two_arguments(name)
        if name == "binom":
            return self.call(GRAMMAR.entries["binomial"], [self.operand(above), self.operand(below)], token.column)
        return self.quotient(above, below)

    def _two_arguments(self, name: str) -> tuple[Node, Node]:
        token = self.token
        if token.kind == "number" and len(token.text) == 2 and token.text.isdigit():
            self.advance()  # \frac12
            return tuple(
                self.number(Token("number", digit, token.column + place, token.column + place + 1))
                for place, digit in enumerate(token.text)
            )  # type: ignore[return-value]
        return self._open_group(name), self._open_group(name)

    def _open_group(self, name: str) -> Node:
        """A group in braces or one letter or digit, its chain left open."""
        if not self.at("{"):
            return self.script(f"\\{name}")
        self.enter()
        self.advance()
        bars, self.bars = self.bars, 0
        self.brackets += 1
        inner = self.formula()
        self.expect("}", "an operator or '}'")
        self.nesting -= 1
        self.brackets -= 1
        self.bars = bars
        return inner

    def norm(self, token: Token) -> Node:
        """A vector between double bars, where the vocabulary has a norm."""
        entry = self.vocabulary.get("norm")
        if entry is None:
            raise self.error("a norm needs a setting that defines it; for an absolute value write |x|")
        inner = self.bracketed(token.text, {"lVert": "rVert", "Vert": "Vert"}[token.text])
        if self.at("_"):
            raise self.error("a norm with an index is not part of the grammar: write norm(...)")
        return self.call(entry, [self.operand(inner)], token.column)

    def big_sum(self, token: Token) -> Node:
        """A sum or product written with its range below and above the sign."""
        form = "\\sum_{i=a}^{b}" if token.text == "∑" else "\\prod_{i=a}^{b}"
        self.enter()
        self.expect("_", f"the range as in {form}")
        self.expect("{", f"the range as in {form}")
        self.brackets += 1
        index = self.bound_symbol(form)
        self.expect("=", f"the range as in {form}")
        low = self.formula()
        self.expect("}", "an operator or '}'")
        self.brackets -= 1
        self.expect("^", f"the range as in {form}")
        high = self.script("^")
        limits = self.range(index, low, high)
        self.indices.append(index.name)
        body = self.operand(self.expression(SUM if token.text == "∑" else PRODUCT))
        self.indices.pop()
        self.nesting -= 1
        if self.at("+", "-") and not self.sided():
            raise self.error("the sum may end here or go on: put brackets around its terms, or the sum last")
        if token.text == "∏" and (self.at("*", "/") or self._begins_factor(self.token)):
            raise self.error("the product may end here or go on: put brackets around its factors")
        self.check_body(body.tree(), index, body.column)
        make = build.summation if token.text == "∑" else build.product
        depth = 1 + max(low.depth, high.depth, body.depth)
        return self.deep_enough(Node("atom", [make(body.tree(), limits)], token.column, depth))
