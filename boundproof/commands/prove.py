"""`boundproof prove`: one asymptotic claim, or a file of them."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..bounds.errors import BoundproofError, InputError
from ..inputs import checked_budget
from ..spectral_options import add_spectral, claim_of, setting_of
from ..verify.verdict import EXIT_INTERRUPTED, Outcome, Verdict

if TYPE_CHECKING:
    from ..bounds.claims import Claim

STATUS = {Outcome.PROVED: 0, Outcome.REFUTED: 1, Outcome.UNDECIDED: 3, Outcome.VACUOUS: 3}


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """The options of the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "prove",
        help="decide one asymptotic claim, or a file of them",
        description="Decides limits and Landau claims about concrete functions, with parameters under side conditions.",
    )
    parser.add_argument("claim", nargs="?", help='such as "log(n)**k = o(n**eps)", "F -> VALUE", "F ~ G", "F <= G"')
    parser.add_argument("--as", dest="point", metavar="POINT", help='where the variable tends, "n -> oo" by default')
    add_spectral(parser)
    parser.add_argument("--given", action="append", default=[], metavar="HYPOTHESES", help='such as "k > 0, eps > 0"')
    parser.add_argument("--why", action="store_true", help="show expansions, cases and what the verdict rests on")
    parser.add_argument("--batch", metavar="FILE", help='a JSON list of {"id", "claim", "as", "given": [...]}')
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="worker processes for --batch (1)")
    parser.add_argument(
        "--budget", type=float, default=10.0, metavar="SECONDS", help="time for each claim, its re-check included (10)"
    )
    parser.add_argument("--json", metavar="FILE", help="write the result as JSON; - for the terminal")
    return parser


def run(args: argparse.Namespace) -> int:
    """Runs the command; returns the exit status."""
    if (args.claim is None) == (args.batch is None):
        raise InputError("prove takes either one claim or --batch FILE: give exactly one of them")
    checked_budget(args.budget)
    if args.batch is not None:
        return _batch(args)
    from ..verify.asymptotics import decide
    from ..verify.results import Reproduction, Results

    claim = claim_of(args)
    start = datetime.now(UTC)
    verdict = decide(claim, budget=args.budget)
    if args.json is not None:
        made = Reproduction.of_this_run(
            argv=["boundproof", *sys.argv[1:]],
            budget=args.budget,
            started=start,
            seconds=(datetime.now(UTC) - start).total_seconds(),
        )
        results = Results("prove", claims=((claim.source or claim.text, verdict),), reproduction=made)
        _write(args.json, results.to_json())
    if args.json != "-":
        print(_report(verdict, setting=setting_of(args)))
        if args.why:
            from ..verify.asymptotics.explain import explain

            print("\n".join(["", *_expansions(claim), *explain(verdict)]))
    return STATUS.get(verdict.outcome, 3)


def _report(verdict: Verdict, *, setting: str) -> str:
    lines = [str(verdict)]
    where = [verdict.point] if verdict.point else []
    where += [f"given {', '.join(verdict.hypotheses)}"] if verdict.hypotheses else []
    if where:
        lines.append("  as " + ", ".join(where))
    if setting:
        lines.append(f"  with {setting}")
    if verdict.why:
        lines.append(f"  {verdict.why}")
    for case in verdict.cases:
        lines.append(f"  {case.outcome.value:<10} {case.region}" + (f": {case.why}" if case.why else ""))
    if verdict.unused:
        lines.append(f"  not used: {', '.join(verdict.unused)}")
    return "\n".join(lines)


def _expansions(claim: Claim) -> list[str]:
    """Both sides to three terms, where they have one expansion for all parameters."""
    from ..bounds.claims import Relation
    from ..bounds.errors import DomainError
    from ..bounds.parsing import to_text
    from ..verify.asymptotics import expand

    lines = []
    limit = claim.relation is Relation.TENDS
    for name, side in (("left", claim.left), ("right", None if limit else claim.right)):
        if side is None or claim.point is None:
            continue
        try:
            lines.append(f"{name} side: {to_text(side)} = {expand(side, claim.point, terms=3, given=claim.given)}")
        except DomainError:
            continue  # an oscillation, or an expansion that differs from case to case: the cases below show it
    return lines


def decide_case(case: Mapping[str, Any], budget: float) -> dict[str, Any]:
    """One case of a batch: from JSON to JSON; a claim that the grammar refuses is UNDECIDED with the message."""
    from ..bounds.parsing import parse_claim
    from ..verify.asymptotics import decide

    start = time.monotonic()
    try:
        claim = parse_claim(case["claim"], as_=case.get("as"), given=case.get("given", ()))
        verdict = decide(claim, budget=budget)
    except BoundproofError as error:
        seconds = time.monotonic() - start
        return {"id": case.get("id"), "outcome": "UNDECIDED", "seconds": seconds, "cases": [], "why": str(error)}
    return {
        "id": case.get("id"),
        "outcome": verdict.outcome.value,
        "seconds": time.monotonic() - start,
        "cases": [c.to_json() for c in verdict.cases],
        "why": verdict.why,
        "recheck": verdict.recheck.value,
    }


def _batch(args: argparse.Namespace) -> int:
    from ..reports.terminal import is_terminal, progress_display
    from ..verify.batch import INTERRUPTED, run_batch
    from ..verify.run import Running

    cases = _read(args.batch)
    if args.jobs < 1:
        raise InputError(f"--jobs {args.jobs}: give at least one process")
    start = time.monotonic()
    with progress_display(sys.stderr, show=is_terminal(sys.stderr)) as display:

        def progress(done: int) -> None:
            if display is not None:
                display(Running(args.batch, f"{done} of {len(cases)} claims", done, len(cases)))

        answers = run_batch(cases, decide_case, jobs=args.jobs, budget=args.budget, progress=progress)
    seconds = time.monotonic() - start
    if args.json is not None:
        _write(args.json, answers)
    counts: dict[str, int] = {}
    for answer in answers:
        counts[answer["outcome"]] = counts.get(answer["outcome"], 0) + 1
    counted = ", ".join(f"{n} {name}" for name, n in sorted(counts.items()))
    print(f"{len(answers)} claims in {seconds:.1f} s: {counted or 'none'}", file=sys.stderr)
    if any(answer["why"] == INTERRUPTED for answer in answers):
        print("interrupted: the claims that were done are reported, the others are UNDECIDED", file=sys.stderr)
        return EXIT_INTERRUPTED
    return 0 if set(counts) <= {"PROVED", "REFUTED"} else 3


def _read(name: str) -> list[dict[str, Any]]:
    try:
        data = json.loads(Path(name).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError(f"cannot read the cases in {name}: {error}") from error
    if not isinstance(data, list) or not all(isinstance(c, dict) and isinstance(c.get("claim"), str) for c in data):
        raise InputError(f'{name} holds no list of cases: each is an object with at least "claim", a text')
    return data


def _write(name: str, data: Any) -> None:
    text = json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False)
    if name == "-":
        print(text)
        return
    from ..reports.write import write_text

    write_text(text + "\n", name)
