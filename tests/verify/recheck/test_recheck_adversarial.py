"""Certificates made by hand for false claims that look true: none passes.

Most are put together from the certificates of true neighbours, which is how a wrong engine would err.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from boundproof.bounds.parsing import parse_claim
from boundproof.verify.asymptotics.decide import decide
from boundproof.verify.recheck.asymptotics import RecheckResult, Status, recheck_asymptotic


def certificate(claim: str, point: str, given: Sequence[str] = ()) -> dict[str, Any]:
    """The engine's own, for a claim that it decides."""
    verdict = decide(parse_claim(claim, as_=point, given=given))
    return json.loads(json.dumps(verdict.evidence[0].data))  # type: ignore[no-any-return]


def passed_off(made: dict[str, Any], claim: str, given: Sequence[str], outcome: str) -> RecheckResult:
    """The certificate, said to belong to another claim at the same point."""
    text = parse_claim(claim, as_=made["point"], given=given)
    hypotheses = [h.text for h in text.given]
    said = {**made, "claim": text.text, "relation": text.relation.value, "side": text.side, "hypotheses": hypotheses}
    return recheck_asymptotic(said, claim=text.text, point=made["point"], hypotheses=hypotheses, outcome=outcome)


@pytest.mark.parametrize(
    ("claim", "given", "made_for"),
    [
        ("x/(x**a + x) -> 1", ["a > 0"], ["a > 0", "a < 1"]),  # 1/2 at a = 1, 0 beyond
        ("log(x)**k = o(x**e)", ["k > 0", "e real"], ["k > 0", "e > 0"]),  # infinite for e <= 0
        ("x**a = o(x**b)", ["a <= b"], ["a < b"]),  # equal at a = b
        ("x*log(a) -> oo", ["a > 0"], ["a > 1"]),
        ("(1 - a)*x -> oo", ["a != 1"], ["a < 1"]),
    ],
)
def test_a_case_is_not_taken_for_all(claim: str, given: list[str], made_for: list[str]) -> None:
    made = certificate(claim, "x -> oo", made_for)
    assert passed_off(made, claim, made_for, "PROVED").status is Status.RECHECKED
    assert passed_off(made, claim, given, "PROVED").status is Status.REJECTED


def test_the_boundary_between_two_cases_is_missed() -> None:
    # x + x**a is 2*x at a = 1 and the larger of the two elsewhere.
    claim = "x + x**a ~ x**Max(a, 1)"
    parts = [certificate(claim, "x -> oo", [condition])["parts"][0] for condition in ("a < 1", "a > 1")]
    for part, guard in zip(parts, ("a < 1", "a > 1"), strict=True):
        part["regions"][0]["guards"] = [guard]
    made = certificate(claim, "x -> oo", ["a < 1"])
    made["parts"][0]["regions"] = [part["regions"][0] for part in parts]
    made["parts"][0]["splits"] = [{"guards": [], "on": "a - (1)", "signs": [-1, 1]}]
    assert passed_off(made, claim, ["a real"], "PROVED").status is Status.REJECTED
    made["parts"][0]["splits"][0]["signs"] = [-1, 0, 1]
    made["parts"][0]["dropped"] = [{"guards": ["a = 1"], "reason": "no such point"}]
    assert passed_off(made, claim, ["a real"], "PROVED").status is not Status.RECHECKED
    # The same certificate is right where a = 1 is excluded.
    assert passed_off(made, claim, ["a != 1"], "PROVED").status is Status.RECHECKED


def test_an_exponential_is_not_bounded_by_its_root() -> None:
    made = certificate("2**x = O(2**(2*x))", "x -> oo")
    assert passed_off(made, "2**(2*x) = O(2**x)", [], "PROVED").status is Status.REJECTED


def test_a_cancellation_behind_roots_is_seen() -> None:
    true = "x*(sqrt(2)*sqrt(3) - sqrt(5)) = Theta(x)"
    made = json.loads(json.dumps(certificate(true, "x -> oo")).replace("5", "6"))
    assert passed_off(made, true.replace("5", "6"), [], "PROVED").status is Status.REJECTED


