"""From a finite check or a figure to the room that computes it.

A kind defined in `bounds.checks.ROOM` is handled in `verify.finite.ROOM`, which is imported when the first of its
kind comes: a run that trains no network does not wait for what trains networks.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from ...bounds.checks import FigureData, FiniteCheck
from ..verdict import Json, Verdict

_CHECKS = FiniteCheck.__module__.rpartition(".")[0]  # the package with the kinds that have a room here
_ROOMS = __name__.rpartition(".")[0]


@dataclass(frozen=True)
class Workload:
    """The seed and the number of processes of the simulations of one run."""

    seed: int = 0
    jobs: int = 1


def check_finite(claim: FiniteCheck, workload: Workload) -> Verdict:
    """The verdict on a finite statement; errors of its inputs are raised as BoundproofError."""
    _enter(claim)
    return checker(claim, workload)


def draw_figure(data: FigureData, workload: Workload) -> dict[str, Json]:
    """The series of a figure, as the schema of results describes them."""
    _enter(data)
    return figure(data, workload)


@singledispatch
def checker(claim: Any, workload: Workload) -> Verdict:
    """What decides one kind of finite check; register a function for a kind of your own."""
    raise TypeError(f"no checker for {type(claim).__name__}: register one with verify.finite.checker.register")


@singledispatch
def figure(data: Any, workload: Workload) -> dict[str, Json]:
    """What computes the series of one kind of figure; register a function for a kind of your own."""
    raise TypeError(f"no series for {type(data).__name__}: register a function with verify.finite.figure.register")


def _enter(item: object) -> None:
    """Imports the room of a built-in kind, which registers what handles it."""
    package, _, room = type(item).__module__.rpartition(".")
    if package == _CHECKS:
        importlib.import_module(f"{_ROOMS}.{room}")
