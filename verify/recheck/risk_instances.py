"""Reads again a refutation about risks: the sequences written anew from the design, every limit decided anew.

A design is Gaussian with eigenvalues `spike` and `count` times `tail`, θ* = `truth` e_1, noise of standard deviation
`noise` and an ℓ_2 attack of radius `radius`, each a function of n. What the quantities of the field are on it, and how
the risks of the min-norm interpolator are bounded, stands in the tables below; the proofs are told in
`verify/orders/risk_instances.py`. The leading terms are compared with fractions. Nothing of the engine or of the
grammar is imported.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from .algebra import Rejected, complaint_of
from .formulas import called, canonical, names_in, parse, text_of
from .models import Evaluation

FAMILY = ("spike", "tail", "count", "noise", "truth", "radius")
_TOTAL = "(spike + tail*count)"
_NORM = "(truth**2 + 4*noise**2*n/(tail*count))"
_VARIANCE = "noise**2*((3/n)*(1 + 2*n/count) + 4*n/count)"

VALUES: Mapping[str, str] = MappingProxyType(
    {
        "largest": "spike",
        "eigenvalue(1)": "spike",
        "eigenvalue(2)": "tail",
        "trace(Sigma)": _TOTAL,
        "tail(0)": _TOTAL,
        "tail(1)": "tail*count",
        "r(0)": f"{_TOTAL}/spike",
        "r(1)": "count",
        "R(0)": f"{_TOTAL}**2/(spike**2 + tail**2*count)",
        "R(1)": "count",
        "norm(theta)": "truth",
        "dual_norm(theta)": "truth",
        "standard_risk(theta)": "0",
        "adversarial_risk(theta)": "radius**2*truth**2",
        "rows(G)": "n",
        "sigma": "noise",
        "sigma_y": "noise",
        "alpha": "radius",
        "delta": "1/2",
    }
)
"""What the quantities that are not random are on a design."""


def _upper(bias: str) -> Mapping[str, str]:
    risk = f"({_VARIANCE} + truth**2*{bias})"
    attacked = f"2*({risk} + radius**2*{_NORM})"
    table = {"norm(min_norm)**2": _NORM, "standard_risk(min_norm)": risk, "adversarial_risk(min_norm)": attacked}
    found = {}
    for name, bound in table.items():
        if name != "norm(min_norm)**2":
            found[name] = bound
        found[f"E[{name}]"] = bound
        found[f"noise_mean({name})"] = bound
    return MappingProxyType(found)


def _lower(bound: str) -> Mapping[str, str]:
    names = ("standard_risk(min_norm)", "adversarial_risk(min_norm)")
    return MappingProxyType({wrapped: bound for name in names for wrapped in (name, f"E[{name}]")})


UPPER: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "mean at most, bias by the largest eigenvalue": _upper("spike"),
        "mean at most, bias by the tail": _upper("tail*(1 + 3*count/(4*n))"),
    }
)
"""Upper bounds of means."""
LOWER: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "at least with probability 1/4, the bias": _lower("truth**2*spike/(1 + 8*spike*n/(tail*count))**2"),
        "at least with probability 1/48, the variance": _lower("noise**2*n/(16*count)"),
    }
)
"""Lower bounds that hold with a fixed probability."""
GEOMETRIC: Mapping[str, str] = MappingProxyType(
    {
        **{name: VALUES[name] for name in ("norm(theta)", "dual_norm(theta)", "standard_risk(theta)", "rows(G)")},
        **{name: VALUES[name] for name in ("adversarial_risk(theta)", "sigma", "sigma_y", "alpha", "delta")},
        **{"largest": "1/4", "eigenvalue(1)": "1/4", "trace(Sigma)": "1/3", "tail(0)": "1/3", "r(0)": "4/3"},
    }
)
"""The same where 4**-i, i = 1, …, d = n/K rounded up, are followed by n**2 equal eigenvalues of sum 4**-d/3.

