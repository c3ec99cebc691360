"""Orders of magnitude: a theorem of 30 steps about 20 quantities, and how sums of many terms grow."""

import pytest
from boundproof.bounds.proofs import parse_proof, read_fact
from boundproof.bounds.statements import Fact
from boundproof.verify.orders import decide_orders
from boundproof.verify.run import check_theorem
from boundproof.verify.verdict import Outcome

pytestmark = pytest.mark.benchmark


def chain():
    """Each of 20 quantities is bounded by earlier ones, 19 steps bound each, 11 combine three of them."""
    lines = ["theorem chain", "positive " + ", ".join(f"q{i}" for i in range(20)), "given base: q0 = O(1)"]
    steps, bounded = [], {0: "base"}
    for i in range(1, 20):
        summed = i % 3 == 0
        fact = f"q{i} <= 2*q{i - 1} + q{max(i - 2, 0)}" if summed else f"q{i} = O(q{i - 1}*n**(1/100))"
        lines.append(f"given f{i}: {fact}")
        cited = {f"f{i}", bounded[i - 1]} | ({bounded[max(i - 2, 0)]} if summed else set())
        bounded[i] = f"s{i}"
        steps.append(f"step s{i}: q{i} = O(n**({i}/100)) by {', '.join(sorted(cited))}")
    for i in range(1, 12):
        kind = "step" if i < 11 else "conclude"
        steps.append(f"{kind} t{i}: q{i}*q{i + 1} + q{i + 2} = o(n) by s{i}, s{i + 1}, s{i + 2}")
    return parse_proof("\n".join([*lines, *steps]))


def test_thirty_steps(contend):
    theorem = chain()
    assert len(theorem.steps) == 30
    verdict = contend("theorem of 30 steps, 20 quantities", "check_theorem", lambda: check_theorem(theorem))
    assert verdict.outcome is Outcome.PROVED


@pytest.mark.parametrize("terms", [2, 4, 8, 16])
def test_sums_on_both_sides(contend, terms):
    left, right = ([f"{letter}{i}" for i in range(terms)] for letter in "ab")
    texts = [*(f"{name} > 0" for name in left + right), *(f"{a} = O({b})" for a, b in zip(left, right, strict=True))]
    facts = [Fact(text, read_fact(text)) for text in texts]
    claim = read_fact(f"{' + '.join(left)} = O({' + '.join(right)})")
    verdict = contend("a sum of k terms on both sides", f"k = {terms}", lambda: decide_orders(claim, facts))
    assert verdict.outcome is Outcome.PROVED
    assert len(verdict.evidence[0].data["words"]) == terms


@pytest.mark.parametrize("depth", [1, 2, 4, 6])
def test_stacked_sums_in_one_step(contend, depth):
    """Facts x_i <= x_{i+1} + y_i, all cited at once: the worst case, one case more than there are facts here."""
    texts = [f"x{i} <= x{i + 1} + y{i}" for i in range(depth)]
    texts += [f"{name} = O(n)" for name in (f"x{depth}", *(f"y{i}" for i in range(depth)))]
    texts += [f"{name}{i} > 0" for i in range(depth + 1) for name in "xy"]
    facts = [Fact(text, read_fact(text)) for text in texts]
    verdict = contend("stacked sums", f"depth {depth}", lambda: decide_orders(read_fact("x0 = O(n)"), facts))
    assert verdict.outcome is Outcome.PROVED
