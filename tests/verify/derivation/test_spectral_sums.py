"""Sums over the spectrum: comparison term by term, Cauchy-Schwarz, definitions, and finite spectra that refute."""

from __future__ import annotations

import copy
import json
import random
from fractions import Fraction

import pytest
from boundproof.bounds.errors import InputError
from boundproof.bounds.proofs import ProofError, parse_proof
from boundproof.bounds.setting import statement
from boundproof.verify.orders.explain import explain
from boundproof.verify.recheck.derivation import recheck_derivation
from boundproof.verify.recheck.finite_sums import recheck_finite_sums
from boundproof.verify.run import check_theorem
from boundproof.verify.verdict import Outcome, Recheck
from hypothesis import given, settings
from hypothesis import strategies as st

BY = "by spectral-definitions, termwise, cauchy-schwarz-sums"


def step(claim, *lines, by=BY):
    """The verdict on one step that may use the hypotheses of its script and the lemmas about sums."""
    named = ", ".join(line.split()[1].rstrip(":") for line in lines if line.startswith("given"))
    text = "\n".join(
        ["theorem t: t", "positive n, kap", *lines, f"conclude c: {claim} {by}{', ' if named else ''}{named}"]
    )
    return check_theorem(parse_proof(text)).steps[-1].verdict


