"""README's console examples, run: what it shows is what comes out."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_shows_what_its_commands_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    monkeypatch.setattr(sys, "stdin", None)
    import refresh

    assert list(refresh.stale(README, "README.md")) == []


def test_the_readme_is_short_and_has_examples() -> None:
    assert len(README.splitlines()) < 180
    assert README.count("\n$ boundproof ") >= 5
    assert README.count("\n$ pytest ") == 1
