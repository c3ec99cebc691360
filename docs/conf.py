"""Sphinx: the documentation of boundproof, built by docs/build_site.py, which makes what is not written by hand."""

from __future__ import annotations

import itertools
import re
from typing import Any

from docutils import nodes

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
html_css_files = ["math.css", "boundproof.css"]
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


_LONG = 84
"""Characters of a line of code that a page shows side by side."""


def blocks(app: Any, doctree: nodes.document) -> None:
    """Long lines of code are wrapped, except where that would tear the columns of a table or a file without spaces."""
    for block in doctree.findall(nodes.literal_block):
        lines = block.astext().splitlines()
        rules = [at for at, line in enumerate(lines) if re.match("-{5,} ", line)]
        below = [line for at in rules for line in itertools.takewhile(str.strip, lines[at:])]
        if rules:
            block["classes"].append("columns")
        if any(len(line) > _LONG for line in below) or any(len(line) > _LONG and " " not in line for line in lines):
            block["classes"].append("unwrapped")


def setup(app: Any) -> None:
    """Called by Sphinx."""
    app.connect("doctree-read", blocks)
    app.connect("autodoc-process-docstring", plain)
