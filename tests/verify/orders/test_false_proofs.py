"""Sixty steps that look like proofs and are none: no one of them may come out PROVED.

Each is false for the reason that stands beside it, so that a PROVED would be wrong whatever the checker's argument.
"""

from __future__ import annotations

import pytest
from boundproof.bounds.proofs import parse_proof
from boundproof.verify.run import check_theorem
from boundproof.verify.verdict import Outcome

FALSE = {
    # --- modes ---
    "in probability to mean: X = n with probability 1/n": """
        given a (in probability): standard_risk(min_norm) -> 0
        conclude c (mean): E[standard_risk(min_norm)] -> 0 by a, markov, tightness, almost-sure, monotone-mean""",
    "o_P to almost sure: the typewriter sequence": """
        given a (in probability): standard_risk(min_norm) -> 0
        conclude c (pointwise): standard_risk(min_norm) -> 0 by a, almost-sure""",
    "with probability 1/2 to mean": """
        given a (with probability 1 - 1/2): standard_risk(min_norm) <= 1/n
        conclude c (mean): E[standard_risk(min_norm)] = O(1/n) by a, monotone-mean, tightness""",
    "one fixed delta to in probability": """
        given a (with probability 1 - 1/2): standard_risk(min_norm) <= 1/n
        conclude c (in probability): standard_risk(min_norm) -> 0 by a, tightness""",
    "delta that a hypothesis fixes": """
        given f: delta = 1/2
        given a (with probability 1 - delta): standard_risk(min_norm) <= 1/n
        conclude c (in probability): standard_risk(min_norm) -> 0 by a, f, tightness""",
    "a rate in delta: exp(1/delta) is no constant for delta = 1/n": """
        positive x
        given f: delta = 1/n
        given a (with probability 1 - delta): standard_risk(min_norm) <= x/delta
        given b: x = O(1)
        conclude c (in probability): standard_risk(min_norm) = O(1) by a, b, f, tightness""",
    "delta in a rank": """
        positive C
        given a (with probability 1 - 1/C): standard_risk(min_norm) <= kstar(C)/n
        given b: kstar(1) = o(n)
        conclude c (in probability): standard_risk(min_norm) -> 0 by a, b, tightness""",
    "C in an exponent: n**C is another sequence for every C": """
        positive C
        given a (with probability 1 - 1/C): standard_risk(min_norm) <= n**C
        given b: C = O(1)
        conclude c (in probability): standard_risk(min_norm) = O(n) by a, b, tightness""",
    "pointwise limits have no mean: no domination": """
        given a (pointwise): standard_risk(min_norm) -> 0
        conclude c (mean): E[standard_risk(min_norm)] -> 0 by a, monotone-mean""",
    "mean over the noise to pointwise": """
        given a (mean over the noise): noise_mean(standard_risk(min_norm)) <= 1/n
        conclude c (pointwise): standard_risk(min_norm) <= 1/n by a""",
    "mean to pointwise": """
        given a (mean): E[standard_risk(min_norm)] <= 1/n
        conclude c (pointwise): standard_risk(min_norm) <= 1/n by a, monotone-mean""",
    "mean to with probability without Markov": """
        given a (mean): E[standard_risk(min_norm)] <= 1/n
        conclude c (with probability 1 - 1/4): standard_risk(min_norm) <= 4/n by a""",
    "Markov for a lower bound": """
        given a (mean): E[standard_risk(min_norm)] -> oo
        conclude c (in probability): standard_risk(min_norm) -> oo by a, markov""",
    "Markov backwards: E[X] is not O(X)": """
        given a (in probability): standard_risk(min_norm) = O(1)
        conclude c (in probability): E[standard_risk(min_norm)] = O(1) by a, markov""",
    "a mean that is small, a ratio of random quantities": """
        given a (mean): E[standard_risk(min_norm)] -> 0
        conclude c (in probability): standard_risk(min_norm)/norm(min_norm)**2 -> 0 by a, markov""",
    "a deterministic claim about a random quantity": """
        given a (pointwise): standard_risk(min_norm) <= 1/n
        conclude c: standard_risk(min_norm) <= 1/n by a""",
    "X bounded in mean, its square too": """
        given a (mean): E[norm(min_norm)] = O(1)
        conclude c (mean): E[norm(min_norm)**2] = O(1) by a, jensen, cauchy-schwarz""",
    # --- union bounds and probabilities ---
    "two events, each with delta": """
        given x: delta > 0
        given a (with probability 1 - delta): trace(G) <= n
        given b (with probability 1 - delta): trace_inverse(G) <= n
        conclude c (with probability 1 - delta): trace(G) + trace_inverse(G) <= 2*n by a, b, x, union-bound""",
    "two events without a union bound": """
        given a (with probability 1 - 1/8): trace(G) <= n
        given b (with probability 1 - 1/8): trace_inverse(G) <= n
        conclude c (with probability 1 - 1/4): trace(G) + trace_inverse(G) <= 2*n by a, b""",
    "n events, each with delta/2": """
        positive m, delta
        given a (with probability 1 - delta/2): trace(G) <= n
        given b (with probability 1 - delta/2): trace_inverse(G) <= n
        conclude c (with probability 1 - delta/m): trace(G) + trace_inverse(G) <= 2*n by a, b, union-bound""",
    "m events each with a fixed delta, m growing": """
        positive m, delta
        given g: m -> oo
        given a (with probability 1 - delta): trace(G) <= n
        conclude c (with probability 1 - m*delta/2): trace(G) <= n by a, g, union-bound""",
    "Markov with too small a probability": """
        positive C
        conclude c (with probability 1 - 1/C**2): trace(G) <= C*E[trace(G)] by markov""",
    "Markov for a difference": """
        conclude c (with probability 1 - 1/4): trace(G) - n <= 4*(E[trace(G)] - n) by markov""",
    # --- Jensen, Cauchy-Schwarz, ratios of expectations ---
    "Jensen the wrong way": """
        given p (pointwise): trace(G) > 0
        conclude c (mean): E[trace(G)**2] <= E[trace(G)]**2 by p, jensen""",
    "E[1/X] <= 1/E[X]": """
        given p (pointwise): trace(G) > 0
        conclude c (mean): E[1/trace(G)] <= 1/E[trace(G)] by p, jensen""",
    "Jensen for a concave power": """
        given p (pointwise): trace(G) > 0
        conclude c (mean): E[trace(G)**(1/2)] >= E[trace(G)]**(1/2) by p, jensen""",
    "Jensen without a sign": """
        conclude c (mean): E[norm(theta)*standard_risk(min_norm)**3 - 1] >= E[standard_risk(min_norm)]**3 by jensen""",
    "Cauchy-Schwarz the wrong way": """
        conclude c (mean): E[trace(G)*norm(min_norm)]**2 >= E[trace(G)**2]*E[norm(min_norm)**2] by cauchy-schwarz""",
    "Cauchy-Schwarz without squares": """
        conclude c (mean): E[trace(G)*norm(min_norm)] <= E[trace(G)]*E[norm(min_norm)] by cauchy-schwarz""",
    "expectation of a ratio, ratio of expectations": """
        given p (pointwise): trace(G) > 0
        conclude c (mean): E[norm(min_norm)/trace(G)] <= E[norm(min_norm)]/E[trace(G)] by p, jensen, cauchy-schwarz""",
    "a product of means is the mean of the product": """
        conclude c (mean): E[trace(G)*norm(min_norm)] = E[trace(G)]*E[norm(min_norm)] by jensen""",
    "AM-HM the wrong way": """
        given d: positive definite G
        conclude c (pointwise): trace_inverse(G) <= rows(G)**2/trace(G) by d, am-hm""",
    "AM-HM for a singular matrix": """
        conclude c (pointwise): trace_inverse(G) >= rows(G)**2/trace(G) by am-hm""",
    "noise that is not homoscedastic": """
        given d: positive definite G
        conclude c (pointwise): noise_mean(norm(min_norm)**2) >= sigma**2*trace_inverse(G) by d, noise-average""",
    "the noise's average without noise_mean": """
        given d: positive definite G
        given h: homoscedastic noise sigma
        conclude c (pointwise): norm(min_norm)**2 >= sigma**2*trace_inverse(G) by d, h, noise-average""",
    "an l_1 attack: its dual norm is smaller": """
        given a: alpha > 0
        conclude c (pointwise): adversarial_risk(min_norm) >= alpha**2*norm(min_norm)**2 by a, attack, dual-norm""",
    "the attack's cost from above": """
        given a: alpha > 0
        conclude c (pointwise):
            adversarial_risk(min_norm) <= standard_risk(min_norm) + alpha**2*dual_norm(min_norm)**2 by a, attack""",
    # --- signs ---
    "a factor of unknown sign": """
        positive y
        given a: y <= 1
        conclude c: x*y <= x by a""",
    "a square root of a product of unknown signs": """
        given a: x*y = O(n)
        conclude c: sqrt(x)*sqrt(y) = O(sqrt(n)) by a""",
    "a sum that cancels": """
        given a: x + y = O(1)
        conclude c: x = O(1) by a""",
    "a difference of two of one order": """
        positive x, y
        given a: x = Theta(n)
        given b: y = Theta(n)
        conclude c: x - y = Omega(n) by a, b""",
    "division by what may be zero": """
        given a: x = O(y)
        conclude c: x/y = O(1) by a""",
    "an inequality divided by a factor of unknown sign": """
        positive y
        given a: x*y <= x
        conclude c: y <= 1 by a""",
    "an inequality squared": """
        given a: x <= y
        conclude c: x**2 <= y**2 by a""",
    "an upper bound of a negative quantity": """
        given a: x <= 1
        conclude c: x = O(1) by a""",
    # --- orders: exponents, boundaries, sums ---
    "a boundary: q = 1": """
        positive x
        given q: q <= 1
        given a: x = O(n**q)
        conclude c: x = o(n) by q, a""",
    "an exponent of unknown sign": """
        positive x
        given a: x = O(n)
        conclude c: x**q = O(n**q) by a""",
    "an exponent that tends to its boundary": """
        positive x
        given l: q -> 0
        given q: q > 0
        conclude c: n**q -> oo by q, l""",
    "a constant in an exponent is no constant factor": """
        positive a
        conclude c: n**a = O(n)""",
    "a growing base: 2**n against n**2": """
        conclude c: 2**n = O(n**2)""",
    "a quotient of Os": """
        positive x, y
        given a: x = O(n)
        given b: y = O(n)
        conclude c: x/y = O(1) by a, b""",
    "O for o": """
        positive x
        given a: x = O(n)
        conclude c: x = o(n) by a""",
    "a maximum where a minimum stands": """
        positive x, y
        given a: Min(x, y) = O(1)
        conclude c: Max(x, y) = O(1) by a""",
    "a sum of n terms, each O(1)": """
        given a: x = O(1)
        conclude c: Sum(x, (i, 1, n)) = O(1) by a""",
    "the maximum of n terms for their sum": """
        conclude c: Sum(eigenvalue(i), (i, 1, n)) = O(largest)""",
    "log against a power that may vanish": """
        given q: q >= 0
        conclude c: log(n) = O(n**q) by q""",
    "k* <= n/c says nothing of k* = o(n)": """
        positive m
        given k: kstar(b) <= n/m
        given m: m = Theta(1)
        conclude c: kstar(b) = o(n) by k, m""",
    "r_0 small, R_k* large": """
        given a: r(0) = o(n)
        conclude c: n = o(R(kstar(b))) by a""",
    "AM-GM the wrong way": """
        positive x, y
        given a: x*y = O(1)
        conclude c: x + y = O(1) by a""",
    "Young with the exponents exchanged": """
        positive x, y
        conclude c: x**2 + y**(4/3) = O(x*y)""",
    # --- scripts ---
    "a step that fails proves the next one": """
        positive x
        step one: x = O(1) expect GAP
        conclude c: x = o(n) by one""",
    "the claim as its own sum over the spectrum": """
        positive kap
        conclude c: spectral_sum_above(lamda_i, kap) >= spectral_sum(lamda_i) by termwise""",
    "termwise outside of the region": """
        positive kap
        conclude c: spectral_sum(theta_i**2*lamda_i/(lamda_i + kap)**2) >= spectral_sum(theta_i**2/lamda_i)/4
            by termwise""",
    # --- what is fixed in a step and tied by a hypothesis that the step does not cite ---
    "q = 1/log(n): n**q = e": """
        positive q
        given d: q = 1/log(n)
        conclude c: n**q -> oo by q > 0""",
    "q <= 1/n: n**q -> 1": """
        positive q
        given d: q <= 1/n
        conclude c: n**q -> oo by q > 0""",
    "q = x and x -> 0": """
        positive q, x
        given d: q = x
        given l: x = o(1)
        conclude c: 2**q -> oo by d, l""",
    "tightness for delta = 1/n: trace(G) = n": """
        positive m
        given a (with probability 1 - delta): trace(G) <= m/delta
        given d: delta*n = 1
        given f: m = O(1)
        conclude c (in probability): trace(G) = O(1) by a, f, m > 0, tightness""",
    "tightness for delta -> 0": """
        positive m, delta
        given a (with probability 1 - delta): trace(G) <= m/delta
        given d: delta = o(1)
        given f: m = O(1)
        conclude c (in probability): trace(G) = O(1) by a, f, m > 0, tightness""",
    "tightness for C -> oo": """
        positive C
        given a (with probability 1 - 1/C): trace(G) <= C
        given d: C -> oo
        conclude c (in probability): trace(G) = O(1) by a, C > 0, tightness""",
    "a sign in mean is none of every draw": """
        given a (mean): standard_risk(min_norm) > 0
        given b (pointwise): norm(min_norm)*standard_risk(min_norm) = O(standard_risk(min_norm))
        conclude c (pointwise): norm(min_norm) = O(1) by a, b""",
    "tr G⁻¹ = oo on both sides": """
        given a (pointwise): trace_inverse(G) + x >= trace_inverse(G) + y
        conclude c: x >= y by a""",
}
# hypotheses that hold together, in limits or with exponents that vary: none of these is VACUOUS
HOLD_TOGETHER = {
    "x = y = 1/n, z = n**(1/n)": """
        positive x, y, z
        given a: x = o(1)
        given b: y = x
        given c: z = n**y
        given d: z = O(log(n))
        conclude e: x = O(1) by a""",
    "y = 1/log(n), z = e": """
        positive y, z
        given b: y = 1/log(n)
        given c: z = n**y
        given d: z = O(1)
        conclude e: z = O(1) by d""",
}


