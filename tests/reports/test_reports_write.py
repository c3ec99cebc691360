"""Documents from results: complete, inert, whole or not at all."""

import itertools
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from boundproof.bounds.errors import InputError
from boundproof.reports import html, latex, markdown
from boundproof.reports.document import outline
from boundproof.reports.tabular import laid_out
from boundproof.reports.write import write_report, write_text
from boundproof.verify.results import Results
from markdown_it import MarkdownIt

VOID = {"meta", "img", "input", "br", "wbr"}


class Page(HTMLParser):
    """What a browser would find: elements with their attributes, and whether they are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def page(results):
    return Page(html.render(outline(results)))


@pytest.fixture(scope="module")
def hostile_page(hostile_to_pages):
    return Page(html.render(outline(hostile_to_pages)))


def test_every_verdict_appears_once_in_html(page, results):
    shown = [attributes["data-outcome"] for attributes in page.all("article")]
    assert sorted(shown) == sorted(verdict.outcome.value for verdict in results.verdicts)
    rows = [attributes["data-row"] for attributes in page.all("tr") if "data-row" in attributes]
    assert rows == [step.verdict.outcome.value for step in results.theorems[0].steps]


def test_every_link_in_html_has_one_target(page):
    anchors = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(anchors) == len(set(anchors))
    links = [attributes["href"] for attributes in page.all("a")]
    assert links
    assert {link.removeprefix("#") for link in links} <= set(anchors)


def test_html_asks_for_nothing_outside_itself(page, hostile_page):
    for found in (page, hostile_page):
        sources = [value for _, attributes in found.elements for key, value in attributes.items() if key == "src"]
        assert all(source.startswith("data:image/svg+xml;base64,") for source in sources)
        assert not found.all("link")
        policy = next(a["content"] for a in found.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
        assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-")


def test_hostile_texts_make_no_elements_in_html(page, hostile_page):
    assert not hostile_page.open
    known = {tag for tag, _ in page.elements} | {"mover", "msubsup"}  # a hat or an index in a text is mathematics
    assert {tag for tag, _ in hostile_page.elements} <= known
    assert len(hostile_page.all("script")) == 1
    assert not [key for _, attributes in hostile_page.elements for key in attributes if key.startswith("on")]
    assert all(a["src"].startswith("data:") for a in hostile_page.all("img"))
    words = "".join(hostile_page.words)
    assert "<img src=x onerror=alert(1)>" in words
    assert "49" not in re.sub(r"[0-9.]+ (ms|s)", "", words)
    assert "\u202e" not in words


def test_html_is_made_for_everyone(page):
    assert page.all("html") == [{"lang": "en"}]
    assert all(attributes.get("alt") for attributes in page.all("img"))
    assert all(attributes.get("scope") == "col" for attributes in page.all("th"))
    assert len(page.all("h1")) == 1
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert len(page.all("math")) > 10
    assert all(attributes.get("alttext") for attributes in page.all("math"))


def test_every_number_of_the_json_stands_in_html(page):
    values = [attributes["value"] for attributes in page.all("data")]
    once = ["100", "29 [29, 29]", "1000000000000", "[3.38773553195200, 3.38773553195203]", "oo"]
    once += ["111.63 [111.6, 111.66]", "-1.25e-09", "0.1"]
    assert values == ["128", *once, *once]  # the precision stands beside its enclosure


def test_every_reference_in_tex_has_one_label(results, hostile):
    for data in (results, hostile):
        text = latex.render(outline(data))
        labels = re.findall(r"\\label\{([^}]*)\}|\\begin\{bpitem\}\{[^}]*\}\{[^}]*\}\{([^}]*)\}", text)
        names = [one or other for one, other in labels]
        assert len(names) == len(set(names))
        used = set(re.findall(r"\\ref\{([^}]*)\}|\\hyperref\[([^\]]*)\]", text))
        assert {one or other for one, other in used} <= set(names)
        assert set(re.findall(r"\\cite\{([^}]*)\}", text)) <= set(re.findall(r"\\bibitem\{([^}]*)\}", text))


def test_every_verdict_appears_once_in_tex(results):
    text = latex.render(outline(results))
    assert text.count(r"\begin{bpitem}") == len(results.verdicts) == 10


@pytest.mark.parametrize("name", ["hostile", "hostile_to_pages"])
def test_hostile_texts_are_no_commands_in_tex(name, request):
    text = latex.render(outline(request.getfixturevalue(name)))
    for command in (r"\input{", r"\write18", r"\begin{verbatim}", "^^"):
        assert command not in text
    assert text.count(r"\end{document}") == 1
    assert text.rstrip().endswith(r"\end{document}")
    assert r"\textbackslash{}input\textbraceleft{}/etc/passwd\textbraceright{}" in text


def test_hostile_texts_do_nothing_in_markdown(hostile_to_pages, results):
    text = markdown.render(outline(hostile_to_pages))
    shown = Page(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))
    headings, lists, tables = {"h1", "h2", "h3"}, {"p", "ul", "li", "blockquote", "code"}, {"table", "thead", "tbody"}
    assert {tag for tag, _ in shown.elements} <= headings | lists | tables | {"tr", "th", "td", "strong"}
    rows = [line for line in markdown.render(outline(results)).splitlines() if line.startswith("| 1.")]
    assert len(rows) == len(results.theorems[0].steps)


def test_json_is_the_results(results, tmp_path: Path):
    (path,) = write_report(results, tmp_path / "new" / "folder", formats=["json"])
    assert path == tmp_path / "new" / "folder" / "report.json"
    assert Results.load(path) == Results.from_json(results.to_json())


def test_all_files_of_a_report(results, tmp_path: Path):
    files = write_report(results, tmp_path, formats=["tex", "html", "md"])
    names = [path.name for path in files]
    figures = ["report-figure-1.pdf", "report-figure-2.pdf"]
    assert names == ["report.html", "report.tex", "report.md", "boundproof.sty", "report.bib", *figures]
    assert sorted(names) == sorted(path.name for path in tmp_path.iterdir())
    assert all(path.read_bytes().startswith(b"%PDF") for path in files[-2:])
    assert "{On \\textbraceleft{}braces\\textbraceright{} \\& bounds}" in (tmp_path / "report.bib").read_text()


def test_the_same_results_make_the_same_files(results, tmp_path: Path):
    first = write_report(results, tmp_path / "a", formats=["html", "tex"])
    second = write_report(results, tmp_path / "b", formats=["html", "tex"])
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_nothing_is_left_where_writing_fails(results, tmp_path: Path, monkeypatch):
    taken = tmp_path / "file"
    taken.write_text("kept")
    with pytest.raises(InputError) as caught:
        write_report(results, taken, formats=["html"])
    assert str(caught.value) == f"{taken}: cannot be written: File exists; choose another place"
    (tmp_path / "out" / "report.md").mkdir(parents=True)
    with pytest.raises(InputError, match="it is a folder"):
        write_report(results, tmp_path / "out", formats=["html", "md"])
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["report.md"]

    def broken(document):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(markdown, "render", broken)
    with pytest.raises(InputError, match="No space left on device"):
        write_report(results, tmp_path / "late", formats=["html", "md"])
    assert list((tmp_path / "late").iterdir()) == []
    assert taken.read_text() == "kept"


@pytest.mark.parametrize(("formats", "shown"), [(["docx"], "'docx'"), (["html", "HTML"], "'HTML'"), ([], "''")])
def test_unknown_formats_are_refused(results, tmp_path: Path, formats, shown):
    with pytest.raises(InputError) as caught:
        write_report(results, tmp_path, formats=formats)
    assert str(caught.value) == f"unknown format {shown}: choose from html, tex, pdf, json, md, fragments"


def test_one_file_is_written_whole_or_not_at_all(tmp_path: Path):
    target = tmp_path / "new" / "run.json"
    assert write_text("ü", target) == target
    assert target.read_text(encoding="utf-8") == "ü"
    with pytest.raises(InputError) as caught:
        write_text("x", target / "below.json")
    assert str(caught.value) == f"{target}: cannot be written: File exists; choose another place"
    with pytest.raises(InputError, match="it is a folder; move it away or choose another place"):
        write_text("x", target.parent)
    assert [path.name for path in tmp_path.rglob("*")] == ["new", "run.json"]


def test_a_run_of_numbers_alone_has_no_verdicts_to_explain(results):
    numbers = Results("spectrum", tables=results.tables, reproduction=results.reproduction)
    page = Page(html.render(outline(numbers)))
    headings = [attributes["id"] for attributes in page.all("section")]
    assert headings == ["numbers", "reproduction"]
    assert {attributes["href"] for attributes in page.all("a")} == {"#main", "#numbers", "#reproduction"}
    assert "outcome" not in latex.render(outline(numbers))


def test_a_wide_table_is_set_in_pieces_that_can_be_read():
    digits = "0." + "123456789" * 4  # 38 characters; three of them and two between fit in 136, a fourth does not
    table = {
        "columns": ["n", "a", "b", "c", "d"],
        "rows": [["1", digits, digits, digits, digits]],
        "caption": "two\nlines",
    }
    assert [part.head for part in laid_out(table)] == [
        r"\bpinline{n}{n} & \bpinline{a}{a} & \bpinline{b}{b} & \bpinline{c}{c}",
        r"\bpinline{n}{n} & \bpinline{d}{d}",
    ]
    text = latex.render(outline(Results("spectrum", tables=(table,))))
    assert text.count("two; lines") == 1
    assert text.count(digits) == 4


def test_a_handful_of_data_stands_where_it_is_and_is_not_folded_away_again(results):
    text = html.render(outline(results))
    # The enclosure's precision is one number; the certificate has lists, and is the only one to unfold.
    assert '<span class="kept">(bits of precision</span> = <data value="128">' in text
    assert text.count("<details>") == 1
    assert "The certificate of step 1.1, as data" in text
