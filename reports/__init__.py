"""Verdicts → documents: HTML, LaTeX, PDF, Markdown, the terminal and notebooks. Nothing is decided here."""
