"""Text to claims: one safe grammar for formulas, claims, points and hypotheses.

Text is never executed. A tokenizer and a precedence-climbing parser of our own read it, a table lists every
name that may be called, and the trees stand exactly as written.
"""

from .hypotheses import parse_given, parse_hypothesis
from .latex_printer import claim_latex, point_latex, to_latex
from .printer import claim_text, hypothesis_text, point_text, to_text
from .statements import parse_claim, parse_expression, parse_fact, parse_point
from .table import Entry, Vocabulary

__all__ = [
    "Entry",
    "Vocabulary",
    "claim_latex",
    "claim_text",
    "hypothesis_text",
    "parse_claim",
    "parse_expression",
    "parse_fact",
    "parse_given",
    "parse_hypothesis",
    "parse_point",
    "point_latex",
    "point_text",
    "to_latex",
    "to_text",
]
