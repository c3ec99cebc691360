"""Parsed pieces and how operators join them: chains stay flat, numbers stay exact and bounded."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sympy import Expr, Integer, Rational

from . import build
from .limits import MAX_DEPTH, MAX_EXPONENT, MAX_NUMBER_BITS
from .reader import Reader
from .table import Growth

MINUS_ONE = Integer(-1)


@dataclass(slots=True)
class Node:
    """A parsed piece.

    `form`: integer (digits as typed), number (another literal), product and sum (a chain still open), atom
    (closed), infinite. `parts`: the tree, or the members of the open chain. `depth`: of the tree. `bits`: a
    bound on the size of a constant, None for anything else. `literal`: whether the first
    member of a product is a number as typed; `slash`, whether a division came last.
    """

    form: str
    parts: list[Expr]
    column: int
    depth: int = 1
    bits: float | None = None
    literal: bool = False
    slash: bool = False

    def tree(self) -> Expr:
        """The SymPy tree."""
        if len(self.parts) == 1:
            return self.parts[0]
        return build.add(self.parts) if self.form == "sum" else build.mul(self.parts)


def number_bits(value: Rational) -> float:
    """The bits that numerator and denominator take."""
    return math.log2(max(abs(value.p), value.q))


def literal(form: str, value: Rational, column: int) -> Node:
    """The piece for a number as typed, `form` being integer or number."""
    return Node(form, [value], column, 1, number_bits(value), True)


def value_bits(growth: Growth, arguments: list[Node]) -> float | None:
    """A bound on the size of a function's value at constants; None where an argument is no constant."""
    sizes = [argument.bits for argument in arguments if argument.bits is not None]
    if growth is Growth.UNKNOWN or len(sizes) < len(arguments):
        return None
    size = max(sizes, default=0.0)
    if growth is Growth.BOUNDED:
        return 2.0
    if growth is Growth.LOGARITHMIC:
        return math.log2(size + 2) + 1
    if growth is Growth.TAME:
        return size + 2
    if size > 1000:
        return math.inf
    if growth is Growth.EXPONENTIAL:
        return 1.5 * 2.0**size + 1
    return max(2.0**size, math.lgamma(2.0**size + 2) / math.log(2))  # binomials below 2**n, factorials of n + 1


def exceeds(node: Node, bound: int) -> bool:
    """Whether the piece is a constant that may be larger than the bound."""
    tree = node.tree()
    if isinstance(tree, Rational):
        return bool(abs(tree) > bound)
    return node.bits is not None and node.bits > math.log2(bound) + 1e-9


class Arithmetic(Reader):
    """The operators on pieces."""

    def deep_enough(self, node: Node) -> Node:
        """The node, unless its tree is too deep."""
        if node.depth > MAX_DEPTH:
            raise self.too_deep()
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
        left.slash = False
        left.depth = max(left.depth, right.depth + 1)
        left.bits = None if left.bits is None or right.bits is None else left.bits + right.bits + (form == "sum")
        return self.deep_enough(left)

    def quotient(self, left: Node, right: Node) -> Node:
        """A division: of two numbers as typed a rational, else a factor with exponent -1."""
        self.operand(left), self.operand(right)
        divisor = right.tree()
        if right.form in ("integer", "number") and divisor.p == 0:
            raise self.error("division by zero", right.column)
        if left.form == right.form == "integer":
            exact = Rational(left.parts[0].p, divisor.p)
            return literal("number", exact, left.column)
        inverse = Node("atom", [build.reciprocal(divisor)], right.column, right.depth + 1, right.bits)
        self.deep_enough(inverse)
        if left.form == "integer" and left.parts[0].p == 1:
            return Node("product", inverse.parts, left.column, inverse.depth, inverse.bits)
        return self.joined("product", left, inverse)

    def raise_to(self, base: Node, exponent: Node, column: int) -> Node:
        """A power, its constant exponent bounded."""
        self.operand(base), self.operand(exponent)
        power = exponent.tree()
        if exceeds(exponent, MAX_EXPONENT):
            raise self.error(f"an exponent larger than {MAX_EXPONENT}", exponent.column)
        bits = None
        if base.bits is not None and exponent.bits is not None:
            size = float(abs(power)) if isinstance(power, Rational) else 2**exponent.bits
            bits = max(base.bits, 1.0) * size if size else 0.0
        foot = base.tree()
        if isinstance(foot, Integer) and foot.p == 0 and isinstance(power, Rational) and power.p < 0:
            raise self.error("division by zero", column)
        if bits is not None and bits > MAX_NUMBER_BITS:
            raise self.error(f"a number of more than {MAX_NUMBER_BITS} bits", base.column)
        depth = 1 + max(base.depth, exponent.depth)
        return self.deep_enough(Node("atom", [build.power(foot, power)], base.column, depth, bits))
