"""The report as one HTML file that needs no network: MathML, figures and style are inside."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from ..verify.verdict import Outcome, Recheck
from . import statements
from .boxes import breakable, length, mathml
from .document import Document, Item
from .escape import clean
from .figures import describe, draw
from .numbers import Figure, Shown, show
from .pieces import Piece, plain
from .sketch import sketch
from .unicode import unicode


def render(document: Document) -> str:
    """The HTML of a report.

    Names, formulas and captions come out as text whatever they contain; the page forbids itself every request
    and every script but its own by a content security policy.
    """
    style, script = _asset("report.css") + _asset("math.css"), _asset("report.js")
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            document=document,
            results=document.results,
            style=Markup(style),
            script=Markup(script),
            script_hash=_hash(script),
            outcomes=list(Outcome),
            engine_only=Recheck.ENGINE_ONLY,
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters.update(
        plain=clean,
        words=lambda text: clean(plain(statements.prose(text))),
        prose=prose,
        sentence=lambda text: pieces(statements.sentence(text)),
        claim=claim,
        place=lambda text: pieces(statements.place(text)),
        hypotheses=hypotheses,
        names=names,
        region=lambda text: pieces(statements.region(text)),
        hypothesis=lambda text, quantities=False: pieces(statements.hypothesis(text, quantities=quantities)),
        number=number,
        value=lambda text: number(show(text)),
        show=show,
        lines=statements.lines,
        pretty=pretty,
        seconds=seconds,
        picture=picture,
        describe=describe,
        cited=lambda name: pieces(statements.cited(name)),
        sketch=sketch,
        wordy=wordy,
    )
    return environment


def _asset(name: str) -> str:
    return resources.files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


def _hash(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def pieces(parts: Iterable[Piece], *, display: bool = False) -> Markup:
    """Text, mathematics and code in a line; brackets and commas that touch a formula stay with it."""
    line = list(parts)
    texts = [clean(piece.text) if piece.kind == "text" else "" for piece in line]
    out: list[Markup] = []
    for at, piece in enumerate(line):
        if piece.box is not None:
            opened = _OPENED.search(texts[at - 1]) if at else None
            closed = _CLOSED.match(texts[at + 1]) if at + 1 < len(line) else None
            around = opened[0] if opened else "", closed[0] if closed else ""
            out.append(_formula(piece, around, display=display))
        elif piece.kind == "code":
            out.append(Markup("<code>{}</code>").format(clean(piece.text)))
        else:
            text = texts[at]
            text = _CLOSED.sub("", text, count=1) if at and line[at - 1].box is not None else text
            text = _OPENED.sub("", text) if at + 1 < len(line) and line[at + 1].box is not None else text
            out.append(escape(text))
    return Markup("").join(out)


_OPENED = re.compile(r"[(\[]+$")
_CLOSED = re.compile(r"^[,.;:)\]!?]+")


def _formula(piece: Piece, around: tuple[str, str], *, display: bool) -> Markup:
    """A formula, with what touches it before and after; a line may end within a long one, and a longer part scrolls."""
    assert piece.box is not None
    cut = breakable(piece.box) if length(piece.box) > _BREAKS else []
    if len(cut) < 2:
        shown = [Markup(piece.mathml(display=display))]
        cut = [piece.box]
    else:
        shown = [Markup(mathml(part, display=display, alttext=unicode(part).strip())) for part in cut]
    spans = [
        Markup('<span class="wide">{}</span>').format(part) if length(box) > _WIDE else part
        for box, part in zip(cut, shown, strict=True)
    ]
    last = len(spans) - 1
    for at in {0, last}:
        before, after = around[0] if at == 0 else "", around[1] if at == last else ""
        if before or after:
            spans[at] = Markup('<span class="kept">{}{}{}</span>').format(before, spans[at], after)
    return Markup("<wbr>").join(spans)


_BREAKS = 26
"""Characters side by side beyond which a formula may go on in the next line."""
_WIDE = 16
"""Characters side by side that are too many for a phone."""


def prose(text: str) -> Markup:
    """Prose with formulas between backticks."""
    return pieces(statements.prose(text))


def names(cited: Iterable[str]) -> Markup:
    """Names by which a step cites facts, in a line."""
    line: list[Piece] = []
    for name in cited:
        line += [Piece("text", ", ")] if line else []
        line += statements.cited(name)
    return pieces(line)


def hypotheses(texts: Iterable[str], quantities: bool = False) -> Markup:
    """Hypotheses in a line, mathematics where the grammar reads them."""
    line: list[Piece] = []
    for text in texts:
        line += [Piece("text", ", ")] if line else []
        line += statements.hypothesis(text, quantities=quantities)
    return pieces(line)


def claim(item: Item) -> Markup:
    """The claim of a verdict."""
    verdict = item.verdict
    shown = statements.claims(verdict.claim, verdict.point, tuple(verdict.hypotheses), quantities=item.quantities)
    return pieces(shown, display=shown[0].kind == "math" and all(piece.text == "; " for piece in shown[1::2]))


def number(shown: Shown) -> Markup:
    """A number with its interval; the value as the JSON has it is in the attribute."""
    if shown.text is not None:
        return prose(_NEGATIVE.sub("−", shown.text) if _RATIONAL.fullmatch(shown.text) else shown.text)
    parts: list[Markup] = [] if shown.value is None else [_figure(shown.value)]
    if shown.radius is not None:
        parts.append(Markup("± ") + _figure(shown.radius))
    if shown.low is not None and shown.high is not None:
        parts.append(Markup("[{},").format(_figure(shown.low)))
        parts.append(Markup("{}]").format(_figure(shown.high)))
    first, *others = (Markup("<span>{}</span>").format(part) for part in parts or [Markup("")])
    return Markup('<data value="{}">{}</data>').format(shown.full, Markup(" ").join([first, *others]))


_RATIONAL = re.compile(r"-?[0-9]+(/[0-9]+)?")
_NEGATIVE = re.compile("^-")


def _figure(figure: Figure) -> Markup:
    if figure.exponent is None:
        return escape(figure.digits)
    power = str(figure.exponent).replace("-", "−")
    scale = Markup("10<sup>{}</sup>").format(power)
    if figure.digits in ("1", "−1"):
        return Markup("−" if figure.digits.startswith("−") else "") + scale
    return Markup("{}×{}").format(figure.digits, scale)


def pretty(data: Mapping[str, Any]) -> str:
    """JSON on lines; characters that act instead of being seen are written as escapes."""
    text = json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False)
    return "".join(part if part == "\n" or clean(part) == part else f"\\u{ord(part):04x}" for part in text)


def seconds(value: float) -> str:
    """A time, to what a reader cares about."""
    if value < 0.0005:
        return "< 1 ms"
    if value < 0.9995:
        return f"{value * 1000:.0f} ms"
    return f"{value:.1f} s" if value < 120 else f"{value / 60:.1f} min"


def wordy(data: Mapping[str, Any]) -> bool:
    """Whether a table holds texts so long that on a phone its cells stand better below than beside one another."""
    return any(isinstance(cell, str) and len(cell) > _WORDY for row in data["rows"] for cell in row)


_WORDY = 28


def short(text: str, width: int = 18) -> str:
    """A name that fits a box."""
    return text if len(text) <= width else text[: width - 1] + "…"


def picture(series: Mapping[str, Any]) -> str:
    """A figure as a data address: an image of its own, so that nothing in it shares the page's names."""
    return "data:image/svg+xml;base64," + base64.b64encode(draw(series, kind="svg")).decode()
