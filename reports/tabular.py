"""Tables and numbers on paper: what stands in a cell, how wide a column is, and where a table goes on over the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from ..verify.verdict import Outcome
from . import statements
from .boxes import Box, Ident, Row, Sign, Words, row
from .escape import tex, tex_code
from .numbers import Figure, Shown, show
from .pieces import Piece
from .unicode import line, unicode

ACROSS = 104
"""Characters across a page at the size of tables."""
SMALLER = 122
"""The same one size smaller."""
LONG = 34
"""Characters of a cell from which its column breaks lines."""
NARROWEST = 14
"""Characters of a column that breaks lines, at least."""
ROWS = 10
"""Rows that are kept on one page; a longer table goes on over the page."""
MOST_ROWS = 30
"""Rows of a table so wide that it is shrunk, which cannot go on over the page."""
SPARE = 14
"""Characters that a table which goes on over the page leaves free, because widths are estimates."""
DIGITS = 10
"""Significant digits of an enclosure."""
_LONG_RATIO = 4
_OUTCOMES = frozenset(Outcome)
_RATIO = re.compile(r"(-?)([0-9]{1,12})/([0-9]{1,15})")


class Tex(str):
    """Text that is TeX already."""

    __slots__ = ()


@dataclass(frozen=True)
class Part:
    """A table, or some of its columns: column types, headings, rows, the size of its letters, and whether it may go on
    over the page."""

    types: Tex
    head: Tex
    rows: tuple[Tex, ...]
    size: Tex
    long: bool


def pieces(parts: Iterable[Piece]) -> Tex:
    """Text, mathematics and code in a line; mathematics too wide for the line appears as its text."""
    out: list[str] = []
    for piece in parts:
        if piece.kind == "math":
            out.append(rf"\bpinline{{{piece.latex()}}}{{{tex_code(piece.text)}}}")
        elif piece.kind == "code":
            out.append(rf"\bpcode{{{tex_code(piece.text)}}}")
        else:
            out.append(tex(piece.text))
    return Tex("".join(out))


def prose(text: str) -> Tex:
    """Prose with formulas between backticks."""
    return pieces(statements.prose(text))


def laid_out(table: Mapping[str, Any]) -> list[Part]:
    """A table as it stands on the page; in pieces of some columns, each with the first, where it is too wide."""
    contents = [[_cell(cell) for cell in row] for row in table["rows"]]
    widths = [max((_width(row[at]) for row in contents), default=0) for at in range(len(table["columns"]))]
    numeric = [_numeric([row[at] for row in table["rows"]]) for at in range(len(table["columns"]))]
    heads = [
        _heading(text, max(width, 10) if number else max(width, 22))
        for text, width, number in zip(table["columns"], widths, numeric, strict=True)
    ]
    widths = [max(width, *map(_width_of, head), 1) for width, head in zip(widths, heads, strict=True)]
    return [_part(group, widths, numeric, heads, contents) for group in _groups(widths, numeric)]


def _groups(widths: Sequence[int], numeric: Sequence[bool]) -> list[list[int]]:
    """Columns that fit side by side; each group begins with the first column."""
    least = [width if number else min(width, NARROWEST) for width, number in zip(widths, numeric, strict=True)]
    if not least:
        return [[]]
    groups: list[list[int]] = []
    for column in range(1, len(least)):
        if not groups or sum(least[at] + 3 for at in (0, *groups[-1], column)) > SMALLER + 14:
            groups.append([])
        groups[-1].append(column)
    return [[0, *group] for group in groups] or [[0]]


def _part(
    group: Sequence[int],
    widths: Sequence[int],
    numeric: Sequence[bool],
    heads: Sequence[Sequence[str]],
    contents: Sequence[Sequence[tuple[Tex, int]]],
) -> Part:
    breaks = [at for at in group if not numeric[at] and widths[at] > LONG]
    fixed = sum(widths[at] + 3 for at in group if at not in breaks)
    wide = fixed + sum(min(widths[at], LONG) + 3 for at in breaks) > ACROSS
    across = SMALLER if wide else ACROSS
    left = max(NARROWEST * len(breaks), across - fixed - 3 * len(breaks))
    wanted = sum(widths[at] for at in breaks) or 1
    shares = {at: max(NARROWEST, left * widths[at] // wanted) / across for at in breaks}
    scale = min(1.0, max(0.2, 0.91 * (across - fixed - 3 * len(breaks)) / across) / (sum(shares.values()) or 1))
    types = "".join(
        rf">{{\raggedright\arraybackslash}}p{{{shares[at] * scale:.3f}\linewidth}}"
        if at in breaks
        else "r"
        if numeric[at]
        else "l"
        for at in group
    )
    rows = tuple(_row([row[at][0] for at in group]) for row in contents)
    lines = sum(
        max((-(-row[at][1] // max(1, int(shares[at] * scale * across))) for at in breaks), default=1)
        for row in contents
    )
    long = lines > (ROWS if fixed <= ACROSS - SPARE else MOST_ROWS)
    size = r"\footnotesize" if wide else r"\small"
    return Part(Tex(types), _head(group, heads, numeric), rows, Tex(size), long)


def _row(cells: Sequence[Tex]) -> Tex:
    """Cells of a row, with room where one is a fraction or a root; more where a fraction holds another."""
    text = " & ".join(cells)
    if _nested(text):
        return Tex(r"\bpstrutt " + text)
    tall = any(mark in text for mark in (r"\frac", r"\sqrt", r"\sum"))
    return Tex((r"\bpstrut " if tall else "") + text)


def _nested(text: str) -> bool:
    """Whether a fraction stands inside another."""
    stack: list[tuple[bool, int]] = []
    left = 0  # arguments that the last fraction still waits for
    for match in re.finditer(r"\\frac(?=\{)|[{}]", text):
        if match[0] == "{":
            stack.append((left > 0, max(0, left - 1)))
            left = 0
        elif match[0] == "}":
            left = stack.pop()[1] if stack else 0
        elif any(inside for inside, _ in stack):
            return True
        else:
            left = 2
    return False


def _head(group: Sequence[int], heads: Sequence[Sequence[str]], numeric: Sequence[bool]) -> Tex:
    shown = []
    for at in group:
        lines = [prose(text) for text in heads[at]]
        side = "r" if numeric[at] else "l"
        shown.append(lines[0] if len(lines) == 1 else _stack(side, lines))
    return Tex(" & ".join(shown))


def _stack(side: str, lines: Sequence[str]) -> str:
    inner = r"\\".join(lines)
    return rf"\shortstack[{side}]{{{inner}}}"


def _heading(text: str, width: int) -> list[str]:
    """A heading in lines no wider than its column needs, broken between words and never in a formula."""
    if "`" in text or len(text) <= width + 2:
        return [text]
    kept = [piece.text for piece in statements.prose(text) if piece.kind != "text"]
    parts = ["\0" if piece.kind != "text" else piece.text for piece in statements.prose(text)]
    formulas = iter(kept)
    words = [re.sub("\0", lambda _: next(formulas), word) for word in "".join(parts).split()]
    lines = [""]
    for word in words:
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= width or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def _numeric(cells: Sequence[Any]) -> bool:
    """Whether a column is set flush right: numbers, ratios among them, and nothing else but empty cells."""
    shown = [show(cell) for cell in cells]
    kinds = [cell.numeric or bool(_RATIO.fullmatch(cell.text or "")) for cell in shown if cell.text != ""]
    return bool(kinds) and (all(kinds) or sum(kinds) * 2 > len(kinds))


def _cell(cell: Any) -> tuple[Tex, int]:
    """A cell as TeX, and how many characters wide it is."""
    shown = show(cell)
    if shown.text is not None:
        if shown.text in _OUTCOMES:
            return Tex(rf"\bpoutcome{{{shown.text}}}"), len(shown.text) + 1
        ratio = _RATIO.fullmatch(shown.text)
        if ratio:
            return _ratio(*ratio.groups())
        found = [part for piece in statements.prose(shown.text) for part in _sides(piece)]
        text = pieces(found)
        if _nested(text):  # at the size of a line the inner fraction could not be read
            text = Tex(text.replace(r"\bpinline{", r"\bpinline{\displaystyle "))
        return text, len(line(found))
    text = number(shown, short=True)
    return text, len(re.sub(r"\\(num|times|pm|;)|[{}$]", "", text)) + 3 * text.count("e")


def _sides(piece: Piece) -> list[Piece]:
    """A long formula in two at its first relation, or at its words, so that a column may break it there."""
    if piece.kind == "math" and isinstance(piece.box, Row) and any(isinstance(box, Words) for box in piece.box.items):
        parts: list[Piece] = []
        boxes: list[Box] = []
        for box in (*piece.box.items, Words("")):
            if not isinstance(box, Words):
                boxes.append(box)
                continue
            parts += [Piece("math", unicode(row(boxes)), row(boxes))] if boxes else []
            parts += [Piece("text", f" {box.text} ")] if box.text else []
            boxes = []
        return parts
    if piece.kind == "math" and isinstance(piece.box, Row) and len(line([piece])) > LONG:
        for at, box in enumerate(piece.box.items[1:], 1):
            if isinstance(box, Sign) and box.role == "relation":
                left, right = (Row(piece.box.items[:at]), Row((Ident("", "{}"), *piece.box.items[at:])))
                sides = [Piece("math", unicode(side), side) for side in (left, right)]
                return [sides[0], Piece("text", " "), sides[1]]
    return [piece]


def _ratio(sign: str, above: str, below: str) -> tuple[Tex, int]:
    """A ratio on one line; one of a large power of ten as a decimal number."""
    if len(below) >= _LONG_RATIO and not int(below) % 10 and 10 ** len(below) % int(below) == 0:
        figure = _plain(Decimal(sign + above) / Decimal(below))  # exact: it divides a power of ten
        return Tex(f"${figure}$"), len(figure) - 5
    return Tex(f"${sign}{above}/{below}$"), len(sign + above + below) + 1


def _width(cell: tuple[Tex, int]) -> int:
    return cell[1]


def _width_of(text: str) -> int:
    return len(line(statements.prose(text)))


def number(shown: Shown, *, short: bool = False) -> Tex:
    """A number with its interval, by siunitx.

    Arguments: `shown`; `short`, whether an enclosure is written as 0.6347(2), which is 0.6347 ± 0.0002.
    """
    if shown.text is not None:
        return prose(shown.text)
    if short and shown.value is not None and shown.radius is not None:
        return Tex(f"${_uncertain(shown.value, shown.radius)}$")
    parts = [] if shown.value is None else [_figure(shown.value)]
    if shown.radius is not None:
        parts.append(rf"\pm {_figure(shown.radius)}")
    if shown.low is not None and shown.high is not None:
        parts.append(rf"[{_figure(shown.low)}, {_figure(shown.high)}]")
    return Tex("$" + r"\;".join(parts) + "$")


def _uncertain(value: Figure, radius: Figure) -> str:
    """Value ± radius with the radius in units of the last digit, rounded up so that nothing of the range is lost."""
    middle, reach = _decimal(value), _decimal(radius)
    size = middle.adjusted() if middle else reach.adjusted()
    unit = Decimal(1).scaleb(max(reach.adjusted(), size - DIGITS + 1))
    rounded = middle.quantize(unit) if middle else middle
    units = ((reach + abs(middle - rounded)) / unit).to_integral_value(rounding=ROUND_CEILING)
    if -4 <= size < 7 and unit <= 1:
        return rf"\num{{{rounded:f}({units})}}"
    return rf"\num{{{rounded.scaleb(-size):f}({units})e{size}}}"


def _decimal(figure: Figure) -> Decimal:
    return Decimal(figure.digits.replace("−", "-")).scaleb(figure.exponent or 0)


def _plain(value: Decimal) -> str:
    size = value.adjusted()
    if size >= -4:
        return rf"\num{{{value.normalize():f}}}"
    return rf"\num{{{value.scaleb(-size).normalize():f}e{size}}}"


def _figure(figure: Figure) -> str:
    digits = figure.digits.replace("−", "-")
    if "∞" in digits:
        return digits.replace("∞", r"\infty")
    return rf"\num{{{digits}}}" if figure.exponent is None else rf"\num{{{digits}e{figure.exponent}}}"
