"""Finite counter-models: false steps are a GAP with a model that is read again; true steps never have one."""

from __future__ import annotations

import copy

import pytest
from boundproof.bounds.claims import Claim, Mode
from boundproof.bounds.setting import statement
from boundproof.bounds.statements import Fact, Property
from boundproof.bounds.theorems import builtin_theorems
from boundproof.verify.derivation import derive
from boundproof.verify.derivation.draws import counter_model
from boundproof.verify.recheck.draws import recheck_draws
from boundproof.verify.steps import visible
from boundproof.verify.vacuity import vacuity
from boundproof.verify.verdict import Outcome, Recheck

PD = Property("pd", "positive definite", "G")
NOISE = Property("noise", "homoscedastic noise", "sigma")
ATTACK = Property("attack-norm", "attack norm at least 2")
ROWS = Fact("rows", statement("rows(G) = n"))
SIGMA = Fact("sigma", statement("sigma > 0"))
ALPHA = Fact("alpha", statement("alpha > 0"))
TRACE = Fact("trace", statement("trace(G) > 0", mode=Mode.POINTWISE))
C = Fact("C", statement("C > 0"))


def pointwise(text: str) -> Claim:
    return statement(text, mode=Mode.POINTWISE)


def likely(text: str, delta: str) -> Claim:
    return statement(text, mode=Mode.WITH_PROBABILITY, delta=delta)


FALSE = {
    "arithmetic and harmonic mean the wrong way": (
        pointwise("trace_inverse(G) <= rows(G)**2/trace(G)"),
        [PD],
        ["am-hm"],
    ),
    "twice the constant": (pointwise("trace_inverse(G) >= 2*n**2/trace(G)"), [ROWS, PD], ["am-hm"]),
    "the wrong power of n": (pointwise("trace_inverse(G) >= n**3/trace(G)"), [ROWS, PD], ["am-hm"]),
    "Jensen the wrong way": (statement("E[1/trace(G)] <= 1/E[trace(G)]", mode=Mode.MEAN), [TRACE], ["jensen"]),
    "Jensen for a concave power": (
        statement("E[sqrt(trace(G))] >= sqrt(E[trace(G)])", mode=Mode.MEAN),
        [TRACE],
        ["jensen"],
    ),
    "the mean of a ratio": (
        statement("E[norm(min_norm)/trace(G)] = E[norm(min_norm)]/E[trace(G)]", mode=Mode.MEAN),
        [TRACE],
        ["jensen"],
    ),
    "the mean of a product": (
        statement("E[norm(min_norm)*trace(G)] = E[norm(min_norm)]*E[trace(G)]", mode=Mode.MEAN),
        [TRACE],
        ["cauchy-schwarz"],
    ),
    "Cauchy-Schwarz the wrong way": (
        statement("E[norm(min_norm)*trace(G)]**2 >= E[norm(min_norm)**2]*E[trace(G)**2]", mode=Mode.MEAN),
        [TRACE],
        ["cauchy-schwarz"],
    ),
    "Markov with half the probability": (
        likely("trace(G) <= C*E[trace(G)]", "1/(2*C)"),
        [C, TRACE],
        ["markov"],
    ),
    "Markov without the constant": (pointwise("trace(G) <= E[trace(G)]"), [TRACE], ["markov"]),
    "a union bound that forgets an event": (
        likely("trace(G) + norm(min_norm) <= 6", "1/4"),
        [Fact("a", likely("trace(G) <= 3", "1/4")), Fact("b", likely("norm(min_norm) <= 3", "1/4"))],
        ["union-bound"],
    ),
    "probable to sure": (
        pointwise("trace(G) <= 3"),
        [Fact("a", likely("trace(G) <= 3", "1/4"))],
        ["almost-sure"],
    ),
    "mean to pointwise": (pointwise("trace(G) <= 3"), [Fact("a", statement("E[trace(G)] <= 3", mode=Mode.MEAN))], []),
    "pointwise mean over the noise": (
        pointwise("norm(min_norm)**2 >= noise_mean(norm(min_norm)**2)"),
        [NOISE, PD],
        ["noise-average"],
    ),
    "an attack of unknown sign": (
        pointwise("adversarial_risk(min_norm) >= alpha**2*norm(min_norm)**2"),
        [ATTACK],
        ["attack", "dual-norm"],
    ),
    "an attack with a large dual norm exponent": (
        pointwise("adversarial_risk(min_norm) >= alpha**2*norm(min_norm)**2"),
        [ALPHA],
        ["attack", "dual-norm"],
    ),
    "noise of any law": (
        pointwise("noise_mean(norm(min_norm)**2) >= sigma**2*trace_inverse(G)"),
        [PD],
        ["noise-average"],
    ),
    "a division by a quantity of unknown sign": (statement("1/a <= 1/b"), [Fact("order", statement("a >= b"))], []),
    "a square root of an inequality that needs a sign": (
        statement("a >= b"),
        [Fact("s", statement("a**2 >= b**2"))],
        [],
    ),
}


@pytest.mark.parametrize("name", FALSE)
def test_a_false_step_is_a_gap(name: str) -> None:
    claim, given, schemas = FALSE[name]
    facts = [item for item in given if isinstance(item, Fact)]
    properties = [item for item in given if isinstance(item, Property)]
    verdict = derive(claim, facts, properties, schemas)
    assert verdict.outcome is Outcome.GAP
    assert verdict.recheck is Recheck.RECHECKED
    assert verdict.evidence[0].kind == "counter-model"
    assert "which all hold while it fails at" in verdict.why


