"""`boundproof explain`: what the verdict on a step rests on, in words and in LaTeX."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..bounds.statements import Step, Theorem
    from ..verify.verdict import StepVerdict

SUMMARY = "what the verdict on a step of a theorem rests on"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """The options of `boundproof explain`."""
    parser = subparsers.add_parser(
        "explain", help=SUMMARY, description="The certificate of a step in words: which facts, multiplied by what."
    )
    parser.add_argument("theorem", metavar="THEOREM", help="a built-in theorem by name, a .proof or a Python file")
    parser.add_argument(
        "step", nargs="?", metavar="STEP", help="one of its steps (all symbolic steps if none is given)"
    )
    parser.add_argument("--latex", action="store_true", help="print the certificate as LaTeX instead")
    return parser


def run(options: argparse.Namespace) -> int:
    """Checks the step and what it rests on, and tells how; exit status 0."""
    from ..bounds.claims import Claim
    from ..bounds.errors import InputError
    from ..theorem_files import load_theorems
    from ..verify.run import check_theorem

    theorems = load_theorems([options.theorem])
    if len(theorems) > 1:
        raise InputError(f"{options.theorem} states {len(theorems)} theorems: explain takes a file with one")
    theorem = theorems[0]
    steps = [theorem.step(options.step)] if options.step else [s for s in theorem.steps if isinstance(s.claim, Claim)]
    wanted = {step.name for step in steps}
    needed = closure(theorem, wanted)
    last = needed[-1].name
    verdict = check_theorem(replace(theorem, steps=tuple(needed), conclusions=(last,), figures=()), tier="full")
    by_name = {found.name: found for found in verdict.steps}
    print("\n\n".join(tell(theorem, step, by_name[step.name], latex=options.latex) for step in steps))
    return 0


def closure(theorem: Theorem, names: set[str]) -> list[Step]:
    """The steps of these names and all that they rest on, in the order of the proof."""
    wanted = set(names)
    for step in reversed(theorem.steps):
        if step.name in wanted:
            wanted |= set(step.by)
    return [step for step in theorem.steps if step.name in wanted]


def tell(theorem: Theorem, step: Step, found: StepVerdict, *, latex: bool) -> str:
    """The verdict on a step as text."""
    from ..verify.orders import explain as orders
    from ..verify.steps import visible

    verdict = found.verdict
    facts, _, _ = visible(theorem, step)
    if latex:
        return orders.latex(verdict, facts, step.claim) or f"% {step.name}: no derivation by orders of magnitude"
    lines = [f"{step.name}  {verdict.outcome.value}", f"  {verdict.claim}"]
    where = [verdict.point] if verdict.point else []
    where += [verdict.mode] if verdict.mode != "deterministic" else []
    if where:
        lines.append(f"  {', '.join(where)}")
    detail = orders.explain(verdict)
    lines += [f"  {line}" for line in detail] if detail else [f"  {verdict.why.replace('`', '')}"]
    if verdict.given:
        lines.append(f"  given {', '.join(verdict.given)}, which is cited and not proved here")
    if verdict.unused:
        lines.append(f"  not used: {', '.join(verdict.unused)}")
    lines.append(f"  re-check: {verdict.recheck.value}")
    return "\n".join(lines)
