"""Signs under side conditions, and whether a case can be empty, by exact multipliers.

A set of conditions p_i > 0, p_j >= 0, q_k = 0 is impossible when nonnegative multipliers, and free ones for the
equations, combine the p, products of two of them, and 1 to the zero polynomial, monomials being independent reals
(Farkas; Handelman). The multipliers are found by an exact simplex and are themselves the proof. Nothing else counts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import partial
from math import ceil, floor

import mpmath

from .algebra import compare
from .asymptotics_algebra import ONE, ZERO, Algebra, Const, El
from .asymptotics_monomials import Monomial
from .asymptotics_polynomials import Poly, divided, impossible
from .asymptotics_text import NotCovered

Fact = tuple[Const, str]  # value, relation to 0: one of > >= = !=
MOST_CONDITIONS = 9
MOST_PIVOTS = 120
MOST_SQUARED = 3
MOST_MONOMIALS = 6
VALUES = tuple(
    Fraction(p, q) for p, q in ((5, 4), (1, 3), (-7, 5), (1, 1), (3, 1), (-1, 3), (0, 1), (2, 1), (12, 7), (1, 9))
)
MOST_POINTS = 60
TINY = mpmath.mpf(10) ** -15


class Open(NotCovered):
    """A sign that the side conditions do not settle: that of `value`, which three cases would settle."""

    def __init__(self, value: El) -> None:
        super().__init__("a sign that the side conditions do not settle")
        self.value = value


def points(names: Collection[str]) -> Iterator[dict[str, Fraction]]:
    """A few values of the parameters, well mixed."""
    for i in range(MOST_POINTS if len(names) > 1 else len(VALUES)):
        yield {n: VALUES[(i * (2 * j + 1) + j * (i // len(VALUES))) % len(VALUES)] for j, n in enumerate(sorted(names))}


def rounded(value: Const, relation: str, integers: Collection[str]) -> Fact:
    """A bound of one integer parameter, rounded inwards: n > 1/2 as n >= 1."""
    if not isinstance(value, El) or relation not in (">", ">="):
        return value, relation
    moving = [m for m in value.d if m]
    if len(moving) != 1 or len(moving[0]) != 1 or moving[0][0][1] != 1:
        return value, relation
    atom = value.al.atoms[moving[0][0][0]]
    if atom.kind != "par" or atom.name not in integers:
        return value, relation
    slope = value.d[moving[0]]
    level = -value.d.get((), ZERO) / abs(slope)  # ±n > level
    least = Fraction(floor(level) + 1) if relation == ">" else Fraction(ceil(level))
    return El(value.al, {moving[0]: Fraction(1 if slope > 0 else -1)}) - least, ">="


class Facts:
    """The conditions that hold in one region; answers the algebra's questions about signs."""

    def __init__(self, al: Algebra) -> None:
        self.al = al
        self.facts: list[Fact] = []
        self.integers: frozenset[str] = frozenset()
        self.apart: set[int] = set()  # atoms that are not zero
        self.unsettled: set[frozenset[object]] = set()
        self.nested = False
        al.sign_of, al.nonzero = self.sign, self.nonzero

    def assume(self, value: Const, relation: str) -> None:
        value, relation = rounded(value, relation, self.integers)
        self.facts.append((value, relation))
        if relation in ("!=", ">"):
            self.apart |= {i for i, _ in self.al.factors(value)[1]}
        self.al.forget_signs()
        self.unsettled.clear()

    def nonzero(self, value: El) -> bool:
        """True proves that the constant is not zero; False proves nothing."""
        coefficient, factors = self.al.factors(value)
        return bool(coefficient) and all(i in self.apart or self.al.atoms[i].positive for i, _ in factors)

    # --- signs --------------------------------------------------------------------------------------------------------
    def sign(self, value: El) -> int:
        """The sign of a constant with parameters; raises NotCovered when the conditions do not settle it."""
        coefficient, factors = self.al.factors(value)
        out = (coefficient > 0) - (coefficient < 0)
        for i, e in factors if coefficient else ():
            s = self._atom_sign(i)
            if e.denominator == 1 and e % 2 == 0:
                s = abs(s)
            out *= s
        return out

    def _atom_sign(self, i: int) -> int:
        atom = self.al.atoms[i]
        if atom.positive:
            return 1
        alone = El(self.al, {((i, ONE),): ONE})
        if not atom.free:
            return self.al.sign_of_number(alone)
        if atom.kind == "log":
            inner = atom.args[0]
            base: Const = inner.args[0] if inner.kind == "sum" else El(self.al, {((inner.number, ONE),): ONE})
            positive = False
            with suppress(NotCovered):
                positive = self.al.sign(base) > 0
            if positive:
                return self.al.sign(base - 1)
        return self._settled(atom.args[0] if atom.kind == "sum" else alone)

    def _settled(self, p: El) -> int:
        if p.key in self.unsettled:
            raise Open(p)
        for q in self._divisors():
            rest = self._quotient(p, q)
            if rest is not None:
                return self.al.sign(rest) * self._settled(q)
        for s in (1, -1):
            if self.impossible([(p * Fraction(-s), ">=")]):
                return s
        if all(self.impossible([(p * Fraction(s), ">")]) for s in (1, -1)):
            return 0
        if not self.nested:
            self.unsettled.add(p.key)
        raise Open(p)

    def _divisors(self) -> list[El]:
        """The sums among the factors of the conditions."""
        factors = {i for value, _ in self.facts for i, _ in self.al.factors(value)[1]}
        return [self.al.atoms[i].args[0] for i in factors if self.al.atoms[i].kind == "sum"]

    def _quotient(self, p: El, q: El) -> Const | None:
        """p/q where it is a polynomial of lower degree."""
        atoms = sorted({a.number for v in (p, q) for a in v.atoms()})
        if p.key == q.key or not {a.number for a in q.atoms()} <= {a.number for a in p.atoms()}:
            return None
        dense = []
        for v in (p, q):
            terms = {tuple(dict(m).get(i, ZERO) for i in atoms): c for m, c in v.d.items()}
            if any(e < 0 or e.denominator != 1 for m in terms for e in m):
                return None
            dense.append({tuple(int(e) for e in m): c for m, c in terms.items()})
        found = divided(*dense)
        if found is None:
            return None
        back = {tuple((i, Fraction(e)) for i, e in zip(atoms, m, strict=True) if e): c for m, c in found.items()}
        return self.al.made(back)

    def signs_at_points(self, value: Const) -> Iterator[int]:
        """The signs of the value at points that satisfy the conditions."""
        for at in points({a.name for a in self.al.atoms if a.kind == "par"}):
            self.al.put(at | {n: Fraction(floor(at[n])) for n in self.integers & set(at)})
            with suppress(NotCovered, ZeroDivisionError):
                if all(compare(self._sign_here(p), relation, 0) for p, relation in self.facts):
                    yield self._sign_here(value)

    def _sign_here(self, p: Const) -> int:
        """By floats: enough to turn something down, never to accept it."""
        value, size = self.al.number_value(p, 25)
        return 0 if abs(value) <= size * TINY else 1 if value > 0 else -1

    # --- emptiness ----------------------------------------------------------------------------------------------------
    def impossible(self, extra: Sequence[Fact]) -> bool:
        """True proves that no real values satisfy the conditions and the extra ones; False proves nothing."""
        inequalities: list[tuple[Const, bool]] = []
        equations: list[Const] = []
        apart: list[Fact] = []
        for value, relation in [*self.facts, *extra]:
            if relation == "!=":
                if self.al.is_zero(value):
                    return True
                apart.append((self._cleared(value), "!="))
                continue
            if relation == "=" and isinstance(value, El) and self.nonzero(value):
                return True
            p = self._cleared(value)
            if relation == "=":
                equations.append(p)
            else:
                inequalities.append((p, relation == ">"))
        known = [p for p, _ in inequalities] + equations
        inequalities += [(p, strict) for p, strict in self._about_atoms(known)]
        if len(inequalities) > MOST_CONDITIONS + 12:
            raise NotCovered("more side conditions than are combined here")
        alone = [(p, ">" if strict else ">=") for p, strict in inequalities] + [(p, "=") for p in equations]
        if self._combine(inequalities, equations) or self._by_sturm(alone + apart):
            return True
        products = list(inequalities)
        base = inequalities[:MOST_CONDITIONS]
        for k, (p, s) in enumerate(base):
            products += [(p * q, s and t) for q, t in base[k:]]
        products += [(square, False) for square in self._squares(known)]
        for monomial in self._positive_monomials(known):
            products += [(monomial, True), *((p * monomial, s) for p, s in inequalities)]
        return len(products) > len(inequalities) and self._combine(products, equations)

    @staticmethod
    def _by_sturm(conditions: Sequence[Fact]) -> bool:
        """Whether the conditions on one of the atoms alone exclude one another."""
        single: dict[int, list[tuple[Poly, str]]] = {}
        for p, relation in conditions:
            atoms = p.atoms() if isinstance(p, El) else []
            if not isinstance(p, El) or len(atoms) != 1:
                continue
            terms = {dict(m).get(atoms[0].number, ZERO): c for m, c in p.d.items()}
            if all(e.denominator == 1 and e >= 0 for e in terms):
                dense = [terms.get(Fraction(k), ZERO) for k in range(int(max(terms)) + 1)]
                single.setdefault(atoms[0].number, []).append((dense, relation))
        return any(impossible(conditions) for conditions in single.values())

    def _squares(self, known: list[Const]) -> list[Const]:
        """x**2, (x + y)**2 and (x - y)**2 of the parameters that occur."""
        found = {a.number for p in known if isinstance(p, El) for a in p.atoms() if a.kind == "par"}
        x = [El(self.al, {((i, ONE),): ONE}) for i in sorted(found)[:MOST_SQUARED]]
        pairs = [v for k, a in enumerate(x) for b in x[:k] for v in (a + b, a - b)]
        return [v * v for v in [*x, *pairs]]

    def _positive_monomials(self, known: list[Const]) -> list[Const]:
        """The positive parts of the monomials that occur, such as 4**a in (a - 1)*4**a."""
        found: dict[Monomial, None] = {}
        for p in known:
            for m in p.d if isinstance(p, El) else ():
                part = tuple((i, e) for i, e in m if self.al.atoms[i].positive)
                if part:
                    found[part] = None
        return [El(self.al, {m: ONE}) for m in list(found)[:MOST_MONOMIALS]]

    def _cleared(self, value: Const) -> Const:
        """The value times a square, without negative powers."""
        for _ in range(6):
            if isinstance(value, Fraction):
                return value
            lowest: dict[int, Fraction] = {}
            for m in value.d:
                for i, e in m:
                    if e < 0:
                        lowest[i] = min(lowest.get(i, ZERO), e)
            if not lowest:
                return value
            for i, e in lowest.items():
                value = value * El(self.al, {((i, Fraction(-2 * floor(e / 2))),): ONE})
        raise NotCovered("a condition with nested quotients")

    def _about_atoms(self, known: list[Const]) -> list[tuple[Const, bool]]:
        """What is known of the atoms that occur: bounds of numbers, signs of logarithms and positive functions."""
        atoms = {a.number: a for p in known if isinstance(p, El) for a in p.atoms()}
        roots = {(i, e) for p in known if isinstance(p, El) for m in p.d for i, e in m if e.denominator > 1}
        out: list[tuple[Const, bool]] = [(El(self.al, {(root,): ONE}), False) for root in sorted(roots)]
        logs = [a for a in atoms.values() if a.kind == "log" and a.args[0].kind == "par"]
        logs = [a for a in logs if len(logs) > 1 and self._nested(partial(self._atom_sign, a.args[0].number)) > 0]
        pairs = [[El(self.al, {((atom.number, ONE),): ONE}) for atom in (a, a.args[0])] for a in logs]
        out += [(a * (u - v) - a + b, False) for u, a in pairs for v, b in pairs if a is not b]  # log(a/b) >= 1 - b/a
        for i, atom in atoms.items():
            alone = El(self.al, {((i, ONE),): ONE})
            if not atom.free:
                value, _ = self.al.number_value(alone, 40)
                grid = 10**15
                low = Fraction(int(mpmath.floor(value * grid)) - 1, grid)
                out += [(alone - low, True), (low + Fraction(3, grid) - alone, True)]
            elif atom.positive:
                out.append((alone, True))
                if atom.kind == "exp":
                    out.append((alone - 1 - atom.args[0], False))
                    s = self._nested(partial(self.al.sign, atom.args[0]))
                    out += [((alone - 1) * Fraction(s), True)] if s else []
            elif atom.kind == "log":
                s = self._nested(partial(self._atom_sign, i))
                out += [(alone * Fraction(s), True)] if s else []
        return out

    def _nested(self, sign: Callable[[], int]) -> int:
        """A sign that is asked for within another question; 0 where it is not settled."""
        if self.nested:
            return 0
        self.nested = True
        try:
            return sign()
        except NotCovered:
            return 0
        finally:
            self.nested = False

    def _combine(self, inequalities: list[tuple[Const, bool]], equations: list[Const]) -> bool:
        self.al.tick()
        columns = [(p, strict) for p, strict in inequalities]
        columns += [(q * Fraction(s), False) for q in equations for s in (1, -1)]
        columns.append((ONE, True))
        rows: dict[Monomial, dict[int, Fraction]] = {}
        for j, (p, _) in enumerate(columns):
            for m, c in p.d.items() if isinstance(p, El) else (((), p),):
                if c:
                    rows.setdefault(m, {})[j] = c
        strict = {j: ONE for j, (_, s) in enumerate(columns) if s}
        return feasible([*rows.values(), strict], [ZERO] * len(rows) + [ONE], len(columns), self.al.tick)


