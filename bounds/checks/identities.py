"""Identities between rational functions of positive variables, with slopes along a curve."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .base import FiniteCheck


@dataclass(frozen=True)
class RationalIdentities(FiniteCheck):
    """Every pair of `identities` is one and the same rational function, and every divisor is positive.

    Arguments: `variables`, names of positive reals, else free; `definitions`, pairs of a name and its text in earlier
    names, with + − * / and whole exponents, or `slope(name)`, the derivative of an earlier name along the curve on
    which each variable moves at its rate in `rates` (0 where none is given); `positive`, pairs of a name and a text
    built of positive parts alone, to which it is equal; `identities`, pairs of texts; `domain`, names that are positive
    as well at a point that refutes.

    PROVED: the identities hold wherever the variables are positive; the divisors do not vanish there. REFUTED: a point
    of positive rationals at which two sides differ.
    """

    variables: tuple[str, ...]
    definitions: tuple[tuple[str, str], ...]
    identities: tuple[tuple[str, str], ...]
    positive: tuple[tuple[str, str], ...] = ()
    rates: tuple[tuple[str, int], ...] = ()
    domain: tuple[str, ...] = ()

    def mutants(self) -> tuple[tuple[str, FiniteCheck], ...]:
        """Twice the right side of the first identity."""
        (left, right), *rest = self.identities
        return (("the right side times 2", replace(self, identities=((left, f"2*({right})"), *rest))),)
