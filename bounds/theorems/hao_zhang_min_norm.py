"""Benign overfitting brings adversarial vulnerability (Hao & Zhang 2024, part i).

If the covariance sequence is benign, the noise does not vanish, ‖Σ‖ is bounded and the truth is bounded and not
zero, then the min-norm interpolator has R_std → 0 while R_adv(θ̂)/R_adv(θ*) → ∞. The statement is formalised from
the published summary; the explicit inequality E‖θ̂‖² ≥ σ² n/tr Σ and its derivation are our own.

Only r_0/n → 0 of the three benign conditions serves the adversarial half; the other two serve R_std → 0.
"""

from __future__ import annotations

import sympy as sp

from ..checks import ExplicitBound, IsotropicBound, NeverInterpolates, RiskCurves, SharpForm, ShrinksAlong
from ..claims import Mode
from ..setting import limit_statement, statement
from ..spectra import exponential_floor, flat_tail, isotropic, power_law, power_log, supported_signal
from ..statements import Fact, Property, Source, Step, Theorem

_n = sp.Symbol("n")
_ALONG = (10**3, 10**6, 10**9, 10**12)
_BENIGN = {
    "power-log": power_log(1, 2),
    "bllt-power-log": power_log(1, 2, shift="log((i+1)e/2)"),
    "exponential-floor": exponential_floor(5, floor=_n ** sp.Rational(-3, 2), p=_n**2),
    "flat-tail": flat_tail([1], p=_n**2, trace=sp.sqrt(_n)),
}
_SIMULATED = power_log(1, 2, p=1000)
_DESIGNS = ("gaussian", "rademacher", "uniform", "sparse")

_HYPOTHESES = (
    Fact("sigma", statement("sigma > 0"), "standard deviation of the noise"),
    Fact("alpha", statement("alpha > 0"), "radius of the attack"),
    Fact("n", statement("n > 0"), "sample size"),
    Fact("C", statement("C > 0"), "a constant of the claim in probability"),
    Property("invertible", "positive definite", "G", "almost surely; `n <= p` and a continuous design, say"),
    Property("noise", "homoscedastic noise", "sigma", "E[ε|X] = 0 and E[εεᵀ|X] = σ²I"),
    Property("attack-norm", "attack norm at least 2", "", "the attack is bounded in ℓ_q, `q >= 2`"),
    Fact("rows", statement("rows(G) = n"), "one row a sample"),
    Fact("mean-trace", statement("E[trace(G)] = n*trace(Sigma)"), "E‖x‖² = tr Σ"),
    Fact("trace-gram", statement("trace(G) > 0", mode=Mode.POINTWISE), "G is positive definite"),
    Fact("trace-sigma", statement("trace(Sigma) > 0"), "Σ ≠ 0"),
    Fact("largest", statement("largest > 0"), "Σ ≠ 0"),
    Fact("truth", statement("dual_norm(theta) > 0"), "the truth is not zero"),
    Fact("rank", statement("trace(Sigma) = largest*effective_rank(0)"), "the definition of `effective_rank(0)`"),
    Fact("benign-r0", limit_statement("effective_rank(0) = o(n)"), "benign, first condition"),
    Fact("benign-kstar", limit_statement("kstar(1) = o(n)"), "benign, second condition"),
    Fact("benign-R", limit_statement("n = o(squared_rank(kstar(1)))"), "benign, third condition"),
    Fact("noise-level", limit_statement("sigma**2 = Theta(1)"), "the noise neither vanishes nor explodes"),
    Fact("operator-norm", limit_statement("largest = Theta(1)"), "‖Σ‖ = Θ(1)"),
    Fact("bounded-truth", limit_statement("dual_norm(theta) = O(1)"), "‖θ*‖ = O(1)"),
    Fact("attack-level", limit_statement("alpha = Theta(1)"), "the attack's radius is fixed"),
    Fact("sub-gaussian", limit_statement("sigma_y = O(1)"), "the noise's conditional sub-Gaussian constant"),
    Fact("plain-truth", limit_statement("norm(theta) = O(1)"), "‖θ*‖ = O(1) in the Euclidean norm"),
    Fact("c", statement("c > 0"), "the constant of the cited bound"),
    Fact("c-fixed", limit_statement("c = Theta(1)"), "it depends on the sub-Gaussian norm of the design alone"),
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
        "for sub-Gaussian designs, eventually, as k* < n/c and log(1/δ) < n/c; not compared with the paper's text",
        cited="Bartlett, Long, Lugosi, Tsigler (2020), Theorem 4",
    ),
)

