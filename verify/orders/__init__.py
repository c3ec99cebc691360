"""Abstract orders of magnitude: whether a Landau claim follows from facts, with a certificate either way."""

from .decide import decide_orders

__all__ = ["decide_orders"]
