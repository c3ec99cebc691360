"""From a theorem to its verdict: every step to the checker that can decide it, then the whole from its parts.

A step sees the facts, properties, lemmas and earlier steps that its `by` names, and nothing else. A step that
rests on one that is not PROVED is itself not PROVED, whatever its own derivation says.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..bounds.claims import Claim
from ..bounds.errors import BoundproofError
from ..bounds.parsing import claim_text
from ..bounds.statements import Fact, Step, Theorem, Tier
from .finite import Workload, check_finite, draw_figure
from .orders import contradiction
from .steps import STEP_BUDGET, decide_symbolic, in_exponents, moving_exponents, undecided
from .vacuity import vacuity
from .verdict import Json, Outcome, StepVerdict, TheoremVerdict, Verdict

DEFAULT_BUDGET = 300.0
FULL_BUDGET = 900.0  # of a run with trained networks and data sets, on a machine that is busy with other things
_WEAKEST_FIRST = (Outcome.UNDECIDED, Outcome.SUPPORTED, Outcome.ENCLOSED, Outcome.PROVED)


@dataclass(frozen=True)
class Running:
    """What is being worked on: `done` of `total` steps of `theorem`, `step` next."""

    theorem: str
    step: str
    done: int
    total: int


@dataclass(frozen=True)
class Checked:
    """What became of a list of theorems; after Ctrl-C, of those steps that were done."""

    theorems: tuple[TheoremVerdict, ...]
    interrupted: bool = False


def check_theorems(
    theorems: Sequence[Theorem],
    *,
    tier: Tier = "standard",
    budget: float = DEFAULT_BUDGET,
    seed: int = 0,
    jobs: int = 1,
    progress: Callable[[Running], None] | None = None,
) -> Checked:
    """Checks theorems in their order, each as `check_theorem` does; stops at the step where Ctrl-C comes."""
    found: list[TheoremVerdict] = []
    for theorem in theorems:
        workload = Workload(seed=seed, jobs=jobs)
        verdict, interrupted = _check(theorem, tier, workload, budget, progress)
        found.append(verdict)
        if interrupted:
            return Checked(tuple(found), interrupted=True)
    return Checked(tuple(found))


def check_theorem(
    theorem: Theorem,
    *,
    tier: Tier = "standard",
    budget: float = DEFAULT_BUDGET,
    seed: int = 0,
    jobs: int = 1,
    progress: Callable[[Running], None] | None = None,
) -> TheoremVerdict:
    """Checks every step of a theorem and derives the verdict of the whole.

    Arguments: `tier`, which instances, twins and figures take part: those marked "quick", the "standard" ones too, or
    "full", all of them; `budget`, seconds for the whole theorem: a step that comes after they are used up is UNDECIDED;
    `seed` and `jobs` for simulations (results do not depend on `jobs`); `progress`, called before each step.
    Returns the verdicts. Success proves the conclusions from the hypotheses listed and the lemmas in `given`;
    it does not prove that the hypotheses hold of anything but the instances.
    """
    verdict, interrupted = _check(theorem, tier, Workload(seed=seed, jobs=jobs), budget, progress)
    if interrupted:
        raise KeyboardInterrupt
    return verdict


def _check(
    theorem: Theorem,
    tier: Tier,
    workload: Workload,
    budget: float,
    progress: Callable[[Running], None] | None,
) -> tuple[TheoremVerdict, bool]:
    """The verdict, and whether it was cut short: steps not reached are then UNDECIDED."""
    started = time.monotonic()
    done: dict[str, StepVerdict] = {}
    series: list[Mapping[str, Json]] = []
    interrupted = False
    steps = theorem.steps_of(tier)
    figures = () if tier == "quick" else theorem.figures
    total = len(steps) + len(figures)
    try:
        for position, step in enumerate(steps):
            if progress is not None:
                progress(Running(theorem.name, step.name, position, total))
            left = budget - (time.monotonic() - started)
            found, drawn = _parted(_check_step(theorem, step, done, workload, left))
            done[step.name] = found
            series.extend(drawn)
        for position, data in enumerate(figures, len(steps)):
            if time.monotonic() - started < budget:
                if progress is not None:
                    progress(Running(theorem.name, f"figure: {type(data).__name__}", position, total))
                series.append(draw_figure(data, workload))
    except KeyboardInterrupt:
        interrupted = True
        for step in steps:
            if step.name not in done:
                done[step.name] = _step_verdict(step, undecided(step, "interrupted before this step was done"))
    return _concluded(theorem, done, time.monotonic() - started, tuple(series), interrupted), interrupted


def _parted(step: StepVerdict) -> tuple[StepVerdict, list[Mapping[str, Json]]]:
    """A step's verdict, and apart from it the series to plot that its evidence brings along under "series"."""
    found = [item.data["series"] for item in step.verdict.evidence if "series" in item.data]
    if not found:
        return step, []
    evidence = tuple(
        replace(item, data={key: value for key, value in item.data.items() if key != "series"})
        for item in step.verdict.evidence
    )
    return replace(step, verdict=replace(step.verdict, evidence=evidence)), [one for many in found for one in many]


