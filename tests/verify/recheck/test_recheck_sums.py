"""The re-checker proves sums and thresholds from what a certificate proposes; altered proposals do not pass."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from boundproof.bounds.parsing import parse_claim
from boundproof.verify.asymptotics import decide
from boundproof.verify.recheck.asymptotics import Status, recheck_asymptotic
from boundproof.verify.verdict import Outcome, Recheck, Verdict

CLAIMS = [
    ("Sum(1/i**2, (i, n + 1, oo)) ~ 1/n", ""),
    ("Sum(1/i**2, (i, n + 1, oo)) - 1/n ~ -1/(2*n**2)", ""),
    ("Sum(1/(i*log(i + 1)**b), (i, n + 1, oo)) ~ log(n)**(1 - b)/(b - 1)", "b > 1"),
    ("Sum(i**-a, (i, 1, n)) ~ n**(1 - a)/(1 - a)", "a < 1"),
    ("Sum(1/i, (i, 1, n)) - log(n) -> EulerGamma", ""),
    ("Sum(1/i, (i, n, 2*n)) -> log(2)", ""),
    ("Product(i, (i, 1, n)) ~ sqrt(2*pi*n)*(n/exp(1))**n", ""),
    ("Sum(i**2/n**3, (i, 1, n)) -> 1/3", ""),
    ("inverse(k, k*log(k) = n) ~ n/log(n)", ""),
    ("threshold(k, Sum(1/i, (i, 1, k)) >= n) ~ exp(n - EulerGamma)", ""),
    ("threshold(k, -Sum(1/i**2, (i, k + 1, oo)) >= -1/n) ~ n", ""),
    ("Sum(i**-2/(i**-2 + 1/n), (i, 1, oo)) = Theta(sqrt(n))", ""),
    ("Sum(i**-a/(i**-a + 1/n)**2, (i, 1, oo)) = Theta(n**(1 + 1/a))", "a > 1"),
    ("threshold(k, Sum(exp(-i) + n**-2, (i, k + 1, n**2))/(exp(-k - 1) + n**-2) >= n) ~ log(n)", ""),
]
FALSE = [
    ("n*Sum(1/i**2, (i, n + 1, oo)) -> 1/2", ""),
    ("Sum(i**-a, (i, 1, n)) = O(n**(1 - a))", "a <= 1"),
    ("threshold(k, k**2 >= n) ~ 2*sqrt(n)", ""),
    ("Sum(1/i, (i, 1, n)) - log(n) -> 1/2", ""),
    ("Sum(i**-2/(i**-2 + 1/n), (i, 1, oo)) = O(log(n))", ""),
    ("Sum(1/(i*log(i + 1)**2), (i, 1, n)) -> 3", ""),
]


def proved(text: str, given: str) -> Verdict:
    return decide(parse_claim(text, as_="n -> oo", given=given or ()))


def again(verdict: Verdict, text: str, given: str, data: dict[str, Any]) -> Status:
    claim = parse_claim(text, as_="n -> oo", given=given or ())
    return recheck_asymptotic(
        data, claim=claim.text, point=verdict.point, hypotheses=verdict.hypotheses, outcome=verdict.outcome.value
    ).status


@pytest.mark.parametrize(("text", "given"), CLAIMS)
def test_true_claims_are_rechecked(text: str, given: str) -> None:
    verdict = proved(text, given)
    assert (verdict.outcome, verdict.recheck) == (Outcome.PROVED, Recheck.RECHECKED)


@pytest.mark.parametrize(("text", "given"), FALSE)
def test_refutations_are_rechecked(text: str, given: str) -> None:
    verdict = proved(text, given)
    assert (verdict.outcome, verdict.recheck) == (Outcome.REFUTED, Recheck.RECHECKED)


# Each alteration makes what is proposed untrue; none may pass.
ALTERATIONS: list[tuple[str, str, str]] = [
    ("antidifferences", "h", "2*({})"),
    ("antidifferences", "h", "({}) + X"),
    ("antidifferences", "e", "({})/X"),
    ("antidifferences", "e", "-({})"),
    ("antidifferences", "summand", "({})*X"),
]


@pytest.mark.parametrize(("text", "given"), CLAIMS[:4])
@pytest.mark.parametrize(("group", "field", "change"), ALTERATIONS)
def test_altered_antidifferences_do_not_pass(text: str, given: str, group: str, field: str, change: str) -> None:
    verdict = proved(text, given)
    data = copy.deepcopy(verdict.evidence[0].data)
    for part in data["parts"]:
        for region in part["regions"]:
            for entry in region["run"][group]:
                if entry[field] is not None:
                    entry[field] = change.format(entry[field])
    assert again(verdict, text, given, data) is not Status.RECHECKED


@pytest.mark.parametrize(("text", "given"), CLAIMS[8:])
@pytest.mark.parametrize(
    ("field", "change"), [("low", "2*({})"), ("high", "({})/2"), ("low", "1"), ("high", "log(log(X))")]
)
def test_altered_bounds_do_not_pass(text: str, given: str, field: str, change: str) -> None:
    verdict = proved(text, given)
    data = copy.deepcopy(verdict.evidence[0].data)
    for entry in data["parts"][0]["regions"][0]["run"]["bounds"]:
        entry[field] = change.format(entry[field])
    assert again(verdict, text, given, data) is not Status.RECHECKED


def test_a_certificate_that_proposes_nothing_does_not_pass() -> None:
    text, given = CLAIMS[0]
    verdict = proved(text, given)
    data = copy.deepcopy(verdict.evidence[0].data)
    data["parts"][0]["regions"][0]["run"]["antidifferences"] = []
    assert again(verdict, text, given, data) is Status.NOT_COVERED


def test_a_false_claim_under_a_true_certificate_is_rejected() -> None:
    verdict = proved("Sum(1/i**2, (i, n + 1, oo)) ~ 1/n", "")
    data = copy.deepcopy(verdict.evidence[0].data)
    other = parse_claim("Sum(1/i**2, (i, n + 1, oo)) ~ 2/n", as_="n -> oo").text
    data["claim"] = other
    found = recheck_asymptotic(data, claim=other, point=verdict.point, hypotheses=(), outcome="PROVED")
    assert found.status is Status.REJECTED


FLOOR = "(exp(-i/2) + n**-2, (i, k + 1, n**2))/(exp(-(k + 1)/2) + n**-2)"
PASSAGE = (f"threshold(k, Sum{FLOOR} >= n) ~ 2*log(n)", "")
PARTS = ("1/n + threshold(k, Sum(i**-2, (i, k + 1, oo))/(k + 1)**-2 >= n)/n -> 0", "")
TWO_SCALES = ("Sum(i**-2/(i**-2 + 1/n), (i, 1, oo)) = Theta(sqrt(n))", "")


def region(data: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = data["parts"][0]["regions"][0]
    return out


@pytest.mark.parametrize(
    ("claim", "low", "high"),
    [
        (PASSAGE, "3*log(X)", None),  # below the threshold nothing may be left out
        (PASSAGE, None, "log(X)"),
        (PASSAGE, "0", "X"),  # true, but too wide to decide the claim
        (TWO_SCALES, "2*sqrt(X)", None),
        (TWO_SCALES, None, "sqrt(X)/2"),
        (TWO_SCALES, "1", "X"),
    ],
)
def test_altered_bounds_of_thresholds_and_scales_do_not_pass(
    claim: tuple[str, str], low: str | None, high: str | None
) -> None:
    verdict = proved(*claim)
    assert (verdict.outcome, verdict.recheck) == (Outcome.PROVED, Recheck.RECHECKED)
    data = copy.deepcopy(verdict.evidence[0].data)
    for entry in region(data)["run"]["bounds"]:
        entry["low"], entry["high"] = low or entry["low"], high or entry["high"]
    assert again(verdict, *claim, data) is not Status.RECHECKED


def test_a_false_claim_under_the_certificate_of_a_threshold_is_rejected() -> None:
    verdict = proved(*PASSAGE)
    data = copy.deepcopy(verdict.evidence[0].data)
    other = parse_claim(f"threshold(k, Sum{FLOOR} >= n) ~ log(n)", as_="n -> oo").text
    data["claim"] = other
    found = recheck_asymptotic(data, claim=other, point=verdict.point, hypotheses=(), outcome="PROVED")
    assert found.status is Status.REJECTED


def test_a_refutation_by_one_part_is_for_sums_that_should_tend_to_zero() -> None:
    verdict = proved(*PARTS)
    assert (verdict.outcome, verdict.recheck) == (Outcome.REFUTED, Recheck.RECHECKED)
    data = copy.deepcopy(verdict.evidence[0].data)
    region(data)["run"]["part"] = "1/X"
    for text, outcome in (
        ("1/n + 1/n -> 0", "REFUTED"),
        (PARTS[0], "PROVED"),
        ("1/n - Sum(2, (i, 1, n)) -> 0", "REFUTED"),
    ):
        claim = parse_claim(text, as_="n -> oo").text
        changed = {**data, "claim": claim, "relation": "->", "integer_variable": "Sum" in claim}
        if outcome == "PROVED":
            region(changed)["answer"] = True
        found = recheck_asymptotic(changed, claim=claim, point=verdict.point, hypotheses=(), outcome=outcome)
        assert found.status is not Status.RECHECKED, text


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("Sum(1/(i*log(i + 1)), (i, 2, oo)) -> 5", ""),  # diverges
        ("Sum(i**-2/(i**-2 + n), (i, 1, oo)) = Theta(1/n)", ""),  # the scale grows
        ("Sum(-i**-2/(i**-2 + 1/n), (i, 1, oo)) = Theta(sqrt(n))", ""),
        ("Sum(log(i - 3), (i, 1, n)) ~ n*log(n)", ""),  # undefined terms
    ],
)
def test_sums_outside_the_rules_are_never_called_rechecked_wrongly(text: str, given: str) -> None:
    verdict = proved(text, given)
    claim = parse_claim(text, as_="n -> oo", given=given or ()).text
    data = copy.deepcopy(proved(*TWO_SCALES).evidence[0].data) | {"claim": claim, "relation": "~"}
    data["relation"] = "->" if "->" in text else "Theta" if "Theta" in text else "~"
    data["integer_variable"] = "(i, 1, n)" in text
    assert verdict.outcome is not Outcome.REFUTED
    found = recheck_asymptotic(data, claim=claim, point="n -> oo", hypotheses=(), outcome="PROVED")
    assert (found.status is Status.RECHECKED) <= (verdict.outcome is Outcome.PROVED)
