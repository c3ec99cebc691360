"""From a claim to a verdict: the front of the engine.

PROVED needs every region of the parameters proved; one region refuted, at a witness where the claim is decided
again with no parameter left, makes REFUTED; anything else is UNDECIDED with the reason. A budget that runs out
gives UNDECIDED.
"""

from __future__ import annotations

import time
from dataclasses import replace

from sympy import Symbol

from ...bounds.claims import Claim, Hypothesis, Relation
from ..recheck.asymptotics import Status, recheck_asymptotic
from ..verdict import Case, Evidence, Outcome, Recheck, Verdict
from . import certificate, isolated, witness
from .alarm import Alarm, listen
from .cases import Exploration, Region, consistent, explore
from .correlation import decide_by_correlation
from .evaluate import Evaluator
from .intervals import Interval
from .problem import Problem, default_point, problems
from .sequences import one_limit, refute_along_sequences
from .signals import USED_UP, Signal, Undecided

CHECKER = "asymptotics"
SAMPLE_TRIES = 12
SEARCH = 0.75
"""The part of the budget for the search; the rest is for the certificate and its re-check."""
LEAST_RECHECK = 1.0
"""Seconds that a re-check has in any case: few need as much."""
ALARM = "the expansion disagrees with the function at a sample: please report this claim"


def decide(claim: Claim, *, budget: float = 10.0) -> Verdict:
    """Decides one claim about a concrete function as its variable tends to a point.

    Arguments: `claim`, one of the relations of `relations`; `budget` in seconds of wall time, re-check included, kept
    within about a second: what is not decided then is UNDECIDED, what is not re-checked then "engine only".
    Returns a Verdict: PROVED and REFUTED carry a certificate (docs/certificate.md) as evidence; UNDECIDED says what is
    missing.  With parameters, `cases` lists the regions.  Raises nothing for well-formed claims.
    What success proves: the claim, for every real (declared: integer) value of the parameters that satisfies the
    hypotheses, each fixed; nothing uniform in them.
    Source: the algorithm is told in `series` and `compose`.
    """
    start = time.monotonic()
    try:
        verdict = _decide(claim, start, start + SEARCH * budget, start + budget)
    except RecursionError:
        return _verdict(claim, Outcome.UNDECIDED, "the formula is nested too deep: name its inner parts", start)
    if verdict.outcome is Outcome.UNDECIDED and USED_UP in verdict.why:
        return replace(verdict, why=f"{verdict.why} ({budget:g} s: give a larger one, such as {4 * budget:g})")
    return verdict


def _decide(claim: Claim, start: float, deadline: float, end: float) -> Verdict:
    try:
        parts = problems(claim)
        point = _point_text(claim)
    except Undecided as reason:
        return _verdict(claim, Outcome.UNDECIDED, str(reason), start)
    explorations: list[tuple[Problem, Exploration]] = []
    for problem in parts:
        try:
            found = _one_direction(problem, deadline)
        except Signal as reason:
            return _verdict(claim, Outcome.UNDECIDED, str(reason), start, point)
        if found is None or not found.regions:
            empty = _verdict(claim, Outcome.VACUOUS, "no real point satisfies the hypotheses", start, point)
            found = found or Exploration(dropped=[((), "z3 finds no point")])
            reasons = [f"{' and '.join(g)}: {r}" if g else r for g, r in found.dropped]
            data = certificate.evidence(claim, point, [(problem, found)]).data
            return _rechecked(empty, claim, Evidence("vacuity", "; ".join(reasons), data), start, end)
        explorations.append((problem, found))
        if any(r.answer is False for r in found.regions) and not problem.parameters():
            break
    return _conclude(claim, explorations, start, (deadline, end), point)


def _one_direction(problem: Problem, deadline: float) -> Exploration | None:
    """The regions of one problem; None when the hypotheses exclude one another."""
    if not consistent(problem, deadline):
        return None
    found = explore(problem, deadline)
    for region in found.regions:
        if region.answer is None and "oscillat" in region.why:
            _refute(region, problem, deadline)
        if region.answer is None and "oscillat" in region.why:
            decide_by_correlation(region, deadline)
    return found


