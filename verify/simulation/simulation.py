"""The figures of many draws, and the estimates made of them, each with its interval."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import isfinite, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...bounds.errors import DomainError, InputError
from ...bounds.filters import Filter, MinNorm, Ridge
from . import intervals
from .gains import noise_gain_bound, parameter
from .measure import Plan
from .setting import Setting

Array = NDArray[np.float64]

METHODS = ("auto", "student", "empirical-bernstein", "median")


@dataclass(frozen=True)
class Estimate:
    """One simulated figure with its interval.

    `statistic` is mean or median over draws of X; [low, high] covers it with probability ≥ `level`, by
    `method`, under `assumption`; `rounding` is the relative rounding error by which the interval was widened.
    """

    quantity: str
    filter: str
    statistic: str
    value: float
    low: float
    high: float
    level: float
    method: str
    assumption: str
    draws: int
    seed: int
    rounding: float

    def to_json(self) -> dict[str, Any]:
        """A plain JSON object; an unbounded end of the interval is null."""
        record = asdict(self)
        for end in ("low", "high"):
            record[end] = record[end] if isfinite(record[end]) else None
        return record

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    def _repr_latex_(self) -> str:
        name = self.quantity.replace("_", r"\_")
        low, high = (f"{end:.5g}" if isfinite(end) else r"\infty" for end in (self.low, self.high))
        return rf"$\text{{{self.statistic} of {name}}} = {self.value:.5g} \in [{low}, {high}]$"


@dataclass(frozen=True, eq=False)
class Simulation:
    """What `simulate` returns: `values[quantity]` is an array (draws done, filters); see `measure` for the
    names.
    """

    setting: Setting
    plan: Plan
    seed: int
    wanted: int
    done: tuple[int, ...]
    values: dict[str, Array]
    interrupted: bool

    @property
    def draws(self) -> int:
        """The number of draws done."""
        return len(self.done)

    def column(self, quantity: str, filter_: int = 0) -> Array:
        """One quantity's values (draws,) for the filter at that place; DomainError where it is not
        defined.
        """
        if quantity == "inverse_trace" and quantity not in self.values:
            raise DomainError(
                f"tr G⁻¹ does not exist for n = {self.setting.samples} > p = {self.setting.dimension}: "
                "the Gram matrix is singular; take n ≤ p"
            )
        if quantity not in self.values:
            raise InputError(f"quantity {quantity!r} was not measured: this simulation has {', '.join(self.values)}")
        values = self.values[quantity][:, filter_]
        if not np.isfinite(values).all():
            draw = self.done[int(np.argmin(np.isfinite(values)))]
            raise DomainError(
                f"{quantity} does not exist at draw {draw} of seed {self.seed}: the Gram matrix is singular in "
                "float64; take a continuous design or fewer samples"
            )
        return values

    def estimate(self, quantity: str, filter_: int = 0, *, level: float = 0.95, method: str = "auto") -> Estimate:
        """A mean (or median) with its interval.

        Arguments: `quantity` and the filter's place; `level`; `method`: "student" (asymptotic in the draws,
        and said to be), "empirical-bernstein" (needs no asymptotics, but a bound by construction, and is
        wider), "median" (exact order statistics; the target is the median), or "auto": Student, and the
        median where the mean or the variance is known to be infinite. Raises InputError for a method that
        the quantity does not allow.
        """
        if method not in METHODS:
            raise InputError(f"interval method {method!r} is unknown: give one of {', '.join(METHODS)}")
        if quantity == "adversarial_risk" and quantity not in self.values:
            return self._sandwiched(filter_, level=level, method=method)
        values = self.column(quantity, filter_)
        item = self.plan.filters[filter_]
        problem = self._infinite(quantity, item)
        if method == "auto":
            method = "median" if problem else "student"
        if method == "empirical-bernstein":
            upper = self.a_priori_bound(quantity, filter_)
            if upper is None:
                raise InputError(f"{quantity} of {item} has no a-priori bound: use the method student or median")
            interval = intervals.empirical_bernstein(values, 0.0, upper, level=level)
        elif method == "student":
            if problem:
                raise InputError(f"{quantity} of {item} {problem}: use the method median")
            interval = intervals.student(values, level=level)
        else:
            interval = intervals.order_statistics(values, level=level)
        statistic = "median" if method == "median" else "mean"
        value = float(np.median(values) if method == "median" else values.mean())
        return self._record(quantity, filter_, statistic, value, interval)

    def _record(
        self, quantity: str, filter_: int, statistic: str, value: float, interval: intervals.Interval
    ) -> Estimate:
        rounding = self.rounding(filter_)
        slack = rounding * abs(value)
        return Estimate(
            quantity,
            repr(self.plan.filters[filter_]),
            statistic,
            value,
            low=max(interval.low - slack, 0.0),  # no quantity is negative
            high=interval.high + slack,
            level=interval.level,
            method=interval.method,
            assumption=interval.assumption,
            draws=self.draws,
            seed=self.seed,
            rounding=rounding,
        )

    def _sandwiched(self, filter_: int, *, level: float, method: str) -> Estimate:
        """R_adv where no formula is exact: its lower and upper bound, each with half of the error
        probability.
        """
        exact = "drawn_lower" not in self.values
        names = ("adversarial_lower", "adversarial_upper") if exact else ("drawn_lower", "drawn_upper")
        half = (1 + level) / 2
        low, high = (self.estimate(name, filter_, level=half, method=method) for name in names)
        interval = intervals.Interval(
            low.low, high.high, level, f"sandwich R + α²N² ≤ R_adv ≤ (√R + αN)²; {low.method}", low.assumption
        )
        return self._record("adversarial_risk", filter_, low.statistic, (low.value + high.value) / 2, interval)

    def rounding(self, filter_: int = 0) -> float:
        """The relative rounding error of a filter's figures, of the order of n·eps·cond, over all draws."""
        # V and E‖θ̂‖² are quadratic in the gains, whence the factor 2
        return 2 * float(self.values["rounding"][:, filter_].max())

    def a_priori_bound(self, quantity: str, filter_: int = 0) -> float | None:
        """An upper bound of a quantity that holds for every X by construction, or None where there is
        none.
        """
        setting, radius, item = self.setting, self.plan.attack.radius, self.plan.filters[filter_]
        contraction = not (isinstance(item, Ridge) and parameter(item.ridge, "ridge") < 0)
        energy = float(setting.signal @ setting.signal)
        gain = noise_gain_bound(item, setting.samples) if setting.noise.homoscedastic else None
        rank = min(setting.samples, setting.dimension)
        noise = None if gain is None else gain * rank * setting.noise.sigma**2
        bounds: dict[str, float | None] = {}
        if contraction:  # 0 ≤ s g(s) ≤ 1
            bounds |= {"bias": setting.largest * energy, "signal_norm": energy}
        if contraction and noise is not None:
            variance = self._variance_bound(item, noise)
            risk, norm = setting.largest * energy + variance, energy + noise
            floor = setting.noise.sigma**2 if self.plan.attack.noisy else 0.0
            bounds |= {
                "variance": variance, "noise_norm": noise, "standard_risk": risk, "norm_squared": norm,
                "adversarial_lower": risk + radius**2 * norm,
                "adversarial_upper": (sqrt(risk + floor) + radius * sqrt(norm)) ** 2,
            }  # fmt: skip
        return bounds.get(quantity)

    def _variance_bound(self, item: Filter, noise: float) -> float:
        """An upper bound of V for every X, from that of the noise part of ‖θ̂‖²: V ≤ λ_1·that.

        For ridge λ > 0 also V ≤ σ² tr Σ/(4nλ): feature column x_i adds λ_i x_iᵀ(A + x_i x_iᵀ)^{−2} x_i with
        A ≥ nλ, which by Sherman–Morrison is at most λ_i/(nλ)·t/(1 + t)² ≤ λ_i/(4nλ), t = x_iᵀA^{−1}x_i. The
        mean of a tail acts as n further columns √trace·e_j of eigenvalue square/trace.
        """
        setting, tail = self.setting, self.setting.tail
        bound = setting.largest * noise
        if isinstance(item, Ridge):
            columns = setting.trace - tail.trace
            if tail.trace > 0:
                columns += setting.samples * tail.square / tail.trace
            ridge = parameter(item.ridge, "ridge")
            bound = min(bound, setting.noise.sigma**2 * columns / (4 * setting.samples * ridge))
        return bound

    def _infinite(self, quantity: str, item: Filter) -> str | None:
        """Why Student's interval is not for this quantity, or None."""
        setting = self.setting
        if not setting.design.continuous or quantity in {"gram_trace", "rank"}:
            return None
        if quantity != "inverse_trace" and isinstance(item, Ridge) and parameter(item.ridge, "ridge") < 0:
            return "has an infinite mean over X for a negative ridge"
        if quantity in {"bias", "signal_norm"}:
            return None
        inverts = isinstance(item, MinNorm) or (isinstance(item, Ridge) and parameter(item.ridge, "ridge") == 0)
        distance = abs(setting.dimension - setting.samples)
        if (inverts or quantity == "inverse_trace") and setting.tail.trace == 0:
            if distance <= 1:
                return "has an infinite mean over X for |n − p| ≤ 1"
            if distance <= 3:
                return "has an infinite variance over X for |n − p| ≤ 3"
        return None
