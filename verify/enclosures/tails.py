"""Σ_{i>N} f(i) over infinitely many i: ∫_N^∞ f, less a number in [0, f(N)], for f proved positive and falling.

The integral comes from the elasticity of f at infinity (`growth`); where f falls only like a power of log x, from a
quadrature in log log x followed by the elasticity there.
"""

from __future__ import annotations

from typing import Any

from flint import acb, arb, ctx, fmpz

from ...bounds.errors import DomainError
from .growth import Growth, GrowthAlgebra, Undecided, growth_on
from .integrals import integrate
from .summand import Summand, allowed, finite

SHORT_BITS = 12
"""An infinite sum whose tail is negligible beyond 2^12 is added up term by term."""
_LOOK_BITS = 40
"""Where a sum is checked for divergence before the far end is looked for."""
_LONGEST_LOG = 60_000
"""The largest log i, and log log i, up to which a slowly falling tail is followed."""


def infinite_tail(f: Summand, start: int, tolerance: Any) -> tuple[int, Any]:
    """A cut N = 2^K ≥ start and the enclosure of Σ_{i>N} f(i), its radius about `tolerance` or relative rounding.

    Raises DomainError for an infinite sum or terms that become negative, Undecided where neither can be proved.
    """
    bits, looked, why = 8, False, "the terms fall too slowly"
    while bits < _LONGEST_LOG / 0.7:
        if bits > start.bit_length():
            u, end = arb(2).log() * bits, fmpz(2) ** bits
            step = abs(f.at(arb(end)))
            try:
                if step < tolerance:
                    key = (bits, ctx.prec)
                    if key not in f.known_tails:
                        f.known_tails[key] = _tail_integral(f, u, tolerance)
                    rest = f.known_tails[key]
                    if rest.rad() < allowed(rest, tolerance):
                        return int(end), rest - arb(0).union(step)
                elif bits > _LOOK_BITS and not looked:
                    looked = _is_summable(*_convergent(f, u))
            except Undecided as undecided:
                why = str(undecided)
                if bits > 4000:
                    break
        bits = bits + 1 if bits < SHORT_BITS else bits * 3 // 2
    raise Undecided(f"Σ {f.tree.expr} over all i could not be enclosed: {why}")


def prove_convergent(f: Summand) -> None:
    """Prove Σ f(i) < ∞ over infinitely many i; DomainError if the sum is infinite, Undecided if that cannot be told."""
    bits, why = 8, ""
    while bits < 4000:
        try:
            if _is_summable(*_convergent(f, arb(2).log() * bits)):
                return
        except Undecided as undecided:
            why = f": {undecided}"
        bits = bits * 3 // 2
    raise Undecided(f"it cannot be told whether Σ {f.tree.expr} over all i is finite{why}")


def _is_summable(algebra: GrowthAlgebra, growth: Growth) -> bool:
    """Whether the elasticity proves a finite sum."""
    if growth.rapid:
        return growth.rapid == -1 and bool(growth.bound > 1)
    return bool(algebra.elasticity(growth) < -1) or _log_slope(algebra, growth) is not None


def _convergent(f: Summand, u: Any) -> tuple[GrowthAlgebra, Growth]:
    """The growth of f from e^u on; DomainError if the terms are negative there or their sum is infinite."""
    algebra, growth = growth_on(f.tree, u, f.constants)
    if growth.sign < 0:
        raise DomainError(f"{f.tree.expr} is negative for large i: eigenvalues are positive")
    if growth.rapid == 1 and growth.bound > 0:
        raise DomainError(f"Σ {f.tree.expr} = ∞: the terms grow")
    if not growth.rapid and _diverges(algebra, growth):
        raise DomainError(f"Σ {f.tree.expr} over all i = ∞: a spectrum needs a finite trace")
    return algebra, growth


def _tail_integral(f: Summand, u: Any, tolerance: Any) -> Any:
    """∫_{e^u}^∞ f, for f positive and non-increasing from there on."""
    algebra, growth = _convergent(f, u)
    if growth.rapid:
        if growth.rapid == -1 and growth.bound > 1:
            return arb(0).union(f.in_log(u, analytic=False).real / (growth.bound - 1))
        raise Undecided("a rapidly falling term starts further out")
    slope = algebra.elasticity(growth)
    if slope < -1:
        return f.in_log(u, analytic=False).real * _reciprocal(slope)
    if _log_slope(algebra, growth) is not None:
        return _log_tail(f, u, tolerance)
    raise Undecided("it cannot be told whether the sum is finite")


def _diverges(algebra: GrowthAlgebra, growth: Growth) -> bool:
    if algebra.elasticity(growth) >= -1 or (growth.e0 == -1 and algebra.log_elasticity(growth) >= -1):
        return True
    return bool(growth.e0 == -1 and growth.e1 == -1 and growth.e2 >= -1)


def _log_slope(algebra: GrowthAlgebra, growth: Growth) -> tuple[int, Any] | None:
    """How the integrand falls in log x (1) or in log log x (2): the variable and the elasticity, certainly < −1."""
    if growth.rapid or growth.e0 != -1:
        return None
    slope = algebra.log_elasticity(growth)
    if slope < -1:
        return 1, slope
    return (2, growth.e2) if growth.e1 == -1 and growth.e2 < -1 else None


def _reciprocal(slope: Any) -> Any:
    """The ball of 1/(−1 − E) for E in the ball `slope` < −1."""
    return 1 / (-1 - slope)


def _log_tail(f: Summand, u: Any, tolerance: Any) -> Any:
    """∫_u^∞ e^t f(e^t) dt where the integrand falls like a power of t, or of log t: over v = log t, then its tail."""
    near = _closed_log_tail(f, u)
    tolerance = allowed(near, tolerance)
    if near.rad() < tolerance:
        return near
    v = u.log()
    while True:
        v = v * 2
        if not v < _LONGEST_LOG:
            raise Undecided("the tail falls too slowly")
        rest = _closed_log_tail(f, v.exp())
        if rest.rad() < tolerance / 4:
            break

    def integrand(w: Any, analytic: bool) -> Any:
        return f.in_log(w.exp(), analytic=analytic) * w.exp()

    middle = integrate(
        integrand, acb(u.log()), acb(v), rel_tol=arb(2) ** (-ctx.prec), abs_tol=tolerance / 4, eval_limit=200 * ctx.prec
    )
    return finite(middle.real, "the integral over log i") + rest


def _closed_log_tail(f: Summand, u: Any) -> Any:
    """The same integral from the elasticity alone."""
    algebra, growth = growth_on(f.tree, u, f.constants)
    fall = _log_slope(algebra, growth)
    if fall is None:
        raise Undecided("the decay could not be followed")
    height = f.in_log(u, analytic=False).real * u  # the integrand in v = log t
    return height * (u.log() if fall[0] == 2 else 1) * _reciprocal(fall[1])
