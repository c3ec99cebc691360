"""Sums over an index, enclosed by explicit functions of their bounds.

Σ_{low <= i <= high} f(i, X) is first written as a combination of products g(X)*f(i) (so that the growth of the terms is
the same over the whole range), then each Σ f(i) is enclosed through an antidifference H with a proved remainder E
(`antidifference`):

* low -> oo: H(high+1) - H(low) ± E(low);
* low a number, high -> oo: C + H(high+1) ± E(high+1), where C is a named constant, a convergent sum;
* high = oo: the same with lim H, which must be finite, for H(high+1): a divergent sum is refused.

A sum runs over the integers of [low, high]: bounds that are not known to be integers are rounded inwards.
"""

from __future__ import annotations

from typing import Any

from . import closed, compose, kernels, ranges, twoscale
from .antidifference import Antidifference, X, antidifference, at, plain, plus, tidy, times
from .binders import INFINITY, contains, mentions, replace
from .field import Element
from .intervals import Interval, sign_of
from .series import Value
from .signals import Divergent, Restart, Signal, Split, Undecided
from .trees import ONE, Tree, has_variable, neg, number, symbols, text

Bounds = tuple[Tree, Tree]
MOST_DIRECT = 40
ROUGH = ("abs", "sign", "floor", "ceiling", "frac", "max", "min", "mod", "sin", "cos")


def enclose(ev: Any, tree: Tree) -> Bounds:
    """Trees without this sum that bound it near the point (one tree twice when it is exact)."""
    body, index, low, high = tree[2]
    low = low if integral(ev, low) else ("fn", "ceiling", (low,))
    if high != INFINITY:
        high = high if integral(ev, high) else ("fn", "floor", (high,))
        _forwards(ev, low, high)
    out = _twice(number(0))
    for outer, inner in split_terms(body, index):
        if has_variable(inner):
            part = twoscale.enclose(ev, inner, index, low, high)
            out = combine(out, scale(ev, outer, part))
            continue
        part = _single(ev, replace(inner, index, X), low, high)
        out = combine(out, scale(ev, outer, part))
    return out


def _twice(tree: Tree) -> Bounds:
    return tree, tree


def combine(a: Bounds, b: Bounds) -> Bounds:
    """Bounds of a sum of two quantities."""
    low = plus(a[0], b[0])
    return (low, low) if a[0] is a[1] and b[0] is b[1] else (low, plus(a[1], b[1]))


def scale(ev: Any, factor: Tree, bounds: Bounds) -> Bounds:
    """Bounds of a multiple, the sign of the factor proved."""
    if bounds[0] is bounds[1]:
        return _twice(times(factor, bounds[0]))
    if factor == ONE:
        return bounds
    sign = wide_sign(ev, factor)
    ends = (times(factor, bounds[0]), times(factor, bounds[1]))
    return ends if sign >= 0 else ends[::-1]


def wide_sign(ev: Any, tree: Tree) -> int:
    """The eventual sign of a tree; 0 only where it is zero, or nonnegative without being known positive."""
    value = ev.value(tree)
    if not isinstance(value, Interval):
        return sign_of(value)
    low = sign_of(value.low)
    if low >= 0:
        return low
    if sign_of(value.high) < 0:
        return -1
    raise Undecided("the sign of an oscillating factor is open")


def _forwards(ev: Any, low: Tree, high: Tree) -> None:
    """That the range is not empty backwards: what Σ from 2n to n means is a matter of convention."""
    gap = ev.value(plus(high, neg(low), ONE))
    if sign_of(gap.low if isinstance(gap, Interval) else gap) < 0:
        raise Undecided("the range of a sum runs backwards, or is not known to run forwards")


# --- terms that separate ----------------------------------------------------------------------------------------------
def split_terms(body: Tree, index: Tree) -> list[tuple[Tree, Tree]]:
    """The summand as a list of (factor without the index, factor without the variable), as far as it separates."""
    if not has_variable(body):
        return [(ONE, body)]
    if not mentions(body, index):
        return [(body, ONE)]
    kind = body[0]
    if kind == "add":
        return [t for a in body[1] for t in split_terms(a, index)]
    if kind == "mul":
        out = [(ONE, ONE)]
        for a in body[1]:
            more = split_terms(a, index)
            out = [(times(p, r), times(q, s)) for p, q in out for r, s in more]
        return out
    if kind == "pow" and body[2][0] == "num" and body[2][1].q == 1:
        n = int(body[2][1].p)
        if 2 <= n <= 4:
            return split_terms(("mul", (body[1],) * n), index)
        base = split_terms(body[1], index)
        if len(base) == 1:
            return [(("pow", base[0][0], body[2]), ("pow", base[0][1], body[2]))]
    if kind == "pow" and not mentions(body[1], index) and not has_variable(body[1]):
        parts = split_terms_of_sum(body[2], index)
        if parts is not None:
            return [(("pow", body[1], parts[0]), ("pow", body[1], parts[1]))]
    if kind == "fn" and body[1] == "exp":
        parts = split_terms_of_sum(body[2][0], index)
        if parts is not None:
            return [(("fn", "exp", (parts[0],)), ("fn", "exp", (parts[1],)))]
    return [(ONE, body)]


