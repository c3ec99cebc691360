"""`boundproof search`: the point of a box at which an inequality fails by most."""

from __future__ import annotations

import argparse
import re
from typing import Any

SUMMARY = "look for a counterexample to an inequality in a box of parameters"
_RANGE = re.compile(r"\s*([A-Za-z]\w*)\s*=\s*([^.\s]\S*?)\.\.(\S+?)\s*")


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """The options of the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "search",
        help=SUMMARY,
        description="Draws points of the box, drives the violation up, and decides the worst point, rounded to small "
        "rationals, in ball arithmetic and again by another library. Exit status: 1 the claim fails at the point "
        "printed, 3 no point was found, which proves nothing, 2 usage error.",
    )
    parser.add_argument("claim", help='an inequality at every value of its symbols, such as "x*(1 - x) <= 1/5"')
    parser.add_argument(
        "--box", action="append", default=[], metavar="RANGES", help='a range for each symbol: "x=0..1, a=1/2..3"'
    )
    parser.add_argument(
        "--given", action="append", default=[], metavar="HYPOTHESES", help='such as "n natural, a <= b"'
    )
    parser.add_argument("--examples", type=int, default=300, metavar="N", help="points to draw (300)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the draws (0)")
    parser.add_argument("--json", metavar="FILE", help="write the verdict as JSON ('-' for standard output)")
    return parser


def run(args: argparse.Namespace) -> int:
    """Searches and prints the verdict; returns the exit status."""
    import sys
    from datetime import UTC, datetime

    from ..bounds.errors import InputError
    from ..bounds.parsing import parse_claim
    from ..reports.write import write_text
    from ..verify.results import Reproduction, Results
    from ..verify.search import search
    from ..verify.verdict import Outcome

    if args.examples < 1 or not 0 <= args.seed < 2**32:
        raise InputError(f"--examples {args.examples}, --seed {args.seed}: expected at least 1, and a seed from 0 on")
    started = datetime.now(UTC)
    claim = parse_claim(args.claim, given=args.given, known=None, everywhere=True)
    verdict = search(claim, box(args.box), examples=args.examples, seed=args.seed)
    reproduction = Reproduction.of_this_run(
        argv=["boundproof", *sys.argv[1:]],
        seed=args.seed,
        started=started,
        seconds=(datetime.now(UTC) - started).total_seconds(),
    )
    results = Results("search", claims=(("claim", verdict),), reproduction=reproduction).dumps()
    if args.json == "-":
        sys.stdout.write(results)
        return 1 if verdict.outcome is Outcome.REFUTED else 3
    print(f"{verdict.outcome.value}  {verdict.claim}")
    print(f"  {verdict.why}")
    if args.json:
        write_text(results, args.json)
    return 1 if verdict.outcome is Outcome.REFUTED else 3


def box(texts: list[str]) -> dict[str, tuple[str, str]]:
    """Ranges from their texts, `x=0..1`, separated by commas; InputError for anything else."""
    from ..bounds.errors import InputError

    found: dict[str, tuple[str, str]] = {}
    for text in ",".join(texts).split(",") if texts else ():
        match = _RANGE.fullmatch(text)
        if match is None:
            raise InputError(f"--box {text.strip()!r}: expected a range such as x=0..1, with ends that are rational")
        name, low, high = match.groups()
        if name in found:
            raise InputError(f"--box {text.strip()!r}: {name} has a range already")
        found[name] = (low, high)
    return found
