"""Antidifferences: for f, a function H with H(x+1) - H(x) = f(x) up to a remainder that is proved summable.

H is a sum of terms taken one by one from the leading term of what is left (asymptotic integration: the
Euler–Maclaurin expansion falls out of the exact difference): for the leading monomial m of the rest, a T with
T(x+1) - T(x) ~ m is

* m/(m(x+1)/m(x) - 1), leading term, when m grows or falls faster than every power; m(x-1) when m(x+1)/m(x) -> oo;
* x*m/(e+1) when m = x**e times something slower, e != -1;
* x*log(x)*...*m/(e+1) at the first iterated logarithm whose exponent e is not -1.

What is proved is not the expansion but an inequality, by the engine itself:

    |f(x) - (H(x+1) - H(x))| <= |E(x+1) - E(x)|   for all large x, E of one sign, monotone,

whence, summing, |Σ_{a <= i < b} f(i) - (H(b) - H(a))| <= E(a) when E falls to zero, uniformly in b. A reader of the
certificate checks that one inequality; where H and E come from does not matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import compose
from .binders import replace
from .field import Element
from .intervals import Interval, sign_of
from .series import Scale, Value, add, lead_of, subtract
from .signals import Split, Undecided
from .trees import ONE, Tree, neg, number

X: Tree = ("var",)
LEAST_TERMS = 3
MOST_TERMS = 9
MOST_LEVELS = 5
Monomial = list[tuple[Scale, Element]]


@dataclass(frozen=True)
class Antidifference:
    """H and E as trees in ("var",); E is None when H is exact; `growing` when E tends to infinity instead of zero."""

    summand: Tree
    h: Tree
    e: Tree | None
    growing: bool


def at(tree: Tree, point: Tree) -> Tree:
    """The tree with ("var",) replaced."""
    return tree if point == X else replace(tree, X, point)


def shifted(tree: Tree, by: int) -> Tree:
    return at(tree, ("add", (X, number(by))))


def times(*factors: Tree) -> Tree:
    kept = tuple(g for f in factors for g in (f[1] if f[0] == "mul" else (f,)) if g != ONE)
    numbers = [f[1] for f in kept if f[0] == "num"]
    if len(numbers) > 1:
        whole = numbers[0]
        for q in numbers[1:]:
            whole *= q
        kept = tuple(f for f in (("num", whole), *(f for f in kept if f[0] != "num")) if f != ONE)
    return ONE if not kept else kept[0] if len(kept) == 1 else ("mul", kept)


def plus(*terms: Tree) -> Tree:
    kept = tuple(t for t in terms if t != number(0))
    return number(0) if not kept else kept[0] if len(kept) == 1 else ("add", kept)


def difference(tree: Tree) -> Tree:
    return ("add", (shifted(tree, 1), neg(tree)))


def raw_lead(value: Value) -> tuple[Element, Monomial] | None:
    """The first listed term; its constant may vanish for some values of the parameters."""
    if isinstance(value, Element):
        return None if value.is_zero() else (value, [])
    index = 0
    while (term := value.get(index)) is not None:
        inner = raw_lead(term.coefficient)
        if inner is not None:
            return inner[0], [(value.top, term.exponent), *inner[1]]
        index += 1
        if index > 40 or value.exact.is_zero():
            break
    if term is None or value.exact.is_zero():
        return None
    raise Undecided("the terms of the sum cancel term after term")


def plain(ev: Any, tree: Tree) -> Value:
    """The value, which must not be an interval."""
    value = ev.value(tree)
    if isinstance(value, Interval):
        raise Undecided("a sum of terms that oscillate")
    return value


def antidifference(ev: Any, summand: Tree) -> Antidifference:
    """The antidifference of a tree in ("var",), its remainder proved; raises a Signal."""
    memo: dict[Tree, Antidifference] = ev.antidifferences
    found = memo.get(summand)
    if found is None:
        found = memo[summand] = _greedy(ev, summand)
    return found


def _greedy(ev: Any, summand: Tree) -> Antidifference:
    rest = plain(ev, summand)
    terms: list[Tree] = []
    for count in range(MOST_TERMS + 1):
        first = raw_lead(rest)
        if first is None:
            return Antidifference(summand, plus(*terms), None, growing=False)
        constant, monomial = first
        try:
            unit, sign = _unit(ev, monomial)
        except Split:
            if count == 0 or not _grows(ev, terms[0]):
                raise
            return _coarse(ev, summand, terms, rest)
        falls = compose.limit_of(plain(ev, unit)) == ("finite", ev.space.field.zero) or _vanishes(ev, unit)
        if (count >= LEAST_TERMS and falls) or count == MOST_TERMS or (count > LEAST_TERMS and _logarithmic(terms, ev)):
            size = tidy(above(constant))
            e = times(size, unit if sign > 0 else neg(unit))
            _prove(ev, rest, e, falls=falls)
            return Antidifference(summand, plus(*terms), e, growing=not falls)
        term = times(tidy(constant.tree()), unit)
        terms.append(term)
        rest = subtract(rest, plain(ev, difference(term)))
    raise AssertionError("unreachable")


def above(constant: Element) -> Tree:
    """Something larger than |c| near the point: a number, or where c depends on parameters log log X."""
    if constant.is_rational():
        return ("num", 2 * abs(constant.num))
    return ("fn", "log", (("fn", "log", (X,)),))


def tidy(tree: Tree) -> Tree:
    """The tree without factors 1 and sums or products of one, small powers of parameters written out."""
    kind = tree[0]
    if kind == "add":
        return plus(*(tidy(a) for a in tree[1]))
    if kind == "mul":
        return times(*(tidy(a) for a in tree[1]))
    if kind == "pow":
        if tree[1][0] == "sym" and tree[2][0] == "num" and tree[2][1] in (2, 3, 4):  # a product asks for no sign
            return times(*[tree[1]] * int(tree[2][1].p))
        return ("pow", tidy(tree[1]), tidy(tree[2]))
    if kind == "fn":
        return ("fn", tree[1], tuple(tidy(a) for a in tree[2]))
    return tree


def _grows(ev: Any, tree: Tree) -> bool:
    return compose.limit_of(plain(ev, tree))[0] == "infinite"


def _coarse(ev: Any, summand: Tree, terms: list[Tree], rest: Value) -> Antidifference:
    """E = |first term|/log(x)**3: enough where finer terms would split the parameters into ever more cases."""
    e = times(terms[0], ("pow", ("fn", "log", (X,)), number(-3)))
    if sign_of(plain(ev, e)) < 0:
        e = neg(e)
    _prove(ev, rest, e, falls=False)
    return Antidifference(summand, plus(*terms), e, growing=True)


def _vanishes(ev: Any, tree: Tree) -> bool:
    kind, c = compose.limit_of(plain(ev, tree))
    return kind == "finite" and isinstance(c, Element) and c.is_zero()


def _logarithmic(terms: list[Tree], ev: Any) -> bool:
    """Whether the terms fall by powers of logarithms only, so that more of them gain little."""
    first, last = raw_lead(plain(ev, terms[0])), raw_lead(plain(ev, terms[-1]))
    if first is None or last is None:
        return False
    e = {s.order: x for s, x in first[1]}
    f = {s.order: x for s, x in last[1]}
    zero = ev.space.field.zero
    return all(e.get(k, zero).same(f.get(k, zero)) for k in {*e, *f} if k >= 0)


def _prove(ev: Any, rest: Value, e: Tree, *, falls: bool) -> None:
    """|rest| <= |E(x+1) - E(x)| eventually, E moving towards zero (falls) or away from it."""
    if falls and not _vanishes(ev, e):
        raise Undecided("the remainder of an expansion of a sum is not known to fall to zero")
    step = plain(ev, neg(difference(e)) if falls else difference(e))
    if sign_of(subtract(step, rest)) < 0 or sign_of(add(step, rest)) < 0:
        raise Undecided("the remainder of an expansion of a sum is not bounded by its next term")


def monomial_tree(monomial: Monomial) -> Tree:
    """Scale elements by their exact functions."""
    factors = []
    for scale, exponent in monomial:
        if not exponent.is_zero():
            base = tidy(scale.exact.value().tree())
            factors.append(base if exponent.is_one() else ("pow", base, tidy(exponent.tree())))
    return times(*factors)


def _unit(ev: Any, monomial: Monomial) -> tuple[Tree, int]:
    """T with T(x+1) - T(x) ~ the monomial, and the sign of T near infinity."""
    space = ev.space
    oracle = space.oracle
    tree = monomial_tree(monomial)
    rapid = [e for s, e in monomial if s.order > 0 and oracle.sign(e) != 0]
    if rapid:
        return _rapid(ev, tree)
    exponents = dict(monomial)
    level = next(s for s in space.scales if s.order == 0)
    above = level.order
    for _ in range(MOST_LEVELS):
        between = [s for s, e in exponents.items() if level.order < s.order < above and oracle.sign(e) != 0]
        if between:
            raise Undecided("a sum over terms between two iterated logarithms")
        exponents[level] = exponents.get(level, space.field.zero) + space.field.one
        sign = oracle.sign(exponents[level])
        if sign:
            ordered = sorted(exponents.items(), key=lambda item: item[0].order, reverse=True)
            return times(tidy(exponents[level].inverse().tree()), monomial_tree(ordered)), sign
        above = level.order
        log = compose.log_of_scale(space, level)
        lead = lead_of(log)
        assert lead is not None
        level = lead.monomial[0][0]
    raise Undecided("a sum over terms with too many iterated logarithms")


def _rapid(ev: Any, tree: Tree) -> tuple[Tree, int]:
    ratio = plain(ev, times(shifted(tree, 1), ("pow", tree, number(-1))))
    if compose.limit_of(ratio)[0] == "infinite":
        return shifted(tree, -1), 1
    gap = subtract(ratio, ev.space.field.one)
    lead = lead_of(gap)
    if lead is None:
        raise Undecided("a rapid term that does not change")
    step = times(tidy(lead.constant.tree()), monomial_tree(list(lead.monomial)))
    return times(tree, ("pow", step, number(-1))), lead.sign
