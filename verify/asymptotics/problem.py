"""A claim made ready for the engine: one variable X tending to infinity, trees, side conditions, one problem a
direction.

x -> oo stays, x -> -oo becomes x = -X, x -> a+ becomes x = a + 1/X, x -> a- becomes x = a - 1/X; a point approached
from both sides gives two problems, and the claim is their conjunction.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import sympy as sp

from ...bounds.claims import Claim, Hypothesis, Kind, Point, Relation
from .binders import counts
from .signals import Undecided
from .trees import MINUS_ONE, Tree, from_sympy, neg, number, substitute, symbols

Fact = tuple[Tree, str]
_VARIABLES = ("X", "Y", "Z", *(f"X{i}" for i in range(1000)))
_FACTS = {Relation.GT: ">", Relation.GE: ">=", Relation.NE: "!=", Relation.EQ: "="}


@dataclass(frozen=True)
class Problem:
    """One one-sided claim.

    `left`, `right`: trees in X (right is None for infinite targets); `infinite`: ±1 for a limit ±oo, else 0;
    `facts`: trees with their relation to 0; `solved`: parameters eliminated so far, as (name, tree); `counting`: the
    variable has no type and stands in a claim with sums, so that it counts their terms: an integer as a bound of sums,
    while nothing is concluded from that about (-1)**n or sin(pi*n).
    """

    relation: Relation
    left: Tree
    right: Tree | None
    side: str
    infinite: int
    direction: str
    back: Tree
    facts: tuple[Fact, ...]
    integers: frozenset[str]
    integer_variable: bool
    solved: tuple[tuple[str, Tree], ...] = ()
    counting: bool = False

    def variable(self) -> str:
        """The name of the variable that tends to infinity: X unless a parameter is called so."""
        taken = self.parameters() | {name for name, _ in self.solved}
        return next(name for name in _VARIABLES if name not in taken)

    def back_text(self) -> str:
        """X, or X as a name when the variable itself tends to infinity."""
        return self.direction.split(" ")[0] if self.back == ("var",) else self.variable()

    def parameters(self) -> frozenset[str]:
        """The parameters that are left."""
        return self._parameters

    @cached_property
    def _parameters(self) -> frozenset[str]:
        out = symbols(self.left) | frozenset().union(*(symbols(t) for t, _ in self.facts))
        return out | symbols(self.right) if self.right is not None else out

    def assume(self, *facts: Fact) -> Problem:
        return replace(self, facts=self.facts + facts)

    def put(self, name: str, tree: Tree) -> Problem:
        """The same problem at name = tree."""

        def leaf(t: Tree) -> Tree | None:
            return tree if t == ("sym", name) else None

        facts = tuple((substitute(t, leaf), r) for t, r in self.facts)
        solved = tuple((n, substitute(t, leaf)) for n, t in self.solved)
        return replace(
            self,
            left=substitute(self.left, leaf),
            right=None if self.right is None else substitute(self.right, leaf),
            back=substitute(self.back, leaf),
            facts=facts,
            solved=(*solved, (name, tree)),
        )


def facts_of(given: tuple[Hypothesis, ...], variable: sp.Symbol) -> tuple[tuple[Fact, ...], frozenset[str], bool]:
    """Side conditions as trees, the integer parameters, and whether the variable is declared an integer."""
    facts: list[Fact] = []
    integers: set[str] = set()
    integer_variable = False
    for h in given:
        if h.kind is not None:
            assert isinstance(h.left, sp.Symbol)
            if h.left == variable:
                integer_variable = h.kind is not Kind.REAL
                continue
            if h.kind in (Kind.INTEGER, Kind.NATURAL):
                integers.add(h.left.name)
            if h.kind is Kind.NATURAL:
                facts.append((("sym", h.left.name), ">="))
            continue
        assert h.relation is not None
        assert h.right is not None
        left, right, relation = h.left, h.right, h.relation
        if variable in left.free_symbols | right.free_symbols:
            raise Undecided(f"the hypothesis {h.text or h} is about the variable of the limit")
        if relation in (Relation.LT, Relation.LE):
            left, right, relation = right, left, relation.reversed
        if relation not in _FACTS:
            raise Undecided(f"the hypothesis {h.text or h} is not a comparison")
        tree = ("add", (from_sympy(left, variable), neg(from_sympy(right, variable))))
        facts.append((tree, _FACTS[relation]))
    return tuple(facts), frozenset(integers), integer_variable


def assumptions(symbol: sp.Symbol) -> tuple[tuple[Fact, ...], bool]:
    """What SymPy's own assumptions on a parameter say: facts, and whether it is an integer."""
    if symbol.is_real is False or symbol.is_extended_real is False:
        raise Undecided(f"{symbol} is declared not real: parameters are real here")
    tree: Tree = ("sym", symbol.name)
    facts: list[Fact] = []
    if symbol.is_positive:
        facts.append((tree, ">"))
    elif symbol.is_negative:
        facts.append((neg(tree), ">"))
    else:
        if symbol.is_nonnegative:
            facts.append((tree, ">="))
        if symbol.is_nonpositive:
            facts.append((neg(tree), ">="))
        if symbol.is_nonzero:
            facts.append((tree, "!="))
    return tuple(facts), bool(symbol.is_integer)


