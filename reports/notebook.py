"""What verdicts and numbers look like in a notebook, as mathematics and tables. Light to import: all work waits.

`show(value)` wraps a verdict, a theorem's verdict, a whole run, what was enclosed of a spectrum or a simulation for
IPython's display; `register(shell)`, which `import boundproof` calls in a notebook, makes the shell display them so
without being asked: knowing nothing of documents, they cannot do so by themselves. Claims, theorems, spectra, signals,
estimators and expansions show themselves as formulas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..bounds.errors import BoundproofError

if TYPE_CHECKING:
    from ..verify.enclosures.summary import Summary
    from ..verify.results import Results
    from ..verify.simulation import Simulation
    from ..verify.verdict import StepVerdict, TheoremVerdict, Verdict

    Showable = Verdict | StepVerdict | TheoremVerdict | Results | Summary | Simulation


_DIGITS = 10


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
    formatters["text/html"].for_type_by_name("boundproof.verify.enclosures.summary", "Summary", html)
    formatters["text/html"].for_type_by_name("boundproof.verify.simulation.simulation", "Simulation", html)


def plain(value: Showable) -> str:
    """One line a verdict; of numbers, a line a quantity."""
    numbers = _numbers(value)
    if numbers is not None:
        from .numbers import show as cell

        return "\n".join(": ".join(str(cell(part)) for part in row[:2]) for row in numbers["rows"])
    return "\n".join(f"{name + ': ' if name else ''}{verdict}" for name, verdict, _ in _verdicts(value))


def html(value: Showable) -> str:
    """A table of claims with their outcomes, formulas as MathML, and below it the tables and figures that came with
    them; of numbers, a table of quantities. The text of names and reasons is escaped.
    """
    from markupsafe import Markup

    from . import html as page
    from .escape import clean
    from .figures import describe

    numbers = _numbers(value)
    if numbers is not None:
        return str(_table(numbers))
    rows = Markup("").join(
        Markup("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>").format(
            clean(name), _claim(verdict, quantities), verdict.outcome.value, page.prose(verdict.why)
        )
        for name, verdict, quantities in _verdicts(value)
    )
    head = Markup("<tr><th>name</th><th>claim</th><th>outcome</th><th>why</th></tr>")
    table = Markup("<table><thead>{}</thead><tbody>{}</tbody></table>").format(head, rows)
    below = [_table(data) for _, verdict, _ in _verdicts(value) for data in _tables(verdict)]
    below += [
        Markup('<figure><img src="{}" alt="{}"><figcaption>{}</figcaption></figure>').format(
            page.picture(series), describe(series), page.prose(series["caption"])
        )
        for series in _series(value)
    ]
    return str(Markup("").join([table, *below]))


def _table(data: Mapping[str, Any]) -> Any:
    from markupsafe import Markup

    from . import html as page
    from .numbers import show as shown

    def line(cells: list[Any], tag: str) -> Any:
        opened = Markup(f"<{tag}>{{}}</{tag}>")
        return Markup("<tr>{}</tr>").format(Markup("").join(opened.format(cell) for cell in cells))

    head = line([page.prose(column) for column in data["columns"]], "th")
    rows = Markup("").join(line([page.number(shown(cell)) for cell in row], "td") for row in data["rows"])
    caption = page.prose(data["caption"])
    return Markup("<table><caption>{}</caption><thead>{}</thead><tbody>{}</tbody></table>").format(caption, head, rows)


def _tables(verdict: Verdict) -> list[Mapping[str, Any]]:
    """The cases of a verdict, and the tables of its evidence."""
    rows = [[f"`{case.region}`", case.outcome.value, case.why] for case in verdict.cases]
    found: list[Mapping[str, Any]] = []
    if rows:
        found.append({"columns": ["parameters", "outcome", "why"], "rows": rows, "caption": "By case"})
    for item in verdict.evidence:
        found += [item.data["table"]] if "table" in item.data else []
        found += item.data.get("tables", [])
    return found


def _series(value: Showable) -> list[Mapping[str, Any]]:
    own = list(getattr(value, "series", ()))
    return own + [series for theorem in getattr(value, "theorems", ()) for series in theorem.series]


def _numbers(value: Showable) -> Mapping[str, Any] | None:
    """The table of what is no verdict: a spectrum's quantities, or a simulation's; None of verdicts."""
    from ..verify.enclosures.summary import Summary

    if isinstance(value, Summary):
        return _enclosed(value)
    if type(value).__name__ == "Simulation":  # without loading the simulation for the sake of a verdict
        from ..verify.simulation import Simulation

        if isinstance(value, Simulation):
            return _simulated(value)
    return None


def _enclosed(found: Summary) -> Mapping[str, Any]:
    k = found.threshold.k
    quantities = {
        "r_0": found.rank_zero,
        "k*": "oo" if k is None else str(k),
        "r_{k*-1}": found.rank_before,
        "r_{k*}": found.rank_at,
        "R_{k*}": found.squared_rank_at,
        "κ_0": found.kappa_zero,
        "r_0/n": found.ratios[0],
        "k*/n": found.ratios[1],
        "n/R_k*": found.ratios[2],
        "predicted R_std": found.prediction.standard_risk,
        "predicted E‖θ̂‖²": found.prediction.norm_squared,
        "predicted R_adv, at least": found.prediction.adversarial_low,
        "predicted R_adv, at most": found.prediction.adversarial_high,
    }
    rows = [[name, value if isinstance(value, str) else _ball(value)] for name, value in quantities.items()]
    caption = f"At `n = {found.n}`, enclosed in ball arithmetic; predictions are deterministic equivalents."
    return {"columns": ["quantity", "value"], "rows": rows, "caption": caption}


def _ball(value: Any) -> Any:
    """A ball as a cell, its ends rounded outwards; None for what does not exist."""
    if value is None or not value.is_finite():
        return None if value is None else "oo"
    middle, radius, exponent = value.mid_rad_10exp(_DIGITS)
    ends = {"low": f"{middle - radius}e{exponent}", "high": f"{middle + radius}e{exponent}"}
    return {"value": value.mid().str(_DIGITS, radius=False), **ends}


def _simulated(found: Simulation) -> Mapping[str, Any]:
    rows: list[list[Any]] = []
    for place, filter_ in enumerate(found.plan.filters):
        for quantity in found.values:
            try:
                estimate = found.estimate(quantity, place)
            except BoundproofError:  # a quantity that does not exist here, or has no mean
                continue
            data = estimate.to_json()
            ends = {end: "oo" if data[end] is None else data[end] for end in ("low", "high")}
            rows.append(
                [quantity, {"value": estimate.value, **ends}, repr(filter_), estimate.statistic, estimate.method]
            )
    caption = f"{found.draws} draws of X, seed {found.seed}; intervals of level 0.95, each by itself."
    return {"columns": ["quantity", "value", "estimator", "statistic", "interval"], "rows": rows, "caption": caption}


def latex(value: Showable) -> str | None:
    """The claims with their outcomes in math mode, a line each; None where a claim has no formula."""
    if _numbers(value) is not None:
        return None
    lines = []
    for _, verdict, quantities in _verdicts(value):
        piece = _piece(verdict, quantities)
        if piece.kind != "math":
            return None
        lines.append(rf"{piece.latex()} && \text{{{verdict.outcome.value}}}")
    if not lines:
        return None
    return r"$\displaystyle \begin{aligned}" + r" \\ ".join(lines) + r"\end{aligned}$"


def _piece(verdict: Verdict, quantities: bool) -> Any:
    from . import statements

    return statements.claim(verdict.claim, verdict.point, tuple(verdict.hypotheses), quantities=quantities)


def _claim(verdict: Verdict, quantities: bool) -> Any:
    from . import html as page
    from . import statements

    shown = statements.claims(verdict.claim, verdict.point, tuple(verdict.hypotheses), quantities=quantities)
    return page.pieces(shown, display=True)


def _verdicts(value: Showable) -> list[tuple[str, Verdict, bool]]:
    """Names and verdicts, and whether each speaks of the field's quantities, as the steps of theorems do."""
    from ..verify.results import Results
    from ..verify.verdict import StepVerdict, TheoremVerdict, Verdict

    if isinstance(value, Verdict):
        return [("", value, False)]
    if isinstance(value, StepVerdict):
        return [(value.name, value.verdict, True)]
    if isinstance(value, TheoremVerdict):
        return [(step.name, step.verdict, True) for step in value.steps]
    if isinstance(value, Results):
        steps = [(step.name, step.verdict, True) for theorem in value.theorems for step in theorem.steps]
        return steps + [(name, verdict, False) for name, verdict in value.claims]
    raise TypeError(f"{type(value).__name__} is not a verdict")
