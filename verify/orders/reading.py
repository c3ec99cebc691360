"""From formulas to linear forms: the order of a product is a sum, that of a power a multiple, that of a sum a maximum.

The order of a positive sequence is its class when sequences that are bounded by one another count as equal. A *form*
maps atoms to rational coefficients; it stands for the order of the product of the atoms' powers. Where exponents
contain parameters, a coefficient is a polynomial in them, kept as one coefficient for each monomial. A sum, Max or Min
is an atom of its own, a `Node`, tied to its terms by the system that is solved.

Refused, with the reason: differences, sums of terms whose sign is not known, sums of a growing number of terms, and
functions other than powers (log(n) and log(log(n)) of the variable are known).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import sympy as sp

from ...bounds.claims import Relation
from ...bounds.parsing import to_text
from ...bounds.quantities import Applied
from ...bounds.statements import Fact
from ..derivation.normal import Signs

Powers = tuple[tuple[str, int], ...]  # a monomial in the parameters
Key = tuple[Powers, str]  # that monomial times the order of an atom
Form = dict[Key, Fraction]
Polynomial = dict[Powers, Fraction]

_NO_POWERS: Powers = ()
_MAX_DEGREE = 4


class Refused(Exception):
    """An expression that has no order here; the text says why and what to do."""


@dataclass(frozen=True)
class Node:
    """A sum or maximum (`most`) or a minimum of terms; `name` is its text."""

    name: str
    most: bool
    children: tuple[tuple[str, Form], ...]


@dataclass
class Reader:
    """Reads the formulas of one problem.

    Arguments: `variable`, which tends to infinity; `parameters`, the symbols that occur in exponents; `constants`,
    symbols that stand for fixed positive numbers; `signs`, what is known of atoms. `nodes` collects the sums,
    maxima and minima met, `atoms` the quantities by name, `divisors` what something was divided by, and `doubtful`
    what was raised to a power of unknown sign.
    """

    variable: sp.Symbol
    parameters: frozenset[sp.Symbol]
    constants: frozenset[sp.Symbol]
    signs: Signs
    nodes: dict[str, Node] = field(default_factory=dict)
    atoms: dict[str, sp.Expr] = field(default_factory=dict)
    divisors: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)

    def order(self, expression: sp.Expr) -> Form:
        """The order of an expression's absolute value. Raises Refused."""
        if _is_number(expression):
            return self._number(expression)
        name = self.scale(expression)
        if name:
            return {(_NO_POWERS, name): Fraction(1)}
        if isinstance(expression, sp.Symbol) and expression in self.parameters | self.constants:
            if expression in self.constants or self.signs.is_positive(expression):
                return {}
            raise Refused(f"the parameter {expression} may be zero: add the hypothesis {expression} > 0")
        if isinstance(expression, sp.Symbol | Applied):
            return self._atom(expression)
        if isinstance(expression, sp.Pow):
            return self._power(*expression.args)
        if isinstance(expression, sp.Mul):
            total: Form = {}
            for factor in expression.args:
                total = plus(total, self.order(factor))
            return total
        if isinstance(expression, sp.Add | sp.Max | sp.Min):
            return self._node(expression)
        if isinstance(expression, sp.Abs):
            return self.order(expression.args[0])
        if isinstance(expression, sp.Sum | sp.Product):
            raise Refused(f"{to_text(expression)} has a growing number of terms: its order is not that of its largest")
        if self._fixed(expression):
            return {}
        if self.signs.is_positive(expression):
            return self._atom(expression)
        text = to_text(expression)
        raise Refused(f"{text} is not a product of powers: name it, or add the hypothesis {text} > 0")

    def _atom(self, expression: sp.Expr) -> Form:
        name = to_text(expression)
        self.atoms[name] = expression
        return {(_NO_POWERS, name): Fraction(1)}

    def scale(self, expression: sp.Expr) -> str:
        """The name of the variable or one of its iterated logarithms; empty for anything else."""
        if expression == self.variable:
            return self.variable.name
        for depth in (1, 2):
            inner, count = expression, 0
            while isinstance(inner, sp.log) and count < depth:
                inner, count = inner.args[0], count + 1
            if count == depth and inner == self.variable:
                return "log(" * depth + self.variable.name + ")" * depth
        return ""

    def nonnegative(self, expression: sp.Expr) -> bool:
        """Whether an expression is certainly ≥ 0 near infinity."""
        return self._sign(expression, strict=False)

    def positive(self, expression: sp.Expr) -> bool:
        """Whether an expression is certainly > 0 near infinity."""
        return self._sign(expression, strict=True)

    def _sign(self, expression: sp.Expr, *, strict: bool) -> bool:
        if self.scale(expression) or expression in self.constants:
            return True
        if isinstance(expression, sp.Rational):
            return bool(expression > 0) if strict else bool(expression >= 0)
        if isinstance(expression, sp.NumberSymbol):  # pi, E, EulerGamma
            return True
        if isinstance(expression, sp.log) and isinstance(expression.args[0], sp.Rational):
            return bool(expression.args[0] > 1)
        if isinstance(expression, sp.Mul | sp.Min):
            return all(self._sign(arg, strict=strict) for arg in expression.args)
        if isinstance(expression, sp.Add):
            every = all(self._sign(arg, strict=False) for arg in expression.args)
            return every and (not strict or any(self._sign(arg, strict=True) for arg in expression.args))
        if isinstance(expression, sp.Max):
            return any(self._sign(arg, strict=strict) for arg in expression.args)
        if isinstance(expression, sp.Abs):
            return not strict or self._sign(expression.args[0], strict=True)
        if isinstance(expression, sp.Pow):
            base, exponent = expression.args
            if self._sign(base, strict=True):
                return True
            even = isinstance(exponent, sp.Integer) and exponent % 2 == 0
            return not strict and (bool(even) or self._sign(base, strict=False))
        return self.signs.is_positive(expression) if strict else self.signs.is_nonnegative(expression)

    def _number(self, expression: sp.Expr) -> Form:
        if expression == 0:
            raise Refused("0 has no order of magnitude")
        if isinstance(expression, sp.Rational) or self.positive(expression):
            return {}
        raise Refused(f"the sign of the number {expression} is not known")

    def _fixed(self, expression: sp.Expr) -> bool:
        """Whether an expression is a fixed positive number: it depends on constants alone and its sign is known."""
        free = expression.free_symbols
        return bool(free) and free <= self.constants and self.positive(expression)

    def _power(self, base: sp.Expr, exponent: sp.Expr) -> Form:
        if _is_number(base):
            if exponent.free_symbols - self.parameters - self.constants:
                raise Refused(f"{to_text(base)}**({to_text(exponent)}) is not a power of a quantity")
            if not self.positive(base):
                raise Refused(f"a power of {base} has no order of magnitude")
            return {}
        factor = self.polynomial(exponent)
        integer = isinstance(exponent, sp.Integer)
        if not integer and not self.nonnegative(base):
            raise Refused(f"the sign of {to_text(base)} is not known: add the hypothesis {to_text(base)} > 0")
        form = self.order(base)
        if not isinstance(exponent, sp.Rational):
            self.doubtful |= {name for _, name in form}
        elif exponent < 0:
            self.divisors |= {name for _, name in form}
        return times(form, factor)

    def polynomial(self, exponent: sp.Expr) -> Polynomial:
        """An exponent as a polynomial in the parameters. Raises Refused."""
        if isinstance(exponent, sp.Rational):
            return {_NO_POWERS: Fraction(exponent)} if exponent != 0 else {}
        if isinstance(exponent, sp.Symbol) and exponent in self.parameters:
            return {((exponent.name, 1),): Fraction(1)}
        if isinstance(exponent, sp.Add):
            total: Polynomial = {}
            for arg in exponent.args:
                total = sum_of(total, self.polynomial(arg))
            return total
        if isinstance(exponent, sp.Mul):
            product: Polynomial = {_NO_POWERS: Fraction(1)}
            for arg in exponent.args:
                product = product_of(product, self.polynomial(arg))
            return product
        if isinstance(exponent, sp.Pow) and isinstance(exponent.args[1], sp.Integer) and 0 <= exponent.args[1] <= 4:
            result: Polynomial = {_NO_POWERS: Fraction(1)}
            for _ in range(int(exponent.args[1])):
                result = product_of(result, self.polynomial(exponent.args[0]))
            return result
        if isinstance(exponent, sp.Pow) and exponent.args[1] == -1 and isinstance(exponent.args[0], sp.Rational):
            return {_NO_POWERS: 1 / Fraction(exponent.args[0].p, exponent.args[0].q)}
        raise Refused(f"the exponent {to_text(exponent)} is neither a number nor a polynomial in parameters")

    def _node(self, expression: sp.Expr) -> Form:
        parts = list(_flat(expression, type(expression)))
        for part in parts:
            if not self.nonnegative(part):
                raise Refused(_unknown_sign(part))
        parts = [part for part in parts if part != 0]
        if not parts or (isinstance(expression, sp.Min) and len(parts) < len(expression.args)):
            raise Refused("0 has no order of magnitude")
        if len(parts) == 1:
            return self.order(parts[0])
        name = to_text(expression)
        if name not in self.nodes:
            children = tuple((to_text(part), self.order(part)) for part in parts)
            self.nodes[name] = Node(name, not isinstance(expression, sp.Min), children)
        return {(_NO_POWERS, name): Fraction(1)}