K = 2 stands for every constant K >= 2, since only limits of k* are read. Then r_k = 4/3 for k < d and
r_d = R_d = n**2, so that k* = d.
"""
GEOMETRIC_LOWER: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"at least with probability 1/48, the variance of the large directions": _lower("noise**2/64")}
)
_NAMES = MappingProxyType({"spike": FAMILY, "geometric": ("noise", "truth", "radius")})
_LIMITS = ("->", "O", "o", "Omega", "omega", "Theta")
CONSTRUCTED = (("rows(G)", "=", "n"), ("trace(G)", ">", "0"), ("E[trace(G)]", "=", "n*trace(Sigma)"))
PROPERTIES = (("positive definite", "G"), ("homoscedastic noise", "sigma"), ("attack norm at least 2", ""))
_NUMBERS = ("deterministic", "mean")


def recheck_risk_instance(data: Mapping[str, Any]) -> str:
    """The complaint about a refutation, empty if every hypothesis holds for the design and the claim fails."""
    return complaint_of(lambda: _Refutation(data).run(), "the refutation")


class _Refutation:
    def __init__(self, data: Mapping[str, Any]) -> None:
        if data["format"] != "risk-instance/1" or data["variable"] != "n":
            raise Rejected("unknown format")
        self._data = data
        family, self._kind = data["family"], data["kind"]
        if set(family) != set(_NAMES[self._kind]) or any(names_in(text) - {"n"} for text in family.values()):
            raise Rejected("the family is not given by functions of n")
        spike = self._kind == "spike"
        self._values = VALUES if spike else GEOMETRIC
        self._upper = UPPER if spike else {}
        self._lower = LOWER if spike else GEOMETRIC_LOWER
        self._family = {name: f"({text})" for name, text in family.items()}

    def run(self) -> None:
        plain = self._evaluation({})
        for left, right in (("tail", "spike"), ("2*n", "count")) if self._kind == "spike" else ():
            if plain.holds(self._put(left), "<=", self._put(right)) is not True:
                raise Rejected(f"the design does not have {left} <= {right}")
        for kind, subject in self._data["properties"].values():
            if (kind, subject) not in PROPERTIES and (kind, "") not in PROPERTIES:
                raise Rejected(f"{kind} is not known of a design")
        for name, said in self._data["constructed"].items():
            if (said["left"], said["relation"], said["right"]) not in CONSTRUCTED:
                raise Rejected(f"{name} is not known of a design")
        for name, said in self._data["facts"].items():
            if not self._holds(said):
                raise Rejected(f"{name} is not seen to hold for the design")
        self._refute(self._data["claim"], self._data["bound"])

    def _refute(self, claim: Mapping[str, Any], bound: str) -> None:
        if claim["delta"] is not None:
            raise Rejected("a claim with a stated probability")
        if bound:
            tables = {"oo": self._upper, "0": self._lower}.get(claim["right"], {})
            table = tables.get(bound)
            if table is None or claim["relation"] != "->" or not _one_factor(parse(claim["left"]), table):
                raise Rejected("the bound says nothing of the claim")
            if claim["mode"] not in (*_NUMBERS, "in probability"):
                raise Rejected(f"the bound says nothing of a claim meant {claim['mode']}")
            evaluation = self._evaluation(table)
        else:
            if claim["mode"] not in _NUMBERS:
                raise Rejected(f"a claim meant {claim['mode']}")
            evaluation = self._evaluation({})
        self._require_limit(claim)
        if evaluation.holds(claim["left"], claim["relation"], claim["right"]) is not False:
            raise Rejected("the claim is not seen to fail for the design")

    def _holds(self, said: Mapping[str, Any]) -> bool:
        left, relation, right, mode = said["left"], said["relation"], said["right"], said["mode"]
        if said["delta"] is not None:
            return False
        if _of_a_constant(left, relation, right):
            return True
        self._require_limit(said)
        plain = self._evaluation({})
        if plain.knows(left) and plain.knows(right or "0"):
            return mode in (*_NUMBERS, "pointwise in X") and plain.holds(left, relation, right) is True
        if relation != "->" or right != "0" or mode not in (*_NUMBERS, "in probability"):
            return False
        tables = [table for table in self._upper.values() if _one_factor(parse(left), table)]
        return any(self._evaluation(table).holds(left, relation, right) is True for table in tables)

    def _require_limit(self, said: Mapping[str, Any]) -> None:
        """k* is n/K up to rounding, K any constant: limits do not see which."""
        seen = said["relation"] in _LIMITS and (said["relation"] != "->" or said["right"] in ("0", "oo"))
        if self._kind == "geometric" and "kstar(" in said["left"] + (said["right"] or "") and not seen:
            raise Rejected("k* is known up to a constant only")

    def _evaluation(self, more: Mapping[str, str]) -> Evaluation:
        sequences = {canonical(name): self._put(text) for name, text in {**self._values, **more}.items()}
        for short, long in (("r", "effective_rank"), ("R", "squared_rank")):
            for place in [place for place in ("0", "1") if f"{short}({place})" in sequences]:
                sequences[f"{long}({place})"] = sequences[f"{short}({place})"]
        self._place_kstar(sequences)
        return Evaluation("n", sequences, {})

    def _place_kstar(self, sequences: dict[str, str]) -> None:
        """k* = min{k : r_k >= bn}, for a rank constant b that is 1."""
        bare = Evaluation("n", dict(sequences), {})
        for text, place in self._data["kstar"].items():
            head, arguments = called(parse(text))
            if head != "kstar" or text_of(arguments[0]) not in ("1", "b"):
                raise Rejected(f"{text} is not decided here")
            if self._kind == "geometric":
                if place != "n/2":
                    raise Rejected(f"{text} is n/2, rounded")
                sequences[canonical(text)] = "(n/2)"
                for long in ("effective_rank", "squared_rank"):
                    sequences[canonical(f"{long}({text})")] = "(n**2)"
                continue
            if place == "1":
                right = bare.holds("r(0)", "<", "n") is True and bare.holds("r(1)", ">=", "n") is True
            else:
                right = place == "0" and bare.holds("r(0)", ">=", "n") is True
            if not right:
                raise Rejected(f"{text} is not {place}")
            sequences[canonical(text)] = place
            for long in ("effective_rank", "squared_rank"):
                sequences[canonical(f"{long}({text})")] = sequences[f"{long}({place})"]

    def _put(self, template: str) -> str:
        """A formula in the family's names as one in n."""
        return _renamed(parse(template), self._family)


