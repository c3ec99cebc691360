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

from .algebra import Rejected, compare, complaint_of, read
from .formulas import called, canonical, combined, names_in, number, parse, text_of

Sizes = tuple[Fraction, Fraction, Fraction]
SCALE = 10**6  # roots are bounded to this precision
NOTHING: Sizes = (Fraction(0), Fraction(0), Fraction(0))


def recheck_model(data: Mapping[str, Any]) -> str:
    """The complaint about a counter-model, empty if every fact holds and the claim fails on it."""
    return complaint_of(lambda: _run(data), "the counter-model")


def _run(data: Mapping[str, Any]) -> None:
    if data["format"] != "orders-model/1":
        raise Rejected(f"unknown format {data['format']!r}")
    model = Evaluation(data["variable"], data["sequences"], data["parameters"])
    for name, fact in data["facts"].items():
        if model.holds(fact["left"], fact["relation"], fact["right"]) is not True:
            raise Rejected(f"{name} ({fact['left']} {fact['relation']} {fact['right']}) is not seen to hold there")
    claim = data["claim"]
    if model.holds(claim["left"], claim["relation"], claim["right"]) is not False:
        raise Rejected("the claim is not seen to fail there")


@dataclass(frozen=True)
class Leading:
    """A leading term, its coefficient between `low` and `high` (None where it is not bounded from above).

    `whole` if there are no other terms.
    """

    low: Fraction
    high: Fraction | None
    size: Sizes
    whole: bool

    @property
    def coefficient(self) -> Fraction | None:
        """The coefficient where it is known exactly."""
        return self.low if self.low == self.high else None


def _exact(value: Fraction, size: Sizes) -> Leading:
    return Leading(value, value, size, True)


class Evaluation:
    """Statements evaluated where every quantity is a function of one variable, and parameters are numbers."""

    def __init__(self, variable: str, sequences: Mapping[str, str], parameters: Mapping[str, str]) -> None:
        self._variable = variable
        self._sequences = {canonical(name): text for name, text in sequences.items()}
        self._parameters = {name: Fraction(value) for name, value in parameters.items()}
        for text in self._sequences.values():
            if names_in(text) - {self._variable}:
                raise Rejected(f"the sequence {text} is not a function of {self._variable} alone")

    def knows(self, text: str) -> bool:
        """Whether a formula has a leading term here."""
        try:
            self._value(parse(text))
        except Rejected:
            return text == "oo"
        return True

    def holds(self, left: str, relation: str, right: str) -> bool | None:
        """Whether a statement holds for all large values; None where that is not seen. Raises Rejected."""
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
        if one is None and two is not None and relation in ("<", "<=", "!=", "o", "O"):
            return True
        return None

    @staticmethod
    def _at_most(one: Leading, two: Leading, order: int, *, strict: bool) -> bool | None:
        if order:
            return order < 0
        if one.high is not None and one.high < two.low:
            return True
        if two.high is not None and two.high < one.low:
            return False
        same = one.coefficient is not None and one.coefficient == two.coefficient
        return not strict if same and one.whole and two.whole else None

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
        return compare(self._exponent(parse(left)), relation, self._exponent(parse(right)))

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
            result = combined(node.op, one, two)
            if result is not None:
                return result
        raise Rejected(f"{text_of(node)} is no exponent")

    def _value(self, node: ast.expr) -> Leading | None:
        """The leading term of a formula; None for 0."""
        key = text_of(node)
        value = number(node)
        if value is not None:
            if value < 0:
                raise Rejected("a negative number in a counter-model")
            return _exact(value, NOTHING) if value else None
        name = self._variable
        for place, text in enumerate((name, f"log({name})", f"log(log({name}))")):
            if key == text:
                size = tuple(Fraction(int(place == level)) for level in range(3))
                return _exact(Fraction(1), (size[0], size[1], size[2]))
        if key in self._sequences:
            return self._value(parse(self._sequences[key]))
        if isinstance(node, ast.Name) and node.id in self._parameters:
            amount = self._parameters[node.id]
            if amount < 0:
                raise Rejected("a negative number in a counter-model")
            return _exact(amount, NOTHING) if amount else None
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
                return Leading(Fraction(0), None, NOTHING, False)  # a positive number, but no rational one
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
        key = text_of(node)
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
    high = None if one.high is None or two.high is None else one.high * two.high
    return Leading(one.low * two.low, high, _add(one.size, two.size), one.whole and two.whole)


def _power(one: Leading | None, exponent: Fraction) -> Leading | None:
    if one is None:
        if exponent > 0:
            return None
        raise Rejected("a division by zero in a counter-model")
    a, b, d = one.size
    size = (a * exponent, b * exponent, d * exponent)
    if one.coefficient == 1:
        return Leading(one.low, one.high, size, one.whole)
    if abs(exponent) > 64 or exponent.denominator > 64:
        raise Rejected("an exponent out of all proportion")
    bounds = (one.low, one.high)
    if exponent < 0:
        bounds = (Fraction(0) if one.high is None else 1 / one.high, None if one.low == 0 else 1 / one.low)
    low, high = bounds
    top, degree = abs(exponent.numerator), exponent.denominator
    return Leading(
        _root(low**top, degree, upwards=False),
        None if high is None else _root(high**top, degree, upwards=True),
        size,
        one.whole,
    )


def _root(value: Fraction, degree: int, *, upwards: bool) -> Fraction:
    """A bound of a root that is exact where the root is rational."""
    if degree == 1 or value in (0, 1):
        return value
    scaled = value * SCALE**degree
    number = -(-scaled.numerator // scaled.denominator) if upwards else scaled.numerator // scaled.denominator
    root = _integer_root(number, degree)
    exact = Fraction(root, SCALE)
    return exact if exact**degree == value or not upwards else Fraction(root + 1, SCALE)


def _integer_root(number: int, degree: int) -> int:
    """The largest integer whose power is at most a number."""
    low, high = 0, 1 << (number.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        if middle**degree <= number:
            low = middle
        else:
            high = middle - 1
    return low


def _plus(one: Leading | None, two: Leading | None) -> Leading | None:
    if one is None or two is None:
        return one or two
    if one.size != two.size:
        large = max(one, two, key=lambda item: item.size)
        return Leading(large.low, large.high, large.size, False)
    high = None if one.high is None or two.high is None else one.high + two.high
    return Leading(one.low + two.low, high, one.size, one.whole and two.whole)


def _extreme(items: list[Leading | None], *, largest: bool) -> Leading | None:
    present = [item for item in items if item is not None]
    if not present or (not largest and len(present) < len(items)):
        return None
    pick = max if largest else min
    size = pick(item.size for item in present)
    rivals = [item for item in present if item.size == size]
    tops = [item.high for item in rivals]
    known = [top for top in tops if top is not None]
    bounded = known and (not largest or len(known) == len(tops))
    high = pick(known) if bounded else None
    return Leading(pick(item.low for item in rivals), high, size, all(item.whole for item in rivals))


def _add(one: Sizes, two: Sizes) -> Sizes:
    return (one[0] + two[0], one[1] + two[1], one[2] + two[2])
