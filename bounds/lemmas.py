"""Lemma schemas: classical inequalities with metavariables and side conditions.

A schema is data. `conclusion` is a text in claim grammar in which the metavariables stand for expressions; the
checker finds what they stand for, proves every condition at that instance, and only then uses the conclusion.
No numeric prover decides steps on random matrices: these schemas do.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Schema:
    """One lemma.

    * `conclusion`: its text, with metavariables; `probability`: text of the probability with which it may fail.
    * `conditions`: pairs (condition, metavariable); the conditions are those of `verify.derivation`.
    * `proof`: why it is true, in a sentence; these are textbook facts and are listed as used, not as assumed.
    """

    name: str
    conclusion: str
    conditions: tuple[tuple[str, str], ...]
    proof: str
    probability: str = ""


AM_HM = Schema(
    name="am-hm",
    conclusion="trace_inverse(M) >= rows(M)**2/trace(M)",
    conditions=(("positive definite", "M"),),
    proof="the harmonic mean of the eigenvalues is at most their arithmetic mean",
)
JENSEN = Schema(
    name="jensen",
    conclusion="E[X**q] >= E[X]**q",
    conditions=(("positive", "X"), ("convex exponent", "q")),
    proof="x**q is convex on x > 0 for q <= 0 and for q >= 1",
)
CAUCHY_SCHWARZ = Schema(
    name="cauchy-schwarz",
    conclusion="E[X*Y]**2 <= E[X**2]*E[Y**2]",
    conditions=(("real", "X"), ("real", "Y")),
    proof="E[(X - tY)^2] >= 0 for every t",
)
MARKOV = Schema(
    name="markov",
    conclusion="X <= C*E[X]",
    conditions=(("nonnegative", "X"), ("positive", "C"), ("deterministic", "C")),
    proof="E[X] >= t P(X > t) with t = C E[X]",
    probability="1/C",
)
MONOTONE_MEAN = Schema(
    name="monotone-mean",
    conclusion="E[L] >= E[R]",
    conditions=(("pointwise premise", "L >= R"),),
    proof="expectation is monotone",
)
MONOTONE_NOISE_MEAN = Schema(
    name="monotone-noise-mean",
    conclusion="noise_mean(L) >= noise_mean(R)",
    conditions=(("pointwise premise", "L >= R"),),
    proof="expectation given the design is monotone",
)
UNION_BOUND = Schema(
    name="union-bound",
    conclusion="",
    conditions=(("finitely many events", ""),),
    proof="P(A or B) <= P(A) + P(B): what may fail with d1, ..., dm holds jointly up to d1 + ... + dm",
)
NOISE_AVERAGE = Schema(
    name="noise-average",
    conclusion="noise_mean(norm(min_norm)**2) >= sigma**2*trace_inverse(G)",
    conditions=(("homoscedastic noise", "sigma"), ("positive definite", "G")),
    proof=(
        "the interpolator is X'G^{-1}(X theta + noise); given X its mean square norm is that of its mean plus "
        "sigma^2 tr(X'G^{-1}G^{-1}X) = sigma^2 tr G^{-1}"
    ),
)
LINEAR_SMOOTHER = Schema(
    name="linear-smoother",
    conclusion="noise_mean(norm(linear_estimator)**2) >= sigma**2*hat_trace(linear_estimator)**2/trace(G)",
    conditions=(("homoscedastic noise", "sigma"), ("positive", "trace(G)")),
    proof=(
        "given X the mean square norm of H y is at least sigma^2 times the sum of squares of the entries of H, and "
        "(tr XH)^2 is at most that sum times the same of X, which is tr G, by the Cauchy-Schwarz inequality"
    ),
)
BOUNDED_GAIN = Schema(
    name="bounded-gain",
    conclusion=(
        "noise_mean(norm(shrinkage_estimator)**2) <= "
        "norm(theta)**2 + sigma**2*gain_bound(shrinkage_estimator)**2*trace(G)"
    ),
    conditions=(("homoscedastic noise", "sigma"),),
    proof=(
        "the mean given X is a contraction of theta as 0 <= s g(s) <= 1, and the noise adds sigma^2 times the sum of "
        "s g(s)^2, which is at most tr G times the square of the largest gain; averages of such are no longer"
    ),
)
ATTACK = Schema(
    name="attack",
    conclusion="adversarial_risk(f) >= standard_risk(f) + alpha**2*dual_norm(f)**2",
    conditions=(("estimator", "f"), ("nonnegative", "alpha")),
    proof="sup over the ball of (u + d'f)^2 is (|u| + alpha N)^2 >= u^2 + alpha^2 N^2, N the dual norm",
)
DUAL_NORM = Schema(
    name="dual-norm",
    conclusion="dual_norm(f)**2 >= norm(f)**2",
    conditions=(("estimator", "f"), ("attack norm at least 2", "")),
    proof="for an attack in l_q with q >= 2 the dual exponent is at most 2, and the l_r norms decrease in r",
)
ROBUST_TRUTH = Schema(
    name="robust-truth",
    conclusion="adversarial_risk(theta) = alpha**2*dual_norm(theta)**2",
    conditions=(("nonnegative", "alpha"),),
    proof="the truth has no standard error, so that the attack contributes alpha^2 N^2 and nothing else",
)
SPECTRAL_DEFINITIONS = Schema(
    name="spectral-definitions",
    conclusion="equivalent_bias(k) = k**2*spectral_sum(theta_i**2*lamda_i/(lamda_i + k)**2)",
    conditions=(("definition", "k"),),
    proof=(
        "b, v, A_kappa, T_kappa, df_1, df_2 and tr Sigma are sums over the spectrum by definition: "
        "bounds/spectral_sums.py has the list"
    ),
)
TERMWISE = Schema(
    name="termwise",
    conclusion="spectral_sum(F) >= c*spectral_sum_above(G, k)",
    conditions=(("nonnegative for every eigenvalue", "F"), ("nonnegative where the second sum runs", "F - c*G")),
    proof="a sum of nonnegative terms is at least any part of it, and its terms are compared one by one",
)
CAUCHY_SCHWARZ_SUMS = Schema(
    name="cauchy-schwarz-sums",
    conclusion="spectral_sum(F)*spectral_sum(G) >= spectral_sum(H)**2",
    conditions=(("nonnegative for every eigenvalue", "F, G"), ("H**2 = F*G term by term", "H")),
    proof="the Cauchy-Schwarz inequality for the vectors of square roots of the terms",
)
ALMOST_SURE = Schema(
    name="almost-sure",
    conclusion="",
    conditions=(("holds for almost every draw", ""),),
    proof="what holds for almost every draw holds in probability",
)
TIGHTNESS = Schema(
    name="tightness",
    conclusion="",
    conditions=(("inequality that fails with probability at most delta, for every fixed delta", ""),),
    proof="X <= C(delta) Y with probability at least 1 - delta, for every fixed delta, says that X/Y is O_P(1)",
)

SCHEMAS = MappingProxyType(
    {
        schema.name: schema
        for schema in (
            AM_HM,
            JENSEN,
            CAUCHY_SCHWARZ,
            MARKOV,
            MONOTONE_MEAN,
            MONOTONE_NOISE_MEAN,
            UNION_BOUND,
            NOISE_AVERAGE,
            LINEAR_SMOOTHER,
            BOUNDED_GAIN,
            ATTACK,
            DUAL_NORM,
            ROBUST_TRUTH,
            SPECTRAL_DEFINITIONS,
            TERMWISE,
            CAUCHY_SCHWARZ_SUMS,
            ALMOST_SURE,
            TIGHTNESS,
        )
    }
)
