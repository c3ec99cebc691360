"""The families of the literature, each a constructor that states when it is a covariance's spectrum.

Sources: Bartlett, Long, Lugosi, Tsigler 2020, "Benign overfitting in linear regression" (power × log,
exponential with a flat floor); Tsigler, Bartlett 2023 (spikes with a flat tail).
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy

from ..errors import DomainError, InputError
from .forms import Flat, Form, Geometric, Power
from .numbers import Given, exact
from .spectrum import INDEX, Block, Listing, Spectrum, Validity

LOG_SHIFTS = ("log(i+1)", "log((i+1)e/2)")
"""The two spellings of the logarithm in the power × log family; the second one is BLLT's."""

_LONG_LIST = 6


def isotropic(p: Given, *, variance: Given = 1) -> Spectrum:
    """λ_i = variance for i ≤ p. `p` is a whole number or an expression in n, `variance` > 0."""
    dimension, level = _dimension(p), _positive(variance, "variance")
    if dimension == sympy.oo:
        raise DomainError("isotropic(p=oo): Σλ_i = ∞; a flat spectrum needs a finite dimension p")
    shown = f"isotropic({dimension})" if level == 1 else f"isotropic({dimension}, variance={level})"
    return Spectrum((Block(sympy.S.One, dimension, level, Flat(level)),), shown)


def flat_tail(spikes: Sequence[Given], *, p: Given, level: Given | None = None, trace: Given | None = None) -> Spectrum:
    """Spikes λ_1 ≥ … ≥ λ_d, then λ_i = level for d < i ≤ p.

    Arguments: `spikes`, sorted here; `p`, the dimension, possibly in n; either `level`, or `trace` = Σ_{i>d}
    λ_i.
    """
    if (level is None) == (trace is None):
        raise InputError("flat_tail: give either level= or trace= of the flat tail")
    values = _sorted([_positive(value, "a spike") for value in spikes])
    dimension = _dimension(p)
    if dimension == sympy.oo:
        raise DomainError("flat_tail(p=oo): Σλ_i = ∞; a flat tail needs a finite dimension p")
    count = len(values)
    if dimension.is_Integer and dimension <= count:
        raise InputError(f"flat_tail: p = {dimension} leaves no tail behind {count} spikes")
    height = _positive(level, "level") if level is not None else _positive(trace, "trace") / (dimension - count)
    tail = Block(sympy.Integer(count + 1), dimension, height, Flat(height))
    segments: tuple[Block | Listing, ...] = (Listing(values), tail) if values else (tail,)
    given = f"level={height}" if level is not None else f"trace={exact(trace, 'trace')}"
    nonincreasing = values[-1] >= height if values else sympy.true
    return Spectrum(
        segments, f"flat_tail({list(values)}, p={dimension}, {given})", Validity(nonincreasing=nonincreasing)
    )


def power_law(a: Given, *, p: Given = sympy.oo) -> Spectrum:
    """λ_i = i^(−a), a > 0; summable in infinite dimension iff a > 1. Tail sums are Hurwitz zeta values."""
    decay, dimension = _positive(a, "a"), _dimension(p)
    summable = decay > 1 if dimension == sympy.oo else sympy.true
    if summable == sympy.false:
        raise DomainError(f"power_law(a={decay}): Σλ_i = ∞ for a <= 1; take a > 1 or a finite p")
    block = Block(sympy.S.One, dimension, INDEX ** (-decay), Power(sympy.S.One, decay))
    return Spectrum((block,), _call("power_law", a=decay, p=dimension), Validity(summable=summable))


def power_log(a: Given, beta: Given, *, shift: str = "log(i+1)", p: Given = sympy.oo) -> Spectrum:
    """λ_i = i^(−a) L_i^(−β) with L_i = log(i+1), or BLLT's log((i+1)e/2); benign iff a = 1 and β > 1 (p = ∞).

    Arguments: `a`, `beta`, numbers or symbols; `shift`, one of `LOG_SHIFTS`; `p`. A negative β can make the
    sequence increase at first, which the enclosures refuse. Source: BLLT 2020, Theorem 31 and its
    corollaries.
    """
    if shift not in LOG_SHIFTS:
        raise InputError(f"shift = {shift!r}: expected one of {', '.join(map(repr, LOG_SHIFTS))}")
    decay, exponent, dimension = exact(a, "a"), exact(beta, "beta"), _dimension(p)
    logarithm = sympy.log(INDEX + 1) if shift == LOG_SHIFTS[0] else sympy.log(INDEX + 1) + 1 - sympy.log(2)
    summable: sympy.Basic = sympy.true
    if dimension == sympy.oo:
        summable = sympy.Or(decay > 1, sympy.And(sympy.Eq(decay, 1), exponent > 1))
    if summable == sympy.false:
        raise DomainError(
            f"power_log(a={decay}, beta={exponent}): Σλ_i = ∞; in infinite dimension a > 1, or a = 1 and beta > 1"
        )
    block = Block(sympy.S.One, dimension, INDEX ** (-decay) * logarithm ** (-exponent))
    call = _call("power_log", a=decay, beta=exponent, p=dimension)
    if shift != LOG_SHIFTS[0]:
        call = f"{call[:-1]}, shift={shift!r})"
    nonincreasing = sympy.true if exponent.is_nonnegative else decay + exponent * _steepest(shift) >= 0
    return Spectrum((block,), call, Validity(nonincreasing=nonincreasing, summable=summable))


