"""What is known of theorems, kept in a file beside the code: verdicts, thresholds, constants, expansions; no times.

The file is JSON with one entry a line, so that version control shows a change as one. Each entry says itself what
counts as the same: outcomes and texts must be equal, intervals must meet, numbers agree to their relative tolerance.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from pathlib import Path

from ..bounds.errors import InputError
from .verdict import Json, Outcome, StepVerdict, TheoremVerdict, Verdict

FORMAT = "boundproof-lock"
VERSION = 1
DEFAULT_NAME = "boundproof.lock"
DEFAULT_TOLERANCE = 1e-9
"""Relative; what is computed twice in double precision on two machines agrees to more than this."""
_EXPONENT_DIGITS = 6
_STRENGTH = {Outcome.PROVED: 3, Outcome.ENCLOSED: 2, Outcome.SUPPORTED: 1}
Entry = Mapping[str, Json]
Entries = dict[str, Entry]


@dataclass(frozen=True)
class Change:
    """One entry that is not as it was: `old` and `new` as text (empty: not there), and why that counts."""

    key: str
    old: str
    new: str
    why: str


@dataclass(frozen=True)
class Lock:
    """The file: entries of theorems by `theorem::step | what`, and of tests by `test id | what`."""

    theorems: Entries
    tests: Entries

    def dumps(self) -> str:
        """The text of the file, keys sorted, one entry a line."""
        sections = []
        for name, entries in (("theorems", self.theorems), ("tests", self.tests)):
            lines = [f"  {_line(key)}: {_line(entries[key])}" for key in sorted(entries)]
            sections.append(f' "{name}": {{\n' + ",\n".join(lines) + ("\n }" if lines else " }"))
        return f'{{\n "format": "{FORMAT}",\n "version": {VERSION},\n' + ",\n".join(sections) + "\n}\n"

    def write(self, path: Path) -> None:
        """Writes the file; InputError where that cannot be done."""
        try:
            path.write_text(self.dumps(), encoding="utf-8")
        except OSError as error:
            raise InputError(f"{path}: cannot be written: {error.strerror or error}") from error

    @classmethod
    def read(cls, path: Path) -> Lock:
        """The file, or an empty lock where there is none; InputError where it is no lock file."""
        if not path.exists():
            return cls({}, {})
        try:
            data = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_each_once)
        except (OSError, ValueError, RecursionError) as error:
            raise InputError(f"{path}: cannot be read as a lock file: {error}") from error
        if not isinstance(data, dict) or data.get("format") != FORMAT or data.get("version") != VERSION:
            raise InputError(f"{path}: not a lock file of version {VERSION}: write it with `boundproof lock`")
        for section in ("theorems", "tests"):
            entries = data.get(section)
            if not isinstance(entries, dict) or not all(_well_formed(entry) for entry in entries.values()):
                raise InputError(f"{path}: its section {section!r} is damaged: write it again with `boundproof lock`")
        return cls(data["theorems"], data["tests"])


def entries_of(value: Json, key: str, *, tolerance: float = DEFAULT_TOLERANCE) -> Entries:
    """The entries of one thing worth keeping.

    Arguments: `value`: a theorem's or claim's verdict, an outcome, a text, a whole number or fraction (both kept
    exactly), a float, a pair (low, high), or a SymPy expression; `key`, what it is called; `tolerance`, relative, for
    floats. Raises InputError for what cannot be kept.
    """
    if isinstance(value, TheoremVerdict):
        return theorem_entries(value, key)
    if isinstance(value, StepVerdict):
        return dict(_step_entries(key, value))
    if isinstance(value, Verdict):
        return {key: _outcome(value)}
    if isinstance(value, Outcome):
        return {key: {"outcome": value.value}}
    if isinstance(value, str | int | Fraction) and not isinstance(value, bool):
        return {key: {"text": str(value)}}
    if isinstance(value, float) and isfinite(value):
        if not 0 <= tolerance < 1:
            raise InputError(f"{key}: tolerance {tolerance} is not in [0, 1)")
        return {key: {"number": value, "tolerance": tolerance}}
    if isinstance(value, tuple) and len(value) == 2:
        return {key: {"low": str(value[0]), "high": str(value[1])}}
    if hasattr(value, "free_symbols"):
        from ..bounds.parsing import to_text

        return {key: {"text": to_text(value)}}
    raise InputError(f"{key}: {value!r} cannot be locked: give a verdict, a text, a finite number, or (low, high)")


def theorem_entries(theorem: TheoremVerdict, key: str | None = None) -> Entries:
    """The verdicts of a theorem and its steps, and the numbers of their tables; `key` instead of the theorem's name."""
    key = theorem.name if key is None else key
    entries: Entries = {key: {"outcome": theorem.outcome.value, "given": list(theorem.given)}}
    for step in theorem.steps:
        entries.update(_step_entries(f"{key}::{step.name}", step))
    return entries


