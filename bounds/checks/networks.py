"""Finite statements about networks that are really trained: they need the extra `[nn]`, else they are UNDECIDED."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from .base import FiniteCheck

if TYPE_CHECKING:
    from ..kernels import TangentKernel

Distance = Literal["prediction", "gradient"]
AttackName = Literal["clean", "random", "transfer", "transfer-linear", "fgsm", "pgd", "first-order"]


@dataclass(frozen=True)
class NetworkTask:
    """Gaussian inputs, one coordinate of variance 1, which carries the truth f*(x) = x_1, and a flat tail.

    `samples` n, `dimension` p, `trace` of the tail, `sigma` of the label noise, `tests`, the attack's `radius`, `norm`
    ("l2" or "linf") and the steps of PGD.
    """

    samples: int = 20
    dimension: int = 60
    trace: Fraction = Fraction(8)
    sigma: Fraction = Fraction(1)
    tests: int = 64
    radius: Fraction = Fraction(1, 2)
    norm: str = "l2"
    pgd_steps: int = 20


@dataclass(frozen=True)
class LazyRate(FiniteCheck):
    """The trained two-layer network approaches regression with its tangent kernel like m^`exponent`, to `slack`.

    `distance`: "prediction", the root mean square of f − f_K, or "gradient", of ‖∇f − ∇f_K‖, at new points and relative
    to the kernel's own. The layers that the kernel names are trained, by gradient descent to interpolation; inputs,
    labels and weights are drawn anew for each of the `draws` at each width. `delta` is the error probability of the
    interval of the fitted exponent.
    """

    kernel: TangentKernel
    widths: tuple[int, ...]
    draws: tuple[int, ...]
    distance: Distance
    exponent: Fraction
    slack: Fraction = Fraction(1, 10)
    task: NetworkTask = NetworkTask()
    delta: Fraction = Fraction(1, 100)


@dataclass(frozen=True)
class LazyRisk(FiniteCheck):
    """The adversarial risk of the trained network is closer to its kernel's at the last width than at the first.

    Closer relative to the kernel's. `attack` is run on the network and on the kernel predictor alike, each attacked
    with its own gradient. The table shows all attacks side by side, and beside them linear ridge with the effective
    ridge, whose risk is exact.
    """

    kernel: TangentKernel
    widths: tuple[int, ...]
    draws: int
    attack: AttackName = "pgd"
    task: NetworkTask = NetworkTask()
    delta: Fraction = Fraction(1, 100)


@dataclass(frozen=True)
class AttackStronger(FiniteCheck):
    """On the trained network of one width the attack `stronger` gives a larger mean risk than the attack `weaker`."""

    kernel: TangentKernel
    width: int
    draws: int
    stronger: AttackName
    weaker: AttackName
    task: NetworkTask = NetworkTask()
    delta: Fraction = Fraction(1, 100)


@dataclass(frozen=True)
class WidthSweep(FiniteCheck):
    """R_adv under PGD of the trained network, both layers, is smaller at the last width than at the middle one.

    `widths` go from fewer parameters than samples to far more. No theorem here says what happens between: the
    statement is about the drawn networks alone.
    """

    widths: tuple[int, ...]
    middle: int
    draws: int
    task: NetworkTask = NetworkTask()
    steps: int = 5000
    delta: Fraction = Fraction(1, 100)


@dataclass(frozen=True)
class DeepNoise(FiniteCheck):
    """A deep network that interpolates flipped labels is right less often under PGD than one trained on clean labels.

    Classes are the sign of x_1, the loss is squared, on ±1; `flips` is the share of training labels that are turned;
    `depth` counts layers of weights. Both networks start from the same weights; every layer is trained. The finite
    statement is about networks of that size alone: no theorem here speaks of three or more layers.
    """

    depth: int
    width: int
    draws: int
    flips: Fraction = Fraction(3, 20)
    task: NetworkTask = NetworkTask()
    steps: int = 5000
    delta: Fraction = Fraction(1, 100)
