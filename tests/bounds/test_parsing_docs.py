"""The reference page says what the grammar does."""

import re
from pathlib import Path

import pytest
from boundproof.bounds.errors import GrammarError
from boundproof.bounds.parsing import parse_claim, parse_expression, parse_given, to_text
from boundproof.bounds.parsing.limits import MAX_ARGUMENT, MAX_DEPTH, MAX_DIGITS, MAX_EXPONENT, MAX_TEXT
from boundproof.bounds.parsing.table import GRAMMAR, LANDAU

PAGE = (Path(__file__).parents[2] / "docs" / "grammar.md").read_text()
SECTIONS = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


def _lines(section: str) -> list[tuple[str, str]]:
    block = re.search(r"```text\n(.*?)```", SECTIONS[section], re.DOTALL).group(1)
    return [tuple(side.strip() for side in line.split("⇒")) for line in block.splitlines()]


@pytest.mark.parametrize(("text", "canonical"), _lines("Formulas"))
def test_formulas(text, canonical):
    assert to_text(parse_expression(text)) == canonical


@pytest.mark.parametrize(("text", "canonical"), _lines("Claims") + _lines("LaTeX"))
def test_claims(text, canonical):
    assert parse_claim(text, as_="n -> oo", known=None).text == canonical


@pytest.mark.parametrize(("text", "canonical"), _lines("Hypotheses"))
def test_hypotheses(text, canonical):
    assert ", ".join(hypothesis.text for hypothesis in parse_given(text)) == canonical


def test_names_and_limits():
    names = re.findall(r"`(\w+)`", SECTIONS["Formulas"].split("Functions:")[1].split("Constants:")[0])
    assert names == sorted({entry.name for entry in GRAMMAR.entries.values() if not entry.constant})
    assert re.findall(r"`(\w+)`", SECTIONS["Claims"].split("Landau names are")[1].split(";")[0]) == list(LANDAU)
    assert [int(number) for number in re.findall(r"\d+", SECTIONS["Limits"])][:4] == [
        MAX_TEXT,
        MAX_DEPTH,
        MAX_DIGITS,
        MAX_EXPONENT,
    ]
    assert MAX_ARGUMENT == MAX_EXPONENT


@pytest.mark.parametrize("text", re.findall(r"`([^`]+)`", SECTIONS["LaTeX"].split("ambiguous:")[1]))
def test_what_is_called_ambiguous_is_refused(text):
    with pytest.raises(GrammarError):
        parse_expression(f"${text}$")
