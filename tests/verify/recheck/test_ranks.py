"""The second opinion on ratios that did not shrink."""

from __future__ import annotations

import pytest
from boundproof.verify.recheck.ranks import NOT_COVERED, recheck_growth

GOOD = {
    "eigenvalue": "i**(-2)",
    "dimension": "oo",
    "rank_constant": "1",
    "grown": "k*/n",
    "rows": [["1000", "999"], ["1000000", "999999"]],
}


def test_a_true_certificate_is_confirmed() -> None:
    # r_k = (k+1)²·ζ(2, k+1) lies between k+1 and k+2, whence k* = n − 1
    assert recheck_growth(GOOD) == ""


@pytest.mark.parametrize(
    "change",
    [
        {"rows": [["1000", "998"], ["1000000", "999999"]]},
        {"rows": [["1000", "1000"], ["1000000", "999999"]]},
        {"rows": [["1000", "999"], ["1000000", "999000"]]},
        {"grown": "r_0/n"},
        {"eigenvalue": "i**(-3)"},
        {"rank_constant": "2"},
    ],
)
def test_a_changed_certificate_is_rejected(change: dict[str, object]) -> None:
    complaint = recheck_growth({**GOOD, **change})
    assert complaint
    assert complaint != NOT_COVERED


@pytest.mark.parametrize("text", ["1/(i*log(i+1)**2)", "i**(-1)", "i**2", "__import__('os')", "exp(-i)", "("])
def test_other_spectra_are_not_covered(text: str) -> None:
    assert recheck_growth({**GOOD, "eigenvalue": text}) == NOT_COVERED


def test_finite_dimension_is_not_covered() -> None:
    assert recheck_growth({**GOOD, "dimension": "2000"}) == NOT_COVERED
