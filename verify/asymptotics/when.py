"""The weakest condition on the parameters under which a claim holds, from the tree of cases."""

from __future__ import annotations

import time
from dataclasses import dataclass

from ...bounds.claims import Claim
from .cases import Exploration, Region, consistent, explore
from .conditions import shortest
from .problem import problems
from .signals import Signal

MEANINGLESS = "meaningless"
_UNION = {
    frozenset("<"): "<",
    frozenset("="): "=",
    frozenset(">"): ">",
    frozenset("<="): "<=",
    frozenset(">="): ">=",
    frozenset("<>"): "!=",
    frozenset(["!="]): "!=",
}


@dataclass(frozen=True)
class Condition:
    """Where a claim holds, fails, and is open: each a list of regions as text; the hypotheses hold throughout.

    `meaningless`: where a sum in the claim diverges, so that it says nothing. `reasons` say why regions are open. The
    regions of `holds` and `fails` are proved case by case by the engine; whether every region is inhabited is not.
    """

    direction: str
    holds: tuple[str, ...]
    fails: tuple[str, ...]
    open: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    meaningless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """One condition a direction, or the reason why there is none; `vacuous` when the hypotheses exclude one another."""

    conditions: tuple[Condition, ...]
    reason: str = ""
    vacuous: bool = False

    @property
    def undecided(self) -> bool:
        """Whether some region was left open, or there is none."""
        return bool(self.reason) or any(c.open or not (c.holds or c.fails) for c in self.conditions)

    def __str__(self) -> str:
        if self.reason:
            return f"{'VACUOUS' if self.vacuous else 'UNDECIDED'}: {self.reason}"
        lines = []
        for c in self.conditions:
            head = f"as {c.direction}: " if len(self.conditions) > 1 else ""
            if c.holds:
                lines.append(f"{head}holds {_either(c.holds)}")
            elif not c.open and (c.fails or not c.meaningless):
                lines.append(f"{head}never holds")
            if c.fails and c.fails != ("always",):
                lines.append(f"{head}fails {_either(c.fails)}")
            if c.open:
                # A region that is open says nothing either way: "holds never" beside it would read as a refutation.
                where = "" if c.open == ("always",) else f" {_either(c.open)}"
                lines.append(f"{head}not decided{where}" + (f": {'; '.join(c.reasons)}" if c.reasons else ""))
            if c.meaningless:
                where = "" if c.meaningless == ("always",) else f" {_either(c.meaningless)}"
                lines.append(f"{head}says nothing{where}: a sum in it diverges")
        return "\n".join(lines)


def _either(regions: tuple[str, ...]) -> str:
    if regions == ("always",):
        return "always"
    return "when " + " or ".join(f"({r})" if len(regions) > 1 and " and " in r else r for r in regions)


def when(claim: Claim, *, budget: float = 10.0) -> Answer:
    """The regions of the parameters where a claim holds, fails, or is open.

    Arguments: `claim`, with its hypotheses, which hold throughout; `budget` in seconds.
    Returns an Answer that prints itself.  What success proves: the claim in every region of `holds`, its negation in
    every inhabited region of `fails`.  Source: the tree of cases of `cases`.
    """
    deadline = time.monotonic() + budget
    out = []
    try:
        for problem in problems(claim):
            found = explore(problem, deadline) if consistent(problem, deadline) else Exploration()
            if not found.regions:
                return Answer((), "no real point satisfies the hypotheses", vacuous=True)
            out.append(
                Condition(
                    problem.direction,
                    _said(found, claim, answer=True),
                    _said(found, claim, answer=False),
                    _said(found, claim, answer=None),
                    tuple(dict.fromkeys(r.why for r in found.regions if _kind(r) is None and r.why))[:3],
                    _said(found, claim, answer=MEANINGLESS),
                )
            )
    except Signal as reason:
        return Answer((), str(reason))
    return Answer(tuple(out))


def _kind(region: Region) -> bool | str | None:
    return MEANINGLESS if region.meaningless else region.answer


def _said(found: Exploration, claim: Claim, *, answer: bool | str | None) -> tuple[str, ...]:
    """The regions with this answer in as few comparisons as were found."""
    merged = _merged(found, answer=answer)
    wanted = [r.guards for r in found.regions if _kind(r) is answer]
    others = [r.guards for r in found.regions if _kind(r) is not answer]
    shorter = shortest(wanted, others, [h.text for h in claim.given])
    if shorter is None or sum(map(len, shorter)) > sum(region.count(" and ") + 1 for region in merged):
        return merged
    return tuple(" and ".join(region) if region else "always" for region in shorter)


def _merged(found: Exploration, *, answer: bool | str | None) -> tuple[str, ...]:
    """The regions with this answer, siblings united where together they need fewer guards.

    The tree of splits is folded from the leaves: children of one split that agree become one condition on it.
    """
    leaves = {r.guards: _kind(r) is answer for r in found.regions}
    dropped = {guards for guards, _ in found.dropped}
    children: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for guards in [*leaves, *dropped]:
        for i in range(len(guards)):
            kids = children.setdefault(guards[:i], [])
            if guards[: i + 1] not in kids:
                kids.append(guards[: i + 1])

    def fold(at: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The conditions beyond `at` under which the answer is the wanted one; [()] means always."""
        if at in leaves:
            return [()] if leaves[at] else []
        alive = [k for k in children.get(at, []) if k not in dropped]
        parts = [(k[-1], fold(k)) for k in alive]
        if parts and all(p == [()] for _, p in parts):
            return [()]
        groups: list[tuple[list[tuple[str, ...]], list[str]]] = []
        for label, p in parts:
            same = next((labels for q, labels in groups if q == p), None)
            if same is None:
                groups.append((p, [label]))
            else:
                same.append(label)
        return [(label, *rest) for p, labels in groups for label in _unite(labels) for rest in p]

    return tuple(" and ".join(_shorten(c)) if c else "always" for c in fold(()))


def _shorten(guards: tuple[str, ...]) -> list[str]:
    """Without p != q where p < q or p > q is said as well."""
    strict = {g.replace(" < ", " != ").replace(" > ", " != ") for g in guards if " < " in g or " > " in g}
    return [g for g in guards if g not in strict]


def _unite(labels: list[str]) -> list[str]:
    """p < q and p = q as p <= q, when the texts say so."""
    if len(labels) != 2:
        return labels
    split = []
    for label in labels:
        for sign in (" != ", " < ", " > ", " = "):
            if sign in label:
                left, right = label.split(sign, 1)
                split.append((left, sign.strip(), right))
                break
    if len(split) == 2:
        split.sort(key=lambda part: part[1] != "=")
        (a, r, b), (c, s, d) = split
        union = _UNION.get(frozenset((r, s)))
        if r == "=" and s != "=" and (a, b) != (c, d):  # a solved equation is written with another left side
            return [f"{c} {s}= {d}"] if s in "<>" and _same_equation((a, b), (c, d)) else labels
        if (a, b) == (c, d) and union is not None:
            return [f"{a} {union} {b}"]
    return labels


def _same_equation(solved: tuple[str, str], sides: tuple[str, str]) -> bool:
    """Whether `name = value` has the sides of the comparison, in either order."""
    return solved in (sides, sides[::-1])
