"""Lemma schemas about sums over the spectrum at work: definitions, comparison term by term, Cauchy-Schwarz."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations

import sympy as sp

from ...bounds.claims import Relation
from ...bounds.parsing import to_text
from ...bounds.quantities import Applied, largest
from ...bounds.spectral_sums import EIGENVALUE, SUMS, definition, spectral_sum
from .normal import monomials, normal
from .scene import Known, Scene
from .termwise import Region, nonnegative, sums_in


def spectral_definitions(scene: Scene) -> Iterator[Known]:
    for item in scene.find(Applied):
        meaning = definition(item)
        if meaning is not None:
            name = "spectral-definitions"
            yield Known(name, item, meaning, relation=Relation.EQ, schema=name, binding={"X": item})


def _sums(scene: Scene) -> list[sp.Expr]:
    """The sums over the spectrum in sight and in definitions, as they were written."""
    written = {item for expression in scene.expressions() for item in sums_in(expression)}
    written |= {item for expression in scene.rewrites.values() for item in sums_in(expression)}
    plain = {item for item in written if all(isinstance(level, sp.Symbol | Applied) for level in item.args[1:])}
    return sorted(plain, key=sp.default_sort_key)


@dataclass(frozen=True)
class _Pair:
    """A sum and another over a part of its range: where either runs, and the premise that says so."""

    whole: sp.Expr
    part: sp.Expr
    outer: Region
    inner: Region
    premise: str = ""


def termwise(scene: Scene) -> Iterator[Known]:
    """Σ F >= c Σ G over a part of the spectrum, by F >= 0 and, there, F >= cG."""
    goal = monomials(normal(scene.difference, rewrites=scene.rewrites))
    for pair in _pairs(scene):
        yield from _compared(scene, goal, pair)


def _pairs(scene: Scene) -> Iterator[_Pair]:
    sums = _sums(scene)
    for whole, part in permutations(sums, 2):
        outer, inner = Region.of(whole), Region.of(part)
        if outer == inner or outer.side == "all":
            yield _Pair(whole, part, outer, inner)
        if outer == inner == Region("all"):
            for known in scene.premises:  # every λ_i is at most the largest, so at most k
                if known.right == largest and isinstance(known.left, sp.Symbol | Applied) and known.delta is None:
                    below = Region("below", known.left)
                    yield _Pair(whole, part, below, below, known.name)


def _compared(scene: Scene, goal: Mapping[sp.Expr, sp.Rational], pair: _Pair) -> Iterator[Known]:
    large, small = pair.whole.args[0], pair.part.args[0]
    outside = nonnegative(large, pair.outer, scene.signs.is_positive)
    if outside is None:
        scene.misses.append(f"termwise: {to_text(large)} is not seen to be >= 0 for every eigenvalue")
        return
    for factor in _factors(scene, goal, pair):
        inside = nonnegative(large - factor * small, pair.inner, scene.signs.is_positive)
        if inside is None:
            at_least = {"above": " where lamda_i >= ", "below": " where lamda_i <= "}.get(pair.inner.side, "")
            where = at_least and at_least + to_text(pair.inner.level)
            said = f"{to_text(large)} >= {to_text(factor)}*({to_text(small)})"
            scene.misses.append(f"termwise: {said} is not seen to hold{where}")
            continue
        binding = {"F": large, "G": small, "c": factor, "whole": pair.whole, "part": pair.part}
        if pair.premise and pair.inner.level is not None:
            binding["k"] = pair.inner.level
        yield Known(
            "termwise",
            pair.whole,
            factor * pair.part,
            schema="termwise",
            binding=binding,
            premise=pair.premise,
            proof={"inside": inside, "outside": outside},
        )


def _factors(scene: Scene, goal: Mapping[sp.Expr, sp.Rational], pair: _Pair) -> list[sp.Expr]:
    """Constants with which the claim may want two sums compared, then the quotient of their summands at the level."""
    whole, part = pair.whole, pair.part
    one, two = normal(whole, rewrites=scene.rewrites), normal(part, rewrites=scene.rewrites)
    found: list[sp.Expr] = []
    for first, above in goal.items():
        for second, below in goal.items():
            if above > 0 > below and one in sp.Mul.make_args(first) and two in sp.Mul.make_args(second):
                found.append(sp.cancel(-(below * second / two) / (above * first / one)))
    if pair.inner.level is not None and part.args[0] != 0:
        found.append(sp.cancel((whole.args[0] / part.args[0]).xreplace({EIGENVALUE: pair.inner.level})))
    return [
        factor
        for factor in dict.fromkeys(found)
        if not factor.has(*SUMS, EIGENVALUE, sp.zoo, sp.nan) and scene.signs.is_positive(factor)
    ]


def cauchy_schwarz_sums(scene: Scene) -> Iterator[Known]:
    """(Σ H)² ≤ Σ F Σ G where H² = F G term by term."""
    sums = [item for item in _sums(scene) if isinstance(item, spectral_sum)]
    for middle in sums:
        for place, one in enumerate(sums):
            for two in sums[place:]:
                f, g, h = one.args[0], two.args[0], middle.args[0]
                if middle in (one, two) or sp.cancel(h**2 - f * g) != 0:
                    continue
                proofs = [nonnegative(item, Region("all"), scene.signs.is_positive) for item in (f, g)]
                if None in proofs:
                    continue
                name = "cauchy-schwarz-sums"
                binding = {"F": f, "G": g, "H": h}
                yield Known(
                    name,
                    one * two,
                    middle**2,
                    schema=name,
                    binding=binding,
                    proof={"first": proofs[0], "second": proofs[1]},
                )