def test_a_sequence_of_reals_refutes_nothing_about_integers() -> None:
    made = certificate("sin(pi*n) -> 0", "n -> oo")
    assert made["parts"][0]["regions"][0]["phases"]
    assert passed_off(made, "sin(pi*n) -> 0", [], "REFUTED").status is Status.RECHECKED
    made["integer_variable"] = True
    assert passed_off(made, "sin(pi*n) -> 0", ["n integer"], "REFUTED").status is Status.REJECTED


def test_an_argument_does_not_keep_what_it_is_along_the_other_sequence() -> None:
    # For n divisible by 3 frac(n/2 + frac(n/3)) is 0 or 1/2; it is 5/6 only where frac(n/3) = 1/3. So this is always 0.
    inner, outer = "frac(2*n/6)", "frac(n/2 + frac(n/3))"
    left = f"(1 - 3*{inner})*(2 - 3*{inner})*{outer}*({outer} - 1/2)"
    made = certificate("frac(n/3) has limit", "n -> oo", ["n integer"])
    lead = {"constant": "5/9", "sign": 1, "monomial": []}
    region = made["parts"][0]["regions"][0]
    region["against"] = {"frac(X/3)": "1/3"}
    region["phases"] = {"frac(X/3)": "0", "frac(X/2 + frac(X/3))": "5/6"}
    region["run"]["nodes"] = [{"expr": left.replace("n", "X"), "series": "5/9", "lead": lead}]
    region["run"]["final"] = {"left": lead}
    found = passed_off(made, f"{left} has limit", ["n integer"], "REFUTED")
    assert found.why == "a function of an oscillating argument"


def test_values_that_sine_and_cosine_never_take_together_refute_nothing() -> None:
    made = certificate("x*(2 + sin(x)) ~ 2*x", "x -> oo")
    region = made["parts"][0]["regions"][0]
    said = json.loads(json.dumps(made).replace('"sin(X)": "1"', '"sin(X)": "2"'))
    assert region["phases"]["sin(X)"] == "1"
    assert passed_off(said, made["claim"], [], "REFUTED").status is Status.REJECTED


def test_a_witness_outside_the_hypotheses_refutes_nothing() -> None:
    made = certificate("x**a -> oo", "x -> oo", ["a real"])
    assert passed_off(made, "x**a -> oo", ["a real"], "REFUTED").status is Status.RECHECKED
    assert passed_off(made, "x**a -> oo", ["a > 0"], "REFUTED").status is Status.REJECTED


def test_a_witness_of_another_type_refutes_nothing() -> None:
    # k**2 = k fails at k = 1/2 only between the integers 0 and 1.
    claim, bounds = "x**(k**2 - k) = Omega(1)", ["k >= 0", "k <= 1"]
    made = certificate(claim, "x -> oo", bounds)
    assert passed_off(made, claim, bounds, "REFUTED").status is Status.RECHECKED
    made["integers"] = ["k"]
    assert passed_off(made, claim, ["k integer", *bounds], "REFUTED").status is Status.REJECTED


def test_one_direction_is_not_both() -> None:
    made = certificate("1/x -> oo", "x -> 0+")
    made["point"] = "x -> 0"
    assert passed_off(made, "1/x -> oo", [], "PROVED").status is Status.REJECTED


def test_rubbish_is_rejected_or_not_covered_and_never_raises() -> None:
    made = certificate("x -> oo", "x -> oo")
    for rubbish in ({}, {"version": 1}, {**made, "parts": None}, {**made, "parts": [{}]}, {**made, "hypotheses": 3}):
        found = recheck_asymptotic(rubbish, claim="x -> oo", point="x -> oo", hypotheses=[], outcome="PROVED")
        assert found.status is Status.REJECTED
    text = "x -> oo" + "(" * 500
    found = recheck_asymptotic({**made, "claim": text}, claim=text, point="x -> oo", hypotheses=[], outcome="PROVED")
    assert found.status is not Status.RECHECKED
