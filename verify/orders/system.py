"""A claim about orders as systems of linear inequalities, and what each inequality is.

Every constraint says that a form is ≤ 0 or < 0: a fact L = O(R) says order(L) − order(R) ≤ 0, and L = o(R) that it is
< 0. A sum m of terms c_j has c_j ≤ m for every j and m ≤ c_j for some j. A goal is one comparison L = O(R) or
L = o(R); its negation is R < L or R ≤ L. The scale of the variable is known: n ≫ log(n)**k for every k, ≫ 1.

Why that decides. Let a claim L = O(R) fail for some positive sequences that satisfy the facts. Then L/R is unbounded on
an infinite set of n, and an ultrafilter on that set makes the positive sequences, modulo those bounded by one another,
a totally ordered vector space over the reals in which every fact holds, n and its logarithms have their places, sums
are maxima, and order(R) < order(L). So no solution in any ordered vector space means that the claim holds for all
positive sequences. Conversely a linear system without a solution over the rationals (lexicographic tuples of them where
logarithms occur) has a certificate by Motzkin's theorem, and one with a solution (p, q) has the sequences
n**p*log(n)**q, which satisfy the facts and break the claim. Constants in inequalities do not matter for the first
direction; in the second they are checked on the sequences.

Zeros. The order of a sequence that is zero infinitely often is undefined. A goal L = O(R) or L = o(R) can fail only
where L ≠ 0; there the factors of L are not zero, nor is the right side of any fact whose left side is not. Only
quantities known in this way not to be zero may occur in a derivation. A fact that divides by a quantity, or says that
it is positive, says that it is not zero. Values +∞ of expectations do no harm: a quantity that occurs on both sides of
an inequality and may be infinite makes the fact unusable, and a Landau fact compares numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from .reading import Form, Node, Polynomial, plus, times

Origin = tuple[str | int, ...]


@dataclass(frozen=True)
class Constraint:
    """A form that is ≤ 0, or < 0 if `strict`.

    `small`, `large`: the names that occur on either side, cancelled ones included; where no name of the small side is
    zero, none of the large side is. `origin` says where it is from, `raised` which conditions multiply it; `exact`
    marks an inequality between the quantities themselves, where constants matter.
    """

    form: Form
    strict: bool
    origin: Origin
    small: frozenset[str] = frozenset()
    large: frozenset[str] = frozenset()
    raised: tuple[str, ...] = ()
    exact: bool = False

    @property
    def mentioned(self) -> frozenset[str]:
        """Every name on either side."""
        return self.small | self.large


@dataclass(frozen=True)
class Condition:
    """A polynomial in the parameters that is ≥ 0, or > 0 if `strict`; `name` is the fact's."""

    polynomial: Polynomial
    strict: bool
    name: str


def compare(small: Form, large: Form, *, strict: bool, origin: Origin, exact: bool = False) -> Constraint:
    """small = O(large), or o(large) if `strict`."""
    return Constraint(plus(small, large, Fraction(-1)), strict, origin, names_of(small), names_of(large), exact=exact)


def names_of(form: Form) -> frozenset[str]:
    """The atoms and nodes of a form."""
    return frozenset(name for _, name in form)


@dataclass(frozen=True)
class Goal:
    """One comparison small = O(large), or o(large) if `strict`."""

    small: Form
    large: Form
    strict: bool

    @property
    def negated(self) -> Constraint:
        """What holds where the goal fails."""
        return compare(self.large, self.small, strict=not self.strict, origin=("negated",))


@dataclass(frozen=True)
class System:
    """What is known: constraints from facts, sums, the scale (largest first), conditions on parameters.

    `nonzero`: the atoms that the facts themselves say are not zero. `usable`: the names that a derivation may use,
    None for all.
    """

    constraints: tuple[Constraint, ...]
    nodes: Mapping[str, Node]
    scale: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()
    nonzero: frozenset[str] = field(default_factory=frozenset)
    usable: frozenset[str] | None = None

    def with_(self, *extra: Constraint) -> System:
        """The same system with further constraints."""
        return replace(self, constraints=(*self.constraints, *extra))

    def terms(self) -> list[Constraint]:
        """That no term of a sum exceeds it, and what the scale is."""
        found = []
        for node in self.nodes.values():
            whole: Form = {((), node.name): Fraction(1)}
            for index, (_, child) in enumerate(node.children):
                small, large = (child, whole) if node.most else (whole, child)
                found.append(compare(small, large, strict=False, origin=("term", node.name, index)))
        for name in self.scale:
            found.append(compare({}, {((), name): Fraction(1)}, strict=True, origin=("scale", name)))
        return found

    def expanded(self) -> list[Constraint]:
        """All constraints, each also times the conditions on parameters."""
        found = [*self.constraints, *self.terms()]
        if self.usable is not None:
            found = [constraint for constraint in found if constraint.mentioned <= self.usable]
        return found + [product for base in found for product in self._products(base)]

    def _products(self, base: Constraint) -> list[Constraint]:
        made = []
        chosen: Sequence[tuple[Condition, ...]] = [
            *((one,) for one in self.conditions),
            *((one, two) for i, one in enumerate(self.conditions) for two in self.conditions[i:]),
        ]
        for group in chosen:
            form, strict = base.form, base.strict
            for condition in group:
                form, strict = times(form, condition.polynomial), strict and condition.strict
            made.append(replace(base, form=form, strict=strict, raised=tuple(c.name for c in group)))
        return made

    def safe(self, known: Iterable[str]) -> System:
        """What may be used where only these names and what follows from them are known not to be zero."""
        kept = self.not_zero(known)
        nodes = {name: node for name, node in self.nodes.items() if name in kept}
        return replace(self, nodes=nodes, usable=kept)

    def not_zero(self, known: Iterable[str]) -> frozenset[str]:
        """The names that are not zero where these are not: where a small side is not zero, its large side is not."""
        found = set(known) | self.nonzero | set(self.scale)
        size = -1
        while size != len(found):
            size = len(found)
            for constraint in self.constraints:
                if constraint.small <= found:
                    found |= constraint.large
            for node in self.nodes.values():
                if node.name in found and not node.most:
                    found |= children_of(node)
                nonzero = [names_of(child) <= found for _, child in node.children]
                if any(nonzero) if node.most else all(nonzero):
                    found.add(node.name)
        return frozenset(found)


def children_of(node: Node) -> frozenset[str]:
    return frozenset().union(*(names_of(child) for _, child in node.children))


def choice(node: Node, index: int) -> Constraint:
    """That term `index` of a sum is its largest (of a minimum, its smallest)."""
    whole: Form = {((), node.name): Fraction(1)}
    child = node.children[index][1]
    small, large = (whole, child) if node.most else (child, whole)
    return compare(small, large, strict=False, origin=("choice", node.name, index))
