"""What stands on the pages of the LaTeX report: tables, numbers, names and certificates as a referee reads them."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from boundproof.reports import latex
from boundproof.reports.certificates import readable
from boundproof.reports.document import Hypothesis, outline
from boundproof.reports.numbers import show
from boundproof.reports.tabular import DIGITS, ROWS, laid_out, number
from boundproof.verify.results import Results
from boundproof.verify.verdict import Case, Evidence, Outcome, StepVerdict, TheoremVerdict, Verdict


@pytest.mark.parametrize(
    "cell",
    [
        {"value": "0.6347148193", "low": "63471481925e-11", "high": "63471481935e-11"},
        {"value": "1.000000000e-8", "low": "99999999999997e-22", "high": "100000000000001e-22"},
        {"value": "1221401266000", "low": "1221401265660", "high": "1221401266340"},
        {"value": "-0.625", "low": "-0.62500000001", "high": "-0.62499999999"},
        {"value": "0.99999999996", "low": "0.99999999995", "high": "0.99999999997"},
    ],
)
def test_a_short_enclosure_contains_the_long_one(cell):
    shown = number(show(cell), short=True)
    match = re.fullmatch(r"\$\\num\{(-?[0-9.]+)\(([0-9]+)\)(?:e(-?[0-9]+))?\}\$", shown)
    digits, units, power = match.groups()
    scale = Fraction(10) ** int(power or 0)
    unit = scale / 10 ** len(digits.partition(".")[2])
    middle = Fraction(digits) * scale
    assert middle - int(units) * unit <= Fraction(Decimal(cell["low"]))
    assert middle + int(units) * unit >= Fraction(Decimal(cell["high"]))
    assert len(digits.replace(".", "").lstrip("-0")) <= DIGITS + 1


def test_a_long_table_goes_on_over_the_page_and_a_short_one_stays_together():
    rows = [[str(at), "a word"] for at in range(ROWS + 1)]
    (long,) = laid_out({"columns": ["n", "what"], "rows": rows, "caption": ""})
    (short,) = laid_out({"columns": ["n", "what"], "rows": rows[:3], "caption": ""})
    assert long.long
    assert not short.long
    assert long.types == short.types == "rl"


def test_a_row_with_a_fraction_has_room_and_more_where_one_holds_another():
    rows = [["`x`", "`1/2`"], ["`x`", "`1/(1 + 1/n)`"], ["`x`", "`n`"]]
    (part,) = laid_out({"columns": ["a", "b"], "rows": rows, "caption": ""})
    assert [row.partition(" ")[0].partition("{")[0] for row in part.rows] == [r"\bpstrut", r"\bpstrutt", r"\bpinline"]


def test_columns_of_ratios_are_numbers_and_outcomes_have_their_colours():
    rows = [["-3/8", "PROVED", "3167/100000000000"], ["2", "GAP", "1/10"]]
    (part,) = laid_out({"columns": ["a", "b", "c"], "rows": rows, "caption": ""})
    assert part.types == "rlr"
    assert part.rows[0] == r"$-3/8$ & \bpoutcome{PROVED} & $\num{3.167e-8}$"


def test_a_long_heading_of_numbers_stands_in_lines():
    (part,) = laid_out({"columns": ["n", "least c of the lower bound"], "rows": [["1", "1.5"]], "caption": ""})
    assert part.head.endswith(r"\shortstack[r]{least c of\\the lower\\bound}") or r"\shortstack[r]" in part.head


def test_a_long_claim_in_a_column_may_break_at_its_relation():
    claim = "`n**(1 - q)*log(n)**(2*h) + kappa**(-2)*n**(2*u - q) = O(n**w + kappa**(-2)*n**u*log(n)**h)`"
    (part,) = laid_out({"columns": ["claim"], "rows": [[claim]], "caption": ""})
    assert part.rows[0].count(r"\bpinline") == 2
    assert "p{" in part.types


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("sigma", r"$\sigma $"),
        ("kappa_1 > 0", r"\bpinline{\kappa_{1}>0}{kappa\_\allowbreak{}1 \textgreater{}\allowbreak{} 0}"),
        ("n", "$n$"),
        ("truth2", r"$\mathrm{truth}_{2}$"),
        ("rank_before_one", r"$\mathrm{rank}_{\mathrm{before}, \mathrm{one}}$"),
        ("noise-level", r"\bpname{noise-{}\allowbreak{}level}"),
        ("jensen", r"\bpname{jensen}"),
    ],
)
def test_facts_are_cited_by_name_and_symbols_as_mathematics(name, shown):
    assert latex.named(name) == shown


def test_a_hypothesis_has_its_name_where_that_says_more():
    assert latex.fact(Hypothesis("t1-h1", "sigma", "`sigma > 0` (standard deviation)")).startswith(
        r"\bpinline{\sigma >0}"
    )
    assert latex.fact(Hypothesis("t1-h1", "noise-level", "`sigma**2 = Theta(1)`")).startswith(r"\bpname{noise")


def test_regions_are_formulas_and_an_empty_column_is_left_out():
    table = latex.case_table((Case("rho -> 0+: all", Outcome.PROVED), Case("a > 1 and b < 2", Outcome.PROVED)))
    assert table["columns"] == ["region of parameters", "outcome"]
    assert [row[0] for row in table["rows"]] == ["`rho -> 0+`", "`a > 1 and b < 2`"]
    assert latex.case_table((Case("always", Outcome.PROVED, "why"),))["rows"] == [["always", "PROVED", "why"]]


FACT = {"left": "sigma", "relation": ">", "right": "0", "mode": "deterministic", "delta": None}
FINITE = {
    "format": "draws/1",
    "claim": {**FACT, "mode": "mean", "relation": ">="},
    "constants": {"sigma": "1/2"},
    "designs": [
        {"eigenvalues": ["4", "1/4"], "weight": "1/2", "noises": [{"norm(min_norm)": "5/4"}]},
        {"eigenvalues": ["9"], "weight": "1/2", "noises": [{"norm(min_norm)": "1"}, {"norm(min_norm)": "2"}]},
    ],
    "facts": {"sigma": FACT},
    "properties": [["positive definite", "G"]],
}
SUMS = {
    "format": "finite-sums/1",
    "claim": {"left": "n", "relation": ">=", "right": "2"},
    "coordinates": ["1", "0"],
    "eigenvalues": ["1", "1/2"],
    "facts": {"size": {"left": "n", "relation": ">", "right": "0"}},
    "values": {"n": "1"},
}
IDENTITIES = {
    "identities": {
        "variables": ["x", "y"],
        "definitions": [["part", "x/(x + y)"], ["part_slope", "slope(part)"]],
        "identities": [["part_slope", "(x/(x + y))**2"]],
        "positive": [["part", "x"]],
        "rates": [["y", "1"]],
        "domain": [],
    }
}
TERM = {"constant": "1", "monomial": [["X", "-1"]]}
REGION = {"guards": ["a > 1"], "answer": True, "run": {"final": {"left": TERM, "value": "0"}, "scale": []}}
PROOF = {"parts": [{"direction": "n -> oo", "variable": "X", "regions": [REGION], "dropped": []}]}
CONDITIONS = {
    "certificate": {
        "condition": "a > 1",
        "among": "always",
        "paths": [
            {"guards": ["a > 1"], "holds": True, "proof": PROOF},
            {"guards": ["a < 1"], "holds": False, "failure": {"parts": []}},
        ],
    }
}
SEGMENTS = {"certificate": {"bound": "x", "high": "2", "segments": [{"count": "9", "text": "1/9"}], "signal": None}}
WEIGHTS = {"certificate": {"correlation": "1/2", "digits": 30, "integral": "0.47", "layers": [1, 2]}}
FORMULA = {"certificate": {"bound": "x", "segments": [{"count": None, "text": "i**(-2)"}], "signal": ["1", "1/2"]}}
KINDS = [FORMULA, FINITE, SUMS, IDENTITIES, CONDITIONS, SEGMENTS, WEIGHTS, {"certificate": {"rows": [["1000", "999"]]}}]


@pytest.mark.parametrize("data", KINDS)
def test_no_kind_of_certificate_is_raw(data):
    tables = readable(data)
    assert tables
    said = [text for table in tables for row in table["rows"] for text in row]
    said += [text for table in tables for text in (*table["columns"], *table.get("lines", ()))]
    assert not re.search(r'["{}\[\]]|certificate|None|null', " ".join(said))


def test_a_finite_model_says_what_is_drawn_with_which_probability():
    designs = next(table for table in readable(FINITE) if table["caption"] == "Designs, with what is drawn at each")
    assert designs["columns"] == ["probability", "eigenvalues of `G`", "`norm(min_norm)`"]
    assert designs["rows"] == [
        ["`1/2`", "`4`, `1/4`", "`5/4`"],
        ["`1/2` (2 noises of equal chance)", "`9`", "`1`"],
        ["`1/2` (2 noises of equal chance)", "`9`", "`2`"],
    ]


def test_leading_terms_of_both_sides_of_a_condition_are_told():
    (terms,) = readable(CONDITIONS)
    assert terms["rows"] == [["`a > 1`", "holds", "`(X)**(-1)`", "`0`"]]


def _report(verdict):
    step = StepVerdict("first-step", verdict)
    return latex.render(
        outline(Results("check", theorems=(TheoremVerdict("t", "T", Outcome.GAP, "why", steps=(step,)),)))
    )


def test_what_no_table_says_is_in_the_json_and_not_in_the_appendix():
    packed = Evidence("cases", "two claims", {"certificate": {"proofs": ["eNq9", "eNqN"]}})
    text = _report(Verdict(Outcome.PROVED, "`n**2 = O(n**3)`", "why", "c", evidence=(packed,)))
    assert "two claims (in the JSON)" in text
    assert r"\appendix" not in text
    text = _report(
        Verdict(Outcome.GAP, "`n**2 = O(n**3)`", "why", "c", evidence=(Evidence("counter-model", "m", FINITE),))
    )
    assert r"\appendix" in text
    assert "draws/1" not in text


def test_several_equations_of_a_claim_are_set_one_below_the_other():
    text = _report(Verdict(Outcome.PROVED, "radical**2 = 1 + ridge; gap = n - df2", "why", "exact"))
    assert text.count(r"\bpformula") == 2
    assert r"\bpformula{\mathrm{gap}=n-\mathrm{df}_{2}}" in text


def test_more_digits_than_anybody_reads_are_rounded():
    evidence = Evidence("simulation", "s", {"delta": "1/10000", "p-value": "0.4962323502457707"})
    text = _report(Verdict(Outcome.SUPPORTED, "`n = 1`", "why", "c", evidence=(evidence,)))
    assert r"\num{0.496232}" in text
    assert "0.49623235" not in text


def test_an_exact_zero_has_no_interval():
    assert number(show({"value": "0", "low": "0", "high": "0"})) == r"$\num{0}$"


def test_one_case_everywhere_is_told_in_a_line():
    cases = (Case("always", Outcome.PROVED, "the claim holds; by leading terms"),)
    text = _report(Verdict(Outcome.PROVED, "`n**2 = O(n**3)`", "decided", "asymptotics", cases=cases))
    assert "decided; the claim holds; by leading terms" in text
    assert "region of parameters" not in text


def test_a_spectrum_by_a_formula_has_no_count():
    (table,) = readable(FORMULA)
    assert table["rows"] == [["eigenvalues", "λ_i = `i**(-2)`"], ["bound", "x"], ["signal", "1, 1/2"]]


def test_leading_terms_say_what_was_found_not_what_the_condition_claims():
    refuted = {**REGION, "answer": False}
    proof = {"parts": [{**PROOF["parts"][0], "regions": [refuted]}]}
    paths = [{"guards": ["a > 1"], "holds": True, "proof": proof}]
    (terms,) = readable({"certificate": {"condition": "a > 1", "among": "always", "paths": paths}})
    assert terms["rows"] == [["`a > 1`", "fails", "`(X)**(-1)`", "`0`"]]
