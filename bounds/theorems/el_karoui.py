"""Tangent kernels of two-layer ReLU networks, their expansion at ρ = 0, and El Karoui's linearisation.

A kernel K = ‖x‖‖x′‖g(ρ) on inputs of a covariance with R_0(Σ) ≫ n has off-diagonal correlations ρ of the order
R_0^{−1/2}: what matters is g near 0 and g(1). El Karoui (2010): in operator norm, relative to tr Σ,

    K ≈ g(0)vvᵀ + g′(0)XXᵀ + (g(1) − g(0) − g′(0))tr Σ·I,   v_i = ‖x_i‖,

where vvᵀ may become tr Σ·11ᵀ only if g(0) = 0 or R_0 ≫ n², and for R_0 ~ n the term g″(0)tr Σ²/(2tr Σ)·11ᵀ is added.
The coefficients are derived from the kernels' formulas, nothing is typed in; the linearisation is cited, and checked
along n by simulation, inside its conditions and outside.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from ..checks import KinkShare, Linearisation, WeightDraws, WeightIntegral
from ..claims import Claim
from ..kernels import BOTH_LAYERS, CORRELATION, FIRST_LAYER, KERNELS, SECOND_LAYER, TangentKernel, kink_share
from ..parsing import to_text
from ..setting import limit_statement
from ..spectra import Spectrum, isotropic, power_log
from ..statements import Source, Step, Theorem, Tier

_n = sp.Symbol("n")
_SMALL = sp.Symbol("t")
_ALONG = (100, 200, 400, 800)


def _flat(dimension: sp.Expr) -> Spectrum:
    """Flat with trace 1: r_0 = R_0 = `dimension`."""
    return isotropic(dimension, variance=1 / dimension)


_ROOM = _flat(sp.floor(_n ** sp.Rational(3, 2)))  # R_0 >> n
_TIGHT = _flat(2 * _n)  # R_0 ~ n
_OUTSIDE = power_log(1, 2)


def _in(expression: sp.Expr) -> str:
    return f"({to_text(expression)})"


def _at_zero(text: str) -> Claim:
    return limit_statement(text, as_="rho -> 0")


def _expansion(kernel: TangentKernel) -> tuple[Step, ...]:
    """g(0), g′(0), g″(0)/2, g(1) and the two constants, as limits of the kernel's own formula."""
    profile, name = _in(kernel.profile), kernel.name
    value, slope, curvature = (kernel.coefficient(order) for order in range(3))
    at_one, near_zero = (_in(kernel.profile.xreplace({CORRELATION: at})) for at in (1 - _SMALL, _SMALL))
    rise = f"(({near_zero} - {_in(value)})/t)"
    effective, constant = _in(kernel.effective_ridge), _in(kernel.gradient_constant)

    def small(text: str) -> Claim:
        return limit_statement(text, as_="t -> 0+")

    return (
        Step(f"{name}-value", _at_zero(f"{profile} -> {_in(value)}"), title=f"{name}: g(0)"),
        Step(f"{name}-slope", _at_zero(f"({profile} - {_in(value)})/rho -> {_in(slope)}"), title=f"{name}: g′(0)"),
        Step(
            f"{name}-curvature",
            _at_zero(f"({profile} - {_in(value)} - {_in(slope)}*rho)/rho**2 -> {_in(curvature / 2)}"),
            title=f"{name}: g″(0)/2",
        ),
        Step(
            f"{name}-diagonal",
            limit_statement(f"{profile} -> {_in(kernel.diagonal)}", as_="rho -> 1-"),
            title=f"{name}: g(1)",
        ),
        Step(
            f"{name}-effective-ridge",
            small(f"({at_one} - {_in(value)} - {rise})/{rise} -> {effective}"),
            role="conclusion",
            title=f"{name}: nλ_eff/tr Σ",
        ),
        Step(
            f"{name}-gradient-constant",
            small(f"({rise}/({at_one} - {_in(value)}))**2 -> {constant}"),
            role="conclusion",
            title=f"{name}: the limit of E‖∇f̂‖²·tr Σ/(σ²n)",
        ),
    )


