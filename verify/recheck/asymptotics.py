"""Reads a certificate of the asymptotic prover again, from the claim's text, with arithmetic of its own.

The claim is parsed here; every node of the certificate is computed again as a truncated series with a bound on what is
cut off, and compared term by term; the relation is decided again; for PROVED the cases are shown to cover the side
conditions, for REFUTED the claim is decided at the witness. Nothing of the engine or of the grammar is imported.
The format is docs/certificate.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from .algebra import Rejected
from .asymptotics_algebra import ONE, ZERO, Algebra, Const, El, NotCovered, Tree, names, read, replace
from .asymptotics_cases import Facts
from .asymptotics_decide import Decision
from .asymptotics_functions import Any_, Evaluator, Wide
from .asymptotics_series import More, Scale, Series, Space, Value, exact_of

RELATIONS = ("->", "~", "<=", ">=", "!=", "<", ">", "=")
LANDAU = ("o", "O", "omega", "Omega", "Theta", "Otilde", "Omegatilde", "Thetatilde")
MOST_TERMS, ENOUGH = 40, 8
Json = Any


class Status(StrEnum):
    """What became of a certificate."""

    RECHECKED = "rechecked"
    NOT_COVERED = "not covered"
    REJECTED = "rejected"


@dataclass(frozen=True)
class RecheckResult:
    """The status, and what is not covered or why the certificate is rejected."""

    status: Status
    why: str = ""


@dataclass(frozen=True)
class Statement:
    """A claim in one variable X tending to infinity; `right` is None for infinite values and `has limit`."""

    relation: str
    left: Tree
    right: Tree | None
    side: str
    infinite: int


def recheck_asymptotic(
    certificate: Mapping[str, Json], *, claim: str, point: str, hypotheses: Sequence[str], outcome: str
) -> RecheckResult:
    """Checks the certificate of a PROVED or REFUTED claim.

    Arguments: `certificate`, the data of the evidence; `claim`, `point`, `hypotheses`, texts that come from the claim
    and not from the certificate; `outcome`, "PROVED" or "REFUTED".
    RECHECKED says that this module, too, finds the claim true for all parameters that satisfy the hypotheses (false at
    the witness) and every statement of the certificate that it can compute right. NOT_COVERED says nothing.
    """
    try:
        _Check(certificate, claim, point, hypotheses).run(outcome)
    except Rejected as complaint:
        return RecheckResult(Status.REJECTED, str(complaint))
    except (NotCovered, More, RecursionError) as gap:
        return RecheckResult(Status.NOT_COVERED, str(gap) or "an expansion needs more terms than are computed here")
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        return RecheckResult(Status.REJECTED, f"the certificate is malformed: {error!r}")
    return RecheckResult(Status.RECHECKED)


def _split(text: str) -> tuple[str, str, str]:
    """The relation that stands outside brackets, with what is left and right of it."""
    depth = 0
    for k, c in enumerate(text):
        depth += (c in "([") - (c in ")]")
        if depth == 0 and text[k - 1 : k] == " ":
            for r in RELATIONS:
                if text.startswith(r + " ", k):
                    return text[: k - 1], r, text[k + len(r) + 1 :]
    raise NotCovered(f"the statement {text[:60]!r}")


def parse_statement(text: str) -> Statement:
    """The claim's canonical text."""
    if text.endswith(" has limit"):
        return Statement("has limit", read(text[: -len(" has limit")]), None, "", 0)
    left, relation, right = _split(text)
    if relation == "->":
        if right in ("oo", "-oo"):
            return Statement("->", read(left), None, "", 1 if right == "oo" else -1)
        side = right[-1] if right[-1] in "+-" else ""
        return Statement("->", read(left), read(right[: len(right) - len(side)]), side, 0)
    head = right.split("(")[0]
    if relation == "=" and head in LANDAU and right.endswith(")"):
        return Statement(head, read(left), read(right[len(head) :]), "", 0)
    return Statement(relation, read(left), read(right), "", 0)


