"""Identities of effective ranks on every family, scaling, permutation: properties, decided in balls."""

import itertools
from fractions import Fraction

import pytest
import sympy
from boundproof.bounds.spectra import (
    Block,
    Listing,
    Spectrum,
    explicit,
    exponential,
    exponential_floor,
    flat_tail,
    from_formula,
    isotropic,
    power_law,
    power_log,
)
from boundproof.verify.enclosures.precision import bits_for, precision
from boundproof.verify.enclosures.roots import effective_ridge
from boundproof.verify.enclosures.spectral import SpectralSums
from boundproof.verify.enclosures.thresholds import effective_rank, first_passage, squared_rank
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

rationals = st.fractions(min_value="1/50", max_value=50, max_denominator=60)

FAMILIES = {
    "isotropic": st.builds(lambda p, v: isotropic(p, variance=v), st.integers(3, 10**15), rationals),
    "flat tail": st.builds(
        lambda spikes, p: flat_tail(spikes, p=len(spikes) + p, level="1/100"),
        st.lists(rationals, max_size=5),
        st.integers(3, 10**15),
    ),
    "power law": st.builds(
        lambda a, p: power_law(a, p=p),
        st.fractions(min_value="11/10", max_value=6, max_denominator=20),
        st.sampled_from([sympy.oo, 50, 10**6, 10**15]),
    ),
    "power log": st.builds(
        lambda beta, shift, p: power_log(1, beta, shift=shift, p=p),
        st.fractions(min_value="11/10", max_value=4, max_denominator=10),
        st.sampled_from(["log(i+1)", "log((i+1)e/2)"]),
        st.sampled_from([sympy.oo, 10**15]),
    ),
    "exponential": st.builds(exponential, st.fractions(min_value="1/2", max_value=300, max_denominator=7)),
    "exponential with floor": st.builds(
        lambda tau, floor, p: exponential_floor(tau, floor=floor, p=p),
        st.fractions(min_value="1/2", max_value=300, max_denominator=7),
        st.sampled_from(["1/10", "1e-6", "1e-12"]),
        st.integers(3, 10**15),
    ),
    "explicit": st.builds(explicit, st.lists(rationals, min_size=3, max_size=30)),
    "formula": st.builds(lambda c: from_formula(f"1/(i**2 + {c}*sqrt(i))"), st.integers(1, 9)),
}


def squared(spectrum):
    """The spectrum of Σ², from the eigenvalues alone."""
    segments = tuple(
        Listing(tuple(value**2 for value in segment.values))
        if isinstance(segment, Listing)
        else Block(segment.first, segment.last, segment.formula**2)
        for segment in spectrum.segments
    )
    return Spectrum(segments, f"square of {spectrum}")


@pytest.mark.parametrize("family", FAMILIES)
@settings(max_examples=8)  # an example is a handful of Euler–Maclaurin sums
@given(data=st.data())
def test_rank_identities(family, data):
    spectrum = data.draw(FAMILIES[family])
    sums, squares = SpectralSums(spectrum), SpectralSums(squared(spectrum))
    top = 10**6 if sums.dimension is None else min(sums.dimension - 1, 10**6)
    k = data.draw(st.integers(0, min(top, 200)) | st.integers(0, top))
    with precision(bits_for(15)):
        r, r_of_square, big = effective_rank(sums, k), effective_rank(squares, k), squared_rank(sums, k)
        assert (r**2).overlaps(r_of_square * big)
        assert r.rad() < abs(r) * arb(10) ** -14
        # 1 ≤ r(Σ²) ≤ r(Σ) ≤ R(Σ) ≤ r(Σ)²: none of them certainly fails.
        chain = [arb(1), r_of_square, r, big, r**2]
        assert not any(low > high for low, high in itertools.pairwise(chain))


@pytest.mark.parametrize("family", FAMILIES)
@settings(max_examples=3)  # an example solves for κ twice, some thirty sums each time
@given(data=st.data())
def test_scaling_moves_kappa_and_leaves_ranks(family, data):
    spectrum = data.draw(FAMILIES[family])
    factor = data.draw(rationals)
    sums, scaled = SpectralSums(spectrum), SpectralSums(spectrum.scaled(sympy.Rational(str(factor))))
    n = 2 if sums.dimension is not None else 20
    assert first_passage(sums, n).k == first_passage(scaled, n).k
    root, moved = effective_ridge(sums, n, digits=10), effective_ridge(scaled, n, digits=10)
    with precision(bits_for(10)):
        times = arb(factor.numerator) / factor.denominator
        assert effective_rank(sums, 1).overlaps(effective_rank(scaled, 1))
        assert (sums.tail(1, 2) * times**2).overlaps(scaled.tail(1, 2))
        assert (root.kappa * times).overlaps(moved.kappa)


@settings(max_examples=30)
@given(st.lists(rationals, min_size=2, max_size=20), st.randoms(use_true_random=False))
def test_order_of_given_eigenvalues_does_not_matter(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)
    assert explicit(values) == explicit(shuffled)
    assert hash(explicit(values)) == hash(explicit(shuffled))


@settings(max_examples=40)
@given(st.lists(rationals, min_size=2, max_size=25), rationals)
def test_threshold_of_a_list_is_the_first_passage(values, level):
    ordered = sorted(values, reverse=True)
    passed = [k for k in range(len(ordered)) if sum(ordered[k:], Fraction(0)) >= level * ordered[k]]
    found = first_passage(SpectralSums(explicit(values)), 1, rank_constant=level)
    assert found.k == (passed[0] if passed else None)
