"""What certificates, witnesses and counter-models say, as tables that a person reads; the whole stays in the JSON.

The data of a piece of evidence is written for re-checkers. Each format that a checker writes has its reader here; data
of any other form are shown as names and values. Nothing is decided: a reader that meets an unexpected form shows
names and values too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from .escape import clean

Table = Mapping[str, Any]
LONGEST = 160
"""Characters of a value that is shown; of a longer one the reader is sent to the JSON."""
MOST_ROWS = 60
"""Rows of a table of a certificate; the others are in the JSON."""

_KEYS = {"delta": "δ", "precision": "bits of precision", "low": "lower end", "high": "upper end", "rank_constant": "b"}
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
    if data.get("version") == 1 and "parts" in data:
        return "multiseries/1"
    if isinstance(data.get("identities"), Mapping):
        return "identities"
    inner = data.get("certificate")
    keys = set(inner) if isinstance(inner, Mapping) else set()
    if keys & {"paths", "proofs"}:
        return "conditions"
    return "segments" if "segments" in keys else "weights" if {"integral", "layers"} <= keys else ""


def _table(caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]], lines: str = "") -> list[Table]:
    """A table if it has rows, with a word where rows are left out.

    `lines` says how a row reads in a line ("{0}: {1}"): on paper short tables are a list of such, which is the entry
    "lines" of the table.
    """
    if not rows:
        return []
    left = len(rows) - MOST_ROWS
    caption += f" (the first {MOST_ROWS} of {len(rows)}; the others are in the JSON)" if left > 0 else ""
    shown = [list(row) for row in rows[:MOST_ROWS]]
    table = {"columns": list(columns), "rows": shown, "caption": caption}
    return [table | {"lines": [_said(lines, row) for row in shown]}] if lines else [table]


def _said(lines: str, row: Sequence[str]) -> str:
    """A row in a line; what follows a comma is left out where the row has nothing there, a name where it says no more
    than its statement."""
    if len(row) > 1 and f"{row[1].strip('`')} ".startswith(f"{row[0]} ") and lines.startswith("{0}: {1}"):
        lines = lines.removeprefix("{0}: ")
    text = lines.format(*row)
    return text.removesuffix(" ()").removesuffix(" of ")


def _scalar(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value in ("oo", "-oo"):
        return value.replace("oo", "∞")
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
        *_table("Put in, by definition", ["for", "stands"], rewrites, "{1} for {0}"),
        *_table("Left out, because not negative", ["term"], [[_math(part)] for part in data["rest"]], "{0}"),
        *_table("Facts that are used", ["name", "statement", "sense"], facts, "{0}: {1} ({2})"),
        *_table("Properties that are used", ["property", "of"], needs, "{0} of {1}"),
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
        *_table(
            "What is multiplied to contradict the negated claim",
            ["where", "factors, with their exponents"],
            rows,
            "" if len(rows) > 1 else "{1}",
        ),
        *_table(
            "Expressions whose parts are told apart",
            ["name", "stands for"],
            [[n, _math(s)] for s, n in sums.items()],
            "{0} for {1}",
        ),
        *_table("Facts", ["name", "statement"], facts, "{0}: {1}"),
        *_table("Consequences of facts by cited lemmas", ["name", "lemma", "statement"], lemmas, "{0}: {2} ({1})"),
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
    rows, scales, dropped = _terms(data)
    columns = ["direction", "case", "leading term on the left", "on the right", "claim", "at"]
    keep = [at for at, column in enumerate(columns) if column != "at" or any(row[at] for row in rows)]
    shown = [[row[at] for at in keep] for row in rows]
    return [
        *_table(
            f"Leading terms, in `{data['parts'][0]['variable']}`, which tends to infinity",
            [columns[at] for at in keep],
            shown,
            "" if len(rows) > 3 or len(keep) == len(columns) else "as {0}, {1}: {2} against {3}, the claim {4}",
        ),
        *_table("Cases that are empty", ["case", "because"], dropped, "{0}: {1}"),
        *_table("Names of growth orders", ["name", "stands for"], _named(scales), "{0} for {1}"),
    ]


def _terms(data: Mapping[str, Any]) -> tuple[list[list[str]], list[list[str]], list[list[str]]]:
    """A row for each direction and case, the growth orders in them, and the cases that are empty."""
    rows, scales, dropped = [], [], []
    for part in data["parts"]:
        for region in part["regions"]:
            place = ", ".join(_math(guard) for guard in region["guards"]) or "always"
            final = region["run"]["final"]
            left = _lead(final.get("left")) if final else ""
            right = "" if not final else _math(final["value"]) if "value" in final else _lead(final.get("right"))
            answer = {True: "holds", False: "fails", None: "open"}[region["answer"]]
            witness = ", ".join(_math(f"{key} = {value}") for key, value in (region.get("witness") or {}).items())
            rows.append([_math(part["direction"]), place, left, right, answer, witness])
            scales += [[element["name"], element.get("function") or ""] for element in region["run"]["scale"]]
        dropped += [[", ".join(_math(g) for g in case["guards"]), case["reason"]] for case in part["dropped"]]
    return rows, scales, dropped


def _named(scales: Sequence[Sequence[str]]) -> list[list[str]]:
    known = {pair[0]: pair[1] for pair in scales}
    return [[_math(name), _math(function)] for name, function in known.items() if name != function and function]


def _conditions(data: Mapping[str, Any]) -> list[Table]:
    """On both sides of a condition: where the claim holds and where not, with the leading terms that show it."""
    inner = data["certificate"]
    rows: list[list[str]] = []
    scales: list[list[str]] = []
    for path in inner.get("paths", ()):
        place = ", ".join(_math(guard) for guard in path["guards"]) or "always"
        proof = path.get("proof") or path.get("failure")
        terms, names, _ = _terms(proof) if proof else ([], [], [])
        scales += names
        for _, case, left, right, answer, _ in terms:
            within = ", ".join(part for part in case.split(", ") if part not in place.split(", "))
            apart = "" if not within or case == "always" else f", and there {within}"
            rows.append([f"{place}{apart}", answer, left, right])
    known = [row for row in rows if row[2]]
    silent = len(rows) - len(known)
    caption = "Leading terms" + (f" in {len(known)} of {len(rows)} cases; the others are in the JSON" if silent else "")
    return [
        *_table(caption, ["case", "the claim", "leading term on the left", "on the right"], known),
        *(_table("Names of growth orders", ["name", "stands for"], _named(scales), "{0} for {1}") if known else ()),
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
        *_table("Sequences at which the facts hold and the claim fails", ["quantity", "value"], values, "{0} = {1}"),
        *_table("Facts", ["name", "statement"], facts, "{0}: {1}"),
    ]


def _draws(data: Mapping[str, Any]) -> list[Table]:
    """Finitely many designs, each with finitely many noises, at which every fact holds and the claim fails."""
    names = sorted({name for design in data["designs"] for noise in design["noises"] for name in noise})
    rows = []
    for design in data["designs"]:
        each = [part for part in design["noises"] if part]
        for noise in each or [{}]:
            share = f" ({len(each)} noises of equal chance)" if len(each) > 1 else ""
            eigenvalues = ", ".join(_math(value) for value in design["eigenvalues"]) or "any"
            values = [_math(noise[name]) if name in noise else "any" for name in names]
            rows.append([f"{_math(design['weight'])}{share}", eigenvalues, *values])
    constants = [[_math(name), _math(value)] for name, value in sorted(data["constants"].items())]
    facts = [[name, _statement(fact), _sense(fact)] for name, fact in sorted(data["facts"].items())]
    needs = [[kind, _math(subject) if subject else ""] for kind, subject in data["properties"]]
    columns = ["probability", "eigenvalues of `G`", *map(_math, names)]
    return [
        *_table(
            "The claim that fails",
            ["claim", "sense"],
            [[_statement(data["claim"]), _sense(data["claim"])]],
            "{0} ({1})",
        ),
        *_table("Constants", ["name", "value"], constants, "{0} = {1}"),
        *_table("Designs, with what is drawn at each", columns, rows),
        *_table("Facts that hold there", ["name", "statement", "sense"], facts, "{0}: {1} ({2})"),
        *_table("Properties that hold there", ["property", "of"], needs, "{0} of {1}"),
    ]


def _finite_sums(data: Mapping[str, Any]) -> list[Table]:
    """A spectrum of finitely many eigenvalues at which every fact holds and the claim fails."""
    pairs = list(zip(data["eigenvalues"], data["coordinates"], strict=True))
    spectrum = [[str(at), _math(value), _math(signal)] for at, (value, signal) in enumerate(pairs, 1)]
    values = [[_math(name), _math(value)] for name, value in sorted(data["values"].items())]
    facts = [[name, _statement(fact)] for name, fact in sorted(data["facts"].items())]
    return [
        *_table("The claim that fails", ["claim"], [[_statement(data["claim"])]], "{0}"),
        *_table("The spectrum", ["i", "`lambda_i`", "`theta_i`"], spectrum, "λ_{0} = {1}, θ_{0} = {2}"),
        *_table("Values", ["name", "value"], values, "{0} = {1}"),
        *_table("Facts that hold there", ["name", "statement"], facts, "{0}: {1}"),
    ]


def _identities(data: Mapping[str, Any]) -> list[Table]:
    """Two sides that are one rational function, or a point at which they are not."""
    inner = data["identities"]
    pairs = [[_equation(left, right)] for left, right in inner["identities"]]
    definitions = [[name, _definition(name, text)] for name, text in inner["definitions"]]
    moving = [[_math(name), str(rate)] for name, rate in inner["rates"]]
    positive = [[_equation(left, right)] for left, right in inner["positive"]]
    variables = [[_math(f"{name} > 0")] for name in (*inner["variables"], *inner["domain"])]
    point = [[_math(f"{name} = {value}")] for name, value in sorted(inner.get("point", {}).items())]
    differ = [[_equation(*inner["differ"])]] if "differ" in inner else []
    return [
        *_table("Not the same", ["sides"], differ, "{0}"),
        *_table("They differ at", ["point"], point, "{0}"),
        *_table("The same rational function on both sides", ["identity"], [] if differ else pairs, "{0}"),
        *_table("Where", ["domain"], variables, "{0}"),
        *_table("Names", ["name", "stands for"], definitions, "{1}"),
        *_table("Derivatives are along", ["variable", "rate"], moving, "{0} moving at rate {1}"),
        *_table("Divisors, as sums and products of positive parts", ["divisor"], positive, "{0}"),
    ]


def _equation(left: str, right: str) -> str:
    return f"{_math(left)} = {_math(right)}"


def _definition(name: str, text: str) -> str:
    """What a name stands for; `slope(x)` is the derivative of x."""
    if text.startswith("slope(") and text.endswith(")"):
        return f"{_math(name)}, the derivative of {_math(text[6:-1])}"
    return _equation(name, text)


def _weights(data: Mapping[str, Any]) -> list[Table]:
    """A kernel as a mean over Gaussian weights, to so many digits."""
    inner = data["certificate"]
    layers = " and ".join({1: "first", 2: "second"}.get(layer, str(layer)) for layer in inner["layers"])
    rows = [
        ["layer", layers],
        ["correlation `rho`", _math(inner["correlation"])],
        ["mean over the weights", f"{inner['integral']} (to {inner['digits']} digits)"],
    ]
    rows += [["formula", str(inner["formula"])]] if "formula" in inner else []
    return _table("What is computed again", ["what", "value"], rows, "{0}: {1}")


def _values(data: Mapping[str, Any]) -> list[Table]:
    """Names and values, a row each; what is long stays in the JSON."""
    if len(data) == 1 and isinstance(only := next(iter(data.values())), Mapping):
        data = only  # its name says nothing
    flat: dict[str, Any] = {}
    for key, value in data.items():
        inner = value if isinstance(value, Mapping) and value else None
        flat |= {key: value} if inner is None else {f"{key}: {name}": part for name, part in inner.items()}
    rows = []
    for key, value in sorted(flat.items()):
        if isinstance(value, Mapping | list):
            text = _listed(value)
            shown = text if len(text) <= LONGEST else f"{_counted(len(value))}, in the JSON"
        else:
            text = _scalar(value)
            shown = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
        rows.append([_KEYS.get(key, clean(str(key)).replace("_", " ")), shown])
    return _table("Data", ["name", "value"], rows, "{0}: {1}")


def _counted(number: int) -> str:
    return "1 entry" if number == 1 else f"{number} entries"


def _listed(value: Any, *, inside: bool = False) -> str:
    """Lists and names with values as a person writes them, in brackets where one stands in another."""
    if isinstance(value, Mapping):
        text = "; ".join(f"{clean(str(key))} = {_listed(part, inside=True)}" for key, part in sorted(value.items()))
    elif isinstance(value, list):
        text = ", ".join(_listed(part, inside=True) for part in value)
    else:
        return _scalar(value)
    return (text and (f"({text})" if inside else text)) or "none"


def _segments(data: Mapping[str, Any]) -> list[Table]:
    """A spectrum by its eigenvalues and how often each occurs, with the other values."""
    inner = dict(data["certificate"])
    parts = [
        f"λ_i = {_math(part['text'])}" if part["count"] is None else f"{part['count']} × {_math(part['text'])}"
        for part in inner.pop("segments")
    ]
    rows = sorted([_KEYS.get(key, key.replace("_", " ")), _listed(value)] for key, value in inner.items())
    return _table("What is computed again", ["what", "value"], [["eigenvalues", ", ".join(parts)], *rows], "{0}: {1}")


_READERS: dict[str, Callable[[Mapping[str, Any]], list[Table]]] = {
    "derivation/1": _derivation,
    "orders/1": _orders,
    "orders-model/1": _model,
    "multiseries/1": _multiseries,
    "draws/1": _draws,
    "finite-sums/1": _finite_sums,
    "conditions": _conditions,
    "identities": _identities,
    "weights": _weights,
    "segments": _segments,
}
