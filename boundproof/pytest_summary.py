"""What the pytest plugin says and writes when a run is over: theorems, error budget, verdicts, lock file.

pytest imports this module with the plugin: nothing heavy is imported before it is needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Arrived = Mapping[str, Mapping[str, Any]]
"""What the reports of items brought, by node id."""


def updated(path: Path, locked: Mapping[str, Any]) -> str:
    """Writes what was accepted to the lock file, and says so."""
    from .bounds.errors import BoundproofError
    from .verify.lock import Lock

    try:
        lock = Lock.read(path)
        Lock(lock.theorems, {**lock.tests, **locked}).write(path)
    except BoundproofError as error:
        return f"lock NOT updated: {error}"
    return f"lock updated: {path.name} ({len(locked)} entries)"


def theorem_lines(arrived: Arrived) -> list[str]:
    """One line a theorem: its own outcome, and how many of its steps came out how."""
    counts: dict[str, dict[str, int]] = {}
    wholes: dict[str, str] = {}
    unexpected: dict[str, int] = {}
    for nodeid in sorted(arrived):
        value = arrived[nodeid]
        if "theorem" not in value:
            continue
        where = nodeid.rpartition("::")[0]
        found = counts.setdefault(where, {})
        if "whole" in value:
            outcome, expected = value["whole"]["outcome"], value["whole"]["expected"]
            wholes[where] = outcome
        else:
            outcome, expected = value["step"]["verdict"]["outcome"], value["step"]["expected"]
            found[outcome] = found.get(outcome, 0) + 1
        unexpected[where] = unexpected.get(where, 0) + (outcome != expected)
    lines = []
    for where, found in counts.items():
        steps = ", ".join(f"{number} {outcome}" for outcome, number in sorted(found.items()))
        whole = wholes.get(where, "not concluded")
        bad = f"; {unexpected[where]} not as declared" if unexpected[where] else ""
        lines.append(f"{where}: {whole} (steps: {steps or 'none run'}){bad}")
    return lines


def budget_lines(arrived: Arrived, delta: float) -> list[str]:
    """What was spent of the error budget."""
    spenders = [value for value in arrived.values() if "assertions" in value]
    if not spenders:
        return []
    assertions = sum(value["assertions"] for value in spenders)
    outcomes: dict[str, int] = {}
    for value in spenders:
        for outcome, number in value["outcomes"].items():
            outcomes[outcome] = outcomes.get(outcome, 0) + number
    shown = ", ".join(f"{number} {outcome}" for outcome, number in sorted(outcomes.items()))
    return [
        f"error budget {delta:g} over {spenders[0]['items']} items: {sum(value['spent'] for value in spenders):.3g} "
        f"spent by {assertions} assertions in {len(spenders)} ({shown}), {sum(v['drawn'] for v in spenders)} draws"
    ]


def written(path: str, arrived: Arrived, *, arguments: Sequence[str], seed: int) -> str:
    """Writes the verdicts that arrived as a results file, and says so."""
    from .verify.results import Reproduction, Results
    from .verify.verdict import Outcome, StepVerdict, TheoremVerdict

    steps: dict[str, list[StepVerdict]] = {}
    wholes: dict[str, TheoremVerdict] = {}
    for nodeid, value in sorted(arrived.items()):
        where = nodeid.rpartition("::")[0]
        if "step" in value:
            steps.setdefault(where, []).append(StepVerdict.from_json(value["step"]))
        elif "whole" in value:
            steps.setdefault(where, [])
            wholes[where] = TheoremVerdict.from_json(value["whole"])
    theorems = []
    for where, found in steps.items():
        whole = wholes.get(where)
        if whole is None:
            name = where.rpartition("::")[2]
            why = "the theorem as a whole was not asked for in this run"
            whole = TheoremVerdict(name=name, title=name, outcome=Outcome.UNDECIDED, why=why)
        merged = {step.name: step for step in (*whole.steps, *found)}
        theorems.append(TheoremVerdict.from_json(whole.to_json() | {"steps": [s.to_json() for s in merged.values()]}))
    made_by = Reproduction.of_this_run(argv=["pytest", *arguments], seed=seed)
    results = Results("pytest", theorems=tuple(theorems), reproduction=made_by)
    try:
        Path(path).write_text(results.dumps(), encoding="utf-8")
    except OSError as error:
        return f"verdicts NOT written: {path}: {error.strerror}"
    return f"verdicts written: {path}"
