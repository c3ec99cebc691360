"""The gallery: one page for each theorem of a run, from the docstring of its file and from its verdicts."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from boundproof.bounds import theorems
from boundproof.reports import html
from boundproof.reports.document import Chapter, Document, Drawing, Item, outline
from boundproof.reports.escape import clean, slug
from boundproof.reports.markdown import text as plain
from boundproof.reports.pieces import plain as said
from boundproof.reports.statements import prose
from boundproof.verify.results import Results
from boundproof.verify.verdict import Outcome
from markupsafe import Markup


def write(results: Results, source: Path) -> None:
    """Writes `gallery/` and, as a page of its own, the run's whole report, into the source of the site."""
    folder, extra = source / "gallery", source / "_extra"
    folder.mkdir()
    extra.mkdir()
    document = outline(results)
    style = resources.files("boundproof.reports").joinpath("templates", "math.css").read_text(encoding="utf-8")
    (source / "_static").mkdir(exist_ok=True)
    (source / "_static" / "math.css").write_text(style, encoding="utf-8")
    (extra / "report.html").write_text(html.render(document), encoding="utf-8")
    told = docstrings()
    names = []
    for chapter in document.chapters:
        name = slug(chapter.theorem.name, fallback=f"theorem-{chapter.number}")
        names.append(name)
        (folder / f"{name}.md").write_text(
            page(document, chapter, told.get(chapter.theorem.name, "")), encoding="utf-8"
        )
    (folder / "index.md").write_text(index(document, names), encoding="utf-8")


def docstrings() -> dict[str, str]:
    """What the file of each built-in theorem says of it, by the theorem's name."""
    found = {}
    for item in pkgutil.iter_modules(theorems.__path__):
        module = importlib.import_module(f"{theorems.__name__}.{item.name}")
        found[module.THEOREM.name] = module.__doc__ or ""
    return found


def index(document: Document, names: Sequence[str]) -> str:
    """The first page of the gallery."""
    rows = Markup("").join(
        Markup('<tr><td><a href="{}.html">{}</a></td><td>{}{}</td><td>{}</td><td>{} of {}</td></tr>\n').format(
            name,
            html.prose(chapter.theorem.title),
            badge(chapter.theorem.outcome),
            f" given {', '.join(chapter.theorem.given)}" if chapter.theorem.given else "",
            chapter.theorem.kind,
            chapter.expected_steps,
            len(chapter.items),
        )
        for name, chapter in zip(names, document.chapters, strict=True)
    )
    head = Markup("<tr><th>theorem</th><th>outcome</th><th>kind</th><th>steps as declared</th></tr>")
    return (
        "\n\n".join(
            [
                "# Gallery",
                "The built-in theorems with what a run made of them. `boundproof check NAME` checks one again, and "
                "`boundproof show NAME` prints its statement.",
                block(Markup(_TABLE).format("docutils told", head, rows)),
                block(
                    Markup('<p><a href="../report.html">The whole report of this run</a>, certificates included.</p>')
                ),
                "```{toctree}\n:hidden:\n\n" + "\n".join(names) + "\n```",
            ]
        )
        + "\n"
    )


