"""Known answers inside intervals whose level holds without asymptotics: δ = 1e-7 each, fewer than 30 of
them.
"""

from math import inf, sqrt

import numpy as np
import pytest
import sympy as sp
from boundproof.bounds.errors import DomainError, InputError
from boundproof.bounds.filters import MinNorm, Ridge
from boundproof.verify.simulation import (
    Attack,
    Gaussian,
    GaussianNoise,
    Given,
    LongRowsNoise,
    Mixture,
    Rademacher,
    Setting,
    Sparse,
    Uniform,
    catoni,
    simulate,
    truncated_lower,
)

LEVEL = 1 - 1e-7
N, P, SIGMA = 10, 40, 0.5


def isotropic(n=N, p=P):
    return Setting(n, p, Given(np.ones(p)), signal=np.array([1.0, -1.0, 0.5]), noise=GaussianNoise(SIGMA))


def inverse_trace_variance(n, p):
    """Var tr W⁻¹ for an n×n Wishart matrix W of p degrees of freedom, from the inverse Wishart's second
    moments.

    With q = p − n: Var (W⁻¹)_ii = 2/((q−1)²(q−3)), Cov((W⁻¹)_ii, (W⁻¹)_jj) = 2/(q(q−1)²(q−3)).
    """
    q = p - n
    return n * 2 / ((q - 1) ** 2 * (q - 3)) * (1 + (n - 1) / q)


@pytest.fixture(scope="module")
def wide():
    return simulate(isotropic(), [MinNorm()], draws=2000, seed=1)


def test_isotropic_inverse_trace(wide):
    found = catoni(wide.column("inverse_trace"), inverse_trace_variance(N, P), level=LEVEL)
    assert N / (P - N - 1) in found


def test_isotropic_variance_is_sigma2_times_the_inverse_trace(wide):
    found = catoni(wide.column("variance"), SIGMA**4 * inverse_trace_variance(N, P), level=LEVEL)
    assert SIGMA**2 * N / (P - N - 1) in found


def test_isotropic_bias(wide):
    found = wide.estimate("bias", level=LEVEL, method="empirical-bernstein")
    assert found.method == "empirical-Bernstein confidence sequence"
    assert (1 - N / P) * 2.25 in found


def test_isotropic_norm(wide):
    # noise part and signal part have variance at most Var(σ² tr G⁻¹) and 2.25²/4 (it lies in [0, 2.25]); the
    # standard deviation of the sum is at most the sum of theirs
    deviation = SIGMA**2 * sqrt(inverse_trace_variance(N, P)) + 2.25 / 2
    found = catoni(wide.column("norm_squared"), deviation**2, level=LEVEL)
    assert N / P * 2.25 + SIGMA**2 * N / (P - N - 1) in found


@pytest.mark.parametrize("power", [0.0, 1.0])
def test_least_squares_variance_does_not_depend_on_the_spectrum(power):
    n, p = 40, 10
    setting = Setting(n, p, Given(np.arange(1.0, p + 1) ** -power), noise=GaussianNoise(SIGMA))
    found = simulate(setting, [MinNorm()], draws=2000, seed=2)
    # V = σ² tr (ZᵀZ)⁻¹ for whitened features Z, and ZᵀZ is Wishart with n degrees of freedom
    interval = catoni(found.column("variance"), SIGMA**4 * inverse_trace_variance(p, n), level=LEVEL)
    assert SIGMA**2 * p / (n - p - 1) in interval
    # no signal, hence no bias
    assert found.column("bias").max() == 0


def test_a_bias_of_zero_is_in_its_interval():
    """Least squares has no bias; what float64 leaves of it is covered by the allowance for rounding."""
    setting = Setting(40, 10, Given(10.0 ** -np.arange(10.0)), signal=np.ones(10))
    estimate = simulate(setting, [MinNorm()], draws=20, seed=2).estimate("bias")
    assert estimate.low == 0
    assert estimate.rounding < 1e-3  # cond(XᵀX) ~ 1e10, times 10·eps
    assert estimate.high == pytest.approx(10 * estimate.rounding**2, rel=1e-6)  # the allowance: λ_1‖θ*‖² = 10


@pytest.mark.parametrize("design", [Gaussian(), Rademacher(), Uniform(), Sparse(0.3)], ids=lambda item: item.name)
def test_explicit_bound_in_mean(design):
    """E‖θ̂‖² ≥ σ² n/tr Σ: the lower end of a one-sided interval that needs no moment lies above the bound."""
    n, p = 20, 400
    setting = Setting(n, p, Given(1 / np.arange(1.0, p + 1)), design=design, noise=GaussianNoise(1.0))
    found = simulate(setting, [MinNorm()], draws=1500, seed=3)
    bound = n / setting.trace
    lower = truncated_lower(found.column("norm_squared"), 5 * bound, level=LEVEL)
    assert lower.low > bound
    # and for each X, σ² n²/tr G, in exact algebra; 1e-9 covers rounding (cond G < 1e4)
    pointwise = n**2 / found.column("gram_trace")
    assert (found.column("norm_squared") >= pointwise * (1 - 1e-9)).all()


