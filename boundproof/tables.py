"""Tables of numbers from .npy, .csv and .txt files, with errors that name the line and the column."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .bounds.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LARGEST_FILE = 2**30


@dataclass(frozen=True)
class Table:
    """A rectangle of entries (text as written, or floats), its column names if the file had a header."""

    name: str
    rows: Any
    header: tuple[str, ...] | None
    first_line: int = 1

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        return len(self.rows), len(self.rows[0])

    def exact_values(self) -> list[Fraction]:
        """All entries in order, exactly: decimals of a text file as written, floats of a `.npy` file as they are."""
        return [self._exact(entry, i, j) for i, row in enumerate(self.rows) for j, entry in enumerate(row)]

    def numbers(self) -> NDArray[np.float64]:
        """The entries as float64, rows × columns."""
        import numpy as np

        if isinstance(self.rows, np.ndarray):
            return np.asarray(self.rows, dtype=np.float64)
        return np.array([[self._float(entry, i, j) for j, entry in enumerate(row)] for i, row in enumerate(self.rows)])

    def without(self, label: str | None) -> Table:
        """The table without one column, given by its name or by its number from 1."""
        if label is None:
            return self
        columns = self.shape[1]
        if self.header is not None and label in self.header:
            place = self.header.index(label)
        elif label.isascii() and label.isdigit() and 1 <= int(label) <= columns:
            place = int(label) - 1
        else:
            known = f"; the columns are {', '.join(self.header[:8])}" if self.header else ""
            raise InputError(f"{self.name}: no column {label!r}: give its name or a number from 1 to {columns}{known}")
        if columns == 1:
            raise InputError(f"{self.name}: without column {label!r} no feature is left")
        import numpy as np

        if isinstance(self.rows, np.ndarray):
            return Table(self.name, np.delete(self.rows, place, axis=1), None, self.first_line)
        rows = [row[:place] + row[place + 1 :] for row in self.rows]
        header = None if self.header is None else self.header[:place] + self.header[place + 1 :]
        return Table(self.name, rows, header, self.first_line)

    def _float(self, entry: Any, row: int, column: int) -> float:
        return as_float(self._exact(entry, row, column), self._where(row, column))

    def _where(self, row: int, column: int) -> str:
        return f"{self.name}, line {row + self.first_line}, column {column + 1}"

    def _exact(self, entry: Any, row: int, column: int) -> Fraction:
        where = self._where(row, column)
        if not isinstance(entry, str):
            number = float(entry)
            if not math.isfinite(number):
                raise InputError(f"{where}: {number} is not a finite number")
            return Fraction(number)
        return _read_number(entry, where)


def as_float(value: Fraction, where: str) -> float:
    """The float64 nearest to a number; InputError, which says `where` it stands, if it is too large for one."""
    try:
        return float(value)
    except OverflowError as error:
        raise InputError(f"{where}: a number beyond 1.8e308, the largest that float64 holds: rescale it") from error


def read_table(path: Path) -> Table:
    """The table in a `.npy`, `.csv` or `.txt` file.

    Text files: one row a line, separated by commas, semicolons, tabs or blanks; lines that start with # are skipped; a
    first line of names is a header. Raises InputError for a missing, empty, ragged or non-numeric file, and for a
    `.npy` file that would need pickle.
    """
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise InputError(f"{path}: larger than {_LARGEST_FILE // 2**20} MB")
        return _read_npy(path) if path.suffix.lower() == ".npy" else _read_text(path)
    except FileNotFoundError as error:
        raise InputError(f"{path}: no such file") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error


def _read_npy(path: Path) -> Table:
    import numpy as np

    try:
        array = np.load(path, allow_pickle=False)
    except (ValueError, EOFError) as error:
        if "object array" in str(error).lower():
            raise InputError(f"{path}: holds pickled objects, which can execute code: save plain numbers") from error
        if "pickle" in str(error).lower():  # NumPy takes whatever has no header of its own for a pickle
            raise InputError(f"{path}: not a .npy file, or a pickle, which can execute code: save it anew") from error
        raise InputError(f"{path}: not a .npy file of numbers ({error})") from error
    if not isinstance(array, np.ndarray):
        raise InputError(f"{path}: an archive of arrays, not one array: save it with numpy.save")
    if array.dtype.kind == "c":
        raise InputError(f"{path}: complex numbers; eigenvalues and data are real")
    if array.dtype.kind not in "iuf":
        raise InputError(f"{path}: entries of type {array.dtype}; expected numbers")
    if array.size == 0:
        raise InputError(f"{path}: empty")
    if array.ndim not in (1, 2):
        raise InputError(f"{path}: {array.ndim} dimensions; expected a list or a matrix")
    return Table(str(path), array.reshape(-1, 1) if array.ndim == 1 else array, None)


def _read_text(path: Path) -> Table:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not a text file in UTF-8") from error
    lines = [
        (number, line)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not lines:
        raise InputError(f"{path}: empty")
    sample = lines[0][1]
    separator = next((mark for mark in (",", ";", "\t") if mark in sample), None)
    rows = [(number, _cells(line, separator)) for number, line in lines]
    header = None
    if all(_is_name(cell) for cell in rows[0][1]):
        if len(rows) == 1:
            raise InputError(f"{path}, line {rows[0][0]}, column 1: {rows[0][1][0][:40]!r} is not a number")
        header, rows = tuple(cell.strip() for cell in rows[0][1]), rows[1:]
    width = len(header) if header is not None else len(rows[0][1])
    for number, cells in rows:
        if len(cells) != width:
            raise InputError(f"{path}, line {number}: {len(cells)} entries where the first line has {width}")
        for column, cell in enumerate(cells, start=1):
            _read_number(cell, f"{path}, line {number}, column {column}")
    return Table(str(path), [tuple(cells) for _, cells in rows], header, rows[0][0])


def _cells(line: str, separator: str | None) -> list[str]:
    if separator is None:
        return line.split()
    return [cell.strip() for cell in next(csv.reader([line], delimiter=separator))]


def _is_name(text: str) -> bool:
    """Whether a cell can only be a heading: `nan` and `inf` are bad numbers, not names."""
    return not text[:1].isdigit() and text[:1] not in "+-." and text.lower() not in ("nan", "inf", "infinity")


def _read_number(text: str, where: str) -> Fraction:
    shown = text if len(text) <= 40 else text[:40] + "…"
    lowered = text.lower().lstrip("+-")
    if lowered in ("nan", "inf", "infinity"):
        raise InputError(f"{where}: {shown} is not a finite number")
    if len(text) > 400 or len(lowered.partition("e")[2]) > 5:
        raise InputError(f"{where}: {shown!r} is too long for a number")
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        if lowered.endswith(("j", "i")) and lowered[:1].isdigit():
            raise InputError(f"{where}: {shown!r} is complex; eigenvalues and data are real") from error
        raise InputError(f"{where}: {shown!r} is not a number") from error
