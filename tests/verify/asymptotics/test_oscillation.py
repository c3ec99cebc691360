"""Bounded oscillation: enclosures prove, exhibited sequences refute, integers need integers."""

import copy

import pytest
from boundproof.bounds.parsing import parse_claim
from boundproof.verify.asymptotics import decide
from boundproof.verify.recheck.asymptotics import Status, recheck_asymptotic
from boundproof.verify.verdict import Outcome, Recheck


def outcome(claim: str, *given: str, point: str = "x -> oo") -> Outcome:
    return decide(parse_claim(claim, as_=point, given=list(given))).outcome


TRUE = [
    "sin(x)/x -> 0",
    "x + sin(x) ~ x",
    "x*(2 + cos(x)) = Theta(x)",
    "(x + sin(x))**2 = Theta(x**2)",
    "exp(-x)*sin(x**2) -> 0",
    "log(x + sin(x)) - log(x) -> 0",
    "x**2 + x*sin(x) -> oo",
    "floor(x) ~ x",
    "x - floor(x) = O(1)",
    "floor(x)/x -> 1",
    "ceiling(x**2)/x -> oo",
    "floor(sqrt(x))**2 ~ x",
    "sin(1/(x + sin(x)))*x -> 1",
    "atan(x + cos(x)) -> pi/2",
    "Mod(x, 7) = o(log(x))",
    "2 + sin(x) > 1/2",
    "Abs(sin(x)) <= 1",
    "sin(x)/x has limit",
]
FALSE = [
    "sin(x) -> 0",
    "x*sin(x) -> oo",
    "x*(1 + sin(x)) -> oo",
    "x*(2 + sin(x)) ~ 2*x",
    "x*sin(x) = o(x)",
    "x = O(x*sin(x))",
    "x - floor(x) -> 0",
    "sin(x) > 0",
    "2 + sin(x) > 2",
    "sin(x) has limit",
    "exp(sin(x)) has limit",
    "ceiling(x) - floor(x) -> 1",
    "Mod(x, 5) <= 4",
]
OPEN = [
    "sin(x) + sin(2*x) -> 0",  # two oscillations
    "tan(x)/x -> 0",  # poles
]


@pytest.mark.parametrize("claim", TRUE)
def test_true(claim: str) -> None:
    assert outcome(claim) is Outcome.PROVED


@pytest.mark.parametrize("claim", FALSE)
def test_false(claim: str) -> None:
    assert outcome(claim) is Outcome.REFUTED


@pytest.mark.parametrize("claim", OPEN)
def test_open(claim: str) -> None:
    assert outcome(claim) is Outcome.UNDECIDED


def test_integers_need_integers() -> None:
    """sin(pi n) -> 0 is true of integers and false of reals; sin(n) is refuted along integers, not by reals."""
    assert outcome("sin(pi*n) -> 0", "n integer", point="n -> oo") is Outcome.PROVED
    assert outcome("sin(pi*x) -> 0") is Outcome.REFUTED
    assert outcome("sin(n) -> 0", "n integer", point="n -> oo") is Outcome.REFUTED
    assert outcome("floor(n) - n -> 0", "n integer", point="n -> oo") is Outcome.PROVED


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        # u(n) modulo 2*pi is equidistributed for a rational polynomial u that is not constant (Weyl)
        ("sin(n) has limit", Outcome.REFUTED),
        ("sin(n**2/3 + 1) -> 0", Outcome.REFUTED),
        ("n*cos(n/2) = o(n)", Outcome.REFUTED),
        ("n*sin(n) = O(n)", Outcome.PROVED),
        ("n*sin(n) >= 0", Outcome.REFUTED),
        # that n*sin(n) is unbounded below any sequence of zeros is no matter of arcs
        ("n*sin(n) = Omega(1)", Outcome.UNDECIDED),
        # residues
        ("Mod(n, 3) -> 0", Outcome.REFUTED),
        ("n*Mod(n, 2) = Theta(n)", Outcome.REFUTED),
        ("n*Mod(n, 2) = O(n)", Outcome.PROVED),
        ("frac(n/2 + 1/3) -> 1/3", Outcome.REFUTED),
        ("floor(n**2 + 3) - n**2 -> 3", Outcome.PROVED),
        ("n/2 - floor(n/2) -> 0", Outcome.REFUTED),
        # at real numbers near a large one this is false: sin(2*pi*sqrt(n**2 + 1)) ~ pi/n
        ("n*sin(2*pi*sqrt(n**2 + 1)) -> pi", Outcome.PROVED),
    ],
)
def test_oscillations_at_integers(claim: str, expected: Outcome) -> None:
    assert outcome(claim, "n integer", point="n -> oo") is expected


