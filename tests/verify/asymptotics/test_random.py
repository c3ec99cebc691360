"""Random functions with a leading term known by construction; true claims, false ones, and transformed ones."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from boundproof.bounds.parsing import parse_claim
from boundproof.verify.asymptotics import decide
from boundproof.verify.verdict import Outcome
from hypothesis import assume, given, settings
from hypothesis import strategies as st

Monomial = tuple[Fraction, Fraction, Fraction]  # exponents of x, log(x), log(log(x))


@dataclass(frozen=True)
class Known:
    """A formula in x and its leading term constant * monomial as x -> oo."""

    text: str
    constant: Fraction
    monomial: Monomial

    @property
    def small(self) -> bool:
        return self.monomial < (0, 0, 0)

    @property
    def large(self) -> bool:
        return self.monomial > (0, 0, 0)

    @property
    def lead(self) -> str:
        a, b, c = self.monomial
        return f"({self.constant})*x**({a})*log(x)**({b})*log(log(x))**({c})"


exponents = st.sampled_from([Fraction(p, q) for p in (-2, -1, 0, 1, 2, 3) for q in (1, 2)])
constants = st.sampled_from([Fraction(p, q) for p in (-3, -2, -1, 1, 2, 5) for q in (1, 3)])


@st.composite
def leaves(draw: st.DrawFn) -> Known:
    c, m = draw(constants), (draw(exponents), draw(exponents), draw(st.sampled_from([Fraction(0), Fraction(1)])))
    bare = Known("", c, m)
    return Known(bare.lead, c, m)


def times(f: Known, g: Known) -> Known:
    a, b, c = (p + q for p, q in zip(f.monomial, g.monomial, strict=True))
    return Known(f"({f.text})*({g.text})", f.constant * g.constant, (a, b, c))


def plus(f: Known, g: Known) -> Known:
    text = f"({f.text}) + ({g.text})"
    if f.monomial == g.monomial:
        assume(f.constant + g.constant != 0)
        return Known(text, f.constant + g.constant, f.monomial)
    big = max(f, g, key=lambda k: k.monomial)
    return Known(text, big.constant, big.monomial)


def small_change(name: str, g: Known) -> Known:
    """A function of an infinitesimal g whose leading term is g or g/2."""
    assume(g.small)
    body, factor = {
        "log": (f"log(1 + {g.text})", Fraction(1)),
        "exp": (f"exp({g.text}) - 1", Fraction(1)),
        "sqrt": (f"sqrt(1 + {g.text}) - 1", Fraction(1, 2)),
        "sin": (f"sin({g.text})", Fraction(1)),
        "tanh": (f"tanh({g.text})", Fraction(1)),
        "atan": (f"atan({g.text})", Fraction(1)),
        "inverse": (f"1/(1 - ({g.text})) - 1", Fraction(1)),
    }[name]
    return Known(body, g.constant * factor, g.monomial)


def cancel(f: Known, g: Known, name: str) -> Known:
    """f*h(g) - f, where h(g) - 1 has the leading term of small_change: the leading terms of the difference cancel."""
    assume(g.small)
    body = {"exp": f"exp({g.text})", "sqrt": f"sqrt(1 + {g.text})", "inverse": f"1/(1 - ({g.text}))"}[name]
    inner = small_change(name, g)
    product = times(f, inner)
    return Known(f"({f.text})*{body} - ({f.text})", product.constant, product.monomial)


def logarithm(f: Known) -> Known:
    assume(f.constant > 0 and (f.monomial[0] != 0 or f.monomial[1] != 0))
    a, b, _ = f.monomial
    if a != 0:
        return Known(f"log({f.text})", a, (Fraction(0), Fraction(1), Fraction(0)))
    return Known(f"log({f.text})", b, (Fraction(0), Fraction(0), Fraction(1)))


def extend(children: st.SearchStrategy[Known]) -> st.SearchStrategy[Known]:
    names = ["log", "exp", "sqrt", "sin", "tanh", "atan", "inverse"]
    return st.one_of(
        st.builds(times, children, children),
        st.builds(plus, children, children),
        st.builds(small_change, st.sampled_from(names), children),
        st.builds(cancel, children, children, st.sampled_from(["exp", "sqrt", "inverse"])),
        st.builds(logarithm, children),
    )


functions = st.recursive(leaves(), extend, max_leaves=5)


def outcome(text: str, point: str = "x -> oo") -> Outcome:
    return decide(parse_claim(text, as_=point), budget=5).outcome


@settings(max_examples=60)
@given(functions)
def test_known_leading_terms_are_proved(f: Known) -> None:
    assert outcome(f"{f.text} ~ {f.lead}") is Outcome.PROVED


@settings(max_examples=60)
@given(functions, st.sampled_from(["2*({0})", "({0})*(-1)", "({0})*log(x)", "({0})/log(log(x))", "({0})*101/100"]))
def test_perturbed_leading_terms_are_refuted(f: Known, change: str) -> None:
    assert outcome(f"{f.text} ~ {change.format(f.lead)}") is Outcome.REFUTED


@settings(max_examples=25)
@given(functions, functions)
def test_orders_are_told_from_the_known_terms(f: Known, g: Known) -> None:
    """o, O and Theta and their perturbations: o for Theta, reversed order."""
    smaller, same = f.monomial < g.monomial, f.monomial == g.monomial
    expected = {
        "o": smaller,
        "O": smaller or same,
        "Theta": same,
        "Omega": not smaller,
        "omega": not (smaller or same),
    }
    for relation, truth in expected.items():
        assert outcome(f"{f.text} = {relation}({g.text})") is (Outcome.PROVED if truth else Outcome.REFUTED)


@settings(max_examples=60)
@given(functions)
def test_limits_follow_from_the_known_terms(f: Known) -> None:
    sign = 1 if f.constant > 0 else -1
    if f.large:
        true, false = ("oo", "-oo") if sign > 0 else ("-oo", "oo")
    elif f.small:
        true, false = ("0+", "0-") if sign > 0 else ("0-", "0+")
    else:
        true, false = f"{f.constant}", f"{f.constant} + 1/1000"
    assert outcome(f"{f.text} -> {true}") is Outcome.PROVED
    assert outcome(f"{f.text} -> {false}") is Outcome.REFUTED


@settings(max_examples=20)
@given(functions, functions, st.sampled_from(["x + 1", "2*x", "x**2", "x + log(x)", "1/x"]))
def test_substitution_does_not_change_the_truth(f: Known, g: Known, inner: str) -> None:
    """f = o(g) as x -> oo is f(h) = o(g(h)) for every h that tends to oo, at oo or at 0+."""
    moved = f"{f.text} = o({g.text})".replace("exp", "EXP").replace("x", f"({inner})").replace("EXP", "exp")
    point = "x -> 0+" if inner == "1/x" else "x -> oo"
    assert outcome(moved, point) is outcome(f"{f.text} = o({g.text})")


@settings(max_examples=20)
@given(functions, functions)
def test_inversion_and_scaling_do_not_change_the_truth(f: Known, g: Known) -> None:
    plain = outcome(f"{f.text} = o({g.text})")
    assert outcome(f"1/({g.text}) = o(1/({f.text}))") is plain
    assert outcome(f"-3*({f.text}) = o(({g.text})/7)") is plain
    assert outcome(f"({f.text})*x**2*log(x) = o(({g.text})*x**2*log(x))") is plain


@settings(max_examples=15)
@given(functions)
def test_exponentials_follow(f: Known) -> None:
    """exp(f) tends to oo, 0 or 1 as f tends to oo, -oo or 0; and log of the exponential gives f back."""
    assume(f.monomial != (0, 0, 0))
    value = "1" if f.small else ("oo" if f.constant > 0 else "0")
    assert outcome(f"exp({f.text}) -> {value}") is Outcome.PROVED
    assert outcome(f"log(exp({f.text})) ~ {f.lead}") is Outcome.PROVED
