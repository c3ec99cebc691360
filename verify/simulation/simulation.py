"""The figures of many draws, and the estimates made of them, each with its interval."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import isfinite, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...bounds.errors import DomainError, InputError
from . import intervals
from .measure import Plan
from .moments import a_priori_bound, missing_moment
from .setting import Setting

Array = NDArray[np.float64]

METHODS = ("auto", "student", "empirical-bernstein", "median")


_RISKS = ("bias", "standard_risk", "adversarial_risk", "adversarial_lower", "adversarial_upper")
_WITH_BIAS = frozenset((*_RISKS, "drawn_lower", "drawn_upper"))


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
        if quantity == "adversarial_risk" and (quantity not in self.values or method == "empirical-bernstein"):
            return self._sandwiched(filter_, level=level, method=method)
        values = self.column(quantity, filter_)
        item = self.plan.filters[filter_]
        problem = missing_moment(self.setting, item, quantity)
        if method == "auto":
            method = "median" if problem else "student"
        if method == "empirical-bernstein":
            upper = a_priori_bound(self.setting, self.plan.attack, item, quantity)
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
        slack = self.rounding_slack(quantity, value, filter_)
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
            rounding=self.rounding(filter_),
        )

    def _sandwiched(self, filter_: int, *, level: float, method: str) -> Estimate:
        """R_adv where no formula is exact: its lower and upper bound, each with half of the error
        probability.
        """
        exact = "drawn_lower" not in self.values or method == "empirical-bernstein"  # which has bounds for these
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

    def rounding_slack(self, quantity: str, value: float, filter_: int = 0) -> float:
        """A bound, to a small factor, on the rounding error of a mean: relative, and for the bias also absolute.

        The error vector θ* − E[θ̂|X] is a difference of vectors of size ‖θ*‖ with relative error ρ, so that in
        Σ-norm it is off by ρ√λ_1‖θ*‖; beyond the first block of columns its square is a difference of sums of
        that energy.
        """
        relative = self.rounding(filter_)
        slack = relative * abs(value)
        if quantity in _WITH_BIAS:
            size = relative * sqrt(self.setting.largest) * float(np.linalg.norm(self.setting.signal))
            slack += 2 * sqrt(abs(value)) * size + size**2 + 4 * relative * self.setting.streamed_energy
        return slack
