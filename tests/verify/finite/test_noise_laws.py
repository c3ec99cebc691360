"""Laws of the noise: what each offers is read off its class, what theorems ask off their proofs; draws confirm both."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from boundproof.bounds.checks import BoundUnderNoise, MedianAlong
from boundproof.bounds.errors import InputError
from boundproof.bounds.noise_laws import DEMANDS, NoiseLaw, demands
from boundproof.bounds.spectra import flat_tail, power_log, supported_signal
from boundproof.bounds.theorems import builtin_theorem
from boundproof.verify.finite import Workload, check_finite
from boundproof.verify.finite.noise_laws import _Case, _min_norm, applicable
from boundproof.verify.run import check_theorem
from boundproof.verify.simulation.labels import label_law
from boundproof.verify.simulation.spectra import spectral_setting
from boundproof.verify.simulation.streams import Purpose, stream
from boundproof.verify.verdict import Outcome

GAUSSIAN, STUDENT = NoiseLaw("gaussian"), NoiseLaw("student", Fraction(5))
HEAVY, FLIPS = NoiseLaw("student", Fraction(3, 2)), NoiseLaw("label flips", Fraction(1, 4))
LONG = NoiseLaw("long rows", Fraction(50))


def test_what_a_conclusion_asks_is_what_its_proof_cites() -> None:
    theorem = builtin_theorem("hao-zhang-2024/min-norm")
    assert demands(theorem, "harm") == {"E[ε|x] = 0", "Var(ε|x) = σ² < ∞"}
    assert demands(theorem, "benign") == {"E[ε|x] = 0", "sub-Gaussian given x"}
    assert demands(theorem, "jensen-trace") == set()


@pytest.mark.parametrize(
    ("law", "harm", "benign"),
    [
        (GAUSSIAN, "", ""),
        (NoiseLaw("rademacher"), "", ""),
        (STUDENT, "", "sub-Gaussian given x"),
        (HEAVY, "Var(ε|x) = σ² < ∞", "sub-Gaussian given x"),
        (LONG, "Var(ε|x) = σ² < ∞", ""),
        (FLIPS, "E[ε|x] = 0; Var(ε|x) = σ² < ∞", "E[ε|x] = 0; sub-Gaussian given x"),
    ],
)
def test_the_table_of_theorems_and_laws(law: NoiseLaw, harm: str, benign: str) -> None:
    found = {(theorem, conclusion): missing for theorem, conclusion, missing in applicable(law)}
    assert found["hao-zhang-2024/min-norm", "harm"] == harm
    assert found["hao-zhang-2024/min-norm", "benign"] == benign


@pytest.mark.parametrize("law", [GAUSSIAN, STUDENT, LONG, FLIPS], ids=str)
def test_declared_moments_are_those_of_the_draws(law: NoiseLaw) -> None:
    """Two groups of rows, of clean label ±1 and ±3, of squared length 1 and 99: conditional moments by their formulas.

    Means and mean squares of 10⁵ draws; the tolerance is 6 standard errors of that mean, from the draws' own spread.
    """
    source, generator = label_law(law), np.random.default_rng(0)
    for clean, length in ((1.0, 1.0), (3.0, 99.0)):
        drawn = source.draw(generator, np.full(10**5, clean), np.full(10**5, length))
        mean, square = {"label flips": (-0.5 * clean, clean**2)}.get(law.name, (0.0, 1.0))
        if law.name == "long rows":
            square = 20.0 if length >= 50 else 0.0
        assert abs(drawn.mean() - mean) <= 6 * drawn.std() / 10**2.5
        assert abs((drawn**2).mean() - square) <= 6 * (drawn**2).std() / 10**2.5
        centred = (mean == 0) == ("E[ε|x] = 0" in source.meets)
        assert centred
    assert source.meets <= set(DEMANDS)


def test_risk_and_norm_are_those_of_the_definition() -> None:
    spectrum, signal = flat_tail([1], p=40, trace=3), supported_signal(1)
    case = _Case(spectrum, signal, 8, 3)
    found = _min_norm(case, FLIPS, 5)
    setting = spectral_setting(spectrum, 8, signal=signal)
    lam = np.concatenate([values for _, values in setting.blocks()])
    theta = np.eye(40)[0]
    for draw in range(3):
        x = np.concatenate([columns for _, _, columns in setting.features(5, draw)]).T
        noise = label_law(FLIPS).draw(stream(5, draw, Purpose.NOISE), x @ theta, (x**2).sum(axis=1))
        fitted = np.linalg.pinv(x) @ (x @ theta + noise)
        assert found["standard risk"][draw] == pytest.approx(lam @ (fitted - theta) ** 2, rel=1e-9)
        assert found["squared norm"][draw] == pytest.approx(fitted @ fitted, rel=1e-9)


def test_checks_and_their_mutants() -> None:
    spike = flat_tail([1], p=400, trace=4)
    bound = BoundUnderNoise(power_log(1, 2, p=300), 20, STUDENT, 150)
    assert check_finite(bound, Workload()).outcome is Outcome.SUPPORTED
    assert check_finite(replace(bound, factor=Fraction(100)), Workload()).outcome is Outcome.CONTRADICTED
    assert [spoilt.factor for _, spoilt in bound.mutants()] == [2]  # type: ignore[attr-defined]
    along = MedianAlong(spike, supported_signal(1), GAUSSIAN, (5, 40), 60, "squared norm", "at least", Fraction(3, 2))
    assert check_finite(along, Workload()).outcome is Outcome.SUPPORTED
    assert check_finite(along.mutants()[0][1], Workload()).outcome is Outcome.CONTRADICTED


@pytest.mark.parametrize(
    ("law", "message"),
    [
        (("student", None), "Student noise with None degrees of freedom"),
        (("student", Fraction(0)), "Student noise with 0 degrees"),
        (("label flips", Fraction(1, 2)), "a share 1/2 of flipped labels"),
        (("long rows", None), "noise on rows of squared length None"),
    ],
)
def test_laws_that_make_no_sense_are_refused(law: tuple[object, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        NoiseLaw(*law)  # type: ignore[arg-type]


@pytest.mark.parametrize("law", [HEAVY, FLIPS], ids=str)
def test_a_bound_in_units_of_a_variance_needs_one(law: NoiseLaw) -> None:
    with pytest.raises(InputError, match="has no variance 1"):
        check_finite(BoundUnderNoise(power_log(1, 2, p=50), 10, law, 5), Workload())


def test_the_theorem_comes_out_as_declared_in_its_quick_tier() -> None:
    found = check_theorem(builtin_theorem("noise-laws"), tier="quick")
    assert found.as_expected, [step.name for step in found.steps if not step.as_expected]
    assert found.outcome is Outcome.PROVED
