"""Certificates as a person reads them, and the field's notation in prose."""

import json

import pytest
from boundproof.bounds.parsing import parse_claim
from boundproof.bounds.proofs import parse_proof
from boundproof.reports.certificates import LONGEST, MOST_ROWS, readable, small
from boundproof.reports.statements import prose
from boundproof.verify.asymptotics.decide import decide
from boundproof.verify.run import check_theorem

FACT = {"left": "r", "relation": "o", "right": "n", "mode": "deterministic", "delta": None}


def captions(tables):
    return [table["caption"] for table in tables]


def test_leading_terms_are_told_case_by_case():
    verdict = decide(parse_claim("n**a*log(n)**b -> 0", as_="n -> oo", given=("b > 0", "a real")))
    first = readable(verdict.evidence[0].data)[0]
    assert first["columns"] == ["direction", "case", "leading term on the left", "on the right", "claim", "at"]
    told = {row[1]: (row[2], row[4], row[5]) for row in first["rows"]}
    assert told == {
        "`a < 0`": ("`(X)**(a)*(log(X))**(b)`", "holds", ""),
        "`a = 0`": ("`log(X)`", "fails", "`a = 0`, `b = 1`"),
        "`a > 0`": ("`X*log(X)`", "fails", "`a = 1`, `b = 1`"),
    }


def test_a_derivation_is_a_table_of_inequalities():
    term = {"schema": "markov", "fact": "", "binding": {"X": "trace(G)"}, "factor": "2", "delta": "1/C"}
    data = {
        "format": "derivation/1",
        "terms": [{**term, "left": "C*E[trace(G)]", "right": "trace(G)"}],
        "rewrites": [{"atom": "E[trace(G)]", "by": "n"}],
        "facts": {"first": FACT},
        "properties": [{"kind": "positive definite", "subject": "G"}],
        "rest": ["r"],
    }
    tables = readable(data)
    assert [table["rows"] for table in tables] == [
        [["markov at `X = trace(G)`", "`2`", "`C*E[trace(G)] >= trace(G)`, except with probability `1/C`"]],
        [["`E[trace(G)]`", "`n`"]],
        [["`r`"]],
        [["first", "`r = o(n)`", ""]],
        [["positive definite", "`G`"]],
    ]


def test_orders_say_what_is_multiplied_where():
    leaf = {"multiples": [{"use": "fact", "name": "first", "times": "2"}, {"use": "negated", "times": "1"}]}
    data = {
        "format": "orders/1",
        "goals": [{"split": "a + b", "branches": [leaf, leaf]}, leaf],
        "facts": {"first": FACT},
        "lemmas": [],
    }
    product = "first to the power 2; the claim's negation"
    tables = readable(data)
    assert tables[0]["rows"] == [
        ["part 1 of S_1 decides", product],
        ["part 2 of S_1 decides", product],
        ["always", product],
    ]
    assert tables[1]["rows"] == [["S_1", "`a + b`"]]


@pytest.mark.parametrize("form", ["derivation/1", "orders/1", "orders-model/1", "unheard of/7"])
def test_data_of_another_form_than_they_say_are_names_and_values(form):
    data = {"format": form, "terms": 3, "goals": [1], "sequences": [], "facts": "x", "nested": {"a": 1, "b": [1, 2]}}
    (table,) = readable(data)
    assert ["nested: a", "1"] in table["rows"]
    assert ["nested: b", "1, 2"] in table["rows"]
    assert readable({"version": 1, "parts": "none"})[0]["rows"][0] == ["parts", "none"]


def test_what_is_long_is_left_to_the_json():
    rows = readable({"word": "x" * 1000, "list": list(range(1000))})[0]["rows"]
    assert rows[0] == ["list", "1000 entries, in the JSON"]
    assert len(rows[1][1]) == LONGEST
    many = readable({f"k{at:03}": at for at in range(200)})[0]
    assert len(many["rows"]) == MOST_ROWS
    assert "the first 60 of 200" in many["caption"]


def test_a_handful_of_values_stands_where_it_belongs():
    assert small({"delta": "1/1000000", "exact": True, "none": None}) == [
        ("δ", "`10**(-6)`"),
        ("exact", "yes"),
        ("none", "none"),
    ]
    assert small({"list": [1]}) is None
    assert small({}) is None


def test_every_certificate_of_a_proof_script_is_read():
    lines = ["theorem t: T", "positive a, b", "given first: a = O(n)", "given second: b = o(1)"]
    script = "\n".join([*lines, "conclude c: a*b = o(n) by first, second"])
    for step in check_theorem(parse_proof(script)).steps:
        for item in step.verdict.evidence:
            tables = readable(item.data)
            assert captions(tables)[0] == "What is multiplied to contradict the negated claim"
            assert json.dumps(tables)


NOTATION = {
    "R_std": r"R_{\mathrm{std}}",
    "df_1²": r"\mathrm{df}_{1}^{2}",
    "A_κ": r"A_{\kappa }",
    "n/R_k*": r"n/R_{k^{*}}",
    "r_{k*-1}": r"r_{k^{*}-1}",
    "κ_0": r"\kappa_{0}",
    "ℓ_q": r"\ell_{q}",
    "i^-2": "i^{{-}2}",
    "θ̂": r"\hat{\theta }",
    "R_adv(θ*)": r"R_{\mathrm{adv}}(\theta^{*})",
    "k*/n": "k^{*}/n",
}


@pytest.mark.parametrize("text", NOTATION)
def test_notation_is_typeset(text):
    pieces = prose(f"so {text} is")
    assert next(piece.latex() for piece in pieces if piece.kind == "math") == NOTATION[text]
    assert "".join(piece.text for piece in pieces) == f"so {text} is"


@pytest.mark.parametrize("text", ["min_norm", "n_values", "a.b_c", "snake_case_name", "\\alpha_1", "part_slope"])
def test_names_stay_names(text):
    assert [piece.kind for piece in prose(text)] == ["text"]
    assert [piece.text for piece in prose("one <= two -> three")] == ["one ≤ two → three"]


def test_values_of_names_and_families_of_spectra_are_typeset():
    pieces = prose("it fails at sigma = largest = 1, kstar(1) = n**2 for power_log(a=1, p=n**2), n = 1000000000000")
    assert [(piece.text, piece.latex()) for piece in pieces if piece.kind == "math"] == [
        ("sigma = largest = 1", r"\sigma =\mathopen{\Vert }\Sigma \mathclose{\Vert }=1"),
        ("kstar(1) = n**2", r"k_{1}^{*}=n^{2}"),
        ("a = 1", "a=1"),
        ("p = n**2", "p=n^{2}"),
        ("n = 1000000000000", "n=10^{12}"),
    ]
    assert "the power-log spectrum (" in "".join(piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("power_signal(t=3/4)", r"\theta_{i}=i^{{-}\frac{3}{4}}"),
        ("power_signal(t=1)", r"\theta_{i}=\frac{1}{i}"),
        ("supported_signal(1)", r"\theta^{*}=e_{1}"),
        ("supported_signal(1, 1/2)", r"\theta^{*}=(1, 1/2, 0, \dots )"),
    ],
)
def test_signals_are_told_by_their_coefficients(text, latex):
    assert "".join(piece.latex() if piece.kind == "math" else piece.text for piece in prose(text)) == latex


@pytest.mark.parametrize("text", ["key=value", "power_log(", "isotropic"])
def test_what_is_no_equation_stays_text(text):
    assert [(piece.kind, piece.text) for piece in prose(text)] == [("text", text)]
