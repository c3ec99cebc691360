"""A finite claim on a mean against simulation: SUPPORTED, CONTRADICTED, or UNDECIDED, with its δ."""

from __future__ import annotations

from math import isfinite

from ...bounds.claims import Mode, Relation
from ...bounds.errors import InputError
from ..verdict import Evidence, Outcome, Verdict
from . import intervals
from .moments import a_priori_bound
from .simulation import Simulation

CAP_FACTOR = 5.0
"""Where a quantity has no a-priori bound, its draws are cut off at this multiple of the claimed bound."""


def confront(
    simulation: Simulation,
    quantity: str,
    relation: Relation,
    bound: float,
    *,
    claim: str,
    delta: float,
    filter_: int = 0,
) -> Verdict:
    """What a simulation says of the claim that a quantity's mean over X is ≥ (or ≤) a number.

    Arguments: `simulation`; `quantity` ≥ 0, a name of `measure`; `relation`, GE or LE; `bound` ≥ 0; `claim`,
    its text; `delta`, the chance allowed for SUPPORTED when the claim is false, and for CONTRADICTED when it
    is true, each. Only intervals that need no asymptotics are used: bounded quantities by empirical
    Bernstein, others by truncation, which gives a lower limit alone, so that "≤" is never SUPPORTED and "≥"
    never CONTRADICTED for them. A draw whose rounding error is not negligible has been refused before; the
    limits are widened by the rest. What SUPPORTED proves: nothing; if the claim were false here, a verdict
    like this would have chance at most `delta`.
    """
    if relation not in (Relation.GE, Relation.LE):
        raise InputError(f"relation {relation.value!r} cannot be confronted with a simulated mean: state >= or <=")
    if not (isfinite(bound) and bound >= 0):
        raise InputError(f"bound {bound} is not a finite number ≥ 0: simulated quantities are not negative")
    if simulation.setting.tail.trace > 0:
        why = "what was simulated is a truncation: the coordinates left out entered by their mean only"
        return Verdict(Outcome.UNDECIDED, claim, why, "simulation", mode=Mode.MEAN.value)
    level = 1 - intervals.checked_level(delta)
    values = simulation.column(quantity, filter_)
    item = simulation.plan.filters[filter_]
    upper = a_priori_bound(simulation.setting, simulation.plan.attack, item, quantity)
    if upper is not None:
        interval = intervals.empirical_bernstein(values, 0.0, upper, level=level)
    else:
        interval = intervals.truncated_lower(values, CAP_FACTOR * bound if bound > 0 else 1.0, level=level)
    slack = simulation.rounding_slack(quantity, float(values.max()), filter_)
    low, high = interval.low - slack, interval.high + slack
    above, below = low >= bound, high < bound
    if relation is Relation.LE:
        above, below = low > bound, high <= bound
    supported, contradicted = (above, below) if relation is Relation.GE else (below, above)
    outcome = Outcome.SUPPORTED if supported else Outcome.CONTRADICTED if contradicted else Outcome.UNDECIDED
    mean = float(values.mean())
    shown = f"mean {mean:.6g} in [{low:.6g}, {high:.6g}] against {relation.value} {bound:.6g}"
    why = {
        Outcome.SUPPORTED: f"{shown}; if the claim were false here, this would have probability at most {delta:g}",
        Outcome.CONTRADICTED: f"{shown}; if the claim were true here, this would have probability at most {delta:g}",
        Outcome.UNDECIDED: f"{shown}: the interval does not decide; more draws may",
    }[outcome]
    data = {
        "draws": simulation.draws,
        "seed": simulation.seed,
        "delta": delta,
        "method": interval.method,
        "assumption": interval.assumption,
        "table": {
            "columns": ["quantity", "simulated", "claimed bound"],
            "rows": [[quantity, {"value": mean, "low": low, "high": high if isfinite(high) else "oo"}, bound]],
            "caption": f"mean over {simulation.draws} draws of X, level {level:.10g}, {interval.method}",
        },
    }
    evidence = Evidence("simulation", f"{simulation.draws} draws, δ = {delta:g}: {shown}", data)
    return Verdict(outcome, claim, why, "simulation", mode=Mode.MEAN.value, evidence=(evidence,))
