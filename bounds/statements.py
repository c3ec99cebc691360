"""Theorems as data: hypotheses, steps, instances, and the twins that must not come out proved.

A theorem file builds one `Theorem` from these records and decides nothing; `verify.run` gives every step its
verdict. A step's `claim` is a symbolic `Claim`, or one of the finite checks below, which name a spectrum and the
points at which something is to be enclosed or simulated.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from .claims import Claim
from .errors import InputError

if TYPE_CHECKING:
    from .spectra import Signal, Spectrum

Role = Literal["step", "conclusion", "instance", "sabotage"]
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
class ShrinksAlong:
    """The three benign ratios r_0/n, k*/n, n/R_k* of a spectrum, each smaller at the last n than at the first.

    A finite statement about the listed n; that the ratios tend to 0 is another claim.
    """

    spectrum: Spectrum
    n_values: tuple[int, ...]
    rank_constant: Fraction = Fraction(1)


@dataclass(frozen=True)
class NeverInterpolates:
    """A spectrum of fixed finite dimension p: for n > p no k has r_k ≥ n, so that it is not benign and the Gram
    matrix is singular."""

    spectrum: Spectrum


@dataclass(frozen=True)
class ExplicitBound:
    """The noise part of E‖θ̂‖² is ≥ factor · σ² n / tr Σ for the min-norm interpolator, simulated for one design.

    `noisy_beyond`: for the noise "long-rows", the squared length from which on a row is noisy. `delta` bounds the
    probability of calling it SUPPORTED where it is false, or CONTRADICTED where it is true.
    """

    spectrum: Spectrum
    n: int
    design: str
    draws: int
    noise: str = "gaussian"
    noisy_beyond: int | None = None
    factor: Fraction = Fraction(1)
    delta: Fraction = Fraction(1, 10**6)


@dataclass(frozen=True)
class IsotropicBound:
    """E‖θ̂‖² ≥ factor · σ² n / tr Σ at Σ = I_p, Gaussian x and θ* = 0, where E‖θ̂‖² = σ² n/(p − n − 1) exactly."""

    n: int
    p: int
    factor: Fraction = Fraction(1)


@dataclass(frozen=True)
class SharpForm:
    """The noise part of E‖θ̂‖² against σ²/κ_0 along n: the relative gap is smaller at the last n than at the first."""

    spectrum: Spectrum
    n_values: tuple[int, ...]
    draws: tuple[int, ...]
    delta: Fraction = Fraction(1, 10**4)


FiniteCheck = ShrinksAlong | NeverInterpolates | ExplicitBound | IsotropicBound | SharpForm


@dataclass(frozen=True)
class Step:
    """One step: what is claimed, what may be used for it, and what is expected to come of it.

    `by` names facts, properties, earlier steps and lemma schemas; nothing else is visible to the checker.
    """

    name: str
    claim: Claim | FiniteCheck
    by: tuple[str, ...] = ()
    expected: Expected = "PROVED"
    role: Role = "step"
    title: str = ""
    note: str = ""

    def _repr_latex_(self) -> str | None:
        return self.claim._repr_latex_() if isinstance(self.claim, Claim) else None


@dataclass(frozen=True)
class RiskCurves:
    """What to plot of a theorem along n: R_std and R_adv/R_adv(θ*), predicted, bounded and simulated."""

    spectrum: Spectrum
    signal: Signal
    n_values: tuple[int, ...]
    simulated: tuple[int, ...]
    truncation: int
    draws: int
    radius: Fraction = Fraction(1)
    level: Fraction = Fraction(95, 100)


@dataclass(frozen=True)
class Theorem:
    """A theorem as it is checked.

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
    curves: RiskCurves | None = None

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
            known.add(step.name)
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

    def step(self, name: str) -> Step:
        """The step of that name; InputError if there is none."""
        for step in self.steps:
            if step.name == name:
                return step
        raise InputError(f"theorem {self.name} has no step {name!r}: it has {', '.join(s.name for s in self.steps)}")
