"""`boundproof mutate`: spoil the steps of theorems and see what their checks make of it."""

from __future__ import annotations

import argparse
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..verify.mutate import Mutant, Mutation

SUMMARY = "spoil the steps of theorems and see what their checks make of it"
_WIDTH = 100


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """The options of `boundproof mutate`."""
    parser = subparsers.add_parser(
        "mutate",
        help=SUMMARY,
        description="Double the constants of each step, change exponents by 1/2, turn relations round, drop "
        "hypotheses, and check each mutant as the theorem checks itself. Exit status: 0 no alarm, 1 a mutant "
        "that is still true is refuted or one that is not known to be is PROVED, 2 usage error.",
    )
    parser.add_argument("theorems", nargs="*", metavar="THEOREM", help="as for `boundproof check`")
    parser.add_argument(
        "--budget", type=float, default=30.0, metavar="SECONDS", help="time for each mutant (default: 30)"
    )
    parser.add_argument("--seed", type=int, default=0, help="seed of all simulations (default: 0)")
    parser.add_argument("--all", action="store_true", help="list every mutant, not only alarms and survivors")
    return parser


def run(options: argparse.Namespace) -> int:
    """Mutates, prints, and returns the exit status."""
    from ..bounds.errors import InputError
    from ..theorem_files import load_theorems
    from ..verify.mutate import mutate

    if not options.budget >= 0 or not 0 <= options.seed < 2**64:
        raise InputError(f"--budget {options.budget}, --seed {options.seed}: expected numbers of at least 0")
    alarms = 0
    for theorem in load_theorems(options.theorems):
        found = mutate(theorem, budget=options.budget, seed=options.seed)
        alarms += sum(bool(mutant.alarm) for mutant in found.mutants)
        print(_shown(found, everything=options.all))
    return 1 if alarms else 0


def _shown(found: Mutation, *, everything: bool) -> str:
    """The summary of a theorem's mutants, then those that ask for a look."""
    killed = sum(mutant.killed for mutant in found.mutants)
    true = sum(bool(mutant.still_true) for mutant in found.mutants)
    alarms = sum(bool(mutant.alarm) for mutant in found.mutants)
    lines = [
        f"{found.theorem}: {len(found.mutants)} mutants: {killed} refuted, contradicted or a gap, {true} still true, "
        f"{len(found.survivors)} survived ({found.share:.0%} of those not still true), {alarms} alarms"
    ]
    lines += [f"  not mutated: {name}, itself {outcome.value}" for name, outcome in found.skipped]
    for mutant in found.mutants:
        if everything or mutant.alarm or mutant.survived:
            lines += _lines(mutant)
    return "\n".join(lines)


def _lines(mutant: Mutant) -> list[str]:
    """One mutant: where, what was changed, what became of it and why."""
    if mutant.alarm:
        state, why = "ALARM", mutant.alarm
    elif mutant.still_true:
        state, why = "still true", f"{mutant.verdict.outcome.value}: {mutant.still_true}"
    else:
        state, why = (
            "survived" if mutant.survived else "killed",
            f"{mutant.verdict.outcome.value}: {mutant.verdict.why}".replace("`", ""),
        )
    text = f"{state}: {mutant.step}: {mutant.change}: {why}"
    return textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="    ", break_long_words=False)
