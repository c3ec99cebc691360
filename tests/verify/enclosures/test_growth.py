"""What is claimed of a tree on a whole half-line or range, against Taylor coefficients at sampled points of it."""

import itertools

import pytest
import sympy
from boundproof.bounds.spectra import INDEX, from_formula
from boundproof.verify.enclosures.germs import germ_at
from boundproof.verify.enclosures.growth import Undecided, growth_on
from boundproof.verify.enclosures.precision import precision
from boundproof.verify.enclosures.shape import trend_on
from boundproof.verify.evaluate import BALLS, Program, evaluate
from flint import arb, arb_series, fmpq
from hypothesis import given
from hypothesis import strategies as st


def shifts():
    return st.fractions(min_value=-3, max_value=9, max_denominator=4)


def exponents():
    return st.fractions(min_value=-4, max_value=4, max_denominator=3)


def rational(value):
    return sympy.Rational(value.numerator, value.denominator)


leaves = st.one_of(
    st.just(INDEX),
    shifts().map(lambda c: INDEX + rational(c)),
    shifts().map(lambda c: sympy.log(INDEX + 7 + rational(c))),
    exponents().map(lambda e: INDEX ** rational(e)),
    st.integers(1, 40).map(lambda tau: sympy.exp(-INDEX / tau)),
    st.sampled_from([sympy.Rational(1, 1000), sympy.pi, sympy.Integer(5)]),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: pair[0] + pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] - pair[1] / 1000),
        st.tuples(inner, inner).map(lambda pair: pair[0] * pair[1]),
        st.tuples(inner, exponents()).map(lambda pair: pair[0] ** rational(pair[1])),
        inner.map(lambda tree: sympy.log(3 + tree)),
    ),
    max_leaves=6,
)


def elasticity_at(tree, log_x):
    """x f'(x)/f(x) and f(x) at x = e^log_x, from the Taylor series there."""
    x = arb(log_x).exp()
    series = evaluate(tree, BALLS, {"i": arb_series([x, 1])})
    if not isinstance(series, arb_series):
        return arb(0), series
    return x * series[1] / series[0], series[0]


@given(trees, st.sampled_from([9, 14, 60]))
def test_elasticity_lies_in_its_enclosure_all_along_the_half_line(tree, start):
    with precision(4000):  # differences of nearly equal terms far out cancel thousands of bits
        try:
            algebra, growth = growth_on(Program(tree), arb(start), {})
        except Undecided:
            return
        for log_x in (start, start + 1, 2 * start, 40 * start):
            value, at = elasticity_at(tree, log_x)
            if not (at > 0 or at < 0) or not value.is_finite():
                continue  # e^(-x) beyond the exponent range of the reference evaluation
            assert (at * growth.sign > 0) is True
            if growth.rapid:
                assert not value * growth.rapid < growth.bound
                reach = growth.speed * (growth.rate * (log_x - start)).exp()
                assert not abs(value) > reach
                continue
            log = arb(log_x)
            claimed = _ball(growth.e0) + (_ball(growth.e1) + growth.e2 / log.log()) / log
            assert claimed.overlaps(value)
            if algebra.direction(growth) < 0:
                assert not value > 0
            if algebra.direction(growth) > 0:
                assert not value < 0


def _ball(value):
    return arb(value) if isinstance(value, fmpq) else value


@pytest.mark.parametrize(
    ("text", "e0", "e1"),
    [
        ("1/(i*log(i+1)**2)", -1, -2),
        ("i**(-3/2)*log(i)**4", fmpq(-3, 2), 4),
        ("1/(1 + i**2/5 + log(i))", -2, 0),
        ("log(log(i+2))/log(i+1)", 0, -1),
        ("sqrt(i**2 + i) - 3", 1, 0),
        ("exp(-i/7) + 1/(i*log(i+1)) - exp(-2*i)", -1, -1),
    ],
)
def test_leading_exponents_are_exact(text, e0, e1):
    with precision(100):
        _, growth = growth_on(Program(from_formula(text, p=10).segments[0].formula), arb(50), {})
        assert growth.e0 == e0
        assert growth.e1 == e1


@given(trees, st.integers(4, 60), st.sampled_from([None, 90, 5000]))
def test_directions_hold_at_sampled_points(tree, first, last):
    with precision(300):
        try:
            trend = trend_on(tree, first, last)
        except Undecided:
            return
        end = 10**4 if last is None else last
        points = sorted({first, first + 1, (first + end) // 2, end - 1, end})
        values = [evaluate(tree, BALLS, {"i": arb(x)}) for x in points]
        for before, after in itertools.pairwise(values):
            if trend.direction <= 0:
                assert not before < after
            if trend.direction >= 0:
                assert not before > after
        if trend.sign:
            assert all(not value * trend.sign < 0 for value in values)


@given(trees, st.sampled_from(["0.7", "3.3", "30"]))
def test_germs_agree_with_plain_balls(tree, log_x):
    with precision(300):
        u = arb(log_x)
        algebra, germ = germ_at(Program(tree), u, {}, analytic=False)
        carried = algebra.value(germ)
        plain = evaluate(tree, BALLS, {"i": u.exp()})
        if not plain.is_finite():
            return
        assert carried.real.overlaps(plain)
