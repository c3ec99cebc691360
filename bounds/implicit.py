"""Quantities given implicitly: the solution of F(k) = G, and the least natural k with F(k) >= G."""

from __future__ import annotations

from sympy import Expr, Symbol, sympify
from sympy.core.basic import Basic

from .errors import InputError


class _Implicit(Expr):
    """A quantity that binds its unknown: the unknown is no free symbol of the tree."""

    is_commutative = True
    relation: str

    def __new__(cls, unknown: Symbol, left: Expr, right: Expr) -> _Implicit:
        if not isinstance(unknown, Symbol):
            raise InputError(f"{cls.__name__} solves for a symbol, not for {unknown}")
        left, right = sympify(left, strict=True), sympify(right, strict=True)
        if unknown not in left.free_symbols:
            raise InputError(f"{cls.__name__} solves for {unknown}, which does not occur in {left}")
        return Basic.__new__(cls, unknown, left, right)

    @property
    def unknown(self) -> Symbol:
        """The symbol solved for."""
        return self.args[0]

    @property
    def left(self) -> Expr:
        """The side that depends on the unknown."""
        return self.args[1]

    @property
    def right(self) -> Expr:
        """The level to be reached."""
        return self.args[2]

    @property
    def free_symbols(self) -> set[Symbol]:
        """The symbols of both sides without the unknown of the left one."""
        return (self.left.free_symbols - {self.unknown}) | self.right.free_symbols

    @property
    def bound_symbols(self) -> list[Symbol]:
        """The unknown."""
        return [self.unknown]

    def _latex(self, printer: object) -> str:
        show = printer._print  # type: ignore[attr-defined]
        return rf"{self._head} \{{{show(self.unknown)} : {show(self.left)} {self.relation} {show(self.right)}\}}"

    def _sympystr(self, printer: object) -> str:
        show = printer._print  # type: ignore[attr-defined]
        name = type(self).__name__.lower()
        return f"{name}({show(self.unknown)}, {show(self.left)} {self.sign} {show(self.right)})"

    _head = ""
    sign = "="


class Inverse(_Implicit):
    """The solution k of F(k) = G for an F that increases in k, or the solution k > 0 for one that falls.

    Arguments: the unknown k, a symbol; F, which depends on k; G, which does not. Whether a solution exists and
    is unique is for the reader of the tree to establish; building it proves nothing.
    """

    relation = "="
    _head = r"\operatorname{inverse}"


class Threshold(_Implicit):
    """The least natural number k (zero included) with F(k) >= G, infinite where there is none.

    Arguments: the unknown k, a symbol; F, which depends on k; G, which does not. F need not be monotone: it is
    the first passage. Building it proves nothing about existence.
    """

    relation = r"\geq"
    sign = ">="
    _head = r"\min"