TRUE = {
    "bias": ("equivalent_bias(kap) >= kap**2*signal_above(kap)/4",),
    "gain": ("equivalent_gain(kap) >= trace_below(kap)/(4*n*kap**2)",),
    "product": ("equivalent_bias(kap)*equivalent_gain(kap) >= signal_above(kap)*trace_below(kap)/(16*n)",),
    "norm": ("equivalent_gain(kap)*n*trace(Sigma) >= df1(kap)**2",),
    "square": ("equivalent_bias(kap) <= kap*spectral_sum(theta_i**2)/4",),
    "variance": ("df2(kap) <= trace(Sigma)/(4*kap)",),
    "degrees": ("df2(kap) <= df1(kap)",),
    "part": ("spectral_sum_above(lamda_i, kap) <= trace(Sigma)",),
    "level": ("spectral_sum_below(lamda_i**2, kap) <= kap*trace_below(kap)",),
    "all-small": ("equivalent_bias(kap) >= spectral_sum(theta_i**2*lamda_i)/4", "given top: largest <= kap"),
    "constant": ("spectral_sum(kap*lamda_i) >= kap*spectral_sum(lamda_i)",),
    "own-name": ("x <= trace(Sigma)/kap", "given x: x = df1(kap)"),
}
FALSE = {  # the truth beside it, and the outcome
    "bias": ("equivalent_bias(kap) >= kap**2*signal_above(kap)/3", Outcome.REFUTED),  # 1/4 at λ = κ
    "product": (
        "equivalent_bias(kap)*equivalent_gain(kap) >= signal_above(kap)*trace_below(kap)/(8*n)",
        Outcome.REFUTED,  # one eigenvalue λ = κ: θ²/(16 n) on the left, A T = θ²
    ),
    "norm": ("equivalent_gain(kap)*n*trace(Sigma) <= df1(kap)**2", Outcome.REFUTED),
    "square": ("equivalent_bias(kap) <= kap*spectral_sum(theta_i**2)/5", Outcome.REFUTED),  # equality at λ = κ with 4
    "degrees": ("df2(kap) >= df1(kap)", Outcome.REFUTED),
    "part": ("spectral_sum_below(lamda_i, kap) >= trace(Sigma)", Outcome.REFUTED),
    "sign": ("spectral_sum(theta_i) >= 0", Outcome.UNDECIDED),  # coordinates of either sign, none tried is negative
    "level": ("spectral_sum_above(lamda_i**2, kap) <= kap*trace(Sigma)", Outcome.REFUTED),
    "all-small": ("equivalent_bias(kap) >= spectral_sum(theta_i**2*lamda_i)/4", Outcome.REFUTED),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_steps_are_proved(name):
    verdict = step(*TRUE[name])
    assert verdict.outcome is Outcome.PROVED, verdict.why
    assert verdict.recheck is Recheck.RECHECKED


@pytest.mark.parametrize("name", FALSE)
def test_false_steps_are_not(name):
    claim, outcome = FALSE[name]
    verdict = step(claim)
    assert verdict.outcome is outcome, verdict.why
    if outcome is Outcome.REFUTED:
        (evidence,) = verdict.evidence
        assert recheck_finite_sums(evidence.data) == ""


def test_a_finite_spectrum_is_told():
    lines = explain(step(FALSE["product"][0]))
    assert lines[:3] == ["the spectrum 1 with coordinates 1", "  kap = 1", "  n = 1"]
    assert lines[-1] == f"and breaks {FALSE['product'][0]}"


def test_a_hypothesis_that_the_model_breaks_leaves_a_gap():
    text = "theorem t: t\npositive n, kap\ngiven top: largest <= kap\n"
    claim = "equivalent_bias(kap) >= spectral_sum(theta_i**2*lamda_i)/4"
    verdict = check_theorem(parse_proof(f"{text}conclude c: {claim} {BY}")).steps[-1].verdict
    assert verdict.outcome is Outcome.GAP  # true by `top`, which the step does not cite
    assert "every fact cited holds" in verdict.why


def test_a_limit_among_the_hypotheses_leaves_a_gap():
    """Whether one n of a finite model belongs to a sequence with that limit is not decided."""
    text = f"theorem t: t\npositive n, kap\ngiven size: trace(Sigma) = o(n)\nconclude c: df2(kap) >= df1(kap) {BY}"
    assert check_theorem(parse_proof(text)).steps[-1].verdict.outcome is Outcome.GAP


def test_a_name_of_unknown_meaning_leaves_a_gap():
    assert step("df1(kap) <= x", "given x: x > 0").outcome is Outcome.GAP
    assert step("spectral_sum(x) <= 5", "given x: x > 0").outcome is Outcome.GAP  # x is the summand, not a level


# --- soundness: what is proved holds on every finite spectrum ---


def total(power, coordinate, bottom, spectrum, kap):
    """Σ λ^power θ^coordinate/(λ + κ)^bottom, straight from the definition."""
    return sum((lam**power * theta**coordinate / (lam + kap) ** bottom for lam, theta in spectrum), Fraction(0))


@settings(max_examples=40)
@given(
    st.tuples(st.integers(-1, 3), st.integers(0, 2), st.integers(0, 2)),
    st.tuples(st.integers(-1, 3), st.integers(0, 2), st.integers(0, 2)),
    st.integers(-4, 2),
    st.integers(-2, 2),
    st.sampled_from(["", "_above", "_below"]),
)
def test_what_is_proved_holds_on_random_spectra(large, small, times, kappas, part):
    constant = Fraction(2) ** times

    def summand(a, b, c):
        return f"lamda_i**({a})*theta_i**({b})/(lamda_i + kap)**({c})"

    level = "" if not part else ", kap"
    claim = (
        f"spectral_sum({summand(*large)}) >= "
        f"({constant.numerator}/{constant.denominator})*kap**({kappas})*spectral_sum{part}({summand(*small)}{level})"
    )
    verdict = step(claim)
    if verdict.outcome is not Outcome.PROVED:
        return
    draw = random.Random(claim)
    for _ in range(25):
        kap = Fraction(draw.randint(1, 40), draw.randint(1, 10))
        ties = [kap, kap, *(Fraction(draw.randint(1, 60), draw.randint(1, 12)) for _ in range(3))]
        spectrum = [(draw.choice(ties), Fraction(draw.randint(-5, 5))) for _ in range(draw.randint(1, 4))]
        kept = [(lam, theta) for lam, theta in spectrum if not part or (lam >= kap if part == "_above" else lam <= kap)]
        assert total(*large, spectrum, kap) >= constant * kap**kappas * total(*small, kept, kap), (claim, spectrum, kap)


# --- re-checking ---


def certificate(claim, *lines):
    verdict = step(claim, *lines)
    assert verdict.outcome is Outcome.PROVED
    return verdict.evidence[0].data


@pytest.mark.parametrize("name", ["bias", "square", "all-small", "norm"])
def test_altered_certificates_are_rejected(name):
    data = certificate(*TRUE[name])
    assert recheck_derivation(data) == ""
    for path, value in alterations(data["terms"][0], ["terms", 0]):
        changed = copy.deepcopy(data)
        place = changed
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
        assert recheck_derivation(changed) != "", path


def alterations(item, path):
    """Every text and number of a term, replaced by another."""
    if isinstance(item, dict):
        for key, value in item.items():
            yield from alterations(value, [*path, key])
    elif isinstance(item, list):
        for index, value in enumerate(item):
            yield from alterations(value, [*path, index])
    elif isinstance(item, int):
        yield path, item + 1
    elif isinstance(item, str) and path[-1] not in ("fact", "schema"):
        yield path, f"2*({item})"
    elif isinstance(item, str) and item:
        yield path, "n > 0"


def test_a_certificate_of_another_region_is_rejected():
    data = certificate("equivalent_bias(kap) >= kap**2*signal_above(kap)/4")
    changed = json.dumps(data).replace("spectral_sum_above", "spectral_sum_below").replace("signal_above(kap)", "x")
    changed = json.loads(changed)
    changed["facts"]["x"] = {"left": "x", "relation": "=", "right": changed["rewrites"][1]["by"], "delta": None}
    changed["facts"]["x"]["mode"] = "deterministic"
    assert "does not hold" in recheck_derivation(changed)


def test_altered_models_are_rejected():
    data = step(FALSE["product"][0]).evidence[0].data
    assert recheck_finite_sums(data) == ""
    for key, value in [
        ("eigenvalues", ["1000"]),  # far from κ = 1 the claim holds: A T = 0
        ("eigenvalues", ["-1"]),
        ("coordinates", ["1", "2"]),
        ("values", {"kap": "-1", "n": "1"}),
        ("values", {"kap": "1", "n": "1/2"}),
        ("values", {"kap": "1", "n": "1", "largest": "7"}),
        ("values", {"n": "1"}),
        ("claim", {"left": "lamda_i", "relation": ">=", "right": "2"}),
    ]:
        assert recheck_finite_sums({**data, key: value}) != "", (key, value)


# --- the grammar ---


def test_bound_names_outside_of_a_sum_are_refused():
    with pytest.raises(InputError, match="lamda_i stands outside of a sum in lamda_i <= kap"):
        statement("lamda_i <= kap")
    with pytest.raises(ProofError, match=r"proof:2:10: theta_i stands outside of a sum"):
        parse_proof("theorem t: t\ngiven x: theta_i = o(n)\nconclude c: n -> oo")


def test_the_rechecker_refuses_them_too():
    data = certificate("df2(kap) <= df1(kap)")
    fact = {"left": "lamda_i", "relation": ">=", "right": "0", "delta": None, "mode": "deterministic"}
    assert "outside of a sum" in recheck_derivation({**data, "facts": {**data["facts"], "x": fact}})
