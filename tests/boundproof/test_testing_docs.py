"""docs/testing.md: its Python is a test module that passes."""

import re
from pathlib import Path

pytest_plugins = "pytester"
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "testing.md"


def test_the_code_of_the_document_runs(pytester):
    blocks = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(blocks) == 4
    (pytester.path / "test_document.py").write_text("\n\n".join(blocks), encoding="utf-8")
    profile = Path(__file__).resolve().parents[1] / "conftest.py"  # no deadlines, no complaints of slow machines
    (pytester.path / "conftest.py").write_text(profile.read_text(encoding="utf-8"), encoding="utf-8")
    options = ("-p", "no:cacheprovider", "-q", "--color=no")
    # in a process of its own: a run inside a run forgets what it has imported, and NumPy does not load twice
    pytester.runpytest_subprocess(*options, "--update-lock").assert_outcomes(passed=6)
    again = pytester.runpytest_subprocess(*options)
    again.assert_outcomes(passed=6)
    again.stdout.fnmatch_lines(["test_document.py::my-bound: PROVED (steps: 1 PROVED)"])


def test_options_of_the_document_are_those_of_the_plugin(pytester):
    text = DOCUMENT.read_text(encoding="utf-8")
    shown = pytester.runpytest_inprocess("--help").stdout.str()
    named = re.findall(r"`(--(?:theorem|update)-\w+)", text)
    assert set(named) == set(re.findall(r"--(?:theorem|update)-\w+", shown)) | {"--update-lock"}
