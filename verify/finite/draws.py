"""Simulations that finite checks ask for: run to the end, or not used at all."""

from __future__ import annotations

from collections.abc import Sequence

from ...bounds.filters import Filter
from ..simulation import Setting, Simulation, simulate
from .dispatch import Workload


def drawn(setting: Setting, filters: Sequence[Filter], draws: int, workload: Workload) -> Simulation:
    """The exact averages over the noise of so many draws; Ctrl-C is passed on: half a simulation decides nothing."""
    found = simulate(setting, filters, draws=draws, seed=workload.seed, jobs=workload.jobs)
    if found.interrupted:
        raise KeyboardInterrupt
    return found
