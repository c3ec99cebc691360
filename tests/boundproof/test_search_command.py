"""`boundproof search`: a witness with its margin, no witness, and boxes that cannot be read."""

from __future__ import annotations

import json

import pytest

from boundproof.cli import main


def test_a_witness_and_its_margin(capsys) -> None:
    # x(1 - x) is largest at x = 1/2, where it is 1/4 = 1/5 + 0.05
    assert main(["search", "x*(1 - x) <= 1/5", "--box", "x=0..1"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("REFUTED  x*(1 - x) <= 1/5\n  at x = 1/2 it fails by 0.05, the most that balls confirm of ")


def test_nothing_is_found_of_a_true_claim(capsys) -> None:
    assert main(["search", "2*x*y <= x**2 + y**2 + 1/100", "--box", "x=-3..3, y=-3..3", "--examples", "50"]) == 3
    assert capsys.readouterr().out.startswith("UNDECIDED  ")


def test_hypotheses_and_json(capsys) -> None:
    # n**2 <= 2**n fails for whole n at n = 3 alone
    assert main(["search", "n**2 <= 2**n", "--given", "n natural", "--box", "n=0..20", "--json", "-"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert data["claims"][0]["verdict"]["evidence"][0]["data"]["point"] == {"n": "3"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["x <= 1", "--box", "x"], "--box 'x': expected a range such as x=0..1, with ends that are rational"),
        (["x <= 1", "--box", "x=0..1,x=0..2"], "--box 'x=0..2': x has a range already"),
        (["x <= 1"], "the box and the claim disagree on 'x': give a range for each of x"),
        (["x <= 1", "--box", "x=2..1"], "x in [2, 1]: expected the smaller end first"),
        (["x <= 1", "--box", "x=0..__import__('os')"], "expected a finite real number"),
        (["x -> 1", "--box", "x=0..1"], "a search is for an inequality"),
        (["x <= 1", "--box", "x=0..1", "--examples", "0"], "--examples 0, --seed 0: expected at least 1"),
    ],
)
def test_wrong_input(arguments: list[str], message: str, capsys) -> None:
    assert main(["search", *arguments]) == 2
    err = capsys.readouterr().err
    assert err.startswith("error: ")
    assert message in err
    assert err.count("\n") == 1
