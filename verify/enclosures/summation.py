"""Σ_{first ≤ i ≤ last} f(i) in balls, last finite or infinite: direct terms, then Euler–Maclaurin.

    Σ_{i=M}^{N} f(i) = ∫_M^N f + (f(M) + f(N))/2 + Σ_{j ≤ m} B_2j/(2j)! (f^(2j−1)(N) − f^(2j−1)(M)) + R,
    |R| ≤ |B_2m|/(2m)! ∫_M^N |f^(2m)|.

The derivatives at the ends are coefficients of power series of balls. The remainder is Cauchy's estimate
|f^(2m)(x)| ≤ (2m)! ρ^(−2m) max_{|z−x|=ρ} |f(z)|, block by block, on boxes of u = log x on which the tree is
proved analytic by the balls. The integral is Arb's, in u. Beyond N = 2^K an infinite tail is ∫_N^∞ f plus a
number in [−f(N), 0], for an f that `growth` proves positive and non-increasing there; that integral comes
from its elasticity.
"""

from __future__ import annotations

from typing import Any

import sympy
from flint import acb, arb, ctx

from ..evaluate import Program
from .growth import Undecided
from .integrals import integrate
from .precision import precision
from .summand import Constants, Summand, finite
from .tails import SHORT_BITS, infinite_tail

_DIRECT_LIMIT = 300_000
"""The most terms that are added one by one before the sum is refused."""
_EVALUATIONS_A_BIT = 100
"""A quadrature that needs more evaluations than this times the precision is given up; smooth ones take a tenth."""
_BOX_BITS = 40
"""The precision of the crude bounds in Cauchy's estimate."""


def enclose_sum(
    tree: sympy.Expr | Summand, first: int, last: int | None, constants: Constants, *, other: sympy.Expr | None = None
) -> Any:
    """Σ f(i) over first ≤ i ≤ last as a ball, at the precision of the caller's context.

    Arguments: `tree`, f as a SymPy tree in i, or as a Summand; `first`, `last`, whole numbers up to 10^15 and
    beyond, None for ∞; `constants`, the balls of all other symbols. Returns an `arb` that contains the sum. Raises
    DomainError when the sum is infinite, Undecided when balls cannot enclose it. Success proves the enclosure; for
    an infinite sum also that it converges.
    """
    if isinstance(tree, Summand):
        f = tree
    else:
        f = Summand(Program(tree), constants, None if other is None else Program(other))
    if last is not None and last < first:
        return arb(0)
    if last is not None and last - first < 4 * ctx.prec // 7:
        return _direct(f, first, last + 1)
    orders = max(8, ctx.prec // 7)
    start = max(first, 4 * orders)
    scale = abs(f.at(arb(first)))
    if not (scale.is_finite() and scale > 0):
        raise Undecided(f"the term at i = {first} is {scale}: it cannot be told from 0 or is not finite")
    tolerance = (scale * arb(2) ** (8 - ctx.prec)).upper()
    tail, end = arb(0), last
    if last is None:
        end, tail = infinite_tail(f, start, tolerance)
    assert end is not None
    while True:
        if end - start < 4 * orders or (last is None and end < 2**SHORT_BITS):
            return _direct(f, first, end + 1) + tail
        remainder = _remainder(f, start, end, orders)
        if remainder.is_finite() and remainder < tolerance:
            break
        if start - first > _DIRECT_LIMIT:
            raise Undecided(
                f"Euler–Maclaurin from i = {start} on leaves a remainder of {remainder.str(3)}: "
                "the formula varies too fast there"
            )
        start = first + 2 * (start - first) if start > first else first + 4 * orders
    head = _direct(f, first, start)
    return head + _integral(f, start, end, tolerance) + _corrections(f, start, end, orders, remainder) + tail


def _direct(f: Summand, first: int, stop: int) -> Any:
    total = arb(0)
    for i in range(first, stop):
        total += f.at(arb(i))
    return total


def _corrections(f: Summand, start: int, end: int, orders: int, remainder: Any) -> Any:
    """The terms at both ends, and the remainder as a ball around 0."""
    with precision(ctx.prec, series_length=2 * orders + 1):
        low, high = f.near(arb(start)), f.near(arb(end))
        total = (low[0] + high[0]) / 2
        for j in range(1, orders + 1):
            # B_2j/(2j)! · f^(2j−1) = B_2j/(2j) · the Taylor coefficient of order 2j − 1
            total += arb.bernoulli(2 * j) / (2 * j) * (high[2 * j - 1] - low[2 * j - 1])
    return total + arb(0, remainder)


def _remainder(f: Summand, start: int, end: int, orders: int) -> Any:
    """An upper bound of |B_2m|/(2m)! ∫ |f^(2m)| over [start, end], or a non-finite ball."""
    with precision(_BOX_BITS):
        total = arb(0)
        x = arb(start)
        last = arb(end)
        while x < last:
            block = _block(f, x, last, orders)
            if block is None:
                return arb.pos_inf()
            x, bound = block
            total += bound
        return (total * abs(arb.bernoulli(2 * orders))).upper()


def _block(f: Summand, x: Any, last: Any, orders: int) -> tuple[Any, Any] | None:
    """The next block [x, y] and its share ∫ |f^(2m)|/(2m)! ≤ (y − x) ρ^(−2m) max |f|, with discs of radius
    ρ.
    """
    far = x.log() > 40
    for radius in ("0.5", "0.25", "0.125", "0.06", "0.03", "0.015"):
        ratio = arb(radius)
        growth = (x.log() / 2).exp() if far and radius == "0.5" else 1 + 2 * ratio
        y = arb((x * growth).mid())
        if not y < last:
            y = last
        size = _largest(f, (x * (1 - ratio)).log(), (y + ratio * x).log(), ratio.asin())
        if size.is_finite():
            return y, (y - x) * size / (ratio * x) ** (2 * orders)
    return None


def _largest(f: Summand, low: Any, high: Any, angle: Any) -> Any:
    """max |f| over low ≤ Re u ≤ high, |Im u| ≤ angle; f is real on the real line, so that half of it is
    enough.
    """
    pieces = min(64, max(1, int(float((high - low).mid()) / (0.6 * float(angle.mid()))) + 1))
    step = (high - low) / pieces
    result = arb(0)
    for j in range(pieces):
        width = arb(low + step * j).union(low + step * (j + 1))
        for half in range(2):
            height = (angle * half / 2).union(angle * (half + 1) / 2)
            size = f.size_on(acb(width, height))
            if not size.is_finite():
                return size
            result = result.max(size)
    return result.upper()


def _integral(f: Summand, start: int, end: int, tolerance: Any) -> Any:
    """∫_start^end f(x) dx in u = log x."""

    def integrand(u: Any, analytic: bool) -> Any:
        return f.in_log(u, analytic=analytic)

    if end < 4 * start:  # log x would lose the digits in which the ends differ
        value = integrate(
            lambda x, analytic: f.value_at(x, analytic=analytic),
            acb(start),
            acb(end),
            rel_tol=arb(2) ** (-ctx.prec),
            abs_tol=tolerance / 4,
            eval_limit=_EVALUATIONS_A_BIT * ctx.prec,
        )
        return finite(value.real, "the integral")
    value = integrate(
        integrand,
        acb(arb(start).log()),
        acb(arb(end).log()),
        rel_tol=arb(2) ** (-ctx.prec),
        abs_tol=tolerance / 4,
        eval_limit=_EVALUATIONS_A_BIT * ctx.prec,
    )
    return finite(value.real, "the integral")
