"""`boundproof diagnose` from the command line: what it prints, draws and writes, and one-line errors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from boundproof.verify.results import Results

from boundproof.cli import main


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    generator = np.random.default_rng(0)
    x = np.round(generator.standard_normal((20, 30)), 1)
    np.save(tmp_path / "X.npy", x)
    np.save(tmp_path / "y.npy", np.round(x[:, 0] + 0.5 * generator.standard_normal(20), 1))
    np.savetxt(tmp_path / "y.csv", np.load(tmp_path / "y.npy"), fmt="%.1f")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["diagnose", *arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_what_it_prints(data: Path, capsys: pytest.CaptureFixture[str], snapshot: object) -> None:
    status, out, err = run(capsys, "--data", "X.npy", "--target", "y.npy", "--radius", "1/4")
    assert (status, err) == (0, "")
    assert out == snapshot


def test_npy_and_csv_targets_agree(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--data", "X.npy", "--target", "y.npy") == run(capsys, "--data", "X.npy", "--target", "y.csv")


def test_figure_and_json(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--data", "X.npy", "--target", "y.npy", "--attack", "linf", "--ridge", "0.1")
    assert run(capsys, *options, "--figure", "path.svg", "--json", "out.json")[0] == 0
    assert (data / "path.svg").read_text().lstrip().startswith("<?xml")
    results = Results.load(data / "out.json")
    assert [row[0] for row in results.tables[0]["rows"]] == [
        "accurate but not robust",
        "perfect fit with poor generalisation",
        "norm large and tied to vulnerability",
        "a gap between standard and adversarial performance",
    ]
    assert results.series[0]["name"] == "diagnosis"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--data", "missing.npy", "--target", "y.npy"), "error: missing.npy: no such file"),
        (("--data", "objects.npy", "--target", "y.npy"), "error: objects.npy: holds pickled objects"),
        (("--data", "X.npy", "--target", "X.npy"), "error: X.npy: 20 rows of 30 numbers; give one target a row"),
        (("--data", "X.npy", "--target", "short.csv"), "error: 20 rows of data but 2 targets"),
        (
            ("--data", "nan.csv", "--target", "short.csv"),
            "error: nan.csv, line 2, column 1: nan is not a finite number",
        ),
        (("--data", "X.npy", "--target", "y.npy", "--figure", "a.gif"), "error: --figure a.gif: give a name that ends"),
        (("--data", "X.npy", "--target", "y.npy", "--radius", "-1"), "error: radius -1.0 of the attack"),
        (("--data", "X.npy", "--target", "y.npy", "--seed", "-1"), "error: --seed -1"),
        (("--data", "one.csv", "--target", "one.csv"), "error: 1 rows are too few"),
        (("--data", "large.npy", "--target", "y.npy"), "error: data: entries up to 3.3e+200: rescale to below 1e+40"),
        (("--data", "X.npy", "--target", "large_y.npy"), "error: target: entries up to 1e+308: rescale"),
        (("--data", "X.npy", "--target", "small_y.npy"), "error: target: entries differ by at most 2e-200: rescale"),
        (("--data", "beyond.csv", "--target", "short.csv"), "error: beyond.csv, line 1, column 1: a number beyond"),
        (("--data", "X.npy", "--target", "y.npy", "--radius", "1e400"), "error: --radius: a number beyond 1.8e308"),
        (("--data", "X.npy", "--target", "y.npy", "--radius", "1e300"), "error: radius 1e+300 of the attack is above"),
        (("--data", "X.npy", "--target", "y.npy", "--ridge", "1e308"), "error: ridge 1e+308 is above 1e+80"),
        (("--data", "words.npy", "--target", "y.npy"), "error: words.npy: not a .npy file, or a pickle"),
    ],
)
def test_errors_are_one_line(
    data: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], message: str
) -> None:
    np.save(data / "objects.npy", np.array([{}, {}]), allow_pickle=True)
    (data / "short.csv").write_text("1\n2\n")
    (data / "nan.csv").write_text("1\nnan\n")
    (data / "one.csv").write_text("1\n")
    (data / "beyond.csv").write_text("1e400\n2\n")
    (data / "words.npy").write_text("no header\n")
    signs = np.where(np.arange(20) % 2 == 0, 1.0, -1.0)
    np.save(data / "large.npy", np.full((20, 30), 3.3e200) * signs[:, None])
    np.save(data / "large_y.npy", 1e308 * signs)
    np.save(data / "small_y.npy", 1e-200 * signs)
    status, out, err = run(capsys, *options)
    assert (status, out) == (2, "")
    assert err.startswith(message)
    assert err.count("\n") == 1
