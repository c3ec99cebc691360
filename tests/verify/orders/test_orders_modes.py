"""Claims of different mode chain by listed lemmas only."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from boundproof.bounds.claims import Mode
from boundproof.bounds.setting import limit_statement, statement
from boundproof.bounds.statements import Fact
from boundproof.verify.orders import decide_orders
from boundproof.verify.recheck.orders import recheck_orders
from boundproof.verify.verdict import Outcome, Verdict

POINTWISE, MEAN, NOISE_MEAN = Mode.POINTWISE, Mode.MEAN, Mode.NOISE_MEAN
IN_PROBABILITY, WITH = Mode.IN_PROBABILITY, Mode.WITH_PROBABILITY
RISK = "standard_risk(min_norm)"


def fact(text: str, mode: Mode = Mode.DETERMINISTIC, delta: str | None = None) -> Fact:
    limit = any(sign in text for sign in ("->", "= O(", "= o(", "= Omega(", "= Theta("))
    claim = limit_statement(text, mode=mode) if limit else statement(text, mode=mode, delta=delta)
    return Fact(text, claim)


def verdict_on(text: str, mode: Mode, facts: Sequence[Fact], schemas: Sequence[str] = ()) -> Verdict:
    return decide_orders(limit_statement(text, mode=mode), facts, schemas=schemas)


CHAINS = {
    "in mean, so in probability": (f"{RISK} -> 0", IN_PROBABILITY, [fact(f"E[{RISK}] -> 0", MEAN)], ("markov",)),
    "an explicit mean, so in probability": (
        f"{RISK} = O(r(0)/n)",
        IN_PROBABILITY,
        [fact(f"E[{RISK}] <= c*r(0)/n", MEAN), fact("c = Theta(1)"), fact("c > 0")],
        ("markov",),
    ),
    "pointwise, so in mean": (
        "E[trace(G)] = O(n)",
        MEAN,
        [fact("trace(G) <= 2*n*largest", POINTWISE), fact("largest = O(1)")],
        ("monotone-mean",),
    ),
    "pointwise, so on average over the noise": (
        f"noise_mean({RISK}) = O(trace(G))",
        NOISE_MEAN,
        [fact(f"{RISK} <= 3*trace(G)", POINTWISE)],
        ("monotone-noise-mean",),
    ),
    "pointwise, so in probability": (
        "trace(G) = O(n)",
        IN_PROBABILITY,
        [fact("trace(G) <= 2*n*largest", POINTWISE), fact("largest = O(1)")],
        ("almost-sure",),
    ),
    "for every probability, so in probability": (
        "trace(G)/n**2 -> 0",
        IN_PROBABILITY,
        [fact("trace(G) <= C*n*largest", WITH, "1/C"), fact("C > 0"), fact("largest = O(1)")],
        ("tightness",),
    ),
    "small O_P times large O_P": (
        f"{RISK}*trace(G) = o(n)",
        IN_PROBABILITY,
        [fact(f"{RISK} = o(1)", IN_PROBABILITY), fact("trace(G) = O(n)", IN_PROBABILITY)],
        (),
    ),
    "numbers pass into probability": (
        f"{RISK} -> 0",
        IN_PROBABILITY,
        [fact(f"{RISK} = O(r(0)/n)", IN_PROBABILITY), fact("r(0) = o(n)")],
        (),
    ),
    "numbers and means are both numbers": (f"E[{RISK}] -> 0", MEAN, [fact(f"E[{RISK}] = O(x)"), fact("x -> 0")], ()),
}


@pytest.mark.parametrize("name", CHAINS)
def test_a_chain_with_its_lemma_is_proved(name):
    text, mode, facts, schemas = CHAINS[name]
    verdict = verdict_on(text, mode, facts, schemas)
    assert verdict.outcome is Outcome.PROVED, verdict.why
    assert recheck_orders(verdict.evidence[0].data) == ""


@pytest.mark.parametrize("name", [name for name, case in CHAINS.items() if case[3]])
def test_without_the_lemma_it_is_rejected_with_the_reason(name):
    text, mode, facts, _ = CHAINS[name]
    verdict = verdict_on(text, mode, facts)
    assert verdict.outcome in (Outcome.UNDECIDED, Outcome.GAP)
    if verdict.outcome is Outcome.UNDECIDED:
        assert "no cited lemma passes on from there" in verdict.why


@pytest.mark.parametrize("name", [name for name, case in CHAINS.items() if case[3]])
def test_a_certificate_without_its_lemma_is_rejected(name):
    data = dict(verdict_on(*CHAINS[name]).evidence[0].data)
    assert recheck_orders({**data, "lemmas": []})
    for lemma in data["lemmas"]:
        for schema in ("markov", "monotone-mean", "monotone-noise-mean", "almost-sure", "tightness", "none"):
            if schema != lemma["schema"]:
                changed = [{**lemma, "schema": schema}]
                assert recheck_orders({**data, "lemmas": changed}), schema
    for mode in Mode:
        if mode is not CHAINS[name][1] and {mode, CHAINS[name][1]} != {Mode.MEAN, Mode.DETERMINISTIC}:
            assert recheck_orders({**data, "mode": mode.value}), mode


MIXED = {
    # An average may be carried by rare events: nothing leads from probability to means.
    "in probability is not in mean": (f"E[{RISK}] -> 0", MEAN, [fact(f"{RISK} -> 0", IN_PROBABILITY)]),
    # The constants of a pointwise Landau fact depend on the draw and may have no mean.
    "a pointwise Landau fact is not averaged": ("E[trace(G)] = O(n)", MEAN, [fact("trace(G) = O(n)", POINTWISE)]),
    "probability for one delta only": (
        "trace(G) = O(n)",
        IN_PROBABILITY,
        [fact("trace(G) <= C*n", WITH, "1/C"), fact("C <= 2")],
    ),
    "a constant inside a quantity": (
        "trace(G) = O(kstar(2))",
        IN_PROBABILITY,
        [fact("trace(G) <= kstar(C)", WITH, "1/C"), fact("C > 0"), fact("n = O(kstar(2))")],
    ),
    "a constant in an exponent": (
        "trace(G) = O(n**2)",
        IN_PROBABILITY,
        [fact("trace(G) <= n**C", WITH, "1/C"), fact("C > 0")],
    ),
    "the constant in the claim": (
        "trace(G) = O(n*C)",
        IN_PROBABILITY,
        [fact("trace(G) <= n*C", WITH, "1/C"), fact("C > 0")],
    ),
    "a probability that does not vanish": ("trace(G) = O(n)", IN_PROBABILITY, [fact("trace(G) <= n", WITH, "1/2")]),
    "delta that tends to zero is no constant": (
        "trace(G) = O(n)",
        IN_PROBABILITY,
        [fact("trace(G) <= C*n", WITH, "1/C"), fact("C -> oo"), fact("C > 0")],
    ),
    "a symbol in mean is not its mean": ("x = o(1)", Mode.DETERMINISTIC, [fact("x = o(1)", MEAN)]),
    "a symbol in probability is no number": ("x = o(1)", Mode.DETERMINISTIC, [fact("x = o(1)", IN_PROBABILITY)]),
}
EVERY = ("markov", "monotone-mean", "monotone-noise-mean", "almost-sure", "tightness")


@pytest.mark.parametrize("name", MIXED)
def test_mixed_modes_are_not_proved_whatever_is_cited(name):
    text, mode, facts = MIXED[name]
    verdict = verdict_on(text, mode, facts, EVERY)
    assert verdict.outcome is Outcome.UNDECIDED
    assert "no cited lemma passes on from there" in verdict.why


@pytest.mark.parametrize(
    ("text", "mode", "part"),
    [
        ("trace(G) = O(n)", Mode.MEAN, "the claim varies with the draw"),
        ("x = O(n)", Mode.MEAN, "write E[...] around what is averaged"),
        (f"{RISK} -> 0", Mode.NOISE_MEAN, "write noise_mean(...) around what is averaged"),
    ],
)
def test_a_mode_without_meaning_is_refused(text, mode, part):
    verdict = verdict_on(text, mode, [])
    assert verdict.outcome is Outcome.UNDECIDED
    assert part in verdict.why


def test_a_fact_with_conditions_of_its_own_is_not_used():
    from boundproof.bounds.parsing import parse_claim

    conditional = Fact("f", parse_claim("x = o(n)", as_="n -> oo", given=["x > 1"], known=None))
    verdict = decide_orders(limit_statement("x = o(n)"), [conditional])
    assert verdict.outcome is Outcome.UNDECIDED
    assert "conditions of its own" in verdict.why


def test_the_side_of_a_limit_is_not_decided():
    verdict = decide_orders(limit_statement("x -> 0+"), [fact("x = O(1/n)"), fact("x > 0")])
    assert "from which side" in verdict.why
