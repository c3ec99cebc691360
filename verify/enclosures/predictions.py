"""What the deterministic equivalents predict, in balls: R_std, E‖θ̂‖², and R_adv from them.

The balls enclose the equivalents, which are not the risks: their relative error is of order 1/(n − df_2) at ridge
0. R_adv is the exact formula for Gaussian x with N² replaced by E‖θ̂‖² (ℓ_2 attack), or the interval that the
sandwich R_std + α²N² ≤ R_adv ≤ (√R_std + αN)² leaves for every N = ‖θ̂‖_{q*} that agrees with that ‖θ̂‖_2 (ℓ_∞ and
ℓ_1).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy
from flint import arb

from ...bounds import equivalents, risks
from ...bounds.errors import InputError
from ...bounds.spectra import Signal
from ..evaluate import BALLS, evaluate
from .growth import Undecided
from .precision import ball, bits_for, precision
from .roots import EffectiveRidge, effective_ridge
from .spectral import SpectralSums

ATTACKS = ("l2", "linf", "l1")

_NAMES = ("shrunk", "b", "v", "df1", "df2", "n", "sigma", "risk", "dual", "radius")
_SYMBOL = {name: sympy.Symbol(name, nonnegative=True) for name in _NAMES}


@dataclass(frozen=True)
class Prediction:
    """The equivalents at one n, as balls.

    `kappa` is None where n ≥ p and ridge = 0 (least squares: κ = 0); `bias` and `variance` add up to
    `standard_risk`; `adversarial_low` ≤ R_adv ≤ `adversarial_high`, one and the same ball for an ℓ_2 attack.
    """

    kappa: Any | None
    first_degrees: Any
    second_degrees: Any
    bias: Any
    variance: Any
    standard_risk: Any
    norm_squared: Any
    adversarial_low: Any
    adversarial_high: Any

    def _repr_latex_(self) -> str:
        risk, norm = (ball.str(8, radius=False) for ball in (self.standard_risk, self.norm_squared))
        return rf"$R_{{std}} \approx {risk},\quad E\|\hat\theta\|^2 \approx {norm}$"


def predict(
    sums: SpectralSums,
    n: int,
    signal: Signal,
    *,
    sigma: Fraction = Fraction(1),
    radius: Fraction = Fraction(1),
    ridge: Fraction = Fraction(0),
    attack: str = "l2",
    digits: int = 15,
    root: EffectiveRidge | None = None,
) -> Prediction:
    """R_std, E‖θ̂‖² and R_adv of ridge regression as the deterministic equivalents predict them.

    Arguments: `sums`; `n`, the sample size; `signal`, θ*; `sigma`, the noise's standard deviation ≥ 0; `radius`, α
    ≥ 0; `ridge`, λ (0: min-norm); `attack`, the norm of the attack, one of `ATTACKS`; `digits`; `root`, κ if it is
    known already. Raises InputError for values out of range, and what `effective_ridge` raises. Success proves
    enclosures of the equivalents, nothing about the risks.
    """
    if sigma < 0:
        raise InputError(f"noise = {float(sigma):g}: a standard deviation is not negative")
    if radius < 0:
        raise InputError(f"radius = {float(radius):g}: the attack's radius alpha must be >= 0")
    if attack not in ATTACKS:
        raise InputError(f"attack = {attack!r}: expected one of {', '.join(ATTACKS)}")
    if root is None:
        root = effective_ridge(sums, n, ridge=ridge, digits=digits)
    elif (root.n, root.ridge) != (n, ridge):
        raise InputError(f"root belongs to n = {root.n}, ridge = {root.ridge}, not to n = {n}, ridge = {ridge}")
    with precision(bits_for(digits)):
        if root is None:
            kappa, parts = None, _least_squares(sums, n, signal)
        else:
            kappa, parts = root.kappa, _parts(sums, n, signal, root.kappa)
        parts |= {"n": arb(n), "sigma": ball(sigma), "radius": ball(radius)}
        if root is None and n == sums.dimension:  # without a ridge the Gram matrix is as good as singular
            infinite = arb.pos_inf()
            return Prediction(kappa, parts["df1"], parts["df2"], *([infinite] * 6))
        if not parts["df2"] < n:
            raise Undecided(f"df_2 = {parts['df2'].str(8)} cannot be told from n = {n}")
        s = _SYMBOL
        bias = _value(equivalents.standard_bias(s["b"], s["df2"], s["n"]), parts)
        variance = _value(equivalents.standard_variance(s["df2"], s["n"], s["sigma"]), parts)
        norm = _value(
            equivalents.mean_norm_squared(
                shrunk=s["shrunk"], b=s["b"], v=s["v"], second_degrees=s["df2"], n=s["n"], sigma=s["sigma"]
            ),
            parts,
        )
        low, high = _adversarial(bias + variance, norm, parts, attack, sums.dimension)
        return Prediction(kappa, parts["df1"], parts["df2"], bias, variance, bias + variance, norm, low, high)


def _parts(sums: SpectralSums, n: int, signal: Signal, kappa: Any) -> dict[str, Any]:
    return {
        "df1": sums.degrees(kappa, 1),
        "df2": sums.degrees(kappa, 2),
        "b": kappa**2 * sums.weighted(signal, kappa, "bias"),
        "v": sums.over_square(kappa) / n,
        "shrunk": sums.weighted(signal, kappa, "norm"),
    }


def _least_squares(sums: SpectralSums, n: int, signal: Signal) -> dict[str, Any]:
    """The same sums at κ = 0, for finite p."""
    p = arb(sums.dimension)
    return {
        "df1": p,
        "df2": p,
        "b": arb(0),
        "v": sums.inverses() / n,
        "shrunk": sums.weighted(signal, arb(1), "size"),
    }


def _adversarial(
    risk: Any, norm_squared: Any, parts: dict[str, Any], attack: str, dimension: int | None
) -> tuple[Any, Any]:
    s, norm = _SYMBOL, norm_squared.sqrt()
    if attack == "l2":
        tree = risks.adversarial_risk_gaussian(s["risk"], s["dual"], s["radius"])
        value = _value(tree, {**parts, "risk": risk, "dual": norm})
        return value, value
    root = arb.pos_inf() if dimension is None else arb(dimension).sqrt()
    smallest, largest = (norm, norm * root) if attack == "linf" else (norm / root, norm)
    if parts["radius"].is_zero():
        return risk, risk
    low = risks.adversarial_risk_lower(s["risk"], s["dual"], s["radius"])
    high = risks.adversarial_risk_upper(s["risk"], s["dual"], s["radius"])
    top = arb.pos_inf() if not largest.is_finite() else _value(high, {**parts, "risk": risk, "dual": largest})
    return _value(low, {**parts, "risk": risk, "dual": smallest}), top


def _value(tree: sympy.Expr, values: dict[str, Any]) -> Any:
    return evaluate(tree, BALLS, values)
