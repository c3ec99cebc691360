"""Abstract orders of magnitude: whether a Landau claim follows from facts, with a certificate either way."""

from .decide import contradiction, decide_orders
from .instances import realised
from .modes import tied
from .repair import Repair, Suggestion, repair
from .risk_instances import realised_by_risks

__all__ = ["Repair", "Suggestion", "contradiction", "decide_orders", "realised", "realised_by_risks", "repair", "tied"]
