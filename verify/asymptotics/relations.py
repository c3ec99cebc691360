"""From two values to the truth of a claim: limits, Landau relations, eventual inequalities.

f = O(g) and f = o(g) mean |f| <= C|g| eventually, zeros of g included; f ~ g needs g nonzero eventually; an
inequality is meant eventually. True and False are proofs; what is neither raises Undecided.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...bounds.claims import Relation
from . import compose
from .field import Element
from .intervals import Interval, Wide, absolute, add_wide, ends, multiply_wide, negate_wide, power_wide, sign_of
from .series import Space, Value, lead_of, negate, ratio, subtract
from .signals import Undecided


@dataclass(frozen=True)
class Target:
    """The value of a limit: a constant, or ±1 for ±infinity, and the side ('+', '-' or nothing)."""

    value: Element | None
    infinite: int = 0
    side: str = ""


def magnitude(value: Wide) -> tuple[Value, Value]:
    """Bounds of |value|."""
    if isinstance(value, Interval):
        return ends(absolute(value))
    size = negate(value) if sign_of(value) < 0 else value
    return size, size


def growth(space: Space, a: Value, b: Value) -> int | None:
    """The sign of the order of growth of a/b; None when b (then 2 if a is not zero) or a is identically zero."""
    x, y = lead_of(a), lead_of(b)
    if y is None:
        return None if x is None else 2
    if x is None:
        return -2
    for _, exponent in ratio(x.monomial, y.monomial):
        sign = space.oracle.sign(exponent)
        if sign:
            return sign
    return 0


def big_o(space: Space, f: Wide, g: Wide) -> bool:
    (low_f, high_f), (low_g, high_g) = magnitude(f), magnitude(g)
    order = growth(space, high_f, low_g)
    if order is None or order <= 0:
        return True
    order = growth(space, low_f, high_g)
    if order is not None and order > 0:
        return False
    raise Undecided("the oscillation is too wide to compare the two sides")


def little_o(space: Space, f: Wide, g: Wide) -> bool:
    (low_f, high_f), (low_g, high_g) = magnitude(f), magnitude(g)
    order = growth(space, high_f, low_g)
    if order is None or order < 0:
        return True
    order = growth(space, low_f, high_g)
    if order is not None and order >= 0:
        return False
    raise Undecided("the oscillation is too wide to compare the two sides")


def soft(space: Space, f: Wide, g: Wide) -> bool:
    """f = O(g log**k X) for some k."""
    (low_f, high_f), (low_g, high_g) = magnitude(f), magnitude(g)
    up, down = _beyond_logs(space, high_f, low_g), _beyond_logs(space, low_f, high_g)
    if up <= 0:
        return True
    if down > 0:
        return False
    raise Undecided("the oscillation is too wide to compare the two sides")


def _beyond_logs(space: Space, a: Value, b: Value) -> int:
    """The sign of the order of growth of a/b when powers of log(X) are disregarded."""
    x, y = lead_of(a), lead_of(b)
    if y is None:
        return -1 if x is None else 1
    if x is None:
        return -1
    base = next(s for s in space.scales if s.order == 0)
    compose.log_of_scale(space, base)
    assert base.log is not None
    level = lead_of(base.log)
    assert level is not None
    limit = level.monomial[0][0].order
    for scale, exponent in ratio(x.monomial, y.monomial):
        if scale.order > limit:
            sign = space.oracle.sign(exponent)
            if sign:
                return sign
    return 0


def equivalent(space: Space, f: Wide, g: Wide) -> bool:
    low, high = magnitude(g)
    if lead_of(low) is None:
        if lead_of(high) is None:
            raise Undecided("the right side is identically zero: ~ needs it nonzero")
        raise Undecided("the right side is not known to stay away from zero")
    minus = space.field.rational(-1)
    flipped = power_wide(g, minus) if isinstance(g, Interval) else compose.power(g, minus)
    return tends(space, multiply_wide(f, flipped), Target(space.field.one))


def tends(space: Space, f: Wide, target: Target) -> bool:
    if not isinstance(f, Interval):
        return _tends(space, f, target)
    low, high = _position(space, f.low, target), _position(space, f.high, target)
    if low == 0 == high or (target.infinite > 0 and low == 0) or (target.infinite < 0 and high == 0):
        if target.side:
            assert target.value is not None
            s = _side(f.low, f.high, target.value, target.side)
            if s is None:
                raise Undecided("the side from which the limit is approached is hidden by an oscillation")
            return s
        return True
    if low > 0 or high < 0:
        return False
    raise Undecided("an oscillation hides the limit")


def _position(space: Space, f: Value, target: Target) -> int:
    """Where the limit of f lies: 0 at the target, 1 above, -1 below."""
    kind, c = compose.limit_of(f)
    if kind == "infinite":
        assert isinstance(c, int)
        if target.infinite:
            return (c > target.infinite) - (c < target.infinite)
        return c
    if target.infinite:
        return -target.infinite
    assert isinstance(c, Element)
    assert target.value is not None
    return space.oracle.sign(c - target.value)


def _tends(space: Space, f: Value, target: Target) -> bool:
    if _position(space, f, target) != 0:
        return False
    if not target.side:
        return True
    assert target.value is not None
    s = sign_of(subtract(f, target.value))
    if s == 0:
        raise Undecided("the function equals its limit, so it approaches it from neither side strictly")
    return s == (1 if target.side == "+" else -1)


def _side(low: Value, high: Value, value: Element, side: str) -> bool | None:
    above, under = sign_of(subtract(low, value)), sign_of(subtract(high, value))
    if above > 0:
        return side == "+"
    if under < 0:
        return side == "-"
    return None


def at_most(f: Wide, g: Wide, *, strict: bool) -> bool:
    """f <= g (f < g) eventually."""
    low, high = ends(add_wide(g, negate_wide(f)))
    if sign_of(low) > 0 or (not strict and sign_of(low) == 0):
        return True
    if sign_of(high) < 0 or (strict and sign_of(high) == 0):
        return False
    raise Undecided("an oscillation hides which side is larger")


def holds(space: Space, relation: Relation, f: Wide, g: Wide | None, target: Target | None) -> bool:
    """Whether the claim is true: True and False are proofs."""
    if relation is Relation.TENDS:
        assert target is not None
        return tends(space, f, target)
    if relation is Relation.HAS_LIMIT:
        return _has_limit(space, f)
    assert g is not None
    if relation is Relation.BIG_O:
        return big_o(space, f, g)
    if relation is Relation.BIG_OMEGA:
        return big_o(space, g, f)
    if relation is Relation.THETA:
        return big_o(space, f, g) and big_o(space, g, f)
    if relation is Relation.LITTLE_O:
        return little_o(space, f, g)
    if relation is Relation.LITTLE_OMEGA:
        return little_o(space, g, f)
    if relation is Relation.SOFT_O:
        return soft(space, f, g)
    if relation is Relation.SOFT_OMEGA:
        return soft(space, g, f)
    if relation is Relation.SOFT_THETA:
        return soft(space, f, g) and soft(space, g, f)
    if relation is Relation.EQUIVALENT:
        return equivalent(space, f, g)
    if relation in (Relation.LE, Relation.LT):
        return at_most(f, g, strict=relation is Relation.LT)
    if relation in (Relation.GE, Relation.GT):
        return at_most(g, f, strict=relation is Relation.GT)
    if relation is Relation.EQ:
        low, high = ends(add_wide(g, negate_wide(f)))
        if sign_of(low) == 0 == sign_of(high):
            return True
        if sign_of(low) > 0 or sign_of(high) < 0:
            return False
    raise Undecided(f"the relation {relation.value!r} is not decided here")


def _has_limit(space: Space, f: Wide) -> bool:
    low, high = (compose.limit_of(v) for v in ends(f))
    if low[0] == "finite" == high[0]:
        assert isinstance(low[1], Element)
        assert isinstance(high[1], Element)
        if space.oracle.sign(high[1] - low[1]) == 0:
            return True
    if not isinstance(f, Interval):
        raise Undecided("the function tends to infinity: say whether that counts by claiming -> oo")
    raise Undecided("an oscillation hides the limit")
