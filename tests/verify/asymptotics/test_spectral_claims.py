"""What benign means for two families of spectra, derived by case; ranks and thresholds to two terms.

λ_i = i**-a*log(i+1)**-beta and λ_i = exp(-i/tau) + n**-s for i <= n**q: Bartlett, Long, Lugosi, Tsigler 2020.
"""

from __future__ import annotations

import pytest
from boundproof.bounds.claims import Claim
from boundproof.bounds.errors import InputError
from boundproof.bounds.parsing import parse_claim
from boundproof.verify.asymptotics import decide, when
from boundproof.verify.asymptotics.spectra import benign_text, parse_regime, regime_vocabulary, spectral_vocabulary
from boundproof.verify.verdict import Outcome, Recheck

POWER_LOG = spectral_vocabulary("i**-a*log(i+1)**-beta")
LOG = spectral_vocabulary("i**-1*log(i+1)**-beta")
FLOOR = spectral_vocabulary("exp(-i/tau) + n**-s", dimension="n**q")
BUDGET = 60.0

# By hand, with N = b(beta-1)n: the tail is log(k)**(1-beta)/(beta-1) - 1/(2k log(k)**beta) + …, which divided by
# λ_{k+1} and squared gives r_k and R_k; k log k = N has the solution N/log n + N loglog n/log(n)**2 + …
LONG = pytest.mark.slow
TWO_TERMS = [
    ("tail(n) ~ log(n)**(1-beta)/(beta-1)", "beta > 1"),
    ("tail(n) - log(n)**(1-beta)/(beta-1) ~ -1/(2*n*log(n)**beta)", "beta > 1"),
    ("r(n) ~ n*log(n)/(beta-1)", "beta > 1"),
    ("r(n) - n*log(n)/(beta-1) ~ log(n)/(beta-1)", "beta > 1"),
    ("R(n) ~ n*log(n)**2/(beta-1)**2", "beta > 1"),
    ("R(n) - n*log(n)**2/(beta-1)**2 ~ 2*beta*n*log(n)/(beta-1)**2", "beta > 1"),
    pytest.param("kstar(b) ~ b*(beta-1)*n/log(n)", "beta > 1, b >= 1", marks=LONG),
    pytest.param("kstar(b) - b*(beta-1)*n/log(n) ~ b*(beta-1)*n*log(log(n))/log(n)**2", "beta > 1, b >= 1", marks=LONG),
    pytest.param("kstar(b)/n ~ b*(beta-1)/log(n)", "beta > 1, b >= 1", marks=LONG),
    pytest.param("n/R(kstar(b)) ~ (beta-1)/(b*log(n))", "beta > 1, b >= 1", marks=LONG),
    pytest.param(
        "n/R(kstar(b)) - (beta-1)/(b*log(n)) ~ (beta-1)*log(log(n))/(b*log(n)**2)", "beta > 1, b >= 1", marks=LONG
    ),
    ("r(0)/n = Theta(1/n)", "beta > 1"),
    ("kstar(2) - 2*n/log(n) ~ 2*n*log(log(n))/log(n)**2", "beta = 2"),
    ("n/R(kstar(2)) - 1/(2*log(n)) ~ log(log(n))/(2*log(n)**2)", "beta = 2"),
]
ALTERED = [
    ("tail(n) ~ log(n)**(1-beta)/beta", "beta > 1"),
    ("r(n) - n*log(n)/(beta-1) ~ 2*log(n)/(beta-1)", "beta > 1"),
    ("R(n) ~ n*log(n)/(beta-1)**2", "beta > 1"),
    pytest.param("kstar(b) ~ b*n/log(n)", "beta > 1, b >= 1", marks=LONG),
    pytest.param("n/R(kstar(b)) = o(1/log(n))", "beta > 1, b >= 1", marks=LONG),
]


def outcome(claim: Claim) -> Outcome:
    """The outcome, which counts only when it is re-checked."""
    verdict = decide(claim, budget=BUDGET)
    assert verdict.recheck is Recheck.RECHECKED
    return verdict.outcome


@pytest.mark.parametrize(("text", "given"), TWO_TERMS)
def test_power_log_to_two_terms(text: str, given: str) -> None:
    claim = parse_claim(text, as_="n -> oo", given=given, vocabulary=LOG)
    assert outcome(claim) is Outcome.PROVED


@pytest.mark.parametrize(("text", "given"), ALTERED)
def test_altered_expansions_are_refuted(text: str, given: str) -> None:
    claim = parse_claim(text, as_="n -> oo", given=given, vocabulary=LOG)
    assert outcome(claim) is Outcome.REFUTED


@pytest.mark.slow
def test_benign_exactly_for_a_one_and_beta_above_one() -> None:
    for given, expected in (("a = 1, beta > 1", Outcome.PROVED), ("a > 1, beta real", Outcome.REFUTED)):
        claim = parse_claim(benign_text(), as_="n -> oo", given=given, vocabulary=POWER_LOG)
        assert outcome(claim) is expected
    claim = parse_claim(benign_text(), as_="n -> oo", given="a real, beta real", vocabulary=POWER_LOG)
    (condition,) = when(claim, budget=BUDGET).conditions
    assert condition.holds == ("a = 1 and beta > 1",)
    assert condition.fails == ("a > 1",)
    # What is left is where the eigenvalues have no finite sum.
    assert condition.open == ()
    assert set(condition.meaningless) == {"a < 1", "a = 1 and beta <= 1"}


