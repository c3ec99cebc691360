"""Families of spectra: what they say of themselves, their closed tail sums, and what they refuse."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from boundproof.bounds import ranks
from boundproof.bounds.errors import BoundproofError, DomainError, InputError
from boundproof.bounds.spectra import (
    INDEX,
    SIZE,
    explicit,
    exponential,
    exponential_floor,
    flat_tail,
    from_formula,
    isotropic,
    power_law,
    power_log,
    power_signal,
    supported_signal,
)
from boundproof.verify.evaluate import FLOATS, evaluate

k, a, b = sympy.symbols("k a b", positive=True)


def test_reprs_show_how_they_were_built():
    assert repr(power_log(1, "1.5")) == "power_log(a=1, beta=3/2)"
    assert repr(power_log(1, 2, shift="log((i+1)e/2)")) == "power_log(a=1, beta=2, shift='log((i+1)e/2)')"
    assert repr(isotropic(10, variance=0.1)) == "isotropic(10, variance=1/10)"
    assert repr(exponential_floor(5, floor=SIZE**-2, p=SIZE**3).at(n=10)) == (
        "exponential_floor(5, floor=n**(-2), p=n**3).at(n=10)"
    )
    assert repr(explicit(range(1, 9))) == "explicit([8, 7, 6, 5, 4, 3, … 8 values])"
    assert repr(supported_signal(1, "1/2")) == "supported_signal(1, 1/2)"


def test_latex_is_there_for_notebooks():
    assert power_law(2)._repr_latex_() == r"$\displaystyle \lambda_i = \frac{1}{i^{2}} \quad (i \ge 1)$"
    assert r"\lambda_1, \ldots, \lambda_{2} = 3, 2" in flat_tail([2, 3], p=9, level=1)._repr_latex_()
    assert power_signal(1)._repr_latex_() == r"$\theta_i = i^{-1}$"


def test_they_are_hashable_values():
    assert power_law(2) == power_law("2")
    assert len({power_law(2), power_law(Fraction(2)), power_law(3), isotropic(5), isotropic(5)}) == 3


def test_sample_size_enters_and_is_fixed():
    spectrum = exponential_floor(5, floor=SIZE**-2, p=SIZE**3)
    assert spectrum.depends_on_size
    assert spectrum.dimension == SIZE**3
    fixed = spectrum.at(n=10)
    assert not fixed.depends_on_size
    assert fixed.dimension == 1000
    assert fixed.eigenvalue(7) == sympy.exp(sympy.Rational(-7, 5)) + sympy.Rational(1, 100)
    assert fixed.at(n=99) is fixed


def test_symbols_of_other_making_are_the_same_i_and_n():
    spectrum = from_formula(sympy.Symbol("i") ** -2 * sympy.Symbol("n"), p=sympy.Symbol("n", integer=True))
    assert spectrum.depends_on_size
    assert spectrum.at(n=3).eigenvalue(2) == sympy.Rational(3, 4)


def test_parameters_stay_symbols():
    spectrum = power_log(a, b)
    assert spectrum.parameters == (a, b)
    assert spectrum.eigenvalue(k) == k**-a * sympy.log(k + 1) ** -b
    assert spectrum.validity.summable == sympy.Or(a > 1, sympy.And(sympy.Eq(a, 1), b > 1))
    assert isinstance(spectrum.tail(k), sympy.Sum)


CLOSED = [
    isotropic(500, variance="1/3"),
    power_law("1.5", p=500),
    exponential(7, p=500),
    exponential_floor(7, floor="1/50", p=500),
    flat_tail([5, 3], p=500, level="1/9"),
    explicit([Fraction(1, j) for j in range(1, 501)]),
]


@pytest.mark.parametrize("spectrum", CLOSED, ids=repr)
@pytest.mark.parametrize("start", [0, 1, 2, 17, 499, 500])
@pytest.mark.parametrize("power", [1, 2])
def test_closed_tails_are_the_sums(spectrum, start, power):
    tree = spectrum.tail(start, power)
    assert not tree.has(sympy.Sum)
    direct = sum(float(evaluate(spectrum.eigenvalue(i), FLOATS, {})) ** power for i in range(start + 1, 501))
    # Both sides in float64; the closed geometric and zeta forms lose up to four digits to cancellation.
    assert abs(float(evaluate(tree, FLOATS, {})) - direct) <= 1e-10 * max(direct, 1e-6)


def test_tails_with_a_symbol_are_the_family_formulas():
    assert power_law(a).tail(k) == sympy.zeta(a, k + 1, evaluate=False)
    assert exponential(b).tail(k, 2) == sympy.exp(-(2 / b) * (k + 1)) / (1 - sympy.exp(-2 / b))
    assert isotropic(SIZE).tail(k) == SIZE - k
    assert ranks.effective_rank(isotropic(9), 3) == 6
    assert ranks.squared_rank(isotropic(9), 3) == 6
    assert ranks.benign_ratios(isotropic(9), sympy.Integer(3), n=sympy.Integer(18)) == (
        sympy.Rational(1, 2),
        sympy.Rational(1, 6),
        3,
    )
    level = ranks.threshold(power_law(2), rank_constant=sympy.Integer(3))
    assert level.right == 3 * SIZE


def test_tail_of_a_list_with_a_symbol_is_left_as_a_sum():
    assert isinstance(flat_tail([3], p=9, level=1).tail(k), sympy.Sum)
    assert isinstance(explicit([3, 2]).tail(k), sympy.Sum)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("3*exp(-i/5)", 5),
        ("exp(-(i+1)/5) + 1/7", 5),
        ("2**(-i)", 1 / sympy.log(2)),
        ("(1/3)**(2*i - 1)", 1 / sympy.log(9)),
    ],
)
def test_geometric_formulas_are_recognised(text, time):
    spectrum = from_formula(text, p=40)
    form = spectrum.segments[0].form
    assert abs(evaluate(form.time - time, FLOATS, {})) <= 1e-14
    direct = sum(float(evaluate(spectrum.eigenvalue(i), FLOATS, {})) for i in range(4, 41))
    assert abs(float(evaluate(spectrum.tail(3), FLOATS, {})) - direct) <= 1e-13 * max(direct, 1)


def test_scaling_multiplies_every_eigenvalue():
    for spectrum in CLOSED:
        scaled = spectrum.scaled(sympy.Rational(3, 2))
        for i in (1, 2, 3, 500):
            ratio = evaluate(scaled.eigenvalue(i), FLOATS, {}) / evaluate(spectrum.eigenvalue(i), FLOATS, {})
            assert abs(ratio - 1.5) <= 1e-12
        total = evaluate(scaled.tail(1), FLOATS, {}) / evaluate(spectrum.tail(1), FLOATS, {})
        assert abs(total - 1.5) <= 1e-9


REFUSED = [
    (lambda: isotropic("inf"), DomainError, r"isotropic\(p=oo\): Σλ_i = ∞"),
    (lambda: isotropic(0), InputError, "p = 0: a dimension is a positive whole number or infinite"),
    (lambda: isotropic(5, variance=-1), InputError, "variance = -1: expected a positive number"),
    (lambda: power_law(1), DomainError, r"power_law\(a=1\): Σλ_i = ∞ for a <= 1"),
    (lambda: power_law(0, p=5), InputError, "a = 0: expected a positive number"),
    (lambda: power_log(1, 1), DomainError, r"Σλ_i = ∞; in infinite dimension a > 1, or a = 1 and beta > 1"),
    (lambda: power_log(1, 2, shift="log(i)"), InputError, r"shift = 'log\(i\)': expected one of"),
    (lambda: exponential(float("nan")), InputError, "tau = nan: expected a finite number"),
    (lambda: exponential_floor(5, floor=0, p=9), InputError, "floor = 0: expected a positive number"),
    (lambda: exponential_floor(5, floor=1, p="inf"), DomainError, "a floor needs a finite dimension p"),
    (lambda: flat_tail([1], p=9), InputError, "give either level= or trace="),
    (lambda: flat_tail([1, 2], p=2, level=1), InputError, "p = 2 leaves no tail behind 2 spikes"),
    (lambda: explicit([]), InputError, "a spectrum needs at least one eigenvalue"),
    (lambda: explicit([1, -2]), InputError, "eigenvalue 2 = -2: expected a positive number"),
    (lambda: explicit([0]), InputError, "eigenvalue 1 = 0: expected a positive number"),
    (lambda: explicit([float("inf")]), InputError, "eigenvalue 1 = inf: expected a finite number"),
    (lambda: explicit([1j]), InputError, "eigenvalue 1 = 1j is complex: expected a real number"),
    (lambda: explicit([sympy.I]), InputError, "eigenvalue 1 = I is complex"),
    (lambda: explicit(["one"]), InputError, "eigenvalue 1 = 'one': expected a finite real number"),
    (lambda: explicit([sympy.Float(0.1)]), InputError, "contains a float"),
    (lambda: explicit([True]), InputError, "eigenvalue 1 = True: expected a number"),
    (lambda: explicit(["1e99999"]), InputError, "expected a finite real number"),
    (lambda: from_formula("2"), DomainError, "does not depend on the index i: Σλ_i = ∞; use i, or a finite p"),
    (lambda: power_law(2).at(n=0), InputError, "n = 0: a sample size is a positive whole number"),
    (lambda: power_law(2).eigenvalue(0), InputError, "eigenvalues are numbered from 1"),
    (lambda: explicit([1]).eigenvalue(2), InputError, "this spectrum has only 1 eigenvalues"),
    (lambda: isotropic(sympy.sqrt(SIZE)).at(n=2), InputError, r"use floor\(…\) to make it a whole number"),
    (lambda: isotropic(SIZE - 5).at(n=2), DomainError, "the block from i = 1 on is empty"),
    (
        lambda: from_formula(INDEX**-2 + SIZE ** -(SIZE**SIZE)).at(n=1000),
        InputError,
        "more than 25000 digits: too large",
    ),
    (lambda: isotropic(sympy.factorial(SIZE)).at(n=10**6), InputError, "more than 25000 digits: too large"),
    (lambda: power_law(2).scaled(0), InputError, "a covariance can only be scaled by a positive number"),
    (lambda: supported_signal(0, 0), InputError, "θ\\* = 0: give at least one coefficient"),
]


@pytest.mark.parametrize(("make", "error", "message"), REFUSED)
def test_bad_values_are_refused_in_one_line(make, error, message):
    with pytest.raises(error, match=message) as caught:
        make()
    assert isinstance(caught.value, BoundproofError)
    assert "\n" not in str(caught.value)


def test_signals_have_coefficients():
    assert [supported_signal(1, 0, 2).coefficient(i) for i in (1, 2, 3, 4)] == [1, 0, 2, 0]
    assert power_signal("1/2").coefficient(4) == sympy.Rational(1, 2)
    assert power_signal(1).weight == INDEX**-2
    assert np.isclose(float(evaluate(power_signal(1).coefficient(INDEX), FLOATS, {"i": 5.0})), 0.2)
