"""`boundproof diff`: what is known of theorems now, against what was written down."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .lock import add_options, belongs, checked_entries

if TYPE_CHECKING:
    from ..verify.lock import Change

SUMMARY = "compare verdicts and constants of theorems with those written down"
_WIDEST = 48


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """The options of `boundproof diff`."""
    parser = subparsers.add_parser(
        "diff",
        help=SUMMARY,
        description="Check theorems and compare verdicts, thresholds and constants with the file that `boundproof "
        "lock` wrote. Exit status: 0 nothing changed beyond its tolerance, 1 something did, 2 usage error.",
    )
    add_options(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """Checks, compares and prints."""
    from ..bounds.errors import InputError
    from ..verify.lock import Lock, compare

    path = Path(options.file)
    if not path.exists():
        raise InputError(f"{path}: there is no such file; write it with `boundproof lock`")
    lock = Lock.read(path)
    names, found = checked_entries(options)
    kept = lock.theorems if not options.theorems else {k: e for k, e in lock.theorems.items() if belongs(k, names)}
    changes = compare(kept, found)
    print(changes_table(changes) if changes else f"nothing changed: {len(found)} entries of {len(names)} theorems")
    return 1 if changes else 0


def changes_table(changes: Sequence[Change]) -> str:
    """Old, new and why, side by side."""
    from ..output import layout

    rows = [[item.key, _short(item.old), _short(item.new), item.why] for item in changes]
    return layout(["entry", "locked", "now", "why"], rows)


def _short(text: str) -> str:
    return (text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…") or "-"
