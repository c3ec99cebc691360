"""Formulas on the page: every bracket that the meaning needs, one tree for both printers."""

import re
from xml.etree import ElementTree

import mpmath as mp
import pytest
import sympy as sp
from boundproof.bounds.parsing import build, parse_expression
from boundproof.reports import html, statements
from boundproof.reports.boxes import breakable, latex, mathml
from boundproof.reports.formulas import Untypeset, boxes
from boundproof.reports.pieces import plain
from hypothesis import given, settings
from hypothesis import strategies as st

PRINTED = {
    "a - b*c": r"a-b\,c",
    "a - b/c": r"a-\frac{b}{c}",
    "-(n+1)": "{-}(n+1)",
    "n - (k - 1)": "n-(k-1)",
    "n/k**2": r"\frac{n}{k^{2}}",
    "-n*k": r"{-}n\,k",
    "n*(-3)": r"n\cdot ({-}3)",
    "2**(-n)": "2^{{-}n}",
    "2**n*3": r"2^{n}\cdot 3",
    "1/(i*log(i+1)**2)": r"\frac{1}{i\,\operatorname{log}^{2}(i+1)}",
    "(-n)**2": "({-}n)^{2}",
    "-n**2": "{-}n^{2}",
    "exp(-x)**2": r"(\operatorname{exp}({-}x))^{2}",
    "(a**b)**c": "(a^{b})^{c}",
    "a**b**c": "a^{b^{c}}",
    "(1/2)**n": r"\left(\frac{1}{2}\right)^{n}",
    "sqrt(x)/2": r"\frac{\sqrt{x}}{2}",
    "x**(2/3)": "x^{2/3}",
    "root(x, 3)": r"\sqrt[3]{x}",
    "n*(k+1)": r"n\cdot (k+1)",
    "n!**2": "(n!)^{2}",
    "(n+1)!": "(n+1)!",
    "Sum(1/i, (i, 1, n)) + n": r"\left(\sum_{i=1}^{n} \frac{1}{i}\right)+n",
    "n*Sum(1/i, (i, 1, n))": r"n\,\sum_{i=1}^{n} \frac{1}{i}",
    "Sum(1/i, (i, 1, n))*n": r"\left(\sum_{i=1}^{n} \frac{1}{i}\right)\,n",
    "Abs(x)**2": r"\mathopen{|}x\mathclose{|}^{2}",
    "floor(n/2)": r"\left\lfloor \frac{n}{2}\right\rfloor ",
    "threshold(k, k*log(k) >= n)": r"\operatorname{min}\{k\mathrel{:}k\,\operatorname{log}(k)\ge n\}",
    "theta_star**2": r"(\theta^{*})^{2}",
    "lambda_12": r"\lambda_{12}",
    "x1": "x_{1}",
    "R_std": r"R_{\mathrm{std}}",
    "pi*E": r"\pi \,\mathrm{e}",
}


@pytest.mark.parametrize("text", PRINTED)
def test_formulas_are_printed_as_they_mean(text):
    assert latex(boxes(parse_expression(text, declared=("e",)))) == PRINTED[text]


CLAIMS = {
    ("n/log(n) = O(n)", "n -> oo"): r"\frac{n}{\operatorname{log}(n)}=O(n)",
    ("n = Otilde(n*log(n))", "n -> oo"): r"n=\tilde{O}(n\,\operatorname{log}(n))",
    ("1/n -> 0+", "n -> oo"): r"\frac{1}{n}\to 0^{+}",
    ("1/x has limit", "x -> 0+"): r"\frac{1}{x}\text{ has a limit }",
    ("n ~ n + 1", "n -> oo"): r"n\sim n+1",
}


@pytest.mark.parametrize(("text", "point"), CLAIMS)
def test_claims_are_printed_as_they_mean(text, point):
    piece = statements.claim(text, point)
    assert (piece.kind, piece.latex()) == ("math", CLAIMS[text, point])


def test_quantities_of_the_field_have_their_symbols():
    text = "E[norm(min_norm)**2] >= sigma**2*n/trace(Sigma)"
    shown = statements.claim(text, quantities=True).latex()
    expectation = r"\mathbb{E}[\Vert \hat{\theta}\Vert ^{2}]"
    assert (
        shown.replace(r"\mathopen{\Vert }", r"\Vert ")
        .replace(r"\mathclose{\Vert }", r"\Vert ")
        .replace(r"\theta }", r"\theta}")
        == expectation + r"\ge \frac{\sigma^{2}\,n}{\operatorname{tr}(\Sigma )}"
    )


