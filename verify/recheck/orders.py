"""Reads the certificates of abstract orders of magnitude again, from their text, with exact fractions.

A certificate of PROVED or VACUOUS is a tree: a split names a sum and has one branch for each term that may be the
largest; a leaf multiplies facts by positive numbers so that they add up to 0 < 0. A counter-model gives every quantity
a sequence; the facts are evaluated on it and the claim must fail. Nothing of the engine or of the grammar is imported.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .algebra import Rejected, Sum, complaint_of, multiply, read
from .formulas import (
    Form,
    canonical,
    in_exponents,
    inside,
    names_in,
    parse,
    plus,
    scaled,
    varies,
)
from .magnitudes import Bound, Reading, bounds_of, condition_of, goals_of, learn_signs

NUMBERS = ("deterministic", "mean")


def recheck_orders(certificate: Mapping[str, Any]) -> str:
    """The complaint about a certificate, empty if it holds.

    Success says that the facts as printed imply the claim as printed (or, for VACUOUS, exclude one another) for all
    sequences of quantities; it says nothing of the facts.
    """
    return complaint_of(lambda: _Proof(certificate).run(), "the certificate")


@dataclass
class _Known:
    """One bound that a leaf may multiply, with the names on either side."""

    form: Form
    strict: bool
    small: set[str]
    large: set[str]


class _Proof:
    def __init__(self, certificate: Mapping[str, Any]) -> None:
        if certificate["format"] != "orders/1":
            raise Rejected(f"unknown certificate format {certificate['format']!r}")
        self._certificate = certificate
        self._claim = certificate["claim"]
        self._mode = certificate["mode"]
        self._bounds: dict[tuple[str, str, int], _Known] = {}
        self._conditions: dict[str, tuple[Sum, bool]] = {}
        self._facts = [("fact", name, self._admitted(fact)) for name, fact in certificate["facts"].items()]
        self._facts += [("lemma", item["name"], self._lemma(item)) for item in certificate["lemmas"]]
        texts = [fact[side] for _, _, fact in self._facts for side in ("left", "right")]
        parameters = {
            name for text in [*texts, self._claim["left"], self._claim["right"]] for name in in_exponents(text)
        }
        constants = {item["constant"] for item in certificate["lemmas"] if item["schema"] == "tightness"}
        self._reading = Reading(certificate["variable"], parameters - {certificate["variable"]}, constants)
        learn_signs([fact for _, _, fact in self._facts], self._reading)
        self._nonzero: set[str] = set()
        for kind, name, fact in self._facts:
            self._read_fact(kind, name, fact)
        self._nonzero |= self._reading.divisors
        self._reading.divisors.clear()
        self._reading.doubtful.clear()

    def run(self) -> None:
        goals = self._certificate["goals"]
        if self._certificate["vacuous"]:
            if len(goals) != 1:
                raise Rejected("one derivation shows that the facts exclude one another")
            self._close()
            self._tree(goals[0], None, {})
            return
        if self._mode in NUMBERS and (varies(self._claim["left"]) or varies(self._claim["right"])):
            raise Rejected(f"the claim varies with the draw and is meant {self._mode!r}")
        wanted = list(goals_of(self._claim, self._reading))
        self._close()
        known = self._not_zero(set(), {})
        zero = (self._reading.divisors | self._reading.doubtful) - known
        if zero:
            raise Rejected(f"the claim divides by {min(zero)}, which may be zero")
        if len(wanted) != len(goals):
            raise Rejected("the claim consists of more comparisons than were derived")
        for goal, tree in zip(wanted, goals, strict=True):
            self._tree(tree, goal, {})

    def _close(self) -> None:
        """Whatever was read is tied to its terms; what is positive is not zero."""
        reading = self._reading
        for key, (most, children) in reading.nodes.items():
            whole: Form = {((), key): Fraction(1)}
            for index, child in enumerate(children):
                self._bounds["term", key, index] = _known((child, whole, False) if most else (whole, child, False))
        self._nonzero |= {
            atom for atom in reading.atoms if reading.sign(ast.parse(atom, mode="eval").body, strict=True)
        }

    # --- trees ---

    def _tree(self, tree: Mapping[str, Any], goal: Bound | None, chosen: dict[str, int]) -> None:
        if "split" in tree:
            key = canonical(tree["split"])
            if key not in self._reading.nodes or key in chosen:
                raise Rejected(f"{tree['split']!r} is no sum to split on")
            branches = tree["branches"]
            if len(branches) != len(self._reading.nodes[key][1]):
                raise Rejected(f"a case is missing: {tree['split']!r} has other terms")
            for index, branch in enumerate(branches):
                self._tree(branch, goal, {**chosen, key: index})
            return
        self._leaf(tree["multiples"], goal, chosen)

    def _leaf(self, multiples: list[Mapping[str, Any]], goal: Bound | None, chosen: dict[str, int]) -> None:
        total: Form = {}
        strict = False
        start = set() if goal is None else {name for _, name in goal[0]}
        nonzero = self._not_zero(start, chosen)
        for item in multiples:
            factor = Fraction(item["times"])
            if factor <= 0:
                raise Rejected("a fact was multiplied by a number that is not positive")
            bound = self._bound(item, goal, chosen)
            if not bound.small | bound.large <= nonzero:
                raise Rejected(f"{min(bound.small | bound.large - nonzero)} may be zero")
            form, sharp = bound.form, bound.strict
            for name in item["raised"]:
                polynomial, positive = self._conditions[name]
                form, sharp = scaled(form, polynomial), sharp and positive
            total = plus(total, form, factor)
            strict = strict or sharp
        if total:
            raise Rejected("the multiples do not add up to nothing")
        if not strict:
            raise Rejected("no strict comparison was used, so that 0 <= 0 is all that follows")

    def _bound(self, item: Mapping[str, Any], goal: Bound | None, chosen: dict[str, int]) -> _Known:
        use = item["use"]
        if use == "negated":
            if goal is None:
                raise Rejected("the negation of a claim was used to show that the facts exclude one another")
            small, large, strict = goal
            return _known((large, small, not strict))
        if use == "scale":
            return self._scale(item)
        if use in ("fact", "lemma"):
            return self._bounds[use, item["name"], int(item["part"])]
        key, index = canonical(item["sum"]), int(item["index"])
        if use == "term":
            return self._bounds["term", key, index]
        if use == "choice" and chosen.get(key) == index:
            return self._choice(key, index)
        raise Rejected(f"nothing allows the use of {use!r} here")

    def _choice(self, key: str, index: int) -> _Known:
        most, children = self._reading.nodes[key]
        whole: Form = {((), key): Fraction(1)}
        return _known((whole, children[index], False) if most else (children[index], whole, False))

    def _scale(self, item: Mapping[str, Any]) -> _Known:
        name = item["name"]
        chain = [self._reading.variable]
        chain += [f"log({chain[0]})", f"log(log({chain[0]}))"]
        if name not in chain:
            raise Rejected(f"{name!r} is not known to grow")
        small: Form = {}
        if item["over"]:
            if item["over"] not in chain or chain.index(item["over"]) <= chain.index(name):
                raise Rejected(f"{name} does not outgrow every power of {item['over']}")
            power = Fraction(item["power"])
            if power <= 0:
                raise Rejected("a power of a logarithm that is not positive")
            small = {((), item["over"]): power}
        return _known((small, {((), name): Fraction(1)}, True))

    def _not_zero(self, start: set[str], chosen: dict[str, int]) -> set[str]:
        reading = self._reading
        name = reading.variable
        found = start | self._nonzero | {name, f"log({name})", f"log(log({name}))"}
        bounds = [*self._bounds.values(), *(self._choice(key, index) for key, index in chosen.items())]
        size = -1
        while size != len(found):
            size = len(found)
            for bound in bounds:
                if bound.small <= found:
                    found |= bound.large
            for key, (most, children) in reading.nodes.items():
                names = [{part for _, part in child} for child in children]
                if key in found and not most:
                    found |= set().union(*names)
                if (any if most else all)([part <= found for part in names]):
                    found.add(key)
        return found

    # --- facts ---

    def _admitted(self, fact: Mapping[str, Any]) -> Mapping[str, Any]:
        """A fact that the mode of the claim lets it use as it is."""
        sides = [fact["left"], fact["right"]]
        number_like = fact["mode"] in NUMBERS and fact["delta"] is None and not any(map(varies, sides))
        if fact["mode"] == "mean" and not any("E[" in side for side in sides):
            number_like = False
        same = fact["mode"] == self._mode and fact["delta"] is None and fact["mode"] not in NUMBERS
        sign = (
            fact["right"] == "0"
            and fact["relation"] in (">", ">=", "!=")
            and fact["delta"] is None
            and (
                fact["mode"] in ("deterministic", "pointwise in X")
                or (fact["mode"] == "mean" and not any(map(varies, sides)))
            )
        )
        if not (number_like or same or sign):
            raise Rejected(f"a fact meant {fact['mode']!r} was used for a claim meant {self._mode!r} without a lemma")
        return fact

    def _lemma(self, item: Mapping[str, Any]) -> Mapping[str, Any]:
        """What an instance of a lemma says, from the fact it is of."""
        schema, source = item["schema"], item["source"]
        if schema == "markov":
            if self._mode != "in probability" or read(item["right"]) != read(f"E[{item['left']}]"):
                raise Rejected("not an instance of Markov's inequality")
            return {"left": item["left"], "relation": "<=", "right": item["right"], "delta": None}
        if schema in ("monotone-mean", "monotone-noise-mean"):
            wanted = NUMBERS if schema == "monotone-mean" else ("mean over the noise given X",)
            pattern = "E[{}]" if schema == "monotone-mean" else "noise_mean({})"
            if source["mode"] != "pointwise in X" or source["delta"] is not None or self._mode not in wanted:
                raise Rejected("only what holds pointwise may be averaged")
            if source["relation"] not in ("<=", "<", ">=", ">"):
                raise Rejected("only an inequality may be averaged")
            for side in ("left", "right"):
                if read(item[side]) != read(pattern.format(source[side])):
                    raise Rejected(f"{item[side]} is not the expectation of {source[side]}")
            return {**source, "left": item["left"], "right": item["right"], "mode": self._mode}
        if self._mode != "in probability":
            raise Rejected(f"{schema} leads to claims in probability only")
        if schema == "almost-sure":
            if source["mode"] not in ("pointwise in X", "mean over the noise given X") or source["delta"] is not None:
                raise Rejected("what holds for almost every draw was meant otherwise")
            return source
        if schema == "tightness":
            self._check_tightness(item, source)
            return {**source, "delta": None}
        raise Rejected(f"no lemma is called {schema!r}")

    def _check_tightness(self, item: Mapping[str, Any], source: Mapping[str, Any]) -> None:
        constant = item["constant"]
        if source["delta"] not in (constant, f"1/{constant}") or not constant.isidentifier():
            raise Rejected("the probability of failure does not take all small values")
        if source["relation"] not in ("<=", "<", ">=", ">"):
            raise Rejected("only an inequality with a stated probability is tight")
        if constant in names_in(self._claim["left"]) | names_in(self._claim["right"]):
            raise Rejected(f"{constant} is a constant of the tightness lemma and of the claim")
        if any(constant in inside(source[side]) for side in ("left", "right")):
            raise Rejected(f"{constant} is inside a quantity or an exponent, and changes more than a constant")
        for other in self._certificate["facts"].values():
            mentioned = names_in(other["left"]) | names_in(other["right"])
            if constant in mentioned and other != source and not _leaves_free(other, constant, source["delta"]):
                raise Rejected(f"{constant} is a constant of the tightness lemma and of another fact")

    def _read_fact(self, kind: str, name: str, fact: Mapping[str, Any]) -> None:
        reading = self._reading
        condition = condition_of(fact, reading)
        if condition is not None:
            polynomial, relation = condition
            self._conditions[name] = (polynomial, relation == ">")
            if relation == "=":
                self._conditions[f"{name} (reversed)"] = (multiply(polynomial, {(): Fraction(-1)}), False)
            return
        if fact["relation"] == "!=" and fact["right"] == "0":
            self._nonzero |= {atom for _, atom in reading.order(parse(fact["left"]))}
            return
        for part, bound in bounds_of(fact, reading):
            self._bounds[kind, name, part] = _known(bound)


def _leaves_free(fact: Mapping[str, Any], constant: str, delta: str) -> bool:
    """Whether a fact only says that δ is in (0, 1), or that the C of δ = 1/C is positive or at least 1."""
    left, relation, right = fact["left"], fact["relation"], fact["right"]
    below = relation in ("<", "<=") and left == constant and right == "1"
    above = relation in (">", ">=")
    if delta == constant:
        return below or (above and right == "0" and left in (constant, f"log(1/{constant})"))
    return above and left == constant and right in ("0", "1")


def _known(bound: Bound) -> _Known:
    small, large, strict = bound
    form = plus(small, large, Fraction(-1))
    return _Known(form, strict, {name for _, name in small}, {name for _, name in large})
