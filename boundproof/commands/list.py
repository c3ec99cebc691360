"""`boundproof list`: the built-in theorems."""

from __future__ import annotations

import argparse

SUMMARY = "the built-in theorems"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """The options of `boundproof list`."""
    return subparsers.add_parser("list", help=SUMMARY, description="Name, source and title of each built-in theorem.")


def run(options: argparse.Namespace) -> int:
    """Prints one line a theorem."""
    from ..bounds.theorems import builtin_theorems

    for theorem in builtin_theorems().values():
        source = theorem.source
        print(f"{theorem.name}  {theorem.title} ({source.authors}, {source.year}); {len(theorem.steps)} steps")
    return 0
