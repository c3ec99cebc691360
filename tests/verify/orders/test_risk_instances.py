"""Gaussian designs with one spike: their bounds against simulation, and the refutations that rest on them."""

from __future__ import annotations

import copy
from dataclasses import asdict, replace
from fractions import Fraction

import numpy as np
import pytest
from boundproof.bounds.claims import Mode
from boundproof.bounds.setting import limit_statement, statement
from boundproof.bounds.statements import Fact
from boundproof.bounds.theorems import builtin_theorem
from boundproof.verify.orders import decide_orders, realised_by_risks, repair
from boundproof.verify.orders.explain import explain
from boundproof.verify.orders.risk_instances import DESIGNS, Design
from boundproof.verify.recheck.models import recheck_model
from boundproof.verify.recheck.risk_instances import GEOMETRIC, LOWER, UPPER, VALUES, recheck_risk_instance
from boundproof.verify.steps import realise, visible
from boundproof.verify.verdict import Outcome, Recheck, Verdict


def value(template, design, n):
    """A formula of the tables at one n; the texts are the project's own."""
    names = {name: eval(text, {"n": n}) for name, text in asdict(design).items()}
    return eval(template, {"n": n, "sqrt": np.sqrt, **names})


def simulated(design, n, draws, seed):
    """R_std, ‖θ̂‖² and a lower bound of R_adv of the min-norm interpolator, straight from its definition."""
    rng = np.random.Generator(np.random.Philox(seed))
    count = int(value("count", design, n))
    roots = np.sqrt(np.array([value("spike", design, n)] + [value("tail", design, n)] * count))
    sigma, truth, alpha = (value(name, design, n) for name in ("noise", "truth", "radius"))
    standard, norms, adversarial = np.empty(draws), np.empty(draws), np.empty(draws)
    for draw in range(draws):
        x = rng.standard_normal((n, count + 1)) * roots
        y = x[:, 0] * truth + sigma * rng.standard_normal(n)
        estimate = x.T @ np.linalg.solve(x @ x.T, y)
        error = estimate.copy()
        error[0] -= truth
        standard[draw] = np.sum((roots * error) ** 2)
        norms[draw] = estimate @ estimate
        size = alpha * np.sqrt(norms[draw])
        adversarial[draw] = standard[draw] + 2 * size * np.sqrt(2 * standard[draw] / np.pi) + size**2
    return standard, norms, adversarial


@pytest.mark.parametrize(
    "design",
    [
        *(design for design in DESIGNS if isinstance(design, Design)),
        Design(spike="9", tail="1/3", count="2*n", truth="2"),
    ],
    ids=str,
)
def test_the_bounds_hold_in_simulation(design):
    """Means of 300 draws, five standard errors added, stay below the upper bounds; the lower bounds, claimed for a
    quarter (1/48) of the draws, hold for more than a third of them: if it were less than a quarter, that would have a
    probability under exp(-2·300·(1/3 − 1/4)²) < 0.016 (Hoeffding), and the seed is fixed."""
    n = 8
    standard, norms, adversarial = simulated(design, n, 300, seed=7)
    drawn = {"norm(min_norm)**2": norms, "standard_risk(min_norm)": standard, "adversarial_risk(min_norm)": adversarial}
    for table in UPPER.values():
        for name, sample in drawn.items():
            assert sample.mean() + 5 * sample.std() / np.sqrt(300) <= value(table[f"E[{name}]"], design, n)
    for table in LOWER.values():
        assert np.mean(standard >= value(table["standard_risk(min_norm)"], design, n)) > 1 / 3


def test_the_geometric_design():
    """r_k = 4/3 below d, exactly; and R_std >= σ²/64, claimed for 1/48 of the draws, holds for most of 200 at n = 10:
    in fewer than half of them with probability under exp(-2·200·(1/2 − 1/48)²) < 1e-39 if it were so seldom."""
    n, d = 10, 5
    count = n**2
    exact = [Fraction(1, 4**i) for i in range(1, d + 1)] + [Fraction(1, 4**d * 3 * count)] * count
    assert [sum(exact[k:]) / exact[k] for k in range(d)] == [Fraction(4, 3)] * d
    assert sum(exact[d:]) / exact[d] == sum(exact[d:]) ** 2 / sum(item**2 for item in exact[d:]) == count
    assert (exact[0], sum(exact)) == (Fraction(GEOMETRIC["largest"]), Fraction(GEOMETRIC["trace(Sigma)"]))
    rng = np.random.Generator(np.random.Philox(11))
    roots, hits = np.sqrt(np.array(exact, dtype=float)), 0
    for _ in range(200):
        x = rng.standard_normal((n, len(exact))) * roots
        error = x.T @ np.linalg.solve(x @ x.T, x[:, 0] + rng.standard_normal(n))
        error[0] -= 1
        hits += np.sum((roots * error) ** 2) >= 1 / 64
    assert hits > 100


