"""The finite-sample identities: for every X, B, V and E‖θ̂‖² against dense algebra and against drawn
noise.
"""

import numpy as np
import pytest
import sympy as sp
from boundproof.bounds import risks
from boundproof.bounds.filters import GradientFlow, MinNorm, PrincipalComponents, Ridge
from boundproof.verify.simulation import (
    Attack,
    Gaussian,
    GaussianNoise,
    Given,
    LongestRowsNoise,
    Mixture,
    Plan,
    Rademacher,
    RademacherNoise,
    Setting,
    Sparse,
    StudentNoise,
    Uniform,
    measure,
)
from boundproof.verify.simulation.measure import cross_mean
from boundproof.verify.simulation.streams import Purpose, stream
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

FILTERS = (
    MinNorm(),
    Ridge(sp.Rational(1, 20)),
    Ridge(sp.Rational(-1, 10**6)),
    GradientFlow(sp.Integer(5)),
    PrincipalComponents(sp.Rational(1, 2)),
)
DESIGNS = (Gaussian(), Rademacher(), Uniform(), Sparse(0.4), Mixture())


def setting_of(samples, dimension, *, design=None, noise=None, power=1.0):
    lam = np.arange(1.0, dimension + 1) ** -power
    signal = 1 / np.sqrt(np.arange(1.0, dimension))  # beyond the first block of columns where p is
    return Setting(samples, dimension, Given(lam), signal=signal, design=design or Gaussian(),
                   noise=noise or GaussianNoise(0.7))  # fmt: skip


def dense(setting, seed, draw):
    """X, Σ and θ* as full arrays: the slow oracle starts from the definition."""
    design = np.concatenate([columns for _, _, columns in setting.features(seed, draw)]).T
    signal = np.zeros(setting.dimension)
    signal[: len(setting.signal)] = setting.signal
    return design, np.diag(setting.eigenvalues(0, setting.dimension)), signal


def dense_operator(filter_, design):
    """H with θ̂ = Hy, without the Gram matrix's eigendecomposition where there is another way."""
    n, p = design.shape
    if isinstance(filter_, MinNorm):
        return np.linalg.pinv(design)
    if isinstance(filter_, Ridge):
        return np.linalg.solve(design.T @ design + n * float(filter_.ridge) * np.eye(p), design.T)
    left, values, right = np.linalg.svd(design, full_matrices=False)
    if isinstance(filter_, GradientFlow):
        shrink = (1 - np.exp(-float(filter_.time) * values**2 / n)) / values
    else:
        shrink = np.where(values**2 >= float(filter_.threshold), 1 / values, 0)
    return right.T @ (shrink[:, None] * left.T)


@pytest.mark.parametrize("shape", [(6, 15), (15, 6), (8, 1500)])
@pytest.mark.parametrize("noise", [GaussianNoise(0.7), LongestRowsNoise(0.7, share=0.2)])
def test_exact_averages_agree_with_dense_algebra(shape, noise):
    setting = setting_of(*shape, noise=noise)
    filters = [item for item in FILTERS if shape[1] < 1000 or not (isinstance(item, Ridge) and item.ridge < 0)]
    found = measure(setting, Plan(tuple(filters)), seed=3, draw=1)
    design, covariance, signal = dense(setting, 3, 1)
    spread = np.diag(noise.variances((design**2).sum(axis=1)))
    for place, filter_ in enumerate(filters):
        operator = dense_operator(filter_, design)
        error = operator @ design @ signal - signal
        fitted = operator @ design @ signal
        expected = {
            "bias": error @ covariance @ error,
            "variance": np.trace(covariance @ operator @ spread @ operator.T),
            "signal_norm": fitted @ fitted,
            "noise_norm": np.trace(operator @ spread @ operator.T),
        }
        for name, value in expected.items():
            # condition numbers are below 1e4 here and both sides lose at most cond·n·eps ~ 1e-10, relative
            # to ‖θ*‖²_Σ
            assert found[name][place] == pytest.approx(value, rel=1e-8, abs=1e-9), (filter_, name)


def test_dense_oracle_agrees_with_the_symbolic_formulas():
    design = sp.Matrix([[1, 2, 0], [0, 1, -1]])
    signal, covariance = sp.Matrix([1, -1, 2]), sp.diag(3, 2, 1)
    operator = (design.T * design + 2 * sp.Rational(1, 5) * sp.eye(3)).inv() * design.T
    noise = sp.Rational(1, 4) * sp.eye(2)
    x, h = np.array(design, float), dense_operator(Ridge(sp.Rational(1, 5)), np.array(design, float))
    t, c = np.array(signal, float).ravel(), np.array(covariance, float)
    error, fitted = h @ x @ t - t, h @ x @ t
    # the left sides are exact rationals; the right sides are well conditioned, hence a few eps
    assert float(risks.bias(operator, design, signal, covariance)) == pytest.approx(error @ c @ error, rel=1e-12)
    assert float(risks.variance(operator, covariance, noise)) == pytest.approx(np.trace(c @ h @ h.T) / 4, rel=1e-12)
    mean = float(risks.mean_norm_squared(operator, design, signal, noise))
    assert mean == pytest.approx(fitted @ fitted + np.trace(h @ h.T) / 4, rel=1e-12)


