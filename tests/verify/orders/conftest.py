"""Claims and facts about orders from their text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from boundproof.bounds.proofs import read_fact
from boundproof.bounds.statements import Fact
from boundproof.verify.orders import decide_orders
from boundproof.verify.verdict import Verdict


@pytest.fixture
def follows() -> Callable[..., Verdict]:
    """follows(claim, *facts): the verdict on a claim."""

    def decide(claim: str, *facts: str) -> Verdict:
        return decide_orders(read_fact(claim), [Fact(text, read_fact(text)) for text in facts])

    return decide
