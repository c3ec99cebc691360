"""Monte Carlo: X is drawn, the noise is averaged out exactly, every estimate has an interval."""

from .attacks import Attack
from .confront import confront
from .designs import DESIGNS, Design, Gaussian, Mixture, Rademacher, Sparse, Uniform, design_named
from .intervals import Interval, catoni, empirical_bernstein, order_statistics, student, truncated_lower
from .measure import Plan, measure
from .noise import (
    NOISES,
    GaussianNoise,
    LongestRowsNoise,
    LongRowsNoise,
    Noise,
    RademacherNoise,
    StudentNoise,
    noise_named,
)
from .rates import power_misfit, power_rate
from .runner import Progress, simulate
from .setting import Given, Setting, Tail
from .simulation import METHODS, Estimate, Simulation
from .spectra import FormulaEigenvalues, signal_vector, spectral_setting

__all__ = [
    "DESIGNS",
    "METHODS",
    "NOISES",
    "Attack",
    "Design",
    "Estimate",
    "FormulaEigenvalues",
    "Gaussian",
    "GaussianNoise",
    "Given",
    "Interval",
    "LongRowsNoise",
    "LongestRowsNoise",
    "Mixture",
    "Noise",
    "Plan",
    "Progress",
    "Rademacher",
    "RademacherNoise",
    "Setting",
    "Simulation",
    "Sparse",
    "StudentNoise",
    "Tail",
    "Uniform",
    "catoni",
    "confront",
    "design_named",
    "empirical_bernstein",
    "measure",
    "noise_named",
    "order_statistics",
    "power_misfit",
    "power_rate",
    "signal_vector",
    "simulate",
    "spectral_setting",
    "student",
    "truncated_lower",
]
