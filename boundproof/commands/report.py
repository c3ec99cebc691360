"""`boundproof report`: typeset the results of a run made earlier, here or elsewhere."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

DEFAULT_FORMATS = "html,tex,pdf"


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """Add the command to the command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "report",
        help="typeset the results of a run as HTML, LaTeX, PDF, JSON or Markdown",
        description="Typeset results written with --json; nothing is checked again.",
    )
    parser.add_argument("results", metavar="RESULTS.json", help="a file written with --json, or - for standard input")
    add_options(parser)
    return parser


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that say what is written where, for every command that writes a report."""
    parser.add_argument(
        "--format",
        default=DEFAULT_FORMATS,
        metavar="LIST",
        help=f"any of html,tex,pdf,json,md,fragments, separated by commas (default {DEFAULT_FORMATS})",
    )
    parser.add_argument("--out", type=Path, default=Path("out"), metavar="DIR", help="folder to write to (default out)")


def run(args: argparse.Namespace) -> int:
    """Read the results, write the documents, name them; 0, or an error of the user's for the caller to print."""
    from ..verify.results import Results

    if args.results == "-":
        results = Results.loads(sys.stdin.read(), origin="standard input")
    else:
        results = Results.load(args.results)
    for path in write(results, args.out, formats=args.format):
        print(path)
    return 0


def write(results: Any, out: Path, *, formats: str) -> list[Path]:
    """Write a report in formats given as text; a PDF is left out, with a note on stderr, where no TeX is installed.

    Arguments: `results`, a `Results`; `out`, a folder; `formats`, names between commas.
    Returns the files written. Raises what `write_report` raises; MissingTex only if a PDF is all that was asked.
    """
    from ..reports.pdf import missing_tex
    from ..reports.write import write_report

    wanted = list(dict.fromkeys(name.strip() for name in formats.split(",") if name.strip()))
    if "pdf" in wanted and len(wanted) > 1 and (problem := missing_tex()):
        print(f"note: {problem}", file=sys.stderr)
        wanted.remove("pdf")
    return write_report(results, out, formats=wanted)
