"""What certificates, witnesses and counter-models say, as tables that a person reads; the whole stays in the JSON.

The data of a piece of evidence is written for re-checkers. Each format that a checker writes has its reader here; data
of any other form are shown as names and values. Nothing is decided: a reader that meets an unexpected form shows
names and values too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from .escape import clean

Table = Mapping[str, Any]
LONGEST = 160
"""Characters of a value that is shown; of a longer one the reader is sent to the JSON."""
MOST_ROWS = 60
"""Rows of a table of a certificate; the others are in the JSON."""

_KEYS = {"delta": "δ", "precision": "bits of precision"}
_LANDAU = {"o": "o", "O": "O", "Theta": "Theta", "Omega": "Omega", "omega": "omega"}


def readable(data: Mapping[str, Any]) -> list[Table]:
    """The data of a piece of evidence as tables, in the order in which they are read."""
    reader = _READERS.get(_form(data), _values)
    try:
        return reader(data)
    except (KeyError, TypeError, AttributeError, ValueError, IndexError):  # a file says the form, and has another
        return _values(data)


def small(data: Mapping[str, Any]) -> list[tuple[str, str]] | None:
    """Names and values where the data are a handful of numbers and words, to be shown where they stand; else None."""
    if not data or len(data) > 8 or any(isinstance(value, Mapping | list) for value in data.values()):
        return None
    shown = [(_KEYS.get(key, key), _scalar(value)) for key, value in sorted(data.items())]
    return shown if all(len(value) <= LONGEST for _, value in shown) else None


def _form(data: Mapping[str, Any]) -> str:
    form = data.get("format")
    if isinstance(form, str):
        return form
    return "multiseries/1" if data.get("version") == 1 and "parts" in data else ""


def _table(caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Table]:
    """A table if it has rows, with a word where rows are left out."""
    if not rows:
        return []
    left = len(rows) - MOST_ROWS
    caption += f" (the first {MOST_ROWS} of {len(rows)}; the others are in the JSON)" if left > 0 else ""
    return [{"columns": list(columns), "rows": [list(row) for row in rows[:MOST_ROWS]], "caption": caption}]


def _scalar(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = f"{value:.6g}" if isinstance(value, float) else clean(str(value))
    return f"`10**(-{len(text) - 3})`" if re.fullmatch("1/1000+", text) else text


def _math(text: Any) -> str:
    """A formula of the grammar between backticks; the sums of powers that checkers write have round brackets."""
    return f"`{clean(str(text)).replace('`', '')}`"


def _statement(fact: Mapping[str, Any]) -> str:
    """A statement as checkers write it: left, relation, right, with the chance of its failing where it has one."""
    left, relation, right = fact["left"], fact["relation"], fact["right"]
    shown = f"{left} = {_LANDAU[relation]}({right})" if relation in _LANDAU else f"{left} {relation} {right}"
    chance = f", except with probability {_math(fact['delta'])}" if fact.get("delta") else ""
    return _math(shown) + chance


def _derivation(data: Mapping[str, Any]) -> list[Table]:
    """A sum of inequalities, each times a factor that is not negative."""
    terms = []
    for term in data["terms"]:
        origin = " of ".join(part for part in (term["schema"], term["fact"]) if part)
        at = ", ".join(_math(f"{key} = {value}") for key, value in sorted(term["binding"].items()))
        inequality = _statement({**term, "relation": ">="})
        terms.append([f"{origin} at {at}" if at else origin, _math(term["factor"]), inequality])
    rewrites = [[_math(item["atom"]), _math(item["by"])] for item in data["rewrites"]]
    facts = [[name, _statement(fact), _sense(fact)] for name, fact in sorted(data["facts"].items())]
    needs = [[part["kind"], _math(part["subject"]) if part["subject"] else ""] for part in data["properties"]]
    return [
        *_table("Inequalities that are added", ["from", "times", "inequality"], terms),
        *_table("Put in, by definition", ["for", "stands"], rewrites),
        *_table("Left out, because not negative", ["term"], [[_math(part)] for part in data["rest"]]),
        *_table("Facts that are used", ["name", "statement", "sense"], facts),
        *_table("Properties that are used", ["property", "of"], needs),
    ]


def _sense(fact: Mapping[str, Any]) -> str:
    mode = str(fact.get("mode", ""))
    return "" if mode == "deterministic" else mode


def _orders(data: Mapping[str, Any]) -> list[Table]:
    """Facts multiplied with one another until they contradict the negated claim, case by case."""
    facts = [[name, _statement(fact)] for name, fact in sorted(data["facts"].items())]
    lemmas = [[item["name"], item.get("schema", ""), _statement(item)] for item in data.get("lemmas", ())]
    sums: dict[str, str] = {}
    leaves = [leaf for goal in data["goals"] for leaf in _leaves(goal, "", sums)]
    rows = [[place or "always", product] for place, product in leaves]
    return [
        *_table("What is multiplied to contradict the negated claim", ["where", "factors, with their exponents"], rows),
        *_table(
            "Expressions whose parts are told apart", ["name", "stands for"], [[n, _math(s)] for s, n in sums.items()]
        ),
        *_table("Facts", ["name", "statement"], facts),
        *_table("Consequences of facts by cited lemmas", ["name", "lemma", "statement"], lemmas),
    ]


def _leaves(goal: Mapping[str, Any], place: str, sums: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Where each leaf stands, and what is multiplied there; the expressions that are split get names."""
    if "branches" not in goal:
        yield place, "; ".join(_multiple(part) for part in goal["multiples"])
        return
    for at, branch in enumerate(goal["branches"], 1):
        split = sums.setdefault(goal["split"], f"S_{len(sums) + 1}") if "split" in goal else ""
        here = f"part {at} of {split} decides" if split else f"case {at}"
        yield from _leaves(branch, f"{place}; {here}" if place else here, sums)


