"""The `theorem_regression` fixture's object: values of a test against those in the lock file.

pytest imports this module at every start: nothing heavy is imported before it is called.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any


class TheoremRegression:
    """What the fixture gives: called with a name and a value, it compares with the lock file."""

    def __init__(self, nodeid: str, path: Path, *, update: bool) -> None:
        self.nodeid, self.path, self.update = nodeid, path, update
        self.found: dict[str, Any] = {}

    def __call__(self, name: str, value: Any, *, tolerance: float | None = None) -> None:
        """Asserts that a value is what the lock file has.

        Arguments: `name` of the value within its test; `value`: a verdict of a claim or a theorem, a text, a number, a
        pair (low, high) or an expression; `tolerance`, relative, for floats (1e-9 if not given). Raises AssertionError
        with a table of old, new and why, also where the value is not in the file yet, and InputError for what cannot be
        kept. With --update-lock everything is accepted, and written when the run ends.
        """
        __tracebackhide__ = True
        from .commands.diff import changes_table
        from .verify.lock import DEFAULT_TOLERANCE, Lock, compare, entries_of

        key = f"{self.nodeid} | {name}"
        entries = entries_of(value, key, tolerance=DEFAULT_TOLERANCE if tolerance is None else tolerance)
        tests = Lock.read(self.path).tests  # also where all is accepted: a damaged file is not written over
        self.found |= entries
        if self.update:
            return
        changes = compare({old: entry for old, entry in tests.items() if _part(old, key)}, entries)
        if changes:
            table = changes_table(changes)
            raise AssertionError(f"not as in {self.path.name} (--update-lock accepts):\n{table}")


def _part(key: str, whole: str) -> bool:
    """Whether an entry is the value's own, or of one of the steps of the theorem that the value is a verdict on."""
    return key == whole or key.startswith(f"{whole}::")
