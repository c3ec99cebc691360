"""Evaluates a finite counter-model of a step again, from its text and numbers, with fractions.

It checks that the model is a probability space, that what the lemma schemas say of Gram matrices, attacks and norms is
true in it, that every fact holds in the sense of its mode, and that the claim does not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import isqrt
from typing import Any

from .algebra import Rejected, averages_nothing, compare, complaint_of, depends
from .formulas import called, combined, parse, text_of

_STEADY = ("deterministic", "mean")
_EVERY_DRAW = (*_STEADY, "pointwise in X", "mean over the noise given X")
_LIKELY = "with probability at least 1 - delta"
_LARGEST_EXPONENT = 16
Where = tuple[int, int] | None


def recheck_draws(data: Mapping[str, Any]) -> str:
    """The complaint about a counter-model, empty if it holds.

    Success says that in this model the facts, the properties and the textbook lemmas hold and the claim fails.
    """
    return complaint_of(lambda: _Model(data).run(), "the counter-model")


class _Model:
    def __init__(self, data: Mapping[str, Any]) -> None:
        if data["format"] != "draws/1":
            raise Rejected(f"unknown format {data['format']!r}")
        self._data = data
        self._constants = {_key(name): Fraction(value) for name, value in data["constants"].items()}
        self._designs = data["designs"]
        self._weights = [Fraction(draw["weight"]) for draw in self._designs]
        self._spectra = [[Fraction(value) for value in draw["eigenvalues"]] for draw in self._designs]
        self._noises = [
            [{_key(name): Fraction(value) for name, value in noise.items()} for noise in draw["noises"]]
            for draw in self._designs
        ]

    def run(self) -> None:
        self._require_space()
        self._require_definitions()
        self._require_lemmas()
        for name, fact in self._data["facts"].items():
            if not self._holds(fact):
                raise Rejected(f"the fact {name} does not hold in the model")
        if self._holds(self._data["claim"]):
            raise Rejected("the claim holds in the model")

    def _require_space(self) -> None:
        if sum(self._weights) != 1 or min(self._weights) <= 0 or not all(self._noises):
            raise Rejected("the weights are not those of a probability space")
        if len({len(spectrum) for spectrum in self._spectra}) != 1 or not self._spectra[0]:
            raise Rejected("the designs do not have the same number of rows")
        size = self._constants.get("n", Fraction(1))
        if size < 1 or size.denominator != 1:
            raise Rejected("the sample size is a positive whole number")
        if min(value for spectrum in self._spectra for value in spectrum) <= 0:
            raise Rejected("a Gram matrix is not positive definite")

    def _require_definitions(self) -> None:
        """What ranks, traces and norms satisfy in every model: a claim that follows from it has no counter-model."""
        values = self._constants
        for name, value in values.items():
            head, _, rest = name.partition("(")
            if head in ("effective_rank", "squared_rank") and value < 1:
                raise Rejected(f"{name} is less than 1")
            low = values.get(f"effective_rank({rest}", value)
            if head == "squared_rank" and not low <= value <= low**2 and f"effective_rank({rest}" in values:
                raise Rejected(f"{name} is not between r_k and its square")
            most = {"tail": "trace(Sigma)", "largest": "trace(Sigma)", "eigenvalue": "largest"}.get(head, "")
            if value > values.get(most, value) or (head == "eigenvalue" and value > values.get("trace(Sigma)", value)):
                raise Rejected(f"{name} is larger than {most}")
        for known in (values, *(noise for noises in self._noises for noise in noises)):
            for name, value in known.items():
                if name.startswith("norm(") and (value == 0) != (known.get(f"dual_{name}", value) == 0):
                    raise Rejected(f"{name} and its dual are not zero together")

    def _require_lemmas(self) -> None:
        """What AM-HM, the noise's average, the attack and the dual norm say; the rest holds in every space."""
        kinds = {kind for kind, _ in self._data["properties"]}
        alpha, sigma = self._constants.get("alpha"), self._constants.get("sigma")
        for values in ({**self._constants}, *(noise for noises in self._noises for noise in noises)):
            for estimator in ("theta", "min_norm", "ridge_estimator"):
                plain, dual = values.get(f"norm({estimator})"), values.get(f"dual_norm({estimator})")
                clean, attacked = (
                    values.get(f"standard_risk({estimator})"),
                    values.get(f"adversarial_risk({estimator})"),
                )
                if any(value is not None and value < 0 for value in (plain, dual, clean, attacked)):
                    raise Rejected(f"a norm or a risk of {estimator} is negative")
                if plain is None and dual is None and clean is None and attacked is None:
                    continue
                if plain is None or dual is None or clean is None or attacked is None or alpha is None:
                    raise Rejected(f"not all norms and risks of {estimator} have a value")
                if "attack norm at least 2" in kinds and dual < plain:
                    raise Rejected(f"the dual norm of {estimator} is below its norm")
                if alpha >= 0 and attacked < clean + alpha**2 * dual**2:
                    raise Rejected(f"the adversarial risk of {estimator} is too small")
                if estimator == "theta" and (clean or (alpha >= 0 and attacked != alpha**2 * dual**2)):
                    raise Rejected("the risks of the truth are not what they are by definition")
        if "homoscedastic noise" in kinds:
            for spectrum, noises in zip(self._spectra, self._noises, strict=True):
                norms = [noise["norm(min_norm)"] for noise in noises if "norm(min_norm)" in noise]
                if norms and (
                    sigma is None or sum(v**2 for v in norms) < len(norms) * sigma**2 * sum(1 / g for g in spectrum)
                ):
                    raise Rejected("the norm of the interpolator is smaller than the noise makes it")

    def _holds(self, statement: Mapping[str, Any]) -> bool:
        left, right, mode = statement["left"], statement["right"], statement["mode"]
        if averages_nothing(left) or averages_nothing(right):
            raise Rejected("an expectation of names of which nothing says that they vary with the draw")

        def at(where: Where) -> bool:
            return compare(self._value(parse(left), where), statement["relation"], self._value(parse(right), where))

        if mode in _STEADY and not (depends(left) or depends(right)):
            return at(None)
        failed = sum((weight for where, weight in self._everywhere() if not at(where)), start=Fraction(0))
        if mode == _LIKELY:
            return failed <= self._value(parse(statement["delta"]), None)
        if mode not in _EVERY_DRAW:
            raise Rejected(f"a statement meant {mode} has no meaning at one sample size")
        return failed == 0

    def _everywhere(self) -> Iterator[tuple[tuple[int, int], Fraction]]:
        """Each design with each of its noises, and the probability of the two."""
        for j, (weight, noises) in enumerate(zip(self._weights, self._noises, strict=True)):
            for k in range(len(noises)):
                yield (j, k), weight / len(noises)

    def _value(self, node: ast.expr, where: Where) -> Fraction:
        if isinstance(node, ast.Constant) and type(node.value) is int:
            return Fraction(node.value)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -self._value(node.operand, where)
        if isinstance(node, ast.BinOp):
            left, right = self._value(node.left, where), self._value(node.right, where)
            return _combined(node.op, left, right)
        head, arguments = called(node)
        if head == "E":
            parts = (weight * self._value(arguments[0], at) for at, weight in self._everywhere())
            return sum(parts, start=Fraction(0))
        if head == "noise_mean":
            if where is None:
                if depends(text_of(arguments[0])):
                    raise Rejected("a mean given the design without a design")
                return self._value(arguments[0], None)
            count = len(self._noises[where[0]])
            return sum((self._value(arguments[0], (where[0], k)) for k in range(count)), start=Fraction(0)) / count
        if head == "sqrt":
            return _combined(ast.Pow(), self._value(arguments[0], where), Fraction(1, 2))
        if head in ("Max", "Min"):
            extreme = [self._value(argument, where) for argument in arguments]
            return max(extreme) if head == "Max" else min(extreme)
        return self._looked_up(text_of(node), where)

    def _looked_up(self, name: str, where: Where) -> Fraction:
        if name == "rows(G)":
            return Fraction(len(self._spectra[0]))
        if where is not None and name in ("trace(G)", "trace_inverse(G)"):
            spectrum = self._spectra[where[0]]
            return sum(spectrum if name == "trace(G)" else [1 / value for value in spectrum], start=Fraction(0))
        if where is not None and name in self._noises[where[0]][where[1]]:
            return self._noises[where[0]][where[1]][name]
        if depends(name):
            raise Rejected(f"{name} varies with the draw and has no value here")
        return self._constants[name]


def _key(name: str) -> str:
    """The text by which a name is known here."""
    return text_of(parse(name))


def _combined(operation: ast.operator, left: Fraction, right: Fraction) -> Fraction:
    if isinstance(operation, ast.Pow):
        if abs(right) > _LARGEST_EXPONENT:
            raise Rejected("an exponent out of all proportion")
        if right.denominator == 2:
            numerator, denominator = isqrt(abs(left.numerator)), isqrt(left.denominator)
            if left != Fraction(numerator**2, denominator**2):
                raise Rejected("a root that is not rational")
            left, right = Fraction(numerator, denominator), right * 2
    found = combined(operation, left, right)
    if found is None:
        raise Rejected("an operation that has no exact value here")
    return found
