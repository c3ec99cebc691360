"""When overfitting is benign, I: λ_i = i^(−a) log^(−β)((i+1)e/2) in infinite dimension (Bartlett et al. 2020).

Benign if and only if a = 1 and β > 1. Both sides are derived, for every real a and β for which the trace is finite:
r_k = O(k) exactly for a > 1, and then k*/n cannot vanish, because r_k* ≥ n; at a = 1, k = o(r_k) and r_k = o(R_k), and
then k* = o(n), because r_{k*−1} < n, and n = o(R_k*). A full run decides the claims on k* directly as well. Leading
terms of tails, ranks and threshold are proved, and how far from its leading term k* is at n = 10^20 is enclosed.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from ..checks import BenignCells, HoldsExactlyWhen, PhaseDiagram, ThresholdOffset
from ..checks.families import Cell
from ..setting import limit_statement, statement
from ..spectra import power_log
from ..statements import Fact, Step, Theorem, Tier
from .bartlett_benign import SOURCE

_n = sp.Symbol("n", integer=True, positive=True)
_SHIFT = "log((i+1)e/2)"
# log((i+1)e/2) as the prover can see that it is positive
_FAMILY = "i**-a*(1 + log((i + 1)/2))**-beta"
_AT_ONE = "1/i*(1 + log((i + 1)/2))**-beta"
_REAL = ("a real", "beta real")
_FINITE_TRACE = "a > 1 or (a = 1 and beta > 1)"


def _proved(
    name: str,
    claim: str,
    given: tuple[str, ...],
    title: str,
    *,
    spectrum: str = _AT_ONE,
    as_: str = "k -> oo",
    tier: Tier = "standard",
) -> Step:
    """An expansion that holds for all parameters; no part of the iff."""
    check = HoldsExactlyWhen(claim, "always", given, as_=as_, spectrum=spectrum, budget=120)
    return Step(name, check, role="instance", title=title, tier=tier)


_POSITIVE = ("n", "k_one", "rank_before_one", "rank_one", "squared_one", "k_steep", "rank_steep")
_HYPOTHESES = (
    *(
        Fact(name, statement(f"{name} > 0"), note)
        for name, note in zip(
            _POSITIVE,
            (
                "sample size",
                "k* for a = 1",
                "r_{k*−1} for a = 1",
                "r_k* for a = 1",
                "R_k* for a = 1",
                "k* for a > 1",
                "r_k* for a > 1",
            ),
            strict=True,
        )
    ),
    Fact("before-one", statement("rank_before_one <= n"), "k* is the first index with `r(k) >= n`"),
    Fact("at-one", statement("rank_one >= n"), "k* has `r(k) >= n`"),
    Fact("at-steep", statement("rank_steep >= n"), "k* has `r(k) >= n`"),
    Fact("grows-one", limit_statement("k_one = o(rank_before_one)"), "the step rank-grows along k = k* − 1 → ∞"),
    Fact("spread-one", limit_statement("rank_one = o(squared_one)"), "the step squared-rank-grows along k = k* → ∞"),
    Fact("bounded-steep", limit_statement("rank_steep = O(k_steep)"), "the step rank-order along k = k* → ∞"),
)

_PROOF = (
    Step(
        "trace",
        HoldsExactlyWhen(
            f"Sum({_FAMILY}, (i, 1, k)) -> oo", "never", _REAL, "k -> oo", among=_FINITE_TRACE, budget=120
        ),
        title="The trace is finite for a > 1, and for a = 1, β > 1",
    ),
    Step(
        "falls",
        HoldsExactlyWhen(
            "eigenvalue(k + 1) < eigenvalue(k)",
            "always",
            _REAL,
            "k -> oo",
            among=_FINITE_TRACE,
            spectrum=_FAMILY,
            budget=120,
        ),
        title="The sequence falls eventually",
    ),
    Step(
        "rank-order",
        HoldsExactlyWhen("r(k) = O(k)", "a > 1", _REAL, "k -> oo", among=_FINITE_TRACE, spectrum=_FAMILY, budget=120),
        role="conclusion",
        title="r_k = O(k) exactly when a > 1, whatever β",
    ),
    Step(
        "rank-grows",
        HoldsExactlyWhen("k = o(r(k))", "always", ("beta > 1",), "k -> oo", spectrum=_AT_ONE, budget=120),
        role="conclusion",
        title="For a = 1, β > 1: k = o(r_k)",
    ),
    Step(
        "squared-rank-grows",
        HoldsExactlyWhen("r(k) = o(R(k))", "always", ("beta > 1",), "k -> oo", spectrum=_AT_ONE, budget=120),
        role="conclusion",
        title="For a = 1, β > 1: r_k = o(R_k)",
    ),
    Step(
        "threshold-small",
        limit_statement("k_one = o(n)"),
        by=("before-one", "grows-one", *_POSITIVE),
        role="conclusion",
        title="So k* = o(n) for a = 1",
    ),
    Step(
        "third-small",
        limit_statement("n = o(squared_one)"),
        by=("at-one", "spread-one", *_POSITIVE),
        role="conclusion",
        title="and n = o(R_k*): benign",
    ),
    Step(
        "threshold-large",
        limit_statement("n = O(k_steep)"),
        by=("at-steep", "bounded-steep", *_POSITIVE),
        role="conclusion",
        title="and n = O(k*) for a > 1: not benign",
    ),
)

_EXPANSIONS = (
    _proved("tail", "tail(k) ~ log(k)**(1 - beta)/(beta - 1)", ("beta > 1",), "The tail for a = 1"),
    _proved("rank", "r(k) ~ k*log(k)/(beta - 1)", ("beta > 1",), "The effective rank r_k for a = 1"),
    _proved("squared-rank", "R(k) ~ k*log(k)**2/(beta - 1)**2", ("beta > 1",), "The squared rank R_k for a = 1"),
    _proved(
        "threshold",
        "kstar(b) ~ b*(beta - 1)*n/log(n)",
        ("beta > 1", "b >= 1"),
        "The threshold k* for a = 1",
        as_="n -> oo",
        tier="full",
    ),
    _proved(
        "third-ratio",
        "n/R(kstar(b)) ~ (beta - 1)/(b*log(n))",
        ("beta > 1", "b >= 1"),
        "The third benign ratio for a = 1: benign, but only at rate 1/log n",
        as_="n -> oo",
        tier="full",
    ),
    _proved(
        "threshold-power-law",
        "kstar(b) ~ b*(a - 1)*n",
        ("a > 1", "b >= 1"),
        "The threshold k* for i^(−a)",
        spectrum="i**-a",
        as_="n -> oo",
    ),
    _proved(
        "third-ratio-power-law",
        "n/R(kstar(b)) -> (a - 1)/(b*(2*a - 1))",
        ("a > 1", "b >= 1"),
        "The third benign ratio for i^(−a) does not vanish either",
        spectrum="i**-a",
        as_="n -> oo",
        tier="full",
    ),
    Step(
        "benign-at-one",
        HoldsExactlyWhen("benign", "always", ("beta > 1",), spectrum=_AT_ONE, budget=240),
        role="instance",
        title="Benign for a = 1, β > 1, as one claim",
        tier="full",
    ),
    Step(
        "not-above-one",
        HoldsExactlyWhen("kstar(1) = o(n)", "never", ("a > 1", "beta real"), spectrum=_FAMILY, budget=240),
        role="instance",
        title="For a > 1, whatever β, k*/n does not vanish, as one claim",
        tier="full",
    ),
    Step(
        "no-trace",
        HoldsExactlyWhen(
            f"Sum({_FAMILY}, (i, 1, k)) -> oo", "a < 1 or (a = 1 and beta <= 1)", _REAL, "k -> oo", budget=120
        ),
        role="instance",
        title="Elsewhere there is no trace: Σλ_i = ∞ exactly when a < 1, or a = 1 and β ≤ 1",
        tier="full",
    ),
)

_GRID = BenignCells(
    tuple(
        Cell(a, beta, power_log(a, beta, shift=_SHIFT), a == 1)
        for a in (Fraction(1), Fraction(5, 4), Fraction(3, 2), Fraction(2))
        for beta in (Fraction(3, 2), Fraction(3))
    ),
    n=10**12,
    level=Fraction(3, 20),
    parameters=("a", "β"),
)


def _offset(beta: Fraction, low: Fraction, high: Fraction, shift: str = "log(i+1)") -> ThresholdOffset:
    return ThresholdOffset(power_log(1, beta, shift=shift), (beta - 1) * _n / sp.log(_n), 10**20, low, high)


_TENTH, _SEVENTH = Fraction(1, 10), Fraction(7, 100)
_INSTANCES = (
    Step(
        "grid",
        _GRID,
        expected="ENCLOSED",
        role="instance",
        title="The three ratios on both sides of the boundary, at n = 10^12",
        tier="standard",
    ),
    Step(
        "offset",
        _offset(Fraction(2), _SEVENTH, _TENTH),
        expected="ENCLOSED",
        role="instance",
        title="k* is still 7 to 10 per cent off its leading term at n = 10^20, for log(i+1) and β = 2",
    ),
    Step(
        "offset-bllt",
        _offset(Fraction(2), _SEVENTH, _TENTH, _SHIFT),
        expected="ENCLOSED",
        role="instance",
        title="k* is still 7 to 10 per cent off its leading term at n = 10^20, for log((i+1)e/2) and β = 2",
        tier="standard",
    ),
    Step(
        "offset-three-halves",
        _offset(Fraction(3, 2), _SEVENTH, _TENTH),
        expected="REFUTED",
        role="instance",
        title="Nearer to β = 1 it is more: for log(i+1) and β = 3/2 it is above 10 per cent",
        tier="standard",
    ),
)

_SABOTAGE = (
    Step(
        "twin-condition",
        HoldsExactlyWhen("kstar(1) = o(n)", "always", spectrum="i**(-3/2)*(1 + log((i + 1)/2))**-2", budget=120),
        expected="REFUTED",
        role="sabotage",
        title="k*/n does not vanish for a = 3/2, β = 2",
    ),
    Step(
        "twin-rank-order",
        HoldsExactlyWhen("r(k) = O(k)", "a >= 1", _REAL, "k -> oo", among=_FINITE_TRACE, spectrum=_FAMILY, budget=120),
        expected="REFUTED",
        role="sabotage",
        title="At a = 1 r_k is of larger order than k",
    ),
    Step(
        "twin-factor",
        HoldsExactlyWhen(
            "tail(k) ~ log(k)**(1 - beta)/beta", "always", ("beta > 1",), "k -> oo", spectrum=_AT_ONE, budget=120
        ),
        expected="REFUTED",
        role="sabotage",
        title="The tail with β in place of β − 1",
    ),
    Step(
        "twin-exponent",
        HoldsExactlyWhen(
            "R(k) ~ k*log(k)/(beta - 1)**2", "always", ("beta > 1",), "k -> oo", spectrum=_AT_ONE, budget=120
        ),
        expected="REFUTED",
        role="sabotage",
        title="The squared rank with log k in place of log² k",
    ),
    Step(
        "twin-offset",
        _offset(Fraction(2), Fraction(-1, 100), Fraction(1, 100)),
        expected="REFUTED",
        role="sabotage",
        title="k* is not within a hundredth of its leading term at n = 10^20",
    ),
)

THEOREM = Theorem(
    "bartlett-2020/power-log",
    title="Benign spectra: powers and logarithms",
    source=SOURCE,
    statement=(
        "Let `eigenvalue(i) = i**(-a)*log((i + 1)*exp(1)/2)**(-beta)` for all i ≥ 1, with finite trace: a > 1, or "
        "a = 1 and β > 1. The covariance is benign if and only if a = 1 and β > 1. Then `tail(k) ~ "
        "log(k)**(1 - beta)/(beta - 1)`, `effective_rank(k) ~ k*log(k)/(beta - 1)`, `squared_rank(k) ~ "
        "k*log(k)**2/(beta - 1)**2`, and `kstar(b) ~ b*(beta - 1)*n/log(n)`, `n/squared_rank(kstar(b)) ~ "
        "(beta - 1)/(b*log(n))` for every `b >= 1`."
    ),
    given=_HYPOTHESES,
    steps=(*_PROOF, *_EXPANSIONS, *_INSTANCES, *_SABOTAGE),
    conclusions=(
        "trace",
        "rank-order",
        "rank-grows",
        "squared-rank-grows",
        "threshold-small",
        "third-small",
        "threshold-large",
    ),
    direction="identity",
    constants="explicit",
    confidence=(
        "High: every part is a statement about concrete sequences that the asymptotic prover decides for all "
        "parameters, read again by the independent re-checker but for a few expansions of thresholds."
    ),
    limitations=(
        "The facts along k* are the steps before them with k* put in for k, which the checker does not do itself; "
        "a full run decides the claims on k* directly.",
        "For β < 0 the first eigenvalues need not fall; benign is a matter of the sequence from some index on.",
        "Logarithmic rates: at `n = 10**12` the ratios for a = 1 and β = 3 are still of the size 0.1.",
    ),
    figures=(
        PhaseDiagram(
            "phase-power-log",
            "Benign: powers and logarithms",
            _GRID,
            axes=("a", "β"),
            boundaries=(("benign: a = 1, β > 1", ((Fraction(1), Fraction(1)), (Fraction(1), Fraction(13, 4)))),),
            outside=tuple((Fraction(3, 4), Fraction(j, 2)) for j in (1, 2, 3, 4, 6)),
        ),
    ),
)
