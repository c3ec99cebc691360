"""Hypotheses that exclude one another come with products that add up to less than 0; others with no such verdict."""

from __future__ import annotations

import copy
import random
from fractions import Fraction

import pytest
from boundproof.bounds.proofs import parse_proof
from boundproof.verify.contradictions import find_contradiction
from boundproof.verify.recheck.contradictions import recheck_contradiction
from boundproof.verify.run import check_theorem
from boundproof.verify.vacuity import vacuity
from boundproof.verify.verdict import Outcome
from hypothesis import given, settings
from hypothesis import strategies as st


def hypotheses(*lines):
    named = "\n".join(line if line.startswith("positive") else f"given {line}" for line in lines)
    return parse_proof(f"theorem t: t\n{named}\nconclude c: z -> 0").given


IMPOSSIBLE = {
    "bounds": ("a: x <= 2", "b: x >= 3"),
    "a product": ("positive x, y", "a: x*y <= 1", "b: x >= 2", "c0: y >= 1"),
    "a cycle": ("positive x, y", "a: x <= y/2", "b: y <= 3*x/2"),
    "a power": ("positive x", "a: x**3 <= 1", "b: x >= 2"),
    "a root": ("positive x", "a: sqrt(x) >= 2", "b: x <= 3"),
    "a square": ("a: x**2 <= -1",),
    "a sum": ("positive x, y", "a: x + y <= 1", "b: x >= 2"),
    "a logarithm as a name": ("a: log(x) >= 1", "b: log(x) <= 0"),
    "a limit": ("positive x", "a: x -> 1/2", "b: x >= 1"),
    "two limits": ("a: x -> 1", "b: x -> 2"),
    "an expectation": ("a (mean): E[trace(G)] <= 1", "b (mean): E[trace(G)] >= 2"),
    "for almost every draw": ("a (pointwise): trace(G) <= 1", "b (pointwise): trace(G) >= 2"),
    "effective ranks": ("a: R(0) < r(0)",),
    "effective ranks and their squares": ("a: R(k) > r(k)**2",),
    "a rank below 1": ("a: r(k) < 1",),
    "degrees of freedom": ("positive kap", "a: df2(kap) > df1(kap)"),
}
POSSIBLE = {
    "bounds that touch": ("a: x <= 1", "b: x >= 1"),
    "a limit that is not reached": ("a: x -> 1", "b: x < 1"),
    "two events that may fail": (
        "a (with probability 1 - 3/4): trace(G) <= 1",
        "b (with probability 1 - 3/4): trace(G) >= 2",
    ),
    "infinity plus 1": ("a (mean): E[trace(G)] >= E[trace(G)] + 1",),
    "two infinities": (
        "a (mean): E[trace(G)] >= E[norm(min_norm)] + 1",
        "b (mean): E[norm(min_norm)] >= E[trace(G)] + 1",
    ),
    "ranks of a point mass": ("a: r(0) <= 1", "b: R(0) <= 1"),
    "a ratio": ("positive x, y", "a: x <= y/2", "b: y <= 2*x"),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_a_contradiction_has_a_certificate(name):
    found = vacuity(hypotheses(*IMPOSSIBLE[name]))
    assert found.contradictory
    assert found.checked
    assert recheck_contradiction(found.certificate) == ""
    assert "add up to less than 0" in found.words


@pytest.mark.parametrize("name", POSSIBLE)
def test_what_can_hold_together_is_not_called_vacuous(name):
    assert vacuity(hypotheses(*POSSIBLE[name])).contradictory == ()


def test_limits_of_two_variables_are_not_near_together():
    one, two = hypotheses("a: x -> 1")[0], parse_proof("theorem t: t\nas m -> oo\ngiven b: x -> 2\nconclude c: m -> oo")
    assert find_contradiction([one, *two.given]) is None
    data = dict(find_contradiction(hypotheses(*IMPOSSIBLE["two limits"])).certificate)
    data["facts"] = {**data["facts"], "a": {**data["facts"]["a"], "point": "m -> oo"}}
    assert "several kinds" in recheck_contradiction(data)


def test_a_theorem_from_a_contradiction_is_vacuous():
    text = "theorem t: t\npositive x, y\ngiven a: x <= y/2\ngiven b: y <= x\ngiven z: z -> 0\nconclude c: z -> 0 by z"
    verdict = check_theorem(parse_proof(text))
    assert verdict.outcome is Outcome.VACUOUS
    assert verdict.why.startswith("the hypotheses exclude one another: a, b, x > 0; these are nonnegative")


def test_altered_certificates_are_rejected():
    data = vacuity(hypotheses(*IMPOSSIBLE["a product"])).certificate
    assert recheck_contradiction(data) == ""
    for place, term in enumerate(data["terms"]):
        for changed_term in (
            {**term, "times": "-1"},
            {**term, "times": str(Fraction(term["times"]) + 1)},
            {**term, "factors": term["factors"][1:]},
            {**term, "factors": [{"fact": "a", "sign": 1}]},
            {**term, "factors": [{"known": "x >= 1"}]},
            {**term, "factors": [*term["factors"], {"known": "z >= 0"}]},
        ):
            changed = copy.deepcopy(data)
            changed["terms"][place] = changed_term
            assert recheck_contradiction(changed) != ""
    for name, fact in data["facts"].items():
        for key, value in (("mode", "with probability at least 1 - delta"), ("relation", "!="), ("delta", "1/2")):
            changed = copy.deepcopy(data)
            changed["facts"][name] = {**fact, key: value}
            assert recheck_contradiction(changed) != "", (name, key)


@settings(max_examples=60)
@given(st.lists(st.tuples(*[st.integers(-3, 3) for _ in range(4)]), min_size=2, max_size=4), st.integers(0, 2**32))
def test_facts_that_hold_at_a_point_are_never_contradictory(rows, seed):
    """Inequalities a x + b y + c x y <= d, their right sides made true at a random point."""
    draw = random.Random(seed)
    x, y = (Fraction(draw.randint(-4, 4), draw.randint(1, 3)) for _ in range(2))
    lines = [
        f"f{i}: ({a})*x + ({b})*y + ({c})*x*y <= {a * x + b * y + c * x * y + abs(d)}"
        for i, (a, b, c, d) in enumerate(rows)
        if a or b or c
    ]
    assert find_contradiction(hypotheses(*lines)) is None if lines else True
