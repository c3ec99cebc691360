"""A spectrum in claims: names for its tails, ranks, threshold and degrees of freedom, and what benign means for it.

The names stand for explicit sums, so that a claim written with them is a claim about a concrete function of the
variable, whose canonical text needs no spectrum beside it.  λ_i is the formula given, for 1 <= i <= dimension:

    eigenvalue(k)  tail(k) = Σ_{i>k} λ_i   tail2(k) = Σ_{i>k} λ_i²   r(k) = tail(k)/λ_{k+1}   R(k) = tail(k)²/tail2(k)
    kstar(b) = threshold(k, r(k) >= b*n)   df1(kappa) = Σ λ_i/(λ_i+kappa)   df2(kappa) = Σ λ_i²/(λ_i+kappa)²

Benign (Bartlett, Long, Lugosi, Tsigler 2020): r(0)/n, kstar(b)/n and n/R(kstar(b)) tend to zero.  All three are
nonnegative, so it is one claim, r(0)/n + kstar(b)/n + n/R(kstar(b)) -> 0, with b = 1 unless said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sympy as sp
from sympy import Add, Expr, Integer, Mul, Pow, Sum, Symbol

from ...bounds.errors import InputError
from ...bounds.implicit import Threshold
from ...bounds.parsing import parse_expression
from ...bounds.parsing.table import EMPTY, Vocabulary

INDEX = Symbol("i")
COUNT = Symbol("k")
BENIGN = "benign"


def spectral_vocabulary(
    formula: str, *, dimension: str = "oo", size: str = "n", regime: Mapping[str, Expr] | None = None
) -> Vocabulary:
    """The names of one spectrum, for `parse_claim` and `parse_expression`.

    Arguments: `formula`, λ_i as text in i, in the sample size and in parameters; `dimension`, the last index, oo or
    text; `size`, the name of the sample size; `regime`, other names as functions of it.
    Returns a Vocabulary. Raises GrammarError for a text that cannot be read, InputError where i does not occur.
    What success proves: nothing; that λ_i is positive and non-increasing is for the claim's author to see to.
    """
    known = regime or {}
    spectrum = _put(parse_expression(formula), known)
    if INDEX not in spectrum.free_symbols:
        raise InputError(f"the spectrum {formula!r} does not depend on the index i")
    last = sp.oo if dimension in ("oo", "infinity") else _put(parse_expression(dimension), known)
    n = Symbol(size)

    def eigenvalue(k: Expr) -> Expr:
        return _at(spectrum, k)

    def total(summand: Expr, first: Expr) -> Expr:
        return Sum(summand, (INDEX, first, last))

    def tail(k: Expr) -> Expr:
        return total(spectrum, _plus_one(k))

    def tail2(k: Expr) -> Expr:
        return total(Pow(spectrum, 2, evaluate=False), _plus_one(k))

    def rank(k: Expr) -> Expr:
        return _over(tail(k), eigenvalue(_plus_one(k)))

    def squared_rank(k: Expr) -> Expr:
        return _over(Pow(tail(k), 2, evaluate=False), tail2(k))

    def kstar(b: Expr) -> Expr:
        return Threshold(COUNT, rank(COUNT), Mul(b, n, evaluate=False))

    def degrees(order: int) -> Callable[[Expr], Expr]:
        def build(kappa: Expr) -> Expr:
            index = _free_index(kappa)
            value = _at(spectrum, index)
            top = value if order == 1 else Pow(value, order, evaluate=False)
            return Sum(_over(top, _shift(value, kappa, order)), (index, Integer(1), last))

        return build

    return Vocabulary.of(
        {
            "eigenvalue": (1, eigenvalue),
            "tail": (1, tail),
            "tail2": (1, tail2),
            "r": (1, rank),
            "R": (1, squared_rank),
            "kstar": (1, kstar),
            "df1": (1, degrees(1)),
            "df2": (1, degrees(2)),
        }
    )


def benign_text(*, size: str = "n", rank_constant: str = "1") -> str:
    """The claim that stands for `benign`, in the names of `spectral_vocabulary`."""
    k = f"kstar({rank_constant})"
    return f"r(0)/{size} + {k}/{size} + {size}/R({k}) -> 0"


def parse_regime(text: str, *, size: str = "n") -> dict[str, Expr]:
    """`d = n**c, delta = n**-t`: further indices as functions of the size; raises InputError for anything else."""
    out: dict[str, Expr] = {}
    for part in _parts(text):
        name, equals, value = part.partition("=")
        name = name.strip()
        if not equals or not name.isidentifier() or name == size or not value.strip():
            raise InputError(f"the regime {part.strip()!r} is no equation such as d = {size}**c")
        if name in out:
            raise InputError(f"the regime gives {name} twice")
        out[name] = parse_expression(value.strip())
    for name, expr in out.items():
        if any(Symbol(other) in expr.free_symbols for other in out):
            raise InputError(f"the regime gives {name} in terms of another name that it defines")
    return out


def regime_vocabulary(regime: Mapping[str, Expr]) -> Vocabulary:
    """The names of a regime as constants of the grammar: d stands for n**c wherever it is written."""
    if not regime:
        return EMPTY
    return Vocabulary.of({name: (0, _constant(expr)) for name, expr in regime.items()})


def _constant(expr: Expr) -> Callable[[], Expr]:
    return lambda: expr


def _parts(text: str) -> list[str]:
    """The pieces between commas outside brackets."""
    parts, depth, piece = [], 0, ""
    for c in text:
        depth += (c in "([{") - (c in ")]}")
        if c == "," and depth == 0:
            parts.append(piece)
            piece = ""
        else:
            piece += c
    return [p for p in [*parts, piece] if p.strip()]


def _put(expr: Expr, values: Mapping[str, Expr]) -> Expr:
    """The tree with names replaced, rebuilt unevaluated."""
    if expr.is_Symbol:
        return values.get(expr.name, expr)
    if not expr.args:
        return expr
    return (
        expr.func(*(_put(a, values) for a in expr.args), evaluate=False)
        if _flagged(expr)
        else expr.func(*(_put(a, values) for a in expr.args))
    )


def _flagged(expr: Expr) -> bool:
    return not isinstance(expr, (Sum, sp.Product, Threshold, sp.Tuple))


def _free_index(expr: Expr) -> Symbol:
    """i, or i2, i3, … where that is bound inside already."""
    taken = {s.name for s in expr.atoms(Symbol)}
    names = [INDEX.name, *(f"{INDEX.name}{j}" for j in range(2, len(taken) + 3))]
    return Symbol(next(name for name in names if name not in taken))


def _at(expr: Expr, k: Expr) -> Expr:
    return _put(expr, {INDEX.name: k})


def _plus_one(k: Expr) -> Expr:
    return Integer(int(k) + 1) if k.is_Integer else Add(k, Integer(1), evaluate=False)


def _over(a: Expr, b: Expr) -> Expr:
    return Mul(a, Pow(b, -1, evaluate=False), evaluate=False)


def _shift(spectrum: Expr, kappa: Expr, order: int) -> Expr:
    base = Add(spectrum, kappa, evaluate=False)
    return base if order == 1 else Pow(base, order, evaluate=False)