def _step_entries(key: str, step: StepVerdict) -> Iterator[tuple[str, Entry]]:
    yield key, _outcome(step.verdict)
    for evidence in step.verdict.evidence:
        table: Json = evidence.data.get("table") or {"columns": [""], "rows": []}
        for row in table["rows"]:
            for column, cell in zip(table["columns"][1:], row[1:], strict=True):
                entry = _cell(cell)
                if entry is not None:
                    yield f"{key} | {column} at {table['columns'][0]} = {row[0]}", entry


def _outcome(verdict: Verdict) -> Entry:
    entry: dict[str, Json] = {"outcome": verdict.outcome.value, "recheck": verdict.recheck.value}
    entry["given"] = list(verdict.given)
    if verdict.cases:
        entry["cases"] = [f"{case.region}: {case.outcome.value}" for case in verdict.cases]
    return entry


def _cell(cell: Json) -> Entry | None:
    """The entry of a table's cell; what has no number to compare has none."""
    if isinstance(cell, dict):
        low, high = cell.get("low"), cell.get("high")
        return None if low is None or high is None else {"low": str(low), "high": str(high)}
    if isinstance(cell, float):
        return {"number": cell, "tolerance": DEFAULT_TOLERANCE}
    return {"text": str(cell)} if isinstance(cell, str | int) else None


def compare(old: Entries, new: Entries) -> list[Change]:
    """What differs by more than its tolerance, in the order of the keys."""
    changes = []
    for key in sorted({*old, *new}):
        if key not in old:
            changes.append(Change(key, "", show(new[key]), "not in the lock yet"))
        elif key not in new:
            changes.append(Change(key, show(old[key]), "", "no longer there"))
        else:
            why = _differs(old[key], new[key])
            if why:
                changes.append(Change(key, show(old[key]), show(new[key]), why))
    return changes


def show(entry: Entry) -> str:
    """An entry on one line."""
    if "outcome" in entry:
        given = f" given {', '.join(entry['given'])}" if entry.get("given") else ""
        cases = f" ({'; '.join(entry['cases'])})" if entry.get("cases") else ""
        return f"{entry['outcome']}{given}{cases}"
    if "low" in entry:
        return f"[{entry['low']}, {entry['high']}]"
    return str(entry.get("text", entry.get("number")))


def _differs(old: Entry, new: Entry) -> str:
    """Why two entries are not the same, or nothing."""
    if "outcome" in old and "outcome" in new:
        return _weakened(old, new)
    if "low" in old and "low" in new:
        low, high = _end(old["low"]), _end(old["high"])
        apart = _end(new["high"]) < low or _end(new["low"]) > high
        return "the intervals do not meet" if apart else ""
    if "number" in old and "number" in new:
        gap, tolerance = abs(new["number"] - old["number"]), old["tolerance"]
        if gap <= tolerance * abs(old["number"]):
            return ""
        size = f"relative change {gap / abs(old['number']):.2g}" if old["number"] else f"change {gap:.2g}"
        return f"{size}, tolerance {tolerance:g}"
    return "" if old == new else "it reads differently" if "text" in old and "text" in new else "of another kind"


def _weakened(old: Entry, new: Entry) -> str:
    was, now = Outcome(old["outcome"]), Outcome(new["outcome"])
    if was is not now:
        weaker = _STRENGTH.get(now, 0) < _STRENGTH.get(was, 0)
        return "REGRESSION: weaker than it was" if weaker else "another outcome"
    if old.get("recheck") != new.get("recheck"):
        return f"{new.get('recheck')}, it was {old.get('recheck')}"
    if set(old.get("given", ())) != set(new.get("given", ())):
        return "it rests on other lemmas"
    return "" if old.get("cases") == new.get("cases") else "other cases"


def _end(text: str) -> Fraction | float:
    """An end of an interval, exactly, or an infinity."""
    if text in ("oo", "inf", "-oo", "-inf"):
        return float(text.replace("oo", "inf"))
    exponent = text.lower().partition("e")[2]
    if len(exponent.lstrip("+-0")) > _EXPONENT_DIGITS:  # 10 to the power of it would not fit into memory
        raise ValueError(f"{text} is out of range")
    return Fraction(text)


def _each_once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """An object of the file; a key that stands there twice, as after a merge, is an error."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, _ in pairs if sum(key == other for other, _ in pairs) > 1)
        raise ValueError(f"{twice!r} stands there twice: keep one of the lines")
    return found


def _well_formed(entry: Json) -> bool:
    """Whether an entry of a file can be compared and shown."""
    if not isinstance(entry, dict):
        return False
    try:
        if "outcome" in entry:
            Outcome(entry["outcome"])
            return all(isinstance(item, str) for name in ("given", "cases") for item in entry.get(name, ()))
        if "low" in entry:
            return _end(entry["low"]) <= _end(entry["high"])
        if "number" in entry:
            number, tolerance = entry["number"], entry["tolerance"]
            return isfinite(number) and 0 <= tolerance < 1 and not isinstance(number, bool)
    except (ValueError, TypeError, KeyError, ZeroDivisionError, OverflowError):
        return False
    return isinstance(entry.get("text"), str)


def _line(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)
