"""Verdicts in a notebook."""

import subprocess
import sys

import pytest
from boundproof.reports.notebook import register, show
from boundproof.verify.verdict import Outcome, Verdict


def test_a_verdict_is_mathematics():
    shown = show(Verdict(Outcome.PROVED, "n/log(n) = O(n)", "orders", "orders", point="n -> oo"))
    bundle = shown._repr_mimebundle_()
    assert bundle["text/plain"] == "PROVED: n/log(n) = O(n)"
    assert "<mfrac>" in bundle["text/html"]
    formula = r"\frac{n}{\operatorname{log}(n)}=O(n) && \text{PROVED}"
    assert bundle["text/latex"] == rf"$\displaystyle \begin{{aligned}}{formula}\end{{aligned}}$"
    assert shown._repr_latex_() == bundle["text/latex"]


def test_a_run_is_a_table_and_hostile_names_are_inert(results, hostile):
    assert show(results)._repr_html_().count("<tr>") == 1 + len(results.verdicts)
    assert show(results.theorems[0])._repr_html_().count("<tr>") == 9
    assert show(results.theorems[0].steps[0])._repr_html_().count("<tr>") == 2
    assert show(results)._repr_latex_() is None
    assert "text/latex" not in show(results)._repr_mimebundle_()
    page = show(hostile)._repr_html_()
    assert "<script" not in page
    assert "<img" not in page


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
