"""Hypothesis strategies for what theorems are about: spectra, signals, noise, designs, filters, attacks, problems,
functions with known expansions, and Landau claims of known truth.

Numbers are small rationals, so that a failing case shrinks to one that can be read, and the repr of every example is
code that builds it again (with the names of `boundproof`, `n` for the sample size and SymPy's `sqrt`). The plugin
`boundproof.hypothesis_plugin` registers these, so that `st.from_type(Spectrum)` and annotations work.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import sympy as sp
from hypothesis import strategies as st

from ..bounds.filters import Filter, GradientFlow, MinNorm, PrincipalComponents, Ridge
from ..bounds.spectra import (
    SIZE,
    Signal,
    Spectrum,
    explicit,
    exponential,
    exponential_floor,
    flat_tail,
    isotropic,
    power_law,
    power_log,
    power_signal,
    supported_signal,
)
from .known import KnownClaim, KnownFunction, logarithm, monomial, plus, power, times
from .known import exponential as known_exponential

if TYPE_CHECKING:
    from .simulation.attacks import Attack
    from .simulation.designs import Design
    from .simulation.noise import Noise
    from .simulation.setting import Setting

T = TypeVar("T")
_POWERS = (Fraction(-1), Fraction(1, 2), Fraction(2), Fraction(-3, 2))


def quarters(low: int, high: int) -> st.SearchStrategy[Fraction]:
    """Multiples of 1/4 in [low/4, high/4]; the whole number nearest to 0 is the simplest."""
    values = [Fraction(value, 4) for value in range(low, high + 1)]
    return st.sampled_from(sorted(values, key=lambda value: (value.denominator, abs(value), value < 0)))


def spectra(*, benign: bool | None = None) -> st.SearchStrategy[Spectrum]:
    """Eigenvalue sequences of every family.

    Arguments: `benign`: True for sequences that are benign by Bartlett, Long, Lugosi & Tsigler 2020 (Theorem 31, and
    the direct computation for spikes with a flat tail), False for sequences that are not; None for both. In a sequence
    whose dimension depends on n it is at least 9 for every n.
    """
    if benign is None:
        return st.one_of(spectra(benign=False), spectra(benign=True))
    return st.one_of(_BENIGN) if benign else st.one_of(_NOT_BENIGN)


def finite_spectra(*, most: int = 24) -> st.SearchStrategy[Spectrum]:
    """Spectra of a fixed dimension p ≤ `most`, such as can be simulated whole."""
    dimensions = st.integers(1, most)
    return st.one_of(
        _made(isotropic, dimensions),
        _made(explicit, st.lists(quarters(1, 16), min_size=1, max_size=min(most, 6))),
        _made(lambda a, p: power_law(_code(a), p=p), quarters(1, 12), dimensions),
        _made(lambda tau, p: exponential(_code(tau), p=p), quarters(4, 32), dimensions),
    )


def signals() -> st.SearchStrategy[Signal]:
    """θ* aligned with the largest eigenvalue, heavy in the tail (θ_i = i^−t, ‖θ*‖ finite), or of a few coefficients."""
    coefficients = st.lists(quarters(-8, 8), min_size=1, max_size=5).filter(any)
    return st.one_of(
        st.just(supported_signal(1)),
        _made(lambda t: power_signal(_code(t)), quarters(3, 12)),
        _made(lambda values: supported_signal(*map(_code, values)), coefficients),
    )


def noises(*, homoscedastic: bool | None = None) -> st.SearchStrategy[Noise]:
    """Laws of the noise, σ in [1/4, 2]; `homoscedastic`: only those whose variance does (not) depend on x."""
    from .simulation.noise import GaussianNoise, LongestRowsNoise, RademacherNoise, StudentNoise

    levels = quarters(1, 8).map(float)
    equal: list[st.SearchStrategy[Noise]] = [
        st.builds(GaussianNoise, sigma=levels),
        st.builds(RademacherNoise, sigma=levels),
        st.builds(StudentNoise, sigma=levels, freedom=st.sampled_from([5.0, 3.0, 10.0])),
    ]
    unequal: list[st.SearchStrategy[Noise]] = [
        st.builds(LongestRowsNoise, sigma=levels, share=st.sampled_from([0.05, 0.25]))
    ]
    if homoscedastic is None:
        return st.one_of(*equal, *unequal)
    return st.one_of(equal if homoscedastic else unequal)


def designs() -> st.SearchStrategy[Design]:
    """Laws of the features' entries."""
    from .simulation.designs import Gaussian, Mixture, Rademacher, Sparse, Uniform

    return st.one_of(
        st.just(Gaussian()), st.just(Rademacher()), st.just(Uniform()), st.just(Sparse()), st.just(Mixture())
    )


