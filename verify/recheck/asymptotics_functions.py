"""Functions of series, for re-checking limits: expansions at points and at infinity, bounds where they oscillate.

Most functions are formulas in exp, log, sin, cos, atan and log gamma; these establish that their argument stays in
their real domain near the point. Source: DLMF 4 (elementary functions), 5.11.1 (Stirling's series).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from math import floor
from typing import Any, NamedTuple

import mpmath

from .asymptotics_algebra import ONE, ZERO, Const, El
from .asymptotics_series import OffDomain, Series, Space, Value, exact_of
from .asymptotics_special import Functions
from .asymptotics_text import BINDERS, SERIES, NotCovered, Tree, read, replace

FORMULAS = {  # u is the argument, v a second one
    "tan": "sin(u)/cos(u)",
    "cot": "cos(u)/sin(u)",
    "sec": "1/cos(u)",
    "csc": "1/sin(u)",
    "asin": "2*atan(u/(1 + sqrt(1 - u**2)))",
    "acos": "pi/2 - asin(u)",
    "acot": "atan(1/u)",
    "asec": "acos(1/u)",
    "acsc": "asin(1/u)",
    "sinh": "(exp(u) - exp(-u))/2",
    "cosh": "(exp(u) + exp(-u))/2",
    "tanh": "1 - 2/(exp(2*u) + 1)",
    "coth": "1/tanh(u)",
    "sech": "1/cosh(u)",
    "csch": "1/sinh(u)",
    "asinh": "log(u + sqrt(u**2 + 1))",
    "acosh": "log(u + sqrt(u**2 - 1))",
    "atanh": "log((1 + u)/(1 - u))/2",
    "acoth": "atanh(1/u)",
    "asech": "acosh(1/u)",
    "acsch": "asinh(1/u)",
    "factorial": "gamma(u + 1)",
    "binomial": "exp(loggamma(u + 1) - loggamma(v + 1) - loggamma(u - v + 1))",
    "digamma": "polygamma(0, u)",
    "harmonic": "polygamma(0, u + 1) + EulerGamma",
    "lowergamma": "gamma(u) - uppergamma(u, v)",
    "li": "ei(log(u))",
}


@cache
def formula(name: str) -> Tree:
    """The definition of a function by others."""
    return read(FORMULAS[name])


class Wide(NamedTuple):
    """low <= f <= high near the point."""

    low: Value
    high: Value


Any_ = Fraction | El | Series | Wide
HALF = Fraction(1, 2)
PARITY = ("fn", "cos", ("mul", ("fn", "pi"), ("sym", "X")))  # 1 for even X, -1 for odd ones
MONOTONE = frozenset({"exp", "log", "sqrt", "atan", "sign"})


def ends(v: Any_) -> tuple[Value, Value]:
    return (v.low, v.high) if isinstance(v, Wide) else (v, v)


class Evaluator:
    """Values of trees near the point; `phases` puts constants for sin(u), cos(u), frac(u) along a sequence."""

    def __init__(self, sp: Space, integers: frozenset[str]) -> None:
        self.sp, self.al, self.integers = sp, sp.al, integers
        self.parity = False
        self.residues: Callable[[Value], list[Fraction]] | None = None  # where the variable is an integer
        self.phases: Mapping[Tree, Any_] = {}
        self.memo: dict[Tree, Any_] = {}
        self.binders: Any = None  # what gives sums and thresholds their values
        sp.hinted = self.plain

    def value(self, tree: Tree) -> Any_:
        found = self.memo.get(tree)
        if found is None:
            found = self.memo[tree] = self._value(tree)
        return found

    def plain(self, tree: Tree) -> Value:
        v = self.value(tree)
        if isinstance(v, Wide):
            raise NotCovered("a function of an oscillating argument")
        return v

    def constant(self, tree: Tree) -> Const:
        v = self.plain(tree)
        if isinstance(v, Series):
            raise NotCovered("a constant that depends on the variable")
        return v

    def _value(self, tree: Tree) -> Any_:
        kind = tree[0]
        if kind == "num":
            return tree[1]
        if kind == "sym":
            return self.sp.x if tree[1] == "X" else self.al.atom("par", tree[1])
        if kind in {"add", "mul"}:
            combine = self.add if kind == "add" else self.times
            out = self.value(tree[1])
            for part in tree[2:]:
                out = combine(out, self.value(part))
            return out
        if kind == "pow":
            return self._power(tree)
        return self._function(tree)

    # --- arithmetic with bounds ---------------------------------------------------------------------------------------
    def add(self, a: Any_, b: Any_) -> Any_:
        if not isinstance(a, Wide) and not isinstance(b, Wide):
            return self.sp.add(a, b)
        (p, q), (r, s) = ends(a), ends(b)
        return Wide(self.sp.add(p, r), self.sp.add(q, s))

    def times(self, a: Any_, b: Any_) -> Any_:
        if not isinstance(a, Wide) and not isinstance(b, Wide):
            return self.sp.mul(a, b)
        if isinstance(a, Wide) and isinstance(b, Wide):
            ways = [1 if self.sp.sign(v.low) >= 0 else -1 if self.sp.sign(v.high) <= 0 else 0 for v in (a, b)]
            if all(ways):
                p, q = (v if way > 0 else self.negative(v) for v, way in zip((a, b), ways, strict=True))
                out = Wide(self.sp.mul(p.low, q.low), self.sp.mul(p.high, q.high))
                return out if ways[0] == ways[1] else self.negative(out)
            products = [self.sp.mul(x, y) for x in a for y in b]
            return Wide(self.extreme(products, -1), self.extreme(products, 1))
        wide, factor = (a, b) if isinstance(a, Wide) else (b, a)
        assert isinstance(wide, Wide)
        assert not isinstance(factor, Wide)
        if self.sp.lead(factor) is None:
            return ZERO
        low, high = self.sp.mul(wide.low, factor), self.sp.mul(wide.high, factor)
        return Wide(low, high) if self.sp.sign(factor) >= 0 else Wide(high, low)

    def negative(self, v: Wide) -> Wide:
        return Wide(self.sp.neg(v.high), self.sp.neg(v.low))

    def extreme(self, values: list[Value], way: int) -> Value:
        """The eventually largest (way 1) or smallest (-1)."""
        best = values[0]
        for v in values[1:]:
            if v is not best and self.sp.sign(self.sp.sub(v, best)) * way > 0:
                best = v
        return best

    def sign(self, v: Any_) -> int:
        """The sign near the point; 0 for what is zero or not known to keep one."""
        low, high = (self.sp.sign(e) for e in ends(v))
        return low if low == high or low > 0 else min(high, 0)

    def _power(self, tree: Tree) -> Any_:
        base, e = self.value(tree[1]), self.value(tree[2])
        if isinstance(e, Fraction | El):
            if isinstance(base, Wide):
                return self._wide_power(base, e)
            if not (isinstance(e, Fraction) and e.denominator == 1) and self.whole(e) and self.sp.sign(base) < 0:
                size = self.sp.power(self.sp.neg(base), e)
                self.parity = True
                return Wide(self.sp.neg(size), size)
            self._may_divide(base, e)
            return self.sp.power(base, e)
        if base == ONE:
            return ONE
        if not isinstance(base, Series | Wide) and not isinstance(e, Wide) and self.sp.sign(base) < 0:
            sign = self.alternating(e)
            if sign is not None:
                return self.times(sign, self.sp.exp(self.sp.mul(e, self.sp.log(self.sp.neg(base)))))
        if base == ZERO and self.sp.sign(ends(e)[0]) > 0:
            return ZERO
        return self._unary("exp", self.times(e, self._unary("log", base)))

    def alternating(self, e: Value) -> Any_ | None:
        """(-1)**e, where e is a whole number for all values of the integer variable."""
        half = self.residues(self.sp.mul(e, HALF)) if self.residues is not None else []
        if not half or len(half) > 2 or not set(half) <= {ZERO, HALF}:
            return None
        even, odd = 1 - 4 * half[0], 1 - 4 * half[-1]
        if even != odd and PARITY not in self.phases:
            return Wide(-ONE, ONE)
        return even if even == odd or self.phases[PARITY] == ONE else odd

    def _turned(self, name: str, v: Value) -> Any_ | None:
        """sin or cos of pi*T + r, for T a whole number for all values of the integer variable, r finite."""
        pi = self.al.function("pi", positive=True)
        turns = self.sp.part(self.sp.mul(v, self.al.power(pi, -ONE))) if self.residues is not None else None
        sign = None if turns is None else self.alternating(turns)
        if turns is None or sign is None:
            return None
        rest = self.sp.sub(v, self.sp.mul(turns, pi))
        return None if self.sp.limit(rest)[0] else self.times(sign, self._unary(name, rest))

    def _may_divide(self, base: Value, e: Const) -> None:
        """A constant with parameters may stand in a denominator only when it is nonzero for all of them."""
        if isinstance(base, El) and (not isinstance(e, Fraction) or e < 0) and self.al.vanishes(base):
            raise OffDomain("a division by zero")

    def whole(self, e: Const) -> bool:
        """Whether a constant is a polynomial with integer coefficients in integer parameters."""
        if isinstance(e, Fraction):
            return e.denominator == 1
        return all(
            c.denominator == 1
            and all(self.al.atoms[i].name in self.integers and k > 0 and k.denominator == 1 for i, k in m)
            for m, c in e.d.items()
        )

    def _wide_power(self, base: Wide, e: Const) -> Any_:
        s, up = self.sign(base), self.al.sign(e)
        n = int(e) if isinstance(e, Fraction) and e.denominator == 1 else None
        if not up:
            return ONE
        if s > 0 or (up > 0 and self.sp.sign(base.low) >= 0):
            pair = self.sp.power(base.low, e), self.sp.power(base.high, e)
            return Wide(*(pair if up > 0 else pair[::-1]))
        if n is None or (s == 0 and n < 0):
            raise OffDomain("a power of what may vanish or be negative")
        low, high = self.sp.power(base.low, e), self.sp.power(base.high, e)
        if s < 0:
            return Wide(low, high) if bool(n % 2) == (n > 0) else Wide(high, low)
        return Wide(low, high) if n % 2 else Wide(ZERO, self.extreme([low, high], 1))

    # --- functions ----------------------------------------------------------------------------------------------------
    def _function(self, tree: Tree) -> Any_:
        if tree[1] in BINDERS or tree[1] == SERIES:
            if self.binders is None:
                raise NotCovered(f"{tree[1]} where nothing is proposed for it")
            return self.binders.value(tree)
        name = tree[1].lower()
        if name in FORMULAS and len(tree) == (4 if name in ("binomial", "lowergamma") else 3):
            whole = replace(formula(name), "u", tree[2])
            return self.value(replace(whole, "v", tree[3]) if len(tree) == 4 else whole)
        values = [self.value(a) for a in tree[2:]]
        if name in ("pi", "eulergamma") and not values:
            return self.al.function({"pi": "pi", "eulergamma": "EulerGamma"}[name], positive=True)
        if name in ("max", "min"):
            way = 1 if name == "max" else -1
            lows, highs = ([ends(v)[k] for v in values] for k in (0, 1))
            if not any(isinstance(v, Wide) for v in values):
                return self.extreme(lows, way)
            return Wide(self.extreme(lows, way), self.extreme(highs, way))
        if name == "mod" and len(values) == 2 and not any(isinstance(v, Wide) for v in values):
            quotient = self.sp.mul(values[0], self.sp.power(values[1], -ONE))  # type: ignore[arg-type]
            return self.times(self._rounded("frac", quotient, tree), values[1])
        if name in ("floor", "ceiling", "frac") and len(values) == 1:
            return self._rounded(name, values[0], tree[2])
        if name in ("sin", "cos") and len(values) == 1 and self.infinite(values[0]):
            along = self._along(name, tree[2], values[0])
            if along is not None:
                return along
            turned = None if isinstance(values[0], Wide) else self._turned(name, values[0])
            return Wide(-ONE, ONE) if turned is None else turned
        if len(values) == 1:
            return self._unary(name, values[0])
        if name in ("polygamma", "uppergamma", "zeta") and not any(isinstance(v, Wide) for v in values):
            return getattr(Functions(self.sp), "f_" + name)(*values)
        raise NotCovered(f"the function {name}")

    def infinite(self, v: Any_) -> bool:
        return any(self.sp.limit(e)[0] for e in ends(v))

    def _unary(self, name: str, v: Any_) -> Any_:
        f: Callable[[Value], Value] | None = getattr(Functions(self.sp), "f_" + name, None)
        if f is None:
            raise NotCovered(f"the function {name}")
        if not isinstance(v, Wide):
            return f(v)
        if name == "abs":
            s = self.sign(v)
            low, high = self.sp.neg(v.low), v.high
            return v if s > 0 else Wide(self.sp.neg(v.high), low) if s < 0 else Wide(ZERO, self.extreme([low, high], 1))
        if name in ("sin", "cos"):
            return self._between(name, v, f)
        if name in MONOTONE or (name in ("gamma", "loggamma") and self.sp.limit(v.low)[0] > 0):
            return Wide(f(v.low), f(v.high))
        raise NotCovered(f"{name} of an oscillating argument")

    def _between(self, name: str, v: Wide, f: Callable[[Value], Value]) -> Any_:
        low, high = self.sp.limit(v.low)[1], self.sp.limit(v.high)[1]
        if self.al.is_zero(low - high):
            s, c = self.al.sin_cos(low)
            slope = self.al.sign(c if name == "sin" else -s)
            if slope:
                pair = f(v.low), f(v.high)
                return Wide(*(pair if slope > 0 else pair[::-1]))
        return Wide(-ONE, ONE)

    def _rounded(self, name: str, v: Any_, argument: Tree) -> Any_:
        if not self.infinite(v):
            if isinstance(v, Wide):
                if name == "frac":
                    return Wide(ZERO, ONE)
                return Wide(self.floor(v.low, name), self.floor(v.high, name))
            whole = self.floor(v, name)
            return self.sp.sub(v, whole) if name == "frac" else whole
        part = self._fraction(argument, v)
        if name == "ceiling":  # v - frac(v), plus one where v is no integer
            if not isinstance(part, Wide):
                return self.add(v, Fraction(self.sign(part)) - part)  # type: ignore[operator]
            return self.add(v, self._among([-q % 1 for q in self._residues(v)]))
        return part if name == "frac" else self.add(v, self.times(-ONE, part))

    def _fraction(self, argument: Tree, v: Any_) -> Any_:
        """frac of an argument that is infinite: its value along the sequence, else [0, 1] or what integers leave."""
        value = self._along("frac", argument, v)
        if value is not None:
            return value
        return self._among(self._residues(v))

    def _residues(self, v: Any_) -> list[Fraction]:
        return [] if isinstance(v, Wide) or self.residues is None else self.residues(v)

    @staticmethod
    def _among(found: list[Fraction]) -> Any_:
        """One of these numbers between 0 and 1, or any."""
        low, high = (min(found), max(found)) if found else (ZERO, ONE)
        return low if low == high else Wide(low, high)

    def _along(self, name: str, argument: Tree, v: Any_) -> Any_ | None:
        """The value along the sequence."""
        for (_, kind, key, *_), value in self.phases.items():
            if kind != name or isinstance(v, Wide):
                continue
            if key == argument or self.al.is_zero(exact_of(self.plain(key)) - exact_of(v)):
                return value
        return None

    def floor(self, v: Value, name: str = "floor") -> Const:
        """At a finite limit."""
        if name == "ceiling":
            return -self.floor(self.sp.neg(v))
        c = self.sp.limit(v)[1]
        if isinstance(c, Fraction):
            n = Fraction(floor(c))
        elif c.free:
            if not self.whole(c):
                raise NotCovered("the integer part of a constant with parameters")
            return c - 1 if self.sp.sign(self.sp.sub(v, c)) < 0 else c
        else:
            n = Fraction(int(mpmath.floor(self.al.number_value(c, 71)[0])))
            if self.al.sign(c - n) <= 0 or self.al.sign(c - n - 1) >= 0:
                raise NotCovered("an integer part that rounding hides")
        return n - 1 if c == n and self.sp.sign(self.sp.sub(v, n)) < 0 else n
