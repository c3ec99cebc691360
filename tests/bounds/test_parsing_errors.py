"""What is refused: where the error points, and what it says."""

import pytest
from boundproof.bounds.errors import GrammarError, InputError
from boundproof.bounds.parsing import parse_claim, parse_expression, parse_given, parse_point, to_text

FORMULAS = [
    # text, column, message
    ("", 1, "expected a formula, found an empty text"),
    (" \t", 1, "expected a formula, found an empty text"),
    ("x.__class__", 2, "unexpected character '.': attributes are not part of the grammar, and numbers are written 0.5"),
    (
        "().__class__",
        3,
        "unexpected character '.': attributes are not part of the grammar, and numbers are written 0.5",
    ),
    ("__import__('os')", 1, "unexpected character '_': a name begins with a letter"),
    ("x__class__", 2, "a name may not have two underscores in a row"),
    ("eval(x)", 1, "'eval' is not a function of the grammar; for a product write eval*(...)"),
    ("'os'", 1, 'unexpected character "\'": quoted text is not part of the grammar'),
    ('x + "a"', 5, "unexpected character '\"': quoted text is not part of the grammar"),
    ("lambda: 0", 7, "unexpected character ':': this is not part of the grammar"),
    ("x if n else 2", 3, "expected an operator before 'if': for a product write x*if"),
    ("[x for x in n]", 1, "expected a formula, found '['"),
    ("x[0]", 1, "'x' is not a function of the grammar; for a product write x*(...)"),
    ("(x, n)", 3, "a formula is expected between the brackets, not a list"),
    ("(x", 3, "expected an operator or ')', found the end of the text"),
    ("x)", 2, "')' closes no bracket"),
    ("exp(x]", 6, "expected an operator, ',' or ')', found ']'"),
    ("exp(x", 6, "expected an operator, ',' or ')', found the end of the text"),
    ("x +", 4, "expected a formula, found the end of the text"),
    ("* x", 1, "expected a formula, found '*'"),
    ("x // 2", 4, "expected a formula, found '/'"),
    ("x % 2", 3, "unexpected character '%': write Mod(a, b) for a remainder"),
    ("x := 2", 3, "unexpected character ':': this is not part of the grammar"),
    ("x = 2", 3, "unexpected relation '=': one relation at most, and none inside a formula"),
    ("x; n", 2, "unexpected character ';': one formula at a time, without a semicolon"),
    ("2x", 2, "expected an operator before 'x': for a product write 2*x"),
    ("x y", 3, "expected an operator before 'y': for a product write x*y"),
    ("(x + 1)(n + 1)", 8, "expected an operator before '(': write * for a product"),
    ("n(k + l)", 1, "'n' is not a function of the grammar; for a product write n*(...)"),
    ("f(x)", 1, "'f' is not a function of the grammar; for a product write f*(...)"),
    ("pi(x)", 1, "'pi' is not a function of the grammar; for a product write pi*(...)"),
    ("sinn(x)", 1, "unknown function 'sinn'; did you mean sin?"),
    ("gama(x)", 1, "unknown function 'gama'; did you mean gamma?"),
    ("ceilng(x)", 1, "unknown function 'ceilng'; did you mean ceiling?"),
    ("Product_(i, (i, 1, n))", 1, "unknown function 'Product_'; did you mean Product?"),
    ("log", 1, "'log' is the function log(...) here; a parameter needs another name, log0 say"),
    ("x**gamma", 4, "'gamma' is the function gamma(...) here; a parameter needs another name, gamma0 say"),
    ("γ*x", 1, "'γ' is the function gamma(...) here; a parameter needs another name, gamma0 say"),
    ("Sum", 1, "Sum is written Sum(f, (i, a, b))"),
    ("exp()", 5, "exp takes 1 argument, found none"),
    ("exp(x, 2)", 6, "exp takes 1 argument, found more"),
    ("log(x, 2, 3)", 9, "log takes 1 to 2 arguments, found more"),
    ("Mod(x)", 6, "Mod takes 2 arguments, found 1"),
    ("Max(x)", 6, "Max takes at least 2 arguments, found 1"),
    ("Sum(i)", 6, "expected ',' as in Sum(f, (i, a, b)), found ')'"),
    ("Sum(i, (2, 1, n))", 9, "expected a symbol as in Sum(f, (i, a, b)), found '2'"),
    ("Sum(i, (i, 1, i))", 15, "the ends of the range may not depend on its index i"),
    (
        "Sum(lambda_i, (i, 1, n))",
        5,
        "lamda_i is one symbol and does not depend on i: write the term as a formula in i, or use a function of the "
        "spectrum such as eigenvalue(i)",
    ),
    ("Sum(Sum(i, (i, 1, n)), (i, 1, n))", 5, "i is bound twice, one inside the other: rename one of the two"),
    ("i*Sum(i, (i, 1, n))", 11, "i is bound here and stands free elsewhere: rename one of the two"),
    ("threshold(k, k >= n) + k", 11, "k is bound here and stands free elsewhere: rename one of the two"),
    ("Sum(i, (i, oo, n))", 12, "the range of a sum or product goes upwards"),
    ("inverse(k, k**2 >= n)", 17, "expected '=' as in inverse(k, F = G), found '>='"),
    ("inverse(k, n = 2)", 1, "k does not occur on the left of ="),
    ("threshold(k, k >= k/2)", 19, "k may stand only on the left of >="),
    ("o(x)", 1, "o(...) stands alone on the right of =, as in F = o(G)"),
    ("1 + O(1/n)", 5, "O(...) stands alone on the right of =, as in F = O(G)"),
    ("x + o", 5, "o is the Landau symbol, as in F = o(G); it cannot name a parameter"),
    (
        "e**x",
        1,
        "e is not declared: write exp(...) or E for Euler's number, or declare e in the hypotheses",
    ),
    ("nan", 1, "unexpected 'nan': there is no undefined value in a formula"),
    ("x + NaN", 5, "unexpected 'NaN': there is no undefined value in a formula"),
    ("inf", 1, "unexpected 'inf': write oo for infinity"),
    ("I*x", 1, "unexpected 'I': the formulas of claims are real: there is no imaginary unit"),
    ("None", 1, "unexpected 'None': it is a reserved word and cannot name a parameter"),
    ("0*oo", 3, "infinity is no number: it may only be a whole value, a point or the end of a range"),
    ("exp(-oo)", 6, "infinity is no number: it may only be a whole value, a point or the end of a range"),
    ("1/0", 3, "division by zero"),
    ("x/0.0", 3, "division by zero"),
    ("0**-1", 2, "division by zero"),
    ("9**9**9**9", 7, "an exponent larger than 1000000"),
    ("x**1000001", 4, "an exponent larger than 1000000"),
    ("x**(10**7)", 5, "an exponent larger than 1000000"),
    ("x**factorial(50)", 4, "an exponent larger than 1000000"),
    ("2**floor(10**9)", 4, "an exponent larger than 1000000"),
    ("2**|10**12|", 4, "an exponent larger than 1000000"),
    ("x**exp(exp(exp(9)))", 4, "an exponent larger than 1000000"),
    ("factorial(Max(1, 2**21))", 1, "a constant argument of factorial is larger than 1000000"),
    ("7**40000", 1, "a number of more than 100000 bits"),
    ("factorial(10**7)", 1, "a constant argument of factorial is larger than 1000000"),
    ("gamma(1000001)", 1, "a constant argument of gamma is larger than 1000000"),
    ("factorial(factorial(20))", 1, "a constant argument of factorial is larger than 1000000"),
    ("x²!", 3, "this may apply to the power or to its exponent: put brackets around one of them"),
    ("√n!", 3, "this may apply to the root or to what is under it: put brackets around one of them"),
    ("√n²", 3, "this may apply to the root or to what is under it: put brackets around one of them"),
    (
        "Sum(x_ij, (i, 1, n))",
        5,
        "x_ij is one symbol and does not depend on i: write the term as a formula in i, or use a function of the "
        "spectrum such as eigenvalue(i)",
    ),
    ("n!!", 3, "a double factorial is not part of the grammar; write factorial(factorial(n))"),
    ("1" * 101, 1, "a number of more than 100 digits; write it as a power"),
    ("1e200", 1, "a number of more than 100 digits; write it as a power"),
    ("1_000", 2, "unexpected character '_': a name begins with a letter"),
    ("1.2.3", 4, "expected an operator before '.3': for a product write 1.2*.3"),
    ("0x10", 2, "expected an operator before 'x10': for a product write 0*x10"),
    ("١ + x", 1, "unexpected character '١' (U+0661 ARABIC-INDIC DIGIT ONE): write digits as 0-9"),
    ("х + 1", 1, "unexpected character 'х' (U+0445 CYRILLIC SMALL LETTER HA)"),
    ("x\u200b + 1", 2, "unexpected character U+200B (ZERO WIDTH SPACE): an invisible character; delete it"),
    ("x\u202e", 2, "unexpected character U+202E (RIGHT-TO-LEFT OVERRIDE): an invisible character; delete it"),
    ("x\x00", 2, "unexpected character U+0000 (unnamed): an invisible character; delete it"),
    ("2σα", 2, "'σ' stands next to another letter: write * between factors"),
    ("x ≈ 1", 3, "unexpected character '≈' (U+2248 ALMOST EQUAL TO): write ~ for asymptotic equality"),
    ("|x| + |n", 9, "expected an operator or '|', found the end of the text"),
    ("-" * 200 + "x", 104, "nested more than 50 deep; name the inner parts as formulas of their own"),
    ("(" * 200 + "x" + ")" * 200, 104, "nested more than 50 deep; name the inner parts as formulas of their own"),
    ("exp(" * 60 + "x" + ")" * 60, 208, "nested more than 50 deep; name the inner parts as formulas of their own"),
    ("x + " * 250_000 + "x", 1, "the text has 1000001 characters, more than 10000; split it up"),
]