def filters(*, bounded: bool = False) -> st.SearchStrategy[Filter]:
    """Estimators; with `bounded` only those whose noise gain is bounded for every X (min-norm is not)."""
    positive = quarters(1, 16).map(_code)
    gentle: list[st.SearchStrategy[Filter]] = [
        st.builds(Ridge, positive),
        st.builds(GradientFlow, positive),
        st.builds(PrincipalComponents, positive),
    ]
    return st.one_of(gentle) if bounded else st.one_of(st.just(MinNorm()), *gentle)


def attacks(*, euclidean: bool = False) -> st.SearchStrategy[Attack]:
    """Attacks of radius in [0, 2] in ℓ_2, ℓ_∞ or ℓ_1; `euclidean`: in ℓ_2 only."""
    from .simulation.attacks import Attack

    exponents = st.just(2.0) if euclidean else st.sampled_from([2.0, float("inf"), 1.0])
    return st.builds(Attack, radius=quarters(0, 8).map(float), exponent=exponents, noisy=st.booleans())


@dataclass(frozen=True)
class Problem:
    """A whole regression problem of small, fixed size."""

    spectrum: Spectrum
    samples: int
    signal: Signal
    noise: Noise
    design: Design
    filter: Filter
    attack: Attack

    def setting(self) -> Setting:
        """Its setting for `simulate` and `simulated`."""
        from .simulation.spectra import spectral_setting

        return spectral_setting(self.spectrum, self.samples, signal=self.signal, design=self.design, noise=self.noise)


