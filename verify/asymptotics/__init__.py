"""Decides limits and Landau claims about concrete functions of one variable, with parameters under side conditions."""

from .decide import decide
from .expand import Expansion, expand, expand_by_case
from .when import Answer, when

__all__ = ["Answer", "Expansion", "decide", "expand", "expand_by_case", "when"]
