"""The report as one HTML file that needs no network: MathML, figures and style are inside."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from ..verify.verdict import Outcome, Recheck
from . import statements
from .document import Document, Item
from .escape import clean
from .figures import describe, draw
from .graph import Arrow
from .numbers import Figure, Shown, show
from .statements import Piece


def render(document: Document) -> str:
    """The HTML of a report.

    Names, formulas and captions come out as text whatever they contain; the page forbids itself every request
    and every script but its own by a content security policy.
    """
    style, script = _asset("report.css"), _asset("report.js")
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
        words=lambda text: clean(statements.plain(statements.prose(text))),
        prose=prose,
        sentence=lambda text: pieces(statements.sentence(text)),
        claim=claim,
        point=lambda text: pieces([statements.point(text)]),
        hypothesis=lambda text, quantities=False: pieces(statements.hypothesis(text, quantities=quantities)),
        number=number,
        value=lambda text: number(show(text)),
        show=show,
        lines=statements.lines,
        pretty=pretty,
        seconds=seconds,
        picture=picture,
        describe=describe,
        path=path,
        short=short,
    )
    return environment


def _asset(name: str) -> str:
    return resources.files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


def _hash(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def pieces(parts: Iterable[Piece], *, display: bool = False) -> Markup:
    """Text, mathematics and code in a line."""
    out: list[Markup] = []
    for piece in parts:
        if piece.kind == "math":
            out.append(Markup(piece.mathml(display=display)))
        elif piece.kind == "code":
            out.append(Markup("<code>{}</code>").format(clean(piece.text)))
        else:
            out.append(escape(clean(piece.text)))
    return Markup("").join(out)


def prose(text: str) -> Markup:
    """Prose with formulas between backticks."""
    return pieces(statements.prose(text))


def claim(item: Item) -> Markup:
    """The claim of a verdict."""
    verdict = item.verdict
    piece = item.claim
    if piece.kind == "math":
        return pieces([piece], display=True)
    return prose(verdict.claim) if "`" in verdict.claim or statements.wordy(verdict.claim) else pieces([piece])


def number(shown: Shown) -> Markup:
    """A number with its interval; the value as the JSON has it is in the attribute."""
    if shown.text is not None:
        return prose(shown.text)
    parts: list[Markup] = [] if shown.value is None else [_figure(shown.value)]
    if shown.radius is not None:
        parts.append(Markup("± ") + _figure(shown.radius))
    if shown.low is not None and shown.high is not None:
        interval = Markup('<span class="interval">[{}, {}]</span>').format(_figure(shown.low), _figure(shown.high))
        parts.append(interval)
    return Markup('<data value="{}">{}</data>').format(shown.full, Markup(" ").join(parts))


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
    if value < 1:
        return f"{value * 1000:.0f} ms"
    return f"{value:.1f} s" if value < 120 else f"{value / 60:.1f} min"


def path(arrow: Arrow) -> str:
    """An arrow as an SVG path: from the foot of one box to the head of another, by way of its place-holders."""
    points = [(x * 150, y * 76) for x, y in arrow.points]
    points[0] = (points[0][0], points[0][1] + 20)
    points[-1] = (points[-1][0], points[-1][1] - 21)
    parts = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for (x, y), (to_x, to_y) in pairwise(points):
        middle = (y + to_y) / 2
        parts.append(f"C{x:g} {middle:g} {to_x:g} {middle:g} {to_x:g} {to_y:g}")
    return " ".join(parts)


def short(text: str, width: int = 18) -> str:
    """A name that fits a box."""
    return text if len(text) <= width else text[: width - 1] + "…"


def picture(series: Mapping[str, Any]) -> str:
    """A figure as a data address: an image of its own, so that nothing in it shares the page's names."""
    return "data:image/svg+xml;base64," + base64.b64encode(draw(series, kind="svg")).decode()
