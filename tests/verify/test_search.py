"""Counterexample search: the worst point, rounded and decided again; true claims stay undecided."""

import re
from fractions import Fraction

import pytest
from boundproof.bounds.claims import Claim
from boundproof.bounds.errors import InputError
from boundproof.bounds.parsing import parse_claim
from boundproof.verify.search import _again, search
from boundproof.verify.verdict import Outcome, Recheck


def inequality(text: str, *given_: str) -> Claim:
    return parse_claim(text, given=given_, known=None, everywhere=True)


def witness(verdict) -> dict[str, Fraction]:
    return {name: Fraction(value) for name, value in verdict.evidence[0].data["point"].items()}


def test_the_worst_point_and_its_margin():
    # x(1 − x) <= 1/5 fails most at x = 1/2, by 1/4 − 1/5; it begins to fail at (5 − √5)/10 = .276
    verdict = search(inequality("x*(1 - x) <= 1/5"), {"x": (0, 1)})
    assert verdict.outcome is Outcome.REFUTED
    assert verdict.recheck is Recheck.RECHECKED
    assert witness(verdict) == {"x": Fraction(1, 2)}
    margin = verdict.evidence[0].data["margin"]
    assert Fraction(margin["low"]) <= Fraction(1, 20) <= Fraction(margin["high"])
    assert verdict.why.startswith("at x = 1/2 it fails by 0.05, the most that balls confirm of ")


def test_a_narrow_violation_is_climbed_to():
    # false within √(log 2/50) = .12 of (3, 2) only, by 1/2 there: one point of 600 in a box of area 25
    claim = inequality("exp(-50*((x - 3)**2 + (y - 2)**2)) <= 1/2")
    verdict = search(claim, {"x": (0, 5), "y": (0, 5)})
    assert verdict.outcome is Outcome.REFUTED
    assert witness(verdict) == {"x": 3, "y": 2}


def test_hypotheses_and_types_hold_at_the_witness():
    # n² <= 2^n fails for whole n at n = 3 alone; for real n also near it
    claim = inequality("n**2 <= 2**n", "n natural")
    assert witness(search(claim, {"n": (0, 20)})) == {"n": 3}
    assert search(claim, {"n": (4, 20)}).outcome is Outcome.UNDECIDED
    # without a <= 1/4 the worst point is a = 1
    held = search(inequality("a <= a**2", "a <= 1/4"), {"a": (0, 1)})
    assert witness(held) == {"a": Fraction(1, 4)}


def test_a_true_claim_stays_undecided_with_its_closest_point():
    verdict = search(inequality("2*x*y <= x**2 + y**2 + 1/100"), {"x": (-3, 3), "y": (-3, 3)})
    assert verdict.outcome is Outcome.UNDECIDED
    assert "holds at all of them; nearest to failing at x = " in verdict.why
    assert "by 0.01" in verdict.why


def test_equality_refutes_a_strict_claim_only():
    assert search(inequality("(x - 1)**2 <= 0", "x >= 1"), {"x": (0, 1)}).outcome is Outcome.UNDECIDED
    strict = search(inequality("x < 2"), {"x": (0, 2)})
    assert (strict.outcome, witness(strict)) == (Outcome.REFUTED, {"x": 2})
    # two equal numbers are not told apart from nearly equal ones by rounding arithmetic
    assert strict.recheck is Recheck.ENGINE_ONLY


def test_a_second_opinion_to_the_contrary_blocks_a_refutation(monkeypatch):
    # as if the two sides had been mistaken for one another
    monkeypatch.setattr("boundproof.verify.search._sides", lambda claim: (claim.right, claim.left))
    assert _again(inequality("x <= 1"), "x <= 1", {"x": Fraction(2)}) is None
    monkeypatch.undo()
    assert _again(inequality("x <= 1"), "x <= 1", {"x": Fraction(2)}) is Recheck.RECHECKED
    assert _again(inequality("x <= 1", "x <= 1/2"), "x <= 1", {"x": Fraction(2)}) is None


@pytest.mark.parametrize("true", [True, False])
@pytest.mark.parametrize(("top", "height"), [(Fraction(p, 7), Fraction(q, 5)) for p in (-11, 2, 20) for q in (1, 9)])
def test_parabolas(top, height, true):
    # height − (x − top)² <= c is true iff c >= height
    bound = height + Fraction(1, 8) if true else height - Fraction(1, 8)
    verdict = search(inequality(f"{height} - (x - ({top}))**2 <= {bound}"), {"x": (-3, 3)}, examples=50)
    if true:
        assert verdict.outcome is Outcome.UNDECIDED
    else:
        assert verdict.outcome is Outcome.REFUTED
        x = witness(verdict)["x"]
        # its margin, recomputed exactly, is at least the nine tenths of the worst that rounding may leave
        assert height - (x - top) ** 2 - bound >= Fraction(9, 10) * Fraction(1, 8) * Fraction(999, 1000)


def test_sides_that_are_not_defined_are_no_witness():
    # log(x) is not real for x < 0, where the claim says nothing that could be refuted
    assert search(inequality("log(x) <= 10"), {"x": (-5, 5)}).outcome is Outcome.UNDECIDED


def test_a_pole_does_not_hide_the_witnesses_around_it():
    verdict = search(inequality("1/(x - 1) <= 5"), {"x": (0, 2)})
    assert verdict.outcome is Outcome.REFUTED
    assert 1 < witness(verdict)["x"] < Fraction(6, 5)


def test_what_cannot_be_searched_is_refused():
    claim = inequality("x <= y")
    with pytest.raises(InputError, match="the box and the claim disagree on 'y': give a range for each of x, y"):
        search(claim, {"x": (0, 1)})
    with pytest.raises(InputError, match=r"x in \[1, 0\]: expected the smaller end first"):
        search(claim, {"x": (1, 0), "y": (0, 1)})
    with pytest.raises(InputError, match="a search is for an inequality at every value of its symbols"):
        search(parse_claim("x = O(x**2)", as_="x -> oo"), {"x": (0, 1)})
    with pytest.raises(InputError, match="the hypothesis x = y leaves no room to search in"):
        search(inequality("x <= y", "x = y"), {"x": (0, 1), "y": (0, 1)})


def test_margins_beyond_floats_are_told():
    verdict = search(inequality("exp(exp(exp(x))) <= 1"), {"x": (0, 100)})
    assert verdict.outcome is Outcome.REFUTED
    assert re.search(r"it fails by [\d.]+e\+\d{3}", verdict.why)


def test_boxes_beyond_floats_are_refused():
    with pytest.raises(InputError, match="the box of x is too large to search"):
        search(inequality("x >= 0"), {"x": (-(10**1000), 10**1000)})