def _is_number(expression: sp.Expr) -> bool:
    return not expression.free_symbols and not expression.atoms(Applied)


def _flat(expression: sp.Expr, head: type) -> list[sp.Expr]:
    found: list[sp.Expr] = []
    for arg in expression.args:
        found += _flat(arg, head) if isinstance(arg, head) and head is sp.Add else [arg]
    return found


def _unknown_sign(part: sp.Expr) -> str:
    first = part.args[0] if isinstance(part, sp.Mul) else part
    if isinstance(first, sp.Rational) and first < 0:
        return f"a difference has no order of magnitude: {to_text(part)} may cancel what it is added to"
    unknown = sorted(str(atom) for atom in part.atoms(sp.Symbol, Applied))
    return f"the sign of {to_text(part)} in a sum is not known: add a hypothesis such as {unknown[0]} > 0"


def exponents_of(expressions: list[sp.Expr]) -> frozenset[sp.Symbol]:
    """The symbols that occur in exponents."""
    found: set[sp.Symbol] = set()
    for expression in expressions:
        for power in expression.atoms(sp.Pow):
            found |= power.args[1].free_symbols
    return frozenset(found)


def plus(left: Form, right: Form, factor: Fraction = Fraction(1)) -> Form:
    """left + factor · right."""
    total = dict(left)
    for key, value in right.items():
        total[key] = total.get(key, Fraction(0)) + factor * value
    return {key: value for key, value in total.items() if value}


