"""Relations between values: Python's operators, whatever the values are, and an error where nothing is compared."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import z3
from boundproof.bounds.claims import Relation
from boundproof.bounds.errors import InputError

OF_TWO_NUMBERS = {"<=": (True, True, False), "<": (True, False, False), ">=": (False, True, True)}
OF_TWO_NUMBERS |= {">": (False, False, True), "=": (False, True, False), "!=": (True, False, True)}


@pytest.mark.parametrize("sign", OF_TWO_NUMBERS)
def test_numbers_arrays_and_formulas_are_compared_alike(sign: str) -> None:
    """1 against 2, 1 and 0, as fractions, in an array, and as formulas that z3 evaluates."""
    relation, expected = Relation(sign), OF_TWO_NUMBERS[sign]
    others = (2, 1, 0)
    assert relation.is_comparison
    assert tuple(relation.between(Fraction(1), Fraction(other)) for other in others) == expected
    assert tuple(relation.between(np.ones(3), np.array(others))) == expected
    formulas = [relation.between(z3.RealVal(1), z3.RealVal(other)) for other in others]
    assert tuple(z3.is_true(z3.simplify(formula)) for formula in formulas) == expected


def test_a_landau_relation_compares_no_numbers() -> None:
    assert not Relation.BIG_O.is_comparison
    with pytest.raises(InputError, match=r"^the relation 'O' does not compare two values$"):
        Relation.BIG_O.between(1, 2)
