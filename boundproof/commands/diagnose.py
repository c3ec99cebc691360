"""`boundproof diagnose`: which failure signatures a linear fit on a user's own data shows, and which ridge to take."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from math import inf
from typing import Any

NORMS = {"l2": 2.0, "linf": inf, "l1": 1.0}


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "diagnose",
        help="failure signatures of a linear fit on your own data, and the ridge to take",
        description="Cross-validates the ridge path with and without attack, predicts it from the training rows' "
        "spectrum, and says which of four signatures the fit shows: accurate but not robust; perfect fit with poor "
        "generalisation; norm large and tied to vulnerability; a gap between standard and adversarial performance. "
        "Exit status: 0 whatever it finds, 2 for data that cannot be used.",
    )
    add = parser.add_argument
    add("--data", required=True, metavar="FILE", help="features, .npy, .csv or .txt, a row a sample")
    add("--target", required=True, metavar="FILE", help="targets, one a row")
    add("--ridge", default="0", metavar="LAMBDA", help="the fit to diagnose: λ of λ‖θ‖² + ‖y − Xθ‖²/n (0, min-norm)")
    add(
        "--radius",
        metavar="ALPHA",
        help="radius of the attack (0.05 of the root mean square distance from the mean)",
    )
    add("--attack", default="l2", choices=tuple(NORMS), help="norm of the attack (l2)")
    add("--seed", type=int, default=0, help="seed of the folds (0)")
    add("--figure", metavar="FILE", help="draw the ridge path: FILE.svg or FILE.pdf")
    add("--json", nargs="?", const="-", metavar="FILE", help="write the results as JSON to FILE, or to the screen")
    return parser


def run(args: argparse.Namespace) -> int:
    """Diagnoses and prints; returns the exit status."""
    from pathlib import Path

    from ..bounds.errors import InputError
    from ..inputs import read_float
    from ..reports.write import write_text
    from ..tables import read_table
    from ..verify.data.diagnosis import diagnose
    from ..verify.data.shown import in_words, path_figure, rank_table, risk_table, signature_table
    from ..verify.results import Reproduction, Results

    started = datetime.now(UTC)
    kind = None if args.figure is None else Path(args.figure).suffix.lower().removeprefix(".")
    if kind is not None and kind not in ("svg", "pdf"):
        raise InputError(f"--figure {args.figure}: give a name that ends in .svg or .pdf")
    if not 0 <= args.seed < 2**32:
        raise InputError(f"--seed {args.seed}: expected a whole number from 0 to 2**32 - 1")
    data, target = read_table(Path(args.data)), read_table(Path(args.target))
    if min(target.shape) != 1:
        raise InputError(f"{args.target}: {target.shape[0]} rows of {target.shape[1]} numbers; give one target a row")
    found = diagnose(
        data.numbers(),
        target.numbers().reshape(-1),
        ridge=read_float(args.ridge, "--ridge"),
        radius=None if args.radius is None else read_float(args.radius, "--radius"),
        exponent=NORMS[args.attack],
        seed=args.seed,
    )
    picture = path_figure(found)
    results = Results(
        "diagnose",
        tables=(signature_table(found), risk_table(found), rank_table(found)),
        series=(picture,),
        reproduction=Reproduction.of_this_run(
            argv=["boundproof", *sys.argv[1:]],
            seed=args.seed,
            started=started,
            seconds=(datetime.now(UTC) - started).total_seconds(),
        ),
    ).dumps()
    if kind is not None:
        from ..reports.figures import draw
        from ..reports.write import write_bytes

        write_bytes(draw(picture, kind=kind), args.figure)
    if args.json == "-":
        sys.stdout.write(results)
        return 0
    print("\n".join(in_words(found)))
    print()
    print(_shown(risk_table(found)))
    print()
    ranks = ", ".join(f"{name} = {_text(value)}" for name, value in rank_table(found)["rows"])
    print(f"Effective ranks of the sample covariance: {ranks}.")
    print("Intervals are over the rows, at level 0.95, given the fits of the folds. Nothing here is a proof.")
    if args.json:
        write_text(results, args.json)
    return 0


def _shown(table: dict[str, Any]) -> str:
    from ..output import layout

    return layout(table["columns"], [[_text(cell) for cell in row] for row in table["rows"]])


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, dict):
        return f"{cell['value']:.4g} [{cell['low']:.4g}, {cell['high']:.4g}]"
    return f"{cell:.4g}"
