"""The ways in which such an engine could say PROVED or REFUTED wrongly, each with a case that would break."""

from __future__ import annotations

import time

import pytest
import sympy as sp
import z3
from boundproof.bounds.claims import Claim, Hypothesis, Point, Relation
from boundproof.bounds.parsing import parse_claim
from boundproof.verify.asymptotics import cases, decide, problem, when
from boundproof.verify.asymptotics.alarm import Alarm, listen
from boundproof.verify.asymptotics.oracle import Oracle
from boundproof.verify.asymptotics.series import Series
from boundproof.verify.verdict import Outcome, Recheck, Verdict


def prove(text: str, *given: str, point: str = "x -> oo", budget: float = 10.0) -> Verdict:
    return decide(parse_claim(text, as_=point, given=list(given)), budget=budget)


# --- a constant that can be told neither from zero nor from anything else ---------------------------------------------
def test_a_hidden_zero_is_named_and_not_guessed() -> None:
    """sqrt(3 + 2 sqrt 2) = 1 + sqrt 2 is not known to the exact algebra, and balls cannot prove it."""
    verdict = prove("(sqrt(3 + 2*sqrt(2)) - 1 - sqrt(2))*x + 1 -> 1")
    assert verdict.outcome is Outcome.UNDECIDED
    assert "cannot tell whether" in verdict.why
    assert "2**(1/2)" in verdict.why


def test_a_tiny_constant_is_told_from_zero_by_balls() -> None:
    """exp(pi sqrt 163) misses 640320**3 + 744 by 7.5e-13."""
    assert prove("(exp(pi*sqrt(163)) - 640320**3 - 744)*x -> -oo").outcome is Outcome.PROVED


def test_numbers_that_are_equal_by_identity_cancel() -> None:
    for claim in (
        "(log(6) - log(2) - log(3))*x + 1/x -> 0+",
        "(sqrt(8) - 2*sqrt(2))*exp(x) -> 0",
        "(sin(pi/12) - (sqrt(6) - sqrt(2))/4)*x -> 0",
        "(gamma(1/2) - sqrt(pi))*x -> 0",
        "(exp(log(3)/2) - sqrt(3))*x -> 0",
        "(4**(1/3) - 2**(2/3))*x -> 0",
        "(sin(1)**2 + cos(1)**2 - 1)*x -> 0",
    ):
        assert prove(claim).outcome is Outcome.PROVED, claim


# --- cancellation of functions ----------------------------------------------------------------------------------------
def test_a_function_that_cancels_for_ever_is_recognised_or_left_open() -> None:
    assert prove("(exp(1/x) - exp(1/x))*exp(x) -> 0").outcome is Outcome.PROVED
    assert prove("(1/(1 - exp(-x)) - exp(x)/(exp(x) - 1))*exp(exp(x)) -> 0").outcome is Outcome.PROVED
    assert prove("(gamma(x + 1) - x*gamma(x)) -> 0").outcome is Outcome.PROVED
    hidden = prove("(atan(x) + atan(1/x) - pi/2)*exp(x) -> 0", budget=5)
    assert hidden.outcome is not Outcome.REFUTED  # true, by an identity that the engine need not know


def test_the_sign_of_a_base_survives_exact_algebra() -> None:
    """exp(log|f|) is |f|, not f: with y < 0 the derivative of y**n must keep its sign."""
    true, false = "((x + y)**n - y**n)/x -> n*y**(n - 1)", "((x + y)**n - y**n)/x -> -n*y**(n - 1)"
    assert prove(true, "n integer", "n > 1", "y < 0", point="x -> 0+").outcome is Outcome.PROVED
    assert prove(false, "n integer", "n > 1", "y < 0", point="x -> 0+").outcome is not Outcome.PROVED
    assert prove("sqrt((1 - x)**2) - x -> -1", point="x -> oo").outcome is Outcome.PROVED
    assert prove("sqrt((x - 1)**2)*x - x**2 -> -oo").outcome is Outcome.PROVED


