"""Reads again that hypotheses exclude one another, from a certificate: products of them that add up to less than 0.

A fact L >= R is a factor L − R that is not negative; a product of such factors is not negative, and a sum of positive
multiples of products neither. Where it is a negative number, or 0 although one product is of strict factors alone, no
point satisfies all facts (Krivine, Stengle). A limit x -> c stands for |x − c| <= 10**-6, which holds eventually.
Expectations may be +oo: one is used only if a fact bounds it by what is no expectation.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from .algebra import ONE, Rejected, Sum, add, complaint_of, multiply, read, show
from .derivation import Signed
from .formulas import called, canonical, parse, text_of

CLOSE = Fraction(1, 10**6)
_MODES = ("deterministic", "mean", "pointwise in X", "mean over the noise given X")
_KNOWN = {  # of every spectrum, for the ranks at one k
    "effective_rank(#) >= 1",
    "squared_rank(#) >= effective_rank(#)",
    "effective_rank(#)**2 >= squared_rank(#)",
    "df1(#) >= df2(#)",
}


def recheck_contradiction(data: Mapping[str, Any]) -> str:
    """The complaint about a certificate, empty if the facts that it uses exclude one another."""
    return complaint_of(lambda: _Check(data).run(), "the certificate")


def infinite(expression: Sum) -> set[str]:
    """The atoms of a sum that may be +oo."""
    return {
        atom
        for monomial in expression
        for atom, _ in monomial
        if any(mark in atom for mark in ("E[", "noise_mean(", "trace_inverse("))
    }


class _Check:
    def __init__(self, data: Mapping[str, Any]) -> None:
        if data["format"] != "contradiction/1":
            raise Rejected("unknown format")
        self._facts: Mapping[str, Mapping[str, Any]] = data["facts"]
        self._terms = data["terms"]
        self._signs = Signed(self._facts)
        for name, fact in self._facts.items():
            if fact["mode"] not in _MODES or fact["delta"] is not None:
                raise Rejected(f"{name} is not certain")
            self._signs.check_mode(name, fact)
        limits = {fact["point"] for fact in self._facts.values() if fact["relation"] == "->"}
        if len(limits) > 1 or "" in limits:
            raise Rejected("limits of several kinds, which need not be near together")

    def run(self) -> None:
        total: Sum = {}
        strict = False
        met: set[str] = set()
        for term in self._terms:
            times = Fraction(term["times"])
            if times <= 0 or not term["factors"]:
                raise Rejected("a term that is not a positive multiple of a product")
            product: Sum = {ONE: times}
            every = True
            for factor in term["factors"]:
                value, open_ = self._factor(factor)
                met |= self._infinite(factor)
                product = multiply(product, value)
                every = every and open_
            strict = strict or every
            total = add(total, product)
        for atom in met:
            if not any(self._bounds(fact, atom) for fact in self._facts.values()):
                raise Rejected(f"{atom} may be infinite: no fact bounds it")
        left = total.get(ONE, Fraction(0))
        if set(total) - {ONE}:
            raise Rejected(f"the products do not add up: {show(total)[:100]} is left over")
        if left > 0 or (left == 0 and not strict):
            raise Rejected("the products add up to no contradiction")

    def _factor(self, factor: Mapping[str, Any]) -> tuple[Sum, bool]:
        if "known" in factor:
            return self._known(factor["known"])
        fact = self._facts[factor["fact"]]
        left, relation, right = fact["left"], fact["relation"], fact["right"]
        sign = Fraction(1) if factor["sign"] == 1 else Fraction(-1)
        gap = add(read(left), read(right), Fraction(-1))
        if relation == "->":
            if set(read(right)) - {ONE}:
                raise Rejected("a limit that is no number")
            return add({ONE: CLOSE}, gap, sign), True
        if relation == "=":
            return add({}, gap, sign), False
        wanted = Fraction(1) if relation in (">=", ">") else Fraction(-1) if relation in ("<=", "<") else None
        if wanted != sign:
            raise Rejected(f"{factor['fact']} does not say that")
        return add({}, gap, sign), relation in (">", "<")

    def _infinite(self, factor: Mapping[str, Any]) -> set[str]:
        """What may be infinite in a factor, also where it cancels."""
        if "known" in factor:
            sides = [side for part in factor["known"].split(" >= ") for side in part.split(" > ")]
        else:
            sides = [self._facts[factor["fact"]][side] for side in ("left", "right")]
        return {atom for side in sides for atom in infinite(read(side))}

    def _known(self, text: str) -> tuple[Sum, bool]:
        """What holds by definition, or of every real number."""
        for relation, strict in ((" >= ", False), (" > ", True)):
            left, found, right = text.partition(relation)
            if not found:
                continue
            gap = add(read(left), read(right), Fraction(-1))
            if right == "0" and len(read(left)) == 1:
                ((monomial, value),) = read(left).items()
                if value > 0 and all(self._signs.power(atom, power, strict=strict) for atom, power in monomial):
                    return gap, strict
            arguments = {text_of(item) for part in _calls(left, right) for item in part}
            if len(arguments) == 1 and _pattern(text, next(iter(arguments))) and not strict:
                return gap, False
        raise Rejected(f"{text} is not known")

    @staticmethod
    def _bounds(fact: Mapping[str, Any], atom: str) -> bool:
        """Whether a fact bounds an atom from above by what is finite."""
        small, relation, large = fact["left"], fact["relation"], fact["right"]
        if relation in (">=", ">"):
            small, large = large, small
        if relation not in ("<=", "<", ">=", ">", "="):
            return False
        below, above = read(small), read(large)
        if relation == "=" and infinite(above):
            below, above = above, below
        plain = len(below) == 1 and next(iter(below)) == ((atom, Fraction(1)),) and next(iter(below.values())) > 0
        return plain and not infinite(above)


def _calls(*texts: str) -> list[list[Any]]:
    return [called(node)[1] for text in texts for node in ast.walk(parse(text)) if called(node)[0]]  # type: ignore[arg-type]


def _pattern(text: str, argument: str) -> bool:
    left, _, right = text.partition(" >= ")
    return any(
        (canonical(one), canonical(two)) == (canonical(left), canonical(right))
        for one, _, two in (known.replace("#", argument).partition(" >= ") for known in _KNOWN)
    )