@pytest.mark.parametrize("noise", [GaussianNoise(0.7), RademacherNoise(0.7), StudentNoise(0.7, freedom=9.0),
                                   LongestRowsNoise(0.7, share=0.2)])  # fmt: skip
@pytest.mark.parametrize("shape", [(8, 40), (40, 8)])
def test_exact_averages_agree_with_drawn_noise(noise, shape):
    """20000 noise vectors for one X: a z-test at 1e-7 for each of 24 comparisons, together below 3e-6.

    The statistic is a mean of 20000 terms with finite fourth moments, whose distribution is normal to well
    within the factor that matters at this level for these light tails.
    """
    setting = setting_of(*shape, noise=noise)
    filters = (MinNorm(), Ridge(sp.Rational(1, 20)), GradientFlow(sp.Integer(5)))
    found = measure(setting, Plan(filters), seed=5, draw=0)
    design, covariance, signal = dense(setting, 5, 0)
    scale = np.sqrt(noise.variances((design**2).sum(axis=1)))
    response = (design @ signal)[:, None] + scale[:, None] * noise.unit(
        stream(99, 0, Purpose.NOISE), (20000, shape[0])
    ).T
    limit = stats.norm.isf(0.5e-7)
    for place, filter_ in enumerate(filters):
        estimates = dense_operator(filter_, design) @ response
        error = estimates - signal[:, None]
        for name, draws in (
            ("standard_risk", (covariance.diagonal()[:, None] * error**2).sum(axis=0)),
            ("norm_squared", (estimates**2).sum(axis=0)),
        ):
            deviation = (draws.mean() - found[name][place]) / (draws.std(ddof=1) / np.sqrt(20000))
            assert abs(deviation) < limit, (filter_, name)


@given(st.sampled_from(DESIGNS), st.integers(2, 6), st.integers(0, 2**32), st.floats(0, 3), st.booleans())
@settings(max_examples=60)
def test_sandwich_for_the_adversarial_risk(design, n, seed, radius, noisy):
    """R + α²N² ≤ R_adv ≤ (√R + αN)² (and its noisy form), for some θ̂ and averaged over the noise.

    R_adv of one θ̂ is taken from its definition, as the mean over 50 points drawn from the design, and R from
    the same points: Jensen and Cauchy–Schwarz hold for every finite sample.
    """
    setting = setting_of(n, 12, design=design)
    attack = Attack(radius, noisy=noisy)
    plan = Plan((Ridge(sp.Rational(1, 10)), GradientFlow(sp.Integer(2))), attack, noise_draws=8)
    found = measure(setting, plan, seed=seed, draw=0)
    roomy = 1 + 1e-12  # sums of the same positive numbers in different order
    assert (found["adversarial_lower"] <= found["adversarial_upper"] * roomy).all()
    assert (found["drawn_upper"] <= found["adversarial_upper"] * roomy).all()  # √ is concave
    generator = stream(seed, 1, Purpose.NOISE)
    points = design.entries(generator, 12, 50).T * np.sqrt(setting.eigenvalues(0, 12))
    estimate, noise = generator.standard_normal(12), noisy * generator.standard_normal(50)
    theta = np.concatenate([setting.signal, np.zeros(12 - len(setting.signal))])
    norm = np.linalg.norm(estimate)
    error = points @ (estimate - theta) - noise
    # with the noise as part of the error, the noisy target is the clean one
    risk, adversarial = (error**2).mean(), ((np.abs(error) + radius * norm) ** 2).mean()
    clean = Attack(radius)
    assert clean.lower(risk, norm**2) <= adversarial * roomy
    assert adversarial <= clean.upper(risk, norm**2, 0.0) * roomy
    assert clean.upper(risk, norm**2, 0.0) <= 2 * clean.lower(risk, norm**2) * roomy


