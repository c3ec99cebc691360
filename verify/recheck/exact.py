"""Reads again the certificates that are a comparison of whole numbers, from what they hold."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any


def recheck_dimension(certificate: Mapping[str, Any]) -> str:
    """The complaint about r_k <= p < n for every k, empty if it holds: p eigenvalues, none above the first."""
    p, n = certificate["dimension"], certificate["sample size"]
    if certificate["largest possible effective rank"] != p:
        return f"{p} eigenvalues, none above the first, have effective rank at most {p}"
    return "" if n > p else f"n = {n} is not above p = {p}"


def recheck_isotropic(certificate: Mapping[str, Any], *, holds: bool) -> str:
    """The complaint about a bound on n/(p − n − 1), the trace of the mean inverse Wishart matrix; empty if it is right.

    Computed by cross-multiplication, where the maker of the certificate compared fractions.
    """
    n, p, factor = certificate["n"], certificate["p"], Fraction(certificate["factor"])
    if not 1 <= n < p - 1:
        return f"n = {n}, p = {p}: the mean of the inverse Wishart matrix needs n < p - 1"
    if (n * p * factor.denominator >= factor.numerator * n * (p - n - 1)) is not holds:
        return f"{n}/({p} - {n} - 1) is {'below' if holds else 'not below'} {factor}*{n}/{p}"
    return ""


def recheck_flow(data: Mapping[str, Any]) -> str:
    """The complaint about a point u > 0 at which (1 − e^{−u})(1 + u)/u is to exceed a factor; empty if it does.

    Rational arithmetic: e^{−u} is below a partial sum of its series that ends in a positive term, once terms fall.
    """
    u, factor = Fraction(data["u"]), Fraction(data["factor"])
    if not u > 0:
        return f"u = {u} is not positive"
    term, total, order = Fraction(1), Fraction(1), 0
    while order <= u or order % 2 or (term > Fraction(1, 10**15) and order < 200):
        order += 1
        term = -term * u / order
        total += term
    return "" if (1 - total) * (1 + u) > factor * u else f"at u = {u} the ratio is not above {factor}"
