"""Finite statements of theorems decided: enclosures in balls, confrontation with simulation, exact cases.

What comes out is ENCLOSED or REFUTED where balls decide, SUPPORTED or CONTRADICTED where draws do, each with the
numbers in a table. None of it says anything about a limit.
"""

from .dispatch import Workload, check_finite, checker, draw_figure, figure

__all__ = ["Workload", "check_finite", "checker", "draw_figure", "figure"]
