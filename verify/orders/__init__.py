"""Abstract orders of magnitude: whether a Landau claim follows from facts, with a certificate either way."""

from .decide import contradiction, decide_orders
from .instances import realised
from .repair import Repair, Suggestion, repair

__all__ = ["Repair", "Suggestion", "contradiction", "decide_orders", "realised", "repair"]
