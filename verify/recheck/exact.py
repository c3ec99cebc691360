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
