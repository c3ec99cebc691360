"""Documents into a folder: made beside their places first, then moved there, so that nothing is half-written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..bounds.errors import InputError

if TYPE_CHECKING:
    from ..verify.results import Results
    from .document import Document

FORMATS = ("html", "tex", "pdf", "json", "md", "fragments")
_NAME = "report"


def write_report(results: Results, out: Path | str, *, formats: Sequence[str] = ("html", "tex")) -> list[Path]:
    """Write the report of a run.

    Arguments: `results`; `out`, a folder, made if it does not exist; `formats`, any of html, tex, pdf, json, md,
    fragments. `tex` brings `boundproof.sty`, the figures and a `.bib`; `pdf` is made from it by latexmk; `fragments`
    is what an author's own paper takes from it: one file a theorem, and `numbers.tex`.
    Returns the files that were written: `report.html`, `report.tex`, …, the main ones first.
    Raises InputError for an unknown format or where `out` cannot be written, MissingTex and TexFailed for a PDF
    that cannot be made; then none of the files has been touched.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown or not formats:
        raise InputError(f"unknown format {unknown[0] if unknown else ''!r}: choose from {', '.join(FORMATS)}")
    from .document import outline

    document = outline(results)
    files: list[Path] = []
    with staging(Path(out)) as folder:
        for name in FORMATS:
            if name in formats:
                files += _make(name, document, folder)
        if "tex" in formats or "fragments" in formats:
            files += _tex_files(document, folder)
        return publish(files, Path(out))


def write_text(text: str, path: Path | str) -> Path:
    """Write one text file, whole or not at all; raises InputError where it cannot be written."""
    return write_bytes(text.encode("utf-8"), path)


def write_bytes(content: bytes, path: Path | str) -> Path:
    """Write one file, whole or not at all; raises InputError where it cannot be written."""
    path = Path(path)
    with staging(path.parent) as folder:
        (folder / path.name).write_bytes(content)
        return publish([folder / path.name], path.parent)[0]


def write_figure(series: Mapping[str, Any], path: Path | str) -> Path:
    """Draw one figure to a file, whole or not at all.

    Arguments: `series` as the schema of results describes it; `path`, ending in .svg or .pdf. Raises InputError for
    another ending, and where the file cannot be written.
    """
    path = Path(path)
    kind = path.suffix.lower().removeprefix(".")
    if kind not in ("svg", "pdf"):
        raise InputError(f"{path}: a figure is drawn to a file that ends in .svg or .pdf")
    from .figures import draw

    with staging(path.parent) as folder:
        (folder / path.name).write_bytes(draw(series, kind=kind))
        return publish([folder / path.name], path.parent)[0]


def _make(name: str, document: Document, folder: Path) -> list[Path]:
    path = folder / f"{_NAME}.{name}"
    if name == "html":
        from . import html

        path.write_text(html.render(document), encoding="utf-8")
    elif name == "json":
        path.write_text(document.results.dumps(), encoding="utf-8")
    elif name == "md":
        from . import markdown

        path.write_text(markdown.render(document), encoding="utf-8")
    elif name == "tex":
        from . import latex

        path.write_text(latex.render(document), encoding="utf-8")
    elif name == "fragments":
        from . import fragments

        texts = {folder / file: text for file, text in fragments.render(document).items()}
        for part, text in texts.items():
            part.write_text(text, encoding="utf-8")
        return list(texts)
    else:
        _make_pdf(document, folder)
    return [path]


def _tex_files(document: Document, folder: Path) -> list[Path]:
    """What a TeX document needs beside it."""
    from . import latex
    from .figures import draw

    style, sources = folder / "boundproof.sty", folder / f"{_NAME}.bib"
    style.write_text(latex.style(), encoding="utf-8")
    sources.write_text(latex.bibliography(document.references), encoding="utf-8")
    drawn = []
    for drawing in document.all_drawings:
        drawn.append(folder / drawing.file)
        if not drawn[-1].exists():
            drawn[-1].write_bytes(draw(drawing.series, kind="pdf"))
    return [style, sources, *drawn]


def _make_pdf(document: Document, folder: Path) -> None:
    from .pdf import MissingTex, compile_pdf, missing_tex

    problem = missing_tex()
    if problem:
        raise MissingTex(problem)
    source = folder / f"{_NAME}.tex"
    if not source.exists():
        _make("tex", document, folder)
    _tex_files(document, folder)
    compile_pdf(source)


@contextmanager
def staging(out: Path) -> Iterator[Path]:
    """A folder inside `out` for work in progress; it is gone at the end, whatever happens.

    Raises InputError where `out` cannot be made or written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".boundproof-", dir=out) as folder:
            yield Path(folder)
    except OSError as error:
        raise InputError(f"{out}: cannot be written: {error.strerror or error}; choose another place") from error


def publish(files: Iterable[Path], out: Path) -> list[Path]:
    """Move finished files to their places, replacing what is there."""
    pairs = [(file, out / file.name) for file in files]
    for _, target in pairs:
        if target.is_dir():
            raise InputError(f"{target}: cannot be written: it is a folder; move it away or choose another place")
    for file, target in pairs:
        os.replace(file, target)
    return [target for _, target in pairs]
