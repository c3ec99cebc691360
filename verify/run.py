"""From a theorem to its verdict: every step to the checker that can decide it, then the whole from its parts.

A step sees the facts, properties, lemmas and earlier steps that its `by` names, and nothing else. A step that
rests on one that is not PROVED is itself not PROVED, whatever its own derivation says.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import sympy as sp

from ..bounds.claims import Claim, Mode
from ..bounds.errors import BoundproofError
from ..bounds.lemmas import SCHEMAS
from ..bounds.parsing import claim_text
from ..bounds.quantities import Applied
from ..bounds.statements import Fact, Property, Step, Theorem, Tier
from .asymptotics import decide
from .derivation import derive, failing_model
from .finite import Workload, check_finite, draw_figure
from .orders import contradiction, decide_orders, realised, realised_by_risks, tied
from .vacuity import vacuity
from .verdict import Json, Outcome, StepVerdict, TheoremVerdict, Verdict

DEFAULT_BUDGET = 300.0
FULL_BUDGET = 900.0  # of a run with trained networks and data sets, on a machine that is busy with other things
STEP_BUDGET = 20.0  # seconds for one comparison of orders; those of the field take a fraction of one
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
                done[step.name] = _step_verdict(step, _undecided(step, "interrupted before this step was done"))
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
        verdict = _undecided(step, "the time budget was used up before this step: raise --budget")
    elif isinstance(step.claim, Claim):
        verdict = _capped(_decide(theorem, step, left), step, done)
    else:
        try:
            verdict = check_finite(step.claim, workload)
        except BoundproofError as error:
            verdict = _undecided(step, str(error))
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


def _decide(theorem: Theorem, step: Step, left: float) -> Verdict:
    """A symbolic claim: inequalities on random quantities by lemma schemas, limits by orders of magnitude.

    What rests on a cited theorem is proved given it.
    """
    claim = step.claim
    assert isinstance(claim, Claim)
    facts, properties, schemas = visible(theorem, step)
    if claim.point is None:
        others = [item for item in theorem.given if isinstance(item, Fact) and item not in facts]
        verdict = derive(claim, facts, properties, schemas)
        if not any(isinstance(item, Property) for item in theorem.given):
            verdict = failing_model(verdict, claim, facts, others)
    else:
        moving = _moving_exponents(theorem, [claim, *(fact.claim for fact in facts)])
        if moving:
            return _undecided(
                step,
                f"{', '.join(moving)} stands in an exponent, where it is fixed, but a hypothesis lets it vary with n: "
                "use another name for one of the two",
            )
        tying = _tying(theorem, facts) if "tightness" in schemas else ""
        if tying:
            return _undecided(step, tying)
        verdict = decide_orders(claim, facts, schemas=schemas, budget=min(left, STEP_BUDGET))
        if verdict.outcome is Outcome.UNDECIDED and is_formula(claim):
            return decide(claim, budget=min(left, STEP_BUDGET))
        if verdict.outcome is Outcome.GAP:
            return realise(theorem, verdict, facts, claim, budget=left - verdict.seconds)
    if verdict.outcome is not Outcome.PROVED:
        return verdict
    return replace(verdict, given=tuple(f.name for f in facts if f.cited and f.name not in verdict.unused))


def _tying(theorem: Theorem, facts: Sequence[Fact]) -> str:
    """Why the lemma `tightness` is not for a fact: a hypothesis, cited or not, says how large its delta is."""
    hypotheses = [item for item in theorem.given if isinstance(item, Fact)]
    for fact in facts:
        if other := tied(fact, hypotheses):
            return f"tightness is for every fixed delta, and {other} ties the delta of {fact.name}"
    return ""


def _moving_exponents(theorem: Theorem, claims: Sequence[Claim]) -> list[str]:
    """Names in exponents of these claims that some hypothesis of the theorem may let vary, cited or not.

    In an exponent a name is a fixed real (n**q -> oo for q > 0), which is false of a q that tends to 0, of q = 1/log(n)
    and of q = x where x varies.
    """
    fixed = {name for claim in claims for name in _in_exponents(claim)}
    hypotheses = [item.claim for item in theorem.given if isinstance(item, Fact)]
    variables = {claim.point.variable for claim in [*claims, *hypotheses] if claim.point is not None}
    fixed -= variables
    stated = [{name for side in _sides(claim) for name in _outside_exponents(side)} for claim in hypotheses]
    linked = set(fixed)  # with what hypotheses tie to them: q = x, x <= y
    while new := {name for names in stated if names & linked for name in names} - variables - linked:
        linked |= new
    moving: set[sp.Symbol] = set()
    for claim, names in zip(hypotheses, stated, strict=True):
        varies = claim.point is not None or names & variables or any(side.has(Applied) for side in _sides(claim))
        if names & linked and varies:
            moving |= (names & fixed) or fixed
    return sorted(str(name) for name in moving)


def _sides(claim: Claim) -> list[sp.Expr]:
    return [side for side in (claim.left, claim.right) if side is not None]


def _in_exponents(claim: Claim) -> set[sp.Symbol]:
    return {name for side in _sides(claim) for power in side.atoms(sp.Pow) for name in power.exp.free_symbols}


def _outside_exponents(expression: sp.Expr) -> set[sp.Symbol]:
    """The names that stand anywhere but in an exponent."""
    if isinstance(expression, sp.Pow):
        return _outside_exponents(expression.base)
    if isinstance(expression, sp.Symbol):
        return {expression}
    return {name for part in expression.args for name in _outside_exponents(part)}


def realise(theorem: Theorem, gap: Verdict, facts: Sequence[Fact], claim: Claim, *, budget: float) -> Verdict:
    """A GAP after a look for a family of spectra and a Gaussian design on which the claim fails.

    Arguments: `facts`, those that the step cites; `budget`, seconds. Returns REFUTED where all hypotheses of the
    theorem, cited or not, hold on one; else the GAP.
    """
    cited = {fact.name for fact in facts}
    others = [item for item in theorem.given if isinstance(item, Fact) and item.name not in cited]
    unformal = [item.name for item in theorem.given if isinstance(item, Property)]
    if is_formula(claim) and not others and not unformal:  # the counter-model has every hypothesis, and n is n
        alone = decide(claim, budget=min(budget, STEP_BUDGET))
        return alone if alone.outcome is Outcome.REFUTED else gap
    found = realised(gap, claim, facts, others, unformal=unformal, budget=min(budget, STEP_BUDGET))
    return realised_by_risks(found, claim, theorem.given, budget=min(budget, STEP_BUDGET))


def is_formula(claim: Claim) -> bool:
    """Whether a limit claim is about a function of its variable and nothing else, for the asymptotic prover."""
    sides = [side for side in (claim.left, claim.right) if side is not None]
    known = claim.point is not None and all(side.free_symbols <= {claim.point.variable} for side in sides)
    return known and claim.mode is Mode.DETERMINISTIC and not any(side.has(Applied) for side in sides)


def visible(theorem: Theorem, step: Step) -> tuple[list[Fact], list[Property], list[str]]:
    """What the `by` of a step makes visible: facts and earlier steps, properties, names of lemmas."""
    by = set(step.by)
    facts = [item for item in theorem.given if isinstance(item, Fact) and item.name in by]
    properties = [item for item in theorem.given if isinstance(item, Property) and item.name in by]
    earlier = [
        Fact(other.name, other.claim) for other in theorem.steps if other.name in by and isinstance(other.claim, Claim)
    ]
    return [*facts, *earlier], properties, [name for name in step.by if name in SCHEMAS]


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
    moving = set(_moving_exponents(theorem, [fact.claim for fact in facts]))
    fixed = [fact for fact in facts if not moving & {str(name) for name in _in_exponents(fact.claim)}]
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


def _undecided(step: Step, why: str) -> Verdict:
    text = step.claim.text if isinstance(step.claim, Claim) else repr(step.claim)
    return Verdict(Outcome.UNDECIDED, text, why, "none")
