"""What sums over the spectrum mean for re-checking: their parts, their definitions, their bound names."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from .algebra import Rejected, read
from .formulas import called, parse, text_of
from .termwise import COORDINATE, EIGENVALUE, SUMS

DEFINITIONS = {  # of b(κ), v(κ), A_κ, T_κ, df_1(κ), df_2(κ), as sums over the spectrum
    "equivalent_bias": "(#)**2*spectral_sum(theta_i**2*lamda_i/(lamda_i + (#))**2)",
    "equivalent_gain": "spectral_sum(lamda_i/(lamda_i + (#))**2)/n",
    "signal_above": "spectral_sum_above(theta_i**2/lamda_i, #)",
    "trace_below": "spectral_sum_below(lamda_i, #)",
    "df1": "spectral_sum(lamda_i/(lamda_i + (#)))",
    "df2": "spectral_sum(lamda_i**2/(lamda_i + (#))**2)",
}


def part_of(text: str) -> tuple[str, tuple[str, str]]:
    """The summand of a sum over the spectrum, and where it runs."""
    head, arguments = called(parse(text))
    if head not in SUMS or len(arguments) != (1 if head == "spectral_sum" else 2):
        raise Rejected(f"{text} is no sum over the spectrum")
    level = text_of(arguments[1]) if len(arguments) == 2 else ""
    return text_of(arguments[0]), (head.removeprefix("spectral_sum").removeprefix("_") or "all", level)


def is_definition(item: Mapping[str, str]) -> bool:
    if read(item["atom"]) == read("trace(Sigma)"):
        return read(item["by"]) == read("spectral_sum(lamda_i)")
    head, arguments = called(parse(item["atom"]))
    if head not in DEFINITIONS or len(arguments) != 1:
        return False
    return read(item["by"]) == read(DEFINITIONS[head].replace("#", text_of(arguments[0])))


def require_bound(statement: Mapping[str, Any]) -> None:
    """λ_i and θ_i mean something within a sum only."""
    for key in ("left", "right", "delta"):
        if statement[key] is not None and (_free(parse(statement[key]))):
            raise Rejected(f"{EIGENVALUE} or {COORDINATE} stands outside of a sum in {statement[key]}")


def _free(node: ast.expr) -> bool:
    head, arguments = called(node)
    if head in SUMS:
        inner = [part for part in ast.walk(arguments[0]) if called(part)[0]]  # type: ignore[arg-type]
        return any(_free(part) for part in inner) or any(_free(part) for part in arguments[1:])  # type: ignore[arg-type]
    if isinstance(node, ast.Name):
        return node.id in (EIGENVALUE, COORDINATE)
    return any(_free(child) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))