LATEX = [
    (
        r"n(k+l)",
        1,
        "'n' is not a function of the grammar; for a product write n*(...)",
    ),
    (
        r"\alpha n(k+l)",
        8,
        r"n(...) may be a call or a product: no function is called n; for a product write n \cdot (...)",
    ),
    (
        r"x^{2}(k+l)",
        6,
        r"a power of a letter before a bracket may be a call or a product: write \cdot",
    ),
    (
        r"\log n k",
        8,
        r"what follows may belong to the argument of log: put the argument in brackets and this factor before \log, "
        r"or write \frac",
    ),
    (
        r"\log n / n",
        8,
        r"what follows may belong to the argument of log: put the argument in brackets and this factor before \log, "
        r"or write \frac",
    ),
    (
        r"\log(n) k",
        9,
        r"a factor after log(...) is ambiguous: write \cdot between them, or put it before \log",
    ),
    (r"\log(n)^2", 8, r"this may apply to the argument or to the value: write \log^2(x) or \log(x^2)"),
    (
        r"\sin^{-1} x",
        5,
        r"\sin^{-1} may be an inverse function or a reciprocal: write \arcsin and the like, or 1/...",
    ),
    (r"1/2 \alpha", 5, r"a/b c may be (a/b)c or a/(bc): write \frac{a}{b} c, or put brackets"),
    (r"\alpha xy", 8, r"'xy' is several letters in LaTeX: write x y for a product, \mathrm{xy} for one name"),
    (r"\sqrt{alpha}", 7, r"'alpha' is several letters in LaTeX: write \alpha"),
    (r"x^10\,", 3, "TeX reads only 1 after ^: write ^{10}"),
    (r"\alpha x2", 9, r"a number may not follow a factor: write \cdot, or x_1 and x^{10} for scripts"),
    (
        r"\sum_{i=1}^n i + 1",
        16,
        "the sum may end here or go on: put brackets around its terms, or the sum last",
    ),
    (r"\prod_{i=1}^n i \cdot 2", 17, "the product may end here or go on: put brackets around its factors"),
    (
        r"\sum_{i=1}^{\infty} \lambda_i",
        29,
        "lamda_i would be a function of the index i, which nothing defines here: write the term as a formula in i",
    ),
    (r"\sum_{i \ge 1} i", 9, r"expected the range as in \sum_{i=a}^{b}, found '>='"),
    (r"|x||y|\,", 4, r"|| is ambiguous: write \lVert x \rVert, or |x| \cdot |y|"),
    (r"\|x\|", 1, "a norm needs a setting that defines it; for an absolute value write |x|"),
    (
        r"\mathbb{E}[x]",
        1,
        r"E is ambiguous in LaTeX: write \exp(1) for Euler's number; an expectation is \mathbb{E}[...] and needs a "
        "setting that defines it",
    ),
    (
        r"\gamma x",
        1,
        r"γ may be a parameter or Euler's constant: write \gamma_0, say, for a parameter and \Gamma(x) for the gamma "
        "function",
    ),
    (r"e^{-x}", 1, "e is not declared: write exp(...) or E for Euler's number, or declare e in the hypotheses"),
    (r"\logg n", 1, r"unknown command \logg: did you mean \log?"),
    (r"\int_0^1 x", 1, r"unknown command \int: integrals are not part of the grammar"),
    (r"1 + \ldots + n", 5, r"unknown command \ldots: write the sum with its general term, \sum_{i=1}^{n}"),
    (r"\frac{x}", 9, r"expected one letter or digit or {...} after \frac, found the end of the text"),
    (r"\sqrt{x", 8, "expected an operator or '}', found the end of the text"),
    (r"\max_{i} x", 5, r"write \max\{a, b\} with the arguments listed"),
    (r"x_{i+1}", 5, "a subscript is a label of letters and digits, found '+'"),
    (
        r"\sum_{i=1}^n x_{ij}",
        17,
        "x_ij would be a function of the index i, which nothing defines here: write the term as a formula in i",
    ),
    (r"x^2!\,", 4, "this may apply to the power or to its exponent: put brackets around one of them"),
    (r"\sqrt n^2", 8, "this may apply to the root or to what is under it: put brackets around one of them"),
    (r"x^{2}_1", 6, "a subscript belongs right after a letter, before any power"),
    (r"\input{x}", 1, r"unknown command \input: did you mean \infty?"),
]


