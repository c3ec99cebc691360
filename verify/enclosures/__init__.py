"""Ball arithmetic: tail sums, thresholds and roots, each enclosed rigorously or refused with a reason.

sums = SpectralSums(power_log(1, 2))
first_passage(sums, 10**6).k                     # k*, certified
effective_ridge(sums, 10**6, digits=30).kappa    # κ_0 as a ball
"""

from .growth import Undecided
from .precision import bits_for, precision
from .predictions import ATTACKS, Prediction, predict
from .roots import EffectiveRidge, effective_ridge, smallest_ridge
from .spectral import SpectralSums
from .summary import Summary, summarise
from .summation import enclose_sum
from .thresholds import Threshold, effective_rank, first_passage, squared_rank

__all__ = [
    "ATTACKS",
    "EffectiveRidge",
    "Prediction",
    "SpectralSums",
    "Summary",
    "Threshold",
    "Undecided",
    "bits_for",
    "effective_rank",
    "effective_ridge",
    "enclose_sum",
    "first_passage",
    "precision",
    "predict",
    "smallest_ridge",
    "squared_rank",
    "summarise",
]