_PROOF = (
    Step(
        "noise-part",
        statement("noise_mean(norm(min_norm)**2) >= sigma**2*trace_inverse(G)", mode=Mode.POINTWISE),
        by=("noise", "invertible", "noise-average"),
        title="Interpolating the noise costs σ² tr G⁻¹",
    ),
    Step(
        "am-hm-gram",
        statement("trace_inverse(G) >= n**2/trace(G)", mode=Mode.POINTWISE),
        by=("invertible", "rows", "am-hm"),
        title="tr G⁻¹ ≥ n²/tr G, pointwise",
    ),
    Step(
        "pointwise",
        statement("noise_mean(norm(min_norm)**2) >= sigma**2*n**2/trace(G)", mode=Mode.POINTWISE),
        by=("noise-part", "am-hm-gram", "sigma"),
        title="The norm given the design",
    ),
    Step(
        "jensen-trace",
        statement("E[1/trace(G)] >= 1/(n*trace(Sigma))", mode=Mode.MEAN),
        by=("trace-gram", "mean-trace", "jensen"),
        title="Jensen's inequality for 1/tr G",
    ),
    Step(
        "explicit",
        statement("E[norm(min_norm)**2] >= sigma**2*n/trace(Sigma)", mode=Mode.MEAN),
        by=("pointwise", "jensen-trace", "sigma", "n", "monotone-mean"),
        title="The explicit bound in mean, with constant 1",
    ),
    Step(
        "trace-probability",
        statement("trace(G) <= C*n*trace(Sigma)", mode=Mode.WITH_PROBABILITY, delta="1/C"),
        by=("C", "trace-gram", "mean-trace", "markov"),
        title="The trace is seldom large",
    ),
    Step(
        "explicit-in-probability",
        statement(
            "noise_mean(norm(min_norm)**2) >= sigma**2*n/(C*trace(Sigma))", mode=Mode.WITH_PROBABILITY, delta="1/C"
        ),
        by=("pointwise", "trace-probability", "sigma", "n", "C", "trace-gram", "trace-sigma"),
        title="The explicit bound with probability 1 − 1/C",
    ),
    Step(
        "attack-pointwise",
        statement("adversarial_risk(min_norm) >= alpha**2*norm(min_norm)**2", mode=Mode.POINTWISE),
        by=("alpha", "attack-norm", "attack", "dual-norm"),
        title="An attack of radius α costs α²‖θ̂‖²",
    ),
    Step(
        "ratio",
        statement(
            "E[adversarial_risk(min_norm)]/adversarial_risk(theta)"
            " >= sigma**2*n/(dual_norm(theta)**2*largest*effective_rank(0))",
            mode=Mode.MEAN,
        ),
        by=("explicit", "attack-pointwise", "alpha", "truth", "rank", "monotone-mean", "robust-truth"),
        title="The ratio to the truth's adversarial risk, with constant 1",
    ),
    Step(
        "harm",
        limit_statement("E[adversarial_risk(min_norm)]/adversarial_risk(theta) -> oo", mode=Mode.MEAN),
        by=("ratio", "benign-r0", "benign-kstar", "benign-R", "noise-level", "operator-norm", "bounded-truth"),
        role="conclusion",
        title="The adversarial risk explodes in mean",
        note="a comparison of orders of magnitude; of the benign conditions only r_0 = o(n) is used",
    ),
    Step(
        "truth-risk",
        statement("adversarial_risk(theta) = alpha**2*dual_norm(theta)**2"),
        by=("alpha", "robust-truth"),
        title="The truth's adversarial risk",
    ),
    Step(
        "attack-given-design",
        statement(
            "noise_mean(adversarial_risk(min_norm)) >= alpha**2*noise_mean(norm(min_norm)**2)", mode=Mode.POINTWISE
        ),
        by=("attack-pointwise", "monotone-noise-mean"),
        title="The same on average over the noise",
    ),
    Step(
        "harm-in-probability",
        limit_statement(
            "noise_mean(adversarial_risk(min_norm))/adversarial_risk(theta) -> oo", mode=Mode.IN_PROBABILITY
        ),
        by=(
            "attack-given-design",
            "explicit-in-probability",
            "truth-risk",
            "almost-sure",
            "tightness",
            "truth",
            "alpha",
            "rank",
            "trace-sigma",
            "benign-r0",
            "noise-level",
            "operator-norm",
            "bounded-truth",
        ),
        role="conclusion",
        title="The adversarial risk, averaged over the noise, explodes in probability",
    ),
    Step(
        "benign",
        limit_statement("standard_risk(min_norm) -> 0", mode=Mode.IN_PROBABILITY),
        by=(
            "bllt-upper",
            "tightness",
            "benign-r0",
            "benign-kstar",
            "benign-R",
            "sub-gaussian",
            "operator-norm",
            "plain-truth",
            "c",
            "c-fixed",
            "delta",
        ),
        role="conclusion",
        title="The standard risk vanishes in probability",
        note="from the upper bound of Bartlett, Long, Lugosi and Tsigler (2020), Theorem 4, which is cited",
    ),
)

