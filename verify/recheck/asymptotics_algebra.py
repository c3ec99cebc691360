"""Exact constants and functions for re-checking limits: sums of products of powers of atoms, with rational numbers.

An atom is a parameter, the variable, a prime, pi, log|f|, exp(m), the absolute value or the reciprocal base of a sum,
or a named function; exponents are rational. Products and quotients, logarithms of products and exponentials of sums
are multiplied out, so that equal things mostly look equal. Zero is proved by clearing denominators; a sum that does not
vanish proves nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from math import floor
from typing import Any

from .asymptotics_monomials import Monomial, Monomials
from .asymptotics_numbers import Numbers, primes
from .asymptotics_text import NotCovered

MAX_TERMS = 1500
ZERO, ONE = Fraction(0), Fraction(1)


# --- atoms and sums ---------------------------------------------------------------------------------------------------
class Atom:
    """One generator: `kind` in par, var, prime, log, exp, abs, sum, fn; `args` are atoms, sums or an integer."""

    __slots__ = ("args", "free", "kind", "name", "number", "positive", "varies")

    def __init__(self, number: int, kind: str, name: str, args: tuple[Any, ...], positive: bool) -> None:
        self.number, self.kind, self.name, self.args, self.positive = number, kind, name, args, positive
        parts = [a for a in args if isinstance(a, El | Atom)]
        self.varies: bool = kind == "var" or any(p.varies for p in parts)
        self.free: bool = kind == "par" or any(p.free for p in parts)


class El:
    """A sum of rational multiples of monomials that is not a bare rational number."""

    __slots__ = ("_key", "al", "d")

    def __init__(self, al: Algebra, d: dict[Monomial, Fraction]) -> None:
        self.al, self.d = al, d
        self._key: frozenset[Any] | None = None

    @property
    def key(self) -> frozenset[Any]:
        if self._key is None:
            self._key = frozenset(self.d.items())
        return self._key

    def atoms(self) -> list[Atom]:
        return [self.al.atoms[i] for i in sorted({i for m in self.d for i, _ in m})]

    @property
    def varies(self) -> bool:
        return any(a.varies for a in self.atoms())

    @property
    def free(self) -> bool:
        return any(a.free for a in self.atoms())

    def __add__(self, other: Const | int) -> Const:
        d = dict(self.d)
        for m, c in other.d.items() if isinstance(other, El) else (((), other),):
            s = d.get(m, ZERO) + c
            if s:
                d[m] = s
            else:
                d.pop(m, None)
        return self.al.made(d)

    __radd__ = __add__

    def __neg__(self) -> Const:
        return El(self.al, {m: -c for m, c in self.d.items()})

    def __sub__(self, other: Const | int) -> Const:
        return self + (-other)

    def __rsub__(self, other: Const | int) -> Const:
        return -self + other

    def __mul__(self, other: Const | int) -> Const:
        if not isinstance(other, El):
            return El(self.al, {m: c * other for m, c in self.d.items()}) if other else ZERO
        return self.al.product(self, other)

    __rmul__ = __mul__


Const = Fraction | El


class Algebra(Numbers):
    """The atoms of one re-check. `sign_of` settles the sign of sums with parameters; it is set by `cases`."""

    def __init__(self, deadline: float) -> None:
        super().__init__()
        self.atoms: list[Atom] = []
        self._by_key: dict[Any, int] = {}
        self._signs: dict[frozenset[Any], int] = {}
        self.sign_of: Callable[[El], int] | None = None
        self.nonzero: Callable[[El], bool] | None = None
        self.deadline = deadline
        self._ticks = 0
        self._monomials = Monomials(self._reduced)

    def forget_signs(self) -> None:
        self._signs.clear()

    def atom(self, kind: str, name: str = "", args: tuple[Any, ...] = (), positive: bool = False) -> Const:
        return El(self, {((self.number(kind, name, args, positive), ONE),): ONE})

    def number(self, kind: str, name: str, args: tuple[Any, ...], positive: bool = False) -> int:
        key = (kind, name, *(a.key if isinstance(a, El) else a.number if isinstance(a, Atom) else a for a in args))
        found = self._by_key.get(key)
        if found is None:
            found = self._by_key[key] = len(self.atoms)
            self.atoms.append(Atom(found, kind, name, args, positive))
        return found

    def made(self, d: dict[Monomial, Fraction]) -> Const:
        if not d:
            return ZERO
        if len(d) == 1 and () in d:
            return d[()]
        if len(d) > MAX_TERMS:
            raise NotCovered("an exact expression of too many terms")
        return El(self, d)

    def mentions(self, atom: Atom, number: int) -> bool:
        """Whether the atom is made of the one of that number."""
        parts = [b for a in atom.args for b in (a.atoms() if isinstance(a, El) else [a] if isinstance(a, Atom) else [])]
        return atom.number == number or any(self.mentions(p, number) for p in parts)

    def linear(self, p: Const, target: int) -> tuple[Const, Const] | None:
        """(factor, rest) with p = factor * atom + rest, both free of the atom; None when p is not linear in it."""
        factor: Const = ZERO
        rest: Const = ZERO
        for m, c in p.d.items() if isinstance(p, El) else (((), p),):
            here = dict(m)
            e = here.pop(target, ZERO)
            if e not in (0, 1) or any(self.mentions(self.atoms[i], target) for i in here):
                return None
            term = self.made({tuple(sorted(here.items())): c})
            factor, rest = (factor + term, rest) if e else (factor, rest + term)
        return factor, rest

    # --- products and powers ------------------------------------------------------------------------------------------
    def tick(self) -> None:
        """Called from every loop that may grow."""
        self._ticks += 1
        if self._ticks & 7 == 0 and time.monotonic() > self.deadline:
            raise NotCovered("what takes longer than its share of time")

    def product(self, a: El, b: El) -> Const:
        total: dict[int, Fraction] = {}
        extra: Const = ZERO
        known = self._monomials
        right = [(known.place(n), f) for n, f in b.d.items()]
        for m, c in a.d.items():
            self.tick()
            i = known.place(m)
            for j, f in right:
                k, rest = known.product(i, j)
                if rest is None:
                    before = total.get(k)
                    total[k] = c * f if before is None else before + c * f
                else:
                    key = known.all[k]
                    extra = extra + El(self, {key: c * f}) * rest if key else extra + c * f * rest
        return self.made({known.all[k]: c for k, c in total.items() if c}) + extra

    def _reduced(self, exponents: dict[int, Fraction]) -> Const | None:
        """Takes whole powers of primes and of sums, and squares of sines, out of the monomial."""
        out: Const | None = None
        for i in list(exponents):
            atom, e = self.atoms[i], exponents[i]
            if atom.kind == "prime" and (e >= 1 or e < 0):
                whole, value = floor(e), Fraction(atom.args[0])
            elif atom.kind == "sum" and e >= 1:
                whole, value = floor(e), atom.args[0]
            elif atom.kind == "fn" and atom.name == "sin" and e >= 2 and e.denominator == 1:
                whole, value = floor(e / 2) * 2, None
            else:
                continue
            exponents[i] = e - whole
            if not exponents[i]:
                del exponents[i]
            if value is None:
                cos = self.atom("fn", "cos", atom.args)
                part = self.power_of(1 - cos * cos, whole // 2)
            else:
                part = self.power_of(value, whole)
            out = part if out is None else out * part
        return out

    def power_of(self, base: Const, n: int) -> Const:
        """The integer power; a negative one of a sum stands as a power of its primitive part."""
        if abs(n) > 2000:
            raise NotCovered("an exponent beyond 2000")
        if isinstance(base, Fraction):
            if not base and n < 0:
                raise NotCovered("a division by zero")
            return base**n
        if n < 0 or len(base.d) == 1:
            coefficient, factors = self.factors(base)
            if not coefficient:
                raise NotCovered("a division by zero")
            out: Const = coefficient**n
            for i, e in factors:
                out = out * self._atom_to(i, e * n)
            return out
        out = ONE
        for bit in bin(n)[2:]:
            out = out * out * (base if bit == "1" else ONE)
        return out

    def _atom_to(self, i: int, e: Fraction) -> Const:
        exponents = {i: e} if e else {}
        rest = self._reduced(exponents)
        left: Const = El(self, {tuple(exponents.items()): ONE}) if exponents else ONE
        return left if rest is None else left * rest

    def factors(self, value: Const) -> tuple[Fraction, list[tuple[int, Fraction]]]:
        """value = coefficient * Π atom**exponent; a sum is a common monomial times a primitive sum.

        The coefficient is zero where multiplying out shows that the value vanishes.
        """
        if isinstance(value, Fraction):
            return value, []
        if len(value.d) == 1:
            ((m, c),) = value.d.items()
            return c, list(m)
        common: dict[int, Fraction] | None = None
        for m in value.d:
            here = dict(m)
            if common is None:
                common = here
                continue
            for i in set(common) | set(here):
                common[i] = min(common.get(i, ZERO), here.get(i, ZERO))
        assert common is not None
        out = {i: e for i, e in common.items() if e}
        if out:
            rest = value * El(self, {tuple(sorted((i, -e) for i, e in out.items())): ONE})  # multiplies sums out
            lead, more = self.factors(rest)
            for i, e in more:
                out[i] = out.get(i, ZERO) + e
            return lead, [(i, e) for i, e in out.items() if e]
        lead = value.d[max(value.d)]
        primitive = El(self, {m: c / lead for m, c in value.d.items()})
        terms = primitive.d.items()
        positive = all(c > 0 and all(self.atoms[i].positive for i, _ in m) for m, c in terms)
        i = self.number("sum", "", (primitive,), positive)
        return lead, [(i, ONE)]

    def settle_positive(self, value: Const) -> None:
        """Notes that the value is eventually positive, if this fixes the sign of its one factor of unknown sign."""
        coefficient, factors = self.factors(value)
        unknown = [i for i, e in factors if not self.atoms[i].positive and not (e.denominator == 1 and e % 2 == 0)]
        if coefficient > 0 and len(unknown) == 1 and self.atoms[unknown[0]].kind == "sum":
            self.atoms[unknown[0]].positive = True

    def _abs_to(self, i: int, c: Fraction) -> Const:
        """|atom|**c."""
        atom = self.atoms[i]
        if not atom.positive and not (c.denominator == 1 and c % 2 == 0):
            i = self.number("abs", "", (atom,), True)
        return self._atom_to(i, c)

    def power(self, base: Const, e: Const) -> Const:
        """base**e; for an exponent that is no integer the base must be positive, which is the caller's duty."""
        if isinstance(e, Fraction) and e.denominator == 1:
            return self.power_of(base, int(e))
        return self.exp(e * self.log(base))

    # --- log, exp, sin, cos -------------------------------------------------------------------------------------------
    def log(self, value: Const) -> Const:
        """log|value|."""
        coefficient, factors = self.factors(value)
        if not coefficient:
            raise NotCovered("log(0)")
        out: Const = ZERO
        for n, sign in ((abs(coefficient.numerator), 1), (coefficient.denominator, -1)):
            for p, k in primes(n):
                base = self.atoms[self.number("prime", "", (p,), True)]
                out = out + self.atom("log", "", (base,), positive=True) * Fraction(sign * k)
        for i, e in factors:
            atom = self.atoms[i]
            if atom.kind == "abs":
                atom = atom.args[0]
            grows = atom.kind == "var" or (atom.kind == "log" and atom.positive and atom.varies)
            part = atom.args[0] if atom.kind == "exp" else self.atom("log", "", (atom,), grows)
            out = out + part * e
        return out

    def exp(self, value: Const) -> Const:
        """exp(value)."""
        out: Const = ONE
        for m, c in value.d.items() if isinstance(value, El) else (((), value),):
            if not c:
                continue
            if len(m) == 1 and m[0][1] == 1 and self.atoms[m[0][0]].kind == "log":
                out = out * self._abs_to(self.atoms[m[0][0]].args[0].number, c)
            else:
                unit: Any = El(self, {m: ONE})
                out = out * self._atom_to(self.number("exp", "", (unit,), True), c)
        return out

    def function(self, name: str, *args: Const, positive: bool = False) -> Const:
        return self.atom("fn", name, args, positive)

    def sin_cos(self, value: Const) -> tuple[Const, Const]:
        """sin and cos, with quarter turns taken off and known values at twelfths of a turn."""
        pi: Any = self.function("pi", positive=True)
        ((m, _),) = pi.d.items()
        q = value.d.get(m, ZERO) if isinstance(value, El) else ZERO
        quarters = floor(2 * q)
        rest = value - pi * Fraction(quarters, 2)
        s, c = self._sin_cos_rest(rest, q - Fraction(quarters, 2))
        for _ in range(quarters % 4):
            s, c = c, -s
        return s, c

    def _sin_cos_rest(self, value: Const, q: Fraction) -> tuple[Const, Const]:
        if not value:
            return ZERO, ONE
        pi = self.function("pi")
        if not value - pi * q:
            half, root = Fraction(1, 2), lambda n: self.power(Fraction(n), Fraction(1, 2))
            known = {
                Fraction(1, 6): (half, half * root(3)),
                Fraction(1, 4): (half * root(2), half * root(2)),
                Fraction(1, 3): (half * root(3), half),
            }
            if q in known:
                return known[q]
        if not q and self.factors(value)[0] < 0:
            s, c = self._sin_cos_rest(-value, q)
            return -s, c
        return self.function("sin", value), self.function("cos", value)

    # --- zero and sign ------------------------------------------------------------------------------------------------
    def is_zero(self, value: Const) -> bool:
        """True proves that the value vanishes identically where it is defined; False proves nothing."""
        for _ in range(12):
            if isinstance(value, Fraction):
                return not value
            lowest: dict[int, Fraction] = {}
            for m in value.d:
                for i, e in m:
                    if self.atoms[i].kind == "sum" and e < 0:
                        lowest[i] = min(lowest.get(i, ZERO), e)
            if not lowest:
                return False
            for i, e in lowest.items():
                value = value * El(self, {((i, Fraction(-floor(e))),): ONE})
        return False

    def sign(self, value: Const) -> int:
        """The sign of a constant; raises NotCovered when it cannot be settled."""
        if isinstance(value, Fraction):
            return (value > 0) - (value < 0)
        found = self._signs.get(value.key)
        if found is None:
            found = self._signs[value.key] = self._sign(value)
        return found

    def _sign(self, value: El) -> int:
        if self.is_zero(value):
            return 0
        if value.free:
            if self.sign_of is None:
                raise NotCovered("a sign that depends on parameters")
            return self.sign_of(value)
        return self.sign_of_number(value)

    def vanishes(self, value: Const) -> bool:
        """Whether the constant is zero; raises NotCovered when that cannot be settled."""
        if isinstance(value, Fraction):
            return not value
        if value.key not in self._signs and value.free and self.nonzero is not None and self.nonzero(value):
            return False
        return self.sign(value) == 0
