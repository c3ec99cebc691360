"""Numbers on the page: never more certain than the JSON, intervals never narrower."""

from decimal import Decimal, localcontext

import pytest
from boundproof.reports.numbers import Figure, decimal, show
from hypothesis import given
from hypothesis import strategies as st

SHOWN = {
    1: "1",
    10**12: "1e12",
    40924895425: "40924895425",
    2000000: "2e6",
    10**20: "1e20",
    0.1: "0.1",
    1e-9: "1e-9",
    123456.789: "123457",
    -0.00001234: "−1.234e-5",
    0.0: "0",
    "0.07238241040170043340132825": "0.07238241040170043340132825",
    "oo": "∞",
    "-oo": "−∞",
    "1e-400": "1e-400",
    "NaN": "NaN",
    "1_000": "1_000",
    "k* = 29": "k* = 29",
    None: "",
}


@pytest.mark.parametrize("cell", SHOWN)
def test_cells(cell):
    assert str(show(cell)) == SHOWN[cell]


INTERVALS = [
    ((0.50635, 0.50606, 0.50664), "0.50635 [0.50606, 0.50664]"),
    ((None, "0.0723824104017004334013", "0.0723824104017004334015"), "0.0723824104017004334014 ± 1e-22"),
    ((0.5, "0.50000000000001", "0.50000000000002"), "0.5 ± 2e-14"),
    ((111.63, 111.6, "oo"), "111.63 [111.6, ∞]"),
    ((3, 3, 3), "3"),
    ((0.0, -1e-3, 1e-3), "0 [−0.001, 0.001]"),
    ((1.0, 2.0, 3.0), "1 [2, 3]"),
]


@pytest.mark.parametrize(("numbers", "text"), INTERVALS)
def test_intervals(numbers, text):
    assert str(show(dict(zip(("value", "low", "high"), numbers, strict=True)))) == text


def value(figure: Figure) -> Decimal:
    """The number that a reader takes from the page."""
    return Decimal(str(figure).replace("−", "-"))


def test_numbers_beyond_reading_are_shown_as_they_are():
    tiny, huge = "1e-999999999", "1e999999999"
    assert str(show(huge)) == "1e999999999"
    assert "e999999999" in str(show({"value": None, "low": tiny, "high": huge}))
    for cell in (
        {"value": None, "low": "1", "high": f"1.{'0' * 1999}1"},
        10**4000 + 1,
        {"value": 10**4000, "low": 10**4000, "high": 10**4000 + 1},
    ):
        assert str(show(cell))


FINITE = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300) | st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=30
).map(lambda number: f"{number:f}")


@given(FINITE, FINITE)
def test_an_interval_on_the_page_contains_the_interval_of_the_json(one, other):
    low, high = sorted((one, other), key=decimal)
    shown = show({"value": None, "low": low, "high": high})
    if shown.low is not None:
        assert value(shown.low) <= decimal(low) <= decimal(high) <= value(shown.high)
    else:
        radius = Decimal(0) if shown.radius is None else value(shown.radius)
        with localcontext(prec=1000):
            assert value(shown.value) - radius <= decimal(low) <= decimal(high) <= value(shown.value) + radius
    assert shown.full == f"[{low}, {high}]"


@given(FINITE)
def test_a_float_is_shown_to_six_digits_and_text_in_full(number):
    shown, exact = value(show(number).value), decimal(number)
    # Half a unit in the sixth digit, which is at most 5e-6 of the number.
    tolerance = abs(exact) * Decimal("5e-6") if isinstance(number, float) else Decimal(0)
    assert abs(shown - exact) <= tolerance
