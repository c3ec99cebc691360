"""Full-batch gradient descent on the squared loss, in float64, with a step set by the tangent kernel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp

from .models import Apply, Params

_POWER_ITERATIONS = 30


@dataclass(frozen=True)
class Trained:
    """`params`, all of them; `residual`, max |f(x_i) − y_i|; `steps` taken; `movement`, ‖W − W_0‖/‖W_0‖."""

    params: Params
    residual: float
    steps: int
    movement: float


def train(
    apply: Apply,
    params: Params,
    inputs: jax.Array,
    labels: jax.Array,
    *,
    layers: tuple[str, ...],
    tolerance: float = 1e-6,
    steps: int = 5000,
    share: float = 0.5,
) -> Trained:
    """Gradient descent on ½ Σ (f(x_i) − y_i)² until every residual is below `tolerance`.

    Arguments: `apply`, `params`; `inputs` (n, p), `labels` (n,); `layers`, the names of the parameters that are
    trained, the others stay; `steps`, at most; `share`, the step in units of 1/λ_max of the tangent kernel at the
    start: small steps follow the gradient flow. Returns the parameters and how far it came: that the residual is
    small is the caller's to check.
    """
    moving = {name: params[name] for name in layers}
    fixed = {name: value for name, value in params.items() if name not in layers}
    rate = share / _largest(apply, moving, fixed, inputs)
    found, residual, count = _descend(apply, moving, fixed, inputs, labels, rate=rate, tolerance=tolerance, steps=steps)
    moved = sum(float(jnp.sum((found[name] - moving[name]) ** 2)) for name in layers)
    size = sum(float(jnp.sum(moving[name] ** 2)) for name in layers)
    return Trained({**fixed, **found}, float(residual), int(count), (moved / size) ** 0.5)


def _values(apply: Apply, moving: Params, fixed: Params, inputs: jax.Array) -> jax.Array:
    return jax.vmap(lambda x: apply({**fixed, **moving}, x))(inputs)


@partial(jax.jit, static_argnames=("apply",))
def _largest(apply: Apply, moving: Params, fixed: Params, inputs: jax.Array) -> jax.Array:
    """λ_max of the tangent kernel JJᵀ, by power iteration."""

    def values(at: Params) -> jax.Array:
        return _values(apply, at, fixed, inputs)

    _, back = jax.vjp(values, moving)

    def product(vector: jax.Array) -> jax.Array:
        (pulled,) = back(vector)
        return jax.jvp(values, (moving,), (pulled,))[1]

    def iterate(_: int, vector: jax.Array) -> jax.Array:
        image = product(vector)
        return image / jnp.linalg.norm(image)

    start = jnp.ones(inputs.shape[0]) / jnp.sqrt(inputs.shape[0])
    vector = jax.lax.fori_loop(0, _POWER_ITERATIONS, iterate, start)
    return jnp.linalg.norm(product(vector))


@partial(jax.jit, static_argnames=("apply",))
def _descend(
    apply: Apply,
    moving: Params,
    fixed: Params,
    inputs: jax.Array,
    labels: jax.Array,
    *,
    rate: jax.Array,
    tolerance: float,
    steps: int,
) -> tuple[Params, jax.Array, jax.Array]:
    def residuals(at: Params) -> jax.Array:
        return _values(apply, at, fixed, inputs) - labels

    def unfinished(state: tuple[Params, jax.Array, jax.Array]) -> jax.Array:
        _, worst, count = state
        return (worst > tolerance) & (count < steps)

    def step(state: tuple[Params, jax.Array, jax.Array]) -> tuple[Params, jax.Array, jax.Array]:
        at, _, count = state
        error, back = jax.vjp(residuals, at)
        (gradient,) = back(error)
        moved = jax.tree.map(lambda value, slope: value - rate * slope, at, gradient)
        return moved, jnp.max(jnp.abs(error)), count + 1

    first = (moving, jnp.asarray(jnp.inf), jnp.asarray(0))
    found, _, count = jax.lax.while_loop(unfinished, step, first)
    return found, jnp.max(jnp.abs(residuals(found))), count
