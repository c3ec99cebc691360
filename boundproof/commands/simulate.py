"""`boundproof simulate`: R_std, E‖θ̂‖² and R_adv of one spectrum by Monte Carlo, beside the predictions."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..bounds.filters import Filter
    from ..verify.simulation import Design, Noise, Progress
    from ..verify.simulation.comparison import Comparison

_EPILOG = """\
SPEC is a formula in i, a family, a list or a file, as for `boundproof spectrum`. An infinite dimension is
simulated cut off: --truncate says after how many coordinates; the mean of the rest stands in for it.

  boundproof simulate "1/(i*log(i+1)**1.5)" --dim 1000 --n 50
  boundproof simulate "power-log(a=1, beta=2)" --n 50,100,200 --truncate 4096 --jobs 2
  boundproof simulate "isotropic(500)" --n 100 --filter ridge --ridge 0.01,0.1,1 --design rademacher

The noise is averaged out exactly for R_std and E‖θ̂‖², and drawn for R_adv. Ctrl-C shows what was done until
then.
"""
FILTERS = ("min-norm", "ridge", "gradient-flow", "principal-components")
ATTACKS = {"l2": 2.0, "linf": float("inf"), "l1": 1.0}


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "simulate",
        help="the same quantities by Monte Carlo, beside the predictions",
        description="R_std with its bias and variance, E‖θ̂‖² and R_adv: simulated, each with an interval whose method "
        "and level are stated, beside what deterministic equivalents predict.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("spec", metavar="SPEC", help="formula in i, family, list, file or data set")
    add("--n", default="50", metavar="LIST", help="sample sizes, as 50,100,200 (default: 50)")
    add("--dim", metavar="P", help="dimension p of a formula or family: number, expression in n, inf (default: inf)")
    add("--truncate", metavar="M", help="coordinates that are drawn, at most p; needed where p is infinite")
    add("--data", action="store_true", help="SPEC is a data matrix: take its sample covariance")
    add("--center", action="store_true", help="with --data: subtract the column means")
    add("--label", metavar="COLUMN", help="with --data: a column (name or number) that is no feature")
    add("--design", default="gaussian", help="gaussian, rademacher, uniform, sparse or mixture (default: gaussian)")
    add("--density", metavar="S", help="share of entries that are not zero, for --design sparse (default: 0.1)")
    add("--noise", default="gaussian", help="gaussian, rademacher, student or longest-rows (default: gaussian)")
    add("--sigma", default="1", metavar="SIGMA", help="standard deviation of the noise (default: 1)")
    add("--filter", default="", metavar="NAME", help=f"{', '.join(FILTERS)} (default: min-norm, or ridge with --ridge)")
    add("--ridge", metavar="LIST", help="ridge penalties, slightly negative allowed")
    add("--time", metavar="LIST", help="times of gradient-flow")
    add("--threshold", metavar="LIST", help="thresholds of principal-components, for eigenvalues of XX'")
    add("--signal", default="e1", metavar="THETA", help="θ*: e1, power(t), or numbers 1,1/2,… (default: e1)")
    add("--radius", default="1", metavar="ALPHA", help="radius of the attack (default: 1)")
    add("--attack", default="l2", choices=tuple(ATTACKS), help="norm of the attack (default: l2)")
    add("--noisy", action="store_true", help="attack measured against y (less σ²), not against x'θ*")
    add("--draws", default="200", metavar="N", help="draws of X (default: 200)")
    add("--noise-draws", default="8", metavar="N", help="noise vectors for each X, for R_adv (default: 8)")
    add("--pseudo-inverse", action="store_true", help="let min-norm meet singular Gram matrices (discrete designs)")
    add("--jobs", default="1", metavar="N", help="processes (default: 1); results do not depend on it")
    add("--seed", default="0", metavar="N", help="seed of all randomness (default: 0)")
    add("--level", default="0.95", metavar="L", help="level of each interval by itself (default: 0.95)")
    add("--interval", default="auto", metavar="METHOD", help="auto, empirical-bernstein, student or median")
    add("--json", nargs="?", const="-", metavar="FILE", help="write the results as JSON to FILE, or to the screen")
    return parser


def run(args: argparse.Namespace) -> int:
    """Simulate, print the table; 0, or 130 with the draws done so far when interrupted."""
    from ..bounds.errors import InputError
    from ..inputs import read_signal, read_sizes, read_spectrum
    from ..reports.write import write_text
    from ..verify.results import Reproduction, Results
    from ..verify.simulation import Attack, simulate, spectral_setting
    from ..verify.simulation.comparison import check_method, compare, gap_table
    from ..verify.simulation.intervals import checked_level
    from ..verify.verdict import EXIT_INTERRUPTED

    started = datetime.now(UTC)
    spectrum = read_spectrum(args.spec, dimension=args.dim, data=args.data, center=args.center, label=args.label)
    sizes, signal = read_sizes(args.n), read_signal(args.signal)
    design, noise = _design(args), _noise(args)
    attack = Attack(_float(args.radius, "--radius"), ATTACKS[args.attack], args.noisy)
    filters = _filters(args)
    level, draws = _float(args.level, "--level"), _whole(args.draws, "--draws", most=_MOST)
    seed, jobs = _whole(args.seed, "--seed"), _whole(args.jobs, "--jobs")
    truncation = None if args.truncate is None else _whole(args.truncate, "--truncate")
    noise_draws = _whole(args.noise_draws, "--noise-draws", most=_MOST)
    if attack.exponent != 2 and noise_draws == 0:
        raise InputError(f"--noise-draws 0 with --attack {args.attack}: its dual norm has no exact average; draw some")
    comparisons: list[Comparison] = []
    interrupted = False
    for n in sizes:
        setting = spectral_setting(spectrum, n, signal=signal, design=design, noise=noise, truncation=truncation)
        check_method(args.interval, setting, attack, filters)
        checked_level(level)
        progress = _ProgressLine(f"n = {n}")
        try:
            simulation = simulate(
                setting,
                filters,
                draws=draws,
                attack=attack,
                noise_draws=noise_draws,
                pseudo_inverse=args.pseudo_inverse,
                progress=progress,
                seed=seed,
                jobs=jobs,
            )
        except KeyboardInterrupt:
            if not comparisons:
                raise
            interrupted = True
            break
        finally:
            progress.clear()
        comparisons += compare(spectrum, signal, simulation, level=level, method=args.interval)
        if simulation.interrupted:
            interrupted = True
            break
    tables, gaps = [item.table() for item in comparisons], gap_table(comparisons)
    if args.json is not None:
        results = Results(
            "simulate",
            tables=(*tables, *gaps),
            reproduction=Reproduction.of_this_run(
                argv=["boundproof", *sys.argv[1:]],
                seed=seed,
                started=started,
                seconds=(datetime.now(UTC) - started).total_seconds(),
            ),
        )
        if args.json == "-":
            print(results.dumps(), end="")
        else:
            write_text(results.dumps(), args.json)
    if args.json != "-":
        shown = [(item.title(), table) for item, table in zip(comparisons, tables, strict=True)]
        shown += [(table["caption"], table) for table in gaps]
        print("\n\n".join(f"{title}\n\n{_shown(table)}" for title, table in shown))
        print("\n" + "\n".join(dict.fromkeys(note for item in comparisons for note in item.notes())))
    if interrupted:
        print(f"interrupted at n = {n}; what was done until then is shown", file=sys.stderr)
    return EXIT_INTERRUPTED if interrupted else 0


def _float(text: str, option: str) -> float:
    """A decimal or a fraction as text, in float64; the option's name is in the error."""
    from ..inputs import read_float

    return read_float(text, option)


