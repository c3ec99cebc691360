"""Names that bind a symbol: Sum, Product, inverse, threshold.

One letter means one thing in a claim: a symbol that a sum binds may not be bound again inside, nor stand free
elsewhere, so that replacing a symbol never reaches into another's scope.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable

from sympy import Expr, Product, Sum, Symbol, oo, preorder_traversal

from ..implicit import Inverse, Threshold
from . import build
from .nodes import Arithmetic, Node
from .table import BINDERS
from .tokens import Token


def bound_names(tree: Expr) -> set[str]:
    """The names that are bound anywhere in the tree."""
    found: set[str] = set()
    for part in preorder_traversal(tree):
        if isinstance(part, Sum | Product):
            found.update(limit.args[0].name for limit in part.args[1:])
        elif isinstance(part, Inverse | Threshold):
            found.add(part.unknown.name)
    return found


class Binders(Arithmetic):
    """The forms that bind a symbol; the parser reads the formulas inside them."""

    @abstractmethod
    def formula(self) -> Node:
        """An expression at the loosest level."""

    @abstractmethod
    def finite(self) -> Node:
        """An expression that is not infinity."""

    @abstractmethod
    def named(self, token: Token) -> Node:
        """A constant, a call or a symbol."""

    def check_scopes(self, free: Iterable[Symbol]) -> None:
        """No symbol may be both bound and free."""
        for symbol in sorted(free, key=lambda symbol: symbol.name):
            if symbol.name in self.bound:
                raise self.error(
                    f"{symbol.name} is bound here and stands free elsewhere: rename one of the two",
                    self.bound[symbol.name],
                )

    def binder(self, token: Token) -> Node:
        """Sum, Product, inverse and threshold."""
        self.expect("(")
        self.enter()
        self.brackets += 1
        bars, self.bars = self.bars, 0
        node = self.bound_form(token)
        self.nesting -= 1
        self.brackets -= 1
        self.bars = bars
        return node

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
        self.check_body(tree, bound, left.column)
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
            self.check_body(body.tree(), bound, body.column)
            depth = max(depth, low.depth, high.depth)
            if not self.at(","):
                break
            self.advance()
        self.expect(")", "',' or ')'")
        make = build.summation if token.text == "Sum" else build.product
        return self.deep_enough(Node("atom", [make(body.tree(), *limits)], token.column, depth + 1))

    def range(self, bound: Symbol, low: Node, high: Node) -> tuple[Symbol, Expr, Expr]:
        """The limits of a sum, whose ends do not depend on the index."""
        if low.tree() is oo or high.tree() == -oo:
            raise self.error("the range of a sum or product goes upwards", low.column)
        for end in (low, high):
            if bound in end.tree().free_symbols:
                raise self.error(f"the ends of the range may not depend on its index {bound.name}", end.column)
        return bound, low.tree(), high.tree()

    def check_body(self, body: Expr, bound: Symbol, column: int) -> None:
        """The body may not bind the index again; a name such as lamda_i only looks as if it depended on i."""
        if bound.name in bound_names(body):
            raise self.error(f"{bound.name} is bound twice, one inside the other: rename one of the two", column)
        for symbol in body.free_symbols:
            labels = symbol.name.split("_")[1:]
            if symbol != bound and any(
                bound.name == label or (len(label) == 2 and bound.name in label) for label in labels
            ):
                raise self.error(
                    f"{symbol.name} is one symbol and does not depend on {bound.name}: write the term as a formula "
                    f"in {bound.name}, or use a function of the spectrum such as eigenvalue({bound.name})",
                    column,
                )

    def bound_symbol(self, form: str) -> Symbol:
        """The symbol that a binder binds."""
        token = self.token
        if token.kind != "name":
            raise self.error(f"expected a symbol as in {form}, found {token.shown()}")
        symbol = self.named(self.advance()).tree()
        if not isinstance(symbol, Symbol):
            raise self.error(f"expected a symbol as in {form}, found {token.shown()}", token.column)
        self.bound.setdefault(symbol.name, token.column)
        return symbol