def feasible(rows: list[dict[int, Fraction]], right: list[Fraction], count: int, tick: Callable[[], None]) -> bool:
    """Whether rows · x = right has a solution x >= 0, by the simplex method in exact arithmetic (right >= 0).

    True rests on a solution, which is put into the equations before it is believed; False may be a limit of effort.
    """
    system = [dict(row) for row in rows]
    value = list(right)
    basis = [count + k for k in range(len(rows))]
    for _ in range(MOST_PIVOTS):
        tick()
        cost: dict[int, Fraction] = {}
        for k, row in enumerate(system):
            if basis[k] >= count:
                for j, c in row.items():
                    cost[j] = cost.get(j, ZERO) + c
        enter = min((j for j, c in cost.items() if c > 0 and j not in basis), default=None)
        if enter is None:
            break
        ratios = [(value[k] / row[enter], basis[k], k) for k, row in enumerate(system) if row.get(enter, ZERO) > 0]
        if not ratios:
            break
        k = min(ratios)[2]
        pivot = system[k][enter]
        system[k] = {j: c / pivot for j, c in system[k].items()}
        value[k] /= pivot
        basis[k] = enter
        for other, row in enumerate(system):
            factor = row.get(enter)
            if other != k and factor:
                for j, c in system[k].items():
                    s = row.get(j, ZERO) - factor * c
                    if s:
                        row[j] = s
                    else:
                        row.pop(j, None)
                value[other] -= factor * value[k]
    x = {b: v for b, v in zip(basis, value, strict=True) if b < count and v}
    return all(v >= 0 for v in x.values()) and all(
        sum((c * x.get(j, ZERO) for j, c in row.items()), ZERO) == r for row, r in zip(rows, right, strict=True)
    )
