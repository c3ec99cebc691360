"""README's console examples, run: what it shows is what comes out."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from boundproof.cli import main

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def examples() -> list[tuple[str, str]]:
    """(command, output) of each `$ ` line in a console block."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", README, flags=re.DOTALL):
        for piece in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = piece.partition("\n")
            found.append((command, output))
    return found


@pytest.mark.parametrize(("command", "output"), examples(), ids=[command for command, _ in examples()])
def test_an_example_prints_what_the_readme_shows(command: str, output: str, capsys, monkeypatch) -> None:
    monkeypatch.chdir(ROOT)
    arguments = shlex.split(command)
    assert arguments[0] == "boundproof"
    assert main(arguments[1:]) == 0
    assert capsys.readouterr().out == output


def test_the_readme_is_short_and_has_examples() -> None:
    assert len(README.splitlines()) < 150
    assert len(examples()) >= 5
