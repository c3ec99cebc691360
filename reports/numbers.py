"""Numbers as a reader sees them: rounded to what is known, intervals rounded outward."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from typing import Any

DIGITS = 6
_TIGHT = Decimal("1e-6")
_EXACT_BELOW = Decimal(10) ** 15
_NUMBER = re.compile(r"-?(oo|[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,9})?)")
_WIDE = Context(prec=6000, Emax=10**9, Emin=-(10**9))
_UP = Context(prec=6000, rounding=ROUND_CEILING, Emax=10**9, Emin=-(10**9))


@dataclass(frozen=True)
class Figure:
    """One number on the page: sign and digits, a power of ten (None for none), or infinity."""

    digits: str
    exponent: int | None = None

    def __str__(self) -> str:
        return self.digits if self.exponent is None else f"{self.digits}e{self.exponent}"


@dataclass(frozen=True)
class Shown:
    """A cell of a table: `text`, or a number with an interval or a radius; `full` is the number as in the JSON."""

    text: str | None = None
    value: Figure | None = None
    low: Figure | None = None
    high: Figure | None = None
    radius: Figure | None = None
    full: str = ""

    @property
    def numeric(self) -> bool:
        """Whether it is a number, to be set flush right."""
        return self.text is None

    def __str__(self) -> str:
        if self.text is not None:
            return self.text
        if self.radius is not None:
            return f"{self.value} ± {self.radius}"
        interval = f"[{self.low}, {self.high}]" if self.low is not None else ""
        return f"{self.value or ''} {interval}".strip()


def decimal(number: int | float | str) -> Decimal:
    """The number exactly as the JSON has it; "oo" is infinity."""
    if isinstance(number, str):
        number = {"oo": "Infinity", "-oo": "-Infinity"}.get(number, number)
        return Decimal(number)
    return Decimal(repr(number)) if isinstance(number, float) else Decimal(number)


def figure(value: Decimal, *, digits: int | None = None, rounding: str = ROUND_HALF_EVEN) -> Figure:
    """A number with so many significant digits (None: all it has)."""
    if value.is_infinite():
        return Figure("−∞" if value < 0 else "∞")
    if digits is not None and value:
        value = value.quantize(Decimal(1).scaleb(value.adjusted() - digits + 1), rounding=rounding, context=_WIDE)
    size = value.adjusted() if value else 0
    trimmed = value.normalize(_WIDE) if "." in str(value) or abs(size) >= 15 else value
    if (
        value == value.to_integral_value()
        and size >= 6
        and len(str(value.normalize(_WIDE)).split("E")[0].lstrip("-")) == 1
    ):
        return Figure(f"{value.scaleb(-size, context=_WIDE).normalize(_WIDE):f}".replace("-", "−"), size)
    if -4 <= size < max(7, digits or 0) or (value == value.to_integral_value() and abs(value) < _EXACT_BELOW):
        return Figure(f"{_padded(value, digits):f}".replace("-", "−"))
    mantissa = trimmed.scaleb(-size, context=_WIDE)
    return Figure(f"{mantissa:f}".replace("-", "−"), size)


def _padded(value: Decimal, digits: int | None) -> Decimal:
    """The value without digits after the point that the source did not have."""
    return value if digits is None else value.normalize(_WIDE)


def show(cell: Any) -> Shown:
    """A cell of the JSON as it is shown.

    Arguments: `cell`, text, a number, None, or `{"value", "low", "high"}`. Integers and decimal text keep all
    their digits; floats are shown with six. An interval narrower than 1e-6 of its value becomes value ± radius,
    whose range contains the interval; a wider one is shown with its ends rounded outward.
    """
    try:
        return _show(cell)
    except ArithmeticError:  # more digits or a larger power than anybody could read: as the JSON has it
        return Shown(text=json.dumps(cell, sort_keys=True))


def _show(cell: Any) -> Shown:
    if cell is None:
        return Shown(text="")
    if isinstance(cell, Mapping):
        return _interval(cell["value"], cell["low"], cell["high"])
    if isinstance(cell, str):
        if not _NUMBER.fullmatch(cell):
            return Shown(text=cell)
        return Shown(value=_as_given(cell, decimal(cell)), full=cell)
    return Shown(value=_as_given(cell, decimal(cell)), full=repr(cell))


def _as_given(number: int | float | str, value: Decimal) -> Figure:
    return figure(value, digits=DIGITS if isinstance(number, float) else None)


def _interval(value: Any, low: Any, high: Any) -> Shown:
    bottom, top = decimal(low), decimal(high)
    full = f"{'' if value is None else value} [{low}, {high}]".strip()
    centre = decimal(value) if value is not None else None
    width = _WIDE.subtract(top, bottom) if top.is_finite() and bottom.is_finite() else Decimal("Infinity")
    size = max(abs(bottom), abs(top))
    if not width and centre in (None, bottom):
        return Shown(value=figure(bottom.normalize(_WIDE)), full=full)
    if (
        width.is_finite()
        and size
        and width <= _TIGHT * size
        and (centre is None or abs(centre - bottom) <= _TIGHT * size)
    ):
        return _radius(centre, bottom, top, width, full)
    digits = _needed(size, width)
    return Shown(
        value=None if centre is None else figure(centre, digits=digits),
        low=figure(bottom, digits=digits, rounding=ROUND_FLOOR),
        high=figure(top, digits=digits, rounding=ROUND_CEILING),
        full=full,
    )


def _needed(size: Decimal, width: Decimal) -> int:
    """Significant digits at which the ends of an interval are told apart."""
    if not width.is_finite() or not width or not size:
        return DIGITS
    return max(4, min(10, size.adjusted() - width.adjusted() + 2))


def _radius(centre: Decimal | None, bottom: Decimal, top: Decimal, width: Decimal, full: str) -> Shown:
    if centre is None:
        centre = _WIDE.divide(_WIDE.add(bottom, top), Decimal(2))
    if width and bottom <= centre <= top:
        centre = centre.quantize(Decimal(1).scaleb(width.adjusted()), rounding=ROUND_HALF_EVEN, context=_WIDE)
    distance = max(_UP.subtract(top, centre), _UP.subtract(centre, bottom))
    if not distance:
        return Shown(value=figure(centre), full=full)
    return Shown(value=figure(centre), radius=figure(distance, digits=2, rounding=ROUND_CEILING), full=full)