def checked(text):
    lines = [line[8:] if line.startswith("        ") else line for line in text.split("\n")]
    return check_theorem(parse_proof("theorem t: t\n" + "\n".join(lines)), budget=60.0)


def test_there_are_sixty():
    assert len(FALSE) >= 60


@pytest.mark.parametrize("name", FALSE)
def test_it_is_not_proved(name):
    verdict = checked(FALSE[name])
    assert verdict.outcome is not Outcome.PROVED
    last = verdict.steps[-1].verdict
    assert last.outcome in (Outcome.GAP, Outcome.REFUTED, Outcome.UNDECIDED), last.why


@pytest.mark.parametrize("name", HOLD_TOGETHER)
def test_it_is_not_vacuous(name):
    assert checked(HOLD_TOGETHER[name]).outcome is Outcome.PROVED


def test_what_may_be_infinite_cancels_where_it_is_not():
    """tr G⁻¹ is a number where G is positive definite."""
    verdict = checked("""
        given d: positive definite G
        given a (pointwise): trace_inverse(G) + x >= trace_inverse(G) + y
        conclude c: x >= y by a, d""")
    assert verdict.outcome is Outcome.PROVED


def test_delta_may_be_said_to_be_small_and_used_twice():
    verdict = checked("""
        positive delta
        given s: delta < 1
        given a (with probability 1 - delta): trace(G) <= n/delta
        given b (with probability 1 - delta): norm(min_norm) <= n
        conclude c (in probability): trace(G) = O(n) by a, s, delta > 0, tightness""")
    assert verdict.outcome is Outcome.PROVED
