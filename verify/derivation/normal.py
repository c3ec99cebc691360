"""Normal forms: sums of monomials over the atoms of a claim, with expectation linear.

An atom is a symbol, a quantity, or an expectation of a monomial that cannot be pulled apart. Two expressions with
one normal form are equal wherever their atoms are defined; two that differ may still be equal, and a checker must
not conclude otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import comb, prod

import sympy as sp

from ...bounds.quantities import Applied, Dependence, Quantity, dependence, mean, noise_mean
from ...bounds.spectral_sums import SUMS
from .termwise import Region, nonnegative

MOST_TERMS = 2_000  # a step of a proof has a few dozen; powers of sums have millions before one notices


def normal(expression: sp.Expr, *, rewrites: Mapping[sp.Expr, sp.Expr] | None = None) -> sp.Expr:
    """The expanded form, with constants and whatever an expectation does not average pulled out of it.

    `rewrites` maps atoms to what they equal; they are applied inside expectations too, until nothing changes.
    """
    result = _pass(expression)
    for _ in range(len(rewrites or ()) + 1):
        changed = _pass(result.xreplace(dict(rewrites or {})))
        if changed == result:
            break
        result = changed
    return result


def _pass(expression: sp.Expr) -> sp.Expr:
    if isinstance(expression, mean | noise_mean):
        return _linear(type(expression), _pass(expression.args[0]))
    if isinstance(expression, SUMS):
        return expression.func(*(_rebuilt(arg) for arg in expression.args))  # summands stay as they are written
    if isinstance(expression, Applied):
        return expression.func(*(_pass(arg) for arg in expression.args))
    if not expression.args:
        return expression
    return expanded(expression.func(*(_pass(arg) for arg in expression.args)))


def expanded(expression: sp.Expr) -> sp.Expr:
    """The expression multiplied out, except for the summands of sums over the spectrum."""
    sums = expression.atoms(*SUMS)
    if not sums:
        return sp.expand(expression)
    names = {item: sp.Dummy() for item in sums}
    return sp.expand(expression.xreplace(names)).xreplace({name: item for item, name in names.items()})


def too_long(expression: sp.Basic) -> bool:
    """Whether a formula may have more than `MOST_TERMS` monomials when multiplied out."""
    return _length(expression) > MOST_TERMS


def _length(expression: sp.Basic) -> int:
    """The number of monomials at most, as far as it matters."""
    inner = [_length(arg) for arg in expression.args]
    if max(inner, default=1) > MOST_TERMS:
        return MOST_TERMS + 1
    if isinstance(expression, sp.Add):
        return sum(inner)
    if isinstance(expression, sp.Pow) and isinstance(expression.exp, sp.Integer) and expression.exp.is_positive:
        if inner[0] > 1 and expression.exp > MOST_TERMS:
            return MOST_TERMS + 1
        return comb(int(expression.exp) + inner[0] - 1, inner[0] - 1)
    if isinstance(expression, sp.Mul | mean | noise_mean):
        return prod(inner)
    return 1


def _rebuilt(expression: sp.Basic) -> sp.Basic:
    """The expression as SymPy builds it, so that a product has one order of factors."""
    return expression.func(*(_rebuilt(arg) for arg in expression.args)) if expression.args else expression


def _linear(expectation: type[Applied], inner: sp.Expr) -> sp.Expr:
    """E[Σ c M] = Σ c E[M], c what the expectation does not average."""
    averaged = Dependence.DESIGN if expectation is mean else Dependence.NOISE
    total = sp.S.Zero
    for term in sp.Add.make_args(inner):
        outside, inside = sp.S.One, sp.S.One
        for factor in sp.Mul.make_args(term):
            if dependence(factor) < averaged:
                outside *= factor
            else:
                inside *= factor
        if inside is sp.S.One:
            total += outside
            continue
        if expectation is mean and isinstance(inside, noise_mean):
            inside = inside.args[0]  # the mean of the mean given the design
        total += outside * expectation(inside)
    return expanded(total)


def monomials(expression: sp.Expr) -> dict[sp.Expr, sp.Rational]:
    """Coefficients by monomial of a normal form; the empty mapping for 0."""
    found: dict[sp.Expr, sp.Rational] = {}
    for term in sp.Add.make_args(expression):
        coefficient, rest = term.as_coeff_Mul(rational=True)
        if coefficient != 0:
            found[rest] = found.get(rest, sp.S.Zero) + coefficient
    return {rest: coefficient for rest, coefficient in found.items() if coefficient != 0}


class Signs:
    """Which atoms are known to be positive or at least not negative, and why."""

    def __init__(self, positive: Mapping[sp.Expr, str], nonnegative: Mapping[sp.Expr, str]) -> None:
        self._positive = dict(positive)
        self._nonnegative = dict(nonnegative)
        self.used: dict[sp.Expr, str] = {}

    def is_positive(self, monomial: sp.Expr) -> bool:
        """Whether a monomial is certainly > 0; False means only that this is not known."""
        return all(self._factor(factor, strict=True) for factor in sp.Mul.make_args(monomial))

    def is_nonnegative(self, monomial: sp.Expr) -> bool:
        """Whether a monomial is certainly ≥ 0 where it is defined; False means only that this is not known."""
        return all(self._factor(factor, strict=False) for factor in sp.Mul.make_args(monomial))

    def _factor(self, factor: sp.Expr, *, strict: bool) -> bool:
        if isinstance(factor, sp.Rational):
            return bool(factor > 0) if strict else bool(factor >= 0)
        base, exponent = factor.as_base_exp()
        if not isinstance(exponent, sp.Rational):
            return False
        even = exponent.is_Integer and exponent % 2 == 0
        if self._atom(base, strict=True):
            return True
        if strict:
            return False
        # 0 to a negative power is no number, so that a factor x**(-2) is one for x != 0 only
        return bool(exponent > 0) and (bool(even) or self._atom(base, strict=False))

    def _atom(self, atom: sp.Expr, *, strict: bool) -> bool:
        reason = self._positive.get(atom) or self._declared(atom, strict=True)
        if reason is None and not strict:
            reason = self._nonnegative.get(atom) or self._declared(atom, strict=False)
        if reason is None and isinstance(atom, mean | noise_mean):
            inside = atom.args[0]
            known = self.is_positive(inside) if strict else self.is_nonnegative(inside)
            reason = "an expectation of what has that sign" if known else None
        if reason is None and not strict and isinstance(atom, SUMS):
            known = nonnegative(atom.args[0], Region("all"), self.is_positive) is not None
            reason = "a sum of what is not negative" if known else None
        if reason is None:
            return False
        self.used[atom] = reason
        return True

    @staticmethod
    def _declared(atom: sp.Expr, *, strict: bool) -> str | None:
        if isinstance(atom, mean | noise_mean) or not isinstance(atom, Applied | Quantity):
            return None
        known = atom.is_positive if strict else atom.is_nonnegative
        return "by its definition" if known else None