def times(form: Form, factor: Polynomial) -> Form:
    """A form multiplied by a polynomial in the parameters."""
    total: Form = {}
    for (powers, name), value in form.items():
        for other, coefficient in factor.items():
            key = (_merge(powers, other), name)
            total[key] = total.get(key, Fraction(0)) + value * coefficient
    return {key: value for key, value in total.items() if value}


def sum_of(left: Polynomial, right: Polynomial, factor: Fraction = Fraction(1)) -> Polynomial:
    """left + factor · right, of polynomials."""
    total = dict(left)
    for powers, value in right.items():
        total[powers] = total.get(powers, Fraction(0)) + factor * value
    return {powers: value for powers, value in total.items() if value}


def product_of(left: Polynomial, right: Polynomial) -> Polynomial:
    """The product of two polynomials."""
    total: Polynomial = {}
    for one, a in left.items():
        for two, b in right.items():
            powers = _merge(one, two)
            total[powers] = total.get(powers, Fraction(0)) + a * b
    return {powers: value for powers, value in total.items() if value}


def _merge(one: Powers, two: Powers) -> Powers:
    total: dict[str, int] = dict(one)
    for name, exponent in two:
        total[name] = total.get(name, 0) + exponent
    if sum(total.values()) > _MAX_DEGREE:
        raise Refused(f"an exponent is a polynomial of degree above {_MAX_DEGREE} in the parameters")
    return tuple(sorted(total.items()))


def reader_of(
    facts: list[Fact], variable: sp.Symbol, parameters: frozenset[sp.Symbol], constants: frozenset[sp.Symbol]
) -> Reader:
    """A reader that knows what the facts say of signs: X > 0, X >= 0, X -> oo, and X >= Y for a Y of known sign."""
    positive: dict[sp.Expr, str] = {}
    nonnegative: dict[sp.Expr, str] = {}
    while True:
        before = (len(positive), len(nonnegative))
        reader = Reader(variable, parameters, constants, Signs(positive, nonnegative))
        for fact in facts:
            claim = fact.claim
            if claim.delta is not None or claim.right is None:
                continue
            left, right, relation = claim.left, claim.right, claim.relation
            if relation in (Relation.LE, Relation.LT):
                left, right, relation = right, left, relation.reversed
            strict = relation is Relation.GT or (relation in (Relation.GE, Relation.EQ) and reader.positive(right))
            weak = relation in (Relation.GE, Relation.GT, Relation.EQ) and reader.nonnegative(right)
            if (strict and weak) or (relation is Relation.TENDS and right == sp.oo):
                positive.setdefault(left, fact.name)
            elif weak:
                nonnegative.setdefault(left, fact.name)
        if before == (len(positive), len(nonnegative)):
            return reader