def _refute(region: Region, problem: Problem, deadline: float) -> None:
    """Along sequences, at a few points where there are parameters; sets the region's answer to False."""
    if not region.problem.parameters():
        refute_along_sequences(region, deadline)
        return
    for at in witness.places(region, problem, deadline, SAMPLE_TRIES):
        there = Region(at, region.guards, None)
        refute_along_sequences(there, deadline)
        if there.answer is False:
            assert there.evaluator is not None
            region.witness = {n: there.evaluator.element(tree).text() for n, tree in at.solved}
            region.answer, region.phases, region.why = False, there.phases, there.why
            region.evaluator = there.evaluator
            return


def _conclude(
    claim: Claim,
    explorations: list[tuple[Problem, Exploration]],
    start: float,
    until: tuple[float, float],
    point: str,
) -> Verdict:
    deadline, end = until
    cases: list[Case] = []
    outcomes: list[Outcome] = []
    whys: list[str] = []
    for problem, found in explorations:
        prefix = f"{problem.direction}: " if len(explorations) > 1 else ""
        for region in found.regions:
            outcome, why = _outcome(region, problem, deadline)
            outcomes.append(outcome)
            label = prefix + (" and ".join(region.guards) or "all")
            cases.append(Case(label, outcome, why))
            if outcome is Outcome.UNDECIDED:
                region.answer, region.evaluator = None, None
                whys.append(f"{label}: {why}" if region.guards or prefix else why)
    two_limits = claim.relation is Relation.HAS_LIMIT and len(explorations) > 1
    if two_limits and set(outcomes) == {Outcome.PROVED}:
        same = one_limit(explorations)
        if same is False:
            outcomes.append(Outcome.REFUTED)
            cases.append(Case("all", Outcome.REFUTED, "the limits from the two sides differ"))
        elif same is None:
            outcomes.append(Outcome.UNDECIDED)
            whys.append("the limits from the two sides are not shown to be equal")
    if Outcome.REFUTED in outcomes:
        outcome = Outcome.REFUTED
    elif Outcome.UNDECIDED in outcomes or not outcomes:
        outcome = Outcome.UNDECIDED
    else:
        outcome = Outcome.PROVED
    why = "; ".join(whys[:3]) if outcome is Outcome.UNDECIDED else _summary(outcome, cases)
    if outcome is Outcome.PROVED and not _inhabited(explorations, deadline):
        why += "; no point was found at which all hypotheses hold"
    evidence: Evidence | None = None
    if outcome in (Outcome.PROVED, Outcome.REFUTED):
        try:
            evidence = certificate.evidence(claim, point, explorations)
        except Signal as reason:
            outcome, why = Outcome.UNDECIDED, f"decided, but the certificate could not be written: {reason}"
    verdict = _verdict(claim, outcome, why, start, point)
    single = len(cases) == 1 and cases[0].region == "all"
    unused = apart(claim) if outcome is Outcome.PROVED else ()
    verdict = replace(verdict, cases=() if single else tuple(cases), unused=unused)
    if evidence is not None and any(r.rewritten for _, found in explorations for r in found.regions):
        noted = replace(evidence, summary=f"{evidence.summary}; not re-checked: the runs are about a simpler claim")
        return replace(verdict, evidence=(noted,), recheck=Recheck.ENGINE_ONLY)
    return verdict if evidence is None else _rechecked(verdict, claim, evidence, start, end)


def _rechecked(verdict: Verdict, claim: Claim, evidence: Evidence, start: float, end: float) -> Verdict:
    """The verdict after the independent re-checker has read the certificate; one that it rejects decides nothing."""
    seconds = max(end - time.monotonic(), LEAST_RECHECK)
    found = recheck_asymptotic(
        evidence.data,
        claim=claim.text,
        point=verdict.point,
        hypotheses=verdict.hypotheses,
        outcome=verdict.outcome.value,
        seconds=seconds,
    )
    verdict = replace(verdict, seconds=time.monotonic() - start)
    if found.status is Status.REJECTED:
        why = f"the independent re-check rejects the certificate: {found.why}; please report this claim"
        return replace(verdict, outcome=Outcome.UNDECIDED, why=why, evidence=(evidence,))
    if found.status is Status.NOT_COVERED:
        budget = end - start
        more = f" of the budget ({budget:g} s: give a larger one, such as {4 * budget:g})" if found.over_time else ""
        noted = replace(evidence, summary=f"{evidence.summary}; not re-checked: {found.why}{more}")
        return replace(verdict, evidence=(noted,), recheck=Recheck.ENGINE_ONLY)
    return replace(verdict, evidence=(evidence,), recheck=Recheck.RECHECKED)