def test_a_parameter_called_theta_is_no_star_in_a_claim_by_itself():
    assert statements.claim("theta = O(1)", "n -> oo").latex().startswith(r"\theta =")
    assert (
        statements.claim("norm(theta) = O(1)", "n -> oo", quantities=True)
        .latex()
        .startswith(r"\mathopen{\Vert }\theta^{*}")
    )


def test_points_and_hypotheses():
    assert statements.point("x -> 0-").latex() == r"x\to 0^{-}"
    assert [piece.latex() for piece in statements.hypothesis("0 < e < 1, k natural")] == [r"0<e<1,\ k\in \mathbb{N}"]
    assert [piece.kind for piece in statements.hypothesis("noise is homoscedastic")] == ["text"]


def test_which_names_are_quantities_in_prose():
    limit = statements.formula("E[adversarial_risk(min_norm)]/adversarial_risk(theta) -> oo")
    assert limit.latex().endswith(r"\to \infty ")
    assert statements.formula("largest = Theta(1)").latex() == r"\mathopen{\Vert }\Sigma \mathclose{\Vert }=\Theta (1)"
    assert statements.formula("theta = Theta(1)").latex() == r"\theta =\Theta (1)"


@pytest.mark.parametrize("text", ["no formula (", "__import__('os')", "x" * 5000, "\\input{x}", "f(x)"])
def test_what_the_grammar_does_not_read_stays_text(text):
    for piece in (statements.claim(text), statements.formula(text), statements.point(text)):
        assert (piece.kind, piece.text) == ("code", text)


def test_prose_typesets_what_stands_between_backticks():
    pieces = statements.prose("for `n > 1`, or `nonsense(` or ` alone")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("text", "for "),
        ("math", "n > 1"),
        ("text", ", or "),
        ("code", "nonsense("),
        ("text", " or ` alone"),
    ]


@pytest.mark.parametrize(
    "expr", [sp.I, sp.nan, sp.zoo, sp.besselj(1, sp.Symbol("x")), sp.Float(0.5), sp.Symbol("x") > 1]
)
def test_a_node_without_a_form_is_not_guessed(expr):
    with pytest.raises(Untypeset):
        boxes(expr)


def test_depth_is_bounded():
    x = sp.Symbol("x")
    expr = x
    for _ in range(250):
        expr = sp.log(expr, evaluate=False)
    with pytest.raises(Untypeset):
        boxes(expr)


NAMES = st.sampled_from(["n", "k", "alpha", "x_1"]).map(sp.Symbol)
NUMBERS = st.integers(0, 12).map(sp.Integer) | st.sampled_from([sp.Rational(1, 2), sp.Rational(-3, 2), sp.Integer(-2)])
EXPONENTS = st.sampled_from([-2, -1, 2, 3, sp.Rational(1, 2), sp.Rational(-1, 2), sp.Symbol("k")]).map(sp.sympify)


def summed(part: sp.Expr) -> sp.Expr:
    """A sum over an index that no sum inside uses."""
    index = sp.Symbol("ijhl"[len({limit.args[1].args[0] for limit in part.atoms(sp.Sum)})])
    return build.summation(sp.Mul(part, index, evaluate=False), (index, sp.Integer(1), sp.Integer(2)))


@st.composite
def trees(draw, depth=4):
    """Trees of a few levels; sums, products and signs most often, because that is where brackets matter."""
    kind = draw(st.integers(0, 11)) if depth else 11
    if kind == 11:
        return draw(NAMES | NUMBERS)
    part = draw(trees(depth=depth - 1))
    if kind < 3:
        return sp.Add(part, draw(trees(depth=depth - 1)), evaluate=False)
    if kind < 6:
        return sp.Mul(part, draw(trees(depth=depth - 1)), evaluate=False)
    if kind < 8:
        return sp.Mul(sp.Integer(-1), part, evaluate=False)
    if kind == 8:
        return sp.Pow(part, draw(EXPONENTS), evaluate=False)
    return (sp.log(part, evaluate=False), sp.Abs(part, evaluate=False), summed(part))[draw(st.integers(0, 2))]


POINTS = ({"n": 3, "k": 2, "alpha": 7, "x_1": 11}, {"n": 5, "k": 3, "alpha": 2, "x_1": 4})
MARKS = {"−": "-", "\u2062": "*", "⋅": "*", "\u2061": ""}


def tag_of(element: ElementTree.Element) -> str:
    return element.tag.removeprefix("{http://www.w3.org/1998/Math/MathML}")


