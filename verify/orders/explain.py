"""A verdict about orders for a reader: in words, and in LaTeX."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...bounds.parsing import claim_latex
from ...bounds.statements import Fact
from ..verdict import Evidence, Verdict

_INTO = {"derivation": "Multiply", "vacuous": "The hypotheses exclude one another: multiply"}


def explain(verdict: Verdict) -> list[str]:
    """Lines that tell what a verdict rests on: facts and multipliers, sequences, spectra, and what they do."""
    say_it = {
        "orders/1": _derivation,
        "orders-model/1": _model,
        "instance/1": _instance,
        "risk-instance/1": _risks,
        "finite-sums/1": _finite,
    }
    found = [(item, say_it.get(item.data.get("format", ""))) for item in verdict.evidence]
    return [line for item, lines in found if lines is not None for line in lines(item)]


def _derivation(item: Evidence) -> Iterator[str]:
    data = item.data
    yield "from"
    for name, fact in data["facts"].items():
        yield f"  {name}: {say(fact)}" if name != say(fact) else f"  {name}"
    for lemma in data["lemmas"]:
        yield f"  {lemma['name']}: {say(lemma)}"
    yield "the facts exclude one another:" if data["vacuous"] else "derivation, by orders of magnitude:"
    yield from (f"  {line}" for line in data["words"])


def _model(item: Evidence) -> Iterator[str]:
    data = item.data
    yield "a counter-model"
    for name, value in {**data["parameters"], **data["sequences"]}.items():
        yield f"  {name} = {value}"
    yield from _satisfied(data)
    yield f"and breaks {say(data['claim'])}"


def _instance(item: Evidence) -> Iterator[str]:
    data = item.data
    yield f"the spectrum with eigenvalues {data['eigenvalues']}, i = 1, …, {data['dimension']}"
    for name, value in data["values"].items():
        yield f"  {name} = {value}"
    yield "satisfies"
    for name, fact in data["facts"].items():
        status = f"{fact['outcome']}, {fact['recheck']}" if "recheck" in fact else fact["outcome"]
        label = "" if name == say(fact["statement"]) else f"{name}: "
        yield f"  {label}{say(fact['statement'])} ({status})"
    yield f"and breaks {say(data['claim']['statement'])} ({data['claim']['recheck']})"


def _risks(item: Evidence) -> Iterator[str]:
    data = item.data
    yield item.summary.split(": ")[0].removeprefix("false for ")
    for name, value in data["kstar"].items():
        yield f"  {name} = {value if data['kind'] == 'spike' else 'n/K'}"
    yield from _satisfied(data)
    for name in (*data["constructed"], *data["properties"]):
        yield f"  {name}: as every Gaussian design of this kind"
    for name in data["given"]:
        yield f"  {name}: cited"
    by = f" (bound of the risk: {data['bound']})" if data["bound"] else ""
    yield f"and breaks {say(data['claim'])}{by}"


def _finite(item: Evidence) -> Iterator[str]:
    data = item.data
    yield f"the spectrum {', '.join(data['eigenvalues'])} with coordinates {', '.join(data['coordinates'])}"
    for name, value in data["values"].items():
        yield f"  {name} = {value}"
    yield from _satisfied(data)
    yield f"and breaks {say(data['claim'])}"


def _satisfied(data: Mapping[str, Any]) -> Iterator[str]:
    yield "satisfies"
    for name, fact in data["facts"].items():
        yield f"  {name}" if name == say(fact) else f"  {name}: {say(fact)}"


def say(statement: Mapping[str, Any]) -> str:
    """A statement of a certificate as one text."""
    left, relation, right = statement["left"], statement["relation"], statement["right"]
    if relation in ("O", "o", "Omega", "omega", "Theta"):
        return f"{left} = {relation}({right})"
    return f"{left} {relation} {right}".rstrip()


def latex(verdict: Verdict, facts: Sequence[Fact], claim: Any) -> str:
    """The derivation or counter-model as a LaTeX fragment.

    Arguments: `facts`, those the step may use; `claim`, what it claims. Empty for a verdict without such evidence.
    """
    for item in verdict.evidence:
        if item.data.get("format") == "orders/1":
            return "\n".join(_latex_derivation(item.data, facts, claim))
    return ""


def _latex_derivation(data: Mapping[str, Any], facts: Sequence[Fact], claim: Any) -> Iterator[str]:
    yield rf"\[ {claim_latex(claim)} \]"
    yield "follows from"
    yield r"\begin{enumerate}"
    listed = {fact.name: fact.claim for fact in facts}
    numbers: dict[str, int] = {}
    for name in [*data["facts"], *(lemma["name"] for lemma in data["lemmas"])]:
        source = next((item["of"] for item in data["lemmas"] if item["name"] == name), name)
        if source in listed:
            numbers[name] = len(numbers) + 1
            yield rf"\item \({claim_latex(listed[source])}\) (\texttt{{{_plain(name)}}})"
    yield r"\end{enumerate}"
    into = _INTO["vacuous" if data["vacuous"] else "derivation"]
    for leaf in _leaves(data["goals"]):
        pieces = []
        for multiple in leaf:
            times = "\\cdot".join([multiple["times"], *(_plain(name) for name in multiple["raised"])])
            if multiple["use"] in ("fact", "lemma") and multiple["name"] in numbers:
                pieces.append(rf"({numbers[multiple['name']]}) by \({times}\)")
        yield (
            f"{into} {', '.join(pieces) or 'nothing'}; the orders add up." if pieces else "The sides are of one order."
        )


def _leaves(goals: Sequence[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    for tree in goals:
        if "branches" in tree:
            yield from _leaves(tree["branches"])
        else:
            yield tree["multiples"]


_ESCAPES = str.maketrans(
    {**{sign: "\\" + sign for sign in "{}_#$%&"}, "\\": r"\textbackslash{}", "^": r"\^{}", "~": r"\~{}"}
)


def _plain(text: str) -> str:
    return text.translate(_ESCAPES)