def test_the_exact_pieces_of_the_upper_bound():
    """E[‖A z‖²/(zᵀAz)²] = (1 + (n−1)/(m−n))/(n−2) and E[1/zᵀAz] = (m−n+1)/(n−2), A an inverse Wishart matrix.

    Five standard errors of 4000 draws, computed from the draws themselves.
    """
    n, m, draws = 6, 20, 4000
    rng = np.random.Generator(np.random.Philox(3))
    first, second = np.empty(draws), np.empty(draws)
    for draw in range(draws):
        tail, z = rng.standard_normal((n, m)), rng.standard_normal(n)
        solved = np.linalg.solve(tail @ tail.T, z)
        first[draw], second[draw] = solved @ solved / (z @ solved) ** 2, 1 / (z @ solved)
    for sample, mean in ((first, (1 + (n - 1) / (m - n)) / (n - 2)), (second, (m - n + 1) / (n - 2))):
        assert abs(sample.mean() - mean) < 5 * sample.std() / np.sqrt(draws)


# --- the theorem on min-norm interpolation, every hypothesis that a conclusion uses dropped in turn ---

TRUTH = ("bounded-truth", "plain-truth")  # ‖θ*‖ = O(1) is said of the dual norm and of the Euclidean one
NOISE = ("noise-level", "sub-gaussian")  # σ² = Θ(1) and the noise's sub-Gaussian constant
DROPPED = {
    "harm": {
        ("benign-r0",): (Outcome.REFUTED, "effective_rank(0) = o(n)"),
        ("noise-level",): (Outcome.REFUTED, "1 = O(sigma)"),
        ("operator-norm",): (Outcome.REFUTED, "largest = O(1)"),
        ("bounded-truth",): (Outcome.GAP, "dual_norm(theta) = O(1)"),  # the other norm stays bounded
        TRUTH: (Outcome.REFUTED, "dual_norm(theta) = O(1)"),
    },
    "harm-in-probability": {
        ("benign-r0",): (Outcome.REFUTED, "effective_rank(0) = o(n)"),
        ("noise-level",): (Outcome.REFUTED, "1 = O(sigma)"),
        ("operator-norm",): (Outcome.REFUTED, "largest = O(1)"),
        TRUTH: (Outcome.REFUTED, "dual_norm(theta) = O(1)"),
    },
    "benign": {
        ("benign-r0",): (Outcome.REFUTED, "effective_rank(0) = o(n)"),
        ("benign-kstar",): (Outcome.REFUTED, "kstar(1) = o(n)"),
        ("benign-R",): (Outcome.REFUTED, "n = o(squared_rank(kstar(1)))"),
        ("operator-norm",): (Outcome.REFUTED, "largest = O(1)"),
        ("sub-gaussian",): (Outcome.GAP, "sigma_y = O(1)"),  # σ² stays Θ(1), and for Gaussian noise σ_y = σ
        NOISE: (Outcome.REFUTED, "sigma_y = O(1)"),
        ("plain-truth",): (Outcome.GAP, "norm(theta) = O(1)"),  # the dual norm is no less, and stays bounded
        TRUTH: (Outcome.REFUTED, "norm(theta) = O(1)"),
        ("c-fixed",): (Outcome.GAP, "c = O(1)"),
    },
}


@pytest.mark.parametrize(
    ("name", "dropped"), [(name, dropped) for name, cases in DROPPED.items() for dropped in cases], ids=str
)
def test_a_dropped_hypothesis(name, dropped):
    whole = builtin_theorem("hao-zhang-2024/min-norm")
    theorem = replace(
        whole,
        given=tuple(item for item in whole.given if item.name not in dropped),
        steps=tuple(replace(s, by=tuple(cited for cited in s.by if cited not in dropped)) for s in whole.steps),
    )
    assert set(dropped) & set(whole.step(name).by)
    outcome, fact = DROPPED[name][dropped]
    claim = theorem.step(name).claim
    facts, _, schemas = visible(theorem, theorem.step(name))
    found = repair(claim, facts, schemas=schemas)
    assert found.verdict.outcome is Outcome.GAP
    assert recheck_model(found.verdict.evidence[0].data) == ""
    assert fact in [suggestion.claim.text for suggestion in found.suggestions]
    verdict = realise(theorem, found.verdict, facts, claim, budget=20.0)
    assert verdict.outcome is outcome, verdict.why
    assert verdict.recheck is Recheck.RECHECKED
    if outcome is Outcome.REFUTED:
        assert verdict.given == ("bllt-upper",)
        assert recheck_risk_instance(verdict.evidence[0].data) == ""


@pytest.mark.parametrize("name", list(DROPPED))
def test_with_all_hypotheses_no_design_refutes_a_conclusion(name):
    """The theorem is true: were one of its conclusions refuted, a bound or a table would be wrong."""
    theorem = builtin_theorem("hao-zhang-2024/min-norm")
    claim = theorem.step(name).claim
    pretended = Verdict(Outcome.GAP, claim.text, "pretended", "nobody")
    assert realised_by_risks(pretended, claim, theorem.given).outcome is Outcome.GAP


