"""Functions of an integer that repeat themselves: truth by going through a period, never decided otherwise."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from boundproof.bounds.parsing import parse_claim
from boundproof.verify.asymptotics import decide
from boundproof.verify.verdict import Outcome
from hypothesis import given, settings
from hypothesis import strategies as st

Function = Callable[[int], Fraction]
PERIOD = 360
"""A multiple of twice each of 2, …, 6: of the periods of all functions below."""


@st.composite
def atoms(draw: st.DrawFn) -> tuple[str, Function]:
    """A function of n as text and as what it is at n."""
    coefficients = [*draw(st.lists(st.integers(-3, 3), max_size=3)), draw(st.sampled_from((1, 2, 3, -1)))]
    coefficients = coefficients if len(coefficients) > 1 else [1, *coefficients]
    p = " + ".join(f"({c})*n**{k}" for k, c in enumerate(coefficients))
    m = draw(st.integers(2, 6))

    def at(n: int) -> int:
        return sum(c * n**k for k, c in enumerate(coefficients))

    return draw(
        st.sampled_from(
            [
                (f"Mod({p}, {m})", lambda n: Fraction(at(n) % m)),
                (f"(-1)**({p})", lambda n: Fraction((-1) ** (at(n) % 2))),
                (f"cos(pi*({p}))", lambda n: Fraction((-1) ** (at(n) % 2))),
                (f"(({p})/{m} - floor(({p})/{m}))", lambda n: Fraction(at(n) % m, m)),
                (f"(ceiling(({p})/{m}) - ({p})/{m})", lambda n: Fraction(-at(n) % m, m)),
                (f"frac(({p})/{m} + 1/2)", lambda n: (Fraction(at(n), m) + Fraction(1, 2)) % 1),
            ]
        )
    )


@settings(max_examples=80)
@given(atoms(), atoms(), st.sampled_from("+-*"), st.sampled_from(("->", "<=", "<", "has limit", "Theta")), st.data())
def test_no_claim_about_what_repeats_is_decided_wrongly(
    one: tuple[str, Function], other: tuple[str, Function], sign: str, relation: str, data: st.DataObject
) -> None:
    (a, f), (b, g) = one, other
    combined = {"+": lambda n: f(n) + g(n), "-": lambda n: f(n) - g(n), "*": lambda n: f(n) * g(n)}[sign]
    values = sorted({combined(n) for n in range(1, PERIOD + 1)})
    c = data.draw(st.sampled_from([*values, Fraction(-1), Fraction(1, 2), Fraction(4)]))
    claim, truth = {
        "->": (f"{a} {sign} {b} -> ({c})", values == [c]),
        "<=": (f"{a} {sign} {b} <= ({c})", values[-1] <= c),
        "<": (f"{a} {sign} {b} < ({c})", values[-1] < c),
        "has limit": (f"{a} {sign} {b} has limit", len(values) == 1),
        "Theta": (f"{a} {sign} {b} = Theta(1)", 0 not in values),
    }[relation]
    verdict = decide(parse_claim(claim, as_="n -> oo", given=["n integer"]))
    assert verdict.outcome in ({True: Outcome.PROVED, False: Outcome.REFUTED}[truth], Outcome.UNDECIDED)
    assert "re-check rejects" not in verdict.why
