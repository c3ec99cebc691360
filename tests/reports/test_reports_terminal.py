"""The verdict table and the progress display in a terminal, and where there is none."""

import io
import re
from types import SimpleNamespace

import pytest
from boundproof.reports.terminal import is_terminal, print_results, progress_display
from boundproof.verify.results import Results


class Terminal(io.StringIO):
    def isatty(self):
        return True


def printed(results, *, color: bool) -> str:
    stream = Terminal()
    print_results(results, stream, color=color)
    return stream.getvalue()


def test_plain_lines(results):
    lines = printed(results, color=False).splitlines()
    assert lines == [
        "by-hand/min-norm: Benign overfitting & its 100% cost",
        "  am-hm      PROVED        The trace of the inverse is at least n**2/trace",
        "  ranks      ENCLOSED      1/(n*log(n+1)**2) <= 1/n",
        "  simulated  SUPPORTED     risk below the bound at n = 50, δ = 1e-6",
        "! cases      UNDECIDED     n**a*log(n)**(-b) = o(n)",
        "! gap        GAP           n**2 = O(n)",
        "  twin       REFUTED       n**2 = o(n)",
        "  at-one     CONTRADICTED  R_std <= 1",
        "! harm       VACUOUS       log(n) -> oo",
        "= UNDECIDED given AM-HM, Jensen: step cases is open",
        "",
        "claim-1: PROVED  log(n) = o(n**eps)",
        "claim-2: UNDECIDED  no formula at all (",
        "2 PROVED, 1 ENCLOSED, 1 SUPPORTED, 1 REFUTED, 1 CONTRADICTED, 1 GAP, 1 VACUOUS, 2 UNDECIDED; 1 not re-checked "
        "by an independent reader",
        "3 not as declared:",
        "  cases: UNDECIDED, declared PROVED: by hand, for a test",
        "  gap: GAP, declared PROVED: by hand, for a test",
        "  harm: VACUOUS, declared PROVED: by hand, for a test",
    ]


def test_a_table_in_colour_says_the_same(results):
    shown = printed(results, color=True)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert "\x1b[" in shown
    for step in results.theorems[0].steps:
        assert step.name in plain
        assert step.verdict.outcome.value in plain
    assert "declared" in plain


@pytest.mark.parametrize("columns", [24, 40, 60, 80, 120])
def test_a_narrow_terminal_cuts_no_word(results, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = re.sub(r"\x1b\[[0-9;]*m", "", printed(Results("check", results.theorems), color=True))
    assert "…" not in shown
    theorem = results.theorems[0]
    lines = shown[: shown.index("1 PROVED")].splitlines()
    assert max(map(len, lines)) <= columns
    words = {word for step in theorem.steps for word in f"{step.name} {step.title or step.verdict.claim}".split()}
    words |= {step.verdict.outcome.value for step in theorem.steps}
    told = set(re.split(r"[\s│]+", "\n".join(lines)))
    assert {word.replace("`", "") for word in words if len(word) < columns - 4} <= told
    assert ("│" in shown) == (columns >= 80)


@pytest.mark.parametrize("color", [False, True])
def test_nothing_in_a_name_acts_on_the_terminal(hostile, color):
    data = hostile.to_json()
    data["theorems"][0]["steps"][0]["name"] = "\x1b[2J\x1b]0;title\x07[bold]x[/bold]"
    data["theorems"][0]["title"] = "\x1b[31m[link=http://x]y"
    shown = re.sub(r"\x1b\[[0-9;]*m", "", printed(Results.from_json(data), color=color))
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "\u202e" not in shown
    assert "[link=http://x]y" in shown


def test_an_empty_run():
    assert printed(Results("check"), color=False) == "nothing checked; 0 not re-checked by an independent reader\n"


def test_what_is_a_terminal(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert is_terminal(Terminal())
    assert not is_terminal(io.StringIO())
    monkeypatch.setenv("TERM", "dumb")
    assert not is_terminal(Terminal())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not is_terminal(Terminal())


def test_progress_names_what_is_running(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    stream = Terminal()
    with progress_display(stream, show=True) as update:
        update(SimpleNamespace(theorem="the-theorem", step="a\x1b[2Jstep", done=1, total=4))
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", stream.getvalue())
    assert "the-theorem: a" in shown
    monkeypatch.setenv("COLUMNS", "40")
    narrow = Terminal()
    with progress_display(narrow, show=True) as update:
        update(SimpleNamespace(theorem="a-theorem-with-a-long-name", step="its-step", done=1, total=4))
    told = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", narrow.getvalue())
    assert "1/4 left -:--:-- its-step (0 s)" in told
    monkeypatch.setenv("COLUMNS", "120")
    assert "1/4" in shown
    assert "left" in shown
    assert "\x1b[2Jstep" not in stream.getvalue()
    assert re.search(r"\x1b\[[0-9;]*3[0-9]m", stream.getvalue())
    plain = Terminal()
    with progress_display(plain, show=True, color=False) as update:
        update(SimpleNamespace(theorem="the-theorem", step="a", done=1, total=4))
    assert "the-theorem" in plain.getvalue()
    assert not re.search(r"\x1b\[[0-9;]*[39][0-9]m", plain.getvalue())
    silent = Terminal()
    with progress_display(silent, show=False) as update:
        assert update is None
    assert silent.getvalue() == ""
