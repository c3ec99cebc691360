"""The symbol table: every name that the grammar knows, with its arity, its builder and its spellings.

Nothing that is not listed here, or in a `Vocabulary` that the caller passes, can be called from a text.
"""

from __future__ import annotations

import keyword
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import sympy as sp
from sympy import Expr

from ..errors import InputError
from . import build


class Growth(Enum):
    """How large the value of a function at constants can be, so that no tower of numbers slips through."""

    UNKNOWN = "unknown"
    BOUNDED = "bounded by a small constant"
    LOGARITHMIC = "about the logarithm of its arguments"
    TAME = "about the size of its arguments, or less"
    EXPONENTIAL = "exponential in its arguments"
    FACTORIAL = "faster: constant arguments are bounded"


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of the grammar.

    Arguments: `name`, the canonical spelling, which `to_text` prints; `least` and `most`, how many arguments
    it takes (`most` None for any number; both 0 for a constant, which is written without brackets); `build`,
    arguments to tree; `spellings`, further names with the same meaning; `growth`, the size of its
    values; `brackets`, whether it is called as E[...];
    `indexed`, the LaTeX symbols whose subscript is the argument (lamda: `\\lambda_i` is eigenvalue(i)).
    """

    name: str
    least: int
    most: int | None
    build: Callable[..., Expr]
    spellings: tuple[str, ...] = ()
    growth: Growth = Growth.UNKNOWN
    brackets: bool = False
    indexed: tuple[str, ...] = ()

    @property
    def constant(self) -> bool:
        """Whether the name stands for itself, without brackets."""
        return self.most == 0

    def usage(self) -> str:
        """How a call looks, for messages."""
        if self.constant:
            return self.name
        opening, closing = "[]" if self.brackets else "()"
        letters = ["...", "..., ..."][min(self.least, 2) - 1] if self.least else ""
        return f"{self.name}{opening}{letters}{closing}"


def _plain(head: Any) -> Callable[..., Expr]:
    def call(*arguments: Expr) -> Expr:
        return head(*arguments, evaluate=False)

    return call


def _constant(value: Expr) -> Callable[..., Expr]:
    return lambda: value


_UNARY: dict[Any, tuple[str, ...]] = {
    sp.exp: (),
    sp.sign: ("sgn",),
    sp.floor: (),
    sp.ceiling: ("ceil",),
    sp.frac: (),
    sp.sin: (),
    sp.cos: (),
    sp.tan: (),
    sp.cot: (),
    sp.sec: (),
    sp.csc: (),
    sp.asin: ("arcsin",),
    sp.acos: ("arccos",),
    sp.atan: ("arctan",),
    sp.acot: ("arccot",),
    sp.asec: ("arcsec",),
    sp.acsc: ("arccsc",),
    sp.sinh: (),
    sp.cosh: (),
    sp.tanh: (),
    sp.coth: (),
    sp.sech: (),
    sp.csch: (),
    sp.asinh: ("arsinh", "arcsinh"),
    sp.acosh: ("arcosh", "arccosh"),
    sp.atanh: ("artanh", "arctanh"),
    sp.acoth: ("arcoth", "arccoth"),
    sp.asech: ("arsech", "arcsech"),
    sp.acsch: ("arcsch", "arccsch"),
    sp.erf: (),
    sp.erfc: (),
    sp.loggamma: (),
    sp.digamma: (),
    sp.LambertW: (),
    sp.Ei: (),
    sp.li: (),
    sp.harmonic: (),
}

_GROWTH = {
    **dict.fromkeys((sp.exp, sp.sinh, sp.cosh, sp.Ei), Growth.EXPONENTIAL),
    **dict.fromkeys((sp.asinh, sp.acosh, sp.digamma, sp.LambertW, sp.harmonic), Growth.LOGARITHMIC),
    **dict.fromkeys((sp.sin, sp.cos, sp.atan, sp.acot, sp.tanh, sp.sign, sp.frac, sp.erf, sp.erfc), Growth.BOUNDED),
}

_ENTRIES: tuple[Entry, ...] = (
    *(
        Entry(head.__name__, 1, 1, _plain(head), other, _GROWTH.get(head, Growth.TAME))
        for head, other in _UNARY.items()
    ),
    Entry("log", 1, 2, build.logarithm, ("ln",), growth=Growth.LOGARITHMIC),
    Entry("sqrt", 1, 1, build.sqrt, growth=Growth.TAME),
    Entry("root", 2, 2, build.root, growth=Growth.TAME),
    Entry("Abs", 1, 1, build.absolute, ("abs",), growth=Growth.TAME),
    Entry("Min", 2, None, build.minimum, ("min",), growth=Growth.TAME),
    Entry("Max", 2, None, build.maximum, ("max",), growth=Growth.TAME),
    Entry("Mod", 2, 2, _plain(sp.Mod), ("mod",), growth=Growth.TAME),
    Entry("gamma", 1, 1, _plain(sp.gamma), ("Gamma",), growth=Growth.FACTORIAL),
    Entry("factorial", 1, 1, _plain(sp.factorial), growth=Growth.FACTORIAL),
    Entry("binomial", 2, 2, _plain(sp.binomial), ("binom",), growth=Growth.FACTORIAL),
    Entry("polygamma", 2, 2, _plain(sp.polygamma), growth=Growth.FACTORIAL),
    Entry("uppergamma", 2, 2, _plain(sp.uppergamma), growth=Growth.FACTORIAL),
    Entry("lowergamma", 2, 2, _plain(sp.lowergamma), growth=Growth.FACTORIAL),
    Entry("zeta", 1, 2, _plain(sp.zeta), growth=Growth.TAME),
    Entry("pi", 0, 0, _constant(sp.pi), growth=Growth.TAME),
    Entry("E", 0, 0, _constant(sp.E), growth=Growth.TAME),
    Entry("oo", 0, 0, _constant(sp.oo), ("infty", "infinity")),
    Entry("EulerGamma", 0, 0, _constant(sp.EulerGamma), growth=Growth.TAME),
)

BINDERS: dict[str, str] = {
    "Sum": "Sum(f, (i, a, b))",
    "Product": "Product(f, (i, a, b))",
    "inverse": "inverse(k, F = G)",
    "threshold": "threshold(k, F >= G)",
}
"""Names that bind a symbol, each with the one form in which it is written; the parser reads them itself."""

LANDAU: tuple[str, ...] = ("o", "O", "omega", "Omega", "Theta", "Otilde", "Omegatilde", "Thetatilde")
"""Names that stand before a bracket on the right of `=` in a claim."""

RESERVED: dict[str, str] = {
    "I": "the formulas of claims are real: there is no imaginary unit",
    "nan": "there is no undefined value in a formula",
    "NaN": "there is no undefined value in a formula",
    "zoo": "there is no complex infinity in a formula; write oo or -oo",
    "inf": "write oo for infinity",
    "Inf": "write oo for infinity",
    "Infinity": "write oo for infinity",
    **dict.fromkeys(set(keyword.kwlist) - {"lambda"}, "it is a reserved word and cannot name a parameter"),
}
"""Names that are refused, each with the reason."""

MEANT: dict[str, str] = {
    **dict.fromkeys(("tr", "Tr"), "trace"),
    **dict.fromkeys(("lambda", "lamda", "lam"), "eigenvalue"),
    **dict.fromkeys(("R_std", "Rstd"), "standard_risk"),
    **dict.fromkeys(("R_adv", "Radv"), "adversarial_risk"),
    **dict.fromkeys(("k_star", "kstar_b"), "kstar"),
}
"""What is meant by usual names of functions where the vocabulary has a longer one."""

FUNCTION_OF_HEAD: dict[Any, str] = {
    **{head: head.__name__ for head in _UNARY},
    sp.log: "log",
    sp.Abs: "Abs",
    sp.Min: "Min",
    sp.Max: "Max",
    sp.Mod: "Mod",
    sp.gamma: "gamma",
    sp.factorial: "factorial",
    sp.binomial: "binomial",
    sp.polygamma: "polygamma",
    sp.uppergamma: "uppergamma",
    sp.lowergamma: "lowergamma",
    sp.zeta: "zeta",
}
"""The name under which each SymPy class is printed: as name(arguments)."""

Arity = int | tuple[int, int | None]


@dataclass(frozen=True)
class Vocabulary:
    """A table of names: the project's own, or the names that a caller adds to it.

    Arguments: `entries`, canonical name or further spelling to Entry; `claims`, words that are a whole claim by
    themselves (`benign`), each with a builder that takes no argument and returns the tree that stands for it.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    claims: Mapping[str, Callable[[], Any]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        names: Mapping[str, tuple[Arity, Callable[..., Expr]] | Entry],
        *,
        claims: Mapping[str, Callable[[], Any]] | None = None,
    ) -> Vocabulary:
        """A vocabulary from name -> (arity, builder), arity a number, (least, most), or 0 for a constant.

        An Entry may stand for the pair, where spellings, brackets or LaTeX subscripts are wanted.
        Raises InputError where a name is one of the grammar's own.
        """
        entries: dict[str, Entry] = {}
        for name, value in names.items():
            if isinstance(value, Entry):
                entry = value
            else:
                arity, builder = value
                least, most = arity if isinstance(arity, tuple) else (arity, arity)
                entry = Entry(name, least, most, builder)
            for spelling in (name, entry.name, *entry.spellings):
                if not entry.brackets and (spelling in GRAMMAR.entries or spelling in BINDERS):
                    raise InputError(f"the vocabulary may not redefine {spelling}, a name of the grammar")
                entries[spelling] = entry
        return cls(entries, dict(claims or {}))

    def __or__(self, other: Vocabulary) -> Vocabulary:
        """Both vocabularies together, the right one winning."""
        return Vocabulary({**self.entries, **other.entries}, {**self.claims, **other.claims})

    def get(self, name: str) -> Entry | None:
        """The entry of that name or spelling."""
        return self.entries.get(name)

    def functions(self) -> Iterator[str]:
        """Every spelling that takes arguments."""
        return (name for name, entry in self.entries.items() if not entry.constant)

    def indexed(self, symbol: str) -> Entry | None:
        """The entry whose LaTeX form is the symbol with the argument as its subscript."""
        return next((entry for entry in self.entries.values() if symbol in entry.indexed), None)


GRAMMAR = Vocabulary({spelling: entry for entry in _ENTRIES for spelling in (entry.name, *entry.spellings)})
"""The names of every text."""

EMPTY = Vocabulary()
"""No further names."""
