"""One run as one file: the envelope around verdicts, written by every command and read by every reader.

The file is JSON, described by `verdicts.schema.json` beside this module. Reading one validates it against that
schema, so that whatever comes after may rely on its shape; nothing in it is ever executed.

Conventions for numbers. A table is `{"columns", "rows", "caption"}`, its cells text, numbers, null or
`{"value", "low", "high"}`; evidence carries tables under `data["table"]` or `data["tables"]`. A series is one
figure: axes with label and scale, and curves of a declared kind with their intervals. Infinity is the string
"oo"; NaN does not exist. Digits beyond a double are kept as decimal text.
"""

from __future__ import annotations

import json
import math
import platform
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib import metadata, resources
from pathlib import Path

from ..bounds.errors import InputError
from .verdict import Json, Outcome, Recheck, TheoremVerdict, Verdict

FORMAT = "boundproof"
VERSION = 1
_DISTRIBUTIONS = ("boundproof", "sympy", "numpy", "scipy", "mpmath", "python-flint", "z3-solver", "clarabel")


@dataclass(frozen=True)
class Reproduction:
    """What is needed to run it again.

    * `versions`: of boundproof, python and the libraries that decide; `command`: as typed.
    * `seed`: of all randomness, or None; `budget`: seconds allowed, or None.
    * `started`: UTC, ISO 8601, or empty; `seconds`: wall time of the run.
    """

    versions: Mapping[str, str] = field(default_factory=dict)
    command: str = ""
    seed: int | None = None
    budget: float | None = None
    started: str = ""
    seconds: float = 0.0

    @classmethod
    def of_this_run(
        cls,
        *,
        argv: Sequence[str] = (),
        seed: int | None = None,
        budget: float | None = None,
        started: datetime | None = None,
        seconds: float = 0.0,
    ) -> Reproduction:
        """The block for the running interpreter; `argv` is the command with its arguments, quoted for a shell here."""
        begun = started.astimezone(UTC).isoformat(timespec="seconds") if started else ""
        return cls(installed_versions(), shlex.join(argv), seed, budget, begun, seconds)

    def to_json(self) -> dict[str, Json]:
        """Plain JSON."""
        return {
            "versions": dict(self.versions),
            "command": self.command,
            "seed": self.seed,
            "budget": self.budget,
            "started": self.started,
            "seconds": self.seconds,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Json]) -> Reproduction:
        """Back from plain JSON."""
        return cls(**{**data, "versions": dict(data["versions"])})


def installed_versions() -> dict[str, str]:
    """Versions of Python and of the installed distributions that a verdict depends on; absent ones are left out."""
    found = {"python": platform.python_version()}
    for name in _DISTRIBUTIONS:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


