"""Bias and variance of ridge regression, up to constants (Tsigler & Bartlett 2023).

For any k < n/c with λ + Σ_{i>k} λ_i ≥ c′ n λ_{k+1}, where XXᵀ + λI is inverted: the variance is of order
k/n + n Σ_{i>k} λ_i²/(λ + Σ_{i>k} λ_i)², the bias of order ‖θ*_{>k}‖²_Σ + ‖θ*_{≤k}‖²_{Σ⁻¹} ((λ + Σ_{i>k} λ_i)/n)²; from
below, the bias for random signs of θ*. Both are cited. What is proved here is which ridges make both vanish for a
power law; the constants are implied by data, along n and along λ.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import sympy as sp

from ..checks import (
    ConstantsAlong,
    HoldsExactlyWhen,
    ImpliedConstants,
    LeastConstants,
    NoIndexBelow,
    SimulatedConstants,
)
from ..checks.constants import Regression
from ..setting import limit_statement, statement
from ..spectra import (
    SIZE,
    exponential_floor,
    flat_tail,
    power_law,
    power_log,
    power_signal,
    supported_signal,
)
from ..statements import Fact, Source, Step, Theorem

_ALONG = (10**2, 10**4, 10**6, 10**8, 10**10, 10**12)
_ROOT = sp.sqrt(SIZE)
_ONE, _SPREAD = supported_signal(1), power_signal(1)
_LOW, _HIGH = Fraction(2, 5), Fraction(7, 4)
_FLAT = flat_tail([1], p=SIZE**2, trace=_ROOT)

_MODELS = {
    "power-law": Regression("i^(−3/2) and λ = √n", power_law(sp.Rational(3, 2)), _SPREAD, ridge=_ROOT),
    "square-law": Regression("i^(−2) and λ = 1", power_law(2), _SPREAD, ridge=sp.S.One),
    "power-log": Regression("1/(i log²(i+1)) and λ = √n", power_log(1, 2), _ONE, ridge=_ROOT),
    "power-log-ridgeless": Regression("1/(i log²(i+1)) and λ = 0", power_log(1, 2), _ONE),
    "spike-flat": Regression("a spike with a flat tail and λ = √n", _FLAT, _ONE, ridge=_ROOT),
    "exponential-floor": Regression(
        "e^(−i/5) + n^(−3/2) and λ = √n",
        exponential_floor(5, floor=SIZE ** sp.Rational(-3, 2), p=SIZE**2),
        _SPREAD,
        ridge=_ROOT,
    ),
}
_VARIANCE = {name: ImpliedConstants("ridge variance", m, _ALONG, _LOW, _HIGH) for name, m in _MODELS.items()}
_BIAS = {name: ImpliedConstants("ridge bias", m, _ALONG, _LOW, _HIGH) for name, m in _MODELS.items()}
_RIDGES = tuple(
    Regression(f"λ = {ridge}", power_law(sp.Rational(3, 2)), _SPREAD, ridge=sp.Integer(ridge))
    for ridge in (1, 10, 100, 1000, 10**4, 10**5)
)
_DRAWN = Regression("i^(−3/2), p = 2000, and λ = 10", power_law(sp.Rational(3, 2), p=2000), _SPREAD, sp.Integer(10))
_SIZES, _DRAWS = (50, 100, 200, 400), (60, 40, 30, 20)
_SIMULATED = {
    "variance": SimulatedConstants("ridge variance", _DRAWN, _SIZES, _DRAWS, _LOW, _HIGH),
    "bias": SimulatedConstants("ridge bias", _DRAWN, _SIZES, _DRAWS, _LOW, _HIGH),
}
_NO_CONDITION = Regression("i^(−2), any k", power_law(2), _SPREAD, rank_constant=Fraction(1, 10**12))

_HYPOTHESES = (
    *(
        Fact(name, statement(f"{name} > 0"), note)
        for name, note in (
            ("n", "sample size"),
            ("sigma", "standard deviation of the noise"),
            ("ridge", "λ, the ridge that is added to XXᵀ"),
            ("rest", "Σ_{i>k} λ_i"),
            ("squares", "Σ_{i>k} λ_i²"),
            ("k", "the index of the theorem; `k < n/c` and `ridge + rest >= c_prime*n*eigenvalue(k + 1)`"),
            ("beyond", "‖θ*_{>k}‖²_Σ"),
            ("upto", "‖θ*_{≤k}‖²_{Σ⁻¹}"),
            ("bias", "B, the risk's part that the signal makes"),
            ("variance", "V, the part that the noise makes"),
        )
    ),
    Fact("noise-level", limit_statement("sigma**2 = Theta(1)"), "the noise neither vanishes nor explodes"),
    Fact(
        "variance-order",
        limit_statement("variance = Theta(sigma**2*(k/n + n*squares/(ridge + rest)**2))"),
        "with high probability over the design; constants depend on its sub-Gaussian norm alone",
        cited="Tsigler, Bartlett (2023)",
    ),
    Fact(
        "bias-order",
        limit_statement("bias = Theta(beyond + upto*((ridge + rest)/n)**2)"),
        "from below for random signs of θ*",
        cited="Tsigler, Bartlett (2023)",
    ),
    Fact("few", limit_statement("k = o(n)"), "the first part of the variance vanishes"),
    Fact("spread", limit_statement("n*squares = o((ridge + rest)**2)"), "the second part of the variance vanishes"),
    Fact("small-beyond", limit_statement("beyond -> 0"), "the first part of the bias vanishes"),
    Fact("small-upto", limit_statement("upto*((ridge + rest)/n)**2 -> 0"), "the second part of the bias vanishes"),
)
_POSITIVE = ("n", "sigma", "ridge", "rest", "squares", "k", "beyond", "upto", "bias", "variance")
_CITED = ("noise-level", "variance-order", "bias-order")

_INDEX = "n**((1 - rho)/a)"
_POWER = ("a > 1", "rho < 1", "rho > 1 - a")


def _of_power(name: str, claim: str, condition: str, given: tuple[str, ...], title: str) -> Step:
    check = HoldsExactlyWhen(claim, condition, given, spectrum="i**-a", budget=120)
    return Step(name, check, title=title)


_PROOF = (
    Step(
        "risk-vanishes",
        limit_statement("bias + variance -> 0"),
        by=(
            *_POSITIVE,
            *("noise-level", "variance-order", "bias-order", "few", "spread", "small-beyond", "small-upto"),
        ),
        role="conclusion",
        title="The risk vanishes where all four terms do",
    ),
    _of_power(
        "index-condition",
        f"n*eigenvalue({_INDEX} + 1) = O(n**rho + tail({_INDEX}))",
        "always",
        _POWER,
        "For λ_i = i^(−a) and ridge n^ρ, 1 − a < ρ < 1, the index k = n^((1−ρ)/a) fulfils the condition",
    ),
    _of_power(
        "index-below",
        f"{_INDEX} = o(n)",
        "rho > 1 - a",
        ("a > 1", "rho < 1"),
        "It is of smaller order than n exactly for ρ > 1 − a",
    ),
    _of_power(
        "variance-order-power-law",
        f"{_INDEX}/n + n*tail2({_INDEX})/(n**rho + tail({_INDEX}))**2 = Theta({_INDEX}/n)",
        "always",
        _POWER,
        "The order of the variance is then k/n",
    ),
    _of_power(
        "bias-order-power-law",
        f"((n**rho + tail({_INDEX}))/n)**2 = Theta(n**(2*rho - 2))",
        "always",
        _POWER,
        "The order of the bias for θ* = e_1 is (λ/n)²",
    ),
    _of_power(
        "both-power-law",
        f"{_INDEX}/n + n**(2*rho - 2) -> 0",
        "rho > 1 - a and rho < 1",
        ("a > 1", "rho real"),
        "Both vanish exactly for 1 − a < ρ < 1",
    ),
)

_INSTANCES = (
    *(
        Step(
            f"{part}-{name}",
            check,
            expected="ENCLOSED",
            role="instance",
            title=f"Implied constant of the {part} along n: {_MODELS[name].label}",
            tier="quick" if name == "spike-flat" else "standard",
        )
        for part, checks in (("variance", _VARIANCE), ("bias", _BIAS))
        for name, check in checks.items()
    ),
    *(
        Step(
            f"along-ridge-{part}",
            LeastConstants(
                tuple(replace(check, model=model, n_values=(10**6,)) for model in _RIDGES),
                at_least=Fraction(2),
                at_most=Fraction(1),
            ),
            expected="ENCLOSED",
            role="instance",
            title=f"Implied constant of the {part} along λ, for i^(−3/2) at n = 10^6",
            tier="standard",
        )
        for part, check in (("variance", _VARIANCE["power-law"]), ("bias", _BIAS["power-law"]))
    ),
    *(
        Step(
            f"least-c-{part}",
            LeastConstants(tuple(checks.values()), at_least=Fraction(11, 5), at_most=most),
            expected="ENCLOSED",
            role="instance",
            title=f"The least c of both sides for the {part} that the equivalents allow",
            tier="standard",
        )
        for part, checks, most in (("variance", _VARIANCE, Fraction(1)), ("bias", _BIAS, Fraction(7, 4)))
    ),
    *(
        Step(
            f"simulated-{part}",
            check,
            expected="SUPPORTED",
            role="instance",
            title=f"Implied constant of the {part} by simulation: {_DRAWN.label}",
            tier="standard",
        )
        for part, check in _SIMULATED.items()
    ),
    Step(
        "no-index-limit",
        HoldsExactlyWhen("kstar(1) <= n/c", "never", ("c > 1",), spectrum="i**-2", budget=120),
        role="instance",
        title="For i^(−2) and λ = 0 no k < n/c fulfils the condition with c′ = 1 for large n, whatever c > 1",
    ),
    Step(
        "no-index",
        NoIndexBelow(power_law(2), _ALONG, divisor=Fraction(11, 10)),
        expected="ENCLOSED",
        role="instance",
        title="The same at n = 10² … 10^12, with c = 1.1",
        tier="standard",
    ),
)

_SABOTAGE = (
    Step(
        "twin-ridge-left-out",
        ImpliedConstants("ridge variance, ridge left out", _MODELS["square-law"], (10**4, 10**6), _LOW, _HIGH),
        expected="REFUTED",
        role="sabotage",
        title="Without λ below the line the variance is not of that order",
    ),
    Step(
        "twin-square-left-out",
        ImpliedConstants("ridge bias, square left out", _MODELS["spike-flat"], (10**4, 10**8), _LOW, _HIGH),
        expected="REFUTED",
        role="sabotage",
        title="Without the square the bias is not of that order",
    ),
    Step(
        "twin-no-condition",
        ImpliedConstants("ridge variance", _NO_CONDITION, (10**2, 10**4, 10**6), _LOW, _HIGH),
        expected="REFUTED",
        role="sabotage",
        title="With c′ = 10^(−12), which is no condition on k, the constants are not bounded",
        tier="standard",
    ),
    Step(
        "twin-simulated",
        SimulatedConstants("ridge bias, square left out", _DRAWN, (50,), (30,), _LOW, _HIGH),
        expected="CONTRADICTED",
        role="sabotage",
        title="Without the square the simulated bias leaves the interval as well",
        tier="standard",
    ),
    Step(
        "twin-boundary",
        HoldsExactlyWhen(f"{_INDEX}/n + n**(2*rho - 2) -> 0", "rho > 1 - a and rho <= 1", ("a > 1", "rho real")),
        expected="REFUTED",
        role="sabotage",
        title="At ρ = 1 the bias does not vanish",
    ),
    Step(
        "twin-no-spread",
        limit_statement("bias + variance -> 0"),
        by=(*_POSITIVE, *_CITED, "few", "small-beyond", "small-upto"),
        expected="GAP",
        role="sabotage",
        title="Without n Σ_{i>k} λ_i² = o((λ + Σ_{i>k} λ_i)²) it does not follow",
    ),
)

THEOREM = Theorem(
    "tsigler-bartlett-2023/ridge",
    title="Bias and variance of ridge regression, up to constants",
    source=Source(
        authors="Alexander Tsigler and Peter L. Bartlett",
        year=2023,
        title="Benign overfitting in ridge regression",
        arxiv="2009.14286",
        note="quoted from memory of the literature, not compared with the paper's text",
    ),
    statement=(
        "Let `ridge >= 0` be added to XXᵀ, and let `k < n/c` fulfil `ridge + tail(k) >= c_prime*n*eigenvalue(k + 1)`. "
        "Then, for sub-Gaussian designs with independent entries and with high probability, V is of the order of "
        "`sigma**2*(k/n + n*squares/(ridge + rest)**2)` with `rest = tail(k)` and squares = Σ_{i>k} λ_i², and B of the "
        "order of ‖θ*_{>k}‖²_Σ + ‖θ*_{≤k}‖²_{Σ⁻¹} times `((ridge + rest)/n)**2`, from below for random signs of θ*. "
        "For `eigenvalue(i) = i**(-a)`, `a > 1`, θ* = e_1 and `ridge = n**rho`, both vanish exactly for "
        "`1 - a < rho` and `rho < 1`."
    ),
    given=_HYPOTHESES,
    steps=(*_PROOF, *_INSTANCES, *_SABOTAGE),
    conclusions=("risk-vanishes", "both-power-law"),
    direction="two-sided",
    constants="implied",
    confidence=(
        "High for what follows; the two-sided bounds are cited. Over the families here their constants stay within a "
        "factor of 2.2, by enclosed equivalents; simulations of i^(−3/2) agree."
    ),
    limitations=(
        "The bounds are quoted from memory and were not compared with the paper's text.",
        "Implied constants up to `n = 10**12` are those of deterministic equivalents, which are not the risks.",
        "An equivalent knows θ_i² alone: signs play no part in it, nor in the mean of a Gaussian design, whose "
        "coordinates are symmetric.",
        "For `eigenvalue(i) = i**(-2)` and λ = 0 no k fulfils the conditions with c′ = 1: the theorem is silent.",
    ),
    figures=(
        ConstantsAlong(
            "implied-constants-variance",
            "Variance over its bound, along n",
            enclosed=tuple(_VARIANCE.values()),
            simulated=(_SIMULATED["variance"],),
        ),
        ConstantsAlong(
            "implied-constants-bias",
            "Bias over its bound, along n",
            enclosed=tuple(_BIAS.values()),
            simulated=(_SIMULATED["bias"],),
        ),
    ),
)
