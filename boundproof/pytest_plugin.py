"""The pytest plugin: theorems as test items, and an error budget for what tests assert about means.

Collected as items, one a step and one for the theorem as a whole: every `Theorem` that a test module has at its top
level under a name that does not begin with an underscore, alone or in a list or tuple; and `.proof` files that are
named on the command line, or all of them with the ini option `theorem_proofs = true`. A step passes if its outcome is
the declared one. Any test may use `assert_at_most` and its kin: a plugin's budget is then open around it.

pytest imports this module whenever boundproof is installed: nothing heavy is imported before it is needed.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from errno import EISDIR
from os import strerror
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .pytest_summary import budget_lines, theorem_lines, updated, written
from .regression import TheoremRegression
from .verify.budget import DEFAULT_DELTA, DEFAULT_DRAWS, ItemBudget, RunBudget, spending

if TYPE_CHECKING:
    from .bounds.statements import Theorem
    from .verify.verdict import Outcome, StepVerdict

DEFAULT_BUDGET = 60.0
WHOLE = "(whole)"
"""The item of a theorem as a whole, beside those of its steps, whose names have no brackets."""
LOCK = "boundproof.lock"
_PROPERTY = "boundproof"
_LOCKED = "boundproof-lock"
_SEEN = pytest.StashKey[dict[str, int]]()
_STATE = pytest.StashKey["_State"]()


@dataclass
class _State:
    """What a process knows of its run: settings, budgets by item, and (where reports arrive) what they brought."""

    seconds: float
    seed: int
    delta: float
    draws: int
    report: str | None
    run: RunBudget | None = None
    budgets: dict[str, ItemBudget] = field(default_factory=dict)
    arrived: dict[str, dict[str, Any]] = field(default_factory=dict)
    locked: dict[str, Any] = field(default_factory=dict)


class TheoremFailed(Exception):
    """A step or theorem whose outcome is not the declared one; its text is all there is to show."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("boundproof", "theorems (boundproof)")
    group.addoption(
        "--theorem-budget",
        type=float,
        default=DEFAULT_BUDGET,
        metavar="SECONDS",
        help=f"time for each step of a theorem (default: {DEFAULT_BUDGET:g})",
    )
    group.addoption(
        "--theorem-delta",
        type=float,
        default=DEFAULT_DELTA,
        metavar="DELTA",
        help=f"false-alarm probability of all assertions about means in this run together (default: {DEFAULT_DELTA:g})",
    )
    group.addoption(
        "--theorem-draws",
        type=int,
        default=DEFAULT_DRAWS,
        metavar="N",
        help=f"draws after which an assertion about a mean is undecided, which fails (default: {DEFAULT_DRAWS})",
    )
    group.addoption("--theorem-seed", type=int, default=0, metavar="SEED", help="seed of all draws (default: 0)")
    group.addoption("--theorem-report", metavar="PATH", help="write the verdicts as JSON, for `boundproof report PATH`")
    group.addoption(
        "--update-lock", action="store_true", help="accept what theorem_regression finds, and write it to the lock file"
    )
    parser.addini("theorem_lock", "the lock file of theorem_regression, from the root directory", default=LOCK)
    parser.addini("theorem_proofs", "collect .proof files, not only those named on the command line", "bool", False)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "theorem: a step of a theorem, or a theorem, checked by boundproof")
    option = config.option
    config.stash[_STATE] = _State(
        option.theorem_budget, option.theorem_seed, option.theorem_delta, option.theorem_draws, option.theorem_report
    )
    for name, value, good, wanted in (
        ("budget", option.theorem_budget, option.theorem_budget >= 0, "a number of seconds, at least 0"),
        ("delta", option.theorem_delta, 0 < option.theorem_delta < 1, "a number between 0 and 1"),
        ("draws", option.theorem_draws, option.theorem_draws >= 1, "a whole number of at least 1"),
        ("seed", option.theorem_seed, 0 <= option.theorem_seed < 2**64, "a whole number from 0 to 2**64 - 1"),
    ):
        if not good:
            raise pytest.UsageError(f"--theorem-{name} {value}: expected {wanted}")
    if option.theorem_report and not hasattr(config, "workerinput"):  # before an hour of tests, not after it
        path = Path(option.theorem_report)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                raise IsADirectoryError(EISDIR, strerror(EISDIR))
        except OSError as error:
            raise pytest.UsageError(f"--theorem-report {path}: cannot be written: {error.strerror}") from None


# -- collection


def pytest_pycollect_makeitem(collector: pytest.Collector, name: str, obj: object) -> list[TheoremCollector] | None:
    # Where the module of statements has never been imported, no object can be a Theorem.
    statements = sys.modules.get("boundproof.bounds.statements")
    if statements is None or name.startswith("_") or not isinstance(collector, pytest.Module):
        return None
    several: list[Any] = list(obj) if isinstance(obj, list | tuple) else [obj]
    if not several or not all(isinstance(item, statements.Theorem) for item in several):
        return None
    seen = collector.stash.setdefault(_SEEN, {})
    found = []
    for theorem in several:
        if theorem.name not in seen:
            seen[theorem.name] = id(theorem)
            found.append(TheoremCollector.from_parent(collector, name=theorem.name, theorem=theorem))
        elif seen[theorem.name] != id(theorem):
            raise collector.CollectError(f"two theorems are called {theorem.name!r}: rename one")
    return found


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ProofFile | None:
    if file_path.suffix != ".proof":
        return None
    if parent.config.getini("theorem_proofs") or parent.session.isinitpath(file_path):
        return ProofFile.from_parent(parent, path=file_path)
    return None