def test_bounds_refute_no_more_than_they_say():
    """Upper bounds refute convergence to oo, lower ones to 0; neither says anything of other limits or relations."""
    for text in (
        "E[standard_risk(min_norm)] = O(1)",
        "E[standard_risk(min_norm)] = Omega(1)",
        "1/E[standard_risk(min_norm)] -> 0",
        "E[standard_risk(min_norm)]*E[norm(min_norm)**2] -> oo",
        "E[norm(min_norm)**2]/norm(min_norm)**2 -> oo",
        "E[standard_risk(ridge_estimator)] -> oo",
    ):
        claim = limit_statement(text, mode=Mode.MEAN)
        pretended = Verdict(Outcome.GAP, claim.text, "pretended", "nobody")
        assert realised_by_risks(pretended, claim, ()).outcome is Outcome.GAP, text


# --- what a refutation needs ---


def refuted(claim, *facts):
    given = [fact if isinstance(fact, Fact) else Fact(fact, read(fact)) for fact in facts]
    gap = decide_orders(claim, given)
    assert gap.outcome is Outcome.GAP, gap.why
    return realised_by_risks(gap, claim, given)


def read(text, mode=Mode.DETERMINISTIC):
    limit = any(sign in text for sign in ("->", "= o(", "= O(", "= Theta("))
    return limit_statement(text, mode=mode) if limit else statement(text, mode=mode)


HARM = limit_statement("E[adversarial_risk(min_norm)]/adversarial_risk(theta) -> oo", mode=Mode.MEAN)
POSITIVE = Fact("positive", statement("adversarial_risk(theta) > 0"))


def test_a_risk_without_hypotheses_is_refuted():
    verdict = refuted(HARM, POSITIVE)
    assert verdict.outcome is Outcome.REFUTED
    lines = explain(verdict)
    assert lines[:2] == [f"{DESIGNS[0]}", "satisfies"]
    bound = "(bound of the risk: mean at most, bias by the largest eigenvalue)"
    assert f"and breaks E[adversarial_risk(min_norm)]/adversarial_risk(theta) -> oo {bound}" in lines


@pytest.mark.parametrize(
    "fact",
    [
        "x = Theta(n)",  # a name of unknown meaning
        "E[adversarial_risk(min_norm)] >= 1",  # a lower bound on a risk is not decided by an upper one
        "kstar(7) = o(n)",  # another rank constant than 1
        "R(3) = o(n)",  # another rank than those of a spike and a tail
        "r(0) = o(1)",  # false for every spectrum
    ],
)
def test_a_hypothesis_that_is_not_decided_blocks_a_refutation(fact):
    mode = Mode.MEAN if "E[" in fact else Mode.DETERMINISTIC
    assert refuted(HARM, POSITIVE, Fact("fact", read(fact, mode))).outcome is Outcome.GAP


def test_a_claim_that_falls_with_the_risk_is_not_refuted_by_an_upper_bound():
    claim = limit_statement("adversarial_risk(theta)/E[adversarial_risk(min_norm)] -> oo", mode=Mode.MEAN)
    positive = Fact("too", statement("E[adversarial_risk(min_norm)] > 0", mode=Mode.MEAN))
    assert refuted(claim, POSITIVE, positive).outcome is Outcome.GAP


def test_altered_refutations_are_rejected():
    data = refuted(HARM, POSITIVE, "r(0) = o(n)", "kstar(1) = o(n)", "sigma > 0").evidence[0].data
    assert recheck_risk_instance(data) == ""
    for path, new in [
        (("kind",), "geometric"),
        (("family", "noise"), "1"),  # then the claim holds
        (("family", "count"), "n"),  # too few for the bounds
        (("family", "tail"), "n"),  # larger than the spike
        (("family", "tail"), "x"),
        (("bound",), "mean at most, bias by nothing"),
        (("bound",), ""),
        (("kstar", "kstar(1)"), "0"),
        (("claim", "mode"), "pointwise in X"),
        (("claim", "left"), "adversarial_risk(theta)/E[adversarial_risk(min_norm)]"),
        (("facts", "r(0) = o(n)", "right"), "1"),
        (("facts", "sigma > 0", "right"), "1"),
        (("constructed", "x"), {"left": "trace(G)", "relation": ">", "right": "1"}),
        (("properties", "x"), ["heavy tails", "G"]),
    ]:
        changed = copy.deepcopy(dict(data))
        place = changed
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = new
        assert recheck_risk_instance(changed) != "", path


def test_what_is_not_random_is_as_the_spectrum_says():
    """The tables against the definitions, at the 5 eigenvalues 3, 1/2, 1/2, 1/2, 1/2."""
    design, n = Design(spike="3", tail="1/2", count="4"), 2
    eigenvalues = np.array([3] + [0.5] * 4)
    for k in (0, 1):
        rest = eigenvalues[k:]
        assert value(VALUES[f"r({k})"], design, n) == pytest.approx(rest.sum() / rest[0], rel=1e-12)
        assert value(VALUES[f"R({k})"], design, n) == pytest.approx(rest.sum() ** 2 / (rest**2).sum(), rel=1e-12)
        assert value(VALUES[f"tail({k})"], design, n) == pytest.approx(rest.sum(), rel=1e-12)
