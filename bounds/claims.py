"""The language in which bounds are claimed: relations, modes, hypotheses, claims.

A claim is data. Its two sides are SymPy trees that stand as they were written: nothing here evaluates,
simplifies or decides. Whether a claim holds is the business of `verify`.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import sympy as sp

from .errors import InputError


class Mode(StrEnum):
    """In which sense a claim on random quantities is meant; claims of different mode do not chain."""

    DETERMINISTIC = "deterministic"
    POINTWISE = "pointwise in X"
    NOISE_MEAN = "mean over the noise given X"
    MEAN = "mean"
    IN_PROBABILITY = "in probability"
    WITH_PROBABILITY = "with probability at least 1 - delta"


class Relation(StrEnum):
    """What stands between the two sides of a claim; the value is its spelling in canonical text."""

    TENDS = "->"
    HAS_LIMIT = "has limit"
    LITTLE_O = "o"
    BIG_O = "O"
    LITTLE_OMEGA = "omega"
    BIG_OMEGA = "Omega"
    THETA = "Theta"
    SOFT_O = "Otilde"
    SOFT_OMEGA = "Omegatilde"
    SOFT_THETA = "Thetatilde"
    EQUIVALENT = "~"
    LE = "<="
    LT = "<"
    GE = ">="
    GT = ">"
    EQ = "="
    NE = "!="
    BENIGN = "benign"

    @property
    def is_landau(self) -> bool:
        """Whether it is written `f = NAME(g)`."""
        return self in _LANDAU

    @property
    def is_inequality(self) -> bool:
        """Whether it is one of <=, <, >=, >."""
        return self in _REVERSED

    @property
    def is_comparison(self) -> bool:
        """Whether it is an inequality, = or !=: what two numbers can be asked."""
        return self in _OPERATORS

    @property
    def reversed(self) -> Relation:
        """The same inequality read from right to left; an error for the others."""
        if self not in _REVERSED:
            raise InputError(f"the relation {self.value!r} cannot be read from right to left")
        return _REVERSED[self]

    def between(self, left: Any, right: Any) -> Any:
        """What Python's operator makes of two values: a bool of numbers, an array of arrays, a solver's formula.

        Not for balls: with them neither `a < b` nor `a >= b` need be true. An error for what is no comparison.
        """
        if self not in _OPERATORS:
            raise InputError(f"the relation {self.value!r} does not compare two values")
        return _OPERATORS[self](left, right)


_LANDAU = frozenset(
    {
        Relation.LITTLE_O,
        Relation.BIG_O,
        Relation.LITTLE_OMEGA,
        Relation.BIG_OMEGA,
        Relation.THETA,
        Relation.SOFT_O,
        Relation.SOFT_OMEGA,
        Relation.SOFT_THETA,
    }
)
_REVERSED = {
    Relation.LE: Relation.GE,
    Relation.LT: Relation.GT,
    Relation.GE: Relation.LE,
    Relation.GT: Relation.LT,
}
_OPERATORS = {
    Relation.LE: operator.le,
    Relation.LT: operator.lt,
    Relation.GE: operator.ge,
    Relation.GT: operator.gt,
    Relation.EQ: operator.eq,
    Relation.NE: operator.ne,
}


class Kind(StrEnum):
    """The declared type of a symbol; real unless said."""

    REAL = "real"
    INTEGER = "integer"
    NATURAL = "natural"


@dataclass(frozen=True)
class Point:
    """Where a claim is made: `variable` tends to `value`, from above (`+`), below (`-`) or both sides (empty).

    `value` is a SymPy expression free of the variable, or ±oo; the side is empty at ±oo.
    """

    variable: sp.Symbol
    value: sp.Expr
    side: str = ""

    def __post_init__(self) -> None:
        if self.side not in ("", "+", "-"):
            raise InputError(f"the side of a limit is '+', '-' or nothing, not {self.side!r}")
        if self.variable in self.value.free_symbols:
            raise InputError(f"the point {self.value} depends on the variable {self.variable} that tends to it")
        if self.side and self.value in (sp.oo, -sp.oo):
            raise InputError(f"a variable tends to {self.value} from one side only: drop the {self.side!r}")

    def _repr_latex_(self) -> str:
        from .parsing.latex_printer import point_latex  # the grammar is built on this module

        return f"${point_latex(self)}$"


@dataclass(frozen=True)
class Hypothesis:
    """A side condition: a comparison of two expressions, or the declaration of a symbol's type.

    A chain such as `0 < e < 1` is two hypotheses. `kind` is set for declarations (`k natural`), whose `left` is
    the symbol and whose `relation` and `right` are None.
    """

    left: sp.Expr
    relation: Relation | None
    right: sp.Expr | None
    kind: Kind | None = None
    text: str = ""

    def __post_init__(self) -> None:
        comparison = self.relation is not None and self.right is not None
        if comparison == (self.kind is not None):
            raise InputError(f"a hypothesis is a comparison or a declaration, not {self.text!r}")

    def _repr_latex_(self) -> str:
        from .typeset import hypothesis_latex  # the grammar is built on this module

        return f"${hypothesis_latex(self)}$"


@dataclass(frozen=True)
class Claim:
    """One statement, with the sense in which it is meant.

    * `left`, `right`: SymPy trees as written; `right` is None for `has limit` and `benign`.
    * `side`: for limits, '+' or '-' if the value is approached strictly from above or below.
    * `point`: the limit in which the claim is meant; None for a statement at every value of its symbols.
    * `given`: side conditions. Symbols are fixed reals, quantified outside the limit.
    * `mode`: the sense for random quantities; `delta`: for "with probability at least 1 - delta", that δ.
    * `text`: canonical text of the whole claim, which the grammar reads back to the same trees; `source`: as typed.
    """

    left: sp.Expr
    relation: Relation
    right: sp.Expr | None = None
    side: str = ""
    point: Point | None = None
    given: tuple[Hypothesis, ...] = ()
    mode: Mode = Mode.DETERMINISTIC
    delta: sp.Expr | None = None
    text: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if (self.delta is None) == (self.mode is Mode.WITH_PROBABILITY):
            raise InputError(
                f"a claim in the mode {self.mode.value!r} {'needs' if self.delta is None else 'has no'} delta"
            )
        for part in (self.left, self.right):
            if part is None:
                continue
            if not isinstance(part, sp.Expr):
                raise InputError(
                    f"one side of a claim is {part!r}, which is not a formula: "
                    "a comparison that Python or SymPy has already decided is not a claim"
                )
            floats = part.atoms(sp.Float)
            if floats:
                raise InputError(
                    f"the number {floats.pop()} is a float: write it as an exact rational, such as 1/10, or as text"
                )
        needs_right = self.relation not in (Relation.HAS_LIMIT, Relation.BENIGN)
        if needs_right == (self.right is None):
            raise InputError(f"the relation {self.relation.value!r} takes {'two sides' if needs_right else 'one side'}")
        _reject_namesakes(self)

    @property
    def symbols(self) -> frozenset[sp.Symbol]:
        """Every free symbol of both sides and the hypotheses."""
        return frozenset(_symbols(self))

    def kind_of(self, symbol: sp.Symbol) -> Kind:
        """The declared type of a symbol; real unless said."""
        for hypothesis in self.given:
            if hypothesis.kind is not None and hypothesis.left == symbol:
                return hypothesis.kind
        return Kind.REAL

    def meant(self, mode: Mode, *, delta: sp.Expr | None = None) -> Claim:
        """The same statement, meant in another sense."""
        return replace(self, mode=mode, delta=delta)

    def __str__(self) -> str:
        return self.source or self.text

    def _repr_latex_(self) -> str:
        from .parsing.latex_printer import claim_latex  # the grammar is built on this module

        return f"${claim_latex(self)}$"


def _symbols(claim: Claim) -> set[sp.Symbol]:
    """The free symbols of a claim, its point included."""
    found: set[sp.Symbol] = set()
    parts = [claim.left, claim.right]
    if claim.point is not None:
        parts += [claim.point.variable, claim.point.value]
    for hypothesis in claim.given:
        parts += [hypothesis.left, hypothesis.right]
    for part in parts:
        if part is not None:
            found |= part.free_symbols
    return found


def _reject_namesakes(claim: Claim) -> None:
    """Two symbols of one name with different assumptions would be told apart by SymPy and by nobody else."""
    names: dict[str, sp.Symbol] = {}
    for symbol in sorted(_symbols(claim), key=str):
        if names.setdefault(symbol.name, symbol) != symbol:
            raise InputError(
                f"two symbols are called {symbol.name!r} but carry different assumptions: "
                "make the symbol once and use it everywhere"
            )