@pytest.mark.parametrize("noisy", [False, True])
def test_drawn_adversarial_risk_is_unbiased_for_its_definition(noisy):
    """E[R_adv|X] of Gaussian features for one X, by the tangent-plane estimator and by 40000 plain noise
    vectors.

    z-test at 1e-7: the estimator's variance is at most that of as many plain draws, whose terms have light
    tails.
    """
    setting, attack = setting_of(6, 20), Attack(1.5, noisy=noisy)
    filter_ = Ridge(sp.Rational(1, 20))
    design, covariance, signal = dense(setting, 8, 0)
    noise = 0.7 * stream(98, 0, Purpose.NOISE).standard_normal((6, 40000))
    estimates = dense_operator(filter_, design) @ ((design @ signal)[:, None] + noise)
    plain = attack.gaussian(covariance.diagonal() @ (estimates - signal[:, None]) ** 2, (estimates**2).sum(axis=0), 0.7)
    many, few = (
        measure(setting, Plan((filter_,), attack, noise_draws=count), seed=8, draw=0)["adversarial_risk"][0]
        for count in (4000, 20)
    )
    deviation = plain.std(ddof=1)
    assert abs(plain.mean() - many) < stats.norm.isf(0.5e-7) * deviation * np.sqrt(1 / 40000 + 1 / 4000)
    # 20 noise vectors are already closer than one standard error of 20 plain ones
    assert abs(few - many) < deviation / np.sqrt(20)


@given(st.sampled_from(DESIGNS), st.integers(2, 8), st.integers(9, 24), st.integers(0, 2**32))
@settings(max_examples=60)
def test_explicit_bound_holds_for_each_x(design, n, p, seed):
    """E[‖θ̂‖²|X] ≥ σ² tr G⁻¹ ≥ σ² n²/tr G (AM–HM), exactly, whatever X is, if G is invertible."""
    setting = setting_of(n, p, design=design, power=0.5)
    found = measure(setting, Plan((MinNorm(),), pseudo_inverse=True), seed=seed, draw=0)
    sigma2 = setting.noise.sigma**2
    if found["rounding"][0] > 1e-9 or np.isinf(found["inverse_trace"][0]):
        return  # a singular G, as discrete designs may give: the bound is not about it
    if found["inverse_trace"][0] * sigma2 > found["noise_norm"][0] * (1 + 1e-6):
        return  # an eigenvalue of G was zero to rounding, and the pseudo-inverse left it out
    assert found["norm_squared"][0] >= sigma2 * n**2 / found["gram_trace"][0] * (1 - 1e-9)


@given(st.integers(1, 5), st.integers(0, 2**32), st.floats(0, 3), st.floats(0, 2), st.booleans())
def test_the_tangent_plane_averages_to_nothing(filters, seed, radius, sigma, noisy):
    """With the draws' own means as the exact ones, the plane's mean is 0, and what is left is the plain average."""
    attack = Attack(radius, noisy=noisy)
    risk, norm = np.random.Generator(np.random.Philox(seed)).exponential(size=(2, filters, 7))
    found = cross_mean(attack, risk, norm, risk.mean(axis=1), norm.mean(axis=1), sigma=sigma)
    # sums of 7 terms whose sizes differ by at most the spread of an exponential law
    np.testing.assert_allclose(found, attack.cross(risk, norm, sigma).mean(axis=1), rtol=1e-11, atol=1e-12)
    assert (found <= attack.cross(risk.mean(axis=1), norm.mean(axis=1), sigma) * (1 + 1e-12)).all()


@pytest.mark.parametrize("shape", [(6, 1100), (12, 5)])
@pytest.mark.parametrize("exponent", [1.0, 2.0, float("inf"), 3.0])
def test_drawn_noise_and_dual_norm_from_the_definition(exponent, shape):
    """N = ‖θ̂‖_{q*} and R_std of each drawn θ̂, against the vector θ̂ itself."""
    setting = setting_of(*shape)
    attack = Attack(0.5, exponent)
    found = measure(setting, Plan((Ridge(sp.Rational(1, 20)),), attack, noise_draws=3), seed=2, draw=4)
    design, covariance, signal = dense(setting, 2, 4)
    noise = 0.7 * stream(2, 4, Purpose.NOISE).standard_normal((3, shape[0])).T
    estimates = dense_operator(Ridge(sp.Rational(1, 20)), design) @ ((design @ signal)[:, None] + noise)
    error = estimates - signal[:, None]
    risk = (covariance.diagonal()[:, None] * error**2).sum(axis=0)
    dual = np.linalg.norm(estimates, attack.dual_exponent, axis=0)
    # well conditioned (ridge .05): both sides are exact to about 1e-12
    assert found["drawn_norm_squared"][0] == pytest.approx((dual**2).mean(), rel=1e-10)
    if exponent != 2:
        lower, cross = (risk + 0.25 * dual**2).mean(), (dual * np.sqrt(risk)).mean()
        assert found["drawn_lower"][0] == pytest.approx(lower, rel=1e-10)
        assert found["drawn_upper"][0] == pytest.approx(lower + cross, rel=1e-10)
        assert found["adversarial_risk"][0] == pytest.approx(lower + np.sqrt(2 / np.pi) * cross, rel=1e-10)
