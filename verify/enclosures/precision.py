"""The one place where the process-global precision of python-flint is set, and exact numbers become balls."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq

from ...bounds.errors import BoundproofError

GUARD_BITS = 24
"""Bits beyond the digits asked for, spent on rounding in sums and cancellation."""


def bits_for(digits: int) -> int:
    """The working precision for so many certified decimal digits."""
    return int(digits * 3.3219280948873623) + 1 + GUARD_BITS


@contextmanager
def precision(bits: int, *, series_length: int | None = None) -> Iterator[None]:
    """Work with `bits` bits, and with power series of `series_length` terms, inside the block.

    Raises BoundproofError outside the main thread: the precision belongs to the process, so that two threads
    would set it for each other; parallelise by process.
    """
    if threading.current_thread() is not threading.main_thread():
        raise BoundproofError("ball arithmetic has one precision a process: use processes, not threads")
    old_bits, old_cap = ctx.prec, ctx.cap
    try:
        ctx.prec = bits
        if series_length is not None:
            ctx.cap = series_length
        yield
    finally:
        ctx.prec, ctx.cap = old_bits, old_cap


def ball(value: Fraction) -> Any:
    """The ball of a rational, at the precision at work."""
    return arb(fmpq(value.numerator, value.denominator))
