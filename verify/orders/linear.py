"""Exact linear arithmetic by z3: points of systems, points of relaxed systems, and Farkas multipliers.

Constraints go to z3 as text in SMT-LIB, whose parser is many times faster than building terms one by one. A level is
one element of the scale: orders are tuples, compared lexicographically.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import z3

from .reading import Form, Polynomial
from .system import Constraint, System, choice

Point = Mapping[tuple[object, str], tuple[Fraction, ...]]


class Unsolved(Exception):
    """Neither a point nor multipliers: the reason."""


@dataclass(frozen=True)
class Sizes:
    """A point: a rational for every parameter, a tuple of rationals (one a scale element) for every atom."""

    parameters: Mapping[str, Fraction]
    atoms: Mapping[str, tuple[Fraction, ...]]
    levels: int

    def value(self, form: Form) -> tuple[Fraction, ...]:
        """The order of a form at this point, to be compared as a tuple; an atom that is not listed is of order 1."""
        total = [Fraction(0)] * self.levels
        for (powers, name), coefficient in form.items():
            for parameter, exponent in powers:
                coefficient *= self.parameters[parameter] ** exponent
            for level, part in enumerate(self.atoms.get(name, ())):
                total[level] += coefficient * part
        return tuple(total)


@dataclass(frozen=True)
class Multiple:
    """One line of a derivation: a constraint times a positive number; `over` and `power` for n ≫ log(n)**power."""

    constraint: Constraint
    factor: Fraction
    over: str = ""
    power: Fraction = Fraction(0)


class Clock:
    """The time that is left, in the units that z3 takes."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self.leaves = 0

    def check(self, solver: z3.Solver, *assumptions: z3.BoolRef) -> bool:
        """Whether there is a solution; Unsolved where z3 does not say in time."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise Unsolved("the time for this claim ran out")
        solver.set("timeout", max(1, int(left * 1000)))
        answer = solver.check(*assumptions)
        if answer == z3.unknown:
            raise Unsolved(f"the solver gave up: {solver.reason_unknown()}")
        return bool(answer == z3.sat)


def rational(model: z3.ModelRef, name: str) -> Fraction:
    """The value of a variable; Unsolved if it is irrational."""
    value = model.eval(z3.Real(name), model_completion=True)
    if not z3.is_rational_value(value):
        raise Unsolved("the only counter-models found have irrational exponents")
    return Fraction(value.numerator_as_long(), value.denominator_as_long())


def number(value: Fraction) -> str:
    """A rational in SMT-LIB."""
    text = f"{abs(value.numerator)}.0"
    text = text if value.denominator == 1 else f"(/ {text} {value.denominator}.0)"
    return text if value >= 0 else f"(- {text})"


def total(terms: Sequence[str]) -> str:
    """A sum in SMT-LIB."""
    if not terms:
        return "0.0"
    return terms[0] if len(terms) == 1 else f"(+ {' '.join(terms)})"


class Encoding:
    """Forms as text. `linear`: a monomial in the parameters times an atom is a variable of its own."""

    def __init__(self, scale: Sequence[str], *, linear: bool) -> None:
        self.scale = scale
        self.levels = max(1, len(scale))
        self._linear = linear
        self.variables: dict[tuple[object, str], list[str]] = {}
        self.parameters: dict[str, str] = {}
        self._declared = 0

    def atom(self, powers: object, name: str) -> list[str]:
        """The text of each level of an atom."""
        key = (powers, name)
        if key not in self.variables:
            if name in self.scale and powers == ():
                place = self.scale.index(name)
                self.variables[key] = ["1.0" if level == place else "0.0" for level in range(self.levels)]
            else:
                self.variables[key] = [f"x{len(self.variables)}_{level}" for level in range(self.levels)]
        return self.variables[key]

    def monomial(self, powers: Iterable[tuple[str, int]]) -> str:
        """A product of powers of parameters."""
        factors = [
            self.parameters.setdefault(name, f"p{len(self.parameters)}") for name, power in powers for _ in range(power)
        ]
        return f"(* {' '.join(factors)})" if len(factors) > 1 else factors[0] if factors else "1.0"

    def form(self, form: Form) -> list[str]:
        """The text of each level of a form."""
        parts: list[list[str]] = [[] for _ in range(self.levels)]
        for (powers, name), value in form.items():
            times = number(value)
            if powers and not self._linear:
                times = f"(* {times} {self.monomial(powers)})"
            for level, part in enumerate(self.atom(powers if self._linear else (), name)):
                if part == "1.0":
                    parts[level].append(times)
                elif part != "0.0":
                    parts[level].append(f"(* {times} {part})" if times != "1.0" else part)
        return [total(terms) for terms in parts]

    def holds(self, constraint: Constraint, *, strict: bool | None = None) -> str:
        """A constraint as text."""
        return below(self.form(constraint.form), strict=constraint.strict if strict is None else strict)

    def polynomial(self, polynomial: Polynomial) -> str:
        """A polynomial in the parameters as text."""
        return total([f"(* {number(value)} {self.monomial(powers)})" for powers, value in polynomial.items()])

    def declarations(self) -> str:
        """Declarations of every variable that was met."""
        names = [*self.parameters.values(), *(part for parts in self.variables.values() for part in parts)]
        return "".join(f"(declare-const {name} Real)" for name in names if not name.endswith(".0"))


def below(levels: Sequence[str], *, strict: bool) -> str:
    """That a tuple is lexicographically < 0 or ≤ 0."""
    head, rest = levels[0], levels[1:]
    if not rest:
        return f"({'<' if strict else '<='} {head} 0.0)"
    return f"(or (< {head} 0.0) (and (= {head} 0.0) {below(rest, strict=strict)}))"


class Points:
    """Points of a system, with further constraints that come and go."""

    def __init__(self, system: System, clock: Clock) -> None:
        self._system = system
        self._clock = clock
        self._encoding = encoding = Encoding(system.scale, linear=False)
        self._solver = z3.Solver()
        pieces = [encoding.holds(constraint) for constraint in [*system.constraints, *system.terms()]]
        for node in system.nodes.values():
            ways = [encoding.holds(choice(node, index)) for index in range(len(node.children))]
            pieces.append(f"(or {' '.join(ways)})")
        for condition in system.conditions:
            pieces.append(f"({'>' if condition.strict else '>='} {encoding.polynomial(condition.polynomial)} 0.0)")
        self._add(pieces)

    def _add(self, pieces: Sequence[str]) -> None:
        if pieces:
            text = "".join(f"(assert {piece})" for piece in pieces)
            self._solver.add(z3.parse_smt2_string(self._encoding.declarations() + text))

    def find(self, *extra: Constraint, simple: bool = False) -> Sizes | None:
        """A point where all constraints hold; None if there is none.

        `simple`: prefer points where inequalities between quantities are strict, so that constants do not matter, and
        where many quantities are of order 1.
        """
        self._solver.push()
        try:
            self._add([self._encoding.holds(constraint) for constraint in extra])
            if not self._clock.check(self._solver):
                return None
            if simple:
                self._wish()
                self._clock.check(self._solver)
            return self._point(self._solver.model())
        finally:
            self._solver.pop()

    def _wish(self) -> None:
        """What a reader would like of a point, in order of importance, as far as it can be had."""
        encoding = self._encoding
        for wish in list(self._wishes()):
            self._solver.push()
            self._solver.add(z3.parse_smt2_string(f"{encoding.declarations()}(assert {wish})"))
            if not self._clock.check(self._solver):
                self._solver.pop()

    def _wishes(self) -> Iterator[str]:
        encoding = self._encoding
        exact = [encoding.holds(c, strict=True) for c in self._system.constraints if c.exact]
        if exact:
            yield f"(and {' '.join(exact)})"
        parts = [part for parts in encoding.variables.values() for part in parts if not part.endswith(".0")]
        if parts:
            yield f"(and {' '.join(f'(<= (- 4.0) {part} 4.0)' for part in parts)})"
        for part in parts:
            yield f"(= {part} 0.0)"

    def _point(self, model: z3.ModelRef) -> Sizes:
        encoding = self._encoding
        parameters = {name: rational(model, text) for name, text in encoding.parameters.items()}
        return Sizes(
            parameters, {name: value for (_, name), value in _values(encoding, model).items()}, encoding.levels
        )


def _values(encoding: Encoding, model: z3.ModelRef) -> dict[tuple[object, str], tuple[Fraction, ...]]:
    """The value of every atom; those of the scale are fixed."""
    return {
        key: tuple(Fraction(part) if part.endswith(".0") else rational(model, part) for part in parts)
        for key, parts in encoding.variables.items()
    }


class Relaxation:
    """The linear relaxation: which constraints contradict each other, or a point of those given.

    A constraint is asserted once, under a label, and used by assuming the label.
    """

    def __init__(self, scale: Sequence[str], clock: Clock) -> None:
        self._clock = clock
        self._encoding = Encoding(scale, linear=True)
        self._scale = scale
        self._solver = z3.Solver()
        self._solver.set("core.minimize", True)
        self._labels: dict[tuple[object, ...], z3.BoolRef] = {}

    def refute(self, constraints: Sequence[Constraint]) -> tuple[tuple[Multiple, ...] | None, Point | None]:
        """Multiples that add up to 0 < 0, or a point where the constraints hold."""
        labels = self._labelled(constraints)
        if self._clock.check(self._solver, *labels):
            return None, _values(self._encoding, self._solver.model())
        core = {str(label) for label in self._solver.unsat_core()}
        chosen = [c for c, label in zip(constraints, labels, strict=True) if str(label) in core]
        scale = [c for c in constraints if c.origin[0] == "scale" and c not in chosen]
        found = multipliers([*chosen, *scale], self._scale, self._clock)
        return (found or multipliers(constraints, self._scale, self._clock)), None

    def _labelled(self, constraints: Sequence[Constraint]) -> list[z3.BoolRef]:
        pieces, labels = [], []
        for constraint in constraints:
            key = (*constraint.origin, "raised", *constraint.raised)
            if key not in self._labels:
                name = f"c{len(self._labels)}"
                self._labels[key] = z3.Bool(name)
                pieces.append(f"(declare-const {name} Bool)(assert (=> {name} {self._encoding.holds(constraint)}))")
            labels.append(self._labels[key])
        if pieces:
            self._solver.add(z3.parse_smt2_string(self._encoding.declarations() + "".join(pieces)))
        return labels


def multipliers(constraints: Sequence[Constraint], scale: Sequence[str], clock: Clock) -> tuple[Multiple, ...] | None:
    """Motzkin's alternative: nonnegative multiples that add up to 0, one of a strict constraint among them."""
    chains = [(big, small) for place, big in enumerate(scale) for small in scale[place + 1 :]]
    factors = [f"l{index}" for index in range(len(constraints))]
    tops = [f"t{index}" for index in range(len(chains))]
    tails = [f"u{index}" for index in range(len(chains))]
    text = [f"(declare-const {name} Real)(assert (>= {name} 0.0))" for name in (*factors, *tops, *tails)]
    text += [f"(assert (= (> {top} 0.0) (> {tail} 0.0)))" for top, tail in zip(tops, tails, strict=True)]
    sums: dict[tuple[object, str], list[str]] = {}
    for constraint, factor in zip(constraints, factors, strict=True):
        for key, value in constraint.form.items():
            sums.setdefault(key, []).append(f"(* {number(value)} {factor})")
    for (big, small), top, tail in zip(chains, tops, tails, strict=True):
        sums.setdefault(((), big), []).append(f"(- {top})")
        sums.setdefault(((), small), []).append(tail)
    text += [f"(assert (= {total(terms)} 0.0))" for terms in sums.values()]
    strict = [factor for constraint, factor in zip(constraints, factors, strict=True) if constraint.strict]
    text.append(f"(assert (> {total([*strict, *tops])} 0.0))")
    solver = z3.Solver()
    solver.add(z3.parse_smt2_string("".join(text)))
    negated = [f for c, f in zip(constraints, factors, strict=True) if c.origin == ("negated",) and not c.raised]
    if negated:
        solver.push()
        solver.add(z3.Real(negated[0]) == 1)
        if not clock.check(solver):
            solver.pop()
    if not clock.check(solver):
        return None
    model = solver.model()
    found = [
        Multiple(constraint, value)
        for constraint, factor in zip(constraints, factors, strict=True)
        if (value := rational(model, factor)) > 0
    ]
    by_name = {c.origin[1]: c for c in constraints if c.origin[0] == "scale" and not c.raised}
    for (big, small), top, tail in zip(chains, tops, tails, strict=True):
        value, amount = rational(model, top), rational(model, tail)
        if value > 0:
            found.append(Multiple(by_name[big], value, small, amount / value))
    least = min(item.factor for item in found) if not negated else Fraction(1)
    return tuple(replace(item, factor=item.factor / least) for item in found)
