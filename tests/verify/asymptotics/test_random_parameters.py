"""Random claims with parameters against the same claims at rational points: no point may contradict the verdict."""

from __future__ import annotations

from fractions import Fraction

from boundproof.bounds.parsing import parse_claim
from boundproof.verify.asymptotics import decide
from boundproof.verify.verdict import Outcome
from hypothesis import given, settings
from hypothesis import strategies as st

coefficients = st.sampled_from(["a", "b", "a + b", "a - b", "2*a", "1 - a", "a*b", "1/2", "-1"])
leaves = st.one_of(
    st.builds("x**({})".format, coefficients),
    st.builds("log(x)**({})".format, coefficients),
    st.builds("exp(({})*x)".format, coefficients),
    st.builds("exp(({})*log(x)**2)".format, coefficients),
    st.builds("({})".format, coefficients),
    st.just("x"),
)
functions = st.recursive(
    leaves,
    lambda f: st.one_of(
        st.builds("({} + {})".format, f, f),
        st.builds("({} - {})".format, f, f),
        st.builds("({})*({})".format, f, f),
        st.builds("log(1 + Abs({}))".format, f),
    ),
    max_leaves=3,
)
relations = st.sampled_from(["{0} -> 0", "{0} -> oo", "{0} = O({1})", "{0} = o({1})", "{0} <= {1}", "{0} ~ {1}"])
# hypotheses, with rational points (a, b) at which they hold
REGIONS = {
    "a > 0, b > 0": [(1, 1), (Fraction(1, 2), 2), (3, Fraction(1, 3))],
    "a > b, b real": [(1, 0), (0, -1), (Fraction(1, 2), Fraction(1, 3))],
    "0 < a < 1, b < 0": [(Fraction(1, 2), -1), (Fraction(1, 3), Fraction(-1, 2))],
}


@settings(max_examples=20)
@given(functions, functions, relations, st.sampled_from(sorted(REGIONS)))
def test_no_point_contradicts_a_proof(f: str, g: str, relation: str, given_: str) -> None:
    text = relation.format(f, g)
    whole = decide(parse_claim(text, as_="x -> oo", given=given_), budget=5)
    found = []
    for a, b in REGIONS[given_]:
        at = f"a = {a}, b = {b}"
        found.append(decide(parse_claim(text, as_="x -> oo", given=[given_, at]), budget=5).outcome)
    if whole.outcome is Outcome.PROVED:
        assert Outcome.REFUTED not in found
    if Outcome.REFUTED in found:
        assert whole.outcome is not Outcome.PROVED
    if whole.outcome is Outcome.REFUTED:
        regions = [r for part in whole.evidence[0].data["parts"] for r in part["regions"] if r["answer"] is False]
        assert any(_false_at(text, r.get("witness") or r["solved"], given_) for r in regions)


def _false_at(text: str, witness: dict[str, str], given_: str) -> bool:
    """Whether the claim, decided again with the witness as equations, is refuted."""
    if not witness:
        return True
    at = [f"{name} = {value}" for name, value in witness.items() if name in text or name in given_]
    return decide(parse_claim(text, as_="x -> oo", given=[given_, *at]), budget=5).outcome is Outcome.REFUTED
