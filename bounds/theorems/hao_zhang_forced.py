"""When the ridge trade-off is forced, and when it is not (Hao & Zhang 2024, part ii).

Let R_opt be the least R_std over all ridges. The trade-off is *forced* if no ridge keeps R_std/R_opt and
R_adv/R_adv(θ*) both bounded. Through the equivalents: with κ_C = sup{κ : b(κ) ≤ C R_opt}, it is forced iff
R_opt/(α²‖θ*‖²) → ∞, or σ²v(κ_C)/‖θ*‖² → ∞ for every C. As b grows with κ and v falls, functions κ_u(n), κ_f(n) with
b(κ_u) + df_2(κ_u)/n = o(b(κ_f)) and v(κ_f) → ∞ certify that it is; functions κ_l(n), κ_1(n) at which b + df_2/n is of
the least order and v(κ_1) = O(1) certify that it is not. Both kinds are found and proved by case: never for power and
power-log spectra with θ_i = i^(-t), t > 1/2; for d spikes that carry θ* and a flat tail of trace T iff T/d → ∞; for
e^(-i/τ) + n^(-s), i ≤ n^q, iff s < q (θ* on finitely many coordinates), iff s < q + 1 (θ_i = i^(-t)).

The statement is formalised from the published summary; the criterion and its consequences are our own. They are about
deterministic equivalents.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from ..checks import (
    HoldsExactlyWhen,
    NeverForced,
    TradeOffAlong,
    TradeOffCurves,
    TradeOffDrawn,
    TradeOffForced,
)
from ..claims import Claim
from ..setting import limit_statement, statement, with_signs
from ..spectra import (
    SIZE,
    Block,
    Signal,
    Spectrum,
    exponential_floor,
    flat_tail,
    power_law,
    power_log,
    power_signal,
    supported_signal,
)
from ..spectra.forms import Flat
from ..statements import Fact, Source, Step, Theorem
from ..tradeoff import exponential_floor_model, spikes_model

_n = sp.Symbol("n")
_F = Fraction
_ONE, _DECAY = supported_signal(1), power_signal(1)
_SPIKE = flat_tail([1], p=_n**2, trace=sp.sqrt(_n))
_EVERY = tuple(10**k for k in range(2, 13))
_FAR = (10**4, 10**8, 10**12)


def _floor(s: Fraction) -> Spectrum:
    """λ_i = e^(-i) + n^(-s), i ≤ n²."""
    return exponential_floor(1, floor=_n ** (-sp.Rational(s.numerator, s.denominator)), p=_n**2)


def _many_spikes(exponent: Fraction) -> Spectrum:
    """√n eigenvalues 1, then n² more of trace n^exponent in all; n an even power of ten."""
    count = sp.sqrt(SIZE)
    level = SIZE ** (sp.Rational(exponent.numerator, exponent.denominator) - 2)
    heads = Block(sp.S.One, count, sp.S.One, Flat(sp.S.One))
    tail = Block(count + 1, count + SIZE**2, level, Flat(level))
    return Spectrum((heads, tail), f"sqrt(n) spikes 1, then n**2 eigenvalues of trace n**({exponent})")


_POSITIVE = (
    *(
        "n",
        "kappa_1",
        "kappa_u",
        "kappa_f",
        "kappa_k",
        "kappa_l",
        "gap",
        "best",
        "risk_u",
        "risk_k",
        "risk_1",
        "cost_1",
    ),
    *("truth2", "alpha", "sigma", "adv_k", "norm_1"),
)
_SUMS = ("spectral-definitions", "termwise")

_HYPOTHESES = (
    *(Fact(f"{name} > 0", statement(f"{name} > 0")) for name in _POSITIVE),
    Fact("length", statement("truth2 = spectral_sum(theta_i**2)"), "‖θ*‖²"),
    Fact("noise", limit_statement("sigma**2 = Theta(1)"), "the noise neither vanishes nor explodes"),
    Fact("truth", limit_statement("truth2 = O(1)"), "‖θ*‖ = O(1)"),
    Fact("attacked", statement("adv_k >= risk_k"), "the adversarial risk is at least the standard one"),
    Fact("optimal", statement("risk_k >= best"), "`best` is R_opt, `risk_k` the R_std of a ridge with κ = `kappa_k`"),
    Fact("formula-k", statement("risk_k >= equivalent_bias(kappa_k)"), "R_std = (b + σ²df_2/n)/(1 − df_2/n)"),
    Fact("good", limit_statement("risk_k = O(best)"), "that ridge is good"),
    Fact("trivial", limit_statement("best/(alpha**2*truth2) -> oo"), "the first alternative, for its own step alone"),
    Fact("tried", statement("best <= risk_u"), "R_opt is at most the risk at κ_u"),
    Fact(
        "formula-u",
        statement("risk_u <= 2*equivalent_bias(kappa_u) + 2*sigma**2*df2(kappa_u)/n"),
        "where df_2(κ_u) ≤ n/2",
    ),
    Fact(
        "beaten", limit_statement("equivalent_bias(kappa_u) + df2(kappa_u)/n = o(equivalent_bias(kappa_f))"), "of κ_f"
    ),
    Fact("explodes", limit_statement("equivalent_gain(kappa_f) -> oo"), "of κ_f"),
    Fact("left-of", statement("kappa_f = kappa_k + gap"), "κ_f lies above κ_k: else b(κ_k) ≥ b(κ_f), against cheap"),
    Fact("cost", statement("cost_1 = equivalent_bias(kappa_1) + sigma**2*df2(kappa_1)/n"), "at κ_1"),
    Fact("formula-1", statement("risk_1 <= 2*cost_1"), "where df_2(κ_1) ≤ n/2"),
    Fact("from-bias", limit_statement("cost_1 = O(equivalent_bias(kappa_l))"), "of κ_1 and κ_l"),
    Fact("from-df2", limit_statement("cost_1 = O(df2(kappa_l)/n)"), "of κ_1 and κ_l"),
    Fact("best-above", statement("best >= equivalent_bias(kappa_l)"), "if the best κ is above κ_l"),
    Fact("best-below", statement("best >= sigma**2*df2(kappa_l)/n"), "if the best κ is below κ_l"),
    Fact("cost-bounded", limit_statement("cost_1 = O(1)"), "of κ_1"),
    Fact("gain-bounded", limit_statement("equivalent_gain(kappa_1) = O(1)"), "of κ_1"),
    Fact(
        "norm",
        statement("norm_1 <= truth2 + 2*(equivalent_bias(kappa_1) + sigma**2)*equivalent_gain(kappa_1)"),
        "E‖θ̂‖² at κ_1 by its equivalent, where df_2(κ_1) ≤ n/2",
    ),
)


def _step(name: str, text: str, *by: str, title: str, expected: str = "PROVED", role: str = "step") -> Step:
    """A step at every n, or, where the text is a limit, one of orders."""
    limit = "->" in text or "= O(" in text or "= o(" in text
    claim: Claim = limit_statement(text) if limit else statement(text)
    return Step(name, claim, by=by, title=title, expected=expected, role=role)  # type: ignore[arg-type]


_PROOF = (
    _step(
        "bias-grows",
        "spectral_sum(theta_i**2*lamda_i*(kappa_1 + gap)**2/(lamda_i + kappa_1 + gap)**2) >= equivalent_bias(kappa_1)",
        *_SUMS,
        title="b grows with κ",
    ),
    _step("gain-falls", "equivalent_gain(kappa_k + gap) <= equivalent_gain(kappa_k)", *_SUMS, title="v falls"),
    _step("df2-falls", "df2(kappa_k + gap) <= df2(kappa_k)", *_SUMS, title="df_2 falls"),
    _step("bias-small", "equivalent_bias(kappa_1) <= kappa_1*truth2/4", *_SUMS, "length", title="b ≤ κ‖θ*‖²/4"),
    _step(
        "heads",
        "spectral_sum_above(lamda_i**2/(lamda_i + kappa_1)**2, kappa_1) <= spectral_sum_above(1, kappa_1)",
        *_SUMS,
        title="df_2: where λ ≥ κ, at most 1 each",
    ),
    _step("heads-low", "df2(kappa_1) >= spectral_sum_above(1, kappa_1)/4", *_SUMS, title="and at least a quarter"),
    _step(
        "tails",
        "spectral_sum_below(lamda_i**2/(lamda_i + kappa_1)**2, kappa_1)"
        " <= spectral_sum_below(lamda_i**2, kappa_1)/kappa_1**2",
        *_SUMS,
        title="df_2: where λ ≤ κ, at most λ²/κ²",
    ),
    _step(
        "tails-low",
        "df2(kappa_1) >= spectral_sum_below(lamda_i**2, kappa_1)/(4*kappa_1**2)",
        *_SUMS,
        title="and at least a quarter",
    ),
    _step(
        "trivial-alternative",
        "adv_k/(alpha**2*truth2) -> oo",
        *("attacked", "optimal", "trivial"),
        title="If R_opt/(α²‖θ*‖²) → ∞ no ridge keeps R_adv/R_adv(θ*) bounded",
        role="conclusion",
    ),
    _step(
        "cheap",
        "equivalent_bias(kappa_k) = o(equivalent_bias(kappa_f))",
        *("beaten", "tried", "formula-u", "good", "formula-k", "noise"),
        title="A good ridge has b(κ) below b(κ_f), hence κ < κ_f",
    ),
    _step(
        "left",
        "equivalent_gain(kappa_k) >= equivalent_gain(kappa_f)",
        *("gain-falls", "left-of"),
        title="and v(κ) ≥ v(κ_f)",
    ),
    _step(
        "forced",
        "equivalent_gain(kappa_k) -> oo",
        *("left", "explodes"),
        title="so that every good ridge has an exploding norm: forced",
        role="conclusion",
    ),
    _step(
        "optimal-above",
        "risk_1 = O(best)",
        *("formula-1", "from-bias", "best-above"),
        title="κ_1 is as good as the best, if that lies above κ_l",
        role="conclusion",
    ),
    _step(
        "optimal-below",
        "risk_1 = O(best)",
        *("formula-1", "from-df2", "best-below", "noise"),
        title="and if it lies below",
        role="conclusion",
    ),
    _step(
        "norm-bounded",
        "norm_1 = O(1)",
        *("norm", "truth", "cost", "cost-bounded", "gain-bounded", "noise"),
        title="while its norm stays bounded: not forced",
        role="conclusion",
    ),
)

_FINITE, _POWERS, _SPIKES = exponential_floor_model(decay=False), exponential_floor_model(decay=True), spikes_model()
_SPIKES_WHEN = "u > w or (u = w and h > 0)"  # T/d = n^(u-w) log(n)^h -> oo
_FIXED_BIAS = "(m**(-4)*Sum(i**(-2*t)*i**2, (i, 1, m)) + Sum(i**(-2*t)*i**(-2), (i, m + 1, oo)))"
_FIXED_NORM = "(Sum(i**2, (i, 1, m)) + m**4*Sum(i**(-2), (i, m + 1, oo)))"
_FIXED = f"{_FIXED_BIAS}*{_FIXED_NORM} = O(m + m**4*Sum(i**(-4), (i, m + 1, oo)))"

_CASES = tuple(
    Step(name, claim, role="instance", title=title, tier="standard")
    for name, title, claim in (
        (
            "power",
            "Power law: never",
            NeverForced("i**(-a)", "i**(-2*t)", ("a > 1", "t > 1/2"), ("d > 0", "d < 2*t - 1", "d < a")),
        ),
        (
            "power-log",
            "Power-log, a > 1: never",
            NeverForced(
                "i**(-a)*log(i+1)**(-beta)",
                "i**(-2*t)",
                ("a > 1", "beta real", "t > 1/2"),
                ("d > 0", "d < 2*t - 1", "d < a"),
            ),
        ),
        (
            "power-log-one",
            "Power-log, a = 1, β > 1 (the benign ones): never",
            NeverForced(
                "i**(-1)*log(i+1)**(-beta)",
                "i**(-2*t)",
                ("beta > 1", "t > 1/2"),
                ("d > 0", "d < 2*t - 1", "d < 1"),
            ),
        ),
        (
            "power-boundary",
            "Where ½ comes from: b·Σλ/(λ+κ)² = O(df_2) exactly for t ≥ ½ (λ_i = i^(-2))",
            HoldsExactlyWhen(_FIXED, "t >= 1/2", given=("t > 0",), as_="m -> oo"),
        ),
        ("spikes", "Spikes and flat tail: forced iff T/d → ∞", TradeOffForced(_SPIKES, _SPIKES_WHEN)),
        ("floor-finite", "Exponential + floor, finite θ*: forced iff s < q", TradeOffForced(_FINITE, "s < q")),
        ("floor-powers", "and θ_i = i^(-t): forced iff s < q + 1", TradeOffForced(_POWERS, "s < q + 1")),
    )
)


def _along(
    name: str, family: tuple[Spectrum, Signal], n_values: tuple[int, ...], trend: str, level: Fraction, *, quick: bool
) -> Step:
    spectrum, signal = family
    tolerance = _F(1, 200) if spectrum.depends_on_size else _F(1, 20)
    return Step(
        name,
        TradeOffAlong(spectrum, signal, n_values, trend, level, tolerance=tolerance),  # type: ignore[arg-type]
        expected="ENCLOSED",
        role="instance",
        title=f"Along n up to 10¹²: {name}",
        tier="quick" if quick else "standard",
    )


_GROWS, _STAYS = "grows", "bounded"
_SEEN = (
    _along("one-spike", (_SPIKE, _ONE), _EVERY, _GROWS, _F(50), quick=True),
    _along("many-spikes-inside", (_many_spikes(_F(3, 4)), _ONE), _FAR, _GROWS, _F(5), quick=False),
    _along("many-spikes-boundary", (_many_spikes(_F(1, 2)), _ONE), _FAR, _STAYS, _F(3), quick=False),
    _along("floor-finite-inside", (_floor(_F(3, 2)), _ONE), _EVERY, _GROWS, _F(20), quick=False),
    _along("floor-finite-boundary", (_floor(_F(2)), _ONE), _EVERY, _STAYS, _F(2), quick=False),
    _along("floor-finite-outside", (_floor(_F(5, 2)), _ONE), _EVERY, _STAYS, _F(2), quick=False),
    _along("floor-powers-inside", (_floor(_F(2)), _DECAY), _EVERY, _GROWS, _F(20), quick=False),
    _along("floor-powers-boundary", (_floor(_F(3)), _DECAY), _EVERY, _STAYS, _F(2), quick=False),
    _along("floor-powers-outside", (_floor(_F(7, 2)), _DECAY), _EVERY, _STAYS, _F(2), quick=False),
    _along("power-never", (power_law(2), _DECAY), (10**4, 10**12), _STAYS, _F(2), quick=False),
    _along("power-log-never", (power_log(1, 2), _DECAY), (10**4, 10**12), _STAYS, _F(2), quick=False),
)

_DRAWN = (
    Step(
        "one-spike-drawn",
        TradeOffDrawn(_SPIKE, _ONE, (50, 200, 800), (200, 60, 16), "grows"),
        expected="SUPPORTED",
        role="instance",
        title="One spike, simulated at n = 50, 200, 800: it grows",
        tier="standard",
    ),
    Step(
        "floor-inside-drawn",
        TradeOffDrawn(_floor(_F(3, 2)), _ONE, (50, 200), (60, 20), "grows", ridges=41),
        expected="SUPPORTED",
        role="instance",
        title="Exponential + floor, s < q, simulated: it grows",
        tier="standard",
    ),
    Step(
        "floor-outside-drawn",
        TradeOffDrawn(_floor(_F(5, 2)), _ONE, (50, 200), (60, 20), "bounded", ridges=41),
        expected="SUPPORTED",
        role="instance",
        title="Exponential + floor, s > q, simulated: it stays bounded",
        tier="standard",
    ),
)

_SABOTAGE = (
    Step(
        "twin-floor-boundary",
        TradeOffForced(_FINITE, "s <= q"),
        expected="REFUTED",
        role="sabotage",
        title="Forced iff s ≤ q: refuted on the boundary",
        tier="standard",
    ),
    Step(
        "twin-floor-signal",
        TradeOffForced(_POWERS, "s < q"),
        expected="REFUTED",
        role="sabotage",
        title="Forced iff s < q with θ_i = i^(-t): refuted",
        tier="standard",
    ),
    Step(
        "twin-spikes",
        TradeOffForced(_SPIKES, "u > w"),
        expected="REFUTED",
        role="sabotage",
        title="Spikes: T/d may grow as a logarithm only",
        tier="standard",
    ),
    Step(
        "twin-decay",
        HoldsExactlyWhen(_FIXED, "t >= 1/4", given=("t > 0",), as_="m -> oo"),
        expected="REFUTED",
        role="sabotage",
        title="Power law with t ≥ ¼: refuted at a point",
        tier="standard",
    ),
    Step(
        "twin-along",
        TradeOffAlong(_floor(_F(2)), _ONE, (10**4, 10**12), "grows", _F(1)),
        expected="REFUTED",
        role="sabotage",
        title="On the boundary the best compromise does not get worse",
    ),
    _step(
        "twin-no-gain",
        "equivalent_gain(kappa_k) -> oo",
        *("left", "cheap"),
        title="Without v(κ_f) → ∞ nothing is forced",
        expected="GAP",
        role="sabotage",
    ),
)

THEOREM = Theorem(
    "hao-zhang-2024/forced",
    title="When the ridge trade-off is forced",
    source=Source(
        authors="Yifan Hao and Tong Zhang",
        year=2024,
        title="The Surprising Harmfulness of Benign Overfitting for Adversarial Robustness",
        arxiv="2401.12236",
        note="part ii; formalised from the published summary, the criterion and its consequences are our own",
    ),
    statement=(
        "At fixed noise and fixed radius of the attack, by deterministic equivalents: no ridge keeps R_std/R_opt and "
        "R_adv/R_adv(θ*) both bounded iff `R_opt/(alpha**2*truth2) -> oo`, or "
        "`sigma**2*equivalent_gain(kappa_C)/truth2 -> oo` for every C, where κ_C is the largest κ with "
        "b(κ) ≤ C R_opt. Never for power and power-log spectra "
        "with `theta_i = i**(-t)`, `t > 1/2`; for d spikes of order 1 that carry θ* and a flat tail of trace T, "
        "`T = o(n)`, iff `T/d -> oo`; for `exp(-i/tau) + n**(-s)`, `i <= n**q`, `q > 1`, `s > q - 1`, iff `s < q` with "
        "θ* on finitely many coordinates, and iff `s < q + 1` with `theta_i = i**(-t)`."
    ),
    given=_HYPOTHESES,
    steps=with_signs((*_PROOF, *_CASES, *_SEEN, *_DRAWN, *_SABOTAGE), _HYPOTHESES, _POSITIVE),
    conclusions=tuple(step.name for step in _PROOF if step.role == "conclusion"),
    limitations=(
        "Everything symbolic is about deterministic equivalents; passing to the risks is a theorem with conditions.",
        "The cases are families with parameters that depend on n by powers of n and of log n; of other sequences "
        "nothing is said.",
        "That a κ with b(κ) < b(κ_f) lies below κ_f is the contraposition of bias-grows, as hypothesis left-of.",
    ),
    figures=(
        TradeOffCurves(
            (
                ("one spike, T = √n", _SPIKE, _ONE),
                ("e^(-i) + n^(-3/2), θ* = e_1", _floor(_F(3, 2)), _ONE),
                ("e^(-i) + n^(-2), θ* = e_1: boundary", _floor(_F(2)), _ONE),
                ("e^(-i) + n^(-2), θ_i = 1/i", _floor(_F(2)), _DECAY),
                ("e^(-i) + n^(-3), θ_i = 1/i: boundary", _floor(_F(3)), _DECAY),
            ),
            _EVERY,
        ),
    ),
    direction="identity",
    constants="",
    confidence="The cases are proved of equivalents and agree with simulations up to n = 800.",
)
