"""A mean that can be estimated: something that draws, and what is assumed of the draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ...bounds.errors import InputError
from .assumptions import Assumption, Bounded

if TYPE_CHECKING:
    from ...bounds.filters import Filter
    from ..simulation.attacks import Attack
    from ..simulation.setting import Setting

Array = NDArray[np.float64]
Draw = Callable[[np.random.Generator, int], Array]


@dataclass(frozen=True)
class MonteCarlo:
    """The mean of a random quantity, to be estimated from independent draws.

    Arguments: `draw(generator, count)`, which returns `count` independent draws of one law, made from the NumPy
    generator alone, shape (count,), or (2, count): lower and upper ends, where rounding errors matter; `assumption`,
    what is known of that law (`Bounded`, `FiniteVariance`, `SubExponential`, `nonnegative()`): every conclusion rests
    on it, and only a draw outside a stated range is noticed; `name`, for messages; `batch`, how many draws to ask for
    at first.
    """

    draw: Draw
    assumption: Assumption
    name: str = "the mean"
    batch: int = 256

    def __post_init__(self) -> None:
        if self.batch < 1:
            raise InputError(f"batch {self.batch}: expected a whole number of at least 1")

    def sample(self, generator: np.random.Generator, count: int) -> Array:
        """The next draws as (2, count), lower and upper ends, checked to be as many numbers as were asked for."""
        drawn = np.asarray(self.draw(generator, count))
        if not np.can_cast(drawn.dtype, np.float64, casting="same_kind"):  # complex numbers, texts, objects
            raise InputError(f"{self.name}: asked for {count} draws and got {drawn.dtype} instead of real numbers")
        values = drawn.astype(np.float64)
        if values.shape == (count,):
            return np.stack([values, values])
        if values.shape != (2, count):
            raise InputError(f"{self.name}: asked for {count} draws and got an array of shape {values.shape}")
        if (crossed := np.flatnonzero(values[0] > values[1])).size:
            low, high = values[:, crossed[0]]
            raise InputError(f"{self.name}: the lower end {low:g} of a draw is above its upper end {high:g}")
        return values


def simulated(
    setting: Setting, filter_: Filter, quantity: str = "standard_risk", *, attack: Attack | None = None
) -> MonteCarlo:
    """The mean over X of a figure of one estimator, its noise averaged out exactly (names: see `simulation.measure`).

    A quantity that is bounded for every X by construction (a bias; all of them for ridge, gradient flow and principal
    components) can be shown to be at most a number; of the others, which are only known to be ≥ 0, one can show that
    they are above one. Raises InputError for a setting that was cut off: what is left out of it enters by its mean.
    """
    from ..simulation.measure import NO_ATTACK, Plan, measure
    from ..simulation.moments import a_priori_bound
    from ..simulation.simulation import Simulation

    if setting.tail.trace > 0:
        raise InputError("the setting is a truncation: the mean of what was cut off is not the mean of the quantity")
    plan = Plan((filter_,), attack or NO_ATTACK)
    known = a_priori_bound(setting, plan.attack, filter_, quantity)
    upper = inf if known is None else known

    def draw(generator: np.random.Generator, count: int) -> Array:
        seed = int(generator.integers(2**63))
        ends = np.empty((2, count))
        for number in range(count):
            figures = {name: array[None, :] for name, array in measure(setting, plan, seed=seed, draw=number).items()}
            found = Simulation(setting, plan, seed, 1, (number,), figures, interrupted=False)
            value = float(found.column(quantity)[0])
            slack = found.rounding_slack(quantity, value)
            ends[:, number] = max(value - slack, 0.0), min(value + slack, max(value, upper))
        return ends

    return MonteCarlo(draw, Bounded(0.0, upper), name=f"{quantity} of {filter_!r}", batch=16)
