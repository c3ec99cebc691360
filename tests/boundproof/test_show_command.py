"""`boundproof show` and `list`: what a theorem says, before anything of it is checked."""

from __future__ import annotations

import pytest
from boundproof.bounds.statements import Source, Step, Theorem
from boundproof.reports.document import outline
from boundproof.reports.markdown import render
from boundproof.reports.statements import formula
from boundproof.reports.unicode import line, unicode
from boundproof.verify.results import Results

from boundproof import (
    Fact,
    Mode,
    Property,
    builtin_theorems,
    check_theorem,
    limit_statement,
    statement,
)
from boundproof.cli import main
from boundproof.commands.show import typeset

THEOREM = Theorem(
    "mine/am-hm",
    title="The trace of the inverse",
    source=Source("A. Uthor", 2026, title="Traces", arxiv="2601.00001", number="Lemma 2", note="quoted from memory"),
    statement="If `n <= p`, then `trace_inverse(G) >= n**2/trace(G)`.",
    given=(
        Fact("rows", statement("rows(G) = n"), "one row a sample"),
        Property("invertible", "positive definite", "G"),
        Fact("upper", limit_statement("n/squared_rank(kstar(1)) -> 0"), cited="B. Ook (2020)"),
    ),
    steps=(
        Step(
            "am-hm-gram",
            statement("trace_inverse(G) >= n**2/trace(G)", mode=Mode.POINTWISE),
            by=("rows", "invertible", "am-hm"),
            role="conclusion",
            title="The harmonic mean of the eigenvalues",
        ),
        Step(
            "twin",
            statement("trace_inverse(G) <= C*n**2/trace(G)", mode=Mode.WITH_PROBABILITY, delta="1/C"),
            expected="GAP",
            role="sabotage",
        ),
    ),
    conclusions=("am-hm-gram",),
    direction="lower",
    constants="explicit",
    confidence="High, three lines.",
    limitations=("`G` must be invertible.",),
)


def test_a_theorem_is_typeset(snapshot) -> None:
    assert "\n".join(typeset(THEOREM)) == snapshot


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("n/(2*m)", "n/(2 m)"),
        ("(a + b)/c", "(a + b)/c"),
        ("a/b/c", "a/(b c)"),
        ("x**(a + b)", "x^(a + b)"),
        ("x**(-2)", "1/x²"),
        ("sqrt(n + 1)", "√(n + 1)"),
        ("exp(-i/tau)", "exp(−i/τ)"),
        ("(a*b)**2", "(a b)²"),
        ("Sum(i**(-2), (i, 1, n))", "∑ᵢ₌₁ⁿ 1/i²"),
        ("log(n)**2", "log²(n)"),
        ("2*(a/b)", "2·(a/b)"),
        ("standard_risk(min_norm)", "R_std(θ̂)"),
        ("tail(k)", "∑_(i > k) λᵢ"),
    ],
)
def test_formulas_on_one_line(text: str, shown: str) -> None:
    piece = formula(text)
    assert piece.box is not None
    assert unicode(piece.box) == shown


def test_prose_keeps_its_words_and_what_is_no_formula() -> None:
    from boundproof.reports.statements import prose

    assert line(prose("as `n -> oo`, in `ℓ_2`, it is `o(`")) == "as n → ∞, in ℓ_2, it is o("


def test_every_built_in_theorem_shows_and_is_listed(capsys) -> None:
    assert main(["list"]) == 0
    listed = capsys.readouterr().out
    for name, theorem in builtin_theorems().items():
        assert f"{name}  {theorem.title}" in listed
        shown = "\n".join(typeset(theorem))
        assert all(step.name in shown for step in theorem.steps)
        assert "`" not in shown
    kinds = "; lower bound, explicit constants; steps: "
    assert kinds in next(entry for entry in listed.splitlines() if entry.startswith("hao-zhang-2024/min-norm"))


def test_a_theorem_that_is_not_there_is_an_error(capsys) -> None:
    assert main(["show", "no/such"]) == 2
    assert capsys.readouterr().err.startswith("error: no built-in theorem is called 'no/such': there is ")


def test_the_kind_of_bound_comes_through_a_run() -> None:
    found = check_theorem(THEOREM)
    assert (found.direction, found.constants, found.confidence) == ("lower", "explicit", "High, three lines.")
    results = Results("check", theorems=(found,))
    assert Results.loads(results.dumps()).theorems[0] == found
    assert "Lower bound, explicit constants. Confidence: High, three lines" in render(outline(results))


def test_seconds_are_shown_where_asked_for(tmp_path, capsys) -> None:
    path = tmp_path / "mine.py"
    path.write_text(
        "from boundproof import Source, Step, Theorem, statement\n"
        "T = Theorem('t', 'Squares', Source('A', 2026), '', (), "
        "(Step('square', statement('1 <= 1'), role='conclusion'),), ('square',))\n"
    )
    main(["check", str(path), "--seconds"])
    out = capsys.readouterr().out
    assert " s  t (figures 0.0 s; square 0.0 s)" in out
    assert " s  in all, wall time" in out
