"""κ given by a balance F(κ) = G with F falling: degrees of freedom, with and without a ridge.

Truth by hand. λ_i = i^-a, κ -> 0: Σ λ/(λ+κ) = Σ 1/(1+κ i^a) ~ c κ^(-1/a), so n of them need κ ≍ n^-a, and then df2 ≍ n.
λ_i = i^-1 log^-β: #{λ >= κ} ≍ 1/(κ log^β(1/κ)) is below κ^-1 Σ_{λ<κ} λ ≍ log^(1-β)(1/κ)/κ by a logarithm, so
κ ≍ log^(1-β)(n)/n and df2 = o(n). λ_i = e^(-i/τ): τ log(1/κ) + O(1) = n. With a floor n^-s on n^q > n of them and
s > q - 1, the floor gives n^(q-s)/κ = n and the head only O(log n). With a ridge λ: κ is of the order of the larger of
λ and the solution without it.
"""

from __future__ import annotations

import copy

import pytest
from boundproof.bounds.parsing import parse_claim
from boundproof.verify.asymptotics import decide
from boundproof.verify.asymptotics.spectra import spectral_vocabulary
from boundproof.verify.recheck.asymptotics import Status, recheck_asymptotic
from boundproof.verify.verdict import Outcome, Recheck, Verdict

POWER = spectral_vocabulary("i**-a")
LOG = spectral_vocabulary("i**-1*log(i+1)**-beta")
EXP = spectral_vocabulary("exp(-i/tau)")
FLOOR = spectral_vocabulary("exp(-i/tau) + n**-s", dimension="n**q")
PLAIN = spectral_vocabulary("i**-1")
BUDGET = 60.0
LONG = pytest.mark.slow
BARE = "inverse(kappa, df1(kappa) = n)"
RIDGE = "inverse(kappa, kappa*(1 - df1(kappa)/n) = n**-t)"
SPIKES = "inverse(kappa, d/(1+kappa) + n**q*n**-s/(n**-s+kappa) = n)"

TRUE = [
    ("inverse(kappa, 1/kappa = n) ~ 1/n", "", PLAIN),
    ("inverse(kappa, 2/kappa**3 = n) ~ (n/2)**(-1/3)", "", PLAIN),
    (f"{BARE} = Theta(n**-a)", "a > 1", POWER),
    pytest.param(f"{BARE} = o(n**-1)", "a > 1", POWER, marks=LONG),
    pytest.param(f"df2({BARE})/n = Theta(1)", "a > 1", POWER, marks=LONG),
    pytest.param(f"{BARE} = Theta(n**-1*log(n)**(1-beta))", "beta = 2", LOG, marks=LONG),
    pytest.param(f"df2({BARE})/n -> 0", "beta = 2", LOG, marks=LONG),
    (f"{BARE} = Theta(exp(-n/tau))", "tau > 0", EXP),
    ("df1(exp(-n)) ~ tau*n", "tau > 0", EXP),
    pytest.param(f"{BARE} = Theta(n**(q-s-1))", "q > 1, s > q - 1, tau > 0", FLOOR, marks=LONG),
    (f"df2({BARE})/n -> 0", "q = 3/2, s = 1, tau = 1", FLOOR),
    pytest.param(f"{RIDGE} = Theta(n**-a)", "a > 1, t >= a", POWER, marks=LONG),
    (f"{RIDGE} ~ n**-t", "a = 2, t = 1", POWER),
    pytest.param(f"{RIDGE} = Theta(n**-t)", "beta = 2, t = 1/2", LOG, marks=LONG),
    (f"{SPIKES} = Theta(n**(q-1-s))", "d > 0, q > 1, s > q - 1", PLAIN),
]
FALSE = [
    ("inverse(kappa, 1/kappa = n) ~ 2/n", "", PLAIN),
    (f"{BARE} = Theta(n**-1)", "a > 1", POWER),
    (f"df2({BARE})/n -> 0", "a > 1", POWER),
    pytest.param(f"{BARE} = Theta(1/n)", "beta = 2", LOG, marks=LONG),
    pytest.param(f"{BARE} = Theta(exp(-n))", "tau > 0", EXP, marks=LONG),
    (f"{BARE} = o(n**(q-s-1))", "q > 1, s > q - 1, tau > 0", FLOOR),
    (f"{RIDGE} = Theta(n**-a)", "a = 2, t = 1", POWER),
    (f"{RIDGE} ~ 2*n**-t", "a = 2, t = 1", POWER),
    (f"{SPIKES} = Theta(n**(q-s))", "d > 0, q > 1, s > q - 1", PLAIN),
]


@pytest.mark.parametrize(("text", "given", "names"), TRUE)
def test_the_order_of_kappa(text: str, given: str, names: object) -> None:
    claim = parse_claim(text, as_="n -> oo", given=given or (), vocabulary=names)
    verdict = decide(claim, budget=BUDGET)
    assert (verdict.outcome, verdict.recheck) == (Outcome.PROVED, Recheck.RECHECKED)


