"""A claim with parameters beside the exact condition under which it is said to hold."""

from __future__ import annotations

from dataclasses import dataclass

from .base import FiniteCheck


@dataclass(frozen=True)
class HoldsExactlyWhen(FiniteCheck):
    """Among the parameters that satisfy `given`, the claim holds where `condition` does, and nowhere else.

    Arguments: `claim`, text in the grammar of `boundproof prove`, with the names of `spectrum` where that is given
    (`benign`, `tail(k)`, `df1(kappa)`, …); `condition`, comparisons joined by `and`, `or` and brackets, or `always`,
    `never`; `given`, types and comparisons that hold throughout; `among`, a condition that restricts the parameters
    further and may be a disjunction; `as_`, where the variable tends; `spectrum`, λ_i as text in i, `dimension` the
    last index, `regime` further indices as functions of n; `budget`, seconds for each case.

    PROVED: the claim is true at every parameter point of `given` and `among` with `condition`, and false at every one
    without. REFUTED: a point at which one of the two fails, decided there. It is a statement about the function in the
    claim; where that is an equivalent, nothing is said of the risk.
    """

    claim: str
    condition: str
    given: tuple[str, ...] = ()
    as_: str = "n -> oo"
    among: str = "always"
    spectrum: str | None = None
    dimension: str = "oo"
    regime: str = ""
    budget: float = 20.0
