"""What verdicts look like in a notebook, as mathematics and tables. Light to import: all work is done when asked.

`show(verdict)` wraps a verdict, a theorem's verdict or a whole run for IPython's display; `register(shell)` makes a
shell display them so without being asked, which verdicts, knowing nothing of documents, cannot do by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..verify.results import Results
    from ..verify.verdict import StepVerdict, TheoremVerdict, Verdict

    Showable = Verdict | StepVerdict | TheoremVerdict | Results


@dataclass(frozen=True)
class Shown:
    """A verdict dressed for a notebook; `str` of it is its plain text."""

    value: Showable

    def _repr_html_(self) -> str:
        return html(self.value)

    def _repr_latex_(self) -> str | None:
        return latex(self.value)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        bundle = {"text/plain": str(self), "text/html": html(self.value)}
        tex = latex(self.value)
        return bundle if tex is None else {**bundle, "text/latex": tex}

    def __str__(self) -> str:
        return plain(self.value)


def show(value: Showable) -> Shown:
    """A verdict, step, theorem or run for display in a notebook."""
    return Shown(value)


def register(shell: Any) -> None:
    """Make an IPython shell display verdicts, steps, theorems and runs as mathematics and tables.

    Arguments: `shell`, what `get_ipython()` returns.
    """
    formatters = shell.display_formatter.formatters
    for name in ("Verdict", "StepVerdict", "TheoremVerdict"):
        formatters["text/html"].for_type_by_name("boundproof.verify.verdict", name, html)
        formatters["text/latex"].for_type_by_name("boundproof.verify.verdict", name, latex)
    formatters["text/html"].for_type_by_name("boundproof.verify.results", "Results", html)
    formatters["text/latex"].for_type_by_name("boundproof.verify.results", "Results", latex)


def plain(value: Showable) -> str:
    """One line a verdict."""
    return "\n".join(f"{name + ': ' if name else ''}{verdict}" for name, verdict in _verdicts(value))


def html(value: Showable) -> str:
    """A table of claims with their outcomes, formulas as MathML; the text of names and reasons is escaped."""
    from markupsafe import Markup

    from . import html as page
    from .escape import clean

    rows = Markup("").join(
        Markup("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>").format(
            clean(name), page.pieces([_piece(verdict)]), verdict.outcome.value, page.prose(verdict.why)
        )
        for name, verdict in _verdicts(value)
    )
    head = Markup("<tr><th>name</th><th>claim</th><th>outcome</th><th>why</th></tr>")
    return str(Markup("<table><thead>{}</thead><tbody>{}</tbody></table>").format(head, rows))


def latex(value: Showable) -> str | None:
    """The claims with their outcomes in math mode, a line each; None where a claim has no formula."""
    lines = []
    for _, verdict in _verdicts(value):
        piece = _piece(verdict)
        if piece.kind != "math":
            return None
        lines.append(rf"{piece.latex()} && \text{{{verdict.outcome.value}}}")
    if not lines:
        return None
    return r"$\displaystyle \begin{aligned}" + r" \\ ".join(lines) + r"\end{aligned}$"


def _piece(verdict: Verdict) -> Any:
    from . import statements

    return statements.claim(verdict.claim, verdict.point, tuple(verdict.hypotheses))


def _verdicts(value: Showable) -> list[tuple[str, Verdict]]:
    from ..verify.results import Results
    from ..verify.verdict import StepVerdict, TheoremVerdict, Verdict

    if isinstance(value, Verdict):
        return [("", value)]
    if isinstance(value, StepVerdict):
        return [(value.name, value.verdict)]
    if isinstance(value, TheoremVerdict):
        return [(step.name, step.verdict) for step in value.steps]
    if isinstance(value, Results):
        steps = [(step.name, step.verdict) for theorem in value.theorems for step in theorem.steps]
        return steps + list(value.claims)
    raise TypeError(f"{type(value).__name__} is not a verdict")
