"""Integrals in balls whose integrand may raise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import acb


def integrate(integrand: Callable[[Any, bool], Any], low: Any, high: Any, **options: Any) -> Any:
    """∫ integrand between two complex balls, by `acb.integral`; what the integrand raises is raised here.

    FLINT knows no exceptions: one that crosses its callback, Ctrl-C's among them, comes out as a SystemError with
    its trace printed, after the integrand was called to the end of the limit.

    Arguments: `integrand`, (point, analytic) to a ball; `low`, `high`; `options` of `acb.integral`.
    Returns a ball that contains the integral, or one that is not finite. Raises what the integrand raises.
    """
    raised: list[BaseException] = []

    def guarded(point: Any, analytic: bool) -> Any:
        if not raised:
            try:
                return integrand(point, analytic)
            except BaseException as error:
                raised.append(error)
        return acb("nan")

    try:
        value = acb.integral(guarded, low, high, **options)
    except SystemError as error:  # Ctrl-C between the callback and its first line
        if isinstance(error.__cause__, KeyboardInterrupt):
            raise KeyboardInterrupt from error
        raise
    if raised:
        raise raised[0]
    return value
