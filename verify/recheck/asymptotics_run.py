"""One run of a certificate, computed again with a fixed number of terms and compared statement by statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from .algebra import Rejected, compare
from .asymptotics_algebra import ONE, ZERO, Algebra, Const, El
from .asymptotics_cases import Facts
from .asymptotics_cover import assume, solutions
from .asymptotics_crossings import Binders
from .asymptotics_decide import Decision
from .asymptotics_functions import Any_, Evaluator, Wide, ends
from .asymptotics_parts import refuted
from .asymptotics_sequences import check_integers, residues
from .asymptotics_series import More, Scale, Series, Space, Value, exact_of
from .asymptotics_text import Condition, NotCovered, Statement, Tree, canonical, parts_of, read, substituted

ENOUGH = 8  # terms, before an exact sum that is not recognised as one is given up
Json = Any


class Run:
    """The claim with `put` for its variable and parameters, where the conditions hold."""

    def __init__(
        self,
        statement: Statement,
        put: Mapping[str, Tree],
        conditions: Sequence[Condition],
        *,
        integers: frozenset[str],
        integer_variable: bool,
        most: int,
        deadline: float,
    ) -> None:
        self.statement, self.put = statement, put
        self.integer_variable = integer_variable
        self.al = Algebra(deadline)
        self.facts = Facts(self.al)
        self.sp = Space(self.al, most)
        self.ev = Evaluator(self.sp, integers)
        if integer_variable:
            self.ev.residues = residues
        self.by_name: dict[str, Scale] = {}
        self.shown: dict[Tree, tuple[Tree, Tree]] = {}
        self.conditions = [(substituted(tree, put), relation) for tree, relation in conditions]
        self.equal = solutions(self.ev, self.conditions)
        self.conditions = [(substituted(tree, self.equal), relation) for tree, relation in self.conditions]

    def empty(self) -> bool:
        """True proves that no values of the parameters satisfy the conditions."""
        assume(self.facts, self.ev, self.conditions, {})
        return self.facts.impossible([])

    def inhabited(self) -> bool:
        """Whether a point was found at which the conditions hold."""
        assume(self.facts, self.ev, self.conditions, {})
        return any(True for _ in self.facts.signs_at_points(ONE))

    def _read(self, text: str) -> Tree:
        return substituted(read(text), self.equal)

    def check(self, region: Mapping[str, Json], truth: bool, *, witness: bool, inhabited: bool) -> None:
        """Raises unless the claim is found to be `truth` and every statement of the region's run right."""
        self.run = region["run"]
        if "part" in self.run["final"] or any(e["function"] is None for e in self.run["scale"]):
            raise NotCovered("a run that is not written out")
        if witness:
            self._satisfied()
        else:
            assume(self.facts, self.ev, self.conditions, {})
        if "antidifferences" in self.run:
            self.ev.binders = Binders(self.ev, self.run, self._read, counting=self.integer_variable)
            self.ev.binders.shown = self.shown
        for element in self.run["scale"]:
            if element["log"] is not None and read(element["log"])[:2] != ("fn", "log"):
                self.sp.hints.append(self._read(element["log"]))
        if "against" in region:
            self._no_limit(region["against"], region["phases"])
        elif "phases" in region:
            self._phases(region["phases"], truth)
        if "part" in self.run:
            self._by_part(truth)
            return
        if "against" not in region and self.truth() is not truth:
            found = f"the claim is found {'false' if truth else 'true'}"
            if inhabited or any(True for _ in self.facts.signs_at_points(ONE)):
                raise Rejected(f"{found} here")
            raise NotCovered(f"a case that may be empty, in which {found}")
        if self.ev.binders is not None:  # no nodes are listed then: nothing of the run is taken over unproved
            return
        self._scale()
        self._nodes(self.sides)
        for sign in self.run["signs"]:
            self._sign(sign)
        self._final(*self.values)

    def _by_part(self, truth: bool) -> None:
        """A claim F_1 + F_2 + … -> 0 about nonnegative quantities, refuted by one of them."""
        s = self.statement
        if truth or s.relation != "->" or s.right != ("num", ZERO) or s.side:
            raise Rejected("a part refutes only that a sum tends to zero")
        if not refuted(self.ev.binders, substituted(substituted(s.left, self.put), self.equal)):
            raise NotCovered("a part of a sum that is not shown to stay away from zero")

    def truth(self) -> bool:
        """Whether the claim holds."""
        self.evaluate()
        s = self.statement
        return Decision(self.ev).holds(s.relation, *self.values, s.side, s.infinite)

    def evaluate(self) -> None:
        """Both sides near the point."""
        s = self.statement
        self.sides = [substituted(t, self.put) for t in (s.left, s.right) if t is not None]
        found = [self.ev.value(substituted(t, self.equal)) for t in self.sides]
        self.values = (found[0], found[1] if len(found) > 1 else None)

    def false_at_a_point(self) -> bool:
        """Whether the conditions hold at the point that is put in, and the claim does not."""
        try:
            self._satisfied()
            return not self.truth()
        except (Rejected, NotCovered, More):
            return False

    def _nodes(self, sides: list[Tree]) -> None:
        """Each node is a part of the claim, and both sides are among them."""
        known = set().union(*(parts_of(t) for t in sides))
        found = set()
        for node in self.run["nodes"]:
            tree = read(node["expr"])
            form = canonical(tree)
            if form not in known and form[0] != "num":
                raise Rejected(f"{node['expr']} is no part of the claim")
            found.add(form)
            self._value(node, self.ev.value(substituted(tree, self.equal)), node["expr"])
        if not {canonical(t) for t in sides} <= found:
            raise Rejected("the run does not reach the sides of the claim")

    def satisfies(self, wanted: Sequence[Condition]) -> None:
        """Raises unless the conditions imply the wanted ones, and what is put in is of the declared types."""
        assume(self.facts, self.ev, self.conditions, {})
        self.conditions = [(substituted(substituted(tree, self.put), self.equal), r) for tree, r in wanted]
        self._satisfied()

    def _satisfied(self) -> None:
        """The witness is of the declared types and satisfies every hypothesis."""
        for name in self.ev.integers & set(self.put):
            value = self.ev.constant(self.put[name])
            if not isinstance(value, Fraction) or value.denominator != 1:
                raise Rejected(f"{name} = {self.put[name]} at the witness is no integer")
        for tree, relation in self.conditions:
            s = self.al.sign(self.ev.constant(tree))
            if not compare(s, relation, 0):
                raise Rejected("the witness does not satisfy the hypotheses")

    def _along(self, tree: Tree) -> Any_:
        """A value along a sequence: a constant, or a range of them."""
        if tree[:2] == ("fn", "range") and len(tree) == 4:
            return Wide(self.ev.constant(tree[2]), self.ev.constant(tree[3]))
        return self.ev.constant(tree)

    def _no_limit(self, one: Mapping[str, str], other: Mapping[str, str]) -> None:
        """The function has no limit, its limits along two sequences being apart."""
        places = []
        for phases in (one, other):
            self._phases(phases, truth=self.statement.relation != "has limit")
            self.evaluate()
            places.append([self.sp.limit(e) for e in ends(self.values[0])])
        for (_, (s, high)), ((t, low), _) in (places, places[::-1]):
            if s < t or (s == t == 0 and self.al.sign(low - high) > 0):
                return
        raise Rejected("the limits along two sequences are not apart")

    def _phases(self, along: Mapping[str, str], truth: bool) -> None:
        """sin u and cos u, or the fractional part of u, take the values again and again: u continuous and infinite."""
        phases = {self._read(k): self._along(self._read(v)) for k, v in along.items()}
        if truth:
            raise Rejected("a sequence proves nothing")
        self.ev.phases = {}  # the arguments are what they are everywhere, not along another sequence
        self.ev.memo.clear()
        arguments = {key[2] for key in phases}
        if self.integer_variable:
            check_integers(phases, {key: self.ev.plain(key[2]) for key in phases})
            self.ev.phases = dict(phases)
            return
        if len(arguments) != 1:
            raise NotCovered("a refutation along sequences of this kind")
        u = next(iter(arguments))
        if not continuous(u) or not self.ev.infinite(self.ev.plain(u)):
            raise Rejected("the values along a sequence need a continuous argument that tends to infinity")
        kinds = {key[1]: value for key, value in phases.items() if isinstance(value, Fraction | El)}
        if len(kinds) != len(phases):
            raise Rejected("a range where a value is taken exactly")
        if set(kinds) == {"sin", "cos"}:
            if not self.al.is_zero(kinds["sin"] * kinds["sin"] + kinds["cos"] * kinds["cos"] - 1):
                raise Rejected("sin and cos do not take these values together")
        elif set(kinds) != {"frac"} or self.al.sign(kinds["frac"]) < 0 or self.al.sign(1 - kinds["frac"]) <= 0:
            raise Rejected("the values along a sequence are not possible")
        self.ev.phases = dict(phases)

    # --- comparing ----------------------------------------------------------------------------------------------------
    def _same(self, one: Const, other: Const, what: str) -> None:
        gap = one - other
        if self.al.is_zero(gap):
            return
        try:
            differs = self.al.sign(gap) != 0
        except NotCovered:
            differs = isinstance(gap, El) and gap.free and any(self.facts.signs_at_points(gap))
            if not differs:
                raise
        if differs:
            raise Rejected(f"{what} is not what the certificate says")

    def _order(self, one: Const, other: Const, what: str) -> int:
        """The sign of the difference of two exponents; the certificate's are equal to ours or to none."""
        try:
            return 0 if self.al.is_zero(one - other) else self.al.sign(one - other)
        except NotCovered:
            self._same(one, other, f"an exponent of {what}")
            raise

    def _constant(self, text: str) -> Const:
        return self.ev.constant(self._read(text))

    def _scale(self) -> None:
        before = -1
        for element in self.run["scale"]:
            exact = exact_of(self.ev.plain(self._read(element["function"])))
            match = [s for s in self.sp.scales if s.exact is exact or self.al.is_zero(s.exact - exact)]
            if not match:
                raise Rejected(f"{element['function']} is not an element of the scale")
            if element["log"] is not None:
                log = exact_of(self.ev.plain(self._read(element["log"])))
                if not self.al.is_zero(log - exact_of(self.sp.log_of(match[0]))):
                    raise Rejected(f"the logarithm of {element['function']} is another")
            self.by_name[element["name"]] = match[0]
        for element in self.run["scale"]:
            rank = self.sp.rank(self.by_name[element["name"]])
            if rank <= before:
                raise Rejected("the scale is not in the order of growth")
            before = rank

    def _value(self, said: Mapping[str, Json], value: Any_, what: str) -> None:
        if "low" in said:
            low, high = ends(value)
            self._value(said["low"], low, "the lower bound of " + what)
            self._value(said["high"], high, "the upper bound of " + what)
            return
        if isinstance(value, Wide):
            if self.ev.parity:  # here the sign of a power of a negative number is left open
                raise NotCovered("a power of a negative number")
            raise Rejected(f"{what} oscillates")
        if "lead" in said and said["lead"] != {}:
            self._lead(said["lead"], value, what)
        self._series(said["series"], value, what)

    def _lead(self, said: Json, value: Value, what: str) -> None:
        lead = self.sp.lead(value)
        if said is None or lead is None:
            if said is not None or lead is not None:
                raise Rejected(f"whether {what} vanishes is not what the certificate says")
            return
        self._same(self._constant(said["constant"]), lead.constant, f"the constant of {what}")
        if said["sign"] is not None and said["sign"] != self.sp.sign(value):
            raise Rejected(f"the sign of {what} is not what the certificate says")
        exponents: dict[Scale, Const] = dict(lead.monomial)
        for name, e in said["monomial"]:
            s = self.by_name[name]
            self._same(self._constant(e), exponents.pop(s, ZERO), f"an exponent of {what}")
        for e in exponents.values():
            self._same(ZERO, e, f"an exponent of {what}")

    def _series(self, said: Json, value: Value, what: str) -> None:
        if isinstance(said, str):
            constant = self._constant(said)
            if isinstance(value, Series):
                gap = self.sp.sub(value, constant)
                if self.sp.lead(gap) is not None:
                    raise Rejected(f"{what} is not the constant that the certificate says")
                return
            self._same(constant, value, what)
            return
        top = self.by_name[said["top"]]
        while isinstance(value, Series) and self.sp.rank(value.top) > self.sp.rank(top):
            value = self._flat(value, what)
        series = self.sp.lift(value, top)
        k = 0
        last: Const | None = None
        for e_text, c in said["terms"]:
            e = self._constant(e_text)
            if last is not None and self._order(last, e, what) <= 0:
                raise Rejected(f"the exponents of {what} do not decrease")
            last = e
            while k < len(series.terms) and self._order(series.terms[k][0], e, what) > 0:
                if self.sp.lead(series.terms[k][1]) is not None:
                    raise Rejected(f"{what} has a term that the certificate leaves out")
                k += 1
            if k < len(series.terms) and self._order(series.terms[k][0], e, what) == 0:
                self._series(c, series.terms[k][1], f"a coefficient of {what}")
                k += 1
            elif not self._blank(c):
                if series.bound is not None and not self.sp.clear(e, [series.bound]):
                    raise series.bound.short()
                raise Rejected(f"{what} has no such term as the certificate says")
        if said["complete"]:
            self._complete(series, k, what)

    def _blank(self, said: Json) -> bool:
        """Whether every listed coefficient is zero, identically or by the conditions."""
        if isinstance(said, str):
            return self.al.vanishes(self._constant(said))
        return all(self._blank(c) for _, c in said["terms"])

    def _flat(self, value: Series, what: str) -> Value:
        """The coefficient that the value is, when nothing stands before or after it."""
        out: Value = ZERO
        for e, c in value.terms:
            if self.sp.lead(c) is not None:
                if self.al.sign(e) != 0:
                    raise Rejected(f"{what} has a term in a faster element than the certificate says")
                out = c
        if value.bound is not None and not self.al.is_zero(value.exact() - exact_of(out)):
            raise value.bound.short()
        return out

    def _complete(self, series: Series, k: int, what: str) -> None:
        """Nothing is left beyond the first k terms, which are those listed."""
        if any(self.sp.lead(c) is not None for _, c in series.terms[k:]):
            raise Rejected(f"{what} has more terms than the certificate says")
        if series.bound is not None:
            rest = series.exact()
            for e, c in series.terms:
                rest = rest - exact_of(c) * self.al.power(series.top.exact, e)
            if not self.al.is_zero(rest):
                if self.sp.most < ENOUGH:
                    raise More
                raise NotCovered(f"whether {what} is exactly the sum that the certificate says")

    def _sign(self, said: Mapping[str, Json]) -> None:
        value = self._constant(said["constant"])
        s: int | None
        try:
            s = self.al.sign(value)
        except NotCovered:  # the decision did without it; a point at which it is wrong is still an error
            s = next(self.facts.signs_at_points(value), None)
        if s is not None and s != said["sign"] and not (s and said["sign"] == 2):
            raise Rejected(f"the sign of {said['constant']} is another")

    def _final(self, left: Any_, right: Any_ | None) -> None:
        final = dict(self.run["final"])
        values: dict[str, Any_ | None] = {"left": left, "right": right}
        if self.statement.relation == "->":
            value = final.pop("value")
            if self.statement.infinite:
                if value != ("oo" if self.statement.infinite > 0 else "-oo"):
                    raise Rejected("the value of the limit is another")
            else:
                assert isinstance(right, Fraction | El)
                self._same(self._constant(value), right, "the value of the limit")
                values["difference"] = self.ev.add(left, -right)
        elif right is not None:
            values["difference"] = self.ev.add(right, self.ev.times(-ONE, left))
            if "quotient" in final and not isinstance(right, Wide):
                values["quotient"] = self.ev.times(left, self.sp.power(right, -ONE))
        for key, said in final.items():
            value = values[key]
            if said and "low" in said:
                assert value is not None
                for part, end in zip(("low", "high"), ends(value), strict=True):
                    if said[part] != {}:
                        self._lead(said[part], end, f"the {key}")
            elif said != {}:
                if value is None or isinstance(value, Wide):
                    raise Rejected(f"the {key} is not what the certificate says")
                self._lead(said, value, f"the {key}")


def continuous(tree: Tree) -> bool:
    """Whether a tree is built from functions that are continuous where they are defined."""
    if tree[0] == "fn" and tree[1].lower() in ("floor", "ceiling", "frac", "mod", "sign"):
        return False
    return all(continuous(a) for a in tree if isinstance(a, tuple))
