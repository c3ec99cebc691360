"""Networks and kernel predictors as functions (parameters, x) → f(x), differentiable by JAX.

Every `Apply` takes one input (p,) and is hashable, so that what is compiled for one model serves all its parameters.
Two-layer networks are paired: neuron j + m/2 starts with the weights of neuron j and the opposite sign, so that f is
0 at the start, to rounding. Deeper ones have their value at the start subtracted. All are in the parametrisation in
which the tangent kernel has a limit: standard normal weights, each layer divided by the root of its width.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from ...bounds.errors import InputError
from ...bounds.kernels import CORRELATION, TangentKernel
from ..evaluate import FloatAlgebra, Program

Params = dict[str, Any]
Apply = Callable[[Params, jax.Array], jax.Array]


def two_layer(params: Params, x: jax.Array) -> jax.Array:
    """m^{−1/2} Σ_j u_j relu(w_jᵀx), from `inner` (m, p) and `outer` (m,)."""
    return params["outer"] @ jax.nn.relu(params["inner"] @ x) / jnp.sqrt(params["outer"].shape[0])


def paired_two_layer(generator: np.random.Generator, width: int, dimension: int) -> Params:
    """Weights of a two-layer network of an even number of neurons that is 0 at the start."""
    if width < 2 or width % 2:
        raise InputError(f"width {width} of a paired network is not an even number >= 2: neurons come in pairs")
    inner = generator.standard_normal((width // 2, dimension))
    signs = 2.0 * generator.integers(0, 2, width // 2) - 1.0
    return {"inner": jnp.asarray(np.vstack([inner, inner])), "outer": jnp.asarray(np.concatenate([signs, -signs]))}


def _deep_value(params: Params, x: jax.Array) -> jax.Array:
    hidden = x
    for name in sorted(key for key in params if key.startswith("layer")):
        hidden = jax.nn.relu(params[name] @ hidden) * jnp.sqrt(2.0 / params[name].shape[0])
    return params["outer"] @ hidden


def deep(params: Params, x: jax.Array) -> jax.Array:
    """A network of any depth less its value at the start: `layer0`, `layer1`, …, `outer`; the same under `start`."""
    trained = {name: value for name, value in params.items() if name != "start"}
    return _deep_value(trained, x) - _deep_value(params["start"], x)


def deep_network(generator: np.random.Generator, width: int, dimension: int, *, depth: int) -> Params:
    """Weights of a network with `depth` layers of weights, the last of which is the outer one."""
    if depth < 2:
        raise InputError(f"depth {depth} of a network: give at least 2 layers of weights")
    sizes = [dimension, *([width] * (depth - 1))]
    weights: Params = {
        f"layer{place}": jnp.asarray(generator.standard_normal((sizes[place + 1], sizes[place])))
        for place in range(depth - 1)
    }
    weights["outer"] = jnp.asarray(generator.standard_normal(width))
    return weights | {"start": dict(weights)}


class _JaxAlgebra(FloatAlgebra):
    """SymPy trees on JAX arrays, so that a kernel's profile is differentiated as it is stated."""

    name = "JAX arithmetic"

    def rational_power(self, base: Any, exponent: Any) -> Any:
        return jnp.power(base, self.number(exponent))

    def call(self, name: str, arguments: Any) -> Any:
        if name == "acos":
            return jnp.arccos(arguments[0])
        raise self.unknown(name)


@cache
def kernel_predictor(kernel: TangentKernel) -> Apply:
    """Σ_i a_i ‖x‖‖x_i‖g(ρ_i), from `inputs` (n, p) and `dual` (n,)."""
    program, algebra = Program(kernel.profile), _JaxAlgebra()

    def apply(params: Params, x: jax.Array) -> jax.Array:
        lengths, length = jnp.linalg.norm(params["inputs"], axis=1), jnp.linalg.norm(x)
        rho = params["inputs"] @ x / lengths / length
        value: jax.Array = (params["dual"] * lengths) @ program.run(algebra, {CORRELATION.name: rho}) * length
        return value

    return apply


def linear(params: Params, x: jax.Array) -> jax.Array:
    """xᵀθ, from `theta` (p,)."""
    return params["theta"] @ x


def as_numpy(array: jax.Array) -> NDArray[np.float64]:
    """A float64 NumPy array."""
    return np.asarray(array, dtype=np.float64)
