"""`boundproof check`: theorems in, verdicts out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

SUMMARY = "check theorems: built-in ones by name, or those of a Python file"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """The options of `boundproof check`."""
    parser = subparsers.add_parser(
        "check",
        help=SUMMARY,
        description="Check theorems step by step. Exit status: 0 every outcome as declared, 1 something refuted, "
        "contradicted, a gap or weaker than declared, 2 usage error, 3 something unexpectedly undecided or vacuous.",
    )
    parser.add_argument(
        "theorems",
        nargs="*",
        metavar="THEOREM",
        help="a built-in theorem by name, or a Python file that defines theorems (all built-in ones if none is given)",
    )
    parser.add_argument("--json", metavar="FILE", help="write the verdicts as JSON ('-' for standard output)")
    parser.add_argument(
        "--report", metavar="DIR", help="write report.html, report.tex, report.json and, where TeX is, report.pdf"
    )
    tier = parser.add_mutually_exclusive_group()
    tier.add_argument(
        "--quick",
        action="store_const",
        dest="tier",
        const="quick",
        help="the proofs and the quick instances only; no figures",
    )
    tier.add_argument(
        "--full",
        action="store_const",
        dest="tier",
        const="full",
        help="trained networks and data sets too (needs the extras [nn] and [data])",
    )
    parser.set_defaults(tier="standard")
    parser.add_argument(
        "--budget", type=float, metavar="SECONDS", help="time for each theorem (default: 300, or 900 with --full)"
    )
    parser.add_argument("--seed", type=int, default=0, help="seed of all simulations (default: 0)")
    parser.add_argument("--jobs", type=int, default=1, help="processes for simulations (default: 1)")
    parser.add_argument("--seconds", action="store_true", help="end with the time that each theorem took")
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors")
    parser.add_argument("--no-color", action="store_true", help="plain text even on a terminal")
    return parser


def run(options: argparse.Namespace) -> int:
    """Checks, prints the verdict table, writes what was asked for; returns the exit status."""
    from datetime import UTC, datetime

    from ..bounds.errors import InputError
    from ..reports.terminal import is_terminal, print_results, progress_display
    from ..reports.write import write_text
    from ..theorem_files import load_theorems
    from ..verify.results import Reproduction, Results
    from ..verify.run import DEFAULT_BUDGET, FULL_BUDGET, check_theorems
    from ..verify.verdict import EXIT_INTERRUPTED, exit_status
    from .report import DEFAULT_FORMATS, write

    if options.budget is None:
        options.budget = FULL_BUDGET if options.tier == "full" else DEFAULT_BUDGET
    for name, value, least in (
        ("--budget", options.budget, 0),
        ("--jobs", options.jobs, 1),
        ("--seed", options.seed, 0),
    ):
        if not value >= least:
            raise InputError(f"{name} {value}: expected a number of at least {least}")
    theorems = load_theorems(options.theorems)
    started = datetime.now(UTC)
    color = is_terminal(sys.stdout) and not options.no_color
    shown = is_terminal(sys.stderr) and not options.quiet
    with progress_display(sys.stderr, show=shown, color=not options.no_color) as progress:
        checked = check_theorems(
            theorems, tier=options.tier, budget=options.budget, seed=options.seed, jobs=options.jobs, progress=progress
        )
    results = Results(
        "check",
        theorems=checked.theorems,
        reproduction=Reproduction.of_this_run(
            argv=["boundproof", *sys.argv[1:]],
            seed=options.seed,
            budget=options.budget,
            started=started,
            seconds=(datetime.now(UTC) - started).total_seconds(),
        ),
    )
    if not options.quiet and options.json != "-":
        print_results(results, sys.stdout, color=color, seconds=options.seconds)
    if options.json == "-":
        sys.stdout.write(results.dumps())
    elif options.json:
        write_text(results.dumps(), options.json)
    if options.report:
        formats = f"{DEFAULT_FORMATS},json"  # the appendix of the report refers to the JSON
        for path in write(results, Path(options.report), formats=formats):
            if not options.quiet:
                print(f"written: {path}")
    if checked.interrupted:
        print("interrupted: the steps that were done are reported, the others are UNDECIDED", file=sys.stderr)
        return EXIT_INTERRUPTED
    pairs = [(step.verdict.outcome, step.expected) for theorem in results.theorems for step in theorem.steps]
    return exit_status([*pairs, *((theorem.outcome, theorem.expected) for theorem in results.theorems)])
