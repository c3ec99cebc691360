"""Evaluates counter-models of orders of magnitude from their text: exact exponents, exact leading coefficients.

Every quantity is given as a function of the variable made of powers, products, sums, Max and Min of the variable and
its logarithms with positive coefficients. Such a function has a leading term c n^a log(n)^b log(log(n))^d, computed
here with fractions; the facts must hold and the claim must fail. Nothing of the engine or of the grammar is imported.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .algebra import Rejected, read
from .magnitudes import called, canonical, names_in, number, parse

Sizes = tuple[Fraction, Fraction, Fraction]
NOTHING: Sizes = (Fraction(0), Fraction(0), Fraction(0))


def recheck_model(data: Mapping[str, Any]) -> str:
    """The complaint about a counter-model, empty if every fact holds and the claim fails on it."""
    try:
        _Model(data).run()
    except Rejected as complaint:
        return str(complaint)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, SyntaxError, RecursionError) as error:
        return f"the counter-model is malformed: {error!r}"
    return ""


@dataclass(frozen=True)
class Leading:
    """A leading term; `coefficient` None where it is no rational number, `whole` if there are no other terms."""

    coefficient: Fraction | None
    size: Sizes
    whole: bool


class _Model:
    def __init__(self, data: Mapping[str, Any]) -> None:
        if data["format"] != "orders-model/1":
            raise Rejected(f"unknown format {data['format']!r}")
        self._data = data
        self._variable = data["variable"]
        self._sequences = {canonical(name): text for name, text in data["sequences"].items()}
        self._parameters = {name: Fraction(value) for name, value in data["parameters"].items()}
        for text in self._sequences.values():
            if names_in(text) - {self._variable}:
                raise Rejected(f"the sequence {text} is not a function of {self._variable} alone")

    def run(self) -> None:
        for name, fact in self._data["facts"].items():
            if self._holds(fact) is not True:
                raise Rejected(f"{name} ({fact['left']} {fact['relation']} {fact['right']}) is not seen to hold there")
        if self._holds(self._data["claim"]) is not False:
            raise Rejected("the claim is not seen to fail there")

    def _holds(self, statement: Mapping[str, Any]) -> bool | None:
        relation, left, right = statement["relation"], statement["left"], statement["right"]
        names = names_in(left) | names_in(right)
        if names and names <= set(self._parameters):
            return self._arithmetic(relation, left, right)
        one = self._value(parse(left))
        if relation == "->":
            return self._limit(one, right)
        two = self._value(parse(right))
        if one is None or two is None:
            return self._with_zero(relation, one, two)
        order = (one.size > two.size) - (one.size < two.size)
        if relation in ("O", "o", "Omega", "omega", "Theta"):
            return {"O": order <= 0, "o": order < 0, "Omega": order >= 0, "omega": order > 0, "Theta": order == 0}[
                relation
            ]
        if relation in (">=", ">"):
            one, two, order, relation = two, one, -order, {">=": "<=", ">": "<"}[relation]
        if relation in ("<=", "<"):
            return self._at_most(one, two, order, strict=relation == "<")
        if relation == "~":
            return order == 0 and one.coefficient == two.coefficient if _known(one, two) else None
        if relation == "=":
            if one.whole and two.whole and _known(one, two):
                return one == two
            return True if read(self._put(parse(left))) == read(self._put(parse(right))) else None
        if relation == "!=":
            return True if order else None
        raise Rejected(f"the relation {relation!r} is not evaluated here")

    @staticmethod
    def _with_zero(relation: str, one: Leading | None, two: Leading | None) -> bool | None:
        if two is None and one is not None and relation in (">", ">=", "!="):
            return True
        if one is None and two is not None and relation in ("<", "<=", "!="):
            return True
        return None

    @staticmethod
    def _at_most(one: Leading, two: Leading, order: int, *, strict: bool) -> bool | None:
        if order:
            return order < 0
        if one.coefficient is None or two.coefficient is None:
            return None
        if one.coefficient != two.coefficient:
            return one.coefficient < two.coefficient
        return not strict if one.whole and two.whole else None

    @staticmethod
    def _limit(one: Leading | None, right: str) -> bool | None:
        if one is None:
            return right == "0"
        if right == "oo":
            return one.size > NOTHING
        value = number(parse(right))
        if value is None:
            return None
        if value == 0:
            return one.size < NOTHING
        return one.size == NOTHING and one.coefficient == value if one.coefficient is not None else None

    def _arithmetic(self, relation: str, left: str, right: str) -> bool:
        one, two = self._exponent(parse(left)), self._exponent(parse(right))
        return {
            "<": one < two,
            "<=": one <= two,
            ">": one > two,
            ">=": one >= two,
            "=": one == two,
            "!=": one != two,
        }[relation]

    def _exponent(self, node: ast.expr) -> Fraction:
        """The value of an exponent, its parameters being numbers."""
        value = number(node)
        if value is not None:
            return value
        if isinstance(node, ast.Name) and node.id in self._parameters:
            return self._parameters[node.id]
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -self._exponent(node.operand)
        if isinstance(node, ast.BinOp):
            one, two = self._exponent(node.left), self._exponent(node.right)
            if isinstance(node.op, ast.Add):
                return one + two
            if isinstance(node.op, ast.Sub):
                return one - two
            if isinstance(node.op, ast.Mult):
                return one * two
            if isinstance(node.op, ast.Div) and two:
                return one / two
            if isinstance(node.op, ast.Pow) and two.denominator == 1 and abs(two) <= 64 and (one or two > 0):
                return one ** int(two)
        raise Rejected(f"{ast.unparse(node)} is no exponent")

    def _value(self, node: ast.expr) -> Leading | None:
        """The leading term of a formula; None for 0."""
        key = ast.unparse(node)
        value = number(node)
        if value is not None:
            if value < 0:
                raise Rejected("a negative number in a counter-model")
            return Leading(value, NOTHING, True) if value else None
        name = self._variable
        for place, text in enumerate((name, f"log({name})", f"log(log({name}))")):
            if key == text:
                size = tuple(Fraction(int(place == level)) for level in range(3))
                return Leading(Fraction(1), (size[0], size[1], size[2]), True)
        if key in self._sequences:
            return self._value(parse(self._sequences[key]))
        if isinstance(node, ast.Name) and node.id in self._parameters:
            amount = self._parameters[node.id]
            if amount < 0:
                raise Rejected("a negative number in a counter-model")
            return Leading(amount, NOTHING, True) if amount else None
        if isinstance(node, ast.BinOp):
            return self._operation(node)
        head, arguments = called(node)
        if head == "sqrt":
            return _power(self._value(arguments[0]), Fraction(1, 2))
        if head == "Abs":
            return self._value(arguments[0])
        if head == "log":
            inner = self._value(arguments[0])
            if inner is not None and inner.size == NOTHING and inner.whole and (inner.coefficient or 0) > 1:
                return Leading(None, NOTHING, False)  # a positive number, but no rational one
        if head in ("Max", "Min"):
            return _extreme([self._value(item) for item in arguments], largest=head == "Max")
        raise Rejected(f"the counter-model says nothing of {key}")

    def _operation(self, node: ast.BinOp) -> Leading | None:
        if isinstance(node.op, ast.Pow):
            return _power(self._value(node.left), self._exponent(node.right))
        one, two = self._value(node.left), self._value(node.right)
        if isinstance(node.op, ast.Mult):
            return _times(one, two)
        if isinstance(node.op, ast.Div):
            return _times(one, _power(two, Fraction(-1)))
        if isinstance(node.op, ast.Add):
            return _plus(one, two)
        raise Rejected("a difference in a counter-model")

    def _put(self, node: ast.expr) -> str:
        """The text with sequences for quantities and numbers for parameters."""
        key = ast.unparse(node)
        if key in self._sequences:
            return f"({self._sequences[key]})"
        if isinstance(node, ast.Name) and node.id in self._parameters:
            return f"({self._parameters[node.id]})"
        if isinstance(node, ast.BinOp):
            sign = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}[type(node.op)]
            return f"({self._put(node.left)}{sign}{self._put(node.right)})"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return f"{node.func.id}({', '.join(self._put(item) for item in node.args)})"
        return f"({key})"


def _known(one: Leading, two: Leading) -> bool:
    return one.coefficient is not None and two.coefficient is not None


def _times(one: Leading | None, two: Leading | None) -> Leading | None:
    if one is None or two is None:
        return None
    coefficient = None if one.coefficient is None or two.coefficient is None else one.coefficient * two.coefficient
    return Leading(coefficient, _add(one.size, two.size), one.whole and two.whole)


def _power(one: Leading | None, exponent: Fraction) -> Leading | None:
    if one is None:
        if exponent > 0:
            return None
        raise Rejected("a division by zero in a counter-model")
    a, b, d = one.size
    coefficient = None
    if one.coefficient == 1:
        coefficient = Fraction(1)
    elif one.coefficient is not None and exponent.denominator == 1 and abs(exponent) <= 64:
        coefficient = one.coefficient ** int(exponent)
    return Leading(coefficient, (a * exponent, b * exponent, d * exponent), one.whole)


def _plus(one: Leading | None, two: Leading | None) -> Leading | None:
    if one is None or two is None:
        return one or two
    if one.size != two.size:
        return Leading((large := max(one, two, key=lambda item: item.size)).coefficient, large.size, False)
    coefficient = one.coefficient + two.coefficient if one.coefficient and two.coefficient else None
    return Leading(coefficient, one.size, one.whole and two.whole)


def _extreme(items: list[Leading | None], *, largest: bool) -> Leading | None:
    present = [item for item in items if item is not None]
    if not present or (not largest and len(present) < len(items)):
        return None
    size = (max if largest else min)(item.size for item in present)
    rivals = [item for item in present if item.size == size]
    known = [item.coefficient for item in rivals if item.coefficient is not None]
    best = (max if largest else min)(known) if len(known) == len(rivals) else None
    return Leading(best, size, all(item.whole for item in rivals))


def _add(one: Sizes, two: Sizes) -> Sizes:
    return (one[0] + two[0], one[1] + two[1], one[2] + two[2])
