"""`boundproof repair`: the weakest missing hypothesis of a step that does not follow."""

from __future__ import annotations

import argparse
import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..bounds.claims import Claim
    from ..bounds.statements import Fact, Theorem
    from ..verify.orders.repair import Repair

SUMMARY = "the weakest missing hypotheses of a step that does not follow"
_RELATION = re.compile(r"->|=")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """The options of `boundproof repair`."""
    parser = subparsers.add_parser(
        "repair",
        help=SUMMARY,
        description="For a claim about orders of magnitude that its hypotheses do not imply: single facts X = O(Y) or "
        "X = o(Y) about the quantities at hand that close the gap. Exit status: 0 a fact was found or nothing is "
        "missing, 1 no single fact closes the gap, 2 usage error, 3 undecided.",
    )
    parser.add_argument("target", metavar="THEOREM|CLAIM", help="a theorem or file, or a claim such as 'x = o(n)'")
    parser.add_argument("step", nargs="?", metavar="STEP", help="the step of the theorem")
    parser.add_argument("--given", action="append", default=[], metavar="FACT", help="a hypothesis of CLAIM; repeat it")
    parser.add_argument("--as", dest="point", default="n -> oo", metavar="POINT", help='"n -> oo" by default')
    parser.add_argument("--budget", type=float, default=30.0, metavar="SECONDS", help="time for all of it (30)")
    return parser


def run(options: argparse.Namespace) -> int:
    """Prints the suggestions; returns the exit status."""
    from ..bounds.errors import InputError
    from ..bounds.proofs import read_fact
    from ..bounds.statements import Fact, Source, Step, Theorem
    from ..inputs import checked_budget
    from ..theorem_files import load_theorems
    from ..verify.orders import repair
    from ..verify.steps import visible

    checked_budget(options.budget)
    if options.step is None and _RELATION.search(options.target):
        claim = read_fact(options.target, point=options.point)
        facts = [Fact(text, read_fact(text, point=options.point)) for text in options.given]
        alone = Theorem("claim", "", Source("", 0), "", tuple(facts), (Step("claim", claim),), ("claim",))
        return _report(_realised(alone, repair(claim, facts, budget=options.budget), facts, claim, options.budget))
    if options.step is None:
        raise InputError(f"which step of {options.target} is to be repaired? name it after the theorem")
    if options.given:
        raise InputError("--given belongs to a claim; the hypotheses of a theorem are its own")
    (theorem,) = load_theorems([options.target])
    step = theorem.step(options.step)
    facts, _, schemas = visible(theorem, step)
    from ..bounds.claims import Claim

    if not isinstance(step.claim, Claim) or step.claim.point is None:
        raise InputError(f"step {step.name!r} is no claim about orders of magnitude: repair has nothing to say of it")
    found = repair(step.claim, facts, schemas=schemas, budget=options.budget)
    return _report(_realised(theorem, found, facts, step.claim, options.budget))


def _realised(theorem: Theorem, found: Repair, facts: list[Fact], claim: Claim, budget: float) -> Repair:
    """What was found, a GAP REFUTED where an instance realises it."""
    from ..verify.steps import realise
    from ..verify.verdict import Outcome

    if found.verdict.outcome is not Outcome.GAP:
        return found
    return replace(found, verdict=realise(theorem, found.verdict, facts, claim, budget=budget))


def _report(found: Repair) -> int:
    """Prints the verdict and the suggestions. A claim that is REFUTED is false as it stands; it may be repaired too."""
    from ..verify.verdict import Outcome

    print(str(found.verdict))
    print(f"  {found.verdict.why}")
    if found.verdict.outcome not in (Outcome.GAP, Outcome.REFUTED):
        print(f"  {found.why}" if found.verdict.outcome is Outcome.PROVED else f"  not repaired: {found.why}")
        return 0 if found.verdict.outcome is Outcome.PROVED else 3
    gap = found.verdict.outcome is Outcome.GAP
    if found.suggestions:
        print(
            "any one of these closes the gap:" if gap else "it is false as it stands; with any one of these it follows:"
        )
        for suggestion in found.suggestions:
            print(f"  {suggestion.claim.text}")
    else:
        print("no single fact X = O(Y) or X = o(Y) about the quantities at hand closes the gap")
    if not found.complete:
        print(f"  not all candidates were tried: {found.why}")
    return 0 if found.suggestions else 1
