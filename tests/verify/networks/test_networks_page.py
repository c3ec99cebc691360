"""The page on trained networks has the tables of the run that is kept beside it, and that run came out as declared."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from boundproof.verify.results import Results

from boundproof import builtin_theorem

DOCS = Path(__file__).resolve().parents[3] / "docs"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("networks_page", DOCS / "networks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_made_from_the_kept_run(script: ModuleType) -> None:
    text = script.PAGE.read_text(encoding="utf-8")
    assert script.page(text, Results.load(script.KEPT)) == text


def test_the_kept_run_is_of_the_steps_there_are_and_came_out_as_declared(script: ModuleType) -> None:
    theorem, kept = builtin_theorem(script.NAME), Results.load(script.KEPT).theorems[0]
    trained = [step for step in theorem.steps if step.tier == "full"]
    assert {step.name for step in kept.steps} >= {step.name for step in trained}
    assert kept.as_expected
