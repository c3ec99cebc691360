"""How a computation inside the engine stops early: signals between the arithmetic and the case driver.

They are exceptions because a sign may be asked for in the depth of a lazy series. None of them reaches a user:
`decide` turns each into further cases, a restart, or UNDECIDED with the reason.
"""

from __future__ import annotations

from typing import Any

from flint import fmpq

USED_UP = "the time budget is used up"
RELATIONS = {-1: "<", 0: "=", 1: ">", 2: "!="}


class Signal(Exception):
    """Base of the engine's internal signals."""


class Undecided(Signal):
    """The engine cannot go on soundly; the text names the fact, constant or function that is missing."""


class OutOfTime(Undecided):
    """The budget of the call is used up."""


class Divergent(Undecided):
    """A sum in the claim has no finite value: there the claim has no meaning."""


class DomainFault(Undecided):
    """An operand leaves the reals on every neighbourhood of the point."""


class Excluded(Signal):
    """A hypothesis is not defined, hence does not hold: the case is empty."""


class Split(Signal):
    """A sign depends on the parameters: the driver explores `tree` < 0, = 0, > 0 apart (`signs`; 2 is != 0)."""

    def __init__(self, tree: Any, sides: tuple[str, str], signs: tuple[int, ...]) -> None:
        left, right = sides
        if left.isdigit() or (not right.isdigit() and right < left):  # a < b rather than b > a
            left, right, tree = right, left, ("mul", (("num", fmpq(-1)), tree))
            signs = tuple(s if s == 2 else -s for s in reversed(signs))
        super().__init__(f"the sign of {left} - ({right}) is open")
        self.left, self.right, self.tree, self.signs = left, right, tree, signs

    def guard(self, sign: int) -> str:
        """The condition on the parameters that the case stands for."""
        return f"{self.left} {RELATIONS[sign]} {self.right}"


class Restart(Signal):
    """A root of finer denominator was met: the field is rebuilt with the registry that now knows it."""
