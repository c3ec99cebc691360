"""`boundproof explain`, `boundproof repair` and proof scripts on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from boundproof.cli import main

SCRIPT = """theorem mine: A chain
given first: x = O(y)
given second: y = o(n)
conclude vanishes: x/n -> 0 by first, second
step broken: x = o(n) by first expect GAP
"""


@pytest.fixture
def proof(tmp_path: Path, monkeypatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("my.proof").write_text(SCRIPT, encoding="utf-8")
    return "my.proof"


def test_a_script_is_checked(proof, capsys):
    assert main(["check", proof]) == 0
    out = capsys.readouterr().out
    assert "vanishes  PROVED" in out
    assert "broken    GAP" in out


def test_an_error_in_a_script_is_one_line(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("my.proof").write_text("theorem mine\ngiven a: r(0) = o(m\n", encoding="utf-8")
    assert main(["check", "my.proof"]) == 2
    assert capsys.readouterr().err == ("error: my.proof:2:20: expected an operator or ')', found the end of the text\n")
    assert main(["check", "none.proof"]) == 2
    assert capsys.readouterr().err == "error: cannot read none.proof: No such file or directory\n"
    Path("my.proof").write_bytes(b"theorem \xff")
    assert main(["check", "my.proof"]) == 2
    assert capsys.readouterr().err == "error: my.proof is not a text in UTF-8 (byte 8)\n"


def test_a_derivation_is_explained(proof, capsys):
    assert main(["explain", proof, "vanishes"]) == 0
    assert capsys.readouterr().out == (
        "vanishes  PROVED\n"
        "  x/n -> 0\n"
        "  n -> oo\n"
        "  from\n"
        "    first: x = O(y)\n"
        "    second: y = o(n)\n"
        "  derivation, by orders of magnitude:\n"
        "    multiply first by 1, second by 1\n"
        "  re-check: rechecked\n"
    )


def test_a_counter_model_is_explained(proof, capsys):
    assert main(["explain", proof, "broken"]) == 0
    assert capsys.readouterr().out == (
        "broken  GAP\n"
        "  x = o(n)\n"
        "  n -> oo\n"
        "  a counter-model\n"
        "    x = n\n"
        "    y = n\n"
        "  satisfies\n"
        "    first: x = O(y)\n"
        "  and breaks x = o(n)\n"
        "  re-check: rechecked\n"
    )


def test_a_derivation_in_latex(proof, capsys):
    assert main(["explain", proof, "vanishes", "--latex"]) == 0
    out = capsys.readouterr().out
    assert r"\[ \frac{x}{n} \to 0 \]" in out
    assert r"\item \(x = O\left(y\right)\) (\texttt{first})" in out
    assert r"Multiply (1) by \(1\), (2) by \(1\); the orders add up." in out


def test_a_missing_hypothesis_is_found(capsys):
    assert main(["repair", "x = o(n)", "--given", "x = O(y)"]) == 0
    assert capsys.readouterr().out == (
        "GAP: x = o(n)\n"
        "  the facts allow x = n, y = n, where the claim fails\n"
        "any one of these closes the gap:\n"
        "  y = o(n)\n"
    )
    assert main(["repair", "x = o(n)"]) == 1
    assert "no single fact" in capsys.readouterr().out
    assert main(["repair", "x = o(n)", "--given", "x = O(1)"]) == 0
    assert "there is no gap to close: the verdict is PROVED" in capsys.readouterr().out


def test_a_step_of_a_theorem_is_repaired(proof, capsys):
    assert main(["repair", proof, "broken"]) == 0
    assert capsys.readouterr().out.splitlines()[2:] == [
        "any one of these closes the gap:",
        "  y = o(n)",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["repair", "my.proof"], "which step of my.proof is to be repaired? name it after the theorem"),
        (["repair", "my.proof", "none"], "theorem mine has no step 'none': it has vanishes, broken"),
        (["repair", "x = o(n)", "--budget", "0"], "the budget is 0.0 seconds: it must be positive"),
        (["explain", "my.proof", "none"], "theorem mine has no step 'none': it has vanishes, broken"),
    ],
)
def test_wrong_usage_is_one_line(proof, capsys, arguments, message):
    assert main(arguments) == 2
    assert capsys.readouterr().err == f"error: {message}\n"
