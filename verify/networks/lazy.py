"""A trained two-layer network beside regression with its tangent kernel: same inputs, same labels, same attacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...bounds.checks.networks import NetworkTask
from ...bounds.kernels import TangentKernel
from ..evaluate import FLOATS, evaluate
from ..simulation.kernel_regression import kernel_matrix
from ..simulation.streams import Purpose, stream

Array = NDArray[np.float64]
_LAYER = {1: "inner", 2: "outer"}
ATTACKS = ("clean", "random", "transfer", "transfer-linear", "fgsm", "pgd", "first-order")


@dataclass(frozen=True)
class Sample:
    """One draw of a task: inputs (n, p), labels (n,), test points (tests, p) and their targets (tests,)."""

    inputs: Array
    labels: Array
    points: Array
    targets: Array


def draw_sample(task: NetworkTask, seed: int, draw: int) -> Sample:
    """One draw; equal arguments give equal samples."""
    generator = stream(seed, draw, Purpose.FEATURES)
    scale = np.full(task.dimension, np.sqrt(float(task.trace) / (task.dimension - 1)))
    scale[0] = 1.0
    rows = generator.standard_normal((task.samples + task.tests, task.dimension)) * scale
    noise = float(task.sigma) * stream(seed, draw, Purpose.NOISE).standard_normal(task.samples)
    inputs, points = rows[: task.samples], rows[task.samples :]
    return Sample(inputs, inputs[:, 0] + noise, points, points[:, 0])


@dataclass(frozen=True)
class Comparison:
    """One trained network beside its kernel.

    `prediction` and `gradient`: mean squared distance of f and of ∇f from the kernel's, relative to the kernel's own
    mean squares; `network`, `kernel` and `linear`, linear ridge with the effective ridge: risks by attack; `residual`,
    the largest training residual; `movement` of the weights; `steps`.
    """

    prediction: float
    gradient: float
    network: dict[str, float]
    kernel: dict[str, float]
    linear: dict[str, float]
    residual: float
    movement: float
    steps: int


def compare(kernel: TangentKernel, task: NetworkTask, width: int, *, seed: int, draw: int) -> Comparison:
    """Trains one network of that width on one draw of the task and attacks it, its kernel and linear ridge alike.

    The network's weights are drawn anew for every draw and width. "transfer" is the kernel's perturbation on the
    network and the network's on the others, "transfer-linear" that of linear ridge. Needs JAX in float64 (`backend`).
    """
    import jax.numpy as jnp

    from . import attacks, models, training

    norm, radius = attacks.checked_norm(task.norm), float(task.radius)
    sample = draw_sample(task, seed, draw)
    points, targets = jnp.asarray(sample.points), jnp.asarray(sample.targets)
    start = models.paired_two_layer(stream(seed, draw, Purpose.WEIGHTS, width), width, task.dimension)
    layers = tuple(_LAYER[layer] for layer in kernel.layers)
    found = training.train(
        models.two_layer, start, jnp.asarray(sample.inputs), jnp.asarray(sample.labels), layers=layers
    )
    predictors = [(models.two_layer, found.params), *_limits(kernel, task, sample)]
    shifts = [
        attacks.pgd(*item, points, targets, radius=radius, norm=norm, steps=task.pgd_steps) for item in predictors
    ]
    direction = jnp.asarray(stream(seed, draw, Purpose.WEIGHTS).standard_normal(points.shape))
    random = attacks.random_shift(direction, radius, norm)
    risks = []
    for place, item in enumerate(predictors):
        chosen = {
            "clean": jnp.zeros_like(points),
            "random": random,
            "transfer": shifts[1 if place == 0 else 0],
            "transfer-linear": shifts[2],
            "fgsm": attacks.fgsm(*item, points, targets, radius=radius, norm=norm),
            "pgd": shifts[place],
        }
        risk = {name: float(attacks.attacked(*item, points, targets, by).mean()) for name, by in chosen.items()}
        risk["first-order"] = float(attacks.first_order(*item, points, targets, radius=radius, norm=norm).mean())
        risks.append(risk)
    distances = []
    for measure in (attacks.values, attacks.gradients):
        ours, theirs = (np.asarray(measure(*item, points)) for item in predictors[:2])
        distances.append(float(np.sum((ours - theirs) ** 2) / np.sum(theirs**2)))
    prediction, gradient = distances
    network, limit, linear = risks
    return Comparison(
        prediction=prediction,
        gradient=gradient,
        network=network,
        kernel=limit,
        linear=linear,
        residual=found.residual,
        movement=found.movement,
        steps=found.steps,
    )


def _limits(kernel: TangentKernel, task: NetworkTask, sample: Sample) -> list[tuple[Any, dict[str, Any]]]:
    """Min-norm kernel regression and linear ridge with the effective ridge, on the same sample."""
    import jax.numpy as jnp

    from . import models

    gram = sample.inputs @ sample.inputs.T
    dual = np.linalg.solve(kernel_matrix(kernel, gram), sample.labels)
    penalty = float(evaluate(kernel.effective_ridge, FLOATS, {})) * (1 + float(task.trace))
    theta = sample.inputs.T @ np.linalg.solve(gram + penalty * np.eye(len(gram)), sample.labels)
    return [
        (models.kernel_predictor(kernel), {"inputs": jnp.asarray(sample.inputs), "dual": jnp.asarray(dual)}),
        (models.linear, {"theta": jnp.asarray(theta)}),
    ]
