"""Claims, points and hypotheses in every spelling, and the vocabularies that callers add."""

import pytest
import sympy as sp
from boundproof.bounds.claims import Kind, Point, Relation
from boundproof.bounds.errors import GrammarError, InputError
from boundproof.bounds.parsing import (
    Entry,
    Vocabulary,
    hypothesis_text,
    parse_claim,
    parse_expression,
    parse_fact,
    parse_given,
    parse_hypothesis,
    parse_point,
    point_text,
    to_text,
)
from sympy import Rational, Symbol, oo

x, n, a, b, k = sp.symbols("x n a b k")


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("log(n)/n -> 0", "log(n)/n -> 0"),
        ("log(n)/n → 0⁺", "log(n)/n -> 0+"),
        ("x/(x+1) -> 1-", "x/(x + 1) -> 1-"),
        ("(1 - 1/x)**x -> exp(-1)-", "(1 - 1/x)**x -> exp(-1)-"),
        ("x -> -oo", "x -> -oo"),
        ("-x -> −∞", "-x -> -oo"),
        ("x -> +oo", "x -> oo"),
        ("log(n)**k = o(n**b)", "log(n)**k = o(n**b)"),
        ("n=O(n^2)", "n = O(n**2)"),
        ("n ∈ Θ(2·n)", "n = Theta(2*n)"),
        ("n = Ω(√n)", "n = Omega(sqrt(n))"),
        ("n² = ω(n)", "n**2 = omega(n)"),
        ("n*log(n) = Õ(n)", "n*log(n) = Otilde(n)"),
        ("n = Ω̃(n)", "n = Omegatilde(n)"),
        ("n = Thetatilde(n*log(n))", "n = Thetatilde(n*log(n))"),
        ("n ~ n + 1", "n ~ n + 1"),
        ("n ≤ n²", "n <= n**2"),
        ("n < n + 1", "n < n + 1"),
        ("n**2 >= -1", "n**2 >= -1"),
        ("n > 0", "n > 0"),
        ("sin(n)/n has limit", "sin(n)/n has limit"),
        ("(n + 1)**2 = n**2 + 2*n + 1", "(n + 1)**2 = n**2 + 2*n + 1"),
        ("(n + 1)**2 == 0", "(n + 1)**2 = 0"),
        ("k*Sum(1/i**2, (i, k+1, oo)) -> 1", "k*Sum(1/i**2, (i, k + 1, oo)) -> 1"),
        ("inverse(k, k*log(k) = n) ~ n/log(n)", "inverse(k, k*log(k) == n) ~ n/log(n)"),
        ("threshold(k, k**2 >= n) ~ sqrt(n)", "threshold(k, k**2 >= n) ~ sqrt(n)"),
        (r"\frac{\log n}{n} \to 0", "log(n)/n -> 0"),
        (r"$\frac{\log n}{n} \to 0^{+}$", "log(n)/n -> 0+"),
        (r"r = \tilde{O}(\sqrt{d/n})", "r = Otilde(sqrt(d/n))"),
        (r"r = \widetilde{\mathcal O}(\sqrt d)", "r = Otilde(sqrt(d))"),
        (r"r = \tilde\Theta\left(n^{-2\beta/(2\beta+d)}\right)", "r = Thetatilde(n**(-2*beta/(2*beta + d)))"),
        (r"\log^2 n = \omega(\log n \log\log n)", "log(n)**2 = omega(log(n)*log(log(n)))"),
        (r"x^{a+1} \leq \left(x+1\right)^{a+1}", "x**(a + 1) <= (x + 1)**(a + 1)"),
        (r"\sum_{i=k+1}^{\infty} i^{-2} \sim 1/k", "Sum(i**(-2), (i, k + 1, oo)) ~ 1/k"),
        (r"\prod_{i=1}^n i = n!", "Product(i, (i, 1, n)) = factorial(n)"),
        (r"\min\{a, b\} \le a", "Min(a, b) <= a"),
        (r"|x| \to \infty", "Abs(x) -> oo"),
        (r"\lvert x \rvert y \sim \lfloor x \rfloor \lceil y \rceil", "Abs(x)*y ~ floor(x)*ceiling(y)"),
        (r"2n\log_2 n \neq 0", None),
        (r"\log_2 n \to \infty", "log(n)/log(2) -> oo"),
        (r"n! \sim \sqrt{2\pi n}\,(n/\mathrm{e})^n", "factorial(n) ~ sqrt(2*pi*n)*(n/E)**n"),
        (r"\binom{n}{2} \sim \frac12 n^2", "binomial(n, 2) ~ 1/2*n**2"),
        (r"\sqrt[3]{n} \cdot \sigma_{\min}^2 \to \infty", "n**(1/3)*sigma_min**2 -> oo"),
        (r"\hat\theta + \theta^* + \theta' \to 0", "theta_hat + theta_star + theta_prime -> 0"),
        (r"\Gamma(n) \ge \gamma_0", "gamma(n) >= gamma_0"),
        (r"\lambda_1 = O(1)", "lamda_1 = O(1)"),
        (r"\operatorname{erf}(x) \to 1^-", "erf(x) -> 1-"),
    ],
)  # fmt: skip
def test_a_claim_has_one_canonical_text(text, canonical):
    if canonical is None:
        with pytest.raises(GrammarError, match="'!=' makes no claim"):
            parse_claim(text, known=None, as_="n -> oo")
        return
    claim = parse_claim(text, known=None, as_="n -> oo")
    assert claim.text == canonical
    assert claim.source == text
    again = parse_claim(canonical, known=None, as_="n -> oo")
    assert (again.left, again.relation, again.right, again.side) == (
        claim.left,
        claim.relation,
        claim.right,
        claim.side,
    )


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("n -> oo", Point(n, oo)),
        ("n → ∞", Point(n, oo)),
        ("n -> +oo", Point(n, oo)),
        ("x -> -oo", Point(x, -oo)),
        ("x -> 0", Point(x, sp.S.Zero)),
        ("x -> 0+", Point(x, sp.S.Zero, "+")),
        ("x -> -1-", Point(x, sp.S.NegativeOne, "-")),
        ("x -> 1/2+", Point(x, Rational(1, 2), "+")),
        ("x → 0⁻", Point(x, sp.S.Zero, "-")),
        ("x -> pi/2-", Point(x, parse_expression("pi/2"), "-")),
        ("x -> c*n-", Point(x, parse_expression("c*n"), "-")),
        ("x -> -1/2 + sqrt(5)/2+", Point(x, parse_expression("-1/2 + sqrt(5)/2"), "+")),
        (r"x \to 0^+", Point(x, sp.S.Zero, "+")),
        (r"x \to \frac{\pi}{2}^{-}", Point(x, parse_expression("pi/2"), "-")),
        (r"n \to \infty", Point(n, oo)),
    ],
)
def test_points(text, point):
    assert parse_point(text) == point
    assert parse_point(point_text(point)) == point