def page(document: Document, chapter: Chapter, docstring: str) -> str:
    """The page of one theorem."""
    theorem = chapter.theorem
    parts = [f"# {plain(said(prose(theorem.title)))}"]
    first, *others = [paragraph for paragraph in docstring.strip().split("\n\n") if paragraph.strip()] or [""]
    parts += [block(Markup("<p>{}</p>").format(html.prose(clean(text)))) for text in (first, *others) if text]
    given = Markup(", given {}").format(", ".join(theorem.given)) if theorem.given else ""
    kind = Markup(" {}.").format(theorem.kind.capitalize()) if theorem.kind else ""
    parts.append(
        block(Markup("<p>{}{}: {}{}</p>").format(badge(theorem.outcome), given, html.prose(theorem.why + "."), kind))
    )
    if theorem.statement:
        parts.append(block(Markup('<p class="statement">{}</p>').format(html.prose(theorem.statement))))
    if chapter.hypotheses:
        rows = [
            (fact.label, html.pieces(html.statements.hypothesis(fact.text, quantities=True)))
            for fact in chapter.hypotheses
        ]
        parts += ["## Hypotheses", table(("name", "says"), rows)]
    for heading, items in chapter.by_role():
        rows = [(named(item), claim(item), because(item)) for item in items]
        parts += [f"## {heading.partition(',')[0]}", table(("name", "claim", "because"), rows)]
    if chapter.drawings:
        parts += ["## Figures", *(picture(item) for item in chapter.drawings)]
    numbers = [data for item in chapter.items for data in item.tables]
    if numbers:
        parts += ["## Numbers", *(numbers_table(data) for data in numbers)]
    if theorem.limitations:
        listed = Markup("").join(Markup("<li>{}</li>\n").format(html.prose(text)) for text in theorem.limitations)
        parts += ["## What it does not say", block(Markup("<ul>\n{}</ul>").format(listed))]
    parts += ["## Check it", f"```sh\nboundproof check {clean(theorem.name)}\n```"]
    source = {key: value for key, value in theorem.source.items() if value}
    if source:
        arxiv = f", arXiv {source['arxiv']}" if "arxiv" in source else ""
        reference = f"{source.get('authors', '')} ({source.get('year', '')}). {source.get('title', '')}{arxiv}"
        note = f" ({source['note']})" if "note" in source else ""
        parts += ["## Reference", block(Markup("<p>{}</p>").format(html.prose(f"{reference}{note}.")))]
    link = Markup('<p><a href="../report.html#{}">In the whole report</a>, with every certificate.</p>')
    parts.append(block(link.format(chapter.anchor)))
    return "\n\n".join(parts) + "\n"


def block(markup: Markup) -> str:
    """HTML as one block of a page: a blank line would end it."""
    return "\n".join(line for line in str(markup).splitlines() if line.strip())


def badge(outcome: Outcome) -> Markup:
    """An outcome in its colour."""
    return Markup('<span class="outcome {}">{}</span>').format(outcome.value.lower(), outcome.value)


def named(item: Item) -> Markup:
    """A step's number, its name and its outcome."""
    return Markup("{} {}<br>{}").format(item.number, clean(item.name), badge(item.verdict.outcome))


def claim(item: Item) -> Markup:
    """A step's title, and its claim."""
    title = Markup("{}<br>").format(html.prose(item.title)) if item.title else Markup("")
    return title + html.claim(item)


def because(item: Item) -> Markup:
    """Why, and by what."""
    uses = ", ".join(use.number or use.name for use in item.uses)
    return html.prose(item.verdict.why) + (Markup("<br>rests on {}").format(clean(uses)) if uses else Markup(""))


def table(heads: Sequence[str], rows: Sequence[Sequence[object]], *, told: bool = True) -> str:
    """A table of the page; `told`, whether it is of words, whose cells stand below one another on a phone."""
    head = Markup("").join(Markup("<th>{}</th>").format(text) for text in heads)
    lines = [Markup("").join(Markup("<td>{}</td>").format(cell) for cell in row) for row in rows]
    body = Markup("\n").join(Markup("<tr>{}</tr>").format(line) for line in lines)
    kind = "docutils told" if told else "docutils"
    return block(Markup(_TABLE).format(kind, Markup("<tr>{}</tr>").format(head), body))


_TABLE = """<div class="table-wrapper"><table class="{}">
<thead>{}</thead>
<tbody>
{}
</tbody></table></div>"""


def numbers_table(data: dict[str, list[object]]) -> str:
    """A table of numbers with its caption."""
    rows = [[html.number(html.show(cell)) for cell in row] for row in data["rows"]]
    caption = block(Markup("<p>{}</p>").format(html.prose(html.statements.lines(str(data["caption"])))))
    heads = [html.prose(str(column)) for column in data["columns"]]
    return f"{caption}\n\n{table(heads, rows, told=html.wordy(data))}"


def picture(item: Drawing) -> str:
    """A figure with its caption; its data are told to those who cannot see it."""
    series = item.series
    image = Markup('<img src="{}" alt="{}" width="576">').format(html.picture(series), html.describe(series))
    told = Markup("{}. {}").format(html.prose(series["title"]), html.prose(series["caption"]))
    return block(Markup('<figure class="drawing">{}\n<figcaption>{}</figcaption></figure>').format(image, told))
