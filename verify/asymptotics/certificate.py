"""Certificates: what an independent checker needs to recompute a verdict; the format is docs/certificate.md."""

from __future__ import annotations

from typing import Any

from ...bounds.claims import Claim
from ..verdict import Evidence
from .cases import Exploration
from .problem import Problem


def evidence(claim: Claim, explorations: list[tuple[Problem, Exploration]]) -> Evidence:
    data: dict[str, Any] = {}
    return Evidence("multiseries", "leading terms of both sides, case by case", data)
