"""Whatever is typed, the grammar answers with a tree or with its own error, and a tree prints and reads back."""

from boundproof.bounds.errors import InputError
from boundproof.bounds.parsing import (
    claim_text,
    parse_claim,
    parse_expression,
    parse_fact,
    parse_given,
    parse_point,
    point_text,
    to_text,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st

PIECES = """
    x n a e i k lambda beta theta_star sigma2 pi E oo EulerGamma gamma 0 1 2 10 0.5 1e3 .5
    + - * / ** ^ ! ( ) [ ] , | = == != < <= > >= -> ~ _ . : ' "
    exp log sin sqrt root Abs Min Max Mod factorial binomial zeta Sum Product inverse threshold frac
    Sum(x,(i,1,n)) inverse(k,k*k=n) threshold(k,k>=n) log(x,2) f( o( O( Theta( Otilde( as has limit is integer
    natural real benign β λ₁ Θ ≤ ≥ → ∞ √ ² ⁻¹ ⁺ · − Õ x̂ nan I None lambda: if
""".split()  # noqa: SIM905
LATEX = r"""
    \frac \frac{ \frac12 \sqrt \sqrt[ \log \sin \min \min\{ \max \exp \left \right \left( \right) \{ \} { } ^ _ ^{ _{
    \infty \to \leq \geq \sim \cdot \times \alpha \lambda \gamma \Gamma \Theta \tilde \tilde{O} \hat \mathcal{O}
    \mathrm{e} \mathbb{E} \sum_{i=1}^{n} \prod_{i=1}^n \sum \binom \lim \lim_{x\to0^+} \lvert \rvert \lVert \rVert \|
    \lfloor \rfloor \text{as} \, \quad $ & \\ \foo x n a i 2 10 + - * / ( ) [ ] | = , ! ' ^* _1 ^2 ^+
""".split()  # noqa: SIM905

soups = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.lists(st.sampled_from(LATEX), max_size=12).map(" ".join),
    st.lists(st.sampled_from(LATEX + PIECES), max_size=12).map("".join),
    st.text(max_size=30),
    st.text(alphabet="xn12+-*/^!()|,=<>~. \\{}_eE", max_size=30),
)


def _tree_or_error(read, text):
    try:
        return read(text)
    except InputError as error:
        message = str(error)
    assert message.splitlines() == [message]
    return None


@settings(max_examples=600)
@given(soups)
@example("\\")
@example("\\tilde")
@example("\\tilde{")
@example("\\frac1")
@example("\\frac")
@example("x^")
@example("x_")
@example("x_{")
@example("^+")
@example("\\sum_{i=1}")
@example("|")
@example("\x00")
@example("\ud800")
@example("$")
@example("$$")
def test_a_formula_or_an_error(text):
    tree = _tree_or_error(parse_expression, text)
    if tree is not None:
        assert parse_expression(to_text(tree)) == tree


@settings(max_examples=400)
@given(soups, st.sampled_from(["->", "=", "~", "<=", "= o(", r"\to", "∈ O("]), soups)
def test_a_claim_or_an_error(left, relation, right):
    text = f"{left} {relation} {right}" + (")" if relation.endswith("(") else "")
    claim = _tree_or_error(lambda t: parse_claim(t, known=None), text)
    if claim is not None:
        again = parse_claim(claim.text, as_=claim.point and point_text(claim.point), known=None)
        assert (again.left, again.relation, again.right, again.side) == (
            claim.left,
            claim.relation,
            claim.right,
            claim.side,
        )
        assert claim_text(again) == claim.text


@settings(max_examples=300)
@given(soups)
def test_hypotheses_points_and_facts_or_an_error(text):
    for read in (parse_given, parse_point, parse_fact):
        _tree_or_error(read, text)
