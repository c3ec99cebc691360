"""Comparisons of whole numbers, read again: right ones pass, changed ones do not."""

import pytest
from boundproof.verify.recheck.exact import recheck_dimension, recheck_isotropic

DIMENSION = {"dimension": 100, "sample size": 101, "largest possible effective rank": 100}
# 10/89 is above 10/100 and below 20/100
ISOTROPIC = {"n": 10, "p": 100, "factor": "1"}


def test_true_certificates_are_confirmed() -> None:
    assert recheck_dimension(DIMENSION) == ""
    assert recheck_isotropic(ISOTROPIC, holds=True) == ""
    assert recheck_isotropic({**ISOTROPIC, "factor": "2"}, holds=False) == ""
    assert recheck_isotropic({**ISOTROPIC, "factor": "100/89"}, holds=True) == ""  # the largest constant that holds


@pytest.mark.parametrize("change", [{"dimension": 101}, {"sample size": 100}, {"largest possible effective rank": 99}])
def test_changed_dimensions_are_rejected(change: dict[str, int]) -> None:
    assert recheck_dimension({**DIMENSION, **change})


@pytest.mark.parametrize(
    ("change", "holds"),
    [({}, False), ({"factor": "2"}, True), ({"factor": "101/89"}, True), ({"p": 11}, True), ({"n": 0}, True)],
)
def test_changed_bounds_are_rejected(change: dict[str, object], holds: bool) -> None:
    assert recheck_isotropic({**ISOTROPIC, **change}, holds=holds)
