"""Claims and facts about orders from their text."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from boundproof.bounds.claims import Claim, Mode
from boundproof.bounds.setting import limit_statement, statement
from boundproof.bounds.statements import Fact
from boundproof.verify.orders import decide_orders
from boundproof.verify.verdict import Verdict

LIMIT = re.compile(r"->|= *(o|O|omega|Omega|Theta)\(|~")


def read(text: str, mode: Mode = Mode.DETERMINISTIC) -> Claim:
    """A claim in the limit n -> oo, or an inequality or equation at every n."""
    return limit_statement(text, mode=mode) if LIMIT.search(text) else statement(text, mode=mode)


def given(*texts: str) -> list[Fact]:
    """Facts named by their text."""
    return [Fact(text, read(text)) for text in texts]


@pytest.fixture
def follows() -> Callable[..., Verdict]:
    """follows(claim, *facts): the verdict on a claim."""

    def decide(claim: str, *facts: str) -> Verdict:
        return decide_orders(read(claim), given(*facts))

    return decide
