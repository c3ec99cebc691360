"""Inequalities on random quantities: lemma schemas, matched and combined; every step leaves a certificate."""

from .derive import derive
from .finite_models import failing_model

__all__ = ["derive", "failing_model"]
