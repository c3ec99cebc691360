"""`boundproof check` as a user meets it: a file of her own, exit statuses, one-line errors, Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from boundproof.verify.results import Results
from boundproof.verify.verdict import Outcome

from boundproof.cli import main

PAPER = """
from boundproof import Fact, Mode, Property, Source, Step, Theorem, limit_statement, statement

THEOREM = Theorem(
    "mine/am-hm",
    title="The trace of the inverse",
    source=Source("A. Author", 2026),
    statement="tr G^-1 >= n^2/tr G",
    given=(
        Fact("rows", statement("rows(G) = n")),
        Property("invertible", "positive definite", "G"),{more_given}
    ),
    steps=(
        Step(
            "am-hm-gram",
            statement("trace_inverse(G) >= {constant}*n**2/trace(G)", mode=Mode.POINTWISE),
            by=("rows", "invertible", "am-hm"),
            role="conclusion",
        ),{more_steps}
    ),
    conclusions=("am-hm-gram",),
)
"""


@pytest.fixture
def paper(tmp_path: Path):
    def write(*, constant: str = "1", more_given: str = "", more_steps: str = "") -> str:
        path = tmp_path / "my_paper.py"
        path.write_text(PAPER.format(constant=constant, more_given=more_given, more_steps=more_steps))
        return str(path)

    return write


def test_a_theorem_of_ones_own_is_proved(paper, capsys) -> None:
    assert main(["check", paper()]) == 0
    assert capsys.readouterr().out == (
        "mine/am-hm: The trace of the inverse\n"
        "  am-hm-gram  PROVED        trace_inverse(G) >= 1*n**2/trace(G)\n"
        "= PROVED: every conclusion follows from the hypotheses through steps that are PROVED. The other hypotheses "
        "hold together at n = 1, rows(G) = 1; not looked at: invertible\n"
        "\n"
        "1 PROVED; 0 not re-checked by an independent reader\n"
        "every outcome as declared\n"
    )


def test_a_false_constant_is_not_proved(paper, capsys) -> None:
    assert main(["check", paper(constant="2")]) == 1
    out = capsys.readouterr().out
    assert "! am-hm-gram  GAP" in out
    assert "2 not as declared" not in out
    assert "1 not as declared:" in out


def test_contradictory_hypotheses_make_it_vacuous(paper, capsys) -> None:
    status = main(["check", paper(more_given="Fact('a', statement('n > 1')), Fact('b', statement('n < 1')),")])
    assert status == 3
    assert "= VACUOUS: the hypotheses exclude one another: a, b" in capsys.readouterr().out


def test_a_step_is_no_stronger_than_what_it_rests_on(paper, tmp_path: Path) -> None:
    steps = """
        Step("wrong", statement("trace(G) >= n**3", mode=Mode.POINTWISE), by=("rows",), expected="GAP"),
        Step("after", statement("2*trace(G) >= 2*n**3", mode=Mode.POINTWISE), by=("wrong",), expected="UNDECIDED"),"""
    target = tmp_path / "out.json"
    assert main(["check", paper(more_steps=steps), "--quiet", "--json", str(target)]) == 0
    after = Results.load(target).theorems[0].steps[2]
    assert after.verdict.outcome is Outcome.UNDECIDED
    assert "it rests on wrong (GAP)" in after.verdict.why


def test_a_limit_that_nothing_supports_is_refuted(paper, tmp_path: Path) -> None:
    steps = """
        Step("limit", limit_statement("standard_risk(min_norm) -> 0", mode=Mode.IN_PROBABILITY)),"""
    target = tmp_path / "out.json"
    assert main(["check", paper(more_steps=steps), "--quiet", "--json", str(target)]) == 1
    assert Results.load(target).theorems[0].steps[1].verdict.outcome is Outcome.REFUTED  # isotropic, n**2 features


def test_no_time_left_is_said(paper, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    assert main(["check", paper(), "--budget", "0", "--quiet", "--json", str(target)]) == 3
    (step,) = Results.load(target).theorems[0].steps
    assert step.verdict.why == "the time budget was used up before this step: raise --budget"


def test_json_goes_to_the_screen(paper, capsys) -> None:
    assert main(["check", paper(), "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["theorems"][0]["outcome"] == "PROVED"


def test_a_report_is_written(paper, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["check", paper(), "--quiet", "--report", str(out)]) == 0
    assert "The trace of the inverse" in (out / "report.html").read_text(encoding="utf-8")
    assert r"\begin{document}" in (out / "report.tex").read_text(encoding="utf-8")
    assert json.loads((out / "report.json").read_text(encoding="utf-8"))["theorems"]  # the appendix refers to it


@pytest.mark.parametrize("hypothesis", ["q = O(1/log(n))", "q*n**q = O(1)", "1/q -> oo"])
def test_a_name_that_moves_with_n_is_no_exponent(hypothesis: str, tmp_path: Path, capsys) -> None:
    """n**q -> oo for a fixed q > 0, and n**q = e for q = 1/log(n)."""
    path = tmp_path / "moving.proof"
    head = f"theorem moving: an exponent that moves\ngiven a: {hypothesis}\ngiven b: q > 0\n"
    path.write_text(head + "conclude s: n**q -> oo\n    by b\n")
    assert main(["check", str(path)]) == 3
    assert "q stands in an exponent, where it is fixed, but a hypothesis lets it vary with n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no-such"], "error: no built-in theorem is called 'no-such': there is "),
        (["missing.py"], "error: missing.py: there is no such file"),
        (["--jobs", "0"], "error: --jobs 0: expected a number of at least 1"),
        (["--budget", "nan"], "error: --budget nan: expected a number of at least 0"),
        (["--seed", "-1"], "error: --seed -1: expected a number of at least 0"),
    ],
)
def test_usage_errors_are_one_line(arguments: list[str], message: str, capsys) -> None:
    assert main(["check", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith(message)
    assert captured.err.count("\n") == 1
    assert captured.out == ""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = (", "SyntaxError while running it"),
        ("x = 1", "it defines no Theorem at its top level"),
        ("raise SystemExit(0)", "it ends Python (sys.exit) instead of defining theorems"),
        ("1/0", "ZeroDivisionError while running it: division by zero (line 1)"),
        ("from boundproof import statement\nstatement('n >= ')", "column 6"),
        ("from boundproof import statement\nstatement('__import__(1) >= 0')", "column"),
        ("from boundproof import *\nClaim(1 >= 0, Relation.GE, 0)", "which is not a formula"),
    ],
)
def test_errors_in_a_file_name_it(text: str, message: str, tmp_path: Path, capsys) -> None:
    path = tmp_path / "bad.py"
    path.write_text(text)
    assert main(["check", str(path)]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"error: {path}: ")
    assert message in err
    assert err.count("\n") == 1


def test_an_error_in_a_file_names_its_line_for_a_relative_path_too(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.py").write_text("x = 1\n1/0\n")
    assert main(["check", "bad.py"]) == 2
    assert capsys.readouterr().err.endswith("division by zero (line 2)\n")


def test_unwritable_output_leaves_nothing(paper, tmp_path: Path, capsys, monkeypatch) -> None:
    """Not even a __pycache__, whether or not the environment forbids Python to write one."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    target = tmp_path / "no" / "such" / "folder.json"
    blocker = tmp_path / "no"
    blocker.write_text("a file where a folder is needed")
    before = sorted(tmp_path.iterdir())
    source = paper()
    assert main(["check", source, "--quiet", "--json", str(target)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert [path for path in sorted(tmp_path.iterdir()) if path not in before] == [Path(source)]


def test_ctrl_c_keeps_what_was_done(tmp_path: Path) -> None:
    """Interrupted during a simulation that would take minutes, the proved step is still reported."""
    steps = """
        Step(
            "long",
            ExplicitBound(isotropic(2000), n=200, design="gaussian", draws=100_000),
            expected="SUPPORTED",
            role="instance",
        ),"""
    text = PAPER.format(constant="1", more_given="", more_steps=steps)
    imports = "from boundproof.bounds.checks import ExplicitBound\nfrom boundproof import isotropic\n"
    path, target, running = tmp_path / "long.py", tmp_path / "out.json", tmp_path / "running"
    # the file itself says when the simulation begins, so that the test waits for that and not for a time
    watch = f"""
import pathlib
import boundproof.verify.finite.draws as finite

simulate = finite.simulate


def watched(*arguments, **options):
    pathlib.Path({str(running)!r}).touch()
    return simulate(*arguments, **options)


finite.simulate = watched
"""
    path.write_text(imports + text + watch)
    command = [sys.executable, "-m", "boundproof", "check", str(path), "--json", str(target)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"}
    )
    try:
        deadline = time.monotonic() + 60
        while not running.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert running.exists()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()  # one that did not hear the signal would go on for hours
    assert process.returncode == 130, err
    assert err == "interrupted: the steps that were done are reported, the others are UNDECIDED\n"
    assert "am-hm-gram  PROVED" in out
    done, cut = Results.load(target).theorems[0].steps
    assert done.verdict.outcome is Outcome.PROVED
    assert cut.verdict.why == "interrupted before this step was done"
