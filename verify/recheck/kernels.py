"""Means over Gaussian weights, computed again by mpmath's quadrature from their definition.

The definition is written out here once more: w = r(cos θ, sin θ), x at angle 0, x′ at angle acos ρ, so that the mean of
1{wᵀx>0}1{wᵀx′>0}ρ and of relu(wᵀx)relu(wᵀx′) are integrals over the angles at which both neurons are active.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import mpmath

_DIGITS = 50


def recheck_weight_integral(certificate: Mapping[str, Any]) -> str:
    """A complaint about a weight integral, or "" where it is confirmed.

    Argument: `certificate`, with `layers`, `correlation` (text of a rational), `integral` (decimal text), `digits`, to
    which that is right, and where the claim failed `formula` (decimal text), what it says instead. The digits of the
    integral are compared with a quadrature at another precision; a formula that is said to fail must differ in them.
    """
    numerator, _, denominator = str(certificate["correlation"]).partition("/")
    digits = int(certificate["digits"])
    with mpmath.workdps(_DIGITS):
        rho = mpmath.mpf(int(numerator)) / int(denominator or 1)
        found = sum(_mean(int(layer), rho) for layer in certificate["layers"])
        allowed = mpmath.mpf(10) ** (1 - digits)
        if abs(found - mpmath.mpf(certificate["integral"])) > allowed:
            return f"the integral at rho = {certificate['correlation']} is {mpmath.nstr(found, 15)}"
        if "formula" in certificate and abs(found - mpmath.mpf(certificate["formula"])) <= allowed:
            return f"the formula agrees with the integral at rho = {certificate['correlation']}"
    return ""


def _mean(layer: int, rho: Any) -> Any:
    angle = mpmath.acos(rho)
    low, high = angle - mpmath.pi / 2, mpmath.pi / 2
    if layer == 1:
        return rho * (high - low) / (2 * mpmath.pi)
    return mpmath.quad(lambda t: mpmath.cos(t) * mpmath.cos(t - angle), [low, high]) / mpmath.pi
