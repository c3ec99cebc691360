"""κ and the smallest admissible ridge: closed forms, the defining equation at higher precision, refusals."""

from fractions import Fraction

import mpmath
import pytest
from boundproof.bounds.errors import DomainError, InputError
from boundproof.bounds.spectra import explicit, exponential, flat_tail, isotropic, power_law, power_log
from boundproof.verify.enclosures.precision import bits_for, precision
from boundproof.verify.enclosures.roots import effective_ridge, smallest_ridge
from boundproof.verify.enclosures.spectral import SpectralSums
from boundproof.verify.enclosures.thresholds import effective_rank, first_passage, squared_rank
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st


def isotropic_kappa(p, n, ridge):
    """κ of λ_i = 1: the larger root of κ² + κ(1 − γ − λ) − λ = 0, γ = p/n, from κ(1 − γ/(1 + κ)) = λ."""
    b = 1 - arb(p) / n - ridge
    return (-b + (b**2 + 4 * ridge).sqrt()) / 2


@pytest.mark.parametrize(("p", "n"), [(200, 100), (7, 5), (50, 100), (10**12, 10**6)])
@pytest.mark.parametrize("ridge", ["0", "1/10", "5", "-1/1000"])
def test_isotropic_spectrum_has_its_closed_form(p, n, ridge):
    value = Fraction(ridge)
    if value <= 0 and n >= p:
        return
    root = effective_ridge(SpectralSums(isotropic(p)), n, ridge=value, digits=25)
    with precision(bits_for(30)):
        expected = isotropic_kappa(p, n, arb(value.numerator) / value.denominator)
        assert root.kappa.overlaps(expected)
        assert root.kappa.rad() < abs(root.kappa) * arb(10) ** -25


@pytest.mark.parametrize(("p", "n"), [(200, 100), (7, 5)])
def test_smallest_ridge_of_the_isotropic_spectrum(p, n):
    # κ(1 − γ/(1+κ)) is smallest at (1 + κ)² = γ, where it is −(√γ − 1)².
    found = smallest_ridge(SpectralSums(isotropic(p)), n, digits=15)
    with precision(bits_for(20)):
        assert found.overlaps(-(((arb(p) / n).sqrt() - 1) ** 2))
        assert found.rad() < arb(10) ** -10


def test_ridge_below_the_admissible_value_is_refused():
    with pytest.raises(DomainError, match=r"ridge = -0.3 is below the smallest admissible value -0.1715728"):
        effective_ridge(SpectralSums(isotropic(200)), 100, ridge=Fraction(-3, 10))


def test_no_root_with_more_samples_than_dimensions():
    sums = SpectralSums(explicit([3, 2, 1]))
    assert effective_ridge(sums, 3) is None
    assert effective_ridge(sums, 10) is None
    with pytest.raises(DomainError, match=r"n = 10 >= p = 3"):
        effective_ridge(sums, 10, ridge=Fraction(-1, 100))
    with pytest.raises(DomainError, match=r"df_2 = n has no root"):
        smallest_ridge(sums, 3)
    with pytest.raises(InputError, match=r"n = 0: a sample size is a positive whole number"):
        effective_ridge(sums, 0)


@pytest.mark.parametrize(
    ("spectrum", "n", "ridge"),
    [
        (exponential(5), 40, "0"),
        (exponential(5), 40, "1/50"),
        (power_law(2), 30, "-1/100000"),
        (flat_tail([4, 2], p=500, level="1/100"), 60, "1/7"),
    ],
)
def test_root_solves_its_equation_in_mpmath(spectrum, n, ridge):
    value = Fraction(ridge)
    found = effective_ridge(SpectralSums(spectrum), n, ridge=value, digits=25).kappa
    with precision(bits_for(30)), mpmath.workdps(40):
        low, high = (mpmath.mpf(end.str(40, radius=False)) for end in (found.lower(), found.upper()))

        def miss(kappa):
            if "power_law" in repr(spectrum):  # Σ 1/(1 + κ i²) = (π/√κ coth(π/√κ) − 1)/2
                z = mpmath.pi / mpmath.sqrt(kappa)
                degrees = (z * mpmath.coth(z) - 1) / 2
            elif "flat_tail" in repr(spectrum):
                c = mpmath.mpf(1) / 100
                degrees = 4 / (4 + kappa) + 2 / (2 + kappa) + 498 * c / (c + kappa)
            else:
                degrees = mpmath.nsum(lambda i: 1 / (1 + kappa * mpmath.exp(i / 5)), [1, 900])
            return kappa * (1 - degrees / n) - mpmath.mpf(value.numerator) / value.denominator

        # The ball's ends, one unit in the 25th digit further out, lie on both sides of the root.
        assert miss(low * (1 - mpmath.mpf(10) ** -25)) < 0
        assert miss(high * (1 + mpmath.mpf(10) ** -25)) > 0


def test_thirty_digits_at_a_trillion():
    sums = SpectralSums(power_log(1, 2))
    passage = first_passage(sums, 10**12, digits=30)
    with precision(bits_for(30)):
        for ball in (effective_rank(sums, 0), squared_rank(sums, passage.k), passage.before, passage.at):
            assert ball.rad() < ball * arb(10) ** -30
    root = effective_ridge(sums, 10**12, digits=30)
    with precision(bits_for(40)):
        assert root.kappa.rad() < root.kappa * arb(10) ** -30
        # At both ends of a slightly wider ball df_1 lies on different sides of n, at another precision.
        for factor, sign in (("0.999999999999999999999999999999", 1), ("1.000000000000000000000000000001", -1)):
            excess = sums.degrees(arb((root.kappa * arb(factor)).mid()), 1) - 10**12
            assert (excess * sign > 0) is True


@settings(max_examples=25)
@given(
    st.lists(st.fractions(min_value="1/20", max_value=20, max_denominator=30), min_size=2, max_size=12),
    st.integers(1, 15),
    st.fractions(min_value="1/50", max_value=10, max_denominator=50),
)
def test_root_of_a_list_brackets_the_exact_equation(values, n, ridge):
    found = effective_ridge(SpectralSums(explicit(values)), n, ridge=ridge, digits=20).kappa

    def miss(kappa):
        return kappa * (1 - sum(value / (value + kappa) for value in values) / n) - ridge

    with precision(bits_for(25)):
        step = Fraction(1, 10**19)
        middle = Fraction(int((found.mid() * 10**25).floor().unique_fmpz()), 10**25)
    assert miss(middle * (1 - step) - step) < 0 < miss(middle * (1 + step) + step)


def test_results_print_as_mathematics():
    sums = SpectralSums(isotropic(3))
    assert effective_ridge(sums, 2)._repr_latex_().startswith(r"$\kappa(0) \in [0.500000000000 \pm ")
    assert first_passage(sums, 2)._repr_latex_() == r"$k^* = \min\{k \ge 0 : r_k \ge 2\} = 0$"
    assert first_passage(sums, 4)._repr_latex_() == r"$k^* = \min\{k \ge 0 : r_k \ge 4\} = \infty$"
