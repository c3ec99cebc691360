"""Writes into README and the documents what their console examples print: `python docs/refresh.py [FILE…]`.

A page is played in a folder of its own, from top to bottom: a code block whose first line carries a file name
(```` ```python bounds.py ````) becomes that file, and what stands below each `$ ` line of a console block becomes
what the command prints. `--check` changes nothing and fails where a page would change; the site is built from the same.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from boundproof.cli import main

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "docs")
"""Where console examples are: files, and folders with all that is below them."""

_BLOCK = re.compile(r"^```(\S+)(?: (\S+))?\n(.*?)^```", re.DOTALL | re.MULTILINE)
_SECONDS = re.compile(r"\bin [0-9]+\.[0-9]+s\b")


def pages() -> list[Path]:
    """Every page that is refreshed."""
    found = [ROOT / name for name in PAGES]
    return [page for place in found for page in (sorted(place.rglob("*.md")) if place.is_dir() else [place])]


def refreshed(text: str) -> str:
    """The text of a page with what its commands print now."""
    if "```console" not in text:
        return text
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path("examples").symlink_to(ROOT / "examples")
        return _BLOCK.sub(_block, text)


def _block(match: re.Match[str]) -> str:
    language, name, body = match.groups()
    if name is not None:
        if Path(name).name != name:
            raise SystemExit(f"{name}: a file of a page lies beside it, without folders")
        Path(name).write_text(body, encoding="utf-8")
    if language != "console":
        return match[0]
    before, *pieces = re.split(r"^\$ ", body, flags=re.MULTILINE)
    return "```console\n" + before + "".join(_run(piece.partition("\n")[0]) for piece in pieces) + "```"


def _run(command: str) -> str:
    """The command and what it prints, errors included; times of pytest become 0.00s."""
    program, *arguments = shlex.split(command)
    if program == "boundproof":
        shown = _called(arguments)
    elif program in ("pytest", "python"):
        how = ["-m", "pytest", "-p", "no:cacheprovider"] if program == "pytest" else []
        environment = {**os.environ, "COLUMNS": "80"}
        done = subprocess.run(
            [sys.executable, *how, *arguments],
            capture_output=True,
            text=True,
            env=environment,
            timeout=300,
            check=False,
        )
        shown = _SECONDS.sub("in 0.00s", done.stdout + done.stderr)
    elif program == "cat":
        shown = "".join(Path(name).read_text(encoding="utf-8") for name in arguments)
    else:
        raise SystemExit(f"{command}: a page can run boundproof, pytest, python and cat; use another block for others")
    return f"$ {command}\n{shown}"


def _called(arguments: list[str]) -> str:
    output = io.StringIO()
    argv, sys.argv = sys.argv, ["boundproof", *arguments]
    try:
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            main(arguments)
    finally:
        sys.argv = argv
    return output.getvalue()


def stale(text: str, name: str) -> Iterator[str]:
    """The lines in which a page differs from what it prints now."""
    yield from difflib.unified_diff(
        text.splitlines(), refreshed(text).splitlines(), name, "what is printed", lineterm=""
    )


def _command(names: list[str]) -> int:
    checking = "--check" in names
    chosen = [Path(name).resolve() for name in names if name != "--check"] or pages()
    found = False
    for path in chosen:
        text = path.read_text(encoding="utf-8")
        if checking:
            for line in stale(text, path.name):
                found = True
                print(line)
        else:
            path.write_text(refreshed(text), encoding="utf-8")
    return int(found)


if __name__ == "__main__":
    sys.exit(_command(sys.argv[1:]))
