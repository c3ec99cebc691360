"""Verdicts in a notebook."""

import re
import subprocess
import sys
from dataclasses import replace

import pytest
from boundproof.bounds.filters import Ridge
from boundproof.bounds.parsing import parse_expression, parse_point
from boundproof.bounds.spectra import from_formula, isotropic, supported_signal
from boundproof.reports.notebook import register, show
from boundproof.verify.asymptotics import expand
from boundproof.verify.enclosures.summary import summarise
from boundproof.verify.results import Results
from boundproof.verify.simulation import simulate, spectral_setting
from boundproof.verify.verdict import Outcome, StepVerdict, Verdict


def test_a_verdict_is_mathematics():
    shown = show(Verdict(Outcome.PROVED, "n/log(n) = O(n)", "orders", "orders", point="n -> oo"))
    bundle = shown._repr_mimebundle_()
    assert bundle["text/plain"] == "PROVED: n/log(n) = O(n)"
    assert "<mfrac>" in bundle["text/html"]
    formula = r"\frac{n}{\operatorname{log}(n)}=O(n) && \text{PROVED}"
    assert bundle["text/latex"] == rf"$\displaystyle \begin{{aligned}}{formula}\end{{aligned}}$"
    assert shown._repr_latex_() == bundle["text/latex"]


def test_a_run_is_a_table_and_hostile_names_are_inert(results, hostile):
    bare = Results("check", claims=results.claims)
    assert show(bare)._repr_html_().count("<tr>") == 1 + 2
    assert show(replace(results.theorems[0], steps=results.theorems[0].steps[:1]))._repr_html_().count("<tr>") == 2
    assert show(results.theorems[0].steps[0])._repr_html_().count("<tr>") == 2
    assert show(results)._repr_latex_() is None
    assert "text/latex" not in show(results)._repr_mimebundle_()
    page = show(hostile)._repr_html_()
    assert "<script" not in page
    assert "<img src=x" not in page


def test_claims_in_words_have_their_formulas():
    claim = "k*/n is smaller at `n = 1000`, for λ_i = `1/i`"
    page = show(StepVerdict("words", Verdict(Outcome.ENCLOSED, claim, "balls", "enclosures")))._repr_html_()
    assert "`" not in page
    assert page.count("<math") == 4
    page = show(StepVerdict("norm", Verdict(Outcome.PROVED, "norm(theta) >= 0", "", "lemmas")))._repr_html_()
    assert "<msup><mi>θ</mi><mo>∗</mo></msup>" in page  # the field's θ*, as in a report


def test_a_verdict_brings_its_tables_and_a_theorem_its_figures(results):
    theorem = results.theorems[0]
    page = show(theorem)._repr_html_()
    assert page.count("<img") == len(theorem.series) == 1
    # The steps, the ranks of the enclosure and the cases of the open step; one row of headings each.
    assert page.count("<table>") == 3
    assert page.count("<tr>") == (1 + 8) + (1 + 4) + (1 + 3)


def test_what_was_enclosed_of_a_spectrum_is_a_table():
    found = summarise(from_formula("1/(i*log(i+1)**2)"), 100, supported_signal(1))
    shown = show(found)
    page = shown._repr_html_()
    assert page.count("<tr>") == 14
    # r_{k*-1} = 99.797 and r_k* = 104.184 are certified known answers at k* = 29.
    for digits in ("29", "99.79680", "104.1837", "0.29"):
        assert digits in page
    assert shown._repr_latex_() is None
    assert str(shown).splitlines()[1] == "k*: 29"


def test_a_simulation_is_a_table_with_intervals():
    found = simulate(spectral_setting(isotropic(6), 3), [Ridge(1)], draws=5, seed=1)
    page = show(found)._repr_html_()
    assert re.search("5 draws of (<span[^>]*>)?<math.*?</math>,(</span>)? seed 1", page)
    assert page.count("<tr>") == page.count("Ridge(ridge=1)") + 1 >= 4


def test_expansions_are_formulas():
    found = expand(parse_expression("n/(n - 1)"), parse_point("n -> oo"), terms=2)
    assert found._repr_latex_() == r"$\displaystyle 1 + \frac{1}{n} + \cdots$"


def test_what_is_no_verdict_is_refused():
    with pytest.raises(TypeError, match="int is not a verdict"):
        show(3)._repr_html_()


def test_a_shell_displays_verdicts_unasked(results):
    class Formatter:
        def __init__(self):
            self.known = {}

        def for_type_by_name(self, module, name, function):
            self.known[module, name] = function

    class Shell:
        class display_formatter:
            formatters = {"text/html": Formatter(), "text/latex": Formatter()}  # noqa: RUF012

    register(Shell)
    for formatter in Shell.display_formatter.formatters.values():
        for value in (results, results.theorems[0], results.theorems[0].steps[0], results.verdicts[0]):
            key = (type(value).__module__, type(value).__name__)
            assert callable(formatter.known[key])


def test_importing_costs_nothing():
    script = (
        "import sys, boundproof.reports.notebook, boundproof.reports.write, boundproof.commands.report\n"
        "heavy = {'sympy', 'numpy', 'matplotlib', 'jinja2', 'rich', 'jsonschema'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
