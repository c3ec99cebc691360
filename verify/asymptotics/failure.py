"""Where a claim fails throughout: false at every value of its parameters, not at a witness only.

The cases are those of `cases`; every one must come out false, and the certificate, with the run of each case and no
parameter put in, is read again by the re-checker, which must find the claim false in each of them and the cases to
cover the hypotheses. A case in which the claim is true and that is inhabited refutes, at a point.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from ...bounds.claims import Claim
from ..recheck.asymptotics import Status, recheck_asymptotic
from ..verdict import Evidence, Outcome, Recheck
from . import certificate, witness
from .cases import Region, consistent, explore
from .decide import ALARM, LEAST_RECHECK, SAMPLE_TRIES, SEARCH, alarmed
from .problem import Problem, default_point, problems
from .signals import Signal


@dataclass(frozen=True)
class Failure:
    """PROVED: false throughout; REFUTED: true at `point`; VACUOUS: no such parameters; UNDECIDED: `why`.

    `regions` are the guards of the cases. Success proves that the claim is false for each value of the parameters
    under its hypotheses; whether there is one is another matter.
    """

    outcome: Outcome
    why: str = ""
    regions: tuple[str, ...] = ()
    point: tuple[tuple[str, str], ...] = ()
    evidence: Evidence | None = None
    recheck: Recheck = Recheck.NONE


def decide_failure(claim: Claim, *, budget: float = 10.0) -> Failure:
    """Whether the claim is false at every value of its parameters that satisfies its hypotheses.

    Arguments: `claim`, made at a point approached from one side; `budget` in seconds. Raises nothing for well-formed
    claims.
    """
    end = time.monotonic() + budget
    deadline = end - (1 - SEARCH) * budget
    try:
        parts = problems(claim)
        if len(parts) != 1:
            return Failure(Outcome.UNDECIDED, "a point approached from two sides: ask for one of them")
        problem = parts[0]
        if not consistent(problem, deadline):
            return Failure(Outcome.VACUOUS, "no real point satisfies the hypotheses")
        found = explore(problem, deadline)
        for region in found.regions:
            if region.answer is None:
                return Failure(Outcome.UNDECIDED, _at(region, region.why))
            settled = _checked(region, problem, deadline)
            if settled is not None:
                return settled
        if not found.regions:
            return Failure(Outcome.VACUOUS, "no real point satisfies the hypotheses")
        evidence = certificate.evidence(claim, _point(claim), [(problem, found)])
    except Signal as reason:
        return Failure(Outcome.UNDECIDED, str(reason))
    except RecursionError:
        return Failure(Outcome.UNDECIDED, "the formula is nested too deep: name its inner parts")
    regions = tuple(" and ".join(region.guards) or "all" for region in found.regions)
    again = recheck_asymptotic(
        evidence.data,
        claim=claim.text,
        point=_point(claim),
        hypotheses=tuple(h.text or str(h.left) for h in claim.given),
        outcome="FAILS",
        seconds=max(end - time.monotonic(), LEAST_RECHECK),
    )
    if again.status is Status.REJECTED:
        return Failure(Outcome.UNDECIDED, f"the independent re-check rejects the certificate: {again.why}", regions)
    recheck = Recheck.RECHECKED if again.status is Status.RECHECKED else Recheck.ENGINE_ONLY
    return Failure(Outcome.PROVED, again.why, regions, (), evidence, recheck)


def _checked(region: Region, problem: Problem, deadline: float) -> Failure | None:
    """What a sample of the region objects to, or what a true region with a point shows; None for a false region."""
    if not region.problem.parameters() and not region.problem.solved:
        if region.answer:
            return Failure(Outcome.REFUTED, "the claim is true", (), ())
        if region.evaluator is not None and alarmed(region.evaluator):
            return Failure(Outcome.UNDECIDED, _at(region, ALARM))
        return None
    sample = next(witness.samples(region, problem, deadline, SAMPLE_TRIES), None)
    if sample is not None and alarmed(sample.evaluator):
        return Failure(Outcome.UNDECIDED, _at(region, ALARM))
    if region.answer:
        if sample is None or not sample.truth:
            return Failure(Outcome.UNDECIDED, _at(region, "true here, but no point was found in this region"))
        return Failure(Outcome.REFUTED, "the claim is true", (), tuple(sorted(sample.values.items())))
    if sample is not None and sample.truth:
        return Failure(Outcome.UNDECIDED, _at(region, "said to be false, but true at a sample"))
    return None


def _at(region: Region, why: str) -> str:
    return f"{' and '.join(region.guards)}: {why}" if region.guards else why


def _point(claim: Claim) -> str:
    point = default_point(claim)
    return f"{point.variable} -> {point.value}{point.side}"
