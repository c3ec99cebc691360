"""`boundproof when`: the weakest condition on the parameters under which a claim holds."""

from __future__ import annotations

import argparse
from typing import Any

from ..inputs import checked_budget
from ..spectral_options import add_spectral, claim_of


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """The options of the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "when",
        help="the weakest condition on the parameters under which a claim holds",
        description="Splits the parameters into cases and prints where the claim holds, where it fails, and where "
        "neither was shown.",
    )
    parser.add_argument("claim", help='such as "n**a*log(n)**b -> 0"')
    parser.add_argument("--as", dest="point", metavar="POINT", help='where the variable tends, "n -> oo" by default')
    add_spectral(parser)
    parser.add_argument("--given", action="append", default=[], metavar="HYPOTHESES", help='such as "a > 0, b real"')
    parser.add_argument("--budget", type=float, default=10.0, metavar="SECONDS", help="time allowed (10)")
    return parser


def run(args: argparse.Namespace) -> int:
    """Runs the command; returns the exit status."""
    from ..verify.asymptotics import when

    claim = claim_of(args)
    answer = when(claim, budget=checked_budget(args.budget))
    print(answer)
    return 0 if not answer.undecided else 3