def read_back(element: ElementTree.Element) -> str:
    """Presentation MathML as a person reads it aloud: what is not bracketed is not grouped."""
    children = list(element)
    match tag_of(element):
        case "mi":
            return {"α": "alpha"}.get(element.text, element.text)
        case "mn":
            return element.text
        case "mo":
            return MARKS.get(element.text, element.text)
        case "mfrac":
            return f"(({read_back(children[0])})/({read_back(children[1])}))"
        case "msqrt":
            return f"sqrt({read_back(children[0])})"
        case "msub":
            return f"{read_back(children[0])}_{read_back(children[1])}"
        case "msup":
            return f"{read_back(children[0])}**({read_back(children[1])})"
    return read_row(children)


def read_row(children: list[ElementTree.Element]) -> str:
    if not children:
        return ""
    first, *rest = children
    if tag_of(first) == "mrow" and first[0].get("fence") is None:
        return read_row([*first, *rest])  # nobody sees a group without brackets
    if first.get("fence") is not None:
        return f"{'Abs' if first.text == '|' else ''}({read_row(rest[:-1])})"
    if tag_of(first) == "msup" and first[0].text == "log":
        apply, argument, *after = rest
        assert apply.text == "\u2061"
        return f"(log({read_back(argument)}))**({read_back(first[1])}){read_row(after)}"
    if tag_of(first) == "munderover":
        # Everything that follows in its row belongs to the sum; the row's own bracket ends it.
        index, equals, low = first[1]
        assert equals.text == "="
        return f"Sum({read_row(rest)}, ({read_back(index)}, {read_back(low)}, {read_back(first[2])}))"
    return read_back(first) + read_row(rest)


def value(expr: sp.Expr, point: dict[str, int]) -> mp.mpc:
    """The value of a tree straight from the definitions of its nodes."""
    if isinstance(expr, sp.Rational):
        return mp.mpf(expr.p) / expr.q
    if isinstance(expr, sp.Symbol):
        return mp.mpf(point[expr.name])
    if isinstance(expr, sp.Sum):
        index, low, high = expr.args[1]
        return mp.fsum(value(expr.args[0], {**point, index.name: at}) for at in range(int(low), int(high) + 1))
    parts = [value(part, point) for part in expr.args]
    if isinstance(expr, sp.Add):
        return mp.fsum(parts)
    if isinstance(expr, sp.Mul):
        return mp.fprod(parts)
    if isinstance(expr, sp.Pow):
        return mp.power(*parts)
    return abs(parts[0]) if isinstance(expr, sp.Abs) else mp.log(parts[0])


@settings(max_examples=250)
@given(trees())
def test_what_is_printed_read_as_written_has_the_value_of_the_tree(tree):
    printed = ElementTree.fromstring(mathml(boxes(tree)))
    again = parse_expression(read_back(printed))
    # 60 digits carried, 25 compared: a handful of operations loses a few, a misplaced bracket changes the first.
    with mp.workdps(60):
        for point in POINTS:
            try:
                expected = value(tree, point)
            except (ZeroDivisionError, ValueError):
                continue
            if mp.isfinite(expected) and abs(expected) < mp.mpf(10) ** 30:
                assert mp.almosteq(value(again, point), expected, rel_eps=mp.mpf(10) ** -25, abs_eps=mp.mpf(10) ** -25)


@settings(max_examples=30)
@given(trees())
def test_latex_and_mathml_have_the_same_brackets(tree):
    box = boxes(tree)
    tex, page = latex(box), mathml(box)
    assert len(re.findall(r"\\frac", tex)) == page.count("<mfrac>")
    brackets = re.sub(r"\\operatorname\{[a-z]*\}", "", tex)
    assert brackets.count("(") == page.count(">(</mo>")
    assert tex.count("{") == tex.count("}")


def test_sums_over_the_spectrum_have_their_symbols():
    shown = statements.claim(
        "equivalent_bias(k)*signal_above(k) <= 2*spectral_sum(theta_i**2*lamda_i)", quantities=True
    )
    assert shown.latex() == r"b(k)\,A_{k}\le 2\,\sum_{i} (\theta_{i}^{2}\,\lambda_{i})"
    part = statements.claim("spectral_sum_above(lamda_i, k) <= trace_below(k)", quantities=True)
    assert part.latex() == r"\sum_{i:\lambda_{i}\ge k} (\lambda_{i})\le T_{k}"


