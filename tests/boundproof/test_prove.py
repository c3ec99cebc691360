"""The commands prove, expand and when: text, JSON, batches, exit statuses and messages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from boundproof.verify.results import Results
from boundproof.verify.verdict import Outcome

from boundproof.cli import main


def test_prove_prints_a_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", "log(n)**k = o(n**eps)", "--given", "k > 0, eps > 0"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("PROVED: log(n)**k = o(n**eps)\n  as n -> oo, given k > 0, eps > 0\n")


def test_why_shows_scale_terms_and_cases(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", "x/(x**a + x) -> 1", "--as", "x -> oo", "--given", "a > 0", "--why"]) == 1
    out = capsys.readouterr().out
    assert "REFUTED    a > 1: false at a = 2" in out
    assert "case a < 1: true" in out
    assert "scale: X" in out
    assert "re-check: " in out


@pytest.mark.parametrize(("claim", "status"), [("1/n -> 0", 0), ("1/n -> 1", 1), ("log(-n) -> 0", 3)])
def test_exit_status_follows_the_outcome(claim: str, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", claim]) == status
    capsys.readouterr()


def test_json_of_one_claim_is_a_run_that_a_report_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "v.json"
    assert main(["prove", "1/n -> 0+", "--json", str(target)]) == 0
    capsys.readouterr()
    results = Results.load(target)
    ((name, verdict),) = results.claims
    assert (results.kind, name, verdict.outcome) == ("prove", "1/n -> 0+", Outcome.PROVED)
    assert verdict.evidence[0].data["version"] == 1
    assert results.reproduction.budget == 10
    assert main(["report", str(target), "--format", "html", "--out", str(tmp_path)]) == 0
    assert 'data-outcome="PROVED"' in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_batch_keeps_the_order_and_survives_bad_claims(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = [
        {"id": "good", "claim": "1/x -> 0", "as": "x -> oo", "given": []},
        {"id": "bad", "claim": "foo(x) -> 0", "as": "x -> oo", "given": []},
        {"id": "false", "claim": "x**a -> 0", "as": "x -> oo", "given": ["a > 0"]},
    ]
    source, target = tmp_path / "cases.json", tmp_path / "out.json"
    source.write_text(json.dumps(cases), encoding="utf-8")
    assert main(["prove", "--batch", str(source), "--jobs", "2", "--budget", "20", "--json", str(target)]) == 3
    answers = json.loads(target.read_text(encoding="utf-8"))
    assert [a["id"] for a in answers] == ["good", "bad", "false"]
    assert [a["outcome"] for a in answers] == ["PROVED", "UNDECIDED", "REFUTED"]
    assert "foo" in answers[1]["why"]
    assert set(answers[0]) >= {"id", "outcome", "seconds", "cases", "why"}
    assert "3 claims in" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["prove"], "error: prove takes either one claim or --batch FILE: give exactly one of them"),
        (["prove", "1/n -> 0", "--budget", "0"], "error: the budget is 0.0 seconds: it must be positive"),
        (["prove", "--batch", "/nonexistent/x.json"], "error: cannot read the cases in /nonexistent/x.json"),
        (["prove", "foo(n) -> 0"], "error: "),
        (["expand", "sin(n)", "--as", "n -> oo"], "error: no expansion found: the function oscillates"),
        (["expand", "n + 1", "--terms", "0"], "error: --terms 0: ask for at least one term"),
    ],
)
def test_bad_input_is_one_line_and_status_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    err = capsys.readouterr().err
    assert err.startswith(message)
    assert err.count("\n") == 1


def test_a_batch_file_of_another_shape_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "cases.json"
    source.write_text('{"claim": "1/n -> 0"}', encoding="utf-8")
    assert main(["prove", "--batch", str(source)]) == 2
    assert "holds no list of cases" in capsys.readouterr().err


def test_unwritable_output_leaves_nothing_behind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("no folder")
    assert main(["prove", "1/n -> 0", "--json", str(tmp_path / "file" / "v.json")]) == 2
    assert "cannot be written: File exists; choose another place" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("expression", "point", "terms", "printed"),
    [
        ("sqrt(n + 1) - sqrt(n)", "n -> oo", "3", "(1/2)*n**(-1/2) - (1/8)*n**(-3/2) + (1/16)*n**(-5/2) + …"),
        ("exp(x)/sin(x)", "x -> 0+", "4", "x**(-1) + 1 + (2/3)*x + (1/3)*x**2 + …"),
        ("(x + 1)**2", "x -> oo", "5", "x**2 + 2*x + 1"),
        ("log(x + log(x))", "x -> oo", "3", "log(x) + x**(-1)*log(x) - (1/2)*x**(-2)*log(x)**2 + …"),
        ("LambertW(x)", "x -> oo", "3", "log(x) - log(log(x)) + log(x)**(-1)*log(log(x)) + …"),
    ],
)
def test_expand_prints_the_terms(
    expression: str, point: str, terms: str, printed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["expand", expression, "--as", point, "--terms", terms]) == 0
    assert capsys.readouterr().out == printed + "\n"


@pytest.mark.parametrize(
    ("options", "printed"),
    [
        (["n**a + n**b", "--given", "a real, b real"], [
            "when a < b: n**b + n**a",
            "when a = b: 2*n**b",
            "when a > b: n**a + n**b",
        ]),
        (["a*n + 1", "--given", "a > 0"], ["a*n + 1"]),
        (["floor(n)/n"], ["1 + …"]),
        (["kstar(2)/n", "--spectrum", "i**-1*log(i+1)**-2", "--terms", "1"], ["2*log(n)**(-1) + …"]),
        (["sqrt(d/n)", "--regime", "d = n**c"], ["n**((1/2)*c - (1/2))"]),
    ],
)  # fmt: skip
def test_expand_answers_by_case_and_knows_spectra(
    options: list[str], printed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["expand", *options, "--as", "n -> oo"]) == 0
    assert capsys.readouterr().out.splitlines() == printed


def test_an_inverse_is_expanded_for_all_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    """k log(k)/(beta - 1) = b n: k = b (beta - 1) n/log(n) and the next term, which does not depend on their sizes."""
    assert main(["expand", "inverse(k, k*log(k)/(beta-1) = b*n)", "--given", "b > 0, beta > 1", "--terms", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    terms = "(b*beta - b)*n*log(n)**(-1) + (b*beta - b)*n*log(n)**(-2)*log(log(n)) + …"
    assert any(line.endswith(terms) for line in lines)


def test_when_prints_the_weakest_condition(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["when", "n**a*log(n)**b -> 0", "--as", "n -> oo", "--given", "a real, b real"]) == 0
    assert capsys.readouterr().out == (
        "holds when a < 0 or (a = 0 and b < 0)\nfails when a > 0 or (a = 0 and b >= 0)\n"
    )


@pytest.mark.parametrize(
    ("claim", "given", "status", "printed"),
    [
        ("n**a -> oo", "a > 1", 0, "holds always\n"),
        ("n**a -> oo", "a < -1", 0, "never holds\n"),
        # what is open is no refutation: the answer says neither "never" nor "fails"
        ("sqrt(-n) -> 0", "", 3, "not decided: a negative number is raised to a power that is not a known integer\n"),
        ("a*sin(n) -> 0", "a real", 3, "holds when a = 0\nnot decided when a != 0: an oscillation hides the limit\n"),
        ("n**a -> 0", "a > 0, a < 0", 3, "VACUOUS: no real point satisfies the hypotheses\n"),
    ],
)
def test_when_tells_never_from_not_decided(
    claim: str, given: str, status: int, printed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["when", claim, *(["--given", given] if given else [])]) == status
    assert capsys.readouterr().out == printed


@pytest.mark.parametrize("budget", ["0", "-1", "nan"])
@pytest.mark.parametrize("command", [["when", "n -> oo"], ["expand", "n"]])
def test_a_budget_is_positive(command: list[str], budget: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command, "--budget", budget]) == 2
    assert capsys.readouterr().err == f"error: the budget is {float(budget)} seconds: it must be positive\n"


@pytest.mark.parametrize("text", ["", "n ->", "n**b", "f(n)"])
def test_errors_of_expand_show_what_was_typed(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["expand", text, "--as", "n -> oo"]) == 2
    assert f"of {text!r})" in capsys.readouterr().err


def test_a_formula_may_begin_with_a_minus(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["expand", "-1/n"]) == 0
    assert capsys.readouterr().out == "-n**(-1)\n"
    assert main(["prove", "-n**a=o(n)", "--given", "a<1", "--as", "n -> oo"]) == 0


def test_prove_prints_the_regime_that_the_claim_is_about(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", "s*log(p)/n -> 0", "--regime", "p = n**2, s = sqrt(n)"]) == 0
    assert "\n  with p = n**2, s = sqrt(n)\n" in capsys.readouterr().out
    assert main(["prove", "r(0)/n -> 0", "--spectrum", "i**-2", "--as", "n -> oo"]) == 0
    assert "\n  with eigenvalues i**-2, i = 1, …, oo\n" in capsys.readouterr().out
