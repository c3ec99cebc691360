"""Limiting risks of ridge and ridgeless regression for Σ = I (Hastie, Montanari, Rosset & Tibshirani 2022).

With γ = p/n, ‖θ*‖ = r and m = m(−λ) the Stieltjes transform of the Marchenko–Pastur law, bias and variance tend to
r²λ²m′ and σ²γ(m − λm′). That they do is cited. Proved here, as identities of rational functions: these limits are the
deterministic equivalents at Σ = I; the best ridge is λ = σ²γ/r², with risk σ²γm; no other ridge is stationary.

The identities are written along κ > 0 and u = 1 + κ − γ > 0. Then λ = κu/(1 + κ) increases in κ for fixed γ from 0 to
∞, so that every λ > 0 and γ > 0 is met once; slopes are taken at fixed γ. In the grammar `aspect` is γ, `ridge` is λ,
`m` is m(−λ) and `mprime` is m′(−λ), `signal` is r² and `noise` is σ².
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from ..checks import AspectCurves, EquivalentGap, HoldsExactlyWhen, InverseWishart, RationalIdentities
from ..setting import limit_statement, statement
from ..spectra import SIZE, isotropic, supported_signal
from ..statements import Fact, Source, Step, Theorem

_VARIABLES = ("kappa", "u", "signal", "noise")
_RATES = (("kappa", 1), ("u", 1))
_DEFINED = (
    ("aspect", "1 + kappa - u"),
    ("ridge", "kappa*u/(1 + kappa)"),
    ("m", "1/u"),
    ("ridge_slope", "slope(ridge)"),
    ("m_slope", "slope(m)"),
    ("mprime", "-m_slope/ridge_slope"),
    ("radical", "1 - aspect + ridge + 2*aspect*ridge*m"),
    ("bias", "signal*ridge**2*mprime"),
    ("variance", "noise*aspect*(m - ridge*mprime)"),
    ("norm", "signal*(1 - 2*ridge*m + ridge**2*mprime) + noise*aspect*(m - ridge*mprime)"),
    ("risk", "bias + variance"),
)
_FALLS = "(kappa*(1 + kappa) + u)/(1 + kappa)**2"
_POSITIVE = (("ridge_slope", _FALLS), ("radical", "(kappa*(1 + kappa) + u)/(1 + kappa)"))


def _identities(*pairs: tuple[str, str], more: tuple[tuple[str, str], ...] = ()) -> RationalIdentities:
    return RationalIdentities(_VARIABLES, (*_DEFINED, *more), pairs, _POSITIVE, _RATES, domain=("aspect",))


_DF2 = "aspect/(1 + kappa)**2"
_B = "signal*(kappa/(1 + kappa))**2"
_RISK_SLOPE = (("risk_slope", "slope(risk_again)"),)
_RISK_AGAIN = (("risk_again", f"({_B} + noise*{_DF2})*(1 + kappa)**2/(kappa*(1 + kappa) + u)"),)

# closed forms at σ² = r² = 1 in the ridge t and the aspect ratio c
_ROOT = "sqrt((1 - c + t)**2 + 4*c*t)"
_VARIANCE = f"(-1 + (1 + c + t)/{_ROOT})/2"
_BIAS = f"t*(({_ROOT} - (1 - c + t))/(2*c*t) - {_VARIANCE}/c)"


def _limit(name: str, claim: str, condition: str, given: tuple[str, ...], title: str) -> Step:
    return Step(name, HoldsExactlyWhen(claim, condition, given, as_="t -> 0+", budget=120), title=title)


_PROOF = (
    Step(
        "stieltjes",
        _identities(
            ("aspect*ridge*m**2 + (1 - aspect + ridge)*m", "1"),
            ("radical**2", "(1 - aspect + ridge)**2 + 4*aspect*ridge"),
            ("2*aspect*ridge*m", "-(1 - aspect + ridge) + radical"),
        ),
        title="m(−λ) = [−(1 − γ + λ) + √((1 − γ + λ)² + 4γλ)]/(2γλ)",
    ),
    Step(
        "kappa",
        _identities(("ridge", "kappa*(1 - aspect/(1 + kappa))"), ("ridge_slope", f"1 - {_DF2}")),
        title="κ solves λ = κ(1 − df_1/n), with df_1/n = γ/(1 + κ), and dλ/dκ = 1 − df_2/n is positive",
    ),
    Step(
        "equivalents",
        _identities(
            ("bias", f"{_B}/ridge_slope"),
            ("variance", f"noise*{_DF2}/ridge_slope"),
            ("norm", f"signal/(1 + kappa)**2 + ({_B} + noise)*{_DF2}/ridge_slope"),
        ),
        role="conclusion",
        title="The limits are the deterministic equivalents at Σ = I",
    ),
    Step(
        "optimum",
        _identities(
            ("risk", "risk_again"),
            (
                "risk_slope/ridge_slope",
                "(signal*ridge - noise*aspect)*2*(1 + kappa)/(kappa*(1 + kappa) + u)**2/ridge_slope",
            ),
            (
                "risk - noise*aspect*m",
                "(signal*ridge - noise*aspect)*kappa*(1 + kappa)/(u*(kappa*(1 + kappa) + u))",
            ),
            more=(*_RISK_AGAIN, *_RISK_SLOPE),
        ),
        role="conclusion",
        title="d risk/dλ has the sign of r²λ − σ²γ: the best ridge is σ²γ/r², and the risk there σ²γm",
    ),
    Step(
        "closed-forms",
        _identities(
            ("variance", "noise*(-1 + (1 + aspect + ridge)/radical)/2"),
            ("aspect*bias", "signal*ridge*(aspect*m - (-1 + (1 + aspect + ridge)/radical)/2)"),
        ),
        title="Variance and bias in closed form, without m′",
    ),
    _limit(
        "variance-under", f"{_VARIANCE} -> c/(1 - c)", "always", ("c > 0", "c < 1"), "λ → 0: V → σ²γ/(1 − γ) if γ < 1"
    ),
    _limit("variance-over", f"{_VARIANCE} -> 1/(c - 1)", "always", ("c > 1",), "λ → 0: V → σ²/(γ − 1) for γ > 1"),
    _limit("variance-peak", f"{_VARIANCE} -> oo", "c = 1", ("c > 0",), "λ → 0: V → ∞ exactly for γ = 1"),
    _limit("bias-under", f"{_BIAS} -> 0", "c <= 1", ("c > 0",), "λ → 0: B → 0 exactly for γ ≤ 1"),
    _limit("bias-over", f"{_BIAS} -> 1 - 1/c", "always", ("c > 1",), "λ → 0: B → r²(1 − 1/γ) for γ > 1"),
    Step(
        "inverse-wishart-limit",
        HoldsExactlyWhen("n/(c*n - n - 1) -> 1/(c - 1)", "always", ("c > 1",), budget=120),
        title="The exact variance n/(p − n − 1) at λ = 0 has the same limit",
    ),
    Step(
        "risks",
        limit_statement("risk_bias + risk_variance = Theta(limit_bias + limit_variance)"),
        by=("n", "bias", "variance", "positive-bias", "positive-variance", "bias-limit", "variance-limit"),
        role="conclusion",
        title="The risk is of the order of the limits' sum",
    ),
)

_HALF = sp.Rational(1, 2)
_ONE = supported_signal(1)
_SIZES, _DRAWS = (10, 20, 40, 80), (2000, 1000, 600, 300)


def _gap(quantity: str, aspect: int) -> EquivalentGap:
    return EquivalentGap(
        quantity,  # type: ignore[arg-type]
        isotropic(aspect * SIZE),
        _ONE,
        _SIZES,
        _DRAWS,
        ridge=_HALF,
        at_most=Fraction(2),
    )


_INSTANCES = (
    *(
        Step(
            f"simulated-{quantity.replace('_', '-')}",
            _gap(quantity, 2),
            expected="SUPPORTED",
            role="instance",
            title=f"{name} at γ = 2, λ = 1/2 against its limit: the relative gap is at most 2/(n − df_2)",
            tier="standard",
        )
        for quantity, name in (("bias", "B"), ("variance", "V"), ("norm_squared", "E‖θ̂‖²"))
    ),
    Step(
        "inverse-wishart",
        InverseWishart(40, 60, 1500, Fraction(1, 50)),
        expected="SUPPORTED",
        role="instance",
        title="V = n/(p − n − 1) at n = 40, p = 60, which is 5 per cent above the limit n/(p − n)",
    ),
)

_SABOTAGE = (
    Step(
        "twin-optimum",
        _identities(
            ("risk - noise*aspect*m", "(signal*ridge - noise)*kappa*(1 + kappa)/(u*(kappa*(1 + kappa) + u))"),
        ),
        expected="REFUTED",
        role="sabotage",
        title="The best ridge is not σ²/r²",
    ),
    Step(
        "twin-derivative",
        _identities(("bias", f"{_B}")),
        expected="REFUTED",
        role="sabotage",
        title="Without 1/(1 − df_2/n) the bias is another",
    ),
    Step(
        "twin-limit",
        HoldsExactlyWhen(f"{_BIAS} -> 0", "always", ("c > 0",), "t -> 0+", budget=120),
        expected="REFUTED",
        role="sabotage",
        title="The bias does not vanish with the ridge for γ > 1",
    ),
    Step(
        "twin-wishart",
        InverseWishart(40, 60, 1500, Fraction(1, 50), factor=Fraction(19, 20)),
        expected="CONTRADICTED",
        role="sabotage",
        title="At n = 40, p = 60 the variance is not its limit n/(p − n)",
    ),
)


THEOREM = Theorem(
    "hastie-2022/isotropic",
    title="Limiting risks of ridge and ridgeless regression, Σ = I",
    source=Source(
        authors="Trevor Hastie, Andrea Montanari, Saharon Rosset and Ryan J. Tibshirani",
        year=2022,
        title="Surprises in high-dimensional ridgeless least squares interpolation",
        arxiv="1903.08560",
        note="quoted from memory of the literature, not compared with the paper's text",
    ),
    statement=(
        "Let Σ = I, p/n → γ > 0, ‖θ*‖ = r, and let x have independent entries with finite moments. With "
        "m = m(−λ) = [−(1 − γ + λ) + √((1 − γ + λ)² + 4γλ)]/(2γλ), for λ > 0, B → r²λ²m′, V → σ²γ(m − λm′) and "
        "E‖θ̂‖² → r²(1 − 2λm + λ²m′) + σ²γ(m − λm′). The best ridge is λ = σ²γ/r², with risk σ²γm. As λ → 0, V tends to "
        "σ²γ/(1 − γ) for γ < 1 and to σ²/(γ − 1) for γ > 1, B to r² max(0, 1 − 1/γ)."
    ),
    given=(
        Fact("n", statement("n > 0"), "sample size"),
        Fact("bias", statement("risk_bias > 0"), "B"),
        Fact("variance", statement("risk_variance > 0"), "V"),
        Fact("positive-bias", statement("limit_bias > 0"), "r²λ²m′"),
        Fact("positive-variance", statement("limit_variance > 0"), "σ²γ(m − λm′)"),
        Fact(
            "bias-limit",
            limit_statement("risk_bias = Theta(limit_bias)"),
            "B converges to it",
            cited="Hastie, Montanari, Rosset, Tibshirani (2022)",
        ),
        Fact(
            "variance-limit",
            limit_statement("risk_variance = Theta(limit_variance)"),
            "V converges to it",
            cited="Hastie, Montanari, Rosset, Tibshirani (2022)",
        ),
    ),
    steps=(*_PROOF, *_INSTANCES, *_SABOTAGE),
    conclusions=("equivalents", "optimum", "risks"),
    direction="identity",
    constants="explicit",
    confidence=(
        "High: the algebra is exact and read again by evaluation on grids that decide it, the limits in λ are proved, "
        "and simulations from n = 10 on agree. That the risks converge is cited."
    ),
    limitations=(
        "Σ = I; other covariances belong to the deterministic equivalents in general.",
        "Of the cited convergence only its order enters a proof; its rate is seen in simulation, not proved.",
        "λ → 0 after n → ∞, not both at once; at λ = 0 the exact mean n/(p − n − 1) says what happens at finite n.",
    ),
    figures=(
        AspectCurves(
            "double-descent",
            "Risk along the aspect ratio, without ridge and with the best one",
            n=40,
            dimensions=(8, 12, 16, 20, 24, 28, 32, 36, 38, 42, 44, 48, 56, 64, 80, 120, 160, 240, 400),
            simulated=(12, 24, 32, 50, 60, 80, 160, 400),
            strength=Fraction(4),
            draws=60,
        ),
    ),
)
