"""Sphinx: the documentation of boundproof, built by docs/build_site.py, which makes what is not written by hand."""

from __future__ import annotations

import re
from typing import Any

import boundproof

project = "boundproof"
author = "the boundproof developers"
copyright = author
version = release = boundproof.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.doctest"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "boundproof"
html_static_path = ["_static"]
html_css_files = ["boundproof.css"]
html_copy_source = False
html_show_copyright = False
# The examples of a page build on one another, and float for float on this machine's libraries.
doctest_test_doctest_blocks = "default"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True, "exclude-members": "__new__"}
pygments_style = "default"
html_extra_path = ["_extra"]
exclude_patterns = ["_build", "_extra"]


def plain(*event: Any) -> None:
    """Docstrings are plain text with code between backticks and, sometimes, bullets: nothing else in them is markup."""
    lines: list[str] = event[-1]
    for at, line in enumerate(lines):
        indent = re.match(r"\s*(?:[*-] )?", line)
        assert indent is not None
        rest = line[indent.end() :]
        pieces = re.split(r"(`[^`]+`)", rest)
        shown = [f"`{piece}`" if piece.startswith("`") else re.sub(r"([\\*|_`])", r"\\\1", piece) for piece in pieces]
        lines[at] = indent[0] + "".join(shown)


def setup(app: Any) -> None:
    """Called by Sphinx."""
    app.connect("autodoc-process-docstring", plain)
