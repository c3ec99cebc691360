"""LaTeX → PDF by latexmk, where one is installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from ..bounds.errors import BoundproofError

PACKAGES = "texlive-latex-base texlive-latex-recommended texlive-pictures texlive-science latexmk lmodern"
_PROGRAMS = ("latexmk", "pdflatex")
_TIMEOUT = 300.0


class MissingTex(BoundproofError):
    """A PDF was asked for where no TeX is installed."""


class TexFailed(BoundproofError):
    """TeX is installed and did not make the document."""


def missing_tex() -> str:
    """What is missing for a PDF and how to get it, in one line; empty where nothing is."""
    missing = [program for program in _PROGRAMS if shutil.which(program) is None]
    if not missing:
        return ""
    return (
        f"no PDF, because {' and '.join(missing)} cannot be found: on Debian or Ubuntu "
        f"`sudo apt-get install --no-install-recommends {PACKAGES}`, then run again, or compile report.tex elsewhere"
    )


def compile_pdf(source: Path, *, timeout: float = _TIMEOUT) -> Path:
    """The PDF of a TeX file, made beside it.

    Arguments: `source`, a .tex file in a folder of its own; `timeout`, seconds. The document may neither run
    programs nor write outside its folder. Raises MissingTex or TexFailed, one line with TeX's first error.
    """
    problem = missing_tex()
    if problem:
        raise MissingTex(problem)
    command = ["latexmk", "-norc", "-pdf", "-interaction=nonstopmode", "-halt-on-error", "-file-line-error"]
    command += ["-pdflatex=pdflatex -no-shell-escape %O %S", source.name]
    environment = {**os.environ, "max_print_line": "10000", "openout_any": "p", "openin_any": "p"}
    environment["SOURCE_DATE_EPOCH"] = environment.get("SOURCE_DATE_EPOCH", "0")
    try:
        done = subprocess.run(
            command,
            cwd=source.parent,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TexFailed(f"TeX took more than {timeout:g} s; compile report.tex by hand to see why") from error
    pdf = source.with_suffix(".pdf")
    if done.returncode != 0 or not pdf.exists():
        raise TexFailed(f"TeX did not make the PDF: {first_error(source.with_suffix('.log'))}")
    return pdf


def first_error(log: Path) -> str:
    """The first error in a TeX log, on one line."""
    if not log.exists():
        return "there is no log; is the TeX installation complete?"
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith("!") or re.match(r"\S+\.(tex|sty):\d+: ", line):
            missing = re.search(r"File `([^']+)' not found", line)
            hint = f"; on Debian it comes with one of: {PACKAGES}" if missing else ""
            return line.lstrip("! ") + hint
    return "its log shows no error"


def complaints(log: Path, *, widest: float = 5.0) -> list[str]:
    """What a careful author would not accept in a log: undefined references, and boxes too wide by more than 5 pt."""
    text = log.read_text(encoding="utf-8", errors="replace")
    found = [
        line for line in text.splitlines() if re.search(r"(Reference|Citation) .* undefined|multiply.defined", line)
    ]
    for match in re.finditer(r"Overfull \\hbox \(([0-9.]+)pt too wide\).*", text):
        if float(match[1]) > widest:
            found.append(match[0])
    return found
