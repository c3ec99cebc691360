"""Numbers for monomials and their products, for re-checking: a pair that was multiplied once is looked up."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

Monomial = tuple[tuple[int, Fraction], ...]
MOST_PAIRS = 500_000  # about a hundred megabytes


class Monomials:
    """The monomials of one algebra; `reduced` takes out of a product's exponents what is multiplied out, or is None."""

    def __init__(self, reduced: Callable[[dict[int, Fraction]], Any]) -> None:
        self.reduced = reduced
        self.all: list[Monomial] = []
        self._places: dict[Monomial, int] = {}
        self._pairs: dict[tuple[int, int], tuple[int, Any]] = {}

    def place(self, m: Monomial) -> int:
        """The number of a monomial: numbers are compared faster than exponents."""
        found = self._places.get(m)
        if found is None:
            found = self._places[m] = len(self.all)
            self.all.append(m)
        return found

    def product(self, i: int, j: int) -> tuple[int, Any]:
        """The number of the product of two monomials, and the factor that was multiplied out of it."""
        pair = (i, j) if i < j else (j, i)
        found = self._pairs.get(pair)
        if found is None:
            if len(self._pairs) >= MOST_PAIRS:
                self._pairs.clear()
            found = self._pairs[pair] = self._product(i, j)
        return found

    def _product(self, i: int, j: int) -> tuple[int, Any]:
        exponents = dict(self.all[i])
        for atom, e in self.all[j]:
            s = exponents.get(atom)
            if s is None:
                exponents[atom] = e
            elif s + e:
                exponents[atom] = s + e
            else:
                del exponents[atom]
        rest = self.reduced(exponents)
        return self.place(tuple(sorted(exponents.items()))), rest
