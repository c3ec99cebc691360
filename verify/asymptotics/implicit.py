"""inverse(k, F = G) and threshold(k, F >= G), enclosed by explicit functions.

F is bounded by explicit functions F₋ <= F <= F₊ of k that are proved increasing for large k (derivative > 0). For trees
l, u tending to infinity the engine proves F₊(l) < G <= F₋(u); then

* the solution of F(k) = G lies in [l, u] (F itself explicit);
* the least natural k with F(k) >= G lies in [l, u + 1]: F(k) <= F₊(k) <= F₊(l) < G for all large k < l, and at
  bounded k the level G -> oo is not reached. Where F tends to a finite limit, F must stay below it everywhere.
  The rounding is kept as the width of the interval. Where F(k) is no real number, F(k) >= G does not hold.

Where l and u come from does not matter for the proof: Newton's iteration on expansions, started from the leading term
of F; log F in place of an F that grows faster than powers, k = exp(x) for one that grows slower, 1/(L - F) for an F
that tends to a finite L.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import balance, compose, passage, ranges
from .antidifference import X, above, at, monomial_tree, plain, plus, raw_lead, tidy, times
from .binders import contains_binder, replace
from .calculus import Bounds, derivative, explicit
from .field import Element
from .series import Series, Value, exact_of, lead_of, multiply, subtract
from .series import monomial as scale_power
from .signals import OutOfTime, Restart, Signal, Split, Undecided
from .sums import wide_sign
from .trees import ONE, Tree, has_variable, neg, number, symbols

ROUNDS = 5
ENOUGH = 2
MOST_DEPTH = 3


def enclose(ev: Any, tree: Tree) -> Bounds:
    """Bounds of an inverse or a threshold near the point; raises a Signal."""
    body, index, level = tree[2]
    function = replace(body, index, X)
    rounds = tree[1] == "threshold"
    if not rounds:
        falling = balance.enclose(ev, body, index, level)
        if falling is not None:
            return falling
    if has_variable(body):
        if not rounds:
            raise Undecided("an inverse of a function that depends on the variable itself")
        return passage.enclose(ev, body, index, level)
    if contains_binder(function) and not (rounds and (ev.integer_variable or ev.counting)):
        raise Undecided("an inverse of a function with a sum: a threshold is meant")
    low_f, high_f = explicit(ev, function)
    levels = explicit(ev, level)
    if rounds:
        _bounded_indices(ev, function, high_f, levels[0])
    for f in {low_f, high_f}:
        if wide_sign(ev, derivative(f)) <= 0:
            raise Undecided("the function is not known to increase")
    low, high = _apart(ev, low_f, high_f, levels)
    ev.crossings.append((tree[1], low, high))
    return (low, plus(high, ONE)) if rounds else (low, high)


def _bounded_indices(ev: Any, function: Tree, high_f: Tree, level: Tree) -> None:
    """That the level is not reached at any bounded index, near the point."""
    kind, c = compose.limit_of(plain(ev, high_f))
    if kind == "infinite":
        if c != 1:
            raise Undecided("the function tends to minus infinity")
        if compose.limit_of(plain(ev, level)) != ("infinite", 1):
            raise Undecided("the level of a threshold does not tend to infinity")
        return
    assert isinstance(c, Element)
    if not below(ev, function, c):
        raise Undecided("the function is not known to stay below its limit everywhere")


def below(ev: Any, function: Tree, limit: Element) -> bool:
    """Whether F(k) < limit for all natural k, by structure."""
    if not limit.is_zero():
        return False
    gap = neg(function)
    if gap[0] == "mul":
        flat: list[Tree] = []
        for a in gap[1]:
            flat += a[1] if a[0] == "mul" else (a,)
        if sum(1 for a in flat if a == number(-1)) == 2:
            gap = times(*(a for a in flat if a != number(-1)))
    return positive_everywhere(ev, gap)


def positive_everywhere(ev: Any, tree: Tree) -> bool:
    """Whether a tree in X is positive at every natural number, tail sums of positive terms included."""
    if tree[0] == "mul":
        return all(positive_everywhere(ev, a) for a in tree[1])
    if tree[0] == "fn" and tree[1] == "sum":
        body, index, low, high = tree[2]
        gap = plus(low, neg(X))
        if high != ("oo",) or has_variable(body) or not _constant_gap(ev, gap):
            return False
        start = ev.element(replace(low, X, number(0))).integer()
        return start is not None and ranges.over(ev, replace(body, index, X), start).positive
    try:
        return ranges.over(ev, tree, 0).positive
    except (OutOfTime, Restart, Split):
        raise
    except Signal:
        return False


def _constant_gap(ev: Any, gap: Tree) -> bool:
    return not exact_of(plain(ev, gap)).value().depends_on_variable()


# --- finding and proving bounds ---------------------------------------------------------------------------------------
def _apart(ev: Any, low_f: Tree, high_f: Tree, levels: Bounds) -> Bounds:
    """The bounds from one iteration; where the bounds of F or G are too far apart for that, each end by itself."""
    try:
        return solve(ev, low_f, high_f, levels, MOST_DEPTH)
    except (OutOfTime, Restart, Split):
        raise
    except Undecided:
        if low_f is high_f and levels[0] is levels[1]:
            raise
        low, _ = solve(ev, high_f, high_f, (levels[0], levels[0]), MOST_DEPTH)
        _, high = solve(ev, low_f, low_f, (levels[1], levels[1]), MOST_DEPTH)
        return low, high


def solve(ev: Any, low_f: Tree, high_f: Tree, levels: Bounds, depth: int) -> Bounds:
    """l and u with F₊(l) < G₋ and F₋(u) >= G₊, both tending to infinity."""
    if depth == 0:
        raise Undecided("an inverse of a function with too many levels of exponentials or logarithms")
    lead = lead_of(plain(ev, low_f))
    if lead is None:
        raise Undecided("the function is constant")
    signs = [(s, e, ev.space.oracle.sign(e)) for s, e in lead.monomial]
    first = next(((s, e, g) for s, e, g in signs if g), None)
    if first is None or first[2] < 0:
        return _towards_limit(ev, low_f, high_f, levels, depth)
    scale, exponent, _ = first
    if scale.order > 0:
        return solve(ev, *_both((low_f, high_f), _log), _both(levels, _log), depth - 1)
    if scale.order < 0:
        power = ("fn", "exp", (X,))
        inside = _both((low_f, high_f), lambda t: at(t, power))
        return _both(solve(ev, *inside, levels, depth - 1), lambda t: ("fn", "exp", (t,)))
    e, c, root = tidy(exponent.tree()), tidy(lead.constant.tree()), tidy(exponent.inverse().tree())
    slope = times(e, c, monomial_tree(list(lead.monomial)), ("pow", X, number(-1)))
    start = ("pow", times(levels[0], ("pow", c, number(-1))), root)
    if len([1 for _, _, g in signs if g]) > 1:
        ratio = times(levels[0], ("pow", at(low_f, start), number(-1)))
        start = truncated(plain(ev, times(start, ("pow", ratio, root))), 1)
    return _newton(ev, Equation(low_f, high_f, levels, slope), start)


def _both(pair: Bounds, f: Callable[[Tree], Tree]) -> Bounds:
    """f of both ends; one tree twice stays one tree twice."""
    low = f(pair[0])
    return (low, low) if pair[0] is pair[1] else (low, f(pair[1]))


def _log(tree: Tree) -> Tree:
    return ("fn", "log", (tree,))


def _towards_limit(ev: Any, low_f: Tree, high_f: Tree, levels: Bounds, depth: int) -> Bounds:
    kind, c = compose.limit_of(plain(ev, low_f))
    _, d = compose.limit_of(plain(ev, high_f))
    assert kind == "finite"
    assert isinstance(c, Element)
    if not isinstance(d, Element) or not c.same(d):
        raise Undecided("the limit of the function is not known")

    def flip(t: Tree) -> Tree:
        return ("pow", plus(tidy(c.tree()), neg(t)), number(-1))

    for t in (low_f, high_f, *levels):
        if wide_sign(ev, plus(tidy(c.tree()), neg(t))) <= 0:
            raise Undecided("the level is not known to stay below the limit of the function")
    return solve(ev, *_both((low_f, high_f), flip), _both(levels, flip), depth - 1)


@dataclass(frozen=True)
class Equation:
    """F₋ <= F <= F₊, the bounds of G, and the leading term of F'."""

    low: Tree
    high: Tree
    levels: Bounds
    slope: Tree

    @property
    def exact(self) -> bool:
        return self.low is self.high and self.levels[0] is self.levels[1]