def test_a_refutation_along_integers_is_read_again() -> None:
    """A range that sin and cos do not take together, or a residue that does not occur, is rejected."""
    for text, key, wrong in (
        ("sin(n) -> 0", "cos(X)", "range(7/8, 1)"),
        ("Mod(n, 3) -> 0", "frac(X*3**(-1))", "1/2"),
    ):
        verdict = decide(parse_claim(text, as_="n -> oo", given="n integer"))
        assert verdict.recheck is Recheck.RECHECKED
        data = copy.deepcopy(dict(verdict.evidence[0].data))
        phases = data["parts"][0]["regions"][0]["phases"]
        assert key in phases
        phases[key] = wrong
        found = recheck_asymptotic(
            data, claim=verdict.claim, point="n -> oo", hypotheses=["n integer"], outcome="REFUTED"
        )
        assert found.status is Status.REJECTED


@pytest.mark.parametrize(
    ("claim", "point", "expected"),
    [
        ("Abs(x)/x has limit", "x -> 0", Outcome.REFUTED),
        ("atan(1/x) has limit", "x -> 0", Outcome.REFUTED),
        ("atan(1/x**2) has limit", "x -> 0", Outcome.PROVED),
        ("floor(x) has limit", "x -> 2", Outcome.REFUTED),
    ],
)
def test_limits_from_two_sides(claim: str, point: str, expected: Outcome) -> None:
    verdict = decide(parse_claim(claim, as_=point))
    assert (verdict.outcome, verdict.recheck) == (expected, Recheck.RECHECKED)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("(-1)**n/n -> 0", Outcome.PROVED),
        ("(-1)**n -> 1", Outcome.REFUTED),
        ("(-1)**(2*n + 1) -> -1", Outcome.PROVED),
        ("(-1)**(n**2 + n) -> 1", Outcome.PROVED),
        ("(-2)**n = O(2**n)", Outcome.PROVED),
        ("(-2)**n = Theta(2**n)", Outcome.PROVED),
        ("(-1)**n has limit", Outcome.REFUTED),
        ("n*sin(pi*n + 1/n)*(-1)**n -> 1", Outcome.UNDECIDED),  # true, but the signs' correlation is not seen
        ("n*Abs(sin(pi*n + 1/n)) -> 1", Outcome.PROVED),
    ],
)
def test_alternating_signs(claim: str, expected: Outcome) -> None:
    assert outcome(claim, "n integer", point="n -> oo") is expected


def test_an_alternating_sequence_of_a_real_variable_is_not_real() -> None:
    verdict = decide(parse_claim("(-1)**x/x -> 0", as_="x -> oo"))
    assert verdict.outcome is Outcome.UNDECIDED
    assert "negative" in verdict.why


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("Mod(n, 2) + Mod(n, 3) -> 3", Outcome.REFUTED),
        ("Mod(n, 2) + Mod(n, 3) < 3", Outcome.REFUTED),  # 3 at n = 5
        ("Mod(n, 2)*Mod(n + 1, 2) > 1/2", Outcome.REFUTED),  # 0 throughout
        ("(-1)**n + Mod(n, 4) has limit", Outcome.REFUTED),
        ("(-1)**(n**3 + n) -> 1", Outcome.PROVED),
        ("ceiling((n**2 + n)/2) - (n**2 + n)/2 -> 0", Outcome.PROVED),
        ("Mod(n**3 + 2*n**2 + n + 1, 2) -> 1", Outcome.PROVED),  # of four terms
        ("Mod(n**3 + 2*n**2 + n + 1, 3) -> 1", Outcome.REFUTED),
    ],
)
def test_what_repeats_along_integers_is_known_together(claim: str, expected: Outcome) -> None:
    verdict = decide(parse_claim(claim, as_="n -> oo", given=["n integer"]))
    assert (verdict.outcome, verdict.recheck) == (expected, Recheck.RECHECKED), verdict.why
