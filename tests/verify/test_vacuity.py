"""Contradictory hypotheses are found with the culprits named; consistent ones come with a point."""

from __future__ import annotations

import sympy as sp
from boundproof.bounds.claims import Claim, Relation
from boundproof.bounds.setting import limit_statement, statement
from boundproof.bounds.statements import Fact, Property
from boundproof.verify.vacuity import vacuity


def facts(*texts: str) -> list[Fact]:
    return [Fact(text, statement(text)) for text in texts]


def test_a_point_is_exhibited_and_checked_exactly() -> None:
    found = vacuity(facts("sigma > 0", "2*sigma <= n", "n <= 3/2"))
    assert found.checked
    assert not found.contradictory
    assert "sigma = " in found.point


def test_a_contradiction_names_the_hypotheses() -> None:
    found = vacuity(facts("sigma > 0", "n > 3", "sigma <= 0"))
    assert found.contradictory == ("sigma <= 0", "sigma > 0")
    assert found.checked


def test_boundaries() -> None:
    assert not vacuity(facts("a >= 1", "a <= 1")).contradictory
    assert vacuity(facts("a > 1", "a <= 1")).contradictory
    assert vacuity(facts("a >= 1", "a < 1")).checked
    assert not vacuity(facts("a > 0", "b < 0")).contradictory


def test_signs_by_definition_count() -> None:
    assert vacuity(facts("trace(G) <= -1")).contradictory == ("trace(G) <= -1",)
    assert vacuity(facts("E[trace(G)] <= -1")).checked
    assert vacuity(facts("effective_rank(0) <= 0")).contradictory


def test_what_was_not_looked_at_is_named() -> None:
    limit = Fact("benign", limit_statement("effective_rank(0) = o(n)"))
    found = vacuity([*facts("n > 0"), limit, Property("noise", "homoscedastic noise", "sigma")])
    assert found.unseen == ("benign", "noise")


def test_an_irrational_point_is_not_called_checked() -> None:
    found = vacuity(facts("a**2 = 2"))
    assert not found.contradictory
    assert not found.checked


def test_a_hypothesis_with_an_unequal_sign_is_read() -> None:
    """The grammar makes no claim of it, Python can: it stood in no table and ended the check with a KeyError."""
    name = sp.Symbol("a")
    unequal = Fact("nonzero", Claim(name, Relation.NE, sp.S.Zero, text="a != 0"))
    found = vacuity([unequal, *facts("a >= 0")])
    assert found.checked
    assert found.point == "a = 1"
    assert vacuity([unequal, *facts("a = 0")]).suspected == ("a = 0", "nonzero")