def split_terms_of_sum(tree: Tree, index: Tree) -> tuple[Tree, Tree] | None:
    """A tree as (part without the index) + (part without the variable), or None."""
    outer: list[Tree] = []
    inner: list[Tree] = []
    for a in tree[1] if tree[0] == "add" else (tree,):
        if not mentions(a, index):
            outer.append(a)
        elif not has_variable(a):
            inner.append(a)
        else:
            return None
    return plus(*outer), plus(*inner)


# --- one function of the index ----------------------------------------------------------------------------------------
def integral(ev: Any, tree: Tree) -> bool:
    """Whether a tree is known to be an integer for the values of the variable that the claim is about."""
    kind = tree[0]
    if kind == "num":
        return bool(tree[1].q == 1)
    if kind == "var":
        return bool(ev.integer_variable or ev.counting)
    if kind == "sym":
        return tree[1] in ev.space.oracle.integers
    if kind in ("add", "mul"):
        return all(integral(ev, a) for a in tree[1])
    if kind == "pow":
        return integral(ev, tree[1]) and tree[2][0] == "num" and tree[2][1].q == 1 and tree[2][1] >= 0
    return kind == "fn" and tree[1] in ("floor", "ceiling", "threshold")


def _single(ev: Any, summand: Tree, low: Tree, high: Tree) -> Bounds:
    """Σ of a function of the index alone, written in ("var",)."""
    if summand == ONE and high != INFINITY:
        return _twice(plus(high, neg(low), ONE))
    start = _integer(ev, low)
    if high == INFINITY:
        anti = antidifference(ev, summand)
        limit = _limit(ev, anti)
        if start is not None:
            return _twice(_constant(ev, summand, start, INFINITY))
        _tends(ev, low)
        return _between(ev, anti, low, None, limit)
    stop = _integer(ev, high)
    if start is not None and stop is not None:
        if stop - start < MOST_DIRECT:
            terms = [at(summand, number(i)) for i in range(start, stop + 1)]
            return _twice(plus(*terms))
        return _twice(_constant(ev, summand, start, high))
    anti = antidifference(ev, summand)
    _tends(ev, high)
    if start is not None:
        return _from_start(ev, anti, start, high)
    _tends(ev, low)
    return _between(ev, anti, low, high, None)


def _integer(ev: Any, tree: Tree) -> int | None:
    """The bound when it is a constant integer; None when it moves."""
    if has_variable(tree):
        return None
    n = ev.element(tree).integer()
    if n is None:
        raise Undecided(f"the bound {text(tree)} of a sum is a constant that is no known integer")
    return n


def _tends(ev: Any, tree: Tree) -> None:
    value = ev.value(tree)
    bottom = value.low if isinstance(value, Interval) else value
    if compose.limit_of(bottom) != ("infinite", 1):
        raise Undecided(f"the bound {text(tree)} of a sum does not tend to infinity")


def _limit(ev: Any, anti: Antidifference) -> Element:
    """lim H; the sum to infinity converges exactly when it is finite."""
    if anti.growing:
        assert anti.e is not None
        ends = [plus(anti.h, times(number(s), anti.e)) for s in (2, -2)]
        known = [compose.limit_of(plain(ev, end)) for end in ends]
        if known[0] == known[1] and known[0][0] == "infinite":
            raise Divergent(f"the sum of {text(anti.summand, 'i')} to infinity diverges")
        raise Undecided(f"the sum of {text(anti.summand, 'i')} to infinity is not known to converge")
    kind, c = compose.limit_of(plain(ev, anti.h))
    if kind == "infinite":
        raise Divergent(f"the sum of {text(anti.summand, 'i')} to infinity diverges")
    assert isinstance(c, Element)
    return c


def converges(ev: Any, anti: Antidifference) -> bool:
    """Whether Σ f to infinity is proved to converge."""
    return not anti.growing and compose.limit_of(plain(ev, anti.h))[0] == "finite"


def _between(ev: Any, anti: Antidifference, low: Tree, high: Tree | None, limit: Element | None) -> Bounds:
    """H(high+1) - H(low) ± E(low), or lim H - H(low) ± E(low)."""
    top = limit.tree() if high is None and limit is not None else at(anti.h, plus(high, ONE))
    main = plus(top, neg(at(anti.h, low)))
    if anti.e is None:
        return _twice(main)
    if anti.growing:
        assert high is not None
        slack = at(anti.e, plus(high, ONE))
    else:
        slack = at(anti.e, low)
    return plus(main, neg(slack)), plus(main, slack)