@pytest.mark.parametrize(
    ("text", "given", "variable"),
    [
        ("log(t) -> oo", (), "t"),
        ("x**k -> oo", ("k > 0",), "x"),
        ("log(n)**k = o(n**eps)", ("k > 0", "eps > 0"), "n"),
        ("x**2 -> oo", ("x integer",), "x"),
        ("42 -> 42", (), "n"),
        ("n*m -> oo", ("m > 0", "l > 0"), "n"),
        ("n*m -> oo", ("m > 0", "n natural"), "n"),
        ("n*m*l -> oo", ("m > 0",), None),
        ("x*m -> oo", ("m > 0", "x integer"), None),
    ],
)
def test_the_variable_is_told_where_it_can_be(text, given, variable):
    if variable is None:
        with pytest.raises(GrammarError, match=r"is the variable|neither the variable n nor declared"):
            parse_claim(text, given=given)
    else:
        assert parse_claim(text, given=given).point == Point(Symbol(variable), oo)


def test_the_point_may_stand_in_the_claim():
    expected = Point(x, sp.S.Zero, "+")
    assert parse_claim("sin(x)/x -> 1- as x -> 0+").point == expected
    assert parse_claim(r"\sin(x)/x \to 1^- \text{ as } x \to 0^+").point == expected
    claim = parse_claim(r"\lim_{x \to 0^+} \frac{\sin x}{x} = 1")
    assert (claim.point, claim.text, claim.relation) == (expected, "sin(x)/x -> 1", Relation.TENDS)
    with pytest.raises(GrammarError, match="ends with another point than x -> oo"):
        parse_claim("1/x -> 0 as x -> 0", as_="x -> oo")
    with pytest.raises(GrammarError, match="the limit may be of the first term or of the sum"):
        parse_claim(r"\lim_{n \to \infty} \frac{1}{n} + 1 = 1")


def test_an_identity_has_no_variable():
    assert parse_claim("(a + b)**2 = a**2 + 2*a*b + b**2").point is None
    assert parse_claim("a*b <= (a**2 + b**2)/2", everywhere=True, known=None).point is None