def _newton(ev: Any, eq: Equation, start: Tree) -> Bounds:
    """Newton's iteration with the leading term of the derivative; bounds from the size of its last step."""
    x = start
    best: Bounds | None = None
    proved = 0
    for count in range(2, 2 + ROUNDS):
        size = _sizes(ev, eq, x)
        if size is None:
            if not _infinite(ev, x):
                break
            if eq.exact and lead_of(plain(ev, plus(at(eq.low, x), neg(eq.levels[0])))) is None:
                return x, x
            break
        pair = (plus(x, neg(size)), plus(x, size))
        if _proved(ev, eq, pair):
            best = pair
            proved += 1
            if proved == ENOUGH or (count > 2 and _parametric(eq)):
                break
        x = truncated(plain(ev, plus(x, _step(eq, eq.low, eq.levels[0], x))), count)
    if best is None:
        raise Undecided("no bounds of the solution were proved")
    return best


def _parametric(eq: Equation) -> bool:
    """Whether parameters occur: then further terms cost further cases."""
    return bool(symbols(eq.low) | symbols(eq.levels[0]))


def _step(eq: Equation, f: Tree, level: Tree, x: Tree) -> Tree:
    return times(plus(level, neg(at(f, x))), ("pow", at(eq.slope, x), number(-1)))


