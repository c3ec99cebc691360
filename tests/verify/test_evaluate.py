"""One walk over the tree, several arithmetics: they agree where they are all defined, and refuse the same trees."""

import mpmath
import numpy as np
import pytest
import sympy
from boundproof.bounds.errors import InputError
from boundproof.verify.enclosures.precision import precision
from boundproof.verify.evaluate import BALLS, FLOATS, MPMATH, evaluate
from flint import arb, arb_series, ctx

x, y = sympy.symbols("x y")

TREES = [
    x + y * 3 - sympy.Rational(1, 7),
    x ** sympy.Rational(-3, 2) * sympy.log(y + 1) ** -2,
    x**y + 2**-x,
    sympy.exp(-x / 5) + sympy.sqrt(y),
    sympy.pi * x + sympy.E**y + sympy.EulerGamma,
    sympy.Max(x, y, 2) - sympy.Min(x, y),
    sympy.sin(x) * sympy.cos(y) + sympy.tan(x) + sympy.atan(y),
    sympy.gamma(x) + sympy.loggamma(y) + sympy.erf(x) + sympy.erfc(y),
    sympy.zeta(x + 1, y, evaluate=False),
    sympy.LambertW(x) + sympy.Abs(y - 10) + sympy.sign(x),
    sympy.sinh(x) + sympy.cosh(y) + sympy.tanh(x),
    sympy.floor(x) + sympy.ceiling(y) + sympy.factorial(x),
    sympy.Sum(x ** sympy.Symbol("j"), (sympy.Symbol("j"), 0, 4)),
    sympy.Mul(2, sympy.Pow(3, 2, evaluate=False), x, evaluate=False),
]


@pytest.mark.parametrize("tree", TREES, ids=str)
def test_arithmetics_agree(tree):
    with precision(120), mpmath.workdps(30):
        ball = evaluate(tree, BALLS, {"x": arb("1.75"), "y": arb("2.5")})
        number = evaluate(tree, MPMATH, {"x": mpmath.mpf("1.75"), "y": mpmath.mpf("2.5")})
        floats = evaluate(tree, FLOATS, {"x": np.array([1.75, 1.75]), "y": 2.5})
        middle = mpmath.mpf(ball.mid().str(35, radius=False))
        assert ball.is_finite()
        assert abs(middle - number) <= mpmath.mpf(10) ** -27 * (1 + abs(number))
        # float64 against 30 digits: a handful of roundings, of functions good to a few units in the last place
        assert np.all(np.abs(np.asarray(floats, dtype=float) - float(number)) <= 1e-13 * (1 + abs(float(number))))


def test_exact_numbers_are_read_exactly():
    huge = sympy.Rational(10**400 + 1, 10**400)
    with precision(2000):
        assert (evaluate(huge - 1, BALLS, {}) * arb(10) ** 400 - 1).contains(0)
    assert evaluate(sympy.Rational(1, 3), FLOATS, {}) == 1 / 3
    assert evaluate(sympy.Integer(10) ** 400, FLOATS, {}) == np.inf


def test_series_carry_derivatives():
    with precision(100, series_length=6):
        series = evaluate(x**-2 * sympy.log(x + 1), BALLS, {"x": arb_series([arb(3), 1])})
        tree = x**-2 * sympy.log(x + 1)
        for order in range(5):
            derivative = evaluate(tree.diff(x, order) / sympy.factorial(order), BALLS, {"x": arb(3)})
            assert series[order].overlaps(derivative)


def test_undefined_values_are_not_finite_balls():
    for tree in (1 / x, sympy.log(x), sympy.sqrt(x - 1), (x - 1) ** sympy.Rational(1, 3)):
        assert not evaluate(tree, BALLS, {"x": arb(0)}).is_finite()


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        (x + sympy.Symbol("z"), "the symbol z has no value"),
        (x + sympy.Float("0.1"), "is not an exact number: write it as a decimal text or a Rational"),
        (sympy.besselj(0, x), "besselj has no evaluation in"),
        (sympy.Piecewise((x, x > 1), (0, True)), "is no formula of numbers, symbols and known functions"),
        (sympy.Sum(x, (y, 1, sympy.oo)), "only a finite sum can be added up"),
        (sympy.Sum(x * y, (y, 1, 10**7)), "has more than 1000000 terms"),
        (x + sympy.I, "is no formula"),
    ],
)
@pytest.mark.parametrize("algebra", [FLOATS, BALLS, MPMATH])
def test_trees_without_a_value_are_refused(tree, message, algebra):
    with pytest.raises(InputError, match=message):
        evaluate(tree, algebra, {"x": algebra.number(sympy_rational())})


def sympy_rational():
    from flint import fmpq

    return fmpq(5, 2)


def test_precision_is_put_back_and_stays_out_of_threads():
    import threading

    from boundproof.bounds.errors import BoundproofError

    before = ctx.prec, ctx.cap
    with pytest.raises(ZeroDivisionError), precision(777, series_length=3):
        raise ZeroDivisionError
    assert (ctx.prec, ctx.cap) == before
    caught = []

    def work():
        try:
            with precision(100):
                pass
        except BoundproofError as error:
            caught.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert caught == ["ball arithmetic has one precision a process: use processes, not threads"]