def test_a_variable_that_counts_terms_is_no_declared_integer() -> None:
    """n stands in a sum without a type: no parity follows, sin(pi*n) -> 0 needs `n integer`."""
    claim = "sin(pi*n) + Sum(1/i**2, (i, n, oo)) -> 0"
    assert prove(claim, point="n -> oo").outcome is Outcome.UNDECIDED
    assert prove(claim, "n integer", point="n -> oo").outcome is Outcome.PROVED


# --- domain -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("claim", "point"),
    [
        ("log(-x)/x -> 0", "x -> oo"),
        ("sqrt(1 - x)/x -> 0", "x -> oo"),
        ("x**(1/3) -> 0", "x -> 0"),
        ("(-2)**x/3**x -> 0", "x -> oo"),
        ("asin(x)/x -> 0", "x -> oo"),
        ("acosh(1 - x) -> 0", "x -> 0+"),
        ("0*log(-x) -> 0", "x -> oo"),
        ("1/(x - x) -> oo", "x -> oo"),
        ("gamma(-x) -> 0", "x -> oo"),
        ("tan(x)/x**2 -> 0", "x -> oo"),
        ("LambertW(-1 - x) -> 0", "x -> 0+"),
    ],
)
def test_a_function_that_is_not_real_near_the_point_is_not_decided(claim: str, point: str) -> None:
    verdict = prove(claim, point=point)
    assert verdict.outcome is Outcome.UNDECIDED
    assert verdict.why


def test_a_domain_that_depends_on_a_parameter_is_a_case() -> None:
    """b**n is not real for b < 0: open there, decided elsewhere, and not PROVED as a whole."""
    verdict = prove("b**x/(1 + b**x) <= 1", "b real")
    assert verdict.outcome is Outcome.UNDECIDED
    assert {c.outcome for c in verdict.cases} == {Outcome.PROVED, Outcome.UNDECIDED}


