"""The pytest plugin on a user's repository: what is collected, what is printed, what is spent."""

import re
import shutil
from pathlib import Path

# a run inside a run forgets what it has imported, and NumPy does not load twice
import boundproof.verify.run  # noqa: F401
import pytest
from boundproof.verify.results import Results
from boundproof.verify.statistics import (
    Bounded,
    ClaimFailed,
    FiniteVariance,
    MonteCarlo,
    RunBudget,
    assert_at_most,
    assert_close,
    spending,
)
from boundproof.verify.verdict import Outcome

pytest_plugins = "pytester"
SAMPLE = Path(__file__).parent / "sample_project"
QUIET = ("-p", "no:cacheprovider", "-p", "no:benchmark", "--color=no")


@pytest.fixture
def sample(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    # what pytest prints in its summary depends on the width of the terminal, and on whether it runs in CI
    for name in ("CI", "BUILD_NUMBER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    shutil.copytree(SAMPLE, pytester.path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    (pytester.path / "sample_bounds.txt").rename(pytester.path / "test_bounds.py")
    return pytester


def console(result: pytest.RunResult) -> str:
    """What was printed, without times and temporary paths; rules of `=` have no length that depends on times."""
    text = re.sub(r" in \d+\.\d+s", "", "\n".join(line.rstrip() for line in result.outlines))
    return re.sub(r"={3,}", "===", re.sub(r"/\S*/(?=\w+\.(?:py|proof))", "", text))


def test_a_users_repository(sample, snapshot):
    result = sample.runpytest_subprocess(
        *QUIET,
        "-v",
        "--no-header",
        "--tb=short",
        "--theorem-report",
        "out/verdicts.json",
        "test_bounds.py",
        "ratio.proof",
    )
    result.assert_outcomes(passed=8, failed=5)
    assert console(result) == snapshot
    written = Results.load(sample.path / "out" / "verdicts.json")
    found = {
        theorem.name: (theorem.outcome, [s.verdict.outcome for s in theorem.steps]) for theorem in written.theorems
    }
    assert found == {
        "true": (Outcome.PROVED, [Outcome.PROVED]),
        "false": (Outcome.REFUTED, [Outcome.REFUTED]),
        "vacuous": (Outcome.VACUOUS, [Outcome.PROVED]),
        "bounded-ratio": (Outcome.PROVED, [Outcome.PROVED]),
    }


def test_usage_errors_and_scripts_that_cannot_be_read(sample, snapshot):
    (sample.path / "broken.proof").write_text("theorem broken: it ends early\nconclude end: x ->\n")
    broken = sample.runpytest_inprocess(*QUIET, "-q", "--no-header", "broken.proof")
    wrong = sample.runpytest_inprocess(*QUIET, "--theorem-delta", "2")
    assert broken.ret == pytest.ExitCode.INTERRUPTED
    assert wrong.ret == pytest.ExitCode.USAGE_ERROR
    assert console(broken) + "\n" + "\n".join(wrong.errlines) == snapshot


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--theorem-seed", str(2**64)), "expected a whole number from 0 to 2**64 - 1"),
        (("--theorem-report", "."), "--theorem-report .: cannot be written: Is a directory"),
        (("--theorem-report", "test_bounds.py/report.json"), "cannot be written: File exists"),
    ],
)
def test_options_are_refused_before_anything_runs(sample, arguments, message):
    result = sample.runpytest_inprocess(*QUIET, *arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert message in result.stderr.str()


def test_a_damaged_lock_file_is_not_written_over(pytester):
    pytester.makepyfile("def test_it(theorem_regression): theorem_regression('x', 3)")
    lock = pytester.path / "boundproof.lock"
    lock.write_text("<<<<<<< HEAD")
    result = pytester.runpytest_inprocess(*QUIET, "--update-lock")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert "cannot be read as a lock file" in result.stdout.str()
    assert "INTERNALERROR" not in result.stdout.str() + result.stderr.str()
    assert lock.read_text() == "<<<<<<< HEAD"


def test_proofs_are_collected_when_asked_for(sample):
    (sample.path / "test_bounds.py").unlink()
    ids = ["ratio.proof::harm", "ratio.proof::(whole)"]
    assert "no tests collected" in sample.runpytest_inprocess(*QUIET, "-q", "--collect-only").stdout.str()
    by_name = sample.runpytest_inprocess(*QUIET, "-q", "--collect-only", "ratio.proof")
    assert by_name.outlines[:2] == ids
    (sample.path / "pytest.ini").write_text("[pytest]\ntheorem_proofs = true\n")
    by_option = sample.runpytest_inprocess(*QUIET, "-q", "--collect-only", "-m", "theorem", "--strict-markers")
    assert by_option.outlines[:2] == ids


def test_the_budget_is_shared_before_deselection(sample):
    whole = sample.runpytest_inprocess(*QUIET, "-q", "-k", "true_mean")
    # 11 items of test_bounds.py; the first assertion of an item has 6/π² of a share of 1e-6/11
    assert "error budget 1e-06 over 11 items: 5.53e-08 spent by 1 assertions in 1 (1 SUPPORTED)" in whole.stdout.str()


def test_an_unused_plugin_imports_nothing_heavy(pytester):
    pytester.makepyfile(
        """
        import sys

        def test_light(request):
            assert request.config.pluginmanager.hasplugin("boundproof")
            heavy = {"sympy", "numpy", "scipy", "flint", "mpmath", "z3", "matplotlib", "boundproof.bounds.statements"}
            assert not heavy & set(sys.modules)
        """
    )
    result = pytester.runpytest_subprocess(*QUIET, "-p", "no:xdist", "-p", "no:syrupy")
    result.assert_outcomes(passed=1)
    assert "theorems" not in result.stdout.str()


@pytest.mark.slow
def test_workers_and_repetition_do_not_matter(sample):
    def verdicts(*options: str) -> tuple[list[str], str]:
        files = ("test_bounds.py", "ratio.proof")
        result = sample.runpytest_subprocess(*QUIET, "-rA", "--tb=no", "--no-header", *options, *files)
        text = console(result)
        summary = text.partition("=== theorems ===")[2].partition("===")[0].strip()
        return sorted(set(re.findall(r"^(?:PASSED|FAILED) .*", text, re.M))), summary

    alone = verdicts()
    assert len(alone[0]) == 13
    assert verdicts("-n", "1") == alone
    assert verdicts("-n", "4") == alone


@pytest.mark.slow
def test_no_false_alarm_over_200_seeds():
    uniform = MonteCarlo(lambda generator, count: generator.random(count), Bounded(0, 1))
    pareto = MonteCarlo(lambda generator, count: generator.pareto(2.5, count), FiniteVariance(20 / 9))
    for seed in range(200):
        run = RunBudget(1e-6, items=2, seed=seed)
        # true claims with room: the chance that one of 200·4 fails is at most 200·1e-6, plus that of no decision
        with spending(run.item("uniform")):
            assert_at_most(uniform, 0.55)
            assert_close(uniform, 0.5, tolerance=0.05)
        with spending(run.item("pareto")):
            assert_at_most(pareto, 0.8)
        with spending(run.item("false")), pytest.raises(ClaimFailed, match="CONTRADICTED"):
            assert_at_most(uniform, 0.45)
