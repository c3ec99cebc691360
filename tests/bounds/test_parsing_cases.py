"""A file of several hundred claims, where it is at hand, reads and reads back to itself."""

import json
from pathlib import Path

import pytest
from boundproof.bounds.parsing import hypothesis_text, parse_claim, point_text

CASES = Path(__file__).parents[3] / "shared" / "asymptotics.json"


def test_every_case_reads_and_its_text_reads_back_to_the_same_claim():
    if not CASES.exists():
        pytest.skip("the file of cases is not beside the checkout")
    cases = json.loads(CASES.read_text())
    assert len(cases) > 500
    for case in cases:
        claim = parse_claim(case["claim"], as_=case["as"], given=case["given"])
        again = parse_claim(claim.text, as_=point_text(claim.point), given=[hypothesis_text(h) for h in claim.given])
        for part in ("left", "right", "side", "relation", "point", "given", "text"):
            assert getattr(claim, part) == getattr(again, part), case
