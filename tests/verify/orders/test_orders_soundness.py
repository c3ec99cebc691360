"""Random facts and claims against a search over power sequences that shares no code with the engine."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from boundproof.bounds.proofs import read_fact
from boundproof.bounds.statements import Fact
from boundproof.verify.orders import decide_orders
from boundproof.verify.recheck.models import recheck_model
from boundproof.verify.verdict import Outcome
from hypothesis import given, settings
from hypothesis import strategies as st

NAMES = ("x", "y", "z")
GRID = tuple(product(range(-2, 3), repeat=len(NAMES)))
Monomial = tuple[int, ...]  # exponents of n and of the names


@dataclass(frozen=True)
class Side:
    """A sum of monomials."""

    terms: tuple[Monomial, ...]

    def size(self, exponents: tuple[int, ...]) -> int:
        """The exponent of n of the sum where each name is that power of n."""
        point = (1, *exponents)
        return max(sum(a * b for a, b in zip(term, point, strict=True)) for term in self.terms)

    def __str__(self) -> str:
        return " + ".join(
            "*".join(f"{name}**({power})" for name, power in zip(("n", *NAMES), term, strict=True) if power) or "1"
            for term in self.terms
        )


@dataclass(frozen=True)
class Statement:
    """left = relation(right), of powers of n decided by comparing exponents."""

    left: Side
    relation: str
    right: Side

    def holds(self, exponents: tuple[int, ...]) -> bool:
        one, two = self.left.size(exponents), self.right.size(exponents)
        return {"O": one <= two, "o": one < two, "Theta": one == two}[self.relation]

    def __str__(self) -> str:
        return f"{self.left} = {self.relation}({self.right})"


monomials = st.tuples(*[st.integers(-1, 2) for _ in range(len(NAMES) + 1)])
sides = st.lists(monomials, min_size=1, max_size=2, unique=True).map(lambda terms: Side(tuple(terms)))
models = st.tuples(*[st.integers(-2, 2) for _ in NAMES])
POSITIVE = tuple(f"{name} > 0" for name in NAMES)


@st.composite
def true_at(draw_, model: tuple[int, ...]) -> Statement:
    """A statement that holds where the names are these powers of n."""
    left, right = draw_(sides), draw_(sides)
    if left.size(model) > right.size(model):
        left, right = right, left
    relations = ["O", "o"] if left.size(model) < right.size(model) else ["O", "Theta"]
    return Statement(left, draw_(st.sampled_from(relations)), right)


@st.composite
def problems(draw_) -> tuple[list[Statement], Statement]:
    model = draw_(models)
    facts = draw_(st.lists(true_at(model), min_size=1, max_size=3))
    return facts, draw_(true_at(model))


def broken_at(facts: list[Statement], claim: Statement) -> list[tuple[int, ...]]:
    """The points of the grid where every fact holds and the claim fails."""
    return [point for point in GRID if all(fact.holds(point) for fact in facts) and not claim.holds(point)]


def verdict_on(facts: list[Statement], claim: Statement):
    texts = list(dict.fromkeys(map(str, facts)))
    return decide_orders(read_fact(str(claim)), [Fact(text, read_fact(text)) for text in (*texts, *POSITIVE)])


@settings(max_examples=80)
@given(problems())
def test_nothing_is_proved_that_a_power_sequence_breaks(problem):
    facts, claim = problem
    verdict = verdict_on(facts, claim)
    # The facts hold at a point and every quantity is positive, so that one of two answers is due.
    assert verdict.outcome in (Outcome.PROVED, Outcome.GAP), verdict.why
    if verdict.outcome is Outcome.PROVED:
        assert broken_at(facts, claim) == []
    else:
        assert recheck_model(verdict.evidence[0].data) == ""


def value_at(side: Side, point: tuple[int | None, ...]) -> int | str | None:
    """The exponent of n where a name may be the sequence 0 (None); None for 0, a word where it divides by 0."""
    sizes = []
    for term in side.terms:
        powers = list(zip(term[1:], point, strict=True))
        if any(power < 0 and value is None for power, value in powers):
            return "undefined"
        if not any(power > 0 and value is None for power, value in powers):
            sizes.append(term[0] + sum(power * (value or 0) for power, value in powers))
    return max(sizes, default=None)


def holds_at(statement: Statement, point: tuple[int | None, ...]) -> bool:
    """Whether a statement is defined and holds where names may be 0: 0 = o(0), and nothing else is O(0)."""
    one, two = value_at(statement.left, point), value_at(statement.right, point)
    if isinstance(one, str) or isinstance(two, str):
        return False
    up = one is None or (two is not None and (one < two if statement.relation == "o" else one <= two))
    down = two is None or (one is not None and two <= one)
    return up and (down or statement.relation != "Theta")


ZERO_GRID = tuple(product((None, -2, -1, 0, 1, 2), repeat=len(NAMES)))


@settings(max_examples=150)
@given(problems(), st.sets(st.sampled_from(NAMES), max_size=1))
def test_nothing_is_proved_that_a_zero_sequence_breaks(problem, positive):
    facts, claim = problem
    signs = [f"{name} {'>' if name in positive else '>='} 0" for name in NAMES]
    texts = [*dict.fromkeys(map(str, facts)), *signs]
    verdict = decide_orders(read_fact(str(claim)), [Fact(text, read_fact(text)) for text in texts])
    if verdict.outcome in (Outcome.PROVED, Outcome.VACUOUS):
        allowed = [
            point
            for point in ZERO_GRID
            if all(point[NAMES.index(name)] is not None for name in positive)
            and all(holds_at(fact, point) for fact in facts)
        ]
        assert [point for point in allowed if not holds_at(claim, point)] == []
        assert verdict.outcome is Outcome.PROVED


@settings(max_examples=40)
@given(problems(), st.integers(0, 2))
def test_removing_a_hypothesis_never_leaves_a_false_proof(problem, index):
    facts, claim = problem
    kept = [fact for position, fact in enumerate(facts) if position != index % len(facts)]
    verdict = verdict_on(kept, claim)
    if broken_at(kept, claim):
        assert verdict.outcome is Outcome.GAP
    elif verdict.outcome is Outcome.GAP:
        assert recheck_model(verdict.evidence[0].data) == ""


@settings(max_examples=40)
@given(st.data())
def test_what_is_multiplied_together_is_proved(data):
    """Products of facts about monomials follow from them, whatever their powers."""
    model = data.draw(models)
    single = monomials.map(lambda term: Side((term,)))
    left: Monomial = (0,) * (len(NAMES) + 1)
    right, strict, facts = left, False, []
    for _ in range(data.draw(st.integers(1, 3))):
        one, two = data.draw(single), data.draw(single)
        if one.size(model) > two.size(model):
            one, two = two, one
        relation = "o" if one.size(model) < two.size(model) else "O"
        facts.append(Statement(one, relation, two))
        times = data.draw(st.integers(1, 2))
        left = tuple(a + times * b for a, b in zip(left, one.terms[0], strict=True))
        right = tuple(a + times * b for a, b in zip(right, two.terms[0], strict=True))
        strict = strict or relation == "o"
    claim = Statement(Side((left,)), "o" if strict else "O", Side((right,)))
    assert verdict_on(facts, claim).outcome is Outcome.PROVED
