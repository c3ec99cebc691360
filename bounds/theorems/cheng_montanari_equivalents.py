"""Deterministic equivalents of ridge regression, with their conditions (Cheng & Montanari 2022).

κ is the largest root of λ = κ(1 − df_1(κ)/n). Bias, variance and norm of ridge regression are close to formulas in κ,
with a relative error that the paper bounds without any limit of p/n. That is cited, in the form of its consequence.
Proved here are the identities between equivalents on which this house relies; what the error is, and where it does not
vanish, is measured: it is of order 1/(n − df_2).
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from ..checks import EquivalentGap, RationalIdentities, RidgeCurves
from ..setting import limit_statement, statement
from ..spectra import exponential, power_log, power_signal
from ..statements import Fact, Source, Step, Theorem

_NAMES = ("bias", "variance", "bias_equivalent", "variance_equivalent")
_LAMBDA, _KAPPA = ("eigen", "kappa"), (("kappa", 1),)
_SMOOTH = power_log(1, sp.Rational(3, 2), p=1000)
_STEEP = exponential(sp.Rational(33, 10), p=150)
_SIGNAL = power_signal(1)
_TITLES = {"bias": "B", "variance": "V", "norm_squared": "E‖θ̂‖²"}

_PROOF = (
    Step(
        "slope-of-ridge",
        RationalIdentities(
            _LAMBDA,
            (("part", "kappa*eigen/(eigen + kappa)"), ("part_slope", "slope(part)")),
            (("part_slope", "(eigen/(eigen + kappa))**2"),),
            rates=_KAPPA,
        ),
        title="dλ/dκ = 1 − df_2/n, term by term: d(κλ_i/(λ_i + κ))/dκ = (λ_i/(λ_i + κ))²",
    ),
    Step(
        "norm-and-degrees",
        RationalIdentities(
            _LAMBDA,
            (),
            (("kappa*eigen/(eigen + kappa)**2", "eigen/(eigen + kappa) - (eigen/(eigen + kappa))**2"),),
        ),
        title="κ n v(κ) = df_1 − df_2, term by term",
    ),
    Step(
        "noise-norm",
        RationalIdentities(
            ("kappa", "gap", "df2", "noise"),
            (("df1", "df2 + gap"), ("n", "df1")),
            (("noise*(df1 - df2)/(kappa*gap)", "noise/kappa"), ("gap", "n - df2")),
        ),
        role="conclusion",
        title="At λ = 0, where df_1 = n, the noise part σ²(df_1 − df_2)/(κ(n − df_2)) of E‖θ̂‖² is σ²/κ_0",
    ),
    Step(
        "risk-order",
        limit_statement("bias + variance = Theta(bias_equivalent + variance_equivalent)"),
        by=(*_NAMES, "bias-close", "variance-close"),
        role="conclusion",
        title="The risk is of the order of its equivalent",
    ),
    Step(
        "risk-vanishes",
        limit_statement("bias + variance -> 0"),
        by=(*_NAMES, "bias-close", "variance-close", "bias-small", "variance-small"),
        role="conclusion",
        title="It vanishes where the equivalents do",
    ),
)


def _gap(quantity: str, ridge: sp.Expr, **said: object) -> EquivalentGap:
    sizes, draws = ((25, 50, 100), (1500, 800, 300)) if ridge == 0 else ((25, 50), (800, 800))
    return EquivalentGap(quantity, _SMOOTH, _SIGNAL, sizes, draws, ridge, **said)  # type: ignore[arg-type]


_TENTH = sp.Rational(1, 10)
_FACTORS = {"bias": 8, "variance": 1, "norm_squared": 1}
_INSTANCES = (
    *(
        Step(
            f"ridge-{quantity.replace('_', '-')}",
            _gap(quantity, _TENTH, at_most=Fraction(_FACTORS[quantity])),
            expected="SUPPORTED",
            role="instance",
            title=f"{name} at λ = 1/10: the relative gap is at most {_FACTORS[quantity]}/(n − df_2)",
            tier="standard",
        )
        for quantity, name in _TITLES.items()
    ),
    *(
        Step(
            f"ridgeless-{quantity.replace('_', '-')}",
            _gap(quantity, sp.S.Zero, at_most=Fraction(_FACTORS[quantity])),
            expected="SUPPORTED",
            role="instance",
            title=f"{name} at λ = 0: the relative gap is at most {_FACTORS[quantity]}/(n − df_2)",
            tier="standard",
        )
        for quantity, name in _TITLES.items()
    ),
    Step(
        "ridgeless-shrinks",
        EquivalentGap("norm_squared", _SMOOTH, _SIGNAL, (25, 100), (1500, 300), shrinks=True),
        expected="SUPPORTED",
        role="instance",
        title="The gap of E‖θ̂‖² at λ = 0 shrinks along n, as n − df_2 grows",
        tier="standard",
    ),
    Step(
        "steep",
        EquivalentGap("variance", _STEEP, _SIGNAL, (10, 20, 40), (2000, 1000, 1000), at_least=Fraction(1, 20)),
        expected="SUPPORTED",
        role="instance",
        title="Outside: for e^(−i/3.3) at λ = 0, n − df_2 stays 3.3 and the gap of V does not vanish",
        tier="standard",
    ),
    Step(
        "steep-ridge",
        EquivalentGap("variance", _STEEP, _SIGNAL, (10, 20, 40), (1000, 600, 400), _TENTH, at_most=Fraction(1)),
        expected="SUPPORTED",
        role="instance",
        title="The same spectrum at λ = 1/10: n − df_2 grows and the gap vanishes",
        tier="standard",
    ),
)

_SABOTAGE = (
    Step(
        "twin-steep-vanishes",
        EquivalentGap("variance", _STEEP, _SIGNAL, (40,), (1000,), at_most=Fraction(1, 10)),
        expected="CONTRADICTED",
        role="sabotage",
        title="For e^(−i/3.3) at λ = 0 the gap is not within a tenth of 1/(n − df_2)",
    ),
    Step(
        "twin-constant",
        EquivalentGap("norm_squared", _SMOOTH, _SIGNAL, (25,), (200,), at_least=Fraction(1, 10)),
        expected="CONTRADICTED",
        role="sabotage",
        title="A gap of a tenth at n = 25 is contradicted: the equivalent is better than that",
    ),
    Step(
        "twin-degrees",
        RationalIdentities(
            _LAMBDA,
            (("part", "kappa*eigen/(eigen + kappa)"), ("part_slope", "slope(part)")),
            (("part_slope", "eigen/(eigen + kappa)"),),
            rates=_KAPPA,
        ),
        expected="REFUTED",
        role="sabotage",
        title="dλ/dκ is not 1 − df_1/n",
    ),
    Step(
        "twin-no-variance",
        limit_statement("bias + variance -> 0"),
        by=(*_NAMES, "bias-close", "variance-close", "bias-small"),
        expected="GAP",
        role="sabotage",
        title="A small bias alone is not enough",
    ),
)

_RIDGES = tuple(Fraction(10) ** (k // 2) * (3 if k % 2 else 1) for k in range(-8, 3))

THEOREM = Theorem(
    "cheng-montanari-2022/equivalents",
    title="Deterministic equivalents of ridge regression",
    source=Source(
        authors="Chen Cheng and Andrea Montanari",
        year=2022,
        title="Dimension free ridge regression",
        arxiv="2210.08571",
        note="the consequence only, quoted from memory; the paper's theorem is not asymptotic, and its error bound was "
        "not compared with its text",
    ),
    statement=(
        "Let x = Σ^(1/2) z with independent sub-Gaussian entries of z, κ the largest root of λ = κ(1 − df_1(κ)/n), "
        "and let n − df_2(κ) → ∞, with eigenvalues that do not fall too fast beyond n. Then the bias is, "
        "relatively, close to b/(1 − df_2(κ)/n), the variance to σ² df_2(κ)/(n − df_2(κ)), and "
        "E‖θ̂‖² to Σ θ_i²λ_i²/(λ_i + κ)² + (b + σ²)v/(1 − df_2/n), with b = κ² Σ θ_i²λ_i/(λ_i + κ)² and "
        "v = Σ λ_i/(λ_i + κ)²/n; whatever the dimension, infinity included."
    ),
    given=(
        *(Fact(name, statement(f"{name} > 0")) for name in _NAMES),
        Fact(
            "bias-close",
            limit_statement("bias = Theta(bias_equivalent)"),
            "with high probability; even `bias ~ bias_equivalent`",
            cited="Cheng, Montanari (2022)",
        ),
        Fact(
            "variance-close",
            limit_statement("variance = Theta(variance_equivalent)"),
            "with high probability; even `variance ~ variance_equivalent`",
            cited="Cheng, Montanari (2022)",
        ),
        Fact("bias-small", limit_statement("bias_equivalent -> 0"), "of the spectrum and the signal at hand"),
        Fact("variance-small", limit_statement("variance_equivalent -> 0"), "of the spectrum at hand"),
    ),
    steps=(*_PROOF, *_INSTANCES, *_SABOTAGE),
    conclusions=("noise-norm", "risk-order", "risk-vanishes"),
    direction="two-sided",
    constants="implied",
    confidence=(
        "High for the identities; that equivalents are close is cited, and simulations agree to within 8/(n − df_2) "
        "where n − df_2 grows."
    ),
    limitations=(
        "At λ = 0 the relative error is of order 1/(n − df_2), which does not vanish for exponential spectra: 13 per "
        "cent of V at n = 40 for e^(−i/3.3).",
        "The paper's error bound has constants and exponents of its own, which are not stated here.",
        "Gaussian designs in the simulations.",
    ),
    figures=(
        RidgeCurves(
            "equivalents-along-ridge",
            "Bias, variance and norm along the ridge, predicted and simulated",
            power_log(1, sp.Rational(3, 2), p=1000),
            _SIGNAL,
            n=50,
            ridges=_RIDGES,
            simulated=_RIDGES[::2],
            draws=60,
        ),
    ),
)
