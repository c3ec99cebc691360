"""Verdicts → documents: HTML, LaTeX, PDF, Markdown, the terminal and notebooks. Nothing is decided here."""

from .write import FORMATS, write_report

__all__ = ["FORMATS", "write_report"]