def test_a_long_formula_may_go_on_in_the_next_line():
    (piece,) = statements.prose("`c*x**2*max(sqrt(r/n), r/n, sqrt(log(1/d)/n)) + c*log(1/d)*s**2*(k/n + n/R) <= a + b`")
    parts = breakable(piece.box)
    # Nothing is lost, and each part but the last ends where a line may.
    assert "".join(map(latex, parts)) == latex(piece.box)
    assert [latex(part)[-3:].strip() for part in parts[:-1]] == ["t)+", "le", "a+"]
    shown = html.pieces([piece])
    assert shown.count("<math") == shown.count("</math>") == shown.count("<wbr>") + 1 == 4
    assert shown.count("alttext=") == 4
    assert "<wbr>" not in html.prose("`n**2 = O(n**3)`")


def test_what_touches_a_formula_stays_in_its_line():
    shown = html.prose("a (`x`), be [`y`]: `z`")
    for kept in ("(<math", "[<math", "</math>),</span> be", "</math>]:</span> <math"):
        assert kept in shown
    assert re.sub("<math.*?</math>", "M", shown) == (
        'a <span class="kept">(M),</span> be <span class="kept">[M]:</span> M'
    )


def test_a_fact_is_cited_by_its_name_or_as_the_formula_that_it_is():
    assert [piece.kind for piece in statements.cited("kappa_mid > 0")] == ["math"]
    assert [(piece.kind, piece.text) for piece in statements.cited("am-hm")] == [("text", "am-hm")]
    assert "<script" not in html.pieces(statements.cited("<script>alert(1)</script>"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("`n - df2(kappa) -> oo`", r"\kappa"),
        ("`df2(inverse(kappa, df1(kappa) = n))/n = O(1)`", r"\kappa"),
        ("`tail2(n) = O(1)`", r"\lambda_{i}^{2}"),
        ("exponential_floor(5, floor=n**(-3/2), p=20*n)", r"\mathrm{floor}=\frac{1}{n^{3/2}}"),
    ],
)
def test_claims_about_one_spectrum_are_mathematics(text, shown):
    pieces = statements.prose(text)
    assert not [piece for piece in pieces if piece.kind == "code"]
    assert shown in "".join(piece.latex() for piece in pieces)


def test_a_list_of_equal_eigenvalues_is_counted():
    said = plain(statements.prose("flat_tail([1/15]*60, p=n**2)"))
    assert said == "the flat-tail spectrum (1/15, 60 times, p = n**2)"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("e^(−i/5) + n^(−s)", r"e^{{-}i/5}+n^{{-}s}"),
        ("off by m^(-1/2), not m^-1/2", r"off by m^{{-}1/2}, not m^-1/2"),
        ("κ² Σ θ_i²λ_i/(λ_i + κ)²", r"\kappa^{2}\,\sum \theta_{i}^{2}\lambda_{i}/(\lambda_{i}+\kappa )^{2}"),
        ("α²‖θ̂‖²_{q*}", r"\alpha^{2}\mathopen{\Vert }\hat{\theta }\mathclose{\Vert }_{q^{*}}^{2}"),
        ("∇_x K of order n^q", r"\nabla_{x}\,K of order n^{q}"),
        ("[-0.75, -1/28] x-2", "[{-}0.75, {-}1/28] x-2"),
        ("3.1809e-22, 1e-30, 2e+05", r"3.1809\times 10^{{-}22}, 10^{{-}30}, 2\times 10^{5}"),
        ("gap = n - df2", r"\mathrm{gap}=n-\mathrm{df}_{2}"),
        (r"k^(\input{x}) n^(<b>)", r"k^(\input{x}) n^(<b>)"),
    ],
)
def test_notation_in_prose_is_read_as_it_is_meant(text, shown):
    assert "".join(piece.latex() or piece.text for piece in statements.prose(text)) == shown


def test_several_claims_in_one_are_typeset_each():
    parts = statements.claims("a*b = 1; gap = n - df2", quantities=True)
    assert [piece.kind for piece in parts] == ["math", "text", "math"]
    assert [piece.kind for piece in statements.claims("no formula; at all (")] == ["code"]


def test_a_direction_and_a_region_are_told_apart():
    said = [
        "".join(piece.latex() or piece.text for piece in statements.region(text))
        for text in ("rho -> 0+: all", "rho -> 0-: a > 1", "a > 1", "always")
    ]
    assert said == [r"\rho \to 0^{+}", r"\rho \to 0^{-}: a>1", "a>1", "always"]
    assert [piece.latex() or piece.text for piece in statements.place("m -> oo, with n = n(m)")] == [
        r"m\to \infty ",
        ", ",
        "with ",
        "n=n(m)",
    ]
