"""`boundproof spectrum` from the command line: what it prints, what it writes, and its exit status."""

import json
from decimal import Decimal

import numpy as np
import pytest
from boundproof.verify.results import Results

from boundproof.cli import main


def run(capsys, *arguments):
    status = main(["spectrum", *arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def cells(out, label):
    """The numbers of one row of the table."""
    line = next(line for line in out.splitlines() if line.startswith(label + " "))
    return line.removeprefix(label).split()


def test_table_shows_the_certified_thresholds(capsys):
    status, out, _ = run(capsys, "power-log(a=1, beta=2)", "--n", "1e2,1e4", "--digits", "6")
    assert status == 0
    assert cells(out, "k*") == ["29", "1382"]
    assert cells(out, "r_{k*-1}") == ["99.7968", "9995.94"]
    assert cells(out, "r_k*") == ["104.184", "10004.2"]
    assert "signal θ* = e1, noise σ = 1, ridge λ = 0, attack l2 of radius α = 1, b = 1" in out


def test_formula_and_family_agree(capsys):
    options = ("--n", "1e3", "--digits", "8", "--ridge", "1/50", "--noise", "2", "--radius", "1/4")
    by_family = run(capsys, "power-log(a=1, beta=2)", *options)[1]
    by_formula = run(capsys, "1/(i*log(i+1)**2)", *options)[1]
    assert by_family.splitlines()[1:] == by_formula.splitlines()[1:]


def test_dimension_and_sample_size_in_a_formula(capsys):
    status, out, _ = run(capsys, "exp(-i/5) + n**(-2)", "--dim", "n**2", "--n", "100", "--digits", "5")
    assert status == 0
    assert cells(out, "k*") == ["22"]


def test_other_norms_print_an_interval(capsys):
    out = run(capsys, "isotropic(50)", "--n", "20", "--attack", "linf", "--digits", "5")[1]
    low, high = cells(out, "predicted R_adv, at least"), cells(out, "predicted R_adv, at most")
    assert Decimal(low[0]) < Decimal(high[0])


def test_json_is_a_results_file_with_outward_ends(capsys, tmp_path):
    target = tmp_path / "out.json"
    status, out, _ = run(capsys, "isotropic(3, variance=1/3)", "--n", "2", "--json", str(target))
    assert status == 0
    assert "r_0" in out
    table = Results.load(target).tables[0]
    assert table["columns"] == ["quantity", "n = 2"]
    rows = {row[0]: row[1] for row in table["rows"]}
    assert rows["k*"] == "0"
    tail = rows["sum of λ_i, i > k*"]
    assert Decimal(tail["low"]) <= 1 <= Decimal(tail["high"])
    variance = rows["κ_0"]  # 3 (1/3)/(1/3 + κ) = 2 at κ = 1/6
    assert Decimal(variance["low"]) * 6 <= 1 <= Decimal(variance["high"]) * 6
    printed = run(capsys, "isotropic(3)", "--n", "2", "--json")[1]
    assert json.loads(printed)["kind"] == "spectrum"


def test_unwritable_json_leaves_nothing_behind(capsys, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    status, out, err = run(capsys, "isotropic(3)", "--n", "2", "--json", str(blocked / "out.json"))
    assert status == 2
    assert out == ""
    assert err.startswith(f"error: {blocked}: cannot be written: ")
    assert list(tmp_path.iterdir()) == [blocked]


def test_open_parameters_print_formulas(capsys):
    status, out, _ = run(capsys, "power-law(a=s)")
    assert status == 0
    assert "open parameters: s" in out
    assert "sum of λ_i, i > k   zeta(s, k + 1)" in out
    assert "summable if         s > 1" in out


def test_least_squares_and_no_threshold_are_said(capsys):
    out = run(capsys, "[3, 2, 1]", "--n", "3,9", "--digits", "5")[1]
    assert cells(out, "k*") == ["oo", "oo"]
    assert cells(out, "κ_0") == ["none", "none"]
    assert cells(out, "predicted R_std") == ["oo", "0.50000"]


REFUSED = [
    (["1/i"], "error: Σ 1/i over all i = ∞: a spectrum needs a finite trace"),
    (["1/(i*log(i+1))"], "error: Σ 1/(i*log(i + 1)) over all i = ∞: a spectrum needs a finite trace"),
    (["i**2", "--dim", "10"], "error: eigenvalue 2 (4.00000) is larger than eigenvalue 1 (1.00000): eigenvalues"),
    (["log(i+1)**4/i**(3/2)"], "error: eigenvalue 2 (0.515030) is larger than eigenvalue 1 (0.230835): eigenvalues"),
    (["power-log(3/2, -4)"], "error: eigenvalue 2 (0.515030) is larger than eigenvalue 1 (0.230835): eigenvalues"),
    (["1/i**2 - 1/10"], "error: eigenvalue 4 is -0.0375000: eigenvalues are positive numbers"),
    (["1/i**2 - 1/4", "--dim", "3"], "error: eigenvalue 2 is 0: eigenvalues are positive numbers"),
    (["log(i)/i**2"], "error: eigenvalue 1 is 0: eigenvalues are positive numbers"),
    (["1/log(i)**2/i"], "error: eigenvalue 1, 1/(i*log(i)**2), is not a finite real number"),
    (["sqrt(5/2-i)", "--dim", "5"], "error: eigenvalue 3, sqrt(5/2 - i), is not a finite real number"),
    (["[1, -1]"], "error: eigenvalue 2 = -1: expected a positive number"),
    (["isotropic(9)", "--n", "3", "--ridge", "-1"], "error: ridge = -1 is below the smallest admissible value -0.5358"),
    (["isotropic(9)", "--n", "30", "--ridge", "-1"], "error: ridge = -1 < 0 with n = 30 >= p = 9"),
    (["isotropic(9)", "--radius", "-1"], "error: --radius -1: the attack's radius α must be >= 0"),
    (["isotropic(9)", "--noise", "-1"], "error: --noise -1: a standard deviation is not negative"),
    (["isotropic(9)", "--rank-constant", "0"], "error: --rank-constant 0: b must be positive"),
    (["isotropic(9)", "--n", "0"], "error: n = 0: a sample size is a positive whole number"),
    (["isotropic(9)", "--digits", "0"], "error: --digits 0: expected 1 to 1000"),
    (["nowhere.csv"], "error: nowhere.csv: no such file"),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED)
def test_bad_input_is_one_line_and_status_two(capsys, arguments, message):
    status, out, err = run(capsys, *arguments)
    assert status == 2
    assert out == ""
    assert err.startswith(message)
    assert err.count("\n") == 1


BAD_FILES = [
    ("", "empty"),
    ("1,2\n3\n", "line 2: 1 entries where the first line has 2"),
    ("1\nx\n", "line 2, column 1: 'x' is not a number"),
    ("1\nnan\n", "line 2, column 1: nan is not a finite number"),
    ("1\n-inf\n", "line 2, column 1: -inf is not a finite number"),
    ("1\n2j\n", "line 2, column 1: '2j' is complex; eigenvalues and data are real"),
]


@pytest.mark.parametrize(("content", "message"), BAD_FILES)
def test_bad_files_are_status_two(capsys, tmp_path, content, message):
    path = tmp_path / "a.csv"
    path.write_text(content)
    status, out, err = run(capsys, str(path))
    assert (status, out) == (2, "")
    assert err.startswith(f"error: {path}")
    assert err.endswith(message + "\n")


def test_pickled_file_is_refused(capsys, tmp_path):
    path = tmp_path / "a.npy"
    np.save(path, np.array([{"x": 1}], dtype=object), allow_pickle=True)
    status, _, err = run(capsys, str(path))
    assert status == 2
    assert err == f"error: {path}: holds pickled objects, which can execute code: save plain numbers\n"


def test_what_balls_cannot_decide_is_status_three(capsys):
    status, out, err = run(capsys, "1/(i*log(i+2)*log(log(i+5)))")
    assert status == 3
    assert out == ""
    assert err.startswith("undecided: it cannot be told whether")


def test_a_figure_has_the_eigenvalues_with_their_thresholds(capsys, tmp_path):
    target, picture = tmp_path / "out.json", tmp_path / "new" / "out.svg"
    arguments = ["power-log(a=1, beta=2)", "--n", "1e2,1e4", "--json", str(target), "--figure", str(picture)]
    assert run(capsys, *arguments)[0] == 0
    (drawn,) = json.loads(target.read_text(encoding="utf-8"))["series"]
    # k* = 29 and 1382 are certified known answers for this spectrum.
    assert [mark["value"] for mark in drawn["marks"] if mark["axis"] == "x"] == ["29", "1382"]
    (curve,) = drawn["curves"]
    assert (curve["kind"], curve["x"][0], curve["x"][-1]) == ("points", "1", "100000")
    assert curve["y"][0] == "2.081368981"  # 1/log(2)^2 = 2.08136898100560779787...
    assert picture.read_text(encoding="utf-8").startswith("<?xml")
    status, _, error = run(capsys, "isotropic(3)", "--n", "2", "--figure", str(tmp_path / "a.png"))
    assert (status, error) == (2, f"error: {tmp_path}/a.png: a figure is drawn to a file that ends in .svg or .pdf\n")


def test_a_spectrum_that_moves_with_n_has_a_class_of_points_for_each(capsys, tmp_path):
    target = tmp_path / "out.json"
    run(capsys, "exp(-i/5) + n**(-2)", "--dim", "n**2", "--n", "10,100", "--json", str(target))
    (drawn,) = json.loads(target.read_text(encoding="utf-8"))["series"]
    assert [curve["label"] for curve in drawn["curves"]] == ["λ_i at n = 10", "λ_i at n = 100"]
    assert [curve["x"][-1] for curve in drawn["curves"]] == ["100", "1000"]
