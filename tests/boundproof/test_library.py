"""The library's names: all there, imported late, and shown as mathematics in a notebook."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import boundproof as bp


@pytest.mark.parametrize("name", bp.__all__)
def test_every_name_is_there(name: str) -> None:
    assert getattr(bp, name) is not None


def test_unknown_names_are_attribute_errors() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        bp.nonsense  # noqa: B018 - the access is the test


@pytest.mark.parametrize("statement", ["import boundproof", "import boundproof.cli; boundproof.cli._parser(None)"])
def test_nothing_heavy_is_imported_before_it_is_used(statement: str) -> None:
    heavy = ("sympy", "numpy", "flint", "z3", "matplotlib", "rich")
    code = f"{statement}; import sys; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


CLAIM = bp.parse_claim("log(n)**k = o(n**eps)", given="k > 0, eps > 0")


@pytest.mark.parametrize(
    ("shown", "pieces"),
    [
        (CLAIM, [r"\log", r"o\left("]),
        (CLAIM.given[0], ["k > 0"]),
        (CLAIM.point, [r"n \to \infty"]),
        (bp.parse_hypothesis("k natural")[0], [r"k \in \mathbb{N}"]),
        (bp.power_log(1, 2), [r"\lambda_i"]),
        (bp.power_signal(1), [r"\theta_i"]),
        (bp.Ridge(), ["g(s)"]),
        (bp.Fact("trace", bp.statement("trace(G) > 0")), [r"\operatorname{tr}", "> 0"]),
        (bp.builtin_theorem("hao-zhang-2024/min-norm"), [r"\vdash", r"\mathbb{E}"]),
        (
            bp.Verdict(bp.Outcome.PROVED, "trace(G) >= n", "", "lemmas"),
            [r"\text{PROVED}", r"\operatorname{tr}", r"\geq"],
        ),
        (bp.Verdict(bp.Outcome.ENCLOSED, "k* of {it} is 5%", "", "x"), [r"\text{k* of \{it\} is 5\%}"]),
        (bp.TheoremVerdict("a", "A title_1", bp.Outcome.GAP, ""), [r"\text{GAP}", r"title\_1"]),
    ],
)
def test_objects_are_mathematics_in_a_notebook(shown: object, pieces: list[str]) -> None:
    text = shown._repr_latex_()  # type: ignore[attr-defined]
    assert text.startswith("$")
    assert text.endswith("$")
    for piece in pieces:
        assert piece in text


def test_output_that_cannot_say_greek_letters_is_escaped() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii:strict"}
    done = subprocess.run(
        [sys.executable, "-m", "boundproof", "spectrum", "1/i**2", "--n", "10"],
        capture_output=True,
        env=environment,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"signal \\u03b8* = e1" in done.stdout
