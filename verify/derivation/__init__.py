"""Inequalities on random quantities: lemma schemas, matched and combined; every step leaves a certificate."""

from .derive import derive

__all__ = ["derive"]
