"""Benign overfitting in linear regression: both bounds and their constants (Bartlett, Long, Lugosi & Tsigler 2020).

The risk of the min-norm interpolator is k*/n + n/R_k* up to constants, plus a part of the bias that r_0/n bounds. Both
bounds are cited; what is proved here is what follows from them: benign covariance sequences have vanishing risk, and
k*/n + n/R_k* is its order from below. The constants, which the paper leaves as "c", are implied by data: equivalents up
to n = 10^12 and simulations up to a few hundred samples.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from ..checks import ConstantsAlong, HoldsExactlyWhen, ImpliedConstants, LeastConstants, SimulatedConstants
from ..checks.constants import Regression
from ..claims import Mode
from ..setting import limit_statement, statement
from ..spectra import exponential_floor, flat_tail, power_law, power_log, supported_signal
from ..statements import Fact, Source, Step, Theorem

_n = sp.Symbol("n")
_ALONG = (10**2, 10**4, 10**6, 10**8, 10**10, 10**12)
_HALF = Fraction(1, 2)
_ONE = supported_signal(1)

SOURCE = Source(
    authors="Peter L. Bartlett, Philip M. Long, Gábor Lugosi and Alexander Tsigler",
    year=2020,
    title="Benign overfitting in linear regression",
    arxiv="1906.11300",
    number="Theorem 4",
    note="quoted from memory of the literature, not compared with the paper's text",
)

LOWER = Fact(
    "bllt-lower",
    statement(
        "E[standard_risk(min_norm)] >= sigma**2/c*(kstar(1)/n + n/squared_rank(kstar(1)))",
        mode=Mode.MEAN,
    ),
    "eventually, as `kstar(1) < n/c`, and if Var(ε|x) ≥ σ²; for `kstar(1) >= n/c` it is at least σ²/c",
    cited="Bartlett, Long, Lugosi, Tsigler (2020), Theorem 4",
)

_FAMILIES = {
    "power-log": Regression("1/(i log²(i+1))", power_log(1, 2), _ONE),
    "bllt-power-log": Regression("1/(i log³((i+1)e/2))", power_log(1, 3, shift="log((i+1)e/2)"), _ONE),
    "exponential-floor": Regression(
        "e^(−i/5) + n^(−3/2), p = n²", exponential_floor(5, floor=_n ** sp.Rational(-3, 2), p=_n**2), _ONE
    ),
    "spike-flat": Regression("a spike and a flat tail", flat_tail([1], p=_n**2, trace=sp.sqrt(_n)), _ONE),
    "power-law": Regression("i^(−3/2)", power_law(sp.Rational(3, 2)), _ONE),
}
_LIMITS = {
    "power-log": _HALF,
    "bllt-power-log": _HALF,
    "exponential-floor": Fraction(1),
    "spike-flat": Fraction(1),
    "power-law": Fraction(2, 3),
}
_IMPLIED = {
    name: ImpliedConstants("min-norm variance", model, _ALONG, _HALF, Fraction(1), limit=_LIMITS[name])
    for name, model in _FAMILIES.items()
}
_BIAS = {
    name: ImpliedConstants("min-norm bias", model, _ALONG, Fraction(0), _HALF)
    for name, model in _FAMILIES.items()
    if name in ("power-log", "spike-flat")
}
_DRAWN = {
    "power-log": Regression("1/(i log²(i+1)), p = 2000", power_log(1, 2, p=2000), _ONE),
    "spike-flat": Regression("a spike and a flat tail, p = 2000", flat_tail([1], p=2000, trace=10), _ONE),
}
_SIMULATED = {
    name: SimulatedConstants("min-norm variance", _DRAWN[name], (50, 100, 200, 400), (200, 100, 50, 30), _HALF, high)
    for name, high in (("power-log", Fraction(1)), ("spike-flat", Fraction(4, 3)))
}

_WIDE = Regression("a spike and a flat tail, p = n^(3/2)", flat_tail([1], p=_n ** sp.Rational(3, 2), trace=1))

_HYPOTHESES = (
    Fact("sigma", statement("sigma > 0"), "standard deviation of the noise"),
    Fact("n", statement("n > 0"), "sample size"),
    Fact("benign-r0", limit_statement("effective_rank(0) = o(n)"), "benign, first condition"),
    Fact("benign-kstar", limit_statement("kstar(1) = o(n)"), "benign, second condition"),
    Fact("benign-R", limit_statement("n = o(squared_rank(kstar(1)))"), "benign, third condition"),
    Fact("noise-level", limit_statement("sigma**2 = Theta(1)"), "the noise neither vanishes nor explodes"),
    Fact("operator-norm", limit_statement("largest = Theta(1)"), "‖Σ‖ = Θ(1)"),
    Fact("truth", limit_statement("norm(theta) = O(1)"), "‖θ*‖ = O(1)"),
    Fact("sub-gaussian", limit_statement("sigma_y = O(1)"), "the noise's conditional sub-Gaussian constant"),
    Fact("c", statement("c > 0"), "the constant of the cited bounds; it depends on the sub-Gaussian norm of x alone"),
    Fact("c-fixed", limit_statement("c = Theta(1)"), "it does not depend on n"),
    Fact("delta", statement("log(1/delta) > 0"), "δ < 1"),
    Fact(
        "bllt-upper",
        statement(
            "standard_risk(min_norm) <= c*norm(theta)**2*largest"
            "*Max(sqrt(effective_rank(0)/n), effective_rank(0)/n, sqrt(log(1/delta)/n))"
            " + c*log(1/delta)*sigma_y**2*(kstar(1)/n + n/squared_rank(kstar(1)))",
            mode=Mode.WITH_PROBABILITY,
            delta="delta",
        ),
        "for x = Σ^(1/2) z with independent sub-Gaussian entries of z and rank X = n almost surely; eventually, as "
        "`kstar(1) < n/c` and `log(1/delta) < n/c`; the rank constant b = 1 stands for the paper's b > 1",
        cited="Bartlett, Long, Lugosi, Tsigler (2020), Theorem 4",
    ),
    LOWER,
)

_PROOF = (
    Step(
        "orders-vanish",
        limit_statement("kstar(1)/n + n/squared_rank(kstar(1)) -> 0"),
        by=("benign-kstar", "benign-R", "n"),
        title="The order of the variance vanishes",
    ),
    Step(
        "risk-vanishes",
        limit_statement("standard_risk(min_norm) -> 0", mode=Mode.IN_PROBABILITY),
        by=(
            *("bllt-upper", "tightness", "benign-r0", "benign-kstar", "benign-R", "sub-gaussian", "operator-norm"),
            *("truth", "c", "c-fixed", "delta"),
        ),
        role="conclusion",
        title="Benign sequences: the risk vanishes in probability",
    ),
    Step(
        "order-from-below",
        limit_statement("E[standard_risk(min_norm)] = Omega(kstar(1)/n + n/squared_rank(kstar(1)))", mode=Mode.MEAN),
        by=("bllt-lower", "noise-level", "c-fixed", "sigma", "c", "n"),
        role="conclusion",
        title="It vanishes no faster than k*/n + n/R_k*",
    ),
)

_KAPPA = "inverse(kappa, df1(kappa) = n)"
_FLOOR = ("q > 1", "s > q - 1")


def _of_floor(claim: str) -> HoldsExactlyWhen:
    """For every benign exponential with a floor, τ = 5."""
    return HoldsExactlyWhen(claim, "always", _FLOOR, spectrum="exp(-i/5) + n**-s", dimension="n**q", budget=120)


_ORDERS = (
    Step(
        "bound-order-floor",
        _of_floor("kstar(1)/n + n/R(kstar(1)) = Theta(log(n)/n + n**(1 - q))"),
        role="instance",
        title="The bound's order for every benign e^(−i/5) + n^(−s), p = n^q",
        tier="standard",
    ),
    Step(
        "equivalent-order-floor",
        _of_floor(f"df2({_KAPPA})/n = Theta(log(n)/n + n**(1 - q))"),
        role="instance",
        title="The order of the variance's equivalent there is the same: its implied constants stay in an interval",
        tier="standard",
    ),
    Step(
        "equivalent-order-power-law",
        HoldsExactlyWhen(f"df2({_KAPPA}) = Theta(n)", "always", ("a > 1",), spectrum="i**-a", budget=120),
        role="instance",
        title="For i^(−a) df_2 is of order n: not benign, the equivalent of the variance does not vanish",
        tier="standard",
    ),
)

_INSTANCES = (
    *_ORDERS,
    *(
        Step(
            f"constants-{name}",
            check,
            expected="ENCLOSED",
            role="instance",
            title=f"Implied constant of the variance along n, and its approach to {_LIMITS[name]}: {name}",
            tier="quick" if name == "spike-flat" else "standard",
        )
        for name, check in _IMPLIED.items()
    ),
    *(
        Step(
            f"bias-{name}",
            check,
            expected="ENCLOSED",
            role="instance",
            title=f"Implied constant of the bias along n, θ* = e_1: {name}",
            tier="quick" if name == "spike-flat" else "standard",
        )
        for name, check in _BIAS.items()
    ),
    Step(
        "least-c",
        LeastConstants(tuple(_IMPLIED.values()), at_least=Fraction(2), at_most=Fraction(1)),
        expected="ENCLOSED",
        role="instance",
        title="The least c that the equivalents allow: 2 for the lower bound, 1 for the upper one",
        tier="standard",
    ),
    *(
        Step(
            f"simulated-{name}",
            check,
            expected="SUPPORTED",
            role="instance",
            title=f"Implied constant of the variance by simulation: {name}",
            tier="standard",
        )
        for name, check in _SIMULATED.items()
    ),
)

_SABOTAGE = (
    Step(
        "twin-c",
        LeastConstants((_IMPLIED["spike-flat"],), at_least=Fraction(1), at_most=Fraction(9, 10)),
        expected="REFUTED",
        role="sabotage",
        title="c = 9/10 is too small for the upper bound of the spike with a flat tail",
    ),
    Step(
        "twin-rank-left-out",
        ImpliedConstants("min-norm variance, rank left out", _WIDE, (10**4, 10**8, 10**12), _HALF, Fraction(2)),
        expected="REFUTED",
        role="sabotage",
        title="k*/n alone is not the order of the variance",
    ),
    Step(
        "twin-rank-squared",
        ImpliedConstants("min-norm variance, rank squared", _WIDE, (10**4, 10**8, 10**12), _HALF, Fraction(2)),
        expected="REFUTED",
        role="sabotage",
        title="With (n/R_k*)² it is not either",
    ),
    Step(
        "twin-simulated",
        SimulatedConstants("min-norm variance", _DRAWN["power-log"], (50,), (100,), Fraction(2), Fraction(3)),
        expected="CONTRADICTED",
        role="sabotage",
        title="An interval three times as high is contradicted",
        tier="standard",
    ),
    Step(
        "twin-no-third-condition",
        limit_statement("standard_risk(min_norm) -> 0", mode=Mode.IN_PROBABILITY),
        by=(
            *("bllt-upper", "tightness", "benign-r0", "benign-kstar", "sub-gaussian", "operator-norm"),
            *("truth", "c", "c-fixed", "delta"),
        ),
        expected="GAP",
        role="sabotage",
        title="Without n/R_k* → 0 it does not follow",
    ),
    Step(
        "twin-exponent",
        limit_statement(
            "E[standard_risk(min_norm)] = Omega(kstar(1)/n + sqrt(n/squared_rank(kstar(1))))", mode=Mode.MEAN
        ),
        by=("bllt-lower", "noise-level", "c-fixed", "sigma", "c", "n", "benign-R"),
        expected="GAP",
        role="sabotage",
        title="With the square root of n/R_k* the lower bound is too large",
    ),
)

THEOREM = Theorem(
    "bartlett-2020/benign",
    title="Benign overfitting in linear regression: bounds and their constants",
    source=SOURCE,
    statement=(
        "For `n <= p`, x = Σ^(1/2) z with independent sub-Gaussian entries of z, rank X = n almost surely, there are "
        "b, `c > 1` that depend on the sub-Gaussian norm alone, such that for `kstar(b) < n/c` the min-norm "
        "interpolator has, with probability at least 1 − δ, standard risk at most `c*norm(theta)**2*largest` times "
        "`Max(sqrt(effective_rank(0)/n), effective_rank(0)/n, sqrt(log(1/delta)/n))` plus "
        "`c*log(1/delta)*sigma_y**2*(kstar(b)/n + n/squared_rank(kstar(b)))`, and "
        "`E[standard_risk(min_norm)] >= sigma**2/c*(kstar(b)/n + n/squared_rank(kstar(b)))`. So the risk of a benign "
        "sequence tends to 0, at the rate of `kstar(b)/n + n/squared_rank(kstar(b))` at best."
    ),
    given=_HYPOTHESES,
    steps=(*_PROOF, *_INSTANCES, *_SABOTAGE),
    conclusions=("risk-vanishes", "order-from-below"),
    direction="two-sided",
    constants="implied",
    confidence=(
        "High for what follows from the bounds, whose proofs are re-checked; the bounds themselves are cited. Their "
        "constants are measured, on equivalents where no simulation reaches."
    ),
    limitations=(
        "The bounds are quoted from memory and were not compared with the paper's text.",
        "Implied constants up to `n = 10**12` are those of deterministic equivalents, which are not the risks; their "
        "relative error is of order 1/(n − df_2).",
        "The limits 1/2, 2/3 and 1 of the implied constants are approached at every listed n; that they are the limits "
        "is derived by hand, not proved here. That they stay bounded for every n is proved, of equivalents, for "
        "exponentials with a floor only.",
        "The constant of the upper bound is measured in mean, at σ_y = σ and δ = 1/e, not in its tails.",
    ),
    figures=(
        ConstantsAlong(
            "implied-constants",
            "The constants that the theorem leaves open, along n",
            enclosed=tuple(_IMPLIED.values()),
            simulated=tuple(_SIMULATED.values()),
        ),
    ),
)
