"""The chance of a false alarm, shared out over a run: δ/N for each of N items, 6/(π²j²) of that for its j-th assertion.

Σ_j 6/(π²j²) = 1, so that an item may assert as often as it likes (every Hypothesis example, shrink and replay counts)
and a run of N items has a false alarm with probability at most δ, by the union bound; nothing has to be independent.
The pytest plugin opens a budget around every test item, so that this module imports nothing heavy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from math import pi

from ..bounds.errors import InputError

DEFAULT_DELTA = 1e-6
"""The false-alarm probability of a run, and of an assertion made outside any run."""
DEFAULT_DRAWS = 100_000
"""Where an assertion gives up undecided."""


@dataclass
class ItemBudget:
    """What one test item may spend, and what it has: one per item, its counter kept over examples and reruns.

    Arguments: `delta`, the item's share; `key`, which the seeds of its draws are made from; `draws`, the limit of each
    assertion.
    """

    delta: float
    key: str
    seed: int = 0
    draws: int = DEFAULT_DRAWS
    assertions: int = 0
    spent: float = 0.0
    drawn: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _checked(self.delta)
        if self.draws < 1:
            raise InputError(f"draws {self.draws}: expected a whole number of at least 1")

    def next_assertion(self) -> tuple[float, int]:
        """The next assertion's δ and the seed of its draws, which are fresh for every assertion.

        Were they shared, a search that picks its examples by what it saw (Hypothesis' shrinking does) would look for
        the unluckiest claim about the same draws.
        """
        self.assertions += 1
        delta = self.delta * 6 / (pi * self.assertions) ** 2
        self.spent += delta
        return delta, derived_seed(self.seed, self.key, self.assertions)

    def record(self, outcome: str, draws: int) -> None:
        """Notes how an assertion ended and the draws it took."""
        self.drawn += draws
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1


@dataclass(frozen=True)
class RunBudget:
    """The budget of a run of `items` items, counted before any deselection and the same in every worker."""

    delta: float
    items: int
    seed: int = 0
    draws: int = DEFAULT_DRAWS

    def __post_init__(self) -> None:
        _checked(self.delta)
        if self.items < 1:
            raise InputError(f"{self.items} items: a budget is shared by at least one")

    def item(self, key: str) -> ItemBudget:
        """A fresh budget of one item, of share δ/N."""
        return ItemBudget(self.delta / self.items, key, seed=self.seed, draws=self.draws)


def _checked(delta: float) -> None:
    if not 0 < delta < 1:
        raise InputError(f"delta {delta} is outside (0, 1): give, say, 1e-6")


def derived_seed(seed: int, key: str, number: int) -> int:
    """A seed in [0, 2^63) from the run's seed, the item and the assertion's number."""
    digest = hashlib.blake2b(f"{seed}:{key}:{number}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


_CURRENT: ContextVar[ItemBudget | None] = ContextVar("boundproof_item_budget", default=None)


def current_budget() -> ItemBudget | None:
    """The budget of the item that is running, or None outside any."""
    return _CURRENT.get()


@contextmanager
def spending(budget: ItemBudget | None) -> Iterator[ItemBudget | None]:
    """Makes assertions inside the block spend from a budget; None: as outside any item."""
    token = _CURRENT.set(budget)
    try:
        yield budget
    finally:
        _CURRENT.reset(token)
