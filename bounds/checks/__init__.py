"""Finite checks as data, one file a subject: what is to be enclosed or simulated, and at which points.

`verify/finite` has a file of the same name for each, which decides it.
"""

from .base import FigureData, FiniteCheck
from .conditions import HoldsExactlyWhen
from .min_norm import ExplicitBound, IsotropicBound, NeverInterpolates, RiskCurves, SharpForm, ShrinksAlong

__all__ = [
    "ExplicitBound",
    "FigureData",
    "FiniteCheck",
    "HoldsExactlyWhen",
    "IsotropicBound",
    "NeverInterpolates",
    "RiskCurves",
    "SharpForm",
    "ShrinksAlong",
]
