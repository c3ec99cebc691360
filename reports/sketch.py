"""The dependency graph in pixels, for SVG: boxes as high as their texts, arrows that run between them.

An arrow bends between layers only, and crosses a layer straight down in its lane, so that it runs through no box.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .escape import clean
from .graph import Arrow, Graph, Node, lines
from .names import GREEK
from .statements import SIGNS_AS_TYPED

_PAGE, _PHONE = 165, 146
"""Pixels from box to box, on a page and on a phone."""
_MARGIN, _GAP, _LINE, _PAD = 6, 36, 15, 8
_NAME = 19
"""Characters of a step's name in a line."""


@dataclass(frozen=True)
class Line:
    """A line of text in a box; `kind` is outcome, name or given."""

    text: str
    y: float
    kind: str


@dataclass(frozen=True)
class Block:
    """A box with its lines, all of them centred at `x`."""

    node: Node
    x: float
    left: float
    top: float
    width: float
    height: float
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Sketch:
    """The picture: boxes, arrows as SVG paths, and its size in pixels."""

    blocks: tuple[Block, ...]
    paths: tuple[str, ...]
    width: float
    height: float


def sketch(drawn: Graph, *, phone: bool = False) -> Sketch:
    """The graph in pixels; `phone`, whether for a narrow screen."""
    unit = _PHONE if phone else _PAGE
    texts = {node.anchor: _texts(node) for node in drawn.nodes}
    heights = [0.0] * int(drawn.height)
    for node in drawn.nodes:
        heights[int(node.y)] = max(heights[int(node.y)], len(texts[node.anchor]) * _LINE + 2 * _PAD)
    tops = [2 + sum(heights[:at]) + at * _GAP for at in range(len(heights))]
    blocks = {}
    for node in drawn.nodes:
        shown, row = texts[node.anchor], int(node.y)
        height = len(shown) * _LINE + 2 * _PAD
        top = tops[row] + (heights[row] - height) / 2
        placed = tuple(Line(text, top + _PAD + _LINE * at + 11, kind) for at, (text, kind) in enumerate(shown))
        middle = node.x * unit
        blocks[node.anchor] = Block(node, middle, middle - unit / 2 + _MARGIN, top, unit - 2 * _MARGIN, height, placed)
    paths = tuple(_path(arrow, blocks, tops, heights, unit) for arrow in drawn.arrows)
    return Sketch(tuple(blocks.values()), paths, drawn.width * unit, tops[-1] + heights[-1] + 2)


def _texts(node: Node) -> list[tuple[str, str]]:
    item = node.item
    shown = [(f"{item.number} {item.verdict.outcome.value}", "outcome")]
    shown += [(line, "name") for line in _name(clean(item.name))]
    return shown + [(line, "given") for line in lines([_fact(name) for name in node.hypotheses])]


def _name(text: str) -> list[str]:
    """A name in at most two lines, broken after a hyphen, a stroke or a space where it has one."""
    if len(text) <= _NAME:
        return [text] if text else []
    breaks = [match.end() for match in re.finditer(r"[-_/ ]", text[:_NAME])]
    first = breaks[-1] if breaks else _NAME
    rest = text[first:]
    return [text[:first].rstrip(), rest if len(rest) <= _NAME else rest[: _NAME - 1] + "…"]


def _fact(name: str) -> str:
    """A hypothesis by its name, or as it reads, with the letters that its letters stand for."""
    text = clean(name)
    if not re.search(r"[<>=]", text):
        return text
    spelled = re.sub(r"[A-Za-z]+", lambda word: GREEK[word[0]].glyph if word[0] in GREEK else word[0], text)
    for typed, printed in SIGNS_AS_TYPED.items():
        spelled = spelled.replace(typed, printed)
    return spelled.replace(" ", "\u00a0")


def _path(arrow: Arrow, blocks: dict[str, Block], tops: Sequence[float], heights: Sequence[float], unit: float) -> str:
    """An arrow as an SVG path, from the foot of one box to the head of another."""
    start, end = blocks[arrow.start], blocks[arrow.end]
    points = [(start.x, start.top + start.height)]
    for x, y in arrow.points[1:-1]:
        row = int(y)
        points += [(x * unit, tops[row]), (x * unit, tops[row] + heights[row])]
    points.append((end.x, end.top))
    parts = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for at, ((x, y), (to_x, to_y)) in enumerate(pairwise(points)):
        if at % 2:
            parts.append(f"L{to_x:.1f} {to_y:.1f}")
        else:
            middle = (y + to_y) / 2
            parts.append(f"C{x:.1f} {middle:.1f} {to_x:.1f} {middle:.1f} {to_x:.1f} {to_y:.1f}")
    return " ".join(parts)
