"""Evaluates inequalities about sums over a finite spectrum again, from their text, with fractions.

The certificate lists eigenvalues and coordinates, values of names, the facts and the claim. Every fact must hold and
the claim must fail. Nothing of the engine or of the grammar is imported.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from .algebra import Rejected, compare, complaint_of
from .formulas import called, combined, number, parse, text_of
from .spectral_sums import DEFINITIONS
from .termwise import COORDINATE, EIGENVALUE, SUMS


def recheck_finite_sums(data: Mapping[str, Any]) -> str:
    """The complaint about a finite model, empty if every fact holds and the claim fails on it."""
    return complaint_of(lambda: _Model(data).run(), "the model")


class _Model:
    def __init__(self, data: Mapping[str, Any]) -> None:
        if data["format"] != "finite-sums/1":
            raise Rejected(f"unknown format {data['format']!r}")
        self._data = data
        self._eigenvalues = [Fraction(item) for item in data["eigenvalues"]]
        self._coordinates = [Fraction(item) for item in data["coordinates"]]
        self._values = {name: Fraction(value) for name, value in data["values"].items()}
        if not self._eigenvalues or len(self._eigenvalues) != len(self._coordinates) or min(self._eigenvalues) <= 0:
            raise Rejected("eigenvalues are positive, and each has one coordinate")
        if sorted(self._eigenvalues, reverse=True) != self._eigenvalues:
            raise Rejected("eigenvalues do not increase")
        if {EIGENVALUE, COORDINATE, "largest", "Sigma", "theta"} & set(self._values):
            raise Rejected("a name of the field was given a value of its own")
        size = self._values.get("n", Fraction(1))
        if size < 1 or size.denominator != 1:
            raise Rejected("the sample size is a positive whole number")

    def run(self) -> None:
        for name, fact in self._data["facts"].items():
            if not self._holds(fact):
                raise Rejected(f"{name} does not hold there")
        if self._holds(self._data["claim"]):
            raise Rejected("the claim holds there")

    def _holds(self, statement: Mapping[str, str]) -> bool:
        left, right = (self._value(parse(statement[side])) for side in ("left", "right"))
        return compare(left, statement["relation"], right)

    def _value(self, node: ast.expr, at: int | None = None) -> Fraction:
        value = number(node)
        if value is not None:
            return value
        if isinstance(node, ast.Name):
            return self._name(node.id, at)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -self._value(node.operand, at)
        if isinstance(node, ast.BinOp):
            result = combined(node.op, self._value(node.left, at), self._value(node.right, at))
            if result is not None:
                return result
        head, arguments = called(node)
        if head in ("Max", "Min"):
            return (max if head == "Max" else min)(self._value(item, at) for item in arguments)
        if head in SUMS:
            return self._sum(head, arguments)
        if head in DEFINITIONS and len(arguments) == 1:
            return self._value(parse(DEFINITIONS[head].replace("#", text_of(arguments[0]))))
        if text_of(node) == "trace(Sigma)":
            return sum(self._eigenvalues, Fraction(0))
        if text_of(node) == "norm(theta)" and sum(item != 0 for item in self._coordinates) <= 1:
            return sum((abs(item) for item in self._coordinates), Fraction(0))
        raise Rejected(f"{text_of(node)[:60]} has no rational value on a finite spectrum")

    def _name(self, name: str, at: int | None) -> Fraction:
        if at is not None and name in (EIGENVALUE, COORDINATE):
            return (self._eigenvalues if name == EIGENVALUE else self._coordinates)[at]
        if name == "largest":
            return self._eigenvalues[0]
        if name not in self._values:
            raise Rejected(f"the model says nothing of {name}")
        return self._values[name]

    def _sum(self, head: str, arguments: list[ast.expr]) -> Fraction:
        level = self._value(arguments[1]) if head != "spectral_sum" else Fraction(0)
        total = Fraction(0)
        for place, eigenvalue in enumerate(self._eigenvalues):
            above, below = head == "spectral_sum_above", head == "spectral_sum_below"
            if (above and eigenvalue < level) or (below and eigenvalue > level):
                continue
            total += self._value(arguments[0], place)
        return total
