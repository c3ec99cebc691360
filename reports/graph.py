"""What rests on what: hypotheses and steps of a theorem in layers, each below everything that it uses.

Hypotheses stand above each step that uses some, together in one box, or, on a narrow page, within the step's own: one
box for each of them would cross the picture with arrows.

Sugiyama, Tagawa and Toda (1981): layers by longest path, long arrows through place-holders in the layers that they
cross, order within a layer by the mean place of the neighbours. Coordinates are in units of one box.
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
_SWEEPS = 6
_LINE = 26
_LINES = 4


@dataclass(frozen=True)
class Node:
    """A box of the picture, its centre `x` to the right and `y` downwards: a step, hypotheses, or both."""

    anchor: str
    x: float
    y: float
    item: Item | None = None
    hypotheses: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """The names of the hypotheses in lines that fit into a box; how many more there are in the last."""
        lines = wrap(", ".join(self.hypotheses), _LINE, break_on_hyphens=False)
        if len(lines) <= _LINES:
            return tuple(lines)
        shown = lines[: _LINES - 1]
        left = len(self.hypotheses) - sum(line.rstrip(",").count(", ") + 1 for line in shown)
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


def graph(items: Sequence[Item], *, apart: bool = True) -> Graph | None:
    """The dependency graph; None where no step uses another, or there are too many to draw.

    Arguments: `items`, the steps; `apart`, whether the hypotheses have boxes of their own.

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
        f"{anchor}-given": tuple(use.name for use in known[anchor].uses if use.anchor and use.anchor not in known)
        for anchor in kept
    }
    own = {anchor.removesuffix("-given"): names for anchor, names in given.items()}
    given = {anchor: names for anchor, names in given.items() if names and apart}
    for anchor in given:
        uses[anchor.removesuffix("-given")].append(anchor)
    uses |= {anchor: [] for anchor in given}
    layer = _layers(uses)
    for anchor in given:
        layer[anchor] = layer[anchor.removesuffix("-given")] - 1
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
    rows = _ordered(rows, chains)
    width = max(map(len, rows))
    centre = {
        member: (index + 0.5 + (width - len(row)) / 2, level + 0.5)
        for level, row in enumerate(rows)
        for index, member in enumerate(row)
    }
    shown = given if apart else own
    nodes = tuple(Node(anchor, *centre[anchor], known.get(anchor), shown.get(anchor, ())) for anchor in uses)
    arrows = tuple(Arrow(start, end, tuple(centre[part] for part in chain)) for (start, end), chain in chains.items())
    return Graph(nodes, arrows, float(width), float(len(rows)))


def _layers(uses: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """For each step the length of the longest way down to it; an arrow that closes a circle does not count."""
    layer: dict[str, int] = {}
    active: set[str] = set()

    def depth(anchor: str) -> int:
        if anchor not in layer:
            active.add(anchor)
            layer[anchor] = max((depth(below) + 1 for below in uses[anchor] if below not in active), default=0)
            active.discard(anchor)
        return layer[anchor]

    for anchor in uses:
        depth(anchor)
    return layer


def _ordered(rows: list[list[object]], chains: Mapping[tuple[str, str], Sequence[object]]) -> list[list[object]]:
    """Each row sorted by the mean place of its neighbours in the row above, then below, a few times over."""
    above: dict[object, list[object]] = {}
    below: dict[object, list[object]] = {}
    for chain in chains.values():
        for first, second in pairwise(chain):
            above.setdefault(second, []).append(first)
            below.setdefault(first, []).append(second)
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