def test_hypotheses():
    found = parse_given("a > 0, 0 < e < 1, k natural, a != b, a = 2*b, c >= 2, y real")
    assert [hypothesis_text(h) for h in found] == [
        "a > 0", "0 < e", "e < 1", "k natural", "a != b", "a = 2*b", "c >= 2", "y real",
    ]  # fmt: skip
    assert [h.text for h in found] == [hypothesis_text(h) for h in found]
    assert found[3].kind is Kind.NATURAL
    assert found[3].left == k
    assert [h.relation for h in found[:3]] == [Relation.GT, Relation.LT, Relation.LT]
    assert parse_given(found) == found
    assert parse_given([h.text for h in found]) == found
    assert parse_hypothesis("β ≥ 2·α") == parse_given(["beta >= 2*alpha"])
    assert parse_hypothesis(r"0 < \beta \le \frac{1}{2}") == parse_given("0 < beta <= 1/2")


@pytest.mark.parametrize("given", ["0<e<1", "e real", "e > 0", "e<1/4", "e natural, a > e"])
def test_hypotheses_declare_the_letter_e(given):
    claim = parse_claim("x**(e - e) -> 1", given=[given, "a real"])
    assert Symbol("e") in claim.left.free_symbols


def test_facts_are_conditions_or_claims():
    assert parse_fact("a > 0") == parse_given("a > 0")
    fact = parse_fact("r0 = o(n)", as_="n -> oo")
    assert (fact.relation, fact.left, fact.right) == (Relation.LITTLE_O, Symbol("r0"), n)
    assert parse_fact("k_star/n -> 0").relation is Relation.TENDS
    assert parse_fact("a = 2*b") == parse_given("a = 2*b")


class Rank(sp.Expr):
    """r(k), for the tests."""

    is_commutative = True
    grammar_name = "r"


class Mean(sp.Expr):
    """E[x], for the tests."""

    is_commutative = True
    grammar_name = "E"
    grammar_brackets = "[]"


class Trace(sp.Expr):
    """A constant of the setting, for the tests."""

    is_commutative = True
    grammar_name = "trace_sigma"


VOCABULARY = Vocabulary.of(
    {
        "r": Entry("r", 1, 1, Rank, ("effective_rank",), indexed=("r",)),
        "E": Entry("E", 1, 1, Mean, brackets=True),
        "trace_sigma": (0, Trace),
        "eigenvalue": Entry("eigenvalue", 1, 1, sp.Function("eigenvalue"), indexed=("lamda",)),
    },
    claims={"benign": Trace},
)


def test_a_vocabulary_adds_names():
    tree = parse_expression("r(k)/trace_sigma + E[x**2]", vocabulary=VOCABULARY)
    assert tree.args == (sp.Mul(Rank(k), 1 / Trace(), evaluate=False), Mean(x**2))
    assert to_text(tree) == "r(k)/trace_sigma + E[x**2]"
    assert parse_expression("effective_rank(k)", vocabulary=VOCABULARY) == Rank(k)
    assert parse_expression("E*x", vocabulary=VOCABULARY) == parse_expression("E*x")
    assert parse_expression("r*k").free_symbols == {Symbol("r"), k}
    with pytest.raises(GrammarError, match=r"'r' is the function r\(...\) here"):
        parse_expression("r*k", vocabulary=VOCABULARY)
    with pytest.raises(GrammarError, match="did you mean effective_rank"):
        parse_expression("efective_rank(k)", vocabulary=VOCABULARY)
    with pytest.raises(GrammarError, match=r"r takes 1 argument, found more"):
        parse_expression("r(k, 1)", vocabulary=VOCABULARY)


def test_a_vocabulary_reads_latex():
    assert parse_expression(r"\mathbb{E}\left[x^2\right]", vocabulary=VOCABULARY) == Mean(x**2)
    with pytest.raises(GrammarError, match=r"'r_k' would be one symbol: write r\(k\)"):
        parse_expression("r_k/n", vocabulary=VOCABULARY)
    assert parse_expression("lambda_min", vocabulary=VOCABULARY) == Symbol("lamda_min")
    assert parse_expression(r"\frac{r_k}{n}", vocabulary=VOCABULARY) == sp.Mul(Rank(k), 1 / n, evaluate=False)
    total = parse_expression(r"\sum_{i=1}^{n} \lambda_i", vocabulary=VOCABULARY)
    assert total.function == sp.Function("eigenvalue")(Symbol("i"))
    assert parse_expression(r"\lambda_{\min}", vocabulary=VOCABULARY) == Symbol("lamda_min")


def test_a_vocabulary_adds_claims():
    claim = parse_claim("benign", vocabulary=VOCABULARY)
    assert (claim.relation, claim.left, claim.right, claim.text) == (Relation.BENIGN, Trace(), None, "benign")
    assert claim.point == Point(n, oo)
    with pytest.raises(GrammarError, match="benign is a claim by itself"):
        parse_claim("benign -> 0", vocabulary=VOCABULARY)


def test_a_vocabulary_may_not_redefine_the_grammar():
    with pytest.raises(InputError, match="the vocabulary may not redefine log"):
        Vocabulary.of({"log": (1, Rank)})
