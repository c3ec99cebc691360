"""From two values to the truth of a claim, for re-checking; True and False are proofs, anything else raises.

f = O(g), o(g) mean |f| <= C|g| near the point, zeros of g included; f ~ g needs g nonzero there; inequalities are
meant near the point.
"""

from __future__ import annotations

from .asymptotics_algebra import ONE, ZERO, Const
from .asymptotics_functions import Any_, Evaluator, Wide, ends
from .asymptotics_series import Lead, Series, Value
from .asymptotics_text import NotCovered


class Decision:
    """The relations between values of one evaluator."""

    def __init__(self, ev: Evaluator) -> None:
        self.ev, self.sp = ev, ev.sp

    def holds(self, relation: str, f: Any_, g: Any_ | None, side: str, infinite: int) -> bool:
        """Whether `f relation g`; for a limit g is the value, or `infinite` is ±1."""
        if relation == "->":
            return self._tends(f, None if infinite else g, infinite, side)
        if relation == "has limit":
            low, high = (self.sp.limit(e) for e in ends(f))
            if not low[0] and not high[0] and self.ev.al.is_zero(low[1] - high[1]):
                return True
            raise NotCovered("a limit that bounds do not show")
        assert g is not None
        if relation in ("<=", "<", ">=", ">", "="):
            return self._inequality(relation, f, g)
        if relation == "~":
            return self._equivalent(f, g)
        kinds = {
            "O": [(f, g, 0)],
            "o": [(f, g, -1)],
            "Omega": [(g, f, 0)],
            "omega": [(g, f, -1)],
            "Theta": [(f, g, 0), (g, f, 0)],
            "Otilde": [(f, g, 2)],
            "Omegatilde": [(g, f, 2)],
            "Thetatilde": [(f, g, 2), (g, f, 2)],
        }
        if relation not in kinds:
            raise NotCovered(f"the relation {relation}")
        return all(self._within(a, b, most) for a, b, most in kinds[relation])

    def _size(self, v: Any_) -> tuple[Value, Value]:
        return ends(self.ev._unary("abs", v))

    def _within(self, f: Any_, g: Any_, most: int) -> bool:
        """Whether f/g is of order at most `most` (0: bounded, -1: vanishing, 2: bounded up to powers of log X)."""
        (low_f, high_f), (low_g, high_g) = self._size(f), self._size(g)
        soft, limit = most == 2, 0 if most == 2 else most
        worst = self._growth(high_f, low_g, soft)
        if worst <= limit:
            return True
        if self._growth(low_f, high_g, soft) > limit:
            return False
        raise NotCovered("an oscillation too wide to compare")

    def _growth(self, a: Value, b: Value, soft: bool) -> int:
        """The sign of the order of a/b; -2 when a is zero, 2 when b alone is."""
        x, y = self.sp.lead(a), self.sp.lead(b)
        if x is None or y is None:
            return -2 if x is None else 2
        if soft:
            log = self.sp.log_of(self.sp.base)
            assert isinstance(log, Series)
            slow = self.sp.rank(log.top) + 1  # what is faster than every power of log X counts
            x, y = (Lead(tuple((s, e) for s, e in v.monomial if self.sp.rank(s) >= slow), v.constant) for v in (x, y))
        return self.sp.order(x, y)

    def _equivalent(self, f: Any_, g: Any_) -> bool:
        low, _ = self._size(g)
        if self.sp.lead(low) is None:
            raise NotCovered("~ with a side that may vanish")
        if isinstance(g, Wide):
            raise NotCovered("~ with an oscillating right side")
        return self._tends(self.ev.times(f, self.sp.power(g, -ONE)), ONE, 0, "")

    def _inequality(self, relation: str, f: Any_, g: Any_) -> bool:
        if relation in (">", ">="):
            return self._inequality("<" + relation[1:], g, f)
        low, high = (self.sp.sign(e) for e in ends(self.ev.add(g, self.ev.times(-ONE, f))))
        if relation == "=":
            if low == high == 0:
                return True
            if low > 0 or high < 0:
                return False
        elif low > 0 or (low == 0 and relation == "<="):
            return True
        elif high < 0 or (high == 0 and relation == "<"):
            return False
        raise NotCovered("an oscillation hides which side is larger")

    def _position(self, v: Value, target: Const | None, infinite: int) -> int:
        """Where the limit of v lies: 0 at the target, ±1 above or below."""
        way, c = self.sp.limit(v)
        if way or infinite:
            return (way > infinite) - (way < infinite) if infinite else way
        assert target is not None
        return self.ev.al.sign(c - target)

    def _tends(self, f: Any_, g: Any_ | None, infinite: int, side: str) -> bool:
        if isinstance(g, Wide | Series):
            raise NotCovered("a limit value that depends on the variable")
        places = [self._position(e, g, infinite) for e in ends(f)]
        if places[0] > 0 or places[1] < 0:
            return False
        if places != [0, 0]:
            raise NotCovered("an oscillation hides the limit")
        if not side:
            return True
        way = 1 if side == "+" else -1
        signs = [self.sp.sign(self.sp.sub(e, g if g is not None else ZERO)) * way for e in ends(f)]
        if min(signs) > 0:
            return True
        if max(signs) < 0:
            return False
        raise NotCovered("the side from which the limit is approached")
