"""The built-in theorems: one file a statement, each a module that defines THEOREM."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

from ..errors import InputError

if TYPE_CHECKING:
    from ..statements import Theorem


def builtin_theorems() -> dict[str, Theorem]:
    """Every built-in theorem by name, in the order of their files."""
    found: dict[str, Theorem] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda item: item.name):
        theorem = importlib.import_module(f".{module.name}", __name__).THEOREM
        found[theorem.name] = theorem
    return found


def builtin_theorem(name: str) -> Theorem:
    """The built-in theorem of that name; InputError names those there are."""
    found = builtin_theorems()
    if name not in found:
        raise InputError(f"no built-in theorem is called {name!r}: there is {', '.join(found)}")
    return found[name]
