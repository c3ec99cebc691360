"""Hypotheses that exclude one another, with a certificate: products of them that add up to less than 0.

Every inequality L >= R is a factor L − R >= 0; so are the signs that definitions give and what is known of effective
ranks. Nonnegative multiples of products of up to three factors that add up to −1, as polynomials in the quantities,
show that no point satisfies all of them (Krivine; a linear program, which z3 solves exactly). The certificate is text,
read again by `verify.recheck.contradictions`. Finding none shows nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

import sympy as sp

from ..bounds.claims import Mode, Relation
from ..bounds.parsing import point_text, to_text
from ..bounds.quantities import Applied, Dependence, dependence, df1, df2, effective_rank, squared_rank
from ..bounds.statements import Fact
from .derivation.normal import Signs, monomials, normal, too_long
from .recheck.contradictions import CLOSE, recheck_contradiction
from .statement_data import statement_data

MAX_FACTORS = 40
MAX_PRODUCTS = 900
MILLISECONDS = 3_000
Monomials = dict[sp.Expr, sp.Rational]


@dataclass(frozen=True)
class Contradiction:
    """Facts that exclude one another: their names, the derivation in words, and the certificate."""

    names: tuple[str, ...]
    words: str
    certificate: dict[str, Any]


@dataclass(frozen=True)
class _Factor:
    data: dict[str, Any]
    terms: Monomials
    strict: bool
    words: str


def find_contradiction(facts: Sequence[Fact]) -> Contradiction | None:
    """A certificate that facts exclude one another; None if none was found.

    Arguments: `facts`, inequalities and equations, and limits x -> c of numbers c; others, those that may fail with
    some probability among them, are left out. What success proves: no values of the quantities satisfy all of them.
    """
    usable = [fact for fact in facts if _certain(fact)]
    if len({fact.claim.point for fact in usable if fact.claim.point is not None}) > 1:  # "eventually" in one limit only
        usable = [fact for fact in usable if fact.claim.point is None]
    factors = [*_of_facts(usable), *_by_definition(usable)]
    if not usable or len(factors) > MAX_FACTORS:
        return None
    for degree in (1, 2, 3):
        products = list(_products(factors, degree))
        if len(products) > MAX_PRODUCTS:
            return None
        found = _combine(products)
        if found is None:
            continue
        certificate = _certificate(usable, found)
        if recheck_contradiction(certificate):
            continue
        used = {item.data["fact"]: None for _, product in found for item in product if "fact" in item.data}
        said = "; ".join(f"{' times '.join(item.words for item in product)}, times {value}" for value, product in found)
        return Contradiction(
            tuple(sorted(used)), f"these are nonnegative and add up to less than 0: {said}", certificate
        )
    return None


def _certain(fact: Fact) -> bool:
    claim = fact.claim
    if claim.right is None or claim.delta is not None or claim.given:
        return False
    if claim.mode in (Mode.IN_PROBABILITY, Mode.WITH_PROBABILITY) or too_long(claim.left) or too_long(claim.right):
        return False
    if claim.point is not None:
        number = claim.relation is Relation.TENDS and isinstance(claim.right, sp.Rational)
        return number and dependence(claim.left) is Dependence.NOTHING and claim.mode is Mode.DETERMINISTIC
    return claim.relation.is_inequality or claim.relation is Relation.EQ


def _of_facts(facts: Sequence[Fact]) -> Iterator[_Factor]:
    for fact in facts:
        claim, name = fact.claim, fact.name
        assert claim.right is not None
        gap = monomials(normal(claim.left - claim.right))
        if claim.point is not None:
            for sign in (1, -1):
                near = _added({sp.S.One: sp.Rational(CLOSE)}, gap, sign)
                yield _Factor({"fact": name, "sign": sign}, near, True, f"({name}, up to {CLOSE})")
        elif claim.relation is Relation.EQ:
            for sign in (1, -1):
                yield _Factor({"fact": name, "sign": sign}, _added({}, gap, sign), False, f"({name})")
        else:
            sign = 1 if claim.relation in (Relation.GE, Relation.GT) else -1
            strict = claim.relation in (Relation.GT, Relation.LT)
            yield _Factor({"fact": name, "sign": sign}, _added({}, gap, sign), strict, f"({name})")


def _by_definition(facts: Sequence[Fact]) -> Iterator[_Factor]:
    """Signs of what occurs, roots among it, and the inequalities between effective ranks."""
    positive, nonnegative = {}, {}
    for fact in facts:
        if fact.claim.right == 0 and fact.claim.relation is Relation.GT:
            positive[fact.claim.left] = fact.name
        elif fact.claim.right == 0 and fact.claim.relation is Relation.GE:
            nonnegative[fact.claim.left] = fact.name
    signs = Signs(positive, nonnegative)
    met: dict[sp.Expr, None] = {}
    for fact in facts:
        for side in (fact.claim.left, fact.claim.right):
            for monomial in monomials(normal(side)):
                for factor in sp.Mul.make_args(monomial):
                    base, exponent = factor.as_base_exp()
                    if base is not sp.S.One and not base.is_Number:
                        met.setdefault(base if exponent.is_Integer else factor)
    for item in met:
        base, exponent = item.as_base_exp()
        stated = item in positive or item in nonnegative
        if signs.is_positive(item):
            yield from () if stated else (_known(item, sp.S.Zero, strict=True),)
        elif signs.is_nonnegative(item):
            yield from () if stated else (_known(item, sp.S.Zero),)
        elif exponent == 1:
            yield _known(item**2, sp.S.Zero)
    for item in met:
        if isinstance(item, effective_rank):
            yield _known(item, sp.S.One)
    for item, other in ((a, b) for a in met for b in met if isinstance(a, Applied) and a.args == b.args):
        if isinstance(item, squared_rank) and isinstance(other, effective_rank):
            yield from (_known(item, other), _known(other**2, item))
        if isinstance(item, df1) and isinstance(other, df2):
            yield _known(item, other)


def _known(left: sp.Expr, right: sp.Expr, *, strict: bool = False) -> _Factor:
    text = f"{to_text(left)} {'>' if strict else '>='} {to_text(right)}"
    return _Factor({"known": text}, monomials(normal(left - right)), strict, f"({text})")


def _added(left: Monomials, right: Monomials, times: int) -> Monomials:
    total = dict(left)
    for monomial, value in right.items():
        total[monomial] = total.get(monomial, sp.S.Zero) + times * value
    return {monomial: value for monomial, value in total.items() if value != 0}


def _products(factors: Sequence[_Factor], degree: int) -> Iterator[tuple[tuple[_Factor, ...], Monomials]]:
    for size in range(1, degree + 1):
        for chosen in combinations_with_replacement(factors, size):
            product: Monomials = {sp.S.One: sp.S.One}
            for factor in chosen:
                product = _multiplied(product, factor.terms)
            yield chosen, product


def _multiplied(left: Monomials, right: Monomials) -> Monomials:
    total: Monomials = {}
    for one, a in left.items():
        for two, b in right.items():
            key = one * two
            total[key] = total.get(key, sp.S.Zero) + a * b
    return {key: value for key, value in total.items() if value != 0}


def _combine(
    products: Sequence[tuple[tuple[_Factor, ...], Monomials]],
) -> list[tuple[Fraction, tuple[_Factor, ...]]] | None:
    """Positive multiples that add up to −1, or to 0 with one of strict factors alone."""
    import z3

    multiples = [z3.Real(f"m{index}") for index in range(len(products))]
    sums: dict[sp.Expr, list[Any]] = {sp.S.One: []}
    for multiple, (_, terms) in zip(multiples, products, strict=True):
        for monomial, value in terms.items():
            sums.setdefault(monomial, []).append(z3.Q(int(value.p), int(value.q)) * multiple)
    solver = z3.Solver()
    solver.set("timeout", MILLISECONDS)
    solver.add([multiple >= 0 for multiple in multiples])
    solver.add([z3.Sum(parts) == 0 for monomial, parts in sums.items() if monomial != 1])
    strict = [m for m, (chosen, _) in zip(multiples, products, strict=True) if all(f.strict for f in chosen)]
    negative, zero = z3.Sum([*sums[sp.S.One], z3.RealVal(0)]) == -1, z3.Sum([*sums[sp.S.One], z3.RealVal(0)]) == 0
    solver.add(z3.Or(negative, z3.And(zero, z3.Sum([*strict, z3.RealVal(0)]) >= 1)))
    if solver.check() != z3.sat:
        return None
    model = solver.model()
    found = []
    for multiple, (chosen, _) in zip(multiples, products, strict=True):
        value = model.eval(multiple, model_completion=True)
        amount = Fraction(value.numerator_as_long(), value.denominator_as_long())
        if amount:
            found.append((amount, chosen))
    return found


def _certificate(facts: Sequence[Fact], found: Sequence[tuple[Fraction, tuple[_Factor, ...]]]) -> dict[str, Any]:
    return {
        "format": "contradiction/1",
        "facts": {
            fact.name: {
                **statement_data(fact.claim),
                "delta": None,
                "point": "" if fact.claim.point is None else point_text(fact.claim.point),
            }
            for fact in facts
        },
        "terms": [{"times": str(value), "factors": [factor.data for factor in product]} for value, product in found],
    }
