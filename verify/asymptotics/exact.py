"""The exact function behind an expansion, unevaluated until a zero test asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import kernels
from .field import Element
from .signals import OutOfTime, Restart, Undecided


class Thunk:
    """An operation on thunks, evaluated to an Element (a fraction over kernels) at most once."""

    __slots__ = ("_value", "args", "op")

    def __init__(self, op: Callable[..., Element] | None, args: tuple[Any, ...], value: Element | None = None) -> None:
        self.op, self.args, self._value = op, args, value

    def value(self) -> Element:
        """The exact function; raises Undecided where exact algebra gets too large."""
        if self._value is None:
            stack = [self]
            while stack:
                node = stack[-1]
                missing = [a for a in node.args if isinstance(a, Thunk) and a._value is None]
                if missing:
                    stack.extend(missing)
                    continue
                stack.pop()
                if node._value is None:
                    assert node.op is not None
                    arguments = [a._value if isinstance(a, Thunk) else a for a in node.args]
                    node._value = node.op(*arguments)
                    node._value.field.tick()
        assert self._value is not None
        return self._value

    def is_zero(self) -> bool:
        """True proves that the function is identically zero; False proves nothing."""
        try:
            return self.value().is_zero()
        except (OutOfTime, Restart):
            raise
        except Undecided:
            return False

    def to(self, exponent: Element) -> Thunk:
        return Thunk(kernels.power, (self, exponent))


def constant(value: Element) -> Thunk:
    return Thunk(None, (), value)


def total(a: Thunk, b: Thunk) -> Thunk:
    return Thunk(Element.__add__, (a, b))


def product(a: Thunk, b: Thunk) -> Thunk:
    return Thunk(Element.__mul__, (a, b))


def quotient(a: Thunk, b: Thunk) -> Thunk:
    return Thunk(Element.__truediv__, (a, b))


def exp(a: Thunk) -> Thunk:
    return Thunk(kernels.exp, (a,))


def log(a: Thunk) -> Thunk:
    """log of the absolute value; the sign is the caller's business."""
    return Thunk(kernels.log, (a,))


def opaque(name: str, order: int, a: Thunk) -> Thunk:
    """The order-th Taylor coefficient function of `name` at a, as a kernel of its own."""
    label = name if order == 0 else f"{name}_{order}"
    return Thunk(lambda x: kernels.fun(x.field, label, (x,), None), (a,))
