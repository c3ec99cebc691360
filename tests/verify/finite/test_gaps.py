"""Equivalents against simulation: known gaps on both sides, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from boundproof.bounds.checks import AspectCurves, EquivalentGap, InverseWishart, RidgeCurves
from boundproof.bounds.errors import DomainError, InputError
from boundproof.bounds.spectra import isotropic, supported_signal
from boundproof.verify.finite import Workload, check_finite, draw_figure
from boundproof.verify.verdict import Outcome

# min-norm at Σ = I: V = n/(p − n − 1) exactly, its equivalent n/(p − n), the gap 1/(p − n − 1): 1/39, and n − df_2 = 10
GAP = EquivalentGap("variance", isotropic(60), supported_signal(1), (20,), (1500,), at_most=Fraction(1))


def outcome(check) -> Outcome:
    return check_finite(check, Workload(seed=3)).outcome


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, Outcome.SUPPORTED),
        ({"at_most": Fraction(1, 10)}, Outcome.CONTRADICTED),
        ({"at_most": None, "at_least": Fraction(1, 100)}, Outcome.SUPPORTED),
        ({"at_most": None, "at_least": Fraction(1, 10)}, Outcome.CONTRADICTED),
        ({"at_most": None, "at_least": Fraction(1, 39)}, Outcome.UNDECIDED),  # the gap itself
    ],
)
def test_a_gap_that_is_known(changed: dict[str, object], expected: Outcome) -> None:
    assert outcome(replace(GAP, **changed)) is expected


def test_a_gap_of_which_nothing_is_said_is_an_error() -> None:
    with pytest.raises(InputError, match="a gap of which nothing is said: give at_most, at_least or shrinks"):
        check_finite(replace(GAP, at_most=None, draws=(10,)), Workload())


def test_the_gap_of_the_exact_mean_shrinks() -> None:
    # 1/(p − n − 1) at p = 2n: 1/7 at n = 8, 1/63 at n = 64
    from boundproof.bounds.spectra import SIZE

    check = EquivalentGap("variance", isotropic(2 * SIZE), supported_signal(1), (8, 64), (3000, 400), shrinks=True)
    assert outcome(check) is Outcome.SUPPORTED
    assert outcome(replace(check, n_values=(64, 8), draws=(400, 3000))) is Outcome.CONTRADICTED


def test_the_inverse_wishart_mean() -> None:
    check = InverseWishart(20, 40, 2000, Fraction(1, 50))
    assert outcome(check) is Outcome.SUPPORTED
    assert [outcome(spoilt) for _, spoilt in check.mutants()] == [Outcome.CONTRADICTED]
    with pytest.raises(DomainError, match="needs n < p - 1"):
        check_finite(replace(check, p=21), Workload())


def test_figures_have_their_intervals() -> None:
    curves = RidgeCurves(
        "ridge", "title", isotropic(40), supported_signal(1), 10, (Fraction(1, 10), Fraction(1)), (Fraction(1),), 8
    )
    along = AspectCurves("aspect", "title", 10, (5, 20), (20,), Fraction(4), 8)
    for drawn in (draw_figure(curves, Workload()), draw_figure(along, Workload())):
        for curve in drawn["curves"]:
            assert (curve["kind"] == "simulation") is (curve["low"] is not None)
    # γ = 1/2: V = 1; γ = 2: B + V = 4·(1 − 1/2) + 1
    assert draw_figure(along, Workload())["curves"][0]["y"] == [1.0, 3.0]
