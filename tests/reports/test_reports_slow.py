"""Documents in the programs that people read them with: TeX, and a real browser."""

import re
import shutil
import subprocess

import pytest
from boundproof.reports.pdf import TexFailed, compile_pdf, complaints, missing_tex
from boundproof.reports.write import write_report

pytestmark = pytest.mark.slow
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.mark.skipif(bool(missing_tex()), reason="no TeX installed")
@pytest.mark.parametrize("name", ["results", "hostile"])
def test_tex_compiles_without_complaints(name, request, tmp_path):
    write_report(request.getfixturevalue(name), tmp_path, formats=["tex"])
    pdf = compile_pdf(tmp_path / "report.tex")
    assert pdf.read_bytes().startswith(b"%PDF")
    assert complaints(tmp_path / "report.log") == []
    assert not (tmp_path / "hacked").exists()
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
        assert "root:" not in text
        assert "??" not in text


@pytest.mark.skipif(bool(missing_tex()), reason="no TeX installed")
def test_a_pdf_is_written_alone_and_whole(results, tmp_path):
    assert [path.name for path in write_report(results, tmp_path, formats=["pdf"])] == ["report.pdf"]
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]


@pytest.mark.skipif(bool(missing_tex()), reason="no TeX installed")
def test_a_document_that_fails_says_where(tmp_path):
    source = tmp_path / "report.tex"
    source.write_text("\\documentclass{article}\\begin{document}\\nosuchcommand\\end{document}")
    with pytest.raises(TexFailed, match="Undefined control sequence"):
        compile_pdf(source)


def rendered(page, width: int) -> str:
    """The page after its scripts have run, as Chromium sees it; standard error goes to the end."""
    command = [BROWSER, "--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking"]
    command += [f"--window-size={width},900", "--enable-logging=stderr", "--v=0", "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    assert console == []
    return done.stdout


@pytest.mark.skipif(BROWSER is None, reason="no browser installed")
@pytest.mark.parametrize("name", ["results", "hostile"])
def test_a_browser_shows_the_page_without_errors(name, request, tmp_path):
    path = write_report(request.getfixturevalue(name), tmp_path, formats=["html"])[0]
    page = rendered(path, 1000)
    assert page.count("<article") == len(request.getfixturevalue(name).verdicts)
    # The script ran: it shows the filter.
    assert '<fieldset class="filter">' in page


@pytest.mark.skipif(BROWSER is None, reason="no browser installed")
def test_nothing_is_wider_than_a_phone(results, hostile, tmp_path):
    # The page's own policy forbids scripts, so that the width is measured from a frame around it.
    for name, data in (("results", results), ("hostile", hostile)):
        path = write_report(data, tmp_path / name, formats=["html"])[0]
        frame = tmp_path / f"{name}.html"
        frame.write_text(
            f'<iframe id="f" src="{path.as_uri()}" style="width:390px;height:800px;border:0"></iframe><p id="w"></p>'
            '<script>document.getElementById("f").onload = (event) => {'
            "const root = event.target.contentDocument.documentElement;"
            'document.getElementById("w").textContent = `${root.scrollWidth} of ${root.clientWidth}`;}</script>'
        )
        command = [BROWSER, "--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking"]
        command += ["--allow-file-access-from-files", "--virtual-time-budget=3000", "--dump-dom", frame.as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
        needed, there = re.search('<p id="w">([0-9]+) of ([0-9]+)</p>', done.stdout).groups()
        assert needed == there


@pytest.mark.skipif(bool(missing_tex()), reason="no TeX installed")
def test_a_paper_takes_its_numbers_and_theorems_from_the_run(results, tmp_path):
    write_report(results, tmp_path, formats=["fragments"])
    paper = tmp_path / "paper.tex"
    paper.write_text(
        "\\documentclass{article}\\usepackage{boundproof}\\input{numbers}\\begin{document}"
        "It is \\minNormRanksNOneZeroZeroEffectiveRankK.\n\\input{theorem-by-hand-min-norm}\n"
        "\\bibliographystyle{plain}\\bibliography{report}\\end{document}"
    )
    compile_pdf(paper)
    assert complaints(tmp_path / "paper.log") == []
