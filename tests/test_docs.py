"""How the documentation is made: pages show what is printed, links resolve, nothing comes from elsewhere."""

from __future__ import annotations

import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from boundproof.verify.results import Results
from boundproof.verify.verdict import Outcome, StepVerdict, TheoremVerdict, Verdict
from markdown_it import MarkdownIt

import boundproof

ROOT = Path(__file__).resolve().parent.parent
HOSTILE = "</table><script>alert(1)</script> `{{ x }}` ```\n\n# [a](javascript:x) <img src=x onerror=y>"


@pytest.fixture(autouse=True)
def tools(monkeypatch):
    """The modules of docs/, which are no part of the package."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    yield
    for name in {"refresh", "links", "gallery", "build_site"} & (set(sys.modules) - before):
        del sys.modules[name]


def test_a_page_is_played_from_top_to_bottom():
    import refresh

    page = """
```text my.proof
theorem t: T
positive a
given first: a = o(n)
conclude c: a = O(n) by first
```

```console
$ cat my.proof
stale
$ boundproof check my.proof --quiet
$ boundproof check missing.proof
```

```text other.txt
kept
```
"""
    shown = refresh.refreshed(page)
    assert "$ cat my.proof\ntheorem t: T\npositive a" in shown
    assert "stale" not in shown
    assert "$ boundproof check missing.proof\nerror: cannot read missing.proof" in shown
    assert refresh.refreshed(shown) == shown
    differences = list(refresh.stale(page, "page.md"))
    assert "-stale" in differences
    assert not Path("my.proof").exists()
    assert "```text other.txt\nkept\n```" in shown


@pytest.mark.parametrize("page", ["```console\n$ rm -r x\n```\n", "```text ../up\n```\n```console\n$ cat up\n```\n"])
def test_a_page_runs_nothing_else_and_writes_nowhere_else(page):
    import refresh

    with pytest.raises(SystemExit, match=r"a page can run|lies beside it"):
        refresh.refreshed(page)


def test_times_are_not_shown():
    import refresh

    assert refresh._SECONDS.sub("in 0.00s", "1 passed in 12.34s") == "1 passed in 0.00s"


GOOD = '<a href="b.html#there">b</a><a href="#here" id="here">x</a><img src="data:image/png;base64,AA"><a href="https://x.org">'
BAD = {
    '<a href="c.html">c</a>': "a.html: c.html: there is no such file",
    '<a href="b.html#nowhere">b</a>': "a.html: b.html#nowhere: no such place in b.html",
    '<script src="https://cdn.example/x.js"></script>': "a.html loads https://cdn.example/x.js",
    '<link rel="stylesheet" href="//fonts.example/f.css">': "a.html loads //fonts.example/f.css",
}


def test_links_are_followed(tmp_path):
    import links

    (tmp_path / "b.html").write_text('<h1 id="there">b</h1>')
    (tmp_path / "a.html").write_text(GOOD)
    links.check(tmp_path)
    for text, complaint in BAD.items():
        (tmp_path / "a.html").write_text(text)
        with pytest.raises(links.Broken) as caught:
            links.check(tmp_path)
        assert str(caught.value).splitlines()[0] == complaint
    (tmp_path / "a.html").write_text(GOOD)
    (tmp_path / "s.css").write_text("@import 'https://fonts.example/f.css';")
    with pytest.raises(links.Broken, match=r"s\.css loads from https:"):
        links.check(tmp_path)


class Elements(HTMLParser):
    """The elements of a page, and where they lead."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.found.append(tag)
        self.addresses += [value for key, value in attrs if key in ("href", "src")]


def hostile() -> Results:
    verdict = Verdict(Outcome.UNDECIDED, HOSTILE, HOSTILE, HOSTILE)
    step = StepVerdict(HOSTILE, verdict, title=HOSTILE, expected=Outcome.UNDECIDED)
    texts = {"why": HOSTILE, "statement": HOSTILE, "limitations": (HOSTILE,), "hypotheses": (HOSTILE,)}
    source = dict.fromkeys(("authors", "title", "arxiv", "note"), HOSTILE)
    return Results(
        "check", (TheoremVerdict(HOSTILE, HOSTILE, Outcome.UNDECIDED, steps=(step,), source=source, **texts),)
    )


def test_a_page_of_the_gallery_says_what_the_run_said(tmp_path):
    import gallery

    verdict = Verdict(Outcome.PROVED, "n = o(n**2)", "orders decide", "orders", point="n -> oo")
    step = StepVerdict("first", verdict, by=("h",), title="A step")
    theorem = TheoremVerdict("a/b", "On `n`", Outcome.PROVED, "all", statement="`n -> oo`", steps=(step,))
    theorem = replace(theorem, given=("cited-bound",))
    gallery.write(Results("check", (theorem,)), tmp_path)
    assert "PROVED</span> given cited-bound</td>" in (tmp_path / "gallery" / "index.md").read_text(encoding="utf-8")
    page = (tmp_path / "gallery" / "a-b.md").read_text(encoding="utf-8")
    assert page.startswith("# On n\n")
    for part in ('class="outcome proved">PROVED', "A step<br>", "orders decide", "rests on h", "boundproof check a/b"):
        assert part in page
    assert page.count("<math") == 2
    assert "a-b" in (tmp_path / "gallery" / "index.md").read_text(encoding="utf-8").split("toctree")[1]
    assert (tmp_path / "_extra" / "report.html").exists()


def test_hostile_texts_do_nothing_in_the_gallery(tmp_path):
    import gallery

    gallery.write(hostile(), tmp_path)
    for path in (tmp_path / "gallery").iterdir():
        shown = Elements()
        shown.feed(MarkdownIt("commonmark", {"html": True}).render(path.read_text(encoding="utf-8")))
        assert "script" not in shown.found
        assert not [value for value in shown.addresses if value.startswith(("javascript:", "x"))]
        assert shown.found.count("h1") == 1


def test_the_gallery_knows_every_built_in_theorem_by_its_file():
    import gallery

    told = gallery.docstrings()
    assert set(told) == set(boundproof.builtin_theorems())
    assert all(text.strip() for text in told.values())


def test_the_reference_has_a_place_for_every_public_name():
    import build_site

    page = build_site.public_names()
    for name in boundproof._HOME:
        assert page.count(f":: boundproof.{name}\n") == 1, name


@pytest.mark.slow
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [400, 1100, 1200, 1330, 1500])
def test_the_site_opens_in_a_browser_without_complaints(browser, width, dark):
    """Looks at what `make docs` built, with every host name unknown."""
    site = ROOT / "out" / "docs"
    if not (site / "index.html").exists():
        pytest.skip("needs the site in out/docs")
    for name in ("index.html", "tutorial.html", "gallery/index.html", "gallery/attacks.html", "reference/api.html"):
        browser.open(site / name, width=width, dark=dark)
        assert browser.complaints() == []
        assert browser.run("document.querySelectorAll('h1').length") == 1
        assert browser.run("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name


def test_a_block_that_is_a_file_stands_under_its_name():
    import build_site

    page = "```python my.py\nx = 1\n```\n\n```python\ny = 2\n```\n\n```console\n$ boundproof list\n```\n"
    shown = build_site.captioned(page)
    assert shown.startswith("```{code-block} python\n:caption: my.py\n\nx = 1\n```\n")
    assert shown.endswith(page[page.index("```python\ny") :])
