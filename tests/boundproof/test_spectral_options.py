"""--spectrum, --dim and --regime of prove and when."""

from __future__ import annotations

import pytest

from boundproof.cli import main


def test_benign_by_case(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["when", "benign", "--spectrum", "i**-1*log(i+1)**-beta", "--given", "beta > 1"])
    assert (status, capsys.readouterr().out.strip()) == (0, "holds always")


def test_names_of_a_spectrum(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", "r(n) ~ n*log(n)", "--spectrum", "i**-1*log(i+1)**-2"]) == 0
    assert capsys.readouterr().out.startswith("PROVED")
    assert main(["prove", "r(n) ~ n", "--spectrum", "i**-1*log(i+1)**-2"]) == 1
    assert capsys.readouterr().out.startswith("REFUTED")


def test_a_dimension_that_grows(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--spectrum", "exp(-i) + n**-s", "--dim", "n**2", "--given", "s > 1"]
    assert main(["prove", "tail(0) = o(n)", *options]) == 0
    assert capsys.readouterr().out.startswith("PROVED")


def test_a_regime(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["when", "d/n -> 0", "--regime", "d = n**c"]) == 0  # exponents are real unless said otherwise
    assert capsys.readouterr().out.split("\n")[:2] == ["holds when c < 1", "fails when c >= 1"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["prove", "benign"], "benign is a claim about a spectrum: give it by --spectrum"),
        (["prove", "n -> oo", "--dim", "5"], "--dim 5 belongs to a --spectrum: give one"),
        (["when", "n/d -> 0", "--regime", "d"], "the regime 'd' is no equation such as d = n**c"),
        (["prove", "benign", "--spectrum", "n**-2"], "the spectrum 'n**-2' does not depend on the index i"),
    ],
)
def test_what_is_missing_is_said_in_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err == f"error: {message}\n"
