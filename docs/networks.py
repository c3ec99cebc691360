"""The page on trained networks: `python docs/networks.py` writes its tables from `networks.json`, a run's result.

`--run` trains them all again first, some three minutes of one core, and keeps the verdicts in `networks.json`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from boundproof.reports.numbers import show
from boundproof.verify.results import Results
from boundproof.verify.run import check_theorem

from boundproof import builtin_theorem

HERE = Path(__file__).resolve().parent
KEPT, PAGE = HERE / "networks.json", HERE / "networks.md"
NAME = "hao-zhang-2024/ntk"
_BEGIN, _END = "<!-- from networks.json -->\n", "<!-- end -->\n"


def run() -> Results:
    """The theorem's proof, and of its instances and twins those that train networks."""
    theorem = builtin_theorem(NAME)
    wanted = tuple(step for step in theorem.steps if step.tier == "full" or step.role in ("step", "conclusion"))
    verdict = check_theorem(replace(theorem, steps=wanted, figures=()), tier="full", budget=3600.0)
    return Results("check", theorems=(verdict,))


def tables(results: Results) -> str:
    """Markdown: each trained step with its outcome, its claim and its table."""
    pieces = []
    for step in results.theorems[0].steps:
        for item in step.verdict.evidence:
            if "table" in item.data:
                head = f"## {step.title}\n\n`{step.name}`, {step.verdict.outcome.value}: {step.verdict.why}."
                note = f"\n\n{step.note[:1].upper()}{step.note[1:]}." if step.note else ""
                pieces.append(f"{head}{note}\n\n{_table(item.data['table'])}")
    return "\n\n".join(pieces) + "\n"


def _table(table: Mapping[str, Any]) -> str:
    rows = [table["columns"], ["---"] * len(table["columns"])]
    rows += [[str(show(cell)) for cell in row] for row in table["rows"]]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([*lines, "", table["caption"].rstrip(".") + "."])


def page(old: str, results: Results) -> str:
    """The page with its tables made anew."""
    before, _, rest = old.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n{tables(results)}\n{_END}{after}"


if __name__ == "__main__":
    if "--run" in sys.argv[1:]:
        KEPT.write_text(run().dumps(), encoding="utf-8")
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), Results.load(KEPT)), encoding="utf-8")