@dataclass(frozen=True)
class Results:
    """One run: what was checked and what became of it.

    * `kind`: the command that made it (`check`, `prove`, `spectrum`, `simulate`, …).
    * `theorems`, `claims` (identifier and verdict): in the order of the run.
    * `tables`, `series`: numbers and figures that belong to no theorem.
    """

    kind: str
    theorems: tuple[TheoremVerdict, ...] = ()
    claims: tuple[tuple[str, Verdict], ...] = ()
    tables: tuple[Mapping[str, Json], ...] = ()
    series: tuple[Mapping[str, Json], ...] = ()
    reproduction: Reproduction = field(default_factory=Reproduction)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Every verdict on a claim: those of the theorems' steps, then the single claims."""
        steps = tuple(step.verdict for theorem in self.theorems for step in theorem.steps)
        return steps + tuple(verdict for _, verdict in self.claims)

    def counts(self) -> dict[Outcome, int]:
        """How many verdicts of each outcome, all eight listed."""
        return {outcome: sum(verdict.outcome is outcome for verdict in self.verdicts) for outcome in Outcome}

    @property
    def engine_only(self) -> int:
        """How many verdicts nobody but the engine that made them has read."""
        return sum(verdict.recheck is Recheck.ENGINE_ONLY for verdict in self.verdicts)

    def to_json(self) -> dict[str, Json]:
        """Plain JSON, as `verdicts.schema.json` describes it."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "kind": self.kind,
            "theorems": [theorem.to_json() for theorem in self.theorems],
            "claims": [{"id": name, "verdict": verdict.to_json()} for name, verdict in self.claims],
            "tables": [dict(table) for table in self.tables],
            "series": [dict(item) for item in self.series],
            "reproduction": self.reproduction.to_json(),
        }

    @classmethod
    def from_json(cls, data: Json, *, origin: str = "the results") -> Results:
        """Back from plain JSON, validated.

        `origin` names the text in errors. Raises InputError, one line, where the data is of another format or
        version or breaks the schema.
        """
        validate(data, origin=origin)
        return cls(
            kind=data["kind"],
            theorems=tuple(TheoremVerdict.from_json(item) for item in data["theorems"]),
            claims=tuple((item["id"], Verdict.from_json(item["verdict"])) for item in data["claims"]),
            tables=tuple(data["tables"]),
            series=tuple(data["series"]),
            reproduction=Reproduction.from_json(data["reproduction"]),
        )

    def dumps(self) -> str:
        """The text of the file: keys sorted, so that equal results give equal texts.

        Raises InputError where a number is NaN or infinite, or a value has no JSON form.
        """
        try:
            text = json.dumps(self.to_json(), allow_nan=False, sort_keys=True, indent=1, ensure_ascii=False)
        except (ValueError, TypeError) as error:
            raise InputError(
                f"the results cannot be written as JSON: {error}; use text, finite numbers and 'oo' for infinity"
            ) from error
        return text + "\n"

    @classmethod
    def loads(cls, text: str, *, origin: str = "the results") -> Results:
        """From the text of a file; raises InputError as `from_json` does, and where the text is not JSON."""
        try:
            data = json.loads(text, parse_constant=_no_constant, parse_float=_finite)
            # Half a surrogate pair would break every text written later.
            json.dumps(data, ensure_ascii=False).encode()
        except RecursionError as error:
            raise InputError(f"{origin}: nested too deeply to be results of boundproof") from error
        except ValueError as error:
            raise InputError(f"{origin}: not JSON ({error}); expected a file written with --json") from error
        return cls.from_json(data, origin=origin)

    @classmethod
    def load(cls, path: Path | str) -> Results:
        """From a file; raises InputError, one line that names the file, where it cannot be read or used."""
        try:
            text = Path(path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
            raise InputError(f"{path}: cannot be read: {reason}") from error
        return cls.loads(text, origin=str(path))


def schema() -> dict[str, Json]:
    """The published JSON Schema (draft 2020-12) of a results file."""
    return json.loads(resources.files(__package__).joinpath("verdicts.schema.json").read_text(encoding="utf-8"))


@cache
def _validator() -> Json:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schema())


def validate(data: Json, *, origin: str = "the results") -> None:
    """Raise InputError, one line, unless the data is a results file of this format and version.

    Success says that every field has its declared type, and that rows and curves have matching lengths; it says
    nothing about the truth of what the file claims.
    """
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        raise InputError(
            f"{origin}: not a results file of boundproof (format is not {FORMAT!r}); write one with --json"
        )
    if data.get("version") != VERSION:
        raise InputError(
            f"{origin}: version {_short(data.get('version'))} of the format, but this boundproof reads version "
            f"{VERSION}; write the file again with this version"
        )
    from jsonschema.exceptions import best_match

    problem = best_match(_validator().iter_errors(data))
    if problem is not None:
        where = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in problem.absolute_path)
        raise InputError(f"{origin}: {where.lstrip('.') or 'the file'}: {_short(problem.message)}")
    _check_lengths(data, origin)


def _check_lengths(data: Mapping[str, Json], origin: str) -> None:
    """Lengths that JSON Schema cannot compare: rows against columns, curves against their abscissae."""
    verdicts = [step["verdict"] for theorem in data["theorems"] for step in theorem["steps"]]
    verdicts += [claim["verdict"] for claim in data["claims"]]
    tables = list(data["tables"])
    for item in (item for verdict in verdicts for item in verdict["evidence"]):
        tables += [item["data"]["table"]] if "table" in item["data"] else []
        tables += item["data"].get("tables", [])
    for table in tables:
        for row in table["rows"]:
            if len(row) != len(table["columns"]):
                raise InputError(
                    f"{origin}: a row of {len(row)} cells in the table {_short(table['caption'])} "
                    f"of {len(table['columns'])} columns"
                )
    for series in [*data["series"], *(item for theorem in data["theorems"] for item in theorem["series"])]:
        for curve in series["curves"]:
            lists = (curve.get(key) for key in ("x", "y", "low", "high", "x_low", "x_high", "notes"))
            lengths = {len(values) for values in lists if values is not None}
            if len(lengths) > 1:
                raise InputError(
                    f"{origin}: the curve {_short(curve['label'])} of {_short(series['name'])} has lists of "
                    f"different lengths ({', '.join(map(str, sorted(lengths)))})"
                )


def _no_constant(name: str) -> Json:
    raise ValueError(f"{name} is not a JSON number; infinity is the string 'oo'")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{_short(text, 40)} is out of the range of a double; write it as text")
    return value


def _short(value: Json, width: int = 120) -> str:
    """A value on one line, short enough to show."""
    text = value if isinstance(value, str) else repr(value)
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 1] + "…"
