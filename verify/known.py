"""Exp-log functions of x → ∞ with known expansions, built from the inside out, and claims whose truth is known.

An expansion is a finite list of terms c · exp(e x) · x^a · log(x)^b · log(log(x))^d with rational c, e, a, b, d, in
falling order, and a remainder: a monomial that the rest is O of, or None where there is no rest. Sums, products,
powers, exponentials and logarithms are carried out on expansions by rational arithmetic alone, from the power series
of exp, log(1 + u) and (1 + u)^q, so that what is known of a function does not come from the prover that it is to test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

import sympy as sp

from ..bounds.claims import Claim
from ..bounds.parsing import parse_claim, parse_expression

Exponents = tuple[Fraction, Fraction, Fraction, Fraction]
"""Exponents of exp(x), x, log(x) and log(log(x)); compared in this order, the larger grows faster."""

ZERO: Exponents = (Fraction(0),) * 4
KEPT = 4
"""Terms kept of an expansion; the order of the first that is dropped becomes the remainder."""
_BASES = ("exp(x)", "x", "log(x)", "log(log(x))")


@dataclass(frozen=True)
class KnownFunction:
    """A formula in x and its expansion as x → ∞.

    `terms`: pairs (coefficient ≠ 0, exponents), the fastest growing first, at least one; `remainder`: the rest is O of
    that monomial, which is smaller than every term; None: there is no rest.
    """

    text: str
    terms: tuple[tuple[Fraction, Exponents], ...]
    remainder: Exponents | None = None

    @property
    def constant(self) -> Fraction:
        """The coefficient of the leading term."""
        return self.terms[0][0]

    @property
    def exponents(self) -> Exponents:
        """The exponents of the leading term."""
        return self.terms[0][1]

    @property
    def leading(self) -> str:
        """The leading term as text of the grammar."""
        return term_text(*self.terms[0])

    @property
    def expression(self) -> sp.Expr:
        """The formula as a tree, as it stands."""
        return parse_expression(self.text)

    def following(self, taken: int) -> str:
        """The term after the first `taken`, as text: what `rest(taken)` is equivalent to."""
        return term_text(*self.terms[taken])

    def rest(self, taken: int) -> str:
        """The function minus its first `taken` terms, as text."""
        return " - ".join([f"({self.text})", *(f"({term_text(*term)})" for term in self.terms[:taken])])


@dataclass(frozen=True)
class KnownClaim:
    """A claim as x → ∞ whose truth is known by construction."""

    text: str
    holds: bool

    @property
    def claim(self) -> Claim:
        """The claim, parsed."""
        return parse_claim(self.text, as_="x -> oo")


def monomial(constant: Fraction, exponents: Exponents) -> KnownFunction:
    """One term, as a function."""
    return KnownFunction(term_text(constant, exponents), ((constant, exponents),))


def term_text(constant: Fraction, exponents: Exponents) -> str:
    """A term as text of the grammar."""
    factors = [f"({constant})" if constant < 0 else str(constant)]
    for base, exponent in zip(_BASES, exponents, strict=True):
        if exponent:
            shown = str(exponent) if exponent.denominator == 1 and exponent > 0 else f"({exponent})"
            factors.append(base if exponent == 1 else f"{base}**{shown}")
    if factors[0] == "1" and len(factors) > 1:
        factors.pop(0)
    return "*".join(factors)


def plus(f: KnownFunction, g: KnownFunction) -> KnownFunction | None:
    """f + g; None if all that is known of it cancels."""
    return _collected(
        f"({f.text}) + ({g.text})", [*f.terms, *g.terms], [m for m in (f.remainder, g.remainder) if m is not None]
    )


def times(f: KnownFunction, g: KnownFunction) -> KnownFunction:
    """f · g."""
    found = _product(f, g, f"({f.text})*({g.text})")
    assert found is not None  # the product of the leading terms is larger than every other
    return found


def power(f: KnownFunction, exponent: Fraction) -> KnownFunction | None:
    """f^q = lead^q (1 + u)^q for a leading coefficient 1 (any ≠ 0 where q is a whole number); else None."""
    if f.constant != 1 and exponent.denominator != 1:
        return None
    lead = (f.constant**exponent.numerator if exponent.denominator == 1 else Fraction(1), _scaled(f, exponent))
    series = _of_small(f, lambda k: _binomial(exponent, k))
    return KnownFunction(f"({f.text})**({exponent})", *_shifted(series, lead))


def exponential(f: KnownFunction) -> KnownFunction | None:
    """exp(f) where f is a rational combination of x, log(x) and log(log(x)) plus what tends to 0; else None."""
    exponents = [Fraction(0)] * 4
    small = []
    for coefficient, order in f.terms:
        if order < ZERO:
            small.append((coefficient, order))
            continue
        scale = next((k for k in (1, 2, 3) if order == _unit(k)), None)
        if scale is None:
            return None
        exponents[scale - 1] = coefficient
    if f.remainder is not None and f.remainder >= ZERO:
        return None
    lead = (Fraction(1), (exponents[0], exponents[1], exponents[2], exponents[3]))
    text = f"exp({f.text})"
    if not small:
        if f.remainder is None:
            return KnownFunction(text, (lead,))
        rest = _product_order(lead[1], f.remainder)
        return KnownFunction(text, (lead,), rest)
    series = _power_series(KnownFunction("", tuple(small), f.remainder), _inverse_factorial)
    return KnownFunction(text, *_shifted(series, lead))


def logarithm(f: KnownFunction) -> KnownFunction | None:
    """log(f) = log(lead) + log(1 + u) for a leading term 1 · exp(e x) x^a log(x)^b other than 1; else None."""
    e, a, b, d = f.exponents
    if f.constant != 1 or d or f.exponents == ZERO:
        return None
    large = [(value, _unit(k)) for k, value in ((1, e), (2, a), (3, b)) if value]
    terms, remainder = _of_small(f, lambda k: Fraction((-1) ** (k + 1), k) if k else Fraction(0))
    return _collected(f"log({f.text})", [*large, *terms], [] if remainder is None else [remainder])


# --- rational arithmetic on expansions -------------------------------------------------------------------------------

_Series = tuple[tuple[tuple[Fraction, Exponents], ...], Exponents | None]


def _unit(scale: int) -> Exponents:
    e, a, b, d = (Fraction(int(k == scale)) for k in range(4))
    return (e, a, b, d)


def _product_order(left: Exponents, right: Exponents) -> Exponents:
    e, a, b, d = (p + q for p, q in zip(left, right, strict=True))
    return (e, a, b, d)


def _scaled(f: KnownFunction, exponent: Fraction) -> Exponents:
    e, a, b, d = (value * exponent for value in f.exponents)
    return (e, a, b, d)


def _truncated(terms: Iterable[tuple[Fraction, Exponents]], remainders: Iterable[Exponents]) -> _Series:
    """Terms of one order together, in falling order, down to the largest remainder or to `KEPT` terms."""
    sums: dict[Exponents, Fraction] = {}
    for coefficient, order in terms:
        sums[order] = sums.get(order, Fraction(0)) + coefficient
    floor = max(remainders, default=None)
    ordered = sorted(((c, order) for order, c in sums.items() if c), key=lambda term: term[1], reverse=True)
    kept = [term for term in ordered if floor is None or term[1] > floor]
    if len(kept) > KEPT:
        floor = kept[KEPT][1]
    return tuple(kept[:KEPT]), floor


def _collected(
    text: str, terms: Iterable[tuple[Fraction, Exponents]], remainders: Iterable[Exponents]
) -> KnownFunction | None:
    kept, floor = _truncated(terms, remainders)
    return KnownFunction(text, kept, floor) if kept else None


def _product(f: KnownFunction, g: KnownFunction, text: str) -> KnownFunction | None:
    terms = [(c * d, _product_order(p, q)) for c, p in f.terms for d, q in g.terms]
    remainders = [_product_order(m, other.exponents) for m, other in ((f.remainder, g), (g.remainder, f)) if m]
    return _collected(text, terms, remainders)


def _of_small(f: KnownFunction, coefficient: Callable[[int], Fraction]) -> _Series:
    """Σ_k coefficient(k) u^k for f = lead · (1 + u)."""
    constant, order = f.terms[0]
    back = tuple(-value for value in order)
    terms, remainder = _shifted((f.terms[1:], f.remainder), (1 / constant, (back[0], back[1], back[2], back[3])))
    if not terms:
        first = ((coefficient(0), ZERO),) if coefficient(0) else ()
        return first, remainder
    return _power_series(KnownFunction("", terms, remainder), coefficient)


def _power_series(u: KnownFunction, coefficient: Callable[[int], Fraction]) -> _Series:
    """Σ_k coefficient(k) u^k for u → 0, to the order of u^(KEPT + 1)."""
    terms: list[tuple[Fraction, Exponents]] = [(coefficient(0), ZERO)]
    remainders: list[Exponents] = []
    raised = u
    for k in range(1, KEPT + 1):
        terms += [(coefficient(k) * c, order) for c, order in raised.terms]
        remainders += [raised.remainder] if raised.remainder is not None else []
        following = _product(raised, u, "")
        assert following is not None
        raised = following
    ends = all(coefficient(k) == 0 for k in (KEPT + 1, KEPT + 2))  # (1 + u)^q for a small whole number q
    return _truncated(terms, remainders if ends else [*remainders, raised.exponents])


def _shifted(series: _Series, by: tuple[Fraction, Exponents]) -> _Series:
    """A series times one term."""
    terms, remainder = series
    return (
        tuple((c * by[0], _product_order(order, by[1])) for c, order in terms),
        None if remainder is None else _product_order(remainder, by[1]),
    )


def _binomial(q: Fraction, k: int) -> Fraction:
    return reduce(lambda product, j: product * (q - j) / (j + 1), range(k), Fraction(1))


def _inverse_factorial(k: int) -> Fraction:
    return reduce(lambda product, j: product / j, range(1, k + 1), Fraction(1))
