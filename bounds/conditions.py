"""Conditions on parameters, `q > 1 and (s < q or s = 2)`, as trees of comparisons, and where they hold by case.

A condition is read with the grammar's comparisons as its atoms. `cases` lays it out as a tree of decisions, each on
whether the left side of a comparison is below, at or above the right one: boundaries stand by themselves, paths
exclude one another, and together they are everything, whatever the sides mean. Nothing is decided about numbers here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sympy import Add, Expr, Mul, Pow, Symbol

from .claims import Hypothesis, Relation
from .errors import InputError
from .parsing import parse_hypothesis

_SIGNS = {
    Relation.LT: ("<",),
    Relation.LE: ("<", "="),
    Relation.GT: (">",),
    Relation.GE: (">", "="),
    Relation.EQ: ("=",),
    Relation.NE: ("<", ">"),
}
_TURNED = {"<": ">", "=": "=", ">": "<"}
_MOST_PAIRS = 6
Pair = tuple[str, str]


@dataclass(frozen=True)
class Condition:
    """`kind` "atom" with its comparison, "and" / "or" with their parts, or the constants "always" / "never"."""

    kind: Literal["atom", "and", "or", "always", "never"]
    parts: tuple[Condition, ...] = ()
    atom: Hypothesis | None = None

    def __str__(self) -> str:
        if self.atom is not None:
            return self.atom.text
        if not self.parts:
            return self.kind
        return f" {self.kind} ".join(f"({p})" if p.parts else str(p) for p in self.parts)

    def atoms(self) -> Iterator[Hypothesis]:
        """The comparisons, in the order written."""
        if self.atom is not None:
            yield self.atom
        for part in self.parts:
            yield from part.atoms()


@dataclass(frozen=True)
class Path:
    """One conjunction of comparisons, and whether the condition holds there."""

    guards: tuple[str, ...]
    holds: bool


def parse_condition(text: str) -> Condition:
    """The condition of a text: comparisons, `and`, `or`, round brackets, or `always`, `never`.

    Raises GrammarError for a comparison that cannot be read, InputError for brackets that do not match.
    """
    text = text.strip()
    if text in ("always", "never"):
        return Condition("always" if text == "always" else "never")
    for word in ("or", "and"):
        pieces = _split(text, word)
        if len(pieces) > 1:
            return Condition("or" if word == "or" else "and", tuple(parse_condition(piece) for piece in pieces))
    if _bracketed(text):
        return parse_condition(text[1:-1])
    found = parse_hypothesis(text)
    if any(h.relation is None for h in found):
        raise InputError(f"the condition {text!r} declares a type: give types among the hypotheses")
    for hypothesis in found:
        for side in (hypothesis.left, hypothesis.right):
            if side is not None and not _polynomial(side):
                raise InputError(
                    f"the condition {text!r} is not polynomial in the parameters: where it is not defined, neither it "
                    "nor its negation would hold"
                )
    atoms = tuple(Condition("atom", atom=h) for h in found)
    return atoms[0] if len(atoms) == 1 else Condition("and", atoms)


def cases(condition: Condition, *, among: Condition) -> tuple[Path, ...]:
    """The paths of the decision tree: they exclude one another and leave nothing of `among` out.

    Raises InputError for more than six different comparisons.
    """
    pairs: list[Pair] = []
    for atom in [*among.atoms(), *condition.atoms()]:
        pair = _pair(atom)
        if pair not in pairs and pair[::-1] not in pairs:
            pairs.append(pair)
    if len(pairs) > _MOST_PAIRS:
        raise InputError(f"a condition of {len(pairs)} comparisons: at most {_MOST_PAIRS} are taken")
    return tuple(_paths((among, condition), pairs, {}))


def _paths(both: tuple[Condition, Condition], pairs: list[Pair], known: Mapping[Pair, str]) -> Iterator[Path]:
    inside, settled = (_settled(part, known) for part in both)
    if inside is False:
        return
    if inside and settled is not None:
        yield Path(tuple(f"{left} {sign} {right}" for (left, right), sign in known.items()), settled)
        return
    first = next(pair for pair in pairs if pair not in known and any(_matters(part, known, pair) for part in both))
    for sign in ("<", "=", ">"):
        yield from _paths(both, pairs, {**known, first: sign})


def _settled(condition: Condition, known: Mapping[Pair, str]) -> bool | None:
    """The truth of a condition where some of its pairs are compared, None where that does not settle it."""
    if condition.atom is not None:
        assert condition.atom.relation is not None
        left, right = _pair(condition.atom)
        sign = known.get((left, right)) or _TURNED.get(known.get((right, left), ""))
        return None if sign is None else sign in _SIGNS[condition.atom.relation]
    if not condition.parts:
        return condition.kind == "always"
    values = [_settled(part, known) for part in condition.parts]
    decisive = condition.kind == "or"
    if any(value is decisive for value in values):
        return decisive
    return None if any(value is None for value in values) else not decisive


def _matters(condition: Condition, known: Mapping[Pair, str], pair: Pair) -> bool:
    """Whether the comparison stands in a part that is still open."""
    if _settled(condition, known) is not None:
        return False
    if condition.atom is not None:
        return _pair(condition.atom) in (pair, pair[::-1])
    return any(_matters(part, known, pair) for part in condition.parts)


def _pair(atom: Hypothesis) -> Pair:
    assert atom.relation is not None
    left, _, right = atom.text.partition(f" {atom.relation.value} ")
    return left, right


def _polynomial(side: Expr) -> bool:
    """Whether a side is defined everywhere by structure: sums, products and whole powers of names and rationals."""
    if isinstance(side, Symbol) or side.is_Rational:
        return True
    if isinstance(side, Pow):
        base, exponent = side.args
        return bool(exponent.is_Integer and (exponent > 0 or (base.is_Rational and base != 0))) and _polynomial(base)
    return isinstance(side, Add | Mul) and all(_polynomial(part) for part in side.args)


def _split(text: str, word: str) -> list[str]:
    """The pieces between occurrences of the word outside brackets."""
    pieces, depth, start, position = [], 0, 0, 0
    mark = f" {word} "
    while position < len(text):
        depth += (text[position] in "([{") - (text[position] in ")]}")
        if depth < 0:
            raise InputError(f"the condition {text!r} closes a bracket that is not open")
        if depth == 0 and text.startswith(mark, position):
            pieces.append(text[start:position])
            position += len(mark)
            start = position
            continue
        position += 1
    if depth:
        raise InputError(f"the condition {text!r} leaves a bracket open")
    return [*pieces, text[start:]]


def _bracketed(text: str) -> bool:
    """Whether one pair of brackets encloses the whole."""
    if not (text.startswith("(") and text.endswith(")")):
        return False
    depth = 0
    for position, c in enumerate(text):
        depth += (c == "(") - (c == ")")
        if depth == 0:
            return position == len(text) - 1
    return False
