"""Enclosed sums against brute force, closed forms, mpmath at higher precision, and sums known to be infinite."""

import mpmath
import pytest
import sympy
from boundproof.bounds.errors import DomainError, InputError
from boundproof.bounds.spectra import INDEX, exponential, exponential_floor, from_formula, power_law, power_log
from boundproof.verify.enclosures.growth import Undecided
from boundproof.verify.enclosures.precision import bits_for, precision
from boundproof.verify.enclosures.spectral import KAPPA, SpectralSums
from boundproof.verify.enclosures.summation import enclose_sum
from boundproof.verify.evaluate import BALLS, MPMATH, evaluate
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

LOG_SQUARED = power_log(1, 2).segments[0].formula


def narrow(ball, digits):
    """Whether a ball pins down so many digits."""
    return bool(ball.rad() < abs(ball) * arb(10) ** (-digits))


def test_slow_tails_have_their_known_values():
    with precision(bits_for(48)):
        far = enclose_sum(LOG_SQUARED, 10**6 + 1, None, {})
        whole = enclose_sum(LOG_SQUARED, 1, None, {})
    with precision(400):
        known_far = arb("0.0723824104017004334013482529505492158756617233678 +/- 6e-50")
        known_whole = arb("3.38773553195200231636953717941808665 +/- 1e-35")
        assert far.overlaps(known_far)
        assert whole.overlaps(known_whole)
        assert narrow(far, 48)
        assert narrow(whole, 48)


SUMMANDS = {
    "log squared": (LOG_SQUARED, {}),
    "square root": (INDEX ** sympy.Rational(-1, 2), {}),
    "floor": (sympy.exp(-INDEX / 50) + sympy.Rational(1, 1000), {}),
    "df_1": (1 / (1 + KAPPA / LOG_SQUARED), {"kappa": "0.001"}),
    "df_2 of a steep power": ((1 + KAPPA * INDEX**6) ** -2, {"kappa": "1e-12"}),
    "df_1 of a fast exponential": (1 / (1 + KAPPA * sympy.exp(INDEX / 3)), {"kappa": "1e-100"}),
    # Poles at distance 3π/2 from the line, at i = 75: stopping at the first M would be off by e^(−3π²), 1e-13.
    "df_1 of a faster exponential": (1 / (1 + KAPPA * sympy.exp(2 * INDEX / 3)), {"kappa": "2e-22"}),
    "weighted": (INDEX**-3 * LOG_SQUARED / (LOG_SQUARED + KAPPA) ** 2, {"kappa": "0.01"}),
}


FALLING = sympy.exp(-2 * INDEX / 3)
OTHER_WRITINGS = {"df_1 of a faster exponential": FALLING / (FALLING + KAPPA)}


@pytest.mark.parametrize("name", SUMMANDS)
@pytest.mark.parametrize(("first", "last"), [(1, 3000), (700, 2900)])
def test_finite_sums_agree_with_adding_up(name, first, last):
    tree, texts = SUMMANDS[name]
    with precision(bits_for(25)):
        constants = {key: arb(text) for key, text in texts.items()}
        by_formula = enclose_sum(tree, first, last, constants, other=OTHER_WRITINGS.get(name))
    with precision(300):
        constants = {key: arb(text) for key, text in texts.items()}
        by_hand = arb(0)
        for i in range(first, last + 1):
            by_hand += evaluate(tree, BALLS, {**constants, "i": arb(i)})
        assert by_formula.overlaps(by_hand)
        assert narrow(by_formula, 25)


def second_opinion(tree, kappa, log_far):
    """Σ_{i≥1} f in mpmath: direct terms, Euler–Maclaurin with numerical derivatives, a plain integral in log i."""

    def f(x):
        return evaluate(tree, MPMATH, {"i": x, "kappa": kappa})

    cut = 300
    total = mpmath.fsum(f(mpmath.mpf(i)) for i in range(1, cut))
    points = [mpmath.log(cut), 8, 12, 16, 20, 26, 34, 46, 60, 80, 110, log_far]
    total += mpmath.quad(lambda u: f(mpmath.exp(u)) * mpmath.exp(u), points)
    series = mpmath.taylor(f, mpmath.mpf(cut), 15)
    total += f(mpmath.mpf(cut)) / 2
    for j in range(1, 8):
        total -= mpmath.bernoulli(2 * j) / (2 * j) * series[2 * j - 1]
    return total


@pytest.mark.parametrize(
    ("tree", "kappa"),
    [(INDEX**-2 * sympy.log(INDEX + 1), "1"), (1 / (1 + KAPPA * INDEX**2 * sympy.log(INDEX + 1)), "1e-8")],
)
def test_infinite_sums_agree_with_mpmath(tree, kappa):
    with precision(bits_for(25)):
        enclosed = enclose_sum(tree, 1, None, {"kappa": arb(kappa)})
    with mpmath.workdps(45):
        # The integral stops at i = e^160, where less than 1e-60 is left.
        opinion = second_opinion(tree, mpmath.mpf(kappa), 160)
        assert narrow(enclosed, 25)
        # Seven terms of Euler–Maclaurin at 300 leave about 16!/(2π)^16/300^15, below 1e-30.
        difference = abs(mpmath.mpf(enclosed.mid().str(50, radius=False)) - opinion)
        assert difference <= mpmath.mpf(float(enclosed.rad())) + abs(opinion) * mpmath.mpf("1e-28")


