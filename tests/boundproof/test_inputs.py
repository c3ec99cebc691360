"""Spectra from text and files, and every way in which they can be bad."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from boundproof.bounds.errors import BoundproofError, DomainError, GrammarError, InputError
from boundproof.bounds.spectra import exponential_floor, flat_tail, power_law, power_log
from boundproof.bounds.spectra.spectrum import SIZE

from boundproof.inputs import read_fraction, read_signal, read_sizes, read_spectrum, spectrum_of_data


def test_formulas_families_and_lists():
    assert read_spectrum("i**-2").tail(3) == power_law(2).tail(3)
    assert read_spectrum("power-log(a=1, beta=2)") == power_log(1, 2)
    assert read_spectrum("power_log(1, 3/2)") == power_log(1, "3/2")
    assert read_spectrum("power-log(1, 2, shift=log((i+1)e/2))") == power_log(1, 2, shift="log((i+1)e/2)")
    assert read_spectrum("power-law(a=2)", dimension="10**15") == power_law(2, p=10**15)
    assert read_spectrum("power-law(a=2)", dimension="1e6") == power_law(2, p=10**6)
    assert read_spectrum("flat-tail([1, 2], p=9, level=1/3)") == flat_tail([2, 1], p=9, level="1/3")
    assert read_spectrum("[1, 3, 1/2]").segments[0].values == (3, 1, sympy.Rational(1, 2))
    fixed = read_spectrum("exponential-floor(5, floor=n**(-2), p=n**3)").at(n=10)
    assert fixed.segments == exponential_floor(5, floor=SIZE**-2, p=SIZE**3).at(n=10).segments


def test_open_parameters_are_kept():
    assert [symbol.name for symbol in read_spectrum("power-law(a=s)").parameters] == ["s"]
    assert [symbol.name for symbol in read_spectrum("c/(i**2 + t)").parameters] == ["c", "t"]


def test_small_readers():
    assert read_sizes("1e3, 10^6,7") == [1000, 10**6, 7]
    assert read_fraction("-0.25", "x") == Fraction(-1, 4)
    assert read_signal("e3").values == (0, 0, 1)
    assert read_signal("power(t=3/2)").decay == sympy.Rational(3, 2)
    assert read_signal("1, -1/2").values == (1, sympy.Rational(-1, 2))


def write(tmp_path, name, content):
    path = tmp_path / name
    if isinstance(content, np.ndarray):
        np.save(path, content, allow_pickle=True)
    elif isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content)
    return str(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "0.5\n3\n0.1\n"),
        ("a.csv", "0.5,3,0.1\n"),
        ("a.csv", "lambda\n0.5\n3\n0.1\n"),
        ("a.txt", "# measured\n0.5 3 0.1\n\n"),
        ("a.csv", "\ufeff0.5;3;0.1"),
    ],
)
def test_eigenvalue_files_are_read_exactly(tmp_path, name, content):
    spectrum = read_spectrum(write(tmp_path, name, content))
    assert spectrum.segments[0].values == (3, sympy.Rational(1, 2), sympy.Rational(1, 10))
    assert repr(spectrum) == f"3 eigenvalues of {name}"


def test_npy_eigenvalues_are_the_doubles_they_are(tmp_path):
    spectrum = read_spectrum(write(tmp_path, "a.npy", np.array([0.1, 2.0])))
    assert spectrum.segments[0].values == (2, sympy.Rational(*(0.1).as_integer_ratio()))


def test_data_matrix_gives_the_sample_covariance(tmp_path):
    rows = "height,width,class\n1,2,0\n3,1,1\n2,2,1\n0,5,0\n"
    spectrum = read_spectrum(write(tmp_path, "d.csv", rows), data=True, center=True, label="class")
    data = np.array([[1, 2], [3, 1], [2, 2], [0, 5]], dtype=float)
    centred = data - data.mean(axis=0)
    expected = np.sort(np.linalg.eigvalsh(centred.T @ centred / 4))[::-1]
    found = np.array([float(value) for value in spectrum.segments[0].values])
    assert np.all(np.abs(found - expected) <= 1e-13 * expected[0])  # two float64 routes to a 2 × 2 problem
    assert repr(spectrum) == "covariance of d.csv (4 × 2, centred)"
    by_number = read_spectrum(write(tmp_path, "d.csv", rows), data=True, center=True, label="3")
    assert by_number.segments == spectrum.segments


def test_rank_deficient_data_drop_their_zeros():
    data = np.array([[1.0, 2.0, 0.0], [2.0, 4.0, 0.0], [1.0, 1.0, 0.0]])
    spectrum = spectrum_of_data(data, name="x")
    assert spectrum.dimension == 2
    assert repr(spectrum) == "covariance of x (3 × 3, not centred, 1 zero eigenvalues dropped)"


def test_digits_are_at_hand():
    pytest.importorskip("sklearn")
    spectrum = read_spectrum("digits", data=True, center=True)
    assert repr(spectrum) == "covariance of digits (1797 × 64, centred, 3 zero eigenvalues dropped)"


BAD_FILES = [
    ("a.txt", "", {}, "a.txt: empty"),
    ("a.csv", "\n\n", {}, "a.csv: empty"),
    ("a.csv", "1,2\n3\n", {}, "a.csv, line 2: 1 entries where the first line has 2"),
    ("a.csv", "1\ntwo\n", {}, "a.csv, line 2, column 1: 'two' is not a number"),
    ("a.csv", "two\n", {}, "a.csv, line 1, column 1: 'two' is not a number"),
    ("a.txt", "nan\n1\n", {}, "a.txt, line 1, column 1: nan is not a finite number"),
    ("a.txt", "1\ninf\n", {}, "a.txt, line 2, column 1: inf is not a finite number"),
    ("a.txt", "1\n1+2j\n", {}, "a.txt, line 2, column 1: '1+2j' is complex; eigenvalues and data are real"),
    ("a.txt", "1\n-2\n", {}, "eigenvalue 2 = -2: expected a positive number"),
    ("a.txt", "1\n0\n", {}, "eigenvalue 2 = 0: expected a positive number"),
    ("a.txt", "1\n" + "9" * 500, {}, "is too long for a number"),
    ("a.txt", "1e999999999\n2", {}, "is too long for a number"),
    ("a.csv", "1,2\n3,4\n", {}, "a list of eigenvalues is one row or one column; add --data for a data matrix"),
    ("a.txt", b"\xff\xfe\x00", {}, "a.txt: not a text file in UTF-8"),
    ("a.npy", b"garbage", {}, "a.npy: "),
    ("a.npy", np.array([{"x": 1}], dtype=object), {}, "holds pickled objects, which can execute code"),
    ("a.npy", np.array([1 + 2j]), {}, "a.npy: complex numbers; eigenvalues and data are real"),
    ("a.npy", np.array(["x"]), {}, "a.npy: entries of type <U1; expected numbers"),
    ("a.npy", np.array([]), {}, "a.npy: empty"),
    ("a.npy", np.ones((2, 2, 2)), {}, "a.npy: 3 dimensions; expected a list or a matrix"),
    ("a.npy", np.array([1.0, np.nan]), {}, "a.npy, line 2, column 1: nan is not a finite number"),
    ("d.csv", "1,2\n1,2\n", {"data": True, "center": True}, "d.csv: the data do not vary, every eigenvalue is 0"),
    ("d.npy", np.array([[1.0, np.inf]]), {"data": True}, "d.npy: row 1, column 2 is not a finite number"),
    ("d.npy", np.array([[1e200, 1.0], [1.0, 1e200]]), {"data": True}, "whose squares float64 does not hold: rescale"),
    ("d.npy", np.array([[1e-200, 0.0], [0.0, 1e-200]]), {"data": True}, "whose squares float64 does not hold: rescale"),
    ("d.csv", "1e400,1\n1,2\n", {"data": True}, "d.csv, line 1, column 1: a number beyond 1.8e308"),
    ("d.csv", "a,b\n1,2\n", {"data": True, "label": "c"}, "no column 'c': give its name or a number from 1 to 2"),
    ("d.csv", "1\n2\n", {"data": True, "label": "1"}, "without column '1' no feature is left"),
    ("a.txt", "1\n", {"dimension": "5"}, "--dim belongs to formulas and families"),
    ("a.txt", "1\n", {"center": True}, "--center and --label belong to a data matrix: add --data"),
]


@pytest.mark.parametrize(("name", "content", "options", "message"), BAD_FILES)
def test_bad_files_are_refused_in_one_line(tmp_path, name, content, options, message):
    with pytest.raises(BoundproofError) as caught:
        read_spectrum(write(tmp_path, name, content), **options)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("spec", "options", "error", "message"),
    [
        ("missing.csv", {}, InputError, "missing.csv: no such file"),
        ("missing.csv", {"data": True}, InputError, "missing.csv: no such file"),
        ("i**2", {"center": True}, InputError, "--center and --label belong to a data matrix"),
        ("power-law(a=2, q=3)", {}, InputError, "unexpected keyword argument 'q'; see boundproof spectrum --help"),
        ("power-law()", {}, InputError, "missing 1 required positional argument: 'a'"),
        ("power-law(1)", {}, DomainError, "Σλ_i = ∞"),
        ("[]", {}, InputError, "a spectrum needs at least one eigenvalue"),
        ("", {}, GrammarError, "column"),
        ("__import__('os')", {}, GrammarError, "column"),
        ("i.real", {}, GrammarError, "column"),
        ("9**9**9**9", {}, BoundproofError, ""),
        ("1" * 10**6, {}, BoundproofError, ""),
        ("1/i**2", {"dimension": "2.5"}, InputError, "p = 5/2: a dimension is a positive whole number or infinite"),
        ("digits", {"data": True, "label": "3"}, InputError, "comes without its labels"),
    ],
)
def test_bad_specs_are_refused(spec, options, error, message):
    with pytest.raises(error) as caught:
        read_spectrum(spec, **options)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("reader", "text", "message"),
    [
        (read_sizes, "1e3,0", "n = 0: a sample size is a positive whole number"),
        (read_sizes, "2.5", "n = 2.5: a sample size is a positive whole number"),
        (read_sizes, "-4", "n = -4: a sample size is a positive whole number"),
        (read_sizes, "many", "n = 'many': expected a finite real number"),
        (read_signal, "e0", "signal 'e0': expected e1, e2, …, power(t), or a list of numbers"),
        (read_signal, " ", "signal ' ': expected e1, e2, …, power(t), or a list of numbers"),
        (read_signal, "0,0", "θ* = 0: give at least one coefficient that is not zero"),
    ],
)
def test_bad_options_are_refused(reader, text, message):
    with pytest.raises(InputError) as caught:
        reader(text)
    assert message in str(caught.value)
