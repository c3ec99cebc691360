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

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy
from flint import acb, arb, arb_series, ctx, fmpz

from ...bounds.errors import DomainError
from ..evaluate import BALLS, Program
from .germs import germ_at
from .growth import GrowthAlgebra, Undecided, growth_on
from .precision import precision

Constants = Mapping[str, Any]

_DIRECT_LIMIT = 300_000
"""The most terms that are added one by one before the sum is refused."""
_BOX_BITS = 40
"""The precision of the crude bounds in Cauchy's estimate."""
_SHORT_BITS = 12
"""An infinite sum whose tail is negligible beyond 2^12 is added up term by term."""
_EARLY_LOOKS = range(28, 43)
"""Numbers of bits at which a tail is looked at although its terms are still large."""
_LONGEST_LOG = 60_000
"""The largest log i up to which a slowly falling tail is followed."""


@dataclass(frozen=True)
class Summand:
    """A tree in i, laid out for many evaluations, and the balls of its other symbols.

    `other` is the same function written differently, asked where the first writing has no finite ball on a wide box.
    """

    tree: Program
    constants: Constants
    other: Program | None = None

    def at(self, x: Any) -> Any:
        """The value at a real ball x."""
        return self.tree.run(BALLS, {**self.constants, "i": x})

    def near(self, x: Any) -> Any:
        """The Taylor series at x, of the context's length."""
        lifted = {name: arb_series([value]) for name, value in self.constants.items()}
        value = self.tree.run(BALLS, {**lifted, "i": arb_series([x, 1])})
        return value if isinstance(value, arb_series) else arb_series([value])

    def in_log(self, u: Any, *, analytic: bool) -> Any:
        """e^u f(e^u)."""
        value = None
        for tree in (self.tree, self.other):
            if tree is not None:
                algebra, germ = germ_at(tree, u, self.constants, analytic=analytic)
                value = algebra.value(algebra.multiply([germ, algebra.index()]))
                if value.is_finite():
                    break
        return value

    def size_on(self, u: Any) -> Any:
        """An upper bound of |f| on a box of u = log x where f is analytic; not finite where that is not
        proved.
        """
        size = arb.pos_inf()
        for tree in (self.tree, self.other):
            if tree is not None:
                algebra, germ = germ_at(tree, u, self.constants, analytic=True)
                size = abs(algebra.value(germ)).upper()
                if size.is_finite():
                    break
        return size


def enclose_sum(
    tree: sympy.Expr, first: int, last: int | None, constants: Constants, *, other: sympy.Expr | None = None
) -> Any:
    """Σ f(i) over first ≤ i ≤ last as a ball, at the precision of the caller's context.

    Arguments: `tree`, f as a SymPy tree in i; `first`, `last`, whole numbers up to 10^15 and beyond, None for
    ∞; `constants`, the balls of all other symbols. Returns an `arb` that contains the sum. Raises DomainError
    when the sum is infinite, Undecided when balls cannot enclose it. Success proves the enclosure; for an
    infinite sum also that it converges.
    """
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
        end, tail = _infinite_tail(f, start, tolerance)
    assert end is not None
    while True:
        if end - start < 4 * orders or (last is None and end < 2**_SHORT_BITS):
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

    value = acb.integral(
        integrand,
        acb(arb(start).log()),
        acb(arb(end).log()),
        rel_tol=arb(2) ** (-ctx.prec),
        abs_tol=tolerance / 4,
    )
    return _finite(value.real, "the integral")


def _infinite_tail(f: Summand, start: int, tolerance: Any) -> tuple[int, Any]:
    """A cut N = 2^K and the enclosure of Σ_{i>N} f(i)."""
    bits = max(8, start.bit_length() + 1)
    why = "the terms fall too slowly"
    while bits < _LONGEST_LOG / 0.7:
        end = fmpz(2) ** bits
        step = abs(f.at(arb(end)))
        if (
            step < tolerance or bits in _EARLY_LOOKS
        ):  # an early look finds a divergent sum before the far end is reached
            try:
                rest = _tail_integral(f, arb(2).log() * bits, tolerance)
                if step < tolerance and rest.rad() < _allowed(rest, tolerance):
                    return int(end), rest - arb(0).union(step)
            except Undecided as undecided:
                why = str(undecided)
                if bits > 4000:
                    break
        bits = bits + 1 if bits < _SHORT_BITS else bits * 3 // 2
    raise Undecided(f"Σ {f.tree.expr} over all i could not be enclosed: {why}")


def _allowed(value: Any, tolerance: Any) -> Any:
    """The radius that will do: the tolerance, or what the working precision leaves of a larger value."""
    return tolerance.max((abs(value) * arb(2) ** (14 - ctx.prec)).upper())


def _tail_integral(f: Summand, u: Any, tolerance: Any) -> Any:
    """∫_{e^u}^∞ f, for f positive and non-increasing from there on; DomainError if it is infinite."""
    algebra, growth = growth_on(f.tree, u, f.constants)
    if growth.sign < 0:
        raise DomainError(f"{f.tree.expr} is negative for large i")
    if growth.rapid == -1 and growth.bound > 1:
        return arb(0).union(f.in_log(u, analytic=False).real / (growth.bound - 1))
    if growth.rapid == 1:
        raise DomainError(f"Σ {f.tree.expr} = ∞: the terms grow")
    if growth.rapid:
        raise Undecided("a rapidly falling term starts further out")
    slope = algebra.elasticity(growth)
    if _diverges(algebra, growth, slope):
        raise DomainError(f"Σ {f.tree.expr} over all i = ∞: a spectrum needs a finite trace")
    if slope < -1:
        return f.in_log(u, analytic=False).real * _reciprocal(slope)
    if growth.e0 == -1 and growth.e1 < -1:
        return _log_tail(f, u, growth.e1, tolerance)
    raise Undecided("it cannot be told whether the sum is finite")


def _diverges(algebra: GrowthAlgebra, growth: Any, slope: Any) -> bool:
    return bool(slope >= -1) or (growth.e0 == -1 and bool(growth.e1 >= -1))


def _reciprocal(slope: Any) -> Any:
    """The ball of 1/(−1 − E) for E in the ball `slope` < −1."""
    return 1 / (-1 - slope)


def _log_tail(f: Summand, u: Any, slope: Any, tolerance: Any) -> Any:
    """∫_u^∞ e^t f(e^t) dt where that integrand falls like a power t^E, E in `slope`: in v = log t, then its
    tail.
    """
    near = f.in_log(u, analytic=False).real * u * _reciprocal(slope)
    tolerance = _allowed(near, tolerance)
    if near.rad() < tolerance:
        return near
    v = u.log()
    while v < _LONGEST_LOG:
        v = v * 2
        far = v.exp()
        _, growth = growth_on(f.tree, far, f.constants)
        if growth.e0 != -1 or not growth.e1 < -1:
            raise Undecided("the decay could not be followed")
        rest = f.in_log(far, analytic=False).real * far * _reciprocal(growth.e1)
        if rest.rad() < tolerance / 4:
            break

    def integrand(w: Any, analytic: bool) -> Any:
        return f.in_log(w.exp(), analytic=analytic) * w.exp()

    middle = acb.integral(integrand, acb(u.log()), acb(v), rel_tol=arb(2) ** (-ctx.prec), abs_tol=tolerance / 4)
    return _finite(middle.real, "the integral over log i") + rest


def _finite(value: Any, what: str) -> Any:
    if not value.is_finite():
        raise Undecided(f"{what} could not be enclosed")
    return value
