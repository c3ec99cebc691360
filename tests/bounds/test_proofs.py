"""Proof scripts: what they say, and what is said of those that cannot be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sympy
from boundproof.bounds.claims import Mode, Relation
from boundproof.bounds.errors import BoundproofError, InputError
from boundproof.bounds.proofs import ProofError, parse_proof
from boundproof.bounds.setting import statement
from boundproof.bounds.statements import Fact, Property, Step
from boundproof.verify.run import check_theorem
from boundproof.verify.verdict import Outcome

ROOT = Path(__file__).resolve().parents[2]
HEAD = "theorem mine: A title\n"


def script(*lines: str) -> str:
    return HEAD + "\n".join(lines)


def test_a_script_becomes_a_theorem():
    theorem = parse_proof(
        "theorem my/bound-1: What it says  # a comment\n"
        "source A. Author, B. Author (2025), arXiv:2501.00001, a note\n"
        "positive X, f_1\n"
        "given rank: r(0) = o(n)\n"
        "given pd: positive definite G\n"
        "given radius: attack norm at least 2\n"
        "given tail (with probability 1 - 1/C): trace(G) <= C*n\n"
        "\n"
        "step one (pointwise): trace_inverse(G) >=\n"
        "    n**2/trace(G)   # continued\n"
        "    by pd, am-hm expect UNDECIDED\n"
        "conclude two (mean): E[X] -> 0 by rank, one\n"
        "limitation only linear models\n"
    )
    assert (theorem.name, theorem.title) == ("my/bound-1", "What it says")
    assert (theorem.source.authors, theorem.source.year) == ("A. Author, B. Author", 2025)
    assert (theorem.source.arxiv, theorem.source.note) == ("2501.00001", "a note")
    names = [item.name for item in theorem.given]
    assert names == ["X > 0", "f_1 > 0", "rank", "pd", "radius", "tail"]
    rank, pd, attack, tail = theorem.given[2:]
    assert isinstance(rank, Fact)
    assert rank.claim.relation is Relation.LITTLE_O
    assert rank.claim.point is not None
    assert isinstance(pd, Property)
    assert (pd.kind, pd.subject) == ("positive definite", "G")
    assert isinstance(attack, Property)
    assert (attack.kind, attack.subject) == ("attack norm at least 2", "")
    assert isinstance(tail, Fact)
    assert tail.claim.mode is Mode.WITH_PROBABILITY
    assert str(tail.claim.delta) == "1/C"
    one, two = theorem.steps
    assert one.claim.text == "trace_inverse(G) >= n**2/trace(G)"
    assert (one.claim.mode, one.expected, one.role) == (Mode.POINTWISE, "UNDECIDED", "step")
    assert one.by == ("X > 0", "f_1 > 0", "pd", "am-hm")
    assert (two.claim.mode, two.role) == (Mode.MEAN, "conclusion")
    assert theorem.conclusions == ("two",)
    assert theorem.limitations == ("only linear models",)


def test_without_by_everything_above_is_visible_and_no_lemma():
    theorem = parse_proof(script("given a: x = O(y)", "step s: x = O(y)", "conclude t: x = O(y)"))
    assert theorem.step("s").by == ("a",)
    assert theorem.step("t").by == ("a", "s")


def test_what_rests_on_a_cited_lemma_is_proved_given_it():
    theorem = parse_proof(
        script("lemma known: x = O(y) from A. Author (2020), Theorem 1", "given y: y = o(n)", "conclude c: x = o(n)")
    )
    known = theorem.given[0]
    assert isinstance(known, Fact)
    assert known.cited == "A. Author (2020), Theorem 1"
    verdict = check_theorem(theorem)
    assert verdict.outcome is Outcome.PROVED
    assert verdict.given == ("known",)


def test_hypotheses_that_exclude_one_another_make_the_theorem_vacuous():
    lines = ("given a: x = o(1)", "given b: 1 = O(x)", "given c: y = o(n)", "conclude d: y/n -> 0 by c")
    verdict = check_theorem(parse_proof(script(*lines)))
    assert verdict.steps[0].verdict.outcome is Outcome.PROVED
    assert verdict.outcome is Outcome.VACUOUS
    assert verdict.why == "the facts exclude one another: multiply a by 1, b by 1 (orders of magnitude)"


def test_a_claim_about_functions_goes_to_the_asymptotic_prover():
    steps = ("step a: log(n + 1) ~ log(n)", "step b: n! = o(2**n) expect REFUTED", "conclude c: 1/n -> 0")
    theorem = parse_proof(script(*steps))
    assert theorem.step("c").by == ("a",)  # b is there to fail
    verdict = check_theorem(theorem)
    assert [step.verdict.outcome for step in verdict.steps] == [Outcome.PROVED, Outcome.REFUTED, Outcome.PROVED]
    assert [step.verdict.checker for step in verdict.steps] == ["asymptotics", "asymptotics", "orders"]


def test_benign_is_three_hypotheses():
    theorem = parse_proof(script("given benign: benign", "conclude bound: kstar(b)/n + n/R(kstar(b)) -> 0 by benign"))
    assert theorem.step("bound").by == ("benign.r0", "benign.kstar", "benign.rank")
    verdict = check_theorem(theorem)
    assert verdict.outcome is Outcome.PROVED
    assert verdict.steps[0].verdict.unused == ("benign.r0",)


@pytest.mark.parametrize(
    ("text", "line", "column", "problem"),
    [
        ("", 1, 1, "the script is empty: it begins with 'theorem my-bound: what it says'"),
        ("given a: x = O(y)", 1, 1, "a script begins with its name, as in 'theorem my-bound: what it says'"),
        ("  theorem a: b", 1, 3, "an indented line continues the one above, and there is none"),
        (
            script("lemma a: x = O(y)"),
            2,
            18,
            "a cited lemma says where it is from: end it with 'from AUTHORS (YEAR), Theorem 1'",
        ),
        (script("givn a: x = O(y)"), 2, 1, "unknown keyword 'givn': did you mean given?"),
        (script("given"), 2, 6, "nothing stands after 'given'"),
        (script("given a: r(0) = o(m"), 2, 20, "expected an operator or ')', found the end of the text"),
        (script("given a:", "    r(0) = o(m"), 3, 15, "expected an operator or ')', found the end of the text"),
        (script("given a x = O(y)"), 2, 8, "expected ':' after the name 'a', as in 'a: r(0) = o(n)'"),
        (script("given a:"), 2, 9, "the claim is missing"),
        (
            script("given a: x = O(y)", "given a: y = O(x)"),
            3,
            7,
            "the name 'a' is taken by something above: choose another",
        ),
        (script("given jensen: x = O(y)"), 2, 7, "the name 'jensen' is taken by a lemma: choose another"),
        (
            script("step s (in men): x = O(y)"),
            2,
            9,
            "'in men' is no mode: one of deterministic, pointwise, mean over the noise, mean, in probability, "
            "with probability 1 - delta",
        ),
        (script("step s (mean: x = O(y)"), 2, 8, "this bracket is not closed"),
        (
            script("given tails: x = O(y)", "step s: x = O(y)", "    by tials"),
            4,
            8,
            "nothing above is called 'tials'; did you mean tails?",
        ),
        (
            script("step s: x = O(y) by t", "step t: x = O(y)"),
            2,
            21,
            "nothing above is called 't': cite hypotheses, lemmas or earlier steps",
        ),
        (
            script("step s: x = O(y) expect MAYBE"),
            2,
            25,
            "'MAYBE' is no outcome: one of PROVED, ENCLOSED, SUPPORTED, REFUTED, CONTRADICTED, GAP, VACUOUS, UNDECIDED",
        ),
        (script("step s: x = O(y)"), 1, 1, "the script concludes nothing: end it with 'conclude NAME: CLAIM'"),
        (script("theorem other: b"), 2, 1, "the script already states the theorem 'mine': one theorem a file"),
        (
            script("source nobody"),
            2,
            8,
            "expected authors and year, as in 'source Hao, Zhang (2024), arXiv:2401.12236'",
        ),
        (script("positive f(x)"), 2, 10, "'f' is not a function of the grammar; for a product write f*(...)"),
        (script("given a (with probability 1 - 1/): x <= 1"), 2, 33, "expected a formula, found the end of the text"),
        (
            script("given a (with probability 1 - d): x = o(1)"),
            2,
            35,
            "a stated probability belongs to an inequality; a limit is claimed in probability",
        ),
        (script("given a: x = Theta(1)."), 2, 22, "a statement ends without a full stop"),
        (
            script("given a: x = o(n) and y = o(n)"),
            2,
            19,
            "'and' is a word, and a statement is one formula: X = o(Y), X = Theta(1), X -> 0, X -> oo, X <= Y",
        ),
        (script("given a (in expectation): x = o(n)"), 2, 10, "'in expectation' is no mode: did you mean mean?"),
        (
            script("given a: |Sigma| = 1"),
            2,
            10,
            "Sigma is a matrix in Abs(Sigma) = 1: write trace(Sigma), or largest for its norm",
        ),
        (script("assume x > 0"), 2, 1, "unknown keyword 'assume': did you mean given?"),
        (script("given a: r_0 = o(n)"), 2, 10, "'r_0' would be one symbol: write effective_rank(0)"),
        (script("given a: tr(Sigma) = 1"), 2, 10, "unknown function 'tr'; did you mean trace?"),
        (script("given a: x = O(y)", "as x -> oo"), 3, 1, "say where the variable tends before the first hypothesis"),
    ],
)
def test_errors_say_where_and_what(text, line, column, problem):
    with pytest.raises(ProofError) as caught:
        parse_proof(text, path="my.proof")
    assert str(caught.value) == f"my.proof:{line}:{column}: {problem}"


@pytest.mark.parametrize("text", ["theorem a: b\ngiven x: __import__('os')", "theorem a\nconclude c: (1).real -> 0"])
def test_text_is_not_executed(text):
    with pytest.raises(BoundproofError):
        parse_proof(text)


def test_the_example_of_the_document_is_proved():
    text = (ROOT / "docs/proof_format.md").read_text(encoding="utf-8")
    block = re.search(r"(?:^ {4}.*\n)+", text, re.MULTILINE)
    assert block is not None
    example = "\n".join(line[4:] for line in block.group().splitlines())
    theorem = parse_proof(example)
    assert len(example.splitlines()) == 10
    verdict = check_theorem(theorem)
    assert verdict.outcome is Outcome.PROVED
    # Every name, keyword and lemma that the document mentions is one.
    for lemma in ("am-hm", "tightness", "almost-sure", "robust-truth"):
        parse_proof(script(f"conclude c: x = O(x) by {lemma}"))


@pytest.mark.parametrize("claim", [True, "x >= 1", sympy.Symbol("x") >= 1])
def test_a_step_claims_what_is_a_claim(claim):
    """n**2 >= -1 in Python is True before anyone sees it."""
    with pytest.raises(InputError, match=r"step 'c' claims .* which is neither a claim nor a finite check"):
        Step("c", claim)


def test_a_step_cites_names_and_no_letters():
    with pytest.raises(InputError, match="by = 'h' is a text: name what it cites in a tuple"):
        Step("c", statement("x >= 1"), by="h")