# --- parameters -------------------------------------------------------------------------------------------------------
def test_an_unknown_from_the_solver_keeps_the_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a solver that answers nothing, no sign is excluded and nothing is dropped."""
    claim = parse_claim("x**(a*b - b*a*c) -> oo", as_="x -> oo", given=["a > 0", "b > 0", "a + c < 1 + a", "c < 1"])
    assert decide(claim).outcome is Outcome.PROVED

    monkeypatch.setattr(Oracle, "_check", lambda oracle, solver: z3.unknown)
    assert decide(parse_claim("x**(1 - c**3) -> oo", as_="x -> oo", given=["c < 1"])).outcome is not Outcome.PROVED


def test_regions_and_dropped_cases_are_on_record() -> None:
    verdict = prove("x**a = o(x**b)", "a < 1", "b > 2")
    part = verdict.evidence[0].data["parts"][0]
    assert verdict.outcome is Outcome.PROVED
    assert [r["answer"] for r in part["regions"]] == [True]
    both = prove("x**a + x**b ~ x**b", "b real", "a real")
    part = both.evidence[0].data["parts"][0]
    assert both.outcome is Outcome.REFUTED
    assert len(part["regions"]) == 3
    assert part["splits"]


def test_a_refuted_region_needs_a_witness_of_the_declared_types() -> None:
    """False only at a = 1/2, where no integer is; the claim holds for every integer a."""
    claim = "x*(2*a - 1)**2 -> oo"
    assert prove(claim, "a real").outcome is Outcome.REFUTED
    assert prove(claim, "a integer").outcome is not Outcome.REFUTED


def test_witness_points_satisfy_the_hypotheses() -> None:
    verdict = prove("x**a -> 0", "a > 5/2", "a < 7/2", "a integer")
    assert verdict.outcome is Outcome.REFUTED
    regions = verdict.evidence[0].data["parts"][0]["regions"]
    assert regions[0]["witness"] == {"a": "3"}


def test_a_parameter_may_be_called_like_the_internal_variable() -> None:
    assert prove("x/X -> oo", "X > 0").outcome is Outcome.PROVED
    assert prove("x/X -> 1", "X > 0").outcome is Outcome.REFUTED
    assert when(parse_claim("x**X -> oo", as_="x -> oo", given=["X real"])).conditions[0].holds == ("X > 0",)


def test_boundaries_with_logarithms_of_parameters() -> None:
    """log|b| = 0 has two solutions."""
    verdict = prove("Abs(b)**x -> 0", "b != 0", "b < 1")
    assert verdict.outcome is Outcome.REFUTED  # b = -1, b = -2


def test_a_hypothesis_that_is_not_defined_does_not_hold() -> None:
    """log(a) > 0 says a > 1: a <= 0 is no case to be answered for."""
    assert prove("x**a/x -> oo", "log(a) > 0").outcome is Outcome.PROVED
    empty = prove("x**a -> 0", "sqrt(a) < -1")
    assert empty.outcome is Outcome.VACUOUS
    assert empty.evidence[0].kind == "vacuity"


def test_long_and_deep_formulas_are_answered() -> None:
    assert prove(" + ".join(["x"] * 700) + " -> oo").outcome is Outcome.PROVED
    assert prove(" + ".join(f"x**(1/{i})" for i in range(1, 100)) + " ~ x").outcome is Outcome.PROVED
    assert prove("exp(" * 12 + "x" + ")" * 12 + " -> oo").outcome is Outcome.PROVED
    deep = "x"
    for _ in range(15):
        deep = f"log(1 + exp({deep}))"
    assert prove(f"{deep} -> oo").outcome is Outcome.PROVED


# --- statements ------------------------------------------------------------------------------------------------------
def test_a_statement_without_a_limit_is_not_read_as_one() -> None:
    x = sp.Symbol("x")
    claim = Claim(left=x, relation=Relation.GE, right=sp.Integer(0), given=(Hypothesis(x, Relation.GT, sp.Integer(0)),))
    verdict = decide(claim)
    assert verdict.outcome is Outcome.UNDECIDED
    assert "say where the variable tends" in verdict.why


def test_strict_and_weak_inequalities_differ_on_equality() -> None:
    assert prove("x <= x").outcome is Outcome.PROVED
    assert prove("x < x").outcome is Outcome.REFUTED
    assert prove("exp(x)*exp(-x) < 1").outcome is Outcome.REFUTED


def test_one_sided_values_of_a_constant_are_left_open() -> None:
    assert prove("2 -> 2").outcome is Outcome.PROVED
    assert prove("2 -> 2+").outcome is Outcome.UNDECIDED


def test_a_two_sided_point_needs_both_sides() -> None:
    assert prove("exp(-1/x) -> 0", point="x -> 0+").outcome is Outcome.PROVED
    assert prove("exp(-1/x) -> 0", point="x -> 0").outcome is Outcome.REFUTED


def test_a_limit_from_both_sides_is_one_limit() -> None:
    """sign(x) has a limit from each side of 0, and none at 0."""
    assert prove("sign(x) has limit", point="x -> 0+").outcome is Outcome.PROVED
    assert prove("sign(x) has limit", point="x -> 0").outcome is not Outcome.PROVED
    assert prove("atan(1/x) has limit", point="x -> 0").outcome is not Outcome.PROVED
    assert prove("sin(x)/x has limit", point="x -> 0").outcome is Outcome.PROVED


def test_assumptions_of_sympy_symbols_are_hypotheses() -> None:
    """A claim built in Python with Symbol("a", positive=True) is not refuted at a negative a."""
    x, a, k = sp.Symbol("x"), sp.Symbol("a", positive=True), sp.Symbol("k", integer=True)
    grows = Claim(left=x**a, relation=Relation.TENDS, right=sp.oo, point=Point(x, sp.oo))
    assert decide(grows).outcome is Outcome.PROVED
    halves = Claim(left=x * (2 * k - 1) ** 2, relation=Relation.TENDS, right=sp.oo, point=Point(x, sp.oo))
    assert decide(halves).outcome is not Outcome.REFUTED
    imaginary = Claim(
        left=x + sp.Symbol("z", imaginary=True), relation=Relation.TENDS, right=sp.oo, point=Point(x, sp.oo)
    )
    assert decide(imaginary).outcome is Outcome.UNDECIDED


def test_an_integer_variable_tends_to_infinity() -> None:
    x = sp.Symbol("x")
    from boundproof.bounds.claims import Kind

    claim = Claim(
        left=x,
        relation=Relation.TENDS,
        right=sp.Integer(0),
        point=Point(x, sp.Integer(0), "+"),
        given=(Hypothesis(x, None, None, kind=Kind.INTEGER),),
    )
    assert decide(claim).outcome is Outcome.UNDECIDED


def test_unknown_functions_are_undecided() -> None:
    x = sp.Symbol("x")
    claim = Claim(left=sp.Function("f")(x), relation=Relation.TENDS, right=sp.Integer(0), point=Point(x, sp.oo))
    verdict = decide(claim)
    assert verdict.outcome is Outcome.UNDECIDED
    assert "not a function this engine expands" in verdict.why


# --- time and alarm --------------------------------------------------------------------------------------------------
def test_a_timeout_is_undecided() -> None:
    start = time.monotonic()
    verdict = prove("(x + 1)**2000*sin(1/x)**1999/gamma(x + 1/gamma(x)) -> 0", budget=0.0)
    assert verdict.outcome is Outcome.UNDECIDED
    assert "time budget" in verdict.why
    assert time.monotonic() - start < 30


def test_the_alarm_blocks_a_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    module = importlib.import_module("boundproof.verify.asymptotics.decide")
    monkeypatch.setattr(module, "listen", lambda tree, value, **_: Alarm.DISAGREES)
    for claim, given in (("1/x -> 0", []), ("1/x -> 1", []), ("x**a -> oo", ["a > 0"]), ("x**a -> 0", ["a > 0"])):
        verdict = decide(parse_claim(claim, as_="x -> oo", given=given))
        assert verdict.outcome is Outcome.UNDECIDED
        assert "disagrees" in verdict.why


def test_the_alarm_hears_a_wrong_expansion() -> None:
    """The expansion of sqrt(x + 1) against another function, against itself, and out of reach."""
    part = problem.problems(parse_claim("sqrt(x + 1) has limit", as_="x -> oo"))[0]
    evaluator = cases.prepare(part, time.monotonic() + 10, {})
    value = evaluator.value(part.left)
    assert isinstance(value, Series)
    assert listen(part.left, value) is Alarm.AGREES
    wrong = problem.problems(parse_claim("3*sqrt(x + 1) has limit", as_="x -> oo"))[0].left
    assert listen(wrong, value) is Alarm.DISAGREES
    far = problem.problems(parse_claim("exp(exp(exp(exp(x)))) has limit", as_="x -> oo"))[0]
    evaluator = cases.prepare(far, time.monotonic() + 10, {})
    huge = evaluator.value(far.left)
    assert isinstance(huge, Series)
    assert listen(far.left, huge) is Alarm.OUT_OF_REACH


def test_verdicts_say_that_only_the_engine_has_seen_them() -> None:
    assert prove("1/x -> 0").recheck in (Recheck.ENGINE_ONLY, Recheck.RECHECKED)
    assert prove("log(-x) -> 0").recheck is Recheck.NONE


def test_signals_do_not_escape() -> None:
    """Whatever the engine cannot do, it says as a verdict."""
    for claim in ("x**x**x**x -> oo", "exp(exp(exp(exp(x)))) -> oo", "sin(exp(x))*x -> 0", "zeta(1 + 1/x) -> oo"):
        assert prove(claim, budget=5).outcome in set(Outcome)
