"""`boundproof spectrum`: effective ranks, k*, κ and predicted risks of one spectrum along n, enclosed in balls."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from ..bounds.spectra import Signal, Spectrum
    from ..verify.enclosures.summary import Summary
    from ..verify.results import Reproduction

_EPILOG = """\
SPEC is one of
  a formula in i (n allowed)   "1/(i*log(i+1)**2)"   "exp(-i/5) + n**(-2)" --dim "n**3"
  a family                     "power-log(a=1, beta=2)"   "power-log(1, 2, shift=log((i+1)e/2))"
                               "power-law(a=2)"   "exponential(tau=5)"   "isotropic(2000)"
                               "exponential-floor(5, floor=n**(-2), p=n**2)"
                               "flat-tail([1], p=n**2, trace=sqrt(n))"
  numbers                      "[3, 2, 1/2]"
  a file                       eigenvalues.csv, or a data matrix (rows are samples) with --data
  a data set                   digits --data
A parameter left open, "power-log(a=1, beta=b)", prints the formulas instead of numbers.
"""


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "spectrum",
        help="effective ranks, k*, κ and predicted risks of a spectrum, enclosed",
        description="r_0, k*, R_k*, κ_0, the benign ratios and the risks that deterministic equivalents predict. "
        "Every digit printed is certified, up to one unit in the last.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("spec", metavar="SPEC", help="formula in i, family, list, file or data set (see below)")
    add("--n", default="1e3,1e6", metavar="LIST", help="sample sizes, as 1e3,1e6,1e12 (default: 1e3,1e6)")
    add("--dim", metavar="P", help="dimension p of a formula or family: number, expression in n, inf (default: inf)")
    add("--data", action="store_true", help="SPEC is a data matrix: take its sample covariance")
    add("--center", action="store_true", help="with --data: subtract the column means")
    add("--label", metavar="COLUMN", help="with --data: a column (name or number) that is no feature")
    add("--signal", default="e1", metavar="THETA", help="θ*: e1, power(t), or numbers 1,1/2,… (default: e1)")
    add("--noise", default="1", metavar="SIGMA", help="standard deviation of the noise (default: 1)")
    add("--radius", default="1", metavar="ALPHA", help="radius of the attack (default: 1)")
    add(
        "--ridge", default="0", metavar="LAMBDA", help="ridge penalty, slightly negative allowed (default: 0, min-norm)"
    )
    add("--attack", default="l2", choices=("l2", "linf", "l1"), help="norm of the attack (default: l2)")
    add("--rank-constant", default="1", metavar="B", help="b in k* = min{k : r_k >= b n} (default: 1)")
    add("--digits", type=int, default=10, help="certified digits, 1 to 1000 (default: 10)")
    add("--json", nargs="?", const="-", metavar="FILE", help="write the results as JSON to FILE, or to the screen")
    add("--figure", metavar="FILE", help="draw the eigenvalues with k* and κ_0 to FILE, .svg or .pdf")
    return parser


def run(args: argparse.Namespace) -> int:
    """Print the table, or the formulas; 0 when all is enclosed, 3 where balls could not decide."""
    from ..bounds.errors import InputError
    from ..inputs import read_fraction, read_signal, read_sizes, read_spectrum
    from ..output import layout
    from ..verify.enclosures.growth import Undecided
    from ..verify.enclosures.summary import summarise

    if not 1 <= args.digits <= 1000:
        raise InputError(f"--digits {args.digits}: expected 1 to 1000")
    started = datetime.now(UTC)
    spectrum = read_spectrum(args.spec, dimension=args.dim, data=args.data, center=args.center, label=args.label)
    sizes, signal = read_sizes(args.n), read_signal(args.signal)
    sigma, radius = read_fraction(args.noise, "noise"), read_fraction(args.radius, "radius")
    ridge, constant = read_fraction(args.ridge, "ridge"), read_fraction(args.rank_constant, "rank-constant")
    _check_numbers(sigma, radius, constant)
    if spectrum.parameters:
        _print_formulas(spectrum, signal, args.signal)
        return 0
    try:
        columns = [
            summarise(
                spectrum,
                n,
                signal,
                sigma=sigma,
                radius=radius,
                ridge=ridge,
                attack=args.attack,
                rank_constant=constant,
                digits=args.digits,
            )
            for n in sizes
        ]
    except Undecided as undecided:
        print(f"undecided: {undecided}", file=sys.stderr)
        return 3
    caption = _caption(spectrum, args)
    rows = _rows(columns, args.digits)
    headings = ["", *[f"n = {n}" for n in sizes]]
    if args.json is not None or args.figure is not None:
        from ..verify.enclosures.drawing import eigenvalue_figure

        drawn = eigenvalue_figure(spectrum, columns, caption=caption)
        if args.figure is not None:
            from ..reports.write import write_figure

            write_figure(drawn, args.figure)
        if args.json is not None:
            _write_json(args, headings, rows, started, drawn)
    if args.json != "-":
        print(caption, end="\n\n")
        print(layout(headings, [[label, *[cell["value"] for cell in cells]] for label, cells in rows]))
    return 0


def _check_numbers(sigma: Fraction, radius: Fraction, constant: Fraction) -> None:
    from ..bounds.errors import InputError

    if sigma < 0:
        raise InputError(f"--noise {float(sigma):g}: a standard deviation is not negative")
    if radius < 0:
        raise InputError(f"--radius {float(radius):g}: the attack's radius α must be >= 0")
    if constant <= 0:
        raise InputError(f"--rank-constant {float(constant):g}: b must be positive")


def _caption(spectrum: Spectrum, args: argparse.Namespace) -> str:
    return (
        f"{spectrum}, p = {spectrum.dimension}\n"
        f"signal θ* = {args.signal}, noise σ = {args.noise}, ridge λ = {args.ridge}, "
        f"attack {args.attack} of radius α = {args.radius}, b = {args.rank_constant}\n"
        "Digits shown are certified by ball arithmetic. Predictions are deterministic equivalents: they approximate "
        "the risks."
    )


def _rows(columns: list[Summary], digits: int) -> list[tuple[str, list[dict[str, str]]]]:
    def row(label: str, values: list[Any]) -> tuple[str, list[dict[str, str]]]:
        return label, [_cell(value, digits) for value in values]

    predictions = [column.prediction for column in columns]
    rows = [
        row("r_0", [c.rank_zero for c in columns]),
        row("k*", ["oo" if c.threshold.k is None else str(c.threshold.k) for c in columns]),
        row("r_{k*-1}", [c.rank_before for c in columns]),
        row("r_k*", [c.rank_at for c in columns]),
        row("R_k*", [c.squared_rank_at for c in columns]),
        row("sum of λ_i, i > k*", [c.tail_sum for c in columns]),
        row("κ_0", [c.kappa_zero for c in columns]),
        row("r_0/n", [c.ratios[0] for c in columns]),
        row("k*/n", ["oo" if c.threshold.k is None else c.ratios[1] for c in columns]),
        row("n/R_k*", [c.ratios[2] for c in columns]),
        row("predicted R_std", [p.standard_risk for p in predictions]),
        row("  bias", [p.bias for p in predictions]),
        row("  variance", [p.variance for p in predictions]),
        row("predicted E‖θ̂‖²", [p.norm_squared for p in predictions]),
    ]
    if all(p.adversarial_low is p.adversarial_high for p in predictions):
        return [*rows, row("predicted R_adv", [p.adversarial_low for p in predictions])]
    rows.append(row("predicted R_adv, at least", [p.adversarial_low for p in predictions]))
    return [*rows, row("predicted R_adv, at most", [p.adversarial_high for p in predictions])]


def _cell(value: Any, digits: int) -> dict[str, str]:
    """A ball as text: its certified digits, and decimal numbers on both sides of it."""
    if value is None:
        return {"value": "none"}
    if isinstance(value, str):
        return {"value": value}
    if not value.is_finite():
        return {"value": "oo"}
    middle, radius, exponent = value.mid_rad_10exp(digits + 3)  # rounded outwards: whole numbers times a power of ten
    ends = {"low": middle - radius, "high": middle + radius}
    return {"value": value.str(digits, radius=False), **{key: f"{end}e{exponent}" for key, end in ends.items()}}


def _reproduction(started: datetime) -> Reproduction:
    from ..verify.results import Reproduction

    seconds = (datetime.now(UTC) - started).total_seconds()
    return Reproduction.of_this_run(argv=["boundproof", *sys.argv[1:]], started=started, seconds=seconds)


def _write_json(
    args: argparse.Namespace,
    headings: list[str],
    rows: list[tuple[str, list[dict[str, str]]]],
    started: datetime,
    drawn: Mapping[str, Any],
) -> None:
    from ..verify.results import Results

    cells = [[label, *[cell if "low" in cell else cell["value"] for cell in line]] for label, line in rows]
    table = {"columns": ["quantity", *headings[1:]], "rows": cells, "caption": drawn["caption"]}
    results = Results("spectrum", tables=(table,), series=(drawn,), reproduction=_reproduction(started))
    if args.json == "-":
        print(results.dumps(), end="")
    else:
        from ..reports.write import write_text

        write_text(results.dumps(), args.json)


def _print_formulas(spectrum: Spectrum, signal: Signal, shown: str) -> None:
    """The formulas of a spectrum whose parameters are open."""
    from ..bounds import equivalents, ranks
    from ..bounds.spectra import INDEX

    names = ", ".join(symbol.name for symbol in spectrum.parameters)
    print(f"{spectrum}, p = {spectrum.dimension}; open parameters: {names}")
    lines = {
        "λ_i": spectrum.eigenvalue(INDEX),
        "summable if": "(not known for a formula)"
        if spectrum.validity.summable is None
        else spectrum.validity.summable,
        "sum of λ_i, i > k": spectrum.tail(ranks.COUNT),
        "sum of λ_i², i > k": spectrum.tail(ranks.COUNT, 2),
        "r_k": ranks.effective_rank(spectrum),
        "R_k": ranks.squared_rank(spectrum),
        "κ solves ridge =": equivalents.ridge_of_kappa(spectrum),
        "df_2(κ)": equivalents.degrees_of_freedom(spectrum, 2),
        "b(κ)": equivalents.equivalent_bias(spectrum, signal),
        "v(κ)": equivalents.equivalent_variance(spectrum),
    }
    width = max(len(label) for label in lines)
    for label, formula in lines.items():
        print(f"  {label.ljust(width)}  {formula}")
    print("  k* = min{k >= 0 : r_k >= b n};  R_std = b(κ)/(1 − df_2/n) + σ² (df_2/n)/(1 − df_2/n)")
    print(f"  E‖θ̂‖² = sum of θ_i² λ_i²/(λ_i + κ)² + (b(κ) + σ²) v(κ)/(1 − df_2/n);  θ* = {shown}")