def _outcome(region: Region, problem: Problem, deadline: float) -> tuple[Outcome, str]:
    """The outcome in one region, after the smoke alarm and, with parameters, one sample point."""
    if region.answer is None:
        return Outcome.UNDECIDED, region.why
    if not region.problem.parameters() and (region.answer or not region.problem.solved):
        if not region.phases and region.evaluator is not None and alarmed(region.evaluator):
            return Outcome.UNDECIDED, ALARM
        return (Outcome.PROVED if region.answer else Outcome.REFUTED), region.why
    if region.answer:
        sample = next(witness.samples(region, problem, deadline, SAMPLE_TRIES), None)
        if sample is not None and (not sample.truth or alarmed(sample.evaluator)):
            return Outcome.UNDECIDED, ALARM
        return Outcome.PROVED, region.why
    if region.witness:
        return Outcome.REFUTED, region.why
    found = witness.find(region, problem, deadline)
    if found is None:
        root = isolated.find(region, problem, deadline)
        if root is None:
            return Outcome.UNDECIDED, "false here, but no witness point was found in this region"
        region.witness, region.root, region.evaluator = root.values, root.place(), root.evaluator
        return Outcome.REFUTED, f"false at {root}"
    if alarmed(found.evaluator):
        return Outcome.UNDECIDED, ALARM
    region.witness, region.evaluator = found.values, found.evaluator
    return Outcome.REFUTED, "false at " + ", ".join(f"{k} = {v}" for k, v in sorted(found.values.items()))


def alarmed(evaluator: Evaluator) -> bool:
    """Whether a side of the claim, evaluated at large X, contradicts its expansion; no parameter is left."""
    for tree, value in zip(evaluator.trees, evaluator.roots, strict=False):
        if isinstance(value, Interval):
            continue
        try:
            if listen(tree, value, whole=evaluator.integer_variable) is Alarm.DISAGREES:
                return True
        except Signal:
            continue
    return False


def _inhabited(explorations: list[tuple[Problem, Exploration]], deadline: float) -> bool:
    """Whether the hypotheses ask for nothing, or a point of the declared types that satisfies them was found."""
    problem, found = explorations[0]
    try:
        return not problem.facts or any(
            True for region in found.regions for _ in witness.places(region, problem, deadline, SAMPLE_TRIES)
        )
    except Signal:
        return False


def _summary(outcome: Outcome, cases: list[Case]) -> str:
    if outcome is Outcome.PROVED:
        return "by comparison of leading terms" + (f" in {len(cases)} cases" if len(cases) > 1 else "")
    refuted = [c.why for c in cases if c.outcome is Outcome.REFUTED]
    return next((why for why in refuted if why), "") or "the leading terms contradict the claim"


def apart(claim: Claim) -> tuple[str, ...]:
    """The hypotheses that no chain of shared symbols connects with the statement: they cannot matter to its truth."""
    parts = [claim.left, claim.right, *((claim.point.variable, claim.point.value) if claim.point else ())]
    near = {s for part in parts if part is not None for s in part.free_symbols}
    far = list(claim.given)
    while True:
        reached = [h for h in far if not (own := _symbols_of(h)) or own & near]
        if not reached:
            return tuple(h.text or str(h.left) for h in far)
        far = [h for h in far if h not in reached]
        near |= {s for h in reached for s in _symbols_of(h)}


def _symbols_of(hypothesis: Hypothesis) -> set[Symbol]:
    sides = (hypothesis.left, hypothesis.right)
    return {s for side in sides if side is not None for s in side.free_symbols}


def _point_text(claim: Claim) -> str:
    point = default_point(claim)
    return f"{point.variable} -> {point.value}{point.side}"


def _verdict(claim: Claim, outcome: Outcome, why: str, start: float, point: str = "") -> Verdict:
    return Verdict(
        outcome=outcome,
        claim=str(claim),
        why=why,
        checker=CHECKER,
        point=point,
        mode=claim.mode.value,
        hypotheses=tuple(h.text or str(h.left) for h in claim.given),
        seconds=time.monotonic() - start,
    )
