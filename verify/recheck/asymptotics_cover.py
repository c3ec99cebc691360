"""Whether the cases of a certificate cover the side conditions: a tree of splits, each leaf decided or empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from .algebra import Rejected
from .asymptotics_algebra import ONE, Algebra, Const, El
from .asymptotics_cases import Facts, rounded
from .asymptotics_functions import Evaluator
from .asymptotics_series import Space
from .asymptotics_text import Condition, NotCovered, Tree, condition, minus, names, read, replace, split, substituted
from .asymptotics_trees import tree_of

Guards = tuple[str, ...]
SIGNS = {"<": -1, "=": 0, ">": 1, "!=": 2}


class Cover:
    """The tree of cases of one part, `conditions` being the hypotheses."""

    def __init__(
        self, conditions: Sequence[Condition], integers: frozenset[str], part: Mapping[str, Any], deadline: float
    ) -> None:
        self.conditions, self.integers, self.deadline = conditions, integers, deadline
        self.splits = {tuple(s["guards"]): s for s in part["splits"]}
        self.dropped = {tuple(d["guards"]) for d in part["dropped"]}
        self.leaves = {tuple(r["guards"]) for r in part["regions"]}
        if len(self.leaves) != len(part["regions"]):
            raise Rejected("a case stands twice")

    def walk(self) -> None:
        """Raises Rejected where the cases do not cover, NotCovered where that is not shown."""
        reached: set[Guards] = set()
        self._walk((), reached)
        if reached != set(self.splits) | self.dropped | self.leaves:
            raise Rejected("a case that no split leads to")

    def _walk(self, at: Guards, reached: set[Guards]) -> None:
        reached.add(at)
        if (at in self.splits) + (at in self.dropped) + (at in self.leaves) != 1:
            raise Rejected("the cases do not cover: " + (" and ".join(at) or "everything"))
        if at in self.dropped:
            if not self._facts(at)[0].impossible([]):
                raise NotCovered("a dropped case that is not shown empty here")
            return
        if at in self.leaves:
            return
        signs = self.splits[at]["signs"]
        facts, ev = self._facts(at)
        tree = substituted(read(self.splits[at]["on"]), solved(at))
        on = ev.constant(tree)
        children = {self._label(ev, on, tree, g): g for g in self._children(at)}
        if set(children) != set(signs):
            raise Rejected(f"the cases do not cover the signs of {self.splits[at]['on']}")
        for missing in {-1, 0, 1} - {t for s in signs for t in ((-1, 1) if s == 2 else (s,))}:
            self._excluded(facts, on, missing)
        for child in children.values():
            self._walk(child, reached)

    def _excluded(self, facts: Facts, on: Const, s: int) -> None:
        try:
            if s == 0 and not facts.al.vanishes(on):
                return
            if facts.al.sign(on) == s:
                raise Rejected("a sign is left out that the conditions imply")
        except NotCovered:
            if not facts.impossible([(on * Fraction(s), ">") if s else (on, "=")]):
                if s in facts.signs_at_points(on):
                    raise Rejected("a sign is left out that occurs") from None
                raise

    def _children(self, at: Guards) -> list[Guards]:
        every = set(self.splits) | self.dropped | self.leaves
        return [g for g in every if len(g) == len(at) + 1 and g[: len(at)] == at]

    def _label(self, ev: Evaluator, on: Const, tree: Tree, child: Guards) -> int:
        """The sign of the split that the label stands for, by the same difference or the equation's solution."""
        left, relation, right = split(child[-1])
        put = solved(child[:-1])
        stated = ev.constant(substituted(minus(read(left), read(right)), put))
        if relation in SIGNS:
            if ev.al.is_zero(stated - on):
                return SIGNS[relation]
            if ev.al.is_zero(stated + on):
                return SIGNS[relation] if relation in ("=", "!=") else -SIGNS[relation]
        if relation != "=" or not left.isidentifier():
            raise Rejected(f"the case {child[-1]!r} is not one of its split")
        by = substituted(read(right), put)
        if not ev.al.vanishes(ev.constant(replace(tree, left, by))):
            raise Rejected(f"{child[-1]!r} does not solve its equation")
        self._solution(ev.al, on, ev.al.number("par", left, ()), ev.constant(by))
        return 0

    def _solution(self, al: Algebra, on: Const, target: int, value: Const) -> None:
        """on = 0 leaves no other value: on, or exp(on/p) - 1 for a sum of logarithms, is linear, its slope not zero."""
        slopes = [c for m, c in on.d.items() if m] if isinstance(on, El) else []
        for p in [on, *(self._exponential(al, on, slope) for slope in slopes)]:
            parts = al.linear(p, target)
            if parts and not al.vanishes(parts[0]) and al.is_zero(parts[0] * value + parts[1]):
                return
        raise NotCovered("an equation that is not solved here")

    @staticmethod
    def _exponential(al: Algebra, on: Const, slope: Fraction) -> Const:
        """exp(on/slope) - 1, the logarithms in it being those of positive constants."""
        out: Const = ONE
        for m, c in on.d.items() if isinstance(on, El) else ():
            base: Const = al.exp(ONE)
            if m:
                atom = al.atoms[m[0][0]]
                if len(m) != 1 or m[0][1] != 1 or atom.kind != "log":
                    return ONE
                inner = atom.args[0]
                base = inner.args[0] if inner.kind == "sum" else El(al, {((inner.number, ONE),): ONE})
                if al.sign(base) <= 0:
                    return ONE
            out = out * al.power(base, c / slope)
        return out - 1

    def guards(self, at: Sequence[str], put: Mapping[str, Tree]) -> list[Condition]:
        """What the guards state beyond what they solve, which must be what the region puts in."""
        mine = solved(tuple(at))
        ev = Evaluator(Space(Algebra(self.deadline), 2), frozenset())
        if set(mine) != set(put) or any(
            not ev.al.is_zero(ev.constant(tree) - ev.constant(put[name])) for name, tree in mine.items()
        ):
            raise Rejected("a case solves other equations than its guards state")
        parts = [split(label) for label in at]
        return [condition(read(a), r, read(b)) for a, r, b in parts if not (r == "=" and a in mine)]

    def _facts(self, at: Guards) -> tuple[Facts, Evaluator]:
        put = solved(at)
        facts = Facts(Algebra(self.deadline))
        ev = Evaluator(Space(facts.al, 2), self.integers)
        assume(facts, ev, [*self.conditions, *self.guards(at, put)], put, every=False)
        return facts, ev


