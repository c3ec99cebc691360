"""Writes into README and the documents what their console examples print: `python docs/refresh.py [FILE…]`."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import sys
from pathlib import Path

from boundproof.cli import main

ROOT = Path(__file__).resolve().parents[1]


def refreshed(text: str) -> str:
    """The text with the output below every `$ boundproof …` line of its console blocks replaced by what it prints."""

    def block(match: re.Match[str]) -> str:
        pieces = re.split(r"^\$ ", match.group(1), flags=re.MULTILINE)
        return "```console\n" + pieces[0] + "".join(_run(piece.partition("\n")[0]) for piece in pieces[1:]) + "```"

    return re.sub(r"```console\n(.*?)```", block, text, flags=re.DOTALL)


def _run(command: str) -> str:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        main(shlex.split(command)[1:])
    return f"$ {command}\n{output.getvalue()}"


if __name__ == "__main__":
    for name in sys.argv[1:] or [ROOT / "README.md"]:
        path = Path(name)
        path.write_text(refreshed(path.read_text(encoding="utf-8")), encoding="utf-8")
