"""The options --spectrum, --dim and --regime, which give claims further names."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sympy as sp

    from .bounds.claims import Claim


def add_spectral(parser: argparse.ArgumentParser) -> None:
    """Adds the options to a command that reads one claim."""
    parser.add_argument(
        "--spectrum",
        metavar="FORMULA",
        help='eigenvalues in i, such as "i**-a*log(i+1)**-beta": tail(k), r(k), R(k), kstar(b), df1(kappa), df2(kappa) '
        "and the claim benign can then be written",
    )
    parser.add_argument("--dim", default="oo", metavar="P", help="the last index of --spectrum (oo), such as n**q")
    parser.add_argument("--regime", metavar="EQUATIONS", help='further indices in n, such as "d = n**c, delta = n**-t"')


def setting_of(args: argparse.Namespace) -> str:
    """What --regime and --spectrum say, in words: without it a claim that uses their names cannot be read."""
    parts = [] if not args.regime else [args.regime.strip()]
    if args.spectrum is not None:
        parts.append(f"eigenvalues {args.spectrum.strip()}, i = 1, …, {args.dim.strip()}")
    return "; ".join(parts)


def claim_of(args: argparse.Namespace) -> Claim:
    """The claim of the command line with its names written out; raises GrammarError or InputError."""
    from .bounds.errors import InputError
    from .bounds.parsing import parse_claim
    from .verify.asymptotics.spectra import BENIGN, benign_text, parse_regime, regime_vocabulary, spectral_vocabulary

    text: str = args.claim
    regime = parse_regime(args.regime) if args.regime else {}
    vocabulary = regime_vocabulary(regime)
    point = args.point
    if args.spectrum is not None:
        vocabulary |= spectral_vocabulary(args.spectrum, dimension=args.dim, regime=regime)
        if text.strip() == BENIGN:
            text = benign_text()
            point = point or "n -> oo"
    elif args.dim != "oo":
        raise InputError(f"--dim {args.dim} belongs to a --spectrum: give one")
    if text.strip() == BENIGN:
        raise InputError("benign is a claim about a spectrum: give it by --spectrum")
    if regime and point is None:
        point = "n -> oo"
    return parse_claim(text, as_=point, given=[*args.given, *_declared(regime, args.given)], vocabulary=vocabulary)


def _declared(regime: Mapping[str, sp.Expr], given: Sequence[str]) -> list[str]:
    """Declarations of the exponents of a regime that no hypothesis speaks of: any real number."""
    said = set(re.findall(r"[^\W\d]\w*", " ".join(given)))
    names = {symbol.name for value in regime.values() for symbol in value.free_symbols}
    return [f"{name} real" for name in sorted(names - said - {"n"})]