def _concluded(
    theorem: Theorem,
    done: Mapping[str, StepVerdict],
    seconds: float,
    series: tuple[Mapping[str, Json], ...] = (),
    interrupted: bool = False,
) -> TheoremVerdict:
    """The theorem's verdict from those of its steps; after Ctrl-C without a look at the hypotheses."""
    outcome, why = _compose(theorem, done)
    if not interrupted:
        outcome, why = _with_vacuity(theorem, outcome, why)
    cited = [name for step in done.values() for name in step.verdict.given if step.role in ("step", "conclusion")]
    return TheoremVerdict(
        name=theorem.name,
        title=theorem.title,
        outcome=outcome,
        why=why,
        statement=theorem.statement,
        hypotheses=tuple(_hypotheses(theorem)),
        given=tuple(dict.fromkeys(cited)),
        steps=tuple(done.values()),
        series=series,
        source=_source(theorem),
        expected=Outcome(theorem.expected),
        limitations=theorem.limitations,
        seconds=seconds,
        left_out=tuple(step.name for step in theorem.steps if step.name not in done),
        direction=theorem.direction,
        constants=theorem.constants,
        confidence=theorem.confidence,
    )


def check_step(
    theorem: Theorem, name: str, done: dict[str, StepVerdict], *, budget: float = DEFAULT_BUDGET, seed: int = 0
) -> StepVerdict:
    """Checks one step of a theorem, and before it those it rests on.

    Arguments: `done`, verdicts that are there already, to which the new ones are added; `budget`, seconds for each
    step by itself; `seed` of simulations. Returns the step's verdict, which is the one `check_theorem` gives it.
    """
    theorem.step(name)  # an InputError for a name that is not there
    for other in _closure(theorem, (name,)):
        if other not in done:
            done[other] = _check_step(theorem, theorem.step(other), done, Workload(seed=seed), budget)
    return done[name]


def conclude(
    theorem: Theorem, done: dict[str, StepVerdict], *, budget: float = DEFAULT_BUDGET, seed: int = 0
) -> TheoremVerdict:
    """The theorem's verdict from its conclusions and all that they rest on, checked as `check_step` does.

    Instances and twins, on which no conclusion rests, are in it only if they are in `done`.
    """
    started = time.monotonic()
    for name in theorem.conclusions:
        check_step(theorem, name, done, budget=budget, seed=seed)
    ordered = {step.name: done[step.name] for step in theorem.steps if step.name in done}
    return _concluded(theorem, ordered, time.monotonic() - started)


def _check_step(
    theorem: Theorem, step: Step, done: Mapping[str, StepVerdict], workload: Workload, left: float
) -> StepVerdict:
    """The verdict of one step, whichever checker it takes."""
    started = time.monotonic()
    if left <= 0:
        verdict = undecided(step, "the time budget was used up before this step: raise --budget")
    elif isinstance(step.claim, Claim):
        verdict = _capped(decide_symbolic(theorem, step, left), step, done)
    else:
        try:
            verdict = check_finite(step.claim, workload)
        except BoundproofError as error:
            verdict = undecided(step, str(error))
    return _step_verdict(step, replace(verdict, seconds=time.monotonic() - started))


def _step_verdict(step: Step, verdict: Verdict) -> StepVerdict:
    return StepVerdict(
        name=step.name,
        verdict=verdict,
        by=step.by,
        expected=Outcome(step.expected),
        role=step.role,
        title=step.title,
        note=step.note,
    )


