"""`boundproof list`: the built-in theorems."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..bounds.statements import Theorem

SUMMARY = "the built-in theorems"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """The options of `boundproof list`."""
    return subparsers.add_parser(
        "list",
        help=SUMMARY,
        description="Name, title, source and kind of each built-in theorem, with the number of steps that a quick, a "
        "standard and a full run check.",
    )


def run(options: argparse.Namespace) -> int:
    """Prints one line a theorem."""
    from ..bounds.theorems import builtin_theorems

    for theorem in builtin_theorems().values():
        print(_line(theorem))
    return 0


def _line(theorem: Theorem) -> str:
    source = theorem.source
    quick, standard, full = (len(theorem.steps_of(tier)) for tier in ("quick", "standard", "full"))
    counts = f"{quick} quick, {standard} standard, {full} full"
    kind = f"; {theorem.kind}" if theorem.kind else ""
    return f"{theorem.name}  {theorem.title} ({source.authors}, {source.year}){kind}; steps: {counts}"
