"""`boundproof lock`: write down what is known of theorems."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..verify.lock import Entries

SUMMARY = "write down verdicts and constants of theorems, to be kept in git"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """The options of `boundproof lock`."""
    parser = subparsers.add_parser(
        "lock",
        help=SUMMARY,
        description="Check theorems and write verdicts, thresholds and constants to a file; `boundproof diff` compares "
        "with it. Entries of other theorems and of tests stay. Exit status: 0, or 2 for a usage error.",
    )
    add_options(parser)
    return parser


def add_options(parser: argparse.ArgumentParser) -> None:
    """What `lock` and `diff` have in common."""
    parser.add_argument("theorems", nargs="*", metavar="THEOREM", help="as for `boundproof check`")
    parser.add_argument("--file", default="boundproof.lock", metavar="FILE", help="default: boundproof.lock")
    parser.add_argument(
        "--budget", type=float, default=300.0, metavar="SECONDS", help="time for each theorem (default: 300)"
    )
    parser.add_argument("--seed", type=int, default=0, help="seed of all simulations (default: 0)")


def checked_entries(options: argparse.Namespace) -> tuple[set[str], Entries]:
    """The names of the theorems that the options ask for, and their entries as they are now."""
    from ..bounds.errors import InputError
    from ..theorem_files import load_theorems
    from ..verify.lock import theorem_entries
    from ..verify.run import check_theorem

    if not options.budget >= 0 or not 0 <= options.seed < 2**64:
        raise InputError(f"--budget {options.budget}, --seed {options.seed}: expected numbers of at least 0")
    found: Entries = {}
    names = set()
    for theorem in load_theorems(options.theorems):
        names.add(theorem.name)
        found |= theorem_entries(check_theorem(theorem, budget=options.budget, seed=options.seed))
    return names, found


def belongs(key: str, names: set[str]) -> bool:
    """Whether an entry is of one of the theorems."""
    return key.partition("::")[0] in names


def run(options: argparse.Namespace) -> int:
    """Checks and writes the file."""
    from ..verify.lock import Lock

    path = Path(options.file)
    lock = Lock.read(path)
    names, found = checked_entries(options)
    kept = {key: entry for key, entry in lock.theorems.items() if not belongs(key, names)}
    Lock(kept | found, lock.tests).write(path)
    print(f"written: {path} ({len(found)} entries of {len(names)} theorems)")
    return 0
