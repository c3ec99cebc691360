"""`boundproof report`."""

import io
import re
from pathlib import Path

import pytest
from boundproof.reports import pdf, write_report
from boundproof.verify.results import Results

from boundproof.cli import main
from boundproof.commands import report


@pytest.fixture
def file(results, tmp_path):
    path = tmp_path / "results.json"
    path.write_text(results.dumps(), encoding="utf-8")
    return path


def test_documents_are_written_and_named(file, tmp_path, capsys):
    assert main(["report", str(file), "--format", "html,md", "--out", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out.split() == [str(tmp_path / "out" / name) for name in ("report.html", "report.md")]


def test_results_may_come_from_a_pipe(results, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO(results.dumps()))
    assert main(["report", "-", "--format", "json", "--out", str(tmp_path)]) == 0
    assert (tmp_path / "report.json").read_text(encoding="utf-8") == results.dumps()


def test_errors_are_one_line_and_status_two(file, tmp_path, capsys):
    broken = tmp_path / "broken.json"
    broken.write_text("{}", encoding="utf-8")
    cases = {
        ("report", str(broken)): f"{broken}: not a results file of boundproof (format is not 'boundproof'); "
        "write one with --json",
        ("report", str(file), "--format", "exe"): "unknown format 'exe': "
        "choose from html, tex, pdf, json, md, fragments",
        ("report", str(file), "--format", "html", "--out", str(broken)): f"{broken}: cannot be written: File exists; "
        "choose another place",
    }
    for arguments, message in cases.items():
        assert main(list(arguments)) == 2
        assert capsys.readouterr().err == f"error: {message}\n"


def test_without_a_tex_the_other_documents_are_written(file, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(pdf.shutil, "which", lambda name: None)
    assert main(["report", str(file), "--format", "tex,pdf", "--out", str(tmp_path / "out")]) == 0
    captured = capsys.readouterr()
    assert captured.err == (
        "note: no PDF, because latexmk and pdflatex cannot be found: on Debian or Ubuntu `sudo apt-get install "
        "--no-install-recommends texlive-latex-base texlive-latex-recommended texlive-pictures texlive-science latexmk "
        "lmodern`, then run again, or compile report.tex elsewhere\n"
    )
    assert (tmp_path / "out" / "report.tex").exists()
    assert not (tmp_path / "out" / "report.pdf").exists()
    assert main(["report", str(file), "--format", "pdf", "--out", str(tmp_path / "only")]) == 2
    assert capsys.readouterr().err.startswith("error: no PDF")
    assert report.DEFAULT_FORMATS == "html,tex,pdf"


def test_the_page_on_reports_names_every_format_and_reads_its_own_example(results, tmp_path, monkeypatch):
    page = Path(__file__).parents[2] / "docs" / "reports.md"
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^\| `([a-z]+)` \|", text.partition("## ")[0], re.MULTILINE) == [
        "html",
        "tex",
        "pdf",
        "md",
        "json",
        "fragments",
    ]
    assert pdf.PACKAGES in " ".join(text.split())
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert 'write_report(Results.load("run.json"), "out", formats=["html", "md"])' in example
    monkeypatch.chdir(tmp_path)
    Path("run.json").write_text(results.dumps(), encoding="utf-8")
    assert [path.name for path in write_report(Results.load("run.json"), "out", formats=["html", "md"])] == [
        "report.html",
        "report.md",
    ]
