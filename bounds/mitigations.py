"""What may be done against adversarial vulnerability, as data: one method and the rule that sets its parameter.

Every method has one parameter, here called its level: the ridge λ > 0; how far below 0 a negative ridge goes, as a
share of the smallest admissible one; gradient flow stopped at time 1/level; principal components with
s ≥ n·level kept; bootstrap averages of the min-norm interpolator over samples of size ⌈level·n⌉; adversarial training
at radius level, θ̂ = argmin Σ_i (|y_i − x_iᵀθ| + level·‖θ‖_2)².
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, get_args

import sympy as sp

from .errors import InputError
from .spectra import Spectrum, exponential_floor, flat_tail, power_log

Method = Literal[
    "min-norm",
    "ridge",
    "negative ridge",
    "gradient flow",
    "principal components",
    "bootstrap average",
    "adversarial training",
]
Rule = Literal["fixed", "window", "optimal"]

METHODS: tuple[Method, ...] = get_args(Method)
_LEVELLED = ("ridge", "gradient flow", "principal components", "adversarial training")
"""The methods whose level is a ridge, or acts like one, so that a rule for ridges can set it."""


@dataclass(frozen=True)
class Mitigation:
    """A method and the rule by which its level follows n.

    Arguments: `method`; `rule`: "fixed", the level is `value` at every n; "window", the level is
    `value`·(tr Σ/n)^{1/4}, the middle of the window √(tr Σ/n) ≪ λ ≪ 1 in which both risks are small; "optimal", the
    ridge that minimises R_std as the equivalents predict it, times `value`. Raises InputError for a level that is not
    positive and for a rule that does not fit the method.
    """

    method: Method
    rule: Rule = "fixed"
    value: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise InputError(f"mitigation {self.method!r} is unknown: give one of {', '.join(METHODS)}")
        if not self.value > 0:
            raise InputError(f"level {self.value} of {self.method} is not positive: give a number above 0")
        if self.rule != "fixed" and self.method not in _LEVELLED:
            raise InputError(f"the rule {self.rule!r} sets a ridge, which {self.method} has not: use 'fixed'")
        if self.method == "negative ridge" and not self.value < 1:
            raise InputError(f"a negative ridge of {self.value} of the smallest admissible one: give a share below 1")
        if self.method == "bootstrap average" and not self.value <= 1:
            raise InputError(f"bootstrap samples of {self.value}·n: give a share of at most 1")

    def __str__(self) -> str:
        how = {
            "min-norm": "",
            "ridge": f", λ = {self._level()}",
            "negative ridge": f", λ = {self._level()}·λ_min",
            "gradient flow": f", t = 1/({self._level()})",
            "principal components": f", s ≥ n·{self._level()}",
            "bootstrap average": f", samples of size {self._level()}·n",
            "adversarial training": f", radius {self._level()}",
        }[self.method]
        return self.method + how

    def _level(self) -> str:
        factor = "" if self.value == 1 else f"{self.value}·"
        rules = {"fixed": str(self.value), "window": f"{factor}(tr Σ/n)^(1/4)", "optimal": f"{factor}λ_opt"}
        return rules[self.rule]


_N = sp.Symbol("n")
_FLOOR = _N ** sp.Rational(-3, 2)

SIMULATED_FAMILIES: Mapping[str, Spectrum] = MappingProxyType(
    {
        "power-log": power_log(1, 2, p=20 * _N),
        "exponential-floor": exponential_floor(5, floor=_FLOOR, p=20 * _N),
        "spike": flat_tail([1], p=20 * _N, trace=sp.sqrt(_N)),
    }
)
"""Three families of the benign regime, in dimensions that can be simulated."""
ENCLOSED_FAMILIES: Mapping[str, Spectrum] = MappingProxyType(
    {
        "power-log": power_log(1, 2),
        "exponential-floor": exponential_floor(5, floor=_FLOOR, p=_N**2),
        "spike": flat_tail([1], p=_N**2, trace=sp.sqrt(_N)),
    }
)
"""The same families in dimension n² or ∞, for enclosures."""
LINEAR: tuple[Mitigation, ...] = (
    Mitigation("min-norm"),
    Mitigation("ridge", "optimal"),
    Mitigation("ridge", "window"),
    Mitigation("negative ridge", value=Fraction(1, 2)),
    Mitigation("gradient flow", "window"),
    Mitigation("principal components", "window"),
    Mitigation("bootstrap average"),
)
"""Those that are linear in the labels, whose verdicts come from one simulation a family."""