def directions(point: str) -> tuple[str, dict[str, Tree]]:
    """The variable, and what it is in X for each direction in which it tends to the point."""
    variable, _, target = point.partition(" -> ")
    x: Tree = ("sym", "X")
    if target in ("oo", "-oo"):
        return variable, {point: x if target == "oo" else ("mul", ("num", -ONE), x)}
    side = target[-1] if target[-1] in "+-" else ""
    at = read(target[: len(target) - len(side)])
    out = {}
    for way, sign in (("+", ONE), ("-", -ONE)):
        if side in ("", way):
            step = ("mul", ("num", sign), ("pow", x, ("num", -ONE)))
            out[point[: len(point) - len(side)] + way] = ("add", at, step)
    return variable, out


class _Check:
    def __init__(self, certificate: Mapping[str, Json], claim: str, point: str, hypotheses: Sequence[str]) -> None:
        self.certificate = certificate
        if certificate["version"] != 1:
            raise NotCovered("a certificate of another version")
        for field, given in (("claim", claim), ("point", point), ("hypotheses", list(hypotheses))):
            if certificate[field] != given:
                raise Rejected(f"the certificate belongs to another {field}: {certificate[field]!r}")
        self.statement = parse_statement(claim)
        self.variable, self.ways = directions(point)
        if certificate["relation"] != self.statement.relation or certificate["side"] != self.statement.side:
            raise Rejected("the certificate states another relation")
        self.conditions: list[tuple[Tree, str]] = []
        self.integers: set[str] = set()
        self.integer_variable = False
        for h in hypotheses:
            self._hypothesis(h)
        if set(certificate["integers"]) != self.integers or certificate["integer_variable"] != self.integer_variable:
            raise Rejected("the certificate declares other types")
        if "X" in names(self.statement.left) and self.variable != "X":
            raise NotCovered("a parameter called X")

    def _hypothesis(self, text: str) -> None:
        words = text.split()
        if len(words) == 2 and words[1] in ("real", "integer", "natural"):
            if words[0] == self.variable:
                self.integer_variable = words[1] != "real"
                return
            if words[1] != "real":
                self.integers.add(words[0])
            if words[1] == "natural":
                self.conditions.append((("sym", words[0]), ">="))
            return
        left, relation, right = _split(text)
        condition = self._condition(read(left), relation, read(right))
        if self.variable in names(condition[0]):
            raise NotCovered("a hypothesis about the variable")
        self.conditions.append(condition)

    @staticmethod
    def _condition(left: Tree, relation: str, right: Tree) -> tuple[Tree, str]:
        if relation in ("<", "<="):
            left, relation, right = right, ">" + relation[1:], left
        if relation not in (">", ">=", "=", "!="):
            raise NotCovered(f"a condition with {relation}")
        return ("add", left, ("mul", ("num", -ONE), right)), relation

    # --- the whole ----------------------------------------------------------------------------------------------------
    def run(self, outcome: str) -> None:
        parts = {part["direction"]: part for part in self.certificate["parts"]}
        if len(parts) != len(self.certificate["parts"]) or not set(parts) <= set(self.ways):
            raise Rejected("the directions are not those of the point")
        for direction, part in parts.items():
            if part["variable"] != "X":
                raise NotCovered("a parameter called X")
            al = Algebra()
            ev = Evaluator(Space(al, 2), frozenset())
            one, two = read(part["substitution"]), self.ways[direction]
            if not al.is_zero(exact_of(ev.plain(one)) - exact_of(ev.plain(two))):
                raise Rejected("the variable is not what the direction says")
        if outcome == "PROVED":
            if set(parts) != set(self.ways):
                raise Rejected("a direction is missing")
            for direction, part in parts.items():
                _Cover(self, part).walk()
                for region in part["regions"]:
                    self._region(direction, region, True)
        elif outcome == "REFUTED":
            false = [(d, r) for d, part in parts.items() for r in part["regions"] if r["answer"] is False]
            if not false:
                raise Rejected("no case is false")
            decided = [self._region(direction, region, False) for direction, region in false]
            if not any(decided):
                raise Rejected("no false case has a witness that says what each parameter is")
        else:
            raise Rejected(f"nothing is known about certificates of {outcome}")

    def _region(self, direction: str, region: Mapping[str, Json], truth: bool) -> bool:
        """Whether the case was decided again; a false one without a witness is not."""
        if region["answer"] is not truth:
            raise Rejected("a case has another answer than the verdict")
        put = {name: read(text) for name, text in region["solved"].items()}
        conditions = list(self.conditions)
        free = names(self.statement.left) | names(self.ways[direction])
        free |= names(self.statement.right) if self.statement.right else frozenset()
        for tree, _ in conditions:
            free |= names(tree)
        free -= {self.variable, "X"}
        if not truth and free:
            witness = {name: read(text) for name, text in region.get("witness", region["solved"]).items()}
            if set(witness) != free or any(names(t) for t in witness.values()):
                return False
            put = witness
        elif truth:
            conditions += _Cover(self, {"splits": [], "regions": [], "dropped": []}).guards(region["guards"], put)
        if truth and region.get("phases"):
            raise Rejected("a sequence proves nothing")
        most = 2
        while True:
            try:
                _Run(self, direction, put, conditions, region, most=most).check(truth)
                return True
            except More:
                if most >= MOST_TERMS:
                    raise
                most = min(most + most // 2 + 1, MOST_TERMS)

    @staticmethod
    def number(text: str) -> Fraction:
        value = Evaluator(Space(Algebra(), 2), frozenset()).constant(read(text))
        if not isinstance(value, Fraction):
            raise Rejected("a value along a sequence that is not a rational number")
        return value


def blank(series: Json) -> bool:
    """Whether every listed coefficient is zero."""
    return series == "0" if isinstance(series, str) else all(blank(c) for _, c in series["terms"])


def substituted(tree: Tree, put: Mapping[str, Tree]) -> Tree:
    for name, by in put.items():
        tree = replace(tree, name, by)
    return tree


class _Cover:
    """Whether the cases of one part cover the side conditions: a tree of splits by sign, each leaf decided or empty."""

    def __init__(self, check: _Check, part: Mapping[str, Json]) -> None:
        self.check = check
        self.splits = {tuple(s["guards"]): s for s in part["splits"]}
        self.dropped = {tuple(d["guards"]) for d in part["dropped"]}
        self.leaves = {tuple(r["guards"]): r for r in part["regions"]}

    def walk(self) -> None:
        if len(self.splits) > 200:
            raise NotCovered("more than 200 splits")
        reached: set[tuple[str, ...]] = set()
        self._walk((), reached)
        if reached != set(self.splits) | self.dropped | set(self.leaves):
            raise Rejected("a case that no split leads to")

    def _walk(self, at: tuple[str, ...], reached: set[tuple[str, ...]]) -> None:
        reached.add(at)
        if (at in self.splits) + (at in self.dropped) + (at in self.leaves) != 1:
            raise Rejected("the cases do not cover: " + (" and ".join(at) or "everything"))
        if at in self.dropped:
            facts, _ = self._facts(at)
            if not facts.impossible([]):
                raise NotCovered("a dropped case that is not shown empty here")
        if at not in self.splits:
            return
        split = self.splits[at]
        facts, ev = self._facts(at)
        tree = substituted(read(split["on"]), self._solved(at))
        on = ev.constant(tree)
        missing = {-1, 0, 1} - {s for listed in split["signs"] for s in ((-1, 1) if listed == 2 else (listed,))}
        for s in missing:
            extra = [(on * Fraction(s), ">")] if s else [(on, "="), (-on, "=")]
            if not facts.impossible(extra):
                raise NotCovered("a sign that is not excluded here")
        for s in split["signs"]:
            label = {-1: "<", 0: "=", 1: ">", 2: "!="}[s]
            children = [g for g in self._children(at) if _split(g[-1])[1] == label]
            if len(children) != 1:
                raise Rejected(f"the cases do not cover the sign {s} of {split['on']}")
            self._label(ev, on, tree, children[0], at)
            self._walk(children[0], reached)

    def _children(self, at: tuple[str, ...]) -> list[tuple[str, ...]]:
        every = set(self.splits) | self.dropped | set(self.leaves)
        return [g for g in every if len(g) == len(at) + 1 and g[: len(at)] == at]

    def _label(self, ev: Evaluator, on: Const, tree: Tree, child: tuple[str, ...], at: tuple[str, ...]) -> None:
        """The label says what the split says: the same difference, or the solution of the equation."""
        left, relation, right = _split(child[-1])
        put = self._solved(at)
        stated = ev.constant(substituted(("add", read(left), ("mul", ("num", -ONE), read(right))), put))
        if ev.al.is_zero(stated - on) or (relation in ("=", "!=") and ev.al.is_zero(stated + on)):
            return
        if relation != "=" or not left.isidentifier():
            raise Rejected(f"the case {child[-1]!r} is not one of its split")
        by = substituted(read(right), put)
        if not ev.al.vanishes(ev.constant(replace(tree, left, by))):
            raise Rejected(f"{child[-1]!r} does not solve its equation")
        self._solution(ev, on, left, ev.constant(by))

    def _solution(self, ev: Evaluator, on: Const, name: str, value: Const) -> None:
        """on = 0 implies name = value: on is linear in the name, with a slope that is not zero."""
        al = ev.al
        candidates: list[Const] = [on]
        atoms = on.atoms() if isinstance(on, El) else []
        if isinstance(on, El) and len(atoms) == 1 and atoms[0].kind == "log":  # log f = q means f = exp(q), for f > 0
            base = atoms[0].args[0]
            inner: Const = base.args[0] if base.kind == "sum" else El(al, {((base.number, ONE),): ONE})
            slope = on.d.get(((atoms[0].number, ONE),), ZERO)
            if slope and set(on.d) <= {(), ((atoms[0].number, ONE),)} and al.sign(inner) > 0:
                candidates.append(inner - al.exp(-on.d.get((), ZERO) / slope))
        target = al.number("par", name, ())
        for p in candidates:
            if isinstance(p, Fraction):
                continue
            factor: Const = ZERO
            rest: Const = ZERO
            for m, c in p.d.items():
                here = dict(m)
                e = here.pop(target, ZERO)
                term = al.made({tuple(sorted(here.items())): c})
                if e not in (0, 1) or any(al.mentions(al.atoms[i], target) for i in here):
                    break
                factor, rest = (factor + term, rest) if e else (factor, rest + term)
            else:
                if factor and not al.vanishes(factor) and al.is_zero(factor * value + rest):
                    return
        raise NotCovered(f"{name} is not shown to solve its equation")

    def _solved(self, at: tuple[str, ...]) -> dict[str, Tree]:
        put: dict[str, Tree] = {}
        for label in at:
            left, relation, right = _split(label)
            if relation == "=" and left.isidentifier() and left not in names(read(right)):
                by = substituted(read(right), put)
                put = {n: replace(t, left, by) for n, t in put.items()}
                put[left] = by
        return put

    def guards(self, at: Sequence[str], put: Mapping[str, Tree]) -> list[tuple[Tree, str]]:
        """The conditions that the guards state, beyond what was solved, which must be what the region solved."""
        mine = self._solved(tuple(at))
        if set(mine) != set(put):
            raise Rejected("a case solves other equations than its guards state")
        ev = Evaluator(Space(Algebra(), 2), frozenset())
        for name, tree in mine.items():
            if not ev.al.is_zero(ev.constant(tree) - ev.constant(put[name])):
                raise Rejected(f"{name} is not what its guard says")
        out = []
        for label in at:
            left, relation, right = _split(label)
            if not (relation == "=" and left in mine):
                out.append(self.check._condition(read(left), relation, read(right)))
        return out

    def _facts(self, at: tuple[str, ...]) -> tuple[Facts, Evaluator]:
        put = self._solved(at)
        al = Algebra()
        facts = Facts(al)
        ev = Evaluator(Space(al, 2), frozenset(self.check.integers))
        assume(facts, ev, [*self.check.conditions, *self.guards(at, put)], put, self.check.integers)
        return facts, ev


def assume(
    facts: Facts, ev: Evaluator, conditions: Sequence[tuple[Tree, str]], put: Mapping[str, Tree], integers: set[str]
) -> None:
    """Takes the conditions on; positive parameters and, for positive integers, n >= 1 are noted."""
    waiting = [(substituted(tree, put), relation) for tree, relation in conditions]
    while waiting:  # one condition may be needed to make sense of another
        later = []
        for tree, relation in waiting:
            try:
                facts.assume(ev.constant(tree), relation)
            except NotCovered:
                later.append((tree, relation))
        if len(later) == len(waiting):
            raise NotCovered("a condition that makes no sense by the others")
        waiting = later
    for name in sorted({n for tree, _ in conditions for n in names(substituted(tree, put))}):
        symbol = ev.constant(("sym", name))
        try:
            positive = ev.al.sign(symbol) > 0
        except NotCovered:
            continue
        if positive:
            ev.al.atoms[ev.al.number("par", name, ())].positive = True
            if name in integers:
                facts.assume(symbol - 1, ">=")


class _Run:
    """One computation, with a fixed number of terms, compared with what the certificate says of it."""

    def __init__(
        self,
        check: _Check,
        direction: str,
        put: Mapping[str, Tree],
        conditions: Sequence[tuple[Tree, str]],
        region: Mapping[str, Json],
        *,
        most: int,
    ) -> None:
        self.check_, self.run = check, region["run"]
        self.phases = {read(k): check.number(v) for k, v in region.get("phases", {}).items()}
        self.al = Algebra()
        self.facts = Facts(self.al)
        self.sp = Space(self.al, most)
        integers = frozenset(check.integers)
        self.ev = Evaluator(self.sp, integers, dict(self.phases))
        self.put = {check.variable: self.check_.ways[direction]}
        self.put = {n: substituted(t, put) for n, t in self.put.items()} | dict(put)
        self.conditions = conditions
        self.integers = check.integers
        self.by_name: dict[str, Scale] = {}

    def check(self, truth: bool) -> None:
        at_witness = not truth
        if at_witness:
            self._satisfied()
        else:
            assume(self.facts, self.ev, self.conditions, self.put, self.integers)
        statement = self.check_.statement
        for element in self.run["scale"]:
            if element["log"] is not None and read(element["log"])[:2] != ("fn", "log"):
                self.sp.hints.append(read(element["log"]))
        if self.phases:
            self._phases(statement)
        left = self.ev.value(substituted(statement.left, self.put))
        right = self.ev.value(substituted(statement.right, self.put)) if statement.right is not None else None
        found = Decision(self.ev).holds(statement.relation, left, right, statement.side, statement.infinite)
        if found is not truth:
            raise Rejected(f"the claim is found {'true' if found else 'false'} here")
        self._scale()
        for node in self.run["nodes"]:
            value = self.ev.value(read(node["expr"]))
            self._value(node, value, node["expr"])
        for sign in self.run["signs"]:
            self._sign(sign)
        self._final(statement, left, right)

    def _satisfied(self) -> None:
        """The witness is of the declared types and satisfies every hypothesis."""
        for name in self.integers & set(self.put):
            value = self.ev.constant(self.put[name])
            if not isinstance(value, Fraction) or value.denominator != 1:
                raise Rejected(f"{name} = {self.put[name]} at the witness is no integer")
        for tree, relation in self.conditions:
            s = self.al.sign(self.ev.constant(substituted(tree, self.put)))
            if not {">": s > 0, ">=": s >= 0, "=": s == 0, "!=": s != 0}[relation]:
                raise Rejected("the witness does not satisfy the hypotheses")

    def _phases(self, statement: Statement) -> None:
        """sin u and cos u, or the fractional part of u, take the values again and again: u continuous and infinite."""
        arguments = {key[2] for key in self.phases}
        if len(arguments) != 1 or self.check_.integer_variable or statement.relation == "has limit":
            raise NotCovered("a refutation along sequences of this kind")
        u = next(iter(arguments))
        if not continuous(u) or not self.ev._infinite(self.ev.plain(u)):
            raise Rejected("the values along a sequence need a continuous argument that tends to infinity")
        kinds = {key[1]: value for key, value in self.phases.items()}
        if set(kinds) == {"sin", "cos"}:
            if kinds["sin"] ** 2 + kinds["cos"] ** 2 != 1:
                raise Rejected("sin and cos do not take these values together")
        elif set(kinds) != {"frac"} or not 0 <= kinds["frac"] < 1:
            raise Rejected("the values along a sequence are not possible")

    # --- comparing ----------------------------------------------------------------------------------------------------
    def _same(self, one: Const, other: Const, what: str) -> None:
        gap = one - other
        if self.al.is_zero(gap):
            return
        try:
            differs = self.al.sign(gap) != 0
        except NotCovered:
            differs = isinstance(gap, El) and gap.free and self._apart(gap)
            if not differs:
                raise
        if differs:
            raise Rejected(f"{what} is not what the certificate says")

    def _apart(self, gap: El) -> bool:
        """Whether the difference is not zero at a point, chosen without regard to the side conditions."""
        self.al.at = {a.name: Fraction(7 * k + 5, 3 * k + 4) for k, a in enumerate(self.al.atoms) if a.kind == "par"}
        return self.al.sign_of_number(gap) != 0

    def _constant(self, text: str) -> Const:
        return self.ev.constant(read(text))

    def _scale(self) -> None:
        before = -1
        for element in self.run["scale"]:
            if element["function"] is None:
                raise NotCovered("an element of the scale that was too large to write")
            exact = exact_of(self.ev.plain(read(element["function"])))
            match = [s for s in self.sp.scales if s.exact is exact or self.al.is_zero(s.exact - exact)]
            if not match:
                raise Rejected(f"{element['function']} is not an element of the scale")
            if element["log"] is not None:
                log = exact_of(self.ev.plain(read(element["log"])))
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
            if not isinstance(value, Wide):
                raise Rejected(f"{what} does not oscillate")
            self._value(said["low"], value.low, "the lower bound of " + what)
            self._value(said["high"], value.high, "the upper bound of " + what)
            return
        if isinstance(value, Wide):
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
            if last is not None and self.al.sign(last - e) <= 0:
                raise Rejected(f"the exponents of {what} do not decrease")
            last = e
            while k < len(series.terms) and self.al.sign(series.terms[k][0] - e) > 0:
                if self.sp.lead(series.terms[k][1]) is not None:
                    raise Rejected(f"{what} has a term that the certificate leaves out")
                k += 1
            if k < len(series.terms) and self.al.sign(series.terms[k][0] - e) == 0:
                self._series(c, series.terms[k][1], f"a coefficient of {what}")
                k += 1
            elif not blank(c):
                if series.bound is not None and self.al.sign(series.bound - e) >= 0:
                    raise More
                raise Rejected(f"{what} has no such term as the certificate says")
        if said["complete"]:
            self._complete(series, k, what)

    def _flat(self, value: Series, what: str) -> Value:
        """The coefficient that the value is, when nothing stands before or after it."""
        out: Value = ZERO
        for e, c in value.terms:
            if self.sp.lead(c) is not None:
                if self.al.sign(e) != 0:
                    raise Rejected(f"{what} has a term in a faster element than the certificate says")
                out = c
        if value.bound is not None and not self.al.is_zero(value.exact() - exact_of(out)):
            raise More
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
        try:
            s = self.al.sign(value)
        except NotCovered:
            return  # the decision above did without it
        if s != said["sign"] and said["sign"] != 2:
            raise Rejected(f"the sign of {said['constant']} is another")

    def _final(self, statement: Statement, left: Any_, right: Any_ | None) -> None:
        final = self.run["final"]
        values: dict[str, Any_ | None] = {"left": left}
        minus = -ONE
        if statement.relation == "->":
            if statement.infinite:
                if final["value"] != ("oo" if statement.infinite > 0 else "-oo"):
                    raise Rejected("the value of the limit is another")
            else:
                assert isinstance(right, Fraction | El)
                self._same(self._constant(final["value"]), right, "the value of the limit")
                values["difference"] = self.ev.add(left, -right)
        elif right is not None:
            values["right"] = right
            values["difference"] = self.ev.add(right, self.ev.times(minus, left))
            if "quotient" in final and not isinstance(right, Wide):
                values["quotient"] = self.ev.times(left, self.sp.power(right, minus))
        for key, said in final.items():
            if key == "value":
                continue
            value = values[key]
            for part, end in (("low", 0), ("high", 1)):
                if said is not None and part in said:
                    if not isinstance(value, Wide):
                        raise Rejected(f"the {key} does not oscillate")
                    if said[part] != {}:
                        self._lead(said[part], value[end], f"the {key}")
            if said is None or (said and "low" not in said):
                if value is None or isinstance(value, Wide):
                    raise Rejected(f"the {key} is not what the certificate says")
                self._lead(said, value, f"the {key}")


def continuous(tree: Tree) -> bool:
    """Whether a tree is built from functions that are continuous where they are defined."""
    if tree[0] == "fn" and tree[1].lower() in ("floor", "ceiling", "frac", "mod", "sign"):
        return False
    return all(continuous(a) for a in tree if isinstance(a, tuple))
