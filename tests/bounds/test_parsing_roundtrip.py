"""What is printed reads back to the very same tree, and means what Python says it means."""

import ast
import operator
from fractions import Fraction

import pytest
import sympy as sp
from boundproof.bounds.errors import GrammarError, InputError
from boundproof.bounds.implicit import Inverse, Threshold
from boundproof.bounds.parsing import build, parse_expression, to_text
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from sympy import Add, Integer, Mul, Pow, Rational, Symbol

x, n, i, k = sp.symbols("x n i k")
NAMES = [x, n, Symbol("a"), Symbol("beta"), Symbol("theta_star"), Symbol("lamda"), Symbol("sigma2")]
UNARY = [sp.exp, sp.log, sp.sin, sp.acosh, sp.floor, sp.frac, sp.gamma, sp.factorial, sp.LambertW, sp.sign, sp.Abs]
BINARY = [sp.binomial, sp.Mod, sp.polygamma, sp.zeta, sp.uppergamma]

numbers = st.integers(-12, 12).map(Integer) | st.fractions(-3, 3, max_denominator=9).map(
    lambda q: Rational(q.numerator, q.denominator)
)
leaves = st.sampled_from(NAMES) | numbers | st.sampled_from([sp.pi, sp.E, sp.EulerGamma])


def _nodes(inner: st.SearchStrategy) -> st.SearchStrategy:
    several = st.lists(inner, min_size=2, max_size=4)
    pair = st.tuples(inner, inner)
    return st.one_of(
        several.map(lambda parts: Add(*parts, evaluate=False)),
        several.map(lambda parts: Mul(*parts, evaluate=False)),
        pair.map(lambda parts: Pow(*parts, evaluate=False)),
        inner.map(build.reciprocal),
        inner.map(lambda part: Mul(-1, part, evaluate=False)),
        st.tuples(st.sampled_from(UNARY), inner).map(lambda pick: pick[0](pick[1], evaluate=False)),
        st.tuples(st.sampled_from(BINARY), inner, inner).map(lambda pick: pick[0](*pick[1:], evaluate=False)),
        several.map(lambda parts: build.maximum(*parts)),
        several.map(lambda parts: build.minimum(*parts)),
        pair.map(lambda parts: build.summation(parts[0] + i, (i, parts[1], sp.oo))),
        pair.map(lambda parts: build.product(parts[0], (k, Integer(1), parts[1]))),
        pair.map(lambda parts: Inverse(k, Add(k, parts[0], evaluate=False), parts[1])),
        pair.map(lambda parts: Threshold(k, Mul(parts[0], k, evaluate=False), parts[1])),
    )


trees = st.recursive(leaves, _nodes, max_leaves=12)


@settings(max_examples=400)
@given(trees)
@example(Mul(-1, Mul(-1, x, evaluate=False), evaluate=False))
@example(Mul(1, Pow(x, -1, evaluate=False), evaluate=False))
@example(Mul(2, Pow(3, -1, evaluate=False), x, evaluate=False))
@example(Mul(Rational(1, 2), Pow(3, -1, evaluate=False), evaluate=False))
@example(Add(x, Integer(-2), Mul(-1, Rational(2, 3), evaluate=False), evaluate=False))
@example(Pow(Pow(x, 2, evaluate=False), Pow(n, -1, evaluate=False), evaluate=False))
@example(build.summation(build.summation(x + i + k, (i, Integer(1), k)), (k, Integer(1), sp.oo)))
def test_printing_then_reading_gives_the_identical_tree(tree):
    text = to_text(tree)
    ast.parse(text, mode="eval")  # a Python expression, for readers built on another parser
    try:
        again = parse_expression(text)
    except GrammarError as error:  # limits and scopes hold for trees that Python built as well
        assume(not any(reason in error.problem for reason in ("larger than", "bits", "division by zero", "is bound")))
        raise
    assert again == tree, (text, sp.srepr(tree), sp.srepr(again))
    assert to_text(again) == text


_OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


def _python_value(node: ast.expr) -> Fraction:
    """The value that Python's own grammar gives a text, in exact rationals."""
    if isinstance(node, ast.Constant):
        return Fraction(node.value)
    if isinstance(node, ast.UnaryOp):
        return _OPERATORS[type(node.op)](_python_value(node.operand))
    assert isinstance(node, ast.BinOp)
    return _OPERATORS[type(node.op)](_python_value(node.left), _python_value(node.right))


def _tree_value(tree: sp.Expr) -> Fraction:
    if isinstance(tree, Rational):
        return Fraction(tree.p, tree.q)
    values = [_tree_value(part) for part in tree.args]
    if isinstance(tree, Add):
        return sum(values, Fraction(0))
    if isinstance(tree, Mul):
        product = Fraction(1)
        for value in values:
            product *= value
        return product
    assert isinstance(tree, Pow)
    return values[0] ** values[1]


