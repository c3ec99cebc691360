"""Finite checks as data, one file a subject: what is to be enclosed or simulated, and at which points.

`verify/finite` has a file of the same name for each, which decides it.
"""

from .attacks import AttackReaches, AttacksOrdered
from .base import FigureData, FiniteCheck
from .conditions import HoldsExactlyWhen
from .constants import ConstantsAlong, ImpliedConstants, LeastConstants, NoIndexBelow, SimulatedConstants
from .families import BenignCells, PhaseDiagram, ThresholdOffset
from .forced import NeverForced, TradeOffForced
from .frontier import (
    BestRidges,
    GainBelowNorm,
    ProductLawAlong,
    SlopesAlong,
    TradeOffAlong,
)
from .frontier_draws import FrontierCurve, FrontierDrawn, TradeOffCurves, TradeOffDrawn
from .gaps import AspectCurves, EquivalentGap, InverseWishart, RidgeCurves
from .identities import RationalIdentities
from .kernels import (
    GradientCurves,
    GradientGap,
    GradientNear,
    InitialGradient,
    KernelRisks,
    KinkShare,
    Linearisation,
    WeightDraws,
    WeightIntegral,
)
from .min_norm import ExplicitBound, IsotropicBound, NeverInterpolates, RiskCurves, SharpForm, ShrinksAlong
from .mitigations import (
    BeatsOptimalRidge,
    BootstrapActsLikeRidge,
    FlowBelowRidge,
    KeepsBothSmall,
    MitigationFrontiers,
    MitigationStudy,
    RidgeEquivalentsKeepBothSmall,
)
from .networks import AttackStronger, DeepNoise, LazyRate, LazyRisk, NetworkTask, WidthSweep
from .noise_laws import BoundUnderNoise, MedianAlong
from .real_data import CauseShown, DataStudy, PredictionWithin
from .training import ThresholdShrinks, TrainingHelps, TrainingInterpolates

__all__ = [
    "AspectCurves",
    "AttackReaches",
    "AttackStronger",
    "AttacksOrdered",
    "BeatsOptimalRidge",
    "BenignCells",
    "BestRidges",
    "BootstrapActsLikeRidge",
    "BoundUnderNoise",
    "CauseShown",
    "ConstantsAlong",
    "DataStudy",
    "DeepNoise",
    "EquivalentGap",
    "ExplicitBound",
    "FigureData",
    "FiniteCheck",
    "FlowBelowRidge",
    "FrontierCurve",
    "FrontierDrawn",
    "GainBelowNorm",
    "GradientCurves",
    "GradientGap",
    "GradientNear",
    "HoldsExactlyWhen",
    "ImpliedConstants",
    "InitialGradient",
    "InverseWishart",
    "IsotropicBound",
    "KeepsBothSmall",
    "KernelRisks",
    "KinkShare",
    "LazyRate",
    "LazyRisk",
    "LeastConstants",
    "Linearisation",
    "MedianAlong",
    "MitigationFrontiers",
    "MitigationStudy",
    "NetworkTask",
    "NeverForced",
    "NeverInterpolates",
    "NoIndexBelow",
    "PhaseDiagram",
    "PredictionWithin",
    "ProductLawAlong",
    "RationalIdentities",
    "RidgeCurves",
    "RidgeEquivalentsKeepBothSmall",
    "RiskCurves",
    "SharpForm",
    "ShrinksAlong",
    "SimulatedConstants",
    "SlopesAlong",
    "ThresholdOffset",
    "ThresholdShrinks",
    "TradeOffAlong",
    "TradeOffCurves",
    "TradeOffDrawn",
    "TradeOffForced",
    "TrainingHelps",
    "TrainingInterpolates",
    "WeightDraws",
    "WeightIntegral",
    "WidthSweep",
]
