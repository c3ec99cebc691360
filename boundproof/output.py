"""What every command writes: tables on the screen, files whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from .bounds.errors import InputError


def layout(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns under their headings, the first flush left and the others flush right, as text of several
    lines.
    """
    table = [headings, *rows]
    widths = [max(len(line[column]) for line in table) for column in range(len(headings))]
    lines = [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in table
    ]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def write_whole(name: str, text: str) -> None:
    """Write a UTF-8 file whole or not at all; an InputError where it cannot be written."""
    target = Path(name)
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise InputError(f"{name}: cannot be written: {error.strerror or error}") from error
