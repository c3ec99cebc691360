"""Closed antidifferences of the re-checker: W(x + 1) - W(x) = f(x) in numbers, or none."""

from __future__ import annotations

import time
from fractions import Fraction

import mpmath
import pytest
from boundproof.verify.recheck.asymptotics_algebra import Algebra
from boundproof.verify.recheck.asymptotics_constants import antidifference
from boundproof.verify.recheck.asymptotics_functions import Evaluator
from boundproof.verify.recheck.asymptotics_series import Space, exact_of
from boundproof.verify.recheck.asymptotics_text import read

KNOWN = ["1/X", "1/(X + 3)", "log(X)", "log(X + 1/2)", "1/(X*(X + 2))", "1/(4*X**2 - 1)", "(X + 1)/(X*(2*X + 1))"]
KNOWN += ["log(1 - 1/X**2)", "1/(X*(X + 1)*(X + 2))", "3 + 2/X"]
UNKNOWN = [
    "X",
    "X + 1",
    "X*log(X)",
    "1/X**2",
    "1/(X**2 + 1)",
    "1/(X**2*(X + 1))",
    "log(X)/X",
    "sqrt(X)",
    "X/(X + 1)**2",
]
AT = Fraction(7, 2)


def number(al: Algebra, text: str, at: Fraction) -> mpmath.mpf:
    """A formula in X at a number, by the algebra's own values."""
    ev = Evaluator(Space(al, 4), frozenset())
    tree = read(text.replace("X", f"({at})"))
    return al.number_value(exact_of(ev.plain(tree)), 40)[0]


def said(tree: tuple[object, ...]) -> str:
    """A tree as text again."""
    kind, *parts = tree
    if kind == "num":
        return f"({parts[0]})"
    if kind == "sym":
        return str(parts[0])
    if kind == "fn":
        return f"{parts[0]}({', '.join(said(p) for p in parts[1:])})"  # type: ignore[arg-type]
    return "(" + {"add": " + ", "mul": "*", "pow": "**"}[str(kind)].join(said(p) for p in parts) + ")"  # type: ignore[arg-type]


@pytest.mark.parametrize("f", KNOWN)
def test_the_difference_is_the_summand(f: str) -> None:
    al = Algebra(time.monotonic() + 60)
    space = Space(al, 4)
    found = antidifference(al, exact_of(Evaluator(space, frozenset()).plain(read(f))), exact_of(space.x))
    assert found is not None
    whole = said(found[0])
    with mpmath.workdps(40):  # each value to 40 digits
        gap = number(al, whole, AT + 1) - number(al, whole, AT) - number(al, f, AT)
        assert abs(gap) < mpmath.mpf(10) ** -30


@pytest.mark.parametrize("f", UNKNOWN)
def test_what_has_no_such_antidifference_has_none(f: str) -> None:
    al = Algebra(time.monotonic() + 60)
    space = Space(al, 4)
    assert antidifference(al, exact_of(Evaluator(space, frozenset()).plain(read(f))), exact_of(space.x)) is None