@st.composite
def problems(draw: st.DrawFn, *, bounded: bool = False) -> Problem:
    """Problems of at most 24 features and 12 samples; min-norm gets fewer samples than features."""
    spectrum = draw(finite_spectra())
    dimension = int(spectrum.dimension)
    item = draw(filters(bounded=bounded))
    most = 12
    if isinstance(item, MinNorm):
        if dimension < 4:
            item = Ridge(sp.Integer(1))
        else:
            most = min(most, dimension // 2)
    signal = draw(signals())
    if len(signal.values) > dimension:
        signal = supported_signal(1)
    # with a discrete design a Gram matrix may be singular, which min-norm refuses
    design = draw(designs()) if not isinstance(item, MinNorm) else draw(designs().filter(lambda law: law.continuous))
    return Problem(spectrum, draw(st.integers(1, most)), signal, draw(noises()), design, item, draw(attacks()))


# -- functions and claims


def exp_log_functions(*, terms: int = 3) -> st.SearchStrategy[KnownFunction]:
    """Exp-log functions of x → ∞ with known expansions, built from the inside out.

    Arguments: `terms`, the number of monomials to begin with. Monomials in exp(x), x, log(x), log(log(x)) are joined by
    sums and products, and raised to powers, put into exp(...) or log(...) where the expansion of the result is known.
    """
    orders = st.tuples(
        st.sampled_from([Fraction(0), Fraction(0), Fraction(1), Fraction(-1)]),
        quarters(-8, 12),
        quarters(-4, 8),
        st.sampled_from([Fraction(0), Fraction(1)]),
    )
    constants = st.sampled_from([Fraction(p, q) for q in (1, 3) for p in (1, 2, 5, -1, -2)])
    leaves = _made(monomial, constants, orders)
    joints = st.sampled_from([times, plus])
    outer = st.sampled_from([None, known_exponential, logarithm, *(partial(power, exponent=q) for q in _POWERS)])

    @st.composite
    def build(draw: st.DrawFn) -> KnownFunction:
        found = draw(leaves)
        for leaf in draw(st.lists(leaves, max_size=terms - 1)):
            found = draw(joints)(found, leaf) or found
            wrapped = draw(outer)
            if wrapped is not None:
                found = wrapped(found) or found
        return found

    return build()


@st.composite
def landau_claims(draw: st.DrawFn, *, holds: bool | None = None) -> KnownClaim:
    """Claims f = o(g), O(g), Θ(g), ω(g), Ω(g), f ~ g of functions with known leading terms, and claims about what is
    left of a function after its leading term; `holds`: only true or only false ones.
    """
    f, g = draw(exp_log_functions(terms=2)), draw(exp_log_functions(terms=2))
    if draw(st.booleans()):  # of the same order, which two independent draws hardly ever are
        g = monomial(g.constant, f.exponents)
    text, constant, exponents = f.text, f.constant, f.exponents
    if len(f.terms) > 1 and draw(st.booleans()):
        text, (constant, exponents) = f.rest(1), f.terms[1]
        if draw(st.booleans()):
            g = monomial(g.constant, exponents)
    order = (exponents > g.exponents) - (exponents < g.exponents)
    truth = {
        "o": order < 0,
        "O": order <= 0,
        "Theta": order == 0,
        "omega": order > 0,
        "Omega": order >= 0,
        "~": order == 0 and constant == g.constant,
    }
    wanted = [name for name, value in truth.items() if holds is None or value is holds]
    name = draw(st.sampled_from(wanted))
    claim = f"{text} ~ {g.text}" if name == "~" else f"{text} = {name}({g.text})"
    return KnownClaim(claim, truth[name])


# -- families


def _code(value: Fraction) -> sp.Expr:
    """A fraction as a SymPy number, which prints as code for a float or a fraction of whole numbers does."""
    return sp.Rational(value)


@st.composite
def _made(draw: st.DrawFn, maker: Callable[..., T], *parts: st.SearchStrategy[Any]) -> T:
    """What `maker` makes of the parts; shown by its repr, where `st.builds` would show the call of a lambda."""
    return maker(*(draw(part) for part in parts))


# sqrt(n) and whole powers of n only: they print as code that is exact
_BENIGN: list[st.SearchStrategy[Spectrum]] = [
    _made(lambda beta: power_log(1, _code(beta)), quarters(5, 12)),
    _made(lambda beta: power_log(1, _code(beta), shift="log((i+1)e/2)"), quarters(5, 12)),
    # trace o(n) of p ≫ n coordinates
    _made(
        lambda q, trace: flat_tail([1], p=SIZE**q + 8, trace=trace),
        st.integers(2, 3),
        st.sampled_from([sp.S.One, sp.Integer(2), sp.sqrt(SIZE)]),
    ),
    # floor n^−s, p = n^q + 8: benign iff q > 1 and s > q − 1
    _made(
        lambda tau, q, gap: exponential_floor(tau, floor=SIZE ** -(q - 1 + gap), p=SIZE**q + 8),
        st.integers(1, 8),
        st.integers(2, 3),
        st.integers(1, 2),
    ),
]
_NOT_BENIGN: list[st.SearchStrategy[Spectrum]] = [
    _made(isotropic, st.integers(1, 200)),
    _made(lambda a: power_law(_code(a)), quarters(5, 12)),
    _made(lambda a, beta: power_log(_code(a), _code(beta)), quarters(5, 12), quarters(0, 8)),
    _made(lambda tau: exponential(_code(tau)), quarters(4, 32)),
    # r_0 ≥ n: the trace is no o(n)
    _made(
        lambda q, trace: flat_tail([1], p=SIZE**q + 8, trace=trace),
        st.integers(2, 3),
        st.sampled_from([SIZE, 2 * SIZE]),
    ),
    _made(
        lambda tau, q, gap: exponential_floor(tau, floor=SIZE ** -(q - 1 - gap), p=SIZE**q + 8),
        st.integers(1, 8),
        st.integers(2, 3),
        st.integers(0, 1),
    ),
    _made(explicit, st.lists(quarters(1, 16), min_size=1, max_size=6)),
]
