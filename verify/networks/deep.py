"""Networks where the theory is silent: few neurons, and three or more layers, on noisy labels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...bounds.checks.networks import NetworkTask
from ..simulation.streams import Purpose, stream
from .lazy import draw_sample

if TYPE_CHECKING:
    from .models import Apply, Params


@dataclass(frozen=True)
class Narrow:
    """A network of any width: `risks` by attack, the `residual` it was trained to, and its number of parameters."""

    risks: dict[str, float]
    residual: float
    parameters: int


def train_narrow(task: NetworkTask, width: int, steps: int, *, seed: int, draw: int) -> Narrow:
    """Trains both layers of a paired network on one draw and attacks it. Needs JAX in float64 (see `backend`)."""
    import jax.numpy as jnp

    from . import attacks, models, training

    norm, radius = attacks.checked_norm(task.norm), float(task.radius)
    sample = draw_sample(task, seed, draw)
    points, targets = jnp.asarray(sample.points), jnp.asarray(sample.targets)
    start = models.paired_two_layer(stream(seed, draw, Purpose.WEIGHTS, width), width, task.dimension)
    found = training.train(
        models.two_layer,
        start,
        jnp.asarray(sample.inputs),
        jnp.asarray(sample.labels),
        layers=("inner", "outer"),
        steps=steps,
        tolerance=1e-3,
    )
    item = (models.two_layer, found.params)
    chosen = {
        "clean": jnp.zeros_like(points),
        "pgd": attacks.pgd(*item, points, targets, radius=radius, norm=norm, steps=task.pgd_steps),
    }
    risks = {name: float(attacks.attacked(*item, points, targets, by).mean()) for name, by in chosen.items()}
    return Narrow(risks, found.residual, width * (task.dimension + 1))


@dataclass(frozen=True)
class Classifier:
    """Shares of new points that are classified right: `clean` and under `pgd`; `fitted`, of its own training labels."""

    clean: float
    pgd: float
    fitted: float
    residual: float


def train_classifiers(
    task: NetworkTask, depth: int, width: int, flips: float, steps: int, *, seed: int, draw: int
) -> tuple[Classifier, Classifier]:
    """The same network on clean labels and on labels of which a share is flipped; classes are the sign of x_1.

    Squared loss on ±1, every layer trained until each residual is below 1e-2 or `steps` are done. PGD lowers
    y·f(x + δ). Needs JAX in float64 (see `backend`).
    """
    import jax.numpy as jnp

    from . import attacks, models, training

    norm, radius = attacks.checked_norm(task.norm), float(task.radius)
    sample = draw_sample(task, seed, draw)
    classes, truth = np.sign(sample.inputs[:, 0]), np.sign(sample.points[:, 0])
    turned = stream(seed, draw, Purpose.WEIGHTS, 1).random(task.samples) < flips
    start = models.deep_network(stream(seed, draw, Purpose.WEIGHTS, 2), width, task.dimension, depth=depth)
    layers = tuple(name for name in start if name != "start")
    points = jnp.asarray(sample.points)
    far = jnp.asarray(truth * 1e3)  # |f − 1000y| grows exactly where y·f falls
    found = []
    for labels in (classes, np.where(turned, -classes, classes)):
        trained = training.train(
            models.deep,
            start,
            jnp.asarray(sample.inputs),
            jnp.asarray(labels),
            layers=layers,
            steps=steps,
            tolerance=1e-2,
        )
        item = (models.deep, trained.params)
        right = partial(_share, *item, truth=truth)
        shifts = attacks.pgd(*item, points, far, radius=radius, norm=norm, steps=task.pgd_steps)
        fitted = _share(*item, sample.inputs, truth=labels)
        found.append(Classifier(right(points), right(points + shifts), fitted, trained.residual))
    return found[0], found[1]


def _share(apply: Apply, params: Params, points: Any, *, truth: NDArray[np.float64]) -> float:
    from . import attacks

    values = np.asarray(attacks.values(apply, params, points))
    return float(np.mean(np.sign(values) == truth))
