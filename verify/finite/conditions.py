"""A claim with parameters is decided on both sides of a condition: true throughout, and false throughout.

The condition is laid out as a tree of its comparisons, whose paths leave nothing out and keep boundaries apart; the
re-checker evaluates condition and paths for every order of the sides compared. On each path the asymptotic prover
shows the claim for all parameters there, or that it fails for all of them, each with a certificate of its own. That
the two sides exclude one another and leave no point of the hypotheses out is asked of z3 as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ...bounds.checks import HoldsExactlyWhen
from ...bounds.claims import Claim, Hypothesis
from ...bounds.conditions import Condition, Path, cases, parse_condition
from ...bounds.parsing import parse_claim, parse_hypothesis
from ..asymptotics import decide
from ..asymptotics.failure import decide_failure
from ..asymptotics.spectra import BENIGN, benign_text, parse_regime, regime_vocabulary, spectral_vocabulary
from ..reals import real_term
from ..recheck.conditions import recheck_paths
from ..verdict import Case, Evidence, Json, Outcome, Recheck, Verdict
from .dispatch import Workload, checker
from .tables import counted

_ORDER = (Recheck.ENGINE_ONLY, Recheck.RECHECKED)


@dataclass
class _Side:
    """What became of one path: the outcome, its reason, the re-check, and the point that refutes."""

    path: Path
    outcome: Outcome
    why: str = ""
    cases: int = 0
    recheck: Recheck = Recheck.NONE
    evidence: dict[str, Json] = field(default_factory=dict)


@checker.register
def _exactly(check: HoldsExactlyWhen, workload: Workload) -> Verdict:
    condition, among = parse_condition(check.condition), parse_condition(check.among)
    among_text = "" if check.among == "always" else f", among `{among}`"
    where = _WHERE.get(check.condition, f"exactly when {quoted(str(condition))}")
    text = f"{_name(check)} {where}{among_text}"
    sides = [_decided(check, path) for path in cases(condition, among=among)]
    certificate: dict[str, Json] = {
        "condition": check.condition,
        "among": check.among,
        "paths": [{"guards": list(s.path.guards), "holds": s.path.holds, **s.evidence} for s in sides],
    }
    outcome, why, recheck = _whole(sides)
    if outcome is Outcome.PROVED:
        complaint = recheck_paths(certificate) or solver_complaint(condition, among, [side.path for side in sides])
        if complaint:
            outcome, why, recheck = Outcome.UNDECIDED, f"the cases are not accepted: {complaint}", Recheck.NONE
    summary = f"{counted(len(sides), 'region')}, {counted(sum(s.cases for s in sides), 'case')} of the prover"
    evidence = (Evidence("cases", summary, {"certificate": certificate}),)
    regions = tuple(
        Case(
            " and ".join(s.path.guards) or "always",
            s.outcome,
            "; ".join(
                part
                for part in (
                    "" if s.outcome is Outcome.REFUTED else "the claim holds" if s.path.holds else "the claim fails",
                    s.why,
                    "engine only" if s.outcome is Outcome.PROVED and s.recheck is Recheck.ENGINE_ONLY else "",
                )
                if part
            ),
        )
        for s in sides
    )
    return Verdict(
        outcome,
        text,
        why,
        "asymptotics",
        point=check.as_,
        hypotheses=check.given,
        cases=regions,
        evidence=evidence,
        recheck=recheck,
    )


_WHERE = {"always": "for all parameters", "never": "for no parameters"}


def _whole(sides: list[_Side]) -> tuple[Outcome, str, Recheck]:
    refuted = [s for s in sides if s.outcome is Outcome.REFUTED]
    if refuted:
        return Outcome.REFUTED, refuted[0].why, refuted[0].recheck
    unsettled = [s for s in sides if s.outcome not in (Outcome.PROVED, Outcome.VACUOUS)]
    if unsettled:
        where = "; ".join(f"{' and '.join(s.path.guards) or 'everywhere'}: {s.why}" for s in unsettled[:3])
        return Outcome.UNDECIDED, f"not decided where {where}", Recheck.NONE
    proved = [s for s in sides if s.outcome is Outcome.PROVED]
    if not proved:
        return Outcome.VACUOUS, "no real point satisfies the hypotheses", Recheck.NONE
    weakest = min((s.recheck for s in proved), key=_ORDER.index)
    number = sum(s.cases for s in proved)
    return (
        Outcome.PROVED,
        f"{'on both sides' if len(proved) > 1 else 'decided'}, in {counted(len(proved), 'region')} of the condition "
        f"and {counted(number, 'case')} of the prover",
        weakest,
    )


def _decided(check: HoldsExactlyWhen, path: Path) -> _Side:
    claim = claim_at(check, path.guards)
    if path.holds:
        verdict = decide(claim, budget=check.budget)
        data: dict[str, Json] = {"proof": dict(verdict.evidence[0].data)} if verdict.evidence else {}
        if verdict.outcome is Outcome.REFUTED:
            witness = _witness(verdict)
            why = f"where the condition holds the claim is false{witness}"
            return _Side(path, Outcome.REFUTED, why, len(verdict.cases) or 1, verdict.recheck, data)
        return _Side(path, verdict.outcome, verdict.why, len(verdict.cases) or 1, verdict.recheck, data)
    found = decide_failure(claim, budget=check.budget)
    if found.outcome is Outcome.REFUTED:
        return _true_at(check, path, found.point)
    data = {"failure": dict(found.evidence.data)} if found.evidence is not None else {}
    return _Side(path, found.outcome, found.why, len(found.regions), found.recheck, data)


def _true_at(check: HoldsExactlyWhen, path: Path, point: tuple[tuple[str, str], ...]) -> _Side:
    """The claim decided again at a point where the condition does not hold."""
    equations = tuple(f"{name} = {value}" for name, value in point)
    verdict = decide(claim_at(check, (*path.guards, *equations)), budget=check.budget)
    if verdict.outcome is not Outcome.PROVED:
        return _Side(path, Outcome.UNDECIDED, f"true at {', '.join(equations)}, but not decided again there")
    where = f" at {', '.join(equations)}" if equations else ""
    why = f"where the condition does not hold the claim is true{where}"
    return _Side(path, Outcome.REFUTED, why, 1, verdict.recheck, {"proof": dict(verdict.evidence[0].data)})


def _witness(verdict: Verdict) -> str:
    """` at a = 1, b = 2`: where a claim with parameters was found false."""
    shown = [case.why for case in verdict.cases if case.outcome is Outcome.REFUTED]
    return next((f": {why}" for why in [*shown, verdict.why] if why), "")


def claim_at(check: HoldsExactlyWhen, guards: tuple[str, ...]) -> Claim:
    """The claim with the guards among its hypotheses; raises GrammarError or InputError."""
    regime = parse_regime(check.regime) if check.regime else {}
    vocabulary, text = regime_vocabulary(regime), check.claim
    if check.spectrum is not None:
        vocabulary |= spectral_vocabulary(check.spectrum, dimension=check.dimension, regime=regime)
        text = benign_text() if text.strip() == BENIGN else text
    return parse_claim(text, as_=check.as_, given=(*check.given, *guards), vocabulary=vocabulary)


def _name(check: HoldsExactlyWhen) -> str:
    if check.spectrum is None:
        return f"{quoted(check.claim)} as `{check.as_}`"
    last = "" if str(check.dimension) == "oo" else f", `i <= {check.dimension}`"
    return f"{quoted(check.claim)} as `{check.as_}` for λ_i = `{check.spectrum}`{last}"


def quoted(text: str) -> str:
    """A formula between backticks; a word by itself is no formula."""
    return text if text.strip().isalpha() else f"`{text}`"


def solver_point(conditions: Sequence[str]) -> dict[str, Fraction]:
    """A rational point that satisfies the comparisons, checked exactly; empty where z3 has none of that kind."""
    import z3

    comparisons = _comparisons(conditions)
    solver = z3.Solver()
    for h in comparisons:
        solver.add(_comparison(h.text))
    if solver.check() != z3.sat:
        return {}
    model = solver.model()
    point: dict[str, Fraction] = {}
    for name in sorted({str(s) for h in comparisons for side in (h.left, h.right) if side for s in side.free_symbols}):
        value = model.eval(z3.Real(name), model_completion=True)
        if not z3.is_rational_value(value):
            return {}
        point[name] = Fraction(value.numerator_as_long(), value.denominator_as_long())
    return point if satisfied(conditions, point) else {}


def solver_always(given: Sequence[str], name: str, conditions: Sequence[str]) -> bool:
    """Whether for all reals that satisfy `given` there is a value of `name` that satisfies the conditions, by z3."""
    import z3

    solver = z3.Solver()
    solver.add(*(_comparison(h.text) for h in _comparisons(given)))
    inside = z3.And([_comparison(h.text) for h in _comparisons(conditions)])
    solver.add(z3.ForAll([z3.Real(name)], z3.Not(inside)))
    return bool(solver.check() == z3.unsat)


def satisfied(conditions: Sequence[str], point: Mapping[str, Fraction]) -> bool:
    """Whether the comparisons hold at a point that gives every parameter a value, in fractions."""
    comparisons = _comparisons(conditions)
    names = {str(s) for h in comparisons for side in (h.left, h.right) if side is not None for s in side.free_symbols}
    return names <= set(point) and all(_holds(h, point) for h in comparisons)


def _comparisons(conditions: Sequence[str]) -> list[Hypothesis]:
    return [h for text in conditions for h in parse_hypothesis(text) if h.kind is None]


def _holds(h: Hypothesis, point: Mapping[str, Fraction]) -> bool:
    """Whether a comparison of polynomials holds at a point, in fractions."""
    assert h.relation is not None
    return bool(h.relation.between(_fraction(h.left, point), _fraction(h.right, point)))


def _fraction(tree: Any, point: Mapping[str, Fraction]) -> Fraction:
    if tree.is_Symbol:
        return point[tree.name]
    if tree.is_Rational:
        return Fraction(tree)
    parts = [_fraction(part, point) for part in tree.args]
    if tree.is_Pow:
        return Fraction(parts[0] ** int(parts[1]))
    total = parts[0]
    for part in parts[1:]:
        total = total + part if tree.is_Add else total * part
    return total


def solver_complaint(condition: Condition, among: Condition, paths: Sequence[Path]) -> str:
    """z3's objection to the paths, as regions of reals: none where paths cover `among` and agree with the condition."""
    import z3

    def formula(c: Condition) -> Any:
        if c.atom is not None:
            return _comparison(c.atom.text)
        if c.kind in ("and", "always"):
            return z3.And([formula(p) for p in c.parts])
        return z3.Or([formula(p) for p in c.parts])

    def of(paths: Sequence[Path]) -> Any:
        return z3.Or([z3.And([_comparison(g) for g in p.guards]) for p in paths])

    inside, where = formula(among), formula(condition)
    holds, fails = ([path for path in paths if path.holds is truth] for truth in (True, False))
    for what, region in (
        ("a point of the condition lies in no case that holds", z3.And(inside, where, z3.Not(of(holds)))),
        ("a point without the condition lies in no case that fails", z3.And(inside, z3.Not(where), z3.Not(of(fails)))),
    ):
        solver = z3.Solver()
        solver.add(region)
        if solver.check() != z3.unsat:
            return f"z3: {what}"
    return ""


def _comparison(text: str) -> Any:
    (h,) = parse_hypothesis(text)
    assert h.relation is not None
    return h.relation.between(_real(h.left), _real(h.right))


def _real(tree: Any) -> Any:
    """A polynomial of any degree as z3 reads it; conditions are polynomial by construction."""
    import z3

    def other(part: Any) -> Any:
        return _real(part.base) ** _real(part.exp) if part.is_Pow else z3.Real(part.name)

    return real_term(tree, other)
