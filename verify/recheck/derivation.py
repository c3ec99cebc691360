"""Reads the certificate of a derivation again, from its text, with arithmetic of its own.

It knows the lemma schemas independently of the engine's table: for each, what its conclusion is at a binding and
which conditions it must prove. Nothing of the engine or of the grammar is imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from .algebra import (
    ONE,
    Monomial,
    Number,
    Rejected,
    Sum,
    add,
    averages_nothing,
    complaint_of,
    depends,
    multiply,
    read,
    show,
)
from .formulas import called, parse, text_of
from .spectral_sums import is_definition, part_of, require_bound
from .termwise import COORDINATE, EIGENVALUE, SUMS, plainly_nonnegative, require_nonnegative, same_function

# Quantities that are positive, or at least not negative, by their definition.
POSITIVE = ("eigenvalue", "tail", "effective_rank", "squared_rank", "kappa", "df1", "df2", "rows", "trace_inverse")
NONNEGATIVE = (
    *("kstar", "trace", "gain_bound", "norm", "dual_norm", "standard_risk", "adversarial_risk"),
    *("equivalent_bias", "equivalent_gain", "signal_above", "trace_below"),
)
ESTIMATORS = ("theta", "min_norm", "ridge_estimator", "linear_estimator", "shrinkage_estimator")

_LIKELY = "with probability at least 1 - delta"


def recheck_derivation(certificate: Mapping[str, Any]) -> str:
    """The complaint about a certificate, empty if it holds.

    Success says: with nonnegative factors, the facts as printed and textbook lemmas at instances whose conditions
    hold add up to the claim as printed. It says nothing about the facts.
    """
    return complaint_of(lambda: _Check(certificate).run(), "the certificate")


class _Check:
    def __init__(self, certificate: Mapping[str, Any]) -> None:
        if certificate["format"] != "derivation/1":
            raise Rejected(f"unknown certificate format {certificate['format']!r}")
        self._claim = certificate["claim"]
        self._facts: Mapping[str, Mapping[str, Any]] = certificate["facts"]
        self._properties = certificate["properties"]
        self._terms = certificate["terms"]
        self._rest = certificate["rest"]
        self._rewrites = self._checked_rewrites(certificate["rewrites"])

    def run(self) -> None:
        for name, fact in self._facts.items():
            self._check_mode(name, fact)
            require_bound(fact)
        require_bound(self._claim)
        left, right = self._read(self._claim["left"]), self._read(self._claim["right"])
        if averages_nothing(self._claim["left"]) or averages_nothing(self._claim["right"]):
            raise Rejected("an expectation of names of which nothing says that they vary with the draw")
        for side in (left, right):
            self._require_added(side)
        relation = self._claim["relation"]
        if relation not in (">=", "<=", "="):
            raise Rejected(f"a claim with {relation!r} cannot be derived")
        gap = add(left, right, Fraction(-1)) if relation != "<=" else add(right, left, Fraction(-1))
        spent: list[Sum] = []
        for term in self._terms:
            if relation == "=":
                raise Rejected("an equation was derived from inequalities")
            self._check_term(term)
            factor = self._read(term["factor"])
            self._require_nonnegative(factor, "a factor")
            gain = self._gain(term)
            gap = add(gap, multiply(factor, gain), Fraction(-1))
            if term["delta"] is not None:
                spent.append(self._read(term["delta"]))
        for piece in self._rest:
            dropped = self._read(piece)
            self._require_nonnegative(dropped, "what is dropped")
            gap = add(gap, dropped, Fraction(-1))
        if gap:
            raise Rejected(f"the terms do not add up to the claim: {show(gap)[:120]} is left over")
        self._check_probability(spent)

    def _may_be_infinite(self, monomial: Monomial) -> bool:
        """Whether an expectation is among the factors, or in one, or tr M^-1 of an M that may be singular."""
        definite = [item["subject"] for item in self._properties if item["kind"] == "positive definite"]
        finite = ["trace_inverse(" + name for name in definite]

        def infinite(atom: str) -> bool:
            inverse = "trace_inverse(" in atom and not any(start in atom for start in finite)
            return inverse or "E[" in atom or "noise_mean(" in atom

        return any(infinite(atom) for atom, _ in monomial)

    def _gain(self, term: Mapping[str, Any]) -> Sum:
        left, right = self._read(term["left"]), self._read(term["right"])
        shared = [monomial for monomial in left if monomial in right]
        if any(self._may_be_infinite(monomial) for monomial in shared):
            raise Rejected("what may be infinite, an expectation or tr G^-1, cancels within one inequality")
        if any(
            value < 0 and self._may_be_infinite(monomial) for side in (left, right) for monomial, value in side.items()
        ):
            raise Rejected("what may be infinite, an expectation or tr G^-1, is subtracted in an inequality")
        return add(left, right, Fraction(-1))

    def _require_added(self, side: Sum) -> None:
        """Infinity minus infinity is nothing: an expectation may stand in a claim only with a nonnegative factor."""
        for monomial, value in side.items():
            outside = tuple(item for item in monomial if not self._may_be_infinite((item,)))
            if self._may_be_infinite(monomial) and (value < 0 or not all(self._power_sign(a, e) for a, e in outside)):
                raise Rejected("the claim subtracts what may be infinite, an expectation or tr G^-1")

    def _check_probability(self, spent: list[Sum]) -> None:
        if not spent:
            return
        if self._claim["delta"] is None:
            raise Rejected("a claim without a probability was derived from one that may fail")
        slack = self._read(self._claim["delta"])
        for piece in spent:
            slack = add(slack, piece, Fraction(-1))
        if set(slack) - {ONE} or slack.get(ONE, Fraction(0)) < 0:
            raise Rejected("the probabilities of failure add up to more than the claim's")

    # --- facts ---

    def _check_mode(self, name: str, fact: Mapping[str, Any]) -> None:
        """A fact must hold for almost every draw as it stands, or with its delta."""
        mode = fact["mode"]
        varies = max(
            (depends(atom) for side in ("left", "right") for monomial in read(fact[side]) for atom, _ in monomial),
            default=0,
        )
        most = {"pointwise in X": 2, _LIKELY: 2, "mean over the noise given X": 1, "mean": 0, "deterministic": 2}
        if mode not in most:
            raise Rejected(f"the fact {name!r} is meant {mode}")
        if mode == _LIKELY and fact["delta"] is None:
            raise Rejected(f"the fact {name!r} has no probability")
        if varies > most[mode]:
            raise Rejected(f"the fact {name!r} varies with the draw and is meant {mode}")

    def _read(self, text: str) -> Sum:
        return read(text, self._rewrites)

    def _checked_rewrites(self, listed: list[Mapping[str, str]]) -> dict[str, Sum]:
        rewrites: dict[str, Sum] = {}
        for item in listed:
            atom = read(item["atom"])
            if len(atom) != 1 or next(iter(atom.values())) != 1 or len(next(iter(atom))) != 1:
                raise Rejected(f"{item['atom']!r} is not an atom and cannot be defined")
            ((name, exponent),) = next(iter(atom))
            cited = any(
                fact["relation"] == "="
                and fact["delta"] is None
                and read(fact["left"]) == atom
                and read(fact["right"]) == read(item["by"])
                for fact in self._facts.values()
            )
            defined = cited or self._robust_truth(item) or is_definition(item)
            if exponent != 1 or name in (EIGENVALUE, COORDINATE) or not defined:
                raise Rejected(f"{item['atom']!r} is rewritten, but no fact says that it equals {item['by']!r}")
            rewrites[name] = read(item["by"])
        for _ in range(len(rewrites)):  # definitions of definitions
            rewrites = {
                name: read(item["by"], {other: value for other, value in rewrites.items() if other != name})
                for name, item in zip(rewrites, listed, strict=True)
            }
        return rewrites

    def _robust_truth(self, item: Mapping[str, str]) -> bool:
        same = read(item["atom"]) == read("adversarial_risk(theta)")
        return same and read(item["by"]) == read("alpha**2*dual_norm(theta)**2") and self._sign("alpha", strict=False)

    def _check_term(self, term: Mapping[str, Any]) -> None:
        schema = term["schema"]
        if schema:
            check = getattr(self, "_" + schema.replace("-", "_"), None) if schema in _SCHEMAS else None
            if check is None:
                raise Rejected(f"no lemma is called {schema!r}")
            check(term)
            return
        self._same(term, *self._oriented(term["fact"]))
        if term["delta"] != self._facts[term["fact"]]["delta"]:
            raise Rejected(f"the probability of {term['fact']!r} was changed")

    def _oriented(self, name: str) -> tuple[str, str]:
        fact = self._facts[name]
        if fact["relation"] == ">=":
            return fact["left"], fact["right"]
        if fact["relation"] == "<=":
            return fact["right"], fact["left"]
        raise Rejected(f"the fact {name!r} is not an inequality")

    def _same(self, term: Mapping[str, Any], left: str, right: str) -> None:
        if self._read(term["left"]) != self._read(left) or self._read(term["right"]) != self._read(right):
            raise Rejected(f"the inequality {term['left']} >= {term['right']} is not the one it claims to be")

    # --- signs ---

    def _require_nonnegative(self, expression: Sum, what: str) -> None:
        for monomial, value in expression.items():
            if value < 0 or not all(self._power_sign(atom, exponent) for atom, exponent in monomial):
                raise Rejected(f"{what}, {show({monomial: value})}, is not known to be nonnegative")

    def _power_sign(self, atom: str, exponent: Number, *, strict: bool = False) -> bool:
        if self._sign(atom, strict=True):
            return True
        if strict:
            return False
        even = exponent.denominator == 1 and exponent % 2 == 0
        return exponent > 0 and (even or self._sign(atom, strict=False))

    def _sign(self, atom: str, *, strict: bool) -> bool:
        head = atom.split("(", 1)[0] if atom.endswith(")") else ""
        if head in SUMS and not strict:
            inside = text_of(called(parse(atom.replace("^", "**")))[1][0])
            return plainly_nonnegative(inside, self._is_positive)
        if head in POSITIVE or (not strict and head in NONNEGATIVE):
            return True
        for opening, closing in (("E[", "]"), ("noise_mean(", ")")):
            if atom.startswith(opening) and atom.endswith(closing):
                averaged = read(atom[len(opening) : -len(closing)].replace("^", "**"))
                return all(
                    value > 0 and all(self._power_sign(a, e, strict=strict) for a, e in monomial)
                    for monomial, value in averaged.items()
                )
        wanted = (">",) if strict else (">", ">=")
        return any(
            fact["relation"] in wanted
            and fact["right"] == "0"
            and fact["delta"] is None
            and read(fact["left"]) == {((atom, Fraction(1)),): Fraction(1)}
            for fact in self._facts.values()
        )

    def _is_positive(self, text: str) -> bool:
        """Whether a name or quantity is > 0, by the facts or by its definition."""
        ((monomial, _),) = read(text).items()
        return len(monomial) == 1 and monomial[0][1] == 1 and self._sign(monomial[0][0], strict=True)

    def _positive(self, text: str) -> None:
        expression = self._read(text)
        for monomial, value in expression.items():
            if value <= 0 or not all(self._power_sign(atom, exponent, strict=True) for atom, exponent in monomial):
                raise Rejected(f"{text} is not known to be positive")
        if not expression:
            raise Rejected(f"{text} is zero")

    def _property(self, kind: str, subject: str = "") -> None:
        if not any(item["kind"] == kind and item["subject"] in ("", subject) for item in self._properties):
            raise Rejected(f"no hypothesis says: {subject} {kind}")

    def _certain(self, term: Mapping[str, Any]) -> None:
        if term["delta"] is not None:
            raise Rejected("a lemma that always holds was given a probability")

    # --- the lemmas ---

    def _am_hm(self, term: Mapping[str, Any]) -> None:
        matrix = term["binding"]["M"]
        self._certain(term)
        self._property("positive definite", matrix)
        self._same(term, f"trace_inverse({matrix})", f"rows({matrix})**2/trace({matrix})")

    def _jensen(self, term: Mapping[str, Any]) -> None:
        base, power = term["binding"]["X"], term["binding"]["q"]
        self._certain(term)
        self._positive(base)
        exponent = self._read(power)
        value = exponent.get(ONE, Fraction(0))
        if set(exponent) - {ONE} or 0 < value < 1:
            raise Rejected(f"x**({power}) is not convex on x > 0")
        self._same(term, f"E[({base})**({power})]", f"E[{base}]**({power})")

    def _cauchy_schwarz(self, term: Mapping[str, Any]) -> None:
        x, y = term["binding"]["X"], term["binding"]["Y"]
        self._certain(term)
        self._same(term, f"E[({x})**2]*E[({y})**2]", f"E[({x})*({y})]**2")

    def _markov(self, term: Mapping[str, Any]) -> None:
        item, constant = term["binding"]["X"], term["binding"]["C"]
        self._require_nonnegative(self._read(item), "the variable of Markov's inequality")
        self._positive(constant)
        if any(depends(atom) for monomial in self._read(constant) for atom, _ in monomial):
            raise Rejected("the constant of Markov's inequality varies with the draw")
        if self._read(term["delta"]) != self._read(f"1/({constant})"):
            raise Rejected("Markov's inequality fails with probability at most 1/C, not less")
        self._same(term, f"({constant})*E[{item}]", item)

    def _monotone_mean(self, term: Mapping[str, Any]) -> None:
        self._monotone(term, "E[{}]")

    def _monotone_noise_mean(self, term: Mapping[str, Any]) -> None:
        self._monotone(term, "noise_mean({})")

    def _monotone(self, term: Mapping[str, Any], pattern: str) -> None:
        self._certain(term)
        if self._facts[term["fact"]]["delta"] is not None:
            raise Rejected("an inequality that may fail was averaged")
        left, right = self._oriented(term["fact"])
        self._same(term, pattern.format(left), pattern.format(right))

    def _noise_average(self, term: Mapping[str, Any]) -> None:
        self._certain(term)
        self._property("homoscedastic noise", "sigma")
        self._property("positive definite", "G")
        self._same(term, "noise_mean(norm(min_norm)**2)", "sigma**2*trace_inverse(G)")

    def _linear_smoother(self, term: Mapping[str, Any]) -> None:
        self._certain(term)
        self._property("homoscedastic noise", "sigma")
        self._positive("trace(G)")
        smoother = "linear_estimator"
        self._same(term, f"noise_mean(norm({smoother})**2)", f"sigma**2*hat_trace({smoother})**2/trace(G)")

    def _bounded_gain(self, term: Mapping[str, Any]) -> None:
        self._certain(term)
        self._property("homoscedastic noise", "sigma")
        f = "shrinkage_estimator"
        self._same(term, f"norm(theta)**2 + sigma**2*gain_bound({f})**2*trace(G)", f"noise_mean(norm({f})**2)")

    def _attack(self, term: Mapping[str, Any]) -> None:
        f = self._estimator(term)
        if not self._sign("alpha", strict=False):
            raise Rejected("alpha is not known to be nonnegative")
        self._same(term, f"adversarial_risk({f})", f"standard_risk({f}) + alpha**2*dual_norm({f})**2")

    def _dual_norm(self, term: Mapping[str, Any]) -> None:
        f = self._estimator(term)
        self._property("attack norm at least 2")
        self._same(term, f"dual_norm({f})**2", f"norm({f})**2")

    def _termwise(self, term: Mapping[str, Any]) -> None:
        """Sum of F over a part of the spectrum >= c times the sum of G over a part of that part."""
        self._certain(term)
        large, small, factor = (term["binding"][key] for key in ("F", "G", "c"))
        (kind, outer), (other, inner) = (part_of(term["binding"][key]) for key in ("whole", "part"))
        if text_of(parse(large)) != kind or text_of(parse(small)) != other:
            raise Rejected("the sums are not those of the terms compared")
        level = term["binding"].get("k", "")
        if term["fact"]:
            left, right = self._oriented(term["fact"])
            if outer != ("all", "") or inner != ("all", "") or read(left) != read(level) or right != "largest":
                raise Rejected(f"{term['fact']!r} does not say that every eigenvalue is at most {level}")
            if self._facts[term["fact"]]["delta"] is not None:
                raise Rejected("a bound of the eigenvalues that may fail")
            outer = inner = ("below", level)
        elif outer != inner and outer[0] != "all":
            raise Rejected("the second sum does not run over a part of the first")
        proof, positive = term["proof"], self._is_positive
        require_nonnegative([(Fraction(1), large)], *outer, proof["outside"], positive)
        require_nonnegative([(Fraction(1), large), (f"-({factor})", small)], *inner, proof["inside"], positive)
        self._same(term, term["binding"]["whole"], f"({factor})*{term['binding']['part']}")

    def _cauchy_schwarz_sums(self, term: Mapping[str, Any]) -> None:
        self._certain(term)
        f, g, h = (term["binding"][key] for key in ("F", "G", "H"))
        for text, proof in ((f, term["proof"]["first"]), (g, term["proof"]["second"])):
            require_nonnegative([(Fraction(1), text)], "all", "", proof, self._is_positive)
        if not same_function([h, h], [f, g], self._is_positive):
            raise Rejected("the square of a term is not the product of the others")
        self._same(term, f"spectral_sum({f})*spectral_sum({g})", f"spectral_sum({h})**2")

    def _estimator(self, term: Mapping[str, Any]) -> str:
        self._certain(term)
        name = str(term["binding"]["f"])
        if name not in ESTIMATORS:
            raise Rejected(f"{name!r} is not an estimator")
        return name


_SCHEMAS = (
    "am-hm",
    "jensen",
    "cauchy-schwarz",
    "markov",
    "monotone-mean",
    "monotone-noise-mean",
    "noise-average",
    "linear-smoother",
    "bounded-gain",
    "attack",
    "dual-norm",
    "termwise",
    "cauchy-schwarz-sums",
)


class Signed:
    """The signs that facts and definitions give, for other re-checkers."""

    def __init__(self, facts: Mapping[str, Mapping[str, Any]]) -> None:
        nothing: dict[str, Any] = {"claim": {}, "properties": [], "terms": [], "rest": [], "rewrites": []}
        self._check = _Check({"format": "derivation/1", "facts": facts, **nothing})

    def power(self, atom: str, exponent: Number, *, strict: bool) -> bool:
        """Whether a power of an atom is >= 0, or > 0 if `strict`."""
        return self._check._power_sign(atom, exponent, strict=strict)

    def check_mode(self, name: str, fact: Mapping[str, Any]) -> None:
        """Raises Rejected unless a fact holds for almost every draw as it stands."""
        self._check._check_mode(name, fact)
