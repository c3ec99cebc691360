"""The HTML report as a reader has it before her: filters, keyboard, contrast, widths, names; in a real browser."""

import pytest
from boundproof.reports.write import write_report

pytestmark = pytest.mark.slow

CONTRAST = """(() => {
  const channels = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (element) => {
    const box = element.closest("g")?.querySelector("rect");
    if (box && element.closest("svg")) return channels(getComputedStyle(box).fill);
    for (let at = element; at; at = at.parentElement) {
      const found = channels(getComputedStyle(at).backgroundColor);
      if (found.length === 3 || found[3] > 0) return found;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !element.getClientRects().length || element.closest("script")) continue;
    const style = getComputedStyle(element);
    const front = channels(element.closest("svg") ? style.fill : style.color);
    const [one, two] = [light(front), light(behind(element))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (two + 0.05);
    if (ratio < 4.5) poor.push(`${ratio.toFixed(2)} ${element.tagName} ${element.textContent.slice(0, 30)}`);
  }
  return poor;
})()"""

SMALLEST = """Math.min(...[...document.querySelectorAll("body *")]
  .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) && e.getClientRects().length)
  .map((e) => parseFloat(getComputedStyle(e).fontSize)))"""

# Elements that end beyond the window, unless they scroll within something that does not.
OUTSIDE = """[...document.querySelectorAll("body *")].filter((e) => {
  if (e.getBoundingClientRect().right <= document.documentElement.clientWidth + 1) return false;
  for (let at = e.parentElement; at; at = at.parentElement) {
    if (["auto", "scroll"].includes(getComputedStyle(at).overflowX)) return false;
  }
  return !e.closest(".skip");
}).map((e) => e.tagName + " " + e.textContent.slice(0, 40))"""


VISIBLE = "[...document.querySelectorAll('%s')].filter((e) => e.getClientRects().length)"


@pytest.fixture(scope="module", params=["results", "hostile_to_pages"])
def page(request, tmp_path_factory):
    """The report of every outcome, and that of names that try to act."""
    data = request.getfixturevalue(request.param)
    return write_report(data, tmp_path_factory.mktemp(request.param), formats=["html"])[0]


@pytest.fixture(scope="module")
def shown(results, tmp_path_factory):
    """The report of every outcome."""
    return write_report(results, tmp_path_factory.mktemp("shown"), formats=["html"])[0]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [320, 400, 800, 1200])
