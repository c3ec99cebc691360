"""Follows every link of a built site, and sees that no page would ask the network for anything."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADED = {
    "img": "src",
    "script": "src",
    "iframe": "src",
    "source": "src",
    "audio": "src",
    "video": "src",
    "link": "href",
}
"""Elements whose address a browser fetches without being asked."""


class Broken(Exception):
    """Links that lead nowhere, or requests to elsewhere."""


class Page(HTMLParser):
    """The anchors of a page, where it links to, and what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called for every element."""
        found = {key: value or "" for key, value in attrs}
        self.anchors |= {found[key] for key in ("id", "name") if key in found}
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag in LOADED and LOADED[tag] in found:
            self.loaded.append(found[LOADED[tag]])


def check(site: Path) -> None:
    """Raises Broken, with every complaint, unless links within the site resolve and nothing comes from elsewhere."""
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    complaints = []
    for path, page in pages.items():
        where = path.relative_to(site)
        complaints += [f"{where} loads {address}" for address in page.loaded if _elsewhere(address)]
        for address in [*page.links, *page.loaded]:
            if not _elsewhere(address) and not address.startswith(("data:", "mailto:")):
                complaints += [f"{where}: {problem}" for problem in _problem(address, path, pages)]
    for sheet in site.rglob("*.css"):
        for address in re.findall(r"(?:url\(|@import\s)\s*['\"]?(https?:|//)", sheet.read_text(encoding="utf-8")):
            complaints.append(f"{sheet.relative_to(site)} loads from {address}")
    if complaints:
        raise Broken("\n".join(complaints))


def _elsewhere(address: str) -> bool:
    return address.startswith("//") or urlsplit(address).scheme in ("http", "https")


def _problem(address: str, path: Path, pages: dict[Path, Page]) -> list[str]:
    parts = urlsplit(address)
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
    if not target.is_file():
        return [f"{address}: there is no such file"]
    page = {known.resolve(): found for known, found in pages.items()}.get(target)
    if parts.fragment and page is not None and unquote(parts.fragment) not in page.anchors:
        return [f"{address}: no such place in {target.name}"]
    return []
