"""Every certificate in which one statement was changed is turned down.

Each statement of the certificates of claims of every kind is changed in turn. Left out are the changes that leave a
true statement: the place and the presence of a term whose coefficient is zero; twice zero for zero; `complete` taken
away from a sum that says the whole, and given to one that happens to be the whole, established here by numbers for
nodes and not tried for coefficients.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from boundproof.bounds.parsing import parse_claim, parse_expression
from boundproof.verify.asymptotics.decide import decide
from boundproof.verify.recheck.asymptotics import Status, recheck_asymptotic
from boundproof.verify.verdict import Recheck, Verdict
from hypothesis import given, settings
from hypothesis import strategies as st

CLAIMS: list[tuple[str, str, list[str]]] = [
    ("exp(x)*(exp(1/x - exp(-x)) - exp(1/x)) -> -1", "x -> oo", []),
    ("(3**x + 5**x)**(1/x) -> 5", "x -> oo", []),
    ("sqrt(2)*sqrt(3)*x - sqrt(6)*x + log(x) = Theta(log(x))", "x -> oo", []),
    ("(sin(x) - x)/x**3 -> -1/6", "x -> 0", []),
    ("x**(1/x) -> 1+", "x -> oo", []),
    ("log(x + 1) - log(x) < 1/x", "x -> oo", []),
    ("x + sin(x) ~ x", "x -> oo", []),
    ("sqrt(x)*log(x)**2 = Otilde(sqrt(x))", "x -> oo", []),
    ("x**a*log(x)**b = O(x**c)", "x -> oo", ["a < c", "b real"]),
    ("(1 + y/x)**x -> exp(y)", "x -> oo", ["y real"]),
    ("x/(x**a + x) -> 1", "x -> oo", ["a > 0"]),
    ("x*(2 + sin(x)) ~ 2*x", "x -> oo", []),
    ("2**(2*x) = O(2**x)", "x -> oo", []),
    ("x**k = o(x)", "x -> oo", ["k integer"]),
    ("exp(sin(x)) has limit", "x -> oo", []),
    ("Mod(n, 3) has limit", "n -> oo", ["n integer"]),
    ("(-2)**n + 2**n -> oo", "n -> oo", ["n integer"]),
    ("n*sin(2*pi*sqrt(n**2 + 1)) -> pi", "n -> oo", ["n integer"]),
]
LONGER: list[tuple[str, str, list[str]]] = [
    ("n**a + n**b = Theta(n**Max(a, b))", "n -> oo", ["a real", "b real"]),
    ("x*(log(a) + 1) = Theta(x)", "x -> oo", ["a > 0"]),
]
Path = tuple[str | int, ...]


def proved(claim: str, point: str, conditions: list[str]) -> Verdict:
    verdict = decide(parse_claim(claim, as_=point, given=conditions))
    assert verdict.recheck is Recheck.RECHECKED, verdict.why
    return verdict


def checked(verdict: Verdict, certificate: Any, outcome: str = "") -> Status:
    claim = verdict.evidence[0].data["claim"]
    return recheck_asymptotic(
        certificate,
        claim=claim,
        point=verdict.point,
        hypotheses=verdict.hypotheses,
        outcome=outcome or verdict.outcome.value,
    ).status


def leaves(data: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    items: Any = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield (*path, key), value
        yield from leaves(value, (*path, key))


def changes(path: Path, value: Any) -> Iterator[Any]:
    """Other values for one place of a certificate."""
    key = next(k for k in reversed(path) if isinstance(k, str))
    if key == "complete":
        if value is False and path[-2] in ("series", "low", "high"):
            yield True
        return
    if key in ("reason", "by", "name", "top"):
        yield from (["b77"] if key == "top" else [])
        return
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield -value or 1
    elif isinstance(value, str):
        yield from changed_text(path, key, value)
    elif value is None and key in ("lead", "left", "right"):
        yield {"constant": "1", "sign": 1, "monomial": []}
    elif isinstance(value, dict) and set(value) == {"constant", "sign", "monomial"}:
        yield None
    elif isinstance(value, list) and key in ("scale", "regions", "guards", "parts", "dropped", "splits", "hypotheses"):
        for k in range(len(value)):
            yield value[:k] + value[k + 1 :]
        if key == "scale" and len(value) > 1:
            yield value[::-1]
    elif isinstance(value, list) and path[-1] == "terms" and len(value) > 1:
        yield value[::-1]
        yield value[1:]


def changed_text(path: Path, key: str, value: str) -> Iterator[str]:
    if key in ("claim", "relation", "side", "point", "direction", "integers", "hypotheses", "variable"):
        yield value + "x"
    elif key == "guards" or "splits" in path:
        for old, new in ((" < ", " > "), (" > ", " < "), (" != ", " = "), (" = ", " != ")):
            if old in value:
                yield value.replace(old, new)
    elif key == "value" and value in ("oo", "-oo"):
        yield "-oo" if value == "oo" else "oo"
    elif key == "constant" and "signs" in path:
        yield f"-({value})"
    else:
        yield f"({value}) + 1"
        yield f"({value})*2" if value != "0" else "3"


def put(data: Any, path: Path, value: Any) -> Any:
    out = copy.deepcopy(data)
    at = out
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return out


def blank(series: Any) -> bool:
    return series == "0" if isinstance(series, str) else all(blank(c) for _, c in series["terms"])


def says_nothing_else(certificate: Any, path: Path, value: Any) -> bool:
    """Whether the change leaves a statement as true as it was, for the reasons above."""
    parent: Any = certificate
    for key in path[:-1]:
        parent = parent[key]
    if path[-1] == "terms":
        return blank(parent["terms"][0][1])
    if isinstance(parent, list) and len(parent) == 2 and len(path) > 2 and path[-1] == 0 and path[-3] == "terms":
        return blank(parent[1])
    if path[-1] == "expr":
        return parent.get("series") == "0" and value.endswith("*2")
    return path[-1] == "complete" and path[-2] == "series" and whole(certificate, path, parent)


def whole(certificate: Any, path: Path, series: Any) -> bool:
    """Whether the listed terms add up to the node at an arbitrary point, to 60 of 90 digits."""
    run = certificate["parts"][path[1]]["regions"][path[3]]["run"]
    node = run["nodes"][path[6]]
    function = {x["name"]: x["function"] for x in run["scale"]}
    at = {"X": "23/7", "a": "4/3", "b": "-5/7", "c": "9/4", "y": "11/13", "k": "5/2"}

    def number(text: str) -> Any:
        expr = parse_expression(text)
        return expr.subs({s: sp.Rational(at[s.name]) for s in expr.free_symbols}).evalf(90)

    def total(part: Any) -> Any:
        if isinstance(part, str):
            return number(part)
        top = number(function[part["top"]])
        return sum((top ** number(e) * total(c) for e, c in part["terms"]), sp.Integer(0))

    expected = number(node["expr"])
    return bool(abs(total(series) - expected) < abs(expected) * sp.Rational(1, 10**60))


def mutants(certificate: Any) -> list[tuple[Path, Any]]:
    return [
        (path, other)
        for path, value in leaves(certificate)
        for other in changes(path, value)
        if not says_nothing_else(certificate, path, other)
    ]


@pytest.mark.parametrize(
    ("claim", "point", "conditions"), [*CLAIMS, *(pytest.param(*claim, marks=pytest.mark.slow) for claim in LONGER)]
)
def test_one_change_anywhere_is_found(claim: str, point: str, conditions: list[str]) -> None:
    verdict = proved(claim, point, conditions)
    certificate = verdict.evidence[0].data
    assert checked(verdict, certificate) is Status.RECHECKED
    survivors = [
        (path, value)
        for path, value in mutants(certificate)
        if checked(verdict, put(certificate, path, value)) is Status.RECHECKED
    ]
    assert survivors == []


def test_another_outcome_claim_or_hypothesis_is_found() -> None:
    verdict = proved("log(x)**k = o(x**e)", "x -> oo", ["k > 0", "e > 0"])
    certificate = verdict.evidence[0].data
    assert checked(verdict, certificate, "REFUTED") is Status.REJECTED
    assert checked(verdict, certificate, "ENCLOSED") is Status.REJECTED
    claim = "log(x)**k = o(x**(e - 1))"
    for text, hypotheses in ((claim, verdict.hypotheses), (certificate["claim"], ("k > 0", "e real"))):
        said = {**certificate, "claim": text, "hypotheses": list(hypotheses)}
        found = recheck_asymptotic(said, claim=text, point="x -> oo", hypotheses=hypotheses, outcome="PROVED")
        assert found.status is not Status.RECHECKED


EXPONENTS = st.fractions(min_value=-3, max_value=3, max_denominator=3)


@settings(max_examples=25)
@given(EXPONENTS, EXPONENTS, st.integers(-4, 4).filter(bool), st.data())
def test_changed_certificates_of_random_claims_are_found(p: Fraction, q: Fraction, c: int, data: st.DataObject) -> None:
    f = f"{c}*x**({p})*log(x)**({q}) + exp(-x)*sin(1/x)"
    verdict = proved(f"({f})*x**({-p}) ~ {c}*log(x)**({q})", "x -> oo", [])
    certificate = verdict.evidence[0].data
    path, value = data.draw(st.sampled_from(mutants(certificate)))
    assert checked(verdict, put(certificate, path, value)) is not Status.RECHECKED