@pytest.mark.parametrize("k", [0, 1, 57, 10**6, 10**15])
@pytest.mark.parametrize("p", [sympy.oo, 10**15 + 5000])
def test_power_law_agrees_with_the_zeta_function(k, p):
    spectrum = power_law("1.7", p=p)
    with precision(bits_for(20)):
        summed = enclose_sum(spectrum.segments[0].formula, k + 1, None if p == sympy.oo else p, {})
    with precision(400):
        closed = evaluate(spectrum.tail(k), BALLS, {})
        assert summed.overlaps(closed)
        assert narrow(summed, 20)


@given(
    st.fractions(min_value="1/3", max_value=2000, max_denominator=50),
    st.integers(0, 200),
    st.sampled_from([40, 2000, 10**9, 10**15]),
    st.sampled_from([1, 2]),
)
def test_geometric_sums_agree_with_their_closed_form(tau, k, p, power):
    spectrum = exponential_floor(tau, floor="1e-9", p=p)
    if k >= p:
        return
    with precision(bits_for(15)):
        summed = enclose_sum(spectrum.segments[0].formula ** power, k + 1, p, {})
    with precision(600):
        assert summed.overlaps(evaluate(spectrum.tail(k, power), BALLS, {}))
        assert narrow(summed, 15)


def test_infinite_exponential_agrees_with_its_closed_form():
    with precision(bits_for(30)):
        for tau in (1, 30, 10**4, 10**8):
            spectrum = exponential(tau)
            summed = enclose_sum(spectrum.segments[0].formula, 1, None, {})
            assert summed.overlaps(evaluate(spectrum.tail(0), BALLS, {}))
            assert narrow(summed, 29)


DIVERGENT = [
    "1/i",
    "1/sqrt(i)",
    "1/log(i+1)",
    "1/(i*log(i+1))",
    "1/(i*log(i+1)**(1/2))",
    "1/((i+5)*log(i+3))",
    "1/i + 1/i**2",
    "1/i**2 + 1/1000",
    "(1 + 1/i)/(2*i + 7)",
    "i**(-1) * log((i+1)*exp(1)/2)**(-1)",
    "1/(i + sqrt(i))",
    "exp(-i) + 1/(i+1)",
    "1/(log(i+3)/10000 + 1)",
]


@pytest.mark.parametrize("text", DIVERGENT)
def test_divergent_sums_never_get_a_number(text):
    with precision(bits_for(10)), pytest.raises(DomainError, match="= ∞"):
        enclose_sum(from_formula(text, p=10).segments[0].formula, 1, None, {})


LEFT_OPEN = [
    "1/(i*log(i+2)*log(log(i+5)))",  # infinite, but on the boundary two logarithms deep
    "1/(i*log(i+2)*log(log(i+20))*log(log(log(i+20)))**2)",  # three logarithms deep
]


@pytest.mark.parametrize("text", LEFT_OPEN)
def test_what_the_rules_do_not_reach_is_undecided(text):
    with precision(bits_for(10)), pytest.raises(Undecided, match="could not be enclosed"):
        enclose_sum(from_formula(text, p=10).segments[0].formula, 1, None, {})


def test_functions_that_are_not_analytic_are_refused():
    with precision(64), pytest.raises(InputError, match="Abs has no evaluation"):
        enclose_sum(from_formula("abs(log(i/1000) - 30)", p=10**9).segments[0].formula, 1, 10**9, {})


def test_iterated_logarithm_lies_between_its_integral_bounds():
    # ∫_x^∞ dy/(y log y (log log y)²) = 1/log log x, with y = x + 3 below and, as x ≥ 10^9, y = x above.
    with precision(bits_for(20)):
        tree = from_formula("1/(i*log(i+3)*log(log(i+3))**2)", p=10).segments[0].formula
        tail = enclose_sum(tree, 10**9, None, {})
        assert narrow(tail, 20)
        low = 1 / (arb(10**9 + 3)).log().log()
        assert low < tail
        assert tail < low * (1 + arb(10) ** -8)


@pytest.mark.parametrize("shift", ["log(i+1)", "log((i+1)e/2)"])
@pytest.mark.parametrize("beta", ["1.1", "3"])
def test_log_tails_lie_between_their_integral_bounds(shift, beta):
    # λ falls, so that Σ_{i>k} λ_i lies between ∫_{k+1}^∞ and ∫_k^∞ λ; with x^-1 between (x+1)^-1 and x^-1·… both
    # have elementary bounds: ∫ dy/(y (log y + c)^β) = (log y + c)^{1−β}/(β−1) at y = x + 1.
    k = 10**9
    with precision(bits_for(20)):
        tail = SpectralSums(power_log(1, beta, shift=shift)).tail(k)
        c = arb(0) if shift == "log(i+1)" else 1 - arb(2).log()
        b = arb(beta)

        def antiderivative(y):
            return (arb(y).log() + c) ** (1 - b) / (b - 1)

        low = antiderivative(k + 2)
        high = antiderivative(k + 1) * (1 + arb(1) / k)
        assert low < tail
        assert tail < high