def _sizes(ev: Any, eq: Equation, x: Tree) -> Tree | None:
    """More than the leading term of the largest of Newton's steps for the bounds of F and G; None when all vanish."""
    cases = [(eq.low, eq.levels[0])]
    if not eq.exact:
        cases += [(eq.high, eq.levels[0]), (eq.low, eq.levels[1])]
    out: list[Tree] = []
    for f, level in cases:
        first = raw_lead(plain(ev, _step(eq, f, level, x)))
        if first is not None:
            out.append(times(tidy(above(first[0])), monomial_tree(first[1])))
    return plus(*dict.fromkeys(out)) if out else None


def _proved(ev: Any, eq: Equation, pair: Bounds) -> bool:
    try:
        return (
            _infinite(ev, pair[0])
            and _infinite(ev, pair[1])
            and wide_sign(ev, plus(eq.levels[0], neg(at(eq.high, pair[0])))) > 0
            and wide_sign(ev, plus(at(eq.low, pair[1]), neg(eq.levels[1]))) >= 0
        )
    except (OutOfTime, Restart, Split):
        raise
    except Signal:
        return False


def _infinite(ev: Any, tree: Tree) -> bool:
    return compose.limit_of(plain(ev, tree)) == ("infinite", 1)


def truncated(value: Value, count: int) -> Tree:
    """The first `count` terms, and all that do not tend to zero (up to a few more)."""
    terms: list[Tree] = []
    rest = value
    for j in range(count + 4):
        first = raw_lead(rest)
        if first is None:
            break
        constant, monomial = first
        if j >= count and (not monomial or isinstance(rest, Element)):
            break
        terms.append(times(tidy(constant.tree()), monomial_tree(monomial)))
        if isinstance(rest, Element):
            break
        taken: Value = constant
        space = rest.space
        for scale, exponent in reversed(monomial):
            taken = multiply(taken, scale_power(space, scale, exponent))
        rest = subtract(rest, taken)
        if j + 1 >= count and isinstance(rest, Series) and _small(rest):
            break
    return plus(*terms) if terms else number(0)


def _small(value: Value) -> bool:
    first = raw_lead(value)
    if first is None:
        return True
    for _, exponent in first[1]:
        sign = exponent.field.memo["oracle"].known(exponent)
        if sign:
            return bool(sign < 0)
    return False