def test_benign_at_one_spectrum_on_each_side() -> None:
    for formula, expected in (("i**-1*log(i+1)**-2", Outcome.PROVED), ("i**-2", Outcome.REFUTED)):
        claim = parse_claim(benign_text(), as_="n -> oo", vocabulary=spectral_vocabulary(formula))
        assert outcome(claim) is expected


@pytest.mark.parametrize(
    ("formula", "given"),
    [
        ("i**-a*log(i+1)**-beta", "a < 1, beta real"),
        ("i**-1*log(i+1)**-beta", "beta < 1"),
        ("i**-1*log(i+1)**-1", ""),
    ],
)
def test_a_divergent_trace_is_named(formula: str, given: str) -> None:
    claim = parse_claim(benign_text(), as_="n -> oo", given=given or (), vocabulary=spectral_vocabulary(formula))
    verdict = decide(claim, budget=BUDGET)
    assert verdict.outcome is Outcome.UNDECIDED
    assert "diverges" in verdict.why


# Points of the region q > 1, s > q - 1, of its boundary, and outside: (q, s, benign).
POINTS = [
    ("3/2", "1", True),
    ("3/2", "1/2", False),
    ("3/2", "2/5", False),
    ("2", "3/2", True),
    ("2", "3", True),
    ("2", "1", False),
    ("1", "1", False),
    ("1", "1/4", False),
    ("1/2", "1", False),
    ("5", "41/10", True),
    ("5", "4", False),
    ("11/10", "1/5", True),
]


@pytest.mark.parametrize(("q", "s", "benign"), POINTS)
def test_benign_at_points_of_the_exponential_with_floor(q: str, s: str, benign: bool) -> None:
    claim = parse_claim(benign_text(), as_="n -> oo", given=f"q = {q}, s = {s}, tau > 0", vocabulary=FLOOR)
    assert outcome(claim) is (Outcome.PROVED if benign else Outcome.REFUTED)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("q > 1, s > q - 1, tau > 0", Outcome.PROVED),
        ("q > 1, s = q - 1, tau > 0", Outcome.REFUTED),
        ("q > 1, s < q - 1, tau > 0", Outcome.REFUTED),
        ("q = 1, s real, tau > 0", Outcome.REFUTED),
        ("0 < q < 1, s real, tau > 0", Outcome.REFUTED),
    ],
)
def test_benign_region_of_the_exponential_with_floor(given: str, expected: Outcome) -> None:
    claim = parse_claim(benign_text(), as_="n -> oo", given=given, vocabulary=FLOOR)
    verdict = decide(claim, budget=BUDGET)
    assert (verdict.outcome, verdict.recheck) == (expected, Recheck.RECHECKED)
    assert {c.outcome for c in verdict.cases} <= {expected}


def test_the_region_of_the_exponential_with_floor_is_found() -> None:
    claim = parse_claim(benign_text(), as_="n -> oo", given="q > 0, s real, tau > 0", vocabulary=FLOOR)
    (condition,) = when(claim, budget=BUDGET).conditions
    assert condition.holds == ("q > 1 and q < 1 + s",)
    assert condition.fails == ("q <= 1", "q >= 1 + s")
    assert (condition.open, condition.meaningless) == ((), ())


def test_the_threshold_of_the_exponential_with_floor() -> None:
    given = "q > 1, s > q - 1, tau > 0"
    claim = parse_claim("kstar(1) ~ tau*(s + 1 - q)*log(n)", as_="n -> oo", given=given, vocabulary=FLOOR)
    assert outcome(claim) is Outcome.PROVED


def test_rounding_is_kept_in_the_rank_at_the_threshold() -> None:
    """r at k* swings between bn and a multiple of it; the continuous solution would give exactly bn."""
    given = "q = 2, s = 3/2, tau = 1"
    claim = parse_claim("r(kstar(1)) ~ n", as_="n -> oo", given=given, vocabulary=FLOOR)
    assert decide(claim, budget=BUDGET).outcome is not Outcome.PROVED
    claim = parse_claim("r(kstar(1)) = Theta(n)", as_="n -> oo", given=given, vocabulary=FLOOR)
    assert outcome(claim) is Outcome.PROVED


def test_degrees_of_freedom_of_a_power_law() -> None:
    names = spectral_vocabulary("i**-2")
    for text in ("df1(1/n) = Theta(sqrt(n))", "df2(1/n) = Theta(sqrt(n))", "df1(n**-4) = Theta(n**2)"):
        assert outcome(parse_claim(text, as_="n -> oo", vocabulary=names)) is Outcome.PROVED
    assert outcome(parse_claim("df1(1/n) = o(n**(1/2))", as_="n -> oo", vocabulary=names)) is Outcome.REFUTED
    assert decide(parse_claim("df1(1/n) ~ sqrt(n)", as_="n -> oo", vocabulary=names)).outcome is Outcome.UNDECIDED


def test_regimes_are_answered_by_case() -> None:
    regime = parse_regime("d = n**c, delta = n**-t")
    claim = parse_claim(
        "sqrt(d*log(1/delta)/n) -> 0", as_="n -> oo", given="c real, t > 0", vocabulary=regime_vocabulary(regime)
    )
    (condition,) = when(claim).conditions
    assert (condition.holds, condition.fails) == (("c < 1",), ("c >= 1",))


@pytest.mark.parametrize("text", ["d", "d = ", "n = d**2", "d = n, d = n**2", "d = e2**n, e2 = n"])
def test_bad_regimes_are_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_regime(text)


def test_a_spectrum_without_its_index_is_refused() -> None:
    with pytest.raises(InputError, match="does not depend on the index i"):
        spectral_vocabulary("n**-2")
