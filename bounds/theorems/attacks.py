"""Attacks on a min-norm interpolator: worst case, FGSM, PGD, chance and transfer (beside Hao & Zhang 2024).

For a linear model the supremum over ‖δ‖_q ≤ α is α‖θ̂‖_{q*} beyond the clean error, and one step of FGSM in the norm's
own steepest direction reaches it: the worst case is no more than what the simplest attack does. Chance is far below
it in high dimension. For a network the worst case is not known; FGSM, PGD, chance and attacks that were made against
another model stand side by side. What transfers is the noise that both models fitted.
"""

from __future__ import annotations

from fractions import Fraction

from ..checks import AttackReaches, AttacksOrdered
from ..claims import Mode
from ..setting import limit_statement, statement
from ..spectra import flat_tail, power_log, supported_signal
from ..statements import Fact, Property, Source, Step, Theorem

_SIGNAL = supported_signal(1)
_SPECTRUM = power_log(1, 2, p=600)
_NORMS = (Fraction(1), Fraction(3, 2), Fraction(2), Fraction(4), None)
_ALMOST = 1 - Fraction(1, 10**9)
_NETWORK = flat_tail([1], p=300, trace=6)
_ORDER = ("transfer, other data", "random", "transfer, same data", "transfer, linear", "FGSM", "PGD")

_HYPOTHESES = (
    Fact("sigma", statement("sigma > 0"), "standard deviation of the noise"),
    Fact("alpha", statement("alpha > 0"), "radius of the attack"),
    Fact("n", statement("n > 0"), "sample size"),
    Property("invertible", "positive definite", "G", "almost surely"),
    Property("noise", "homoscedastic noise", "sigma", "E[ε|X] = 0 and E[εεᵀ|X] = σ²I"),
    Property("attack-norm", "attack norm at least 2", "", "the attack is bounded in ℓ_q, `q >= 2`"),
    Fact("rows", statement("rows(G) = n"), "one row a sample"),
    Fact("mean-trace", statement("E[trace(G)] = n*trace(Sigma)"), "E‖x‖² = tr Σ"),
    Fact("trace-gram", statement("trace(G) > 0", mode=Mode.POINTWISE), "G is positive definite"),
    Fact("trace-sigma", statement("trace(Sigma) > 0"), "Σ ≠ 0"),
    Fact("noise-level", limit_statement("sigma**2 = Theta(1)"), "the noise neither vanishes nor explodes"),
    Fact("attack-level", limit_statement("alpha = Theta(1)"), "the attack's radius is fixed"),
    Fact("small-trace", limit_statement("trace(Sigma) = o(n)"), "as for a benign sequence with ‖Σ‖ = Θ(1)"),
)

_PROOF = (
    Step(
        "worst-case",
        statement(
            "adversarial_risk(min_norm) >= standard_risk(min_norm) + alpha**2*dual_norm(min_norm)**2",
            mode=Mode.POINTWISE,
        ),
        by=("alpha", "attack"),
        title="The worst case costs α²‖θ̂‖²_{q*}",
    ),
    Step(
        "euclidean",
        statement(
            "adversarial_risk(min_norm) >= standard_risk(min_norm) + alpha**2*norm(min_norm)**2", mode=Mode.POINTWISE
        ),
        by=("worst-case", "alpha", "attack-norm", "dual-norm"),
        title="Under ℓ_q attacks, q ≥ 2, at least α²‖θ̂‖²",
    ),
    Step(
        "noise-part",
        statement("noise_mean(norm(min_norm)**2) >= sigma**2*n**2/trace(G)", mode=Mode.POINTWISE),
        by=("noise", "invertible", "rows", "sigma", "noise-average", "am-hm"),
        title="Interpolating noise costs norm",
    ),
    Step(
        "jensen-trace",
        statement("E[1/trace(G)] >= 1/(n*trace(Sigma))", mode=Mode.MEAN),
        by=("trace-gram", "mean-trace", "jensen"),
        title="Jensen's inequality for 1/tr G",
    ),
    Step(
        "norm",
        statement("E[norm(min_norm)**2] >= sigma**2*n/trace(Sigma)", mode=Mode.MEAN),
        by=("noise-part", "jensen-trace", "sigma", "n", "monotone-mean"),
        title="The norm in mean",
    ),
    Step(
        "excess",
        statement(
            "E[adversarial_risk(min_norm)] >= E[standard_risk(min_norm)] + alpha**2*sigma**2*n/trace(Sigma)",
            mode=Mode.MEAN,
        ),
        by=("euclidean", "norm", "alpha", "monotone-mean"),
        role="conclusion",
        title="What the worst case adds, with constant 1",
    ),
    Step(
        "gap-explodes",
        limit_statement("E[adversarial_risk(min_norm)] -> oo", mode=Mode.MEAN),
        by=("excess", "noise-level", "attack-level", "small-trace"),
        role="conclusion",
        title="It explodes wherever tr Σ = o(n)",
    ),
)