def solved(at: Guards) -> dict[str, Tree]:
    """The parameters that the guards eliminate."""
    put: dict[str, Tree] = {}
    for label in at:
        left, relation, right = split(label)
        if relation == "=" and left.isidentifier() and left not in names(read(right)):
            by = substituted(read(right), put)
            put = {n: replace(t, left, by) for n, t in put.items()}
            put[left] = by
    return put


def solutions(ev: Evaluator, conditions: Sequence[Condition]) -> dict[str, Tree]:
    """Parameters that equations among the conditions give as formulas in the others, to be put in one after another.

    Two opposite bounds are an equation, and so are -1 < n < 1 for an integer n.
    """
    put: dict[str, Tree] = {}
    bounds: list[Const] = []
    for tree, relation in conditions:
        try:
            p, relation = rounded(ev.constant(substituted(tree, put)), relation, ev.integers)
        except NotCovered:
            continue
        if relation == ">=" and not any(ev.al.is_zero(p + q) for q in bounds):
            bounds.append(p)
        elif relation in (">=", "="):
            atoms = [a for a in p.atoms() if a.kind == "par"] if isinstance(p, El) else []
            for atom in sorted(atoms, key=lambda a: a.name in ev.integers):
                parts = ev.al.linear(p, atom.number)
                if not parts or not isinstance(parts[0], Fraction) or not parts[0]:
                    continue
                value = parts[1] * (-1 / parts[0])
                if atom.name not in ev.integers or ev.whole(value):  # else its being an integer would be forgotten
                    put[atom.name] = tree_of(ev.al, value)
                    break
    return put


def assume(
    facts: Facts, ev: Evaluator, conditions: Sequence[Condition], put: Mapping[str, Tree], *, every: bool = True
) -> None:
    """Takes the conditions on; positive parameters and, for positive integers, n >= 1 are noted.

    A condition that the others do not show to make sense is an obstacle, or left out if not `every` one is needed.
    """
    facts.integers = ev.integers
    given = waiting = [(substituted(tree, put), relation) for tree, relation in conditions]
    while waiting:  # one condition may be needed to make sense of another
        later = []
        for tree, relation in waiting:
            try:
                facts.assume(ev.constant(tree), relation)
            except NotCovered:
                later.append((tree, relation))
        if len(later) == len(waiting):
            if every:
                raise NotCovered("a condition that makes no sense by the others")
            break
        waiting = later
    for name in sorted({n for tree, _ in given for n in names(tree)}):
        symbol = ev.constant(("sym", name))
        try:
            positive = ev.al.sign(symbol) > 0
        except NotCovered:
            continue
        if positive:
            ev.al.atoms[ev.al.number("par", name, ())].positive = True
            if name in ev.integers:
                facts.assume(symbol - 1, ">=")
