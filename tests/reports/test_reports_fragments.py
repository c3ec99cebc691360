"""Parts of a report for an author's own paper."""

import re

import pytest
from boundproof.reports import fragments
from boundproof.reports.document import outline
from boundproof.reports.write import write_report
from hypothesis import given
from hypothesis import strategies as st

NAMES = {
    ("min-norm", "explicit", "n 100", "k*"): "minNormExplicitNOneZeroZeroKStar",
    ("t", "", "r_0/n"): "tRZeroOverN",
    ("E‖θ̂‖²",): "eThetaSquared",
    ("中",): "bp",
}


@pytest.mark.parametrize("parts", NAMES)
def test_commands_are_named_by_what_they_hold(parts):
    assert fragments.command(*parts) == NAMES[parts]


@given(st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_any_texts_make_a_name_that_tex_takes(parts):
    assert re.fullmatch(r"[a-z][A-Za-z]*", fragments.command(*parts))


def test_every_number_of_the_tables_has_one_command(results):
    text = fragments.numbers(outline(results))
    names = re.findall(r"\\newcommand\{\\([A-Za-z]+)\}", text)
    assert len(names) == len(set(names))
    # Three numbers that are no headings of rows, in the table of a step and in that of the run.
    for name, value in {
        "minNormRanksNOneZeroZeroEffectiveRankK": r"\num{29}",
        "minNormRanksNInfinityEffectiveRankK": r"\num{111.63}\;[\num{111.6}, \num{111.66}]",
        "checkTableOneNOneZeroZeroEffectiveRankK": r"\num{29}",
    }.items():
        assert rf"\newcommand{{\{name}}}{{\ensuremath{{{value}}}}}" in text
    assert len(names) == 8


def test_files_of_an_author(results, hostile, tmp_path):
    names = [path.name for path in write_report(results, tmp_path, formats=["fragments"])]
    assert names[:4] == ["theorem-by-hand-min-norm.tex", "numbers.tex", "boundproof.sty", "report.bib"]
    text = (tmp_path / names[0]).read_text(encoding="utf-8")
    assert text.count(r"\begin{bpitem}") == 8
    assert r"\documentclass" not in text
    labels = set(re.findall(r"\\label\{([^}]*)\}|\\begin\{bpitem\}\{[^}]*\}\{[^}]*\}\{([^}]*)\}", text))
    used = set(re.findall(r"\\ref\{([^}]*)\}|\\hyperref\[([^\]]*)\]", text))
    assert {a or b for a, b in used} <= {a or b for a, b in labels}
    for file, text in fragments.render(outline(hostile)).items():
        assert re.fullmatch(r"[a-z0-9-]+\.tex", file)
        assert r"\input{" not in text
        assert all(line.startswith(("%", "\\newcommand{")) for line in text.splitlines() if file == "numbers.tex")