_INSTANCES = (
    *(
        Step(
            f"{method.lower()}-is-exact",
            AttackReaches(_SPECTRUM, _SIGNAL, n=30, method=method, exponents=_NORMS, points=10, at_least=_ALMOST),
            expected="ENCLOSED",
            role="instance",
            title=f"{method} reaches the dual norm's value for the linear model, in every ℓ_q tried",
        )
        for method in ("FGSM", "PGD")
    ),
    Step(
        "random-falls-short",
        AttackReaches(_SPECTRUM, _SIGNAL, n=30, method="random", exponents=_NORMS, points=10, at_most=Fraction(1, 4)),
        expected="ENCLOSED",
        role="instance",
        title="The best of 20 random directions in dimension 600 gains less than a quarter of it",
    ),
    *(
        Step(
            f"side-by-side-{name}",
            AttacksOrdered(
                _NETWORK, _SIGNAL, n=60, width=400, order=_ORDER, draws=draws, exponent=exponent, radius=radius
            ),
            expected="SUPPORTED",
            role="instance",
            title=f"Random ReLU features: chance, transfer, FGSM and PGD side by side ({shown})",
            note="against a model of other data next to nothing is gained: what transfers is the fitted noise",
            tier="standard",
        )
        for name, shown, exponent, radius, draws in (
            ("euclidean", "ℓ_2", Fraction(2), Fraction(1, 2), 30),
            ("uniform", "ℓ_∞", None, Fraction(1, 20), 30),
        )
    ),
)

_SABOTAGE = (
    Step(
        "twin-random-half",
        AttackReaches(
            _SPECTRUM, _SIGNAL, n=30, method="random", exponents=(Fraction(2),), points=10, at_least=Fraction(1, 2)
        ),
        expected="REFUTED",
        role="sabotage",
        title="That chance reaches half of the worst case is refuted",
    ),
    Step(
        "twin-wrong-norm",
        AttackReaches(
            _SPECTRUM, _SIGNAL, n=30, method="FGSM of another norm", exponents=(None,), points=10, at_least=_ALMOST
        ),
        expected="REFUTED",
        role="sabotage",
        title="The steepest direction of ℓ_2 is not that of ℓ_∞",
    ),
    Step(
        "twin-transfer",
        AttacksOrdered(_NETWORK, _SIGNAL, n=60, width=400, order=("random", "transfer, other data"), draws=12),
        expected="CONTRADICTED",
        role="sabotage",
        title="That attacks transfer between models of different data, beyond chance, is contradicted",
        tier="standard",
    ),
    Step(
        "twin-double",
        statement(
            "E[adversarial_risk(min_norm)] >= E[standard_risk(min_norm)] + 2*alpha**2*sigma**2*n/trace(Sigma)",
            mode=Mode.MEAN,
        ),
        by=("euclidean", "norm", "alpha", "monotone-mean"),
        expected="GAP",
        role="sabotage",
        title="Twice that excess does not follow",
    ),
)

_NOTE = "own comparison; the bound follows Hao & Zhang 2024 (2401.12236), formalised from the published summary"

THEOREM = Theorem(
    "attacks",
    title="Attacks on a min-norm interpolator",
    source=Source(authors="boundproof contributors", year=2026, note=_NOTE),
    statement=(
        "For attacks in ℓ_q, `q >= 2`, on the min-norm interpolator, "
        "`E[adversarial_risk(min_norm)] >= E[standard_risk(min_norm)] + alpha**2*sigma**2*n/trace(Sigma)`, which "
        "explodes where `trace(Sigma) = o(n)`. For linear models one step of FGSM reaches the worst case exactly; "
        "random directions stay far below it; on networks PGD, FGSM, attacks made against another model and random "
        "directions are compared by what they reach."
    ),
    given=_HYPOTHESES,
    steps=(*_PROOF, *_INSTANCES, *_SABOTAGE),
    conclusions=("excess", "gap-explodes"),
    direction="lower",
    constants="explicit",
    confidence=(
        "High for linear models, where the worst case is known and reached; for networks every attack is a lower bound "
        "on the worst case, and none of them was proved to be near it."
    ),
    limitations=(
        "The summary's limitation, results that \"primarily address worst-case adversarial perturbations rather than "
        'practical attack strategies", is answered for linear models only: there FGSM is the worst case.',
        "The networks are random ReLU features with the second layer fitted; trained networks are elsewhere.",
        "PGD projects exactly for ℓ_2 and ℓ_∞, and scales back into the ball for other norms.",
    ),
)