_MOST = 10**9


def _whole(text: str, option: str, *, most: int | None = None) -> int:
    from ..bounds.errors import InputError
    from ..inputs import read_fraction

    value = read_fraction(text, option)
    if value.denominator != 1:
        raise InputError(f"{option} {text} is not a whole number: give one")
    if most is not None and value > most:
        raise InputError(f"{option} {text} would never end: give at most {most}")
    return value.numerator


def _design(args: argparse.Namespace) -> Design:
    from ..bounds.errors import InputError
    from ..verify.simulation import Sparse, design_named

    if args.density is None:
        return design_named(args.design)
    if args.design != Sparse.name:
        raise InputError(f"--density {args.density} belongs to --design sparse, not to {args.design}: leave it out")
    return Sparse(_float(args.density, "--density"))


def _noise(args: argparse.Namespace) -> Noise:
    from ..verify.simulation import noise_named

    return noise_named(args.noise, sigma=_float(args.sigma, "--sigma"))


def _filters(args: argparse.Namespace) -> list[Filter]:
    """The filters that --filter and its parameter list ask for."""
    from ..bounds.errors import InputError
    from ..bounds.filters import GradientFlow, MinNorm, PrincipalComponents, Ridge

    name = args.filter or ("ridge" if args.ridge is not None else "min-norm")
    makers: dict[str, tuple[str, str | None, Callable[..., Filter]]] = {
        "ridge": ("--ridge", args.ridge, Ridge),
        "gradient-flow": ("--time", args.time, GradientFlow),
        "principal-components": ("--threshold", args.threshold, PrincipalComponents),
    }
    if name not in FILTERS:
        raise InputError(f"filter {name!r} is unknown: give one of {', '.join(FILTERS)}")
    for other, (option, given, _) in makers.items():
        if other != name and given is not None:
            raise InputError(f"{option} {given} belongs to --filter {other}, not to {name}: leave one of them out")
    if name == "min-norm":
        return [MinNorm()]
    option, given, maker = makers[name]
    if given is None:
        raise InputError(f"--filter {name} needs {option}: give a list of numbers, as 0.1,1")
    return [maker(_rational(part, option)) for part in given.split(",")]


def _rational(text: str, option: str) -> Any:
    import sympy

    from ..inputs import read_fraction

    value = read_fraction(text, option)
    return sympy.Rational(value)


def _shown(table: dict[str, Any]) -> str:
    """A table of the results file as text in columns."""
    from ..output import layout

    gaps = [place for place, name in enumerate(table["columns"]) if "gap" in name or table["columns"][0] == "n"]
    rows = [[_text(cell, 2 if place in gaps else 5) for place, cell in enumerate(row)] for row in table["rows"]]
    return layout(table["columns"], rows)


def _text(cell: Any, digits: int) -> str:
    """A cell to so many significant digits: a number, or value [low, high]."""
    if cell is None:
        return "—"
    if isinstance(cell, str):
        return cell
    if not isinstance(cell, dict):
        return f"{cell:.{digits}g}"
    low, high = _text(cell["low"], digits), _text(cell["high"], digits)
    if cell["value"] is None:
        return f"[{low}, {high}]"
    value = _text(cell["value"], digits)
    return value if low == high == value else f"{value} [{low}, {high}]"


class _ProgressLine:
    """Draws done and time left on the last line of a terminal; silent where there is none."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.shown = False

    def __call__(self, progress: Progress) -> None:
        if not sys.stderr.isatty():
            return
        self.shown = True
        left = f"{progress.remaining:.0f} s left" if progress.done < progress.total else "done"
        print(f"\r\033[K{self.label}: {progress.done}/{progress.total} draws, {left}", end="", file=sys.stderr)

    def clear(self) -> None:
        """Leave the line empty."""
        if self.shown:
            print("\r\033[K", end="", file=sys.stderr)
