"""Everything that `boundproof spectrum` shows of one spectrum at one n, enclosed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb

from ...bounds.spectra import Signal, Spectrum
from .precision import bits_for, precision
from .predictions import Prediction, predict
from .roots import effective_ridge
from .spectral import SpectralSums
from .thresholds import Threshold, effective_rank, first_passage, squared_rank


@dataclass(frozen=True)
class Summary:
    """The quantities at one n as balls; what depends on a finite k*, or needs n < p, is None where there is none.

    `rank_zero` r_0, `rank_before` r_{k*−1}, `rank_at` r_{k*}, `squared_rank_at` R_{k*}, `tail_sum` Σ_{i>k*} λ_i,
    `kappa_zero` κ_0, `ratios` (r_0/n, k*/n, n/R_{k*}).
    """

    n: int
    threshold: Threshold
    rank_zero: Any
    rank_before: Any | None
    rank_at: Any | None
    squared_rank_at: Any | None
    tail_sum: Any | None
    kappa_zero: Any | None
    ratios: tuple[Any, Any | None, Any | None]
    prediction: Prediction


def summarise(
    spectrum: Spectrum,
    n: int,
    signal: Signal,
    *,
    sigma: Fraction = Fraction(1),
    radius: Fraction = Fraction(1),
    ridge: Fraction = Fraction(0),
    attack: str = "l2",
    rank_constant: Fraction = Fraction(1),
    digits: int = 10,
) -> Summary:
    """Ranks, k*, κ_0, benign ratios and predicted risks of a spectrum at sample size n.

    Arguments: `spectrum` (n may occur in it, other parameters not); `n`; the rest as for `predict` and
    `first_passage`. Raises what they raise. Success proves every enclosure; the predictions are enclosures of the
    deterministic equivalents.
    """
    sums = SpectralSums(spectrum.at(n=n))
    passage = first_passage(sums, n, rank_constant=rank_constant, digits=digits)
    root = effective_ridge(sums, n, digits=digits)
    known = root if ridge == 0 else None
    prediction = predict(
        sums, n, signal, sigma=sigma, radius=radius, ridge=ridge, attack=attack, digits=digits, root=known
    )
    k = passage.k
    with precision(bits_for(digits)):
        zero = effective_rank(sums, 0)
        second = None if k is None else squared_rank(sums, k)
        return Summary(
            n=n,
            threshold=passage,
            rank_zero=zero,
            rank_before=passage.before,
            rank_at=passage.at,
            squared_rank_at=second,
            tail_sum=None if k is None else sums.tail(k),
            kappa_zero=None if root is None else root.kappa,
            ratios=(zero / n, None if k is None else arb(k) / n, None if second is None else n / second),
            prediction=prediction,
        )
