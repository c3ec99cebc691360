"""Eigenvalue sequences λ_i of a covariance: families, formulas, explicit lists; and the signals θ* that go
with them.
"""

from .families import (
    explicit,
    exponential,
    exponential_floor,
    flat_tail,
    from_formula,
    isotropic,
    power_law,
    power_log,
)
from .signals import Signal, power_signal, supported_signal
from .spectrum import INDEX, SIZE, Block, Listing, Spectrum, Validity

__all__ = [
    "INDEX",
    "SIZE",
    "Block",
    "Listing",
    "Signal",
    "Spectrum",
    "Validity",
    "explicit",
    "exponential",
    "exponential_floor",
    "flat_tail",
    "from_formula",
    "isotropic",
    "power_law",
    "power_log",
    "power_signal",
    "supported_signal",
]