class ProofFile(pytest.File):
    """A `.proof` file: one theorem, its items directly below it."""

    def collect(self) -> Iterator[pytest.Item]:
        """The items of the theorem; a script that cannot be read is a collection error of one line."""
        from .bounds.errors import BoundproofError
        from .proofs import read_proof

        try:
            theorem = read_proof(self.path)
        except BoundproofError as error:
            raise self.CollectError(str(error)) from None
        yield from _items(self, theorem)


class TheoremCollector(pytest.Collector):
    """A theorem of a test module, with its items."""

    def __init__(self, *, theorem: Theorem, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.theorem = theorem

    def collect(self) -> Iterator[pytest.Item]:
        """The items of the theorem."""
        yield from _items(self, self.theorem)


def _items(parent: pytest.Collector, theorem: Theorem) -> Iterator[pytest.Item]:
    done: dict[str, StepVerdict] = {}
    for step in theorem.steps_of("standard"):
        yield StepItem.from_parent(parent, name=step.name, theorem=theorem, done=done)
    yield WholeItem.from_parent(parent, name=WHOLE, theorem=theorem, done=done)


class _TheoremItem(pytest.Item):
    """What steps and wholes have in common; `done` are the verdicts that this process has found already."""

    def __init__(self, *, theorem: Theorem, done: dict[str, StepVerdict], **arguments: Any) -> None:
        super().__init__(**arguments)
        self.theorem = theorem
        self.done = done
        self.brought: dict[str, Any] = {}
        self.add_marker("theorem")

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the item is from."""
        return self.path, None, f"{self.theorem.name}::{self.name}"

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The verdict alone, without a traceback through this plugin."""
        if isinstance(excinfo.value, TheoremFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def expect(self, outcome: Outcome, expected: Outcome, claim: str, why: str) -> None:
        """Raises TheoremFailed unless the outcome is the declared one."""
        if outcome is not expected:
            lines = [f"{outcome.value}, declared {expected.value}", f"  claim: {claim}", f"  why: {why}"]
            raise TheoremFailed("\n".join(lines).replace("`", ""))


class StepItem(_TheoremItem):
    """One step, checked with those it rests on."""

    def runtest(self) -> None:
        """Checks the step."""
        from .verify.run import check_step

        state = self.config.stash[_STATE]
        found = check_step(self.theorem, self.name, self.done, budget=state.seconds, seed=state.seed)
        self.brought = {"theorem": self.theorem.name, "step": found.to_json()}
        self.expect(found.verdict.outcome, found.expected, found.verdict.claim, found.verdict.why)


class WholeItem(_TheoremItem):
    """The theorem: what its conclusions and hypotheses come to."""

    def runtest(self) -> None:
        """Checks the conclusions and whether the hypotheses exclude one another."""
        from .verify.run import conclude

        state = self.config.stash[_STATE]
        found = conclude(self.theorem, self.done, budget=state.seconds, seed=state.seed)
        self.brought = {"theorem": self.theorem.name, "whole": found.to_json()}
        self.expect(found.outcome, found.expected, found.statement or found.title, found.why)


# -- constants that must not change


@pytest.fixture
def theorem_regression(request: pytest.FixtureRequest) -> Iterator[TheoremRegression]:
    """Compares constants, thresholds, expansions and verdicts with those in the lock file."""
    config = request.config
    path = config.rootpath / config.getini("theorem_lock")
    regression = TheoremRegression(request.node.nodeid, path, update=config.option.update_lock)
    yield regression
    if regression.update:
        request.node.user_properties.append((_LOCKED, regression.found))


# -- the error budget


@pytest.hookimpl(tryfirst=True)  # before -k, -m and plugins deselect: every worker then counts the same items
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    state = config.stash[_STATE]
    state.run = RunBudget(state.delta, max(1, len(items)), seed=state.seed, draws=state.draws)
    if "hypothesis" in sys.modules:  # types whose modules were found by a finder that stands before ours
        from .hypothesis_plugin import register

        register()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    state = item.config.stash[_STATE]
    if state.run is None:
        return (yield)
    # kept by item, so that a rerun goes on where the first run stopped
    budget = state.budgets.setdefault(item.nodeid, state.run.item(item.nodeid))
    with spending(budget):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    report = yield
    state = item.config.stash[_STATE]
    brought: dict[str, Any] = {}
    if call.when == "call" and isinstance(item, _TheoremItem):
        brought |= item.brought
    budget = state.budgets.get(item.nodeid)
    if call.when == "teardown" and budget is not None and budget.assertions and state.run is not None:
        brought |= {"items": state.run.items, "assertions": budget.assertions, "spent": budget.spent}
        brought |= {"drawn": budget.drawn, "outcomes": dict(budget.outcomes)}
    if brought:
        report.user_properties.append((_PROPERTY, brought))
    return report


# -- what reports bring, and what is said of it


class _Reports:
    """Gathers what reports bring, where they arrive: in the only process, or in the one that rules the workers."""

    def __init__(self, state: _State) -> None:
        self.state = state

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for name, value in report.user_properties:
            if name == _LOCKED and isinstance(value, dict):
                self.state.locked |= value
            if name == _PROPERTY and isinstance(value, dict):
                self.state.arrived.setdefault(report.nodeid, {}).update(value)


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        session.config.pluginmanager.register(_Reports(session.config.stash[_STATE]), "boundproof-reports")


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    state = config.stash[_STATE]
    arrived = state.arrived
    lines = [*theorem_lines(arrived), *budget_lines(arrived, state.delta)]
    if state.report and not hasattr(config, "workerinput"):
        arguments = config.invocation_params.args
        lines.append(written(state.report, arrived, arguments=arguments, seed=state.seed))
    if state.locked:
        lines.append(updated(config.rootpath / config.getini("theorem_lock"), state.locked))
    if lines:
        terminalreporter.section("theorems")
        for line in lines:
            terminalreporter.write_line(line)
