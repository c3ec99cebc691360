"""`boundproof expand`: the first terms of an asymptotic expansion."""

from __future__ import annotations

import argparse
from typing import Any

from ..bounds.errors import GrammarError, InputError
from ..inputs import checked_budget
from ..spectral_options import add_spectral, claim_of


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """The options of the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "expand",
        help="the asymptotic expansion of an expression",
        description="Prints the first terms of the expansion of an expression as its variable tends to a point.",
    )
    parser.add_argument("expression", help='such as "sqrt(n + 1) - sqrt(n)"')
    parser.add_argument("--as", dest="point", metavar="POINT", help='such as "n -> oo" (default) or "x -> 0+"')
    add_spectral(parser)
    parser.add_argument("--given", action="append", default=[], metavar="HYPOTHESES", help='such as "a > 0"')
    parser.add_argument("--terms", type=int, default=4, metavar="N", help="the number of terms (4)")
    parser.add_argument("--budget", type=float, default=10.0, metavar="SECONDS", help="time allowed (10)")
    return parser


def run(args: argparse.Namespace) -> int:
    """Runs the command; returns the exit status."""
    from ..bounds.parsing import parse_expression, parse_given
    from ..bounds.parsing.hypotheses import hypothesis_symbols
    from ..verify.asymptotics import expand_by_case
    from ..verify.asymptotics.problem import default_point

    if args.terms < 1:
        raise InputError(f"--terms {args.terms}: ask for at least one term")
    budget = checked_budget(args.budget)
    if args.spectrum is None and not args.regime:  # the expression by itself first, so that errors show what was typed
        given = parse_given(args.given)
        declared = {symbol.name for hypothesis in given for symbol in hypothesis_symbols(hypothesis)}
        parse_expression(args.expression, declared=declared)
    args.claim = f"{args.expression} has limit"
    try:
        claim = claim_of(args)
    except GrammarError as error:
        if not error.text.startswith(args.expression):
            raise
        raise GrammarError(args.expression, error.column, error.problem) from error
    point = default_point(claim)
    for condition, found in expand_by_case(claim.left, point, terms=args.terms, given=claim.given, budget=budget):
        print(found if condition == "always" else f"when {condition}: {found}")
    return 0
