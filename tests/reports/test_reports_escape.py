"""Any text goes into TeX and Markdown as text."""

import re

import pytest
from boundproof.reports.escape import clean, slug, tex, tex_code
from boundproof.reports.markdown import code, text
from hypothesis import given
from hypothesis import strategies as st

ESCAPED = {
    "a_b & 100% #1 $x$": r"a\_b \& 100\% \#1 \$x\$",
    "\\input{x}": r"\textbackslash{}input\textbraceleft{}x\textbraceright{}",
    "a--b ''q''": r"a-{}-b '{}'q'{}'",
    "<<x>>": r"\textless{}\textless{}x\textgreater{}\textgreater{}",
    "θ̂ ≥ λ₁²": r"\ensuremath{\hat{\theta}} \ensuremath{\ge} \ensuremath{\lambda}\ensuremath{_{1}}\ensuremath{^{2}}",
    "naïve Łódź": r"na\"{i}ve \L{}\'{o}d\'{z}",
    "中": r"{\footnotesize[U+4E2D]}\allowbreak{}",
    "one\ntwo": "one two",
}


@pytest.mark.parametrize("given_text", ESCAPED)
def test_text_becomes_tex(given_text):
    assert tex(given_text) == ESCAPED[given_text]


# What the two functions may emit: plain characters that TeX prints, and the commands of their own tables.
SAFE = re.compile(
    r"[A-Za-z0-9 .,:;!?'()\]/+=@~-]"
    r"|\{[\[*]\}"
    r"|\\[$&#%_]"
    r"|\\(text[a-z]+|[SLlOo]|ss|ae|AE|oe|OE|i|dj|DJ|dh|th|guillemot(left|right)|allowbreak)\{\}"
    r"|\\[`'^~\"rvckuH=.b]\{[A-Za-z]\}"
    r"|\\ensuremath\{(\\(hat|tilde|bar|dot|ddot)\{)?[\\^_A-Za-z0-9{}'*+-]*\}+"
    r"|\{\\footnotesize\[U\+[0-9A-F]+\]\}"
    r"|\\ |\\,|\{\}"
)


@given(st.text(max_size=30))
def test_tex_consists_of_safe_pieces(given_text):
    for shown in (tex(given_text), tex_code(given_text)):
        assert SAFE.sub("", shown) == ""
        assert shown.count("{") == shown.count("}")
        assert "--" not in shown
        assert "''" not in shown


@given(st.text(max_size=30))
def test_markdown_has_no_markup_of_the_text(given_text):
    shown = text(given_text)
    assert "\n" not in shown
    assert not re.search(r"(?<!\\)(\\\\)*[<`*_\[\]|$]", shown)
    fence = re.match(r"`+", code(given_text))
    if fence:
        assert code(given_text).endswith(fence[0])
        assert fence[0] not in code(given_text)[len(fence[0]) : -len(fence[0])]


def test_characters_that_act_are_shown_as_replaced():
    assert clean("a\x00b\x1bc\u202ed\u2066e\tf\u2028g") == "a\ufffdb\ufffdc\ufffdd\ufffde f g"


def test_slugs_are_file_names():
    assert slug("../../etc/passwd") == "etc-passwd"
    assert slug("Łódź & θ") == "odz"
    assert slug("中文") == "item"
    assert len(slug("x" * 500)) == 60