def _multiple(part: Mapping[str, Any]) -> str:
    exponent = "" if part["times"] == "1" else f" to the power {part['times']}"
    if part["use"] == "negated":
        return f"the claim's negation{exponent}"
    if part["use"] in ("choice", "term"):
        return f"the {'choice' if part['use'] == 'choice' else 'size'} of part {int(part['index']) + 1}{exponent}"
    if part["use"] == "scale":
        return f"{part['name']} tends to infinity{exponent}"
    return f"{part['name']}{exponent}"


def _multiseries(data: Mapping[str, Any]) -> list[Table]:
    """The leading terms of both sides in every case."""
    rows, scales, dropped = [], [], []
    for part in data["parts"]:
        for region in part["regions"]:
            place = ", ".join(_math(guard) for guard in region["guards"]) or "always"
            final = region["run"]["final"]
            right = _math(final["value"]) if "value" in final else _lead(final.get("right"))
            answer = {True: "holds", False: "fails", None: "open"}[region["answer"]]
            witness = ", ".join(_math(f"{key} = {value}") for key, value in (region.get("witness") or {}).items())
            rows.append([_math(part["direction"]), place, _lead(final.get("left")), right, answer, witness])
            scales += [[element["name"], element.get("function") or ""] for element in region["run"]["scale"]]
        dropped += [[", ".join(_math(g) for g in case["guards"]), case["reason"]] for case in part["dropped"]]
    named = [[_math(name), _math(function)] for name, function in dict(scales).items() if name != function and function]
    columns = ["direction", "case", "leading term on the left", "on the right", "claim", "at"]
    return [
        *_table(f"Leading terms, in `{data['parts'][0]['variable']}`, which tends to infinity", columns, rows),
        *_table("Cases that are empty", ["case", "because"], dropped),
        *_table("Names of growth orders", ["name", "stands for"], named),
    ]


def _lead(lead: Mapping[str, Any] | None) -> str:
    if lead is None:
        return _math("0")
    powers = [element if power == "1" else f"({element})**({power})" for element, power in lead["monomial"]]
    factors = powers if lead["constant"] == "1" and powers else [f"({lead['constant']})", *powers]
    return _math("*".join(factors))


def _model(data: Mapping[str, Any]) -> list[Table]:
    """Sequences at which every fact holds and the claim fails."""
    values = [[_math(name), _math(value)] for name, value in sorted(data["sequences"].items())]
    facts = [[name, _statement(fact)] for name, fact in sorted(data["facts"].items())]
    return [
        *_table("Sequences at which the facts hold and the claim fails", ["quantity", "value"], values),
        *_table("Facts", ["name", "statement"], facts),
    ]


def _values(data: Mapping[str, Any]) -> list[Table]:
    """Names and values, a row each; what is long stays in the JSON."""
    flat: dict[str, Any] = {}
    for key, value in data.items():
        inner = value if isinstance(value, Mapping) and value else None
        flat |= {key: value} if inner is None else {f"{key}: {name}": part for name, part in inner.items()}
    rows = []
    for key, value in sorted(flat.items()):
        if isinstance(value, Mapping | list):
            text = json.dumps(value, sort_keys=True, ensure_ascii=False)
            shown = clean(text) if len(text) <= LONGEST else f"{len(value)} entries, in the JSON"
        else:
            text = _scalar(value)
            shown = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
        rows.append([key, shown])
    return _table("Data", ["name", "value"], rows)


_READERS: dict[str, Callable[[Mapping[str, Any]], list[Table]]] = {
    "derivation/1": _derivation,
    "orders/1": _orders,
    "orders-model/1": _model,
    "multiseries/1": _multiseries,
}
