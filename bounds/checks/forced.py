"""When the ridge trade-off is forced: by case over the parameters of a family, and never for a fixed spectrum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .base import FiniteCheck

if TYPE_CHECKING:
    from ..tradeoff import TradeOffModel


@dataclass(frozen=True)
class TradeOffForced(FiniteCheck):
    """For the equivalents of the model, the trade-off is forced exactly where `condition` holds.

    Arguments: `model`, its spectra, signals and orders; `condition`, on its parameters, as for `HoldsExactlyWhen`;
    `budget`, seconds for each claim. σ², α, ‖θ*‖, ‖Σ‖ are of order 1. Forced: for no ridge, as n → ∞, are R_std/R_opt
    and R_adv/R_adv(θ*) both bounded. PROVED says so of the deterministic equivalents, not of the risks.
    """

    model: TradeOffModel
    condition: str
    budget: float = 20.0


@dataclass(frozen=True)
class NeverForced(FiniteCheck):
    """For a fixed spectrum in infinite dimension and a fixed signal, the trade-off is never forced (equivalents).

    Arguments: `eigenvalue` and `weight`, λ_i and θ_i² as text in i; `given`, hypotheses on their parameters; `decay`,
    hypotheses on an auxiliary d such that b(λ_m) = O(λ_m m^(-d)), of which one exists for all parameters; `budget`,
    seconds for each claim. σ² and α are of order 1.
    """

    eigenvalue: str
    weight: str
    given: tuple[str, ...]
    decay: tuple[str, ...]
    budget: float = 30.0
