"""Simulations that finite checks ask for: run to the end, or not used at all."""

from __future__ import annotations

from collections.abc import Sequence

from ...bounds.filters import Filter
from ..simulation import Attack, Setting, Simulation, simulate
from ..simulation.measure import NO_ATTACK
from .dispatch import Workload


def drawn(
    setting: Setting,
    filters: Sequence[Filter],
    draws: int,
    workload: Workload,
    *,
    attack: Attack = NO_ATTACK,
    noise_draws: int = 0,
) -> Simulation:
    """So many draws of X, averaged exactly over the noise; R_adv needs an attack and some draws of the noise as well.

    Ctrl-C is passed on: half a simulation decides nothing.
    """
    found = simulate(
        setting,
        filters,
        draws=draws,
        seed=workload.seed,
        attack=attack,
        noise_draws=noise_draws,
        jobs=workload.jobs,
    )
    if found.interrupted:
        raise KeyboardInterrupt
    return found
