"""Cells of a phase diagram and thresholds against their expansions: known answers on both sides."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import sympy as sp
from boundproof.bounds.checks import BenignCells, PhaseDiagram, ThresholdOffset
from boundproof.bounds.checks.families import Cell
from boundproof.bounds.spectra import exponential_floor, isotropic, power_law, power_log
from boundproof.verify.finite import Workload, check_finite, draw_figure
from boundproof.verify.verdict import Outcome

n = sp.Symbol("n", integer=True, positive=True)
ONE = Fraction(1)
CELLS = BenignCells(
    (
        Cell(ONE, Fraction(2), exponential_floor(5, floor=n ** sp.Rational(-3, 2), p=n**2), benign=True),
        Cell(ONE, ONE, isotropic(100), benign=False),  # p < n: k* = ∞
        Cell(Fraction(2), ONE, power_law(2), benign=False),  # k* = n − 1
    ),
    n=10**6,
    level=Fraction(1, 10),
)


def outcome(check) -> Outcome:
    return check_finite(check, Workload()).outcome


def test_cells_on_both_sides() -> None:
    found = check_finite(CELLS, Workload())
    assert found.outcome is Outcome.ENCLOSED
    rows = found.evidence[0].data["table"]["rows"]
    assert [row[3] for row in rows] == ["34", "oo", "999999"]
    assert [outcome(spoilt) for _, spoilt in CELLS.mutants()] == [Outcome.REFUTED]
    # r_0/n of the first cell is about 5.5e-6 and n/R_k* = 1e-6: no level below them is met
    assert outcome(replace(CELLS, level=Fraction(1, 10**9))) is Outcome.REFUTED


def test_the_figure_has_a_class_for_each_side() -> None:
    data = PhaseDiagram("phases", "title", CELLS, ("x", "y"), (("line", ((ONE, ONE), (ONE, Fraction(2)))),))
    drawn = draw_figure(data, Workload())
    kinds = [(curve["kind"], len(curve["x"])) for curve in drawn["curves"]]
    assert kinds == [("points", 1), ("points", 2), ("boundary", 2)]


def test_the_offset_of_a_threshold() -> None:
    # 87847 is certified for 1/(i log²(i+1)) at n = 10^6; 87847·log(10^6)/10^6 = 1.2136…
    check = ThresholdOffset(power_log(1, 2), n / sp.log(n), 10**6, Fraction(21, 100), Fraction(22, 100))
    assert outcome(check) is Outcome.ENCLOSED
    assert outcome(replace(check, low=Fraction(3, 10), high=ONE)) is Outcome.REFUTED
    assert outcome(ThresholdOffset(isotropic(10), n, 100, ONE, ONE)) is Outcome.UNDECIDED