@pytest.mark.slow
def test_no_step_that_is_proved_has_a_counter_model() -> None:
    """Every proved inequality of the built-in theorems, with what it may use."""
    seen = 0
    for theorem in builtin_theorems().values():
        for step in theorem.steps:
            if isinstance(step.claim, Claim) and step.claim.point is None and step.expected == "PROVED":
                facts, properties, schemas = visible(theorem, step)
                assert counter_model(step.claim, facts, properties, schemas) is None, step.name
                seen += 1
    assert seen >= 10


def model() -> dict:
    claim, _, schemas = FALSE["twice the constant"]
    found = counter_model(claim, [ROWS], [PD], schemas)
    assert found is not None
    return found


def test_spoilt_models_are_rejected() -> None:
    assert recheck_draws(model()) == ""
    for spoil, complaint in [
        (lambda data: data["claim"].update(right="rows(G)**2/trace(G)"), "the claim holds in the model"),
        (lambda data: data["facts"]["rows"].update(right="n + 1"), "the fact rows does not hold"),
        (lambda data: data["designs"][0].update(weight="1/3"), "not those of a probability space"),
        (lambda data: data["designs"][0].update(eigenvalues=["-1"]), "not positive definite"),
        (lambda data: data["designs"][0].update(eigenvalues=[]), "same number of rows"),
        (lambda data: data["constants"].clear(), "malformed"),
        (lambda data: data["claim"].update(right="__import__('os')"), ""),
        (lambda data: data.update(format="draws/2"), "unknown format"),
        (lambda data: data["claim"].update(mode="in probability"), "no meaning at one sample size"),
    ]:
        data = copy.deepcopy(model())
        spoil(data)
        found = recheck_draws(data)
        assert found
        assert complaint in found


def test_lemmas_hold_in_every_model_that_is_accepted() -> None:
    """A model that breaks what a lemma says, so that the lemma's own conclusion would fail in it."""
    claim = pointwise("adversarial_risk(min_norm) >= 5*alpha**2*dual_norm(min_norm)**2")
    data = counter_model(claim, [ALPHA], [], ["attack"])
    assert data is not None
    data["designs"][0]["noises"][0]["adversarial_risk(min_norm)"] = "0"
    assert recheck_draws(data) == "the adversarial risk of min_norm is too small"
    claim = pointwise("noise_mean(norm(min_norm)**2) >= 2*sigma**2*trace_inverse(G)")
    data = counter_model(claim, [SIGMA], [PD, NOISE], ["noise-average"])
    assert data is not None
    for noise in data["designs"][0]["noises"]:
        noise["norm(min_norm)"] = noise["dual_norm(min_norm)"] = noise["adversarial_risk(min_norm)"] = "0"
    assert "too small" in recheck_draws(data) or "smaller than the noise makes it" in recheck_draws(data)


def test_what_may_be_true_is_left_open() -> None:
    """A name of the user's own is no random quantity, and a lemma unknown here may make the claim true."""
    assert derive(statement("E[x] >= y", mode=Mode.MEAN), [], [], []).outcome is Outcome.UNDECIDED
    assert counter_model(pointwise("trace_inverse(G) >= 2*n**2/trace(G)"), [ROWS], [PD], ["unheard-of"]) is None
    assert counter_model(pointwise("trace_inverse(Sigma) >= 1"), [], [], []) is None


@pytest.mark.parametrize(
    "text",
    [
        "effective_rank(0) >= 1",
        "squared_rank(k) >= effective_rank(k)",
        "squared_rank(k) <= effective_rank(k)**2",
        "largest <= trace(Sigma)",
        "eigenvalue(3) <= largest",
        "tail(k) <= trace(Sigma)",
        "n >= 1",
        "(n - 1)*(n - 2) >= 0",  # whole numbers only
    ],
)
def test_what_definitions_say_has_no_counter_model(text: str) -> None:
    assert derive(statement(text), [], [], []).outcome is not Outcome.GAP


def test_powers_of_sums_are_not_multiplied_out() -> None:
    """Eight million terms: as a claim, as a fact, and as a hypothesis of a theorem."""
    long = statement("(x + y + z + u + v + w)**60 >= 0")
    assert "has too many terms when multiplied out" in derive(long, [], [], []).why
    fact = Fact("a", long)
    assert derive(statement("x >= 0"), [fact], [], []).outcome is Outcome.UNDECIDED
    assert vacuity([fact]).unseen == ("a",)


def test_norms_are_zero_together() -> None:
    zero = Fact("zero", pointwise("norm(min_norm) = 0"))
    assert derive(pointwise("dual_norm(min_norm) <= 0"), [zero], [], []).outcome is not Outcome.GAP


def test_sample_sizes_are_positive() -> None:
    """With n = -1, Markov's inequality at 1 - n would be refuted by a model; with n >= 1 it says nothing."""
    claim = statement("trace(G) <= E[trace(G)]/n", mode=Mode.WITH_PROBABILITY, delta="n")
    assert derive(claim, [], [], ["markov"]).outcome is not Outcome.GAP
