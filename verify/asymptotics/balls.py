"""Enclosures of constants: the kernels' balls put together at the precision of the caller's context."""

from __future__ import annotations

from typing import Any

from flint import arb

from .field import Element, Kernel, element_of_poly
from .signals import Undecided


def ball(value: Element, point: dict[str, Any]) -> Any:
    """An enclosure of the element at the current precision; `point` gives balls for parameters and the variable."""
    if value.is_rational():
        return arb(value.num)
    field = value.field
    cache: dict[int, Any] = {}

    def of_poly(poly: Any) -> Any:
        out = arb(0)
        for coefficient, factors in element_of_poly(field, poly).terms():
            term = arb(coefficient)
            for kernel, degree in factors:
                if kernel.index not in cache:
                    cache[kernel.index] = of_kernel(kernel)
                term = term * cache[kernel.index] ** degree
            out = out + term
        return out

    def of_kernel(kernel: Kernel) -> Any:
        if kernel.text in point:
            return point[kernel.text]
        if kernel.ball is None:
            raise Undecided(f"no enclosure of {kernel.text} is known")
        return kernel.ball(*(ball(a, point) for a in kernel.args))

    num, den = value.polys()
    return of_poly(num) if den.is_one() else of_poly(num) / of_poly(den)
