"""A function of i to be summed, and its evaluation at points, as a Taylor series, and on complex boxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flint import arb, arb_series, ctx

from ..evaluate import BALLS, Program
from .germs import germ_at
from .growth import Undecided

Constants = Mapping[str, Any]


@dataclass(frozen=True)
class Summand:
    """A tree in i, laid out for many evaluations, and the balls of its other symbols.

    `other` is the same function written differently, asked where the first writing has no finite ball on a wide box.
    """

    tree: Program
    constants: Constants
    other: Program | None = None
    known_tails: dict[tuple[int, int], Any] = field(default_factory=dict, compare=False, repr=False)
    """∫ f beyond 2^bits, by (bits, precision): sums from different starts share it."""

    def at(self, x: Any) -> Any:
        """The value at a real ball x."""
        return self.tree.run(BALLS, {**self.constants, "i": x})

    def near(self, x: Any) -> Any:
        """The Taylor series at x, of the context's length."""
        lifted = {name: arb_series([value]) for name, value in self.constants.items()}
        value = self.tree.run(BALLS, {**lifted, "i": arb_series([x, 1])})
        return value if isinstance(value, arb_series) else arb_series([value])

    def value_at(self, x: Any, *, analytic: bool) -> Any:
        """f on a complex box of x."""
        u = x.log(analytic=analytic)
        return self.in_log(u, analytic=analytic) / x if u.is_finite() else u

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


def finite(value: Any, what: str) -> Any:
    """The ball, or Undecided if it is not finite."""
    if not value.is_finite():
        raise Undecided(f"{what} could not be enclosed")
    return value


def allowed(value: Any, tolerance: Any) -> Any:
    """The radius that will do: the tolerance, or what the working precision leaves of a larger value."""
    return tolerance.max((abs(value) * arb(2) ** (14 - ctx.prec)).upper())