def test_everything_can_be_read_at_every_width(browser, page, width, dark):
    browser.open(page, width=width, dark=dark)
    browser.run("document.querySelectorAll('details').forEach((item) => { item.open = true; })")
    assert browser.complaints() == []
    assert browser.run("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert browser.run(OUTSIDE) == []
    # WCAG 2.2, 1.4.3, AA: 4.5 for text of any size.
    assert browser.run(CONTRAST) == []
    # Half of the text's size, and never less than 8 px, is what scripts of scripts get.
    assert browser.run(SMALLEST) >= 8


def test_the_filter_shows_what_is_ticked(browser, shown, results):
    browser.open(shown)
    every = len(results.verdicts)
    seen = f"{VISIBLE % 'article'}.map((e) => e.dataset.outcome)"
    said = "document.querySelector('[role=status]').textContent"
    assert len(browser.run(seen)) == every
    assert browser.run(said) == f"{every} of {every} verdicts are shown."
    browser.run("document.querySelector('input[value=PROVED]').click()")
    left = browser.run(seen)
    assert "PROVED" not in left
    assert len(left) == sum(verdict.outcome.value != "PROVED" for verdict in results.verdicts)
    assert browser.run(said) == f"{len(left)} of {every} verdicts are shown."
    assert browser.run("document.querySelectorAll('[data-row=PROVED]:not(.hidden)').length") == 0
    browser.run("document.querySelector('button[value=none]').click()")
    assert browser.run(seen) == []
    # No heading stands over nothing.
    assert browser.run(f"{VISIBLE % '.group'}.length") == 0
    # A link to a hidden verdict shows that one, and a second time as well.
    for _ in range(2):
        browser.run("document.querySelector('.steps tr:nth-child(2) a').click()")
        browser.run("new Promise((done) => setTimeout(done, 50))")  # the page answers after the click
        assert browser.run(seen) == ["ENCLOSED"]
        browser.run("document.querySelector('button[value=none]').click()")
    browser.run("document.querySelector('button[value=all]').click()")
    assert len(browser.run(seen)) == every


def test_the_keyboard_reaches_and_works_everything(browser, shown):
    browser.open(shown)
    browser.press("Tab")
    assert browser.run("document.activeElement.className") == "skip"
    # What has the focus can be seen: an outline, and the hidden link comes into view.
    assert browser.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert browser.run("document.activeElement.getBoundingClientRect().left") >= 0
    for _ in range(60):
        browser.press("Tab")
        if browser.run("document.activeElement.type") == "checkbox":
            break
    ticked = browser.run("document.activeElement.value")
    browser.press(" ", text=" ")
    count = f"document.querySelectorAll('article[data-outcome={ticked}]:not(.hidden)').length"
    assert browser.run(count) == 0
    browser.press(" ", text=" ")
    assert browser.run(count) > 0
    browser.run("document.querySelector('summary').focus()")
    browser.press("Enter", text="\r")
    assert browser.run("document.querySelector('details').open")
    # Whatever scrolls sideways can be scrolled from the keyboard.
    assert browser.run("[...document.querySelectorAll('.scroll, pre')].every((e) => e.tabIndex === 0)")


def test_a_reader_who_sees_nothing_is_told_everything(browser, shown):
    browser.open(shown, width=400)
    browser.call("Accessibility.enable")
    nodes = browser.call("Accessibility.getFullAXTree")["nodes"]
    named = ("link", "image", "checkbox", "button", "region", "navigation", "heading")
    roles = [node.get("role", {}).get("value") for node in nodes if not node["ignored"]]
    silent = [node for node in nodes if not node["ignored"] and not node.get("name", {}).get("value")]
    assert not [node for node in silent if node.get("role", {}).get("value") in named]
    assert set(named) <= set(roles)
    # Tables whose cells stand below one another on a phone are still tables.
    assert "cell" in roles
    assert "columnheader" in roles


def test_a_proof_graph_is_drawn_for_the_width_of_the_window(browser, shown):
    for width, place in ((1200, "page"), (400, "phone")):
        browser.open(shown, width=width)
        size = browser.run(f"document.querySelector('.graph .{place} svg').getBoundingClientRect().width")
        assert 0 < size <= width
        assert browser.run(f"{VISIBLE % '.graph svg'}.length") == 1


def test_names_that_try_to_act_do_nothing(browser, hostile_to_pages, tmp_path):
    path = write_report(hostile_to_pages, tmp_path, formats=["html"])[0]
    browser.call(
        "Page.addScriptToEvaluateOnNewDocument", source="window.acted = 0; window.alert = () => { acted += 1; };"
    )
    browser.open(path)
    browser.run("document.querySelectorAll('details').forEach((item) => { item.open = true; })")
    browser.run("document.querySelectorAll('body *').forEach((e) => e.dispatchEvent(new Event('mouseover')))")
    assert browser.run("acted") == 0
    assert browser.complaints() == []
    assert browser.run("document.scripts.length") == 1
    assert (
        browser.run("document.querySelectorAll('x-acts, mglyph, iframe, object, embed, form, base, link').length") == 0
    )
    handlers = (
        "[...document.querySelectorAll('*')].flatMap((e) => [...e.attributes]).filter((a) => a.name.startsWith('on'))"
    )
    assert browser.run(f"{handlers}.length") == 0
    assert browser.run("[...document.querySelectorAll('a')].every((e) => e.getAttribute('href').startsWith('#'))")
    assert len(browser.run(f"{VISIBLE % 'article'}.map((e) => e.id)")) == len(hostile_to_pages.verdicts)
