"""The checks on attacks, their mutants, and the theorem in its quick tier."""

from __future__ import annotations

from fractions import Fraction

import pytest
from boundproof.bounds.checks import AttackReaches, AttacksOrdered
from boundproof.bounds.errors import InputError
from boundproof.bounds.spectra import flat_tail, power_log, supported_signal
from boundproof.bounds.theorems import builtin_theorem
from boundproof.verify.finite import Workload, check_finite
from boundproof.verify.run import check_theorem
from boundproof.verify.verdict import Outcome

SPECTRUM, SIGNAL = power_log(1, 2, p=200), supported_signal(1)


def reaches(method: str, **limits: Fraction) -> AttackReaches:
    return AttackReaches(SPECTRUM, SIGNAL, 15, method, (Fraction(2), Fraction(3), None), 4, **limits)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("check", "outcome"),
    [
        (reaches("FGSM", at_least=1 - Fraction(1, 10**9)), Outcome.ENCLOSED),
        (reaches("FGSM", at_least=Fraction(101, 100)), Outcome.REFUTED),  # nothing gains more than Hölder allows
        (reaches("random", at_most=Fraction(1, 2)), Outcome.ENCLOSED),
        (reaches("random", at_most=Fraction(1, 100)), Outcome.REFUTED),
        (reaches("FGSM of another norm", at_least=Fraction(9, 10)), Outcome.REFUTED),
    ],
)
def test_gains_are_decided_in_balls(check: AttackReaches, outcome: Outcome) -> None:
    assert check_finite(check, Workload()).outcome is outcome


def test_mutants_of_gains_fail() -> None:
    for check in (reaches("PGD", at_least=Fraction(9, 10)), reaches("random", at_most=Fraction(1, 2))):
        for _, spoilt in check.mutants():
            assert check_finite(spoilt, Workload()).outcome is Outcome.REFUTED


def test_an_order_of_attacks_and_its_mutant() -> None:
    network = flat_tail([1], p=60, trace=3)
    check = AttacksOrdered(network, SIGNAL, 20, 100, ("clean", "random", "PGD"), draws=20)
    assert check_finite(check, Workload()).outcome is Outcome.SUPPORTED
    for _, spoilt in check.mutants():
        assert check_finite(spoilt, Workload()).outcome is Outcome.CONTRADICTED


def test_an_unknown_attack_is_refused() -> None:
    with pytest.raises(InputError, match="attack 'magic' is unknown: give some of clean"):
        check_finite(AttacksOrdered(SPECTRUM, SIGNAL, 10, 20, ("clean", "magic"), draws=2, points=2), Workload())


def test_the_theorem_comes_out_as_declared_in_its_quick_tier() -> None:
    found = check_theorem(builtin_theorem("attacks"), tier="quick")
    assert found.as_expected, [step.name for step in found.steps if not step.as_expected]
    assert found.outcome is Outcome.PROVED
