"""A statement as plain data, as certificates hold it."""

from __future__ import annotations

from typing import Any

from ..bounds.claims import Claim
from ..bounds.parsing import to_text


def statement_data(claim: Claim) -> dict[str, Any]:
    """Both sides, relation, mode and δ of a statement as text; its point and its hypotheses are left to the caller."""
    return {
        "left": to_text(claim.left),
        "relation": claim.relation.value,
        "right": "" if claim.right is None else to_text(claim.right),
        "mode": claim.mode.value,
        "delta": None if claim.delta is None else to_text(claim.delta),
    }
