"""The re-checker's arithmetic against exact rational values: reading, multiplying out, expectation."""

from __future__ import annotations

from fractions import Fraction

import pytest
from boundproof.verify.recheck.algebra import Rejected, add, depends, read, show
from hypothesis import given
from hypothesis import strategies as st

NAMES = ("a", "b", "n")


@st.composite
def formulas(draw: st.DrawFn, depth: int = 3) -> str:
    if depth == 0 or draw(st.booleans()):
        return draw(st.sampled_from((*NAMES, "1", "2", "7")))
    left, right = draw(formulas(depth=depth - 1)), draw(formulas(depth=depth - 1))
    kind = draw(st.sampled_from(("+", "-", "*", "/", "**")))
    if kind == "**":
        return f"({left})**{draw(st.integers(0, 3))}"
    return f"({left}){kind}({right})"


def value(text: str, at: dict[str, Fraction]) -> Fraction | None:
    """The exact value, computed by Python's own fractions; None where it is undefined."""
    import ast

    def walk(node: ast.expr) -> Fraction:
        if isinstance(node, ast.Constant):
            return Fraction(node.value)
        if isinstance(node, ast.Name):
            return at[node.id]
        if isinstance(node, ast.UnaryOp):
            return -walk(node.operand)
        assert isinstance(node, ast.BinOp)
        left, right = walk(node.left), walk(node.right)
        if isinstance(node.op, ast.Add):
            return left + right
        if isinstance(node.op, ast.Sub):
            return left - right
        if isinstance(node.op, ast.Mult):
            return left * right
        if isinstance(node.op, ast.Div):
            return left / right
        return left ** int(right)

    try:
        return walk(ast.parse(text, mode="eval").body)
    except ZeroDivisionError:
        return None


def evaluate(text: str, at: dict[str, Fraction]) -> Fraction | None:
    """The value of what the re-checker reads; atoms that are quotients by sums are evaluated from their text."""
    total = Fraction(0)
    for monomial, coefficient in read(text).items():
        product = coefficient
        for atom, exponent in monomial:
            inner = at[atom] if atom in at else value(atom.replace("^", "**"), at)
            if inner is None or (inner == 0 and exponent < 0):
                return None
            product *= inner ** int(exponent)
        total += product
    return total


@given(formulas(), st.fixed_dictionaries({name: st.fractions(-5, 5, max_denominator=7) for name in NAMES}))
def test_what_is_read_has_the_value_of_the_text(text: str, at: dict[str, Fraction]) -> None:
    expected = value(text, at)
    try:
        found = evaluate(text, at)
    except Rejected:
        return  # a division by what is identically zero
    if expected is not None and found is not None:
        assert found == expected


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("(a + b)**2", "a**2 + 2*a*b + b**2"),
        ("a/b*b", "a"),
        ("E[2*a*trace(G)]", "2*a*E[trace(G)]"),
        ("E[trace(G) + n]", "E[trace(G)] + n"),
        ("E[noise_mean(norm(min_norm)**2)]", "E[norm(min_norm)**2]"),
        ("noise_mean(trace(G)*norm(min_norm))", "trace(G)*noise_mean(norm(min_norm))"),
        ("E[n]", "n"),
        ("norm(a + b)", "norm(b + a)"),
    ],
)
def test_equal_expressions_are_read_as_one(left: str, right: str) -> None:
    assert read(left) == read(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("E[trace(G)**2]", "E[trace(G)]**2"),
        ("E[trace(G)*norm(min_norm)]", "trace(G)*E[norm(min_norm)]"),
        ("noise_mean(norm(min_norm))", "norm(min_norm)"),
        ("norm(theta)", "norm(min_norm)"),
        ("1/(a + b)", "1/a + 1/b"),
    ],
)
def test_different_expressions_are_told_apart(left: str, right: str) -> None:
    assert read(left) != read(right)


def test_dependence_is_read_off_the_text() -> None:
    assert depends("E[trace(G)]") == 0
    assert depends("trace(G)") == 1
    assert depends("norm(min_norm)") == 2
    assert depends("noise_mean(norm(min_norm)^2)") == 1
    assert depends("noise_mean(n)") == 0


def test_show_is_canonical() -> None:
    assert show(read("b + a")) == show(read("a + b")) == "a + b"
    assert show(add(read("a"), read("a"), Fraction(-1))) == "0"
