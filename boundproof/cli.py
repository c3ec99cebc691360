"""The command line: finds the subcommand, runs it, and turns errors into one line and an exit status.

Only the subcommand that is called is imported, so that `boundproof --help` answers at once. A subcommand is a
module in `boundproof.commands` with `add_parser(subparsers)` and `run(arguments) -> int`.
"""

from __future__ import annotations

import argparse
import importlib
import io
import os
import re
import sys
from collections.abc import Sequence

from . import __version__
from .verify.verdict import EXIT_INTERRUPTED, EXIT_NO_READER, EXIT_USAGE

COMMANDS = {
    "prove": "decide one asymptotic claim, or a file of them",
    "check": "check theorems: built-in ones by name, or those of a file",
    "explain": "what the verdict on a step of a theorem rests on",
    "repair": "the weakest missing hypotheses of a step that does not follow",
    "search": "look for a counterexample to an inequality in a box of parameters",
    "spectrum": "effective ranks, k*, κ and predicted risks of a spectrum, enclosed",
    "simulate": "the same quantities by Monte Carlo, beside the predictions",
    "diagnose": "failure signatures of a linear fit on your own data, and the ridge to take",
    "when": "the weakest condition on the parameters under which a claim holds",
    "expand": "the asymptotic expansion of an expression",
    "report": "typeset the results of a run: HTML, LaTeX, PDF, JSON, Markdown",
    "mutate": "spoil the steps of theorems and see what their checks make of it",
    "lock": "write down verdicts and constants of theorems, to be kept in git",
    "diff": "compare verdicts and constants of theorems with those written down",
    "list": "the built-in theorems",
    "show": "one theorem typeset in the terminal, with what is expected of each of its steps",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit status.

    0: every outcome as expected; 1: something is refuted, contradicted, a gap, or weaker than declared;
    2: usage or input error; 3: undecided or vacuous; 130: interrupted;
    141: whoever read the output went away.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    chosen = next((word for word in arguments if word in COMMANDS), None)
    parser = _parser(chosen)
    options = parser.parse_args(arguments)
    if chosen is None or not hasattr(options, "run"):
        parser.print_help()
        return EXIT_USAGE
    from .bounds.errors import BoundproofError

    if sys.stdout is None:
        print("error: standard output is closed: give it a file or a terminal", file=sys.stderr)
        return EXIT_USAGE
    for stream in (sys.stdout, sys.stderr):  # Greek letters on a terminal or in a file that has none: escapes, no crash
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except BoundproofError as error:
        print(f"error: {error}", file=sys.stderr)
        return EXIT_USAGE
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return EXIT_INTERRUPTED
    except MemoryError as error:
        print(f"error: not enough memory: {error or 'take a smaller problem'}", file=sys.stderr)
        return EXIT_USAGE
    except OSError as error:
        # The reader went away (`boundproof … | head`), or the disk is full; Python would complain once more when it
        # closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return EXIT_NO_READER
        print(f"error: cannot write the output: {error.strerror or error}", file=sys.stderr)
        return EXIT_USAGE
    return status


def _parser(chosen: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="boundproof",
        description="State an asymptotic risk bound once; prove what can be proved, enclose what can be computed, "
        "confront the rest with simulation.",
        epilog="boundproof COMMAND --help tells more of each.",
    )
    parser.add_argument("--version", action="version", version=f"boundproof {__version__}")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name, summary in COMMANDS.items():
        if name == chosen:
            module = importlib.import_module(f".commands.{name}", __package__)
            subparser = module.add_parser(subparsers)
            subparser.set_defaults(run=module.run)
            # argparse takes "-1/i**2" for an option unless it counts as a negative number; -h is found before.
            subparser._negative_number_matcher = re.compile(r"-[^-]")
        else:
            subparsers.add_parser(name, help=summary)
    return parser