def default_point(claim: Claim) -> Point:
    """The claim's point, or `variable -> oo` when one symbol only is free."""
    if claim.point is not None:
        return claim.point
    if claim.relation.is_inequality or claim.relation in (Relation.EQ, Relation.NE):
        raise Undecided("a statement at every value of its symbols, not about a limit: say where the variable tends")
    free = claim.left.free_symbols | (claim.right.free_symbols if claim.right is not None else set())
    for h in claim.given:
        free -= h.left.free_symbols | (h.right.free_symbols if h.right is not None else set())
    if len(free) != 1:
        raise Undecided("the limit in which the claim is meant is not said")
    return Point(next(iter(free)), sp.oo)


def directions(point: Point) -> list[tuple[str, Tree]]:
    """Each direction with the tree of the variable in X."""
    x: Tree = ("var",)
    name = point.variable.name
    if point.value is sp.oo:
        return [(f"{name} -> oo", x)]
    if point.value is sp.S.NegativeInfinity or point.value == -sp.oo:
        return [(f"{name} -> -oo", ("mul", (MINUS_ONE, x)))]
    at = from_sympy(point.value, point.variable)
    step: Tree = ("pow", x, MINUS_ONE)
    out = []
    for side, sign in (("+", 1), ("-", -1)):
        if point.side in ("", side):
            moved = step if sign > 0 else ("mul", (MINUS_ONE, step))
            zero = at == number(0)
            out.append((f"{name} -> {point.value}{side}", moved if zero else ("add", (at, moved))))
    return out


def infinity_sign(value: sp.Expr | None) -> int:
    if value is None:
        return 0
    if value is sp.oo:
        return 1
    if value is sp.S.NegativeInfinity:
        return -1
    if value.is_Mul and sp.oo in value.args and len(value.args) == 2 and sp.S.NegativeOne in value.args:
        return -1
    return 0


def problems(claim: Claim) -> list[Problem]:
    """The one-sided problems whose conjunction is the claim."""
    point = default_point(claim)
    facts, integers, integer_variable = facts_of(claim.given, point.variable)
    for symbol in sorted(claim.symbols - {point.variable}, key=str):
        more, integral = assumptions(symbol)
        facts += more
        integers |= {symbol.name} if integral else set()
    integer_variable = integer_variable or bool(point.variable.is_integer)
    infinite = infinity_sign(claim.right) if claim.relation is Relation.TENDS else 0
    left = from_sympy(claim.left, point.variable)
    right = None if claim.right is None or infinite else from_sympy(claim.right, point.variable)
    if claim.relation is Relation.TENDS and claim.right is not None and point.variable in claim.right.free_symbols:
        raise Undecided("the value of the limit depends on the variable")
    out = []
    if integer_variable and not point.value.is_infinite:
        raise Undecided("an integer variable tends to infinity only")
    real = any(h.kind is Kind.REAL and h.left == point.variable for h in claim.given)
    for direction, back in directions(point):

        def leaf(t: Tree, back: Tree = back) -> Tree | None:
            return back if t == ("var",) else None

        identity = back == ("var",)
        counting = identity and not real and any(t is not None and counts(t) for t in (left, right))
        out.append(
            Problem(
                relation=claim.relation,
                left=left if identity else substitute(left, leaf),
                right=right if identity or right is None else substitute(right, leaf),
                side=claim.side,
                infinite=infinite,
                direction=direction,
                back=back,
                facts=facts,
                integers=integers,
                integer_variable=integer_variable,
                counting=counting,
            )
        )
    return out
