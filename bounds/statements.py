"""Theorems as data: hypotheses, steps, instances, and the twins that must not come out proved.

A theorem file builds one `Theorem` from these records and decides nothing; `verify.run` gives every step its
verdict. A step's `claim` is a symbolic `Claim`, or one of the finite checks of `bounds.checks`, which name a
spectrum and the points at which something is to be enclosed or simulated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import sympy as sp

from .checks import FigureData, FiniteCheck
from .claims import Claim
from .errors import InputError

Role = Literal["step", "conclusion", "instance", "sabotage"]
Tier = Literal["quick", "standard", "full"]
Direction = Literal["upper", "lower", "two-sided", "identity", ""]
Constants = Literal["explicit", "implied", ""]
Expected = Literal["PROVED", "ENCLOSED", "SUPPORTED", "REFUTED", "CONTRADICTED", "GAP", "VACUOUS", "UNDECIDED"]


@dataclass(frozen=True)
class Source:
    """Where a theorem is from; `note` says how the statement was obtained."""

    authors: str
    year: int
    title: str = ""
    arxiv: str = ""
    number: str = ""
    note: str = ""

    @property
    def known(self) -> bool:
        """Whether anything is said of where the theorem is from; a proof script may say nothing."""
        return bool(self.authors or self.title or self.arxiv or self.note)


@dataclass(frozen=True)
class Fact:
    """A named hypothesis or definition: a claim that steps may cite.

    `cited` says where it is from if it is a theorem of the literature: what rests on it is proved *given* it.
    """

    name: str
    claim: Claim
    note: str = ""
    cited: str = ""

    def _repr_latex_(self) -> str:
        return self.claim._repr_latex_()


@dataclass(frozen=True)
class Property:
    """A named hypothesis that is no formula: `kind` of `subject`, as the side conditions of lemmas ask for it."""

    name: str
    kind: Literal["positive definite", "homoscedastic noise", "attack norm at least 2"]
    subject: str = ""
    note: str = ""


@dataclass(frozen=True)
class Step:
    """One step: what is claimed, what may be used for it, and what is expected to come of it.

    `by` names facts, properties, earlier steps and lemma schemas; nothing else is visible to the checker. `tier`
    says in which runs an instance or a twin takes part: "quick" in every one, "standard" unless only quick ones are
    asked for, "full" (trained networks, data sets) only if all are asked for. The proof itself is always quick.
    """

    name: str
    claim: Claim | FiniteCheck
    by: tuple[str, ...] = ()
    expected: Expected = "PROVED"
    role: Role = "step"
    title: str = ""
    note: str = ""
    tier: Tier = "quick"

    def __post_init__(self) -> None:
        if isinstance(self.claim, bool | str | sp.Basic):
            raise InputError(
                f"step {self.name!r} claims {self.claim!r}, which is neither a claim nor a finite check: a comparison "
                "that Python has decided already is none; write statement('x >= y')"
            )
        if isinstance(self.by, str):
            raise InputError(f"step {self.name!r}: by = {self.by!r} is a text: name what it cites in a tuple")

    def _repr_latex_(self) -> str | None:
        return self.claim._repr_latex_() if isinstance(self.claim, Claim) else None


@dataclass(frozen=True)
class Theorem:
    """A theorem as it is checked.

    `direction` says which side of a quantity it bounds ("two-sided": tight up to its constants), "" where that is no
    question; `constants`, whether its constants are given or only said to exist, and then implied by data;
    `confidence`, in words, how far the statement is to be trusted and why.

    Raises InputError when two things share a name or a step cites what stands neither among the hypotheses nor
    earlier: the graph of a proof has no cycle because nothing can be cited before it is there.
    """

    name: str
    title: str
    source: Source
    statement: str
    given: tuple[Fact | Property, ...]
    steps: tuple[Step, ...]
    conclusions: tuple[str, ...]
    expected: Expected = "PROVED"
    limitations: tuple[str, ...] = ()
    figures: tuple[FigureData, ...] = ()
    direction: Direction = ""
    constants: Constants = ""
    confidence: str = ""

    def __post_init__(self) -> None:
        from .lemmas import SCHEMAS

        known = set(SCHEMAS)
        for item in self.given:
            if item.name in known:
                raise InputError(f"theorem {self.name}: the name {item.name!r} is taken; give the hypothesis another")
            known.add(item.name)
        for step in self.steps:
            missing = [name for name in step.by if name not in known]
            if missing:
                raise InputError(
                    f"theorem {self.name}: step {step.name!r} cites {missing[0]!r}, "
                    "which is neither a hypothesis, nor a lemma, nor an earlier step"
                )
            if step.name in known:
                raise InputError(f"theorem {self.name}: the name {step.name!r} is taken; give the step another")
            if step.tier != "quick" and step.role not in ("instance", "sabotage"):
                raise InputError(
                    f"theorem {self.name}: step {step.name!r} is of tier {step.tier!r}, but it belongs to the proof, "
                    "of which no run may leave anything out; only instances and twins may wait"
                )
            known.add(step.name)
        if not self.conclusions:
            raise InputError(f"theorem {self.name} concludes nothing: name its conclusions among its steps")
        for name in self.conclusions:
            if name not in {step.name for step in self.steps}:
                raise InputError(f"theorem {self.name}: the conclusion {name!r} is not one of its steps")

    def _repr_latex_(self) -> str:
        from .parsing import claim_latex
        from .typeset import lines_latex

        facts = [item.claim for item in self.given if isinstance(item, Fact)]
        conclusions = [self.step(name).claim for name in self.conclusions]
        shown = [claim_latex(claim) for claim in facts]
        shown += [rf"\vdash\; {claim_latex(claim)}" for claim in conclusions if isinstance(claim, Claim)]
        return lines_latex(shown)

    @property
    def kind(self) -> str:
        """Direction and constants in words, "" where neither is declared."""
        return bound_in_words(self.direction, self.constants)

    def steps_of(self, tier: Tier) -> tuple[Step, ...]:
        """The steps that a run of that tier checks, in their order."""
        order = ("quick", "standard", "full")
        return tuple(step for step in self.steps if order.index(step.tier) <= order.index(tier))

    def step(self, name: str) -> Step:
        """The step of that name; InputError if there is none."""
        for step in self.steps:
            if step.name == name:
                return step
        raise InputError(f"theorem {self.name} has no step {name!r}: it has {', '.join(s.name for s in self.steps)}")


def bound_in_words(direction: str, constants: str) -> str:
    """What kind of bound it is: "upper bound, explicit constants"; "" where nothing was declared."""
    side = {"upper": "upper bound", "lower": "lower bound", "two-sided": "two-sided bound", "identity": "identity"}
    words = [side[direction]] if direction else []
    return ", ".join([*words, f"{constants} constants"] if constants else words)
