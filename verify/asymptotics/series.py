"""Lazy multiseries over an asymptotic scale.

A *scale* is a list of positive functions tending to infinity, …, log(log(X)), log(X), X, exp(h), …, each growing
faster than every power of the one before. A multiseries with top element b is a stream of terms c*b**e with
strictly decreasing real exponents e, whose coefficients c are multiseries in smaller elements of the scale, at the
bottom constants (`field.Element`). Terms are generated on demand; a stream that ends is exact, one that goes on is
an asymptotic expansion whose remainder is below the last term taken.

Every multiseries carries, unevaluated, the exact function it expands (`exact.Thunk`), so that a coefficient that
cancels identically is recognised as zero instead of being expanded for ever.

Sources: Gruntz, "On computing limits in a symbolic manipulation system", 1996; Richardson, Salvy, Shackell and van
der Hoeven, "Asymptotic expansions of exp-log functions", ISSAC 1996; Eberl, "Verified real asymptotics in
Isabelle/HOL", ISSAC 2019.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from .exact import Thunk, constant, product, total
from .field import Element, Field
from .oracle import Oracle
from .signals import Undecided

CHECKS = (2, 8, 32, 96)
MOST_CANCELLED = 240


class Cancellation:
    """Watches a stream whose terms cancel: stops it when the exact remainder is zero, gives up after many."""

    __slots__ = ("count", "exact", "given", "top")

    def __init__(self, top: Scale, exact: Thunk) -> None:
        self.top, self.exact = top, exact
        self.given: list[Term] = []
        self.count = 0

    def gives(self, term: Term) -> Term:
        self.count = 0
        self.given.append(term)
        return term

    def ends(self) -> bool:
        """One more term cancelled; True when the rest of the stream is proved zero."""
        self.count += 1
        if self.count in CHECKS and self.rest_is_zero():
            return True
        if self.count > MOST_CANCELLED:
            raise Undecided("an expansion cancels term after term and is not recognised as zero")
        return False

    def rest_is_zero(self) -> bool:
        rest = self.exact
        for t in self.given:
            minus = constant(t.exponent.field.rational(-1))
            rest = total(rest, product(minus, product(exact_of(t.coefficient), self.top.exact.to(t.exponent))))
        return rest.is_zero()


class Scale:
    """One element of the scale: its place, its exact function, and its logarithm (None while not asked for)."""

    __slots__ = ("exact", "log", "name", "order")

    def __init__(self, name: str, order: Fraction, exact: Thunk, log: Value | None) -> None:
        self.name, self.order, self.exact, self.log = name, order, exact, log

    def __repr__(self) -> str:
        return self.name


class Term(NamedTuple):
    """coefficient * top**exponent."""

    exponent: Element
    coefficient: Value


class Lead(NamedTuple):
    """The leading monomial (scale elements with exponents, fastest first) and its constant, proved nonzero."""

    monomial: tuple[tuple[Scale, Element], ...]
    constant: Element

    @property
    def sign(self) -> int:
        """1 or -1; raises Split when it depends on the parameters."""
        oracle: Oracle = self.constant.field.memo["oracle"]
        return oracle.sign(self.constant)


class Space:
    """What one computation shares: the field, the sign oracle, and the scale, sorted by growth."""

    def __init__(self, field: Field, oracle: Oracle) -> None:
        self.field, self.oracle = field, oracle
        self.scales: list[Scale] = []
        self.streams = 0

    def compare(self, a: Element, b: Element) -> int:
        """The sign of a - b."""
        if a.den is None and b.den is None:
            return int(a.num > b.num) - int(a.num < b.num)
        return self.oracle.sign(a - b)


class Series:
    """A lazy multiseries; see the module."""

    __slots__ = ("_broken", "_found", "_lead", "_stream", "exact", "space", "start", "terms", "top")

    def __init__(self, space: Space, top: Scale, stream: Iterator[Term] | list[Term], exact: Thunk) -> None:
        self.space, self.top, self.exact = space, top, exact
        self.terms: list[Term] = stream if isinstance(stream, list) else []
        self._stream: Iterator[Term] | None = None if isinstance(stream, list) else stream
        self._broken: Exception | None = None
        self._lead: Lead | None = None
        self._found = -1
        self.start = 0

    def get(self, index: int) -> Term | None:
        """The term of that index, or None when the series ends before it."""
        while len(self.terms) <= index:
            if self._broken is not None:
                raise self._broken
            if self._stream is None:
                return None
            self.space.field.tick()
            try:
                term = next(self._stream, None)
            except Exception as reason:
                # A generator that raised is over, and would say next that the series ends here.
                self._broken = reason
                raise
            if term is None:
                self._stream = None
                return None
            self.terms.append(term)
        return self.terms[index]

    def finite(self) -> bool:
        """Whether all terms are known."""
        return self._stream is None

    def lead_known(self) -> bool:
        """Whether `lead` has been answered already."""
        return self._found >= 0

    def lead(self) -> Lead | None:
        """The leading term, its constant proved nonzero; None proves that the function is identically zero.

        Raises Undecided when neither can be shown, Split when it depends on the parameters.
        """
        if self._found >= 0 or self._lead is not None:
            return self._lead
        index = 0
        while True:
            term = self.get(index)
            if term is None:
                return None
            inner = lead_of(term.coefficient)
            if inner is not None:
                self.start = index
                self._lead = Lead(((self.top, term.exponent), *inner.monomial), inner.constant)
                self._found = 0
                return self._lead
            index += 1
            if index in CHECKS and self.exact.is_zero():
                self.terms, self._stream = [], None
                return None
            self.space.field.tick()
            if index > MOST_CANCELLED:
                raise Undecided("an expansion cancels term after term and is not recognised as zero")

    def trimmed(self) -> Series | None:
        """The same series beginning with its leading term; None when it is identically zero."""
        if self.lead() is None:
            return None
        if self.start == 0:
            return self
        stream = self.terms[self.start :] if self.finite() else self._from(self.start)
        return Series(self.space, self.top, stream, self.exact)

    def stream(self) -> Iterator[Term] | list[Term]:
        """All terms, for another series with the same terms."""
        return self.terms[:] if self.finite() else self._from(0)

    def _from(self, index: int) -> Iterator[Term]:
        while (term := self.get(index)) is not None:
            index += 1
            yield term


Value = Element | Series


def lead_of(value: Value) -> Lead | None:
    """The leading term of a constant or a series."""
    if isinstance(value, Series):
        return value.lead()
    if value.is_zero():
        return None
    oracle: Oracle = value.field.memo["oracle"]
    return Lead((), value) if oracle.nonzero(value) else None


def exact_of(value: Value) -> Thunk:
    return value.exact if isinstance(value, Series) else constant(value)


def structurally_zero(value: Value) -> bool:
    """Cheap and certain; False says nothing."""
    if isinstance(value, Series):
        return value.finite() and not value.terms
    return value.is_zero()


def lift(value: Value, top: Scale, space: Space) -> Series:
    """The value as a series in `top`, which is at least its own top."""
    if isinstance(value, Series) and value.top is top:
        return value
    terms = [] if structurally_zero(value) else [Term(space.field.zero, value)]
    return Series(space, top, terms, exact_of(value))


def common_top(a: Value, b: Value) -> Scale | None:
    tops = [v.top for v in (a, b) if isinstance(v, Series)]
    return max(tops, key=lambda s: s.order) if tops else None


def _space(a: Value, b: Value) -> Space:
    if isinstance(a, Series):
        return a.space
    assert isinstance(b, Series)
    return b.space


# --- arithmetic -------------------------------------------------------------------------------------------------------
def add(a: Value, b: Value) -> Value:
    """The sum."""
    if isinstance(a, Element) and isinstance(b, Element):
        return a + b
    if structurally_zero(a):
        return b
    if structurally_zero(b):
        return a
    space, top = _space(a, b), common_top(a, b)
    assert top is not None
    x, y = lift(a, top, space), lift(b, top, space)
    exact = total(exact_of(a), exact_of(b))
    return Series(space, top, _add_terms(space, x, y, exact), exact)


def _add_terms(space: Space, a: Series, b: Series, exact: Thunk) -> Iterator[Term]:
    i = j = 0
    watch = Cancellation(a.top, exact)
    while True:
        s, t = a.get(i), b.get(j)
        if s is None or t is None:
            break
        order = 0 if s.exponent is t.exponent else space.compare(s.exponent, t.exponent)
        if order > 0:
            i += 1
            yield watch.gives(s)
        elif order < 0:
            j += 1
            yield watch.gives(t)
        else:
            i, j = i + 1, j + 1
            both = add(s.coefficient, t.coefficient)
            if structurally_zero(both):
                if watch.ends():
                    return
                continue
            yield watch.gives(Term(s.exponent, both))
    rest, k = (a, i) if s is not None else (b, j)
    while (term := rest.get(k)) is not None:
        k += 1
        yield term


def negate(a: Value) -> Value:
    return scale_by(a, a.field.rational(-1)) if isinstance(a, Element) else scale_by(a, a.space.field.rational(-1))


def subtract(a: Value, b: Value) -> Value:
    """The difference."""
    if a is b:
        return a.field.zero if isinstance(a, Element) else a.space.field.zero
    return add(a, negate(b))


def scale_by(a: Value, c: Element) -> Value:
    """c*a for a constant c."""
    if isinstance(a, Element):
        return a * c
    if c.is_zero():
        return c
    if c.is_one():
        return a
    exact = product(a.exact, constant(c))
    if a.finite():
        return Series(a.space, a.top, [Term(t.exponent, scale_by(t.coefficient, c)) for t in a.terms], exact)
    return Series(a.space, a.top, _map_terms(a, a.space.field.zero, c), exact)


def _map_terms(a: Series, shift: Element, c: Value) -> Iterator[Term]:
    k = 0
    while (term := a.get(k)) is not None:
        k += 1
        yield Term(term.exponent + shift, multiply(term.coefficient, c))


def multiply(a: Value, b: Value) -> Value:
    """The product."""
    if isinstance(b, Element):
        return scale_by(a, b)
    if isinstance(a, Element):
        return scale_by(b, a)
    if structurally_zero(a):
        return a.space.field.zero
    if structurally_zero(b):
        return a.space.field.zero
    space, exact = a.space, product(a.exact, b.exact)
    if a.top is not b.top:
        big, small = (a, b) if a.top.order > b.top.order else (b, a)
        return Series(space, big.top, _map_terms(big, space.field.zero, small), exact)
    for one, other in ((a, b), (b, a)):
        if one.finite() and len(one.terms) == 1:
            t = one.terms[0]
            if other.finite() and len(other.terms) == 1:
                u = other.terms[0]
                both = multiply(t.coefficient, u.coefficient)
                exponent = t.exponent + u.exponent
                return both if exponent.is_zero() else Series(space, a.top, [Term(exponent, both)], exact)
            return Series(space, a.top, _map_terms(other, t.exponent, t.coefficient), exact)
    return Series(space, a.top, _multiply_terms(space, a, b, exact), exact)


def _multiply_terms(space: Space, a: Series, b: Series, exact: Thunk) -> Iterator[Term]:
    """Row i holds a_i*b_j for the next j; row i+1 opens when row i has given its first product."""
    rows: list[int] = [0] if a.get(0) is not None else []
    watch = Cancellation(a.top, exact)
    while True:
        best: Element | None = None
        chosen: list[int] = []
        if rows and rows[-1] and a.get(len(rows)) is not None:
            rows.append(0)
        for i, j in enumerate(rows):
            s, t = a.get(i), b.get(j)
            if s is None or t is None:
                continue
            exponent = s.exponent + t.exponent
            order = 1 if best is None else space.compare(exponent, best)
            if order > 0:
                best, chosen = exponent, [i]
            elif order == 0:
                chosen.append(i)
        if best is None:
            return
        both: Value = space.field.zero
        for i in chosen:
            s, t = a.get(i), b.get(rows[i])
            assert s is not None
            assert t is not None
            both = add(both, multiply(s.coefficient, t.coefficient))
            rows[i] += 1
        if structurally_zero(both):
            if watch.ends():
                return
            continue
        yield watch.gives(Term(best, both))


def monomial(space: Space, scale: Scale, exponent: Element) -> Value:
    """scale**exponent."""
    if exponent.is_zero():
        return space.field.one
    return Series(space, scale, [Term(exponent, space.field.one)], scale.exact.to(exponent))


def compare_monomials(space: Space, a: tuple[tuple[Scale, Element], ...], b: tuple[tuple[Scale, Element], ...]) -> int:
    """The sign of the order of growth of a/b: 1 when a grows faster, 0 when they are the same monomial."""
    for _, exponent in ratio(a, b):
        sign = space.oracle.sign(exponent)
        if sign:
            return sign
    return 0


def ratio(a: tuple[tuple[Scale, Element], ...], b: tuple[tuple[Scale, Element], ...]) -> list[tuple[Scale, Element]]:
    """a/b as a monomial, fastest element first (exponents may be zero)."""
    exponents: dict[Scale, Element] = dict(a)
    for scale, exponent in b:
        exponents[scale] = exponents[scale] - exponent if scale in exponents else -exponent
    return sorted(exponents.items(), key=lambda item: item[0].order, reverse=True)
