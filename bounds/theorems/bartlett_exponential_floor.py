"""When overfitting is benign, II: λ_i = e^(−i/τ) + n^(−s) for i ≤ p = n^q (Bartlett et al. 2020).

Benign if and only if q > 1 and s > q − 1: the dimension must be of larger order than n, the floor's trace n^(q−s) of
smaller order. Derived for all real parameters at once, boundaries apart.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from ..checks import BenignCells, HoldsExactlyWhen, PhaseDiagram
from ..checks.families import Cell
from ..spectra import exponential_floor
from ..statements import Step, Theorem
from .bartlett_benign import SOURCE

_n = sp.Symbol("n", integer=True, positive=True)
_FAMILY = "exp(-i/tau) + n**-s"
_GIVEN = ("q > 0", "s real", "tau > 0")


def _benign(condition: str) -> HoldsExactlyWhen:
    return HoldsExactlyWhen("benign", condition, _GIVEN, spectrum=_FAMILY, dimension="n**q", budget=120)


def _cells(tau: int) -> tuple[Cell, ...]:
    sides = [Fraction(k, 4) for k in range(2, 13, 2)]
    return tuple(
        Cell(s, q, exponential_floor(tau, floor=_n ** (-sp.Rational(s)), p=_n ** sp.Rational(q)), q > 1 and s > q - 1)
        for q in [Fraction(3, 4), Fraction(1), Fraction(3, 2), Fraction(2), Fraction(5, 2), Fraction(3)]
        for s in sides
    )


_GRID = BenignCells(_cells(5), n=10**12, level=Fraction(3, 20), parameters=("s", "q"))

THEOREM = Theorem(
    "bartlett-2020/exponential-floor",
    title="Benign spectra: an exponential with a flat floor",
    source=SOURCE,
    statement=(
        "Let `eigenvalue(i) = exp(-i/tau) + n**(-s)` for `i <= n**q`, with τ > 0, q > 0 and real s. The sequence of "
        "covariances is benign if and only if q > 1 and s > q − 1; neither boundary belongs to it."
    ),
    given=(),
    steps=(
        Step(
            "iff",
            _benign("q > 1 and s > q - 1"),
            role="conclusion",
            title="Benign exactly when q > 1 and s > q − 1",
        ),
        Step(
            "grid",
            _GRID,
            expected="ENCLOSED",
            role="instance",
            title="The three ratios on both sides of both boundaries and on them, at n = 10^12",
        ),
        Step(
            "short-of-exponentially-small",
            HoldsExactlyWhen(
                "benign",
                "always",
                ("tau > 0", "c > 0", "c < 1"),
                spectrum="exp(-i/tau) + exp(-n**c)/n",
                dimension="n**2",
                budget=120,
            ),
            role="instance",
            title="A floor of trace n e^(−n^c), c < 1, is not too small",
            tier="standard",
        ),
        Step(
            "twin-upper-boundary",
            _benign("q > 1 and s >= q - 1"),
            expected="REFUTED",
            role="sabotage",
            title="The boundary s = q − 1 is not benign",
            tier="standard",
        ),
        Step(
            "twin-lower-boundary",
            _benign("q >= 1 and s > q - 1"),
            expected="REFUTED",
            role="sabotage",
            title="The boundary q = 1 is not benign",
            tier="full",
        ),
        Step(
            "twin-smaller",
            _benign("q > 1 and s > q"),
            expected="REFUTED",
            role="sabotage",
            title="s > q asks for too much",
            tier="standard",
        ),
    ),
    conclusions=("iff",),
    direction="identity",
    constants="explicit",
    confidence=(
        "High: the prover decides the statement for all parameters, case by case, and the independent re-checker reads "
        "its certificates."
    ),
    limitations=(
        "Powers of n for floor and dimension. Of the paper's condition for general sequences, that the floor's trace "
        "lies between n e^(−o(n)) and o(n), only one family of exponentially small floors is derived.",
    ),
    figures=(
        PhaseDiagram(
            "phase-exponential-floor",
            "Benign: an exponential with a flat floor",
            _GRID,
            axes=("exponent s of the floor n^(−s)", "exponent q of the dimension n^q"),
            boundaries=(
                ("s = q − 1", ((Fraction(0), Fraction(1)), (Fraction(9, 4), Fraction(13, 4)))),
                ("q = 1", ((Fraction(0), Fraction(1)), (Fraction(13, 4), Fraction(1)))),
            ),
        ),
    ),
)
