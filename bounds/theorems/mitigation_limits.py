"""What cannot mitigate the harm of benign overfitting (an open question of Hao & Zhang 2024).

An estimator θ̂ = H(X)y that is linear in the labels, with df = tr XH degrees of freedom, has
E‖θ̂‖² ≥ σ² df²/(n tr Σ): whatever is done linearly, R_adv explodes unless df gives way to √(n tr Σ). A negative ridge
spends more than n degrees of freedom, the average of min-norm interpolators over bootstrap samples (1 − 1/e)n of them:
neither helps, and simulation shows both failing beside min-norm.
"""

from __future__ import annotations

from fractions import Fraction

from ..checks import BootstrapActsLikeRidge, KeepsBothSmall, MitigationStudy, RidgeEquivalentsKeepBothSmall
from ..claims import Mode
from ..mitigations import ENCLOSED_FAMILIES, LINEAR, SIMULATED_FAMILIES, Mitigation
from ..setting import limit_statement, statement
from ..spectra import supported_signal
from ..statements import Expected, Fact, Property, Source, Step, Theorem

_SIGNAL = supported_signal(1)
_ALONG = (10**2, 10**4, 10**6, 10**8, 10**10, 10**12)
_RATIO = Fraction(3)

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
)


def _verdict_on(mitigation: Mitigation, family: str, expected: Expected, name: str) -> Step:
    study = MitigationStudy(SIMULATED_FAMILIES[family], _SIGNAL, LINEAR, n_values=(40, 160), draws=(96, 48))
    keeps = "keeps both risks small" if expected == "SUPPORTED" else "does not keep both risks small"
    return Step(
        f"{name}-{family}",
        KeepsBothSmall(study, mitigation, _RATIO),
        expected=expected,
        role="instance" if expected == "SUPPORTED" else "sabotage",
        title=f"{mitigation}: {keeps} ({family})",
        tier="quick" if family == "spike" else "standard",
    )


_INSTANCES = (
    *(
        Step(
            f"bootstrap-is-ridge-{family}",
            BootstrapActsLikeRidge(spectrum, _SIGNAL, n=80, draws=40, tolerance=Fraction(1, 10)),
            expected="SUPPORTED",
            role="instance",
            title=f"Averaging over bootstrap samples amounts to a ridge: κ_0 at (1 − 1/e)n samples ({family})",
            tier="quick" if family == "spike" else "standard",
        )
        for family, spectrum in SIMULATED_FAMILIES.items()
    ),
)

_SABOTAGE = (
    *(
        _verdict_on(mitigation, family, "CONTRADICTED", name)
        for mitigation, name in (
            (Mitigation("min-norm"), "min-norm"),
            (Mitigation("negative ridge", value=Fraction(1, 2)), "negative-ridge"),
            (Mitigation("bootstrap average"), "bootstrap-average"),
        )
        for family in SIMULATED_FAMILIES
    ),
    Step(
        "negative-equivalents-spike",
        RidgeEquivalentsKeepBothSmall(ENCLOSED_FAMILIES["spike"], _SIGNAL, "negative", _ALONG, _RATIO),
        expected="REFUTED",
        role="sabotage",
        title="A negative ridge does not keep the equivalent of R_adv bounded (spike)",
    ),
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
)

_NOTE = "own inequality and proof; the question is open in the published summary of Hao & Zhang 2024 (2401.12236)"

THEOREM = Theorem(
    "mitigations/degrees-of-freedom",
    title="What cannot mitigate the harm: degrees of freedom cost norm",
    source=Source(authors="boundproof contributors", year=2026, note=_NOTE),
    statement=(
        "Let `linear_estimator` be any estimator linear in the labels that spends at least d degrees of freedom, "
        "`hat_trace(linear_estimator) >= d`. If `n*effective_rank(0) = o(d**2)`, `sigma**2 = Theta(1)`, "
        "`largest = Theta(1)` and the truth is bounded and not zero, then "
        "`E[adversarial_risk(linear_estimator)]/adversarial_risk(theta) -> oo`. In the benign case, "
        "`effective_rank(0) = o(n)`, that is so for every d of the order of n: neither a negative ridge nor averaging "
        "over bootstrap samples helps."
    ),
    given=_HYPOTHESES,
    steps=(*_PROOF, *_INSTANCES, *_SABOTAGE),
    conclusions=("no-linear-mitigation",),
    direction="lower",
    constants="explicit",
    confidence="High: proved for every linear estimator, with constant 1; its instances are simulated.",
    limitations=(
        "Estimators that are not linear in the labels, adversarial training among them, are not covered.",
        "Averages over bootstrap samples smaller than n spend fewer degrees of freedom: they move along ridge's "
        "frontier.",
        "Simulated verdicts are about the listed n, three families and the stated ratio, 3, not about a limit.",
        "Attacks are worst-case within a ball of ℓ_q, `q >= 2`, not practical ones.",
    ),
)
