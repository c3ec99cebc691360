"""Exact arithmetic for re-checking: sums of monomials over atoms, read from text without SymPy.

An atom is the canonical text of a name, a call or an expectation of a monomial. Expectation is linear, and what
it does not average is pulled out. A quotient by a sum is an atom of its own, so that two equal expressions may
look different; then the re-checker rejects, which is the safe side.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce
from types import MappingProxyType

Number = Fraction | int
Monomial = tuple[tuple[str, Number], ...]
Sum = dict[Monomial, Fraction]

ONE: Monomial = ()
MAX_LENGTH = 20_000
MAX_PRODUCTS = 50_000  # of monomials, in one multiplication
# What each estimator, matrix or expectation varies with: 0 nothing, 1 the design, 2 the noise as well.
VARIES = {"G": 1, "min_norm": 2, "ridge_estimator": 2, "linear_estimator": 2, "shrinkage_estimator": 2}
# What a function of an estimator varies with at most, whatever the estimator does: the labels do not enter it.
AT_MOST = {"hat_trace": 1, "gain_bound": 0}
EXPECTATIONS = {"E": 1, "noise_mean": 2}
COMPARISONS: Mapping[str, Callable[[Number, Number], bool]] = MappingProxyType(
    {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "!=": operator.ne}
)


class Rejected(Exception):
    """A certificate that does not hold; the text says why."""


# What reading a certificate raises that is not made as its format says.
MALFORMED = (LookupError, ArithmeticError, TypeError, ValueError, AttributeError, SyntaxError, RecursionError)


def complaint_of(check: Callable[[], object], what: str) -> str:
    """What is wrong with a certificate, empty if the check goes through; one that cannot be read is wrong, too."""
    try:
        check()
    except Rejected as complaint:
        return str(complaint)
    except MALFORMED as error:
        return f"{what} is malformed: {error!r}"
    return ""


def compare(left: Number, relation: str, right: Number) -> bool:
    """Whether `left relation right`, for numbers."""
    if relation not in COMPARISONS:
        raise Rejected(f"{relation!r} does not compare numbers")
    return COMPARISONS[relation](left, right)


def read(text: str, rewrites: Mapping[str, Sum] | None = None) -> Sum:
    """A formula as a sum of monomials; `rewrites` maps the text of atoms to what they equal."""
    if len(text) > MAX_LENGTH:
        raise Rejected("a formula of the certificate is longer than any that was ever written")
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Rejected(f"a formula of the certificate is unreadable: {text[:80]!r}") from error
    return _Reader(dict(rewrites or {})).sum(tree)


def add(left: Sum, right: Sum, times: Fraction = Fraction(1)) -> Sum:
    """left + times · right."""
    total = dict(left)
    for monomial, value in right.items():
        total[monomial] = total.get(monomial, Fraction(0)) + times * value
    return {monomial: value for monomial, value in total.items() if value}


def multiply(left: Sum, right: Sum) -> Sum:
    """The product, multiplied out."""
    if len(left) * len(right) > MAX_PRODUCTS:
        raise Rejected("a product out of all proportion")
    total: Sum = {}
    for first, a in left.items():
        for second, b in right.items():
            key = merge(first, second)
            total[key] = total.get(key, Fraction(0)) + a * b
    return {monomial: value for monomial, value in total.items() if value}


def merge(left: Monomial, right: Monomial) -> Monomial:
    """The product of two monomials."""
    exponents = dict(left)
    for atom, exponent in right:
        exponents[atom] = exponents.get(atom, 0) + exponent
    return tuple(sorted((atom, exponent) for atom, exponent in exponents.items() if exponent))


def show(expression: Sum) -> str:
    """A canonical text, used as the name of whatever contains the expression."""
    pieces = []
    for monomial, value in sorted(expression.items()):
        factors = [f"{atom}^({exponent})" if exponent != 1 else atom for atom, exponent in monomial]
        pieces.append("*".join([str(value), *factors] if value != 1 or not factors else factors))
    return " + ".join(pieces) if pieces else "0"


CONSTANT = {"Sigma", "largest", "theta"}


def depends(name: str) -> int:
    """What an atom varies with, from its own text: the largest among the names that no expectation encloses."""
    try:
        tree = ast.parse(name.replace("^", "**"), mode="eval").body
    except SyntaxError as error:
        raise Rejected(f"the atom {name!r} cannot be read back") from error
    return _depends(tree)


def _depends(node: ast.AST) -> int:
    head = _head(node)
    if head in EXPECTATIONS:
        inner = max((_depends(arg) for arg in _arguments(node)), default=0)
        return 0 if head == "E" else min(1, inner)
    if head in AT_MOST:
        return min(AT_MOST[head], max((_depends(arg) for arg in _arguments(node)), default=0))
    if isinstance(node, ast.Name):
        return VARIES.get(node.id, 0)
    return max((_depends(child) for child in ast.iter_child_nodes(node)), default=0)


def averages_nothing(text: str) -> bool:
    """Whether an expectation in a formula is of names alone of which nothing says that they vary with the draw."""
    for node in ast.walk(ast.parse(text.replace("^", "**"), mode="eval")):
        inside = _arguments(node) if _head(node) in EXPECTATIONS else []
        heads = {id(part.func) for arg in inside for part in ast.walk(arg) if isinstance(part, ast.Call)}
        names = {p.id for arg in inside for p in ast.walk(arg) if isinstance(p, ast.Name) and id(p) not in heads}
        if names - CONSTANT and not any(_depends(arg) for arg in inside):
            return True
    return False


def _head(node: ast.AST) -> str:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        return node.value.id
    return ""


def _arguments(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Call):
        return list(node.args)
    if isinstance(node, ast.Subscript):
        return list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
    return []


class _Reader:
    """One tree to one sum."""

    def __init__(self, rewrites: dict[str, Sum]) -> None:
        self._rewrites = rewrites

    def sum(self, node: ast.expr) -> Sum:
        if isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool):
            return {ONE: Fraction(node.value)} if node.value else {}
        if isinstance(node, ast.Name):
            return self._atom(node.id)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return add({}, self.sum(node.operand), Fraction(-1))
        if isinstance(node, ast.BinOp):
            return self._operation(node)
        head = _head(node)
        if head:
            return self._call(head, _arguments(node))
        raise Rejected(f"{ast.dump(node)[:60]} has no place in a certificate")

    def _operation(self, node: ast.BinOp) -> Sum:
        operations: dict[type[ast.operator], Callable[[], Sum]] = {
            ast.Add: lambda: add(self.sum(node.left), self.sum(node.right)),
            ast.Sub: lambda: add(self.sum(node.left), self.sum(node.right), Fraction(-1)),
            ast.Mult: lambda: multiply(self.sum(node.left), self.sum(node.right)),
            ast.Div: lambda: multiply(self.sum(node.left), self._reciprocal(node.right)),
            ast.Pow: lambda: self.power(self.sum(node.left), self._exponent(node.right)),
        }
        operation = operations.get(type(node.op))
        if operation is None:
            raise Rejected("an operation other than + - * / ** in a certificate")
        return operation()

    def _reciprocal(self, node: ast.expr) -> Sum:
        """1/x; for a power of a sum that power with its exponent negated, as it is written elsewhere."""
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            return self.power(self.sum(node.left), -self._exponent(node.right))
        return self.power(self.sum(node), Fraction(-1))

    def _exponent(self, node: ast.expr) -> Fraction:
        value = self.sum(node)
        if set(value) - {ONE}:
            raise Rejected("an exponent that is not a number")
        exponent = value.get(ONE, Fraction(0))
        if abs(exponent) > 64 or exponent.denominator > 64:
            raise Rejected("an exponent out of all proportion")
        return exponent

    def power(self, base: Sum, exponent: Fraction) -> Sum:
        if exponent.denominator == 1 and exponent >= 0:
            return reduce(multiply, [base] * int(exponent), {ONE: Fraction(1)})
        if len(base) == 1:
            ((monomial, value),) = base.items()
            if exponent.denominator == 1 and value:
                powered = tuple((atom, power * exponent) for atom, power in monomial)
                return {powered: value ** int(exponent)}
            if value == 1 and len(monomial) == 1 and monomial[0][1] == 1:
                return {((monomial[0][0], exponent),): Fraction(1)}
        if not base:
            raise Rejected("a division by zero")
        return {(((f"({show(base)})"), exponent),): Fraction(1)}

    def _call(self, head: str, arguments: list[ast.expr]) -> Sum:
        inner = [self.sum(argument) for argument in arguments]
        if head in EXPECTATIONS:
            if len(inner) != 1:
                raise Rejected(f"{head} takes one argument")
            return self._expectation(head, inner[0])
        if head == "sqrt" and len(inner) == 1:
            return self.power(inner[0], Fraction(1, 2))
        return self._atom(f"{head}({', '.join(show(item) for item in inner)})")

    def _expectation(self, head: str, inner: Sum) -> Sum:
        total: Sum = {}
        for monomial, value in inner.items():
            outside = tuple(item for item in monomial if depends(item[0]) < EXPECTATIONS[head])
            inside = tuple(item for item in monomial if depends(item[0]) >= EXPECTATIONS[head])
            piece: Sum = {outside: value}
            if inside:
                text = show({inside: Fraction(1)})
                if head == "E" and len(inside) == 1 and inside[0][1] == 1 and inside[0][0].startswith("noise_mean("):
                    text = inside[0][0][len("noise_mean(") : -1]  # the mean of the mean given the design
                piece = multiply(piece, self._atom(f"{head}[{text}]" if head == "E" else f"{head}({text})"))
            total = add(total, piece)
        return total

    def _atom(self, name: str) -> Sum:
        return self._rewrites.get(name) or {((name, Fraction(1)),): Fraction(1)}
