"""Sums over the spectrum compared term by term: which instances hold, each with the identity that shows it.

Σ_i F(λ_i, θ_i) ≥ c Σ_{λ_i ≥ k} G(λ_i, θ_i) where F ≥ 0 for every λ_i > 0 and F ≥ cG for every λ_i ≥ k. Such an
inequality between rational functions is shown by an identity: with λ = k + s, s ≥ 0 (with k = λ + s where λ ≤ k), the
difference is a quotient whose denominator has positive coefficients and whose numerator is a product in which every
factor that stands to an odd power has them too. Every name but θ_i, which is real, must be known to be positive.
`verify.recheck.termwise` multiplies the identity out with arithmetic of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp

from ...bounds.parsing import to_text
from ...bounds.quantities import Applied
from ...bounds.spectral_sums import (
    COORDINATE,
    EIGENVALUE,
    SUMS,
    spectral_sum,
    spectral_sum_above,
)

SLACK = sp.Symbol("s_0")  # the difference of λ_i and the level; the re-checker refuses a formula with this name
MAX_OPERATIONS = 60  # summands of the field have a dozen
Positive = Callable[[sp.Expr], bool]


@dataclass(frozen=True)
class Region:
    """Where a sum runs: over all λ_i (`side` "all"), those ≥ `level` ("above") or ≤ `level` ("below")."""

    side: str
    level: sp.Expr | None = None

    @classmethod
    def of(cls, item: sp.Expr) -> Region:
        if isinstance(item, spectral_sum):
            return cls("all")
        return cls("above" if isinstance(item, spectral_sum_above) else "below", item.args[1])

    def put(self, expression: sp.Expr) -> sp.Expr:
        """The expression with the level or λ_i written so that every name is free to be any positive number."""
        if self.side == "above":
            assert self.level is not None
            return expression.xreplace({EIGENVALUE: self.level + SLACK})
        if self.side == "below":
            assert self.level is not None
            return expression.xreplace({self.level: EIGENVALUE + SLACK})
        return expression


def sums_in(expression: sp.Expr) -> Iterator[sp.Expr]:
    """The sums over the spectrum in an expression, largest last."""
    for kind in SUMS:
        yield from expression.atoms(kind)


def nonnegative(summand: sp.Expr, region: Region, positive: Positive) -> dict[str, Any] | None:
    """The identity that shows a summand to be ≥ 0 for every λ_i of a region; None if none was found."""
    if sp.count_ops(summand) > MAX_OPERATIONS or not all(map(positive, _names(summand, region))):
        return None
    free = {item: sp.Symbol(f"a{index}", positive=True) for index, item in enumerate(_names(summand, region))}
    back = {symbol: item for item, symbol in free.items()}
    numerator, denominator = sp.fraction(sp.cancel(sp.together(region.put(summand).xreplace(free))))
    if not _same_sign(denominator, strict=True):
        numerator, denominator = -numerator, -denominator
    if numerator == 0:
        return {"constant": "0", "factors": [], "denominator": "1"}
    if not _same_sign(denominator, strict=True):
        return None
    constant, factors = sp.factor_list(numerator)
    if _same_sign(numerator):
        constant, factors = sp.S.One, [(numerator, 1)]
    elif not (isinstance(constant, sp.Rational) and constant > 0):
        return None
    if any(power % 2 and not _same_sign(factor) for factor, power in factors):
        return None
    return {
        "constant": str(constant),
        "factors": [[to_text(sp.expand(factor).xreplace(back)), int(power)] for factor, power in factors],
        "denominator": to_text(sp.expand(denominator).xreplace(back)),
    }


def _names(summand: sp.Expr, region: Region) -> list[sp.Expr]:
    """The names and quantities of a summand other than λ_i and θ_i, and the level."""
    found = {item for item in summand.atoms(sp.Symbol, Applied) if item not in (EIGENVALUE, COORDINATE)}
    found -= {inner for item in found if isinstance(item, Applied) for inner in item.atoms(sp.Symbol)}
    if region.level is not None:
        found.add(region.level)
    return sorted(found, key=to_text)


def _same_sign(polynomial: sp.Expr, *, strict: bool = False) -> bool:
    """Whether coefficients are positive and powers of θ_i even; `strict`: and one term has neither it nor s."""
    alone = False
    for term in sp.Add.make_args(sp.expand(polynomial)):
        coefficient, rest = term.as_coeff_Mul(rational=True)
        if coefficient <= 0:
            return False
        powers: Mapping[sp.Expr, sp.Expr] = rest.as_powers_dict()
        if any(not (isinstance(p, sp.Integer) and p > 0) for base, p in powers.items() if base != 1):
            return False
        if powers.get(COORDINATE, 0) % 2:
            return False
        alone |= COORDINATE not in powers and SLACK not in powers
    return alone or not strict
