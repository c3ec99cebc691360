"""What a run looks like in a terminal: progress while it runs, the verdict table when it is done.

On a terminal rich draws both; elsewhere the table is plain text and progress is silent.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

from ..verify.results import Results
from ..verify.verdict import Outcome, StepVerdict, TheoremVerdict
from .escape import clean

if TYPE_CHECKING:
    from rich.text import Text

_STYLES = {
    Outcome.PROVED: "bold green",
    Outcome.ENCLOSED: "green",
    Outcome.SUPPORTED: "cyan",
    Outcome.REFUTED: "bold red",
    Outcome.CONTRADICTED: "red",
    Outcome.GAP: "magenta",
    Outcome.VACUOUS: "yellow",
    Outcome.UNDECIDED: "yellow",
}


def is_terminal(stream: IO[str]) -> bool:
    """Whether a stream is a terminal that understands colours; NO_COLOR and TERM=dumb say that it does not."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def print_results(results: Results, stream: IO[str], *, color: bool, seconds: bool = False) -> None:
    """Writes the verdict table of a run, theorem by theorem, the claims by themselves, and the counts.

    Arguments: `results`; `stream`; `color`, whether to draw tables in colour, else plain lines; `seconds`, whether to
    end with the time that each theorem took, the slowest steps beside it. Names and claims are
    printed without characters that a terminal would obey.
    """
    for theorem in results.theorems:
        _print_theorem(theorem, stream, color=color)
    for name, verdict in results.claims:
        _print(f"{name}: {verdict.outcome.value}  {verdict.claim}", stream)
    if seconds:
        _print_seconds(results, stream)
    counted = ", ".join(f"{count} {outcome.value}" for outcome, count in results.counts().items() if count)
    print(f"{counted or 'nothing checked'}; {results.engine_only} not re-checked by an independent reader", file=stream)
    unexpected = [step for theorem in results.theorems for step in theorem.steps if not step.as_expected]
    if unexpected:
        print(f"{len(unexpected)} not as declared:", file=stream)
        for step in unexpected:
            verdict = step.verdict
            _print(f"  {step.name}: {verdict.outcome.value}, declared {step.expected.value}: {verdict.why}", stream)
    elif results.theorems:
        print("every outcome as declared", file=stream)


def _print(line: str, stream: IO[str]) -> None:
    print(_bare(line), file=stream)


def _bare(text: str) -> str:
    """The text without characters that a terminal would obey, and without the marks of formulas."""
    return clean(text).replace("`", "")


def _print_theorem(theorem: TheoremVerdict, stream: IO[str], *, color: bool) -> None:
    given = f" given {', '.join(theorem.given)}" if theorem.given else ""
    conclusion = f"{theorem.outcome.value}{given}: {theorem.why}"
    if not color:
        _print(f"{theorem.name}: {theorem.title}", stream)
        width = max((len(clean(step.name)) for step in theorem.steps), default=0)
        for step in theorem.steps:
            mark = " " if step.as_expected else "!"
            _print(f"{mark} {clean(step.name):<{width}}  {step.verdict.outcome.value:<12}  {_title(step)}", stream)
        if theorem.left_out:
            _print(f"- {_left_out(theorem)}", stream)
        _print(f"= {conclusion}", stream)
        print(file=stream)
        return
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console = Console(file=stream, highlight=False, force_terminal=True)
    heading = Text(f"{_bare(theorem.title)}\n{clean(theorem.name)}", style="italic")
    rows = [
        (Text(clean(step.name)), _outcome(step), Text(_title(step)), f"{step.verdict.seconds:.2f}")
        for step in theorem.steps
    ]
    names = max((len(name) for name, *_ in rows), default=0)
    outcomes = max((len(outcome) for _, outcome, *_ in rows), default=0)
    if console.width < names + outcomes + _WHAT + _FRAME:
        console.print(heading)
        for name, outcome, what, seconds in rows:
            console.print(Text("  ").join([name, outcome, Text(f"{seconds} s")]), overflow="fold")
            console.print(Padding(what, (0, 0, 0, 4)), overflow="fold")
    else:
        table = Table(title=heading, title_justify="left", show_edge=False)
        table.add_column("step", overflow="fold", no_wrap=True)
        table.add_column("outcome", no_wrap=True)
        table.add_column("what", overflow="fold")
        table.add_column("s", justify="right", no_wrap=True)
        for row in rows:
            table.add_row(*row)
        console.print(table)
    if theorem.left_out:
        console.print(Text(clean(_left_out(theorem))))
    console.print(Text(f"{_bare(conclusion)}\n", style=_STYLES[theorem.outcome]))


_WHAT, _FRAME = 24, 18
"""Characters that a step's text needs beside the other columns, and those of the frame and the seconds."""


def _outcome(step: StepVerdict) -> Text:
    from rich.text import Text

    outcome = Text(step.verdict.outcome.value, style=_STYLES[step.verdict.outcome])
    if not step.as_expected:
        outcome.append(f" (declared {step.expected.value})", style="bold red")
    return outcome


def _print_seconds(results: Results, stream: IO[str]) -> None:
    """The wall time of each theorem, with its three slowest steps; what no step took went into figures."""
    for theorem in results.theorems:
        slowest = sorted(theorem.steps, key=lambda step: -step.verdict.seconds)[:3]
        named = ", ".join(f"{step.name} {step.verdict.seconds:.1f} s" for step in slowest)
        figures = max(0.0, theorem.seconds - sum(step.verdict.seconds for step in theorem.steps))
        _print(f"{theorem.seconds:7.1f} s  {theorem.name} (figures {figures:.1f} s; {named})", stream)
    total = sum(theorem.seconds for theorem in results.theorems)
    print(f"{total:7.1f} s  in all, wall time", file=stream)


def _left_out(theorem: TheoremVerdict) -> str:
    """Which instances a quicker run did not check."""
    return f"left to a fuller run: {', '.join(theorem.left_out)}"


def _title(step: StepVerdict) -> str:
    """What a step says."""
    return _bare(step.title or step.verdict.claim)


_PROGRESS = 78
"""Columns of a terminal in which the bar and the time that went by have their places beside what is running."""


@contextmanager
def progress_display(stream: IO[str], *, show: bool, color: bool = True) -> Iterator[Any]:
    """A callable for progress: a bar with what is running and the time left; silent unless `show`, and
    without colours unless `color`.

    It takes anything with `theorem`, `step`, `done` and `total`.
    """
    if not show:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.table import Column

    console = Console(file=stream, no_color=not color or None)
    whole = console.width >= _PROGRESS
    columns = (
        *((BarColumn(bar_width=20),) if whole else ()),
        TextColumn("{task.completed:.0f}/{task.total:.0f}", table_column=Column(no_wrap=True)),
        *((TimeElapsedColumn(table_column=Column(no_wrap=True)),) if whole else ()),
        TextColumn("left", table_column=Column(no_wrap=True)),
        TimeRemainingColumn(table_column=Column(no_wrap=True)),
        TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis")),
    )
    room = max(8, console.width - (48 if whole else 22))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=1.0)
        started = time.monotonic()

        def update(state: Any) -> None:
            what = f"{clean(state.theorem)}: {clean(state.step)}"
            since = f" ({time.monotonic() - started:.0f} s)"
            if len(what + since) > room:  # the step is what tells most
                what = clean(state.step)
            if len(what + since) > room:
                what = "…" + what[len(what) + len(since) + 1 - room :]
            bar.update(task, completed=state.done, total=state.total, description=what + since)

        yield update