def exponential(tau: Given, *, p: Given = sympy.oo) -> Spectrum:
    """λ_i = e^(−i/τ), τ > 0."""
    time, dimension = _positive(tau, "tau"), _dimension(p)
    form = Geometric(sympy.S.One, time, sympy.S.Zero)
    block = Block(sympy.S.One, dimension, sympy.exp(-INDEX / time), form)
    return Spectrum((block,), _call("exponential", tau=time, p=dimension))


def exponential_floor(tau: Given, *, floor: Given, p: Given) -> Spectrum:
    """λ_i = e^(−i/τ) + floor for i ≤ p; `floor` and `p` may be expressions in n. Benign conditions: BLLT
    2020.
    """
    time, level, dimension = _positive(tau, "tau"), _positive(floor, "floor"), _dimension(p)
    if dimension == sympy.oo:
        raise DomainError("exponential_floor(p=oo): Σλ_i = ∞; a floor needs a finite dimension p")
    form = Geometric(sympy.S.One, time, level)
    block = Block(sympy.S.One, dimension, sympy.exp(-INDEX / time) + level, form)
    return Spectrum((block,), f"exponential_floor({time}, floor={level}, p={dimension})")


def explicit(values: Sequence[Given]) -> Spectrum:
    """The finite list of eigenvalues, sorted here; each must be a positive number."""
    if not len(values):
        raise InputError("explicit([]): a spectrum needs at least one eigenvalue")
    exactly = _sorted([_positive(value, f"eigenvalue {j}") for j, value in enumerate(values, start=1)])
    shown = ", ".join(str(value) for value in exactly[:_LONG_LIST])
    if len(exactly) > _LONG_LIST:
        shown += f", … {len(exactly)} values"
    return Spectrum((Listing(exactly),), f"explicit([{shown}])")


def from_formula(formula: str | sympy.Expr, *, p: Given = sympy.oo) -> Spectrum:
    """λ_i = formula in i (n allowed) for i ≤ p.

    Arguments: `formula`, text in the project's grammar or a SymPy expression; `p`, the dimension, infinite
    unless given. Positivity, order and summability are not known here: the enclosures prove them or refuse.
    """
    if isinstance(formula, str):
        from ..parsing import parse_expression

        expression, shown = parse_expression(formula), formula
    else:
        expression, shown = formula, str(formula)
    expression = _canonical(exact(expression, "the formula"))
    dimension = _dimension(p)
    if INDEX not in expression.free_symbols and dimension == sympy.oo:
        raise DomainError(f"λ_i = {shown} does not depend on the index i: Σλ_i = ∞; use i, or a finite p")
    form = Flat(expression) if INDEX not in expression.free_symbols else _recognised(expression)
    summable = form.decay > 1 if isinstance(form, Power) and dimension == sympy.oo and form.decay.free_symbols else None
    unknown = Validity(None, None, summable)
    return Spectrum(
        (Block(sympy.S.One, dimension, expression, form),),
        _call("from_formula", _=shown, p=dimension),
        unknown,
    )


def _canonical(expression: sympy.Expr) -> sympy.Expr:
    """The same tree with i and n being the symbols of this package, whatever was assumed of them
    elsewhere.
    """
    from .spectrum import SIZE

    names = {"i": INDEX, "n": SIZE}
    return expression.xreplace(
        {symbol: names[symbol.name] for symbol in expression.free_symbols if symbol.name in names}
    )


def _recognised(expression: sympy.Expr) -> Form | None:
    """c · i^(−a) and c · e^(−i/τ) + floor, for their closed tail sums."""
    floor, varying = expression.as_independent(INDEX, as_Add=True)
    scale, rest = varying.as_independent(INDEX, as_Add=False)
    if floor == 0 and isinstance(rest, sympy.Pow) and rest.base == INDEX and INDEX not in rest.exp.free_symbols:
        return Power(scale, -rest.exp)
    if isinstance(rest, sympy.exp):
        exponent = rest.args[0]
    elif isinstance(rest, sympy.Pow) and INDEX not in rest.base.free_symbols:
        exponent = rest.exp * sympy.log(rest.base)
    else:
        return None
    constant, linear = sympy.expand(exponent).as_independent(INDEX, as_Add=True)
    rate = linear / INDEX
    if rate == 0 or INDEX in rate.free_symbols:
        return None
    return Geometric(scale * sympy.exp(constant), -1 / rate, floor)


def _steepest(shift: str) -> sympy.Expr:
    """The largest growth x L'(x)/L(x) of the logarithm over x ≥ 1, reached at x = 1 for both shifts up to the
    hump.
    """
    return 1 / (2 * sympy.log(2)) if shift == LOG_SHIFTS[0] else sympy.Rational(1, 2)


def _dimension(p: Given) -> sympy.Expr:
    if p == sympy.oo or p in ("inf", "oo"):
        return sympy.oo
    dimension = _canonical(exact(p, "p"))
    if dimension.is_number:
        dimension = dimension.doit()  # the grammar leaves 10**15 as it was written
    if dimension.is_number and not (dimension.is_Integer and dimension >= 1):
        raise InputError(f"p = {p}: a dimension is a positive whole number or infinite")
    return dimension


def _positive(value: Given, what: str) -> sympy.Expr:
    expression = _canonical(exact(value, what))
    if expression.is_Rational and not expression > 0:
        raise InputError(f"{what} = {value}: expected a positive number")
    return expression


def _sorted(values: Sequence[sympy.Expr]) -> tuple[sympy.Expr, ...]:
    if all(value.is_Rational for value in values):
        return tuple(sorted(values, reverse=True))
    return tuple(values)


def _call(name: str, **arguments: object) -> str:
    shown = [f"{key}={value}" if key != "_" else repr(value) for key, value in arguments.items() if value != sympy.oo]
    return f"{name}({', '.join(shown)})"
