"""Finite checks as data, one file a subject: what is to be enclosed or simulated, and at which points.

`verify/finite` has a file of the same name for each, which decides it.
"""

from .base import FigureData, FiniteCheck
from .conditions import HoldsExactlyWhen
from .constants import ConstantsAlong, ImpliedConstants, LeastConstants, NoIndexBelow, SimulatedConstants
from .forced import NeverForced, TradeOffForced
from .kernels import (
    GradientCurves,
    GradientGap,
    GradientNear,
    InitialGradient,
    KernelRisks,
    Linearisation,
    WeightDraws,
    WeightIntegral,
)
from .min_norm import ExplicitBound, IsotropicBound, NeverInterpolates, RiskCurves, SharpForm, ShrinksAlong

__all__ = [
    "ConstantsAlong",
    "ExplicitBound",
    "FigureData",
    "FiniteCheck",
    "GradientCurves",
    "GradientGap",
    "GradientNear",
    "HoldsExactlyWhen",
    "ImpliedConstants",
    "InitialGradient",
    "IsotropicBound",
    "KernelRisks",
    "LeastConstants",
    "Linearisation",
    "NeverForced",
    "NeverInterpolates",
    "NoIndexBelow",
    "RiskCurves",
    "SharpForm",
    "ShrinksAlong",
    "SimulatedConstants",
    "TradeOffForced",
    "WeightDraws",
    "WeightIntegral",
]