_PROOF = (
    *(step for kernel in KERNELS.values() for step in _expansion(kernel)),
    Step(
        "kink-share",
        _at_zero(f"{_in(kink_share())} ~ 2*rho/pi"),
        title="The kink term of ∇_x K is of relative order ρ",
        note="first layer; the almost-everywhere gradient of a network of finite width does not have it",
    ),
)

_RHO = tuple(Fraction(value, 100) for value in (-90, 0, 50, 99))
_TOLERANCE = Fraction(1, 10**30)

_KERNELS = (
    *(
        Step(
            f"{kernel.name}-integral",
            WeightIntegral(kernel, _RHO, _TOLERANCE),
            expected="ENCLOSED",
            role="instance",
            title=f"{kernel.name}: the formula is the mean over Gaussian weights",
        )
        for kernel in KERNELS.values()
    ),
    *(
        Step(
            f"{kernel.name}-width",
            WeightDraws(kernel, (64, 256, 1024, 4096), 400),
            expected="SUPPORTED",
            role="instance",
            title=f"{kernel.name}: m drawn neurons are off by m^(−1/2)",
            tier="quick" if kernel is BOTH_LAYERS else "standard",
        )
        for kernel in KERNELS.values()
    ),
)

_KINKS = tuple(
    Step(
        f"kink-{percent}",
        KinkShare(kink_share(), Fraction(percent, 100), 200_000, 60),
        expected="SUPPORTED",
        role="instance",
        title=f"The a.e. gradient of drawn neurons lacks the kink term: ρ/(π − acos ρ) at ρ = {percent / 100}",
        tier="standard",
    )
    for percent in (25, 50)
)


def _linearised(
    name: str,
    check: Linearisation,
    title: str,
    *,
    expected: str = "SUPPORTED",
    tier: Tier = "standard",
) -> Step:
    return Step(
        name,
        check,
        expected="SUPPORTED" if expected == "SUPPORTED" else "CONTRADICTED",
        role="instance" if expected == "SUPPORTED" else "sabotage",
        title=title,
        tier=tier,
    )


_LINEARISATION = (
    *(
        _linearised(
            f"{kernel.name}-linearised",
            Linearisation(kernel, _ROOM, _ALONG, 10),
            f"{kernel.name}: El Karoui's linearisation, R_0 = n^(3/2)",
            tier="standard",
        )
        for kernel in KERNELS.values()
    ),
    _linearised(
        "ones-inside",
        Linearisation(SECOND_LAYER, _flat(_n**3), _ALONG, 10, form="ones"),
        "second-layer: vvᵀ may become tr Σ·11ᵀ where R_0 = n³ ≫ n²",
    ),
    *(
        _linearised(
            f"{kernel.name}-corrected",
            Linearisation(kernel, _TIGHT, _ALONG, 10, form="corrected", shrinks=Fraction(3, 4)),
            f"{kernel.name}: R_0 = 2n needs the correction g″(0)tr Σ²/(2tr Σ)·11ᵀ",
        )
        for kernel in (FIRST_LAYER, SECOND_LAYER)
    ),
)

