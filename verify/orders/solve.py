"""Solves the systems: a point by z3's exact linear arithmetic, or a tree of Farkas multipliers that excludes one.

A sum on the large side of a fact is a choice of its largest term. The tree splits on a sum only where a point of the
relaxed system exceeds all its terms, and a branch that did not need its choice stands for the whole node; so k terms on
both sides of a claim cost k linear programs, not k². In the worst case, many facts each with several terms on the
large side, the number of leaves is the product of their numbers of terms: the problem contains satisfiability.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import z3

from .reading import Form, Node, Polynomial
from .system import Constraint, System, children_of, choice

MAX_LEAVES = 4_000


class Unsolved(Exception):
    """Neither a point nor multipliers: the reason."""


class Sizes:
    """A point: a rational for every parameter, a tuple of rationals (one a scale element) for every atom."""

    def __init__(self, parameters: Mapping[str, Fraction], atoms: Mapping[str, tuple[Fraction, ...]]) -> None:
        self.parameters = dict(parameters)
        self.atoms = dict(atoms)

    def value(self, form: Form) -> tuple[Fraction, ...]:
        """The order of a form at this point, to be compared as a tuple."""
        levels = len(next(iter(self.atoms.values()), (Fraction(0),)))
        total = [Fraction(0)] * levels
        for (powers, name), coefficient in form.items():
            for parameter, exponent in powers:
                coefficient *= self.parameters[parameter] ** exponent
            for level, part in enumerate(self.atoms[name]):
                total[level] += coefficient * part
        return tuple(total)


@dataclass(frozen=True)
class Multiple:
    """One line of a derivation: a constraint times a positive number; `over` and `power` for n ≫ log(n)**power."""

    constraint: Constraint
    factor: Fraction
    over: str = ""
    power: Fraction = Fraction(0)


@dataclass(frozen=True)
class Leaf:
    """Multiples that add up to 0 < 0."""

    multiples: tuple[Multiple, ...]


@dataclass(frozen=True)
class Split:
    """One tree for each term of a sum that may be the largest."""

    node: Node
    branches: tuple[Tree, ...]


Tree = Leaf | Split


def used(tree: Tree) -> list[Constraint]:
    """Every constraint that a tree of derivations uses."""
    if isinstance(tree, Leaf):
        return [multiple.constraint for multiple in tree.multiples]
    return [constraint for branch in tree.branches for constraint in used(branch)]


class Clock:
    """The time that is left, in the units that z3 takes."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self.leaves = 0

    def solver(self) -> z3.Solver:
        """A solver that stops when the time is over."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise Unsolved("the time for this claim ran out")
        solver = z3.Solver()
        solver.set("timeout", max(1, int(left * 1000)))
        return solver

    def check(self, solver: z3.Solver, *assumptions: z3.BoolRef) -> bool:
        """Whether there is a solution; Unsolved where z3 does not say."""
        answer = solver.check(*assumptions)
        if answer == z3.unknown:
            raise Unsolved(f"the solver gave up: {solver.reason_unknown()}")
        return bool(answer == z3.sat)


class _Encoding:
    """Forms as z3 terms, one a level of the scale. `linear`: a monomial times an atom is a variable of its own."""

    def __init__(self, scale: Sequence[str], *, linear: bool) -> None:
        self.scale = scale
        self.levels = max(1, len(scale))
        self._linear = linear
        self.variables: dict[tuple[object, str], list[z3.ArithRef]] = {}
        self.parameters: dict[str, z3.ArithRef] = {}

    def atom(self, powers: object, name: str) -> list[z3.ArithRef]:
        key = (powers, name)
        if key not in self.variables:
            if name in self.scale and powers == ():
                place = self.scale.index(name)
                self.variables[key] = [z3.RealVal(int(level == place)) for level in range(self.levels)]
            else:
                number = len(self.variables)
                self.variables[key] = [z3.Real(f"x{number}_{level}") for level in range(self.levels)]
        return self.variables[key]

    def parameter(self, name: str) -> z3.ArithRef:
        return self.parameters.setdefault(name, z3.Real(f"p_{name}"))

    def monomial(self, powers: Iterable[tuple[str, int]]) -> z3.ArithRef:
        result = z3.RealVal(1)
        for name, exponent in powers:
            for _ in range(exponent):
                result = result * self.parameter(name)
        return result

    def form(self, form: Form) -> list[z3.ArithRef]:
        total: list[list[z3.ArithRef]] = [[] for _ in range(self.levels)]
        for (powers, name), value in form.items():
            parts = self.atom(powers if self._linear else (), name)
            number = z3.Q(value.numerator, value.denominator)
            if powers and not self._linear:
                number = number * self.monomial(powers)
            for level, part in enumerate(parts):
                total[level].append(number * part)
        return [z3.Sum(terms) if terms else z3.RealVal(0) for terms in total]

    def holds(self, constraint: Constraint) -> z3.BoolRef:
        return below(self.form(constraint.form), strict=constraint.strict)

    def polynomial(self, polynomial: Polynomial) -> z3.ArithRef:
        return z3.Sum(
            [z3.Q(v.numerator, v.denominator) * self.monomial(powers) for powers, v in polynomial.items()]
            or [z3.RealVal(0)]
        )


def below(levels: Sequence[z3.ArithRef], *, strict: bool) -> z3.BoolRef:
    """That a tuple is lexicographically < 0 or ≤ 0."""
    head, rest = levels[0], levels[1:]
    if not rest:
        return head < 0 if strict else head <= 0
    return z3.Or(head < 0, z3.And(head == 0, below(rest, strict=strict)))


def find_point(system: System, clock: Clock, *, simple: bool = False) -> Sizes | None:
    """Orders of all atoms, and parameters, at which every constraint holds; None if there are none.

    `simple`: prefer points where inequalities between quantities are strict, so that constants do not matter, and
    where many quantities are of order 1.
    """
    encoding = _Encoding(system.scale, linear=False)
    solver = clock.solver()
    for constraint in [*system.constraints, *system.terms()]:
        solver.add(encoding.holds(constraint))
    for node in system.nodes.values():
        solver.add(z3.Or([encoding.holds(choice(node, index)) for index in range(len(node.children))]))
    for condition in system.conditions:
        value = encoding.polynomial(condition.polynomial)
        solver.add(value > 0 if condition.strict else value >= 0)
    if not clock.check(solver):
        return None
    if simple:
        for wish in _wishes(encoding, system):
            solver.push()
            solver.add(wish)
            if solver.check() != z3.sat:
                solver.pop()
        clock.check(solver)
    model = solver.model()
    parameters = {name: _rational(model, term) for name, term in encoding.parameters.items()}
    atoms = {name: tuple(_rational(model, part) for part in parts) for (_, name), parts in encoding.variables.items()}
    return Sizes(parameters, atoms)


def _wishes(encoding: _Encoding, system: System) -> list[z3.BoolRef]:
    """What a reader would like of a point, in order of importance."""
    parts = [part for (_, name), parts in encoding.variables.items() if name not in system.scale for part in parts]
    wishes = [z3.And([below(encoding.form(c.form), strict=True) for c in system.constraints if c.exact])]
    wishes += [z3.And([z3.And(part <= 4, part >= -4) for part in parts])] if parts else []
    return wishes + [part == 0 for part in parts]


def _rational(model: z3.ModelRef, term: z3.ArithRef) -> Fraction:
    value = model.eval(term, model_completion=True)
    if not z3.is_rational_value(value):
        raise Unsolved("the only counter-models found have irrational exponents")
    return Fraction(value.numerator_as_long(), value.denominator_as_long())


def exclude(system: System, known: Iterable[str], clock: Clock) -> Tree:
    """A tree of derivations of 0 < 0. `known`: names that are not zero. Raises Unsolved."""
    known = frozenset(known)
    usable = system.safe(known)
    leaf, point = _farkas(usable, clock)
    if leaf is not None:
        clock.leaves += 1
        if clock.leaves > MAX_LEAVES:
            raise Unsolved(f"the case distinction over largest terms has more than {MAX_LEAVES} leaves")
        return leaf
    free = _sorted_nodes(usable)
    split = next((node for node in free if point is None or _exceeds(node, point)), None)
    if split is None:  # the largest term of a sum that is not zero is not zero
        split = next((node for node in free if not children_of(node) <= (usable.usable or frozenset())), None)
    if split is None:
        if system.conditions:
            raise Unsolved("no derivation was found that multiplies facts by at most two conditions on the parameters")
        raise Unsolved("the claim follows for positive quantities only")
    split = _outermost(split, free)
    branches = []
    for index in range(len(split.children)):
        chosen = choice(split, index)
        branch = exclude(system.with_(chosen), known, clock)
        if not any(constraint.origin == chosen.origin for constraint in used(branch)):
            return branch
        branches.append(branch)
    return Split(split, tuple(branches))


def _outermost(node: Node, free: Sequence[Node]) -> Node:
    """The largest sum not yet split around a node: which of its terms counts may settle the inner one."""
    around = next((other for other in free if node.name in children_of(other)), None)
    return node if around is None else _outermost(around, free)


def _sorted_nodes(system: System) -> list[Node]:
    """The sums not yet split, outer ones first: a reader met their terms first."""
    decided = {c.origin[1] for c in system.constraints if c.origin[0] == "choice"}
    return [node for node in reversed(system.nodes.values()) if node.name not in decided]


def _exceeds(node: Node, point: Mapping[tuple[object, str], tuple[Fraction, ...]]) -> bool:
    """Whether no term of a sum is as large as the sum at a point of the relaxed system."""

    def value(form: Form) -> tuple[Fraction, ...]:
        total: tuple[Fraction, ...] = ()
        for key, coefficient in form.items():
            part = tuple(coefficient * item for item in point.get(key, ()))
            total = tuple(a + b for a, b in zip(total, part, strict=True)) if total and part else total or part
        return total

    whole = point.get(((), node.name), ())
    return all(value(child) != whole for _, child in node.children)


def _farkas(
    system: System, clock: Clock
) -> tuple[Leaf | None, Mapping[tuple[object, str], tuple[Fraction, ...]] | None]:
    """Multipliers for the linearised system, or a point of it."""
    constraints = system.expanded()
    encoding = _Encoding(system.scale, linear=True)
    solver = clock.solver()
    solver.set("core.minimize", True)
    labels = []
    for index, constraint in enumerate(constraints):
        label = z3.Bool(f"c{index}")
        labels.append(label)
        solver.add(z3.Implies(label, encoding.holds(constraint)))
    if clock.check(solver, *labels):
        model = solver.model()
        return None, {key: tuple(_rational(model, part) for part in parts) for key, parts in encoding.variables.items()}
    core = {str(label) for label in solver.unsat_core()}
    chosen = [constraint for index, constraint in enumerate(constraints) if f"c{index}" in core]
    scale = [c for c in constraints if c.origin[0] == "scale" and c not in chosen]
    leaf = _multipliers([*chosen, *scale], system.scale, clock) or _multipliers(constraints, system.scale, clock)
    if leaf is None:
        return None, None
    return leaf, None


def _multipliers(constraints: Sequence[Constraint], scale: Sequence[str], clock: Clock) -> Leaf | None:
    """Motzkin's alternative: nonnegative multiples that add up to 0, one of a strict constraint among them."""
    solver = clock.solver()
    factors = [z3.Real(f"l{index}") for index in range(len(constraints))]
    chains = [(big, small) for place, big in enumerate(scale) for small in scale[place + 1 :]]
    tops = [z3.Real(f"t{index}") for index in range(len(chains))]
    tails = [z3.Real(f"u{index}") for index in range(len(chains))]
    solver.add([factor >= 0 for factor in (*factors, *tops, *tails)])
    solver.add([z3.Implies(tail > 0, top > 0) for top, tail in zip(tops, tails, strict=True)])
    solver.add([z3.Implies(top > 0, tail > 0) for top, tail in zip(tops, tails, strict=True)])
    sums: dict[tuple[object, str], list[z3.ArithRef]] = {}
    for constraint, factor in zip(constraints, factors, strict=True):
        for key, value in constraint.form.items():
            sums.setdefault(key, []).append(z3.Q(value.numerator, value.denominator) * factor)
    for (big, small), top, tail in zip(chains, tops, tails, strict=True):
        sums.setdefault(((), big), []).append(-top)
        sums.setdefault(((), small), []).append(tail)
    solver.add([z3.Sum(terms) == 0 for terms in sums.values()])
    strict = [factor for constraint, factor in zip(constraints, factors, strict=True) if constraint.strict]
    solver.add(z3.Sum([*strict, *tops, z3.RealVal(0)]) > 0)
    negated = [f for c, f in zip(constraints, factors, strict=True) if c.origin == ("negated",) and not c.raised]
    if negated:
        solver.push()
        solver.add(z3.Sum(negated) == 1)
        if not clock.check(solver):
            solver.pop()
    if not clock.check(solver):
        return None
    model = solver.model()
    found = [
        Multiple(constraint, value)
        for constraint, factor in zip(constraints, factors, strict=True)
        if (value := _rational(model, factor)) > 0
    ]
    by_name = {c.origin[1]: c for c in constraints if c.origin[0] == "scale" and not c.raised}
    for (big, small), top, tail in zip(chains, tops, tails, strict=True):
        value, amount = _rational(model, top), _rational(model, tail)
        if value > 0:
            found.append(Multiple(by_name[big], value, small, amount / value))
    return Leaf(tuple(found))
