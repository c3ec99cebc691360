"""Sequential Monte Carlo for tests: claims on means, decided at a stated error probability, stopped when decided."""

from ..budget import DEFAULT_DELTA, DEFAULT_DRAWS, ItemBudget, RunBudget, current_budget, derived_seed, spending
from .assertions import (
    ClaimFailed,
    assert_at_least,
    assert_at_most,
    assert_between,
    assert_close,
    at_least,
    at_most,
    between,
    close,
)
from .assumptions import Assumption, Bounded, FiniteVariance, SubExponential, nonnegative
from .quantities import MonteCarlo, simulated
from .sequential import MeanTest, confidence_sequence, rejects

__all__ = [
    "DEFAULT_DELTA",
    "DEFAULT_DRAWS",
    "Assumption",
    "Bounded",
    "ClaimFailed",
    "FiniteVariance",
    "ItemBudget",
    "MeanTest",
    "MonteCarlo",
    "RunBudget",
    "SubExponential",
    "assert_at_least",
    "assert_at_most",
    "assert_between",
    "assert_close",
    "at_least",
    "at_most",
    "between",
    "close",
    "confidence_sequence",
    "current_budget",
    "derived_seed",
    "nonnegative",
    "rejects",
    "simulated",
    "spending",
]
