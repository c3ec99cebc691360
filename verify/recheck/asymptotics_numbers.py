"""Numerical values of exact constants, for re-checking limits: mpmath at two precisions."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import mpmath

from .asymptotics_text import NotCovered

if TYPE_CHECKING:
    from .asymptotics_algebra import Atom, Const, El

DIGITS = ((37, 71), (150, 310))


class Numbers:
    """Values of sums over atoms, parameters being put at points."""

    atoms: list[Atom]

    def __init__(self) -> None:
        self.at: dict[str, Fraction] = {}
        self.series: dict[str, Callable[[], Any]] = {}  # values of sums that have a name
        self._numbers: dict[tuple[int, int], Any] = {}

    def put(self, at: dict[str, Fraction]) -> None:
        """Values of the parameters for what is evaluated next."""
        self.at = at
        self._numbers.clear()

    def sign_of_number(self, value: El) -> int:
        """By two precisions: the value must exceed a million times their difference and the rounding of its terms."""
        for low, high in DIGITS:
            rough, _ = self.number_value(value, low)
            fine, size = self.number_value(value, high)
            if abs(fine) > 10**6 * abs(fine - rough) and abs(fine) > size * mpmath.mpf(10) ** (8 - low):
                return 1 if fine > 0 else -1
        raise NotCovered("a constant that cannot be told from zero")

    def number_value(self, value: Const, digits: int) -> tuple[Any, Any]:
        """The value and the sum of the absolute values of its terms."""
        with mpmath.workdps(digits):
            total = size = mpmath.mpf(0)
            for m, c in (((), value),) if isinstance(value, Fraction) else value.d.items():
                term = mpmath.mpf(c.numerator) / c.denominator
                for i, e in m:
                    base = self._atom_value(self.atoms[i], digits)
                    term *= base ** int(e) if e.denominator == 1 else base ** (mpmath.mpf(e.numerator) / e.denominator)
                total, size = total + term, size + abs(term)
        if not mpmath.isfinite(total) or isinstance(total, mpmath.mpc):
            raise NotCovered("a constant that is not a real number")
        return total, size

    def _atom_value(self, atom: Atom, digits: int) -> Any:
        found = self._numbers.get((atom.number, digits))
        if found is None:
            found = self._numbers[atom.number, digits] = self._fresh_value(atom, digits)
        return found

    def _argument(self, a: Any, digits: int) -> Any:
        return (
            self.number_value(a, digits)[0]
            if isinstance(a, Fraction) or hasattr(a, "d")
            else self._atom_value(a, digits)
        )

    def _fresh_value(self, atom: Atom, digits: int) -> Any:
        if atom.kind == "par":
            q = self.at.get(atom.name)
            if q is None:
                raise NotCovered(f"no value for {atom.name}")
            return mpmath.mpf(q.numerator) / q.denominator
        if atom.kind == "prime":
            return mpmath.mpf(atom.args[0])
        values = [self._argument(a, digits) for a in atom.args]
        if atom.kind in ("sum", "abs"):
            return abs(values[0]) if atom.kind == "abs" else values[0]
        if atom.kind == "log":
            return mpmath.log(abs(values[0]))
        if atom.kind == "exp":
            return mpmath.exp(values[0])
        function = NUMERIC.get(atom.name) or self.series.get(atom.name)
        if function is None:
            raise NotCovered(f"no numerical value of {atom.name}")
        return function(*values)


NUMERIC: dict[str, Callable[..., Any]] = {
    "pi": lambda: +mpmath.pi,
    "EulerGamma": lambda: +mpmath.euler,
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "atan": mpmath.atan,
    "erf": mpmath.erf,
    "Ei": mpmath.ei,
    "gamma": mpmath.gamma,
    "psi": lambda m, x: mpmath.psi(int(m), x),
    "zeta": mpmath.zeta,
    "lambertw": lambda x: mpmath.lambertw(x).real,
}


def primes(n: int) -> list[tuple[int, int]]:
    """Trial division; what is left after 1000 stands as one base."""
    out = []
    p = 2
    while p * p <= n and p < 1000:
        k = 0
        while n % p == 0:
            n, k = n // p, k + 1
        if k:
            out.append((p, k))
        p += 1
    return [*out, (n, 1)] if n > 1 else out
