"""What rests on what: the steps of a theorem in layers, each below everything that it uses.

Hypotheses stand within the boxes of the steps that use them: a box for each would cross the picture with arrows.

Sugiyama, Tagawa and Toda (1981), for a page of a given width: layers by longest path, a full one continued in the next;
long arrows through narrow lanes in the layers that they cross; order within a layer by the mean place of the
neighbours; then places as near to the neighbours as the others in the row allow. Coordinates are in units of one box.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .document import Item

MOST = 60
"""Steps beyond which a picture would help nobody."""
PAGE, PHONE = 5, 2
"""Boxes side by side on a page, and on a phone."""
LANE = 0.12
"""The width of an arrow on its way through a layer."""
_SWEEPS = 8
_LINE = 26
_LINES = 4


@dataclass(frozen=True)
class Node:
    """The box of a step, with the names of the hypotheses that it uses; its centre `x` to the right, `y` downwards."""

    anchor: str
    x: float
    y: float
    item: Item
    hypotheses: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """The names of the hypotheses in lines that fit into the box."""
        return lines(self.hypotheses)


def lines(names: Sequence[str]) -> tuple[str, ...]:
    """Names in lines that fit into a box; how many more there are in the last."""
    wrapped = wrap(", ".join(names), _LINE, break_on_hyphens=False)
    if len(wrapped) <= _LINES:
        return tuple(wrapped)
    shown = wrapped[: _LINES - 1]
    left = len(names) - sum(line.rstrip(",").count(", ") + 1 for line in shown)
    return (*shown, f"and {left} more")


@dataclass(frozen=True)
class Arrow:
    """From what is used to what uses it, through the points given, both ends included."""

    start: str
    end: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Graph:
    """The picture, and its size in boxes."""

    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    width: float
    height: float


def graph(items: Sequence[Item], *, most: int = PAGE) -> Graph | None:
    """The dependency graph; None where no step uses another, or there are too many to draw.

    Arguments: `items`, the steps; `most`, how many boxes fit side by side.

    Steps that use no step and are used by none are left out, unless the theorem concludes them. A circle of steps,
    which no checked theorem has, is cut where it closes.
    """
    known = {item.anchor: item for item in items}
    uses = {item.anchor: [use.anchor for use in item.uses if use.anchor in known] for item in items}
    used = {anchor for below in uses.values() for anchor in below}
    joined = [anchor for anchor in known if uses[anchor] or anchor in used]
    kept = [anchor for anchor, item in known.items() if anchor in joined or (joined and item.role == "conclusion")]
    if not kept or len(kept) > MOST:
        return None
    uses = {anchor: list(dict.fromkeys(uses[anchor])) for anchor in kept}
    given = {
        anchor: tuple(use.name for use in known[anchor].uses if use.anchor and use.anchor not in known)
        for anchor in kept
    }
    layer = _layers(uses, most)
    chains: dict[tuple[str, str], list[object]] = {
        (start, end): [start, *((start, end, level) for level in range(layer[start] + 1, layer[end])), end]
        for end, starts in uses.items()
        for start in starts
        if layer[start] < layer[end]
    }
    rows: list[list[object]] = [[] for _ in range(max(layer.values()) + 1)]
    for anchor in uses:
        rows[layer[anchor]].append(anchor)
    for (start, _), chain in chains.items():
        for level, place in enumerate(chain[1:-1], layer[start] + 1):
            rows[level].append(place)
    above, below = _neighbours(chains)
    rows = _ordered(rows, above, below)
    width = max(sum(map(_width, row)) for row in rows)
    across = _places(rows, above, below, width)
    centre = {member: (across[member], level + 0.5) for level, row in enumerate(rows) for member in row}
    nodes = tuple(Node(anchor, *centre[anchor], known[anchor], given[anchor]) for anchor in uses)
    arrows = tuple(Arrow(start, end, tuple(centre[part] for part in chain)) for (start, end), chain in chains.items())
    return Graph(nodes, arrows, width, float(len(rows)))


def _width(member: object) -> float:
    return 1.0 if isinstance(member, str) else LANE


def _layers(uses: Mapping[str, Sequence[str]], most: int) -> dict[str, int]:
    """A layer for each step, below those of all it uses, none with more than so many steps.

    The steps that use nothing come as late as the others let them, so that their arrows are short.
    An arrow that closes a circle does not count.
    """
    depth: dict[str, int] = {}
    active: set[str] = set()
    counted: dict[str, list[str]] = {}

    def measure(anchor: str) -> int:
        if anchor not in depth:
            active.add(anchor)
            counted[anchor] = [start for start in uses[anchor] if start not in active]
            depth[anchor] = max((measure(start) + 1 for start in counted[anchor]), default=0)
            active.discard(anchor)
        return depth[anchor]

    for anchor in uses:
        measure(anchor)
    layer: dict[str, int] = {}
    filled: dict[int, int] = {}
    for anchor in sorted(uses, key=depth.__getitem__):
        place = max((layer[start] + 1 for start in counted[anchor]), default=0)
        while filled.get(place, 0) >= most:
            place += 1
        layer[anchor] = place
        filled[place] = filled.get(place, 0) + 1
    for anchor in sorted(uses, key=layer.__getitem__, reverse=True):
        users = [layer[end] for end, starts in counted.items() if anchor in starts]
        for place in range(min(users, default=0) - 1, layer[anchor], -1) if not counted[anchor] else ():
            if filled.get(place, 0) < most:
                filled[layer[anchor]] -= 1
                filled[place] = filled.get(place, 0) + 1
                layer[anchor] = place
                break
    taken = sorted(set(layer.values()))
    return {anchor: taken.index(place) for anchor, place in layer.items()}


_Neighbours = Mapping[object, Sequence[object]]


def _neighbours(chains: Mapping[tuple[str, str], Sequence[object]]) -> tuple[_Neighbours, _Neighbours]:
    """What each member is joined to in the row above, and in the row below."""
    above: dict[object, list[object]] = {}
    below: dict[object, list[object]] = {}
    for chain in chains.values():
        for first, second in pairwise(chain):
            above.setdefault(second, []).append(first)
            below.setdefault(first, []).append(second)
    return above, below


def _ordered(rows: list[list[object]], above: _Neighbours, below: _Neighbours) -> list[list[object]]:
    """Each row sorted by the mean place of its neighbours in the row above, then below, a few times over."""
    wanted: dict[object, float] = {}
    for sweep in range(_SWEEPS):
        neighbours = above if sweep % 2 == 0 else below
        place = {member: (index + 0.5) / len(row) for row in rows for index, member in enumerate(row)}
        for row in rows if sweep % 2 == 0 else reversed(rows):
            for member in row:
                near = [place[other] for other in neighbours.get(member, ())]
                wanted[member] = sum(near) / len(near) if near else place[member]
            row.sort(key=wanted.__getitem__)
            place.update({member: (index + 0.5) / len(row) for index, member in enumerate(row)})
    return rows


def _places(
    rows: Sequence[Sequence[object]], above: _Neighbours, below: _Neighbours, width: float
) -> dict[object, float]:
    """How far to the right each member stands: as near to its neighbours as the order of its row lets it."""
    place: dict[object, float] = {}
    for row in rows:
        start = (width - sum(map(_width, row))) / 2
        for member in row:
            place[member] = start + _width(member) / 2
            start += _width(member)
    for sweep in range(_SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            near = [[place[other] for other in (*above.get(member, ()), *below.get(member, ()))] for member in row]
            wanted = [
                sum(found) / len(found) if found else place[member] for member, found in zip(row, near, strict=True)
            ]
            place.update(zip(row, _apart(wanted, [_width(member) for member in row], width), strict=True))
    return place


def _apart(wanted: Sequence[float], widths: Sequence[float], width: float) -> list[float]:
    """The places nearest to those wanted, in squares, at which nothing in the row overlaps: isotonic regression."""
    offsets = [sum(widths[:at]) + own / 2 for at, own in enumerate(widths)]
    blocks: list[tuple[float, int]] = []
    for place, offset in zip(wanted, offsets, strict=True):
        total, count = place - offset, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            total, count = total + blocks[-1][0], count + blocks[-1][1]
            blocks.pop()
        blocks.append((total, count))
    room = width - sum(widths)
    shifts = [min(max(total / count, 0.0), room) for total, count in blocks for _ in range(count)]
    return [shift + offset for shift, offset in zip(shifts, offsets, strict=True)]
