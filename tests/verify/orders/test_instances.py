"""Steps that do not follow, on families of spectra: refuted where a family realises it, and only there.

By hand, with b = 1. λ_i = 1 up to p = n²: r_0 = R_0 = n², k* = 0. λ_i = e^-i + 1/n up to 2n: trace below 3,
R_k* <= 2n. λ_i = e^-i + e^-n up to n²: r_k >= n needs n²e^-n >= n e^-k about, so that k* = n - log n + O(1); from there
on the tail is flat, R_k* of order n². λ_i = i^-2: k* and R_k* are both of order n.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from boundproof.bounds.parsing import parse_claim
from boundproof.bounds.proofs import parse_proof, read_fact
from boundproof.bounds.statements import Fact
from boundproof.verify.asymptotics import decide
from boundproof.verify.orders import decide_orders, realised
from boundproof.verify.orders.explain import explain
from boundproof.verify.orders.instances import FAMILIES, Family
from boundproof.verify.run import check_theorem
from boundproof.verify.verdict import Outcome, Recheck, Verdict

from boundproof.cli import main

BOUND = "kstar(b)/n + n/R(kstar(b)) + sqrt(r(0)/n) -> 0"
TRACE, THRESHOLD, RANK = "r(0) = o(n)", "kstar(b) = o(n)", "n = o(R(kstar(b)))"
POWER, ISOTROPIC, NARROW, STEEP, BENIGN = FAMILIES[:5]


def facts(*texts: str) -> list[Fact]:
    return [Fact(text, read_fact(text)) for text in texts]


@pytest.fixture
def look() -> Callable[..., Verdict]:
    """look(claim, *facts, families=…): what becomes of a step that is a GAP by orders."""

    def run(claim: str, *given: str, **options: object) -> Verdict:
        gap = decide_orders(read_fact(claim), facts(*given))
        assert gap.outcome is Outcome.GAP
        return realised(gap, read_fact(claim), facts(*given), **options)  # type: ignore[arg-type]

    return run


def witness(verdict: Verdict) -> dict[str, object]:
    (item,) = [item for item in verdict.evidence if item.kind == "witness"]
    return dict(item.data)


@pytest.mark.parametrize(
    ("given", "family"),
    [
        ((THRESHOLD, RANK), ISOTROPIC),
        ((TRACE, RANK), STEEP),
        ((TRACE, THRESHOLD), NARROW),
    ],
    ids=["no trace", "no threshold", "no rank"],
)
def test_each_benign_condition_is_needed(look, given, family):
    found = look(BOUND, *given)
    assert found.outcome is Outcome.REFUTED
    data = witness(found)
    assert (data["eigenvalues"], data["dimension"]) == (family.eigenvalues, family.dimension)
    assert {fact["outcome"] for fact in data["facts"].values()} == {"PROVED"}
    assert list(data["facts"]) == sorted(given, key=lambda text: "kstar" in text)
    assert data["claim"]["outcome"] == "REFUTED"
    assert any(item.kind == "counter-model" for item in found.evidence)
    assert Verdict.from_json(found.to_json()) == found


def test_every_statement_of_a_witness_is_decided_from_its_text(look):
    data = witness(look(BOUND, TRACE, RANK))
    for said in (*data["facts"].values(), data["claim"]):
        again = decide(parse_claim(said["at"], as_="n -> oo", given="n natural"))
        assert again.outcome.value == said["outcome"]
        assert again.recheck.value == said["recheck"]


def test_the_recheck_is_the_weakest_of_the_statements(look):
    for given in ((THRESHOLD, RANK), (TRACE, RANK)):
        found = look(BOUND, *given)
        data = witness(found)
        statuses = {said["recheck"] for said in (*data["facts"].values(), data["claim"], *data["thresholds"])}
        assert found.recheck is (Recheck.RECHECKED if statuses == {"rechecked"} else Recheck.ENGINE_ONLY)


@pytest.mark.parametrize("family", [POWER, ISOTROPIC, NARROW, BENIGN], ids=str)
def test_a_family_that_violates_a_hypothesis_does_not_count(look, family):
    """i**-2 breaks the bound, but n/R_k* does not vanish on it either; a benign one does not break it."""
    found = look(BOUND, TRACE, RANK, families=(family,))
    assert found.outcome is Outcome.GAP
    assert [item.kind for item in found.evidence] == ["counter-model"]


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        ("squared_rank(kstar(b)) = Omega(n)", "r(0) = o(n)"),  # R_k >= r_k, and r_k* >= b n
        ("effective_rank(0) = Omega(1)", "trace(Sigma) = O(1)"),  # r_k >= 1
        ("squared_rank(0) = O(effective_rank(0)**2)", "trace(Sigma) = O(1)"),
        ("squared_rank(0) = Omega(effective_rank(0))", "trace(Sigma) = O(1)"),
        ("trace(Sigma)/largest = O(effective_rank(0))", "largest = O(1)"),
    ],
)
def test_what_holds_for_every_spectrum_is_never_refuted(look, claim, given):
    assert look(claim, given).outcome is Outcome.GAP


def test_benign_does_not_mean_a_small_threshold(look):
    found = look("kstar(b) = O(sqrt(n))", TRACE, THRESHOLD, RANK, families=(BENIGN, FAMILIES[-1]))
    assert found.outcome is Outcome.REFUTED
    assert witness(found)["eigenvalues"] == FAMILIES[-1].eigenvalues


def test_names_that_an_equation_defines_take_its_value(look):
    found = look("sigma**2*n/rank -> oo", "rank = trace(Sigma)/largest", "sigma**2 = Theta(1)")
    assert found.outcome is Outcome.REFUTED
    data = witness(found)
    assert data["facts"]["rank = trace(Sigma)/largest"]["outcome"] == "by definition"
    assert data["values"]["sigma"] == "1"


def test_the_norms_of_the_truth_are_those_of_a_unit_vector(look):
    found = look("n/(norm(theta)**2*r(0)) -> oo", "norm(theta) = O(1)", families=(ISOTROPIC,))
    assert found.outcome is Outcome.REFUTED
    assert witness(found)["values"]["norm(theta)"] == "1"


def test_a_name_of_unknown_meaning_refutes_nothing(look):
    found = look("r(0) = o(n)", "T = o(n)", "T = Omega(1)")  # whoever writes T may mean the trace
    assert found.outcome is Outcome.GAP
    assert "what T stands for is not in the text" in found.why
    assert look("ratio -> oo", "ratio >= n/r(0)").why.startswith("the facts allow")


def test_the_dimension_is_not_chosen(look):
    assert "realise" not in look("r(0) = o(n)", "p = O(n)").why


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        ("n*largest -> 0", "E[standard_risk(min_norm)] = O(largest)"),
        ("kappa(1)/n -> 0", "r(0) = o(n)"),
    ],
)
def test_risks_and_samples_are_not_known_on_a_family(look, claim, given):
    found = look(claim, given)
    assert found.outcome is Outcome.GAP
    assert [item.kind for item in found.evidence] == ["counter-model"]


def test_families_on_which_something_is_open_are_told(look):
    found = look(BOUND, TRACE, RANK, families=(Family("1/i", "n**2"),))
    assert found.outcome is Outcome.GAP
    assert "undecided for eigenvalues 1/i, i = 1, …, n**2" in found.why


def test_without_time_nothing_is_refuted(look):
    found = look(BOUND, THRESHOLD, RANK, budget=0)
    assert found.outcome is Outcome.GAP
    assert "the time is used up" in found.why


SCRIPT = """theorem needed: One benign condition alone
given few: kstar(b) = o(n)
given rank: n = o(R(kstar(b)))
{more}
conclude bound: kstar(b)/n + n/R(kstar(b)) + sqrt(r(0)/n) -> 0 by few, rank
"""


def test_a_theorem_is_refuted_by_a_family():
    verdict = check_theorem(parse_proof(SCRIPT.format(more="")))
    assert verdict.outcome is Outcome.REFUTED
    assert "false for eigenvalues i**0, i = 1, …, n**2, b = 1, kstar(1) = 0" in verdict.why
    lines = explain(verdict.steps[0].verdict)
    assert lines[0] == "the spectrum with eigenvalues i**0, i = 1, …, n**2"
    assert "  rank: n = o(squared_rank(kstar(b))) (PROVED, rechecked)" in lines


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ("given trace: r(0) = o(n)", "trace fails there"),
        ("given risk (mean): E[standard_risk(min_norm)] -> 0", "risk is no statement about numbers"),
        ("given design: attack norm at least 2\ngiven c: c = 2", "design is not decided on a family"),
        ("given constant: c <= 1", "what c stands for is not in the text"),
    ],
)
def test_a_hypothesis_that_is_not_cited_prevents_a_refutation(more, why):
    """The claim may be true by what the step forgot to cite: that is a GAP."""
    verdict = check_theorem(parse_proof(SCRIPT.format(more=more)))
    assert verdict.outcome is Outcome.GAP
    (step,) = verdict.steps
    assert step.verdict.outcome is Outcome.GAP
    assert why in step.verdict.why


@pytest.mark.parametrize("more", ["given design: positive definite G", "given constant: c = Theta(1)"])
def test_what_holds_of_gaussian_designs_does_not_prevent_it(more):
    """The Gram matrix of a design with more columns than rows is definite, and a constant that is only named exists."""
    verdict = check_theorem(parse_proof(SCRIPT.format(more=more)))
    assert verdict.outcome is Outcome.REFUTED
    assert "false for a Gaussian design with eigenvalues 1 and n**2 times 1" in verdict.why


def test_on_the_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("needed.proof").write_text(SCRIPT.format(more=""), encoding="utf-8")
    assert main(["check", "needed.proof"]) == 1
    assert "bound  REFUTED" in capsys.readouterr().out
    assert main(["explain", "needed.proof", "bound"]) in (0, 1)
    assert "the spectrum with eigenvalues i**0, i = 1, …, n**2" in capsys.readouterr().out


def listed(family: Family, n: int) -> np.ndarray:
    """The eigenvalues in floating point."""
    i = np.arange(1, (n**2 if family.dimension == "n**2" else 2 * n) + 1, dtype=float)
    kinds = {
        ISOTROPIC: np.ones_like(i),
        NARROW: np.exp(-i) + 1 / n,
        STEEP: np.exp(-i) + np.exp(-float(n)),
        BENIGN: np.exp(-i) + n**-1.5,
    }
    return kinds[family]


@pytest.mark.parametrize("n", [100, 300])
def test_the_families_are_what_is_said_of_them(n):
    """k* and R_k* by definition, against the orders told above.

    At n = 100 the largest ratio that is to vanish is r_0/n or k*/n of order n^-1/2 = 0.1 or log(n)/n = 0.05, and
    1 - k*/n of the steep one is log(n)/n + O(1/n) < 0.1; the ratio n/R_k* of the narrow one is at least n/2n.
    """
    ratios = {}
    for family in (ISOTROPIC, NARROW, STEEP, BENIGN):
        eigenvalues = listed(family, n)
        assert (eigenvalues > 0).all()
        assert (np.diff(eigenvalues) <= 0).all()
        tails = np.cumsum(eigenvalues[::-1])[::-1]
        k = int(np.argmax(tails / eigenvalues >= n))
        squares = (eigenvalues[k:] ** 2).sum()
        ratios[family] = (tails[0] / eigenvalues[0] / n, k / n, n * squares / tails[k] ** 2)
    assert ratios[ISOTROPIC] == pytest.approx((n, 0, 1 / n))
    assert max(ratios[NARROW][:2]) < 0.2
    assert ratios[NARROW][2] >= 0.5
    assert max(ratios[STEEP][0], ratios[STEEP][2]) < 0.2
    assert ratios[STEEP][1] > 0.9
    assert max(ratios[BENIGN][1:]) < 0.2
