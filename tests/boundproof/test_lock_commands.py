"""`boundproof lock`, `boundproof diff` and the `theorem_regression` fixture, as their users meet them."""

from pathlib import Path

# a run inside a run forgets what it has imported, and NumPy does not load twice
import boundproof.verify.run  # noqa: F401
import pytest

from boundproof.cli import main

pytest_plugins = "pytester"
PROOF = """theorem abstract: a ratio explodes
positive rank, ratio
given explicit: ratio >= n/rank
given small: rank = o(n)
conclude harm: ratio -> oo
    by explicit, small
"""


@pytest.fixture
def proof(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "abstract.proof"
    path.write_text(PROOF)
    return path


def test_what_was_locked_does_not_differ(proof, capsys):
    assert main(["lock", str(proof)]) == 0
    assert capsys.readouterr().out == "written: boundproof.lock (2 entries of 1 theorems)\n"
    assert main(["diff", str(proof)]) == 0
    assert capsys.readouterr().out == "nothing changed: 2 entries of 1 theorems\n"


def test_a_weaker_theorem_is_shown_as_a_regression(proof, capsys):
    main(["lock", str(proof)])
    capsys.readouterr()
    proof.write_text(PROOF.replace("rank = o(n)", "rank = O(n)"))
    assert main(["diff", str(proof)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "entry           locked  now                             why",
        "--------------  ------  ---  ------------------------------",
        "abstract        PROVED  GAP  REGRESSION: weaker than it was",
        "abstract::harm  PROVED  GAP  REGRESSION: weaker than it was",
    ]


def test_locking_one_theorem_leaves_the_others(proof, capsys):
    other = proof.with_name("other.proof")
    other.write_text(PROOF.replace("theorem abstract", "theorem other").replace("small", "tiny"))
    main(["lock", str(proof)])
    main(["lock", str(other)])
    capsys.readouterr()
    assert main(["diff", str(proof)]) == 0
    assert main(["diff", str(proof), str(other)]) == 0
    assert capsys.readouterr().out.endswith("nothing changed: 4 entries of 2 theorems\n")


def test_a_missing_file_is_a_usage_error(proof, capsys):
    assert main(["diff", str(proof)]) == 2
    assert capsys.readouterr().err == (
        "error: boundproof.lock: there is no such file; write it with `boundproof lock`\n"
    )


def test_the_fixture_compares_and_updates(pytester):
    test = pytester.path / "test_constants.py"
    code = (
        "def test_constants(theorem_regression):\n"
        "    theorem_regression('k* at 10^6', 87847)\n"
        "    theorem_regression('constant', {constant}, tolerance=1e-3)\n"
        "    theorem_regression('ends', ('1/3', '2/3'))\n"
    )
    options = ("-p", "no:cacheprovider", "-q", "--color=no")
    test.write_text(code.format(constant=1.25))
    new = pytester.runpytest_inprocess(*options)
    new.assert_outcomes(failed=1)
    new.stdout.fnmatch_lines(["*not as in boundproof.lock (--update-lock accepts):*", "*not in the lock yet*"])
    updated = pytester.runpytest_inprocess(*options, "--update-lock")
    updated.assert_outcomes(passed=1)
    updated.stdout.fnmatch_lines(["lock updated: boundproof.lock (3 entries)"])
    pytester.runpytest_inprocess(*options).assert_outcomes(passed=1)
    test.write_text(code.format(constant=1.2505))
    pytester.runpytest_inprocess(*options).assert_outcomes(passed=1)
    test.write_text(code.format(constant=1.26))
    changed = pytester.runpytest_inprocess(*options)
    changed.assert_outcomes(failed=1)
    changed.stdout.fnmatch_lines(
        ["*test_constants.py::test_constants | constant    1.25  1.26  relative change 0.008, tolerance 0.001"]
    )


@pytest.mark.slow
def test_locks_are_updated_from_workers(pytester):
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.parametrize("value", range(6))
        def test_value(theorem_regression, value):
            theorem_regression("value", value)
        """
    )
    options = ("-p", "no:cacheprovider", "-q", "-n", "2")
    pytester.runpytest_subprocess(*options, "--update-lock").assert_outcomes(passed=6)
    pytester.runpytest_subprocess(*options).assert_outcomes(passed=6)
