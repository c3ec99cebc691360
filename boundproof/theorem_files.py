"""Theorems by name, from a proof script, or from a Python file that defines them as `bounds/theorems` does."""

from __future__ import annotations

import importlib.util
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import TYPE_CHECKING

from .bounds.errors import BoundproofError, InputError
from .bounds.statements import Theorem
from .bounds.theorems import builtin_theorem, builtin_theorems
from .proofs import read_proof

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


def load_theorems(names: list[str]) -> list[Theorem]:
    """The theorems of each name or file, in order; all built-in ones for an empty list.

    A name that ends in .proof is read as a proof script, which executes nothing; one that ends in .py, or is the
    path of a file, is run by Python. Raises InputError
    where a name is unknown, a file cannot be read or run, or defines no Theorem, and where two have one name.
    """
    if not names:
        return list(builtin_theorems().values())
    found: list[Theorem] = []
    for name in names:
        if name.endswith(".proof"):
            found.append(read_proof(name))
        else:
            found += _from_file(Path(name)) if name.endswith(".py") or Path(name).is_file() else [builtin_theorem(name)]
    seen: set[str] = set()
    for theorem in found:
        if theorem.name in seen:
            raise InputError(f"two theorems are called {theorem.name!r}: rename one, or name it once")
        seen.add(theorem.name)
    return found


class _Uncached(SourceFileLoader):
    """Leaves no __pycache__ beside the file of a user."""

    def set_data(self, path: str, data: ReadableBuffer, *, _mode: int = 0o666) -> None:
        pass


def _from_file(path: Path) -> list[Theorem]:
    """Runs a Python file, as Python would, and collects the theorems that it defines at its top level."""
    if not path.is_file():
        raise InputError(f"{path}: there is no such file")
    if path.suffix != ".py":
        raise InputError(f"{path}: expected a proof script (.proof) or a Python file (.py) that defines theorems")
    name = f"_boundproof_user_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path, loader=_Uncached(name, str(path.absolute())))
    if spec is None or spec.loader is None:
        raise InputError(f"{path}: Python cannot load it")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BoundproofError as error:
        raise InputError(f"{path}: {error}") from error
    except SystemExit as error:  # else its status, 0 say, would pass for that of a check
        raise InputError(f"{path}: it ends Python (sys.exit) instead of defining theorems") from error
    except Exception as error:  # whatever the user's file raises is the user's to see, on one line
        raise InputError(f"{path}: {type(error).__name__} while running it: {error}{_line(error, path)}") from error
    found = [value for value in vars(module).values() if isinstance(value, Theorem)]
    unique = list({id(theorem): theorem for theorem in found}.values())
    if not unique:
        raise InputError(f"{path}: it defines no Theorem at its top level")
    return unique


def _line(error: Exception, path: Path) -> str:
    """Where in the file it happened."""
    trace = error.__traceback__
    line = 0
    while trace is not None:
        if Path(trace.tb_frame.f_code.co_filename) == path.absolute():
            line = trace.tb_lineno
        trace = trace.tb_next
    return f" (line {line})" if line else ""