def test_heteroscedastic_noise_breaks_the_explicit_bound():
    """With Var ε = σ² but noise on long rows only, E‖θ̂‖² is .0058 and not at least n/tr Σ = .1.

    Rows x = √τ z with τ = 19.05 on 5 % of them; noise of variance 20 on those. Given τ, G = DWD with W
    Wishart, so E‖θ̂‖² = Σ_i 20·P(long)·E(W⁻¹)_ii/19.05 = n/(19.05·(p − n − 1)) = .0058392.
    """
    n, p = 100, 1000
    design = Mixture(share=0.05, long=19.05)
    noise = LongRowsNoise(1.0, share=0.05, squared_length=5000.0)  # lengths are near 19050 and 50
    setting = Setting(n, p, Given(np.ones(p)), design=design, noise=noise)
    found = simulate(setting, [MinNorm()], draws=300, seed=4)
    truth = n / (design.long * (p - n - 1))
    # variance given τ and over the number K of long rows: K ~ Bin(100, .05) and tr over K rows of
    # 20/19.05·W⁻¹, whose second moment is that of the inverse Wishart
    q = p - n
    unit = 20 / design.long
    second = 2 / ((q - 1) ** 2 * (q - 3))
    mean_k, var_k = 5.0, 4.75
    variance = unit**2 * (mean_k * second + (var_k + mean_k**2 - mean_k) * second / q + var_k / (q - 1) ** 2)
    interval = catoni(found.column("norm_squared"), variance, level=LEVEL)
    assert truth in interval
    bound = n / setting.trace
    assert bound == 0.1
    assert interval.high < bound / 10
    assert truth == pytest.approx(0.0058, abs=5e-5)  # the printed figure, rounded


def test_truth_is_robust():
    signal = np.array([3.0, -4.0])
    assert Attack(0.5).of_truth(signal, 1.0) == 0.25 * 25
    assert Attack(0.5, inf).of_truth(signal, 1.0) == 0.25 * 49
    assert Attack(0.5, 1.0).of_truth(signal, 1.0) == 0.25 * 16
    # one more square root and one product: exact to a few eps
    noisy = Attack(0.5, noisy=True).of_truth(signal, 2.0)
    assert noisy == pytest.approx(6.25 + 2 * 0.5 * 5 * 2 * sqrt(2 / np.pi), rel=1e-14)


def test_moments_that_do_not_exist_get_a_median():
    found = simulate(isotropic(10, 11), [MinNorm()], draws=60, seed=5)
    estimate = found.estimate("norm_squared")
    assert (estimate.statistic, estimate.method) == ("median", "order statistics")
    with pytest.raises(InputError, match=r"has an infinite mean over X for \|n − p\| ≤ 1: use the method median"):
        found.estimate("norm_squared", method="student")
    wider = simulate(isotropic(10, 13), [MinNorm()], draws=60, seed=5)
    with pytest.raises(InputError, match="infinite variance"):
        wider.estimate("norm_squared", method="student")


def test_negative_ridge_has_no_mean_in_any_part():
    found = simulate(isotropic(), [Ridge(sp.Rational(-1, 10))], draws=60, seed=5)
    for name in ("bias", "variance", "signal_norm", "norm_squared", "adversarial_upper"):
        assert found.estimate(name).statistic == "median"


def test_singular_gram_matrices_of_a_discrete_design():
    """Two equal rows of signs have probability 2^−6 a pair here: the pseudo-inverse serves, tr G⁻¹ does not exist.

    The bound for rank r, E[‖θ̂‖²|X] ≥ σ² r²/tr G, holds at every draw.
    """
    setting = Setting(6, 7, Given(np.ones(7)), design=Rademacher(), noise=GaussianNoise(1.0))
    with pytest.raises(DomainError, match="singular in float64"):
        simulate(setting, [MinNorm()], draws=60, seed=1)
    found = simulate(setting, [MinNorm()], draws=60, seed=1, pseudo_inverse=True)
    rank = found.column("rank")
    assert set(rank) > {6.0}
    bound = rank**2 / found.column("gram_trace")
    assert (found.column("norm_squared") >= bound * (1 - 1e-12)).all()
    with pytest.raises(DomainError, match="inverse_trace does not exist at draw"):
        found.estimate("inverse_trace")


def test_a_design_of_zeros_is_singular_and_the_pseudo_inverse_gives_zero():
    setting = Setting(2, 3, Given(np.ones(3)), design=Sparse(1e-9), signal=np.array([2.0]))
    with pytest.raises(DomainError, match="singular in float64"):
        simulate(setting, [MinNorm()], draws=1)
    found = simulate(setting, [MinNorm(), Ridge(1)], draws=1, pseudo_inverse=True)
    for place in (0, 1):
        assert found.column("norm_squared", place)[0] == 0
        assert found.column("bias", place)[0] == 4  # θ̂ = 0: R_std = ‖θ*‖²_Σ


def test_inverse_of_a_singular_gram_matrix_is_refused():
    found = simulate(isotropic(40, 10), [MinNorm()], draws=2, seed=6)
    with pytest.raises(DomainError, match="tr G⁻¹ does not exist for n = 40 > p = 10"):
        found.estimate("inverse_trace")
    steep = Setting(30, 60, Given(np.exp(-2 * np.arange(60.0))))
    with pytest.raises(DomainError, match="draw 0 of seed 0: the Gram matrix is singular in float64"):
        simulate(steep, [MinNorm()], draws=1)
    with pytest.raises(DomainError, match="ridge -9 is not admissible: the smallest eigenvalue"):
        simulate(isotropic(), [Ridge(sp.Integer(-9))], draws=1)
