"""The trade-off of ridge regression by case: certificates that it is forced, and that it is not, found and proved.

Since b grows with κ while v, df_1 and df_2 fall, and b + σ²df_2/n ≤ R_std ≤ 2(b + σ²df_2/n) where df_2 ≤ n/2:

* forced, from functions κ_u(n), κ_f(n): df_2(κ_u) = o(n), b(κ_u) + df_2(κ_u)/n = o(b(κ_f)), v(κ_f) → ∞. For R_opt is
  at most twice what stands at κ_u, so any κ with R_std ≤ C R_opt has b(κ) ≤ C R_opt < b(κ_f) eventually, hence κ < κ_f
  and E‖θ̂‖² ≥ σ²v(κ) ≥ σ²v(κ_f) → ∞, for every C.
* not forced, from κ_l(n), κ_1(n): with U = b(κ_1) + df_2(κ_1)/n, U = O(b(κ_l)), U = O(df_2(κ_l)/n), U = O(1),
  v(κ_1) = O(1), df_1(κ_1) = o(n). For R_opt ≥ min(b(κ_l), σ²df_2(κ_l)/n), whichever side of κ_l the best κ lies on;
  so the ridge of κ_1, positive, has R_std = O(R_opt) and E‖θ̂‖² ≤ ‖θ*‖² + 2(b + σ²)v = O(1).

Both speak of whole sequences κ(n), so nothing is asked uniformly of an exponent. `forced_claims` proposes the
functions; everything said of them is then proved by the asymptotic prover.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import sympy as sp

from ...bounds.checks import NeverForced, TradeOffForced
from ...bounds.conditions import Path, cases, parse_condition
from ...bounds.parsing import parse_claim, parse_expression, to_text
from ...bounds.parsing.table import Vocabulary
from ...bounds.tradeoff import TradeOffModel
from ..asymptotics import decide
from ..asymptotics.spectra import regime_vocabulary
from ..recheck.conditions import recheck_paths
from ..verdict import Case, Evidence, Json, Outcome, Recheck, Verdict
from .conditions import satisfied, solver_always, solver_complaint, solver_point
from .dispatch import Workload, checker
from .forced_claims import fixed_claims, forced_claims, free_claims, order_claims
from .packed import packed
from .tables import table

_WORD = re.compile(r"[A-Za-z]\w*")
_RATIONAL = re.compile(r"-?\d+(/\d+)?")
_WORSE = (Outcome.VACUOUS, Outcome.PROVED, Outcome.UNDECIDED, Outcome.REFUTED)
_ALWAYS = parse_condition("always")
_EQUIVALENTS = "a statement about the deterministic equivalents"


@dataclass(frozen=True)
class _Shown:
    """One claim of a certificate and what became of it."""

    where: str
    role: str
    claim: str
    verdict: Verdict

    def row(self) -> list[Json]:
        where = f"`{self.where}`" if _COMPARED.search(self.where) else self.where
        return [where, self.role, f"`{self.claim}`", self.verdict.outcome.value, self.verdict.recheck.value]


_COMPARED = re.compile("[<>=]")


@lru_cache(maxsize=256)
def _decided(
    text: str, point: str, given: tuple[str, ...], names: tuple[tuple[str, str], ...], budget: float
) -> Verdict:
    """The verdict on one claim; a pure function of its arguments, asked for again by twins."""
    vocabulary: Vocabulary = regime_vocabulary({})
    for name, formula in names:
        vocabulary |= regime_vocabulary({name: parse_expression(formula, vocabulary=vocabulary)})
    return decide(parse_claim(text, as_=point, given=given, vocabulary=vocabulary), budget=budget)


def _narrowly(
    text: str, given: tuple[str, ...], names: Mapping[str, str], budget: float, *, point: str = "n -> oo"
) -> Verdict:
    """The verdict on one claim, from the hypotheses about its own parameters alone where these suffice."""
    used = {name: formula for name, formula in names.items() if name in _WORD.findall(text)}
    if "count" in used:
        used = {name: names[name] for name in ("kappa", "count")}
    found = set(_WORD.findall(" ".join((text, *used.values()))))
    declared = {name for hypothesis in given for name in _WORD.findall(hypothesis)} - {"real"}
    mine = tuple(h for h in given if set(_WORD.findall(h)) <= found | {"real"})
    covered = {name for hypothesis in mine for name in _WORD.findall(hypothesis)}
    mine += tuple(f"{name} real" for name in sorted(found & declared - covered))
    verdict = _decided(text, point, mine, tuple(used.items()), budget)
    if verdict.outcome is Outcome.PROVED or mine == given:
        return verdict
    return _decided(text, point, given, tuple(used.items()), budget)


# -- certificates --------------------------------------------------------------------------------------------


def _certificate(check: TradeOffForced, guards: tuple[str, ...], *, forced: bool) -> tuple[list[_Shown], str]:
    """The claims in their order up to the first that is not PROVED, and why that one is not; empty if all are."""
    names, claims = (forced_claims if forced else free_claims)(check.model)
    where = " and ".join(guards) or "always"
    shown: list[_Shown] = []
    for role, claim in {claim: (role, claim) for role, claim in claims}.values():
        verdict = _narrowly(claim, (*check.model.given, *guards), names, check.budget)
        shown.append(_Shown(where, role, claim, verdict))
        if verdict.outcome is not Outcome.PROVED:
            return shown, f"{role}: {claim} is {verdict.outcome.value}: {verdict.why}"
    return shown, ""


def _grounds(model: TradeOffModel, budget: float) -> tuple[list[_Shown], str]:
    names = {"kappa": "n**(-x)*log(n)**y*log(log(n))**z", "count": model.count}
    shown: list[_Shown] = []
    for role, claim in order_claims(model):
        verdict = _narrowly(claim, (*model.given, *model.inside), names, budget)
        shown.append(_Shown("window", role, claim, verdict))
        if verdict.outcome is not Outcome.PROVED:
            return shown, f"the orders of the model: {role}: {claim} is {verdict.outcome.value}: {verdict.why}"
    return shown, ""


@checker.register
def _tradeoff(check: TradeOffForced, workload: Workload) -> Verdict:
    model, condition = check.model, parse_condition(check.condition)
    paths = cases(condition, among=_ALWAYS)
    grounds, gap = _grounds(model, check.budget)
    regions: list[Case] = []
    shown = list(grounds)
    outcome, why = Outcome.PROVED, ""
    if gap:
        outcome, why = Outcome.UNDECIDED, gap
    for path in () if gap else paths:
        found, reason, claims = _path(check, path)
        regions.append(Case(" and ".join(path.guards) or "always", found, reason))
        shown += claims
        if _WORSE.index(found) > _WORSE.index(outcome):
            outcome, why = found, reason
    certificate: dict[str, Json] = {
        "condition": check.condition,
        "among": "always",
        "paths": [{"guards": list(path.guards), "holds": path.holds} for path in paths],
    }
    if regions and all(region.outcome is Outcome.VACUOUS for region in regions):
        outcome, why = Outcome.VACUOUS, "no real point satisfies the hypotheses"
    elif outcome is Outcome.PROVED:
        complaint = recheck_paths(certificate) or solver_complaint(condition, _ALWAYS, paths)
        if complaint:
            outcome, why = Outcome.UNDECIDED, f"the cases are not accepted: {complaint}"
        else:
            why = f"{len(regions)} regions, {len(shown)} claims proved; {_EQUIVALENTS}"
    return _verdict(check, (outcome, why), regions, shown, certificate)


def _path(check: TradeOffForced, path: Path) -> tuple[Outcome, str, list[_Shown]]:
    claims, gap = _certificate(check, path.guards, forced=path.holds)
    if any(shown.verdict.outcome is Outcome.VACUOUS for shown in claims):
        return Outcome.VACUOUS, "no such parameters", claims
    if not gap:
        names = (forced_claims if path.holds else free_claims)(check.model)[0]
        last = "kappa_f" if path.holds else "kappa_1"
        return Outcome.PROVED, f"{'forced' if path.holds else 'not forced'}, by {last} = {names[last]}", claims
    refuted = _refuted(check, path, claims)
    if refuted is not None:
        return refuted
    return Outcome.UNDECIDED, f"{' and '.join(path.guards) or 'everywhere'}: {gap}", claims


def _refuted(check: TradeOffForced, path: Path, claims: list[_Shown]) -> tuple[Outcome, str, list[_Shown]] | None:
    """The opposite certificate at a point of the region, no parameter left: where a claim failed, or as z3 finds it."""
    for point in (*_witnesses(claims), solver_point((*check.model.given, *path.guards))):
        equations = tuple(f"{name} = {value}" for name, value in sorted(point.items()))
        if not point or not satisfied((*check.model.given, *path.guards), point):
            continue
        found, gap = _certificate(check, equations, forced=not path.holds)
        if not gap:
            what = "not forced" if path.holds else "forced"
            return Outcome.REFUTED, f"the trade-off is {what} at {', '.join(equations)}", found
    return None


def _witnesses(claims: list[_Shown]) -> list[dict[str, Fraction]]:
    """The points at which the prover found the last claim false."""
    points = []
    for evidence in claims[-1].verdict.evidence if claims else ():
        for part in evidence.data.get("parts", ()):
            for region in part["regions"]:
                values = {name: value.strip("()") for name, value in region.get("witness", {}).items()}
                if values and all(_RATIONAL.fullmatch(value) for value in values.values()):
                    points.append({name: Fraction(value) for name, value in values.items()})
    return points


def _verdict(
    check: TradeOffForced,
    found: tuple[Outcome, str],
    regions: list[Case],
    shown: list[_Shown],
    certificate: dict[str, Json],
) -> Verdict:
    model, (outcome, why) = check.model, found
    deciding = [item for item in shown if item.verdict.outcome is Outcome.PROVED]
    again = all(item.verdict.recheck is Recheck.RECHECKED for item in deciding)
    caption = f"{model.name}: orders in the window, then the certificate of each region"
    data = table(["where", "what", "claim", "outcome", "re-check"], [item.row() for item in shown], caption)
    proofs: list[Json] = [packed(item.verdict.evidence[0].data) for item in deciding if item.verdict.evidence]
    recheck = Recheck.NONE
    if outcome in (Outcome.PROVED, Outcome.REFUTED):
        recheck = Recheck.RECHECKED if again else Recheck.ENGINE_ONLY
    signal = f"`theta_i**2 = {model.weight}`" if model.weight else "θ* on eigenvalues of order 1"
    text = (
        f"for the equivalents of λ_i = {model.eigenvalue}, {signal}: the trade-off is forced exactly when "
        f"`{check.condition}`"
    )
    return Verdict(
        outcome,
        text,
        why,
        "asymptotics",
        point="n -> oo",
        hypotheses=model.given,
        cases=tuple(regions),
        evidence=(Evidence("cases", caption, {**data, "certificate": {**certificate, "proofs": proofs}}),),
        recheck=recheck,
    )


# -- a fixed spectrum ------------------------------------------------------------------------------------------


@checker.register
def _never(check: NeverForced, workload: Workload) -> Verdict:
    index = sp.Symbol("i")
    tree = parse_expression(check.eigenvalue)
    names = {
        name: to_text(tree.xreplace({index: sp.Symbol("m") + shift}))
        for name, shift in (("eigenvalue", 0), ("following", 1))
    }
    shown: list[_Shown] = []
    outcome, why = Outcome.PROVED, f"never forced: 10 claims proved; {_EQUIVALENTS}"
    if not solver_always(check.given, "d", check.decay):
        outcome, why = Outcome.UNDECIDED, "z3 does not find a d for all parameters: weaken the hypotheses on it"
    for role, claim in fixed_claims(check) if outcome is Outcome.PROVED else ():
        verdict = _narrowly(claim, (*check.given, *check.decay), names, check.budget, point="m -> oo")
        shown.append(_Shown("always", role, claim, verdict))
        if verdict.outcome is not Outcome.PROVED:
            outcome, why = Outcome.UNDECIDED, f"{role}: {claim} is {verdict.outcome.value}: {verdict.why}"
            break
    again = all(item.verdict.recheck is Recheck.RECHECKED for item in shown)
    recheck = Recheck.NONE if outcome is not Outcome.PROVED else Recheck.RECHECKED if again else Recheck.ENGINE_ONLY
    caption = "bias, degrees of freedom and norm at `kappa = eigenvalue(m)`, up to constant factors"
    data = table(["where", "what", "claim", "outcome", "re-check"], [item.row() for item in shown], caption)
    proofs: list[Json] = [packed(item.verdict.evidence[0].data) for item in shown if item.verdict.evidence]
    text = (
        f"for the equivalents of λ_i = `{check.eigenvalue}`, `theta_i**2 = {check.weight}`, infinite dimension: "
        "the trade-off is never forced"
    )
    return Verdict(
        outcome,
        text,
        why,
        "asymptotics",
        point="m -> oo, with n = n(m)",
        hypotheses=check.given,
        evidence=(Evidence("cases", caption, {**data, "certificate": {"proofs": proofs}}),),
        recheck=recheck,
    )
