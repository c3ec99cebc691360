"""Claims about orders: what follows, what does not, and the evidence for both."""

from __future__ import annotations

import pytest
from boundproof.verify.recheck.models import recheck_model
from boundproof.verify.recheck.orders import recheck_orders
from boundproof.verify.verdict import Outcome, Recheck

RATIO = "E[adversarial_risk(min_norm)]/adversarial_risk(theta)"
EXPLICIT = f"{RATIO} >= sigma**2*n/(dual_norm(theta)**2*largest*r(0))"
USED = ("r(0) = o(n)", "sigma**2 = Omega(1)", "largest = O(1)", "dual_norm(theta) = O(1)")
BENIGN = ("kstar(b) = o(n)", "n = o(R(kstar(b)))")


def test_the_ratio_of_risks_explodes_and_two_benign_conditions_are_not_needed(follows):
    verdict = follows(f"{RATIO} -> oo", EXPLICIT, *USED, *BENIGN)
    assert verdict.outcome is Outcome.PROVED
    assert verdict.recheck is Recheck.RECHECKED
    assert verdict.unused == BENIGN
    assert verdict.why == f"multiply {EXPLICIT} by 1, {', '.join(f'{fact} by 1' for fact in USED[:3])}, {USED[3]} by 2"


@pytest.mark.parametrize("dropped", [EXPLICIT, *USED])
def test_every_used_hypothesis_is_needed(follows, dropped):
    kept = [fact for fact in (EXPLICIT, *USED, *BENIGN) if fact != dropped]
    verdict = follows(f"{RATIO} -> oo", *kept)
    assert verdict.outcome is Outcome.GAP
    (model,) = verdict.evidence
    assert model.kind == "counter-model"
    assert recheck_model(model.data) == ""


def test_the_bound_on_the_standard_risk_vanishes_even_where_the_threshold_is_zero(follows):
    # k* may be 0: the sum k*/n + n/R is then its second term alone.
    verdict = follows("kstar(b)/n + n/R(kstar(b)) -> 0", *BENIGN)
    assert verdict.outcome is Outcome.PROVED


@pytest.mark.parametrize("dropped", BENIGN)
def test_the_bound_needs_both_conditions(follows, dropped):
    kept = [fact for fact in BENIGN if fact != dropped]
    assert follows("kstar(b)/n + n/R(kstar(b)) -> 0", *kept).outcome is Outcome.GAP


def test_facts_that_exclude_one_another_make_a_claim_vacuous(follows):
    verdict = follows("x = o(n)", "x = o(1)", "1 = O(x)")
    assert verdict.outcome is Outcome.VACUOUS
    assert verdict.evidence[0].data["vacuous"] is True
    assert recheck_orders(verdict.evidence[0].data) == ""


@pytest.mark.parametrize(
    ("claim", "facts", "part"),
    [
        ("x - y = O(x)", ("x > 0", "y > 0"), "a difference has no order of magnitude"),
        ("x + y = O(n)", ("x = O(n)", "y = O(n)"), "the sign of x in a sum is not known"),
        ("x ~ y", (), "~ is not decided by orders"),
        ("Sum(x, (i, 1, n)) = O(n)", ("x > 0",), "has a growing number of terms"),
        ("x <= n", ("x = o(n)",), "an inequality with its constant is not decided"),
        ("x -> 1", ("x = O(1)",), "a limit other than 0 or oo is not decided"),
        ("x -> oo", ("1 = o(x)",), "the sign of the left side is not known"),
        ("1/x = O(1/y)", ("y = O(x)",), "the claim divides by x, which may be zero"),
        ("x = o(n)", ("x = O(y - z)", "y = o(n)"), "these were not: x = O(y - z): the sign of y"),
    ],
)
def test_what_orders_do_not_decide_is_refused_with_the_reason(follows, claim, facts, part):
    verdict = follows(claim, *facts)
    assert verdict.outcome is Outcome.UNDECIDED
    assert part in verdict.why


def test_a_quantity_that_may_be_zero_is_not_cancelled(follows):
    # x = 0 satisfies x*y = O(x*z) whatever y and z are.
    assert follows("y = O(z)", "x*y = O(x*z)").outcome is Outcome.UNDECIDED
    assert follows("y = O(z)", "x*y = O(x*z)", "x > 0").outcome is Outcome.PROVED


def test_what_is_known_not_to_be_zero_in_one_case_only_is_not_used_in_all(follows):
    # y = 0 satisfies the fact, a positive y cannot.
    verdict = follows("n = O(z)", "y = o(Min(Max(y, z), y))", "y >= 0", "z > 0")
    assert verdict.outcome is Outcome.UNDECIDED
    assert verdict.why == "the claim follows for positive quantities only; these may be zero: y"


def test_zeros_do_not_satisfy_powers_of_one_another(follows):
    # a = b = 0 satisfies both facts, so that 1 = O(a) does not follow.
    assert follows("1 = O(a)", "a = O(b**2)", "b = O(a**2)").outcome is Outcome.UNDECIDED
    assert follows("1 = O(a)", "a = O(b**2)", "b = O(a**2)", "a > 0").outcome is Outcome.PROVED


def test_an_inequality_bounds_no_order_where_its_smaller_side_may_be_negative(follows):
    assert follows("x = O(y)", "x <= y", "y > 0").outcome is Outcome.UNDECIDED
    assert follows("x = O(y)", "x <= y", "x >= 0").outcome is Outcome.PROVED


def test_logarithms_stand_between_constants_and_powers(follows):
    assert follows("x = o(n**(1/100))", "x = O(log(n)**50)").outcome is Outcome.PROVED
    assert follows("log(n)**50*log(log(n)) = o(n**(1/100))").outcome is Outcome.PROVED
    verdict = follows("x = O(1)", "x = o(n**(1/100))", "x > 0", "x = o(log(n))")
    assert verdict.outcome is Outcome.GAP


def test_exponents_may_be_parameters(follows):
    assert follows("x = o(n)", "x = O(n**q)", "q < 1").outcome is Outcome.PROVED
    verdict = follows("x = o(n)", "x = O(n**q)", "q <= 1")
    assert verdict.outcome is Outcome.GAP
    assert verdict.evidence[0].data["parameters"] == {"q": "1"}
    facts = ("x = o(y)", "a <= b", "a > 0", "y -> oo", "x > 0")
    assert follows("x**a = o(y**b)", *facts).outcome is Outcome.PROVED
    assert follows("x**a = o(y**b)", *(fact for fact in facts if fact != "y -> oo"), "y > 0").outcome is Outcome.GAP