@pytest.mark.parametrize(("text", "column", "problem"), FORMULAS, ids=[text[:20] for text, _, _ in FORMULAS])
def test_a_bad_formula_is_refused_at_its_column(text, column, problem):
    with pytest.raises(GrammarError) as caught:
        parse_expression(text)
    assert (caught.value.column, caught.value.problem) == (column, problem)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(("text", "column", "problem"), LATEX, ids=[text[:20] for text, _, _ in LATEX])
def test_what_latex_leaves_to_context_is_refused(text, column, problem):
    with pytest.raises(GrammarError) as caught:
        parse_expression(text)
    assert (caught.value.column, caught.value.problem) == (column, problem)


@pytest.mark.parametrize("text", [None, 3, 2.5, b"x", float("nan")])
def test_only_text_is_read(text):
    with pytest.raises(GrammarError, match="expected a text, found"):
        parse_expression(text)


@pytest.mark.parametrize(
    ("text", "given", "column", "problem"),
    [
        (
            "x",
            (),
            2,
            "expected an operator or a relation: ->, = o(...), O, Omega, omega, Theta, ~, <=, <, >=, >, = or "
            "'has limit', found the end of the text",
        ),
        ("x <= n <= 2", (), 8, "unexpected relation '<=': one relation at most, and none inside a formula"),
        ("x < 3+", (), 7, "expected a formula, found the end of the text"),
        ("x = o(x) + 1", (), 10, "a claim ends after o(...), found '+'"),
        ("x = 1 + o(1)", (), 9, "o(...) stands alone on the right of =, as in F = o(G)"),
        (
            "x != 2",
            (),
            3,
            "'!=' makes no claim; expected a relation: ->, = o(...), O, Omega, omega, Theta, ~, <=, <, >=, "
            ">, = or 'has limit'",
        ),
        ("x -> oo+", (), 6, "infinity is approached from one side only: drop the sign"),
        (
            "x -> 1 as n",
            (),
            12,
            "expected '->' in a variable and where it tends, as in n -> oo or x -> 0+, found the end of the text",
        ),
        ("oo = o(x)", (), 1, "infinity is no number: it may only be a whole value, a point or the end of a range"),
        ("x = O(oo)", (), 7, "infinity is no number: it may only be a whole value, a point or the end of a range"),
        ("x has limits", (), 7, "expected 'limit' after 'has', found 'limits'"),
        ("x**a -> oo", (), 1, "which of a, x is the variable? say where it tends, as in 'n -> oo'"),
        (
            "n**a -> oo",
            (),
            4,
            "a is neither the variable n nor declared: add 'a real', or a condition such as 'a > 0', to the hypotheses",
        ),
        (
            "x**e -> oo",
            ("a > e",),
            5,
            "e is not declared: write exp(1) or E for Euler's number, or say 'e real' for a parameter",
        ),
        (
            "benign",
            (),
            7,
            "expected an operator or a relation: ->, = o(...), O, Omega, omega, Theta, ~, <=, <, >=, >, = "
            "or 'has limit', found the end of the text",
        ),
    ],
)
def test_a_bad_claim_is_refused_at_its_column(text, given, column, problem):
    with pytest.raises(GrammarError) as caught:
        parse_claim(text, given=given)
    assert (caught.value.column, caught.value.problem) == (column, problem)


