"""The simulation against what one would write without it."""

import subprocess
import sys
import tracemalloc

import numpy as np
import pytest
import sympy as sp
from boundproof.bounds.filters import MinNorm, Ridge
from boundproof.verify.simulation import Given, Plan, Setting, measure, simulate
from boundproof.verify.simulation.streams import Purpose, stream

pytestmark = pytest.mark.benchmark

RIDGES = [sp.Rational(1, 10**6) * sp.Rational(5, 4) ** k for k in range(50)]
NAMES = ("bias", "variance", "norm_squared")


@pytest.fixture(scope="module")
def path():
    n, p = 200, 20000
    return Setting(n, p, Given(1 / np.arange(1.0, p + 1)), signal=np.ones(1))


@pytest.fixture(scope="module")
def drawn(path):
    """X in memory and Xθ*: a present to the competitors."""
    design = np.concatenate([columns for *_, columns in path.features(0, 0)]).T.copy()
    return design, design[:, 0].copy()


def path_by_solves(design, lam, ridges):
    """B, V and E‖θ̂‖² by one linear solve per ridge, straight from θ̂ = Xᵀ(G + nλI)⁻¹y."""
    n, p = design.shape
    gram, figures = design @ design.T, []
    truth = np.zeros(p)
    truth[0] = 1
    for ridge in ridges:
        operator = np.linalg.solve(gram + n * float(ridge) * np.eye(n), design).T
        fitted = operator @ (design @ truth)
        squares = (operator**2).sum(axis=1)
        figures.append((lam @ (fitted - truth) ** 2, lam @ squares, fitted @ fitted + squares.sum()))
    return np.array(figures).T


def test_path_simulated(contend, path):
    plan = Plan(tuple(Ridge(ridge) for ridge in RIDGES))
    found = contend("ridge path, n = 200, p = 20000, 50 λ", "this package, columns drawn and streamed",
                    lambda: measure(path, plan, seed=0, draw=0))  # fmt: skip
    assert found["variance"].shape == (50,)


def test_path_by_solves(contend, path, drawn):
    lam = path.eigenvalues(0, path.dimension)
    found = contend("ridge path, n = 200, p = 20000, 50 λ", "numpy.linalg.solve per λ, same figures, X given",
                    lambda: path_by_solves(drawn[0], lam, RIDGES), rounds=1)  # fmt: skip
    ours = measure(path, Plan(tuple(Ridge(ridge) for ridge in RIDGES)), seed=0, draw=0)
    # the same figures: cond(G + nλI) ~ 1e3 and sums of 4e6 terms leave some nine digits
    np.testing.assert_allclose(found, np.stack([ours[name] for name in NAMES]), rtol=1e-8)


def test_path_by_scikit_learn(contend, drawn):
    linear = pytest.importorskip("sklearn.linear_model")
    design, response = drawn

    def run():
        return [
            linear.Ridge(alpha=200 * float(ridge), fit_intercept=False, solver="cholesky").fit(design, response).coef_
            for ridge in RIDGES
        ]

    coefficients = contend("ridge path, n = 200, p = 20000, 50 λ",
                           "scikit-learn Ridge (cholesky) per λ, one noise vector, X given", run, rounds=1)  # fmt: skip
    assert len(coefficients) == 50


# -- time to a standard error of 1 %
# ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def benign():
    n, p = 50, 1000
    index = np.arange(1.0, p + 1)
    return Setting(n, p, Given(1 / (index * np.log(index + 1) ** 1.5)), signal=np.ones(1))


def precise_enough(values):
    """Whether every row's mean is known to a standard error of 1 %; asked at 8 draws and beyond."""
    values = np.asarray(values)
    if len(values) < 8:
        return False
    error = values.std(axis=0, ddof=1) / np.sqrt(len(values))
    return bool((error <= 0.01 * values.mean(axis=0)).all())


def averaged_out(setting):
    plan, values = Plan((MinNorm(),)), []
    while not precise_enough(values):
        found = measure(setting, plan, seed=0, draw=len(values))
        values.append((found["standard_risk"][0], found["norm_squared"][0]))
    return values


def plain_monte_carlo(setting):
    lam, truth, values = setting.eigenvalues(0, setting.dimension), np.zeros(setting.dimension), []
    truth[0] = 1
    while not precise_enough(values):
        generator = stream(1, len(values), Purpose.FEATURES)
        design = generator.standard_normal((setting.samples, setting.dimension)) * np.sqrt(lam)
        response = design @ truth + generator.standard_normal(setting.samples)
        estimate = design.T @ np.linalg.solve(design @ design.T, response)
        values.append((lam @ (estimate - truth) ** 2, estimate @ estimate))
    return values


@pytest.mark.parametrize("method", [averaged_out, plain_monte_carlo], ids=lambda item: item.__name__)
def test_time_to_one_per_cent(contend, note, benign, method):
    found = contend("standard error of 1 % on R_std and E‖θ̂‖², n = 50, p = 1000", method.__name__,
                    lambda: method(benign))  # fmt: skip
    note(f"{method.__name__}: {len(found)} draws, mean R_std and ‖θ̂‖² {np.mean(found, axis=0).round(4).tolist()}")


# -- memory
# ----------------------------------------------------------------------------------------------------

MILLION = """
import numpy as np
from boundproof.bounds.filters import MinNorm
from boundproof.verify.simulation import Setting, simulate
def eigenvalues(start, stop):
    return 1 / np.arange(start + 1.0, stop + 1.0)
def peak():  # not getrusage, whose maximum survives exec from the parent
    return next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
before = peak()
simulate(Setting(100, 10**6, eigenvalues, signal=np.ones(1)), [MinNorm()], draws=1)
print(before, peak())
"""


def reciprocal(start, stop):
    return 1 / np.arange(start + 1.0, stop + 1.0)


def test_memory_of_a_million_features(contend, note):
    """Peak of NumPy's and Python's allocations, and of the whole process; X alone would take 800 MB."""
    setting = Setting(100, 10**6, reciprocal, signal=np.ones(1))
    tracemalloc.start()
    simulate(setting, [MinNorm()], draws=1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    contend("p = 10^6, n = 100", "one draw", lambda: simulate(setting, [MinNorm()], draws=1), rounds=1)
    output = subprocess.run([sys.executable, "-c", MILLION], check=True, capture_output=True, text=True).stdout
    before, after = (int(word) / 1024 for word in output.split())
    note(f"memory, p = 10^6, n = 100: {peak / 2**20:.1f} MB allocated at the peak (X: 763 MB); "
         f"process {before:.0f} MB before, {after:.0f} MB at its peak")  # fmt: skip
    assert peak < 100 * 10**6 * 8 / 20