@pytest.mark.parametrize(("text", "given", "names"), FALSE)
def test_other_orders_are_refuted(text: str, given: str, names: object) -> None:
    claim = parse_claim(text, as_="n -> oo", given=given or (), vocabulary=names)
    verdict = decide(claim, budget=BUDGET)
    assert (verdict.outcome, verdict.recheck) == (Outcome.REFUTED, Recheck.RECHECKED)


MOVED = [
    (f"{BARE} = Theta(n**-2)", "", spectral_vocabulary("i**-2")),
    (f"{BARE} = Theta(exp(-n))", "", spectral_vocabulary("exp(-i)")),
    (f"{BARE} = Theta(n**(q-s-1))", "q = 3/2, s = 1, tau = 1", FLOOR),
    (f"{RIDGE} = Theta(n**-t)", "t = 1", spectral_vocabulary("i**-2")),
    (f"{RIDGE} ~ n**-t", "t = 1", spectral_vocabulary("i**-2")),
]


@pytest.mark.parametrize(("text", "given", "names"), MOVED)
def test_bounds_that_do_not_hold_are_not_accepted(text: str, given: str, names: object) -> None:
    """The re-checker proves F(l) >= G >= F(u) again: bounds moved away from the solution show it nothing."""
    claim = parse_claim(text, as_="n -> oo", given=given or (), vocabulary=names)
    verdict = decide(claim, budget=BUDGET)
    assert (verdict.outcome, verdict.recheck) == (Outcome.PROVED, Recheck.RECHECKED)
    for end, by in (("low", "1000"), ("high", "(1/1000)"), ("low", "(-1)"), ("high", "0")):
        data = copy.deepcopy(dict(verdict.evidence[0].data))
        pairs = [p for p in data["parts"][0]["regions"][0]["run"]["bounds"] if p["kind"] == "balance"]
        assert pairs
        for pair in pairs:
            pair[end] = f"({pair[end]})*{by}"
        assert _again(verdict, data, claim.text) is not Status.RECHECKED


@pytest.mark.parametrize(
    ("text", "forged", "given", "names"),
    [
        ("df1(exp(-n)) ~ tau*n", "tau*n", "tau > 0", EXP),  # the sharper lower bound of an exponential's sum
        (f"{RIDGE} ~ n**-t", "n**(-t)", "t = 1", spectral_vocabulary("i**-2")),  # a refined solution
    ],
)
def test_a_certificate_of_a_true_claim_does_not_pass_for_a_false_one(
    text: str, forged: str, given: str, names: object
) -> None:
    claim = parse_claim(text, as_="n -> oo", given=given, vocabulary=names)
    verdict = decide(claim, budget=BUDGET)
    assert claim.text.endswith(f"~ {forged}")
    for factor in ("2", "1/2", "99/100"):
        data = copy.deepcopy(dict(verdict.evidence[0].data))
        other = data["claim"] = claim.text[: -len(forged)] + f"{factor}*({forged})"
        assert _again(verdict, data, other) is Status.REJECTED


def _again(verdict: Verdict, data: object, text: str) -> Status:
    hypotheses = list(verdict.hypotheses)
    found = recheck_asymptotic(data, claim=text, point="n -> oo", hypotheses=hypotheses, outcome="PROVED")
    return found.status


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        # κ(1 - df1/n) is not monotone where it is negative
        ("inverse(kappa, kappa*(1 - df1(kappa)/n) = -n**-9) -> 0", "negative level"),
        # the terms have no finite sum: Σ 1/i/(1/i + κ)
        (f"{BARE} -> 0", "diverges"),
        # a level that stays bounded has a solution that does not tend to zero
        ("inverse(kappa, 1/kappa + 1/kappa**2 = 2) -> 1", "a level that does not move"),
    ],
)
def test_what_is_refused_says_why(text: str, reason: str) -> None:
    verdict = decide(parse_claim(text, as_="n -> oo", vocabulary=PLAIN), budget=BUDGET)
    assert verdict.outcome is Outcome.UNDECIDED
    assert reason in verdict.why


def test_a_series_that_could_not_go_on_does_not_seem_to_end() -> None:
    """A generator that raised is over: asked again, it would say that the expansion is complete, hence exact."""
    from boundproof.verify.asymptotics.series import Series, Term
    from boundproof.verify.asymptotics.signals import Undecided

    class Space:
        class field:
            tick = staticmethod(lambda: None)

    def stream():  # type: ignore[no-untyped-def]
        yield Term(None, None)  # type: ignore[arg-type]
        raise Undecided("the sign of the next exponent is open")

    series = Series(Space, None, stream(), None)  # type: ignore[arg-type]
    assert series.get(0) is not None
    for _ in range(2):
        with pytest.raises(Undecided):
            series.get(1)
    assert not series.finite()