sums = st.recursive(
    st.integers(0, 9).map(str),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" + ", " - ", "*", "/"]), inner).map("".join),
        st.tuples(st.sampled_from(["-", "+"]), inner).map("".join),
        inner.map(lambda text: f"({text})"),
        st.tuples(inner, st.sampled_from(["**2", "**-1", "**0", "**-2", "**3"])).map("".join),
        st.sampled_from(["2**3**2", "-2**2", "2**-2", "1/2*3", "6/3/2", "1/2/3", "3 - -2", "-1/2", "4/2"]),
    ),
    max_leaves=8,
)


@settings(max_examples=400)
@given(sums)
def test_arithmetic_means_what_python_means(text):
    try:
        expected = _python_value(ast.parse(text, mode="eval").body)
    except ZeroDivisionError:
        assume(False)
    assume(isinstance(expected, Fraction) and abs(expected) < 10**50)
    assert _tree_value(parse_expression(text)) == expected


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a + b - c", Add(Symbol("a"), Symbol("b"), Mul(-1, Symbol("c"), evaluate=False), evaluate=False)),
        ("-x**2", Mul(-1, Pow(x, 2, evaluate=False), evaluate=False)),
        ("2*x + 2*x", Add(*[Mul(2, x, evaluate=False)] * 2, evaluate=False)),
        ("x - x", Add(x, Mul(-1, x, evaluate=False), evaluate=False)),
        ("0*x", Mul(0, x, evaluate=False)),
        ("x/n", Mul(x, Pow(n, -1, evaluate=False), evaluate=False)),
        ("1/x", Pow(x, -1, evaluate=False)),
        ("-2/3", Rational(-2, 3)),
        ("0.1", Rational(1, 10)),
        ("2.50", Rational(5, 2)),
        ("1e-3", Rational(1, 1000)),
        ("sqrt(x)", Pow(x, Rational(1, 2), evaluate=False)),
        ("root(x, 3)", Pow(x, Rational(1, 3), evaluate=False)),
        ("n!", sp.factorial(n, evaluate=False)),
        ("2**n!", Pow(2, sp.factorial(n, evaluate=False), evaluate=False)),
        ("log(x, 2)", Mul(sp.log(x), Pow(sp.log(2, evaluate=False), -1, evaluate=False), evaluate=False)),
        ("ln(x)", sp.log(x)),
        ("x^2^n", Pow(x, Pow(2, n, evaluate=False), evaluate=False)),
        ("|x - 1|", sp.Abs(Add(x, -1, evaluate=False), evaluate=False)),
        ("Max(x, x)", build.maximum(x, x)),
        ("gamma(10**6)", sp.gamma(Pow(10, 6, evaluate=False), evaluate=False)),
        ("exp(0)", sp.exp(0, evaluate=False)),
        ("floor(1/2)", sp.floor(Rational(1, 2), evaluate=False)),
    ],
)
def test_the_tree_is_what_was_written(text, tree):
    found = parse_expression(text)
    assert found == tree
    assert type(found) is type(tree)
    assert found.args == tree.args


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("β", "beta"),
        ("λ", "lambda"),
        ("λ_1", "lambda_1"),
        ("λ₁", "lamda_1"),
        ("ϵ", "ε"),
        ("x²", "x**2"),
        ("x⁻¹", "1/x"),
        ("xⁿ", "x**n"),
        ("√n", "sqrt(n)"),
        ("√(d/n)*2", "sqrt(d/n)*2"),
        ("α·β×2", "alpha*beta*2"),
        ("a − b", "a - b"),
        ("Γ(x)", "gamma(x)"),
        ("θ'", "theta_prime"),
        ("x̄", "x_bar"),
        ("x\u00a0+ 1", "x + 1"),
        ("arcsin(x)", "asin(x)"),
        ("min(a, b)", "Min(a, b)"),
    ],
)
def test_spellings_of_one_tree(one, other):
    assert parse_expression(one) == parse_expression(other)


def test_given_symbols_are_used():
    positive = Symbol("n", positive=True)
    assert parse_expression("n + m", symbols={"n": positive}).free_symbols == {positive, Symbol("m")}


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        (sp.Float(0.5), "Float has no spelling in the grammar: 0.5"),
        (sp.I * x, "ImaginaryUnit has no spelling"),
        (sp.Function("f")(x), "f has no spelling in the grammar: f(x)"),
        (Symbol("gamma"), "the symbol 'gamma' has no spelling in the grammar"),
        (Symbol("lambda"), "the symbol 'lambda' has no spelling in the grammar"),
        (Symbol("x y"), "the symbol 'x y' has no spelling"),
        (sp.Dummy("x"), "the symbol 'x' has no spelling"),
        (sp.nan, "NaN has no spelling"),
        (x < n, "StrictLessThan has no spelling"),
    ],
)
def test_what_cannot_be_spelled_is_refused(tree, message):
    with pytest.raises(InputError) as caught:
        to_text(tree)
    assert message in str(caught.value)
