"""Polynomials for re-checking limits: exact division, and conditions on one real number decided by Sturm sequences.

A polynomial in one unknown is the list of its coefficients, constant first. Source: Sturm 1829; the real roots of all
polynomials are isolated by bisection, and every condition is decided at each root and between neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from .algebra import compare

Poly = list[Fraction]
Many = dict[tuple[int, ...], Fraction]  # exponents -> coefficient
MOST_STEPS = 400
MOST_DEGREE = 40
MOST_BISECTIONS = 300


def divided(p: Many, q: Many) -> Many | None:
    """p/q where it is a polynomial, by division in lexical order."""
    rest = dict(p)
    out: Many = {}
    head = max(q)
    for _ in range(MOST_STEPS):
        if not rest:
            return out
        top = max(rest)
        step = tuple(a - b for a, b in zip(top, head, strict=True))
        if min(step, default=0) < 0:
            return None
        factor = out[step] = rest[top] / q[head]
        for m, c in q.items():
            at = tuple(a + b for a, b in zip(m, step, strict=True))
            s = rest.get(at, Fraction(0)) - factor * c
            if s:
                rest[at] = s
            else:
                rest.pop(at, None)
    return None


def impossible(conditions: Sequence[tuple[Poly, str]]) -> bool:
    """True proves that no real number satisfies all conditions `polynomial relation 0`; False where it is not shown."""
    every: Poly = [Fraction(1)]
    for p, _ in conditions:
        p = _trimmed(p)
        if len(p) > 1:
            every = _product(every, _quotient(p, _gcd(p, every)))
    if len(every) > MOST_DEGREE:
        return False
    every = _simple(every)
    roots = _isolated(every)
    if roots is None:
        return False
    bound = _bound(every)
    ends = [-bound, *(x for pair in roots for x in pair), bound]
    between = [(ends[k] + ends[k + 1]) / 2 for k in range(0, len(ends), 2)]
    if any(all(compare(_at(p, x), relation, 0) for p, relation in conditions) for x in between):
        return False
    return not any(all(compare(_at_root(p, pair), relation, 0) for p, relation in conditions) for pair in roots)


def _at(p: Poly, x: Fraction) -> Fraction:
    out = Fraction(0)
    for c in reversed(p):
        out = out * x + c
    return out


def _at_root(p: Poly, pair: tuple[Fraction, Fraction]) -> Fraction:
    """A number with the sign of p at the one root of the product in (low, high]; p has no other root there."""
    p = _trimmed(p)
    if len(p) > 1 and _count(_sturm(_simple(p)), *pair):
        return Fraction(0)
    return _at(p, pair[1])


def _isolated(p: Poly) -> list[tuple[Fraction, Fraction]] | None:
    """Half-open intervals (low, high], apart from each other, with one root of the square-free p each, in order."""
    chain = _sturm(p)
    bound = _bound(p)
    waiting = [(-bound, bound)]
    found: list[tuple[Fraction, Fraction]] = []
    for _ in range(MOST_BISECTIONS):
        if not waiting:
            return [_apart(chain, p, pair) for pair in sorted(found)]
        low, high = waiting.pop()
        count = _count(chain, low, high)
        if count == 1:
            found.append((low, high))
        elif count:
            middle = (low + high) / 2
            waiting += [(low, middle), (middle, high)]
    return None


def _simple(p: Poly) -> Poly:
    """The same roots, once each."""
    return _quotient(p, _gcd(p, _slope(p)))


def _apart(chain: list[Poly], p: Poly, pair: tuple[Fraction, Fraction]) -> tuple[Fraction, Fraction]:
    """The interval narrowed until its lower end is no root."""
    low, high = pair
    while not _at(p, low):
        middle = (low + high) / 2
        low, high = (low, middle) if _count(chain, low, middle) else (middle, high)
    return low, high


def _bound(p: Poly) -> Fraction:
    """All real roots lie strictly within (Cauchy)."""
    return 2 + sum((abs(c / p[-1]) for c in p[:-1]), Fraction(0))


def _sturm(p: Poly) -> list[Poly]:
    chain = [p, _slope(p)]
    while len(chain[-1]) > 1:
        rest = _rest(chain[-2], chain[-1])
        if not rest:
            break
        chain.append([-c for c in rest])
    return [c for c in chain if c]


def _count(chain: list[Poly], low: Fraction, high: Fraction) -> int:
    """The number of different roots in (low, high]."""
    return _changes(chain, low) - _changes(chain, high)


def _changes(chain: list[Poly], x: Fraction) -> int:
    signs = [v > 0 for v in (_at(p, x) for p in chain) if v]
    return sum(a != b for a, b in pairwise(signs))


# --- arithmetic -------------------------------------------------------------------------------------------------------
def _trimmed(p: Poly) -> Poly:
    k = len(p)
    while k and not p[k - 1]:
        k -= 1
    return p[:k]


def _product(p: Poly, q: Poly) -> Poly:
    out = [Fraction(0)] * (len(p) + len(q) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(q):
            out[i + j] += a * b
    return out


def _slope(p: Poly) -> Poly:
    return [k * c for k, c in enumerate(p)][1:]


def _division(p: Poly, q: Poly) -> tuple[Poly, Poly]:
    rest, out = list(p), [Fraction(0)] * max(len(p) - len(q) + 1, 0)
    for k in range(len(out) - 1, -1, -1):
        out[k] = rest[k + len(q) - 1] / q[-1]
        for j, c in enumerate(q):
            rest[k + j] -= out[k] * c
    return out, _trimmed(rest)


def _quotient(p: Poly, q: Poly) -> Poly:
    return _division(p, q)[0]


def _rest(p: Poly, q: Poly) -> Poly:
    return _division(p, q)[1]


def _gcd(p: Poly, q: Poly) -> Poly:
    while q:
        p, q = q, _rest(p, q)
        p = [c / p[-1] for c in p]
    return p
