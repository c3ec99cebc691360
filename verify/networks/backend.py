"""The one place that asks for JAX and sets its precision."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager

from ...bounds.errors import BoundproofError

INSTALL = "pip install 'boundproof[nn]'"


class MissingExtra(BoundproofError):
    """A step needs a package that is not installed."""


def available() -> bool:
    """Whether JAX is installed."""
    return importlib.util.find_spec("jax") is not None


@contextmanager
def float64() -> Iterator[None]:
    """Works in float64 inside the block; raises MissingExtra, which says what to install, where there is no JAX."""
    if not available():
        raise MissingExtra(f"networks are trained with JAX, which is not installed: {INSTALL}")
    import jax

    with jax.enable_x64(True):
        yield
