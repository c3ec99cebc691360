"""What reports print is what was claimed: the grammar reads the LaTeX back to the same formula."""

import pytest
import sympy as sp
from boundproof.bounds.errors import GrammarError
from boundproof.bounds.parsing import build, claim_latex, parse_claim, parse_expression, point_latex, to_latex
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sympy import Add, Integer, Mul, Pow, Rational, Symbol

x, y, i = sp.symbols("x y i")
leaves = st.sampled_from(
    [x, y, Symbol("lamda"), Symbol("theta_star"), Symbol("sigma_min"), sp.pi, sp.E]
) | st.fractions(-5, 5, max_denominator=4).map(lambda q: Rational(q.numerator, q.denominator))
HEADS = [sp.log, sp.exp, sp.sin, sp.asin, sp.erf, sp.factorial, sp.Abs, sp.floor, sp.gamma]


def _nodes(inner: st.SearchStrategy) -> st.SearchStrategy:
    several = st.lists(inner, min_size=2, max_size=3)
    exponents = st.sampled_from([Integer(-1), Integer(2), Integer(-2), Rational(1, 2)]) | inner
    return st.one_of(
        several.map(lambda parts: Add(*parts, evaluate=False)),
        several.map(lambda parts: Mul(*parts, evaluate=False)),
        st.tuples(inner, exponents).map(lambda parts: Pow(*parts, evaluate=False)),
        inner.map(build.reciprocal),
        inner.map(lambda part: Mul(-1, part, evaluate=False)),
        st.tuples(st.sampled_from(HEADS), inner).map(lambda pick: pick[0](pick[1], evaluate=False)),
        several.map(lambda parts: build.maximum(*parts)),
        inner.map(lambda part: sp.binomial(part, x, evaluate=False)),
        inner.map(lambda part: build.summation(Add(part, i, evaluate=False), (i, Integer(1), sp.oo))),
        inner.map(lambda part: build.product(part, (i, Integer(1), x))),
    )


trees = st.recursive(leaves, _nodes, max_leaves=9)


def _shape(tree: sp.Basic) -> object:
    """The tree with the grouping and the signs of products forgotten, which a fraction bar does not show."""
    if not isinstance(tree, Mul):
        return tree if not tree.args else (type(tree).__name__, *[_shape(part) for part in tree.args])
    factors: list[object] = []
    negative = False
    stack = list(reversed(tree.args))
    while stack:
        part = stack.pop()
        if isinstance(part, Mul):
            stack.extend(reversed(part.args))
        elif isinstance(part, Rational):
            negative ^= part < 0
            factors += [] if abs(part) == 1 else [abs(part)]
        else:
            factors.append(_shape(part))
    return ("Mul", negative, *factors)


@settings(max_examples=300)
@given(trees)
def test_the_latex_of_a_tree_reads_back(tree):
    latex = to_latex(tree)
    try:
        again = parse_expression(f"${latex}$")
    except GrammarError as error:  # limits and scopes hold for trees that Python built as well
        assume(not any(reason in error.problem for reason in ("larger than", "bits", "division by zero", "is bound")))
        raise
    assert _shape(again) == _shape(tree), latex


@pytest.mark.parametrize(
    ("claim", "latex"),
    [
        ("log(n)**2/n -> 0+", r"\frac{\log^{2}\left(n\right)}{n} \to 0^{+}"),
        ("n*exp(-n) = o(1/n)", r"n \exp\left(-n\right) = o\left(\frac{1}{n}\right)"),
        ("r = Otilde(sqrt(d/n))", r"r = \tilde{O}\left(\sqrt{\frac{d}{n}}\right)"),
        ("-2/3*n**(a + 1)*(n - 1) ~ k", r"-\frac{2}{3} n^{a + 1} \cdot \left(n - 1\right) \sim k"),
        ("theta_star*lambda_1 <= sigma_hat**2", r"\theta^{*} \lambda_{1} \leq \hat{\sigma}^{2}"),
        ("r0 + R_std > x_prime", r"r_{0} + R_{\mathrm{std}} > x^{\prime}"),
        ("Sum(1/i**2, (i, k + 1, oo)) ~ 1/k", r"\sum_{i=k + 1}^{\infty} \frac{1}{i^{2}} \sim \frac{1}{k}"),
        (
            "inverse(k, k*log(k) = n) = Theta(n/log(n))",
            r"\left[k : k \log\left(k\right) = n\right] = \Theta\left(\frac{n}{\log\left(n\right)}\right)",
        ),
        ("threshold(k, k**2 >= n) -> oo", r"\min\left\{k : k^{2} \geq n\right\} \to \infty"),
        ("sin(n)/n has limit", r"\frac{\sin\left(n\right)}{n} \text{ has a limit}"),
        ("n! >= binomial(n, 2)", r"n! \geq \binom{n}{2}"),
    ],
)
def test_claims_print_as_they_were_written(claim, latex):
    assert claim_latex(parse_claim(claim, as_="n -> oo", known=None)) == latex


def test_a_claim_shows_itself_in_a_notebook():
    assert parse_claim("n**2 -> oo")._repr_latex_() == r"$n^{2} \to \infty$"


def test_points_print():
    claim = parse_claim("x -> 0", as_="x -> -1/2-", known=None)
    assert point_latex(claim.point) == r"x \to -\frac{1}{2}^{-}"
    assert point_latex(parse_claim("n -> oo").point) == r"n \to \infty"
