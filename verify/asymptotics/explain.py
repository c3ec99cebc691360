"""A certificate for a reader: scale, leading terms, cases."""

from __future__ import annotations

from typing import Any

from ..verdict import Verdict

MOST_SHOWN = 4


def explain(verdict: Verdict) -> list[str]:
    """Lines that tell how a verdict of the engine came about; empty when there is no certificate."""
    lines: list[str] = []
    for item in verdict.evidence:
        if item.kind != "multiseries":
            continue
        for part in item.data["parts"]:
            name, x = part["direction"].split(" ")[0], part["variable"]
            lines.append(f"{part['direction']}, with {name} = {part['substitution']}, {x} -> oo")
            for region in part["regions"]:
                lines += _region(region)
            for dropped in part["dropped"]:
                lines.append(f"  empty: {' and '.join(dropped['guards'])} ({dropped['reason']})")
    lines.append(f"re-check: {verdict.recheck.value}")
    return lines


def _region(region: dict[str, Any]) -> list[str]:
    answer = {True: "true", False: "false", None: "open"}[region["answer"]]
    lines = [f"  case {' and '.join(region['guards']) or 'all'}: {answer}"]
    if "root" in region:
        lines.append("    at {name} between {low} and {high} with {zero} = 0".format(**region["root"]))
    for key in ("witness", "phases"):
        if region.get(key):
            lines.append("    at " + ", ".join(f"{k} = {v}" for k, v in region[key].items()))
    run = region.get("run")
    if run is None:
        return lines
    for a in run.get("antidifferences", ()):
        rest = "exactly" if a["e"] is None else f"up to {a['e']}"
        lines.append(f"    sums of {a['summand']}: differences of {a['h']}, {rest}")
    lines += [f"    {b['kind']} between {b['low']} and {b['high']}" for b in run.get("bounds", ())]
    if not run["scale"]:
        return lines
    lines.append("    scale: " + " < ".join(_element(s) for s in run["scale"]))
    names = {s["name"]: f"({s['function']})" for s in run["scale"] if s["name"].startswith("b")}
    for name, lead in run["final"].items():
        if name != "value":
            lines.append(f"    {name}: {_lead(lead, names)}")
    for node in [n for n in run["nodes"] if isinstance(n.get("series"), dict)][-2:]:
        lines.append(f"    {node['expr']} = {_series(node['series'], names)}")
    return lines


def _element(s: dict[str, Any]) -> str:
    return str(s["function"])


def _lead(lead: Any, names: dict[str, str]) -> str:
    if lead is None:
        return "identically zero"
    if "low" in lead:
        return f"between {_lead(lead['low'], names)} and {_lead(lead['high'], names)}"
    if not lead:
        return "not settled"
    factors = [_power(names.get(b, b), e) for b, e in lead["monomial"]]
    constant = lead["constant"]
    if not factors:
        return str(constant)
    plain = (" " not in constant and "/" not in constant.strip("()")) or constant.startswith("(")
    head = [] if constant == "1" else [constant if plain else f"({constant})"]
    return "*".join([*head, *factors])


def _power(base: str, exponent: str) -> str:
    if exponent == "1":
        return base
    return f"{base}**{exponent}" if exponent.isalnum() or exponent.startswith("(") else f"{base}**({exponent})"


def _series(series: Any, names: dict[str, str]) -> str:
    if isinstance(series, str):
        return series
    terms = []
    for exponent, coefficient in series["terms"][:MOST_SHOWN]:
        inner = _series(coefficient, names)
        if inner == "0":
            continue
        power = "" if exponent == "0" else _power(names.get(series["top"], series["top"]), exponent)
        head = inner if inner.isalnum() or inner.startswith("(") else f"({inner})"
        terms.append(power if inner == "1" and power else f"{head}*{power}" if power else inner)
    more = "" if series["complete"] and len(series["terms"]) <= MOST_SHOWN else " + …"
    return (" + ".join(terms) or "0") + more
