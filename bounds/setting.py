"""The setting of the theorems: the names that a proof step may use, and how its text becomes a claim.

`statement("trace_inverse(G) >= n**2/trace(G)")` reads a step's text with the quantities of this field in the
grammar; `E[...]` is the mean, `noise_mean(...)` the mean over the noise given the design.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from .claims import Claim, Mode
from .parsing import Entry, Vocabulary, parse_claim
from .quantities import APPLIED, QUANTITIES, Quantity, mean
from .spectral_sums import BOUND, NAMED, PARTS, SUMS, require_bound
from .statements import Fact, Property, Step

_SHORT = {"effective_rank": ("r",), "squared_rank": ("R",)}
_INDEXED = {"effective_rank": ("r",), "squared_rank": ("R",), "eigenvalue": ("lamda",)}


def _itself(quantity: Quantity) -> Callable[[], Quantity]:
    return lambda: quantity


def _vocabulary() -> Vocabulary:
    """Every quantity of `bounds.quantities` and every sum of `bounds.spectral_sums` by name; E[...] for the mean."""
    names: dict[str, tuple[int, Callable[..., object]] | Entry] = {
        quantity.name: (0, _itself(quantity)) for quantity in QUANTITIES
    }
    names |= {quantity.name: (0, _itself(quantity)) for quantity in BOUND}
    for kind in (*APPLIED, *NAMED, *SUMS):
        name = kind.__name__
        if kind is mean:
            names["E"] = Entry("E", 1, 1, kind, brackets=True)
        else:
            count = 2 if kind in PARTS else 1
            names[name] = Entry(name, count, count, kind, _SHORT.get(name, ()), indexed=_INDEXED.get(name, ()))
    return Vocabulary.of(names)


VOCABULARY = _vocabulary()


def statement(text: str, *, mode: Mode = Mode.DETERMINISTIC, delta: str | None = None) -> Claim:
    """A claim at every value of its symbols, from its text.

    Arguments: `text`, an inequality or equation; `mode`, its sense for random quantities; `delta`, the text of the
    probability with which it may fail, for the mode that has one. Raises GrammarError.
    """
    return require_bound(parse_claim(text, vocabulary=VOCABULARY, mode=mode, delta=delta, everywhere=True, known=None))


def limit_statement(text: str, *, as_: str = "n -> oo", mode: Mode = Mode.DETERMINISTIC) -> Claim:
    """A claim in a limit, from its text: `E[standard_risk(min_norm)] -> 0`, say. Raises GrammarError."""
    return require_bound(parse_claim(text, as_=as_, vocabulary=VOCABULARY, mode=mode, known=None))


def with_signs(steps: Iterable[Step], facts: Sequence[Fact | Property], positive: Sequence[str]) -> tuple[Step, ...]:
    """The steps, each with the facts "name > 0" of n and of those names that occur in it or in what it cites.

    Arguments: `steps`, in their order; `facts`, the hypotheses of the theorem; `positive`, the names, of each of which
    a fact says that it is positive. A step that cites nothing (an instance) stays as it is.
    """
    found: list[Step] = []
    names = {item.name: _names(item.claim) for item in facts if isinstance(item, Fact)}
    for step in steps:
        here = _names(step.claim).union({"n"}, *(names.get(item, frozenset()) for item in step.by))
        names[step.name] = _names(step.claim)
        signs = tuple(f"{name} > 0" for name in positive if name in here) if step.by else ()
        found.append(replace(step, by=(*signs, *step.by)))
    return tuple(found)


def _names(claim: object) -> frozenset[str]:
    if not isinstance(claim, Claim):
        return frozenset()
    sides = (side for side in (claim.left, claim.right) if side is not None)
    return frozenset(str(symbol) for side in sides for symbol in side.free_symbols)
