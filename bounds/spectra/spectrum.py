"""A covariance's eigenvalues λ_1 ≥ λ_2 ≥ … > 0 as one frozen object: lists and formulas on ranges of the
index.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import sympy

from ..errors import DomainError, InputError
from .forms import Form

INDEX = sympy.Symbol("i", integer=True, positive=True)
"""The index i of λ_i in every formula."""

SIZE = sympy.Symbol("n", integer=True, positive=True)
"""The sample size n, on which a spectrum may depend."""

_WRITTEN_OUT = 12
"""The longest list that is written out as a case distinction."""


@dataclass(frozen=True)
class Validity:
    """What makes the sequence a covariance's: conditions on the parameters, stated and not decided here.

    None where no condition is known, as for a formula; then only the enclosures tell.
    """

    positive: sympy.Basic | None = sympy.true
    nonincreasing: sympy.Basic | None = sympy.true
    summable: sympy.Basic | None = sympy.true


@dataclass(frozen=True)
class Block:
    """λ_i = formula for first ≤ i ≤ last (last may be oo); `form` knows closed sums where there are any."""

    first: sympy.Expr
    last: sympy.Expr
    formula: sympy.Expr
    form: Form | None = None

    def total(self, first: sympy.Expr, last: sympy.Expr, power: int) -> sympy.Expr:
        """Σ λ_i^power over first ≤ i ≤ last, closed where the form allows it, else an unevaluated Sum."""
        closed = None if self.form is None else self.form.total(first, last, power)
        return sympy.Sum(self.formula**power, (INDEX, first, last)) if closed is None else closed


@dataclass(frozen=True)
class Listing:
    """λ_1, …, λ_d given one by one, the largest first."""

    values: tuple[sympy.Expr, ...]

    @property
    def first(self) -> sympy.Expr:
        """The index of the first value, 1."""
        return sympy.S.One

    @property
    def last(self) -> sympy.Expr:
        """The index of the last value."""
        return sympy.Integer(len(self.values))


@dataclass(frozen=True)
class Spectrum:
    """A sequence of eigenvalues, built by the constructors of `boundproof.bounds.spectra`.

    Arguments: `segments`, consecutive pieces that cover i = 1 … p; `made_by`, the call that built it, which
    is its repr; `validity`, the conditions under which it is the spectrum of a covariance with finite trace.
    """

    segments: tuple[Block | Listing, ...]
    made_by: str
    validity: Validity = field(default_factory=Validity, compare=False)

    def __repr__(self) -> str:
        return self.made_by

    def _repr_latex_(self) -> str:
        pieces = []
        for segment in self.segments:
            if isinstance(segment, Listing):
                shown = ", ".join(sympy.latex(value) for value in segment.values[:_WRITTEN_OUT])
                dots = ", \\ldots" if len(segment.values) > _WRITTEN_OUT else ""
                pieces.append(f"\\lambda_1, \\ldots, \\lambda_{{{segment.last}}} = {shown}{dots}")
            else:
                span = f"{sympy.latex(segment.first)} \\le i \\le {sympy.latex(segment.last)}"
                if segment.last == sympy.oo:
                    span = f"i \\ge {sympy.latex(segment.first)}"
                pieces.append(f"\\lambda_i = {sympy.latex(segment.formula)} \\quad ({span})")
        return "$\\displaystyle " + ";\\quad ".join(pieces) + "$"

    @property
    def dimension(self) -> sympy.Expr:
        """p: the number of eigenvalues, oo or an expression, possibly in n."""
        return self.segments[-1].last

    @property
    def trace(self) -> sympy.Expr:
        """tr Σ = Σ λ_i."""
        return self.tail(0)

    @property
    def largest(self) -> sympy.Expr:
        """λ_1 = ‖Σ‖."""
        return self.eigenvalue(sympy.S.One)

    @property
    def parameters(self) -> tuple[sympy.Symbol, ...]:
        """The free symbols other than i and n, by name."""
        found: set[sympy.Symbol] = set()
        for segment in self.segments:
            trees = segment.values if isinstance(segment, Listing) else (segment.formula, segment.first, segment.last)
            for tree in trees:
                found |= tree.free_symbols
        return tuple(sorted(found - {INDEX, SIZE}, key=lambda symbol: symbol.name))

    @property
    def depends_on_size(self) -> bool:
        """Whether n occurs in the eigenvalues or in the dimension."""
        return any(
            SIZE in tree.free_symbols
            for segment in self.segments
            for tree in (segment.values if isinstance(segment, Listing) else (segment.formula, segment.last))
        )

    def eigenvalue(self, i: sympy.Expr | int) -> sympy.Expr:
        """λ_i, for a whole number or a symbol i."""
        i = sympy.sympify(i, strict=True)
        if i.is_Integer:
            return self._eigenvalue_at(i)
        pieces: list[tuple[sympy.Expr, sympy.Basic]] = []
        for segment in self.segments:
            if isinstance(segment, Listing):
                if len(segment.values) > _WRITTEN_OUT:
                    listed = sympy.IndexedBase(sympy.Symbol("lambda"))[i]
                    pieces.append((listed, i <= segment.last))
                else:
                    pieces.extend((value, sympy.Eq(i, j)) for j, value in enumerate(segment.values, start=1))
            else:
                pieces.append((segment.formula.xreplace({INDEX: i}), i <= segment.last))
        if len(self.segments) == 1 and isinstance(self.segments[0], Block):
            return pieces[0][0]
        return sympy.Piecewise(*pieces, evaluate=False)

    def _eigenvalue_at(self, i: sympy.Integer) -> sympy.Expr:
        if i < 1:
            raise InputError(f"eigenvalue({i}): eigenvalues are numbered from 1")
        for segment in self.segments:
            if isinstance(segment, Listing):
                if i <= len(segment.values):
                    return segment.values[int(i) - 1]
            elif not segment.last.is_Integer or i <= segment.last:
                return segment.formula.xreplace({INDEX: i})
        raise InputError(f"eigenvalue({i}): this spectrum has only {self.dimension} eigenvalues")

    def at(self, *, n: int | sympy.Expr) -> Spectrum:
        """The spectrum at one sample size: n replaced everywhere, ranges made whole numbers."""
        size = sympy.Integer(n)
        if size < 1:
            raise InputError(f"n = {n}: a sample size is a positive whole number")
        if not self.depends_on_size:
            return self
        segments: list[Block | Listing] = []
        for segment in self.segments:
            if isinstance(segment, Listing):
                segments.append(Listing(tuple(_fix(value, size) for value in segment.values)))
                continue
            form = segment.form
            if form is not None:
                form = replace(form, **{key: _fix(value, size) for key, value in vars(form).items()})
            first, last = _fix(segment.first, size), _fix(segment.last, size).doit()
            if last.is_number and last != sympy.oo and not last.is_Integer:
                raise InputError(f"p = {segment.last} is {last} at n = {size}: use floor(…) to make it a whole number")
            if last.is_number and last < first:
                raise DomainError(f"p = {segment.last} is {last} at n = {size}: the block from i = {first} on is empty")
            segments.append(Block(first, last, _fix(segment.formula, size), form))
        return replace(self, segments=tuple(segments), made_by=f"{self.made_by}.at(n={size})")

    def tail(self, k: sympy.Expr | int, power: int = 1) -> sympy.Expr:
        """Σ_{i>k} λ_i^power: closed where there is a form for it, else with an unevaluated Sum."""
        k = sympy.sympify(k, strict=True)
        if not k.is_Integer and len(self.segments) > 1:
            summed = sympy.Dummy("j", integer=True, positive=True)
            return sympy.Sum(self.eigenvalue(summed) ** power, (summed, k + 1, self.dimension))
        parts: list[sympy.Expr] = []
        for segment in self.segments:
            if isinstance(segment, Listing):
                if not k.is_Integer:
                    return sympy.Sum(self.eigenvalue(INDEX) ** power, (INDEX, k + 1, self.dimension))
                parts.extend(value**power for value in segment.values[int(k) :])
                continue
            if k.is_Integer and segment.last.is_Integer and segment.last <= k:
                continue
            starts_later = k.is_Integer and segment.first.is_Integer and segment.first > k
            parts.append(segment.total(segment.first if starts_later else k + 1, segment.last, power))
        return sympy.Add(*parts)

    def scaled(self, factor: sympy.Expr | int) -> Spectrum:
        """The spectrum of factor · Σ, factor > 0."""
        factor = sympy.sympify(factor, strict=True)
        if factor.is_number and not factor > 0:
            raise InputError(f"factor = {factor}: a covariance can only be scaled by a positive number")
        segments: list[Block | Listing] = []
        for segment in self.segments:
            if isinstance(segment, Listing):
                segments.append(Listing(tuple(factor * value for value in segment.values)))
            else:
                form = None if segment.form is None else segment.form.scaled(factor)
                segments.append(Block(segment.first, segment.last, factor * segment.formula, form))
        return replace(self, segments=tuple(segments), made_by=f"{self.made_by}.scaled({factor})")


_LONGEST_NUMBER = 100_000
"""The most bits that a number may have after n has been put in."""


def _fix(tree: sympy.Expr, size: sympy.Integer) -> sympy.Expr:
    """The tree with n replaced by a number, powers of numbers worked out exactly unless they are astronomic."""
    if SIZE not in tree.free_symbols:
        return tree
    if tree == SIZE:
        return size
    arguments = [_fix(argument, size) for argument in tree.args]
    if isinstance(tree, sympy.Pow) and all(argument.is_Rational for argument in arguments):
        base, exponent = arguments
        bits = max(int(base.p).bit_length(), int(base.q).bit_length()) * abs(exponent)
    elif isinstance(tree, sympy.Function) and any(argument.is_Integer for argument in arguments):
        # factorials and their kin; logarithms stay as they are
        grows = isinstance(tree, sympy.factorial | sympy.gamma | sympy.binomial)
        bits = max(abs(argument) for argument in arguments) * 20 if grows else 0
    else:
        bits = 0
    if bits > _LONGEST_NUMBER:
        raise InputError(f"{tree} at n = {size} is a number of more than {_LONGEST_NUMBER // 4} digits: too large")
    return tree.func(*arguments)