def _from_start(ev: Any, anti: Antidifference, start: int, high: Tree) -> Bounds:
    """C + H(high+1) ± E(high+1), with C = Σ_{i >= start} (f - ΔH) - H(start); C is swallowed by 2E when E grows."""
    top = at(anti.h, plus(high, ONE))
    begin, head = _begin(ev, anti, start)
    if anti.growing:
        assert anti.e is not None
        slack = times(number(2), at(anti.e, plus(high, ONE)))
        return plus(top, neg(slack)), plus(top, slack)
    before = plus(head, neg(at(anti.h, number(begin))))
    if anti.e is None:
        if contains(anti.summand, ROUGH):
            raise Undecided("an exact antidifference of a function that is not analytic")
        return _twice(plus(top, before))
    rest = _named(ev, anti, begin, start)
    slack = at(anti.e, plus(high, ONE))
    main = plus(top, rest)
    return plus(main, neg(slack)), plus(main, slack)


def _begin(ev: Any, anti: Antidifference, start: int) -> tuple[int, Tree]:
    """The first index from which H is defined, and the sum of the terms before it."""
    ranges.over(ev, anti.summand, start)
    for begin in range(start, start + 20):
        try:
            ranges.over(ev, anti.h, begin)
        except (Restart, Split):
            raise
        except Signal:
            continue
        return begin, plus(*(at(anti.summand, number(i)) for i in range(start, begin)))
    raise Undecided("an antidifference that is not defined from the first terms on")


def _named(ev: Any, anti: Antidifference, begin: int, start: int) -> Tree:
    """The constant of a sum from `start`: Σ f itself minus lim H when that converges, else the sum of f - ΔH."""
    whole = closed.antidifference_of(ev, anti.summand, start)
    if whole is not None:
        kind, c = compose.limit_of(plain(ev, plus(whole, neg(anti.h))))
        if kind == "finite":
            assert isinstance(c, Element)
            return plus(tidy(c.tree()), neg(at(whole, number(start))))
    kind, c = compose.limit_of(plain(ev, anti.h))
    if kind == "finite":
        assert isinstance(c, Element)
        return plus(_constant(ev, anti.summand, start, INFINITY), neg(c.tree()))
    defect = plus(anti.summand, neg(plus(at(anti.h, plus(X, ONE)), neg(anti.h))))
    head = [at(anti.summand, number(i)) for i in range(start, begin)]
    return plus(*head, neg(at(anti.h, number(begin))), _constant(ev, defect, begin, INFINITY))


def _constant(ev: Any, summand: Tree, start: int, stop: Tree) -> Tree:
    """A sum without the variable, as a tree; it is a named constant of the field (`constant`)."""
    index = ("idx", "i")
    while mentions(summand, index):
        index = ("idx", index[1] + "_")
    return ("fn", "sum", (replace(summand, X, index), index, number(start), stop))


def constant(ev: Any, tree: Tree) -> Value:
    """The value of a sum without the variable: closed where its antidifference is exact, else a named constant."""
    body, index, low, high = tree[2]
    start = _integer(ev, low)
    assert start is not None
    summand = replace(body, index, X)
    region = ranges.over(ev, summand, start)
    if high != INFINITY:
        stop = _integer(ev, high)
        assert stop is not None
        if stop - start < MOST_DIRECT:
            return plain(ev, plus(*(at(summand, number(i)) for i in range(start, stop + 1))))
    else:
        anti = antidifference(ev, summand)
        limit = _limit(ev, anti)
        closed = _closed(ev, anti, start, limit)
        if closed is not None:
            return closed
    return _kernel(ev, tree, start, high, positive=region.positive)


def _closed(ev: Any, anti: Antidifference, start: int, limit: Element) -> Value | None:
    summand = anti.summand
    exponent = closed.power_of(summand)
    if exponent is not None and start == 1:
        return plain(ev, ("fn", "zeta", (neg(exponent),)))
    if anti.e is None and not contains(summand, ROUGH):
        begin, head = _begin(ev, anti, start)
        return plain(ev, plus(head, limit.tree(), neg(at(anti.h, number(begin)))))
    return None


def _kernel(ev: Any, tree: Tree, start: int, high: Tree, *, positive: bool) -> Element:
    field = ev.space.field
    names = sorted(symbols(tree))
    arguments = tuple(kernels.parameter(field, name) for name in names)

    def ball(*_: Any) -> Any:
        return _enclosure(tree, start, high)

    return field.kernel("fun", text(tree), tree, arguments, ball=None if names else ball, positive=positive)


def _enclosure(tree: Tree, start: int, high: Tree) -> Any:
    """A ball by Euler–Maclaurin in `verify.enclosures`."""
    from ...bounds.errors import BoundproofError
    from ...bounds.parsing import parse_expression
    from ..enclosures.summation import enclose_sum

    body, index, _, _ = tree[2]
    expr = parse_expression(text(replace(body, index, ("sym", "i"))))
    try:
        last = None if high == INFINITY else int(high[1].p)
        return enclose_sum(expr, start, last, {})
    except BoundproofError as error:
        raise Undecided(f"no enclosure of {text(tree)}: {error}") from error