_SABOTAGE = (
    Step(
        "twin-kink",
        KinkShare(CORRELATION, Fraction(1, 2), 20000, 40),
        expected="CONTRADICTED",
        role="sabotage",
        title="The kink term's share is not ρ",
    ),
    Step(
        "twin-diagonal",
        limit_statement(f"{_in(SECOND_LAYER.profile)} -> 1", as_="rho -> 1-"),
        expected="REFUTED",
        role="sabotage",
        title="second-layer: g(1) = 1 is wrong",
    ),
    Step(
        "twin-slope",
        _at_zero(f"{_in(FIRST_LAYER.profile)}/rho -> 1/2"),
        expected="REFUTED",
        role="sabotage",
        title="first-layer: g′(0) = 1/2 instead of 1/4 is wrong",
    ),
    Step(
        "twin-curvature",
        _at_zero(f"({_in(BOTH_LAYERS.profile)} - 1/(2*pi) - rho/2)/rho**2 -> 3/(2*pi)"),
        expected="REFUTED",
        role="sabotage",
        title="both layers: g″(0) is 3/(2π), its half belongs into the expansion",
    ),
    Step(
        "twin-integral",
        WeightIntegral(BOTH_LAYERS, (Fraction(1, 2),), _TOLERANCE, factor=Fraction(2)),
        expected="REFUTED",
        role="sabotage",
        title="Twice the kernel is not the mean over the weights",
    ),
    Step(
        "twin-width",
        WeightDraws(FIRST_LAYER, (64, 256, 1024), 200, exponent=Fraction(-1)),
        expected="CONTRADICTED",
        role="sabotage",
        title="The error does not fall like 1/m",
    ),
    _linearised(
        "twin-bounded-rank",
        Linearisation(FIRST_LAYER, _OUTSIDE, (100, 200, 400), 10, truncation=4000),
        "r_0 = O(1), λ_i = 1/(i log²(i+1)): the linearisation fails",
        expected="CONTRADICTED",
    ),
    _linearised(
        "twin-rank-alone",
        Linearisation(FIRST_LAYER, _flat(sp.floor(sp.sqrt(_n))), (100, 400), 10),
        "r_0 = R_0 = √n → ∞ is not enough: the linearisation fails",
        expected="CONTRADICTED",
    ),
    _linearised(
        "twin-ones",
        Linearisation(SECOND_LAYER, _ROOM, _ALONG, 10, form="ones"),
        "second-layer: vvᵀ may not become tr Σ·11ᵀ where R_0 = n^(3/2)",
        expected="CONTRADICTED",
    ),
    _linearised(
        "twin-ones-tight",
        Linearisation(SECOND_LAYER, _TIGHT, (100, 400), 10, form="ones"),
        "second-layer: nor where R_0 = 2n",
        expected="CONTRADICTED",
    ),
    *(
        _linearised(
            f"twin-uncorrected-{kernel.name}",
            Linearisation(kernel, _TIGHT, _ALONG, 10, shrinks=Fraction(3, 4)),
            f"{kernel.name}: R_0 = 2n without the correction, the remainder stays",
            expected="CONTRADICTED",
        )
        for kernel in (FIRST_LAYER, SECOND_LAYER)
    ),
)

THEOREM = Theorem(
    "el-karoui-2010/tangent-kernels",
    title="Tangent kernels of two-layer networks: expansion and linearisation",
    source=Source(
        authors="Noureddine El Karoui",
        year=2010,
        title="The spectrum of kernel random matrices",
        arxiv="1001.0492",
        note="the expansions are derived here; the linearisation is quoted from memory and simulated, not proved",
    ),
    statement=(
        "The kernel of the first layer, of the second and of both together is the product of the two lengths and a "
        "profile of the correlation, whose value, slope and curvature at 0 and value at 1 are those of the steps; they "
        "fix the effective ridge and the constant of the mean squared gradient. If `n = o(squared_rank(0))`, kernel "
        "matrices are close to their linearisation in operator norm (El Karoui 2010): cited here, and simulated."
    ),
    given=(),
    steps=(*_PROOF, *_KERNELS, *_KINKS, *_LINEARISATION, *_SABOTAGE),
    conclusions=tuple(step.name for step in _PROOF if step.role == "conclusion"),
    direction="identity",
    constants="explicit",
    confidence="High: the expansions are proved and read again; the linearisation is a published theorem.",
    limitations=(
        "What is proved are the expansions of the profiles; the linearisation of the matrices is quoted from memory, "
        "was not compared with the paper's text, and is supported by simulation at the n listed.",
        "Gaussian inputs.",
    ),
)
