"""No ridge makes both risks small: the product law, the regimes and the frontier (Hao & Zhang 2024, part ii).

Write b(κ) = κ² Σ θ_i²λ_i/(λ_i+κ)² and v(κ) = (1/n) Σ λ_i/(λ_i+κ)² for the equivalents of bias and of E‖θ̂‖²/σ². For
every κ > 0, b(κ)v(κ) ≥ A_κT_κ/(16n): the bias pays for the signal above κ, the norm for the trace below. Near
interpolation the norm explodes; from κ ≳ λ_1 on the bias stays; in the window √(tr Σ/n) ≪ κ ≪ 1 both vanish at a fixed
radius of the attack, so that there the trade-off is one of rates. When it is forced is hao-zhang-2024/forced.

The statement is formalised from the published summary; the inequalities and their derivations are our own. They are
about the equivalents b and v: that E‖θ̂‖² ≥ σ²v(κ) is false of the mean itself at n = p = 1 is one of the steps.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from ..checks import (
    BestRidges,
    FrontierCurve,
    FrontierDrawn,
    GainBelowNorm,
    HoldsExactlyWhen,
    ProductLawAlong,
    SlopesAlong,
)
from ..claims import Claim
from ..setting import limit_statement, statement, with_signs
from ..spectra import explicit, exponential, flat_tail, power_law, power_log, power_signal, supported_signal
from ..statements import Fact, Source, Step, Theorem

_n = sp.Symbol("n")
_F = Fraction
_ONE = supported_signal(1)
_SPIKE = flat_tail([1], p=_n**2, trace=sp.sqrt(_n))
_POWER = power_law(2)
_ALONG = (10**8, 10**10, 10**12)
_POSITIVE = ("n", "kappa_small", "kappa_large", "kappa_mid", "kappa_win", "S", "truth2", "sigma", "best")
_SUMS = ("spectral-definitions", "termwise")

# λ_i = i^(-2), θ_i = 1/i at κ = n^(-x): the sums that b, v and df_2 are, for the asymptotic prover
_BIAS = "n**(-2*x)*Sum(i**(-2)*i**(-2)/(i**(-2) + n**(-x))**2, (i, 1, oo))"
_GAIN = "Sum(i**(-2)/(i**(-2) + n**(-x))**2, (i, 1, oo))/n"
_SECOND = "Sum((i**(-2))**2/(i**(-2) + n**(-x))**2, (i, 1, oo))/n"

_HYPOTHESES = (
    *(Fact(f"{name} > 0", statement(f"{name} > 0")) for name in _POSITIVE),
    Fact("energy", statement("S = spectral_sum(theta_i**2*lamda_i)"), "the energy of the signal, E(xᵀθ*)²"),
    Fact("length", statement("truth2 = spectral_sum(theta_i**2)"), "‖θ*‖²"),
    Fact("noise", limit_statement("sigma**2 = Theta(1)"), "the noise neither vanishes nor explodes"),
    Fact("signal", limit_statement("S = Theta(1)"), "without a fit the risk is of order 1"),
    Fact("truth", limit_statement("truth2 = O(1)"), "‖θ*‖ = O(1)"),
    Fact("trace", limit_statement("trace(Sigma) = o(n)"), "of the benign conditions the one that is used"),
    Fact("near-interpolation", limit_statement("df1(kappa_small) = Omega(n)"), "at the interpolator df_1(κ) = n"),
    Fact("top", statement("largest <= kappa_large"), "heavy shrinkage"),
    Fact("good-risk", limit_statement("equivalent_bias(kappa_mid) = O(best)"), "a ridge as good as the best, R_opt"),
    Fact(
        "forcing",
        limit_statement("n*best*truth2 = o(sigma**2*signal_above(kappa_mid)*trace_below(kappa_mid))"),
        "σ² A_κ T_κ ≫ n R_opt ‖θ*‖²",
    ),
    Fact("above", limit_statement("sqrt(trace(Sigma)/n) = o(kappa_win)"), "the window, from below"),
    Fact("below", limit_statement("kappa_win -> 0"), "the window, from above"),
)


def _step(name: str, text: str, *by: str, title: str = "", expected: str = "PROVED", role: str = "step") -> Step:
    """A step at every n, or, where the text is a limit, one of orders."""
    limit = "->" in text or "= O(" in text or "= Omega(" in text or "= o(" in text
    claim: Claim = limit_statement(text) if limit else statement(text)
    return Step(name, claim, by=by, title=title, expected=expected, role=role)  # type: ignore[arg-type]


_PROOF = (
    _step(
        "small-norm",
        "equivalent_gain(kappa_small)*n*trace(Sigma) >= df1(kappa_small)**2",
        "spectral-definitions",
        "cauchy-schwarz-sums",
        title="Near interpolation: v n tr Σ ≥ df_1²",
    ),
    _step(
        "large-bias", "equivalent_bias(kappa_large) >= S/4", *_SUMS, "energy", "top", title="Above λ_1 a quarter stays"
    ),
    _step(
        "mid-bias", "equivalent_bias(kappa_mid) >= kappa_mid**2*signal_above(kappa_mid)/4", *_SUMS, title="λ ≥ κ: ≤ 4λ²"
    ),
    _step(
        "mid-gain",
        "equivalent_gain(kappa_mid) >= trace_below(kappa_mid)/(4*n*kappa_mid**2)",
        *_SUMS,
        title="λ ≤ κ: ≤ 4κ²",
    ),
    _step(
        "product-law",
        "equivalent_bias(kappa_mid)*equivalent_gain(kappa_mid)"
        " >= signal_above(kappa_mid)*trace_below(kappa_mid)/(16*n)",
        "mid-bias",
        "mid-gain",
        title="The product law, for every κ > 0",
        role="conclusion",
    ),
    _step("window-b", "equivalent_bias(kappa_win) <= kappa_win*truth2/4", *_SUMS, "length", title="b ≤ κ‖θ*‖²/4"),
    _step("window-df", "df2(kappa_win) <= trace(Sigma)/(4*kappa_win)", *_SUMS, title="df_2 ≤ tr Σ/(4κ)"),
    _step("window-v", "equivalent_gain(kappa_win) <= trace(Sigma)/(n*kappa_win**2)", *_SUMS, title="v ≤ tr Σ/(nκ²)"),
    _step(
        "window-left",
        "spectral_sum(theta_i**2*lamda_i**2/(lamda_i + kappa_win)**2) <= truth2",
        *_SUMS,
        "length",
        title="What is left of the truth is at most ‖θ*‖²",
    ),
    _step(
        "small-kappa",
        "sigma**2*equivalent_gain(kappa_small) -> oo",
        *("small-norm", "near-interpolation", "trace", "noise"),
        title="Near interpolation the norm explodes",
        role="conclusion",
    ),
    _step(
        "large-kappa",
        "equivalent_bias(kappa_large) = Omega(1)",
        *("large-bias", "signal"),
        title="Heavy shrinkage does not learn",
        role="conclusion",
    ),
    _step(
        "between",
        "sigma**2*equivalent_gain(kappa_mid)/truth2 -> oo",
        *("product-law", "good-risk", "forcing"),
        title="Between: a sufficient condition for a forced trade-off",
        role="conclusion",
    ),
    _step(
        "window-bias",
        "equivalent_bias(kappa_win) -> 0",
        *("window-b", "truth", "below"),
        title="In the window the bias vanishes",
        role="conclusion",
    ),
    _step(
        "window-variance",
        "df2(kappa_win)/n -> 0",
        *("window-df", "above", "below"),
        title="and the variance",
        role="conclusion",
    ),
    _step(
        "window-norm",
        "equivalent_gain(kappa_win) -> 0",
        *("window-v", "above"),
        title="and the noise part of the norm: limsup E‖θ̂‖² ≤ ‖θ*‖² with window-left",
        role="conclusion",
    ),
)

_LAW = {
    "power-log": (power_log(1, 2), power_signal(1), (1, 3, 10, 30, 100, 300)),
    "power": (_POWER, power_signal(_F(3, 4)), (1, 3, 10, 30, 100, 300)),
    "exponential": (exponential(5), _ONE, (1, 3, 10, 30, 100)),
    "equality": (explicit([_F(1, 3)]), _ONE, (0,)),
}
_SLOPES = {
    "window": (_F(1, 4), (("b", _F(-3, 8)), ("v", _F(-5, 8)), ("df_2/n", _F(-7, 8)), ("R_std", _F(-3, 8)))),
    "between": (_F(4, 5), (("b", _F(-6, 5)), ("v", _F(1, 5)), ("df_2/n", _F(-3, 5)), ("R_std", _F(-3, 5)))),
    "interpolation": (_F(2), (("v", _F(2)), ("df_2/n", _F(0)), ("R_std", _F(0)))),
    "shrinkage": (_F(0), (("b", _F(0)), ("R_std", _F(0)), ("v", _F(-1)))),
}

_INSTANCES = (
    *(
        Step(
            f"law-{name}",
            ProductLawAlong(spectrum, signal, indices),
            expected="ENCLOSED",
            role="instance",
            title=f"The product law along κ: {name}",
        )
        for name, (spectrum, signal, indices) in _LAW.items()
    ),
    Step(
        "mean-below-equivalent",
        GainBelowNorm(_F(10)),
        expected="REFUTED",
        role="instance",
        title="E‖θ̂‖² ≥ σ²v(κ) is no inequality of means: n = p = 1",
        note="the relative error of the equivalents is part of the statement; this is the mean itself, exactly",
    ),
    Step(
        "best-ridges",
        BestRidges(_SPIKE, _ONE, 10**4, tuple(_F(k, 8) for k in range(7))),
        expected="ENCLOSED",
        role="instance",
        title="The frontier at n = 10⁴: the adversary wants a larger ridge",
    ),
    Step(
        "bias-order",
        HoldsExactlyWhen(f"{_BIAS} = Theta(n**(-3*x/2))", "x > 0", given=("x > 0",)),
        role="instance",
        title="Regimes derived, `lamda_i = i**(-2)`, `theta_i = 1/i`, `kappa = n**(-x)`: b",
        tier="standard",
    ),
    Step(
        "norm-order",
        HoldsExactlyWhen(f"{_GAIN} = Theta(n**(3*x/2 - 1))", "x > 0", given=("x > 0",)),
        role="instance",
        title="Regimes derived: v",
        tier="standard",
    ),
    Step(
        "degrees-order",
        HoldsExactlyWhen(f"{_SECOND} = Theta(n**(x/2 - 1))", "x > 0", given=("x > 0",)),
        role="instance",
        title="Regimes derived: df_2/n",
        tier="standard",
    ),
    Step(
        "both-vanish",
        HoldsExactlyWhen(f"{_BIAS} + {_SECOND} + {_GAIN} -> 0", "x < 2/3", given=("x > 0",)),
        role="instance",
        title="b, df_2/n and v all vanish exactly for κ between `n**(-2/3)` and 1",
        tier="standard",
    ),
    *(
        Step(
            f"slopes-{name}",
            SlopesAlong(_POWER, power_signal(1), exponent, _ALONG, slopes),
            expected="ENCLOSED",
            role="instance",
            title=f"Slopes along n up to 10¹², `kappa = n**(-{exponent})`: {name}",
            tier="quick" if name == "window" else "standard",
        )
        for name, (exponent, slopes) in _SLOPES.items()
    ),
    Step(
        "frontier-drawn",
        FrontierDrawn(_SPIKE, _ONE, 100, (_F(1, 8), _F(1, 4), _F(3, 8), _F(1, 2)), 150, _F(1, 10)),
        expected="SUPPORTED",
        role="instance",
        title="Risks and equivalents along the frontier, simulated",
        tier="standard",
    ),
)

_SABOTAGE = (
    _step(
        "twin-one-eighth",
        "equivalent_bias(kappa_mid)*equivalent_gain(kappa_mid) >= signal_above(kappa_mid)*trace_below(kappa_mid)/(8*n)",
        *("mid-bias", "mid-gain"),
        title="The product law with 1/8 does not follow",
        expected="GAP",
        role="sabotage",
    ),
    Step(
        "twin-one-eighth-instance",
        ProductLawAlong(explicit([_F(1, 3)]), _ONE, (0,), _F(1, 8)),
        expected="REFUTED",
        role="sabotage",
        title="With 1/8 it fails at one eigenvalue that equals κ",
    ),
    _step(
        "twin-no-forcing",
        "sigma**2*equivalent_gain(kappa_mid)/truth2 -> oo",
        *("product-law", "good-risk"),
        title="Without the condition on A_κ T_κ nothing is forced",
        expected="GAP",
        role="sabotage",
    ),
    _step(
        "twin-no-window",
        "equivalent_gain(kappa_win) -> 0",
        *("window-v", "below"),
        title="Without the lower end of the window the norm need not vanish",
        expected="GAP",
        role="sabotage",
    ),
    Step(
        "twin-window",
        HoldsExactlyWhen(f"{_BIAS} + {_SECOND} + {_GAIN} -> 0", "x < 3/4", given=("x > 0",)),
        expected="REFUTED",
        role="sabotage",
        title="Both vanish for κ down to `n**(-3/4)`: refuted at a point",
        tier="standard",
    ),
    Step(
        "twin-slope",
        SlopesAlong(_POWER, power_signal(1), _F(1, 4), _ALONG, (("v", _F(-3, 4)),)),
        expected="REFUTED",
        role="sabotage",
        title="A wrong slope of v in the window",
    ),
)

THEOREM = Theorem(
    "hao-zhang-2024/ridge",
    title="No ridge makes both risks small: product law, regimes, frontier",
    source=Source(
        authors="Yifan Hao and Tong Zhang",
        year=2024,
        title="The Surprising Harmfulness of Benign Overfitting for Adversarial Robustness",
        arxiv="2401.12236",
        note="part ii; formalised from the published summary, the inequalities and proofs are our own",
    ),
    statement=(
        "For every κ > 0, `equivalent_bias(kappa_mid)*equivalent_gain(kappa_mid) >= "
        "signal_above(kappa_mid)*trace_below(kappa_mid)/(16*n)`. Near interpolation the equivalent of the norm "
        "explodes, above the largest eigenvalue the bias stays, and in the window "
        "`sqrt(trace(Sigma)/n) = o(kappa_win)`, `kappa_win -> 0` bias, variance and the noise part of the "
        "norm vanish: at a fixed radius of the attack "
        "the trade-off is one of rates. These are statements about deterministic equivalents."
    ),
    given=_HYPOTHESES,
    steps=with_signs((*_PROOF, *_INSTANCES, *_SABOTAGE), _HYPOTHESES, _POSITIVE),
    conclusions=tuple(step.name for step in _PROOF if step.role == "conclusion"),
    limitations=(
        "b(κ) and v(κ) are deterministic equivalents; passing to the risks is a theorem with conditions, and at "
        "n = p = 1 the inequality for the norm fails.",
        "Linear models and ridge regression only; Gaussian x where R_adv is computed.",
        "The paper's own conditions for this part are not in the summary.",
    ),
    figures=(
        FrontierCurve(
            _SPIKE,
            _ONE,
            n=50,
            exponents=tuple(_F(k, 20) for k in range(-16, 15)),
            simulated=(_F(0), _F(1, 8), _F(1, 4), _F(3, 8), _F(1, 2)),
            draws=60,
        ),
    ),
    direction="lower",
    constants="explicit",
    confidence="The inequalities are proved; that equivalents describe the risks is simulated, not proved here.",
)