def _of_a_constant(left: str, relation: str, right: str) -> bool:
    """Whether a statement holds of every positive constant, which a name that occurs nowhere else may be."""
    if not left.isidentifier() or left in _known_names():
        return False
    return (right == "0" and relation in (">", ">=", "!=")) or (right == "1" and relation in ("O", "Omega", "Theta"))


def _known_names() -> set[str]:
    return {"n"} | {name for key in VALUES for name in names_in(key)}


def _renamed(node: ast.expr, names: Mapping[str, str]) -> str:
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    if isinstance(node, ast.BinOp):
        sign = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}[type(node.op)]
        return f"({_renamed(node.left, names)}{sign}{_renamed(node.right, names)})"
    if isinstance(node, ast.Constant):
        return text_of(node)
    raise Rejected(f"{text_of(node)} stands in no table")


def _one_factor(node: ast.expr, table: Mapping[str, str]) -> bool:
    """Whether a formula is one bounded quantity, to a positive power, times others that are not bounded ones."""
    known = {canonical(name) for name in table}
    if text_of(node) in known:
        return True
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
        left, right = _mentions(node.left), _mentions(node.right)
        if left and not right:
            return _one_factor(node.left, table)
        return right and not left and isinstance(node.op, ast.Mult) and _one_factor(node.right, table)
    return False


def _mentions(node: ast.expr) -> bool:
    return bool({"min_norm", "ridge_estimator", "G"} & {n.id for n in ast.walk(node) if isinstance(n, ast.Name)})