_INSTANCES = (
    *(
        Step(
            f"ratios-{name}",
            ShrinksAlong(spectrum, _ALONG),
            expected="ENCLOSED",
            role="instance",
            title=f"Benign ratios along n: {name}",
            tier="standard" if name == "bllt-power-log" else "quick",
        )
        for name, spectrum in _BENIGN.items()
    ),
    Step(
        "ratios-power-law",
        ShrinksAlong(power_law(2), _ALONG),
        expected="REFUTED",
        role="instance",
        title="Benign ratios along n: λ_i = i^-2, not benign",
    ),
    Step(
        "fixed-dimension",
        NeverInterpolates(isotropic(100)),
        expected="VACUOUS",
        role="instance",
        title="A fixed finite dimension is excluded",
    ),
    *(
        Step(
            f"bound-{design}",
            ExplicitBound(_SIMULATED, n=50, design=design, draws=400),
            expected="SUPPORTED",
            role="instance",
            title=f"The explicit bound against simulation: {design} design",
            tier="quick" if design == "gaussian" else "standard",
        )
        for design in _DESIGNS
    ),
    Step(
        "sharp-form",
        SharpForm(power_log(1, sp.Rational(3, 2), p=1000), n_values=(25, 50, 100), draws=(2500, 1500, 600)),
        expected="SUPPORTED",
        role="instance",
        title="The sharp form: the noise part of E‖θ̂‖² is close to σ²/κ_0",
        note="an equivalent, not an identity: at n = 25 it is outside the interval, as it should be",
        tier="standard",
    ),
)

_SABOTAGE = (
    Step(
        "twin-constant-2",
        statement("E[norm(min_norm)**2] >= 2*sigma**2*n/trace(Sigma)", mode=Mode.MEAN),
        by=("pointwise", "jensen-trace", "sigma", "n", "monotone-mean"),
        expected="GAP",
        role="sabotage",
        title="The explicit bound with constant 2 must not come out proved",
    ),
    Step(
        "twin-constant-2-instance",
        IsotropicBound(n=10, p=100, factor=sp.Integer(2)),
        expected="REFUTED",
        role="sabotage",
        title="The explicit bound with constant 2 fails at Σ = I",
    ),
    Step(
        "twin-no-noise-law",
        statement("noise_mean(norm(min_norm)**2) >= sigma**2*trace_inverse(G)", mode=Mode.POINTWISE),
        by=("invertible", "noise-average"),
        expected="GAP",
        role="sabotage",
        title="Without homoscedastic noise the first step has no ground",
    ),
    Step(
        "twin-heteroscedastic",
        ExplicitBound(isotropic(1000), n=100, design="mixture", draws=100, noise="long-rows", noisy_beyond=5000),
        expected="CONTRADICTED",
        role="sabotage",
        title="Noise on the 5 % long rows only: the bound fails",
    ),
)

THEOREM = Theorem(
    "hao-zhang-2024/min-norm",
    title="Benign overfitting brings adversarial vulnerability",
    source=Source(
        authors="Yifan Hao and Tong Zhang",
        year=2024,
        title="The Surprising Harmfulness of Benign Overfitting for Adversarial Robustness",
        arxiv="2401.12236",
        note="formalised from the published summary; the explicit inequality and the proof are our own",
    ),
    statement=(
        "If `effective_rank(0) = o(n)`, `kstar(1) = o(n)` and `n = o(squared_rank(kstar(1)))` (a benign covariance "
        "sequence), `sigma**2 = Theta(1)`, `largest = Theta(1)`, the truth is not zero and bounded, and the attack has "
        "a fixed radius `alpha > 0` in ℓ_q, `q >= 2`, and design and noise are sub-Gaussian, then the min-norm "
        "interpolator has "
        "`standard_risk(min_norm) -> 0` in probability (given the upper bound of Bartlett et al. 2020), while "
        "`E[adversarial_risk(min_norm)]/adversarial_risk(theta) -> oo`."
    ),
    given=_HYPOTHESES,
    steps=(*_PROOF, *_INSTANCES, *_SABOTAGE),
    conclusions=("harm", "harm-in-probability", "benign"),
    direction="lower",
    constants="explicit",
    confidence=(
        "High for the explicit bound and for the adversarial half, whose proofs are re-checked; the standard half is "
        "as good as the cited bound."
    ),
    limitations=(
        "That the standard risk vanishes rests on a cited bound, which was not compared with its paper's text.",
        "Linear models and spectral filters only; deep networks are another matter.",
        "The noise may not depend on x: with noise on the longest rows only, the explicit bound fails.",
        "For attacks in ℓ_q with `q < 2` the conclusion need not hold.",
    ),
    figures=(
        RiskCurves(
            power_log(1, 2),
            signal=supported_signal(1),
            n_values=tuple(10**k for k in range(1, 13)),
            simulated=(10, 30, 100, 300),
            truncation=5000,
            draws=60,
        ),
    ),
)
