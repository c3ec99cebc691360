"""Conditions on parameters: read, laid out by case, refused where they are not polynomial."""

from __future__ import annotations

import pytest
from boundproof.bounds.conditions import cases, parse_condition
from boundproof.bounds.errors import BoundproofError

ALWAYS = parse_condition("always")


def test_the_cases_keep_boundaries_apart_and_stop_where_the_answer_is_settled() -> None:
    found = cases(parse_condition("q > 1 and (s < q or s = 2*q)"), among=ALWAYS)
    assert [(" and ".join(p.guards), p.holds) for p in found] == [
        ("q < 1", False),
        ("q = 1", False),
        ("q > 1 and s < q", True),
        ("q > 1 and s = q and s < 2*q", False),
        ("q > 1 and s = q and s = 2*q", True),
        ("q > 1 and s = q and s > 2*q", False),
        ("q > 1 and s > q and s < 2*q", False),
        ("q > 1 and s > q and s = 2*q", True),
        ("q > 1 and s > q and s > 2*q", False),
    ]


def test_a_comparison_and_the_same_one_turned_round_are_one() -> None:
    found = cases(parse_condition("a < b and b > a"), among=ALWAYS)
    assert [(p.guards, p.holds) for p in found] == [(("a < b",), True), (("a = b",), False), (("a > b",), False)]


def test_what_lies_outside_among_is_no_case() -> None:
    found = cases(parse_condition("a = 1"), among=parse_condition("a > 1 or (a = 1 and b > 1)"))
    assert [(p.guards, p.holds) for p in found] == [(("a = 1", "b > 1"), True), (("a > 1",), False)]


def test_chains_and_constants() -> None:
    assert str(parse_condition("0 < e < 1")) == "0 < e and e < 1"
    assert [p.holds for p in cases(parse_condition("never"), among=ALWAYS)] == [False]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1/a > 2", "the condition '1/a > 2' is not polynomial in the parameters: where it is not defined, neither it"),
        ("a > 1 and (b > 2", "the condition 'a > 1 and (b > 2' leaves a bracket open"),
        ("k integer", "the condition 'k integer' declares a type: give types among the hypotheses"),
        (
            " and ".join(f"x{k} > 0" for k in range(7)),
            "a condition of 7 comparisons: at most 6 are taken",
        ),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(BoundproofError) as caught:
        cases(parse_condition(text), among=ALWAYS)
    assert str(caught.value).startswith(message)
