"""Attacks on a differentiable predictor: what (f(x + δ) − f*(x))², ‖δ‖ ≤ α, can be raised to.

The target f*(x) is that of the clean point. `first_order` is no attack but the formula (|f − f*| + α‖∇f‖_{q*})²; FGSM
takes one step of length α, PGD many, with both signs of f − f*, and keeps the best point on its way, the ends of FGSM
and the clean point among them: it is never weaker than these. `random` takes one direction. A perturbation that one
predictor gives can be tried on another (transfer).
"""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp

from ...bounds.errors import InputError
from .models import Apply, Params

NORMS = ("l2", "linf")


def checked_norm(norm: str) -> str:
    """The norm of the attack, if it is one of `NORMS`."""
    if norm not in NORMS:
        raise InputError(f"attack norm {norm!r} on a network is unknown: give one of {', '.join(NORMS)}")
    return norm


def _steepest(slope: jax.Array, norm: str) -> jax.Array:
    """The unit vector of the attack's norm along which slopeᵀδ is largest."""
    if norm == "linf":
        return jnp.sign(slope)
    return slope / jnp.maximum(jnp.linalg.norm(slope), 1e-300)


def _projected(shift: jax.Array, radius: jax.Array, norm: str) -> jax.Array:
    if norm == "linf":
        return jnp.clip(shift, -radius, radius)
    return shift * jnp.minimum(1.0, radius / jnp.maximum(jnp.linalg.norm(shift), 1e-300))


@partial(jax.jit, static_argnames=("apply",))
def values(apply: Apply, params: Params, points: jax.Array) -> jax.Array:
    """f at points (tests, p)."""
    return jax.vmap(partial(apply, params))(points)


@partial(jax.jit, static_argnames=("apply",))
def gradients(apply: Apply, params: Params, points: jax.Array) -> jax.Array:
    """∇f at points (tests, p): almost everywhere the gradient, what JAX makes of a kink on it."""
    return jax.vmap(jax.grad(partial(apply, params)))(points)


@partial(jax.jit, static_argnames=("apply", "norm"))
def first_order(
    apply: Apply, params: Params, points: jax.Array, targets: jax.Array, *, radius: float, norm: str
) -> jax.Array:
    """(|f − f*| + α‖∇f‖_{q*})² at each point."""
    slopes = gradients(apply, params, points)
    sizes = jnp.abs(slopes).sum(axis=1) if norm == "linf" else jnp.linalg.norm(slopes, axis=1)
    return (jnp.abs(values(apply, params, points) - targets) + radius * sizes) ** 2


@partial(jax.jit, static_argnames=("apply", "norm"))
def fgsm(apply: Apply, params: Params, points: jax.Array, targets: jax.Array, *, radius: float, norm: str) -> jax.Array:
    """The perturbations (tests, p) of one step of length α up the gradient of (f − f*)²."""

    def one(x: jax.Array, target: jax.Array) -> jax.Array:
        value, slope = jax.value_and_grad(partial(apply, params))(x)
        sign = jnp.where(value >= target, 1.0, -1.0)
        return radius * sign * _steepest(slope, norm)

    return jax.vmap(one)(points, targets)


@partial(jax.jit, static_argnames=("apply", "norm", "steps"))
def pgd(
    apply: Apply,
    params: Params,
    points: jax.Array,
    targets: jax.Array,
    *,
    radius: float,
    norm: str,
    steps: int = 20,
) -> jax.Array:
    """The perturbations (tests, p) of projected gradient ascent, steps of 2.5α/`steps`, both signs, the best kept."""
    length = 2.5 * radius / steps

    def one(x: jax.Array, target: jax.Array) -> jax.Array:
        def excess(shift: jax.Array) -> jax.Array:
            return jnp.abs(apply(params, x + shift) - target)

        def climb(sign: float, first: jax.Array) -> tuple[jax.Array, jax.Array]:
            def step(
                state: tuple[jax.Array, jax.Array, jax.Array], _: None
            ) -> tuple[tuple[jax.Array, jax.Array, jax.Array], None]:
                shift, best, most = state
                slope = jax.grad(partial(apply, params))(x + shift)
                moved = _projected(shift + length * sign * _steepest(slope, norm), radius, norm)
                reached = excess(moved)
                better = reached > most
                return (moved, jnp.where(better, moved, best), jnp.where(better, reached, most)), None

            start = (jnp.zeros_like(x), first, excess(first))
            (_, best, most), _ = jax.lax.scan(step, start, None, length=steps)
            return best, most

        slope = jax.grad(partial(apply, params))(x)
        firsts = [sign * radius * _steepest(slope, norm) for sign in (1.0, -1.0)]
        ends = [climb(sign, first) for sign, first in zip((1.0, -1.0), firsts, strict=True)]
        shifts = jnp.stack([jnp.zeros_like(x), *(best for best, _ in ends)])
        reached = jnp.stack([excess(jnp.zeros_like(x)), *(most for _, most in ends)])
        return shifts[jnp.argmax(reached)]

    return jax.vmap(one)(points, targets)


def random_shift(noise: jax.Array, radius: float, norm: str) -> jax.Array:
    """Perturbations of length α in random directions, from normal `noise` (tests, p)."""
    if norm == "linf":
        return radius * jnp.sign(noise)
    return radius * noise / jnp.linalg.norm(noise, axis=1, keepdims=True)


def attacked(apply: Apply, params: Params, points: jax.Array, targets: jax.Array, shifts: jax.Array) -> jax.Array:
    """(f(x + δ) − f*(x))² at each point."""
    return (values(apply, params, points + shifts) - targets) ** 2
