"""Orders of magnitude read from text for re-checking: formulas, signs, statements, without SymPy.

The order of a product is a sum of orders, that of a power a multiple, that of a sum a name of its own. What is
refused here is refused by the engine too; where the two differ the re-checker's refusal counts.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .algebra import Rejected, Sum, multiply
from .derivation import NONNEGATIVE, POSITIVE
from .formulas import (
    NUMBERS,
    Form,
    called,
    canonical,
    expectations,
    is_constant,
    names_in,
    number,
    parse,
    plus,
    scaled,
    terms,
    text_of,
)
from .termwise import SUMS

Bound = tuple[Form, Form, bool]  # small, large, strict
QUANTITIES = ("largest",)


@dataclass
class Reading:
    """Text to orders. `parameters`: names in exponents; `constants`: names of fixed positive numbers."""

    variable: str
    parameters: set[str]
    constants: set[str]
    positive: set[str] = field(default_factory=set)
    nonnegative: set[str] = field(default_factory=set)
    nodes: dict[str, tuple[bool, list[Form]]] = field(default_factory=dict)
    atoms: set[str] = field(default_factory=set)
    divisors: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)

    def scale(self, key: str) -> bool:
        name = self.variable
        return key in (name, f"log({name})", f"log(log({name}))")

    def order(self, node: ast.expr) -> Form:
        key = text_of(node)
        value = number(node)
        if value is not None:
            if value == 0:
                raise Rejected("0 has no order of magnitude")
            return {}
        if self.scale(key):
            return {((), key): Fraction(1)}
        if is_constant(node) and self.sign(node, strict=True):
            return {}
        if isinstance(node, ast.Name):
            if node.id in self.constants or (node.id in self.parameters and self.sign(node, strict=True)):
                return {}
            if node.id in self.parameters:
                raise Rejected(f"the parameter {node.id} may be zero")
            return self._atom(key)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return self.order(node.operand)
        if isinstance(node, ast.BinOp):
            return self._operation(node, key)
        head, arguments = called(node)
        if head == "sqrt":
            return self._power(arguments[0], {(): Fraction(1, 2)}, whole=False)
        if head in ("Max", "Min"):
            return self._node(key, arguments, most=head == "Max")
        if head == "Abs":
            return self.order(arguments[0])
        if head in ("Sum", "Product", "exp"):
            raise Rejected(f"{key[:60]} has no order here")
        if (isinstance(node, ast.Subscript) and head == "E") or head in SUMS:
            return self._atom(key)
        if head in (*POSITIVE, *NONNEGATIVE, "E", "noise_mean") or self.sign(node, strict=True):
            free = {name.id for name in ast.walk(node) if isinstance(name, ast.Name)} - {head}
            fixed = head not in (*POSITIVE, *NONNEGATIVE, "E", "noise_mean") and free <= self.constants
            return {} if fixed else self._atom(key)
        raise Rejected(f"{key[:60]} has no order here")

    def _atom(self, key: str) -> Form:
        self.atoms.add(key)
        return {((), key): Fraction(1)}

    def _operation(self, node: ast.BinOp, key: str) -> Form:
        if isinstance(node.op, ast.Mult):
            return plus(self.order(node.left), self.order(node.right))
        if isinstance(node.op, ast.Div):
            return plus(self.order(node.left), self._power(node.right, {(): Fraction(-1)}, whole=True))
        if isinstance(node.op, ast.Add):
            return self._node(key, list(terms(node)), most=True)
        if isinstance(node.op, ast.Pow):
            exponent = self.polynomial(node.right)
            fixed = exponent.get((), Fraction(0)) if set(exponent) <= {()} else None
            if is_constant(node.left):
                if not self.sign(node.left, strict=True):
                    raise Rejected("a power of a number that is not positive")
                return {}
            return self._power(node.left, exponent, whole=fixed is not None and fixed.denominator == 1)
        raise Rejected("a difference has no order of magnitude")

    def _power(self, base: ast.expr, exponent: Sum, *, whole: bool) -> Form:
        if not whole and not self.sign(base, strict=False):
            raise Rejected(f"the sign of {text_of(base)} is not known")
        form = self.order(base)
        names = {name for _, name in form}
        if set(exponent) - {()}:
            self.doubtful |= names
        elif exponent.get((), Fraction(0)) < 0:
            self.divisors |= names
        return scaled(form, exponent)

    def _node(self, key: str, parts: list[ast.expr], *, most: bool) -> Form:
        for part in parts:
            if not self.sign(part, strict=False):
                raise Rejected(f"the sign of {text_of(part)} in a sum is not known")
        kept = [part for part in parts if number(part) != 0]
        if not kept or (not most and len(kept) < len(parts)):
            raise Rejected("0 has no order of magnitude")
        if len(kept) == 1:
            return self.order(kept[0])
        if key not in self.nodes:
            children = [self.order(part) for part in kept]
            self.nodes[key] = (most, children)
        return {((), key): Fraction(1)}

    def polynomial(self, node: ast.expr) -> Sum:
        """An exponent."""
        value = number(node)
        if value is not None:
            return {(): value} if value else {}
        if isinstance(node, ast.Name) and node.id in self.parameters:
            return {((node.id, 1),): Fraction(1)}
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return multiply(self.polynomial(node.operand), {(): Fraction(-1)})
        if isinstance(node, ast.BinOp):
            left = self.polynomial(node.left)
            if isinstance(node.op, ast.Pow):
                power = number(node.right)
                if power is None or power.denominator != 1 or not 0 <= power <= 4:
                    raise Rejected("an exponent out of all proportion")
                result: Sum = {(): Fraction(1)}
                for _ in range(int(power)):
                    result = multiply(result, left)
                return result
            right = self.polynomial(node.right)
            if isinstance(node.op, ast.Add | ast.Sub):
                sign = Fraction(1 if isinstance(node.op, ast.Add) else -1)
                total = dict(left)
                for powers, amount in right.items():
                    total[powers] = total.get(powers, Fraction(0)) + sign * amount
                return {powers: amount for powers, amount in total.items() if amount}
            if isinstance(node.op, ast.Mult):
                return multiply(left, right)
            if isinstance(node.op, ast.Div) and set(right) == {()}:
                return multiply(left, {(): 1 / right[()]})
        raise Rejected(f"{text_of(node)} is no exponent")

    # --- signs ---

    def sign(self, node: ast.expr, *, strict: bool) -> bool:
        key = text_of(node)
        value = number(node)
        if value is not None:
            return value > 0 if strict else value >= 0
        if self.scale(key) or key in self.constants or key in self.positive:
            return True
        if not strict and key in self.nonnegative:
            return True
        if isinstance(node, ast.BinOp):
            return self._operation_sign(node, strict=strict)
        head, arguments = called(node)
        if head == "sqrt":
            return self.sign(arguments[0], strict=strict)
        if head == "Abs":
            return not strict or self.sign(arguments[0], strict=True)
        if head == "Min":
            return all(self.sign(item, strict=strict) for item in arguments)
        if head == "Max":
            return any(self.sign(item, strict=strict) for item in arguments)
        if head in ("E", "noise_mean"):
            return self.sign(arguments[0], strict=strict)
        if head == "log" and (inner := number(arguments[0])) is not None:
            return inner > 1
        if isinstance(node, ast.Name):
            return key in QUANTITIES + NUMBERS
        return head in POSITIVE or (not strict and head in NONNEGATIVE)

    def _operation_sign(self, node: ast.BinOp, *, strict: bool) -> bool:
        if isinstance(node.op, ast.Add):
            both = self.sign(node.left, strict=False) and self.sign(node.right, strict=False)
            return both and (not strict or self.sign(node.left, strict=True) or self.sign(node.right, strict=True))
        if isinstance(node.op, ast.Mult | ast.Div):
            return self.sign(node.left, strict=strict) and self.sign(node.right, strict=strict)
        if isinstance(node.op, ast.Pow):
            if self.sign(node.left, strict=True):
                return True
            exponent = number(node.right)
            even = exponent is not None and exponent.denominator == 1 and exponent % 2 == 0
            return not strict and (even or self.sign(node.left, strict=False))
        return False


def bounds_of(fact: Mapping[str, Any], reading: Reading) -> Iterator[tuple[int, Bound]]:
    """What a fact says: (part, (small, large, strict)); part 0 bounds the left side, part 1 the right."""
    relation, left, right = fact["relation"], fact["left"], fact["right"]
    if relation == "->":
        if right == "oo":
            yield 1, ({}, reading.order(parse(left)), True)
        elif number(parse(right)) is not None:
            form = reading.order(parse(left))
            zero = number(parse(right)) == 0
            yield 0, (form, {}, zero)
            if not zero:
                yield 1, ({}, form, False)
        else:
            raise Rejected("a limit that is neither 0, nor oo, nor a number")
        return
    if relation in ("<=", "<", ">=", ">"):
        if relation in (">=", ">"):
            left, right = right, left
        if number(parse(left)) == 0:
            reading.order(parse(right))
            return
        if not reading.sign(parse(left), strict=False):
            raise Rejected(f"the sign of {left} is not known, so that it bounds no order")
        if expectations(left) & expectations(right):
            raise Rejected("an expectation, which may be infinite, cancels within one inequality")
        yield 0, (reading.order(parse(left)), reading.order(parse(right)), False)
        return
    one, two = reading.order(parse(left)), reading.order(parse(right))
    if relation in ("O", "o", "Theta", "=", "~"):
        yield 0, (one, two, relation == "o")
    if relation in ("Omega", "omega", "Theta", "=", "~"):
        yield 1, (two, one, relation == "omega")
    if relation not in ("O", "o", "Theta", "=", "~", "Omega", "omega"):
        raise Rejected(f"the relation {relation!r} says nothing of orders")


def goals_of(claim: Mapping[str, Any], reading: Reading) -> Iterator[Bound]:
    """The comparisons that a claim consists of."""
    relation, left, right = claim["relation"], parse(claim["left"]), claim["right"]
    if relation == "->" and right == "0":
        yield reading.order(left), {}, True
    elif relation == "->" and right == "oo":
        if not reading.sign(left, strict=False):
            raise Rejected("the sign of the claim's left side is not known")
        yield {}, reading.order(left), True
    elif relation in ("O", "o", "Omega", "omega", "Theta"):
        one, two = reading.order(left), reading.order(parse(right))
        if relation in ("O", "o", "Theta"):
            yield one, two, relation == "o"
        if relation in ("Omega", "omega", "Theta"):
            yield two, one, relation == "omega"
    else:
        raise Rejected(f"a claim with {relation!r} is none about orders")


def condition_of(fact: Mapping[str, Any], reading: Reading) -> tuple[Sum, str] | None:
    """A fact about the parameters alone: a polynomial and whether it is > 0, >= 0 or = 0."""
    names = names_in(fact["left"]) | names_in(fact["right"])
    if not names or not names <= reading.parameters or fact["relation"] not in ("<", "<=", ">", ">=", "="):
        return None
    left, right = reading.polynomial(parse(fact["left"])), reading.polynomial(parse(fact["right"]))
    if fact["relation"] in ("<", "<="):
        left, right = right, left
    total = dict(left)
    for powers, amount in right.items():
        total[powers] = total.get(powers, Fraction(0)) - amount
    relation = {"<": ">", "<=": ">="}.get(fact["relation"], fact["relation"])
    return {powers: amount for powers, amount in total.items() if amount}, relation


def learn_signs(facts: list[Mapping[str, Any]], reading: Reading) -> None:
    """X > 0, X >= 0, X -> oo, X = Y and X >= Y for a Y of known sign."""
    size = -1
    while size != len(reading.positive) + len(reading.nonnegative):
        size = len(reading.positive) + len(reading.nonnegative)
        for fact in facts:
            if fact["delta"] is not None:
                continue
            left, relation, right = fact["left"], fact["relation"], fact["right"]
            if relation in ("<=", "<"):
                left, right, relation = right, left, {"<=": ">=", "<": ">"}[relation]
            key = canonical(left)
            if relation == "->" and right == "oo":
                reading.positive.add(key)
            elif relation in (">", ">=", "="):
                if reading.sign(parse(right), strict=True):
                    reading.positive.add(key)
                elif reading.sign(parse(right), strict=False):
                    (reading.positive if relation == ">" else reading.nonnegative).add(key)
