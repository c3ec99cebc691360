"""Asymptotic expansions at infinity, as functions of v = 1/x that are smooth at v = 0.

They may be differentiated term by term (Watson's lemma, or Stirling's series): DLMF 5.11.1, 5.11.2, 5.15.8, 6.12.2,
7.12.1, 8.11.2, 25.11.43.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flint import fmpq

from . import constants, kernels
from . import exact as ex
from .analytic import Family
from .field import Element, Field
from .signals import Undecided


def _stirling_exact(k: int, t: ex.Thunk) -> ex.Thunk:
    """The tail itself as log gamma(x) less its main part, at x = 1/v."""
    if k:
        return ex.opaque("stirling_tail", k, t)

    def op(v: Element) -> Element:
        x = v.inverse()
        half = v.field.rational(fmpq(1, 2))
        main = (
            (x - half) * kernels.log(x)
            - x
            + half * (kernels.log(v.field.rational(2)) + kernels.log(kernels.pi(v.field)))
        )
        return kernels.log(constants.gamma_exact(x)) - main

    return ex.Thunk(op, (t,))


def _tail(
    name: str,
    coefficients: Callable[[Field], Iterator[Element]],
    exact: Callable[[int, ex.Thunk], ex.Thunk] | None = None,
) -> Family:
    def sequence(c: Element) -> Iterator[Element]:
        if not c.is_zero():
            raise Undecided(f"{name} is expanded at infinity only")
        return coefficients(c.field)

    return Family(name, sequence, exact)


def bernoulli(n: int) -> fmpq:
    return fmpq.bernoulli(n)


def _stirling(field: Field) -> Iterator[Element]:
    yield field.zero
    k = 1
    while True:
        yield field.rational(bernoulli(2 * k) / (2 * k * (2 * k - 1)))
        yield field.zero
        k += 1


def _digamma_tail(field: Field) -> Iterator[Element]:
    yield field.zero
    yield field.rational(fmpq(-1, 2))
    k = 1
    while True:
        yield field.rational(-bernoulli(2 * k) / (2 * k))
        yield field.zero
        k += 1


def polygamma_tail(order: int) -> Family:
    """(-1)**(m+1) polygamma(m, x) as a function of v = 1/x, for m >= 1."""

    def coefficients(field: Field) -> Iterator[Element]:
        factorial = fmpq(1)
        for i in range(2, order):
            factorial *= i
        for _ in range(order):
            yield field.zero
        yield field.rational(factorial)
        yield field.rational(factorial * order / 2)
        k = 1
        while True:
            rising = fmpq(1)
            for i in range(2 * k + 1, 2 * k + order):
                rising *= i
            yield field.rational(bernoulli(2 * k) * rising)
            yield field.zero
            k += 1

    return _tail(f"polygamma{order}_tail", coefficients)


def hurwitz_tail(s: Element) -> Family:
    """x**(s-1) zeta(s, x) as a function of v = 1/x."""

    def coefficients(field: Field) -> Iterator[Element]:
        yield (s - field.one).inverse()
        yield field.rational(fmpq(1, 2))
        k, rising, factorial = 1, s, fmpq(2)
        while True:
            yield rising * field.rational(bernoulli(2 * k) / factorial)
            yield field.zero
            rising = rising * (s + field.rational(2 * k - 1)) * (s + field.rational(2 * k))
            factorial *= (2 * k + 1) * (2 * k + 2)
            k += 1

    return _tail(f"zeta_tail[{s.text()}]", coefficients)


def incomplete_gamma_tail(a: Element) -> Family:
    """x**(1-a) exp(x) Γ(a, x) as a function of v = 1/x."""

    def coefficients(field: Field) -> Iterator[Element]:
        now, k = field.one, 1
        while True:
            yield now
            now = now * (a - field.rational(k))
            k += 1

    return _tail(f"uppergamma_tail[{a.text()}]", coefficients)


def _erfc_tail(field: Field) -> Iterator[Element]:
    now, k = fmpq(1), 1
    while True:
        yield field.rational(now)
        yield field.zero
        now = -now * (2 * k - 1) / 2
        k += 1


def _ei_tail(field: Field) -> Iterator[Element]:
    now, k = fmpq(1), 1
    while True:
        yield field.rational(now)
        now *= k
        k += 1


STIRLING_TAIL = _tail("stirling_tail", _stirling, _stirling_exact)
DIGAMMA_TAIL = _tail("digamma_tail", _digamma_tail)
ERFC_TAIL = _tail("erfc_tail", _erfc_tail)
EI_TAIL = _tail("ei_tail", _ei_tail)
