"""Zero and sign of constants, under side conditions on parameters.

One question, `sign`, and one way to answer it: rationals exactly; other constants by balls at rising precision up
to `MOST_BITS`; constants with parameters by factoring, by the side conditions themselves, then by z3 over the
reals, where every kernel such as log(b) is a fresh real tied by proved facts only. What cannot be settled is never
guessed: `Undecided` names the constant, `Split` asks the driver for cases. A z3 answer other than unsat keeps the
case.
"""

from __future__ import annotations

from typing import Any

from flint import ctx, fmpq

from .balls import ball
from .field import Element, Field, Kernel, element_of_poly
from .kernels import factored, single_kernel
from .signals import OutOfTime, Restart, Signal, Split, Undecided

MOST_BITS = 1600
SIGN_KEEPING = frozenset({"erf", "atan", "lambertw"})  # f(x) has the sign of x
SOLVER_STEPS = 500_000
"""z3's own count of work for one question: an answer must not depend on how busy the machine is."""


class Oracle:
    """Signs in one field under facts `element op 0`, op one of >, >=, !=, =; `integers` are the integer parameters."""

    def __init__(self, field: Field, integers: frozenset[str]) -> None:
        self.field, self.integers = field, integers
        self.facts: list[tuple[Element, str]] = []
        self.memo: dict[str, frozenset[int]] = {}
        self.solver: Any = None
        self.reals: dict[str, Any] = {}
        self.grounds: dict[str, str] = {}
        field.memo["oracle"] = self

    def assume(self, value: Element, relation: str) -> None:
        """Adds the fact `value relation 0`."""
        self.facts.append((value, relation))
        self.memo.clear()
        self.solver = None
        self.reals = {}

    def sign(self, value: Element) -> int:
        """-1, 0 or 1; raises Undecided or Split."""
        if value.is_rational():
            return _sign(value.num)
        signs = self.possible(value)
        if len(signs) == 1:
            return next(iter(signs))
        if not signs:
            raise Undecided("the hypotheses exclude one another")
        for factor in self._factors(value):
            part = self.possible(factor)
            if len(part) > 1:
                raise Split(factor.tree(), factor.sides(), tuple(sorted(part)))
        raise Split(value.tree(), value.sides(), tuple(sorted(signs)))

    def nonzero(self, value: Element) -> bool:
        """Whether the value is not zero, proved either way; raises Undecided or Split."""
        if value.is_rational():
            return bool(value.num != 0)
        signs = self.possible(value)
        if 0 not in signs:
            return True
        if signs == {0}:
            return False
        for factor in self._factors(value):
            part = self.possible(factor)
            if 0 in part and part != {0}:
                raise Split(factor.tree(), factor.sides(), (0, 2))
        raise Split(value.tree(), value.sides(), (0, 2))

    def known(self, value: Element) -> int | None:
        """The sign when it is settled without a case split, else None."""
        try:
            signs = self.possible(value)
        except (OutOfTime, Restart):
            raise
        except Signal:
            return None
        return next(iter(signs)) if len(signs) == 1 else None

    def ground(self, text: str) -> str:
        """How the sign of the constant with this text was settled."""
        return self.grounds.get(text, "hypotheses")

    def possible(self, value: Element) -> frozenset[int]:
        """The signs that could not be excluded."""
        if value.is_rational():
            return frozenset({_sign(value.num)})
        if value.is_zero():
            return frozenset({0})
        key = value.text()
        found = self.memo.get(key)
        if found is None:
            found = self._with_parameters(value) if value.params() else frozenset({self._by_balls(value)})
            if not value.params():
                self.grounds[key] = "balls"
            self.memo[key] = found
        return found

    # --- constants without parameters -----------------------------------------------------------------------------
    def _by_balls(self, value: Element) -> int:
        bits = 64
        while bits <= MOST_BITS:
            self.field.tick()
            with ctx.workprec(bits):
                box = ball(value, {})
                if box > 0:
                    return 1
                if box < 0:
                    return -1
            bits *= 2
        raise Undecided(f"cannot tell whether {value.text()} is zero")

    # --- constants with parameters --------------------------------------------------------------------------------
    def _factors(self, value: Element) -> list[Element]:
        out = []
        for poly in value.polys():
            if poly.is_constant():
                continue
            for part, _ in factored(self.field, poly)[1]:
                out.append(element_of_poly(self.field, part))
        return out

    def _with_parameters(self, value: Element) -> frozenset[int]:
        signs = {1}
        for poly in value.polys():
            if poly.is_constant():
                signs = {s * _sign(poly.leading_coefficient()) for s in signs}
                continue
            content, factors = factored(self.field, poly)
            product = {_sign(content)}
            for part, exponent in factors:
                one = self._factor(part)
                if exponent % 2 == 0:
                    one = frozenset(abs(s) for s in one)
                product = {s * t for s in product for t in one}
            signs = {s * t for s in signs for t in product}
        return frozenset(signs)

    def _factor(self, poly: Any) -> frozenset[int]:
        """The possible signs of an irreducible polynomial."""
        element = element_of_poly(self.field, poly)
        if element.is_rational():
            return frozenset({_sign(element.num)})
        key = "factor " + element.text()
        found = self.memo.get(key)
        if found is not None:
            return found
        if not element.params():
            found = frozenset({self._by_balls(element)})
        else:
            found = self._by_facts(element)
            if len(found) > 1:
                kernel = single_kernel(self.field, poly)
                if kernel is not None:
                    found = found & self._by_kernel(kernel)
            if len(found) > 1:
                found = found & self._by_terms(element)
            if len(found) > 1:
                found = found & self._by_solver(element)
        self.memo[key] = found
        return found

    def _by_facts(self, element: Element) -> frozenset[int]:
        signs = frozenset({-1, 0, 1})
        for fact, relation in self.facts:
            if fact.is_rational():
                continue
            factor = element / fact
            if not factor.is_rational():
                continue
            s = _sign(factor.num)
            signs &= {">": frozenset({s}), ">=": frozenset({s, 0}), "!=": frozenset({1, -1}), "=": frozenset({0})}[
                relation
            ]
        return signs

    def _by_kernel(self, kernel: Kernel) -> frozenset[int]:
        if kernel.positive:
            return frozenset({1})
        if kernel.kind == "unit":
            return frozenset({-1, 1})
        if kernel.kind == "fun" and kernel.text.split("(", 1)[0] in SIGN_KEEPING:
            return self.possible(kernel.args[0])
        if kernel.kind == "log":
            base = kernel.args[0]
            signs = self.possible(base)
            if signs == {1}:
                return self.possible(base - self.field.one)
            if signs == {-1}:
                return self.possible(-base - self.field.one)
        return frozenset({-1, 0, 1})

    def _by_terms(self, element: Element) -> frozenset[int]:
        """All terms of one sign."""
        signs: set[int] = set()
        for coefficient, factors in element.terms():
            part = {_sign(coefficient)}
            for kernel, degree in factors:
                one = self._quick(kernel)
                if degree % 2 == 0:
                    one = frozenset(abs(s) for s in one)
                part = {s * t for s in part for t in one}
            signs |= part
            if len(signs) > 1:
                return frozenset({-1, 0, 1})
        return frozenset(signs)

    def _quick(self, kernel: Kernel) -> frozenset[int]:
        if not kernel.params:
            return frozenset({self._by_balls(element_of_poly(self.field, kernel.poly))})
        return self._by_kernel(kernel) & self._by_facts(element_of_poly(self.field, kernel.poly))

    # --- z3 -------------------------------------------------------------------------------------------------------
    def _by_solver(self, element: Element) -> frozenset[int]:
        import z3

        self._start()
        goal = self._z3_poly(element.polys()[0])
        signs = set()
        for s, condition in ((-1, goal < 0), (0, goal == 0), (1, goal > 0)):
            if self._check_under(condition) != z3.unsat:
                signs.add(s)
        return frozenset(signs)

    def consistent(self) -> bool:
        """False proves that no real point satisfies the facts."""
        if len(self.facts) == 1 and _plain(self.facts[0][0]):
            return True
        import z3

        self._start()
        return bool(self._check(self.solver) != z3.unsat)

    def point(self, names: list[str]) -> tuple[Any, ...] | None:
        """A rational point of the named parameters that z3 proposes, kernels being fresh reals: to be checked."""
        import z3

        self._start()
        if self._check(self.solver) != z3.sat:
            return None
        model = self.solver.model()
        out = []
        for name in names:
            real = self.reals.get(name)
            value = model.eval(real, model_completion=True) if real is not None else z3.RealVal(1)
            if not z3.is_rational_value(value):
                return None
            out.append(fmpq(value.numerator_as_long(), value.denominator_as_long()))
        return tuple(out)

    def _check_under(self, condition: Any) -> Any:
        """The solver's answer under one more condition.

        Polynomials in one real go to a fresh solver: between push and pop z3 may run for ever on one of degree seven,
        heedless of its limits, where its other engine is done in milliseconds.
        """
        import z3

        if len(self.reals) == 1:
            alone = z3.Solver()
            alone.set("rlimit", SOLVER_STEPS)
            alone.add(self.solver.assertions(), condition)
            return self._check(alone)
        self.solver.push()
        self.solver.add(condition)
        answer = self._check(self.solver)
        self.solver.pop()
        return answer

    def _check(self, solver: Any) -> Any:
        """The solver's answer within the time that is left."""
        left = self.field.check_time()
        if left is not None:
            solver.set("timeout", max(1, int(1000 * left)))
        return solver.check()

    def _start(self) -> None:
        import z3

        if self.solver is not None:
            return
        self.solver = z3.Solver()
        self.solver.set("rlimit", SOLVER_STEPS)
        for fact, relation in self.facts:
            num, den = fact.polys()
            top = self._z3_poly(num)
            if not den.is_one():
                bottom = self._z3_poly(den)
                self.solver.add(bottom != 0)
                if relation in (">", ">="):
                    top = top * bottom
            self.solver.add({">": top > 0, ">=": top >= 0, "!=": top != 0, "=": top == 0}[relation])

    def _z3_poly(self, poly: Any) -> Any:
        import z3

        out: Any = z3.RealVal(0)
        for coefficient, factors in element_of_poly(self.field, poly).terms():
            term: Any = z3.Q(int(coefficient.p), int(coefficient.q))
            for kernel, degree in factors:
                real = self._real(kernel)
                for _ in range(degree):
                    term = term * real
            out = out + term
        return out

    def _real(self, kernel: Kernel) -> Any:
        """The kernel as a fresh real, with the facts proved about it."""
        import z3

        real = self.reals.get(kernel.text)
        if real is not None:
            return real
        real = self.reals[kernel.text] = z3.Real(kernel.text)
        if not kernel.params:
            with ctx.workprec(64):
                box = ball(element_of_poly(self.field, kernel.poly), {})
                low, high = box.lower().fmpq(), box.upper().fmpq()
            self.solver.add(real >= z3.Q(int(low.p), int(low.q)), real <= z3.Q(int(high.p), int(high.q)))
            return real
        if kernel.positive:
            self.solver.add(real > 0)
        argument = self._z3_element(kernel.args[0]) if kernel.args else None
        if argument is not None:
            top, bottom = argument
            if kernel.kind == "unit":
                self.solver.add(real * real == 1)
            elif kernel.kind == "exp":  # exp(u) >= 1 + u
                self.solver.add(z3.Implies(bottom > 0, (real - 1) * bottom >= top))
                self._monotone("exp", kernel, real)
            elif kernel.kind == "log":
                self._monotone("log", kernel, real)
                # 1 - 1/u <= log(u) <= u - 1 for u > 0
                self.solver.add(
                    z3.Implies(top > 0, real <= top - 1),
                    z3.Implies(top > 1, real > 0),
                    z3.Implies(top > 0, real * top >= top - 1),
                    z3.Implies(z3.And(top > 0, top < 1), real < 0),
                )
            elif kernel.kind == "root":
                m = int(kernel.args[1].num.q)
                power: Any = real
                for _ in range(m - 1):
                    power = power * real
                self.solver.add(power == top)
            elif kernel.text.split("(", 1)[0] in SIGN_KEEPING:
                product = top * bottom
                self.solver.add((real > 0) == (product > 0), (real < 0) == (product < 0))
            elif kernel.text.startswith(("sin(", "cos(")):
                self._circle(kernel, real, top, bottom)
        return real

    def _monotone(self, kind: str, kernel: Kernel, real: Any) -> None:
        """f(u) and f(v) stand as u and v do, for f = exp, and for f = log where both are positive."""
        import z3

        top, bottom = self._z3_element(kernel.args[0])
        for other in self.field.kernels:
            if other.kind != kind or other is kernel or other.text not in self.reals:
                continue
            p, q = self._z3_element(other.args[0])
            sound = z3.And(bottom > 0, q > 0) if kind == "exp" else z3.And(bottom > 0, q > 0, top > 0, p > 0)
            that = self.reals[other.text]
            self.solver.add(z3.Implies(z3.And(sound, top * q > p * bottom), real > that))
            self.solver.add(z3.Implies(z3.And(sound, top * q < p * bottom), real < that))
            self.solver.add(z3.Implies(z3.And(sound, top * q == p * bottom), real == that))

    def _circle(self, kernel: Kernel, real: Any, top: Any, bottom: Any) -> None:
        """sin² + cos² = 1; cos u >= 1 - u²/2, and u - u³/6 <= sin u <= u for u >= 0, where u is a polynomial."""
        import z3

        self.solver.add(real <= 1, real >= -1)
        partner = self.field.by_text.get(("cos" if kernel.text.startswith("sin") else "sin") + kernel.text[3:])
        if partner is not None:
            other = self._real(partner)
            self.solver.add(real * real + other * other == 1)
        if kernel.args[0].polys()[1].is_one():
            half = z3.Q(157079632, 10**8)  # just below pi/2
            if kernel.text.startswith("cos"):
                self.solver.add(2 * real >= 2 - top * top, z3.Implies(z3.And(top > -half, top < half), real > 0))
                above = half + z3.Q(1, 10**7)
                self.solver.add(z3.Implies(z3.And(top > above, top < 3 * half), real < 0))
            else:
                self.solver.add(z3.Implies(z3.And(top > 0, top < 2 * half), real > 0))
                self.solver.add(z3.Implies(top >= 0, z3.And(real <= top, 6 * real >= 6 * top - top * top * top)))

    def _z3_element(self, value: Element) -> tuple[Any, Any]:
        num, den = value.polys()
        return self._z3_poly(num), self._z3_poly(den)


def agrees(sign: int, relation: str) -> bool:
    """Whether a value of that sign has the relation to zero."""
    return {">": sign > 0, ">=": sign >= 0, "!=": sign != 0, "=": sign == 0}[relation]


def _plain(value: Element) -> bool:
    """Whether one fact is linear in one parameter, so that some real satisfies it."""
    num, den = value.polys()
    return bool(den.is_one() and num.total_degree() == 1 and all(k.kind == "par" for k in value.kernels()))


def _sign(q: Any) -> int:
    return int(q > 0) - int(q < 0)
