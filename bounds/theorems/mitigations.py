"""What mitigates the harm of benign overfitting, and what cannot (open questions of Hao & Zhang 2024).

Two halves, both our own. An estimator θ̂ = H(X)y that is linear in the labels, with df = tr XH degrees of freedom, has
E‖θ̂‖² ≥ σ² df²/(n tr Σ): whatever is done linearly (a negative ridge, averages over bootstrap samples, too long a
gradient flow), R_adv explodes unless df gives way to √(n tr Σ). A spectral filter with gains g ≤ γ has
E‖θ̂‖² ≤ ‖θ*‖² + σ²γ²n tr Σ: ridge, gradient flow stopped at t = 1/λ and principal components with s ≥ nλ all keep the
norm bounded as soon as λ ≳ √(tr Σ/n). In the window √(tr Σ/n) ≪ λ ≪ 1 they also keep R_std small: that half is
simulated here, for the middle of the window, λ = (tr Σ/n)^{1/4}.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from ..checks import (
    BootstrapActsLikeRidge,
    FlowBelowRidge,
    KeepsBothSmall,
    MitigationFrontiers,
    MitigationStudy,
    RidgeEquivalentsKeepBothSmall,
    ThresholdShrinks,
    TrainingInterpolates,
)
from ..claims import Mode
from ..mitigations import Mitigation
from ..setting import limit_statement, statement
from ..spectra import exponential_floor, flat_tail, power_log, supported_signal
from ..statements import Expected, Fact, Property, Source, Step, Theorem

_n = sp.Symbol("n")
_SIGNAL = supported_signal(1)
_FLOOR = _n ** sp.Rational(-3, 2)
_SIMULATED = {
    "power-log": power_log(1, 2, p=20 * _n),
    "exponential-floor": exponential_floor(5, floor=_FLOOR, p=20 * _n),
    "spike": flat_tail([1], p=20 * _n, trace=sp.sqrt(_n)),
}
_ENCLOSED = {
    "power-log": power_log(1, 2),
    "exponential-floor": exponential_floor(5, floor=_FLOOR, p=_n**2),
    "spike": flat_tail([1], p=_n**2, trace=sp.sqrt(_n)),
}
_ALONG = (10**2, 10**4, 10**6, 10**8, 10**10, 10**12)
_RATIO = Fraction(3)

_MIN_NORM = Mitigation("min-norm")
_OPTIMAL = Mitigation("ridge", "optimal")
_WINDOW = Mitigation("ridge", "window")
_NEGATIVE = Mitigation("negative ridge", value=Fraction(1, 2))
_FLOW = Mitigation("gradient flow", "window")
_COMPONENTS = Mitigation("principal components", "window")
_BOOTSTRAP = Mitigation("bootstrap average")
_TRAINED = Mitigation("adversarial training", "window")
_BARELY_TRAINED = Mitigation("adversarial training", value=Fraction(1, 5))
_LINEAR = (_MIN_NORM, _OPTIMAL, _WINDOW, _NEGATIVE, _FLOW, _COMPONENTS, _BOOTSTRAP)

_HYPOTHESES = (
    Fact("sigma", statement("sigma > 0"), "standard deviation of the noise"),
    Fact("alpha", statement("alpha > 0"), "radius of the attack"),
    Fact("n", statement("n > 0"), "sample size"),
    Property("noise", "homoscedastic noise", "sigma", "E[ε|X] = 0 and E[εεᵀ|X] = σ²I"),
    Property("attack-norm", "attack norm at least 2", "", "the attack is bounded in ℓ_q, `q >= 2`"),
    Fact("mean-trace", statement("E[trace(G)] = n*trace(Sigma)"), "E‖x‖² = tr Σ"),
    Fact("trace-gram", statement("trace(G) > 0", mode=Mode.POINTWISE), "X ≠ 0 almost surely"),
    Fact("trace-sigma", statement("trace(Sigma) > 0"), "Σ ≠ 0"),
    Fact("largest", statement("largest > 0"), "Σ ≠ 0"),
    Fact("truth", statement("dual_norm(theta) > 0"), "the truth is not zero"),
    Fact("rank", statement("trace(Sigma) = largest*effective_rank(0)"), "the definition of `effective_rank(0)`"),
    Fact("degrees-positive", statement("d > 0"), "a number of degrees of freedom"),
    Fact("degrees-sign", statement("hat_trace(linear_estimator) >= 0", mode=Mode.POINTWISE), "follows from the next"),
    Fact(
        "degrees",
        statement("hat_trace(linear_estimator) >= d", mode=Mode.POINTWISE),
        "the linear estimator spends at least d degrees of freedom: n for an interpolator or a negative ridge",
    ),
    Fact("many-degrees", limit_statement("n*effective_rank(0) = o(d**2)"), "d grows faster than √(n r_0)"),
    Fact("noise-level", limit_statement("sigma**2 = Theta(1)"), "the noise neither vanishes nor explodes"),
    Fact("operator-norm", limit_statement("largest = Theta(1)"), "‖Σ‖ = Θ(1)"),
    Fact("bounded-truth", limit_statement("dual_norm(theta) = O(1)"), "‖θ*‖_{q*} = O(1)"),
    Fact("plain-truth", limit_statement("norm(theta) = O(1)"), "‖θ*‖ = O(1)"),
    Fact("gain-positive", statement("gain_bound(shrinkage_estimator) >= 0"), "gains are not negative"),
    Fact(
        "small-gain",
        limit_statement("gain_bound(shrinkage_estimator)**2*n*trace(Sigma) = O(1)"),
        "1/(nλ), t/n or 1/τ is at most of the order of 1/√(n tr Σ)",
    ),
)

_PROOF = (
    Step(
        "smoother",
        statement(
            "noise_mean(norm(linear_estimator)**2) >= sigma**2*hat_trace(linear_estimator)**2/trace(G)",
            mode=Mode.POINTWISE,
        ),
        by=("noise", "trace-gram", "linear-smoother"),
        title="Degrees of freedom cost norm",
    ),
    Step(
        "degrees-once",
        statement("hat_trace(linear_estimator)**2 >= d*hat_trace(linear_estimator)", mode=Mode.POINTWISE),
        by=("degrees", "degrees-sign"),
        title="df² ≥ d·df",
    ),
    Step(
        "degrees-twice",
        statement("hat_trace(linear_estimator)**2 >= d**2", mode=Mode.POINTWISE),
        by=("degrees-once", "degrees", "degrees-positive"),
        title="df² ≥ d²",
    ),
    Step(
        "pointwise",
        statement("noise_mean(norm(linear_estimator)**2) >= sigma**2*d**2/trace(G)", mode=Mode.POINTWISE),
        by=("smoother", "degrees-twice", "sigma", "trace-gram"),
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
        statement("E[norm(linear_estimator)**2] >= sigma**2*d**2/(n*trace(Sigma))", mode=Mode.MEAN),
        by=("pointwise", "jensen-trace", "sigma", "degrees-positive", "monotone-mean"),
        title="The bound in mean, with constant 1",
    ),
    Step(
        "attack-pointwise",
        statement("adversarial_risk(linear_estimator) >= alpha**2*norm(linear_estimator)**2", mode=Mode.POINTWISE),
        by=("alpha", "attack-norm", "attack", "dual-norm"),
        title="An attack of radius α costs α²‖θ̂‖²",
    ),
    Step(
        "ratio",
        statement(
            "E[adversarial_risk(linear_estimator)]/adversarial_risk(theta)"
            " >= sigma**2*d**2/(dual_norm(theta)**2*n*largest*effective_rank(0))",
            mode=Mode.MEAN,
        ),
        by=("explicit", "attack-pointwise", "alpha", "truth", "rank", "monotone-mean", "robust-truth"),
        title="The ratio to the truth's adversarial risk",
    ),
    Step(
        "no-linear-mitigation",
        limit_statement("E[adversarial_risk(linear_estimator)]/adversarial_risk(theta) -> oo", mode=Mode.MEAN),
        by=("ratio", "many-degrees", "noise-level", "operator-norm", "bounded-truth"),
        role="conclusion",
        title="What spends more than √(n r_0) degrees of freedom on noise is vulnerable",
        note="r_0 = o(n) is the benign case: then d = cn is more than √(n r_0) for every c > 0",
    ),
    Step(
        "gain",
        statement(
            "noise_mean(norm(shrinkage_estimator)**2)"
            " <= norm(theta)**2 + sigma**2*gain_bound(shrinkage_estimator)**2*trace(G)",
            mode=Mode.POINTWISE,
        ),
        by=("noise", "bounded-gain"),
        title="A bounded gain bounds the norm, given the design",
    ),
    Step(
        "gain-mean",
        statement(
            "E[norm(shrinkage_estimator)**2]"
            " <= norm(theta)**2 + sigma**2*gain_bound(shrinkage_estimator)**2*n*trace(Sigma)",
            mode=Mode.MEAN,
        ),
        by=("gain", "mean-trace", "sigma", "gain-positive", "monotone-mean"),
        title="The same in mean: ridge, gradient flow and principal components alike",
    ),
    Step(
        "bounded-norm",
        limit_statement("E[norm(shrinkage_estimator)**2] = O(1)", mode=Mode.MEAN),
        by=("gain-mean", "small-gain", "noise-level", "plain-truth"),
        role="conclusion",
        title="Gains of at most 1/√(n tr Σ) keep the norm bounded",
        note="under an ℓ_2 attack R_adv ≤ 2(R_std + α²‖θ̂‖²), so that R_adv is bounded where R_std is",
    ),
)


def _study(family: str) -> MitigationStudy:
    return MitigationStudy(_SIMULATED[family], _SIGNAL, _LINEAR, n_values=(40, 160), draws=(24, 24))


def _training(family: str) -> MitigationStudy:
    return MitigationStudy(
        _SIMULATED[family],
        _SIGNAL,
        (_TRAINED,) if family != "spike" else (_TRAINED, _BARELY_TRAINED),
        n_values=(20, 80),
        draws=(240, 60),
        noise_draws=1,
        delta=Fraction(1, 100),
    )


def _verdict_on(mitigation: Mitigation, family: str, expected: Expected, name: str) -> Step:
    study = _study(family) if mitigation in _LINEAR else _training(family)
    keeps = "keeps both risks small" if expected == "SUPPORTED" else "does not keep both risks small"
    return Step(
        f"{name}-{family}",
        KeepsBothSmall(study, mitigation, _RATIO),
        expected=expected,
        role="instance" if expected == "SUPPORTED" else "sabotage",
        title=f"{mitigation}: {keeps} ({family})",
        tier="quick" if family == "spike" and mitigation in _LINEAR else "standard",
    )


_NAMED: tuple[tuple[Mitigation, str, Expected], ...] = (
    (_WINDOW, "window-ridge", "SUPPORTED"),
    (_FLOW, "early-stopping", "SUPPORTED"),
    (_COMPONENTS, "principal-components", "SUPPORTED"),
    (_TRAINED, "adversarial-training", "SUPPORTED"),
    (_MIN_NORM, "min-norm", "CONTRADICTED"),
    (_NEGATIVE, "negative-ridge", "CONTRADICTED"),
    (_BOOTSTRAP, "bootstrap-average", "CONTRADICTED"),
)

_INSTANCES = (
    *(
        _verdict_on(mitigation, family, expected, name)
        for mitigation, name, expected in _NAMED
        for family in _SIMULATED
    ),
    *(
        _verdict_on(_OPTIMAL, family, "CONTRADICTED" if family == "spike" else "SUPPORTED", "optimal-ridge")
        for family in _SIMULATED
    ),
    _verdict_on(_BARELY_TRAINED, "spike", "CONTRADICTED", "small-radius"),
    *(
        Step(
            f"window-equivalents-{family}",
            RidgeEquivalentsKeepBothSmall(spectrum, _SIGNAL, "window", _ALONG, _RATIO),
            expected="ENCLOSED",
            role="instance",
            title=f"The middle of the window keeps both equivalents small up to n = 10^12 ({family})",
            note="equivalents, not risks",
            tier="quick" if family == "spike" else "standard",
        )
        for family, spectrum in _ENCLOSED.items()
    ),
    Step(
        "optimal-equivalents-spike",
        RidgeEquivalentsKeepBothSmall(_ENCLOSED["spike"], _SIGNAL, "optimal", _ALONG, _RATIO),
        expected="REFUTED",
        role="sabotage",
        title="The ridge that is best for R_std does not keep the equivalent of R_adv bounded (spike)",
        note="one spike and a flat tail: here the best rate of R_std and a bounded R_adv exclude each other",
    ),
    Step(
        "negative-equivalents-spike",
        RidgeEquivalentsKeepBothSmall(_ENCLOSED["spike"], _SIGNAL, "negative", _ALONG, _RATIO),
        expected="REFUTED",
        role="sabotage",
        title="A negative ridge does not keep the equivalent of R_adv bounded (spike)",
    ),
    Step(
        "flow-below-ridge",
        FlowBelowRidge(Fraction(12985, 10000)),
        expected="ENCLOSED",
        role="instance",
        title="Gradient flow stopped at t lies between ridge λ = 1/t and 1.2985 times it, gain by gain",
        note="so that V and the noise part of E‖θ̂‖² lie within 1.2985² of each other, for every X",
    ),
    Step(
        "flow-factor-129",
        FlowBelowRidge(Fraction(129, 100)),
        expected="REFUTED",
        role="sabotage",
        title="1.29 is too small a factor",
    ),
    Step(
        "training-interpolates",
        TrainingInterpolates(_SIMULATED["spike"], _SIGNAL, n=40, share=Fraction(9, 10), draws=40),
        expected="SUPPORTED",
        role="instance",
        title="Below a threshold adversarial training returns the min-norm interpolator",
    ),
    Step(
        "training-above-threshold",
        TrainingInterpolates(_SIMULATED["spike"], _SIGNAL, n=40, share=Fraction(5, 4), draws=40),
        expected="CONTRADICTED",
        role="sabotage",
        title="Above the threshold it does not",
    ),
    Step(
        "threshold-shrinks",
        ThresholdShrinks(_SIMULATED["spike"], _SIGNAL, n_values=(40, 160), draws=30),
        expected="SUPPORTED",
        role="instance",
        title="The threshold falls along n: a fixed radius leaves interpolation at last",
        tier="standard",
    ),
    *(
        Step(
            f"bootstrap-is-ridge-{family}",
            BootstrapActsLikeRidge(spectrum, _SIGNAL, n=80, draws=40, tolerance=Fraction(1, 10)),
            expected="SUPPORTED",
            role="instance",
            title=f"Averaging over bootstrap samples amounts to a ridge: κ_0 at (1 − 1/e)n samples ({family})",
            tier="quick" if family == "spike" else "standard",
        )
        for family, spectrum in _SIMULATED.items()
    ),
)

_SABOTAGE = (
    Step(
        "twin-constant-2",
        statement("E[norm(linear_estimator)**2] >= 2*sigma**2*d**2/(n*trace(Sigma))", mode=Mode.MEAN),
        by=("pointwise", "jensen-trace", "sigma", "degrees-positive", "monotone-mean"),
        expected="GAP",
        role="sabotage",
        title="The bound with constant 2 must not come out proved",
    ),
    Step(
        "twin-no-noise-law",
        statement(
            "noise_mean(norm(linear_estimator)**2) >= sigma**2*hat_trace(linear_estimator)**2/trace(G)",
            mode=Mode.POINTWISE,
        ),
        by=("trace-gram", "linear-smoother"),
        expected="UNDECIDED",
        role="sabotage",
        title="Without homoscedastic noise the first step has no ground",
    ),
    Step(
        "twin-few-degrees",
        limit_statement("E[adversarial_risk(linear_estimator)]/adversarial_risk(theta) -> oo", mode=Mode.MEAN),
        by=("ratio", "noise-level", "operator-norm", "bounded-truth"),
        expected="GAP",
        role="sabotage",
        title="Without many degrees of freedom nothing forces an explosion",
    ),
    Step(
        "twin-gain",
        limit_statement("E[norm(shrinkage_estimator)**2] = O(1)", mode=Mode.MEAN),
        by=("gain-mean", "noise-level", "plain-truth"),
        expected="GAP",
        role="sabotage",
        title="Without a small gain nothing bounds the norm",
    ),
)

_LEVELS = (
    ("gradient flow", tuple(Fraction(1, k) for k in (1, 2, 4, 10, 40, 400))),
    ("principal components", (Fraction(1, 2), Fraction(1, 5), Fraction(1, 20), Fraction(1, 100))),
    ("negative ridge", (Fraction(1, 5), Fraction(1, 2), Fraction(4, 5))),
    ("bootstrap average", (Fraction(1, 10), Fraction(1, 4), Fraction(1, 2), Fraction(1))),
    ("adversarial training", (Fraction(1, 10), Fraction(1, 5), Fraction(2, 5), Fraction(3, 5), Fraction(4, 5))),
)

THEOREM = Theorem(
    "mitigations",
    title="What mitigates the harm of benign overfitting, and what cannot",
    source=Source(
        authors="Yifan Hao and Tong Zhang",
        year=2024,
        title="The Surprising Harmfulness of Benign Overfitting for Adversarial Robustness",
        arxiv="2401.12236",
        number="open questions",
        note="the question is the published summary's; both inequalities and their proofs are our own",
    ),
    statement=(
        "Let `linear_estimator` be any estimator linear in the labels that spends at least d degrees of freedom, "
        "`hat_trace(linear_estimator) >= d`. If `n*effective_rank(0) = o(d**2)`, `sigma**2 = Theta(1)`, "
        "`largest = Theta(1)` and the truth is bounded and not zero, then "
        "`E[adversarial_risk(linear_estimator)]/adversarial_risk(theta) -> oo`: in the benign case, "
        "`effective_rank(0) = o(n)`, neither a negative ridge nor averaging over bootstrap samples helps. A spectral "
        "filter with `gain_bound(shrinkage_estimator)**2*n*trace(Sigma) = O(1)` has "
        "`E[norm(shrinkage_estimator)**2] = O(1)`: ridge, early stopping and principal components all do so from "
        "the ridge √(tr Σ/n) on. Simulated: which mitigations keep both risks small along n."
    ),
    given=_HYPOTHESES,
    steps=(*_PROOF, *_INSTANCES, *_SABOTAGE),
    conclusions=("no-linear-mitigation", "bounded-norm"),
    direction="two-sided",
    constants="explicit",
    confidence=(
        "High for linear estimators: proved, with explicit constants. That R_std is small in the window, and all that "
        "concerns adversarial training, is simulated at the listed n."
    ),
    limitations=(
        "Verdicts on mitigations are about the listed n and three families; the negative ones are about the stated "
        "ratio, 3, and not about a limit.",
        "The rule (tr Σ/n)^(1/4) keeps both risks small but does not reach the best rate of R_std: where that rate is "
        "forced to cost robustness, no ridge has both.",
        "Adversarial training is the linear model's, under ℓ_2 attacks; it is not linear in the labels, and the lower "
        "bound says nothing of it.",
        "Attacks are worst-case within a ball, not practical ones.",
    ),
    figures=tuple(
        MitigationFrontiers(family, spectrum, _SIGNAL, n=60, levels=_LEVELS, draws=20, noise_draws=1)
        for family, spectrum in _SIMULATED.items()
    ),
)