def _capped(verdict: Verdict, step: Step, done: Mapping[str, StepVerdict]) -> Verdict:
    """A step is no stronger than the steps it rests on."""
    cited = [done[name] for name in step.by if name in done]
    weak = [other for other in cited if other.verdict.outcome is not Outcome.PROVED]
    given = tuple(dict.fromkeys([*verdict.given, *(name for other in cited for name in other.verdict.given)]))
    if verdict.outcome is Outcome.PROVED and weak:
        names = ", ".join(f"{other.name} ({other.verdict.outcome.value})" for other in weak)
        return replace(
            verdict, outcome=Outcome.UNDECIDED, given=given, why=f"it follows {verdict.why}; but it rests on {names}"
        )
    return replace(verdict, given=given)


def _compose(theorem: Theorem, done: Mapping[str, StepVerdict]) -> tuple[Outcome, str]:
    """The theorem's outcome from those of its conclusions and of all that they rest on."""
    needed = _closure(theorem, theorem.conclusions)
    for name in theorem.conclusions:
        if done[name].verdict.outcome in (Outcome.REFUTED, Outcome.CONTRADICTED, Outcome.VACUOUS):
            return done[name].verdict.outcome, f"the conclusion {name}: {done[name].verdict.why}"
    broken = [name for name in needed if done[name].verdict.outcome.fails]
    if broken:
        return Outcome.GAP, f"the proof breaks at {', '.join(broken)}"
    for outcome in _WEAKEST_FIRST:
        at = [name for name in needed if done[name].verdict.outcome is outcome]
        if at and outcome is not Outcome.PROVED:
            return outcome, f"no stronger than its weakest step: {', '.join(at)}"
    return Outcome.PROVED, "every conclusion follows from the hypotheses through steps that are PROVED"


def _with_vacuity(theorem: Theorem, outcome: Outcome, why: str) -> tuple[Outcome, str]:
    """What the hypotheses say of themselves: a theorem from a contradiction is VACUOUS, whatever its steps."""
    if not theorem.given:
        return outcome, why
    found = vacuity(theorem.given)
    if found.contradictory:
        return Outcome.VACUOUS, f"the hypotheses exclude one another: {', '.join(found.contradictory)}; {found.words}"
    facts = [item for item in theorem.given if isinstance(item, Fact)]
    moving = set(moving_exponents(theorem, [fact.claim for fact in facts]))
    fixed = [fact for fact in facts if not moving & {str(name) for name in in_exponents(fact.claim)}]
    clash = contradiction(fixed, budget=STEP_BUDGET)
    if clash is not None:
        return Outcome.VACUOUS, f"{clash.why} (orders of magnitude)"
    unseen = f"; not looked at: {', '.join(found.unseen)}" if found.unseen else ""
    if found.suspected:
        return (
            outcome,
            f"{why}. A solver finds {', '.join(found.suspected)} contradictory, without a certificate{unseen}",
        )
    if found.point and found.checked:
        return outcome, f"{why}. The other hypotheses hold together at {_quoted(found.point)}{unseen}"
    return outcome, f"{why}. No point was found at which the hypotheses hold together{unseen}"


def _quoted(point: str) -> str:
    """A point, "n = 1, p = 2", with each equation marked as a formula."""
    return ", ".join(f"`{equation}`" for equation in point.split(", "))


def _closure(theorem: Theorem, names: Sequence[str]) -> list[str]:
    """The steps of these names and every step they rest on, in the order of the proof."""
    needed = set(names)
    for step in reversed(theorem.steps):
        if step.name in needed:
            needed |= set(step.by)
    return [step.name for step in theorem.steps if step.name in needed]


def _hypotheses(theorem: Theorem) -> Iterator[str]:
    for item in theorem.given:
        if isinstance(item, Fact):
            said = "; ".join([*([item.note] if item.note else []), *([f"cited: {item.cited}"] if item.cited else [])])
            note = f" ({said})" if said else ""
            yield f"{item.name}: `{item.claim.text or claim_text(item.claim)}`{note}"
        else:
            subject = f"`{item.subject}`, " if item.subject else ""
            note = f" ({item.note})" if item.note else ""
            yield f"{item.name}: {subject}{item.kind}{note}"


def _source(theorem: Theorem) -> dict[str, str]:
    source = theorem.source
    if not source.known:
        return {}
    return {
        "authors": source.authors,
        "year": str(source.year),
        "title": source.title,
        "arxiv": source.arxiv,
        "number": source.number,
        "note": source.note,
    }