@pytest.mark.parametrize(
    ("text", "column", "problem"),
    [
        ("n", 2, "expected '->' in a variable and where it tends, as in n -> oo or x -> 0+, found the end of the text"),
        ("2 -> 0", 1, "expected a variable and where it tends, as in n -> oo or x -> 0+, found '2'"),
        ("pi -> 0", 1, "expected a variable and where it tends, as in n -> oo or x -> 0+, found 'pi'"),
        ("x -> x + 1", 6, "the point x + 1 depends on the variable x that tends to it"),
        ("x -> oo-", 6, "a variable tends to oo from one side only: drop the '-'"),
        ("x -> 0 +- ", 11, "expected a formula, found the end of the text"),
        ("x -> 0+ 1 -> 2", 11, "unexpected relation '->': one relation at most, and none inside a formula"),
    ],
)
def test_a_bad_point_is_refused_at_its_column(text, column, problem):
    with pytest.raises(GrammarError) as caught:
        parse_point(text)
    assert (caught.value.column, caught.value.problem) == (column, problem)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            "a",
            "expected a comparison (a > 0, a != b, 0 < e < 1) or a type (k integer, k natural, y real), found the end",
        ),
        (
            "a interger",
            "expected a comparison or one of real, integer, natural, found 'interger'; did you mean integer?",
        ),
        ("a positive", "expected a comparison or one of real, integer, natural, found 'positive'"),
        ("k is integer", "expected a type right after the name, as in k integer"),
        ("2*k integer", "only a name can be declared integer, not 2*k"),
        ("a -> 0", "-> is no condition on parameters: use <, <=, >, >=, = or !="),
        ("a = o(n)", "an asymptotic fact is no condition on parameters; state it as a claim"),
        ("a != b != c", "a chain with != is ambiguous: write the conditions one by one"),
        ("gamma > 0", "'gamma' is the function gamma(...) here; a parameter needs another name, gamma0 say"),
        ("k integer, k real", "k is declared both integer and real"),
        (["k integer", "k natural"], "k is declared both integer and natural"),
        ("a > 0,", "expected a formula, found the end of the text"),
        ("a > e", "e is not declared: write exp(1) or E for Euler's number, or say 'e real' for a parameter"),
    ],
)
def test_a_bad_hypothesis_is_refused(given, message):
    with pytest.raises(InputError) as caught:
        parse_given(given)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "x**1000000",
        "gamma(10**6)",
        "2**factorial(6)",
        "x**log(10**50)",
        "x**sin(10**9)",
        "exp(exp(exp(exp(10))))",
        "7**30000",
    ],
)
def test_what_is_just_within_the_limits_is_read(text):
    assert to_text(parse_expression(text)) == text


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("exp(", ")"), ("x**(", ")"), ("-(", ")"), ("1/(1 + ", ")"), ("(1 - 2*", ")"), ("x**", ""), ("|", "|"), ("√", ""),
     ("(", "!)"), ("Sum(", ", (i, 1, n))"), (r"\frac{1 + x}{", "}"), (r"\sqrt{", "}"), ("x^{", "}"), (r"\log ", ""),
     (r"\log(", ")"), (r"\sum_{i=1}^n ", "")],
)  # fmt: skip
def test_whatever_depth_is_read_its_text_is_read_too(opening, closing):
    refused = set()
    for depth in range(1, 70):
        try:
            tree = parse_expression(opening * depth + "x" + closing * depth)
        except GrammarError as error:
            refused.add(error.problem)
            continue
        assert parse_expression(to_text(tree)) == tree
    reasons = (
        "nested more than 50 deep; name the inner parts as formulas of their own",
        "i is bound twice, one inside",
    )
    assert refused
    assert all(problem.startswith(reasons) for problem in refused)
